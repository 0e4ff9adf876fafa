"""Đơn vị: where a unit stands, where it leads, where points were lost, and every criterion with its reason."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction
from html import unescape

import pytest
from screens import Shown, show

from pages.parts import cached, unit_context
from scoring.compare import losses, strengths
from scoring.model import Outcome
from scoring.numbers import number, percent
from tests.visiting import ENGLISH, RAW_FLOAT

UNITS = ("RG", "CT", "HD", "GR", "TH")


def sheet(unit: str, year: int = 2018) -> Shown:
    return show("unit_sheet", nam=str(year), donvi=unit)


def tile(shown: Shown, label: str) -> str:
    """What stands under one of the head's labels."""
    found = re.search(rf"<dt>{label}</dt><dd>(.*?)</dd>", shown.html, re.DOTALL)[1]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", found)).split())


def sheet_row(shown: Shown, label: str) -> str:
    """The figures' row of a criterion."""
    table = re.search(r'<table class="[^"]*td-sheet">.*?</table>', shown.html, re.DOTALL)[0]
    return re.search(rf"<tr><th[^>]*><a[^>]*>{label}</a>.*?</tr>", table, re.DOTALL)[0]


def exact(text: str) -> Decimal:
    return Decimal(text.replace(".", "").replace(",", ".").replace("−", "-"))


def test_the_title_says_where_the_unit_stands():
    board = cached.board(2018)

    assert f"Giồng Riềng đứng thứ 1/5 với {number(board.unit('GR').total, 2)}/1.000 điểm" == sheet("GR").title


def test_a_unit_with_missing_figures_stands_provisionally_and_is_told_what_is_missing():
    shown = sheet("RG")

    assert "Rạch Giá tạm đứng thứ 4/5 với " in shown.title
    assert (
        "Chưa báo cáo: Trẻ dưới 5 tuổi suy dinh dưỡng. Còn 15 điểm chưa chấm, không phải 0 điểm."
        in shown.text
    )


@pytest.mark.parametrize("unit", UNITS)
def test_the_head_shows_the_numbers_of_the_board(unit):
    shown, row = sheet(unit), cached.board(2018).unit(unit)

    assert tile(shown, "Thứ hạng").startswith(f"{row.rank}/5")
    assert tile(shown, "Tổng điểm").startswith(number(row.total, 2))
    assert tile(shown, "Tỷ lệ").startswith(percent(row.rate, 3))
    for section in row.sections:
        assert f"<b>{number(section.total, 2)}</b>/{number(section.maximum)}" in shown.html


def test_the_change_from_the_year_before_is_told_with_where_it_came_from():
    old, new = cached.board(2017).unit("HD"), cached.board(2018).unit("HD")
    told = tile(sheet("HD"), "So với năm 2017")

    assert told.startswith(f"▼ {number(new.total - old.total, 2, sign=True)}")
    assert f"từ {number(old.total, 2)}, hạng {old.rank}" in told
    assert "So với năm" not in sheet("HD", 2017).html


def test_the_role_of_the_year_is_named():
    assert "Cụm trưởng" == tile(sheet("TH", 2017), "Vai trò năm 2017")
    assert "Cụm trưởng" == tile(sheet("CT"), "Vai trò năm 2018")
    assert "Cụm phó" == tile(sheet("HD"), "Vai trò năm 2018")
    assert "Thành viên" == tile(sheet("RG"), "Vai trò năm 2018")


def test_a_lower_maximum_is_explained():
    assert "trên tối đa 960, trừ 40 điểm không giao" in tile(sheet("RG"), "Tổng điểm")


def test_an_equal_result_is_told():
    assert "bằng Châu Thành; phân định theo Nội dung 1" in tile(sheet("TH"), "Thứ hạng")


@pytest.mark.parametrize("unit", UNITS)
def test_every_criterion_stands_with_its_sentence_and_points(unit):
    shown, board = sheet(unit), cached.board(2018)
    for row in cached.rulebook(2018).criteria:
        score = board.score(unit, row.code)

        assert row.label in shown.text
        assert cached.explanation(2018, unit, row.code).sentence in shown.text
        if score.points is not None:
            assert f"<b>{number(score.points, 2)}</b>/{number(row.max_points)}" in shown.html


def test_an_unassigned_criterion_owes_no_figure():
    row = re.search(r"<tr><th[^>]*><a[^>]*>Xây dựng nông thôn mới</a>.*?</tr>", sheet("RG").html, re.DOTALL)[
        0
    ]

    assert "không giao" in row
    assert "chưa báo cáo" not in row


def test_the_other_units_stand_as_dots_where_their_points_are():
    board = cached.board(2018)
    row = sheet_row(sheet("HD"), "Thu ngân sách trên địa bàn")
    dots = sorted(Decimal(found) for found in re.findall(r'<s style="left:([\d.]+)%">', row))
    wanted = sorted(
        round(Fraction(board.score(unit, "N1.06").points) * 100 / 50, 1) for unit in UNITS if unit != "HD"
    )

    assert wanted == [Fraction(dot) for dot in dots]


def test_self_points_stand_with_their_difference():
    score = next(
        score
        for (unit, _code), score in cached.board(2018).scores.items()
        if unit == "RG" and score.self_points is not None and score.self_points != score.points
    )

    assert (
        f"{number(score.self_points, 2)} <small>{number(score.self_points - score.points, 2, sign=True)}</small>"
        in sheet("RG").html
    )


@pytest.mark.parametrize("unit", UNITS)
def test_strengths_are_where_the_unit_alone_leads(unit):
    shown = sheet(unit)
    found = strengths(cached.rulebook(2018), cached.board(2018), unit)

    assert f"dẫn đầu cụm ở {len(found)} tiêu chí" in shown.text
    for strength in found:
        assert f"hơn đơn vị kế tiếp {number(strength.ahead, 2)} điểm" in shown.text


@pytest.mark.parametrize("unit", UNITS)
def test_lost_points_add_up_as_printed(unit):
    shown = sheet(unit)
    table = re.search(r'<table class="td-pareto">.*?</table>', shown.html, re.DOTALL)[0]
    printed = re.findall(r'<td class="td-n">([^<]+)</td><td class="td-n">([^<]+)</td>', table)
    found = losses(cached.rulebook(2018), cached.board(2018), unit)

    assert sum((loss.lost for loss in found), Decimal(0)) == sum(exact(points) for points, _share in printed)
    assert [percent(loss.cumulated) for loss in found[:10]] == [share for _points, share in printed[:10]]
    assert "100,0%" == printed[-1][1]


@pytest.mark.parametrize("unit", UNITS)
def test_the_half_in_the_title_of_the_losses_is_the_half_in_print(unit):
    shown = sheet(unit)
    count = int(re.search(r"một nửa ở (\d+) tiêu chí đầu", shown.text)[1])
    cumulated = [loss.cumulated for loss in losses(cached.rulebook(2018), cached.board(2018), unit)]

    assert cumulated[count - 1] >= Fraction(1, 2)
    assert count == 1 or cumulated[count - 2] < Fraction(1, 2)


def test_a_penalty_is_shown_with_its_evidence_and_the_others_have_none():
    shown = sheet("HD")

    assert "Hòn Đất bị trừ 8 điểm" in shown.text
    assert (
        "Không phát động hoặc không đăng ký thi đua đúng hạn (Nội dung 3): 1 lần × 8 = −8 điểm" in shown.text
    )
    assert "Giồng Riềng không bị trừ điểm" in sheet("GR").text


def test_public_figures_are_context_with_their_address_and_never_scored():
    shown = sheet("GR")
    figures = cached.context_figures("GR")

    assert figures
    assert "không dùng để chấm điểm" in shown.text
    assert {figure.source for figure in figures} <= set(shown.links())
    for figure in figures:
        assert f"{number(figure.value)} {figure.measure}" in shown.text


def test_only_web_addresses_become_links():
    shown = unit_context._linked("xem javascript:alert(1) và http://a.vn/x?y=1&z=2, hết <b>")

    assert [("http://a.vn/x?y=1&amp;z=2", "a.vn")] == re.findall(r'href="([^"]+)"[^>]*>([^<]+)</a>', shown)
    assert "&lt;b&gt;" in shown


def test_the_units_can_be_switched_and_the_one_shown_is_marked():
    shown = sheet("CT")
    marked = re.findall(r'<a id="td-unit-(\w+)"[^>]*aria-current', shown.html)

    assert ["CT"] == marked
    assert list(UNITS) == re.findall(r'<a id="td-unit-(\w+)"', shown.html)


@pytest.mark.parametrize(("unit", "other"), [("GR", "TH"), ("TH", "GR"), ("HD", "RG")])
def test_the_sheet_leads_to_the_comparison_with_the_neighbour_in_rank(unit, other):
    wanted = [link for link in sheet(unit).links() if link.endswith("#hai-don-vi")]

    # “Vì sao?” beside the rank, and the sentence below the losses
    assert 2 == len(wanted)
    assert {True} == {f"donvi={unit}&voi={other}" in link for link in wanted}


def test_missing_zero_and_unassigned_are_three_things():
    board = cached.board(2018)
    kinds = {
        score.outcome if score.points is None else score.points == 0
        for (unit, _code), score in board.scores.items()
        if unit == "RG"
    }

    assert {Outcome.NOT_REPORTED, Outcome.NOT_ASSIGNED, True} <= kinds
    assert all(text in sheet("RG").html for text in ("chưa báo cáo", "không giao", "<b>0,00</b>/20"))


@pytest.mark.parametrize("year", [2017, 2018])
@pytest.mark.parametrize("unit", [*UNITS, "XX"])
def test_the_sheet_speaks_vietnamese_and_shows_no_raw_numbers(unit, year):
    shown = sheet(unit, year)

    assert [] == ENGLISH.findall(shown.text)
    assert [] == RAW_FLOAT.findall(shown.text)
