"""Slides too wide for one page: a heat table of twenty units is dealt out over several, so that it can be read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pages.exports.deck_layout import LEAST, plan
from pages.parts.slides import Slide, Table, pages_of


def fitting(slide: Slide) -> tuple[Slide, ...]:
    """
    The slide, or as few as can be that together show all its columns at a size that can be read.

    Only a table that stands alone and is shaded is dealt out: its shaded columns, the others on every page. The slides
    keep key, title and notes; what they are about does not change.
    """
    blocks = slide.blocks()
    if len(blocks) != 1 or not isinstance(blocks[0], Table) or slide.steps or _fits(slide):
        return (slide,)
    table = blocks[0]
    shaded = [
        at for at in range(len(table.columns)) if any(row.cells[at].shade is not None for row in table.rows)
    ]
    for most in range(len(shaded) - 1, 0, -1):
        found = tuple(_dealt(slide, table, shaded, page) for page in pages_of(shaded, most))
        if all(map(_fits, found)):
            return found
    return (slide,)


def _dealt(slide: Slide, table: Table, shaded: Sequence[int], page: Sequence[int]) -> Slide:
    """The slide with those of its shaded columns that stand on one page, in the room that all of them had."""
    kept = [at for at in range(len(table.columns)) if at in page or at not in shaded]
    room = sum(table.columns[at].width for at in shaded)
    columns = dict(enumerate(table.columns))
    columns |= {at: replace(table.columns[at], width=room / len(page)) for at in page}
    dealt = replace(
        table,
        columns=tuple(columns[at] for at in kept),
        rows=tuple(replace(row, cells=tuple(row.cells[at] for at in kept)) for row in table.rows),
    )
    return replace(slide, areas=(replace(slide.areas[0], blocks=(dealt,)),))


def _fits(slide: Slide) -> bool:
    return all(placed.size >= LEAST for placed in plan(slide).blocks)
