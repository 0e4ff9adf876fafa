"""The answers to “why” stand where the question arises, and show what was computed."""

from __future__ import annotations

import re
from decimal import Decimal
from html import unescape

import pytest
from screens import Shown, show

from pages.parts import cached
from scoring.change import PARTS
from scoring.compare import exemplars, lead_change
from scoring.numbers import number
from tests.visiting import ENGLISH, RAW_FLOAT

UNITS = ("RG", "CT", "HD", "GR", "TH")


def text(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def falls(shown: Shown) -> list[list[Decimal]]:
    """The printed numbers of every waterfall."""
    tables = re.findall(r'<table class="td-fall">.*?</table>', shown.html, re.DOTALL)
    return [
        [
            Decimal(found.replace(".", "").replace(",", ".").replace("\u2212", "-"))
            for found in re.findall(r'<td class="td-n">([^<]+)</td>', table)
        ]
        for table in tables
    ]


def place(shown: Shown, identity: str) -> str:
    return shown.html.split(f'id="{identity}"', 1)[1]


@pytest.mark.parametrize("unit", UNITS)
def test_the_change_of_a_unit_is_drawn_on_both_screens_and_adds_up(unit):
    split = next(each for each in cached.change_splits(2017, 2018) if each.unit == unit)
    for shown in (show("unit_sheet", nam="2018", donvi=unit), show("trend", donvi=unit)):
        (printed,) = falls(shown)

        assert [split.old.total, *split.total.shown, split.new.total] == printed
        assert printed[-1] == sum(printed[:-1])
        assert 2 + len(PARTS) == len(printed)


def test_every_unit_has_its_sentence_and_the_table_says_what_rounding_moved():
    shown = show("trend")
    told = text(place(shown, "vi-sao-doi"))
    for split in cached.change_splits(2017, 2018):
        amount = number(split.total.amount, 2, sign=True)

        assert f"{cached.cluster().unit(split.unit).short_name} {amount} điểm" in told
    assert "Rạch Giá: kết quả của chính đơn vị +0,01; quy chế đổi −0,01" in told
    assert 1 == shown.html.count('id="vi-sao-doi"')


def test_ranks_under_both_rulebooks_stand_side_by_side():
    both = cached.under_both(2017, 2018)
    told = text(show("trend").html.split("Cùng số liệu, hai quy chế", 1)[1])
    for under in (both.old, both.new):
        for row in under.official.units:
            first, second = (under.own, under.other) if under is both.old else (under.other, under.own)
            left, right = first.unit(row.unit), second.unit(row.unit)
            name = cached.cluster().unit(row.unit).short_name
            wanted = (
                f"{name} {row.rank} {left.rank} {right.rank} {number(left.total, 2)} {number(right.total, 2)}"
            )

            assert wanted in told
    assert 2 == told.count("không so sánh được ") - told.count("không so sánh được trọn vẹn")


@pytest.mark.parametrize("unit", UNITS)
def test_the_plans_of_a_unit_are_told_with_every_move(unit):
    shown = show("unit_sheet", nam="2018", donvi=unit)
    told = text(place(shown, "trong-tam-tay"))
    alone, plan = cached.plans(2018, unit)
    moves = [each.moves[0] for each in alone] or list(plan.moves if plan else ())
    for move in moves:
        assert f"{number(move.points, 2, sign=True)} điểm." in told
    assert ("Trong tầm tay: không thay đổi" in shown.text) == (plan is None and unit != "GR")
    assert shown.html.count('class="td-pop"') <= 10


def test_a_unit_can_be_named_that_is_to_be_passed():
    _alone, plan = cached.plans(2018, "TH", "GR")
    shown = show("unit_sheet", nam="2018", donvi="CT", voi="GR")
    _ct_alone, ct_plan = cached.plans(2018, "CT", "GR")

    assert plan is not None
    assert ("vượt Giồng Riềng, đứng hạng" in shown.text) == (ct_plan is not None)


def test_the_ranking_says_who_is_safe():
    told = show("rankings", nam="2018").text
    threatened = [each for each in cached.safe(2018) if not each.safe]

    assert f"Ai an toàn: {5 - len(threatened)}/5 đơn vị" in told
    assert [("TH", ("CT",))] == [(each.unit, each.threats) for each in threatened]
    assert "Tân Hiệp chưa an toàn: Châu Thành có thể vượt" in told


@pytest.mark.parametrize(("first", "second"), [("CT", "TH"), ("RG", "HD")])
def test_the_lead_over_two_years_adds_up_as_printed(first, second):
    shown = show("comparison", nam="2018", donvi=first, voi=second)
    books, boards = [cached.rulebook(y) for y in (2017, 2018)], [cached.board(y) for y in (2017, 2018)]
    found = lead_change(books[0], boards[0], books[1], boards[1], first, second)
    printed = falls(shown)[1]

    assert (found.old.amount, found.new.amount) == (printed[0], printed[-1])
    assert printed[-1] == sum(printed[:-1])


def test_a_unit_is_told_from_whom_to_learn():
    shown = show("comparison", nam="2018", donvi="CT", voi="TH")
    found = exemplars(cached.rulebook(2018), cached.board(2018), "CT")
    table = text(place(shown, "hoc-ai"))

    assert f"Châu Thành học được ở {len(found)} tiêu chí" in table
    assert "Mặt trận và các đoàn thể Giồng Riềng Hoàn thành xuất sắc nhiệm vụ" in table


def test_the_secretariat_reads_what_to_look_at():
    told = text(place(show("rulebook", nam="2018"), "luu-y"))
    deciders = cached.sensitivity(2018).deciders

    assert "tại 80% điểm nhảy 8 một lúc, bằng 53% điểm tối đa" in told
    assert "hụt chỉ tiêu một chút (dưới 100%) là mất ngay 3 điểm" in told
    assert f"{len(deciders)} tiêu chí một mình quyết định thứ tự năm 2018" in told


@pytest.mark.parametrize("screen", ["overview", "rankings"])
def test_every_rank_and_every_total_has_its_why(screen):
    links = [link for link in show(screen, nam="2018").links() if link.endswith(("#hai-don-vi", "#mat-diem"))]
    for unit in UNITS:
        assert [link for link in links if f"donvi={unit}" in link and "voi=" in link and "/so-sanh" in link]
        assert [link for link in links if f"donvi={unit}" in link and link.endswith("#mat-diem")]


@pytest.mark.parametrize(
    ("screen", "address"),
    [
        ("unit_sheet", {"donvi": "HD"}),
        ("unit_sheet", {"donvi": "RG", "nam": "2017"}),
        ("comparison", {"nam": "2017"}),
    ],
)
def test_there_is_no_english_and_no_raw_number(screen, address):
    shown = show(screen, **address)

    assert [] == ENGLISH.findall(shown.text)
    assert [] == RAW_FLOAT.findall(shown.text)
