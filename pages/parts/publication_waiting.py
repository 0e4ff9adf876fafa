"""Corrections of a published year: those that wait, with effect and buttons, and those that ended."""

from __future__ import annotations

from data.entries import Entry
from data.published import Proposed
from data.records import Document, Outcome
from data.rights import Actor
from data.troubles import Notice
from pages.parts import cached, who, widgets
from pages.parts.card_table import card_table_html
from pages.parts.document_fields import document_fields
from pages.parts.local_time import moment
from pages.parts.people_words import writer_words
from pages.parts.proposal_view import changes_html, effects_html
from pages.parts.publication_cards import entry_link, facts_html
from pages.parts.record_words import ENDED
from pages.parts.signed_form import Act, signed_form
from pages.parts.theme import html
from pages.parts.words import say
from scoring.numbers import number

BUTTONS = {
    Outcome.APPROVED: "publication.approve",
    Outcome.REJECTED: "publication.reject",
    Outcome.WITHDRAWN: "publication.withdraw",
}


def waiting(year: int) -> None:
    """The part of the screen for what waits; nothing where nothing does."""
    open_ones = [each for each in cached.now().corrections(year) if each.end is None]
    if not open_ones:
        return
    widgets.show(
        f'<div id="cho-duyet">{widgets.heading(say("publication.waiting"), say("publication.waiting_under"))}</div>'
    )
    for each in open_ones:
        widgets.show(proposed_html(each))
        _decide(each)


def proposed_html(proposed: Proposed) -> str:
    """HTML of one correction: who, why, and what it would do to points, ranks and figures."""
    facts = {
        say("publication.proposed_by"): html(writer_words(proposed.entry)),
        say("publication.at"): html(moment(proposed.entry.time)),
        say("publication.corrects"): html(say("publication.version", number=number(proposed.version))),
        say("history.entry"): entry_link(proposed.seq),
    }
    title = say("publication.correction", seq=number(proposed.seq), reason=proposed.entry.reason)
    return widgets.heading(title, "", 3) + facts_html(facts) + proposed_effect_html(proposed)


def proposed_effect_html(proposed: Proposed) -> str:
    """HTML of what a correction would do to points, ranks and figures of the version that it corrects."""
    reference, found = cached.now().reference, cached.correction_effect(proposed.seq)
    old = say("publication.correction_old", old=number(proposed.version)) if proposed.outdated else ""
    broken = "; ".join(problem.text for problem in found.problems)
    count = number(len(found.changes) + len(found.penalty_changes))
    return (
        (widgets.notice("missing", old) if old else "")
        + (widgets.notice("wrong", say("publication.correction_broken", text=broken)) if broken else "")
        + effects_html(reference, found.effects)
        + widgets.heading(say("publication.correction_changes", count=count), "", 3)
        + changes_html(reference, found.changes, found.penalty_changes)
    )


def _decide(proposed: Proposed) -> None:
    """The buttons that this visitor may press, or why there are none."""
    person = who.actor()
    refused = {outcome: _refused(person, proposed.seq, outcome) for outcome in BUTTONS}
    may = [outcome for outcome, why in refused.items() if not why]
    if may and refused[Outcome.APPROVED]:
        only = "; ".join(each.text for each in refused[Outcome.APPROVED])
        widgets.show(widgets.notice("plain", say("publication.no_approval", why=only)))
    name = f"correction-{proposed.seq}"
    document: list[Document | None] = [None]

    def fields() -> list[str]:
        if Outcome.APPROVED not in may:
            return []
        document[0], wrong = document_fields(name, required=False)
        return wrong

    def act(outcome: Outcome) -> Act:
        def end(person: Actor, why: str, head: str) -> Entry:
            if outcome is Outcome.APPROVED:
                return cached.store().approve_correction(person, why, proposed.seq, head, document[0])
            return cached.store().end_correction(person, why, proposed.seq, outcome, head)

        return end

    signed_form(
        name,
        {say(BUTTONS[outcome]): act(outcome) for outcome in may},
        cached.store().end_refusals(person, proposed.seq, may[0] if may else Outcome.APPROVED),
        confirm=say("publication.sure_correction"),
        reason=say("publication.opinion"),
        screen="publication",
        fields=fields,
    )


def _refused(person: Actor, seq: int, outcome: Outcome) -> list[Notice]:
    found = cached.store().end_refusals(person, seq, outcome)
    return [each for each in found if each.key != "rights.stale"]


def closed_html(year: int) -> str:
    """HTML of the corrections that ended, newest first, one click away; "" where there is none."""
    ended = [each for each in reversed(cached.now().corrections(year)) if each.end is not None]
    if not ended:
        return ""
    rows = [_closed_row(each) for each in ended]
    columns = [say(f"publication.{name}") for name in ("closed_entry", "proposed_by", "reason", "outcome")]
    columns.append(say("publication.outcome_reason"))
    table = card_table_html(columns, rows, say("publication.closed_caption"), html_columns=(0,))
    return widgets.more(say("publication.closed", count=number(len(ended))), table)


def _closed_row(proposed: Proposed) -> list[str]:
    assert proposed.end is not None
    assert proposed.outcome is not None
    outcome = say(
        "publication.outcome_by",
        outcome=say(ENDED[proposed.outcome]),
        who=writer_words(proposed.end),
        when=moment(proposed.end.time),
    )
    return [
        entry_link(proposed.seq),
        f"{writer_words(proposed.entry)}, {moment(proposed.entry.time)}",
        proposed.entry.reason,
        outcome,
        proposed.end.reason,
    ]
