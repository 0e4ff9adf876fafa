"""Vietnamese text compared: composed, without hidden characters, without marks, with the tone moved to the syllable."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

TONES = {"\u0300": "1", "\u0301": "2", "\u0309": "3", "\u0303": "4", "\u0323": "5"}
HIDDEN = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")  # zero width: nobody sees them, nobody means them
HOSTILE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]"
)  # control, direction overrides
SPACES = re.compile(r"\s+")
WORD = re.compile(r"[^\W_]+")


def composed(text: str) -> str:
    """The text in composed Unicode (NFC)."""
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def tidy(text: str) -> str:
    """Composed, hidden characters gone, every run of white space one space, ends trimmed."""
    if text.isascii():
        return SPACES.sub(" ", text).strip()
    return SPACES.sub(" ", HIDDEN.sub("", composed(text))).strip()


@lru_cache(maxsize=20_000)
def bare(text: str) -> str:
    """
    Lower case without marks, words separated by one space, punctuation gone.

    >>> bare("Ủy ban nhân dân  TP. Rạch Giá")
    'uy ban nhan dan tp rach gia'
    """
    return " ".join(WORD.findall(unmarked(tidy(text).lower())))


def unmarked(text: str) -> str:
    """The text without diacritics, đ as d."""
    if text.isascii():
        return text
    pieces = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(letter for letter in pieces if not unicodedata.combining(letter))


@lru_cache(maxsize=20_000)
def syllable(word: str) -> str:
    """
    A word with its tone at the end, so that old and new placement are equal: hoà and hòa.

    >>> syllable("hoà") == syllable("hòa"), syllable("hoa") == syllable("hòa"), syllable("Mĩ") == syllable("mỹ")
    (True, False, True)
    """
    tone = ""
    kept = []
    for letter in unicodedata.normalize("NFD", word.lower()):
        if letter in TONES:
            tone = TONES[letter]
        else:
            kept.append(letter)
    base = unicodedata.normalize("NFC", "".join(kept))
    if base.endswith("y") and not base.endswith(("ay", "ây", "uy")):
        base = base[:-1] + "i"  # Mỹ and Mĩ, Kỳ and Kì: the same syllable
    return base + tone


def words(text: str) -> tuple[str, ...]:
    """The words of a text in lower case, marks kept, punctuation gone."""
    return tuple(WORD.findall(tidy(text).lower()))


def same_word(written: str, meant: str) -> bool:
    """Whether a written word is the meant one: same letters and tone, or typed without any mark at all."""
    if syllable(written) == syllable(meant):
        return True
    return written.isascii() and written == unmarked(meant)


def same_words(written: tuple[str, ...], meant: tuple[str, ...]) -> bool:
    """Whether all words are the meant ones."""
    return len(written) == len(meant) and all(map(same_word, written, meant))


def likeness(first: str, second: str) -> float:
    """Share of letters pairs that two texts have in common, 0–1 (Dice), marks ignored; only for suggestions."""
    one, two = _pairs(bare(first)), _pairs(bare(second))
    if not one or not two:
        return 0.0
    left = list(two)
    shared = 0
    for pair in one:
        if pair in left:
            left.remove(pair)
            shared += 1
    return 2 * shared / (len(one) + len(two))


def _pairs(text: str) -> list[str]:
    return [text[place : place + 2] for place in range(len(text) - 1)]


def shown(found: object, longest: int = 60) -> str:
    """A cell's content for a sentence: one line, no control or direction characters, cut when long."""
    text = SPACES.sub(" ", HOSTILE.sub("\ufffd", str(found))).strip()
    return text if len(text) <= longest else text[: longest - 1] + "…"


def column_letter(column: int) -> str:
    """
    The spreadsheet's name of a column, 1 = A.

    >>> column_letter(1), column_letter(27), column_letter(16384)
    ('A', 'AA', 'XFD')
    """
    letters = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
