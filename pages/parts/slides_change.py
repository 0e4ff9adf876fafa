"""Slides of two years: ranks then and now, why totals changed, and what cannot be compared."""

from __future__ import annotations

from decimal import Decimal

from pages.parts.changes import finding, reason_words
from pages.parts.frozen_year import FrozenYear
from pages.parts.slides import Area, Cell, Chart, Column, Lines, Row, Series, Slide, Table, Tone, pages_of
from pages.parts.split_words import splits_title
from pages.parts.words import say
from pages.parts.year_words import Telling
from scoring.change import PARTS
from scoring.numbers import MISSING, number
from scoring.trend import Comparability, UnitChange

MOST_REASONS = 6  # rows with a sentence each on one slide


def change_slides(frozen: FrozenYear, line: str) -> tuple[Slide, ...]:
    """All slides that speak of the year before; () where there is none."""
    if frozen.before is None:
        return ()
    found = [_trend(frozen, frozen.before, line)] if frozen.changes else []
    if frozen.splits:
        found.append(_reasons(frozen, frozen.before, line))
    return (*found, *_not_comparable(frozen, frozen.before, line))


def _trend(frozen: FrozenYear, before: Telling, line: str) -> Slide:
    about = frozen.about
    old_year, new_year = before.board.year, frozen.year
    shown = [change for change in frozen.changes if None not in (change.old_rank, change.new_rank)]
    series = tuple(
        Series(
            about.unit(change.unit),
            (Decimal(change.old_rank or 0), Decimal(change.new_rank or 0)),
            (number(change.old_rank), number(change.new_rank)),
            f"unit-{about.cluster.unit(change.unit).order - 1}",
        )
        for change in shown
    )
    alt = " ".join(
        say(
            "slides.trend.alt",
            unit=about.unit(change.unit),
            old=number(change.old_rank),
            new=number(change.new_rank),
            old_year=old_year,
            new_year=new_year,
        )
        for change in shown
    )
    years = (say("slides.trend.year", year=old_year), say("slides.trend.year", year=new_year))
    chart = Chart("slope", years, series, say("slides.places"), alt)
    areas = [Area(6, (_totals(frozen, old_year),))]
    if series:
        areas.insert(0, Area(6, (chart,)))
    else:
        areas = [Area(12, areas[0].blocks)]
    return Slide(
        "trend",
        "trend",
        finding(about, frozen.changes),
        say("slides.trend.subtitle", old=old_year, new=new_year),
        tuple(areas),
        line,
        (say("slides.trend.note"), *(_trend_note(about, change) for change in shown)),
    )


def _trend_note(about: Telling, change: UnitChange) -> str:
    return say(
        "slides.trend.note_row",
        unit=about.unit(change.unit),
        old=number(change.old_rank),
        new=number(change.new_rank),
        change=about.points(change.total_change, sign=True),
    )


def _totals(frozen: FrozenYear, old_year: int) -> Table:
    about = frozen.about
    columns = (
        Column(say("slides.unit"), 0.34),
        Column(say("slides.trend.total_of", year=old_year), 0.22, is_number=True),
        Column(say("slides.trend.total_of", year=frozen.year), 0.22, is_number=True),
        Column(say("slides.trend.difference"), 0.22, is_number=True),
    )
    rows = tuple(
        Row(
            (
                Cell(about.unit(change.unit), unit=change.unit),
                Cell(about.points(change.old_total), change.old_total),
                Cell(about.points(change.new_total), change.new_total),
                _difference(about, change.total_change),
            )
        )
        for change in frozen.changes
    )
    return Table(columns, rows, say("slides.trend.caption"))


def _difference(about: Telling, amount: Decimal) -> Cell:
    tone: Tone = "better" if amount > 0 else "worse" if amount < 0 else ""
    return Cell(about.points(amount, sign=True), amount, tone)


def _reasons(frozen: FrozenYear, before: Telling, line: str) -> Slide:
    about = frozen.about
    columns = (
        Column(say("slides.unit"), 0.22),
        Column(say("slides.trend.difference"), 0.14, is_number=True),
        *(Column(say(f"slides.reasons.{name}"), 0.16, is_number=True) for name in PARTS),
    )
    rows = tuple(
        Row(
            (
                Cell(about.unit(split.unit), unit=split.unit),
                Cell(about.points(split.total.amount, sign=True), split.total.amount, "strong"),
                *(_difference(about, amount) for amount in split.total.shown),
            )
        )
        for split in frozen.splits
    )
    return Slide(
        "reasons",
        "reasons",
        splits_title(frozen.splits),
        say("slides.reasons.subtitle", old=before.board.year, new=frozen.year),
        (Area(12, (Table(columns, rows, say("slides.reasons.caption")),)),),
        line,
        (say("slides.reasons.note"),),
    )


def _not_comparable(frozen: FrozenYear, before: Telling, line: str) -> list[Slide]:
    old_year = before.board.year
    rows = [each for each in frozen.comparable if not (each.figures and each.points)]
    subtitle = say("slides.not_comparable.subtitle")
    notes = (say("slides.not_comparable.note"),)
    if not rows:
        told = Lines((say("slides.not_comparable.all"),))
        title = say("slides.not_comparable.title_none", year=old_year)
        return [Slide("not-comparable", "not_comparable", title, subtitle, (Area(12, (told,)),), line, notes)]
    pages = pages_of(rows, MOST_REASONS)
    found = []
    for at, page in enumerate(pages, start=1):
        key = "slides.not_comparable.title" if len(pages) == 1 else "slides.not_comparable.title_page"
        title = say(key, count=number(len(rows)), year=old_year, page=at, pages=len(pages))
        table = Table(
            (Column(say("slides.criterion"), 0.36), Column(say("slides.not_comparable.reason"), 0.64)),
            tuple(
                Row((Cell(_label(frozen, before, each)), Cell(_why(frozen, before, each)))) for each in page
            ),
            say("slides.not_comparable.caption"),
        )
        name = "not-comparable" if at == 1 else f"not-comparable-{at}"
        found.append(Slide(name, "not_comparable", title, subtitle, (Area(12, (table,)),), line, notes))
    return found


def _label(frozen: FrozenYear, before: Telling, each: Comparability) -> str:
    if each.criterion:
        return frozen.about.rulebook.criterion(each.criterion).label
    return before.rulebook.criterion(each.before).label if each.before else MISSING


def _why(frozen: FrozenYear, before: Telling, each: Comparability) -> str:
    def agency(code: str) -> str:
        return frozen.about.cluster.agency(code).name

    told = "; ".join(reason_words(reason, agency, before.board.year, frozen.year) for reason in each.reasons)
    return told[:1].upper() + told[1:]
