"""Undo, past states, the history of a figure and the completeness board."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data.cluster import load_cluster
from data.completeness import completeness
from data.intake import Proposal, Reported, propose, repropose, write
from data.journal import StaleHead
from data.reversals import in_force, reversed_by
from data.store import Store
from data.undo import cell_history, compare_states, entry_effect, propose_undo, state_at
from scoring.errors import FiguresError, RulebookError
from scoring.model import Role, State, Status
from scoring.scoreboard import score_year
from tests.kept_figures import figure, penalty
from tests.kept_homes import shipped
from tests.people import AN
from tests.reported_figures import OFFICIAL, files, reported

HERE = Path(__file__).resolve().parent
SMALL = HERE / "small_cluster"
SHIPPED = HERE.parent / "data"
UNITS = ["AB", "CD", "EF"]


@pytest.fixture()
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store.open(tmp_path / "home", SMALL)
    yield opened
    opened.close()


def kept(store: Store, *rows: Reported) -> Proposal:
    proposal = propose(store.snapshot(), store.reference, rows, OFFICIAL)
    write(store, proposal, AN, "thử")
    return proposal


def undone(store: Store, seq: int) -> Proposal:
    proposal = propose_undo(store.snapshot(), store.reference, seq)
    write(store, proposal, AN, "hoàn tác")
    return proposal


def keys(proposal: Proposal) -> list[str]:
    return [told.key for told in proposal.problems]


def values(store: Store) -> list[Decimal | None]:
    return [row.value for row in store.figures(2021)]


# --- which entries count ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("reverses", "gone"),
    [
        ([0, 0, 0], set()),
        ([0, 0, 1], {1}),
        ([0, 1, 2], {2}),
        ([0, 1, 2, 1], {1, 2}),
        ([0, 1, 2, 3], {1, 3}),
        ([0, 1, 2, 3, 4], {2, 4}),
    ],
)
def test_an_entry_counts_unless_an_entry_that_counts_reverses_it(reverses: list[int], gone: set[int]) -> None:
    assert gone == set(reversed_by(enumerate(reverses, start=1)))


def test_undo_brings_the_figure_before_back_and_deletes_nothing(store: Store) -> None:
    kept(store, reported())
    kept(store, reported(value=Decimal(2000)), reported(unit="CD"))
    proposal = undone(store, 2)

    assert [("withdrawn", Decimal("1234.5")), ("withdrawn", None)] == [
        (change.kind, change.new and change.new.value) for change in proposal.changes
    ]
    assert [Decimal("1234.5")] == values(store)
    assert [1, 2, 0] == [len(entry.figures) for entry in store.entries()]
    assert [0, 0, 2] == [entry.reverses for entry in store.entries()]
    assert () == store.verify()


def test_undoing_an_undo_brings_the_figures_back_and_it_can_go_on(store: Store) -> None:
    kept(store, reported())
    shown = [undone(store, seq) for seq in (1, 2, 3)]

    assert [["withdrawn"], ["returned"], ["withdrawn"]] == [
        [change.kind for change in proposal.changes] for proposal in shown
    ]
    assert [] == values(store)
    assert {2, 4} == {entry.seq for entry in in_force(store.entries())}


def test_an_entry_is_undone_once_at_a_time(store: Store) -> None:
    kept(store, reported())
    undone(store, 1)
    again = propose_undo(store.snapshot(), store.reference, 1)
    with pytest.raises(FiguresError):
        store.write(AN, "thử", (), (), store.head, reverses=1)

    assert (["undo.done"], "lần ghi 1 đã được hoàn tác ở lần ghi 2") == (keys(again), again.problems[0].text)
    undone(store, 2)
    undone(store, 1)
    assert [] == values(store)


@pytest.mark.parametrize("seq", [-1, 2, 99])
def test_only_an_entry_that_exists_can_be_undone(store: Store, seq: int) -> None:
    kept(store, reported())

    assert ["undo.unknown"] == keys(propose_undo(store.snapshot(), store.reference, seq))
    with pytest.raises(FiguresError):
        store.write(AN, "thử", (), (), store.head, reverses=seq)


def test_an_undo_that_changes_nothing_is_refused(store: Store) -> None:
    kept(store, reported())
    for seq in (1, 2, 1):  # the first undo is undone, then the entry is undone again
        undone(store, seq)

    assert ["undo.nothing"] == keys(propose_undo(store.snapshot(), store.reference, 3))


def test_vintages_never_repeat_after_an_undo(store: Store) -> None:
    kept(store, reported())
    kept(store, reported(value=Decimal(2000)))
    undone(store, 2)
    proposal = kept(store, reported(value=Decimal(2000)))

    assert [3] == [row.vintage for row in proposal.figures]
    assert [Decimal("1234.5"), Decimal(2000)] == values(store)


def test_an_undone_penalty_no_longer_takes_points_and_may_be_written_again_but_not_twice(
    store: Store,
) -> None:
    kept(store, reported(criterion="A1.04", value=Decimal(9)))
    store.write(AN, "thử", (), [penalty()], store.head)
    proposal = undone(store, 2)
    store.write(AN, "thử", (), [penalty()], store.head)
    back = propose_undo(store.snapshot(), store.reference, 3)

    assert ["withdrawn"] == [change.kind for change in proposal.penalty_changes]
    assert (
        Decimal(2) == proposal.effects[0].after.unit("AB").total - proposal.effects[0].before.unit("AB").total
    )
    assert (penalty(),) == store.penalties(2021)
    assert ["undo.clash"] == keys(back)
    with pytest.raises(FiguresError):
        store.write(AN, "thử", (), (), store.head, reverses=3)


def test_an_undo_is_refused_when_somebody_wrote_since_its_preview(store: Store) -> None:
    kept(store, reported())
    proposal = propose_undo(store.snapshot(), store.reference, 1)
    kept(store, reported(value=Decimal(3000)))
    with pytest.raises(StaleHead):
        write(store, proposal, AN, "hoàn tác")
    anew = repropose(store.snapshot(), store.reference, proposal)
    assert anew.moved is not None

    assert (1, 1) == (len(anew.moved.entries), len(anew.moved.conflicts))
    assert [False] == [change.matters for change in anew.changes]


def test_the_tables_and_a_restart_leave_out_what_was_undone(tmp_path: Path) -> None:
    home = tmp_path / "home"
    store = Store.open(home, SMALL)
    kept(store, reported(unit="CD"), reported(unit="EF"))
    kept(store, reported())
    undone(store, 2)
    projection = store._keeper.projection
    assert projection is not None
    rows, all_rows = projection.select("indicators_2021"), projection.select("figures")
    before = store.snapshot()
    store.close()
    again = Store.open(home, SMALL)
    after, mode = again.snapshot(), again.health.mode
    again.close()

    assert (2, 3) == (len(rows), len(all_rows))
    assert (before, "normal") == (after, mode)


def test_a_rebuilt_store_leaves_out_what_was_undone(tmp_path: Path) -> None:
    home = tmp_path / "home"
    store = Store.open(home, SMALL)
    kept(store, reported())
    undone(store, 1)
    hashes = store.table_hashes()
    store.close()
    (home / "thidua.duckdb").unlink()
    again = Store.open(home, SMALL)
    figures, rebuilt = again.figures(2021), again.table_hashes()
    again.close()

    assert ((), hashes) == (figures, rebuilt)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(files(), min_size=1, max_size=3), st.data())
def test_after_an_undo_the_board_is_the_one_that_its_preview_showed(
    tmp_path: Path, uploads: list[tuple[Reported, ...]], draw: st.DataObject
) -> None:
    home = tmp_path / "home"
    shutil.rmtree(home, ignore_errors=True)
    store = Store.open(home, SMALL)
    for rows in uploads:
        proposal = propose(store.snapshot(), store.reference, rows, OFFICIAL)
        if not proposal.empty:
            write(store, proposal, AN, "thử")
    told = []
    for _round in range(2):
        if not store.entries():
            continue
        seq = draw.draw(st.integers(1, len(store.entries())))
        proposal = propose_undo(store.snapshot(), store.reference, seq)
        if proposal.problems:
            continue
        write(store, proposal, AN, "hoàn tác")
        board = score_year(store.rulebook(2021), UNITS, store.figures(2021), ())
        told.append(proposal.effects[0].after == board)
    faults = store.verify()
    store.close()

    assert set(told) <= {True}
    assert () == faults


def test_undoing_the_sample_is_told_as_such(tmp_path: Path) -> None:
    store = shipped(tmp_path / "home")
    proposal = propose_undo(store.snapshot(), store.reference, 1)
    store.close()

    assert (["undo.sample"], (2017, 2018)) == ([told.key for told in proposal.notices], proposal.years)
    assert {0} == {effect.after.units[0].total for effect in proposal.effects}


# --- past states --------------------------------------------------------------------------------------------------


def test_any_past_state_is_reproduced_exactly_with_its_stamp(store: Store) -> None:
    stamps = [store.snapshot()]
    kept(store, reported())
    stamps.append(store.snapshot())
    kept(store, reported(value=Decimal(2000)))
    stamps.append(store.snapshot())
    undone(store, 2)
    stamps.append(store.snapshot())

    past = [replace(state_at(store, seq), reference=stamps[seq].reference) for seq in range(4)]

    assert stamps == past
    for seq in (-1, 4):
        with pytest.raises(KeyError):
            state_at(store, seq)


def test_a_past_state_is_compared_with_today(store: Store) -> None:
    kept(store, reported(criterion="A1.04", value=Decimal(5)))
    kept(
        store,
        reported(criterion="A1.04", value=Decimal(10)),
        reported(unit="CD", criterion="A1.04", value=Decimal(9)),
    )
    found = compare_states(state_at(store, 1), store.snapshot(), store.reference)

    assert ["changed", "new"] == [change.kind for change in found.changes]
    assert [("AB", Decimal(4), Decimal(8)), ("CD", None, Decimal("7.2"))] == [
        (
            unit,
            found.effects[0].before.score(unit, "A1.04").points,
            found.effects[0].after.score(unit, "A1.04").points,
        )
        for unit in ("AB", "CD")
    ]


def test_what_an_entry_changed_is_told_as_on_the_day_it_was_written(store: Store) -> None:
    first = kept(store, reported(criterion="A1.04", value=Decimal(5)))
    kept(store, reported(criterion="A1.04", value=Decimal(10)))
    undone(store, 2)
    told = [entry_effect(store, seq) for seq in (1, 2, 3)]

    assert (first.changes, first.effects) == (told[0].changes, told[0].effects)
    assert [["new"], ["changed"], ["withdrawn"]] == [[change.kind for change in row.changes] for row in told]
    with pytest.raises(KeyError):
        entry_effect(store, 0)


def test_the_history_of_a_figure_names_entry_vintage_and_what_counts(store: Store) -> None:
    kept(store, reported(), reported(role=Role.TARGET, level="T", value=Decimal(1000)))
    kept(store, reported(value=Decimal(2000)), reported(unit="CD"))
    kept(store, reported(value=Decimal(3000), agency="SGT"))
    undone(store, 2)
    history = cell_history(store.snapshot(), store.reference, 2021, "AB", "A1.01")

    assert [
        (1, Role.ACTUAL, 1, 0, True),
        (1, Role.TARGET, 1, 0, True),
        (2, Role.ACTUAL, 2, 4, False),
        (3, Role.ACTUAL, 1, 0, False),
    ] == [(row.entry.seq, row.figure.role, row.figure.vintage, row.undone_by, row.counts) for row in history]


# --- completeness -------------------------------------------------------------------------------------------------


def test_completeness_tells_for_each_cell_how_firm_it_is_and_who_is_waited_for(store: Store) -> None:
    kept(
        store,
        reported(criterion="A1.04", value=Decimal(5)),
        reported(unit="CD", criterion="A1.04", value=Decimal(5), status=Status.PRELIMINARY),
        reported(criterion="A2.01", value=Decimal(5), status=Status.ESTIMATE),
        reported(role=Role.TARGET, state=State.NOT_APPLICABLE, value=None),
        reported(unit="CD", agency="own"),
        reported(unit="CD", role=Role.TARGET, level="T", value=Decimal(1000)),
        reported(criterion="A2.03", sub_criterion="a", value=Decimal(2)),
        reported(unit="EF", criterion="A2.01", value=Decimal(5), agency="SGT"),
        reported(unit="EF", role=Role.TARGET, level="T", value=Decimal(1000)),
    )
    found = completeness(store.cluster, store.rulebook(2021), store.snapshot())
    told = {
        (cell.unit, cell.criterion): (cell.state, cell.waits_for)
        for cell in found.cells.values()
        if cell.state != "missing"
    }

    assert {
        ("AB", "A1.04"): ("official", ""),
        ("CD", "A1.04"): ("preliminary", ""),
        ("AB", "A2.01"): ("estimate", ""),
        ("AB", "A1.01"): ("not_assigned", ""),
        ("CD", "A1.01"): ("official", ""),
        ("AB", "A2.03"): ("partly", "STK"),
        ("EF", "A1.01"): ("partly", "STK"),
    } == told
    assert (True, False) == (found.cell("CD", "A1.01").stand_in, found.cell("AB", "A1.04").stand_in)
    assert ["SGT"] == [row.agency for row in found.cell("EF", "A2.01").others]
    assert ("missing", "STK") == (found.cell("EF", "A2.01").state, found.cell("EF", "A2.01").waits_for)
    assert {"STK": 33 - 5} == {agency: len(cells) for agency, cells in found.waiting().items()}
    assert {"official": 1, "estimate": 1, "partly": 1, "missing": 7, "not_assigned": 1} == found.counts("AB")


def test_an_illustrative_figure_is_marked_and_shown_as_what_it_acts_out(store: Store) -> None:
    acting = figure(criterion="A1.04", value=Decimal(3), stands_for=Status.PRELIMINARY)
    plain = figure(unit="CD", criterion="A1.04", value=Decimal(3))
    store.write(AN, "thử", [acting, plain], (), "")
    found = completeness(store.cluster, store.rulebook(2021), store.snapshot())

    assert [("preliminary", True), ("illustrative", True)] == [
        (found.cell(unit, "A1.04").state, found.cell(unit, "A1.04").illustrative) for unit in ("AB", "CD")
    ]


def test_the_shipped_deadlines_are_marked_as_assumed() -> None:
    assert [(2017, False), (2018, False)] == [
        (row.year, row.verified) for row in load_cluster(SHIPPED).deadlines
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("year = 2021\ndate = 2022-01-10\nsource = 'x'", "deadlines 2021, verified"),
        ("year = 2021\ndate = '10/01'\nsource = 'x'\nverified = false", "deadlines 2021, date"),
        ("year = 2021\ndate = 2022-01-10\nsource = ' '\nverified = false", "deadlines 2021, source"),
        ("year = 2021\ndate = 2022-01-10\nsource = 'x'\nverified = false\nhour = 5", "deadlines 2021, hour"),
    ],
)
def test_a_deadline_is_read_strictly(tmp_path: Path, text: str, found: str) -> None:
    folder = shutil.copytree(SMALL, tmp_path / "cluster")
    path = folder / "cluster.toml"
    head, _first, rest = path.read_text(encoding="utf-8").partition("[[roles]]")
    path.write_text(f"{head}[[deadlines]]\n{text}\n\n[[roles]]{rest}", encoding="utf-8")
    with pytest.raises(RulebookError) as raised:
        load_cluster(folder)

    assert [True] == [found in problem for problem in raised.value.problems]


def test_a_deadline_is_read_and_belongs_to_its_year(tmp_path: Path) -> None:
    folder = shutil.copytree(SMALL, tmp_path / "cluster")
    path = folder / "cluster.toml"
    text = "[[deadlines]]\nyear = 2021\ndate = 2022-01-10\nsource = 'x'\nverified = true\n\n[[roles]]"
    path.write_text(path.read_text(encoding="utf-8").replace("[[roles]]", text, 1), encoding="utf-8")
    store = Store.open(tmp_path / "home", folder)
    boards = [completeness(store.cluster, store.rulebook(year), store.snapshot()) for year in (2020, 2021)]
    store.close()

    assert [None, date(2022, 1, 10)] == [board.deadline and board.deadline.date for board in boards]
