"""Placeholder of the screen; the module that draws it replaces this file."""

from __future__ import annotations

from pages.parts import state, widgets
from pages.parts.words import say


def render() -> None:
    chosen = state.selection((2017, 2018), (), ())
    widgets.page_head(
        "rankings", say("rankings.name"), str(chosen.year), years=(2017, 2018), year=chosen.year
    )
