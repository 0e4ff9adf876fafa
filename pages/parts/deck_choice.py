"""
What a presenter made of the default deck: which slides, in which order, under which titles, with which notes.

It lives in the address (`bo=`), so that a link carries it; nothing of it can change a number, a source line or the
sample mark. A choice about slides that a year does not have is read without them.
"""

from __future__ import annotations

import base64
import binascii
import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from pages.parts.slides import Deck
from pages.parts.words import say

MOST_LETTERS: Final = 16_000  # of the text in an address; servers and mail programs cut longer ones
MOST_BYTES: Final = 1_000_000  # of the text unpacked; more is cut off and then no choice
MOST_TITLE: Final = 160
MOST_NOTES: Final = 2_000


@dataclass(frozen=True, slots=True)
class DeckChoice:
    """
    A choice over the default deck.

    Attributes:
        order: Keys of slides in the order wanted; those that are not named follow in the default order.
        hidden: Keys of slides that are left out.
        titles / notes: By key: what the presenter says instead; paragraphs of notes are parted by line breaks.
    """

    order: tuple[str, ...] = ()
    hidden: frozenset[str] = frozenset()
    titles: Mapping[str, str] = field(default_factory=dict)
    notes: Mapping[str, str] = field(default_factory=dict)

    def moved(self, keys: tuple[str, ...], key: str, by: int) -> DeckChoice:
        """The choice with one slide `by` places later (negative: earlier); `keys` is the order as it is now."""
        at = keys.index(key)
        to = max(0, min(len(keys) - 1, at + by))
        rest = [each for each in keys if each != key]
        return replace(self, order=(*rest[:to], key, *rest[to:]))

    def toggled(self, key: str) -> DeckChoice:
        """The choice with one slide hidden that was shown, or shown that was hidden."""
        return replace(self, hidden=self.hidden ^ {key})

    def worded(self, key: str, title: str, notes: str) -> DeckChoice:
        """The choice with other words for one slide; "" gives back the deck's own."""
        return replace(
            self,
            titles=_with(self.titles, key, _title(title)),
            notes=_with(self.notes, key, _notes(notes)),
        )


def _with(texts: Mapping[str, str], key: str, text: str) -> dict[str, str]:
    return {name: value for name, value in {**texts, key: text}.items() if value}


def _title(text: str) -> str:
    return " ".join(_printable(text).split())[:MOST_TITLE].rstrip()


def _notes(text: str) -> str:
    return _printable(text.replace("\r", "")).strip()[:MOST_NOTES].rstrip()


def _printable(text: str) -> str:
    """The text without control signs, halves of signs and turned directions: no file format can hold them all."""
    return "".join(sign if sign.isprintable() or sign == "\n" else " " for sign in text)


def as_text(choice: DeckChoice) -> str:
    """
    The choice as text for an address; "" for none.

    >>> choice_of(as_text(DeckChoice(hidden=frozenset({"firm"})))).hidden
    frozenset({'firm'})
    """
    cells: dict[str, Any] = {
        "o": list(choice.order),
        "h": sorted(choice.hidden),
        "t": dict(sorted(choice.titles.items())),
        "n": dict(sorted(choice.notes.items())),
    }
    cells = {name: value for name, value in cells.items() if value}
    if not cells:
        return ""
    raw = json.dumps(cells, ensure_ascii=False, separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(zlib.compress(raw, 9)).decode().rstrip("=")


def choice_of(text: str) -> DeckChoice:
    """The choice that a text holds; the empty choice where it holds none that can be read."""
    if not text or len(text) > MOST_LETTERS:
        return DeckChoice()
    try:
        packed = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
        cells = json.loads(zlib.decompressobj().decompress(packed, MOST_BYTES))
    except (binascii.Error, zlib.error, ValueError, RecursionError):
        return DeckChoice()
    if not isinstance(cells, dict):
        return DeckChoice()
    return DeckChoice(
        tuple(dict.fromkeys(_texts(cells.get("o")))),
        frozenset(_texts(cells.get("h"))),
        {key: title for key, value in _pairs(cells.get("t")) if (title := _title(value))},
        {key: notes for key, value in _pairs(cells.get("n")) if (notes := _notes(value))},
    )


def _texts(value: object) -> list[str]:
    return [each for each in value if _is_key(each)] if isinstance(value, list) else []


def _pairs(value: object) -> list[tuple[str, str]]:
    if not isinstance(value, dict):
        return []
    return [(key, each) for key, each in value.items() if _is_key(key) and isinstance(each, str)]


def _is_key(value: object) -> bool:
    return isinstance(value, str) and value.isprintable()


def ordered(deck: Deck, choice: DeckChoice) -> Deck:
    """The deck in the order and words of a choice, hidden slides still in it (for the list of slides)."""
    place = {key: at for at, key in enumerate(choice.order)}
    default = [slide.key for slide in deck.slides]

    def where(key: str) -> tuple[float, int]:
        if key in place:
            return place[key], 0
        # a slide that the choice does not know stands behind its neighbour of the default order
        before = [each for each in default[: default.index(key)] if each in place]
        return (place[before[-1]] if before else -1, 1 + default.index(key))

    slides = [
        replace(
            slide,
            title=choice.titles.get(slide.key, slide.title),
            source=say("slides.reworded", source=slide.source)
            if slide.key in choice.titles
            else slide.source,
            notes=tuple(choice.notes[slide.key].split("\n")) if slide.key in choice.notes else slide.notes,
        )
        for slide in sorted(deck.slides, key=lambda slide: where(slide.key))
    ]
    return replace(deck, slides=tuple(slides))


def chosen(deck: Deck, choice: DeckChoice) -> Deck:
    """The deck as it is shown: ordered, worded, hidden slides left out; never empty."""
    arranged = ordered(deck, choice)
    shown = tuple(slide for slide in arranged.slides if slide.key not in choice.hidden)
    return replace(arranged, slides=shown or arranged.slides[:1])
