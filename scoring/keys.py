"""What units are ranked by, kept apart so that one criterion can be changed without scoring the year again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from scoring.model import Rulebook
from scoring.probe import Earned, earned
from scoring.rounding import publish, quotient
from scoring.scoreboard import Scoreboard, UnitScore

ZERO = Decimal(0)

Key = tuple[Decimal, ...]  # the result, then the measures of the tie-break; more is better


@dataclass(frozen=True, slots=True)
class _Standing:
    """One unit's sums: points by section before penalties, bonus before the cap, criteria above target."""

    points: Mapping[str, Decimal]
    bonus: Decimal
    exceeded: int


class Keys:
    """The ranking keys of one board, and of boards that differ from it in some criteria."""

    def __init__(self, rulebook: Rulebook, board: Scoreboard) -> None:
        self._rulebook = rulebook
        self._rows = {row.unit: row for row in board.units if row.rank is not None}
        self._section = {criterion.code: criterion.section for criterion in rulebook.criteria}
        self._earned = {key: earned(score) for key, score in board.scores.items()}
        self._taken = {
            row.unit: {section.code: _penalty(rulebook, row, section.code) for section in row.sections}
            for row in self._rows.values()
        }
        self._base = {
            unit: _Standing(
                {section.code: section.points for section in row.sections},
                row.bonus_uncapped,
                sum(self._earned[unit, code].exceeded for code in self._section),
            )
            for unit, row in self._rows.items()
        }

    def after(self, changed: Mapping[str, Mapping[str, Earned]]) -> dict[str, Key]:
        """
        The key of every ranked unit.

        Args:
            changed: By criterion, then by unit: what it earns instead.
        """
        return {unit: self._key(unit, changed) for unit in self._rows}

    def could_pass(self, unit: str, more: Decimal, past: str) -> bool:
        """Whether a unit with `more` points at the most could pass another (past = "": the next one above)."""
        keys = self.after({})
        row = self._rows[unit]
        total = (
            row.total + more + row.penalty
        )  # a section's floor may hide points: take no penalty for granted
        own = self._result(row, total)
        rivals = [past] if past else [other for other, key in keys.items() if key > keys[unit]]
        return any(own >= keys[other][0] for other in rivals)

    def _key(self, unit: str, changed: Mapping[str, Mapping[str, Earned]]) -> Key:
        base = self._base[unit]
        points, bonus, exceeded = dict(base.points), base.bonus, base.exceeded
        for code, units in changed.items():
            if unit not in units:
                continue
            old, new = self._earned[unit, code], units[unit]
            points[self._section[code]] += new.points - old.points
            bonus += new.bonus - old.bonus
            exceeded += new.exceeded - old.exceeded
        totals = {code: max(ZERO, amount - self._taken[unit][code]) for code, amount in points.items()}
        total = sum(totals.values(), ZERO) + min(bonus, self._rulebook.bonus_cap)
        measures = {f"section:{code}": amount for code, amount in totals.items()}
        measures["exceeded"] = Decimal(exceeded)
        steps = (measures.get(step, ZERO) for step in self._rulebook.tie_break)
        return (self._result(self._rows[unit], total), *steps)

    def _result(self, row: UnitScore, total: Decimal) -> Decimal:
        if self._rulebook.ranked_by != "rate":
            return total
        if not row.maximum:
            return ZERO
        return publish(quotient(total, row.maximum), self._rulebook.rate_decimals)


def rank_of(keys: Mapping[str, Key], unit: str) -> int:
    """The rank that a unit's key gives it."""
    return 1 + sum(key > keys[unit] for key in keys.values())


def _penalty(rulebook: Rulebook, row: UnitScore, section: str) -> Decimal:
    worth = {item.code: item for item in rulebook.penalty_items}
    return sum(
        (
            worth[penalty.item].points * penalty.times
            for penalty in row.penalties
            if worth[penalty.item].section == section
        ),
        ZERO,
    )
