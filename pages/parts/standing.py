"""The order (thứ tự) as a drawing in HTML: one stacked row per unit, numbers in the marks.

It is a table that is drawn, not a picture beside a table: it stays sharp on a projector and on paper, a
keyboard and a screen reader go through it, a phone folds it, and it is there with the first message of the
server. `charts/ranking.py` says how long every mark is.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from data.cluster import Unit
from pages.parts import state, theme, widgets
from pages.parts.charts.ranking import Bar, Segment, bars
from pages.parts.theme import html
from pages.parts.why_links import rank_why_html, score_why_html
from pages.parts.words import say
from pages.parts.year_words import Telling, section_name
from scoring.model import Outcome
from scoring.numbers import number
from scoring.scoreboard import UnitScore
from scoring.trend import UnitChange

ZERO = Decimal(0)


def standing_html(about: Telling, changes: dict[str, UnitChange], unit: str = "") -> str:
    """
    HTML of the drawn order and its legend.

    Args:
        changes: Change from the year before by unit; {} where there is no year to compare with.
        unit: The unit that is looked at, its row is lit; "" lights none.
    """
    drawn = bars(about.rulebook, about.board)
    columns = ["rank", "unit", "bar", "extra", "total"]
    if about.rulebook.ranked_by == "rate":
        columns.append("rate")
    heads = "".join(
        f'<th scope="col" class="td-s-{name}">{html(say(f"standing.column_{name}"))}</th>' for name in columns
    )
    if changes:
        told = say("standing.column_change", year=about.rulebook.compared_with)
        heads += f'<th scope="col" class="td-s-change">{html(told)}</th>'
    rows = "".join(_row(about, row, drawn[row.unit], changes, row.unit == unit) for row in about.board.units)
    caption = say("standing.caption", year=about.board.year)
    return (
        f'<table class="td-standing"><caption class="td-hidden">{html(caption)}</caption>'
        f"<thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>{_legend(about)}"
    )


def order_table_html(about: Telling) -> str:
    """HTML of the same numbers as a plain table."""
    by_rate = about.rulebook.ranked_by == "rate"
    sections = about.rulebook.sections
    columns = [
        say("standing.column_unit"),
        say("standing.column_rank"),
        *(section_name(section.label) for section in sections),
        say("standing.key_bonus"),
        say("standing.key_penalty"),
        say("standing.column_total"),
        say("standing.column_maximum"),
        *([say("standing.column_rate")] if by_rate else []),
    ]
    rows = [
        [
            about.unit(row.unit),
            number(row.rank),
            *(about.points(row.section(section.code).points) for section in sections),
            about.points(row.bonus),
            about.points(-row.penalty),
            about.points(row.total),
            number(row.maximum),
            *([about.rate(row.rate)] if by_rate else []),
        ]
        for row in about.board.units
    ]
    caption = say("standing.caption", year=about.board.year)
    return widgets.html_table(columns, rows, caption, numeric=range(1, len(columns)))


def own_maximum_html(about: Telling) -> str:
    """HTML of one sentence for each unit whose maximum differs, with what was not assigned; "" if there is none."""
    told = []
    for unit in about.members():
        row = about.board.unit(unit.code)
        left = [
            criterion
            for criterion in about.rulebook.criteria
            if about.board.score(unit.code, criterion.code).outcome
            in (Outcome.NOT_ASSIGNED, Outcome.NOT_APPLICABLE)
        ]
        if not left:
            continue
        what = ", ".join(
            say("standing.left_out", criterion=criterion.label, points=number(criterion.max_points))
            for criterion in left
        )
        told.append(say("standing.own_maximum", unit=unit.short_name, maximum=number(row.maximum), what=what))
    return "".join(f'<p class="td-sub td-small">{html(sentence)}</p>' for sentence in told)


def turned_html(about: Telling) -> str:
    """HTML of one sentence for each pair of neighbours where the rate ranks the lower total first."""
    if about.rulebook.ranked_by != "rate":
        return ""
    rows = [row for row in about.board.units if row.rank is not None]
    told = [
        say(
            "standing.turned",
            upper=about.unit(upper.unit),
            lower=about.unit(lower.unit),
            upper_total=about.points(upper.total),
            lower_total=about.points(lower.total),
            upper_rate=about.rate(upper.rate),
            lower_rate=about.rate(lower.rate),
        )
        for upper, lower in pairwise(rows)
        if upper.total < lower.total
    ]
    return "".join(f'<p class="td-sub td-small">{html(sentence)}</p>' for sentence in told)


def unit_html(member: Unit, address: str, identity: str = "") -> str:
    """HTML of a unit as a link: its mark in its colour, its short name."""
    place = member.order - 1
    name = f' id="{html(identity)}"' if identity else ""
    return f'<a{name} href="{html(address)}">{glyph_html(place)} {html(member.short_name)}</a>'


def glyph_html(place: int) -> str:
    """HTML of the mark of the unit at place `place` (0-based) of the catalogue, in its colour."""
    colour = place % len(theme.LIGHT.units) + 1
    mark = theme.unit_glyph(place)
    return f'<i class="td-glyph" style="color:var(--unit-{colour})" aria-hidden="true">{mark}</i>'


def role_html(about: Telling, unit: str) -> str:
    """HTML of the tag that says what the unit was to the cluster that year; "" for a plain member."""
    roles = about.cluster.role(about.board.year)
    if roles is None or unit not in (roles.lead_unit, roles.deputy_lead):
        return ""
    key = "lead" if unit == roles.lead_unit else "deputy"
    return f'<small class="td-tag">{html(say(f"standing.role_{key}"))}</small>'


def change_html(change: UnitChange | None) -> str:
    """HTML of the change of rank: ▲ 1, ▼ 2, –, or ? without a rank in one year; said in words for those who hear."""
    if change is None:
        return html(say("standing.change_new"))
    if change.rank_change is None:
        return f'<span aria-hidden="true">?</span>{_heard(say("standing.change_unknown"))}'
    places = change.rank_change
    if places == 0:
        return f'<span aria-hidden="true">–</span>{_heard(say("standing.change_same"))}'
    key, sign = ("better", "▲") if places > 0 else ("worse", "▼")
    heard = say(f"standing.change_{key}", places=abs(places), old=change.old_rank)
    return f'<span class="td-{key}" aria-hidden="true">{sign} {abs(places)}</span>{_heard(heard)}'


def _row(about: Telling, row: UnitScore, bar: Bar, changes: dict[str, UnitChange], lit: bool) -> str:
    member = about.cluster.unit(row.unit)
    address = state.link("unit_sheet", year=about.board.year, unit=row.unit, criterion=None, other=None)
    link = unit_html(member, address, f"td-standing-{row.unit}")
    tags = role_html(about, row.unit)
    if row.provisional:
        tags += f'<small class="td-tag td-tag-open">{html(say("standing.provisional"))}</small>'
    cells = [
        f'<td class="td-s-rank">{row.rank if row.rank is not None else html(say("standing.unranked"))}'
        f"{rank_why_html(about, row)}</td>",
        f'<th scope="row" class="td-s-unit">{link}{tags}</th>',
        f'<td class="td-s-bar">{_bar(about, bar)}</td>',
        f'<td class="td-s-extra">{_extra(about, bar)}</td>',
        f'<td class="td-s-total">{about.points(row.total)}{score_why_html(about, row)}</td>',
    ]
    if about.rulebook.ranked_by == "rate":
        cells.append(f'<td class="td-s-rate">{about.rate(row.rate)}</td>')
    if changes:
        cells.append(f'<td class="td-s-change">{change_html(changes.get(row.unit))}</td>')
    return f"<tr{' class=td-lit' if lit else ''}>{''.join(cells)}</tr>"


def _bar(about: Telling, bar: Bar) -> str:
    marks = "".join(_mark(about, segment) for segment in bar.segments)
    track = f'<i class="td-track" style="left:{_width(bar.zero)};width:{_width(bar.maximum)}"></i>'
    return f'<span class="td-stack">{track}{marks}</span>'


def _extra(about: Telling, bar: Bar) -> str:
    """Bonus and penalty are a few points of a thousand: too narrow for their numbers, which follow the bar."""
    return " ".join(
        f'<span class="td-m-{segment.kind}-text">{html(_signed(about, segment))}</span>'
        for segment in bar.segments
        if segment.kind in {"bonus", "penalty"}
    )


def _mark(about: Telling, segment: Segment) -> str:
    place = f"left:{_width(segment.start)};width:{_width(segment.length)}"
    if segment.kind == "open":
        heard = _heard(say("standing.heard_open", points=number(segment.points)))
        return f'<i class="td-m-open" style="{place}">{heard}</i>'
    if segment.kind != "section":
        return f'<i class="td-m-{segment.kind}" style="{place}"></i>'
    colour = segment.place % 3 + 1
    heard = _heard(f"{section_name(about.rulebook.section(segment.code).label)}: ")
    return (
        f'<i class="td-m-section" style="{place};background:var(--section-{colour});'
        f'color:var(--on-section-{colour})"><span>{heard}{about.points(segment.points)}</span></i>'
    )


def _signed(about: Telling, segment: Segment) -> str:
    return about.points(-segment.points if segment.kind == "penalty" else segment.points, sign=True)


def _width(share: Fraction) -> str:
    return f"{float(share) * 100:.3f}%"


def _heard(text: str) -> str:
    """Text for those who hear the page."""
    return f'<span class="td-hidden">{html(text)} </span>'


def _legend(about: Telling) -> str:
    items = []
    for place, section in enumerate(about.rulebook.sections):
        most = number(section.max_points)
        told = say("standing.key_section", name=section_name(section.label), points=most)
        items.append(f'<li><i style="background:var(--section-{place % 3 + 1})"></i>{html(told)}</li>')
    rows = about.board.units
    marks = {
        "bonus": any(row.bonus for row in rows),
        "penalty": any(row.penalty for row in rows),
        "open": any(row.open_points for row in rows),
    }
    items += [
        f'<li><i class="td-m-{kind}"></i>{html(say(f"standing.key_{kind}"))}</li>'
        for kind, occurs in marks.items()
        if occurs
    ]
    items.append(f'<li><i class="td-track"></i>{html(say("standing.key_track"))}</li>')
    return f'<ul class="td-standing-key" aria-label="{html(say("standing.key"))}">{"".join(items)}</ul>'
