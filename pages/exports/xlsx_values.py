"""What a unit's sheet shows beside its formulas: exact values, names with units of measure, head lines."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from pages.parts.frozen_year import FrozenYear
from pages.parts.words import say
from scoring.methods import compile_curve, tally
from scoring.model import Combine, Completion, Criterion, Kind, SubCriterion
from scoring.scoreboard import Part, Score

Shown = Decimal | Fraction | int | str


def head_lines(frozen: FrozenYear) -> tuple[str, ...]:
    """Cluster, province and rulebook, as they stand under the title of a sheet."""
    cluster, stamp = frozen.about.cluster, frozen.stamp
    rulebook = say(f"stamp.rulebook_{stamp.rulebook_status}", title=stamp.rulebook_title)
    return (f"{say('frame.cluster', name=cluster.name, province=cluster.province)} · {rulebook}",)


def labelled(about: Criterion | SubCriterion) -> str:
    """The name of a row with its unit of measure."""
    parts = isinstance(about, Criterion) and bool(about.sub_criteria)
    if parts or not about.unit_of_measure or about.kind in (Kind.GRADE, Kind.YES_NO):
        return about.label
    return f"{about.label} ({about.unit_of_measure})"


def finite(share: Fraction | None) -> Fraction:
    """A completion as the workbook holds it: one that is better than any share is a very large number there."""
    return Fraction(10**99) if share is None else share


def exact_points(score: Score) -> Fraction | None:
    """Points before the one rounding; None unless scored."""
    if score.points is None:
        return None
    if score.whole.points is not None:
        return score.whole.points
    return sum((part.points for part in score.parts if part.points is not None), Fraction(0))


def part_completion(criterion: Criterion, part: Part) -> Fraction | None:
    """What a component was measured as: its completion, or the count of a checklist; None if not reported."""
    if criterion.combine is Combine.CHECKLIST:
        counted = None if part.actual is None else part.actual.figure.value
        return None if counted is None else Fraction(counted)
    return None if part.completion is None else finite(part.completion.share)


def part_points(
    criterion: Criterion, sub: SubCriterion, part: Part, leader: Completion | None = None
) -> Fraction | None:
    """
    Points that a component adds, exact; None where it has none of its own (a mean) or is not reported.

    A component that is measured while another one is missing has no points yet on the board; here it has.
    """
    measured = part_completion(criterion, part)
    if measured is None or criterion.combine is Combine.MEAN:
        return None
    if (
        criterion.combine is Combine.CHECKLIST
        and part.actual is not None
        and part.actual.figure.value is not None
    ):
        return tally([(sub, part.actual.figure.value)]).share
    if (
        part.points is None
        and part.completion is not None
        and sub.method is not None
        and sub.max_points is not None
    ):
        return (
            compile_curve(sub.method, sub.max_points, criterion.source, None, leader)
            .at(part.completion)
            .points
        )
    return part.points


def section_bonus(frozen: FrozenYear, unit: str, section: str) -> Decimal:
    """Published bonus points of a section's criteria, before the cap over all."""
    rows = frozen.about.rulebook.in_section(section)
    scores = [frozen.about.board.score(unit, row.code) for row in rows]
    return sum((score.bonus for score in scores if score.bonus is not None), Decimal(0))
