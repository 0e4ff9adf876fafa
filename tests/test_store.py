"""The store: what the journal has is what people see, whatever happens to the database file."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from data.figures_file import write_figures, write_penalties
from data.journal import Journal, StaleHead
from data.projection import LEDGERS
from data.store import SAMPLE_ACTOR, Store
from data.troubles import Trouble
from scoring.errors import FiguresError, RulebookError
from scoring.model import Figure, Role, State, Status
from tests.kept_figures import figure, penalty, statements
from tests.kept_homes import SHIPPED, SMALL, keys, write
from tests.people import AN, BINH, secretary

HERE = Path(__file__).resolve().parent


@pytest.fixture()
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture()
def store(home: Path) -> Iterator[Store]:
    opened = Store.open(home, SMALL)
    yield opened
    opened.close()


# --- writing and reading ---------------------------------------------------------------------------------------


def test_what_is_written_is_what_is_read_and_stands_in_the_journal(store: Store, home: Path) -> None:
    first, second = figure(as_of=date(2021, 12, 31)), figure(unit="CD", value=Decimal("0.00"), note="không")

    entry = store.write(AN, "nạp quý 4", [first, second], [penalty()], "", b"tep goc")

    assert (first, second) == store.figures(2021)
    assert (penalty(),) == store.penalties(2021)
    assert (entry,) == store.entries() == tuple(Journal(home / "journal.jsonl").read())
    assert (entry.hash, date(2021, 12, 31)) == (store.head, store.as_of(2021))
    assert ((), (), None) == (store.figures(1999), store.penalties(1999), store.as_of(1999))
    assert b"tep goc" == store.original(entry)
    assert () == store.verify()
    assert ("normal", ()) == (store.health.mode, store.health.notices)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(statements())
def test_any_figures_come_back_the_same_after_a_restart(tmp_path: Path, figures: tuple[Figure, ...]) -> None:
    home = tmp_path / "home"
    shutil.rmtree(home, ignore_errors=True)
    store = Store.open(home, SMALL)
    write(store, *figures)
    kept = store.figures(2021)
    store.close()
    again = Store.open(home, SMALL)
    after, health = again.figures(2021), again.health
    again.close()

    assert figures == kept == after
    assert health.mode == "normal"


def test_a_later_vintage_stands_beside_the_earlier_one(store: Store) -> None:
    write(store, figure(status=Status.ESTIMATE))
    write(store, figure(status=Status.OFFICIAL, vintage=2, value=Decimal(1300)))

    assert [(1, Status.ESTIMATE), (2, Status.OFFICIAL)] == [
        (row.vintage, row.status) for row in store.figures(2021)
    ]


def test_zero_not_reported_and_not_applicable_stay_three_things(store: Store) -> None:
    write(
        store,
        figure(value=Decimal(0)),
        figure(unit="CD", state=State.NOT_REPORTED, value=None),
        figure(unit="EF", state=State.NOT_APPLICABLE, value=None),
    )

    assert [
        (State.REPORTED, Decimal(0)), (State.NOT_REPORTED, None), (State.NOT_APPLICABLE, None),
    ] == [(row.state, row.value) for row in store.figures(2021)]  # fmt: skip


REFUSED = {
    "unit": figure(unit="XY"),
    "unit before its time": figure(year=2020, unit="EF"),
    "year": figure(year=2019),
    "criterion": figure(criterion="A9.01"),
    "level": figure(role=Role.TARGET, level="UBND"),
    "level of this criterion": figure(criterion="A2.05", role=Role.TARGET, level="HU", value=Decimal(5)),
    "role": figure(criterion="A1.04", role=Role.TARGET, level="T", value=Decimal(5)),
    "agency": figure(agency="SXD"),
    "value too high": figure(value=Decimal(5001)),
    "value too low": figure(value=Decimal(-1)),
    "no number": figure(value=Decimal("NaN")),
    "endless": figure(value=Decimal("Infinity")),
    "too many digits": figure(value=Decimal("1e-11")),
    "state": figure(state=State.NOT_REPORTED),
    "value": figure(value=None),
    "grade": figure(criterion="A2.02", value=None, grade="giỏi"),
    "grade as number": figure(criterion="A2.02", value=Decimal(1)),
    "half a thing": figure(criterion="A2.05", value=Decimal("1.5")),
    "half a yes": figure(criterion="A1.05", value=Decimal("0.5")),
    "component missing": figure(criterion="A1.06", value=Decimal(5)),
    "component unknown": figure(criterion="A1.06", sub_criterion="z", value=Decimal(5)),
    "self points": figure(role=Role.SELF_POINTS, value=Decimal(23)),
    "control character": figure(note="a\nb"),
    "vintage": figure(vintage=0),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_one_wrong_figure_refuses_the_whole_write_and_nothing_is_kept(
    store: Store, home: Path, kind: str
) -> None:
    with pytest.raises(FiguresError) as caught:
        store.write(AN, "thử", [figure(unit="CD"), REFUSED[kind]], [], "")

    assert 1 == len(caught.value.problems)
    assert ("", (), ()) == (store.head, store.figures(2021), store.entries())
    assert not (home / "journal.jsonl").exists()


def test_every_problem_of_a_write_is_told_at_once(store: Store) -> None:
    write(store, figure())
    wrong = [figure(), figure(unit="XY", agency="SXD"), figure(vintage=2), figure(vintage=2)]

    with pytest.raises(FiguresError) as caught:
        store.write(AN, "thử", wrong, [penalty(item="TRU.99"), penalty(times=0)], store.head)

    assert [
        "2021 AB A1.01 actual, vintage", "2021 XY A1.01 actual, unit", "2021 XY A1.01 actual, agency",
        "2021 AB A1.01 actual, vintage", "2021 AB TRU.99, item", "2021 AB TRU.01, times",
    ] == [problem.split(":")[0] for problem in caught.value.problems]  # fmt: skip


def test_the_same_penalty_on_the_same_document_counts_once(store: Store) -> None:
    store.write(AN, "thử", [], [penalty()], "")

    with pytest.raises(FiguresError, match="văn bản này đã được tính"):
        store.write(AN, "thử", [], [penalty(times=2)], store.head)


def test_a_writer_who_saw_an_older_state_is_refused_and_shown_what_came_since(store: Store) -> None:
    seen = store.head
    write(store, figure())

    with pytest.raises(StaleHead) as caught:
        store.write(BINH, "muộn", [figure()], [], seen)

    assert store.entries() == caught.value.entries
    assert 1 == len(store.entries())


def test_of_twenty_clerks_at_once_each_either_wrote_or_was_refused_and_readers_see_whole_states(
    store: Store,
) -> None:
    seen: set[int] = set()
    stop = threading.Event()
    failures: list[BaseException] = []

    def read() -> None:
        while not stop.is_set():
            seen.add(len(store.figures(2021)) % 3)

    def clerk(number: int) -> None:
        for _attempt in range(40):
            try:
                three = [figure(unit=unit, vintage=number) for unit in ("AB", "CD", "EF")]
                store.write(secretary(f"người {number}"), "cùng lúc", three, [], store.head)
                return
            except StaleHead:
                continue
            except BaseException as error:
                failures.append(error)
                return

    reader = threading.Thread(target=read)
    clerks = [threading.Thread(target=clerk, args=(number,)) for number in range(1, 21)]
    for thread in (reader, *clerks):
        thread.start()
    for thread in clerks:
        thread.join()
    stop.set()
    reader.join()

    assert [] == failures
    assert {0} == seen
    assert (20, 60) == (len(store.entries()), len(store.figures(2021)))
    assert () == store.verify()


@pytest.mark.parametrize(("actor", "reason"), [("", "x"), ("An", " "), ("A\nn", "x")])
def test_nobody_writes_without_name_and_reason(store: Store, actor: str, reason: str) -> None:
    with pytest.raises(Trouble) as caught:
        store.write(replace(AN, name=actor), reason, [figure()], [], "")

    assert caught.value.key == "actor.blank"


# --- first start and reference ---------------------------------------------------------------------------------


def test_an_empty_home_gets_the_sample_through_the_journal_under_an_actor_named_so(
    home: Path, tmp_path: Path
) -> None:
    folder = shutil.copytree(SMALL, tmp_path / "cluster")
    (folder / "sample").mkdir()
    write_figures(folder / "sample" / "figures-2021.csv", [figure(), figure(unit="CD")])
    write_penalties(folder / "sample" / "penalties-2021.csv", [penalty()])

    store = Store.open(home, folder)
    store.close()
    again = Store.open(home, folder)
    again.close()

    assert [SAMPLE_ACTOR] == [entry.actor for entry in again.entries()]
    assert (2, 1) == (len(again.figures(2021)), len(again.penalties(2021)))


def test_the_shipped_sample_opens_is_all_illustrative_and_has_its_published_context(home: Path) -> None:
    store = Store.open(home, SHIPPED)
    store.close()

    assert (2017, 2018) == store.years()
    assert store.figures(2017)
    assert {Status.ILLUSTRATIVE} == {row.status for year in store.years() for row in store.figures(year)}
    assert all(row.source.startswith("http") for row in store.context_figures("RG"))
    assert store.context_figures("RG")
    assert ("normal", ()) == (store.health.mode, store.health.notices)


def test_a_changed_rulebook_is_projected_anew_and_figures_that_it_no_longer_knows_are_told(
    home: Path, tmp_path: Path
) -> None:
    folder = shutil.copytree(SMALL, tmp_path / "cluster")
    store = Store.open(home, folder)
    write(store, figure(criterion="A1.02", value=Decimal(90)))
    store.close()
    rulebook = folder / "rulebooks" / "2021.toml"
    text = rulebook.read_text(encoding="utf-8")
    rulebook.write_text(text.replace("[0, 120]", "[0, 80]"), encoding="utf-8")

    again = Store.open(home, folder)
    highest = {
        row[8] for row in again._keeper.projection.select("criteria") if row[2] == "A1.02" and row[0] == 2021
    }
    again.close()

    assert ["store.reference", "store.orphan"] == keys(again)
    assert {Decimal(80)} == highest
    assert (figure(criterion="A1.02", value=Decimal(90)),) == again.figures(2021)


def test_a_rulebook_that_breaks_under_a_running_store_refuses_writes_and_leaves_reading_alone(
    home: Path, tmp_path: Path
) -> None:
    folder = shutil.copytree(SMALL, tmp_path / "cluster")
    store = Store.open(home, folder)
    write(store, figure())
    (folder / "rulebooks" / "2021.toml").write_text("year = ", encoding="utf-8")

    with pytest.raises(RulebookError):
        write(store, figure(vintage=2))
    assert (figure(),) == store.figures(2021)
    assert store.rulebook(2021).year == 2021
    store.close()


def test_the_yearly_indicator_tables_hold_actuals_targets_and_baselines_with_their_words(
    store: Store,
) -> None:
    write(
        store,
        figure(),
        figure(role=Role.TARGET, level="T", value=Decimal(1000)),
        figure(role=Role.TARGET, level="HU", value=Decimal(900)),
        figure(criterion="A1.06", sub_criterion="a", role=Role.BASELINE, value=Decimal(7)),
        figure(year=2020, value=Decimal(5)),
    )

    tables = store._keeper.projection
    assert [4, 1] == [len(tables.select("indicators_2021")), len(tables.select("indicators_2020"))]
    assert [2, 2, 1] == [len(tables.select(view)) for view in ("actuals", "targets", "baselines")]
    assert "Thu ngân sách" in tables.select("targets")[0]


def test_a_year_of_the_shipped_sample_is_read_as_the_tables_hold_it(home: Path) -> None:
    store = Store.open(home, SHIPPED)
    figures = store.figures(2018)
    whole = store._keeper.projection.read()
    store.close()

    assert 400 < len(figures)
    assert whole.figures[2018] == figures
    assert set(LEDGERS) == set(whole.hashes)
