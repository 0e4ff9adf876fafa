"""
The stamp (dấu) on everything that is made: which state of which year it shows, and how to come back to it.

The mark "2018-7f3a91c2-91c2ab34" names the year, the head of the journal and the digest of catalogues and rulebooks.
Pasted into the app, with whatever stands around it, it leads to exactly that state, or it is said why it cannot.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from data import VERSION
from data.entries import Entry
from data.troubles import Trouble
from scoring.model import Status

DIGITS = 8  # of each hash in a mark
MARK = re.compile(r"(?<![0-9A-Za-z])(\d{4})-([0-9a-f]{4,64})-([0-9a-f]{4,64})(?![0-9A-Za-z])", re.ASCII)


@dataclass(frozen=True, slots=True)
class Stamp:
    """
    What a document says of its own making.

    Attributes:
        head: Hash of the last journal entry that it shows.
        reference: Digest of catalogues and rulebooks that it was computed with.
        rulebook_title / rulebook_status: Of the year; "sample" or "adopted".
        statuses: How firm the figures are that count, least firm first.
        as_of: The latest day that any figure speaks for.
        made: When the document was made, UTC; None for a state that is only looked at.
    """

    year: int
    head: str
    reference: str
    rulebook_title: str
    rulebook_status: str
    statuses: tuple[Status, ...]
    as_of: date | None
    made: datetime | None = None
    version: str = VERSION

    @property
    def mark(self) -> str:
        """The short text that stands at the foot and can be pasted."""
        return mark_of(self.year, self.head, self.reference)

    @property
    def is_sample(self) -> bool:
        """Whether figures or rules are not the real ones; then every page must say so."""
        return self.rulebook_status == "sample" or Status.ILLUSTRATIVE in self.statuses


def mark_of(year: int, head: str, reference: str) -> str:
    """
    The mark of a state.

    >>> mark_of(2018, "7f3a91c2ff", "91c2ab34ff")
    '2018-7f3a91c2-91c2ab34'
    """
    return f"{year}-{head[:DIGITS]}-{reference[:DIGITS]}"


@dataclass(frozen=True, slots=True)
class State:
    """The state that a mark leads to: the year, and the number of its last journal entry."""

    year: int
    seq: int


def state_of(
    text: str,
    entries: Sequence[Entry],
    years: Sequence[int],
    reference: str,
    archived: Mapping[int, str] | None = None,
) -> State:
    """
    The state that a pasted text names.

    Args:
        text: Anything that holds a mark.
        entries: The journal, oldest first.
        years: The years that have a rulebook.
        reference: Digest of catalogues and rulebooks as they are now.
        archived: By published year, the digest of those that it was published with; they alone hold for it.

    Raises:
        Trouble: "stamp.none", "stamp.year", "stamp.state", "stamp.many", "stamp.reference" – why there is no way back.
    """
    found = MARK.search(text.lower())
    if found is None:
        raise Trouble("stamp.none")
    year, head, rules = int(found[1]), found[2], found[3]
    if year not in years:
        raise Trouble("stamp.year", year=year)
    seqs = [entry.seq for entry in entries if entry.hash.startswith(head)]
    if not seqs:
        raise Trouble("stamp.state", head=head)
    if len(seqs) > 1:
        raise Trouble("stamp.many", head=head, count=len(seqs))
    holds = (archived or {}).get(year, reference)
    if not holds.startswith(rules):
        raise Trouble("stamp.reference", then=rules, now=holds[:DIGITS])
    return State(year, seqs[0])
