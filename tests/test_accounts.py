"""Local accounts: passwords, delays that outlive a restart, sessions that end when they should. With a clock of its own."""

from __future__ import annotations

import io
import json
import os
import stat
import subprocess
import sys
import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from data import passwords
from data.__main__ import main
from data.accounts import Accounts
from data.cluster import load_cluster
from data.identities import Identity
from data.rights import VIEWER, Duty, operator, refusals
from data.sign_in import FREE, MOST_DELAY, SignIn, delay
from data.troubles import Trouble

from .people import ADMINISTRATOR

TOP = Path(__file__).resolve().parent.parent
CLUSTER = load_cluster(Path(__file__).resolve().parent / "small_cluster")
MACHINE = operator("Máy")
GOOD, BAD = "mật khẩu dài đủ", "mật khẩu sai hẳn"
HOME = "10.0.0.7"


class Clock:
    """The time, as a test sets it; starts a little later than the real one, so that accounts are older."""

    def __init__(self) -> None:
        self.now = datetime.now(UTC) + timedelta(minutes=1)

    def __call__(self) -> datetime:
        return self.now

    def later(self, **parts: float) -> None:
        self.now += timedelta(**parts)


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """The real kind of hash with small parameters; one test looks at the real ones."""
    from argon2 import PasswordHasher

    monkeypatch.setattr(passwords, "_hasher", PasswordHasher(1, 64, 1))
    monkeypatch.setattr(passwords, "_nobodys", [])


@pytest.fixture()
def clock() -> Clock:
    return Clock()


@pytest.fixture()
def door(tmp_path: Path, clock: Clock) -> SignIn:
    Accounts(tmp_path).add(MACHINE, CLUSTER, "Cúc", Duty.CLERK, "AB", GOOD)
    return SignIn(tmp_path, clock)


def enter(door: SignIn, name: str = "Cúc", address: str = HOME) -> str:
    return door.sign_in(name, GOOD, address).token


def fail(door: SignIn, times: int, name: str = "Cúc", address: str = HOME) -> int:
    wait = 0
    for _ in range(times):
        wait = door.sign_in(name, BAD, address).wait
    return wait


def test_the_right_password_opens_a_session_of_that_account(door: SignIn, clock: Clock) -> None:
    actor = door.actor(enter(door))

    assert ("Cúc", "Cúc", Duty.CLERK, "AB", clock.now) == (
        actor.name, actor.account, actor.duty, actor.unit, actor.signed_in,
    )  # fmt: skip


@pytest.mark.parametrize("name", ["cúc", " CÚC ", "Cu\u0301c"])
def test_case_spaces_and_the_keyboards_way_of_composing_letters_do_not_matter(
    door: SignIn, name: str
) -> None:
    assert enter(door, name)
    assert door.sign_in(name, "ma\u0302\u0323t kha\u0302\u0309u da\u0300i đu\u0309", HOME).token


@pytest.mark.parametrize("name", ["Cúc", "không có ai", "", "A\x00B"])
def test_a_wrong_password_and_an_unknown_name_get_the_same_answer(door: SignIn, name: str) -> None:
    answers = [door.sign_in(name, BAD, HOME) for _ in range(FREE + 1)]

    assert [("", 0)] * (FREE - 1) + [("", 1), ("", 1)] == [(one.token, one.wait) for one in answers]


def test_an_unknown_name_costs_a_hashing_too(door: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[str] = []
    really = passwords._hasher.verify
    monkeypatch.setattr(
        passwords, "_hasher", type("H", (), {
            "verify": lambda _self, kept, text: looked.append(kept) or really(kept, text),
            "hash": passwords._hasher.hash,
        })(),
    )  # fmt: skip
    Accounts(door.accounts._file.path.parent).disable(MACHINE, CLUSTER, "Cúc")
    for name in ("Cúc", "ai đó"):
        door.sign_in(name, GOOD, HOME)

    assert 2 == len(looked)


def test_the_delay_starts_after_five_failures_and_doubles_to_a_quarter_of_an_hour() -> None:
    assert [0, 0, 0, 0, 0, 1, 2, 4, 8] == [delay(count) for count in range(9)]
    assert (900, 900, 900) == (MOST_DELAY, delay(15), delay(10_000))


def test_during_the_delay_not_even_the_right_password_is_looked_at(door: SignIn, clock: Clock) -> None:
    assert 1 == fail(door, FREE)
    assert "" == enter(door)

    clock.later(seconds=1)

    assert 2 == fail(door, 1)

    clock.later(seconds=1.5)

    assert ("", 1) == ((outcome := door.sign_in("Cúc", GOOD, HOME)).token, outcome.wait)

    clock.later(seconds=1)

    assert enter(door)


def test_an_account_is_delayed_from_every_address_and_an_address_for_every_account(
    door: SignIn, tmp_path: Path
) -> None:
    for number in range(FREE):
        fail(door, 1, address=f"10.0.1.{number}")

    assert "" == enter(door, address="10.9.9.9")

    Accounts(tmp_path).add(MACHINE, CLUSTER, "Dũng", Duty.SECRETARY, "", GOOD)
    for number in range(FREE):
        fail(door, 1, name=f"người {number}", address="10.0.2.1")

    assert "" == enter(door, "Dũng", "10.0.2.1")
    assert enter(door, "Dũng", "10.0.2.2")


def test_a_restart_forgets_neither_delay_nor_session(door: SignIn, tmp_path: Path, clock: Clock) -> None:
    token = enter(door)
    fail(door, FREE, name="Dũng", address="10.0.3.1")
    again = SignIn(tmp_path, clock)

    assert "Cúc" == again.actor(token).account
    assert 1 == again.sign_in("Dũng", BAD, "10.0.4.4").wait


def test_success_forgives_the_account_but_is_no_way_to_try_others_for_free(
    door: SignIn, clock: Clock
) -> None:
    fail(door, FREE - 1)
    assert enter(door)

    assert 1 == fail(door, 1, name="người khác")  # the fifth failure from this address
    clock.later(seconds=2)
    assert enter(door)


def test_many_attempts_at_once_are_no_way_around_the_delay(door: SignIn) -> None:
    looked: list[int] = []

    def attempt() -> None:
        looked.append(door.sign_in("Cúc", BAD, HOME).wait)

    threads = [threading.Thread(target=attempt) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    failures = json.loads((door.accounts._file.path.parent / "failures.json").read_text("utf-8"))["failures"]

    assert {FREE} == {one["count"] for one in failures.values()}


def test_a_clock_that_is_put_back_locks_nobody_out_for_longer(door: SignIn, clock: Clock) -> None:
    fail(door, FREE)
    clock.later(days=-3)

    assert 1 == door.sign_in("Cúc", GOOD, HOME).wait


def test_after_a_day_without_failures_counting_starts_anew(door: SignIn, clock: Clock) -> None:
    fail(door, FREE)
    clock.later(days=1, seconds=1)

    assert 0 == fail(door, FREE - 1)


@pytest.mark.security("sessions")
def test_each_sign_in_is_a_new_session_and_the_old_one_ends(door: SignIn) -> None:
    first = enter(door)
    second = door.sign_in("Cúc", GOOD, HOME, first).token

    assert (True, VIEWER, "Cúc") == (first != second, door.actor(first), door.actor(second).account)


@pytest.mark.security("sessions")
def test_a_session_cannot_be_chosen_by_the_visitor(door: SignIn) -> None:
    token = door.sign_in("Cúc", GOOD, HOME, "chosen-by-somebody").token

    assert ("chosen-by-somebody" != token, VIEWER) == (True, door.actor("chosen-by-somebody"))


@pytest.mark.security("sessions")
def test_signing_out_holds_on_the_server(door: SignIn, tmp_path: Path, clock: Clock) -> None:
    token = enter(door)
    door.sign_out(token)

    assert (VIEWER, VIEWER) == (door.actor(token), SignIn(tmp_path, clock).actor(token))


@pytest.mark.security("sessions")
@pytest.mark.parametrize("change", ["disabled", "password"])
def test_a_disabled_account_or_another_password_ends_every_session(
    door: SignIn, tmp_path: Path, clock: Clock, change: str
) -> None:
    clock.now = datetime.now(UTC)
    tokens = [enter(door), enter(door)]
    if change == "disabled":
        Accounts(tmp_path).disable(MACHINE, CLUSTER, "Cúc")
    else:
        Accounts(tmp_path).set_password(MACHINE, CLUSTER, "Cúc", "một mật khẩu khác")
    clock.now = datetime.now(UTC)

    assert [VIEWER, VIEWER] == [door.actor(token) for token in tokens]
    assert "" == enter(door)


@pytest.mark.security("sessions")
@pytest.mark.parametrize(("passed", "holds"), [({"days": 1.9}, True), ({"days": 2.1}, False)])
def test_an_unused_session_ends_by_itself(
    door: SignIn, clock: Clock, passed: dict[str, float], holds: bool
) -> None:
    token = enter(door)
    clock.later(**passed)

    assert holds is bool(door.actor(token).account)


@pytest.mark.security("sessions")
def test_no_session_lives_longer_than_a_week_whatever_is_done(door: SignIn, clock: Clock) -> None:
    token = enter(door)
    for _day in range(6):
        clock.later(days=1)
        assert door.actor(token).account
    clock.later(days=1, seconds=1)

    assert VIEWER == door.actor(token)


@pytest.mark.security("sessions")
def test_the_password_again_makes_an_old_session_fresh_and_a_wrong_one_does_not(
    door: SignIn, clock: Clock
) -> None:
    token = enter(door)
    before = clock.now
    clock.later(hours=9)

    assert ("", before) == (door.renew(token, BAD, HOME).token, door.actor(token).signed_in)
    assert (token, clock.now) == (door.renew(token, GOOD, HOME).token, door.actor(token).signed_in)
    assert "" == door.renew("no session", GOOD, HOME).token


@pytest.mark.security("sessions")
def test_the_files_hold_neither_password_nor_token_and_only_their_owner_reads_them(
    door: SignIn, tmp_path: Path
) -> None:
    token = enter(door)
    fail(door, 1, name="mật khẩu gõ nhầm vào ô tên")
    files = sorted(tmp_path.glob("*.json"))
    text = "".join(path.read_text("utf-8") for path in files)

    assert ["accounts.json", "failures.json", "sessions.json"] == [path.name for path in files]
    assert [0o600] * 3 == [stat.S_IMODE(path.stat().st_mode) for path in files]
    assert [] == [secret for secret in (token, GOOD, BAD, "mật khẩu gõ nhầm") if secret in text]
    assert "$argon2id$" in text


@pytest.mark.parametrize("damage", [b"", b"{", b"[]", b'{"format": 9}', b"\x00\xff"])
def test_a_damaged_file_lets_nobody_in_and_is_not_overwritten(
    door: SignIn, tmp_path: Path, damage: bytes
) -> None:
    token = enter(door)
    (tmp_path / "accounts.json").write_bytes(damage)
    with pytest.raises(Trouble, match="tài khoản"):
        door.sign_in("Cúc", GOOD, HOME)
    with pytest.raises(Trouble):
        door.actor(token)
    with pytest.raises(Trouble):
        Accounts(tmp_path).add(MACHINE, CLUSTER, "kẻ lạ", Duty.ADMINISTRATOR, "", GOOD)

    assert damage == (tmp_path / "accounts.json").read_bytes()


@pytest.mark.parametrize(
    ("name", "duty", "unit", "password", "key"),
    [
        ("Em", Duty.VIEWER, "", "ngắn quá mà", "account.short"),
        ("Em", Duty.VIEWER, "", "x" * 1025, "account.long"),
        ("Em", Duty.CLERK, "", GOOD, "account.unit"),
        ("Em", Duty.CLERK, "ZZ", GOOD, "account.unit"),
        ("Em", Duty.SECRETARY, "AB", GOOD, "account.unit"),
        ("Em", Duty.SYSTEM, "", GOOD, "account.unit"),
        ("cÚc", Duty.VIEWER, "", GOOD, "account.taken"),
        ("#dòng-lệnh", Duty.VIEWER, "", GOOD, "account.name"),
        ("A\nB", Duty.VIEWER, "", GOOD, "account.name"),
        ("x", Duty.VIEWER, "", GOOD, "account.name"),
    ],
)
def test_what_makes_no_account(
    door: SignIn, name: str, duty: Duty, unit: str, password: str, key: str
) -> None:
    with pytest.raises(Trouble) as caught:
        door.accounts.add(MACHINE, CLUSTER, name, duty, unit, password)

    assert (key, ["Cúc"]) == (caught.value.key, [one.name for one in door.accounts.all()])


def test_twelve_characters_of_any_kind_are_enough(door: SignIn) -> None:
    for number, password in enumerate(["aaaaaaaaaaaa", "ộộộộộộộộộộộộ", " " * 12, "🙂" * 12]):
        door.accounts.add(MACHINE, CLUSTER, f"em {number}", Duty.VIEWER, "", password)
        assert door.sign_in(f"em {number}", password, HOME).token


def test_the_hash_is_argon2id_with_64_mib() -> None:
    from argon2 import PasswordHasher

    assert "$argon2id$v=19$m=65536,t=3,p=4$" in PasswordHasher().hash("x")


def command(home: Path, *words: str, typed: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "data", "user", *words],
        cwd=TOP, input=typed, capture_output=True, text=True, env={**os.environ, "THIDUA_HOME": str(home)},
    )  # fmt: skip


def test_accounts_are_kept_from_the_command_line_while_nothing_serves_or_something_does(
    tmp_path: Path,
) -> None:
    from data.locks import FileLock

    serving = FileLock(tmp_path / "server.lock")
    assert serving.take()
    made = command(
        tmp_path, "add", "Hoa", "--role", "clerk", "--unit", "RG", "--password-stdin", typed=f"{GOOD}\n"
    )
    again = command(tmp_path, "add", "hoa", "--role", "viewer", "--password-stdin", typed=f"{GOOD}\n")
    changed = command(tmp_path, "password", "Hoa", "--password-stdin", typed="mật khẩu khác nữa\n")
    shut = command(tmp_path, "disable", "Hoa")
    listed = command(tmp_path, "list")
    serving.release()

    assert [0, 1, 0, 0, 0] == [one.returncode for one in (made, again, changed, shut, listed)]
    assert "Hoa: người nhập số liệu của một đơn vị RG (đã khóa)\n" == listed.stdout
    assert "đã có tài khoản tên này" in again.stderr


def test_a_password_is_asked_twice_and_never_taken_as_an_argument(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("THIDUA_HOME", str(tmp_path))
    given = iter([GOOD, BAD, GOOD, GOOD])
    monkeypatch.setattr("getpass.getpass", lambda _prompt: next(given))

    assert 1 == main(["user", "add", "Hoa", "--role", "secretary"])
    assert 0 == main(["user", "add", "Hoa", "--role", "secretary"])
    monkeypatch.setattr(sys, "stdin", io.StringIO(f"{GOOD}\n"))
    assert 0 == main(["user", "add", "Lan", "--role", "viewer", "--password-stdin"])

    assert ["Hoa", "Lan"] == [one.name for one in Accounts(tmp_path).all()]
    assert GOOD not in "".join(capsys.readouterr())
    with pytest.raises(SystemExit):
        main(["user", "add", "Nga", "--role", "viewer", "--password", GOOD])


ISSUER = "https://sso.example/realms/kg"


def identity(subject: str = "s-1", email: str = "", issuer: str = ISSUER) -> Identity:
    return Identity(issuer, subject, email, "Ai đó", datetime.now(UTC))


def test_an_identity_opens_the_account_it_is_linked_to_and_no_other(door: SignIn) -> None:
    accounts = door.accounts
    accounts.link(MACHINE, CLUSTER, "Cúc", ISSUER, "Cuc@kg.example")
    told = [
        identity("s-1", "cuc@other.example"),
        identity("s-1"),
        identity("s-1", "cuc@kg.example", "https://evil.example"),
        identity("", "cuc@kg.example"),
        identity("s-1", "CUC@kg.example"),  # the first that fits; from now on s-1 is the one
        identity("s-2", "cuc@kg.example"),
        identity("s-1"),
    ]

    assert [None] * 4 + ["Cúc", None, "Cúc"] == [
        None if (found := accounts.identified(one)) is None else found.name for one in told
    ]


def test_one_identity_opens_one_account(door: SignIn) -> None:
    accounts = door.accounts
    accounts.link(MACHINE, CLUSTER, "Cúc", ISSUER, "cuc@kg.example")
    accounts.identified(identity("s-1", "cuc@kg.example"))
    for taken in ("CUC@kg.example", "s-1"):
        with pytest.raises(Trouble, match="đã gắn với tài khoản Cúc"):
            accounts.add(MACHINE, CLUSTER, "Dũng", Duty.VIEWER, "", "", (ISSUER, taken))

    assert ["Cúc"] == [one.name for one in accounts.all()]


def test_an_account_without_a_password_is_opened_by_none(door: SignIn) -> None:
    door.accounts.add(MACHINE, CLUSTER, "Dũng", Duty.SECRETARY, "", "", (ISSUER, "s-9"))

    assert ["", ""] == [door.sign_in("Dũng", each, HOME).token for each in ("", "khong co mat khau")]
    assert "Dũng" == door.actor(door.enter(identity("s-9"), HOME)).account


@pytest.mark.parametrize("change", ["link", "unlink", "disable"])
def test_another_link_none_or_the_lock_end_every_session(door: SignIn, clock: Clock, change: str) -> None:
    accounts = door.accounts
    accounts.link(MACHINE, CLUSTER, "Cúc", ISSUER, "s-1")
    clock.now = datetime.now(UTC)
    tokens = [door.enter(identity("s-1"), HOME), enter(door)]
    assert ["Cúc", "Cúc"] == [door.actor(token).account for token in tokens]
    acts = {
        "link": lambda: accounts.link(MACHINE, CLUSTER, "Cúc", ISSUER, "s-2"),
        "unlink": lambda: accounts.unlink(MACHINE, CLUSTER, "Cúc"),
        "disable": lambda: accounts.disable(MACHINE, CLUSTER, "Cúc"),
    }
    acts[change]()
    clock.now = datetime.now(UTC)

    assert [VIEWER, VIEWER] == [door.actor(token) for token in tokens]


def test_an_identity_without_account_may_look_under_its_own_name_and_write_nothing(door: SignIn) -> None:
    token = door.enter(identity("s-7", "la@kg.example"), HOME)
    actor = door.actor(token)

    assert ("Ai đó", Duty.VIEWER) == (actor.name, actor.duty)
    assert ["rights.unlinked"] == [one.key for one in refusals(actor, CLUSTER, (), datetime.now(UTC))]
    assert (ISSUER, "la@kg.example") == door.unlinked(token)
    assert ("", "") == door.unlinked(enter(door))


def test_eight_hours_count_from_the_time_the_password_was_given_to_the_authority(
    door: SignIn, clock: Clock
) -> None:
    door.accounts.link(MACHINE, CLUSTER, "Cúc", ISSUER, "s-1")
    token = door.enter(identity("s-1"), HOME)
    stale = [
        one.key for one in refusals(door.actor(token), CLUSTER, (), clock.now + timedelta(hours=8, minutes=1))
    ]
    later = replace(identity("s-1"), authenticated=clock.now + timedelta(hours=9))

    assert ["rights.stale"] == stale
    assert token == door.enter(later, HOME, token)  # the session goes on, fresh
    assert later.authenticated == door.actor(token).signed_in


@pytest.mark.parametrize(
    ("issuer", "linked", "key"),
    [
        ("sso.example", "s", "account.issuer"),
        ("", "s", "account.issuer"),
        (ISSUER, " ", "account.identity"),
        (ISSUER, "a\nb", "account.identity"),
        (ISSUER, "x" * 256, "account.identity"),
    ],
)
def test_what_is_no_identity_is_not_linked(door: SignIn, issuer: str, linked: str, key: str) -> None:
    with pytest.raises(Trouble) as caught:
        door.accounts.link(MACHINE, CLUSTER, "Cúc", issuer, linked)

    assert key == caught.value.key


def test_nobody_locks_or_demotes_the_own_account(door: SignIn) -> None:
    door.accounts.add(MACHINE, CLUSTER, "Quản", Duty.ADMINISTRATOR, "", GOOD)
    for act in (
        lambda: door.accounts.disable(ADMINISTRATOR, CLUSTER, "quản"),
        lambda: door.accounts.set_duty(ADMINISTRATOR, CLUSTER, "Quản", Duty.VIEWER, ""),
    ):
        with pytest.raises(Trouble, match="chính mình"):
            act()


def test_the_command_line_links_and_opens_again(tmp_path: Path) -> None:
    made = command(
        tmp_path, "add", "Hoa", "--role", "clerk", "--unit", "RG", "--oidc", ISSUER, "hoa@kg.example"
    )
    steps = [
        command(tmp_path, "link", "Hoa", ISSUER, "s-3"),
        command(tmp_path, "disable", "Hoa"),
        command(tmp_path, "enable", "Hoa"),
        command(tmp_path, "role", "Hoa", "--role", "secretary"),
    ]
    listed = command(tmp_path, "list")
    steps.append(command(tmp_path, "unlink", "Hoa"))

    assert [0] * 6 == [one.returncode for one in (made, *steps)]
    assert f"Hoa: thư ký cụm; s-3 tại {ISSUER}\n" == listed.stdout
    assert "Hoa: thư ký cụm\n" == command(tmp_path, "list").stdout
