"""The score in tables and lists: result of the year, what is owed, left out or not official yet, penalties."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from pages.exports.docx_form import Column, Paper
from pages.exports.docx_sentences import score_sentences
from pages.exports.docx_styles import TEXT_WIDTH
from pages.parts.firm_words import firmness_sentence
from pages.parts.frozen_year import FrozenYear
from pages.parts.words import say
from pages.parts.year_words import Telling, section_name
from scoring.findings import unofficial
from scoring.model import Outcome, Penalty
from scoring.numbers import MINUS, MISSING, day, number
from scoring.scoreboard import Score, UnitScore

NO_POINTS: Final = {
    Outcome.NOT_REPORTED: "heat.not_reported",
    Outcome.NOT_ASSIGNED: "heat.not_assigned",
    Outcome.NOT_APPLICABLE: "heat.not_applicable",
}


def rank_text(row: UnitScore) -> str:
    """The rank by score; shared and provisional ones say so."""
    if row.rank is None:
        return MISSING
    text = number(row.rank)
    if row.tied_with:
        text = say("docx.rank_tied", rank=text)
    return say("docx.rank_open", rank=text) if row.provisional else text


def score_table(paper: Paper, frozen: FrozenYear) -> None:
    """Points by section, bonus, penalty, total, own maximum, rate and rank of every unit, best first."""
    about = frozen.about
    sections = about.rulebook.sections
    columns = [Column(say("docx.unit"), 0)]
    columns += [
        Column(say("docx.of_max", label=section_name(each.label), points=number(each.max_points)), 0, "right")
        for each in sections
    ]
    columns += [
        Column(say("docx.bonus"), 18.2, "right"),
        Column(say("docx.penalty"), 14, "right"),
        Column(say("docx.total"), 18, "right"),
        Column(say("docx.maximum"), 14, "right"),
        Column(say("docx.rate"), 17.5, "right"),
        Column(say("docx.rank"), 15, "centre"),
    ]
    spare = TEXT_WIDTH - sum(column.width for column in columns)
    width = min(15.0, spare * 0.7 / len(sections))
    columns[0] = Column(columns[0].head, spare - width * len(sections))
    for place in range(1, len(sections) + 1):
        columns[place] = Column(columns[place].head, width, "right")
    title = say("docx.score_title", year=frozen.year)
    paper.table(
        title, say("docx.score_described"), columns, [_score_row(about, row) for row in about.board.units]
    )
    by = say(f"docx.by_{about.rulebook.ranked_by}")
    paper.small(say("docx.score_note", by=by))
    if frozen.stamp.is_sample:
        paper.small(say("docx.sample_note"))


def _score_row(about: Telling, row: UnitScore) -> tuple[str, ...]:
    return (
        about.cluster.unit(row.unit).name,
        *(about.points(section.points) for section in row.sections),
        about.points(row.bonus),
        minus(about, row),
        about.points(row.total),
        number(row.maximum),
        about.rate(row.rate),
        rank_text(row),
    )


def minus(about: Telling, row: UnitScore) -> str:
    """What penalties took off, with a minus sign where they took anything."""
    return (MINUS if row.penalty else "") + about.points(row.penalty)


def write_score(paper: Paper, frozen: FrozenYear) -> None:
    """The table, what it says, how firm it is, and the penalties in it."""
    score_table(paper, frozen)
    paper.text(say("docx.score_says"))
    paper.listed(score_sentences(frozen))
    paper.text(say("docx.firm", text=firmness_sentence(frozen.about, frozen.firmness)))


def write_penalties(paper: Paper, frozen: FrozenYear) -> None:
    """Every penalty, or that there is none; and the same of bonus items where the rulebook has any."""
    lines = penalties(frozen)
    paper.text(say("docx.penalties_some" if lines else "docx.penalties_none"))
    paper.listed(lines)
    if frozen.about.rulebook.bonus_items:
        lines = item_bonuses(frozen)
        paper.text(say("docx.item_bonuses_some" if lines else "docx.item_bonuses_none"))
        paper.listed(lines)


# --- what is missing, not assigned, not official ----------------------------------------------------------------


def lacking(frozen: FrozenYear) -> list[str]:
    """Every figure that is owed, by unit and criterion, and who owes it."""
    about = frozen.about
    return [
        say(
            "docx.owed",
            unit=about.cluster.unit(score.unit).name,
            criterion=about.rulebook.criterion(score.criterion).label,
            points=number(about.rulebook.criterion(score.criterion).max_points),
            agency=about.cluster.agency(about.rulebook.criterion(score.criterion).agency).name,
        )
        for score in _scores(about)
        if score.outcome is Outcome.NOT_REPORTED
    ]


def left_out(frozen: FrozenYear) -> list[str]:
    """Criteria that leave a unit's maximum: not assigned, or nothing occurred."""
    about = frozen.about
    lines = []
    for outcome, key in (
        (Outcome.NOT_ASSIGNED, "docx.not_assigned"),
        (Outcome.NOT_APPLICABLE, "docx.not_applicable"),
    ):
        for criterion in about.rulebook.criteria:
            units = [s.unit for s in _scores(about) if s.criterion == criterion.code and s.outcome is outcome]
            if units:
                names = "; ".join(about.cluster.unit(unit).name for unit in units)
                lines.append(say(key, criterion=criterion.label, units=names))
    return lines


def pending(frozen: FrozenYear) -> list[str]:
    """Criteria whose figures are not official yet, by unit."""
    about = frozen.about
    lines = []
    for unit in about.members():
        labels = [
            say("telling.quoted", text=about.rulebook.criterion(score.criterion).label)
            for score in _scores(about)
            if score.unit == unit.code and unofficial(score)
        ]
        if labels:
            lines.append(say("docx.pending", unit=unit.name, criteria="; ".join(labels)))
    return lines


def _scores(about: Telling) -> list[Score]:
    return [
        about.board.score(unit.code, row.code) for row in about.rulebook.criteria for unit in about.members()
    ]


def write_states(paper: Paper, frozen: FrozenYear) -> None:
    """What is owed, what was not assigned and what is not official: three different things, three lists."""
    for key, lines in (
        ("owed", lacking(frozen)),
        ("left_out", left_out(frozen)),
        ("not_official", pending(frozen)),
    ):
        if lines:
            paper.text(say(f"docx.{key}_some"))
            paper.listed(lines)
        else:
            paper.text(say(f"docx.{key}_none"))


def penalties(frozen: FrozenYear) -> list[str]:
    """Every penalty with its evidence."""
    about = frozen.about
    worth = {item.code: item.points for item in about.rulebook.penalty_items}
    lines = []
    for unit in about.members():
        row = about.board.unit(unit.code)
        lines += [_stated(about, entry, worth[entry.item]) for entry in row.penalties]
        stated = sum(worth[each.item] * each.times for each in row.penalties)
        if stated != row.penalty:
            lines.append(say("docx.penalty_floor", unit=unit.name, points=about.points(row.penalty)))
    return lines


def item_bonuses(frozen: FrozenYear) -> list[str]:
    """Every bonus granted item by item with its evidence, and whose bonus the cap over all of it cut."""
    about = frozen.about
    worth = {item.code: item.points for item in about.rulebook.bonus_items}
    lines = []
    for unit in about.members():
        row = about.board.unit(unit.code)
        lines += [_stated(about, entry, worth[entry.item]) for entry in row.bonuses]
        if row.bonuses and row.bonus != row.bonus_uncapped:
            lines.append(
                say(
                    "docx.bonus_capped",
                    unit=unit.name,
                    uncapped=about.points(row.bonus_uncapped),
                    cap=about.points(row.bonus),
                )
            )
    return lines


def _stated(about: Telling, entry: Penalty, each: Decimal) -> str:
    """One item of penalty or bonus: what, how often, for how many points by the rulebook, on what evidence."""
    evidence = entry.document
    if entry.document and entry.document_date:
        evidence = say("docx.dated", document=entry.document, date=day(entry.document_date))
    return say(
        "docx.itemised",
        unit=about.cluster.unit(entry.unit).name,
        item=next(item.label for item in about.rulebook.items if item.code == entry.item),
        times=number(entry.times),
        points=about.points(each * entry.times),
        evidence=evidence or say("docx.no_evidence"),
    )
