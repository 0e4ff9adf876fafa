"""
One entry of the journal and its line: canonical JSON (sorted keys, no spaces, UTF-8), sha-256 of the rest as "hash".

Figures and penalties stand in it column by column as in the CSV files, empty cells left out.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any

from data.figures_file import FIGURE_COLUMNS, PENALTY_COLUMNS, cells_of, figure_of, penalty_of
from data.records import Record, canonical, record_json, record_of
from data.troubles import Notice, notice
from scoring.errors import FiguresError
from scoring.model import Figure, Penalty

FORMAT = 1  # of a line; a reader refuses what it does not know
SIGNED = 2  # of a line that also says by which account; format 1 is written and read as before
RECORDED = 3  # of a line that also holds a record; the other formats are written and read as before
FORMATS = (FORMAT, SIGNED, RECORDED)


@dataclass(frozen=True, slots=True)
class Draft:
    """
    A change that somebody wants to keep.

    Attributes:
        original: sha-256 of the uploaded file, "" if there was none.
        reverses: Sequence number of the entry that this one takes back; 0 = none.
        account / duty: Of the actor, "" for the program itself.
        record: What it records besides figures.
    """

    actor: str
    reason: str
    figures: tuple[Figure, ...] = ()
    penalties: tuple[Penalty, ...] = ()
    original: str = ""
    reverses: int = 0
    account: str = ""
    duty: str = ""
    record: Record | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """
    A change that is kept.

    Attributes:
        seq: 1, 2, 3 … without gap; this, not the time, is the order.
        time: When it was appended, UTC.
        clock_back: Seconds by which the machine's clock stood behind the entry before; 0 = it did not.
        base: Head that the writer had seen.
        previous: Hash of the entry before, "" for the first.
        hash: sha-256 of all the rest: the head as long as this is the last entry.
        account / duty: By which account, in which role; "" where the program itself wrote, and in entries from before
            there were accounts.
        record: What it records besides figures; None for a plain change.
    """

    seq: int
    time: datetime
    clock_back: int
    actor: str
    reason: str
    base: str
    original: str
    reverses: int
    figures: tuple[Figure, ...]
    penalties: tuple[Penalty, ...]
    previous: str
    hash: str
    account: str = ""
    duty: str = ""
    record: Record | None = None


def line_of(entry: Entry) -> bytes:
    """The line that keeps an entry."""
    content = content_of(entry)
    content["hash"] = entry.hash
    return canonical(content) + b"\n"


def hash_of(content: Mapping[str, Any]) -> str:
    """sha-256 of the canonical JSON of everything but "hash"."""
    return hashlib.sha256(canonical({key: content[key] for key in content if key != "hash"})).hexdigest()


def entry_of(content: Mapping[str, Any]) -> Entry:
    """
    The entry kept in a parsed line.

    Raises:
        FiguresError, KeyError, TypeError, ValueError: If it is none of this format.
    """
    kind = content["format"]
    if kind not in FORMATS:
        raise ValueError("format")
    return Entry(
        seq=int(content["seq"]),
        time=datetime.fromisoformat(content["time"]),
        clock_back=int(content["clock_back"]),
        actor=str(content["actor"]),
        reason=str(content["reason"]),
        base=str(content["base"]),
        original=str(content["original"]),
        reverses=int(content["reverses"]),
        figures=tuple(figure_of(cells) for cells in content["figures"]),
        penalties=tuple(penalty_of(cells) for cells in content["penalties"]),
        previous=str(content["previous"]),
        hash=str(content["hash"]),
        account=str(content["account"]) if kind != FORMAT else "",
        duty=str(content["duty"]) if kind != FORMAT else "",
        record=record_of(content["record"]) if kind == RECORDED else None,
    )


def content_of(entry: Entry) -> dict[str, Any]:
    """What an entry says, without its own hash."""
    recorded = {} if entry.record is None else {"record": record_json(entry.record)}
    signed = {"account": entry.account, "duty": entry.duty} if entry.account or recorded else {}
    return {
        **signed,
        **recorded,
        "format": RECORDED if recorded else SIGNED if signed else FORMAT,
        "seq": entry.seq,
        "time": entry.time.isoformat(),
        "clock_back": entry.clock_back,
        "actor": entry.actor,
        "reason": entry.reason,
        "base": entry.base,
        "original": entry.original,
        "reverses": entry.reverses,
        "figures": [cells_of(FIGURE_COLUMNS, figure) for figure in entry.figures],
        "penalties": [cells_of(PENALTY_COLUMNS, penalty) for penalty in entry.penalties],
        "previous": entry.previous,
    }


def scan(text: bytes, seq: int, previous: str) -> tuple[list[Entry], tuple[Notice, ...], int]:
    """
    Read lines that follow entry `seq` with hash `previous`; an unfinished last line is left out.

    Returns:
        The entries before the first fault, the faults, and how many bytes the whole lines take.
    """
    whole = text[: text.rfind(b"\n") + 1]
    lines = whole.split(b"\n")[:-1]
    entries: list[Entry] = []
    faults: list[Notice] = []
    parsed: list[tuple[int, Entry]] = []
    for line, raw in enumerate(lines, start=seq + 1):
        try:
            content = json.loads(raw)
            entry = entry_of(content)
            sound = hash_of(content) == entry.hash and line_of(entry) == raw + b"\n"
        except (FiguresError, KeyError, TypeError, ValueError, AttributeError):
            faults.append(_unreadable(raw, line))
            continue
        if not sound:
            faults.append(notice("journal.edited", seq=entry.seq, line=line))
        parsed.append((line, entry))
        if not faults and entry.seq == line and entry.previous == (entries[-1].hash if entries else previous):
            entries.append(entry)
    if len(entries) == len(lines):
        return entries, (), len(whole)
    faults += _order_faults(parsed, seq, previous, len(lines))
    if not faults:
        line = len(entries) + 1
        faults.append(notice("journal.unlinked", seq=seq + line, line=seq + line))
    return entries, tuple(faults), len(whole)


def _unreadable(raw: bytes, line: int) -> Notice:
    """A line that is no entry; one of a later format is named as that, for it is sound and only this program is old."""
    try:
        kind = json.loads(raw)["format"]
        newer = isinstance(kind, int) and kind > max(FORMATS)
    except (KeyError, TypeError, ValueError):
        newer = False
    return notice("journal.newer" if newer else "journal.unreadable", line=line)


def _order_faults(parsed: list[tuple[int, Entry]], start: int, previous: str, lines: int) -> Iterator[Notice]:
    """Name what happened to lines that are whole in themselves: lost, doubled, moved or slipped in."""
    seqs = [entry.seq for _line, entry in parsed]
    doubled = sorted({seq for seq in seqs if seqs.count(seq) > 1})
    hashes = {entry.hash for _line, entry in parsed} | {previous}
    for seq in doubled:
        same = len({entry.hash for _line, entry in parsed if entry.seq == seq}) == 1
        line = next(line for line, entry in reversed(parsed) if entry.seq == seq)
        yield (
            notice("journal.duplicated", seq=seq) if same else notice("journal.inserted", seq=seq, line=line)
        )
    if len(parsed) == lines:  # an unreadable line is told of already and may be the lost one
        for seq in range(start + 1, max(seqs, default=start) + 1):
            if seq not in seqs:
                yield notice("journal.deleted", seq=seq)
    for (_line, before), (_next, entry) in pairwise(parsed):
        if entry.seq < before.seq and entry.seq not in doubled:
            yield notice("journal.reordered", seq=entry.seq)
    for line, entry in parsed:
        if entry.previous not in hashes and not (set(range(start + 1, entry.seq)) - set(seqs)):
            yield notice("journal.unlinked", seq=entry.seq, line=line)
