"""
The rulebook as a document: HTML of its head, its sections, every criterion with its curve, its items.

Each cell carries its mark. Where it was read is a note of the entry, because one source often stands behind several
cells.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final
from urllib.parse import urlsplit

from data.cluster import Cluster
from pages.parts import widgets
from pages.parts.charts.curves import pictures
from pages.parts.rule_cells import (
    Cell,
    bonus_cells,
    criterion_cells,
    head_cells,
    penalty_cells,
    section_cells,
)
from pages.parts.telling import section_name
from pages.parts.theme import Palette, html
from pages.parts.words import say
from scoring.model import Criterion, LegalBasis, Rulebook
from scoring.numbers import day, number, percent
from scoring.wording import method_name
from scoring.wording import say as explained

PENALTIES: Final = "diem-tru"  # the place of the deductions on the page
BONUSES: Final = "diem-thuong"  # the place of the itemised bonus
ADDRESS: Final = re.compile(r"https?://[^\s;,)”]+")
# Conventions of scoring/methods.py that apply whatever the method is.
SPECIAL_CASES: Final = (
    "target_zero", "target_negative", "actual_zero", "baseline_zero_kept", "baseline_zero_rose", "baseline_negative",
)  # fmt: skip


def linked(text: str) -> str:
    """
    HTML of a source: its text, an address in it as a link that names the host.

    >>> linked("Cục Thống kê, http://cucthongkekg.gov.vn/news.php?id=1729")
    'Cục Thống kê, <a href="http://cucthongkekg.gov.vn/news.php?id=1729" target="_blank">cucthongkekg.gov.vn</a>'
    """
    parts, done = [], 0
    for found in ADDRESS.finditer(text):
        parts += [html(text[done : found.start()]), outside(found.group())]
        done = found.end()
    return "".join((*parts, html(text[done:])))


def outside(address: str, label: str = "") -> str:
    """HTML of a link that leaves the app, in a tab of its own."""
    return f'<a href="{html(address)}" target="_blank">{html(label or urlsplit(address).netloc)}</a>'


def mark(where: str, note: int = 0) -> str:
    """HTML of the mark of one cell: assumed, or verified and where (in note number `note`, if that is given)."""
    if not where:
        return f'<span class="td-guess">{html(say("rulebook.assumed"))}</span>'
    if note:
        return f'<span class="td-read">{html(say("rulebook.verified"))} [{note}]</span>'
    return f'<span class="td-read">{html(say("rulebook.verified"))}</span> {told_where(where)}'


def told_where(where: str) -> str:
    """HTML of the place where something was read."""
    return f'<span class="td-small td-muted">{linked(where)}</span>'


def cells_list(cells: Sequence[Cell], raw: dict[str, str] | None = None, *, notes: bool = False) -> str:
    """
    HTML of cells, each with its mark.

    Args:
        raw: HTML to show instead of a cell's text, by the cell's name.
        notes: Whether the sources stand below as numbered notes instead of in each mark.
    """
    sources = list(dict.fromkeys(cell.where for cell in cells if cell.where)) if notes else []
    rows = []
    for cell in cells:
        text = (raw or {}).get(cell.name) or html(cell.text)
        lines = "".join(f"<li>{html(line)}</li>" for line in cell.lines)
        number_of = sources.index(cell.where) + 1 if cell.where in sources else 0
        rows.append(
            f"<div><dt>{html(say(f'rulebook.cell.{cell.name}'))}</dt><dd>{text} {mark(cell.where, number_of)}"
            f"{f'<ul>{lines}</ul>' if lines else ''}</dd></div>"
        )
    below = "".join(f"<li>{html(say('rulebook.verified_where'))}{linked(source)}</li>" for source in sources)
    return f'<dl class="td-cells">{"".join(rows)}</dl>' + (
        f'<ol class="td-notes">{below}</ol>' if below else ""
    )


# --- the head ---------------------------------------------------------------------------------------------------


def head(rulebook: Rulebook) -> str:
    """HTML of the head: legal basis with dates and links, total, rounding, ranking and so on."""
    bases = "".join(f"<li>{_basis(basis)}</li>" for basis in rulebook.legal_basis)
    special = "".join(f"<li>{html(explained(f'note_{case}'))}</li>" for case in SPECIAL_CASES)
    return (
        widgets.heading(say("rulebook.head"), say("rulebook.head_under"))
        + cells_list(head_cells(rulebook), {"legal_basis": f"<ul>{bases}</ul>"})
        + f'<p class="td-small">{html(say("rulebook.based_on"))}{linked(rulebook.source)}</p>'
        + _grades(rulebook)
        + widgets.more(
            say("rulebook.special"), f"<ul>{special}</ul><p>{html(say('rulebook.special_mark'))}</p>"
        )
    )


def _basis(basis: LegalBasis) -> str:
    dated = say("rulebook.basis", number=basis.number, date=day(basis.date))
    return f"{outside(basis.address, dated)}: {html(basis.title)}"


def _grades(rulebook: Rulebook) -> str:
    if not rulebook.grades:
        return ""
    items = []
    for grade in rulebook.grades:
        told = say("rulebook.grade", rate=percent(grade.from_rate, 0))
        if grade.min_share:
            told = say("rulebook.grade_share", rate=told, share=percent(grade.min_share, 0))
        items.append(f"<li><b>{html(grade.label)}</b>: {html(told)}</li>")
    return f"<h3>{html(say('rulebook.grades'))}</h3><ul>{''.join(items)}</ul>"


def sections(rulebook: Rulebook) -> str:
    """HTML of the sections: one bar of all points with the parts named, then every section's cells."""
    parts = [
        (section_name(section.label), section.max_points, f"td-part-{place % 3 + 1}")
        for place, section in enumerate(rulebook.sections)
    ]
    parts.append((say("rulebook.bonus_part"), rulebook.bonus_cap, "td-part-bonus"))
    bar = "".join(
        f'<span class="{style}" style="flex:{points}"><b>{number(points)}</b> {html(name)}</span>'
        for name, points, style in parts
        if points
    )
    title = " · ".join(
        say("rulebook.section_points", section=name, points=number(points)) for name, points, _style in parts
    )
    entries = "".join(
        f"<h3>{html(section_name(section.label))}</h3>{cells_list(section_cells(rulebook, section))}"
        for section in rulebook.sections
    )
    under = say("rulebook.sections_under", total=number(rulebook.total))
    return (
        widgets.heading(title, under)
        + f'<div class="td-parts" aria-hidden="true">{bar}</div>'
        + widgets.more(say("rulebook.sections_more"), entries)
    )


# --- the criteria -----------------------------------------------------------------------------------------------


def jumps(rulebook: Rulebook, more: Sequence[tuple[str, str]], chosen: str) -> str:
    """HTML of the links to the parts of the screen: the sections, `more` as (place, label), the chosen criterion."""
    places = [*((section.code, section_name(section.label)) for section in rulebook.sections), *more]
    for row in rulebook.criteria:
        if row.code == chosen:
            label = say("rulebook.chosen", criterion=f"{row.code} {row.label}")
            places.append((_place(row), label))
    links = " · ".join(f'<a href="#{html(place)}">{html(label)}</a>' for place, label in places)
    return f'<nav class="td-jumps" aria-label="{html(say("rulebook.jump"))}">{links}</nav>'


def contents(rulebook: Rulebook) -> str:
    """HTML of the jump list: every criterion by section."""
    lists = "".join(
        f"<div><h3>{html(section.label)}</h3><ul>"
        + "".join(
            f'<li><a href="#{_place(row)}">{html(row.code)} {html(row.label)}</a></li>'
            for row in rulebook.in_section(section.code)
        )
        + "</ul></div>"
        for section in rulebook.sections
    )
    return widgets.more(
        say("rulebook.contents"),
        f'<nav class="td-contents" aria-label="{html(say("rulebook.contents"))}">{lists}</nav>',
    )


def criteria(rulebook: Rulebook, cluster: Cluster, colours: Palette, chosen: str) -> str:
    """HTML of all criteria by section, the chosen one open."""
    blocks = []
    for section in rulebook.sections:
        rows = rulebook.in_section(section.code)
        under = say("rulebook.section_sum", count=len(rows), points=number(section.max_points))
        blocks.append(f'<div id="{html(section.code)}">{widgets.heading(section.label, under, 3)}</div>')
        blocks += [entry(rulebook, row, cluster, colours, is_open=row.code == chosen) for row in rows]
    return "".join(blocks)


def entry(
    rulebook: Rulebook, criterion: Criterion, cluster: Cluster, colours: Palette, *, is_open: bool
) -> str:
    """HTML of one criterion: its line, and behind it every cell, its curve, its citation."""
    cells = criterion_cells(rulebook, criterion, lambda code: cluster.agency(code).name)
    drawn = "".join(picture.image() for picture in pictures(criterion, colours))
    year = str(rulebook.year)
    asked = say("rulebook.compare", count=len(cluster.units_in(rulebook.year)))
    links = (
        widgets.anchor("comparison", asked, year=year, criterion=criterion.code),
        widgets.anchor("trend", say("rulebook.trend"), year=year, criterion=criterion.code),
    )
    points = say("rulebook.entry_points", points=number(criterion.max_points))
    return (
        f'<details class="td-entry"{" open" if is_open else ""}>'
        f"{_summary(criterion.code, criterion.label, points, cells, method_name(criterion))}"
        f'<div class="td-body" id="{_place(criterion)}">{cells_list(cells, notes=True)}'
        f'<div class="td-curves">{drawn}</div>'
        f'<p class="td-small">{html(say("rulebook.citation"))}{linked(criterion.source)}</p>'
        f"<p>{' · '.join(links)}</p></div></details>"
    )


def _summary(code: str, label: str, points: str, cells: Sequence[Cell], rule: str = "") -> str:
    read = sum(bool(cell.where) for cell in cells)
    counts = say("rulebook.entry_counts", verified=read, cells=len(cells))
    return (
        f'<summary><span class="td-code">{html(code)}</span><span><b>{html(label)}</b> '
        f'<span class="td-small td-muted">{html(rule)}</span></span>'
        f'<span class="td-points">{html(points)}</span>'
        f'<span class="td-{"read" if read else "guess"}">{html(counts)}</span></summary>'
    )


def _place(criterion: Criterion) -> str:
    return f"tieuchi-{html(criterion.code)}"


def penalties(rulebook: Rulebook) -> str:
    """HTML of the itemised deductions."""
    if not rulebook.penalty_items:
        return widgets.heading(say("rulebook.penalties"), say("rulebook.no_penalties"))
    items = []
    for item in rulebook.penalty_items:
        cells = penalty_cells(item)
        section = say("rulebook.penalty_section", section=rulebook.section(item.section).label)
        points = say("rulebook.entry_points", points=number(-item.points))
        items.append(
            f'<details class="td-entry">{_summary(item.code, item.label, points, cells)}'
            f'<div class="td-body">{cells_list(cells, notes=True)}<p>{html(section)}</p>'
            f'<p class="td-small">{html(say("rulebook.citation"))}{linked(item.source)}</p></div></details>'
        )
    title = widgets.heading(say("rulebook.penalties"), say("rulebook.penalties_under"))
    return f'<div id="{PENALTIES}">{title}</div>' + "".join(items)


def bonuses(rulebook: Rulebook) -> str:
    """HTML of the itemised bonus; "" where bonus comes from targets alone."""
    if not rulebook.bonus_items:
        return ""
    items = []
    for item in rulebook.bonus_items:
        cells = bonus_cells(item)
        points = say("rulebook.entry_points", points=number(item.points, sign=True))
        items.append(
            f'<details class="td-entry">{_summary(item.code, item.label, points, cells)}'
            f'<div class="td-body">{cells_list(cells, notes=True)}'
            f'<p class="td-small">{html(say("rulebook.citation"))}{linked(item.source)}</p></div></details>'
        )
    under = say("rulebook.bonuses_under", cap=number(rulebook.bonus_cap))
    title = widgets.heading(say("rulebook.bonuses"), under)
    return f'<div id="{BONUSES}">{title}</div>' + "".join(items)
