"""A scored year read out of a workbook's cells, by the words that stand in it; knows nothing of how it was written."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from pages.exports.xlsx import workbook
from pages.parts.frozen_year import FrozenYear
from pages.parts.year_words import Telling
from scoring.given import Given
from scoring.model import Outcome
from tests.frozen import OTHER_CLUSTER, frozen_year
from tests.office import values

SMALL_CLUSTER = Path(__file__).parent / "small_cluster"
WORDS = {
    Outcome.NOT_REPORTED: "chưa báo cáo",
    Outcome.NOT_ASSIGNED: "không giao",
    Outcome.NOT_APPLICABLE: "không phát sinh",
}
Cells = dict[tuple[str, str], Any]


def frozen_of(name: str) -> FrozenYear:
    """A year by its name: "2018" is the sample, "other-2022" and "small-2021" are made up for the tests."""
    folder, _, year = name.rpartition("-")
    return frozen_year(int(year), {"": None, "other": OTHER_CLUSTER, "small": SMALL_CLUSTER}[folder])


def with_given(frozen: FrozenYear, given: Given) -> FrozenYear:
    """The same year with other figures; only what a workbook reads is exchanged."""
    return replace(frozen, given=given, about=Telling(frozen.about.cluster, given.rulebook, given.board()))


def sheet_of(frozen: FrozenYear, unit: str) -> str:
    return f"Bảng chấm điểm {frozen.about.unit(unit)}"


@dataclass(frozen=True)
class Index:
    """Rows by sheet, column and text."""

    cells: Cells
    rows: dict[tuple[str, str, Any], list[int]]


_INDICES: dict[int, Index] = {}


def index_of(cells: Cells) -> Index:
    """The index of a workbook's cells, made once."""
    if id(cells) not in _INDICES:
        rows: dict[tuple[str, str, Any], list[int]] = {}
        for (sheet, cell), shown in cells.items():
            if cell[0] in "AB" and cell[1:].isdigit():
                rows.setdefault((sheet, cell[0], shown), []).append(int(cell[1:]))
        _INDICES[id(cells)] = Index(cells, rows)  # holds the cells too, so that their id stays theirs
    return _INDICES[id(cells)]


def row_of(cells: Cells, sheet: str, text: str, column: str = "A") -> int:
    """The only row with that text in a column."""
    rows = index_of(cells).rows.get((sheet, column, text), [])
    assert 1 == len(rows), (sheet, text, rows)
    return rows[0]


def part_row(cells: Cells, sheet: str, criterion: str, part: str) -> int:
    """The row of a component: the first with its code below its criterion."""
    row = row_of(cells, sheet, criterion) + 1
    while cells.get((sheet, f"A{row}")) != part:
        row += 1
    return row


def exact(shown: Any) -> Any:
    """A number of a cell as the Decimal that it stands for; words as they are."""
    if isinstance(shown, bool) or not isinstance(shown, int | float):
        return shown
    return Decimal(str(round(shown, 9)))


@dataclass
class Differences:
    """What a workbook shows otherwise than the board."""

    found: list[tuple[str, Any, Any]]

    def expect(self, where: str, wanted: Any, shown: Any) -> None:
        if wanted != exact(shown):
            self.found.append((where, wanted, shown))


def differences(cells: Cells, frozen: FrozenYear) -> list[tuple[str, Any, Any]]:
    """Every published number of a year that a workbook shows otherwise: (where, published, shown)."""
    seen = Differences([])
    board, rulebook = frozen.about.board, frozen.about.rulebook
    head = row_of(cells, "Bảng tổng hợp", "TT")
    columns = {cells["Bảng tổng hợp", f"{column}{head}"]: column for column in "DEFGHIJ"[: len(board.units)]}
    for row in board.units:
        sheet, name = sheet_of(frozen, row.unit), frozen.about.unit(row.unit)
        summed = columns[name]
        for criterion in rulebook.criteria:
            score = board.score(row.unit, criterion.code)
            at = row_of(cells, sheet, criterion.code)
            wanted = WORDS.get(score.outcome, score.points)
            seen.expect(f"{sheet} {criterion.code}", wanted, cells.get((sheet, f"G{at}")))
            if criterion.bonus is not None and score.bonus is not None:
                seen.expect(f"{sheet} {criterion.code} +", score.bonus, cells.get((sheet, f"H{at}")))
            at = row_of(cells, "Bảng tổng hợp", criterion.code)
            seen.expect(f"{name} {criterion.code}", wanted, cells.get(("Bảng tổng hợp", f"{summed}{at}")))
        totals = {
            "Điểm thưởng trước khống chế": row.bonus_uncapped,
            "Điểm thưởng": row.bonus,
            "TỔNG ĐIỂM": row.total,
            "Mức tối đa của đơn vị": row.maximum,
            "TỶ LỆ TRÊN MỨC TỐI ĐA": row.rate,
            "THỨ HẠNG": "chưa xếp hạng" if row.rank is None else row.rank,
            "Số tiêu chí chưa báo cáo": len(row.missing),
            "Điểm chuẩn của tiêu chí chưa báo cáo": row.open_points,
        }
        for section in row.sections:
            label = rulebook.section(section.code).label.partition(":")[0]
            totals[f"Điểm {label}"] = section.total
        if rulebook.grades:
            totals["XẾP LOẠI"] = row.grade or ("chưa xếp loại" if row.missing else "không xếp loại")
        for label, wanted in totals.items():
            at = row_of(cells, sheet, label, "B")
            seen.expect(f"{sheet} {label}", wanted, cells.get((sheet, f"G{at}")))
            at = row_of(cells, "Bảng tổng hợp", label, "B")
            seen.expect(f"{name} {label}", wanted, cells.get(("Bảng tổng hợp", f"{summed}{at}")))
    return seen.found


@cache
def book_of(name: str) -> bytes:
    return workbook(frozen_of(name))


@cache
def cells_of(name: str) -> Cells:
    """What the workbook of a year shows without being recalculated."""
    return values(book_of(name))
