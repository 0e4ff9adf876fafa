"""The heat table: points and reasons in words, readable on every step, honest about small and large criteria."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction
from html import unescape
from pathlib import Path

import pytest
from screens import Shown, show

from pages.parts import cached, heat, heat_steps
from scoring.findings import unofficial
from scoring.model import Outcome
from scoring.numbers import number

STYLE = (Path(heat.__file__).parent / "heat.css").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def now() -> Shown:
    return show("comparison", nam="2018")


def cells(shown: Shown) -> dict[tuple[str, str], tuple[str, str, str]]:
    """Class, address and text of every cell, by criterion and unit."""
    found = re.findall(
        r'<a id="td-heat-([\w.]+)-(\w+)" class="([\w-]+)" href="([^"]+)"[^>]*>(.*?)</a>',
        shown.html,
        re.DOTALL,
    )
    return {
        (code, unit): (style, unescape(address), re.sub(r"<small>.*?</small>|<[^>]+>", "", inner))
        for code, unit, style, address, inner in found
    }


def luminance(colour: str) -> float:
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def properties(theme: str) -> dict[str, str]:
    start = r"\.stHtml \{" if theme == "light" else r":root\[data-theme=dark\] \.stHtml \{"
    block = re.search(rf"^{start}(.*?)\}}", STYLE, re.DOTALL | re.MULTILINE)[1]
    return dict(re.findall(r"--([\w-]+): (#\w{6})", block))


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("step", range(len(heat_steps.STEPS) + 1))
def test_the_text_on_every_step_is_readable(theme, step):
    colours = properties(theme)
    text = re.search(rf"\.td-h{step} \{{ background: var\(--heat-{step}\); color: var\(--([\w-]+)\)", STYLE)[
        1
    ]

    assert 4.5 <= contrast(colours[f"heat-{step}"], colours[text])


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_steps_run_in_one_direction_of_lightness(theme):
    colours = properties(theme)
    levels = [luminance(colours[f"heat-{step}"]) for step in range(len(heat_steps.STEPS) + 1)]

    assert sorted(levels, reverse=theme == "light") == levels


def test_every_cell_shows_the_published_points_or_the_reason(now):
    board, drawn = cached.board(2018), cells(now)
    reasons = {Outcome.NOT_ASSIGNED: "không giao", Outcome.NOT_REPORTED: "chưa báo cáo"}
    wanted = {
        (code, unit): reasons[score.outcome]
        if score.points is None
        else number(score.points, 2) + ("*" if unofficial(score) else "")
        for (unit, code), score in board.scores.items()
    }

    assert 33 * 5 == len(drawn)
    assert wanted == {place: text for place, (_style, _address, text) in drawn.items()}


def test_missing_not_assigned_and_zero_look_different(now):
    board, drawn = cached.board(2018), cells(now)
    styles: dict[str, set[str]] = {}
    for (unit, code), score in board.scores.items():
        kind = "zero" if score.points == 0 else score.outcome.value
        styles.setdefault(kind, set()).add(drawn[code, unit][0])

    assert {"td-h-unassigned"} == styles["not_assigned"]
    assert {"td-h-unreported"} == styles["not_reported"]
    assert {"td-h0"} == styles["zero"]


def test_the_shade_is_the_share_of_the_own_maximum(now):
    drawn = cells(now)
    for (unit, code), score in cached.board(2018).scores.items():
        if score.points is not None:
            share = Fraction(score.points) / Fraction(cached.rulebook(2018).criterion(code).max_points)
            step = sum(share >= start for start in heat_steps.STEPS)

            assert f"td-h{step}" == drawn[code, unit][0]


def test_a_cell_leads_to_its_unit_and_criterion(now):
    for (code, unit), (_style, address, _text) in cells(now).items():
        assert address.startswith("/so-sanh?")
        assert f"donvi={unit}" in address
        assert f"tieuchi={code}" in address
        assert "nam=2018" in address


def test_every_row_says_its_maximum_and_draws_its_size(now):
    rulebook = cached.rulebook(2018)
    largest = max(row.max_points for row in rulebook.criteria)
    found = re.findall(r"<small>/([\d.,]+)</small><i style=\"width:(\d+)%\">", now.html)

    assert [
        (number(row.max_points), number(Fraction(row.max_points) * 100 / Fraction(largest), 0))
        for row in rulebook.criteria
    ] == found


def test_the_bonus_stands_small_beside_the_points(now):
    board = cached.board(2018)
    wanted = [
        number(score.bonus, sign=True)
        for row in cached.rulebook(2018).criteria
        for unit in cached.cluster().units
        if (score := board.score(unit.code, row.code)).bonus
    ]
    table = re.search(r'<div class="td-heat".*?</table>', now.html, re.DOTALL)[0]

    assert wanted == re.findall(r"<small>(\+[\d,]+)</small>", table)
    assert wanted


def test_sections_head_their_rows_only_where_they_stand_in_one_piece():
    in_order, by_spread = show("comparison"), show("comparison", xep="chenh-lech")

    assert 3 == in_order.html.count('<tr class="td-group"><th scope="colgroup" colspan="6">')
    assert 0 == by_spread.html.count('<tr class="td-group"><th scope="colgroup" colspan="6">')


def test_the_legend_names_only_what_occurs():
    assert "không phát sinh" not in show("comparison", nam="2018").text
    assert "chưa báo cáo" in show("comparison", nam="2018").text
    assert all(score.outcome is not Outcome.NOT_REPORTED for score in cached.board(2017).scores.values())
    assert "chưa báo cáo" not in show("comparison", nam="2017", nhom="N2").text


def test_a_step_begins_with_its_share():
    assert [0, 1, 7] == [
        heat_steps.step_of(Fraction(share)) for share in (Decimal("0.59"), Decimal("0.6"), 1)
    ]
