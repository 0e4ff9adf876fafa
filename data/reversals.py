"""
Undo: which entries count.

An entry that reverses another one takes back its figures and penalties; nothing is deleted. Reversing the
reversal brings them back. An entry counts unless an entry that counts reverses it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from data.checks import figure_problems, penalty_problems
from data.entries import Entry
from data.published import published_years
from data.reference import Reference
from data.remarks import Remark


def reversed_by(pairs: Iterable[tuple[int, int]]) -> dict[int, int]:
    """
    The entries that do not count, each with the latest entry that takes it back.

    Args:
        pairs: (seq, reverses) of all entries, in any order; reverses 0 = none.
    """
    undone: dict[int, int] = {}
    for seq, reverses in sorted(pairs, reverse=True):  # a later entry decides about an earlier one
        if reverses and seq not in undone:
            undone.setdefault(reverses, seq)
    return undone


def in_force(entries: Sequence[Entry], reverses: int = 0) -> tuple[Entry, ...]:
    """
    The entries whose figures and penalties count, oldest first.

    Args:
        reverses: As if one more entry took this one back; 0 = none.
    """
    pairs = [(entry.seq, entry.reverses) for entry in entries]
    undone = reversed_by([*pairs, (len(entries) + 1, reverses)])
    return tuple(entry for entry in entries if entry.seq not in undone)


def moved_by_undo(entries: Sequence[Entry], seq: int) -> tuple[Entry, ...]:
    """Entry `seq` and every entry that its undo takes back or brings back; () if there is no such entry."""
    if not 1 <= seq <= len(entries):
        return ()
    before, after = in_force(entries), in_force(entries, seq)
    return tuple(entry for entry in entries if entry.seq == seq or (entry in before) != (entry in after))


def undo_problems(entries: Sequence[Entry], seq: int, reference: Reference) -> list[Remark]:
    """Every reason not to undo entry `seq`: unknown, undone already, a record,
    without effect, of a published year, or what it brings back clashes."""
    if not 1 <= seq <= len(entries):
        return [Remark("undo.unknown", values=(("seq", seq),))]
    undone = reversed_by((entry.seq, entry.reverses) for entry in entries)
    if seq in undone:
        return [Remark("undo.done", values=(("seq", seq), ("by", undone[seq])))]
    if entries[seq - 1].record is not None:
        return [Remark("undo.record", values=(("seq", seq),))]
    before, after = in_force(entries), in_force(entries, seq)
    moved = [entry for entry in entries if (entry in before) != (entry in after)]
    if not any(entry.figures or entry.penalties for entry in moved):
        return [Remark("undo.nothing", values=(("seq", seq),))]
    years = {row.year for entry in moved for row in entry.figures}
    years |= {row.year for entry in moved for row in entry.penalties}
    if frozen := sorted(years & published_years(entries).keys()):
        return [Remark("undo.published", values=(("seq", seq), ("year", year))) for year in frozen]
    back = [entry for entry in after if entry not in before]
    stay = [entry for entry in after if entry in before]
    problems = figure_problems(
        [figure for entry in back for figure in entry.figures], reference.cluster, reference.rulebooks
    )
    problems += penalty_problems(
        [penalty for entry in back for penalty in entry.penalties],
        reference.cluster,
        reference.rulebooks,
        [penalty for entry in stay for penalty in entry.penalties],
    )
    return [Remark("undo.clash", values=(("text", text),)) for text in problems]
