"""The table of accounts: role, state, how each signs in. No password, no hash."""

from __future__ import annotations

from collections.abc import Iterable

from data.accounts import Account
from data.rights import Actor
from pages.parts import cached, state
from pages.parts.local_time import moment
from pages.parts.people_words import duty_words
from pages.parts.theme import html
from pages.parts.words import say


def list_html(accounts: Iterable[Account], *, caption: str) -> str:
    """HTML of the table; each name leads to its own forms."""
    heads = "".join(
        f'<th scope="col">{html(text)}</th>'
        for text in (
            say("accounts.col_name"),
            say("accounts.col_duty"),
            say("accounts.col_state"),
            say("accounts.col_way"),
            say("accounts.col_created"),
        )
    )
    rows = "".join(
        f'<tr><th scope="row"><a href="{html(state.link("accounts", tk=one.name))}">{html(one.name)}</a></th>'
        f"<td>{html(duty_of(one))}</td>"
        f'<td class="td-nowrap">{html(say("accounts.shut") if one.disabled else say("accounts.open"))}</td>'
        f'<td>{html(_ways(one))}</td><td class="td-nowrap">{html(moment(one.created))}</td></tr>'
        for one in accounts
    )
    return (
        f'<div class="td-scroll"><table class="td-table td-accounts"><caption>{html(caption)}</caption>'
        f"<thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div>"
    )


def duty_of(account: Account) -> str:
    """The role, with a clerk's unit."""
    return duty_words(Actor(account.name, account.name, account.duty, account.unit), cached.cluster())


def _ways(account: Account) -> str:
    ways = [say("accounts.by_password")] if account.password else []
    if account.linked:
        ways.append(say("accounts.by_identity", linked=account.linked, issuer=account.issuer))
    return "; ".join(ways)
