"""
Whether figures and penalties can be kept: what a row says by itself, and what cluster and rulebook say to it.

Nothing is mended here; all problems are returned together, in Vietnamese, each naming its row.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal

from data.cluster import Cluster
from scoring.figures import OWN
from scoring.model import (
    Combine,
    Criterion,
    Figure,
    Grades,
    Kind,
    Method,
    Penalty,
    Role,
    Rulebook,
    State,
    Status,
    SubCriterion,
)
from scoring.numbers import number

CONTROL = re.compile(r"[\x00-\x1f\x7f\u2028\u2029\ud800-\udfff]")
FIGURE_TEXTS = ("unit", "criterion", "sub_criterion", "level", "grade", "agency", "document", "note")
PENALTY_TEXTS = ("unit", "item", "agency", "document", "note")
LONGEST = 2_000  # characters of one text
DIGITS = 18  # whole digits of a figure
DECIMALS = 10  # digits after the point; what the store keeps

Fault = tuple[str, str]  # column, sentence
FigureKey = tuple[str, int, str, str, str, str, str, str, int]


def key_of(figure: Figure) -> FigureKey:
    """What makes a figure one statement: two with the same key cannot both be kept."""
    return (
        "figure", figure.year, figure.unit, figure.criterion, figure.sub_criterion, figure.role, figure.level,
        figure.agency, figure.vintage,
    )  # fmt: skip


def figure_faults(figure: Figure) -> list[Fault]:
    """What is wrong with a figure by itself: (column, sentence) each."""
    faults = _text_faults(figure, FIGURE_TEXTS)
    faults += [
        (column, "để trống") for column in ("unit", "criterion", "agency") if not getattr(figure, column)
    ]
    if figure.vintage < 1:
        faults.append(("vintage", "phải từ 1 trở lên"))
    said = figure.value is not None or bool(figure.grade)
    if figure.state is State.REPORTED and not said:
        faults.append(("value", "đã báo cáo thì phải có giá trị hoặc xếp loại"))
    if figure.state is not State.REPORTED and said:
        faults.append(("state", f"{figure.state} thì không được có giá trị"))
    if figure.value is not None and figure.grade:
        faults.append(("grade", "chỉ ghi giá trị hoặc xếp loại, không ghi cả hai"))
    if figure.value is not None:
        faults += _size_faults(figure.value)
    if figure.role is Role.TARGET and not figure.level:
        faults.append(("level", "chỉ tiêu phải ghi cấp giao"))
    if figure.role is not Role.TARGET and figure.level:
        faults.append(("level", f"role = {figure.role} thì không ghi cấp giao"))
    if figure.stands_for is not None and figure.status is not Status.ILLUSTRATIVE:
        faults.append(("stands_for", "chỉ số liệu minh họa mới ghi stands_for"))
    if figure.stands_for is Status.ILLUSTRATIVE:
        faults.append(("stands_for", "phải là estimate, preliminary hoặc official"))
    return faults


def penalty_faults(penalty: Penalty) -> list[Fault]:
    """What is wrong with a penalty by itself: (column, sentence) each."""
    faults = _text_faults(penalty, PENALTY_TEXTS)
    required = ("unit", "item", "agency", "document")
    faults += [(column, "để trống") for column in required if not getattr(penalty, column)]
    if not 1 <= penalty.times <= 1_000:
        faults.append(("times", "phải từ 1 đến 1000 lần"))
    return faults


def figure_problems(
    figures: Iterable[Figure],
    cluster: Cluster | None,
    rulebooks: Mapping[int, Rulebook],
    kept: Iterable[Figure] = (),
) -> list[str]:
    """
    Every reason not to keep `figures` beside those that are `kept`.

    Args:
        cluster: Whose members and agencies figures must name; None = those are not checked.
        rulebooks: By year; a figure of a year without rulebook is refused.
    """
    problems: list[str] = []
    seen = {key_of(figure) for figure in kept}
    for figure in figures:
        faults = figure_faults(figure)
        whole = not faults  # a value that is wrong by itself is not measured besides
        if key_of(figure) in seen:
            faults.append(("vintage", "đã có số liệu cùng khóa; số mới của cùng cơ quan phải tăng vintage"))
        seen.add(key_of(figure))
        faults += _known_unit(figure.unit, figure.year, cluster)
        faults += _known_agency(figure.agency, cluster)
        rulebook = rulebooks.get(figure.year)
        if rulebook is None:
            faults.append(("year", f"chưa có quy chế năm {figure.year}"))
        else:
            faults += _against_rulebook(figure, rulebook, measured=whole)
        parts = [
            str(figure.year),
            figure.unit,
            figure.criterion,
            figure.sub_criterion,
            figure.role,
            figure.level,
        ]
        name = " ".join(part for part in parts if part)
        problems += [f"{name}, {column}: {text}" for column, text in faults]
    return problems


def penalty_problems(
    penalties: Iterable[Penalty],
    cluster: Cluster | None,
    rulebooks: Mapping[int, Rulebook],
    kept: Iterable[Penalty] = (),
) -> list[str]:
    """Every reason not to keep `penalties` (occurrences of bonus items among them) beside those that are `kept`."""
    problems: list[str] = []
    seen = {(row.year, row.unit, row.item, row.document) for row in kept}
    for penalty in penalties:
        faults = penalty_faults(penalty)
        key = (penalty.year, penalty.unit, penalty.item, penalty.document)
        if key in seen:
            faults.append(("document", "văn bản này đã được tính cho cùng khoản của đơn vị"))
        seen.add(key)
        faults += _known_unit(penalty.unit, penalty.year, cluster)
        faults += _known_agency(penalty.agency, cluster)
        rulebook = rulebooks.get(penalty.year)
        if rulebook is None:
            faults.append(("year", f"chưa có quy chế năm {penalty.year}"))
        elif penalty.item and penalty.item not in {item.code for item in rulebook.items}:
            faults.append(
                ("item", f"quy chế năm {penalty.year} không có điểm trừ hoặc điểm thưởng “{penalty.item}”")
            )
        name = f"{penalty.year} {penalty.unit} {penalty.item}"
        problems += [f"{name}, {column}: {text}" for column, text in faults]
    return problems


def _text_faults(row: Figure | Penalty, columns: Iterable[str]) -> list[Fault]:
    faults: list[Fault] = []
    for column in columns:
        text = getattr(row, column)
        if CONTROL.search(text):
            faults.append((column, "có ký tự điều khiển"))
        if len(text) > LONGEST:
            faults.append((column, f"dài quá {LONGEST} ký tự"))
    if not 1900 <= row.year <= 2200:
        faults.append(("year", f"năm {row.year} không hợp lý"))
    return faults


def _size_faults(value: Decimal) -> list[Fault]:
    if not value.is_finite():
        return [("value", "không phải số hữu hạn")]
    if value.adjusted() >= DIGITS:
        return [("value", f"quá {DIGITS} chữ số nguyên")]
    exponent = value.normalize().as_tuple().exponent
    if isinstance(exponent, int) and exponent < -DECIMALS:
        return [("value", f"quá {DECIMALS} chữ số thập phân")]
    return []


def _known_unit(code: str, year: int, cluster: Cluster | None) -> list[Fault]:
    if not code or cluster is None or any(unit.code == code for unit in cluster.units_in(year)):
        return []
    return [("unit", f"không có đơn vị “{code}” trong cụm năm {year}")]


def _known_agency(code: str, cluster: Cluster | None) -> list[Fault]:
    if not code or cluster is None or code == OWN or any(agency.code == code for agency in cluster.agencies):
        return []
    return [("agency", f"không có cơ quan “{code}” trong danh mục")]


def _against_rulebook(figure: Figure, rulebook: Rulebook, *, measured: bool) -> list[Fault]:
    criterion = next((row for row in rulebook.criteria if row.code == figure.criterion), None)
    if criterion is None:
        known = not figure.criterion
        text = f"quy chế năm {rulebook.year} không có tiêu chí “{figure.criterion}”"
        return [] if known else [("criterion", text)]
    part, faults = _part(figure, criterion)
    if figure.role is Role.TARGET:
        if not criterion.needs_target:
            faults.append(("role", f"tiêu chí {criterion.code} không dùng chỉ tiêu"))
        elif figure.level and figure.level not in {level.code for level in rulebook.target_levels}:
            faults.append(("level", f"quy chế không có cấp giao “{figure.level}”"))
        elif figure.level and figure.level not in criterion.target_levels:
            faults.append(
                ("level", f"tiêu chí {criterion.code} không nhận chỉ tiêu của cấp “{figure.level}”")
            )
    if measured and figure.state is State.REPORTED and not faults:
        faults += _against_measure(figure, criterion, part)
    return faults


def _part(figure: Figure, criterion: Criterion) -> tuple[SubCriterion | None, list[Fault]]:
    part = next((row for row in criterion.sub_criteria if row.code == figure.sub_criterion), None)
    if figure.sub_criterion and part is None:
        return None, [
            ("sub_criterion", f"tiêu chí {criterion.code} không có thành phần “{figure.sub_criterion}”")
        ]
    whole = figure.role is Role.SELF_POINTS or criterion.combine is Combine.NONE
    if not figure.sub_criterion and not whole and figure.state is State.REPORTED:
        return None, [("sub_criterion", f"tiêu chí {criterion.code} cần số liệu của từng thành phần")]
    return part, []


def _against_measure(figure: Figure, criterion: Criterion, part: SubCriterion | None) -> list[Fault]:
    """The value against kind and plausible range of the criterion or its component."""
    measured: Criterion | SubCriterion = criterion if part is None else part
    method: Method | None = criterion.method if part is None else part.method
    if figure.role is Role.SELF_POINTS:
        if figure.value is None:
            return [("value", "điểm tự chấm phải là số")]
        most = criterion.max_points if part is None else part.max_points or criterion.max_points
        if criterion.bonus is not None:
            most += criterion.max_points * criterion.bonus.cap
        return _within(figure.value, Decimal(0), most, "điểm tự chấm")
    if measured.kind is Kind.GRADE:
        labels = [label for label, _points in method.grades] if isinstance(method, Grades) else []
        if figure.grade not in labels:
            return [("grade", f"“{figure.grade}” không thuộc các loại: {', '.join(labels)}")]
        return []
    if figure.value is None:
        return [("value", "phải là số, không phải xếp loại")]
    if measured.kind is Kind.YES_NO and figure.value not in (0, 1):
        return [("value", "chỉ được là 1 (đạt) hoặc 0 (không đạt)")]
    if measured.kind is Kind.COUNT and figure.value != figure.value.to_integral_value():
        return [("value", "phải là số nguyên")]
    return _within(figure.value, *measured.plausible, "giá trị")


def _within(value: Decimal, low: Decimal, high: Decimal, what: str) -> list[Fault]:
    if low <= value <= high:
        return []
    return [("value", f"{what} {number(value)} nằm ngoài khoảng hợp lý {number(low)} đến {number(high)}")]
