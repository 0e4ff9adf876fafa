"""Formulas of one criterion on a unit's sheet, and where a value has to stand in their place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from pages.exports.xlsx_formulas import (
    SHARE_DIGITS,
    Inexpressible,
    bonus_formula,
    completion_formula,
    fits,
    halves_up,
    literal,
    points_formula,
    surely_beside,
    surely_half_up,
    text_literal,
)
from pages.exports.xlsx_layout import Column, Layout, cell
from pages.parts.words import say
from scoring.model import (
    Combine,
    Criterion,
    Grades,
    Kind,
    LeaderExcess,
    Method,
    Outcome,
    Reduction,
    Rulebook,
    SubCriterion,
)
from scoring.scoreboard import Part, Score, asks_target, leader_of

Row = Criterion | SubCriterion
LARGE: Final = 1000
LEAD_AT_LEAST: Final = Fraction(1, 10_000)  # below it the leader's excess is too small a divisor for floats


@dataclass(frozen=True, slots=True)
class Needs:
    """What a row is measured with."""

    method: Method
    target: bool
    baseline: bool


def needs_of(criterion: Criterion, row: Row) -> Needs:
    """What the criterion itself (without components) or one component is measured with."""
    method = criterion.method if row.method is None else row.method
    if criterion.combine is Combine.CHECKLIST:
        return Needs(method, False, False)
    return Needs(method, asks_target(method, criterion, row.kind), isinstance(method, Reduction))


def why_word(outcome: Outcome) -> str:
    """What stands in the points' place where there are none."""
    return {
        Outcome.NOT_ASSIGNED: say("heat.not_assigned"),
        Outcome.NOT_APPLICABLE: say("heat.not_applicable"),
        Outcome.NOT_REPORTED: say("heat.not_reported"),
        Outcome.SCORED: say("xlsx.scored"),
    }[outcome]


SCORED, ASSIGNED_NOT, OCCURRED_NOT, REPORTED_NOT = (
    text_literal(why_word(outcome))
    for outcome in (Outcome.SCORED, Outcome.NOT_ASSIGNED, Outcome.NOT_APPLICABLE, Outcome.NOT_REPORTED)
)


@dataclass(frozen=True, slots=True)
class Formulas:
    """One row's formulas, without "="; "" where the row has none."""

    state: str
    completion: str = ""
    exact: str = ""
    points: str = ""
    bonus: str = ""
    counted: str = ""
    exceeded: str = ""
    leader: str = ""


def part_formulas(
    criterion: Criterion, part: SubCriterion, place: Layout, others: Sequence[Layout]
) -> Formulas:
    """
    The formulas of a component.

    Args:
        others: The sheets of all units, this one too; a leader is looked for among them.

    Raises:
        Inexpressible: The component's rule does not fit into a formula.
    """
    row = place.row("part", criterion.code, part.code)
    state, completion = _measured(criterion, part, row)
    whole = place.row("criterion", criterion.code)
    if criterion.may_be_unassigned:
        state = _unless_left_out(state, whole, criterion.needs_target)
    have = cell(row, Column.COMPLETION)
    if criterion.combine is Combine.MEAN:
        return Formulas(state, _when_number(row, completion))
    if criterion.combine is Combine.CHECKLIST:
        count = have if part.at_most is None else f"MIN({have},{literal(part.at_most)})"
        worth = f"{literal(part.points_each or 0)}*{count}"
        return Formulas(state, _when_number(row, completion), _if_number(have, worth), _shown(row))
    method = criterion.method if part.method is None else part.method
    leader = ""
    if isinstance(method, LeaderExcess):
        leader = _leader(others, row, whole)
    points = points_formula(method, part.max_points or criterion.max_points, have, cell(row, Column.LEADER))
    return Formulas(
        state, _when_number(row, completion), _if_number(have, points), _shown(row), leader=leader
    )


def criterion_formulas(
    criterion: Criterion, rulebook: Rulebook, place: Layout, others: Sequence[Layout]
) -> Formulas:
    """The formulas of a criterion; see `part_formulas`."""
    row = place.row("criterion", criterion.code)
    parts = place.parts(criterion)
    have, exact = cell(row, Column.COMPLETION), cell(row, Column.EXACT)
    if not parts:
        state, completion = _measured(criterion, criterion, row)
    else:
        state, completion = _whole_state(criterion, row, parts), _combined(criterion, parts)
    leader = ""
    if criterion.combine is Combine.SUM:
        added = f"SUM({cell(parts[0], Column.EXACT)}:{cell(parts[-1], Column.EXACT)})"
    else:
        if isinstance(criterion.method, LeaderExcess):
            leader = _leader(others, row, row)
        added = points_formula(criterion.method, criterion.max_points, have, cell(row, Column.LEADER))
    standing = cell(row, Column.STATE)
    scored = f"{standing}={SCORED}"
    points = f"IF({scored},{halves_up(exact, rulebook.point_decimals)},{standing})"
    bonus = ""
    if criterion.bonus is not None and criterion.combine is not Combine.SUM:
        earned = bonus_formula(criterion.method, criterion.max_points, criterion.bonus, have)
        bonus = f'IF({scored},{halves_up(earned, rulebook.point_decimals)},"–")'
    counted = cell(row, Column.MAX_POINTS)
    if criterion.may_be_unassigned:
        left = f"OR({standing}={ASSIGNED_NOT},{standing}={OCCURRED_NOT})"
        counted = f"IF({left},0,{counted})"
    return Formulas(
        state,
        "" if criterion.combine is Combine.SUM else _when_number(row, completion),
        f'IF({scored},{added},"–")',
        points,
        bonus,
        counted,
        f"IF({scored},IF(ROUND({have},{SHARE_DIGITS})>1,1,0),0)" if can_exceed(criterion) else "",
        leader,
    )


def can_exceed(criterion: Criterion) -> bool:
    """Whether a criterion can be completed above a target at all (`scoreboard.exceeds`)."""
    rows: tuple[Row, ...] = criterion.sub_criteria or (criterion,)
    return criterion.combine is not Combine.SUM and any(needs_of(criterion, row).target for row in rows)


def _measured(criterion: Criterion, about: Row, row: int) -> tuple[str, str]:
    """State and completion of a row with figures of its own."""
    needs = needs_of(criterion, about)
    actual, against = cell(row, Column.ACTUAL), cell(row, Column.TARGET)
    given = [f"ISNUMBER({against})"] if needs.target or needs.baseline else []
    value = actual
    if isinstance(needs.method, Grades):
        given.append(
            "OR(" + ",".join(f"{actual}={text_literal(name)}" for name, _ in needs.method.grades) + ")"
        )
    elif about.kind is Kind.YES_NO:
        done, not_done = (text_literal(say(key)) for key in ("figure.done", "figure.not_done"))
        given.append(f"OR(ISNUMBER({actual}),{actual}={done},{actual}={not_done})")
        value = f"IF(ISNUMBER({actual}),{actual},IF({actual}={done},1,0))"
    else:
        given.append(f"ISNUMBER({actual})")
    all_given = given[0] if len(given) == 1 else f"AND({','.join(given)})"
    state = f"IF({all_given},{SCORED},{REPORTED_NOT})"
    if criterion.may_be_unassigned and isinstance(about, Criterion):
        state = _unless_left_out(state, row, needs.target)
    if criterion.combine is Combine.CHECKLIST:
        return state, value
    return state, completion_formula(
        needs.method,
        about.direction,
        actual=value,
        target=against if needs.target else "",
        baseline=against if needs.baseline else "",
    )


def _unless_left_out(state: str, row: int, has_target: bool) -> str:
    told = f"IF({cell(row, Column.ACTUAL)}={OCCURRED_NOT},{OCCURRED_NOT},{state})"
    if has_target:
        told = f"IF({cell(row, Column.TARGET)}={ASSIGNED_NOT},{ASSIGNED_NOT},{told})"
    return told


def _whole_state(criterion: Criterion, row: int, parts: Sequence[int]) -> str:
    span = f"{cell(parts[0], Column.STATE)}:{cell(parts[-1], Column.STATE)}"
    state = f"IF(COUNTIF({span},{SCORED})={len(parts)},{SCORED},{REPORTED_NOT})"
    return _unless_left_out(state, row, criterion.needs_target) if criterion.may_be_unassigned else state


def _combined(criterion: Criterion, parts: Sequence[int]) -> str:
    """The completion that the components make up: their weighted mean, or the tally of a checklist."""
    if criterion.combine is Combine.CHECKLIST:
        return f"SUM({cell(parts[0], Column.EXACT)}:{cell(parts[-1], Column.EXACT)})"
    weights = [part.weight for part in criterion.sub_criteria]
    terms = [
        cell(row, Column.COMPLETION) if weight == 1 else f"{literal(weight)}*{cell(row, Column.COMPLETION)}"
        for row, weight in zip(parts, weights, strict=True)
    ]
    return f"({'+'.join(terms)})/{literal(sum(map(Fraction, weights)))}"


def _when_number(row: int, formula: str) -> str:
    return f'IF({cell(row, Column.STATE)}={SCORED},{formula},"–")'


def _if_number(have: str, formula: str) -> str:
    return f'IF(ISNUMBER({have}),{formula},"–")'


def _shown(row: int) -> str:
    """Points of a component: not rounded, since the rule rounds once, at the criterion."""
    return f"IF({cell(row, Column.STATE)}={SCORED},{cell(row, Column.EXACT)},{cell(row, Column.STATE)})"


def _leader(others: Sequence[Layout], row: int, whole: int) -> str:
    """The best completion of all units whose criterion is scored."""
    found = [
        f"IF({sheet.outside(whole, Column.STATE)}={SCORED},{sheet.outside(row, Column.COMPLETION)},-1E+99)"
        for sheet in others
    ]
    return f"MAX({','.join(found)})"


# --- where a value stands in place of a formula ----------------------------------------------------------


def kept_as_values(
    rulebook: Rulebook, scores: Mapping[tuple[str, str], Score], places: Mapping[str, Layout]
) -> dict[tuple[str, str], str]:
    """Unit and criterion of every score that no formula can be trusted with, and the key of the reason why."""
    found = {}
    sheets = tuple(places.values())
    for criterion in rulebook.criteria:
        own = {unit: scores[unit, criterion.code] for unit in places}
        for unit, place in places.items():
            why = ""
            try:
                criterion_formulas(criterion, rulebook, place, sheets)
                for part in criterion.sub_criteria:
                    part_formulas(criterion, part, place, sheets)
            except Inexpressible:
                why = "xlsx.why_rule"
            why = why or _why_value(criterion, rulebook, own[unit], tuple(own.values()))
            if why:
                found[unit, criterion.code] = why
    return found


def _why_value(criterion: Criterion, rulebook: Rulebook, score: Score, all_units: Sequence[Score]) -> str:
    if any(figure.value is not None and not fits(figure.value) for figure in score.figures()):
        return "xlsx.why_digits"
    if score.outcome is not Outcome.SCORED:
        return ""
    read = [part for part in (score.whole, *score.parts) if part.curve is not None]
    points = sum((part.points or Fraction(0) for part in read), Fraction(0))
    bonus = sum((part.bonus or Fraction(0) for part in read), Fraction(0))
    if not all(surely_half_up(amount, rulebook.point_decimals) for amount in (points, bonus)):
        return "xlsx.why_close"
    if not all(_surely_read(criterion, part) for part in read) or not _surely_led(criterion, all_units):
        return "xlsx.why_close"
    return ""


def _surely_read(criterion: Criterion, part: Part) -> bool:
    share = None if part.completion is None else part.completion.share
    if share is not None and criterion.combine is Combine.MEAN and abs(share) > LARGE:
        return False  # a mean of large plain values: its float may lie beside the step that it stands on
    return share is None or part.curve is None or surely_beside(share, (*part.curve.knots, Fraction(1)))


def _surely_led(criterion: Criterion, all_units: Sequence[Score]) -> bool:
    """Whether the leader's excess, where points depend on it, is nothing or large enough to divide by."""
    scored = [score for score in all_units if score.outcome is Outcome.SCORED]
    led = [[score.whole for score in scored]] if isinstance(criterion.method, LeaderExcess) else []
    led.extend(
        [score.parts[index] for score in scored]
        for index, part in enumerate(criterion.sub_criteria)
        if isinstance(part.method, LeaderExcess)
    )
    for parts in led:
        leader = leader_of(part.completion for part in parts)
        if leader is not None and leader.share is not None and 1 < leader.share < 1 + LEAD_AT_LEAST:
            return False
    return True
