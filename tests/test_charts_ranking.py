"""The drawings of the order show the numbers of the board, at the right places."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import plotly.graph_objects as go
import pytest
from screens import show

from pages.parts import cached
from pages.parts.charts.ranking import bars, ladder
from pages.parts.year_words import Telling
from scoring.reach import gaps


@pytest.fixture(scope="module", params=[2017, 2018])
def about(request) -> Telling:
    show("overview")  # opens the store
    return Telling(cached.cluster(), cached.rulebook(request.param), cached.board(request.param))


def test_the_marks_of_a_row_add_up_to_the_total(about):
    drawn = bars(about.rulebook, about.board)
    for row in about.board.units:
        points = {"section": Decimal(0), "bonus": Decimal(0), "penalty": Decimal(0), "open": Decimal(0)}
        for segment in drawn[row.unit].segments:
            points[segment.kind] += segment.points

        assert row.total == points["section"] + points["bonus"] - points["penalty"]
        assert row.open_points == points["open"]


def test_lengths_are_in_proportion_on_one_scale(about):
    segments = [segment for bar in bars(about.rulebook, about.board).values() for segment in bar.segments]

    assert 1 == len({segment.length / Fraction(segment.points) for segment in segments})


def test_marks_touch_and_penalties_lie_left_of_zero(about):
    for bar in bars(about.rulebook, about.board).values():
        right = [segment for segment in bar.segments if segment.kind != "penalty"]
        left = [segment for segment in bar.segments if segment.kind == "penalty"]

        assert bar.zero == right[0].start
        assert [segment.start + segment.length for segment in right[:-1]] == [
            segment.start for segment in right[1:]
        ]
        assert [bar.zero] * len(left) == [segment.start + segment.length for segment in left]
        assert all(0 <= segment.start and segment.start + segment.length <= 1 for segment in bar.segments)


def test_the_track_ends_at_the_own_maximum():
    show("overview")
    board = cached.board(2018)
    drawn = bars(cached.rulebook(2018), board)

    assert drawn["RG"].maximum / drawn["GR"].maximum == Fraction(board.unit("RG").maximum) / Fraction(
        board.unit("GR").maximum
    )


def test_the_ladder_stands_at_the_results_in_the_order_of_the_ranks(about):
    drawn = ladder(about, gaps(about.rulebook, about.board), dark=False)
    dots = go.Figure(drawn).data[1]
    rows = about.board.units

    assert [float(row.rate * 100) for row in rows] == list(dots.x)
    assert list(range(len(rows))) == list(dots.y)


def test_every_stroke_of_the_ladder_leads_to_the_unit_above(about):
    apart = gaps(about.rulebook, about.board)
    drawn = ladder(about, apart, dark=True)
    strokes = drawn["data"][0]["x"]
    rate = {row.unit: float(row.rate * 100) for row in about.board.units}

    assert strokes == [end for gap in apart if gap.above for end in (rate[gap.unit], rate[gap.above], None)]


def test_the_ladder_prints_every_result_and_every_gap(about):
    apart = gaps(about.rulebook, about.board)
    texts = [note["text"] for note in ladder(about, apart, dark=False)["layout"]["annotations"]]

    for gap in apart:
        assert any(about.result(about.board.unit(gap.unit)) in text for text in texts)
        if gap.points:
            assert f"thiếu {about.points(gap.points)} điểm" in texts
        elif gap.above:
            assert "bằng điểm" in texts


def test_a_name_cannot_put_markup_into_the_ladder(about):
    first = about.board.units[0].unit
    units = tuple(
        replace(unit, short_name="<b>x</b>&$y$") if unit.code == first else unit
        for unit in about.cluster.units
    )
    spoilt = replace(about, cluster=replace(about.cluster, units=units))
    drawn = ladder(spoilt, gaps(about.rulebook, about.board), dark=False)
    [text] = [note["text"] for note in drawn["layout"]["annotations"] if "x" in note["text"]]

    assert "<b>1. ‹b›x‹/b›＆＄y＄</b>" in text
