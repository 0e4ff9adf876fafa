"""Tables the other way: wide (units across, criteria down) and crossed (criteria across, units down)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping

from data.reading import headings as h
from data.reading.catalogue import CriterionName, UnitName
from data.reading.folding import bare, column_letter, tidy
from data.reading.grid import Cell, Grid
from data.reading.matching import Matcher
from data.reading.problems import Problems
from data.reading.table import Table, has_number, is_value, mostly, say_unit, unnamed_columns

UNIT_PREFIX = re.compile(r"^(?:huyen|h|thanh pho|tp|t p|thi xa|tx|quan|ubnd|uy ban|xa|phuong)\b")


def find_across(
    grid: Grid,
    matcher: Matcher,
    near: list[int],
    named: set[str],
    merged: dict[tuple[int, int], tuple[int, int]],
) -> Table | None:
    """A wide or crossed table whose header begins in the first of these rows."""
    first = near[0]
    for row in near[:3]:
        cells = {column: cell for column, cell in grid.rows[row].items() if cell.is_text}
        units = _units_of(cells, matcher)
        criteria = _criteria_of(cells, matcher)
        begins = row == first or len(named) >= 2 or _is_heading_row(grid, first, row)
        if not begins or (row != first and has_number(grid.rows[row])):
            continue  # a row of figures is no header
        if len({unit.code for unit in units.values()}) >= 2 and len(criteria) < len(units):
            return Table(grid, "wide", (first, row), units=units, merged=merged)
        alone = named & {h.CODE, h.CRITERION, h.MEASURE, h.TARGET}
        if len(units) == 1 and alone and h.UNIT not in named and _no_value_heading(cells):
            code = next(iter(units.values()))
            if not any(cell.text.strip().upper() == code.code for cell in cells.values()):
                return Table(grid, "wide", (first, row), units=units, merged=merged)
        if len({row.key for row in criteria.values()}) >= 2 and not units:
            last = row
            for more in near:
                if more > row and len(_criteria_of(grid.rows[more], matcher)) >= 2:
                    last = more
            return Table(grid, "crossed", (first, last), criteria=criteria, merged=merged)
    return None


def _no_value_heading(cells: dict[int, Cell]) -> bool:
    return not any(h.role_of(cell.text) in (h.VALUE, h.UNIT) for cell in cells.values())


def _is_heading_row(grid: Grid, first: int, row: int) -> bool:
    """Whether the first row is the upper line of a header: merged over columns that the lower line splits."""
    return any(
        top == first and right > left and row <= bottom + 2 and h.role_of(grid.text(top, left))
        for top, left, bottom, right in grid.merges
    )


def _units_of(cells: Mapping[int, Cell], matcher: Matcher) -> dict[int, UnitName]:
    found: dict[int, UnitName] = {}
    by_code = 0
    for column, cell in cells.items():
        if len(cell.text) > 80:
            continue
        match = matcher.unit(cell.text)
        if match.unit:
            found[column] = match.unit
            by_code += tidy(cell.text).upper() == match.unit.code.upper()
    names = len(found) - by_code
    return found if names >= 1 or by_code >= 3 else {}  # CT and TH alone mean chỉ tiêu and thực hiện


def _criteria_of(cells: Mapping[int, Cell], matcher: Matcher) -> dict[int, CriterionName]:
    found: dict[int, CriterionName] = {}
    for column, cell in cells.items():
        if not cell.is_text or h.role_of(cell.text):
            continue
        text = tidy(cell.text)
        match = matcher.criterion(text, "") if matcher.is_code(text) else None
        if match is None:
            lead = re.match(r"^([A-Za-zⅠ-Ⅿ]+\d*\s*\.\s*\d{1,2})[\s.:)–-]+(.+)$", text, re.DOTALL)
            if lead and matcher.is_code(lead[1]):
                match = matcher.criterion(lead[1], lead[2])
            elif len(text) > 5:
                match = matcher.by_name(text)
        if match and len(match.criteria) >= 1 and match.name != "conflict":
            found[column] = match.criteria[0]
    return found


def _block_headings(table: Table) -> None:
    """Headings of all columns: the lowest text of the header that is no unit, merged regions filled."""
    top, bottom = table.header
    columns = {column for row, cells in table.grid.rows.items() if row >= top for column in cells}
    for column in columns:
        for row in range(bottom, top - 1, -1):
            cell = table.grid.cell(row, column)
            text = cell.text if cell else table.grid.text(*table.merged.get((row, column), (0, 0)))
            if text:
                table.headings.setdefault(column, text)
                role = h.role_of(text)
                if role and column not in table.units and column not in table.criteria:
                    if role == h.UNIT and row < bottom and column > min(table.units, default=0):
                        continue  # “Đơn vị” over the units is no column
                    table.columns.setdefault(role, column)


def settle_wide(table: Table, matcher: Matcher, problems: Problems, answers: Mapping[str, str]) -> bool:
    grid = table.grid
    _block_headings(table)
    body = table.data_rows
    sub = _sub_header(table, body)
    groups = _unit_groups(table, sub)
    if sub:
        table.header = (table.header[0], sub)
    several = {code: columns for code, columns in groups.items() if len(columns) > 1}
    if several:
        names = list(
            dict.fromkeys(grid.text(sub, column) or "?" for columns in several.values() for column in columns)
        )
        chosen = answers.get("value_column")
        kept: dict[int, UnitName] = {}
        for code, columns in groups.items():
            fitting = [column for column in columns if bare(grid.text(sub, column)) == bare(chosen or "")]
            if chosen and len(fitting) == 1:
                kept[fitting[0]] = matcher.catalogue.unit(code)
        if len(kept) != len(groups):
            problems.add("layout.two_value_columns", sub or table.header[1], cols=", ".join(names),
                         question="value_column", options=tuple(names))  # fmt: skip
            return False
        table.units = kept
    counted = Counter(unit.code for unit in table.units.values())
    for code, many in counted.items():
        if many > 1:
            columns = [column for column, unit in table.units.items() if unit.code == code]
            problems.add("header.duplicate", table.header[1], n=many, col=matcher.catalogue.unit(code).name,
                         cols=", ".join(map(column_letter, columns)))  # fmt: skip
    _find_names(table, matcher)
    if h.CODE not in table.columns and h.CRITERION not in table.columns:
        problems.add("header.missing_columns", cols="Mã tiêu chí hoặc Tiêu chí")
        return False
    _unknown_unit_columns(table, matcher, problems)
    unnamed_columns(table, problems)
    for column in table.units:
        if column in grid.hidden_columns:
            problems.add("column.hidden_value", col=table.headings.get(column, column_letter(column)))
    return True


def _sub_header(table: Table, body: list[int]) -> int:
    """The row under the units that splits them (Tự chấm | Thẩm định), 0 if there is none."""
    if not body:
        return 0
    cells = table.grid.rows[body[0]]
    left = min(table.units)
    split = [
        column for column, cell in cells.items() if column >= left and cell.is_text and h.role_of(cell.text)
    ]
    return body[0] if len(split) >= max(1, len(table.units)) and not has_number(cells) else 0


def _unit_groups(table: Table, sub: int) -> dict[str, list[int]]:
    """Unit → its columns: its own, and those under it that have a heading in the row that splits units."""
    groups: dict[str, list[int]] = {}
    ordered = sorted(table.units)
    for place, column in enumerate(ordered):
        end = ordered[place + 1] if place + 1 < len(ordered) else column + 50
        own = [column]
        if sub:
            for other in range(column + 1, end):
                heading = table.grid.text(table.header[1], other)
                above = table.merged.get((table.header[1], other))
                inside = above is not None and above[1] == column
                if table.grid.text(sub, other) and (inside or not heading) and not table.columns_of(other):
                    own.append(other)
        else:
            own += [
                other for other in range(column + 1, end)
                if table.merged.get((table.header[1], other), (0, 0))[1] == column
                and any(other in table.grid.rows[row] for row in table.data_rows)
            ]  # fmt: skip
        groups.setdefault(table.units[column].code, []).extend(own)
    return groups


def _find_names(table: Table, matcher: Matcher) -> None:
    """Columns of codes and names, by what they hold where the header does not say it."""
    body = table.data_rows[:400]
    if h.CRITERION not in table.columns and h.TARGET in table.columns:
        column = table.columns[h.TARGET]
        if mostly(
            table, column, body, lambda text: bool(matcher.by_name(text).criteria) or matcher.is_code(text)
        ):
            table.columns[h.CRITERION] = table.columns.pop(h.TARGET)
    left = [column for column in table.headings if column not in table.units and column not in table.criteria]
    if h.CODE not in table.columns:
        for column in sorted(left):
            if mostly(table, column, body, matcher.is_code, least=2):
                table.columns[h.CODE] = column
                if table.columns.get(h.ORDINAL) == column:
                    del table.columns[h.ORDINAL]
                break
    if h.CRITERION not in table.columns:
        for column in sorted(left):
            if column != table.columns.get(h.CODE) and mostly(
                table, column, body, lambda text: bool(matcher.by_name(text).criteria), least=2
            ):
                table.columns[h.CRITERION] = column
                break
    if h.CODE in table.columns and h.CRITERION in table.columns:
        column = table.columns[h.CODE]
        texts = [table.grid.text(row, column) for row in body if table.grid.text(row, column)]
        if (
            texts
            and not any(map(matcher.is_code, texts))
            and all(re.fullmatch(r"\(?(?:\d{1,3}|[IVX]{1,5}|[A-Za-z])[.)]?", tidy(text)) for text in texts)
        ):
            del table.columns[h.CODE]  # only numbers the rows


def _unknown_unit_columns(table: Table, matcher: Matcher, problems: Problems) -> None:
    """A column of figures under a heading that is no unit and no known column must not be passed over in silence."""
    used = {*table.units, *table.columns.values()}
    first = min(table.units)
    ignored = []
    for column, heading in sorted(table.headings.items()):
        if column in used:
            continue
        values = [row for row in table.data_rows if is_value(table.grid.cell(row, column))]
        role = h.role_of(heading)
        match = matcher.unit(heading)
        looks = UNIT_PREFIX.match(bare(heading)) is not None or match.how in ("suggest", "ambiguous")
        if values and not role and (looks or column > first):
            say_unit(problems, match.how if match.how != "blank" else "unknown", match.nearest, heading,
                     table.header[1], column, matcher)  # fmt: skip
        elif heading and role not in (h.NOTE, h.ORDINAL):
            ignored.append(heading)
    if ignored:
        problems.add("header.extra_ignored", cols=", ".join(tidy(name) for name in ignored))


def settle_crossed(table: Table, matcher: Matcher, problems: Problems, answers: Mapping[str, str]) -> bool:
    _block_headings(table)
    top, bottom = table.header
    for row in range(top, bottom + 1):
        for column, criterion in _criteria_of(table.grid.rows.get(row, {}), matcher).items():
            known = table.criteria.get(column)
            if known and known.key != criterion.key:
                problems.add("criterion.code_name_conflict", row, column, code=known.key, right_name=known.name,
                             name=table.grid.text(row, column))  # fmt: skip
            table.criteria.setdefault(column, criterion)
    counted = Counter(row.key for row in table.criteria.values())
    for key, many in counted.items():
        if many > 1:
            columns = [column_letter(column) for column, row in table.criteria.items() if row.key == key]
            problems.add("header.duplicate", bottom, n=many, col=key, cols=", ".join(columns))
    for column in table.criteria:
        for role in [role for role, place in table.columns.items() if place == column]:
            del table.columns[role]
        if column in table.grid.hidden_columns:
            problems.add("column.hidden_value", col=table.headings.get(column, column_letter(column)))
    body = table.data_rows
    if h.UNIT not in table.columns:
        for column in sorted(set(table.headings) - set(table.criteria)):
            if mostly(table, column, body, lambda text: matcher.unit(text).unit is not None, least=1):
                table.columns[h.UNIT] = column
                break
    if h.UNIT not in table.columns:
        problems.add("header.missing_columns", cols=h.OFFICIAL[h.UNIT])
        return False
    used = {*table.criteria, *table.columns.values()}
    ignored = []
    for column, heading in sorted(table.headings.items()):
        if column in used or not heading:
            continue
        if any(is_value(table.grid.cell(row, column)) for row in body) and not h.role_of(heading):
            near = matcher.by_name(heading).nearest
            key = "criterion.unknown_suggest" if near else "criterion.unknown"
            problems.add(key, bottom, column, value=heading, suggest=", ".join(near))
        else:
            ignored.append(tidy(heading))
    if ignored:
        problems.add("header.extra_ignored", cols=", ".join(ignored))
    unnamed_columns(table, problems)
    return True
