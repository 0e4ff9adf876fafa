"""Text of a CSV file → a grid: delimiter, `sep=` line, line ends, quotes. Rows are numbered as Excel shows them."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable

from data.reading import limits
from data.reading.folding import composed
from data.reading.grid import Cell, Grid
from data.reading.problems import Problems

DELIMITERS = (";", ",", "\t", "|")
SAID = {"\t": "dấu tab", "|": "dấu gạch đứng “|”", ";": "dấu “;”", ",": "dấu “,”"}
SEP_LINE = re.compile(r'\s*"?sep=(.)"?[;,\t| ]*\r?\n?', re.IGNORECASE)
SAMPLE_LINES = 60


def read_csv(text: str, roles: Callable[[list[str]], int], problems: Problems) -> Grid | None:
    """
    The grid of a CSV text, None where it cannot be split into cells.

    Args:
        text: Decoded text.
        roles: How many of a row's cells are known headings; decides between delimiters.
    """
    text = text.replace("\ufeff", "")
    if "\r" in text and "\n" not in text:
        problems.add("csv.line_ends")
    text = re.sub(r"\r\n?", "\n", text)
    if not text.strip(' \t\n;,|"\u00a0'):
        problems.add("file.empty")
        return None
    forced = SEP_LINE.match(text)
    if forced:
        problems.add("csv.sep_line", 1)
        text = text[forced.end() :]
        delimiter = forced[1]
        if delimiter in ('"', "\n", "\r"):
            problems.add("header.missing", cols="Năm, Đơn vị, Mã tiêu chí, Giá trị")
            return None
    else:
        delimiter = _delimiter(text, roles)
    if delimiter in "\t|" and not forced:
        problems.add("csv.delimiter_detected", delim=SAID[delimiter])
    return _cells(text, delimiter, problems)


def _delimiter(text: str, roles: Callable[[list[str]], int]) -> str:
    head = "\n".join(text.split("\n", SAMPLE_LINES)[:SAMPLE_LINES])[:200_000]
    best, most = ";", (-1, -1.0)
    for delimiter in DELIMITERS:
        rows = []
        try:
            # not a comprehension: the rows before a broken one are kept
            for row in csv.reader(io.StringIO(head), delimiter=delimiter):
                rows.append(row[: 2 * limits.COLUMNS])  # noqa: PERF401
        except csv.Error:
            pass
        known = max((roles(row) for row in rows), default=0)
        score = (known, sum(map(len, rows)) / max(1, len(rows)))
        if score > most:
            best, most = delimiter, score
    return best


def _cells(text: str, delimiter: str, problems: Problems) -> Grid | None:
    grid = Grid("", {}, delimiter=delimiter)
    csv.field_size_limit(limits.FILE_BYTES + 1)
    reader = csv.reader(io.StringIO(text), delimiter=delimiter, strict=True)
    number = filled = columns = 0
    try:
        for row in reader:
            number += 1
            cells = {}
            for column, written in enumerate(row, start=1):
                if not written or written.isspace():
                    continue
                if len(written) > limits.CELL_CHARACTERS:
                    problems.add("cell.too_long", number, column, n=len(written), max=limits.CELL_CHARACTERS)
                    return None
                if "\n" in written and _swallowed(written, delimiter):
                    problems.add("csv.unclosed_quote", number, column)
                    return None
                cells[column] = Cell(number, column, composed(written), composed(written))
            if cells:
                grid.rows[number] = cells
                grid.widths[number] = len(row)
                columns = max(columns, max(cells))
                filled += 1
            elif row:
                grid.blank_lines.add(number)
            else:
                grid.widths[number] = 0
            if columns > limits.COLUMNS:
                problems.add("file.too_many_columns", n=columns, max=limits.COLUMNS)
                return None
            if filled > limits.ROWS + 100:
                lines = sum(bool(line.strip()) for line in text.split("\n"))
                problems.add("file.too_many_rows", n=lines, max=limits.ROWS)
                return None
    except csv.Error:
        problems.add("csv.unclosed_quote", number + 1)
        return None
    last = max(grid.rows, default=0)
    grid.blank_lines |= {row for row, width in grid.widths.items() if width == 0 and row < last}
    return grid


def _swallowed(written: str, delimiter: str) -> bool:
    """Whether a cell of several lines holds whole rows: its quote was never meant to stay open."""
    least = 4 if delimiter == "," else 3  # commas stand in sentences, too
    return any(line.count(delimiter) >= least for line in written.split("\n")[1:])
