"""The worked examples: data with their origin, computed by whoever `from` names."""

from __future__ import annotations

import tomllib
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from data.rules_methods import read_method
from data.strict import Report, Row
from scoring.methods import compile_curve, completion_of
from scoring.model import Bonus, Completion, Direction

CASES = tomllib.loads(
    (Path(__file__).parent / "worked_examples.toml").read_text(encoding="utf-8"), parse_float=Decimal
)["case"]


def read(case: dict[str, Any]) -> tuple[Fraction, Fraction]:
    """Points and bonus of one case."""
    method = read_method(Row(case, case["name"], Report("worked_examples.toml")))
    assert method is not None, case["name"]

    values = {name: Decimal(case[name]) for name in ("actual", "target", "baseline") if name in case}
    completion = completion_of(
        method, Direction(case.get("direction", "higher")), grade=case.get("grade", ""), **values
    )
    bonus = Bonus(case["bonus_per_percent"], case["bonus_cap"]) if "bonus_per_percent" in case else None
    leader = Completion(Fraction(case["leader"])) if "leader" in case else None
    reading = compile_curve(method, Decimal(case["max_points"]), "annex", bonus, leader).at(completion)
    return reading.points, reading.bonus


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_the_worked_example_comes_out(case: dict[str, Any]) -> None:
    assert (Fraction(case["points"]), Fraction(case.get("bonus", 0))) == read(case)


def test_every_worked_example_says_where_it_comes_from() -> None:
    assert [] == [
        case["name"]
        for case in CASES
        if not case["from"] or case["kind"] not in {"verified", "preset", "by hand"}
    ]
