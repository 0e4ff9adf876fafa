"""Every method as a formula: hundreds of made-up figures each, computed by LibreOffice, against the exact curve."""

from __future__ import annotations

import io
import random
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cache
from typing import Any

import pytest
from xlsxwriter import Workbook

from pages.exports.xlsx_formulas import (
    BEYOND,
    NEAR_POINTS,
    Inexpressible,
    bonus_formula,
    completion_formula,
    halves_up,
    literal,
    points_formula,
    surely_beside,
    surely_half_up,
)
from scoring.curve import Curve
from scoring.methods import compile_curve, completion_of, uses_ratio
from scoring.model import (
    AllOrNothing,
    Band,
    Bonus,
    Checklist,
    Completion,
    Counting,
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
)
from scoring.rounding import publish
from tests.office import recalculated, stripped
from tests.strict_floats import Rounding, Sheet, binary_rounding, floor_rounding
from tests.test_export_xlsx import soffice  # noqa: F401 - a fixture

D = Decimal
HIGH, LOW = Direction.HIGHER, Direction.LOWER
COMPLEMENT, INVERSE = LowerForm.COMPLEMENT, LowerForm.INVERSE
EACH = 230
FEWER = {"steps_many": 80}  # its formula is long
BONUS = Bonus(D("0.01"), D("0.10"))
BANDS = (
    Band(None, D("0.8"), False, False, D(0)),
    Band(D("0.8"), D("0.9"), True, False, D("5.5")),
    Band(D("0.9"), D(1), True, False, D(8)),
    Band(D(1), None, True, False, D(10)),
)
VALUE_BANDS = (
    Band(None, D(2), False, True, D(10)),
    Band(D(2), D("5.5"), False, True, D(6)),
    Band(D("5.5"), None, False, False, D(0)),
)
POINT_BANDS = (
    Band(None, D(2), False, False, D(0)),
    Band(D(2), D(2), True, True, D(5)),
    Band(D(2), None, False, False, D(10)),
)
GRADES = (("yếu", D(0)), ('"tốt" & vừa', D(6)), ("tốt", D(10)), ("xuất sắc", D(12)))
CASES: dict[str, tuple[Method, Direction, Decimal, Bonus | None]] = {
    "proportional": (Proportional(), HIGH, D(40), BONUS),
    "proportional_thirds": (Proportional(), HIGH, D("16.5"), Bonus(D("0.015"), D("0.20"))),
    "proportional_floor": (Proportional(floor=D("0.5")), HIGH, D(15), None),
    "complement": (Proportional(COMPLEMENT), LOW, D(20), BONUS),
    "inverse": (Proportional(INVERSE, floor=D("0.5")), LOW, D(15), Bonus(D("0.02"), D("0.2"))),
    "steps_exact": (StepDeduction(D("0.3"), Counting.EXACT), HIGH, D(20), BONUS),
    "steps_full": (StepDeduction(D("0.5"), Counting.FULL), HIGH, D(20), BONUS),
    "steps_started": (StepDeduction(D("0.5"), Counting.STARTED, COMPLEMENT), LOW, D(5), None),
    "steps_many": (StepDeduction(D("0.2"), Counting.FULL), HIGH, D(20), None),
    "levels": (Levels("completion", BANDS), HIGH, D(10), BONUS),
    "levels_of_value": (Levels("value", VALUE_BANDS), LOW, D(10), None),
    "levels_of_a_point": (Levels("value", POINT_BANDS), HIGH, D(10), None),
    "goalposts": (Goalposts(D(40), D(90)), HIGH, D(15), None),
    "goalposts_falling": (Goalposts(D(10), D("-2.5")), LOW, D(15), None),
    "all_or_nothing": (AllOrNothing(D(1), COMPLEMENT), LOW, D(5), None),
    "reduction": (Reduction(D("-0.2"), D("0.05")), LOW, D(15), None),
    "rise": (Reduction(D(0), D("0.3")), HIGH, D(30), None),
    "scaled": (Scaled(D(100)), HIGH, D(50), None),
    "grades": (Grades(GRADES), HIGH, D(12), None),
    "checklist": (Checklist(), HIGH, D(10), None),
    "leader": (LeaderExcess(D("0.5")), HIGH, D(20), BONUS),
    "leader_inverse": (LeaderExcess(D("0.6"), INVERSE), LOW, D(10), None),
}


@dataclass(frozen=True)
class Row:
    """One figure under one rule: what is typed, and what the exact curve says."""

    case: str
    actual: Decimal | str
    against: Decimal | None
    leader: Completion | None
    completion: Completion
    points: Fraction
    bonus: Fraction
    sure: bool


def halves(most: Decimal, random_: random.Random) -> Iterator[tuple[Decimal, Decimal]]:
    """Target and actual whose points lie exactly on a half of the last digit: 2.675, 8.005, …"""
    for _ in range(150):
        points = D(2 * random_.randrange(1, 100 * int(most)) + 1) / 200
        times = D(random_.choice(["0.7", "2", "3.3", "46", "1250"]))
        yield most * times, points * times


def amounts(case: str, random_: random.Random) -> tuple[Decimal, Decimal]:
    """An actual and what it is held against: edges, signs, many sizes."""
    size = D(10) ** random_.choice([-1, 0, 1, 2, 4])
    against = (D(random_.randrange(1, 10_000)) / 100 * size).quantize(D("0.01"))
    share = D(random_.choice([0, 40, 50, 79, 80, 89, 90, 99, 100, 100, 101, 105, 110, 120])) / 100
    if random_.random() < 0.5:
        share = D(random_.randrange(3000, 13000)) / 10_000
    actual = (against * share).quantize(D("0.0001") if random_.random() < 0.5 else D("0.01"))
    if random_.random() < 0.06:
        actual = random_.choice([D(0), D(-1), actual])
    if random_.random() < 0.06:
        against = random_.choice([D(0), -against])
    if "inverse" in case and actual < 0:
        actual = D(0)
    return actual, against


def plain_amount(case: str, random_: random.Random) -> Decimal:
    if random_.random() < 0.3:
        return D(
            random_.choice(["0", "1", "2", "2.01", "5.5", "5.51", "10", "40", "90", "100", "-2.5", "-3"])
        )
    spread = 10 if "levels" in case or "falling" in case or case == "checklist" else 100
    return (D(random_.randrange(-1000, 12_000)) / 10_000 * spread).quantize(D("0.001"))


@cache
def curve_for(case: str, leader: Completion | None = None) -> Curve:
    method, _direction, most, bonus = CASES[case]
    return compile_curve(method, most, "", bonus, leader)


def made_row(case: str, random_: random.Random, given: tuple[Decimal, Decimal] | None = None) -> Row:
    method, direction, _most, _bonus = CASES[case]
    actual: Decimal | str
    against: Decimal | None = None
    ratio = uses_ratio(method, True)
    if isinstance(method, Grades):
        actual = random_.choice(method.grades)[0]
    elif ratio or isinstance(method, Reduction):
        against, actual = given or amounts(case, random_)[::-1]
    else:
        actual = plain_amount(case, random_)
    completion = completion_of(
        method,
        direction,
        actual=actual if isinstance(actual, Decimal) else None,
        grade=actual if isinstance(actual, str) else "",
        target=against if ratio else None,
        baseline=against,
    )
    leader = None
    if isinstance(method, LeaderExcess):
        ahead = random_.choice(
            [Completion(Fraction(1)), Completion(Fraction(37, 30)), Completion(Fraction(9, 10))]
        )
        behind = completion.share is not None and ahead.share is not None and ahead.share < completion.share
        leader = completion if behind or completion.share is None else ahead
        if "inverse" in case and random_.random() < 0.2:
            leader = Completion(None, end="top")
    curve = curve_for(case, leader)
    reading = curve.at(completion)
    sure = surely_half_up(reading.points, 2) and surely_half_up(reading.bonus, 2)
    if completion.share is not None:
        sure = sure and surely_beside(completion.share, (*curve.knots, Fraction(1)))
    if leader is not None and leader.share is not None:
        sure = sure and not 1 < leader.share < 1 + Fraction(1, 10_000)
    return Row(case, actual, against, leader, completion, reading.points, reading.bonus, sure)


@cache
def rows() -> tuple[Row, ...]:
    random_ = random.Random(20181231)
    found = [made_row(case, random_) for case in CASES for _ in range(FEWER.get(case, EACH))]
    for case in ("proportional", "proportional_thirds"):
        found.extend(made_row(case, random_, pair) for pair in halves(CASES[case][2], random_))
    return tuple(found)


@cache
def formulas(case: str, held: bool, at: int) -> tuple[str, str, str]:
    """Completion, points and bonus ("" without one) over the cells of line `at`."""
    method, direction, most, bonus = CASES[case]
    ratio = held and not isinstance(method, Reduction)
    completion = completion_formula(
        method, direction, actual=f"A{at}", target=f"B{at}" if ratio else "", baseline=f"B{at}"
    )
    points = halves_up(points_formula(method, most, f"D{at}", f"C{at}"), 2)
    earned = "" if bonus is None else halves_up(bonus_formula(method, most, bonus, f"D{at}"), 2)
    return completion, points, earned


def lead_of(row: Row) -> float:
    if row.leader is None or row.leader.share is None:
        return float(BEYOND)
    return float(row.leader.share)


def batch() -> bytes:
    """One sheet with a row for every figure: actual, target or baseline, leader, completion, points, bonus."""
    out = io.BytesIO()
    book = Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet("Batch")
    for index, row in enumerate(rows()):
        at = index + 1
        if isinstance(row.actual, str):
            sheet.write_string(index, 0, row.actual)
        else:
            sheet.write_number(index, 0, float(row.actual))
        if row.against is not None:
            sheet.write_number(index, 1, float(row.against))
        if row.leader is not None:
            sheet.write_number(index, 2, lead_of(row))
        for column, formula in enumerate(formulas(row.case, row.against is not None, at), start=3):
            if formula:
                sheet.write_formula(index, column, f"={formula}", None, "")
    book.close()
    return out.getvalue()


@pytest.fixture(scope="module")
def shown(soffice: str, tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], Any]:  # noqa: F811
    return recalculated(soffice, tmp_path_factory.mktemp("batch"), {"batch": stripped(batch())})["batch"]


def number_of(cell: Any) -> Decimal:
    return D(str(round(cell, 9)))


@pytest.mark.parametrize("case", CASES)
def test_points_and_bonus_of_a_method_are_the_published_ones(
    case: str, shown: dict[tuple[str, str], Any]
) -> None:
    wrong = []
    for at, row in enumerate(rows(), start=1):
        if row.case != case or not row.sure:
            continue
        wanted = (publish(row.points, 2), publish(row.bonus, 2))
        bonus = shown["Batch", f"F{at}"] if CASES[case][3] is not None else 0
        found = (number_of(shown["Batch", f"E{at}"]), number_of(bonus))
        if wanted != found:
            wrong.append((row.actual, row.against, row.leader, wanted, found))
    assert [] == wrong


@pytest.mark.parametrize("rounding", [floor_rounding, binary_rounding])
@pytest.mark.parametrize("case", CASES)
def test_the_formulas_need_no_tolerance_of_the_program(case: str, rounding: Rounding) -> None:
    wrong = []
    sheet = Sheet(rounding)
    for row in rows():
        if row.case != case or not row.sure:
            continue
        completion, points, bonus = formulas(case, row.against is not None, 1)
        sheet.cells = {
            "A1": row.actual if isinstance(row.actual, str) else float(row.actual),
            "B1": 0.0 if row.against is None else float(row.against),
            "C1": lead_of(row),
        }
        sheet.cells["D1"] = sheet.value(completion)
        found = tuple(sheet.value(formula) for formula in (points, bonus) if formula)
        wanted = (float(publish(row.points, 2)), float(publish(row.bonus, 2)))[: len(found)]
        if wanted != found:
            wrong.append((row.actual, row.against, row.leader, wanted, found))
    assert [] == wrong


def test_a_plain_rounding_would_get_halves_wrong() -> None:
    wrong = 0
    plain = f"ROUND({points_formula(CASES['proportional'][0], CASES['proportional'][2], 'D1')},2)"
    for sheet in (Sheet(floor_rounding), Sheet(binary_rounding)):
        for row in rows():
            if row.case == "proportional" and row.sure and isinstance(row.actual, Decimal) and row.against:
                sheet.cells["D1"] = float(row.actual) / float(row.against)
                wrong += sheet.value(plain) != float(publish(row.points, 2))
    assert wrong > 50


def test_the_figures_are_many_and_lie_on_every_branch() -> None:
    assert len(rows()) > 5000
    for case, (method, _direction, _most, _bonus) in CASES.items():
        sure = [row for row in rows() if row.case == case and row.sure]
        assert len(sure) >= FEWER.get(case, EACH) - 3, case
        if not isinstance(method, LeaderExcess):
            curve = curve_for(case)
            hit = {curve.at(row.completion).piece.branch for row in sure}
            assert {piece.branch for piece in curve.pieces} - hit <= {"grade"}, case


def test_many_of_the_figures_lie_exactly_on_a_half_that_floats_miss() -> None:
    on_half = [row for row in rows() if (row.points * 200).denominator == 1 and row.points * 100 % 1]
    floats_miss = [
        row for row in on_half if round(float(row.points) + 0.0, 2) != float(publish(row.points, 2))
    ]
    assert len(on_half) > 400
    assert len(floats_miss) > 100


def test_what_lies_too_close_to_a_half_is_not_left_to_floats() -> None:
    half = Fraction(2675, 1000)
    assert surely_half_up(half, 2)
    assert not surely_half_up(half - NEAR_POINTS / 2, 2)
    assert not surely_half_up(half + NEAR_POINTS, 2)
    assert surely_half_up(half - NEAR_POINTS * 2, 2)
    assert not surely_beside(Fraction(1) - Fraction(1, 10**13), [Fraction(1)])
    assert surely_beside(Fraction(1), [Fraction(1)])


def test_a_constant_with_more_digits_than_a_spreadsheet_keeps_is_refused() -> None:
    assert "0.375" == literal(Fraction(3, 8))
    assert "(20/3)" == literal(Fraction(20, 3))
    for amount in (Fraction(10**16 + 1, 3), Fraction(1234567890123456789, 1000)):
        with pytest.raises(Inexpressible):
            literal(amount)


def test_a_rule_with_too_many_steps_is_refused() -> None:
    with pytest.raises(Inexpressible):
        points_formula(StepDeduction(D("0.01"), Counting.FULL), D(20), "D1")
