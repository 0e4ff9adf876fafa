"""How firm a rank is: the ranges hold whatever is still to be reported."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from data.cluster import Cluster, load_cluster
from data.figures_file import read_figures, read_penalties
from data.rules import load_rulebook
from scoring.certainty import rank_ranges
from scoring.model import Figure, Role, Rulebook
from scoring.reach import gaps, points_to_reach
from scoring.rounding import publish
from scoring.scoreboard import Scoreboard, score_year

FOLDER = Path(__file__).parent.parent / "data"
YEAR = 2018


@pytest.fixture(scope="module")
def cluster() -> Cluster:
    return load_cluster(FOLDER)


@pytest.fixture(scope="module")
def rulebook(cluster: Cluster) -> Rulebook:
    return load_rulebook(FOLDER / f"rulebooks/{YEAR}.toml", cluster)


@pytest.fixture(scope="module")
def figures() -> tuple[Figure, ...]:
    return read_figures(FOLDER / f"sample/figures-{YEAR}.csv")


def board_of(rulebook: Rulebook, cluster: Cluster, figures: tuple[Figure, ...]) -> Scoreboard:
    penalties = read_penalties(FOLDER / f"sample/penalties-{YEAR}.csv")
    return score_year(rulebook, [unit.code for unit in cluster.units], figures, penalties)


def without_actual(figures: tuple[Figure, ...], unit: str, criterion: str) -> tuple[Figure, ...]:
    return tuple(
        figure
        for figure in figures
        if (figure.unit, figure.criterion, figure.role) != (unit, criterion, Role.ACTUAL)
    )


def test_a_complete_year_has_the_ranks_as_ranges(rulebook, cluster, figures):
    board = board_of(rulebook, cluster, figures)
    while board.incomplete:
        unit = board.incomplete[0]
        figures = tuple(figure for figure in figures if figure.criterion not in board.unit(unit).missing)
        rulebook = replace(
            rulebook,
            criteria=tuple(row for row in rulebook.criteria if row.code not in board.unit(unit).missing),
        )
        board = board_of(rulebook, cluster, figures)

    assert [(row.rank, row.rank) for row in board.units] == [
        (rank_ranges(rulebook, board)[row.unit].best, rank_ranges(rulebook, board)[row.unit].worst)
        for row in board.units
    ]


@pytest.mark.parametrize("criterion", ["N1.06", "N1.07", "N1.20", "N2.02"])
def test_what_comes_in_later_stays_within_the_range(rulebook, cluster, figures, criterion):
    now = board_of(rulebook, cluster, figures)
    for row in now.units:
        if now.score(row.unit, criterion).points is None:
            continue
        waiting = board_of(rulebook, cluster, without_actual(figures, row.unit, criterion))
        ranges = rank_ranges(rulebook, waiting)

        assert [] == [
            other.unit
            for other in now.units
            if other.rank is None
            or not ranges[other.unit].best <= other.rank <= ranges[other.unit].worst
            or not ranges[other.unit].lowest <= other.total <= ranges[other.unit].highest
        ]


def test_a_leader_that_lacks_a_large_criterion_is_not_firm(rulebook, cluster, figures):
    leader = board_of(rulebook, cluster, figures).units[0].unit
    waiting = board_of(rulebook, cluster, without_actual(figures, leader, "N1.06"))
    ranges = rank_ranges(rulebook, waiting)

    assert ranges[leader].best == 1
    assert not ranges[leader].firm


def test_the_open_points_and_their_bonus_are_the_way_up(rulebook, cluster, figures):
    board = board_of(rulebook, cluster, without_actual(figures, "GR", "N1.06"))
    row, criterion = board.unit("GR"), rulebook.criterion("N1.06")
    bonus = criterion.bonus.cap * criterion.max_points if criterion.bonus else Decimal(0)
    most = rank_ranges(rulebook, board)["GR"].highest

    assert row.total + row.open_points + bonus == most


def test_the_gap_lifts_a_unit_exactly_to_the_one_above(rulebook, cluster, figures):
    board = board_of(rulebook, cluster, figures)
    for gap in gaps(rulebook, board):
        if not gap.above:
            continue
        row, above = board.unit(gap.unit), board.unit(gap.above)
        reached = publish(Fraction(row.total + gap.points) / Fraction(row.maximum), rulebook.rate_decimals)
        step = Decimal(1).scaleb(-rulebook.point_decimals)
        short = Fraction(row.total + gap.points - step) / Fraction(row.maximum)

        assert reached >= above.rate
        assert gap.points == 0 or short < above.rate


def test_the_first_unit_has_nobody_above(rulebook, cluster, figures):
    first = gaps(rulebook, board_of(rulebook, cluster, figures))[0]

    assert (first.above, first.points) == ("", Decimal(0))


def test_by_total_the_gap_is_the_difference_of_the_totals(rulebook, cluster, figures):
    by_total = replace(rulebook, ranked_by="total")
    board = board_of(by_total, cluster, figures)
    upper, lower = board.units[0], board.units[-1]

    assert upper.total - lower.total == points_to_reach(by_total, lower, upper)
