"""Backups: made by themselves, thinned by age, told when they fail, refused when damaged, put back whole."""

from __future__ import annotations

import json
import os
import random
import shutil
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest

import data.backup
import data.backup_watch
import data.backups
from data import backup
from data.__main__ import main
from data.accounts import Accounts
from data.backup_manifest import MANIFEST, Manifest, read_manifest, text_of
from data.backup_watch import DAILY, MOST, OVERDUE, QUIET, RETRY, BackupWatch
from data.backups import KEEP, Kept, kept, place, prune, publishes, surplus
from data.cluster import load_cluster
from data.drill import drill
from data.faults import BACKUP_STEPS, RESTORE_STEPS
from data.home import Home
from data.journal import Journal
from data.rights import Duty
from data.sign_in import SignIn
from data.store import Store
from data.troubles import Trouble, notice
from pages.__main__ import said
from tests import published_homes
from tests.fault_classes.forks import Child
from tests.kept_figures import figure
from tests.kept_homes import SMALL, keys, write
from tests.people import ADMINISTRATOR, AN

TOP = Path(__file__).resolve().parents[1]
SECRET = "mot mat khau dai"


@pytest.fixture()
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("THIDUA_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("THIDUA_CLUSTER", str(SMALL))
    monkeypatch.delenv("THIDUA_BACKUPS", raising=False)
    return tmp_path / "home"


@pytest.fixture()
def store(home: Path) -> Iterator[Store]:
    opened = Store.open(home, SMALL)
    yield opened
    opened.close()


@pytest.fixture()
def to(home: Path) -> Path:
    return place(home)


def add(store: Store, vintage: int, original: bytes | None = None) -> str:
    return store.write(AN, "thử", [figure(vintage=vintage)], [], store.head, original).hash


def account(home: Path, name: str = "Lan") -> None:
    Accounts(home).add(ADMINISTRATOR, load_cluster(SMALL), name, Duty.SECRETARY, "", SECRET)


def state(home: Path) -> tuple[str, dict[str, str]]:
    store = Store.open(home, SMALL)
    store.close()
    return store.head, store.table_hashes()


class Time:
    """A clock that goes as the test says."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self.begun = datetime.now(UTC)

    def pass_by(self, seconds: float) -> None:
        self.seconds += seconds

    def clock(self) -> float:
        return self.seconds

    def now(self) -> datetime:
        return self.begun + timedelta(seconds=self.seconds)


@pytest.fixture()
def at(monkeypatch: pytest.MonkeyPatch) -> Time:
    """The clock of the test, also for the names of backups."""
    told = Time()

    class Told(datetime):
        @classmethod
        def now(cls, tz: object = None) -> datetime:
            return told.now()

    monkeypatch.setattr(data.backup, "datetime", Told)
    return told


def watching(store: Store, to: Path, at: Time) -> BackupWatch:
    """A watch without its thread: the test looks itself."""
    watch = BackupWatch(store, to, at.now, at.clock)
    store.told_by = watch.notices
    return watch


# --- when ------------------------------------------------------------------------------------------------------


def test_entries_written_within_a_short_time_are_batched_into_one_backup(
    store: Store, to: Path, at: Time
) -> None:
    watch = watching(store, to, at)
    looked = []
    for vintage in (1, 2, 3):
        add(store, vintage)
        looked.append(watch.look())
        at.pass_by(QUIET - 1)
        looked.append(watch.look())
    at.pass_by(1)

    assert (6 * [False], True, False) == (looked, watch.look(), watch.look())
    assert [(store.head, 3)] == [backup.check(one.path) for one in kept(to)]


def test_entries_that_keep_coming_wait_for_two_minutes_at_most(store: Store, to: Path, at: Time) -> None:
    watch = watching(store, to, at)
    vintage, made = 0, False
    while not made:
        vintage += 1
        add(store, vintage)
        made = watch.look()
        at.pass_by(QUIET / 2)

    assert MOST / (QUIET / 2) + 1 == vintage


def test_a_home_in_which_nothing_happens_is_backed_up_daily(store: Store, to: Path, at: Time) -> None:
    watch = watching(store, to, at)
    add(store, 1)
    watch.look()
    at.pass_by(QUIET)
    assert watch.look()
    at.pass_by(DAILY.total_seconds() - 2)
    assert not watch.look()
    at.pass_by(2)
    assert watch.look()
    assert not watch.look()


def test_an_account_alone_makes_a_backup(store: Store, home: Path, to: Path, at: Time) -> None:
    watch = watching(store, to, at)
    add(store, 1)
    store.backup(to)
    assert not watch.look()
    account(home)
    watch.look()
    at.pass_by(QUIET)

    assert watch.look()
    assert (home / "accounts.json").read_bytes() == (kept(to)[0].path / "accounts.json").read_bytes()


def test_what_was_not_backed_up_before_a_stop_is_after_the_next_start(home: Path, to: Path, at: Time) -> None:
    first = Store.open(home, SMALL)
    add(first, 1)
    first.backup(to)
    add(first, 2)
    first.close()
    second = Store.open(home, SMALL)
    watch = watching(second, to, at)
    assert not watch.look()
    at.pass_by(QUIET)
    made = watch.look()
    second.close()

    assert (True, [2, 1]) == (made, [backup.check(one.path)[1] for one in kept(to)])


def test_backups_that_somebody_deletes_under_a_running_server_are_made_anew(
    store: Store, to: Path, at: Time
) -> None:
    watch = watching(store, to, at)
    add(store, 1)
    store.backup(to)
    assert not watch.look()
    shutil.rmtree(to)
    watch.look()
    at.pass_by(QUIET)

    assert (True, 1) == (watch.look(), len(kept(to)))


def test_names_rise_although_the_clock_was_put_back(store: Store, to: Path, at: Time) -> None:
    add(store, 1)
    first = store.backup(to)
    add(store, 2)
    at.pass_by(-86400)
    second = store.backup(to)

    assert [second, first] == [one.path for one in kept(to)]


def threads() -> list[str]:
    return [one.name for one in threading.enumerate() if one.name == "backups"]


def test_the_thread_runs_from_start_to_stop_and_by_nothing_else(
    store: Store, to: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(data.backup_watch, "LOOK", 0.01)
    monkeypatch.setattr(data.backup_watch, "QUIET", 0.0)
    add(store, 1)
    watch = BackupWatch(store, to)
    before = threads()
    watch.start()
    during = threads()
    until = time.monotonic() + 60
    while not kept(to) and time.monotonic() < until:
        time.sleep(0.01)
    watch.stop()

    assert ([], ["backups"], [], 1) == (before, during, threads(), len(kept(to)))


SERVED = """
import asyncio, threading, app
app.warm_up = lambda: None  # the first screen costs most of a start, and none is shown here
names = lambda: [one.name for one in threading.enumerate() if one.name == "backups"]
async def serve():
    before = names()
    async with app.lifespan(None):
        during = names()
    print(before, during, names())
asyncio.run(serve())
"""


@pytest.mark.slow
def test_the_server_starts_the_thread_and_ends_it(home: Path) -> None:
    environ = {**os.environ, "THIDUA_CLUSTER": str(TOP / "data")}
    ran = subprocess.run(
        [sys.executable, "-c", SERVED], cwd=TOP, env=environ, capture_output=True, text=True, check=True
    )

    assert "[] ['backups'] []" == ran.stdout.strip().splitlines()[-1]


# --- how long --------------------------------------------------------------------------------------------------

DAY = datetime(2026, 11, 27, tzinfo=UTC)


def stood(made: datetime, head: str = "known", *published: str) -> Kept:
    return Kept(Path(f"thidua-{made:%Y%m%dT%H%M%SZ}"), made, Manifest(made, head, 1, {}, published))


def test_of_one_a_day_the_thirty_newest_stay() -> None:
    days = [stood(DAY - timedelta(days=number)) for number in range(40)]

    assert (30, days[30:]) == (KEEP, surplus(days, {"known"}))


def test_a_busy_day_does_not_push_out_the_days_before() -> None:
    today = [stood(DAY - timedelta(minutes=number)) for number in range(1, 51)]
    before = [stood(DAY - timedelta(days=number, hours=1)) for number in range(1, 15)]
    gone = surplus([*today, *before], {"known"})

    assert 50 + 14 - KEEP == len(gone)
    assert set() == {one.path for one in gone} & {one.path for one in [*today[:10], *before]}


def test_the_earliest_backup_of_every_published_state_stays_for_ever() -> None:
    days = [stood(DAY - timedelta(days=number), "known", "first") for number in range(60)]
    days += [stood(DAY - timedelta(days=number)) for number in range(60, 100)]
    days[5] = stood(days[5].made, "known", "first", "second")
    gone = surplus(days, {"known"})

    assert len(days) - KEEP - 2 == len(gone)
    assert [] == [one for one in (days[5], days[59]) if one in gone]
    assert [days[58], days[60]] == [one for one in (days[58], days[60]) if one in gone]


def test_a_backup_that_holds_what_todays_journal_does_not_is_never_deleted() -> None:
    days = [stood(DAY - timedelta(days=number)) for number in range(40)]
    stranger = stood(DAY - timedelta(days=90), "another journal")

    assert days[30:] == surplus([*days, stranger], {"known"})


def test_a_backup_whose_manifest_cannot_be_read_is_left_for_people_to_look_at() -> None:
    days = [stood(DAY - timedelta(days=number)) for number in range(40)]
    damaged = Kept(Path("thidua"), DAY - timedelta(days=50), None)

    assert days[30:] == surplus([*days, damaged], {"known"})


def test_the_thirty_first_backup_takes_the_place_of_the_oldest_and_the_published_one_stays(
    store: Store, home: Path, to: Path
) -> None:
    for vintage in range(1, 33):
        add(store, vintage)
        backup.make(Home(home), SMALL, to, published=lambda entry: entry.seq == 2)
        prune(to, {entry.hash for entry in store.entries()})

    counts = [backup.check(one.path)[1] for one in kept(to)]
    assert [*range(32, 2, -1), 2] == counts
    assert 31 == len(list(to.iterdir()))


@dataclass
class Publication:
    year: int


def test_a_publication_and_an_approved_correction_publish_and_other_entries_do_not() -> None:
    approved, rejected = (
        SimpleNamespace(outcome=SimpleNamespace(name=name)) for name in ("APPROVED", "REJECTED")
    )
    records = [Publication(2018), approved, rejected, None]

    assert [True, True, False, False] == [publishes(SimpleNamespace(record=one)) for one in records]  # type: ignore[arg-type]


def test_an_entry_of_a_program_without_publications_publishes_nothing(store: Store) -> None:
    add(store, 1)

    assert [False] == [publishes(entry) for entry in store.entries()]


# --- what is in it ---------------------------------------------------------------------------------------------


def test_everything_in_a_backup_is_for_its_owner_only(store: Store, home: Path, to: Path) -> None:
    account(home)
    (home / "published" / "abc" / "rulebooks").mkdir(parents=True)
    (home / "published" / "abc" / "rulebooks" / "2021.toml").write_text("x")
    add(store, 1, b"tep")
    made = store.backup(to)
    modes = (
        {stat.S_IMODE(path.stat().st_mode) for path in [to, made, *made.rglob("*")] if path.is_dir()},
        {stat.S_IMODE(path.stat().st_mode) for path in made.rglob("*") if path.is_file()},
    )

    assert ({0o700}, {0o600}) == modes
    assert {"journal.jsonl", "accounts.json", "originals", "reference", "published", MANIFEST} == {
        path.name for path in made.iterdir()
    }


def test_sessions_and_failed_attempts_are_in_no_backup(store: Store, home: Path, to: Path) -> None:
    account(home)
    signing = SignIn(home)
    signing.sign_in("Lan", SECRET, "10.0.0.1")
    signing.sign_in("Lan", "sai mat khau", "10.0.0.1")
    add(store, 1)
    made = store.backup(to)

    assert (True, True) == ((home / "sessions.json").is_file(), (home / "failures.json").is_file())
    assert [] == [path for path in made.rglob("*") if path.name in ("sessions.json", "failures.json")]


def test_thirty_backups_hold_each_original_on_the_disk_twice_and_neighbours_never_share_it(
    store: Store, to: Path
) -> None:
    add(store, 1, b"tep goc")
    for _number in range(6):
        store.backup(to)
    places = [next((one.path / "originals").iterdir()).stat().st_ino for one in kept(to)]

    assert 2 * [places[0], places[1]] + [places[0], places[1]] == places
    assert places[0] != places[1]


def test_an_original_that_the_home_lost_is_taken_from_an_earlier_backup(
    store: Store, home: Path, to: Path
) -> None:
    add(store, 1, b"tep goc")
    store.backup(to)
    next((home / "originals").iterdir()).write_bytes(b"hong")
    made = store.backup(to)

    assert [b"tep goc"] == [path.read_bytes() for path in (made / "originals").iterdir()]
    assert () == read_manifest(made).lost


def test_an_original_that_nobody_has_any_more_is_told_and_stops_no_backup(
    store: Store, home: Path, to: Path, at: Time
) -> None:
    watch = watching(store, to, at)
    add(store, 1, b"tep goc")
    next((home / "originals").iterdir()).unlink()
    watch.look()
    at.pass_by(QUIET)

    assert watch.look()
    assert ["backup.lost"] == keys(store)
    assert (store.head, 1) == backup.check(kept(to)[0].path)


def test_a_rulebook_that_is_just_being_edited_stops_no_backup(tmp_path: Path) -> None:
    cluster = tmp_path / "cluster"
    shutil.copytree(SMALL, cluster)
    store = Store.open(tmp_path / "home", cluster)
    add(store, 1)
    (cluster / "rulebooks" / "2021.toml").write_text("half a")
    made = store.backup(tmp_path / "copies")
    store.close()

    assert (store.head, 1) == backup.check(made)
    assert {} == read_manifest(made).boards


# --- while others work -----------------------------------------------------------------------------------------


def test_a_write_goes_through_while_a_backup_is_under_way(
    store: Store, to: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(store, 1)
    copied, go_on = threading.Event(), threading.Event()

    def stop_there(step: str) -> None:
        if step == "backup.copied":
            copied.set()
            assert go_on.wait(60)

    monkeypatch.setattr(data.backup, "reach", stop_there)
    making = threading.Thread(target=store.backup, args=(to,))
    making.start()
    assert copied.wait(60)
    head = add(store, 2)
    go_on.set()
    making.join()

    assert (head, 2) == (store.head, len(store.entries()))
    assert [1] == [backup.check(one.path)[1] for one in kept(to)]


def test_backups_made_while_entries_are_written_each_hold_a_whole_state(store: Store, to: Path) -> None:
    add(store, 1)
    done = threading.Event()

    def keep_writing() -> None:
        for vintage in range(2, 32):
            add(store, vintage, f"tep {vintage}".encode())
        done.set()

    writing = threading.Thread(target=keep_writing)
    writing.start()
    made = [store.backup(to)]
    while not done.is_set():
        made.append(store.backup(to))
    writing.join()
    made.append(store.backup(to))
    hashes = [entry.hash for entry in store.entries()]

    assert 31 == len(hashes)
    assert [(hashes[count - 1], count) for _head, count in map(backup.check, made)] == [
        backup.check(one) for one in made
    ]
    assert (store.head, 31) == backup.check(made[-1])


def test_a_failed_backup_is_told_stops_no_write_and_is_healed(
    store: Store, to: Path, monkeypatch: pytest.MonkeyPatch, at: Time
) -> None:
    watch = watching(store, to, at)
    add(store, 1)
    watch.look()
    at.pass_by(QUIET)
    monkeypatch.setenv("THIDUA_FAULT_AT", "backup.written=ENOSPC")
    failed = watch.look()
    monkeypatch.delenv("THIDUA_FAULT_AT")
    told, left = store.health, list(to.iterdir())
    add(store, 2)
    at.pass_by(RETRY - 1)
    early = watch.look()
    at.pass_by(1)
    healed = watch.look()

    assert (False, False, True) == (failed, early, healed)
    assert ("normal", ["backup.failed"], []) == (told.mode, [one.key for one in told.notices], left)
    assert "ổ đĩa đầy" in told.notices[0].text
    assert ([], 2) == (keys(store), backup.check(kept(to)[0].path)[1])


@pytest.mark.parametrize("step", BACKUP_STEPS[:-1])
def test_an_error_at_any_step_is_told_and_leaves_nothing_that_lists_as_good_and_is_not(
    store: Store, to: Path, monkeypatch: pytest.MonkeyPatch, step: str, at: Time
) -> None:
    watch = watching(store, to, at)
    add(store, 1)
    watch.look()
    at.pass_by(QUIET)
    monkeypatch.setenv("THIDUA_FAULT_AT", f"{step}=EIO")
    assert not watch.look()

    assert ["backup.failed"] == keys(store)
    assert (1 if step == "backup.named" else 0) * [(store.head, 1)] == [
        backup.check(one.path) for one in kept(to)
    ]


def test_what_is_not_foreseen_is_told_too_and_does_not_end_the_watch(
    store: Store, to: Path, monkeypatch: pytest.MonkeyPatch, at: Time
) -> None:
    watch = watching(store, to, at)
    add(store, 1)
    watch.look()
    at.pass_by(QUIET)

    def broken(*_arguments: object) -> None:
        raise RecursionError

    with monkeypatch.context() as change:
        change.setattr(store, "backup", broken)
        assert not watch.look()
    assert [
        "lần sao lưu gần nhất không thành (RecursionError); dữ liệu đang dùng còn nguyên, sẽ tự thử lại"
    ] == [one.text for one in store.health.notices]
    at.pass_by(RETRY)
    assert watch.look()


def test_a_backup_older_than_twenty_six_hours_is_told_if_something_was_written_since(
    store: Store, to: Path, monkeypatch: pytest.MonkeyPatch, at: Time
) -> None:
    watch = watching(store, to, at)
    add(store, 1)
    store.backup(to)
    watch.look()
    at.pass_by(OVERDUE.total_seconds() + 60)
    nothing_new = keys(store)
    add(store, 2)
    monkeypatch.setenv("THIDUA_FAULT_AT", "backup.locked=EACCES")

    assert ([], ["backup.overdue"]) == (nothing_new, keys(store))
    assert "đã 26 giờ chưa có bản sao lưu mới" in store.health.notices[0].text


def test_the_notice_of_a_backup_does_not_say_that_it_was_found_at_the_start() -> None:
    assert "Sao lưu: đã 30 giờ" in said(notice("backup.overdue", hours=30))
    assert "Khi khởi động" in said(notice("store.missing"))


# --- kill -9 ---------------------------------------------------------------------------------------------------


def making(home: Path, to: Path) -> None:
    """What a backup and the thinning out after it do, with one place for backups only."""
    backup.make(Home(home), SMALL, to)
    data.backups.KEEP = 1
    surplus.__defaults__ = (1,)
    prune(to, {entry.hash for entry in Journal(Home(home).journal).read()})


def killed(step: str, program: Callable[[], object]) -> bool:
    """Whether the program, in a fork of this process, died by SIGKILL at the step."""

    def dying() -> None:
        os.environ["THIDUA_FAULT_AT"] = step
        program()

    return Child(dying).ended()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork and SIGKILL")
@pytest.mark.parametrize("step", BACKUP_STEPS)
def test_a_kill_at_any_step_of_a_backup_leaves_no_half_one_that_lists_as_good(
    store: Store, home: Path, to: Path, step: str
) -> None:
    add(store, 1, b"tep mot")
    store.backup(to)
    add(store, 2, b"tep hai")
    dead = killed(step, lambda: making(home, to))
    listed = [backup.check(one.path)[1] for one in kept(to)]
    made = store.backup(to)

    assert dead
    assert {"backup.named": [2, 1], "backup.unnamed": [2]}.get(step, [1]) == listed
    assert (store.head, 2) == backup.check(made)
    assert [] == [path for path in to.iterdir() if path.name.startswith(".")]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork and SIGKILL")
@pytest.mark.parametrize("step", RESTORE_STEPS)
def test_a_kill_at_any_step_of_a_restore_leaves_one_of_both_states_and_a_second_restore_ends_it(
    home: Path, to: Path, step: str
) -> None:
    store = Store.open(home, SMALL)
    add(store, 1, b"tep mot")
    account(home)
    made = store.backup(to)
    then = store.head
    later = add(store, 2, b"tep hai")
    store.close()

    dead = killed(step, lambda: backup.restore(made, Home(home)))
    between = state(home)[0]
    backup.restore(made, Home(home))

    assert dead
    assert (then if step == "restore.journal" else later) == between
    assert then == state(home)[0]
    assert ["Lan"] == [one.name for one in Accounts(home).all()]
    assert [] == list(home.glob("*.partial"))


# --- the way back ----------------------------------------------------------------------------------------------


def damage(made: Path, chance: random.Random) -> str:
    """Flip one bit, cut a file, or lose one, in place (so that a shared file is damaged wherever it is shared)."""
    path = chance.choice(sorted(path for path in made.rglob("*") if path.is_file()))
    kind = chance.choice(["flip", "flip", "cut", "lost"])
    content = bytearray(path.read_bytes())
    match kind:
        case "flip":
            content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
            path.write_bytes(content)
        case "cut":
            os.truncate(path, chance.randrange(len(content)))
        case "lost":
            path.unlink()
    return f"{kind} {path.relative_to(made)}"


@pytest.fixture(scope="module")
def thrice(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A home of three entries that was backed up after each, and its head."""
    home = tmp_path_factory.mktemp("thrice") / "home"
    store = Store.open(home, SMALL)
    account(home)
    for vintage in (1, 2, 3):
        add(store, vintage, f"tep {vintage}".encode())
        store.backup(home / "backups")
    store.close()
    return home, store.head


def copied(source: Path, target: Path) -> None:
    """Copy a folder; files that are one file under several names stay one."""
    names: dict[int, str] = {}

    def copy(old: str, new: str) -> None:
        first = names.setdefault(os.stat(old).st_ino, new)
        if first == new:
            shutil.copy2(old, new)
        else:
            os.link(first, new)

    shutil.copytree(source, target, copy_function=copy)


@pytest.mark.parametrize("seed", range(20))
def test_a_damaged_backup_is_refused_and_the_one_before_is_taken(
    thrice: tuple[Path, str], home: Path, to: Path, seed: int, capsys: pytest.CaptureFixture[str]
) -> None:
    copied(thrice[0], home)
    newest, previous, _oldest = (one.path for one in kept(to))
    done = damage(newest, random.Random(seed))
    with pytest.raises(Trouble) as refused:
        backup.restore(newest, Home(home))
    still = state(home)[0]

    assert 0 == main(["restore", "--newest"]), done
    assert refused.value.key in ("backup.damaged", "backup.missing"), done
    assert thrice[1] == still
    assert backup.check(previous) == (state(home)[0], 2)
    assert f"Bỏ qua bản hỏng {newest}" in capsys.readouterr().out
    assert ["Lan"] == [one.name for one in Accounts(home).all()]


def test_where_no_backup_is_sound_nothing_is_restored(
    store: Store, to: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    add(store, 1)
    (store.backup(to) / "journal.jsonl").unlink()

    assert 1 == main(["restore", "--newest"])
    assert "không có bản sao lưu nào đọc lại được trọn vẹn (1 bản hỏng)" in capsys.readouterr().err


def test_restore_brings_back_accounts_and_archived_rules_and_sets_the_present_ones_aside(
    home: Path, to: Path
) -> None:
    store = Store.open(home, SMALL)
    add(store, 1)
    account(home, "Lan")
    rules = home / "published" / "abc" / "rulebooks"
    rules.mkdir(parents=True)
    (rules / "2021.toml").write_text("then")
    made = store.backup(to)
    account(home, "Minh")
    token = SignIn(home).sign_in("Minh", SECRET, "").token
    (rules / "2021.toml").write_text("now")
    store.close()
    _head, aside = backup.restore(made, Home(home))

    assert ["Lan"] == [one.name for one in Accounts(home).all()]
    assert 0o600 == stat.S_IMODE((home / "accounts.json").stat().st_mode)
    assert ("then", Duty.VIEWER) == ((rules / "2021.toml").read_text(), SignIn(home).actor(token).duty)
    assert aside is not None
    assert ["Lan", "Minh"] == [one.name for one in Accounts(aside).all()]
    assert "now" == (aside / "published" / "abc" / "rulebooks" / "2021.toml").read_text()


def test_a_backup_of_the_former_program_is_still_restored_and_leaves_the_accounts_alone(
    home: Path, to: Path
) -> None:
    store = Store.open(home, SMALL)
    head = add(store, 1, b"tep")
    made = store.backup(to)
    store.close()
    content = json.loads((made / MANIFEST).read_bytes())
    former = {key: content[key] for key in ("made", "entries", "head", "files")}
    (made / MANIFEST).write_text(json.dumps({**former, "format": 1}))
    account(home)
    backup.restore(made, Home(home))

    assert head == state(home)[0]
    assert ["Lan"] == [one.name for one in Accounts(home).all()]


@pytest.mark.parametrize(
    "name", ["../thoat", "/tmp/thoat", "published/../../thoat", "published\\..\\thoat", "C:thoat"]
)
def test_a_manifest_that_leads_out_of_its_folder_is_refused(store: Store, to: Path, name: str) -> None:
    add(store, 1)
    made = store.backup(to)
    there = read_manifest(made)
    files = {**there.files, name: "0" * 64}
    (made / MANIFEST).write_bytes(text_of(Manifest(there.made, there.head, there.entries, files)))

    with pytest.raises(Trouble, match="bản sao lưu hỏng: manifest"):
        backup.check(made)


# --- commands and the drill ------------------------------------------------------------------------------------


def test_the_list_reads_every_backup_again(
    store: Store, to: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    add(store, 1)
    store.backup(to)
    assert 0 == main(["backups"])
    sound = capsys.readouterr().out
    (kept(to)[0].path / "journal.jsonl").write_text("x")
    assert 1 == main(["backups"])
    damaged = capsys.readouterr().out

    assert f"đọc lại được  1 lần ghi  {store.head[:12]}" in sound
    assert "HỎNG: bản sao lưu hỏng: journal.jsonl" in damaged


def test_backups_lie_where_the_environment_says(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(store, 1)
    monkeypatch.setenv("THIDUA_BACKUPS", str(tmp_path / "elsewhere"))

    assert 0 == main(["backup"])
    assert 1 == len(kept(tmp_path / "elsewhere"))


def test_restore_without_a_folder_asks_which(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert 1 == main(["restore"])
    assert "--newest" in capsys.readouterr().err


def test_a_drill_comes_to_the_very_same_state_and_touches_nothing(
    store: Store, home: Path, to: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    account(home)
    write(store, figure(), figure(unit="CD"))
    add(store, 2, b"tep")
    store.backup(to)
    before = sorted(path for path in home.rglob("*"))
    done = drill(to)

    assert ((), store.head, 1) == (done.faults, done.manifest.head, done.accounts)
    assert (store.table_hashes(), {"2020", "2021"}) == (dict(done.manifest.tables), {*done.manifest.boards})
    assert before == sorted(path for path in home.rglob("*"))
    assert 0 == main(["drill"])
    assert "Trùng khớp" in capsys.readouterr().out


def test_a_drill_that_comes_to_other_numbers_says_so(
    store: Store, to: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    add(store, 1)
    made = store.backup(to)
    there = read_manifest(made)
    tables = {**there.tables, "figures": "0" * 64}
    wrong = Manifest(there.made, there.head, there.entries, there.files, (), (), tables, {"2021": "0" * 64})
    (made / MANIFEST).write_bytes(text_of(wrong))

    assert ["drill.table", "drill.board"] == [fault.key for fault in drill(to).faults]
    assert 1 == main(["drill"])
    assert "bảng điểm năm 2021 sau khi phục hồi khác khi sao lưu" in capsys.readouterr().err


# --- published years -------------------------------------------------------------------------------------------


def test_a_published_state_is_in_the_backup_with_its_rules_stays_for_ever_and_comes_back(
    tmp_path: Path,
) -> None:
    store, to = published_homes.opened(tmp_path), tmp_path / "copies"
    entry = published_homes.publish(store)
    made = store.backup(to)
    published_homes.change_rules(tmp_path)
    store.reload_reference()
    later = store.backup(to)
    board, mark = published_homes.board(store), store.table_hashes()
    store.close()
    there = read_manifest(made)
    young = [stood(there.made + timedelta(days=number), entry.hash) for number in range(40, 0, -1)]
    backup.restore(later, Home(tmp_path / "other"))
    again = Store.open(tmp_path / "other", tmp_path / "cluster")
    told, boards, hashes = (
        [one.key for one in again.health.notices],
        published_homes.board(again),
        again.table_hashes(),
    )
    again.close()
    done = drill(to)

    assert (entry.hash,) == there.published == read_manifest(later).published
    assert [one.path for one in surplus([*young, Kept(made, there.made, there)], {entry.hash})] == [
        one.path for one in young[30:]
    ]
    assert (board, mark, []) == (boards, hashes, [key for key in told if key.startswith("published.")])
    assert ((), later) == (done.faults, done.backup)
    shutil.rmtree(tmp_path / "other" / "published")
    lost = Store.open(tmp_path / "other", tmp_path / "cluster")
    lost.close()
    assert "published.lost" in [one.key for one in lost.health.notices]  # so what came back was the archive
