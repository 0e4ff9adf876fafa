"""Tờ trình đề nghị khen thưởng: the score as it is, vote, proposal and decision left to those who decide."""

from __future__ import annotations

from pages.exports import docx_content as content
from pages.exports.docx_decided import decision_table, proposal_table, vote_table
from pages.exports.docx_form import Paper
from pages.exports.docx_score import write_penalties, write_score, write_states
from pages.exports.docx_text import Blank, told
from pages.parts.frozen_year import FrozenYear
from pages.parts.words import say
from scoring.numbers import number


def submission(frozen: FrozenYear) -> bytes:
    """The submission to the province; it names no unit for an award and no award."""
    cluster, year = frozen.about.cluster, frozen.year
    about = say("docx.submission_about", cluster=cluster.name, year=year)
    paper = Paper(frozen.stamp, say("docx.submission_file", about=about), cluster.name)
    paper.head(cluster.name.upper(), content.issuer(frozen), "TTr")
    paper.subject(say("docx.submission"), about)
    paper.text(say("docx.dear", council=say("docx.council", province=cluster.province)), style="Centred")
    content.write_grounds(paper, frozen)
    members = frozen.about.members()
    paper.text(
        *told(
            "docx.submission_opening",
            cluster=cluster.name,
            count=number(len(members)),
            units="; ".join(unit.name for unit in members),
            year=str(year),
            minutes=Blank(say("docx.minutes_number")),
        )
    )
    paper.heading(1, say("docx.submission_score"))
    paper.text(say("docx.minutes_score_by", rulebook=content.rulebook_title(frozen.about.rulebook)))
    write_score(paper, frozen)
    write_penalties(paper, frozen)
    write_states(paper, frozen)
    paper.heading(1, say("docx.submission_vote"))
    paper.text(say("docx.vote_apart"))
    vote_table(paper, frozen)
    paper.heading(1, say("docx.submission_proposal"))
    paper.text(say("docx.proposal_apart"))
    proposal_table(paper)
    paper.heading(1, say("docx.submission_decision"))
    paper.text(say("docx.decided_apart"))
    decision_table(paper, frozen)
    paper.text(*told("docx.enclosed", minutes=Blank(), report=Blank(), others=Blank(say("docx.others"))))
    paper.text(
        say(
            "docx.submission_end",
            cluster=cluster.name,
            council=say("docx.council", province=cluster.province),
        )
    )
    members_ = say("docx.to_members", kind=content.kind_of(cluster))
    paper.signatures(
        content.recipients([say("docx.to_above"), members_, say("docx.to_file")]), content.sign_lead(frozen)
    )
    content.write_stamp(paper, frozen)
    return paper.to_bytes()
