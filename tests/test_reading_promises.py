"""What the reader promises beyond the files: nothing guessed, answers, safe tables of problems, limits, noise."""

from __future__ import annotations

import csv
import io
import os
import random
import subprocess
import sys
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from bench_reading import large_workbook
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from make_uploads import (
    BY_CODE,
    CATALOGUE,
    CRITERIA,
    HEADER,
    all_values,
    csv_of,
    got,
    long_rows,
    one,
    row,
    some,
    text_of,
    typed_rows,
    xlsx_of,
)  # fmt: skip

from data.cluster import load_cluster
from data.reading import limits, sandbox
from data.reading.catalogue import Catalogue, catalogue_of, from_json, from_test_form, merged, to_json
from data.reading.official import ReadFigure
from data.reading.plain import command_json, result_from_json, result_to_json
from data.reading.problem_texts import TEXTS
from data.reading.problems import Problems, table_csv
from data.reading.reader import ReadResult, read, say_ok
from data.reading.sandbox import read_apart
from data.rules import rulebook

CATALOGUE_READ = from_test_form(CATALOGUE)
ROOT = Path(__file__).resolve().parents[1]


def result_of(content: bytes, name: str = "x.csv", **answers: str) -> ReadResult:
    spoken = {key.replace("__", ":"): answer for key, answer in answers.items()}
    return say_ok(read(content, name, CATALOGUE_READ, spoken), CATALOGUE_READ)


def keys(result: ReadResult) -> set[str]:
    return {message.key for message in result.messages}


def values(result: ReadResult) -> list[tuple[object, ...]]:
    return [(figure.year, figure.unit, figure.criterion, figure.value) for figure in result.figures]


# --- nothing is guessed ---------------------------------------------------------------------------------------------


def test_a_lone_dot_is_asked_with_both_readings_and_the_unit_of_measure() -> None:
    result = result_of(csv_of(one("A.2", "3.125")))
    question = next(one for one in result.messages if one.question)

    assert ("decimal:F", (",", "."), 2, "F") == (
        question.question,
        question.options,
        question.row,
        question.column,
    )
    assert all(part in question.text for part in ("3.125", "3,125", "tỷ đồng"))


def test_last_years_value_stands_beside_a_question() -> None:
    known = Catalogue(CATALOGUE_READ.units, CATALOGUE_READ.criteria, usual={("CL", "A.2"): Decimal(3100)})
    result = read(csv_of(one("A.2", "3.125")), "x.csv", known)

    assert "Năm trước: 3.100 tỷ đồng" in result.messages[0].text


@pytest.mark.parametrize(("answer", "value"), [(",", Decimal("3125.00")), (".", Decimal("3.13"))])
def test_an_answer_once_per_column_settles_the_decimal_mark(answer: str, value: Decimal) -> None:
    result = result_of(csv_of(one("A.2", "3.125", "4.750")), decimal__F=answer)

    assert (2021, "CL", "A.2", value) in values(result)
    assert len(result.figures) == 2


def test_an_answer_settles_year_sheet_value_column_and_blank_units() -> None:
    rows = [cells[1:] for cells in long_rows(some(6))]
    double = [[*cells[:5], "20", cells[5]] for cells in long_rows(some(6))]
    blank = one("A.3", "77", "78")
    blank[1][1] = ""

    assert 6 == len(result_of(csv_of(rows, header=HEADER[1:]), year="2021").figures)
    columns = [*HEADER[:5], "Tự chấm", "Thẩm định"]
    assert values(result_of(csv_of(long_rows(some(6))))) == values(
        result_of(csv_of(double, header=columns), value_column="Thẩm định")
    )
    assert {"unit.blank"} <= keys(result_of(csv_of(blank)))
    assert "row.duplicate_conflict" in keys(result_of(csv_of(blank), fill_down__B="above"))


def test_an_answer_settles_whether_a_small_number_is_a_share() -> None:
    content = csv_of(one("A.3", "0,87", "91", "95,2"))

    assert Decimal("87.00") == result_of(content, **{"percent:A.3": "fraction"}).figures[0].value
    assert Decimal("0.87") == result_of(content, **{"percent:A.3": "percent"}).figures[0].value


def test_blank_is_neither_zero_nor_not_met() -> None:
    result = result_of(
        csv_of([row("CL", "A.3", ""), row("CL", "B.4", ""), row("HN", "A.3", "0"), row("LV", "A.3", "50")])
    )

    assert [(2021, "HN", "A.3", Decimal("0.00")), (2021, "LV", "A.3", Decimal("50.00"))] == values(result)
    assert "value.missing_kept_empty" in keys(result)


def test_everything_wrong_is_said_at_once_with_its_place() -> None:
    rows = [
        row("Huyện Lạ", "A.3", "77"),
        row("CL", "A.3", "bảy"),
        row("CL", "A.4", "-1", "21"),
        row("CL", "B.4", "x"),
    ]
    result = result_of(csv_of(rows))
    places = {
        (message.row, message.column, message.key)
        for message in result.messages
        if message.severity == "error"
    }

    assert {
        (2, "B", "unit.unknown"), (3, "F", "number.not_a_number"), (4, "A", "year.invalid"),
        (4, "F", "value.out_of_range"), (5, "F", "bool.unclear_mark"),
    } <= places  # fmt: skip
    assert () == result.figures


def test_one_wrong_cell_of_many_rejects_the_whole_file() -> None:
    rows = long_rows(all_values())
    rows[33][5] = "1O"

    assert ("rejected", ()) == (result_of(csv_of(rows)).outcome, result_of(csv_of(rows)).figures)


def test_a_criterion_whose_name_begins_with_total_is_no_total_row() -> None:
    rows = [["2021", "Huyện Lấp Vò", "A.2", "Tổng giá trị sản xuất công nghiệp", "tỷ đồng", "1250,5"]]

    assert [(2021, "LV", "A.2", Decimal("1250.50"))] == values(result_of(csv_of(rows)))


def test_chi_tieu_and_thuc_hien_are_not_two_districts() -> None:
    cluster = {
        "units": [["CT", "Huyện Châu Thành", "H. Châu Thành"], ["TH", "Huyện Tân Hiệp", "H. Tân Hiệp"]],
        "criteria": CRITERIA,
    }
    rows = [["A.2", "Giá trị sản xuất công nghiệp", "1200", "1250,5"]]
    result = read(csv_of(rows, header=["Mã", "Tiêu chí", "CT", "TH"]), "2021.csv", from_test_form(cluster))

    assert ("rejected", ()) == (result.outcome, result.figures)


def test_a_name_that_is_a_formula_without_result_is_told_as_such() -> None:
    rows = [[2021, '="Huyện "&"Lấp Vò"', "A.3", "", "", 77]]

    assert "formula.no_value" in keys(result_of(xlsx_of(rows), "x.xlsx"))


def test_targets_and_actuals_under_a_two_line_header_are_told_apart() -> None:
    text = "Năm;Đơn vị;Mã tiêu chí;Kết quả;;Ghi chú\r\n;;;Kế hoạch;Thực hiện;\r\n2021;Huyện Lấp Vò;A.2;1200;1250,5;\r\n"

    assert [(2021, "LV", "A.2", Decimal("1250.50"))] == values(result_of(text.encode()))


def test_figures_under_no_heading_in_a_wide_form_are_refused() -> None:
    text = "Mã;Huyện Lấp Vò;;Huyện Tam Nông;\r\nA.2;1200;1250;1100;1110\r\nA.4;10;12;11;12\r\n"

    assert "layout.two_value_columns" in keys(result_of(text.encode(), "2021.csv"))


def test_a_unit_of_money_said_once_for_the_table_counts_for_every_row() -> None:
    text = text_of(
        [["2021", "Huyện Lấp Vò", "A.2", "1250,5"]], header=["Năm", "Đơn vị", "Mã", "Giá trị (triệu đồng)"]
    )

    assert "number.unit_mismatch" in keys(result_of(text.encode()))


# --- our own cluster --------------------------------------------------------------------------------------------------


def own() -> Catalogue:
    return catalogue_of(load_cluster(ROOT / "data"), rulebook(ROOT / "data", 2018))


def test_the_official_columns_carry_target_status_agency_date_and_note() -> None:
    header = ["Năm", "Đơn vị", "Mã", "Tiêu chí", "Đơn vị tính", "Chỉ tiêu", "Cấp giao", "Thực hiện", "Trạng thái", "Nguồn",
              "Ngày số liệu", "Ghi chú"]  # fmt: skip
    label = "Tổng giá trị sản xuất (giá so sánh 2010)"
    cells = ["2018", "Huyện Hòn Đất", "N1.01", label, "tỷ đồng", "9860", "tỉnh giao", "9446,5", "sơ bộ", "Cục Thống kê",
             "31/12/2018", "theo công văn"]  # fmt: skip
    result = say_ok(read(csv_of([cells], header=header), "x.csv", own()), own())
    actual, target = result.figures

    assert ("accepted", Decimal("9446.5"), "preliminary", "CTK", date(2018, 12, 31), "theo công văn") == (
        result.outcome, actual.value, actual.status, actual.agency, actual.as_of, actual.note,
    )  # fmt: skip
    assert ("target", "T", Decimal(9860)) == (target.role, target.level, target.value)


def test_a_target_that_was_not_assigned_is_an_answer_and_not_a_gap() -> None:
    header = ["Năm", "Đơn vị", "Mã", "Chỉ tiêu", "Thực hiện"]
    result = read(
        csv_of([["2018", "Huyện Hòn Đất", "N1.01", "không giao", ""]], header=header), "x.csv", own()
    )

    assert [("target", "not_applicable", "T", None)] == [
        (one.role, one.state, one.level, one.value) for one in result.figures
    ]


def test_a_component_is_found_with_or_without_its_dot() -> None:
    known = own()
    part = next(one for one in known.criteria if one.sub_criterion and one.kind != "grade")
    for written in (part.key, part.key.replace(f".{part.sub_criterion}", part.sub_criterion)):
        rows = [["2018", "Huyện Hòn Đất", written, str(part.lowest).replace(".", ",")]]
        result = read(csv_of(rows, header=["Năm", "Đơn vị", "Mã", "Thực hiện"]), "x.csv", known)

        assert [(part.code, part.sub_criterion)] == [
            (one.criterion, one.sub_criterion) for one in result.figures
        ]


def test_a_catalogue_survives_the_way_to_the_child() -> None:
    known = merged([own(), catalogue_of(load_cluster(ROOT / "data"), rulebook(ROOT / "data", 2017))])

    assert known == from_json(to_json(known))


def test_a_result_survives_the_way_from_the_child() -> None:
    result = result_of(csv_of(long_rows(all_values())))

    assert result == result_from_json(result_to_json(result), CATALOGUE_READ)


def test_an_answer_of_the_child_with_a_foreign_unit_is_refused() -> None:
    result = result_to_json(result_of(csv_of(long_rows(some(3)))))
    result["figures"][0][1] = "ZZ"

    with pytest.raises(ValueError, match="cannot be"):
        result_from_json(result, CATALOGUE_READ)


# --- problems ---------------------------------------------------------------------------------------------------------


def test_the_table_of_problems_holds_no_formula() -> None:
    evil = ["=1+1", "+1", "-1", "@x", "\t=1", "＝1", '=HYPERLINK("http://x")']
    result = result_of(csv_of([["2021", name, "A.3", "", "", "77"] for name in evil]), "=x.csv")
    text = table_csv(result.messages, "=x.csv").decode("utf-8-sig")
    cells = [cell for line in csv.reader(io.StringIO(text), delimiter=";") for cell in line]

    assert len(cells) > 40
    assert [] == [cell for cell in cells if cell.lstrip()[:1] in tuple("=+-@＝\t\r")]


def test_every_message_can_be_said_with_few_words_about_it() -> None:
    for key, (severity, sentence) in TEXTS.items():
        assert severity in ("error", "warn", "note", "ok"), key
        assert sentence.strip().endswith((".", "?", ")", "}", "!")), key


def test_a_hostile_name_is_shown_on_one_line_without_control_characters() -> None:
    problems = Problems()
    problems.add("unit.unknown", 3, 2, value="Huyện\u202e\x1b[31m\nINFO ok", units="x")

    assert not any(ord(letter) < 32 or letter == "\u202e" for letter in problems.found[0].text)


# --- limits and noise -------------------------------------------------------------------------------------------------


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.binary(max_size=400), st.sampled_from(["x.csv", "x.xlsx", "x.xls", "x"]))
def test_random_bytes_never_crash_and_never_give_a_figure(content: bytes, name: str) -> None:
    result = read(content, name, CATALOGUE_READ)

    assert ("rejected", ()) == (result.outcome, result.figures)


@settings(max_examples=180, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.text(max_size=60), st.sampled_from(["A.1", "A.2", "A.3", "A.4", "B.4", "C.1"]))
def test_a_random_cell_never_crashes_and_gives_a_figure_only_in_range(written: str, code: str) -> None:
    result = result_of(csv_of([["2021", "Huyện Lấp Vò", code, "", "", written]]))

    for figure in result.figures:
        assert figure.value is not None
        assert 0 <= figure.value <= Decimal(str(BY_CODE[code][5]))
        assert any(letter.isdecimal() for letter in written) or code == "B.4"


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.text(max_size=40), st.text(max_size=20), st.text(max_size=12))
def test_random_names_never_match_by_a_guess(unit: str, code: str, year: str) -> None:
    result = result_of(csv_of([[year, unit, code, "", "", "20"]]))

    assert () == result.figures


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.integers(0, 10_000), st.sampled_from(["csv", "xlsx"]))
def test_a_damaged_file_gives_its_own_figures_or_none(seed: int, kind: str) -> None:
    chance = random.Random(seed)
    figures = some(12)
    content = bytearray(csv_of(long_rows(figures)) if kind == "csv" else xlsx_of(typed_rows(figures)))
    for _ in range(chance.randint(1, 4)):
        content[chance.randrange(len(content))] = chance.randrange(256)
    result = read(bytes(content), f"x.{kind}", CATALOGUE_READ)

    if kind == "xlsx" and result.figures:  # the checksum of the archive keeps changed parts out
        assert {(2021, unit, code) for _year, unit, code, _value in figures} >= {
            (figure.year, figure.unit, figure.criterion) for figure in result.figures
        }


@settings(max_examples=32, deadline=None)
@given(st.integers(0, 10_000), st.sampled_from([";", ",", "\t", "|"]), st.booleans())
def test_what_is_written_is_read_back(seed: int, delimiter: str, as_workbook: bool) -> None:
    figures = all_values(seed)
    if as_workbook:
        result = result_of(xlsx_of(typed_rows(figures)), "x.xlsx")
    else:
        result = result_of(csv_of(long_rows(figures), delimiter))

    found = command_json(result, CATALOGUE_READ)["figures"]
    assert {(*figure[:3], float(figure[3])) for figure in figures} == {
        (*figure[:3], float(figure[3])) for figure in found
    }


def test_five_thousand_rows_are_read_whole() -> None:
    result = read_apart(large_workbook(), "x.xlsx", CATALOGUE_READ)  # how fast: bench_reading.py

    assert ("accepted", 5000) == (result.outcome, len(result.figures))


def test_a_child_that_is_too_slow_is_ended_with_a_message() -> None:
    result = read_apart(csv_of(long_rows(some(3))), "x.csv", CATALOGUE_READ, wall_seconds=0.001)

    assert ("rejected", {"file.too_heavy"}) == (result.outcome, keys(result))


@pytest.mark.parametrize(
    ("code", "key"),
    [
        ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", "file.too_heavy"),
        ("print('nonsense')", "file.damaged"),
        ("raise MemoryError", "file.too_heavy"),
        ("raise RuntimeError('secret path')", "file.damaged"),
    ],
)
def test_a_child_that_dies_is_a_message(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, code: str, key: str
) -> None:
    (tmp_path / "data" / "reading").mkdir(parents=True)
    for folder in ("data", "data/reading"):
        (tmp_path / folder / "__init__.py").write_text("")
    (tmp_path / "data" / "reading" / "child.py").write_text(code)
    monkeypatch.setattr(sandbox, "ROOT", tmp_path)
    result = read_apart(csv_of(long_rows(some(3))), "x.csv", CATALOGUE_READ)

    assert ("rejected", {key}) == (result.outcome, keys(result))
    assert "secret" not in result.messages[0].text


@pytest.mark.skipif(sys.platform != "linux", reason="limits on memory hold on Linux")
def test_the_child_cannot_take_more_memory_or_write_a_file(tmp_path: Path) -> None:
    script = (
        "from data.reading.child import restrain; restrain()\n"
        "try:\n    bytearray(700 * 1024 * 1024); print('memory')\nexcept MemoryError:\n    print('no memory')\n"
        f"import signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        f"try:\n    open({str(tmp_path / 'x')!r}, 'w').write('x' * 9999); print('written')\nexcept OSError:\n    print('no file')\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, cwd=ROOT, check=False
    )

    assert ["no memory", "no file"] == done.stdout.split("\n")[:2]


def test_a_file_over_the_limit_never_reaches_a_child() -> None:
    result = read_apart(bytes(limits.FILE_BYTES + 1), "x.csv", CATALOGUE_READ)

    assert {"file.too_big"} == keys(result)


def test_the_command_prints_one_object_and_ends_with_zero_whatever_the_outcome(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_bytes(csv_of(one("A.3", "bảy")))
    (tmp_path / "c.json").write_text(__import__("json").dumps(CATALOGUE), encoding="utf-8")
    command = [
        sys.executable,
        "-m",
        "data.reading",
        str(tmp_path / "x.csv"),
        "--catalog",
        str(tmp_path / "c.json"),
        "--json",
    ]
    before = set(os.listdir(tmp_path))
    done = subprocess.run(command, capture_output=True, cwd=ROOT, check=False)

    assert (0, b"") == (done.returncode, done.stderr)
    assert "rejected" == __import__("json").loads(done.stdout)["outcome"]
    assert before == set(os.listdir(tmp_path))


def test_figures_are_plain_values() -> None:
    figure = result_of(csv_of(one("A.4", "12"))).figures[0]

    assert isinstance(figure, ReadFigure)
    assert got("A.4", 12)[0] == (figure.year, figure.unit, figure.criterion, int(figure.value or 0))


def test_uploads_are_parsed_by_defusedxml_though_lxml_is_installed():
    import lxml.etree  # noqa: F401  brought by the exporters
    import openpyxl

    assert (False, True) == (openpyxl.LXML, openpyxl.DEFUSEDXML)
