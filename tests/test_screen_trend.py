"""Xu hướng shows what moved between two years, and never draws what cannot be compared."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from html import unescape
from itertools import pairwise
from pathlib import Path

import pytest
from screens import Shown, show

from data.cluster import load_cluster
from data.figures_file import read_figures, read_penalties
from data.rules import load_rulebook
from pages.parts import cached
from pages.parts.changes import change_of, finding, largest, reason_words
from pages.parts.measures import change_text, measures, value_of
from pages.parts.year_pair import YearPair, pair_of
from pages.parts.year_words import Telling
from scoring.model import Direction, Outcome
from scoring.numbers import number, percent
from scoring.scoreboard import score_year
from scoring.trend import Reason, comparability, grid_place, movements, unit_changes
from tests.visiting import ENGLISH, RAW_FLOAT

TESTS = Path(__file__).parent


@pytest.fixture(scope="module")
def now() -> Shown:
    return show("trend")


@pytest.fixture(scope="module")
def pair() -> YearPair:
    show("trend")
    boards = (cached.board(2017), cached.board(2018))
    return pair_of(
        cached.cluster(), cached.rulebook(2017), cached.rulebook(2018), boards, cached.compared(2017, 2018)
    )


def part(shown: Shown, start: str, end: str) -> str:
    return shown.html.split(start, 1)[1].split(end, 1)[0]


def text_of(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


# --- ranks and totals -------------------------------------------------------------------------------------------


def test_the_title_says_who_leads_and_who_fell_most(now):
    assert "Giồng Riềng lên hạng 1; Hòn Đất tụt 2 bậc" == now.title


def test_every_unit_is_labelled_with_both_ranks_the_direction_and_the_change(now, pair):
    drawn = text_of(part(now, 'class="td-slope', '<details class="td-more"'))
    words = {True: "lên", False: "tụt"}
    for change in unit_changes(pair.old, pair.new):
        moved = (
            f"{words[change.rank_change > 0]} {abs(change.rank_change)} bậc"
            if change.rank_change
            else "giữ hạng"
        )
        wanted = f"{pair.name(change.unit)} {change.old_rank}\u00a0→\u00a0{change.new_rank} {moved}, "

        assert wanted.replace("\u00a0", " ") + number(change.total_change, 2, sign=True) in drawn


def test_the_second_slope_shows_what_ranks_and_can_show_the_other(now, pair):
    rates, totals = now.text, show("trend", **{"thuoc-do": "total"}).text
    for row in pair.new.units:
        assert f"{pair.name(row.unit)} {percent(row.rate, 3)}" in rates
        assert f"{pair.name(row.unit)} {number(row.total, 2)}" in totals
        assert f"{pair.name(row.unit)} {percent(row.rate, 3)}" not in totals


def test_the_line_starts_and_ends_where_the_rank_is(now, pair):
    drawn = part(now, 'class="td-slope', "</section>")
    order = pair.order("GR")

    assert f"--own:var(--unit-{order + 1});clip-path:polygon(0 calc(30% - " in drawn
    assert "100% calc(10% - " in drawn


def test_it_says_that_the_totals_stand_under_two_rulebooks(now):
    assert "2017: 489/QĐ-UBND; 2018: 489/QĐ-UBND, 584/QĐ-UBND" in now.text
    assert "thay đổi tổng điểm gồm cả kết quả lẫn quy tắc. 25 trong 33 tiêu chí" in now.text


def test_an_open_result_is_marked(now):
    assert "CÒN THIẾU SỐ LIỆU" in now.text
    assert "giữ hạng, −26,00 điểm; tạm tính" in now.text


def test_a_title_speaks_of_those_who_stayed_shared_or_were_not_ranked(pair):
    about = Telling(pair.cluster, pair.new_book, pair.new)
    first, second = pair.changes[:2]

    def title(*changes):
        return finding(about, changes)

    kept = replace(first, old_rank=1, rank_change=0)
    stayed = replace(second, old_rank=2, rank_change=0)
    new = replace(first, old_rank=None, rank_change=None)

    assert "Giồng Riềng giữ hạng 1; thứ hạng không đổi" == title(kept, stayed)
    assert "Giồng Riềng đứng hạng 1; thứ hạng không đổi" == title(new, stayed)
    assert "Giồng Riềng và Tân Hiệp lên hạng 1; Giồng Riềng và Tân Hiệp lên 1 bậc" == title(
        replace(first, old_rank=2, rank_change=1), replace(second, old_rank=2, new_rank=1, rank_change=1)
    )
    assert "Chưa xếp hạng được năm 2018" == title(replace(first, new_rank=None, rank_change=None))


# --- single criteria --------------------------------------------------------------------------------------------


def test_the_largest_rises_and_falls_are_listed_with_a_link(now, pair):
    rises, falls = largest(pair.movements, 5)
    listed = text_of(part(now, 'class="td-movers"', "Đơn vị</"))
    for movement in (*rises, *falls):
        told = f"{number(change_of(movement), 2, sign=True)} điểm"

        assert told in listed
        assert f"/so-sanh?nam=2018&donvi={movement.unit}&tieuchi={movement.criterion}" in now.links()
    assert rises == sorted(rises, key=change_of, reverse=True)
    assert change_of(falls[0]) == min(change_of(movement) for movement in pair.movements)


def test_without_a_choice_the_criterion_of_the_largest_fall_is_shown(now, pair):
    _rises, falls = largest(pair.movements, 1)

    assert f"{pair.new_book.criterion(falls[0].criterion).label}: " in part(now, "td-movers", "td-bells")


@pytest.mark.parametrize("code", ["N1.01", "N1.13", "N1.17", "N1.20", "N1.22", "N2.02", "N2.03", "N3.02"])
def test_both_years_of_a_criterion_are_printed_for_every_unit(code, pair):
    shown = show("trend", tieuchi=code)
    drawn = text_of(part(shown, 'class="td-bells"', "</table>"))
    criterion = pair.new_book.criterion(code)
    measure = measures(criterion)[0]
    for unit in pair.units:
        for board in (pair.old, pair.new):
            assert value_of(board.score(unit, code), measure).text in drawn


def test_lower_is_better_is_said_and_not_turned_round(pair):
    shown = show("trend", tieuchi="N1.17", do="ket-qua")
    measure = next(
        each for each in measures(pair.new_book.criterion("N1.17")) if each.direction is Direction.LOWER
    )
    for unit in pair.units:
        old, new = (value_of(board.score(unit, "N1.17"), measure) for board in (pair.old, pair.new))
        told, is_better = change_text(old, new, measure)
        if old.value is None or new.value is None:
            continue

        assert (new.value < old.value) == bool(is_better)
        assert told in shown.text
    assert "thấp hơn là tốt hơn" in shown.text


def test_a_target_is_a_tick_on_the_same_scale():
    shown = show("trend", tieuchi="N1.14", do="ket-qua")
    drawn = part(shown, 'class="td-bells"', "</ul>")

    assert 5 == drawn.count('class="td-goal"')
    assert 5 == drawn.count('class="td-goal td-goal-old"')
    assert "vạch đứng là chỉ tiêu (nét đứt 2017, nét liền 2018)" in shown.text


def test_not_reported_and_not_assigned_are_said_and_not_drawn(pair):
    missing = show("trend", tieuchi="N1.17")
    unassigned = show("trend", tieuchi="N1.08")

    assert Outcome.NOT_REPORTED is pair.new.score("RG", "N1.17").outcome
    assert "2018: chưa báo cáo" in missing.text
    assert 4 == part(missing, 'class="td-bells"', "</ul>").count("td-between")
    assert "2017: không giao; 2018: không giao" in unassigned.text


def test_a_component_can_be_chosen(pair):
    shown = show("trend", tieuchi="N1.22", do="b")

    assert "Số người chết (người); thấp hơn là tốt hơn" in shown.text
    assert "giảm " in show("trend", tieuchi="N1.22").text


# --- level and change -------------------------------------------------------------------------------------------


def test_the_grid_holds_every_comparable_cell_once_with_its_cut_offs(now, pair):
    placed = [grid_place(movement) for movement in pair.movements]
    grid = part(now, '<table class="td-grid">', "</table>")

    for level in ("high", "middle", "low"):
        for move in ("down", "same", "up"):
            cell = grid.split(f"td-{level}-{move}")[1].split("</td>")[0]

            assert placed.count((level, move)) == cell.count('class="td-chip-link"')
            assert f"{placed.count((level, move))} ô" in text_of(cell)
    assert "Cao: từ 95% điểm tối đa" in text_of(grid)
    assert "Thấp: dưới 85%" in text_of(grid)
    assert "Giảm từ 2 điểm % trở lên" in text_of(grid)
    assert "mốc chia do phần mềm chọn, không thuộc quy chế" in now.text.lower()


def test_the_grid_of_one_unit_holds_only_its_own(pair):
    shown = show("trend", donvi="HD")
    grid = part(shown, '<table class="td-grid">', "</table>")
    own = [movement for movement in pair.movements if movement.unit == "HD" and grid_place(movement)]

    assert len(own) == grid.count('class="td-chip-link"')
    assert len(own) == grid.count("donvi=HD")
    assert "Hòn Đất: 1 điểm sáng, 6 điểm cần chú ý" in shown.text


# --- what cannot be compared ------------------------------------------------------------------------------------


def test_every_reason_against_comparing_is_listed(now, pair):
    listed = text_of(part(now, "không so sánh được trọn vẹn", "</table>"))
    for entry in pair.compared:
        label = pair.new_book.criterion(entry.criterion).label

        assert bool(entry.reasons) == (f"{entry.criterion} {label}" in listed)
    assert "Điểm tối đa đổi từ 45 thành 50." in listed
    assert "thống nhất lấy theo kết quả thông báo của Sở Kế hoạch và Đầu tư" in listed
    assert "thống nhất lấy số liệu tăng dân số tự nhiên" in listed


@pytest.mark.parametrize("code", ["N1.07", "N1.15"])
def test_what_cannot_be_compared_is_never_drawn(code):
    shown = show("trend", tieuchi=code)

    assert "không so sánh được hai năm" in shown.text
    assert "td-bells" not in shown.html
    assert 0 == len(re.findall(rf"td-chip-link[^>]*tieuchi={code}\b", shown.html))


def test_figures_under_changed_points_are_drawn_without_a_change_of_points(pair):
    shown = show("trend", tieuchi="N1.06")

    assert "td-bells" in shown.html
    assert "Số liệu so được, điểm thì không: Điểm tối đa đổi từ 45 thành 50." in shown.text
    assert "N1.06" not in [movement.criterion for movement in pair.movements if grid_place(movement)]


@pytest.mark.parametrize(
    "key",
    [
        "declared", "new", "dropped", "unit_of_measure", "direction", "agency", "targets", "components",
        "max_points", "method", "bonus",
    ],
)  # fmt: skip
def test_every_reason_has_its_words(key):
    old, new = ("45", "50") if key == "max_points" else ("cũ", "mới")
    told = reason_words(Reason(key, old, new), lambda code: f"cơ quan {code}", 2017, 2018)

    assert told
    assert "{" not in told


# --- other clusters, single years -------------------------------------------------------------------------------


def other_pair(old_year: int, new_year: int) -> YearPair:
    folder = TESTS / "other_cluster"
    cluster = load_cluster(folder)
    books = [load_rulebook(folder / "rulebooks" / f"{year}.toml") for year in (old_year, new_year)]
    old, new = (
        score_year(
            book,
            [unit.code for unit in cluster.units],
            read_figures(folder / "sample" / f"figures-{book.year}.csv"),
            read_penalties(folder / "sample" / f"penalties-{book.year}.csv"),
        )
        for book in books
    )
    return pair_of(cluster, *books, (old, new), comparability(*books))


@pytest.mark.parametrize("years", [(2021, 2022), (2022, 2023)])
def test_another_cluster_leaves_out_who_was_not_there(years):
    pair = other_pair(*years)

    assert ("DINH" in pair.units) == (years[0] >= 2022)
    assert set(pair.units) == {change.unit for change in pair.changes}
    assert pair.movements == movements(pair.compared, pair.old, pair.new, pair.units)


def test_every_measure_of_every_criterion_tells_its_value_and_change():
    for years in ((2021, 2022), (2022, 2023)):
        pair = other_pair(*years)
        for entry in pair.compared:
            if not entry.figures:
                continue
            for measure in measures(pair.new_book.criterion(entry.criterion)):
                for unit in pair.units:
                    old = value_of(pair.old.score(unit, entry.before), measure)
                    new = value_of(pair.new.score(unit, entry.criterion), measure)
                    told, is_better = change_text(old, new, measure)

                    assert old.text
                    assert new.text
                    assert (told == "") == (old.value is None or new.value is None)
                    assert (is_better is None) == (
                        old.value is None or new.value is None or old.value == new.value
                    )


def test_in_a_single_year_there_is_nothing_to_compare(monkeypatch):
    monkeypatch.setattr(cached, "years", lambda: [2018])
    shown = show("trend")

    assert "Chưa có gì để so sánh" == shown.title
    assert "cần ít nhất hai năm" in shown.text
    assert "td-slope" not in shown.html


def test_years_that_no_rulebook_sets_side_by_side_are_not_compared(monkeypatch):
    books = {year: replace(cached.rulebook(year), compared_with=0) for year in (2017, 2018)}
    rows = comparability(books[2017], books[2018])
    monkeypatch.setattr(cached, "rulebook", lambda year: books[year])
    monkeypatch.setattr(cached, "compared", lambda old, new: rows)
    shown = show("trend")

    assert "Quy chế năm 2018 không nói tiêu chí này so với năm 2017 ra sao." in shown.text
    assert "Không ô nào giảm điểm." in shown.text
    assert "td-bells" not in shown.html
    assert "td-chip-link" not in shown.html


def test_a_completion_has_one_target_tick_at_100_percent():
    shown = show("trend", tieuchi="N1.01")
    drawn = part(shown, 'class="td-bells"', "</ul>")

    assert (5, 0) == (drawn.count('class="td-goal"'), drawn.count("td-goal-old"))
    assert "; vạch đứng là 100% chỉ tiêu" in shown.text


def test_a_year_in_the_address_without_an_earlier_one_shows_the_newest_pair():
    assert "Giồng Riềng lên hạng 1; Hòn Đất tụt 2 bậc" == show("trend", nam="2017").title


# --- the page ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", ["", "N1.07", "N1.22", "N2.02", "N3.01"])
def test_there_is_no_english_and_no_raw_number(code):
    text = show("trend", tieuchi=code, donvi="RG").text

    assert set() == {found.group() for found in ENGLISH.finditer(text)}
    assert set() == {found.group() for found in RAW_FLOAT.finditer(text)}


def test_changes_are_exact(pair):
    for movement in pair.movements:
        if movement.points_change is not None:
            assert isinstance(movement.points_change, Decimal)
            assert movement.points_change == movement.new.points - movement.old.points


@pytest.mark.browser
@pytest.mark.parametrize(("width", "scheme"), [(1920, "light"), (1366, "dark"), (360, "light")])
def test_in_a_browser_it_fits_and_everybody_can_use_it(visit, width, scheme):
    page = visit("/xu-huong?donvi=HD", width=width, scheme=scheme)

    assert page.overflow() <= 0
    assert [] == page.serious()
    assert [] == page.english() + page.raw_floats() + page.complaints


@pytest.mark.browser
def test_choosing_a_criterion_changes_the_address_and_the_drawing(visit):
    page = visit("/xu-huong")
    page.page.select_option("#td-trend-tieuchi", "N1.22")
    page.settled()
    page.page.wait_for_selector("h2:has-text('An toàn giao thông')")

    assert "tieuchi=N1.22" in page.page.url


@pytest.mark.browser
def test_lines_are_seen_and_labels_do_not_overlap(visit):
    page = visit("/xu-huong", width=360, height=740)
    boxes = page.page.evaluate(
        """() => [...document.querySelectorAll('.td-ends')].map(list =>
           [...list.children].map(li => li.getBoundingClientRect()).map(r => [r.top, r.bottom])
           .sort((a, b) => a[0] - b[0]))"""
    )
    strokes = page.page.evaluate(
        """() => [...document.querySelectorAll('.td-stroke')].map(e => [e.clientWidth, e.clientHeight,
           getComputedStyle(e).clipPath.startsWith('polygon')])"""
    )

    assert 4 == len(boxes)
    assert [] == [
        (above, below) for column in boxes for above, below in pairwise(column) if above[1] > below[0] + 1
    ]
    assert 10 == len(strokes)
    assert all(width > 15 and height > 100 and clipped for width, height, clipped in strokes)
