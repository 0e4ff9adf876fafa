"""The year of a figure: from a column, a title, a heading or the upload's name; never from the catalogue."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from data.reading import limits
from data.reading.folding import bare, tidy
from data.reading.grid import Cell
from data.reading.numbers_in import plain_digits

FULL_DATE = re.compile(
    r"\bngay \d{1,2} thang \d{1,2} nam \d{4}\b|\bthang \d{1,2} nam \d{4}\b|\b\d{1,2} \d{1,2} (?:19|20)\d\d\b|"
    r"\b(?:19|20)\d\d \d{2} \d{2}\b|\bngay thang nam (?:19|20)\d\d\b"
)
NAMED_YEAR = re.compile(r"\bnam (\d{4})\b")
LONE_YEAR = re.compile(r"(?<!\d)(20\d\d)(?!\d)")
PART = re.compile(
    r"(?<!\d)(?:0?[1-9]|1[01]) ?thang\b|\b(?:ba|sau|chin|mot|hai|bon|nam|bay|tam|muoi|muoi mot) thang (?:dau|cuoi)\b|"
    r"\bquy (?:iv|i{1,3}|[1-4])\b|\b(?:nua|giua) (?:dau )?nam\b|\bdau nam\b|\bcuoi nam\b|\bluy ke (?:den )?thang\b|\bso ket\b"
)


@dataclass(frozen=True, slots=True)
class YearSaid:
    """A year as a cell says it: `key` is "" (plain), "cleaned" (note) or the key of a problem."""

    year: int | None
    key: str


def year_of(cell: Cell) -> YearSaid:
    """What a cell of the year column says."""
    if isinstance(cell.raw, bool) or (not isinstance(cell.raw, str | Decimal)):
        return YearSaid(None, "year.invalid")
    if isinstance(cell.raw, Decimal):
        if cell.raw != cell.raw.to_integral_value():
            return YearSaid(None, "year.invalid")
        return _in_range(int(cell.raw), "") if 999 < cell.raw < 10_000 else YearSaid(None, "year.invalid")
    text = cell.raw
    if re.fullmatch(r"[0-9]{4}", text):
        return _in_range(int(text), "")
    flat = bare(plain_digits(tidy(text)))
    if is_part(flat):
        return YearSaid(None, "year.part_period")
    found = re.fullmatch(r"(?:nam )?(\d{4})(?: 0{1,2})?", flat)
    if found and not re.search(r"\d\s*[-/]", tidy(text)):
        return _in_range(int(found[1]), "cleaned")
    return YearSaid(None, "year.invalid")


def _in_range(year: int, key: str) -> YearSaid:
    if limits.FIRST_YEAR <= year <= limits.LAST_YEAR:
        return YearSaid(year, key)
    return YearSaid(None, "year.out_of_range")


def is_part(flat: str) -> bool:
    """Whether an unmarked text speaks of a part of a year."""
    return PART.search(FULL_DATE.sub(" ", flat)) is not None


def years_in(texts: Iterable[str]) -> set[int]:
    """The years that titles name; dates of documents are not years of figures."""
    named: set[int] = set()
    lone: set[int] = set()
    for text in texts:
        flat = FULL_DATE.sub(" ", bare(text))
        named.update(int(year) for year in NAMED_YEAR.findall(flat))
        lone.update(int(year) for year in LONE_YEAR.findall(flat))
    return named or lone


def years_in_name(name: str) -> set[int]:
    """The years in an upload's name, without dates, folders and extension."""
    flat = FULL_DATE.sub(" ", bare(stem(name)))
    return {int(year) for year in LONE_YEAR.findall(flat)}


def stem(name: str) -> str:
    """An upload's name without folders and extension."""
    last = re.split(r"[\\/]", name)[-1]
    return last.rpartition(".")[0] or last
