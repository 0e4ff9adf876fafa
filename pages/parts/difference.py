"""Two units side by side: the difference of their totals, taken apart into steps that add up (a waterfall)."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from pages.parts import state, widgets
from pages.parts.fall import FallBar, FallEnd, fall_html
from pages.parts.figure_cells import WHY_NO_POINTS
from pages.parts.theme import LIGHT, html
from pages.parts.words import say
from pages.parts.year_words import Telling, section_name
from scoring.compare import Difference, Step
from scoring.model import Outcome
from scoring.numbers import number

LARGEST: Final = 8  # as many steps as a screen shows in one look; the rest is one step


def sentence(about: Telling, found: Difference) -> str:
    """Who has more, by how much, and where most of it comes from. Plain text."""
    first, second = about.unit(found.first), about.unit(found.second)
    sign = 1 if found.amount > 0 else -1
    helping = [step for step in found.steps if step.amount * sign > 0]
    most = max(helping, key=lambda step: abs(step.amount), default=None)
    if found.amount == 0:
        return say("difference.equal", first=first, second=second)
    told = say(
        "difference.more" if found.amount > 0 else "difference.less",
        first=first,
        second=second,
        amount=about.points(abs(found.amount)),
    )
    if most is None:
        return told
    without = [
        say("criterion.without", units=about.unit(unit), why=_points(about, unit, most, points))
        for unit, points in ((found.first, most.first), (found.second, most.second))
        if points is None
    ]
    amount = "; ".join([about.points(most.amount, sign=True), *without])
    return told + say("difference.most", what=step_name(about, most), amount=amount)


def step_name(about: Telling, step: Step) -> str:
    """The criterion's name, or bonus, or the section whose penalties differ."""
    if step.kind == "criterion":
        return about.rulebook.criterion(step.code).label
    if step.kind == "penalty":
        return say("difference.penalty", section=section_name(about.rulebook.section(step.code).label))
    return say("difference.bonus")


def pair_html(about: Telling, found: Difference, controls_html: str) -> str:
    """HTML of the whole part: sentence, choice of units, note on the maxima, waterfall, table."""
    names = {"first": about.unit(found.first), "second": about.unit(found.second)}
    note = maximum_note(about, found)
    table = widgets.more(
        say("difference.all", count=number(len(found.steps))), steps_table_html(about, found)
    )
    return (
        f'<h2 id="hai-don-vi">{html(sentence(about, found))}</h2>'
        f'<p class="td-sub td-small">{html(say("difference.measure", **names))}</p>{controls_html}'
        f"{widgets.notice('plain', note) if note else ''}{waterfall_html(about, found)}{table}"
    )


def waterfall_html(about: Telling, found: Difference) -> str:
    """
    HTML of the waterfall: the second unit's total, the largest steps, the rest, the first unit's total.

    A bar in the colour of the unit that has more there; the axis does not begin at 0, so totals are marks, not bars.
    """
    steps, rest = found.largest(LARGEST)
    first, second = about.board.unit(found.first), about.board.unit(found.second)
    bars = [_bar(about, found, step) for step in steps]
    left_out = len(found.steps) - len(steps)
    if left_out:
        name = html(say("difference.rest", count=left_out))
        bars.append(FallBar(name, "", rest, _side(about, found, rest)))
    return fall_html(
        FallEnd(about.unit(found.second), second.total, unit_colour(about, found.second)),
        bars,
        FallEnd(about.unit(found.first), first.total, unit_colour(about, found.first)),
        say("difference.caption", first=about.unit(found.first), second=about.unit(found.second)),
        about.points,
    )


def steps_table_html(about: Telling, found: Difference) -> str:
    """HTML of all the steps as a table, with the points of both units and the sum."""
    rows = [
        [
            step_name(about, step),
            _points(about, found.first, step, step.first),
            _points(about, found.second, step, step.second),
            about.points(step.amount, sign=True),
        ]
        for step in found.steps
    ]
    first, second = about.board.unit(found.first), about.board.unit(found.second)
    rows.append(
        [
            say("difference.total"),
            about.points(first.total),
            about.points(second.total),
            about.points(found.amount, sign=True),
        ]
    )
    return widgets.html_table(
        [say("difference.step"), about.unit(found.first), about.unit(found.second), say("difference.amount")],
        rows,
        say("difference.caption", first=about.unit(found.first), second=about.unit(found.second)),
        numeric=(1, 2, 3),
        lit=(len(rows) - 1,),
        show_caption=False,
    )


def maximum_note(about: Telling, found: Difference) -> str:
    """Why totals alone do not rank the two where their maxima differ; "" where they do not. Plain text."""
    if found.same_maximum:
        return ""
    first, second = about.board.unit(found.first), about.board.unit(found.second)
    return say(
        "difference.maxima",
        first=about.unit(found.first),
        first_maximum=number(first.maximum),
        first_rate=about.rate(first.rate),
        second=about.unit(found.second),
        second_maximum=number(second.maximum),
        second_rate=about.rate(second.rate),
    )


def _bar(about: Telling, found: Difference, step: Step) -> FallBar:
    name = html(step_name(about, step))
    if step.kind == "criterion":
        address = html(state.link("comparison", criterion=step.code, **state.others()))
        name = f'<a href="{address}">{name}</a>'
    points = say(
        "difference.points",
        first=about.unit(found.first),
        first_points=_points(about, found.first, step, step.first),
        second=about.unit(found.second),
        second_points=_points(about, found.second, step, step.second),
    )
    return FallBar(name, points, step.amount, _side(about, found, step.amount))


def _side(about: Telling, found: Difference, amount: Decimal) -> str:
    return unit_colour(about, found.first if amount > 0 else found.second)


def _points(about: Telling, unit: str, step: Step, points: Decimal | None) -> str:
    if points is None:
        outcome = about.board.score(unit, step.code).outcome
        return say(WHY_NO_POINTS[outcome]) if outcome is not Outcome.SCORED else ""
    return about.points(points)


def unit_colour(about: Telling, unit: str) -> str:
    """The style sheet's colour of a unit."""
    return f"var(--unit-{(about.cluster.unit(unit).order - 1) % len(LIGHT.units) + 1})"
