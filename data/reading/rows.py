"""Rows below the header → entries: one cell of figures with its unit, criterion and year."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from data.formulas import STARTS
from data.reading import headings as h
from data.reading.catalogue import CriterionName, UnitName
from data.reading.folding import column_letter, tidy
from data.reading.grid import Cell
from data.reading.matching import CriterionMatch, Matcher, UnitMatch
from data.reading.numbers_in import read_cell
from data.reading.problems import Problems
from data.reading.row_sorts import (
    Total,
    footer_start,
    is_figure_row,
    is_heading_line,
    other_header,
    repeated_header,
    starts_another,
    total_of_row,
)
from data.reading.table import Table, is_numbering, say_unit


@dataclass(slots=True)
class Entry:
    """One cell of figures with everything that says what it is."""

    row: int
    column: int
    cell: Cell | None
    unit: UnitName
    criteria: tuple[CriterionName, ...]
    year_cell: Cell | None
    measure: str = ""
    extras: dict[str, Cell] = field(default_factory=dict)


@dataclass(slots=True)
class Body:
    """What the rows of a table hold."""

    entries: list[Entry] = field(default_factory=list)
    totals: list[Total] = field(default_factory=list)
    by_name: int = 0
    matched_units: dict[str, str] = field(default_factory=dict)
    matched_criteria: dict[str, str] = field(default_factory=dict)
    rows: int = 0


def read_rows(table: Table, matcher: Matcher, problems: Problems, answers: Mapping[str, str]) -> Body:
    """Everything that stands below the header of a table."""
    body = Body()
    rows = table.data_rows
    if not rows:
        return body
    footer = footer_start(table, matcher, rows)
    kept = [row for row in rows if row < footer]
    skipped_totals = 0
    way = {"long": _long_row, "wide": _wide_row, "crossed": _crossed_row}[table.form]
    last: dict[str, UnitName] = {}
    for row in kept:
        if repeated_header(table, row):
            problems.add("layout.repeated_header_skipped", row)
            continue
        if other_header(table, row) or starts_another(table, matcher, kept, row):
            problems.add("layout.two_tables", row)
            return body
        if is_numbering(table.grid.rows[row]):
            continue
        total = total_of_row(table, matcher, row)
        if total:
            body.totals.append(total)
            skipped_totals += 1
            continue
        before = len(problems.errors)
        _without_result(table, problems, row)
        entries = way(table, matcher, problems, body, row, answers, last)
        body.entries += entries
        body.rows += bool(entries) or len(problems.errors) > before
    if skipped_totals:
        problems.add("row.total_skipped", n=skipped_totals)
    if footer <= rows[-1]:
        problems.add("row.footer_skipped", footer)
        for row in rows:
            if row >= footer and is_figure_row(table, matcher, row):
                problems.add("layout.two_tables", row)
    _say_shape(table, problems, body, kept)
    return body


def _without_result(table: Table, problems: Problems, row: int) -> None:
    """Formulas without a result where the row says what it is: the cause, beside “blank”."""
    for role in (h.YEAR, h.UNIT, h.UNIT_CODE, h.CODE, h.CRITERION):
        cell = table.at(row, role)
        if cell is not None and cell.formula and cell.raw is None:
            problems.add("formula.no_value", row, cell.column, heading=table.headings.get(cell.column, ""))


def _long_row(
    table: Table, matcher: Matcher, problems: Problems, body: Body, row: int, answers: Mapping[str, str],
    last: dict[str, UnitName],
) -> list[Entry]:  # fmt: skip
    if is_heading_line(table, row):
        return []
    unit = _unit_of_row(table, matcher, problems, body, row, answers, last)
    criteria = _criterion_of_row(table, matcher, problems, body, row)
    _neutral(table, problems, row)
    column = table.columns[h.VALUE]
    extras = {
        role: cell for role in (h.TARGET, h.LEVEL, h.STATUS, h.AGENCY, h.AS_OF, h.NOTE)
        if (cell := table.at(row, role)) is not None
    }  # fmt: skip
    if unit is None or not criteria:
        _still_check(table, matcher, problems, row, criteria)
        return []
    return [
        Entry(row, column, table.grid.cell(row, column), unit, criteria, table.at(row, h.YEAR),
              table.text(row, h.MEASURE), extras)
    ]  # fmt: skip


def _still_check(
    table: Table, matcher: Matcher, problems: Problems, row: int, criteria: tuple[CriterionName, ...]
) -> None:
    """Where unit or criterion is wrong, the year is judged all the same, so that everything is said at once."""
    from data.reading.years import year_of

    cell = table.at(row, h.YEAR)
    if cell:
        said = year_of(cell)
        if said.year is None:
            say_year(problems, said.key, cell)


def say_year(problems: Problems, key: str, cell: Cell) -> None:
    """Note why a cell is no year."""
    from data.reading import limits

    problems.add(key, cell.row, cell.column, heading=h.OFFICIAL[h.YEAR], value=cell.text,
                 min=limits.FIRST_YEAR, max=limits.LAST_YEAR)  # fmt: skip


def _unit_of_row(
    table: Table, matcher: Matcher, problems: Problems, body: Body, row: int, answers: Mapping[str, str],
    last: dict[str, UnitName],
) -> UnitName | None:  # fmt: skip
    if table.fixed_unit:
        return table.fixed_unit
    column = table.columns[h.UNIT]
    cell = table.at(row, h.UNIT)
    written = cell.text if cell else ""
    match = matcher.unit(written)
    code_cell = table.at(row, h.UNIT_CODE)
    if code_cell:
        match = _with_code(matcher, problems, match, written, code_cell, row)
    if match.how == "blank" and f"fill_down:{column_letter(column)}" in answers and last:
        return last["unit"]
    if match.unit is None:
        if not (code_cell and match.how == "conflict"):
            say_unit(problems, match.how, match.nearest, written, row, column, matcher)
        return None
    last["unit"] = match.unit
    say_match(problems, body, match, written, row, column)
    return match.unit


def _with_code(
    matcher: Matcher, problems: Problems, match: UnitMatch, written: str, code_cell: Cell, row: int
) -> UnitMatch:
    by_code = matcher.unit(code_cell.text)
    if match.how == "blank":
        return by_code
    if match.unit and by_code.unit and match.unit.code != by_code.unit.code:
        problems.add("unit.ambiguous", row, code_cell.column, value=f"{code_cell.text} {written}",
                     a=by_code.unit.name, b=match.unit.name)  # fmt: skip
        return UnitMatch(None, "conflict")
    if by_code.unit is None:
        return by_code
    return match


def say_match(problems: Problems, body: Body, match: UnitMatch, written: str, row: int, column: int) -> None:
    """Note how a unit's name was understood, once for each spelling."""
    if match.unit is None or match.how == "exact":
        return
    if written in body.matched_units:
        return
    body.matched_units[written] = match.unit.code
    name = match.unit.name
    if match.how == "whitespace":
        problems.add("unit.whitespace_cleaned", row, column, heading=h.OFFICIAL[h.UNIT], raw=written)
    elif match.how == "tone":
        problems.add(
            "name.tone_placement_variant", row, column, heading=h.OFFICIAL[h.UNIT], raw=written, name=name
        )
    else:
        problems.add("unit.alias_matched", row, column, heading=h.OFFICIAL[h.UNIT], raw=written, unit=name)


def _criterion_of_row(
    table: Table, matcher: Matcher, problems: Problems, body: Body, row: int
) -> tuple[CriterionName, ...]:
    code_cell, name_cell = table.at(row, h.CODE), table.at(row, h.CRITERION)
    code = code_cell.text.strip(" \t\r\n") if code_cell else ""
    name = name_cell.text if name_cell else ""
    match = matcher.criterion(code, name)
    column = (code_cell or name_cell).column if (code_cell or name_cell) else table.columns.get(h.CODE)  # type: ignore[union-attr]
    if not match.criteria:
        say_criterion(problems, match, code or name, row, column)
        return ()
    first = match.criteria[0]
    if match.name == "conflict":
        problems.add("criterion.code_name_conflict", row, column, heading=h.OFFICIAL[h.CODE], code=first.key,
                     right_name=first.name, name=name)  # fmt: skip
        return ()
    seen = f"{code}|{name}"
    if seen not in body.matched_criteria:
        body.matched_criteria[seen] = first.key
        _say_criterion_match(problems, match, code, name, row, column)
        body.by_name += match.how in ("name", "name_tone")
    return match.criteria


def _say_criterion_match(
    problems: Problems, match: CriterionMatch, code: str, name: str, row: int, column: int | None
) -> None:
    first = match.criteria[0]
    if match.how == "code":
        problems.add(
            "criterion.code_normalised", row, column, heading=h.OFFICIAL[h.CODE], raw=code, code=first.key
        )
    if match.how == "name_tone" or match.name == "tone":
        problems.add("name.tone_placement_variant", row, column, raw=name, name=first.name)
    elif match.name == "differs":
        problems.add("criterion.name_differs", row, column, name=name, code=first.key, right_name=first.name)


def say_criterion(
    problems: Problems, match: CriterionMatch, written: str, row: int, column: int | None
) -> None:
    """Note why a code or name is no criterion."""
    if match.nearest:
        problems.add("criterion.unknown_suggest", row, column, heading=h.OFFICIAL[h.CODE], value=written,
                     suggest=" hoặc ".join(f"“{one}”" for one in match.nearest))  # fmt: skip
    else:
        problems.add(
            "criterion.unknown", row, column, heading=h.OFFICIAL[h.CODE], value=written or "(để trống)"
        )


def _neutral(table: Table, problems: Problems, row: int) -> None:
    """Texts that a spreadsheet would run as formulas: kept as text, and said."""
    numeric = {table.columns.get(role) for role in (h.VALUE, h.TARGET, h.YEAR, h.UNIT, h.CODE)}
    for column, cell in table.grid.rows[row].items():
        if column in numeric or not cell.is_text:
            continue
        start = cell.text.lstrip(" \u00a0")[:1] or cell.text[:1]
        if start in STARTS and read_cell(cell).sort in ("word", "problem") and len(cell.text.strip()) > 1:
            if start in "+-" and re.match(r"^[+-]\s?[^\W\d_]", cell.text.lstrip()):
                continue  # a bullet before words
            problems.add("cell.formula_text_neutralised", row, column, heading=table.headings.get(column, ""),
                         ch=start, found=cell.text)  # fmt: skip


def _wide_row(
    table: Table, matcher: Matcher, problems: Problems, body: Body, row: int, answers: Mapping[str, str],
    last: dict[str, UnitName],
) -> list[Entry]:  # fmt: skip
    cells = {column: table.grid.cell(row, column) for column in table.units}
    code, name = tidy(table.text(row, h.CODE)), table.text(row, h.CRITERION)
    match = matcher.criterion(code, name)
    filled = [cell for cell in cells.values() if cell is not None]
    if not match.criteria and not filled:
        return []  # the heading of a group
    if not code and not name:
        for cell in filled:
            if read_cell(cell).sort in ("shape", "number"):
                problems.add("criterion.unknown", row, cell.column, value="(để trống)")
                return []
        return []
    criteria = _criterion_of_row(table, matcher, problems, body, row)
    if not criteria:
        return []
    _neutral_labels(table, problems, row)
    for column in table.units:
        heading = next(
            (table.grid.text(number, column) for number in range(table.header[1], table.header[0] - 1, -1)
             if matcher.unit(table.grid.text(number, column)).unit), "")  # fmt: skip
        if heading:
            say_match(problems, body, matcher.unit(heading), heading, table.header[1], column)
    return [
        Entry(row, column, cells[column], unit, criteria, table.at(row, h.YEAR), table.text(row, h.MEASURE))
        for column, unit in sorted(table.units.items())
    ]


def _neutral_labels(table: Table, problems: Problems, row: int) -> None:
    column = table.columns.get(h.NOTE)
    cell = table.grid.cell(row, column) if column else None
    if cell and cell.is_text and cell.text[:1] in STARTS and read_cell(cell).sort in ("word", "problem"):
        problems.add("cell.formula_text_neutralised", row, column, ch=cell.text[:1], found=cell.text)


def _crossed_row(
    table: Table, matcher: Matcher, problems: Problems, body: Body, row: int, answers: Mapping[str, str],
    last: dict[str, UnitName],
) -> list[Entry]:  # fmt: skip
    cells = {column: table.grid.cell(row, column) for column in table.criteria}
    if not any(cells.values()) and not table.text(row, h.UNIT):
        return []
    measures = [cell.text for cell in cells.values() if cell is not None and cell.is_text]
    only_words = measures and len(measures) == sum(map(bool, cells.values()))
    if (
        only_words
        and not table.text(row, h.UNIT)
        and all(read_cell(cell).sort == "word" for cell in cells.values() if cell)
    ):
        for column, cell in cells.items():  # a row of units of measure under the names
            if cell:
                table.headings[column] = f"{table.headings.get(column, '')} ({cell.text})"
        return []
    unit = _unit_of_row(table, matcher, problems, body, row, answers, last)
    if unit is None:
        return []
    return [
        Entry(row, column, cells[column], unit, (criterion,), table.at(row, h.YEAR))
        for column, criterion in sorted(table.criteria.items())
    ]


def _say_shape(table: Table, problems: Problems, body: Body, kept: list[int]) -> None:
    """Notices about the table as a whole: hidden rows, merged cells, blank rows, form."""
    grid = table.grid
    used = {entry.row for entry in body.entries}
    hidden = used & grid.hidden_rows
    if hidden:
        problems.add("row.hidden_included", min(hidden), n=len(hidden))
    if table.form == "long":
        for role, column in table.columns.items():
            regions = [
                region for region in grid.merges
                if region[1] == column and region[2] > region[0] and region[0] > table.header[1]
            ]  # fmt: skip
            if regions and role == h.VALUE:
                for region in regions:
                    if len(used & set(range(region[0], region[2] + 1))) > 1:
                        problems.add("layout.merged_value", region[0], column, n=region[2] - region[0] + 1)
            elif regions and role != h.NOTE:
                problems.add("layout.merged_filled", col=table.headings[column], n=len(regions))
    else:
        across = table.units or table.criteria
        for top, left, bottom, right in grid.merges:
            if left in across and top in used and (bottom > top or right > left):
                problems.add("layout.merged_value", top, left, n=max(bottom - top, right - left) + 1)
        if body.entries:
            units = {entry.unit.code for entry in body.entries}
            criteria = {entry.criteria[0].key for entry in body.entries}
            problems.add("layout.wide_form_recognised", c=len(criteria), u=len(units))
    if kept:
        blank = {row for row in grid.blank_lines if row > table.header[1]}
        if grid.is_workbook:
            blank = set(range(kept[0], kept[-1])) - set(grid.rows)
        if blank:
            problems.add("row.blank_skipped", n=len(blank))
    if body.by_name:
        problems.add("criterion.matched_by_name", n=body.by_name)
