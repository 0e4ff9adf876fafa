"""One backup: journal, originals, reference files, accounts and archived rules under a manifest; and the way back."""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from data.backup_manifest import MANIFEST, Manifest, boards_of, read_manifest, text_of
from data.backups import STAMP, Kept, Publishes, kept, publishes
from data.entries import scan
from data.faults import reach
from data.home import Home
from data.journal import Journal, JournalDamaged, sync_folder, trouble_of
from data.locks import FileLock, locked
from data.projection import Snapshot, snapshot_from
from data.reference import all_files, load_reference
from data.troubles import Notice, Trouble
from scoring.errors import ThiduaError

OWNER_FOLDER, OWNER_FILE = 0o700, 0o600
WAIT = 60.0  # seconds for another backup to end; no writer waits meanwhile


def make(home: Home, cluster_folder: Path, to: Path, published: Publishes = publishes) -> Path:
    """
    Write a backup into a new folder inside `to`, synced and read back whole before it gets its name.

    It needs no server to stop: writers wait only while the journal is read into memory. The DuckDB file is not part
    of it, because it is rebuilt from the journal; neither are sessions, so that signing out holds after a restore.

    Args:
        to: The folder of this home's backups and of no other's.
        published: Which entries publish a state.

    Returns:
        The folder, named by the time in UTC.

    Raises:
        Trouble: Nothing is kept yet, something could not be written, or what was written does not read back.
        JournalDamaged: There is nothing sound to back up.
    """
    if not home.journal.is_file():
        raise Trouble("backup.empty")
    try:
        with locked(home.folder / "backup.lock", WAIT) as taken:
            if not taken:
                raise Trouble("backup.busy")
            reach("backup.locked")
            return _make(home, cluster_folder, to, published)
    except OSError as error:
        raise trouble_of(error) from error


def _make(home: Home, cluster_folder: Path, to: Path, published: Publishes) -> Path:
    text = Journal(home.journal).copied()  # first: what it names lies on the disk before its line does
    reach("backup.copied")
    entries, faults, _size = scan(text, 0, "")
    if faults:
        raise JournalDamaged(faults)
    if not entries:
        raise Trouble("backup.empty")
    to.mkdir(mode=OWNER_FOLDER, parents=True, exist_ok=True)
    for orphan in to.glob(".thidua-*.partial"):  # of a program that was killed: ours is the only one now
        shutil.rmtree(orphan, ignore_errors=True)
    before = kept(to)
    made = datetime.now(UTC).replace(microsecond=0)
    if before:  # names rise, whatever the clock does
        made = max(made, before[0].made + timedelta(seconds=1))
    final = to / f"thidua-{made:{STAMP}}"
    partial = to / f".{final.name}.partial"
    try:
        partial.mkdir(mode=OWNER_FOLDER)
        # Neighbours share no file: one damaged byte of a shared original costs every other backup, not all.
        elder = before[1].path if len(before) > 1 else None
        files = {"journal.jsonl": _put(partial / "journal.jsonl", text)}
        if home.accounts.is_file():
            files["accounts.json"] = _put(partial / "accounts.json", home.accounts.read_bytes())
        lost = []
        for original in sorted({entry.original for entry in entries if entry.original}):
            content = _original(home, original, before)
            if content is None:
                lost.append(original)
            else:
                files[f"originals/{original}"] = _share(partial, f"originals/{original}", content, elder)
        for name, path in [*_reference(cluster_folder), *_archived(home)]:
            files[name] = _share(partial, name, path.read_bytes(), elder)
        state = snapshot_from(entries, "")
        manifest = Manifest(
            made,
            state.head,
            len(entries),
            files,
            published=tuple(entry.hash for entry in entries if published(entry)),
            lost=tuple(lost),
            tables=state.hashes,
            boards=_boards(partial / "reference", state),
        )
        _put(partial / MANIFEST, text_of(manifest))
        for each in (partial, *(path for path in partial.rglob("*") if path.is_dir())):
            sync_folder(each)
        reach("backup.written")
        check(partial)
        reach("backup.verified")
        os.replace(partial, final)
        reach("backup.named")
        sync_folder(to)
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
    manifest = read_manifest(folder)
    text = b""
    for name, digest in manifest.files.items():
        try:
            content = (folder / name).read_bytes()
        except OSError as error:
            raise Trouble("backup.missing", path=name) from error
        if hashlib.sha256(content).hexdigest() != digest:
            raise Trouble("backup.damaged", found=name)
        if name == "journal.jsonl":
            text = content
    entries, faults, size = scan(text, 0, "")
    if faults:
        raise Trouble("backup.damaged", found=faults[0].text)
    head = entries[-1].hash if entries else ""
    if (len(entries), head, size) != (manifest.entries, manifest.head, len(text)):
        raise Trouble("backup.damaged", found="journal.jsonl")
    for entry in entries:
        name = f"originals/{entry.original}"
        if (
            entry.original
            and entry.original not in manifest.lost
            and manifest.files.get(name) != entry.original
        ):
            raise Trouble("backup.missing", path=name)
    return manifest.head, manifest.entries


def newest_sound(folder: Path) -> tuple[Path, tuple[tuple[Path, Notice], ...]]:
    """
    The newest backup that reads back whole, and the newer ones that do not, each with what is wrong.

    Raises:
        Trouble: "backup.none".
    """
    damaged: list[tuple[Path, Notice]] = []
    for one in kept(folder):
        try:
            check(one.path)
        except Trouble as error:
            damaged.append((one.path, error.notice))
        else:
            return one.path, tuple(damaged)
    raise Trouble("backup.none", path=folder, count=len(damaged))


def restore(folder: Path, home: Home) -> tuple[str, Path | None]:
    """
    Make a home hold what a backup holds; what it held before is set aside, never deleted.

    Accounts and archived rules come back too; whoever was signed in signs in again. Today's reference files are not
    replaced: they belong to the program's version and stand in the backup for reading. A backup without accounts
    (made before there were any) leaves those that are there.

    Returns:
        The head, and the quarantine folder with the former state (None if the home was empty).

    Raises:
        Trouble: The backup is damaged (nothing was touched), or a program serves the home.
    """
    head, _count = check(folder)
    lock = FileLock(home.lock)
    new_journal, new_accounts, new_archive = (
        home.folder / f"{name}.partial" for name in ("journal", "accounts", "published")
    )
    try:
        home.prepare()
        if not lock.take():
            raise Trouble("home.locked", pid=lock.holder() or "?", home=home.folder)
        for path in sorted((folder / "originals").glob("*")):
            home.keep_original(path.read_bytes())
        _put(new_journal, (folder / "journal.jsonl").read_bytes())
        has_accounts = (folder / "accounts.json").is_file()
        if has_accounts:
            _put(new_accounts, (folder / "accounts.json").read_bytes())
        shutil.rmtree(new_archive, ignore_errors=True)
        for path in sorted((folder / "published").rglob("*")):
            if path.is_file():
                _put(new_archive / path.relative_to(folder / "published"), path.read_bytes())
        reach("restore.begun")
        aside = _set_aside(home, accounts=has_accounts)
        reach("restore.aside")
        if new_archive.is_dir():
            os.replace(new_archive, home.published)
        os.replace(new_journal, home.journal)
        sync_folder(home.folder)
        reach("restore.journal")
        if has_accounts:
            os.replace(new_accounts, home.accounts)
        sync_folder(home.folder)
    except OSError as error:
        raise trouble_of(error) from error
    finally:
        for path in (new_journal, new_accounts):
            with contextlib.suppress(OSError):
                path.unlink(missing_ok=True)
        shutil.rmtree(new_archive, ignore_errors=True)
        lock.release()
    faults = Journal(home.journal).verify()
    if faults:
        raise JournalDamaged(faults)
    if Journal(home.journal).head() != head:
        raise Trouble("backup.head")
    return head, aside


def _set_aside(home: Home, *, accounts: bool) -> Path | None:
    """
    The former state into quarantine. Journal and accounts are copied: until the new ones replace them, they count.
    """
    copied = [path for path in (home.journal, *((home.accounts,) if accounts else ())) if path.exists()]
    moved = [home.database, home.wal, home.published, *((home.sessions,) if accounts else ())]
    moved = [path for path in moved if path.exists()]
    if not copied and not moved:
        return None
    aside = home.set_aside(copied, move=False)
    for path in moved:
        os.replace(path, aside / path.name)
    return aside


def _boards(reference: Path, state: Snapshot) -> dict[str, str]:
    try:
        return boards_of(load_reference(reference), state)
    except ThiduaError:  # a rulebook that is just being edited stops no backup
        return {}


def _reference(cluster_folder: Path) -> Iterable[tuple[str, Path]]:
    """All files that the digest of the reference covers, by their names in the backup."""
    for path in all_files(cluster_folder):
        yield f"reference/{path.relative_to(cluster_folder).as_posix()}", path


def _archived(home: Home) -> Iterable[tuple[str, Path]]:
    """The archived reference files of published years."""
    for path in sorted(home.published.rglob("*")):
        name = path.relative_to(home.published)
        if path.is_file() and not any(part.endswith(".partial") for part in name.parts):
            yield f"published/{name.as_posix()}", path


def _original(home: Home, name: str, before: Iterable[Kept]) -> bytes | None:
    """An uploaded file; from an earlier backup if the home's own is damaged; None if nobody has it whole."""
    with contextlib.suppress(Trouble):
        return home.original(name)
    for one in before:
        with contextlib.suppress(OSError):
            content = (one.path / "originals" / name).read_bytes()
            if hashlib.sha256(content).hexdigest() == name:
                return content
    return None


def _share(partial: Path, name: str, content: bytes, elder: Path | None) -> str:
    """Put a file that never changes; a second name for the elder backup's file where that holds the same bytes."""
    target = partial / name
    if elder is not None:
        with contextlib.suppress(OSError):  # not there, or a file system without hard links
            if (elder / name).read_bytes() == content:
                _folders(target.parent)
                os.link(elder / name, target)
                return hashlib.sha256(content).hexdigest()
    return _put(target, content)


def _put(path: Path, content: bytes) -> str:
    """Write a file for its owner only, durably; its sha-256."""
    _folders(path.parent)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0), OWNER_FILE)
    with os.fdopen(handle, "wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
        if hasattr(os, "posix_fadvise"):  # so that reading it back asks the disk
            os.posix_fadvise(stream.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
    return hashlib.sha256(content).hexdigest()


def _folders(path: Path) -> None:
    """Make a folder and those above it, each for its owner only (`mkdir` gives only the last one the mode)."""
    if not path.is_dir():
        _folders(path.parent)
        path.mkdir(mode=OWNER_FOLDER, exist_ok=True)
