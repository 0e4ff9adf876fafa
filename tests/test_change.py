"""Why a unit moved: the parts add up, and each is what it says."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_figures import made_year
from tiny_year import tiny_criterion, tiny_figures, tiny_rulebook

from data.cluster import load_cluster
from data.figures_file import read_figures, read_penalties
from data.rules import load_rulebook
from scoring.both_rulebooks import both_rulebooks
from scoring.change import PARTS, UnitSplit, change_split, shapley
from scoring.given import Given
from scoring.model import Grades, Penalty, PenaltyItem, Reduction, Rulebook, Status
from scoring.rounding import publish, reconcile

HERE = Path(__file__).parent
FOLDER = HERE.parent / "data"
CLUSTER = load_cluster(FOLDER)
UNITS = tuple(unit.code for unit in CLUSTER.units)
RULES = {year: load_rulebook(FOLDER / f"rulebooks/{year}.toml", CLUSTER) for year in (2017, 2018)}
CASES = tomllib.loads((HERE / "change_examples.toml").read_text(encoding="utf-8"))["case"]
seeds = st.integers(0, 10**6)


def sample(year: int) -> Given:
    return Given(
        RULES[year],
        UNITS,
        read_figures(FOLDER / f"sample/figures-{year}.csv"),
        read_penalties(FOLDER / f"sample/penalties-{year}.csv"),
    )


def made(rulebook: Rulebook, seed: int, *, gaps: bool = False) -> Given:
    figures, _columns = made_year(rulebook, list(UNITS), seed, gaps=gaps)
    return Given(rulebook, UNITS, tuple(figures))


def next_year(rulebook: Rulebook) -> Rulebook:
    """The same rules one year later."""
    criteria = tuple(replace(row, same_as=row.code, not_comparable="") for row in rulebook.criteria)
    return replace(rulebook, year=rulebook.year + 1, compared_with=rulebook.year, criteria=criteria)


def of_next_year(year: Given) -> Given:
    figures = tuple(replace(figure, year=figure.year + 1) for figure in year.figures)
    return replace(year, rulebook=next_year(year.rulebook), figures=figures)


def sums(split: UnitSplit) -> list[Fraction]:
    return [
        sum((step.split.exact[index] for step in split.steps), Fraction(0)) for index in range(len(PARTS))
    ]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_the_worked_example_comes_out(case: dict[str, Any]) -> None:
    old_rules = tiny_rulebook(2001, [tiny_criterion("S1.01", Decimal(case["old_max"]), case["method"])])
    same_as = "S1.01" if case["comparable"] else ""
    new_rules = tiny_rulebook(
        2002, [tiny_criterion("S1.01", Decimal(case["new_max"]), case["method"], same_as)]
    )
    years = []
    for index, rules in ((1, old_rules), (2, new_rules)):
        figures = [
            figure
            for unit in ("X", "Y")
            for figure in tiny_figures(
                rules, unit, "S1.01", Decimal(case[unit][0]), Decimal(case[unit][index])
            )
        ]
        years.append(Given(rules, ("X", "Y"), tuple(figures)))
    split = next(row for row in change_split(*years) if row.unit == "X").total

    assert Decimal(case["total"]) == split.amount
    assert tuple(Fraction(case[name]) for name in PARTS) == split.exact


def test_the_parts_of_the_sample_add_up_in_every_line_and_in_all() -> None:
    for split in change_split(sample(2017), sample(2018)):
        assert split.new.total - split.old.total == sum(split.total.shown) == sum(split.total.exact)
        assert split.new.rate - split.old.rate == sum(split.rate.shown)
        assert split.rank is not None
        assert (split.old.rank or 0) - (split.new.rank or 0) == split.rank.amount
        assert sums(split) == list(split.total.exact)


def test_what_cannot_be_compared_is_named_and_stands_in_one_line() -> None:
    split = change_split(sample(2017), sample(2018))[0]
    lines = [step for step in split.steps if step.carry is not None and not step.carry.possible]

    assert [("N1.07", "N1.07"), ("N1.15", "N1.15")] == [(step.code, step.before) for step in lines]
    assert all(not any(step.split.exact[:3]) for step in lines)


@settings(max_examples=8, deadline=None)
@given(seeds, seeds, st.booleans())
def test_parts_add_up_for_any_figures(first: int, second: int, gaps: bool) -> None:
    for split in change_split(made(RULES[2017], first, gaps=gaps), made(RULES[2018], second, gaps=gaps)):
        assert split.new.total - split.old.total == sum(split.total.exact) == sum(split.total.shown)
        assert sums(split) == list(split.total.exact)
        assert split.total.exact[PARTS.index("others")] == 0  # no leader sets a curve in these rules
        assert all(
            abs(Fraction(moved)) <= Fraction(1, 100) and publish(exact, 2) + moved == shown
            for exact, shown, moved in zip(
                split.total.exact, split.total.shown, split.total.adjusted, strict=True
            )
        )


@settings(max_examples=5, deadline=None)
@given(seeds, seeds)
def test_equal_rules_leave_nothing_to_the_rules(first: int, second: int) -> None:
    later = made(next_year(RULES[2017]), second)
    for split in change_split(made(RULES[2017], first), later):
        assert (0, 0) == (split.total.exact[2], split.total.exact[3])
        assert split.rank is not None
        assert split.rank.exact[2:] == (0, 0)


@settings(max_examples=5, deadline=None)
@given(seeds)
def test_equal_figures_leave_nothing_to_results(seed: int) -> None:
    old = made(RULES[2017], seed)
    for split in change_split(old, of_next_year(old)):
        assert not any(split.total.exact)
        assert not split.steps[0].split.amount


@given(st.lists(st.integers(-50, 50), min_size=16, max_size=16))
def test_the_average_is_that_over_all_orders(worth: list[int]) -> None:
    def game(on: tuple[int, ...]) -> Fraction:
        return Fraction(worth[sum(bit << place for place, bit in enumerate(on))])

    expected = [Fraction(0)] * 4
    for order in permutations(range(4)):
        on = [0, 0, 0, 0]
        for player in order:
            before = game(tuple(on))
            on[player] = 1
            expected[player] += (game(tuple(on)) - before) / 24

    assert tuple(expected) == shapley(game)


@given(st.lists(st.fractions(-100, 100), min_size=1, max_size=6), st.integers(0, 3))
def test_reconciled_parts_add_up_and_stay_within_one_unit(parts: list[Fraction], decimals: int) -> None:
    shown = reconcile(parts, decimals)

    assert publish(sum(parts, Fraction(0)), decimals) == sum(shown)
    assert (
        all(
            abs(Fraction(after) - part) < Fraction(1, 10**decimals)
            for part, after in zip(parts, shown, strict=True)
        )
        or len(parts) == 1
    )


def test_unchanged_criteria_give_identical_points_under_both_rulebooks() -> None:
    both = both_rulebooks(sample(2017), sample(2018))
    unchanged = [row.criterion for row in both.rows if row.possible and not row.rule_changed]
    for year in (both.old, both.new):
        for unit in UNITS:
            for code in unchanged:
                own, other = year.own.score(unit, code), year.other.score(unit, code)
                assert (own.points, own.bonus) == (other.points, other.bonus)

    assert len(unchanged) > 20


def test_a_criterion_that_is_not_comparable_says_why_and_is_in_neither_board() -> None:
    both = both_rulebooks(sample(2017), sample(2018))
    left_out = [row for row in both.rows if not row.possible]

    assert {"N1.07", "N1.15"} == {row.criterion for row in left_out}
    assert all(row.reasons[0].new for row in left_out)
    assert not {code for _unit, code in both.old.other.scores} & {"N1.07", "N1.15"}


def test_both_boards_of_a_year_have_the_same_criteria_and_official_is_that_years_own() -> None:
    both = both_rulebooks(sample(2017), sample(2018))

    assert set(both.new.own.scores) == set(both.new.other.scores)
    assert sample(2017).board() == both.old.official


def test_figures_of_another_agency_are_relabelled_and_it_is_said() -> None:
    old = tiny_rulebook(2001, [tiny_criterion("S1.01", Decimal(40), agency="AA")])
    new = tiny_rulebook(2002, [tiny_criterion("S1.01", Decimal(40), same_as="S1.01", agency="BB")])
    years = [
        Given(rules, ("X",), tuple(tiny_figures(rules, "X", "S1.01", Decimal(100), actual)))
        for rules, actual in ((old, Decimal(50)), (new, Decimal(60)))
    ]
    both = both_rulebooks(*years)

    assert ("AA", "BB") == both.rows[0].agencies
    assert Decimal("20.00") == both.old.other.score("X", "S1.01").points


@pytest.mark.parametrize(
    ("changes", "key"),
    [
        ({"target_levels": ("HU",)}, "targets"),
        ({"method": Grades((("Khá", Decimal(0)), ("Tốt", Decimal(40)))), "target_levels": ()}, "targets"),
        ({"unit_of_measure": "km"}, "unit_of_measure"),
        ({"method": Reduction(Decimal(0), Decimal(1))}, "inputs"),
    ],
)
def test_figures_that_have_no_place_under_the_other_rule_are_not_carried(
    changes: dict[str, Any], key: str
) -> None:
    rows = [tiny_criterion("S1.01", Decimal(40)), tiny_criterion("S1.02", Decimal(40))]
    old = tiny_rulebook(2001, rows)
    new = tiny_rulebook(2002, [replace(row, same_as=row.code, not_comparable="") for row in rows])
    other = replace(new, criteria=(replace(new.criteria[0], **changes), new.criteria[1]))
    figures = [
        figure
        for code in ("S1.01", "S1.02")
        for figure in tiny_figures(old, "X", code, Decimal(100), Decimal(50))
    ]
    later = [replace(figure, year=2002) for figure in figures if figure.criterion == "S1.02"]
    years = Given(old, ("X",), tuple(figures)), Given(other, ("X",), tuple(later))
    both = both_rulebooks(*years)

    assert key in {reason.key for reason in both.rows[0].reasons}
    assert both.rows[1].possible
    split = change_split(*years)[0]
    assert split.total.part("not_comparable") == split.total.amount == Decimal("-20.00")


def test_a_penalty_is_ones_own_doing() -> None:
    item = PenaltyItem("P.1", "P.1", "S1", Decimal(5), "by hand")
    old = tiny_rulebook(2001, [tiny_criterion("S1.01", Decimal(40))])
    old = replace(old, penalty_items=(item,))
    new = replace(next_year(old), penalty_items=(item,))
    figures = tuple(tiny_figures(old, "X", "S1.01", Decimal(100), Decimal(50)))
    later = tuple(replace(figure, year=2002) for figure in figures)
    incurred = Penalty(2002, "X", "P.1", 1, Status.OFFICIAL, "own", "")
    (split,) = change_split(Given(old, ("X",), figures), Given(new, ("X",), later, (incurred,)))

    assert (Decimal("-5.00"), Decimal("-5.00")) == (split.total.amount, split.total.part("own"))
    assert ["criterion", "penalty"] == [step.kind for step in split.steps]
