"""
Where everything stands on a slide and how large its text is, for PowerPoint and PDF alike.

Lengths are points on a slide of 960 × 540 (13.333 × 7.5 in). Text is measured first: a block takes the largest size at
which it fits, never less than `LEAST`; 12 pt here are 24 px on a projector of 1920 × 1080, which the last row can read.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from pages.exports.slide_colours import tone_sign
from pages.exports.text_width import lines, widest_word, width
from pages.parts.slides import Area, Block, Cell, Chart, Deck, KeyNumbers, Lines, Slide, Table
from pages.parts.stamp_lines import sample_mark

WIDE, HIGH = 960.0, 540.0
SIDE: Final = 44.0
LEAST: Final = 12.0
LEADING: Final = 1.22  # distance of lines as a share of the size; Vietnamese capitals carry two marks
PAD: Final = 6.0  # left and right of a cell's text
PAD_ROW: Final = 2.5  # above and below it
GUTTER: Final = 26.0
GAP: Final = 14.0  # between blocks of one area
GLYPH: Final = 1.35  # of the size: room for a unit's mark before its name
STRIP_TOP, STRIP_HIGH = 14.0, 24.0  # cluster and sample mark above the title
TITLE_TOP: Final = 42.0
FOOT_TOP, FOOT_HIGH, FOOT_SIZE = 500.0, 30.0, 12.0
NUMBER_WIDE: Final = 196.0  # the slide's number and the mark, at the right end of the foot
LEGEND: Final = 30.0  # height of the legend under a stacked chart
BOTTOM: Final = FOOT_TOP - 8
_SIZES: Final = (28.0, 26.0, 24.0, 22.0, 20.0, 19.0, 18.0, 17.0, 16.0, 15.0, 14.0, 13.0, LEAST)
# Where a cluster of twenty units does not fit otherwise: small is bad, cut off is worse.
_SMALLER: Final = (11.0, 10.0, 9.0, 8.0, 7.0, 6.0)
_LINES_MOST: Final = {"unit": 16.0, "rules": 17.0, "closing": 16.0}  # else 20
_TABLE_MOST: Final = {"order": 28.0, "heat": 15.0, "trend": 18.0, "rules": 18.0, "closing": 16.0}  # else 20
_KEY_SIZES: Final = (34.0, 32.0, 30.0, 28.0, 26.0, 24.0)
KEY_LABEL: Final = 14.0


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on the slide, points from its top left corner."""

    left: float
    top: float
    wide: float
    high: float


@dataclass(frozen=True, slots=True)
class Sizes:
    """
    How a table is set.

    Attributes:
        text / head: Size of the cells and of the head.
        small: Size of remarks beside large numbers; equals `text` where there are none.
        columns / rows: Widths and heights; the first row is the head.
    """

    text: float
    head: float
    small: float
    columns: tuple[float, ...]
    rows: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Placed:
    """
    A block in its place.

    Attributes:
        size: Of its text, or of key numbers themselves.
        sizes: Of a table.
        across: How many key numbers stand in a row.
        is_beside: Whether the labels of key numbers stand before them instead of under them.
    """

    block: Block
    box: Box
    size: float
    sizes: Sizes | None = None
    across: int = 0
    is_beside: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """A slide laid out."""

    title: Box
    title_size: float
    subtitle: Box
    subtitle_size: float
    blocks: tuple[Placed, ...]


def plan(slide: Slide) -> Plan:
    """Where everything of a slide stands."""
    if slide.kind == "cover":
        return _cover(slide)
    wide = WIDE - 2 * SIDE
    size, count = _title_size(slide.title, wide)
    title = Box(SIDE, TITLE_TOP, wide, count * size * LEADING + 2)
    under = 17.0
    under_lines = lines(slide.subtitle, under, wide) if slide.subtitle else 0
    if under_lines > 1:
        under = 15.0
        under_lines = lines(slide.subtitle, under, wide)
    subtitle = Box(SIDE, title.top + title.high, wide, max(1, under_lines) * under * LEADING + 2)
    top = subtitle.top + subtitle.high + 10
    return Plan(title, size, subtitle, under, _areas(slide, top))


def _cover(slide: Slide) -> Plan:
    wide = WIDE - 2 * SIDE
    size = next((size for size in (54.0, 48.0, 44.0) if lines(slide.title, size, wide, True) == 1), 40.0)
    title = Box(SIDE, 118, wide, lines(slide.title, size, wide, True) * size * LEADING + 6)
    under = 26.0
    subtitle = Box(
        SIDE, title.top + title.high + 4, wide, lines(slide.subtitle, under, wide) * under * LEADING
    )
    return Plan(title, size, subtitle, under, _areas(slide, subtitle.top + subtitle.high + 44))


def _title_size(title: str, wide: float) -> tuple[float, int]:
    for size, most in ((30.0, 1), (28.0, 1)):
        count = lines(title, size, wide, True)
        if count <= most:
            return size, count
    return 26.0, lines(title, 26, wide, True)


def _areas(slide: Slide, top: float) -> tuple[Placed, ...]:
    column = (WIDE - 2 * SIDE + GUTTER) / 12
    left = SIDE
    areas, found = list(slide.areas), []
    if len(areas) > 1 and areas[0].blocks and isinstance(areas[0].blocks[0], KeyNumbers):
        # key numbers at the head of the first column stand across the slide, which leaves more room for words
        band = areas[0].blocks[0]
        found.append(_band(band, top))
        high = found[0].box.high
        areas[0] = Area(areas[0].width, areas[0].blocks[1:])
        top += high + GAP / 2
    for area in areas:
        wide = area.width * column - GUTTER
        found.extend(_area(slide, area, Box(left, top, wide, BOTTOM - top)))
        left += area.width * column
    return tuple(found)


def _band(numbers: KeyNumbers, top: float) -> Placed:
    wide, across = WIDE - 2 * SIDE, max(1, len(numbers.numbers))
    for size in (28.0, 26.0, 24.0):
        if all(
            width(f"{each.label}  ", KEY_LABEL) + width(each.text, size, True) <= wide / across - 10
            for each in numbers.numbers
        ):
            return Placed(
                numbers, Box(SIDE, top, wide, size * LEADING + 4), size, across=across, is_beside=True
            )
    size, across = _key_size(numbers, wide)
    return Placed(numbers, Box(SIDE, top, wide, _key_height(numbers, size, across)), size, across=across)


def _area(slide: Slide, area: Area, box: Box) -> list[Placed]:
    """Blocks one under the other, at the largest size at which all fit; what is left goes to charts, then to tables."""
    blocks = area.blocks
    for size in (*_SIZES, *_SMALLER):
        heights = [_height(slide, block, size, box.wide) for block in blocks]
        if all(high is not None for high in heights):
            known = [high or 0.0 for high in heights]
            if sum(known) + GAP * (len(blocks) - 1) <= box.high:
                return _stacked(slide, blocks, known, size, box)
    last = LEAST if all(isinstance(block, Chart) for block in blocks) else _SMALLER[-1]
    known = [_height(slide, block, last, box.wide) or _forced(slide, block, box, last) for block in blocks]
    over = max(0.0, sum(known) + GAP * (len(blocks) - 1) - box.high)
    charts = [at for at, block in enumerate(blocks) if isinstance(block, Chart)]
    for at in charts:
        known[at] = max(20.0, known[at] - over / len(charts))
    return _stacked(slide, blocks, known, last, box)


def _forced(slide: Slide, block: Block, box: Box, size: float) -> float:
    """The height of a block that has a word too wide for its column: the word is broken."""
    assert isinstance(block, Table)  # the only block that can say no
    return sum(_table(slide, block, size, box.wide).rows)


def _stacked(
    slide: Slide, blocks: Sequence[Block], heights: list[float], size: float, box: Box
) -> list[Placed]:
    spare = max(0.0, box.high - sum(heights) - GAP * (len(blocks) - 1))
    grows = [at for at, block in enumerate(blocks) if isinstance(block, Chart)]
    for at in grows:
        most = _most(blocks[at])
        more = min(spare / len(grows), max(0.0, most - heights[at]))
        heights[at] += more
    top, found = box.top, []
    alone = len(blocks) == 1
    for block, high in zip(blocks, heights, strict=True):
        place = Box(box.left, top, box.wide, high)
        if isinstance(block, Table):
            sizes = _stretched(slide, _table(slide, block, _table_size(slide, size), box.wide), spare, alone)
            place = Box(box.left, top, box.wide, sum(sizes.rows))
            found.append(Placed(block, place, sizes.text, sizes))
        elif isinstance(block, KeyNumbers):
            large, across = _key_size(block, box.wide)
            found.append(Placed(block, place, large, across=across))
        else:
            found.append(Placed(block, place, _lines_size(slide, size)))
        top += place.high + GAP
    return found


def _most(block: Block) -> float:
    """How high a chart may grow before its bars look like walls."""
    assert isinstance(block, Chart)
    if block.kind == "slope":
        return 420.0
    return (76.0 if block.kind == "stacked" else 50.0) * len(block.categories) + 70


def _height(slide: Slide, block: Block, size: float, wide: float) -> float | None:
    """Height of a block at a size of text; None where a word would be broken."""
    if isinstance(block, Table):
        text = _table_size(slide, size)
        return sum(_table(slide, block, text, wide).rows) if _words_fit(slide, block, text, wide) else None
    if isinstance(block, Chart):
        each, more = {"stacked": (46.0, LEGEND), "bars": (29.0, 8.0), "slope": (40.0, 30.0)}[block.kind]
        rows = max(1, len(block.series if block.kind == "slope" else block.categories))
        return each * rows * min(1.0, size / LEAST) + more  # where words must be small, bars are thin
    if isinstance(block, KeyNumbers):
        return _key_height(block, *_key_size(block, wide))
    return lines_height(block, _lines_size(slide, size), wide)


def _lines_size(slide: Slide, size: float) -> float:
    return min(size, _LINES_MOST.get(slide.kind, 20.0))


def lines_height(block: Lines, size: float, wide: float) -> float:
    """Height of sentences, their heading and the gaps between them."""
    room = wide - bullet_indent(block, size)
    high = sum(lines(text, size, room) * size * LEADING for text in block.sentences)
    high += max(0, len(block.sentences) - 1) * size * 0.45
    if block.heading:
        high += lines(block.heading, size + 2, wide, True) * (size + 2) * LEADING + size * 0.35
    return high + 4


def bullet_indent(block: Lines, size: float) -> float:
    """Room for the bullet; a single sentence has none."""
    return size if len(block.sentences) > 1 else 0.0


def _key_size(block: KeyNumbers, wide: float) -> tuple[float, int]:
    """Size of the numbers and how many stand side by side."""
    count = max(1, len(block.numbers))
    for across in (count, -(-count // 2)):
        room = wide / across - 12
        for size in _KEY_SIZES:
            if all(
                width(each.text, size, True) <= room and width(each.label, KEY_LABEL) <= room
                for each in block.numbers
            ):
                return size, across
    return _KEY_SIZES[-1], -(-count // 2)


def _key_height(block: KeyNumbers, size: float, across: int) -> float:
    return -(-len(block.numbers) // across) * (size * LEADING + KEY_LABEL * LEADING + 8)


def _table_size(slide: Slide, size: float) -> float:
    return min(size, _TABLE_MOST.get(slide.kind, 20.0))


def cell_size(slide: Slide, sizes: Sizes, at: int, cell: Cell) -> float:
    """Size of one cell's text: remarks beside the order, and reasons in a heat table, are smaller than its numbers."""
    if slide.kind == "heat" and cell.tone in ("missing", "absent"):
        return min(LEAST, sizes.text)
    return sizes.small if slide.kind == "order" and at > 1 and cell.amount is None else sizes.text


def is_bold(cell: Cell, is_total: bool, at: int) -> bool:
    """Whether a cell's text is bold: what is marked so, sums, and a unit that heads its row."""
    return is_total or cell.tone == "strong" or (at == 0 and bool(cell.unit))


def left_pad(table: Table, at: int) -> float:
    """The left margin of a column: words after numbers keep their distance."""
    after_number = at > 0 and table.columns[at - 1].is_number and not table.columns[at].is_number
    return 4 * PAD if after_number else PAD


def cell_room(table: Table, at: int, cell: Cell, column: float, size: float) -> float:
    """Points that the text of a cell has on a line."""
    return column - left_pad(table, at) - PAD - (size * GLYPH if cell.unit else 0.0)


def _table(slide: Slide, table: Table, text: float, wide: float) -> Sizes:
    columns = _columns(table, wide)
    head = min(text, 16.0) if text < LEAST else max(LEAST, min(text, 16.0))
    small = min(text, max(14.0, round(text * 0.68))) if slide.kind == "order" else text
    draft = Sizes(text, head, small, columns, ())
    rows = [
        max(
            (lines(c.label, head, w - 2 * PAD, True) for c, w in zip(table.columns, columns, strict=True)),
            default=1,
        )
        * head
        * LEADING
        + 2 * PAD_ROW
    ]
    for row in table.rows:
        high = text * LEADING
        for at, (cell, column) in enumerate(zip(row.cells, columns, strict=True)):
            size = cell_size(slide, draft, at, cell)
            told = tone_sign(cell) + cell.text
            count = lines(
                told, size, cell_room(table, at, cell, column, size), is_bold(cell, row.is_total, at)
            )
            high = max(high, count * size * LEADING)
        rows.append(high + 2 * PAD_ROW)
    return Sizes(text, head, small, columns, tuple(rows))


def _columns(table: Table, wide: float) -> tuple[float, ...]:
    total = sum(column.width for column in table.columns) or 1
    return tuple(column.width / total * wide for column in table.columns)


def _words_fit(slide: Slide, table: Table, text: float, wide: float) -> bool:
    """Whether no word of the table has to be broken; a hash, which has no words, may be."""
    sizes = _table(slide, table, text, wide)
    for column, room in zip(table.columns, sizes.columns, strict=True):
        if widest_word(column.label, sizes.head, True) > room - 2 * PAD:
            return False
    for row in table.rows:
        for at, (cell, column_wide) in enumerate(zip(row.cells, sizes.columns, strict=True)):
            size = cell_size(slide, sizes, at, cell)
            bold = is_bold(cell, row.is_total, at)
            told = tone_sign(cell) + cell.text
            # a number with its sign stays on one line
            wanted = width(told, size, bold) if cell.amount is not None else widest_word(told, size, bold)
            if wanted > cell_room(table, at, cell, column_wide, size) and len(cell.text) < 48:
                return False
    return True


def _stretched(slide: Slide, sizes: Sizes, spare: float, alone: bool) -> Sizes:
    """Rows made higher where there is room: all of it for the order, a little elsewhere."""
    count = len(sizes.rows) - 1
    if not alone or count < 1:
        return sizes
    most = 84.0 if slide.kind == "order" else sizes.text * 2.3
    head, *body = sizes.rows
    more = spare / count
    rows = (head, *(max(high, min(high + more, most)) for high in body))
    return Sizes(sizes.text, sizes.head, sizes.small, sizes.columns, rows)


def mark_of(deck: Deck) -> str:
    """The sample mark; a deck of sample figures has it even where somebody emptied its field."""
    return deck.sample_mark or sample_mark(deck.stamp)


def chip_width(deck: Deck) -> float:
    """Width of the frame around the sample mark."""
    return width(mark_of(deck), 14, True) + 26
