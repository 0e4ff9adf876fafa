"""Biên bản họp bình xét, suy tôn: form 1.10 of Decree 30/2020/NĐ-CP, filled as far as figures go."""

from __future__ import annotations

from collections.abc import Sequence

from pages.exports import docx_content as content
from pages.exports.docx_decided import decision_table, proposal_table, vote_table
from pages.exports.docx_form import Column, Paper
from pages.exports.docx_score import write_penalties, write_score, write_states
from pages.exports.docx_text import Blank, Piece, told
from pages.parts.frozen_year import FrozenYear
from pages.parts.words import say
from scoring.numbers import number


def minutes(frozen: FrozenYear, motions: Sequence[str] = ()) -> bytes:
    """
    The minutes of the meeting that reviews the year and nominates.

    Args:
        motions: Sentences of the motions that the meeting tried out and kept, ready to be printed.
    """
    cluster, year = frozen.about.cluster, frozen.year
    about = say("docx.minutes_about", cluster=cluster.name, year=year)
    paper = Paper(frozen.stamp, say("docx.minutes_file", about=about), cluster.name)
    paper.head(cluster.name.upper(), content.issuer(frozen), "BB", place_and_date=False)
    paper.subject(say("docx.minutes"), about)
    _opening(paper, frozen)
    paper.heading(1, say("docx.minutes_who"))
    _attendance(paper, frozen)
    paper.heading(1, say("docx.minutes_what"))
    paper.heading(2, say("docx.minutes_score"))
    paper.text(say("docx.minutes_score_by", rulebook=content.rulebook_title(frozen.about.rulebook)))
    write_score(paper, frozen)
    write_penalties(paper, frozen)
    paper.heading(2, say("docx.minutes_states"))
    write_states(paper, frozen)
    _motions(paper, motions)
    _debate_and_vote(paper, frozen)
    _closing(paper, frozen)
    return paper.to_bytes()


def _opening(paper: Paper, frozen: FrozenYear) -> None:
    event = content.review_event(frozen)
    if event is None:
        blank = told("docx.begin_unknown", hour=Blank(), day=Blank(), month=Blank(), year=Blank())
        paper.text(*blank)
        paper.text(*told("docx.where", place=Blank(say("docx.conference_fills"))))
        return
    paper.text(*told("docx.begin", hour=Blank(), day=content.long_day(event.date)))
    paper.text(*told("docx.where", place=event.place))
    paper.small(say("docx.event_source", title=event.title))


def _attendance(paper: Paper, frozen: FrozenYear) -> None:
    conference = Blank(say("docx.conference_fills"))
    unit = content.lead_unit(frozen)
    paper.text(
        *told("docx.chair", lead=content.lead_of(frozen.about.cluster).lower(), unit=unit, who=conference)
    )
    for key in ("docx.secretary", "docx.guests", "docx.counters"):
        paper.text(*told(key, who=conference))
    columns = (
        Column(say("docx.place_number"), 12, "centre"),
        Column(say("docx.unit"), 45),
        Column(say("docx.role"), 33),
        Column(say("docx.attendee"), 50, "centre"),
        Column(say("docx.present"), 25, "centre"),
    )
    rows: list[tuple[Piece, ...]] = [
        (number(place), each.name, content.role_of(frozen, each), Blank(), Blank())
        for place, each in enumerate(frozen.about.members(), 1)
    ]
    paper.table(say("docx.attendance"), say("docx.attendance_described"), columns, rows)
    paper.small(say("docx.attendance_note"))


def _motions(paper: Paper, motions: Sequence[str]) -> None:
    paper.heading(2, say("docx.motions"))
    if motions:
        paper.text(say("docx.motions_some"))
        paper.numbered(motions)
    else:
        paper.text(say("docx.motions_none"))


def _debate_and_vote(paper: Paper, frozen: FrozenYear) -> None:
    paper.heading(2, say("docx.debate"))
    paper.text(*told("docx.debate_blank", what=Blank(say("docx.conference_fills"))))
    paper.heading(2, say("docx.vote"))
    paper.text(say("docx.vote_apart"))
    paper.text(*told("docx.ballots", out=Blank(), back=Blank(), valid=Blank(), void=Blank()))
    vote_table(paper, frozen)
    paper.text(*told("docx.vote_result", what=Blank(say("docx.conference_fills"))))
    paper.heading(2, say("docx.proposal"))
    paper.text(say("docx.proposal_apart"))
    proposal_table(paper)
    paper.heading(2, say("docx.decided"))
    paper.text(say("docx.decided_apart"))
    decision_table(paper, frozen)
    paper.heading(1, say("docx.conclusion"))
    paper.text(*told("docx.conclusion_blank", what=Blank(say("docx.conference_fills"))))


def _closing(paper: Paper, frozen: FrozenYear) -> None:
    paper.text(*told("docx.end", hour=Blank(), day=Blank(), month=Blank(), year=Blank(), agreed=Blank()))
    left: list[tuple[Piece, str]] = [
        (say("docx.sign_secretary"), "title"),
        (say("docx.sign"), "small"),
        (Blank(say("docx.full_name")), "name"),
    ]
    right: list[tuple[Piece, str]] = [
        (say("docx.sign_chair"), "title"),
        (say("docx.sign_seal"), "small"),
        (Blank(say("docx.full_name")), "name"),
    ]
    paper.signatures(left, right)
    columns = (
        Column(say("docx.place_number"), 12, "centre"),
        Column(say("docx.unit"), 53),
        Column(say("docx.signatory"), 60, "centre"),
        Column(say("docx.signature"), 40, "centre"),
    )
    rows: list[tuple[Piece, ...]] = [
        (number(place), unit.name, Blank(), Blank()) for place, unit in enumerate(frozen.about.members(), 1)
    ]
    paper.table(say("docx.members_sign"), say("docx.members_sign_described"), columns, rows)
    members = say("docx.to_members", kind=content.kind_of(frozen.about.cluster))
    paper.signatures(content.recipients([say("docx.to_standing"), members, say("docx.to_file")]), [])
    content.write_stamp(paper, frozen)
