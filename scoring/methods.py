"""
The methods: how target (or baseline) and actual become a completion, and how a rule becomes a `Curve`.

Special cases, the same for every method that divides (domain.md §6.2; all are assumptions of the sample rules):

* Target 0, higher is better: reached as soon as the actual is 0 or more ("target_zero"); no share above it exists.
* Target 0, lower is better: reached only by 0; anything above it counts as nothing ("target_zero").
* Negative target or growth: the distance to the target counts against its absolute value, 1 + (A − T)/|T|,
  which is A/T for every positive target; so −1 % where −2 % was planned is above the target, not below.
* T/A with actual 0 and a target above 0: better than any share, read at the upper end of the curve ("actual_zero").
* Baseline 0: 0 again counts as the full reduction ("baseline_zero_kept"); a rise from 0 has no percentage and
  counts as a rise of 100 % ("baseline_zero_rose").
* A missing value never reaches this module; `scoreboard` says what is missing instead.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from scoring.curve import Curve, Knot, Piece, curve_of
from scoring.model import (
    AllOrNothing,
    Bonus,
    Checklist,
    Combine,
    Completion,
    Counting,
    Criterion,
    Direction,
    Goalposts,
    Grades,
    LeaderExcess,
    Levels,
    LowerForm,
    Method,
    Proportional,
    Reduction,
    Scaled,
    StepDeduction,
    SubCriterion,
)
from scoring.rounding import product, quotient

ONE = Fraction(1)
ZERO = Decimal(0)


def uses_ratio(method: Method, needs_target: bool) -> bool:
    """Whether the method reads the completion of a target (not the plain value, a baseline, a grade or a list)."""
    if isinstance(method, Levels):
        return method.of == "completion"
    if isinstance(method, AllOrNothing):
        return needs_target
    return isinstance(method, Proportional | StepDeduction | LeaderExcess)


def ratio(
    actual: Decimal, target: Decimal, direction: Direction, lower_form: LowerForm | None = None
) -> Completion:
    """
    The share of a target that was reached; 1 = exactly met, more = better than the target.

    >>> ratio(Decimal(95), Decimal(100), Direction.HIGHER).share
    Fraction(19, 20)
    >>> ratio(Decimal("1.2"), Decimal(1), Direction.LOWER, LowerForm.COMPLEMENT).share
    Fraction(4, 5)
    >>> ratio(Decimal("1.2"), Decimal(1), Direction.LOWER, LowerForm.INVERSE).share
    Fraction(5, 6)
    """
    if target > 0 and direction is Direction.HIGHER:  # most figures by far
        return Completion(quotient(actual, target))
    if target > 0 and lower_form is not LowerForm.INVERSE:  # 1 + (target - actual) / target
        return Completion(2 - quotient(actual, target))
    reached, wanted = Fraction(actual), Fraction(target)
    if direction is Direction.HIGHER:
        if wanted == 0:
            return Completion(ONE if reached >= 0 else Fraction(0), note="target_zero")
        return Completion(1 + (reached - wanted) / abs(wanted), note="target_negative" if wanted < 0 else "")
    if wanted == 0:
        return Completion(ONE if reached <= 0 else Fraction(0), note="target_zero")
    if lower_form is LowerForm.INVERSE:
        if reached <= 0:
            return Completion(None, end="top", note="actual_zero")
        return Completion(wanted / reached)
    return Completion(1 + (wanted - reached) / abs(wanted), note="target_negative" if wanted < 0 else "")


def improvement(actual: Decimal, baseline: Decimal, direction: Direction, full_at: Decimal) -> Completion:
    """
    The reduction (or, where higher is better, the rise) against the previous actual, as a share of it.

    >>> improvement(Decimal(18), Decimal(20), Direction.LOWER, Decimal("0.05")).share
    Fraction(1, 10)
    """
    now, before = Fraction(actual), Fraction(baseline)
    better = before - now if direction is Direction.LOWER else now - before
    if before == 0:
        if better >= 0:
            return Completion(max(Fraction(full_at), better), note="baseline_zero_kept")
        return Completion(-ONE, note="baseline_zero_rose")
    return Completion(better / abs(before), note="baseline_negative" if before < 0 else "")


def position(grade: str, method: Grades) -> Completion:
    """The place of a grade in the rulebook's list, 1 = the worst; KeyError if the list does not hold it."""
    for index, (label, _points) in enumerate(method.grades, start=1):
        if label == grade:
            return Completion(Fraction(index))
    raise KeyError(grade)


def mean(parts: Sequence[tuple[Completion, Decimal]]) -> Completion:
    """The weighted mean of completions; the notes of all parts are kept, joined by "+"."""
    weight = sum((Fraction(part_weight) for _completion, part_weight in parts), Fraction(0))
    total = Fraction(0)
    for completion, part_weight in parts:
        if completion.share is None:  # the loader refuses T/A in a mean
            raise ValueError("a completion without a finite share cannot be averaged")
        total += completion.share * Fraction(part_weight)
    notes = sorted({completion.note for completion, _weight in parts if completion.note})
    return Completion(total / weight, note="+".join(notes))


def tally(counts: Iterable[tuple[SubCriterion, Decimal]]) -> Completion:
    """The raw points of a checklist: each line's count (at most `at_most`) times its points."""
    total = Fraction(0)
    for line, count in counts:
        counted = count if line.at_most is None else min(count, line.at_most)
        total += product(counted, line.points_each or ZERO)
    return Completion(total)


def completion_of(
    method: Method,
    direction: Direction,
    *,
    actual: Decimal | None = None,
    grade: str = "",
    target: Decimal | None = None,
    baseline: Decimal | None = None,
) -> Completion:
    """
    The completion of one figure under one method.

    Args:
        actual / target / baseline: In the criterion's unit of measure; whichever the method needs must be given.
        grade: For `Grades`.
    """
    if isinstance(method, Grades):
        return position(grade, method)
    if actual is None:
        raise ValueError("an actual is needed")
    if isinstance(method, Reduction):
        if baseline is None:
            raise ValueError("a baseline is needed")
        return improvement(actual, baseline, direction, method.full_at)
    if uses_ratio(method, target is not None):
        if target is None:
            raise ValueError("a target is needed")
        form = getattr(method, "lower_form", None)
        return ratio(actual, target, direction, form)
    return Completion(Fraction(actual))


def actual_at(
    share: Fraction,
    method: Method,
    direction: Direction,
    *,
    target: Decimal | None = None,
    baseline: Decimal | None = None,
) -> Fraction | None:
    """
    The inverse of `completion_of`: the actual that has this share; None where no single actual has it (a target or
    baseline of 0, T/A of nothing, a grade).

    >>> actual_at(Fraction(19, 20), Proportional(), Direction.HIGHER, target=Decimal(200))
    Fraction(190, 1)
    """
    if isinstance(method, Grades):
        return None
    sign = 1 if direction is Direction.HIGHER else -1
    if isinstance(method, Reduction):
        if not baseline:
            return None
        return Fraction(baseline) + sign * share * abs(Fraction(baseline))
    if not uses_ratio(method, target is not None):
        return share
    if not target:
        return None
    if direction is Direction.LOWER and getattr(method, "lower_form", None) is LowerForm.INVERSE:
        return Fraction(target) / share if share > 0 else None
    return Fraction(target) + sign * (share - 1) * abs(Fraction(target))


@lru_cache(maxsize=1024)
def compile_curve(
    method: Method,
    max_points: Decimal,
    article: str,
    bonus: Bonus | None = None,
    leader: Completion | None = None,
) -> Curve:
    """
    The curve of one rule.

    Args:
        max_points: M, points before bonus.
        article: Citation for every piece that has none of its own.
        bonus: Bonus for each full percent above the target, if the rule has one.
        leader: Best completion in the cluster; only `LeaderExcess` asks for it.
    """
    most = Fraction(max_points)
    curve = _plain_curve(method, most, article, leader)
    return curve if bonus is None else add_bonus(curve, bonus, most)


def compile_for(criterion: Criterion, leader: Completion | None = None) -> Curve:
    """The curve of a criterion that has one curve (every criterion but those whose components are added)."""
    if criterion.combine is Combine.SUM:
        raise ValueError(f"{criterion.code}: each component has its own curve")
    return compile_curve(criterion.method, criterion.max_points, criterion.source, criterion.bonus, leader)


def add_bonus(curve: Curve, bonus: Bonus, most: Fraction) -> Curve:
    """Lay the bonus steps (one at each full percent above 1) over a curve."""
    each, cap = Fraction(bonus.per_percent) * most, Fraction(bonus.cap) * most
    steps: list[tuple[Fraction, Fraction]] = []  # share from which on, bonus
    count = 1
    while not steps or steps[-1][1] < cap:
        steps.append((ONE + Fraction(count, 100), min(cap, each * count)))
        count += 1
    pieces: list[Piece] = []
    for piece in curve.pieces:
        rest: Piece | None = piece
        for at, _amount in steps:
            if rest is None or (rest.high is not None and rest.high <= at):
                break
            if rest.low is None or rest.low < at:
                middle = rest.points(at) if rest.high is not None else rest.points_low
                pieces.append(
                    Piece(
                        rest.low, at, rest.low_closed, False, rest.points_low, middle,
                        _bonus_from(steps, rest.low), _above(rest.branch, rest.low), rest.article,
                    )
                )  # fmt: skip
                rest = Piece(
                    at, rest.high, True, rest.high_closed, middle, rest.points_high,
                    Fraction(0), rest.branch, rest.article,
                )  # fmt: skip
        if rest is not None:
            pieces.append(
                Piece(
                    rest.low, rest.high, rest.low_closed, rest.high_closed, rest.points_low, rest.points_high,
                    _bonus_from(steps, rest.low), _above(rest.branch, rest.low), rest.article,
                )
            )  # fmt: skip
    return Curve(tuple(pieces), most)


def _bonus_from(steps: Sequence[tuple[Fraction, Fraction]], low: Fraction | None) -> Fraction:
    if low is None:
        return Fraction(0)
    return max((amount for at, amount in steps if at <= low), default=Fraction(0))


def _above(branch: str, low: Fraction | None) -> str:
    return "above" if branch == "met" and low is not None and low > 1 else branch


def _plain_curve(method: Method, most: Fraction, article: str, leader: Completion | None) -> Curve:
    if isinstance(method, Proportional):
        if method.floor is None:
            knots = [Knot(0, 0, branch="short"), Knot(1, most, branch="met")]
            return curve_of(knots, article, below="nothing", max_points=most)
        start = most * Fraction(method.floor)
        knots = [Knot(method.floor, 0, step=start, branch="short"), Knot(1, most, branch="met")]
        return curve_of(knots, article, below="below_floor", max_points=most)
    match method:
        case StepDeduction():
            return _step_curve(method, most, article)
        case Levels():
            return _band_curve(method, most, article)
        case Goalposts(worst=worst, best=best) if worst < best:
            knots = [Knot(worst, 0, branch="between"), Knot(best, most, branch="best")]
            return curve_of(knots, article, below="worst", max_points=most)
        case Goalposts(worst=worst, best=best):
            knots = [Knot(best, most, branch="between"), Knot(worst, 0, branch="worst")]
            return curve_of(knots, article, below="best", max_points=most)
        case AllOrNothing(threshold=threshold):
            knots = [Knot(threshold, 0, step=most, branch="met")]
            return curve_of(knots, article, below="failed", max_points=most)
        case Reduction(zero_at=zero_at, full_at=full_at):
            knots = [Knot(zero_at, 0, branch="between"), Knot(full_at, most, branch="best")]
            return curve_of(knots, article, below="worst", max_points=most)
        case Scaled(out_of=out_of):
            knots = [Knot(0, 0, branch="between"), Knot(out_of, most, branch="best")]
            return curve_of(knots, article, below="worst", max_points=most)
        case Grades(grades=grades):
            worst_points = grades[0][1]
            knots = [Knot(1, worst_points, branch="grade")]
            for index, (_label, points) in enumerate(grades[1:], start=2):
                knots.append(Knot(index, grades[index - 2][1], step=points, branch="grade"))
            return curve_of(knots, article, below="grade", max_points=most)
        case Checklist():
            knots = [Knot(0, 0, branch="list"), Knot(most, most, branch="list_full")]
            return curve_of(knots, article, below="list_empty", max_points=most)
        case LeaderExcess():
            return _leader_curve(method, most, article, leader)


def _step_curve(method: StepDeduction, most: Fraction, article: str) -> Curve:
    each = Fraction(method.per_percent)
    if method.counting is Counting.EXACT:
        empty = ONE - most / each / 100
        knots = [Knot(empty, 0, branch="short"), Knot(1, most, branch="met")]
        return curve_of(knots, article, below="nothing", max_points=most)
    # FULL: k full percents short on (1−(k+1) %, 1−k %]; STARTED: on [1−k %, 1−(k−1) %)
    full = method.counting is Counting.FULL
    knots = []
    count = 1
    while True:
        before = max(Fraction(0), most - each * count)
        knots.append(
            Knot(
                ONE - Fraction(count if full else count - 1, 100),
                before,
                step=max(Fraction(0), most - each * (count - 1)),
                left=full,
                branch="short" if full or count > 1 else "met",
            )
        )
        if before == 0:
            break
        count += 1
    knots.reverse()
    if full:  # up to 1 % short nothing is taken; from 1 on the target is met
        knots.append(Knot(1, most, branch="met"))
    return curve_of(knots, article, below="nothing", max_points=most)


def _band_curve(method: Levels, most: Fraction, article: str) -> Curve:
    pieces = tuple(
        Piece(
            None if band.low is None else Fraction(band.low),
            None if band.high is None else Fraction(band.high),
            band.low_closed,
            band.high_closed,
            Fraction(band.points),
            Fraction(band.points),
            Fraction(0),
            "band",
            band.article or article,
        )
        for band in method.bands
    )
    return Curve(pieces, most)


def _leader_curve(method: LeaderExcess, most: Fraction, article: str, leader: Completion | None) -> Curve:
    met = most * Fraction(method.met_share)
    if leader is not None and leader.share is None:
        # T/A with actual 0: an excess without end; every finite excess is nothing beside it
        knots = [Knot(0, 0, branch="short"), Knot(1, met, branch="met")]
        pieces = curve_of(knots, article, below="nothing", max_points=most).pieces
        last = pieces[-1]
        endless = Piece(last.low, None, True, False, met, most, Fraction(0), "above_leader", article)
        return Curve((*pieces[:-1], endless), most)
    if leader is None or leader.share is None or leader.share <= 1:
        knots = [Knot(0, 0, branch="short"), Knot(1, met, branch="met")]
        return curve_of(knots, article, below="nothing", max_points=most)
    knots = [
        Knot(0, 0, branch="short"),
        Knot(1, met, branch="above_leader"),
        Knot(leader.share, most, branch="leads"),
    ]
    return curve_of(knots, article, below="nothing", max_points=most)
