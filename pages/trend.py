"""Xu hướng: two years beside each other – ranks, totals, criteria, and what cannot be compared."""

from __future__ import annotations

from itertools import pairwise

from pages.parts import cached, state, widgets
from pages.parts.both_rules import other_points, under_both_html
from pages.parts.change_lists import grid, grid_title, movers, not_comparable
from pages.parts.change_parts import changes_html
from pages.parts.change_words import YearStep
from pages.parts.changes import finding
from pages.parts.criterion_change import criterion_html
from pages.parts.telling import Telling, chips
from pages.parts.words import say
from pages.parts.year_pair import (
    YearPair,
    only_unit,
    pair_of,
    rank_slope,
    rank_title,
    value_slope,
    value_subtitle,
    value_title,
)
from scoring.numbers import day


def render() -> None:
    """Draws the screen."""
    years = cached.years()
    if len(years) < 2:
        widgets.page_head("trend", say("trend.single"), say("trend.single_why", year=years[-1]))
        _foot(years[-1], cached.rulebook(years[-1]).title)
        return
    pairs = {f"{old}-{new}": f"{old} → {new}" for old, new in pairwise(years)}
    newest = next((key for key in pairs if key.endswith(f"-{state.asked('year')}")), list(pairs)[-1])
    chosen = state.choice("cap", pairs, newest)
    old, new = (int(year) for year in chosen.split("-"))
    pair = pair_of(
        cached.cluster(new),
        cached.rulebook(old),
        cached.rulebook(new),
        (cached.board(old), cached.board(new)),
        cached.compared(old, new),
    )
    if not pair.units:
        widgets.page_head("trend", say("trend.single"), say("trend.no_units", old=old, new=new))
        _foot(new, pair.new_book.title)
        return
    _head(pair)
    by = state.choice("thuoc-do", ("rate", "total"), pair.new_book.ranked_by)
    ways = {"rate": say("trend.by_rate"), "total": say("trend.by_total")}
    switch = widgets.segments("trend", "thuoc-do", say("trend.by"), ways, by)
    pair_switch = widgets.segments("trend", "cap", say("trend.pair"), pairs, chosen) if len(pairs) > 1 else ""
    rises, falls = movers(pair)
    steps, both = YearStep(_about(pair), pair.old_book), cached.under_both(old, new)
    widgets.show(
        widgets.controls(pair_switch) if pair_switch else "",
        '<div class="td-halves"><section>',
        widgets.heading(rank_title(pair), say("trend.rank_subtitle")),
        rank_slope(pair),
        "</section><section>",
        widgets.heading(value_title(pair, by), value_subtitle(pair, by)),
        value_slope(pair, by),
        widgets.controls(switch),
        "</section></div>",
        changes_html(steps, cached.change_splits(old, new), state.asked("unit")),
        f'<div class="td-halves"><section>{rises}</section><section>{falls}</section></div>',
        criterion_html(pair),
        _grid(pair),
        under_both_html(steps, both) if both else "",
        not_comparable(pair, (lambda entry: other_points(steps, both, entry)) if both else None),
    )
    _foot(new, f"{pair.old_book.title}, {pair.new_book.title}")


def _about(pair: YearPair) -> Telling:
    return Telling(pair.cluster, pair.new_book, pair.new)


def _head(pair: YearPair) -> None:
    about = _about(pair)
    widgets.page_head(
        "trend",
        finding(about, pair.changes),
        say("trend.subtitle", old=pair.old.year, new=pair.new.year),
        chips(about),
    )
    same = sum(entry.points for entry in pair.compared)
    told = say(
        "trend.two_rulebooks" if same < len(pair.compared) else "trend.same_rules",
        old=pair.old.year,
        new=pair.new.year,
        old_basis=", ".join(basis.number for basis in pair.old_book.legal_basis),
        new_basis=", ".join(basis.number for basis in pair.new_book.legal_basis),
        same=same,
        all=len(pair.compared),
    )
    widgets.show(widgets.notice("plain", told))


def _grid(pair: YearPair) -> str:
    unit = only_unit(pair.units, state.asked("unit"))
    options = {"": say("trend.all_units")} | {code: pair.name(code) for code in pair.units}
    choose = widgets.select("trend", "unit", say("trend.choose_unit"), options, unit)
    under = say("trend.grid_subtitle", old=pair.old.year, new=pair.new.year)
    return widgets.heading(grid_title(pair, unit), under) + widgets.controls(choose) + grid(pair, unit)


def _foot(year: int, rulebooks: str) -> None:
    widgets.page_foot(say("trend.source", rulebooks=rulebooks), day(cached.as_of(year)), cached.stamp(year))
