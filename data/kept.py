"""What is kept, for reading: how a state of figures and rules is asked, whichever state it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from data import published
from data.cluster import Cluster
from data.context import ContextFigure
from data.journal import Entry
from data.projection import Snapshot
from data.reference import Reference
from scoring.model import Figure, Penalty, Rulebook


class Kept:
    """Reading never fails and never waits. Two questions in a row may meet two states, unless this is a `State`."""

    def snapshot(self) -> Snapshot:
        """One whole state: head, figures and penalties that belong together, whatever is written meanwhile."""
        raise NotImplementedError

    @property
    def reference(self) -> Reference:
        """Cluster, rulebooks and public figures as they hold now; published years as archived."""
        raise NotImplementedError

    @property
    def head(self) -> str:
        """Hash of the last entry: the version of everything that is kept; "" while nothing is."""
        return self.snapshot().head

    @property
    def cluster(self) -> Cluster:
        """Members, agencies, roles, events."""
        return self.reference.cluster

    @property
    def reference_digest(self) -> str:
        """Digest of all that holds, archives included: what caches are keyed by, and previews made with."""
        return self.reference.token

    def reference_at(self, year: int) -> Reference:
        """What holds for a year: as archived if it is published, else as it is now."""
        return self.reference.at(year)

    def rulebook(self, year: int) -> Rulebook:
        """The rulebook that holds for a year; KeyError if there is none."""
        return self.reference.rulebooks[year]

    def years(self) -> tuple[int, ...]:
        """The years that have a rulebook, rising."""
        return tuple(sorted(self.reference.rulebooks))

    def figures(self, year: int) -> tuple[Figure, ...]:
        """All figures of a year, every vintage, in the order in which they were kept."""
        return self.snapshot().figures.get(year, ())

    def penalties(self, year: int) -> tuple[Penalty, ...]:
        """All penalties of a year, in the order in which they were kept."""
        return self.snapshot().penalties.get(year, ())

    def entries(self) -> tuple[Entry, ...]:
        """The journal, oldest first."""
        return self.snapshot().entries

    def context_figures(self, unit: str) -> tuple[ContextFigure, ...]:
        """Published real figures about a unit."""
        return tuple(row for row in self.reference.context if row.unit == unit)

    def as_of(self, year: int) -> date | None:
        """The latest day up to which any figure of the year counts; None while there is none."""
        return max((row.as_of for row in self.figures(year) if row.as_of is not None), default=None)

    def table_hashes(self) -> dict[str, str]:
        """Rolling hash of each table that comes from the journal: equal states have equal hashes."""
        return dict(self.snapshot().hashes)

    def versions(self, year: int) -> tuple[published.Version, ...]:
        """The published versions of a year, oldest first; () if it is not published."""
        return published.versions(self.entries(), year)

    def corrections(self, year: int) -> tuple[published.Proposed, ...]:
        """The corrections ever proposed for a year, oldest first."""
        return published.corrections(self.entries(), year)

    def votes(self, year: int) -> tuple[published.RecordedVote, ...]:
        """The votes recorded for a year, oldest first; the last one counts."""
        return published.votes(self.entries(), year)

    def decisions(self, year: int) -> tuple[published.RecordedDecision, ...]:
        """The decisions recorded for a year, oldest first; the last one counts."""
        return published.decisions(self.entries(), year)

    def mark(self, year: int) -> str:
        """The stamp of the newest published version of a year; "" if it is not published."""
        found = self.versions(year)
        return found[-1].mark if found else ""

    def state(self) -> State:
        """What is kept at this moment, to be asked again and again."""
        return State(self.snapshot(), self.reference)


@dataclass(frozen=True, slots=True)
class State(Kept):
    """One state: it stays as it is while others write."""

    _snapshot: Snapshot
    _reference: Reference

    def snapshot(self) -> Snapshot:
        """That state."""
        return self._snapshot

    @property
    def reference(self) -> Reference:
        """What it was loaded with."""
        return self._reference
