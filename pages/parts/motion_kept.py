"""
Motions that a conference kept → figures and occurrences as they would be reported. Knows nothing of Streamlit.

What is confirmed goes the way of every other write; nothing here writes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from data.proposal import NAMED, Defaults, Effect, Reported
from data.remarks import Place
from pages.parts.motion_words import old_and_new, refusal, what_text
from pages.parts.motions import motion_steps
from pages.parts.scenario_told import change_text, times_of
from pages.parts.words import say
from pages.parts.year_words import Telling
from scoring.errors import ScenarioError
from scoring.given import Given
from scoring.model import Penalty, Role
from scoring.numbers import number
from scoring.scenario import ITEMS, Change, What, played


@dataclass(frozen=True, slots=True)
class Kept:
    """
    One kept motion against what counts today.

    Attributes:
        number: Its place in the list, from 1.
        told: What it asks for; only its number where this year does not know what it speaks of.
        wrong: Why it cannot be confirmed, "" if it can.
        moved: That what it changes was another at the conference, "" if it was not (or is not known).
    """

    number: int
    change: Change
    told: str
    wrong: str
    moved: str


def kept_motions(
    about: Telling, given: Given, changes: Sequence[Change], then: Telling | None
) -> tuple[Kept, ...]:
    """
    Each motion of a list as it stands to the state of today.

    Args:
        then: The year as the conference saw it; None where that is not known.
    """
    return tuple(_kept(about, given, place, change, then) for place, change in enumerate(changes, start=1))


def _kept(about: Telling, given: Given, place: int, change: Change, then: Telling | None) -> Kept:
    try:
        played(given, about.board, [change])
    except ScenarioError as problem:
        wrong = say("confirm.unfit", why=refusal(ScenarioError(problem.key)))
        return Kept(place, change, _named(about, change, place), wrong, "")
    old, new = old_and_new(about, change)
    wrong = say("confirm.stands") if old == new else ""
    if change.what in ITEMS and (change.amount or 0) < times_of(about, change.unit, change.criterion):
        wrong = say("confirm.fewer")
    moved = ""
    if then is not None:
        try:
            was, _new = old_and_new(then, change)
            moved = say("confirm.moved", old=was, new=old) if was != old else ""
        except KeyError:  # the unit was no member then
            moved = ""
    return Kept(place, change, what_text(about, change), wrong, moved)


def _named(about: Telling, change: Change, place: int) -> str:
    try:
        return change_text(about, change)
    except (KeyError, StopIteration):
        return say("confirm.number", number=number(place))


def reported_of(about: Telling, kept: Sequence[Kept]) -> tuple[Reported, ...]:
    """The figures that motions on actuals, grades and targets ask for; the clerk's defaults say the rest."""
    found = []
    for row in kept:
        change = row.change
        if change.what in ITEMS:
            continue
        target = change.what is What.TARGET
        found.append(
            Reported(
                about.board.year,
                change.unit,
                change.criterion,
                Role.TARGET if target else Role.ACTUAL,
                change.part,
                level=_level(about, change) if target else "",
                value=change.amount,
                grade=change.word,
                place=Place(say("confirm.number", number=number(row.number))),
            )
        )
    return tuple(found)


def _level(about: Telling, change: Change) -> str:
    """Who sets the target: the level that counts now, else the first; as the motion was computed."""
    score = about.board.score(change.unit, change.criterion)
    part = next((part for part in (*score.parts, score.whole) if part.code == change.part), score.whole)
    if part.target is not None:
        return part.target.figure.level
    return about.rulebook.criterion(change.criterion).target_levels[0]


def occurrences_of(
    about: Telling, kept: Sequence[Kept], defaults: Defaults
) -> tuple[tuple[Penalty, ...], tuple[str, ...]]:
    """The occurrences that motions on items add to those that stand, and what the clerk has not said yet."""
    rows = [row.change for row in kept if row.change.what in ITEMS]
    lacking = []
    if rows and defaults.status is None:
        lacking.append(say("confirm.needs_status"))
    if rows and defaults.agency in ("", NAMED):
        lacking.append(say("confirm.needs_agency"))
    if rows and not defaults.document:
        lacking.append(say("confirm.needs_document"))
    if lacking or defaults.status is None:
        return (), tuple(lacking)
    year, status = about.board.year, defaults.status
    return tuple(
        Penalty(
            year,
            change.unit,
            change.criterion,
            int(change.amount or 0) - times_of(about, change.unit, change.criterion),
            status,
            defaults.agency,
            defaults.document,
            defaults.document_date,
            defaults.note,
        )
        for change in rows
    ), ()


def otherwise(about: Telling, given: Given, kept: Sequence[Kept], effects: Sequence[Effect]) -> str:
    """
    That a write would not give what the motions were shown to give, with the units; "" if it gives just that.

    So where the clerk names another agency than the one whose figure counts.
    """
    board = motion_steps(about, given, [row.change for row in kept])[-1][1]
    after = next((effect.after for effect in effects if effect.year == about.board.year), about.board)
    differ = [row.unit for row in board.units if row.total != after.unit(row.unit).total]
    return say("confirm.otherwise", units=about.units(differ)) if differ else ""
