"""F3: every n-th write, sync, open, rename or truncation fails, one by one, by strace."""

from __future__ import annotations

import shutil
import subprocess
import time
from pathlib import Path

import data.backup
from data.home import Home
from scoring.errors import ThiduaError
from tests.fault_classes.forks import Child, wait_for
from tests.fault_classes.run import NotRun, Run, keep, odd_answers, opened
from tests.kept_homes import SMALL

CALLS = {
    "write": "write,pwrite64,writev",
    "sync": "fsync,fdatasync",
    "open": "openat",
    "rename": "rename,renameat,renameat2,unlink,unlinkat,ftruncate",
}
OPENED = (
    "journal.jsonl", "journal.lock", "server.lock", "originals", "scratch", "thidua.duckdb", "thidua.duckdb.wal",
)  # fmt: skip
ERRORS = ("EIO", "ENOSPC", "EACCES")
# The n-th call of each kind, as many as a start, four writes and a backup make. 17 has no factor in common with any
# of them, so that few runs spread over all.
POINTS = {"write": 40, "sync": 27, "open": 28, "rename": 6}


def possible() -> None:
    """Raises NotRun."""
    if not shutil.which("strace"):
        raise NotRun("there is no strace", "strace")
    done = subprocess.run(
        ["strace", "-f", "-o", "/dev/null", "-e", "inject=chroot:error=EIO", "true"],
        capture_output=True,
        check=False,
    )
    if done.returncode:
        raise NotRun(f"strace may not trace here: {done.stderr.decode()[-120:].strip()}")


def a_call_fails(run: Run, template: Path) -> None:
    """F3: no success is told that is not there; the state is the old or the new one."""
    possible()
    run.copy_of(template)
    kind = list(CALLS)[run.index % len(CALLS)]
    turn = run.index // len(CALLS)
    points = POINTS[kind]
    point = 1 + turn * 17 % points
    error = ERRORS[(turn + turn // points) % len(ERRORS)]
    lasting = "+" if run.chance.random() < 0.25 else ""  # this call and every later one
    run.notes.append(f"{kind} {point}{lasting} {error}")
    first = run.next_number()
    log = run.place / "strace.log"

    def work() -> None:
        run.slate.flag = 1
        while run.slate.flag != 2:
            time.sleep(0.001)
        try:
            store = opened(run.home)
        except ThiduaError as refused:
            run.slate.add(note=f"start refused: {refused}")
            return
        except Exception as broken:
            run.slate.add(note=f"start broken: {type(broken).__name__}: {broken}")
            return
        for number in range(first, first + 4):
            keep(store, run.slate, number, run.chance)
            if store.head != store.snapshot().entries[-1].hash:
                run.slate.add(wrong="head and entries of the same moment differ")
        try:
            data.backup.make(Home(run.home), SMALL, run.place / "backups")
        except ThiduaError as refused:
            run.slate.add(note=f"backup refused: {refused}")
        except Exception as broken:
            run.slate.add(wrong=f"backup: {type(broken).__name__}: {broken}")
        store.close()

    child = Child(work)
    wait_for(lambda: run.slate.flag == 1)
    calls = CALLS[kind]
    # Opening: only what the home holds. DuckDB also reads the machine's limits and ends the process if that fails.
    paths = [str(run.home / name) for name in OPENED] if kind == "open" else []
    tracer = subprocess.Popen(
        [
            "strace", "-f", "-qq", "-p", str(child.pid), "-o", str(log), "-e", f"trace={calls}",
            "-e", f"inject={calls}:error={error}:when={point}{lasting}", *(word for path in paths for word in ("-P", path)),
        ],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    traced = wait_for(lambda: _tracer_of(child.pid) != 0)
    if not traced:
        child.kill()
        child.ended()
        tracer.kill()
        tracer.wait()
        raise NotRun("strace could not attach")
    run.slate.flag = 2
    child.ended()
    tracer.wait(20)
    fired = log.read_text(errors="replace").count("(INJECTED)")
    run.notes.append("failed" if fired else "never reached")
    records = run.slate.records()
    run.notes += [record["note"] for record in records if "note" in record]
    run.violations += [record["wrong"] for record in records if "wrong" in record]
    run.violations += [f"the writer was told {said} instead of a sentence" for said in odd_answers(run.slate)]
    run.must(child.signal is None, f"the program died of signal {child.signal}")
    run.check(("normal", "rebuilt"))  # tables that could not be opened were set aside, and are made anew
    for folder in (run.place / "backups").glob("[!.]*"):
        try:
            data.backup.check(folder)
        except ThiduaError as damaged:
            run.must(False, f"a backup with a name is damaged: {damaged}")


def _tracer_of(pid: int) -> int:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("TracerPid:"):
            return int(line.split()[1])
    return 0
