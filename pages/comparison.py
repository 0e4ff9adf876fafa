"""So sánh tiêu chí: every criterion of every unit at a glance, one criterion in full, two units step by step."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from pages.parts import cached, state, widgets
from pages.parts.charts.criterion import curve_figure, scale_text
from pages.parts.charts.panel import alt_text, panels
from pages.parts.criterion_card import extremes, finding, parts_table_html, rule_line, units_table_html
from pages.parts.difference import pair_html
from pages.parts.heat import heat_table_html
from pages.parts.lead import lessons_html, over_years_html
from pages.parts.telling import chips
from pages.parts.theme import html
from pages.parts.words import say
from pages.parts.year_words import Telling, section_name
from scoring.compare import difference
from scoring.model import Criterion
from scoring.numbers import day

SCREEN = "comparison"
ORDERS = ("thu-tu", "chenh-lech", "toi-da")  # of the rulebook, by spread, by maximum; as the address says it
ALL = "tat-ca"


def render() -> None:
    years = cached.years()
    year = state.selection(years, (), ()).year
    about = Telling(cached.cluster(year), cached.rulebook(year), cached.board(year))
    spreads = sorted(cached.widths(year), key=lambda spread: -spread.width)
    widest = about.rulebook.criterion(spreads[0].criterion)
    codes = [row.code for row in about.rulebook.criteria]
    chosen = about.rulebook.criterion(state.choice("criterion", codes, widest.code))
    ranked = [row.unit for row in about.board.units]
    first = state.choice("unit", ranked)
    second = state.choice("other", [code for code in ranked if code != first])
    told = (say("comparison.title", criterion=widest.label), extremes(about, widest))
    title, result = told if spreads[0].width else (say("comparison.level"), "")
    subtitle = " · ".join(text for text in (result, _measure(about)) if text)
    widgets.page_head(SCREEN, title, subtitle, chips(about), years=years, year=year)
    left, right = st.columns([11, 10])
    with left:
        widgets.show(*_heat(about, [spread.criterion for spread in spreads], chosen.code))
    with right:
        _criterion(about, chosen)
    if second:
        _pair(about, ranked, first, second)
    widgets.page_foot(
        say("comparison.source", rulebook=about.rulebook.title), day(cached.as_of(year)), cached.stamp(year)
    )


def _measure(about: Telling) -> str:
    return say(
        "comparison.measure",
        criteria=len(about.rulebook.criteria),
        units=len(about.board.units),
        year=about.board.year,
    )


def _heat(about: Telling, by_spread: Sequence[str], chosen: str) -> tuple[str, str]:
    """Controls and table: sorted and filtered as the address says."""
    order = state.choice("xep", ORDERS)
    sections = {section.code: section_name(section.label) for section in about.rulebook.sections}
    section = state.choice("nhom", [ALL, *sections])
    rows = [row for row in about.rulebook.criteria if section in (ALL, row.section)]
    if order == "toi-da":
        rows.sort(key=lambda row: -row.max_points)
    elif order == "chenh-lech":
        rows.sort(key=lambda row: by_spread.index(row.code))
    table = heat_table_html(
        about.rulebook,
        about.board,
        about.members(),
        [row.code for row in rows],
        SCREEN,
        criterion=chosen,
        unit=state.asked("unit"),
        kept=state.others(),
        fragment="#tieu-chi",
    )
    controls = widgets.controls(
        widgets.segments(
            SCREEN,
            "xep",
            say("comparison.order"),
            {key: say(f"comparison.order_{key}") for key in ORDERS},
            order,
        ),
        widgets.segments(
            SCREEN,
            "nhom",
            say("comparison.section"),
            {ALL: say("comparison.section_all")} | sections,
            section,
        ),
    )
    return controls, table


def _criterion(about: Telling, criterion: Criterion) -> None:
    """One criterion: the finding, the curve with the units on it, the figures and the sentences."""
    year = about.board.year
    shown = panels(criterion, about.board, about.members(), about.rulebook.point_decimals)
    head = f'<h2 id="tieu-chi" tabindex="-1">{html(finding(about, criterion))}</h2>'
    rule = f'<p class="td-sub td-small">{html(rule_line(about, criterion))}</p>'
    widgets.show(head, rule, f'<p class="td-scale">{html(scale_text(shown))}</p>')
    if shown:
        widgets.figure(
            curve_figure(shown, state.dark()),
            alt_text(criterion, shown),
            f"curve-{criterion.code}",
            picture=criterion.label,
        )
    explanations = {row.unit: cached.explanation(year, row.unit, criterion.code) for row in about.board.units}
    widgets.show(
        parts_table_html(about, criterion),
        units_table_html(about, criterion, explanations, state.asked("unit")),
    )


def _pair(about: Telling, ranked: Sequence[str], first: str, second: str) -> None:
    """Two units side by side: from one total to the other."""
    names = {code: about.unit(code) for code in ranked}
    rest = {code: name for code, name in names.items() if code != first}
    controls = widgets.controls(
        widgets.select(SCREEN, "unit", say("difference.choose_first"), names, first),
        widgets.select(SCREEN, "other", say("difference.choose_second"), rest, second),
    )
    found = difference(about.rulebook, about.board, first, second)
    widgets.show(
        pair_html(about, found, controls),
        f'<div class="td-halves"><section>{over_years_html(about, first, second)}</section>',
        f"<section>{lessons_html(about, first)}</section></div>",
    )
