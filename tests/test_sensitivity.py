"""What the order depends on: every variant is the year under another rule."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_figures import made_year
from tiny_year import tiny_criterion, tiny_figures, tiny_rulebook

from data.cluster import load_cluster
from data.figures_file import read_figures, read_penalties
from data.rules import load_rulebook
from scoring.altered import PRESETS, preset, reads_ratio, with_criterion, with_method
from scoring.given import Given
from scoring.methods import compile_curve
from scoring.model import Completion
from scoring.rule_notes import rule_notes
from scoring.sensitivity import Sensitivity, discrimination, sensitivity, usual_splits

FOLDER = Path(__file__).parent.parent / "data"
CLUSTER = load_cluster(FOLDER)
UNITS = tuple(unit.code for unit in CLUSTER.units)
RULES = {year: load_rulebook(FOLDER / f"rulebooks/{year}.toml", CLUSTER) for year in (2017, 2018)}
seeds = st.integers(0, 10**6)


def sample(year: int) -> Given:
    return Given(
        RULES[year],
        UNITS,
        read_figures(FOLDER / f"sample/figures-{year}.csv"),
        read_penalties(FOLDER / f"sample/penalties-{year}.csv"),
    )


def made(seed: int) -> Given:
    figures, _columns = made_year(RULES[2018], list(UNITS), seed)
    return Given(RULES[2018], UNITS, tuple(figures))


def without(year: Given, criterion: str) -> Given:
    rows = tuple(row for row in year.rulebook.criteria if row.code != criterion)
    figures = tuple(figure for figure in year.figures if figure.criterion != criterion)
    return replace(year, rulebook=replace(year.rulebook, criteria=rows), figures=figures)


@settings(max_examples=3, deadline=None)
@given(seeds)
def test_a_dropped_criterion_is_a_year_without_it(seed: int) -> None:
    year = made(seed)
    for variant in sensitivity(year, year.board()).of("drop")[::6]:
        board = without(year, variant.code).board()

        assert {row.unit: (row.rank, row.rate) for row in board.units} == {
            unit: (variant.ranks[unit], variant.results[unit]) for unit in UNITS
        }


def test_penalties_stay_when_a_criterion_is_dropped() -> None:
    year = sample(2018)
    board = year.board()
    assert board.unit("HD").penalty > 0
    for variant in sensitivity(year, board).of("drop"):
        expected = without(year, variant.code).board()

        assert {row.unit: row.rate for row in expected.units} == variant.results


@pytest.mark.parametrize("year", [2017, 2018])
def test_the_rulebooks_own_split_gives_the_board(year: int) -> None:
    known = sample(year)
    total = sum(section.max_points for section in known.rulebook.sections)
    shares = {
        section.code: Fraction(section.max_points) / Fraction(total) for section in known.rulebook.sections
    }
    (variant,) = sensitivity(known, known.board(), {"own": shares}).of("split")

    assert {row.unit: row.rate for row in known.board().units} == variant.results
    assert () == variant.moved


def test_a_split_by_hand() -> None:
    # X: 40 of 40 and 30 of 60; Y: 20 of 40 and 48 of 60: 70 to 68; with half the points each 75 to 65
    rows = [tiny_criterion("S1.01", Decimal(40)), tiny_criterion("S2.01", Decimal(60))]
    rules = tiny_rulebook(2001, rows)
    section = rules.sections[0]
    rules = replace(
        rules,
        criteria=(rows[0], replace(rows[1], section="S2")),
        sections=(
            replace(section, max_points=Decimal(40)),
            replace(section, code="S2", max_points=Decimal(60)),
        ),
    )
    figures = [
        figure
        for unit, criterion, actual in (
            ("X", "S1.01", 100), ("X", "S2.01", 50), ("Y", "S1.01", 50), ("Y", "S2.01", 80),
        )
        for figure in tiny_figures(rules, unit, criterion, Decimal(100), Decimal(actual))
    ]  # fmt: skip
    year = Given(rules, ("X", "Y"), tuple(figures))
    halves = {"half": {"S1": Fraction(1, 2), "S2": Fraction(1, 2)}}
    tilted = {"tilted": {"S1": Fraction(1, 4), "S2": Fraction(3, 4)}}

    assert {"X": Decimal("0.70"), "Y": Decimal("0.68")} == {row.unit: row.rate for row in year.board().units}
    assert {"X": Decimal("0.75"), "Y": Decimal("0.65")} == sensitivity(year, year.board(), halves).of(
        "split"
    )[0].results
    # a quarter and three quarters: 62,5 to 72,5
    assert ("X", "Y") == sensitivity(year, year.board(), tilted).of("split")[0].moved


def test_the_usual_splits_share_everything_out() -> None:
    splits = usual_splits(RULES[2018])

    assert {"N1+10", "N1-10", "N2+10", "N2-10", "N3+10", "N3-10", "equal"} == set(splits)
    assert all(sum(shares.values()) == 1 for shares in splits.values())
    assert splits["N1+10"]["N1"] == Fraction(600, 950) + Fraction(1, 10)


@pytest.mark.parametrize("name", PRESETS)
def test_a_preset_is_the_year_under_that_method(name: str) -> None:
    year = sample(2018)
    rules = year.rulebook
    for criterion in rules.criteria:
        if reads_ratio(criterion):
            rules = with_criterion(rules, with_method(criterion, name))
    board = replace(year, rulebook=rules).board()
    variant = next(row for row in sensitivity(year, year.board()).of("preset") if row.code == name)

    assert {row.unit: row.rank for row in board.units} == variant.ranks


@pytest.mark.parametrize(
    ("name", "points"),
    # domain.md 6.1, M = 40, T = 100, the leader at 120: A = 80, 95, 100, 105, 120
    [
        ("proportional", [32, 38, 40, 40, 40]),
        ("step", [30, Fraction(75, 2), 40, 40, 40]),
        ("leader_half", [16, 19, 20, 25, 40]),
        ("all_or_nothing", [0, 0, 40, 40, 40]),
    ],
)
def test_the_presets_are_those_of_the_survey(name: str, points: list[int | Fraction]) -> None:
    curve = compile_curve(preset(name, Decimal(40), None), Decimal(40), "", None, Completion(Fraction(6, 5)))

    assert points == [
        curve.at(Completion(Fraction(actual, 100))).points for actual in (80, 95, 100, 105, 120)
    ]


def test_deciders_are_the_drops_that_move_somebody() -> None:
    year = sample(2018)
    found: Sensitivity = sensitivity(year, year.board())

    assert found.deciders == tuple(row.code for row in found.of("drop") if row.moved)
    assert found.span("GR") == (1, 1)
    assert found.first_stays == len(found.variants)


def test_a_criterion_on_which_all_have_the_same_does_not_discriminate() -> None:
    year = sample(2017)
    found = {row.criterion: row for row in discrimination(year.rulebook, year.board())}

    assert ("all_equal", Fraction(33, 40)) == (found["N2.04"].key, found["N2.04"].share)
    assert "" == found["N1.08"].key


def test_all_at_full_points_is_named_so() -> None:
    rules = tiny_rulebook(2001, [tiny_criterion("S1.01", Decimal(40))])
    figures = [
        figure
        for unit in ("X", "Y")
        for figure in tiny_figures(rules, unit, "S1.01", Decimal(90), Decimal(95))
    ]
    board = Given(rules, ("X", "Y"), tuple(figures)).board()

    assert "all_full" == discrimination(rules, board)[0].key


def test_jumps_at_the_target_are_noted_with_their_points() -> None:
    notes = {(note.key, note.criterion): note.facts for note in rule_notes(RULES[2018])}

    assert {"at": Fraction(1), "points": Fraction(3)} == notes["jump_at_target", "N1.18"]
    assert ("jump_at_target", "N1.06") not in notes


def test_sums_that_do_not_match_are_noted() -> None:
    rules = replace(RULES[2018], total=Decimal(900))
    notes = {note.key: note.facts for note in rule_notes(rules)}

    assert {"found": Decimal(900), "wanted": Decimal(1000)} == notes["total_sum"]
    assert "total_sum" not in {note.key for note in rule_notes(RULES[2018])}
