"""What else is known about a unit: penalties with their evidence, and published figures that are never scored."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlsplit

from data.cluster import Unit
from data.context import ContextFigure
from pages.parts import widgets
from pages.parts.figure_cells import document_text
from pages.parts.telling import Telling, section_name
from pages.parts.theme import html
from pages.parts.words import say
from scoring.numbers import MINUS, measured, number


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
        evidence = [document_text(penalty), about.cluster.agency(penalty.agency).name, penalty.note]
        small = " · ".join(part for part in evidence if part)
        told.append(f'{html(text)}<br><span class="td-sub td-small">{html(small)}</span>')
    title = say("unit_sheet.penalties", unit=unit.short_name, points=number(row.penalty))
    return widgets.heading(title) + widgets.findings(told)


def context_html(unit: Unit, figures: Sequence[ContextFigure]) -> str:
    """HTML of published figures with value, period and the address they were read at; "" where there are none."""
    if not figures:
        return ""
    rows = [
        [
            f"{html(figure.indicator)}<small>{html(figure.note)}</small>"
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
    place = urlsplit(figure.source)
    if place.scheme not in ("http", "https"):
        return html(figure.source)
    return (
        f'<a href="{html(figure.source)}" target="_blank" rel="noopener noreferrer" '
        f'title="{html(figure.exact_words)}">{html(place.netloc)}</a>'
    )
