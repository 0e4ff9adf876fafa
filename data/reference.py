"""All that figures are checked and shown against: cluster, rulebooks, published figures, under one digest."""

from __future__ import annotations

import contextlib
import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from data import rules
from data.cluster import Cluster, load_cluster, reference_files
from data.context import ContextFigure, read_context
from data.strict import HEAD, Report
from data.troubles import Trouble
from scoring.errors import RulebookError
from scoring.model import Rulebook


@dataclass(frozen=True, slots=True)
class Reference:
    """The reference files of a cluster folder, read together; `digest` changes with any byte of them."""

    cluster: Cluster
    rulebooks: Mapping[int, Rulebook]
    context: tuple[ContextFigure, ...]
    digest: str


@contextlib.contextmanager
def _told() -> Iterator[None]:
    """An error of the disk as a sentence."""
    try:
        yield
    except OSError as error:
        found = error.strerror or type(error).__name__
        raise Trouble("reference.unreadable", path=Path(error.filename or "?").name, found=found) from error


@_told()
def digest_of(folder: Path) -> str:
    """sha-256 over names and bytes of all reference files of a cluster folder."""
    total = hashlib.sha256()
    for path in [*reference_files(folder), folder / "public" / "figures.csv"]:
        if path.is_file():
            total.update(f"{path.name}\0{rules.digest(path)}\n".encode())
    return total.hexdigest()


@_told()
def load_reference(folder: Path) -> Reference:
    """
    Read everything.

    Raises:
        RulebookError: With the problems of all files together.
        Trouble: "reference.unreadable".
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
