"""Nhật ký: every entry of the journal, what it changed, undo, any past state, the history of one figure."""

from __future__ import annotations

from pages.parts import cached, state, widgets
from pages.parts.entry_view import effect_html, facts_html, offer_original, title_of
from pages.parts.figure_past import figure_past_html, figure_past_title
from pages.parts.journal_list import journal_html, journal_title
from pages.parts.past_state import past_html, past_title
from pages.parts.telling import chips, source
from pages.parts.undo_flow import undo
from pages.parts.words import say
from pages.parts.year_words import Telling
from scoring.errors import FiguresError
from scoring.numbers import day


def render() -> None:
    years = cached.years()
    year = state.selection(years, (), ()).year
    about = Telling(cached.cluster(year), cached.rulebook(year), cached.board(year))
    seqs = [str(entry.seq) for entry in cached.store().entries()]
    opened, past = state.choice("lan", ["", *seqs]), state.choice("trangthai", ["", *seqs])
    back = widgets.anchor("history", say("history.back"), xem=None)

    def head(title: str, subtitle: str, *, with_years: bool = False) -> None:
        widgets.page_head(
            "history", title, subtitle, chips(about), years=years if with_years else (), year=year
        )

    if opened and state.asked("viec") == "hoantac":
        head(say("undo.title", seq=opened), say("undo.subtitle"))
        undo(int(opened))
    elif opened:
        entry = cached.store().entries()[int(opened) - 1]
        head(title_of(entry), say("history.entry_under"))
        widgets.show(facts_html(entry, back))
        offer_original(entry)
        widgets.show(effect_html(entry))
    elif past:
        head(past_title(int(past)), say("past.subtitle"), with_years=True)
        try:
            widgets.show(past_html(about, int(past), back))
        except FiguresError as error:
            widgets.show(widgets.notice("wrong", say("past.refused", text="; ".join(error.problems))), back)
    elif state.asked("xem") == "o":
        unit = state.choice("unit", [member.code for member in about.members()])
        code = state.choice("criterion", [row.code for row in about.rulebook.criteria])
        head(figure_past_title(about, unit, code), say("figure_past.subtitle", year=year), with_years=True)
        widgets.show(figure_past_html(about, unit, code, back))
    else:
        head(journal_title(), say("history.subtitle"))
        widgets.show(journal_html())
    widgets.page_foot(
        source(about),
        day(cached.as_of(year)),
        cached.stamp(year),
        widgets.anchor("upload", say("history.to_upload")),
    )
