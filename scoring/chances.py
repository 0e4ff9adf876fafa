"""Many draws of one year at once: only what is not final is drawn, and every draw is rounded and ranked exactly."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scoring.arrays import Column, criterion_arrays
from scoring.intervals import Interval, by_criterion
from scoring.methods import compile_curve
from scoring.model import Combine, Completion, Criterion, Grades, Outcome, Rulebook
from scoring.probe import Earned, Probe, earned
from scoring.rounding import publish
from scoring.scoreboard import Scoreboard, UnitScore, leader_of

SLOW_SCORES, FEWEST_DRAWS = (
    4000,
    200,
)  # where a leader's curve is drawn, each draw of a criterion is scored by itself

Amounts = NDArray[np.int64]
Drawn = tuple[Amounts, Amounts, Amounts]  # points, bonus (× unit), exceeded (0 or 1)


def rank_counts(
    rulebook: Rulebook, board: Scoreboard, intervals: Sequence[Interval], draws: int, seed: int
) -> tuple[dict[str, tuple[int, ...]], int]:
    """
    How often each unit got each rank, and how many draws were made.

    Args:
        board: Every unit ranked (see `certainty.settled`).
    """
    unit = 10**rulebook.point_decimals
    sorted_in = by_criterion(intervals)
    probes = {
        code: {row.unit: Probe(rulebook, board, row.unit, rulebook.criterion(code)) for row in board.units}
        for code in sorted_in
    }
    led = sum(any(probe.shared for probe in own.values()) for own in probes.values())
    if led:
        draws = min(draws, max(FEWEST_DRAWS, SLOW_SCORES // led))
    random = np.random.default_rng(seed)
    changed: dict[tuple[str, str], Drawn] = {}
    for code, own in sorted_in.items():
        criterion = rulebook.criterion(code)
        if any(probe.shared for probe in probes[code].values()):
            changed |= _led(rulebook, criterion, probes[code], own, random, draws)
            continue
        for name, mine in own.items():
            changed[name, code] = _drawn(rulebook, criterion, probes[code][name], mine, random, draws)
    keys = {row.unit: _keys(rulebook, board, row, changed, draws, unit) for row in board.units}
    ranks = {name: 1 + sum(_ahead(other, key) for other in keys.values()) for name, key in keys.items()}
    size = len(board.units)
    counts = {
        name: tuple(int(count) for count in np.bincount(rank, minlength=size + 1)[1:])
        for name, rank in ranks.items()
    }
    return counts, draws


def _ahead(other: Sequence[Amounts], own: Sequence[Amounts]) -> Amounts:
    """1 where `other` has the better key, 0 elsewhere."""
    better = np.zeros(len(own[0]), dtype=bool)
    equal = np.ones(len(own[0]), dtype=bool)
    for theirs, mine in zip(other, own, strict=True):
        better |= equal & (theirs > mine)
        equal &= theirs == mine
    return better.astype(np.int64)


def _keys(
    rulebook: Rulebook,
    board: Scoreboard,
    row: UnitScore,
    changed: Mapping[tuple[str, str], Drawn],
    draws: int,
    unit: int,
) -> list[Amounts]:
    """What a unit is ranked by in every draw, the result first."""
    zero = np.zeros(draws, dtype=np.int64)
    points = {section.code: zero + int(section.points * unit) for section in row.sections}
    bonus = zero + int(row.bonus_uncapped * unit)
    exceeded = zero.copy()
    for criterion in rulebook.criteria:
        was = earned(board.score(row.unit, criterion.code))
        exceeded += int(was.exceeded)
        drawn = changed.get((row.unit, criterion.code))
        if drawn is None:
            continue
        points[criterion.section] += drawn[0] - int(was.points * unit)
        bonus += drawn[1] - int(was.bonus * unit)
        exceeded += drawn[2] - int(was.exceeded)
    worth = {item.code: item for item in rulebook.penalty_items}
    for penalty in row.penalties:
        item = worth[penalty.item]
        points[item.section] -= int(item.points * penalty.times * unit)
    points = {code: np.maximum(amount, 0) for code, amount in points.items()}
    total = sum(points.values(), np.minimum(bonus, int(rulebook.bonus_cap * unit)))
    result = total
    if rulebook.ranked_by == "rate":
        maximum = int(row.maximum * unit)
        result = (2 * 10**rulebook.rate_decimals * total + maximum) // (2 * maximum) if maximum else zero
    measures = {**{f"section:{code}": amount for code, amount in points.items()}, "exceeded": exceeded}
    return [result, *(measures[step] for step in rulebook.tie_break if step in measures)]


def _drawn(
    rulebook: Rulebook,
    criterion: Criterion,
    probe: Probe,
    intervals: Sequence[Interval],
    random: np.random.Generator,
    draws: int,
) -> Drawn:
    """One criterion of one unit in every draw."""
    unit = 10**rulebook.point_decimals
    if any(interval.cell is None for interval in intervals):
        points = random.integers(0, int(criterion.max_points * unit), draws, endpoint=True)
        return points, np.zeros(draws, dtype=np.int64), np.zeros(draws, dtype=np.int64)
    if len(intervals) == 1 and intervals[0].high - intervals[0].low < draws:
        only = intervals[0]
        places: Any = {only.part: np.arange(only.low, only.high + 1, dtype=np.int64)}
        table = _scored(rulebook, criterion, probe, intervals, places)
        index = random.integers(0, only.high - only.low, draws, endpoint=True)
        return table[0][index], table[1][index], table[2][index]
    places = {
        interval.part: random.integers(interval.low, interval.high, draws, endpoint=True)
        for interval in intervals
    }
    return _scored(rulebook, criterion, probe, intervals, places)


def _scored(
    rulebook: Rulebook,
    criterion: Criterion,
    probe: Probe,
    intervals: Sequence[Interval],
    places: Mapping[str, Amounts],
) -> Drawn:
    size = len(next(iter(places.values())))
    cells = {interval.part: interval.cell for interval in intervals}
    columns: dict[tuple[str, str], Column] = {}
    for row in criterion.sub_criteria or (criterion,):
        code = row.code if criterion.sub_criteria else ""
        part = probe.part(code)
        method = criterion.method if row.method is None else row.method
        cell = cells.get(code)
        fixed = [None if chosen is None else chosen.figure for chosen in (part.target, part.baseline)]
        values = [None if figure is None else figure.value for figure in fixed]
        if isinstance(method, Grades):
            labels = [label for label, _points in method.grades]
            actual = (
                places[code] + 1
                if cell is not None
                else np.full(size, 1 + labels.index(part.actual.figure.grade if part.actual else ""))
            )
            columns[criterion.code, code] = Column(actual.astype(np.int64))
            continue
        own = None if part.actual is None else part.actual.figure.value
        known = [*values, *((cell.start, cell.step) if cell is not None else (own,))]
        scale = 10 ** max(_digits(value) for value in known if value is not None)
        if cell is not None:
            actual = int(cell.start * scale) + places[code] * int(cell.step * scale)
        else:
            actual = np.full(size, int((own or Decimal(0)) * scale), dtype=np.int64)
        target, baseline = (
            None if value is None else np.full(size, int(value * scale), dtype=np.int64) for value in values
        )
        columns[criterion.code, code] = Column(actual, target, baseline, scale)
    points, bonus, above = criterion_arrays(criterion, columns, rulebook.point_decimals)
    return points, bonus, above.astype(np.int64)


def _digits(value: Decimal) -> int:
    return max(0, -int(value.normalize().as_tuple().exponent))


def _led(
    rulebook: Rulebook,
    criterion: Criterion,
    probes: Mapping[str, Probe],
    own: Mapping[str, Sequence[Interval]],
    random: np.random.Generator,
    draws: int,
) -> dict[tuple[str, str], Drawn]:
    """A criterion whose leader sets the curve: every draw by itself, all units together."""
    unit = 10**rulebook.point_decimals
    amounts = {name: np.zeros((3, draws), dtype=np.int64) for name in probes}
    fixed = {
        name: probe.completions({})
        for name, probe in probes.items()
        if name not in own and probe.score.outcome is Outcome.SCORED
    }
    open_ = {name for name, mine in own.items() if any(interval.cell is None for interval in mine)}
    for draw in range(draws):
        shares: dict[str, dict[str, Completion]] = dict(fixed)
        for name, mine in own.items():
            if name in open_:
                points = random.integers(0, int(criterion.max_points * unit), endpoint=True)
                amounts[name][0, draw] = points
                continue
            values = {
                interval.part: interval.cell.value(
                    int(random.integers(interval.low, interval.high, endpoint=True))
                )
                for interval in mine
                if interval.cell is not None
            }
            shares[name] = probes[name].completions(values)
        for name, got in _together(rulebook, criterion, probes, shares).items():
            amounts[name][:, draw] = int(got.points * unit), int(got.bonus * unit), int(got.exceeded)
    return {
        (name, criterion.code): (rows[0], rows[1], rows[2])
        for name, rows in amounts.items()
        if name in fixed or name in own
    }


def _together(
    rulebook: Rulebook,
    criterion: Criterion,
    probes: Mapping[str, Probe],
    shares: Mapping[str, Mapping[str, Completion]],
) -> dict[str, Earned]:
    points = dict.fromkeys(shares, Fraction(0))
    bonus = dict.fromkeys(shares, Fraction(0))
    rows = criterion.sub_criteria if criterion.combine is Combine.SUM else (criterion,)
    for row in rows:
        code = row.code if criterion.combine is Combine.SUM else ""
        method = criterion.method if row.method is None else row.method
        extra = None if criterion.combine is Combine.SUM else criterion.bonus
        leader = leader_of(own[code] for own in shares.values())
        curve = compile_curve(method, row.max_points or criterion.max_points, "", extra, leader)
        for name, own in shares.items():
            reading = curve.at(own[code])
            points[name] += reading.points
            bonus[name] += reading.bonus
    found = {}
    for name, own in shares.items():
        whole = own.get("")
        above = whole is not None and (whole.end == "top" or (whole.share is not None and whole.share > 1))
        found[name] = Earned(
            publish(points[name], rulebook.point_decimals),
            publish(bonus[name], rulebook.point_decimals),
            above and probes[name].has_target,
        )
    return found
