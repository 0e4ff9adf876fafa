"""What a published year changes for whoever writes: a write becomes a proposal, undo is closed, and it is said why."""

from __future__ import annotations

from dataclasses import dataclass

from data.entries import Entry
from data.proposal import Proposal
from data.reversals import moved_by_undo
from data.rights import touched_by
from pages.parts import cached, widgets
from pages.parts.words import say
from scoring.numbers import number


@dataclass(frozen=True, slots=True)
class Touched:
    """
    The years that a preview touches.

    Attributes:
        closed: Those that are published, rising.
        others: The others, rising.
    """

    closed: tuple[int, ...]
    others: tuple[int, ...]

    @property
    def year(self) -> int:
        """The published year that the preview is a correction of; 0 where it is none, or of more than one year."""
        return self.closed[0] if len(self.closed) == 1 and not self.others else 0


def touched(proposal: Proposal) -> Touched:
    """Which years a preview would write to."""
    years = sorted({one.year for one in touched_by(proposal.figures, proposal.penalties)})
    closed = [year for year in years if cached.published(year).at is not None]
    return Touched(tuple(closed), tuple(year for year in years if year not in closed))


def published_html(year: int) -> str:
    """HTML of what it means that a year is published; "" where it is not."""
    status = cached.published(year)
    if status.at is None:
        return ""
    told = say("published.year", year=year, number=number(status.number))
    told += " " + say("published.propose_how", number=number(status.number))
    link = widgets.anchor("publication", say("published.to_publication"), year=str(year))
    return widgets.notice("assumed", told, link)


def several_html(years: Touched) -> str:
    """HTML of why a preview of several years cannot be proposed as one correction; "" where it can."""
    if not years.closed or years.year:
        return ""
    closed, others = (", ".join(map(str, each)) for each in (years.closed, years.others))
    key = "published.several" if years.others else "published.several_closed"
    return widgets.notice("wrong", say(key, closed=closed, others=others))


def no_undo_html(entry: Entry) -> str:
    """HTML of why an entry cannot be taken back, and what to do instead; "" where it can."""
    if entry.record is not None:
        link = widgets.anchor("publication", say("published.to_publication"), year=str(entry.record.year))
        return widgets.notice("plain", say("published.no_undo_record"), link)
    moved = moved_by_undo(cached.store().entries(), entry.seq)
    years = sorted({one.year for each in moved for one in touched_by(each.figures, each.penalties)})
    closed = [year for year in years if cached.published(year).at is not None]
    if not closed:
        return ""
    link = widgets.anchor("upload", say("published.to_upload"), year=str(closed[-1]), lan=None)
    told = say("published.no_undo", years=", ".join(map(str, closed)))
    return widgets.notice("plain", told, link)
