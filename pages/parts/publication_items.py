"""Proposing that penalties or itemised bonuses of a published year no longer count: what undo was before publishing."""

from __future__ import annotations

import streamlit as st

from data.entries import Entry
from data.publishing import effect_of
from data.records import Correction
from data.rights import Actor
from pages.parts import cached, who, widgets
from pages.parts.proposal_view import changes_html, effects_html
from pages.parts.signed_form import Act, signed_form
from pages.parts.statement_words import penalty_words
from pages.parts.words import say
from scoring.model import Penalty


def withdraw_form(year: int) -> None:
    """The year's penalties and bonuses to tick, what leaving them out would do, and the button."""
    store = cached.store()
    made, rows = store.versions(year), store.penalties(year)
    if not made or not rows:
        widgets.show(widgets.notice("plain", say("publication.items_none", year=year)))
        return
    chosen = [
        row
        for place, row in enumerate(rows)
        if st.checkbox(penalty_words(store.reference, row), key=f"item-{year}-{made[-1].number}-{place}")
    ]
    if not chosen:
        widgets.show(widgets.notice("plain", say("publication.items_choose")))
        return
    widgets.show(_effect_html(Correction(year, made[-1].seq, withdrawn=tuple(chosen))))
    signed_form(
        f"items-{year}",
        {say("publication.items_button"): _act(year, chosen)},
        store.correction_refusals(who.actor(), (), chosen),
        confirm=say("publication.sure_correction"),
        reason=say("write.reason"),
        screen="publication",
    )


def _effect_html(correction: Correction) -> str:
    store = cached.store()
    reference = store.reference_at(correction.year)
    found = effect_of(store.entries(), reference, correction)
    broken = "; ".join(problem.text for problem in found.problems)
    return (
        widgets.heading(say("published.propose_effect"), say("published.propose_effect_under"))
        + (widgets.notice("wrong", say("publication.correction_broken", text=broken)) if broken else "")
        + effects_html(reference, found.effects)
        + changes_html(reference, found.changes, found.penalty_changes)
    )


def _act(year: int, chosen: list[Penalty]) -> Act:
    def act(person: Actor, why: str, head: str) -> Entry:
        return cached.store().propose_correction(person, why, year, (), (), head, withdrawn=chosen)

    return act
