"""What the screens Trình chiếu and Tài liệu say about the state that they show, and why they cannot show another."""

from __future__ import annotations

from pages.parts import cached, state, widgets
from pages.parts.asked_state import CHOICE, MARK, MOTIONS, AskedState
from pages.parts.local_time import moment
from pages.parts.theme import html
from pages.parts.words import say
from scoring.errors import FiguresError
from scoring.numbers import number


def state_html(at: AskedState, screen: str) -> str:
    """
    HTML of which state is shown where the address asks for one, or why it cannot be; "" for the present one.

    Args:
        screen: Where the link to the present state leads.
    """
    if at.problem:
        return widgets.notice("wrong", say("state.refused", why=at.problem))
    if not at.seq:
        return ""
    entries = cached.now().entries()
    entry = entries[at.seq - 1]
    later = len(entries) - at.seq
    told = say(
        "state.shown" if later else "state.newest",
        mark=at.mark,
        seq=number(at.seq),
        when=moment(entry.time),
        who=entry.actor,
        later=number(later),
    )
    kept = {name: state.asked(name) or None for name in (CHOICE, MOTIONS)}
    now = state.link(screen, year=str(at.year), **{MARK: None, **kept})
    links = [
        widgets.anchor("history", say("state.board"), year=str(at.year), trangthai=str(at.seq)),
        f'<a id="td-state-now" href="{html(now)}">{html(say("state.now"))}</a>',
    ]
    other = "presentation" if screen == "documents" else "documents"
    links.insert(1, widgets.anchor(other, say(f"state.to_{other}"), year=str(at.year), **{MARK: at.mark}))
    return widgets.notice("assumed" if later else "plain", told, " · ".join(links))


def refused_html(error: FiguresError) -> str:
    """HTML of why nothing can be made of a state: its figures do not fit today's rulebook."""
    return widgets.notice("wrong", say("past.refused", text="; ".join(error.problems)))
