"""
A curve: from the share (or plain value) of a criterion to points and bonus, exact and piecewise linear.

It is compiled once per criterion and year (once per cluster-year where it depends on the leader). From this one
object come the points, the branch that the sentence names, the drawing with its dots, and the array evaluation.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from scoring.model import Completion


@dataclass(frozen=True, slots=True)
class Piece:
    """
    One stretch of a curve on which points are linear and the bonus is constant.

    Attributes:
        low / high: Ends of the stretch; None = without end (points are constant there).
        low_closed / high_closed: Whether the end itself belongs to the stretch.
        points_low / points_high: Points at (or towards) the ends.
        bonus: Bonus points on the whole stretch.
        branch: Key of the branch of the rule, e.g. "short", "met", "above", "below_floor".
        article: Where the branch is printed.
    """

    low: Fraction | None
    high: Fraction | None
    low_closed: bool
    high_closed: bool
    points_low: Fraction
    points_high: Fraction
    bonus: Fraction
    branch: str
    article: str

    def holds(self, x: Fraction) -> bool:
        """Whether `x` lies on this stretch."""
        above = self.low is None or x > self.low or (x == self.low and self.low_closed)
        below = self.high is None or x < self.high or (x == self.high and self.high_closed)
        return above and below

    def points(self, x: Fraction) -> Fraction:
        """Points at `x`, which must lie on the stretch."""
        if self.low is None or self.high is None or self.points_low == self.points_high:
            return self.points_low
        return self.points_low + (x - self.low) * (self.points_high - self.points_low) / (
            self.high - self.low
        )


@dataclass(frozen=True, slots=True)
class Reading:
    """What a curve says of one completion; points and bonus are exact, not yet rounded."""

    points: Fraction
    bonus: Fraction
    piece: Piece


@dataclass(frozen=True, slots=True)
class Entry:
    """
    Where a curve reaches an amount of points.

    Attributes:
        share: The worst share that reaches them; None = every share does.
        attained: Whether that share itself does, or only those better than it.
    """

    share: Fraction | None
    attained: bool = True


@dataclass(frozen=True, slots=True)
class Curve:
    """
    Pieces from the lowest share to the highest, without gap or overlap.

    >>> line = curve_of([Knot(0, 0), Knot(1, 10)], "annex")
    >>> line.at(Completion(Fraction(9, 10))).points
    Fraction(9, 1)
    >>> line.at(Completion(Fraction(3))).points
    Fraction(10, 1)
    """

    pieces: tuple[Piece, ...]
    max_points: Fraction

    def at(self, completion: Completion) -> Reading:
        """Points and bonus at a completion; one without a finite share is read at its end of the curve."""
        if completion.share is None:
            last = self.pieces[-1] if completion.end == "top" else self.pieces[0]
            return Reading(last.points_high if completion.end == "top" else last.points_low, last.bonus, last)
        share = completion.share
        # only the last piece may be without an upper end
        index = bisect_left(self.pieces, share, hi=len(self.pieces) - 1, key=_high)
        piece = self.pieces[index]
        if share == piece.high and not piece.high_closed:  # on a knot that belongs to the next stretch
            piece = self.pieces[index + 1]
        return Reading(piece.points(share), piece.bonus, piece)

    @property
    def rising(self) -> bool:
        """Whether more is better; a curve of plain values may fall."""
        return self.pieces[0].points_low <= self.pieces[-1].points_high

    def reaching(self, points: Fraction) -> Entry | None:
        """
        The inverse of `at`, bonus left aside: where the curve first has `points` or more; None if nowhere.

        >>> curve_of([Knot(0, 0), Knot(1, 10)], "annex").reaching(Fraction(9)).share
        Fraction(9, 10)
        """
        for piece in self.pieces if self.rising else reversed(self.pieces):
            start, end = piece.low, piece.high
            first, last = piece.points_low, piece.points_high
            closed, last_closed = piece.low_closed, piece.high_closed
            if not self.rising:
                start, end, first, last, closed, last_closed = end, start, last, first, last_closed, closed
            if first >= points:
                return Entry(start, closed)
            if last >= points and start is not None and end is not None and (last > points or last_closed):
                return Entry(start + (points - first) * (end - start) / (last - first))
        return None

    @property
    def knots(self) -> tuple[Fraction, ...]:
        """The inner ends of the pieces, rising."""
        return tuple(piece.high for piece in self.pieces[:-1] if piece.high is not None)


def _high(piece: Piece) -> Fraction:
    assert piece.high is not None
    return piece.high


@dataclass(frozen=True, slots=True)
class Knot:
    """
    A point of a curve under construction.

    Attributes:
        x: The share or value.
        y: Points reached from the left.
        step: Points from here on, where the rule has a step; None = no step.
        left: Whether `x` itself still has the points `y` (True) or already those of `step` (False).
        bonus: Bonus from here on.
        branch / article: Of the stretch that begins here.
    """

    x: Fraction | Decimal | int
    y: Fraction | Decimal | int
    step: Fraction | Decimal | int | None = None
    left: bool = False
    bonus: Fraction | Decimal | int = 0
    branch: str = ""
    article: str = ""


def curve_of(
    knots: list[Knot], article: str, *, below: str = "", max_points: Fraction | None = None
) -> Curve:
    """
    The curve through `knots` (rising in x), constant before the first and after the last.

    Args:
        knots: At least one.
        article: Citation of every stretch whose knot has none of its own.
        below: Branch of the stretch before the first knot.
        max_points: Most points; None = the highest knot.
    """
    pieces: list[Piece] = []
    first = knots[0]
    pieces.append(
        Piece(
            None,
            Fraction(first.x),
            False,
            first.left,
            Fraction(first.y),
            Fraction(first.y),
            Fraction(0),
            below,
            article,
        )
    )
    for index, knot in enumerate(knots):
        start = Fraction(knot.y if knot.step is None else knot.step)
        following = knots[index + 1] if index + 1 < len(knots) else None
        pieces.append(
            Piece(
                Fraction(knot.x),
                None if following is None else Fraction(following.x),
                not knot.left,
                False if following is None else following.left,
                start,
                start if following is None else Fraction(following.y),
                Fraction(knot.bonus),
                knot.branch,
                knot.article or article,
            )
        )
    highest = max(piece.points_high for piece in pieces) if max_points is None else max_points
    return Curve(tuple(pieces), highest)
