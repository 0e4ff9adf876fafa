"""
Journal and projection, kept together: the journal is right, the tables follow, are mended or built anew.

Not safe for threads by itself; the store calls it under its lock. Whatever goes wrong, `snapshot` stays a good state.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NoReturn

import duckdb

from data.entries import Entry
from data.home import Home
from data.journal import Journal, JournalDamaged, trouble_of
from data.projection import BROKEN, Projection, Snapshot, snapshot_from
from data.reference import Reference
from data.troubles import Notice, Trouble, notice

HELD = r"[Cc]ould not set lock|[Cc]onflicting lock|used by another process"  # the last on Windows


class Keeper:
    """
    Journal and projection of one home.

    Attributes:
        journal: The record of truth.
        projection: The tables; None while the journal alone serves.
        snapshot: The last good state.
        notices: What people must be told.
        refused: Why nothing may be written; None = writing is allowed.
    """

    def __init__(self, home: Home, reference: Reference, refused: Notice | None) -> None:
        self._home = home
        self._reference = reference
        self.journal = Journal(home.journal)
        self.projection: Projection | None = None
        self.snapshot: Snapshot = snapshot_from((), "")
        self.notices: list[Notice] = []
        self.refused = refused

    def start(self, aligned: Callable[[Sequence[Entry]], Reference]) -> None:
        """
        Check journal and tables and bring them to the same state.

        Args:
            aligned: What holds for a state of the journal: it says which years stand under archived rules.

        Raises:
            Trouble: "home.locked".
        """
        entries = self._journal_entries()
        self._reference = aligned(entries)
        if self.refused is None and self._home.wal.exists():
            with contextlib.suppress(
                OSError
            ):  # a courtesy to whoever investigates: the journal has everything
                place = self._home.set_aside((self._home.database, self._home.wal), move=False)
                self.notices.append(notice("store.unclean", path=place))
        self._settle(entries)
        if self.snapshot.seq != len(entries):  # the tables held more than the journal
            self._reference = aligned(self.snapshot.entries)
        if self.snapshot.reference != self._reference.token:
            if self.snapshot.reference:
                self.notices.append(notice("store.reference"))
            self.project(self._reference)

    def project(self, reference: Reference) -> None:
        """Load catalogues and rulebooks into the tables."""
        self._reference = reference
        try:
            self._tables().project(reference)
        except BROKEN as error:
            self._mend(list(self.snapshot.entries), _found(error))

    def verify(self) -> list[Notice]:
        """What is wrong with journal and tables now, by a full reading."""
        faults = list(self.journal.verify(self.snapshot.head, self.snapshot.seq))
        try:
            self._tables().read()
        except BROKEN as error:
            faults.append(_found(error))
        return faults

    def close(self) -> None:
        """Close the tables; what was read stays readable."""
        if self.projection is not None:
            self.projection.close()
            self.projection = None

    def _journal_entries(self) -> list[Entry]:
        """What the journal says; a journal that cannot be trusted closes the store for writing."""
        if self.refused is None:
            try:
                torn = self.journal.set_torn_aside()
            except OSError as error:
                self.refused = trouble_of(error).notice
            else:
                if torn is not None:
                    self.notices.append(notice("journal.torn", path=torn))
        try:
            try:
                return list(self.journal.read())
            except JournalDamaged as damage:
                sound = list(self.journal.sound_entries())
                self.refused = damage.notice
                return sound
        except OSError as error:  # the tables are shown, and nothing is written
            found = notice("scan.unreadable", found=error.strerror or type(error).__name__)
            self.refused = JournalDamaged((found,)).notice
            return []

    def _settle(self, entries: list[Entry]) -> None:
        """Open the projection and bring it to the journal's state, or build it anew."""
        if self.refused is not None and not self._home.database.exists():
            self._without_tables(entries)
            return
        fresh = not self._home.database.exists()
        try:
            self.projection = Projection(self._home.database, self._home.scratch)
            snapshot = self.projection.read()
        except BROKEN as error:
            self._refuse_if_locked(error)
            self._mend(entries, _found(error))
            return
        known = [entry.hash for entry in entries]
        told = [entry.hash for entry in snapshot.entries]
        if told == known[: len(told)]:
            self.snapshot = snapshot
            if len(told) < len(known):
                self._catch_up(entries[len(told) :], fresh=fresh)
        elif known == told[: len(known)]:
            self._journal_is_short(entries, snapshot)
        elif self.refused is not None:
            self.snapshot = snapshot  # a damaged journal, whole tables: people look before anything is lost
        else:
            self._mend(entries, notice("journal.rewritten"))

    def _catch_up(self, entries: list[Entry], *, fresh: bool) -> None:
        everything = [*self.snapshot.entries, *entries]
        try:
            self._tables().apply(entries)
            self.snapshot = self._tables().read()
        except BROKEN as error:
            self._mend(everything, _found(error))
            return
        if fresh:
            self.notices.append(notice("store.missing"))
        else:
            self.notices.append(notice("store.behind", count=len(entries)))

    def _journal_is_short(self, entries: list[Entry], snapshot: Snapshot) -> None:
        """
        The tables hold entries that the journal lost at its end: the hashes prove them, so they go back.

        (Where the journal is damaged besides, nothing is written and the tables are shown as they are.)
        """
        self.snapshot = snapshot
        lost = snapshot.entries[len(entries) :]
        if self.refused is not None:
            return
        try:
            self.journal.restore(lost)
        except Trouble as error:
            self.refused = error.notice
            return
        self.notices.append(notice("journal.healed", count=len(lost)))

    def follow(self, entry: Entry) -> None:
        """Bring the projection behind a new entry; the entry is kept already, so this must end well."""
        everything = [*self.snapshot.entries, entry]
        if self.projection is None:  # the disk failed before; perhaps it works again
            self._reopen(everything, Trouble("disk.full"))
            return
        try:
            self.projection.apply([entry])
            self.snapshot = self.projection.read()
        except BROKEN as error:
            self._reopen(everything, error)

    def _reopen(self, entries: list[Entry], error: BaseException) -> None:
        """After a failed change (a full disk invalidates the whole connection): open anew, else mend."""
        if self.projection is not None:
            self.projection.close()
            self.projection = None
        fresh = not self._home.database.exists()
        try:
            self.projection = Projection(self._home.database, self._home.scratch)
            done = self.projection.read()
            if [entry.hash for entry in done.entries] != [entry.hash for entry in entries[: done.seq]]:
                raise Trouble("journal.rewritten")
        except BROKEN as second:
            self._mend(entries, _found(second))
            return
        try:
            self.projection.project(self._reference)
            self.projection.apply(entries[done.seq :])
            self.snapshot = self.projection.read()
        except BROKEN:
            self._without_tables(entries, _found(error))
            return
        self.notices = [told for told in self.notices if told.key != "store.memory"]
        if fresh:
            self.notices.append(notice("store.missing"))

    def _mend(self, entries: list[Entry], found: Notice) -> None:
        """Set the unusable file aside and build the projection anew; in memory where the disk does not allow it."""
        if self.projection is not None:
            self.projection.close()
            self.projection = None
        if self.refused is not None:
            self._without_tables(entries, found)
            return
        try:
            place = self._home.set_aside((self._home.database, self._home.wal), move=True)
            self.projection = Projection(self._home.database, self._home.scratch)
            self.projection.project(self._reference)
            self.projection.apply(entries)
            self.snapshot = self.projection.read()
        except BROKEN as error:
            self._without_tables(entries, _found(error))
            return
        self.notices.append(notice("store.rebuilt", found=found.text, path=place))

    def _without_tables(self, entries: list[Entry], found: Notice | None = None) -> None:
        """Serve straight from the journal; the next write tries the tables again."""
        if self.projection is not None:
            self.projection.close()
            self.projection = None
        self.snapshot = snapshot_from(entries, self._reference.token)
        reason = found or self.refused
        self.notices.append(notice("store.memory", found=reason.text if reason else "-"))

    def _tables(self) -> Projection:
        if self.projection is None:
            raise Trouble("store.closed")
        return self.projection

    def _refuse_if_locked(self, error: BaseException) -> None:
        """Another program (a database shell, say) holds the file: that is no damage."""
        if isinstance(error, duckdb.IOException) and re.search(HELD, str(error)):
            _raise_locked(str(error), self._home.folder)


def _found(error: BaseException) -> Notice:
    if isinstance(error, Trouble):
        return error.notice
    text = str(error).strip().splitlines()
    return notice("scan.unreadable", found=(text[0] if text else type(error).__name__)[:200])


def _raise_locked(said: str, folder: Path) -> NoReturn:
    pid = re.search(r"PID (\d+)", said)
    raise Trouble("home.locked", pid=pid[1] if pid else "?", home=folder)
