"""What sort of row: figures, group headings, totals, repeated headers, notes and signatures."""

from __future__ import annotations

import re
from dataclasses import dataclass

from data.reading import headings as h
from data.reading.catalogue import CriterionName
from data.reading.folding import bare, tidy
from data.reading.grid import Cell
from data.reading.matching import Matcher
from data.reading.numbers_in import read_cell
from data.reading.table import Table

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
class Total:
    """A row of sums with what it claims: column → cell; `since` is the row after which it counts."""

    row: int
    label: str
    cells: dict[int, Cell]
    criteria: tuple[CriterionName, ...] = ()


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


def total_of_row(table: Table, matcher: Matcher, row: int) -> Total | None:
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


def repeated_header(table: Table, row: int) -> bool:
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


def other_header(table: Table, row: int) -> bool:
    """Whether a row is the header of another table."""
    roles = {h.role_of(cell.text) for cell in table.grid.rows[row].values() if cell.is_text} - {
        "",
        h.TOTAL,
        h.NOTE,
    }
    return len(roles) >= 3 and bool(roles & {h.UNIT, h.CODE, h.CRITERION})


def starts_another(table: Table, matcher: Matcher, kept: list[int], row: int) -> bool:
    """Whether, after an empty row, three or more words stand over rows that have nothing to do with this table."""
    cells = table.grid.rows[row]
    if row - 1 in table.grid.rows or row == kept[0] or len(cells) < 3 or is_figure_row(table, matcher, row):
        return False
    if any(read_cell(cell).sort != "word" for cell in cells.values()) or _named_thing(table, matcher, row):
        return False
    below = table.grid.rows.get(row + 1, {})
    return len(below) >= 3 and set(below) <= set(cells) and not is_figure_row(table, matcher, row + 1)


def footer_start(table: Table, matcher: Matcher, rows: list[int]) -> int:
    """The first row of notes and signatures after the table; beyond the last row if there are none."""
    start = rows[-1] + 1
    for row in rows:
        if _is_footer_label(table, row) and not is_figure_row(table, matcher, row):
            start = row
            break
    for row in reversed(
        [number for number in rows if number < start]
    ):  # a tail without any figure, code or unit
        cells = table.grid.rows[row]
        if is_figure_row(table, matcher, row) or total_of_row(table, matcher, row):
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


def is_figure_row(table: Table, matcher: Matcher, row: int) -> bool:
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


def is_heading_line(table: Table, row: int) -> bool:
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
