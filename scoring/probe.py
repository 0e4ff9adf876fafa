"""
One actual of one unit moved, everything else left as it is: what it would earn, and what the others would.

Values lie on a grid: the steps in which the figure is reported (the decimals of the figures that stand there, whole
numbers for counts, one grade for grades) from the worst plausible value to the best, so that a higher place is never
worse. All rules are monotone in that order, which is why a binary search finds the first place with a property.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from scoring.curve import Curve, Piece
from scoring.methods import compile_curve, completion_of, mean, tally
from scoring.model import (
    Combine,
    Completion,
    Criterion,
    Direction,
    Grades,
    Kind,
    LeaderExcess,
    Method,
    Outcome,
    Role,
    Rulebook,
    SubCriterion,
)
from scoring.rounding import publish
from scoring.scoreboard import Part, Score, Scoreboard, exceeds, leader_of

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Cell:
    """
    An actual that can be moved.

    Attributes:
        part: Code of the component, "" for the criterion itself.
        now: Place of the reported value on the grid; None where it is still missing.
        last: The best place; 0 is the worst.
        start / step: Value at place 0, and what one place adds (negative where lower is better).
        labels: The grades by place, () for numbers.
        scale: What a change is measured against: |target|, else |baseline|, else the width of the plausible range.
    """

    unit: str
    criterion: str
    part: str
    unit_of_measure: str
    now: int | None
    last: int
    start: Decimal
    step: Decimal
    labels: tuple[str, ...]
    scale: Fraction

    def value(self, place: int) -> Decimal:
        """The value at a place; for grades its number, 1 = the worst."""
        return self.start + place * self.step

    def label(self, place: int) -> str:
        """The grade at a place, "" for numbers."""
        return self.labels[place] if self.labels else ""


@dataclass(frozen=True, slots=True)
class Earned:
    """Published points and bonus of one unit on one criterion, and whether it exceeded its target."""

    points: Decimal
    bonus: Decimal
    exceeded: bool

    @property
    def sum(self) -> Decimal:
        """Points and bonus."""
        return self.points + self.bonus


NOTHING = Earned(ZERO, ZERO, False)


def earned(score: Score) -> Earned:
    """What a score earned; nothing while it is not scored."""
    return Earned(score.points or ZERO, score.bonus or ZERO, exceeds(score))


class Probe:
    """One criterion of one unit, to be asked what other actuals would earn."""

    def __init__(self, rulebook: Rulebook, board: Scoreboard, unit: str, criterion: Criterion) -> None:
        self.criterion = criterion
        self.unit = unit
        self.score = board.score(unit, criterion.code)
        self._decimals = rulebook.point_decimals
        self._others = {
            row.unit: board.score(row.unit, criterion.code) for row in board.units if row.unit != unit
        }
        self._rows: tuple[Criterion | SubCriterion, ...] = criterion.sub_criteria or (criterion,)
        self._parts = self.score.parts if criterion.sub_criteria else (self.score.whole,)
        self._fixed: dict[str, Curve] = {}
        # what was read already: of a component, at a place of its grid (`reach._at`)
        self.known: dict[tuple[str, int], tuple[Earned, tuple[int, Curve]]] = {}
        self.shared = any(isinstance(self._method(row), LeaderExcess) for row in self._rows)

    def cells(self, *, several: bool = False) -> tuple[Cell, ...]:
        """
        What can be moved: every reported actual; of a criterion that waits for one single actual, that one.

        Args:
            several: Also all actuals that a criterion waits for, which must then be moved together.
        """
        paired = tuple(zip(self._rows, self._parts, strict=True))
        if self.score.outcome is Outcome.SCORED:
            return tuple(self._cell(row, part) for row, part in paired)
        waiting = self.score.missing
        if self.score.outcome is not Outcome.NOT_REPORTED or any(
            gap.role is not Role.ACTUAL for gap in waiting
        ):
            return ()
        if len(waiting) != 1 and not several:
            return ()
        asked = {gap.sub_criterion for gap in waiting}
        return tuple(self._cell(row, part) for row, part in paired if part.code in asked)

    def every_cell(self) -> tuple[Cell, ...]:
        """All actuals, reported or not."""
        return tuple(self._cell(row, part) for row, part in zip(self._rows, self._parts, strict=True))

    def part(self, code: str) -> Part:
        """The component with that code, "" for the criterion itself."""
        return next(part for part in self._parts if part.code == code)

    def extreme(self, values: Mapping[str, Decimal], *, best: bool) -> Earned:
        """
        The most (or least) that these actuals can earn whatever the other units report.

        Only a leader's curve depends on the others: at best a unit above its target leads, at worst its excess is
        nothing beside the leader's.
        """
        if not self.shared:
            return self.read(values)[0][self.unit]
        completions = {
            part.code: self._completion(row, part, values.get(part.code))
            for row, part in zip(self._rows, self._parts, strict=True)
        }
        if self.criterion.combine is Combine.SUM:
            points = sum(
                (self._alone(row, completions[row.code], best=best) for row in self._rows), Fraction(0)
            )
            return Earned(publish(points, self._decimals), ZERO, False)
        whole = self._whole(completions, values)
        reading = self._reading(
            self._compiled(self.criterion, self.criterion.method, None), whole, self.has_target
        )
        points = self._alone(self.criterion, whole, best=best)
        return Earned(publish(points, self._decimals), reading.bonus, reading.exceeded)

    def _alone(self, row: Criterion | SubCriterion, share: Completion, *, best: bool) -> Fraction:
        method = self._method(row)
        above = share.end == "top" or (share.share is not None and share.share > 1)
        leader = share if best and above else None
        if isinstance(method, LeaderExcess) and above and not best:
            share = Completion(Fraction(1))
        return self._compiled(row, method, leader).at(share).points

    def completions(self, values: Mapping[str, Decimal]) -> dict[str, Completion]:
        """The completion of each component, or of the whole ("") where one curve is read."""
        found = {
            part.code: self._completion(row, part, values.get(part.code))
            for row, part in zip(self._rows, self._parts, strict=True)
        }
        return found if self.criterion.combine is Combine.SUM else {"": self._whole(found, values)}

    def read(self, values: Mapping[str, Decimal]) -> tuple[dict[str, Earned], tuple[int, Curve]]:
        """
        What every unit would earn that is touched (only this one, unless a leader sets the curve).

        Args:
            values: New actuals by component code (grades by number).

        Returns:
            Earned by unit; index of the piece and the curve on which the first of `values` is read.
        """
        completions = {
            part.code: self._completion(row, part, values.get(part.code))
            for row, part in zip(self._rows, self._parts, strict=True)
        }
        if self.criterion.combine is Combine.SUM:
            return self._added(completions, next(iter(values)))
        whole = self._whole(completions, values)
        curve = self._curve(self.criterion, "", whole)
        found = {self.unit: self._reading(curve, whole, self.has_target)}
        if self.shared:
            for unit, score in self._others.items():
                if score.whole.completion is not None and score.outcome is Outcome.SCORED:
                    found[unit] = self._reading(curve, score.whole.completion, exceeds(score))
        return found, (curve.pieces.index(curve.at(whole).piece), curve)

    # --- inside ---------------------------------------------------------------------------------------------

    def _added(
        self, completions: Mapping[str, Completion], moved: str
    ) -> tuple[dict[str, Earned], tuple[int, Curve]]:
        curves = {row.code: self._curve(row, row.code, completions[row.code]) for row in self._rows}
        points = {
            self.unit: sum(
                (curves[code].at(share).points for code, share in completions.items()), Fraction(0)
            )
        }
        if self.shared:
            for unit, score in self._others.items():
                if score.outcome is Outcome.SCORED:
                    points[unit] = sum(
                        (
                            curves[part.code].at(part.completion).points
                            for part in score.parts
                            if part.completion is not None
                        ),
                        Fraction(0),
                    )
        found = {
            unit: Earned(publish(amount, self._decimals), ZERO, False) for unit, amount in points.items()
        }
        curve = curves[moved]
        return found, (curve.pieces.index(curve.at(completions[moved]).piece), curve)

    def _reading(self, curve: Curve, completion: Completion, may_exceed: bool) -> Earned:
        reading = curve.at(completion)
        above = completion.end == "top" or (completion.share is not None and completion.share > 1)
        return Earned(
            publish(reading.points, self._decimals),
            publish(reading.bonus, self._decimals),
            may_exceed and above,
        )

    @property
    def has_target(self) -> bool:
        """Whether the criterion of this unit is measured against a target."""
        return any(part.target is not None for part in (self.score.whole, *self.score.parts))

    def _method(self, row: Criterion | SubCriterion) -> Method:
        return self.criterion.method if row.method is None else row.method

    def _completion(self, row: Criterion | SubCriterion, part: Part, value: Decimal | None) -> Completion:
        if self.criterion.combine is Combine.CHECKLIST:
            return Completion(None)
        if value is None:
            if part.completion is None:
                raise ValueError(f"{self.criterion.code}: component {part.code} has not been reported")
            return part.completion
        method = self._method(row)
        if isinstance(method, Grades):
            return Completion(Fraction(value))
        return completion_of(
            method,
            row.direction,
            actual=value,
            target=None if part.target is None else part.target.figure.value,
            baseline=None if part.baseline is None else part.baseline.figure.value,
        )

    def _whole(self, completions: Mapping[str, Completion], values: Mapping[str, Decimal]) -> Completion:
        criterion = self.criterion
        if criterion.combine is Combine.MEAN:
            return mean([(completions[row.code], row.weight) for row in criterion.sub_criteria])
        if criterion.combine is Combine.CHECKLIST:
            counts = []
            for sub, part in zip(criterion.sub_criteria, self.score.parts, strict=True):
                value = values.get(sub.code)
                if value is None:
                    value = None if part.actual is None else part.actual.figure.value
                counts.append((sub, ZERO if value is None else value))
            return tally(counts)
        return next(iter(completions.values()))

    def _curve(self, row: Criterion | SubCriterion, code: str, own: Completion) -> Curve:
        method = self._method(row)
        if isinstance(method, LeaderExcess):
            rivals = [
                next((part.completion for part in score.parts if part.code == code), None)
                if self.criterion.combine is Combine.SUM
                else score.whole.completion
                for score in self._others.values()
                if score.outcome is Outcome.SCORED
            ]
            return self._compiled(row, method, leader_of([*rivals, own]))
        if code not in self._fixed:
            self._fixed[code] = self._compiled(row, method, None)
        return self._fixed[code]

    def _compiled(self, row: Criterion | SubCriterion, method: Method, leader: Completion | None) -> Curve:
        most = row.max_points or self.criterion.max_points
        bonus = None if self.criterion.combine is Combine.SUM else self.criterion.bonus
        return compile_curve(method, most, self.criterion.source, bonus, leader)

    def _cell(self, row: Criterion | SubCriterion, part: Part) -> Cell:
        method = self._method(row)
        code = row.code if self.criterion.sub_criteria else ""
        actual = None if part.actual is None else part.actual.figure
        if isinstance(method, Grades):
            labels = tuple(label for label, _points in method.grades)
            now = None if actual is None else labels.index(actual.grade)
            return Cell(
                self.unit, self.criterion.code, code, row.unit_of_measure, now, len(labels) - 1,
                Decimal(1), Decimal(1), labels, Fraction(len(labels) - 1),
            )  # fmt: skip
        value = None if actual is None else actual.value
        low, high = row.plausible
        if value is not None:
            low, high = min(low, value), max(high, value)
        step = Decimal(1).scaleb(-self._digits(row, code))
        last = int((high - low) / step)
        falls = row.direction is Direction.LOWER
        if self.criterion.combine is Combine.CHECKLIST and isinstance(row, SubCriterion):
            falls = (row.points_each or ZERO) < 0
        start, step = (low + last * step, -step) if falls else (low, step)
        against = (
            figure.value
            for figure in (
                None if part.target is None else part.target.figure,
                None if part.baseline is None else part.baseline.figure,
            )
            if figure is not None and figure.value
        )
        scale = abs(Fraction(next(against, high - low))) or Fraction(1)
        now = None if value is None else int((value - start) / step)
        return Cell(
            self.unit, self.criterion.code, code, row.unit_of_measure, now, last, start, step, (), scale
        )

    def _digits(self, row: Criterion | SubCriterion, code: str) -> int:
        """Decimals in which the figures of this cell are reported, over all units."""
        if row.kind in (Kind.COUNT, Kind.YES_NO):
            return 0
        values = [
            chosen.figure.value
            for score in (self.score, *self._others.values())
            for part in (score.whole, *score.parts)
            if part.code == code
            for chosen in (part.actual, part.target, part.baseline)
            if chosen is not None and chosen.figure.value is not None
        ]
        return max((_digits(value) for value in (*values, *row.plausible)), default=0)


def _digits(value: Decimal) -> int:
    return max(0, -int(value.normalize().as_tuple().exponent))


def first(low: int, high: int, holds: Callable[[int], bool]) -> int | None:
    """The first place from `low` to `high` where a monotone property holds; None if it never does."""
    if low > high or not holds(high):
        return None
    while low < high:
        middle = (low + high) // 2
        if holds(middle):
            high = middle
        else:
            low = middle + 1
    return low


def jumps_between(curve: Curve, one: int, other: int) -> bool:
    """Whether points or bonus jump at an end between two pieces of a curve."""
    low, high = min(one, other), max(one, other)
    return any(_jumps(curve.pieces[index], curve.pieces[index + 1]) for index in range(low, high))


def _jumps(left: Piece, right: Piece) -> bool:
    return left.points_high != right.points_low or left.bonus != right.bonus
