"""The forms of the screen Công bố: publish a year's scores, record the vote, record the province's decision."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import streamlit as st

from data.entries import Entry
from data.records import Award, Ballot, Decision, Document, Vote
from data.rights import Act, Actor
from pages.parts import cached, who, widgets
from pages.parts.document_fields import document_fields
from pages.parts.frozen_year import statuses_of
from pages.parts.local_time import moment
from pages.parts.publication_cards import facts_html, ranking_html, unit_of
from pages.parts.publication_items import withdraw_form
from pages.parts.signed_form import signed_form
from pages.parts.stamp_lines import statuses_text
from pages.parts.statement_words import unit_name
from pages.parts.theme import html
from pages.parts.words import say
from scoring.errors import FiguresError
from scoring.numbers import day, number

TASK: Final = "viec"  # in the address: which form is open
SCREEN: Final = "publication"
MOST_VOTES: Final = 6  # digits


def publish_form(year: int) -> None:
    """What should be known, what will be kept as it is, and the button."""
    store = cached.store()
    rules = store.reference_digest
    if store.versions(year):
        link = widgets.anchor("upload", say("published.to_upload"), year=str(year))
        widgets.show(widgets.notice("plain", say("publication.already", year=year), link))
        return
    try:
        worth = store.worth_knowing(year)
    except FiguresError as error:
        told = say("publication.refused", text="; ".join(error.problems))
        widgets.show(widgets.notice("wrong", told))
        return
    lines = "".join(f"<li>{html(each.text[:1].upper() + each.text[1:])}.</li>" for each in worth)
    told = say("publication.worth" if worth else "publication.worth_none", count=number(len(worth)))
    widgets.show(
        (f'{widgets.heading(told)}<ul class="td-worth">{lines}</ul>')
        if worth
        else widgets.notice("plain", told),
        widgets.heading(say("publication.freezes"), say("publication.freezes_under")),
        _freezes_html(year),
        widgets.heading(say("publication.sign_publish"), say("publication.sign_publish_under")),
    )
    sure = "publication.sure_publish_worth" if worth else "publication.sure_publish"
    document: list[Document | None] = [None]

    def fields() -> list[str]:
        document[0], wrong = document_fields(f"publish-{year}", required=False)
        return wrong

    def act(person: Actor, why: str, head: str) -> Entry:
        return store.publish(person, why, year, document[0], head, expected_reference=rules)

    _form(
        f"publish-{year}",
        say("publication.publish_button", year=year),
        Act.PUBLISH,
        year,
        say(sure, count=number(len(worth)), year=year),
        fields,
        act,
    )


def _freezes_html(year: int) -> str:
    """HTML of what the publication keeps: how much, under which rules, and the ranking."""
    store, board = cached.store(), cached.board(year)
    rulebook = store.rulebook(year)
    facts = {
        say("publication.figures"): html(number(len(store.figures(year)))),
        say("publication.items"): html(number(len(store.penalties(year)))),
        say("publication.rulebook"): html(say(f"stamp.rulebook_{rulebook.status}", title=rulebook.title)),
        say("publication.statuses"): html(statuses_text(statuses_of(board))),
        say("publication.as_of"): html(day(store.as_of(year))),
        say("publication.mark"): html(cached.stamp(year)),
    }
    return facts_html(facts) + ranking_html(store.reference, rulebook, board)


def vote_form(year: int) -> None:
    """The ballots, unit by unit in the official order, never in the order of the score."""
    store = cached.store()
    votes = store.votes(year)
    if votes:
        told = say("publication.vote_again", when=moment(votes[-1].entry.time))
        widgets.show(widgets.notice("plain", told))
    units = [unit.code for unit in store.reference.cluster_of(year).units_in(year)]
    found: list[Vote] = []

    def fields() -> list[str]:
        wrong: list[str] = []
        places = st.columns(min(len(units) + 1, 6), gap="small")
        with places[0]:
            label = say("publication.present_field")
            present = _count(f"vote-{year}-present", label, say("publication.present"), wrong)
        ballots = []
        for place, code in enumerate(units, 1):
            label = say("publication.votes_of", unit=unit_name(store.reference_at(year), code))
            with places[place % len(places)]:
                ballots.append(Ballot(code, _count(f"vote-{year}-{code}", label, label, wrong)))
        document, lacking = document_fields(f"vote-{year}", required=True)
        if document is not None and not wrong:
            found.append(Vote(year, tuple(ballots), present, document))
        return wrong + lacking

    def act(person: Actor, why: str, head: str) -> Entry:
        return store.record(person, why, found[0], head)

    _form(
        f"vote-{year}", say("publication.vote_button"), Act.RECORD, year, say("publication.sure_vote"), fields, act
    )  # fmt: skip


def decision_form(year: int) -> None:
    """Who was awarded what; a unit without an award stays blank."""
    decisions = cached.now().decisions(year)
    if decisions:
        told = say("publication.decision_again", when=moment(decisions[-1].entry.time))
        widgets.show(widgets.notice("plain", told))
    units = [unit.code for unit in cached.now().reference.cluster_of(year).units_in(year)]
    found: list[Decision] = []

    def fields() -> list[str]:
        widgets.show(f"<p>{html(say('publication.award_how'))}</p>")
        awards = [
            Award(code, title.strip())
            for code in units
            for title in st.text_input(
                unit_of(year, code), key=f"award-{year}-{code}", max_chars=300, persist_state="page"
            ).split(";")
            if title.strip()
        ]
        document, wrong = document_fields(f"decision-{year}", required=True)
        if document is not None:
            found.append(Decision(year, tuple(awards), document))
        return ([] if awards else [say("publication.no_award")]) + wrong

    def act(person: Actor, why: str, head: str) -> Entry:
        return cached.store().record(person, why, found[0], head)

    _form(
        f"decision-{year}",
        say("publication.decision_button"),
        Act.RECORD,
        year,
        say("publication.sure_decision"),
        fields,
        act,
    )


def _form(
    name: str,
    button: str,
    act: Act,
    year: int,
    confirm: str,
    fields: Callable[[], list[str]],
    do: Callable[[Actor, str, str], Entry],
) -> None:
    signed_form(
        name,
        {button: do},
        cached.store().record_refusals(who.actor(), act, year),
        confirm=confirm,
        reason=say("write.reason"),
        screen=SCREEN,
        fields=fields,
    )


def _count(key: str, label: str, named: str, wrong: list[str]) -> int:
    """A whole number that is typed; -1, and why, for anything else."""
    typed = st.text_input(label, key=key, max_chars=MOST_VOTES, persist_state="page").strip()
    if typed.isascii() and typed.isdigit():
        return int(typed)
    if typed:
        wrong.append(say("publication.no_count", label=named, found=typed))
    else:
        wrong.append(say("publication.empty", label=named))
    return -1


FORMS: Final = {
    "congbo": (publish_form, "publication.publish_title", "publication.publish_under"),
    "phieu": (vote_form, "publication.vote_title", "publication.vote_under"),
    "thoitinh": (withdraw_form, "publication.items_title", "publication.items_under"),
    "quyetdinh": (decision_form, "publication.decision_title", "publication.decision_under"),
}
