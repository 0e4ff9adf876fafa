"""One unit's score sheet (bảng chấm điểm): criteria, components, penalties and totals, recomputed by formulas."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Final

from pages.exports.xlsx_book import COLOURS, digits_of, put, put_formula
from pages.exports.xlsx_criteria import UnitRows
from pages.exports.xlsx_formulas import text_literal
from pages.exports.xlsx_layout import LAST_PRINTED, Column, Line, cell, sum_digits
from pages.exports.xlsx_totals import Totals
from pages.exports.xlsx_values import (
    head_lines,
    section_bonus,
)
from pages.parts.figure_cells import document_text
from pages.parts.words import say
from pages.parts.year_words import section_name
from scoring.numbers import number

HEADINGS: Final = (
    "order", "label", "max_points", "target", "actual", "self_points", "points", "bonus", "reason", "source", "",
    "state", "completion", "exact", "counted", "exceeded", "leader", "section", "share", "published",
)  # fmt: skip
ALL_SCORED: Final = ("criterion", "part", "section_sum", "penalties", "penalty", "totals", "total")


class UnitSheet(UnitRows):
    """The writer of one unit's sheet."""

    def write(self) -> None:
        """Write everything."""
        self._head()
        for line in self.place.lines:
            getattr(self, f"_{line.sort}")(line)
        self._marks()
        self.book.repeated(
            self.sheet, self.place.head_row, self.place.last_row, LAST_PRINTED, Column.MAX_POINTS
        )

    def _head(self) -> None:
        about = self.frozen.about
        name = about.cluster.unit(self.unit).name
        self.book.head(
            self.sheet,
            say("xlsx.unit_title", unit=name, year=self.frozen.year),
            *head_lines(self.frozen),
            "",
        )
        row = self.place.head_row
        published, points = (
            self.place.span(ALL_SCORED, column) for column in (Column.PUBLISHED, Column.POINTS)
        )
        changed = f'SUMPRODUCT(({published}<>"")*({points}<>{published}))'
        same, differs = text_literal(say("xlsx.same")), text_literal(say("xlsx.differs"))
        put_formula(
            self.sheet,
            row - 1,
            0,
            f'IF({changed}=0,{same},{differs}&": "&{changed})',
            self.book.look(bold=True, font_color=COLOURS["mark"], valign="vcenter"),
            say("xlsx.same"),
        )
        self.sheet.raw.set_row(row - 1, 20)
        look = self.book.cell(bold=True, bg_color=COLOURS["head"], align="center", valign="vcenter")
        aside = self.book.cell(
            bold=True, bg_color=COLOURS["aside"], align="center", valign="vcenter", font_size=10
        )
        for column, key in enumerate(HEADINGS):
            if key and (key != "share" or self.rulebook.grades):
                put(
                    self.sheet,
                    row,
                    column,
                    say(f"xlsx.column_{key}"),
                    look if column <= LAST_PRINTED else aside,
                )

    def _section(self, line: Line) -> None:
        assert line.section is not None
        self._group(line.row, line.section.code, line.section.label)

    def _group(self, row: int, code: str, label: str) -> None:
        look = self.book.cell(bold=True, bg_color=COLOURS["group"])
        put(self.sheet, row, Column.ORDER, code, look)
        self.book.note(self.sheet, row, Column.LABEL, LAST_PRINTED, label, look)

    def _section_sum(self, line: Line) -> None:
        section = line.section
        assert section is not None
        row = self.row.section(section.code)
        own, bonus = section_bonus(self.frozen, self.unit, section.code), Column.BONUS
        bold = {"bold": True, "bg_color": COLOURS["total"]}
        for column in range(LAST_PRINTED + 1):
            put(self.sheet, line.row, column, "", self.book.cell(**bold))
        put(self.sheet, line.row, Column.LABEL, say("xlsx.section_sum", section=section_name(section.label)),
            self.book.cell(**bold))  # fmt: skip
        for column, over, shown in (
            (Column.MAX_POINTS, Column.COUNTED, row.maximum),
            (Column.POINTS, Column.POINTS, row.points),
            (bonus, bonus, own),
        ):
            style = self.max_format if column == Column.MAX_POINTS else self.sum_format
            look = self.book.cell(**bold, num_format=style, align="right")
            put_formula(self.sheet, line.row, column, self._summed(section.code, over), look, shown)

    def _summed(self, section: str, over: Column) -> str:
        of = self.place.span(("criterion", "part"), Column.SECTION)
        span = self.place.span(("criterion", "part"), over)
        return f"ROUND(SUMIF({of},{text_literal(section)},{span}),{sum_digits(self.rulebook)})"

    def _penalties(self, line: Line) -> None:
        look = self.book.cell(bold=True, bg_color=COLOURS["group"])
        for column in range(LAST_PRINTED + 1):
            put(self.sheet, line.row, column, "", look)
        put(self.sheet, line.row, Column.LABEL, say("xlsx.penalties"), look)
        put(self.sheet, line.row, Column.MAX_POINTS, say("xlsx.penalty_each"), look)
        put(self.sheet, line.row, Column.ACTUAL, say("xlsx.penalty_times"), look)

    def _penalty(self, line: Line) -> None:
        item, penalty = line.item, line.penalty
        assert item is not None
        row, text = line.row, self.book.cell()
        for column in range(LAST_PRINTED + 1):
            put(self.sheet, row, column, "", text)
        put(self.sheet, row, Column.ORDER, item.code, text)
        put(self.sheet, row, Column.LABEL, item.label, text)
        put(self.sheet, row, Column.MAX_POINTS, item.points, self._amount(digits_of(item.points)))
        times = say("xlsx.penalty_none") if penalty is None else penalty.times
        look = self.book.cell(
            align="right" if penalty else "center", bg_color=COLOURS["input"], num_format="0"
        )
        put(self.sheet, row, Column.ACTUAL, times, look)
        self.sheet.raw.data_validation(
            row, Column.ACTUAL, row, Column.ACTUAL,
            {"validate": "any", "input_title": say("xlsx.input"), "input_message": say("xlsx.input_times")},
        )  # fmt: skip
        count, each = cell(row, Column.ACTUAL), cell(row, Column.MAX_POINTS)
        amount = Decimal(0) if penalty is None else -item.points * penalty.times
        formula = f"IF(ISNUMBER({count}),ROUND(-{count}*{each},{sum_digits(self.rulebook)}),0)"
        points = self.book.cell(bold=True, align="right", num_format=self.sum_format)
        put_formula(self.sheet, row, Column.POINTS, formula, points, amount)
        section = section_name(self.rulebook.section(item.section).label)
        told = say("xlsx.penalty_of", section=section)
        if penalty is not None:
            taken = number(item.points * penalty.times)
            told = say(
                "xlsx.penalty_told",
                section=section,
                times=penalty.times,
                each=number(item.points),
                points=taken,
            )
            told += f" {penalty.note}" if penalty.note else ""
            agency = self._agency(penalty.agency)
            source = " · ".join(word for word in (agency, document_text(penalty)) if word)
            put(self.sheet, row, Column.SOURCE, source, text)
        put(self.sheet, row, Column.REASON, told, text)
        put(self.sheet, row, Column.SECTION, item.section, self._aside())
        put(self.sheet, row, Column.PUBLISHED, amount, self._aside(self.sum_format))

    def _totals(self, line: Line) -> None:
        self._group(line.row, "", say("xlsx.totals"))

    def _total(self, line: Line) -> None:
        totals = Totals(self.frozen, self.place, self.unit, self.sheets.rank_cells[self.unit])
        strong = line.key in ("total", "rate", "rank", "grade")
        base: dict[str, Any] = {"bold": strong, "bg_color": COLOURS["total"] if strong else "#FFFFFF"}
        for column in range(Column.REASON):
            put(self.sheet, line.row, column, "", self.book.cell(**base))
        put(self.sheet, line.row, Column.LABEL, totals.label(line), self.book.cell(**base))
        most = totals.maximum(line)
        if most is not None:
            formula, shown = most
            look = self.book.cell(**base, num_format=self.max_format, align="right")
            put_formula(self.sheet, line.row, Column.MAX_POINTS, formula, look, shown)
        formula, shown, style = totals.formula(line)
        look = self.book.cell(**base, num_format=style, align="right")
        put_formula(self.sheet, line.row, Column.POINTS, formula, look, shown)
        plain = self.book.cell(bg_color=base["bg_color"])
        self.book.note(self.sheet, line.row, Column.REASON, Column.SOURCE, totals.note(line), plain)
        put(self.sheet, line.row, Column.PUBLISHED, shown, self._aside(style))

    def _marks(self) -> None:
        """Points that differ from the published ones are seen."""
        rows = [line.row for line in self.place.lines if line.sort in ALL_SCORED]
        first = min(rows)
        published, points = cell(first, Column.PUBLISHED), cell(first, Column.POINTS)
        rule = f'=AND(${published}<>"",${points}<>${published})'
        self.sheet.raw.conditional_format(
            first, Column.POINTS, max(rows), Column.POINTS,
            {"type": "formula", "criteria": rule,
             "format": self.book.workbook.add_format({"bg_color": COLOURS["changed"]})},
        )  # fmt: skip
