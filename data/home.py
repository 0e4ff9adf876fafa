"""The folder that a running program writes into: where things lie, how they are kept and set aside."""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from data.faults import reach
from data.journal import sync_folder, trouble_of
from data.troubles import Trouble

FREE_FLOOR = 16 * 1024 * 1024  # bytes that must be left before anything is written


def home() -> Path:
    """Where run-time files go: $THIDUA_HOME, else `.local/` beside app.py."""
    chosen = os.environ.get("THIDUA_HOME")
    return Path(chosen) if chosen else Path(__file__).resolve().parent.parent / ".local"


@dataclass(frozen=True, slots=True)
class Home:
    """The places inside a home folder."""

    folder: Path

    @property
    def journal(self) -> Path:
        """The record of truth."""
        return self.folder / "journal.jsonl"

    @property
    def database(self) -> Path:
        """The projection."""
        return self.folder / "thidua.duckdb"

    @property
    def wal(self) -> Path:
        """What an unclean end leaves beside the projection."""
        return self.folder / "thidua.duckdb.wal"

    @property
    def originals(self) -> Path:
        """Uploaded files, each named by its sha-256."""
        return self.folder / "originals"

    @property
    def accounts(self) -> Path:
        """Who may sign in."""
        return self.folder / "accounts.json"

    @property
    def sessions(self) -> Path:
        """Who is signed in."""
        return self.folder / "sessions.json"

    @property
    def log_key(self) -> Path:
        """What accounts are marked with in the log."""
        return self.folder / "log.key"

    @property
    def published(self) -> Path:
        """Reference files of published years, each set in a folder named by its digest."""
        return self.folder / "published"

    @property
    def quarantine(self) -> Path:
        """What was set aside, in a folder per time."""
        return self.folder / "quarantine"

    @property
    def scratch(self) -> Path:
        """Temporary files of the database."""
        return self.folder / "scratch"

    @property
    def lock(self) -> Path:
        """Held by the one program that serves this home; names its PID."""
        return self.folder / "server.lock"

    def prepare(self) -> None:
        """Make the folders. Raises OSError."""
        for folder in (self.folder, self.originals, self.scratch):
            folder.mkdir(parents=True, exist_ok=True)

    def set_aside(self, paths: Iterable[Path], *, move: bool) -> Path:
        """
        Put files into a new quarantine folder, named by the time in UTC.

        Args:
            move: Whether the files leave their place; a copy is taken where moving is impossible.

        Returns:
            The folder. Raises OSError.
        """
        stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
        folder = self.quarantine / stamp
        count = 1
        while folder.exists():
            count += 1
            folder = self.quarantine / f"{stamp}-{count}"
        folder.mkdir(parents=True)
        for path in paths:
            if not path.exists():
                continue
            if move:
                os.replace(path, folder / path.name)
            else:
                shutil.copy2(path, folder / path.name)
        return folder

    def require_space(self) -> None:
        """Raise Trouble("disk.full") when too little is left for a safe write."""
        with contextlib.suppress(FileNotFoundError):
            if shutil.disk_usage(self.folder).free < FREE_FLOOR:
                raise Trouble("disk.full")

    def keep_original(self, content: bytes) -> str:
        """
        Keep an uploaded file under its hash; durable when this returns.

        Returns:
            Its sha-256. Raises Trouble.
        """
        name = hashlib.sha256(content).hexdigest()
        path = self.originals / name
        if path.exists() and path.read_bytes() == content:
            return name
        partial = path.with_suffix(".partial")
        try:
            with partial.open("wb") as stream:
                stream.write(content)
                stream.flush()
                os.fsync(stream.fileno())
            reach("original.written")
            os.replace(partial, path)
            sync_folder(self.originals)
        except OSError as error:
            with contextlib.suppress(OSError):
                partial.unlink(missing_ok=True)
            raise trouble_of(error) from error
        reach("original.kept")
        return name

    def original(self, name: str) -> bytes:
        """The uploaded file with that hash. Raises Trouble if it is gone or changed."""
        try:
            content = (self.originals / name).read_bytes()
        except OSError as error:
            raise Trouble("original.unknown") from error
        if hashlib.sha256(content).hexdigest() != name:
            raise Trouble("original.unknown")
        return content
