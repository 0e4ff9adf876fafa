"""One run of one fault class: its home, its chance, its history, and the check at the end."""

from __future__ import annotations

import hashlib
import json
import random
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb

from data.entries import Entry
from data.journal import Journal
from data.projection import snapshot_from
from data.store import Store
from data.troubles import Trouble
from scoring.errors import ThiduaError
from scoring.model import Figure
from tests.fault_classes.forks import apart
from tests.fault_classes.history import (
    Asked,
    Slate,
    asked_in,
    compare,
    in_force,
    journal_lines,
    reason_of,
    rows_of,
)
from tests.kept_figures import figure
from tests.kept_homes import SMALL
from tests.people import AN

UNITS = ("AB", "CD", "EF")
YEAR = 2021
TOP = Path(__file__).resolve().parents[2]


class NotRun(Exception):
    """This machine cannot do it; the text says why. `lacking` is the package that would help, "" if none would."""

    def __init__(self, why: str, lacking: str = "") -> None:
        self.lacking = lacking
        super().__init__(why)


class Opener:
    """Which store the runs open; the self-test puts a broken one here."""

    kind: type[Store] = Store


@dataclass
class Run:
    """
    One run.

    Attributes:
        place: A folder of its own; `home` lies in it.
        index: Its number within its class: the same seed and number do the same again.
        violations: What broke a promise.
        notes: What happened, for whoever reads the report.
    """

    code: str
    index: int
    seed: int
    place: Path
    slate: Slate = field(default_factory=Slate)
    violations: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.chance = random.Random(f"{self.seed} {self.code} {self.index}")
        self.home = self.place / "home"

    def must(self, holds: object, text: str) -> None:
        """Note a violation unless it holds."""
        if not holds:
            self.violations.append(text)

    def copy_of(self, template: Path) -> None:
        """Start from a home that was made before, history included."""
        shutil.copytree(template / "home", self.home, symlinks=True)
        for record in json.loads((template / "history.json").read_bytes()):
            self.slate.add(**record)

    @property
    def asked(self) -> list[Asked]:
        return asked_in(self.slate.records())

    def next_number(self) -> int:
        return max((one.number for one in self.asked), default=0) + 1

    def look(self) -> dict[str, Any]:
        """Open the home in a process of its own and tell what is there."""
        told: dict[str, Any] = apart(lambda: looked(self.home))
        return told

    def check(self, modes: Sequence[str] = ("normal",)) -> dict[str, Any]:
        """
        Compare what was asked and answered with what is there now, in the journal, in the store and in the tables.

        Args:
            modes: In which of these the store may open.
        """
        told = self.look()
        lines, wrong = journal_lines(self.home / "journal.jsonl")
        self.violations += wrong + compare(self.asked, lines, self.home / "originals")
        self.must(told["mode"] in modes, f"the store opened in mode {told['mode']}: {told['notices']}")
        self.must(not told["faults"], f"verify: {told['faults']}")
        self.agree(told, lines)
        return told

    def agree(self, told: dict[str, Any], lines: list[dict[str, Any]]) -> None:
        """Head, entries, figures and tables of the store are exactly those of these journal lines."""
        head = lines[-1]["hash"] if lines else ""
        self.must(told["head"] == head, f"the store's head is {told['head'][:8]}, the journal's {head[:8]}")
        hashes = [line["hash"] for line in lines]
        self.must(told["entries"] == hashes, "the store's entries are not the journal's")
        counting = [_text(row) for row in in_force(lines)]
        self.must(told["figures"] == counting, f"shown {told['figures']}, but {counting} count")
        self.must(
            told["hashes"] == told["replayed"], "table hashes differ from those of the replayed journal"
        )
        if told["tables"] is not None:
            every = [_text(row) for line in lines for row in rows_of(line)]
            self.must(told["tables"] == every, f"the tables hold {told['tables']}, the journal {every}")
            self.must(told["table_head"] == head, "the tables' head is not the journal's")

    def summary(self) -> str:
        """Acknowledged against found, for the report of a failing run."""
        lines, _wrong = journal_lines(self.home / "journal.jsonl")
        asked = ", ".join(
            f"{one.number}:{one.outcome}{':' + one.hash[:8] if one.hash else ''}" for one in self.asked
        )
        found = ", ".join(f"{line['reason'].removeprefix('lần ')}:{line['hash'][:8]}" for line in lines)
        return f"asked and answered: {asked or '-'}\n    found in the journal: {found or '-'}"


def looked(home: Path, cluster: Path = SMALL) -> dict[str, Any]:
    """What a store says of a home, and what plain SQL says of its tables."""
    store = Opener.kind.open(home, cluster)
    try:
        told: dict[str, Any] = {
            "mode": store.health.mode,
            "notices": [(each.key, each.text) for each in store.health.notices],
            "faults": [each.text for each in store.verify()],
            "head": store.head,
            "entries": [entry.hash for entry in store.entries()],
            "times": [(entry.time.isoformat(), entry.clock_back) for entry in store.entries()],
            "figures": [shown(row) for row in store.figures(YEAR)],
            "hashes": store.table_hashes(),
            "replayed": dict(snapshot_from(store.entries(), store.reference_digest).hashes),
        }
    finally:
        store.close()
    told["tables"], told["table_head"] = tables_of(home / "thidua.duckdb")
    return told


def tables_of(path: Path) -> tuple[list[list[Any]] | None, str]:
    """Every figure row and the head in a database file, by plain SQL; None if it cannot be read."""
    if not path.is_file():
        return None, ""
    try:
        with duckdb.connect(str(path), read_only=True) as tables:
            rows = tables.execute(
                "SELECT unit, criterion, vintage, value FROM figures WHERE year = ? ORDER BY seq, row", [YEAR]
            ).fetchall()
            head = tables.execute("SELECT value FROM meta WHERE key = 'head'").fetchone()
    except duckdb.Error:
        return None, ""
    return [_text(row) for row in rows], head[0] if head else ""


def shown(row: Figure) -> list[Any]:
    return _text((row.unit, row.criterion, row.vintage, row.value))


def _text(row: Sequence[Any]) -> list[Any]:
    unit, criterion, vintage, value = row
    return [unit, criterion, vintage, None if value is None else format(Decimal(value).normalize(), "f")]


# --- the program that writes ------------------------------------------------------------------------------------


def opened(home: Path) -> Store:
    return Opener.kind.open(home, SMALL)


def rows_for(number: int, chance: random.Random) -> tuple[Figure, ...]:
    """Figures that only this write brings: the number of the write is their vintage."""
    return tuple(
        figure(unit=unit, vintage=number, value=Decimal(chance.randint(8, 39_999)) / 8) for unit in UNITS
    )


def keep(store: Store, slate: Slate, number: int, chance: random.Random, *, undo: bool = False) -> str:
    """One write, noted before and after; returns its outcome."""
    reverses = 0
    rows: tuple[Figure, ...] = rows_for(number, chance)
    entries = store.entries()
    if undo and chance.random() < 0.25 and entries:
        undone = {entry.reverses for entry in entries}
        free = [entry.seq for entry in entries if entry.figures and entry.seq not in undone]
        if free:
            reverses, rows = chance.choice(free), ()
    original = None if reverses else f"tệp {number} {chance.random()}".encode() * chance.randint(1, 400)
    return ask(store, slate, number, rows, original, reverses)


def ask(
    store: Store,
    slate: Slate,
    number: int,
    rows: tuple[Figure, ...],
    original: bytes | None,
    reverses: int = 0,
) -> str:
    """Ask the store to write this, and note question and answer."""

    def write() -> Entry:
        return store.write(AN, reason_of(number), rows, (), store.head, original, reverses=reverses)

    return attempt(slate, number, rows, original, write, reverses)


def attempt(
    slate: Slate,
    number: int,
    rows: Sequence[Figure],
    original: bytes | None,
    write: Callable[[], Entry],
    reverses: int = 0,
) -> str:
    """Note the question, call `write`, note the answer: "ok", the key of what people are told, or "odd"."""
    digest = "" if original is None else hashlib.sha256(original).hexdigest()
    slate.add(invoke=number, rows=[shown(row) for row in rows], reverses=reverses, original=digest)
    try:
        entry = write()
    except ThiduaError as error:
        key = error.key if isinstance(error, Trouble) else type(error).__name__
        slate.add(answer=number, outcome="unknown" if key == "write.unknown" else "fail", said=key)
        return key
    except Exception as error:
        slate.add(answer=number, outcome="fail", said=f"{type(error).__name__}: {error}", odd=True)
        return "odd"
    slate.add(answer=number, outcome="ok", hash=entry.hash)
    return "ok"


def odd_answers(slate: Slate) -> list[str]:
    """Answers that are no sentence for people but an exception of the program."""
    return [record["said"] for record in slate.records() if record.get("odd")]


def write_some(home: Path, slate: Slate, first: int, count: int, chance: random.Random) -> None:
    """Open, write, close."""
    store = opened(home)
    for number in range(first, first + count):
        keep(store, slate, number, chance, undo=True)
    store.close()


def heads_in(home: Path) -> list[str]:
    """Hashes of all entries, as the program's own journal reads them."""
    return [entry.hash for entry in Journal(home / "journal.jsonl").read()]
