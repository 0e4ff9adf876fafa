"""A scenario in words: each change, what is there today, what is wrong, who moves. Plain text, not yet escaped."""

from __future__ import annotations

from pages.parts.figure_cells import Row, rows_of, value_text
from pages.parts.rule_text import bonus_text
from pages.parts.scenario_typed import ACTUAL, BONUS, MAX_POINTS, METHOD, OF_ITEM, TARGET, Field, row_of
from pages.parts.words import say
from pages.parts.year_words import Telling
from scoring.errors import ScenarioError
from scoring.model import BonusItem, Kind, Outcome, PenaltyItem
from scoring.numbers import measured, number
from scoring.scenario import ITEMS, MOST_CHANGES, MOST_TIMES, Change, Effect, UnitEffect, What
from scoring.wording import method_name

NAMED_MOVES = 3  # in a title


def change_text(about: Telling, change: Change) -> str:
    """One change in words: what, from what, to what. Plain text."""
    if change.what in ITEMS:
        return say(
            "scenario.told_penalty",
            unit=about.unit(change.unit),
            item=item_named(about, change.criterion).label,
            old=number(times_of(about, change.unit, change.criterion)),
            new=number(change.amount),
        )
    criterion = about.rulebook.criterion(change.criterion)
    if change.what is What.MAX_POINTS:
        old, new = number(criterion.max_points), number(change.amount)
        return say("scenario.told_max_points", criterion=criterion.label, old=old, new=new)
    if change.what is What.METHOD:
        preset = say(f"scenario.preset_{change.word}")
        return say("scenario.told_method", criterion=criterion.label, method=preset)
    if change.what is What.BONUS:
        if change.amount is None or change.cap is None:
            return say("scenario.told_no_bonus", criterion=criterion.label)
        each, cap = number(change.amount * 100), number(change.cap * 100)
        return say("scenario.told_bonus", criterion=criterion.label, each=each, cap=cap)
    row = row_of(criterion, change.part)
    label = criterion.label if row is criterion else f"{criterion.label} – {row.label}"
    key = "scenario.told_target" if change.what is What.TARGET else "scenario.told_actual"
    field = Field(
        TARGET if change.what is What.TARGET else ACTUAL, change.unit, change.criterion, change.part, ""
    )
    return say(
        key,
        unit=about.unit(change.unit),
        criterion=label,
        old=present_text(about, field),
        new=value_after(change, row),
    )


def value_after(change: Change, row: Row) -> str:
    """What an actual, a grade or a target is changed to."""
    if change.word:
        return change.word
    if row.kind is Kind.YES_NO and change.what is What.ACTUAL:
        return say("figure.done" if change.amount else "figure.not_done")
    return measured(change.amount, row.unit_of_measure)


def present_text(about: Telling, field: Field) -> str:
    """What counts today where the field would change it."""
    criterion = about.rulebook.criterion(field.criterion)
    if field.what == MAX_POINTS:
        return say("telling.points", amount=number(criterion.max_points))
    if field.what == METHOD:
        return method_name(criterion)
    if field.what == BONUS:
        return bonus_text(criterion) or say("scenario.no_bonus")
    if field.what in OF_ITEM:
        return say("scenario.times", count=number(times_of(about, field.unit, field.item)))
    score = about.board.score(field.unit, field.criterion)
    part = next((part for _row, part in rows_of(criterion, score) if part.code == field.part), score.whole)
    chosen = part.target if field.what == TARGET else part.actual
    if chosen is not None:
        return value_text(chosen.figure, row_of(criterion, field.part))
    # without a task, or without an occasion, nothing is owed
    owed = score.outcome in (Outcome.SCORED, Outcome.NOT_REPORTED)
    return say("heat.not_reported" if owed else f"heat.{score.outcome.value}")


def item_named(about: Telling, code: str) -> PenaltyItem | BonusItem:
    """The penalty or bonus item with that code; StopIteration if there is none."""
    return next(row for row in about.rulebook.items if row.code == code)


def times_of(about: Telling, unit: str, item: str) -> int:
    """How often a unit incurred a penalty or bonus item."""
    return sum(entry.times for entry in about.board.unit(unit).occurrences if entry.item == item)


def wrong_text(problem: ScenarioError) -> str:
    """Why a change, or a list of them, cannot be used."""
    return say(f"scenario.wrong_{problem.key}", most=number(MOST_CHANGES), times=number(MOST_TIMES))


def outcome_text(about: Telling, joint: Effect) -> str:
    """Who would move where: “Châu Thành từ hạng 3 lên hạng 2”; that nobody would."""
    moved = [row for row in joint.units if row.old_rank != row.new_rank]
    if not moved:
        return say("scenario.nobody_moves")
    moved.sort(key=lambda row: row.new_rank or len(joint.units) + 1)
    told = ", ".join(_move(about, row) for row in moved[:NAMED_MOVES])
    if len(moved) > NAMED_MOVES:
        told = say("scenario.moves_more", moves=told, count=number(len(moved) - NAMED_MOVES))
    return told


def _move(about: Telling, row: UnitEffect) -> str:
    unit, old, new = about.unit(row.unit), row.old_rank, row.new_rank
    if old is None or new is None:
        return say("scenario.moves_unranked" if new is None else "scenario.moves_ranked", unit=unit, rank=new)
    return say("scenario.moves_up" if new < old else "scenario.moves_down", unit=unit, old=old, new=new)
