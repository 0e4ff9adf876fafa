"""The one rounding. Points, totals and rates are rounded here and nowhere else."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction


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
    exact = Fraction(amount)
    scaled = abs(exact) * 10**decimals
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    with localcontext() as context:
        context.prec = max(28, len(str(whole)) + decimals + 2)
        rounded = Decimal(whole).scaleb(-decimals)
        # the context's own mode never applies: `whole` has no digit to lose
        return rounded.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP) * (-1 if exact < 0 else 1)


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
