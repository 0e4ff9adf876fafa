"""What a presenter makes of the deck lives in the address and can change nothing but order, choice and words."""

from __future__ import annotations

import base64
import json
import zlib

import pytest
from frozen import frozen_year
from hypothesis import given, settings
from hypothesis import strategies as st

from pages.parts.deck_choice import (
    MOST_LETTERS,
    MOST_NOTES,
    MOST_TITLE,
    DeckChoice,
    as_text,
    choice_of,
    chosen,
    ordered,
)
from pages.parts.slides_made import deck_of

DECK = deck_of(frozen_year())
KEYS = tuple(slide.key for slide in DECK.slides)
keys = st.sampled_from((*KEYS, "no-such-slide", "unit-XX"))
words = st.text(st.characters(exclude_categories=("C", "Z"), include_characters=" "), max_size=40).map(
    str.strip
)
choices = st.builds(
    DeckChoice,
    st.lists(keys, unique=True).map(tuple),
    st.frozensets(keys),
    st.dictionaries(keys, words.map(lambda text: " ".join(text.split())).filter(bool), max_size=3),
    st.dictionaries(keys, words.filter(bool), max_size=3),
)


@given(choices)
def test_a_choice_comes_back_from_its_address(choice):
    text = as_text(choice)
    back = choice_of(text) if len(text) <= MOST_LETTERS else choice

    assert choice == back
    assert text.isascii()
    assert not set(text) & set("+/=&?#% ")


@given(choices)
def test_every_slide_stands_in_the_arranged_deck_exactly_once(choice):
    arranged = ordered(DECK, choice)

    assert sorted(KEYS) == sorted(slide.key for slide in arranged.slides)


@given(choices)
def test_only_words_and_places_change(choice):
    own = {slide.key: slide for slide in DECK.slides}
    shown = chosen(DECK, choice)

    assert shown.slides
    assert (DECK.sample_mark, DECK.stamp, DECK.digest) == (shown.sample_mark, shown.stamp, shown.digest)
    for slide in shown.slides:
        before = own[slide.key]
        assert (before.areas, before.subtitle) == (slide.areas, slide.subtitle)
        own_words = " · tiêu đề của người trình bày" if slide.key in choice.titles else ""
        assert before.source + own_words == slide.source
        assert (before.kind, before.steps, before.unit) == (slide.kind, slide.steps, slide.unit)
        assert choice.titles.get(slide.key, before.title) == slide.title


@given(choices)
def test_hidden_slides_are_left_out_unless_nothing_would_be_left(choice):
    left = {key for key in KEYS if key not in choice.hidden}
    shown = {slide.key for slide in chosen(DECK, choice).slides}

    assert (left or shown) == shown
    assert len(shown) == (len(left) or 1)


@given(
    st.text(max_size=300)
    | st.binary(max_size=200).map(lambda raw: base64.urlsafe_b64encode(raw).decode())
    | st.binary(max_size=200).map(lambda raw: wrapped(raw))
)
@settings(max_examples=300)
def test_garbage_is_the_empty_choice(text):
    try:
        raw = json.loads(zlib.decompress(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))))
    except (ValueError, zlib.error):
        raw = None

    if not isinstance(raw, dict):
        assert DeckChoice() == choice_of(text)


def wrapped(raw: bytes) -> str:
    return base64.urlsafe_b64encode(zlib.compress(raw)).decode().rstrip("=")


def packed(value) -> str:
    return wrapped(json.dumps(value).encode())


def test_a_text_that_unpacks_to_more_than_any_deck_needs_is_the_empty_choice():
    bomb = wrapped(b'{"t":{"cover":"' + b"a" * 8_000_000 + b'"}}')

    assert len(bomb) < MOST_LETTERS
    assert DeckChoice() == choice_of(bomb)


@pytest.mark.parametrize(
    "value",
    [
        [], "x", 7, None, {"o": 7}, {"h": {"a": 1}}, {"t": ["a"]}, {"n": {"cover": 7}}, {"o": [None, 1, ["cover"]]},
        {"t": {"cover": " \u0000\u200b "}},
    ],
)  # fmt: skip
def test_another_shape_is_the_empty_choice(value):
    assert DeckChoice() == choice_of(packed(value))


def test_a_text_that_is_nested_too_deep_or_too_long_is_the_empty_choice():
    deep = wrapped(b"[" * 900_000)

    assert len(deep) < MOST_LETTERS
    assert DeckChoice() == choice_of(deep)
    assert DeckChoice() == choice_of("A" * (MOST_LETTERS + 1))


def test_words_hold_no_control_signs_no_half_signs_and_no_turned_direction():
    raw = {
        "t": {"cover": "a\u0007b\ud800c\u202ed"},
        "n": {"cover": "x\u0000y\nz\u2067"},
        "o": ["\ud800", "cover"],
    }
    choice = choice_of(packed(raw))

    assert {"cover": "a b c d"} == choice.titles
    assert {"cover": "x y\nz"} == choice.notes
    assert ("cover",) == choice.order
    assert choice == choice_of(as_text(choice))


def test_words_are_cut_at_their_limits_and_empty_ones_give_back_the_default():
    choice = DeckChoice().worded("cover", "t" * 500, "n" * 5_000)

    assert (MOST_TITLE, MOST_NOTES) == (len(choice.titles["cover"]), len(choice.notes["cover"]))
    assert DeckChoice() == choice.worded("cover", " ", "\r\n ")


def test_a_slide_moves_by_one_and_stays_at_the_ends():
    up = DeckChoice().moved(KEYS, KEYS[2], -1)
    edge = DeckChoice().moved(KEYS, KEYS[0], -1)

    assert (KEYS[0], KEYS[2], KEYS[1], *KEYS[3:]) == up.order
    assert KEYS == edge.order
    assert KEYS == up.moved(up.order, KEYS[2], 1).order


def test_a_slide_that_the_choice_does_not_know_stands_behind_its_neighbour():
    known = tuple(reversed([key for key in KEYS if key != "sections"]))
    found = [slide.key for slide in ordered(DECK, DeckChoice(order=known)).slides]

    assert KEYS[KEYS.index("sections") - 1] == found[found.index("sections") - 1]
