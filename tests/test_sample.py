"""The illustrative figures hold what the screens promise to show; each promise is a sentence here."""

from __future__ import annotations

import csv
from collections import Counter
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest

from data.checks import figure_problems, penalty_problems
from data.cluster import Cluster, load_cluster
from data.figures_file import read_figures, read_penalties
from data.rules import rulebook
from scoring.figures import OWN
from scoring.model import Figure, Outcome, Penalty, Role, Rulebook, State, Status
from scoring.scoreboard import Score, Scoreboard, score_year
from scoring.trend import comparability

FOLDER = Path(__file__).parents[1] / "data"
YEARS = (2017, 2018)
LATEST = {2017: date(2018, 1, 15), 2018: date(2019, 1, 31)}
UNITS = ["RG", "CT", "HD", "GR", "TH"]


@cache
def cluster() -> Cluster:
    return load_cluster(FOLDER)


@cache
def book(year: int) -> Rulebook:
    return rulebook(FOLDER, year, cluster())


@cache
def figures(year: int) -> tuple[Figure, ...]:
    return read_figures(FOLDER / f"sample/figures-{year}.csv")


@cache
def penalties(year: int) -> tuple[Penalty, ...]:
    return read_penalties(FOLDER / f"sample/penalties-{year}.csv")


@cache
def board(year: int) -> Scoreboard:
    units = [unit.code for unit in cluster().units_in(year)]
    return score_year(book(year), units, figures(year), penalties(year))


def order(year: int) -> list[tuple[str, int | None]]:
    return [(row.unit, row.rank) for row in board(year).units]


def scored(year: int) -> list[Score]:
    return [score for score in board(year).scores.values() if score.outcome is Outcome.SCORED]


def actuals(year: int) -> dict[tuple[str, str, str], list[Figure]]:
    found: dict[tuple[str, str, str], list[Figure]] = {}
    for figure in figures(year):
        if figure.role is Role.ACTUAL:
            found.setdefault((figure.unit, figure.criterion, figure.sub_criterion), []).append(figure)
    return found


@pytest.mark.parametrize("year", YEARS)
def test_every_row_of_the_sample_may_be_kept(year: int) -> None:
    assert [] == figure_problems(figures(year), cluster(), {year: book(year)})
    assert [] == penalty_problems(penalties(year), cluster(), {year: book(year)})


@pytest.mark.parametrize("year", YEARS)
def test_every_row_of_the_sample_is_illustrative(year: int) -> None:
    assert {Status.ILLUSTRATIVE} == {row.status for row in (*figures(year), *penalties(year))}


@pytest.mark.parametrize("year", YEARS)
def test_every_reported_figure_says_which_firmness_it_acts_out(year: int) -> None:
    spoken = [row for row in figures(year) if row.role in (Role.ACTUAL, Role.TARGET, Role.BASELINE)]

    assert [] == [row for row in spoken if row.state is State.REPORTED and row.stands_for is None]


@pytest.mark.parametrize("year", YEARS)
def test_no_row_names_a_document_that_could_be_taken_for_a_real_one(year: int) -> None:
    documents = {row.document for row in (*figures(year), *penalties(year))}

    assert [] == [text for text in documents if "minh họa" not in text or "QĐ" in text or "/" in text]


@pytest.mark.parametrize("year", YEARS)
def test_no_figure_counts_beyond_the_day_of_the_sample(year: int) -> None:
    days = [row.as_of for row in figures(year) if row.as_of is not None]

    assert LATEST[year] == max(days)
    assert [] == [row for row in figures(year) if row.as_of is None]


@pytest.mark.parametrize("year", YEARS)
def test_every_unit_has_an_answer_for_every_criterion(year: int) -> None:
    board(year)
    cells = Counter((unit, code) for unit, code in board(year).scores)

    assert {(unit, row.code): 1 for unit in UNITS for row in book(year).criteria} == dict(cells)


@pytest.mark.parametrize("year", YEARS)
def test_every_figure_lies_in_the_plausible_range_of_its_row(year: int) -> None:
    strange = []
    for figure in figures(year):
        row = book(year).criterion(figure.criterion)
        parts = {sub.code: sub for sub in row.sub_criteria}
        low, high = parts[figure.sub_criterion].plausible if figure.sub_criterion else row.plausible
        if (
            figure.value is not None
            and figure.role is not Role.SELF_POINTS
            and not low <= figure.value <= high
        ):
            strange.append(figure)

    assert [] == strange


def test_no_sample_figure_repeats_a_published_figure_of_the_same_unit() -> None:
    with (FOLDER / "public/figures.csv").open(encoding="utf-8", newline="") as stream:
        published = {(row["unit"], Decimal(row["value"])) for row in csv.DictReader(stream)}
    shipped = {(row.unit, row.value) for year in YEARS for row in figures(year)}

    assert set() == published & shipped


@pytest.mark.parametrize("year", YEARS)
def test_rates_lie_in_a_credible_band_and_not_everything_is_full(year: int) -> None:
    rates = [row.rate for row in board(year).units]
    full = sum(score.points == score.max_points for score in scored(year))

    assert Decimal("0.80") <= min(rates) <= max(rates) <= Decimal("0.90")
    assert full / len(scored(year)) < 0.4


# --- 2018 ---------------------------------------------------------------------------------------------------


def test_giong_rieng_leads_in_2018_and_tan_hiep_in_2017() -> None:
    assert ("GR", 1) == order(2018)[0]
    assert ("TH", 1) == order(2017)[0]


def test_the_order_of_2018_is_giong_rieng_tan_hiep_chau_thanh_rach_gia_hon_dat() -> None:
    assert [("GR", 1), ("TH", 2), ("CT", 3), ("RG", 4), ("HD", 5)] == order(2018)


def test_tan_hiep_and_chau_thanh_have_equal_totals_and_rates_in_2018() -> None:
    first, second = board(2018).unit("TH"), board(2018).unit("CT")

    assert (first.total, first.rate) == (second.total, second.rate)


def test_the_first_section_separates_the_tied_units() -> None:
    first, second = board(2018).unit("TH"), board(2018).unit("CT")
    note = first.tie_note
    assert note is not None

    assert note.separated
    assert ["section:N1"] == [step for step, _values in note.steps]
    assert first.section("N1").total > second.section("N1").total


def test_the_first_two_of_2017_are_less_than_half_a_point_apart() -> None:
    first, second = board(2017).units[:2]

    assert Decimal(0) < first.total - second.total < Decimal("0.5")


def test_hon_dat_fell_two_places_and_chau_thanh_rose_two() -> None:
    before, after = dict(order(2017)), dict(order(2018))

    assert (3, 5) == (before["HD"], after["HD"])
    assert (5, 3) == (before["CT"], after["CT"])


def test_hon_dat_has_the_only_penalty_and_it_takes_eight_points_in_2018() -> None:
    taken = {row.unit: row.penalty for row in board(2018).units if row.penalty}

    assert {"HD": Decimal(8)} == taken
    assert () == penalties(2017)


def test_without_its_penalty_hon_dat_would_still_be_last() -> None:
    free = score_year(book(2018), UNITS, figures(2018), ())

    assert 5 == free.unit("HD").rank


@pytest.mark.parametrize("year", YEARS)
def test_new_rural_areas_are_not_assigned_to_rach_gia_and_to_nobody_else(year: int) -> None:
    absent = [key for key, score in board(year).scores.items() if score.outcome is Outcome.NOT_ASSIGNED]

    assert [("RG", "N1.08")] == absent
    assert book(year).total - book(year).criterion("N1.08").max_points == board(year).unit("RG").maximum


def test_exactly_one_figure_of_2018_is_not_reported_and_only_rach_gia_is_provisional() -> None:
    missing = [(row.unit, row.missing) for row in board(2018).units if row.missing]

    assert [("RG", ("N1.17",))] == missing
    assert board(2018).unit("RG").provisional
    assert () == board(2017).incomplete


def test_the_rank_of_the_incomplete_unit_cannot_change_any_more() -> None:
    late = board(2018).unit("RG")
    best = (late.total + late.open_points) / late.maximum

    assert best < board(2018).unit("CT").rate
    assert late.rate > board(2018).unit("HD").rate


def test_the_unit_s_own_statement_does_not_fill_the_gap_that_the_agency_left() -> None:
    said = {figure.agency: figure.state for figure in actuals(2018)["RG", "N1.17", ""]}

    assert {"SYT": State.NOT_REPORTED, OWN: State.REPORTED} == said


def test_several_estimates_of_2018_became_official_with_another_value() -> None:
    turned = []
    for key, rows in actuals(2018).items():
        by_agency = [row for row in rows if row.agency == book(2018).criterion(key[1]).agency]
        firmness = [row.stands_for for row in sorted(by_agency, key=lambda row: row.vintage)]
        if firmness == [Status.ESTIMATE, Status.OFFICIAL] and by_agency[0].value != by_agency[1].value:
            turned.append(key[:2])

    assert {("HD", "N1.07"), ("GR", "N1.01"), ("CT", "N1.12")} <= set(turned)
    assert len(turned) >= 5


def test_the_official_vintage_counts_and_the_estimate_stands_beside_it() -> None:
    chosen = board(2018).score("HD", "N1.07").whole.actual
    assert chosen is not None

    assert (Decimal("69.6"), 2) == (chosen.figure.value, chosen.figure.vintage)
    assert {(Decimal("81.5"), "SKHDT"), (Decimal("82.4"), OWN)} == {
        (row.value, row.agency) for row in chosen.others
    }


def test_some_figures_that_count_in_2018_are_still_preliminary() -> None:
    still = {
        (score.unit, score.criterion)
        for score in scored(2018)
        if any(figure.stands_for is Status.PRELIMINARY for figure in score.figures())
    }

    assert {("HD", "N1.02"), ("CT", "N1.04"), *((unit, "N2.03") for unit in UNITS)} == still


def test_every_level_of_target_wins_somewhere() -> None:
    winners: Counter[str] = Counter()
    for score in scored(2018):
        for part in (score.whole, *score.parts):
            if part.target is not None:
                winners[part.target.figure.level] += 1

    assert {"T", "HU", "HDND", "UBND"} == set(winners)
    assert min(winners.values()) >= 3


def test_a_provincial_target_beats_the_higher_one_that_the_unit_set_itself() -> None:
    chosen = board(2018).score("GR", "N1.07").whole.target
    assert chosen is not None

    assert ("T", Decimal(95)) == (chosen.figure.level, chosen.figure.value)
    assert [("HU", Decimal(98))] == [(row.level, row.value) for row in chosen.others]


@pytest.mark.parametrize("year", YEARS)
def test_a_unit_s_own_figure_stands_beside_the_agency_s_in_some_cells(year: int) -> None:
    beside = [
        key for key, rows in actuals(year).items() if len({row.agency for row in rows}) > 1 and len(rows) > 1
    ]

    assert len(beside) >= 3


def test_a_reported_zero_earns_nothing_and_is_no_gap() -> None:
    score = board(2018).score("RG", "N1.09")

    assert (Outcome.SCORED, Decimal(0)) == (score.outcome, score.points)


def test_a_reported_zero_earns_everything_where_less_is_better() -> None:
    overdue = {part.code: part for part in board(2018).score("TH", "N2.05").parts}["b"]
    assert overdue.actual is not None

    assert (Decimal(0), 15) == (overdue.actual.figure.value, overdue.points)


def test_rach_gia_shows_zero_not_reported_and_not_assigned_side_by_side() -> None:
    outcomes = {board(2018).score("RG", code).outcome for code in ("N1.08", "N1.09", "N1.17")}

    assert {Outcome.NOT_ASSIGNED, Outcome.SCORED, Outcome.NOT_REPORTED} == outcomes


def test_some_criteria_were_exceeded_and_nobody_reached_the_cap_of_the_bonus() -> None:
    bonuses = [row.bonus for row in board(2018).units]

    assert sum(score.bonus is not None and score.bonus > 0 for score in scored(2018)) >= 10
    assert Decimal(0) < max(bonuses) < book(2018).bonus_cap


def test_the_example_of_the_product_comes_out_of_the_sample() -> None:
    score = board(2018).score("TH", "N1.07")
    assert score.whole.actual is not None

    assert (Decimal("87.4"), Decimal("36.80")) == (score.whole.actual.figure.value, score.points)


def test_the_baselines_of_2018_are_the_actuals_of_2017() -> None:
    before = {key: rows[-1].value for key, rows in actuals(2017).items()}
    compared = [row for row in figures(2018) if row.role is Role.BASELINE]

    assert 20 == len(compared)
    assert [] == [row for row in compared if before[row.unit, row.criterion, row.sub_criterion] != row.value]


def test_a_negative_actual_of_2017_earns_nothing() -> None:
    score = board(2017).score("CT", "N1.15")
    assert score.whole.actual is not None

    assert (Decimal("-0.05"), Decimal(0)) == (score.whole.actual.figure.value, score.points)


def test_self_points_differ_from_the_points_in_some_cells_and_never_exceed_the_maximum() -> None:
    given = [score for score in scored(2018) if score.self_points is not None]

    assert any(score.self_points != score.points for score in given)
    assert any(score.self_points == score.points for score in given)
    assert [] == [score for score in given if not 0 <= (score.self_points or 0) <= score.max_points]


def test_only_births_and_disbursement_cannot_be_compared_with_the_year_before() -> None:
    found = comparability(book(2017), book(2018))

    assert ["N1.07", "N1.15"] == [row.criterion for row in found if not row.figures]
    assert ["N1.06", "N1.08", "N1.11", "N1.12", "N2.03", "N2.04"] == [
        row.criterion for row in found if row.figures and not row.points
    ]


# --- real context figures -----------------------------------------------------------------------------------


def test_every_public_indicator_covers_all_five_units_and_has_an_address() -> None:
    with (FOLDER / "public/figures.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    units: dict[tuple[str, str], list[str]] = {}
    for row in rows:
        units.setdefault((row["indicator"], row["year"]), []).append(row["unit"])

    assert [] == [key for key, found in units.items() if found != UNITS]
    assert [] == [row for row in rows if not row["source"].startswith(("http://", "https://"))]
    assert [] == [row for row in rows if not row["exact_words"] or not row["status"]]
