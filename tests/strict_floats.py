"""
A spreadsheet without mercy: IEEE floats, no tolerance when it compares, and a ROUND that can be chosen.

Excel and LibreOffice forgive much (they compare and round at about 15 digits), each in its own way. A formula that is
right here, under the two extreme ways to round, does not depend on that.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal

Value = float | str
Rounding = Callable[[float, int], float]
TOKEN = re.compile(
    r'\s*(?:(\d+\.?\d*(?:E[+-]\d+)?)|("(?:[^"]|"")*")|([A-Z]+\d+)|([A-Z]+)\(|(<=|>=|<>|[-+*/(),<>=]))'
)


def floor_rounding(amount: float, digits: int) -> float:
    """As most programs first write it: scale, add a half, cut."""
    return math.copysign(math.floor(abs(amount) * 10.0**digits + 0.5) / 10.0**digits, amount)


def binary_rounding(amount: float, digits: int) -> float:
    """The float's own exact value decides: 2.675 is a little less than a half and goes down."""
    if abs(amount) >= 2.0**53:
        return amount
    return float(Decimal(amount).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP))


class Sheet:
    """Evaluates formulas over cells that may change between them."""

    def __init__(self, rounding: Rounding) -> None:
        self.cells: dict[str, Value] = {}
        self.rounding = rounding
        self.read: dict[str, Callable[[], Value]] = {}
        self.tokens: list[tuple[str, ...]] = []
        self.at = 0

    def value(self, formula: str) -> Value:
        if formula not in self.read:
            self.read[formula] = self._read(formula)
        return self.read[formula]()

    def _read(self, formula: str) -> Callable[[], Value]:
        self.tokens = [found.groups("") for found in TOKEN.finditer(formula)]
        assert "".join("".join(token) + ("(" if token[3] else "") for token in self.tokens) == formula
        self.at = 0
        found = self._compared()
        assert self.at == len(self.tokens)
        return found

    def _sign(self) -> str:
        return self.tokens[self.at][4] if self.at < len(self.tokens) else ""

    def _compared(self) -> Callable[[], Value]:
        left = self._added()
        sign = self._sign()
        if sign not in ("<", ">", "=", "<=", ">=", "<>"):
            return left
        self.at += 1
        right = self._added()
        tests: dict[str, Callable[[Value, Value], bool]] = {
            "=": lambda a, b: a == b, "<>": lambda a, b: a != b, "<": lambda a, b: a < b,
            ">": lambda a, b: a > b, "<=": lambda a, b: a <= b, ">=": lambda a, b: a >= b,
        }  # fmt: skip
        return lambda: tests[sign](left(), right())

    def _added(self) -> Callable[[], Value]:
        found = self._multiplied()
        while self._sign() in ("+", "-"):
            sign = self._sign()
            self.at += 1
            found = self._joined(sign, found, self._multiplied())
        return found

    def _multiplied(self) -> Callable[[], Value]:
        found = self._single()
        while self._sign() in ("*", "/"):
            sign = self._sign()
            self.at += 1
            found = self._joined(sign, found, self._single())
        return found

    def _joined(
        self, sign: str, left: Callable[[], Value], right: Callable[[], Value]
    ) -> Callable[[], Value]:
        def computed() -> Value:
            a, b = left(), right()
            return a + b if sign == "+" else a - b if sign == "-" else a * b if sign == "*" else a / b

        return computed

    def _single(self) -> Callable[[], Value]:
        number, text, cell, function, sign = self.tokens[self.at]
        self.at += 1
        if number:
            return lambda: float(number)
        if text:
            return lambda: text[1:-1].replace('""', '"')
        if cell:
            return lambda: self.cells[cell]
        if sign == "-":
            inner = self._single()
            return lambda: -inner()
        given = [self._compared()]
        while self._sign() == ",":
            self.at += 1
            given.append(self._compared())
        assert ")" == self._sign()
        self.at += 1
        return self._called(function, given)

    def _called(self, function: str, given: list[Callable[[], Value]]) -> Callable[[], Value]:
        if function == "":
            return given[0]
        if function == "IF":
            return lambda: given[1]() if given[0]() else given[2]()
        if function == "ROUND":
            return lambda: self.rounding(given[0](), int(given[1]()))
        known = {"ABS": abs, "MAX": max, "MIN": min}[function]
        return lambda: known(*(each() for each in given))
