"""Báo cáo tổng kết: the year in words and tables, and the annex with every point on A4 across."""

from __future__ import annotations

from typing import Final

from pages.exports import docx_content as content
from pages.exports.docx_annex import write_annex
from pages.exports.docx_decided import decision_table, vote_table
from pages.exports.docx_form import Column, Paper
from pages.exports.docx_score import rank_text, write_penalties, write_score, write_states
from pages.exports.docx_sentences import note_sentence, split_sentence, spread_sentence
from pages.exports.docx_styles import TEXT_WIDTH
from pages.exports.docx_text import Blank, told
from pages.parts.changes import reason_words
from pages.parts.frozen_year import FrozenYear
from pages.parts.rule_cells import count_cells, tie_break_text, total_text
from pages.parts.words import say
from pages.parts.year_words import Telling
from scoring.numbers import MISSING, number
from scoring.rule_notes import rule_notes

WIDEST: Final = 5  # criteria named for their spread


def report(frozen: FrozenYear) -> bytes:
    """The annual report with its annex."""
    cluster, year = frozen.about.cluster, frozen.year
    about = say("docx.report_about", cluster=cluster.name, year=year)
    paper = Paper(frozen.stamp, say("docx.report_file", about=about), cluster.name)
    paper.head(cluster.name.upper(), content.issuer(frozen), "BC")
    paper.subject(say("docx.report"), about)
    _situation(paper, frozen)
    _rules(paper, frozen)
    _result(paper, frozen)
    _change(paper, frozen)
    _discussion(paper, frozen)
    paper.heading(1, say("docx.report_people"))
    paper.heading(2, say("docx.report_vote"))
    paper.text(say("docx.vote_apart"))
    vote_table(paper, frozen)
    paper.heading(2, say("docx.report_decision"))
    paper.text(say("docx.decided_apart"))
    decision_table(paper, frozen)
    paper.heading(1, say("docx.report_next", year=year + 1))
    paper.text(*told("docx.blank_line", what=Blank(say("docx.next_blank"))))
    paper.text(say("docx.report_end", cluster=cluster.name, year=year))
    members = say("docx.to_members", kind=content.kind_of(cluster))
    to = [
        say("docx.to_council", council=say("docx.council", province=cluster.province)),
        members,
        say("docx.to_file"),
    ]
    paper.signatures(content.recipients(to), content.sign_lead(frozen))
    content.write_stamp(paper, frozen)
    write_annex(paper, frozen)
    return paper.to_bytes()


def _situation(paper: Paper, frozen: FrozenYear) -> None:
    cluster, year = frozen.about.cluster, frozen.year
    paper.heading(1, say("docx.report_situation"))
    members = frozen.about.members()
    units = "; ".join(
        unit.name
        if (role := content.role_of(frozen, unit)) == say("docx.member")
        else say("docx.unit_role", unit=unit.name, role=role)
        for unit in members
    )
    paper.text(say("docx.members", cluster=cluster.name, year=year, count=number(len(members)), units=units))
    events = sorted((event for event in cluster.events if event.year == year), key=lambda event: event.date)
    if events:
        paper.text(say("docx.events", cluster=cluster.name, year=year))
        lines = []
        for event in events:
            line = say("docx.event", day=content.long_day(event.date), title=event.title, place=event.place)
            lines.append(line if event.verified else say("docx.unverified", text=line))
        paper.listed(lines)
    occasion = cluster.occasion
    if occasion is not None and occasion.year == year and occasion.verified:
        paper.text(say("docx.occasion", title=occasion.title))
        campaigns = [say("telling.quoted", text=each.title) for each in cluster.campaigns if each.verified]
        if campaigns:
            paper.text(say("docx.campaigns", titles="; ".join(campaigns)))
    paper.text(*told("docx.blank_line", what=Blank(say("docx.situation_blank"))))


def _rules(paper: Paper, frozen: FrozenYear) -> None:
    rulebook = frozen.about.rulebook
    paper.heading(1, say("docx.report_rules"))
    content.write_grounds(paper, frozen)
    count = count_cells(rulebook)
    paper.text(
        say(
            "docx.scale",
            title=content.rulebook_title(rulebook),
            sections=number(len(rulebook.sections)),
            criteria=number(len(rulebook.criteria)),
            total=total_text(rulebook),
        )
    )
    paper.text(say(f"docx.ranked_{rulebook.ranked_by}", ties=tie_break_text(rulebook)))
    if count.assumed:
        paper.text(say("docx.assumed", assumed=number(count.assumed), verified=number(count.verified)))


def _result(paper: Paper, frozen: FrozenYear) -> None:
    paper.heading(1, say("docx.report_result", year=frozen.year))
    paper.heading(2, say("docx.report_score"))
    write_score(paper, frozen)
    paper.heading(2, say("docx.report_spread"))
    widest = sorted((each for each in frozen.widths if each.best), key=lambda each: -each.width)[:WIDEST]
    paper.text(say("docx.spread_some" if widest else "docx.spread_none"))
    paper.listed([spread_sentence(frozen.about, each) for each in widest])
    paper.heading(
        2, say("docx.report_items" if frozen.about.rulebook.bonus_items else "docx.report_penalties")
    )
    write_penalties(paper, frozen)
    paper.heading(2, say("docx.report_states"))
    write_states(paper, frozen)
    paper.heading(2, say("docx.report_judgement"))
    for what in ("docx.strengths", "docx.weaknesses"):
        paper.text(*told(what, what=Blank(say("docx.lead_fills"))))


def _change(paper: Paper, frozen: FrozenYear) -> None:
    before = frozen.before
    if before is None:
        paper.heading(1, say("docx.report_change_none"))
        paper.text(say("docx.change_no_year", year=frozen.year))
        return
    year, old = frozen.year, before.board.year
    paper.heading(1, say("docx.report_change", old=old))
    paper.heading(2, say("docx.change_numbers"))
    columns = (
        Column(say("docx.unit"), 43),
        Column(say("docx.total_of", year=old), 26, "right"),
        Column(say("docx.total_of", year=year), 26, "right"),
        Column(say("docx.difference"), 26, "right"),
        Column(say("docx.rank_of", year=old), 22, "centre"),
        Column(say("docx.rank_of", year=year), 22, "centre"),
    )
    digits = max(before.rulebook.point_decimals, frozen.about.rulebook.point_decimals)
    rows = [
        (
            frozen.about.cluster.unit(change.unit).name,
            before.points(change.old_total),
            frozen.about.points(change.new_total),
            number(change.total_change, digits, sign=True),
            rank_text(before.board.unit(change.unit)),
            rank_text(frozen.about.board.unit(change.unit)),
        )
        for change in frozen.changes
    ]
    paper.table(say("docx.change_title", old=old, year=year), say("docx.change_described"), columns, rows)
    paper.heading(2, say("docx.change_why"))
    if frozen.splits:
        paper.text(say("docx.change_method"))
        paper.listed([split_sentence(frozen.about, split, digits) for split in frozen.splits])
    else:
        paper.text(say("docx.change_cannot"))
    _not_comparable(paper, frozen, before)


def _not_comparable(paper: Paper, frozen: FrozenYear, before: Telling) -> None:
    paper.heading(2, say("docx.not_comparable"))
    year, old = frozen.year, before.board.year
    rows = []
    for each in frozen.comparable:
        if each.points:
            continue
        book, code = (
            (frozen.about.rulebook, each.criterion) if each.criterion else (before.rulebook, each.before)
        )
        reasons = [
            reason_words(reason, lambda agency: frozen.about.cluster.agency(agency).name, old, year)
            for reason in each.reasons
        ]
        kept = say("docx.only_points") if each.figures else say("docx.neither")
        rows.append((code, book.criterion(code).label, kept, "; ".join(reasons) or MISSING))
    if not rows:
        paper.text(say("docx.all_comparable", old=old))
        return
    columns = (
        Column(say("docx.code"), 17),
        Column(say("docx.criterion"), 45),
        Column(say("docx.what_not"), 30),
        Column(say("docx.reason"), TEXT_WIDTH - 92),
    )
    title = say("docx.not_comparable_title", old=old, year=year)
    paper.table(title, say("docx.not_comparable_described"), columns, rows, together=False)


def _discussion(paper: Paper, frozen: FrozenYear) -> None:
    paper.heading(1, say("docx.report_discussion"))
    rulebook = frozen.about.rulebook
    notes = [note_sentence(rulebook, note) for note in rule_notes(rulebook)]
    paper.text(say("docx.discussion_some" if notes else "docx.discussion_none"))
    paper.numbered(notes)
    paper.text(*told("docx.blank_line", what=Blank(say("docx.discussion_blank"))))
