"""Tiến độ số liệu: what is reported and how firm, whose figures are waited for, until when."""

from __future__ import annotations

from pages.parts import cached, state, widgets
from pages.parts.reported_board import board_html, by_unit_html, deadline_html, key_html, waiting_html
from pages.parts.telling import chips, source
from pages.parts.words import say
from pages.parts.year_words import Telling
from scoring.numbers import day


def render() -> None:
    years = cached.years()
    year = state.selection(years, (), ()).year
    about = Telling(cached.cluster(year), cached.rulebook(year), cached.board(year))
    done = cached.completeness(year)
    waiting = done.waiting()
    open_cells = sum(map(len, waiting.values()))
    title = (
        say("progress.title_open", count=open_cells, agencies=len(waiting), year=year)
        if waiting
        else say("progress.title_full", year=year)
    )
    widgets.page_head(
        "progress",
        title,
        say("progress.subtitle", units=len(done.units), criteria=len(done.criteria)),
        chips(about),
        years=years,
        year=year,
    )
    widgets.show(
        '<div class="td-halves"><section>',
        by_unit_html(about, done),
        "</section><section>",
        deadline_html(done, waiting),
        waiting_html(about, waiting),
        "</section></div>",
        widgets.heading(say("progress.board"), say("progress.board_under")),
        key_html(about, done),
        board_html(about, done),
    )
    widgets.page_foot(
        source(about),
        day(cached.as_of(year)),
        cached.stamp(year),
        widgets.anchor("upload", say("progress.to_upload")),
    )
