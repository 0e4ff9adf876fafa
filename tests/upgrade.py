"""
Upgrade and rollback, tried: `python tests/upgrade.py` (needs pip's packages and the repository's history; 80 seconds of
processor time).

DuckDB 1.5.6 and 2.0.0, each in a virtual environment of its own: a home that one of them made is opened and written
by the other, and opened again by the first; the file is never built anew and every hash is the same. Then programs of
older commits: their homes are opened by this program; this program's home is opened by them, and either works or is
refused without a scratch; the backup that was made before an upgrade leads back.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import venv
from pathlib import Path
from typing import Any

TOP = Path(__file__).resolve().parents[1]
OLDER_DUCKDB, DUCKDB = "1.5.6", "2.0.0"
NEEDED = ("openpyxl", "defusedxml", "argon2-cffi")  # by data/, besides DuckDB
# The last program before accounts (another line of the journal), and the last before automatic backups.
OLD = ("ceebc42^", "7445bc0")

DRIVER = """
import dataclasses, json, sys
from datetime import UTC, datetime
from pathlib import Path
from data.cluster import folder
from data.store import Store
from scoring.scoreboard import score_year
home, write = Path(sys.argv[1]), sys.argv[2] == "write"
told = {}
try:
    store = Store.open(home, folder())
except Exception as error:
    print(json.dumps({"refused": str(error)}))
    raise SystemExit
if write:
    try:
        from data.rights import Actor, Duty
        actor = Actor("An", "An", Duty.SECRETARY, "", datetime.now(UTC))
    except ImportError:
        actor = "An"
    figure = store.figures(2018)[0]
    figure = dataclasses.replace(figure, vintage=figure.vintage + len(store.entries()))
    try:
        store.write(actor, "upgrade", [figure], [], store.head, b"tep goc")
    except Exception as error:
        told["write_refused"] = str(error)
boards = {}
for year in store.years():
    codes = [unit.code for unit in store.cluster.units if unit.valid_in(year)]
    board = score_year(store.rulebook(year), codes, store.figures(year), store.penalties(year))
    boards[year] = [[row.unit, row.rank, str(row.total), str(row.rate)] for row in board.units]
import duckdb
told |= {
    "head": store.head, "entries": len(store.entries()), "hashes": store.table_hashes(), "boards": boards,
    "mode": store.health.mode, "notices": [one.key for one in store.health.notices],
    "faults": [one.text for one in store.verify()], "duckdb": duckdb.__version__,
}
store.close()
print(json.dumps(told))
"""


class Program:
    """The program of one folder, run by one Python."""

    def __init__(self, name: str, folder: Path, python: Path) -> None:
        self.name, self.folder, self.python = name, folder, python

    def opens(self, home: Path, act: str = "read") -> dict[str, Any]:
        """What it sees in a home, after writing an entry if asked."""
        return json.loads(self._run("-c", DRIVER, str(home), act).stdout.splitlines()[-1])

    def command(self, home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
        """`python -m data …`."""
        return self._run("-m", "data", *arguments, home=home, check=False)

    def _run(
        self, *arguments: str, home: Path | None = None, check: bool = True
    ) -> subprocess.CompletedProcess[str]:
        environ = {
            key: text for key, text in os.environ.items() if not key.startswith(("THIDUA_", "PYTHONPATH"))
        }
        environ |= {"PYTHONIOENCODING": "utf-8"} | ({"THIDUA_HOME": str(home)} if home else {})
        ran = subprocess.run(
            [str(self.python), *arguments], cwd=self.folder, env=environ, capture_output=True, text=True
        )
        if check and ran.returncode:
            raise SystemExit(f"{self.name}: {ran.stderr[-2000:]}")
        return ran


class Seen:
    """What was tried, and whether it held."""

    def __init__(self) -> None:
        self.failed = 0

    def note(self, sentence: str, held: bool, found: object = "") -> None:
        self.failed += not held
        print(f"{'ok    ' if held else 'FAILED'} {sentence}{'' if held else f': {found}'}", flush=True)


def environment(folder: Path, duckdb: str) -> Path:
    """A virtual environment with that DuckDB; its Python."""
    pins = dict(
        re.findall(
            r"^([\w-]+)==([\d.]+)", (TOP / "requirements.txt").read_text(encoding="utf-8"), re.MULTILINE
        )
    )
    place = folder / f"venv-{duckdb}"
    python = place / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    if not python.exists():
        venv.create(place, with_pip=True)
        packages = [f"duckdb=={duckdb}", *(f"{name}=={pins[name]}" for name in NEEDED)]
        subprocess.run([str(python), "-m", "pip", "install", "-q", *packages], check=True)
    return python


def older(folder: Path, commit: str) -> Path:
    """The files of a commit."""
    place = folder / f"program-{commit.strip('^')}"
    place.mkdir(parents=True)
    packed = subprocess.run(["git", "archive", commit], cwd=TOP, capture_output=True, check=True).stdout
    subprocess.run(["tar", "-x", "-C", str(place)], input=packed, check=True)
    return place


def same(one: dict[str, Any], other: dict[str, Any], *names: str) -> bool:
    return [one.get(name) for name in names] == [other.get(name) for name in names]


def journal_of(home: Path) -> str:
    return hashlib.sha256((home / "journal.jsonl").read_bytes()).hexdigest()


def between_databases(maker: Program, other: Program, home: Path, seen: Seen) -> None:
    """A home goes from one DuckDB to the other and back."""
    state = ("head", "entries", "hashes", "boards")
    made = maker.opens(home, "write")
    there = other.opens(home)
    seen.note(
        f"DuckDB {made['duckdb']} made it, {there['duckdb']} opens the same file: normal, same hashes and points",
        there["mode"] == "normal"
        and not there["notices"]
        and not there["faults"]
        and same(made, there, *state),
        there,
    )
    written = other.opens(home, "write")
    back = maker.opens(home)
    seen.note(
        f"DuckDB {there['duckdb']} wrote on, {back['duckdb']} opens it again: normal, same hashes and points",
        back["mode"] == "normal"
        and not back["notices"]
        and not back["faults"]
        and written["entries"] == made["entries"] + 1
        and same(written, back, *state),
        back,
    )


def between_programs(old: Program, new: Program, folder: Path, seen: Seen) -> None:
    """Upgrade of an older program's home, and every way back."""
    home, copies = folder / "home", folder / "copies"
    before = old.opens(home, "write")
    backed = old.command(home, "backup", str(copies))
    seen.note(
        f"{old.name} makes a home and a backup",
        backed.returncode == 0 and not before["faults"],
        backed.stderr,
    )
    after = new.opens(home)
    seen.note(
        f"this program opens the home of {old.name}: {after.get('mode')}, same head and entries",
        same(before, after, "head", "entries") and not after["faults"] and after["mode"] != "read_only",
        after,
    )
    after = new.opens(home, "write")
    line = journal_of(home)
    tried = old.opens(home, "write")
    if "refused" in tried or "write_refused" in tried:
        how = tried.get("refused") or tried["write_refused"]
        seen.note(
            f"{old.name} refuses this program's home: “{how}”; the journal is untouched",
            journal_of(home) == line,
        )
    else:
        seen.note(
            f"{old.name} works on this program's home: {tried['mode']}, wrote one more entry",
            tried["entries"] == after["entries"] + 1 and not tried["faults"],
            tried,
        )
    again = new.opens(home)
    lost = again["entries"] < after["entries"] or again["faults"] or again["mode"] == "read_only"
    seen.note(f"this program opens it again afterwards: {again['mode']}, nothing lost", not lost, again)
    (made,) = copies.iterdir()
    newest = journal_of(home)
    restored = old.command(home, "restore", str(made))
    back = old.opens(home)
    seen.note(
        f"{old.name} restores the backup from before the upgrade: same head, the newer state is set aside",
        restored.returncode == 0
        and same(before, back, "head", "entries")
        and newest in {journal_of(path.parent) for path in home.glob("quarantine/*/journal.jsonl")},
        restored.stderr or back,
    )
    new.command(folder / "fresh", "restore", str(made))
    seen.note(
        f"this program restores the backup of {old.name}: same head",
        same(before, new.opens(folder / "fresh"), "head", "entries"),
    )
    newer = folder / "newer"
    new.command(home, "backup", str(newer))
    tried_restore = old.command(folder / "other", "restore", str(next(newer.iterdir())))
    fresh = not (folder / "other" / "journal.jsonl").exists()
    seen.note(
        f"{old.name} refuses a backup of this program and touches nothing: “{tried_restore.stderr.splitlines()[0]}”"
        if tried_restore.returncode
        else f"{old.name} restores a backup of this program",
        bool(tried_restore.returncode) == fresh,
        tried_restore.stderr,
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--old", nargs="*", default=OLD, help="commits of older programs")
    parser.add_argument(
        "--environments", type=Path, help="where the virtual environments stay for the next time"
    )
    options = parser.parse_args()
    seen = Seen()
    with tempfile.TemporaryDirectory(prefix="thidua-upgrade-") as scratch:
        folder = Path(scratch)
        pythons = {one: environment(options.environments or folder, one) for one in (OLDER_DUCKDB, DUCKDB)}
        former = Program("DuckDB 1.5.6", TOP, pythons[OLDER_DUCKDB])
        new = Program("this program", TOP, pythons[DUCKDB])
        between_databases(former, new, folder / "up", seen)
        between_databases(new, former, folder / "down", seen)
        for number, commit in enumerate(options.old):
            old = Program(f"the program of {commit}", older(folder, commit), pythons[DUCKDB])
            between_programs(old, new, folder / f"old-{number}", seen)
            shutil.rmtree(folder / f"old-{number}")
    print(f"{seen.failed} failed")
    return 1 if seen.failed else 0


if __name__ == "__main__":
    sys.exit(main())
