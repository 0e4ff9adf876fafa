"""What people decide: the vote, the proposal, the decision. Nothing of it is known here or follows from the score."""

from __future__ import annotations

from pages.exports.docx_form import Column, Paper
from pages.exports.docx_text import Blank, Piece
from pages.parts.frozen_year import FrozenYear
from pages.parts.words import say
from scoring.numbers import number


def vote_table(paper: Paper, frozen: FrozenYear) -> None:
    """The ballot count, left to the counting board; units in the official order, not by score."""
    columns = (
        Column(say("docx.place_number"), 12, "centre"),
        Column(say("docx.unit"), 50),
        Column(say("docx.votes_for"), 33, "centre"),
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
