"""What separates a unit from the one above it, in points that it would have to earn."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from scoring.model import Rulebook
from scoring.rounding import publish
from scoring.scoreboard import Scoreboard, UnitScore

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Gap:
    """
    One unit and the nearest unit with a better rank.

    Attributes:
        above: That unit, "" for the first (and for those that share the first rank).
        points: Points that the unit lacks to draw level, rounded up to what the rulebook prints; 0 where the
            results are equal and only the tie-break separates them.
    """

    unit: str
    above: str
    points: Decimal


def gaps(rulebook: Rulebook, board: Scoreboard) -> tuple[Gap, ...]:
    """The gap of every ranked unit, best first."""
    found = []
    ranked = [row for row in board.units if row.rank is not None]
    for place, row in enumerate(ranked):
        better = [other for other in ranked[:place] if (other.rank or 0) < (row.rank or 0)]
        above = better[-1] if better else None
        found.append(
            Gap(row.unit, above.unit, points_to_reach(rulebook, row, above))
            if above
            else Gap(row.unit, "", ZERO)
        )
    return tuple(found)


def points_to_reach(rulebook: Rulebook, row: UnitScore, other: UnitScore) -> Decimal:
    """
    Points that `row` lacks to have the result of `other`; 0 if it has it.

    By rate that is the rate of the other times the own maximum, not the difference of the totals, where the
    maxima differ.
    """
    if rulebook.ranked_by != "rate":
        return max(ZERO, other.total - row.total)
    if row.rate >= other.rate:
        return ZERO
    if row.maximum == other.maximum:
        return max(ZERO, other.total - row.total)
    lacking = Fraction(other.rate) * Fraction(row.maximum) - Fraction(row.total)
    step = Fraction(1, 10**rulebook.point_decimals)
    return publish(-(-lacking // step) * step, rulebook.point_decimals)
