"""The long form: a row for each figure, a column for everything that is said of it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping

from data.reading import headings as h
from data.reading.catalogue import UnitName
from data.reading.folding import bare, column_letter, tidy
from data.reading.matching import Matcher
from data.reading.numbers_in import measure_form
from data.reading.problems import Problems
from data.reading.table import VALUE_ROLES, Table, mostly, unnamed_columns


def second_line(table: Table) -> None:
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


def settle_long(table: Table, matcher: Matcher, problems: Problems, answers: Mapping[str, str]) -> bool:
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
    unnamed_columns(table, problems)
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
        if role == h.TARGET and mostly(
            table,
            column,
            body,
            lambda text: bool(matcher.by_name(text).criteria) or matcher.by_name(text).how == "suggest",
        ):
            role = h.CRITERION
        elif role == h.UNIT and not mostly(
            table, column, body, lambda text: matcher.unit(text).how != "unknown"
        ):
            if mostly(table, column, body, lambda text: measure_form(text) in measures):
                role = h.MEASURE
        elif role in (h.ORDINAL, "") and h.CODE not in roles.values():
            if mostly(table, column, body, matcher.is_code, least=2):
                role = h.CODE
        elif role == h.CODE and h.UNIT not in roles.values() and h.UNIT_CODE not in roles.values():
            codes = {unit.code for unit in matcher.catalogue.units}
            if mostly(table, column, body, lambda text, known=codes: tidy(text).upper() in known):
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
