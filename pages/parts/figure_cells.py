"""Targets, actuals and completions as pieces of HTML for table cells: the figure, and small who, how firm, when."""

from __future__ import annotations

from typing import Final

from data.cluster import Cluster
from pages.parts.theme import html
from pages.parts.words import say
from scoring.methods import uses_ratio
from scoring.model import (
    Combine,
    Criterion,
    Direction,
    Figure,
    Grades,
    Kind,
    Method,
    Outcome,
    Penalty,
    Reduction,
    Role,
    Rulebook,
    State,
    SubCriterion,
)
from scoring.numbers import day, measured, number
from scoring.scoreboard import Part, Score
from scoring.wording import share_words, status_words

WHY_NO_POINTS: Final = {
    Outcome.NOT_ASSIGNED: "heat.not_assigned",
    Outcome.NOT_REPORTED: "heat.not_reported",
    Outcome.NOT_APPLICABLE: "heat.not_applicable",
}

Row = Criterion | SubCriterion


def measure(method: Method, criterion: Criterion) -> str:
    """What the method reads: "ratio" (share of the target), "change", "grade" or "value"."""
    if isinstance(method, Grades):
        return "grade"
    if isinstance(method, Reduction):
        return "change"
    return "ratio" if uses_ratio(method, criterion.needs_target) else "value"


def method_of(criterion: Criterion, row: Row) -> Method:
    """The row's own method, else its criterion's."""
    return criterion.method if row.method is None else row.method


def rows_of(criterion: Criterion, score: Score) -> tuple[tuple[Row, Part], ...]:
    """The criterion itself with its part, or each component with its own."""
    if criterion.combine is Combine.NONE or not score.parts:
        return ((criterion, score.whole),)
    return tuple(zip(criterion.sub_criteria, score.parts, strict=True))


def value_text(figure: Figure, row: Row) -> str:
    """A figure as text: with its unit of measure, as a grade, as done or not; else why there is none."""
    if figure.state is State.NOT_APPLICABLE:
        return say("heat.not_assigned" if figure.role is Role.TARGET else "heat.not_applicable")
    if figure.state is State.NOT_REPORTED:
        return say("heat.not_reported")
    if figure.grade:
        return figure.grade
    if row.kind is Kind.YES_NO:
        return say("figure.done" if figure.value else "figure.not_done")
    return measured(figure.value, row.unit_of_measure)


def short_text(figure: Figure, row: Row) -> str:
    """A figure without its unit of measure, where that stands beside it already; % and ‰ stay."""
    if figure.state is State.REPORTED and figure.value is not None and row.kind is not Kind.YES_NO:
        return measured(figure.value, row.unit_of_measure if row.unit_of_measure in ("%", "‰") else "")
    return value_text(figure, row)


def held_against(row: Row, part: Part) -> str:
    """What an actual is held against: “chỉ tiêu 120” or “cùng kỳ 46”; "" where it stands alone."""
    if part.target is not None:
        return say("figure.target", value=short_text(part.target.figure, row))
    if part.baseline is not None:
        return say("figure.previous", value=short_text(part.baseline.figure, row))
    return ""


def target_html(rulebook: Rulebook, row: Row, part: Part) -> str:
    """The target (or the previous actual) with its level and document, small; a dash where the rule needs none."""
    chosen = part.target or part.baseline
    if chosen is None:
        return f'<span class="td-none">{html(say("figure.no_target"))}</span>'
    figure = chosen.figure
    said = say("figure.baseline") if figure.role is Role.BASELINE else rulebook.level_label(figure.level)
    return _cell(value_text(figure, row), said, document_text(figure))


def actual_html(cluster: Cluster, row: Row, part: Part) -> str:
    """The actual with agency, status, day and vintage, small; in words where it is owed, "" where it is not."""
    if part.target is not None and part.target.figure.state is State.NOT_APPLICABLE:
        return ""
    if part.actual is None:
        return f'<span class="td-none">{html(say("heat.not_reported"))}</span>'
    figure = part.actual.figure
    return _cell(value_text(figure, row), *origin_texts(cluster, figure))


def origin_texts(cluster: Cluster, figure: Figure) -> tuple[str, ...]:
    """Who states a figure, how firm it is, up to which day, and at which statement."""
    told = [cluster.agency(figure.agency).short_name, status_words(figure).removeprefix("số liệu ")]
    if figure.as_of is not None:
        told.append(say("figure.as_of", date=day(figure.as_of)))
    if figure.vintage > 1:
        told.append(say("figure.vintage", vintage=figure.vintage))
    return tuple(told)


def document_text(figure: Figure | Penalty) -> str:
    """The document that holds a figure or proves a penalty, with its date; "" where none is named."""
    if not figure.document or figure.document_date is None:
        return figure.document
    return say("figure.document", document=figure.document, date=day(figure.document_date))


def unused_html(rulebook: Rulebook, cluster: Cluster, criterion: Criterion, score: Score) -> str:
    """List of the figures that were passed over, with where they come from; "" where there are none."""
    items = []
    for row, part in rows_of(criterion, score):
        for chosen in (part.target, part.baseline, part.actual):
            for figure in () if chosen is None else chosen.others:
                if figure.state is not State.REPORTED:
                    continue
                items.append(f"<li>{html(_unused(rulebook, cluster, criterion, row, figure))}</li>")
    return f"<ul>{''.join(items)}</ul>" if items else ""


def _unused(rulebook: Rulebook, cluster: Cluster, criterion: Criterion, row: Row, figure: Figure) -> str:
    name = "" if row is criterion else f"{row.label}: "
    if figure.role is Role.TARGET:
        told = [say("figure.target_of", level=rulebook.level_label(figure.level)), document_text(figure)]
    else:
        told = [*origin_texts(cluster, figure), figure.note]
    return f"{name}{value_text(figure, row)} – {', '.join(text for text in told if text)}"


def completion_text(row: Row, part: Part, method: Method, criterion: Criterion) -> str:
    """The completion in words: a share of the target, a fall or a rise; "" where the rule reads no share."""
    kind = measure(method, criterion)
    completion = part.completion
    if completion is None or kind not in ("ratio", "change"):
        return ""
    if completion.share is None:
        return say("criterion.beyond")
    if kind == "ratio":
        return share_words(completion.share)
    if completion.share == 0:
        return say("figure.same")
    direction = row.direction if isinstance(row, SubCriterion) else _direction(row)
    falls = (completion.share > 0) == (direction is Direction.LOWER)
    return say("figure.falls" if falls else "figure.rises", share=share_words(abs(completion.share)))


def points_html(score: Score, decimals: int) -> str:
    """Points of the maximum, the bonus small beside it; in words where there are none."""
    if score.points is None:
        return f'<span class="td-none">{html(say(WHY_NO_POINTS[score.outcome]))}</span>'
    bonus = f' <small class="td-bonus">{number(score.bonus, sign=True)}</small>' if score.bonus else ""
    return f"<b>{number(score.points, decimals)}</b>/{number(score.max_points)}{bonus}"


def labelled_html(label: str, inner_html: str, style: str = "") -> str:
    """A cell that carries its column's name, for the narrow screen where rows become cards."""
    of_style = f' class="{style}"' if style else ""
    return f'<td{of_style} data-label="{html(label)}">{inner_html}</td>'


def _direction(criterion: Criterion) -> Direction:
    """A mean runs the way its components run."""
    return criterion.sub_criteria[0].direction if criterion.sub_criteria else criterion.direction


def _cell(value: str, *small: str) -> str:
    told = " · ".join(text for text in small if text)
    return f"{html(value)}<small>{html(told)}</small>" if told else html(value)
