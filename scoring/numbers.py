"""
Numbers, shares, ranks and dates as Vietnamese text: 1.234,5 · 92,0% · −3,4 · 05/03/2018.

Every number that a person reads is written here, so that screen, sentence and file cannot differ.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

from scoring.rounding import publish

MINUS = "\u2212"
MISSING = "–"

Number = Decimal | Fraction | int


def number(amount: Number | None, decimals: int | None = None, *, sign: bool = False) -> str:
    """
    A number with comma and thousands dots.

    Args:
        amount: The number; None gives the mark for missing.
        decimals: Digits after the comma, halves away from zero; None keeps a Decimal's own digits without
            trailing zeros.
        sign: Whether a positive number gets a plus sign (for differences).

    >>> number(Decimal("1234.5")), number(Decimal("1234.50"), 2), number(Decimal("-0.5")), number(None)
    ('1.234,5', '1.234,50', '−0,5', '–')
    >>> number(Decimal("8.4"), 1, sign=True), number(Decimal(0), 1, sign=True)
    ('+8,4', '0,0')
    """
    if amount is None:
        return MISSING
    if decimals is None:
        exact = amount if isinstance(amount, Decimal) else None
        if exact is None:
            fraction = Fraction(amount)
            if fraction.denominator == 1:
                exact = Decimal(fraction.numerator)
            else:
                return number(fraction, 4, sign=sign).rstrip("0")
        digits = max(0, -int(exact.normalize().as_tuple().exponent))
        rounded = publish(exact, digits)
    else:
        rounded = publish(Fraction(amount), decimals)
    text = f"{abs(rounded):,f}".translate(str.maketrans(",.", ".,"))
    if rounded < 0:
        return MINUS + text
    return "+" + text if sign and rounded > 0 else text


def percent(share: Number | None, decimals: int = 1, *, sign: bool = False) -> str:
    """
    A share (1 = 100 %) as a percentage, no space before the sign.

    >>> percent(Fraction(23, 25)), percent(Decimal("0.86675"), 3), percent(None)
    ('92,0%', '86,675%', '–')
    """
    if share is None:
        return MISSING
    return number(Fraction(share) * 100, decimals, sign=sign) + "%"


def measured(amount: Number | None, unit_of_measure: str, decimals: int | None = None) -> str:
    """
    A figure with its unit of measure; % and ‰ stand close to it.

    >>> measured(Decimal("87.4"), "%"), measured(Decimal(5470), "tỷ đồng")
    ('87,4%', '5.470 tỷ đồng')
    """
    text = number(amount, decimals)
    if amount is None or not unit_of_measure:
        return text
    return text + ("" if unit_of_measure in ("%", "‰") else " ") + unit_of_measure


def day(value: date | None) -> str:
    """
    A date as dd/mm/yyyy.

    >>> day(date(2018, 3, 5)), day(None)
    ('05/03/2018', '–')
    """
    return MISSING if value is None else f"{value.day:02d}/{value.month:02d}/{value.year:04d}"
