"""The totals of a unit's sheet: sections after penalties, capped bonus, total, maximum, rate, rank, grade."""

from __future__ import annotations

from dataclasses import dataclass

from pages.exports.xlsx_book import number_format, rate_format
from pages.exports.xlsx_formulas import RATE_NUDGE, SHARE_DIGITS, halves_up, literal, text_literal
from pages.exports.xlsx_layout import Column, Layout, Line, cell, max_digits, sum_digits
from pages.exports.xlsx_rows import REPORTED_NOT
from pages.exports.xlsx_values import Shown
from pages.parts.figure_cells import document_text
from pages.parts.frozen_year import FrozenYear
from pages.parts.rule_cells import tie_break_text
from pages.parts.rule_text import phrase
from pages.parts.words import say
from pages.parts.year_words import section_name
from scoring.model import Rulebook, Section
from scoring.numbers import number
from scoring.scoreboard import UnitScore, exceeds


@dataclass(frozen=True, slots=True)
class Totals:
    """
    The total block of one unit.

    Attributes:
        rank_cell: The cell of the summary that holds the unit's rank.
    """

    frozen: FrozenYear
    place: Layout
    unit: str
    rank_cell: str

    @property
    def rulebook(self) -> Rulebook:
        """The rulebook of the year."""
        return self.frozen.about.rulebook

    @property
    def row(self) -> UnitScore:
        """The unit's row of the board."""
        return self.frozen.about.board.unit(self.unit)

    def label(self, line: Line) -> str:
        """What a total is called."""
        if line.section is not None:
            return say("xlsx.total_section", section=section_name(line.section.label))
        return say(f"xlsx.total_{line.key}")

    def maximum(self, line: Line) -> tuple[str, Shown] | None:
        """Formula and published value of what stands in the column of maxima; None for nothing."""
        if line.section is not None:
            summed = cell(self.place.row("section_sum", key=line.section.code), Column.MAX_POINTS)
            return summed, self.row.section(line.section.code).maximum
        if line.key == "bonus":
            return literal(self.rulebook.bonus_cap), self.rulebook.bonus_cap
        return None

    def note(self, line: Line) -> str:
        """The rule of a total in words."""
        if line.section is not None:
            return say("xlsx.note_section")
        if line.key == "rank":
            told = f"{phrase(f'by_{self.rulebook.ranked_by}')} {tie_break_text(self.rulebook)}"
            return f"{told} {say('xlsx.no_vote')}" if "vote" in self.rulebook.tie_break else told
        if line.key == "bonus":
            return say("xlsx.note_bonus", cap=number(self.rulebook.bonus_cap))
        if line.key == "bonus_uncapped" and self.row.bonuses:
            return f"{say('xlsx.note_bonus_uncapped')} {self._bonus_items()}"
        return say(f"xlsx.note_{line.key}")

    def _bonus_items(self) -> str:
        """The itemised bonus that the formula adds, each with its count and document."""
        items = {item.code: item for item in self.rulebook.bonus_items}
        told = "; ".join(
            say(
                "xlsx.bonus_item",
                what=items[entry.item].label,
                times=number(entry.times),
                each=number(items[entry.item].points),
                document=document_text(entry),
            )
            for entry in self.row.bonuses
        )
        return say("xlsx.bonus_items", points=number(self.row.item_bonus), told=told)

    def formula(self, line: Line) -> tuple[str, Shown, str]:
        """Formula, published value and number format of a total."""
        row, digits = self.row, sum_digits(self.rulebook)
        sums = number_format(digits)
        if line.section is not None:
            return self._section(line.section), row.section(line.section.code).total, sums
        match line.key:
            case "bonus_uncapped":
                cells = self._each_section(Column.BONUS)
                items = f"+{literal(row.item_bonus)}" if row.item_bonus else ""
                return f"ROUND({cells}{items},{digits})", row.bonus_uncapped, sums
            case "bonus":
                cap = cell(line.row, Column.MAX_POINTS)
                return f"MIN({self.place.total('bonus_uncapped')},{cap})", row.bonus, sums
            case "total":
                sections = "+".join(
                    self.place.total(f"section:{each.code}") for each in self.rulebook.sections
                )
                return f"ROUND({sections}+{self.place.total('bonus')},{digits})", row.total, sums
            case "maximum":
                cap = cell(self.place.row("total", key="bonus"), Column.MAX_POINTS)
                return (
                    f"ROUND({self._each_section(Column.MAX_POINTS)}+{cap},{digits})",
                    row.maximum,
                    number_format(max_digits(self.rulebook)),
                )
            case "rate":
                return self._rate(), row.rate, rate_format(self.rulebook.rate_decimals)
            case "rank":
                return self.rank_cell, rank_shown(row), "0"
            case "grade":
                return self._grade(), grade_shown(row), "General"
            case "exceeded":
                return f"SUM({self._all(Column.EXCEEDED)})", self._exceeded(), "0"
            case "missing":
                return self._missing(), len(row.missing), "0"
            case _:
                state, counted = self._all(Column.STATE), self._all(Column.COUNTED)
                return (
                    f"ROUND(SUMIF({state},{REPORTED_NOT},{counted}),{digits})",
                    row.open_points,
                    number_format(max_digits(self.rulebook)),
                )

    def _all(self, column: Column) -> str:
        return self.place.span(("criterion", "part"), column)

    def _each_section(self, column: Column) -> str:
        return "+".join(
            cell(self.place.row("section_sum", key=section.code), column)
            for section in self.rulebook.sections
        )

    def _section(self, section: Section) -> str:
        points = cell(self.place.row("section_sum", key=section.code), Column.POINTS)
        if not self.rulebook.penalty_items:
            return points
        of, taken = (self.place.span(("penalty",), column) for column in (Column.SECTION, Column.POINTS))
        rest = f"{points}+SUMIF({of},{text_literal(section.code)},{taken})"
        return f"MAX(0,ROUND({rest},{sum_digits(self.rulebook)}))"

    def _rate(self) -> str:
        total, maximum = self.place.total("total"), self.place.total("maximum")
        return f"IF({maximum}=0,0,{halves_up(f'{total}/{maximum}', self.rulebook.rate_decimals, RATE_NUDGE)})"

    def _missing(self) -> str:
        return f'COUNTIFS({self._all(Column.STATE)},{REPORTED_NOT},{self._all(Column.COUNTED)},">0")'

    def _grade(self) -> str:
        rate, lowest = self.place.total("rate"), f"ROUND(MIN({self._all(Column.SHARE)}),{SHARE_DIGITS})"
        told = text_literal(say("xlsx.no_grade"))
        for grade in sorted(self.rulebook.grades, key=lambda each: each.from_rate):
            reached = f"AND({rate}>={literal(grade.from_rate)},{lowest}>={literal(grade.min_share)})"
            told = f"IF({reached},{text_literal(grade.label)},{told})"
        return f"IF({self.place.total('missing')}>0,{text_literal(say('xlsx.grade_open'))},{told})"

    def _exceeded(self) -> int:
        scores = self.frozen.about.board.scores.items()
        return sum(exceeds(score) for (unit, _code), score in scores if unit == self.unit)


def rank_shown(row: UnitScore) -> Shown:
    """A rank, or in words that there is none."""
    return say("xlsx.unranked") if row.rank is None else row.rank


def grade_shown(row: UnitScore) -> str:
    """A grade, or in words why there is none."""
    return row.grade or say("xlsx.grade_open" if row.missing else "xlsx.no_grade")
