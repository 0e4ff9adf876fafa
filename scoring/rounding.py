"""Exact quotients, and the one rounding: points, totals and rates are rounded here and nowhere else."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction


def quotient(part: Decimal, whole: Decimal) -> Fraction:
    """
    `part` / `whole`, exact. Dividing two fractions made of them gives the same in five times the time.

    Raises:
        ZeroDivisionError: `whole` is 0.

    >>> quotient(Decimal("9.5"), Decimal(10)), quotient(Decimal("0.3"), Decimal("-0.9"))
    (Fraction(19, 20), Fraction(-1, 3))
    """
    above, below = part.as_integer_ratio()
    times, by = whole.as_integer_ratio()
    return Fraction(above * by, below * times)


def product(count: Decimal, each: Decimal) -> Fraction:
    """
    `count` × `each`, exact however many digits they have.

    >>> product(Decimal("2.5"), Decimal("-0.1"))
    Fraction(-1, 4)
    """
    above, below = count.as_integer_ratio()
    times, by = each.as_integer_ratio()
    return Fraction(above * times, below * by)


def publish(amount: Fraction | Decimal, decimals: int) -> Decimal:
    """
    Round as the rulebook prints: halves go away from zero, `decimals` digits are kept.

    Args:
        amount: Exact points, or an exact share for a rate.
        decimals: Digits after the comma, 0 or more.

    Returns:
        The nearest multiple of 10**-decimals, with exactly `decimals` digits.

    >>> publish(Fraction(9125, 1000), 2), publish(Decimal("1.005"), 2), publish(Fraction(5, 2), 0)
    (Decimal('9.13'), Decimal('1.01'), Decimal('3'))
    >>> publish(Fraction(-1, 8), 2)
    Decimal('-0.13')
    """
    # whole numbers only: nothing here has a digit to lose, and 15,000 roundings follow every entry
    above, below = amount.as_integer_ratio()
    whole = (2 * abs(above) * 10**decimals + below) // (2 * below)
    return Decimal(f"{'-' if above < 0 else ''}{whole}e-{decimals}")


def reconcile(parts: Sequence[Fraction], decimals: int) -> tuple[Decimal, ...]:
    """
    Round parts so that they add up to their rounded sum (largest remainder, the earlier part first among equals).

    Args:
        parts: Exact, of any sign.
        decimals: Digits kept.

    Returns:
        Each part, less than one unit of the last digit away from its exact amount.

    >>> reconcile([Fraction(1, 3)] * 3, 2)
    (Decimal('0.34'), Decimal('0.33'), Decimal('0.33'))
    """
    unit = Fraction(1, 10**decimals)
    lower = [part // unit for part in parts]
    short = int(Fraction(publish(sum(parts, Fraction(0)), decimals)) / unit) - sum(lower)
    order = sorted(range(len(parts)), key=lambda index: (lower[index] * unit - parts[index], index))
    for index in order[:short]:
        lower[index] += 1
    return tuple(publish(whole * unit, decimals) for whole in lower)
