"""What the secretariat should look at in a rulebook: surprising steps, criteria that tell nobody apart, deciders."""

from __future__ import annotations

from typing import Final

from pages.parts import cached, state, widgets
from pages.parts.rule_note_words import criteria_names, note_words
from pages.parts.theme import html
from pages.parts.words import say
from pages.parts.year_words import Telling
from scoring.model import Rulebook
from scoring.rule_notes import Note, rule_notes
from scoring.sensitivity import discrimination

REMARKS: Final = "luu-y"  # the place on the page


def remarks_html(about: Telling) -> str:
    """HTML of the whole part: notes on the rulebook alone, then what this year's figures show of it."""
    notes = rule_notes(about.rulebook)
    items = [_note_html(about.rulebook, note) for note in notes] + _figures_html(about)
    title = say("remarks.title", count=len(items)) if items else say("remarks.title_none")
    return (
        f'<h2 id="{REMARKS}">{html(title)}</h2><p class="td-sub td-small">{html(say("remarks.measure"))}</p>'
        + widgets.findings(items)
    )


def _note_html(rulebook: Rulebook, note: Note) -> str:
    told = html(note_words(rulebook, note))
    if not note.criterion:
        return told
    return f"{told} {_to_rule(rulebook, note.criterion)}"


def _to_rule(rulebook: Rulebook, code: str) -> str:
    label = say("remarks.to_rule", code=code)
    return widgets.anchor("rulebook", label, criterion=code, year=str(rulebook.year))


def _figures_html(about: Telling) -> list[str]:
    """What the figures of the year show: who is told apart by which criterion, and what alone decides the order."""
    year = about.board.year
    found = discrimination(about.rulebook, about.board)
    items = [
        html(say(f"remarks.{key}", count=len(codes), year=year, names=criteria_names(about.rulebook, codes)))
        for key in ("all_full", "all_equal")
        if (codes := [each.criterion for each in found if each.key == key])
    ]
    deciders = cached.sensitivity(year).deciders
    told = say(
        "remarks.deciders" if deciders else "remarks.no_deciders",
        count=len(deciders),
        year=year,
        names=criteria_names(about.rulebook, deciders),
    )
    link = f'<a href="{html(state.link("rankings", year=str(year)) + "#phu-thuoc")}">{html(say("telling.why"))}</a>'
    return [*items, f"{html(told)} {link}"]
