"""Placeholder of the screen; the module that draws it replaces this file."""

from __future__ import annotations

from pages.parts import state, widgets
from pages.parts.words import say


def render() -> None:
    chosen = state.selection((2017, 2018), (), ())
    widgets.page_head(
        "overview", say("overview.name"), str(chosen.year), years=(2017, 2018), year=chosen.year
    )
    bars = {"type": "bar", "orientation": "h", "x": [chosen.year - 2000, 3, 2], "y": ["A", "B", "C"]}
    widgets.figure(
        {"data": [bars], "layout": {"height": 320}},
        alt="bars",
        key="bars",
        title="Bars",
        table_html="<p>x</p>",
    )
