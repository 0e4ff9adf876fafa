"""Undo with its own preview, any past state, the history of one figure, what an entry changed."""

from __future__ import annotations

from dataclasses import dataclass, replace

from data.differences import Counting, Differences, differences
from data.entries import Entry
from data.projection import Snapshot, counting, snapshot_from
from data.proposal import Change, Effect, PenaltyChange, Proposal, cell_of
from data.reference import Reference
from data.remarks import Remark
from data.reversals import in_force, reversed_by, undo_problems
from data.store import Store, by_program
from scoring.model import Figure


@dataclass(frozen=True, slots=True)
class Told:
    """
    One statement in the history of a criterion.

    Attributes:
        undone_by: Number of the entry that took it back; 0 = it is in force.
        counts: Whether it is the figure that counts today.
    """

    entry: Entry
    figure: Figure
    undone_by: int
    counts: bool


@dataclass(frozen=True, slots=True)
class EntryEffect:
    """What one entry changed when it was written, scored under today's rulebooks; `problems` say why it cannot be."""

    entry: Entry
    changes: tuple[Change, ...]
    penalty_changes: tuple[PenaltyChange, ...]
    effects: tuple[Effect, ...]
    problems: tuple[Remark, ...]


def propose_undo(snapshot: Snapshot, reference: Reference, seq: int) -> Proposal:
    """What taking back entry `seq` would do; write it with `intake.write`. Nothing is deleted, and it can be undone."""
    problems = undo_problems(snapshot.entries, seq, reference)
    if problems:
        return Proposal(snapshot.head, reference.token, reverses=seq, problems=tuple(problems))
    after = _only(snapshot, in_force(snapshot.entries, seq))
    found = differences(snapshot, after, reference, undo=True)
    sample = by_program(snapshot.entries[seq - 1])
    return Proposal(
        base_head=snapshot.head,
        reference=reference.token,
        reverses=seq,
        changes=found.changes,
        penalty_changes=found.penalty_changes,
        notices=(Remark("undo.sample"),) if sample else (),
        problems=found.problems,
        effects=() if found.problems else found.effects,
    )


def state_at(store: Store, seq: int) -> Snapshot:
    """
    What was kept after entry `seq` (0 = nothing), for reading only; its head is the stamp of that day.

    Raises:
        KeyError: There is no such entry.
    """
    entries = store.entries()
    if not 0 <= seq <= len(entries):
        raise KeyError(seq)
    return snapshot_from(entries[:seq], store.reference_digest)


def compare_states(before: Snapshot, after: Snapshot, reference: Reference) -> Differences:
    """What changed from one state to a later one, in figures, points and ranks."""
    return differences(before, after, reference)


def entry_effect(store: Store, seq: int) -> EntryEffect:
    """What entry `seq` changed. Raises KeyError if there is none."""
    snapshot, entries = store.snapshot(), store.entries()
    if not 1 <= seq <= len(entries):
        raise KeyError(seq)
    entry = entries[seq - 1]
    before, after = (_only(snapshot, in_force(entries[:length])) for length in (seq - 1, seq))
    found = differences(before, after, store.reference, undo=bool(entry.reverses))
    return EntryEffect(entry, found.changes, found.penalty_changes, found.effects, found.problems)


def cell_history(
    snapshot: Snapshot, reference: Reference, year: int, unit: str, criterion: str
) -> tuple[Told, ...]:
    """Every statement ever kept about one criterion of one unit (targets, actuals, components), oldest first."""
    undone = reversed_by((entry.seq, entry.reverses) for entry in snapshot.entries)
    counting = Counting(reference, {year: snapshot.figures.get(year, ())})
    return tuple(
        Told(
            entry,
            figure,
            undone.get(entry.seq, 0),
            entry.seq not in undone and counting.figure(cell_of(figure)) == figure,
        )
        for entry in snapshot.entries
        for figure in entry.figures
        if (figure.year, figure.unit, figure.criterion) == (year, unit, criterion)
    )


def _only(snapshot: Snapshot, entries: tuple[Entry, ...]) -> Snapshot:
    """The state with only these entries in force."""
    figures, penalties = counting(entries)
    return replace(snapshot, figures=figures, penalties=penalties)
