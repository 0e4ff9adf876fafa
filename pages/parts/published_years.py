"""What a published year changes for whoever writes: a write becomes a proposal, undo is closed, and it is said why."""

from __future__ import annotations

from data.entries import Entry
from data.proposal import Proposal
from data.reversals import moved_by_undo
from data.rights import touched_by
from pages.parts import cached, widgets
from pages.parts.words import say
from scoring.numbers import number


def published_html(year: int) -> str:
    """HTML of what it means that a year is published; "" where it is not."""
    status = cached.published(year)
    if status.at is None:
        return ""
    told = say("published.propose_how", number=number(status.number))
    link = widgets.anchor("publication", say("published.to_publication"), year=str(year))
    return widgets.notice("assumed", told, link)


def several_html(proposal: Proposal) -> str:
    """HTML of why a preview of several years cannot be proposed as one correction; "" where it can."""
    if not proposal.published or proposal.correctable:
        return ""
    others = [year for year in proposal.years if year not in proposal.published]
    key = "published.several" if others else "published.several_closed"
    closed = ", ".join(map(str, proposal.published))
    return widgets.notice("wrong", say(key, closed=closed, others=", ".join(map(str, others))))


def no_undo_html(entry: Entry) -> str:
    """HTML of why an entry cannot be taken back, and what to do instead; "" where it can."""
    if entry.record is not None:
        return widgets.notice("plain", say("published.no_undo_record"))
    moved = moved_by_undo(cached.now().entries(), entry.seq)
    years = sorted({one.year for each in moved for one in touched_by(each.figures, each.penalties)})
    closed = [year for year in years if cached.published(year).at is not None]
    if not closed:
        return ""
    link = widgets.anchor("upload", say("published.to_upload"), year=str(closed[-1]), lan=None)
    told = say("published.no_undo", years=", ".join(map(str, closed)))
    return widgets.notice("plain", told, link)
