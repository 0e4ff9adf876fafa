"""Every rule as a Vietnamese sentence that says what its curve does, and every cell with its mark."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from data.rules import load_rulebook
from pages.parts.rule_cells import (
    bonus_cells,
    count_cells,
    criterion_cells,
    head_cells,
    penalty_cells,
    section_cells,
)
from pages.parts.rule_changes import head_changes, row_changes
from pages.parts.rule_text import TEMPLATES, bonus_text, method_text, target_text
from scoring.methods import compile_curve
from scoring.model import (
    AllOrNothing,
    Band,
    Bonus,
    Completion,
    Counting,
    Direction,
    Goalposts,
    Kind,
    LeaderExcess,
    Levels,
    LowerForm,
    Proportional,
    Reduction,
    Scaled,
    StepDeduction,
)
from scoring.trend import comparability

TESTS = Path(__file__).parent
BOOKS = [
    *(load_rulebook(path) for path in sorted((TESTS.parent / "data" / "rulebooks").glob("*.toml"))),
    *(load_rulebook(path) for path in sorted((TESTS / "other_cluster" / "rulebooks").glob("*.toml"))),
]
OLD, NEW = BOOKS[0], BOOKS[1]
ROW = replace(NEW.criterion("N1.07"), bonus=None)
D = Decimal


def told(**fields: object) -> str:
    return str(method_text(replace(ROW, **fields)))


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        (
            {"method": Proportional()},
            "Đạt hoặc vượt chỉ tiêu được đủ 40 điểm; chưa đạt thì điểm = 40 × thực hiện ÷ chỉ tiêu, không dưới 0.",
        ),
        (
            {"method": Proportional(floor=D("0.5"))},
            "Đạt hoặc vượt chỉ tiêu được đủ 40 điểm; chưa đạt thì điểm = 40 × thực hiện ÷ chỉ tiêu, không dưới 0. "
            "Tỷ lệ hoàn thành dưới 50% được 0 điểm.",
        ),
        (
            {"method": Proportional(LowerForm.COMPLEMENT), "direction": Direction.LOWER},
            "Bằng hoặc thấp hơn chỉ tiêu được đủ 40 điểm; chưa đạt thì điểm = 40 × (2 − thực hiện ÷ chỉ tiêu), "
            "không dưới 0.",
        ),
        (
            {"method": Proportional(LowerForm.INVERSE), "direction": Direction.LOWER},
            "Bằng hoặc thấp hơn chỉ tiêu được đủ 40 điểm; chưa đạt thì điểm = 40 × chỉ tiêu ÷ thực hiện, "
            "không dưới 0.",
        ),
        (
            {"method": StepDeduction(D(1), Counting.EXACT)},
            "Đạt hoặc vượt chỉ tiêu được đủ 40 điểm; mỗi 1% còn thiếu so với chỉ tiêu trừ 1 điểm "
            "(tính cả phần lẻ), không dưới 0. Tỷ lệ hoàn thành từ 60% trở xuống thì hết điểm.",
        ),
        (
            {"method": StepDeduction(D(1), Counting.FULL)},
            "Đạt hoặc vượt chỉ tiêu được đủ 40 điểm; mỗi 1% còn thiếu so với chỉ tiêu trừ 1 điểm "
            "(chỉ tính phần trăm trọn), không dưới 0. Tỷ lệ hoàn thành từ 60% trở xuống thì hết điểm.",
        ),
        (
            {"method": StepDeduction(D(1), Counting.STARTED)},
            "Đạt hoặc vượt chỉ tiêu được đủ 40 điểm; mỗi 1% còn thiếu so với chỉ tiêu trừ 1 điểm "
            "(phần lẻ tính tròn lên 1%), không dưới 0. Tỷ lệ hoàn thành dưới 61% thì hết điểm.",
        ),
        (
            {
                "method": Levels(
                    "value",
                    (
                        Band(None, D("2.5"), False, True, D(40), "điểm a"),
                        Band(D("2.5"), None, False, False, D(0)),
                    ),
                ),
                "direction": Direction.LOWER,
                "target_levels": (),
                "unit_of_measure": "‰",
            },
            "Theo mức của kết quả: đến 2,5‰: 40 điểm (điểm a); trên 2,5‰: 0 điểm",
        ),
        (
            {"method": Goalposts(D(10), D(0)), "target_levels": (), "unit_of_measure": "đơn"},
            "Tính tuyến tính theo kết quả, từ 10 đơn (0 điểm) đến 0 đơn (40 điểm); "
            "ngoài khoảng đó lấy 0 hoặc 40 điểm.",
        ),
        (
            {"method": AllOrNothing(D(1)), "kind": Kind.YES_NO, "target_levels": ()},
            "Đạt yêu cầu được đủ 40 điểm, không đạt 0 điểm.",
        ),
        (
            {"method": AllOrNothing(D("0.925"))},
            "Hoàn thành từ 92,5% chỉ tiêu trở lên được đủ 40 điểm, dưới mức đó 0 điểm.",
        ),
        (
            {"method": AllOrNothing(D(12)), "target_levels": (), "unit_of_measure": "mô hình"},
            "Kết quả từ 12 mô hình trở lên được đủ 40 điểm, dưới mức đó 0 điểm.",
        ),
        (
            {"method": Reduction(D("-0.3"), D("0.05")), "direction": Direction.LOWER, "target_levels": ()},
            "So với cùng kỳ năm trước: giảm từ 5% trở lên được đủ 40 điểm; tăng từ 30% trở lên được 0 điểm; "
            "ở giữa tính tuyến tính.",
        ),
        (
            {"method": Reduction(D(0), D("0.1")), "target_levels": ()},
            "So với cùng kỳ năm trước: tăng từ 10% trở lên được đủ 40 điểm; không tăng được 0 điểm; "
            "ở giữa tính tuyến tính.",
        ),
        (
            {"method": Scaled(D(100)), "target_levels": ()},
            "Điểm = 40 × chỉ số ÷ 100, từ 0 đến 40 điểm.",
        ),
        (
            {"method": LeaderExcess(D("0.5"))},
            "Chưa đạt: điểm = 40 × 50% × thực hiện ÷ chỉ tiêu. Vừa đạt chỉ tiêu: 20 điểm. "
            "Vượt: 20 điểm cộng 20 điểm × mức vượt ÷ mức vượt của đơn vị dẫn đầu cụm; "
            "đơn vị vượt cao nhất được đủ 40 điểm.",
        ),
    ],
    ids=lambda value: "" if isinstance(value, str) else type(value.get("method")).__name__,
)
def test_a_method_is_told_with_all_its_parameters(fields: dict, sentence: str) -> None:
    assert sentence == told(**fields)


@pytest.mark.parametrize("counting", list(Counting))
@pytest.mark.parametrize("each", ["0.5", "0.8", "2.5", "40"])
def test_the_share_at_which_nothing_is_left_is_where_the_curve_ends(counting: Counting, each: str) -> None:
    method = StepDeduction(D(each), counting)
    text = told(method=method)
    found = re.search(r"Tỷ lệ hoàn thành (từ|dưới) ([\d,]+)% ", text)
    curve = compile_curve(method, ROW.max_points, "")
    share = Fraction(found[2].replace(",", ".")) / 100
    at, below = (
        curve.at(Completion(share)).points,
        curve.at(Completion(share - Fraction(1, 10**6))).points,
    )

    assert 0 == below
    assert ("từ" if at == 0 else "dưới") == found[1]


def test_grades_and_tasks_stand_line_by_line() -> None:
    grades = method_text(NEW.criterion("N2.02"))
    tasks = method_text(NEW.criterion("N3.02"))

    assert ("Xuất sắc: 30 điểm", "Yếu: 0 điểm") == (grades.lines[0], grades.lines[-1])
    assert (
        "Dự hội nghị cụm đủ, đúng thành phần: +4 điểm mỗi lần (tính nhiều nhất 3 lần)",
        "Góp ý văn bản, kiểm tra chéo: +4 điểm mỗi lần (tính nhiều nhất 2 lần)",
        "Vắng không có lý do: −3 điểm mỗi lần",
    ) == tasks.parts


def test_added_components_each_bring_their_own_rule() -> None:
    parts = method_text(NEW.criterion("N1.21")).parts

    assert parts[0].startswith(
        "a) Giảm số vụ phạm pháp hình sự (vụ, thấp hơn là tốt hơn, tối đa 15 điểm): So với"
    )
    assert "giảm từ 5% trở lên được đủ 15 điểm; tăng từ 20% trở lên được 0 điểm" in parts[0]
    assert parts[1].startswith("b) Tỷ lệ khám phá án (%, tối đa 10 điểm): Đạt hoặc vượt")


def test_a_mean_says_what_is_averaged_and_with_which_weights() -> None:
    row = NEW.criterion("N1.19")
    subs = tuple(replace(sub, weight=D(place)) for place, sub in enumerate(row.sub_criteria, 1))

    assert "bình quân (trọng số bằng nhau) của các thành phần" in method_text(row).sentence
    assert (
        "bình quân (trọng số 1 : 2) của các thành phần"
        in method_text(replace(row, sub_criteria=subs)).sentence
    )


def test_the_bonus_is_told_in_points_of_this_criterion() -> None:
    row = replace(ROW, bonus=Bonus(D("0.01"), D("0.1")))

    assert "Mỗi 1% vượt trọn chỉ tiêu thưởng 0,4 điểm, tối đa 4 điểm cho tiêu chí này." == bonus_text(row)
    assert "Không có điểm thưởng." == bonus_text(ROW)


def test_target_levels_stand_in_their_order_of_precedence() -> None:
    assert (
        "Lấy chỉ tiêu theo thứ tự ưu tiên: tỉnh giao → Nghị quyết huyện ủy, thành ủy → Nghị quyết HĐND → "
        "Kế hoạch của UBND."
    ) == target_text(NEW, ROW)
    assert "Không dùng chỉ tiêu; so với cùng kỳ năm trước." == target_text(NEW, NEW.criterion("N1.22"))
    assert target_text(NEW, NEW.criterion("N1.08")).endswith("không tính vào mức tối đa của đơn vị.")


@pytest.mark.parametrize("book", BOOKS, ids=lambda book: book.title)
def test_every_cell_of_a_rulebook_is_written_out_with_its_mark(book) -> None:
    cells = [
        *head_cells(book),
        *(cell for section in book.sections for cell in section_cells(book, section)),
        *(cell for row in book.criteria for cell in criterion_cells(book, row, str)),
        *(cell for item in book.penalty_items for cell in penalty_cells(item)),
        *(cell for item in book.bonus_items for cell in bonus_cells(item)),
    ]
    count = count_cells(book)

    assert (count.verified, count.assumed) == (
        sum(bool(cell.where) for cell in cells),
        sum(not cell.where for cell in cells),
    )
    assert [] == [
        cell for cell in cells if not cell.text.strip() or re.search(r"\{|\d\.\d{1,2}\b", cell.text)
    ]


def test_what_changed_between_the_years_is_found_cell_by_cell() -> None:
    rows = row_changes(OLD, NEW, comparability(OLD, NEW), str)
    changed = {row.code: {cell.name: (cell.old, cell.new) for cell in row.cells} for row in rows if row.cells}

    assert {
        code
        for code in (row.code for row in NEW.criteria)
        if replace(OLD.criterion(code), same_as="", source="", verified={}, assumed=frozenset())
        != replace(
            NEW.criterion(code), same_as="", not_comparable="", source="", verified={}, assumed=frozenset()
        )
    } == set(changed)
    assert {"max_points": ("45 điểm", "50 điểm")} == changed["N1.06"]
    assert {"agency": ("own", "SKHDT")} == changed["N1.07"]
    assert {"label", "unit_of_measure", "direction", "method"} == set(changed["N1.15"])
    assert {"max_points", "method"} == set(changed["N2.04"])


def test_new_and_dropped_criteria_stand_as_a_whole() -> None:
    less = replace(NEW, criteria=tuple(row for row in NEW.criteria if row.code != "N1.01"))
    dropped = row_changes(OLD, less, comparability(OLD, less), str)[-1]
    more = replace(OLD, criteria=tuple(row for row in OLD.criteria if row.code != "N1.01"))
    new = row_changes(more, NEW, comparability(more, NEW), str)[0]

    label = NEW.criterion("N1.01").label

    assert [("whole", label, "")] == [(cell.name, cell.old, cell.new) for cell in dropped.cells]
    assert [("whole", "", label)] == [(cell.name, cell.old, cell.new) for cell in new.cells]


def test_a_year_beside_itself_has_no_changes() -> None:
    same = replace(NEW, compared_with=NEW.year)
    rows = row_changes(same, same, comparability(same, same), str)

    assert () == head_changes(same, same)
    assert [] == [row.code for row in rows if row.cells]


def test_no_template_is_left_unused() -> None:
    source = "".join(path.read_text() for path in (TESTS.parent / "pages" / "parts").glob("rule_*.py"))
    built = re.compile(r"^(by|tie|ratio|levels|reached|weights|change|all|no)_|^(provisional|unranked)$")

    assert [] == [
        key for key in TEMPLATES if source.replace("'", '"').count(f'"{key}"') < 2 and not built.match(key)
    ]
