"""
The one object through which pages and commands reach what is kept.

Readers never wait and never fail: they get frozen tuples of the last good state. A change counts when the journal
has it; the DuckDB projection follows and is mended or rebuilt from the journal whenever it does not.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from data import archive, backup, rules
from data.checks import figure_problems, penalty_problems
from data.entries import Entry
from data.figures_file import read_figures, read_penalties
from data.home import Home, home
from data.journal import Draft
from data.kept_store import Health
from data.locks import FileLock
from data.published import published_years
from data.publishing import differing
from data.recording_store import NotRecorded, RecordingStore
from data.reference import Reference
from data.reversals import moved_by_undo, undo_problems
from data.rights import Actor, Duty, refusals, touched_by
from data.troubles import Notice, Trouble, notice
from scoring.errors import FiguresError
from scoring.model import Figure, Penalty

SAMPLE_ACTOR = "mẫu (nạp khi khởi động lần đầu)"
PROGRAM = Actor(SAMPLE_ACTOR, "", Duty.SYSTEM)
SAMPLE_REASON = "Số liệu minh họa kèm chương trình, không phải số liệu thật"


def by_program(entry: Entry) -> bool:
    """Whether the program itself wrote it: the sample of the first start."""
    return entry.actor == SAMPLE_ACTOR and not entry.account


class Store(RecordingStore):
    """What is kept, open. Made by `Store.open`; safe for any number of threads."""

    def __init__(
        self, home: Home, cluster_folder: Path, lock: FileLock | None, refused: Notice | None
    ) -> None:
        super().__init__(home, cluster_folder, refused)
        self._lock = lock

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
        with self._turn(
            actor, reason, expected_head, lambda: self.refusals(actor, figures, penalties, reverses)
        ):
            if not figures and not penalties and not reverses:
                raise Trouble("write.empty")
            if expected_reference not in ("", self._reference.token):
                raise Trouble("reference.moved")
            self._check(figures, penalties, reverses)
            duty = str(actor.duty) if actor.account else ""
            draft = Draft(
                actor.name, reason, tuple(figures), tuple(penalties), "", reverses, actor.account, duty
            )
            return self._append(draft, expected_head, original)

    def refusals(
        self, actor: Actor, figures: Sequence[Figure], penalties: Sequence[Penalty], reverses: int = 0
    ) -> tuple[Notice, ...]:
        """Why `write` would not let the actor keep these or take back entry `reverses`; () = it would."""
        touched = touched_by(figures, penalties)
        for entry in moved_by_undo(self.entries(), reverses) if reverses else ():
            touched |= touched_by(entry.figures, entry.penalties)
        return refusals(actor, self._reference.cluster, touched, datetime.now(UTC))

    def verify(self) -> tuple[Notice, ...]:
        """What is wrong now, by a full reading of journal, tables, originals and archives; () if all is well."""
        with self._writing:
            faults = self._keeper.verify()
            for name in sorted({entry.original for entry in self.entries() if entry.original}):
                try:
                    self._home.original(name)
                except Trouble as error:
                    faults.append(error.notice)
            faults += archive.faults(self._home, published_years(self.entries()))
            return (*faults, *differing(self.entries(), self.reference))

    def backup(self, to: Path) -> Path:
        """Write a backup into a new folder inside `to` and read it back whole; returns that folder. No writer waits."""
        return backup.make(self._home, self._folder, to)

    def accounts_digest(self) -> str:
        """sha-256 of the accounts as a backup would hold them now, "" while there are none. Raises OSError."""
        path = self._home.accounts
        return rules.digest(path) if path.is_file() else ""

    def close(self) -> None:
        """Close; the home is free for another program."""
        with self._writing:
            self._keeper.close()
            if self._lock is not None:
                self._lock.release()
                self._lock = None

    def _start(self) -> None:
        today = self._reference

        def aligned(entries: Sequence[Entry]) -> Reference:
            self._reference = self._aligned(today, entries)
            return self._reference

        self._keeper.start(aligned)
        if not self.head and self._keeper.refused is None:
            self._load_sample()
        self._note_time()
        self._note_orphans()
        self._keeper.notices += differing(self.entries(), self.reference)

    # --- checks ---------------------------------------------------------------------------------------------

    def _check(self, figures: Sequence[Figure], penalties: Sequence[Penalty], reverses: int) -> None:
        years = {row.year for row in figures} | {row.year for row in penalties}
        kept = [
            row for entry in self.entries() for row in entry.figures if row.year in years
        ]  # undone ones, too
        punished = [row for year in years for row in self.penalties(year)]
        rulebooks, cluster = self._reference.rulebooks, self._reference.cluster
        problems = [
            notice("year.published", year=year).text
            for year in sorted(years & published_years(self.entries()).keys())
        ]
        problems += figure_problems(figures, cluster, rulebooks, kept)
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
            names = figure_problems(rows, self._reference.cluster_of(year), self._reference.rulebooks)
            if names:
                self._keeper.notices.append(notice("store.orphan", count=len(names), year=year))


__all__ = ["Health", "NotRecorded", "Store", "home"]
