"""
What is kept, open: how it is read, and how one more entry is kept. `data.store` is the door; pages never come here.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from data import archive
from data.checks import CONTROL
from data.cluster import Cluster
from data.context import ContextFigure
from data.faults import reach
from data.home import Home
from data.journal import Draft, Entry, StaleHead
from data.keeper import Keeper
from data.projection import Snapshot
from data.published import published_years
from data.reference import Reference, digest_of, load_reference
from data.rights import Actor, NotAllowed
from data.troubles import Notice, Trouble
from scoring.model import Figure, Penalty, Rulebook

REBUILT = ("store.rebuilt", "store.missing", "store.memory")


@dataclass(frozen=True, slots=True)
class Health:
    """
    How things stood at the last start and since.

    Attributes:
        mode: "normal", "rebuilt" (the projection was made anew from the journal) or "read_only".
        notices: What people must be told, worst first; () when there is nothing to tell.
    """

    mode: str
    notices: tuple[Notice, ...]


class KeptStore:
    """Journal, tables and reference files of one home."""

    def __init__(self, home: Home, cluster_folder: Path, refused: Notice | None) -> None:
        self._home = home
        self._folder = cluster_folder
        self._writing = threading.RLock()
        self._reference: Reference = load_reference(cluster_folder)
        self._keeper = Keeper(home, self._reference, refused)
        self._lost: tuple[Notice, ...] = ()  # published years whose rules are lost
        self.told_by: Callable[[], Sequence[Notice]] = tuple  # what whoever watches over backups has to tell

    # --- reading: never fails, never waits ------------------------------------------------------------------

    @property
    def head(self) -> str:
        """Hash of the last entry: the version of everything that is kept; "" while nothing is."""
        return self._keeper.snapshot.head

    def snapshot(self) -> Snapshot:
        """One whole state: head, figures and penalties that belong together, whatever is written meanwhile."""
        return self._keeper.snapshot

    @property
    def health(self) -> Health:
        """How things stand."""
        refused = self._keeper.refused
        told = [*([refused] if refused else []), *self._keeper.notices, *self._lost, *self.told_by()]
        rebuilt = any(one.key in REBUILT for one in told)
        mode = "read_only" if refused else "rebuilt" if rebuilt else "normal"
        return Health(mode, tuple(dict.fromkeys(told)))

    @property
    def cluster(self) -> Cluster:
        """Members, agencies, roles, events."""
        return self._reference.cluster

    @property
    def reference(self) -> Reference:
        """Cluster, rulebooks and public figures as they hold now; published years as archived."""
        return self._reference

    def reference_at(self, year: int) -> Reference:
        """What holds for a year: as archived if it is published, else as it is now."""
        return self._reference.at(year)

    @property
    def reference_digest(self) -> str:
        """Digest of all that holds, archives included: what caches are keyed by, and previews made with."""
        return self._reference.token

    def rulebook(self, year: int) -> Rulebook:
        """The rulebook that holds for a year; KeyError if there is none."""
        return self._reference.rulebooks[year]

    def years(self) -> tuple[int, ...]:
        """The years that have a rulebook, rising."""
        return tuple(sorted(self._reference.rulebooks))

    def figures(self, year: int) -> tuple[Figure, ...]:
        """All figures of a year, every vintage, in the order in which they were kept."""
        return self._keeper.snapshot.figures.get(year, ())

    def penalties(self, year: int) -> tuple[Penalty, ...]:
        """All penalties of a year, in the order in which they were kept."""
        return self._keeper.snapshot.penalties.get(year, ())

    def entries(self) -> tuple[Entry, ...]:
        """The journal, oldest first."""
        return self._keeper.snapshot.entries

    def context_figures(self, unit: str) -> tuple[ContextFigure, ...]:
        """Published real figures about a unit."""
        return tuple(row for row in self._reference.context if row.unit == unit)

    def as_of(self, year: int) -> date | None:
        """The latest day up to which any figure of the year counts; None while there is none."""
        return max((row.as_of for row in self.figures(year) if row.as_of is not None), default=None)

    def original(self, entry: Entry) -> bytes | None:
        """The uploaded file behind an entry; None if it had none. Raises Trouble if it is gone or changed."""
        return self._home.original(entry.original) if entry.original else None

    def table_hashes(self) -> dict[str, str]:
        """Rolling hash of each table that comes from the journal: equal states have equal hashes."""
        return dict(self._keeper.snapshot.hashes)

    # --- one more entry -------------------------------------------------------------------------------------

    @contextmanager
    def _turn(
        self, actor: Actor, reason: str, expected_head: str, refused: Callable[[], Sequence[Notice]]
    ) -> Iterator[None]:
        """
        The writer's turn: nobody else writes, and head and reference files are the ones that are checked against.

        Raises:
            NotAllowed, StaleHead, Trouble: As `Store.write` says.
        """
        with self._writing:
            if self._keeper.refused is not None:
                raise Trouble("write.read_only", found=self._keeper.refused.text)
            _allow(refused())
            if any(not text.strip() or CONTROL.search(text) for text in (actor.name, reason)):
                raise Trouble("actor.blank")
            if self._keeper.journal.head() != expected_head:
                known = [entry.hash for entry in self.entries()]
                seen = known.index(expected_head) + 1 if expected_head in known else 0
                raise StaleHead(tuple(self._keeper.journal.read(seen)))
            if self.reload_reference():  # who leads the cluster may have changed with it
                _allow(refused())
            yield

    def _append(
        self,
        draft: Draft,
        expected_head: str,
        original: bytes | None = None,
        prepare: Callable[[], object] | None = None,
    ) -> Entry:
        """
        Keep an entry that was checked.

        Args:
            original: Bytes of the uploaded file behind it.
            prepare: What else must be on the disk before the line is.
        """
        self._home.require_space()
        reach("store.checked")
        if original is not None:
            draft = replace(draft, original=self._home.keep_original(original))
        if prepare is not None:
            prepare()
        entry = self._keeper.journal.append(draft, expected_head)
        self._keeper.follow(entry)
        return entry

    def reload_reference(self) -> bool:
        """
        Read catalogues and rulebooks anew if any of their files changed.

        Returns:
            Whether they changed. Raises RulebookError; the old ones then stay in use.
        """
        with self._writing:
            if digest_of(self._folder) == self._reference.digest:
                return False
            self._align(load_reference(self._folder))
            return True

    def _align(self, today: Reference) -> None:
        """Let a reference hold from now on: as read today, but published years as archived."""
        self._reference = self._aligned(today, self.entries())
        self._keeper.project(self._reference)

    def _aligned(self, today: Reference, entries: Sequence[Entry]) -> Reference:
        reference, told = archive.effective(
            self._home, self._folder, today, published_years(entries), heal=self._keeper.refused is None
        )
        self._lost = tuple(one for one in told if one.key == "published.lost")
        self._keeper.notices += [one for one in told if one.key != "published.lost"]
        return reference


def _allow(refused: Sequence[Notice]) -> None:
    if refused:
        raise NotAllowed(tuple(refused))
