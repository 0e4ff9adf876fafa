"""How a deck is started, taken away, passed on and found again; what the keys do; what freezing means."""

from __future__ import annotations

from pages.parts import widgets
from pages.parts.asked_state import CHOICE, AskedState
from pages.parts.deck_edit import OPENED, Edited, address
from pages.parts.frozen_year import FrozenYear
from pages.parts.motions import motion_answer
from pages.parts.theme import html
from pages.parts.words import say
from scoring.numbers import number

STAGE = "/trinh-chieu/san-khau"
FILES = ("pptx", "html", "pdf")
KEYS = ("next", "back", "black", "full", "help", "unit", "notes", "motion")


def settled_html(at: AskedState, edit: Edited) -> str:
    """HTML of what the browser takes over: the address that holds the outcome, and the choice to remember."""
    here = html(address(at, edit))
    settled = f'<i hidden data-address="{here}"></i>' if edit.was_done or at.pasted != at.mark else ""
    # a deck that came by a link is not this browser's own before it is changed here
    own = " data-edited" if edit.was_done else ""
    return f'{settled}<i hidden data-deck="{at.year}" data-choice="{html(edit.text)}"{own}></i>'


def start_html(at: AskedState, frozen: FrozenYear, edit: Edited, motions: str) -> str:
    """HTML of the buttons: start, and the deck as files; what kept motions and a kept choice come to."""
    stage = html(at.address(STAGE, choice=edit.text, motions=motions))
    files = "".join(_file_html(at, edit, motions, ending) for ending in FILES)
    # filled and shown by the browser where it remembers another choice of this year
    found = html(say("presentation.reopen"))
    reopen = html(address(at, edit, **{CHOICE: None, OPENED: None}))
    return (
        f'<div class="td-take"><a class="td-button td-first" id="td-deck-start" href="{stage}" target="_blank" '
        f'rel="noopener">{html(say("presentation.start"))}</a>{files}</div>'
        f'<p class="td-small td-sub">{html(say("presentation.files_how"))}</p>'
        f'<p class="td-notice" hidden data-reopen="{at.year}" data-told="{found}">'
        f'<a id="td-deck-reopen" data-focus="td-deck-start" href="{reopen}">{found}</a></p>'
        f"{_motions_html(frozen, motions)}"
    )


def _file_html(at: AskedState, edit: Edited, motions: str, ending: str) -> str:
    link = at.address(f"/tai-ve/trinh-chieu.{ending}", choice=edit.text, motions=motions)
    label = say(f"presentation.{ending}")
    return f'<a class="td-button" id="td-deck-{ending}" href="{html(link)}">{html(label)}</a>'


def share_html(at: AskedState, edit: Edited, motions: str, mark: str) -> str:
    """HTML of the addresses to pass on: of the hall's screen, of the same at exactly this state, of this list."""
    exact = AskedState(at.year, at.seq, mark, mark, "")
    links = {
        "newest": AskedState(at.year, 0, "", "", "").address(STAGE, choice=edit.text, motions=motions),
        "exact": exact.address(STAGE, choice=edit.text, motions=motions),
        "list": address(at, edit, **{OPENED: None}),
    }
    rows = "".join(
        f'<div class="td-share"><label for="td-share-{name}">{html(say(f"presentation.share_{name}"))}</label>'
        f'<input id="td-share-{name}" value="{html(link)}" readonly data-whole>'
        f'<button type="button" class="td-second" data-copy="td-share-{name}" '
        f'data-copied="{html(say("presentation.copied"))}">{html(say("presentation.copy"))}'
        f'<span class="td-hidden">: {html(say(f"presentation.share_{name}"))}</span></button></div>'
        for name, link in links.items()
    )
    return (
        f"<section>{widgets.heading(say('presentation.share'), say('presentation.share_how'))}{rows}"
        f'<p class="td-small td-sub" role="status" data-copy-told></p></section>'
    )


def help_html(units: int) -> str:
    """HTML of what the keys do in the hall, and of what freezing means; `units` is how many there are."""
    keys = {name: say(f"presentation.key_{name}") for name in KEYS}
    keys["unit"] = say("presentation.key_unit", last=min(units, 9))
    rows = [
        [f"<kbd>{html(told)}</kbd>", html(say(f"presentation.does_{name}"))] for name, told in keys.items()
    ]
    table = widgets.html_table(
        [say("presentation.key"), say("presentation.does")],
        rows,
        say("presentation.keys"),
        html_columns=(0, 1),
        show_caption=False,
    )
    frozen = "".join(
        f"<p>{html(say(f'presentation.frozen_{part}'))}</p>" for part in ("what", "how", "after")
    )
    return (
        f'<div class="td-two"><section>{widgets.heading(say("presentation.keys"))}{table}</section>'
        f"<section>{widgets.heading(say('presentation.frozen'))}{frozen}</section></div>"
    )


def _motions_html(frozen: FrozenYear, motions: str) -> str:
    if not motions:
        return ""
    told = motion_answer(frozen, motions)
    if told.problem:
        return widgets.notice("wrong", say("presentation.motions_wrong", why=told.problem))
    lines = "".join(f"<li>{html(line)}</li>" for line in told.minutes)
    return widgets.notice(
        "assumed", say("presentation.motions", count=number(len(told.minutes)))
    ) + widgets.more(say("presentation.motions_lines"), f"<ul>{lines}</ul>")
