"""Criteria and components on a unit's sheet: what was reported, the formulas over it, the sentence and the source."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

from pages.exports.xlsx_book import COLOURS, Book, Sheet, digits_of, number_format, put, put_formula
from pages.exports.xlsx_inputs import ask
from pages.exports.xlsx_layout import Column, Layout, Line, cell, max_digits, sum_digits
from pages.exports.xlsx_rows import (
    Formulas,
    can_exceed,
    criterion_formulas,
    needs_of,
    part_formulas,
    why_word,
)
from pages.exports.xlsx_values import (
    exact_points,
    finite,
    labelled,
    part_completion,
    part_points,
)
from pages.parts.figure_cells import document_text
from pages.parts.frozen_year import FrozenYear
from pages.parts.words import say
from scoring.explain import explain
from scoring.model import Combine, Completion, Criterion, Figure, Kind, Outcome, Role, State, SubCriterion
from scoring.numbers import MISSING, number
from scoring.scoreboard import Part, Score, UnitScore, exceeds, leader_of
from scoring.wording import STATUS_WORDS

WIDTHS: Final = (7, 28, 7.5, 10, 10, 7, 8.5, 7.5, 40, 28, 2, 14, 13, 13, 11, 9, 13, 10, 9, 11)
SHARE_FORMAT: Final = f'[>=1000000]"{say("xlsx.beyond")}";[<-1000000]"–";0.0000%'
VALUE_FORMAT: Final = "#,##0.0###"


@dataclass(frozen=True, slots=True)
class Sheets:
    """
    What the unit sheets need of each other.

    Attributes:
        places: Layout of every unit's sheet, in official order.
        values: Unit and criterion of scores that stand as values, with the key of the reason.
        rank_cells: The cell of the summary that holds a unit's rank.
    """

    places: Mapping[str, Layout]
    values: Mapping[tuple[str, str], str]
    rank_cells: Mapping[str, str]


class UnitRows:
    """The writer of the rows of criteria and components on one unit's sheet."""

    def __init__(self, book: Book, frozen: FrozenYear, sheets: Sheets, unit: str) -> None:
        """Get ready to write the sheet of `unit`."""
        self.book, self.frozen, self.sheets, self.unit = book, frozen, sheets, unit
        self.place = sheets.places[unit]
        self.rulebook = frozen.about.rulebook
        self.row: UnitScore = frozen.about.board.unit(unit)
        self.point_format = number_format(self.rulebook.point_decimals)
        self.sum_format = number_format(sum_digits(self.rulebook))
        self.max_format = number_format(max_digits(self.rulebook))
        self.sheet: Sheet = book.sheet(self.place.sheet, WIDTHS)

    def _criterion(self, line: Line) -> None:
        criterion = line.criterion
        assert criterion is not None
        score = self.frozen.about.board.score(self.unit, criterion.code)
        text, row = self.book.cell(), line.row
        bold = bool(criterion.sub_criteria)
        put(self.sheet, row, Column.ORDER, criterion.code, text)
        put(self.sheet, row, Column.LABEL, labelled(criterion), self.book.cell(bold=bold))
        put(
            self.sheet,
            row,
            Column.MAX_POINTS,
            criterion.max_points,
            self._amount(digits_of(criterion.max_points)),
        )
        self._given(row, criterion, criterion, score.whole, own=not bold)
        own_points = self._amount(2 if score.self_points is None else max(2, digits_of(score.self_points)))
        put(
            self.sheet,
            row,
            Column.SELF_POINTS,
            MISSING if score.self_points is None else score.self_points,
            own_points,
        )
        why = self.sheets.values.get((self.unit, criterion.code), "")
        told = explain(self.rulebook, score, self._agency).sentence
        if why:
            told = f"{told} {say('xlsx.value_kept', why=say(why))}"
        if criterion.sub_criteria:
            self.sheet.tall(row, self.place.parts(criterion)[-1], Column.REASON, told, text)
        else:
            put(self.sheet, row, Column.REASON, told, text)
        put(self.sheet, row, Column.SOURCE, self._source(score.whole), text)
        formulas = None
        if not why:
            formulas = criterion_formulas(
                criterion, self.rulebook, self.place, tuple(self.sheets.places.values())
            )
        self._computed(line, score, formulas)

    def _computed(self, line: Line, score: Score, formulas: Formulas | None) -> None:
        criterion = line.criterion
        assert criterion is not None
        scored = score.outcome is Outcome.SCORED
        word = why_word(score.outcome)
        exact = exact_points(score)
        points = score.points if scored and score.points is not None else word
        share: Any = MISSING if score.share is None else score.share
        strong = self.book.cell(bold=True, num_format=self.point_format, align="right")
        plain = self.book.cell(num_format=self.point_format, align="right", indent=1)
        aside = self._aside
        leader = None if formulas is None or not formulas.leader else self._leader(criterion, "")
        bonus: Any = MISSING
        if scored and criterion.bonus is not None and score.bonus is not None:
            bonus = score.bonus
        completion = score.whole.completion
        shown = MISSING if completion is None or not scored else finite(completion.share)
        cells: list[tuple[int, str, Any, Any]] = [
            (Column.STATE, "state", word, aside()),
            (Column.COMPLETION, "completion", shown, aside(self._share_format(criterion, criterion))),
            (Column.EXACT, "exact", MISSING if exact is None else exact, aside("#,##0.0000########")),
            (Column.POINTS, "points", points, strong),
            (Column.BONUS, "bonus", bonus, plain),
            (Column.COUNTED, "counted", score.max_points, aside(self.sum_format)),
            (Column.EXCEEDED, "exceeded", int(exceeds(score)), aside("0")),
            (Column.LEADER, "leader", leader, aside(SHARE_FORMAT)),
        ]
        self._write_all(line.row, cells, formulas)
        put(self.sheet, line.row, Column.SECTION, criterion.section, aside())
        put(self.sheet, line.row, Column.PUBLISHED, points, aside(self.point_format))
        if self.rulebook.grades:
            ratio = f"{cell(line.row, Column.POINTS)}/{cell(line.row, Column.MAX_POINTS)}"
            formula = f'IF(ISNUMBER({cell(line.row, Column.POINTS)}),{ratio},"–")'
            put_formula(self.sheet, line.row, Column.SHARE, formula, aside("0.00%"), share)

    def _part(self, line: Line) -> None:
        criterion, sub = line.criterion, line.part
        assert criterion is not None
        assert sub is not None
        score = self.frozen.about.board.score(self.unit, criterion.code)
        part = next((row for row in score.parts if row.code == sub.code), Part(sub.code))
        small = self.book.cell(font_color=COLOURS["muted"], italic=True)
        put(self.sheet, line.row, Column.ORDER, sub.code, self.book.cell(align="center"))
        put(self.sheet, line.row, Column.LABEL, labelled(sub), self.book.cell(indent=1))
        self._worth(line.row, criterion, sub)
        self._given(line.row, criterion, sub, part, own=True)
        put(self.sheet, line.row, Column.SELF_POINTS, "", small)
        put(self.sheet, line.row, Column.BONUS, "", small)
        put(self.sheet, line.row, Column.SOURCE, self._source(part), self.book.cell())
        formulas = None
        if (self.unit, criterion.code) not in self.sheets.values:
            formulas = part_formulas(criterion, sub, self.place, tuple(self.sheets.places.values()))
        measured = part_completion(criterion, part)
        points = part_points(criterion, sub, part, self._leading(criterion, sub.code))
        word = why_word(Outcome.NOT_REPORTED if measured is None else Outcome.SCORED)
        if self._left_out(criterion):
            word = why_word(score.outcome)
        leader = None if formulas is None or not formulas.leader else self._leader(criterion, sub.code)
        right = self.book.cell(num_format=self.point_format, align="right", italic=True)
        if criterion.combine is Combine.MEAN:
            put(self.sheet, line.row, Column.POINTS, say("xlsx.in_mean"), small)
        cells: list[tuple[int, str, Any, Any]] = [
            (Column.STATE, "state", word, self._aside()),
            (Column.COMPLETION, "completion", MISSING if measured is None else measured, self._aside(
                self._share_format(criterion, sub)
            )),
            (Column.EXACT, "exact", MISSING if points is None else points, self._aside("#,##0.0000########")),
            (Column.LEADER, "leader", leader, self._aside(SHARE_FORMAT)),
        ]  # fmt: skip
        if criterion.combine is not Combine.MEAN:
            cells.append((Column.POINTS, "points", word if points is None else points, right))
        else:
            cells = [each for each in cells if each[1] != "exact"]
        self._write_all(line.row, cells, formulas)

    def _write_all(self, row: int, cells: list[tuple[int, str, Any, Any]], formulas: Formulas | None) -> None:
        for column, name, shown, look in cells:
            formula = "" if formulas is None else getattr(formulas, name)
            if formula:
                put_formula(self.sheet, row, column, formula, look, MISSING if shown is None else shown)
            elif formulas is None and shown is not None:
                put(self.sheet, row, column, shown, look)
            elif column == Column.BONUS:
                put(self.sheet, row, column, MISSING, look)

    def _worth(self, row: int, criterion: Criterion, sub: SubCriterion) -> None:
        """A component's own maximum, what each one counts, or its weight."""
        if criterion.combine is Combine.SUM and sub.max_points is not None:
            put(self.sheet, row, Column.MAX_POINTS, sub.max_points, self._amount(digits_of(sub.max_points)))
        elif criterion.combine is Combine.CHECKLIST:
            told = say("xlsx.each", points=number(sub.points_each, sign=True))
            if sub.at_most is not None:
                told += say("xlsx.at_most", count=number(sub.at_most))
            put(self.sheet, row, Column.MAX_POINTS, told, self.book.cell(align="right", font_size=11))
        else:
            told = say("xlsx.weight", weight=number(sub.weight))
            put(self.sheet, row, Column.MAX_POINTS, told, self.book.cell(align="right", font_size=11))

    def _given(
        self, row: int, criterion: Criterion, about: Criterion | SubCriterion, part: Part, *, own: bool
    ) -> None:
        """Target (or baseline) and actual: input cells where the rule reads them."""
        needs = needs_of(criterion, about)
        left_out = criterion.may_be_unassigned and isinstance(about, Criterion)
        against = part.baseline if needs.baseline else part.target
        reads_target = (own and (needs.target or needs.baseline)) or (left_out and criterion.needs_target)
        self._figure(
            row, Column.TARGET, criterion, about,
            None if against is None else against.figure,
            Role.BASELINE if needs.baseline else Role.TARGET, asked=reads_target, own=own,
        )  # fmt: skip
        self._figure(
            row, Column.ACTUAL, criterion, about,
            None if part.actual is None else part.actual.figure, Role.ACTUAL, asked=own or left_out, own=own,
        )  # fmt: skip

    def _figure(
        self, row: int, column: int, criterion: Criterion, about: Criterion | SubCriterion,
        figure: Figure | None, role: Role, *, asked: bool, own: bool,
    ) -> None:  # fmt: skip
        shown: str | Decimal = ""
        if figure is not None and figure.state is State.NOT_APPLICABLE:
            shown = why_word(Outcome.NOT_ASSIGNED if role is Role.TARGET else Outcome.NOT_APPLICABLE)
        elif figure is not None and figure.grade:
            shown = figure.grade
        elif figure is not None and figure.value is not None:
            shown = figure.value
            if about.kind is Kind.YES_NO and role is Role.ACTUAL and figure.value in (0, 1):
                shown = say("figure.done" if figure.value else "figure.not_done")
        elif own:
            shown = why_word(Outcome.NOT_REPORTED) if asked and not self._left_out(criterion) else MISSING
        look: dict[str, Any] = {"align": "center" if isinstance(shown, str) else "right"}
        if isinstance(shown, Decimal):
            look["num_format"] = number_format(digits_of(shown))
        if asked:
            look["bg_color"] = COLOURS["input"]
        put(self.sheet, row, column, shown, self.book.cell(**look))
        if asked:
            ask(self.sheet, row, column, criterion, about, role, own=own)

    def _source(self, part: Part) -> str:
        """Agency (or level), firmness and document of a row's figures; the sheet of sources says more."""
        told = []
        for chosen in (part.target, part.baseline, part.actual):
            if chosen is None:
                continue
            figure = chosen.figure
            by = self.frozen.about.cluster.agency(figure.agency).short_name
            if figure.role is Role.TARGET:
                by = self.rulebook.level_label(figure.level)
            words = (by, STATUS_WORDS[figure.status].removeprefix("số liệu "), document_text(figure))
            line = ", ".join(text for text in words if text)
            told.append(f"{say(f'xlsx.role_{figure.role.value}')}: {line}")
        return "\n".join(told)

    def _left_out(self, criterion: Criterion) -> bool:
        """Whether the unit has no such task, so that nothing is owed."""
        outcome = self.frozen.about.board.score(self.unit, criterion.code).outcome
        return outcome in (Outcome.NOT_ASSIGNED, Outcome.NOT_APPLICABLE)

    def _leader(self, criterion: Criterion, code: str) -> Fraction:
        leader = self._leading(criterion, code)
        return Fraction(-(10**99)) if leader is None else finite(leader.share)

    def _leading(self, criterion: Criterion, code: str) -> Completion | None:
        found = []
        for unit in self.sheets.places:
            score = self.frozen.about.board.score(unit, criterion.code)
            if score.outcome is Outcome.SCORED:
                part = (
                    next((row for row in score.parts if row.code == code), score.whole)
                    if code
                    else score.whole
                )
                found.append(part.completion)
        return leader_of(found)

    def _share_format(self, criterion: Criterion, about: Criterion | SubCriterion) -> str:
        needs = needs_of(criterion, about)
        return SHARE_FORMAT if needs.target or needs.baseline or can_exceed(criterion) else VALUE_FORMAT

    def _amount(self, digits: int) -> Any:
        return self.book.cell(num_format=number_format(digits), align="right")

    def _aside(self, style: str = "General") -> Any:
        return self.book.cell(
            num_format=style,
            font_size=10,
            font_color=COLOURS["muted"],
            bg_color=COLOURS["aside"],
            align="right",
        )

    def _agency(self, code: str) -> str:
        return self.frozen.about.cluster.agency(code).name
