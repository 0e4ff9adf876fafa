"""The form of a scenario: what to change, on whom, to what. Lists change the address; only the value is typed."""

from __future__ import annotations

from pages.parts import widgets
from pages.parts.scenario_sandbox import CAP, ITEM, NAME, PART, TYPED, WHAT, Sandbox, of_unit
from pages.parts.scenario_told import present_text
from pages.parts.scenario_typed import (
    ACTUAL,
    BONUS,
    OF_ITEM,
    PENALTY,
    TARGET,
    Field,
    choices_of,
    items_of,
    offered,
    parts_of,
    row_of,
)
from pages.parts.theme import html
from pages.parts.words import say
from pages.parts.year_words import Telling
from scoring.model import Outcome
from scoring.numbers import number

SCREEN = "scenario"


def form_html(about: Telling, field: Field, box: Sandbox) -> str:
    """HTML of the lists, what counts today, and the line in which the new value is typed."""
    return (
        f"<section>{widgets.heading(say('scenario.form'))}"
        f"{widgets.controls(*_lists(about, field))}{_not_scored(about, field)}"
        f"{_line(about, field, box)}</section>"
    )


def name_html(box: Sandbox) -> str:
    """HTML of the line in which a scenario gets its name."""
    return (
        f'<form class="td-form"><label>{html(say("scenario.name_it"))}'
        f'<input id="td-scenario-name" name="{NAME}" value="{html(box.name)}" maxlength="60" '
        f'autocomplete="off"></label>'
        f'<button type="submit">{html(say("scenario.keep_name"))}</button></form>'
    )


def _lists(about: Telling, field: Field) -> list[str]:
    criterion = about.rulebook.criterion(field.criterion)
    whats = {name: say(f"scenario.what_{name}") for name in offered(about, field.unit, field.criterion)}
    lists = [_select(WHAT, "scenario.choose_what", whats, field.what)]
    if of_unit(field) or _is_unscored(about, field):
        units = {unit.code: unit.short_name for unit in about.members()}
        lists.append(_select("unit", "scenario.choose_unit", units, field.unit))
    if field.what in OF_ITEM:
        items = {row.code: row.label for row in items_of(about.rulebook, field.what)}
        asks = "scenario.choose_item" if field.what == PENALTY else "scenario.choose_bonus_item"
        return [*lists, _select(ITEM, asks, items, field.item)]
    criteria = {row.code: row.label for row in about.rulebook.criteria}
    lists.append(_select("criterion", "scenario.choose_criterion", criteria, field.criterion))
    parts = parts_of(criterion, field.what) if field.what in (ACTUAL, TARGET) else ()
    if len(parts) > 1:
        named = {code: row_of(criterion, code).label for code in parts}
        lists.append(_select(PART, "scenario.choose_part", named, field.part))
    return lists


def _select(param: str, label: str, options: dict[str, str], chosen: str) -> str:
    return widgets.select(SCREEN, param, say(label), options, chosen)


def _is_unscored(about: Telling, field: Field) -> bool:
    outcome = about.board.score(field.unit, field.criterion).outcome
    return field.what not in OF_ITEM and outcome not in (Outcome.SCORED, Outcome.NOT_REPORTED)


def _not_scored(about: Telling, field: Field) -> str:
    """Why a unit's figures of a criterion cannot be changed, where they cannot."""
    if not _is_unscored(about, field):
        return ""
    outcome = about.board.score(field.unit, field.criterion).outcome
    told = say(
        "scenario.not_scored",
        unit=about.unit(field.unit),
        criterion=about.rulebook.criterion(field.criterion).label,
        why=say(f"heat.{outcome.value}"),
    )
    return f'<p class="td-sub td-small">{html(told)}</p>'


def _line(about: Telling, field: Field, box: Sandbox) -> str:
    choices = choices_of(about, field)
    now = say("scenario.now", value=present_text(about, field))
    hints = [now, *_hints(about, field)]
    if choices:
        options = "".join(
            f'<option value="{html(value)}">{html(text)}</option>' for value, text in choices.items()
        )
        entry = (
            f'<select id="td-scenario-value" name="{TYPED}" data-once aria-describedby="td-scenario-hint">'
            f"{options}</select>"
        )
    else:
        entry = _input("td-scenario-value", TYPED, box.typed, box.problem)
    fields = f"<label>{html(_asks(about, field))}{entry}</label>"
    if field.what == BONUS:
        cap = _input("td-scenario-cap", CAP, box.cap, box.problem)
        fields += f"<label>{html(say('scenario.bonus_cap'))}{cap}</label>"
    wrong = f'<p class="td-form-wrong" id="td-scenario-wrong" role="alert">{html(box.problem)}</p>'
    return (
        f'<p class="td-small" id="td-scenario-hint">{html(" · ".join(hints))}</p>'
        f'<form class="td-form">{fields}<button type="submit">{html(say("scenario.try"))}</button></form>'
        f"{wrong if box.problem else ''}"
    )


def _input(identity: str, name: str, value: str, problem: str) -> str:
    described = "td-scenario-wrong td-scenario-hint" if problem else "td-scenario-hint"
    wrong = ' aria-invalid="true"' if problem else ""
    return (
        f'<input id="{identity}" name="{name}" value="{html(value)}" inputmode="decimal" maxlength="30" data-once '
        f'autocomplete="off" aria-describedby="{described}"{wrong}>'
    )


def _asks(about: Telling, field: Field) -> str:
    """The label of the value, with its unit of measure."""
    if field.what in (ACTUAL, TARGET):
        row = row_of(about.rulebook.criterion(field.criterion), field.part)
        if field.what == TARGET or not choices_of(about, field):
            return say(f"scenario.value_{field.what}", measure=row.unit_of_measure)
        return say("scenario.value_choice")
    return say(f"scenario.value_{field.what}")


def _hints(about: Telling, field: Field) -> list[str]:
    if field.what in (ACTUAL, TARGET) and not choices_of(about, field):
        row = row_of(about.rulebook.criterion(field.criterion), field.part)
        low, high = (number(end) for end in row.plausible)
        return [say("scenario.plausible", low=low, high=high), say("scenario.comma")]
    if field.what in OF_ITEM:
        item = next(row for row in items_of(about.rulebook, field.what) if row.code == field.item)
        key = "scenario.item_points" if field.what == PENALTY else "scenario.bonus_item_points"
        return [say(key, points=number(item.points))]
    if field.what == BONUS:
        return [say("scenario.bonus_how")]
    return [] if field.what != "diem-toi-da" else [say("scenario.max_points_how"), say("scenario.comma")]
