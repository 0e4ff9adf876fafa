"""Where everything of a unit's score sheet stands; known before anything is written: sheets refer to each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import IntEnum
from typing import Final

from pages.exports.xlsx_book import digits_of, letter, reference
from scoring.model import Criterion, Penalty, PenaltyItem, Rulebook, Section, SubCriterion


class Column(IntEnum):
    """Columns of a unit's sheet; those up to SOURCE are printed, the others hold the steps of the calculation."""

    ORDER = 0
    LABEL = 1
    MAX_POINTS = 2
    TARGET = 3  # or the baseline, where the rule compares with the year before
    ACTUAL = 4
    SELF_POINTS = 5
    POINTS = 6
    BONUS = 7
    REASON = 8
    SOURCE = 9
    GAP = 10
    STATE = 11  # scored, or why not
    COMPLETION = 12
    EXACT = 13  # points before the one rounding
    COUNTED = 14  # what the criterion puts into the unit's maximum
    EXCEEDED = 15
    LEADER = 16
    SECTION = 17
    SHARE = 18  # points ÷ maximum, for grades (xếp loại) with a least share
    PUBLISHED = 19  # points as they were published when the workbook was made


LAST_PRINTED: Final = Column.SOURCE


@dataclass(frozen=True, slots=True)
class Line:
    """
    One row of a unit's sheet.

    Attributes:
        sort: "section", "criterion", "part", "section_sum", "penalties", "penalty", "totals" or "total".
        row: 0-based.
        key: Of a total: "section:CODE", "bonus_uncapped", "bonus", "total", "maximum", "rate", "rank", "grade",
            "exceeded", "missing" or "open_points".
    """

    sort: str
    row: int
    section: Section | None = None
    criterion: Criterion | None = None
    part: SubCriterion | None = None
    item: PenaltyItem | None = None
    penalty: Penalty | None = None
    key: str = ""


@dataclass(frozen=True, slots=True)
class Layout:
    """The rows of one unit's sheet; criteria stand in the same rows on every unit's sheet of a year."""

    sheet: str
    head_row: int
    lines: tuple[Line, ...]

    @property
    def last_row(self) -> int:
        """The last row, 0-based."""
        return self.lines[-1].row

    def row(self, sort: str, criterion: str = "", part: str = "", key: str = "") -> int:
        """The row of a criterion, a component, a section's sum or a total; KeyError if there is none."""
        for line in self.lines:
            if (
                line.sort == sort
                and criterion == ("" if line.criterion is None else line.criterion.code)
                and part == ("" if line.part is None else line.part.code)
                and key == line.key
            ):
                return line.row
        raise KeyError(f"{sort} {criterion} {part} {key}")

    def parts(self, criterion: Criterion) -> tuple[int, ...]:
        """The rows of a criterion's components."""
        return tuple(self.row("part", criterion.code, part.code) for part in criterion.sub_criteria)

    def span(self, sorts: Sequence[str], column: Column) -> str:
        """From the first to the last row of some sorts in one column, e.g. `$G$6:$G$70`."""
        rows = [line.row for line in self.lines if line.sort in sorts]
        name = letter(column)
        return f"${name}${min(rows) + 1}:${name}${max(rows) + 1}"

    def total(self, key: str) -> str:
        """The cell of a total, for formulas on the same sheet."""
        return cell(self.row("total", key=key), Column.POINTS)

    def outside(self, row: int, column: Column) -> str:
        """A cell of this sheet, for formulas on another one."""
        return reference(self.sheet, cell(row, column))


def cell(row: int, column: int) -> str:
    """Name of a 0-based cell."""
    return f"{letter(column)}{row + 1}"


def layout(rulebook: Rulebook, sheet: str, head_row: int, penalties: Sequence[Penalty]) -> Layout:
    """
    Lay out the sheet of one unit.

    Args:
        penalties: The unit's own. Every item of the rulebook has a row, with an occurrence or without.
    """
    lines: list[Line] = []

    def add(sort: str, **about: object) -> None:
        lines.append(Line(sort, head_row + 1 + len(lines), **about))  # type: ignore[arg-type]

    for section in rulebook.sections:
        add("section", section=section)
        for criterion in rulebook.in_section(section.code):
            add("criterion", section=section, criterion=criterion)
            for part in criterion.sub_criteria:
                add("part", section=section, criterion=criterion, part=part)
        add("section_sum", section=section, key=section.code)
    if rulebook.penalty_items:
        add("penalties")
        for item in rulebook.penalty_items:
            occurred: list[Penalty | None] = [row for row in penalties if row.item == item.code]
            for penalty in occurred or [None]:
                add("penalty", item=item, penalty=penalty, section=rulebook.section(item.section))
    add("totals")
    for key in total_keys(rulebook):
        code = key.removeprefix("section:")
        add("total", key=key, section=rulebook.section(code) if code != key else None)
    return Layout(sheet, head_row, tuple(lines))


def total_keys(rulebook: Rulebook) -> tuple[str, ...]:
    """The totals of a unit in their order."""
    sections = tuple(f"section:{section.code}" for section in rulebook.sections)
    grade = ("grade",) if rulebook.grades else ()
    last = ("exceeded", "missing", "open_points")
    return (*sections, "bonus_uncapped", "bonus", "total", "maximum", "rate", "rank", *grade, *last)


def sum_digits(rulebook: Rulebook) -> int:
    """Digits that a sum of published points, penalties and maxima can have; sums themselves are never rounded."""
    amounts: list[Decimal] = [rulebook.bonus_cap]
    amounts.extend(item.points for item in rulebook.items)
    amounts.extend(criterion.max_points for criterion in rulebook.criteria)
    return max(rulebook.point_decimals, *(digits_of(amount) for amount in amounts))


def max_digits(rulebook: Rulebook) -> int:
    """Digits that a sum of maxima can have."""
    return max(digits_of(rulebook.bonus_cap), *(digits_of(row.max_points) for row in rulebook.criteria))
