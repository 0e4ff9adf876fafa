"""The heat table (bảng nhiệt): criteria in rows, units in columns, published points in the cells.

The shade of a cell is the share of the criterion's own maximum, so a small criterion looks as full as a
large one; the thin bar beside the maximum says how large it is. Colour is never alone: the points, or the
reason why there are none, are printed in every cell.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Final
from urllib.parse import quote

from data.cluster import Unit
from pages.parts import state, theme
from pages.parts.heat_steps import STEPS, step_of
from pages.parts.theme import html
from pages.parts.words import say
from scoring.findings import unofficial
from scoring.model import Criterion, Outcome, Rulebook
from scoring.numbers import number, percent
from scoring.scoreboard import Score, Scoreboard

NO_POINTS: Final = {
    Outcome.NOT_ASSIGNED: ("td-h-unassigned", "heat.not_assigned"),
    Outcome.NOT_REPORTED: ("td-h-unreported", "heat.not_reported"),
    Outcome.NOT_APPLICABLE: ("td-h-nothing", "heat.not_applicable"),
}

_UNIT, _CRITERION = "__unit__", "__criterion__"  # urlencode leaves them as they are


def heat_table_html(
    rulebook: Rulebook,
    board: Scoreboard,
    units: Sequence[Unit],
    codes: Sequence[str],
    screen: str,
    *,
    criterion: str = "",
    unit: str = "",
    kept: Mapping[str, str | int | None] | None = None,
    fragment: str = "",
) -> str:
    """
    HTML of the table and its legend.

    Args:
        units: The columns, in the order they are to stand.
        codes: The criteria in the order they are to stand. Where each section stands in one piece, it gets
            a row of its own as a heading.
        screen: Where a cell leads to: this unit and this criterion on that screen.
        criterion / unit: What is looked at now, framed in the table; "" frames nothing.
        kept: The target screen's own parameters that its links keep, e.g. the sorting.
        fragment: The place on the target screen, with its "#".
    """
    own = dict(kept or {})
    year = {"year": str(rulebook.year)}
    pattern = html(state.link(screen, **(own | year | {"unit": _UNIT, "criterion": _CRITERION})) + fragment)
    row_pattern = html(state.link(screen, **(own | year | {"criterion": _CRITERION})) + fragment)
    largest = max((row.max_points for row in rulebook.criteria), default=Decimal(1))
    heads = "".join(
        _unit_head(each, state.link("unit_sheet", **(year | {"unit": each.code}))) for each in units
    )
    rows, section = [], ""
    grouped = _grouped(rulebook, codes)
    for code in codes:
        row = rulebook.criterion(code)
        if grouped and row.section != section:
            section = row.section
            rows.append(_group_row(rulebook, section, codes, len(units) + 1))
        lit = ' class="td-lit"' if code == criterion else ""
        cells = "".join(
            _cell(
                rulebook,
                row,
                board.score(each.code, code),
                each,
                pattern,
                code == criterion and each.code == unit,
            )
            for each in units
        )
        rows.append(f"<tr{lit}>{_row_head(row, row_pattern, largest)}{cells}</tr>")
    return (
        f'<div class="td-heat" tabindex="0" role="region" aria-label="{html(say("heat.caption"))}"><table>'
        f'<caption class="td-hidden">{html(say("heat.caption"))}</caption>'
        f'<thead><tr><th scope="col">{html(say("heat.criterion"))}</th>{heads}</tr></thead>'
        f"<tbody>{''.join(rows)}</tbody></table></div>{_key(rulebook, board, units, codes)}"
    )


def _grouped(rulebook: Rulebook, codes: Sequence[str]) -> bool:
    """Whether each section stands in one piece."""
    sections = [rulebook.criterion(code).section for code in codes]
    changes = sum(now != before for now, before in zip(sections[1:], sections, strict=False))
    return changes == len(set(sections)) - 1


def _unit_head(unit: Unit, address: str) -> str:
    place = unit.order - 1
    mark = (
        f'<span aria-hidden="true" style="color:var(--unit-{place % len(theme.LIGHT.units) + 1})">'
        f"{theme.unit_glyph(place)}</span>"
    )
    return f'<th scope="col"><a href="{html(address)}">{mark} {html(unit.short_name)}</a></th>'


def _group_row(rulebook: Rulebook, code: str, codes: Sequence[str], width: int) -> str:
    section = rulebook.section(code)
    members = [row.code for row in rulebook.in_section(code)]
    shown = sum(member in set(codes) for member in members)
    about = (
        say("heat.group", count=shown, points=number(section.max_points))
        if shown == len(members)
        else say("heat.group_part", count=shown, all=len(members))
    )
    return (
        f'<tr class="td-group"><th scope="colgroup" colspan="{width}"><span>{html(section.label)}'
        f"<small>{html(about)}</small></span></th></tr>"
    )


def _row_head(row: Criterion, pattern: str, largest: Decimal) -> str:
    size = number(Fraction(row.max_points) * 100 / Fraction(largest), 0)
    most = number(row.max_points)
    return (
        f'<th scope="row"><a href="{pattern.replace(_CRITERION, quote(row.code))}" '
        f'title="{html(row.label)} ({html(row.code)}), {html(say("heat.max_points", points=most))}">'
        f'<span>{html(row.label)}</span><small>/{most}</small><i style="width:{size}%"></i></a></th>'
    )


def _cell(rulebook: Rulebook, row: Criterion, score: Score, unit: Unit, pattern: str, current: bool) -> str:
    address = pattern.replace(_UNIT, quote(unit.code)).replace(_CRITERION, quote(row.code))
    here = ' aria-current="true"' if current else ""
    if score.points is None or score.share is None:
        style, why = NO_POINTS[score.outcome]
        told = say("heat.cell_none", unit=unit.name, criterion=row.label, why=say(why))
        inner = f"<b>{html(say(why))}</b>"
    else:
        style = f"td-h{step_of(score.share)}"
        points = number(score.points, rulebook.point_decimals)
        told = say(
            "heat.cell",
            unit=unit.name,
            criterion=row.label,
            points=points,
            max_points=number(row.max_points),
            share=percent(score.share),
        )
        inner = f"<span>{points}"
        if unofficial(score):
            told += say("heat.cell_unofficial")
            inner += "*"
        inner += "</span>"
        if score.bonus:
            told += say("heat.cell_bonus", bonus=number(score.bonus))
            inner += f"<small>{number(score.bonus, sign=True)}</small>"
    return (
        f'<td><a id="td-heat-{html(row.code)}-{html(unit.code)}" class="{style}" href="{address}" '
        f'title="{html(told)}"{here}>{inner}</a></td>'
    )


def _key(rulebook: Rulebook, board: Scoreboard, units: Sequence[Unit], codes: Sequence[str]) -> str:
    """The legend: the steps, and only those marks that occur in the table."""
    shown = [board.score(unit.code, code) for code in codes for unit in units]
    outcomes = {score.outcome for score in shown}
    items = [f"<li>{html(say('heat.key_share'))}</li>"]
    for step in range(len(STEPS) + 1):
        if step == 0:
            text = say("heat.key_first", share=percent(STEPS[0], 0))
        elif step == len(STEPS):
            text = say("heat.key_full")
        else:
            text = say("heat.key_from", share=percent(STEPS[step - 1], 0))
        items.append(f'<li><i class="td-h{step}"></i>{html(text)}</li>')
    for outcome, (style, why) in NO_POINTS.items():
        if outcome in outcomes:
            items.append(f'<li><i class="{style}"></i>{html(say(why))}</li>')
    if any(score.bonus for score in shown):
        items.append(f"<li>{html(say('heat.key_bonus'))}</li>")
    if any(unofficial(score) for score in shown):
        items.append(f"<li>{html(say('heat.key_unofficial'))}</li>")
    return f'<ul class="td-heat-key" aria-label="{html(say("heat.key"))}">{"".join(items)}</ul>'
