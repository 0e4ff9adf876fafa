"""Kịch bản: what if a figure, a target, a weight, a method, a bonus or a penalty were another. Never official."""

from __future__ import annotations

from pages.parts import cached, state, widgets
from pages.parts.scenario_form import form_html
from pages.parts.scenario_result import banner_html, board_html, changes_html, share_html
from pages.parts.scenario_sandbox import Sandbox, address, field_asked, sandbox, was_typed
from pages.parts.scenario_told import outcome_text
from pages.parts.telling import chips, source
from pages.parts.theme import html
from pages.parts.words import say
from pages.parts.year_words import Telling
from scoring.numbers import day


def render() -> None:
    years = cached.years()
    year = state.selection(years, (), ()).year
    about = Telling(cached.cluster(year), cached.rulebook(year), cached.board(year))
    field = field_asked(about)
    box = sandbox(about, field)
    widgets.page_head(
        "scenario",
        _headline(about, box),
        say("scenario.measure", rulebook=about.rulebook.title, year=year),
        [say("scenario.unofficial"), *chips(about)],
        years=years,
        year=year,
        kept={},
    )
    # what was typed is in the list now: the address that a visitor copies holds the list alone
    settled = f'<i hidden data-address="{html(address(box, field, year))}"></i>' if was_typed() else ""
    widgets.show(
        settled,
        banner_html(about),
        *(widgets.notice("wrong", told) for told in box.wrong),
        '<div class="td-trial-pair"><div>',
        form_html(about, field, box),
        "</div><div>",
        board_html(about, box),
        "</div></div>",
        changes_html(about, field, box),
        share_html(about, box),
    )
    widgets.page_foot(
        source(about), day(cached.as_of(year)), cached.stamp(year), html(say("scenario.unofficial"))
    )


def _headline(about: Telling, box: Sandbox) -> str:
    if not box.changes:
        return say("scenario.title_empty")
    told = outcome_text(about, box.done.joint)
    return (
        say("scenario.title_named", name=box.name, told=told)
        if box.name
        else say("scenario.title", told=told)
    )
