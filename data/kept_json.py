"""A small JSON file that only its owner can read: changed under a lock, whole or not at all, durable on return."""

from __future__ import annotations

import contextlib
import json
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from data.journal import sync_folder, trouble_of
from data.locks import locked
from data.troubles import Trouble

PATIENCE = 10.0  # seconds that a change waits for another program's
FORMAT = 1


class KeptJson:
    """
    A dictionary in a file. Safe for several threads and programs; readers never wait.

    Args:
        path: The file; made, with mode 0600, at the first change. Beside it lies its lock.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._guard = threading.RLock()
        self._seen: tuple[int, int, int] | None = None
        self._content: dict[str, Any] = {}

    def read(self) -> dict[str, Any]:
        """
        What the file holds, {} if there is none; not to be changed.

        Raises:
            Trouble: "accounts.damaged": it is no such file. Nothing is guessed: nobody has any rights then.
        """
        with self._guard:
            try:
                status = self.path.stat()
            except FileNotFoundError:
                self._seen, self._content = None, {}
                return self._content
            seen = (status.st_ino, status.st_mtime_ns, status.st_size)
            if seen != self._seen:
                try:
                    content = json.loads(self.path.read_bytes())
                except (OSError, ValueError) as error:
                    raise Trouble("accounts.damaged", path=self.path) from error
                if not isinstance(content, dict) or content.get("format") != FORMAT:
                    raise Trouble("accounts.damaged", path=self.path)
                self._seen, self._content = seen, content
            return self._content

    @contextmanager
    def change(self) -> Iterator[dict[str, Any]]:
        """
        A copy to change; kept when the block ends without an error.

        Raises:
            Trouble: "journal.locked", "disk.full", "write.failed", "accounts.damaged"; the file is as before.
        """
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with self._guard, locked(self.path.with_suffix(".lock"), PATIENCE) as taken:
                if not taken:
                    raise Trouble("journal.locked")
                content = json.loads(json.dumps(self.read()))
                yield content
                self._write({**content, "format": FORMAT})
        except OSError as error:
            raise trouble_of(error) from error

    def _write(self, content: dict[str, Any]) -> None:
        partial = self.path.with_suffix(f".{os.getpid()}.partial")
        text = json.dumps(content, ensure_ascii=False, sort_keys=True, indent=1).encode()
        try:
            handle = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(handle, "wb") as stream:
                stream.write(text)
                stream.flush()
                os.fsync(stream.fileno())
            os.replace(partial, self.path)
            sync_folder(self.path.parent)
        except OSError:
            with contextlib.suppress(OSError):
                partial.unlink(missing_ok=True)
            raise
