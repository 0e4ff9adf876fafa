"""Cells as both kinds of file give them: a sparse grid, rows and columns numbered from 1 as the spreadsheet shows them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal

Raw = str | int | Decimal | bool | date | datetime | time | timedelta | None


@dataclass(slots=True)
class Cell:
    """
    One cell that holds something.

    Attributes:
        text: What is written, composed (NFC); for typed cells their plain text.
        raw: The typed content: text in a CSV file, also number, date, time or bool in a workbook.
        number_format: The workbook's format code, "" in a CSV file.
        formula: The formula without cached result removed; "" where there is none.
        error: An Excel error such as #REF!, "" where there is none.
        struck: Whether the whole cell is struck through.
        comment: The comment attached to it.
    """

    row: int
    column: int
    text: str
    raw: Raw = None
    number_format: str = ""
    formula: str = ""
    error: str = ""
    struck: bool = False
    comment: str = ""

    @property
    def is_text(self) -> bool:
        """Whether the content is text (always so in a CSV file)."""
        return isinstance(self.raw, str)


@dataclass(slots=True)
class Grid:
    """
    One sheet, or one CSV file.

    Attributes:
        rows: Row number → column number → cell; only cells that hold something.
        widths: CSV only: row number → number of fields, empty ones included.
        merges: Merged regions (first row, first column, last row, last column).
        decomposed: Whether some text came with its marks apart (NFD).
    """

    name: str
    rows: dict[int, dict[int, Cell]]
    is_workbook: bool = False
    widths: dict[int, int] = field(default_factory=dict)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    blank_lines: set[int] = field(default_factory=set)
    delimiter: str = ""
    decomposed: bool = False

    def cell(self, row: int, column: int) -> Cell | None:
        """The cell there, None where nothing is."""
        return self.rows.get(row, {}).get(column)

    def text(self, row: int, column: int) -> str:
        """The text there, "" where nothing is."""
        cell = self.cell(row, column)
        return cell.text if cell else ""
