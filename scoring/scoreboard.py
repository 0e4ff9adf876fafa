"""
The scoreboard (bảng xếp hạng): figures of one year under that year's rulebook, to points, totals, rates and ranks.

Points of a criterion are rounded once and published; everything above them is a sum of published points, so what
people add up on paper is what stands here. A criterion that was not assigned leaves the unit's maximum. A missing
figure earns nothing yet and keeps its maximum: the unit is incomplete, and the rulebook says whether it gets a
provisional rank or none.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from scoring.curve import Curve, Piece
from scoring.errors import FiguresError
from scoring.figures import FigureBook, book_of, chosen_actual, chosen_target
from scoring.methods import compile_curve, completion_of, mean, tally, uses_ratio
from scoring.model import (
    Bonus,
    Chosen,
    Combine,
    Completion,
    Criterion,
    Direction,
    Figure,
    Grades,
    Kind,
    LeaderExcess,
    Method,
    Missing,
    Outcome,
    Penalty,
    Reduction,
    Role,
    Rulebook,
    State,
    SubCriterion,
)
from scoring.ranking import Standing, TieNote, ranked
from scoring.rounding import publish, quotient

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Part:
    """
    One component of a criterion, or the criterion itself where it has none.

    Attributes:
        code: "" for the criterion itself.
        curve / piece / points / bonus: Only where this part is read on a curve of its own; exact.
    """

    code: str
    target: Chosen | None = None
    actual: Chosen | None = None
    baseline: Chosen | None = None
    completion: Completion | None = None
    curve: Curve | None = None
    piece: Piece | None = None
    points: Fraction | None = None
    bonus: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Score:
    """
    What one unit got for one criterion, and from what.

    Attributes:
        max_points: Points that could be earned before bonus; 0 where the criterion leaves the maximum.
        points / bonus: Published; None unless scored.
        whole: The criterion's own target, actual, completion, curve and piece (completion and curve also for a
            mean or a checklist; neither where components are added).
        parts: The components, () where there are none.
        missing: What keeps it from being scored.
        self_points: What the unit gave itself (điểm tự chấm), None if it said nothing.
    """

    unit: str
    criterion: str
    outcome: Outcome
    max_points: Decimal
    whole: Part
    points: Decimal | None = None
    bonus: Decimal | None = None
    parts: tuple[Part, ...] = ()
    missing: tuple[Missing, ...] = ()
    self_points: Decimal | None = None

    @property
    def share(self) -> Fraction | None:
        """Points before bonus as a share of the maximum; None unless scored."""
        return None if self.points is None else quotient(self.points, self.max_points)

    @property
    def lost(self) -> Decimal:
        """Points short of the maximum; 0 where there is none to lose."""
        return ZERO if self.points is None else self.max_points - self.points

    def figures(self) -> tuple[Figure, ...]:
        """Every figure that counts for this score: targets, actuals and baselines."""
        return tuple(
            chosen.figure
            for part in (self.whole, *self.parts)
            for chosen in (part.target, part.actual, part.baseline)
            if chosen is not None
        )


@dataclass(frozen=True, slots=True)
class SectionScore:
    """One section of one unit: `total` = points − penalty, never below 0 (the one place where penalties are taken)."""

    code: str
    points: Decimal
    penalty: Decimal
    total: Decimal
    maximum: Decimal


@dataclass(frozen=True, slots=True)
class UnitScore:
    """
    One row of the scoreboard.

    Attributes:
        bonus_uncapped / bonus: Of all criteria and items, before and after the cap.
        penalty: What the penalties really took off (a section never falls below 0).
        penalties: Occurrences of penalty items.
        maximum: The unit's own maximum: assigned criteria and the bonus cap.
        rate: total ÷ maximum, published.
        rank: 1 is best; None while incomplete where the rulebook gives no provisional rank.
        tied_with: Units that share the rank.
        tie_note: How equal results were separated, or that they were not.
        missing: Codes of the criteria that still lack a figure.
        open_points: Maximum of the missing criteria: what the unit may still earn, before bonus.
        item_bonus: What of `bonus_uncapped` comes from bonus items.
        bonuses: Occurrences of bonus items.
    """

    unit: str
    sections: tuple[SectionScore, ...]
    bonus_uncapped: Decimal
    bonus: Decimal
    penalty: Decimal
    penalties: tuple[Penalty, ...]
    total: Decimal
    maximum: Decimal
    rate: Decimal
    rank: int | None
    tied_with: tuple[str, ...]
    tie_note: TieNote | None
    missing: tuple[str, ...]
    open_points: Decimal
    grade: str
    item_bonus: Decimal = ZERO
    bonuses: tuple[Penalty, ...] = ()

    @property
    def occurrences(self) -> tuple[Penalty, ...]:
        """Everything itemised that was stated of the unit: penalties, then bonuses."""
        return self.penalties + self.bonuses

    @property
    def provisional(self) -> bool:
        """Whether the unit itself still lacks figures."""
        return bool(self.missing)

    def section(self, code: str) -> SectionScore:
        """The section with that code; KeyError if there is none."""
        for row in self.sections:
            if row.code == code:
                return row
        raise KeyError(code)


@dataclass(frozen=True, slots=True)
class Scoreboard:
    """
    All units of one year, best first; unranked units last, in the order given.

    Attributes:
        scores: By unit and criterion.
        incomplete: Units that still lack figures; while there is one, every rank may still change.
    """

    year: int
    units: tuple[UnitScore, ...]
    scores: Mapping[tuple[str, str], Score]
    incomplete: tuple[str, ...]

    def unit(self, code: str) -> UnitScore:
        """The row of one unit; KeyError if it is not in the board."""
        for row in self.units:
            if row.unit == code:
                return row
        raise KeyError(code)

    def score(self, unit: str, criterion: str) -> Score:
        """The score of one unit for one criterion."""
        return self.scores[unit, criterion]


def score_year(
    rulebook: Rulebook, units: Sequence[str], figures: Iterable[Figure], penalties: Iterable[Penalty]
) -> Scoreboard:
    """
    Score one year.

    Args:
        units: Codes in official order; it decides the order of units that share everything.
        figures: Of that year; others are refused.
        penalties: Of that year; occurrences of bonus items among them.

    Raises:
        FiguresError: A figure or penalty contradicts the rulebook (all problems at once).
    """
    book = book_of(figures)
    stated = tuple(penalties)
    _refuse_contradictions(rulebook, units, book, stated)
    scores: dict[tuple[str, str], Score] = {}
    for criterion in rulebook.criteria:
        for score in score_criterion(criterion, rulebook, units, book):
            scores[score.unit, score.criterion] = score
    return assembled(rulebook, units, scores, stated)


def assembled(
    rulebook: Rulebook,
    units: Sequence[str],
    scores: Mapping[tuple[str, str], Score],
    penalties: Iterable[Penalty],
) -> Scoreboard:
    """
    The board of scores that are already there: totals, rates and ranks. The second half of `score_year`, for those who
    change one criterion and keep the scores of all others.

    Args:
        scores: Of every unit and criterion of the rulebook.
        penalties: Items of the rulebook only, penalties and bonuses.
    """
    stated = tuple(penalties)
    rows = [_unit_row(rulebook, unit, scores, stated) for unit in units]
    return Scoreboard(
        rulebook.year,
        _with_ranks(rulebook, rows, scores),
        scores,
        tuple(row.unit for row in rows if row.missing),
    )


def _refuse_contradictions(
    rulebook: Rulebook, units: Sequence[str], book: FigureBook, penalties: Sequence[Penalty]
) -> None:
    problems = []
    known = {criterion.code: criterion for criterion in rulebook.criteria}
    for (unit, code, sub_code, _role), rows in book.by_key.items():
        where = f"{rows[0].year}, {unit}, {code}"
        if unit not in units:
            problems.append(f"{where}: đơn vị không thuộc cụm")
            continue
        if code not in known:
            problems.append(f"{where}: quy chế không có tiêu chí này")
            continue
        criterion = known[code]
        subs = {sub.code for sub in criterion.sub_criteria}
        if sub_code and sub_code not in subs:
            problems.append(f"{where}: không có tiêu chí thành phần “{sub_code}”")
        for figure in rows:
            if figure.year != rulebook.year:
                problems.append(f"{where}: số liệu năm {figure.year}, quy chế năm {rulebook.year}")
            if figure.state is State.NOT_APPLICABLE and (sub_code or not criterion.may_be_unassigned):
                problems.append(f"{where}: quy chế không cho phép “không giao” hoặc “không phát sinh”")
            if figure.role is Role.TARGET and figure.level not in criterion.target_levels:
                problems.append(f"{where}: cấp giao “{figure.level}” không có trong quy chế")
            if figure.grade and figure.grade not in _grade_labels(criterion, sub_code):
                problems.append(f"{where}: không có mức xếp loại “{figure.grade}”")
    items = {item.code for item in rulebook.items}
    problems.extend(
        f"{penalty.year}, {penalty.unit}, {penalty.item}: "
        f"điểm trừ hoặc điểm thưởng không có trong quy chế năm {rulebook.year}"
        for penalty in penalties
        if penalty.item not in items or penalty.unit not in units or penalty.year != rulebook.year
    )
    if problems:
        raise FiguresError(problems)


def _grade_labels(criterion: Criterion, sub_code: str) -> tuple[str, ...]:
    method = criterion.method
    for sub in criterion.sub_criteria:
        if sub.code == sub_code and sub.method is not None:
            method = sub.method
    return tuple(label for label, _points in method.grades) if isinstance(method, Grades) else ()


def asks_target(method: Method, criterion: Criterion, kind: Kind) -> bool:
    """Whether this part of a criterion is measured against a target."""
    return uses_ratio(method, criterion.needs_target and kind is not Kind.YES_NO)


def score_criterion(
    criterion: Criterion, rulebook: Rulebook, units: Sequence[str], book: FigureBook
) -> list[Score]:
    """All units of one criterion; together, since a leader may set the curve of the others."""
    measured = {unit: _measure(criterion, unit, book) for unit in units}
    curves = _curves(criterion, [entry for entry in measured.values() if entry[0] is Outcome.SCORED])
    return [
        _read_off(criterion, rulebook, unit, measured[unit], curves, _self_points(criterion, unit, book))
        for unit in units
    ]


_Measured = tuple[Outcome, Part, tuple[Part, ...], tuple[Missing, ...]]


def _measure(criterion: Criterion, unit: str, book: FigureBook) -> _Measured:
    """What was reported and the completions, before any curve."""
    if not criterion.sub_criteria:
        outcome, part, lacking = _measure_part(
            criterion, unit, book, "", criterion.method, criterion.kind, criterion.direction
        )
        return outcome, part, (), lacking
    whole = Part("", actual=chosen_actual(criterion, book.about(unit, criterion.code, "", Role.ACTUAL)))
    if criterion.needs_target:
        target = chosen_target(criterion, book.about(unit, criterion.code, "", Role.TARGET))
        whole = replace(whole, target=target)
    for chosen, outcome in ((whole.target, Outcome.NOT_ASSIGNED), (whole.actual, Outcome.NOT_APPLICABLE)):
        if chosen is not None and chosen.figure.state is State.NOT_APPLICABLE:
            return outcome, whole, (), ()
    parts: list[Part] = []
    missing: list[Missing] = []
    for sub in criterion.sub_criteria:
        method = criterion.method if sub.method is None else sub.method
        _outcome, part, lacking = _measure_part(
            criterion, unit, book, sub.code, method, sub.kind, sub.direction
        )
        parts.append(part)
        missing.extend(lacking)
    if missing:
        return Outcome.NOT_REPORTED, whole, tuple(parts), tuple(missing)
    return Outcome.SCORED, replace(whole, completion=_combined(criterion, parts)), tuple(parts), ()


def _measure_part(
    criterion: Criterion,
    unit: str,
    book: FigureBook,
    sub_code: str,
    method: Method,
    kind: Kind,
    direction: Direction,
) -> tuple[Outcome, Part, tuple[Missing, ...]]:
    target = baseline = None
    actual = chosen_actual(criterion, book.about(unit, criterion.code, sub_code, Role.ACTUAL))
    wants_target = asks_target(method, criterion, kind)
    if wants_target:
        target = chosen_target(criterion, book.about(unit, criterion.code, sub_code, Role.TARGET))
    wants_baseline = isinstance(method, Reduction)
    if wants_baseline:
        baseline = chosen_actual(criterion, book.about(unit, criterion.code, sub_code, Role.BASELINE))
    part = Part(sub_code, target, actual, baseline)
    if target is not None and target.figure.state is State.NOT_APPLICABLE:
        return Outcome.NOT_ASSIGNED, part, ()
    if actual is not None and actual.figure.state is State.NOT_APPLICABLE:
        return Outcome.NOT_APPLICABLE, part, ()
    missing = tuple(
        Missing(role, sub_code)
        for role, wanted, found in (
            (Role.TARGET, wants_target, target),
            (Role.BASELINE, wants_baseline, baseline),
            (Role.ACTUAL, True, actual),
        )
        if wanted and found is None
    )
    if missing or actual is None:
        return Outcome.NOT_REPORTED, part, missing
    if criterion.combine is Combine.CHECKLIST:
        return Outcome.SCORED, part, ()
    completion = completion_of(
        method,
        direction,
        actual=actual.figure.value,
        grade=actual.figure.grade,
        target=None if target is None else target.figure.value,
        baseline=None if baseline is None else baseline.figure.value,
    )
    return Outcome.SCORED, Part(sub_code, target, actual, baseline, completion), ()


def _combined(criterion: Criterion, parts: Sequence[Part]) -> Completion | None:
    paired = tuple(zip(criterion.sub_criteria, parts, strict=True))
    if criterion.combine is Combine.MEAN:
        return mean([(part.completion, sub.weight) for sub, part in paired if part.completion is not None])
    if criterion.combine is Combine.CHECKLIST:
        return tally(
            (sub, part.actual.figure.value)
            for sub, part in paired
            if part.actual is not None and part.actual.figure.value is not None
        )
    return None


def _curves(criterion: Criterion, measured: Sequence[_Measured]) -> dict[str, Curve]:
    """One curve, or one for each added component, by the component's code."""
    if criterion.combine is not Combine.SUM:
        leader = None
        if isinstance(criterion.method, LeaderExcess):
            leader = leader_of(whole.completion for _outcome, whole, _parts, _missing in measured)
        return {"": _compiled(criterion, criterion.method, criterion.max_points, criterion.bonus, leader)}
    curves = {}
    for index, sub in enumerate(criterion.sub_criteria):
        method, most = _own_rule(sub)
        leader = None
        if isinstance(method, LeaderExcess):
            leader = leader_of(parts[index].completion for _outcome, _whole, parts, _missing in measured)
        curves[sub.code] = _compiled(criterion, method, most, None, leader)
    return curves


def _own_rule(sub: SubCriterion) -> tuple[Method, Decimal]:
    if sub.method is None or sub.max_points is None:  # the loader demands both where components are added
        raise ValueError(f"component {sub.code} has no rule of its own")
    return sub.method, sub.max_points


def _compiled(
    criterion: Criterion, method: Method, most: Decimal, bonus: Bonus | None, leader: Completion | None
) -> Curve:
    return compile_curve(method, most, criterion.source, bonus, leader)


def leader_of(completions: Iterable[Completion | None]) -> Completion | None:
    """The best completion; one without end beats every finite one."""
    best: Completion | None = None
    for completion in completions:
        if completion is None:
            continue
        if completion.share is None:
            return completion
        if best is None or best.share is None or completion.share > best.share:
            best = completion
    return best


def _self_points(criterion: Criterion, unit: str, book: FigureBook) -> Decimal | None:
    said = [
        figure.value
        for figure in book.about(unit, criterion.code, "", Role.SELF_POINTS)
        if figure.state is State.REPORTED
    ]
    return said[-1] if said else None


def _read_off(
    criterion: Criterion,
    rulebook: Rulebook,
    unit: str,
    measured: _Measured,
    curves: Mapping[str, Curve],
    self_points: Decimal | None,
) -> Score:
    outcome, whole, parts, missing = measured
    if outcome is not Outcome.SCORED:
        most = criterion.max_points if outcome is Outcome.NOT_REPORTED else ZERO
        return Score(unit, criterion.code, outcome, most, whole, None, None, parts, missing, self_points)
    if criterion.combine is Combine.SUM:
        parts = tuple(_on_curve(part, curves[part.code]) for part in parts)
        points = sum((part.points for part in parts if part.points is not None), Fraction(0))
        bonus = Fraction(0)
    else:
        whole = _on_curve(whole, curves[""])
        points, bonus = whole.points or Fraction(0), whole.bonus or Fraction(0)
    return Score(
        unit,
        criterion.code,
        outcome,
        criterion.max_points,
        whole,
        publish(points, rulebook.point_decimals),
        publish(bonus, rulebook.point_decimals),
        parts,
        (),
        self_points,
    )


def _on_curve(part: Part, curve: Curve) -> Part:
    if part.completion is None:
        raise ValueError(f"component {part.code} has no completion")
    reading = curve.at(part.completion)
    return Part(
        part.code,
        part.target,
        part.actual,
        part.baseline,
        part.completion,
        curve,
        reading.piece,
        reading.points,
        reading.bonus,
    )


def _unit_row(
    rulebook: Rulebook, unit: str, scores: Mapping[tuple[str, str], Score], penalties: Sequence[Penalty]
) -> UnitScore:
    worth = {item.code: item for item in rulebook.penalty_items}
    adds = {item.code: item.points for item in rulebook.bonus_items}
    own = tuple(entry for entry in penalties if entry.unit == unit and entry.item in worth)
    added = tuple(entry for entry in penalties if entry.unit == unit and entry.item in adds)
    sections = []
    for section in rulebook.sections:
        rows = [scores[unit, criterion.code] for criterion in rulebook.in_section(section.code)]
        points = sum((row.points for row in rows if row.points is not None), ZERO)
        penalty = sum(
            (
                worth[entry.item].points * entry.times
                for entry in own
                if worth[entry.item].section == section.code
            ),
            ZERO,
        )
        maximum = sum((row.max_points for row in rows), ZERO)
        sections.append(SectionScore(section.code, points, penalty, max(ZERO, points - penalty), maximum))
    mine = [scores[unit, criterion.code] for criterion in rulebook.criteria]
    item_bonus = sum((adds[entry.item] * entry.times for entry in added), ZERO)
    uncapped = sum((score.bonus for score in mine if score.bonus is not None), item_bonus)
    bonus = min(uncapped, rulebook.bonus_cap)
    total = sum((section.total for section in sections), ZERO) + bonus
    maximum = sum((section.maximum for section in sections), ZERO) + rulebook.bonus_cap
    unreported = [score for score in mine if score.outcome is Outcome.NOT_REPORTED]
    return UnitScore(
        unit,
        tuple(sections),
        uncapped,
        bonus,
        sum((section.points - section.total for section in sections), ZERO),
        own,
        total,
        maximum,
        publish(quotient(total, maximum), rulebook.rate_decimals) if maximum else ZERO,
        None,
        (),
        None,
        tuple(score.criterion for score in unreported),
        sum((score.max_points for score in unreported), ZERO),
        "",
        item_bonus,
        added,
    )


def _with_ranks(
    rulebook: Rulebook, rows: Sequence[UnitScore], scores: Mapping[tuple[str, str], Score]
) -> tuple[UnitScore, ...]:
    counted = [row for row in rows if not row.missing or rulebook.incomplete == "provisional"]
    standings = [
        Standing(
            row.unit,
            row.rate if rulebook.ranked_by == "rate" else row.total,
            {
                **{f"section:{section.code}": section.total for section in row.sections},
                "exceeded": Decimal(_exceeded(row.unit, scores)),
            },
        )
        for row in counted
    ]
    placed = {place.unit: place for place in ranked(standings, rulebook.tie_break)}
    ranked_rows = []
    for row in rows:
        place = placed.get(row.unit)
        grade = "" if row.missing else _grade(rulebook, row, scores)
        if place is not None:
            row = replace(row, rank=place.rank, tied_with=place.tied_with, tie_note=place.tie_note)
        ranked_rows.append(replace(row, grade=grade))
    return tuple(sorted(ranked_rows, key=lambda row: (row.rank is None, row.rank or 0)))


def _exceeded(unit: str, scores: Mapping[tuple[str, str], Score]) -> int:
    """How many criteria a unit completed above their target."""
    return sum(exceeds(score) for (owner, _criterion), score in scores.items() if owner == unit)


def exceeds(score: Score) -> bool:
    """Whether a unit completed a criterion above its target."""
    completion = score.whole.completion
    if completion is None or all(part.target is None for part in (score.whole, *score.parts)):
        return False
    return completion.end == "top" or (completion.share is not None and completion.share > 1)


def _grade(rulebook: Rulebook, row: UnitScore, scores: Mapping[tuple[str, str], Score]) -> str:
    shares = [
        share
        for (unit, _code), score in scores.items()
        if unit == row.unit and (share := score.share) is not None
    ]
    lowest = min(shares, default=Fraction(0))
    for grade in sorted(rulebook.grades, key=lambda grade: grade.from_rate, reverse=True):
        if row.rate >= grade.from_rate and lowest >= Fraction(grade.min_share):
            return grade.label
    return ""
