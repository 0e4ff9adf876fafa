"""Automatic backups of a store that is served: after every intake and daily, in a thread of their own."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from data.backups import Kept, kept, prune
from data.store import Store
from data.troubles import Notice, Trouble, notice

LOG = logging.getLogger("thidua")

LOOK = 2.0  # seconds between two looks at the store
QUIET = 20.0  # seconds without a further entry, after which a batch of entries is backed up …
MOST = 120.0  # … but no later than this after the first of them
RETRY = 300.0  # seconds after a failure
DAILY = timedelta(hours=24)
OVERDUE = timedelta(hours=26)


def _utc() -> datetime:
    return datetime.now(UTC)


class BackupWatch:
    """
    Makes the backups of one store. Nothing runs before `start`; whatever fails is told and tried again.

    Args:
        to: The folder of backups.
        now / clock: The time in UTC, and seconds that never go back; tests bring their own.
    """

    def __init__(
        self,
        store: Store,
        to: Path,
        now: Callable[[], datetime] = _utc,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._store = store
        self._to = to
        self._now = now
        self._clock = clock
        self._begun = clock()
        self._newest: Kept | None = None
        self._last = self._begun  # when the newest of this run was made
        self._waiting: tuple[tuple[str, str], float, float] | None = (
            None  # a state, first and last change seen
        )
        self._failed: tuple[Notice, float] | None = None
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Let the thread run, and the store tell what it finds."""
        self._newest = next(iter(kept(self._to)), None)
        self._store.told_by = self.notices
        self._thread = threading.Thread(target=self._run, name="backups", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End the thread; a backup that is being made is finished, others are made after the next start."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join()

    def notices(self) -> tuple[Notice, ...]:
        """What people must be told of the backups; asked at every visit, so it touches no disk."""
        told = []
        if self._failed is not None:
            told.append(self._failed[0])
        if self._newest is not None:
            manifest = self._newest.manifest
            age = self._now() - self._newest.made
            since = manifest is None or manifest.head != self._store.head
            if since and age > OVERDUE and self._clock() - self._begun > 2 * MOST:
                told.append(notice("backup.overdue", hours=int(age.total_seconds() // 3600)))
            if manifest is not None and manifest.lost:
                told.append(notice("backup.lost", count=len(manifest.lost)))
        return tuple(told)

    def look(self) -> bool:
        """Make a backup if one is due; whether one was made. Never raises."""
        try:
            if not self._due():
                return False
            self._store.backup(self._to)
            self._newest = next(iter(kept(self._to)), None)
        except Exception as error:  # noqa: BLE001  the thread outlives everything, or nobody would be told
            found = str(error) if isinstance(error, Trouble) else type(error).__name__
            LOG.warning("backup failed: %s", type(error).__name__)
            self._failed = notice("backup.failed", found=found), self._clock()
            return False
        self._failed, self._waiting, self._last = None, None, self._clock()
        try:
            prune(self._to, {entry.hash for entry in self._store.entries()})
        except OSError as error:  # the backup itself is there; the next one tries again
            LOG.warning("old backups stay: %s", type(error).__name__)
        return True

    def _due(self) -> bool:
        now = self._clock()
        if not self._store.head or (self._failed is not None and now - self._failed[1] < RETRY):
            return False
        if self._newest is None or not self._newest.path.is_dir():
            self._newest = next(iter(kept(self._to)), None)
        state = (self._store.head, self._store.accounts_digest())
        if self._newest is not None and self._newest.manifest is not None:
            there = self._newest.manifest
            if state == (there.head, there.files.get("accounts.json", "")):
                self._waiting = None
                old = max(self._now() - self._newest.made, timedelta(seconds=now - self._last))
                return old >= DAILY
        if self._waiting is None:
            self._waiting = (state, now, now)
        elif self._waiting[0] != state:
            self._waiting = (state, self._waiting[1], now)
        _state, first, last = self._waiting
        return now - last >= QUIET or now - first >= MOST

    def _run(self) -> None:
        while not self._stop.wait(LOOK):
            self.look()
