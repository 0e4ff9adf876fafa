"""An intake: what is shown before writing is exactly what is written, or nothing is."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from data.intake import NAMED, Defaults, Proposal, Reported, propose, repropose, write
from data.journal import StaleHead
from data.remarks import REMARKS, WHY, Place
from data.store import Store
from data.troubles import Trouble
from scoring.errors import FiguresError
from scoring.figures import OWN
from scoring.model import Role, State, Status
from scoring.scoreboard import score_year
from tests.kept_figures import figure, penalty
from tests.kept_homes import shipped
from tests.people import AN, BINH
from tests.reported_figures import OFFICIAL, files, reported

HERE = Path(__file__).resolve().parent
SMALL = HERE / "small_cluster"
SHIPPED = HERE.parent / "data"


@pytest.fixture()
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store.open(tmp_path / "home", SMALL)
    yield opened
    opened.close()


def proposed(store: Store, *rows: Reported, defaults: Defaults = OFFICIAL) -> Proposal:
    return propose(store.snapshot(), store.reference, rows, defaults)


def kept(store: Store, *rows: Reported, defaults: Defaults = OFFICIAL) -> Proposal:
    proposal = proposed(store, *rows, defaults=defaults)
    write(store, proposal, AN, "thử")
    return proposal


def kinds(proposal: Proposal) -> list[str]:
    return [change.kind for change in proposal.changes]


def problems(proposal: Proposal) -> list[str]:
    return [told.key for told in proposal.problems]


def notices(proposal: Proposal) -> list[str]:
    return [told.key for told in proposal.notices]


# --- the promise --------------------------------------------------------------------------------------------------


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(files(), files())
def test_what_is_written_equals_the_preview_and_the_same_file_again_changes_nothing(
    tmp_path: Path, first: tuple[Reported, ...], second: tuple[Reported, ...]
) -> None:
    home = tmp_path / "home"
    shutil.rmtree(home, ignore_errors=True)
    store = Store.open(home, SMALL)
    told: list[object] = []
    for rows in (first, second):
        before = store.figures(2021)
        proposal = proposed(store, *rows)
        if not proposal.empty:
            entry = write(store, proposal, AN, "thử", b"tep")
            board = score_year(store.rulebook(2021), ["AB", "CD", "EF"], store.figures(2021), ())
            told.append((proposal.effects[0].after == board, entry.figures == proposal.figures))
            told.append((before + proposal.figures == store.figures(2021), proposal.effects[0].year == 2021))
        again = proposed(store, *rows)
        told.append((again.empty, () == again.changes == again.effects))
    faults = store.verify()
    store.close()

    assert {(True, True)} == set(told)
    assert () == faults


def test_a_figure_of_one_unit_shows_what_it_does_to_the_others(store: Store) -> None:
    targets = [
        reported(unit=unit, criterion="A2.05", role=Role.TARGET, level="T", value=Decimal(100))
        for unit in ("AB", "CD")
    ]
    actuals = [reported(unit=unit, criterion="A2.05", value=Decimal(110)) for unit in ("AB", "CD")]
    kept(store, *targets, *actuals)

    effect = proposed(store, reported(unit="AB", criterion="A2.05", value=Decimal(200))).effects[0]

    assert Decimal(10) == effect.before.score("CD", "A2.05").points
    assert Decimal("5.5") == effect.after.score("CD", "A2.05").points


def test_nothing_is_written_by_a_preview(store: Store) -> None:
    proposed(store, reported())

    assert ("", ()) == (store.head, store.entries())


# --- what stands already ------------------------------------------------------------------------------------------


def test_a_changed_figure_becomes_the_next_vintage_and_the_old_one_stays(store: Store) -> None:
    kept(store, reported())
    proposal = kept(store, reported(value=Decimal(1300)))

    assert [("changed", Decimal("1234.5"), Decimal(1300), True)] == [
        (change.kind, change.old and change.old.value, change.new and change.new.value, change.counts)
        for change in proposal.changes
    ]
    assert [1, 2] == [row.vintage for row in store.figures(2021)]


def test_the_same_figure_from_a_file_with_another_covering_letter_changes_nothing(store: Store) -> None:
    kept(store, reported(), defaults=replace(OFFICIAL, document="Công văn 1"))
    again = proposed(store, reported(), defaults=replace(OFFICIAL, document="Công văn 2"))
    said_in_the_row = proposed(store, reported(document="Công văn 2"))

    assert (True, 1) == (again.empty, again.unchanged)
    assert ["restated"] == kinds(said_in_the_row)


def test_the_same_number_made_official_is_a_new_statement(store: Store) -> None:
    kept(store, reported(status=Status.PRELIMINARY))
    proposal = kept(store, reported())

    assert ["restated"] == kinds(proposal)
    assert [Status.PRELIMINARY, Status.OFFICIAL] == [row.status for row in store.figures(2021)]


def test_a_blank_never_takes_a_figure_away(store: Store) -> None:
    kept(store, reported())
    proposal = proposed(store, reported(state=State.NOT_REPORTED, value=None))

    assert (True, ["kept.blank"], []) == (proposal.empty, notices(proposal), problems(proposal))


def test_a_zero_is_a_figure(store: Store) -> None:
    kept(store, reported(criterion="A1.04", value=Decimal(0)))

    assert [(State.REPORTED, Decimal(0))] == [(row.state, row.value) for row in store.figures(2021)]


def test_the_same_cell_twice_must_say_the_same(store: Store) -> None:
    twice = proposed(store, reported(), reported())
    differing = proposed(
        store,
        reported(place=Place("a.xlsx", 5, "H")),
        reported(value=Decimal(12345) / 10 * 2, place=Place("b.xlsx", 7, "H")),
    )

    assert (1, 1, []) == (len(twice.figures), twice.unchanged, problems(twice))
    assert ["reported.twice"] == problems(differing)
    assert "b.xlsx, dòng 7, cột H: 2021 AB A1.01: khác với số đã ghi ở a.xlsx, dòng 5, cột H" in (
        differing.problems[0].text
    )


# --- whose figure counts ------------------------------------------------------------------------------------------


def test_another_agencys_figure_waits_and_later_stands_beside_the_official_one(store: Store) -> None:
    waiting = kept(store, reported(criterion="A1.04", value=Decimal(9), agency="SGT"))
    official = kept(store, reported(criterion="A1.04", value=Decimal(8)))
    beside = kept(store, reported(criterion="A1.04", value=Decimal(10), agency="SGT"))
    board = score_year(store.rulebook(2021), ["AB", "CD", "EF"], store.figures(2021), ())

    assert [["waits"], ["new"], ["statement"]] == [kinds(row) for row in (waiting, official, beside)]
    assert [["agency.waits"], [], ["agency.statement"]] == [
        notices(row) for row in (waiting, official, beside)
    ]
    assert [False, True, False] == [row.changes[0].counts for row in (waiting, official, beside)]
    assert beside.effects[0].before.units == beside.effects[0].after.units
    assert Decimal("6.4") == board.score("AB", "A1.04").points


def test_a_units_own_figure_scores_only_where_the_rulebook_lets_it(store: Store) -> None:
    allowed = proposed(store, reported(agency=OWN))
    refused = proposed(store, reported(criterion="A1.02", value=Decimal(90), agency=OWN))

    assert (["new"], ["agency.stand_in"], True) == (
        kinds(allowed),
        notices(allowed),
        allowed.changes[0].counts,
    )
    assert (["waits"], False) == (kinds(refused), refused.changes[0].counts)


def test_nobody_guesses_who_stated_a_figure_or_how_firm_it_is(store: Store) -> None:
    silent = proposed(store, reported(), defaults=Defaults())
    named = proposed(store, reported(), defaults=Defaults(Status.ESTIMATE, NAMED))

    assert ["reported.status", "reported.agency"] == problems(silent)
    assert ((), ()) == (silent.figures, silent.effects)
    assert [("STK", Status.ESTIMATE)] == [(row.agency, row.status) for row in named.figures]


def test_a_target_needs_its_level_and_keeps_the_agency_that_reported_that_level(store: Store) -> None:
    target = reported(role=Role.TARGET, value=Decimal(1000))
    kept(store, replace(target, level="T", agency="SGT"))

    assert ["reported.level"] == problems(proposed(store, target))
    assert ["SGT"] == [
        row.agency for row in proposed(store, replace(target, level="T", value=Decimal(1))).figures
    ]
    assert [OWN] == [
        row.agency
        for row in proposed(
            store, replace(target, level="HU"), defaults=Defaults(Status.OFFICIAL, NAMED)
        ).figures
    ]


def test_a_target_is_never_an_estimate(store: Store) -> None:
    row = reported(role=Role.TARGET, level="T", status=Status.PRELIMINARY)

    assert [Status.OFFICIAL] == [found.status for found in proposed(store, row).figures]


def test_a_target_of_a_lower_level_is_kept_and_does_not_count(store: Store) -> None:
    kept(store, reported(role=Role.TARGET, level="T", value=Decimal(1000)))
    proposal = proposed(store, reported(role=Role.TARGET, level="HU", value=Decimal(900)))

    assert (["lower_level"], ["target.lower_level"]) == (kinds(proposal), notices(proposal))
    assert proposal.effects[0].before.units == proposal.effects[0].after.units


def test_a_criterion_that_is_not_assigned_leaves_the_maximum(store: Store) -> None:
    row = reported(role=Role.TARGET, state=State.NOT_APPLICABLE, value=None)
    proposal = kept(store, row)
    effect = proposal.effects[0]

    assert ("T", Decimal(20)) == (
        proposal.figures[0].level,
        effect.before.unit("AB").maximum - effect.after.unit("AB").maximum,
    )


def test_not_assigned_does_not_take_a_target_away(store: Store) -> None:
    kept(store, reported(role=Role.TARGET, level="T", value=Decimal(1000)))
    proposal = proposed(store, reported(role=Role.TARGET, level="T", state=State.NOT_APPLICABLE, value=None))

    assert (["still_set"], ["target.still_set"]) == (kinds(proposal), notices(proposal))


def test_points_that_a_unit_gave_itself_are_kept_as_its_own_and_score_nothing(store: Store) -> None:
    proposal = kept(store, reported(role=Role.SELF_POINTS, value=Decimal(18), agency="SGT"))

    assert ([OWN], ["self"], False) == (
        [row.agency for row in proposal.figures], kinds(proposal), proposal.changes[0].counts,
    )  # fmt: skip
    assert Decimal(18) == proposal.effects[0].after.score("AB", "A1.01").self_points


# --- what must be seen or mended ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "key"),
    [("4000", []), ("450", ["value.tenth"]), ("0", ["value.zero"]), ("449", ["value.tenth"]), ("600", [])],
)
def test_a_figure_far_from_the_one_before_is_asked_about(store: Store, value: str, key: list[str]) -> None:
    kept(store, reported(value=Decimal(4500)))

    assert key == notices(proposed(store, reported(value=Decimal(value))))


def test_a_figure_ten_times_last_years_is_asked_about(store: Store) -> None:
    kept(store, reported(year=2020, value=Decimal(400)))
    proposal = proposed(store, reported(value=Decimal(4100)))

    assert ["value.tenfold"] == notices(proposal)
    assert "4.100 gấp 10 lần 400 (năm 2020)" in proposal.notices[0].text


def test_a_figure_ten_times_the_other_units_is_asked_about(store: Store) -> None:
    kept(store, reported(unit="CD", value=Decimal(300)), reported(unit="EF", value=Decimal(500)))
    proposal = proposed(store, reported(value=Decimal(4000)))

    assert ["value.tenfold"] == notices(proposal)
    assert "gấp 10 lần 400 (mức giữa của các đơn vị khác)" in proposal.notices[0].text


def test_a_weaker_status_and_an_older_day_are_told(store: Store) -> None:
    kept(store, reported(as_of=date(2021, 12, 31)))
    proposal = proposed(store, reported(value=Decimal(1200), status=Status.ESTIMATE, as_of=date(2021, 9, 30)))

    assert ["status.weaker", "as_of.older"] == notices(proposal)


@pytest.mark.parametrize(
    "changes",
    [
        {"unit": "ZZ"},
        {"year": 1999},
        {"criterion": "A9.99"},
        {"agency": "LẠ"},
        {"value": Decimal(5001)},
        {"criterion": "A2.02", "value": None, "grade": "tuyệt"},
        {"criterion": "A1.06", "value": Decimal(3)},
        {"criterion": "A1.04", "state": State.NOT_APPLICABLE, "value": None},
        {"role": Role.TARGET, "level": "X"},
    ],
)
def test_a_figure_that_cannot_be_kept_stops_the_whole_write(store: Store, changes: dict[str, object]) -> None:
    proposal = proposed(store, reported(unit="CD"), reported(place=Place("a.csv", 9, "D"), **changes))
    with pytest.raises(FiguresError) as raised:
        write(store, proposal, AN, "thử")

    assert proposal.problems
    assert {"error"} == {told.severity for told in proposal.problems}
    assert () == proposal.effects
    assert [told.text for told in proposal.problems] == list(raised.value.problems)
    assert () == store.entries()


def test_all_problems_are_told_at_once_each_with_its_row(store: Store) -> None:
    rows = [
        reported(unit=unit, place=Place("a.csv", line, "D")) for line, unit in enumerate(["X", "Y", "AB"], 2)
    ]
    proposal = proposed(store, *rows)

    assert ["a.csv, dòng 2, cột D", "a.csv, dòng 3, cột D"] == [told.place.text for told in proposal.problems]


# --- penalties ----------------------------------------------------------------------------------------------------


def test_a_penalty_is_shown_with_its_effect_and_counts_once(store: Store) -> None:
    kept(store, reported(criterion="A1.04", value=Decimal(9)))
    proposal = propose(store.snapshot(), store.reference, (), None, [penalty()])
    write(store, proposal, AN, "thử")
    again = propose(store.snapshot(), store.reference, (), None, [penalty()])

    effect = proposal.effects[0]

    assert Decimal(2) == effect.before.unit("AB").total - effect.after.unit("AB").total
    assert ["new"] == [change.kind for change in proposal.penalty_changes]
    assert (True, 1) == (again.empty, again.unchanged)


# --- two at once --------------------------------------------------------------------------------------------------


def test_of_two_uploads_from_the_same_preview_one_wins_and_the_other_sees_what_changed(store: Store) -> None:
    kept(store, reported())
    one, other = (
        proposed(store, reported(value=Decimal(2000))),
        proposed(store, reported(value=Decimal(2100))),
    )
    entry = write(store, one, AN, "một")
    with pytest.raises(StaleHead) as raised:
        write(store, other, BINH, "hai")
    anew = repropose(store.snapshot(), store.reference, other)
    assert anew.moved is not None

    assert (entry,) == raised.value.entries == anew.moved.entries
    assert other.changes == anew.moved.conflicts
    assert [Decimal(2000)] == [change.old and change.old.value for change in anew.changes]
    assert [3] == [row.vintage for row in anew.figures]
    assert write(store, anew, BINH, "hai").figures == anew.figures


def test_uploads_about_different_cells_do_not_conflict_but_are_shown_again(store: Store) -> None:
    one, other = proposed(store, reported()), proposed(store, reported(unit="CD"))
    write(store, one, AN, "một")
    anew = repropose(store.snapshot(), store.reference, other)
    assert anew.moved is not None

    assert (1, ()) == (len(anew.moved.entries), anew.moved.conflicts)
    assert (other.digest, False) == (anew.digest, other.base_head == anew.base_head)


def test_a_rulebook_that_changed_since_the_preview_refuses_the_write(tmp_path: Path) -> None:
    folder = shutil.copytree(SMALL, tmp_path / "cluster")
    store = Store.open(tmp_path / "home", folder)
    proposal = proposed(store, reported())
    path = folder / "rulebooks" / "2021.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("floor = 0.5", "floor = 0.4"), encoding="utf-8")
    with pytest.raises(Trouble) as raised:
        write(store, proposal, AN, "thử")
    entries = store.entries()
    write(store, repropose(store.snapshot(), store.reference, proposal), AN, "thử")
    store.close()

    assert ("reference.moved", ()) == (raised.value.key, entries)


def test_the_digest_names_what_would_be_written(store: Store) -> None:
    one, same, other = (proposed(store, reported(value=Decimal(value))) for value in ("5", "5.0", "6"))

    assert one.digest == same.digest != other.digest


def test_another_preview_than_the_one_that_was_shown_is_not_written(store: Store) -> None:
    shown, other = proposed(store, reported(value=Decimal(5))), proposed(store, reported(value=Decimal(6)))
    with pytest.raises(Trouble) as raised:
        write(store, other, AN, "thử", shown=shown.digest)
    entries = store.entries()
    write(store, shown, AN, "thử", shown=shown.digest)

    assert ("preview.changed", ()) == (raised.value.key, entries)


# --- the shipped cluster ------------------------------------------------------------------------------------------


def test_a_year_that_compares_itself_with_the_changed_one_is_not_scored_anew(tmp_path: Path) -> None:
    store = shipped(tmp_path / "home")
    proposal = propose(
        store.snapshot(),
        store.reference,
        [Reported(2017, "RG", "N1.01", value=Decimal(20000))],
        Defaults(Status.OFFICIAL, NAMED),
    )
    store.close()

    assert ((2017,), [2017]) == (proposal.years, [effect.year for effect in proposal.effects])


def test_an_illustrative_figure_keeps_what_it_acts_out_when_it_is_changed(store: Store) -> None:
    store.write(AN, "thử", [figure(stands_for=Status.OFFICIAL)], (), "")
    proposal = proposed(store, reported(value=Decimal(1), status=Status.ILLUSTRATIVE))

    assert [Status.OFFICIAL] == [row.stands_for for row in proposal.figures]


def test_every_remark_and_reason_is_used() -> None:
    text = "".join(path.read_text(encoding="utf-8") for path in (HERE.parent / "data").glob("*.py"))

    assert [] == [key for key in [*REMARKS, *WHY] if text.count(f'"{key}"') < 2]
