"""
The deck as a PDF of 16:9 pages: what a hall projects when everything else fails, and what is printed of it.

Each slide stands in its last state, laid out as in PowerPoint; charts are those of the hall's screen. Watermark, mark
and page number come from `typst_page` and cannot be switched off. All text can be searched and copied.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from pages.exports.deck_layout import (
    FOOT_SIZE,
    FOOT_TOP,
    GLYPH,
    KEY_LABEL,
    LEADING,
    PAD,
    SIDE,
    STRIP_HIGH,
    STRIP_TOP,
    WIDE,
    Box,
    Placed,
    Plan,
    bullet_indent,
    cell_room,
    cell_size,
    chip_width,
    is_bold,
    left_pad,
    mark_of,
    plan,
)
from pages.exports.deck_pages import fitting
from pages.exports.deck_steps import with_stamp
from pages.exports.slide_colours import shade, text_on, tone_colour, tone_sign
from pages.exports.stage_picture import picture_style
from pages.exports.svg_charts import chart_svg
from pages.exports.svg_text import mark
from pages.exports.text_width import broken, width
from pages.exports.typst_page import compiled, text
from pages.parts.slides import Chart, Deck, KeyNumbers, Lines, Row, Slide, Table
from pages.parts.theme import LIGHT, unit_colour

SHEET: Final = 841.89  # width of typst's "presentation-16-9", points
SCALE: Final = SHEET / WIDE
PIXELS: Final = 2.0  # of the stage, 1920 wide, for a point of the layout, 960 wide
_ROW: Final = {"stacked": 88.0, "bars": 44.0, "slope": 52.0}  # pixels of the stage that a row needs
_FOOT: Final = 32.0  # lower margin, points of the sheet


def deck_pdf(deck: Deck) -> bytes:
    """The deck as a PDF, one page for each slide (more where a table is too wide for one)."""
    whole = with_stamp(deck)
    pages = "\n#pagebreak()\n".join(_page(whole, part) for slide in whole.slides for part in fitting(slide))
    side = _pt(SIDE)
    return compiled(
        f"{_RULES}\n{_marks(deck)}\n{pages}",
        stamp=deck.stamp,
        title=deck.title,
        author=deck.cluster,
        paper="presentation-16-9",
        typeface="sans",
        size=16 * SCALE,
        margin=f"(top: 0pt, bottom: {_FOOT}pt, left: {side}, right: {side})",
    )


# Lines are as far apart as the layout counts: from 0.95 em over the base line to 0.27 em under it.
_RULES: Final = f"""#set text(top-edge: 0.95em, bottom-edge: {0.95 - LEADING:.2f}em)
#set par(leading: 0em, spacing: 0em)
#show table.cell: set par(leading: 0em)
#show heading: set block(above: 0pt, below: 0pt)"""


def _marks(deck: Deck) -> str:
    """The marks of the units as drawings, `mark0` and so on; they decorate, the name stands beside them."""
    return "\n".join(f"#let mark{unit.order} = bytes({text(_mark(unit.order))})" for unit in deck.units)


def _mark(order: int) -> str:
    drawn = mark(order, 0, 0, 1)
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="-1.2 -1.2 2.4 2.4" width="24" height="24">'
        f"<style>path{{fill:{unit_colour(order)}}}</style>{drawn}</svg>"
    )


def _page(deck: Deck, slide: Slide) -> str:
    laid = plan(slide)
    return "\n".join((*_frame(deck, slide, laid), *(_block(deck, slide, each) for each in laid.blocks)))


def _frame(deck: Deck, slide: Slide, laid: Plan) -> Iterable[str]:
    """Title first, then what stands above and below it."""
    size = _pt(laid.title_size)
    yield _at(
        laid.title,
        f'{{ show heading: set text(size: {size}, weight: "bold"); heading(level: 1, {text(slide.title)}) }}',
    )
    yield _at(laid.subtitle, _run(slide.subtitle, laid.subtitle_size, LIGHT.muted))
    if slide.kind == "cover":
        yield _bar(Box(0, 0, 16, 540))
    else:
        yield _bar(Box(0, 0, WIDE, 5))
        yield _at(Box(SIDE, STRIP_TOP + 3, 560, STRIP_HIGH), _run(deck.title, 13, LIGHT.muted))
    if sample := mark_of(deck):
        wide = chip_width(deck)
        chip = (
            f'box(width: 100%, height: 100%, stroke: (paint: rgb("{LIGHT.mark}"), thickness: 1.3pt, dash: "dashed"),'
            f" align(center + horizon, {_run(sample, 14, LIGHT.mark, bold=True)}))"
        )
        yield _at(Box(WIDE - SIDE - wide, STRIP_TOP, wide, STRIP_HIGH), chip)
    room = WIDE - 2 * SIDE
    source = min(FOOT_SIZE, FOOT_SIZE * room / max(1.0, width(slide.source, FOOT_SIZE)))
    yield _at(Box(SIDE, FOOT_TOP - 5, room, 16), _run(slide.source, source, LIGHT.muted))


def _bar(box: Box) -> str:
    """A band that only decorates."""
    shape = f'rect(width: 100%, height: 100%, fill: rgb("{LIGHT.sections[0]}"), stroke: none)'
    return _at(box, f"pdf.artifact({shape})")


def _block(deck: Deck, slide: Slide, placed: Placed) -> str:
    block = placed.block
    if isinstance(block, Chart):
        return _chart(deck, slide, placed, block)
    if isinstance(block, Table):
        return _at(placed.box, _table(deck, slide, placed, block))
    if isinstance(block, KeyNumbers):
        return _key_numbers(placed, block)
    return _at(placed.box, _sentences(block, placed.size))


def _chart(deck: Deck, slide: Slide, placed: Placed, chart: Chart) -> str:
    box = placed.box
    rows = len(chart.series if chart.kind == "slope" else chart.categories)
    # many rows are drawn on a larger stage and shrunk as a whole, letters and all, so that none covers another
    scale = PIXELS * max(1.0, rows * _ROW[chart.kind] / (box.high * PIXELS))
    svg = chart_svg(chart, deck, slide.title, box.wide * scale, box.high * scale)
    head, rest = svg.split(">", 1)
    drawn = f"{head}><style>{picture_style()}</style>{rest}"
    size = 'width: 100%, height: 100%, fit: "contain"'
    return _at(box, f'image(bytes({text(drawn)}), format: "svg", alt: {text(chart.alt)}, {size})')


def _table(deck: Deck, slide: Slide, placed: Placed, table: Table) -> str:
    sizes = placed.sizes
    assert sizes is not None
    columns = ", ".join(_pt(each) for each in sizes.columns)
    rows = ", ".join(_pt(each) for each in sizes.rows)
    heads = ", ".join(
        _cell(
            _run(column.label, sizes.head, LIGHT.muted, bold=True),
            column.is_number,
            left_pad(table, at),
            f'stroke: (bottom: 1.3pt + rgb("{LIGHT.ink}"))',
            "bottom",
        )
        for at, column in enumerate(table.columns)
    )
    cells = ", ".join(
        _row_cell(deck, slide, placed, table, row, at) for row in table.rows for at in range(len(row.cells))
    )
    return f"table(columns: ({columns},), rows: ({rows},), stroke: none, inset: 0pt, table.header({heads}), {cells})"


def _row_cell(deck: Deck, slide: Slide, placed: Placed, table: Table, row: Row, at: int) -> str:
    sizes, cell = placed.sizes, row.cells[at]
    assert sizes is not None
    size = cell_size(slide, sizes, at, cell)
    fill = shade(cell, slide.kind == "heat")
    colour = text_on(fill) if fill else tone_colour(cell)
    bold = is_bold(cell, row.is_total, at)
    parts = []
    if cell.unit:
        drawing = f"image(mark{deck.unit(cell.unit).order}, height: {_pt(size * 0.85)}, alt: none)"
        parts.append(f"pdf.artifact(box(width: {_pt(size * GLYPH)}, {drawing}))")
    if sign := tone_sign(cell):
        parts.append(_run(sign, size, colour))
    room = cell_room(table, at, cell, sizes.columns[at], size)
    parts += [
        " + linebreak() + ".join(
            _run(piece, size, colour, bold=bold) for piece in broken(cell.text, size, room, bold)
        )
    ]
    line, weight = (LIGHT.ink, 1.0) if _is_before_total(table, row) else (LIGHT.line, 0.6)
    if fill:
        line, weight = LIGHT.paper, 1.2
    look = f'stroke: (bottom: {weight}pt + rgb("{line}"))' + (f', fill: rgb("{fill}")' if fill else "")
    return _cell(" + ".join(parts), table.columns[at].is_number, left_pad(table, at), look, "horizon")


def _is_before_total(table: Table, row: Row) -> bool:
    at = table.rows.index(row)
    return at + 1 < len(table.rows) and table.rows[at + 1].is_total


def _cell(inside: str, is_number: bool, left: float, look: str, upright: str) -> str:
    side = "right" if is_number else "left"
    inset = f"(left: {_pt(left)}, right: {_pt(PAD)}, y: 0pt)"
    return f"table.cell(align: {side} + {upright}, inset: {inset}, {look}, {inside})"


def _key_numbers(placed: Placed, block: KeyNumbers) -> str:
    across = max(1, placed.across)
    wide = placed.box.wide / across
    high = placed.box.high / max(1, -(-len(block.numbers) // across))
    drawn = []
    for at, each in enumerate(block.numbers):
        row, column = divmod(at, across)
        box = Box(placed.box.left + column * wide, placed.box.top + row * high, wide - 8, high)
        large = _run(each.text, placed.size, LIGHT.accent, bold=True)
        label = _run(f"{each.label}  " if placed.is_beside else each.label, KEY_LABEL, LIGHT.muted)
        drawn.append(
            _at(box, f"{label} + {large}" if placed.is_beside else f"{large} + linebreak() + {label}")
        )
    return "\n".join(drawn)


def _sentences(block: Lines, size: float) -> str:
    told = [_run(sentence, size, LIGHT.ink) for sentence in block.sentences]
    indent = bullet_indent(block, size)
    if indent:
        marker = f"box(width: {_pt(indent * 0.5)}, {_run('•', size, LIGHT.accent)})"
        inside = (
            f"list(marker: {marker}, indent: 0pt, body-indent: {_pt(indent * 0.5)},"
            f" spacing: {_pt(size * 0.45)}, {', '.join(told)})"
        )
    else:
        inside = told[0] if told else "none"
    if not block.heading:
        return inside
    heading = _run(block.heading, size + 2, LIGHT.ink, bold=True)
    return f"stack(spacing: {_pt(size * 0.35)}, {heading}, {inside})"


def _run(told: str, size: float, colour: str, *, bold: bool = False) -> str:
    weight = ', weight: "bold"' if bold else ""
    return f'std.text(size: {_pt(size)}, fill: rgb("{colour}"){weight}, {text(told)})'


def _at(box: Box, inside: str) -> str:
    """`inside`, an expression, in its place on the page; the page's own margins are taken off."""
    return (
        f"#place(top + left, dx: {_pt(box.left - SIDE)}, dy: {_pt(box.top)},"
        f" block(width: {_pt(box.wide)}, height: {_pt(box.high)}, {inside}))"
    )


def _pt(length: float) -> str:
    return f"{length * SCALE:.2f}pt"
