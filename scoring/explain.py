"""
Why a score is what it is, as a Vietnamese sentence with the numbers filled in.

The sentence is written from the same `Part`, `Curve` and `Piece` that gave the points, so that text and number
cannot differ. Templates stand in `TEMPLATES` so that a second language is a second table.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
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
    Figure,
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
    State,
    Status,
    StepDeduction,
    SubCriterion,
)
from scoring.numbers import day, measured, number, percent
from scoring.scoreboard import Part, Score

TEMPLATES = {
    "target": "Chỉ tiêu {target} ({level})",
    "baseline": "Cùng kỳ {baseline}",
    "actual": "thực hiện {actual}",
    "reaches": "đạt {share} chỉ tiêu",
    "plain_value": "Kết quả {actual}",
    "done": "Kết quả: đạt",
    "not_done": "Kết quả: không đạt",
    "falls": "giảm {share} so với cùng kỳ",
    "rises": "tăng {share} so với cùng kỳ",
    "same": "bằng cùng kỳ",
    "short": "Chưa đủ chỉ tiêu; tính theo tỷ lệ: {formula} = {points} điểm.",
    "met": "Đạt chỉ tiêu nên được đủ điểm chuẩn {points}.",
    "above": "Vượt chỉ tiêu {excess}: đủ điểm chuẩn {points} và thưởng {bonus} điểm "
    "(mỗi 1% vượt trọn được {each} điểm, tối đa {cap}).",
    "nothing": "Kết quả không tính được tỷ lệ dương nên 0 điểm.",
    "below_floor": "Dưới mức sàn {floor} chỉ tiêu nên 0 điểm.",
    "steps": "Thiếu {short} so với chỉ tiêu; mỗi 1% thiếu trừ {each} điểm ({counting}): "
    "{max_points} − {count} × {each} = {points} điểm.",
    "steps_nothing": "Thiếu {short} so với chỉ tiêu; mỗi 1% thiếu trừ {each} điểm nên không còn điểm.",
    "count_exact": "tính cả phần lẻ",
    "count_full": "chỉ tính phần trăm trọn",
    "count_started": "phần lẻ tính tròn lên 1%",
    "band": "Thuộc mức {band}: {points} điểm.",
    "goal_between": "Tính tuyến tính từ {worst} (0 điểm) đến {best} ({max_points} điểm): {formula} = {points} điểm.",
    "goal_best": "Bằng hoặc tốt hơn mức {best} nên được đủ {points} điểm.",
    "goal_worst": "Bằng hoặc kém hơn mức {worst} nên 0 điểm.",
    "passed": "Đạt yêu cầu nên được đủ {points} điểm.",
    "failed": "Không đạt yêu cầu nên 0 điểm.",
    "change_between": "{zero} được 0 điểm, {full} được đủ {max_points} điểm, ở giữa tính tuyến tính: "
    "{formula} = {points} điểm.",
    "change_best": "Mức được đủ điểm là {full} nên được {points} điểm.",
    "change_worst": "Mức bắt đầu có điểm là trên {zero} nên 0 điểm.",
    "scaled": "Quy đổi trên thang {out_of}: {formula} = {points} điểm.",
    "grade": "Được đánh giá “{grade}”: {points} điểm.",
    "leader_short": "Chưa đủ chỉ tiêu: {formula} = {points} điểm.",
    "leader_met": "Vừa đạt chỉ tiêu nên được {met} của điểm chuẩn: {points} điểm.",
    "leader_above": "Vượt {excess}, đơn vị dẫn đầu vượt {lead}: {formula} = {points} điểm.",
    "leader_leads": "Vượt {excess}, cao nhất cụm, nên được đủ {points} điểm.",
    "leader_endless": "Đơn vị dẫn đầu có mức vượt không giới hạn nên phần vượt không được thêm điểm: {points} điểm.",
    "list_line": "{label}: {count} × {each} = {points}",
    "list_total": "Cộng {raw} điểm, trong khoảng từ 0 đến {max_points}: {points} điểm.",
    "mean": "Bình quân các thành phần: {share}.",
    "sum_total": "Cộng các thành phần: {points} điểm.",
    "no_bonus": "Không có điểm thưởng.",
    "not_assigned": "Không giao chỉ tiêu này cho đơn vị; {max_points} điểm chuẩn không tính vào mức tối đa của đơn vị.",
    "not_applicable": "Không phát sinh nội dung này; {max_points} điểm chuẩn không tính vào mức tối đa của đơn vị.",
    "not_reported": "Chưa chấm được: còn thiếu {missing}. Ô này chưa có điểm, không phải 0 điểm.",
    "missing_actual": "số thực hiện do {agency} cung cấp",
    "missing_target": "chỉ tiêu",
    "missing_baseline": "số cùng kỳ do {agency} cung cấp",
    "missing_part": "{what} của “{label}”",
    "note_target_zero": "Chỉ tiêu bằng 0 nên chỉ xét đạt hay không đạt.",
    "note_target_negative": "Chỉ tiêu âm: khoảng cách tới chỉ tiêu tính trên trị tuyệt đối của chỉ tiêu.",
    "note_actual_zero": "Thực hiện bằng 0, tốt hơn mọi tỷ lệ tính được.",
    "note_baseline_zero_kept": "Cùng kỳ bằng 0 và giữ được mức 0 nên tính như giảm đủ mức.",
    "note_baseline_zero_rose": "Cùng kỳ bằng 0 nên việc tăng được tính như tăng 100%.",
    "note_baseline_negative": "Cùng kỳ âm: mức thay đổi tính trên trị tuyệt đối.",
    "target_first_level": "Lấy chỉ tiêu {level} vì là cấp ưu tiên thứ nhất{document}.",
    "target_lower_level": "Lấy chỉ tiêu theo {level} vì cấp ưu tiên cao hơn không giao{document}.",
    "target_others": "Mức khác không dùng: {others}.",
    "actual_only_statement": "Số liệu của {agency}{document}.",
    "actual_latest_vintage": "Số liệu của {agency}, lần công bố thứ {vintage}{document}.",
    "actual_stand_in": "Tạm lấy số liệu của {agency} vì {owner} chưa cung cấp{document}.",
    "actual_others": "Số liệu khác không dùng: {others}.",
    "mark_assumed_method": "cách tính: giả định",
    "mark_assumed_max_points": "điểm chuẩn: giả định",
    "mark_verified_agency": "cơ quan cung cấp: đã đối chiếu",
    "mark_assumed_agency": "cơ quan cung cấp: giả định",
}

STATUS_WORDS = {
    Status.ILLUSTRATIVE: "số liệu minh họa",
    Status.ESTIMATE: "ước thực hiện",
    Status.PRELIMINARY: "số liệu sơ bộ",
    Status.OFFICIAL: "số liệu chính thức",
}

METHOD_WORDS = {
    "Proportional": "tỷ lệ thuận với mức hoàn thành chỉ tiêu",
    "StepDeduction": "trừ điểm theo từng phần trăm thiếu",
    "Levels": "theo mức (bậc)",
    "Goalposts": "tuyến tính giữa mức kém nhất và mức tốt nhất",
    "AllOrNothing": "đạt được đủ điểm, không đạt được 0",
    "Reduction": "theo mức giảm so với cùng kỳ",
    "Scaled": "quy đổi từ chỉ số của cơ quan đánh giá",
    "Grades": "theo xếp loại của cơ quan đánh giá",
    "Checklist": "cộng, trừ theo từng việc",
    "LeaderExcess": "nửa điểm khi đạt, phần còn lại theo mức vượt so với đơn vị dẫn đầu",
    "sum": "cộng điểm các tiêu chí thành phần",
    "mean": "bình quân các tiêu chí thành phần",
}

AgencyName = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Explanation:
    """
    The reason of one score, ready to be shown.

    Attributes:
        sentence: What was reported, what the rule makes of it, the points and the bonus.
        target_note: Which target counts and why, "" where there is none.
        actual_note: Whose figure counts and why, "" where there is none.
        citation: Where the rule is printed, or on what the sample bases it.
        marks: Short marks: assumed or verified cells, status of the figures.
    """

    sentence: str
    target_note: str
    actual_note: str
    citation: str
    marks: tuple[str, ...]


def method_name(criterion: Criterion) -> str:
    """The criterion's method in Vietnamese words."""
    if criterion.combine is Combine.SUM:
        return METHOD_WORDS["sum"]
    name = METHOD_WORDS[type(criterion.method).__name__]
    return f"{name}, {METHOD_WORDS['mean']}" if criterion.combine is Combine.MEAN else name


def status_words(figure: Figure) -> str:
    """The status of a figure; an illustrative one also says what it acts out."""
    words = STATUS_WORDS[figure.status]
    if figure.status is Status.ILLUSTRATIVE and figure.stands_for is not None:
        return f"{words} (vai {STATUS_WORDS[figure.stands_for].removeprefix('số liệu ')})"
    return words


def explain(rulebook: Rulebook, score: Score, agency_name: AgencyName) -> Explanation:
    """
    Explain one score.

    Args:
        rulebook: The rulebook that gave it.
        agency_name: From an agency's code to its Vietnamese name.
    """
    criterion = rulebook.criterion(score.criterion)
    article = criterion.source if score.whole.piece is None else score.whole.piece.article
    return Explanation(
        _sentence(rulebook, criterion, score, agency_name),
        _target_note(rulebook, criterion, score),
        _actual_note(criterion, score, agency_name),
        article,
        _marks(criterion, score),
    )


def say(key: str, **values: str) -> str:
    """A template with its values filled in."""
    return TEMPLATES[key].format(**values)


# --- the sentence -----------------------------------------------------------------------------------------------


def _sentence(rulebook: Rulebook, criterion: Criterion, score: Score, agency_name: AgencyName) -> str:
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
    formula = f"{number(most)} × {_fine(share - Fraction(method.zero_at))} ÷ {_fine(span)}"
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
    formula = f"{base} + {rest} × {_fine(share - 1)} ÷ {_fine(lead - 1)}"
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
        return _fine(part.completion.share)
    actual, target = number(part.actual.figure.value), number(part.target.figure.value)
    if lower_form is LowerForm.INVERSE:
        return f"{target} ÷ {actual}"
    if row.direction is Direction.LOWER:
        return f"(2 − {actual} ÷ {target})"
    return f"{actual} ÷ {target}"


def share_words(share: Fraction) -> str:
    """
    A share with one digit, or as many (up to six) as it needs not to look like exactly 0 % or 100 %.

    >>> share_words(Fraction(92, 100)), share_words(Fraction(99996, 100000)), share_words(Fraction(1))
    ('92,0%', '99,996%', '100,0%')
    """
    for decimals in range(1, 6):
        text = percent(share, decimals)
        if (share == 1 or text != percent(Fraction(1), decimals)) and (
            share == 0 or text.lstrip("−") != percent(Fraction(0), decimals)
        ):
            return text
    return percent(share, 6)


def _fine(share: Fraction) -> str:
    """A share for a formula: exact, or with at least five digits so that the formula gives the points beside it."""
    for decimals in range(2, 9):
        text = percent(share, decimals)
        if share == 0 or abs(share) * 10 ** (decimals + 2) >= 10**4 or share * 10 ** (decimals + 2) % 1 == 0:
            return text
    return percent(share, 9)


def _band_words(method: Levels, row: Criterion | SubCriterion, share: Fraction) -> str:
    def end(value: Decimal) -> str:
        return percent(value, 0) if method.of == "completion" else measured(value, row.unit_of_measure)

    return band_words(next(band for band in method.bands if _holds(band, share)), end)


def band_words(band: Band, end: Callable[[Decimal], str]) -> str:
    """
    A band in words: “từ 80% đến dưới 90%”.

    Args:
        end: From an end of the band to its text.
    """
    low = "" if band.low is None else f"{'từ' if band.low_closed else 'trên'} {end(band.low)}"
    high = "" if band.high is None else f"{'đến' if band.high_closed else 'dưới'} {end(band.high)}"
    if low and high:
        return f"{low} {high if band.high_closed else 'đến ' + high}"
    return f"{low} trở lên" if low and band.low_closed else low or high or "bất kỳ"


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


# --- where the figures come from --------------------------------------------------------------------------------


def _missing(criterion: Criterion, missing: Missing, agency_name: AgencyName) -> str:
    key = {Role.TARGET: "missing_target", Role.BASELINE: "missing_baseline"}.get(
        missing.role, "missing_actual"
    )
    what = say(key, agency=agency_name(criterion.agency))
    for sub in criterion.sub_criteria:
        if sub.code == missing.sub_criterion:
            return say("missing_part", what=what, label=sub.label)
    return what


def _first_part(score: Score) -> Part:
    """The criterion's own part, or its first component where the figures stand on components."""
    whole = score.whole
    return (
        whole if whole.actual is not None or whole.target is not None or not score.parts else score.parts[0]
    )


def _measure_of(criterion: Criterion, figure: Figure) -> str:
    """The unit of measure of a figure: its component's where it stands on one."""
    for sub in criterion.sub_criteria:
        if sub.code == figure.sub_criterion:
            return sub.unit_of_measure
    return criterion.unit_of_measure


def _document(figure: Figure) -> str:
    if not figure.document:
        return ""
    dated = f" ngày {day(figure.document_date)}" if figure.document_date else ""
    return f" ({figure.document}{dated})"


def _target_note(rulebook: Rulebook, criterion: Criterion, score: Score) -> str:
    chosen = _first_part(score).target
    if chosen is None or chosen.figure.state is not State.REPORTED:
        return ""
    told = say(
        f"target_{chosen.reason}",
        level=rulebook.level_label(chosen.figure.level),
        document=_document(chosen.figure),
    )
    others = [
        f"{rulebook.level_label(figure.level)} {measured(figure.value, _measure_of(criterion, figure))}"
        for figure in chosen.others
        if figure.value is not None
    ]
    return f"{told} {say('target_others', others='; '.join(others))}" if others else told


def _actual_note(criterion: Criterion, score: Score, agency_name: AgencyName) -> str:
    chosen = _first_part(score).actual
    if chosen is None:
        return ""
    figure = chosen.figure
    told = say(
        f"actual_{chosen.reason}",
        agency=agency_name(figure.agency),
        owner=agency_name(criterion.agency),
        vintage=str(figure.vintage),
        document=_document(figure),
    )
    others = [
        f"{agency_name(other.agency)} {measured(other.value, _measure_of(criterion, other))}"
        f" ({status_words(other)}, lần {other.vintage})"
        for other in chosen.others
        if other.value is not None
    ]
    return f"{told} {say('actual_others', others='; '.join(others))}" if others else told


def _marks(criterion: Criterion, score: Score) -> tuple[str, ...]:
    marks = [say(f"mark_assumed_{cell}") for cell in ("method", "max_points") if cell in criterion.assumed]
    marks.append(say("mark_verified_agency" if "agency" in criterion.verified else "mark_assumed_agency"))
    marks.extend(sorted({status_words(figure) for figure in score.figures() if figure.role is Role.ACTUAL}))
    return tuple(marks)
