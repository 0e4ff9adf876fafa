"""What is true of every scoreboard, whatever the figures: held over made-up years of every rulebook there is."""

from __future__ import annotations

import itertools
import random
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_figures import made_year

from data.rules import load_rulebook
from scoring.arrays import score_arrays
from scoring.compare import difference, losses, spreads, strengths
from scoring.errors import FiguresError
from scoring.explain import explain
from scoring.findings import year_findings
from scoring.methods import add_bonus, compile_curve, completion_of, ratio
from scoring.model import (
    AllOrNothing,
    Bonus,
    Completion,
    Counting,
    Direction,
    Goalposts,
    LeaderExcess,
    LowerForm,
    Outcome,
    Penalty,
    Proportional,
    Reduction,
    Role,
    Scaled,
    Status,
    StepDeduction,
)
from scoring.numbers import number
from scoring.ranking import Standing, ranked
from scoring.rounding import publish
from scoring.scoreboard import score_year

TOP = Path(__file__).parents[1]
RULEBOOKS = {
    path.parent.parent.name + "/" + path.stem: load_rulebook(path)
    for folder in ("data", "tests/other_cluster")
    for path in sorted((TOP / folder / "rulebooks").glob("*.toml"))
}
UNITS = ["RG", "CT", "HD", "GR", "TH"]
books = st.sampled_from(sorted(RULEBOOKS))
seeds = st.integers(0, 10**6)


@settings(max_examples=60, deadline=None)
@given(books, seeds)
def test_points_lie_between_zero_and_the_maximum_and_bonus_within_its_cap(book: str, seed: int) -> None:
    rulebook = RULEBOOKS[book]
    board = score_year(rulebook, UNITS, made_year(rulebook, UNITS, seed)[0], [])
    for score in board.scores.values():
        if score.outcome is Outcome.SCORED:
            assert score.points is not None
            assert 0 <= score.points <= score.max_points
            bonus = rulebook.criterion(score.criterion).bonus
            assert 0 <= (score.bonus or 0) <= (bonus.cap * score.max_points if bonus else 0)
        else:
            assert (None, None) == (score.points, score.bonus)


@settings(max_examples=60, deadline=None)
@given(books, seeds)
def test_the_whole_is_the_sum_of_its_parts(book: str, seed: int) -> None:
    rulebook = RULEBOOKS[book]
    items = rulebook.penalty_items
    penalties = (
        [Penalty(rulebook.year, "HD", items[0].code, 2, Status.OFFICIAL, "own", "văn bản")] if items else []
    )
    board = score_year(rulebook, UNITS, made_year(rulebook, UNITS, seed)[0], penalties)
    for row in board.units:
        for section in row.sections:
            cells = [board.score(row.unit, c.code) for c in rulebook.in_section(section.code)]
            assert section.points == sum(cell.points or 0 for cell in cells)
            assert section.maximum == sum(cell.max_points for cell in cells)
            assert section.total == max(Decimal(0), section.points - section.penalty)
        assert row.bonus == min(row.bonus_uncapped, rulebook.bonus_cap)
        assert row.total == sum(section.total for section in row.sections) + row.bonus
        assert row.rate == publish(Fraction(row.total) / Fraction(row.maximum), rulebook.rate_decimals)


@settings(max_examples=40, deadline=None)
@given(books, seeds)
def test_the_order_in_which_units_and_figures_come_changes_nothing(book: str, seed: int) -> None:
    rulebook = RULEBOOKS[book]
    figures, _columns = made_year(rulebook, UNITS, seed)
    shuffled, others = list(figures), list(UNITS)
    random.Random(seed).shuffle(shuffled)
    random.Random(seed + 1).shuffle(others)
    board, again = score_year(rulebook, UNITS, figures, []), score_year(rulebook, others, shuffled, [])

    assert {row.unit: (row.total, row.rate, row.rank) for row in board.units} == {
        row.unit: (row.total, row.rate, row.rank) for row in again.units
    }


@settings(max_examples=60, deadline=None)
@given(books, seeds)
def test_arrays_and_single_cells_give_the_same_totals_and_ranks(book: str, seed: int) -> None:
    rulebook = RULEBOOKS[book]
    figures, columns = made_year(rulebook, UNITS, seed)
    board, arrays = score_year(rulebook, UNITS, figures, []), score_arrays(rulebook, columns)

    assert [
        (
            int(board.unit(unit).total * 10**rulebook.point_decimals),
            int(board.unit(unit).bonus * 10**rulebook.point_decimals),
            int(board.unit(unit).rate * 10**rulebook.rate_decimals),
            board.unit(unit).rank or 0,
        )
        for unit in UNITS
    ] == [
        tuple(map(int, row))
        for row in zip(arrays.totals, arrays.bonus, arrays.rates, arrays.ranks, strict=True)
    ]


@settings(max_examples=40, deadline=None)
@given(books, seeds)
def test_every_score_has_a_sentence_that_ends_in_its_points(book: str, seed: int) -> None:
    rulebook = RULEBOOKS[book]
    board = score_year(rulebook, UNITS, made_year(rulebook, UNITS, seed)[0], [])
    for score in board.scores.values():
        told = explain(rulebook, score, lambda code: f"cơ quan {code}")
        assert told.citation
        assert told.sentence.endswith(".")
        if score.points is not None:
            shown = number(score.points, rulebook.point_decimals)
            assert (
                shown in told.sentence
                or (score.points == 0 and "0 điểm" in told.sentence)
                or (score.points == 0 and "không còn điểm" in told.sentence)
            )
        if score.bonus:
            assert number(score.bonus, rulebook.point_decimals) in told.sentence


@settings(max_examples=40, deadline=None)
@given(books, seeds)
def test_a_difference_of_two_units_adds_up(book: str, seed: int) -> None:
    rulebook = RULEBOOKS[book]
    board = score_year(rulebook, UNITS, made_year(rulebook, UNITS, seed)[0], [])
    gap = difference(rulebook, board, "RG", "TH")
    shown, rest = gap.largest(8)

    assert gap.amount == board.unit("RG").total - board.unit("TH").total
    assert gap.amount == sum(step.amount for step in gap.steps)
    assert gap.amount == sum(step.amount for step in shown) + rest


@settings(max_examples=30, deadline=None)
@given(books, seeds)
def test_lost_points_add_up_and_strengths_are_led(book: str, seed: int) -> None:
    rulebook = RULEBOOKS[book]
    board = score_year(rulebook, UNITS, made_year(rulebook, UNITS, seed)[0], [])
    for row in board.units:
        lost = losses(rulebook, board, row.unit)
        assert sum(loss.lost for loss in lost) == sum(
            board.score(row.unit, c.code).lost for c in rulebook.criteria
        )
        assert not lost or lost[-1].cumulated == 1
        assert list(lost) == sorted(lost, key=lambda loss: -loss.lost)
        for strength in strengths(rulebook, board, row.unit):
            assert strength.ahead > 0
    for spread in spreads(rulebook, board):
        assert 0 <= spread.width <= 1


@settings(max_examples=30, deadline=None)
@given(books, seeds)
def test_findings_name_only_what_is_in_the_board(book: str, seed: int) -> None:
    rulebook = RULEBOOKS[book]
    board = score_year(rulebook, UNITS, made_year(rulebook, UNITS, seed)[0], [])
    for finding in year_findings(rulebook, board, None):
        assert finding.unit in ("", *UNITS)
        if "total" in finding.facts:
            assert finding.facts["total"] == board.unit(finding.unit).total
        if finding.key == "incomplete":
            assert finding.facts["criteria"] == board.unit(finding.unit).missing


# --- curves ---------------------------------------------------------------------------------------------------------

decimals = st.decimals(min_value="0.01", max_value=1000, places=2)
METHODS = [
    Proportional(),
    Proportional(floor=Decimal("0.5")),
    StepDeduction(Decimal("0.5"), Counting.EXACT),
    StepDeduction(Decimal("0.5"), Counting.FULL),
    StepDeduction(Decimal("0.7"), Counting.STARTED),
    AllOrNothing(Decimal(1)),
    Reduction(Decimal("-0.1"), Decimal("0.05")),
    Scaled(Decimal(100)),
    Goalposts(Decimal(10), Decimal(90)),
    LeaderExcess(Decimal("0.5")),
]
shares = st.fractions(min_value=-2, max_value=130, max_denominator=1000)
ids = [f"{index}-{type(method).__name__}" for index, method in enumerate(METHODS)]


def curve(method: object, bonus: Bonus | None = None):
    return compile_curve(method, Decimal(40), "annex", bonus, Completion(Fraction(6, 5)))


@pytest.mark.parametrize("method", METHODS, ids=ids)
@settings(max_examples=80, deadline=None)
@given(first=shares, second=shares)
def test_more_of_it_never_earns_less(method: object, first: Fraction, second: Fraction) -> None:
    low, high = sorted((first, second))
    line = curve(method, Bonus(Decimal("0.01"), Decimal("0.1")))
    before, after = line.at(Completion(low)), line.at(Completion(high))

    assert (before.points, before.bonus) <= (after.points, after.bonus)
    assert 0 <= before.points <= 40


@pytest.mark.parametrize("method", METHODS, ids=ids)
def test_pieces_follow_each_other_without_gap_or_overlap(method: object) -> None:
    pieces = curve(method, Bonus(Decimal("0.01"), Decimal("0.1"))).pieces

    assert (None, None) == (pieces[0].low, pieces[-1].high)
    for left, right in itertools.pairwise(pieces):
        assert left.high == right.low
        assert left.high_closed != right.low_closed


STEPPED = {"AllOrNothing": 1, "StepDeduction": None}


@pytest.mark.parametrize(
    "method",
    [
        Proportional(),
        StepDeduction(Decimal("0.5"), Counting.EXACT),
        METHODS[6],
        METHODS[7],
        METHODS[8],
        METHODS[9],
    ],
    ids=lambda method: type(method).__name__,
)
def test_a_rule_without_declared_steps_has_none(method: object) -> None:
    pieces = curve(method).pieces

    assert [] == [
        left.high for left, right in itertools.pairwise(pieces) if left.points_high != right.points_low
    ]


@settings(max_examples=100, deadline=None)
@given(decimals, decimals)
def test_lower_is_better_turns_the_order_around(target: Decimal, actual: Decimal) -> None:
    higher = ratio(actual, target, Direction.HIGHER)
    for form in LowerForm:
        lower = ratio(actual, target, Direction.LOWER, form)
        assert higher.share is not None
        assert lower.share is not None
        assert (higher.share > 1) == (lower.share < 1)
        assert (higher.share == 1) == (lower.share == 1)


@settings(max_examples=100, deadline=None)
@given(decimals, decimals, st.decimals(min_value="0.01", max_value=1000, places=2))
def test_figures_in_another_unit_of_measure_give_the_same_completion(
    target: Decimal, actual: Decimal, factor: Decimal
) -> None:
    for method in (Proportional(), LeaderExcess(Decimal("0.5"))):
        once = completion_of(method, Direction.HIGHER, actual=actual, target=target)
        again = completion_of(method, Direction.HIGHER, actual=actual * factor, target=target * factor)

        assert once == again


def test_a_bonus_starts_at_the_full_percent_and_not_before() -> None:
    line = add_bonus(curve(Proportional()), Bonus(Decimal("0.01"), Decimal("0.1")), Fraction(40))

    assert [0, 0, Fraction(2, 5), Fraction(2, 5), 4, 4] == [
        line.at(Completion(share)).bonus
        for share in (
            Fraction(1),
            Fraction(1009999, 1000000),
            Fraction(101, 100),
            Fraction(1019, 1000),
            Fraction(110, 100),
            Fraction(200, 100),
        )
    ]


# --- ranks ----------------------------------------------------------------------------------------------------------


def test_equal_results_share_a_rank_and_the_next_is_left_out() -> None:
    rows = [Standing(unit, Decimal(points), {}) for unit, points in zip("ABCD", (9, 7, 7, 5), strict=True)]

    assert [("A", 1), ("B", 2), ("C", 2), ("D", 4)] == [
        (place.unit, place.rank) for place in ranked(rows, [])
    ]


def test_a_tie_break_separates_and_says_by_what() -> None:
    rows = [
        Standing("A", Decimal(7), {"section:N1": Decimal(3), "exceeded": Decimal(1)}),
        Standing("B", Decimal(7), {"section:N1": Decimal(4), "exceeded": Decimal(0)}),
    ]
    places = ranked(rows, ["section:N1", "exceeded", "vote"])
    note = places[0].tie_note

    assert [("B", 1), ("A", 2)] == [(place.unit, place.rank) for place in places]
    assert note is not None
    assert note.separated
    assert [("section:N1", (("B", Decimal(4)), ("A", Decimal(3))))] == list(note.steps)


def test_a_tie_that_only_a_vote_could_separate_stays_a_tie_and_says_so() -> None:
    rows = [Standing(unit, Decimal(7), {"section:N1": Decimal(3)}) for unit in "AB"]
    places = ranked(rows, ["section:N1", "vote"])
    note = places[0].tie_note

    assert [1, 1] == [place.rank for place in places]
    assert note is not None
    assert not note.separated
    assert ["section:N1", "vote"] == [step for step, _values in note.steps]


@settings(max_examples=100, deadline=None)
@given(st.lists(st.integers(0, 5), min_size=1, max_size=8))
def test_a_rank_is_one_more_than_the_number_of_better_units(points: list[int]) -> None:
    rows = [Standing(str(index), Decimal(value), {}) for index, value in enumerate(points)]
    ranks = {place.unit: place.rank for place in ranked(rows, [])}

    assert [1 + sum(other > value for other in points) for value in points] == [
        ranks[str(index)] for index in range(len(points))
    ]


# --- what is missing ------------------------------------------------------------------------------------------------


def sample(book: str = "data/2018"):
    rulebook = RULEBOOKS[book]
    return rulebook, made_year(rulebook, UNITS, 7, gaps=False)[0]


def without(figures: list, unit: str, criterion: str, role: Role) -> list:
    return [f for f in figures if (f.unit, f.criterion, f.role) != (unit, criterion, role)]


def test_a_missing_figure_is_not_zero_points() -> None:
    rulebook, figures = sample()
    score = score_year(rulebook, UNITS, without(figures, "RG", "N1.07", Role.ACTUAL), []).score("RG", "N1.07")

    assert (Outcome.NOT_REPORTED, None, Decimal(40)) == (score.outcome, score.points, score.max_points)
    assert [Role.ACTUAL] == [missing.role for missing in score.missing]


def test_a_missing_target_keeps_a_criterion_unscored() -> None:
    rulebook, figures = sample()
    score = score_year(rulebook, UNITS, without(figures, "RG", "N1.07", Role.TARGET), []).score("RG", "N1.07")

    assert (Outcome.NOT_REPORTED, [Role.TARGET]) == (
        score.outcome,
        [missing.role for missing in score.missing],
    )


def test_a_unit_with_a_missing_figure_is_provisional_and_keeps_its_maximum() -> None:
    rulebook, figures = sample()
    board = score_year(rulebook, UNITS, without(figures, "RG", "N1.07", Role.ACTUAL), [])
    row = board.unit("RG")

    assert (("N1.07",), Decimal(40), True) == (row.missing, row.open_points, row.provisional)
    assert (("RG",), Decimal(1000)) == (board.incomplete, row.maximum)
    assert row.rank is not None


def test_a_unit_with_a_missing_figure_is_not_ranked_where_the_rulebook_says_so() -> None:
    rulebook, figures = sample()
    strict = replace(rulebook, incomplete="unranked")
    board = score_year(strict, UNITS, without(figures, "RG", "N1.07", Role.ACTUAL), [])

    assert (None, "RG") == (board.unit("RG").rank, board.units[-1].unit)
    assert [1, 2, 3, 4] == [row.rank for row in board.units[:4]]


def test_a_criterion_that_was_not_assigned_leaves_the_maximum() -> None:
    rulebook, figures = sample()
    kept = [f for f in figures if (f.unit, f.criterion) != ("RG", "N1.08")]
    target = next(f for f in figures if (f.unit, f.criterion, f.role) == ("RG", "N1.08", Role.TARGET))
    none_given = replace(target, state=type(target.state)("not_applicable"), value=None)
    row = score_year(rulebook, UNITS, [*kept, none_given], []).unit("RG")

    assert Decimal(1000) - rulebook.criterion("N1.08").max_points == row.maximum
    assert () == row.missing


def test_contradictions_are_refused_all_at_once() -> None:
    rulebook, figures = sample()
    wrong = [replace(figures[0], unit="XX"), replace(figures[1], criterion="N9.99")]

    with pytest.raises(FiguresError) as caught:
        score_year(rulebook, UNITS, [*figures, *wrong], [])
    assert 2 == len(caught.value.problems)


def test_penalties_never_push_a_section_below_zero() -> None:
    rulebook, figures = sample()
    item = rulebook.penalty_items[0]
    many = [Penalty(2018, "HD", item.code, 1000, Status.OFFICIAL, "own", "văn bản")]
    row = score_year(rulebook, UNITS, figures, many).unit("HD")

    assert Decimal(0) == row.section(item.section).total
    assert row.section(item.section).points == row.penalty


def test_the_bonus_over_all_criteria_stops_at_the_cap() -> None:
    rulebook, figures = sample()
    targets = {(f.unit, f.criterion, f.sub_criterion): f.value for f in figures if f.role is Role.TARGET}
    capped = replace(rulebook, bonus_cap=Decimal(10))
    doubled = [
        replace(f, value=targets[f.unit, f.criterion, f.sub_criterion] * 2)
        if f.role is Role.ACTUAL and targets.get((f.unit, f.criterion, f.sub_criterion))
        else f
        for f in figures
    ]
    row = score_year(capped, UNITS, doubled, []).unit("GR")

    assert row.bonus_uncapped > 10
    assert (row.bonus, sum(section.total for section in row.sections) + 10) == (Decimal(10), row.total)
