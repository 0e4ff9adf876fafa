"""How firm the order is: bounds that hold and are reached, chances that round and rank like the board."""

from __future__ import annotations

import random
import time
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st
from made_figures import made_year
from tiny_year import tiny_criterion, tiny_figures, tiny_rulebook, with_actual

from data.cluster import load_cluster
from data.figures_file import read_figures, read_penalties
from data.rules import load_rulebook
from scoring.altered import reads_ratio, with_criterion, with_method
from scoring.certainty import firmness, rank_bounds, rank_chances
from scoring.given import Given
from scoring.intervals import Assumptions, Interval, intervals_of
from scoring.model import Combine, Role, Rulebook, Status
from scoring.probe import Probe

FOLDER = Path(__file__).parent.parent / "data"
CLUSTER = load_cluster(FOLDER)
UNITS = tuple(unit.code for unit in CLUSTER.units)
RULES = load_rulebook(FOLDER / "rulebooks/2018.toml", CLUSTER)
seeds = st.integers(0, 10**6)


def led(rulebook: Rulebook) -> Rulebook:
    for criterion in rulebook.criteria:
        if reads_ratio(criterion) and criterion.combine is not Combine.MEAN:
            rulebook = with_criterion(rulebook, with_method(criterion, "leader_half"))
    return rulebook


def sample() -> Given:
    return Given(
        RULES,
        UNITS,
        read_figures(FOLDER / "sample/figures-2018.csv"),
        read_penalties(FOLDER / "sample/penalties-2018.csv"),
    )


def unsure(rulebook: Rulebook, seed: int) -> Given:
    """A made-up year in which some figures are missing and every tenth actual is an estimate."""
    figures, _columns = made_year(rulebook, list(UNITS), seed)
    random_ = random.Random(seed)
    return Given(
        rulebook,
        UNITS,
        tuple(
            replace(figure, status=Status.ESTIMATE)
            if figure.role is Role.ACTUAL and random_.random() < 0.1
            else figure
            for figure in figures
        ),
    )


def placed(year: Given, interval: Interval, place: int) -> Given:
    assert interval.cell is not None
    value = interval.cell.label(place) or interval.cell.value(place)
    return with_actual(year, interval.unit, interval.criterion, interval.part, value)


@settings(max_examples=6, deadline=None)
@given(seeds, st.booleans())
def test_whatever_comes_within_the_intervals_stays_within_the_bounds(seed: int, leaders: bool) -> None:
    year = unsure(led(RULES) if leaders else RULES, seed)
    board = year.board()
    intervals = intervals_of(year.rulebook, board, Assumptions(estimate=Decimal("0.2")))
    bounds = rank_bounds(year.rulebook, board, intervals)
    random_ = random.Random(seed)
    for _round in range(3):
        other = year
        for interval in intervals:
            place = random_.choice(
                [interval.low, interval.high, random_.randint(interval.low, interval.high)]
            )
            other = placed(other, interval, place)
        for row in other.board().units:
            assert bounds[row.unit].best <= (row.rank or 0) <= bounds[row.unit].worst


@settings(max_examples=5, deadline=None)
@given(seeds, st.sampled_from(UNITS))
def test_figures_at_the_ends_of_their_intervals_reach_the_bounds(seed: int, unit: str) -> None:
    year = unsure(RULES, seed)
    board = year.board()
    intervals = intervals_of(RULES, board)
    bound = rank_bounds(RULES, board, intervals)[unit]
    best = worst = year
    for interval in intervals:
        mine = interval.unit == unit
        best = placed(best, interval, interval.high if mine else interval.low)
        worst = placed(worst, interval, interval.low if mine else interval.high)

    assert bound.exact
    assert (bound.best, bound.worst) == (best.board().unit(unit).rank, worst.board().unit(unit).rank)


@settings(max_examples=5, deadline=None)
@given(seeds)
def test_no_interval_anywhere_gives_the_identity(seed: int) -> None:
    figures, _columns = made_year(RULES, list(UNITS), seed, gaps=False)
    board = Given(RULES, UNITS, tuple(figures)).board()
    intervals = intervals_of(RULES, board)
    chances = rank_chances(RULES, board, intervals, draws=50)

    assert () == intervals
    for row in board.units:
        expected = [Fraction(int(rank == row.rank)) for rank in range(1, 6)]
        assert expected == [chances.share(row.unit, rank) for rank in range(1, 6)]
        bound = rank_bounds(RULES, board, intervals)[row.unit]
        assert (row.rank, row.rank) == (bound.best, bound.worst)


@settings(max_examples=8, deadline=None)
@given(seeds, st.booleans())
def test_every_draw_is_rounded_and_ranked_like_the_board(seed: int, leaders: bool) -> None:
    """Intervals shrunk to one drawn place each: all draws must be the board with those figures."""
    year = unsure(led(RULES) if leaders else RULES, seed)
    board = year.board()
    random_ = random.Random(seed)
    other, fixed = year, []
    for interval in intervals_of(year.rulebook, board):
        place = random_.randint(interval.low, interval.high)
        fixed.append(replace(interval, low=place, high=place))
        other = placed(other, interval, place)
    chances = rank_chances(year.rulebook, board, fixed, draws=20)

    assert {row.unit: row.rank for row in other.board().units} == {
        unit: 1 + counts.index(20) for unit, counts in chances.counts.items()
    }


def test_chances_lie_within_the_bounds_and_come_again_with_the_same_seed() -> None:
    board = sample().board()
    intervals = intervals_of(RULES, board)
    bounds = rank_bounds(RULES, board, intervals)
    chances = rank_chances(RULES, board, intervals, draws=5000)

    assert chances == rank_chances(RULES, board, intervals, draws=5000)
    for unit, counts in chances.counts.items():
        assert 5000 == sum(counts)
        drawn = [rank for rank, count in enumerate(counts, start=1) if count]
        assert bounds[unit].best <= min(drawn) <= max(drawn) <= bounds[unit].worst


def test_an_even_chance_comes_out_even() -> None:
    # by hand: X has 50 of 100; Y is an estimate of 50 and may have 40 to 60: 10 of 21 whole percents on either side
    rules = tiny_rulebook(2001, [tiny_criterion("S1.01", Decimal(100))])
    figures = [
        figure
        for unit in ("X", "Y")
        for figure in tiny_figures(rules, unit, "S1.01", Decimal(100), Decimal(50))
    ]
    figures[-1] = replace(figures[-1], status=Status.ESTIMATE)
    board = Given(rules, ("X", "Y"), tuple(figures)).board()
    intervals = intervals_of(rules, board, Assumptions(estimate=Decimal("0.2")))
    chances = rank_chances(rules, board, intervals)

    assert [(Decimal(40), Decimal(60), "estimate", "share")] == [
        (row.worst, row.best, row.why, row.by) for row in intervals
    ]
    assert abs(chances.share("X", 1) - Fraction(11, 21)) < Fraction(1, 100)
    assert abs(chances.share("Y", 1) - Fraction(11, 21)) < Fraction(1, 100)


def test_a_hundred_thousand_draws_take_less_than_a_second() -> None:
    board = sample().board()
    intervals = intervals_of(RULES, board)
    rank_chances(RULES, board, intervals, draws=10)
    started = time.process_time()
    chances = rank_chances(RULES, board, intervals)
    took = time.process_time() - started

    assert 100_000 == chances.draws
    assert took < 1


def test_the_sentence_of_the_sample_has_its_facts() -> None:
    board = sample().board()
    intervals = intervals_of(RULES, board)
    said = firmness(board, rank_bounds(RULES, board, intervals), intervals)

    assert ((1, "GR"), (4, "RG"), (5, "HD")) == said.firm
    (group,) = said.open
    assert (2, 3, ("TH", "CT"), 3, {"preliminary": 3}) == (
        group.first, group.last, group.units, group.cells, dict(group.reasons),
    )  # fmt: skip
    assert len(intervals) == said.cells


def test_a_missing_figure_spans_its_plausible_range_and_earlier_vintages_their_spread() -> None:
    year = sample()
    cell = ("GR", "N1.01", Role.ACTUAL)
    first, *_later = [row for row in year.figures if (row.unit, row.criterion, row.role) == cell]
    others = tuple(row for row in year.figures if (row.unit, row.criterion, row.role) != cell)
    second = replace(first, status=Status.PRELIMINARY, vintage=7, value=Decimal(9230))
    figures = (*others, replace(first, value=Decimal(9200)), second)
    board = replace(year, figures=figures).board()
    found = {(row.unit, row.criterion): row for row in intervals_of(RULES, board)}

    missing = found["RG", "N1.17"]
    assert ("missing", Decimal(60), Decimal(0)) == (missing.why, missing.worst, missing.best)
    spread = found["GR", "N1.01"]
    assert ("vintages", Decimal(9200), Decimal(9260)) == (spread.by, spread.worst, spread.best)


def test_a_criterion_that_cannot_be_scored_at_all_may_earn_nothing_or_everything() -> None:
    year = sample()
    figures = tuple(figure for figure in year.figures if (figure.unit, figure.criterion) != ("TH", "N1.06"))
    board = replace(year, figures=figures).board()
    open_ = [row for row in intervals_of(RULES, board) if row.cell is None]
    bounds = rank_bounds(RULES, board, open_)

    assert [("TH", "N1.06", "missing")] == [(row.unit, row.criterion, row.why) for row in open_]
    assert bounds["TH"].best < bounds["TH"].worst
    assert 0 < rank_chances(RULES, board, open_, draws=500).share("TH", bounds["TH"].best)


def test_official_figures_span_a_digit_only_where_rounding_is_asked_for() -> None:
    board = sample().board()
    rounded = [row for row in intervals_of(RULES, board, Assumptions(rounded=True)) if row.why == "rounded"]

    assert not [row for row in intervals_of(RULES, board) if row.why == "rounded"]
    assert rounded
    assert all(row.high - row.low <= 2 for row in rounded)


def test_a_probe_reads_no_future() -> None:
    """A criterion that waits for one component can be asked, and its other components stay."""
    year = sample()
    figures = tuple(
        figure
        for figure in year.figures
        if (figure.unit, figure.criterion, figure.sub_criterion, figure.role)
        != ("TH", "N1.22", "a", Role.ACTUAL)
    )
    board = replace(year, figures=figures).board()
    (cell,) = Probe(RULES, board, "TH", RULES.criterion("N1.22")).cells()

    assert ("a", None) == (cell.part, cell.now)


def test_draws_are_rounded_half_up_before_they_are_ranked() -> None:
    # by hand: 55 and 60 of 100 are both published as 0,6 where one digit is kept
    rules = replace(tiny_rulebook(2001, [tiny_criterion("S1.01", Decimal(100))]), rate_decimals=1)
    figures = [
        figure
        for unit, actual in (("X", 50), ("Y", 60))
        for figure in tiny_figures(rules, unit, "S1.01", Decimal(100), Decimal(actual))
    ]
    figures[1] = replace(figures[1], status=Status.ESTIMATE)
    board = Given(rules, ("X", "Y"), tuple(figures)).board()
    (interval,) = intervals_of(rules, board)
    at_55 = replace(interval, low=55, high=55)

    assert {"X": (10, 0), "Y": (10, 0)} == rank_chances(rules, board, [at_55], draws=10).counts
