"""Backups: journal, originals and the reference files of the day, with a manifest of hashes; and the way back."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from data.cluster import reference_files
from data.home import Home
from data.journal import PATIENCE, Journal, JournalDamaged, sync_folder, trouble_of
from data.locks import FileLock, locked
from data.troubles import Trouble

MANIFEST = "manifest.json"
FORMAT = 1


def make(home: Home, cluster_folder: Path, to: Path) -> Path:
    """
    Write a backup into a new folder inside `to`, synced and read back whole before it gets its name.

    It needs no server to stop: the journal is copied while no append can run. The DuckDB file is not part of it,
    because it is rebuilt from the journal.

    Returns:
        The folder, named by the time in UTC.

    Raises:
        Trouble: Nothing is kept yet, something could not be written, or what was written does not read back.
        JournalDamaged: There is nothing sound to back up.
    """
    name = datetime.now(UTC).strftime("thidua-%Y%m%dT%H%M%SZ")
    final, partial = to / name, to / f".{name}.partial"
    if not home.journal.is_file():
        raise Trouble("backup.empty")
    if final.exists():
        raise Trouble("backup.exists", path=final)
    try:
        partial.mkdir(parents=True)
        journal = Journal(home.journal)
        with locked(home.journal.with_suffix(".lock"), PATIENCE) as taken:
            if not taken:
                raise Trouble("journal.locked")
            entries = list(journal.read())
            if not entries:
                raise Trouble("backup.empty")
            text = home.journal.read_bytes()
        _put(partial / "journal.jsonl", text[: text.rfind(b"\n") + 1])
        for original in sorted({entry.original for entry in entries if entry.original}):
            _put(partial / "originals" / original, home.original(original))
        for path in reference_files(cluster_folder):
            _put(partial / "reference" / path.relative_to(cluster_folder), path.read_bytes())
        files = {
            path.relative_to(partial).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in sorted(partial.rglob("*"))
            if path.is_file()
        }
        manifest = {
            "format": FORMAT,
            "made": datetime.now(UTC).isoformat(),
            "entries": len(entries),
            "head": entries[-1].hash if entries else "",
            "files": files,
        }
        _put(partial / MANIFEST, json.dumps(manifest, ensure_ascii=False, indent=1).encode())
        check(partial)
        os.replace(partial, final)
        sync_folder(to)
    except OSError as error:
        raise trouble_of(error) from error
    finally:
        if partial.exists():
            shutil.rmtree(partial, ignore_errors=True)
    return final


def check(folder: Path) -> tuple[str, int]:
    """
    Read a backup whole: every file against the manifest, every line of the journal against its chain.

    Returns:
        Head and number of entries.

    Raises:
        Trouble: "backup.damaged" or "backup.missing".
    """
    try:
        manifest: dict[str, Any] = json.loads((folder / MANIFEST).read_bytes())
        head, count, files = str(manifest["head"]), int(manifest["entries"]), dict(manifest["files"])
        if manifest["format"] != FORMAT:
            raise ValueError("format")
    except FileNotFoundError as error:
        raise Trouble("backup.missing", path=MANIFEST) from error
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise Trouble("backup.damaged", found=MANIFEST) from error
    for name, digest in files.items():
        try:
            content = (folder / name).read_bytes()
        except OSError as error:
            raise Trouble("backup.missing", path=name) from error
        if hashlib.sha256(content).hexdigest() != digest:
            raise Trouble("backup.damaged", found=name)
    journal = Journal(folder / "journal.jsonl")
    faults = journal.verify(head, count)
    if faults:
        raise Trouble("backup.damaged", found=faults[0].text)
    entries = journal.sound_entries()
    if len(entries) != count or (entries[-1].hash if entries else "") != head:
        raise Trouble("backup.damaged", found="journal.jsonl")
    for entry in entries:
        if entry.original and files.get(f"originals/{entry.original}") != entry.original:
            raise Trouble("backup.missing", path=f"originals/{entry.original}")
    return head, count


def restore(folder: Path, home: Home) -> tuple[str, Path | None]:
    """
    Make a home hold what a backup holds; what it held before is set aside, never deleted.

    Reference files are not put back: they belong to the program's version and stand in the backup for reading.

    Returns:
        The head, and the quarantine folder with the former state (None if the home was empty).

    Raises:
        Trouble: The backup is damaged (nothing was touched), or a program serves the home.
    """
    head, _count = check(folder)
    lock = FileLock(home.lock)
    try:
        home.prepare()
        if not lock.take():
            raise Trouble("home.locked", pid=lock.holder() or "?", home=home.folder)
        former = [path for path in (home.journal, home.database, home.wal) if path.exists()]
        arrived = home.folder / "journal.partial"
        for path in sorted((folder / "originals").glob("*")):
            home.keep_original(path.read_bytes())
        _put(arrived, (folder / "journal.jsonl").read_bytes())
        aside = home.set_aside(former, move=True) if former else None
        os.replace(arrived, home.journal)
        sync_folder(home.folder)
    except OSError as error:
        raise trouble_of(error) from error
    finally:
        with contextlib.suppress(OSError):
            (home.folder / "journal.partial").unlink(missing_ok=True)
        lock.release()
    faults = Journal(home.journal).verify()
    if faults:
        raise JournalDamaged(faults)
    if Journal(home.journal).head() != head:
        raise Trouble("backup.head")
    return head, aside


def _put(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
