"""The record of truth: a change is one line, chained by hash to the line before, synced before it counts."""

from __future__ import annotations

import contextlib
import errno
import os
import threading
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

from data.entries import Draft, Entry, content_of, entry_of, hash_of, line_of, scan
from data.faults import reach
from data.locks import locked
from data.troubles import Notice, Trouble, notice

PATIENCE = 10.0  # seconds that an append waits for another one


class StaleHead(Trouble):
    """Somebody else wrote in between; `entries` are the ones that the writer has not seen."""

    def __init__(self, entries: tuple[Entry, ...]) -> None:
        self.entries = entries
        super().__init__("head.moved", count=len(entries))


class JournalDamaged(Trouble):
    """The chain does not hold; `faults` name what is wrong."""

    def __init__(self, faults: tuple[Notice, ...]) -> None:
        self.faults = faults
        super().__init__("journal.damaged", found="; ".join(fault.text for fault in faults))


class RecordOfTruth(Protocol):
    """All that the store asks of a journal; a table in PostgreSQL can be another one."""

    def head(self) -> str:
        """Hash of the last entry, "" when there is none."""

    def append(self, draft: Draft, expected_head: str) -> Entry:
        """Keep a change; raises StaleHead if the head is another one."""

    def read(self, after: int = 0) -> Iterator[Entry]:
        """The entries behind sequence number `after`, verified while reading."""

    def verify(self, head: str = "", seq: int = 0) -> tuple[Notice, ...]:
        """What is wrong with the chain, or with it against a head known elsewhere; () if all is well."""


class Journal:
    """
    The journal in one file. Safe for several threads and processes.

    Args:
        path: The file; it and its folder are made at the first append.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._guard = threading.RLock()
        self._seen = 0  # bytes whose chain was verified
        self._inode = 0
        self._entries: list[Entry] = []

    def head(self) -> str:
        """Hash of the last entry, "" when there is none. Raises JournalDamaged."""
        with self._guard:
            self._refresh()
            return self._entries[-1].hash if self._entries else ""

    def read(self, after: int = 0) -> Iterator[Entry]:
        """The entries behind sequence number `after`. Raises JournalDamaged."""
        with self._guard:
            self._refresh()
            entries = self._entries[after:]
        return iter(entries)

    def append(self, draft: Draft, expected_head: str) -> Entry:
        """
        Keep a change: when this returns, the entry is on the disk.

        Raises:
            StaleHead: The head is not `expected_head`; nothing was written.
            Trouble: "disk.full", "write.failed", "journal.locked"; nothing counts as written.
            JournalDamaged: The chain does not hold; nothing was written.
        """
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with self._guard, locked(self.path.with_suffix(".lock"), PATIENCE) as taken:
                if not taken:
                    raise Trouble("journal.locked")
                reach("journal.locked")
                self.set_torn_aside()
                self._refresh()
                if self.head() != expected_head:
                    raise StaleHead(self._since(expected_head))
                entry = self._chained(draft, expected_head)
                self._write(line_of(entry))
                self._refresh()
                return entry
        except OSError as error:
            raise trouble_of(error) from error

    def restore(self, entries: Iterable[Entry]) -> None:
        """
        Put back entries that were lost at the end of the file; their hashes must continue its chain.

        Raises:
            Trouble: They do not continue it, or cannot be written.
        """
        with self._guard:
            self._refresh()
            previous, seq = self.head(), len(self._entries)
            lines = b""
            for entry in entries:
                seq += 1
                if entry.seq != seq or entry.previous != previous or hash_of(content_of(entry)) != entry.hash:
                    raise Trouble("journal.rewritten")
                lines += line_of(entry)
                previous = entry.hash
            try:
                with locked(self.path.with_suffix(".lock"), PATIENCE) as taken:
                    if not taken:
                        raise Trouble("journal.locked")
                    self._write(lines)
            except OSError as error:
                raise trouble_of(error) from error
            self._refresh()

    def copied(self) -> bytes:
        """
        All whole lines as they stand, read while no append can run: none of them can still be taken back.

        Raises:
            Trouble: "journal.locked". OSError.
        """
        with locked(self.path.with_suffix(".lock"), PATIENCE) as taken:
            if not taken:
                raise Trouble("journal.locked")
            text = self._bytes(0)
        return text[: text.rfind(b"\n") + 1]

    def set_torn_aside(self) -> Path | None:
        """
        Move an unfinished last line (a crash in the middle of an append) into a file of its own.

        Returns:
            That file, or None if the last line is whole.
        """
        with self._guard:
            torn = self._torn()
            if not torn:
                return None
            whole = self.path.stat().st_size - len(torn)
            stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%f")
            aside = self.path.with_name(f"{self.path.stem}-torn-{stamp}.txt")
            aside.write_bytes(torn)
            with self.path.open("r+b") as stream:
                stream.truncate(whole)
                os.fsync(stream.fileno())
            return aside

    def verify(self, head: str = "", seq: int = 0) -> tuple[Notice, ...]:
        """
        What is wrong, by a full reading of the file.

        Args:
            head / seq: Hash and number of an entry that is known elsewhere (store, printed report): finds a
                journal that was cut or rewritten as a whole, which no chain can find by itself.
        """
        entries, faults, _size = scan(self._bytes(0), 0, "")
        if faults or not head:
            return faults
        if len(entries) < seq:
            return (notice("journal.truncated", found=len(entries), wanted=seq),)
        if all(entry.hash != head for entry in entries):
            return (notice("journal.rewritten"),)
        return ()

    def sound_entries(self) -> tuple[Entry, ...]:
        """The entries before the first fault of a damaged journal; nothing behind it can be trusted."""
        return tuple(scan(self._bytes(0), 0, "")[0])

    def _bytes(self, start: int) -> bytes:
        try:
            with self.path.open("rb") as stream:
                stream.seek(start)
                return stream.read()
        except FileNotFoundError:
            return b""

    def _torn(self) -> bytes:
        text = self._bytes(0)
        return text[text.rfind(b"\n") + 1 :]

    def _refresh(self) -> None:
        """Read what was appended since; another file than before is read anew and must hold our head."""
        try:
            status = self.path.stat()
            size, inode = status.st_size, status.st_ino
        except FileNotFoundError:
            size, inode = 0, 0
        if size == self._seen and inode == self._inode:
            return
        known = self._entries
        if inode == self._inode and size > self._seen:
            last = known[-1] if known else None
            found, faults, read = scan(
                self._bytes(self._seen), last.seq if last else 0, last.hash if last else ""
            )
            if not faults:
                self._entries = known + found
                self._seen += read
                return
        found, faults, read = scan(self._bytes(0), 0, "")
        if faults:
            raise JournalDamaged(faults)
        if known and (len(found) < len(known) or found[len(known) - 1].hash != known[-1].hash):
            raise Trouble("journal.replaced")
        self._entries, self._seen, self._inode = found, read, inode

    def _since(self, head: str) -> tuple[Entry, ...]:
        for index, entry in enumerate(self._entries):
            if entry.hash == head:
                return tuple(self._entries[index + 1 :])
        return tuple(self._entries)

    def _chained(self, draft: Draft, base: str) -> Entry:
        last = self._entries[-1] if self._entries else None
        now = datetime.now(UTC)
        back = 0 if last is None else max(0, int((last.time - now).total_seconds()))
        entry = Entry(
            seq=1 if last is None else last.seq + 1,
            time=now,
            clock_back=back,
            actor=draft.actor,
            reason=draft.reason,
            base=base,
            original=draft.original,
            reverses=draft.reverses,
            figures=draft.figures,
            penalties=draft.penalties,
            previous="" if last is None else last.hash,
            hash="",
            account=draft.account,
            duty=draft.duty,
            record=draft.record,
        )
        content = content_of(entry)
        # what is read back later is what counts, so it is what is returned now
        return entry_of({**content, "hash": hash_of(content)})

    def _write(self, line: bytes) -> None:
        created = not self.path.exists()
        flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | getattr(os, "O_BINARY", 0)
        handle = os.open(self.path, flags, 0o644)
        size = os.fstat(handle).st_size
        try:
            half = len(line) // 2
            _write_all(handle, line[:half])
            reach("journal.write")
            _write_all(handle, line[half:])
            reach("journal.written")
            os.fsync(handle)
        except OSError:
            with contextlib.suppress(OSError):  # else the torn line is set aside by the next append
                os.ftruncate(handle, size)
                os.fsync(handle)
            raise
        finally:
            os.close(handle)
        if created:
            sync_folder(self.path.parent)
        reach("journal.synced")


def _write_all(handle: int, content: bytes) -> None:
    while content:
        content = content[os.write(handle, content) :]


def sync_folder(folder: Path) -> None:
    """Make a new name in a folder durable (Windows has no such call and needs none)."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def trouble_of(error: OSError) -> Trouble:
    """What people are told of an error of the operating system."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return Trouble("disk.full")
    return Trouble("write.failed", found=error.strerror or type(error).__name__)


__all__ = [
    "Draft",
    "Entry",
    "Journal",
    "JournalDamaged",
    "RecordOfTruth",
    "StaleHead",
    "sync_folder",
    "trouble_of",
]
