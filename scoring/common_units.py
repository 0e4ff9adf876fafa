"""Two years as far as the same units were there in both, so that they can be put under each other's rules."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from scoring.both_rulebooks import BothRulebooks, both_rulebooks
from scoring.change import UnitSplit, change_split
from scoring.given import Given
from scoring.scoreboard import Scoreboard


def common_units(old: Given, new: Given) -> tuple[Given, Given]:
    """Both years with the units alone that are in both, in the order of the new year."""
    units = tuple(unit for unit in new.units if unit in old.units)
    return _only(old, units), _only(new, units)


def common_splits(old: Given, new: Given, boards: Sequence[Scoreboard]) -> tuple[UnitSplit, ...]:
    """
    Why each unit moved that was there in both years.

    Where a unit came or went, ranks are counted among others than before: then no change of rank is taken apart. Where
    even totals depend on who is there (a leader sets the curve), nothing is.

    Args:
        boards: The official boards of the old and the new year.

    Returns:
        Best of the new year first; () where totals depend on the unit that came or went, or no unit was there twice.
    """
    if old.units == new.units:
        return change_split(old, new)
    first, second = common_units(old, new)
    if not first.units:
        return ()
    found = change_split(first, second)
    for split in found:
        if split.old.total != boards[0].unit(split.unit).total:
            return ()
        if split.new.total != boards[1].unit(split.unit).total:
            return ()
    return tuple(replace(split, rank=None) for split in found)


def common_rulebooks(old: Given, new: Given) -> BothRulebooks | None:
    """Both years' figures under both rulebooks, ranks among the units that were there twice; None without any."""
    first, second = common_units(old, new)
    return both_rulebooks(first, second) if first.units else None


def _only(given: Given, units: tuple[str, ...]) -> Given:
    return replace(
        given,
        units=units,
        figures=tuple(figure for figure in given.figures if figure.unit in units),
        penalties=tuple(penalty for penalty in given.penalties if penalty.unit in units),
    )
