"""
A rulebook with one rule changed: another maximum, another method, another bonus. For what-ifs and sensitivity only.

Where a maximum changes, every amount of points inside the rule grows in proportion (levels, grades, deductions,
checklists, components), rounded to `DIGITS`; the maxima of components are reconciled to the new one.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from scoring.model import (
    AllOrNothing,
    Bonus,
    Combine,
    Counting,
    Criterion,
    Direction,
    Grades,
    LeaderExcess,
    Levels,
    LowerForm,
    Method,
    Proportional,
    Rulebook,
    StepDeduction,
)
from scoring.rounding import publish, reconcile
from scoring.scoreboard import asks_target

DIGITS = 6
ZERO = Decimal(0)

# domain.md §6.1: the presets of the unknown rule; STEP takes 0,5 of 40 points for each percent, LEADER_HALF is §3.2
PRESETS = ("proportional", "step", "leader_half", "all_or_nothing")
STEP_SHARE = Decimal("0.0125")


def preset(name: str, max_points: Decimal, lower_form: LowerForm | None) -> Method:
    """The method of a preset; KeyError for an unknown name."""
    found: dict[str, Method] = {
        "proportional": Proportional(lower_form),
        "step": StepDeduction(max_points * STEP_SHARE, Counting.EXACT, lower_form),
        "leader_half": LeaderExcess(Decimal("0.5"), lower_form),
        "all_or_nothing": AllOrNothing(Decimal(1), lower_form),
    }
    return found[name]


def reads_ratio(criterion: Criterion) -> bool:
    """Whether a criterion, or a component of it, is measured against a target: only then do presets apply."""
    return bool(_ratio_parts(criterion))


def _ratio_parts(criterion: Criterion) -> tuple[str, ...]:
    if criterion.combine is Combine.SUM:
        return tuple(
            sub.code
            for sub in criterion.sub_criteria
            if sub.method is not None and asks_target(sub.method, criterion, sub.kind)
        )
    return ("",) if asks_target(criterion.method, criterion, criterion.kind) else ()


def with_criterion(rulebook: Rulebook, changed: Criterion) -> Rulebook:
    """The rulebook with one criterion exchanged; section maxima and total follow."""
    criteria = tuple(changed if row.code == changed.code else row for row in rulebook.criteria)
    sections = tuple(
        replace(
            section,
            max_points=sum((row.max_points for row in criteria if row.section == section.code), ZERO),
        )
        for section in rulebook.sections
    )
    total = sum((section.max_points for section in sections), rulebook.bonus_cap)
    return replace(rulebook, criteria=criteria, sections=sections, total=total)


def with_method(criterion: Criterion, name: str) -> Criterion:
    """The criterion with the method of a preset wherever it reads a completion; its bonus goes with LEADER_HALF."""
    parts = _ratio_parts(criterion)
    if not parts:
        return criterion
    if criterion.combine is Combine.SUM:
        subs = tuple(
            replace(
                sub,
                method=preset(
                    name, sub.max_points or ZERO, _form(sub.method, sub.direction is Direction.LOWER)
                ),
            )
            if sub.code in parts
            else sub
            for sub in criterion.sub_criteria
        )
        return replace(criterion, sub_criteria=subs)
    rows = criterion.sub_criteria or (criterion,)
    lower = any(row.direction is Direction.LOWER for row in rows)
    method = preset(name, criterion.max_points, _form(criterion.method, lower))
    bonus = None if name == "leader_half" else criterion.bonus
    return replace(criterion, method=method, bonus=bonus)


def _form(method: Method | None, lower: bool) -> LowerForm | None:
    if not lower:
        return None
    return getattr(method, "lower_form", None) or LowerForm.COMPLEMENT


def with_bonus(criterion: Criterion, bonus: Bonus | None) -> Criterion:
    """The criterion with another bonus, or none."""
    return replace(criterion, bonus=bonus)


def with_max_points(criterion: Criterion, max_points: Decimal) -> Criterion:
    """The criterion with another maximum; amounts inside its rule in proportion."""
    factor = Fraction(max_points) / Fraction(criterion.max_points)
    subs = criterion.sub_criteria
    if criterion.combine is Combine.SUM:
        most = reconcile([Fraction(sub.max_points or ZERO) * factor for sub in subs], DIGITS)
        subs = tuple(
            replace(
                sub, max_points=own, method=None if sub.method is None else _scaled(sub.method, factor, own)
            )
            for sub, own in zip(subs, most, strict=True)
        )
    elif criterion.combine is Combine.CHECKLIST:
        subs = tuple(replace(sub, points_each=_times(sub.points_each or ZERO, factor)) for sub in subs)
    method = _scaled(criterion.method, factor, max_points)
    return replace(criterion, max_points=max_points, method=method, sub_criteria=subs)


def _times(amount: Decimal, factor: Fraction) -> Decimal:
    return publish(Fraction(amount) * factor, DIGITS)


def _scaled(method: Method, factor: Fraction, most: Decimal) -> Method:
    match method:
        case StepDeduction():
            return replace(method, per_percent=_times(method.per_percent, factor))
        case Levels():
            highest = max(band.points for band in method.bands)
            bands = tuple(
                replace(band, points=most if band.points == highest else _times(band.points, factor))
                for band in method.bands
            )
            return replace(method, bands=bands)
        case Grades():
            highest = max(points for _label, points in method.grades)
            grades = tuple(
                (label, most if points == highest else _times(points, factor))
                for label, points in method.grades
            )
            return replace(method, grades=grades)
        case _:
            return method
