"""
Catalogues and rulebooks of published years as they were: home/published/<digest>/, laid out like a cluster folder.

They are on the disk before the journal says that the year is published, and are read back by their digest only.
"""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Mapping
from pathlib import Path

from data.faults import reach
from data.home import Home
from data.journal import sync_folder, trouble_of
from data.reference import Reference, all_files, digest_of, load_reference
from data.troubles import Notice, Trouble, notice
from scoring.errors import RulebookError


def keep(home: Home, cluster_folder: Path, digest: str) -> None:
    """
    Copy the reference files into the home, under their digest; durable when this returns.

    Raises:
        Trouble: "reference.moved" (they are no longer the ones with that digest), "disk.full", "write.failed".
    """
    final = home.published / digest
    if _is_whole(final, digest):
        return
    partial = home.published / f".{digest}.partial"
    try:
        if partial.exists():
            shutil.rmtree(partial)
        for path in all_files(cluster_folder):
            _copy(path, partial / path.relative_to(cluster_folder))
        for folder in [partial, *(each for each in partial.rglob("*") if each.is_dir())]:
            sync_folder(folder)
        if digest_of(partial) != digest:
            raise Trouble("reference.moved")
        reach("archive.copied")
        if final.exists():
            home.set_aside([final], move=True)
        os.replace(partial, final)
        sync_folder(home.published)
        sync_folder(home.folder)
        reach("archive.kept")
    except OSError as error:
        raise trouble_of(error) from error
    finally:
        with contextlib.suppress(OSError):
            shutil.rmtree(partial, ignore_errors=True)


def effective(
    home: Home, cluster_folder: Path, today: Reference, years: Mapping[int, str], *, heal: bool
) -> tuple[Reference, tuple[Notice, ...]]:
    """
    Today's reference with every published year as it was archived, and what people must be told.

    A year whose archive is lost stands under today's files until somebody brings the archive back: never silently.

    Args:
        years: The published years with the digest of their archive, in the order of their publication.
        heal: Whether an archive that is lost may be written again from today's files, where those are the same.
    """
    told: list[Notice] = []
    archived: dict[int, Reference] = {}
    read: dict[str, Reference] = {}
    for year, digest in years.items():
        if digest not in read:
            try:
                read[digest] = _read(home, digest)
            except (Trouble, RulebookError, OSError) as error:
                if digest != today.digest:
                    told.append(notice("published.lost", year=year, digest=digest[:8], found=_said(error)))
                    continue
                read[digest] = today
                if heal:
                    told.append(_healed(home, cluster_folder, year, digest))
        if year in read[digest].rulebooks:
            archived[year] = read[digest].with_archived(archived)
        else:
            told.append(notice("published.lost", year=year, digest=digest[:8], found="-"))
    return today.with_archived(archived), tuple(told)


def faults(home: Home, years: Mapping[int, str]) -> tuple[Notice, ...]:
    """What is wrong with the archives now, by reading every byte of them."""
    return tuple(
        notice("published.lost", year=year, digest=digest[:8], found="-")
        for year, digest in years.items()
        if not _is_whole(home.published / digest, digest)
    )


def _read(home: Home, digest: str) -> Reference:
    folder = home.published / digest
    if not _is_whole(folder, digest):
        raise Trouble("published.changed", path=folder)
    return load_reference(folder)


def _healed(home: Home, cluster_folder: Path, year: int, digest: str) -> Notice:
    try:
        keep(home, cluster_folder, digest)
    except Trouble as error:
        return notice("published.lost", year=year, digest=digest[:8], found=error.notice.text)
    return notice("published.healed", year=year)


def _is_whole(folder: Path, digest: str) -> bool:
    try:
        return folder.is_dir() and digest_of(folder) == digest
    except OSError:
        return False


def _said(error: Exception) -> str:
    return "; ".join(error.problems) if isinstance(error, RulebookError) else str(error)


def _copy(path: Path, to: Path) -> None:
    to.parent.mkdir(parents=True, exist_ok=True)
    with to.open("wb") as stream:
        stream.write(path.read_bytes())
        stream.flush()
        os.fsync(stream.fileno())
