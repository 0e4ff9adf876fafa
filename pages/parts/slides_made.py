"""The default deck of a review conference, made from a frozen year; see `slides` for the nouns."""

from __future__ import annotations

from pages.parts.frozen_year import FrozenYear
from pages.parts.slides import Deck


def deck_of(frozen: FrozenYear) -> Deck:
    """The default deck of a year."""
    raise NotImplementedError
