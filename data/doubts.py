"""What a clerk must see before a figure is written: ten times the usual, a weaker status, another agency."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from statistics import median

from data.differences import Counting, criterion_in
from data.proposal import STATUS_WORDS, Cell, Change
from data.reference import Reference
from data.remarks import Remark
from scoring.figures import FIRMNESS
from scoring.model import Criterion, Direction, Kind, Role, State
from scoring.numbers import day, number

# A misplaced comma gives ten times the true figure, or a tenth; the true one itself moves from year to year.
FAR = 8
SMALL_COUNT = 20  # below it, counts of things jump that far by themselves


def doubts(change: Change, reference: Reference, counting: Counting) -> list[Remark]:
    """The remarks about one new figure against what counts before it, last year's and the other units' figures."""
    figure = change.statement
    criterion = criterion_in(reference.rulebooks.get(figure.year), figure.criterion)
    if criterion is None or figure.role is Role.SELF_POINTS:
        return []
    year, unit, code, sub_criterion, role = change.cell
    cell = (year, unit, code, sub_criterion, str(role))
    found = [
        *_size(change, criterion, reference, counting),
        *_standing(change),
        *_agency(change, criterion, reference),
    ]
    return [Remark(key, change.place, cell, tuple(values.items())) for key, values in found]


Said = Iterator[tuple[str, dict[str, object]]]


def _size(change: Change, criterion: Criterion, reference: Reference, counting: Counting) -> Said:
    figure = change.statement
    part = next((row for row in criterion.sub_criteria if row.code == figure.sub_criterion), criterion)
    if figure.value is None or part.kind in (Kind.GRADE, Kind.YES_NO):
        return
    usual, against = _usual(change, reference, counting)
    if usual is None or usual == 0:
        return
    shown: dict[str, object] = {"value": number(figure.value), "usual": number(usual), "against": against}
    if figure.value == 0:
        if part.direction is Direction.HIGHER:
            yield "value.zero", shown
        return
    ratio = abs(figure.value / usual)
    if part.kind is Kind.COUNT and max(abs(figure.value), abs(usual)) < SMALL_COUNT:
        return
    if ratio >= FAR:
        yield "value.tenfold", shown | {"ratio": number(ratio, 0)}
    elif ratio * FAR <= 1:
        yield "value.tenth", shown | {"ratio": number(1 / ratio, 0)}


def _usual(change: Change, reference: Reference, counting: Counting) -> tuple[Decimal | None, str]:
    """What the figure is measured against, the nearest first: before it, last year, the other units."""
    year, _unit, code, sub_criterion, role = change.cell
    if change.old is not None and change.old.value is not None:
        return change.old.value, "số đang tính"
    rulebook = reference.rulebooks[year]
    criterion = rulebook.criterion(code)
    if rulebook.compared_with and criterion.same_as:
        earlier: Cell = (
            rulebook.compared_with,
            change.statement.unit,
            criterion.same_as,
            sub_criterion,
            role,
        )
        last = counting.figure(earlier)
        if last is not None and last.value is not None:
            return last.value, f"năm {rulebook.compared_with}"
    others = [
        counting.figure((year, unit.code, code, sub_criterion, role))
        for unit in reference.cluster_of(year).units_in(year)
        if unit.code != change.statement.unit
    ]
    values = [row.value for row in others if row is not None and row.value is not None]
    return (median(values), "mức giữa của các đơn vị khác") if len(values) > 1 else (None, "")


def _standing(change: Change) -> Said:
    old, new = change.old, change.statement
    if old is None or not change.counts:
        return
    if FIRMNESS.index(new.status) < FIRMNESS.index(old.status):
        yield "status.weaker", {"now": STATUS_WORDS[new.status], "before": STATUS_WORDS[old.status]}
    if old.as_of is not None and new.as_of is not None and new.as_of < old.as_of:
        yield "as_of.older", {"now": day(new.as_of), "before": day(old.as_of)}
    if new.role is Role.TARGET and old.agency != new.agency and old.level == new.level:
        yield "target.agency", {"agency": new.agency, "before": old.agency}


def _agency(change: Change, criterion: Criterion, reference: Reference) -> Said:
    figure = change.statement

    def name(code: str) -> str:
        try:
            return reference.cluster_of(figure.year).agency(code).short_name
        except KeyError:
            return code

    both: dict[str, object] = {"agency": name(figure.agency), "named": name(criterion.agency)}
    if figure.role is Role.TARGET:
        if change.kind == "still_set":
            yield "target.still_set", {}
        elif change.kind == "lower_level" and change.new is not None:
            yield (
                "target.lower_level",
                {"level": reference.rulebooks[figure.year].level_label(change.new.level)},
            )
    elif change.kind == "waits":
        yield "agency.waits", both
    elif change.kind == "statement" and figure.state is not State.NOT_REPORTED:
        yield "agency.statement", both
    elif figure.agency != criterion.agency:
        yield "agency.stand_in", both
