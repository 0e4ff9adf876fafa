"""
The workbook of one year (XLSX): summary, one score sheet for every unit, rulebook, sources and status, stamp.

Points, bonus, penalties, totals, rates and ranks are live formulas over the figures, compiled from the rulebook's own
methods and curves (`xlsx_formulas`); each carries the published value, which a reader shows who does not recalculate.
"""

from __future__ import annotations

from pages.exports.xlsx_book import Book, reference
from pages.exports.xlsx_criteria import Sheets
from pages.exports.xlsx_facts import Facts
from pages.exports.xlsx_layout import Layout, cell, layout
from pages.exports.xlsx_rows import kept_as_values
from pages.exports.xlsx_summary import Summary, summary_layout
from pages.exports.xlsx_unit import UnitSheet
from pages.exports.xlsx_values import head_lines
from pages.parts.frozen_year import FrozenYear
from pages.parts.words import say


def workbook(frozen: FrozenYear) -> bytes:
    """The workbook of a frozen year; the same year gives the same bytes."""
    title = say("xlsx.title", cluster=frozen.about.cluster.name, year=frozen.year)
    book = Book(frozen.stamp, title, frozen.about.cluster.name)
    head_row = (
        len(head_lines(frozen)) + 2 + frozen.stamp.is_sample
    )  # title, lines, check; the mark before them
    summary = summary_layout(frozen, book.name(say("xlsx.sheet_summary")), head_row)
    places: dict[str, Layout] = {}
    for unit in frozen.given.units:
        name = book.name(say("xlsx.sheet_unit", unit=frozen.about.unit(unit)))
        penalties = frozen.about.board.unit(unit).penalties
        places[unit] = layout(frozen.about.rulebook, name, head_row, penalties)
    values = kept_as_values(frozen.about.rulebook, frozen.about.board.scores, places)
    ranks = {
        unit: reference(summary.sheet, cell(summary.row("rank"), column))
        for unit, column in summary.columns.items()
    }
    sheets = Sheets(places, values, ranks)
    Summary(book, frozen, summary, places).write()
    for unit in places:
        UnitSheet(book, frozen, sheets, unit).write()
    facts = Facts(book, frozen, values)
    facts.rules(book.name(say("xlsx.sheet_rules")))
    facts.figures(book.name(say("xlsx.sheet_figures")))
    facts.stamp(book.name(say("xlsx.sheet_stamp")))
    return book.done()
