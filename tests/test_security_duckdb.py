"""
The connection that the store really uses reads and writes nothing but its own file, whatever SQL reached it.

Each probe first runs on a bare connection where it can: a probe that fails there, too, would prove nothing.
"""

from __future__ import annotations

import shutil
import sqlite3
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from data.store import Store
from tests.kept_figures import figure
from tests.kept_homes import SMALL, keys, write

CANARY = "chim-hoang-yen-8d1f"
OUTSIDE = "file system operations are disabled by configuration"
LOCKED = "the configuration has been locked"
NO_EXTENSION = "Loading external extensions is disabled"


@dataclass(frozen=True)
class Probe:
    """
    One statement.

    Attributes:
        sql: {out} is a folder with files beside the home, {home} the home itself.
        said: What DuckDB says when it refuses.
        bare: Whether an unprotected connection does it, here and without a network.
    """

    name: str
    sql: str
    said: str = OUTSIDE
    bare: bool = True


PROBES = [
    Probe("read_csv", "SELECT * FROM read_csv('{out}/secret.csv')"),
    Probe("a file as a table", "SELECT * FROM '{out}/secret.csv'"),
    Probe("sniff_csv", "SELECT * FROM sniff_csv('{out}/secret.csv')"),
    Probe("read_text", "SELECT * FROM read_text('{out}/secret.csv')"),
    Probe("read_blob", "SELECT * FROM read_blob('{out}/secret.csv')"),
    Probe("read_blob of the journal", "SELECT * FROM read_blob('{home}/journal.jsonl')"),
    Probe("read_text up and around", "SELECT * FROM read_text('{home}/../out/secret.csv')"),
    Probe("read_text through a link", "SELECT * FROM read_text('{home}/link.csv')"),
    Probe("glob", "SELECT * FROM glob('{out}/*')"),
    Probe("read_json", "SELECT * FROM read_json('{out}/secret.json')"),
    Probe("read_parquet", "SELECT * FROM read_parquet('{out}/made.parquet')"),
    Probe("parquet_metadata", "SELECT * FROM parquet_metadata('{out}/made.parquet')"),
    Probe("COPY TO csv", "COPY (SELECT 1) TO '{out}/new.csv'"),
    Probe("COPY TO parquet", "COPY (SELECT 1) TO '{out}/new.parquet' (FORMAT parquet)"),
    Probe("COPY FROM", "COPY units FROM '{out}/secret.csv'", bare=False),
    Probe("EXPORT DATABASE", "EXPORT DATABASE '{out}/exported'"),
    Probe("IMPORT DATABASE", "IMPORT DATABASE '{out}/given'"),
    Probe("ATTACH a new file", "ATTACH '{out}/new.duckdb' AS stolen"),
    Probe("ATTACH a file that is there", "ATTACH '{out}/other.duckdb' AS other (READ_ONLY)"),
    Probe("ATTACH sqlite", "ATTACH '{out}/other.sqlite' AS other (TYPE sqlite)", NO_EXTENSION, bare=False),
    Probe("INSTALL", "INSTALL httpfs", bare=False),
    Probe("INSTALL from the community", "INSTALL quack FROM community", bare=False),
    Probe("FORCE INSTALL from a folder", "FORCE INSTALL spy FROM '{out}'", bare=False),
    Probe("LOAD a file", "LOAD '{out}/spy.duckdb_extension'", NO_EXTENSION, bare=False),
    Probe("a web address", "SELECT * FROM read_csv('http://127.0.0.1:9/x.csv')", bare=False),
    Probe("a bucket", "SELECT * FROM 's3://bucket/x.parquet'", bare=False),
    Probe("external access on again", "SET enable_external_access=true", LOCKED, bare=False),
    Probe("the lock off again", "SET lock_configuration=false", LOCKED),
    Probe("another folder allowed", "SET allowed_directories=['{out}']", LOCKED),
    Probe("a setting for all", "SET GLOBAL autoinstall_known_extensions=true", LOCKED),
    Probe("a setting back to what it was", "RESET memory_limit", LOCKED),
    Probe("a pragma", "PRAGMA temp_directory='{out}'", LOCKED),
    Probe("a log file", "PRAGMA enable_profiling='json'; SET profiling_output='{out}/profile.json'", LOCKED),
    Probe("logging into a folder", "CALL enable_logging(storage='file', storage_path='{out}/log')", LOCKED),
    Probe(
        "a secret that is kept",
        "CREATE PERSISTENT SECRET s (TYPE http, BEARER_TOKEN 'x')",
        "Persistent secrets are disabled",
        bare=False,
    ),
    Probe("unsigned extensions", "SET allow_unsigned_extensions=true", LOCKED, bare=False),
    Probe("a variable of the program", "SELECT * FROM hidden_frame", "does not exist"),
]


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Files that lie beside the home and are nobody's business."""
    folder = tmp_path_factory.mktemp("around") / "out"
    folder.mkdir()
    (folder / "secret.csv").write_text(f"a;b\n{CANARY};2\n", "utf-8")
    (folder / "secret.json").write_text(f'[{{"a": "{CANARY}"}}]', "utf-8")
    (folder / "spy.duckdb_extension").write_bytes(b"not an extension")
    other = duckdb.connect(str(folder / "other.duckdb"))
    other.execute("CREATE TABLE t AS SELECT 1 AS a")
    other.execute(f"EXPORT DATABASE '{folder}/given'")
    other.execute(f"COPY (SELECT '{CANARY}' AS a) TO '{folder}/made.parquet' (FORMAT parquet)")
    other.close()
    sqlite3.connect(folder / "other.sqlite").execute("CREATE TABLE t (a)").connection.close()
    return folder


@pytest.fixture(scope="module")
def store(out: Path) -> Iterator[Store]:
    home = out.parent / "home"
    opened = Store.open(home, SMALL)
    write(opened, figure())
    (home / "link.csv").symlink_to(out / "secret.csv")
    yield opened
    opened.close()


def connection_of(store: Store) -> duckdb.DuckDBPyConnection:
    """The very one, not one that was made like it."""
    projection = store._keeper.projection
    assert projection is not None
    return projection._connection


def files_in(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*")}


@pytest.mark.security("duckdb")
@pytest.mark.parametrize("probe", PROBES, ids=lambda probe: probe.name)
def test_the_stores_connection_refuses(store: Store, out: Path, tmp_path: Path, probe: Probe) -> None:
    home = out.parent / "home"
    hidden_frame = pd.DataFrame({"a": [CANARY]})
    if probe.bare:
        aside = tmp_path / "out"
        shutil.copytree(out, aside)
        shutil.copytree(home, tmp_path / "home", symlinks=True, ignore=shutil.ignore_patterns("*.duckdb*"))
        with duckdb.connect(":memory:") as unprotected:
            unprotected.execute(probe.sql.format(out=aside, home=tmp_path / "home"))
    before = files_in(out.parent)

    with connection_of(store).cursor() as cursor, pytest.raises(duckdb.Error, match=probe.said) as refused:
        cursor.execute(probe.sql.format(out=out, home=home)).fetchall()

    assert CANARY not in str(refused.value)
    assert before == files_in(out.parent)
    assert 1 == len(hidden_frame)


@pytest.mark.security("duckdb")
def test_a_runaway_query_ends_by_itself_and_the_store_goes_on(store: Store) -> None:
    began = time.monotonic()
    with connection_of(store).cursor() as cursor, pytest.raises(duckdb.InterruptException):
        cursor.execute(
            "SELECT count(*) FROM range(100000000) a, range(100000000) b WHERE (a.range * b.range) % 7 = 3"
        )

    assert 4 < time.monotonic() - began < 20
    assert store._keeper.projection is not None
    assert 1 == len(store._keeper.projection.select("figures"))


@pytest.mark.security("duckdb")
def test_a_query_that_wants_more_memory_than_allowed_is_refused_and_the_store_goes_on(store: Store) -> None:
    with connection_of(store).cursor() as cursor, pytest.raises(duckdb.OutOfMemoryException):
        cursor.execute("SELECT list(range::VARCHAR || repeat('x', 1000)) FROM range(3000000)")

    written = write(store, figure(vintage=2))

    assert (written, []) == (store.head, keys(store))
