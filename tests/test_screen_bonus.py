"""Itemised bonus on the screens: wherever penalties are shown, with evidence and the cap; nothing where there is none."""

from __future__ import annotations

from datetime import date
from io import BytesIO

from clerk_screens import store, told
from openpyxl import load_workbook
from screens import show

from data import intake
from pages.exports.xlsx import workbook
from pages.parts.frozen_year import freeze
from scoring.model import Penalty, Status
from tests.people import AN

__all__ = ["store", "told"]


def given(store, times: int = 1, item: str = "B.02") -> int:
    """One occurrence, written; its entry's number."""
    occurred = Penalty(
        2018, "GR", item, times, Status.OFFICIAL, "own", "QĐ <12>/QĐ-UBND", date(2019, 1, 15), "đợt cuối năm"
    )
    proposal = intake.propose(store.snapshot(), store.reference, [], penalties=[occurred])
    return intake.write(store, proposal, AN, "theo quyết định", shown=proposal.digest).seq


def test_the_rulebook_lists_its_bonus_items_with_points_cap_and_source():
    now, before = show("rulebook", nam="2018"), show("rulebook", nam="2017")

    assert "Điểm thưởng theo việc" in now.text
    assert "trước khi áp trần 50 điểm" in now.text
    assert "+10 điểm" in now.text
    assert "cộng 10 điểm khi được Cờ của thành phố hoặc của bộ" in now.text
    assert "Điểm thưởng theo việc" not in before.text


def test_where_nobody_was_given_a_bonus_the_ranking_says_so():
    assert "Không đơn vị nào được thưởng theo việc." in show("rankings", nam="2018").text
    assert "thưởng theo việc" not in show("rankings", nam="2017").text


def test_a_bonus_stands_in_ranking_and_unit_sheet_with_its_evidence(store):
    given(store)
    ranking, sheet = show("rankings", nam="2018"), show("unit_sheet", nam="2018", donvi="GR")

    assert "Giồng Riềng +10,00 điểm: Được tặng Cờ thi đua" in ranking.text
    assert "Minh chứng: QĐ <12>/QĐ-UBND, ngày 15/01/2019" in ranking.text
    assert "<12>" not in ranking.html
    assert "Giồng Riềng được thưởng theo việc 10 điểm" in sheet.text
    assert "1 lần × 10 = +10 điểm" in sheet.text
    assert "+15,35 / 0" in sheet.text  # 5,35 above targets and 10
    assert "thưởng theo việc" not in show("unit_sheet", nam="2018", donvi="TH").text


def test_a_bonus_over_the_cap_says_what_counts(store):
    given(store, 6)

    assert "nên điểm thưởng chỉ tính 50" in show("unit_sheet", nam="2018", donvi="GR").text
    assert "Được tặng Cờ thi đua" in show("rankings", nam="2018").text


def test_the_journal_calls_a_bonus_a_bonus(store):
    seq = given(store)
    rows, entry = show("history"), show("history", lan=str(seq))

    assert "1 điểm thưởng (2018)" in rows.text
    assert "1 điểm trừ" in rows.text  # of the sample
    assert "Điểm thưởng theo việc" in entry.text
    assert "Giồng Riềng, năm 2018: Được tặng Cờ thi đua" in entry.text


def test_the_scenario_form_offers_bonus_items_where_the_rulebook_has_them():
    shown = show("scenario", nam="2018", doi="diem-thuong", khoan="B.02", donvi="TH", gia="1")

    assert "mỗi lần thưởng 10 điểm; ghi tổng số lần" in shown.text
    assert "Tân Hiệp · Được tặng Cờ thi đua của tỉnh hoặc của bộ, ngành trung ương: 0 → 1 lần" in shown.text
    assert "Điểm thưởng theo việc" not in show("scenario", nam="2017").text


def test_a_workbook_with_an_itemised_bonus_adds_it_in_its_formula_and_names_its_document(store):
    given(store)
    frozen = freeze(store.reference, store.snapshot(), 2018)
    made = workbook(frozen)
    formulas, values = (load_workbook(BytesIO(made), data_only=only) for only in (False, True))
    cells = [
        (str(cell.value), values[sheet.title][cell.coordinate].value)
        for sheet in formulas
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    ]
    texts = " ".join(text for text, _value in cells)

    assert [15.35] == [
        value for text, value in cells if text.startswith("=ROUND(") and text.endswith("+10,2)")
    ]
    assert "Trong đó thưởng theo việc 10 điểm: Được tặng Cờ thi đua" in texts
    assert "QĐ <12>/QĐ-UBND" in texts
