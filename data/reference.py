"""
All that figures are checked and shown against: cluster, rulebooks, public figures, under one digest.

A published year keeps the catalogues and the rulebook that it was published with, whatever becomes of the files.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from data import rules
from data.cluster import Cluster, load_cluster, reference_files
from data.context import ContextFigure, read_context
from data.strict import HEAD, Report
from scoring.errors import RulebookError
from scoring.model import Rulebook


@dataclass(frozen=True, slots=True)
class Reference:
    """
    The reference files of a cluster folder, read together.

    Attributes:
        cluster: As the files say it now; `cluster_of` knows the one of a published year.
        rulebooks: By year; of a published year the archived one.
        digest: Changes with any byte of the files.
        archived: By published year, what was read from the files as archived with its publication.
    """

    cluster: Cluster
    rulebooks: Mapping[int, Rulebook]
    context: tuple[ContextFigure, ...]
    digest: str
    archived: Mapping[int, Reference] = field(default_factory=dict)

    def at(self, year: int) -> Reference:
        """What holds for a year: as archived if it is published, else as it is now."""
        return self.archived.get(year, self)

    def cluster_of(self, year: int) -> Cluster:
        """Members, agencies and roles as they hold for a year."""
        return self.at(year).cluster

    @property
    def token(self) -> str:
        """Digest of the files and of all that is archived: what caches and previews are keyed by."""
        if not self.archived:
            return self.digest
        parts = [self.digest, *(f"{year} {self.archived[year].digest}" for year in sorted(self.archived))]
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()

    def with_archived(self, archived: Mapping[int, Reference]) -> Reference:
        """The same with these years as archived."""
        rulebooks = dict(self.rulebooks) | {year: each.rulebooks[year] for year, each in archived.items()}
        return replace(self, rulebooks=rulebooks, archived=dict(archived))


def all_files(folder: Path) -> list[Path]:
    """All reference files of a cluster folder: catalogues, rulebooks, public figures."""
    public = folder / "public" / "figures.csv"
    return [*reference_files(folder), *([public] if public.is_file() else [])]


def digest_of(folder: Path) -> str:
    """sha-256 over names and bytes of all reference files of a cluster folder."""
    total = hashlib.sha256()
    for path in all_files(folder):
        total.update(f"{path.name}\0{rules.digest(path)}\n".encode())
    return total.hexdigest()


def load_reference(folder: Path) -> Reference:
    """
    Read everything.

    Raises:
        RulebookError: With the problems of all files together.
    """
    digest = digest_of(folder)
    problems: list[str] = []
    cluster: Cluster | None = None
    context: tuple[ContextFigure, ...] = ()
    rulebooks: dict[int, Rulebook] = {}
    try:
        cluster = load_cluster(folder)
    except RulebookError as error:
        problems += error.problems
    try:
        context = read_context(folder)
    except RulebookError as error:
        problems += error.problems
    for path in sorted((folder / "rulebooks").glob("*.toml")):
        if not re.fullmatch(r"[0-9]{4}", path.stem):  # else a year would be missing and nobody would know why
            report = Report(path.name)
            report.add(HEAD, "-", "file_name")
            problems += map(str, report.problems)
    for year in rules.years(folder):
        try:
            rulebooks[year] = rules.rulebook(folder, year, cluster)
        except RulebookError as error:
            problems += error.problems
    if problems or cluster is None:
        raise RulebookError(problems)
    return Reference(cluster, rulebooks, context, digest)
