"""What is typed into a scenario → a change, or the sentence that says why not. Nothing is guessed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from pages.parts.figure_cells import Row, method_of
from pages.parts.words import say
from pages.parts.year_words import Telling
from scoring.altered import PRESETS, reads_ratio
from scoring.model import BonusItem, Combine, Criterion, Grades, Kind, Outcome, PenaltyItem, Rulebook
from scoring.scenario import Change, What
from scoring.scoreboard import asks_target

ACTUAL, TARGET, MAX_POINTS = "thuc-hien", "chi-tieu", "diem-toi-da"
METHOD, BONUS, PENALTY, BONUS_ITEM = "cach-tinh", "thuong", "diem-tru", "diem-thuong"
OF_ITEM = (PENALTY, BONUS_ITEM)
OF_UNIT = (ACTUAL, TARGET, *OF_ITEM)  # the others change the rule for everybody

SPELLED = re.compile(r"[-−]?(?:\d{1,15}|\d{1,3}(?:\.\d{3}){1,4})(?:,\d{1,6})?", re.ASCII)
ONE_GROUP = re.compile(r"([-−]?\d{1,3})\.(\d{3})", re.ASCII)
DOTTED = re.compile(r"([-−]?\d+)\.(\d+)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Field:
    """
    What the form asks for.

    Attributes:
        what: One of the constants above, as it stands in the address.
        part: Component, "" for the criterion itself.
        item: Code of a penalty or bonus item, "" where the rulebook has none.
    """

    what: str
    unit: str
    criterion: str
    part: str
    item: str


def items_of(rulebook: Rulebook, what: str) -> tuple[PenaltyItem, ...] | tuple[BonusItem, ...]:
    """The items that a field can be about: penalties, or bonus items; () for any other field."""
    if what == BONUS_ITEM:
        return rulebook.bonus_items
    return rulebook.penalty_items if what == PENALTY else ()


def row_of(criterion: Criterion, part: str) -> Row:
    """The component with that code, else the criterion itself."""
    return next((sub for sub in criterion.sub_criteria if sub.code == part), criterion)


def parts_of(criterion: Criterion, what: str) -> tuple[str, ...]:
    """Codes of the components that have such a figure; ("",) for the criterion itself, () for none."""
    rows: tuple[Row, ...] = criterion.sub_criteria or (criterion,)
    if what == TARGET:
        rows = tuple(row for row in rows if asks_target(method_of(criterion, row), criterion, row.kind))
    return tuple("" if row is criterion else row.code for row in rows)


def offered(about: Telling, unit: str, code: str) -> tuple[str, ...]:
    """What can be changed about a criterion of a unit, the most asked for first."""
    criterion = about.rulebook.criterion(code)
    found = []
    if about.board.score(unit, code).outcome in (Outcome.SCORED, Outcome.NOT_REPORTED):
        found.append(ACTUAL)
        if parts_of(criterion, TARGET):
            found.append(TARGET)
    found.append(MAX_POINTS)
    if reads_ratio(criterion):
        found.append(METHOD)
        if criterion.combine is not Combine.SUM:
            found.append(BONUS)
    if about.rulebook.penalty_items:
        found.append(PENALTY)
    if about.rulebook.bonus_items:
        found.append(BONUS_ITEM)
    return tuple(found)


def choices_of(about: Telling, field: Field) -> dict[str, str]:
    """Words to choose from instead of a number, {} where a number is typed."""
    criterion = about.rulebook.criterion(field.criterion)
    if field.what == METHOD:
        return {name: say(f"scenario.preset_{name}") for name in PRESETS}
    if field.what != ACTUAL:
        return {}
    row = row_of(criterion, field.part)
    if row.kind is Kind.YES_NO:
        return {"1": say("figure.done"), "0": say("figure.not_done")}
    method = method_of(criterion, row)
    if isinstance(method, Grades):
        return {label: label for label, _points in reversed(method.grades)}
    return {}


def change_of(about: Telling, field: Field, typed: str, cap: str) -> tuple[Change | None, str]:
    """The change that was typed, or None and what is wrong with it."""
    choices = choices_of(about, field)
    if choices and typed not in choices:
        return None, say("scenario.choose_one")
    if field.what == METHOD:
        return Change(What.METHOD, criterion=field.criterion, word=typed), ""
    if field.what == ACTUAL and choices and typed not in ("0", "1"):
        return Change(What.GRADE, field.unit, field.criterion, field.part, word=typed), ""
    amount, problem = typed_number(typed)
    if amount is None:
        return None, problem
    if field.what == BONUS:
        most, problem = typed_number(cap)
        if most is None:
            return None, problem
        return Change(What.BONUS, criterion=field.criterion, amount=amount / 100, cap=most / 100), ""
    if field.what in OF_ITEM:
        item = What.PENALTY if field.what == PENALTY else What.BONUS_ITEM
        return Change(item, field.unit, field.item, amount=amount), ""
    if field.what == MAX_POINTS:
        return Change(What.MAX_POINTS, criterion=field.criterion, amount=amount), ""
    what = What.TARGET if field.what == TARGET else What.ACTUAL
    return Change(what, field.unit, field.criterion, field.part, amount=amount), ""


def typed_number(text: str) -> tuple[Decimal | None, str]:
    """
    A number as it is written in Vietnamese, or None and what is wrong.

    >>> typed_number("1.234,5"), typed_number("87,5")[0], typed_number("87.5")[0], typed_number("1.234")[0]
    ((Decimal('1234.5'), ''), Decimal('87.5'), None, None)
    """
    written = text.strip()
    if not written:
        return None, say("scenario.empty")
    if both := ONE_GROUP.fullmatch(written):
        whole, rest = both.groups()
        return None, say(
            "scenario.two_ways",
            found=written,
            thousands=str(int(_ascii(whole + rest))),
            comma=f"{whole},{rest}",
        )
    if SPELLED.fullmatch(written):
        return Decimal(_ascii(written).replace(".", "").replace(",", ".")), ""
    if dotted := DOTTED.fullmatch(written):
        return None, say("scenario.dot", found=written, meant=",".join(dotted.groups()))
    return None, say("scenario.no_number", found=written[:40])


def _ascii(text: str) -> str:
    return text.replace("−", "-")
