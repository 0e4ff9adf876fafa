"""What people see of a published year: its last version by its own rules, on every screen, in decks and documents."""

from __future__ import annotations

import shutil
from dataclasses import replace
from decimal import Decimal

import pytest
from screens import show
from starlette.datastructures import QueryParams

from data.cluster import folder
from data.store import Store
from pages import BEHIND_NAME, SCREENS
from pages.parts import cached
from pages.parts.asked import asked
from scoring.model import Role, Status
from tests.people import ADMINISTRATOR, AN
from tests.published_homes import DOCUMENT

UNIT, CRITERION = "HD", "N1.07"
ADDRESS = {"nam": "2018", "donvi": UNIT, "tieuchi": CRITERION}
# The journal, what is not reported, what could be otherwise and accounts are not part of what was published.
SHOWN = [name for name in SCREENS if name not in {"history", "upload", "trend", "progress", *BEHIND_NAME}]


def published(folder_of_test):
    """A store over a copy of the shipped cluster, 2018 published."""
    cluster = folder_of_test / "cluster"
    cluster.mkdir()
    for name in ("cluster.toml", "units.csv", "agencies.csv"):
        shutil.copy(folder() / name, cluster / name)
    for name in ("rulebooks", "sample", "public"):
        shutil.copytree(folder() / name, cluster / name)
    own = Store.open(folder_of_test / "home", cluster)
    own.publish(AN, "công bố", 2018, DOCUMENT, own.head)
    return own


@pytest.fixture()
def store(tmp_path, monkeypatch):
    """A store of this test only."""
    own = published(tmp_path)
    monkeypatch.setattr(cached, "store", lambda: own)
    yield own
    own.close()


@pytest.fixture(scope="module")
def before_and_after(tmp_path_factory):
    """The text of every screen before and after rules, words and a name were edited."""
    place = tmp_path_factory.mktemp("published")
    own = published(place)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cached, "store", lambda: own)
        before = {screen: show(screen, **ADDRESS).text for screen in SHOWN}
        change_everything(own, place)
        after = {screen: show(screen, **ADDRESS).text for screen in SHOWN}
    own.close()
    return before, after


def edit(tmp_path, name, old, new):
    path = tmp_path / "cluster" / name
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def change_everything(store, tmp_path):
    """Other rules, other words and another name of a unit, all of them valid."""
    edit(tmp_path, "rulebooks/2018.toml", "per_percent = 0.5", "per_percent = 0.25")
    edit(tmp_path, "rulebooks/2018.toml", 'title = "', 'title = "Bản sửa: ')
    name = store.cluster.unit(UNIT).short_name
    edit(tmp_path, "units.csv", f",{name},", ",Tên Khác,")
    assert store.reload_reference()


def correction(store, value="70.5"):
    """A figure of Hòn Đất proposed anew."""
    last = [
        row
        for row in store.figures(2018)
        if (row.unit, row.criterion, row.role) == (UNIT, CRITERION, Role.ACTUAL)
    ][-1]
    new = replace(
        last, vintage=last.vintage + 1, value=Decimal(value), status=Status.OFFICIAL, stands_for=None
    )
    return store.propose_correction(AN, "đo lại", 2018, [new], [], store.head)


@pytest.mark.parametrize("screen", SHOWN)
def test_a_screen_shows_a_published_year_as_before_when_the_rules_are_edited(before_and_after, screen):
    before, after = before_and_after

    assert before[screen] == after[screen]
    assert "2018" in before[screen]
    assert "Tên Khác" not in after[screen]


def test_an_unpublished_year_takes_the_edited_rules_at_once(store, tmp_path):
    before = show("rankings", nam="2017").text
    edit(tmp_path, "units.csv", f",{store.cluster.unit(UNIT).short_name},", ",Tên Khác,")
    store.reload_reference()

    assert "Tên Khác" not in before
    assert "Tên Khác" in show("rankings", nam="2017").text


def test_a_proposal_changes_no_number_that_is_shown_and_its_approval_does(store):
    board, stamp = cached.board(2018), cached.stamp(2018)
    frozen = cached.frozen(2018)
    proposed = correction(store)

    assert (board, stamp) == (cached.board(2018), cached.stamp(2018))
    assert (frozen.digest, frozen.about) == (cached.frozen(2018).digest, cached.frozen(2018).about)

    entry = store.approve_correction(ADMINISTRATOR, "đúng", proposed.seq, store.head)

    assert store.effect_of(proposed.seq).effects[0].after == cached.board(2018) != board
    assert (2, cached.board(2018)) == (cached.frozen(2018).version, cached.frozen(2018).about.board)
    assert cached.stamp(2018) == store.versions(2018)[1].mark != stamp
    assert entry.seq == cached.shown(2018)


def test_decks_and_documents_of_a_published_year_stay_the_same_whatever_happens_to_other_years(
    store, tmp_path
):
    before, mark = asked(QueryParams({"nam": "2018"})).frozen(), cached.stamp(2018)
    changed = next(row for row in store.figures(2017) if row.role is Role.ACTUAL and row.value)
    store.write(AN, "sửa năm trước", [replace(changed, vintage=9, value=changed.value * 2)], [], store.head)
    change_everything(store, tmp_path)
    after = asked(QueryParams({"nam": "2018"})).frozen()

    assert (before.digest, mark) == (after.digest, cached.stamp(2018))
    assert (before.about, before.before, before.changes) == (after.about, after.before, after.changes)
    assert mark == after.stamp.mark


def test_the_mark_of_each_version_opens_that_version_after_corrections_and_edited_rules(store, tmp_path):
    boards = [cached.board(2018)]
    for value in ("70.5", "71"):
        proposed = correction(store, value)
        store.approve_correction(ADMINISTRATOR, "đúng", proposed.seq, store.head)
        boards.append(cached.board(2018))
    change_everything(store, tmp_path)
    marks = [version.mark for version in cached.versions(2018)]
    opened = [asked(QueryParams({"dau": mark})).frozen() for mark in marks]

    assert boards == [frozen.about.board for frozen in opened]
    assert [1, 2, 3] == [frozen.version for frozen in opened]
    assert marks == [frozen.stamp.mark for frozen in opened]
    assert boards[0] == cached.past_board(2018, store.versions(2018)[0].seq)
    for mark in marks:
        assert mark in show("documents", dau=mark).text


def test_the_explanation_of_a_published_score_cites_the_rule_that_it_was_scored_by(store, tmp_path):
    before = cached.explanation(2018, UNIT, CRITERION)
    change_everything(store, tmp_path)

    assert before == cached.explanation(2018, UNIT, CRITERION)


def test_a_past_state_of_a_published_year_says_by_which_rules_it_is_scored(store):
    then = {year: show("history", nam=year, trangthai="1").text for year in ("2017", "2018")}

    assert "chấm theo quy chế lưu cùng bản công bố" in then["2018"]
    assert "chấm theo quy chế hiện nay" in then["2017"]
