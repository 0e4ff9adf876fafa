"""
Two years beside each other: slopes (two columns, one line for each unit) and dumbbells (one row for each unit).

Both are HTML and not Plotly: lines are clipped boxes and places are percentages, so that the drawing fits a phone and
a projector, its labels are real text, and it costs the browser nothing. Positions are shares of the height or width.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from pages.parts.theme import html, unit_glyph

HIGHEST: Final = 100.0
STEEP: Final = 2.0  # pixels added to half the thickness of a line that crosses the whole height
LONG: Final = 32  # characters below a label that take a second line
PLACES: Final = 2  # digits of a percentage in a style


@dataclass(frozen=True, slots=True)
class End:
    """
    One end of a line.

    Attributes:
        at: Where the line ends, 0 = top, 1 = bottom; None where the unit has no place in that year.
        label: What stands at it, the name of the unit included.
        under: A second line below the label, "" for none.
        is_better: Whether `under` tells a change for the better (None: neither).
    """

    at: float | None
    label: str
    under: str = ""
    is_better: bool | None = None


@dataclass(frozen=True, slots=True)
class SlopeLine:
    """One unit over two years; `order` is its place in the catalogue, 0-based, which gives colour and marker."""

    order: int
    left: End
    right: End


def places_of_ranks(ranked: Sequence[Sequence[str]]) -> dict[str, float]:
    """
    The place of every unit where units stand one below the other, best first, each group of equals together.

    >>> places_of_ranks([["A"], ["B", "C"], ["D"]])
    {'A': 0.125, 'B': 0.375, 'C': 0.625, 'D': 0.875}
    """
    units = [unit for group in ranked for unit in group]
    return {unit: (place + 0.5) / len(units) for place, unit in enumerate(units)}


def places_of_values(values: Sequence[Fraction | None], low: Fraction, high: Fraction) -> list[float | None]:
    """
    Places on one scale for both years, most on top, with half a row of space at both ends.

    >>> places_of_values([Fraction(10), Fraction(5), None, Fraction(0)], Fraction(0), Fraction(10))
    [0.1, 0.5, None, 0.9]
    """
    width = high - low
    return [
        None if value is None else round(0.1 + 0.8 * (float((high - value) / width) if width else 0.5), 4)
        for value in values
    ]


def spread(places: Sequence[float], gap: float) -> list[float]:
    """
    Places for labels: as near to `places` as can be with at least `gap` between any two, in the same order.

    >>> spread([0.5, 0.5, 0.1], 0.25)
    [0.375, 0.625, 0.125]
    >>> [round(place, 4) for place in spread([0.9, 0.9, 0.9], 0.25)]
    [0.375, 0.625, 0.875]
    """
    order = sorted(range(len(places)), key=lambda index: (places[index], index))
    groups: list[tuple[list[int], float]] = []  # members and their middle
    for index in order:
        groups.append(([index], max(gap / 2, min(1 - gap / 2, places[index]))))
        while len(groups) > 1 and _overlap(groups[-2], groups[-1], gap):
            first, second = groups[-2][0], groups[-1][0]
            joined = first + second
            wanted = sum(places[member] for member in joined) / len(joined)
            half = gap * len(joined) / 2
            groups[-2:] = [(joined, max(half, min(1 - half, wanted)) if 2 * half <= 1 else 0.5)]
    found = [0.0] * len(places)
    for members, middle in groups:
        for place, member in enumerate(members):
            found[member] = middle + gap * (place - (len(members) - 1) / 2)
    return found


def _overlap(upper: tuple[list[int], float], lower: tuple[list[int], float], gap: float) -> bool:
    bottom = upper[1] + gap * (len(upper[0]) - 1) / 2
    top = lower[1] - gap * (len(lower[0]) - 1) / 2
    return top - bottom < gap - 1e-9


def slope(lines: Sequence[SlopeLine], left_title: str, right_title: str, alt: str) -> str:
    """
    HTML of a slope chart.

    Args:
        left_title / right_title: Above the two columns: the years.
        alt: What the drawing is, for those who hear it; the labels themselves are read as text.
    """
    gap = 1 / max(len(lines), 1)
    lefts = _labels(lines, [line.left for line in lines], gap, "left")
    rights = _labels(lines, [line.right for line in lines], gap, "right")
    strokes = "".join(
        f'<i class="td-stroke" style="{_colour(line.order)}{_clip(line.left.at, line.right.at)}"></i>'
        + _marker(line.order, line.left.at, 0)
        + _marker(line.order, line.right.at, HIGHEST)
        for line in lines
        if line.left.at is not None and line.right.at is not None
    )
    singles = "".join(
        _marker(line.order, line.left.at, 0) + _marker(line.order, line.right.at, HIGHEST)
        for line in lines
        if (line.left.at is None) != (line.right.at is None)
    )
    is_tall = any(len(line.left.under) > LONG or len(line.right.under) > LONG for line in lines)
    kind = "td-slope td-tall" if is_tall else "td-slope"
    return (
        f'<div class="{kind}" role="group" aria-label="{html(alt)}" style="--rows:{len(lines)}">'
        f'<b class="td-slope-head">{html(left_title)}</b><b class="td-slope-head td-right">{html(right_title)}</b>'
        f'{lefts}<div class="td-slope-plot" aria-hidden="true">{strokes}{singles}</div>{rights}</div>'
    )


def _labels(lines: Sequence[SlopeLine], ends: Sequence[End], gap: float, side: str) -> str:
    """The labels of one column, moved apart where they would overlap and then tied to their place by a line."""
    bottom = sum(end.at is None for end in ends)
    placed = [end.at for end in ends if end.at is not None]
    moved = iter(spread(placed, gap) if not bottom else spread([*placed, *[1.0] * bottom], gap))
    at = {index: next(moved) for index, end in enumerate(ends) if end.at is not None}
    at |= {index: next(moved) for index, end in enumerate(ends) if end.at is None}
    ties, items = [], []
    for index in sorted(at, key=lambda index: at[index]):
        line, end = lines[index], ends[index]
        if end.at is not None:
            first, second = (at[index], end.at) if side == "left" else (end.at, at[index])
            line_of_it = _clip(first, second, 0.75 + 8 * abs(first - second))
            ties.append(f'<i class="td-tie" style="{_colour(line.order)}{line_of_it}"></i>')
        change = {True: " td-gain", False: " td-loss", None: ""}[end.is_better]
        under = f'<small class="td-small{change}">{html(end.under)}</small>' if end.under else ""
        glyph = f'<i style="{_colour(line.order)}" aria-hidden="true">{unit_glyph(line.order)}</i>'
        items.append(
            f'<li style="top:{_percent(at[index])}"><span>{glyph} {html(end.label)}</span>{under}</li>'
        )
    tie = f'<div class="td-ties" aria-hidden="true">{"".join(ties)}</div>'
    labels = f'<ul class="td-ends td-{side}">{"".join(items)}</ul>'
    return labels + tie if side == "left" else tie + labels


def _percent(share: float) -> str:
    return f"{round(share * HIGHEST, PLACES):g}%"


def _colour(order: int) -> str:
    return f"--own:var(--unit-{order % 5 + 1});"


def _clip(left: float | None, right: float | None, half: float = 1.5) -> str:
    """A line as a clipped box: `half` its thickness in pixels, more where it is steep and would look thinner."""
    if left is None or right is None:
        return ""
    a, b = _percent(left), _percent(right)
    thick = f"{half + abs(right - left) * STEEP:.2f}px"
    return (
        f"clip-path:polygon(0 calc({a} - {thick}),100% calc({b} - {thick}),"
        f"100% calc({b} + {thick}),0 calc({a} + {thick}));"
    )


def _marker(order: int, at: float | None, left: float) -> str:
    if at is None:
        return ""
    return (
        f'<i class="td-dot" style="{_colour(order)}top:{_percent(at)};left:{left:g}%">{unit_glyph(order)}</i>'
    )


# --- dumbbells --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Mark:
    """A value of a row and its text; the value is in the unit of the axis."""

    value: Fraction
    text: str


@dataclass(frozen=True, slots=True)
class Dumbbell:
    """
    One unit's row.

    Attributes:
        old / new: The two values; None where there is none, then `instead` says why.
        old_target / target: The targets of the two years, if there are any.
        change: The printed difference with its direction in words.
        is_better: Whether the change is for the better; None = neither.
        instead: What is said where a value is missing.
    """

    order: int
    name: str
    old: Mark | None
    new: Mark | None
    old_target: Mark | None
    target: Mark | None
    change: str
    is_better: bool | None
    instead: str = ""


def axis_of(rows: Sequence[Dumbbell]) -> tuple[Fraction, Fraction] | None:
    """The lowest and highest value of all rows, targets included; None where nothing is to be drawn."""
    marks = [mark for row in rows for mark in (row.old, row.new, row.old_target, row.target)]
    values = [mark.value for mark in marks if mark is not None]
    return (min(values), max(values)) if values else None


def dumbbells(rows: Sequence[Dumbbell], alt: str) -> str:
    """HTML of the rows on one common scale."""
    axis = axis_of(rows)
    body = "".join(_dumbbell(row, axis) for row in rows)
    return f'<ul class="td-bells" aria-label="{html(alt)}">{body}</ul>'


def _dumbbell(row: Dumbbell, axis: tuple[Fraction, Fraction] | None) -> str:
    change = {True: " td-gain", False: " td-loss", None: ""}[row.is_better]
    glyph = f'<i style="{_colour(row.order)}" aria-hidden="true">{unit_glyph(row.order)}</i>'
    return (
        f'<li><span class="td-bell-name">{glyph} {html(row.name)}</span>'
        f'<div class="td-bell-track">{_track(row, axis)}</div>'
        f'<span class="td-bell-change{change}">{html(row.change or row.instead)}</span></li>'
    )


def _track(row: Dumbbell, axis: tuple[Fraction, Fraction] | None) -> str:
    if axis is None:
        return ""

    def at(mark: Mark) -> float:
        low, high = axis
        return float((mark.value - low) / (high - low)) if high > low else 0.5

    ticks = "".join(
        f'<i class="td-goal{style}" style="left:{_percent(at(mark))}" aria-hidden="true"></i>'
        for mark, style in ((row.old_target, " td-goal-old"), (row.target, ""))
        if mark is not None
    )
    if row.old is None or row.new is None:
        single = row.old or row.new
        if single is None:
            return ticks
        kind = "td-old" if row.new is None else "td-new"
        return ticks + _ball(row.order, at(single), kind) + _value(at(single), single.text, "after", kind)
    left, right = sorted((at(row.old), at(row.new)))
    rising = at(row.new) >= at(row.old)
    place = f"{_colour(row.order)}left:{_percent(left)};width:{_percent(right - left)}"
    bar = f'<i class="td-between" style="{place}"></i>'
    return (
        ticks
        + bar
        + _ball(row.order, at(row.old), "td-old")
        + _ball(row.order, at(row.new), "td-new")
        + _value(at(row.old), row.old.text, "before" if rising else "after", "td-old")
        + _value(at(row.new), row.new.text, "after" if rising else "before", "td-new")
    )


def _ball(order: int, at: float, kind: str) -> str:
    return (
        f'<i class="td-ball {kind}" style="{_colour(order)}left:{_percent(at)}" aria-hidden="true">'
        f"{unit_glyph(order)}</i>"
    )


def _value(at: float, text: str, side: str, kind: str) -> str:
    return f'<span class="td-value td-{side} {kind}" style="left:{_percent(at)}">{html(text)}</span>'
