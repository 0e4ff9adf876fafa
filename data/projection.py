"""
The DuckDB tables that are built from the journal. All SQL of the program stands here and in schema.sql.

`read` reads back every value and compares it with its hashes: opening a damaged file finds few of its faults.
"""

from __future__ import annotations

import contextlib
import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb

from data.faults import reach
from data.figures_file import FIGURE_COLUMNS, PENALTY_COLUMNS, cell
from data.journal import Entry
from data.records import CorrectionEnd, record_from, record_text
from data.reference import Reference
from data.reversals import in_force, reversed_by
from data.rules_methods import NAMES
from data.troubles import Trouble
from scoring.model import Figure, Penalty, Role, State, Status

SCHEMA = "4"  # of the tables; another one is rebuilt from the journal
STORAGE = "v1.5.0"  # readable by DuckDB 1.5, so that going back stays possible

ENTRY_COLUMNS = (
    "time", "clock_back", "actor", "reason", "base", "original", "reverses", "account", "duty", "record",
    "previous", "entry_hash",
)  # fmt: skip
LEDGERS: Mapping[str, tuple[str, ...]] = {
    "entries": ENTRY_COLUMNS,
    "figures": FIGURE_COLUMNS,
    "penalties": PENALTY_COLUMNS,
}
REFERENCES = ("units", "roles", "agencies", "criteria", "context_figures")
TYPES = {"value": "DECIMAL(38, 10)", "document_date": "DATE", "as_of": "DATE"} | dict.fromkeys(
    ("year", "vintage", "times", "clock_back", "reverses"), "INTEGER"
)
BROKEN = (
    duckdb.Error, OSError, ValueError, ArithmeticError, LookupError, TypeError, RuntimeError, MemoryError, Trouble,
)  # fmt: skip

Cells = Sequence[object]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """
    One good state, complete; what every reader gets.

    Attributes:
        entries: All of them, also those that were undone.
        figures / penalties: By year, without those of entries that were undone or that a correction withdrew.
    """

    head: str
    entries: tuple[Entry, ...]
    figures: Mapping[int, tuple[Figure, ...]]
    penalties: Mapping[int, tuple[Penalty, ...]]
    hashes: Mapping[str, str]
    reference: str

    @property
    def seq(self) -> int:
        """Number of entries."""
        return len(self.entries)


class Projection:
    """
    The tables. One connection, one writer at a time (the store holds the lock); every call uses its own cursor.

    Args:
        path: The file; made where it is missing.
        scratch: Folder for temporary files.
    """

    def __init__(self, path: Path, scratch: Path) -> None:
        self.path = path
        fresh = not path.exists()
        self._connection = _connect(path, scratch)
        try:
            if fresh:
                self._create()
            self._inode = path.stat().st_ino
        except BaseException:
            self._connection.close()
            raise

    def close(self) -> None:
        """Close for good; a connection that DuckDB itself gave up closes, too."""
        with contextlib.suppress(duckdb.Error):
            self._connection.close()

    def _create(self) -> None:
        schema = Path(__file__).with_name("schema.sql").read_text(encoding="utf-8")
        empty = {f"roll.{table}": "" for table in LEDGERS} | {f"hash.{table}": "" for table in REFERENCES}
        meta = {"schema": SCHEMA, "head": "", "reference": ""} | empty
        with self._transaction() as cursor:
            cursor.execute(schema)
            cursor.execute(
                "INSERT INTO meta SELECT unnest(?::VARCHAR[]), unnest(?::VARCHAR[])",
                [[*meta], [*meta.values()]],
            )

    @contextlib.contextmanager
    def _transaction(self) -> Any:
        cursor = self._connection.cursor()
        try:
            cursor.execute("BEGIN")
            reach("store.begun")
            yield cursor
            reach("store.inserted")
            cursor.execute("COMMIT")
            reach("store.committed")
            cursor.execute("CHECKPOINT")
            reach("store.checkpointed")
        except BaseException:
            with contextlib.suppress(duckdb.Error):
                cursor.execute("ROLLBACK")
            raise
        finally:
            with contextlib.suppress(duckdb.Error):
                cursor.close()

    def apply(self, entries: Sequence[Entry]) -> None:
        """
        Put entries into the tables, all in one transaction, then checkpoint.

        Raises:
            duckdb.Error, OSError: Nothing of it counts.
        """
        if self.path.stat().st_ino != self._inode:
            raise OSError("the database file was replaced under the running program")
        with self._transaction() as cursor:
            meta = dict(cursor.execute("SELECT key, value FROM meta").fetchall())
            for table, columns in LEDGERS.items():
                rows = [row for entry in entries for row in _rows_of(table, entry)]
                roll = meta[f"roll.{table}"]
                hashes: list[str] = []
                for row in rows:
                    hashes.append(_hash(row))
                    roll = _rolled(roll, hashes[-1])
                _insert(cursor, table, ("seq", "row", *columns, "hash"), [
                    [*row, digest] for row, digest in zip(rows, hashes, strict=True)
                ])  # fmt: skip
                meta[f"roll.{table}"] = roll
            if entries:
                meta["head"] = entries[-1].hash
            _set(cursor, meta)
            _mark_undone(cursor)

    def project(self, reference: Reference) -> None:
        """Load the reference tables and the yearly views anew, in one transaction."""
        with self._transaction() as cursor:
            views = cursor.execute(
                "SELECT view_name FROM duckdb_views() WHERE regexp_matches(view_name, '^indicators_[0-9]{4}$')"
            ).fetchall()
            for (view,) in views:
                cursor.execute(f"DROP VIEW {view}")
            digests: dict[str, str] = {}
            for table, rows in _reference_rows(reference).items():
                cursor.execute(f"DELETE FROM {table}")  # noqa: S608 - a name from REFERENCES
                if rows:  # with one statement: a list of texts per column, which the insert casts
                    lists = [
                        [None if value is None else cell(value) for value in column]
                        for column in zip(*rows, strict=True)
                    ]
                    marks = ", ".join(["unnest(?::VARCHAR[])"] * len(lists))
                    cursor.execute(f"INSERT INTO {table} SELECT {marks}", lists)
                digests[f"hash.{table}"] = _table_hash(cursor, table)
            for year in reference.rulebooks:
                cursor.execute(
                    f"CREATE VIEW indicators_{year:04d} AS SELECT * FROM indicators WHERE year = {year:d}"  # noqa: S608
                )
            _set(cursor, digests | {"reference": reference.token})

    def read(self) -> Snapshot:
        """
        Read every value of every table and compare it with its hashes.

        Raises:
            duckdb.Error, Trouble and whatever a damaged value provokes (see BROKEN).
        """
        cursor = self._connection.cursor()
        try:
            meta = dict(cursor.execute("SELECT key, value FROM meta").fetchall())
            if meta.get("schema") != SCHEMA:
                raise Trouble("scan.version")
            kept = {table: _verified(cursor, table, columns, meta) for table, columns in LEDGERS.items()}
            for table in REFERENCES:
                digest = meta[f"hash.{table}"]
                if digest and digest != _table_hash(cursor, table):
                    raise Trouble("scan.table", table=table)
            undone = dict(cursor.execute("SELECT seq, undone_by FROM undone").fetchall())
        finally:
            with contextlib.suppress(duckdb.Error):
                cursor.close()
        snapshot = _snapshot_of(kept, meta)
        seqs = [entry.seq for entry in snapshot.entries]
        if seqs != list(range(1, len(seqs) + 1)) or snapshot.head != meta["head"]:
            raise Trouble("scan.table", table="entries")
        if undone != reversed_by((entry.seq, entry.reverses) for entry in snapshot.entries):
            raise Trouble("scan.table", table="undone")
        return snapshot

    def select(self, table: str) -> list[tuple[Any, ...]]:
        """All rows of a table or view, for tests and for people who look into the file."""
        if not re.fullmatch(r"[a-z_]+[0-9]*", table):
            raise ValueError(table)
        cursor = self._connection.cursor()
        try:
            return list(cursor.execute(f"SELECT * FROM {table}").fetchall())  # noqa: S608
        finally:
            cursor.close()


def _connect(path: Path, scratch: Path) -> duckdb.DuckDBPyConnection:
    """A connection that reads and writes nothing but its own file (the order of the settings matters)."""
    connection = duckdb.connect(
        str(path),
        config={
            "python_enable_replacements": "false",
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
            "memory_limit": "512MB",
            "threads": 1,  # DuckDB shares out work from 122,880 rows on; below that more threads only cost their start
            "storage_compatibility_version": STORAGE,
        },
    )
    try:
        place = str(scratch).replace("'", "''")
        for setting in (
            f"temp_directory='{place}'",
            "max_temp_directory_size='256MB'",
            "allow_community_extensions=false",
            "allow_persistent_secrets=false",
            "max_execution_time=5000",
        ):
            try:
                connection.execute("SET GLOBAL " + setting)
            except duckdb.CatalogException:  # DuckDB 1.5, to which one can go back, has no time limit yet
                if not setting.startswith("max_execution_time"):
                    raise
        connection.execute("SET enable_external_access=false")
        connection.execute("SET lock_configuration=true")
    except BaseException:
        connection.close()
        raise
    return connection


def _set(cursor: duckdb.DuckDBPyConnection, values: Mapping[str, str]) -> None:
    cursor.execute(
        "UPDATE meta SET value = told.value"
        " FROM (SELECT unnest(?::VARCHAR[]) AS key, unnest(?::VARCHAR[]) AS value) AS told WHERE meta.key = told.key",
        [[*values], [*values.values()]],
    )


def _insert(
    cursor: duckdb.DuckDBPyConnection, table: str, columns: Sequence[str], rows: Sequence[Cells]
) -> None:
    """Insert all rows with one statement: a list of texts per column, cast to the column's type."""
    if not rows:
        return
    integers = {"seq": "INTEGER", "row": "INTEGER"}
    casts = ", ".join(
        f"unnest(?::VARCHAR[])::{(TYPES | integers).get(column, 'VARCHAR')}" for column in columns
    )
    lists = [
        [cell(row[index]) or (None if TYPES.get(column) else "") for row in rows]
        for index, column in enumerate(columns)
    ]
    cursor.execute(f"INSERT INTO {table} ({', '.join(columns)}) SELECT {casts}", lists)


def _hash(row: Cells) -> str:
    return hashlib.sha256("\x1f".join(map(cell, row)).encode()).hexdigest()


def _rolled(roll: str, digest: str) -> str:
    return hashlib.sha256((roll + digest).encode()).hexdigest()


def _rows_of(table: str, entry: Entry) -> list[Cells]:
    """The rows that an entry adds to a table, seq and row first."""
    if table == "entries":
        stamp = entry.time.isoformat()
        told: Cells = (
            stamp, entry.clock_back, entry.actor, entry.reason, entry.base, entry.original, entry.reverses,
            entry.account, entry.duty, record_text(entry.record), entry.previous, entry.hash,
        )  # fmt: skip
        return [(entry.seq, 0, *told)]
    stated: Sequence[Figure | Penalty] = entry.figures if table == "figures" else entry.penalties
    columns = LEDGERS[table]
    return [
        (entry.seq, row, *(getattr(item, column) for column in columns))
        for row, item in enumerate(stated, start=1)
    ]


def _verified(
    cursor: duckdb.DuckDBPyConnection, table: str, columns: Sequence[str], meta: Mapping[str, str]
) -> list[tuple[Any, ...]]:
    wanted = ", ".join(("seq", "row", *columns, "hash"))
    rows: list[tuple[Any, ...]] = cursor.execute(
        f"SELECT {wanted} FROM {table} ORDER BY seq, row"  # noqa: S608
    ).fetchall()
    roll = ""
    for row in rows:
        if _hash(row[:-1]) != row[-1]:
            raise Trouble("scan.table", table=table)
        roll = _rolled(roll, row[-1])
    if roll != meta[f"roll.{table}"]:
        raise Trouble("scan.table", table=table)
    return rows


def _table_hash(cursor: duckdb.DuckDBPyConnection, table: str) -> str:
    rows = cursor.execute(f"SELECT * FROM {table} ORDER BY ALL").fetchall()  # noqa: S608
    return hashlib.sha256("\n".join(_hash(row) for row in rows).encode()).hexdigest()


def _plain(value: Decimal | None) -> Decimal | None:
    """The kept DECIMAL(38, 10) without its idle zeros."""
    return None if value is None else Decimal(cell(value))


def _figure_of(row: Sequence[Any]) -> Figure:
    (year, unit, criterion, sub_criterion, role, level, state, value, grade, status, stands_for, agency, vintage,
     document, document_date, as_of, note) = row  # fmt: skip
    return Figure(
        year, unit, criterion, Role(role), State(state), Status(status), agency, vintage, sub_criterion, level,
        _plain(value), grade, Status(stands_for) if stands_for else None, document, document_date, as_of, note,
    )  # fmt: skip


def _penalty_of(row: Sequence[Any]) -> Penalty:
    year, unit, item, times, status, agency, document, document_date, note = row
    return Penalty(year, unit, item, times, Status(status), agency, document, document_date, note)


def _mark_undone(cursor: duckdb.DuckDBPyConnection) -> None:
    """Name the entries that do not count, for whoever looks into the tables."""
    undone = reversed_by(cursor.execute("SELECT seq, reverses FROM entries").fetchall())
    if undone == dict(cursor.execute("SELECT seq, undone_by FROM undone").fetchall()):
        return
    cursor.execute("DELETE FROM undone")
    if undone:
        cursor.execute(
            "INSERT INTO undone SELECT unnest(?::INTEGER[]), unnest(?::INTEGER[])",
            [[*undone], [*undone.values()]],
        )


def _snapshot_of(kept: Mapping[str, list[tuple[Any, ...]]], meta: Mapping[str, str]) -> Snapshot:
    figures: dict[int, list[Figure]] = {}
    penalties: dict[int, list[Penalty]] = {}
    for seq, _row, *cells, _hash_cell in kept["figures"]:
        figures.setdefault(seq, []).append(_figure_of(cells))
    for seq, _row, *cells, _hash_cell in kept["penalties"]:
        penalties.setdefault(seq, []).append(_penalty_of(cells))
    entries: list[Entry] = []
    for seq, _row, time, *told, previous, digest, _hash_cell in kept["entries"]:
        clock_back, actor, reason, base, original, reverses, account, duty, record = told
        entries.append(
            Entry(
                seq=seq,
                time=datetime.fromisoformat(time).astimezone(UTC),
                clock_back=clock_back,
                actor=actor,
                reason=reason,
                base=base,
                original=original,
                reverses=reverses,
                figures=tuple(figures.get(seq, ())),
                penalties=tuple(penalties.get(seq, ())),
                previous=previous,
                hash=digest,
                account=account,
                duty=duty,
                record=record_from(record),
            )
        )
    return _state(entries, {table: meta[f"roll.{table}"] for table in LEDGERS}, meta["reference"])


def snapshot_from(entries: Sequence[Entry], reference: str) -> Snapshot:
    """The same state straight from the journal, for a machine whose disk does not let a database be written."""
    hashes = dict.fromkeys(LEDGERS, "")
    for table in LEDGERS:
        for entry in entries:
            for row in _rows_of(table, entry):
                hashes[table] = _rolled(hashes[table], _hash(row))
    return _state(entries, hashes, reference)


def counting(
    entries: Iterable[Entry],
) -> tuple[dict[int, tuple[Figure, ...]], dict[int, tuple[Penalty, ...]]]:
    """The figures and penalties by year that count where these entries are in force, oldest first."""
    figures: dict[int, list[Figure]] = {}
    penalties: dict[int, list[Penalty]] = {}
    for entry in entries:
        for figure in entry.figures:
            figures.setdefault(figure.year, []).append(figure)
        if isinstance(entry.record, CorrectionEnd) and entry.record.withdrawn:
            year, gone = entry.record.year, entry.record.withdrawn
            penalties[year] = [row for row in penalties.get(year, ()) if row not in gone]
        for penalty in entry.penalties:
            penalties.setdefault(penalty.year, []).append(penalty)
    return (
        {year: tuple(rows) for year, rows in figures.items()},
        {year: tuple(rows) for year, rows in penalties.items()},
    )


def _state(entries: Sequence[Entry], hashes: Mapping[str, str], reference: str) -> Snapshot:
    figures, penalties = counting(in_force(entries))
    return Snapshot(
        head=entries[-1].hash if entries else "",
        entries=tuple(entries),
        figures=figures,
        penalties=penalties,
        hashes=hashes,
        reference=reference,
    )


def _reference_rows(reference: Reference) -> dict[str, list[list[object]]]:
    cluster = reference.cluster
    # a unit that only a published year still knows stands behind those of today
    known = [unit for each in (reference, *reference.archived.values()) for unit in each.cluster.units]
    units = {unit.code: unit for unit in reversed(known)}
    ordered = sorted(units.values(), key=lambda unit: (unit not in cluster.units, unit.order))
    criteria: list[list[object]] = []
    for year, rulebook in sorted(reference.rulebooks.items()):
        for place, row in enumerate(rulebook.criteria, start=1):
            criteria.append([
                year, place, row.code, row.label, row.section, row.unit_of_measure, str(row.kind), row.plausible[0],
                row.plausible[1], str(row.direction), " ".join(row.target_levels), row.agency, row.max_points,
                NAMES[type(row.method)], str(row.combine), row.source, row.same_as, row.not_comparable,
            ])  # fmt: skip
    return {
        "units": [_flat(unit) for unit in ordered],
        "roles": [_flat(roles) for roles in cluster.roles],
        "agencies": [_flat(agency) for agency in cluster.agencies],
        "criteria": criteria,
        "context_figures": [[place, *_flat(row)] for place, row in enumerate(reference.context, start=1)],
    }


def _flat(row: Any) -> list[object]:
    values = [getattr(row, field.name) for field in fields(row)]
    return ["; ".join(value) if isinstance(value, tuple) else value for value in values]
