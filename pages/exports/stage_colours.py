"""
Colours of the hall's screen: every text at least 7:1 on what it stands on, which the theme of the app does not promise.

Marks of units keep the theme's colours; they carry a shape too and no text stands on them.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Final

from pages.parts import theme

SHADES: Final = 6  # steps of a ground between nothing and the full maximum

_DARK: Final = {
    "paper": "#0e1a28",
    "panel": "#16273a",
    "ink": "#f4f8fc",
    "muted": "#b9c6d4",
    "line": "#2b3d51",
    "gold": "#e9b454",
    "better": "#9cc8f7",
    "worse": "#f5b27a",
    "axis": "#8fa3b8",
    "section-1": "#7fb2e5",
    "on-section-1": "#0e1a28",
    "section-2": "#b5cfe9",
    "on-section-2": "#0e1a28",
    "section-3": "#e3edf7",
    "on-section-3": "#0e1a28",
    "bonus": "#e6b04f",
    "on-bonus": "#0e1a28",
    "penalty": "#f59aa3",
    "on-penalty": "#0e1a28",
    "accent": "#7fb2e5",
}
_LIGHT: Final = {
    "paper": "#ffffff",
    "panel": "#f0f4f8",
    "ink": "#14202e",
    "muted": "#3d4a59",
    "line": "#ccd5df",
    "gold": "#6b4700",
    "better": "#0a4a8f",
    "worse": "#7f3f00",
    "axis": "#5b6b7c",
    "section-1": "#16304f",
    "on-section-1": "#ffffff",
    "section-2": "#2f5b88",
    "on-section-2": "#ffffff",
    "section-3": "#a9c4df",
    "on-section-3": "#14202e",
    "bonus": "#deb158",
    "on-bonus": "#14202e",
    "penalty": "#97303e",
    "on-penalty": "#ffffff",
    "accent": "#0b4f9e",
}
# Ground of a heat cell at the lowest step and at the last but one; between them the page's ink keeps 7:1. The full
# maximum stands out by the other ink on the other end of the scale.
_HEAT: Final = {True: ("#132133", "#1c5490"), False: ("#f5f9fd", "#8fbae6")}
_FULL: Final = {True: ("#bfdcfa", "#0e1a28"), False: ("#123d6d", "#ffffff")}


def colours(dark: bool) -> dict[str, str]:
    """All colours of one variant by name, as `var(--name)` in the style sheet."""
    found = dict(_DARK if dark else _LIGHT)
    found |= {f"unit-{at}": colour for at, colour in enumerate(theme.palette(dark).units)}
    (low, high), (full, on_full) = _HEAT[dark], _FULL[dark]
    found |= {f"heat-{step}": _between(low, high, Fraction(step, SHADES)) for step in range(SHADES + 1)}
    return found | {"full": full, "on-full": on_full}


def properties(named: Mapping[str, str]) -> str:
    """Colours as custom properties of a style sheet."""
    return "".join(f"--{name}:{value};" for name, value in named.items())


def _between(low: str, high: str, share: Fraction) -> str:
    pairs = zip(_channels(low), _channels(high), strict=True)
    return "#" + "".join(f"{round(start + (end - start) * share):02x}" for start, end in pairs)


def _channels(colour: str) -> tuple[int, ...]:
    return tuple(int(colour[at : at + 2], 16) for at in (1, 3, 5))
