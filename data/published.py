"""
What the journal says of publications, corrections, votes and decisions: pure functions of its entries.

A published year has versions: the publication is version 1, each approved correction makes the next one. None of these
entries is ever undone (`data.reversals`), so every version stays what it was.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from data.entries import Entry
from data.records import Correction, CorrectionEnd, Decision, Document, Outcome, Publication, Vote
from data.stamps import mark_of


@dataclass(frozen=True, slots=True)
class Version:
    """
    One published state of a year.

    Attributes:
        number: 1 = the publication, then one more for each approved correction.
        entry: The entry that made it; the state after it is the version (`data.undo.state_at(store, seq)`).
        reference: Digest of the archived catalogues and rulebooks that hold for every version of the year.
        board: Digest of its scoreboard.
        document: By which it was published or corrected; None where nothing was issued.
        correction: Number of the entry that proposed it; 0 for the publication.
    """

    year: int
    number: int
    entry: Entry
    reference: str
    board: str
    document: Document | None
    correction: int = 0

    @property
    def seq(self) -> int:
        """Number of the entry that made it."""
        return self.entry.seq

    @property
    def mark(self) -> str:
        """Its stamp: pasted, it leads back to exactly this version."""
        return mark_of(self.year, self.entry.hash, self.reference)


@dataclass(frozen=True, slots=True)
class Proposed:
    """
    A proposed correction.

    Attributes:
        entry: Who proposed it, when and why (its reason).
        correction: What it would change.
        end: The entry that ended it; None while it is open.
        version: Number of the version that it corrects.
        outdated: Whether it is open although a newer version came in between: then it cannot be approved any more,
            and must be proposed anew.
    """

    entry: Entry
    correction: Correction
    end: Entry | None
    version: int
    outdated: bool

    @property
    def seq(self) -> int:
        """Number of the entry that proposed it."""
        return self.entry.seq

    @property
    def outcome(self) -> Outcome | None:
        """What became of it; None while it is open."""
        record = None if self.end is None else self.end.record
        return record.outcome if isinstance(record, CorrectionEnd) else None


@dataclass(frozen=True, slots=True)
class RecordedVote:
    """A vote and the entry that recorded it."""

    entry: Entry
    vote: Vote


@dataclass(frozen=True, slots=True)
class RecordedDecision:
    """A decision and the entry that recorded it."""

    entry: Entry
    decision: Decision


def published_years(entries: Sequence[Entry]) -> dict[int, str]:
    """The published years with the digest of their archived reference, in the order of their publication."""
    return {
        entry.record.year: entry.record.reference
        for entry in entries
        if isinstance(entry.record, Publication)
    }


def versions(entries: Sequence[Entry], year: int) -> tuple[Version, ...]:
    """The versions of a year, oldest first; () if it is not published."""
    found: list[Version] = []
    reference = ""
    for entry in entries:
        record = entry.record
        if isinstance(record, Publication) and record.year == year:
            reference = record.reference
            found.append(Version(year, 1, entry, reference, record.board, record.document))
        elif isinstance(record, CorrectionEnd) and (record.year, record.outcome) == (year, Outcome.APPROVED):
            number = len(found) + 1
            found.append(
                Version(year, number, entry, reference, record.board, record.document, record.correction)
            )
    return tuple(found)


def corrections(entries: Sequence[Entry], year: int) -> tuple[Proposed, ...]:
    """The corrections that were ever proposed for a year, oldest first."""
    ends = {entry.record.correction: entry for entry in entries if isinstance(entry.record, CorrectionEnd)}
    numbers = {version.seq: version.number for version in versions(entries, year)}
    return tuple(
        Proposed(
            entry,
            entry.record,
            ends.get(entry.seq),
            numbers.get(entry.record.base, 0),
            entry.seq not in ends and numbers.get(entry.record.base, 0) != len(numbers),
        )
        for entry in entries
        if isinstance(entry.record, Correction) and entry.record.year == year
    )


def votes(entries: Sequence[Entry], year: int) -> tuple[RecordedVote, ...]:
    """The votes recorded for a year, oldest first; the last one counts."""
    return tuple(
        RecordedVote(entry, entry.record)
        for entry in entries
        if isinstance(entry.record, Vote) and entry.record.year == year
    )


def decisions(entries: Sequence[Entry], year: int) -> tuple[RecordedDecision, ...]:
    """The decisions recorded for a year, oldest first; the last one counts."""
    return tuple(
        RecordedDecision(entry, entry.record)
        for entry in entries
        if isinstance(entry.record, Decision) and entry.record.year == year
    )
