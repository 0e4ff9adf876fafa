"""quicktions has no types of its own; it is the standard Fraction, compiled."""

from fractions import Fraction as Fraction
