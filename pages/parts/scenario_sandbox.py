"""
The scenario that the address holds, with what was just typed laid onto it.

All of it is in the address: the list of changes (`scoring.scenario_link`) and its name. Nothing is kept on the server,
and nothing here knows how a figure is written.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from pages.parts import cached, state
from pages.parts.scenario_told import change_text, wrong_text
from pages.parts.scenario_typed import OF_ITEM, OF_UNIT, Field, change_of, items_of, offered, parts_of
from pages.parts.why import most_lost
from pages.parts.words import say
from pages.parts.year_words import Telling
from scoring.errors import ScenarioError
from scoring.scenario import Change, Imagined, place_of
from scoring.scenario_link import MOST_LETTERS, as_text, changes_of

LIST, NAME, WHAT, PART, ITEM = "kb", "ten", "doi", "phan", "khoan"
TYPED, CAP = "gia", "tran"  # of the form; they do not stay in the address
LONGEST_NAME = 60


@dataclass(frozen=True, slots=True)
class Sandbox:
    """
    One scenario as it is shown.

    Attributes:
        changes: In the order in which they were made.
        done: What they come to.
        wrong: Sentences about changes of the address that cannot be used and were left out.
        typed / cap: What was typed and could not be used, to be mended.
        problem: Why it could not be used, "" if nothing was wrong.
    """

    changes: tuple[Change, ...]
    name: str
    done: Imagined
    wrong: tuple[str, ...]
    typed: str
    cap: str
    problem: str


def field_asked(about: Telling) -> Field:
    """What the form is set to; without a word in the address the figure that lost most points."""
    units = [unit.code for unit in about.members()]
    codes = [row.code for row in about.rulebook.criteria]
    unit, code = state.choice("unit", ["", *units]), state.choice("criterion", ["", *codes])
    unit, code = most_lost(about, [unit] if unit else units, [code] if code else codes)
    what = state.choice(WHAT, offered(about, unit, code))
    part = state.choice(PART, parts_of(about.rulebook.criterion(code), what))
    item = state.choice(ITEM, [row.code for row in items_of(about.rulebook, what)])
    return Field(what, unit, code, part, item)


def sandbox(about: Telling, field: Field) -> Sandbox:
    """The scenario of the address; what was typed is taken in if it holds."""
    year = about.board.year
    changes, wrong = _written()
    done, changes, unusable = _usable(about, year, changes)
    typed, cap = state.asked(TYPED).strip(), state.asked(CAP).strip()
    problem = ""
    if was_typed():
        change, problem = change_of(about, field, typed, cap)
        if change is not None:
            done, changes, problem = _with(year, changes, change, done)
    if not problem:
        typed = cap = ""
    return Sandbox(changes, _name(), done, (*wrong, *unusable), typed, cap, problem)


def was_typed() -> bool:
    """Whether the address still holds what came from the form."""
    return any(name in (TYPED, CAP) for name in state.others())


def address(box: Sandbox, field: Field | None, year: int, changes: Sequence[Change] | None = None) -> str:
    """
    The address of a scenario.

    Args:
        field: What the form is set to; None for an address to pass on.
        changes: Other changes than those of `box`.
    """
    set_to: dict[str, str | int | None] = {"unit": None, "criterion": None, "other": None}
    if field is not None:
        set_to = {"unit": field.unit, "criterion": field.criterion, WHAT: field.what, PART: field.part}
        set_to |= {ITEM: field.item} if field.what in OF_ITEM else {}
    text = as_text(box.changes if changes is None else changes)
    return state.link("scenario", year=str(year), **{**set_to, LIST: text, NAME: box.name})


def of_unit(field: Field) -> bool:
    """Whether the form asks about one unit and not about the rule of all."""
    return field.what in OF_UNIT


def _written() -> tuple[tuple[Change, ...], tuple[str, ...]]:
    try:
        return changes_of(state.asked(LIST)), ()
    except ScenarioError as problem:
        return (), (say("scenario.unreadable", why=wrong_text(problem)),)


def _usable(
    about: Telling, year: int, changes: tuple[Change, ...]
) -> tuple[Imagined, tuple[Change, ...], tuple[str, ...]]:
    """The changes that this year allows; a sentence for each other one."""
    wrong: list[str] = []
    while True:
        try:
            return cached.imagined(year, as_text(changes)), changes, tuple(wrong)
        except ScenarioError as problem:
            if not problem.number:
                wrong.append(say("scenario.unreadable", why=wrong_text(problem)))
                changes = ()
                continue
            place = problem.number - 1
            told = _told(about, changes[place], place + 1)
            wrong.append(say("scenario.left_out", change=told, why=wrong_text(problem)))
            changes = (*changes[:place], *changes[place + 1 :])


def _told(about: Telling, change: Change, number: int) -> str:
    try:
        return change_text(about, change)
    except (KeyError, StopIteration):  # it speaks of what this year does not have
        return say("scenario.change_number", number=number)


def _with(
    year: int, changes: tuple[Change, ...], change: Change, before: Imagined
) -> tuple[Imagined, tuple[Change, ...], str]:
    """The list with one change more, in the place of an earlier one about the same thing."""
    kept = [each for each in changes if place_of(each) != place_of(change)]
    tried = (*kept, change)
    try:
        if len(as_text(tried)) > MOST_LETTERS:
            raise ScenarioError("too_long")
        return cached.imagined(year, as_text(tried)), tried, ""
    except ScenarioError as problem:
        return before, changes, wrong_text(problem)


def _name() -> str:
    """What the visitor calls it: one printable line."""
    written = unicodedata.normalize("NFC", state.asked(NAME))
    return " ".join("".join(sign if sign.isprintable() else " " for sign in written).split())[:LONGEST_NAME]
