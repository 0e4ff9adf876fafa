"""
The deck as a PowerPoint file: native charts, real tables, speaker's notes; the same deck gives the same bytes.

A slide that reveals is written once for each step, so that any clicker works without motion; the number of the slide
stays that of the deck.
"""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Final

from pptx.oxml import parse_xml

from data.stamps import Stamp
from pages.exports.deck_layout import KEY_LABEL, LEGEND, Placed, Plan, bullet_indent, plan
from pages.exports.deck_pages import fitting
from pages.exports.deck_steps import NOTHING, shown_at, with_stamp
from pages.exports.pptx_chart_labels import legend_runs
from pages.exports.pptx_charts import add_chart
from pages.exports.pptx_frame import CONTENT, COVER, add_frame, add_marks, add_notes, empty
from pages.exports.pptx_tables import table_xml
from pages.exports.pptx_text import Paragraph, Run, body, shape
from pages.parts.slides import Chart, Deck, KeyNumbers, Lines, Slide, Table
from pages.parts.stamp_lines import stamp_rows
from pages.parts.theme import LIGHT

FIRST_DAY: Final = datetime(
    1980, 1, 1, tzinfo=UTC
)  # of a zip; what stands where a state was not made at a time


def presentation(deck: Deck, slide: str = "") -> bytes:
    """
    The deck as a `.pptx` file.

    Args:
        slide: Key of the only slide wanted, with the whole stamp in its notes; "" = all.

    Raises:
        KeyError: No slide has that key.
    """
    whole = with_stamp(deck)
    wanted = (deck.slide(slide),) if slide else whole.slides
    made = empty(deck)
    count = len(deck.slides if slide else whole.slides)
    place = {each.key: at for at, each in enumerate(whole.slides, start=1)}
    for each in wanted:
        for part in fitting(each):
            laid = plan(part)
            for step in range(part.steps + 1):
                shown = shown_at(deck, part, step)
                page = _page(made, deck, shown, laid, f"{place[each.key]} / {count}")
                last = slide and step == part.steps
                add_notes(page, (*shown.notes, *_stamp_notes(deck.stamp)) if last else shown.notes)
    moment = (deck.stamp.made or FIRST_DAY).astimezone(UTC).replace(tzinfo=None, microsecond=0)
    made.core_properties.created = made.core_properties.modified = moment
    made.core_properties.comments = "\n".join(_stamp_notes(deck.stamp))[:255]
    sink = io.BytesIO()
    made.save(sink)
    return settled(sink.getvalue(), moment)


def _stamp_notes(stamp: Stamp) -> tuple[str, ...]:
    return tuple(f"{label}: {value}" for label, value in stamp_rows(stamp))


def _page(made: Any, deck: Deck, slide: Slide, laid: Plan, number: str) -> Any:
    """One slide; it is laid out as its last step is, so that nothing moves while it is revealed."""
    page = made.slides.add_slide(made.slide_layouts[COVER if slide.kind == "cover" else CONTENT])
    add_frame(page, deck, slide, laid, number)
    tree = page.shapes._spTree
    for full, block in zip(laid.blocks, slide.blocks(), strict=True):
        free, placed = page.shapes._next_shape_id, replace(full, block=block)
        if block == NOTHING:
            continue
        if isinstance(block, Chart):
            add_chart(page, placed, deck.stamp)
            if legend := legend_runs(block):
                tree.append(parse_xml(_legend(free + 1, placed, legend)))
        elif isinstance(block, Table):
            tree.append(parse_xml(table_xml(free, deck, slide, placed)))
        elif isinstance(block, KeyNumbers):
            for xml in _key_numbers(free, placed, block):
                tree.append(parse_xml(xml))
        else:
            tree.append(parse_xml(_sentences(free, placed, block)))
    add_marks(page, deck)
    return page


def _key_numbers(free: int, placed: Placed, block: KeyNumbers) -> list[str]:
    box, across = placed.box, max(1, placed.across)
    wide = box.wide / across
    high = box.high / max(1, -(-len(block.numbers) // across))
    found = []
    for at, each in enumerate(block.numbers):
        row, column = divmod(at, across)
        large = Run(each.text, placed.size, LIGHT.accent, bold=True)
        if placed.is_beside:
            paragraphs = [Paragraph((Run(f"{each.label}  ", KEY_LABEL, LIGHT.muted), large))]
        else:
            paragraphs = [Paragraph((large,)), Paragraph((Run(each.label, KEY_LABEL, LIGHT.muted),))]
        told = body(paragraphs)
        where = (box.left + column * wide, box.top + row * high, wide - 8, high - 6)
        found.append(shape(free + at, f"Number {free + at}", where, told))
    return found


def _legend(free: int, placed: Placed, runs: tuple[Run, ...]) -> str:
    box = placed.box
    where = (box.left, box.top + box.high - LEGEND, box.wide, LEGEND)
    return shape(free, f"Text {free}", where, body([Paragraph(runs, "ctr")], anchor="ctr"))


def _sentences(free: int, placed: Placed, block: Lines) -> str:
    size, indent = placed.size, bullet_indent(block, placed.size)
    told = []
    if block.heading:
        told.append(Paragraph((Run(block.heading, size + 2, LIGHT.ink, bold=True),)))
    for at, text in enumerate(block.sentences):
        before = size * 0.45 if at else size * 0.35 if block.heading else 0.0
        told.append(Paragraph((Run(text, size, LIGHT.ink),), before=before, indent=indent))
    box = placed.box
    return shape(free, f"Text {free}", (box.left, box.top, box.wide, box.high), body(told))


def settled(package: bytes, moment: datetime) -> bytes:
    """The package with no time in it but `moment`: dates of the zip, properties of the workbooks within."""
    sink = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(package)) as old,
        zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            content = old.read(name)
            if name.endswith(".xlsx"):
                content = settled(content, moment)
            elif name == "docProps/core.xml":
                content = re.sub(
                    rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*",
                    rb"\g<1>%sZ" % moment.isoformat().encode(),
                    content,
                )
            entry = zipfile.ZipInfo(name, max(moment, FIRST_DAY.replace(tzinfo=None)).timetuple()[:6])
            entry.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(entry, content)
    return sink.getvalue()
