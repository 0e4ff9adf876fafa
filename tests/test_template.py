"""The office form: already filled, safe to open, and read back to the same figures."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from data.intake import Reported, propose, write
from data.store import Store
from data.template import HEADINGS, form_csv, form_name, form_rows
from data.template_xlsx import EXACT_DIGITS, form_xlsx
from scoring.model import Role, State, Status
from tests import kept_homes
from tests.kept_figures import figure
from tests.people import AN
from tests.reported_figures import OFFICIAL, reported

HERE = Path(__file__).resolve().parent
SMALL = HERE / "small_cluster"
SHIPPED = HERE.parent / "data"
NASTY = (
    '=HYPERLINK("http://x")',
    "+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(A1)",
    "\u200b=1",
    "＝1+1",
    'ô; có "dấu"',
)


@pytest.fixture()
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store.open(tmp_path / "home", SMALL)
    yield opened
    opened.close()


@pytest.fixture()
def shipped(tmp_path: Path) -> Iterator[Store]:
    opened = kept_homes.shipped(tmp_path / "home")
    yield opened
    opened.close()


def kept(store: Store, *rows: Reported) -> None:
    write(store, propose(store.snapshot(), store.reference, rows, OFFICIAL), AN, "thử")


def table(store: Store, year: int = 2021, unit: str = "") -> Any:
    return openpyxl.load_workbook(io.BytesIO(form_xlsx(store.snapshot(), store.reference, year, unit)))[
        "Số liệu"
    ]


def lines(store: Store, year: int = 2021, unit: str = "") -> list[dict[str, str]]:
    text = form_csv(store.snapshot(), store.reference, year, unit).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text), delimiter=";"))


def test_the_form_has_a_row_for_each_unit_and_criterion_and_its_components(store: Store) -> None:
    rows = form_rows(store.snapshot(), store.reference, 2021)
    one = form_rows(store.snapshot(), store.reference, 2021, "CD")

    assert 3 * (11 + 6) == len(rows)
    assert rows[17:34] == one
    assert ["AB", "CD", "EF"] == list(dict.fromkeys(row.place[1] for row in rows))
    assert ["A1.06", "A1.06.a", "A1.06.b"] == [row.cells[2] for row in one if row.place[2] == "A1.06"]
    assert {"A1.06", "A2.03", "A2.04"} == {row.place[2] for row in one if row.heading}


@pytest.mark.parametrize(("year", "unit"), [(1999, ""), (2021, "ZZ"), (2020, "EF")])
def test_there_is_no_form_for_an_unknown_year_or_unit(store: Store, year: int, unit: str) -> None:
    with pytest.raises(KeyError):
        form_rows(store.snapshot(), store.reference, year, unit)


def test_the_form_is_filled_with_what_counts(store: Store) -> None:
    kept(
        store,
        reported(as_of=date(2021, 12, 31), note="quý 4", status=Status.PRELIMINARY),
        reported(role=Role.TARGET, level="HU", value=Decimal(1500)),
        reported(role=Role.TARGET, level="T", value=Decimal(1000)),
        reported(value=Decimal(99), agency="SGT"),
        reported(unit="CD", role=Role.TARGET, state=State.NOT_APPLICABLE, value=None),
        reported(criterion="A1.05", value=Decimal(0)),
        reported(criterion="A2.02", value=None, grade="khá"),
    )
    found = {(row["Đơn vị"], row["Mã"]): row for row in lines(store)}
    revenue = found["Thị xã Á, cũ", "A1.01"]

    assert ["1000", "tỉnh giao", "1234,5", "sơ bộ", "Sở Thống kê thử", "31/12/2021", "quý 4"] == [
        revenue[heading] for heading in HEADINGS[5:]
    ]
    assert ("Không giao", "tỉnh giao") == tuple(
        found["Huyện Bờ", "A1.01"][heading] for heading in ("Chỉ tiêu", "Cấp giao")
    )
    assert ("Không đạt", "khá") == tuple(
        found["Thị xã Á, cũ", code]["Thực hiện"] for code in ("A1.05", "A2.02")
    )
    assert [""] * 7 == [found["Huyện Cát", "A1.01"][heading] for heading in HEADINGS[5:]]


def test_the_workbook_holds_numbers_days_and_words_as_such(store: Store) -> None:
    exact = Decimal("4999.1234567891")
    kept(store, reported(as_of=date(2021, 12, 31)), reported(unit="CD", value=exact))
    sheet = table(store)
    cells = {heading: sheet.cell(2, place) for place, heading in enumerate(HEADINGS, start=1)}

    assert list(HEADINGS) == [cell.value for cell in sheet[1]]
    assert (1234.5, "#,##0.0") == (cells["Thực hiện"].value, cells["Thực hiện"].number_format)
    assert (datetime(2021, 12, 31), "dd/mm/yyyy") == (
        cells["Ngày số liệu"].value, cells["Ngày số liệu"].number_format,
    )  # fmt: skip
    assert ("n", 2021) == (cells["Năm"].data_type, cells["Năm"].value)
    assert Decimal(str(sheet.cell(19, 8).value)) == exact
    assert len(str(exact)) - 1 <= EXACT_DIGITS


def test_text_that_looks_like_a_formula_stays_text(store: Store) -> None:
    rows = [figure(criterion="A1.04", unit=unit, value=Decimal(3), note=note) for unit, note in zip(
        ("AB", "CD", "EF"), NASTY[:3], strict=True)]  # fmt: skip
    more = [figure(criterion="A2.01", unit=unit, value=Decimal(3), note=note) for unit, note in zip(
        ("AB", "CD", "EF"), NASTY[3:6], strict=True)]  # fmt: skip
    store.write(AN, "thử", [*rows, *more, figure(criterion="A1.05", value=Decimal(1), note=NASTY[6])], (), "")
    sheet = table(store)
    notes = [sheet.cell(row, 12) for row in range(2, sheet.max_row + 1) if sheet.cell(row, 12).value]

    assert set(NASTY) == {cell.value for cell in notes}
    assert {"s"} == {
        cell.data_type for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str)
    }
    assert [True] * 5 == [cell.quotePrefix for cell in notes if cell.value in (*NASTY[:4], NASTY[5])]
    assert {"'" + note for note in (*NASTY[:4], NASTY[5])} | {NASTY[4], NASTY[6]} == {
        row["Ghi chú"] for row in lines(store) if row["Ghi chú"]
    }


def test_the_workbook_offers_levels_statuses_agencies_and_words_to_choose(store: Store) -> None:
    book = openpyxl.load_workbook(io.BytesIO(form_xlsx(store.snapshot(), store.reference, 2021)))
    sheet, lists = book["Số liệu"], book["Hướng dẫn"]
    offered = {
        str(rule.sqref).split(":")[0][0]: [
            cell.value for (cell,) in lists[rule.formula1.replace("$", "").partition("!")[2]]
        ]
        for rule in sheet.data_validations.dataValidation
    }

    assert ["Số liệu", "Hướng dẫn"] == book.sheetnames
    assert {"visible"} == {one.sheet_state for one in book.worksheets}  # the reader warns of hidden ones
    assert ["tỉnh giao", "Nghị quyết huyện ủy"] == offered["G"]
    assert ["ước thực hiện", "sơ bộ", "chính thức"] == offered["I"]
    assert ["Đơn vị tự báo cáo", "Sở Thống kê thử", "Sở Giao thông thử"] == offered["J"]
    assert offered["H"] in (["Đạt", "Không đạt"], ["yếu", "khá", "tốt"])
    guide = "\n".join(str(cell.value) for (cell,) in book["Hướng dẫn"].iter_rows(max_col=1) if cell.value)
    assert "Chưa có số liệu thì để trống" in guide
    assert "A1.01 Thu ngân sách: Sở Thống kê thử, từ 0 đến 5.000 tỷ đồng" in guide


def test_the_csv_opens_in_a_vietnamese_excel(store: Store) -> None:
    content = form_csv(store.snapshot(), store.reference, 2021)

    assert content.startswith("\ufeffNăm;Đơn vị;Mã;Tiêu chí;Đơn vị tính;Chỉ tiêu;".encode())
    assert content.count(b"\r\n") == content.count(b"\n") == 52


def test_the_name_of_the_form_says_year_and_unit() -> None:
    assert ["mau-so-lieu-2018-RG.xlsx", "mau-so-lieu-2018.csv"] == [
        form_name(2018, "RG", "xlsx"), form_name(2018, "", "csv"),
    ]  # fmt: skip
