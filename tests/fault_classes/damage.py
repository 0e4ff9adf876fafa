"""F6, F7 and F8: the tables, their write-ahead log and the journal, damaged on purpose."""

from __future__ import annotations

import hashlib
import json
import os
import random
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb

from data.journal import Journal
from tests.fault_classes.forks import apart
from tests.fault_classes.history import journal_lines
from tests.fault_classes.run import Run, keep, opened, shown, tables_of

# --- F6: the database file ------------------------------------------------------------------------------------


def _cut(percent: int) -> Callable[[Path, random.Random], None]:
    return lambda path, chance: os.truncate(path, path.stat().st_size * percent // 100)


def flip(path: Path, chance: random.Random) -> None:
    """Turn one bit around."""
    text = bytearray(path.read_bytes())
    place = chance.randrange(len(text) * 8)
    text[place // 8] ^= 1 << (place % 8)
    path.write_bytes(text)


def _sqlite(path: Path, chance: random.Random) -> None:
    path.unlink()
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE figures (value REAL)")
    other.close()


def _sql(statement: str) -> Callable[[Path, random.Random], None]:
    def change(path: Path, chance: random.Random) -> None:
        def inside() -> None:
            with duckdb.connect(str(path)) as tables:
                tables.execute(statement)

        apart(inside)

    return change


DATABASE: dict[str, Callable[[Path, random.Random], None]] = {
    "cut to 95 %": _cut(95),
    "cut to 50 %": _cut(50),
    "cut to 20 %": _cut(20),
    "cut to 5 %": _cut(5),
    "empty": lambda path, chance: path.write_bytes(b"") and None,
    "text": lambda path, chance: path.write_text("không phải cơ sở dữ liệu") and None,
    "SQLite": _sqlite,
    "other version": _sql("UPDATE meta SET value = '0' WHERE key = 'schema'"),
    "a value changed": _sql("UPDATE figures SET value = value + 1 WHERE seq = 2"),
    "a row lost": _sql("DELETE FROM figures WHERE seq = 2 AND row = 1"),
}


def the_tables_are_damaged(run: Run, template: Path) -> None:
    """F6: never a wrong number; whatever could not be used is kept aside and told, with what was done about it."""
    run.copy_of(template)
    kinds = list(DATABASE)
    kind = kinds[run.index] if run.index < len(kinds) else "flip"
    live = run.index % 4 == 3
    run.notes.append(f"{kind}{' while running' if live else ''}")
    path = run.home / "thidua.duckdb"
    change = DATABASE.get(kind, flip)
    number = run.next_number()

    def damage() -> bytes:
        if live and kind in ("other version", "a value changed", "a row lost"):
            return b""  # the running program holds the file: no other can change it with SQL
        change(path, run.chance)
        return path.read_bytes()

    def running() -> dict[str, Any]:
        store = opened(run.home)
        before = [shown(row) for row in store.figures(2021)]
        damage()
        after = [shown(row) for row in store.figures(2021)]
        keep(store, run.slate, number, run.chance)
        last = [shown(row) for row in store.figures(2021)]
        store.close()
        return {"before": before, "after": after, "last": last}

    if live:
        told = apart(running)
        run.must(told["before"] == told["after"], "what is shown changed with the file")
        run.must(
            told["last"][: len(told["before"])] == told["before"],
            "a write after the damage changed old figures",
        )
        run.must(run.asked[-1].outcome == "ok", f"no write after the damage: {run.asked[-1].said}")
        run.check(("normal", "rebuilt"))
        return
    damaged = damage()
    told = run.check(("normal", "rebuilt"))
    if told["mode"] == "rebuilt":
        aside = [each.read_bytes() for each in (run.home / "quarantine").rglob("thidua.duckdb")]
        run.must(damaged in aside, "the damaged file was not kept aside")
        run.must(any("dựng lại" in text for _key, text in told["notices"]), f"not told: {told['notices']}")
    else:
        run.must(kind in ("flip", "cut to 95 %"), f"{kind} was not noticed")
        run.notes.append("in unused space")


# --- F7: the write-ahead log --------------------------------------------------------------------------------------


def the_log_is_damaged(run: Run, template: Path) -> None:
    """F7: a commit that DuckDB loses without a word is missed, told and brought back from the journal."""
    run.copy_of(template)
    kinds = ("deleted", "emptied", "junk", "of another database")
    kind = kinds[run.index] if run.index < len(kinds) else ("cut", "flip")[run.index % 2]
    run.notes.append(kind)
    path = run.home / "thidua.duckdb.wal"
    size = path.stat().st_size
    match kind:
        case "deleted":
            path.unlink()
        case "emptied":
            path.write_bytes(b"")
        case "junk":
            path.write_bytes(run.chance.randbytes(size))
        case "of another database":
            path.write_bytes(apart(lambda: _foreign_log(run.place)).encode("latin-1"))
        case "cut":
            os.truncate(path, run.chance.randrange(size))
        case _:
            flip(path, run.chance)
    alone = apart(lambda: _opened_alone(run.home, run.place / "alone"))
    told = run.check(("normal", "rebuilt"))
    keys = {key for key, _text in told["notices"]}
    lines, _wrong = journal_lines(run.home / "journal.jsonl")
    whole = alone == [len(lines), lines[-1]["hash"]]
    run.notes.append("whole" if whole else "DuckDB alone lost it" if alone else "DuckDB alone refused it")
    if not whole:
        run.must(keys & {"store.behind", "store.rebuilt"}, f"{kind}: the loss is not told: {keys}")
    if kind != "deleted":
        run.must("store.unclean" in keys, f"a log was there, and the copy aside is not told: {keys}")
        run.must(
            list((run.home / "quarantine").rglob("*.wal")),
            "the log was not copied aside before it was opened",
        )


def _opened_alone(home: Path, aside: Path) -> list[Any] | None:
    """Entries and head that DuckDB by itself sees in copies of these files; None if it refuses them."""
    aside.mkdir()
    for path in home.glob("thidua.duckdb*"):
        shutil.copy(path, aside / path.name)
    try:
        with duckdb.connect(str(aside / "thidua.duckdb")) as tables:
            count = tables.execute("SELECT count(*) FROM entries").fetchone()
            head = tables.execute("SELECT value FROM meta WHERE key = 'head'").fetchone()
    except duckdb.Error:
        return None
    finally:
        shutil.rmtree(aside)
    return [count[0], head[0]] if count and head else None


def _foreign_log(place: Path) -> str:
    other = duckdb.connect(str(place / "other.duckdb"))
    other.execute("CREATE TABLE entries AS SELECT range AS seq FROM range(100)")
    other.execute("INSERT INTO entries SELECT range FROM range(50)")
    return (place / "other.duckdb.wal").read_bytes().decode("latin-1")


# --- F8: the journal ----------------------------------------------------------------------------------------------

JOURNAL = ("edit", "delete", "insert", "reorder", "duplicate", "truncate", "rewrite")


def the_journal_is_damaged(run: Run, template: Path) -> None:
    """F8: five kinds are found by the chain alone, a cut or rewritten journal against the tables or a printed head."""
    run.copy_of(template)
    kind = JOURNAL[run.index % len(JOURNAL)]
    run.notes.append(kind)
    path = run.home / "journal.jsonl"
    raw = path.read_bytes().splitlines(keepends=True)
    lines, _wrong = journal_lines(path)
    printed = lines[-1]["hash"]
    changed = _changed(kind, raw, lines, run.chance)
    path.write_bytes(b"".join(changed))
    journal = Journal(path)
    alone = [fault.text for fault in journal.verify()]
    against = [fault.text for fault in journal.verify(printed, len(lines))]
    run.must(bool(alone) == (kind not in ("truncate", "rewrite")), f"{kind}: the chain alone says {alone}")
    run.must(against, f"{kind}: not found against the printed head")
    told = run.look()
    keys = {key for key, _text in told["notices"]}
    if kind == "truncate":
        run.must("journal.healed" in keys, f"cut, and not told: {keys}")
        run.must(b"".join(raw) == path.read_bytes(), "the lost entries did not come back as they were")
        run.check()
    elif kind == "rewrite":
        # what is there is a whole journal of another history: it is followed, and that is told, the old tables kept
        run.must(any("sổ ghi không chứa" in text for _key, text in told["notices"]), f"not told: {keys}")
        kept = list((run.home / "quarantine").rglob("thidua.duckdb"))
        run.must(any(tables_of(each)[1] == printed for each in kept), "the former tables were not kept")
        run.must(told["mode"] == "rebuilt", f"mode {told['mode']}")
        run.agree(told, journal_lines(path)[0])
    else:
        run.must(told["mode"] == "read_only" and "journal.damaged" in keys, f"{told['mode']}, {keys}")
        run.must(told["head"] == printed, "shown is another state than the last good one")
        counting = apart(lambda: _written_on(run))
        run.must(
            run.asked[-1].said == "write.read_only", f"written on a damaged journal: {run.asked[-1].said}"
        )
        run.must(path.read_bytes() == b"".join(changed), "the damaged journal was changed")
        path.write_bytes(b"".join(raw))
        run.must(counting == run.check()["figures"], "shown is not what the whole journal says")


def _written_on(run: Run) -> list[Any]:
    store = opened(run.home)
    figures = [shown(row) for row in store.figures(2021)]
    keep(store, run.slate, run.next_number(), run.chance)
    store.close()
    return figures


def _changed(kind: str, raw: list[bytes], lines: list[dict[str, Any]], chance: random.Random) -> list[bytes]:
    place = chance.randrange(len(raw))
    inner = chance.randrange(len(raw) - 1)  # the last line may be lost without a gap: that is "truncate"
    match kind:
        case "edit":
            text = bytearray(raw[place])
            digits = [at for at in range(len(text)) if 48 <= text[at] <= 57]
            at = chance.choice(digits)
            text[at] = 48 + (text[at] - 48 + chance.randint(1, 9)) % 10
            return [*raw[:place], bytes(text), *raw[place + 1 :]]
        case "delete":
            return [*raw[:inner], *raw[inner + 1 :]]
        case "insert":
            at = chance.randint(0, len(raw) - 1)
            fresh = {**lines[at], "reason": "chèn vào", "seq": at + 1}
            return [*raw[:at], _hashed(fresh), *raw[at:]]
        case "reorder":
            return [*raw[:inner], raw[inner + 1], raw[inner], *raw[inner + 2 :]]
        case "duplicate":
            return [*raw[: place + 1], raw[place], *raw[place + 1 :]]
        case "truncate":
            return raw[: chance.randint(0, len(raw) - 1)]
    found, previous = list(raw[:place]), lines[place]["previous"]
    for line in lines[place:]:  # rewritten as a whole from here on, each line with a hash that fits
        told = {**line, "previous": previous, "reason": line["reason"] + " (sửa)"}
        found.append(_hashed(told))
        previous = json.loads(found[-1])["hash"]
    return found


def _hashed(content: dict[str, Any]) -> bytes:
    def text(of: dict[str, Any]) -> bytes:
        return json.dumps(of, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()

    rest = {key: value for key, value in content.items() if key != "hash"}
    return text({**rest, "hash": hashlib.sha256(text(rest)).hexdigest()}) + b"\n"
