"""Where the table lies in a grid, and what its columns mean: long, wide (units across) or crossed (criteria across)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from data.reading import headings as h
from data.reading.catalogue import CriterionName, UnitName
from data.reading.folding import bare, column_letter, tidy
from data.reading.grid import Cell, Grid
from data.reading.matching import Matcher
from data.reading.numbers_in import measure_form, read_text
from data.reading.problems import Problems

HEADER_WITHIN = 80  # rows that hold something, from the top, among which the header must be
KEY_ROLES = (h.YEAR, h.UNIT, h.UNIT_CODE, h.CODE, h.CRITERION, h.MEASURE)
VALUE_ROLES = (h.VALUE, h.SELF, h.REVIEWED)
UNIT_PREFIX = re.compile(r"^(?:huyen|h|thanh pho|tp|t p|thi xa|tx|quan|ubnd|uy ban|xa|phuong)\b")
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


def find_table(grid: Grid, matcher: Matcher, problems: Problems, answers: Mapping[str, str]) -> Table | None:
    """The table of a grid; None (with the reason noted) where there is none that can be read."""
    merged = _merged_map(grid)
    rows = sorted(grid.rows)
    for place, row in enumerate(rows[:HEADER_WITHIN]):
        near = [number for number in rows[place : place + 4] if number <= row + 4]
        roles = {column: h.role_of(cell.text) for column, cell in grid.rows[row].items() if cell.is_text}
        named = {role for role in roles.values() if role and role not in (h.TOTAL, h.ORDINAL)}
        table = _across(grid, matcher, near, named, merged)
        if table is None and _is_long(named):
            table = Table(grid, "long", (row, row), merged=merged)
            for column, cell in grid.rows[row].items():
                table.headings[column] = cell.text
            _second_line(table)
        if table is None:
            continue
        table.titles = [
            cell.text for number in rows if number < table.header[0] for cell in grid.rows[number].values()
        ]
        settle = {"long": _settle_long, "wide": _settle_wide, "crossed": _settle_crossed}[table.form]
        return table if settle(table, matcher, problems, answers) else None
    _say_missing(grid, rows, problems)
    return None


def _second_line(table: Table) -> None:
    """The lower line of a long form's header (Kết quả over Kế hoạch | Thực hiện): its headings are the ones that count."""
    below = [row for row in sorted(table.grid.rows) if row > table.header[0]][:1]
    if not below or below[0] > table.header[0] + 1:
        return
    cells = table.grid.rows[below[0]]
    same = {bare(text) for text in table.headings.values()}
    if all(cell.is_text and h.role_of(cell.text) and bare(cell.text) not in same for cell in cells.values()):
        table.header = (table.header[0], below[0])
        for column, cell in cells.items():
            table.headings[column] = cell.text


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


# --- units or criteria across ---------------------------------------------------------------------------------------


def _across(
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
        if not begins or (row != first and _has_number(grid.rows[row])):
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
                    if role == h.UNIT and row < bottom and column > min(table.units or {0: 0}):
                        continue  # “Đơn vị” over the units is no column
                    table.columns.setdefault(role, column)


def _settle_wide(table: Table, matcher: Matcher, problems: Problems, answers: Mapping[str, str]) -> bool:
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
    _unnamed_columns(table, problems)
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
    return body[0] if len(split) >= max(1, len(table.units)) and not _has_number(cells) else 0


def _has_number(cells: Mapping[int, Cell]) -> bool:
    return any(not cell.is_text or read_text(cell.text).sort == "shape" for cell in cells.values())


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
        if _mostly(
            table, column, body, lambda text: bool(matcher.by_name(text).criteria) or matcher.is_code(text)
        ):
            table.columns[h.CRITERION] = table.columns.pop(h.TARGET)
    left = [column for column in table.headings if column not in table.units and column not in table.criteria]
    if h.CODE not in table.columns:
        for column in sorted(left):
            if _mostly(table, column, body, matcher.is_code, least=2):
                table.columns[h.CODE] = column
                if table.columns.get(h.ORDINAL) == column:
                    del table.columns[h.ORDINAL]
                break
    if h.CRITERION not in table.columns:
        for column in sorted(left):
            if column != table.columns.get(h.CODE) and _mostly(
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


def _mostly(table: Table, column: int, body: list[int], fits: object, least: int = 1) -> bool:
    texts = [cell.text for row in body if (cell := table.grid.cell(row, column)) is not None]
    good = sum(bool(fits(text)) for text in texts)  # type: ignore[operator]
    return good >= least and good >= 0.5 * len(texts)


def _unknown_unit_columns(table: Table, matcher: Matcher, problems: Problems) -> None:
    """A column of figures under a heading that is no unit and no known column must not be passed over in silence."""
    used = {*table.units, *table.columns.values()}
    first = min(table.units)
    ignored = []
    for column, heading in sorted(table.headings.items()):
        if column in used:
            continue
        values = [row for row in table.data_rows if _is_value(table.grid.cell(row, column))]
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


def _unnamed_columns(table: Table, problems: Problems) -> None:
    """Figures under no heading: one is stray, several are a column that nobody can place."""
    body = table.data_rows
    filled: dict[int, list[Cell]] = {}
    for row in body:
        for column, cell in table.grid.rows[row].items():
            if column not in table.headings and _is_value(cell):
                filled.setdefault(column, []).append(cell)
    for column, cells in sorted(filled.items()):
        letter = column_letter(column)
        if len(cells) == 1 or table.form == "long":
            problems.add("cell.stray_ignored", cell=", ".join(f"{letter}{cell.row}" for cell in cells[:5]))
        else:
            problems.add("layout.two_value_columns", cells[0].row, cols=f"cột {letter} không có tiêu đề")


def _is_value(cell: Cell | None) -> bool:
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


def _settle_crossed(table: Table, matcher: Matcher, problems: Problems, answers: Mapping[str, str]) -> bool:
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
            if _mostly(table, column, body, lambda text: matcher.unit(text).unit is not None, least=1):
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
        if any(_is_value(table.grid.cell(row, column)) for row in body) and not h.role_of(heading):
            near = matcher.by_name(heading).nearest
            key = "criterion.unknown_suggest" if near else "criterion.unknown"
            problems.add(key, bottom, column, value=heading, suggest=", ".join(near))
        else:
            ignored.append(tidy(heading))
    if ignored:
        problems.add("header.extra_ignored", cols=", ".join(ignored))
    _unnamed_columns(table, problems)
    return True


# --- long -------------------------------------------------------------------------------------------------------------


def _settle_long(table: Table, matcher: Matcher, problems: Problems, answers: Mapping[str, str]) -> bool:
    row = table.header[0]
    by_role = _roles_by_content(table, matcher)
    sound = _one_column_each(table, by_role, problems, row)
    sound = _value_column(table, by_role, problems, answers, row) and sound
    if not sound:
        return False
    if h.UNIT not in table.columns and h.UNIT_CODE in table.columns:
        table.columns[h.UNIT] = table.columns.pop(h.UNIT_CODE)
    missing = [h.OFFICIAL[role] for role in (h.UNIT, h.VALUE) if role not in table.columns]
    if h.UNIT not in table.columns:
        table.fixed_unit = _unit_of_titles(table, matcher, problems)
        if table.fixed_unit:
            missing.remove(h.OFFICIAL[h.UNIT])
    if h.CODE not in table.columns and h.CRITERION not in table.columns:
        missing.append(h.OFFICIAL[h.CODE])
    if missing:
        problems.add("header.missing_columns", row, cols=", ".join(missing))
        return False
    _say_headings(table, matcher, problems, row)
    _unnamed_columns(table, problems)
    if table.titles:
        problems.add("layout.header_found", row)
    return True


def _roles_by_content(table: Table, matcher: Matcher) -> dict[str, list[int]]:
    """Role → columns; where a heading has two meanings, what stands below decides."""
    found: dict[str, list[int]] = {}
    body = table.data_rows[:300]
    measures = {measure_form(row.unit_of_measure) for row in matcher.catalogue.criteria}
    roles = {column: h.role_of(heading) for column, heading in table.headings.items()}
    for column, role in sorted(roles.items()):
        if role == h.TARGET and _mostly(
            table,
            column,
            body,
            lambda text: bool(matcher.by_name(text).criteria) or matcher.by_name(text).how == "suggest",
        ):
            role = h.CRITERION
        elif role == h.UNIT and not _mostly(
            table, column, body, lambda text: matcher.unit(text).how != "unknown"
        ):
            if _mostly(table, column, body, lambda text: measure_form(text) in measures):
                role = h.MEASURE
        elif role in (h.ORDINAL, "") and h.CODE not in roles.values():
            if _mostly(table, column, body, matcher.is_code, least=2):
                role = h.CODE
        elif role == h.CODE and h.UNIT not in roles.values() and h.UNIT_CODE not in roles.values():
            codes = {unit.code for unit in matcher.catalogue.units}
            if _mostly(table, column, body, lambda text: tidy(text).upper() in codes):
                role = h.UNIT_CODE
        elif (
            not role
            and h.VALUE not in roles.values()
            and re.fullmatch(r"(?:nam )?20\d\d", bare(table.headings[column]))
        ):
            role = h.VALUE
        found.setdefault(role, []).append(column)
    return found


def _one_column_each(table: Table, by_role: dict[str, list[int]], problems: Problems, row: int) -> bool:
    sound = True
    for role, columns in by_role.items():
        if role in ("", h.TOTAL, h.ORDINAL) or role in VALUE_ROLES:
            continue
        table.columns[role] = columns[0]
        if len(columns) > 1 and role != h.NOTE:
            problems.add("header.duplicate", row, n=len(columns), col=h.OFFICIAL.get(role, role),
                         cols=", ".join(map(column_letter, columns)))  # fmt: skip
            sound = False
    return sound


def _value_column(
    table: Table, by_role: dict[str, list[int]], problems: Problems, answers: Mapping[str, str], row: int
) -> bool:
    candidates = sorted(column for role in VALUE_ROLES for column in by_role.get(role, ()))
    hidden = [column for column in candidates if column in table.grid.hidden_columns]
    if hidden:
        problems.add("column.hidden_value", col=table.headings[hidden[0]])
        return False
    names = [tidy(table.headings[column]) for column in candidates]
    chosen = answers.get("value_column")
    if chosen and [bare(name) for name in names].count(bare(chosen)) == 1:
        candidates = [
            column for column, name in zip(candidates, names, strict=True) if bare(name) == bare(chosen)
        ]
    if len(candidates) > 1:
        same = Counter(map(bare, names)).most_common(1)[0]
        if same[1] > 1:
            twice = [column for column in candidates if bare(table.headings[column]) == same[0]]
            problems.add("header.duplicate", row, n=same[1], col=table.headings[twice[0]],
                         cols=", ".join(map(column_letter, twice)))  # fmt: skip
        else:
            problems.add("layout.two_value_columns", row, cols=", ".join(names), question="value_column",
                         options=tuple(names))  # fmt: skip
        return False
    only_self = candidates and h.role_of(table.headings[candidates[0]]) == h.SELF and not chosen
    if candidates and not only_self:
        table.columns[h.VALUE] = candidates[0]
    return True


def _unit_of_titles(table: Table, matcher: Matcher, problems: Problems) -> UnitName | None:
    """The unit of a form that one unit fills in: “Đơn vị: Huyện Hòn Đất” above the table."""
    found: dict[str, UnitName] = {}
    for text in table.titles:
        said = re.match(
            r"\s*(?:tên\s+)?(?:đơn vị|địa phương)(?:\s+báo cáo)?\s*:\s*(.+)$", text, re.IGNORECASE | re.DOTALL
        )
        match = matcher.unit(said[1]) if said else None
        if match and match.unit:
            found[match.unit.code] = match.unit
            problems.add("unit.alias_matched", raw=text, unit=match.unit.name)
    return next(iter(found.values())) if len(found) == 1 else None


def _say_headings(table: Table, matcher: Matcher, problems: Problems, row: int) -> None:
    both = h.TARGET in table.columns
    if (
        not matcher.catalogue.levels
    ):  # this catalogue knows no targets: the column is not used, and that is said
        for role in (h.TARGET, h.LEVEL):
            table.columns.pop(role, None)
    used = {}
    for role, column in table.columns.items():
        heading = table.headings[column]
        used[column] = role
        plain = bare(heading) == "thuc hien" and not both
        if not h.is_official(heading, role) or plain:
            problems.add("header.alias_matched", row, column, raw=tidy(heading), col=h.OFFICIAL[role])
    extra = [tidy(table.headings[column]) for column in sorted(table.headings) if column not in used]
    extra = [name for name in extra if name]
    if extra:
        problems.add("header.extra_ignored", cols=", ".join(extra))
