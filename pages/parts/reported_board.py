"""The completeness board (tiến độ số liệu): units and criteria, how firm each cell is, who is waited for."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Final

from data.completeness import STATES, CellState, Completeness
from pages.parts import state, widgets
from pages.parts.local_time import today
from pages.parts.theme import html
from pages.parts.words import say
from pages.parts.year_words import Telling
from scoring.model import Role
from scoring.numbers import day, number, percent

# A sign beside each word, so that a narrow screen and a black-and-white print can do with the sign alone.
SIGNS: Final = {
    "official": "●",
    "preliminary": "◐",
    "estimate": "○",
    "illustrative": "◇",
    "partly": "◔",
    "missing": "!",
    "not_assigned": "/",
    "not_applicable": "–",
}
FIRM: Final = ("official", "preliminary", "estimate", "illustrative")


def state_of(about: Telling, cell: CellState) -> str:
    """What the board calls a cell: with a target alone nothing is reported yet, whatever else is there."""
    owed = {lack.sub_criterion for lack in cell.missing if lack.role is not Role.TARGET}
    parts = about.rulebook.criterion(cell.criterion).sub_criteria
    return "missing" if cell.state == "partly" and len(owed) >= max(1, len(parts)) else cell.state


def counts(about: Telling, done: Completeness, unit: str = "") -> dict[str, int]:
    """How many cells of a unit ("" = of all) the board shows in each state, in the order of firmness."""
    states = [state_of(about, cell) for cell in done.cells.values() if unit in ("", cell.unit)]
    return {name: states.count(name) for name in STATES if name in states}


def key_html(about: Telling, done: Completeness) -> str:
    """HTML of the legend: only the states that occur."""
    items = "".join(
        f'<li><i class="td-rep-{name}" aria-hidden="true">{SIGNS[name]}</i>{html(say(f"progress.{name}"))}</li>'
        for name in counts(about, done)
    )
    star = f"<li>* {html(say('progress.illustrative_mark'))}</li>" if _acted(done) else ""
    return f'<ul class="td-rep-key" aria-label="{html(say("progress.key"))}">{items}{star}</ul>'


def board_html(about: Telling, done: Completeness) -> str:
    """HTML of the board; a cell that waits leads to typing it in, any other to its history."""
    heads = "".join(f'<th scope="col">{html(about.unit(unit))}</th>' for unit in done.units)
    rows, section = [], ""
    for code in done.criteria:
        row = about.rulebook.criterion(code)
        if row.section != section:
            section = row.section
            label = about.rulebook.section(section).label
            rows.append(
                f'<tr class="td-group"><th scope="colgroup" colspan="{len(done.units) + 1}">'
                f"<span>{html(label)}</span></th></tr>"
            )
        cells = "".join(f"<td>{_cell(about, done.cell(unit, code))}</td>" for unit in done.units)
        rows.append(f'<tr><th scope="row"><small>{html(code)}</small> {html(row.label)}</th>{cells}</tr>')
    caption = say("progress.caption", year=done.year)
    return (
        f'<div class="td-scroll" tabindex="0" role="region" aria-label="{html(caption)}">'
        f'<table class="td-table td-rep"><caption class="td-hidden">{html(caption)}</caption>'
        f'<thead><tr><th scope="col">{html(say("progress.criterion"))}</th>{heads}</tr></thead>'
        f"<tbody>{''.join(rows)}</tbody></table></div>"
    )


def _cell(about: Telling, cell: CellState) -> str:
    where = {"year": str(about.rulebook.year), "unit": cell.unit, "criterion": cell.criterion}
    waits = bool(cell.waits_for)
    address = state.link("upload", **where, cach="tay") if waits else state.link("history", **where, xem="o")
    name = state_of(about, cell)
    word = say(f"progress.{name}")
    notes = [say("progress.stand_in")] * cell.stand_in
    if cell.others:
        notes.append(say("progress.others", count=len(cell.others)))
    told = "; ".join(
        [f"{about.unit(cell.unit)} – {about.rulebook.criterion(cell.criterion).label}: {word}", *notes]
    )
    star = "*" if cell.illustrative else ""
    more = "".join(f"<small>{html(note)}</small>" for note in notes)
    return (
        f'<a class="td-rep-{name}" href="{html(address)}" title="{html(told)}">'
        f'<i aria-hidden="true">{SIGNS[name]}</i><span>{html(word)}{star}</span>{more}</a>'
    )


def by_unit_html(about: Telling, done: Completeness) -> str:
    """HTML of the counts: a row per unit, a column per state that occurs, and how much of what is due is there."""
    states = list(counts(about, done))
    columns = [say("progress.unit"), *(say(f"progress.{name}") for name in states), say("progress.share")]
    rows = []
    for unit in (*done.units, ""):
        found = counts(about, done, unit)
        there = sum(found.get(name, 0) for name in FIRM)
        due = there + found.get("missing", 0) + found.get("partly", 0)
        name = about.unit(unit) if unit else say("progress.cluster")
        share = percent(Fraction(there, due) if due else None, 0)
        rows.append([name, *(number(found.get(each, 0)) for each in states), share])
    table = widgets.html_table(
        columns,
        rows,
        say("progress.by_unit_caption", year=done.year),
        numeric=range(1, len(columns)),
        lit=[len(rows) - 1],
        show_caption=False,
    )
    return widgets.heading(say("progress.by_unit"), say("progress.by_unit_under")) + table


def deadline_html(done: Completeness, waiting: Mapping[str, tuple[CellState, ...]]) -> str:
    """HTML of the deadline; an assumed one says so."""
    if done.deadline is None:
        return widgets.notice("plain", say("progress.no_deadline", year=done.year))
    left = (done.deadline.date - today()).days
    said = say("progress.deadline", year=done.year, date=day(done.deadline.date))
    if waiting:
        said += say("progress.days_left", days=number(left)) if left >= 0 else say("progress.overdue")
    basis = "" if done.deadline.verified else say("progress.deadline_assumed") + " "
    return widgets.notice(
        "plain" if done.deadline.verified else "assumed", f"{said} {basis}{done.deadline.source}."
    )


def waiting_html(about: Telling, waiting: Mapping[str, tuple[CellState, ...]]) -> str:
    """HTML of the list: for each agency the cells that wait for it, each a link to typing it in."""
    title = widgets.heading(say("progress.waiting"))
    if not waiting:
        return title + f"<p>{html(say('progress.waiting_none'))}</p>"
    items = []
    for agency, cells in waiting.items():
        lines = "".join(f"<li>{_waiting_line(about, cell)}</li>" for cell in cells)
        name = about.cluster.agency(agency).name
        items.append(
            f"<li><b>{html(name)}</b>: {html(say('progress.cells', count=len(cells)))}<ul>{lines}</ul></li>"
        )
    return f'{title}<ul class="td-lacking">{"".join(items)}</ul>'


def _waiting_line(about: Telling, cell: CellState) -> str:
    label = f"{about.unit(cell.unit)}: {about.rulebook.criterion(cell.criterion).label}"
    where = widgets.anchor(
        "upload", label, year=str(about.rulebook.year), unit=cell.unit, criterion=cell.criterion, cach="tay"
    )
    parts = [
        say(
            f"progress.lacks_{lack.role.value if lack.role in (Role.BASELINE, Role.TARGET) else Role.ACTUAL.value}"
        )
        for lack in cell.missing
    ]
    return where + (f" ({html(', '.join(dict.fromkeys(parts)))})" if parts else "")


def _acted(done: Completeness) -> bool:
    return any(cell.illustrative for cell in done.cells.values())
