"""Colours of slides that are handed out: always the light palette, which prints and stands a bright hall."""

from __future__ import annotations

from typing import Final

from pages.parts.heat_steps import step_of
from pages.parts.slides import Cell
from pages.parts.theme import LIGHT, unit_colour

READABLE: Final = 4.5  # contrast of text, WCAG 2.2, 1.4.3

# As heat.css has them; no colour is so middling that neither ink nor white can be read on it.
HEAT: Final = ("#eef3f8", "#ceddec", "#b1c9e1", "#95b5d5", "#7aa1c8", "#4a7097", "#2e557c", "#123a61")


def series_colour(name: str) -> str:
    """The colour that a series names, `#rrggbb`; the accent for a name that is unknown."""
    kind, _, place = name.partition("-")
    if kind == "section" and place.isdigit():
        return LIGHT.sections[(int(place) - 1) % len(LIGHT.sections)]
    if kind == "unit" and place.isdigit():
        return unit_colour(int(place))
    return {"bonus": LIGHT.bonus, "penalty": LIGHT.penalty}.get(kind, LIGHT.accent)


def shade(cell: Cell, of_maximum: bool) -> str:
    """Fill of a cell of a heat table, "" for none; `of_maximum` for shares of a maximum, else evenly from 0 to 1."""
    if cell.shade is None:
        return ""
    if of_maximum:
        return HEAT[step_of(cell.shade)]
    return HEAT[max(0, min(len(HEAT) - 1, int(cell.shade * len(HEAT))))]


def text_on(fill: str) -> str:
    """
    The colour of text that can be read on `fill`: ink or white, black where neither reaches 4.5:1.

    >>> text_on("#ffffff"), text_on("#1f4e79")
    ('#14202e', '#ffffff')
    """
    best = max((LIGHT.ink, "#ffffff"), key=lambda colour: contrast(colour, fill))
    return best if contrast(best, fill) >= READABLE else "#000000"


def tone_colour(cell: Cell) -> str:
    """The colour of a cell's text that has no fill."""
    return {
        "better": LIGHT.better,
        "worse": LIGHT.worse,
        "missing": LIGHT.mark,
        "absent": LIGHT.muted,
        "muted": LIGHT.muted,
    }.get(cell.tone, LIGHT.ink)


def tone_sign(cell: Cell) -> str:
    """▲ or ▼ before a change, for those who do not see its colour; "" where the text has one or none is due."""
    sign = {"better": "▲", "worse": "▼"}.get(cell.tone, "")
    return "" if not sign or cell.text.startswith(("▲", "▼")) else f"{sign} "


def contrast(one: str, other: str) -> float:
    """Contrast of two colours as WCAG 2.2 defines it, 1–21."""
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: str) -> float:
    parts = [part / 255 for part in _rgb(colour)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _rgb(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)
