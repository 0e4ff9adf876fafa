"""The list of files with what each holds and what people fill in, the stamp as a table, and the form for a stamp."""

from __future__ import annotations

from typing import Final

from pages.parts import state, widgets
from pages.parts.asked_state import CHOICE, MARK, MOTIONS, AskedState
from pages.parts.downloads import DOWNLOADS
from pages.parts.frozen_year import FrozenYear
from pages.parts.motions import motion_answer
from pages.parts.stamp_lines import stamp_rows
from pages.parts.theme import html
from pages.parts.words import say
from scoring.numbers import number

# The groups of the screen and the files of each; every file of `DOWNLOADS` stands in one.
GROUPS: Final = {
    "tables": ("bang-tong-hop.xlsx", "bang-tong-hop.pdf", "phieu-diem.pdf", "bang-so-lieu.zip"),
    "texts": ("bien-ban.docx", "to-trinh.docx", "bao-cao.docx"),
    "deck": ("trinh-chieu.pptx", "trinh-chieu.html", "trinh-chieu.pdf"),
}
LONGEST_PASTE: Final = 2_000


def groups_html(at: AskedState, frozen: FrozenYear) -> str:
    """HTML of all files, group by group."""
    return "".join(_group(at, frozen, group, names) for group, names in GROUPS.items())


def _group(at: AskedState, frozen: FrozenYear, group: str, names: tuple[str, ...]) -> str:
    rows = [
        [
            html(say(f"download.{key(name)}")),
            html(say(f"documents.what_{key(name)}")),
            f'<span class="td-phone">{html(say("documents.blank_before"))}</span>'
            + html(say(f"documents.blank_{key(name)}")),
            _links(at, frozen, name),
        ]
        for name in names
    ]
    title = say(f"documents.{group}")
    table = widgets.html_table(
        [say("documents.file"), say("documents.holds"), say("documents.blank"), say("documents.take")],
        rows,
        title,
        html_columns=range(4),
        show_caption=False,
    )
    more = ""
    if group == "deck":
        words: dict[str, str | int | None] = {name: state.asked(name) or None for name in (CHOICE, MOTIONS)}
        link = widgets.anchor(
            "presentation", say("documents.arrange"), year=str(at.year), **{MARK: at.mark, **words}
        )
        more = f"<p>{link}</p>"
    elif group == "texts":
        more = _motions(frozen)
    return f'<section class="td-files">{widgets.heading(title)}{table}{more}</section>'


def key(name: str) -> str:
    """
    How the words of a file are called.

    >>> key("bang-tong-hop.pdf")
    'bang_tong_hop_pdf'
    """
    return name.replace("-", "_").replace(".", "_")


def _links(at: AskedState, frozen: FrozenYear, name: str) -> str:
    of, path = DOWNLOADS[name].of, f"/tai-ve/{name}"
    ending = name.rpartition(".")[2].upper()
    if of == "unit":
        return " ".join(
            _link(at.address(path, unit=unit), frozen.about.unit(unit), f"{key(name)}-{unit}", ending)
            for unit in frozen.given.units
        )
    address = at.address(
        path,
        choice=state.asked(CHOICE) if of == "deck" else "",
        motions=state.asked(MOTIONS) if of == "motions" else "",
    )
    return _link(address, ending, key(name), say(f"download.{key(name)}"))


def _link(address: str, label: str, identity: str, about: str) -> str:
    hidden = f'<span class="td-hidden"> {html(about)}</span>'
    return (
        f'<a class="td-button" id="td-take-{html(identity)}" href="{html(address)}">{html(label)}{hidden}</a>'
    )


def _motions(frozen: FrozenYear) -> str:
    motions = state.asked(MOTIONS)
    if not motions:
        return ""
    told = motion_answer(frozen, motions)
    if told.problem:
        return widgets.notice("wrong", say("presentation.motions_wrong", why=told.problem))
    return widgets.notice("assumed", say("documents.motions", count=number(len(told.minutes))))


def stamp_html(frozen: FrozenYear) -> str:
    """HTML of all that the stamp says."""
    table = widgets.html_table(
        [say("documents.stamp_part"), say("documents.stamp_value")],
        # a version is not a number: “v5.0”
        [
            (label, f"v{value}" if label == say("stamp.version") else value)
            for label, value in stamp_rows(frozen.stamp)
            if label != say("stamp.made")  # each file says when it was made; the state was not
        ],
        say("documents.stamp"),
        show_caption=False,
    )
    title = widgets.heading(say("documents.stamp"), say("documents.stamp_how"))
    return f'<section class="td-stamp">{title}{table}</section>'


def paste_html(at: AskedState) -> str:
    """HTML of the form that takes a stamp, with whatever stands around it."""
    wrong = ' aria-invalid="true"' if at.problem else ""
    return (
        f'<section id="dan-dau">{widgets.heading(say("documents.paste"), say("documents.paste_how"))}'
        f'<form class="td-form td-paste"><label>{html(say("documents.paste_label"))}'
        f'<input id="td-paste" name="{MARK}" value="{html(at.pasted)}" maxlength="{LONGEST_PASTE}" '
        f'autocomplete="off" spellcheck="false"{wrong}></label>'
        f'<button type="submit">{html(say("documents.find"))}</button></form></section>'
    )
