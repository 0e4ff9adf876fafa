"""What if: a list of changes gives the board of the changed year, travels as text, and can be written nowhere."""

from __future__ import annotations

import ast
from dataclasses import fields, replace
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_figures import made_year
from tiny_year import with_actual

import scoring.scenario
import scoring.scenario_link
from data.cluster import load_cluster
from data.figures_file import read_figures, read_penalties
from data.rules import load_rulebook
from scoring.altered import PRESETS
from scoring.errors import ScenarioError
from scoring.given import Given
from scoring.model import Figure, Penalty, Status
from scoring.scenario import MOST_CHANGES, Change, Imagined, What, imagine
from scoring.scenario_link import as_text, changes_of

FOLDER = Path(__file__).parent.parent / "data"
CLUSTER = load_cluster(FOLDER)
UNITS = tuple(unit.code for unit in CLUSTER.units)
RULES = load_rulebook(FOLDER / "rulebooks/2018.toml", CLUSTER)
SAMPLE = Given(
    RULES,
    UNITS,
    read_figures(FOLDER / "sample/figures-2018.csv"),
    read_penalties(FOLDER / "sample/penalties-2018.csv"),
)
BOARD = SAMPLE.board()

words = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=8)
amounts = st.decimals(-1000, 100000, places=3)
lists = st.lists(
    st.one_of(
        st.builds(Change, st.just(What.ACTUAL), words, words, st.just("") | words, amounts),
        st.builds(Change, st.just(What.GRADE), words, words, st.just("") | words, word=words),
        st.builds(Change, st.just(What.TARGET), words, words, st.just("") | words, amounts),
        st.builds(Change, st.just(What.MAX_POINTS), criterion=words, amount=amounts),
        st.builds(Change, st.just(What.METHOD), criterion=words, word=st.sampled_from(PRESETS)),
        st.builds(Change, st.just(What.BONUS), criterion=words, amount=amounts, cap=amounts),
        st.builds(Change, st.just(What.BONUS), criterion=words),
        st.builds(Change, st.just(What.PENALTY), words, words, amount=amounts),
    ),
    max_size=5,
    unique_by=lambda change: (
        "a" if change.what == "g" else change.what,
        change.unit,
        change.criterion,
        change.part,
    ),
)


@given(lists)
def test_a_list_comes_back_from_its_text(changes: list[Change]) -> None:
    assert tuple(changes) == changes_of(as_text(changes))


@given(lists)
def test_the_text_is_safe_in_an_address(changes: list[Change]) -> None:
    assert all(letter.isascii() and (letter.isalnum() or letter in "-._~%") for letter in as_text(changes))


@settings(max_examples=300)
@given(st.text(st.sampled_from("agtwmbp_~.-%0159NTHGR "), max_size=30) | st.text(max_size=30))
def test_any_other_text_is_refused_or_is_its_own_writing(text: str) -> None:
    try:
        changes = changes_of(text)
    except ScenarioError:
        return

    assert text == as_text(changes)


@pytest.mark.parametrize(
    ("text", "key", "number"),
    [
        ("x_GR", "kind", 1),
        ("a_GR_N1.07_", "shape", 1),
        ("a_GR_N1.07__8,5", "number", 1),
        ("a_GR_N1.07__1e9", "number", 1),
        ("a_GR_N1.07__NaN", "number", 1),
        ("a_GR_N1.07__٨", "number", 1),
        ("a_GR_N1.07__08", "number", 1),
        ("a_GR_N1.07__8.50", "shape", 0),
        ("w_N1.07_5~w_N1.07_6", "repeated", 2),
        ("g_GR_N2.02__%FF", "shape", 1),
        ("w_N1.07_5~", "kind", 2),
        ("~".join(f"w_N1.{number}_5" for number in range(41)), "too_many", 0),
        ("a" * 2001, "too_long", 0),
    ],
)
def test_what_is_wrong_with_a_text_is_said(text: str, key: str, number: int) -> None:
    with pytest.raises(ScenarioError) as caught:
        changes_of(text)

    assert (key, number) == (caught.value.key, caught.value.number)


@pytest.mark.parametrize(
    ("change", "key"),
    [
        (Change(What.ACTUAL, "XX", "N1.07", amount=Decimal(5)), "unit"),
        (Change(What.ACTUAL, "GR", "N9.99", amount=Decimal(5)), "criterion"),
        (Change(What.ACTUAL, "GR", "N1.07", "a", amount=Decimal(5)), "part"),
        (Change(What.ACTUAL, "GR", "N1.07", amount=Decimal(5000)), "range"),
        (Change(What.ACTUAL, "GR", "N1.08", amount=Decimal("1.5")), "range"),
        (Change(What.ACTUAL, "RG", "N1.08", amount=Decimal(5)), "not_assigned"),
        (Change(What.ACTUAL, "GR", "N2.02", amount=Decimal(0)), "kind_of_value"),
        (Change(What.GRADE, "GR", "N2.02", word="Tuyệt"), "grade"),
        (Change(What.GRADE, "GR", "N1.07", word="Tốt"), "kind_of_value"),
        (Change(What.TARGET, "GR", "N2.03", amount=Decimal(5)), "no_target"),
        (Change(What.MAX_POINTS, criterion="N1.07", amount=Decimal(0)), "max_points"),
        (Change(What.MAX_POINTS, criterion="N1.07", amount=Decimal("1.005")), "max_points"),
        (Change(What.METHOD, criterion="N1.07", word="magic"), "preset"),
        (Change(What.METHOD, criterion="N2.02", word="step"), "no_ratio"),
        (Change(What.BONUS, criterion="N1.07", amount=Decimal("0.5"), cap=Decimal("0.1")), "bonus"),
        (Change(What.PENALTY, "GR", "P.99", amount=Decimal(1)), "item"),
        (Change(What.PENALTY, "GR", "P.01", amount=Decimal(-1)), "times"),
    ],
)
def test_what_the_year_does_not_allow_is_refused(change: Change, key: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        imagine(SAMPLE, BOARD, [change])

    assert (key, 1) == (caught.value.key, caught.value.number)


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 10**6), st.sampled_from(UNITS), st.integers(0, 120))
def test_a_changed_figure_gives_the_board_of_the_year_with_that_figure(
    seed: int, unit: str, value: int
) -> None:
    figures, _columns = made_year(RULES, list(UNITS), seed, gaps=False)
    year = Given(RULES, UNITS, tuple(figures))
    done = imagine(year, year.board(), [Change(What.ACTUAL, unit, "N1.07", amount=Decimal(value))])
    expected = with_actual(year, unit, "N1.07", "", Decimal(value)).board()

    assert [(row.unit, row.rank, row.total, row.rate) for row in expected.units] == [
        (row.unit, row.rank, row.total, row.rate) for row in done.board.units
    ]


def test_no_change_leaves_the_official_board() -> None:
    done = imagine(SAMPLE, BOARD, [])

    assert BOARD == done.board
    assert (RULES, {unit: Decimal(0) for unit in UNITS}) == (done.rulebook, done.interplay)


def test_changes_of_different_criteria_add_up() -> None:
    changes = [
        Change(What.ACTUAL, "TH", "N1.08", amount=Decimal(14)),
        Change(What.PENALTY, "GR", "P.02", amount=Decimal(2)),
    ]
    done = imagine(SAMPLE, BOARD, changes)

    assert (Decimal("10.67"), Decimal("-6.00")) == (
        done.effects[0].unit("TH").total,
        done.effects[1].unit("GR").total,
    )
    assert done.joint.unit("TH").total == Decimal("10.67")
    assert not any(done.interplay.values())


def test_changes_of_one_criterion_say_how_they_work_together() -> None:
    # by hand: CT has 11 of 14, 31,43 of 40 points; of 20 points 15,71; 14 of 14 earn all of either
    changes = [
        Change(What.MAX_POINTS, criterion="N1.08", amount=Decimal(20)),
        Change(What.ACTUAL, "CT", "N1.08", amount=Decimal(14)),
    ]
    done = imagine(SAMPLE, BOARD, changes)

    assert Decimal("31.43") == BOARD.score("CT", "N1.08").points
    assert [Decimal("-15.72"), Decimal("8.57")] == [effect.unit("CT").total for effect in done.effects]
    assert Decimal("-11.43") == done.joint.unit("CT").total
    assert Decimal("-4.28") == done.interplay["CT"]


def test_the_order_of_the_list_changes_nothing_in_the_end() -> None:
    changes = [
        Change(What.BONUS, criterion="N1.06", amount=Decimal("0.02"), cap=Decimal("0.2")),
        Change(What.MAX_POINTS, criterion="N1.06", amount=Decimal(60)),
        Change(What.METHOD, criterion="N1.06", word="leader_half"),
    ]

    assert imagine(SAMPLE, BOARD, changes).board == imagine(SAMPLE, BOARD, changes[::-1]).board


@pytest.mark.parametrize("criterion", [row.code for row in RULES.criteria])
def test_a_doubled_maximum_doubles_the_points_of_every_rule(criterion: str) -> None:
    most = RULES.criterion(criterion).max_points
    done = imagine(SAMPLE, BOARD, [Change(What.MAX_POINTS, criterion=criterion, amount=2 * most)])
    for unit in UNITS:
        before, after = BOARD.score(unit, criterion).points, done.board.score(unit, criterion).points

        assert before is after is None or abs(after - 2 * before) <= Decimal("0.01")  # type: ignore[operator]


def test_sections_and_total_follow_a_weight() -> None:
    done = imagine(SAMPLE, BOARD, [Change(What.MAX_POINTS, criterion="N1.07", amount=Decimal(50))])

    assert (Decimal(610), Decimal(1010)) == (done.rulebook.section("N1").max_points, done.rulebook.total)


def test_a_target_counts_at_the_level_that_set_it() -> None:
    done = imagine(SAMPLE, BOARD, [Change(What.TARGET, "GR", "N1.06", amount=Decimal(1000))])
    target = done.board.score("GR", "N1.06").whole.target

    assert target is not None
    assert Decimal(1000) == target.figure.value


def test_what_is_imagined_is_never_official() -> None:
    done = imagine(SAMPLE, BOARD, [Change(What.ACTUAL, "GR", "N1.06", amount=Decimal(50))])
    actual = done.board.score("GR", "N1.06").whole.actual

    assert actual is not None
    assert Status.ILLUSTRATIVE == actual.figure.status


def test_a_scenario_holds_nothing_that_could_be_written() -> None:
    kept = {"figures", "penalties"}

    assert not {field.name for field in fields(Imagined)} & kept
    assert not issubclass(Change, Figure | Penalty)


@pytest.mark.parametrize("module", [scoring.scenario, scoring.scenario_link])
def test_scenarios_know_nothing_of_what_is_kept(module) -> None:  # type: ignore[no-untyped-def]
    tree = ast.parse(Path(module.__file__).read_text(encoding="utf-8"))
    named = {
        name
        for node in ast.walk(tree)
        for name in (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else []
        )
    }

    assert [] == sorted(name for name in named if name.split(".")[0] in {"data", "pages", "streamlit"})


def test_too_many_changes_are_refused_also_without_a_text() -> None:
    codes = [row.code for row in RULES.criteria]
    changes = [Change(What.MAX_POINTS, criterion=code, amount=Decimal(9)) for code in codes]
    changes += [Change(What.BONUS, criterion=code) for code in codes]

    assert len(changes) > MOST_CHANGES
    with pytest.raises(ScenarioError, match="too_many"):
        imagine(replace(SAMPLE, penalties=()), BOARD, changes)
