"""The arithmetic that a sentence shows is right: every “formula = points” is computed again from its own text."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st
from made_figures import made_year

from data.rules import load_rulebook
from scoring.explain import explain
from scoring.model import Outcome
from scoring.rounding import publish
from scoring.scoreboard import score_year
from scoring.wording import share_words

TOP = Path(__file__).parents[1]
RULEBOOKS = [
    load_rulebook(path)
    for folder in ("data", "tests/other_cluster")
    for path in sorted((TOP / folder / "rulebooks").glob("*.toml"))
]
UNITS = ["RG", "CT", "HD", "GR", "TH"]
FORMULA = re.compile(
    r"((?:[−(]*[\d.]+(?:,\d+)?%?\)*\s[×÷+−]\s)+[−(]*[\d.]+(?:,\d+)?%?\)*) = (−?[\d.]+(?:,\d+)?)"
)


def value(formula: str) -> Fraction:
    """A formula as printed, computed exactly."""
    plain = formula.replace(".", "").replace(",", ".").replace("−", "-").replace("×", "*").replace("÷", "/")
    plain = re.sub(r"([\d.]+)%", r"(\1/100)", plain)
    exact = re.sub(r"\d+(?:\.\d+)?", lambda number: f"Fraction('{number.group()}')", plain)
    return Fraction(eval(exact, {"Fraction": Fraction}))


def test_the_reader_of_formulas_reads_them() -> None:
    found = FORMULA.findall("điểm: 40 × (2 − 1.000,5 ÷ 2.000) = 60,01 điểm; 1 × (−2) = −2.")

    assert ["40 × (2 − 1.000,5 ÷ 2.000)", "1 × (−2)"] == [formula for formula, _points in found]
    assert [Fraction("59.99"), Fraction(-2)] == [value(formula) for formula, _points in found]


@settings(max_examples=80, deadline=None)
@given(st.sampled_from(RULEBOOKS), st.integers(0, 10**6))
def test_every_formula_in_a_sentence_gives_the_points_beside_it(rulebook, seed: int) -> None:
    board = score_year(rulebook, UNITS, made_year(rulebook, UNITS, seed)[0], [])
    for score in board.scores.values():
        if score.outcome is not Outcome.SCORED:
            continue
        told = explain(rulebook, score, str).sentence
        for formula, points in FORMULA.findall(told):
            shown = Decimal(points.replace(".", "").replace(",", ".").replace("−", "-"))
            if (
                "%" in formula
            ):  # a share may be printed rounded to five digits; the points come from the exact one
                assert abs(value(formula) - Fraction(shown)) < Fraction(1, 100), told
            else:
                assert shown == publish(value(formula), rulebook.point_decimals), told


@settings(max_examples=200, deadline=None)
@given(st.fractions(min_value=0, max_value=3, max_denominator=10**5))
def test_a_share_that_is_short_never_reads_100_percent(share: Fraction) -> None:
    assert (share == 1) == (share_words(share) == "100,0%")
