"""
A cluster folder → `Cluster`: members, agencies, yearly roles, events. Another cluster is another folder.

Files (UTF-8; dates ISO; every key and column is required unless said otherwise):

* cluster.toml: code, name, province, source, and
  [[roles]] year, lead_unit, deputy_lead, source, verified (true or false);
  [[events]] year, date, title, place, source, verified;
  [[campaigns]] code, title, source, verified;
  [[deadlines]] (optional) year, date, source, verified – until when the year's figures are due;
  [occasion] (optional) year, date, title, source, verified – `date` is the day that is commemorated.
* units.csv: order,code,name,short_name,level,gso_code,valid_from,valid_to,former_names,source – several
  former names are separated by ";"; gso_code, valid_from, valid_to and former_names may be empty.
* agencies.csv: code,name,short_name,valid_from,valid_to,source,verified – "own" is reserved.
"""

from __future__ import annotations

import csv
import os
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from data.strict import HEAD, Report, Row, parse
from scoring.errors import RulebookError
from scoring.figures import OWN

UNIT_COLUMNS = (
    "order", "code", "name", "short_name", "level", "gso_code", "valid_from", "valid_to", "former_names",
    "source",
)  # fmt: skip
AGENCY_COLUMNS = ("code", "name", "short_name", "valid_from", "valid_to", "source", "verified")
CODE = re.compile(r"[A-Z][A-Z0-9]{0,11}")


@dataclass(frozen=True, slots=True)
class Unit:
    """A member of the cluster (đơn vị); `valid_to` is its last day, None = still there."""

    order: int
    code: str
    name: str
    short_name: str
    level: str
    gso_code: str
    valid_from: date | None
    valid_to: date | None
    former_names: tuple[str, ...]
    source: str

    def valid_in(self, year: int) -> bool:
        """Whether the unit existed on some day of the year."""
        return _valid_in(self.valid_from, self.valid_to, year)


@dataclass(frozen=True, slots=True)
class Agency:
    """Who may state a figure."""

    code: str
    name: str
    short_name: str
    valid_from: date | None
    valid_to: date | None
    source: str
    verified: bool

    def valid_in(self, year: int) -> bool:
        """Whether the agency existed on some day of the year."""
        return _valid_in(self.valid_from, self.valid_to, year)


OWN_REPORT = Agency(OWN, "Đơn vị tự báo cáo", "Đơn vị tự báo cáo", None, None, "", False)


@dataclass(frozen=True, slots=True)
class Roles:
    """Who led the cluster (cụm trưởng) and who stood in (cụm phó) in a year: codes of units."""

    year: int
    lead_unit: str
    deputy_lead: str
    source: str
    verified: bool


@dataclass(frozen=True, slots=True)
class Event:
    """A meeting of the cluster; `year` is the year of the covenant that it belongs to."""

    year: int
    date: date
    title: str
    place: str
    source: str
    verified: bool


@dataclass(frozen=True, slots=True)
class Deadline:
    """Until when (that day included) the figures of a year are due."""

    year: int
    date: date
    source: str
    verified: bool


@dataclass(frozen=True, slots=True)
class Campaign:
    """A movement (phong trào thi đua) that the cluster follows."""

    code: str
    title: str
    source: str
    verified: bool


@dataclass(frozen=True, slots=True)
class Occasion:
    """What the year's emulation commemorates."""

    year: int
    date: date
    title: str
    source: str
    verified: bool


@dataclass(frozen=True, slots=True)
class Cluster:
    """An emulation cluster (cụm thi đua); units stand in the official order."""

    code: str
    name: str
    province: str
    source: str
    units: tuple[Unit, ...]
    agencies: tuple[Agency, ...]
    roles: tuple[Roles, ...]
    events: tuple[Event, ...]
    campaigns: tuple[Campaign, ...]
    occasion: Occasion | None
    deadlines: tuple[Deadline, ...] = ()

    def unit(self, code: str) -> Unit:
        """The member with that code; KeyError if there is none."""
        for unit in self.units:
            if unit.code == code:
                return unit
        raise KeyError(code)

    def units_in(self, year: int) -> tuple[Unit, ...]:
        """The members of a year, in the official order."""
        return tuple(unit for unit in self.units if unit.valid_in(year))

    def agency(self, code: str) -> Agency:
        """The agency with that code ("own" is the unit's own report); KeyError if there is none."""
        if code == OWN:
            return OWN_REPORT
        for agency in self.agencies:
            if agency.code == code:
                return agency
        raise KeyError(code)

    def role(self, year: int) -> Roles | None:
        """The roles of a year; None where nobody wrote them down."""
        return next((roles for roles in self.roles if roles.year == year), None)


def folder() -> Path:
    """The cluster folder: $THIDUA_CLUSTER, else the package's own `data/`."""
    chosen = os.environ.get("THIDUA_CLUSTER")
    return Path(chosen) if chosen else Path(__file__).resolve().parent


def load_cluster(folder: Path) -> Cluster:
    """
    The cluster kept in a folder.

    Raises:
        RulebookError: With all problems of cluster.toml, units.csv and agencies.csv.
    """
    reports = [Report("units.csv"), Report("agencies.csv"), Report("cluster.toml")]
    units = _read_units(folder, reports[0])
    agencies = _read_agencies(folder, reports[1])
    cluster = _read_cluster(folder, reports[2], units, agencies)
    problems = [str(problem) for report in reports for problem in report.problems]
    if problems or cluster is None:
        raise RulebookError(problems)
    return cluster


def reference_files(folder: Path) -> list[Path]:
    """The files that say what figures may be about: catalogues and rulebooks, in a fixed order."""
    named = [folder / "cluster.toml", folder / "units.csv", folder / "agencies.csv"]
    return [path for path in named if path.is_file()] + sorted((folder / "rulebooks").glob("*.toml"))


def _valid_in(first: date | None, last: date | None, year: int) -> bool:
    return (first is None or first.year <= year) and (last is None or last.year >= year)


def _read_rows(path: Path, columns: tuple[str, ...], report: Report) -> Iterable[tuple[str, dict[str, str]]]:
    """The rows of a catalogue as ("dòng 2", {column: text}); a wrong header ends the reading."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            rows = list(csv.reader(stream, strict=True))
    except OSError as error:
        report.add(HEAD, "-", "unreadable", found=error.strerror or type(error).__name__)
        return
    except UnicodeDecodeError as error:
        report.add(HEAD, "-", "not_utf8", found=error.start)
        return
    except csv.Error as error:
        report.add(HEAD, "-", "csv_syntax", found=error)
        return
    header = tuple(rows[0]) if rows else ()
    for column in columns:
        if column not in header:
            report.add(HEAD, column, "missing_key")
    for column in header:
        if column not in columns:
            report.add(HEAD, column or "-", "unknown_key")
    if sorted(header) != sorted(columns):
        return
    for number, cells in enumerate(rows[1:], start=2):
        if not any(cells):
            continue
        if len(cells) != len(header):
            report.add(f"dòng {number}", "-", "csv_width", found=len(cells), wanted=len(header))
            continue
        yield f"dòng {number}", dict(zip(header, cells, strict=True))


def _cell(report: Report, row: str, cells: dict[str, str], column: str) -> str:
    text = cells[column]
    if not text.strip():
        report.add(row, column, "blank_text")
    return text


def _code(report: Report, row: str, cells: dict[str, str], taken: set[str]) -> str:
    code = _cell(report, row, cells, "code")
    if code and not CODE.fullmatch(code):
        report.add(row, "code", "code_shape", found=code, wanted="RG")
    if code in taken:
        report.add(row, "code", "duplicate_code", found=code)
    taken.add(code)
    return code


def _day(report: Report, row: str, cells: dict[str, str], column: str) -> date | None:
    text = cells[column]
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        report.add(row, column, "wrong_type", wanted="ngày dạng 2018-03-25")
        return None


def _validity(report: Report, row: str, cells: dict[str, str]) -> tuple[date | None, date | None]:
    first, last = _day(report, row, cells, "valid_from"), _day(report, row, cells, "valid_to")
    if first and last and first > last:
        report.add(row, "valid_to", "validity_order")
    return first, last


def _read_units(folder: Path, report: Report) -> tuple[Unit, ...]:
    units: list[Unit] = []
    taken: set[str] = set()
    for row, cells in _read_rows(folder / "units.csv", UNIT_COLUMNS, report):
        order = cells["order"]
        if not re.fullmatch(r"[0-9]{1,5}", order):
            report.add(row, "order", "wrong_type", wanted="số nguyên")
            order = "0"
        first, last = _validity(report, row, cells)
        units.append(
            Unit(
                order=int(order),
                code=_code(report, row, cells, taken),
                name=_cell(report, row, cells, "name"),
                short_name=_cell(report, row, cells, "short_name"),
                level=_cell(report, row, cells, "level"),
                gso_code=cells["gso_code"],
                valid_from=first,
                valid_to=last,
                former_names=tuple(name.strip() for name in cells["former_names"].split(";") if name.strip()),
                source=_cell(report, row, cells, "source"),
            )
        )
    orders = [unit.order for unit in units]
    for place in sorted({place for place in orders if orders.count(place) > 1}):
        report.add(HEAD, "order", "listed_twice", found=place)
    if not units and not report.problems:
        report.add(HEAD, "-", "too_few", wanted="một đơn vị")
    return tuple(sorted(units, key=lambda unit: unit.order))


def _read_agencies(folder: Path, report: Report) -> tuple[Agency, ...]:
    agencies: list[Agency] = []
    taken: set[str] = set()
    for row, cells in _read_rows(folder / "agencies.csv", AGENCY_COLUMNS, report):
        if cells["verified"] not in ("true", "false"):
            report.add(row, "verified", "wrong_type", wanted="true hoặc false")
        first, last = _validity(report, row, cells)
        agencies.append(
            Agency(
                code=_code(report, row, cells, taken),
                name=_cell(report, row, cells, "name"),
                short_name=_cell(report, row, cells, "short_name"),
                valid_from=first,
                valid_to=last,
                source=_cell(report, row, cells, "source"),
                verified=cells["verified"] == "true",
            )
        )
    return tuple(agencies)


def _read_cluster(
    folder: Path, report: Report, units: tuple[Unit, ...], agencies: tuple[Agency, ...]
) -> Cluster | None:
    tables = parse(folder / "cluster.toml", report)
    if tables is None:
        return None
    head = Row(tables, HEAD, report)
    cluster = Cluster(
        code=head.text("code"),
        name=head.text("name"),
        province=head.text("province"),
        source=head.text("source"),
        units=units,
        agencies=agencies,
        roles=tuple(_read_roles(row, units) for row in head.tables("roles", required=False, code="year")),
        events=tuple(_read_event(row) for row in head.tables("events", required=False, code="date")),
        campaigns=tuple(_read_campaign(row) for row in head.tables("campaigns", required=False)),
        occasion=_read_occasion(head),
        deadlines=tuple(_read_deadline(row) for row in head.tables("deadlines", required=False, code="year")),
    )
    for key, years in (
        ("roles", [roles.year for roles in cluster.roles]),
        ("deadlines", [deadline.year for deadline in cluster.deadlines]),
    ):
        for year in sorted({year for year in years if years.count(year) > 1}):
            report.add(f"{key} {year}", "year", "listed_twice", found=year)
    head.close()
    return cluster


def _read_roles(row: Row, units: tuple[Unit, ...]) -> Roles:
    roles = Roles(
        row.whole("year", 1948, 2200), row.text("lead_unit"), row.text("deputy_lead"), row.text("source"),
        row.flag("verified"),
    )  # fmt: skip
    known = {unit.code for unit in units if unit.valid_in(roles.year)}
    for key, code in (("lead_unit", roles.lead_unit), ("deputy_lead", roles.deputy_lead)):
        if code and known and code not in known:
            row.bad(key, "unknown_unit", found=code)
    row.close()
    return roles


def _read_event(row: Row) -> Event:
    event = Event(
        row.whole("year", 1948, 2200), row.day("date"), row.text("title"), row.text("place"),
        row.text("source"), row.flag("verified"),
    )  # fmt: skip
    row.close()
    return event


def _read_deadline(row: Row) -> Deadline:
    deadline = Deadline(
        row.whole("year", 1948, 2200), row.day("date"), row.text("source"), row.flag("verified")
    )
    row.close()
    return deadline


def _read_campaign(row: Row) -> Campaign:
    campaign = Campaign(row.text("code"), row.text("title"), row.text("source"), row.flag("verified"))
    row.close()
    return campaign


def _read_occasion(head: Row) -> Occasion | None:
    row = head.table("occasion", required=False)
    if row is None:
        return None
    occasion = Occasion(
        row.whole("year", 1948, 2200),
        row.day("date"),
        row.text("title"),
        row.text("source"),
        row.flag("verified"),
    )
    row.close()
    return occasion
