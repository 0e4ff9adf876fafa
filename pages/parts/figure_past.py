"""The history of one figure (ô số liệu): every statement ever kept about one criterion of one unit."""

from __future__ import annotations

from data.undo import Told, cell_history
from pages.parts import cached, state, widgets
from pages.parts.card_table import card_table_html
from pages.parts.local_time import moment
from pages.parts.people_words import writer_words
from pages.parts.statement_words import origin, role_of, row_of, value_of
from pages.parts.theme import html
from pages.parts.words import say
from pages.parts.year_words import Telling
from scoring.numbers import number


def figure_past_title(about: Telling, unit: str, code: str) -> str:
    """Whose figure it is and how often it was stated."""
    return say("figure_past.title", unit=about.unit(unit), criterion=about.rulebook.criterion(code).label)


def figure_past_html(about: Telling, unit: str, code: str, back_html: str) -> str:
    """HTML of the lists to choose the cell from and of its statements, newest first."""
    reference = cached.now().reference
    told = cell_history(cached.now().snapshot(), reference, about.board.year, unit, code)
    units = {member.code: member.short_name for member in about.members()}
    criteria = {row.code: f"{row.code} {row.label}" for row in about.rulebook.criteria}
    where: dict[str, str | int | None] = {"year": str(about.board.year), "unit": unit, "criterion": code}
    controls = widgets.controls(
        widgets.select("history", "unit", say("figure_past.unit"), units, unit),
        widgets.select("history", "criterion", say("figure_past.criterion"), criteria, code),
    )
    links = " ".join(
        (
            back_html,
            widgets.anchor("comparison", say("figure_past.to_comparison"), **where),
            widgets.anchor("upload", say("figure_past.to_upload"), **where, cach="tay"),
        )
    )
    table = (
        card_table_html(
            [
                say(f"figure_past.{name}")
                for name in ("when", "value", "role", "origin", "fate", "actor", "entry")
            ],
            [_row(one) for one in reversed(told)],
            say("figure_past.caption"),
            html_columns=(1, 4, 6),
            lit=[place for place, one in enumerate(reversed(told)) if one.counts],
            style="td-journal",
        )
        if told
        else f"<p>{html(say('figure_past.none'))}</p>"
    )
    return f'{controls}<p class="td-links">{links}</p>{table}'


def _row(one: Told) -> list[str]:
    reference = cached.now().reference
    part = row_of(reference, one.figure)
    component = f"<small>{html(part.label)}</small>" if one.figure.sub_criterion and part is not None else ""
    if one.undone_by:
        fate = f'<span class="td-kind-out">{html(say("history.undone", seq=number(one.undone_by)))}</span>'
    else:
        key = "figure_past.counts" if one.counts else "figure_past.beside"
        fate = f'<span class="td-kind-{"in" if one.counts else "out"}">{html(say(key))}</span>'
    return [
        moment(one.entry.time),
        f"<b>{html(value_of(reference, one.figure))}</b>{component}",
        role_of(reference, one.figure),
        origin(reference, one.figure),
        fate,
        writer_words(one.entry),
        f'<a href="{html(state.link("history", lan=one.entry.seq))}">'
        f"{html(say('history.number', seq=number(one.entry.seq)))}</a><small>{html(one.entry.reason)}</small>",
    ]
