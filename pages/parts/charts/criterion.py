"""One criterion drawn: its scoring curve as the rule has it, with the units on it; a panel per added part.

The curve is the very object that gave the points, so a dot cannot lie beside it. Steps are not joined: a full
end belongs to the stroke, an empty one does not. Labels stand in one column at the right, with a thin line to
their dot, so that they never cover each other.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Any, Final

from pages.parts import theme
from pages.parts.charts.base import curve_segments
from pages.parts.charts.panel import Dot, Panel, grades_of, spread_out, ticks, window
from pages.parts.theme import plain
from pages.parts.words import say
from scoring.model import Direction, Kind
from scoring.numbers import number, percent

LABEL_STEP: Final = 21  # pixels between two labels of 13 px
ROW: Final = 50  # pixels of one grade: its row, and above it its name in two lines
GRADE_NAMES: Final = Fraction(1, 3)  # of the width: the dots stand to the right of it
STEP_SEEN: Final = Fraction(3, 100)  # of the window: on a shorter stroke the two ends would cover it
TOP, HEAD, BOTTOM, GAP = (
    40,
    24,
    48,
    92,
)  # pixels above a named and an unnamed panel, below the last, between two


def curve_figure(shown: Sequence[Panel], dark: bool = False) -> dict[str, Any]:
    """The panels one under the other as a plain Plotly figure."""
    heights = [_height(panel, len(shown) == 1) for panel in shown]
    head = TOP if len(shown) > 1 else HEAD
    total = head + sum(heights) + GAP * (len(shown) - 1) + BOTTOM
    inner = total - head - BOTTOM
    traces: list[dict[str, Any]] = []
    notes: list[dict[str, Any]] = []
    shapes: list[dict[str, Any]] = []
    layout: dict[str, Any] = {"height": total, "showlegend": False, "annotations": notes, "shapes": shapes}
    longest = max((len(_label(dot)) for panel in shown for dot in panel.dots), default=0)
    layout["margin"] = {"l": 8, "r": 22 + round(longest * 7.1), "t": head, "b": BOTTOM}
    top = inner
    for place, (panel, height) in enumerate(zip(shown, heights, strict=True), start=1):
        axis = "" if place == 1 else str(place)
        domain = [max(0.0, (top - height) / inner), top / inner]
        top -= height + GAP
        _draw(panel, axis, domain, height, dark, traces, notes, shapes, layout, named=len(shown) > 1)
    return {"data": traces, "layout": layout}


def _height(panel: Panel, alone: bool) -> int:
    rows = ROW * len(grades_of(panel))
    return max(240 if alone else 150, LABEL_STEP * (len(panel.dots) + 1) + 20, rows)


def _draw(
    panel: Panel,
    axis: str,
    domain: list[float],
    height: int,
    dark: bool,
    traces: list[dict[str, Any]],
    notes: list[dict[str, Any]],
    shapes: list[dict[str, Any]],
    layout: dict[str, Any],
    *,
    named: bool,
) -> None:
    colours = theme.palette(dark)
    low, high = window(panel)
    strokes = _strokes(panel, low, high)
    bottom, top = _y_range(panel, strokes)
    where = {"xaxis": f"x{axis}", "yaxis": f"y{axis}", "hoverinfo": "skip", "showlegend": False}
    traces.append(
        {
            "type": "scatter",
            "mode": "lines",
            "x": _joined((stroke[0], stroke[2]) for stroke in strokes),
            "y": _joined((stroke[1], stroke[3]) for stroke in strokes),
            "line": {"color": colours.muted, "width": 1 if panel.measure == "grade" else 3},
            "name": "curve",
            **where,
        }
    )
    ends = [end for stroke in strokes for end in stroke[4]]
    if ends:
        traces.append(
            {
                "type": "scatter",
                "mode": "markers",
                "x": [float(x) for x, _y, _closed in ends],
                "y": [float(y) for _x, y, _closed in ends],
                "marker": {
                    "size": 7,
                    "color": [colours.muted if closed else colours.paper for _x, _y, closed in ends],
                    "line": {"color": colours.muted, "width": 2},
                },
                "name": "ends",
                "cliponaxis": False,
                **where,
            }
        )
    _draw_dots(panel, axis, (low, high, bottom, top), height, dark, traces, notes, where)
    if panel.measure == "ratio":
        _target_line(axis, notes, shapes, colours)
    notes.extend(_grade_names(panel, axis))
    if named:
        notes.append(
            {
                "text": f"<b>{plain(panel.title)}</b>",
                "xref": "paper", "x": 0, "xanchor": "left", "yref": f"y{axis} domain", "y": 1,
                "yanchor": "bottom", "yshift": 19, "showarrow": False, "font": {"size": 14},
            }
        )  # fmt: skip
    x_ticks = _x_ticks(panel, low, high)
    y_ticks = _y_ticks(panel, bottom, top)
    layout[f"xaxis{axis}"] = {
        "range": [float(low), float(high)], "anchor": f"y{axis}", "zeroline": False, "showgrid": False,
        "ticks": "outside" if x_ticks else "", "ticklen": 4, "showline": bool(x_ticks),
        "tickvals": [float(tick) for tick, _text in x_ticks], "ticktext": [text for _tick, text in x_ticks],
        "tickangle": 0, "tickfont": {"size": 13},
        "title": {"text": plain(axis_title(panel)), "standoff": 6, "font": {"size": 13}},
    }  # fmt: skip
    layout[f"yaxis{axis}"] = {
        "range": [float(bottom), float(top)], "domain": domain, "anchor": f"x{axis}", "zeroline": False,
        "tickvals": [float(tick) for tick, _text in y_ticks], "ticktext": [text for _tick, text in y_ticks],
    }  # fmt: skip


def _draw_dots(
    panel: Panel,
    axis: str,
    span: tuple[Fraction, Fraction, Fraction, Fraction],
    height: int,
    dark: bool,
    traces: list[dict[str, Any]],
    notes: list[dict[str, Any]],
    where: dict[str, Any],
) -> None:
    _low, high, bottom, top = span
    colours = theme.palette(dark)
    ordered = sorted(
        panel.dots,
        key=lambda dot: (-_drawn_y(panel, dot), -_drawn_x(panel, dot, high), dot.unit.order),
    )
    gap = (top - bottom) * LABEL_STEP / height
    half = gap / 2
    places = spread_out([_drawn_y(panel, dot) for dot in ordered], gap, bottom + half, top - half)
    for dot, place in zip(ordered, places, strict=True):
        colour = theme.unit_colour(dot.unit.order - 1, dark)
        x = _drawn_x(panel, dot, high)
        ends = {"x": [float(x), float(high)], "y": [float(_drawn_y(panel, dot)), float(place)]}
        thin = {"color": colour, "width": 1}
        traces.append(
            {
                "type": "scatter",
                "mode": "lines",
                "name": "leader",
                "line": thin,
                "opacity": 0.75,
                **ends,
                **where,
            }
        )
        notes.append(
            {
                "text": _coloured(dot, colour), "xref": f"x{axis} domain", "x": 1, "xanchor": "left", "xshift": 3,
                "yref": f"y{axis}", "y": float(place), "yanchor": "middle", "showarrow": False,
                "font": {"size": 13, "color": colours.ink}, "align": "left",
            }
        )  # fmt: skip
    traces.extend(_marker(panel, dot, high, dark) | where for dot in reversed(ordered))


def _marker(panel: Panel, dot: Dot, high: Fraction, dark: bool) -> dict[str, Any]:
    place = dot.unit.order - 1
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [float(_drawn_x(panel, dot, high))],
        "y": [float(_drawn_y(panel, dot))],
        "marker": {
            "symbol": theme.unit_symbol(place),
            "size": 13,
            "color": theme.unit_colour(place, dark),
            "line": {"color": theme.palette(dark).paper, "width": 1.5},
        },
        "name": plain(dot.unit.short_name),
        "cliponaxis": False,
    }


def _drawn_x(panel: Panel, dot: Dot, high: Fraction) -> Fraction:
    """Where a dot is drawn: beyond every share at the edge; on a grade in the unit's own column."""
    if panel.measure == "grade":
        return GRADE_NAMES + (1 - GRADE_NAMES) * Fraction(panel.dots.index(dot) + 1, len(panel.dots) + 1)
    return high if dot.x is None else dot.x


def _drawn_y(panel: Panel, dot: Dot) -> Fraction:
    """The points, or the row of the grade."""
    return dot.x if panel.measure == "grade" and dot.x is not None else dot.y


def _target_line(
    axis: str, notes: list[dict[str, Any]], shapes: list[dict[str, Any]], colours: theme.Palette
) -> None:
    shapes.append(
        {
            "type": "line", "xref": f"x{axis}", "x0": 1, "x1": 1, "yref": f"y{axis} domain", "y0": 0, "y1": 1,
            "line": {"color": colours.ink, "width": 1.5, "dash": "dot"}, "layer": "below",
        }
    )  # fmt: skip
    notes.append(
        {
            "text": plain(say("criterion.target_tick")), "showarrow": False,
            "xref": f"x{axis}", "x": 1, "xanchor": "center",
            "yref": f"y{axis} domain", "y": 1, "yanchor": "bottom", "font": {"size": 12},
        }
    )  # fmt: skip


Stroke = tuple[Fraction, Fraction, Fraction, Fraction, list[tuple[Fraction, Fraction, bool]]]


def _grade_names(panel: Panel, axis: str) -> list[dict[str, Any]]:
    """The grades and their points, each above its row: beside it there is no room on a phone."""
    return [
        {
            "text": _wrapped(say("criterion.grade", grade=label, points=number(points))), "name": "grade",
            "xref": f"x{axis} domain", "x": 0, "xanchor": "left", "yref": f"y{axis}", "y": place,
            "yanchor": "bottom", "yshift": 8, "showarrow": False, "align": "left", "font": {"size": 12},
        }
        for place, (label, points) in enumerate(grades_of(panel), start=1)
    ]  # fmt: skip


def _strokes(panel: Panel, low: Fraction, high: Fraction) -> list[Stroke]:
    """Strokes as (x0, y0, x1, y1, step ends); each grade is a row from edge to edge."""
    if panel.measure == "grade":
        rows = (Fraction(place) for place in range(1, len(grades_of(panel)) + 1))
        return [(low, row, high, row, []) for row in rows]
    drawn = []
    for segment in curve_segments(panel.curve, low, high):
        ends = [
            (x, y, end == "closed")
            for x, y, end in (
                (segment.x_low, segment.y_low, segment.low_end),
                (segment.x_high, segment.y_high, segment.high_end),
            )
            if end and segment.x_high - segment.x_low >= (high - low) * STEP_SEEN
        ]
        drawn.append((segment.x_low, segment.y_low, segment.x_high, segment.y_high, ends))
    return drawn


def _y_range(panel: Panel, strokes: Sequence[Stroke]) -> tuple[Fraction, Fraction]:
    if panel.measure == "grade":
        return Fraction(3, 5), len(grades_of(panel)) + Fraction(9, 10)
    heights = [y for stroke in strokes for y in (stroke[1], stroke[3])] + [dot.y for dot in panel.dots]
    least, most = min(heights, default=Fraction(0)), max(heights, default=Fraction(panel.max_points))
    if least <= most * Fraction(2, 5):
        least = Fraction(0)
    pad = max((most - least) / 10, most / 100)
    return (-pad / 2 if least == 0 else least - pad), most + pad


def starts_at_zero(panel: Panel) -> bool:
    """Whether the axis of points shows the zero."""
    return _y_range(panel, _strokes(panel, *window(panel)))[0] <= 0


def scale_text(shown: Sequence[Panel]) -> str:
    """What the axis of points holds, and that it leaves out the zero where it does; or that nothing is drawn."""
    if not shown:
        return say("criterion.no_curve")
    if all(panel.measure == "grade" for panel in shown):
        return say("criterion.scale_grades")
    cut = not all(starts_at_zero(panel) for panel in shown if panel.measure != "grade")
    changes = {panel.row.direction for panel in shown if panel.measure == "change"}
    told = [say("criterion.scale") + (say("criterion.scale_cut") if cut else "")]
    told += [say(f"criterion.scale_{direction.value}") for direction in sorted(changes)]
    return ". ".join(told)


def axis_title(panel: Panel) -> str:
    """What runs along the axis, with its unit of measure."""
    if panel.measure == "ratio":
        return say("criterion.axis_ratio")
    if panel.measure == "change":
        falls = panel.row.direction is Direction.LOWER
        return say("criterion.axis_fall" if falls else "criterion.axis_rise")
    if panel.measure == "grade" or panel.row.kind is Kind.YES_NO:
        return ""
    return say("criterion.axis_value", measure=panel.row.unit_of_measure)


def _x_ticks(panel: Panel, low: Fraction, high: Fraction) -> list[tuple[Fraction, str]]:
    if panel.measure == "grade":
        return []
    if panel.row.kind is Kind.YES_NO and panel.measure == "value":
        return [(Fraction(0), say("figure.not_done")), (Fraction(1), say("figure.done"))]
    places = ticks(low, high, 4)
    if panel.measure == "value":
        return [(place, number(place, _digits(places))) for place in places]
    return [(place, percent(place, _digits([tick * 100 for tick in places]))) for place in places]


def _y_ticks(panel: Panel, bottom: Fraction, top: Fraction) -> list[tuple[Fraction, str]]:
    if panel.measure == "grade":
        return []
    places = ticks(bottom, top, 5)
    return [(place, number(place, _digits(places))) for place in places]


def _digits(places: Sequence[Fraction]) -> int:
    """Digits after the comma that all the places need, so that they look alike."""
    return next(
        digits for digits in range(10) if all((place * 10**digits).denominator == 1 for place in places)
    )


def _label(dot: Dot) -> str:
    return f"{theme.unit_glyph(dot.unit.order - 1)} {plain(dot.unit.short_name)} {dot.text}"


def _coloured(dot: Dot, colour: str) -> str:
    mark, rest = _label(dot).split(" ", 1)
    return f'<span style="color:{colour}">{mark}</span> {rest}'


def _joined(pairs: Iterable[tuple[Fraction, Fraction]]) -> list[float | None]:
    """Ends of strokes as Plotly draws them apart: None between two."""
    values: list[float | None] = []
    for first, second in pairs:
        values.extend((float(first), float(second), None))
    return values[:-1]


def _wrapped(text: str, width: int = 20) -> str:
    """A label of several short lines, harmless for Plotly."""
    lines: list[str] = []
    for word in text.split():
        if lines and len(lines[-1]) + 1 + len(word) <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return "<br>".join(plain(line) for line in lines)
