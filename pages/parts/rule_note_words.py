"""What the secretariat should look at in a rulebook, as sentences. Knows nothing of Streamlit."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Final

from pages.parts.figure_cells import measure, method_of
from pages.parts.words import say
from pages.parts.year_words import section_name
from scoring.model import Rulebook
from scoring.numbers import measured, number, percent
from scoring.rule_notes import Note

NAMED: Final = 8  # criteria in one sentence before the rest is counted


def note_words(rulebook: Rulebook, note: Note) -> str:
    """One note as a sentence. Plain text."""
    return say(f"remarks.{note.key}", **note_values(rulebook, note))


def note_values(rulebook: Rulebook, note: Note) -> dict[str, str]:
    """What fills the sentence of a note, as text."""
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
    return values


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


def criteria_names(rulebook: Rulebook, codes: Sequence[str]) -> str:
    """Labels of criteria as a list in words, the first ones named, the rest counted."""
    labels = [rulebook.criterion(code).label for code in codes]
    rest = len(labels) - NAMED
    if rest <= 0:
        return "; ".join(labels)
    return say("remarks.and_more", names="; ".join(labels[:NAMED]), count=rest)
