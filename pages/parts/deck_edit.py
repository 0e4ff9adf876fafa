"""
What a presenter just did to the deck, laid onto the choice that the address holds.

An edit stands in the address once (`lam=len.order`); the screen then names the address that holds the outcome alone.
The same address always means the same choice, so a repeated run does nothing twice.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from pages.parts import state
from pages.parts.asked_state import CHOICE, MARK, MOTIONS, AskedState
from pages.parts.deck_choice import MOST_LETTERS, DeckChoice, as_text, choice_of, ordered
from pages.parts.slides import Deck
from pages.parts.words import say

EDIT, OPENED, TITLE, NOTES = "lam", "sua", "tieude", "loi"
UP, DOWN, TOGGLE, WORD, RESET = "len", "xuong", "an", "ghi", "goc"
STEPS: Final = {UP: -1, DOWN: 1}


@dataclass(frozen=True, slots=True)
class Edited:
    """
    The choice after the edit.

    Attributes:
        text: The choice as it stands in the address, "" = the default deck.
        opened: Key of the slide whose words are being changed, "" = none.
        problem: Why the edit was not taken, "" if it was.
        was_done: Whether the address still holds the edit.
    """

    choice: DeckChoice
    text: str
    opened: str
    problem: str
    was_done: bool


def edited(deck: Deck) -> Edited:
    """The choice that the address asks for; `deck` is the default deck of the year."""
    before = choice_of(state.asked(CHOICE))
    doing, _, key = state.asked(EDIT).partition(".")
    keys = tuple(slide.key for slide in ordered(deck, before).slides)
    opened = state.choice(OPENED, ["", *keys])
    if key not in keys:
        return Edited(before, as_text(before), opened, "", bool(doing))
    after = _after(deck, before, doing, key, keys)
    text = as_text(after)
    if len(text) > MOST_LETTERS:
        return Edited(before, as_text(before), opened, say("presentation.too_long"), True)
    return Edited(after, text, "" if doing in (WORD, RESET) else opened, "", True)


def address(at: AskedState, edit: Edited, **changed: str | int | None) -> str:
    """The address of the screen with the choice as it is now, without the edit; `changed` replaces parameters."""
    params: dict[str, str | int | None] = {
        "year": str(at.year),
        MARK: at.mark,
        CHOICE: edit.text,
        MOTIONS: state.asked(MOTIONS),
        OPENED: edit.opened,
    }
    return state.link("presentation", **(params | changed))


def _after(deck: Deck, before: DeckChoice, doing: str, key: str, keys: tuple[str, ...]) -> DeckChoice:
    if doing in STEPS:
        after = before.moved(keys, key, STEPS[doing])
        # back in the default order the address need not say so
        default = tuple(slide.key for slide in deck.slides)
        return DeckChoice((), after.hidden, after.titles, after.notes) if after.order == default else after
    if doing == TOGGLE:
        return before.toggled(key)
    if doing == WORD:
        own = deck.slide(key)
        title = " ".join(state.asked(TITLE).split())
        paragraphs = [line.strip() for line in state.asked(NOTES).splitlines() if line.strip()]
        return before.worded(
            key,
            "" if title == own.title else title,
            "" if tuple(paragraphs) == own.notes else "\n".join(paragraphs),
        )
    return before.worded(key, "", "") if doing == RESET else before
