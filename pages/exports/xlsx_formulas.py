"""
Rules as spreadsheet formulas, compiled from the same methods and `Curve` pieces that give the published points.

A spreadsheet computes in binary floats. Two things keep it equal to the exact arithmetic of `scoring`:

* A step of a curve is looked up at `ROUND(x, SHARE_DIGITS)`, so that 10.1 ÷ 10 is at the step of 101 %.
* Points are `ROUND(points + NUDGE, decimals)`: a float that stands a hair below a half (2.675 as
  2.67499999999999982) is lifted over it, so halves go up however a program's ROUND treats them. Points are never
  negative.

Both go wrong only where an exact amount lies closer than `NEAR_POINTS` to a half (or a share closer than `NEAR_SHARE`
to a step) without lying on it; `surely_half_up` and `surely_beside` say so, and the workbook then holds the value.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import floor
from typing import Final

from scoring.curve import Curve, Piece
from scoring.methods import compile_curve, uses_ratio
from scoring.model import (
    Bonus,
    Completion,
    Direction,
    Grades,
    LeaderExcess,
    LowerForm,
    Method,
    Reduction,
)

NUDGE: Final = "1E-10"
RATE_NUDGE: Final = "1E-13"
SHARE_DIGITS: Final = 12
NEAR_POINTS: Final = 2 * Fraction(NUDGE)
NEAR_SHARE: Final = Fraction(2, 10**SHARE_DIGITS)
EXACT_DIGITS: Final = 15  # what a spreadsheet's number keeps of a decimal
LONGEST: Final = 8000  # characters; Excel takes 8192
LONGEST_TEXT: Final = 255  # characters of one text within a formula
CHAIN: Final = (
    6  # up to so many stretches are written one after the other, more as a tree (64 levels are allowed)
)
BEYOND: Final = "1E+99"  # stands for a completion better than any share (T/A with actual 0)
FROM_BEYOND: Final = "1E+90"


class Inexpressible(ValueError):
    """A rule that no formula of a spreadsheet can hold."""


def literal(amount: Fraction | Decimal | int) -> str:
    """
    An exact amount as a formula writes it.

    Raises:
        Inexpressible: It has more digits than a spreadsheet keeps.

    >>> literal(Fraction(3, 8)), literal(Fraction(20, 3)), literal(Decimal("-0.05"))
    ('0.375', '(20/3)', '-0.05')
    """
    exact = Fraction(amount)
    rest = exact.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    if rest != 1:
        if max(abs(exact.numerator), exact.denominator) >= 10**EXACT_DIGITS:
            raise Inexpressible(str(exact))
        return f"({exact.numerator}/{exact.denominator})"
    text = f"{(Decimal(exact.numerator) / Decimal(exact.denominator)).normalize():f}"
    if not fits(Decimal(text)) or Fraction(text) != exact:
        raise Inexpressible(str(exact))
    return text


def fits(amount: Decimal) -> bool:
    """Whether a spreadsheet keeps every digit of a figure."""
    return len(amount.normalize().as_tuple().digits) <= EXACT_DIGITS


def text_literal(text: str) -> str:
    """
    A text as a formula writes it, quotes doubled.

    Raises:
        Inexpressible: It is longer than a text in a formula may be.
    """
    if len(text) > LONGEST_TEXT:
        raise Inexpressible(f"{len(text)} characters of text")
    doubled = text.replace('"', '""')
    return f'"{doubled}"'


def halves_up(amount: str, decimals: int, nudge: str = NUDGE) -> str:
    """The one rounding as a formula, for amounts that are not negative."""
    return f"ROUND({amount}+{nudge},{decimals})"


# --- completion ------------------------------------------------------------------------------------------


def completion_formula(
    method: Method,
    direction: Direction,
    *,
    actual: str,
    target: str = "",
    baseline: str = "",
) -> str:
    """
    `scoring.methods.completion_of` over cells, special cases included. The cells hold what the method needs.

    Args:
        actual / target / baseline: Cells (or expressions); "" where the method needs none.
    """
    if isinstance(method, Grades):
        place = "0"
        for index in range(len(method.grades), 0, -1):
            place = f"IF({actual}={text_literal(method.grades[index - 1][0])},{index},{place})"
        return place
    if isinstance(method, Reduction):
        better = f"({baseline}-{actual})" if direction is Direction.LOWER else f"({actual}-{baseline})"
        kept = f"IF({better}>=0,MAX({literal(method.full_at)},{better}),-1)"
        return f"IF({baseline}=0,{kept},{better}/ABS({baseline}))"
    if not uses_ratio(method, bool(target)):
        return actual
    if direction is Direction.HIGHER:
        signed = f"IF({target}>0,{actual}/{target},1+({actual}-{target})/ABS({target}))"
        return f"IF({target}=0,IF({actual}>=0,1,0),{signed})"
    if getattr(method, "lower_form", None) is LowerForm.INVERSE:
        share = f"IF({actual}<=0,{BEYOND},{target}/{actual})"
    else:
        share = f"1+({target}-{actual})/ABS({target})"
    return f"IF({target}=0,IF({actual}<=0,1,0),{share})"


# --- curves ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Pieces of a curve that one expression covers; `closed`: whether its lower end belongs to it."""

    low: Fraction | None
    closed: bool
    text: str
    at_low: Fraction
    at_high: Fraction


def points_formula(method: Method, max_points: Decimal, completion: str, leader: str = "") -> str:
    """
    Exact points (not yet rounded) at the completion in a cell.

    Args:
        leader: The cell with the leader's completion; only `LeaderExcess` asks for it.
    """
    if not isinstance(method, LeaderExcess):
        return _checked(curve_formula(compile_curve(method, max_points, ""), completion))
    alone = curve_formula(compile_curve(method, max_points, ""), completion)
    # the leader's share is a cell; 2 stands for it while the pieces are made
    stand_in = Fraction(2)
    led = compile_curve(method, max_points, "", leader=Completion(stand_in))
    above = curve_formula(led, completion, named={stand_in: leader})
    endless = f"IF({completion}>={FROM_BEYOND},{literal(max_points)},{alone})"
    return _checked(
        f"IF({leader}>={FROM_BEYOND},{endless},IF(ROUND({leader},{SHARE_DIGITS})>1,{above},{alone}))"
    )


def bonus_formula(method: Method, max_points: Decimal, bonus: Bonus, completion: str) -> str:
    """Exact bonus at the completion in a cell."""
    curve = compile_curve(method, max_points, "", bonus)
    flat = [_Stretch(p.low, p.low_closed, literal(p.bonus), p.bonus, p.bonus) for p in curve.pieces]
    return _checked(_looked_up(_merged(flat), completion, {}))


def curve_formula(curve: Curve, completion: str, named: Mapping[Fraction, str] | None = None) -> str:
    """
    The points of a curve, piece by piece.

    Args:
        named: Ends that are not numbers but cells.
    """
    names = named or {}
    stretches = [
        _Stretch(
            piece.low, piece.low_closed, _line(piece, completion, names), piece.points_low, piece.points_high
        )
        for piece in curve.pieces
    ]
    return _looked_up(_merged(stretches), completion, names)


def _line(piece: Piece, x: str, names: Mapping[Fraction, str]) -> str:
    if piece.low is None or piece.high is None or piece.points_low == piece.points_high:
        return literal(piece.points_low)
    rise = piece.points_high - piece.points_low
    start = literal(piece.points_low)
    if piece.low in names or piece.high in names:
        low, high = (names.get(end, literal(end)) for end in (piece.low, piece.high))
        return f"{start}+{literal(rise)}*({x}-{low})/({high}-{low})"
    slope = rise / (piece.high - piece.low)
    run = (
        x
        if piece.low == 0
        else f"({x}-{literal(piece.low)})"
        if piece.low > 0
        else (f"({x}+{literal(-piece.low)})")
    )
    if piece.points_low == 0 and slope > 0:
        return f"{literal(slope)}*{run}"
    return f"{start}{'+' if slope > 0 else '-'}{literal(abs(slope))}*{run}"


def _merged(stretches: Sequence[_Stretch]) -> list[_Stretch]:
    """Without the borders at which nothing changes."""
    kept = [stretches[0]]
    for following in stretches[1:]:
        last = kept[-1]
        if following.text == last.text and following.at_low == last.at_high:
            kept[-1] = _Stretch(last.low, last.closed, last.text, last.at_low, following.at_high)
        else:
            kept.append(following)
    return kept


def _looked_up(stretches: Sequence[_Stretch], x: str, names: Mapping[Fraction, str]) -> str:
    def reaches(index: int) -> str:
        here, before = stretches[index], stretches[index - 1]
        if here.low is None:
            raise Inexpressible("a stretch without a beginning behind another")
        end = names.get(here.low) or literal(here.low)
        steps = here.at_low != before.at_high
        return f"{f'ROUND({x},{SHARE_DIGITS})' if steps else x}{'>=' if here.closed else '>'}{end}"

    def chain(first: int, last: int) -> str:
        if first == last:
            return stretches[first].text
        if last - first < CHAIN:
            return f"IF({reaches(last)},{stretches[last].text},{chain(first, last - 1)})"
        middle = (first + last + 1) // 2
        return f"IF({reaches(middle)},{chain(middle, last)},{chain(first, middle - 1)})"

    return chain(0, len(stretches) - 1)


def _checked(formula: str) -> str:
    if len(formula) > LONGEST:
        raise Inexpressible(f"{len(formula)} characters")
    return formula


# --- where floats could decide otherwise -----------------------------------------------------------------


def surely_half_up(exact: Fraction, decimals: int) -> bool:
    """
    Whether the formula's two roundings give what one exact rounding gives.

    >>> surely_half_up(Fraction(2675, 1000), 2), surely_half_up(Fraction(2675, 1000) - Fraction(1, 10**11), 2)
    (True, False)
    """
    scale = int(10**decimals)
    scaled = abs(exact) * scale
    beside = abs(scaled - floor(scaled) - Fraction(1, 2)) / scale
    return beside == 0 or beside > NEAR_POINTS


def surely_beside(share: Fraction, ends: Sequence[Fraction]) -> bool:
    """Whether a share lies on an end of the curve, or far enough from it for a float to show on which side."""
    return all(share == end or abs(share - end) > NEAR_SHARE for end in ends)
