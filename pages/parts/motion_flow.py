"""Confirming afterwards what a conference kept: the motions, who says so, what it does, and the one way of writing."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from data.intake import propose, repropose
from data.proposal import Defaults, Proposal
from data.troubles import Trouble
from pages.parts import cached, state, widgets
from pages.parts.default_fields import default_fields
from pages.parts.intake_preview import preview
from pages.parts.motion_kept import Kept, kept_motions, occurrences_of, otherwise, reported_of
from pages.parts.motion_words import minutes_line
from pages.parts.motions import motion_steps, motions_of
from pages.parts.remark_rows import gathered
from pages.parts.theme import html
from pages.parts.words import say
from pages.parts.year_words import Telling
from scoring.given import Given
from scoring.numbers import number
from scoring.scenario import Change

NAME = "motion"
LIST, MARK = (
    "kn",
    "dau",
)  # in the address: the kept motions as text, and the mark of the state that the conference saw


def is_asked() -> bool:
    """Whether the address holds kept motions."""
    return bool(state.asked(LIST))


def title() -> str:
    """How many motions wait."""
    changes, _problem = motions_of(state.asked(LIST))
    return say("confirm.title", count=number(len(changes))) if changes else say("confirm.title_none")


def away_html() -> str:
    """HTML of the way back to files and typing."""
    return f'<p><a href="{html(state.link("upload"))}">{html(say("confirm.away"))}</a></p>'


def motion_flow(about: Telling) -> None:
    """The part of the screen for kept motions."""
    changes, problem = motions_of(state.asked(LIST))
    if problem:
        widgets.show(widgets.notice("wrong", say("confirm.unreadable", why=problem)))
        return
    given = cached.given(about.board.year)
    then, since = _then(about)
    kept = kept_motions(about, given, changes, then)
    widgets.show(
        widgets.notice("plain", say("confirm.nothing_yet")),
        since,
        widgets.heading(say("confirm.list"), say("confirm.list_under")),
        *(_one(about, given, kept, row) for row in kept),
    )
    chosen = _chosen(kept)
    if not chosen:
        widgets.show(widgets.notice("plain", say("confirm.none")))
        return
    widgets.show(widgets.heading(say("confirm.defaults"), say("confirm.defaults_under"), 3))
    defaults, wrong_days = default_fields(NAME, about.cluster, about.rulebook.year, by_row=False)
    _confirm(about, given, chosen, defaults, wrong_days)


def _confirm(
    about: Telling, given: Given, chosen: tuple[Kept, ...], defaults: Defaults, wrong_days: tuple[str, ...]
) -> None:
    _occurrences, lacking = occurrences_of(about, chosen, defaults)
    key = (cached.store().head, tuple(row.change for row in chosen), defaults)
    proposal = _proposal(key, about, chosen, defaults)
    told = [*lacking, *wrong_days]
    told += [one.text for one in gathered(cached.store().reference, proposal.problems)]
    notices = [widgets.notice("wrong", text) for text in dict.fromkeys(told)]
    if not proposal.problems and not lacking:
        differs = otherwise(about, given, chosen, proposal.effects)
        notices += [widgets.notice("assumed", differs)] if differs else []
    if notices:
        widgets.show(*notices)
    if preview(NAME, key, proposal, None, 0, len(told)):
        st.rerun()


def _proposal(
    key: tuple[object, ...], about: Telling, chosen: tuple[Kept, ...], defaults: Defaults
) -> Proposal:
    """The proposal under `key`, whose first part is the head; made anew where others wrote, and then told so."""
    kept = state.kept(f"proposal-{NAME}")
    if kept is not None and kept[0] == key:
        return kept[1]  # type: ignore[no-any-return]
    snapshot, reference = cached.store().snapshot(), cached.store().reference
    # how many occurrences a motion still adds depends on the state, so it is asked anew and not carried over
    occurrences, _lacking = occurrences_of(about, chosen, defaults)
    proposal = propose(snapshot, reference, reported_of(about, chosen), defaults, occurrences)
    if kept is not None and kept[0][1:] == key[1:]:
        before: Proposal = kept[1]
        here = before.base_head == proposal.base_head
        moved = before.moved if here else repropose(snapshot, reference, before).moved
        proposal = replace(proposal, moved=moved)
    state.keep(f"proposal-{NAME}", (key, proposal))
    return proposal


def _then(about: Telling) -> tuple[Telling | None, str]:
    """The year as the conference saw it, and HTML of how far that is from today."""
    mark, store, year = state.asked(MARK), cached.store(), about.board.year
    if not mark:
        return None, ""
    try:
        seen = cached.marked(mark)
    except Trouble as trouble:
        return None, widgets.notice("assumed", say("confirm.no_mark", why=str(trouble)))
    later = len(store.entries()) - seen.seq
    if seen.year != year:
        return None, widgets.notice("assumed", say("confirm.other_year", year=seen.year))
    if not later:
        return about, ""
    board = cached.past_board(year, seen.seq)
    told = widgets.notice("assumed", say("confirm.later", count=number(later)))
    return Telling(about.cluster, about.rulebook, board), told


def _one(about: Telling, given: Given, kept: tuple[Kept, ...], row: Kept) -> str:
    """HTML of one motion: its line with points and ranks before → after, or why it cannot be confirmed."""
    if row.wrong:
        text = f"{say('confirm.number', number=number(row.number))}: {row.told}."
        return f"<p>{html(text)}</p>" + widgets.notice("wrong", row.wrong)
    before = [other.change for other in kept if not other.wrong and other.number < row.number]
    line = _line(about, given, before, row)
    return f"<p>{html(line)}</p>" + (widgets.notice("assumed", row.moved) if row.moved else "")


def _line(about: Telling, given: Given, before: list[Change], row: Kept) -> str:
    steps = motion_steps(about, given, [*before, row.change])
    return minutes_line(about, row.number, row.change, steps[-2][1], steps[-1][1])


def _chosen(kept: tuple[Kept, ...]) -> tuple[Kept, ...]:
    """Those that the clerk confirms now; motions with another agency or document go in a write of their own."""
    return tuple(
        row
        for row in kept
        if not row.wrong
        and st.checkbox(
            say("confirm.this", number=number(row.number)), value=True, key=f"motion-{row.number}"
        )
    )
