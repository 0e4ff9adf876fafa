"""Colours, marks and type. Knows nothing of Streamlit.

The five unit colours were measured: Machado's simulation of colour blindness,
distance in OKLab x 100, smallest pair over normal sight, protanopia,
deuteranopia and tritanopia: 11.0 in the light theme, 14.8 in the dark one;
contrast with the page at least 3.0 and 3.4. `tests/test_theme.py` measures again.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from html import escape
from pathlib import Path
from typing import Final

FONT: Final = "'Segoe UI', Roboto, 'Noto Sans', 'Helvetica Neue', Arial, 'DejaVu Sans', sans-serif"


@dataclass(frozen=True, slots=True)
class Palette:
    """Colours of one theme, each `#rrggbb`."""

    paper: str  # the page
    panel: str  # tables' heads, notices
    ink: str  # text
    muted: str  # second text, still 4.5:1
    line: str  # rules between things
    link: str
    accent: str  # the chosen year, focus
    sections: tuple[str, str, str]  # Nội dung 1, 2, 3
    on_sections: tuple[str, str, str]  # text on them
    bonus: str
    penalty: str
    mark: str  # text and frame of the "sample" chip
    grid: str  # lines behind a chart
    heat: tuple[str, str]  # score/max 0 and 1
    units: tuple[str, ...]
    better: str  # a change for the better: blue, never green
    worse: str  # a change for the worse: orange, never red


LIGHT: Final = Palette(
    paper="#ffffff",
    panel="#f2f5f9",
    ink="#14202e",
    muted="#4d5b6b",
    line="#c9d3de",
    link="#0b4f9e",
    accent="#0b4f9e",
    sections=("#1f3a5f", "#47789f", "#8fb0d0"),
    on_sections=("#ffffff", "#ffffff", "#14202e"),
    bonus="#c9953b",
    penalty="#b23a48",
    mark="#7a5200",
    grid="#e3e8ee",
    heat=("#eef3f8", "#1f4e79"),
    units=("#0077bb", "#bb5566", "#332288", "#999933", "#7a4b00"),
    better="#0b5cad",
    worse="#ad5600",
)

DARK: Final = Palette(
    paper="#0e1a28",
    panel="#172636",
    ink="#e8eef5",
    muted="#a9b8c8",
    line="#33475c",
    link="#8fbdf2",
    accent="#7fb2ec",
    sections=("#5b8fc7", "#8fb0d0", "#c7d9ea"),
    on_sections=("#0e1a28", "#0e1a28", "#0e1a28"),
    bonus="#e6b04f",
    penalty="#f08a94",
    mark="#f0b54a",
    grid="#26384b",
    heat=("#1b2b3c", "#9cc3ea"),
    units=("#3b79be", "#f28d88", "#a39cff", "#ead63c", "#a35a1e"),
    better="#8fbdf2",
    worse="#f0a35c",
)

# One shape per unit, by its order in the catalogue, as Plotly names them, and the same as a character.
SYMBOLS: Final = ("circle", "square", "diamond", "triangle-up", "cross", "x", "star", "hexagon")
GLYPHS: Final = ("●", "■", "◆", "▲", "✚", "✖", "★", "⬢")


def palette(dark: bool) -> Palette:
    """The colours of the theme that is on."""
    return DARK if dark else LIGHT


def unit_colour(order: int, dark: bool = False) -> str:
    """Colour of the unit at place `order` (0-based) of the catalogue; the sixth takes the first again.

    >>> unit_colour(0), unit_colour(5)
    ('#0077bb', '#0077bb')
    """
    colours = palette(dark).units
    return colours[order % len(colours)]


def unit_symbol(order: int) -> str:
    """Plotly's marker symbol of the unit at place `order`; it tells the sixth unit from the first.

    >>> unit_symbol(0), unit_symbol(5)
    ('circle', 'x')
    """
    return SYMBOLS[order % len(SYMBOLS)]


def unit_glyph(order: int) -> str:
    """The same symbol as a character, for tables and lists."""
    return GLYPHS[order % len(GLYPHS)]


def plain(text: str) -> str:
    """`text` made harmless for Plotly, which reads tags and `$…$` and decodes entities twice.

    The signs are replaced by look-alikes that mean nothing to it; names in the
    catalogue may not hold them in the first place.

    >>> plain('<b>A&B</b> $x$')
    '‹b›A＆B‹/b› ＄x＄'
    """
    return text.translate(_HARMLESS)


_HARMLESS: Final = str.maketrans({"<": "‹", ">": "›", "&": "＆", "$": "＄"})


def html(text: object) -> str:
    """`text` made harmless for HTML, in content and in quoted attributes.

    >>> html('<a href="x">')
    '&lt;a href=&quot;x&quot;&gt;'
    """
    return escape(str(text), quote=True)


def figure_layout(dark: bool = False) -> dict[str, object]:
    """What every Plotly figure's `layout` has in common; `widgets.figure` lays it under the figure's own."""
    colours = palette(dark)
    axis = {
        "gridcolor": colours.grid,
        "linecolor": colours.line,
        "zerolinecolor": colours.line,
        "tickcolor": colours.line,
        "automargin": True,
        "fixedrange": True,
    }
    return {
        "font": {"family": FONT, "size": 14, "color": colours.ink},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "separators": ",.",
        "margin": {"l": 8, "r": 8, "t": 8, "b": 8},
        "hoverlabel": {
            "bgcolor": colours.paper,
            "bordercolor": colours.line,
            "font": {"family": FONT, "size": 14, "color": colours.ink},
        },
        "xaxis": axis,
        "yaxis": axis,
        "dragmode": False,
        "colorway": list(colours.units),
    }


def style_files() -> list[Path]:
    """`frame.css`, then the style sheets of single parts (`heat.css`, …), which may refine it."""
    files = sorted(Path(__file__).parent.glob("*.css"))
    return sorted(files, key=lambda file: file.name != "frame.css")


@cache
def stylesheet(offline: str) -> str:
    """The whole style sheet: the two palettes as custom properties, then the files of `style_files()`.

    `offline` is the sentence shown when the server is gone; it holds no quotes.
    """
    return (
        f':root{{{_properties(LIGHT)}color-scheme:light;--font:{FONT};--offline:"{offline}";}}\n'
        f":root[data-theme=dark]{{{_properties(DARK)}color-scheme:dark;}}\n"
        + "".join(file.read_text(encoding="utf-8") for file in style_files())
    )


def _properties(colours: Palette) -> str:
    named = {
        "paper": colours.paper,
        "panel": colours.panel,
        "ink": colours.ink,
        "muted": colours.muted,
        "line": colours.line,
        "link": colours.link,
        "accent": colours.accent,
        "bonus": colours.bonus,
        "penalty": colours.penalty,
        "mark": colours.mark,
        "better": colours.better,
        "worse": colours.worse,
        "heat-low": colours.heat[0],
        "heat-high": colours.heat[1],
    }
    named |= {f"section-{place}": colour for place, colour in enumerate(colours.sections, 1)}
    named |= {f"on-section-{place}": colour for place, colour in enumerate(colours.on_sections, 1)}
    named |= {f"unit-{place}": colour for place, colour in enumerate(colours.units, 1)}
    return "".join(f"--{name}:{value};" for name, value in named.items())
