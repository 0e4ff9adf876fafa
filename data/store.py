"""
The one object through which pages and commands reach what is kept.

Readers never wait and never fail: they get frozen tuples of the last good state. A change counts when the journal
has it; the DuckDB projection follows and is mended or rebuilt from the journal whenever it does not.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from data import backup
from data.checks import CONTROL, figure_problems, penalty_problems
from data.faults import reach
from data.figures_file import read_figures, read_penalties
from data.home import Home, home
from data.journal import Draft, Entry, StaleHead
from data.keeper import Keeper
from data.kept import Kept
from data.locks import FileLock
from data.projection import Snapshot
from data.reference import Reference, digest_of, load_reference
from data.reversals import moved_by_undo, undo_problems
from data.rights import Act, Actor, Duty, NotAllowed, Touch, refusals
from data.troubles import Notice, Trouble, notice
from scoring.errors import FiguresError
from scoring.model import Figure, Penalty

REBUILT = ("store.rebuilt", "store.missing", "store.memory")
SAMPLE_ACTOR = "mẫu (nạp khi khởi động lần đầu)"
PROGRAM = Actor(SAMPLE_ACTOR, "", Duty.SYSTEM)
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


def by_program(entry: Entry) -> bool:
    """Whether the program itself wrote it: the sample of the first start."""
    return entry.actor == SAMPLE_ACTOR and not entry.account


def touched_by(figures: Sequence[Figure], penalties: Sequence[Penalty]) -> set[Touch]:
    """The units and years that these touch."""
    return {Touch(Act.FIGURES, row.year, row.unit) for row in figures} | {
        Touch(Act.PENALTIES, row.year, row.unit) for row in penalties
    }


class Store(Kept):
    """What is kept, open. Made by `Store.open`; safe for any number of threads."""

    def __init__(
        self, home: Home, cluster_folder: Path, lock: FileLock | None, refused: Notice | None
    ) -> None:
        self._home = home
        self._folder = cluster_folder
        self._lock = lock
        self._writing = threading.RLock()
        self._reference: Reference = load_reference(cluster_folder)
        self._keeper = Keeper(home, self._reference, refused)

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
            store = cls(places, cluster_folder, lock, refused)
            store._start()
        except BaseException:
            if lock is not None:
                lock.release()
            raise
        return store

    # --- reading: never fails, never waits ------------------------------------------------------------------

    def snapshot(self) -> Snapshot:
        """The last good state, whole."""
        return self._keeper.snapshot

    @property
    def reference(self) -> Reference:
        """Cluster, rulebooks and published figures as loaded, with their digest."""
        return self._reference

    @property
    def health(self) -> Health:
        """How things stand."""
        refused = self._keeper.refused
        told = ([refused] if refused else []) + self._keeper.notices
        rebuilt = any(one.key in REBUILT for one in told)
        mode = "read_only" if refused else "rebuilt" if rebuilt else "normal"
        return Health(mode, tuple(dict.fromkeys(told)))

    def original(self, entry: Entry) -> bytes | None:
        """The uploaded file behind an entry; None if it had none. Raises Trouble if it is gone or changed."""
        return self._home.original(entry.original) if entry.original else None

    # --- writing --------------------------------------------------------------------------------------------

    def write(
        self,
        actor: Actor,
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
            actor / reason: Who and why; both are shown in the journal. The actor's rights are checked here.
            expected_head: The head that the writer saw; somebody else's change in between refuses the write.
            original: Bytes of the uploaded file, kept under their hash.
            reverses: Number of the entry that this one takes back; 0 = none.
            expected_reference: Digest of the catalogues and rulebooks that the writer saw; "" = any.

        Raises:
            FiguresError: Every reason not to keep them, each naming its row.
            StaleHead: With the entries that the writer has not seen.
            NotAllowed: The actor may not write all of it; an undo needs the rights over everything that it moves.
            Trouble: "disk.full", "write.read_only", "write.failed" … ; nothing was kept.
        """
        with self._writing:
            if self._keeper.refused is not None:
                raise Trouble("write.read_only", found=self._keeper.refused.text)
            self._allow(actor, figures, penalties, reverses)
            if any(not text.strip() or CONTROL.search(text) for text in (actor.name, reason)):
                raise Trouble("actor.blank")
            if not figures and not penalties and not reverses:
                raise Trouble("write.empty")
            if self._keeper.journal.head() != expected_head:
                known = [entry.hash for entry in self.entries()]
                seen = known.index(expected_head) + 1 if expected_head in known else 0
                raise StaleHead(tuple(self._keeper.journal.read(seen)))
            if self.reload_reference():  # who leads the cluster may have changed with it
                self._allow(actor, figures, penalties, reverses)
            if expected_reference not in ("", self._reference.digest):
                raise Trouble("reference.moved")
            self._check(figures, penalties, reverses)
            self._home.require_space()
            reach("store.checked")
            name = "" if original is None else self._home.keep_original(original)
            duty = str(actor.duty) if actor.account else ""
            draft = Draft(
                actor.name, reason, tuple(figures), tuple(penalties), name, reverses, actor.account, duty
            )
            entry = self._keeper.journal.append(draft, expected_head)
            self._keeper.follow(entry)
            return entry

    def refusals(
        self, actor: Actor, figures: Sequence[Figure], penalties: Sequence[Penalty], reverses: int = 0
    ) -> tuple[Notice, ...]:
        """Why `write` would not let the actor keep these or take back entry `reverses`; () = it would."""
        touched = touched_by(figures, penalties)
        for entry in moved_by_undo(self.entries(), reverses) if reverses else ():
            touched |= touched_by(entry.figures, entry.penalties)
        return refusals(actor, self._reference.cluster, touched, datetime.now(UTC))

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
            self._keeper.project(self._reference)
            return True

    def verify(self) -> tuple[Notice, ...]:
        """What is wrong now, by a full reading of journal, tables and originals; () if all is well."""
        with self._writing:
            faults = self._keeper.verify()
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
            self._keeper.close()
            if self._lock is not None:
                self._lock.release()
                self._lock = None

    def _start(self) -> None:
        self._keeper.start()
        if not self.head and self._keeper.refused is None:
            self._load_sample()
        self._note_time()
        self._note_orphans()

    # --- checks ---------------------------------------------------------------------------------------------

    def _allow(
        self, actor: Actor, figures: Sequence[Figure], penalties: Sequence[Penalty], reverses: int
    ) -> None:
        if refused := self.refusals(actor, figures, penalties, reverses):
            raise NotAllowed(refused)

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
            self.write(PROGRAM, SAMPLE_REASON, figures, penalties, "")

    def _note_time(self) -> None:
        if self.entries():
            back = int((self.entries()[-1].time - datetime.now(UTC)).total_seconds())
            if back > 0:
                self._keeper.notices.append(notice("clock.back", seconds=back))

    def _note_orphans(self) -> None:
        """Figures that today's rulebook no longer knows: they stay kept, and somebody must look."""
        for year, rows in sorted(self._keeper.snapshot.figures.items()):
            names = figure_problems(rows, self._reference.cluster, self._reference.rulebooks)
            if names:
                self._keeper.notices.append(notice("store.orphan", count=len(names), year=year))


__all__ = ["Health", "Store", "home"]
