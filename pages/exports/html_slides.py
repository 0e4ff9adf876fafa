"""One slide as HTML. All text is escaped here; classes say what a thing is, the style sheet how it looks."""

from __future__ import annotations

from fractions import Fraction
from typing import Final

from pages.exports.stage_colours import SHADES
from pages.exports.svg_charts import chart_svg
from pages.exports.svg_text import mark
from pages.parts.heat_steps import STEPS, step_of
from pages.parts.local_time import VIETNAM
from pages.parts.slides import Area, Cell, Chart, Deck, KeyNumbers, Lines, Row, Slide, Table
from pages.parts.theme import html
from pages.parts.words import say
from scoring.numbers import day, percent

INNER: Final = 1712  # px between the margins of a stage of 1920
GUTTER: Final = 72
ROOMY, CLOSE = 6, 9  # rows up to which a table is set large, and middling
HIDDEN: Final = "— — —"


def slide_html(deck: Deck, at: int) -> str:
    """The slide at place `at`, 0-based."""
    slide = deck.slides[at]
    sample = f'<p class="sample">{html(deck.sample_mark)}</p>' if deck.sample_mark else ""
    # The large numbers of a unit run across the slide, above the columns: side by side they are compared at a glance.
    strip = "".join(_keys(block) for block in slide.blocks() if isinstance(block, KeyNumbers))
    areas = "".join(_area(deck, slide, area) for area in slide.areas)
    glyph = _glyph(deck, slide.unit) if slide.unit else ""
    notes = "".join(f"<p>{html(note)}</p>" for note in slide.notes)
    return (
        f'<section class="slide kind-{html(slide.kind)}" data-key="{html(slide.key)}" data-steps="{slide.steps}" '
        f'data-unit="{html(slide.unit)}" aria-roledescription="{say("stage.slide")}" '
        f'aria-label="{html(say("stage.place", at=at + 1, count=len(deck.slides)))}">'
        f'<header><h1>{glyph}{html(slide.title)}</h1>{sample}</header><p class="sub">{html(slide.subtitle)}</p>'
        f'{strip}<div class="areas">{areas}</div>{_scale(slide)}{_foot(deck, slide, at)}'
        f'<div class="notes" hidden>{notes}</div></section>'
    )


def frozen_line(deck: Deck) -> str:
    """Since when nothing moves: “Số liệu đóng băng lúc 08:30 ngày 22/02/2019”."""
    if deck.stamp.made is None:
        return say("stage.frozen_as_of", date=day(deck.stamp.as_of))
    local = deck.stamp.made.astimezone(VIETNAM)
    return say("stage.frozen", time=f"{local:%H:%M}", date=day(local.date()))


def _scale(slide: Slide) -> str:
    """What the grounds of a heat table mean: the same steps as on the screens."""
    if slide.kind != "heat":
        return ""
    texts = [say("heat.key_first", share=percent(STEPS[0], 0))]
    texts += [say("heat.key_from", share=percent(start, 0)) for start in STEPS[:-1]]
    steps = "".join(
        f'<span class="h{at}">{html(text)}</span>' for at, text in enumerate([*texts, say("heat.key_full")])
    )
    return f'<p class="scale">{html(say("heat.key_share"))} {steps}</p>'


def _shade(kind: str, share: Fraction) -> int:
    """Step of a cell's ground, 0 to SHADES + 1 (the full maximum); chances have even steps."""
    if kind == "heat":
        return step_of(share)
    return SHADES + 1 if share >= 1 else round(max(Fraction(0), share) * SHADES)


def _foot(deck: Deck, slide: Slide, at: int) -> str:
    parts = [
        f'<span class="count">{at + 1} / {len(deck.slides)}</span>',
        f"<span>{html(slide.source)}</span>",
        f'<span class="mark">{html(say("stage.mark", mark=deck.stamp.mark))}</span>',
    ]
    reveals = '<p class="reveals"></p>' if slide.steps else ""
    frozen = f'<p class="frozen">{html(frozen_line(deck))}</p>' if slide.kind == "cover" else ""
    return f"<footer>{reveals}{frozen}{' '.join(parts)}</footer>"


def _area(deck: Deck, slide: Slide, area: Area) -> str:
    blocks = [block for block in area.blocks if not isinstance(block, KeyNumbers)]
    drawn = "".join(_block(deck, slide, block, area.width, len(blocks)) for block in blocks)
    return f'<div class="area w{area.width}">{drawn}</div>'


def _keys(block: KeyNumbers) -> str:
    told = "".join(
        f"<div><dt>{html(each.label)}</dt><dd>{html(each.text)}</dd></div>" for each in block.numbers
    )
    return f'<dl class="keys">{told}</dl>'


def _block(deck: Deck, slide: Slide, block: Table | Chart | Lines, wide: int, beside: int) -> str:
    if isinstance(block, Table):
        return _table(deck, slide, block)
    if isinstance(block, Chart):
        room = (INNER + GUTTER) * wide / 12 - GUTTER
        drawn = chart_svg(block, deck, slide.title, room, chart_height(block, beside))
        return f"<figure>{_heading(block.series[0].name if block.kind == 'bars' else '')}{drawn}</figure>"
    return _lines(block)


def chart_height(chart: Chart, blocks: int) -> float:
    """What a chart may take of an area that holds so many blocks; bars stand under the large numbers of a unit."""
    if chart.kind == "slope":
        return 640
    if chart.kind == "stacked":
        return 650
    return 470 if blocks == 1 else 276


def _lines(block: Lines) -> str:
    kind = "lines one" if len(block.sentences) == 1 and not block.heading else "lines"
    items = "".join(f"<li>{html(sentence)}</li>" for sentence in block.sentences)
    return f'<div class="{kind}">{_heading(block.heading)}<ul>{items}</ul></div>'


def _heading(text: str) -> str:
    return f"<h2>{html(text)}</h2>" if text else ""


def _table(deck: Deck, slide: Slide, table: Table) -> str:
    size = "roomy" if len(table.rows) <= ROOMY else "close" if len(table.rows) <= CLOSE else "tight"
    columns = "".join(f'<col width="{column.width * 100:.2f}%">' for column in table.columns)
    head = "".join(
        f'<th scope="col"{_number(column.is_number)}>{html(column.label)}</th>' for column in table.columns
    )
    rows = "".join(_row(deck, slide, table, row) for row in table.rows)
    return (
        f'<table class="{size} of-{html(slide.kind)} r{len(table.rows)}">'
        f'<caption class="unseen">{html(table.caption)}</caption>'
        f"<colgroup>{columns}</colgroup><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
    )


def _row(deck: Deck, slide: Slide, table: Table, row: Row) -> str:
    # Until its step comes, a row of the reveal is veiled by the document itself: nothing flashes up on loading.
    kind = " ".join(["total"] * row.is_total + ["veiled"] * bool(row.step))
    marked = (f' class="{kind}"' if kind else "") + (f' data-step="{row.step}"' if row.step else "")
    kind = _cell_class(slide, row.cells[0], table.columns[0].is_number)
    first = f'<th scope="row"{kind}>{_text(deck, row.cells[0])}</th>'
    rest = []
    for place, (cell, column) in enumerate(zip(row.cells[1:], table.columns[1:], strict=True)):
        shown = _text(deck, cell)
        if row.step:
            veil = f'<span class="veil" aria-hidden="true">{HIDDEN}</span>' if place == 0 else ""
            shown = f'{veil}<span class="result">{shown}</span>'
        rest.append(f"<td{_cell_class(slide, cell, column.is_number)}>{shown}</td>")
    return f"<tr{marked}>{first}{''.join(rest)}</tr>"


def _cell_class(slide: Slide, cell: Cell, is_number: bool) -> str:
    kinds = ["number"] * is_number + [cell.tone] * bool(cell.tone)
    if cell.shade is not None:
        kinds.append(f"h{_shade(slide.kind, cell.shade)}")
    if cell.unit:
        kinds.append("named")
    return f' class="{" ".join(kinds)}"' if kinds else ""


def _number(is_number: bool) -> str:
    return ' class="number"' if is_number else ""


def _text(deck: Deck, cell: Cell) -> str:
    return f"{_glyph(deck, cell.unit) if cell.unit else ''}{html(cell.text)}"


def _glyph(deck: Deck, unit: str) -> str:
    """The unit's mark before its name: the colour never stands alone."""
    drawn = mark(deck.unit(unit).order, 12, 12, 11)
    return f'<svg class="glyph" viewBox="0 0 24 24" aria-hidden="true" focusable="false">{drawn}</svg>'
