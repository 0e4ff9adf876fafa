"""
The scoring curves of a rulebook as small pictures: share (or value) to points, steps drawn as steps.

A picture is an SVG in an `<img>`, because the page keeps no inline SVG; so its colours are those of the theme that
is on when it is drawn. Everything in it is also said in its text alternative.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Final
from urllib.parse import quote

from pages.parts.charts.base import curve_segments
from pages.parts.theme import FONT, Palette, html
from pages.parts.words import say
from scoring.curve import Curve
from scoring.methods import compile_curve
from scoring.model import (
    Bonus,
    Checklist,
    Combine,
    Completion,
    Criterion,
    Direction,
    Grades,
    LeaderExcess,
    Method,
    Reduction,
    SubCriterion,
)
from scoring.numbers import number
from scoring.scoreboard import asks_target

WIDTH: Final = 300
HEIGHT: Final = 140
LEFT, RIGHT, TOP, BOTTOM = 38, 14, 18, 24
DIGIT: Final = 6.4  # width of a character of the ticks
STEP_SEEN: Final = 5.0  # a lower step is too small for its open and closed ends
SHARES_FROM: Final = Fraction(1, 2)
MANY: Final = 12  # knots: more of them are steps of one percent, which need no name each
EXAMPLE_LEADER: Final = Fraction(
    12, 10
)  # a rule that depends on the leader is drawn for one 20 % above target

XText = Callable[[Fraction], str]


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawn rule: SVG, its text alternative, and the line above it."""

    svg: str
    alt: str
    caption: str

    def image(self) -> str:
        """HTML of the picture."""
        address = "data:image/svg+xml," + quote(self.svg, safe=" '=:/,;()")
        return (
            f'<figure class="td-curve"><figcaption>{html(self.caption)}</figcaption>'
            f'<img width="{WIDTH}" height="{HEIGHT}" alt="{html(self.alt)}" src="{address}"></figure>'
        )


@dataclass(frozen=True, slots=True)
class Rule:
    """
    What a picture is drawn from.

    Attributes:
        name: Of the criterion or component.
        is_part: Whether it is one of several components, which the line above then names.
        is_share: Whether the curve is read at a completion of a target.
    """

    name: str
    is_part: bool
    unit_of_measure: str
    direction: Direction
    method: Method
    most: Decimal
    bonus: Bonus | None
    is_share: bool


def pictures(criterion: Criterion, colours: Palette) -> tuple[Picture, ...]:
    """The curve of a criterion, or one for each component where components are added."""
    if criterion.combine is not Combine.SUM:
        return (_picture(_rule_of(criterion, criterion, criterion.method, criterion.max_points), colours),)
    return tuple(
        _picture(_rule_of(criterion, sub, sub.method, sub.max_points), colours)
        for sub in criterion.sub_criteria
        if sub.method is not None and sub.max_points is not None
    )


def _rule_of(criterion: Criterion, row: Criterion | SubCriterion, method: Method, most: Decimal) -> Rule:
    is_part = isinstance(row, SubCriterion)
    bonus = None if is_part else criterion.bonus
    is_share = asks_target(method, criterion, row.kind)
    return Rule(row.label, is_part, row.unit_of_measure, row.direction, method, most, bonus, is_share)


@lru_cache(maxsize=512)  # a rulebook has about forty, in two themes; drawing them anew takes 20 ms
def _picture(rule: Rule, colours: Palette) -> Picture:
    method = rule.method
    if isinstance(method, Grades):
        return _grades(rule, method, colours)
    leader = Completion(EXAMPLE_LEADER) if isinstance(method, LeaderExcess) else None
    curve = compile_curve(method, rule.most, "", rule.bonus, leader)
    x_text, caption = _scale(rule)
    low, high = span(curve, is_share=rule.is_share)
    ticks = _ticks(curve, low, high, x_text)
    is_value = x_text is number and not isinstance(method, Checklist)
    unit = f" {rule.unit_of_measure}" if is_value else ""
    told = "; ".join(
        say(
            "rulebook.curve_point",
            share=x_text(x) + unit,
            points=number(reading.points + reading.bonus),
        )
        for x in ticks
        for reading in (curve.at(Completion(x)),)
    )
    return Picture(
        curve_svg(curve, low, high, ticks, x_text, colours),
        say("rulebook.curve_alt", name=rule.name, caption=caption, told=told),
        _above(rule, caption),
    )


def _above(rule: Rule, caption: str) -> str:
    """The line above a picture; a component's begins with its name."""
    told = say("rulebook.curve_of", name=rule.name, caption=caption) if rule.is_part else caption
    return told[:1].upper() + told[1:]


def _scale(rule: Rule) -> tuple[XText, str]:
    """How a place on the horizontal axis reads, and what the axis is."""
    if rule.is_share:
        caption = say("rulebook.curve_completion")
        if isinstance(rule.method, LeaderExcess):
            caption += say("rulebook.curve_leader", share=_percent(EXAMPLE_LEADER - 1))
        return _percent, caption
    if isinstance(rule.method, Reduction):
        return _change_text(rule.direction), say("rulebook.curve_change")
    if isinstance(rule.method, Checklist):
        return number, say("rulebook.curve_list")
    return number, say("rulebook.curve_value", unit=rule.unit_of_measure)


def _percent(share: Fraction) -> str:
    return number(share * 100) + "%"


def _change_text(direction: Direction) -> XText:
    def text(better: Fraction) -> str:
        if better == 0:
            return say("rulebook.curve_same")
        falls = (better > 0) == (direction is Direction.LOWER)
        return say("rulebook.curve_falls" if falls else "rulebook.curve_rises", share=_percent(abs(better)))

    return text


def span(curve: Curve, *, is_share: bool) -> tuple[Fraction, Fraction]:
    """From where to where a curve is drawn: its knots and a little more; shares of a target from 50 % on."""
    first, last = curve.knots[0], curve.knots[-1]
    margin = (last - first) / 8 or max(abs(first), Fraction(1)) / 2
    low = first - margin
    if is_share and first == 0:  # what is far below the target would press the steps above it together
        low = SHARES_FROM
        margin = (last - low) / 8
    return low, last + margin


def _ticks(curve: Curve, low: Fraction, high: Fraction, x_text: XText) -> tuple[Fraction, ...]:
    """The places named below the drawing, as far as they fit: 100 %, both ends of the rule, its other knots."""
    knots = [knot for knot in curve.knots if knot >= low]
    edge = [low] if curve.knots[0] < low else []
    wanted = [*(knot for knot in knots if knot == 1), knots[-1], *edge, knots[0]]
    if len(knots) <= MANY:
        wanted += knots
    placed: list[tuple[float, float]] = []
    found = []
    for knot in dict.fromkeys(wanted):
        half = len(x_text(knot)) * DIGIT / 2 + 1
        middle = min(max(_across(knot, low, high), half), WIDTH - half)
        if all(middle + half <= left or middle - half >= right for left, right in placed):
            placed.append((middle - half, middle + half))
            found.append(knot)
    return tuple(sorted(found))


def _across(x: Fraction, low: Fraction, high: Fraction) -> float:
    return LEFT + float((x - low) / (high - low)) * (WIDTH - LEFT - RIGHT)


def curve_svg(
    curve: Curve,
    low: Fraction,
    high: Fraction,
    ticks: Sequence[Fraction],
    x_text: XText,
    colours: Palette,
) -> str:
    """The drawing itself: axes, strokes, a filled dot where a step begins and an empty one where it ends."""
    strokes = curve_segments(curve, low, high)
    top = max(stroke.y_high for stroke in strokes) or Fraction(1)
    base = HEIGHT - BOTTOM

    def up(points: Fraction) -> float:
        return base - float(points / top) * (base - TOP)

    levels = [Fraction(0), curve.max_points, top]
    if up(curve.max_points) - up(top) < 11:
        levels.remove(top if top != curve.max_points else curve.max_points)
    parts = [_axes(levels, up, base, colours)]
    if top > curve.max_points:
        most = say("rulebook.curve_most", points=number(top))
        parts.append(f"<text x='{WIDTH - RIGHT}' y='{TOP - 5}' text-anchor='end'>{most}</text>")
    for x in ticks:
        at = _across(x, low, high)
        half = len(x_text(x)) * DIGIT / 2
        middle = min(max(at, half + 1), WIDTH - half - 1)
        parts.append(
            f"<path d='M{at:.1f} {base}v4' stroke='{colours.muted}'/>"
            f"<text x='{middle:.1f}' y='{HEIGHT - 6}' text-anchor='middle'>{x_text(x)}</text>"
        )
    dots = []
    for place, stroke in enumerate(strokes):
        left, right = _across(stroke.x_low, low, high), _across(stroke.x_high, low, high)
        y_left, y_right = up(stroke.y_low), up(stroke.y_high)
        parts.append(
            f"<path d='M{left:.1f} {y_left:.1f}L{right:.1f} {y_right:.1f}' "
            f"stroke='{colours.accent}' stroke-width='2.5' stroke-linecap='round'/>"
        )
        if place and abs(up(strokes[place - 1].y_high) - y_left) >= STEP_SEEN:
            before = strokes[place - 1]
            dots += [(left, up(before.y_high), before.high_end), (left, y_left, stroke.low_end)]
    for x_at, y_at, end in dots:
        inside = colours.accent if end == "closed" else colours.paper
        parts.append(
            f"<circle cx='{x_at:.1f}' cy='{y_at:.1f}' r='3' fill='{inside}' stroke='{colours.accent}' "
            "stroke-width='1.5'/>"
        )
    return _svg(parts, colours)


def _axes(levels: Sequence[Fraction], up: Callable[[Fraction], float], base: int, colours: Palette) -> str:
    lines = "".join(
        f"<path d='M{LEFT} {up(level):.1f}H{WIDTH - RIGHT}' stroke='{colours.grid}'/>"
        f"<text x='{LEFT - 6}' y='{up(level) + 4:.1f}' text-anchor='end'>{number(level)}</text>"
        for level in levels
    )
    return f"{lines}<path d='M{LEFT} {base}H{WIDTH - RIGHT}' stroke='{colours.muted}'/>"


def _svg(parts: Sequence[str], colours: Palette) -> str:
    font = FONT.replace("'", "").split(",")[0]
    return (
        f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {WIDTH} {HEIGHT}' fill='none' "
        f"font-family='{font}, Roboto, Noto Sans, Arial, sans-serif' font-size='11.5'>"
        f"<style>text{{fill:{colours.muted}}}</style>{''.join(parts)}</svg>"
    )


def _grades(rule: Rule, method: Grades, colours: Palette) -> Picture:
    """A grade is no place on a scale: a column for each, from the worst to the best."""
    base, count, most = HEIGHT - BOTTOM, len(method.grades), Fraction(rule.most)
    step = (WIDTH - LEFT - RIGHT) / count
    parts = [_axes([Fraction(0), most], lambda y: base - float(y / most) * (base - TOP), base, colours)]
    for place, (_label, points) in enumerate(method.grades):
        height = float(Fraction(points) / most) * (base - TOP)
        left = LEFT + step * place + step * 0.2
        parts.append(
            f"<rect x='{left:.1f}' y='{base - height:.1f}' width='{step * 0.6:.1f}' height='{height:.1f}' "
            f"fill='{colours.accent}'/>"
            f"<text x='{left + step * 0.3:.1f}' y='{max(base - height - 4, 10):.1f}' text-anchor='middle'>"
            f"{number(points)}</text>"
            f"<text x='{left + step * 0.3:.1f}' y='{HEIGHT - 6}' text-anchor='middle'>"
            f"{say('rulebook.curve_grade', place=place + 1)}</text>"
        )
    told = "; ".join(
        say("rulebook.curve_point", share=label, points=number(points)) for label, points in method.grades
    )
    caption = say("rulebook.curve_grades")
    alt = say("rulebook.curve_alt", name=rule.name, caption=caption, told=told)
    return Picture(_svg(parts, colours), alt, _above(rule, caption))
