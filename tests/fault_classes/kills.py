"""F1 and F2: kill -9, at any time and at every named step."""

from __future__ import annotations

import os
import signal
import time
from decimal import Decimal
from pathlib import Path

import data.backup
import data.faults
from data.cluster import reference_files
from data.faults import STEPS
from data.home import Home
from data.intake import propose
from data.troubles import Trouble
from tests.fault_classes.forks import Child, apart, wait_for
from tests.fault_classes.history import journal_lines
from tests.fault_classes.run import UNITS, Run, ask, opened, write_some
from tests.kept_homes import SMALL
from tests.reported_figures import OFFICIAL, reported

SYNCED = STEPS[STEPS.index("journal.synced") :]
BACKUP_STEPS = ("backup.copying", "backup.renaming", "backup.renamed")
NAMED = ("backup.renamed", "backup.named")
# Steps that the backups name themselves; what thins old ones out is not reached with two of them.
HOOKED = tuple(step for step in getattr(data.faults, "BACKUP_STEPS", ()) if step != "backup.unnamed")
RESTORE_STEPS = tuple(getattr(data.faults, "RESTORE_STEPS", ()))
POINTS = (*STEPS, *BACKUP_STEPS, *HOOKED, *RESTORE_STEPS)


def at_a_random_time(run: Run, template: Path) -> None:
    """F1: an endless import loop is killed, up to three times in a row, also at the first start and while it mends."""
    if run.index % 4:
        run.copy_of(template)
    rounds = 1 + run.index % 3
    modes = ["normal"]

    def answered() -> int:
        return sum("answer" in record for record in run.slate.records())

    for number in range(rounds):
        first = run.next_number()
        child = Child(lambda first=first: write_some(run.home, run.slate, first, 10_000, run.chance))
        # Counted in answers and in the time that one takes, so that a slow machine is hit as far into it as a fast one.
        wanted, part = run.chance.choice((0, 1, 1, 2, 3)), run.chance.random()
        before, started = answered(), time.monotonic()
        wait_for(lambda before=before, wanted=wanted: answered() >= before + wanted, 60)
        time.sleep(part * (time.monotonic() - started) / (wanted + 1) if wanted else 0.3 * part)
        child.kill()
        run.must(child.ended(), "the loop ended by itself")
        if not any(one.outcome == "ok" and one.number >= first for one in run.asked):
            modes.append(
                "rebuilt"
            )  # killed while the tables were being made: they are made anew, and that is told
        unknown = sum(one.outcome == "unknown" for one in run.asked)
        run.must(unknown <= number + 1, f"{unknown} writes without an answer after {number + 1} kills")
    run.must(not any(one.outcome == "fail" for one in run.asked), "a write was refused")
    run.check(modes)
    apart(lambda: write_some(run.home, run.slate, run.next_number(), 1, run.chance))
    run.must(run.asked[-1].outcome == "ok", "no write after the kills")
    run.check(("normal",))
    run.notes.append(f"{sum(one.outcome == 'ok' for one in run.asked)} acknowledged, {rounds} kills")


def at_a_step(run: Run, template: Path) -> None:
    """F2: killed exactly there; what was synced is kept, and the same file again changes nothing."""
    step = POINTS[run.index % len(POINTS)]
    run.notes.append(step)
    run.copy_of(template)
    if step in RESTORE_STEPS:
        _in_a_restore(run, step)
        return
    if step in (*BACKUP_STEPS, *HOOKED):
        _in_a_backup(run, step)
        return
    number = run.next_number()
    values = [Decimal(run.chance.randint(8, 39_999)) / 8 for _unit in UNITS]
    content = f"tệp {number} {run.chance.random()}".encode()

    def bring(dying: str) -> str:
        store = opened(run.home)
        rows = [reported(unit=unit, value=value) for unit, value in zip(UNITS, values, strict=True)]
        proposal = propose(store.snapshot(), store.reference, rows, OFFICIAL)
        stated = [(row.unit, row.value) for row in proposal.figures]
        assert stated in ([], list(zip(UNITS, values, strict=True)))
        if not stated:
            return "no change"
        if dying:
            os.environ["THIDUA_FAULT_AT"] = dying
        return ask(store, run.slate, number if dying else number + 1, proposal.figures, content)

    child = Child(lambda: bring(step))
    run.must(child.ended(), f"the step {step} was never reached")
    run.check()
    lines, _wrong = journal_lines(run.home / "journal.jsonl")
    kept = any(line["reason"] == f"lần {number}" for line in lines)
    if step in SYNCED:
        run.must(kept, f"killed at {step}, and the synced entry is not there")
    elif step != "journal.written":
        run.must(not kept, f"killed at {step}, and the entry is there")
    again = apart(lambda: bring(""))
    wanted = "no change" if kept else "ok"
    run.must(again == wanted, f"the same file again: {again} instead of {wanted}")
    run.check()


def _in_a_backup(run: Run, step: str) -> None:
    """No half backup is ever taken for a whole one, and the next backup stands."""
    to = run.place / "backups"

    def made() -> str:
        return str(data.backup.make(Home(run.home), SMALL, to))

    first = apart(made)
    time.sleep(1.05)  # a backup is named by its second

    def dying() -> None:
        if step in HOOKED:
            os.environ["THIDUA_FAULT_AT"] = step
        elif step == "backup.copying":
            true_open, left = os.fsync, [run.chance.randint(1, 3 + len(reference_files(SMALL)))]

            def fsync(handle: int) -> None:
                true_open(handle)
                left[0] -= 1
                if not left[0]:
                    os.kill(os.getpid(), signal.SIGKILL)

            os.fsync = fsync
        else:
            true_replace = os.replace

            def replace(source: object, target: object) -> None:
                if step == "backup.renamed":
                    true_replace(source, target)  # type: ignore[call-overload]
                os.kill(os.getpid(), signal.SIGKILL)

            os.replace = os.rename = replace  # type: ignore[assignment]
        data.backup.make(Home(run.home), SMALL, to)

    child = Child(dying)
    run.must(child.ended(), f"the step {step} was never reached")
    head = journal_lines(run.home / "journal.jsonl")[0][-1]["hash"]
    sound = [folder for folder in sorted(to.iterdir()) if not folder.name.startswith(".")]
    for folder in sound:
        try:
            told = data.backup.check(folder)[0]
        except Trouble as error:
            run.must(False, f"{folder.name} has its name and is damaged: {error}")
        else:
            run.must(told == head, f"{folder.name} holds another head")
    run.must(str(sound[0]) == first, "the backup from before is gone")
    run.must(len(sound) == (2 if step in NAMED else 1), f"{len(sound)} backups after {step}")
    time.sleep(1.05)
    later = apart(made)
    run.must(data.backup.check(type(to)(later))[0] == head, "no whole backup afterwards")
    run.check()


def _in_a_restore(run: Run, step: str) -> None:
    """The home is as before or as the backup has it, whole, and the restore can be done again."""
    made = Path(apart(lambda: str(data.backup.make(Home(run.home), SMALL, run.place / "backups"))))
    path = run.home / "journal.jsonl"
    wanted = path.read_bytes()
    apart(lambda: write_some(run.home, run.slate, run.next_number(), 1, run.chance))
    former = path.read_bytes()

    def dying() -> None:
        os.environ["THIDUA_FAULT_AT"] = step
        data.backup.restore(made, Home(run.home))

    child = Child(dying)
    run.must(child.ended(), f"the step {step} was never reached")
    now = path.read_bytes()
    run.must(
        now in ((wanted,) if step == "restore.journal" else (former, wanted)), "neither the one nor the other"
    )
    told = run.look()
    run.must(told["mode"] in ("normal", "rebuilt") and not told["faults"], f"{told['mode']} {told['faults']}")
    run.agree(told, journal_lines(path)[0])
    head = apart(lambda: str(data.backup.restore(made, Home(run.home))[0]))
    lines, wrong = journal_lines(path)
    run.violations += wrong
    run.must(head == lines[-1]["hash"] and path.read_bytes() == wanted, "the second restore is not whole")
    run.agree(run.look(), lines)
