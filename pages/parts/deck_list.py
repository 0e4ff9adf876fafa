"""The slides of a deck as a list that is arranged: order, what is hidden, other words. One GET form for all of it."""

from __future__ import annotations

from pages.parts import widgets
from pages.parts.asked_state import CHOICE, AskedState
from pages.parts.deck_choice import MOST_NOTES, MOST_TITLE
from pages.parts.deck_edit import (
    DOWN,
    EDIT,
    NOTES,
    OPENED,
    RESET,
    TITLE,
    TOGGLE,
    UP,
    WORD,
    Edited,
    address,
)
from pages.parts.slides import Deck, Slide
from pages.parts.theme import html
from pages.parts.words import say
from scoring.numbers import number


def list_html(at: AskedState, deck: Deck, arranged: Deck, edit: Edited) -> str:
    """
    HTML of all slides.

    Args:
        deck: As it is by default.
        arranged: In the order and words of the choice, hidden slides in it.
    """
    items, shown = [], 0
    last = len(arranged.slides) - 1
    for place, slide in enumerate(arranged.slides):
        is_hidden = slide.key in edit.choice.hidden
        shown += not is_hidden
        row = _Row(at, edit, deck.slide(slide.key), slide, "" if is_hidden else number(shown))
        if slide.key == edit.opened:
            items.append(row.html(row.words_html()))
        else:
            items.append(row.html(row.actions_html(is_first=place == 0, is_last=place == last)))
    back = ""
    if edit.text:
        default = html(address(at, edit, **{CHOICE: None, OPENED: None}))
        told = html(say("presentation.default"))
        back = (
            f'<p><a id="td-deck-default" data-focus="td-deck-start" class="td-button" href="{default}">'
            f"{told}</a></p>"
        )
    return (
        f"<section>{widgets.heading(say('presentation.slides'), say('presentation.slides_how'))}{back}"
        f'<ol class="td-deck">{"".join(items)}</ol></section>'
    )


class _Row:
    """One slide of the list."""

    def __init__(self, at: AskedState, edit: Edited, own: Slide, slide: Slide, place: str) -> None:
        self.at = at
        self.edit = edit
        self.own = own
        self.slide = slide
        self.place = place  # "" where it is hidden
        self.key = slide.key

    def html(self, tools_html: str) -> str:
        slide = self.slide
        facts = [say(f"presentation.kind_{slide.kind}")]
        if slide.steps:
            facts.append(say("presentation.steps", count=number(slide.steps)))
        if self.key in self.edit.choice.titles:
            facts.append(say("presentation.own_title"))
        if self.key in self.edit.choice.notes:
            facts.append(say("presentation.own_notes"))
        told = "".join(f"<p>{html(paragraph)}</p>" for paragraph in slide.notes)
        notes = widgets.more(say("presentation.notes"), told) if told and self.key != self.edit.opened else ""
        mark = html(self.place or say("presentation.hidden"))
        return (
            f'<li id="td-slide-{html(self.key)}"{"" if self.place else " class=td-deck-off"}>'
            f'<span class="td-deck-no">{mark}</span>'
            f'<div class="td-deck-what"><p class="td-deck-kind">{html(" · ".join(facts))}</p>'
            f"<h3>{html(slide.title)}</h3>"
            f'<p class="td-sub td-small">{html(slide.subtitle)}</p>{notes}</div>'
            f'<div class="td-deck-do">{tools_html}</div></li>'
        )

    def actions_html(self, *, is_first: bool, is_last: bool) -> str:
        """Buttons that move, hide or show, a link that opens the words, and the slide as a file."""
        words = address(self.at, self.edit, **{OPENED: self.key})
        one = ""
        if self.place:
            file = self.at.address("/tai-ve/trinh-chieu.pptx", choice=self.edit.text, slide=self.key)
            one = f'<a href="{html(file)}">{html(say("presentation.one"))}{self._about()}</a>'
        toggle = say("presentation.hide" if self.place else "presentation.show")
        return (
            f'<form class="td-form td-deck-form">'
            f"{self._button(UP, say('presentation.up'), is_idle=is_first)}"
            f"{self._button(DOWN, say('presentation.down'), is_idle=is_last)}"
            f"{self._button(TOGGLE, toggle)}</form>"
            f'<a id="td-word-{html(self.key)}" href="{html(words)}">{html(say("presentation.word"))}'
            f"{self._about()}</a>{one}"
        )

    def words_html(self) -> str:
        """The form in which title and notes are changed."""
        slide, key = self.slide, html(self.key)
        closed = html(address(self.at, self.edit, **{OPENED: None}))
        notes = html("\n".join(slide.notes))
        return (
            f'<form class="td-form td-deck-words"><label>{html(say("presentation.word_title", most=MOST_TITLE))}'
            f'<input id="td-word-{key}" name="{TITLE}" value="{html(slide.title)}" maxlength="{MOST_TITLE}" '
            f'data-once autocomplete="off"></label>'
            f"<label>{html(say('presentation.word_notes', most=number(MOST_NOTES)))}"
            f'<textarea name="{NOTES}" maxlength="{MOST_NOTES}" rows="7" data-once>{notes}</textarea></label>'
            f"<p>{html(say('presentation.word_only'))}</p>"
            f'<button name="{EDIT}" value="{WORD}.{key}" data-once type="submit">'
            f"{html(say('presentation.keep'))}</button>"
            f'<button class="td-second" name="{EDIT}" value="{RESET}.{key}" data-once type="submit">'
            f"{html(say('presentation.own'))}</button>"
            f'<a data-focus="td-word-{key}" href="{closed}">{html(say("presentation.close"))}</a></form>'
        )

    def _button(self, doing: str, label: str, *, is_idle: bool = False) -> str:
        idle = ' aria-disabled="true"' if is_idle else ""
        return (
            f'<button class="td-second" id="td-{doing}-{html(self.key)}" name="{EDIT}" '
            f'value="{doing}.{html(self.key)}" data-once type="submit"{idle}>{html(label)}{self._about()}</button>'
        )

    def _about(self) -> str:
        return f'<span class="td-hidden">: {html(self.slide.title)}</span>'
