"""Text and marks within SVG drawings: measured with the font that the page carries, broken into lines, escaped."""

from __future__ import annotations

from functools import cache, lru_cache
from pathlib import Path
from typing import Final

from PIL import ImageFont

from pages.parts.theme import DARK, html

FONTS: Final = Path(__file__).parent / "fonts"
_EM: Final = 200  # pixels at which a font is measured


@lru_cache(maxsize=4096)
def width(text: str, size: float, *, bold: bool = False) -> float:
    """Length of a line in pixels, with numbers as wide as each other (they are a little wider than by themselves)."""
    plain = "".join("0" if sign.isdigit() else sign for sign in text)
    return float(_font(bold).getlength(plain)) * size / _EM


@cache
def _font(bold: bool) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(FONTS / f"Inter-{'Bold' if bold else 'Regular'}.ttf", _EM)


def lines(text: str, size: float, room: float, *, bold: bool = False) -> list[str]:
    """The text in lines no longer than `room` pixels; a word longer than that stands alone."""
    found: list[str] = []
    for word in text.split():
        longer = f"{found[-1]} {word}" if found else word
        if found and width(longer, size, bold=bold) <= room:
            found[-1] = longer
        else:
            found.append(word)
    return found


def balanced(text: str, size: float, room: float, *, bold: bool = False) -> list[str]:
    """As `lines`, in as many lines, but of about equal length: no single word is left over."""
    best = lines(text, size, room, bold=bold)
    low = room / 2
    while room - low > 8:
        middle = (low + room) / 2
        tried = lines(text, size, middle, bold=bold)
        if len(tried) > len(best) or max(width(line, size, bold=bold) for line in tried) > middle:
            low = middle
        else:
            room, best = middle, tried
    return best


def label(
    x: float,
    y: float,
    text: str,
    size: float,
    kind: str = "ink",
    *,
    anchor: str = "start",
    bold: bool = False,
) -> str:
    """One line of text; `y` is its base line, `kind` the class that colours it."""
    weight = " bold" if bold else ""
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" class="t-{kind}{weight}" font-size="{size:g}" text-anchor="{anchor}">'
        f"{html(text)}</text>"
    )


def mark(order: int, x: float, y: float, radius: float) -> str:
    """The mark of the unit at place `order` of the catalogue: colour and shape, centred on x, y."""
    shape = _SHAPES[order % len(_SHAPES)]
    return (
        f'<path class="f-{paint(f"unit-{order}")}" transform="translate({x:.1f} {y:.1f}) scale({radius:g})" '
        f'd="{shape}"/>'
    )


def paint(colour: str) -> str:
    """
    The colour of a series as the style sheet names it: units beyond the fifth take the first colours again.

    >>> paint("unit-6"), paint("bonus")
    ('unit-1', 'bonus')
    """
    if not colour.startswith("unit-"):
        return colour
    return f"unit-{int(colour.removeprefix('unit-')) % len(DARK.units)}"


# Within a circle of radius 1, about equal in area; the same order as `theme.SYMBOLS`.
_SHAPES: Final = (
    "M-.9 0a.9 .9 0 1 0 1.8 0a.9 .9 0 1 0-1.8 0z",
    "M-.8-.8h1.6v1.6h-1.6z",
    "M0-1.1 1.1 0 0 1.1-1.1 0z",
    "M0-1 1.1 .9h-2.2z",
    "M-.35-1h.7v.65h.65v.7h-.65v.65h-.7v-.65h-.65v-.7h.65z",
    "M-.95-.55-.55-.95 0-.4 .55-.95 .95-.55 .4 0 .95 .55 .55 .95 0 .4-.55 .95-.95 .55-.4 0z",
    "M0-1.1 .3-.35 1.1-.3 .5 .2 .7 1 0 .55-.7 1-.5 .2-1.1-.3-.3-.35z",
    "M-.5-.9h1l.5 .9-.5 .9h-1l-.5-.9z",
)
