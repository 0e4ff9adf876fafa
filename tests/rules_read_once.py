"""
The same rulebook is read once per process.

Most tests open a home of their own, and each opening reads the rulebooks again: a quarter of what it takes (60 of
275 ms with the shipped ones). Content, file name and catalogue are the key, so a changed file is read as it is.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from data import rules
from data.cluster import Cluster
from scoring.model import Rulebook


def begin() -> None:
    read = rules.load_rulebook
    path_of: dict[tuple[str, bytes, Cluster | None], Path] = {}

    @cache
    def kept(name: str, content: bytes, cluster: Cluster | None) -> Rulebook:
        return read(path_of[name, content, cluster], cluster)

    def load_rulebook(path: Path, cluster: Cluster | None = None) -> Rulebook:
        try:
            key = path.name, path.read_bytes(), cluster
        except OSError:  # the reader says what is wrong with it
            return read(path, cluster)
        path_of[key] = path
        return kept(*key)

    rules.load_rulebook = load_rulebook
