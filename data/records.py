"""
What an entry of the journal records besides figures: a publication, a correction and its end, a vote, a decision.

Frozen values and their JSON. Reading is strict: whatever `record_json` would not have written is refused, because a
line of the journal must read back to the same bytes.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from data.figures_file import FIGURE_COLUMNS, PENALTY_COLUMNS, cells_of, figure_of, penalty_of
from scoring.model import Figure, Penalty


class Outcome(StrEnum):
    """What became of a proposed correction (đề nghị đính chính)."""

    APPROVED = "approved"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Document:
    """The document (văn bản) that something is recorded by: number, date, and who issued it."""

    number: str
    date: date
    issuer: str


@dataclass(frozen=True, slots=True)
class Publication:
    """
    The year's scores were published (công bố): from here on its figures change by a correction only.

    Attributes:
        reference: Digest of catalogues and rulebooks, as archived with it.
        board: Digest of the scoreboard (`data.publishing.board_digest`).
        document: None where nothing was issued yet.
    """

    year: int
    reference: str
    board: str
    document: Document | None = None


@dataclass(frozen=True, slots=True)
class Correction:
    """
    A proposed correction (đính chính) of a published year; it counts only when another person approves it.

    Attributes:
        base: Number of the entry that made the version which it corrects.
        figures / penalties: What would be added.
        withdrawn: Penalties and itemised bonuses that would no longer count (a figure is replaced by a newer one).
    """

    year: int
    base: int
    figures: tuple[Figure, ...] = ()
    penalties: tuple[Penalty, ...] = ()
    withdrawn: tuple[Penalty, ...] = ()


@dataclass(frozen=True, slots=True)
class CorrectionEnd:
    """
    How a correction ended. The entry of an approval holds the new figures and penalties, which count from then on.

    Attributes:
        correction: Number of the entry that proposed it.
        board: Digest of the new scoreboard; "" unless approved.
        withdrawn: Penalties that no longer count; () unless approved.
        document: Only with an approval, None where nothing was issued.
    """

    year: int
    correction: int
    outcome: Outcome
    board: str = ""
    withdrawn: tuple[Penalty, ...] = ()
    document: Document | None = None


@dataclass(frozen=True, slots=True)
class Ballot:
    """How many votes (phiếu suy tôn) a unit got."""

    unit: str
    votes: int


@dataclass(frozen=True, slots=True)
class Vote:
    """The vote of a year's review; `present` people voted. The latest record counts, former ones stay readable."""

    year: int
    ballots: tuple[Ballot, ...]
    present: int
    document: Document


@dataclass(frozen=True, slots=True)
class Award:
    """What a unit was awarded: the title (danh hiệu, cờ, bằng khen) in the decision's own words."""

    unit: str
    title: str


@dataclass(frozen=True, slots=True)
class Decision:
    """The province's decision about a year. The latest record counts, former ones stay readable."""

    year: int
    awards: tuple[Award, ...]
    document: Document


Record = Publication | Correction | CorrectionEnd | Vote | Decision
KINDS: Mapping[type[Record], str] = {
    Publication: "publication",
    Correction: "correction",
    CorrectionEnd: "correction_end",
    Vote: "vote",
    Decision: "decision",
}


def canonical(content: Mapping[str, Any]) -> bytes:
    """Canonical JSON: sorted keys, no spaces, UTF-8."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def record_json(record: Record) -> dict[str, Any]:
    """What a line keeps of a record."""
    content: dict[str, Any] = {"kind": KINDS[type(record)], "year": record.year}
    match record:
        case Publication():
            content |= {"reference": record.reference, "board": record.board}
        case Correction():
            content |= {
                "base": record.base,
                "figures": [cells_of(FIGURE_COLUMNS, row) for row in record.figures],
                "penalties": [cells_of(PENALTY_COLUMNS, row) for row in record.penalties],
            }
        case CorrectionEnd():
            content |= {
                "correction": record.correction,
                "outcome": str(record.outcome),
                "board": record.board,
            }
        case Vote():
            ballots = [{"unit": row.unit, "votes": row.votes} for row in record.ballots]
            content |= {"ballots": ballots, "present": record.present}
        case Decision():
            content |= {"awards": [{"unit": row.unit, "title": row.title} for row in record.awards]}
    if isinstance(record, Correction | CorrectionEnd):
        content["withdrawn"] = [cells_of(PENALTY_COLUMNS, row) for row in record.withdrawn]
    if not isinstance(record, Correction):
        content["document"] = _document_json(record.document)
    return content


def record_of(content: object) -> Record:
    """
    The record that a line keeps.

    Raises:
        FiguresError, KeyError, TypeError, ValueError: If it is none that `record_json` writes.
    """
    cells = _Cells(content)
    record = _READERS[cells.text("kind")](cells)
    if record_json(record) != content:  # an unknown key, a number written as text, idle digits …
        raise ValueError("record")
    return record


def record_text(record: Record | None) -> str:
    """The record as one text, "" for none; `record_from` reads it back."""
    return "" if record is None else canonical(record_json(record)).decode()


def record_from(text: str) -> Record | None:
    """The record in a text of `record_text`. Raises as `record_of`."""
    return record_of(json.loads(text)) if text else None


def _publication(cells: _Cells) -> Publication:
    return Publication(
        cells.whole("year"), cells.text("reference"), cells.text("board"), cells.document_or_none()
    )


def _correction(cells: _Cells) -> Correction:
    return Correction(
        cells.whole("year"),
        cells.whole("base"),
        tuple(figure_of(row) for row in cells.rows("figures")),
        tuple(penalty_of(row) for row in cells.rows("penalties")),
        tuple(penalty_of(row) for row in cells.rows("withdrawn")),
    )


def _correction_end(cells: _Cells) -> CorrectionEnd:
    return CorrectionEnd(
        cells.whole("year"),
        cells.whole("correction"),
        Outcome(cells.text("outcome")),
        cells.text("board"),
        tuple(penalty_of(row) for row in cells.rows("withdrawn")),
        cells.document_or_none(),
    )


def _vote(cells: _Cells) -> Vote:
    ballots = tuple(
        Ballot(row.text("unit"), row.whole("votes")) for row in map(_Cells, cells.rows("ballots"))
    )
    return Vote(cells.whole("year"), ballots, cells.whole("present"), cells.document())


def _decision(cells: _Cells) -> Decision:
    awards = tuple(Award(row.text("unit"), row.text("title")) for row in map(_Cells, cells.rows("awards")))
    return Decision(cells.whole("year"), awards, cells.document())


class _Cells:
    """The keys of one JSON object, each of the type that is asked for."""

    def __init__(self, content: object) -> None:
        if not isinstance(content, dict):
            raise TypeError("object")
        self._content = content

    def text(self, key: str) -> str:
        value = self._content[key]
        if not isinstance(value, str):
            raise TypeError(key)
        return value

    def whole(self, key: str) -> int:
        value = self._content[key]
        if not isinstance(value, int) or isinstance(value, bool):
            raise TypeError(key)
        return value

    def rows(self, key: str) -> Sequence[dict[str, str]]:
        value = self._content[key]
        if not isinstance(value, list) or not all(isinstance(row, dict) for row in value):
            raise TypeError(key)
        return value

    def document_or_none(self) -> Document | None:
        return None if self._content["document"] is None else self.document()

    def document(self) -> Document:
        cells = _Cells(self._content["document"])
        return Document(cells.text("number"), date.fromisoformat(cells.text("date")), cells.text("issuer"))


def _document_json(document: Document | None) -> dict[str, str] | None:
    if document is None:
        return None
    return {"number": document.number, "date": document.date.isoformat(), "issuer": document.issuer}


_READERS: Mapping[str, Callable[[_Cells], Record]] = {
    "publication": _publication,
    "correction": _correction,
    "correction_end": _correction_end,
    "vote": _vote,
    "decision": _decision,
}
