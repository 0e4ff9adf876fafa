"""Rows below the header, sorted: figures, group headings, totals, repeated headers, notes and signatures."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from data.reading import headings as h
from data.reading.catalogue import CriterionName, UnitName
from data.reading.folding import bare, column_letter, tidy
from data.reading.grid import Cell
from data.reading.layout import Table, is_numbering, say_unit
from data.reading.matching import CriterionMatch, Matcher, UnitMatch
from data.reading.numbers_in import read_cell
from data.reading.problems import FORMULA_STARTS, Problems

_BESIDE = (
    "cong|so|diem|cum|chung|muc|nhom|cac|tieu chi|noi dung|phan|toan|don vi|tat ca|toan bo|cua|theo|va|tinh|binh quan|"
    "trung binh|nam|truoc|nay|hang|loai|thi dua|dat|duoc|ca|huyen|tong|[ivx]{1,5}|[a-e]|[0-9]{1,4}"
)
TOTAL_LABELS = re.compile(  # the whole label, since a criterion may begin with Tổng
    rf"(?:diem )?(?:tong|cong|binh quan|trung binh|toan cum|toan tinh|xep hang|thu hang|xep thu|xep loai|hang)(?: (?:{_BESIDE}))*"
)
FOOTER_LABELS = re.compile(
    r"^(?:ghi chu|nguoi lap|lap bieu|nguoi ky|noi nhan|xac nhan|thu truong|lanh dao|t ?m|k ?t|t ?l|t ?u ?q|chu tich|pho chu tich|"
    r"nguon|luu y|chu thich|giam doc|truong phong|ke toan|cum truong|cum pho|nguoi bao cao|nguoi tong hop|ky ten|"
    r"can bo|phe duyet|nguoi duyet|nguoi kiem tra|thu ky|dai dien|chu giai|uy vien|truong ban|van phong|ban hanh|hop le)\b"
)
SIGNED_DAY = re.compile(r"\bngay\b.{0,12}\bthang\b.{0,12}\bnam\b")


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
class Total:
    """A row of sums with what it claims: column → cell; `since` is the row after which it counts."""

    row: int
    label: str
    cells: dict[int, Cell]
    criteria: tuple[CriterionName, ...] = ()


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
    footer = _footer_start(table, matcher, rows)
    kept = [row for row in rows if row < footer]
    skipped_totals = 0
    way = {"long": _long_row, "wide": _wide_row, "crossed": _crossed_row}[table.form]
    last: dict[str, UnitName] = {}
    for row in kept:
        if _repeated_header(table, row):
            problems.add("layout.repeated_header_skipped", row)
            continue
        if _other_header(table, row) or _starts_another(table, matcher, kept, row):
            problems.add("layout.two_tables", row)
            return body
        if is_numbering(table.grid.rows[row]):
            continue
        total = _total(table, matcher, row)
        if total:
            body.totals.append(total)
            skipped_totals += 1
            continue
        before = len(problems.errors)
        entries = way(table, matcher, problems, body, row, answers, last)
        body.entries += entries
        body.rows += bool(entries) or len(problems.errors) > before
    if skipped_totals:
        problems.add("row.total_skipped", n=skipped_totals)
    if footer <= rows[-1]:
        problems.add("row.footer_skipped", footer)
        for row in rows:
            if row >= footer and _is_figure_row(table, matcher, row):
                problems.add("layout.two_tables", row)
    _say_shape(table, problems, body, kept)
    return body


# --- what sort of row -------------------------------------------------------------------------------------------------


def _labels(table: Table, row: int) -> list[str]:
    """The texts of the columns that name things in a row."""
    roles = (h.ORDINAL, h.UNIT, h.CRITERION, h.CODE, h.YEAR)
    texts = [tidy(table.text(row, role)) for role in roles if role in table.columns]
    if table.form != "long":
        first = min([*table.units, *table.criteria], default=1)
        texts += [
            tidy(cell.text)
            for column, cell in table.grid.rows[row].items()
            if column < first and cell.is_text
        ]
    return [text for text in texts if text]


def _total(table: Table, matcher: Matcher, row: int) -> Total | None:
    """The row as one of totals, averages or ranks; None if it is none."""
    code = tidy(table.text(row, h.CODE))
    unit = tidy(table.text(row, h.UNIT))
    for text in _labels(table, row):
        flat = bare(re.sub(r"^[\dIVX]+[.)]\s*", "", text))
        if text != unit and code and matcher.is_code(code):
            continue  # a criterion, whatever its name begins with
        if TOTAL_LABELS.fullmatch(flat) and not matcher.by_name(text).criteria:
            if table.form == "long":
                column = table.columns[h.VALUE]
                cell = table.grid.cell(row, column)
                match = matcher.criterion(tidy(table.text(row, h.CODE)), table.text(row, h.CRITERION))
                return Total(row, text, {column: cell} if cell else {}, match.criteria)
            across = table.units or table.criteria
            return Total(
                row, text, {column: cell for column in across if (cell := table.grid.cell(row, column))}
            )
    return None


def is_sum(total: Total) -> bool:
    """Whether a row claims to be a sum (and not an average or a rank)."""
    flat = bare(re.sub(r"^[\dIVX]+[.)]\s*", "", total.label))
    return (
        re.match(r"(?:diem )?(?:tong|cong)\b(?!.*\b(?:hang|loai|binh quan|trung binh)\b)", flat) is not None
    )


def _repeated_header(table: Table, row: int) -> bool:
    cells = table.grid.rows[row]
    top, bottom = table.header
    for number in range(top, bottom + 1):
        first = table.grid.rows.get(number, {})
        same = sum(
            bare(cell.text) == bare(cells[column].text) for column, cell in first.items() if column in cells
        )
        if same >= 2 and same >= 0.7 * len(first) and same >= 0.7 * len(cells):
            return True
    return False


def _other_header(table: Table, row: int) -> bool:
    """Whether a row is the header of another table."""
    roles = {h.role_of(cell.text) for cell in table.grid.rows[row].values() if cell.is_text} - {
        "",
        h.TOTAL,
        h.NOTE,
    }
    return len(roles) >= 3 and bool(roles & {h.UNIT, h.CODE, h.CRITERION})


def _starts_another(table: Table, matcher: Matcher, kept: list[int], row: int) -> bool:
    """Whether, after an empty row, three or more words stand over rows that have nothing to do with this table."""
    cells = table.grid.rows[row]
    if row - 1 in table.grid.rows or row == kept[0] or len(cells) < 3 or _is_figure_row(table, matcher, row):
        return False
    if any(read_cell(cell).sort != "word" for cell in cells.values()) or _named_thing(table, matcher, row):
        return False
    below = table.grid.rows.get(row + 1, {})
    return len(below) >= 3 and set(below) <= set(cells) and not _is_figure_row(table, matcher, row + 1)


def _footer_start(table: Table, matcher: Matcher, rows: list[int]) -> int:
    """The first row of notes and signatures after the table; beyond the last row if there are none."""
    start = rows[-1] + 1
    for row in rows:
        if _is_footer_label(table, row) and not _is_figure_row(table, matcher, row):
            start = row
            break
    for row in reversed(
        [number for number in rows if number < start]
    ):  # a tail without any figure, code or unit
        cells = table.grid.rows[row]
        if _is_figure_row(table, matcher, row) or _total(table, matcher, row):
            break
        numbers = any(
            not cell.is_text or read_cell(cell).sort in ("shape", "number") for cell in cells.values()
        )
        if numbers or len(cells) > 2 or _named_thing(table, matcher, row):
            break
        start = row
    return start


def _named_thing(table: Table, matcher: Matcher, row: int) -> bool:
    """Whether a row names a unit or a criterion, or something near one, in its own column."""
    unit = table.text(row, h.UNIT)
    if unit and matcher.unit(unit).how not in ("unknown", "blank"):
        return True
    code, name = tidy(table.text(row, h.CODE)), table.text(row, h.CRITERION)
    if code and matcher.is_code(code):
        return True
    return bool(name) and matcher.by_name(name).how != "unknown"


def _is_footer_label(table: Table, row: int) -> bool:
    cells = table.grid.rows[row]
    if len(cells) > 4:
        return False
    for cell in cells.values():
        flat = bare(cell.text)
        if (
            cell.is_text
            and (FOOTER_LABELS.match(flat) or SIGNED_DAY.search(flat))
            and h.role_of(cell.text) != h.VALUE
        ):
            return True
    return False


def _is_figure_row(table: Table, matcher: Matcher, row: int) -> bool:
    """Whether a row certainly speaks of a figure: its unit or criterion is known and something stands as value."""
    code, name = tidy(table.text(row, h.CODE)), table.text(row, h.CRITERION)
    named = bool(code and matcher.is_code(code)) or bool(name and matcher.by_name(name).criteria)
    if table.form == "wide":
        return named
    unit = table.text(row, h.UNIT)
    known = bool(unit) and matcher.unit(unit).unit is not None
    if table.form == "crossed":
        return known
    return ((known or table.fixed_unit is not None) and (named or table.at(row, h.VALUE) is not None)) or (
        named and table.at(row, h.VALUE) is not None
    )  # fmt: skip


# --- rows of figures --------------------------------------------------------------------------------------------------


def _long_row(
    table: Table, matcher: Matcher, problems: Problems, body: Body, row: int, answers: Mapping[str, str],
    last: dict[str, UnitName],
) -> list[Entry]:  # fmt: skip
    if _is_heading_line(table, row):
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


def _is_heading_line(table: Table, row: int) -> bool:
    """Whether a row only carries the name of a group: one text (or a numeral and a text), no value, no unit."""
    cells = table.grid.rows[row]
    if table.at(row, h.VALUE) is not None and table.columns[h.VALUE] in cells:
        return False
    texts = [tidy(cell.text) for cell in cells.values()]
    if len(texts) > 2 or (h.UNIT in table.columns and table.columns[h.UNIT] in cells):
        return False
    return any(re.fullmatch(r"[IVX]{1,5}[.)]?|[A-Z][.)]", text) for text in texts) or any(
        re.match(r"^[IVX]{1,5}[.)]\s", text) or (text.isupper() and len(text) > 8) for text in texts
    )  # fmt: skip


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
        if (
            start in FORMULA_STARTS
            and read_cell(cell).sort in ("word", "problem")
            and len(cell.text.strip()) > 1
        ):
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
    for column, unit in table.units.items():
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
    if (
        cell
        and cell.is_text
        and cell.text[:1] in FORMULA_STARTS
        and read_cell(cell).sort in ("word", "problem")
    ):
        problems.add("cell.formula_text_neutralised", row, column, ch=cell.text[:1], found=cell.text)


def _crossed_row(
    table: Table, matcher: Matcher, problems: Problems, body: Body, row: int, answers: Mapping[str, str],
    last: dict[str, UnitName],
) -> list[Entry]:  # fmt: skip
    cells = {column: table.grid.cell(row, column) for column in table.criteria}
    if not any(cells.values()) and not table.text(row, h.UNIT):
        return []
    measures = [cell.text for cell in cells.values() if cell is not None and cell.is_text]
    if not table.text(row, h.UNIT) and measures and len(measures) == sum(map(bool, cells.values())):
        if all(read_cell(cell).sort == "word" for cell in cells.values() if cell):
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
