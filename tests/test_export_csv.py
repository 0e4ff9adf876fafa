"""The CSV files are read back as a Vietnamese Excel reads them, and equal the frozen year."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from dataclasses import replace
from decimal import Decimal
from functools import cache

import pytest
from frozen import OTHER_CLUSTER, frozen_year, with_bonus_items

from data.formulas import STARTS
from pages.exports.csv import cell_text, csv_zip, tables
from pages.parts.figure_cells import WHY_NO_POINTS, rows_of
from pages.parts.rule_cells import count_cells
from pages.parts.stamp_lines import stamp_rows
from pages.parts.words import say
from scoring.explain import explain
from scoring.model import Kind, Outcome, State, Status
from scoring.rounding import publish

YEARS = [(2018, None), (2017, None), (2023, OTHER_CLUSTER), (2021, OTHER_CLUSTER)]
SAMPLE = "SỐ LIỆU MINH HỌA"
IS_NUMBER = re.compile(r"-?\d+(,\d+)?")


@cache
def files(year=2018, cluster=None):
    return tables(frozen_year(year, cluster))


def rows_in(made: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(made.decode("utf-8-sig"), newline=""), delimiter=";"))


def table(name, year=2018, cluster=None):
    """Rows of one table as dictionaries, without what stands below the empty row."""
    made = next(content for file, content in files(year, cluster).items() if file.endswith(f"-{name}.csv"))
    rows = rows_in(made)
    return rows[0], rows[1 : rows.index([])]


def amount(cell: str) -> Decimal:
    assert IS_NUMBER.fullmatch(cell), cell
    return Decimal(cell.replace(",", "."))


@pytest.mark.parametrize(("year", "cluster"), YEARS)
def test_the_ranking_read_back_is_the_board(year, cluster):
    frozen = frozen_year(year, cluster)
    about = frozen.about
    head, rows = table("xep-hang", year, cluster)

    assert [row.unit for row in about.board.units] == [read[1] for read in rows]
    for row, read in zip(about.board.units, rows, strict=True):
        cells = dict(zip(head, read, strict=True))
        assert (say("csv.unranked") if row.rank is None else str(row.rank)) == cells["Thứ hạng"]
        assert (row.total, row.maximum) == (amount(cells["Tổng điểm"]), amount(cells["Điểm tối đa"]))
        assert row.rate * 100 == amount(cells["Tỷ lệ (%)"])
        assert row.bonus == amount(cells["Điểm thưởng"])
        assert row.penalty == amount(cells["Điểm trừ (thực trừ)"])
        assert [section.total for section in row.sections] == [
            amount(cells[section.label]) for section in about.rulebook.sections
        ]
        bound = frozen.bounds[row.unit]
        assert [str(bound.best), str(bound.worst)] == read[-2:]


@pytest.mark.parametrize(("year", "cluster"), YEARS)
def test_the_sections_read_back_are_the_board(year, cluster):
    about = frozen_year(year, cluster).about
    expected = [
        (
            row.unit,
            section.code,
            section.points,
            section.penalty,
            section.points - section.total,
            section.total,
            section.maximum,
        )
        for row in about.board.units
        for section in row.sections
    ]
    _head, rows = table("diem-noi-dung", year, cluster)

    assert expected == [(read[0], read[2], *map(amount, read[4:])) for read in rows]


@pytest.mark.parametrize(("year", "cluster"), YEARS)
def test_the_points_read_back_are_the_board(year, cluster):
    about = frozen_year(year, cluster).about
    count = len(about.members())
    _head, rows = table("diem-tieu-chi", year, cluster)

    assert [(row.code, row.label) for row in about.rulebook.criteria] == [tuple(read[:2]) for read in rows]
    for row, read in zip(about.rulebook.criteria, rows, strict=True):
        scores = [about.board.score(unit.code, row.code) for unit in about.members()]
        for score, points, bonus in zip(scores, read[4 : 4 + count], read[4 + count :], strict=True):
            if score.points is None:
                assert [say(WHY_NO_POINTS[score.outcome])] * 2 == [points, bonus]
            else:
                assert (score.points, score.bonus) == (amount(points), amount(bonus))


@pytest.mark.parametrize(("year", "cluster"), YEARS)
def test_the_figures_that_count_read_back_are_those_of_the_board(year, cluster):
    about = frozen_year(year, cluster).about
    head, rows = table("so-lieu-duoc-tinh", year, cluster)
    read = {(row[0], row[2], row[4]): dict(zip(head, row, strict=True)) for row in rows}
    seen = 0
    for criterion in about.rulebook.criteria:
        for unit in about.members():
            score = about.board.score(unit.code, criterion.code)
            for row, part in rows_of(criterion, score):
                cells = read[unit.code, criterion.code, part.code or say("csv.whole")]
                seen += 1
                for chosen, column in (
                    (part.target, "Chỉ tiêu"),
                    (part.baseline, "Cùng kỳ"),
                    (part.actual, "Thực hiện"),
                ):
                    if chosen is None:
                        assert not IS_NUMBER.fullmatch(cells[column])
                    elif (
                        chosen.figure.state is State.REPORTED
                        and chosen.figure.value is not None
                        and row.kind is not Kind.YES_NO
                    ):
                        assert chosen.figure.value == amount(cells[column])
                    elif chosen.figure.grade:
                        assert chosen.figure.grade == cells[column]
                share = None if part.completion is None else part.completion.share
                told = cells["Tỷ lệ hoàn thành hoặc mức thay đổi (%)"]
                if share is not None and IS_NUMBER.fullmatch(told):
                    assert publish(share * 100, 4) == amount(told)
                if part.actual is not None:
                    assert about.cluster.agency(part.actual.figure.agency).name == cells["Cơ quan cung cấp"]

    assert len(rows) == seen


@pytest.mark.parametrize(("year", "cluster"), YEARS)
def test_every_reason_read_back_is_the_exact_sentence(year, cluster):
    about = frozen_year(year, cluster).about
    _head, rows = table("giai-trinh", year, cluster)
    expected = [
        explain(
            about.rulebook,
            about.board.score(unit.code, row.code),
            lambda code: about.cluster.agency(code).name,
        ).sentence
        for unit in about.members()
        for row in about.rulebook.criteria
    ]

    assert expected == [read[8] for read in rows]


@pytest.mark.parametrize(("year", "cluster"), [(2018, None), (2023, OTHER_CLUSTER)])
def test_changes_read_back_add_up_and_negative_ones_are_numbers(year, cluster):
    frozen = frozen_year(year, cluster)
    head, rows = table("so-voi-nam-truoc", year, cluster)
    splits = {split.unit: split for split in frozen.splits}

    assert any(read[4].startswith("-") for read in rows)
    for change, read in zip(frozen.changes, rows, strict=True):
        cells = dict(zip(head, read, strict=True))
        assert (change.old_total, change.new_total, change.total_change) == tuple(map(amount, read[2:5]))
        assert splits[change.unit].total.shown == tuple(map(amount, read[5:9]))
        assert change.rate_change * 100 == amount(cells["Thay đổi tỷ lệ (điểm %)"])
        told = say("csv.no_rank_change") if change.rank_change is None else str(change.rank_change)
        assert told == cells["Số bậc (dương là lên)"]
    _head, lines = table("tung-khoan-thay-doi", year, cluster)
    for split in frozen.splits:
        assert split.total.amount == sum(amount(read[7]) for read in lines if read[0] == split.unit)


def test_chances_penalties_comparability_and_rules_read_back_are_the_snapshot():
    frozen = frozen_year(2018, None)
    about = frozen.about
    _head, chances = table("kha-nang-thu-hang")
    size = len(frozen.chances.units)

    assert {read[0]: tuple(amount(cell) * 1000 for cell in read[4 : 4 + size]) for read in chances} == {
        unit: tuple(frozen.chances.counts[unit]) for unit in frozen.chances.units
    }
    _head, penalties = table("diem-tru")
    assert [("HD", "P.01", "1", Decimal(-8))] == [
        (read[0], read[2], read[5], amount(read[7])) for read in penalties
    ]
    _head, apart = table("khong-so-sanh-duoc")
    assert [entry.criterion or "không còn" for entry in frozen.comparable if entry.reasons] == [
        read[0] for read in apart
    ]
    _head, rules = table("quy-che")
    counted = count_cells(about.rulebook)
    assert counted.verified + counted.assumed == len(rules)
    assert counted.assumed == sum(read[5] == "giả định" for read in rules)


def test_a_year_without_a_year_before_says_so_and_a_year_without_penalties_too():
    _head, rows = table("diem-thuong-theo-viec", 2017)
    assert ["Không đơn vị nào được thưởng theo việc."] == [read[0] for read in rows]
    for name in ("so-voi-nam-truoc", "tung-khoan-thay-doi", "khong-so-sanh-duoc"):
        _head, rows = table(name, 2017)
        assert ["Không có năm trước để so sánh."] == [read[0] for read in rows]
    _head, rows = table("diem-tru", 2017)
    assert ["Không đơn vị nào bị trừ điểm."] == [read[0] for read in rows]


def test_zero_and_the_two_kinds_of_nothing_are_three_different_cells():
    about = frozen_year(2018, None).about
    absent = next(score for score in about.board.scores.values() if score.outcome is Outcome.NOT_ASSIGNED)
    other = next(unit.code for unit in about.members() if unit.code != absent.unit)
    nothing = replace(absent, unit=other, outcome=Outcome.NOT_APPLICABLE)
    scores = {**about.board.scores, (other, absent.criterion): nothing}
    changed = replace(
        frozen_year(2018, None), about=replace(about, board=replace(about.board, scores=scores))
    )
    made = next(content for name, content in tables(changed).items() if "diem-tieu-chi" in name)
    read = {row[0]: row for row in rows_in(made) if row}

    assert "0,00" == read["N1.09"][4]
    assert "chưa báo cáo" == read["N1.17"][4]
    assert ["không giao", "không phát sinh"] == read["N1.08"][4:6]


@pytest.mark.parametrize("start", STARTS)
def test_text_that_a_spreadsheet_takes_for_a_formula_is_neutralised(start):
    assert f"'{start}1+1" == cell_text(f"{start}1+1")
    assert f"' {start}1+1" == cell_text(f" {start}1+1")


def test_numbers_have_a_decimal_comma_an_ascii_minus_and_no_dots():
    assert "-1234567,50" == cell_text(Decimal("-1234567.50"))
    assert "0,00" == cell_text(Decimal("-0.00"))
    assert "1000" == cell_text(Decimal("1E+3"))


def test_names_that_are_formulas_are_neutralised_in_every_table():
    frozen = frozen_year(2018, None)
    about = frozen.about
    evil = '=HYPERLINK("http://x";"y")\r\n+1'
    units = tuple(replace(unit, name=evil, short_name=evil) for unit in about.cluster.units)
    criteria = tuple(replace(row, label="@SUM(A1)") for row in about.rulebook.criteria)
    changed = replace(
        about,
        cluster=replace(about.cluster, units=units),
        rulebook=replace(about.rulebook, criteria=criteria),
    )
    found = 0
    for made in tables(replace(frozen, about=changed)).values():
        for row in rows_in(made):
            for cell in row:
                found += cell.startswith("'")
                assert not cell.startswith(STARTS) or IS_NUMBER.fullmatch(cell)

    assert found > 1000


@pytest.mark.parametrize(("year", "cluster"), YEARS)
def test_every_file_opens_in_excel_and_ends_with_sample_mark_and_stamp(year, cluster):
    stamp = frozen_year(year, cluster).stamp
    for made in files(year, cluster).values():
        assert made.startswith(b"\xef\xbb\xbf")
        rows = rows_in(made)
        assert b"\n" not in made.replace(b"\r\n", b"")
        assert {len(rows[0])} == {len(row) for row in rows[: rows.index([])]}
        assert [[], [SAMPLE], *map(list, stamp_rows(stamp))] == rows[rows.index([]) :]
        assert "" not in [cell for row in rows[: rows.index([])] for cell in row[:1]]


def test_real_figures_carry_no_sample_mark():
    frozen = frozen_year(2018, None)
    real = replace(frozen.stamp, rulebook_status="adopted", statuses=(Status.OFFICIAL,))

    assert all(SAMPLE.encode() not in made for made in tables(replace(frozen, stamp=real)).values())


def test_the_zip_holds_every_table_and_is_the_same_each_time():
    frozen = frozen_year(2018, None)
    made = csv_zip(frozen)
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        assert files() == {name: archive.read(name) for name in archive.namelist()}

    assert made == csv_zip(frozen)


def test_itemised_bonus_is_read_back_with_its_evidence():
    frozen = with_bonus_items(frozen_year(2018, None))
    made = next(
        content for name, content in tables(frozen).items() if name.endswith("-diem-thuong-theo-viec.csv")
    )
    read = rows_in(made)[1]

    assert ["GR", "Huyện Giồng Riềng", "T.01", "Sáng kiến cấp tỉnh", "không có", "2", "1,5", "3,0"] == read[
        :8
    ]
    assert "Văn bản số 5" == read[10]
