"""The PowerPoint file says what the deck says: every number, name and note is read back from its bytes."""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
import zipfile
from dataclasses import replace
from decimal import Decimal
from functools import cache

import openpyxl
import pytest
from frozen import MADE, OTHER_CLUSTER, frozen_year
from pptx import Presentation
from pypdf import PdfReader

from pages.exports import deck_layout
from pages.exports.deck_pages import fitting
from pages.exports.deck_steps import HIDDEN, NOTHING, shown_at
from pages.exports.pptx import presentation
from pages.exports.slide_colours import HEAT, contrast, text_on, tone_sign
from pages.parts.deck_choice import DeckChoice, chosen
from pages.parts.slides import (
    Area,
    Cell,
    Chart,
    Column,
    DeckUnit,
    KeyNumbers,
    Lines,
    Row,
    Series,
    Slide,
    Table,
)
from pages.parts.slides_made import deck_of
from pages.parts.stamp_lines import stamp_rows
from pages.parts.theme import unit_glyph
from pages.parts.words import say

DECKS = [(2018, None), (2017, None), (2023, OTHER_CLUSTER)]
SAMPLE = "SỐ LIỆU MINH HỌA"
HOSTILE = '=HYPERLINK("http://x.y")<b>&amp;\x0b'
LEGIBLE = HOSTILE.replace("\x0b", "\ufffd")


@cache
def kept(year, cluster):
    """The deck and its file, made once."""
    a_deck = deck_of(frozen_year(year, cluster))
    return a_deck, presentation(a_deck)


def deck(year=2018, cluster=None):
    return kept(year, cluster)[0]


def made(year=2018, cluster=None):
    return kept(year, cluster)[1]


@cache  # nothing changes what it read
def opened(package: bytes):
    return Presentation(io.BytesIO(package))


def shown_slides(a_deck):
    """The deck's slides as the file has them: one for each reveal step."""
    return [
        (slide, step, shown_at(a_deck, slide, step))
        for slide in a_deck.slides
        for step in range(slide.steps + 1)
    ]


def pairs(year=2018, cluster=None):
    """Slides of the deck beside the pages of the file."""
    pages = list(opened(made(year, cluster)).slides)
    return list(zip(shown_slides(deck(year, cluster)), pages, strict=True))


def texts(page) -> list[str]:
    return [shape.text_frame.text for shape in page.shapes if shape.has_text_frame]


def graphics(page):
    return [shape for shape in page.shapes if shape.has_chart or shape.has_table or shape.shape_type == 13]


def book_of(chart):
    return openpyxl.load_workbook(io.BytesIO(chart.part.chart_workbook.xlsx_part.blob)).active


def exact(cell, like: Decimal) -> Decimal:
    return Decimal(repr(cell.value)).quantize(like)


def assert_workbook(block: Chart, chart) -> None:
    sheet = book_of(chart)
    assert list(block.categories) == [sheet.cell(row, 1).value for row in range(2, len(block.categories) + 2)]
    for column, series in enumerate(block.series, start=2):
        assert series.name == sheet.cell(1, column).value
        for row, value in enumerate(series.values, start=2):
            cell = sheet.cell(row, column)
            if value is None:
                assert cell.value is None
            else:
                assert value == exact(cell, value)
                assert float(value) == cell.value
    assert len(block.series) + bool(block.totals) + 1 == sheet.max_column


@pytest.mark.parametrize(("year", "cluster"), DECKS)
def test_every_chart_lies_in_the_file_with_its_exact_numbers(year, cluster):
    seen = 0
    for (_slide, _step, shown), page in pairs(year, cluster):
        blocks = [block for block in shown.blocks() if isinstance(block, Chart)]
        charts = [shape.chart for shape in page.shapes if shape.has_chart]
        assert len(blocks) == len(charts)
        for block, chart in zip(blocks, charts, strict=True):
            assert_workbook(block, chart)
            for series, drawn in zip(block.series, chart.plots[0].series, strict=False):
                expected = tuple(None if value is None else float(value) for value in series.values)
                assert expected == tuple(drawn.values)
            seen += 1
    assert seen >= 4


def test_the_unseen_last_series_of_a_stack_is_the_total_of_the_scoreboard():
    board = frozen_year(2018, None).about.board
    chart = next(shape.chart for _, page in pairs() for shape in page.shapes if shape.has_chart)
    sheet = book_of(chart)
    assert say("slides.total") == sheet.cell(1, sheet.max_column).value
    for row, unit in enumerate(board.units, start=2):
        assert unit.total == exact(sheet.cell(row, sheet.max_column), unit.total)


@pytest.mark.parametrize(("year", "cluster"), DECKS)
def test_every_cell_of_every_table_says_what_the_slide_says(year, cluster):
    a_deck, seen = deck(year, cluster), 0
    for (_slide, _step, shown), page in pairs(year, cluster):
        blocks = [block for block in shown.blocks() if isinstance(block, Table)]
        tables = [shape.table for shape in page.shapes if shape.has_table]
        assert len(blocks) == len(tables)
        for block, table in zip(blocks, tables, strict=True):
            assert table.first_row
            assert [column.label for column in block.columns] == [cell.text for cell in table.rows[0].cells]
            for at, row in enumerate(block.rows, start=1):
                expected = []
                for cell in row.cells:
                    mark = f"{unit_glyph(a_deck.unit(cell.unit).order)} " if cell.unit else ""
                    expected.append(mark + tone_sign(cell) + cell.text)
                assert expected == [cell.text for cell in table.rows[at].cells]
                seen += len(row.cells)
    assert seen > 50


@pytest.mark.parametrize(("year", "cluster"), DECKS)
def test_titles_numbers_sentences_and_notes_are_those_of_the_deck(year, cluster):
    a_deck = deck(year, cluster)
    for (slide, step, shown), page in pairs(year, cluster):
        assert shown.title == page.shapes.title.text_frame.text
        told = texts(page)
        assert shown.subtitle in told
        assert slide.source in told
        place = a_deck.slides.index(slide) + 1
        assert f"{place} / {len(a_deck.slides)}" in told
        for block in shown.blocks():
            if isinstance(block, KeyNumbers):
                for each in block.numbers:
                    assert any(each.label in text and each.text in text for text in told)
            if isinstance(block, Lines) and block != NOTHING:
                assert any(all(line in text for line in block.sentences) for text in told)
        notes = page.notes_slide.notes_text_frame.text
        assert "\n".join(shown.notes) == notes
        if step == slide.steps:
            assert "\n".join(slide.notes) == notes


@pytest.mark.parametrize(("year", "cluster"), DECKS)
def test_every_slide_carries_the_sample_mark_and_the_mark_of_its_state(year, cluster):
    mark = deck(year, cluster).stamp.mark
    for page in opened(made(year, cluster)).slides:
        told = texts(page)
        assert 2 == told.count(SAMPLE)  # the chip, and across the slide
        assert any(mark in text for text in told)


def test_an_emptied_field_does_not_take_the_sample_mark_away():
    pages = opened(presentation(replace(deck(), sample_mark=""), "rules")).slides
    assert 2 == texts(pages[0]).count(SAMPLE)


def test_a_real_year_carries_no_sample_mark():
    stamp = replace(deck().stamp, rulebook_status="adopted", statuses=())
    pages = opened(presentation(replace(deck(), sample_mark="", stamp=stamp), "rules")).slides
    assert 0 == texts(pages[0]).count(SAMPLE)


def test_every_chart_and_table_can_be_heard():
    alts = []
    for (_slide, _step, shown), page in pairs():
        told = [graphic._element.nvGraphicFramePr.cNvPr.get("descr") for graphic in graphics(page)]
        expected = [
            block.alt if isinstance(block, Chart) else block.caption
            for block in shown.blocks()
            if isinstance(block, Chart | Table)
        ]
        assert sorted(expected) == sorted(told)
        alts += told
    assert all(alts)


def parts_of(page) -> str:
    """All that a page holds: its own XML, notes, charts, and what lies within their workbooks."""
    found, waiting, seen = [], [page.part], set()
    while waiting:
        part = waiting.pop()
        if str(part.partname) in seen or re.search(
            "slideLayout|slideMaster|notesMaster|theme", part.partname
        ):
            continue
        seen.add(str(part.partname))
        if str(part.partname).endswith(".xlsx"):
            with zipfile.ZipFile(io.BytesIO(part.blob)) as book:
                found += [book.read(name).decode() for name in book.namelist()]
        else:
            found.append(part.blob.decode())
        # a notes page leads back to its slide, and no further
        waiting += [each.target_part for each in part.rels.values() if not each.is_external]
    return "\n".join(found)


@pytest.mark.parametrize(("year", "cluster"), [(2018, None), (2023, OTHER_CLUSTER)])
def test_nothing_of_a_unit_is_in_a_slide_before_its_turn(year, cluster):
    a_deck, hidden_names = deck(year, cluster), 0
    for (slide, step, _shown), page in pairs(year, cluster):
        if not slide.steps:
            continue
        whole = parts_of(page)
        for block in slide.blocks():
            for row in block.rows if isinstance(block, Table) else ():
                name = a_deck.unit(row.cells[1].unit).name
                assert (row.step <= step) == (name in whole), (step, name)
                if row.step > step:
                    hidden_names += 1
                    assert row.cells[2].text not in whole or any(
                        row.cells[2].text == other.cells[2].text for other in block.rows if other.step <= step
                    )
    assert hidden_names > 4


def revealing(extra) -> Slide:
    rows = (
        Row((Cell("1", 1), Cell("Giồng Riềng", unit="GR"), Cell("▲ 1 · hơn Tân Hiệp")), 2),
        Row((Cell("2", 2), Cell("Tân Hiệp", unit="TH"), Cell("▼ 1 · kém Giồng Riềng")), 1),
    )
    table = Table(
        (Column("Hạng", 0.2), Column("Đơn vị", 0.4), Column("Ghi chú", 0.4)), rows, "Giồng Riềng nhất"
    )
    return Slide(
        "order", "order", "Giồng Riềng nhất", "Tân Hiệp nhì", (Area(7, (table,)), Area(5, extra)),
        "nguồn", ("Giồng Riềng.",), steps=2,
    )  # fmt: skip


def test_title_remark_chart_and_sentence_wait_for_the_units_they_name():
    chart = Chart("bars", ("Giồng Riềng",), (Series("Điểm", (Decimal(1),), ("1",), "accent"),), "điểm", "x")
    slide = revealing((chart, Lines(("Tân Hiệp đứng nhì.",))))
    a_deck = replace(deck(), slides=(slide,))
    first, second, last = (shown_at(a_deck, slide, step) for step in range(3))
    assert (NOTHING, NOTHING) == first.areas[1].blocks
    assert (NOTHING, slide.areas[1].blocks[1]) == second.areas[1].blocks
    assert "▼ 1" == second.areas[0].blocks[0].rows[1].cells[2].text
    assert slide is last
    pages = opened(presentation(a_deck, "order")).slides
    assert "Giồng Riềng" not in parts_of(pages[0]) + parts_of(pages[1])
    assert "Tân Hiệp" not in parts_of(pages[0])
    assert [["1", HIDDEN, ""], ["2", HIDDEN, ""]] == [
        [cell.text for cell in row.cells]
        for shape in pages[0].shapes
        if shape.has_table
        for row in list(shape.table.rows)[1:]
    ]
    assert ["Bấm tiếp để hiện: Hạng 2.", "Bấm tiếp để hiện: Hạng 1."] == [
        page.notes_slide.notes_text_frame.text for page in list(pages)[:2]
    ]


def test_one_slide_alone_keeps_its_number_and_carries_the_whole_stamp():
    pages = list(opened(presentation(deck(), "heat-1")).slides)
    assert 1 == len(pages)
    place = [slide.key for slide in deck().slides].index("heat-1") + 1
    assert f"{place} / {len(deck().slides)}" in texts(pages[0])
    notes = pages[0].notes_slide.notes_text_frame.text
    for label, value in stamp_rows(deck().stamp):
        assert f"{label}: {value}" in notes
    assert 1 + deck().slide("order").steps == len(opened(presentation(deck(), "order")).slides)
    with pytest.raises(KeyError):
        presentation(deck(), "none")


def test_the_whole_stamp_is_in_the_file_even_where_the_last_slide_is_hidden():
    shorter = chosen(deck(), DeckChoice(hidden=frozenset({"closing", "order"})))
    for a_deck in (deck(), shorter):
        pages = list(opened(presentation(a_deck)).slides)
        cells = [
            cell.text
            for shape in pages[-1].shapes
            if shape.has_table
            for row in shape.table.rows
            for cell in row.cells
        ]
        assert {value for _label, value in stamp_rows(deck().stamp)} <= set(cells)
    assert len(shorter.slides) + 1 == len(pages)


def hostile_deck():
    """A deck whose first unit has a name that is a formula, a tag, an entity and a control sign."""
    plain = deck()
    name = plain.units[0].name
    slides = []
    for key in ("order", "sections", "trend"):
        slide = plain.slide(key)
        slides.append(replace(slide, areas=tuple(renamed(area, name) for area in slide.areas)))
    units = (replace(plain.units[0], name=HOSTILE), *plain.units[1:])
    return replace(plain, units=units, slides=tuple(slides))


def renamed(area, name):
    def other(text):
        return HOSTILE if text == name else text

    blocks = []
    for block in area.blocks:
        if isinstance(block, Table):
            rows = [
                replace(row, cells=tuple(replace(cell, text=other(cell.text)) for cell in row.cells))
                for row in block.rows
            ]
            block = replace(block, rows=tuple(rows))
        elif isinstance(block, Chart):
            series = tuple(replace(each, name=other(each.name)) for each in block.series)
            block = replace(
                block, categories=tuple(map(other, block.categories)), series=series, alt=block.alt + HOSTILE
            )
        blocks.append(block)
    return replace(area, blocks=tuple(blocks))


def test_a_hostile_name_stays_text_on_slides_and_in_workbooks():
    a_deck = hostile_deck()
    pages = list(opened(presentation(a_deck)).slides)
    cells = [
        cell.text for page in pages for shape in page.shapes if shape.has_table
        for row in shape.table.rows for cell in row.cells
    ]  # fmt: skip
    assert any(cell.endswith(LEGIBLE) for cell in cells)
    found = 0
    for page in pages:
        for shape in page.shapes:
            if shape.has_chart:
                for row in book_of(shape.chart).iter_rows():
                    for cell in row:
                        found += cell.value == LEGIBLE
                        assert "f" != cell.data_type
    assert 2 == found  # a category of the stack, a series of the slope
    for page in pages:
        for relation in page.part.rels.values():
            assert not relation.is_external


def test_a_missing_number_is_an_empty_cell_with_its_reason_and_never_zero():
    series = (
        Series(
            "Nội dung 1",
            (Decimal("10.125"), None, Decimal("0.000")),
            ("10,125", "chưa báo cáo", "0,000"),
            "section-1",
        ),
        Series(
            "Điểm trừ",
            (Decimal("-2.500"), Decimal("0.000"), None),
            ("−2,500", "0,000", "không giao"),
            "penalty",
        ),
    )
    stack = Chart("stacked", ("A", "B", "C"), series, "điểm", "x", ("7,625", "–", "–"))
    bars = Chart("bars", ("A", "B", "C"), series[:1], "điểm", "x")
    ranks = (
        Series("A", (Decimal(1), Decimal(1)), ("1", "1"), "unit-0"),
        Series("B", (Decimal(1), None), ("1", "chưa xếp"), "unit-1"),
    )
    slope = Chart("slope", ("2017", "2018"), ranks, "hạng", "x")
    for chart in (stack, bars, slope):
        slide = Slide("one", "trend", "Một", "hai", (Area(12, (chart,)),), "nguồn", ())
        page = opened(presentation(replace(deck(), slides=(slide,)), "one")).slides[0]
        drawn = next(shape.chart for shape in page.shapes if shape.has_chart)
        assert_workbook(chart, drawn)
        whole = parts_of(page)
        assert all(text in whole for each in chart.series for text in each.texts if not text[-1].isdigit())


def crowded_deck():
    """Twenty-two units, two of them with long names: the order, a heat table, a stack and a slope."""
    plain = deck()
    units = tuple(
        DeckUnit(f"U{at}", f"Thành phố Cao Lãnh {at}" if at < 2 else f"Huyện {at}", at) for at in range(22)
    )
    points = [Decimal(900 - at) for at in range(22)]
    order = Table(
        plain.slide("order").areas[0].blocks[0].columns,
        tuple(
            Row((Cell(str(at + 1), at + 1, "strong"), Cell(unit.name, unit=unit.code), Cell("900,00", points[at]),
                 Cell("90,000%", points[at]), Cell("– giữ hạng")), 22 - at)
            for at, unit in enumerate(units)
        ),
        "x",
    )  # fmt: skip
    columns = (
        Column("Tiêu chí", 0.4),
        Column("Tối đa", 0.1, True),
        *(Column(u.name, 0.5 / 22, True) for u in units),
    )
    criteria = [cell.cells[0] for cell in plain.slide("heat-1").areas[0].blocks[0].rows]
    heat = Table(
        columns,
        tuple(
            Row((name, Cell("40", 40), *(Cell("39,28", p, shade=p / 1000) for p in points)))
            for name in criteria
        ),
        "x",
    )
    names = tuple(unit.name for unit in units)
    stack = Chart(
        "stacked", names,
        (Series("Một", tuple(points), ("900,00",) * 22, "section-1"), Series("Trừ", (Decimal(-1),) * 22, ("−1,00",) * 22, "penalty")),
        "điểm", "x", ("899,00 · hạng 1",) * 22,
    )  # fmt: skip
    lines = tuple(
        Series(unit.name, (Decimal(at + 1), Decimal(22 - at)), (str(at + 1), str(22 - at)), f"unit-{at}")
        for at, unit in enumerate(units)
    )
    slope = Chart("slope", ("2017", "2018"), lines, "hạng", "x")
    slides = tuple(
        Slide(kind, kind, "Một tiêu đề dài vừa phải", "phụ đề", (Area(12, (block,)),), "nguồn", ())
        for kind, block in (("order", order), ("heat", heat), ("sections", stack), ("trend", slope))
    )
    return replace(plain, units=units, slides=slides)


def test_twenty_two_units_fit_and_no_number_is_broken():
    order, heat, sections, trend = crowded_deck().slides
    for slide in (order, *fitting(heat), sections, trend):
        for placed in deck_layout.plan(slide).blocks:
            assert placed.box.top + placed.box.high <= deck_layout.BOTTOM + 0.5, slide.key
    tables = [part.blocks()[0] for part in fitting(heat)]
    assert len(tables) > 1
    assert all(deck_layout.plan(part).blocks[0].size >= 12 for part in fitting(heat))
    labels = [column.label for table in tables for column in table.columns[2:]]
    assert [unit.name for unit in crowded_deck().units] == labels
    assert all(heat.blocks()[0].columns[:2] == table.columns[:2] for table in tables)
    pages = list(opened(presentation(crowded_deck())).slides)
    assert 3 + len(tables) + 1 == len(pages)  # and the stamp
    for table, page in zip(tables, pages[1:], strict=False):
        drawn = next(shape.table for shape in page.shapes if shape.has_table)
        assert [[cell.text for cell in row.cells] for row in table.rows] == [
            [cell.text for cell in row.cells] for row in list(drawn.rows)[1:]
        ]


@pytest.mark.parametrize(("year", "cluster"), DECKS)
def test_everything_fits_its_slide_and_can_be_read_from_the_last_row(year, cluster):
    for slide in deck(year, cluster).slides:
        laid = deck_layout.plan(slide)
        assert laid.title_size >= 26
        assert laid.subtitle_size >= 14
        for placed in laid.blocks:
            assert placed.box.top + placed.box.high <= deck_layout.BOTTOM + 0.5, slide.key
            assert placed.box.left + placed.box.wide <= deck_layout.WIDE - deck_layout.SIDE + 0.5
            assert placed.size >= (24 if isinstance(placed.block, KeyNumbers) else 12), slide.key
            if placed.sizes is not None:
                assert placed.sizes.text >= 14, slide.key
                assert placed.box.wide == pytest.approx(sum(placed.sizes.columns))


def test_text_on_every_ground_of_the_heat_table_has_enough_contrast():
    assert all(contrast(text_on(ground), ground) >= 4.5 for ground in HEAT)
    page = next(page for (slide, _, _), page in pairs() if slide.key == "heat-1")
    drawn = next(shape._element.xml for shape in page.shapes if shape.has_table)
    cells = re.findall(r"<a:tc>.*?</a:tc>", drawn, re.DOTALL)
    grounds = 0
    for cell in cells:
        ground = re.search(r"</a:lnB>\s*<a:solidFill>\s*<a:srgbClr val=\"(\w+)\"", cell)
        colour = re.search(r"<a:rPr.*?<a:srgbClr val=\"(\w+)\"", cell, re.DOTALL)
        if ground and colour:
            grounds += 1
            assert contrast(f"#{colour[1]}", f"#{ground[1]}") >= 4.5
    assert grounds > 40


def test_the_same_deck_gives_the_same_bytes_and_no_other_time():
    assert made() == presentation(deck())
    about = opened(made()).core_properties
    assert (deck().title, deck().cluster) == (about.title, about.author)
    assert MADE.replace(tzinfo=None) == about.created == about.modified
    with zipfile.ZipFile(io.BytesIO(made())) as package:
        assert {(2019, 2, 22, 1, 30, 0)} == {entry.date_time for entry in package.infolist()}


def test_all_text_is_said_to_be_vietnamese_and_no_word_of_the_template_is_left():
    with zipfile.ZipFile(io.BytesIO(made())) as package:
        for name in package.namelist():
            if name.endswith(".xml") and name.startswith("ppt/"):
                told = package.read(name).decode()
                assert "Click to edit" not in told, name
                assert set() == set(re.findall(r' lang="([^"]+)"', told)) - {"vi-VN"}, name


def test_no_text_on_a_slide_is_smaller_than_twelve_points():
    for page in opened(made()).slides:
        told = page._element.xml
        for shape in page.shapes:
            if shape.has_chart:
                told += shape.chart._chartSpace.xml
        assert min(map(int, re.findall(r' sz="(\d+)"', told))) >= 1200


@pytest.fixture(scope="session")
def impress(tmp_path_factory):
    """LibreOffice, which opens what PowerPoint opens; without it the test is skipped, in CI it fails."""
    found = shutil.which("soffice") or shutil.which("libreoffice")
    if not found:
        told = pytest.fail if os.environ.get("CI") == "true" else pytest.skip
        told("no LibreOffice here: install the package `libreoffice-impress`")
    profile = tmp_path_factory.mktemp("office")
    return [
        found,
        f"-env:UserInstallation=file://{profile}",
        "--headless",
        "--norestore",
        "--convert-to",
        "pdf",
    ]


def test_an_office_program_opens_it_and_shows_every_slide(impress, tmp_path):
    files = {}
    for year, cluster in ((2018, None), (2023, OTHER_CLUSTER)):
        files[year] = tmp_path / f"{year}.pptx"
        files[year].write_bytes(made(year, cluster))
    command = [*impress, "--outdir", str(tmp_path), *map(str, files.values())]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    for year, cluster in ((2018, None), (2023, OTHER_CLUSTER)):
        pages = PdfReader(tmp_path / f"{year}.pdf").pages
        assert len(shown_slides(deck(year, cluster))) == len(pages)
        for (_slide, _step, shown), page in zip(shown_slides(deck(year, cluster)), pages, strict=True):
            told = re.sub(r"\s", "", page.extract_text())
            assert re.sub(r"\s", "", shown.title) in told
            assert re.sub(r"\s", "", SAMPLE) in told
            assert deck(year, cluster).stamp.mark in told
