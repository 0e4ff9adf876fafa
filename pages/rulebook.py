"""Quy chế: the year's events and roles, and the rulebook readable as a document, every cell with its mark."""

from __future__ import annotations

from pages.parts import cached, state, widgets
from pages.parts.rule_cells import count_cells
from pages.parts.rule_changes import CHANGES, changes_table
from pages.parts.rule_document import (
    BONUSES,
    PENALTIES,
    bonuses,
    contents,
    criteria,
    head,
    jumps,
    penalties,
    sections,
)
from pages.parts.rule_remarks import REMARKS, remarks_html
from pages.parts.theme import html, palette
from pages.parts.words import say
from pages.parts.year_record import year_record
from pages.parts.year_words import Telling, section_name
from scoring.model import Rulebook
from scoring.numbers import day, number


def render() -> None:
    """Draws the screen."""
    years = cached.years()
    year = state.selection(years, (), ()).year
    cluster = cached.cluster(year)
    rulebook = cached.rulebook(year)
    chosen = state.asked("criterion")
    further = [
        (PENALTIES, say("rulebook.penalties")),
        *([(BONUSES, say("rulebook.bonuses"))] if rulebook.bonus_items else []),
        (REMARKS, say("remarks.jump")),
        (CHANGES, say("rulebook.changes_jump")),
    ]
    is_sample = rulebook.status == "sample"
    widgets.page_head(
        "rulebook",
        _title(rulebook),
        _subtitle(rulebook),
        [say("rulebook.chip_sample" if is_sample else "rulebook.chip_adopted")],
        years=years,
        year=year,
    )
    widgets.show(
        _banner(rulebook),
        jumps(rulebook, further, chosen),
        f'<div class="td-two"><div>{year_record(cluster, year)}</div><div>{head(rulebook)}</div></div>',
        sections(rulebook),
        widgets.heading(say("rulebook.criteria"), say("rulebook.criteria_under")),
        contents(rulebook),
        criteria(rulebook, cluster, palette(state.dark()), chosen),
        penalties(rulebook),
        bonuses(rulebook),
        remarks_html(Telling(cluster, rulebook, cached.board(year))),
        _changes(years, rulebook),
    )
    status = say(f"rulebook.status.{rulebook.status}")
    widgets.page_foot(
        say("rulebook.foot_source", year=year, status=status, cluster=cluster.source),
        day(cached.as_of(year)),
        cached.stamp(year),
    )


def _title(rulebook: Rulebook) -> str:
    count = count_cells(rulebook)
    return say(
        "rulebook.title",
        title=rulebook.title,
        criteria=len(rulebook.criteria),
        verified=count.verified,
        cells=count.verified + count.assumed,
    )


def _subtitle(rulebook: Rulebook) -> str:
    parts = [
        say("rulebook.section_points", section=section_name(row.label), points=number(row.max_points))
        for row in rulebook.sections
    ]
    return say(
        "rulebook.subtitle",
        legal=", ".join(basis.number for basis in rulebook.legal_basis),
        sections=" · ".join(parts),
        bonus=number(rulebook.bonus_cap),
    )


def _banner(rulebook: Rulebook) -> str:
    count = count_cells(rulebook)
    counts = say(
        "rulebook.counts",
        cells=count.verified + count.assumed,
        verified=count.verified,
        assumed=count.assumed,
    )
    if rulebook.status != "sample":
        return widgets.notice("plain", counts)
    first = rulebook.legal_basis[0].number if rulebook.legal_basis else ""
    key = "rulebook.banner" if first else "rulebook.banner_plain"
    return widgets.notice("assumed", say(key, decree=first), html(counts))


def _changes(years: list[int], rulebook: Rulebook) -> str:
    """The rulebook beside the one it is compared with, or beside the one that is compared with it."""
    pairs = [(cached.rulebook(year).compared_with, year) for year in years]
    fitting = [pair for pair in pairs if rulebook.year in pair and pair[0] in years]
    if not fitting:
        return widgets.heading(say("rulebook.no_changes"))
    old, new = max(fitting, key=lambda pair: pair[1] == rulebook.year)
    return changes_table(
        cached.rulebook(old),
        cached.rulebook(new),
        cached.compared(old, new),
        lambda code: cached.cluster(new).agency(code).name,
    )
