"""The three facts of a year side by side: the score as published, the vote, the province's decision."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

from data.entries import Entry
from data.published import RecordedDecision, RecordedVote, Version
from data.records import Document
from data.reference import Reference
from data.rights import Act
from data.troubles import Notice
from pages.parts import cached, state, who, widgets
from pages.parts.local_time import moment
from pages.parts.people_words import writer_words
from pages.parts.proposal_view import rank_words
from pages.parts.rights_shown import refused_html
from pages.parts.stamp_lines import published_text
from pages.parts.statement_words import unit_name
from pages.parts.theme import html
from pages.parts.words import say
from scoring.model import Rulebook
from scoring.numbers import day, number, percent
from scoring.scoreboard import Scoreboard


def cards_html(year: int) -> str:
    """HTML of the three cards; none follows from another."""
    store = cached.store()
    made, votes, decisions = store.versions(year), store.votes(year), store.decisions(year)
    cards = (
        _score_html(year, made),
        _card("vote", bool(votes), _vote_html(year, votes), _ways(year, "phieu", Act.RECORD, bool(votes))),
        _card(
            "decision",
            bool(decisions),
            _decision_html(year, decisions),
            _ways(year, "quyetdinh", Act.RECORD, bool(decisions)),
        ),
    )
    label = html(say("publication.facts", year=year))
    return f'<div class="td-facts-three" role="group" aria-label="{label}">{"".join(cards)}</div>'


def facts_html(facts: Mapping[str, str]) -> str:
    """HTML of labelled facts; the values are HTML."""
    rows = "".join(f"<div><dt>{html(label)}</dt><dd>{value}</dd></div>" for label, value in facts.items())
    return f'<dl class="td-facts">{rows}</dl>'


def document_words(document: Document | None) -> str:
    """Number, date and issuer of a document in one line."""
    if document is None:
        return say("publication.no_document")
    return say(
        "publication.document_words",
        number=document.number,
        date=day(document.date),
        issuer=document.issuer,
    )


def entry_link(seq: int) -> str:
    """HTML of the link to an entry of the journal."""
    return widgets.anchor("history", say("publication.to_entry", seq=number(seq)), lan=seq)


def _card(name: str, done: bool, body_html: str, ways_html: str) -> str:
    status = say("publication.recorded" if done else "publication.not_recorded")
    return _framed(name, status, done, body_html, ways_html)


def _framed(name: str, status: str, done: bool, body_html: str, ways_html: str) -> str:
    mark = " td-fact-done" if done else ""
    return (
        f'<section class="td-fact{mark}"><h2>{html(say(f"publication.{name}"))}</h2>'
        f'<p class="td-fact-status">{html(status)}</p>{body_html}{ways_html}</section>'
    )


def _score_html(year: int, made: Sequence[Version]) -> str:
    status = published_text(replace(cached.published(year), waiting=0))
    if not made:
        body = f"<p>{html(say('publication.score_open'))}</p>"
        return _framed("score", status, False, body, _ways(year, "congbo", Act.PUBLISH, False))
    now, reference = made[-1], cached.now().reference_at(year)
    by = "publication.published_by" if now.number == 1 else "publication.approved_by"
    body = facts_html(
        {
            say(by): html(writer_words(now.entry)),
            say("publication.at"): html(moment(now.entry.time)),
            say("publication.document"): html(document_words(now.document)),
            say("publication.mark"): widgets.anchor("documents", now.mark, dau=now.mark),
        }
    )
    links = widgets.anchor("upload", say("publication.do_correct"), year=str(year))
    if cached.now().penalties(year):
        links += widgets.anchor("publication", say("publication.do_items"), year=str(year), viec="thoitinh")
    ranking = ranking_html(reference, reference.rulebooks[year], cached.board(year))
    told = f"<p>{html(say('publication.score_done'))}</p>"
    return _framed("score", status, True, ranking + body + told, f'<p class="td-links">{links}</p>')


def _vote_html(year: int, votes: Sequence[RecordedVote]) -> str:
    if not votes:
        return ""
    former = "".join(_former_html(row.entry, ballots_html(year, row)) for row in reversed(votes[:-1]))
    last = votes[-1]
    return (
        ballots_html(year, last)
        + recorded_html(last.entry, last.vote.document)
        + _formers_html(len(votes) - 1, former)
    )


def ballots_html(year: int, recorded: RecordedVote) -> str:
    """HTML of the ballots: units in the order in which they were recorded, the share of those who voted."""
    vote = recorded.vote
    rows = [
        [unit_of(year, row.unit), number(row.votes), _share(row.votes, vote.present)] for row in vote.ballots
    ]
    columns = [say(f"publication.{name}") for name in ("unit", "votes", "share")]
    caption = say("publication.ballots_caption", year=year)
    table = widgets.html_table(columns, rows, caption, numeric=(1, 2), show_caption=False)
    return facts_html({say("publication.present"): html(number(vote.present))}) + table


def _share(votes: int, present: int) -> str:
    return percent(Fraction(votes, present), 1) if present else number(None)


def _decision_html(year: int, decisions: Sequence[RecordedDecision]) -> str:
    if not decisions:
        return ""
    former = "".join(_former_html(row.entry, awards_html(year, row)) for row in reversed(decisions[:-1]))
    last = decisions[-1]
    return (
        awards_html(year, last)
        + recorded_html(last.entry, last.decision.document)
        + _formers_html(len(decisions) - 1, former)
    )


def awards_html(year: int, recorded: RecordedDecision) -> str:
    """HTML of who was awarded what, in the decision's own words."""
    rows = [[unit_of(year, row.unit), row.title] for row in recorded.decision.awards]
    columns = [say("publication.unit"), say("publication.award")]
    caption = say("publication.awards_caption", year=year)
    return widgets.html_table(columns, rows, caption, show_caption=False)


def recorded_html(entry: Entry, document: Document) -> str:
    """HTML of who recorded something, when, and by which document."""
    return facts_html(
        {
            say("publication.document"): html(document_words(document)),
            say("publication.recorded_by"): html(writer_words(entry)),
            say("publication.at"): html(moment(entry.time)),
            say("publication.reason"): html(entry.reason),
        }
    )


def _former_html(entry: Entry, body_html: str) -> str:
    told = say("publication.former_at", when=moment(entry.time), who=writer_words(entry))
    return f"<h3>{html(told)}</h3>{body_html}"


def _formers_html(count: int, former_html: str) -> str:
    return widgets.more(say("publication.former", count=number(count)), former_html) if count else ""


def unit_of(year: int, code: str) -> str:
    """Full name of a unit as the year's catalogue has it; the code where it has none."""
    try:
        return cached.now().reference.cluster_of(year).unit(code).name
    except KeyError:
        return code


LABELS = {
    "congbo": ("publication.do_publish", "publication.do_publish"),
    "phieu": ("publication.do_vote", "publication.do_vote_again"),
    "quyetdinh": ("publication.do_decision", "publication.do_decision_again"),
}


def _ways(year: int, task: str, act: Act, again: bool) -> str:
    """HTML of the way to a form; "" for who may not (`refusals_html` says why)."""
    if _refused(year, act):
        return ""
    address = html(state.link("publication", year=str(year), viec=task))
    label = html(say(LABELS[task][again], year=year))
    return f'<p class="td-links"><a class="td-button" id="td-do-{task}" href="{address}">{label}</a></p>'


def refusals_html(year: int) -> str:
    """HTML of why this visitor has no way to a form, each reason once; "" where nothing is refused."""
    told = {each.text: None for act in (Act.PUBLISH, Act.RECORD) for each in _refused(year, act)}
    return refused_html("; ".join(told), state.here("publication")) if told else ""


def _refused(year: int, act: Act) -> list[Notice]:
    refused = cached.store().record_refusals(who.actor(), act, year)
    return [each for each in refused if each.key != "rights.stale"]  # the form asks for the password again


def ranking_html(reference: Reference, rulebook: Rulebook, board: Scoreboard) -> str:
    """HTML of rank, total and rate of every unit, best first."""
    rows = [
        [
            rank_words(row),
            unit_name(reference, row.unit),
            number(row.total, rulebook.point_decimals),
            percent(row.rate, max(0, rulebook.rate_decimals - 2)),
        ]
        for row in board.units
    ]
    columns = [say(f"publication.{name}") for name in ("rank", "unit", "total", "rate")]
    caption = say("publication.ranking_caption", year=rulebook.year)
    table = widgets.html_table(columns, rows, caption, numeric=(2, 3), show_caption=False)
    return f'<div class="td-published">{table}</div>'
