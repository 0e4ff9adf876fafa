"""A home of the small cluster whose year 2021 can be published, with a cluster folder that a test may edit."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from data.differences import board_of
from data.entries import Entry
from data.records import Document
from data.store import Store
from data.undo import state_at
from scoring.model import Figure, Status
from scoring.scoreboard import Scoreboard
from tests.kept_figures import figure, penalty
from tests.kept_homes import SMALL
from tests.people import AN

DOCUMENT = Document("12/QĐ-UBND", date(2022, 1, 10), "UBND tỉnh")
UNITS = ("AB", "CD", "EF")


def growth(unit: str, value: str, vintage: int = 1, **changes: object) -> Figure:
    """A figure of the criterion that is scored by itself: 10 points at 12.5, in proportion below."""
    return figure(
        unit=unit, criterion="A1.04", value=Decimal(value), vintage=vintage, status=Status.OFFICIAL, **changes
    )


def editable(folder: Path) -> Path:
    """A copy of the small cluster."""
    return Path(shutil.copytree(SMALL, folder / "cluster"))


def opened(folder: Path) -> Store:
    """The store with figures and a penalty of 2021, nothing published yet."""
    if not (folder / "cluster").exists():
        editable(folder)
    if not (folder / "home").exists():
        shutil.copytree(_home().name, folder / "home")
    return Store.open(folder / "home", folder / "cluster")


@cache  # made once for each process, and copied
def _home() -> TemporaryDirectory[str]:
    made = TemporaryDirectory(prefix="thidua-figures-")
    store = Store.open(Path(made.name), SMALL)
    rows = [growth(unit, value) for unit, value in zip(UNITS, ("5", "7.5", "10"), strict=True)]
    store.write(AN, "số liệu năm", rows, [penalty(unit="EF")], "")
    store.close()
    return made


def publish(store: Store, year: int = 2021) -> Entry:
    return store.publish(AN, "công bố điểm", year, DOCUMENT, store.head)


def change_rules(folder: Path, best: str = "10") -> None:
    """Another rulebook of 2021 that is as valid: growth is worth its 10 points from another value on."""
    path = folder / "cluster" / "rulebooks" / "2021.toml"
    text = (SMALL / "rulebooks" / "2021.toml").read_text("utf-8")
    path.write_text(text.replace("worst = 0, best = 12.5", f"worst = 0, best = {best}"), "utf-8")


def board(store: Store, seq: int = 0, year: int = 2021) -> Scoreboard:
    """The scoreboard of a year after entry `seq` (0 = now), as the store scores it."""
    state = state_at(store, seq) if seq else store.snapshot()
    return board_of(store.reference, state, year)


def points(scored: Scoreboard) -> dict[str, Decimal | None]:
    """What each unit got for growth."""
    return {unit: scored.score(unit, "A1.04").points for unit in UNITS}


def newer(store: Store, unit: str, value: str) -> Figure:
    """The next statement about a unit's growth."""
    rows = [row for entry in store.entries() for row in entry.figures]
    last = max(row.vintage for row in rows if (row.unit, row.criterion) == (unit, "A1.04"))
    return replace(growth(unit, value), vintage=last + 1)
