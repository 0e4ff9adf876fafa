"""F9 and F20: damaged backups, and the way back on an empty machine."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import data.backup
from data.home import Home
from data.troubles import Trouble
from tests.fault_classes.damage import flip
from tests.fault_classes.forks import apart
from tests.fault_classes.history import journal_lines
from tests.fault_classes.run import TOP, Run, looked, write_some
from tests.kept_homes import SMALL


def _cut(path: Path, run: Run) -> None:
    os.truncate(path, run.chance.randrange(max(1, path.stat().st_size)))


DAMAGES: dict[str, Callable[[Path, Run], object]] = {
    "a bit flipped": lambda path, run: flip(path, run.chance),
    "a file cut": _cut,
    "a file missing": lambda path, run: path.unlink(),
    "a file of junk": lambda path, run: path.write_bytes(run.chance.randbytes(200)),
    "half copied": lambda path, run: _half(path, run),
}


def _half(path: Path, run: Run) -> None:
    """As if the copy to the stick had been broken off: the later half of the files is not there."""
    folder = run.place / "backups" / "damaged"
    files = sorted(each for each in folder.rglob("*") if each.is_file())
    for each in files[len(files) // 2 :]:
        each.unlink()


def a_backup_is_damaged(run: Run, template: Path) -> None:
    """F9: it is refused and nothing is touched, or exactly what it held comes back; the one before can be taken."""
    run.copy_of(template)
    kind = list(DAMAGES)[run.index % len(DAMAGES)]
    older = Path(apart(lambda: str(data.backup.make(Home(run.home), SMALL, run.place / "older"))))
    older_head = _head(run.home)
    apart(lambda: write_some(run.home, run.slate, run.next_number(), 1, run.chance))
    made = Path(apart(lambda: str(data.backup.make(Home(run.home), SMALL, run.place / "backups"))))
    head = _head(run.home)
    made = made.rename(run.place / "backups" / "damaged")
    files = sorted(path for path in made.rglob("*") if path.is_file() and path.stat().st_size)
    victim = run.chance.choice(files)
    run.notes.append(f"{kind}: {victim.relative_to(made)}")
    DAMAGES[kind](victim, run)
    before = _content(run.home)
    try:
        told = apart(lambda: _restored(made, run.home))
    except Exception as error:
        run.must(False, f"no sentence but {error}")
        return
    if told.startswith("refused"):
        run.must(_content(run.home) == before, "refused, and the home was touched")
    else:
        run.notes.append("without effect")
        run.must(told == head, f"restored another state: {told[:8]} instead of {head[:8]}")
        run.must(kind == "a bit flipped", f"{kind} was not noticed")
        run.check(("normal", "rebuilt"))
    told = apart(lambda: _restored(older, run.home))
    run.must(told == older_head, f"the backup before gives {told}")
    state = apart(lambda: looked(run.home))
    lines, wrong = journal_lines(run.home / "journal.jsonl")
    run.violations += wrong
    run.must(state["head"] == older_head, "after the way back the head is another one")
    run.agree(state, lines)


def on_an_empty_machine(run: Run, template: Path) -> None:
    """F20: the program's own commands, from a backup to the same state in an empty folder, in less than five minutes."""
    run.copy_of(template)
    before = run.check()
    environment = {**os.environ, "THIDUA_CLUSTER": str(SMALL), "PYTHONIOENCODING": "utf-8"}

    def command(home: Path, *words: str) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "data", *words], cwd=TOP, env={**environment, "THIDUA_HOME": str(home)},
            capture_output=True, text=True, timeout=300, check=False,
        )  # fmt: skip
        run.must(done.returncode == 0, f"{words[0]}: {done.stdout[-300:]}{done.stderr[-300:]}")
        return done.stdout

    command(run.home, "backup", str(run.place / "backups"))
    made = next(path for path in sorted((run.place / "backups").iterdir()) if path.is_dir())
    shutil.move(run.home, run.place / "lost")
    started = time.monotonic()
    said = command(run.home, "restore", str(made))
    took = time.monotonic() - started
    run.notes.append(f"{took:.1f} s")
    run.must(took < 300, f"{took:.0f} s")
    run.must(before["head"][:8] in said, f"the command does not name the state: {said}")
    after = run.check()
    for name in ("head", "entries", "figures", "hashes"):
        run.must(before[name] == after[name], f"{name} is not what it was")


def _head(home: Path) -> str:
    return str(journal_lines(home / "journal.jsonl")[0][-1]["hash"])


def _restored(folder: Path, home: Path) -> str:
    try:
        return str(data.backup.restore(folder, Home(home))[0])
    except Trouble as error:
        return f"refused: {error}"


def _content(home: Path) -> dict[str, bytes]:
    passing = (".lock",)
    return {
        str(path.relative_to(home)): path.read_bytes()
        for path in home.rglob("*")
        if path.is_file() and not path.name.endswith(passing)
    }
