"""
What a rulebook's secretary should look at: facts about a rulebook that is valid but may surprise.

Contradictions (gaps, overlaps, steps out of reach, sums that do not match) never get this far: the loader refuses the
file and names them. Differences between two rulebooks are in `scoring.trend.comparability` and on the screen Quy chế.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from scoring.curve import Curve
from scoring.methods import compile_curve
from scoring.model import Combine, Criterion, Grades, LeaderExcess, Method, Rulebook
from scoring.scoreboard import asks_target

Value = str | int | Decimal | Fraction

LARGE_JUMP = Fraction(1, 4)  # of the maximum at one step; our own choice, said on screen


@dataclass(frozen=True, slots=True)
class Note:
    """
    One thing to look at.

    Attributes:
        key: See `rule_notes`.
        criterion: Code; "" for the rulebook as a whole.
        part: Component, "" for the criterion itself.
    """

    key: str
    criterion: str
    part: str
    facts: Mapping[str, Value]


def rule_notes(rulebook: Rulebook) -> tuple[Note, ...]:
    """
    Every note, the rulebook's own first, then by criterion.

    Keys and facts:
        section_sum: section, found, wanted (points)   total_sum: found, wanted
        bonus_over_cap: most (all bonuses together), cap
        vote_breaks_ties: place (of the vote among the tie-break steps)
        jump_at_target: at (share), points: just short of the target costs that much at once
        large_jump: at (share or value), points, share (of the maximum): one step is a quarter of the maximum or more
        same_points: at: the rule has a step there that changes nothing
        leader_sets_curve: points of all depend on the best unit
        never_nothing: points: even the worst result earns something
    """
    notes = _head_notes(rulebook)
    for criterion in rulebook.criteria:
        for part, method, most in _rules(criterion):
            notes.extend(_curve_notes(criterion, part, method, most))
    return tuple(notes)


def _head_notes(rulebook: Rulebook) -> list[Note]:
    notes = []
    for section in rulebook.sections:
        wanted = sum((row.max_points for row in rulebook.in_section(section.code)), Decimal(0))
        if wanted != section.max_points:
            facts: dict[str, Value] = {"section": section.code, "found": section.max_points, "wanted": wanted}
            notes.append(Note("section_sum", "", "", facts))
    wanted = sum((section.max_points for section in rulebook.sections), rulebook.bonus_cap)
    if wanted != rulebook.total:
        notes.append(Note("total_sum", "", "", {"found": rulebook.total, "wanted": wanted}))
    most = sum(
        (row.bonus.cap * row.max_points for row in rulebook.criteria if row.bonus is not None), Decimal(0)
    )
    if most > rulebook.bonus_cap:
        notes.append(Note("bonus_over_cap", "", "", {"most": most, "cap": rulebook.bonus_cap}))
    if "vote" in rulebook.tie_break:
        notes.append(Note("vote_breaks_ties", "", "", {"place": rulebook.tie_break.index("vote") + 1}))
    return notes


def _rules(criterion: Criterion) -> list[tuple[str, Method, Decimal]]:
    if criterion.combine is Combine.SUM:
        return [
            (sub.code, sub.method, sub.max_points)
            for sub in criterion.sub_criteria
            if sub.method is not None and sub.max_points is not None
        ]
    return [("", criterion.method, criterion.max_points)]


def _curve_notes(criterion: Criterion, part: str, method: Method, most: Decimal) -> list[Note]:
    if isinstance(method, LeaderExcess):
        return [Note("leader_sets_curve", criterion.code, part, {})]
    curve = compile_curve(method, most, criterion.source)  # bonus left aside: its steps are meant
    notes = []
    row = next((sub for sub in criterion.sub_criteria if sub.code == part), criterion)
    against_target = asks_target(method, criterion, row.kind)
    for at, size in _jumps(curve):
        if against_target and at == 1 and size > 0:
            notes.append(Note("jump_at_target", criterion.code, part, {"at": at, "points": size}))
        if size == 0 and isinstance(method, Grades) and at == 1:
            continue  # below the worst grade lies nothing
        if size == 0:
            notes.append(Note("same_points", criterion.code, part, {"at": at}))
        elif size >= LARGE_JUMP * Fraction(most) and not isinstance(method, Grades):
            facts: dict[str, Value] = {"at": at, "points": size, "share": size / Fraction(most)}
            notes.append(Note("large_jump", criterion.code, part, facts))
    lowest = min(piece.points_low for piece in curve.pieces)
    if lowest > 0:
        notes.append(Note("never_nothing", criterion.code, part, {"points": lowest}))
    return notes


def _jumps(curve: Curve) -> list[tuple[Fraction, Fraction]]:
    """Where a step of the rule lies, and its size; 0 where two levels earn the same."""
    found = []
    for left, right in pairwise(curve.pieces):
        size = abs(right.points_low - left.points_high)
        flat = left.points_low == left.points_high and right.points_low == right.points_high
        if left.high is not None and (size or (flat and left.branch == right.branch)):
            found.append((left.high, size))
    return found
