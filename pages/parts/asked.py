"""
What a request outside Streamlit's script asks for: the frozen year, the deck, the kept motions.

One door for the hall's screen and every download, so that they get the same state from the same address, and so that
rights are asked in one place.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime

from starlette.datastructures import QueryParams

from data.troubles import Trouble
from pages.parts import cached
from pages.parts.deck_choice import choice_of, chosen
from pages.parts.frozen_year import FrozenYear
from pages.parts.slides import Deck
from pages.parts.slides_made import deck_of


@dataclass(frozen=True, slots=True)
class Asked:
    """
    The parameters of an address: `nam` (year), `dau` (mark of a state, "" = now), `bo` (choice of slides), `kn` (kept
    motions), `donvi` (unit), `trang` (key of one slide).
    """

    year: int
    mark: str
    choice: str
    motions: str
    unit: str
    slide: str

    def frozen(self) -> FrozenYear:
        """The year that is asked for, made now. Raises Trouble (no such state), FiguresError (cannot be scored)."""
        seq = cached.marked(self.mark).seq if self.mark else 0
        frozen = cached.frozen(self.year, seq)
        return replace(frozen, stamp=replace(frozen.stamp, made=datetime.now(UTC)))

    def deck(self) -> Deck:
        """The deck that is asked for, with the presenter's choice. Raises as `frozen`."""
        return chosen(deck_of(self.frozen()), choice_of(self.choice))


def asked(query: QueryParams) -> Asked:
    """What an address asks for. Raises Trouble ("stamp.year") for a year without rulebook."""
    years = cached.years()
    mark = query.get("dau", "")
    wanted = mark[:4] if mark else query.get("nam", str(max(years)))
    if wanted not in {str(year) for year in years}:
        raise Trouble("stamp.year", year=wanted)
    return Asked(
        int(wanted),
        mark,
        query.get("bo", ""),
        query.get("kn", ""),
        query.get("donvi", ""),
        query.get("trang", ""),
    )
