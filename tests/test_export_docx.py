"""Minutes, submission and report: numbers read back from the files, the decree's form, and what people alone decide."""

from __future__ import annotations

import inspect
import io
import os
import re
import shutil
import subprocess
import zipfile
from dataclasses import replace
from decimal import Decimal
from functools import cache
from itertools import pairwise

import pytest
from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from frozen import MADE, OTHER_CLUSTER, frozen_year, with_bonus_items
from PIL import ImageFont

from pages.exports import docx_annex
from pages.exports.docx import minutes, report, submission
from pages.exports.docx_form import PADDING
from pages.exports.docx_styles import TABLE
from pages.parts.stamp_lines import stamp_rows
from scoring.findings import unofficial
from scoring.model import Outcome, Status

MAKERS = {"minutes": minutes, "submission": submission, "report": report}
YEARS = {"2017": (2017, None), "2018": (2018, None), "other": (2023, OTHER_CLUSTER)}
EVERY = [(kind, year) for kind in MAKERS for year in YEARS]
MARK = "SỐ LIỆU MINH HỌA"
SHORT, LONG = "[…]", "[……: "
WORDS_OF_AWARDS = ("cờ thi đua", "bằng khen", "giấy khen")
every_document = pytest.mark.parametrize(("kind", "year"), EVERY)
every_year = pytest.mark.parametrize("year", YEARS)


@cache
def frozen_of(year):
    return frozen_year(*YEARS[year])


@cache
def made(kind, year):
    return MAKERS[kind](frozen_of(year))


def opened(content):
    return Document(io.BytesIO(content))


@cache
def read(kind, year):
    """Opened once; no test writes into it."""
    return opened(made(kind, year))


def text_of(element):
    """All text below an element, also in content controls, which python-docx leaves out."""
    return "".join(piece.text or "" for piece in element.iter(qn("w:t")))


def paragraphs(document):
    return [text_of(paragraph) for paragraph in document.element.body.iter(qn("w:p"))]


def whole_text(document):
    return "\n".join(paragraphs(document))


def tables(document):
    """Rows of cell texts by the caption that a screen reader says."""
    found = {}
    for table in document.tables:
        caption = table._tblPr.find(qn("w:tblCaption"))
        if caption is not None:
            found[caption.get(qn("w:val"))] = [
                [text_of(cell) for cell in row.findall(qn("w:tc"))] for row in table._tbl.findall(qn("w:tr"))
            ]
    return found


def table_named(document, start):
    return next(rows for caption, rows in tables(document).items() if start in caption)


def amount(text):
    """The number that a person reads."""
    digits = text.rstrip("%*").replace(".", "").replace(",", ".").replace("\u2212", "-")
    return Decimal(digits)


def score_table(document, frozen):
    return table_named(document, f"Kết quả chấm điểm năm {frozen.year}")


# --- numbers ------------------------------------------------------------------------------------------------------


@every_document
def test_every_result_in_the_score_table_equals_the_snapshot(kind, year):
    frozen = frozen_of(year)
    rows = score_table(read(kind, year), frozen)[1:]
    assert len(frozen.about.board.units) == len(rows)
    for row, cells in zip(frozen.about.board.units, rows, strict=True):
        assert frozen.about.cluster.unit(row.unit).name == cells[0]
        places = len(row.sections)
        assert [section.points for section in row.sections] == [
            amount(cell) for cell in cells[1 : 1 + places]
        ]
        bonus, penalty, total, maximum, rate, rank = cells[1 + places :]
        expected = (row.bonus, -row.penalty, row.total, row.maximum, row.rate * 100)
        assert expected == tuple(map(amount, (bonus, penalty, total, maximum, rate)))
        assert ("–" if row.rank is None else str(row.rank)) == rank.split(" ")[0]
        assert bool(row.tied_with) == ("đồng hạng" in rank)
        assert (row.provisional and row.rank is not None) == ("tạm tính" in rank)


@every_document
def test_what_stands_in_a_score_row_adds_up_to_its_total(kind, year):
    frozen = frozen_of(year)
    places = len(frozen.about.rulebook.sections)
    for cells in score_table(read(kind, year), frozen)[1:]:
        assert amount(cells[3 + places]) == sum(amount(cell) for cell in cells[1 : 3 + places])


@every_year
def test_every_criterion_of_every_unit_in_the_annex_equals_the_snapshot(year):
    frozen = frozen_of(year)
    board, rulebook = frozen.about.board, frozen.about.rulebook
    head, *rows = tables(read("report", year))["Bảng tổng hợp điểm"]
    units = [unit for unit in frozen.about.members() if unit.name in head]
    assert len(board.units) == len(units)
    by_code = {row[0]: row for row in rows if row[0]}
    assert len(rulebook.criteria) + len(rulebook.sections) == len(by_code)
    words = {
        Outcome.NOT_REPORTED: "chưa báo cáo",
        Outcome.NOT_ASSIGNED: "không giao",
        Outcome.NOT_APPLICABLE: "không phát sinh",
    }
    for criterion in rulebook.criteria:
        cells = by_code[criterion.code]
        assert (criterion.label, criterion.max_points) == (cells[1], amount(cells[2]))
        for unit in units:
            score, cell = board.score(unit.code, criterion.code), cells[head.index(unit.name)]
            if score.points is None:
                assert words[score.outcome] == cell
                continue
            points, _, bonus = cell.removesuffix("*").partition(" + ")
            assert (score.points, score.bonus or 0) == (amount(points), amount(bonus or "0"))
            assert unofficial(score) == cell.endswith("*")
    for section in rulebook.sections:
        sums = [board.unit(unit.code).section(section.code).points for unit in units]
        assert sums == [amount(cell) for cell in by_code[section.code][3:]]
    below = {row[1]: row[3:] for row in rows if not row[0]}
    for label, values in (
        ("Tổng điểm", [board.unit(unit.code).total for unit in units]),
        ("Điểm thưởng (sau khi áp dụng mức trần)", [board.unit(unit.code).bonus for unit in units]),
        ("Điểm trừ", [-board.unit(unit.code).penalty for unit in units]),
        ("Điểm tối đa của đơn vị", [board.unit(unit.code).maximum for unit in units]),
        ("Tỷ lệ tổng điểm trên điểm tối đa", [board.unit(unit.code).rate * 100 for unit in units]),
    ):
        assert values == [amount(cell) for cell in below[label]]


@pytest.mark.parametrize("make", [minutes, report, submission])
def test_an_itemised_bonus_stands_in_the_documents_with_its_evidence(make):
    frozen = with_bonus_items(frozen_year(2018))
    row = next(row for row in frozen.about.board.units if row.bonuses)
    (entry,) = row.bonuses
    item = next(item for item in frozen.about.rulebook.bonus_items if item.code == entry.item)
    told = whole_text(Document(io.BytesIO(make(frozen))))
    line = next(line for line in told.split("\n") if item.label in line)
    assert line.startswith(f"- {frozen.about.cluster.unit(row.unit).name}: {item.label}, {entry.times} lần, ")
    assert f"{frozen.about.points(item.points * entry.times)} điểm theo quy chế" in line
    assert (entry.document or "chưa ghi văn bản") in line


def test_documents_of_a_year_whose_rulebook_grants_some_say_when_no_bonus_was_granted():
    sentence = "Không có đơn vị nào được thưởng điểm theo việc."
    assert sentence in whole_text(Document(io.BytesIO(report(frozen_year(2018)))))
    assert sentence not in whole_text(Document(io.BytesIO(report(frozen_year(2017)))))


def test_zero_not_reported_and_not_assigned_differ():
    frozen = frozen_of("2018")
    head, *rows = tables(read("report", "2018"))["Bảng tổng hợp điểm"]
    column = head.index(frozen.about.cluster.unit("RG").name)
    by_code = {row[0]: row[column] for row in rows if row[0]}
    assert ("0,00", "chưa báo cáo", "không giao") == (by_code["N1.09"], by_code["N1.17"], by_code["N1.08"])
    for kind in MAKERS:
        text = whole_text(read(kind, "2018"))
        assert "chưa có điểm, không phải 0 điểm" in text
        assert "tiêu chí “Trẻ dưới 5 tuổi suy dinh dưỡng” (tối đa 15 điểm), chờ số liệu của" in text
        assert "Không giao: “Xây dựng nông thôn mới” đối với TP Rạch Giá" in text
    assert "Không có tiêu chí nào chưa báo cáo số liệu." in whole_text(read("minutes", "2017"))


@pytest.mark.parametrize("year", ["2018", "other"])
def test_the_changes_in_the_report_equal_the_snapshot(year):
    frozen = frozen_of(year)
    document = read("report", year)
    rows = table_named(document, "Tổng điểm và thứ hạng theo điểm năm")[1:]
    assert len(frozen.changes) == len(rows)
    for change, cells in zip(frozen.changes, rows, strict=True):
        assert frozen.about.cluster.unit(change.unit).name == cells[0]
        old, new, difference = (amount(cell.replace("+", "")) for cell in cells[1:4])
        assert (change.old_total, change.new_total, change.total_change) == (old, new, difference)
        ranks = [None if cell == "–" else int(cell.split(" ")[0]) for cell in cells[4:]]
        assert [change.old_rank, change.new_rank] == ranks
    lines = [line for line in paragraphs(document) if ", trong đó: " in line]
    assert len(frozen.splits) == len(lines)
    for split, line in zip(frozen.splits, lines, strict=True):
        parts = re.findall(r"[+−][\d.]+,\d+", line.partition(", trong đó: ")[2])
        assert split.total.amount == sum(amount(part.replace("+", "")) for part in parts)


def test_what_cannot_be_compared_is_listed_with_its_reason():
    rows = table_named(read("report", "2018"), "Tiêu chí thay đổi giữa năm 2017 và năm 2018")[1:]
    expected = [each.criterion or each.before for each in frozen_of("2018").comparable if not each.points]
    assert expected == [row[0] for row in rows]
    assert all(row[3] not in ("", "–") for row in rows)


def test_a_year_without_a_year_before_says_so():
    assert "Chưa có số liệu và quy chế của năm trước năm 2017 để so sánh." in whole_text(
        read("report", "2017")
    )


# --- score, vote and decision --------------------------------------------------------------------------------------


@every_document
def test_score_vote_and_decision_are_three_tables_and_the_last_two_are_left_to_people(kind, year):
    frozen = frozen_of(year)
    document = read(kind, year)
    captions = list(tables(document))
    places = [
        next(place for place, caption in enumerate(captions) if start in caption)
        for start in ("Kết quả chấm điểm", "Kết quả bỏ phiếu suy tôn", "Quyết định khen thưởng")
    ]
    assert all(first < second for first, second in pairwise(places))
    votes = table_named(document, "Kết quả bỏ phiếu suy tôn")[1:]
    assert [unit.name for unit in frozen.about.members()] == [row[1] for row in votes]
    assert {SHORT} == {cell for row in votes for cell in row[2:]}
    decisions = table_named(document, "Quyết định khen thưởng")[1:]
    assert {SHORT} == {cell for row in decisions for cell in row[1:]}
    if kind != "report":
        proposals = table_named(document, "Tập thể và hình thức khen thưởng đề nghị")[1:]
        assert {SHORT} == {cell for row in proposals for cell in row[1:]}


@every_document
def test_no_award_is_inferred_and_the_score_names_no_leader(kind, year):
    text = whole_text(read(kind, year)).casefold()
    assert [] == [word for word in WORDS_OF_AWARDS if word in text]
    assert "dẫn đầu với" not in text


@every_document
def test_every_blank_is_a_marked_content_control(kind, year):
    document = read(kind, year)
    controls = list(document.element.body.iter(qn("w:sdt")))
    inside = "".join(text_of(control) for control in controls)
    assert inside.count("[…") == whole_text(document).count("[…") > 20
    numbers = [control.find(f"{qn('w:sdtPr')}/{qn('w:id')}").get(qn("w:val")) for control in controls]
    assert len(numbers) == len(set(numbers))
    for control in controls:
        assert [s.get(qn("w:fill")) for s in control.iter(qn("w:shd"))] == ["FFF2CC"]


def test_motions_become_numbered_lines_of_the_minutes():
    motions = ("Bỏ tiêu chí <A> & “B”: hạng 2 → 3.", "Tăng điểm tối đa: hạng 1 → 1.")
    told = paragraphs(opened(minutes(frozen_of("2018"), motions)))
    start = told.index("Kiến nghị được hội nghị tính thử và giữ lại; chưa phải số liệu chính thức:")
    assert [f"1. {motions[0]}", f"2. {motions[1]}"] == told[start + 1 : start + 3]


def test_minutes_without_motions_say_that_none_was_recorded():
    told = paragraphs(read("minutes", "2018"))
    assert "Không có kiến nghị nào được ghi nhận khi tính thử tại hội nghị." in told


# --- who, when, on what grounds ------------------------------------------------------------------------------------


def test_the_leading_unit_of_the_year_issues_the_document():
    for year, unit in (("2017", "HUYỆN TÂN HIỆP"), ("2018", "HUYỆN CHÂU THÀNH"), ("other", "SỞ ĐINH")):
        head = text_of(read("submission", year).tables[0].rows[0].cells[0]._element)
        assert unit in head
    assert "KHỐI TRƯỞNG" in whole_text(read("submission", "other"))


def test_a_cluster_without_roles_or_events_gets_blanks():
    frozen = frozen_of("2018")
    bare = replace(frozen.about.cluster, roles=(), events=(), campaigns=(), occasion=None)
    unknown = replace(frozen, about=replace(frozen.about, cluster=bare))
    for kind, maker in MAKERS.items():
        document = opened(maker(unknown))
        assert f"{LONG}tên đơn vị cụm trưởng]" in whole_text(document), kind
        assert "22 tháng 02 năm 2019" not in whole_text(document)


def test_the_meeting_of_the_year_stands_in_its_minutes():
    text = whole_text(read("minutes", "2018"))
    assert "Thời gian bắt đầu: […] giờ, ngày 22 tháng 02 năm 2019." in text
    assert "Địa điểm: huyện Châu Thành." in text
    assert "Thời gian bắt đầu: […] giờ, ngày […] tháng […] năm […]." in whole_text(read("minutes", "other"))


def test_grounds_that_nobody_verified_say_so():
    for year, verified in (("2017", False), ("2018", True)):
        lines = [p for p in paragraphs(read("submission", year)) if p.startswith("Căn cứ Quyết định")]
        assert lines
        assert [not verified] * len(lines) == ["chưa kiểm chứng" in line for line in lines]
        assert "Căn cứ Quyết định số 489/QĐ-UBND ngày 07 tháng 3 năm 2017" in lines[0]


def test_names_that_look_like_markup_are_text():
    frozen = frozen_of("2018")
    cluster = frozen.about.cluster
    name = '<w:b/> & "Huyện" ]]> \x00{unit} =1+1'
    units = tuple(replace(unit, name=name) if unit.code == "GR" else unit for unit in cluster.units)
    odd = replace(
        frozen, about=replace(frozen.about, cluster=replace(cluster, name="Cụm <b>&amp; 2", units=units))
    )
    for maker in MAKERS.values():
        document = opened(maker(odd))
        assert name.replace("\x00", "") == score_table(document, odd)[1][0]
        assert "Cụm <b>&amp; 2" in whole_text(document)
        assert "Cụm <b>&amp; 2" == document.core_properties.author


# --- the mark, the stamp, the file ---------------------------------------------------------------------------------


@every_document
def test_the_sample_mark_stands_on_every_page_of_every_section(kind, year):
    document = read(kind, year)
    assert {"minutes": 1, "submission": 1, "report": 2}[kind] == len(document.sections)
    for section in document.sections:
        for header in (section.first_page_header, section.header):
            assert not header.is_linked_to_previous
            run = header.paragraphs[0].runs[0]
            assert (MARK, True) == (run.text, run.bold)
            shapes = list(header._element.iter("{urn:schemas-microsoft-com:vml}textpath"))
            assert [MARK] == [shape.get("string") for shape in shapes if shape.get("string")]
        for footer in (section.first_page_footer, section.footer):
            assert (
                f"Dấu: {frozen_of(year).stamp.mark} · Lập lúc: 22/02/2019 08:30" == footer.paragraphs[0].text
            )
    assert not document.settings.odd_and_even_pages_header_footer


def test_nothing_can_switch_the_mark_off():
    for maker in MAKERS.values():
        assert set(inspect.signature(maker).parameters) <= {"frozen", "motions"}


def test_real_figures_under_an_adopted_rulebook_bear_no_mark():
    frozen = frozen_of("2018")
    real = replace(
        frozen, stamp=replace(frozen.stamp, rulebook_status="adopted", statuses=(Status.OFFICIAL,))
    )
    for maker in MAKERS.values():
        document = opened(maker(real))
        for section in document.sections:
            assert [] == [
                h for h in (section.header, section.first_page_header) if MARK in text_of(h._element)
            ]
            assert [] == list(section.header._element.iter("{urn:schemas-microsoft-com:vml}textpath"))
        assert "minh họa hoặc được chấm theo quy chế mẫu" not in whole_text(document)


@every_document
def test_the_whole_stamp_stands_in_every_document(kind, year):
    rows = tables(read(kind, year))["Thông tin về số liệu của văn bản"][1:]
    assert [list(row) for row in stamp_rows(frozen_of(year).stamp)] == rows


@every_document
def test_the_same_year_gives_the_same_bytes_and_no_time_but_its_own(kind, year):
    content = made(kind, year)
    assert content == MAKERS[kind](frozen_of(year))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert {(1980, 1, 1, 0, 0, 0)} == {entry.date_time for entry in archive.infolist()}
        assert [] == [name for name in archive.namelist() if "thumbnail" in name]
    properties = opened(content).core_properties
    assert (MADE.replace(tzinfo=None),) * 2 == tuple(
        time.replace(tzinfo=None) for time in (properties.created, properties.modified)
    )
    assert frozen_of(year).about.cluster.name == properties.author
    assert str(frozen_of(year).year) in properties.title


def test_a_document_of_a_state_that_is_only_looked_at_bears_no_time():
    frozen = frozen_of("2018")
    with zipfile.ZipFile(
        io.BytesIO(minutes(replace(frozen, stamp=replace(frozen.stamp, made=None))))
    ) as archive:
        assert b"dcterms:created" not in archive.read("docProps/core.xml")


# --- the decree's form ---------------------------------------------------------------------------------------------


@every_document
def test_paper_and_margins_are_those_of_the_decree(kind, year):
    for place, section in enumerate(read(kind, year).sections):
        wide = place == 1
        assert ((297, 210) if wide else (210, 297)) == (
            round(section.page_width.mm),
            round(section.page_height.mm),
        )
        assert (WD_ORIENT.LANDSCAPE if wide else WD_ORIENT.PORTRAIT) == section.orientation
        assert 20 <= round(section.top_margin.mm) <= 25
        assert 20 <= round(section.bottom_margin.mm) <= 25
        assert 30 <= round(section.left_margin.mm) <= 35
        assert 15 <= round(section.right_margin.mm) <= 20


@every_document
def test_page_numbers_stand_in_the_middle_of_the_top_margin_but_not_on_the_first_page(kind, year):
    for section in read(kind, year).sections:
        assert section.different_first_page_header_footer
        fields = [
            p
            for p in section.header.paragraphs
            if any(i.text == "PAGE" for i in p._element.iter(qn("w:instrText")))
        ]
        assert 1 == len(fields)
        assert WD_ALIGN_PARAGRAPH.CENTER == fields[0].alignment
        assert all(13 <= run.font.size.pt <= 14 for run in fields[0].runs)
        assert [] == list(section.first_page_header._element.iter(qn("w:instrText")))
    numbering = [s._sectPr.find(qn("w:pgNumType")) for s in read("report", year).sections]
    assert [None, "1"] == [n if n is None else n.get(qn("w:start")) for n in numbering]


@every_document
def test_type_is_times_new_roman_black_and_large_enough(kind, year):
    document = read(kind, year)
    named = {element.get(qn("w:val")) for element in document.element.body.iter(qn("w:pStyle"))}
    named |= {"Normal", "Header", "Footer"}
    used = {style.name: style for style in document.styles if style.style_id in named}
    assert len(named) == len(used)
    for name, style in used.items():
        fonts = style.element.rPr.rFonts
        assert {"Times New Roman"} == set(fonts.attrib.values()), name
        assert {qn(f"w:{script}") for script in ("ascii", "hAnsi", "eastAsia", "cs")} == set(fonts.attrib), (
            name
        )
        assert "000000" == str(style.font.color.rgb), name
    sizes = {name: style.font.size.pt for name, style in used.items()}
    assert 13 <= sizes["Body Text"] <= 14
    assert 13 <= sizes["Title"] <= 14
    assert 13 <= sizes["Heading 1"] <= 14
    assert sizes["Cell"] >= 11
    assert sizes.get("Tight cell", 11) >= 11
    assert {"Footer", "Rule", "Gap"} >= {name for name, size in sizes.items() if size < 11}
    assert [] == list(document.element.body.iter(qn("w:rFonts")))


@every_document
def test_the_head_has_two_columns_with_nation_and_motto(kind, year):
    document = read(kind, year)
    left, right = document.tables[0].rows[0].cells
    assert frozen_of(year).about.cluster.name.upper() == left.paragraphs[0].text
    nation, motto = right.paragraphs[:2]
    assert ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc") == (nation.text, motto.text)
    assert nation.runs[0].bold
    assert motto.runs[0].bold
    assert 12 <= nation.style.font.size.pt <= 13
    assert 13 <= motto.runs[0].font.size.pt <= 14
    symbol = {"minutes": "BB", "submission": "TTr", "report": "BC"}[kind]
    assert f"Số: {SHORT}/{symbol}-{SHORT}" == text_of(document.tables[0].rows[1].cells[0]._element)
    date = text_of(document.tables[0].rows[1].cells[1]._element)
    assert (kind != "minutes") == ("ngày […] tháng […] năm […]" in date)


@every_document
def test_every_table_repeats_its_heading_and_describes_itself(kind, year):
    document = read(kind, year)
    described = [table for table in document.tables if table.style.name == "Table Grid"]
    assert len(described) >= 4
    for table in described:
        for name in ("tblCaption", "tblDescription"):
            assert table._tblPr.find(qn(f"w:{name}")).get(qn("w:val"))
        assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
        assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows)
        for cell in table._tbl.iter(qn("w:tc")):
            if re.fullmatch(r"−?[\d.]+,\d+%?", text_of(cell)):
                assert ["right"] == [jc.get(qn("w:val")) for jc in cell.iter(qn("w:jc"))], text_of(cell)


@every_document
def test_a_heading_of_a_table_breaks_between_words_even_in_the_widest_serif(kind, year):
    # Without Times New Roman a machine takes another serif; of the usual ones Noto Serif is the widest.
    font = fontconfig_file("Noto Serif:bold")
    if not font.endswith("NotoSerif-Bold.ttf"):
        pytest.skip("no Noto Serif here: install the package `fonts-noto-core`")
    measure = ImageFont.truetype(font, 1000)
    broken = [
        (word, text_of(cell))
        for table in read(kind, year).tables
        if table._tblPr.find(qn("w:tblCaption")) is not None
        for cell, column in zip(table.rows[0]._tr.findall(qn("w:tc")), table.columns, strict=True)
        for word in text_of(cell).split()
        if measure.getlength(word) / 1000 * TABLE * 25.4 / 72 > column.width.mm - 2 * PADDING
    ]

    assert [] == broken


def fontconfig_file(pattern):
    """The file that this machine shows such a font with, "" if nobody knows."""
    if not shutil.which("fc-match"):
        return ""
    return subprocess.run(["fc-match", "-f", "%{file}", pattern], capture_output=True, text=True).stdout


def test_the_annex_lies_across_and_names_its_report():
    document = read("report", "2018")
    told = paragraphs(document)
    place = told.index("Phụ lục")
    assert "BẢNG TỔNG HỢP ĐIỂM NĂM 2018 CỦA CỤM THI ĐUA SỐ 2" == told[place + 1]
    assert "(Kèm theo Báo cáo số […]/BC-[…] ngày […] tháng […] năm […])" == told[place + 2]


def test_more_units_than_fit_beside_each_other_go_to_a_second_table(monkeypatch):
    monkeypatch.setattr(docx_annex, "MOST_UNITS", 3)
    frozen = frozen_of("2018")
    parts = [
        rows for name, rows in tables(opened(report(frozen))).items() if name.startswith("Bảng tổng hợp điểm")
    ]
    assert 2 == len(parts)
    assert [unit.name for unit in frozen.about.members()] == [name for rows in parts for name in rows[0][3:]]


@every_document
def test_no_signature_stands_on_a_page_alone(kind, year):
    document = read(kind, year)
    closing = next(p for p in document.paragraphs if text_of(p._element).endswith("./."))
    assert closing.paragraph_format.keep_with_next


def test_no_two_tables_touch():
    for kind, year in EVERY:
        body = list(read(kind, year).element.body)
        assert [] == [a for a, b in pairwise(body) if a.tag == b.tag == qn("w:tbl")], (kind, year)
        assert qn("w:p") == body[-2].tag


def test_every_document_converts_in_libreoffice(tmp_path):
    office = shutil.which("soffice")
    if not office:
        refuse = pytest.fail if os.environ.get("CI") == "true" else pytest.skip
        refuse("no LibreOffice here: install the package `libreoffice-writer`")
    names = []
    for kind, year in EVERY:
        path = tmp_path / f"{kind}-{year}.docx"
        path.write_bytes(made(kind, year))
        names.append(str(path))
    profile = f"-env:UserInstallation=file://{tmp_path / 'profile'}"
    subprocess.run(
        [office, profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), *names],
        check=True,
        capture_output=True,
        timeout=180,
    )
    for kind, year in EVERY:
        printed = (tmp_path / f"{kind}-{year}.pdf").read_bytes()
        pages = len(re.findall(rb"/Type\s*/Page[^s]", printed))
        assert (3 if kind == "report" else 2) <= pages <= 12, (kind, year, pages)
