"""The manifest of a backup: what it holds, by hash, what state that is, and a seal over the manifest itself."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Any

from data.differences import board_of
from data.projection import Snapshot
from data.reference import Reference
from data.troubles import Trouble
from scoring.errors import ThiduaError
from scoring.scoreboard import Scoreboard

MANIFEST = "manifest.json"
FORMAT = 2
FIRST = 1  # without seal, accounts and state; still read


@dataclass(frozen=True, slots=True)
class Manifest:
    """
    What a backup says of itself.

    Attributes:
        made: UTC.
        head / entries: Hash of the journal's last entry, and how many there are.
        files: sha-256 of every file, by its path inside the backup.
        published: Hashes of the entries that published a state.
        lost: Originals that the home itself no longer had whole when this was made.
        tables / boards: Hash of each table that comes from the journal; digest of each year's scoreboard under the
            reference files of the backup. A restore must come to the same.
    """

    made: datetime
    head: str
    entries: int
    files: Mapping[str, str]
    published: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()
    tables: Mapping[str, str] = field(default_factory=dict)
    boards: Mapping[str, str] = field(default_factory=dict)


def read_manifest(folder: Path) -> Manifest:
    """The manifest of a backup; its files are not looked at. Raises Trouble."""
    try:
        raw = (folder / MANIFEST).read_bytes()
    except FileNotFoundError as error:
        raise Trouble("backup.missing", path=MANIFEST) from error
    except OSError as error:
        raise Trouble("backup.damaged", found=MANIFEST) from error
    try:
        content: dict[str, Any] = json.loads(raw)
        known = content["format"]
        if known not in (FIRST, FORMAT) or (known == FORMAT and raw != _sealed(content)):
            raise ValueError("format")
        files = {str(name): str(digest) for name, digest in content["files"].items()}
        if not all(map(_is_inside, files)):
            raise ValueError("path")
        return Manifest(
            datetime.fromisoformat(content["made"]),
            str(content["head"]),
            int(content["entries"]),
            files,
            tuple(content.get("published", ())),
            tuple(content.get("lost", ())),
            dict(content.get("tables", {})),
            dict(content.get("boards", {})),
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise Trouble("backup.damaged", found=MANIFEST) from error


def text_of(manifest: Manifest) -> bytes:
    """The file that keeps a manifest."""
    return _sealed(
        {
            "format": FORMAT,
            "made": manifest.made.isoformat(),
            "head": manifest.head,
            "entries": manifest.entries,
            "files": dict(manifest.files),
            "published": list(manifest.published),
            "lost": list(manifest.lost),
            "tables": dict(manifest.tables),
            "boards": dict(manifest.boards),
        }
    )


def boards_of(reference: Reference, snapshot: Snapshot) -> dict[str, str]:
    """Digest of the scoreboard of every year; a year that cannot be scored has none."""
    found: dict[str, str] = {}
    for year in sorted(reference.rulebooks):
        try:
            found[str(year)] = digest_of_board(board_of(reference, snapshot, year))
        except ThiduaError:
            continue
    return found


def digest_of_board(board: Scoreboard) -> str:
    """sha-256 of everything in a scoreboard that is a number, a rank or an outcome."""
    units = [
        [
            row.unit,
            row.rank,
            str(row.total),
            str(row.maximum),
            str(row.rate),
            str(row.bonus),
            str(row.penalty),
        ]
        for row in board.units
    ]
    scores = [
        [unit, criterion, str(score.outcome), str(score.max_points), str(score.points), str(score.bonus)]
        for (unit, criterion), score in sorted(board.scores.items())
    ]
    return hashlib.sha256(json.dumps([board.year, units, scores]).encode()).hexdigest()


def _is_inside(name: str) -> bool:
    """Whether a path stays inside the folder of the backup, on Linux and on Windows."""
    path = PurePosixPath(name)
    return not path.is_absolute() and ".." not in path.parts and not set(name) & set("\\:")


def _sealed(content: Mapping[str, Any]) -> bytes:
    """The same content with the sha-256 of all the rest as "seal": one flipped bit anywhere is seen."""
    rest = {key: content[key] for key in content if key != "seal"}
    seal = hashlib.sha256(_text(rest)).hexdigest()
    return _text({**rest, "seal": seal})


def _text(content: Mapping[str, Any]) -> bytes:
    return json.dumps(content, ensure_ascii=False, sort_keys=True, indent=1).encode()
