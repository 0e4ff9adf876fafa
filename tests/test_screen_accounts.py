"""The screen of the accounts: for administrators only, by the functions of the data, and without a password left behind."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from argon2 import PasswordHasher
from streamlit.testing.v1 import AppTest

from data import passwords
from data.accounts import Accounts
from data.cluster import folder, load_cluster
from data.rights import UNLINKED_ACCOUNT, VIEWER, Actor, Duty, operator
from data.sign_in import SignIn
from pages.parts import who
from pages.parts.gate import _signing

from .people import ADMINISTRATOR, AN, LOOKER, clerk

NEW = "mật khẩu rất mới"
ISSUER = "https://sso.example/realms/kg"


@pytest.fixture()
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(passwords, "_hasher", PasswordHasher(1, 64, 1))
    monkeypatch.setattr(passwords, "_nobodys", [])
    accounts, cluster, machine = Accounts(tmp_path), load_cluster(folder()), operator("Máy")
    accounts.add(machine, cluster, "Quản", Duty.ADMINISTRATOR, "", "mật khẩu của quản")
    accounts.add(machine, cluster, "Cúc", Duty.CLERK, "TH", "mật khẩu của cúc")
    door = SignIn(tmp_path)
    monkeypatch.setattr("pages.parts.account_forms.signing", lambda: door)
    monkeypatch.setattr("pages.accounts.signing", lambda: door)
    monkeypatch.setattr("pages.parts.who.signing", lambda: door)
    _signing.cache_clear()
    return tmp_path


@pytest.fixture()
def open_as(home: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., AppTest]:
    def opening(person: Actor, **address: str) -> AppTest:
        monkeypatch.setattr(who, "actor", lambda: person)
        page = AppTest.from_string("from pages import accounts\naccounts.render()\n", default_timeout=60)
        for name, value in address.items():
            page.query_params[name] = value
        page.run()
        assert [] == [error.value for error in page.exception]
        return page

    return opening


def text(page: AppTest) -> str:
    return "\n".join(element.proto.body for element in page.get("html"))


def field(page: AppTest, label: str) -> Any:
    return next(one for one in [*page.text_input, *page.selectbox] if one.label.startswith(label))


def press(page: AppTest, label: str) -> AppTest:
    next(one for one in page.button if one.label == label).click()
    page.run()
    assert [] == [error.value for error in page.exception]
    return page


def held(page: AppTest) -> str:
    """All that the visitor's session holds."""
    kept = object.__getattribute__(page.session_state._state, "_state")
    return repr([kept._new_session_state, kept._old_state, kept._new_widget_state.states])


@pytest.mark.parametrize(
    "person", [VIEWER, LOOKER, AN, clerk("TH", "Em"), Actor("Ai", UNLINKED_ACCOUNT, Duty.VIEWER)]
)
def test_nobody_but_an_administrator_sees_a_name_or_a_form(
    open_as: Callable[..., AppTest], person: Actor
) -> None:
    page = open_as(person, tk="Cúc")

    assert "Không xem được" in text(page)
    assert "Cúc" not in text(page)
    assert ([], []) == (list(page.text_input), list(page.button))


def test_the_list_says_who_may_what_and_never_a_hash(open_as: Callable[..., AppTest]) -> None:
    page = open_as(ADMINISTRATOR)

    assert "2 tài khoản, 2 đang mở" in text(page)
    assert "người nhập số liệu · Tân Hiệp" in text(page)
    assert "argon2" not in text(page)


def test_an_account_is_made_and_its_password_is_nowhere_afterwards(
    open_as: Callable[..., AppTest], home: Path
) -> None:
    page = open_as(ADMINISTRATOR)
    field(page, "Tên tài khoản").set_value("Dũng")
    field(page, "Vai trò").set_value(Duty.SECRETARY)
    field(page, "Mật khẩu mới").set_value(NEW)
    field(page, "Nhập lại").set_value(NEW)
    press(page, "Lập tài khoản")

    assert "Đã lập tài khoản Dũng: thư ký cụm." in text(page)
    assert (NEW in held(page), NEW in text(page)) == (False, False)
    assert ["", ""] == [one.value for one in page.text_input if one.proto.type == one.proto.PASSWORD]
    assert SignIn(home).sign_in("Dũng", NEW, "x").token


@pytest.mark.parametrize(
    ("again", "told"), [("khác hẳn lần đầu", "không giống nhau"), ("ngắn", "ít nhất 12 ký tự")]
)
def test_what_cannot_be_made_is_told_and_keeps_what_was_typed_but_the_password(
    open_as: Callable[..., AppTest], home: Path, again: str, told: str
) -> None:
    page = open_as(ADMINISTRATOR)
    field(page, "Tên tài khoản").set_value("Dũng")
    field(page, "Vai trò").set_value(Duty.SECRETARY)
    field(page, "Mật khẩu mới").set_value(NEW if told == "không giống nhau" else again)
    field(page, "Nhập lại").set_value(again)
    press(page, "Lập tài khoản")

    assert told in text(page)
    assert "Dũng" == field(page, "Tên tài khoản").value
    assert (NEW in held(page), again in held(page)) == (False, False)
    assert ["Cúc", "Quản"] == [one.name for one in Accounts(home).all()]


def test_role_password_identity_and_lock_are_changed_one_by_one(
    open_as: Callable[..., AppTest], home: Path
) -> None:
    page = open_as(ADMINISTRATOR, tk="cúc")
    field(page, "Vai trò").set_value(Duty.CLERK)
    field(page, "Đơn vị").set_value("HD")
    assert "Cúc: nay là người nhập số liệu · Hòn Đất." in text(press(page, "Đổi vai trò"))
    field(page, "Mật khẩu mới").set_value(NEW)
    field(page, "Nhập lại").set_value(NEW)
    assert "Đã đặt mật khẩu khác cho Cúc" in text(press(page, "Đặt mật khẩu"))
    assert NEW not in held(page)
    field(page, "Nơi cấp").set_value(ISSUER)
    field(page, "Thư điện tử").set_value("cuc@kg.example")
    assert "Đã gắn Cúc với cuc@kg.example." in text(press(page, "Gắn danh tính"))
    assert "Đã khóa Cúc." in text(press(page, "Khóa tài khoản Cúc"))
    kept = Accounts(home).find("Cúc")

    assert kept is not None
    assert ("HD", True, ISSUER, "cuc@kg.example") == (kept.unit, kept.disabled, kept.issuer, kept.linked)
    assert "Đã mở lại Cúc" in text(press(page, "Mở lại tài khoản Cúc"))
    assert SignIn(home).sign_in("Cúc", NEW, "x").token
    assert "Đã bỏ danh tính của Cúc." in text(press(page, "Bỏ danh tính"))


def test_who_lost_the_rights_meanwhile_changes_nothing(
    open_as: Callable[..., AppTest], home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = open_as(ADMINISTRATOR, tk="Cúc")
    asked = iter([ADMINISTRATOR, *[AN] * 50])
    monkeypatch.setattr(who, "actor", lambda: next(asked))
    press(page, "Khóa tài khoản Cúc")
    kept = Accounts(home).find("Cúc")

    assert kept is not None
    assert not kept.disabled
    assert "Cúc" not in text(page).replace("tk=C%C3%BAc", "")


def test_an_administrator_does_not_lock_the_own_account(open_as: Callable[..., AppTest], home: Path) -> None:
    page = press(open_as(ADMINISTRATOR, tk="Quản"), "Khóa tài khoản Quản")
    kept = Accounts(home).find("Quản")

    assert "không tự khóa" in text(page)
    assert kept is not None
    assert not kept.disabled


def test_after_eight_hours_the_password_comes_before_the_list(open_as: Callable[..., AppTest]) -> None:
    page = open_as(replace(ADMINISTRATOR, signed_in=datetime.now(UTC) - timedelta(hours=9)))

    assert "Cúc" not in text(page)
    assert ["Tiếp tục"] == [one.label for one in page.button]
    field(page, "Mật khẩu (bắt buộc").set_value(NEW)
    assert "Mật khẩu không đúng." in text(press(page, "Tiếp tục"))
    assert NEW not in held(page)
