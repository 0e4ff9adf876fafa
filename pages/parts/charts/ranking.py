"""Drawings of the order: where each mark of a stacked row stands, and the ladder of results."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from pages.parts import theme
from pages.parts.words import say
from pages.parts.year_words import Telling
from scoring.model import Rulebook
from scoring.reach import Gap
from scoring.scoreboard import Scoreboard, UnitScore

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Segment:
    """
    One mark of a stacked row.

    Attributes:
        kind: "penalty" (left of zero), "section", "bonus" or "open" (what may still come).
        code / place: Of the section; place is 0-based.
        points: What it stands for.
        start / length: Shares of the drawing's width.
    """

    kind: str
    code: str
    place: int
    points: Decimal
    start: Fraction
    length: Fraction


@dataclass(frozen=True, slots=True)
class Bar:
    """
    One stacked row; all places are shares of the drawing's width.

    Attributes:
        zero: Where zero points stand; penalties lie left of it.
        end: Right end of the last mark.
        maximum: Length of the unit's own maximum, from zero on.
    """

    segments: tuple[Segment, ...]
    zero: Fraction
    end: Fraction
    maximum: Fraction


def bars(rulebook: Rulebook, board: Scoreboard) -> dict[str, Bar]:
    """
    The stacked row of every unit by its code, on one scale from the largest penalty to the largest maximum.

    Sections are drawn before their penalty: sections and bonus to the right of zero less the penalty to the
    left of it is the total.
    """
    left = Fraction(max((row.penalty for row in board.units), default=ZERO))
    right = Fraction(max((row.maximum for row in board.units), default=Decimal(1)) or 1)
    return {row.unit: _bar(rulebook, row, left, left + right) for row in board.units}


def _bar(rulebook: Rulebook, row: UnitScore, left: Fraction, whole: Fraction) -> Bar:
    marks = [
        ("section", section.code, place, row.section(section.code).points)
        for place, section in enumerate(rulebook.sections)
    ]
    marks += [("bonus", "", 0, row.bonus), ("open", "", 0, row.open_points)]
    at, found = left, []
    if row.penalty:
        length = Fraction(row.penalty)
        found.append(Segment("penalty", "", 0, row.penalty, (left - length) / whole, length / whole))
    for kind, code, place, points in marks:
        if points:
            found.append(Segment(kind, code, place, points, at / whole, Fraction(points) / whole))
            at += Fraction(points)
    return Bar(tuple(found), left / whole, at / whole, Fraction(row.maximum) / whole)


def ladder(about: Telling, gaps: Sequence[Gap], *, dark: bool) -> dict[str, Any]:
    """
    The ranked units as dots on one scale, each with a stroke to the result of the unit above and what it lacks.

    Args:
        gaps: Of every ranked unit, best first.
    """
    colours = theme.palette(dark)
    by_rate = about.rulebook.ranked_by == "rate"
    rows = [about.board.unit(gap.unit) for gap in gaps]
    results = {row.unit: float(row.rate * 100 if by_rate else row.total) for row in rows}
    names = {row.unit: theme.plain(f"{row.rank}. {about.unit(row.unit)}") for row in rows}
    strokes_x: list[float | None] = []
    strokes_y: list[str | None] = []
    notes = []
    for gap in gaps:
        if not gap.above:
            continue
        here, there = results[gap.unit], results[gap.above]
        strokes_x += [here, there, None]
        strokes_y += [names[gap.unit], names[gap.unit], None]
        key = "rankings.ladder_gap" if gap.points else "rankings.ladder_equal"
        notes.append(
            {
                "x": there,
                "y": names[gap.unit],
                "text": theme.plain(say(key, points=about.points(gap.points))),
                "xanchor": "left",
                "xshift": 10,
                "showarrow": False,
                "font": {"color": colours.muted},
            }
        )
    orders = [about.cluster.unit(row.unit).order - 1 for row in rows]
    dots = {
        "type": "scatter",
        "mode": "markers+text",
        "x": [results[row.unit] for row in rows],
        "y": [names[row.unit] for row in rows],
        "text": [about.result(row) for row in rows],
        "textposition": "middle left",
        "marker": {
            "size": 15,
            "color": [theme.unit_colour(order, dark) for order in orders],
            "symbol": [theme.unit_symbol(order) for order in orders],
        },
        "cliponaxis": False,
        "hoverinfo": "skip",
    }
    strokes = {
        "type": "scatter",
        "mode": "lines",
        "x": strokes_x,
        "y": strokes_y,
        "line": {"color": colours.muted, "width": 2, "dash": "dot"},
        "hoverinfo": "skip",
    }
    low, high = min(results.values(), default=0.0), max(results.values(), default=1.0)
    span = (high - low) or 1.0
    return {
        "data": [strokes, dots],
        "layout": {
            "height": 52 * len(rows) + 60,
            "showlegend": False,
            "annotations": notes,
            "xaxis": {
                "range": [low - span * 0.28, high + span * 0.34],
                "showgrid": True,
                "ticksuffix": "%" if by_rate else "",
                "nticks": 6,
                "zeroline": False,
            },
            "yaxis": {"autorange": "reversed", "showgrid": False, "type": "category"},
            "margin": {"l": 8, "r": 8, "t": 8, "b": 30},
        },
    }
