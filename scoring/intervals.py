"""
What a figure that is not final may still become.

A missing actual spans its whole plausible range. An estimate or a preliminary figure spans the spread of its
agency's earlier statements around the latest where there are any, else a stated share of itself on either side. An
official figure spans nothing unless figures are also taken as rounded. The shares are assumptions of ours, not of any
rulebook: they stand in `Assumptions`, and every screen that shows a result of them says so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from scoring.findings import standing
from scoring.model import Figure, Outcome, Rulebook, State, Status
from scoring.probe import Cell, Probe
from scoring.scoreboard import Scoreboard


@dataclass(frozen=True, slots=True)
class Assumptions:
    """
    How far a figure that is not final may lie from its latest statement, as shares of it (0.05 = 5 % either way).

    Attributes:
        estimate / preliminary: Where no earlier statement shows a spread.
        grades: Steps up and down for a grade that is not final.
        rounded: Whether an official figure may also lie half a unit of its last printed digit away; it then spans one
            place of the grid either way, since nothing finer is ever scored.
    """

    estimate: Decimal = Decimal("0.05")
    preliminary: Decimal = Decimal("0.02")
    grades: int = 1
    rounded: bool = False


@dataclass(frozen=True, slots=True)
class Interval:
    """
    One figure that is not final.

    Attributes:
        why: "missing", "estimate", "preliminary" or "rounded".
        by: What the width rests on: "plausible", "vintages", "share", "grades" or "digit".
        low / high: Places on the grid of `cell`, worst and best.
        cell: None where the criterion cannot be scored at all yet (no target, say): it may earn 0 to everything.
    """

    unit: str
    criterion: str
    part: str
    why: str
    by: str
    low: int
    high: int
    cell: Cell | None

    @property
    def worst(self) -> Decimal | None:
        """The worst value; None where only points can be stated."""
        return None if self.cell is None else self.cell.value(self.low)

    @property
    def best(self) -> Decimal | None:
        """The best value."""
        return None if self.cell is None else self.cell.value(self.high)


def intervals_of(
    rulebook: Rulebook, board: Scoreboard, assumptions: Assumptions | None = None
) -> tuple[Interval, ...]:
    """Every figure that is not final, by criterion in the order of the rulebook, then by unit."""
    stated = Assumptions() if assumptions is None else assumptions
    found: list[Interval] = []
    for criterion in rulebook.criteria:
        for row in board.units:
            probe = Probe(rulebook, board, row.unit, criterion)
            cells = probe.cells(several=True)
            if probe.score.outcome is Outcome.NOT_REPORTED and not cells:
                found.append(Interval(row.unit, criterion.code, "", "missing", "plausible", 0, 0, None))
            for cell in cells:
                interval = _interval(probe, cell, stated)
                if interval is not None and interval.low < interval.high:
                    found.append(interval)
            if probe.score.outcome is Outcome.NOT_REPORTED and cells:
                found.extend(_reported_parts(probe, cells, stated))
    return tuple(found)


def _reported_parts(probe: Probe, missing: Sequence[Cell], stated: Assumptions) -> list[Interval]:
    """The components of a waiting criterion that are there, but not final."""
    waiting = {cell.part for cell in missing}
    found = []
    for cell in probe.every_cell():
        if cell.part in waiting:
            continue
        interval = _interval(probe, cell, stated)
        if interval is not None and interval.low < interval.high:
            found.append(interval)
    return found


def _interval(probe: Probe, cell: Cell, stated: Assumptions) -> Interval | None:
    where = cell.unit, cell.criterion, cell.part
    chosen = probe.part(cell.part).actual
    if cell.now is None or chosen is None:
        return Interval(*where, "missing", "plausible", 0, cell.last, cell)
    status = standing(chosen.figure.status, chosen.figure.stands_for)
    if status is Status.OFFICIAL:
        if not stated.rounded or cell.labels:
            return None
        return Interval(*where, "rounded", "digit", *_around(cell, 1), cell)
    why = "preliminary" if status is Status.PRELIMINARY else "estimate"
    if cell.labels:
        return Interval(*where, why, "grades", *_around(cell, stated.grades), cell)
    width = _spread(chosen.figure, chosen.others)
    by = "vintages"
    if width is None:
        share = stated.preliminary if status is Status.PRELIMINARY else stated.estimate
        width, by = abs(chosen.figure.value or Decimal(0)) * share, "share"
    places = -(-Fraction(width) // abs(Fraction(cell.step)))
    return Interval(*where, why, by, *_around(cell, int(places)), cell)


def _spread(latest: Figure, others: Sequence[Figure]) -> Decimal | None:
    """How far earlier statements of the same agency lay from the latest; None if there are none."""
    earlier = [
        figure.value
        for figure in others
        if figure.agency == latest.agency and figure.state is State.REPORTED and figure.value is not None
    ]
    if latest.value is None or not earlier:
        return None
    return max(abs(value - latest.value) for value in earlier)


def _around(cell: Cell, places: int) -> tuple[int, int]:
    now = cell.now or 0
    return max(0, now - places), min(cell.last, now + places)


def by_criterion(intervals: Sequence[Interval]) -> Mapping[str, Mapping[str, Sequence[Interval]]]:
    """The intervals by criterion, then by unit."""
    found: dict[str, dict[str, list[Interval]]] = {}
    for interval in intervals:
        found.setdefault(interval.criterion, {}).setdefault(interval.unit, []).append(interval)
    return found
