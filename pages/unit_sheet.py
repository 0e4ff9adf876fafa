"""Đơn vị: one unit's sheet: where it stands, leads and lost points, and every criterion with its reason."""

from __future__ import annotations

from pages.parts import cached, state, widgets
from pages.parts.change_parts import unit_change_html
from pages.parts.change_words import YearStep
from pages.parts.telling import chips
from pages.parts.unit_context import bonuses_html, context_html, penalties_html
from pages.parts.unit_criteria import criteria_table_html
from pages.parts.unit_head import neighbour_html, switch_html, tiles_html, title
from pages.parts.unit_losses import losses_html, strengths_html
from pages.parts.within_reach import better_units, within_reach_html
from pages.parts.words import say
from pages.parts.year_words import Telling
from scoring.numbers import day, number
from scoring.scoreboard import UnitScore
from scoring.trend import UnitChange, unit_changes

SCREEN = "unit_sheet"


def render() -> None:
    years = cached.years()
    year = state.selection(years, (), ()).year
    about = Telling(cached.cluster(year), cached.rulebook(year), cached.board(year))
    unit = about.cluster.unit(state.choice("unit", [member.code for member in about.members()]))
    row = about.board.unit(unit.code)
    widgets.page_head(
        SCREEN, title(about, row), _subtitle(about, unit.name), chips(about), years=years, year=year
    )
    widgets.show(
        switch_html(about, unit.code),
        tiles_html(about, row, _change(about, years, unit.code)),
        _lacking(about, row),
        '<div class="td-halves"><section>',
        strengths_html(about, unit),
        penalties_html(about, unit),
        bonuses_html(about, unit),
        "</section><section>",
        losses_html(about, unit),
        neighbour_html(about, row),
        "</section></div>",
        _why_moved(about, years, unit.code),
        _within_reach(about, unit.code),
        widgets.heading(
            say("unit_sheet.criteria", count=len(about.rulebook.criteria)), say("unit_sheet.measure")
        ),
        criteria_table_html(about, unit),
        context_html(unit, cached.context_figures(unit.code)),
    )
    widgets.page_foot(
        say("unit_sheet.source", rulebook=about.rulebook.title), day(cached.as_of(year)), cached.stamp(year)
    )


def _subtitle(about: Telling, name: str) -> str:
    return say("unit_sheet.subtitle", unit=name, year=about.board.year, rulebook=about.rulebook.title)


def _change(about: Telling, years: list[int], unit: str) -> UnitChange | None:
    """The unit's change from the year that the rulebook compares with."""
    before = about.rulebook.compared_with
    if before not in years:
        return None
    changes = unit_changes(cached.board(before), about.board)
    return next((change for change in changes if change.unit == unit), None)


def _why_moved(about: Telling, years: list[int], unit: str) -> str:
    """Why the unit's total and rank changed."""
    before = about.rulebook.compared_with
    if before not in years:
        return ""
    splits = cached.change_splits(before, about.board.year)
    split = next((split for split in splits if split.unit == unit), None)
    return unit_change_html(YearStep(about, cached.rulebook(before)), split) if split else ""


def _within_reach(about: Telling, unit: str) -> str:
    """What would lift the unit, and how far its next steps are."""
    year = about.board.year
    past = state.choice("other", ["", *better_units(about, unit)])
    return within_reach_html(
        about,
        unit,
        past,
        cached.plans(year, unit, past),
        cached.reach(year, unit),
        next((each for each in cached.safe(year) if each.unit == unit), None),
    )


def _lacking(about: Telling, row: UnitScore) -> str:
    """What the unit still has to report, and what it is worth."""
    if not row.missing:
        return ""
    labels = "; ".join(about.rulebook.criterion(code).label for code in row.missing)
    return widgets.notice(
        "missing", say("unit_sheet.lacking", criteria=labels, points=number(row.open_points))
    )
