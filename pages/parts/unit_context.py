"""What else is known about a unit: itemised points with their evidence, and published figures that are never scored."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final
from urllib.parse import urlsplit

from data.cluster import Unit
from data.context import ContextFigure
from pages.parts import widgets
from pages.parts.figure_cells import document_text
from pages.parts.theme import html
from pages.parts.words import say
from pages.parts.year_words import Telling, section_name
from scoring.model import Penalty
from scoring.numbers import MINUS, measured, number

ADDRESS: Final = re.compile(r"(https?://[^\s;,“”]+)")


def penalties_html(about: Telling, unit: Unit) -> str:
    """HTML of the unit's penalties: what, how often, how much, on what evidence."""
    row = about.board.unit(unit.code)
    if not row.penalties:
        return widgets.heading(say("unit_sheet.no_penalties", unit=unit.short_name))
    items = {item.code: item for item in about.rulebook.penalty_items}
    told = []
    for penalty in row.penalties:
        item = items[penalty.item]
        text = say(
            "unit_sheet.penalty",
            what=item.label,
            section=section_name(about.rulebook.section(item.section).label),
            times=number(penalty.times),
            each=number(item.points),
            points=f"{MINUS}{number(item.points * penalty.times)}",
        )
        told.append(_with_evidence(about, text, penalty))
    title = say("unit_sheet.penalties", unit=unit.short_name, points=number(row.penalty))
    return widgets.heading(title) + widgets.findings(told)


def bonuses_html(about: Telling, unit: Unit) -> str:
    """HTML of the unit's itemised bonus: what, how often, how much, on what evidence; "" where it has none."""
    row = about.board.unit(unit.code)
    if not row.bonuses:
        return ""
    items = {item.code: item for item in about.rulebook.bonus_items}
    told = []
    for entry in row.bonuses:
        item = items[entry.item]
        text = say(
            "unit_sheet.bonus",
            what=item.label,
            times=number(entry.times),
            each=number(item.points),
            points=number(item.points * entry.times, sign=True),
        )
        told.append(_with_evidence(about, text, entry))
    title = say("unit_sheet.bonuses", unit=unit.short_name, points=number(row.item_bonus))
    capped = ""
    if row.bonus != row.bonus_uncapped:
        capped = say("unit_sheet.bonus_capped", uncapped=number(row.bonus_uncapped), bonus=number(row.bonus))
    return widgets.heading(title, capped) + widgets.findings(told)


def _with_evidence(about: Telling, text: str, entry: Penalty) -> str:
    evidence = [document_text(entry), about.cluster.agency(entry.agency).name, entry.note]
    small = " · ".join(part for part in evidence if part)
    return f'{html(text)}<br><span class="td-sub td-small">{html(small)}</span>'


def context_html(unit: Unit, figures: Sequence[ContextFigure]) -> str:
    """HTML of published figures with value, period and the address they were read at; "" where there are none."""
    if not figures:
        return ""
    rows = [
        [
            f"{html(figure.indicator)}<small>{_linked(figure.note)}</small>"
            if figure.note
            else html(figure.indicator),
            figure.period,
            measured(figure.value, figure.measure),
            figure.status,
            _address_html(figure),
        ]
        for figure in figures
    ]
    columns = [
        say(f"unit_sheet.context_{name}") for name in ("indicator", "period", "value", "status", "source")
    ]
    return (
        widgets.heading(say("unit_sheet.context"))
        + widgets.notice("plain", say("unit_sheet.context_note"))
        + '<div class="td-context">'
        + widgets.html_table(
            columns,
            rows,
            say("unit_sheet.context_caption", unit=unit.name),
            numeric=(2,),
            html_columns=(0, 4),
            show_caption=False,
        )
        + "</div>"
    )


def _address_html(figure: ContextFigure) -> str:
    """The source as a link; only web addresses become one. What stands there is in the title."""
    return _linked(figure.source, figure.exact_words)


def _linked(text: str, title: str = "") -> str:
    """HTML of a text in which web addresses are links that show their host only."""
    about = f' title="{html(title)}"' if title else ""
    parts = []
    for place, part in enumerate(ADDRESS.split(text)):
        if place % 2:
            host = html(urlsplit(part).netloc)
            parts.append(
                f'<a href="{html(part)}" target="_blank" rel="noopener noreferrer"{about}>{host}</a>'
            )
        else:
            parts.append(html(part))
    return "".join(parts)
