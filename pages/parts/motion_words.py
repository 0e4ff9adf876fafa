"""Motions in words: the headline, the line for the minutes, why a list is refused. Plain text, not yet escaped."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from pages.parts.figure_cells import WHY_NO_POINTS
from pages.parts.scenario_told import item_named, present_text, times_of, value_after, wrong_text
from pages.parts.scenario_typed import ACTUAL, TARGET, Field, row_of
from pages.parts.words import say
from pages.parts.year_words import Telling
from scoring.errors import ScenarioError
from scoring.numbers import number
from scoring.scenario import ITEMS, Change, What
from scoring.scoreboard import Score, Scoreboard, UnitScore

NAMED_MOVES = 3  # in a headline, besides the units that the motions are about


def headline(about: Telling, board: Scoreboard, named: Sequence[str]) -> str:
    """
    Who moves where, in one line.

    Args:
        board: As it would be.
        named: The units that the motions are about; they come first.
    """
    if not named:
        return say("motion.none")
    rows = [(about.board.unit(unit), board.unit(unit)) for unit in named]
    others = [
        (about.board.unit(row.unit), row)
        for row in board.units
        if row.unit not in named and about.board.unit(row.unit).rank != row.rank
    ]
    if not others and all((was.rank, was.total) == (now.rank, now.total) for was, now in rows):
        return say("motion.nothing_moves")
    told = [_place(about, was, now, full=True) for was, now in rows]
    told += [_place(about, was, now, full=False) for was, now in others[:NAMED_MOVES]]
    if len(others) > NAMED_MOVES:
        told.append(say("motion.others", count=number(len(others) - NAMED_MOVES)))
    return say("motion.headline", told="; ".join(told))


def _place(about: Telling, was: UnitScore, now: UnitScore, *, full: bool) -> str:
    place = say(f"motion.place_{_move(was, now)}", unit=about.unit(now.unit), rank=rank_text(now))
    if not full:
        return place
    change = now.total - was.total
    told = say("motion.total", total=about.points(now.total), change=_signed(about, change))
    by_rate = about.rulebook.ranked_by == "rate" and len({row.maximum for row in about.board.units}) > 1
    rate = say("motion.rate", rate=about.rate(now.rate)) if by_rate else ""
    return place + told + rate


def _move(was: UnitScore, now: UnitScore) -> str:
    if was.rank == now.rank:
        return "stays"
    if now.rank is None:
        return "loses"
    return "up" if was.rank is None or now.rank < was.rank else "down"


def minutes_line(about: Telling, place: int, change: Change, was: Scoreboard, now: Scoreboard) -> str:
    """
    One motion as a line for the minutes.

    Args:
        place: Its number, from 1.
        was / now: The boards without it and with it, those before it in the list being accepted.
    """
    before, after = was.unit(change.unit), now.unit(change.unit)
    told = [what_text(about, change)]
    if change.what not in ITEMS:
        scores = [board.score(change.unit, change.criterion) for board in (was, now)]
        told.append(say("motion.points", move=_move_text(*(points_text(about, score) for score in scores))))
    totals = _move_text(about.points(before.total), about.points(after.total))
    change_of_total = after.total - before.total
    told.append(
        say("motion.totals", move=totals)
        + (f" ({_signed(about, change_of_total)})" if change_of_total else "")
    )
    told.append(_move_text(rank_text(before), rank_text(after)))
    told += [
        say("motion.other", unit=about.unit(row.unit), move=_move_text(rank_text(earlier), rank_text(row)))
        for row in now.units
        if row.unit != change.unit and (earlier := was.unit(row.unit)).rank != row.rank
    ]
    line = [say("motion.minutes", number=number(place), told="; ".join(told))]
    if place > 1:
        line.append(say("motion.after_others", count=number(place - 1)))
    if now.incomplete:
        line.append(say("motion.open", units=about.units(now.incomplete)))
    return " ".join((*line, say("motion.kept")))


def _move_text(old: str, new: str) -> str:
    return say("motion.unmoved", value=new) if old == new else say("motion.moved", old=old, new=new)


def is_unchanged(about: Telling, change: Change) -> bool:
    """Whether a change asks for what counts already."""
    old, new = old_and_new(about, change)
    return old == new


def old_and_new(about: Telling, change: Change) -> tuple[str, str]:
    """What counts on the board of `about` where a motion would change it, and what the motion changes it to."""
    if change.what in ITEMS:
        return number(times_of(about, change.unit, change.criterion)), number(change.amount)
    row = row_of(about.rulebook.criterion(change.criterion), change.part)
    what = TARGET if change.what is What.TARGET else ACTUAL
    field = Field(what, change.unit, change.criterion, change.part, "")
    return present_text(about, field), value_after(change, row)


def what_text(about: Telling, change: Change) -> str:
    """What a motion asks for: “số thực hiện tiêu chí “Giải ngân” của Châu Thành từ 80% thành 95%”."""
    unit = about.unit(change.unit)
    old, new = old_and_new(about, change)
    if change.what in ITEMS:
        item = item_named(about, change.criterion)
        return say(
            "motion.what_penalty" if change.what is What.PENALTY else "motion.what_bonus",
            unit=unit,
            item=item.label,
            old=old,
            new=new,
            points=number(item.points),
        )
    criterion = about.rulebook.criterion(change.criterion)
    row = row_of(criterion, change.part)
    label = criterion.label if row is criterion else f"{criterion.label} – {row.label}"
    key = "motion.what_target" if change.what is What.TARGET else "motion.what_actual"
    return say(key, unit=unit, criterion=label, old=old, new=new)


def points_text(about: Telling, score: Score) -> str:
    """Points of a criterion, its bonus beside them; in words where there are none."""
    if score.points is None:
        return say(WHY_NO_POINTS[score.outcome])
    points = about.points(score.points)
    return say("motion.with_bonus", points=points, bonus=about.points(score.bonus)) if score.bonus else points


def rank_text(row: UnitScore) -> str:
    """“hạng 3”, “đồng hạng 3”, “chưa xếp hạng”."""
    if row.rank is None:
        return say("motion.unranked")
    return say("motion.shared_rank" if row.tied_with else "motion.rank", rank=number(row.rank))


def refusal(problem: ScenarioError) -> str:
    """Why a list of motions cannot be used, and which one of them."""
    told = wrong_text(problem)
    return say("motion.refused", number=number(problem.number), why=told) if problem.number else told


def _signed(about: Telling, amount: Decimal) -> str:
    return about.points(amount, sign=True) if amount else say("motion.unchanged")
