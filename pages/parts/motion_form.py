"""What the form for motions can offer, and what was typed into it. Knows nothing of Streamlit."""

from __future__ import annotations

from typing import Any

from pages.parts.frozen_year import FrozenYear
from pages.parts.motion_words import is_unchanged
from pages.parts.scenario_told import present_text, times_of, wrong_text
from pages.parts.scenario_typed import (
    ACTUAL,
    BONUS_ITEM,
    OF_ITEM,
    PENALTY,
    TARGET,
    Field,
    change_of,
    choices_of,
    items_of,
    parts_of,
    row_of,
)
from pages.parts.words import say
from pages.parts.year_words import Telling
from scoring.errors import ScenarioError
from scoring.model import Criterion, Outcome
from scoring.numbers import number
from scoring.scenario import place_of, played
from scoring.scenario_link import as_text, changes_of

OFFERED = (ACTUAL, TARGET, *OF_ITEM)


def motion_choices(frozen: FrozenYear) -> dict[str, Any]:
    """
    What can be tried on stage, with what counts today; for `json.dumps`.

    "value" of a choice and every code go back to `motion_typed`; the other texts are to be read.
    """
    about = frozen.about
    units = [unit.code for unit in about.members()]
    offered = [what for what in OFFERED if what not in OF_ITEM or items_of(about.rulebook, what)]
    return {
        "whats": [{"value": what, "text": say(f"scenario.what_{what}")} for what in offered],
        "units": [{"code": unit.code, "name": unit.short_name} for unit in about.members()],
        "sections": [{"code": row.code, "label": row.label} for row in about.rulebook.sections],
        "criteria": [_criterion(about, criterion, units) for criterion in about.rulebook.criteria],
        "penalties": _items(about, PENALTY, units),
        "bonuses": _items(about, BONUS_ITEM, units),
        "comma": say("scenario.comma"),
    }


def _items(about: Telling, what: str, units: list[str]) -> list[dict[str, Any]]:
    key = "scenario.item_points" if what == PENALTY else "scenario.bonus_item_points"
    return [
        {
            "code": item.code,
            "label": item.label,
            "points": say(key, points=number(item.points)),
            "times": {unit: number(times_of(about, unit, item.code)) for unit in units},
        }
        for item in items_of(about.rulebook, what)
    ]


def _criterion(about: Telling, criterion: Criterion, units: list[str]) -> dict[str, Any]:
    codes = {what: parts_of(criterion, what) for what in (ACTUAL, TARGET)}
    closed = {
        unit: say(f"heat.{outcome.value}")
        for unit in units
        if (outcome := about.board.score(unit, criterion.code).outcome)
        not in (Outcome.SCORED, Outcome.NOT_REPORTED)
    }
    return {
        "code": criterion.code,
        "label": criterion.label,
        "section": criterion.section,
        "closed": closed,  # units whose figures cannot be tried, and why
        "parts": [
            _part(
                about, criterion, code, [unit for unit in units if unit not in closed], code in codes[TARGET]
            )
            for code in codes[ACTUAL]
        ],
    }


def _part(
    about: Telling, criterion: Criterion, code: str, units: list[str], has_target: bool
) -> dict[str, Any]:
    row = row_of(criterion, code)
    low, high = (number(end) for end in row.plausible)
    choices = choices_of(about, Field(ACTUAL, "", criterion.code, code, ""))
    return {
        "part": code,
        "label": "" if row is criterion else row.label,
        "measure": row.unit_of_measure,
        "kind": row.kind.value,
        "choices": [{"value": value, "text": text} for value, text in choices.items()],
        "plausible": "" if choices else say("scenario.plausible", low=low, high=high),
        "has_target": has_target,
        "actual": {
            unit: present_text(about, Field(ACTUAL, unit, criterion.code, code, "")) for unit in units
        },
        "target": {unit: present_text(about, Field(TARGET, unit, criterion.code, code, "")) for unit in units}
        if has_target
        else {},
    }


def motion_typed(frozen: FrozenYear, changes_text: str, field: Field, typed: str) -> tuple[str, str]:
    """
    Lay what was typed onto the list, in the place of an earlier motion about the same thing.

    Args:
        changes_text: The list in the address.
        field: What the form was set to; `field.what` is one of `OFFERED`, codes as `motion_choices` gives them.
        typed: As it was typed: “1.234,5”, a value of "choices", or how often in all.

    Returns:
        The new list and "", or the list as it was and the sentence that says what is wrong or asks what was meant.
    """
    about = frozen.about
    if field.what not in OFFERED:
        return changes_text, say("scenario.choose_one")
    if field.what in OF_ITEM:  # the reader wants some criterion; an item is of none
        field = Field(field.what, field.unit, about.rulebook.criteria[0].code, "", field.item)
    elif field.criterion not in {row.code for row in about.rulebook.criteria}:
        return changes_text, say("scenario.wrong_criterion")
    change, problem = change_of(about, field, typed, "")
    if change is None:
        return changes_text, problem
    try:
        played(frozen.given, about.board, [change])
        if is_unchanged(about, change):
            return changes_text, say("motion.same")
        kept = changes_of(changes_text)
        text = as_text([*(each for each in kept if place_of(each) != place_of(change)), change])
        changes_of(text)  # no longer, and no more of them, than an address holds
    except ScenarioError as wrong:
        return changes_text, wrong_text(wrong)
    return text, ""
