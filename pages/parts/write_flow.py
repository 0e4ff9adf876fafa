"""Who, why, and the button that writes what was shown; what others wrote meanwhile is shown before anything is kept."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import streamlit as st

from data import intake
from data.entries import Entry
from data.journal import StaleHead
from data.proposal import Proposal
from data.records import Correction
from data.troubles import Trouble
from pages.parts import cached, state, who, widgets
from pages.parts.local_time import moment
from pages.parts.rights_shown import again_html, refused_html, writes_as_html
from pages.parts.statement_words import subject, unit_name, value_of
from pages.parts.theme import html
from pages.parts.words import say
from scoring.errors import ThiduaError
from scoring.numbers import number

REASON_LENGTH: Final = 300


def sign_and_write(
    name: str,
    proposal: Proposal,
    label: str,
    show_again: Callable[[Proposal], None],
    original: bytes | None = None,
    *,
    confirm: str = "",
    here: str = "/",
) -> Entry | None:
    """
    The field “lý do” and the button, in the name of who is signed in; the entry once it is on the disk.

    What touches a published year is proposed as its correction.

    Only what the visitor saw is written: if the preview changed in the very run of the click, or somebody else
    wrote since, the new preview is shown and the click does not count.

    Args:
        name: Tells one such form from another.
        show_again: Keeps a proposal made anew; the screen then runs again and shows it.
        confirm: A sentence to tick before the button works; "" = none.
        here: Address to come back to from the page to sign in.
    """
    person = who.actor()
    refused = cached.store().refusals(person, proposal.figures, proposal.penalties, proposal.reverses)
    stale = [each.key for each in refused] == ["rights.stale"]
    if refused and not stale:
        widgets.show(refused_html("; ".join(each.text for each in refused), here))
        return None
    by_password, by_agency = (who.has_password(), who.again_by_agency()) if stale else (False, False)
    widgets.show(writes_as_html(person), again_html() if by_agency else "")
    seen = (proposal.digest, proposal.base_head)
    may = proposal.writable or proposal.correctable
    was_shown = state.kept(f"shown-{name}") == seen
    state.keep(f"shown-{name}", seen)
    # A form: what is typed goes along with the click, and nothing runs before it.
    with st.form(f"sign-{name}", border=False, enter_to_submit=False):
        reason = st.text_input(
            say("write.reason"), key=f"write-reason-{name}", max_chars=REASON_LENGTH, persist_state="page"
        )
        password = (
            st.text_input(
                say("people.password_again", hours=who.hours()),
                key=f"write-password-{name}",
                type="password",
                autocomplete="current-password",
            )
            if by_password
            else ""
        )
        sure = st.checkbox(confirm, key=f"write-sure-{name}") if confirm else True
        pressed = st.form_submit_button(label, key=f"write-{name}", type="primary", disabled=not may)
    if not pressed or not may:
        return None
    lacking = [say("write.needs_reason")] * (not reason.strip())
    lacking += [say("people.needs_password")] * (by_password and not password)
    lacking += [say("agency.again_first")] * (stale and not by_password)
    lacking += [say("write.needs_sure")] * (not sure)
    if not was_shown:
        lacking.append(say("write.changed"))
    if lacking:
        widgets.show(called("wrong", " ".join(lacking)))
        return None
    try:
        if stale and (told := renewed(password)):
            widgets.show(called("wrong", told))
            return None
        # Asked anew: the account may have been disabled since this run began.
        keep = intake.propose_correction if proposal.correctable else intake.write
        return keep(cached.store(), proposal, who.actor(), reason.strip(), original, shown=seen[0])
    except StaleHead as stale_head:
        if intake.wrote(stale_head.entries, proposal, who.actor(), reason.strip()):
            return stale_head.entries[0]  # a double click: the run that it interrupted had written already
        cached.look()  # at what was written meanwhile
        show_again(intake.repropose(cached.now().snapshot(), cached.now().reference, proposal))
        st.rerun()
    except Trouble as trouble:
        if trouble.key == "reference.moved":
            cached.look()
            show_again(intake.repropose(cached.now().snapshot(), cached.now().reference, proposal))
        widgets.show(called("wrong", say("write.refused", text=str(trouble))))
    except ThiduaError as error:
        widgets.show(called("wrong", say("write.refused", text=str(error))))
    return None


def renewed(password: str) -> str:
    """Gives the password once more; why it was not taken, "" if it was. Raises Trouble."""
    outcome = who.renew(password)
    if outcome.token:
        return ""
    wait = " " + say("sign_in.wait", seconds=number(outcome.wait)) if outcome.wait else ""
    return say("people.wrong_again") + wait


def moved_html(proposal: Proposal) -> str:
    """HTML of what others wrote since the preview before this one; "" for a first preview."""
    if proposal.moved is None:
        return ""
    reference = cached.now().reference
    lines = "".join(
        f'<li><a href="{html(state.link("history", lan=entry.seq))}">'
        f"{html(say('history.number', seq=number(entry.seq)))}</a>, {html(moment(entry.time))}, "
        f"{html(entry.actor)}: {html(entry.reason)}</li>"
        for entry in proposal.moved.entries
    )
    clashes = "".join(
        f"<li>{html(unit_name(reference, change.statement.unit))} – {html(subject(reference, change.statement))}: "
        f"{html(say('write.was_shown', value=value_of(reference, change.old)))}</li>"
        for change in proposal.moved.conflicts
    )
    return (
        f'<div class="td-notice td-notice-wrong" role="alert" tabindex="-1" '
        f'data-td-focus="{html(proposal.base_head[:12])}">'
        f"<p><b>{html(say('write.moved', count=number(len(proposal.moved.entries))))}</b></p><ul>{lines}</ul>"
        + (
            f"<p>{html(say('write.conflicts'))}</p><ul>{clashes}</ul>"
            if clashes
            else f"<p>{html(say('write.no_conflict'))}</p>"
        )
        + f"<p>{html(say('write.again'))}</p></div>"
    )


def called(kind: str, text: str, more_html: str = "") -> str:
    """HTML of a notice that takes the focus, so that it is read and seen."""
    style = widgets.NOTICES[kind]
    turn = int(state.kept("called") or 0) + 1
    state.keep("called", turn)
    return (
        f'<p class="td-notice{style}" role="alert" tabindex="-1" data-td-focus="{turn}">'
        f"{html(text)}{' ' + more_html if more_html else ''}</p>"
    )


def written_html(entry: Entry, *, fresh: bool) -> str:
    """HTML of “Đã ghi”: what was kept, under which number, and the way to its entry."""
    label = say("write.to_entry", seq=number(entry.seq))
    link = f'<a href="{html(state.link("history", lan=entry.seq))}">{html(label)}</a>'
    count = len(entry.figures) + len(entry.penalties)
    more = ""
    if isinstance(entry.record, Correction):
        proposed = entry.record
        count = len(proposed.figures) + len(proposed.penalties)
        told = say("published.proposed", count=number(count), year=proposed.year)
        more = " " + widgets.anchor("publication", say("published.to_publication"), year=str(proposed.year))
    elif entry.reverses:
        told = say("write.undone", seq=number(entry.reverses))
    else:
        told = say("write.done", count=number(count))
    told += " " + say("write.kept", when=moment(entry.time), hash=entry.hash[:8])
    focus = f' tabindex="-1" data-td-focus="entry-{entry.seq}"' if fresh else ""
    return f'<p class="td-notice td-notice-done" role="status"{focus}><b>{html(told)}</b> {link}{more}</p>'
