"""F10, F11, F12 and F22: two servers, files moved under a running one, clocks, another version of DuckDB."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

from data.troubles import Trouble
from pages.parts.local_time import moment
from tests.fault_classes.forks import Child, apart, wait_for
from tests.fault_classes.history import journal_lines
from tests.fault_classes.run import TOP, NotRun, Run, keep, opened, write_some
from tests.kept_homes import SMALL

OLDER = TOP / ".local" / "duckdb-1.5.6"


# --- F10 ----------------------------------------------------------------------------------------------------------


def two_servers(run: Run) -> None:
    """F10: one serves; whoever comes second is told which process does, leaves at once and changes nothing."""
    what = ("two at once", "a command", "a database shell", "a second server")[run.index % 4]
    run.notes.append(what)
    apart(lambda: write_some(run.home, run.slate, 1, 2, run.chance))
    if what == "two at once":
        _at_once(run)
    elif what == "a database shell":
        _beside_a_shell(run)
    else:
        _beside_a_server(run, what)
    run.check()


def _at_once(run: Run) -> None:
    """Eight start in the same moment: exactly one gets the home."""

    def start() -> str:
        wait_for(lambda: run.slate.flag == 1)
        try:
            store = opened(run.home)
        except Trouble as error:
            return f"{error.key} {error}"
        run.slate.add(pid=os.getpid())
        wait_for(lambda: run.slate.flag == 2)
        store.close()
        return "served"

    children = [Child(start) for _each in range(8)]
    run.slate.flag = 1
    wait_for(lambda: any("pid" in record for record in run.slate.records()))
    time.sleep(1.0)
    run.slate.flag = 2
    said = [child.result() for child in children]
    pid = next((record["pid"] for record in run.slate.records() if "pid" in record), 0)
    run.must(said.count("served") == 1, f"{said.count('served')} got the home")
    told = [text for text in said if text != "served"]
    run.must(all(text.startswith("home.locked") for text in told), f"{told}")
    run.must(any(str(pid) in text for text in told), f"nobody was told of process {pid}: {told}")


def _beside_a_shell(run: Run) -> None:
    """A database shell holds the file: that is no damage, and nothing is set aside."""
    script = f"import duckdb, time; c = duckdb.connect({str(run.home / 'thidua.duckdb')!r}); print(1, flush=True); time.sleep(60)"
    shell = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE)
    try:
        assert shell.stdout is not None
        shell.stdout.readline()

        def start() -> str:
            try:
                opened(run.home)
            except Trouble as error:
                return f"{error.key} {error}"
            return "served"

        said = apart(start)
    finally:
        shell.kill()
        shell.wait()
    run.must(said.startswith("home.locked") and str(shell.pid) in said, said)
    run.must(not (run.home / "quarantine").exists(), "something was set aside")


def _beside_a_server(run: Run, what: str) -> None:
    def serve() -> None:
        store = opened(run.home)
        run.slate.flag = 1
        wait_for(lambda: run.slate.flag == 2, 120)
        keep(store, run.slate, 3, run.chance)
        store.close()

    child = Child(serve)
    wait_for(lambda: run.slate.flag == 1)
    environment = {
        **os.environ,
        "THIDUA_HOME": str(run.home),
        "THIDUA_CLUSTER": str(SMALL),
        "PYTHONIOENCODING": "utf-8",
    }
    command = [sys.executable, "-m", "data", "rebuild"]
    if what == "a second server":
        command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port=0"]
    started = time.monotonic()
    done = subprocess.run(
        command, cwd=TOP, env=environment, capture_output=True, text=True, timeout=120, check=False
    )
    run.notes.append(f"{time.monotonic() - started:.1f} s")
    said = done.stdout + done.stderr
    run.slate.flag = 2
    child.result()
    run.must(done.returncode != 0, f"it ended with {done.returncode}")
    run.must(f"đang chạy ở tiến trình {child.pid}" in said, f"not told: {said[-500:]}")
    run.must(said.count("đang chạy ở tiến trình") < 4, "told again and again")


# --- F11 ----------------------------------------------------------------------------------------------------------

MOVES = (
    "tables renamed", "tables replaced", "tables deleted", "tables overwritten", "journal renamed", "journal replaced",
    "journal deleted", "journal overwritten", "home renamed",
)  # fmt: skip


def files_move(run: Run, template: Path) -> None:
    """F11: what is acknowledged afterwards is in the files that are there then; else it is refused."""
    run.copy_of(template)
    what = MOVES[run.index % len(MOVES)]
    run.notes.append(what)
    old = run.place / "old"
    shutil.copytree(run.home, old)
    first = run.next_number()
    which, _, move = what.partition(" ")
    path = run.home / {"tables": "thidua.duckdb", "journal": "journal.jsonl"}.get(which, "")
    aside = path.with_name(path.name + ".moved")

    def work() -> dict[str, Any]:
        store = opened(run.home)
        keep(store, run.slate, first, run.chance)
        match move:
            case "renamed":
                path.rename(aside)
            case "replaced":
                os.replace(old / path.name, path)
            case "deleted":
                path.unlink()
            case _:
                with path.open("r+b") as stream:  # cp writes over the content and keeps the file
                    stream.truncate(0)
                    stream.write((old / path.name).read_bytes())
        for number in (first + 1, first + 2):
            keep(store, run.slate, number, run.chance)
        told = {"entries": len(store.entries()), "notices": [each.key for each in store.health.notices]}
        store.close()
        return told

    apart(work)
    after = [one for one in run.asked if one.number > first]
    if which == "tables":
        run.must(
            [one.outcome for one in after] == ["ok", "ok"], f"{[(one.outcome, one.said) for one in after]}"
        )
    else:
        run.must(all(one.outcome == "fail" for one in after), f"acknowledged beside the moved {which}")
        run.notes.append(after[0].said)
        if move == "renamed" and which == "home":
            shutil.rmtree(run.home, ignore_errors=True)
            aside.rename(run.home)
    run.check(("normal", "rebuilt"))


# --- F12 ----------------------------------------------------------------------------------------------------------

WRITER = """
import json, random, sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
import tests.fault_classes.run as run
from tests.fault_classes.run import opened, keep
class Told:
    def add(self, **record):
        print(json.dumps(record, ensure_ascii=False), flush=True)
    def records(self): return []
home, first, stamp = Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
store = opened(home)
print(repr([each.key for each in store.health.notices]), flush=True)
keep(store, Told(), first, random.Random(first))
if stamp != "-":
    Path(sys.argv[4]).write_text(stamp)
    run.AN = replace(run.AN, signed_in=datetime.now(UTC))  # else a password given in the future counts as none
keep(store, Told(), first + 1, random.Random(first + 1))
store.close()
"""
CLOCKS = (
    ("a step back during an import", "+0", "-3600s", "UTC"),
    ("a day behind", "-1d", "-", "UTC"),
    ("a year ahead", "+1y", "-", "UTC"),
    ("a step forward during an import", "+0", "+7200s", "UTC"),
    ("29 February", "@2028-02-29 23:59:58", "-", "UTC"),
    ("the zone with summer time", "+0", "-", "America/New_York"),
    ("the hour that comes twice", "@2027-11-07 01:30:00", "-", "America/New_York"),
    ("the end of 2038", "@2038-12-31 23:59:59", "-", "Asia/Ho_Chi_Minh"),
)


def the_clock_is_wrong(run: Run) -> None:
    """F12: order by number and not by time, UTC kept, Viet Nam's time shown, a backward step noted."""
    library = next(Path("/usr/lib").glob("*/faketime/libfaketime.so.1"), None)
    if library is None:
        raise NotRun("there is no libfaketime", "faketime")
    what, clock, step, zone = CLOCKS[run.index % len(CLOCKS)]
    run.notes.append(what)
    apart(lambda: write_some(run.home, run.slate, 1, 1, run.chance))
    stamp = run.place / "clock"
    stamp.write_text(clock)
    environment = {
        **os.environ, "LD_PRELOAD": str(library), "FAKETIME_TIMESTAMP_FILE": str(stamp), "FAKETIME_NO_CACHE": "1",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1", "TZ": zone, "PYTHONIOENCODING": "utf-8",
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-c", WRITER, str(run.home), "2", step, str(stamp)],
        cwd=TOP, env=environment, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    run.must(done.returncode == 0, f"the program broke: {done.stderr[-600:]}")
    said = done.stdout.splitlines()
    for line in said[1:]:
        run.slate.add(**json.loads(line))
    run.must(
        [one.outcome for one in run.asked] == ["ok"] * 3, f"{[(one.outcome, one.said) for one in run.asked]}"
    )
    told = run.check()
    lines, _wrong = journal_lines(run.home / "journal.jsonl")
    times = [datetime.fromisoformat(line["time"]) for line in lines]
    run.must(all(time.utcoffset() == timedelta(0) for time in times), f"not UTC: {times}")
    backs = [max(0, int((before - after).total_seconds())) for before, after in pairwise(times)]
    run.must(
        [line["clock_back"] for line in lines[1:]] == backs, "a backward step is not noted in the journal"
    )
    now = datetime.now(UTC)
    keys = {key for key, _text in told["notices"]}
    run.must(
        ("clock.back" in keys) == (times[-1] - now > timedelta(seconds=1)),
        f"a clock behind the journal: {keys}",
    )
    if clock == "-1d":
        run.must("clock.back" in said[0], f"not told at the start: {said[0]}")
    if step.startswith("-3"):
        run.must(backs[-1] > 3000, f"the step back was not seen: {backs}")
    for each in times:
        local = each.astimezone(UTC).replace(tzinfo=None) + timedelta(hours=7)
        run.must(moment(each) == f"{local:%d/%m/%Y %H:%M}", f"{each} is shown as {moment(each)}")


# --- F22 ----------------------------------------------------------------------------------------------------------

VERSION = """
import json, random, sys
from pathlib import Path
import duckdb
from tests.fault_classes.run import keep, looked, opened, Slate
home, number = Path(sys.argv[1]), int(sys.argv[2])
store = opened(home)
slate = Slate()
keep(store, slate, number, random.Random(number))
store.close()
print(json.dumps({"version": duckdb.__version__, "records": slate.records(), "told": looked(home)}))
"""


def another_duckdb(run: Run) -> None:
    """F22: the older DuckDB opens, writes and hands back what the newer one made, and the other way round."""
    older = Path(os.environ.get("THIDUA_OLDER_DUCKDB", OLDER))
    if not (older / "duckdb").is_dir():
        how = f"pip install --no-deps --target {older.relative_to(TOP) if older == OLDER else older} duckdb==1.5.6"
        raise NotRun(f"there is no older DuckDB ({how})", "duckdb==1.5.6")
    order: list[Path | None] = [None, older, None] if run.index % 2 == 0 else [older, None, older]
    run.notes.append("newer, older, newer" if run.index % 2 == 0 else "older, newer, older")
    versions = []
    for number, folder in enumerate(order, start=1):
        path = f"{folder}{os.pathsep}{TOP}" if folder else str(TOP)
        done = subprocess.run(
            [sys.executable, "-c", VERSION, str(run.home), str(number)],
            cwd=TOP, env={**os.environ, "PYTHONPATH": path, "PYTHONIOENCODING": "utf-8"},
            capture_output=True, text=True, timeout=120, check=False,
        )  # fmt: skip
        if done.returncode:
            run.must(False, f"version {number} broke: {done.stderr[-600:]}")
            return
        said = json.loads(done.stdout.splitlines()[-1])
        versions.append(said["version"])
        for record in said["records"]:
            run.slate.add(**record)
        told, lines = said["told"], journal_lines(run.home / "journal.jsonl")[0]
        run.must(
            told["mode"] == "normal" and not told["faults"],
            f"{said['version']}: {told['mode']} {told['notices']}",
        )
        run.agree(told, lines)
    run.notes.append(", ".join(versions))
    run.must(len(set(versions)) == 2, f"the same version twice: {versions}")
    run.must(
        [one.outcome for one in run.asked] == ["ok"] * 3, f"{[(one.outcome, one.said) for one in run.asked]}"
    )
    run.check()
