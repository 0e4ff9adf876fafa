"""
Workbook → grids, one for each visible sheet, by openpyxl's streaming reader: only cells that exist cost anything.

The parts are read one by one as `load_workbook(read_only=True)` does, but only those that are needed: chart sheets,
drawings, pivots, links and names of a stranger's file are never parsed.
"""

from __future__ import annotations

import io
import itertools
import posixpath
import re
import warnings
import zipfile
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from data.reading import limits
from data.reading.folding import column_letter, composed
from data.reading.grid import Cell, Grid, Raw
from data.reading.problems import Problems

COMMENTS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/comments"
EXCEL_DIGITS = 15  # Excel itself keeps and shows no more
FAR = 100  # empty rows or columns between the table and a cell that strayed
CELL_NAME = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")


@dataclass(slots=True)
class Workbook:
    """Visible sheets with their cells, and the names of hidden sheets that hold something."""

    sheets: list[Grid] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)


class _TooLarge(Exception):
    """A limit was passed; the problem is noted already."""


def read_xlsx(content: bytes, problems: Problems) -> Workbook | None:
    """The sheets of a workbook that passed `guard.check_archive`; None where it cannot be read."""
    from openpyxl.reader.excel import ExcelReader
    from openpyxl.styles.stylesheet import apply_stylesheet

    found = Workbook()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            reader = ExcelReader(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
            reader.read_manifest()
            reader.read_strings()
            reader.read_workbook()
            apply_stylesheet(reader.archive, reader.wb)
            for sheet, rel in reader.parser.find_sheets():
                if "worksheet" not in rel.Type or rel.target not in reader.valid_files:
                    continue
                if sheet.state == "visible":
                    found.sheets.append(_sheet(reader, sheet.name, rel.target, problems))
                elif _holds_cells(reader.archive, rel.target):
                    found.hidden.append(sheet.name)
    except _TooLarge:
        return None
    except MemoryError:
        problems.add("file.too_heavy")
        return None
    except Exception:  # noqa: BLE001 – a stranger's workbook may break the parser in any way; that is an answer, too
        problems.add("file.damaged")
        return None
    return found


def _holds_cells(archive: zipfile.ZipFile, target: str) -> bool:
    with archive.open(target) as stream:
        return re.search(rb"<(?:\w+:)?(?:v|t)[ >]", stream.read()) is not None


def _parser(reader: Any, target: str, *, formulas: bool) -> Any:
    from openpyxl.worksheet._reader import WorkSheetParser

    book = reader.wb
    return WorkSheetParser(
        reader.archive.open(target), reader.shared_strings, data_only=not formulas, epoch=book.epoch,
        date_formats=book._date_formats, timedelta_formats=book._timedelta_formats,
    )  # fmt: skip


def _sheet(reader: Any, name: str, target: str, problems: Problems) -> Grid:
    grid = Grid(composed(name), {}, is_workbook=True)
    book = reader.wb
    formats: dict[int, tuple[str, bool]] = {}
    parser = _parser(reader, target, formulas=False)
    columns: dict[int, int] = {}
    for _row, cells in parser.parse():
        for cell in cells:
            value = cell["value"]
            if value is None or (isinstance(value, str) and not value.strip()):
                continue
            row, column, style = cell["row"], cell["column"], cell["style_id"]
            if isinstance(value, str) and len(value) > limits.CELL_CHARACTERS:
                problems.add("cell.too_long", row, column, n=len(value), max=limits.CELL_CHARACTERS)
                raise _TooLarge
            if style not in formats:
                formats[style] = _format(book, style)
            number_format, struck = formats[style]
            raw = _raw(value)
            grid.decomposed = grid.decomposed or (isinstance(value, str) and value != raw)
            error = str(value) if cell["data_type"] == "e" else ""
            grid.rows.setdefault(row, {})[column] = Cell(
                row, column, _plain(raw), raw, number_format, error=error, struck=struck
            )
            columns[column] = columns.get(column, 0) + 1
        if len(grid.rows) > limits.ROWS + 200:
            problems.add("file.too_many_rows", n=f"hơn {limits.ROWS}", max=limits.ROWS)
            raise _TooLarge
        if len(columns) > limits.COLUMNS:
            problems.add("file.too_many_columns", n=len(columns), max=limits.COLUMNS)
            raise _TooLarge
    _structure(parser, grid)
    _stray(grid, problems)
    with reader.archive.open(target) as stream:
        has_formulas = re.search(rb"<(?:\w+:)?f[ >/]", stream.read()) is not None
    if has_formulas:
        _formulas(_parser(reader, target, formulas=True), grid)
    _comments(reader, target, grid)
    return grid


def _format(book: Any, style: int) -> tuple[str, bool]:
    from openpyxl.styles.numbers import BUILTIN_FORMATS

    array = book._cell_styles[style]
    number = array.numFmtId
    code = BUILTIN_FORMATS.get(number, "") if number < 164 else book._number_formats[number - 164]
    font = book._fonts[array.fontId]
    return ("" if code == "General" else str(code)), bool(font.strike)


def _raw(value: object) -> Raw:
    if isinstance(value, str):
        return composed(value)
    if isinstance(value, bool):
        return value
    if isinstance(value, int):
        return Decimal(value)
    if isinstance(value, float):
        return Decimal(f"{value:.{EXCEL_DIGITS}g}")  # inf and nan stay what they are
    if isinstance(value, date | datetime | time | timedelta):
        return value
    return str(value)


def _plain(raw: Raw) -> str:
    if isinstance(raw, Decimal):
        if not raw.is_finite():
            return str(raw)
        return format(raw, "f") if abs(raw.adjusted()) < 30 else str(raw)
    if isinstance(raw, bool):
        return "TRUE" if raw else "FALSE"
    if isinstance(raw, datetime):
        return f"{raw:%d/%m/%Y}" if raw.time() == time() else f"{raw:%d/%m/%Y %H:%M}"
    if isinstance(raw, date):
        return f"{raw:%d/%m/%Y}"
    return "" if raw is None else str(raw)


def _structure(parser: Any, grid: Grid) -> None:
    """Hidden rows and columns and merged regions, from what the parser saw beside the cells."""
    for number, attributes in parser.row_dimensions.items():
        if attributes.get("hidden") in ("1", "true") or attributes.get("ht") == "0":
            grid.hidden_rows.add(int(number))
    for attributes in parser.column_dimensions.values():
        if attributes.get("hidden") in ("1", "true") or attributes.get("width") == "0":
            first, last = int(attributes["min"]), int(attributes["max"])
            grid.hidden_columns.update(range(first, min(last, first + 500) + 1))
    if parser.merged_cells:
        for region in parser.merged_cells.mergeCell[:5_000]:
            corners = [CELL_NAME.fullmatch(end) for end in region.ref.replace("$", "").split(":")]
            if len(corners) == 2 and corners[0] and corners[1]:
                (left, top), (right, bottom) = corners[0].groups(), corners[1].groups()
                grid.merges.append((int(top), _number(left), int(bottom), _number(right)))


def _number(letters: str) -> int:
    total = 0
    for letter in letters:
        total = total * 26 + ord(letter) - 64
    return total


def _stray(grid: Grid, problems: Problems) -> None:
    """Take away the few cells that lie far below or far right of everything else."""
    rows = sorted(grid.rows)
    gone: list[Cell] = []
    for before, row in itertools.pairwise(rows):
        tail = [number for number in rows if number >= row]
        if row - before > FAR and len(tail) <= 3 and len(tail) < len(rows) / 2:
            for number in tail:
                gone += grid.rows.pop(number).values()
            break
    columns = sorted({column for cells in grid.rows.values() for column in cells})
    for before, column in itertools.pairwise(columns):
        if column - before > FAR:
            for cells in grid.rows.values():
                gone += [cells.pop(number) for number in list(cells) if number >= column]
            break
    for number in [row for row, cells in grid.rows.items() if not cells]:
        del grid.rows[number]
    if gone:
        named = ", ".join(f"{column_letter(cell.column)}{cell.row}" for cell in gone[:5])
        problems.add("cell.stray_ignored", cell=named)


def _formulas(parser: Any, grid: Grid) -> None:
    """Mark the cells that are formulas; those without a result get a cell of their own."""
    for _row, cells in parser.parse():
        for cell in cells:
            if cell["data_type"] != "f":
                continue
            row, column = cell["row"], cell["column"]
            value = cell["value"]
            formula = value if isinstance(value, str) else str(getattr(value, "text", "=") or "=")
            known = grid.cell(row, column)
            if known is None:
                if row - max(grid.rows, default=row) > FAR:
                    continue
                known = Cell(row, column, "", None)
                grid.rows.setdefault(row, {})[column] = known
            known.formula = formula


def _comments(reader: Any, target: str, grid: Grid) -> None:
    """Comments of cells (notes of reviewers) from the sheet's own comments part."""
    from openpyxl.packaging.relationship import get_dependents, get_rels_path
    from openpyxl.xml.functions import fromstring

    place = get_rels_path(target)
    if place not in reader.valid_files:
        return
    for rel in get_dependents(reader.archive, place):
        if rel.Type != COMMENTS:
            continue
        part = posixpath.normpath(rel.target)
        if part not in reader.valid_files:
            continue
        for node in fromstring(reader.archive.read(part)).iter():
            if not str(node.tag).endswith("}comment"):
                continue
            named = CELL_NAME.fullmatch(str(node.get("ref", "")))
            if named:
                cell = grid.cell(int(named[2]), _number(named[1]))
                if cell:
                    pieces = [piece.text or "" for piece in node.iter() if str(piece.tag).endswith("}t")]
                    cell.comment = composed(" ".join(pieces))[:200].strip() or "…"
