"""Findings as sentences: right words, right numbers, names that stay text, links that lead somewhere."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from html import unescape
from pathlib import Path

import pytest

from data import rules
from data.cluster import load_cluster
from data.figures_file import read_figures, read_penalties
from pages import SCREENS
from pages.parts import finding_words, state, telling
from pages.parts.standing import change_html, standing_html
from pages.parts.telling import Telling, headline, tell
from scoring.certainty import rank_ranges
from scoring.findings import Finding, year_findings
from scoring.numbers import number
from scoring.scoreboard import score_year
from scoring.trend import UnitChange

TESTS = Path(__file__).parent
CASES = [
    (TESTS.parent / "data", 2017),
    (TESTS.parent / "data", 2018),
    *((TESTS / "other_cluster", year) for year in (2021, 2022, 2023)),
]


@pytest.fixture(autouse=True)
def nothing_in_the_address(monkeypatch):
    monkeypatch.setattr(state, "asked", lambda _param: "")


def year_of(folder: Path, year: int) -> tuple[Telling, tuple[Finding, ...]]:
    cluster = load_cluster(folder)
    boards = {}
    for each in (year, rules.rulebook(folder, year).compared_with):
        if each:
            boards[each] = score_year(
                rules.rulebook(folder, each),
                [unit.code for unit in cluster.units],
                read_figures(folder / f"sample/figures-{each}.csv"),
                read_penalties(folder / f"sample/penalties-{each}.csv"),
            )
    rulebook = rules.rulebook(folder, year)
    found = year_findings(rulebook, boards[year], boards.get(rulebook.compared_with))
    return Telling(cluster, rulebook, boards[year]), found


def text(html: str) -> str:
    return unescape(re.sub(r"<[^>]+>", "", html))


def test_every_kind_of_finding_has_a_sentence_and_a_place():
    kinds = set(re.findall(r'Finding\(\s*"(\w+)"', Path("scoring/findings.py").read_text(encoding="utf-8")))
    kinds |= {"risen", "fallen"}  # put together in one place

    assert kinds <= finding_words.SENTENCES.keys()
    assert finding_words.SENTENCES.keys() == telling.WHERE.keys()
    assert set(telling.WHERE.values()) <= SCREENS.keys()


@pytest.mark.parametrize(("folder", "year"), CASES)
def test_every_finding_of_every_year_is_told_with_its_why(folder, year):
    about, findings = year_of(folder, year)
    told = [tell(about, finding) for finding in findings]

    assert [] == [sentence for sentence in told if sentence.count("Vì sao?") != 1]
    assert [] == [sentence for sentence in told if re.search(r"[{}*]|\d\.\d\d\b", text(sentence))]
    assert headline(about, findings)


def test_the_leader_is_told_with_total_rate_and_lead():
    about, findings = year_of(*CASES[1])
    first, second = about.board.units[:2]
    sentence = text(tell(about, next(each for each in findings if each.key == "leader")))

    assert f"với {number(first.total, 2)} điểm" in sentence
    assert f"hơn Tân Hiệp {number(first.total - second.total, 2)} điểm." in sentence


def test_with_different_maxima_the_lead_is_told_in_points_of_a_percent():
    about, _ = year_of(*CASES[1])
    upper, lower = about.board.unit("CT"), about.board.unit("RG")

    assert f"{number((upper.rate - lower.rate) * 100, 3)} điểm phần trăm" == about.lead(upper, lower)


def test_what_is_equal_is_the_total_or_else_the_rate():
    about, _ = year_of(*CASES[1])
    rows = tuple(
        replace(row, rate=Decimal("0.80000"), total=Decimal(768 if row.unit == "RG" else 800))
        for row in about.board.units
    )
    other = replace(about, board=replace(about.board, units=rows))

    assert f"{number(about.board.unit('TH').total, 2)} điểm" == about.equal(("TH", "CT"))
    assert "tỷ lệ 80,000%" == other.equal(("TH", "RG"))


def test_an_open_tie_shares_the_rank_and_says_what_comes_next():
    about, findings = year_of(TESTS / "other_cluster", 2023)
    tie = next(each for each in findings if each.key == "tie_open")
    voting = replace(about, rulebook=replace(about.rulebook, tie_break=("exceeded", "vote")))

    assert "Giáp và Đinh cùng 95,00 điểm và bằng nhau ở mọi bước xét tiếp, nên đồng hạng 2." in text(
        tell(about, tie)
    )
    assert "cho đến khi bỏ phiếu" in text(tell(voting, tie))


def test_a_tie_of_three_names_the_order_instead_of_two_values():
    about, _ = year_of(*CASES[1])
    facts = {"units": ("TH", "CT", "RG"), "total": Decimal(1), "step": "section:N1", "first": Decimal(3)}
    told = telling.tie_break(about, Finding("tie_separated", facts | {"second": Decimal(2)}, "TH"))

    assert "; xét Nội dung 1, thứ tự là Tân Hiệp, Châu Thành, Rạch Giá." == told


def test_a_rank_that_cannot_change_is_called_firm_and_another_is_not():
    about, _ = year_of(*CASES[1])
    row = about.board.unit("RG")
    ranges = rank_ranges(about.rulebook, about.board)["RG"]

    assert "dù được bao nhiêu thì vẫn hạng 4" == telling.fate(about, row, ranges)
    assert "hạng còn có thể từ 3 đến 4" == telling.fate(about, row, replace(ranges, best=3))
    assert "không xếp hạng" in telling.fate(about, replace(row, rank=None), ranges)


def test_a_year_without_any_rank_says_so():
    about, _ = year_of(*CASES[1])
    rows = tuple(replace(row, rank=None) for row in about.board.units)
    empty = replace(about, board=replace(about.board, units=rows))

    assert "Chưa xếp hạng được năm 2018: còn thiếu số liệu" == headline(empty, ())


def test_names_from_the_catalogue_stay_text():
    about, findings = year_of(*CASES[1])
    units = tuple(replace(unit, short_name="<img src=x>") for unit in about.cluster.units)
    spoilt = replace(about, cluster=replace(about.cluster, units=units))
    told = "".join(tell(spoilt, finding) for finding in findings) + standing_html(spoilt, {})

    assert "<img" not in told
    assert "&lt;img src=x&gt;" in told


@pytest.mark.parametrize(
    ("old", "new", "drawn", "heard"),
    [
        (3, 1, "▲ 2", "tăng 2 bậc, trước là hạng 3"),
        (1, 2, "▼ 1", "giảm 1 bậc, trước là hạng 1"),
        (2, 2, "–", "hạng không đổi"),
        (None, 2, "?", "một trong hai năm chưa xếp hạng"),
    ],
)
def test_a_change_of_rank_is_drawn_and_said(old, new, drawn, heard):
    moved = None if old is None else old - new
    change = UnitChange("A", old, new, moved, Decimal(1), Decimal(1), Decimal(0), Decimal(0), False)

    assert f"{drawn}{heard}" == text(change_html(change)).strip()
    assert "mới" == change_html(None)
