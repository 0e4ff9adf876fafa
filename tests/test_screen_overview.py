"""Tổng quan shows who stands where, why, and what is missing."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from screens import Shown, show

from pages.parts import cached
from scoring.numbers import number, percent
from tests.visiting import ENGLISH, RAW_FLOAT


@pytest.fixture(scope="module")
def now() -> Shown:
    return show("overview")


def rows(shown: Shown) -> list[str]:
    """The rows of the drawn order, without its head."""
    table = re.search(r'<table class="td-standing">.*?</table>', shown.html, re.DOTALL)[0]
    return re.findall(r"<tr.*?</tr>", table, re.DOTALL)[1:]


def test_the_newest_year_is_shown_first(now):
    assert max(cached.years()) == 2018
    assert "Quy chế mẫu năm 2018" in now.text


def test_the_title_names_the_leader_and_the_tie(now):
    assert "Giồng Riềng dẫn đầu; Tân Hiệp và Châu Thành bằng điểm" == now.title


def test_the_units_stand_in_the_order_of_the_board(now):
    board, cluster = cached.board(2018), cached.cluster()
    drawn = [re.search(r"donvi=(\w+)", row)[1] for row in rows(now)]

    assert [row.unit for row in board.units] == drawn
    assert [cluster.unit(code).short_name in row for code, row in zip(drawn, rows(now), strict=True)] == [
        True
    ] * len(drawn)


def test_every_row_shows_total_rate_and_every_section(now):
    for row, drawn in zip(cached.board(2018).units, rows(now), strict=True):
        wanted = [number(row.total, 2), percent(row.rate, 3)]
        wanted += [number(section.points, 2) for section in row.sections]

        assert [] == [text for text in wanted if f">{text}<" not in drawn]


def test_bonus_and_penalty_stand_behind_the_bar_with_their_sign(now):
    for row, drawn in zip(cached.board(2018).units, rows(now), strict=True):
        wanted = [number(row.bonus, 2, sign=True)] if row.bonus else []
        wanted += [number(-row.penalty, 2)] if row.penalty else []

        assert [] == [text for text in wanted if f">{text}<" not in drawn]
        assert ("td-m-penalty" in drawn) == (row.penalty > Decimal(0))


def test_a_change_of_rank_is_drawn_and_told(now):
    texts = {re.search(r"donvi=(\w+)", row)[1]: row for row in rows(now)}

    assert "▲ 2" in texts["CT"]
    assert "tăng 2 bậc, trước là hạng 5" in texts["CT"]
    assert "▼ 2" in texts["HD"]
    assert "hạng không đổi" in texts["RG"]


def test_a_unit_that_lacks_a_figure_is_marked_and_its_open_points_are_told(now):
    texts = {re.search(r"donvi=(\w+)", row)[1]: row for row in rows(now)}

    assert ["RG"] == [unit for unit, row in texts.items() if "tạm thời" in row]
    assert "Chưa chấm, còn có thể được 15" in texts["RG"]
    assert "Rạch Giá – Trẻ dưới 5 tuổi suy dinh dưỡng" in now.text
    assert "chưa báo cáo, 15 điểm chưa chấm" in now.text


def test_a_different_maximum_is_explained(now):
    assert "Rạch Giá: tối đa 960 điểm, vì không giao Xây dựng nông thôn mới (40 điểm)." in now.text
    assert re.search(r"Rạch Giá xếp trên Hòn Đất dù tổng điểm thấp hơn \([\d.,]+ so với [\d.,]+\)", now.text)


def test_at_most_five_findings_are_open_and_each_has_its_why(now):
    lists = re.findall(r'<ul class="td-findings">.*?</ul>', now.html, re.DOTALL)
    items = [len(re.findall("<li>", each)) for each in lists]

    assert 3 <= items[0] <= 5
    assert len(cached.findings(2018)) == sum(items)
    assert [each.count("Vì sao?") for each in lists] == items


def test_the_heat_table_shows_the_twelve_criteria_that_differ_most(now):
    table = re.search(r'<div class="td-heat".*?</table>', now.html, re.DOTALL)[0]
    shown = set(re.findall(r"tieuchi=(N\d\.\d\d)", table))
    widest = sorted(cached.widths(2018), key=lambda spread: -spread.width)[:12]

    assert {spread.criterion for spread in widest} == shown


def test_the_box_explains_the_cell_in_the_address():
    shown = show("overview", donvi="TH", tieuchi="N1.07")
    score = cached.board(2018).score("TH", "N1.07")

    assert f"Vì sao Tân Hiệp đạt {number(score.points, 2)}/40 ở “Giải ngân vốn đầu tư xây dựng cơ bản”?" in (
        shown.text
    )
    assert cached.explanation(2018, "TH", "N1.07").sentence in shown.text


def test_a_cell_without_points_is_explained_too():
    assert "Vì sao Rạch Giá chưa có điểm ở" in show("overview", donvi="RG", tieuchi="N1.17").text
    assert "Vì sao Rạch Giá không chấm “Xây dựng nông thôn mới”?" in (
        show("overview", donvi="RG", tieuchi="N1.08").text
    )


def test_the_first_year_has_no_change_and_its_own_headline():
    first = show("overview", nam="2017")

    assert re.fullmatch(r"Tân Hiệp dẫn đầu, chỉ hơn Giồng Riềng [\d,]+ điểm", first.title)
    assert "▲" not in "".join(re.sub(r'<i class="td-glyph".*?</i>', "", row) for row in rows(first))


def test_a_senseless_address_shows_the_newest_year():
    assert show("overview").title == show("overview", nam="1999", donvi="<b>", tieuchi="'").title


def test_the_sample_is_marked_and_the_stamp_is_there(now):
    assert "SỐ LIỆU MINH HỌA · QUY CHẾ MẪU" in now.text
    assert "CÒN THIẾU SỐ LIỆU" in now.text
    assert f"Dấu: {cached.stamp(2018)}" in now.text


@pytest.mark.parametrize("year", ["2017", "2018"])
def test_there_is_no_english_and_no_raw_number(year):
    text = show("overview", nam=year).text

    assert set() == {found.group() for found in ENGLISH.finditer(text)}
    assert set() == {found.group() for found in RAW_FLOAT.finditer(text)}


@pytest.mark.browser
@pytest.mark.parametrize(("width", "scheme"), [(1366, "light"), (360, "dark")])
def test_in_a_browser_it_fits_and_everybody_can_use_it(visit, width, scheme):
    page = visit("/", width=width, scheme=scheme)

    assert page.overflow() <= 0
    assert [] == page.serious()
    assert [] == page.english() + page.raw_floats() + page.complaints


@pytest.mark.browser
def test_a_cell_of_the_heat_table_is_explained_without_a_page_load(visit):
    page = visit("/")
    page.click('.td-heat a[href*="donvi=TH"][href*="tieuchi=N1.07"]')

    assert "Vì sao Tân Hiệp đạt" in page.page.inner_text(".td-why h2")
    assert 1 == page.documents


@pytest.mark.browser
def test_the_whole_row_leads_to_the_sheet_of_the_unit(visit):
    page = visit("/")
    bar = page.page.locator(".td-standing tbody tr:nth-child(2) .td-s-bar").bounding_box()
    page.page.mouse.click(bar["x"] + bar["width"] / 2, bar["y"] + bar["height"] / 2)
    page.page.wait_for_url("**/don-vi?**")

    assert page.page.url.endswith("/don-vi?nam=2018&donvi=TH")
    assert 1 == page.documents
