"""
Undo: which entries count.

An entry that reverses another one takes back its figures and penalties; nothing is deleted. Reversing the
reversal brings them back. An entry counts unless an entry that counts reverses it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from data.entries import Entry


def reversed_by(pairs: Iterable[tuple[int, int]]) -> dict[int, int]:
    """
    The entries that do not count, each with the latest entry that takes it back.

    Args:
        pairs: (seq, reverses) of all entries, rising; reverses 0 = none.
    """
    taken_back: dict[int, int] = {}
    for seq, reverses in sorted(pairs, reverse=True):  # a later entry decides about an earlier one
        if reverses and seq not in taken_back:
            taken_back.setdefault(reverses, seq)
    return taken_back


def in_force(entries: Sequence[Entry]) -> tuple[Entry, ...]:
    """The entries whose figures and penalties count, oldest first."""
    gone = reversed_by((entry.seq, entry.reverses) for entry in entries)
    return tuple(entry for entry in entries if entry.seq not in gone)
