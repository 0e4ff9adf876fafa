"""
What was asked, what was answered, and what is there after: the harness' own account of a run.

Nothing here asks the program whether all is well: the journal is read by this file's own few lines, its chain is
computed anew, the tables are read with plain SQL, and both are compared with the rows that the harness asked for.
"""

from __future__ import annotations

import hashlib
import json
import mmap
import threading
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

Cells = tuple[str, str, int, Decimal | None]  # unit, criterion, vintage, value
HEAD = 16  # bytes before the records: their length, and a flag


class Slate:
    """Shared memory for a history: it outlives a kill, and writing to it makes no system call that could fail."""

    def __init__(self, size: int = 1 << 20) -> None:
        self._memory = mmap.mmap(-1, size)
        self._turn = threading.Lock()  # of one process; two processes never write at once

    def add(self, **record: object) -> None:
        line = json.dumps(record, ensure_ascii=False).encode() + b"\n"
        with self._turn:
            end = HEAD + self._length()
            self._memory[end : end + len(line)] = line
            # last: a half record does not count
            self._memory[0:8] = (end - HEAD + len(line)).to_bytes(8, "little")

    def records(self) -> list[dict[str, Any]]:
        text = bytes(self._memory[HEAD : HEAD + self._length()])
        return [json.loads(line) for line in text.splitlines()]

    def _length(self) -> int:
        return int.from_bytes(self._memory[0:8], "little")

    @property
    def flag(self) -> int:
        """A number that one process sets and another waits for."""
        return self._memory[8]

    @flag.setter
    def flag(self, value: int) -> None:
        self._memory[8] = value


@dataclass(frozen=True)
class Asked:
    """
    One write as the harness knows it.

    Attributes:
        rows: What it was to keep.
        outcome: "ok", "fail" or "unknown" (no answer came: killed in between).
        hash: Of the entry, as it was acknowledged.
    """

    number: int
    rows: tuple[Cells, ...]
    reverses: int
    original: str
    outcome: str
    hash: str = ""
    said: str = ""

    @property
    def reason(self) -> str:
        return reason_of(self.number)


def reason_of(number: int) -> str:
    return f"lần {number}"


def asked_in(records: list[dict[str, Any]]) -> list[Asked]:
    """The writes in the order in which they were asked for."""
    answers = {record["answer"]: record for record in records if "answer" in record}
    found = []
    for record in records:
        if "invoke" in record:
            number = record["invoke"]
            answer = answers.get(number, {"outcome": "unknown"})
            found.append(
                Asked(
                    number, tuple(_cells(*row) for row in record["rows"]), record["reverses"], record["original"],
                    answer["outcome"], answer.get("hash", ""), answer.get("said", ""),
                )
            )  # fmt: skip
    return found


def _cells(unit: str, criterion: str, vintage: int, value: str | None) -> Cells:
    return unit, criterion, int(vintage), None if value in (None, "") else Decimal(str(value))


def journal_lines(path: Path) -> tuple[list[dict[str, Any]], list[str]]:
    """The whole lines of a journal, and what is wrong with its chain, read without the program."""
    text = path.read_bytes() if path.exists() else b""
    lines, wrong, previous = [], [], ""
    for place, raw in enumerate(text[: text.rfind(b"\n") + 1].splitlines(), start=1):
        try:
            content = json.loads(raw)
            said = content.pop("hash")
        except (ValueError, KeyError):
            wrong.append(f"journal line {place} cannot be read")
            continue
        own = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
        if hashlib.sha256(own).hexdigest() != said:
            wrong.append(f"journal line {place} does not hash to what it says")
        if content["previous"] != previous or content["seq"] != place:
            wrong.append(f"journal line {place} does not follow the line before")
        previous = said
        lines.append({**content, "hash": said})
    return lines, wrong


def rows_of(line: dict[str, Any]) -> tuple[Cells, ...]:
    return tuple(
        _cells(row["unit"], row["criterion"], row["vintage"], row.get("value")) for row in line["figures"]
    )


def in_force(lines: list[dict[str, Any]]) -> list[Cells]:
    """The rows that count: without those of lines that a line that counts takes back."""
    undone: set[int] = set()
    for line in reversed(lines):
        if line["reverses"] and line["seq"] not in undone:
            undone.add(line["reverses"])
    return [row for line in lines if line["seq"] not in undone for row in rows_of(line)]


def compare(asked: list[Asked], lines: list[dict[str, Any]], originals: Path) -> list[str]:
    """Where the journal breaks a promise that was made: acknowledged rows, refused ones, half ones, others' ones."""
    wrong = []
    by_reason: dict[str, list[dict[str, Any]]] = {}
    for line in lines:
        by_reason.setdefault(line["reason"], []).append(line)
    for one in asked:
        found = by_reason.pop(one.reason, [])
        name = f"{one.reason} ({one.outcome}{', ' + one.said if one.said else ''})"
        if len(found) > 1:
            wrong.append(f"{name}: kept {len(found)} times")
        elif one.outcome == "ok" and not found:
            wrong.append(f"{name}: acknowledged as {one.hash[:8]} and lost")
        elif one.outcome == "fail" and found:
            wrong.append(f"{name}: refused and yet kept as {found[0]['hash'][:8]}")
        elif found:
            line = found[0]
            if one.outcome == "ok" and line["hash"] != one.hash:
                wrong.append(f"{name}: acknowledged as {one.hash[:8]}, kept as {line['hash'][:8]}")
            if rows_of(line) != one.rows or line["reverses"] != one.reverses:
                wrong.append(f"{name}: asked for {one.rows}, kept {rows_of(line)}")
            if line["original"] != one.original:
                wrong.append(f"{name}: the original is another one")
            elif one.original and not _whole(originals / one.original):
                wrong.append(f"{name}: its original is gone or changed")
    wrong += [f"“{reason}” was never asked for" for reason in by_reason]
    kept = {line["hash"]: line["seq"] for line in lines}
    order = [kept[one.hash] for one in asked if one.outcome == "ok" and one.hash in kept]
    if order != sorted(order):
        wrong.append(f"acknowledged in another order than kept: {order}")
    return wrong


def _whole(path: Path) -> bool:
    return path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() == path.name
