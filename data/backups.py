"""The folder of backups: where it lies, what stands in it, what is kept for how long."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from data.backup_manifest import Manifest, read_manifest
from data.entries import Entry
from data.faults import reach
from data.journal import sync_folder
from data.troubles import Trouble

KEEP = 30  # backups, not counting those that are kept for ever
NEWEST = 10  # of these, whatever the day; then the last of each day before, then the rest by age
NAME = re.compile(r"thidua-(\d{8}T\d{6}Z)")
STAMP = "%Y%m%dT%H%M%SZ"

Publishes = Callable[[Entry], bool]


def place(home: Path) -> Path:
    """Where backups go: $THIDUA_BACKUPS (better: another disk), else `backups` inside the home."""
    chosen = os.environ.get("THIDUA_BACKUPS")
    return Path(chosen) if chosen else home / "backups"


@dataclass(frozen=True, slots=True)
class Kept:
    """
    A backup that stands in the folder, as its name and its manifest tell.

    Attributes:
        manifest: None if it cannot be read: that backup is damaged.
    """

    path: Path
    made: datetime
    manifest: Manifest | None


def kept(folder: Path) -> list[Kept]:
    """All backups in a folder, newest first, by name; [] if there is none or no folder."""
    found: list[Kept] = []
    with contextlib.suppress(OSError):
        for path in folder.iterdir():
            named = NAME.fullmatch(path.name)
            if named is None or not path.is_dir():
                continue
            with contextlib.suppress(ValueError):  # a name of that shape that is no time
                made = datetime.strptime(named[1], STAMP).replace(tzinfo=UTC)
                found.append(Kept(path, made, _manifest(path)))
    return sorted(found, key=lambda one: one.made, reverse=True)


def publishes(entry: Entry) -> bool:
    """Whether an entry publishes a state: a publication, or the approval of a correction."""
    record = getattr(entry, "record", None)
    outcome = getattr(getattr(record, "outcome", None), "name", "")
    return type(record).__name__ == "Publication" or outcome == "APPROVED"


def surplus(backups: Iterable[Kept], hashes: Collection[str], limit: int = KEEP) -> list[Kept]:
    """
    The backups that may go.

    Never those that hold what today's journal does not (the last entry is not in it: no later backup stands for
    them), never the earliest that holds a published state, never one whose manifest cannot be read.

    Args:
        backups: Newest first.
        hashes: Of all entries of today's journal.
    """
    whole = [one for one in backups if one.manifest is not None]
    first: dict[str, Path] = {}
    for one in whole:
        assert one.manifest is not None
        first.update(dict.fromkeys(one.manifest.published, one.path))  # the last one set is the earliest
    ordinary = [
        one
        for one in whole
        if one.path not in first.values() and one.manifest is not None and one.manifest.head in hashes
    ]
    days: dict[str, Kept] = {}
    for one in ordinary[NEWEST:]:
        days.setdefault(f"{one.made:%Y%m%d}", one)
    chosen = [*ordinary[:NEWEST], *days.values()]
    chosen += [one for one in ordinary if one not in chosen]
    stay = {one.path for one in chosen[:limit]}
    return [one for one in ordinary if one.path not in stay]


def prune(folder: Path, hashes: Collection[str]) -> list[Path]:
    """Delete what may go; a backup loses its name first, so that no half one is ever listed. Raises OSError."""
    gone = []
    for one in surplus(kept(folder), hashes):
        nameless = folder / f".{one.path.name}.partial"
        os.replace(one.path, nameless)
        sync_folder(folder)
        reach("backup.unnamed")
        shutil.rmtree(nameless, ignore_errors=True)  # what stays goes before the next backup
        gone.append(one.path)
    return gone


def _manifest(path: Path) -> Manifest | None:
    try:
        return read_manifest(path)
    except Trouble:
        return None
