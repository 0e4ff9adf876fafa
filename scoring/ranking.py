"""Ranks from published results: equal results share a rank (1-2-2-4) unless the rulebook's tie-break separates them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Standing:
    """
    What a unit is ranked by.

    Attributes:
        result: Published total or rate; more is better.
        measures: Value of every tie-break step, more is better. A step that is absent (a vote that was not held,
            say) separates nobody.
    """

    unit: str
    result: Decimal
    measures: Mapping[str, Decimal]


@dataclass(frozen=True, slots=True)
class TieNote:
    """
    How units with the same result were separated.

    Attributes:
        units: All that have the same result, best first.
        steps: The tie-break steps that were looked at, each with every unit's value (None = not known).
        separated: Whether no two of them share a rank in the end.
    """

    units: tuple[str, ...]
    steps: tuple[tuple[str, tuple[tuple[str, Decimal | None], ...]], ...]
    separated: bool


@dataclass(frozen=True, slots=True)
class Place:
    """Rank of one unit, the units that share it, and the note where results were equal."""

    unit: str
    rank: int
    tied_with: tuple[str, ...]
    tie_note: TieNote | None


def ranked(standings: Sequence[Standing], tie_break: Sequence[str]) -> list[Place]:
    """
    Places, best first; units that share everything stay in the order given.

    >>> rows = [Standing("A", Decimal(5), {}), Standing("B", Decimal(7), {}), Standing("C", Decimal(5), {})]
    >>> [(place.unit, place.rank, place.tied_with) for place in ranked(rows, [])]
    [('B', 1, ()), ('A', 2, ('C',)), ('C', 2, ('A',))]
    """

    def key(row: Standing) -> tuple[Decimal, ...]:
        return (row.result, *(row.measures.get(step, Decimal(0)) for step in tie_break))

    ordered = sorted(standings, key=key, reverse=True)
    places = []
    for row in ordered:
        rank = 1 + sum(key(other) > key(row) for other in ordered)
        sharing = tuple(other.unit for other in ordered if other is not row and key(other) == key(row))
        equals = [other for other in ordered if other.result == row.result]
        note = _note(equals, tie_break) if len(equals) > 1 else None
        places.append(Place(row.unit, rank, sharing, note))
    return places


def _note(equals: Sequence[Standing], tie_break: Sequence[str]) -> TieNote:
    groups: list[list[Standing]] = [list(equals)]
    steps = []
    for step in tie_break:
        values = tuple((row.unit, row.measures.get(step)) for row in equals)
        steps.append((step, values))
        split: list[list[Standing]] = []
        for group in groups:
            by_value: dict[Decimal | None, list[Standing]] = {}
            for row in group:
                by_value.setdefault(row.measures.get(step), []).append(row)
            split.extend(by_value.values())
        groups = split
        if all(len(group) == 1 for group in groups):
            break
    return TieNote(tuple(row.unit for row in equals), tuple(steps), all(len(group) == 1 for group in groups))
