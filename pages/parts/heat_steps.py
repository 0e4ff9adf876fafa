"""The steps of a heat table's grounds, the same on the screens and on the slides. Knows nothing of Streamlit."""

from __future__ import annotations

from fractions import Fraction
from typing import Final

# From which share of the maximum on each step begins; below the first is step 0. Our own choice, printed
# under the table: most shares lie between 80 % and 100 %, so the steps are narrow there.
STEPS: Final = (
    Fraction(60, 100), Fraction(70, 100), Fraction(80, 100), Fraction(85, 100), Fraction(90, 100),
    Fraction(95, 100), Fraction(1),
)  # fmt: skip


def step_of(share: Fraction) -> int:
    """The step of the scale, 0 (pale) to 7 (the full maximum).

    >>> [step_of(Fraction(share, 1000)) for share in (599, 600, 999, 1000)]
    [0, 1, 6, 7]
    """
    return sum(share >= start for start in STEPS)
