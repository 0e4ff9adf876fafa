"""The sentence of one score: what was reported, what the branch of the rule makes of it, the points and the bonus."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from scoring.model import (
    AllOrNothing,
    Band,
    Combine,
    Completion,
    Counting,
    Criterion,
    Direction,
    Goalposts,
    Grades,
    Kind,
    LeaderExcess,
    Levels,
    LowerForm,
    Method,
    Missing,
    Outcome,
    Proportional,
    Reduction,
    Role,
    Rulebook,
    Scaled,
    StepDeduction,
    SubCriterion,
)
from scoring.numbers import measured, number, percent
from scoring.scoreboard import Part, Score
from scoring.wording import AgencyName, band_words, fine, say, share_words


def sentence(rulebook: Rulebook, criterion: Criterion, score: Score, agency_name: AgencyName) -> str:
    """The sentence of a score, or why there is none yet."""
    decimals = rulebook.point_decimals
    if score.outcome is Outcome.NOT_ASSIGNED:
        return say("not_assigned", max_points=number(criterion.max_points))
    if score.outcome is Outcome.NOT_APPLICABLE:
        return say("not_applicable", max_points=number(criterion.max_points))
    if score.outcome is Outcome.NOT_REPORTED:
        lacking = "; ".join(_missing(criterion, missing, agency_name) for missing in score.missing)
        return say("not_reported", missing=lacking)
    points = number(score.points, decimals)
    if criterion.combine is Combine.CHECKLIST:
        return _checklist(criterion, score, points)
    if criterion.combine is Combine.SUM:
        told = [
            f"{sub.label}: {_lower_first(_part_sentence(rulebook, criterion, sub, part, None))}"
            for sub, part in zip(criterion.sub_criteria, score.parts, strict=True)
        ]
        return " ".join([*told, say("sum_total", points=points)])
    if criterion.combine is Combine.MEAN:
        told = [
            f"{sub.label}: {_lower_first(_given(rulebook, criterion.method, sub, part))}."
            for sub, part in zip(criterion.sub_criteria, score.parts, strict=True)
        ]
        share = _mean_words(criterion, score.whole.completion)
        rule = _rule_sentence(rulebook, criterion, criterion, score.whole, score)
        return " ".join([*told, say("mean", share=share), rule])
    return _part_sentence(rulebook, criterion, criterion, score.whole, score)


def _part_sentence(
    rulebook: Rulebook,
    criterion: Criterion,
    row: Criterion | SubCriterion,
    part: Part,
    score: Score | None,
) -> str:
    method = _method_of(criterion, row)
    if isinstance(method, Grades):
        return _rule_sentence(rulebook, criterion, row, part, score)
    return f"{_given(rulebook, method, row, part)}. " + _rule_sentence(rulebook, criterion, row, part, score)


def _method_of(criterion: Criterion, row: Criterion | SubCriterion) -> Method:
    return criterion.method if row.method is None else row.method


def _given(rulebook: Rulebook, method: Method, row: Criterion | SubCriterion, part: Part) -> str:
    """Target or baseline, actual, and the completion: what everybody talks about."""
    if part.actual is None or part.completion is None:
        raise ValueError(f"{row.code}: nothing to tell")
    value = part.actual.figure.value
    if row.kind is Kind.YES_NO:
        return say("done" if value else "not_done")
    actual = measured(value, row.unit_of_measure)
    if part.target is not None:
        target = part.target.figure
        opening = say(
            "target",
            target=measured(target.value, row.unit_of_measure),
            level=rulebook.level_label(target.level),
        )
        told = f"{opening}, {say('actual', actual=actual)}"
        if part.completion.share is None:
            return told
        return f"{told}: {say('reaches', share=share_words(part.completion.share))}"
    if part.baseline is not None:
        opening = say("baseline", baseline=measured(part.baseline.figure.value, row.unit_of_measure))
        told = f"{opening}, {say('actual', actual=actual)}"
        if part.completion.note.startswith("baseline_zero"):
            return told
        return f"{told}: {_change_words(part.completion, row.direction)}"
    return say("plain_value", actual=actual)


def _change_words(completion: Completion, direction: Direction) -> str:
    share = completion.share or Fraction(0)
    if share == 0:
        return say("same")
    falls = (share > 0) == (direction is Direction.LOWER)
    return say("falls" if falls else "rises", share=share_words(abs(share)))


def _mean_words(criterion: Criterion, completion: Completion | None) -> str:
    if completion is None or completion.share is None:
        raise ValueError(f"{criterion.code}: a mean without a share")
    if isinstance(criterion.method, Reduction):
        return _change_words(completion, criterion.sub_criteria[0].direction)
    return say("reaches", share=share_words(completion.share))


def _rule_sentence(
    rulebook: Rulebook, criterion: Criterion, row: Criterion | SubCriterion, part: Part, score: Score | None
) -> str:
    """What the branch of the rule makes of the completion, the bonus, and the special case if there is one."""
    if part.piece is None or part.points is None or part.completion is None or part.curve is None:
        raise ValueError(f"{criterion.code}: not read off a curve")
    decimals = rulebook.point_decimals
    points = number(part.points if score is None else score.points, decimals)
    most = row.max_points if row.max_points is not None else criterion.max_points
    method = _method_of(criterion, row)
    told = [_branch(method, row, part, points, most, criterion, decimals)]
    notes = dict.fromkeys(part.completion.note.split("+")) if part.completion.note else {}
    told.extend(say(f"note_{note}") for note in notes)
    if score is not None and criterion.bonus is not None and not score.bonus:
        told.append(say("no_bonus"))
    return " ".join(told)


def _branch(
    method: Method,
    row: Criterion | SubCriterion,
    part: Part,
    points: str,
    most: Decimal,
    criterion: Criterion,
    decimals: int,
) -> str:
    piece, completion = part.piece, part.completion
    if piece is None or completion is None:
        raise ValueError(f"{criterion.code}: not read off a curve")
    share = completion.share if completion.share is not None else Fraction(0)
    if piece.branch == "above" and criterion.bonus is not None and part.bonus is not None:
        return say(
            "above",
            excess=share_words(share - 1) if completion.share is not None else "không giới hạn",
            points=points,
            bonus=number(part.bonus, decimals),
            each=number(Fraction(criterion.bonus.per_percent) * Fraction(most)),
            cap=number(Fraction(criterion.bonus.cap) * Fraction(most)),
        )
    match method:
        case Proportional() | StepDeduction() | AllOrNothing() if piece.branch == "met":
            return say("passed" if row.kind is Kind.YES_NO else "met", points=points)
        case Proportional():
            if piece.branch == "below_floor":
                return say("below_floor", floor=share_words(Fraction(method.floor or 0)))
            if piece.branch == "nothing":
                return say("nothing")
            formula = f"{number(most)} × {_share_formula(method.lower_form, row, part)}"
            return say("short", formula=formula, points=points)
        case StepDeduction():
            return _steps(method, share, points, most)
        case Levels():
            return say("band", band=_band_words(method, row, share), points=points)
        case Goalposts():
            return _goalposts(method, row, part, points, most)
        case AllOrNothing():
            return say("failed")
        case Reduction():
            return _reduction(method, row, part, share, points, most)
        case Scaled():
            formula = f"{number(most)} × {number(share)} ÷ {number(method.out_of)}"
            return say("scaled", out_of=number(method.out_of), formula=formula, points=points)
        case Grades():
            grade = "" if part.actual is None else part.actual.figure.grade
            return say("grade", grade=grade, points=points)
        case LeaderExcess():
            return _leader(method, row, part, share, points, most)
        case _:
            raise ValueError(f"{criterion.code}: no sentence for {type(method).__name__}")


def _steps(method: StepDeduction, share: Fraction, points: str, most: Decimal) -> str:
    short = (1 - share) * 100
    counted = short
    if method.counting is Counting.FULL:
        counted = Fraction(short.numerator // short.denominator)
    elif method.counting is Counting.STARTED:
        counted = Fraction(-(-short.numerator // short.denominator))
    each = number(method.per_percent)
    if counted * Fraction(method.per_percent) > Fraction(most):
        return say("steps_nothing", short=share_words(short / 100), each=each)
    return say(
        "steps",
        short=share_words(short / 100),
        each=each,
        counting=say(f"count_{method.counting.value}"),
        max_points=number(most),
        count=number(counted),
        points=points,
    )


def _goalposts(
    method: Goalposts, row: Criterion | SubCriterion, part: Part, points: str, most: Decimal
) -> str:
    worst, best = measured(method.worst, row.unit_of_measure), measured(method.best, row.unit_of_measure)
    branch = "" if part.piece is None else part.piece.branch
    value = part.completion.share if part.completion is not None else None
    if branch == "best" or value == Fraction(method.best):
        return say("goal_best", best=best, points=points)
    if branch == "worst" or value == Fraction(method.worst):
        return say("goal_worst", worst=worst)
    low, high = (method.worst, method.best) if method.worst < method.best else (method.best, method.worst)
    top = (
        f"({number(value)} − {number(low)})"
        if method.worst < method.best
        else f"({number(high)} − {number(value)})"
    )
    formula = f"{number(most)} × {top} ÷ ({number(high)} − {number(low)})"
    return say(
        "goal_between", worst=worst, best=best, max_points=number(most), formula=formula, points=points
    )


def _reduction(
    method: Reduction, row: Criterion | SubCriterion, part: Part, share: Fraction, points: str, most: Decimal
) -> str:
    branch = "" if part.piece is None else part.piece.branch
    zero = _change_words(Completion(Fraction(method.zero_at)), row.direction).removesuffix(" so với cùng kỳ")
    full = _change_words(Completion(Fraction(method.full_at)), row.direction).removesuffix(" so với cùng kỳ")
    if branch == "best":
        return say("change_best", full=full, points=points)
    if branch == "worst" or share == Fraction(method.zero_at):
        return say("change_worst", zero=zero)
    span = Fraction(method.full_at) - Fraction(method.zero_at)
    formula = f"{number(most)} × {fine(share - Fraction(method.zero_at))} ÷ {fine(span)}"
    return say(
        "change_between",
        zero=zero.capitalize(),
        full=full,
        max_points=number(most),
        formula=formula,
        points=points,
    )


def _leader(
    method: LeaderExcess,
    row: Criterion | SubCriterion,
    part: Part,
    share: Fraction,
    points: str,
    most: Decimal,
) -> str:
    met = Fraction(method.met_share)
    if part.completion is not None and part.completion.share is None:
        return say("leader_leads", excess="không giới hạn", points=points)
    if share < 0:
        return say("nothing")
    if share < 1:
        formula = f"{number(most)} × {number(met)} × {_share_formula(method.lower_form, row, part)}"
        return say("leader_short", formula=formula, points=points)
    if share == 1:
        return say("leader_met", met=percent(met, 0), points=points)
    if part.curve is None or part.piece is None:
        raise ValueError(f"{row.code}: not read off a curve")
    if part.piece.branch == "leads":
        return say("leader_leads", excess=share_words(share - 1), points=points)
    lead = part.piece.high
    if lead is None:
        return say("leader_endless", points=points)
    base, rest = number(Fraction(most) * met), number(Fraction(most) * (1 - met))
    formula = f"{base} + {rest} × {fine(share - 1)} ÷ {fine(lead - 1)}"
    return say(
        "leader_above",
        excess=share_words(share - 1),
        lead=share_words(lead - 1),
        formula=formula,
        points=points,
    )


def _checklist(criterion: Criterion, score: Score, points: str) -> str:
    lines = []
    for sub, part in zip(criterion.sub_criteria, score.parts, strict=True):
        count = None if part.actual is None else part.actual.figure.value
        if count is None or sub.points_each is None:
            raise ValueError(f"{criterion.code}.{sub.code}: nothing to count")
        counted = count if sub.at_most is None else min(count, sub.at_most)
        lines.append(
            say(
                "list_line",
                label=sub.label,
                count=number(counted),
                each=number(sub.points_each) if sub.points_each >= 0 else f"({number(sub.points_each)})",
                points=number(counted * sub.points_each),
            )
        )
    raw = score.whole.completion.share if score.whole.completion is not None else None
    total = say("list_total", raw=number(raw), max_points=number(criterion.max_points), points=points)
    return "; ".join(lines) + ". " + total


def _share_formula(lower_form: LowerForm | None, row: Criterion | SubCriterion, part: Part) -> str:
    """A/T as it is on paper; the share itself where a special case or a mean leaves no such fraction."""
    if part.completion is None or part.completion.share is None:
        raise ValueError(f"{row.code}: no share")
    if part.target is None or part.actual is None or part.completion.note:
        return fine(part.completion.share)
    actual, target = number(part.actual.figure.value), number(part.target.figure.value)
    if lower_form is LowerForm.INVERSE:
        return f"{target} ÷ {actual}"
    if row.direction is Direction.LOWER:
        return f"(2 − {actual} ÷ {target})"
    return f"{actual} ÷ {target}"


def _band_words(method: Levels, row: Criterion | SubCriterion, share: Fraction) -> str:
    def end(value: Decimal) -> str:
        return percent(value, 0) if method.of == "completion" else measured(value, row.unit_of_measure)

    return band_words(next(band for band in method.bands if _holds(band, share)), end)


def _holds(band: Band, share: Fraction) -> bool:
    above = (
        band.low is None or share > Fraction(band.low) or (band.low_closed and share == Fraction(band.low))
    )
    below = (
        band.high is None
        or share < Fraction(band.high)
        or (band.high_closed and share == Fraction(band.high))
    )
    return above and below


def _lower_first(text: str) -> str:
    return text[:1].lower() + text[1:]


def _missing(criterion: Criterion, missing: Missing, agency_name: AgencyName) -> str:
    key = {Role.TARGET: "missing_target", Role.BASELINE: "missing_baseline"}.get(
        missing.role, "missing_actual"
    )
    what = say(key, agency=agency_name(criterion.agency))
    for sub in criterion.sub_criteria:
        if sub.code == missing.sub_criterion:
            return say("missing_part", what=what, label=sub.label)
    return what
