"""
How many lines a text takes, in points, so that slides are laid out to fit before they are made.

Measured with Inter, the font of the PDFs and of the hall's screen; Arial, which PowerPoint takes, is narrower.
"""

from __future__ import annotations

from typing import Final

from pages.exports import svg_text

SLACK: Final = 1.03  # a program that breaks lines measures a little differently


def width(text: str, size: float, bold: bool = False) -> float:
    """Width of `text` on one line, in points; `size` is points too."""
    return svg_text.width(text, size, bold=bold) * SLACK


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


def broken(text: str, size: float, room: float, bold: bool = False) -> list[str]:
    """
    `text` cut where it must be because a word, a hash, is wider than `room`; else whole.

    >>> "".join(broken("0" * 64, 12, 100)) == "0" * 64, broken("a b", 12, 1000)
    (True, ['a b'])
    """
    if widest_word(text, size, bold) <= room:
        return [text]
    found = [""]
    for sign in text:
        if found[-1] and width(found[-1] + sign, size, bold) > room:
            found.append("")
        found[-1] += sign
    return found
