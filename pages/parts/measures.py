"""
What of a criterion can be set beside the year before: the figure itself, its completion, a component's figure.

A figure is never turned round: where lower is better, lower stays lower and the words say which way is better.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from pages.parts.words import say
from scoring.methods import uses_ratio
from scoring.model import (
    Chosen,
    Combine,
    Criterion,
    Direction,
    Grades,
    Kind,
    Outcome,
    Reduction,
    State,
    SubCriterion,
)
from scoring.numbers import measured, number, percent
from scoring.scoreboard import Part, Score

COMPLETION, ACTUAL = "ty-le", "ket-qua"  # in the address bar; a component is named by its code


@dataclass(frozen=True, slots=True)
class Measure:
    """
    One thing that is set side by side.

    Attributes:
        key: "ty-le" (completion), "ket-qua" (the figure), or the code of a component.
        label: Its name on the screen.
        unit_of_measure: Of values and differences, "%" for a completion; "" for grades.
        direction: Which way is better.
        grades: The words from worst to best where the value is a place among them.
        change_of: Which way is better for the figures whose change against the year before this is; None = no
            change. The value is then positive where the change is for the better.
    """

    key: str
    label: str
    unit_of_measure: str
    direction: Direction
    kind: Kind
    grades: tuple[str, ...] = ()
    change_of: Direction | None = None


@dataclass(frozen=True, slots=True)
class Value:
    """A value and its target in the unit of the axis, each with its text; None where there is none, and why."""

    value: Fraction | None
    text: str
    target: Fraction | None = None
    target_text: str = ""


def measures(criterion: Criterion) -> tuple[Measure, ...]:
    """What can be set side by side for a criterion, the most telling first."""
    method = criterion.method
    if criterion.combine is Combine.CHECKLIST:
        raw = Measure(
            COMPLETION, say("trend.measure_list"), say("trend.points"), Direction.HIGHER, Kind.AMOUNT
        )
        return (raw, *map(_of_component, criterion.sub_criteria))
    if criterion.combine is Combine.SUM:
        return tuple(map(_of_component, criterion.sub_criteria))
    share = Measure(COMPLETION, say("trend.measure_share"), "%", Direction.HIGHER, Kind.PERCENT)
    if isinstance(method, Reduction):
        way = criterion.sub_criteria[0].direction if criterion.sub_criteria else criterion.direction
        label = say("trend.measure_fall" if way is Direction.LOWER else "trend.measure_rise")
        share = Measure(COMPLETION, label, "%", Direction.HIGHER, Kind.PERCENT, change_of=way)
    if criterion.combine is Combine.MEAN:
        return (share, *map(_of_component, criterion.sub_criteria))
    actual = Measure(
        ACTUAL,
        say("trend.measure_actual"),
        "" if isinstance(method, Grades) else criterion.unit_of_measure,
        criterion.direction,
        criterion.kind,
        _grades(method),
    )
    if not uses_ratio(method, criterion.needs_target) and not isinstance(method, Reduction):
        return (actual,)
    # amounts of a town and of a district are not on one scale, percentages are
    return (actual, share) if criterion.kind is Kind.PERCENT else (share, actual)


def _of_component(sub: SubCriterion) -> Measure:
    graded = isinstance(sub.method, Grades)
    unit_of_measure = "" if graded else sub.unit_of_measure
    return Measure(sub.code, sub.label, unit_of_measure, sub.direction, sub.kind, _grades(sub.method))


def _grades(method: object) -> tuple[str, ...]:
    return tuple(label for label, _points in method.grades) if isinstance(method, Grades) else ()


def value_of(score: Score, measure: Measure) -> Value:
    """One unit's value of a measure in one year; a value that is missing says why."""
    if score.outcome in (Outcome.NOT_ASSIGNED, Outcome.NOT_APPLICABLE):
        return Value(None, say(f"trend.{score.outcome.value}"))
    if measure.key == COMPLETION:
        completion = score.whole.completion
        if completion is None:
            return Value(None, say("trend.not_reported"))
        if completion.share is None:
            return Value(None, say("trend.endless"))
        if measure.kind is Kind.AMOUNT:  # a checklist: points before they are cut at 0 and the maximum
            return Value(completion.share, text_of(completion.share, measure))
        share = completion.share * 100
        has_target = score.whole.target is not None or any(part.target for part in score.parts)
        goal = Fraction(100) if has_target else None
        return Value(share, text_of(share, measure), goal, "100%" if goal else "")
    part = score.whole
    if measure.key != ACTUAL:
        part = next(part for part in score.parts if part.code == measure.key)
    return _value_of_part(part, measure)


def _value_of_part(part: Part, measure: Measure) -> Value:
    if part.actual is None or part.actual.figure.state is not State.REPORTED:
        return Value(None, say("trend.not_reported"))
    figure = part.actual.figure
    if measure.grades:
        if figure.grade not in measure.grades:
            return Value(None, figure.grade or say("trend.not_reported"))
        return Value(Fraction(measure.grades.index(figure.grade) + 1), figure.grade)
    if figure.value is None:
        return Value(None, say("trend.not_reported"))
    value = Fraction(figure.value)
    if measure.kind is Kind.YES_NO:
        return Value(value, say("trend.yes" if value else "trend.no"))
    target = _target(part.target)
    told = "" if target is None else measured(target, measure.unit_of_measure)
    return Value(value, measured(figure.value, measure.unit_of_measure), target, told)


def _target(chosen: Chosen | None) -> Fraction | None:
    if chosen is None or chosen.figure.value is None or chosen.figure.state is not State.REPORTED:
        return None
    return Fraction(chosen.figure.value)


def text_of(value: Fraction, measure: Measure) -> str:
    """A computed value as text: shares with one digit after the comma."""
    if measure.change_of is not None:
        if value == 0:
            return say("trend.unchanged")
        falls = (value > 0) == (measure.change_of is Direction.LOWER)
        return say("trend.fell" if falls else "trend.rose", share=percent(abs(value) / 100, 1))
    if measure.unit_of_measure == "%":
        return percent(value / 100, 1)
    return measured(value, measure.unit_of_measure)


def change_text(old: Value, new: Value, measure: Measure) -> tuple[str, bool | None]:
    """The difference of two values with its direction in words, and whether it is for the better."""
    if old.value is None or new.value is None:
        return "", None
    change = new.value - old.value
    if change == 0:
        return say("trend.unchanged"), None
    is_better = (change > 0) == (measure.direction is Direction.HIGHER)
    word = say("trend.better" if is_better else "trend.worse")
    if measure.kind is Kind.YES_NO:
        return say("trend.change_words", word=word, change=f"{old.text} → {new.text}"), is_better
    if measure.grades:
        key = "trend.grades_up" if change > 0 else "trend.grades_down"
        return say("trend.change_words", word=word, change=say(key, count=number(abs(change)))), is_better
    told = _difference(change, measure)
    return say("trend.change_words", word=word, change=told), is_better


def _difference(change: Fraction, measure: Measure) -> str:
    if measure.key == COMPLETION and measure.unit_of_measure == "%":
        return say("trend.percent_points", change=number(change, 1, sign=True))
    text = number(change, sign=True)
    if measure.unit_of_measure in ("%", "‰"):
        return say("trend.share_points", change=text, unit=measure.unit_of_measure)
    return f"{text} {measure.unit_of_measure}".strip()
