"""Where the table lies in a grid, and of which form it is."""

from __future__ import annotations

import re
from collections.abc import Mapping

from data.reading import headings as h
from data.reading.across import find_across, settle_crossed, settle_wide
from data.reading.grid import Grid
from data.reading.long_form import second_line, settle_long
from data.reading.matching import Matcher
from data.reading.problems import Problems
from data.reading.table import VALUE_ROLES, Table

HEADER_WITHIN = 80  # rows that hold something, from the top, among which the header must be
KEY_ROLES = (h.YEAR, h.UNIT, h.UNIT_CODE, h.CODE, h.CRITERION, h.MEASURE)


def find_table(grid: Grid, matcher: Matcher, problems: Problems, answers: Mapping[str, str]) -> Table | None:
    """The table of a grid; None (with the reason noted) where there is none that can be read."""
    merged = _merged_map(grid)
    rows = sorted(grid.rows)
    for place, row in enumerate(rows[:HEADER_WITHIN]):
        near = [number for number in rows[place : place + 4] if number <= row + 4]
        roles = {column: h.role_of(cell.text) for column, cell in grid.rows[row].items() if cell.is_text}
        named = {role for role in roles.values() if role and role not in (h.TOTAL, h.ORDINAL)}
        table = find_across(grid, matcher, near, named, merged)
        if table is None and _is_long(named):
            table = Table(grid, "long", (row, row), merged=merged)
            for column, cell in grid.rows[row].items():
                table.headings[column] = cell.text
            second_line(table)
        if table is None:
            continue
        table.titles = [
            cell.text for number in rows if number < table.header[0] for cell in grid.rows[number].values()
        ]
        settle = {"long": settle_long, "wide": settle_wide, "crossed": settle_crossed}[table.form]
        return table if settle(table, matcher, problems, answers) else None
    _say_missing(grid, rows, problems)
    return None


def _is_long(named: set[str]) -> bool:
    keys = named & {h.YEAR, h.UNIT, h.UNIT_CODE, h.CODE, h.CRITERION, h.TARGET, *VALUE_ROLES, h.MEASURE}
    what = named & {h.CODE, h.CRITERION, h.TARGET, h.UNIT, h.UNIT_CODE}
    return len(keys) >= 3 and bool(what)


def _say_missing(grid: Grid, rows: list[int], problems: Problems) -> None:
    needed = (h.YEAR, h.UNIT, h.CODE, h.VALUE)
    best: set[str] = set()
    for row in rows[:HEADER_WITHIN]:
        found = {h.role_of(cell.text) for cell in grid.rows[row].values()} - {"", h.TOTAL}
        for cell in grid.rows[row].values():
            pieces = re.split(r"\s{2,}|[;,|\t:~^]", cell.text)
            if len(pieces) > 2:  # headings that were not split into cells
                inside = {h.role_of(piece) for piece in pieces} - {"", h.TOTAL}
                if len(inside) >= 3:
                    problems.add("header.missing_columns", row, cols="; ".join(h.OFFICIAL[role] for role in needed)
                                 + " (cả dòng đang nằm trong một cột)")  # fmt: skip
                    return
        best = max(best, found, key=len)
    if len(best) >= 2:
        missing = [h.OFFICIAL[role] for role in needed if role not in best]
        if missing:
            problems.add("header.missing_columns", cols=", ".join(missing))
            return
    problems.add("header.missing", cols=", ".join(h.OFFICIAL[role] for role in needed))


def _merged_map(grid: Grid) -> dict[tuple[int, int], tuple[int, int]]:
    found: dict[tuple[int, int], tuple[int, int]] = {}
    for top, left, bottom, right in grid.merges:
        for row in range(top, min(bottom, top + 6_000) + 1):
            for column in range(left, min(right, left + 150) + 1):
                if (row, column) != (top, left):
                    found[(row, column)] = (top, left)
        if len(found) > 300_000:
            break
    return found
