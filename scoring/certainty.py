"""How firm a rank is while figures are missing: the best and worst rank that each unit can still get."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from scoring.model import Criterion, LeaderExcess, Outcome, Rulebook
from scoring.rounding import publish
from scoring.scoreboard import Score, Scoreboard, UnitScore

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class RankRange:
    """
    Where a unit can end once everything is reported, if no figure that is there changes.

    Attributes:
        best / worst: Ranks, 1 is best; equal results count for the unit in `best` and against it in `worst`.
        lowest / highest: Totals with nothing, and with everything, of what is still open.
    """

    unit: str
    best: int
    worst: int
    lowest: Decimal
    highest: Decimal

    @property
    def firm(self) -> bool:
        """Whether the missing figures cannot move the unit."""
        return self.best == self.worst


def rank_ranges(rulebook: Rulebook, board: Scoreboard) -> dict[str, RankRange]:
    """The range of every unit by its code; a board without missing figures gives the ranks themselves."""
    ends = {row.unit: _ends(rulebook, board, row) for row in board.units}
    settled = {row.unit for row in board.units if not row.missing and ends[row.unit][0] == ends[row.unit][1]}
    found = {}
    for place, row in enumerate(board.units):
        low, high = (_result(rulebook, row, total) for total in ends[row.unit])
        best = worst = 1
        for other_place, other in enumerate(board.units):
            if other is row:
                continue
            if {row.unit, other.unit} <= settled:
                # nothing is open for either: the order of the board stands, tie-break included
                ahead = other_place < place and other.unit not in row.tied_with
                best, worst = best + ahead, worst + ahead
            else:
                other_low, other_high = (_result(rulebook, other, total) for total in ends[other.unit])
                best, worst = best + (other_low > high), worst + (other_high >= low)
        found[row.unit] = RankRange(row.unit, best, worst, *ends[row.unit])
    return found


def _result(rulebook: Rulebook, row: UnitScore, total: Decimal) -> Decimal:
    if rulebook.ranked_by != "rate":
        return total
    if not row.maximum:
        return ZERO
    return publish(Fraction(total) / Fraction(row.maximum), rulebook.rate_decimals)


def _ends(rulebook: Rulebook, board: Scoreboard, row: UnitScore) -> tuple[Decimal, Decimal]:
    """Lowest and highest total of one unit."""
    low = high = bonus = ZERO
    for section in rulebook.sections:
        here = row.section(section.code)
        still, risk = ZERO, ZERO
        for criterion in rulebook.in_section(section.code):
            score = board.score(row.unit, criterion.code)
            if score.outcome is Outcome.NOT_REPORTED:
                still += criterion.max_points
                if criterion.bonus is not None:
                    bonus += publish(
                        Fraction(criterion.bonus.cap) * Fraction(criterion.max_points),
                        rulebook.point_decimals,
                    )
            else:
                risk += _at_risk(rulebook, board, criterion, score)
        low += max(ZERO, here.points - risk - here.penalty)
        high += max(ZERO, here.points + still - here.penalty)
    return low + row.bonus, high + min(rulebook.bonus_cap, row.bonus_uncapped + bonus)


def _at_risk(rulebook: Rulebook, board: Scoreboard, criterion: Criterion, score: Score) -> Decimal:
    """What a unit may still lose because a leader that has not reported yet may set a steeper curve."""
    methods = [criterion.method, *(sub.method for sub in criterion.sub_criteria)]
    leading = [method for method in methods if isinstance(method, LeaderExcess)]
    if not leading or score.points is None:
        return ZERO
    waiting = any(
        board.score(other.unit, criterion.code).outcome is Outcome.NOT_REPORTED for other in board.units
    )
    if not waiting:
        return ZERO
    kept = min(Fraction(method.met_share) for method in leading) * Fraction(criterion.max_points)
    return max(ZERO, score.points - publish(kept, rulebook.point_decimals))
