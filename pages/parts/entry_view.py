"""One entry of the journal: who, when, why, what it changed in figures, points and ranks; its original file."""

from __future__ import annotations

import streamlit as st

from data.entries import Entry
from data.records import Correction
from data.troubles import Trouble
from pages.parts import cached, state, widgets
from pages.parts.journal_list import content_words, fate_html, undone_entries
from pages.parts.local_time import moment
from pages.parts.people_words import writer_words
from pages.parts.proposal_view import changes_html, effects_html
from pages.parts.publication_waiting import proposed_effect_html
from pages.parts.published_years import no_undo_html
from pages.parts.record_words import is_approval, way_html
from pages.parts.theme import html
from pages.parts.words import say
from scoring.numbers import number


def title_of(entry: Entry) -> str:
    """Who wrote the entry and when."""
    return say("history.entry_title", seq=number(entry.seq), when=moment(entry.time))


def facts_html(entry: Entry, back_html: str) -> str:
    """HTML of who, when, why, and the ways on."""
    undone_by = undone_entries().get(entry.seq, 0)
    facts = {
        "history.actor": html(writer_words(entry)),
        "history.reason": html(entry.reason),
        "history.content": html(content_words(entry)),
        "history.fate": fate_html(entry, undone_by),
        "history.hash": f"<code>{html(entry.hash[:16])}</code>",
    }
    if entry.clock_back:
        facts["history.clock"] = html(say("history.clock_back", seconds=number(entry.clock_back)))
    list_html = "".join(
        f"<div><dt>{html(say(key))}</dt><dd>{value}</dd></div>" for key, value in facts.items()
    )
    links = [back_html, widgets.anchor("history", say("history.state_after"), trangthai=entry.seq, lan=None)]
    closed = no_undo_html(entry)
    if not undone_by and not closed:
        links.append(
            f'<a class="td-button" id="td-undo" href="{html(state.link("history", lan=entry.seq, viec="hoantac"))}">'
            f"{html(say('history.undo'))}</a>"
        )
    if way := way_html(entry):
        links.append(way)
    return f'<p class="td-links">{" ".join(links)}</p>{closed}<dl class="td-facts">{list_html}</dl>'


def effect_html(entry: Entry) -> str:
    """HTML of what the entry changed: points and ranks, then figures; of a proposed correction what it would change."""
    record, reference = entry.record, cached.now().reference
    if isinstance(record, Correction):
        proposed = next(each for each in cached.now().corrections(record.year) if each.seq == entry.seq)
        return proposed_effect_html(proposed)
    if record is not None and not is_approval(record):
        return widgets.notice("plain", say("record.no_points"))
    effect = cached.entry_effect(entry.seq)
    told = "; ".join(problem.text for problem in effect.problems)
    return (
        (widgets.notice("missing", say("history.not_scored", text=told)) if told else "")
        + widgets.heading(say("history.effect"))
        + effects_html(reference, effect.effects)
        + widgets.heading(say("history.changes", count=number(len(effect.changes))))
        + changes_html(
            reference, effect.changes, effect.penalty_changes, heads=("history.before", "history.after")
        )
    )


def offer_original(entry: Entry) -> None:
    """The uploaded file, unchanged, to download; its hash is checked on the way."""
    if not entry.original:
        return
    try:
        content = cached.store().original(entry)
    except Trouble as trouble:
        widgets.show(widgets.notice("wrong", say("history.original_lost", text=str(trouble))))
        return
    suffix = "xlsx" if content is not None and content.startswith(b"PK") else "csv"
    st.download_button(
        say("history.download"),
        data=content or b"",
        file_name=f"tep-goc-lan-ghi-{entry.seq}.{suffix}",
        mime="application/octet-stream",
        on_click="ignore",
        key=f"original-{entry.seq}",
    )
