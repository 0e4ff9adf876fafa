"""One year in words: names and numbers of a board as text. Knows nothing of Streamlit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from data.cluster import Cluster, Unit
from pages.parts.words import say
from scoring.model import Rulebook
from scoring.numbers import number, percent
from scoring.scoreboard import Scoreboard, UnitScore


@dataclass(frozen=True, slots=True)
class Telling:
    """What the sentences, tables and drawings of one year speak of."""

    cluster: Cluster
    rulebook: Rulebook
    board: Scoreboard

    def unit(self, code: str) -> str:
        """Short name of a unit."""
        return self.cluster.unit(code).short_name

    def members(self) -> tuple[Unit, ...]:
        """The units on the board, in the official order."""
        shown = {row.unit for row in self.board.units}
        return tuple(unit for unit in self.cluster.units if unit.code in shown)

    def units(self, codes: Sequence[str]) -> str:
        """Short names as a list in words: “A, B và C”."""
        names = [self.unit(code) for code in codes]
        if len(names) < 2:
            return "".join(names)
        return say("telling.and", first=", ".join(names[:-1]), last=names[-1])

    def points(self, amount: Decimal | Fraction, *, sign: bool = False) -> str:
        """Points with the digits of the rulebook."""
        return number(amount, self.rulebook.point_decimals, sign=sign)

    def rate(self, share: Decimal | Fraction) -> str:
        """A rate with all published digits, as a percentage."""
        return percent(share, max(0, self.rulebook.rate_decimals - 2))

    def result(self, row: UnitScore) -> str:
        """What the unit is ranked by, as text."""
        return self.rate(row.rate) if self.rulebook.ranked_by == "rate" else self.points(row.total)

    def lead(self, upper: UnitScore, lower: UnitScore) -> str:
        """By how much one result is above another: points, or points of a percent if the maxima differ."""
        if self.rulebook.ranked_by == "rate" and upper.maximum != lower.maximum:
            digits = max(0, self.rulebook.rate_decimals - 2)
            return say("telling.rate_points", amount=number((upper.rate - lower.rate) * 100, digits))
        return say("telling.points", amount=self.points(upper.total - lower.total))

    def equal(self, codes: Sequence[str]) -> str:
        """What units with the same result share: the total where it is the same too, else the rate."""
        rows = [self.board.unit(code) for code in codes]
        if len({row.total for row in rows}) == 1:
            return say("telling.points", amount=self.points(rows[0].total))
        return say("telling.same_rate", rate=self.rate(rows[0].rate))

    def step(self, key: str) -> str:
        """A step of the tie-break in words."""
        kind, _, code = key.partition(":")
        if kind == "section":
            return section_name(self.rulebook.section(code).label)
        return say(f"telling.step_{kind}")


def section_name(label: str) -> str:
    """The short name of a section: what stands before the colon.

    >>> section_name("Nội dung 1: Phát triển kinh tế - xã hội"), section_name("Sản xuất")
    ('Nội dung 1', 'Sản xuất')
    """
    return label.partition(":")[0]
