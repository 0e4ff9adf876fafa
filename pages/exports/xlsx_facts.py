"""What the numbers rest on: the rulebook, every figure that counts with its source and status, and the stamp."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from pages.exports.xlsx_book import COLOURS, Book, Sheet, digits_of, number_format, put
from pages.exports.xlsx_values import head_lines
from pages.parts.frozen_year import FrozenYear
from pages.parts.rule_cells import Cell, head_cells
from pages.parts.rule_text import agency_text, bonus_text, method_text, target_text
from pages.parts.stamp_lines import stamp_rows
from pages.parts.words import say
from scoring.model import BonusItem, Criterion, Figure, Kind, PenaltyItem, Role, State
from scoring.numbers import MISSING, number
from scoring.wording import STATUS_WORDS, status_words

RULES: Final = (6.5, 20, 6.5, 36, 15, 15, 13, 40)
FIGURES: Final = (9.5, 6.5, 25, 12, 9, 8, 15, 15, 22, 10.5, 10.5, 5)
STAMP: Final = (30, 110)
MEASURE: Final = 5  # column of the units of measure
DATE: Final = "dd/mm/yyyy"


class Facts:
    """The writer of the sheets that stand behind the score sheets."""

    def __init__(self, book: Book, frozen: FrozenYear, values: Mapping[tuple[str, str], str]) -> None:
        """Get ready; `values` are the scores that stand as values, with the key of the reason."""
        self.book, self.frozen, self.values = book, frozen, values
        self.rulebook, self.cluster = frozen.about.rulebook, frozen.about.cluster

    # --- the rulebook ------------------------------------------------------------------------------------

    def rules(self, name: str) -> None:
        """All criteria with their rules, penalties, bonus items; what was read somewhere and what is assumed."""
        sheet = self.book.sheet(name, RULES)
        last = len(RULES) - 1
        row = self.book.head(sheet, say("xlsx.rules_title", year=self.frozen.year), *head_lines(self.frozen))
        for about in head_cells(self.rulebook):
            self._head_cell(sheet, row, about)
            row += 1
        row += 1
        head_row = row
        keys = ("order", "criterion", "max_points", "method", "bonus_rule", "target_rule", "agency", "origin")
        self._headings(sheet, row, keys)
        for section in self.rulebook.sections:
            row += 1
            points = say("xlsx.section_points", section=section.label, points=number(section.max_points))
            self._group(sheet, row, last, section.code, points)
            for criterion in self.rulebook.in_section(section.code):
                row += 1
                self._rule(sheet, row, criterion)
        for title, items in (
            (say("xlsx.penalties"), self.rulebook.penalty_items),
            (say("xlsx.item_bonuses"), self.rulebook.bonus_items),
        ):
            if items:
                row += 1
                self._group(sheet, row, last, "", title)
            for item in items:
                row += 1
                self._item(sheet, row, item)
        self.book.repeated(sheet, head_row, row, last, 2)

    def _head_cell(self, sheet: Sheet, row: int, about: Cell) -> None:
        put(sheet, row, 0, say(f"rulebook.cell.{about.name}"), self.book.look(bold=True))
        where = say("xlsx.read_at", where=about.where) if about.where else say("xlsx.assumed")
        wrapped = self.book.look(text_wrap=True)
        self.book.note(sheet, row, 2, len(RULES) - 1, f"{about.text} ({where})", wrapped)

    def _rule(self, sheet: Sheet, row: int, criterion: Criterion) -> None:
        text = self.book.cell()
        put(sheet, row, 0, criterion.code, text)
        put(sheet, row, 1, criterion.label, text)
        put(sheet, row, 2, criterion.max_points, self._amount(criterion.max_points))
        rule = method_text(criterion)
        put(sheet, row, 3, "\n".join((rule.sentence, *rule.lines, *rule.parts)), text)
        put(sheet, row, 4, bonus_text(criterion), text)
        put(sheet, row, 5, target_text(self.rulebook, criterion), text)
        put(sheet, row, 6, agency_text(criterion, self._agency), text)
        put(sheet, row, 7, self._origin(criterion), text)

    def _item(self, sheet: Sheet, row: int, item: PenaltyItem | BonusItem) -> None:
        """An itemised penalty, its points negative, or an itemised bonus."""
        text = self.book.cell()
        adds = isinstance(item, BonusItem)
        rule = say("xlsx.item_bonus_rule" if adds else "xlsx.penalty_rule")
        for column, content in enumerate((item.code, item.label, "", rule, "", "", "")):
            put(sheet, row, column, content, text)
        put(sheet, row, 2, item.points if adds else -item.points, self._amount(item.points))
        put(sheet, row, 7, self._origin(item), text)

    def _origin(self, about: Criterion | PenaltyItem | BonusItem) -> str:
        """Where a row is printed, and which of its cells were read there."""
        told = [about.source]
        places: dict[str, list[str]] = {}
        for name, where in sorted(about.verified.items()):
            places.setdefault(where, []).append(say(f"rulebook.cell.{name}"))
        read = [f"{', '.join(names)}: {where}" for where, names in places.items()]
        if read:
            told.append(say("xlsx.verified_cells", cells="; ".join(read)))
        if about.assumed:
            told.append(say("xlsx.assumed_rest" if read else "xlsx.assumed_all"))
        return "\n".join(told)

    # --- figures -----------------------------------------------------------------------------------------

    def figures(self, name: str) -> None:
        """Every figure that counts; penalties; and which scores stand as values, and why."""
        sheet = self.book.sheet(name, FIGURES)
        last = len(FIGURES) - 1
        row = self.book.head(
            sheet, say("xlsx.figures_title", year=self.frozen.year), *head_lines(self.frozen)
        )
        for line in self._value_lines():
            put(sheet, row, 0, line, self.book.look(bold=bool(self.values)))
            row += 1
        head_row = row
        self._headings(
            sheet, row,
            ("unit", "order", "criterion", "role", "value", "measure", "status", "agency", "document", "document_date",
             "as_of", "vintage"),
        )  # fmt: skip
        board = self.frozen.about.board
        for unit in self.frozen.given.units:
            for criterion in self.rulebook.criteria:
                score = board.score(unit, criterion.code)
                for figure in score.figures():
                    row += 1
                    self._figure(sheet, row, criterion, figure)
                for lack in score.missing:
                    row += 1
                    self._missing(sheet, row, unit, criterion, lack.role, lack.sub_criterion)
        for penalty in self.frozen.given.penalties:
            row += 1
            label = next(item.label for item in self.rulebook.items if item.code == penalty.item)
            adds = penalty.item in {item.code for item in self.rulebook.bonus_items}
            role = say("xlsx.role_bonus" if adds else "xlsx.role_penalty")
            cells = (
                self.frozen.about.unit(penalty.unit), penalty.item, label, role, penalty.times,
                say("xlsx.times"), STATUS_WORDS[penalty.status].removeprefix("số liệu "), self._short(penalty.agency),
                penalty.document, penalty.document_date, "", "",
            )  # fmt: skip
            self._cells(sheet, row, cells)
        self.book.repeated(sheet, head_row, row, last, 3)
        sheet.raw.autofilter(head_row, 0, row, last)

    def _value_lines(self) -> Sequence[str]:
        if not self.values:
            return (say("xlsx.all_formulas"),)
        return tuple(
            say("xlsx.value_line", unit=self.frozen.about.unit(unit), criterion=code, why=say(why))
            for (unit, code), why in self.values.items()
        )

    def _figure(self, sheet: Sheet, row: int, criterion: Criterion, figure: Figure) -> None:
        part = next((each for each in criterion.sub_criteria if each.code == figure.sub_criterion), None)
        about = criterion if part is None else part
        shown: Any = figure.value
        if figure.state is State.NOT_APPLICABLE:
            shown = say("heat.not_assigned" if figure.role is Role.TARGET else "heat.not_applicable")
        elif figure.grade:
            shown = figure.grade
        elif about.kind is Kind.YES_NO and figure.role is Role.ACTUAL:
            shown = say("figure.done" if figure.value else "figure.not_done")
        role = say(f"xlsx.role_{figure.role.value}")
        if figure.role is Role.TARGET:
            role = f"{role} ({self.rulebook.level_label(figure.level)})"
        cells = (
            self.frozen.about.unit(figure.unit), criterion.code, named(criterion, figure.sub_criterion), role, shown,
            about.unit_of_measure, status_words(figure).removeprefix("số liệu "), self._short(figure.agency),
            figure.document, figure.document_date, figure.as_of, figure.vintage,
        )  # fmt: skip
        self._cells(sheet, row, cells)

    def _missing(
        self, sheet: Sheet, row: int, unit: str, criterion: Criterion, role: Role, part: str
    ) -> None:
        """A figure that is owed: the agency that owes it, and no number."""
        owed = self._short(criterion.agency) if role is not Role.TARGET else ""
        cells = (
            self.frozen.about.unit(unit), criterion.code, named(criterion, part), say(f"xlsx.role_{role.value}"),
            MISSING, "", say("heat.not_reported"), owed, "", "", "", "",
        )  # fmt: skip
        self._cells(sheet, row, cells, bold=True)

    def _cells(self, sheet: Sheet, row: int, cells: Sequence[Any], **look: Any) -> None:
        for column, content in enumerate(cells):
            style = {"align": "center"} | look if column == MEASURE else dict(look)
            if isinstance(content, Decimal):
                style |= {"num_format": number_format(digits_of(content)), "align": "right"}
            elif hasattr(content, "year"):
                style |= {"num_format": DATE, "align": "center"}
            elif isinstance(content, int):
                style |= {"num_format": "0", "align": "right"}
            put(sheet, row, column, content, self.book.cell(**style))

    # --- the stamp ---------------------------------------------------------------------------------------

    def stamp(self, name: str) -> None:
        """What the workbook says of its own making, and how to read it."""
        sheet = self.book.sheet(name, STAMP)
        row = self.book.head(sheet, say("xlsx.stamp_title"), *head_lines(self.frozen))
        for label, text in stamp_rows(self.frozen.stamp):
            put(sheet, row, 0, label, self.book.cell(bold=True))
            put(sheet, row, 1, text, self.book.cell())
            row += 1
        for key in ("xlsx.live", "xlsx.half_up", "xlsx.words_of_cells", "xlsx.only_points"):
            row += 1
            put(sheet, row, 0, "", self.book.look())
            put(sheet, row, 1, say(key), self.book.look(text_wrap=True))
        sheet.raw.print_area(0, 0, row, 1)

    # --- small things ------------------------------------------------------------------------------------

    def _headings(self, sheet: Sheet, row: int, keys: Sequence[str]) -> None:
        look = self.book.cell(bold=True, bg_color=COLOURS["head"], align="center", valign="vcenter")
        for column, key in enumerate(keys):
            put(sheet, row, column, say(f"xlsx.fact_{key}"), look)

    def _group(self, sheet: Sheet, row: int, last: int, code: str, label: str) -> None:
        look = self.book.cell(bold=True, bg_color=COLOURS["group"])
        put(sheet, row, 0, code, look)
        self.book.note(sheet, row, 1, last, label, look)

    def _amount(self, amount: Decimal) -> Any:
        return self.book.cell(num_format=number_format(digits_of(amount)), align="right")

    def _short(self, code: str) -> str:
        return self.cluster.agency(code).short_name

    def _agency(self, code: str) -> str:
        return self.cluster.agency(code).name


def named(criterion: Criterion, part: str) -> str:
    """A criterion, or the component of it that a figure is about."""
    label = next((each.label for each in criterion.sub_criteria if each.code == part), "")
    return f"{criterion.label} – {label}" if label else criterion.label
