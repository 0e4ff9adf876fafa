"""
How firm a rank is: the best and worst rank that each unit can still get, and how likely each rank is.

`rank_ranges` asks only what missing figures can do. `rank_bounds` and `rank_chances` ask what every figure can do that
is not final, over the intervals of `scoring.intervals`. All rules are monotone, so the ends of the intervals suffice
for the bounds; only where a leader sets the curve of the others may they be too wide, and then they say so.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from scoring.intervals import Interval, by_criterion
from scoring.keys import Keys, rank_of
from scoring.model import Criterion, LeaderExcess, Outcome, Rulebook
from scoring.probe import NOTHING, Earned, Probe
from scoring.rounding import publish, quotient
from scoring.scoreboard import Score, Scoreboard, UnitScore, assembled

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class RankRange:
    """
    Where a unit can end once everything is reported, if no figure that is there changes.

    Attributes:
        best / worst: Ranks, 1 is best; equal results count for the unit in `best` and against it in `worst`.
        lowest / highest: Totals with nothing, and with everything, of what is still open.
    """

    unit: str
    best: int
    worst: int
    lowest: Decimal
    highest: Decimal

    @property
    def firm(self) -> bool:
        """Whether the missing figures cannot move the unit."""
        return self.best == self.worst


def rank_ranges(rulebook: Rulebook, board: Scoreboard) -> dict[str, RankRange]:
    """The range of every unit by its code; a board without missing figures gives the ranks themselves."""
    ends = {row.unit: _ends(rulebook, board, row) for row in board.units}
    settled = {row.unit for row in board.units if not row.missing and ends[row.unit][0] == ends[row.unit][1]}
    found = {}
    for place, row in enumerate(board.units):
        low, high = (_result(rulebook, row, total) for total in ends[row.unit])
        best = worst = 1
        for other_place, other in enumerate(board.units):
            if other is row:
                continue
            if {row.unit, other.unit} <= settled:
                # nothing is open for either: the order of the board stands, tie-break included
                ahead = other_place < place and other.unit not in row.tied_with
                best, worst = best + ahead, worst + ahead
            else:
                other_low, other_high = (_result(rulebook, other, total) for total in ends[other.unit])
                best, worst = best + (other_low > high), worst + (other_high >= low)
        found[row.unit] = RankRange(row.unit, best, worst, *ends[row.unit])
    return found


def _result(rulebook: Rulebook, row: UnitScore, total: Decimal) -> Decimal:
    if rulebook.ranked_by != "rate":
        return total
    if not row.maximum:
        return ZERO
    return publish(quotient(total, row.maximum), rulebook.rate_decimals)


def _ends(rulebook: Rulebook, board: Scoreboard, row: UnitScore) -> tuple[Decimal, Decimal]:
    """Lowest and highest total of one unit."""
    low = high = bonus = ZERO
    for section in rulebook.sections:
        here = row.section(section.code)
        still, risk = ZERO, ZERO
        for criterion in rulebook.in_section(section.code):
            score = board.score(row.unit, criterion.code)
            if score.outcome is Outcome.NOT_REPORTED:
                still += criterion.max_points
                if criterion.bonus is not None:
                    bonus += publish(
                        Fraction(criterion.bonus.cap) * Fraction(criterion.max_points),
                        rulebook.point_decimals,
                    )
            else:
                risk += _at_risk(rulebook, board, criterion, score)
        low += max(ZERO, here.points - risk - here.penalty)
        high += max(ZERO, here.points + still - here.penalty)
    return low + row.bonus, high + min(rulebook.bonus_cap, row.bonus_uncapped + bonus)


def _at_risk(rulebook: Rulebook, board: Scoreboard, criterion: Criterion, score: Score) -> Decimal:
    """What a unit may still lose because a leader that has not reported yet may set a steeper curve."""
    methods = [criterion.method, *(sub.method for sub in criterion.sub_criteria)]
    leading = [method for method in methods if isinstance(method, LeaderExcess)]
    if not leading or score.points is None:
        return ZERO
    waiting = any(
        board.score(other.unit, criterion.code).outcome is Outcome.NOT_REPORTED for other in board.units
    )
    if not waiting:
        return ZERO
    kept = min(Fraction(method.met_share) for method in leading) * Fraction(criterion.max_points)
    return max(ZERO, score.points - publish(kept, rulebook.point_decimals))


# --- over the intervals of every figure that is not final -------------------------------------------------------

DRAWS, SEED = 100_000, 2018


@dataclass(frozen=True, slots=True)
class RankBound:
    """
    Where a unit can end over all intervals.

    Attributes:
        best / worst: Ranks, tie-break included.
        exact: Whether figures within the intervals reach them; False where a leader sets the curve of the others: then
            nothing lies outside, but the ends themselves may be out of reach.
    """

    unit: str
    best: int
    worst: int
    exact: bool

    @property
    def firm(self) -> bool:
        """Whether nothing within the intervals moves the unit."""
        return self.best == self.worst


def settled(rulebook: Rulebook, board: Scoreboard) -> tuple[Rulebook, Scoreboard]:
    """The same year with a rank for every unit, as it will be once everything is reported."""
    if all(row.rank is not None for row in board.units):
        return rulebook, board
    every = replace(rulebook, incomplete="provisional")
    penalties = [penalty for row in board.units for penalty in row.occurrences]
    return every, assembled(every, [row.unit for row in board.units], board.scores, penalties)


def rank_bounds(rulebook: Rulebook, board: Scoreboard, intervals: Sequence[Interval]) -> dict[str, RankBound]:
    """Best and worst rank of every unit by its code; without intervals the ranks themselves."""
    rulebook, board = settled(rulebook, board)
    exact = True
    ends: dict[bool, dict[str, dict[str, Earned]]] = {True: {}, False: {}}
    for code, own in by_criterion(intervals).items():
        criterion = rulebook.criterion(code)
        probes = {row.unit: Probe(rulebook, board, row.unit, criterion) for row in board.units}
        shared = next(iter(probes.values())).shared
        exact = exact and not shared
        for unit, probe in probes.items():
            mine = own.get(unit, ())
            if not mine and (not shared or probe.score.outcome is not Outcome.SCORED):
                continue
            for best in (True, False):
                ends[best].setdefault(code, {})[unit] = _extreme(rulebook, criterion, probe, mine, best=best)
    keys = Keys(rulebook, board)
    highest, lowest = keys.after(ends[True]), keys.after(ends[False])
    return {
        row.unit: RankBound(
            row.unit,
            rank_of({**lowest, row.unit: highest[row.unit]}, row.unit),
            rank_of({**highest, row.unit: lowest[row.unit]}, row.unit),
            exact,
        )
        for row in board.units
    }


def _extreme(
    rulebook: Rulebook, criterion: Criterion, probe: Probe, intervals: Sequence[Interval], *, best: bool
) -> Earned:
    if any(interval.cell is None for interval in intervals):
        if not best:
            return NOTHING
        extra = ZERO
        if criterion.bonus is not None:
            extra = publish(
                Fraction(criterion.bonus.cap) * Fraction(criterion.max_points), rulebook.point_decimals
            )
        return Earned(criterion.max_points, extra, exceeded=True)
    values = {
        interval.part: interval.cell.value(interval.high if best else interval.low)
        for interval in intervals
        if interval.cell is not None
    }
    return probe.extreme(values, best=best)


@dataclass(frozen=True, slots=True)
class RankChances:
    """
    How often each unit got each rank when every interval was drawn from, evenly and independently.

    Attributes:
        units: In the order of the board.
        counts: By unit: how many draws gave it rank 1, 2, …
        draws: How many draws there were.
        seed: Of the draws; the same seed gives the same table.
    """

    units: tuple[str, ...]
    counts: Mapping[str, tuple[int, ...]]
    draws: int
    seed: int

    def share(self, unit: str, rank: int) -> Fraction:
        """The share of draws in which a unit had that rank."""
        return Fraction(self.counts[unit][rank - 1], self.draws)


def rank_chances(
    rulebook: Rulebook,
    board: Scoreboard,
    intervals: Sequence[Interval],
    draws: int = DRAWS,
    seed: int = SEED,
) -> RankChances:
    """
    The table of rank probabilities; every draw is rounded and ranked exactly as the board.

    Where a leader's curve is drawn, each draw is scored by itself and there are fewer of them: `RankChances.draws` says
    how many.
    """
    from scoring.chances import rank_counts  # numpy is read only where thousands of boards are asked for

    rulebook, board = settled(rulebook, board)
    counts, drawn = rank_counts(rulebook, board, intervals, draws, seed)
    return RankChances(tuple(row.unit for row in board.units), counts, drawn, seed)


@dataclass(frozen=True, slots=True)
class OpenRanks:
    """
    Ranks that can still change hands among some units.

    Attributes:
        first / last: The ranks.
        units: In the order of the board.
        cells: How many figures of these units are not final.
        reasons: How many of them for each reason (`Interval.why`).
    """

    first: int
    last: int
    units: tuple[str, ...]
    cells: int
    reasons: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Firmness:
    """
    What the one sentence says.

    Attributes:
        firm: Rank and unit of those that nothing can move, best first.
        open: Groups of ranks that can still change, best first.
        cells: How many figures are not final in the whole board.
        exact: As for `RankBound`.
    """

    firm: tuple[tuple[int, str], ...]
    open: tuple[OpenRanks, ...]
    cells: int
    exact: bool


def firmness(board: Scoreboard, bounds: Mapping[str, RankBound], intervals: Sequence[Interval]) -> Firmness:
    """Which ranks are firm, and which can still change, because of how many figures."""
    groups: list[list[RankBound]] = []
    for bound in sorted((row for row in bounds.values() if not row.firm), key=lambda row: row.best):
        if groups and bound.best <= max(row.worst for row in groups[-1]):
            groups[-1].append(bound)
        else:
            groups.append([bound])
    found = []
    for group in groups:
        members = {bound.unit for bound in group}
        mine = [interval for interval in intervals if interval.unit in members]
        found.append(
            OpenRanks(
                min(bound.best for bound in group),
                max(bound.worst for bound in group),
                tuple(row.unit for row in board.units if row.unit in members),
                len(mine),
                Counter(interval.why for interval in mine),
            )
        )
    firm = sorted((bound.best, bound.unit) for bound in bounds.values() if bound.firm)
    return Firmness(tuple(firm), tuple(found), len(intervals), all(bound.exact for bound in bounds.values()))
