"""Every criterion of one unit in print: figures and points in one row, the exact reason and the origin in the next."""

from __future__ import annotations

from data.cluster import Unit
from pages.exports.typst_page import text
from pages.exports.typst_parts import Cell, Content, bar, heads, quiet, reason, strong, table
from pages.parts.figure_cells import (
    WHY_NO_POINTS,
    completion_text,
    document_text,
    held_against,
    origin_texts,
    rows_of,
    value_text,
)
from pages.parts.theme import LIGHT, unit_colour
from pages.parts.words import say
from pages.parts.year_words import Telling
from scoring.explain import explain
from scoring.findings import unofficial
from scoring.model import Combine, Criterion, Outcome, Role, Section, State
from scoring.numbers import number
from scoring.scoreboard import Part, Score


def criteria_table(about: Telling, unit: Unit) -> str:
    """The table: a heading row per section, then two rows per criterion that stay on one page."""
    rows: list[list[Cell]] = []
    for section in about.rulebook.sections:
        rows.append(
            [Cell(_section(about, unit, section), span=7, align="left", fill=LIGHT.panel, is_heading=True)]
        )
        for criterion in about.rulebook.in_section(section.code):
            rows += _criterion(about, unit, criterion)
    labels = ("code", "criterion", "target", "actual", "completion", "points_of", "bonus_column")
    return table(
        ["13mm", "1fr", "23mm", "23mm", "17mm", "23mm", "16mm"],
        ["left", "left", "right", "right", "right", "right", "right"],
        heads([say(f"print.{name}") for name in labels]),
        rows,
    )


def _section(about: Telling, unit: Unit, section: Section) -> Content:
    own = about.board.unit(unit.code).section(section.code)
    told = say("unit_sheet.section", points=about.points(own.total), maximum=number(own.maximum))
    if own.penalty:
        told += say("unit_sheet.section_penalty", points=about.points(own.points - own.total))
    return f"{strong(section.label)} + {text(f' ({told})')}"


def _criterion(about: Telling, unit: Unit, criterion: Criterion) -> list[list[Cell]]:
    score = about.board.score(unit.code, criterion.code)
    star = "*" if unofficial(score) else ""
    first = [Cell(text(criterion.code), rows=2, align="left"), Cell(strong(criterion.label + star))]
    completion = completion_text(criterion, score.whole, criterion.method, criterion)
    no_share = "print.no_share" if score.outcome is Outcome.SCORED else WHY_NO_POINTS[score.outcome]
    share = Cell(text(completion) if completion else reason(say(no_share)))
    if criterion.combine is Combine.NONE or not score.parts:
        first += [Cell(_target(about, criterion, score.whole)), Cell(_actual(criterion, score)), share]
    else:
        lines = " + linebreak() + ".join(text(line) for line in _lines(criterion, score))
        first += (
            [Cell(lines, span=2, align="left"), share] if completion else [Cell(lines, span=3, align="left")]
        )
    first += [Cell(_points(about, unit, score)), Cell(_bonus(criterion, score))]
    told = explain(about.rulebook, score, lambda code: about.cluster.agency(code).name)
    small = quiet(_origin(about, criterion, score))
    return [first, [Cell(f"{text(told.sentence)} + linebreak() + {small}", span=6, align="left")]]


def _target(about: Telling, criterion: Criterion, part: Part) -> Content:
    chosen = part.target or part.baseline
    if chosen is None:
        return reason(say("figure.no_target"))
    figure = chosen.figure
    value = value_text(figure, criterion)
    if figure.state is not State.REPORTED:
        return reason(value)
    said = (
        say("figure.baseline") if figure.role is Role.BASELINE else about.rulebook.level_label(figure.level)
    )
    return f"{text(value)} + linebreak() + {quiet(said)}"


def _actual(criterion: Criterion, score: Score) -> Content:
    part = score.whole
    if part.target is not None and part.target.figure.state is State.NOT_APPLICABLE:
        return reason(say("heat.not_assigned"))
    if part.actual is None:
        return reason(say("heat.not_reported"))
    value = value_text(part.actual.figure, criterion)
    return text(value) if part.actual.figure.state is State.REPORTED else reason(value)


def _lines(criterion: Criterion, score: Score) -> list[str]:
    """The components, one line each: actual and what it is held against."""
    lines = []
    for row, part in rows_of(criterion, score):
        actual = say("heat.not_reported") if part.actual is None else value_text(part.actual.figure, row)
        held = held_against(row, part)
        lines.append(f"{row.label}: {actual} ({held})" if held else f"{row.label}: {actual}")
    return lines


def _points(about: Telling, unit: Unit, score: Score) -> Content:
    if score.points is None or score.share is None:
        return reason(say(WHY_NO_POINTS[score.outcome]))
    drawn = bar(score.share, unit_colour(unit.order - 1))
    return f"{strong(about.points(score.points))} + {text(f'/{number(score.max_points)}')} + linebreak() + {drawn}"


def _bonus(criterion: Criterion, score: Score) -> Content:
    if score.bonus is None:
        return reason(say(WHY_NO_POINTS[score.outcome]))
    if criterion.bonus is None:
        return reason(say("print.no_bonus"))
    return text(number(score.bonus, sign=True))


def _origin(about: Telling, criterion: Criterion, score: Score) -> str:
    """Who states the actual, how firm it is, its document; what the unit gave itself; where the rule stands."""
    told = dict.fromkeys(
        " · ".join(
            each
            for each in (*origin_texts(about.cluster, part.actual.figure), document_text(part.actual.figure))
            if each
        )
        for _row, part in rows_of(criterion, score)
        if part.actual is not None
    )
    parts = ["; ".join(told)] if told else [about.cluster.agency(criterion.agency).short_name]
    if score.self_points is not None:
        own = say("print.self_points", points=about.points(score.self_points))
        if score.points is not None and score.points != score.self_points:
            own += say("print.self_apart", points=about.points(score.self_points - score.points, sign=True))
        parts.append(own)
    return ". ".join(parts) + "."
