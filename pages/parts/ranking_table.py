"""The full ranking as a table: every part of the result in a column, sortable by each, one unit lit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from pages.parts import state
from pages.parts.standing import change_html, role_html, unit_html
from pages.parts.theme import html
from pages.parts.why_links import rank_why_html, score_why_html
from pages.parts.words import say
from pages.parts.year_words import Telling, section_name
from scoring.model import Section
from scoring.numbers import MISSING, number
from scoring.scoreboard import UnitScore
from scoring.trend import UnitChange

PARAM = "xep"
REVERSED = "-nguoc"


@dataclass(frozen=True, slots=True)
class Column:
    """
    One column.

    Attributes:
        key: Its name in the address.
        measure: What it sorts by, most first; None stands last in both directions.
        cell: HTML of its cell.
        rising: Whether its first click puts the smallest first, as for ranks.
    """

    key: str
    label: str
    measure: Callable[[UnitScore], Decimal | int | None]
    cell: Callable[[UnitScore], str]
    rising: bool = False


def ranking_table_html(about: Telling, changes: dict[str, UnitChange], unit: str) -> str:
    """
    HTML of the table. Clicking a head sorts by it, clicking it again turns the order; a unit's name lights its row.

    Args:
        changes: Change from the year before by unit; {} leaves the column out.
        unit: The unit that is lit, "" = none.
    """
    columns = _columns(about, changes)
    asked = state.asked(PARAM)
    column = next((each for each in columns if each.key == asked.removesuffix(REVERSED)), columns[0])
    turned = asked == column.key + REVERSED
    rows = sorted_rows(about.board.units, column, turned)
    heads = "".join(_head(each, each is column, turned) for each in columns)
    body = "".join(
        f"<tr{' class=td-lit' if row.unit == unit else ''}>"
        + "".join(_cell(each, row) for each in columns)
        + "</tr>"
        for row in rows
    )
    caption = html(say("rankings.caption", year=about.board.year))
    return (
        f'<div class="td-scroll" tabindex="0" role="region" aria-label="{caption}">'
        f'<table class="td-table td-ranking"><caption class="td-hidden">{caption}</caption>'
        f"<thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def sorted_rows(rows: tuple[UnitScore, ...], column: Column, turned: bool) -> list[UnitScore]:
    """The rows by one column; rows without a value last, equal rows in the order of the board."""
    known = [row for row in rows if column.measure(row) is not None]
    known.sort(key=lambda row: column.measure(row) or 0, reverse=column.rising == turned)
    return known + [row for row in rows if column.measure(row) is None]


def _columns(about: Telling, changes: dict[str, UnitChange]) -> list[Column]:
    found = [
        Column(
            "hang",
            say("standing.column_rank"),
            lambda row: row.rank,
            lambda row: _rank(about, row),
            rising=True,
        ),
        Column(
            "donvi",
            say("standing.column_unit"),
            lambda row: about.cluster.unit(row.unit).order,
            lambda row: _unit(about, row),
            rising=True,
        ),
        *(_section(about, section) for section in about.rulebook.sections),
        Column("thuong", say("rankings.bonus"), lambda row: row.bonus, lambda row: _bonus(about, row)),
        Column(
            "tru",
            say("rankings.penalty_column"),
            lambda row: row.penalty,
            lambda row: about.points(-row.penalty) if row.penalty else about.points(row.penalty),
        ),
        Column(
            "tong",
            say("standing.column_total"),
            lambda row: row.total,
            lambda row: f"<b>{about.points(row.total)}</b>{score_why_html(about, row)}",
        ),
        Column(
            "toida", say("standing.column_maximum"), lambda row: row.maximum, lambda row: number(row.maximum)
        ),
    ]
    if about.rulebook.ranked_by == "rate":
        found.append(
            Column(
                "tyle",
                say("standing.column_rate"),
                lambda row: row.rate,
                lambda row: f"<b>{about.rate(row.rate)}</b>",
            )
        )
    if about.rulebook.grades:
        found.append(
            Column(
                "loai", say("rankings.grade"), lambda row: row.rate, lambda row: html(row.grade or MISSING)
            )
        )
    if changes:
        label = say("standing.column_change", year=about.rulebook.compared_with)
        found.append(
            Column(
                "doi", label, lambda row: _moved(changes, row), lambda row: change_html(changes.get(row.unit))
            )
        )
    return found


def _section(about: Telling, section: Section) -> Column:
    return Column(
        section.code.lower(),
        section_name(section.label),
        lambda row: row.section(section.code).points,
        lambda row: about.points(row.section(section.code).points),
    )


def _moved(changes: dict[str, UnitChange], row: UnitScore) -> int | None:
    change = changes.get(row.unit)
    return None if change is None else change.rank_change


def _rank(about: Telling, row: UnitScore) -> str:
    return f"<b>{number(row.rank)}</b>{rank_why_html(about, row)}"


def _unit(about: Telling, row: UnitScore) -> str:
    kept = state.others()
    member = about.cluster.unit(row.unit)
    address = state.link("rankings", **(kept | {"unit": row.unit, "year": str(about.board.year)}))
    tags = [role_html(about, row.unit)]
    if row.provisional:
        tags.append(_tag("standing.provisional", "td-tag-open"))
    if row.tied_with:
        tags.append(_tag("rankings.tag_tied"))
    elif row.tie_note is not None:
        tags.append(_tag("rankings.tag_equal"))
    # On a phone the columns of the result are out of sight at first: it stands under the name as well.
    brief = f"{about.points(row.total)} · {about.rate(row.rate)}"
    return (
        f"{unit_html(member, address, f'td-ranking-{row.unit}')} {''.join(tags)}"
        f'<small class="td-brief" aria-hidden="true">{brief}</small>'
    )


def _tag(key: str, style: str = "") -> str:
    return f'<small class="td-tag {style}">{html(say(key))}</small>'


def _bonus(about: Telling, row: UnitScore) -> str:
    if row.bonus == row.bonus_uncapped:
        return about.points(row.bonus)
    cut = say("rankings.capped", points=about.points(row.bonus_uncapped))
    return f'{about.points(row.bonus)}<br><small class="td-mark">{html(cut)}</small>'


def _head(column: Column, current: bool, turned: bool) -> str:
    rising = column.rising != turned
    order = f' aria-sort="{"ascending" if rising else "descending"}"' if current else ""
    arrow = f' <span aria-hidden="true">{"▲" if rising else "▼"}</span>' if current else ""
    key = column.key + (REVERSED if current and not turned else "")
    address = state.link("rankings", **(state.others() | {PARAM: key}))
    style = "" if column.key == "donvi" else ' class="td-n"'
    return (
        f'<th scope="col"{style}{order}><a id="td-sort-{html(column.key)}" href="{html(address)}" '
        f'title="{html(say("rankings.sort", column=column.label))}">{html(column.label)}{arrow}</a></th>'
    )


def _cell(column: Column, row: UnitScore) -> str:
    if column.key == "donvi":
        return f'<th scope="row">{column.cell(row)}</th>'
    return f'<td class="td-n">{column.cell(row)}</td>'
