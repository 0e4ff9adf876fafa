"""The drawing of one criterion: dots on the curve that gave the points, steps as steps, labels apart."""

from __future__ import annotations

import itertools
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import plotly.graph_objects as go
import pytest
from screens import show

from data import rules
from data.cluster import load_cluster
from data.figures_file import read_figures, read_penalties
from pages.parts import cached, theme
from pages.parts.charts.criterion import LABEL_STEP, curve_figure, scale_text
from pages.parts.charts.panel import alt_text, panels, spread_out, ticks, window
from pages.parts.year_words import Telling
from scoring.model import Combine, Completion, Kind, Outcome
from scoring.numbers import number
from scoring.scoreboard import score_year
from tests.visiting import RAW_FLOAT


@pytest.fixture(scope="module", params=[2017, 2018])
def about(request) -> Telling:
    show("overview")  # opens the store
    return Telling(cached.cluster(), cached.rulebook(request.param), cached.board(request.param))


def drawn(about: Telling, code: str):
    criterion = about.rulebook.criterion(code)
    return criterion, panels(criterion, about.board, about.members(), about.rulebook.point_decimals)


def every(about: Telling):
    for criterion in about.rulebook.criteria:
        shown = drawn(about, criterion.code)[1]
        if shown:
            yield criterion, shown


def test_every_figure_is_valid_for_plotly_in_both_themes(about):
    for _criterion, shown in every(about):
        for dark in (False, True):
            go.Figure(curve_figure(shown, dark))


def test_only_checklists_have_no_curve(about):
    without = {row.code for row in about.rulebook.criteria} - {row.code for row, _shown in every(about)}

    assert {row.code for row in about.rulebook.criteria if row.combine is Combine.CHECKLIST} == without
    assert "Không có đường tính điểm" in scale_text(())


def test_every_scored_unit_has_its_dot_at_its_points(about):
    for criterion, shown in every(about):
        figure = curve_figure(shown)
        markers = {
            trace["name"]: trace["y"][0]
            for trace in figure["data"]
            if trace["mode"] == "markers" and trace["name"] != "ends" and trace["yaxis"] == "y"
        }
        if len(shown) > 1 or shown[0].measure == "grade":
            continue
        wanted = {}
        for unit in about.members():
            score = about.board.score(unit.code, criterion.code)
            if score.points is not None:
                wanted[unit.short_name] = float((score.whole.points or 0) + (score.whole.bonus or 0))

        assert wanted == markers


def test_a_grade_is_a_row_that_names_its_points(about):
    criterion, shown = drawn(about, "N2.02")
    figure = curve_figure(shown)
    rows = {
        note["y"]: note["text"].replace("<br>", " ")
        for note in figure["layout"]["annotations"]
        if note.get("name") == "grade"
    }
    markers = {trace["name"]: trace["y"][0] for trace in figure["data"] if trace["mode"] == "markers"}

    assert [f"{label} ({number(points)} điểm)" for label, points in criterion.method.grades] == list(
        rows.values()
    )
    for unit in about.members():
        grade = about.board.score(unit.code, "N2.02").whole.actual.figure.grade

        assert rows[markers[unit.short_name]].startswith(f"{grade} (")


def test_dots_lie_on_the_drawn_curve(about):
    for _criterion, shown in every(about):
        for panel in shown:
            for dot in panel.dots:
                reading = panel.curve.at(Completion(dot.x)) if dot.x is not None else None

                assert reading is None or reading.points + reading.bonus == dot.y


def test_added_components_get_a_panel_each_and_their_points_add_up(about):
    criterion = next(row for row in about.rulebook.criteria if row.combine is Combine.SUM)
    shown = drawn(about, criterion.code)[1]

    assert len(criterion.sub_criteria) == len(shown)
    for unit in about.members():
        score = about.board.score(unit.code, criterion.code)
        dots = [dot.y for panel in shown for dot in panel.dots if dot.unit is unit]

        assert number(sum(dots, Fraction(0)), 2) == number(score.points, 2)


def test_labels_carry_the_published_points_and_the_bonus(about):
    for criterion, shown in every(about):
        if len(shown) > 1:
            continue
        told = " ".join(note["text"] for note in curve_figure(shown)["layout"]["annotations"])
        for unit in about.members():
            score = about.board.score(unit.code, criterion.code)
            if score.points is not None:
                bonus = f" {number(score.bonus, sign=True)}" if score.bonus else ""

                assert f"{unit.short_name} {number(score.points, 2)}{bonus}" in told


def test_labels_do_not_overlap(about):
    for _criterion, shown in every(about):
        figure = curve_figure(shown)
        for place, panel in enumerate(shown, start=1):
            axis = figure["layout"][f"yaxis{place if place > 1 else ''}"]
            margin = figure["layout"]["margin"]
            pixels = (axis["domain"][1] - axis["domain"][0]) * (
                figure["layout"]["height"] - margin["t"] - margin["b"]
            )
            labels = sorted(
                note["y"]
                for note in figure["layout"]["annotations"]
                if note["xref"].endswith("domain")
                and "name" not in note
                and note["yref"] == f"y{place if place > 1 else ''}"
            )
            gaps = [
                (high - low) / (axis["range"][1] - axis["range"][0]) * pixels
                for low, high in itertools.pairwise(labels)
            ]

            assert len(panel.dots) == len(labels)
            assert all(gap >= LABEL_STEP - 0.01 for gap in gaps)


def test_every_dot_is_inside_the_window(about):
    for _criterion, shown in every(about):
        for panel in shown:
            low, high = window(panel)

            finite = [dot.x for dot in panel.dots if dot.x is not None and panel.measure != "grade"]

            assert all(low <= x <= high for x in finite)


def test_a_step_has_a_full_end_and_an_empty_end_and_no_line_between(about):
    shown = drawn(about, "N1.13")[1]  # step deduction, full percents
    figure = curve_figure(shown)
    line = next(trace for trace in figure["data"] if trace["name"] == "curve")
    ends = next(trace for trace in figure["data"] if trace["name"] == "ends")

    assert None in line["x"]
    assert {theme.LIGHT.muted, theme.LIGHT.paper} == set(ends["marker"]["color"])


def test_a_unit_without_points_has_no_dot(about):
    for criterion, shown in every(about):
        without = {
            unit.code
            for unit in about.members()
            if about.board.score(unit.code, criterion.code).outcome is not Outcome.SCORED
        }

        assert not without & {dot.unit.code for panel in shown for dot in panel.dots}


def test_a_hostile_name_is_harmless_in_the_figure(about):
    criterion = about.rulebook.criteria[0]
    units = [replace(unit, short_name="<b>x</b> $y$") for unit in about.members()]
    shown = panels(replace(criterion, label="<i>z</i>"), about.board, units, 2)
    texts = [note["text"] for note in curve_figure(shown)["layout"]["annotations"]]

    assert not any("<b>x" in text or "$" in text for text in texts)


def test_the_alternative_text_names_every_unit_and_its_points(about):
    criterion, shown = drawn(about, "N1.01")
    told = alt_text(criterion, shown)

    assert all(f"{dot.unit.short_name} " in told and dot.text in told for dot in shown[0].dots)


def test_an_axis_that_leaves_out_the_zero_says_so(about):
    for _criterion, shown in every(about):
        layout = curve_figure(shown)["layout"]
        starts = [
            layout[f"yaxis{place if place > 1 else ''}"]["range"][0]
            for place, panel in enumerate(shown, start=1)
            if panel.measure != "grade"
        ]

        assert ("không bắt đầu từ 0" in scale_text(shown)) == any(start > 0 for start in starts)


def test_an_axis_of_change_says_what_a_negative_number_is(about):
    assert "số âm là tăng so với cùng kỳ" in scale_text(drawn(about, "N1.22")[1])
    assert "số âm" not in scale_text(drawn(about, "N1.01")[1])


@pytest.mark.parametrize("crowd", [0, 5, 10])
def test_labels_are_pushed_apart_but_stay_in_the_axis(crowd):
    wanted = sorted([Fraction(crowd)] * 4 + [Fraction(4)], reverse=True)
    places = spread_out(wanted, Fraction(2), Fraction(0), Fraction(10))

    assert all(high - low >= 2 for high, low in itertools.pairwise(places))
    assert max(places) <= 10
    assert min(places) >= 0


def test_ticks_are_round_and_inside():
    found = ticks(Fraction("0.734"), Fraction("1.048"), 4)

    assert [Fraction(Decimal(text)) for text in ("0.8", "0.9", "1")] == list(found)


@pytest.mark.parametrize("year", [2021, 2022, 2023])
def test_every_method_of_another_cluster_can_be_drawn(year):
    folder = Path(__file__).parent / "other_cluster"
    cluster = load_cluster(folder)
    rulebook, units = rules.rulebook(folder, year, cluster), cluster.units_in(year)
    board = score_year(
        rulebook,
        [unit.code for unit in units],
        read_figures(folder / f"sample/figures-{year}.csv"),
        read_penalties(folder / f"sample/penalties-{year}.csv"),
    )
    for criterion in rulebook.criteria:
        shown = panels(criterion, board, units, rulebook.point_decimals)
        texts = [text for panel in shown for text in _ticks(curve_figure([panel]))]
        if shown:
            go.Figure(curve_figure(shown))

        assert [] == [text for text in texts if RAW_FLOAT.search(text)]
        if shown and criterion.kind is Kind.YES_NO:
            assert ["không đạt", "đạt"] == curve_figure(shown)["layout"]["xaxis"]["ticktext"]


def _ticks(figure):
    return [*figure["layout"]["xaxis"]["ticktext"], *figure["layout"]["yaxis"]["ticktext"]]
