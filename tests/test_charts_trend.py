"""Drawings of two years and of curves: what is drawn is what was computed, and names stay text."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from html import unescape
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.rules import load_rulebook
from pages.parts.charts.base import curve_segments
from pages.parts.charts.curves import pictures
from pages.parts.charts.trend import (
    Dumbbell,
    End,
    Mark,
    SlopeLine,
    axis_of,
    dumbbells,
    places_of_ranks,
    places_of_values,
    slope,
    spread,
)
from pages.parts.theme import DARK, LIGHT
from scoring.methods import compile_curve
from scoring.model import (
    AllOrNothing,
    Bonus,
    Completion,
    Counting,
    Goalposts,
    LeaderExcess,
    Proportional,
    Reduction,
    StepDeduction,
)

BOOK = load_rulebook(Path(__file__).parents[1] / "data" / "rulebooks" / "2018.toml")
D = Decimal
METHODS = [
    Proportional(),
    Proportional(floor=D("0.5")),
    StepDeduction(D(1), Counting.EXACT),
    StepDeduction(D(3), Counting.FULL),
    StepDeduction(D(3), Counting.STARTED),
    AllOrNothing(D("0.9")),
    Goalposts(D(10), D(0)),
    Reduction(D("-0.3"), D("0.05")),
    LeaderExcess(D("0.5")),
]


# --- strokes of a curve -----------------------------------------------------------------------------------------


@given(
    method=st.sampled_from(METHODS),
    bonus=st.sampled_from([None, Bonus(D("0.01"), D("0.1"))]),
    share=st.fractions(min_value=-1, max_value=2, max_denominator=500),
)
def test_a_stroke_passes_through_every_point_of_the_curve(method, bonus, share) -> None:
    leader = Completion(Fraction(6, 5)) if isinstance(method, LeaderExcess) else None
    curve = compile_curve(method, D(40), "", bonus, leader)
    reading = curve.at(Completion(share))
    strokes = [
        stroke
        for stroke in curve_segments(curve, Fraction(-1), Fraction(2))
        if stroke.x_low <= share <= stroke.x_high
        and not (share == stroke.x_low and stroke.low_end == "open")
        and not (share == stroke.x_high and stroke.high_end == "open")
    ]
    heights = {
        stroke.y_low
        + (stroke.y_high - stroke.y_low) * (share - stroke.x_low) / (stroke.x_high - stroke.x_low)
        for stroke in strokes
    }

    assert {reading.points + reading.bonus} == heights


def test_a_step_has_one_closed_and_one_open_end_and_no_line_between() -> None:
    low, high = curve_segments(compile_curve(AllOrNothing(D("0.9")), D(40), ""), Fraction(0), Fraction(1))

    assert ("open", "closed") == (low.high_end, high.low_end)
    assert (0, 40) == (low.y_high, high.y_low)
    assert low.x_high == high.x_low == Fraction(9, 10)


def test_where_the_rule_has_no_step_the_ends_carry_no_mark() -> None:
    strokes = curve_segments(compile_curve(Proportional(), D(40), ""), Fraction(0), Fraction(2))

    assert {""} == {end for stroke in strokes for end in (stroke.low_end, stroke.high_end)}


@pytest.mark.parametrize("row", BOOK.criteria, ids=lambda row: row.code)
@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_every_criterion_has_its_picture_with_words(row, colours) -> None:
    found = pictures(row, colours)

    assert (len([sub for sub in row.sub_criteria if sub.method is not None]) or 1) == len(found)
    for picture in found:
        ET.fromstring(picture.svg)
        assert f"{picture.alt}" in unescape(picture.image())
        assert unquote(picture.image().split('src="')[1].split('"')[0]).endswith("</svg>")
        assert "điểm" in picture.alt


def test_a_picture_says_the_points_that_the_curve_gives() -> None:
    [picture] = pictures(BOOK.criterion("N1.07"), LIGHT)

    assert "50% được 20 điểm; 100% được 40 điểm; 110% được 44 điểm." in picture.alt
    assert "cả điểm thưởng: 44" in picture.svg


def test_steps_are_drawn_with_filled_and_empty_dots() -> None:
    [picture] = pictures(BOOK.criterion("N1.18"), LIGHT)
    dots = [dot.attrib["fill"] for dot in ET.fromstring(picture.svg).iter() if dot.tag.endswith("circle")]

    assert {LIGHT.accent: 3, LIGHT.paper: 3} == {colour: dots.count(colour) for colour in dots}


def test_a_name_with_markup_stays_text_in_a_picture() -> None:
    row = replace(BOOK.criterion("N1.07"), label='<img src=x onerror="a()">')
    [picture] = pictures(row, LIGHT)

    assert "<img src=x" not in picture.image()
    assert "&lt;img src=x" in picture.image()


# --- slopes -----------------------------------------------------------------------------------------------------


@given(
    st.lists(st.floats(min_value=0, max_value=1), min_size=1, max_size=9),
    st.floats(min_value=0.2, max_value=1.0),
)
def test_labels_never_overlap_and_keep_their_order(places: list[float], tightness: float) -> None:
    gap = tightness / len(places)
    found = spread(places, gap)
    rising = sorted(found)

    assert all(after - before >= gap - 1e-6 for before, after in pairwise(rising))
    assert all(-1e-6 <= place <= 1 + 1e-6 for place in found)
    assert [
        (a, b)
        for a in range(len(places))
        for b in range(len(places))
        if places[a] < places[b] and found[a] > found[b]
    ] == []


def test_labels_with_room_stay_where_they_belong() -> None:
    assert [0.2, 0.5, 0.9] == spread([0.2, 0.5, 0.9], 0.2)


def test_equals_stand_together_and_the_best_is_on_top() -> None:
    places = places_of_ranks([["A"], ["B", "C"], ["D"]])

    assert ["A", "B", "C", "D"] == sorted(places, key=lambda unit: places[unit])
    assert places["C"] - places["B"] == places["B"] - places["A"]


def test_values_stand_in_proportion() -> None:
    high, middle, low = places_of_values(
        [Fraction(895), Fraction(880), Fraction(800)], Fraction(800), Fraction(900)
    )

    assert pytest.approx((high - 0.1) / 0.8) == 0.05
    assert pytest.approx((middle - 0.1) / 0.8) == 0.2
    assert pytest.approx(low) == 0.9


def test_equal_values_do_not_divide_by_zero() -> None:
    assert [0.5] == places_of_values([Fraction(5)], Fraction(5), Fraction(5))


def test_a_slope_has_a_line_for_each_unit_and_both_labels_as_text() -> None:
    drawn = slope(
        [
            SlopeLine(0, End(0.2, "1 A"), End(0.7, "A 1 → 2", "tụt 1 bậc", False)),
            SlopeLine(1, End(0.75, "2 <b>"), End(0.25, "<b> 2 → 1", "lên 1 bậc", True)),
        ],
        "2017",
        "2018",
        "Thứ hạng",
    )

    assert 2 == drawn.count('class="td-stroke"')
    assert "--own:var(--unit-1);clip-path:polygon(0 calc(20% - 2.50px),100% calc(70% - 2.50px)" in drawn
    assert "2 &lt;b&gt;" in drawn
    assert "<b>" not in drawn.replace('<b class="', "")
    # labels are read from top to bottom: B leads now
    assert ["td-gain", "td-loss"] == [part.split('"')[0] for part in drawn.split("td-small ")[1:]]


def test_a_unit_without_a_place_in_one_year_gets_no_line() -> None:
    drawn = slope([SlopeLine(0, End(None, "– A"), End(0.5, "A – → 1"))], "2017", "2018", "Thứ hạng")

    assert 0 == drawn.count('class="td-stroke"')
    assert 1 == drawn.count('class="td-dot"')
    assert "– A" in drawn


# --- dumbbells --------------------------------------------------------------------------------------------------


def mark(value: int) -> Mark:
    return Mark(Fraction(value), str(value))


ROWS = [
    Dumbbell(0, "A", mark(80), mark(90), mark(95), mark(100), "+10 (tốt hơn)", True),
    Dumbbell(1, "B", mark(60), None, None, mark(100), "", None, "2018: chưa báo cáo"),
]


def test_the_axis_takes_in_both_years_and_the_targets() -> None:
    assert (60, 100) == axis_of(ROWS)
    assert axis_of([]) is None


def test_marks_stand_where_their_values_are() -> None:
    first = dumbbells(ROWS, "Bảng").split("<li>")[1]

    assert 'td-ball td-old" style="--own:var(--unit-1);left:50%"' in first
    assert 'td-ball td-new" style="--own:var(--unit-1);left:75%"' in first
    assert 'class="td-between" style="--own:var(--unit-1);left:50%;width:25%"' in first
    assert 'class="td-goal td-goal-old" style="left:87.5%"' in first
    assert 'class="td-goal" style="left:100%"' in first


def test_a_fall_is_drawn_from_the_lower_to_the_higher_value() -> None:
    falling = Dumbbell(2, "C", mark(90), mark(70), None, mark(110), "−20 (kém hơn)", False)
    drawn = dumbbells([falling], "Bảng")

    assert 'class="td-between" style="--own:var(--unit-3);left:0%;width:50%"' in drawn
    assert 'td-value td-before td-new" style="left:0%">70<' in drawn
    assert 'td-value td-after td-old" style="left:50%">90<' in drawn
    assert "td-bell-change td-loss" in drawn


def test_a_missing_year_is_said_and_never_drawn_as_a_change() -> None:
    second = dumbbells(ROWS, "Bảng").split("<li>")[2]

    assert "td-between" not in second
    assert "td-new" not in second
    assert "2018: chưa báo cáo" in second
