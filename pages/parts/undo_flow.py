"""Undo (hoàn tác) of one entry: its own preview, reason and confirmation; a new entry, nothing is deleted."""

from __future__ import annotations

import streamlit as st

from data.proposal import Proposal
from data.undo import propose_undo
from pages.parts import cached, state, widgets
from pages.parts.journal_list import content_words
from pages.parts.local_time import moment
from pages.parts.proposal_view import changes_html, effects_html
from pages.parts.published_years import no_undo_html
from pages.parts.theme import html
from pages.parts.words import say
from pages.parts.write_flow import moved_html, sign_and_write, written_html
from scoring.numbers import number


def undo(seq: int) -> None:
    """The screen part for taking back entry `seq`."""
    name = f"undo-{seq}"
    entry = cached.now().entries()[seq - 1]
    done = state.kept(f"written-{name}")
    back = widgets.anchor("history", say("undo.back"), lan=seq)
    if done is not None:
        widgets.show(
            written_html(done, fresh=True),
            f'<p class="td-links">{widgets.anchor("history", say("history.back"))}</p>',
        )
        state.keep(f"written-{name}", None)
        return
    if closed := no_undo_html(entry):
        widgets.show(f'<p class="td-links">{back}</p>', closed)
        return
    reference = cached.now().reference
    proposal: Proposal | None = state.kept(f"proposal-{name}")
    if proposal is None:
        proposal = propose_undo(cached.now().snapshot(), reference, seq)
        state.keep(f"proposal-{name}", proposal)
    told = say(
        "undo.what", seq=number(seq), actor=entry.actor, when=moment(entry.time), content=content_words(entry)
    )
    problems = "".join(widgets.notice("wrong", problem.text) for problem in proposal.problems)
    notices = "".join(widgets.notice("missing", remark.text) for remark in proposal.notices)
    widgets.show(
        f'<p class="td-links">{back}</p>',
        moved_html(proposal),
        f"<p>{html(told)}</p><p>{html(say('undo.reason_was', reason=entry.reason))}</p>",
        problems,
        notices,
        *(
            ()
            if proposal.problems
            else (
                widgets.heading(say("undo.effect")),
                effects_html(reference, proposal.effects),
                widgets.heading(say("undo.changes", count=number(len(proposal.changes)))),
                changes_html(
                    reference, proposal.changes, proposal.penalty_changes, heads=("proposal.old", "undo.new")
                ),
            )
        ),
        widgets.heading(say("undo.sign"), say("undo.sign_under")),
    )

    def show_again(fresh: Proposal) -> None:
        state.keep(f"proposal-{name}", fresh)

    written = sign_and_write(
        name,
        proposal,
        say("undo.button", seq=number(seq)),
        show_again,
        confirm=say("undo.sure"),
        here=state.here("history"),
    )
    if written is not None:
        state.keep(f"proposal-{name}", None)
        state.keep(f"written-{name}", written)
        st.rerun()
