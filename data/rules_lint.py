"""What the cells of a rulebook say together: contradictions, sums, levels with holes, unreachable steps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from data.rules_methods import NAMES
from data.strict import Row
from scoring.methods import uses_ratio
from scoring.model import (
    AllOrNothing,
    Band,
    Bonus,
    BonusItem,
    Checklist,
    Combine,
    Criterion,
    Direction,
    Goalposts,
    Grades,
    Kind,
    LeaderExcess,
    Levels,
    LowerForm,
    Method,
    PenaltyItem,
    Proportional,
    Reduction,
    Rulebook,
    Scaled,
    Section,
    StepDeduction,
    SubCriterion,
)
from scoring.numbers import number

WHOLE_RANGES = {Kind.GRADE: (Decimal(0), Decimal(0)), Kind.YES_NO: (Decimal(0), Decimal(1))}


@dataclass(frozen=True, slots=True)
class Reach:
    """What a method is applied to: where its key stands, and which values and directions it meets."""

    prefix: str  # "" for the criterion, "sub_criteria a." for a component
    maximum: Decimal
    kind: Kind
    ranges: tuple[tuple[Decimal, Decimal], ...]
    directions: tuple[Direction, ...]
    needs_target: bool
    averaged: bool


def lint_sums(head: Row, rulebook: Rulebook, sections: Sequence[tuple[Row, Section]], *, sound: bool) -> None:
    """Totals against their parts; the sums of sections only where every criterion could be read (`sound`)."""
    for key, amount in (("total", rulebook.total), ("bonus_cap", rulebook.bonus_cap)):
        if amount < 0:
            head.bad(key, "negative")
    wanted = sum((section.max_points for section in rulebook.sections), rulebook.bonus_cap)
    if rulebook.total != wanted and all(row.sound for row, _section in sections):
        head.bad("total", "total", found=number(rulebook.total), wanted=number(wanted))
    for row, section in sections:
        rows = rulebook.in_section(section.code)
        points = sum((criterion.max_points for criterion in rows), Decimal(0))
        if not sound:
            continue
        if not rows:
            row.bad("code", "section_empty")
        elif points != section.max_points:
            row.bad("max_points", "section_sum", found=number(section.max_points), wanted=number(points))
    rates = [grade.from_rate for grade in rulebook.grades]
    if rates != sorted(set(rates), reverse=True):
        head.bad("grades", "rank_order")
    labels = [grade.label for grade in rulebook.grades]
    for label in sorted({label for label in labels if labels.count(label) > 1}):
        head.bad("grades", "grade_twice", found=label)


def lint_items(
    head: Row, key: str, items: Sequence[PenaltyItem] | Sequence[BonusItem], point_decimals: int
) -> None:
    """Points of items go into published sums as they are, so they have no more digits than published points."""
    for item in items:
        exponent = item.points.normalize().as_tuple().exponent
        if isinstance(exponent, int) and -exponent > point_decimals:
            head.report.add(f"{key} {item.code}", "points", "item_digits", digits=point_decimals)
            head.sound = False


def lint_criterion(row: Row, criterion: Criterion) -> None:
    """Everything that one criterion says by itself."""
    if criterion.max_points <= 0:
        row.bad("max_points", "not_positive")
        return
    _lint_range(row, "", criterion.kind, criterion.plausible)
    for part in criterion.sub_criteria:
        _lint_range(row, f"sub_criteria {part.code}.", part.kind, part.plausible)
    _lint_parts(row, criterion)
    if not row.sound:
        return
    if criterion.combine is Combine.SUM:
        _lint_added(row, criterion)
    else:
        _lint_single(row, criterion)
    if criterion.bonus is not None:
        _lint_bonus(row, criterion, criterion.bonus)


def _lint_range(row: Row, prefix: str, kind: Kind, plausible: tuple[Decimal, Decimal]) -> None:
    wanted = WHOLE_RANGES.get(kind)
    if wanted is not None:
        if plausible != wanted:
            row.bad(f"{prefix}plausible", "plausible_kind", kind=kind, wanted=list(map(int, wanted)))
    elif plausible[0] >= plausible[1]:
        row.bad(f"{prefix}plausible", "plausible_order")
    elif kind is Kind.COUNT and (
        plausible[0] < 0 or any(end != end.to_integral_value() for end in plausible)
    ):
        row.bad(f"{prefix}plausible", "plausible_kind", kind=kind, wanted="số nguyên không âm")


def _lint_parts(row: Row, criterion: Criterion) -> None:
    combine, parts = criterion.combine, criterion.sub_criteria
    if combine is Combine.NONE:
        if parts:
            row.bad("combine", "parts_without_combine")
        if isinstance(criterion.method, Checklist):
            row.bad("method.name", "method_for_combine", combine=combine, method="checklist")
        return
    if not parts:
        row.bad("combine", "combine_without_parts", combine=combine)
        return
    if len(parts) == 1:
        row.bad("sub_criteria", "part_count")
    if combine is Combine.MEAN:
        for part in parts:
            if part.weight <= 0:
                row.bad(f"sub_criteria {part.code}.weight", "not_positive")
            if part.kind is Kind.GRADE:
                row.bad(
                    f"sub_criteria {part.code}.kind", "method_for_combine", combine=combine, method="grades"
                )
        if isinstance(criterion.method, Checklist | Grades):
            name = NAMES[type(criterion.method)]
            row.bad("method.name", "method_for_combine", combine=combine, method=name)
    if combine is Combine.CHECKLIST:
        _lint_checklist(row, criterion, parts)


def _lint_checklist(row: Row, criterion: Criterion, parts: Sequence[SubCriterion]) -> None:
    if not isinstance(criterion.method, Checklist):
        name = NAMES[type(criterion.method)]
        row.bad("method.name", "method_for_combine", combine=criterion.combine, method=name)
    most = Decimal(0)
    for part in parts:
        key = f"sub_criteria {part.code}."
        each = part.points_each or Decimal(0)
        if each == 0:
            row.bad(f"{key}points_each", "checklist_zero")
        if part.at_most is not None and part.at_most <= 0:
            row.bad(f"{key}at_most", "not_positive")
        if part.kind is Kind.GRADE:
            row.bad(f"{key}kind", "method_for_kind", kind=part.kind, method="checklist")
        limit = part.plausible[1] if part.at_most is None else min(part.at_most, part.plausible[1])
        most += max(Decimal(0), each * limit)
    if most < criterion.max_points:
        found, maximum = number(most), number(criterion.max_points)
        row.bad("max_points", "checklist_unreachable", found=found, maximum=maximum)


def _lint_added(row: Row, criterion: Criterion) -> None:
    points = sum((part.max_points or Decimal(0) for part in criterion.sub_criteria), Decimal(0))
    if points != criterion.max_points:
        row.bad("max_points", "part_sum", found=number(criterion.max_points), wanted=number(points))
    used = False
    for part in criterion.sub_criteria:
        prefix = f"sub_criteria {part.code}."
        method, maximum = part.method, part.max_points or Decimal(0)
        if maximum <= 0:
            row.bad(f"{prefix}max_points", "not_positive")
            continue
        if method is None or isinstance(method, Checklist):
            row.bad(f"{prefix}method.name", "method_for_combine", combine="sum", method="checklist")
            continue
        ratio = uses_ratio(method, criterion.needs_target)
        used = used or ratio
        if ratio and not criterion.needs_target:
            row.bad("target_levels", "target_needed", method=NAMES[type(method)])
        reach = Reach(
            prefix, maximum, part.kind, (part.plausible,), (part.direction,), criterion.needs_target, False
        )
        lint_method(row, method, reach)
    if criterion.needs_target and not used:
        row.bad("target_levels", "target_unused", method="sub_criteria")


def _lint_single(row: Row, criterion: Criterion) -> None:
    method, parts = criterion.method, criterion.sub_criteria
    ratio = uses_ratio(method, criterion.needs_target)
    if ratio and not criterion.needs_target:
        row.bad("target_levels", "target_needed", method=NAMES[type(method)])
    if not ratio and criterion.needs_target:
        row.bad("target_levels", "target_unused", method=NAMES[type(method)])
    averaged = criterion.combine is Combine.MEAN
    reach = Reach(
        prefix="",
        maximum=criterion.max_points,
        kind=criterion.kind,
        ranges=tuple(part.plausible for part in parts) if averaged else (criterion.plausible,),
        directions=tuple(part.direction for part in parts) if averaged else (criterion.direction,),
        needs_target=criterion.needs_target,
        averaged=averaged,
    )
    lint_method(row, method, reach)


def _lint_bonus(row: Row, criterion: Criterion, bonus: Bonus) -> None:
    if criterion.combine is Combine.SUM or not uses_ratio(criterion.method, criterion.needs_target):
        row.bad("bonus", "bonus_method")
    for key, share in (("per_percent", bonus.per_percent), ("cap", bonus.cap)):
        if not 0 < share <= 1:
            row.bad(f"bonus.{key}", "share", low=0, high="hoặc bằng 1")
    if bonus.per_percent > bonus.cap:
        row.bad(
            "bonus.per_percent", "bonus_unreachable", found=number(bonus.per_percent), cap=number(bonus.cap)
        )


def lint_method(row: Row, method: Method, reach: Reach) -> None:
    """Whether every parameter of a method can matter, and none contradicts another."""
    key = f"{reach.prefix}method."
    if (reach.kind is Kind.GRADE) is not isinstance(method, Grades) and not reach.averaged:
        row.bad(f"{key}name", "method_for_kind", kind=reach.kind, method=NAMES[type(method)])
        return
    _lint_form(row, method, reach, key)
    low = min(lowest for lowest, _highest in reach.ranges)
    high = max(highest for _lowest, highest in reach.ranges)
    maximum = number(reach.maximum)
    match method:
        case Proportional(floor=Decimal() as floor) if not 0 < floor < 1:
            row.bad(f"{key}floor", "share", low=0, high=1)
        case StepDeduction(per_percent=each) if each <= 0:
            row.bad(f"{key}per_percent", "not_positive")
        case StepDeduction(per_percent=each) if each > reach.maximum:
            row.bad(f"{key}per_percent", "above_maximum", maximum=maximum)
        case Levels():
            lint_bands(row, method, reach, key)
        case Goalposts():
            _lint_goalposts(row, method, reach, key, low, high)
        case AllOrNothing(threshold=threshold):
            if not reach.needs_target:
                _lint_higher_only(row, method, reach)
            outside = threshold <= 0 if reach.needs_target else not low < threshold <= high
            if outside:
                row.bad(f"{key}threshold", "threshold_unreachable")
        case Reduction(zero_at=zero_at, full_at=full_at):
            if full_at <= zero_at:
                row.bad(f"{key}full_at", "reduction_order")
            if zero_at < -1:
                row.bad(f"{key}zero_at", "reduction_unreachable", found=number(zero_at))
            if full_at > 1 and low >= 0 and set(reach.directions) == {Direction.LOWER}:
                row.bad(f"{key}full_at", "reduction_unreachable", found=number(full_at))
        case Scaled(out_of=out_of):
            _lint_higher_only(row, method, reach)
            if out_of <= 0:
                row.bad(f"{key}out_of", "not_positive")
            elif out_of > high:
                row.bad(f"{key}out_of", "scale_unreachable", found=number(out_of))
        case Grades(grades=grades):
            _lint_grades(row, grades, reach, key)
        case LeaderExcess(met_share=met_share) if not 0 < met_share < 1:
            row.bad(f"{key}met_share", "share", low=0, high=1)
        case _:
            pass


def _lint_form(row: Row, method: Method, reach: Reach, key: str) -> None:
    form = getattr(method, "lower_form", None)
    wanted = uses_ratio(method, reach.needs_target) and Direction.LOWER in reach.directions
    if wanted and form is None:
        row.bad(f"{key}lower_form", "lower_form_missing")
    if form is not None and not wanted:
        row.bad(f"{key}lower_form", "lower_form_forbidden")
    if form is LowerForm.INVERSE and wanted:
        if reach.averaged:
            row.bad(f"{key}lower_form", "inverse_in_mean")
        if any(lowest < 0 for lowest, _highest in reach.ranges):
            row.bad(f"{key}lower_form", "inverse_negative")


def _lint_higher_only(row: Row, method: Method, reach: Reach) -> None:
    """A plain value that earns more the higher it is contradicts "lower is better"."""
    if Direction.LOWER in reach.directions:
        row.bad(f"{reach.prefix}direction", "method_direction", method=NAMES[type(method)])


def _lint_goalposts(row: Row, method: Goalposts, reach: Reach, key: str, low: Decimal, high: Decimal) -> None:
    if method.worst == method.best:
        row.bad(f"{key}best", "goalposts_equal")
        return
    way = Direction.HIGHER if method.worst < method.best else Direction.LOWER
    if any(direction is not way for direction in reach.directions):
        row.bad(f"{key}best", "goalposts_direction", direction=reach.directions[0])
    for name, post in (("worst", method.worst), ("best", method.best)):
        if not low <= post <= high:
            row.bad(f"{key}{name}", "goalposts_unreachable", found=number(post))


def _lint_grades(row: Row, grades: Sequence[tuple[str, Decimal]], reach: Reach, key: str) -> None:
    labels = [label for label, _points in grades]
    points = [amount for _label, amount in grades]
    if len(grades) < 2:
        row.bad(f"{key}grades", "too_few", wanted="hai loại")
    for label in sorted({label for label in labels if labels.count(label) > 1}):
        row.bad(f"{key}grades {label}", "grade_twice", found=label)
    if points != sorted(points):
        row.bad(f"{key}grades", "grade_order")
    if any(amount < 0 for amount in points):
        row.bad(f"{key}grades", "negative")
    elif points and max(points) != reach.maximum:
        row.bad(f"{key}grades", "band_highest", found=number(max(points)), maximum=number(reach.maximum))


def lint_bands(row: Row, method: Levels, reach: Reach, key: str) -> None:
    """Levels cover the whole line once, rise (or fall) with the direction, and each can be reached."""
    bands = method.bands
    if len(bands) < 2:
        row.bad(f"{key}bands", "too_few", wanted="hai mức")
        return
    if bands[0].low is not None:
        row.bad(f"{key}bands #1.low", "band_ends", wanted="mức đầu không ghi low (không có đầu dưới)")
    if bands[-1].high is not None:
        wanted = "mức cuối không ghi high (không có đầu trên)"
        row.bad(f"{key}bands #{len(bands)}.high", "band_ends", wanted=wanted)
    for index, band in enumerate(bands, start=1):
        name = f"{key}bands #{index}."
        if not 0 <= band.points <= reach.maximum:
            row.bad(f"{name}points", "band_points", found=number(band.points), maximum=number(reach.maximum))
        if band.low is not None and band.high is not None and band.low >= band.high:
            single = band.low == band.high and band.low_closed and band.high_closed
            if not single:
                row.bad(f"{name}low", "band_order")
        if not _reachable(band, method, reach):
            row.bad(f"{name}low", "band_unreachable")
    higher = method.of == "completion" or reach.directions[0] is Direction.HIGHER
    for index, (before, band) in enumerate(pairwise(bands), start=2):
        _lint_joint(row, f"{key}bands #{index}.", before, band)
        if band.points < before.points if higher else band.points > before.points:
            direction = Direction.HIGHER if higher else Direction.LOWER
            row.bad(
                f"{key}bands #{index}.points",
                "band_direction",
                found=number(band.points),
                direction=direction,
            )
    highest = max(band.points for band in bands)
    if highest != reach.maximum:
        row.bad(f"{key}bands", "band_highest", found=number(highest), maximum=number(reach.maximum))


def _lint_joint(row: Row, name: str, before: Band, band: Band) -> None:
    if before.high is None or band.low is None:
        row.bad(f"{name}low", "band_ends", wanted="thiếu low ở mức này hoặc high ở mức trước")
    elif before.high < band.low or (
        before.high == band.low and not before.high_closed and not band.low_closed
    ):
        row.bad(f"{name}low", "band_gap", found=number(before.high))
    elif before.high > band.low or (before.high_closed and band.low_closed):
        row.bad(f"{name}low", "band_overlap", found=number(band.low))


def _reachable(band: Band, method: Levels, reach: Reach) -> bool:
    """Whether any plausible value (or completion) falls into the band."""
    if method.of == "completion":
        # completions end at 0 where figures cannot be negative and the form is not 2 − A/T; no end above
        bounded = all(lowest >= 0 for lowest, _highest in reach.ranges)
        bounded = bounded and method.lower_form is not LowerForm.COMPLEMENT
        low: Fraction | None = Fraction(0) if bounded else None
        high: Fraction | None = None
    else:
        low = Fraction(min(lowest for lowest, _highest in reach.ranges))
        high = Fraction(max(highest for _lowest, highest in reach.ranges))
    if band.high is not None and low is not None:
        below = Fraction(band.high) < low or (Fraction(band.high) == low and not band.high_closed)
        if below:
            return False
    if band.low is not None and high is not None:
        above = Fraction(band.low) > high or (Fraction(band.low) == high and not band.low_closed)
        if above:
            return False
    return True
