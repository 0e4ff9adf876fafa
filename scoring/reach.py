"""
What is within reach: the points that separate a unit from the one above it, the next step and the nearest cliff of
every actual, and the changes that would lift a unit. Changes are in the criterion's own unit of measure, within its
plausible range and in the steps in which it is reported; everything else stays as it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from scoring.curve import Curve
from scoring.keys import Keys, rank_of
from scoring.model import Rulebook
from scoring.probe import Cell, Earned, Probe, earned, first, jumps_between
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


# --- steps and cliffs -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Move:
    """
    One actual moved from its value to another.

    Attributes:
        old / new: Values in the criterion's unit of measure; None with a grade, and `old` where nothing is reported.
        old_grade / new_grade: The words, for grades.
        change: new − old; None with a grade or from nothing.
        points: What it adds to (or takes from) points and bonus of that criterion.
        jump: Whether the rule has a step in between, not only a slope.
        effort: |change| as a share of the target (else of the baseline, else of the plausible range); None from
            nothing. Our own measure, to put changes in different units of measure into one order.
    """

    unit: str
    criterion: str
    part: str
    unit_of_measure: str
    old: Decimal | None
    new: Decimal | None
    old_grade: str
    new_grade: str
    change: Decimal | None
    points: Decimal
    jump: bool
    effort: Fraction | None


@dataclass(frozen=True, slots=True)
class Steps:
    """
    What lies next to one reported actual.

    Attributes:
        nudge: The least improvement that earns anything; None at the top.
        up: The next level of the rule, or the end of the slope (the target, say); None at the top.
        slip: The least worsening that costs anything; None at the bottom.
        cliff: The nearest jump below; None where the rule has none there.
    """

    unit: str
    criterion: str
    part: str
    nudge: Move | None
    up: Move | None
    slip: Move | None
    cliff: Move | None


def steps(rulebook: Rulebook, board: Scoreboard, unit: str) -> tuple[Steps, ...]:
    """Steps and cliffs of every reported actual of a unit, in the order of the rulebook."""
    found: list[Steps] = []
    for criterion in rulebook.criteria:
        probe = Probe(rulebook, board, unit, criterion)
        found.extend(_steps(probe, cell) for cell in probe.cells() if cell.now is not None)
    return tuple(found)


def _steps(probe: Probe, cell: Cell) -> Steps:
    now = cell.now or 0
    here, (piece, _curve) = _at(probe, cell, now)

    def gains(place: int) -> bool:
        return _at(probe, cell, place)[0].sum > here.sum

    def climbs(place: int) -> bool:
        there, (other, _curve) = _at(probe, cell, place)
        return other != piece and there.sum > here.sum

    def loses(depth: int) -> bool:
        return _at(probe, cell, now - depth)[0].sum < here.sum

    def falls(depth: int) -> bool:
        there, (other, curve) = _at(probe, cell, now - depth)
        return there.sum < here.sum and not probe.shared and jumps_between(curve, piece, other)

    up, down = cell.last, now
    return Steps(
        cell.unit,
        cell.criterion,
        cell.part,
        _move(probe, cell, first(now + 1, up, gains)),
        _move(probe, cell, first(now + 1, up, climbs)),
        _move(probe, cell, _below(now, first(1, down, loses))),
        _move(probe, cell, _below(now, first(1, down, falls))),
    )


def _below(now: int, depth: int | None) -> int | None:
    return None if depth is None else now - depth


def _at(probe: Probe, cell: Cell, place: int) -> tuple[Earned, tuple[int, Curve]]:
    key = cell.part, place
    if key not in probe.known:
        found, where = probe.read({cell.part: cell.value(place)})
        probe.known[key] = found[cell.unit], where
    return probe.known[key]


def _move(probe: Probe, cell: Cell, place: int | None) -> Move | None:
    if place is None:
        return None
    before, (old_piece, _curve) = earned(probe.score), (-1, None)
    if cell.now is not None:
        before, (old_piece, _curve) = _at(probe, cell, cell.now)
    after, (new_piece, curve) = _at(probe, cell, place)
    jump = old_piece >= 0 and not probe.shared and jumps_between(curve, old_piece, new_piece)
    graded = bool(cell.labels)
    old = None if graded or cell.now is None else cell.value(cell.now)
    new = None if graded else cell.value(place)
    effort = None
    if cell.now is not None:
        effort = abs((place - cell.now) * Fraction(cell.step)) / cell.scale
    return Move(
        cell.unit, cell.criterion, cell.part, cell.unit_of_measure, old, new,
        "" if cell.now is None else cell.label(cell.now), cell.label(place),
        None if old is None or new is None else new - old, after.sum - before.sum, jump, effort,
    )  # fmt: skip


# --- what moves a unit up ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Plan:
    """
    A set of changes that lifts a unit; a hair less (one place of the grid) on any one of them does not.

    Attributes:
        past: The unit to be passed; "" = up one place.
        moves: One or more changes, largest gain first.
        rank: The rank that they give.
        shortest: Whether no smaller number of changes can do it (proved; False = not known).
    """

    unit: str
    past: str
    moves: tuple[Move, ...]
    rank: int
    shortest: bool


def single_changes(rulebook: Rulebook, board: Scoreboard, unit: str, past: str = "") -> tuple[Plan, ...]:
    """
    Every single change within the plausible range that lifts a unit up a place (or past a named unit).

    Each is the smallest of its kind; least effort first, figures still to be reported last. () for a unit without a
    rank, for the first, and where no single change suffices.
    """
    return Lift(rulebook, board, unit, past).singles()


def shortest_plan(rulebook: Rulebook, board: Scoreboard, unit: str, past: str = "") -> Plan | None:
    """The fewest changes that lift a unit up a place (or past a named unit); None where nothing plausible does."""
    return Lift(rulebook, board, unit, past).shortest()


@dataclass(frozen=True, slots=True)
class Safety:
    """
    Which units behind could pass a unit by one plausible change of one of their own actuals.

    Attributes:
        threats: Units, nearest first; () = safe from any single change.
    """

    unit: str
    threats: tuple[str, ...]

    @property
    def safe(self) -> bool:
        """Whether no single change of another unit passes it."""
        return not self.threats


def safety(rulebook: Rulebook, board: Scoreboard) -> tuple[Safety, ...]:
    """Who is safe, for every ranked unit."""
    ranked = [row for row in board.units if row.rank is not None]
    lifts = {row.unit: Lift(rulebook, board, row.unit) for row in ranked[1:]}
    return tuple(
        Safety(
            row.unit,
            tuple(
                other.unit
                for other in ranked[place + 1 :]
                if lifts[other.unit].towards(row.unit).possible_alone()
            ),
        )
        for place, row in enumerate(ranked)
    )


class Lift:
    """A unit that is to be lifted, and what its actuals could earn."""

    def __init__(self, rulebook: Rulebook, board: Scoreboard, unit: str, past: str = "") -> None:
        self._unit, self._past = unit, past
        self._keys = Keys(rulebook, board)
        self._rank = board.unit(unit).rank
        self._probes = {
            criterion.code: Probe(rulebook, board, unit, criterion) for criterion in rulebook.criteria
        }
        ranked = {row.unit for row in board.units if row.rank is not None}
        self._able = self._rank is not None and (not past or past in ranked) and past != unit
        self._cells = (
            [cell for probe in self._probes.values() for cell in probe.cells()] if self._able else []
        )
        # nothing is to be gained beyond the last place that earns more
        self._tops = [self._top(cell) for cell in self._cells]

    def towards(self, past: str) -> Lift:
        """The same unit, to be lifted past another one of the ranking."""
        other = copy(self)
        other._past = past
        return other

    def singles(self) -> tuple[Plan, ...]:
        """One plan for each actual that can do it alone."""
        if not self._able or self._lifted({}):
            return ()
        found = []
        for index, top in enumerate(self._tops):
            place = self._least({}, index, top)
            if place is not None:
                found.append(self._plan({index: place}, shortest=True))
        return tuple(sorted(found, key=_effort))

    def possible_alone(self) -> bool:
        """Whether any single change does it."""
        return (
            self._able
            and not self._lifted({})
            and any(self._lifted({index: top}) for index, top in enumerate(self._tops))
        )

    def shortest(self) -> Plan | None:
        """The single change of least effort, else the actuals with the largest gains until it is enough."""
        alone = self.singles()
        if alone:
            return alone[0]
        if not self._able or self._lifted({}) or not self._lifted(dict(enumerate(self._tops))):
            return None
        chosen: dict[int, int] = {}
        order = sorted(range(len(self._cells)), key=lambda index: (-self._gain(index), index))
        for index in order:
            chosen[index] = self._tops[index]
            if self._lifted(chosen):
                break
        for index in reversed(list(chosen)):  # the smallest gain first: large ones keep what they need
            without = {other: place for other, place in chosen.items() if other != index}
            if self._lifted(without):
                chosen = without
                continue
            place = self._least(chosen, index, chosen[index])
            chosen[index] = chosen[index] if place is None else place
        return self._plan(chosen, shortest=self._fewer_cannot(len(chosen)))

    def _least(self, places: Mapping[int, int], index: int, top: int) -> int | None:
        """The smallest place of one actual that lifts the unit, the other places held."""

        def lifts(place: int) -> bool:
            return self._lifted({**places, index: place})

        return first(self._cells[index].now or 0, top, lifts)

    def _fewer_cannot(self, count: int) -> bool:
        """
        Whether `count` − 1 changes are too few: not even the criteria with the most to gain, taken whole, suffice.
        """
        if any(probe.shared for probe in self._probes.values()):
            return False
        if count == 2:
            return True  # every single change was tried before
        whole = []
        for code, probe in self._probes.items():
            here = {
                cell.part: cell.value(top)
                for cell, top in zip(self._cells, self._tops, strict=True)
                if cell.criterion == code
            }
            if here:
                whole.append(probe.read(here)[0][self._unit].sum - earned(probe.score).sum)
        most = sum(sorted(whole, reverse=True)[: count - 1], ZERO)
        return not self._keys.could_pass(self._unit, most, self._past)

    def _top(self, cell: Cell) -> int:
        probe = self._probes[cell.criterion]
        best = _at(probe, cell, cell.last)[0]
        start = cell.now or 0
        if probe.shared:
            return cell.last
        found = first(start, cell.last, lambda place: _at(probe, cell, place)[0] == best)
        return cell.last if found is None else found

    def _gain(self, index: int) -> Decimal:
        cell = self._cells[index]
        probe = self._probes[cell.criterion]
        return _at(probe, cell, self._tops[index])[0].sum - earned(probe.score).sum

    def _after(self, places: Mapping[int, int]) -> dict[str, dict[str, Earned]]:
        values: dict[str, dict[str, Decimal]] = {}
        for index, place in places.items():
            cell = self._cells[index]
            values.setdefault(cell.criterion, {})[cell.part] = cell.value(place)
        return {code: self._probes[code].read(parts)[0] for code, parts in values.items()}

    def _lifted(self, places: Mapping[int, int]) -> bool:
        keys = self._keys.after(self._after(places))
        if self._past:
            return keys[self._unit] > keys[self._past]
        return rank_of(keys, self._unit) < (self._rank or 0)

    def _plan(self, places: Mapping[int, int], *, shortest: bool) -> Plan:
        moves = [
            _move(self._probes[self._cells[index].criterion], self._cells[index], place)
            for index, place in places.items()
        ]
        keys = self._keys.after(self._after(places))
        return Plan(
            self._unit,
            self._past,
            tuple(move for move in moves if move is not None),
            rank_of(keys, self._unit),
            shortest,
        )


def _effort(plan: Plan) -> tuple[bool, Fraction]:
    effort = plan.moves[0].effort
    return effort is None, effort or Fraction(0)
