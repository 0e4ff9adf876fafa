"""
Figures and penalties as CSV files (UTF-8, comma, header, ISO dates, decimal point): strict in, canonical out.

What a row says by itself is checked by `data.checks`; whether cluster and rulebook know it, too,
but where it is kept.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from data.checks import figure_faults, penalty_faults
from scoring.errors import FiguresError
from scoring.model import Figure, Penalty, Role, State, Status

FIGURE_COLUMNS = (
    "year", "unit", "criterion", "sub_criterion", "role", "level", "state", "value", "grade", "status",
    "stands_for", "agency", "vintage", "document", "document_date", "as_of", "note",
)  # fmt: skip
PENALTY_COLUMNS = ("year", "unit", "item", "times", "status", "agency", "document", "document_date", "note")

NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
Word = TypeVar("Word", bound=StrEnum)
Read = TypeVar("Read")


class _Cells:
    """The cells of one row; what cannot be read is noted as "file, dòng n, column: …"."""

    def __init__(self, file: str, line: int, cells: dict[str, str], problems: list[str]) -> None:
        self.cells = cells
        self._file = file
        self._line = line
        self._problems = problems
        self._before = len(problems)

    @property
    def sound(self) -> bool:
        return len(self._problems) == self._before

    def bad(self, column: str, text: str) -> None:
        self._problems.append(f"{self._file}, dòng {self._line}, {column}: {text}")

    def whole(self, column: str, default: int | None = None) -> int:
        text = self.cells[column]
        if not text and default is not None:
            return default
        if not re.fullmatch(r"[0-9]{1,9}", text):
            self.bad(column, f"“{text}” không phải số nguyên")
            return default or 0
        return int(text)

    def number(self, column: str) -> Decimal | None:
        text = self.cells[column]
        if not text:
            return None
        if not NUMBER.fullmatch(text):
            self.bad(column, f"“{text}” không phải số viết với dấu chấm thập phân")
            return None
        return Decimal(text)

    def word(self, column: str, words: type[Word], default: Word) -> Word:
        text = self.cells[column]
        try:
            return words(text)
        except ValueError:
            allowed = ", ".join(member.value for member in words)
            self.bad(column, f"“{text}” không thuộc các giá trị cho phép: {allowed}")
            return default

    def day(self, column: str) -> date | None:
        text = self.cells[column]
        if not text:
            return None
        if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
            try:
                return date.fromisoformat(text)
            except ValueError:
                pass
        self.bad(column, f"“{text}” không phải ngày dạng 2018-03-25")
        return None


def read_figures(path: Path) -> tuple[Figure, ...]:
    """
    The figures of a file, in its order.

    Raises:
        FiguresError: With all problems, each naming file, line and column.
    """
    return _read(path, FIGURE_COLUMNS, _figure)


def read_penalties(path: Path) -> tuple[Penalty, ...]:
    """The penalties and itemised bonuses of a file, in its order. Raises FiguresError with all problems."""
    return _read(path, PENALTY_COLUMNS, _penalty)


def write_figures(path: Path, figures: Iterable[Figure]) -> None:
    """Write figures so that `read_figures` gives back the same."""
    path.write_text(figures_text(figures), encoding="utf-8", newline="")


def write_penalties(path: Path, penalties: Iterable[Penalty]) -> None:
    """Write penalties so that `read_penalties` gives back the same."""
    path.write_text(_text(PENALTY_COLUMNS, penalties), encoding="utf-8", newline="")


def figure_of(cells: Mapping[str, str]) -> Figure:
    """
    The figure whose non-empty cells are given by column, as the journal keeps it. Raises FiguresError.

    What the figure says is not judged again: what was once kept stays readable under stricter checks.
    """
    return _one(cells, FIGURE_COLUMNS, _figure_cells)


def penalty_of(cells: Mapping[str, str]) -> Penalty:
    """The penalty whose non-empty cells are given by column. Raises FiguresError."""
    return _one(cells, PENALTY_COLUMNS, _penalty_cells)


def _one(cells: Mapping[str, str], columns: Iterable[str], build: Callable[[_Cells], Read]) -> Read:
    problems: list[str] = [f"{column}: cột lạ" for column in cells if column not in columns]
    row = build(_Cells("-", 1, {column: cells.get(column, "") for column in columns}, problems))
    if problems:
        raise FiguresError(problems)
    return row


def figures_text(figures: Iterable[Figure]) -> str:
    """The canonical CSV of figures, lines ending in LF."""
    return _text(FIGURE_COLUMNS, figures)


def cell(value: object) -> str:
    """
    A value as the canonical cell: exact digits without exponent or idle zeros, ISO dates, "" for nothing.

    >>> cell(Decimal("12.50")), cell(Decimal("1E+3")), cell(Decimal("-0.0")), cell(None)
    ('12.5', '1000', '0', '')
    """
    if value is None:
        return ""
    if isinstance(value, Decimal):
        text = format(value, "f")
        if "." in text:
            text = text.rstrip("0").rstrip(".")
        return "0" if text == "-0" else text
    if isinstance(value, date):
        return value.isoformat()
    return str(value)


def cells_of(columns: Iterable[str], row: Figure | Penalty) -> dict[str, str]:
    """The cells of a figure or penalty by column, empty ones left out; `figure_of`, `penalty_of` read them back."""
    cells = {column: cell(getattr(row, column)) for column in columns}
    return {column: text for column, text in cells.items() if text}


def _text(columns: Sequence[str], rows: Iterable[Figure] | Iterable[Penalty]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([cell(getattr(row, column)) for column in columns])
    return out.getvalue()


def _read(path: Path, columns: tuple[str, ...], build: Callable[[_Cells], Read | None]) -> tuple[Read, ...]:
    problems: list[str] = []
    found: list[Read] = []
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            lines = csv.reader(stream, strict=True)
            header = tuple(next(lines, ()))
            if sorted(header) != sorted(columns):
                absent = [column for column in columns if column not in header]
                extra = [column for column in header if column not in columns or header.count(column) > 1]
                raise FiguresError(
                    [f"{path.name}, dòng 1, {name}: thiếu cột này" for name in absent]
                    + [f"{path.name}, dòng 1, {name or '-'}: cột lạ hoặc ghi hai lần" for name in extra]
                )
            for cells in lines:
                if not any(cells):
                    continue
                if len(cells) != len(header):
                    text = f"dòng có {len(cells)} ô, cần {len(header)}"
                    problems.append(f"{path.name}, dòng {lines.line_num}, -: {text}")
                    continue
                row = build(
                    _Cells(path.name, lines.line_num, dict(zip(header, cells, strict=True)), problems)
                )
                if row is not None:
                    found.append(row)
    except OSError as error:
        raise FiguresError([f"{path.name}, -, -: không mở được tệp ({error.strerror})"]) from error
    except UnicodeDecodeError as error:
        raise FiguresError([f"{path.name}, -, -: tệp không phải UTF-8 (byte thứ {error.start})"]) from error
    except csv.Error as error:
        problems.append(f"{path.name}, -, -: sai cú pháp CSV ({error})")
    if problems:
        raise FiguresError(problems)
    return tuple(found)


def _figure(row: _Cells) -> Figure | None:
    figure = _figure_cells(row)
    if row.sound:
        for column, text in figure_faults(figure):
            row.bad(column, text)
    return figure if row.sound else None


def _penalty(row: _Cells) -> Penalty | None:
    penalty = _penalty_cells(row)
    if row.sound:
        for column, text in penalty_faults(penalty):
            row.bad(column, text)
    return penalty if row.sound else None


def _figure_cells(row: _Cells) -> Figure:
    cells = row.cells
    return Figure(
        year=row.whole("year"),
        unit=cells["unit"],
        criterion=cells["criterion"],
        role=row.word("role", Role, Role.ACTUAL),
        state=row.word("state", State, State.NOT_REPORTED) if cells["state"] else State.REPORTED,
        status=row.word("status", Status, Status.ILLUSTRATIVE),
        agency=cells["agency"],
        vintage=row.whole("vintage", 1),
        sub_criterion=cells["sub_criterion"],
        level=cells["level"],
        value=row.number("value"),
        grade=cells["grade"],
        stands_for=row.word("stands_for", Status, Status.ESTIMATE) if cells["stands_for"] else None,
        document=cells["document"],
        document_date=row.day("document_date"),
        as_of=row.day("as_of"),
        note=cells["note"],
    )


def _penalty_cells(row: _Cells) -> Penalty:
    cells = row.cells
    return Penalty(
        year=row.whole("year"),
        unit=cells["unit"],
        item=cells["item"],
        times=row.whole("times"),
        status=row.word("status", Status, Status.ILLUSTRATIVE),
        agency=cells["agency"],
        document=cells["document"],
        document_date=row.day("document_date"),
        note=cells["note"],
    )
