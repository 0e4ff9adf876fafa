"""The deck's PDF: a page for each slide, every text and number of it to be found, marked on every page."""

from __future__ import annotations

import io
import logging
import re
from dataclasses import replace
from functools import cache

import pytest
from frozen import MADE, OTHER_CLUSTER, frozen_year
from pypdf import PdfReader

from pages.exports.pdf_deck import deck_pdf
from pages.exports.text_width import broken, lines, width
from pages.parts.deck_choice import DeckChoice, chosen
from pages.parts.slides import Chart, KeyNumbers, Lines, Table
from pages.parts.slides_made import deck_of
from pages.parts.stamp_lines import stamp_rows

DECKS = [(2018, None), (2023, OTHER_CLUSTER)]
SAMPLE = "SỐ LIỆU MINH HỌA"
NASTY = '#let x = [1] $y$ *b* _i_ `c` <d> @e ~ \\ / // " = + &amp; \x0b'


@cache
def kept(year, cluster):
    """The deck and its file, made once."""
    a_deck = deck_of(frozen_year(year, cluster))
    return a_deck, deck_pdf(a_deck)


def deck(year=2018, cluster=None):
    return kept(year, cluster)[0]


def made(year=2018, cluster=None):
    return kept(year, cluster)[1]


@cache
def pages(package: bytes) -> list[str]:
    return [flat(page.extract_text()) for page in PdfReader(io.BytesIO(package)).pages]


def flat(told: str) -> str:
    """Without white space, since a line may be broken anywhere between two words."""
    return re.sub(r"\s", "", told)


def told_by(slide) -> list[str]:
    """Everything that a page must say of a slide in its last state."""
    found = [slide.title, slide.subtitle, slide.source]
    for block in slide.blocks():
        if isinstance(block, Table):
            found += [column.label for column in block.columns]
            found += [cell.text for row in block.rows for cell in row.cells]
        elif isinstance(block, Chart):
            found += [
                *block.categories,
                *block.totals,
                *(text for each in block.series for text in each.texts),
            ]
        elif isinstance(block, KeyNumbers):
            found += [text for each in block.numbers for text in (each.label, each.text)]
        elif isinstance(block, Lines):
            found += [block.heading, *block.sentences]
    return found


@pytest.mark.parametrize(("year", "cluster"), DECKS)
def test_every_text_and_number_of_a_slide_is_on_its_page(year, cluster):
    read = pages(made(year, cluster))
    assert len(deck(year, cluster).slides) == len(read)
    for slide, page in zip(deck(year, cluster).slides, read, strict=True):
        for text in told_by(slide):
            assert flat(text) in page, (slide.key, text)


@pytest.mark.parametrize(("year", "cluster"), DECKS)
def test_every_page_carries_the_sample_mark_and_the_mark_of_its_state(year, cluster):
    a_deck = deck(year, cluster)
    for at, page in enumerate(pages(made(year, cluster)), start=1):
        assert page.count(flat(SAMPLE)) >= 2  # in the chip and in the foot; the one across is no text
        assert flat(f"Dấu: {a_deck.stamp.mark}") in page
        assert flat(f"Trang {at}/{len(a_deck.slides)}") in page


def test_an_emptied_field_does_not_take_the_sample_mark_away():
    bare = replace(deck(), sample_mark="", slides=deck().slides[:1])
    assert all(page.count(flat(SAMPLE)) >= 2 for page in pages(deck_pdf(bare)))


def test_the_whole_stamp_is_in_the_file_even_where_the_last_slide_is_hidden():
    shorter = chosen(deck(), DeckChoice(hidden=frozenset({"closing"})))
    read = pages(deck_pdf(shorter))
    assert len(shorter.slides) + 1 == len(read)
    for label, value in stamp_rows(deck().stamp):
        assert flat(label) in read[-1]
        assert flat(value) in read[-1]


def test_the_same_deck_gives_the_same_bytes_and_no_other_time():
    assert made() == deck_pdf(deck())
    about = PdfReader(io.BytesIO(made())).metadata
    assert (deck().title, deck().cluster, MADE) == (about.title, about.author, about.creation_date)


def test_the_file_is_tagged_speaks_vietnamese_and_is_accepted_as_accessible(caplog):
    with caplog.at_level(logging.WARNING):
        root = PdfReader(io.BytesIO(deck_pdf(deck()))).trailer["/Root"]
    assert [] == caplog.messages
    assert True is root["/MarkInfo"]["/Marked"].value
    assert "vi-VN" == root["/Lang"]


def test_titles_are_the_outline():
    reader = PdfReader(io.BytesIO(made()))
    assert [slide.title for slide in deck().slides] == [each.title for each in reader.outline]


def test_a_hostile_text_is_printed_as_it_is():
    slide = deck().slide("order")
    table = slide.areas[0].blocks[0]
    rows = [
        replace(row, cells=tuple(replace(cell, text=NASTY) if cell.unit else cell for cell in row.cells))
        for row in table.rows
    ]
    area = replace(slide.areas[0], blocks=(replace(table, rows=tuple(rows)),))
    trend = deck().slide("trend")
    chart = trend.chart()
    series = tuple(replace(each, name=NASTY) for each in chart.series[:1])
    other = replace(trend, areas=(replace(trend.areas[0], blocks=(replace(chart, series=series),)),))
    hostile = replace(deck(), slides=(replace(slide, title=NASTY, areas=(area,)), other))
    for page in pages(deck_pdf(hostile))[:2]:
        assert flat(NASTY.replace("\x0b", "")).replace('"', "") in page.replace("\ufffd", "").replace('"', "")


def test_a_word_without_a_place_to_break_is_broken_and_nothing_of_it_lost():
    hash_ = "0123456789abcdef" * 4
    pieces = broken(hash_, 16, 200)
    assert hash_ == "".join(pieces)
    assert all(width(piece, 16) <= 200 for piece in pieces)
    assert lines(hash_, 16, 200) >= len(pieces) - 1
