"""
The forms that make and change accounts. Each act is a call of `data/accounts.py`, which refuses who may not.

A password lives from the click to the end of that run: its field is let go of at once, and the next form has other
keys, so that neither the session nor the page holds it afterwards.
"""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from data.accounts import GIVEN, Account
from data.rights import Duty
from data.troubles import Trouble
from pages.parts import cached, state, who, widgets
from pages.parts.account_list import duty_of
from pages.parts.gate import signing
from pages.parts.words import say
from scoring.numbers import number

WIDTH = 760  # pixels of a form


def again_form() -> None:
    """The password once more, before anything is shown."""
    with _form("again"):
        password = _secret("again", say("people.password_again", hours=who.hours()), "current-password")
        pressed = st.form_submit_button(say("accounts.again_button"), key="accounts-again", type="primary")
    if not pressed:
        return

    def renewed() -> str:
        outcome = who.renew(password)
        if not outcome.token:
            wait = say("sign_in.wait", seconds=number(outcome.wait)) if outcome.wait else ""
            raise _Lacking(f"{say('people.wrong_again')} {wait}".strip())
        return ""

    _do(renewed, "again")


def add_form(issuer: str) -> None:
    """Make an account; `issuer` is filled in to begin with."""
    widgets.show(widgets.heading(say("accounts.add"), say("accounts.add_under")))
    with _form("add"):
        name = st.text_input(say("accounts.col_name"), key=_key("name"), max_chars=80, autocomplete="off")
        duty, unit = _role("add", Duty.CLERK, "")
        password, repeated = _twice("add", say("accounts.password_or"))
        given, linked = _identity("add", issuer, "")
        pressed = st.form_submit_button(say("accounts.button_add"), key="accounts-add", type="primary")
    if not pressed:
        return

    def added() -> str:
        if password != repeated:
            raise _Lacking(say("accounts.differ"))
        identity = (given, linked) if linked.strip() else None
        made = signing().accounts.add(who.actor(), cached.cluster(), name, duty, unit, password, identity)
        return say("accounts.added", name=made.name, duty=duty_of(made))

    _do(added, "add", "add-2")


def change_forms(account: Account) -> None:
    """Role, password, identity, and the lock of one account."""
    accounts, name = signing().accounts, account.name
    cluster = cached.cluster()
    widgets.show(widgets.heading(say("accounts.role"), say("accounts.role_under")))
    with _form("role"):
        duty, unit = _role("role", account.duty, account.unit)
        if st.form_submit_button(say("accounts.role_button"), key="accounts-role"):

            def changed() -> str:
                accounts.set_duty(who.actor(), cluster, name, duty, unit)
                found = accounts.find(name)
                return say("accounts.role_done", name=name, duty=duty_of(found or account))

            _do(changed)
    widgets.show(widgets.heading(say("accounts.password_title"), say("accounts.password_under")))
    with _form("password"):
        password, repeated = _twice("password", say("accounts.password"))
        pressed = st.form_submit_button(say("accounts.password_button"), key="accounts-password")
    if pressed:

        def set_password() -> str:
            if password != repeated:
                raise _Lacking(say("accounts.differ"))
            accounts.set_password(who.actor(), cluster, name, password)
            return say("accounts.password_done", name=name)

        _do(set_password, "password", "password-2")
    widgets.show(widgets.heading(say("accounts.identity"), say("accounts.identity_under")))
    with _form("identity"):
        issuer, linked = _identity("change", account.issuer, account.linked)
        row = st.container(horizontal=True, gap="small")
        link = row.form_submit_button(say("accounts.link"), key="accounts-link")
        unlink = row.form_submit_button(
            say("accounts.unlink"), key="accounts-unlink", disabled=not account.linked
        )
    if link or unlink:

        def identified() -> str:
            if unlink:
                accounts.unlink(who.actor(), cluster, name)
                return say("accounts.unlinked_done", name=name)
            accounts.link(who.actor(), cluster, name, issuer, linked)
            return say("accounts.linked_done", name=name, linked=linked.strip())

        _do(identified)
    widgets.show(widgets.heading(say("accounts.lock"), say("accounts.lock_under")))
    label = say("accounts.enable" if account.disabled else "accounts.disable", name=name)
    if st.button(label, key="accounts-lock"):

        def locked() -> str:
            if account.disabled:
                accounts.enable(who.actor(), cluster, name)
                return say("accounts.enabled", name=name)
            accounts.disable(who.actor(), cluster, name)
            return say("accounts.disabled", name=name)

        _do(locked)


class _Lacking(Exception):
    """What is typed is not enough; the text says what is missing."""


def _do(act: Callable[[], str], *secrets: str) -> None:
    """Do it, forget the passwords whatever came of it, and show the screen anew."""
    try:
        done, told = True, act()
    except _Lacking as lacking:
        done, told = False, str(lacking)
    except Trouble as trouble:
        done, told = False, say("accounts.refused", why=str(trouble))
    state.forget(*(_secret_key(name) for name in secrets))
    if secrets:
        state.keep("accounts-secrets", _turn("secrets") + 1)
    if done:
        state.keep("accounts-turn", _turn("turn") + 1)
    state.keep("accounts-told", (done, told) if told else None)
    st.rerun()


def _turn(of: str) -> int:
    return int(state.kept(f"accounts-{of}") or 0)


def _key(name: str) -> str:
    """A field's key; another one, so that it begins anew, once an act is done."""
    return f"accounts-{name}-{_turn('turn')}"


def _secret_key(name: str) -> str:
    return f"accounts-secret-{name}-{_turn('secrets')}"


def _form(name: str) -> DeltaGenerator:
    return st.form(_key(f"form-{name}"), border=False, enter_to_submit=False, width=WIDTH)


def _secret(name: str, label: str, filled: str, place: DeltaGenerator | None = None) -> str:
    return (place or st.container()).text_input(
        label, key=_secret_key(name), type="password", autocomplete=filled
    )


def _twice(name: str, label: str) -> tuple[str, str]:
    left, right = st.columns(2, vertical_alignment="bottom")
    return (
        _secret(name, label, "new-password", left),
        _secret(f"{name}-2", say("accounts.repeat"), "new-password", right),
    )


def _role(name: str, duty: Duty, unit: str) -> tuple[Duty, str]:
    units = {"": say("accounts.no_unit")}
    units |= {one.code: one.short_name for one in cached.cluster().units}
    left, right = st.columns(2)
    chosen = left.selectbox(
        say("accounts.duty"),
        list(GIVEN),
        GIVEN.index(duty),
        format_func=lambda one: say(f"people.{one}"),
        key=_key(f"duty-{name}"),
    )
    codes = list(units)
    code: str | None = right.selectbox(
        say("accounts.unit"),
        codes,
        codes.index(unit),
        format_func=lambda one: units[one],
        key=_key(f"unit-{name}"),
    )
    return Duty(chosen), code or ""


def _identity(name: str, issuer: str, linked: str) -> tuple[str, str]:
    left, right = st.columns(2)
    return (
        left.text_input(say("accounts.issuer"), issuer, key=_key(f"issuer-{name}"), max_chars=255),
        right.text_input(say("accounts.linked"), linked, key=_key(f"linked-{name}"), max_chars=255),
    )
