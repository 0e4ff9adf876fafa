"""What is missing (còn thiếu): cells without a figure, and figures that are not official yet."""

from __future__ import annotations

from pages.parts import widgets
from pages.parts.telling import illustrative
from pages.parts.theme import html
from pages.parts.words import say
from pages.parts.year_words import Telling
from scoring.findings import unofficial
from scoring.model import Outcome, Role
from scoring.numbers import number
from scoring.scoreboard import Score
from scoring.wording import status_words


def lacking_html(about: Telling) -> str:
    """HTML of the list, each line a link to the unit's sheet; one sentence where nothing is missing."""
    cells = [
        about.board.score(unit.code, row.code) for row in about.rulebook.criteria for unit in about.members()
    ]
    missing = [score for score in cells if score.outcome is Outcome.NOT_REPORTED]
    pending = [score for score in cells if unofficial(score)]
    title = widgets.heading(say("lacking.title"))
    if not missing and not pending:
        told = say("lacking.nothing_sample") if illustrative(about) else say("lacking.nothing")
        return f"{title}<p>{html(told)}</p>"
    parts = [title]
    if missing:
        lines = [_line(about, score, _open(about, score)) for score in missing]
        parts.append(f'<ul class="td-lacking">{"".join(lines)}</ul>')
    if pending:
        lines = [_line(about, score, _status(score)) for score in pending]
        body = f'<ul class="td-lacking">{"".join(lines)}</ul>'
        parts.append(widgets.more(say("lacking.unofficial", count=len(pending)), body))
    return "".join(parts)


def _line(about: Telling, score: Score, state_of_it: str) -> str:
    row = about.rulebook.criterion(score.criterion)
    cell = say("lacking.cell", unit=about.unit(score.unit), criterion=row.label)
    where = widgets.anchor(
        "unit_sheet", cell, year=str(about.board.year), unit=score.unit, criterion=score.criterion
    )
    return f"<li>{where}: {html(state_of_it)}</li>"


def _open(about: Telling, score: Score) -> str:
    row = about.rulebook.criterion(score.criterion)
    return say("lacking.open", points=number(row.max_points), agency=about.cluster.agency(row.agency).name)


def _status(score: Score) -> str:
    found = dict.fromkeys(status_words(figure) for figure in score.figures() if figure.role is Role.ACTUAL)
    return ", ".join(found)
