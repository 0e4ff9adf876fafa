"""What can be compared over two years, what not, and where a change stands in the grid."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from data.rules import load_rulebook
from scoring.findings import year_findings
from scoring.model import Counting, Outcome, StepDeduction
from scoring.scoreboard import Part, Score, Scoreboard, UnitScore
from scoring.trend import comparability, grid_place, movements, unit_changes

FOLDER = Path(__file__).parents[1] / "data" / "rulebooks"
OLD, NEW = load_rulebook(FOLDER / "2017.toml"), load_rulebook(FOLDER / "2018.toml")


def changed(**fields: object):
    """The new rulebook with one criterion, N1.01, changed."""
    rows = tuple(replace(row, **fields) if row.code == "N1.01" else row for row in NEW.criteria)
    return replace(NEW, criteria=rows)


def entry(new=NEW, old=OLD, code: str = "N1.01"):
    return next(row for row in comparability(old, new) if row.criterion == code)


def test_an_unchanged_criterion_can_be_compared_in_figures_and_points() -> None:
    row = entry()

    assert (True, True, ()) == (row.figures, row.points, row.reasons)


@pytest.mark.parametrize(
    ("fields", "key", "figures"),
    [
        ({"max_points": Decimal(41)}, "max_points", True),
        ({"method": StepDeduction(Decimal(1), Counting.FULL)}, "method", True),
        ({"target_levels": ("T",)}, "targets", True),
        ({"bonus": None}, "bonus", True),
        ({"agency": "SKHDT"}, "agency", False),
        ({"unit_of_measure": "triệu đồng"}, "unit_of_measure", False),
        ({"same_as": "", "not_comparable": "đổi nội dung"}, "declared", False),
        ({"same_as": ""}, "new", False),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_whatever_changed_is_named_as_the_reason(fields: dict, key: str, figures: bool) -> None:
    row = entry(changed(**fields))

    assert ([key], figures, False) == ([reason.key for reason in row.reasons], row.figures, row.points)


def test_a_criterion_that_no_longer_exists_is_listed_as_dropped() -> None:
    without = replace(NEW, criteria=tuple(row for row in NEW.criteria if row.code != "N1.01"))
    rows = [row for row in comparability(OLD, without) if not row.criterion]

    assert [("N1.01", "dropped")] == [(row.before, row.reasons[0].key) for row in rows]


def test_a_criterion_declared_not_comparable_is_not_also_listed_as_dropped() -> None:
    assert [] == [row for row in comparability(OLD, NEW) if not row.criterion]


def test_years_that_do_not_follow_each_other_in_the_rulebook_are_not_compared() -> None:
    later = replace(NEW, compared_with=2016)

    assert {False} == {row.figures for row in comparability(OLD, later)}


def score(unit: str, points: str, criterion: str = "N1.01") -> Score:
    return Score(unit, criterion, Outcome.SCORED, Decimal(40), Part(""), Decimal(points), Decimal(0))


def board(year: int, *scores: Score) -> Scoreboard:
    return Scoreboard(year, (), {(row.unit, row.criterion): row for row in scores}, ())


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ("36", "38", ("high", "up")),  # 95 % is high, +5 % of the maximum is up
        ("38.8", "38", ("high", "down")),  # −2 % is down
        ("37.21", "38", ("high", "same")),
        ("34", "37.9", ("middle", "up")),
        ("34", "34", ("middle", "same")),  # 85 % is not low
        ("33", "33.99", ("low", "up")),
        ("40", "20", ("low", "down")),
    ],
)
def test_level_and_change_have_stated_limits(old: str, new: str, place: tuple[str, str]) -> None:
    moved = movements(
        comparability(OLD, NEW), board(2017, score("GR", old)), board(2018, score("GR", new)), ["GR"]
    )

    assert [place] == [grid_place(row) for row in moved]


def test_points_under_another_maximum_are_never_drawn_as_a_change() -> None:
    compared = comparability(OLD, changed(max_points=Decimal(41)))
    moved = movements(compared, board(2017, score("GR", "30")), board(2018, score("GR", "40")), ["GR"])

    assert [(None, None, None)] == [(row.points_change, row.share_change, grid_place(row)) for row in moved]


def test_a_missing_year_is_no_movement() -> None:
    assert () == movements(comparability(OLD, NEW), board(2017), board(2018, score("GR", "40")), ["GR"])


def row(
    unit: str, total: str, rank: int | None, maximum: str = "1000", missing: tuple[str, ...] = ()
) -> UnitScore:
    whole = Decimal(total)
    return UnitScore(
        unit, (), Decimal(0), Decimal(0), Decimal(0), (), whole, Decimal(maximum), whole / Decimal(maximum),
        rank, (), None, missing, Decimal(0), "",
    )  # fmt: skip


def ranked_board(year: int, *rows: UnitScore) -> Scoreboard:
    return Scoreboard(year, rows, {}, ())


def test_a_better_rank_is_a_positive_change() -> None:
    changes = unit_changes(
        ranked_board(2017, row("A", "800", 2), row("B", "900", 1)),
        ranked_board(2018, row("A", "950", 1), row("B", "890", 2)),
    )

    assert [("A", 1, Decimal(150)), ("B", -1, Decimal(-10))] == [
        (change.unit, change.rank_change, change.total_change) for change in changes
    ]


def test_without_a_rank_there_is_no_change_of_rank() -> None:
    changes = unit_changes(ranked_board(2017, row("A", "800", None)), ranked_board(2018, row("A", "950", 1)))

    assert [None] == [change.rank_change for change in changes]


def no_criteria():
    return replace(NEW, criteria=())


def keys(*rows: UnitScore) -> list[str]:
    return [finding.key for finding in year_findings(no_criteria(), ranked_board(2018, *rows), None)]


def test_close_is_less_than_a_thousandth_of_the_maximum_and_not_nothing() -> None:
    assert (["leader", "close"], ["leader"], ["leader"]) == (
        keys(row("A", "900", 1), row("B", "899.01", 2)),
        keys(row("A", "900", 1), row("B", "899", 2)),
        keys(row("A", "900", 1), row("B", "900", 2)),
    )


def test_the_lead_is_the_distance_to_the_next_unit() -> None:
    found = year_findings(no_criteria(), ranked_board(2018, row("A", "900", 1), row("B", "880", 2)), None)

    assert (Decimal(20), "A", "B") == (found[0].facts["lead"], found[0].unit, found[0].other)
