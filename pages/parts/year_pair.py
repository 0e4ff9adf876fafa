"""Two years of the cluster as drawings and tables: every number formatted, every direction said in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from data.cluster import Cluster
from pages.parts.changes import direction_words
from pages.parts.charts.trend import (
    End,
    SlopeLine,
    places_of_ranks,
    places_of_values,
    slope,
)
from pages.parts.words import say
from scoring.model import Rulebook
from scoring.numbers import MISSING, number, percent
from scoring.scoreboard import Scoreboard
from scoring.trend import Comparability, Movement, UnitChange, movements, unit_changes


@dataclass(frozen=True, slots=True)
class YearPair:
    """All that two years are compared by; `changes` stand in the new order, `units` in the official one."""

    cluster: Cluster
    old_book: Rulebook
    new_book: Rulebook
    old: Scoreboard
    new: Scoreboard
    compared: tuple[Comparability, ...]
    units: tuple[str, ...]
    changes: tuple[UnitChange, ...]
    movements: tuple[Movement, ...]

    def order(self, unit: str) -> int:
        """The unit's place in the catalogue, 0-based: its colour and marker."""
        return next(place for place, row in enumerate(self.cluster.units) if row.code == unit)

    def name(self, unit: str) -> str:
        """Short name of a unit."""
        return self.cluster.unit(unit).short_name

    def comparable(self, criterion: str) -> Comparability:
        """What of a criterion of the new year can be compared."""
        return next(entry for entry in self.compared if entry.criterion == criterion)

    def points(self, amount: Decimal | None, *, sign: bool = False) -> str:
        """Points with the digits of the new rulebook."""
        return number(amount, self.new_book.point_decimals, sign=sign)

    def rate(self, share: Decimal) -> str:
        """A rate with its published digits, as a percentage."""
        return percent(share, max(0, self.new_book.rate_decimals - 2))


def pair_of(
    cluster: Cluster,
    old_book: Rulebook,
    new_book: Rulebook,
    boards: tuple[Scoreboard, Scoreboard],
    compared: tuple[Comparability, ...],
) -> YearPair:
    """Two years put together; `boards` are the old and the new one. Units that were there in one only are left out."""
    old, new = boards
    both = {row.unit for row in old.units} & {row.unit for row in new.units}
    units = tuple(
        unit.code
        for unit in cluster.units
        if unit.code in both and unit.valid_in(old.year) and unit.valid_in(new.year)
    )
    return YearPair(
        cluster,
        old_book,
        new_book,
        old,
        new,
        compared,
        units,
        tuple(change for change in unit_changes(old, new) if change.unit in units),
        movements(compared, old, new, units),
    )


# --- slopes -----------------------------------------------------------------------------------------------------


def rank_slope(pair: YearPair) -> str:
    """HTML of the ranks of both years; equals stand one below the other with the same number."""
    left, right = (places_of_ranks(_ranked(board, pair.units)) for board in (pair.old, pair.new))
    lines = []
    for change in pair.changes:
        unit, name = change.unit, pair.name(change.unit)
        old_rank, new_rank = _rank(change.old_rank), _rank(change.new_rank)
        told = say(
            "trend.rank_under",
            direction=direction_words(change),
            points=pair.points(change.total_change, sign=True),
        )
        old_end = End(_place(left, pair.old, unit), f"{old_rank} {name}", _remarks(pair, pair.old, unit))
        new_end = End(
            _place(right, pair.new, unit),
            say("trend.rank_right", unit=name, old=old_rank, new=new_rank),
            _remarks(pair, pair.new, unit, told),
            None if not change.rank_change else change.rank_change > 0,
        )
        lines.append(SlopeLine(pair.order(unit), old_end, new_end))
    alt = say("trend.rank_alt", old=pair.old.year, new=pair.new.year)
    return slope(lines, str(pair.old.year), str(pair.new.year), alt)


def rank_title(pair: YearPair) -> str:
    """The finding of the ranks: how many units rose, fell and stayed."""
    moved = [change.rank_change for change in pair.changes if change.rank_change is not None]
    up, down = sum(places > 0 for places in moved), sum(places < 0 for places in moved)
    return say("trend.rank_title", up=up, down=down, same=len(moved) - up - down)


def value_title(pair: YearPair, by: str) -> str:
    """The finding of the results: how far the first and the last were apart, and are."""
    widths = []
    for board in (pair.old, pair.new):
        values = [_value(board, unit, by) for unit in pair.units]
        width = max(values) - min(values)
        widths.append(_apart(pair, width, by))
    return say(f"trend.{by}_title", old=widths[0], new=widths[1])


def value_subtitle(pair: YearPair, by: str) -> str:
    """What is drawn, and whether the ranks go by it."""
    told = say(f"trend.{by}_subtitle")
    decides = pair.old_book.ranked_by == pair.new_book.ranked_by == by
    return f"{told}; {say('trend.decides')}" if decides else told


def _apart(pair: YearPair, width: Decimal, by: str) -> str:
    if by == "total":
        return pair.points(width)
    return number(width * 100, max(0, pair.new_book.rate_decimals - 2))


def _ranked(board: Scoreboard, units: Sequence[str]) -> list[list[str]]:
    """The units by rank, equals together, the unranked last."""
    groups: dict[int, list[str]] = {}
    for row in board.units:
        if row.unit in units:
            groups.setdefault(row.rank or len(board.units) + 1, []).append(row.unit)
    return [groups[rank] for rank in sorted(groups)]


def _place(places: dict[str, float], board: Scoreboard, unit: str) -> float | None:
    return None if board.unit(unit).rank is None else places[unit]


def _rank(rank: int | None) -> str:
    return MISSING if rank is None else str(rank)


def _remarks(pair: YearPair, board: Scoreboard, unit: str, *told: str) -> str:
    """What stands below a label: the joint label of equals, and whether the result is still open."""
    row = board.unit(unit)
    tied = say("trend.tied", units=", ".join(map(pair.name, row.tied_with))) if row.tied_with else ""
    return "; ".join(text for text in (*told, tied, say("trend.provisional") * row.provisional) if text)


def value_slope(pair: YearPair, by: str) -> str:
    """HTML of the totals ("total") or rates ("rate") of both years on one scale."""
    values = [
        (_value(pair.old, change.unit, by), _value(pair.new, change.unit, by)) for change in pair.changes
    ]
    flat = [Fraction(value) for both in values for value in both]
    left = places_of_values([Fraction(old) for old, _new in values], min(flat), max(flat))
    right = places_of_values([Fraction(new) for _old, new in values], min(flat), max(flat))
    lines = []
    for change, (old, new), old_at, new_at in zip(pair.changes, values, left, right, strict=True):
        unit, name, moved = change.unit, pair.name(change.unit), new - old
        told = say("trend.points_change", change=pair.points(moved, sign=True))
        if by == "rate":
            digits = max(0, pair.new_book.rate_decimals - 2)
            told = say("trend.percent_points", change=number(moved * 100, digits, sign=True))
        open_before = say("trend.provisional") * pair.old.unit(unit).provisional
        open_now = f"; {say('trend.provisional')}" * pair.new.unit(unit).provisional
        old_end = End(old_at, f"{name} {_shown(pair, old, by)}", open_before)
        new_end = End(
            new_at,
            f"{name} {_shown(pair, new, by)}",
            _way(moved, told) + open_now,
            None if not moved else moved > 0,
        )
        lines.append(SlopeLine(pair.order(unit), old_end, new_end))
    alt = say(f"trend.{by}_alt", old=pair.old.year, new=pair.new.year)
    return slope(lines, str(pair.old.year), str(pair.new.year), alt)


def _value(board: Scoreboard, unit: str, by: str) -> Decimal:
    row = board.unit(unit)
    return row.rate if by == "rate" else row.total


def _shown(pair: YearPair, value: Decimal, by: str) -> str:
    return pair.rate(value) if by == "rate" else pair.points(value)


def _way(change: Decimal, told: str) -> str:
    if change == 0:
        return say("trend.unchanged")
    return say("trend.way_up" if change > 0 else "trend.way_down", change=told)


def only_unit(units: Sequence[str], asked: str) -> str:
    """The unit that is asked for, "" for all."""
    return asked if asked in units else ""
