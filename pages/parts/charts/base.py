"""What several drawings share: the strokes of a scoring curve."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from scoring.curve import Curve, Piece


@dataclass(frozen=True, slots=True)
class Segment:
    """
    One straight stroke of a drawn curve, from `x_low` to `x_high`.

    Attributes:
        y_low / y_high: Points with bonus at (or towards) the ends, exact.
        bonus: The bonus that is in them.
        low_end / high_end: "" where the stroke goes on without a step (or is cut off by the drawing's edge),
            "closed" where there is a step and the end belongs to this stroke, "open" where it does not.
        branch: Key of the branch of the rule.
    """

    x_low: Fraction
    x_high: Fraction
    y_low: Fraction
    y_high: Fraction
    bonus: Fraction
    low_end: str
    high_end: str
    branch: str


def curve_segments(curve: Curve, low: Fraction, high: Fraction) -> tuple[Segment, ...]:
    """
    The strokes of a curve between two shares (or values), rising in x; steps are never joined by a line.

    >>> from scoring.curve import Knot, curve_of
    >>> step = curve_of([Knot(1, 0, step=10)], "annex")
    >>> [(str(s.x_low), str(s.x_high), int(s.y_low), s.low_end, s.high_end)
    ...  for s in curve_segments(step, Fraction(0), Fraction(2))]
    [('0', '1', 0, '', 'open'), ('1', '2', 10, 'closed', '')]
    """
    pieces = curve.pieces
    found = []
    for place, piece in enumerate(pieces):
        left = low if piece.low is None else max(low, piece.low)
        right = high if piece.high is None else min(high, piece.high)
        if left >= right:
            continue
        before = pieces[place - 1] if place and piece.low == left else None
        after = pieces[place + 1] if place + 1 < len(pieces) and piece.high == right else None
        found.append(
            Segment(
                left,
                right,
                piece.points(left) + piece.bonus,
                piece.points(right) + piece.bonus,
                piece.bonus,
                "" if before is None or not _jumps(before, piece) else _end(piece.low_closed),
                "" if after is None or not _jumps(piece, after) else _end(piece.high_closed),
                piece.branch,
            )
        )
    return tuple(found)


def _jumps(left: Piece, right: Piece) -> bool:
    return left.points_high + left.bonus != right.points_low + right.bonus


def _end(is_closed: bool) -> str:
    return "closed" if is_closed else "open"
