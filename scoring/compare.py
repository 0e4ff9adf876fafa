"""Units side by side in one year: where they differ most, what A has that B has not, where points were lost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from scoring.model import Outcome, Rulebook
from scoring.scoreboard import Score, Scoreboard
from scoring.trend import comparability

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Spread:
    """
    How far apart the units are on one criterion.

    Attributes:
        width: Highest less lowest share of the maximum among scored units; 0 with fewer than two.
        best / worst: Units with the highest and lowest share; () with fewer than two, or where all are equal.
    """

    criterion: str
    width: Fraction
    best: tuple[str, ...]
    worst: tuple[str, ...]


def spreads(rulebook: Rulebook, board: Scoreboard) -> tuple[Spread, ...]:
    """The spread of every criterion, in the order of the rulebook."""
    found = []
    for criterion in rulebook.criteria:
        shares: dict[str, Fraction] = {}
        for row in board.units:
            share = board.score(row.unit, criterion.code).share
            if share is not None:
                shares[row.unit] = share
        high, low = max(shares.values(), default=Fraction(0)), min(shares.values(), default=Fraction(0))
        differs = high > low
        found.append(
            Spread(
                criterion.code,
                high - low,
                tuple(unit for unit, share in shares.items() if differs and share == high),
                tuple(unit for unit, share in shares.items() if differs and share == low),
            )
        )
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Step:
    """
    One step of a difference of two totals.

    Attributes:
        kind: "criterion", "bonus" (after the cap over all criteria) or "penalty".
        code: Of the criterion, of the section for a penalty, "" for the bonus.
        amount: Points that A has more than B (negative: fewer).
        first / second: Points of A and of B; None where there is no score.
    """

    kind: str
    code: str
    amount: Decimal
    first: Decimal | None
    second: Decimal | None


@dataclass(frozen=True, slots=True)
class Difference:
    """
    The total of A less the total of B, taken apart; the amounts add up exactly.

    Attributes:
        amount: total of A − total of B.
        steps: Criteria in the order of the rulebook, then bonus, then penalties by section; none of them is 0.
        same_maximum: False where a criterion was not assigned to one of them: then totals alone do not rank them.
    """

    first: str
    second: str
    amount: Decimal
    steps: tuple[Step, ...]
    same_maximum: bool

    def largest(self, count: int) -> tuple[tuple[Step, ...], Decimal]:
        """The `count` largest steps by size, and the sum of the rest."""
        ordered = sorted(self.steps, key=lambda step: -abs(step.amount))
        return tuple(ordered[:count]), sum((step.amount for step in ordered[count:]), ZERO)


def difference(rulebook: Rulebook, board: Scoreboard, first: str, second: str) -> Difference:
    """Take total(first) − total(second) apart into steps."""
    a, b = board.unit(first), board.unit(second)
    steps = [
        _step("criterion", code, board.score(first, code).points, board.score(second, code).points)
        for code in (criterion.code for criterion in rulebook.criteria)
    ]
    steps.append(_step("bonus", "", a.bonus, b.bonus))
    for section in rulebook.sections:
        mine, other = a.section(section.code), b.section(section.code)
        steps.append(_step("penalty", section.code, mine.total - mine.points, other.total - other.points))
    return Difference(
        first, second, a.total - b.total, tuple(step for step in steps if step.amount), a.maximum == b.maximum
    )


def _step(kind: str, code: str, first: Decimal | None, second: Decimal | None) -> Step:
    return Step(kind, code, (first or ZERO) - (second or ZERO), first, second)


@dataclass(frozen=True, slots=True)
class Loss:
    """Points that a unit lost on one criterion, and the share of all its lost points up to here (Pareto)."""

    criterion: str
    lost: Decimal
    cumulated: Fraction


def losses(rulebook: Rulebook, board: Scoreboard, unit: str) -> tuple[Loss, ...]:
    """Where a unit lost points, most first; criteria that are not scored are no loss."""
    lost = sorted(
        (
            (board.score(unit, criterion.code).lost, index, criterion.code)
            for index, criterion in enumerate(rulebook.criteria)
            if board.score(unit, criterion.code).lost > 0
        ),
        key=lambda entry: (-entry[0], entry[1]),
    )
    total = sum((amount for amount, _index, _code in lost), ZERO)
    found, so_far = [], ZERO
    for amount, _index, code in lost:
        so_far += amount
        found.append(Loss(code, amount, Fraction(so_far) / Fraction(total)))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Strength:
    """A criterion on which no unit got more; `ahead` is the lead over the best of the others, bonus included."""

    criterion: str
    points: Decimal
    bonus: Decimal
    ahead: Decimal


def strengths(rulebook: Rulebook, board: Scoreboard, unit: str) -> tuple[Strength, ...]:
    """The criteria on which a unit alone leads the cluster, largest lead first."""
    found = []
    for criterion in rulebook.criteria:
        mine = board.score(unit, criterion.code)
        others = [
            _with_bonus(board.score(row.unit, criterion.code)) for row in board.units if row.unit != unit
        ]
        rivals = [points for points in others if points is not None]
        own = _with_bonus(mine)
        if own is not None and rivals and own > max(rivals):
            found.append(Strength(criterion.code, mine.points or ZERO, mine.bonus or ZERO, own - max(rivals)))
    return tuple(sorted(found, key=lambda strength: -strength.ahead))


def _with_bonus(score: Score) -> Decimal | None:
    if score.outcome is not Outcome.SCORED or score.points is None:
        return None
    return score.points + (score.bonus or ZERO)


@dataclass(frozen=True, slots=True)
class LeadStep:
    """
    One line of how the lead of A over B changed between two years.

    Attributes:
        kind / code: As in `Step`; the code is that of the new rulebook where the line is in it.
        before: Code in the old rulebook, "" = not in it.
        old / new: What A had, and has, more than B on this line.
        amount: new − old.
        comparable: Whether equal figures would earn equal points in both years.
    """

    kind: str
    code: str
    before: str
    old: Decimal
    new: Decimal
    amount: Decimal
    comparable: bool


@dataclass(frozen=True, slots=True)
class LeadChange:
    """
    total(A) − total(B) in the new year less the same in the old one; the steps add up exactly, none of them is 0.

    Attributes:
        old / new: The two differences themselves.
    """

    first: str
    second: str
    old: Difference
    new: Difference
    amount: Decimal
    steps: tuple[LeadStep, ...]


def lead_change(
    old_rulebook: Rulebook,
    old: Scoreboard,
    new_rulebook: Rulebook,
    new: Scoreboard,
    first: str,
    second: str,
) -> LeadChange:
    """How the lead of one unit over another changed, criterion by criterion."""
    earlier = difference(old_rulebook, old, first, second)
    later = difference(new_rulebook, new, first, second)
    was = {(step.kind, step.code): step.amount for step in earlier.steps}
    now = {(step.kind, step.code): step.amount for step in later.steps}
    compared = comparability(old_rulebook, new_rulebook)
    before = {entry.criterion: entry.before for entry in compared if entry.criterion}
    taken = set(before.values()) - {""}
    for criterion in new_rulebook.criteria:
        # declared not comparable under its own code: one line, not a loss and a gain
        if not before[criterion.code] and criterion.not_comparable and criterion.code not in taken:
            known = {row.code for row in old_rulebook.criteria}
            before[criterion.code] = criterion.code if criterion.code in known else ""
    points = {entry.criterion: entry.points for entry in compared}
    steps = [
        _lead_step("criterion", code, earlier_code, was, now, points[code])
        for code, earlier_code in before.items()
    ]
    gone = [row.code for row in old_rulebook.criteria if row.code not in before.values()]
    steps += [_lead_step("criterion", "", code, was, now, False) for code in gone]
    steps.append(_lead_step("bonus", "", "", was, now, True))
    sections = dict.fromkeys(row.code for row in (*new_rulebook.sections, *old_rulebook.sections))
    steps += [_lead_step("penalty", code, code, was, now, True) for code in sections]
    return LeadChange(
        first,
        second,
        earlier,
        later,
        later.amount - earlier.amount,
        tuple(step for step in steps if step.amount),
    )


def _lead_step(
    kind: str,
    code: str,
    before: str,
    was: Mapping[tuple[str, str], Decimal],
    now: Mapping[tuple[str, str], Decimal],
    comparable: bool,
) -> LeadStep:
    there = kind != "criterion"
    old = was.get((kind, before), ZERO) if before or there else ZERO
    new = now.get((kind, code), ZERO) if code or there else ZERO
    return LeadStep(kind, code, before, old, new, new - old, comparable)


@dataclass(frozen=True, slots=True)
class Exemplar:
    """
    From whom a unit could learn on one criterion.

    Attributes:
        units: The best of the others (points, then bonus), in the order of the board.
        best: The score of the first of them: its figures, completion and points.
        own: The unit's own score.
        ahead: Points and bonus by which they are ahead; never 0 or less.
    """

    criterion: str
    units: tuple[str, ...]
    best: Score
    own: Score
    ahead: Decimal


def exemplars(rulebook: Rulebook, board: Scoreboard, unit: str) -> tuple[Exemplar, ...]:
    """The criteria on which others did better than a unit, largest lead first."""
    found = []
    for criterion in rulebook.criteria:
        own = board.score(unit, criterion.code)
        mine = _with_bonus(own)
        others = {
            row.unit: points
            for row in board.units
            if row.unit != unit and (points := _with_bonus(board.score(row.unit, criterion.code))) is not None
        }
        most = max(others.values(), default=ZERO)
        if mine is None or most <= mine:
            continue
        best = tuple(name for name, points in others.items() if points == most)
        found.append(Exemplar(criterion.code, best, board.score(best[0], criterion.code), own, most - mine))
    return tuple(sorted(found, key=lambda exemplar: -exemplar.ahead))
