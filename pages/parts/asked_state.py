"""
The state that the address asks for with `dau=`: a mark, or any text that holds one; without it the present.

The screens Trình chiếu and Tài liệu show and hand out exactly that state.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from data.troubles import Trouble
from pages.parts import cached, state
from pages.parts.frozen_year import FrozenYear

MARK, CHOICE, MOTIONS, UNIT, SLIDE = "dau", "bo", "kn", "donvi", "trang"  # as `asked` reads them


@dataclass(frozen=True, slots=True)
class AskedState:
    """
    What is shown.

    Attributes:
        seq: Number of the last journal entry of the state; 0 = the present one.
        mark: Of the state that was asked for, "" = the present one.
        pasted: What stood in the address.
        problem: Why there is no way back to what was pasted, "" if there is one or nothing was pasted.
    """

    year: int
    seq: int
    mark: str
    pasted: str
    problem: str

    def frozen(self) -> FrozenYear:
        """The year at that state. Raises FiguresError where it cannot be scored."""
        return cached.frozen(self.year, self.seq)

    def address(
        self, path: str, *, choice: str = "", motions: str = "", unit: str = "", slide: str = ""
    ) -> str:
        """Address of something outside the screens (a file, the hall's screen) that shows this state."""
        asked = {
            "nam": "" if self.mark else str(self.year),
            MARK: self.mark,
            CHOICE: choice,
            MOTIONS: motions,
            UNIT: unit,
            SLIDE: slide,
        }
        return f"{path}?{urlencode({name: value for name, value in asked.items() if value})}"


def asked_state() -> AskedState:
    """What the address asks for; the present state of the chosen year where it asks for nothing that exists."""
    year = state.selection(cached.years(), (), ()).year
    pasted = state.asked(MARK).strip()
    if not pasted:
        return AskedState(year, 0, "", "", "")
    try:
        found = cached.marked(pasted)
    except Trouble as trouble:
        return AskedState(year, 0, "", pasted, trouble.notice.text)
    return AskedState(found.year, found.seq, cached.mark(found.year, found.seq), pasted, "")
