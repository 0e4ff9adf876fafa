"""What a screen says of rights: in whose name is written, why not, and the way in. It hides; the store checks."""

from __future__ import annotations

from data.rights import Actor
from data.troubles import Trouble
from pages.parts import cached, who, widgets
from pages.parts.gate import AGENCY, signing
from pages.parts.people_words import duty_words
from pages.parts.theme import html
from pages.parts.words import say


def closed_html() -> str:
    """HTML for a visitor whose session ended while a screen was open."""
    return widgets.notice("wrong", say("people.closed"), who.way_in("/", say("people.in")))


def writes_as_html(person: Actor) -> str:
    """HTML of the sentence on whose name the entry will bear."""
    told = say("people.writes_as", name=person.name, duty=duty_words(person, cached.cluster()))
    return widgets.notice("plain", told)


def again_html() -> str:
    """HTML of the way to sign in again without leaving what is about to be written."""
    link = f'<a href="{AGENCY}" target="_blank" rel="noopener">{html(say("agency.again"))}</a>'
    return widgets.notice("missing", say("agency.again_why", hours=who.hours()), link)


def refused_html(why: str, here: str) -> str:
    """HTML of why somebody may not write, and the way to sign in and come back `here`."""
    if who.actor().account:
        return widgets.notice("missing", say("people.may_not", why=why))
    try:
        lacking = not signing().accounts.all()
    except Trouble as trouble:
        return widgets.notice("wrong", say("people.may_not", why=str(trouble)))
    told = say("people.first" if lacking else "people.sign_in_first")
    return widgets.notice(
        "missing", f"{say('people.may_not', why=why)} {told}", who.way_in(here, say("people.in"))
    )
