"""
The words of the computed layer: templates of the sentences that explain points, and the small phrases in them.

They stand in tables so that a second language is a second table. The screens have their own words.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction

from scoring.model import Band, Combine, Criterion, Figure, Status
from scoring.numbers import percent

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


def say(key: str, **values: str) -> str:
    """A template with its values filled in."""
    return TEMPLATES[key].format(**values)


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


def fine(share: Fraction) -> str:
    """A share for a formula: exact, or with at least five digits so that the formula gives the points beside it."""
    for decimals in range(2, 9):
        text = percent(share, decimals)
        if share == 0 or abs(share) * 10 ** (decimals + 2) >= 10**4 or share * 10 ** (decimals + 2) % 1 == 0:
            return text
    return percent(share, 9)


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
