"""Xếp hạng: the full table, what separates neighbours, ties, open points, own maxima, penalties."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from pages.parts import cached, ranking_notes, state, widgets
from pages.parts.charts.ranking import ladder
from pages.parts.dependence import dependence_html
from pages.parts.firmness import firmness_html
from pages.parts.ranking_table import ranking_table_html
from pages.parts.reach_words import safety_html
from pages.parts.standing import order_table_html
from pages.parts.telling import chips, source
from pages.parts.words import say
from pages.parts.year_words import Telling
from scoring.numbers import day, number
from scoring.reach import Gap, gaps
from scoring.trend import unit_changes


def render() -> None:
    years = cached.years()
    year = state.selection(years, (), ()).year
    about = Telling(cached.cluster(year), cached.rulebook(year), cached.board(year))
    before = about.rulebook.compared_with
    found = unit_changes(cached.board(before), about.board) if before in years else ()
    changes = {change.unit: change for change in found}
    unit = state.choice("unit", ["", *(member.code for member in about.members())])
    apart = gaps(about.rulebook, about.board)
    widgets.page_head(
        "rankings",
        _headline(about, apart),
        say(f"rankings.measure_{about.rulebook.ranked_by}", total=number(about.rulebook.total)),
        chips(about),
        years=years,
        year=year,
    )
    shown = unit or about.board.units[0].unit
    widgets.show(
        ranking_table_html(about, changes, unit),
        f'<p class="td-sub td-small">{say("rankings.how")}</p>',
    )
    left, right = st.columns([3, 2], gap="medium")
    with left:
        _ladder(about, apart)
    with right:
        widgets.show(ranking_notes.neighbours_html(about, shown, changes.get(shown)))
    widgets.show(
        '<div class="td-firm">',
        firmness_html(about),
        dependence_html(about),
        '</div><div class="td-pair">',
        ranking_notes.ties_html(about, cached.findings(year)),
        safety_html(about, cached.safe(year)),
        ranking_notes.rate_html(about),
        ranking_notes.provisional_html(about),
        ranking_notes.penalties_html(about),
        ranking_notes.bonuses_html(about),
        ranking_notes.self_set_html(about),
        "</div>",
    )
    widgets.page_foot(
        source(about),
        day(cached.as_of(year)),
        cached.stamp(year),
        widgets.anchor("rulebook", say("rankings.to_rulebook")),
    )


def _headline(about: Telling, apart: Sequence[Gap]) -> str:
    """How the closest two were told apart; by how much where they are not equal."""
    steps = [gap for gap in apart if gap.above]
    if not steps:
        return say("telling.head_unranked", year=about.board.year)
    for finding in cached.findings(about.board.year):
        if finding.key == "tie_separated":
            winner, equal = about.unit(finding.unit), about.equal([finding.unit])
            step = about.step(str(finding.facts["step"]))
            return say(
                "rankings.head_tie", winner=winner, other=about.unit(finding.other), equal=equal, step=step
            )
        if finding.key == "tie_open":
            row = about.board.unit(finding.unit)
            return say(
                "rankings.head_shared", units=about.units([row.unit, *row.tied_with]), rank=number(row.rank)
            )
    close = min(steps, key=lambda gap: gap.points)
    first, second = about.unit(close.above), about.unit(close.unit)
    return say("rankings.head_close", first=first, second=second, points=about.points(close.points))


def _ladder(about: Telling, apart: Sequence[Gap]) -> None:
    if len(apart) < 2:
        return
    steps = [gap for gap in apart if gap.above]
    wide = max(steps, key=lambda gap: gap.points)
    told = say(
        "rankings.ladder_title",
        lower=about.unit(wide.unit),
        upper=about.unit(wide.above),
        points=about.points(wide.points),
    )
    alt = "; ".join(
        say(
            "rankings.ladder_alt",
            unit=about.unit(gap.unit),
            other=about.unit(gap.above),
            points=about.points(gap.points),
        )
        for gap in steps
    )
    widgets.figure(
        ladder(about, apart, dark=state.dark()),
        alt=alt,
        key="ladder",
        title=told,
        subtitle=say(f"rankings.ladder_measure_{about.rulebook.ranked_by}"),
        table_html=order_table_html(about),
    )
