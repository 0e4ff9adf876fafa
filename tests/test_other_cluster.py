"""
Another cluster is another folder: four made-up departments, three years, other methods, no new code.

Expected points are worked out by hand from the rule named in each test.
"""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest

from data.checks import figure_problems
from data.cluster import Cluster, load_cluster
from data.figures_file import read_figures, read_penalties
from data.rules import rulebook, years
from scoring.explain import explain
from scoring.model import Outcome
from scoring.scoreboard import Scoreboard, score_year
from scoring.trend import comparability

FOLDER = Path(__file__).parent / "other_cluster"


@cache
def cluster() -> Cluster:
    return load_cluster(FOLDER)


@cache
def board(year: int) -> Scoreboard:
    return score_year(
        rulebook(FOLDER, year, cluster()),
        [unit.code for unit in cluster().units_in(year)],
        read_figures(FOLDER / f"sample/figures-{year}.csv"),
        read_penalties(FOLDER / f"sample/penalties-{year}.csv"),
    )


def points(year: int, criterion: str) -> dict[str, Decimal | None]:
    return {row.unit: board(year).score(row.unit, criterion).points for row in board(year).units}


def given(**amounts: str) -> dict[str, Decimal]:
    return {unit: Decimal(amount) for unit, amount in amounts.items()}


def test_three_years_are_found() -> None:
    assert [2021, 2022, 2023] == years(FOLDER)


def test_a_department_that_joined_later_is_in_the_later_years_only() -> None:
    assert {2021: 3, 2022: 4, 2023: 4} == {year: len(cluster().units_in(year)) for year in years(FOLDER)}


@pytest.mark.parametrize("year", [2021, 2022, 2023])
def test_every_figure_fits_the_rulebook(year: int) -> None:
    figures = read_figures(FOLDER / f"sample/figures-{year}.csv")

    assert [] == figure_problems(figures, cluster(), {year: rulebook(FOLDER, year, cluster())})


@pytest.mark.parametrize("year", [2021, 2022, 2023])
def test_every_score_has_a_sentence(year: int) -> None:
    rules = rulebook(FOLDER, year, cluster())
    said = [
        explain(rules, score, lambda code: cluster().agency(code).name).sentence
        for score in board(year).scores.values()
    ]

    assert [] == [sentence for sentence in said if not sentence.endswith(".")]


def test_the_leader_gets_everything_and_the_others_their_share_of_its_excess() -> None:
    # M = 20, half when met: 120 leads; 110 → 10 + 10/20 × 10; 64 of 80 → 10 × 0,8
    assert given(GIAP="20", AT="15", BINH="8") == points(2021, "A.01")


def test_a_target_that_is_met_but_not_exceeded_earns_the_met_share() -> None:
    # 100 of 100 → 10; 130 leads; 88 of 80 is 10 % above, 10 + 10/30 × 10
    assert {**given(GIAP="10", AT="20", BINH="13.33"), "DINH": None} == points(2022, "A.01")


def test_days_are_scored_by_target_over_actual_and_nothing_below_the_floor() -> None:
    # T = 5: 6 days 5/6 × 15; 12 days 41,7 % < 50 %; 5 days met
    assert given(GIAP="12.5", AT="0", BINH="15") == points(2021, "A.02")


def test_no_day_at_all_is_better_than_any_target() -> None:
    assert Decimal(15) == points(2022, "A.02")["BINH"]


def test_goalposts_run_from_the_worst_to_the_best_bound_and_are_clipped() -> None:
    # 90 best; 65 is half way from 40; 30 below the worst
    assert given(GIAP="15", AT="7.5", BINH="0") == points(2021, "A.03")


def test_yes_or_no_earns_everything_or_nothing() -> None:
    assert given(GIAP="10", AT="0", BINH="10") == points(2021, "A.04")


def test_a_level_owns_its_closed_end() -> None:
    # up to 2: 10; above 2 up to 5: 6; above 5: 0
    assert given(GIAP="10", AT="6", BINH="0") == points(2021, "A.05")


def test_an_external_grade_has_the_points_of_the_rulebook() -> None:
    assert given(GIAP="10", AT="8", BINH="5") == points(2021, "B.01")


def test_a_checklist_stops_at_its_maximum_and_never_falls_below_zero() -> None:
    # 2 × 3 + 4; 3 + 4 − 2; −3 → 0
    assert given(GIAP="10", AT="5", BINH="0") == points(2021, "B.02")


def test_every_percent_begun_above_the_spending_target_costs_half_a_point() -> None:
    # 203 of 200 is 1,5 % over, counted as 2; 230 is 15 % over, 7,5 > 5
    assert given(GIAP="5", AT="4", BINH="0") == points(2021, "B.03")


def test_an_index_is_scaled_to_the_maximum() -> None:
    assert given(GIAP="4.5", AT="4", BINH="3.25") == points(2021, "B.04")


def test_totals_are_the_sums_and_the_order_follows_them() -> None:
    assert [("GIAP", Decimal("97.00"), 1), ("AT", Decimal("49.50"), 2), ("BINH", Decimal("41.25"), 3)] == [
        (row.unit, row.total, row.rank) for row in board(2021).units
    ]


def test_an_incomplete_department_is_unranked_where_the_rulebook_says_so() -> None:
    row = board(2022).unit("BINH")

    assert (None, ("A.03",), "") == (row.rank, row.missing, row.grade)
    assert ["AT", "GIAP", "DINH", "BINH"] == [entry.unit for entry in board(2022).units]


def test_ranking_by_total_does_not_ask_for_the_rate() -> None:
    first, second = board(2022).unit("GIAP"), board(2022).unit("DINH")

    assert (Decimal("81.20"), Decimal("65.38")) == (first.total, second.total)
    assert first.rate < second.rate
    assert (2, 3) == (first.rank, second.rank)


def test_a_task_that_was_not_assigned_leaves_the_maximum() -> None:
    assert Outcome.NOT_ASSIGNED is board(2022).score("DINH", "A.01").outcome
    assert Decimal(80) == board(2022).unit("DINH").maximum


def test_one_weak_criterion_costs_the_best_grade() -> None:
    # AT: 93 % but 4 of 10 for initiatives, less than half
    row = board(2022).unit("AT")

    assert (Decimal("0.9300"), "Tốt") == (row.rate, row.grade)


def test_below_every_grade_there_is_none() -> None:
    assert {"GIAP": "Xuất sắc", "AT": "", "BINH": ""} == {row.unit: row.grade for row in board(2021).units}


def test_the_bonus_counts_full_percents_up_to_its_cap() -> None:
    # 4 days for 5: 25 % better, capped at 20 % of 15; 4,9 days: 2 full percents × 2 % × 15
    bonus = {row.unit: row.bonus for row in board(2023).units}

    assert given(GIAP="3", DINH="3", BINH="0.6", AT="0") == bonus


def test_equal_departments_share_a_rank_and_the_next_one_is_skipped() -> None:
    assert {"BINH": 1, "GIAP": 2, "DINH": 2, "AT": 4} == {row.unit: row.rank for row in board(2023).units}
    assert ("DINH",) == board(2023).unit("GIAP").tied_with


def test_a_penalty_larger_than_its_section_takes_the_section_to_zero_and_no_further() -> None:
    row = board(2023).unit("AT")

    assert (Decimal(0), Decimal(27)) == (row.section("B").total, row.penalty)
    assert Decimal(60) == row.total


def test_a_renumbered_criterion_is_compared_and_a_new_one_is_not() -> None:
    found = {
        row.criterion or row.before: row
        for row in comparability(rulebook(FOLDER, 2022, cluster()), rulebook(FOLDER, 2023, cluster()))
    }

    assert ("A.05", True, True) == (found["A.15"].before, found["A.15"].figures, found["A.15"].points)
    assert ["declared"] == [reason.key for reason in found["B.05"].reasons]
    assert ["dropped"] == [reason.key for reason in found["B.03"].reasons]
    assert ["agency"] == [reason.key for reason in found["B.01"].reasons]
