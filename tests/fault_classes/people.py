"""F13, F14 and F18: two clerks, twenty clerks and a hundred viewers, a parser that dies or hangs."""

from __future__ import annotations

import io
import os
import signal
import tempfile
import threading
import time
import zipfile
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

from data.intake import Proposal, catalogue_for, propose, reported_of, repropose, write
from data.reading.sandbox import read_apart
from data.store import Store
from tests.fault_classes.forks import apart, wait_for
from tests.fault_classes.history import reason_of
from tests.fault_classes.run import AN, UNITS, Run, attempt, keep, opened
from tests.people import BINH
from tests.reported_figures import OFFICIAL, reported

# --- F13 ----------------------------------------------------------------------------------------------------------


def two_clerks(run: Run, template: Path) -> None:
    """F13: both saw the same state; exactly one is kept, the other one is shown what moved and must say so again."""
    run.copy_of(template)
    run.violations += apart(lambda: _two_clerks(run))
    run.check()


def _two_clerks(run: Run) -> list[str]:
    chance, wrong = run.chance, []
    store = opened(run.home)
    first = run.next_number()
    base = store.snapshot()
    same = run.index % 2 == 0
    mine = chance.sample(UNITS, 2)
    others = mine[:1] if same else [unit for unit in UNITS if unit not in mine]
    proposals = [
        propose(
            base, store.reference, [reported(unit=unit, value=Decimal(chance.randint(8, 19_999) * 2 + clerk) / 8) for unit in units],
            OFFICIAL,
        )
        for clerk, units in enumerate((mine, others))
    ]  # fmt: skip
    pauses = [chance.choice((0.0, 0.0, chance.uniform(0, 0.02))) for _clerk in range(2)]
    start = threading.Barrier(2)
    outcomes = ["", ""]

    def clerk(place: int) -> None:
        number, proposal = first + place, proposals[place]
        actor = (AN, BINH)[place]

        def writing() -> Any:
            return write(store, proposal, actor, reason_of(number), b"tep", shown=proposal.digest)

        start.wait()
        time.sleep(pauses[place])
        outcomes[place] = attempt(run.slate, number, proposal.figures, b"tep", writing)

    _threads([lambda: clerk(0), lambda: clerk(1)])
    if sorted(outcomes) != ["head.moved", "ok"]:
        return [f"the two were told {outcomes}"]
    loser = outcomes.index("head.moved")
    fresh = repropose(store.snapshot(), store.reference, proposals[loser])
    if fresh.moved is None or [entry.reason for entry in fresh.moved.entries] != [
        reason_of(first + 1 - loser)
    ]:
        wrong.append("the second is not shown what the first wrote")
    elif bool(fresh.moved.conflicts) != same:
        wrong.append(f"same cell: {same}, told as a conflict: {bool(fresh.moved.conflicts)}")
    again = attempt(
        run.slate, first + 2, proposals[loser].figures, None,
        lambda: write(store, proposals[loser], AN, reason_of(first + 2), shown=proposals[loser].digest),
    )  # fmt: skip
    if again != "head.moved":
        wrong.append(f"the same click again: {again}")
    if same and fresh.digest == proposals[loser].digest:
        wrong.append("the new preview is the old one")
    if same:
        unseen = attempt(
            run.slate, first + 3, fresh.figures, None,
            lambda: write(store, fresh, AN, reason_of(first + 3), shown=proposals[loser].digest),
        )  # fmt: skip
        if unseen != "preview.changed":
            wrong.append(f"written without the new preview: {unseen}")
    said = attempt(
        run.slate,
        first + 4,
        fresh.figures,
        None,
        lambda: write(store, fresh, AN, reason_of(first + 4), shown=fresh.digest),
    )
    if said != "ok":
        wrong.append(f"confirmed, and yet {said}")
    store.close()
    return wrong


def _threads(functions: list[Callable[[], None]]) -> None:
    threads = [threading.Thread(target=function) for function in functions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


# --- F14, in one process ------------------------------------------------------------------------------------------


def many_at_once(run: Run) -> None:
    """
    F14: twenty clerks write until each is through; a hundred viewers see whole states only.

    The same over a server's screens, with its times, is `tests/load.py`.
    """
    told = apart(lambda: _many(run))
    run.violations += told["wrong"]
    run.notes.append(
        f"{told['refused']} asked to look again, a viewer waited {told['slowest_ms']:.1f} ms at most"
    )
    run.must(sum(one.outcome == "ok" for one in run.asked) == 20, "not every clerk got through")
    run.must(
        {one.said for one in run.asked if one.outcome == "fail"} <= {"head.moved"},
        "refused for another reason",
    )
    run.check()


def _many(run: Run) -> dict[str, Any]:
    store = opened(run.home)
    wrong: list[str] = []
    over = threading.Event()
    waits: list[float] = []
    numbers = iter(range(1, 100_000))
    turn = threading.Lock()

    def viewer() -> None:
        while not over.is_set():
            started = time.perf_counter()
            state = store.snapshot()
            figures = [row for rows in state.figures.values() for row in rows]
            waits.append(time.perf_counter() - started)
            if len(figures) != sum(len(entry.figures) for entry in state.entries):
                wrong.append(f"a viewer saw {len(figures)} figures of {len(state.entries)} entries")
            if state.entries and state.head != state.entries[-1].hash:
                wrong.append("a viewer saw a head without its entry")
            over.wait(0.01)

    def clerk(unit: str, value: int) -> None:
        row = reported(unit=unit, value=Decimal(value) / 8)
        while True:
            proposal: Proposal = propose(store.snapshot(), store.reference, [row], OFFICIAL)
            with turn:
                number = next(numbers)
            said = attempt(
                run.slate, number, proposal.figures, None,
                lambda proposal=proposal, number=number: write(  # type: ignore[misc]
                    store, proposal, AN, reason_of(number), shown=proposal.digest
                ),
            )  # fmt: skip
            if said != "head.moved":
                return

    viewers = [threading.Thread(target=viewer) for _each in range(100)]
    for each in viewers:
        each.start()
    _threads([lambda place=place: clerk(UNITS[place % 3], 1000 + place) for place in range(20)])  # type: ignore[misc]
    over.set()
    for each in viewers:
        each.join()
    store.close()
    refused = sum(one.said == "head.moved" for one in run.asked)
    return {"wrong": wrong[:5], "refused": refused, "slowest_ms": 1000 * max(waits)}


# --- F18 ----------------------------------------------------------------------------------------------------------

HEADINGS = (
    "Năm;Đơn vị;Mã;Tiêu chí;Đơn vị tính;Chỉ tiêu;Cấp giao;Thực hiện;Trạng thái;Nguồn;Ngày số liệu;Ghi chú"
)
PARSERS = ("killed", "stopped", "no memory", "a bomb", "killed at the end", "no processes")


def the_parser_dies(run: Run) -> None:
    """F18: the clerk gets a sentence, the server lives, nothing is left behind, the next file is read."""
    what = PARSERS[run.index % len(PARSERS)]
    run.notes.append(what)
    run.violations += apart(lambda: _parser(run, what))
    run.check()


def _parser(run: Run, what: str) -> list[str]:
    import resource  # not on Windows, where this module is only looked at

    wrong: list[str] = []
    scratch = run.place / "tmp"
    scratch.mkdir()
    os.environ["TMPDIR"] = tempfile.tempdir = str(scratch)
    store = opened(run.home)
    keep(store, run.slate, 1, run.chance)
    catalogue = catalogue_for(store.snapshot(), store.reference)
    good = _sheet(store, 1)
    content = _bomb() if what == "a bomb" else _sheet(store, 4000, 900 if what == "no memory" else 50)
    name = "bom.xlsx" if what == "a bomb" else "so-lieu.csv"
    limits = resource.getrlimit(resource.RLIMIT_AS)

    def hurt() -> None:
        wait_for(lambda: children(os.getpid()), 20)
        time.sleep(
            run.chance.uniform(0, 0.1) if what != "killed at the end" else run.chance.uniform(0.3, 0.6)
        )
        for pid in children(os.getpid()):
            try:
                os.kill(pid, signal.SIGSTOP if what == "stopped" else signal.SIGKILL)
            except ProcessLookupError:
                run.slate.add(note="the parser was done already")

    started = time.monotonic()
    if what in ("killed", "stopped", "killed at the end"):
        nemesis = threading.Thread(target=hurt)
        nemesis.start()
        result = read_apart(content, name, catalogue, wall_seconds=3.0 if what == "stopped" else 20.0)
        nemesis.join()
    elif what == "no memory":
        # what the child may have is inherited; this process itself asks for nothing more meanwhile
        script = _limited(run.place, 30 << 20)
        import data.reading.sandbox as sandbox

        before, sandbox.sys.executable = sandbox.sys.executable, str(script)  # type: ignore[attr-defined]
        result = read_apart(content, name, catalogue, wall_seconds=20.0)
        sandbox.sys.executable = before  # type: ignore[attr-defined]
    elif what == "no processes":
        import data.reading.sandbox as sandbox

        def none(*_words: object, **_more: object) -> None:
            raise BlockingIOError(11, "Resource temporarily unavailable")

        before_run, sandbox.subprocess.run = sandbox.subprocess.run, none  # type: ignore[attr-defined, assignment]
        try:
            result = read_apart(content, name, catalogue)
        except OSError as error:
            sandbox.subprocess.run = before_run  # type: ignore[attr-defined]
            return [f"no process could be started, and the clerk is told {type(error).__name__}"]
        sandbox.subprocess.run = before_run  # type: ignore[attr-defined]
    else:
        result = read_apart(content, name, catalogue, wall_seconds=20.0)
    took = time.monotonic() - started
    keys = {told.key for told in result.messages}
    if what != "killed at the end" and (
        result.figures or not keys & {"file.too_heavy", "file.damaged", "file.unpacked_too_big"}
    ):
        wrong.append(f"{what}: {result.outcome} with {len(result.figures)} figures, {keys}")
    if took > 20:
        wrong.append(f"it took {took:.0f} s")
    if left := children(os.getpid()):
        wrong.append(f"processes left: {left}")
    if left_files := [str(path) for path in scratch.rglob("*")]:
        wrong.append(f"files left: {left_files}")
    if resource.getrlimit(resource.RLIMIT_AS) != limits:
        wrong.append("the limits of the server changed")
    again = read_apart(good, "tot.csv", catalogue)
    if again.outcome == "rejected" or len(again.figures) < 1:
        wrong.append(f"the next file: {again.outcome} {[told.text for told in again.messages]}")
    else:
        proposal = propose(store.snapshot(), store.reference, reported_of(again, "tot.csv"), OFFICIAL)
        said = attempt(
            run.slate, 2, proposal.figures, good, lambda: write(store, proposal, AN, reason_of(2), good)
        )
        if said != "ok":
            wrong.append(f"the next file is not written: {said}")
    store.close()
    return wrong


def children(of: int) -> list[int]:
    """Processes started by this one that still run."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == of and fields[0] != "Z":
            found.append(int(path.parent.name))
    return found


def _sheet(store: Store, rows: int, note: int = 50) -> bytes:
    unit = store.cluster.units[0].name
    lines = [
        f"2021;{unit};A1.01;;;;;{100 + row};chính thức;STK;;{'x' * (note - row % 50)}" for row in range(rows)
    ]
    return b"\xef\xbb\xbf" + "\r\n".join([HEADINGS, *lines, ""]).encode()


def _bomb() -> bytes:
    """A workbook whose only sheet unpacks to 200 MB."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("[Content_Types].xml", "<Types/>")
        book.writestr("xl/workbook.xml", "<workbook/>")
        with book.open("xl/worksheets/sheet1.xml", "w") as sheet:
            for _part in range(200):
                sheet.write(b"0" * (1 << 20))
    return packed.getvalue()


def _limited(place: Path, memory: int) -> Path:
    """An interpreter that may have only so much memory."""
    import sys

    script = place / "python"
    script.write_text(f'#!/bin/sh\nulimit -v {memory >> 10}\nexec {sys.executable} "$@"\n')
    script.chmod(0o755)
    return script
