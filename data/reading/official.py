"""A figure with what the official columns say of it: level, status, agency, day, note."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from data.reading import headings as h
from data.reading.amounts import Value
from data.reading.catalogue import Catalogue, UnitName
from data.reading.folding import bare, column_letter, tidy
from data.reading.problems import Problems
from data.reading.rows import Entry

STATUSES = {
    "estimate": "uoc|uoc thuc hien|uoc tinh|estimate|uoc dat", "preliminary": "so bo|preliminary|tam tinh",
    "official": "chinh thuc|official|da cong bo", "illustrative": "minh hoa|illustrative|so mau",
}  # fmt: skip
STATUS_OF = {name: status for status, names in STATUSES.items() for name in names.split("|")}
LEVEL_WORDS = {"tinh giao": "T", "tinh": "T", "cap tinh": "T", "ubnd tinh": "T"}


@dataclass(frozen=True, slots=True)
class ReadFigure:
    """
    One figure as the file states it.

    Attributes:
        role: actual | target.
        state: reported | not_reported | not_applicable.
        value: In the criterion's unit of measure, None for a grade and where nothing was reported.
        original: As written, where that differs from the value kept.
    """

    year: int
    unit: str
    criterion: str
    sub_criterion: str
    role: str
    state: str
    value: Decimal | None
    grade: str = ""
    level: str = ""
    status: str = ""
    agency: str = ""
    as_of: date | None = None
    note: str = ""
    original: str = ""
    row: int = 0
    column: str = ""


def figure_of(value: Value, catalogue: Catalogue, problems: Problems) -> ReadFigure:
    entry, cell = value.entry, value.cell
    figure = ReadFigure(
        value.year, entry.unit.code, value.criterion.code, value.criterion.sub_criterion, value.role,
        "not_applicable" if value.missing else "reported", value.kept, value.grade, row=entry.row,
        column=column_letter(cell.column if cell else entry.column),
        original=value.reading.text if value.kept is not None and value.kept != value.exact else "",
    )  # fmt: skip
    if not catalogue.levels:
        return figure
    return replace(
        figure,
        level=_level(entry, catalogue, problems, unassigned=value.missing) if value.role == "target" else "",
        status=_status(entry, problems),
        agency=_agency(entry, catalogue, problems),
        as_of=_as_of(entry, problems),
        note=tidy(entry.extras[h.NOTE].text) if h.NOTE in entry.extras else "",
    )


def _level(entry: Entry, catalogue: Catalogue, problems: Problems, *, unassigned: bool = False) -> str:
    cell = entry.extras.get(h.LEVEL)
    written = tidy(cell.text) if cell else ""
    flat = bare(written)
    if unassigned and not flat:
        return next(
            iter(catalogue.levels)
        )  # không giao: said in the name of the first that could have assigned it
    for code, label in catalogue.levels.items():
        if flat and flat in (bare(code), bare(label)):
            return code
    known = LEVEL_WORDS.get(flat, "")
    if known in catalogue.levels:
        return known
    column = cell.column if cell else None
    problems.add("figure.level_unknown", entry.row, column, heading=h.OFFICIAL[h.LEVEL], value=written or "để trống",
                 levels=", ".join(catalogue.levels.values()))  # fmt: skip
    return ""


def _status(entry: Entry, problems: Problems) -> str:
    cell = entry.extras.get(h.STATUS)
    if cell is None or not tidy(cell.text):
        return ""
    status = STATUS_OF.get(bare(cell.text), "")
    if not status:
        problems.add(
            "figure.status_unknown", entry.row, cell.column, heading=h.OFFICIAL[h.STATUS], value=cell.text
        )
    return status


def _agency(entry: Entry, catalogue: Catalogue, problems: Problems) -> str:
    cell = entry.extras.get(h.AGENCY)
    if cell is None or not tidy(cell.text):
        return ""
    flat = bare(cell.text)
    fitting = {
        code
        for code, names in catalogue.agencies.items()
        if flat in (bare(code), *(bare(name) for name in names))
    }
    if len(fitting) == 1:
        return fitting.pop()
    problems.add(
        "figure.agency_unknown", entry.row, cell.column, heading=h.OFFICIAL[h.AGENCY], value=cell.text
    )
    return ""


def _as_of(entry: Entry, problems: Problems) -> date | None:
    cell = entry.extras.get(h.AS_OF)
    if cell is None or not tidy(cell.text):
        return None
    if isinstance(cell.raw, datetime):
        return cell.raw.date()
    if isinstance(cell.raw, date):
        return cell.raw
    text = tidy(cell.text)
    vietnamese = re.fullmatch(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})", text)
    iso = re.fullmatch(r"(\d{4})-(\d{2})-(\d{2})", text)
    try:
        if vietnamese:
            return date(int(vietnamese[3]), int(vietnamese[2]), int(vietnamese[1]))
        if iso:
            return date(int(iso[1]), int(iso[2]), int(iso[3]))
    except ValueError:
        pass
    problems.add("figure.date_invalid", entry.row, cell.column, heading=h.OFFICIAL[h.AS_OF], value=cell.text)
    return None


def named_units(
    figures: Iterable[ReadFigure], units: Sequence[UnitName]
) -> tuple[list[UnitName], list[UnitName]]:
    """The units that have a figure, and those that have none."""
    codes = {figure.unit for figure in figures}
    return [unit for unit in units if unit.code in codes], [unit for unit in units if unit.code not in codes]
