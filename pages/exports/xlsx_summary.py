"""The summary (bảng tổng hợp): criteria in rows, units in columns, every number a formula over the units' sheets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from pages.exports.xlsx_book import COLOURS, Book, Sheet, digits_of, letter, number_format, put, put_formula
from pages.exports.xlsx_formulas import text_literal
from pages.exports.xlsx_layout import Column, Layout, cell, sum_digits, total_keys
from pages.exports.xlsx_rows import why_word
from pages.exports.xlsx_totals import Totals, rank_shown
from pages.exports.xlsx_values import Shown, head_lines
from pages.parts.frozen_year import FrozenYear
from pages.parts.rule_cells import tie_break_text
from pages.parts.rule_text import phrase
from pages.parts.words import say
from pages.parts.year_words import section_name
from scoring.model import Criterion, Outcome, Section
from scoring.scoreboard import UnitScore

FIRST: Final = 3  # column of the first unit
STRONG: Final = ("total", "rate", "rank", "grade")


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the summary; `key` as in `xlsx_layout.Line`, also "penalty:CODE" and "note"."""

    sort: str
    row: int
    section: Section | None = None
    criterion: Criterion | None = None
    key: str = ""


@dataclass(frozen=True, slots=True)
class SummaryLayout:
    """Where everything of the summary stands."""

    sheet: str
    head_row: int
    lines: tuple[Line, ...]
    columns: Mapping[str, int]

    def row(self, key: str) -> int:
        """The row of a total; KeyError if there is none."""
        for line in self.lines:
            if line.key == key and line.sort in ("total", "points"):
                return line.row
        raise KeyError(key)

    def across(self, key: str) -> str:
        """All units' cells of a total, for formulas in the summary."""
        row = self.row(key) + 1
        places = self.columns.values()
        first, last = letter(min(places)), letter(max(places))
        return f"${first}${row}:${last}${row}"


def summary_layout(frozen: FrozenYear, sheet: str, head_row: int) -> SummaryLayout:
    """Lay out the summary of a year."""
    rulebook = frozen.about.rulebook
    lines: list[Line] = []

    def add(
        sort: str, section: Section | None = None, criterion: Criterion | None = None, key: str = ""
    ) -> None:
        lines.append(Line(sort, head_row + 1 + len(lines), section, criterion, key))

    punished = {item.section for item in rulebook.penalty_items}
    for section in rulebook.sections:
        add("section", section)
        for criterion in rulebook.in_section(section.code):
            add("criterion", section, criterion)
        if section.code in punished:
            add("points", section, key=f"points:{section.code}")
            add("points", section, key=f"penalty:{section.code}")
        add("total", section, key=f"section:{section.code}")
    add("totals")
    for key in total_keys(rulebook):
        if not key.startswith("section:"):
            add("total", key=key)
    add("total", key="note")
    columns = {unit: FIRST + index for index, unit in enumerate(frozen.given.units)}
    return SummaryLayout(sheet, head_row, tuple(lines), columns)


class Summary:
    """The writer of the summary."""

    def __init__(
        self, book: Book, frozen: FrozenYear, place: SummaryLayout, sheets: Mapping[str, Layout]
    ) -> None:
        """Get ready to write; `sheets` are the layouts of the units' sheets."""
        self.book, self.frozen, self.place, self.sheets = book, frozen, place, sheets
        self.rulebook, self.board = frozen.about.rulebook, frozen.about.board
        self.last = FIRST + len(place.columns) - 1
        self.point_format = number_format(self.rulebook.point_decimals)
        self.sum_format = number_format(sum_digits(self.rulebook))
        width = max(10.5, min(15.0, 80 / max(1, len(place.columns))))
        self.sheet: Sheet = book.sheet(place.sheet, (8, 52, 9, *[width] * len(place.columns)))

    def write(self) -> None:
        """Write everything."""
        self._head()
        for line in self.place.lines:
            getattr(self, f"_{line.sort}")(line)
        last = self._notes(self.place.lines[-1].row + 2)
        self.book.repeated(self.sheet, self.place.head_row, last, self.last, FIRST)

    def _head(self) -> None:
        self.book.head(
            self.sheet,
            say("xlsx.summary_title", year=self.frozen.year),
            *head_lines(self.frozen),
            "",
        )
        row = self.place.head_row
        look = self.book.cell(bold=True, bg_color=COLOURS["head"], align="center", valign="vcenter")
        for column, text in enumerate(
            (say("xlsx.column_order"), say("xlsx.criterion"), say("xlsx.column_max_points"))
        ):
            put(self.sheet, row, column, text, look)
        for unit, column in self.place.columns.items():
            put(self.sheet, row, column, self.frozen.about.unit(unit), look)
        changed = "+".join(
            f"({sheet.outside(sheet.row('total', key=key), Column.POINTS)}"
            f"<>{sheet.outside(sheet.row('total', key=key), Column.PUBLISHED)})"
            for sheet in self.sheets.values()
            for key in ("total", "rank")
        )
        same, differs = text_literal(say("xlsx.same_totals")), text_literal(say("xlsx.differs_totals"))
        look = self.book.look(bold=True, font_color=COLOURS["mark"], valign="vcenter")
        put_formula(
            self.sheet, row - 1, 0, f"IF({changed}=0,{same},{differs})", look, say("xlsx.same_totals")
        )
        self.sheet.raw.set_row(row - 1, 20)

    def _section(self, line: Line) -> None:
        assert line.section is not None
        look = self.book.cell(bold=True, bg_color=COLOURS["group"])
        put(self.sheet, line.row, 0, line.section.code, look)
        self.book.note(self.sheet, line.row, 1, self.last, line.section.label, look)

    def _criterion(self, line: Line) -> None:
        criterion = line.criterion
        assert criterion is not None
        put(self.sheet, line.row, 0, criterion.code, self.book.cell())
        put(self.sheet, line.row, 1, criterion.label, self.book.cell())
        most = number_format(digits_of(criterion.max_points))
        put(self.sheet, line.row, 2, criterion.max_points, self.book.cell(num_format=most, align="right"))
        for unit, column in self.place.columns.items():
            score = self.board.score(unit, criterion.code)
            sheet = self.sheets[unit]
            look = self.book.cell(
                num_format=self.point_format,
                align="right",
                **(
                    {}
                    if score.outcome is Outcome.SCORED
                    else {"font_color": COLOURS["muted"], "italic": True}
                ),
            )
            shown: Shown = why_word(score.outcome) if score.points is None else score.points
            formula = sheet.outside(sheet.row("criterion", criterion.code), Column.POINTS)
            put_formula(self.sheet, line.row, column, formula, look, shown)

    def _points(self, line: Line) -> None:
        """Points of a section before penalties, and what its penalties are."""
        assert line.section is not None
        code, name = line.section.code, section_name(line.section.label)
        penalty = line.key.startswith("penalty:")
        text = say("xlsx.section_penalty" if penalty else "xlsx.section_sum", section=name)
        self._labels(line, text, None if penalty else line.section.max_points, {})
        look = self.book.cell(num_format=self.sum_format, align="right")
        for unit, column in self.place.columns.items():
            sheet, row = self.sheets[unit], self.board.unit(unit).section(code)
            summed = sheet.outside(sheet.row("section_sum", key=code), Column.POINTS)
            after = sheet.outside(sheet.row("total", key=f"section:{code}"), Column.POINTS)
            if penalty:
                formula = f"ROUND({summed}-{after},{sum_digits(self.rulebook)})"
                put_formula(self.sheet, line.row, column, formula, look, row.points - row.total)
            else:
                put_formula(self.sheet, line.row, column, summed, look, row.points)

    def _totals(self, line: Line) -> None:
        look = self.book.cell(bold=True, bg_color=COLOURS["group"])
        put(self.sheet, line.row, 0, "", look)
        self.book.note(self.sheet, line.row, 1, self.last, say("xlsx.totals"), look)

    def _total(self, line: Line) -> None:
        strong = line.key in STRONG or line.section is not None
        base: dict[str, Any] = {"bold": True, "bg_color": COLOURS["total"]} if strong else {}
        if line.key == "note":
            self._labels(line, say("xlsx.rank_note"), None, base)
        else:
            totals = self._totals_of(next(iter(self.place.columns)))
            most = line.section.max_points if line.section is not None else None
            most = self.rulebook.bonus_cap if line.key == "bonus" else most
            most = self.rulebook.total if line.key == "maximum" else most
            inner = next(each for each in totals.place.lines if each.sort == "total" and each.key == line.key)
            self._labels(line, totals.label(inner), most, base)
        for unit, column in self.place.columns.items():
            formula, shown, style = self._unit_total(line, unit, column)
            centred = line.key in ("rank", "grade", "note")
            look = self.book.cell(
                **base, num_format=style, align="center" if centred else "right",
                **({"font_size": 14} if line.key == "rank" else {}),
            )  # fmt: skip
            put_formula(self.sheet, line.row, column, formula, look, shown)

    def _unit_total(self, line: Line, unit: str, column: int) -> tuple[str, Shown, str]:
        row, sheet = self.board.unit(unit), self.sheets[unit]
        if line.key == "note":
            return self._note(column), note_shown(row), "General"
        if line.key == "rank":
            return self._rank(column), rank_shown(row), "0"
        inner = next(each for each in sheet.lines if each.sort == "total" and each.key == line.key)
        _formula, shown, style = self._totals_of(unit).formula(inner)
        return sheet.outside(inner.row, Column.POINTS), shown, style

    def _totals_of(self, unit: str) -> Totals:
        return Totals(self.frozen, self.sheets[unit], unit, "")

    def _labels(self, line: Line, text: str, most: Any, base: dict[str, Any]) -> None:
        put(self.sheet, line.row, 0, "", self.book.cell(**base))
        put(self.sheet, line.row, 1, text, self.book.cell(**base))
        look = self.book.cell(
            **base, num_format=number_format(0 if most is None else digits_of(most)), align="right"
        )
        put(self.sheet, line.row, 2, most, look)

    # --- ranks -------------------------------------------------------------------------------------------

    def _rank(self, column: int) -> str:
        """
        1 + the units that are better: by the result, and among equals step by step.

        A vote is no number of this workbook: as on the board it separates nobody.
        """
        keys = ["rate" if self.rulebook.ranked_by == "rate" else "total"]
        keys.extend(step for step in self.rulebook.tie_break if step != "vote")
        better = ""
        for key in reversed(keys):
            all_units, own = self.place.across(key), cell(self.place.row(key), column)
            ahead = f"({all_units}>{own})"
            better = f"({ahead}+({all_units}={own})*{better})" if better else ahead
        missing = self.place.across("missing")
        if self.rulebook.incomplete == "provisional":
            return f"1+SUMPRODUCT({better}*1)"
        place = f"1+SUMPRODUCT(({missing}=0)*{better})"
        own = cell(self.place.row("missing"), column)
        return f"IF({own}>0,{text_literal(say('xlsx.unranked'))},{place})"

    def _note(self, column: int) -> str:
        rank, missing = (cell(self.place.row(key), column) for key in ("rank", "missing"))
        tied = f"COUNTIF({self.place.across('rank')},{rank})>1"
        together = f"IF(AND(ISNUMBER({rank}),{tied}),{text_literal(say('xlsx.tied'))},{text_literal('–')})"
        open_ = text_literal(say("xlsx.rank_open"))
        return f"IF({missing}>0,IF(ISNUMBER({rank}),{open_},{text_literal('–')}),{together})"

    # --- what stands below -------------------------------------------------------------------------------

    def _notes(self, row: int) -> int:
        rule = f"{phrase(f'by_{self.rulebook.ranked_by}')} {tie_break_text(self.rulebook)}"
        notes = [rule]
        if "vote" in self.rulebook.tie_break:
            notes.append(say("xlsx.no_vote"))
        notes.append(phrase(self.rulebook.incomplete))
        notes.append(say("xlsx.words_of_cells"))
        notes.append(say("xlsx.only_points"))
        look = self.book.look(font_color=COLOURS["muted"], font_size=11, text_wrap=True)
        warning = self.book.look(bold=True, font_size=11, valign="vcenter")
        missing = f"SUM({self.place.across('missing')})"
        open_, full = text_literal(say("xlsx.still_open")), text_literal(say("xlsx.all_reported"))
        shown = say("xlsx.still_open" if self.board.incomplete else "xlsx.all_reported")
        put_formula(self.sheet, row, 1, f"IF({missing}>0,{open_},{full})", warning, shown)
        for index, text in enumerate(notes, start=1):
            self.book.note(self.sheet, row + index, 1, self.last, text, look)
        return row + len(notes)


def note_shown(row: UnitScore) -> str:
    """What stands under a rank: that it is provisional, or shared."""
    if row.missing:
        return "–" if row.rank is None else say("xlsx.rank_open")
    return say("xlsx.tied") if row.tied_with else "–"
