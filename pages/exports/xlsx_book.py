"""A workbook under construction: sheets, looks, printing, and cells in which text stays text."""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from functools import cache
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
MARGINS: Final = {"left": 0.4, "right": 0.3, "top": 0.65, "bottom": 0.6}  # inches
LINE: Final = 1.37  # height of a line in sizes of its letters
EMS: Final = {"ijlt/;:'": 0.28, ".,": 0.25, "frI()[]|!-": 0.34, "aeczs": 0.445, "mM%—": 0.8, "wW": 0.83}
SLACK: Final = 1.1  # for machines that put another face in the place of this one
HIGHEST: Final = 409.0  # points; Excel's own limit
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


@dataclass(slots=True)
class Sheet:
    """
    One sheet under construction.

    Attributes:
        raw: The library's worksheet.
        widths: Of its columns, in characters.
        heights: Points that a row needs so that all its wrapped text is seen.
        spans: First and last row of a text over several rows, and the points that it needs.
    """

    raw: Any
    widths: tuple[float, ...]
    heights: dict[int, float] = field(default_factory=dict)
    spans: list[tuple[int, int, float]] = field(default_factory=list)

    def wants(self, row: int, column: int, text: str, look: Any, across: int = 1) -> None:
        """Note how high a row must be for a text in one of its cells (or over several columns)."""
        if look.text_wrap:
            needed = min(HIGHEST, self._needed(column, text, look, across))
            self.heights[row] = max(self.heights.get(row, 0.0), needed)

    def _needed(self, column: int, text: str, look: Any, across: int = 1) -> float:
        width = sum(self.widths[column : column + across]) - 1.2 * look.indent
        lines = sum(line_count(part, width, look.font_size, bool(look.bold)) for part in text.split("\n"))
        return float(lines * look.font_size * LINE + 1)

    def tall(self, first: int, last: int, column: int, text: str, look: Any) -> None:
        """A text over the rows from `first` to `last` of one column."""
        self.raw.merge_range(first, column, last, column, safe(text), look)
        self.spans.append((first, last, self._needed(column, text, look)))

    def fit(self) -> None:
        """Give every row its height: Excel fits rows by itself when they are edited, not when a file is opened."""
        for first, last, needed in self.spans:
            have = sum(self.heights.get(row, 0.0) for row in range(first, last + 1))
            self.heights[first] = min(HIGHEST, self.heights.get(first, 0.0) + max(0.0, needed - have))
        for row, height in self.heights.items():
            self.raw.set_row(row, height)


@cache
def line_count(text: str, width: float, size: float, bold: bool = False) -> int:
    """
    Lines that a text takes when it is wrapped between words.

    Args:
        width: Of the column, in characters of the workbook's standard font (7 pixels each).

    >>> line_count("Thực hiện", 20, 12), line_count("một hai ba bốn năm sáu bảy", 20, 12)
    (1, 2)
    """
    room = width * 7 / (size * 4 / 3) / (1.08 if bold else 1.0) / SLACK
    lines, used = 1, 0.0
    for word in text.split(" "):
        length = sum(_em(letter) for letter in word)
        if used and used + 0.25 + length > room:
            lines, used = lines + 1, 0.0
        used += length + (0.25 if used else 0.0)
        while used > room:
            lines, used = lines + 1, used - room
    return lines


@cache
def _em(letter: str) -> float:
    """Width of a letter of Times New Roman, in its size."""
    base = unicodedata.normalize("NFD", letter)[0]
    for letters, width in EMS.items():
        if base in letters:
            return width
    return 0.69 if base.isupper() else 0.5


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
        self._sheets: list[Sheet] = []

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

    def sheet(self, name: str, widths: tuple[float, ...]) -> Sheet:
        """A new sheet under a taken name: A4 landscape, one page wide, mark in header and footer."""
        sheet = self.workbook.add_worksheet(name)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(**MARGINS)
        sheet.hide_gridlines(1)
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width, self.look())
        mark = sample_mark(self.stamp)
        font = f'&"{FONT},Regular"'
        if mark:
            sheet.set_header(f'&C&"{FONT},Bold"&14{coded(mark)}')
        page = coded(say("xlsx.page"))
        sheet.set_footer(
            f"&L{font}&8 {coded(say('xlsx.footer', mark=self.stamp.mark))}&R{font}&8 {page} &P/&N"
        )
        made = Sheet(sheet, widths)
        self._sheets.append(made)
        return made

    def head(self, sheet: Sheet, title: str, *lines: str) -> int:
        """
        The head of a sheet: the sample mark where there is one, a title and lines under it.

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
            sheet.raw.set_row(row, 24 if look is looks[0] or text == title else 18)
        return len(texts)

    def note(self, sheet: Sheet, row: int, first: int, last: int, text: str, look: Any) -> None:
        """A text over several columns; `look` wraps it."""
        sheet.raw.merge_range(row, first, row, last, safe(text), look)
        sheet.wants(row, first, text, look, last - first + 1)

    def repeated(self, sheet: Sheet, head_row: int, last_row: int, last: int, frozen: int) -> None:
        """The table's head stays on screen and on every printed page; the print area ends at column `last`."""
        sheet.raw.freeze_panes(head_row + 1, frozen)
        sheet.raw.repeat_rows(head_row)
        sheet.raw.print_area(0, 0, last_row, last)

    def done(self) -> bytes:
        """The finished file."""
        for sheet in self._sheets:
            sheet.fit()
        self.workbook.close()
        return self._bytes.getvalue()


def safe(text: str) -> str:
    """Text without the characters that XML cannot hold."""
    return CONTROL.sub(" ", text)


def coded(text: str) -> str:
    """Text for a header or footer, where `&` begins a code."""
    return safe(text).replace("&", "&&")


def put(sheet: Sheet, row: int, column: int, content: str | Amount | date | None, look: Any) -> None:
    """
    Write a constant. Text is written as text whatever it begins with; a figure with more digits than a spreadsheet
    keeps is written as text with all of them.
    """
    if content is None or content == "":
        sheet.raw.write_blank(row, column, None, look)
    elif isinstance(content, str):
        sheet.raw.write_string(row, column, safe(content), look)
        sheet.wants(row, column, content, look)
    elif isinstance(content, date):
        sheet.raw.write_datetime(row, column, datetime(content.year, content.month, content.day), look)  # noqa: DTZ001
    elif isinstance(content, Decimal) and not fits(content):
        sheet.raw.write_string(row, column, number(content), look)
    else:
        sheet.raw.write_number(row, column, float(content), look)


def put_formula(sheet: Sheet, row: int, column: int, formula: str, look: Any, shown: str | Amount) -> None:
    """Write a formula with the published value that a reader shows who does not recalculate."""
    if isinstance(shown, str):
        sheet.wants(row, column, shown, look)
    sheet.raw.write_formula(
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
