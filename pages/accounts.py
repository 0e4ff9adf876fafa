"""Tài khoản: who may sign in, in which role; for administrators, and `data/accounts.py` asks again at every act."""

from __future__ import annotations

from datetime import UTC, datetime

from data.accounts import Account, folded
from data.rights import Act, refusals
from data.troubles import Notice, Trouble
from pages.parts import cached, state, who, widgets
from pages.parts.account_forms import add_form, again_form, change_forms
from pages.parts.account_list import list_html
from pages.parts.gate import signing
from pages.parts.rights_shown import again_html
from pages.parts.theme import html
from pages.parts.words import say
from pages.parts.write_flow import called
from scoring.numbers import number


def render() -> None:
    person, cluster = who.actor(), cached.cluster()
    refused = refusals(person, cluster, (), datetime.now(UTC), Act.ACCOUNTS)
    if refused:
        _closed(refused)
        return
    try:
        accounts = signing().accounts.listed(person, cluster)
    except Trouble as trouble:
        _head(say("accounts.title_closed"))
        widgets.show(widgets.notice("wrong", say("accounts.may_not", why=str(trouble))))
        return
    chosen = next((one for one in accounts if folded(one.name) == folded(state.asked("tk"))), None)
    if chosen is not None:
        _head(say("accounts.one", name=chosen.name))
        _told()
        back = widgets.anchor("accounts", say("accounts.back"), tk=None)
        widgets.show(f'<p class="td-links">{back}</p>', list_html([chosen], caption=""))
        change_forms(chosen)
        return
    opened = [one for one in accounts if not one.disabled]
    _head(say("accounts.title", count=number(len(accounts)), open=number(len(opened))))
    _told()
    widgets.show(list_html(accounts, caption=say("accounts.caption")))
    add_form(_issuer(accounts))


def _head(title: str) -> None:
    widgets.page_head("accounts", title, say("accounts.subtitle"), ())


def _closed(refused: tuple[Notice, ...]) -> None:
    """What somebody sees who is no administrator, or whose password was given too long ago."""
    _head(say("accounts.title_closed"))
    if [each.key for each in refused] != ["rights.stale"]:
        told = say("accounts.may_not", why="; ".join(each.text for each in refused))
        way = "" if who.actor().account else who.way_in(state.here("accounts"), say("people.in"))
        widgets.show(widgets.notice("missing", told, way))
        return
    _told()
    if who.again_by_agency():
        widgets.show(again_html())
    if who.has_password():
        again_form()


def _told() -> None:
    """What came of the last act, once."""
    told = state.kept("accounts-told")
    state.keep("accounts-told", None)
    if told is not None:
        done, text = told
        if done:
            widgets.show(f'<p class="td-notice td-notice-done" role="status"><b>{html(text)}</b></p>')
        else:
            widgets.show(called("wrong", text))


def _issuer(accounts: tuple[Account, ...]) -> str:
    """The issuer that the others are linked to, to begin with."""
    return next((one.issuer for one in accounts if one.issuer), "")
