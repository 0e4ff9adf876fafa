"""The head of a unit's sheet: which unit, where it stands, what it reached, what changed since the year before."""

from __future__ import annotations

from pages.parts import state, theme
from pages.parts.theme import html
from pages.parts.why_links import rank_why_html, score_why_html
from pages.parts.words import say
from pages.parts.year_words import Telling, section_name
from scoring.model import Rulebook
from scoring.numbers import MINUS, number, percent
from scoring.rounding import publish
from scoring.scoreboard import SectionScore, UnitScore
from scoring.trend import UnitChange


def title(about: Telling, row: UnitScore) -> str:
    """Where the unit stands and with what, as one sentence. Plain text."""
    name, count = about.unit(row.unit), len(about.board.units)
    result = f"{about.points(row.total)}/{number(row.maximum)}"
    if row.rank is None:
        return say("unit_sheet.title_unranked", unit=name, result=result)
    if row.tied_with:
        key = "unit_sheet.title_tied"
    elif row.provisional:
        key = "unit_sheet.title_provisional"
    else:
        key = "unit_sheet.title"
    return say(key, unit=name, rank=row.rank, count=count, result=result)


def switch_html(about: Telling, chosen: str) -> str:
    """HTML of the choice of a unit: links side by side, each with the unit's mark and colour."""
    links = []
    for unit in about.members():
        here = ' aria-current="true"' if unit.code == chosen else ""
        address = html(state.link("unit_sheet", unit=unit.code))
        links.append(
            f'<a id="td-unit-{html(unit.code)}" href="{address}"{here}><i aria-hidden="true" '
            f'style="color:{unit_colour(unit.order - 1)}">{theme.unit_glyph(unit.order - 1)}</i>'
            f"{html(unit.short_name)}</a>"
        )
    label = html(say("unit_sheet.choose"))
    return f'<div class="td-years td-units-switch" role="group" aria-label="{label}">{"".join(links)}</div>'


def unit_colour(place: int) -> str:
    """The style sheet's colour of the unit at place `place` (0-based) of the catalogue."""
    return f"var(--unit-{place % len(theme.LIGHT.units) + 1})"


def tiles_html(about: Telling, row: UnitScore, change: UnitChange | None) -> str:
    """HTML of the key figures: rank, total, rate, change, role, bonus and penalty, grade, sections."""
    year, before = about.board.year, about.rulebook.compared_with
    unit = about.cluster.unit(row.unit)
    rank = say("unit_sheet.unranked") if row.rank is None else f"{row.rank}/{len(about.board.units)}"
    tiles = [
        _tile(say("unit_sheet.rank"), rank, _rank_note(about, row), rank_why_html(about, row)),
        _tile(
            say("unit_sheet.total"),
            about.points(row.total),
            _of_maximum(about.rulebook, row),
            score_why_html(about, row),
        ),
        _tile(
            say("unit_sheet.rate"),
            about.rate(row.rate),
            say(f"unit_sheet.ranked_by_{about.rulebook.ranked_by}"),
        ),
    ]
    if change is not None:
        tiles.append(_change_tile(about, change, before))
    tiles.append(_tile(say("unit_sheet.role", year=year), _role(about, row.unit), ""))
    tiles.append(
        _tile(
            say("unit_sheet.bonus_penalty"),
            f"{number(row.bonus, sign=True)} / {MINUS if row.penalty else ''}{number(row.penalty)}",
            say("unit_sheet.bonus_cap", cap=number(about.rulebook.bonus_cap)),
        )
    )
    if row.grade:
        tiles.append(_tile(say("unit_sheet.grade"), row.grade, ""))
    sections = "".join(_section_html(about, section, unit_colour(unit.order - 1)) for section in row.sections)
    return f'<dl class="td-tiles">{"".join(tiles)}</dl><div class="td-sections">{sections}</div>'


def neighbour_html(about: Telling, row: UnitScore) -> str:
    """HTML of the link to the comparison with the unit ranked just above, for the first with the one below."""
    order = [other.unit for other in about.board.units]
    place = order.index(row.unit)
    if len(order) < 2:
        return ""
    other = order[place - 1] if place else order[1]
    key = "unit_sheet.compare_above" if place else "unit_sheet.compare_below"
    address = state.link("comparison", unit=row.unit, other=other) + "#hai-don-vi"
    return f'<p><a href="{html(address)}">{html(say(key, unit=about.unit(other)))}</a></p>'


def _rank_note(about: Telling, row: UnitScore) -> str:
    if row.tied_with:
        return say("unit_sheet.tied_with", units=about.units(row.tied_with))
    if row.tie_note is not None and row.tie_note.separated:
        others = [code for code in row.tie_note.units if code != row.unit]
        step, _values = row.tie_note.steps[-1]
        return say("unit_sheet.tie_separated", units=about.units(others), step=about.step(step))
    return say("unit_sheet.provisional") if about.board.incomplete else ""


def _of_maximum(rulebook: Rulebook, row: UnitScore) -> str:
    told = say("unit_sheet.of_maximum", maximum=number(row.maximum))
    left_out = rulebook.total - row.maximum
    return told + (say("unit_sheet.left_out", points=number(left_out)) if left_out else "")


def _change_tile(about: Telling, change: UnitChange, before: int) -> str:
    label = say("unit_sheet.change", year=before)
    mark = "▲ " if change.total_change > 0 else "▼ " if change.total_change < 0 else ""
    style = "td-better" if change.total_change > 0 else "td-worse" if change.total_change < 0 else ""
    value = f'<span class="{style}">{mark}{about.points(change.total_change, sign=True)}</span>'
    note = say("unit_sheet.before_unranked", total=about.points(change.old_total))
    if change.old_rank is not None:
        note = say("unit_sheet.before", total=about.points(change.old_total), rank=change.old_rank)
    link = f'<a class="td-whylink" href="#vi-sao-doi">{html(say("telling.why"))}</a>'
    return f"<div><dt>{html(label)}</dt><dd>{value}<small>{html(note)} · {link}</small></dd></div>"


def _role(about: Telling, unit: str) -> str:
    roles = about.cluster.role(about.board.year)
    if roles is None:
        return say("unit_sheet.role_unknown")
    if roles.lead_unit == unit:
        return say("unit_sheet.role_lead")
    return say("unit_sheet.role_deputy" if roles.deputy_lead == unit else "unit_sheet.role_member")


def _section_html(about: Telling, section: SectionScore, colour: str) -> str:
    label = about.rulebook.section(section.code).label
    points = f"<b>{about.points(section.total)}</b>/{number(section.maximum)}"
    share = section.total / section.maximum if section.maximum else section.maximum
    note = percent(share)
    if section.penalty:
        note += say("unit_sheet.section_penalty", points=number(section.points - section.total))
    return (
        f'<div><span title="{html(label)}">{html(section_name(label))}</span><span>{points}</span>'
        f'<i><b style="width:{publish(share * 100, 1)}%;background:{colour}"></b></i>'
        f"<small>{html(note)}</small></div>"
    )


def _tile(label: str, value: str, note: str, link_html: str = "") -> str:
    told = " · ".join(part for part in (html(note), link_html) if part)
    small = f"<small>{told}</small>" if told else ""
    return f"<div><dt>{html(label)}</dt><dd>{html(value)}{small}</dd></div>"
