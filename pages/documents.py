"""Tài liệu: everything that can be taken away of a year, the stamp of its state, and the way back from a stamp."""

from __future__ import annotations

from pages.parts import cached, state, widgets
from pages.parts.asked_state import CHOICE, MARK, MOTIONS, asked_state
from pages.parts.documents_list import groups_html, paste_html, stamp_html
from pages.parts.downloads import DOWNLOADS
from pages.parts.state_notice import refused_html, state_html
from pages.parts.telling import chips, source
from pages.parts.theme import html
from pages.parts.words import say
from scoring.errors import FiguresError
from scoring.numbers import day, number


def render() -> None:
    years = cached.years()
    at = asked_state()
    kept = {name: value for name, value in state.others().items() if name in (CHOICE, MOTIONS)}
    try:
        frozen = at.frozen()
    except FiguresError as error:
        widgets.page_head("documents", say("documents.none"), years=years, year=at.year, kept=kept)
        widgets.show(refused_html(error), paste_html(at))
        return
    count = len(DOWNLOADS) - 1 + len(frozen.given.units)  # one score sheet for each unit
    widgets.page_head(
        "documents",
        say("documents.title", year=at.year, count=number(count), mark=frozen.stamp.mark),
        say("documents.measure"),
        chips(frozen.about),
        years=years,
        year=at.year,
        kept=kept,
        status=frozen.stamp.published,
    )
    settled = ""
    if at.mark and at.pasted != at.mark:
        own = {MARK: at.mark, **kept}
        settled = f'<i hidden data-address="{html(state.link("documents", year=str(at.year), **own))}"></i>'
    widgets.show(
        settled,
        state_html(at, "documents"),
        widgets.notice("assumed", say("documents.sample")) if frozen.stamp.is_sample else "",
        groups_html(at, frozen),
        '<div class="td-two">',
        stamp_html(frozen),
        paste_html(at),
        "</div>",
    )
    widgets.page_foot(
        source(frozen.about), day(frozen.stamp.as_of), frozen.stamp.mark, status=frozen.stamp.published
    )
