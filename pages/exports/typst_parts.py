"""
Pieces of printed pages as typst: cells, tables, bars, headings, notes, the stamp and the signatures.

Every function returns typst code; names and sentences go through `text`. A `Content` is an expression, not markup.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from data.stamps import Stamp
from pages.exports.typst_page import text
from pages.parts.frozen_year import FrozenYear
from pages.parts.stamp_lines import stamp_rows
from pages.parts.theme import LIGHT
from pages.parts.words import say
from scoring.numbers import day, number
from scoring.rounding import publish

Content = str  # a typst expression

TABLE: Final = 11  # points; the smallest that an administrative table may have (ux.md §3)


@dataclass(frozen=True, slots=True)
class Cell:
    """
    One cell of a table.

    Attributes:
        content: A typst expression.
        span / rows: Columns and rows that it takes; a cell of several rows keeps them on one page.
        align: "left", "center" or "right"; "" leaves it to the column.
        fill: `#rrggbb`, "" = paper.
        is_heading: Whether it is the heading of the rows below and stays with the first of them.
    """

    content: Content
    span: int = 1
    rows: int = 1
    align: str = ""
    fill: str = ""
    is_heading: bool = False

    def written(self) -> str:
        """The cell as typst code."""
        given = [f"colspan: {self.span}"] * (self.span > 1)
        given += [f"rowspan: {self.rows}, breakable: false"] * (self.rows > 1)
        given += [f"align: {self.align} + horizon"] * bool(self.align)
        given += [f'fill: rgb("{self.fill}")'] * bool(self.fill)
        return f"table.cell({', '.join([*given, self.content])})"


def strong(value: object) -> Content:
    """Text in bold."""
    return f"strong({text(value)})"


def quiet(value: object) -> Content:
    """Second text, in the muted colour that still reads at 4.5:1."""
    return f'std.text(fill: rgb("{LIGHT.muted}"), {text(value)})'


def reason(value: object) -> Content:
    """Why there is no number, in the place where a number would stand: never a blank, never 0."""
    return f'std.text(style: "italic", fill: rgb("{LIGHT.muted}"), {text(value)})'


def table(
    widths: Sequence[str],
    aligns: Sequence[str],
    head: Sequence[Cell],
    rows: Iterable[Sequence[Cell]],
    foot: Iterable[Sequence[Cell]] = (),
) -> str:
    """
    A table whose head is repeated on every page.

    Args:
        widths: One for each column, e.g. "1fr" or "24mm".
        aligns: "left", "center" or "right" for each column.
        foot: The last rows, which stay together.
    """
    written = [f"table.header({', '.join(cell.written() for cell in head)})"]
    for row in rows:
        cells = ", ".join(cell.written() for cell in row)
        written.append(f"table.header(level: 2, repeat: false, {cells})" if row[0].is_heading else cells)
    last = ", ".join(cell.written() for row in foot for cell in row)
    written += [f"table.footer(repeat: false, {last})"] if last else []
    body = ",\n  ".join(written)
    return (
        f"#[#set std.text(size: {TABLE}pt); #table(columns: ({', '.join(widths)},),"
        f" align: ({', '.join(f'{align} + horizon' for align in aligns)},),"
        f' stroke: 0.5pt + rgb("{LIGHT.line}").darken(30%), inset: (x: 1.3mm, top: 1.5mm, bottom: 1.3mm),\n'
        f"  {body})]\n"
    )


def heads(labels: Sequence[str]) -> list[Cell]:
    """The head of a table: bold, centred, on the colour of panels."""
    return [Cell(strong(label), align="center", fill=LIGHT.panel) for label in labels]


def bar(share: Fraction, colour: str, width: str = "100%") -> Content:
    """A bar from 0 to the maximum; the number stands beside it, so it says nothing of its own."""
    filled = publish(max(Fraction(0), min(Fraction(1), share)) * 100, 1)
    return (
        f'pdf.artifact(box(width: {width}, height: 1.8mm, fill: rgb("{LIGHT.grid}"),'
        f' align(left, box(width: {filled}%, height: 1.8mm, fill: rgb("{colour}")))))'
    )


def heading(told: str, level: int = 2) -> str:
    """A heading, which never stands alone at the foot of a page."""
    sized = f"{{ show heading: set std.text(size: 13pt); heading(level: {level}, {text(told)}) }}"
    return f"#block(sticky: true, above: 1.3em, below: 0.7em, {sized})\n"


def title(told: str, under: str = "") -> str:
    """The centred title of the sheet, and what stands in italics under it."""
    sized = f"{{ show heading: set std.text(size: 15pt); heading(level: 1, {text(told)}) }}"
    below = f'#align(center, std.text(style: "italic", {text(under)}))\n' if under else ""
    return f"#align(center, block(above: 1em, below: 0.7em, {sized}))\n{below}"


def paragraph(content: Content) -> str:
    """A paragraph of its own."""
    return f"#par({content})\n"


def notes(told: Iterable[str]) -> str:
    """Sentences as a list; "" without any."""
    items = [f"list.item({text(each)})" for each in told]
    return f"#list(tight: false, spacing: 0.5em, {', '.join(items)})\n" if items else ""


def decided_text(frozen: FrozenYear) -> str:
    """Where vote and decision are written down, as recorded; room to write where they are not."""
    vote = decision = say("print.blank")
    if frozen.vote is not None:
        document = frozen.vote.vote.document
        vote = say(
            "print.vote",
            present=number(frozen.vote.vote.present),
            number=document.number,
            date=day(document.date),
        )
    if frozen.decision is not None:
        document = frozen.decision.decision.document
        decision = say("print.decision", number=document.number, date=day(document.date))
    return say("print.decided", vote=vote, decision=decision)


def stamp_block(stamp: Stamp) -> str:
    """Everything that the stamp says, with the way back."""
    rows = ", ".join(f"{text(label)}, {text(value)}" for label, value in stamp_rows(stamp))
    line = f'0.5pt + rgb("{LIGHT.line}").darken(30%)'
    return (
        f"#block(breakable: false, above: 1.4em, width: 100%, inset: 2.5mm, stroke: {line}, "
        f"[#set std.text(size: 9pt); #strong({text(say('print.stamp'))}); "
        f"#grid(columns: (auto, 1fr), column-gutter: 4mm, row-gutter: 1.4mm, {rows})])\n"
    )


def signatures() -> str:
    """The blanks that people fill: day and place, who made the sheet, who heads the cluster."""
    left = _signer("", say("print.prepared"))
    right = _signer(say("print.place_date"), say("print.signed_for"))
    return (
        f"#block(breakable: false, above: 1.6em, width: 100%, grid(columns: (1fr, 1fr), {left}, {right}))\n"
    )


def ending(stamp: Stamp) -> str:
    """Signatures and stamp, together on one page."""
    return f"#block(breakable: false, width: 100%, above: 1.5em)[\n#v(2mm)\n{signatures()}{stamp_block(stamp)}]\n"


def _signer(above: str, who: str) -> Content:
    first = f'std.text(style: "italic", {text(above or " ")})'
    last = f'std.text(style: "italic", {text(say("print.sign"))})'
    return f"align(center, {first} + linebreak() + {strong(who)} + linebreak() + {last} + v(20mm))"
