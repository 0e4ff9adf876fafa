"""One cell explained: the sentence behind the points of one unit on one criterion, its source and its marks."""

from __future__ import annotations

from collections.abc import Sequence

from pages.parts import widgets
from pages.parts.theme import html
from pages.parts.words import say
from pages.parts.year_words import Telling
from scoring.explain import Explanation
from scoring.model import Outcome
from scoring.numbers import number
from scoring.scoreboard import Score


def most_lost(about: Telling, units: Sequence[str], criteria: Sequence[str]) -> tuple[str, str]:
    """The cell worth a question first: unit and criterion with the most points lost; ("", "") if there is none."""
    scores = [about.board.score(unit, code) for code in criteria for unit in units]
    if not scores:
        return "", ""
    worst = max(scores, key=lambda score: score.lost)
    return worst.unit, worst.criterion


def why_html(about: Telling, score: Score, told: Explanation) -> str:
    """HTML of the box: question, answer, where the figures come from, what is assumed, where to go on."""
    row = about.rulebook.criterion(score.criterion)
    unit = about.unit(score.unit)
    if score.outcome is Outcome.SCORED and score.points is not None:
        key = "why.question_lost" if score.lost else "why.question_full"
        result = f"{about.points(score.points)}/{number(row.max_points)}"
        question = say(key, unit=unit, result=result, criterion=row.label)
    else:
        question = say(f"why.question_{score.outcome.value}", unit=unit, criterion=row.label)
    notes = "".join(f"<p>{html(note)}</p>" for note in (told.target_note, told.actual_note) if note)
    marks = f'<p class="td-mark">{html(_sentence(told.marks))}</p>' if told.marks else ""
    where = {"year": str(about.board.year), "unit": score.unit, "criterion": score.criterion}
    links = " · ".join(
        (
            widgets.anchor("comparison", say("why.to_comparison"), **where),
            widgets.anchor("unit_sheet", say("why.to_unit", unit=unit), **where),
            widgets.anchor("scenario", say("why.to_scenario"), **where),
            widgets.anchor("history", say("figure_past.link"), xem="o", **where),
        )
    )
    return (
        f'<section class="td-why" aria-live="polite">{widgets.heading(question)}'
        f'<p class="td-why-told">{html(told.sentence)}</p>'
        f'<div class="td-small td-why-notes">{notes}<p>{html(say("why.citation", citation=told.citation))}</p>'
        f"{marks}<p>{links}</p></div></section>"
    )


def _sentence(marks: Sequence[str]) -> str:
    text = "; ".join(marks)
    return f"{text[:1].upper()}{text[1:]}."
