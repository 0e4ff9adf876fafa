"""Figures against one another: sums that the file claims, outliers, the same figure twice."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from statistics import median

from data.reading import headings as h
from data.reading.amounts import Value
from data.reading.catalogue import Catalogue
from data.reading.folding import bare
from data.reading.grid import Cell
from data.reading.numbers_in import EN, VN, read_cell
from data.reading.problems import Problems
from data.reading.row_sorts import Total, is_sum
from data.reading.table import Table
from scoring.numbers import number


def check_totals(
    table: Table, values: Sequence[Value], totals: Iterable[Total], style: str, problems: Problems
) -> None:
    """Rows of sums against what was read; a sum may be of everything above or of its own group."""
    since: dict[int, int] = {}
    for total in totals:
        if not is_sum(total):
            continue
        for column, cell in total.cells.items():
            claimed = _claimed(cell, style)
            if claimed is None:
                continue
            above = [value for value in values if value.role == "actual" and value.exact is not None
                     and value.entry.column == column]  # fmt: skip
            if total.criteria:
                keys = {row.key for row in total.criteria}
                sums = [_sum_of(value for value in above if value.criterion.key in keys)]
                count = sum(value.criterion.key in keys for value in above)
                if count and total.criteria[0].kind in ("percent", "score"):
                    sums.append(sums[0] / count)  # a “total” of percentages is often their mean
            else:
                before = [value for value in above if value.entry.row < total.row]
                sums = [
                    _sum_of(before),
                    _sum_of(value for value in before if value.entry.row > since.get(column, 0)),
                    _sum_of(above),
                ]
            since[column] = total.row
            if not above:
                continue
            if not any(_near(claimed, amount) for amount in sums):
                problems.add("check.total_mismatch", total.row, column, heading=table.headings.get(column, ""),
                             label=total.label, file_total=number(claimed), computed=number(sums[0]),
                             diff=number(claimed - sums[0]))  # fmt: skip


def _claimed(cell: Cell, style: str) -> Decimal | None:
    reading = read_cell(cell)
    if reading.sort == "number":
        return reading.number
    if reading.shape is None or style == "mixed":
        return None
    if len(reading.shape.styles) == 1:
        return reading.shape.value(next(iter(reading.shape.styles)))
    if style or reading.shape.value(VN) == reading.shape.value(EN):
        return reading.shape.value(style or VN)
    return None


def _sum_of(values: Iterable[Value]) -> Decimal:
    return sum((value.exact for value in values if value.exact is not None), Decimal(0))


def _near(claimed: Decimal, computed: Decimal) -> bool:
    digits = max(0, -int(claimed.normalize().as_tuple().exponent))
    return abs(claimed - computed) <= Decimal("0.51").scaleb(-min(digits, 2))


def check_outliers(table: Table, values: Sequence[Value], catalogue: Catalogue, problems: Problems) -> None:
    """A figure far above the others of its criterion, or ten times (or a tenth of) last year's: to be confirmed."""
    groups: dict[tuple[str, int, str], list[Value]] = {}
    for value in values:
        if value.kept is not None and value.criterion.kind != "yes_no":
            groups.setdefault((value.criterion.key, value.year, value.role), []).append(value)
    for group in groups.values():
        for value in group:
            amount = value.kept or Decimal(0)
            others = [
                other.kept for other in group if other.entry.unit is not value.entry.unit and other.kept
            ]
            usual: Decimal | None = None
            if len(others) >= 3 and amount >= 3 * max(others) and amount >= 4 * median(others):
                usual = Decimal(median(others))
            last = value.last
            if last and amount and (amount >= 10 * last or amount * 10 <= last):
                usual = last
            if usual:
                ratio = amount / usual
                problems.add(
                    "check.outlier_warning", value.entry.row, value.entry.column,
                    heading=table.headings.get(value.entry.column, ""), unit=value.entry.unit.name,
                    criterion=value.criterion.name, value=number(amount), ratio=number(ratio, 1), usual=number(usual),
                )  # fmt: skip


def without_doubles(values: Sequence[Value], problems: Problems, catalogue: Catalogue) -> list[Value]:
    """One value for each figure: identical rows once, different ones refused."""
    kept: dict[tuple[object, ...], Value] = {}
    same: set[int] = set()
    for value in values:
        if value.kept is None and not value.grade:
            continue
        level = (
            value.entry.extras[h.LEVEL].text
            if value.role == "target" and h.LEVEL in value.entry.extras
            else ""
        )
        agency = (
            value.entry.extras[h.AGENCY].text if h.AGENCY in value.entry.extras and catalogue.levels else ""
        )
        key = (value.year, value.entry.unit.code, value.criterion.key, value.role, bare(level), bare(agency))
        first = kept.setdefault(key, value)
        if first is value:
            continue
        if (first.kept, first.grade) == (value.kept, value.grade):
            same.add(value.entry.row)
            continue
        problems.add(
            "row.duplicate_conflict", value.entry.row, value.entry.column, row1=first.entry.row, row2=value.entry.row,
            unit=value.entry.unit.name, criterion=value.criterion.name, year=value.year or "?",
            a=first.grade or number(first.kept), b=value.grade or number(value.kept),
        )  # fmt: skip
    if same:
        problems.add("row.duplicate_identical", min(same), n=len(same))
    return list(kept.values())
