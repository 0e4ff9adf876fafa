"""Locks of the operating system on a file, gone by themselves when the process dies (also on Windows)."""

from __future__ import annotations

import contextlib
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

NAMED_WITHIN = 3.0  # seconds: a busy disk may keep whoever has just taken a lock from writing the PID at once
FAR = 1 << 30  # Windows locks bytes: one far behind the content, so that the PID stays readable

if sys.platform == "win32":
    import msvcrt

    def _try(handle: int) -> bool:
        os.lseek(handle, FAR, os.SEEK_SET)
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True
else:
    import fcntl

    def _try(handle: int) -> bool:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True


class FileLock:
    """An exclusive lock that names its holder's PID in the file."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._handle: int | None = None

    def take(self, wait: float = 0.0) -> bool:
        """
        Take the lock, trying again for at most `wait` seconds; False if another holds it.

        Raises:
            OSError: If the file cannot be opened for writing.
        """
        handle = os.open(self.path, os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0), 0o644)
        until = time.monotonic() + wait
        while not _try(handle):
            if time.monotonic() >= until:
                os.close(handle)
                return False
            time.sleep(0.02)
        self._handle = handle
        with contextlib.suppress(
            OSError
        ):  # a full disk: the lock is taken all the same, and must be given back
            os.lseek(handle, 0, os.SEEK_SET)
            os.ftruncate(handle, 0)
            os.write(handle, str(os.getpid()).encode())
        return True

    def holder(self) -> int | None:
        """PID of whoever has the lock or died with it; None if nobody writes one within `NAMED_WITHIN`."""
        until = time.monotonic() + NAMED_WITHIN
        while True:
            try:
                return int(self.path.read_text(encoding="ascii"))
            except (OSError, ValueError):
                if time.monotonic() >= until:
                    return None
            time.sleep(0.02)

    def release(self) -> None:
        """Give the lock back; the file stays (removing it would let two hold "the" lock)."""
        if self._handle is not None:
            with contextlib.suppress(OSError):
                os.ftruncate(self._handle, 0)  # the next to be refused must not be told of this process
            os.close(self._handle)
            self._handle = None


@contextlib.contextmanager
def locked(path: Path, wait: float) -> Iterator[bool]:
    """Hold the lock on `path` for a block; yields False if it could not be had in `wait` seconds."""
    lock = FileLock(path)
    taken = lock.take(wait)
    try:
        yield taken
    finally:
        lock.release()
