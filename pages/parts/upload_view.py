"""An uploaded file as read and as understood, and what is wrong with it. HTML; all of it is text from outside."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from data.reading.folding import column_letter
from data.reading.headings import OFFICIAL
from data.reading.problems import Problem
from pages.parts import widgets
from pages.parts.card_table import card_table_html
from pages.parts.read_files import Upload
from pages.parts.theme import html
from pages.parts.words import say
from scoring.numbers import number

ERRORS_SHOWN = 60
PLACE: Final = re.compile(r"^Dòng \d+(?:, cột [A-Z]+(?: “[^”]*”)?)?: ")
SAME_TOGETHER = 4  # from so many alike on, one line says how many there are
DECIDED: Final = (
    "encoding", "delimiter", "sheet", "layout", "header_row", "year_from", "years", "number_style",
)  # fmt: skip


def grouped(problems: Sequence[Problem]) -> list[tuple[Problem, int]]:
    """Problems in their order; those that say word for word the same beside their place stand together."""
    alike: dict[tuple[str, str], list[Problem]] = {}
    for one in problems:
        alike.setdefault((one.key, said(one)), []).append(one)
    found: list[tuple[Problem, int]] = []
    for group in alike.values():
        if len(group) < SAME_TOGETHER:
            found += [(one, 1) for one in group]
        else:
            found.append((group[0], len(group)))
    return found


def said(problem: Problem) -> str:
    """What is wrong and how to mend it; the place stands in columns of its own."""
    text = PLACE.sub("", problem.text)
    return text[:1].upper() + text[1:]


def problems_html(problems: Sequence[Problem], caption: str, *, typed: bool = False) -> str:
    """HTML of the table: where, what was found, what is wrong and how to mend it."""
    told = grouped(problems)
    rows = [
        [
            say("upload.row", row=one.row) if one.row is not None else say("upload.whole_file"),
            " ".join(part for part in (one.column or "", f"“{one.heading}”" if one.heading else "") if part),
            one.found,
            said(one) + (say("upload.and_more", count=number(count - 1)) if count > 1 else ""),
        ]
        for one, count in told
    ]
    columns = [say(f"upload.problem_{name}") for name in ("row", "column", "found", "text")]
    if typed:
        columns[2] = say("typed.found")
    table = card_table_html(columns, rows[:ERRORS_SHOWN], caption, style="td-problems")
    if len(rows) > ERRORS_SHOWN:
        table += widgets.more(
            say("upload.more_problems", count=number(len(rows) - ERRORS_SHOWN)),
            card_table_html(
                columns, rows[ERRORS_SHOWN:], say("upload.more_caption", caption=caption), style="td-problems"
            ),
        )
    return table


def summary_html(uploads: Sequence[Upload], questions: int, errors: int, warnings: int, token: str) -> str:
    """HTML of what came of the reading, in one block that takes the focus: errors first."""
    lines = []
    for one in uploads:
        count = len(one.result.figures)
        if one.questions and len(one.questions) == len({each.question for each in one.errors}):
            words = say("upload.file_asks", count=number(len(one.questions)))
        elif one.errors:
            words = say("upload.file_wrong", count=number(len(one.errors)))
        else:
            words = say("upload.file_read", count=number(count))
        lines.append(f"<li><b>{html(one.name)}</b>: {html(words)}</li>")
    kind = "wrong" if errors else "missing" if questions or warnings else "done"
    head = (
        say("upload.summary_both", questions=number(questions), count=number(errors))
        if errors and questions
        else say("upload.summary_wrong", count=number(errors))
        if errors
        else say("upload.summary_questions", count=number(questions))
        if questions
        else say("upload.summary_warned", count=number(warnings))
        if warnings
        else say("upload.summary_read")
    )
    return (
        f'<div class="td-notice td-notice-{kind}" role="{"alert" if errors or questions else "status"}" tabindex="-1" '
        f'data-td-focus="{html(token)}"><p><b>{html(head)}</b></p><ul>{"".join(lines)}</ul></div>'
    )


def as_read_html(upload: Upload) -> str:
    """HTML of the first cells of the file, rows and columns numbered as the spreadsheet numbers them."""
    sample = upload.result.sample
    if not sample:
        return f"<p>{html(say('upload.nothing_read'))}</p>"
    wide = max(len(row) for row in sample) - 1
    head = "".join(f'<th scope="col">{column_letter(place)}</th>' for place in range(1, wide + 1))
    body = "".join(
        f'<tr><th scope="row">{html(row[0])}</th>'
        + "".join(f"<td>{html(text)}</td>" for text in row[1:])
        + "<td></td>" * (wide + 1 - len(row))
        + "</tr>"
        for row in sample
    )
    caption = say("upload.as_read_caption", name=upload.name)
    return (
        f'<div class="td-scroll td-sheet-as-read" tabindex="0" role="region" aria-label="{html(caption)}">'
        f'<table class="td-table td-cells"><caption class="td-hidden">{html(caption)}</caption>'
        f'<thead><tr><th scope="col"><span class="td-hidden">{html(say("upload.problem_row"))}</span></th>'
        f"{head}</tr></thead>"
        f"<tbody>{body}</tbody></table></div>"
        f'<p class="td-sub td-small">'
        f"{html(say('upload.as_read_under', rows=number(len(sample)), columns=number(wide)))}</p>"
    )


def understood_html(
    upload: Upload, unit_name: Callable[[str], str], criterion_name: Callable[[str], str]
) -> str:
    """HTML of every decision: encoding, layout, numbers, and what names were matched with."""
    decided = upload.result.decisions
    facts = "".join(
        f"<div><dt>{html(say(f'upload.decided_{name}'))}</dt><dd>{html(_decided(name, decided[name]))}</dd></div>"
        for name in DECIDED
        if decided.get(name)
    )
    columns = decided.get("columns")
    if isinstance(columns, Mapping) and columns:
        lettered = sorted(columns.items(), key=lambda item: (len(item[1]), item[1]))
        told = "; ".join(f"{letter}: {_column_name(role)}" for role, letter in lettered)
        facts += (
            f"<div class=td-wide><dt>{html(say('upload.decided_columns'))}</dt><dd>{html(told)}</dd></div>"
        )
    parts = [f'<dl class="td-facts">{facts}</dl>'] if facts else []
    for name, known in (("matched_units", unit_name), ("matched_criteria", criterion_name)):
        pairs = decided.get(name)
        if isinstance(pairs, Mapping) and pairs:
            rows = [[str(written), known(str(code))] for written, code in pairs.items()]
            caption = say(f"upload.{name}", count=number(len(rows)))
            heads = [say("upload.written"), say("upload.understood")]
            parts.append(widgets.more(caption, widgets.html_table(heads, rows, caption, show_caption=False)))
    notes = [one for one in upload.result.messages if one.severity in ("note", "ok")]
    if notes:
        items = "".join(
            f"<li>{html(one.text + (say('upload.and_more', count=number(count - 1)) if count > 1 else ''))}</li>"
            for one, count in grouped(notes)
        )
        parts.append(
            widgets.more(
                say("upload.notes", count=number(len(notes))), f"<ul>{items}</ul>", opened=len(notes) < 6
            )
        )
    return "".join(parts)


def _decided(name: str, value: object) -> str:
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value))
    text = str(value)
    if name == "encoding":
        return ENCODINGS.get(text, text)
    if name == "delimiter":
        return DELIMITERS.get(text, text)
    if name == "layout":
        return LAYOUTS.get(text, text)
    if name == "year_from" and text == "answer":
        return say("upload.from_answer")
    return text


def _column_name(role: str) -> str:
    return OFFICIAL.get(role, role)


ENCODINGS: Final = {
    "utf-8": "UTF-8", "utf-8-sig": "UTF-8", "utf-16": "UTF-16", "cp1258": "Windows-1258", "tcvn3": "TCVN3 (ABC)",
    "vni": "VNI", "unicode": "Unicode",
}  # fmt: skip
DELIMITERS: Final = {
    ",": say("upload.by_comma"), ";": say("upload.by_semicolon"), "\t": say("upload.by_tab"),
    "|": say("upload.by_bar"),
}  # fmt: skip
LAYOUTS: Final = {
    "long": say("upload.layout_long"), "wide": say("upload.layout_wide"), "crossed": say("upload.layout_crossed"),
}  # fmt: skip
