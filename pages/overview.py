"""Tổng quan: who stands where, what is worth knowing, where units are strong or weak, what is missing."""

from __future__ import annotations

from pages.parts import cached, state, widgets
from pages.parts.firm_words import firmness_sentence
from pages.parts.heat import heat_table_html
from pages.parts.lacking import lacking_html
from pages.parts.standing import order_table_html, own_maximum_html, standing_html, turned_html
from pages.parts.telling import chips, headline, source, tell
from pages.parts.theme import html
from pages.parts.why import most_lost, why_html
from pages.parts.words import say
from pages.parts.year_words import Telling
from scoring.findings import Finding
from scoring.numbers import day, number
from scoring.trend import unit_changes

HEAT_ROWS = 12  # as many criteria as one look takes in
FINDINGS = 5


def render() -> None:
    years = cached.years()
    year = state.selection(years, (), ()).year
    about = Telling(cached.cluster(year), cached.rulebook(year), cached.board(year))
    findings = cached.findings(year)
    widgets.page_head(
        "overview",
        headline(about, findings),
        _measure(about),
        chips(about),
        years=years,
        year=year,
    )
    widgets.show(
        '<div class="td-split"><section>',
        _order(about, years),
        "</section><section>",
        _worth_knowing(about, findings),
        '</section></div><div class="td-split"><section>',
        *_strong_and_weak(about),
        lacking_html(about),
        "</section></div>",
    )
    widgets.page_foot(
        source(about),
        day(cached.as_of(year)),
        cached.stamp(year),
        widgets.anchor("rankings", say("overview.to_rankings")),
    )


def _measure(about: Telling) -> str:
    """What the ranking goes by, under which rules, on which scale."""
    decrees = ", ".join(basis.number for basis in about.rulebook.legal_basis)
    return say(
        f"overview.measure_{about.rulebook.ranked_by}",
        rulebook=f"{about.rulebook.title} ({decrees})" if decrees else about.rulebook.title,
        total=number(about.rulebook.total),
    )


def _order(about: Telling, years: list[int]) -> str:
    before = about.rulebook.compared_with
    changes = unit_changes(cached.board(before), about.board) if before in years else ()
    return (
        standing_html(about, {change.unit: change for change in changes})
        + _firm(about)
        + own_maximum_html(about)
        + turned_html(about)
        + widgets.more(say("frame.table"), order_table_html(about))
    )


def _firm(about: Telling) -> str:
    """One sentence: which ranks are firm, and the way to the table of chances."""
    address = state.link("rankings", year=str(about.board.year)) + "#chac"
    told = firmness_sentence(about, cached.firmness(about.board.year))
    return f'<p>{html(told)} <a class="td-nowrap" href="{html(address)}">{html(say("firm.link"))}</a></p>'


def _worth_knowing(about: Telling, findings: tuple[Finding, ...]) -> str:
    close = {finding.unit for finding in findings if finding.key == "close"}
    # “chỉ hơn 0,27 điểm” says all that “dẫn đầu, hơn 0,27 điểm” says
    told = [tell(about, each) for each in findings if each.key != "leader" or each.unit not in close]
    rest = told[FINDINGS:]
    return (
        widgets.heading(say("overview.findings"))
        + widgets.findings(told[:FINDINGS])
        + (widgets.more(say("overview.more", count=len(rest)), widgets.findings(rest)) if rest else "")
    )


def _strong_and_weak(about: Telling) -> tuple[str, str, str]:
    """The heat table of the criteria that differ most, and the box that explains one cell."""
    widest = sorted(cached.widths(about.board.year), key=lambda spread: -spread.width)[:HEAT_ROWS]
    units = [unit.code for unit in about.members()]
    all_codes = [row.code for row in about.rulebook.criteria]
    asked_unit, asked_code = state.choice("unit", ["", *units]), state.choice("criterion", ["", *all_codes])
    # the criterion that is asked for is in the table even if the units hardly differ on it
    shown = {spread.criterion for spread in widest} | {asked_code}
    codes = [code for code in all_codes if code in shown]
    unit, code = most_lost(
        about, [asked_unit] if asked_unit else units, [asked_code] if asked_code else codes
    )
    title = widgets.heading(say("overview.heat"), say("overview.heat_measure", count=len(widest)))
    table = heat_table_html(
        about.rulebook, about.board, about.members(), codes, "overview", criterion=code, unit=unit
    )
    box = why_html(about, about.board.score(unit, code), cached.explanation(about.board.year, unit, code))
    return title + table, "</section><section>", box
