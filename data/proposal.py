"""The nouns of an intake: what was reported, what it would change, what it would do to points and ranks."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from data.entries import Entry
from data.figures_file import FIGURE_COLUMNS, PENALTY_COLUMNS, cell
from data.remarks import NOWHERE, WHY, Place, Remark
from scoring.model import Figure, Penalty, Role, State, Status
from scoring.scoreboard import Scoreboard

NAMED = "named"  # for `Defaults.agency`: each figure comes from the agency that the rulebook names for it

STATUS_WORDS = {
    Status.ILLUSTRATIVE: "minh họa",
    Status.ESTIMATE: "ước thực hiện",
    Status.PRELIMINARY: "sơ bộ",
    Status.OFFICIAL: "chính thức",
}

Cell = tuple[int, str, str, str, Role]  # year, unit, criterion, sub-criterion, role


@dataclass(frozen=True, slots=True)
class Reported:
    """
    One figure as understood from a file, or typed in.

    Attributes:
        level: Who set a target; may stay "" where the rulebook knows a single level.
        status: None = `Defaults.status`.
        agency: "" = `Defaults.agency`. Of a target: "" = whoever reported the target of that level before.
        document / document_date / as_of / note: Only what the row itself says; the defaults fill new figures.
        place: Where it was read.
    """

    year: int
    unit: str
    criterion: str
    role: Role = Role.ACTUAL
    sub_criterion: str = ""
    level: str = ""
    state: State = State.REPORTED
    value: Decimal | None = None
    grade: str = ""
    status: Status | None = None
    agency: str = ""
    document: str = ""
    document_date: date | None = None
    as_of: date | None = None
    note: str = ""
    place: Place = NOWHERE

    @property
    def cell(self) -> Cell:
        """The cell and role that it is about."""
        return self.year, self.unit, self.criterion, self.sub_criterion, self.role


@dataclass(frozen=True, slots=True)
class Defaults:
    """
    What the clerk says once for all figures that do not say it themselves.

    Attributes:
        agency: A code, "own", or `NAMED`; "" = every figure must say it itself.
        status: None = every actual must say it itself. A target is either illustrative or official (somebody set
            it); one that stands already is never made official by a default.
    """

    status: Status | None = None
    agency: str = ""
    document: str = ""
    document_date: date | None = None
    as_of: date | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """
    What one statement does to its cell.

    Attributes:
        statement: The figure that is written, or that an undo withdraws or returns.
        old: The figure that counts now in that cell and role; None if none does.
        new: The figure that would count afterwards; None if none would. It is `statement` if that counts.
        kind: A key of `remarks.WHY`: "new", "changed", "restated", "statement", "waits", "lower_level",
            "still_set", "self", and for an undo "withdrawn", "returned".
        place: Where it was read.
    """

    statement: Figure
    old: Figure | None
    new: Figure | None
    kind: str
    place: Place = NOWHERE

    @property
    def cell(self) -> Cell:
        """Year, unit, criterion, sub-criterion and role."""
        return cell_of(self.statement)

    @property
    def role(self) -> Role:
        """What the figure is to its criterion."""
        return self.statement.role

    @property
    def counts(self) -> bool:
        """Whether the statement counts afterwards (a withdrawn one: whether it counts now)."""
        if self.kind == "self":
            return False
        return self.statement == (self.old if self.kind == "withdrawn" else self.new)

    @property
    def matters(self) -> bool:
        """Whether another figure counts afterwards than now."""
        return self.old != self.new

    @property
    def reason(self) -> str:
        """Why, in Vietnamese."""
        return WHY[self.kind]


@dataclass(frozen=True, slots=True)
class PenaltyChange:
    """A penalty (điểm trừ) or itemised bonus that is written ("new"), withdrawn or returned."""

    penalty: Penalty
    kind: str


@dataclass(frozen=True, slots=True)
class Effect:
    """The whole scoreboard of a year before and after, from the same scoring as everywhere."""

    year: int
    before: Scoreboard
    after: Scoreboard


@dataclass(frozen=True, slots=True)
class Moved:
    """
    What others wrote since an earlier preview.

    Attributes:
        entries: Their entries, oldest first.
        conflicts: Changes of the earlier preview whose cell is not as that preview showed it.
    """

    entries: tuple[Entry, ...]
    conflicts: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Proposal:
    """
    All that a write would do, before it is done.

    Attributes:
        base_head: The state that it was made from; the write is refused on any other.
        reference: Digest of catalogues and rulebooks that it was made with; the same holds for it.
        reported / defaults / penalties_asked: What it was made from, so that it can be made again.
        figures / penalties: What would be kept, whole or not at all; () if nothing is new.
        reverses: The entry that is undone; 0 = none.
        changes: One for each figure (for an undo: each figure withdrawn or returned).
        unchanged: How many reported figures stand already.
        notices: To be seen and confirmed.
        problems: While there is one, nothing can be written (and `effects` is empty).
        effects: One for each year that is touched, rising.
        published: The years that it touches and that are published: those change by a correction only.
        moved: What happened since the preview that this one replaces; None for a first preview.
    """

    base_head: str
    reference: str
    reported: tuple[Reported, ...] = ()
    defaults: Defaults = Defaults()
    penalties_asked: tuple[Penalty, ...] = ()
    figures: tuple[Figure, ...] = ()
    penalties: tuple[Penalty, ...] = ()
    reverses: int = 0
    changes: tuple[Change, ...] = ()
    penalty_changes: tuple[PenaltyChange, ...] = ()
    unchanged: int = 0
    notices: tuple[Remark, ...] = ()
    problems: tuple[Remark, ...] = ()
    effects: tuple[Effect, ...] = ()
    published: tuple[int, ...] = ()
    moved: Moved | None = None

    @property
    def years(self) -> tuple[int, ...]:
        """The years that are touched, rising."""
        touched = {change.statement.year for change in self.changes}
        return tuple(sorted(touched | {change.penalty.year for change in self.penalty_changes}))

    @property
    def empty(self) -> bool:
        """Whether there is nothing to write: all of it stands already."""
        return not self.figures and not self.penalties and not self.reverses

    @property
    def writable(self) -> bool:
        """Whether it can be written."""
        return not self.problems and not self.empty and not self.published

    @property
    def correctable(self) -> bool:
        """Whether it can be proposed as a correction: it touches one year, and that one is published."""
        return not self.problems and not self.empty and self.published == self.years and len(self.years) == 1

    @property
    def digest(self) -> str:
        """sha-256 of what would be written."""
        return digest_of(self.figures, self.penalties, self.reverses)


def digest_of(figures: Sequence[Figure], penalties: Sequence[Penalty], reverses: int) -> str:
    """sha-256 of figures, penalties and the reversed entry, in their order."""
    total = hashlib.sha256(f"{reverses}\n".encode())
    _add(total.update, FIGURE_COLUMNS, figures)
    _add(total.update, PENALTY_COLUMNS, penalties)
    return total.hexdigest()


def cell_of(figure: Figure) -> Cell:
    """Year, unit, criterion, sub-criterion and role of a figure."""
    return figure.year, figure.unit, figure.criterion, figure.sub_criterion, figure.role


def _add(update: object, columns: Iterable[str], rows: Sequence[Figure] | Sequence[Penalty]) -> None:
    assert callable(update)
    update(b"\x1d")
    for row in rows:
        update("\x1f".join(cell(getattr(row, column)) for column in columns).encode() + b"\x1e")
