"""What people decide: the vote, the proposal, the decision. Nothing of it follows from the score: it is what was
recorded, and blank where nothing was."""

from __future__ import annotations

from fractions import Fraction

from data.published import RecordedVote
from data.records import Document
from pages.exports.docx_form import Column, Paper
from pages.exports.docx_text import Blank, Piece
from pages.parts.frozen_year import FrozenYear
from pages.parts.local_time import moment
from pages.parts.words import say
from scoring.numbers import day, number, percent


def vote_table(paper: Paper, frozen: FrozenYear) -> None:
    """The ballots as recorded, else left to the counting board; units in the official order, not by score."""
    recorded = frozen.vote
    columns = (
        Column(say("docx.place_number"), 12, "centre"),
        Column(say("docx.unit"), 50),
        Column(say("docx.votes_for"), 33, "centre"),
        Column(say("docx.votes_share" if recorded is None else "docx.votes_share_present"), 35, "centre"),
        Column(say("docx.note"), 35, "centre"),
    )
    votes = {} if recorded is None else {row.unit: row.votes for row in recorded.vote.ballots}
    rows: list[tuple[Piece, ...]] = [
        (number(place), unit.name, *_votes(votes.get(unit.code), recorded), Blank())
        for place, unit in enumerate(frozen.about.members(), 1)
    ]
    paper.table(say("docx.vote_title", year=frozen.year), say("docx.vote_described"), columns, rows)
    paper.small(say("docx.vote_note") if recorded is None else vote_recorded(recorded))


def _votes(votes: int | None, recorded: RecordedVote | None) -> tuple[Piece, Piece]:
    """A unit's ballots and their share of those who voted; blanks where none were recorded."""
    if votes is None or recorded is None:
        return Blank(), Blank()
    return number(votes), percent(Fraction(votes, recorded.vote.present), 1)


def vote_recorded(recorded: RecordedVote) -> str:
    """Where the ballots come from, and how many people voted."""
    return say(
        "docx.vote_recorded",
        present=number(recorded.vote.present),
        document=document_text(recorded.vote.document),
        when=moment(recorded.entry.time),
        who=recorded.entry.actor,
    )


def document_text(document: Document) -> str:
    """Number, date and issuer, as a sentence has it."""
    return say("docx.by_document", number=document.number, date=day(document.date), issuer=document.issuer)


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


def decision_table(paper: Paper, frozen: FrozenYear) -> None:
    """What the authority decided, as recorded; blank lines where nothing was."""
    recorded = frozen.decision
    columns = (
        Column(say("docx.place_number"), 12, "centre"),
        Column(say("docx.awarded"), 58, "centre"),
        Column(say("docx.award_decided"), 55, "centre"),
        Column(say("docx.decision"), 40, "centre"),
    )
    rows: list[tuple[Piece, ...]] = [(number(place), Blank(), Blank(), Blank()) for place in (1, 2, 3)]
    note = say("docx.decision_note")
    if recorded is not None:
        document = recorded.decision.document
        cited = say("docx.dated", document=document.number, date=day(document.date))
        names = {unit.code: unit.name for unit in frozen.about.cluster.units}
        rows = [
            (number(place), names.get(award.unit, award.unit), award.title, cited)
            for place, award in enumerate(recorded.decision.awards, 1)
        ]
        note = say(
            "docx.decision_recorded",
            document=document_text(document),
            when=moment(recorded.entry.time),
            who=recorded.entry.actor,
        )
    paper.table(say("docx.decision_title"), say("docx.decision_described"), columns, rows)
    paper.small(note)
