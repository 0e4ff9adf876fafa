"""A form whose every button is one entry of the journal: why, the password where it is due, the tick, the button."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final

import streamlit as st

from data.entries import Entry
from data.journal import StaleHead
from data.rights import Actor
from data.troubles import Notice, Trouble
from pages.parts import cached, state, who, widgets
from pages.parts.rights_shown import again_html, refused_html, writes_as_html
from pages.parts.theme import html
from pages.parts.words import say
from pages.parts.write_flow import REASON_LENGTH, called, renewed
from scoring.errors import FiguresError, ThiduaError
from scoring.numbers import number

WRITTEN: Final = "written-publication"  # in the session: the entry that was just written, until it is told
Act = Callable[[Actor, str, str], Entry]  # who, why, the head that was seen


def signed_form(
    name: str,
    buttons: Mapping[str, Act],
    refused: Sequence[Notice],
    *,
    confirm: str,
    reason: str,
    screen: str,
    fields: Callable[[], Sequence[str]] = tuple,
) -> None:
    """
    The form; when an entry stands on the disk, the screen runs again and tells of it.

    Only what the visitor saw is written: where somebody wrote in between, the newer state is shown and the click does
    not count. Nothing that was typed is lost by a problem.

    Args:
        name: Tells one form from another.
        buttons: What each button says and does; the first is the main one.
        refused: Why the visitor may do none of it; () = may.
        confirm: The sentence to tick.
        reason: Label of the field for the reason.
        screen: Where to come back to from the page to sign in.
        fields: Draws the form's own fields; returns what is wrong in them.
    """
    stale = [each.key for each in refused] == ["rights.stale"]
    if refused and not stale:
        widgets.show(refused_html("; ".join(each.text for each in refused), state.here(screen)))
        return
    by_password, by_agency = (who.has_password(), who.again_by_agency()) if stale else (False, False)
    widgets.show(_moved_html(name), writes_as_html(who.actor()), again_html() if by_agency else "")
    head, seen = cached.now().head, state.kept(f"seen-{name}")
    state.keep(f"seen-{name}", _now())
    with st.form(f"form-{name}", border=False, enter_to_submit=False):
        wrong = list(fields())
        why = st.text_input(reason, key=f"why-{name}", max_chars=REASON_LENGTH, persist_state="page")
        password = ""
        if by_password:
            password = st.text_input(
                say("people.password_again", hours=who.hours()),
                key=f"password-{name}",
                type="password",
                autocomplete="current-password",
            )
        sure = st.checkbox(confirm, key=f"sure-{name}")
        row = st.container(horizontal=True, gap="small")
        with row:
            pressed = [
                label
                for place, label in enumerate(buttons)
                if st.form_submit_button(
                    label, key=f"do-{name}-{place}", type="secondary" if place else "primary"
                )
            ]
    if not pressed:
        return
    wrong += [say("write.needs_reason")] * (not why.strip())
    wrong += [say("people.needs_password")] * (by_password and not password)
    wrong += [say("agency.again_first")] * (stale and not by_password)
    wrong += [say("write.needs_sure")] * (not sure)
    if wrong:
        widgets.show(problems_html(wrong))
    elif seen != _now():
        _moved(name, seen)
    else:
        _do(name, buttons[pressed[0]], why.strip(), head, password)


def _do(name: str, act: Act, why: str, head: str, password: str) -> None:
    if password and (told := renewed(password)):
        widgets.show(problems_html([told]))
        return
    try:
        # Asked anew: the account may have been disabled since this run began.
        entry = act(who.actor(), why, head)
    except StaleHead:
        _moved(name, (head, ""))
    except FiguresError as error:
        widgets.show(problems_html(error.problems))
    except ThiduaError as error:
        if isinstance(error, Trouble) and error.key == "reference.moved":
            _moved(name, (head, ""))
        widgets.show(called("wrong", say("publication.refused", text=str(error))))
    else:
        state.keep(WRITTEN, entry)
        state.keep(f"seen-{name}", None)
        st.rerun()


def _now() -> tuple[str, str]:
    """What the visitor sees: the head of the journal, and which catalogues and rulebooks hold."""
    return cached.now().head, cached.now().reference_digest


def _moved(name: str, seen: tuple[str, str] | None) -> None:
    """Runs the screen again with what changed meanwhile; it says so above the form."""
    cached.look()
    known = [entry.hash for entry in cached.now().entries()]
    head = "" if seen is None else seen[0]
    state.keep(f"moved-{name}", len(known) - (known.index(head) + 1 if head in known else 0))
    state.keep(f"seen-{name}", _now())
    st.rerun()


def _moved_html(name: str) -> str:
    later = state.kept(f"moved-{name}")
    state.keep(f"moved-{name}", None)
    if later is None:
        return ""
    told = say("publication.moved", count=number(later)) if later else say("publication.moved_rules")
    return called("wrong", told)


def problems_html(problems: Sequence[str]) -> str:
    """HTML of everything that must be mended, first line in focus."""
    lines = "".join(f"<li>{html(problem)}</li>" for problem in dict.fromkeys(problems))
    told = say("publication.problems", count=number(len(dict.fromkeys(problems))))
    turn = int(state.kept("called") or 0) + 1
    state.keep("called", turn)
    return (
        f'<div class="td-notice td-notice-wrong" role="alert" tabindex="-1" data-td-focus="{turn}">'
        f"<p><b>{html(told)}</b></p><ul>{lines}</ul></div>"
    )
