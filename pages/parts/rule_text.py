"""
Rows of a rulebook as Vietnamese sentences: how points are computed, what is above the target, whose figure.

The sentences say a rule in general; `scoring/explain.py` says what it made of one unit's figures. Both read
the same methods. Templates stand in `TEMPLATES` so that a second language is a second table.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from scoring.methods import compile_curve
from scoring.model import (
    AllOrNothing,
    Checklist,
    Combine,
    Criterion,
    Direction,
    Goalposts,
    Grades,
    Kind,
    LeaderExcess,
    Levels,
    LowerForm,
    Method,
    Proportional,
    Reduction,
    Rulebook,
    Scaled,
    StepDeduction,
    SubCriterion,
)
from scoring.numbers import measured, number
from scoring.scoreboard import asks_target
from scoring.wording import AgencyName, band_words
from scoring.wording import say as explained

TEMPLATES = {
    "ratio": "thực hiện ÷ chỉ tiêu",
    "ratio_complement": "(2 − thực hiện ÷ chỉ tiêu)",
    "ratio_inverse": "chỉ tiêu ÷ thực hiện",
    "ratio_mean": "tỷ lệ hoàn thành bình quân",
    "ratio_means": "Tỷ lệ hoàn thành = {ratio}.",
    "reached": "Đạt hoặc vượt chỉ tiêu",
    "reached_lower": "Bằng hoặc thấp hơn chỉ tiêu",
    "proportional": "{reached} được đủ {most} điểm; chưa đạt thì điểm = {most} × {ratio}, không dưới 0.",
    "floor": "Tỷ lệ hoàn thành dưới {floor} được 0 điểm.",
    "steps": "{reached} được đủ {most} điểm; mỗi 1% còn thiếu so với chỉ tiêu trừ {each} điểm "
    "({counting}), không dưới 0.",
    "steps_empty": "Tỷ lệ hoàn thành từ {share} trở xuống thì hết điểm.",
    "steps_empty_below": "Tỷ lệ hoàn thành dưới {share} thì hết điểm.",
    "levels_completion": "Theo mức tỷ lệ hoàn thành chỉ tiêu:",
    "levels_value": "Theo mức của kết quả:",
    "line": "{name}: {points} điểm",
    "goalposts": "Tính tuyến tính theo kết quả, từ {worst} (0 điểm) đến {best} ({most} điểm); "
    "ngoài khoảng đó lấy 0 hoặc {most} điểm.",
    "yes_no": "Đạt yêu cầu được đủ {most} điểm, không đạt 0 điểm.",
    "all_of_target": "Hoàn thành từ {share} chỉ tiêu trở lên được đủ {most} điểm, dưới mức đó 0 điểm.",
    "all_of_value": "Kết quả từ {value} trở lên được đủ {most} điểm, dưới mức đó 0 điểm.",
    "reduction": "So với cùng kỳ năm trước: {full} được đủ {most} điểm; {zero} được 0 điểm; "
    "ở giữa tính tuyến tính.",
    "fall": "giảm",
    "rise": "tăng",
    "change_from": "{change} từ {share} trở lên",
    "change_up_to": "{change} không quá {share}",
    "no_change": "không {change}",
    "scaled": "Điểm = {most} × chỉ số ÷ {out_of}, từ 0 đến {most} điểm.",
    "grades": "Theo mức xếp loại của cơ quan đánh giá:",
    "checklist": "Cộng, trừ điểm theo từng việc; tổng không dưới 0, không quá {most} điểm.",
    "list_each": "{label}: {points} điểm mỗi {thing}",
    "list_once": "{label}: {points} điểm nếu đạt",
    "list_at_most": " (tính nhiều nhất {count} {thing})",
    "leader": "Chưa đạt: điểm = {most} × {met} × {ratio}. Vừa đạt chỉ tiêu: {met_points} điểm. "
    "Vượt: {met_points} điểm cộng {rest} điểm × mức vượt ÷ mức vượt của đơn vị dẫn đầu cụm; "
    "đơn vị vượt cao nhất được đủ {most} điểm.",
    "mean_ratio": "Tỷ lệ hoàn thành bình quân {weights} của các thành phần, mỗi thành phần = {ratio}.",
    "mean_reduction": "Mức thay đổi bình quân {weights} của các thành phần so với cùng kỳ.",
    "weights_equal": "(trọng số bằng nhau)",
    "weights": "(trọng số {weights})",
    "sum": "Cộng điểm các tiêu chí thành phần.",
    "sum_part": "{code}) {label} ({unit_of_measure}{lower}, tối đa {most} điểm): {rule}",
    "mean_part": "{code}) {label} ({unit_of_measure}{lower})",
    "lower_mark": ", thấp hơn là tốt hơn",
    "bonus": "Mỗi 1% vượt trọn chỉ tiêu thưởng {each} điểm, tối đa {cap} điểm cho tiêu chí này.",
    "no_bonus": "Không có điểm thưởng.",
    "higher": "Cao hơn là tốt hơn",
    "lower": "Thấp hơn là tốt hơn",
    "no_target": "Không dùng chỉ tiêu.",
    "no_target_baseline": "Không dùng chỉ tiêu; so với cùng kỳ năm trước.",
    "one_target": "Chỉ tiêu {level}.",
    "targets": "Lấy chỉ tiêu theo thứ tự ưu tiên: {levels}.",
    "unassigned": "Đơn vị không được giao thì tiêu chí không tính vào mức tối đa của đơn vị.",
    "stand_in": "{agency}; khi chưa có thì tạm lấy số của {others}.",
    "unit_of_measure": "{unit}; giá trị nhận từ {low} đến {high}",
    "points": "{points} điểm",
    "count": "{count} tiêu chí",
    "penalty": "Mỗi lần trừ {points} điểm",
    "bonus_item": "Mỗi lần thưởng {points} điểm",
    "components": "{count} tiêu chí thành phần:",
    "levels": "{levels}. Cấp đứng trước có giao thì lấy theo cấp đó.",
    "total": "{total} điểm = {sections} và điểm thưởng tối đa {bonus}.",
    "bonus_cap": "Không quá {cap} điểm cho toàn bảng.",
    "rounding": "Điểm giữ {points} chữ số sau dấu phẩy, tỷ lệ phần trăm giữ {rate} chữ số; "
    "nửa đơn vị làm tròn lên. Thứ hạng xét trên số đã làm tròn.",
    "by_rate": "Theo tỷ lệ tổng điểm trên mức tối đa của chính đơn vị.",
    "by_total": "Theo tổng điểm.",
    "tie_section": "điểm {section} cao hơn",
    "tie_exceeded": "nhiều tiêu chí vượt chỉ tiêu hơn",
    "tie_vote": "kết quả bỏ phiếu",
    "tie_break": "Lần lượt xét: {steps}; vẫn bằng nhau thì đồng hạng.",
    "tie_none": "Không xét thêm; bằng nhau thì đồng hạng.",
    "provisional": "Đơn vị còn thiếu số liệu vẫn được xếp hạng, ghi rõ “tạm tính”.",
    "unranked": "Đơn vị còn thiếu số liệu chưa được xếp hạng.",
}


def phrase(key: str, **values: str) -> str:
    """A template with its values filled in."""
    return TEMPLATES[key].format(**values)


@dataclass(frozen=True, slots=True)
class RuleText:
    """How points are computed: a sentence, a line for every band or grade, and one for every component."""

    sentence: str
    lines: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()

    def __str__(self) -> str:
        told = (*self.lines, *self.parts)
        return " ".join((self.sentence, *(f"{line};" for line in told[:-1]), *told[-1:]))


# --- the method ------------------------------------------------------------------------------------------


def method_text(criterion: Criterion) -> RuleText:
    """
    How the points of a criterion are computed, with every parameter.

    >>> from decimal import Decimal
    >>> plausible = (Decimal(0), Decimal(120))
    >>> row = Criterion("N1.07", "Giải ngân", "N1", "%", Kind.PERCENT, plausible, Direction.HIGHER,
    ...     ("T",), "SKHDT", Decimal(40), Proportional(), "phụ lục")
    >>> method_text(row).sentence
    'Đạt hoặc vượt chỉ tiêu được đủ 40 điểm; chưa đạt thì điểm = 40 × thực hiện ÷ chỉ tiêu, không dưới 0.'
    """
    match criterion.combine:
        case Combine.SUM:
            return RuleText(
                phrase("sum"), parts=tuple(_part_of_sum(criterion, sub) for sub in criterion.sub_criteria)
            )
        case Combine.CHECKLIST:
            sentence = phrase("checklist", most=number(criterion.max_points))
            return RuleText(sentence, parts=tuple(_task(sub) for sub in criterion.sub_criteria))
        case Combine.MEAN:
            rule = _rule(criterion, criterion, criterion.method, criterion.max_points, averaged=True)
            parts = tuple(
                phrase(
                    "mean_part",
                    code=sub.code,
                    label=sub.label,
                    unit_of_measure=sub.unit_of_measure,
                    lower=_lower_mark(sub),
                )
                for sub in criterion.sub_criteria
            )
            return RuleText(f"{_mean(criterion)} {rule.sentence}", rule.lines, parts)
        case _:
            return _rule(criterion, criterion, criterion.method, criterion.max_points)


def _part_of_sum(criterion: Criterion, sub: SubCriterion) -> str:
    if sub.method is None or sub.max_points is None:
        raise ValueError(f"{sub.code}: a component that is added has its own method and maximum")
    return phrase(
        "sum_part",
        code=sub.code,
        label=sub.label,
        unit_of_measure=sub.unit_of_measure,
        lower=_lower_mark(sub),
        most=number(sub.max_points),
        rule=str(_rule(criterion, sub, sub.method, sub.max_points)),
    )


def _lower_mark(row: Criterion | SubCriterion) -> str:
    return phrase("lower_mark") if row.direction is Direction.LOWER else ""


def _task(sub: SubCriterion) -> str:
    points = number(sub.points_each, sign=True)
    if sub.kind is Kind.YES_NO:
        return phrase("list_once", label=sub.label, points=points)
    text = phrase("list_each", label=sub.label, points=points, thing=sub.unit_of_measure)
    if sub.at_most is not None:
        text += phrase("list_at_most", count=number(sub.at_most), thing=sub.unit_of_measure)
    return text


def _mean(criterion: Criterion) -> str:
    weights = [sub.weight for sub in criterion.sub_criteria]
    told = (
        phrase("weights_equal")
        if len(set(weights)) == 1
        else phrase("weights", weights=" : ".join(number(weight) for weight in weights))
    )
    if isinstance(criterion.method, Reduction):
        return phrase("mean_reduction", weights=told)
    return phrase("mean_ratio", weights=told, ratio=_ratio(criterion.method, criterion.direction))


def _ratio(method: Method, direction: Direction) -> str:
    if direction is Direction.HIGHER:
        return phrase("ratio")
    form = getattr(method, "lower_form", None)
    return phrase("ratio_inverse" if form is LowerForm.INVERSE else "ratio_complement")


def _share(share: Decimal | Fraction) -> str:
    """A share of the rulebook as a percentage with its own digits."""
    return number(Fraction(share) * 100) + "%"


def _rule(
    criterion: Criterion,
    row: Criterion | SubCriterion,
    method: Method,
    most: Decimal,
    *,
    averaged: bool = False,
) -> RuleText:
    lower = row.direction is Direction.LOWER
    ratio = phrase("ratio_mean") if averaged else _ratio(method, row.direction)
    reached = phrase("reached_lower" if lower and not averaged else "reached")
    full = number(most)
    match method:
        case Proportional():
            told = phrase("proportional", reached=reached, most=full, ratio=ratio)
            if method.floor is not None:
                told += " " + phrase("floor", floor=_share(method.floor))
            return RuleText(told)
        case StepDeduction():
            return RuleText(_steps(method, most, reached) + _what_it_means(ratio, lower or averaged))
        case Levels():
            return _levels(row, method, ratio if lower or averaged else "")
        case Goalposts():
            worst, best = (measured(end, row.unit_of_measure) for end in (method.worst, method.best))
            return RuleText(phrase("goalposts", worst=worst, best=best, most=full))
        case AllOrNothing():
            against_target = asks_target(method, criterion, row.kind)
            told = _all_or_nothing(row, method, full, against_target)
            return RuleText(told + _what_it_means(ratio, lower and against_target))
        case Reduction():
            return RuleText(_reduction(method, row.direction, full))
        case Scaled():
            return RuleText(phrase("scaled", most=full, out_of=number(method.out_of)))
        case Grades():
            lines = (
                phrase("line", name=label, points=number(points)) for label, points in reversed(method.grades)
            )
            return RuleText(phrase("grades"), tuple(lines))
        case LeaderExcess():
            met = Fraction(method.met_share)
            return RuleText(
                phrase(
                    "leader",
                    most=full,
                    met=_share(met),
                    ratio=ratio,
                    met_points=number(Fraction(most) * met),
                    rest=number(Fraction(most) * (1 - met)),
                )
            )
        case Checklist():
            return RuleText(phrase("checklist", most=full))


def _what_it_means(ratio: str, needed: bool) -> str:
    return " " + phrase("ratio_means", ratio=ratio) if needed else ""


def _steps(method: StepDeduction, most: Decimal, reached: str) -> str:
    told = phrase(
        "steps",
        reached=reached,
        most=number(most),
        each=number(method.per_percent),
        counting=explained(f"count_{method.counting.value}"),
    )
    curve = compile_curve(method, most, "")
    empty = curve.pieces[0].high  # up to here nothing is left; read off the curve so that it is the same rule
    if empty is None or empty <= 0:
        return told
    end_is_empty = next(piece for piece in curve.pieces if piece.holds(empty)).points(empty) == 0
    return f"{told} " + phrase("steps_empty" if end_is_empty else "steps_empty_below", share=_share(empty))


def _levels(row: Criterion | SubCriterion, method: Levels, ratio: str) -> RuleText:
    of_completion = method.of == "completion"

    def end(value: Decimal) -> str:
        return _share(value) if of_completion else measured(value, row.unit_of_measure)

    bands = method.bands if row.direction is Direction.LOWER and not of_completion else reversed(method.bands)
    lines = tuple(
        phrase("line", name=band_words(band, end), points=number(band.points))
        + (f" ({band.article})" if band.article else "")
        for band in bands
    )
    told = phrase("levels_completion" if of_completion else "levels_value")
    if of_completion and ratio:
        told = phrase("ratio_means", ratio=ratio) + " " + told
    return RuleText(told, lines)


def _all_or_nothing(
    row: Criterion | SubCriterion, method: AllOrNothing, full: str, against_target: bool
) -> str:
    if row.kind is Kind.YES_NO:
        return phrase("yes_no", most=full)
    if against_target:
        return phrase("all_of_target", share=_share(method.threshold), most=full)
    return phrase("all_of_value", value=measured(method.threshold, row.unit_of_measure), most=full)


def _reduction(method: Reduction, direction: Direction, full: str) -> str:
    better, worse = (phrase("fall"), phrase("rise"))[:: 1 if direction is Direction.LOWER else -1]
    return phrase(
        "reduction",
        most=full,
        full=_change(method.full_at, better, worse),
        zero=_change(-method.zero_at, worse, better),
    )


def _change(share: Decimal, this_way: str, other_way: str) -> str:
    """A change of at least `share` this way, in words that hold for a share below 0 too."""
    if share == 0:
        return phrase("no_change", change=other_way)
    if share > 0:
        return phrase("change_from", change=this_way, share=_share(share))
    return phrase("change_up_to", change=other_way, share=_share(-share))


# --- the other cells -------------------------------------------------------------------------------------


def bonus_text(criterion: Criterion) -> str:
    """What is earned above the target."""
    if criterion.bonus is None:
        return phrase("no_bonus")
    most = Fraction(criterion.max_points)
    return phrase(
        "bonus",
        each=number(Fraction(criterion.bonus.per_percent) * most),
        cap=number(Fraction(criterion.bonus.cap) * most),
    )


def direction_text(row: Criterion | SubCriterion) -> str:
    """Which way is better."""
    return phrase("lower" if row.direction is Direction.LOWER else "higher")


def target_text(rulebook: Rulebook, criterion: Criterion) -> str:
    """Whose target counts."""
    levels = [rulebook.level_label(code) for code in criterion.target_levels]
    methods = [criterion.method, *(sub.method for sub in criterion.sub_criteria)]
    if not levels:
        told = phrase(
            "no_target_baseline" if any(isinstance(each, Reduction) for each in methods) else "no_target"
        )
    elif len(levels) == 1:
        told = phrase("one_target", level=levels[0])
    else:
        told = phrase("targets", levels=" → ".join(levels))
    return f"{told} {phrase('unassigned')}" if criterion.may_be_unassigned else told


def agency_text(criterion: Criterion, agency_name: AgencyName) -> str:
    """Whose figure counts, and whose may stand in for it."""
    if not criterion.stand_ins:
        return agency_name(criterion.agency)
    others = ", ".join(agency_name(code) for code in criterion.stand_ins)
    return phrase("stand_in", agency=agency_name(criterion.agency), others=others)
