"""Tables of PowerPoint: real ones, with a head that screen readers know, shaded cells and the marks of the units."""

from __future__ import annotations

from typing import Final

from pages.exports.deck_layout import (
    BOTTOM,
    PAD,
    PAD_ROW,
    Placed,
    cell_size,
    is_bold,
    left_pad,
)
from pages.exports.pptx_text import EMU, NAMES, SIGNS, Paragraph, Run, attribute, body
from pages.exports.slide_colours import shade, text_on, tone_colour, tone_sign
from pages.parts.slides import Cell, Deck, Row, Slide, Table
from pages.parts.theme import LIGHT, unit_colour, unit_glyph

_PLAIN: Final = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"  # PowerPoint's style without fill and lines


def table_xml(number: int, deck: Deck, slide: Slide, placed: Placed) -> str:
    """The frame (`p:graphicFrame`) of a table; `number` is its id on the slide."""
    table, sizes, box = placed.block, placed.sizes, placed.box
    assert isinstance(table, Table)
    assert sizes is not None
    grid = "".join(f'<a:gridCol w="{round(wide * EMU)}"/>' for wide in sizes.columns)
    heights = [round(high * EMU) for high in sizes.rows]
    rows = [f'<a:tr h="{heights[0]}">{_head(table, sizes.head)}</a:tr>']
    for row, high in zip(table.rows, heights[1:], strict=True):
        cells = "".join(_cell(deck, slide, placed, row, at) for at in range(len(row.cells)))
        rows.append(f'<a:tr h="{high}">{cells}</a:tr>')
    left, top, wide, high = (round(each * EMU) for each in (box.left, box.top, box.wide, box.high))
    return (
        f'<p:graphicFrame {NAMES}><p:nvGraphicFramePr><p:cNvPr id="{number}" name={attribute(f"Table {number}")} '
        f"descr={attribute(table.caption or slide.title)}/>"
        '<p:cNvGraphicFramePr><a:graphicFrameLocks noGrp="1"/></p:cNvGraphicFramePr><p:nvPr/>'
        f'</p:nvGraphicFramePr><p:xfrm><a:off x="{left}" y="{top}"/><a:ext cx="{wide}" cy="{high}"/></p:xfrm>'
        '<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/table">'
        f'<a:tbl><a:tblPr firstRow="1" firstCol="1"><a:tableStyleId>{_PLAIN}</a:tableStyleId></a:tblPr>'
        f"<a:tblGrid>{grid}</a:tblGrid>{''.join(rows)}</a:tbl></a:graphicData></a:graphic></p:graphicFrame>"
    )


def _head(table: Table, size: float) -> str:
    cells = []
    for at, column in enumerate(table.columns):
        run = Run(column.label, size, LIGHT.muted, bold=True)
        told = body([Paragraph((run,), "r" if column.is_number else "l")], tag="a:txBody")
        cells.append(f"<a:tc>{told}{_look('', 'b', LIGHT.ink, 1.5, left_pad(table, at))}</a:tc>")
    return "".join(cells)


def _cell(deck: Deck, slide: Slide, placed: Placed, row: Row, at: int) -> str:
    table, sizes, cell = placed.block, placed.sizes, row.cells[at]
    assert isinstance(table, Table)
    assert sizes is not None
    size = cell_size(slide, sizes, at, cell)
    fill = shade(cell, slide.kind == "heat")
    runs = cell_runs(deck, cell, size, is_bold(cell, row.is_total, at), fill)
    align = "r" if table.columns[at].is_number else "l"
    told = body([Paragraph(runs, align)], tag="a:txBody")
    last = row is table.rows[-1]
    before_total = not last and table.rows[table.rows.index(row) + 1].is_total
    colour, weight = (LIGHT.ink, 1.25) if before_total else (LIGHT.line, 0.75)
    if fill:
        colour, weight = LIGHT.paper, 1.5
    elif last and placed.box.top + placed.box.high > BOTTOM - 6:
        weight = 0.0  # the line over the foot is near enough
    return f"<a:tc>{told}{_look(fill, 'ctr', colour, weight, left_pad(table, at))}</a:tc>"


def cell_runs(deck: Deck, cell: Cell, size: float, bold: bool, fill: str) -> tuple[Run, ...]:
    """A cell's text: the unit's mark in its colour, the sign of a change, the text."""
    colour = text_on(fill) if fill else tone_colour(cell)
    runs = []
    if cell.unit:
        order = deck.unit(cell.unit).order
        mark = f"{unit_glyph(order)} "
        runs.append(Run(mark, size, unit_colour(order), face=SIGNS))
    if sign := tone_sign(cell):
        runs.append(Run(sign, size, colour, bold, face=SIGNS))
    if cell.text:
        runs.append(Run(cell.text, size, colour, bold, italic=cell.tone == "absent"))
    return tuple(runs)


def _look(fill: str, anchor: str, line: str, weight: float, left: float) -> str:
    """Margins, the line below, the fill of a cell."""
    side, row = round(PAD * EMU), round(PAD_ROW * EMU)
    none = "".join(f'<a:ln{edge} w="0"><a:noFill/></a:ln{edge}>' for edge in "LRT")
    drawn = f'<a:solidFill><a:srgbClr val="{line[1:]}"/></a:solidFill>' if weight else "<a:noFill/>"
    under = f'<a:lnB w="{round(weight * EMU)}">{drawn}</a:lnB>'
    inside = f'<a:solidFill><a:srgbClr val="{fill[1:]}"/></a:solidFill>' if fill else "<a:noFill/>"
    return (
        f'<a:tcPr marL="{round(left * EMU)}" marR="{side}" marT="{row}" marB="{row}" anchor="{anchor}">'
        f"{none}{under}{inside}</a:tcPr>"
    )
