"""The deck: every number on a slide is a number of the frozen year, and nothing that matters is left out."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from frozen import OTHER_CLUSTER, frozen_year

from pages.parts.slides import MOST_ROWS, Cell, Chart, Deck, KeyNumbers, Lines, Table, pages_of
from pages.parts.slides_made import deck_of
from scoring.model import Outcome
from scoring.numbers import number, percent

YEARS = [(2017, None), (2018, None), (2021, OTHER_CLUSTER), (2022, OTHER_CLUSTER), (2023, OTHER_CLUSTER)]
both = pytest.mark.parametrize(("year", "cluster"), YEARS)


def deck(year: int = 2018, cluster: Path | None = None) -> Deck:
    return deck_of(frozen_year(year, cluster))


def table(made: Deck, key: str) -> Table:
    return next(block for block in made.slide(key).blocks() if isinstance(block, Table))


def cells(made: Deck) -> list[Cell]:
    return [
        cell
        for slide in made.slides
        for block in slide.blocks()
        if isinstance(block, Table)
        for row in block.rows
        for cell in row.cells
    ]


def readings(amount: Decimal | Fraction | int) -> set[str]:
    """Every way in which an amount may be written: as a number or a percentage with any digits, with a sign or not."""
    return {
        text
        for digits in range(6)
        for sign in (False, True)
        for text in (number(amount, digits, sign=sign), percent(Fraction(amount), digits, sign=sign))
    } | {number(amount)}


@both
def test_the_order_shows_every_unit_with_its_rank_total_and_rate(year, cluster):
    frozen = frozen_year(year, cluster)
    board, by_rate = frozen.about.board, frozen.about.rulebook.ranked_by == "rate"

    shown = [[cell.amount for cell in row.cells] for row in table(deck_of(frozen), "order").rows]

    wanted = [[row.rank, None, row.total, *([row.rate] if by_rate else []), None] for row in board.units]
    assert wanted == shown


@both
def test_every_criterion_of_every_unit_stands_in_the_heat_pages_once(year, cluster):
    frozen = frozen_year(year, cluster)
    about, made = frozen.about, deck_of(frozen)
    rows = [row for slide in made.slides if slide.kind == "heat" for row in table(made, slide.key).rows]

    wanted = [
        [None, criterion.max_points]
        + [about.board.score(unit.code, criterion.code).points for unit in about.members()]
        for criterion in about.rulebook.criteria
    ]
    assert wanted == [[cell.amount for cell in row.cells] for row in rows]


@both
def test_a_cell_without_points_says_why_and_is_not_zero(year, cluster):
    frozen = frozen_year(year, cluster)
    about, made = frozen.about, deck_of(frozen)
    words = {
        Outcome.NOT_REPORTED: "chưa báo cáo",
        Outcome.NOT_ASSIGNED: "không giao",
        Outcome.NOT_APPLICABLE: "không phát sinh",
    }

    wanted = sorted(words[each.outcome] for each in about.board.scores.values() if each.points is None)
    found = sorted(cell.text for cell in cells(made) if cell.tone in ("missing", "absent"))
    assert wanted == found


@both
def test_the_stacked_parts_add_up_to_the_total(year, cluster):
    frozen = frozen_year(year, cluster)
    chart = deck_of(frozen).slide("sections").chart()

    sums = [sum(each.values[at] for each in chart.series) for at in range(len(chart.categories))]
    assert [row.total for row in frozen.about.board.units] == sums


def test_the_parts_of_a_change_add_up_to_it():
    rows = table(deck(), "reasons").rows

    assert 5 == len(rows)
    assert [row.cells[1].amount for row in rows] == [
        sum(cell.amount for cell in row.cells[2:]) for row in rows
    ]


def test_ranks_of_both_years_are_those_of_the_boards():
    frozen = frozen_year()
    chart = deck().slide("trend").chart()
    names = {unit.short_name: unit.code for unit in frozen.about.members()}

    assert {
        name: series.values for name, series in zip(names, chart.series, strict=False)
    }.keys() == names.keys()
    for series in chart.series:
        unit = names[series.name]
        assert series.values == (frozen.before.board.unit(unit).rank, frozen.about.board.unit(unit).rank)


@both
def test_text_and_amount_of_every_number_agree(year, cluster):
    made = deck(year, cluster)
    pairs = [(cell.text.rstrip("*"), cell.amount) for cell in cells(made) if cell.amount is not None]
    for slide in made.slides:
        for block in slide.blocks():
            if isinstance(block, Chart):
                pairs += [
                    (text, value)
                    for each in block.series
                    for text, value in zip(each.texts, each.values, strict=True)
                ]
            if isinstance(block, KeyNumbers):
                pairs += [(each.text.split("/")[0], each.amount) for each in block.numbers]

    assert len(pairs) > 50
    assert [] == [
        (text, amount) for text, amount in pairs if amount is not None and text not in readings(amount)
    ]


@both
def test_the_reveal_goes_from_the_last_rank_to_the_first_and_ties_come_together(year, cluster):
    frozen = frozen_year(year, cluster)
    slide = deck_of(frozen).slide("order")
    ranked = [row.rank for row in frozen.about.board.units if row.rank is not None]
    steps = [row.step for row in table(deck_of(frozen), "order").rows if row.step]

    assert len(set(ranked)) == slide.steps
    by_step = sorted(zip(steps, ranked, strict=True))
    assert sorted(ranked, reverse=True) == [rank for _step, rank in by_step]
    assert len(set(zip(steps, ranked, strict=True))) == slide.steps


@both
def test_no_row_of_the_reveal_names_a_unit_that_is_revealed_later(year, cluster):
    frozen = frozen_year(year, cluster)
    made = deck_of(frozen)
    rows = table(made, "order").rows
    step_of = {made.unit(row.cells[1].unit).name: row.step for row in rows}

    early = [
        (row.cells[1].text, name)
        for row in rows
        for name, step in step_of.items()
        if step > row.step and any(name in cell.text for cell in row.cells)
    ]
    assert [] == early


@both
def test_the_title_of_the_reveal_and_of_what_comes_before_names_no_unit(year, cluster):
    frozen = frozen_year(year, cluster)
    made = deck_of(frozen)
    slide = made.slide("order")

    assert [] == [unit.name for unit in made.units if unit.name in slide.title + slide.subtitle]
    assert ["cover", "rules", "order"] == [each.key for each in made.slides[:3]]


@both
def test_every_slide_says_its_source_its_status_and_has_notes(year, cluster):
    made = deck(year, cluster)

    for slide in made.slides:
        assert frozen_year(year, cluster).about.rulebook.title in slide.source, slide.key
        assert "trạng thái: " in slide.source, slide.key
        assert slide.notes, slide.key
        assert all(slide.notes), slide.key
        assert 12 == sum(area.width for area in slide.areas), slide.key
        assert slide.title, slide.key
        assert not slide.title.endswith("."), slide.key


@both
def test_keys_are_unique_and_every_unit_has_its_slide(year, cluster):
    made = deck(year, cluster)
    keys = [slide.key for slide in made.slides]

    assert len(set(keys)) == len(keys)
    assert [unit.code for unit in made.units] == [slide.unit for slide in made.slides if slide.unit]


@both
def test_no_table_has_more_rows_than_one_look_takes_in(year, cluster):
    for slide in deck(year, cluster).slides:
        for block in slide.blocks():
            if isinstance(block, Table):
                assert len(block.rows) <= MOST_ROWS, slide.key
                assert all(len(row.cells) == len(block.columns) for row in block.rows), slide.key
                assert sum(column.width for column in block.columns) == pytest.approx(1), slide.key
            if isinstance(block, Lines):
                assert all(block.sentences), slide.key


def test_the_sample_mark_follows_the_stamp_alone():
    frozen = frozen_year()
    adopted = replace(frozen, stamp=replace(frozen.stamp, rulebook_status="adopted", statuses=()))

    assert "SỐ LIỆU MINH HỌA" == deck().sample_mark
    assert "" == deck_of(adopted).sample_mark


def test_a_first_year_has_no_slides_about_the_year_before():
    kinds = {slide.kind for slide in deck(2021, OTHER_CLUSTER).slides}

    assert set() == kinds & {"trend", "reasons", "not_comparable"}
    assert {"order", "sections", "heat", "unit", "firm", "discuss", "closing"} <= kinds


def test_what_cannot_be_compared_is_listed_whole_with_its_reasons():
    frozen = frozen_year()
    made = deck()
    rows = [
        row for slide in made.slides if slide.kind == "not_comparable" for row in table(made, slide.key).rows
    ]

    wanted = [each for each in frozen.comparable if not (each.figures and each.points)]
    assert len(wanted) == len(rows)
    assert all(row.cells[1].text for row in rows)


@pytest.mark.parametrize("count", [1, 6, 7, 12, 13, 25, 26])
def test_pages_hold_everything_in_order_and_differ_by_one_at_most(count):
    pages = pages_of(list(range(count)), 6)

    assert list(range(count)) == [thing for page in pages for thing in page]
    assert max(map(len, pages)) <= 6
    assert max(map(len, pages)) - min(map(len, pages)) <= 1


def test_the_same_state_gives_the_same_deck():
    assert deck_of(frozen_year()) == deck_of(frozen_year())
