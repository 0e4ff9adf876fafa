"""The curves of one criterion and the units on them, and which stretch of each is to be drawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Final

from data.cluster import Unit
from pages.parts.figure_cells import measure
from pages.parts.words import say
from scoring.curve import Curve
from scoring.model import (
    AllOrNothing,
    Combine,
    Criterion,
    Goalposts,
    Grades,
    Kind,
    Levels,
    Method,
    Reduction,
    SubCriterion,
)
from scoring.numbers import measured, number, percent
from scoring.scoreboard import Part, Score, Scoreboard

ONE: Final = Fraction(1)


@dataclass(frozen=True, slots=True)
class Dot:
    """
    One unit on a curve.

    Attributes:
        x: Share or value; None = beyond every share, drawn at the edge.
        y: Exact points with bonus, where the curve is.
        text: What is printed: points, and the bonus apart.
    """

    unit: Unit
    x: Fraction | None
    y: Fraction
    text: str


@dataclass(frozen=True, slots=True)
class Panel:
    """
    One curve and the units on it.

    Attributes:
        measure: What runs along the axis: "ratio" (share of the target), "change" (reduction or rise against
            the previous actual), "grade" (place in the list) or "value" (plain value).
    """

    title: str
    row: Criterion | SubCriterion
    method: Method
    max_points: Decimal
    measure: str
    curve: Curve
    dots: tuple[Dot, ...]


def panels(
    criterion: Criterion, board: Scoreboard, units: Sequence[Unit], decimals: int
) -> tuple[Panel, ...]:
    """
    The curves of a criterion; () where there is none to draw (a checklist, or nobody is scored).

    Args:
        decimals: Digits of published points.
    """
    if criterion.combine is Combine.CHECKLIST:
        return ()
    scored = [
        (unit, score)
        for unit in units
        if (score := board.score(unit.code, criterion.code)).points is not None
    ]
    if criterion.combine is not Combine.SUM:
        parts = [(unit, score.whole, _published(score, decimals)) for unit, score in scored]
        return _panel(criterion.label, criterion, criterion.method, criterion.max_points, criterion, parts)
    found: list[Panel] = []
    for place, sub in enumerate(criterion.sub_criteria):
        own = [(unit, score.parts[place]) for unit, score in scored]
        if sub.method is None or sub.max_points is None:  # the loader demands both where components are added
            raise ValueError(f"component {sub.code} has no rule of its own")
        parts = [(unit, part, number(part.points, decimals)) for unit, part in own]
        found.extend(_panel(sub.label, sub, sub.method, sub.max_points, criterion, parts))
    return tuple(found)


def _panel(
    title: str,
    row: Criterion | SubCriterion,
    method: Method,
    max_points: Decimal,
    criterion: Criterion,
    parts: Sequence[tuple[Unit, Part, str]],
) -> tuple[Panel, ...]:
    curve = next((part.curve for _unit, part, _text in parts if part.curve is not None), None)
    if curve is None:
        return ()
    dots = tuple(
        Dot(unit, part.completion.share, part.points + (part.bonus or 0), text)
        for unit, part, text in parts
        if part.completion is not None and part.points is not None
    )
    return (Panel(title, row, method, max_points, measure(method, criterion), curve, dots),)


def _published(score: Score, decimals: int) -> str:
    bonus = f" {number(score.bonus, sign=True)}" if score.bonus else ""
    return number(score.points, decimals) + bonus


def window(panel: Panel) -> tuple[Fraction, Fraction]:
    """
    The stretch of the axis that is drawn: all dots, the target, and the ends of the rule where it has some.
    Grades have no such axis (each is a row); their stretch is the width that the units share.

    A proportional curve is not drawn from 0: all units stand close to 100 %, and there the reader must see.
    """
    if panel.measure == "grade":
        return Fraction(0), ONE
    if panel.measure == "value" and panel.row.kind is Kind.YES_NO:
        return Fraction(-1, 4), Fraction(5, 4)
    marks = [dot.x for dot in panel.dots if dot.x is not None]
    if panel.measure == "ratio":
        marks.append(ONE)
    if isinstance(panel.method, Levels | Goalposts | AllOrNothing | Reduction):
        marks.extend(panel.curve.knots)
    low, high = min(marks, default=Fraction(0)), max(marks, default=ONE)
    least = Fraction(4, 100) if panel.measure in ("ratio", "change") else max(abs(high) / 20, ONE)
    pad = max(high - low, least) / 10
    bottom = low - pad
    return (max(bottom, Fraction(0)) if low >= 0 and panel.measure == "ratio" else bottom), high + pad


def ticks(low: Fraction, high: Fraction, most: int = 6) -> tuple[Fraction, ...]:
    """
    Round places on an axis, at most `most`.

    >>> [str(tick) for tick in ticks(Fraction(88, 100), Fraction(104, 100))]
    ['9/10', '19/20', '1']
    """
    step = Fraction(1, 10**9)
    factors = (2, Fraction(5, 2), 2)
    turn = 0
    while high // step + low // -step >= most:  # as many as the last place less the first, and one
        step *= factors[turn % 3]
        turn += 1
    return tuple(place * step for place in range(-(low // -step), high // step + 1))


def spread_out(wanted: Sequence[Fraction], gap: Fraction, low: Fraction, high: Fraction) -> list[Fraction]:
    """
    Places for labels, close to the wanted ones, at least `gap` apart and within the axis; `wanted` falls.

    >>> wanted = [Fraction(9), Fraction(9), Fraction(1)]
    >>> [str(place) for place in spread_out(wanted, Fraction(2), Fraction(0), Fraction(10))]
    ['10', '8', '1']
    """
    places: list[Fraction] = []
    for place in wanted:
        places.append(min(place, places[-1] - gap) if places else min(place + gap / 2, high))
    floor = low
    for index in reversed(range(len(places))):
        places[index] = max(places[index], floor)
        floor = places[index] + gap
    return places


def grades_of(panel: Panel) -> tuple[tuple[str, Decimal], ...]:
    return panel.method.grades if isinstance(panel.method, Grades) else ()


def axis_text(panel: Panel, x: Fraction | None) -> str:
    if x is None:
        return say("criterion.beyond")
    if panel.measure == "grade":
        return grades_of(panel)[int(x) - 1][0]
    if panel.measure == "value" and panel.row.kind is Kind.YES_NO:
        return say("figure.done" if x else "figure.not_done")
    if panel.measure == "value":
        return measured(x, panel.row.unit_of_measure)
    return percent(x)


def alt_text(criterion: Criterion, shown: Sequence[Panel]) -> str:
    """What the drawing shows, in words."""
    parts = []
    for panel in shown:
        dots = "; ".join(f"{dot.unit.short_name} {axis_text(panel, dot.x)}: {dot.text}" for dot in panel.dots)
        parts.append(say("criterion.alt_panel", title=panel.title, dots=dots))
    return say("criterion.alt", criterion=criterion.label, panels=" ".join(parts))
