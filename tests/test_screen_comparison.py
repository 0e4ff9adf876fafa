"""So sánh tiêu chí: the whole table, one criterion with its reasons, two units as a difference that adds up."""

from __future__ import annotations

import re
from decimal import Decimal
from html import unescape

import pytest
from screens import Shown, show

from pages.parts import cached
from scoring.compare import difference
from scoring.model import Combine
from scoring.numbers import number
from tests.visiting import ENGLISH, RAW_FLOAT

TAG = re.compile(r"<[^>]+>")


@pytest.fixture(scope="module")
def now() -> Shown:
    return show("comparison", nam="2018")


def order(shown: Shown) -> list[str]:
    """Criteria in the order of the table's rows."""
    table = re.search(r'<div class="td-heat".*?</table>', shown.html, re.DOTALL)[0]
    return list(dict.fromkeys(re.findall(r'id="td-heat-([\w.]+)-', table)))


def heading(shown: Shown, place: str) -> str:
    return unescape(TAG.sub("", re.search(rf'<h2 id="{place}".*?</h2>', shown.html, re.DOTALL)[0]))


def amounts(shown: Shown) -> list[str]:
    """The printed numbers of the waterfall, from the first total to the last."""
    table = re.search(r'<table class="td-fall">.*?</table>', shown.html, re.DOTALL)[0]
    return re.findall(r'<td class="td-n">([^<]+)</td>', table)


def exact(text: str) -> Decimal:
    return Decimal(text.replace(".", "").replace(",", ".").replace("−", "-"))


def test_the_title_names_the_criterion_that_differs_most(now):
    widest = max(cached.widths(2018), key=lambda spread: spread.width)
    label = cached.rulebook(2018).criterion(widest.criterion).label

    assert f"Chênh nhau nhiều nhất ở {label}" == now.title


def test_rows_stand_in_the_order_that_the_address_asks_for(now):
    rulebook = cached.rulebook(2018)
    spreads = sorted(cached.widths(2018), key=lambda spread: -spread.width)

    assert [row.code for row in rulebook.criteria] == order(now)
    assert [spread.criterion for spread in spreads] == order(show("comparison", nam="2018", xep="chenh-lech"))
    assert [row.code for row in sorted(rulebook.criteria, key=lambda row: -row.max_points)] == order(
        show("comparison", nam="2018", xep="toi-da")
    )


def test_a_section_can_be_picked(now):
    wanted = [row.code for row in cached.rulebook(2018).in_section("N2")]

    assert wanted == order(show("comparison", nam="2018", nhom="N2"))


def test_links_of_the_table_keep_sorting_and_section():
    shown = show("comparison", nam="2018", xep="toi-da", nhom="N3")
    address = next(link for link in shown.links() if "tieuchi=N3.01" in link and "donvi=CT" in link)

    assert "xep=toi-da" in address
    assert "nhom=N3" in address
    assert address.endswith("#tieu-chi")


def test_a_criterion_shows_every_units_sentence_figures_and_points():
    shown = show("comparison", nam="2018", tieuchi="N1.07")
    board = cached.board(2018)
    for unit in cached.cluster().units:
        score = board.score(unit.code, "N1.07")

        assert cached.explanation(2018, unit.code, "N1.07").sentence in shown.text
        assert f"<b>{number(score.points, 2)}</b>/40" in shown.html


def test_a_criterion_says_who_is_highest_and_who_is_lowest():
    assert "Giải ngân vốn đầu tư xây dựng cơ bản: Giồng Riềng cao nhất 39,41/40, Hòn Đất thấp nhất 29,31" == (
        heading(show("comparison", nam="2018", tieuchi="N1.07"), "tieu-chi")
    )


def test_a_unit_without_points_is_named_with_the_reason():
    assert "Rạch Giá chưa báo cáo" in heading(show("comparison", nam="2018", tieuchi="N1.17"), "tieu-chi")
    assert "Rạch Giá không giao" in heading(show("comparison", nam="2018", tieuchi="N1.08"), "tieu-chi")


def test_figures_that_do_not_count_are_named_with_their_origin():
    shown = show("comparison", nam="2018", tieuchi="N1.05", donvi="GR")

    assert "Số liệu khác, không dùng để chấm:" in shown.text
    assert "618.000 tấn – chỉ tiêu theo Kế hoạch của UBND" in shown.text


def test_components_stand_in_a_table_with_what_they_are_held_against():
    shown = show("comparison", nam="2018", tieuchi="N2.01")

    assert "176 / chỉ tiêu 180" in shown.text
    assert "tối đa 30 điểm · đảng viên" in shown.text


def test_a_checklist_shows_its_lines_instead_of_a_curve():
    shown = show("comparison", nam="2018", tieuchi="N3.02")

    assert [] == shown.figures()
    assert "Không có đường tính điểm" in shown.text
    assert "<b>−3</b><small>1 × −3</small>" in shown.html


@pytest.mark.parametrize("year", [2017, 2018])
def test_every_criterion_can_be_shown(year):
    for row in cached.rulebook(year).criteria:
        shown = show("comparison", nam=str(year), tieuchi=row.code)

        assert heading(shown, "tieu-chi").startswith(f"{row.label}: ")
        assert (0 if row.combine is Combine.CHECKLIST else 1) == len(shown.figures())


@pytest.mark.parametrize(("first", "second"), [("GR", "TH"), ("TH", "GR"), ("RG", "HD"), ("CT", "TH")])
def test_the_waterfall_adds_up_as_printed(first, second):
    printed = amounts(show("comparison", nam="2018", donvi=first, voi=second))
    board = cached.board(2018)

    assert number(board.unit(second).total, 2) == printed[0]
    assert number(board.unit(first).total, 2) == printed[-1]
    assert exact(printed[-1]) == sum(map(exact, printed[:-1]))
    assert len(printed) <= 11


@pytest.mark.parametrize(("first", "second"), [("GR", "TH"), ("RG", "HD")])
def test_every_bar_of_the_waterfall_begins_where_the_last_one_ended(first, second):
    shown = show("comparison", nam="2018", donvi=first, voi=second)
    table = re.search(r'<table class="td-fall">.*?</table>', shown.html, re.DOTALL)[0]
    start, end = (Decimal(place) for place in re.findall(r'<s style="left:([\d.]+)%', table))
    bars = [
        (Decimal(left), Decimal(width), exact(amount))
        for left, width, amount in re.findall(
            r'<i style="left:([\d.]+)%;width:([\d.]+)%.*?<td class="td-n">([^<]+)<', table, re.DOTALL
        )
    ]
    here = start
    for left, width, amount in bars:
        begins, ends = (left, left + width) if amount > 0 else (left + width, left)

        assert abs(begins - here) <= Decimal("0.03")

        here = ends

    assert abs(here - end) <= Decimal("0.03")
    assert 9 == len(bars)


def test_two_units_are_compared_in_one_sentence():
    found = difference(cached.rulebook(2018), cached.board(2018), "GR", "TH")
    told = heading(show("comparison", nam="2018", donvi="GR", voi="TH"), "hai-don-vi")

    assert told.startswith(f"Giồng Riềng hơn Tân Hiệp {number(found.amount, 2)} điểm, nhiều nhất ở ")


def test_equal_totals_are_called_equal():
    assert "Tân Hiệp và Châu Thành bằng điểm nhau" == heading(
        show("comparison", nam="2018", donvi="TH", voi="CT"), "hai-don-vi"
    )


def test_different_maxima_are_said():
    assert "Điểm tối đa khác nhau: Rạch Giá 960, Giồng Riềng 1.000" in (
        show("comparison", nam="2018", donvi="RG", voi="GR").text
    )
    assert "Điểm tối đa khác nhau" not in show("comparison", nam="2018", donvi="TH", voi="GR").text


def test_an_unassigned_criterion_is_the_named_reason_of_a_difference():
    assert "nhiều nhất ở Xây dựng nông thôn mới (−38,08; Rạch Giá không giao)" in (
        heading(show("comparison", nam="2017", donvi="RG", voi="TH"), "hai-don-vi")
    )


def test_without_a_choice_the_first_two_of_the_board_are_compared(now):
    first, second = (cached.cluster().unit(row.unit).short_name for row in cached.board(2018).units[:2])

    assert heading(now, "hai-don-vi").startswith(f"{first} hơn {second}")


@pytest.mark.parametrize(
    "address",
    [
        {"nam": "2018"},
        {"nam": "2017", "tieuchi": "N1.22", "xep": "chenh-lech"},
        {"nam": "1999", "tieuchi": "<b>", "donvi": "XX", "voi": "XX", "xep": "?", "nhom": "?"},
    ],
)
def test_the_screen_speaks_vietnamese_and_shows_no_raw_numbers(address):
    shown = show("comparison", **address)

    assert [] == ENGLISH.findall(shown.text)
    assert [] == RAW_FLOAT.findall(shown.text)
    assert "<b>XX" not in shown.html
