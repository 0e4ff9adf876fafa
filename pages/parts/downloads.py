"""
Everything that can be taken away: its name in the address, its media type, and how it is made.

The makers are imported when the first file of their kind is asked for: none of them is needed to show a screen. Knows
nothing of HTTP (`download_routes`) and of the screen that offers the files.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Final

from data.reading.folding import bare
from pages.parts.asked import Asked
from pages.parts.deck_choice import choice_of, chosen
from pages.parts.frozen_year import FrozenYear
from pages.parts.motions import motion_answer
from pages.parts.slides import Deck
from pages.parts.slides_made import deck_of
from pages.parts.words import say
from scoring.errors import ThiduaError

OFFICE: Final = "application/vnd.openxmlformats-officedocument."
XLSX: Final = f"{OFFICE}spreadsheetml.sheet"
DOCX: Final = f"{OFFICE}wordprocessingml.document"
PPTX: Final = f"{OFFICE}presentationml.presentation"
PDF: Final = "application/pdf"
HTML: Final = "text/html; charset=utf-8"
ZIP: Final = "application/zip"


class AskedInVain(ThiduaError):
    """
    An address asks for what the year does not have; `str()` of it is the Vietnamese reason.

    Attributes:
        is_there: Whether there is such a thing, but not as it is asked for.
    """

    def __init__(self, why: str, *, is_there: bool = False) -> None:
        self.is_there = is_there
        super().__init__(why)


@dataclass(frozen=True, slots=True)
class Download:
    """
    One kind of file.

    Attributes:
        kind: Media type.
        made: The bytes for what an address asks for and the year that it means. Raises AskedInVain.
        of: What the file is about besides the year: "deck" (the presenter's choice goes along), "unit", "motions"
            (kept motions go along) or "" .
    """

    kind: str
    made: Callable[[Asked, FrozenYear], bytes]
    of: str = ""


@dataclass(frozen=True, slots=True)
class Made:
    """A file as it is sent: its bytes, its media type, its name with and without Vietnamese signs."""

    content: bytes
    kind: str
    name: str
    plain_name: str


def made(name: str, asked: Asked) -> Made:
    """
    The file called `name` for what an address asks for.

    Raises:
        KeyError: There is no such file.
        Trouble: There is no way back to the state that is asked for.
        AskedInVain: The unit, the slide or the motions that are asked for do not exist.
        FiguresError: The state cannot be scored under today's rulebooks.
    """
    row = DOWNLOADS[name]
    frozen = asked.frozen()
    content = row.made(asked, frozen)
    part = _part(row, asked, frozen)
    cluster, mark, ending = frozen.about.cluster.name, frozen.stamp.mark, PurePosixPath(name).suffix
    told = say(f"download.{name.replace('-', '_').replace('.', '_')}")
    long_name = " - ".join(word for word in (told, part, cluster, mark) if word)
    plain = "-".join(
        (PurePosixPath(name).stem, *(bare(word).replace(" ", "-") for word in (part, cluster) if word), mark)
    )
    return Made(content, row.kind, f"{_harmless(long_name)}{ending}", f"{plain}{ending}")


def _harmless(name: str) -> str:
    """A file name without what no file system takes."""
    return "".join("-" if sign in '\\/:*?"<>|' or not sign.isprintable() else sign for sign in name)


def _part(row: Download, asked: Asked, frozen: FrozenYear) -> str:
    """What the name says besides cluster and state: the unit, or the one slide."""
    if row.of == "unit":
        return frozen.about.unit(asked.unit)
    return asked.slide if row.of == "deck" else ""


def _deck(asked: Asked, frozen: FrozenYear) -> Deck:
    return chosen(deck_of(frozen), choice_of(asked.choice))


def _slide(asked: Asked, deck: Deck) -> str:
    if asked.slide and asked.slide not in {slide.key for slide in deck.slides}:
        raise AskedInVain(say("download.no_slide", slide=asked.slide))
    return asked.slide


def _pptx(asked: Asked, frozen: FrozenYear) -> bytes:
    from pages.exports.pptx import presentation

    deck = _deck(asked, frozen)
    return presentation(deck, _slide(asked, deck))


def _html(asked: Asked, frozen: FrozenYear) -> bytes:
    from pages.exports.html import stage

    return stage(_deck(asked, frozen))


def _deck_pdf(asked: Asked, frozen: FrozenYear) -> bytes:
    from pages.exports.pdf_deck import deck_pdf

    return deck_pdf(_deck(asked, frozen))


def _xlsx(_asked: Asked, frozen: FrozenYear) -> bytes:
    from pages.exports.xlsx import workbook

    return workbook(frozen)


def _summary_pdf(_asked: Asked, frozen: FrozenYear) -> bytes:
    from pages.exports.pdf import summary_pdf

    return summary_pdf(frozen)


def _unit_pdf(asked: Asked, frozen: FrozenYear) -> bytes:
    from pages.exports.pdf import unit_pdf

    if asked.unit not in frozen.given.units:
        raise AskedInVain(say("download.no_unit", unit=asked.unit, year=frozen.year))
    return unit_pdf(frozen, asked.unit)


def _minutes(asked: Asked, frozen: FrozenYear) -> bytes:
    from pages.exports.docx import minutes

    motion = motion_answer(frozen, asked.motions)
    if motion.problem:
        raise AskedInVain(say("download.no_motions", found=motion.problem), is_there=True)
    return minutes(frozen, motion.minutes)


def _submission(_asked: Asked, frozen: FrozenYear) -> bytes:
    from pages.exports.docx import submission

    return submission(frozen)


def _report(_asked: Asked, frozen: FrozenYear) -> bytes:
    from pages.exports.docx import report

    return report(frozen)


def _csv(_asked: Asked, frozen: FrozenYear) -> bytes:
    from pages.exports.csv import csv_zip

    return csv_zip(frozen)


DOWNLOADS: Final = {
    "trinh-chieu.pptx": Download(PPTX, _pptx, "deck"),
    "trinh-chieu.html": Download(HTML, _html, "deck"),
    "trinh-chieu.pdf": Download(PDF, _deck_pdf, "deck"),
    "bang-tong-hop.xlsx": Download(XLSX, _xlsx),
    "bang-tong-hop.pdf": Download(PDF, _summary_pdf),
    "phieu-diem.pdf": Download(PDF, _unit_pdf, "unit"),
    "bien-ban.docx": Download(DOCX, _minutes, "motions"),
    "to-trinh.docx": Download(DOCX, _submission),
    "bao-cao.docx": Download(DOCX, _report),
    "bang-so-lieu.zip": Download(ZIP, _csv),
}
