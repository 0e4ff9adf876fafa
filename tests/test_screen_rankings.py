"""Xếp hạng shows every part of the result, in any order, and what stands behind it."""

from __future__ import annotations

import re
from fractions import Fraction
from html import unescape

import pytest
from screens import Shown, show

from pages.parts import cached
from pages.parts.firmness import share_text
from scoring.numbers import number, percent
from scoring.reach import gaps
from tests.visiting import ENGLISH, RAW_FLOAT

COLUMNS = ("hang", "donvi", "n1", "n2", "n3", "thuong", "tru", "tong", "toida", "tyle", "doi")


@pytest.fixture(scope="module")
def now() -> Shown:
    return show("rankings")


def table(shown: Shown) -> str:
    return re.search(r'<table class="td-table td-ranking">.*?</table>', shown.html, re.DOTALL)[0]


def order(shown: Shown) -> list[str]:
    return re.findall(r'id="td-ranking-(\w+)"', table(shown))


def test_the_title_says_how_the_closest_were_told_apart(now):
    total = number(cached.board(2018).unit("TH").total, 2)

    assert f"Tân Hiệp và Châu Thành cùng {total} điểm; Tân Hiệp xếp trên nhờ Nội dung 1" == now.title


def test_every_number_of_the_board_is_in_the_table(now):
    for row in cached.board(2018).units:
        wanted = [number(section.points, 2) for section in row.sections]
        wanted += [number(row.total, 2), number(row.maximum), percent(row.rate, 3), number(row.bonus, 2)]

        assert [] == [text for text in wanted if text not in table(now)]


def test_the_roles_of_the_year_are_shown(now):
    assert re.search(r"Châu Thành</a> <small[^>]*>Cụm trưởng", table(now))
    assert re.search(r"Hòn Đất</a> <small[^>]*>Cụm phó", table(now))
    assert re.search(r"Tân Hiệp</a> <small[^>]*>Cụm trưởng", table(show("rankings", nam="2017")))


def test_it_is_sorted_by_rank_and_says_so(now):
    assert [row.unit for row in cached.board(2018).units] == order(now)
    assert 1 == table(now).count("aria-sort")
    assert 'class="td-n" aria-sort="ascending"><a id="td-sort-hang"' in table(now)


@pytest.mark.parametrize("column", COLUMNS)
def test_every_column_sorts_both_ways(column):
    there, back = show("rankings", xep=column), show("rankings", xep=f"{column}-nguoc")
    rising, falling = (re.search(r'aria-sort="(\w+)"', table(shown))[1] for shown in (there, back))

    assert {"ascending", "descending"} == {rising, falling}
    assert sorted(order(there)) == sorted(order(back))


def test_by_total_the_largest_stands_first():
    rows = sorted(cached.board(2018).units, key=lambda row: -row.total)

    assert [row.unit for row in rows] == order(show("rankings", xep="tong"))
    assert [row.total for row in reversed(rows)] == [
        cached.board(2018).unit(unit).total for unit in order(show("rankings", xep="tong-nguoc"))
    ]


def test_the_unit_in_the_address_is_lit_and_its_neighbours_are_named():
    shown = show("rankings", donvi="CT", xep="tong")
    lit = re.findall(r'<tr class=td-lit>.*?id="td-ranking-(\w+)"', table(shown), re.DOTALL)

    assert ["CT"] == lit
    assert "Huyện Châu Thành: hạng 3" in shown.text
    assert "Bằng điểm Tân Hiệp (hạng 2), xếp dưới vì bước xét tiếp." in shown.text
    lacking = next(gap.points for gap in gaps(cached.rulebook(2018), cached.board(2018)) if gap.unit == "RG")
    assert f"Rạch Giá (hạng 4) thiếu {number(lacking, 2)} điểm để bằng đơn vị này." in shown.text
    assert "/so-sanh?nam=2018&donvi=CT&voi=TH" in shown.links()


def test_what_was_not_assigned_or_not_reported_is_no_weakness():
    part = show("rankings", donvi="RG").text.split("TP Rạch Giá: hạng 4")[1].split("Phiếu Rạch Giá")[0]

    assert "Kém nhiều nhất ở:" in part
    assert "Không kể tiêu chí không giao hoặc chưa chấm." in part
    assert "Xây dựng nông thôn mới" not in part
    assert "suy dinh dưỡng" not in part


def test_sorting_keeps_the_unit_and_lighting_keeps_the_sorting():
    links = show("rankings", donvi="CT", xep="tong").links()

    assert "/xep-hang?donvi=CT&xep=n2" in links
    assert "/xep-hang?nam=2018&donvi=RG&xep=tong" in links


def test_the_tie_is_told_with_both_values(now):
    first, second = (number(cached.board(2018).unit(unit).section("N1").total, 2) for unit in ("TH", "CT"))

    assert f"xét Nội dung 1: {first} > {second} nên Tân Hiệp xếp trên." in now.text
    assert 2 == table(now).count("bằng điểm")


def test_a_year_without_a_tie_says_how_one_would_be_told_apart():
    text = show("rankings", nam="2017").text

    assert "Năm nay không có đơn vị nào bằng nhau." in text
    assert "Nội dung 1, số tiêu chí vượt chỉ tiêu, bỏ phiếu" in text


def test_open_points_and_what_they_can_still_do_are_told(now):
    assert "Rạch Giá còn 15 điểm chưa chấm (Trẻ dưới 5 tuổi suy dinh dưỡng)" in now.text
    assert "dù được bao nhiêu thì vẫn hạng 4" in now.text
    assert "Hạng tạm thời" not in show("rankings", nam="2017").text


def test_the_penalty_is_listed_with_item_points_and_evidence(now):
    assert "Hòn Đất −8,00 điểm: Không phát động hoặc không đăng ký thi đua đúng hạn (1 lần)" in now.text
    assert "Văn bản minh họa số 90, ngày 10/04/2018" in now.text
    assert "Không đơn vị nào bị trừ điểm." in show("rankings", nam="2017").text


def test_the_share_of_self_set_targets_is_shown_for_every_unit(now):
    part = now.text.split("Điểm dựa vào chỉ tiêu tự đặt")[1]

    assert len(cached.cluster().units) == len(re.findall(r"\d+,\d%", part))


def test_the_ladder_has_its_table_and_its_words(now):
    [ladder] = now.figures()

    assert "Bảng số liệu" in now.text
    assert "Bước xa nhất: Rạch Giá thiếu" in now.text
    assert "thiếu" in ladder.alt


def chances(shown: Shown) -> dict[str, list[str]]:
    """Texts of the table of chances by unit, the range of ranks last."""
    part = re.search(r'<table class="td-chances">.*?</table>', shown.html, re.DOTALL)[0]
    rows = [re.sub(r"<[^>]+>", "|", row) for row in re.findall(r"<tr>(.*?)</tr>", part, re.DOTALL)][1:]
    texts = [[text.strip() for text in row.split("|") if text.strip()] for row in rows]
    return {unescape(row[1]): [unescape(text) for text in row[2:]] for row in texts}


@pytest.mark.parametrize("year", [2017, 2018])
def test_the_table_of_chances_holds_every_share_of_the_draws_and_both_ends(year):
    draws, bounds = cached.rank_chances(year), cached.rank_bounds(year)
    shown = chances(show("rankings", nam=str(year)))

    assert draws.draws >= 100_000
    for unit in draws.units:
        bound = bounds[unit]
        ends = f"chỉ hạng {bound.best}" if bound.firm else f"hạng {bound.best} – {bound.worst}"
        wanted = [share_text(draws.share(unit, rank)) for rank in range(1, len(draws.units) + 1)]
        assert [*wanted, ends] == shown[cached.cluster().unit(unit).short_name]


def test_one_sentence_says_which_ranks_are_firm_and_why_the_others_are_not(now):
    firm = cached.firmness(2018)
    told = "Hạng 1, 4 và 5 vững; hạng 2–3 (Tân Hiệp và Châu Thành) còn có thể đổi vì 3 ô chưa chính thức."

    assert [1, 4, 5] == sorted(rank for rank, _unit in firm.firm)
    assert told in now.text
    assert told in show("overview").text
    assert any(link.endswith("#chac") for link in show("overview").links())
    assert "Cả 5 hạng đều vững" in show("rankings", nam="2017").text


def test_every_open_figure_is_listed_with_its_range_and_its_link(now):
    part = now.html.split('id="chac"')[1].split("</section>")[0]
    intervals = cached.intervals(2018)

    assert f"{len(intervals)} ô chưa phải số cuối cùng" in now.text
    assert "giả định của phần mềm" in part
    assert len(intervals) == part.count('href="/so-sanh')


def test_what_the_order_depends_on_is_counted_and_listed_case_by_case(now):
    found = cached.sensitivity(2018)
    part = now.html.split('id="phu-thuoc"')[1].split("</section>")[0]
    moved = sum(bool(variant.moved) for variant in found.variants)

    assert f"Giồng Riềng đứng đầu trong {found.first_stays}/{len(found.variants)} trường hợp thử." in now.text
    assert f"đổi trong {moved} trường hợp." in now.text
    assert "bộ mẫu" in now.text.split("Thứ tự phụ thuộc vào điều gì?")[1]
    # a heading, the board, every case, three group headings, the range over all
    assert len(found.variants) + 6 == part.count("<tr")
    assert sum(len(variant.moved) for variant in found.variants) == part.count('<b class="td-')


@pytest.mark.parametrize(
    ("share", "text"),
    [
        (Fraction(1, 10**5), "<0,1%"),
        (1 - Fraction(1, 10**5), ">99,9%"),
        (Fraction(1), "100%"),
        (Fraction(0), "0%"),
    ],
)
def test_what_is_rare_is_not_shown_as_never_nor_nearly_always_as_always(share, text):
    assert text == share_text(share)


@pytest.mark.parametrize("year", ["2017", "2018"])
def test_there_is_no_english_and_no_raw_number(year):
    text = show("rankings", nam=year).text

    assert set() == {found.group() for found in ENGLISH.finditer(text)}
    assert set() == {found.group() for found in RAW_FLOAT.finditer(text)}


@pytest.mark.browser
@pytest.mark.parametrize(("width", "scheme"), [(1366, "dark"), (360, "light")])
def test_in_a_browser_it_fits_and_everybody_can_use_it(visit, width, scheme):
    page = visit("/xep-hang?donvi=CT", width=width, scheme=scheme)

    assert page.overflow() <= 0
    assert [] == page.serious()
    assert [] == page.english() + page.raw_floats() + page.complaints


@pytest.mark.browser
def test_sorting_by_keyboard_keeps_the_focus_on_the_column(visit):
    page = visit("/xep-hang")
    page.page.focus("#td-sort-tong")
    page.page.keyboard.press("Enter")
    page.settled()
    page.page.wait_for_selector('th[aria-sort="descending"] #td-sort-tong')

    assert "td-sort-tong" == page.page.evaluate("document.activeElement.id")
    assert 1 == page.documents
