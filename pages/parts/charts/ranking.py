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

    Names, results and gaps stand above the strokes at both edges, so they have room on a phone too.

    Args:
        gaps: Of every ranked unit, best first.
    """
    colours = theme.palette(dark)
    by_rate = about.rulebook.ranked_by == "rate"
    results = {}
    for gap in gaps:
        row = about.board.unit(gap.unit)
        results[gap.unit] = float(row.rate * 100 if by_rate else row.total)
    strokes_x: list[float | None] = []
    strokes_y: list[int | None] = []
    notes = []
    for place, gap in enumerate(gaps):
        row = about.board.unit(gap.unit)
        name = theme.plain(f"{row.rank}. {about.unit(gap.unit)}")
        notes.append(_note(f"<b>{name}</b>  {about.result(row)}", place, "left", colours.ink))
        if gap.above:
            strokes_x += [results[gap.unit], results[gap.above], None]
            strokes_y += [place, place, None]
            key = "rankings.ladder_gap" if gap.points else "rankings.ladder_equal"
            notes.append(_note(say(key, points=about.points(gap.points)), place, "right", colours.ink))
    orders = [about.cluster.unit(gap.unit).order - 1 for gap in gaps]
    still = {"type": "scatter", "hoverinfo": "skip", "cliponaxis": False}
    dots = still | {
        "mode": "markers",
        "x": [results[gap.unit] for gap in gaps],
        "y": list(range(len(gaps))),
        "marker": {
            "size": 16,
            "color": [theme.unit_colour(order, dark) for order in orders],
            "symbol": [theme.unit_symbol(order) for order in orders],
        },
    }
    line = {"color": colours.muted, "width": 2.5, "dash": "dot"}
    strokes = still | {"mode": "lines", "x": strokes_x, "y": strokes_y, "line": line}
    low, high = min(results.values(), default=0.0), max(results.values(), default=1.0)
    room = ((high - low) or 1.0) * 0.06
    return {
        "data": [strokes, dots],
        "layout": {
            "height": 62 * len(gaps) + 40,
            "showlegend": False,
            "annotations": notes,
            "xaxis": {
                "range": [low - room, high + room],
                "ticksuffix": "%" if by_rate else "",
                "nticks": 6,
                "zeroline": False,
            },
            "yaxis": {"range": [len(gaps) - 0.6, -0.75], "visible": False},
            "margin": {"l": 12, "r": 12, "t": 4, "b": 30},
        },
    }


def _note(text: str, place: int, side: str, colour: str) -> dict[str, Any]:
    """A line of text above the stroke of a row, at the left or right edge of the drawing."""
    return {
        "xref": "paper",
        "x": 0 if side == "left" else 1,
        "xanchor": side,
        "y": place,
        "yanchor": "bottom",
        "yshift": 10,
        "text": text,
        "showarrow": False,
        "font": {"color": colour},
    }
