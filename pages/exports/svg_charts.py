"""
Charts of a deck as SVG: every number is printed, nothing needs a pointer, every line is at least 3 px.

Colours are classes; the page's style sheet or the picture's own gives them their values. Sizes are pixels of a
1920 × 1080 stage, so that a label of 26 stays 26 wherever the drawing stands.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Final

from pages.exports.svg_text import label, lines, mark, paint, width
from pages.parts.slides import Chart, Deck, Series
from pages.parts.theme import html

SMALL, PLAIN, LARGE, TOTAL = 26, 30, 34, 42  # font sizes
GAP: Final = 3  # between segments of a bar
ZERO: Final = Decimal(0)


def chart_svg(chart: Chart, deck: Deck, title: str, room: float, height: float) -> str:
    """The chart, `room` wide; `height` is what it may take, and what a slope takes. `title` is what it shows."""
    if chart.kind == "stacked":
        inner, taken = _stacked(chart, deck, room, height)
    elif chart.kind == "slope":
        inner, taken = _slope(chart, room, height), height
    else:
        inner, taken = _bars(chart, deck, room, height)
    return (
        f'<svg class="chart" role="img" xmlns="http://www.w3.org/2000/svg" width="{room:.0f}" '
        f'height="{taken:.0f}" viewBox="0 0 {room:.0f} {taken:.0f}"><title>{html(title)}</title>'
        f"<desc>{html(chart.alt)}</desc>{inner}</svg>"
    )


# --- stacked rows -------------------------------------------------------------------------------------------------


def _stacked(chart: Chart, deck: Deck, room: float, height: float) -> tuple[str, float]:
    """
    A lying bar for each category.

    A value stands in its segment where it fits; a bonus or penalty, too short for that, stands under the bar with its
    name, so that every number is read whatever its size.
    """
    count = max(1, len(chart.categories))
    legend, legend_height = _legend(chart.series, room)
    row = min(128.0, (height - legend_height) / count)
    bar = min(62.0, row * 0.48)
    names = 60 + max((width(name, LARGE) for name in chart.categories), default=0.0)
    ends = 28 + max((width(text, TOTAL, bold=True) for text in chart.totals), default=0.0)
    high, low = _ends(chart)
    scale = (room - names - ends) / float(high - low)
    zero = names - float(low) * scale
    drawn = [legend]
    for at, name in enumerate(chart.categories):
        top = legend_height + at * row + (row - bar - 34) / 2
        drawn.append(_name(deck, name, 0, top + bar / 2, LARGE))
        segments, apart, end = _row(chart.series, at, (zero, scale), (top, bar))
        drawn += [*segments, *_apart(apart, zero, top + bar + 30)]
        if chart.totals:
            drawn.append(label(end + 18, top + bar / 2 + 15, chart.totals[at], TOTAL, bold=True))
    bottom = legend_height + count * row
    drawn.append(f'<path class="axis" d="M{zero:.1f} {legend_height:.1f}V{bottom:.1f}"/>')
    return "".join(drawn), bottom


def _ends(chart: Chart) -> tuple[Decimal, Decimal]:
    """The largest sum to the right of zero and the smallest to the left."""
    sums = [
        [value for each in chart.series if (value := each.values[at]) is not None]
        for at in range(len(chart.categories))
    ]
    high = max((sum((v for v in row if v > 0), ZERO) for row in sums), default=ZERO)
    low = min((sum((v for v in row if v < 0), ZERO) for row in sums), default=ZERO)
    return (high if high > low else low + 1), low


def _row(
    series: Sequence[Series], at: int, axis: tuple[float, float], place: tuple[float, float]
) -> tuple[list[str], list[tuple[Series, str]], float]:
    """Segments of one bar, what does not fit into them, and where the bar ends on the right."""
    (zero, scale), (top, bar) = axis, place
    right = left = zero
    drawn, apart = [], []
    for each in series:
        value, text = each.values[at], each.texts[at]
        if value is None:
            apart.append((each, text))
            continue
        length = abs(float(value)) * scale
        if value < 0:
            left -= length
            start = left
        else:
            start = right
            right += length
        if length:
            shown = max(3.0, length - GAP)
            drawn.append(
                f'<rect class="f-{paint(each.colour)}" x="{start:.1f}" y="{top:.1f}" width="{shown:.1f}" '
                f'height="{bar:.1f}"/>'
            )
        if length > width(text, PLAIN, bold=True) + 16:
            x, y = start + (length - GAP) / 2, top + bar / 2 + 11
            drawn.append(label(x, y, text, PLAIN, f"on-{paint(each.colour)}", anchor="middle", bold=True))
        else:
            apart.append((each, text))
    return drawn, apart, right


def _apart(parts: Iterable[tuple[Series, str]], x: float, y: float) -> list[str]:
    drawn = []
    for each, text in parts:
        drawn.append(_square(each.colour, x, y - 20, 20))
        told = f"{each.name} {text}"
        drawn.append(label(x + 30, y, told, SMALL, "muted"))
        x += 30 + width(told, SMALL) + 44
    return drawn


def _legend(series: Sequence[Series], room: float) -> tuple[str, float]:
    drawn, x, y = [], 0.0, 28.0
    for each in series:
        length = 40 + width(each.name, PLAIN)
        if x and x + length > room:
            x, y = 0.0, y + 44
        drawn += [_square(each.colour, x, y - 24, 26), label(x + 40, y, each.name, PLAIN)]
        x += length + 56
    return "".join(drawn), y + 32


def _square(colour: str, x: float, y: float, size: float) -> str:
    return f'<rect class="f-{paint(colour)}" x="{x:.1f}" y="{y:.1f}" width="{size:g}" height="{size:g}"/>'


def _name(deck: Deck, name: str, x: float, y: float, size: float) -> str:
    """A category; where it is a unit, with its mark. `y` is its middle."""
    unit = next((unit for unit in deck.units if unit.name == name), None)
    shown = label(x + 44, y + size * 0.36, name, size)
    return shown if unit is None else mark(unit.order, x + 16, y, 15) + shown


# --- bars of one series -------------------------------------------------------------------------------------------


def _bars(chart: Chart, deck: Deck, room: float, height: float) -> tuple[str, float]:
    series = chart.series[0]
    names = min(room * 0.63, 28 + max((width(name, SMALL) for name in chart.categories), default=0.0))
    broken = [lines(name, SMALL, names - 24) for name in chart.categories]
    row = min(88.0, height / max(1, len(broken)))
    bar = min(32.0, row * 0.6)
    ends = 16 + max((width(text, LARGE, bold=True) for text in series.texts), default=0.0)
    most = max((abs(value) for value in series.values if value is not None), default=ZERO) or Decimal(1)
    scale = (room - names - ends) / float(most)
    drawn, y = [], 0.0
    for name, value, text in zip(broken, series.values, series.texts, strict=True):
        tall = max(row, len(name) * 31 + 14.0)
        middle = y + tall / 2
        first = middle - (len(name) - 1) * 15.5 + 9
        drawn += [label(0, first + at * 31, line, SMALL) for at, line in enumerate(name)]
        if value is None:
            drawn.append(label(names, middle + 9, text, SMALL, "muted"))
        else:
            length = max(3.0, abs(float(value)) * scale)
            drawn += [
                f'<rect class="f-{paint(series.colour)}" x="{names:.1f}" y="{middle - bar / 2:.1f}" '
                f'width="{length:.1f}" height="{bar:.1f}"/>',
                label(names + length + 14, middle + 12, text, LARGE, bold=True),
            ]
        y += tall
    drawn.append(f'<path class="axis" d="M{names - 1.5:.1f} 0V{y:.1f}"/>')
    return "".join(drawn), y


# --- slope --------------------------------------------------------------------------------------------------------


def _slope(chart: Chart, room: float, height: float) -> str:
    """Two columns, lowest value on top; equal values stand side by side, parallel, never one over the other."""
    values = [value for each in chart.series for value in each.values if value is not None]
    if not values:
        return ""
    low, high = min(values), max(values)
    names = 84 + max(width(each.name, PLAIN) for each in chart.series)
    left, right = names, room - names
    top, bottom = 104.0, height - 44
    step = (bottom - top) / max(1.0, float(high - low))
    drawn = [
        label(x, 36, name, PLAIN, "muted", anchor="middle", bold=True)
        for x, name in zip((left, right), chart.categories, strict=False)
    ]
    drawn += [f'<path class="axis" d="M{x:.1f} {top - 40:.1f}V{bottom + 40:.1f}"/>' for x in (left, right)]
    marks: list[str] = []
    for each in chart.series:
        ends = []
        for side, x in enumerate((left, right)):
            value = each.values[side]
            if value is None:
                continue
            y = top + float(value - low) * step + _beside(chart.series, each, side, step)
            ends.append((x, y))
            order = int(each.colour.removeprefix("unit-")) if each.colour.startswith("unit-") else 0
            marks.append(mark(order, x, y, 15))
            away, anchor = (-28, "end") if side == 0 else (28, "start")
            number_wide = 18 + width(each.texts[side], TOTAL, bold=True)
            marks.append(label(x + away, y + 15, each.texts[side], TOTAL, anchor=anchor, bold=True))
            further = away - number_wide if side == 0 else away + number_wide
            marks.append(label(x + further, y + 12, each.name, PLAIN, anchor=anchor))
        if len(ends) == 2:
            (x1, y1), (x2, y2) = ends
            drawn.append(
                f'<path class="way s-{paint(each.colour)}" d="M{x1:.1f} {y1:.1f}L{x2:.1f} {y2:.1f}"/>'
            )
    return "".join(drawn + marks)


def _beside(series: Sequence[Series], each: Series, side: int, step: float) -> float:
    equal = [other.name for other in series if other.values[side] == each.values[side]]
    apart = min(44.0, step / max(1, len(equal)))
    return (equal.index(each.name) - (len(equal) - 1) / 2) * apart
