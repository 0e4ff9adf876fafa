"""The journal (nhật ký) as a table: who wrote what, when, why, from which file, and what was undone."""

from __future__ import annotations

from data.entries import Entry
from data.reversals import reversed_by
from data.store import by_program
from pages.parts import cached, state, widgets
from pages.parts.card_table import card_table_html
from pages.parts.local_time import moment
from pages.parts.people_words import writer_words
from pages.parts.record_words import fate_words, record_words
from pages.parts.statement_words import is_bonus
from pages.parts.theme import html
from pages.parts.words import say
from scoring.numbers import number

PAGE = 50  # entries in sight


def journal_title() -> str:
    """How many entries there are and who wrote last."""
    entries = cached.now().entries()
    if not entries:
        return say("history.title_empty")
    last = entries[-1]
    return say("history.title", count=number(len(entries)), when=moment(last.time))


def journal_html() -> str:
    """HTML of all entries, newest first."""
    entries = cached.now().entries()
    if not entries:
        return f"<p>{html(say('history.empty'))}</p>"
    undone = undone_entries()
    rows = [_row(entry, undone.get(entry.seq, 0)) for entry in reversed(entries)]
    columns = [
        say(f"history.{name}")
        for name in ("entry", "time", "actor", "reason", "content", "file", "fate", "look")
    ]
    table = card_table_html(
        columns, rows[:PAGE], say("history.caption"), html_columns=(0, 5, 6, 7), style="td-journal"
    )
    if len(rows) > PAGE:
        rest = card_table_html(
            columns, rows[PAGE:], say("history.caption_older"), html_columns=(0, 5, 6, 7), style="td-journal"
        )
        table += widgets.more(say("history.older", count=number(len(rows) - PAGE)), rest)
    return table


def undone_entries() -> dict[int, int]:
    """The entries that do not count now, each with the entry that took it back."""
    return reversed_by((entry.seq, entry.reverses) for entry in cached.now().entries())


def content_words(entry: Entry) -> str:
    """How many figures, penalties and bonuses an entry holds, which entry it takes back, or what it records."""
    if entry.record is not None:
        return record_words(entry)
    if entry.reverses:
        return say("history.reverses", seq=number(entry.reverses))
    parts = [say("history.figures", count=number(len(entry.figures)))] * bool(entry.figures)
    reference = cached.now().reference
    adds = sum(is_bonus(reference, row) for row in entry.penalties)
    takes = len(entry.penalties) - adds
    parts += [say("history.penalties", count=number(takes))] * bool(takes)
    parts += [say("history.bonuses", count=number(adds))] * bool(adds)
    years = sorted({row.year for row in entry.figures} | {row.year for row in entry.penalties})
    return ", ".join(parts) + (f" ({', '.join(map(str, years))})" if years else "")


def fate_html(entry: Entry, undone_by: int) -> str:
    """Whether the entry counts now, or what became of what it records."""
    if entry.record is not None:
        return html(fate_words(entry))
    if undone_by:
        said = say("history.undone", seq=number(undone_by))
        return f'<span class="td-kind-out">{html(said)}</span>'
    key = "history.sample" if by_program(entry) else "history.in_force"
    return html(say(key))


def _row(entry: Entry, undone_by: int) -> list[str]:
    address = html(state.link("history", lan=entry.seq))
    name = html(say("history.number", seq=number(entry.seq)))
    file = (
        html(say("history.has_file"))
        if entry.original
        else f'<span class="td-none">{html(say("history.typed"))}</span>'
    )
    past = widgets.anchor("history", say("history.state"), trangthai=entry.seq)
    return [
        f'<a href="{address}">{name}</a>',
        moment(entry.time),
        writer_words(entry),
        entry.reason,
        content_words(entry),
        file,
        fate_html(entry, undone_by),
        past,
    ]
