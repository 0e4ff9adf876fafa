"""Entries → figures: the year, the criterion of that year, the unit of measure, then the amount."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from data.reading import headings as h
from data.reading.amounts import Value, check_shares, fit_criterion, reading_of, settle_number, style_of
from data.reading.catalogue import Catalogue
from data.reading.crosschecks import check_outliers, check_totals, without_doubles
from data.reading.folding import bare, tidy
from data.reading.matching import bracketed
from data.reading.numbers_in import measure_form, read_cell, same_measure
from data.reading.official import ReadFigure, figure_of
from data.reading.problems import Problems
from data.reading.row_sorts import Total
from data.reading.rows import Entry, say_year
from data.reading.table import Table
from data.reading.years import year_of
from scoring.numbers import number


@dataclass(slots=True)
class Figures:
    """The figures of a file and how their numbers were read."""

    figures: list[ReadFigure] = field(default_factory=list)
    missing: int = 0
    style: str = ""
    present: int = 0


def settle(
    table: Table, entries: Sequence[Entry], totals: Sequence[Total], year: int | None, catalogue: Catalogue,
    problems: Problems, answers: Mapping[str, str],
) -> Figures:  # fmt: skip
    """All figures of a table; whatever is wrong is noted, and a figure that is wrong is not among them."""
    values = []
    for entry in entries:
        values += _values(table, entry, year, catalogue, problems)
    done = Figures()
    done.style = style_of(table, values, problems, answers)
    for value in values:
        settle_number(table, value, done.style, problems, answers)
    check_shares(table, values, problems, answers)
    for value in values:
        if value.exact is not None:
            fit_criterion(table, value, problems)
    _notes(table, values, problems)
    check_totals(table, values, totals, done.style, problems)
    check_outliers(table, values, catalogue, problems)
    kept = without_doubles(values, problems, catalogue)
    done.missing = sum(value.missing for value in values)
    done.present = len(kept)
    done.figures = [figure_of(value, catalogue, problems) for value in kept]
    done.figures += [
        figure_of(value, catalogue, problems) for value in values if _is_not_assigned(value, catalogue)
    ]
    return done


def _is_not_assigned(value: Value, catalogue: Catalogue) -> bool:
    return value.missing and value.reading.key == "not_assigned" and bool(catalogue.levels)


def _values(
    table: Table, entry: Entry, year: int | None, catalogue: Catalogue, problems: Problems
) -> list[Value]:
    found_year = _year(table, entry, year, problems)
    criteria = entry.criteria
    if found_year is not None:
        fitting = [row for row in criteria if not row.years or found_year in row.years]
        if not fitting:
            problems.add(
                "criterion.not_valid_for_year", entry.row, entry.column, code=criteria[0].key, year=found_year
            )
            return []
        criteria = tuple(fitting)
    if len({(row.key, row.unit_of_measure, row.kind) for row in criteria}) > 1:
        problems.add("criterion.unknown_suggest", entry.row, value=criteria[0].name,
                     suggest=" hoặc ".join(row.key for row in criteria))  # fmt: skip
        return []
    criterion = criteria[0]
    target = entry.extras.get(h.TARGET) if catalogue.levels else None
    if (
        criterion.divided
        and target
        and read_cell(target).key == "not_assigned"
        and read_cell(entry.cell).sort == "missing"
    ):
        return [Value(entry, target, criterion, found_year or 0, "target", read_cell(target))]
    if criterion.divided and _is_filled(entry):
        parts = ", ".join(
            row.key for row in catalogue.criteria if row.code == criterion.code and row.sub_criterion
        )
        problems.add(
            "criterion.divided",
            entry.row,
            entry.column,
            code=criterion.code,
            name=criterion.name,
            parts=parts,
        )
        return []
    measure = entry.measure or _heading_measure(table, entry) or _common_measure(table, entry)
    if measure and not same_measure(measure, criterion.unit_of_measure):
        column = table.columns.get(h.MEASURE, entry.column)
        problems.add("number.unit_mismatch", entry.row, column, heading=h.OFFICIAL[h.MEASURE], raw_unit=measure,
                     unit=criterion.unit_of_measure)  # fmt: skip
        return []
    if criterion.divided:
        return []
    found = [
        Value(entry, entry.cell, criterion, found_year or 0, "actual", reading_of(entry.cell, criterion))
    ]
    if target:
        reading = reading_of(target, criterion)
        if reading.sort != "missing" or reading.key == "not_assigned":
            found.append(Value(entry, target, criterion, found_year or 0, "target", reading))
    for value in found:
        value.last = catalogue.usual.get((entry.unit.code, criterion.key)) if value.role == "actual" else None
    return found


def _is_filled(entry: Entry) -> bool:
    return read_cell(entry.cell).sort != "missing" or h.TARGET in entry.extras


def _heading_measure(table: Table, entry: Entry) -> str:
    """A unit of measure in brackets after the criterion's name, where it is known as one."""
    name = (
        table.headings.get(entry.column, "")
        if table.form == "crossed"
        else table.text(entry.row, h.CRITERION)
    )
    remark = bracketed(tidy(name))
    if not remark or bare(tidy(name)) == bare(entry.criteria[0].name):
        return ""
    known = {
        "%",
        "‰",
        "ty dong",
        "trieu dong",
        "nghin dong",
        "dong",
        measure_form(entry.criteria[0].unit_of_measure),
    }
    return remark if measure_form(remark) in known else ""


def _common_measure(table: Table, entry: Entry) -> str:
    """A unit of money said once for the whole table: Giá trị (triệu đồng), or “ĐVT: triệu đồng” above it."""
    if " dong" not in f" {measure_form(entry.criteria[0].unit_of_measure)}":
        return ""
    said = [bracketed(tidy(table.headings.get(entry.column, "")))]
    for title in table.titles:
        found = re.search(r"(?:đơn vị tính|đvt|đv tính)\s*:\s*([^;.)]+)", title, re.IGNORECASE)
        said += [found[1].strip()] if found else []
    return next((text for text in said if text and measure_form(text).split("/")[0].endswith("dong")), "")


def _year(table: Table, entry: Entry, year: int | None, problems: Problems) -> int | None:
    if h.YEAR not in table.columns:
        return year
    cell = entry.year_cell
    if cell is None or not cell.text.strip():
        if entry.cell is not None or table.form == "long":
            problems.add(
                "year.missing", entry.row, table.columns[h.YEAR], heading=h.OFFICIAL[h.YEAR], where="ô trống,"
            )
        return None
    said = year_of(cell)
    if said.year is None:
        say_year(problems, said.key, cell)
    elif said.key == "cleaned":
        problems.add(
            "year.text_cleaned",
            entry.row,
            cell.column,
            heading=h.OFFICIAL[h.YEAR],
            raw=cell.text,
            year=said.year,
        )
    return said.year


def _notes(table: Table, values: Sequence[Value], problems: Problems) -> None:
    """What was done to texts, said once per cell; counts for the whole."""
    as_text = 0
    marks: dict[str, int] = {}
    for value in values:
        cell, reading = value.cell, value.reading
        if value.missing and value.role == "actual":
            mark = f"“{reading.text}”" if reading.text else "để trống"
            marks[mark] = marks.get(mark, 0) + 1
        if cell is None or value.missing:
            continue
        if value.kept is not None or value.grade:
            column, heading = cell.column, table.headings.get(cell.column, "")
            shown = number(value.kept) if value.kept is not None else value.grade
            for key in reading.notes:
                problems.add(key, value.entry.row, column, heading=heading, raw=reading.text, value=shown)
            if reading.suffix:
                problems.add("number.unit_suffix", value.entry.row, column, heading=heading, raw=cell.text, value=shown,
                             unit=value.criterion.unit_of_measure)  # fmt: skip
            as_text += table.grid.is_workbook and reading.sort == "shape"
        if cell.struck or cell.comment:
            why = "bị gạch ngang" if cell.struck else f"có ghi chú “{cell.comment}”"
            problems.add("cell.struck_or_commented", value.entry.row, cell.column,
                         heading=table.headings.get(cell.column, ""), value=cell.text, why=why)  # fmt: skip
    if as_text:
        problems.add("number.text_in_excel", n=as_text)
    if marks:
        problems.add("value.missing_kept_empty", n=sum(marks.values()), marks=", ".join(marks))
