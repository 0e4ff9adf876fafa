"""What a file without motion shows of a deck: one picture for each reveal step, and the full stamp at its end."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from pages.parts.slides import Area, Block, Cell, Chart, Column, Deck, KeyNumbers, Lines, Row, Slide, Table
from pages.parts.stamp_lines import stamp_rows
from pages.parts.words import say

HIDDEN: Final = "— — —"
NOTHING: Final = Lines(())
PART: Final = " · "  # between the parts of a remark


def with_stamp(deck: Deck) -> Deck:
    """The deck with a last slide that holds the whole stamp, where no slide of it does (a presenter may hide it)."""
    rows = stamp_rows(deck.stamp)
    for slide in deck.slides:
        texts = {cell.text for block in slide.blocks() if isinstance(block, Table) for cell in _cells(block)}
        if all(value in texts for _label, value in rows):
            return deck
    table = Table(
        (Column(say("slides.closing.what"), 0.26), Column(say("slides.closing.value"), 0.74)),
        tuple(Row((Cell(label), Cell(value))) for label, value in rows),
        say("slides.closing.caption"),
    )
    last = Slide(
        key="stamp",
        kind="closing",
        title=say("stamp.mark"),
        subtitle=say("slides.closing.caption"),
        areas=(Area(12, (table,)),),
        source=deck.slides[-1].source,
        notes=(say("slides.closing.note", mark=deck.stamp.mark),),
    )
    return replace(deck, slides=(*deck.slides, last))


def shown_at(deck: Deck, slide: Slide, step: int) -> Slide:
    """
    The slide as it stands after `step` reveals, nothing of what comes later in it, not even in its notes.

    Of a row that comes later its first cell alone is seen. A remark, a chart or a sentence that names a unit of such a
    row ("bằng Tân Hiệp, xét Nội dung 1") waits until all units that it names are shown; where a block waits, `NOTHING`
    stands.
    """
    if step >= slide.steps:
        return slide
    hidden = _hidden_names(deck, slide, step)
    areas = tuple(
        Area(area.width, tuple(_kept(block, step, hidden) for block in area.blocks)) for area in slide.areas
    )
    captions = [block.caption for block in slide.blocks() if isinstance(block, Table)]
    title = slide.title
    if _names(title, hidden):
        title = next((each for each in captions if not _names(each, hidden)), HIDDEN)
    return replace(
        slide,
        title=title,
        subtitle="" if _names(slide.subtitle, hidden) else slide.subtitle,
        areas=areas,
        notes=_coming(slide, step + 1),
    )


def _hidden_names(deck: Deck, slide: Slide, step: int) -> frozenset[str]:
    codes = {
        cell.unit
        for block in slide.blocks()
        if isinstance(block, Table)
        for row in block.rows
        if row.step > step
        for cell in row.cells
        if cell.unit
    }
    return frozenset(deck.unit(code).name for code in codes)


def _kept(block: Block, step: int, hidden: frozenset[str]) -> Block:
    if isinstance(block, Table):
        rows = tuple(_row(row, step, hidden) for row in block.rows)
        return replace(block, rows=rows, caption="" if _names(block.caption, hidden) else block.caption)
    return NOTHING if any(_names(text, hidden) for text in _texts(block)) else block


def _row(row: Row, step: int, hidden: frozenset[str]) -> Row:
    if row.step > step:
        first, *rest = row.cells
        blanks = [Cell(HIDDEN, tone="muted") if at == 0 else Cell("") for at in range(len(rest))]
        return replace(row, cells=(replace(first, tone="muted"), *blanks))
    cells = (cell if cell.unit else replace(cell, text=_unnamed(cell.text, hidden)) for cell in row.cells)
    return replace(row, cells=tuple(cells))


def _unnamed(text: str, hidden: frozenset[str]) -> str:
    """The parts of a remark that name none of the hidden units."""
    return PART.join(part for part in text.split(PART) if not _names(part, hidden))


def _coming(slide: Slide, step: int) -> tuple[str, ...]:
    """What the next key shows: “Hạng 2”."""
    told = [
        f"{block.columns[0].label} {row.cells[0].text}"
        for block in slide.blocks()
        if isinstance(block, Table)
        for row in block.rows
        if row.step == step
    ]
    return (say("pptx.next", what=", ".join(dict.fromkeys(told))),) if told else ()


def _names(text: str, hidden: frozenset[str]) -> bool:
    return any(name in text for name in hidden)


def _texts(block: Chart | KeyNumbers | Lines) -> list[str]:
    if isinstance(block, Lines):
        return [block.heading, *block.sentences]
    if isinstance(block, KeyNumbers):
        return [text for each in block.numbers for text in (each.label, each.text)]
    series = [text for each in block.series for text in (each.name, *each.texts)]
    return [block.alt, *block.categories, *block.totals, *series]


def _cells(table: Table) -> list[Cell]:
    return [cell for row in table.rows for cell in row.cells]
