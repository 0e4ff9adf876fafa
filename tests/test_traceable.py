"""Every number in a sentence stands in the snapshot: in the facts of the finding or on the board."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction
from html import unescape
from pathlib import Path

import pytest

from data import rules
from data.cluster import load_cluster
from data.figures_file import read_figures, read_penalties
from pages.parts import state
from pages.parts.change_words import YearStep, split_sentence
from pages.parts.reach_words import move_words
from pages.parts.telling import NUMBERS, Telling, tell, traced
from scoring.certainty import rank_ranges
from scoring.change import PARTS
from scoring.change_findings import with_parts
from scoring.common_units import common_splits
from scoring.findings import year_findings
from scoring.given import Given
from scoring.numbers import number, percent
from scoring.reach import shortest_plan, single_changes, steps

TESTS = Path(__file__).parent
CASES = [
    (TESTS.parent / "data", 2017),
    (TESTS.parent / "data", 2018),
    *((TESTS / "other_cluster", year) for year in (2021, 2022, 2023)),
]
PAIRS = [
    (TESTS.parent / "data", 2017, 2018),
    *((TESTS / "other_cluster", old, old + 1) for old in (2021, 2022)),
]


@pytest.fixture(autouse=True)
def nothing_in_the_address(monkeypatch):
    monkeypatch.setattr(state, "asked", lambda _param: "")
    monkeypatch.setattr(state, "others", dict)


def given(folder: Path, year: int) -> Given:
    return Given(
        rules.rulebook(folder, year),
        tuple(unit.code for unit in load_cluster(folder).units if unit.valid_in(year)),
        read_figures(folder / f"sample/figures-{year}.csv"),
        read_penalties(folder / f"sample/penalties-{year}.csv"),
    )


def written(values) -> set[str]:
    """Every way in which these values may be printed."""
    found = {value for value in values if isinstance(value, str) and value.isdigit()}
    for value in values:
        if isinstance(value, bool) or not isinstance(value, int | Decimal | Fraction):
            continue
        for amount in (value, abs(value)):
            for digits in (None, 0, 1, 2, 3):
                found |= {
                    number(amount, digits),
                    number(amount, digits, sign=True),
                    f"{number(amount, digits)}%",
                }
                if digits is not None:
                    found |= {percent(amount, digits), number(Fraction(amount) * 100, digits)}
    return found


def numbers_in(sentence: str, about: Telling) -> list[str]:
    """The numbers of a sentence, those in names left out."""
    text = unescape(re.sub(r"<[^>]+>", "", sentence))
    book = about.rulebook
    names = [row.label for row in (*book.criteria, *book.sections, *book.items)]
    names += [section.label.partition(":")[0] for section in book.sections]
    names += [sub.label for row in book.criteria for sub in row.sub_criteria]
    names += [row.unit_of_measure for each in book.criteria for row in (each, *each.sub_criteria)]
    for name in sorted(filter(None, names), key=len, reverse=True):
        if re.search(r"\d", name):
            text = text.replace(name, "")
    return NUMBERS.findall(text)


def untraced(sentence: str, about: Telling, values) -> list[str]:
    known = written(values)
    return [found for found in numbers_in(sentence, about) if found not in known]


def row_values(about: Telling, unit: str) -> list[object]:
    row = about.board.unit(unit)
    ranges = rank_ranges(about.rulebook, about.board)[unit]
    return [
        row.total,
        row.rate,
        row.maximum,
        row.rank,
        row.penalty,
        row.open_points,
        ranges.best,
        ranges.worst,
    ]


@pytest.mark.parametrize(("folder", "year"), CASES)
def test_each_number_in_a_finding_of_a_year_is_a_fact_or_on_the_board(folder, year):
    now = given(folder, year)
    about = Telling(load_cluster(folder), now.rulebook, now.board())
    before = given(folder, now.rulebook.compared_with) if now.rulebook.compared_with else None
    boards = (before.board(), about.board) if before else ()
    found = year_findings(now.rulebook, about.board, boards[0] if boards else None)
    if before:
        found = with_parts(found, common_splits(before, now, boards))
    for finding in found:
        values = [*finding.facts.values(), str(now.rulebook.compared_with)]
        for unit in {finding.unit, finding.other} - {""}:
            values += row_values(about, unit)
        if "old_rank" in finding.facts:
            values.append(finding.facts["old_rank"] - finding.facts["new_rank"])

        assert numbers_in(tell(about, finding), about), finding
        assert [] == untraced(tell(about, finding), about, values), finding


@pytest.mark.parametrize(("folder", "old", "new"), PAIRS)
def test_each_number_in_the_sentence_of_a_change_is_a_part_of_it(folder, old, new):
    first, second = given(folder, old), given(folder, new)
    about = Telling(load_cluster(folder), second.rulebook, second.board())
    years = YearStep(about, first.rulebook)
    for split in common_splits(first, second, (first.board(), about.board)):
        values = [split.total.amount, *split.total.shown, split.old.rank, split.new.rank]
        values += [split.rank.amount, *split.rank.shown] if split.rank else []
        told = split_sentence(years, split)

        assert [] == untraced(told, about, values), told
        assert split.total.amount == sum(split.total.shown) == split.new.total - split.old.total
        assert len(PARTS) == len(split.total.shown)


@pytest.mark.parametrize(("folder", "year"), CASES)
def test_each_number_in_a_step_within_reach_is_in_the_move(folder, year):
    now = given(folder, year)
    about = Telling(load_cluster(folder), now.rulebook, now.board())
    told = 0
    for unit in now.units:
        alone = single_changes(now.rulebook, about.board, unit)
        plan = shortest_plan(now.rulebook, about.board, unit)
        moves = [plan.moves[0] for plan in alone] + list(plan.moves if plan else ())
        moves += [step.up for step in steps(now.rulebook, about.board, unit) if step.up]
        for move in moves:
            sentence = move_words(about, move)
            told += 1

            assert [] == untraced(sentence, about, [move.old, move.new, move.change, move.points]), sentence
    assert told


def test_a_number_that_is_nowhere_is_found_out():
    now = given(*CASES[1])
    about = Telling(load_cluster(CASES[1][0]), now.rulebook, now.board())

    assert ["0,28"] == untraced("hơn <b>0,28</b> điểm, hạng 1", about, [Decimal("0.27"), 1])


def test_every_number_of_a_finding_is_a_link_to_its_trace():
    now = given(*CASES[1])
    about = Telling(load_cluster(CASES[1][0]), now.rulebook, now.board())
    for finding in year_findings(now.rulebook, about.board, None):
        told = tell(about, finding)
        outside = re.sub(r"<a .*?</a>|<[^>]+>", "", told)

        assert [] == NUMBERS.findall(unescape(outside)), told
        assert "&#" in traced("&#x27;12,5&#x27;; +79,92; a", "/x")
        assert '">+79,92</a>; a' in traced("&#x27;12,5&#x27;; +79,92; a", "/x")
