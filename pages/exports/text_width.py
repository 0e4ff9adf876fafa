"""
How wide a text is, so that slides and pages are laid out to fit before they are made.

Measured with Inter, the font of the PDFs; Arial, which PowerPoint takes, is narrower. Pillow comes with python-pptx,
which needs it itself.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Final

from PIL import ImageFont

_FONTS: Final = Path(__file__).parent / "fonts"
_EM: Final = 1000  # the size at which glyphs are measured
SLACK: Final = 1.03  # a program that breaks lines measures a little differently


@cache
def _font(bold: bool) -> ImageFont.FreeTypeFont:
    name = "Inter-Bold.ttf" if bold else "Inter-Regular.ttf"
    return ImageFont.truetype(str(_FONTS / name), _EM, layout_engine=ImageFont.Layout.BASIC)


@cache
def _advance(sign: str, bold: bool) -> float:
    return float(_font(bold).getlength(sign))


def width(text: str, size: float, bold: bool = False) -> float:
    """Width of `text` on one line, in points."""
    return sum(_advance(sign, bold) for sign in text) * size / _EM * SLACK


def widest_word(text: str, size: float, bold: bool = False) -> float:
    """Width of the longest word, which cannot be broken, in points."""
    return max((width(word, size, bold) for word in text.split()), default=0.0)


def lines(text: str, size: float, room: float, bold: bool = False) -> int:
    """
    How many lines `text` takes in a column of `room` points; a word that is wider than the column is broken.

    >>> lines("", 12, 100), lines("một hai ba", 12, 1000), lines("một hai ba", 12, 30)
    (1, 1, 3)
    """
    count, used, space = 1, 0.0, width(" ", size, bold)
    for word in text.split():
        wide = width(word, size, bold)
        if used and used + space + wide > room:
            count, used = count + 1, 0.0
        if wide > room > 0:
            extra = int(wide // room)
            count, used = count + extra, wide - extra * room
        else:
            used += wide + (space if used else 0.0)
    return count
