"""
What if (kịch bản): a list of imagined changes laid over one year, and the board that would come of it.

Nothing here can be kept: a `Change` is no `Figure`, a result holds boards and differences, no figures to write, and
this module knows nothing of the journal. `scoring.scenario_link` writes a list as a short text for an address.

Keys of `ScenarioError`: "too_many", "repeated", "unit", "criterion", "part", "range", "number", "not_assigned",
"no_target", "kind_of_value", "grade", "preset", "no_ratio", "max_points", "bonus", "item", "bonus_item", "times".
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from scoring.altered import PRESETS, reads_ratio, with_bonus, with_criterion, with_max_points, with_method
from scoring.errors import ScenarioError
from scoring.figures import book_of
from scoring.given import Given
from scoring.model import (
    Bonus,
    Combine,
    Criterion,
    Figure,
    Grades,
    Kind,
    Outcome,
    Penalty,
    Role,
    Rulebook,
    State,
    Status,
    SubCriterion,
)
from scoring.scoreboard import Score, Scoreboard, asks_target, assembled, score_criterion

MOST_CHANGES, MOST_TIMES = 40, 99


class What(StrEnum):
    """What a change changes; the letter that stands for it in the text."""

    ACTUAL = "a"
    GRADE = "g"
    TARGET = "t"
    MAX_POINTS = "w"
    METHOD = "m"
    BONUS = "b"
    PENALTY = "p"
    BONUS_ITEM = "q"


ITEMS = (What.PENALTY, What.BONUS_ITEM)


@dataclass(frozen=True, slots=True)
class Change:
    """
    One imagined change; cells that its kind does not use stay empty.

    Attributes:
        unit: For actual, grade, target, penalty and bonus item.
        criterion: Of the rulebook; for a penalty or a bonus item the code of the item.
        part: Component, "" for the criterion itself.
        amount: New actual or target; new maximum; bonus per percent (share of the maximum; None = no bonus); how often
            an item was incurred in all.
        cap: Of the bonus, as a share of the maximum.
        word: New grade; name of the preset (`altered.PRESETS`).
    """

    what: What
    unit: str = ""
    criterion: str = ""
    part: str = ""
    amount: Decimal | None = None
    cap: Decimal | None = None
    word: str = ""


def place_of(change: Change) -> tuple[str, str, str, str]:
    """What a change speaks of: two changes with the same place cannot stand in one list."""
    value_like = {What.GRADE: What.ACTUAL}
    return value_like.get(change.what, change.what).value, change.unit, change.criterion, change.part


def refuse_repeated(changes: Sequence[Change]) -> None:
    """ScenarioError where two changes speak of the same thing."""
    seen: set[tuple[str, str, str, str]] = set()
    for number, change in enumerate(changes, start=1):
        if place_of(change) in seen:
            raise ScenarioError("repeated", number)
        seen.add(place_of(change))


@dataclass(frozen=True, slots=True)
class UnitEffect:
    """What changes do to one unit: the new row less the official one; ranks as they were and are."""

    unit: str
    total: Decimal
    rate: Decimal
    old_rank: int | None
    new_rank: int | None


@dataclass(frozen=True, slots=True)
class Effect:
    """What one change does alone (or, with `change` None, all together), to every unit in the official order."""

    change: Change | None
    units: tuple[UnitEffect, ...]

    def unit(self, code: str) -> UnitEffect:
        """The effect on one unit; KeyError if there is no such unit."""
        for row in self.units:
            if row.unit == code:
                return row
        raise KeyError(code)


@dataclass(frozen=True, slots=True)
class Imagined:
    """
    The outcome of a scenario. Not official, and nothing that could be written anywhere.

    Attributes:
        rulebook: As altered.
        official / board: As it is, and as it would be.
        effects: Each change alone, in the order of the list.
        joint: All together.
        interplay: By unit: the joint change of the total less the sum of the changes alone.
    """

    rulebook: Rulebook
    official: Scoreboard
    board: Scoreboard
    effects: tuple[Effect, ...]
    joint: Effect
    interplay: Mapping[str, Decimal]


def imagine(given: Given, official: Scoreboard, changes: Sequence[Change]) -> Imagined:
    """
    Lay changes over a year.

    Args:
        official: The board of `given`; criteria that no change touches keep their scores.

    Raises:
        ScenarioError: A change asks for something that the year does not have or the rulebook does not allow.
    """
    rulebook, board = played(given, official, changes)
    effects = tuple(
        _effect(change, official, board if len(changes) == 1 else _played(given, official, [change])[1])
        for change in changes
    )
    joint = _effect(None, official, board)
    interplay = {
        row.unit: row.total - sum((effect.unit(row.unit).total for effect in effects), Decimal(0))
        for row in joint.units
    }
    return Imagined(rulebook, official, board, effects, joint, interplay)


def played(given: Given, official: Scoreboard, changes: Sequence[Change]) -> tuple[Rulebook, Scoreboard]:
    """The rulebook and the board of a list, without what each change does alone. Raises as `imagine`."""
    refuse_repeated(changes)
    if len(changes) > MOST_CHANGES:
        raise ScenarioError("too_many")
    for number, change in enumerate(changes, start=1):
        _CHECKS[change.what](_Asked(given, official, change, number))
    return _played(given, official, changes)


def _effect(change: Change | None, official: Scoreboard, board: Scoreboard) -> Effect:
    rows = []
    for row in official.units:
        other = board.unit(row.unit)
        rows.append(
            UnitEffect(row.unit, other.total - row.total, other.rate - row.rate, row.rank, other.rank)
        )
    return Effect(change, tuple(rows))


def _played(given: Given, official: Scoreboard, changes: Sequence[Change]) -> tuple[Rulebook, Scoreboard]:
    rulebook = given.rulebook
    # a preset brings its own bonus, so a bonus imagined beside it comes after it, wherever it stands in the list
    for what in (What.METHOD, What.BONUS, What.MAX_POINTS):
        for change in changes:
            if change.what is what:
                rulebook = _altered(rulebook, change)
    touched = {change.criterion for change in changes if change.what not in ITEMS}
    figures = [figure for figure in given.figures if figure.criterion in touched]
    figures += [
        _imagined_figure(given.rulebook.criterion(change.criterion), official, change, figures)
        for change in changes
        if change.what in (What.ACTUAL, What.GRADE, What.TARGET)
    ]
    book = book_of(figures)
    scores: dict[tuple[str, str], Score] = dict(official.scores)
    for criterion in rulebook.criteria:
        if criterion.code in touched:
            for score in score_criterion(criterion, rulebook, given.units, book):
                scores[score.unit, score.criterion] = score
    penalties = list(given.penalties)
    for change in changes:
        if change.what in ITEMS:
            penalties = _with_item(rulebook, penalties, change)
    return rulebook, assembled(rulebook, given.units, scores, penalties)


def _altered(rulebook: Rulebook, change: Change) -> Rulebook:
    criterion = rulebook.criterion(change.criterion)
    if change.what is What.METHOD:
        changed = with_method(criterion, change.word)
    elif change.what is What.MAX_POINTS:
        changed = with_max_points(criterion, change.amount or Decimal(0))
    else:
        has_bonus = change.amount is not None and change.cap is not None
        changed = with_bonus(
            criterion, Bonus(change.amount, change.cap) if has_bonus else None  # type: ignore[arg-type]
        )  # fmt: skip
    return with_criterion(rulebook, changed)


def _imagined_figure(
    criterion: Criterion, official: Scoreboard, change: Change, figures: Sequence[Figure]
) -> Figure:
    """A figure that counts before all others of its cell, for the length of one calculation."""
    role = Role.TARGET if change.what is What.TARGET else Role.ACTUAL
    level = ""
    if role is Role.TARGET:
        score = official.score(change.unit, change.criterion)
        part = next(part for part in (*score.parts, score.whole) if part.code == change.part)
        level = criterion.target_levels[0] if part.target is None else part.target.figure.level
    latest = max(
        (
            figure.vintage
            for figure in figures
            if (figure.unit, figure.criterion, figure.sub_criterion, figure.role)
            == (change.unit, change.criterion, change.part, role)
        ),
        default=0,
    )
    return Figure(
        official.year, change.unit, change.criterion, role, State.REPORTED, Status.ILLUSTRATIVE,
        criterion.agency, latest + 1, change.part, level, change.amount, change.word,
    )  # fmt: skip


def _with_item(rulebook: Rulebook, penalties: Sequence[Penalty], change: Change) -> list[Penalty]:
    kept = [row for row in penalties if (row.unit, row.item) != (change.unit, change.criterion)]
    times = int(change.amount or 0)
    if times:
        kept.append(
            Penalty(
                rulebook.year, change.unit, change.criterion, times, Status.ILLUSTRATIVE, "own", document=""
            )
        )
    return kept


# --- what may be asked ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Asked:
    given: Given
    official: Scoreboard
    change: Change
    number: int

    def need(self, holds: bool, key: str) -> None:
        if not holds:
            raise ScenarioError(key, self.number)

    def criterion(self) -> Criterion:
        try:
            return self.given.rulebook.criterion(self.change.criterion)
        except KeyError:
            raise ScenarioError("criterion", self.number) from None

    def row(self) -> tuple[Criterion, Criterion | SubCriterion]:
        """The criterion and the row (itself or a component) that the change speaks of."""
        self.need(self.change.unit in self.given.units, "unit")
        criterion = self.criterion()
        rows: dict[str, Criterion | SubCriterion] = {row.code: row for row in criterion.sub_criteria}
        if not rows:
            rows = {"": criterion}
        self.need(self.change.part in rows, "part")
        outcome = self.official.score(self.change.unit, criterion.code).outcome
        self.need(outcome in (Outcome.SCORED, Outcome.NOT_REPORTED), "not_assigned")
        return criterion, rows[self.change.part]

    def within(self, row: Criterion | SubCriterion) -> None:
        amount = self.change.amount
        if amount is None:
            raise ScenarioError("number", self.number)
        self.need(row.plausible[0] <= amount <= row.plausible[1], "range")
        if row.kind in (Kind.COUNT, Kind.YES_NO):
            self.need(amount == amount.to_integral_value(), "range")


def _check_actual(asked: _Asked) -> None:
    _criterion, row = asked.row()
    asked.need(row.kind is not Kind.GRADE, "kind_of_value")
    asked.within(row)


def _check_grade(asked: _Asked) -> None:
    criterion, row = asked.row()
    method = criterion.method if row.method is None else row.method
    if not isinstance(method, Grades):
        raise ScenarioError("kind_of_value", asked.number)
    asked.need(asked.change.word in [label for label, _points in method.grades], "grade")


def _check_target(asked: _Asked) -> None:
    criterion, row = asked.row()
    method = criterion.method if row.method is None else row.method
    asked.need(asks_target(method, criterion, row.kind), "no_target")
    asked.within(row)


def _check_max_points(asked: _Asked) -> None:
    asked.criterion()
    amount = asked.change.amount
    digits = -int(amount.normalize().as_tuple().exponent) if amount is not None else 0
    asked.need(amount is not None and 0 < amount <= 1000 and digits <= 2, "max_points")


def _check_method(asked: _Asked) -> None:
    asked.need(asked.change.word in PRESETS, "preset")
    asked.need(reads_ratio(asked.criterion()), "no_ratio")


def _check_bonus(asked: _Asked) -> None:
    criterion, change = asked.criterion(), asked.change
    asked.need(criterion.combine is not Combine.SUM and reads_ratio(criterion), "no_ratio")
    asked.need((change.amount is None) == (change.cap is None), "bonus")
    if change.amount is not None and change.cap is not None:
        # the smallest step bounds how many steps a curve can have
        asked.need(Decimal("0.001") <= change.amount <= change.cap <= 1, "bonus")


def _check_item(asked: _Asked) -> None:
    asked.need(asked.change.unit in asked.given.units, "unit")
    rules = asked.given.rulebook
    if asked.change.what is What.PENALTY:
        asked.need(asked.change.criterion in {item.code for item in rules.penalty_items}, "item")
    else:
        asked.need(asked.change.criterion in {item.code for item in rules.bonus_items}, "bonus_item")
    times = asked.change.amount
    asked.need(times is not None and times == times.to_integral_value() and 0 <= times <= MOST_TIMES, "times")


_CHECKS: Mapping[What, Callable[[_Asked], None]] = {
    What.ACTUAL: _check_actual,
    What.GRADE: _check_grade,
    What.TARGET: _check_target,
    What.MAX_POINTS: _check_max_points,
    What.METHOD: _check_method,
    What.BONUS: _check_bonus,
    What.PENALTY: _check_item,
    What.BONUS_ITEM: _check_item,
}
