"""A workbook under construction: sheets, looks, printing, and cells in which text stays text."""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

from xlsxwriter import Workbook
from xlsxwriter.utility import xl_col_to_name

from data.stamps import Stamp
from pages.exports.xlsx_formulas import fits
from pages.parts.stamp_lines import sample_mark
from pages.parts.words import say
from scoring.numbers import number

FONT: Final = "Times New Roman"
SIZE: Final = 12  # a table that is made up to a tenth narrower to fit the page still prints at 11 points
LONGEST_NAME: Final = 31  # of a sheet, in Excel
FORBIDDEN: Final = re.compile(r"[\[\]:*?/\\\x00-\x1f\x7f]")
CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
MARGINS: Final = {"left": 0.45, "right": 0.4, "top": 0.7, "bottom": 0.65}  # inches
COLOURS: Final = {
    "head": "#DCE6F1",
    "group": "#EEF3F8",
    "total": "#E3EBF4",
    "input": "#FFF8D9",
    "aside": "#F5F5F5",
    "mark": "#7A5200",
    "changed": "#FFD9B3",
    "line": "#9AA7B5",
    "muted": "#4D5B6B",
}

Amount = Decimal | Fraction | int


@dataclass(frozen=True, slots=True)
class Size:
    """Width of a sheet's columns in characters, and which of them are printed."""

    widths: tuple[float, ...]
    printed: int


def sheet_name(wanted: str, taken: Sequence[str]) -> str:
    """
    A name that Excel accepts and no other sheet has.

    >>> sheet_name("Bảng chấm điểm A/B: [x]", [])
    'Bảng chấm điểm A B   x'
    >>> sheet_name("Dấu", ["dấu"])
    'Dấu (2)'
    """
    clean = FORBIDDEN.sub(" ", unicodedata.normalize("NFC", wanted)).strip(" '") or "–"
    used = {name.casefold() for name in taken}
    name, count = clean[:LONGEST_NAME].rstrip(" '"), 1
    while name.casefold() in used or name.casefold() == "history":
        count += 1
        tail = f" ({count})"
        name = clean[: LONGEST_NAME - len(tail)].rstrip(" '") + tail
    return name


def reference(sheet: str, cell: str) -> str:
    """A cell of another sheet, the sheet's name quoted."""
    quoted = sheet.replace("'", "''")
    return f"'{quoted}'!{cell}"


class Book:
    """The workbook, its formats, and the stamp that every sheet carries."""

    def __init__(self, stamp: Stamp, title: str, company: str) -> None:
        """Begin a workbook; its only time is `stamp.made` (a fixed day of the year where there is none)."""
        self.stamp = stamp
        self._bytes = io.BytesIO()
        self.workbook: Any = Workbook(
            self._bytes,
            {
                "in_memory": True,
                "strings_to_formulas": False,
                "strings_to_urls": False,
                "strings_to_numbers": False,
            },
        )
        made = datetime(stamp.year, 12, 31, tzinfo=UTC) if stamp.made is None else stamp.made
        self.workbook.set_properties(
            {
                "title": safe(title),
                "subject": safe(stamp.rulebook_title),
                "author": safe(company),
                "company": safe(company),
                "keywords": stamp.mark,
                "comments": sample_mark(stamp),
                "created": made.astimezone(UTC).replace(tzinfo=None),
            }
        )
        self.workbook.set_calc_mode("auto")
        self._formats: dict[tuple[tuple[str, Any], ...], Any] = {}
        self._names: list[str] = []

    def look(self, **properties: Any) -> Any:
        """A format; the same properties give the same one."""
        key = tuple(sorted(properties.items()))
        if key not in self._formats:
            base = {"font_name": FONT, "font_size": SIZE, "valign": "top"}
            self._formats[key] = self.workbook.add_format(base | properties)
        return self._formats[key]

    def cell(self, **properties: Any) -> Any:
        """The format of a table's cell: thin lines around it, text wrapped."""
        return self.look(**({"border": 1, "border_color": COLOURS["line"], "text_wrap": True} | properties))

    def name(self, wanted: str) -> str:
        """Take a sheet name."""
        taken = sheet_name(wanted, self._names)
        self._names.append(taken)
        return taken

    def sheet(self, name: str, size: Size) -> Any:
        """A new sheet under a taken name: A4 landscape, one page wide, mark in header and footer."""
        sheet = self.workbook.add_worksheet(name)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(**MARGINS)
        sheet.hide_gridlines(1)
        for column, width in enumerate(size.widths):
            sheet.set_column(column, column, width, self.look())
        mark = sample_mark(self.stamp)
        font = f'&"{FONT},Regular"'
        if mark:
            sheet.set_header(f'&C&"{FONT},Bold"&14{coded(mark)}')
        page = coded(say("xlsx.page"))
        sheet.set_footer(
            f"&L{font}&8 {coded(say('xlsx.footer', mark=self.stamp.mark))}&R{font}&8 {page} &P/&N"
        )
        return sheet

    def head(self, sheet: Any, last: int, title: str, *lines: str) -> int:
        """
        The head of a sheet: the sample mark (or the cluster), a title and lines under it.

        Args:
            last: Its last column, 0-based.

        Returns:
            The next free row, 0-based.
        """
        mark = sample_mark(self.stamp)
        looks = [self.look(bold=True, font_size=16, align="left", valign="vcenter")]
        texts = [title]
        if mark:
            looks.insert(0, self.look(bold=True, font_size=14, font_color=COLOURS["mark"], valign="vcenter"))
            texts.insert(0, mark)
        for line in lines:
            looks.append(self.look(font_color=COLOURS["muted"], valign="vcenter"))
            texts.append(line)
        for row, (text, look) in enumerate(zip(texts, looks, strict=True)):
            put(sheet, row, 0, text, look)
            sheet.set_row(row, 24 if look is looks[0] or text == title else 18)
        return len(texts)

    def repeated(self, sheet: Any, head_row: int, last_row: int, last: int, frozen: int) -> None:
        """The table's head stays on screen and on every printed page; the print area ends at column `last`."""
        sheet.freeze_panes(head_row + 1, frozen)
        sheet.repeat_rows(head_row)
        sheet.print_area(0, 0, last_row, last)

    def done(self) -> bytes:
        """The finished file."""
        self.workbook.close()
        return self._bytes.getvalue()


def safe(text: str) -> str:
    """Text without the characters that XML cannot hold."""
    return CONTROL.sub(" ", text)


def coded(text: str) -> str:
    """Text for a header or footer, where `&` begins a code."""
    return safe(text).replace("&", "&&")


def put(sheet: Any, row: int, column: int, content: str | Amount | date | None, look: Any) -> None:
    """
    Write a constant. Text is written as text whatever it begins with; a figure with more digits than a spreadsheet
    keeps is written as text with all of them.
    """
    if content is None or content == "":
        sheet.write_blank(row, column, None, look)
    elif isinstance(content, str):
        sheet.write_string(row, column, safe(content), look)
    elif isinstance(content, date):
        sheet.write_datetime(row, column, datetime(content.year, content.month, content.day), look)  # noqa: DTZ001
    elif isinstance(content, Decimal) and not fits(content):
        sheet.write_string(row, column, number(content), look)
    else:
        sheet.write_number(row, column, float(content), look)


def put_formula(sheet: Any, row: int, column: int, formula: str, look: Any, shown: str | Amount) -> None:
    """Write a formula with the published value that a reader shows who does not recalculate."""
    sheet.write_formula(
        row, column, f"={formula}", look, safe(shown) if isinstance(shown, str) else float(shown)
    )


def digits_of(amount: Decimal) -> int:
    """Digits after the comma that a figure has."""
    exponent = amount.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def number_format(digits: int) -> str:
    """Thousands and a fixed number of digits; the reader's Excel shows its own comma and point."""
    return "#,##0" + ("." + "0" * digits if digits else "")


def rate_format(rate_decimals: int) -> str:
    """A share as a percentage with all published digits."""
    digits = max(0, rate_decimals - 2)
    return "0" + ("." + "0" * digits if digits else "") + "%"


def letter(column: int) -> str:
    """Name of a 0-based column."""
    return str(xl_col_to_name(column))
