"""The annex of the report: criteria in rows, units in columns, on A4 across."""

from __future__ import annotations

from typing import Final

from pages.exports.docx_form import Column, Paper
from pages.exports.docx_score import NO_POINTS, minus, rank_text
from pages.exports.docx_styles import WIDE_TEXT
from pages.exports.docx_text import Blank, told
from pages.parts.frozen_year import FrozenYear
from pages.parts.words import say
from pages.parts.year_words import Telling
from scoring.findings import unofficial
from scoring.numbers import MISSING, number
from scoring.scoreboard import Score

MOST_UNITS: Final = 7  # beside each other at 11 pt; more go to a second table
CODE, MAXIMUM, UNIT = 17, 20, 25  # mm


def write_annex(paper: Paper, frozen: FrozenYear) -> None:
    """The section across, its head, and one table for every seven units."""
    about = frozen.about
    paper.landscape()
    paper.text(say("docx.annex"), style="Title")
    paper.text(
        say("docx.annex_title", cluster=about.cluster.name.upper(), year=about.board.year), style="Subtitle"
    )
    blanks = {"number": Blank(), "issuer": Blank(), "day": Blank(), "month": Blank(), "year": Blank()}
    paper.text(*told("docx.annex_of", **blanks), style="Centred", italic=True)
    paper.small(say("docx.annex_note"))
    codes = [unit.code for unit in about.members()]
    parts = [codes[first : first + MOST_UNITS] for first in range(0, len(codes), MOST_UNITS)]
    for place, part in enumerate(parts, 1):
        title = say("docx.annex_caption")
        if len(parts) > 1:
            title = say("docx.annex_part", number=place)
            paper.text(title, style="Caption")
        _table(paper, about, part, title)


def cell_text(about: Telling, score: Score) -> str:
    """Points, with the bonus after a plus sign and a star where figures are not official; else why there are none."""
    if score.points is None:
        return say(NO_POINTS[score.outcome])
    text = about.points(score.points)
    if score.bonus:
        text = say("docx.with_bonus", points=text, bonus=about.points(score.bonus))
    return f"{text}*" if unofficial(score) else text


def _table(paper: Paper, about: Telling, codes: list[str], title: str) -> None:
    rulebook, board = about.rulebook, about.board
    columns = [
        Column(say("docx.code"), CODE),
        Column(say("docx.criterion"), WIDE_TEXT - CODE - MAXIMUM - UNIT * len(codes)),
        Column(say("docx.maximum_points"), MAXIMUM, "right"),
        *(Column(about.cluster.unit(code).name, UNIT, "right") for code in codes),
    ]
    rows: list[tuple[str, ...]] = []
    bold: list[int] = []
    for section in rulebook.sections:
        bold.append(len(rows))
        sums = (about.points(board.unit(code).section(section.code).points) for code in codes)
        rows.append((section.code, section.label, number(section.max_points), *sums))
        for row in rulebook.in_section(section.code):
            cells = (cell_text(about, board.score(code, row.code)) for code in codes)
            rows.append((row.code, row.label, number(row.max_points), *cells))
    units = [board.unit(code) for code in codes]
    bold += range(len(rows), len(rows) + 6)
    rows += [
        (
            "",
            say("docx.annex_bonus"),
            number(rulebook.bonus_cap),
            *(about.points(row.bonus) for row in units),
        ),
        ("", say("docx.annex_penalty"), "", *(minus(about, row) for row in units)),
        ("", say("docx.annex_total"), number(rulebook.total), *(about.points(row.total) for row in units)),
        ("", say("docx.annex_maximum"), number(rulebook.total), *(number(row.maximum) for row in units)),
        ("", say("docx.annex_rate"), "", *(about.rate(row.rate) for row in units)),
        ("", say("docx.annex_rank"), "", *(rank_text(row) for row in units)),
    ]
    if rulebook.grades:
        bold.append(len(rows))
        rows.append(("", say("docx.annex_grade"), "", *(row.grade or MISSING for row in units)))
    paper.table(
        title,
        say("docx.annex_described"),
        columns,
        rows,
        bold=bold,
        together=False,
        named=False,
        tight=True,
    )
