"""
The same points for many units at once: totals and ranks of whole provinces or thousands of scenarios.

Everything stays exact. A completion is a pair of integer arrays (numerator, denominator); a piece of a curve is three
integers; rounding is one integer division. Where a product could leave 64 bits the same code runs on Python's own
integers. A property test holds this evaluation and `scoreboard` together.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import lcm
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scoring.curve import Curve, Piece
from scoring.methods import compile_curve, uses_ratio
from scoring.model import (
    Combine,
    Completion,
    Criterion,
    Direction,
    Grades,
    Kind,
    LeaderExcess,
    LowerForm,
    Method,
    Reduction,
    Rulebook,
    SubCriterion,
)
from scoring.rounding import publish

Integers = NDArray[Any]  # int64, or Python integers where 64 bits are too few
LIMIT = 2**62

SCORED, NOT_REPORTED, NOT_ASSIGNED = 0, 1, 2


@dataclass(frozen=True, slots=True)
class Column:
    """
    The figures of one criterion (or component) for all units, as integers.

    Attributes:
        actual: Value × `scale`; for grades the place in the rulebook's list, 1 = worst, with scale 1.
        target / baseline: Value × `scale`; None where the method asks for none.
        scale: A power of ten.
        state: SCORED, NOT_REPORTED or NOT_ASSIGNED per unit; None = all scored.
    """

    actual: NDArray[np.int64]
    target: NDArray[np.int64] | None = None
    baseline: NDArray[np.int64] | None = None
    scale: int = 1
    state: NDArray[np.int8] | None = None


@dataclass(frozen=True, slots=True)
class ArrayBoard:
    """
    Totals and ranks of one year, in the order of the units given.

    Attributes:
        totals / bonus: Published points × 10**point_decimals.
        rates: Published rates × 10**rate_decimals.
        ranks: 1 is best, equal results share; 0 = unranked.
    """

    totals: NDArray[np.int64]
    bonus: NDArray[np.int64]
    rates: NDArray[np.int64]
    ranks: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Ratios:
    """Exact shares: `numerator` ÷ `denominator` (> 0) elementwise; `top` marks shares without a finite value."""

    numerator: Integers
    denominator: Integers
    top: NDArray[np.bool_] | None = None


def score_arrays(
    rulebook: Rulebook,
    columns: Mapping[tuple[str, str], Column],
    penalties: Mapping[str, NDArray[np.int64]] | None = None,
    item_bonus: NDArray[np.int64] | None = None,
) -> ArrayBoard:
    """
    Score one year for many units.

    Args:
        columns: By criterion and component code ("" for the criterion itself). A criterion with components needs a
            column for each of them; its states are those of its first component.
        penalties: Points taken per section, × 10**point_decimals; None = none.
        item_bonus: Points of bonus items, × 10**point_decimals; None = none.
    """
    size = len(next(iter(columns.values())).actual)
    unit = 10**rulebook.point_decimals
    zero = np.zeros(size, dtype=np.int64)
    points = {section.code: zero.copy() for section in rulebook.sections}
    maximum = np.full(size, int(rulebook.bonus_cap * unit), dtype=np.int64)
    bonus = zero.copy() if item_bonus is None else item_bonus.copy()
    exceeded, lacking = zero.copy(), np.zeros(size, dtype=bool)
    for criterion in rulebook.criteria:
        state, earned, extra, above = _criterion(criterion, columns, unit)
        scored = state == SCORED
        points[criterion.section] += np.where(scored, earned, 0)
        bonus += np.where(scored, extra, 0)
        exceeded += scored & above
        maximum += np.where(state != NOT_ASSIGNED, int(criterion.max_points * unit), 0)
        lacking |= state == NOT_REPORTED
    for code, taken in (penalties or {}).items():
        points[code] = np.maximum(points[code] - taken, 0)
    bonus = np.minimum(bonus, int(rulebook.bonus_cap * unit))
    totals = bonus + sum(points.values(), zero)
    rates = _rounded(totals, maximum, 10**rulebook.rate_decimals)
    measures = {**{f"section:{code}": values for code, values in points.items()}, "exceeded": exceeded}
    keys = [rates if rulebook.ranked_by == "rate" else totals]
    keys += [measures[step] for step in rulebook.tie_break if step in measures]
    counted = np.ones(size, dtype=bool) if rulebook.incomplete == "provisional" else ~lacking
    return ArrayBoard(totals, bonus, rates, _ranks(keys, counted))


def criterion_arrays(
    criterion: Criterion, columns: Mapping[tuple[str, str], Column], point_decimals: int
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.bool_]]:
    """
    Points and bonus (published, × 10**point_decimals) of one criterion, and whether its target was exceeded.

    Args:
        columns: As for `score_arrays`, all scored. A method that reads a leader takes the best of the column for it.
    """
    _state, points, bonus, above = _criterion(criterion, columns, 10**point_decimals)
    return points, bonus, above


def _ranks(keys: Sequence[NDArray[np.int64]], counted: NDArray[np.bool_]) -> NDArray[np.int64]:
    ranks = np.zeros(len(counted), dtype=np.int64)
    chosen = np.flatnonzero(counted)
    if not len(chosen):
        return ranks
    order = chosen[np.lexsort([-key[chosen] for key in reversed(keys)])]
    new = np.ones(len(order), dtype=bool)
    new[1:] = np.any([key[order][1:] != key[order][:-1] for key in keys], axis=0)
    place = np.arange(1, len(order) + 1)
    ranks[order] = np.maximum.accumulate(np.where(new, place, 0))
    return ranks


def _rounded(numerator: Integers, denominator: Integers, unit: int) -> NDArray[np.int64]:
    """`unit` × numerator ÷ denominator, halves away from zero; all shares here are 0 or more, or are negated."""
    numerator, denominator = _wide(numerator, denominator, lambda n, d: 2 * unit * n + d)
    magnitude = (2 * unit * abs(numerator) + denominator) // (2 * denominator)
    rounded: NDArray[np.int64] = np.where(numerator < 0, -magnitude, magnitude).astype(np.int64)
    return rounded


def _wide(first: Integers, second: Integers, bound: Callable[[int, int], int]) -> tuple[Integers, Integers]:
    """The arrays as they are if `bound` of their largest sizes stays within 64 bits, else as Python integers."""
    if first.dtype == object or second.dtype == object:
        return first.astype(object), second.astype(object)
    largest = bound(int(np.abs(first).max(initial=0)), int(np.abs(second).max(initial=0)))
    return (first, second) if largest < LIMIT else (first.astype(object), second.astype(object))


def _criterion(
    criterion: Criterion, columns: Mapping[tuple[str, str], Column], unit: int
) -> tuple[NDArray[np.int8], NDArray[np.int64], NDArray[np.int64], NDArray[np.bool_]]:
    """State, points and bonus (× unit), and whether the target was exceeded, of every unit."""
    code = criterion.code
    rows: Sequence[Criterion | SubCriterion] = criterion.sub_criteria or (criterion,)
    own = [columns[code, row.code if criterion.sub_criteria else ""] for row in rows]
    size = len(own[0].actual)
    state = np.zeros(size, dtype=np.int8) if own[0].state is None else own[0].state
    scored = state == SCORED
    nobody = np.zeros(size, dtype=bool)
    if criterion.combine is Combine.SUM:
        parts = []
        for row, column in zip(rows, own, strict=True):
            method = criterion.method if row.method is None else row.method
            ratios = _completion(criterion, method, row, column)
            curve = compile_curve(
                method, row.max_points or criterion.max_points, "", None, _best(method, ratios, scored)
            )
            parts.append(_exact(curve, ratios))
        points = _rounded(*_sum(parts), unit)
        return state, points, np.zeros(size, dtype=np.int64), nobody
    ratios = _whole(criterion, rows, own)
    leader = _best(criterion.method, ratios, scored)
    curve = compile_curve(criterion.method, criterion.max_points, "", criterion.bonus, leader)
    numerator, denominator = _exact(curve, ratios)
    above = nobody
    if any(column.target is not None for column in own):
        above = np.asarray(ratios.numerator > ratios.denominator, dtype=bool)
        above = above if ratios.top is None else above | ratios.top
    return state, _rounded(numerator, denominator, unit), _bonus(curve, ratios, unit), above


def _whole(criterion: Criterion, rows: Sequence[Criterion | SubCriterion], own: Sequence[Column]) -> Ratios:
    """The completion on which the criterion's one curve is read."""
    if criterion.combine is Combine.NONE:
        return _completion(criterion, criterion.method, rows[0], own[0])
    if criterion.combine is Combine.MEAN:
        weights = [Fraction(row.weight) for row in criterion.sub_criteria]
        parts = []
        for row, column, weight in zip(rows, own, weights, strict=True):
            ratios, share = _completion(criterion, criterion.method, row, column), weight / sum(weights)
            numerator, denominator = _wide(
                ratios.numerator,
                ratios.denominator,
                lambda n, d, share=share: max(n * share.numerator, d * share.denominator),  # type: ignore[misc]
            )
            parts.append((numerator * share.numerator, denominator * share.denominator))
        return Ratios(*_sum(parts))
    parts = []
    for row, column in zip(criterion.sub_criteria, own, strict=True):
        each = Fraction(row.points_each or 0)
        count = (
            column.actual
            if row.at_most is None
            else np.minimum(column.actual, int(row.at_most * column.scale))
        )
        parts.append(
            (count * each.numerator, np.full(len(count), column.scale * each.denominator, dtype=np.int64))
        )
    return Ratios(*_sum(parts))


def _sum(parts: Sequence[tuple[Integers, Integers]]) -> tuple[Integers, Integers]:
    numerator, denominator = parts[0]
    for more, under in parts[1:]:
        high, wide = _peak(more), _peak(under)
        numerator, denominator = _wide(
            numerator,
            denominator,
            lambda n, d, high=high, wide=wide: max(n * wide + high * d, d * wide),  # type: ignore[misc]
        )
        if numerator.dtype == object:
            more, under = more.astype(object), under.astype(object)
        numerator, denominator = numerator * under + more * denominator, denominator * under
    return numerator, denominator


def _peak(values: Integers) -> int:
    return int(np.abs(values).max(initial=0))


def _completion(
    criterion: Criterion, method: Method, row: Criterion | SubCriterion, column: Column
) -> Ratios:
    """As `methods.completion_of`, special cases included, elementwise."""
    actual = column.actual
    lower = row.direction is Direction.LOWER
    if isinstance(method, Grades):
        return Ratios(actual, np.ones(len(actual), dtype=np.int64))
    if isinstance(method, Reduction):
        if column.baseline is None:
            raise ValueError(f"{criterion.code}: a baseline is needed")
        return _improvement(method, actual, column.baseline, lower, column.scale)
    if not uses_ratio(method, criterion.needs_target and row.kind is not Kind.YES_NO):
        return Ratios(actual, np.full(len(actual), column.scale, dtype=np.int64))
    if column.target is None:
        raise ValueError(f"{criterion.code}: a target is needed")
    target = column.target
    if lower and getattr(method, "lower_form", None) is LowerForm.INVERSE:
        top = (actual <= 0) & (target != 0)
        numerator, denominator = target.copy(), np.where(actual <= 0, 1, actual)
    else:
        top = None
        distance = target - actual if lower else actual - target
        denominator = np.where(target == 0, 1, np.abs(target))
        numerator = denominator + distance
    nought = target == 0
    met = actual <= 0 if lower else actual >= 0
    numerator = np.where(nought, met.astype(np.int64), numerator)
    return Ratios(numerator, np.where(nought, 1, denominator), top)


def _improvement(method: Reduction, actual: Integers, baseline: Integers, lower: bool, scale: int) -> Ratios:
    better = baseline - actual if lower else actual - baseline
    denominator = np.where(baseline == 0, 1, np.abs(baseline))
    full = Fraction(method.full_at)
    # from a baseline of 0: kept = the full reduction (or the rise itself, if more), rose = −100 %
    common = lcm(full.denominator, scale)
    kept = np.maximum(better * (common // scale), full.numerator * (common // full.denominator))
    nought = baseline == 0
    numerator = np.where(nought, np.where(better >= 0, kept, -common), better)
    return Ratios(numerator, np.where(nought, common, denominator))


def _best(method: Method, ratios: Ratios, scored: NDArray[np.bool_]) -> Completion | None:
    """The leader's completion, for the one method that asks for it."""
    if not isinstance(method, LeaderExcess) or not scored.any():
        return None
    if ratios.top is not None and bool((ratios.top & scored).any()):
        return Completion(None, end="top")
    share = np.where(scored, ratios.numerator.astype(float) / ratios.denominator.astype(float), -np.inf)
    near = np.flatnonzero(share >= share.max() - 1e-9 * max(1.0, abs(float(share.max()))))
    return Completion(max(Fraction(int(ratios.numerator[i]), int(ratios.denominator[i])) for i in near))


def _pieces(curve: Curve, ratios: Ratios) -> NDArray[np.int64]:
    """Index of the piece of every share: a guess in floating point, then put right by exact comparison."""
    place = np.zeros(len(ratios.numerator), dtype=np.int64)
    if curve.knots:
        knots = np.array([float(knot) for knot in curve.knots])
        place = np.searchsorted(
            knots, ratios.numerator.astype(float) / ratios.denominator.astype(float), side="left"
        )
        for index, knot in enumerate(curve.knots):
            # the guess can be wrong by one only next to a knot
            close = np.flatnonzero((place == index) | (place == index + 1))
            numerator, denominator = _wide(
                ratios.numerator[close],
                ratios.denominator[close],
                lambda n, d, knot=knot: max(n * knot.denominator, d * abs(knot.numerator)),  # type: ignore[misc]
            )
            side = numerator * knot.denominator - denominator * knot.numerator
            stays = (side < 0) | (side == 0) if curve.pieces[index].high_closed else side < 0
            place[close] = np.where(
                stays, np.minimum(place[close], index), np.maximum(place[close], index + 1)
            )
    if ratios.top is not None:
        place = np.where(ratios.top, len(curve.pieces) - 1, place)
    return place


def _exact(curve: Curve, ratios: Ratios) -> tuple[Integers, Integers]:
    """Exact points as numerator and denominator: (α·n + β·d) ÷ (γ·d) on each piece."""
    place = _pieces(curve, ratios)
    alpha, beta, gamma = (
        np.array(values, dtype=object) for values in zip(*map(_line, curve.pieces), strict=True)
    )
    peak = max(int(abs(values).max()) for values in (alpha, beta, gamma))
    numerator, denominator = _wide(ratios.numerator, ratios.denominator, lambda n, d: peak * (n + d))
    kind: Any = object if numerator.dtype == object else np.int64
    points = alpha.astype(kind)[place] * numerator + beta.astype(kind)[place] * denominator
    under = gamma.astype(kind)[place] * denominator
    if ratios.top is not None:
        high = curve.pieces[-1].points_high
        points = np.where(ratios.top, high.numerator, points)
        under = np.where(ratios.top, high.denominator, under)
    return points, under


def _line(piece: Piece) -> tuple[int, int, int]:
    """(α, β, γ) of points(x) = (α·x + β) ÷ γ."""
    slope = Fraction(0)
    if piece.low is not None and piece.high is not None:
        slope = (piece.points_high - piece.points_low) / (piece.high - piece.low)
    offset = piece.points_low - slope * (piece.low or 0)
    under = lcm(slope.denominator, offset.denominator)
    return int(slope * under), int(offset * under), under


def _bonus(curve: Curve, ratios: Ratios, unit: int) -> NDArray[np.int64]:
    """Published bonus × unit of every unit; constant on each piece, so rounded once per piece."""
    decimals = len(str(unit)) - 1
    steps = [int(publish(piece.bonus, decimals) * Decimal(unit)) for piece in curve.pieces]
    if not any(steps):
        return np.zeros(len(ratios.numerator), dtype=np.int64)
    return np.array(steps, dtype=np.int64)[_pieces(curve, ratios)]
