"""What the secretariat should look at in a rulebook: surprising steps, criteria that tell nobody apart, deciders."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Final

from pages.parts import cached, state, widgets
from pages.parts.figure_cells import measure, method_of
from pages.parts.theme import html
from pages.parts.words import say
from pages.parts.year_words import Telling, section_name
from scoring.model import Rulebook
from scoring.numbers import measured, number, percent
from scoring.rule_notes import Note, rule_notes
from scoring.sensitivity import discrimination

REMARKS: Final = "luu-y"  # the place on the page
NAMED: Final = 8  # criteria in one sentence before the rest is counted


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


def note_words(rulebook: Rulebook, note: Note) -> str:
    """One note as a sentence. Plain text."""
    values: dict[str, str] = {}
    for name, value in note.facts.items():
        if name == "section":
            values[name] = section_name(rulebook.section(str(value)).label)
        elif name == "at":
            values[name] = _place(rulebook, note, Fraction(value))
        elif name == "share":
            values[name] = percent(Fraction(value), 0)
        else:
            values[name] = number(value) if isinstance(value, int | Decimal | Fraction) else value
    if note.criterion:
        values["what"] = _label(rulebook, note)
    return say(f"remarks.{note.key}", **values)


def _label(rulebook: Rulebook, note: Note) -> str:
    criterion = rulebook.criterion(note.criterion)
    part = next((row.label for row in criterion.sub_criteria if row.code == note.part), "")
    return say("reach.part", criterion=criterion.label, part=part) if part else criterion.label


def _place(rulebook: Rulebook, note: Note, at: Fraction) -> str:
    """Where on the curve: a share of the target, a fall or a rise, or a value in its unit of measure."""
    criterion = rulebook.criterion(note.criterion)
    row = next((sub for sub in criterion.sub_criteria if sub.code == note.part), criterion)
    if measure(method_of(criterion, row), criterion) in ("ratio", "change"):
        return percent(at, 0 if (at * 100).denominator == 1 else 1)
    return measured(at, row.unit_of_measure)


def _figures_html(about: Telling) -> list[str]:
    """What the figures of the year show: who is told apart by which criterion, and what alone decides the order."""
    year = about.board.year
    found = discrimination(about.rulebook, about.board)
    items = [
        html(say(f"remarks.{key}", count=len(codes), year=year, names=_names(about, codes)))
        for key in ("all_full", "all_equal")
        if (codes := [each.criterion for each in found if each.key == key])
    ]
    deciders = cached.sensitivity(year).deciders
    told = say(
        "remarks.deciders" if deciders else "remarks.no_deciders",
        count=len(deciders),
        year=year,
        names=_names(about, deciders),
    )
    link = f'<a href="{html(state.link("rankings", year=str(year)) + "#phu-thuoc")}">{html(say("telling.why"))}</a>'
    return [*items, f"{html(told)} {link}"]


def _names(about: Telling, codes: Sequence[str]) -> str:
    labels = [about.rulebook.criterion(code).label for code in codes]
    rest = len(labels) - NAMED
    if rest <= 0:
        return "; ".join(labels)
    return say("remarks.and_more", names="; ".join(labels[:NAMED]), count=rest)
