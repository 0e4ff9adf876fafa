"""Restore drill: the newest sound backup on an empty home, compared with the state that it was made of."""

from __future__ import annotations

import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from data.accounts import Accounts
from data.backup import newest_sound, restore
from data.backup_manifest import Manifest, boards_of, read_manifest
from data.cluster import folder as cluster_folder
from data.home import Home
from data.reference import load_reference
from data.store import Store
from data.troubles import Notice, notice

MOST = 300  # seconds


@dataclass(frozen=True, slots=True)
class Drill:
    """
    What came of a drill.

    Attributes:
        backup / damaged: The backup that was restored; the newer ones that do not read back.
        accounts: How many accounts came back.
        faults: Where the restored state differs; () = the very same state.
        seconds: From the choice of the backup to the last comparison.
    """

    backup: Path
    damaged: tuple[tuple[Path, Notice], ...]
    manifest: Manifest
    accounts: int
    faults: tuple[Notice, ...]
    seconds: float


def drill(backups: Path) -> Drill:
    """
    Restore the newest sound backup to an empty home, open it and compare head, tables and every year's scoreboard.

    Scored with the reference files of the backup, so that a later rulebook is no difference; what the store has to
    tell of published years counts as a difference, too. Nothing is left behind.

    Raises:
        Trouble: "backup.none", or the restored home cannot be opened.
    """
    begun = time.monotonic()
    backup, damaged = newest_sound(backups)
    manifest = read_manifest(backup)
    with tempfile.TemporaryDirectory(prefix="thidua-drill-") as empty:
        home = Home(Path(empty) / "home")
        restore(backup, home)
        store = Store.open(home.folder, backup / "reference" if manifest.boards else cluster_folder())
        try:
            faults = [
                *store.verify(),
                *(told for told in store.health.notices if told.key.startswith("published.")),
            ]
            faults += _differences(manifest, store, backup / "reference")
        finally:
            store.close()
        accounts = len(Accounts(home.folder).all())
    seconds = time.monotonic() - begun
    if seconds > MOST:
        faults.append(notice("drill.slow", seconds=int(seconds), most=MOST))
    return Drill(backup, damaged, manifest, accounts, tuple(faults), seconds)


def _differences(manifest: Manifest, store: Store, reference: Path) -> list[Notice]:
    found = [] if store.head == manifest.head else [notice("drill.head")]
    tables = store.table_hashes()
    boards = boards_of(load_reference(reference), store.snapshot()) if manifest.boards else {}
    found += [
        notice("drill.table", table=table)
        for table, digest in manifest.tables.items()
        if tables.get(table) != digest
    ]
    found += [
        notice("drill.board", year=year)
        for year, digest in manifest.boards.items()
        if boards.get(year) != digest
    ]
    return found
