"""What lies over the slides: the toolbar and the panels. Everything in them is reached by keyboard and by touch."""

from __future__ import annotations

from typing import Final

from pages.exports.html_slides import frozen_line
from pages.parts.slides import Deck
from pages.parts.theme import html
from pages.parts.words import say

# What a button does (`data-do`, read by stage.js), and the key that does the same.
TOOLS: Final = (
    ("back", "←"),
    ("forward", "→"),
    ("grid", "G"),
    ("black", "B"),
    ("full", "F"),
    ("theme", "S"),
    ("motion", "K"),
    ("picture", "I"),
    ("presenter", "N"),
    ("help", "?"),
)
KEYS: Final = (
    "forward",
    "back",
    "ends",
    "units",
    "grid",
    "black",
    "full",
    "theme",
    "motion",
    "picture",
    "presenter",
    "help",
    "escape",
)


def panels_html(deck: Deck, back: str) -> str:
    """The toolbar, the panels, and the black screen."""
    tools = "".join(
        f'<button type="button" data-do="{name}">{html(say(f"stage.do_{name}"))} <kbd>{key}</kbd></button>'
        for name, key in TOOLS
    )
    leave = f'<a href="{html(back)}">{html(say("stage.leave"))}</a>' if back else ""
    return (
        f'<nav id="tools" aria-label="{html(say("stage.tools"))}">{tools}{leave}</nav>'
        f'<div id="black" hidden><p class="unseen">{html(say("stage.is_black"))}</p></div>'
        '<p id="note" role="status" hidden></p>'
        + _dialog("help", _help(deck))
        + _dialog("grid", '<div class="thumbs"></div>')
        + _dialog("motion", '<div class="body"></div>')
        + _dialog("picture", '<div class="body"></div>')
        + '<div id="presenter" hidden></div>'
    )


def _dialog(name: str, inner: str) -> str:
    title = html(say(f"stage.panel_{name}"))
    return (
        f'<dialog id="{name}" aria-labelledby="{name}-title"><div class="head"><h2 id="{name}-title">{title}</h2>'
        f'<button type="button" data-do="close">{html(say("stage.close"))} <kbd>Esc</kbd></button></div>{inner}'
        "</dialog>"
    )


def _help(deck: Deck) -> str:
    rows = "".join(
        f'<tr><th scope="row">{html(say(f"stage.key_{name}"))}</th><td>{html(say(f"stage.tells_{name}"))}</td></tr>'
        for name in KEYS
    )
    units = ", ".join(f"{at} {unit.name}" for at, unit in enumerate(deck.units[:9], start=1))
    about = [frozen_line(deck), say("stage.help_units", units=units), say("stage.help_frozen")]
    if deck.sample_mark:
        about.append(say("stage.help_sample"))
    told = "".join(f"<p>{html(line)}</p>" for line in about)
    return f'<table class="keys-table"><tbody>{rows}</tbody></table><div class="about">{told}</div>'
