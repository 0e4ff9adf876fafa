"""Texts of the review conference: slides, the hall's screen, the presenter's window, motions."""

from __future__ import annotations

from typing import Final

SLIDES: Final[dict[str, str]] = {
    # slides
    # the hall's screen and the presenter's window (their script gets them as data)
    # motions on stage
    # PowerPoint
    # the screen Trình chiếu
}
