"""
What is worth saying about a year, as facts: keys and values, most decisive first.

The words are the screen's; here stand only codes and exact numbers, so that every number in a sentence can be traced
to the scoreboard it came from.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from scoring.compare import spreads
from scoring.model import Role, Rulebook, State, Status
from scoring.scoreboard import Score, Scoreboard, UnitScore
from scoring.trend import UnitChange, unit_changes

Value = str | int | Decimal | Fraction | tuple[str, ...]

NEAR = Fraction(
    1, 1000
)  # results closer than 0,1 % of the maximum are called close; our own choice, said on screen


@dataclass(frozen=True, slots=True)
class Finding:
    """
    One thing worth saying.

    Attributes:
        key: What it is; see `year_findings`.
        facts: By name: codes of units and criteria, points, shares, ranks, counts.
        unit / criterion: Where “Vì sao?” leads; "" = nowhere in particular.
        other: A second unit where the finding is about two.
    """

    key: str
    facts: Mapping[str, Value]
    unit: str = ""
    criterion: str = ""
    other: str = ""


def standing(status: Status, stands_for: Status | None) -> Status:
    """How firm a figure is, or acts out to be where it is illustrative."""
    return stands_for if status is Status.ILLUSTRATIVE and stands_for is not None else status


def unofficial(score: Score) -> bool:
    """Whether a score rests on an actual that is not (or does not act out to be) official."""
    return any(
        standing(figure.status, figure.stands_for) is not Status.OFFICIAL
        for figure in score.figures()
        if figure.role is Role.ACTUAL and figure.state is State.REPORTED
    )


def year_findings(rulebook: Rulebook, board: Scoreboard, before: Scoreboard | None) -> tuple[Finding, ...]:
    """
    All findings of a year, most decisive first.

    Keys and facts:
        leader: unit, total, rate, lead (points ahead of the next rank; absent where the first rank is shared)
        all_tied / tie_separated: units, total, step ("section:N1", "exceeded"), first, second (values)
        tie_open: units, total
        incomplete: unit, count, criteria, open (points that may still come)
        close: unit, other, gap (points), rank
        risen / fallen: unit, old_rank, new_rank, change (points)
        unofficial: count
        penalised: unit, points, times
        widest: criterion, best, worst, high, low (points), max_points
        self_set: share (of the points that rest on targets not set by the first level)
    """
    found: list[Finding] = []
    rows = [row for row in board.units if row.rank is not None]
    found.extend(_leader(rows))
    found.extend(_ties(rows))
    found.extend(
        Finding(
            "incomplete",
            {"count": len(row.missing), "criteria": row.missing, "open": row.open_points},
            row.unit,
            row.missing[0],
        )
        for row in board.units
        if row.missing
    )
    found.extend(_close(rulebook, rows))
    if before is not None:
        found.extend(_movers(unit_changes(before, board)))
    pending = [score for score in board.scores.values() if unofficial(score)]
    if pending:
        found.append(Finding("unofficial", {"count": len(pending)}, pending[0].unit, pending[0].criterion))
    found.extend(
        Finding("penalised", {"points": row.penalty, "times": sum(p.times for p in row.penalties)}, row.unit)
        for row in board.units
        if row.penalty
    )
    found.extend(_widest(rulebook, board))
    share = self_set_share(rulebook, board, [row.unit for row in board.units])
    if share:
        found.append(Finding("self_set", {"share": share}))
    return tuple(found)


def _leader(rows: Sequence[UnitScore]) -> list[Finding]:
    if not rows or rows[0].tied_with:
        return []
    first = rows[0]
    facts: dict[str, Value] = {"total": first.total, "rate": first.rate}
    if len(rows) > 1:
        facts["lead"] = first.total - rows[1].total
    return [Finding("leader", facts, first.unit, other=rows[1].unit if len(rows) > 1 else "")]


def _ties(rows: Sequence[UnitScore]) -> list[Finding]:
    found, told = [], set()
    for row in rows:
        note = row.tie_note
        if note is None or note.units in told:
            continue
        told.add(note.units)
        facts: dict[str, Value] = {"units": note.units, "total": row.total, "rate": row.rate}
        if not note.separated:
            found.append(Finding("tie_open", facts, note.units[0], other=note.units[1]))
            continue
        step, values = next(
            (step, dict(values)) for step, values in note.steps if len({value for _unit, value in values}) > 1
        )
        facts |= {
            "step": step,
            "first": values[note.units[0]] or Decimal(0),
            "second": values[note.units[1]] or Decimal(0),
        }
        found.append(Finding("tie_separated", facts, note.units[0], other=note.units[1]))
    return found


def _close(rulebook: Rulebook, rows: Sequence[UnitScore]) -> list[Finding]:
    """The closest pair of neighbours that is not tied, if it is close."""
    pairs = []
    for upper, lower in itertools.pairwise(rows):
        gap = Fraction(upper.total) / Fraction(upper.maximum) - Fraction(lower.total) / Fraction(
            lower.maximum
        )
        if 0 < gap < NEAR:
            pairs.append((gap, upper, lower))
    if not pairs:
        return []
    _gap, upper, lower = min(pairs, key=lambda pair: pair[0])
    return [
        Finding(
            "close",
            {"gap": upper.total - lower.total, "rank": upper.rank or 0, "rate_gap": upper.rate - lower.rate},
            upper.unit,
            other=lower.unit,
        )
    ]


def _movers(changes: Sequence[UnitChange]) -> list[Finding]:
    moved = [change for change in changes if change.rank_change]
    found = []
    for key, change in (
        ("risen", max(moved, key=lambda change: change.rank_change or 0, default=None)),
        ("fallen", min(moved, key=lambda change: change.rank_change or 0, default=None)),
    ):
        if change is None or ((change.rank_change or 0) > 0) != (key == "risen"):
            continue
        found.append(
            Finding(
                key,
                {
                    "old_rank": change.old_rank or 0,
                    "new_rank": change.new_rank or 0,
                    "change": change.total_change,
                },
                change.unit,
            )
        )
    return found


def _widest(rulebook: Rulebook, board: Scoreboard) -> list[Finding]:
    widest = max(spreads(rulebook, board), key=lambda spread: spread.width, default=None)
    if widest is None or not widest.best or not widest.worst:
        return []
    best, worst = widest.best[0], widest.worst[0]
    return [
        Finding(
            "widest",
            {
                "high": board.score(best, widest.criterion).points or Decimal(0),
                "low": board.score(worst, widest.criterion).points or Decimal(0),
                "max_points": rulebook.criterion(widest.criterion).max_points,
            },
            best,
            widest.criterion,
            worst,
        )
    ]


def self_set_share(rulebook: Rulebook, board: Scoreboard, units: Sequence[str]) -> Fraction | None:
    """
    Which share of the points measured against a target rests on targets that the first level (the province) did not
    set. They are not comparable between units as the province's are (domain.md §6.3).

    Returns:
        0–1; None where no points are measured against a target.
    """
    if not rulebook.target_levels:
        return None
    first = rulebook.target_levels[0].code
    own = everything = Fraction(0)
    for unit in units:
        for criterion in rulebook.criteria:
            score = board.score(unit, criterion.code)
            levels = [
                part.target.figure.level
                for part in (score.whole, *score.parts)
                if part.target is not None and part.target.figure.state is State.REPORTED
            ]
            if score.points is None or not levels:
                continue
            everything += Fraction(score.points)
            own += Fraction(score.points) * Fraction(sum(level != first for level in levels), len(levels))
    return own / everything if everything else None
