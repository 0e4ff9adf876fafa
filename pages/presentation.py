"""Trình chiếu: the deck of a review conference as a list to arrange, to start in the hall, and to take away."""

from __future__ import annotations

from pages.parts import cached, state, widgets
from pages.parts.asked_state import CHOICE, MOTIONS, asked_state
from pages.parts.deck_choice import chosen, ordered
from pages.parts.deck_edit import edited
from pages.parts.deck_list import list_html
from pages.parts.deck_take import help_html, settled_html, share_html, start_html
from pages.parts.state_notice import refused_html, state_html
from pages.parts.telling import chips, source
from pages.parts.words import say
from scoring.errors import FiguresError
from scoring.numbers import day, number


def render() -> None:
    years = cached.years()
    at = asked_state()
    motions = state.asked(MOTIONS)
    try:
        frozen, deck = at.frozen(), cached.deck(at.year, at.seq)
    except FiguresError as error:
        widgets.page_head("presentation", say("presentation.none"), years=years, year=at.year, kept={})
        widgets.show(refused_html(error))
        return
    edit = edited(deck)
    arranged, shown = ordered(deck, edit.choice), chosen(deck, edit.choice)
    widgets.page_head(
        "presentation",
        say(
            "presentation.title",
            year=at.year,
            shown=number(len(shown.slides)),
            count=number(len(deck.slides)),
        ),
        say("presentation.measure", mark=frozen.stamp.mark),
        chips(frozen.about),
        years=years,
        year=at.year,
        kept={CHOICE: edit.text, MOTIONS: motions},
        status=frozen.stamp.published,
    )
    widgets.show(
        settled_html(at, edit),
        state_html(at, "presentation"),
        widgets.notice("wrong", edit.problem) if edit.problem else "",
        start_html(at, frozen, edit, motions),
        list_html(at, deck, arranged, edit),
        share_html(at, edit, motions, frozen.stamp.mark),
        help_html(len(deck.units)),
    )
    widgets.page_foot(
        source(frozen.about), day(frozen.stamp.as_of), frozen.stamp.mark, status=frozen.stamp.published
    )
