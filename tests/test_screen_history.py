"""Nhật ký and Tiến độ: what was kept, what it changed, undo with its preview, and what is still owed."""

from __future__ import annotations

from decimal import Decimal

from clerk_screens import opened, press, sheet, sign, spending, store, told

from data.intake import Reported, propose, write
from pages.parts import cached
from pages.parts.reported_board import counts
from pages.parts.year_words import Telling
from scoring.model import Outcome, Status
from scoring.numbers import number
from tests.people import secretary

__all__ = ["store"]


def keep(store, value="70.5", actor="Nguyễn <b>Ánh</b>", original=None):
    row = Reported(2018, "HD", "N1.07", value=Decimal(value), status=Status.OFFICIAL, agency="SKHDT")
    proposal = propose(store.snapshot(), store.reference, [row])
    return write(store, proposal, secretary(actor), "Công văn 12", original)


def test_every_entry_stands_in_the_journal_with_who_when_and_why(store):
    keep(store)
    shown = told(opened("history"))

    assert shown.title.startswith("2 lần ghi")
    assert "Nguyễn <b>Ánh</b>" in shown.text
    assert "Nguyễn &lt;b&gt;" in shown.html
    assert "Công văn 12" in shown.text
    assert shown.text.index("Lần ghi 2") < shown.text.index("Lần ghi 1")


def test_an_entry_shows_figures_points_and_ranks_before_and_after(store):
    before = cached.board(2018).unit("HD")
    keep(store)
    shown = told(opened("history", lan="2"))
    after = cached.board(2018).unit("HD")

    assert before.total != after.total
    assert [] == [
        text
        for text in ("69,6%", "70,5%", number(before.total, 2), number(after.total, 2))
        if text not in shown.text
    ]


def test_the_original_file_can_be_downloaded_unchanged(store):
    keep(store, original=sheet(spending()))
    page = opened("history", lan="2")

    assert ["Tải tệp gốc"] == [button.proto.label for button in page.get("download_button")]


def test_undo_asks_for_a_reason_and_a_confirmation_and_brings_everything_back(store):
    before = cached.board(2018)
    keep(store)
    page = opened("history", lan="2", viec="hoantac")
    page = press(sign(page, "nhầm tệp"), "Hoàn tác lần ghi 2")

    assert "Hãy đánh dấu xác nhận ở trên." in told(page).text
    assert 2 == len(store.entries())

    page.checkbox[0].check()
    page = press(sign(page, "nhầm tệp"), "Hoàn tác lần ghi 2")

    assert "Đã hoàn tác lần ghi 2." in told(page).text
    assert (3, 2) == (len(store.entries()), store.entries()[-1].reverses)
    assert [row.total for row in before.units] == [row.total for row in cached.board(2018).units]
    assert "đã hoàn tác ở lần ghi 3" in told(opened("history")).text


def test_an_entry_that_is_undone_already_cannot_be_undone_again(store):
    keep(store)
    page = opened("history", lan="2", viec="hoantac")
    page.checkbox[0].check()
    press(sign(page, "nhầm"), "Hoàn tác lần ghi 2")
    again = opened("history", lan="2", viec="hoantac")

    assert "đã được hoàn tác ở lần ghi 3" in told(again).text
    assert [] == [button for button in again.button if not button.disabled]


def test_a_past_state_stands_beside_today(store):
    then = cached.board(2018).unit("HD").total
    keep(store)
    shown = told(opened("history", trangthai="1"))

    assert "Đang xem trạng thái cũ" in shown.text
    assert number(then, 2) in shown.text
    assert number(cached.board(2018).unit("HD").total, 2) in shown.text


def test_the_history_of_a_figure_says_which_one_counts(store):
    keep(store)
    shown = told(opened("history", xem="o", donvi="HD", tieuchi="N1.07"))
    rows = shown.html.split("<tr")

    assert "đang được tính" in next(row for row in rows if "70,5%" in row)
    assert "giữ bên cạnh" in next(row for row in rows if "69,6%" in row)


def test_nonsense_in_the_address_shows_the_journal(store):
    assert told(opened("history", lan="<b>9")).title.startswith("1 lần ghi")


def test_the_board_tells_every_state_of_every_cell(store):
    about = Telling(cached.cluster(), cached.rulebook(2018), cached.board(2018))
    found = counts(about, cached.completeness(2018))
    owed = [score for score in about.board.scores.values() if score.outcome is Outcome.NOT_REPORTED]

    assert len(about.board.scores) == sum(found.values())
    assert len(owed) == found["missing"] + found.get("partly", 0)


def test_what_is_owed_names_the_agency_and_leads_to_typing_it_in(store):
    shown = told(opened("progress"))

    assert "Sở Y tế" in shown.text
    assert "chưa báo cáo" in shown.text
    assert "không giao" in shown.text
    assert any(link.startswith("/nhap-so-lieu?") and "cach=tay" in link for link in shown.links())


def test_an_assumed_deadline_says_so(store):
    assert "Hạn gửi số liệu năm 2018: 08/02/2019." in told(opened("progress")).text
    assert "Hạn này là giả định." in told(opened("progress")).text


def test_the_screens_are_vietnamese(store):
    from tests.visiting import ENGLISH

    keep(store)
    for address in ({}, {"lan": "2"}, {"trangthai": "1"}, {"lan": "2", "viec": "hoantac"}):
        assert [] == ENGLISH.findall(told(opened("history", **address)).text)
