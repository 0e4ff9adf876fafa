"""What minutes, submission and report have in common: who the cluster is, the score, the vote, the decision, the stamp."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from data.cluster import Cluster, Event, Unit
from pages.exports.docx_form import TEXT_WIDTH, Blank, Column, Paper, Piece, told
from pages.parts.finding_words import sentence_text
from pages.parts.firm_words import firmness_sentence
from pages.parts.frozen_year import FrozenYear
from pages.parts.stamp_lines import stamp_rows
from pages.parts.words import say
from pages.parts.year_words import Telling, section_name
from scoring.findings import unofficial
from scoring.model import LegalBasis, Outcome, Rulebook
from scoring.numbers import MINUS, MISSING, day, number
from scoring.scoreboard import Score, UnitScore

NO_POINTS: Final = {
    Outcome.NOT_REPORTED: "heat.not_reported",
    Outcome.NOT_ASSIGNED: "heat.not_assigned",
    Outcome.NOT_APPLICABLE: "heat.not_applicable",
}
# What the score itself says; what moved against the year before is told in the report alone.
OF_THE_SCORE: Final = ("leader", "tie_separated", "tie_open", "close", "incomplete", "unofficial", "penalised")
REVIEW: Final = "suy tôn"  # in the title of the meeting that reviews the year and nominates


# --- who and when -----------------------------------------------------------------------------------------------


def kind_of(cluster: Cluster) -> str:
    """“Khối” where the catalogue calls itself so, else “Cụm”."""
    return say("docx.block") if cluster.name.casefold().startswith("khối") else say("docx.cluster")


def lead_of(cluster: Cluster) -> str:
    """“Cụm trưởng” or “Khối trưởng”."""
    return say("docx.lead", kind=kind_of(cluster))


def lead_unit(frozen: FrozenYear) -> Piece:
    """Name of the unit that led the cluster that year, a blank where nobody wrote it down."""
    roles = frozen.about.cluster.role(frozen.year)
    if roles is None or not roles.lead_unit:
        return Blank(say("docx.lead_unknown", lead=lead_of(frozen.about.cluster).lower()))
    return frozen.about.cluster.unit(roles.lead_unit).name


def issuer(frozen: FrozenYear) -> Piece:
    """The second line of the head: the unit that led the cluster that year."""
    name = lead_unit(frozen)
    if isinstance(name, Blank):
        return name
    return say("docx.issuer", lead=lead_of(frozen.about.cluster), unit=name).upper()


def role_of(frozen: FrozenYear, unit: Unit) -> str:
    """The role of a unit in the year, in words."""
    roles = frozen.about.cluster.role(frozen.year)
    kind = kind_of(frozen.about.cluster)
    if roles is not None and unit.code in (roles.lead_unit, roles.deputy_lead):
        role = say("docx.lead", kind=kind) if unit.code == roles.lead_unit else say("docx.deputy", kind=kind)
        return role if roles.verified else say("docx.unverified", text=role)
    return say("docx.member")


def review_event(frozen: FrozenYear) -> Event | None:
    """The meeting that nominated, where a verified source tells of it."""
    found = [
        event
        for event in frozen.about.cluster.events
        if event.year == frozen.year and event.verified and REVIEW in event.title.casefold()
    ]
    return max(found, key=lambda event: event.date, default=None)


def long_day(when: date) -> str:
    """
    A date as documents write it; days below 10 and the months 1 and 2 with a zero (annex I, part II, 4).

    >>> long_day(date(2019, 2, 5)), long_day(date(2018, 3, 15))
    ('ngày 05 tháng 02 năm 2019', 'ngày 15 tháng 3 năm 2018')
    """
    month = f"{when.month:02d}" if when.month < 3 else str(when.month)
    return say("docx.long_day", day=f"{when.day:02d}", month=month, year=when.year)


def grounds(frozen: FrozenYear) -> list[tuple[Piece, ...]]:
    """The legal basis line by line, each with what is known of it; the last ends with a full stop."""
    rulebook = frozen.about.rulebook
    lines: list[tuple[Piece, ...]] = [told("docx.ground_law", blank=Blank(say("docx.ground_law_blank")))]
    lines += [(_ground(rulebook, basis),) for basis in rulebook.legal_basis]
    lines.append((say("docx.ground_rulebook", title=rulebook_title(rulebook), cluster=frozen.about.cluster.name),))
    return [(*line, "." if place == len(lines) else ";") for place, line in enumerate(lines, 1)]


def _ground(rulebook: Rulebook, basis: LegalBasis) -> str:
    letters = basis.number.upper()
    kind = next((key for mark, key in KINDS if mark in letters), "docx.kind_other")
    text = say("docx.ground", kind=say(kind), number=basis.number, day=long_day(basis.date), title=basis.title)
    return text if "legal_basis" in rulebook.verified else say("docx.unverified", text=text)


KINDS: Final = (("/QĐ", "docx.kind_decision"), ("/NQ", "docx.kind_resolution"), ("/HD", "docx.kind_guide"))


def rulebook_title(rulebook: Rulebook) -> str:
    """The rulebook with its status: a sample, or adopted."""
    return say(f"stamp.rulebook_{rulebook.status}", title=rulebook.title)


def write_grounds(paper: Paper, frozen: FrozenYear) -> None:
    """The legal basis in italics, as the decree has it."""
    for line in grounds(frozen):
        paper.text(*line, italic=True)


# --- the score ----------------------------------------------------------------------------------------------------


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
        Column(say("docx.bonus"), 16, "right"),
        Column(say("docx.penalty"), 14, "right"),
        Column(say("docx.total"), 16, "right"),
        Column(say("docx.maximum"), 14, "right"),
        Column(say("docx.rate"), 18, "right"),
        Column(say("docx.rank"), 17, "centre"),
    ]
    spare = TEXT_WIDTH - sum(column.width for column in columns)
    width = min(18.0, spare * 0.7 / len(sections))
    columns[0] = Column(columns[0].head, spare - width * len(sections))
    for place in range(1, len(sections) + 1):
        columns[place] = Column(columns[place].head, width, "right")
    title = say("docx.score_title", year=frozen.year)
    paper.table(title, say("docx.score_described"), columns, [_score_row(about, row) for row in about.board.units])
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


def score_findings(frozen: FrozenYear, keys: Sequence[str] = OF_THE_SCORE) -> list[str]:
    """What the score says, most decisive first."""
    return [sentence_text(frozen.about, each) for each in frozen.findings if each.key in keys]


def firm(frozen: FrozenYear) -> str:
    """How firm the order by score is."""
    return say("docx.firm", text=firmness_sentence(frozen.about, frozen.firmness))


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
    return [about.board.score(unit.code, row.code) for row in about.rulebook.criteria for unit in about.members()]


def write_states(paper: Paper, frozen: FrozenYear) -> None:
    """What is owed, what was not assigned and what is not official: three different things, three lists."""
    for key, lines in (
        ("owed", lacking(frozen)),
        ("left_out", left_out(frozen)),
        ("not_official", pending(frozen)),
    ):
        if lines:
            paper.text(say(f"docx.{key}_some"))
            paper.listed([(line,) for line in lines])
        else:
            paper.text(say(f"docx.{key}_none"))


def penalties(frozen: FrozenYear) -> list[str]:
    """Every penalty with its evidence."""
    about = frozen.about
    items = {item.code: item for item in about.rulebook.penalty_items}
    lines = []
    for unit in about.members():
        row = about.board.unit(unit.code)
        for penalty in row.penalties:
            item = items[penalty.item]
            evidence = penalty.document
            if penalty.document and penalty.document_date:
                evidence = say("docx.dated", document=penalty.document, date=day(penalty.document_date))
            lines.append(
                say(
                    "docx.penalised",
                    unit=unit.name,
                    item=item.label,
                    times=number(penalty.times),
                    points=about.points(item.points * penalty.times),
                    evidence=evidence or say("docx.no_evidence"),
                )
            )
        stated = sum(items[each.item].points * each.times for each in row.penalties)
        if stated != row.penalty:
            lines.append(say("docx.penalty_floor", unit=unit.name, points=about.points(row.penalty)))
    return lines


# --- what people decide -------------------------------------------------------------------------------------------


def vote_table(paper: Paper, frozen: FrozenYear) -> None:
    """The ballot count, left to the counting board; units in the official order, not by score."""
    columns = (
        Column(say("docx.place_number"), 12, "centre"),
        Column(say("docx.unit"), 53),
        Column(say("docx.votes_for"), 30, "centre"),
        Column(say("docx.votes_share"), 35, "centre"),
        Column(say("docx.note"), 35, "centre"),
    )
    rows: list[tuple[Piece, ...]] = [
        (number(place), unit.name, Blank(), Blank(), Blank())
        for place, unit in enumerate(frozen.about.members(), 1)
    ]
    paper.table(say("docx.vote_title", year=frozen.year), say("docx.vote_described"), columns, rows)
    paper.small(say("docx.vote_note"))


def proposal_table(paper: Paper) -> None:
    """Who is proposed for what: the conference names the units, so none stands here."""
    columns = (
        Column(say("docx.place_number"), 12, "centre"),
        Column(say("docx.proposed"), 58, "centre"),
        Column(say("docx.award"), 55, "centre"),
        Column(say("docx.grounds_of"), 40, "centre"),
    )
    rows: list[tuple[Piece, ...]] = [(number(place), Blank(), Blank(), Blank()) for place in (1, 2, 3)]
    paper.table(say("docx.proposal_title"), say("docx.proposal_described"), columns, rows)


def decision_table(paper: Paper) -> None:
    """What the authority decided: recorded by hand when there is a decision."""
    columns = (
        Column(say("docx.place_number"), 12, "centre"),
        Column(say("docx.awarded"), 58, "centre"),
        Column(say("docx.award_decided"), 55, "centre"),
        Column(say("docx.decision"), 40, "centre"),
    )
    rows: list[tuple[Piece, ...]] = [(number(place), Blank(), Blank(), Blank()) for place in (1, 2, 3)]
    paper.table(say("docx.decision_title"), say("docx.decision_described"), columns, rows)
    paper.small(say("docx.decision_note"))


# --- the end ------------------------------------------------------------------------------------------------------


def sign_lead(frozen: FrozenYear) -> list[tuple[Piece, str]]:
    """TM. CỤM THI ĐUA … CỤM TRƯỞNG, with blanks for post and name."""
    cluster = frozen.about.cluster
    return [
        (say("docx.on_behalf", cluster=cluster.name.upper()), "title"),
        (lead_of(cluster).upper(), "title"),
        (Blank(say("docx.post")), "small"),
        (say("docx.sign_seal"), "small"),
        (Blank(say("docx.full_name")), "name"),
    ]


def recipients(lines: Sequence[str]) -> list[tuple[str, str]]:
    """Nơi nhận in small type."""
    return [(say("docx.recipients"), "recipients"), *((f"- {line}", "recipient") for line in lines)]


def write_stamp(paper: Paper, frozen: FrozenYear) -> None:
    """The whole stamp: which state of which figures and rules this document shows."""
    paper.text(say("docx.stamp_title"), style="Caption")
    columns = (Column(say("docx.stamp_label"), 50), Column(say("docx.stamp_value"), TEXT_WIDTH - 50))
    paper.table(
        say("docx.stamp_title"), say("docx.stamp_described"), columns, stamp_rows(frozen.stamp), named=False
    )
