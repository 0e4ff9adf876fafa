"""The script that runs for each visitor: the frame around every screen.

It does not lie beside a folder called `pages`, so Streamlit's old multipage
system never starts: a deep link that is opened first after a restart shows its
screen inside this frame (`tests/test_cold_link.py`).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from importlib import import_module

import streamlit as st

from data.troubles import Notice
from pages import SCREENS, SHARED
from pages.parts import cached, rights_shown, state, who, widgets
from pages.parts.words import say

# A changed rulebook is read anew at every start; that is no fault that a visitor must see.
QUIET = {"store.reference"}


def said(told: Notice) -> str:
    """A notice as people read it: what the start found, or how backups go meanwhile."""
    if told.key.startswith("backup."):
        return say("frame.backup", found=told.text)
    return say("frame.kept", found=told.text)


def screen(name: str) -> Callable[[], None]:
    """What draws a screen: for those that all see alike, once for everybody."""
    render: Callable[[], None] = import_module(f"pages.{name}").render
    return partial(_shared, name, render) if name in SHARED else render


def _shared(name: str, render: Callable[[], None]) -> None:
    cached.drawn(name, (state.whole(), state.dark(), who.head_html(name)), render)


def main() -> None:
    st.set_page_config(layout="wide")
    state.begin()
    # who has written sees it at once, as does who follows a link to an entry
    cached.look(newest=bool(state.asked("lan") or who.actor().account))
    if who.kept_out():
        widgets.show(rights_shown.closed_html())
        return
    told = [each for each in cached.health().notices if each.key not in QUIET]
    if told:
        widgets.show(*(widgets.notice("wrong", said(each)) for each in told))
    st.navigation(
        [
            st.Page(
                screen(name),
                title=say("frame.page", screen=say(f"{name}.name"), cluster=cached.cluster().name),
                url_path=path or name,
                default=path == "",
            )
            for name, path in SCREENS.items()
        ],
        position="hidden",
    ).run()


if __name__ == "__main__":
    main()
