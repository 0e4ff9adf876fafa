"""Itemised bonus: points for deeds beside the bonus above targets, under one cap, additive wherever totals are explained."""

from __future__ import annotations

import json
import shutil
import tomllib
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_figures import made_year
from tiny_year import tiny_criterion, tiny_figures, tiny_rulebook

from data import intake
from data.checks import penalty_problems
from data.cluster import folder, load_cluster
from data.entries import hash_of, line_of
from data.figures_file import PENALTY_COLUMNS, cell, read_penalties, write_penalties
from data.intake import propose
from data.rules import load_rulebook
from data.store import Store
from data.undo import propose_undo
from pages.parts.frozen_year import freeze
from pages.parts.motions import motion_answer, motion_choices, motion_reply
from pages.parts.rule_cells import count_cells
from scoring.arrays import score_arrays
from scoring.both_rulebooks import both_rulebooks
from scoring.certainty import rank_bounds, rank_ranges, settled
from scoring.chances import rank_counts
from scoring.change import change_split
from scoring.compare import difference, lead_change
from scoring.errors import FiguresError
from scoring.given import Given
from scoring.keys import Keys
from scoring.model import Bonus, BonusItem, Penalty, PenaltyItem, Rulebook, Status
from scoring.scenario import Change, What, imagine
from scoring.scoreboard import score_year
from scoring.sensitivity import _weighed, sensitivity
from tests.kept_homes import shipped
from tests.people import AN

HERE = Path(__file__).resolve().parent
CASES = tomllib.loads((HERE / "worked_bonus.toml").read_text(encoding="utf-8"), parse_float=Decimal)["case"]
SMALL = load_cluster(HERE / "small_cluster")
NEW = load_rulebook(HERE / "small_cluster" / "rulebooks" / "2021.toml", SMALL)
OLD = load_rulebook(HERE / "small_cluster" / "rulebooks" / "2020.toml", SMALL)
UNITS = ("AB", "CD")
seeds = st.integers(0, 10**6)
counts = st.lists(st.integers(0, 3), min_size=6, max_size=6)


def stated(rulebook: Rulebook, unit: str, item: str, times: int = 1, document: str = "văn bản") -> Penalty:
    return Penalty(rulebook.year, unit, item, times, Status.OFFICIAL, "own", document)


def a_year(rulebook: Rulebook, seed: int, times: list[int], *, gaps: bool = False) -> Given:
    """A made-up year with penalties and bonuses of every item."""
    figures, _columns = made_year(rulebook, list(UNITS), seed, gaps=gaps)
    places = [(unit, item.code) for unit in UNITS for item in rulebook.items]
    occurred = [
        stated(rulebook, unit, item, often)
        for (unit, item), often in zip(places, times, strict=False)
        if often
    ]
    return Given(rulebook, UNITS, tuple(figures), tuple(occurred))


# --- points -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_a_worked_example_of_itemised_bonus_comes_out_as_it_is_written(case) -> None:
    most = Decimal(case["max_points"])
    criterion = tiny_criterion("S1.01", most)
    if "per_percent" in case:
        criterion = replace(criterion, bonus=Bonus(case["per_percent"], Decimal("0.1")))
    rules = tiny_rulebook(2001, [criterion])
    rules = replace(
        rules,
        bonus_cap=Decimal(case["bonus_cap"]),
        total=rules.total + case["bonus_cap"],
        bonus_items=tuple(
            BonusItem(code, code, Decimal(points), "by hand") for code, points in case["items"].items()
        ),
        penalty_items=(PenaltyItem("TRU.01", "", "S1", Decimal(case.get("penalty", 1)), "by hand"),),
    )
    figures = tiny_figures(rules, "X", "S1.01", Decimal(100), Decimal(case["percent"]))
    occurred = [stated(rules, "X", code, times) for code, times in case["times"].items()]
    if "penalty" in case:
        occurred.append(stated(rules, "X", "TRU.01"))
    row = score_year(rules, ["X"], figures, occurred).unit("X")

    assert (case["uncapped"], case["bonus"], case["total"]) == (row.bonus_uncapped, row.bonus, row.total)
    assert case["kind"] in ("verified", "by hand")
    assert case["from"]


@settings(max_examples=60, deadline=None)
@given(seeds, counts)
def test_the_bonus_is_that_of_the_criteria_and_of_the_items_under_one_cap(
    seed: int, times: list[int]
) -> None:
    year = a_year(NEW, seed, times, gaps=True)
    board = year.board()
    worth = {item.code: item.points for item in NEW.bonus_items}
    for row in board.units:
        items = sum(
            (
                worth[entry.item] * entry.times
                for entry in year.penalties
                if entry.unit == row.unit and entry.item in worth
            ),
            Decimal(0),
        )
        criteria = sum((board.score(row.unit, each.code).bonus or 0 for each in NEW.criteria), Decimal(0))

        assert items == row.item_bonus
        assert criteria + items == row.bonus_uncapped
        assert min(criteria + items, NEW.bonus_cap) == row.bonus
        assert sum(section.total for section in row.sections) + row.bonus == row.total
        assert {entry for entry in year.penalties if entry.unit == row.unit} == set(row.occurrences)
        assert not {entry.item for entry in row.penalties} & set(worth)


@settings(max_examples=40, deadline=None)
@given(seeds, counts)
def test_one_more_item_never_costs_points_and_touches_nobody_else(seed: int, times: list[int]) -> None:
    year = a_year(NEW, seed, times)
    more = replace(year, penalties=(*year.penalties, stated(NEW, "AB", "THUONG.01", document="khác")))
    was, now = year.board(), more.board()

    assert 0 <= now.unit("AB").total - was.unit("AB").total <= Decimal(2)
    assert was.unit("CD").total == now.unit("CD").total
    assert was.scores == now.scores
    assert was.unit("AB").maximum == now.unit("AB").maximum


def test_an_item_that_the_rulebook_does_not_have_is_refused() -> None:
    with pytest.raises(FiguresError, match=r"THUONG\.09"):
        score_year(NEW, list(UNITS), [], [stated(NEW, "AB", "THUONG.09")])


# --- what explains totals stays additive --------------------------------------------------------------------------


@settings(max_examples=40, deadline=None)
@given(seeds, counts)
def test_the_difference_of_two_units_is_the_sum_of_its_steps(seed: int, times: list[int]) -> None:
    board = a_year(NEW, seed, times, gaps=True).board()
    found = difference(NEW, board, "AB", "CD")
    bonus = [step.amount for step in found.steps if step.kind == "bonus"]

    assert found.amount == sum((step.amount for step in found.steps), Decimal(0))
    assert sum(bonus) == board.unit("AB").bonus - board.unit("CD").bonus


@settings(max_examples=25, deadline=None)
@given(seeds, seeds, counts, counts)
def test_the_change_between_two_years_is_the_sum_of_its_parts_with_items_that_one_year_does_not_have(
    first: int, second: int, was: list[int], now: list[int]
) -> None:
    old, new = a_year(OLD, first, was), a_year(NEW, second, now)
    lead = lead_change(OLD, old.board(), NEW, new.board(), "AB", "CD")

    assert lead.amount == sum((step.amount for step in lead.steps), Decimal(0))
    for split in change_split(old, new):
        assert split.total.amount == sum(split.total.exact) == split.new.total - split.old.total
        for place in range(4):
            assert (
                sum((step.split.exact[place] for step in split.steps), Fraction(0))
                == split.total.exact[place]
            )


def years(points: tuple[int, int], codes: tuple[str, str], times: tuple[int, int]) -> tuple[Given, Given]:
    """Two years that differ in one bonus item and how often it was incurred."""
    found = []
    for year, worth, code, often in zip((2001, 2002), points, codes, times, strict=True):
        rules = tiny_rulebook(year, [tiny_criterion("S1.01", Decimal(40), same_as="S1.01" * (year - 2001))])
        item = BonusItem(code, code, Decimal(worth), "by hand")
        rules = replace(
            rules, bonus_cap=Decimal(20), total=Decimal(60), bonus_items=(item,), compared_with=year - 1
        )
        figures = tuple(tiny_figures(rules, "X", "S1.01", Decimal(100), Decimal(50)))
        found.append(Given(rules, ("X",), figures, (stated(rules, "X", code, often),) if often else ()))
    return found[0], found[1]


def test_an_itemised_bonus_is_ones_own_doing() -> None:
    (split,) = change_split(*years((5, 5), ("B.1", "B.1"), (0, 2)))

    assert (Decimal("10.00"), Decimal("10.00")) == (split.total.amount, split.total.part("own"))
    assert ["criterion", "bonus"] == [step.kind for step in split.steps]


def test_other_points_for_the_same_item_are_the_rulebooks_doing() -> None:
    (split,) = change_split(*years((5, 7), ("B.1", "B.1"), (1, 1)))

    assert (Decimal("2.00"), Decimal("2.00")) == (split.total.amount, split.total.part("rules"))


def test_an_item_that_only_one_year_has_cannot_be_compared() -> None:
    old, new = years((5, 7), ("B.1", "B.2"), (1, 1))
    (split,) = change_split(old, new)
    both = both_rulebooks(old, new)

    assert (Decimal("2.00"), Decimal("2.00")) == (split.total.amount, split.total.part("not_comparable"))
    assert [Decimal(20)] * 4 == [
        board.unit("X").total for under in (both.old, both.new) for board in (under.own, under.other)
    ]


def test_a_code_that_was_a_penalty_and_is_now_a_bonus_is_not_the_same_item() -> None:
    old, new = years((5, 5), ("B.1", "B.1"), (1, 1))
    rules = replace(
        old.rulebook,
        bonus_items=(),
        penalty_items=(PenaltyItem("B.1", "B.1", "S1", Decimal(5), "by hand"),),
    )
    (split,) = change_split(replace(old, rulebook=rules), new)

    assert (Decimal("10.00"), Decimal("10.00")) == (split.total.amount, split.total.part("not_comparable"))


# --- what computes totals in other ways agrees ---------------------------------------------------------------------


@settings(max_examples=40, deadline=None)
@given(seeds, counts)
def test_many_units_at_once_get_the_same_totals_and_ranks(seed: int, times: list[int]) -> None:
    year = a_year(NEW, seed, times, gaps=True)
    _figures, columns = made_year(NEW, list(UNITS), seed, gaps=True)
    board, unit = year.board(), 10**NEW.point_decimals
    rows = [board.unit(code) for code in UNITS]
    taken = {
        section.code: np.array([int(row.section(section.code).penalty * unit) for row in rows])
        for section in NEW.sections
    }
    added = np.array([int(row.item_bonus * unit) for row in rows])
    found = score_arrays(NEW, columns, taken, added)

    assert [int(row.total * unit) for row in rows] == found.totals.tolist()
    assert [int(row.bonus * unit) for row in rows] == found.bonus.tolist()
    assert [row.rank or 0 for row in rows] == found.ranks.tolist()


@settings(max_examples=40, deadline=None)
@given(seeds, counts)
def test_keys_and_draws_of_a_year_without_open_figures_rank_as_the_board(seed: int, times: list[int]) -> None:
    board = a_year(NEW, seed, times).board()
    keys = Keys(NEW, board).after({})
    drawn, _draws = rank_counts(NEW, board, [], 3, 1)
    ranges = rank_ranges(NEW, board)
    bounds = rank_bounds(NEW, board, [])
    for row in board.units:
        assert keys[row.unit][0] == row.rate
        assert row.rank == 1 + sum(key > keys[row.unit] for key in keys.values())
        assert drawn[row.unit][row.rank - 1] == 3
        assert (row.rank, row.rank) == (bounds[row.unit].best, bounds[row.unit].worst)
        assert (row.total, row.total) == (ranges[row.unit].lowest, ranges[row.unit].highest)


def test_a_year_that_is_ranked_only_when_complete_keeps_its_items_where_every_unit_is_given_a_rank() -> None:
    rules = replace(NEW, incomplete="unranked")
    year = Given(rules, UNITS, (), (stated(rules, "AB", "THUONG.01"), stated(rules, "CD", "TRU.01")))
    _every, board = settled(rules, year.board())

    assert (Decimal(2), 1) == (board.unit("AB").total, board.unit("AB").rank)
    assert board.unit("CD").penalties


@settings(max_examples=10, deadline=None)
@given(seeds, counts)
def test_weights_as_they_are_give_the_board_as_it_is(seed: int, times: list[int]) -> None:
    year = a_year(NEW, seed, times)
    board = year.board()
    same = _weighed(NEW, board, "split", "", {})

    assert {row.unit: row.rate for row in board.units} == dict(same.results)
    assert {row.unit: row.rank for row in board.units} == dict(same.ranks)
    assert sensitivity(year, board)


# --- kept ---------------------------------------------------------------------------------------------------------


def test_a_bonus_is_kept_written_read_and_taken_back_like_a_penalty(tmp_path: Path) -> None:
    store = shipped(tmp_path)
    try:
        reference = store.reference
        before = freeze(reference, store.snapshot(), 2018)
        rules = reference.rulebooks[2018]
        occurred = stated(rules, "GR", "B.02", document="Quyết định 12/QĐ-UBND")
        proposal = propose(store.snapshot(), reference, [], penalties=[occurred])

        assert [("new", occurred)] == [(row.kind, row.penalty) for row in proposal.penalty_changes]
        assert proposal.writable
        (effect,) = proposal.effects
        assert Decimal("10.00") == effect.after.unit("GR").total - effect.before.unit("GR").total

        entry = intake.write(store, proposal, AN, "theo quyết định", shown=proposal.digest)
        assert (occurred,) == entry.penalties
        assert occurred in store.penalties(2018)
        assert (occurred,) == freeze(reference, store.snapshot(), 2018).about.board.unit("GR").bonuses
        assert propose(store.snapshot(), reference, [], penalties=[occurred]).empty
        store.close()
        store = Store.open(tmp_path, folder())
        assert occurred in store.penalties(2018)
        undo = propose_undo(store.snapshot(), store.reference, entry.seq)
        assert [("withdrawn", occurred)] == [(row.kind, row.penalty) for row in undo.penalty_changes]
        intake.write(store, undo, AN, "ghi nhầm", shown=undo.digest)
        after = freeze(store.reference, store.snapshot(), 2018)
        assert before.about.board == after.about.board
    finally:
        store.close()


def test_a_second_occurrence_on_the_same_document_is_refused() -> None:
    rules = load_rulebook(folder() / "rulebooks" / "2018.toml", load_cluster(folder()))
    first = stated(rules, "GR", "B.01")
    told = penalty_problems([first], load_cluster(folder()), {2018: rules}, [first])

    assert ["2018 GR B.01, document: văn bản này đã được tính cho cùng khoản của đơn vị"] == told
    assert [
        "2018 GR B.09, item: quy chế năm 2018 không có điểm trừ hoặc điểm thưởng “B.09”"
    ] == penalty_problems([stated(rules, "GR", "B.09")], load_cluster(folder()), {2018: rules})


def test_a_file_of_penalties_holds_bonuses_in_the_same_columns(tmp_path: Path) -> None:
    rows = (stated(NEW, "AB", "THUONG.01"), stated(NEW, "CD", "TRU.01", 2))
    path = tmp_path / "penalties-2021.csv"
    write_penalties(path, rows)

    assert rows == read_penalties(path)
    assert (
        "year",
        "unit",
        "item",
        "times",
        "status",
        "agency",
        "document",
        "document_date",
        "note",
    ) == PENALTY_COLUMNS


def test_a_line_of_the_journal_from_before_there_were_bonuses_keeps_its_hash(tmp_path: Path) -> None:
    store = shipped(tmp_path)
    try:
        entry = store.entries()[0]
        line = line_of(entry)
        kept = next(tmp_path.rglob("*.jsonl")).read_bytes()
        penalty = entry.penalties[0]
        cells = {column: cell(getattr(penalty, column)) for column in PENALTY_COLUMNS}

        assert kept.startswith(line)
        assert {"item": "P.01", "times": "1"}.items() <= cells.items()
        content = json.loads(line)
        assert content["hash"] == hash_of(content) == entry.hash
        assert set(content["penalties"][0]) <= set(PENALTY_COLUMNS)
    finally:
        store.close()


def test_a_rulebook_without_bonus_items_scores_as_before(tmp_path: Path) -> None:
    copy = shutil.copytree(folder() / "rulebooks", tmp_path / "rulebooks")
    text = (copy / "2018.toml").read_text(encoding="utf-8")
    blocks = text.split("\n[[")
    (copy / "2018.toml").write_text(
        "\n[[".join(block for block in blocks if not block.startswith("bonuses]]")), encoding="utf-8"
    )
    plain = load_rulebook(copy / "2018.toml")
    shipped = load_rulebook(folder() / "rulebooks" / "2018.toml")

    assert () == plain.bonus_items
    assert ("B.01", "B.02") == tuple(item.code for item in shipped.bonus_items)
    assert all({"label", "points"} == item.assumed and not item.verified for item in shipped.bonus_items)
    assert count_cells(plain).assumed + 4 == count_cells(shipped).assumed
    figures, _columns = made_year(shipped, ["RG", "CT"], 7)
    first, second = (score_year(book, ["RG", "CT"], figures, []) for book in (plain, shipped))
    assert first == second


# --- tried --------------------------------------------------------------------------------------------------------


def test_what_if_there_were_a_bonus_is_the_board_with_that_bonus() -> None:
    year = a_year(NEW, 3, [0] * 6)
    done = imagine(year, year.board(), [Change(What.BONUS_ITEM, "CD", "THUONG.01", amount=Decimal(2))])
    expected = replace(year, penalties=(stated(NEW, "CD", "THUONG.01", 2),)).board()

    assert [(row.unit, row.rank, row.total) for row in expected.units] == [
        (row.unit, row.rank, row.total) for row in done.board.units
    ]


def test_a_bonus_is_tried_on_stage_with_its_cap(tmp_path: Path) -> None:
    store = shipped(tmp_path)
    try:
        frozen = freeze(store.reference, store.snapshot(), 2018)
    finally:
        store.close()
    reply = motion_reply(frozen, {"doi": "diem-thuong", "donvi": "TH", "khoan": "B.02", "gia": "1"})
    motion = motion_answer(frozen, reply["kn"])

    assert ("q_TH_B.02_1", "") == (reply["kn"], reply["question"])
    assert Decimal("10.00") == motion.unit("TH").change
    assert "của Tân Hiệp từ 0 thành 1 lần (mỗi lần thưởng 10 điểm)" in motion.minutes[0]
    # 9 flags would be 90 points, but all bonus together is capped at 50
    capped = motion_answer(frozen, "q_TH_B.02_9").unit("TH").after
    assert (Decimal(50), True) == (capped.bonus, capped.bonus_uncapped > 90)
    assert ["B.01", "B.02"] == [item["code"] for item in motion_choices(frozen)["bonuses"]]
    assert "không có khoản thưởng ấy" in motion_answer(frozen, "q_TH_P.01_1").problem
    assert "không có khoản" in motion_answer(frozen, "p_TH_B.01_1").problem
