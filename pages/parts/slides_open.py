"""Slides of what is not settled: how firm the order is, and what the conference should discuss."""

from __future__ import annotations

from fractions import Fraction

from pages.parts.finding_words import sentence_text
from pages.parts.firm_words import firmness_sentence
from pages.parts.frozen_year import FrozenYear
from pages.parts.rule_note_words import criteria_names, note_words
from pages.parts.slides import Area, Cell, Column, Lines, Row, Slide, Table
from pages.parts.words import say
from scoring.numbers import number, percent
from scoring.rule_notes import rule_notes
from scoring.sensitivity import discrimination

MOST_SENTENCES = 7
FINEST = Fraction(1, 1000)  # a share of draws below it would read as 0,0%
DISCUSSED = ("tie_open", "incomplete", "unofficial", "self_set", "widest")


def firm_slide(frozen: FrozenYear, line: str) -> Slide:
    """The table of chances and the one sentence about it."""
    about, chances = frozen.about, frozen.chances
    ranks = range(1, len(chances.units) + 1)
    columns = (
        Column(say("slides.unit"), 0.24),
        *(
            Column(say("slides.firm.rank", rank=number(rank)), 0.58 / len(ranks), is_number=True)
            for rank in ranks
        ),
        Column(say("slides.firm.bounds"), 0.18, is_number=True),
    )
    rows = tuple(
        Row(
            (
                Cell(about.unit(unit), unit=unit),
                *(_chance(chances.share(unit, rank)) for rank in ranks),
                _bounds(frozen, unit),
            )
        )
        for unit in chances.units
    )
    told = Lines((say("slides.firm.intervals"),)) if frozen.intervals else None
    table = Table(columns, rows, say("slides.firm.caption"))
    return Slide(
        "firm",
        "firm",
        firmness_sentence(about, frozen.firmness).rstrip("."),
        say("slides.firm.subtitle", draws=number(chances.draws)),
        (Area(12, (table, told) if told is not None else (table,)),),
        line,
        (say("slides.firm.note"),),
    )


def _chance(share: Fraction) -> Cell:
    if 0 < share < FINEST:
        return Cell(say("slides.firm.under", share=percent(FINEST)), share, shade=share)
    return Cell(percent(share), share, shade=share)


def _bounds(frozen: FrozenYear, unit: str) -> Cell:
    bound = frozen.bounds[unit]
    return Cell(say("slides.firm.span", best=number(bound.best), worst=number(bound.worst)))


def discuss_slide(frozen: FrozenYear, line: str) -> Slide:
    """Criteria and rules that the conference should talk about, most pressing first."""
    told = _topics(frozen)[:MOST_SENTENCES]
    title = say("slides.discuss.title", count=number(len(told))) if told else say("slides.discuss.title_none")
    return Slide(
        "discuss",
        "discuss",
        title,
        say("slides.discuss.subtitle", year=frozen.year),
        (Area(12, (Lines(tuple(told) or (say("slides.discuss.none"),)),)),),
        line,
        (say("slides.discuss.note"),),
    )


def _topics(frozen: FrozenYear) -> list[str]:
    about, year = frozen.about, frozen.year
    told = [sentence_text(about, each) for key in DISCUSSED for each in frozen.findings if each.key == key]
    deciders = frozen.sensitivity.deciders
    if deciders:
        told.append(
            say(
                "remarks.deciders",
                count=len(deciders),
                year=year,
                names=criteria_names(about.rulebook, deciders),
            )
        )
    equal = discrimination(about.rulebook, about.board)
    for key in ("all_full", "all_equal"):
        codes = [each.criterion for each in equal if each.key == key]
        if codes:
            names = criteria_names(about.rulebook, codes)
            told.append(say(f"remarks.{key}", count=len(codes), year=year, names=names))
    return [*told, *(note_words(about.rulebook, note) for note in rule_notes(about.rulebook))]
