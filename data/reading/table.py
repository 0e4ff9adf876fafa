"""A table that was found: its header, what its columns mean, and its rows."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from data.reading import headings as h
from data.reading.catalogue import CriterionName, UnitName
from data.reading.folding import column_letter
from data.reading.grid import Cell, Grid
from data.reading.matching import Matcher
from data.reading.numbers_in import read_text
from data.reading.problems import Problems

VALUE_ROLES = (h.VALUE, h.SELF, h.REVIEWED)
ORDINAL_MARK = re.compile(r"\(?\s*(\d{1,2}|[A-Ea-e])\s*(?:=.*)?\)?")


@dataclass(slots=True)
class Table:
    """
    A table that was found.

    Attributes:
        form: long | wide | crossed.
        header: First and last row of the header.
        columns: Role → column.
        headings: Column → heading as written.
        units: wide: column → unit.      criteria: crossed: column → criterion.
        fixed_unit: The unit that the title names, where no column does.
        titles: Texts above the table.
    """

    grid: Grid
    form: str
    header: tuple[int, int]
    columns: dict[str, int] = field(default_factory=dict)
    headings: dict[int, str] = field(default_factory=dict)
    units: dict[int, UnitName] = field(default_factory=dict)
    criteria: dict[int, CriterionName] = field(default_factory=dict)
    fixed_unit: UnitName | None = None
    titles: list[str] = field(default_factory=list)
    merged: dict[tuple[int, int], tuple[int, int]] = field(default_factory=dict)

    def at(self, row: int, role: str) -> Cell | None:
        """The cell of a role in a row, from its merged region where it lies in one."""
        column = self.columns.get(role)
        if column is None:
            return None
        return self.grid.cell(row, column) or self.grid.cell(*self.merged.get((row, column), (0, 0)))

    def text(self, row: int, role: str) -> str:
        """The text of a role in a row."""
        cell = self.at(row, role)
        return cell.text if cell else ""

    def columns_of(self, column: int) -> list[str]:
        """The roles of a column."""
        return [role for role, place in self.columns.items() if place == column]

    @property
    def data_rows(self) -> list[int]:
        """The rows below the header, without the row of column numbers."""
        rows = [row for row in sorted(self.grid.rows) if row > self.header[1]]
        while rows and is_numbering(self.grid.rows[rows[0]]):
            rows = rows[1:]
        return rows


def is_numbering(cells: Mapping[int, Cell]) -> bool:
    """Whether a row only numbers the columns: (1) (2) (3) … or A B 1 2 …"""
    marks = [ORDINAL_MARK.fullmatch(cells[column].text.strip()) for column in sorted(cells)]
    if len(marks) < 3 or not all(marks):
        return False
    numbers = [int(mark[1]) for mark in marks if mark and mark[1].isdigit()]
    letters = [mark[1] for mark in marks if mark and not mark[1].isdigit()]
    return len(numbers) >= 2 and numbers == list(range(numbers[0], numbers[0] + len(numbers))) and (
        numbers[0] == 1 or bool(letters)
    )  # fmt: skip


def has_number(cells: Mapping[int, Cell]) -> bool:
    return any(not cell.is_text or read_text(cell.text).sort == "shape" for cell in cells.values())


def mostly(table: Table, column: int, body: list[int], fits: object, least: int = 1) -> bool:
    texts = [cell.text for row in body if (cell := table.grid.cell(row, column)) is not None]
    good = sum(bool(fits(text)) for text in texts)  # type: ignore[operator]
    return good >= least and good >= 0.5 * len(texts)


def unnamed_columns(table: Table, problems: Problems) -> None:
    """Figures under no heading: one is stray, several are a column that nobody can place."""
    body = table.data_rows
    filled: dict[int, list[Cell]] = {}
    for row in body:
        for column, cell in table.grid.rows[row].items():
            if column not in table.headings and is_value(cell):
                filled.setdefault(column, []).append(cell)
    for column, cells in sorted(filled.items()):
        letter = column_letter(column)
        if len(cells) == 1 or table.form == "long":
            problems.add("cell.stray_ignored", cell=", ".join(f"{letter}{cell.row}" for cell in cells[:5]))
        else:
            problems.add("layout.two_value_columns", cells[0].row, cols=f"cột {letter} không có tiêu đề")


def is_value(cell: Cell | None) -> bool:
    return cell is not None and (not cell.is_text or read_text(cell.text).sort == "shape")


def say_unit(
    problems: Problems,
    how: str,
    nearest: tuple[str, ...],
    written: str,
    row: int,
    column: int | None,
    matcher: Matcher,
) -> None:
    """Note why a name is no unit of the cluster."""
    heading = h.OFFICIAL[h.UNIT]
    if how == "ambiguous":
        problems.add("unit.ambiguous", row, column, heading=heading, value=written,
                     a=", ".join(nearest[:-1]), b=nearest[-1])  # fmt: skip
    elif how == "suggest":
        problems.add("unit.unknown_suggest", row, column, heading=heading, value=written,
                     suggest=" hoặc ".join(f"“{name}”" for name in nearest))  # fmt: skip
    elif how == "blank":
        problems.add("unit.blank", row, column, heading=heading,
                     question=f"fill_down:{column_letter(column or 0)}", options=("above",))  # fmt: skip
    else:
        names = ", ".join(unit.name for unit in matcher.catalogue.units)
        problems.add("unit.unknown", row, column, heading=heading, value=written, units=names)
