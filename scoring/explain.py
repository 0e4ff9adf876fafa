"""
Why a score is what it is, as a Vietnamese sentence with the numbers filled in.

The sentence is written from the same `Part`, `Curve` and `Piece` that gave the points, so that text and number
cannot differ.
"""

from __future__ import annotations

from dataclasses import dataclass

from scoring.model import Criterion, Figure, Role, Rulebook, State
from scoring.numbers import day, measured
from scoring.scoreboard import Part, Score
from scoring.sentences import sentence
from scoring.wording import AgencyName, say, status_words


@dataclass(frozen=True, slots=True)
class Explanation:
    """
    The reason of one score, ready to be shown.

    Attributes:
        sentence: What was reported, what the rule makes of it, the points and the bonus.
        target_note: Which target counts and why, "" where there is none.
        actual_note: Whose figure counts and why, "" where there is none.
        citation: Where the rule is printed, or on what the sample bases it.
        marks: Short marks: assumed or verified cells, status of the figures.
    """

    sentence: str
    target_note: str
    actual_note: str
    citation: str
    marks: tuple[str, ...]


def explain(rulebook: Rulebook, score: Score, agency_name: AgencyName) -> Explanation:
    """
    Explain one score.

    Args:
        rulebook: The rulebook that gave it.
        agency_name: From an agency's code to its Vietnamese name.
    """
    criterion = rulebook.criterion(score.criterion)
    article = criterion.source if score.whole.piece is None else score.whole.piece.article
    return Explanation(
        sentence(rulebook, criterion, score, agency_name),
        _target_note(rulebook, criterion, score),
        _actual_note(criterion, score, agency_name),
        article,
        _marks(criterion, score),
    )


def _first_part(score: Score) -> Part:
    """The criterion's own part, or its first component where the figures stand on components."""
    whole = score.whole
    return (
        whole if whole.actual is not None or whole.target is not None or not score.parts else score.parts[0]
    )


def _measure_of(criterion: Criterion, figure: Figure) -> str:
    """The unit of measure of a figure: its component's where it stands on one."""
    for sub in criterion.sub_criteria:
        if sub.code == figure.sub_criterion:
            return sub.unit_of_measure
    return criterion.unit_of_measure


def _document(figure: Figure) -> str:
    if not figure.document:
        return ""
    dated = f" ngày {day(figure.document_date)}" if figure.document_date else ""
    return f" ({figure.document}{dated})"


def _target_note(rulebook: Rulebook, criterion: Criterion, score: Score) -> str:
    chosen = _first_part(score).target
    if chosen is None or chosen.figure.state is not State.REPORTED:
        return ""
    told = say(
        f"target_{chosen.reason}",
        level=rulebook.level_label(chosen.figure.level),
        document=_document(chosen.figure),
    )
    others = [
        f"{rulebook.level_label(figure.level)} {measured(figure.value, _measure_of(criterion, figure))}"
        for figure in chosen.others
        if figure.value is not None
    ]
    return f"{told} {say('target_others', others='; '.join(others))}" if others else told


def _actual_note(criterion: Criterion, score: Score, agency_name: AgencyName) -> str:
    chosen = _first_part(score).actual
    if chosen is None:
        return ""
    figure = chosen.figure
    told = say(
        f"actual_{chosen.reason}",
        agency=agency_name(figure.agency),
        owner=agency_name(criterion.agency),
        vintage=str(figure.vintage),
        document=_document(figure),
    )
    others = [
        f"{agency_name(other.agency)} {measured(other.value, _measure_of(criterion, other))}"
        f" ({status_words(other)}, lần {other.vintage})"
        for other in chosen.others
        if other.value is not None
    ]
    return f"{told} {say('actual_others', others='; '.join(others))}" if others else told


def _marks(criterion: Criterion, score: Score) -> tuple[str, ...]:
    marks = [say(f"mark_assumed_{cell}") for cell in ("method", "max_points") if cell in criterion.assumed]
    marks.append(say("mark_verified_agency" if "agency" in criterion.verified else "mark_assumed_agency"))
    marks.extend(sorted({status_words(figure) for figure in score.figures() if figure.role is Role.ACTUAL}))
    return tuple(marks)
