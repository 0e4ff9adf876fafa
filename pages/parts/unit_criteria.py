"""Every criterion of one unit: figures, points beside the other units' points, and the reason, one click deep."""

from __future__ import annotations

from typing import Final

from data.cluster import Unit
from pages.parts import state
from pages.parts.criterion_card import why_html
from pages.parts.figure_cells import (
    actual_html,
    completion_text,
    held_against,
    labelled_html,
    origin_texts,
    points_html,
    rows_of,
    target_html,
    value_text,
)
from pages.parts.theme import html
from pages.parts.unit_head import unit_colour
from pages.parts.words import say
from pages.parts.year_words import Telling
from scoring.explain import explain
from scoring.findings import unofficial
from scoring.model import Combine, Criterion, Section
from scoring.numbers import number
from scoring.rounding import publish
from scoring.scoreboard import Part, Score

COLUMNS: Final = ("criterion", "target", "actual", "completion", "strip", "points")


def criteria_table_html(about: Telling, unit: Unit) -> str:
    """HTML of the sheet: a heading row per section, then two rows per criterion: figures, and the sentence."""

    def agency_name(code: str) -> str:
        return about.cluster.agency(code).name

    own_marks = any(
        about.board.score(unit.code, row.code).self_points is not None for row in about.rulebook.criteria
    )
    columns = [say(f"unit_sheet.column_{name}") for name in COLUMNS]
    columns += [say("unit_sheet.column_self")] if own_marks else []
    body = []
    for section in about.rulebook.sections:
        body.append(_section_row(about, unit, section, len(columns)))
        for criterion in about.rulebook.in_section(section.code):
            score = about.board.score(unit.code, criterion.code)
            body.append(_figures_row(about, unit, criterion, score, columns))
            told = explain(about.rulebook, score, agency_name)
            why = why_html(about.rulebook, about.cluster, criterion, score, told)
            body.append(f'<tr class="td-why"><td colspan="{len(columns)}">{why}</td></tr>')
    head = "".join(
        f'<th scope="col"{" class=td-n" if place in (3, 5, 6) else ""}>{html(name)}</th>'
        for place, name in enumerate(columns)
    )
    caption = html(say("unit_sheet.criteria_caption", unit=unit.name, year=about.board.year))
    return (
        f'<div class="td-scroll" tabindex="0" role="region" aria-label="{caption}">'
        f'<table class="td-table td-units td-sheet"><caption class="td-hidden">{caption}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{''.join(body)}</tbody></table></div>"
    )


def _section_row(about: Telling, unit: Unit, section: Section, width: int) -> str:
    own = about.board.unit(unit.code).section(section.code)
    told = say("unit_sheet.section", points=about.points(own.total), maximum=number(own.maximum))
    if own.penalty:
        told += say("unit_sheet.section_penalty", points=number(own.points - own.total))
    return (
        f'<tr class="td-group"><th scope="colgroup" colspan="{width}">{html(section.label)}'
        f"<small>{html(told)}</small></th></tr>"
    )


def _figures_row(about: Telling, unit: Unit, criterion: Criterion, score: Score, columns: list[str]) -> str:
    address = html(state.link("comparison", unit=unit.code, criterion=criterion.code) + "#tieu-chi")
    mark = "*" if unofficial(score) else ""
    cells = [
        f'<th scope="row"><a href="{address}">{html(criterion.label)}</a>{mark}'
        f"<small>{html(criterion.code)}</small></th>"
    ]
    if criterion.combine is Combine.NONE or not score.parts:
        cells += [
            labelled_html(columns[1], target_html(about.rulebook, criterion, score.whole)),
            labelled_html(columns[2], actual_html(about.cluster, criterion, score.whole)),
        ]
    else:
        lines = _lines_html(about, criterion, score)
        cells.append(f'<td colspan="2" data-label="{html(say("unit_sheet.both"))}">{lines}</td>')
    completion = completion_text(criterion, score.whole, criterion.method, criterion)
    cells += [
        labelled_html(columns[3], html(completion), "td-n"),
        f'<td class="td-strip-cell">{_strip_html(about, unit, criterion)}</td>',
        labelled_html(columns[5], points_html(score, about.rulebook.point_decimals), "td-n"),
    ]
    if len(columns) > len(COLUMNS):
        cells.append(labelled_html(columns[6], _self_html(about, score), "td-n"))
    return f"<tr>{''.join(cells)}</tr>"


def _lines_html(about: Telling, criterion: Criterion, score: Score) -> str:
    """The components, one line each: actual and what it is held against; then where the figures come from."""
    lines = []
    for row, part in rows_of(criterion, score):
        actual = say("heat.not_reported") if part.actual is None else value_text(part.actual.figure, row)
        held = held_against(row, part)
        told = f"{actual} ({held})" if held else actual
        lines.append(f"<li><span>{html(row.label)}:</span> {html(told)}</li>")
    return f'<ul class="td-lines">{"".join(lines)}</ul>{_origin_html(about, score.parts)}'


def _origin_html(about: Telling, parts: tuple[Part, ...]) -> str:
    told = dict.fromkeys(
        " · ".join(origin_texts(about.cluster, part.actual.figure))
        for part in parts
        if part.actual is not None
    )
    return f"<small>{html('; '.join(told))}</small>" if told else ""


def _strip_html(about: Telling, unit: Unit, criterion: Criterion) -> str:
    """A track from 0 to the maximum: this unit's bar, the other units as grey dots. The numbers stand beside it."""
    marks: list[str] = []
    for other in about.members():
        share = about.board.score(other.code, criterion.code).share
        if share is None:
            continue
        place = publish(share * 100, 1)
        if other.code == unit.code:
            marks.insert(0, f'<b style="width:{place}%;background:{unit_colour(unit.order - 1)}"></b>')
        else:
            marks.append(f'<s style="left:{place}%"></s>')
    return f'<span class="td-strip" aria-hidden="true">{"".join(marks)}</span>'


def _self_html(about: Telling, score: Score) -> str:
    if score.self_points is None:
        return ""
    told = about.points(score.self_points)
    if score.points is None or score.self_points == score.points:
        return html(told)
    return f"{html(told)} <small>{about.points(score.self_points - score.points, sign=True)}</small>"
