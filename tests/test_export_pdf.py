"""What is printed is what was computed: the PDFs are read back and compared with the frozen year."""

from __future__ import annotations

import io
import json
import re
import tempfile
from dataclasses import replace
from fractions import Fraction
from functools import cache
from pathlib import Path

import pytest
import typst
from frozen import MADE, OTHER_CLUSTER, frozen_year
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from data.stamps import Stamp
from pages.exports import typst_page
from pages.exports.pdf import summary_pdf, unit_pdf
from pages.exports.typst_page import FONTS, compiled, fonts, shown, text
from pages.parts.figure_cells import WHY_NO_POINTS
from pages.parts.stamp_lines import stamp_rows
from pages.parts.words import say
from pages.parts.year_words import section_name
from scoring.compare import losses
from scoring.explain import explain
from scoring.findings import unofficial
from scoring.model import Status
from scoring.numbers import MINUS, number, percent

SMALL_CLUSTER = Path(__file__).parent / "small_cluster"
YEARS = [(2018, None), (2017, None), (2023, OTHER_CLUSTER), (2021, SMALL_CLUSTER)]
SAMPLE = "SỐ LIỆU MINH HỌA"
NASTY = '#let x = [1] $y$ *b* _i_ `c` <d> @e ~ \\ / // /* " \' -- ... #panic("no") = + https://a.b Ộ Đ ỗ ặ ượ ằ ể ẫ ấ'


@cache
def summary(year, cluster):
    return summary_pdf(frozen_year(year, cluster))


@cache
def sheet(year, cluster, unit):
    return unit_pdf(frozen_year(year, cluster), unit)


def pages(made: bytes) -> list[str]:
    return [page.extract_text() for page in PdfReader(io.BytesIO(made)).pages]


def flat(told: str) -> str:
    """Without any white space, since a line may be broken anywhere between two words."""
    return re.sub(r"\s", "", told)


@cache
def whole(made: bytes) -> str:
    """The text of all pages without the foot and the number above, flat."""
    bodies = []
    for place, page in enumerate(pages(made), start=1):
        body = page.rpartition(f"{SAMPLE} · ")[0]
        bodies.append(flat(body.removeprefix(f"{place}\n") if place > 1 else body))
    return "".join(bodies)


def printed_points(about, score):
    if score.points is None:
        return say(WHY_NO_POINTS[score.outcome])
    star = "*" if unofficial(score) else ""
    bonus = number(score.bonus, sign=True) if score.bonus else ""
    return number(score.points, about.rulebook.point_decimals) + star + bonus


@pytest.mark.parametrize(("year", "cluster"), YEARS)
def test_every_point_of_the_summary_equals_the_snapshot(year, cluster):
    about = frozen_year(year, cluster).about
    read = whole(summary(year, cluster))
    for row in about.rulebook.criteria:
        cells = [printed_points(about, about.board.score(unit.code, row.code)) for unit in about.members()]

        assert flat("".join([row.code, row.label, number(row.max_points), *cells])) in read


@pytest.mark.parametrize(("year", "cluster"), YEARS)
def test_every_sum_and_result_of_the_summary_equals_the_snapshot(year, cluster):
    about = frozen_year(year, cluster).about
    read = whole(summary(year, cluster))
    rows = [about.board.unit(unit.code) for unit in about.members()]
    digits = about.rulebook.point_decimals
    for place, section in enumerate(about.rulebook.sections):
        sums = [number(row.sections[place].total, digits) for row in rows]
        name = section_name(section.label)

        assert flat("".join([f"Cộng {name}", number(section.max_points), *sums])) in read
    assert flat("TỔNG ĐIỂM" + "".join(number(row.total, digits) for row in rows)) in read
    assert (
        flat(
            "Điểm thưởng"
            + number(about.rulebook.bonus_cap)
            + "".join(number(row.bonus, digits) for row in rows)
        )
        in read
    )
    assert flat("Mức tối đa của đơn vị" + "".join(number(row.maximum) for row in rows)) in read
    rates = [percent(row.rate, max(0, about.rulebook.rate_decimals - 2)) for row in rows]
    assert flat("Tỷ lệ tổng điểm trên mức tối đa" + "".join(rates)) in read
    ranks = [
        "chưa xếp hạng"
        if row.rank is None
        else f"{row.rank} (tạm tính)"
        if row.missing
        else f"{row.rank} (đồng hạng)"
        if row.tied_with
        else str(row.rank)
        for row in rows
    ]
    assert flat("THỨ HẠNG" + "".join(ranks)) in read


def test_what_a_penalty_really_took_is_printed_and_why_it_is_less():
    read = whole(summary(2023, OTHER_CLUSTER))

    assert flat("Điểm trừ vào Phần B 0,00 −27,00 0,00 0,00") in read
    assert flat("điểm trừ ghi nhận là 40,00, chỉ trừ 27,00") in read


def test_the_three_kinds_of_nothing_are_printed_differently():
    about = frozen_year(2018, None).about
    absent = next(score for score in about.board.scores.values() if score.outcome.value == "not_assigned")
    scores = {**about.board.scores}
    other = next(unit.code for unit in about.members() if unit.code != absent.unit)
    scores[other, absent.criterion] = replace(
        absent, unit=other, outcome=type(absent.outcome)("not_applicable")
    )
    frozen = replace(frozen_year(2018, None), about=replace(about, board=replace(about.board, scores=scores)))
    read = whole(summary_pdf(frozen))

    assert flat("0,00 19,17 17,74") in read
    assert flat("15 chưa báo cáo 13,77") in read
    assert flat("40 không giao không phát sinh 28,89") in read


UNITS = [(2018, None, "RG"), (2018, None, "HD"), (2017, None, "TH"), (2023, OTHER_CLUSTER, "AT")]


@pytest.mark.parametrize(("year", "cluster", "unit"), UNITS)
def test_a_sheet_gives_every_criterion_its_points_and_the_exact_reason(year, cluster, unit):
    about = frozen_year(year, cluster).about
    read = whole(sheet(year, cluster, unit))
    for row in about.rulebook.criteria:
        score = about.board.score(unit, row.code)
        told = explain(about.rulebook, score, lambda code: about.cluster.agency(code).name)
        if score.points is None:
            points = say(WHY_NO_POINTS[score.outcome]) * 2
        else:
            bonus = "không có" if row.bonus is None else number(score.bonus, sign=True)
            points = f"{number(score.points, about.rulebook.point_decimals)}/{number(row.max_points)}{bonus}"

        assert flat(points + row.code + told.sentence) in read


@pytest.mark.parametrize(("year", "cluster", "unit"), UNITS)
def test_a_sheet_gives_rank_total_sections_losses_and_change_of_the_snapshot(year, cluster, unit):
    frozen = frozen_year(year, cluster)
    about, row = frozen.about, frozen.about.board.unit(unit)
    digits = about.rulebook.point_decimals
    read = whole(sheet(year, cluster, unit))
    rank = (
        f"{row.rank} (tạm tính)" if row.missing else f"{row.rank} (đồng hạng)" if row.tied_with else row.rank
    )
    penalty = f"{MINUS if row.penalty else ''}{number(row.penalty)}"
    rate = percent(row.rate, max(0, about.rulebook.rate_decimals - 2))

    assert (
        flat(f"{rank}/{len(about.board.units)} {number(row.total, digits)} {number(row.maximum)} {rate}")
        in read
    )
    assert flat(f"{rate} {number(row.bonus, sign=True)} / {penalty}") in read
    for section in row.sections:
        label = about.rulebook.section(section.code).label
        share = percent(Fraction(section.total) / Fraction(section.maximum))
        taken = f"đã trừ {number(section.points - section.total, digits)} điểm" if section.penalty else ""
        assert flat(f"{label}{taken}{number(section.total, digits)}/{number(section.maximum)}{share}") in read
    lost = [
        f"{loss.criterion}{about.rulebook.criterion(loss.criterion).label}{number(loss.lost, digits)}{percent(loss.cumulated)}"
        for loss in losses(about.rulebook, about.board, unit)
    ]
    places = [read.index(flat(each)) for each in lost]
    assert sorted(places) == places
    change = next((each for each in frozen.changes if each.unit == unit), None)
    if change is None:
        assert flat("Không có kết quả năm trước") in read
    else:
        old = frozen.before.points(change.old_total)
        assert flat(f"Năm {frozen.before.board.year} được {old} điểm, hạng {change.old_rank}.") in read
        assert flat(number(change.total_change, digits, sign=True)) in read
        split = next(each for each in frozen.splits if each.unit == unit)
        for part in split.total.shown:
            assert not part or flat(number(part, digits, sign=True)) in read


def test_a_sheet_names_missing_figures_penalties_with_documents_and_what_cannot_be_compared():
    lacking, punished = whole(sheet(2018, None, "RG")), whole(sheet(2018, None, "HD"))
    frozen = frozen_year(2018, None)
    penalty = frozen.about.board.unit("HD").penalties[0]

    assert (
        flat("chưa báo cáo N1.17 Trẻ dưới 5 tuổi suy dinh dưỡng: 15 điểm chưa chấm, không phải 0 điểm")
        in lacking
    )
    assert flat("Đơn vị không bị trừ điểm") in lacking
    assert flat(penalty.document) in punished
    assert flat("1 × 8 −8,00") in punished
    reasons = [entry for entry in frozen.comparable if entry.reasons]
    assert flat(f"{len(reasons)} tiêu chí không so sánh được với năm 2017") in punished


ALL = [
    (2018, None, ""),
    (2018, None, "RG"),
    (2017, None, ""),
    (2023, OTHER_CLUSTER, ""),
    (2023, OTHER_CLUSTER, "AT"),
]


@pytest.mark.parametrize(("year", "cluster", "unit"), ALL)
def test_every_page_carries_the_sample_mark_across_it_the_mark_and_its_number(year, cluster, unit):
    made = sheet(year, cluster, unit) if unit else summary(year, cluster)
    read = pages(made)
    stamp = frozen_year(year, cluster).stamp
    for place, page in enumerate(read, start=1):
        assert 2 == page.count(SAMPLE)  # across the page, and in the foot
        assert stamp.mark in page
        assert f"Trang {place}/{len(read)}" in page
    last = flat(read[-1])
    for label, value in stamp_rows(stamp):
        assert flat(label + value) in last


def test_real_figures_under_an_adopted_rulebook_carry_no_sample_mark():
    frozen = frozen_year(2018, None)
    real = replace(frozen.stamp, rulebook_status="adopted", statuses=(Status.OFFICIAL,))
    read = pages(summary_pdf(replace(frozen, stamp=real)))

    assert [0] * len(read) == [page.count(SAMPLE) for page in read]
    assert all(real.mark in page for page in read)


def test_the_sample_mark_has_no_switch():
    assert {"body", "stamp", "title", "author", "paper", "typeface", "size", "margin", "return"} == set(
        compiled.__annotations__
    )


def test_the_file_says_title_cluster_day_and_language_and_is_tagged_for_those_who_hear_it():
    reader = PdfReader(io.BytesIO(summary(2018, None)))

    assert "BẢNG TỔNG HỢP ĐIỂM THI ĐUA NĂM 2018 – Cụm thi đua số 2" == reader.metadata.title
    assert "Cụm thi đua số 2" == reader.metadata.author
    assert reader.metadata.creation_date == MADE
    assert "vi-VN" == reader.trailer["/Root"]["/Lang"]
    for made in (summary(2018, None), sheet(2018, None, "HD"), sheet(2023, OTHER_CLUSTER, "AT")):
        assert b"pdfuaid" in PdfReader(io.BytesIO(made)).trailer["/Root"]["/Metadata"].get_data()


def test_equal_input_gives_equal_bytes():
    frozen = frozen_year(2018, None)

    assert summary(2018, None) == summary_pdf(frozen)
    assert sheet(2018, None, "HD") == unit_pdf(frozen, "HD")


def test_a_state_that_is_only_looked_at_has_no_day():
    frozen = frozen_year(2018, None)
    reader = PdfReader(io.BytesIO(summary_pdf(replace(frozen, stamp=replace(frozen.stamp, made=None)))))

    assert "/CreationDate" not in reader.metadata


def test_only_fonts_that_travel_with_the_program_are_used():
    families = {font.family for font in fonts().fonts() if font.path is not None}
    used = set()
    for page in PdfReader(io.BytesIO(sheet(2018, None, "HD"))).pages:
        used |= {font.get_object()["/BaseFont"] for font in page["/Resources"]["/Font"].values()}

    assert {"Inter", "Tinos"} == families
    assert all(re.search("Inter|Tinos|DejaVu", name) for name in used)
    assert {"OFL-Inter.txt", "OFL-Tinos.txt"} <= {path.name for path in FONTS.iterdir()}


def test_nothing_is_fetched_from_typsts_universe():
    sources = [path.read_text(encoding="utf-8") for path in Path(typst_page.__file__).parent.glob("*.py")]

    assert [] == [source for source in sources if "@preview" in source]


def test_names_that_are_markup_are_printed_as_they_stand():
    about = frozen_year(2018, None).about
    unit, row = about.members()[0], about.rulebook.criteria[0]
    units = tuple(
        replace(each, short_name=NASTY, name=NASTY) if each == unit else each for each in about.cluster.units
    )
    criteria = (replace(row, label=NASTY), *about.rulebook.criteria[1:])
    changed = replace(
        about,
        cluster=replace(about.cluster, units=units, name=NASTY),
        rulebook=replace(about.rulebook, criteria=criteria),
    )
    frozen = replace(frozen_year(2018, None), about=changed)

    assert 2 <= whole(summary_pdf(frozen)).count(flat(NASTY))
    assert 2 <= whole(unit_pdf(frozen, unit.code)).count(flat(NASTY))
    assert NASTY == PdfReader(io.BytesIO(summary_pdf(frozen))).metadata.author


@cache
def evaluator():
    empty = Path(tempfile.mkdtemp(prefix="thidua-typst-")) / "empty.typ"
    empty.write_text("", encoding="utf-8")
    return typst.Compiler(empty, font_paths=fonts())


ANY = st.text(
    st.one_of(st.characters(), st.sampled_from("#[]{}()$*_<>@\\`~/\"'-=+;:,.!%&|^? \n\t\r")), max_size=60
)


def printable(value: str) -> str:
    """Tabs as spaces; controls and halves of a pair, which no font draws, as U+FFFD."""
    odd = {
        sign for sign in value if ord(sign) < 32 or 127 <= ord(sign) < 160 or 0xD800 <= ord(sign) < 0xE000
    } - {"\n"}
    return "".join("\ufffd" if sign in odd else sign for sign in value.expandtabs(4))


@settings(max_examples=25, deadline=None)
@given(st.lists(ANY, min_size=20, max_size=40))
def test_any_text_is_an_expression_of_exactly_this_text(values):
    read = evaluator().eval(f"({', '.join(map(text, values))},)", format="json")

    assert [printable(value) for value in values] == json.loads(read)


@pytest.mark.parametrize(
    "value", [NASTY, "a;b", ".c", "(d)", "[e]", "{f}", "= đầu mục", "- gạch", "/ mục: x", "1. một"]
)
def test_text_within_markup_ends_where_it_ends(value):
    stamp = Stamp(2018, "a" * 64, "b" * 64, "R", "sample", (), None)
    made = compiled(f"trước {shown(value)}.sau", stamp=stamp, title="t", author="a")

    assert flat(f"trước{value}.sau") in flat(pages(made)[0])


def test_a_sign_that_no_font_has_does_not_stop_the_document(caplog):
    stamp = Stamp(2018, "a" * 64, "b" * 64, "R", "sample", (), None)

    assert compiled(shown("ខ្មែរ"), stamp=stamp, title="t", author="a").startswith(b"%PDF")
    assert "PDF/UA-1" in caplog.text


def test_many_units_are_printed_in_tables_that_still_fit():
    frozen = frozen_year(2018, None)
    about = frozen.about
    row, unit = about.board.units[0], about.members()[0]
    codes = [f"U{place}" for place in range(11)]
    units = tuple(
        replace(unit, code=code, order=place + 1, short_name=f"Đơn vị dài {place}")
        for place, code in enumerate(codes)
    )
    scores = {
        (code, criterion.code): replace(about.board.score(row.unit, criterion.code), unit=code)
        for code in codes
        for criterion in about.rulebook.criteria
    }
    board = replace(
        about.board, units=tuple(replace(row, unit=code) for code in codes), scores=scores, incomplete=()
    )
    many = replace(about, cluster=replace(about.cluster, units=units), board=board)
    firm = replace(frozen.firmness, open=())
    read = whole(summary_pdf(replace(frozen, about=many, findings=(), firmness=firm)))

    assert flat("Đơn vị thứ 1 đến 8 trong 11 đơn vị") in read
    assert flat("Đơn vị thứ 9 đến 11 trong 11 đơn vị") in read
    assert flat("TỔNG ĐIỂM" + "895,34" * 8) in read
    assert flat("TỔNG ĐIỂM" + "895,34" * 3 + "Mức tối đa") in read
