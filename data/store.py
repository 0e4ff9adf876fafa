"""
The one object through which pages and commands reach what is kept.

Readers never wait and never fail: they get frozen tuples of the last good state. A change counts when the journal
has it; the DuckDB projection follows and is mended or rebuilt from the journal whenever it does not.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import NoReturn

import duckdb

from data import backup
from data.checks import CONTROL, figure_problems, penalty_problems
from data.cluster import Cluster
from data.context import ContextFigure
from data.faults import reach
from data.figures_file import read_figures, read_penalties
from data.home import Home, home
from data.journal import Draft, Entry, Journal, JournalDamaged, StaleHead, trouble_of
from data.locks import FileLock
from data.projection import BROKEN, Projection, Snapshot, snapshot_from
from data.reference import Reference, digest_of, load_reference
from data.reversals import undo_problems
from data.troubles import Notice, Trouble, notice
from scoring.errors import FiguresError
from scoring.model import Figure, Penalty, Rulebook

REBUILT = ("store.rebuilt", "store.missing", "store.memory")
HELD = r"[Cc]ould not set lock|[Cc]onflicting lock|used by another process"  # the last on Windows
SAMPLE_ACTOR = "mẫu (nạp khi khởi động lần đầu)"
SAMPLE_REASON = "Số liệu minh họa kèm chương trình, không phải số liệu thật"


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


class Store:
    """What is kept, open. Made by `Store.open`; safe for any number of threads."""

    def __init__(self, home: Home, cluster_folder: Path, lock: FileLock | None) -> None:
        self._home = home
        self._folder = cluster_folder
        self._lock = lock
        self._journal = Journal(home.journal)
        self._writing = threading.RLock()
        self._notices: list[Notice] = []
        self._refused: Notice | None = None  # why nothing may be written
        self._projection: Projection | None = None
        self._reference: Reference = load_reference(cluster_folder)
        self._snapshot: Snapshot

    @classmethod
    def open(cls, home: Path, cluster_folder: Path) -> Store:
        """
        Open a home, check everything in it and mend what the journal can mend.

        An empty home gets the sample of the cluster folder, through the same journal as every later figure.

        Raises:
            Trouble: "home.locked" if another program serves this home, "home.unwritable" for a home that cannot be
                made.
            RulebookError / FiguresError: A reference file or the sample is wrong.
        """
        places = Home(home)
        lock: FileLock | None = FileLock(places.lock)
        refused: Notice | None = None
        try:
            places.prepare()
            assert lock is not None
            if not lock.take():
                raise Trouble("home.locked", pid=lock.holder() or "?", home=home)
        except OSError as error:
            lock = None
            refused = notice("home.unwritable", home=home, found=error.strerror or type(error).__name__)
            if not places.journal.is_file():
                raise Trouble(refused.key, **dict(refused.values)) from error
        try:
            store = cls(places, cluster_folder, lock)
            store._refused = refused
            store._start()
        except BaseException:
            if lock is not None:
                lock.release()
            raise
        return store

    # --- reading: never fails, never waits ------------------------------------------------------------------

    @property
    def head(self) -> str:
        """Hash of the last entry: the version of everything that is kept; "" while nothing is."""
        return self._snapshot.head

    def snapshot(self) -> Snapshot:
        """One whole state: head, figures and penalties that belong together, whatever is written meanwhile."""
        return self._snapshot

    @property
    def health(self) -> Health:
        """How things stand."""
        told = ([self._refused] if self._refused else []) + self._notices
        rebuilt = any(one.key in REBUILT for one in told)
        mode = "read_only" if self._refused else "rebuilt" if rebuilt else "normal"
        return Health(mode, tuple(dict.fromkeys(told)))

    @property
    def cluster(self) -> Cluster:
        """Members, agencies, roles, events."""
        return self._reference.cluster

    @property
    def reference(self) -> Reference:
        """Cluster, rulebooks and published figures as loaded, with their digest."""
        return self._reference

    @property
    def reference_digest(self) -> str:
        """Digest of all reference files as loaded."""
        return self._reference.digest

    def rulebook(self, year: int) -> Rulebook:
        """The rulebook of a year as loaded; KeyError if there is none."""
        return self._reference.rulebooks[year]

    def years(self) -> tuple[int, ...]:
        """The years that have a rulebook, rising."""
        return tuple(sorted(self._reference.rulebooks))

    def figures(self, year: int) -> tuple[Figure, ...]:
        """All figures of a year, every vintage, in the order in which they were kept."""
        return self._snapshot.figures.get(year, ())

    def penalties(self, year: int) -> tuple[Penalty, ...]:
        """All penalties of a year, in the order in which they were kept."""
        return self._snapshot.penalties.get(year, ())

    def entries(self) -> tuple[Entry, ...]:
        """The journal, oldest first."""
        return self._snapshot.entries

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
        return dict(self._snapshot.hashes)

    # --- writing --------------------------------------------------------------------------------------------

    def write(
        self,
        actor: str,
        reason: str,
        figures: Sequence[Figure],
        penalties: Sequence[Penalty],
        expected_head: str,
        original: bytes | None = None,
        *,
        reverses: int = 0,
        expected_reference: str = "",
    ) -> Entry:
        """
        Keep figures and penalties, all of them or none. When this returns, they are on the disk.

        Args:
            actor / reason: Who and why; both are shown in the journal.
            expected_head: The head that the writer saw; somebody else's change in between refuses the write.
            original: Bytes of the uploaded file, kept under their hash.
            reverses: Number of the entry that this one takes back; 0 = none.
            expected_reference: Digest of the catalogues and rulebooks that the writer saw; "" = any.

        Raises:
            FiguresError: Every reason not to keep them, each naming its row.
            StaleHead: With the entries that the writer has not seen.
            Trouble: "disk.full", "write.read_only", "write.failed" … ; nothing was kept.
        """
        with self._writing:
            if self._refused is not None:
                raise Trouble("write.read_only", found=self._refused.text)
            if any(not text.strip() or CONTROL.search(text) for text in (actor, reason)):
                raise Trouble("actor.blank")
            if not figures and not penalties and not reverses:
                raise Trouble("write.empty")
            if self._journal.head() != expected_head:
                known = [entry.hash for entry in self.entries()]
                seen = known.index(expected_head) + 1 if expected_head in known else 0
                raise StaleHead(tuple(self._journal.read(seen)))
            self.reload_reference()
            if expected_reference not in ("", self._reference.digest):
                raise Trouble("reference.moved")
            self._check(figures, penalties, reverses)
            self._home.require_space()
            reach("store.checked")
            name = "" if original is None else self._home.keep_original(original)
            draft = Draft(actor, reason, tuple(figures), tuple(penalties), name, reverses)
            entry = self._journal.append(draft, expected_head)
            self._follow(entry)
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
            self._reference = load_reference(self._folder)
            try:
                self._projected().project(self._reference)
            except BROKEN as error:
                self._mend(list(self.entries()), _found(error))
            return True

    def verify(self) -> tuple[Notice, ...]:
        """What is wrong now, by a full reading of journal, tables and originals; () if all is well."""
        with self._writing:
            faults = list(self._journal.verify(self.head, self._snapshot.seq))
            try:
                self._projected().read()
            except BROKEN as error:
                faults.append(_found(error))
            for name in sorted({entry.original for entry in self.entries() if entry.original}):
                try:
                    self._home.original(name)
                except Trouble as error:
                    faults.append(error.notice)
            return tuple(faults)

    def backup(self, to: Path) -> Path:
        """Write a backup into a new folder inside `to` and read it back whole; returns that folder."""
        with self._writing:
            return backup.make(self._home, self._folder, to)

    def close(self) -> None:
        """Close; the home is free for another program."""
        with self._writing:
            if self._projection is not None:
                self._projection.close()
                self._projection = None
            if self._lock is not None:
                self._lock.release()
                self._lock = None

    # --- keeping journal and projection together ------------------------------------------------------------

    def _start(self) -> None:
        entries = self._journal_entries()
        if self._refused is None and self._home.wal.exists():
            place = self._home.set_aside((self._home.database, self._home.wal), move=False)
            self._notices.append(notice("store.unclean", path=place))
        self._settle(entries)
        if self._snapshot.reference != self._reference.digest:
            if self._snapshot.reference:
                self._notices.append(notice("store.reference"))
            try:
                self._projected().project(self._reference)
            except BROKEN as error:
                self._mend(list(self.entries()), _found(error))
        if not self.head and self._refused is None:
            self._load_sample()
        self._note_time()
        self._note_orphans()

    def _journal_entries(self) -> list[Entry]:
        """What the journal says; a journal that cannot be trusted closes the store for writing."""
        if self._refused is None:
            try:
                torn = self._journal.set_torn_aside()
            except OSError as error:
                self._refused = trouble_of(error).notice
            else:
                if torn is not None:
                    self._notices.append(notice("journal.torn", path=torn))
        faults = self._journal.verify()
        if faults:
            self._refused = JournalDamaged(faults).notice
            return list(self._journal.sound_entries())
        return list(self._journal.read())

    def _settle(self, entries: list[Entry]) -> None:
        """Open the projection and bring it to the journal's state, or build it anew."""
        if self._refused is not None and not self._home.database.exists():
            self._without_tables(entries)
            return
        fresh = not self._home.database.exists()
        try:
            self._projection = Projection(self._home.database, self._home.scratch)
            snapshot = self._projection.read()
        except BROKEN as error:
            self._refuse_if_locked(error)
            self._mend(entries, _found(error))
            return
        known = [entry.hash for entry in entries]
        told = [entry.hash for entry in snapshot.entries]
        if told == known[: len(told)]:
            self._snapshot = snapshot
            if len(told) < len(known):
                self._catch_up(entries[len(told) :], fresh=fresh)
        elif known == told[: len(known)]:
            self._journal_is_short(entries, snapshot)
        elif (
            self._refused is not None
        ):  # a damaged journal and whole tables: people look before anything is lost
            self._snapshot = snapshot
        else:
            self._mend(entries, notice("journal.rewritten"))

    def _catch_up(self, entries: list[Entry], *, fresh: bool) -> None:
        everything = [*self._snapshot.entries, *entries]
        try:
            self._projected().apply(entries)
            self._snapshot = self._projected().read()
        except BROKEN as error:
            self._mend(everything, _found(error))
            return
        if fresh:
            self._notices.append(notice("store.missing"))
        else:
            self._notices.append(notice("store.behind", count=len(entries)))

    def _journal_is_short(self, entries: list[Entry], snapshot: Snapshot) -> None:
        """
        The tables hold entries that the journal lost at its end: the hashes prove them, so they go back.

        (Where the journal is damaged besides, nothing is written and the tables are shown as they are.)
        """
        self._snapshot = snapshot
        lost = snapshot.entries[len(entries) :]
        if self._refused is not None:
            return
        try:
            self._journal.restore(lost)
        except Trouble as error:
            self._refused = error.notice
            return
        self._notices.append(notice("journal.healed", count=len(lost)))

    def _follow(self, entry: Entry) -> None:
        """Bring the projection behind a new entry; the entry is kept already, so this must end well."""
        everything = [*self.entries(), entry]
        if self._projection is None:  # the disk failed before; perhaps it works again
            self._reopen(everything, Trouble("disk.full"))
            return
        try:
            self._projection.apply([entry])
            self._snapshot = self._projection.read()
        except BROKEN as error:
            self._reopen(everything, error)

    def _reopen(self, entries: list[Entry], error: BaseException) -> None:
        """After a failed change (a full disk invalidates the whole connection): open anew, else mend."""
        if self._projection is not None:
            self._projection.close()
            self._projection = None
        fresh = not self._home.database.exists()
        try:
            self._projection = Projection(self._home.database, self._home.scratch)
            done = self._projection.read()
            if [entry.hash for entry in done.entries] != [entry.hash for entry in entries[: done.seq]]:
                raise Trouble("journal.rewritten")
        except BROKEN as second:
            self._mend(entries, _found(second))
            return
        try:
            self._projection.project(self._reference)
            self._projection.apply(entries[done.seq :])
            self._snapshot = self._projection.read()
        except BROKEN:
            self._without_tables(entries, _found(error))
            return
        self._notices = [told for told in self._notices if told.key != "store.memory"]
        if fresh:
            self._notices.append(notice("store.missing"))

    def _mend(self, entries: list[Entry], found: Notice) -> None:
        """Set the unusable file aside and build the projection anew; in memory where the disk does not allow it."""
        if self._projection is not None:
            self._projection.close()
            self._projection = None
        if self._refused is not None:
            self._without_tables(entries, found)
            return
        try:
            place = self._home.set_aside((self._home.database, self._home.wal), move=True)
            self._projection = Projection(self._home.database, self._home.scratch)
            self._projection.project(self._reference)
            self._projection.apply(entries)
            self._snapshot = self._projection.read()
        except BROKEN as error:
            self._without_tables(entries, _found(error))
            return
        self._notices.append(notice("store.rebuilt", found=found.text, path=place))

    def _without_tables(self, entries: list[Entry], found: Notice | None = None) -> None:
        """Serve straight from the journal; the next write tries the tables again."""
        if self._projection is not None:
            self._projection.close()
            self._projection = None
        self._snapshot = snapshot_from(entries, self._reference.digest)
        reason = found or self._refused
        self._notices.append(notice("store.memory", found=reason.text if reason else "-"))

    def _projected(self) -> Projection:
        if self._projection is None:
            raise Trouble("scan.unreadable", found="-")
        return self._projection

    def _refuse_if_locked(self, error: BaseException) -> None:
        """Another program (a database shell, say) holds the file: that is no damage."""
        if isinstance(error, duckdb.IOException) and re.search(HELD, str(error)):
            _raise_locked(str(error), self._home.folder)

    # --- checks ---------------------------------------------------------------------------------------------

    def _check(self, figures: Sequence[Figure], penalties: Sequence[Penalty], reverses: int) -> None:
        years = {row.year for row in figures} | {row.year for row in penalties}
        kept = [
            row for entry in self.entries() for row in entry.figures if row.year in years
        ]  # undone ones, too
        punished = [row for year in years for row in self.penalties(year)]
        rulebooks, cluster = self._reference.rulebooks, self._reference.cluster
        problems = figure_problems(figures, cluster, rulebooks, kept)
        problems += penalty_problems(penalties, cluster, rulebooks, punished)
        if reverses:
            problems += [told.text for told in undo_problems(self.entries(), reverses, self._reference)]
        if problems:
            raise FiguresError(problems)

    def _load_sample(self) -> None:
        sample = self._folder / "sample"
        figures = [row for path in sorted(sample.glob("figures-*.csv")) for row in read_figures(path)]
        penalties = [row for path in sorted(sample.glob("penalties-*.csv")) for row in read_penalties(path)]
        if figures or penalties:
            self.write(SAMPLE_ACTOR, SAMPLE_REASON, figures, penalties, "")

    def _note_time(self) -> None:
        if self.entries():
            back = int((self.entries()[-1].time - datetime.now(UTC)).total_seconds())
            if back > 0:
                self._notices.append(notice("clock.back", seconds=back))

    def _note_orphans(self) -> None:
        """Figures that today's rulebook no longer knows: they stay kept, and somebody must look."""
        for year, rows in sorted(self._snapshot.figures.items()):
            names = figure_problems(rows, self._reference.cluster, self._reference.rulebooks)
            if names:
                self._notices.append(notice("store.orphan", count=len(names), year=year))


def _found(error: BaseException) -> Notice:
    if isinstance(error, Trouble):
        return error.notice
    text = str(error).strip().splitlines()
    return notice("scan.unreadable", found=(text[0] if text else type(error).__name__)[:200])


def _raise_locked(said: str, folder: Path) -> NoReturn:
    pid = re.search(r"PID (\d+)", said)
    raise Trouble("home.locked", pid=pid[1] if pid else "?", home=folder)


__all__ = ["Health", "Store", "home"]
