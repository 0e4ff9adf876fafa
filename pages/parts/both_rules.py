"""The same figures under both years' rulebooks: ranks side by side, and what each criterion would earn otherwise."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from pages.parts import widgets
from pages.parts.change_words import YearStep
from pages.parts.changes import reason_words
from pages.parts.words import say
from scoring.both_rulebooks import BothRulebooks, UnderBoth
from scoring.carried import Carry
from scoring.numbers import number
from scoring.scoreboard import Score, UnitScore
from scoring.trend import Comparability

ZERO = Decimal(0)


def under_both_html(years: YearStep, both: BothRulebooks) -> str:
    """HTML of the whole part: the finding, the ranks of both years' figures, and what is left out."""
    old, new = both.old.year, both.new.year
    columns = [
        say("trend.column_unit"),
        say("both.official"),
        say("both.rank_under", year=old),
        say("both.rank_under", year=new),
        say("both.points_under", year=old),
        say("both.points_under", year=new),
        say("both.difference"),
    ]
    rows: list[tuple[str, ...]] = []
    for under in (both.old, both.new):
        rows.append((say("both.figures_of", year=under.year),))
        rows += [_row(years, under, row.unit, old) for row in under.official.units]
    left_out = [row for row in both.rows if not row.possible]
    kept = len(both.rows) - len(left_out)
    caption = say("both.caption", old=old, new=new)
    measure = say("both.measure", kept=kept, all=len(both.rows))
    return widgets.heading(under_both_title(years, both), measure) + widgets.html_table(
        columns, rows, caption, numeric=range(1, 7), show_caption=False
    )


def under_both_title(years: YearStep, both: BothRulebooks) -> str:
    """Whether the other rulebook would have ranked otherwise. Plain text."""
    told = []
    for under in (both.old, both.new):
        mine, other = _ranks(under.own.units), _ranks(under.other.units)
        moved = [row.unit for row in under.official.units if mine[row.unit] != other[row.unit]]
        key = "both.title_moved" if moved else "both.title_same"
        told.append(say(key, year=under.year, units=years.about.units(moved)))
    return say("both.title", told="; ".join(told))


def _ranks(rows: Sequence[UnitScore]) -> dict[str, int | None]:
    return {row.unit: row.rank for row in rows}


def _row(years: YearStep, under: UnderBoth, unit: str, old: int) -> tuple[str, ...]:
    first, second = (under.own, under.other) if under.year == old else (under.other, under.own)
    left, right = first.unit(unit), second.unit(unit)
    return (
        years.about.unit(unit),
        number(under.official.unit(unit).rank),
        number(left.rank),
        number(right.rank),
        years.points(left.total),
        years.points(right.total),
        years.points(right.total - left.total, sign=True),
    )


def other_points(years: YearStep, both: BothRulebooks, entry: Comparability) -> str:
    """
    What one criterion's figures of the new year earn under its rules more than under those of the old year.

    Plain text: the units that differ, “như nhau”, or “không so sánh được” with a reason that the comparison of the
    rulebooks does not know.
    """
    row = next(row for row in both.rows if (row.criterion, row.before) == (entry.criterion, entry.before))
    if not row.possible:
        own = _own_reasons(years, row, entry)
        return say("both.not", why=f" ({own})" if own else "")
    told = []
    for unit in years.about.members():
        now = both.new.own.scores.get((unit.code, row.criterion))
        then = both.new.other.scores.get((unit.code, row.criterion))
        change = _sum(now) - _sum(then) if now is not None and then is not None else ZERO
        if change:
            told.append(f"{unit.short_name} {years.points(change, sign=True)}")
    return "; ".join(told) or say("both.equal")


def _own_reasons(years: YearStep, row: Carry, entry: Comparability) -> str:
    about = years.about
    return "; ".join(
        reason_words(
            reason, lambda code: about.cluster.agency(code).name, years.old_book.year, about.rulebook.year
        )
        for reason in row.reasons
        if reason not in entry.reasons
    )


def _sum(score: Score) -> Decimal:
    return (score.points or ZERO) + (score.bonus or ZERO)
