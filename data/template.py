"""
The office form of one year to fill in: a row per unit and criterion, already holding what counts today.

As XLSX (drop-downs, guide sheet) and as CSV (UTF-8 with BOM, ";", decimal comma). Reading it back gives the same
figures, so an untouched form changes nothing. Text that a spreadsheet would run as a formula is kept as text.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from data.differences import Counting
from data.projection import Snapshot
from data.proposal import STATUS_WORDS
from data.reference import Reference
from scoring.model import Criterion, Figure, Grades, Kind, Role, Rulebook, State, SubCriterion
from scoring.numbers import day, number

HEADINGS = (
    "Năm", "Đơn vị", "Mã", "Tiêu chí", "Đơn vị tính", "Chỉ tiêu", "Cấp giao", "Thực hiện", "Trạng thái", "Nguồn",
    "Ngày số liệu", "Ghi chú",
)  # fmt: skip
NOT_ASSIGNED = "Không giao"
NOT_OCCURRED = "Không phát sinh"
YES, NO = "Đạt", "Không đạt"
RUNS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")  # what a spreadsheet may take for a formula

Value = Decimal | date | str | int | None


@dataclass(frozen=True, slots=True)
class FormRow:
    """
    One row of the form.

    Attributes:
        place: Codes of year, unit, criterion and component.
        cells: In the order of `HEADINGS`; None = blank.
        choices: Words that the column "Thực hiện" takes, () where it takes a number.
        heading: Whether it only names a criterion whose components follow.
        targeted: Whether the criterion (or component) is measured against a target.
    """

    place: tuple[int, str, str, str]
    cells: tuple[Value, ...]
    choices: tuple[str, ...] = ()
    heading: bool = False
    targeted: bool = False


def form_rows(snapshot: Snapshot, reference: Reference, year: int, unit: str = "") -> tuple[FormRow, ...]:
    """
    The rows of the form: all units of the year or one of them, criteria in the order of the rulebook.

    Raises:
        KeyError: No rulebook for that year, or no such unit in it.
    """
    reference = reference.at(year)
    rulebook = reference.rulebooks[year]
    units = [row for row in reference.cluster.units_in(year) if unit in ("", row.code)]
    if not units:
        raise KeyError(unit)
    counting = Counting(reference, {year: snapshot.figures.get(year, ())})
    return tuple(
        row
        for member in units
        for criterion in rulebook.criteria
        for row in _criterion_rows(reference, rulebook, counting, member.code, criterion)
    )


def form_name(year: int, unit: str, suffix: str) -> str:
    """Name of the file to download, e.g. "mau-so-lieu-2018-RG.xlsx"."""
    return f"mau-so-lieu-{year}{'-' + unit if unit else ''}.{suffix}"


def form_csv(snapshot: Snapshot, reference: Reference, year: int, unit: str = "") -> bytes:
    """The form as CSV for a Vietnamese Excel: UTF-8 with BOM, ";", decimal comma. Raises KeyError."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(HEADINGS)
    for row in form_rows(snapshot, reference, year, unit):
        writer.writerow([csv_text(value) for value in row.cells])
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def csv_text(value: Value) -> str:
    """A cell of the CSV; text that begins like a formula gets an apostrophe before it."""
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return plain(value)
    if isinstance(value, date):
        return day(value)
    text = str(value)
    return "'" + text if text.startswith(RUNS) else text


def plain(value: Decimal) -> str:
    """A number with a decimal comma and no thousands dots: "1.234" would be read in two ways."""
    return number(value).replace(".", "").replace("\u2212", "-")


def choices_of(criterion: Criterion, part: SubCriterion | None) -> tuple[str, ...]:
    """The words that an actual may be, () for a number."""
    method = criterion.method if part is None else part.method or criterion.method
    kind = criterion.kind if part is None else part.kind
    if kind is Kind.YES_NO:
        return YES, NO
    if kind is Kind.GRADE and isinstance(method, Grades):
        return tuple(label for label, _points in method.grades)
    return ()


def _criterion_rows(
    reference: Reference, rulebook: Rulebook, counting: Counting, unit: str, criterion: Criterion
) -> Iterator[FormRow]:
    yield _row(reference, rulebook, counting, unit, criterion, None)
    for part in criterion.sub_criteria:
        yield _row(reference, rulebook, counting, unit, criterion, part)


def _row(
    reference: Reference,
    rulebook: Rulebook,
    counting: Counting,
    unit: str,
    criterion: Criterion,
    part: SubCriterion | None,
) -> FormRow:
    sub_code = "" if part is None else part.code
    place = (rulebook.year, unit, criterion.code, sub_code)
    heading = part is None and bool(criterion.sub_criteria)
    actual, target = counting.figure((*place, Role.ACTUAL)), counting.figure((*place, Role.TARGET))
    if heading:  # its components carry the figures; the reader takes none here
        actual = target = None
    told = actual or target
    cells: tuple[Value, ...] = (
        rulebook.year,
        reference.cluster.unit(unit).name,
        f"{criterion.code}.{sub_code}" if sub_code else criterion.code,
        criterion.label if part is None else part.label,
        criterion.unit_of_measure if part is None else part.unit_of_measure,
        _shown(target, (), NOT_ASSIGNED),
        rulebook.level_label(target.level) if target is not None else None,
        _shown(actual, choices_of(criterion, part), NOT_OCCURRED),
        STATUS_WORDS[told.status] if told is not None else None,
        _agency(reference, actual.agency) if actual is not None else None,
        actual.as_of if actual is not None else None,
        (told.note or None) if told is not None else None,
    )
    return FormRow(place, cells, choices_of(criterion, part), heading, criterion.needs_target)


def _shown(figure: Figure | None, choices: tuple[str, ...], absent: str) -> Value:
    if figure is None:
        return None
    if figure.state is State.NOT_APPLICABLE:
        return absent
    if figure.grade:
        return figure.grade
    if figure.value is not None and choices == (YES, NO):
        return YES if figure.value else NO
    return figure.value


def _agency(reference: Reference, code: str) -> str:
    return reference.cluster.agency(code).name
