"""Moves, plans and safety in words: how far, in the criterion's own unit of measure, and for how many points."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from pages.parts.theme import html
from pages.parts.words import say
from pages.parts.year_words import Telling
from scoring.model import Criterion, Kind, SubCriterion
from scoring.numbers import measured, number
from scoring.reach import Move, Plan, Safety


def row_of(about: Telling, move: Move) -> Criterion | SubCriterion:
    """The criterion or component that a move is about."""
    criterion = about.rulebook.criterion(move.criterion)
    return next((row for row in criterion.sub_criteria if row.code == move.part), criterion)


def move_label(about: Telling, move: Move) -> str:
    """Name of the criterion, and of the component where it has some. Plain text."""
    criterion = about.rulebook.criterion(move.criterion)
    if not move.part:
        return criterion.label
    return say("reach.part", criterion=criterion.label, part=row_of(about, move).label)


def value_words(about: Telling, move: Move, *, new: bool) -> str:
    """The value before or after a move, as it would be reported. Plain text."""
    grade, value = (move.new_grade, move.new) if new else (move.old_grade, move.old)
    if grade:
        return grade
    if value is None:
        return say("heat.not_reported")
    if row_of(about, move).kind is Kind.YES_NO:
        return say("figure.done" if value else "figure.not_done")
    return measured(value, move.unit_of_measure)


def distance_words(about: Telling, move: Move) -> str:
    """How far a move goes: “thêm 6 tiêu chí”, “giảm 3 vụ”, “từ Khá lên Tốt”. Plain text."""
    if move.change is None or row_of(about, move).kind is Kind.YES_NO:
        return say(
            "reach.from_to",
            old=value_words(about, move, new=False),
            new=value_words(about, move, new=True),
        )
    amount = abs(move.change)
    told = (
        say("trend.share_points", change=number(amount), unit=move.unit_of_measure)
        if move.unit_of_measure in ("%", "‰")
        else measured(amount, move.unit_of_measure)
    )
    return say("reach.more" if move.change > 0 else "reach.less", amount=told)


def move_words(about: Telling, move: Move) -> str:
    """One change: which criterion, how far, from where to where, for how many points. Plain text."""
    key = "reach.move" if move.change is not None else "reach.move_words"
    return say(
        key,
        what=move_label(about, move),
        distance=distance_words(about, move),
        old=value_words(about, move, new=False),
        new=value_words(about, move, new=True),
        points=about.points(move.points, sign=True),
    )


def goal_words(about: Telling, plan: Plan) -> str:
    """What a plan reaches: “lên hạng 2” or “vượt Tân Hiệp (hạng 2)”. Plain text."""
    if plan.past:
        return say("reach.goal_past", unit=about.unit(plan.past), rank=plan.rank)
    return say("reach.goal_up", rank=plan.rank)


def plan_title(about: Telling, unit: str, past: str, plan: Plan | None) -> str:
    """The finding: how many changes lift the unit, or that none does. Plain text."""
    name, row = about.unit(unit), about.board.unit(unit)
    if row.rank is None:
        return say("reach.title_unranked", unit=name)
    if plan is None and not past and row.rank == 1:
        return say("reach.title_first", unit=name)
    if plan is None:
        goal = say("reach.goal_past_only", unit=about.unit(past)) if past else say("reach.goal_up_only")
        return say("reach.title_none", unit=name, goal=goal)
    goal = goal_words(about, plan)
    if len(plan.moves) == 1:
        return say("reach.title_one", unit=name, goal=goal)
    key = "reach.title_several" if plan.shortest else "reach.title_found"
    return say(key, unit=name, count=len(plan.moves), goal=goal)


def safety_words(about: Telling, safety: Safety) -> str:
    """Whether one change of another unit could pass it. Plain text."""
    unit = about.unit(safety.unit)
    if safety.safe:
        last = not any(
            row.rank is not None and row.rank > _rank(about, safety.unit) for row in about.board.units
        )
        return say("reach.safe_last" if last else "reach.safe", unit=unit)
    return say("reach.threatened", unit=unit, units=about.units(safety.threats))


def safety_html(about: Telling, found: Sequence[Safety]) -> str:
    """HTML of who is safe and who is not, one line for each unit that has somebody behind it."""
    items = [
        f"<li>{html(safety_words(about, each))}</li>"
        for each in found
        if not (each.safe and _rank(about, each.unit) == max(_rank(about, other.unit) for other in found))
    ]
    count = sum(each.safe for each in found)
    title = say("reach.safe_title", safe=count, all=len(found))
    return (
        f'<h2 id="an-toan">{html(title)}</h2><p class="td-sub td-small">{html(say("reach.safe_measure"))}</p>'
        f'<ul class="td-findings">{"".join(items)}</ul>'
    )


def _rank(about: Telling, unit: str) -> int:
    return about.board.unit(unit).rank or 0


def points_of(plan: Plan) -> Decimal:
    """What all changes of a plan add together."""
    return sum((move.points for move in plan.moves), Decimal(0))
