"""The preview of an intake and the button under it: what would change, what it does to every unit, who and why."""

from __future__ import annotations

import streamlit as st

from data.proposal import Proposal
from data.reading.problems import Problem, table_csv
from pages.parts import cached, state, widgets
from pages.parts.proposal_view import changes_html, effects_html
from pages.parts.published_years import several_html
from pages.parts.remark_rows import as_problem
from pages.parts.theme import html
from pages.parts.upload_view import problems_html
from pages.parts.words import say
from pages.parts.write_flow import moved_html, sign_and_write
from scoring.numbers import number


def preview(
    name: str, key: object, proposal: Proposal, original: bytes | None, warnings: int, errors: int
) -> bool:
    """
    Difference and effect, then the fields and the button.

    Args:
        key: What the proposal was made from; a newer proposal for the same is kept under it.
        warnings / errors: Of the files, besides those of the proposal.

    Returns:
        Whether it was just written.
    """
    reference = cached.now().reference
    to_see = [as_problem(reference, one) for one in proposal.notices if one.severity == "warn"]
    notes = [as_problem(reference, one) for one in proposal.notices if one.severity == "note"]
    count = len(proposal.figures) + len(proposal.penalties)
    blocks = [moved_html(proposal), widgets.heading(say("preview.changes"), _count_words(proposal))]
    if to_see:
        caption = say("preview.to_see", count=number(len(to_see)))
        blocks += [widgets.heading(caption, "", 3), problems_html(to_see, caption)]
    if notes:
        caption = say("preview.notes", count=number(len(notes)))
        blocks.append(widgets.more(caption, problems_html(notes, caption)))
    nothing = proposal.empty and not errors and not proposal.problems
    if nothing:
        blocks.append(nothing_html())
    blocks.append(changes_html(reference, proposal.changes, proposal.penalty_changes, with_place=True))
    if proposal.effects:
        title, under = (
            (say("published.propose_effect"), say("published.propose_effect_under"))
            if proposal.correctable
            else (say("preview.effect"), say("preview.effect_under"))
        )
        blocks += [widgets.heading(title, under), effects_html(reference, proposal.effects)]
    widgets.show(*blocks)
    if nothing:
        return False
    if errors or proposal.problems:
        widgets.show(widgets.notice("wrong", say("preview.blocked")))
        st.button(say("preview.write", count=number(count)), key=f"blocked-{name}", disabled=True)
        return False
    if several := several_html(proposal):
        widgets.show(several)
        return False
    if proposal.correctable:
        button = say("published.propose", count=number(count))
        widgets.show(widgets.heading(say("published.propose_sign"), say("published.propose_sign_under")))
    else:
        button = say("preview.write", count=number(count))
        widgets.show(widgets.heading(say("preview.sign"), say("preview.sign_under")))
    seen = warnings + len(to_see)

    def show_again(fresh: Proposal) -> None:
        state.keep(f"proposal-{name}", (key, fresh))

    entry = sign_and_write(
        name,
        proposal,
        button,
        show_again,
        original,
        confirm=say("preview.seen", count=number(seen)) if seen else "",
        here=state.here("upload"),
    )
    if entry is None:
        return False
    state.keep(f"proposal-{name}", None)
    state.keep("written", entry)
    return True


def problems_of(name: str, problems: list[Problem], file: str, *, typed: bool = False) -> None:
    """The table of everything that forbids writing, and the same as a file for the spreadsheet."""
    caption = say("upload.problems_caption", count=number(len(problems)))
    under = say("typed.problems_under" if typed else "upload.problems_under")
    widgets.show(widgets.heading(caption, under), problems_html(problems, caption, typed=typed))
    st.download_button(
        say("upload.download_problems"),
        data=table_csv(problems, file),
        file_name="danh-sach-loi.csv",
        mime="text/csv",
        on_click="ignore",
        key=f"problems-{name}",
    )


def nothing_html() -> str:
    """HTML of the sentence for a file that changes nothing."""
    return (
        f'<p class="td-notice td-notice-done" role="status"><b>{html(say("preview.nothing"))}</b> '
        f"{html(say('preview.nothing_why'))}</p>"
    )


def _count_words(proposal: Proposal) -> str:
    beside = sum(not change.counts for change in proposal.changes)
    counted = len(proposal.changes) - beside + len(proposal.penalties)
    return say(
        "preview.counted", new=number(len(proposal.figures) + len(proposal.penalties)), counted=number(counted),
        beside=number(beside), same=number(proposal.unchanged),
    )  # fmt: skip
