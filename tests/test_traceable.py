"""Every number in a finding stands in the snapshot it was told from: read out of the sentence, found in the values."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from html import unescape

import pytest
from test_telling import CASES, year_of

from pages.parts import state
from pages.parts.change_parts import YearStep, rank_sentence, split_sentence
from pages.parts.dependence import dependence_sentence
from pages.parts.firmness import firmness_sentence
from pages.parts.telling import Telling, headline, tell
from scoring.certainty import firmness, rank_bounds, rank_ranges
from scoring.change import change_split
from scoring.findings import Finding
from scoring.given import Given
from scoring.intervals import intervals_of
from scoring.numbers import number, percent
from scoring.scoreboard import UnitScore
from scoring.sensitivity import sensitivity

NUMBER = re.compile(r"[+−]?\d+(?:\.\d{3})*(?:,\d+)?%?")
UNITS_OF = {"tie_separated", "tie_open"}


@pytest.fixture(autouse=True)
def nothing_in_the_address(monkeypatch):
    monkeypatch.setattr(state, "asked", lambda _param: "")


def text(html: str) -> str:
    return unescape(re.sub(r"<[^>]+>", " ", html))


def numbers_in(about: Telling, sentence: str, *years: int) -> list[str]:
    """The numbers of a sentence, without those that belong to names: of criteria, sections, units and years."""
    names = [row.label for row in about.rulebook.criteria] + [row.label for row in about.rulebook.sections]
    names += [item.label for item in about.rulebook.penalty_items]
    names += [unit.name for unit in about.cluster.units] + [str(year) for year in years if year]
    for name in sorted(names, key=len, reverse=True):
        sentence = sentence.replace(name, " ")
    sentence = re.sub(r"Nội dung \d+", " ", sentence)
    return NUMBER.findall(sentence)


def written(values: Iterable[object]) -> set[str]:
    """All the ways in which values may be printed: their digits, two digits, as a share, with a sign or without."""
    found: set[str] = set()
    for value in values:
        if isinstance(value, str) or value is None:
            continue
        if isinstance(value, tuple):
            found.add(number(len(value)))
            continue
        exact = Fraction(value)
        for amount in (exact, -exact):
            for digits in (0, 1, 2, 3):
                if digits or amount.denominator == 1:
                    plain, share = number(amount, digits), percent(amount, digits)
                    found |= {plain, share, f"+{plain}", f"+{share}", number(amount * 100, digits)}
        if isinstance(value, Decimal):
            found.add(number(value))
    return found


def values_of(row: UnitScore) -> list[object]:
    sections = [
        value for part in row.sections for value in (part.points, part.penalty, part.total, part.maximum)
    ]
    return [row.total, row.rate, row.maximum, row.bonus, row.penalty, row.open_points, row.rank, *sections]


def snapshot_values(about: Telling, finding: Finding) -> list[object]:
    """The facts of a finding and the rows of the units that it is about."""
    units = {
        finding.unit,
        finding.other,
        *(finding.facts.get("units", ()) if finding.key in UNITS_OF else ()),
    }
    rows = [row for row in about.board.units if row.unit in units]
    ranges = rank_ranges(about.rulebook, about.board)
    ends = [value for row in rows for value in (ranges[row.unit].best, ranges[row.unit].worst)]
    return [*finding.facts.values(), *(value for row in rows for value in values_of(row)), *ends]


@pytest.mark.parametrize(("folder", "year"), CASES)
def test_every_number_in_a_finding_stands_in_the_snapshot(folder, year) -> None:
    about, findings = year_of(folder, year)
    told = 0
    for finding in findings:
        values = snapshot_values(about, finding)
        if "old_rank" in finding.facts:  # places gained or lost
            values.append(int(finding.facts["old_rank"]) - int(finding.facts["new_rank"]))
        shown = numbers_in(about, text(tell(about, finding)), year, about.rulebook.compared_with)
        told += len(shown)
        assert [] == [each for each in shown if each not in written(values)], text(tell(about, finding))
    assert told


@pytest.mark.parametrize(("folder", "year"), CASES)
def test_every_number_in_a_headline_stands_in_the_snapshot(folder, year) -> None:
    about, findings = year_of(folder, year)
    values = [value for finding in findings for value in snapshot_values(about, finding)]
    values += [
        int(finding.facts["old_rank"]) - int(finding.facts["new_rank"])
        for finding in findings
        if "old_rank" in finding.facts
    ]

    assert [] == [
        each for each in numbers_in(about, headline(about, findings), year) if each not in written(values)
    ]


def given_of(about: Telling) -> Given:
    from data.figures_file import read_figures, read_penalties

    folder = next(folder for folder, year in CASES if year == about.rulebook.year)
    year = about.rulebook.year
    return Given(
        about.rulebook,
        tuple(unit.code for unit in about.cluster.units),
        read_figures(folder / f"sample/figures-{year}.csv"),
        read_penalties(folder / f"sample/penalties-{year}.csv"),
    )


def test_every_number_in_the_sentence_of_a_change_is_a_part_of_the_change() -> None:
    (old, _found), (about, _new) = (year_of(*case) for case in CASES[:2])
    years = YearStep(about, old.rulebook)
    for split in change_split(given_of(old), given_of(about)):
        total = [split.total.amount, *split.total.shown]
        rank = [split.old.rank, split.new.rank]
        if split.rank is not None:
            rank += [split.rank.amount, *split.rank.shown]
        for sentence, values in (
            (text(split_sentence(years, split)), [*total, *rank]),
            (rank_sentence(split), rank),
        ):
            shown = numbers_in(about, sentence, 2017, 2018)
            assert shown
            assert [] == [each for each in shown if each not in written(values)], sentence
        assert split.total.amount == sum(split.total.shown)


def test_every_number_in_the_sentence_of_firmness_is_a_rank_or_a_count() -> None:
    for case in CASES[:2]:
        about, _findings = year_of(*case)
        intervals = intervals_of(about.rulebook, about.board)
        firm = firmness(about.board, rank_bounds(about.rulebook, about.board, intervals), intervals)
        values: list[object] = [*range(1, len(about.board.units) + 1), firm.cells]
        values += [count for group in firm.open for count in group.reasons.values()]
        shown = numbers_in(about, firmness_sentence(about, firm))
        assert shown
        assert [] == [each for each in shown if each not in written(values)]


def test_every_number_in_the_sentence_of_dependence_is_a_count_of_cases() -> None:
    about, _findings = year_of(*CASES[1])
    found = sensitivity(given_of(about), about.board)
    moved = len([variant for variant in found.variants if variant.moved])
    shown = numbers_in(about, dependence_sentence(about, found))

    assert {number(found.first_stays), number(len(found.variants)), number(moved)} >= set(shown)
    assert shown


def test_the_check_itself_notices_a_number_from_nowhere() -> None:
    about, findings = year_of(*CASES[1])
    sentence = text(tell(about, findings[0])) + " hơn 123,45 điểm"
    shown = numbers_in(about, sentence, 2018)

    assert ["123,45"] == [each for each in shown if each not in written(snapshot_values(about, findings[0]))]
