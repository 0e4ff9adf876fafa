"""Kịch bản: what-ifs that show their effect on everybody, live in their address and can never reach the journal."""

from __future__ import annotations

import ast
import re
from decimal import Decimal
from html import unescape
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from screens import Shown, show

from pages.parts import cached
from scoring.given import Given
from scoring.numbers import number
from scoring.scenario import Change, What, imagine
from tests.visiting import ENGLISH, RAW_FLOAT

TOP = Path(__file__).parents[1]
ONE = "a_CT_N1.07__95"
TWO = "a_CT_N1.07__95~t_GR_N1.07__100"


def scenario(**address: str) -> Shown:
    return show("scenario", nam="2018", **address)


def imagined(*changes: Change):
    """The same what-if by the computed layer alone."""
    rulebook, store = cached.rulebook(2018), cached.store()
    units = tuple(unit.code for unit in cached.cluster().units)
    given = Given(rulebook, units, store.figures(2018), store.penalties(2018))
    return imagine(given, cached.board(2018), changes).board


def test_an_empty_scenario_shows_the_board_as_it_is_and_says_that_it_is_not_official() -> None:
    shown = scenario()

    assert "KỊCH BẢN · KHÔNG CHÍNH THỨC" in shown.text
    assert "Không con số nào ở đây được ghi vào sổ" in shown.text
    for row in cached.board(2018).units:
        assert number(row.total, 2) in shown.text


def test_a_changed_figure_moves_points_and_ranks_of_all_units_as_the_scoring_says() -> None:
    board = imagined(Change(What.ACTUAL, "CT", "N1.07", amount=Decimal(95)))
    shown = scenario(kb=ONE)

    assert (2, 3) == (board.unit("CT").rank, board.unit("TH").rank)
    assert "Nếu vậy: Châu Thành từ hạng 3 lên hạng 2, Tân Hiệp từ hạng 2 xuống hạng 3" == shown.title
    for row in board.units:
        assert number(row.total, 2) in shown.text


def test_what_was_typed_gives_the_same_as_its_link() -> None:
    typed = scenario(donvi="CT", tieuchi="N1.07", doi="thuc-hien", gia="95")

    assert scenario(kb=ONE).title == typed.title
    assert any(ONE in unescape(found) for found in re.findall(r'data-address="([^"]+)"', typed.html))


@pytest.mark.parametrize("typed", ["1.234", "abc", "95..5", "12,3,4", "-5", "900"])
def test_a_value_that_cannot_be_used_changes_nothing_and_says_why(typed: str) -> None:
    shown = scenario(donvi="CT", tieuchi="N1.07", doi="thuc-hien", gia=typed)

    assert shown.title == scenario().title
    assert 'aria-invalid="true"' in shown.html
    assert f'value="{typed}"' in shown.html


def test_each_of_several_changes_can_be_taken_back_alone() -> None:
    shown = scenario(kb=TWO)
    lists = [
        parse_qs(urlsplit(link).query).get("kb", [""])[0] for link in shown.links() if "/kich-ban" in link
    ]

    assert {ONE, "t_GR_N1.07__100"} <= set(lists)


def test_a_link_that_was_cut_or_changed_is_refused_in_words() -> None:
    shown = scenario(kb="a_CT_N1.07__95~rubbish")

    assert "Không đọc được kịch bản trong đường dẫn" in shown.text
    assert scenario().title == shown.title


def test_a_change_that_the_year_does_not_have_is_left_out_and_said() -> None:
    shown = scenario(kb=f"{ONE}~a_XX_N1.07__50")

    assert "td-notice-wrong" in shown.html
    assert "Châu Thành từ hạng 3 lên hạng 2" in shown.title


def test_a_name_is_text_and_goes_along_in_the_link() -> None:
    shown = scenario(kb=ONE, ten="Nếu <b>giải ngân</b> đủ")

    assert "Kịch bản “Nếu <b>giải ngân</b> đủ”:" in shown.title
    assert "<b>giải ngân</b>" not in shown.html


def test_a_scenario_never_reaches_the_journal() -> None:
    before = cached.store().head, len(cached.store().entries())
    scenario(kb=TWO, ten="thử")

    assert before == (cached.store().head, len(cached.store().entries()))


def test_no_module_of_the_scenario_names_anything_that_writes() -> None:
    files = [TOP / "pages" / "scenario.py", *sorted((TOP / "pages" / "parts").glob("scenario*.py"))]
    files += sorted((TOP / "scoring").glob("scenario*.py"))
    writers = {"data.intake", "data.journal", "data.store", "data.undo", "pages.parts.write_flow"}
    named = set()
    for path in files:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom):
                named |= {node.module or ""} | {f"{node.module}.{each.name}" for each in node.names}
            if isinstance(node, ast.Attribute):
                assert node.attr not in {"write", "append_entry", "store"}, path
    assert set() == named & writers
    assert len(files) > 4


def test_there_is_no_english_and_no_raw_float() -> None:
    for shown in (scenario(), scenario(kb=TWO)):
        assert [] == ENGLISH.findall(shown.text)
        assert [] == RAW_FLOAT.findall(shown.text)


@pytest.mark.browser
def test_a_leader_tries_a_figure_shares_the_link_and_discards(visit) -> None:
    page = visit("/kich-ban?nam=2018&donvi=CT&tieuchi=N1.07&doi=thuc-hien")
    page.page.fill("input[name=gia]", "95")
    page.page.keyboard.press("Enter")
    page.page.locator("h1", has_text="Nếu vậy").wait_for()
    for _wait in range(100):  # what was typed moves into the list of the address, without a navigation
        if "kb=" in page.page.url and "gia=" not in page.page.url:
            break
        page.page.wait_for_timeout(100)
    title, address = page.page.inner_text("h1"), urlsplit(page.page.url)
    assert {"kb": [ONE]}.items() <= parse_qs(address.query).items()
    assert "gia" not in parse_qs(address.query)

    elsewhere = visit(f"{address.path}?{address.query}")

    assert "Châu Thành từ hạng 3 lên hạng 2" in title
    assert title == elsewhere.page.inner_text("h1")
    assert [] == elsewhere.serious()
    assert [] == elsewhere.complaints
    assert 0 >= visit(f"{address.path}?{address.query}", width=360, height=740).overflow()
    page.page.click("#td-scenario-discard")
    page.page.locator("h1", has_text="Thử thay đổi một số liệu").wait_for()

    assert "kb=" not in page.page.url
    assert 1 == page.documents
