"""Who looks at the screen: from the cookie of the visitor's session to the `Actor` that writes."""

from __future__ import annotations

from urllib.parse import quote

from data.rights import FRESH, Actor
from data.sign_in import Outcome
from pages import BEHIND_NAME
from pages.parts import agency, cached, state
from pages.parts.gate import COOKIE, SIGN_IN, actor_of, signing, viewing_is_open
from pages.parts.people_words import duty_words
from pages.parts.theme import html
from pages.parts.words import say


def actor() -> Actor:
    """Who is signed in, asked anew each time; `VIEWER` where nobody is."""
    return actor_of(state.cookie(COOKIE))


def renew(password: str) -> Outcome:
    """The password once more, for a session that is too old to write. Raises Trouble."""
    return signing().renew(state.cookie(COOKIE), password, state.address())


def has_password() -> bool:
    """Whether who is signed in has a password here, to be asked for. Raises Trouble."""
    account = signing().accounts.find(actor().account)
    return account is not None and bool(account.password)


def again_by_agency() -> bool:
    """Whether who is signed in can do so again at the authority's sign-in. Raises Trouble."""
    account = signing().accounts.find(actor().account)
    return account is not None and bool(account.linked) and bool(agency.settings())


def kept_out() -> bool:
    """Whether this visitor may not even look: viewing is for signed-in people, and the session has ended."""
    return not viewing_is_open() and not actor().account


def hours() -> int:
    """After how many hours the password is asked again."""
    return int(FRESH.total_seconds() // 3600)


def way_in(here: str, label: str) -> str:
    """HTML of the link to the page of the account; `here` is the address to come back to."""
    address = f"{SIGN_IN}?den={quote(here, safe='')}"
    return f'<a href="{html(address)}">{html(label)}</a>'


def head_html(screen: str) -> str:
    """HTML of who is signed in, and the way in or out; the screens behind the name only while they are open."""
    here, who = state.here(screen), actor()
    open_here = (
        f'<a id="td-go-{screen}" href="{html(here)}" aria-current="page">{html(say(f"{screen}.name"))}</a> '
        if screen in BEHIND_NAME
        else ""
    )
    if not who.account:
        heard = f'<span class="td-hidden">{html(say("people.nobody"))}</span>'
        return f'<span class="td-who">{heard} {open_here}{way_in(here, say("people.in"))}</span>'
    named = say("people.here", name=who.name, duty=duty_words(who, cached.cluster()))
    address = f"{SIGN_IN}?den={quote(here, safe='')}"
    # Cut with dots where there is no room (people.css); whole in the title and to screen readers.
    return (
        f'<span class="td-who">{open_here}<a class="td-me" href="{html(address)}" '
        f'title="{html(say("people.me", named=named))}" aria-label="{html(say("people.me", named=named))}">'
        f"{html(named)}</a></span>"
    )
