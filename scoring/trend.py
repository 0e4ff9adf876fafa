"""Two years side by side: what changed, and what cannot be compared and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from scoring.model import Criterion, Rulebook
from scoring.scoreboard import Score, Scoreboard


@dataclass(frozen=True, slots=True)
class Reason:
    """
    Why a criterion cannot be compared with the year before.

    Attributes:
        key: "declared", "new", "dropped", "unit_of_measure", "direction", "agency", "targets", "components",
            "max_points", "method" or "bonus".
        old / new: What it was and is, as text ("" where the key says it all); a declared reason stands in `new`.
    """

    key: str
    old: str = ""
    new: str = ""


@dataclass(frozen=True, slots=True)
class Comparability:
    """
    Whether one criterion can be compared over two years.

    Attributes:
        criterion / before: Codes in the new and the old rulebook; "" where it does not exist.
        figures: Whether the reported figures mean the same.
        points: Whether equal figures would earn equal points.
        reasons: Everything that stands against either; () if both hold.
    """

    criterion: str
    before: str
    figures: bool
    points: bool
    reasons: tuple[Reason, ...]


_FIGURES = {"declared", "new", "dropped", "unit_of_measure", "direction", "agency", "components"}


def comparability(old: Rulebook, new: Rulebook) -> tuple[Comparability, ...]:
    """Every criterion of the new rulebook in its order, then those that were dropped."""
    found = []
    for criterion in new.criteria:
        before = {row.code: row for row in old.criteria}.get(criterion.same_as)
        if new.compared_with != old.year:
            reasons: tuple[Reason, ...] = (Reason("declared", new=f"{new.year} – {old.year}"),)
        elif criterion.not_comparable:
            reasons = (Reason("declared", new=criterion.not_comparable),)
        elif before is None:
            reasons = (Reason("new"),)
        else:
            reasons = _reasons(before, criterion)
        keys = {reason.key for reason in reasons}
        found.append(
            Comparability(
                criterion.code,
                "" if before is None else before.code,
                not keys & _FIGURES,
                not keys,
                reasons,
            )
        )
    kept = {criterion.same_as for criterion in new.criteria}
    # a criterion that was declared not comparable under the same code is changed, not dropped
    kept |= {criterion.code for criterion in new.criteria if criterion.not_comparable}
    found.extend(
        Comparability("", row.code, False, False, (Reason("dropped"),))
        for row in old.criteria
        if row.code not in kept
    )
    return tuple(found)


def _reasons(old: Criterion, new: Criterion) -> tuple[Reason, ...]:
    reasons = []
    if old.unit_of_measure != new.unit_of_measure or old.kind != new.kind:
        reasons.append(Reason("unit_of_measure", old.unit_of_measure, new.unit_of_measure))
    if old.direction != new.direction:
        reasons.append(Reason("direction"))
    if old.agency != new.agency:
        reasons.append(Reason("agency", old.agency, new.agency))
    if old.combine != new.combine or old.sub_criteria != new.sub_criteria:
        reasons.append(Reason("components"))
    if old.max_points != new.max_points:
        reasons.append(Reason("max_points", str(old.max_points), str(new.max_points)))
    if old.method != new.method:
        reasons.append(Reason("method"))
    if old.target_levels != new.target_levels:
        reasons.append(Reason("targets"))
    if old.bonus != new.bonus:
        reasons.append(Reason("bonus"))
    return tuple(reasons)


@dataclass(frozen=True, slots=True)
class UnitChange:
    """
    One unit over two years.

    Attributes:
        rank_change: Places gained (positive) or lost (negative); None where a rank is missing.
        total_change / rate_change: New less old.
        open: Whether one of the two results is still incomplete.
    """

    unit: str
    old_rank: int | None
    new_rank: int | None
    rank_change: int | None
    old_total: Decimal
    new_total: Decimal
    total_change: Decimal
    rate_change: Decimal
    open: bool


def unit_changes(old: Scoreboard, new: Scoreboard) -> tuple[UnitChange, ...]:
    """The units that are in both boards, in the new order."""
    before = {row.unit: row for row in old.units}
    found = []
    for row in new.units:
        earlier = before.get(row.unit)
        if earlier is None:
            continue
        moved = None if row.rank is None or earlier.rank is None else earlier.rank - row.rank
        found.append(
            UnitChange(
                row.unit,
                earlier.rank,
                row.rank,
                moved,
                earlier.total,
                row.total,
                row.total - earlier.total,
                row.rate - earlier.rate,
                row.provisional or earlier.provisional,
            )
        )
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Movement:
    """
    One criterion of one unit over two years; only where both are scored and the figures mean the same.

    Attributes:
        points_change: New less old points; None where points cannot be compared.
        share_change: The same as a share of the maximum.
    """

    unit: str
    criterion: str
    old: Score
    new: Score
    points_change: Decimal | None
    share_change: Fraction | None


def movements(
    compared: Sequence[Comparability], old: Scoreboard, new: Scoreboard, units: Sequence[str]
) -> tuple[Movement, ...]:
    """Every unit and criterion that can be compared in its figures."""
    found = []
    for entry in compared:
        if not entry.figures:
            continue
        for unit in units:
            earlier, later = old.scores.get((unit, entry.before)), new.scores.get((unit, entry.criterion))
            if earlier is None or later is None or earlier.points is None or later.points is None:
                continue
            change = later.points - earlier.points if entry.points else None
            share = None
            if entry.points and earlier.share is not None and later.share is not None:
                share = later.share - earlier.share
            found.append(Movement(unit, entry.criterion, earlier, later, change, share))
    return tuple(found)


# Where level and change are called high, low, up, down: shares of the maximum; our own choice, said on the screen.
HIGH_LEVEL, LOW_LEVEL, MOVED = Fraction(95, 100), Fraction(85, 100), Fraction(2, 100)


def grid_place(movement: Movement) -> tuple[str, str] | None:
    """
    The place of a movement in the grid of level × change; None where points cannot be compared.

    Returns:
        ("high" | "middle" | "low", "up" | "same" | "down").
    """
    share, change = movement.new.share, movement.share_change
    if share is None or change is None:
        return None
    level = "high" if share >= HIGH_LEVEL else "low" if share < LOW_LEVEL else "middle"
    moved = "up" if change >= MOVED else "down" if change <= -MOVED else "same"
    return level, moved
