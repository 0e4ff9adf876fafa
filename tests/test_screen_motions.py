"""Kept motions become entries only when a person confirms them, by the one way of writing, and not if they no longer fit."""

from __future__ import annotations

import ast
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from clerk_screens import opened, press, sign, sound, store, told

from data import intake
from data.proposal import Defaults, Reported
from data.records import Correction, Document
from data.stamps import mark_of
from pages.parts import cached
from scoring.model import Penalty, Status
from scoring.numbers import number
from tests.people import AN, BINH

__all__ = ["store"]

PARTS = Path(__file__).parents[1] / "pages" / "parts"
ONE = "a_CT_N1.07__95"


def confirm(kn: str, **address: str):
    return opened("upload", nam="2018", kn=kn, **address)


def based(page, status: str = "official", agency: str = "", document: str = "Biên bản hội nghị"):
    """Say on what the motions rest."""
    page.selectbox(key="motion-status").set_value(status)
    if agency:
        page.selectbox(key="motion-agency").set_value(agency)
    page.text_input(key="motion-document").set_value(document)
    page.text_input(key="motion-document-date").set_value("22/02/2019")
    return sound(page.run())


def written(store, unit: str, value: str, criterion: str = "N1.07") -> None:
    """Somebody else writes an actual of the agency that counts."""
    reported = [Reported(2018, unit, criterion, value=Decimal(value))]
    defaults = Defaults(Status.OFFICIAL, "SKHDT")
    proposal = intake.propose(store.snapshot(), store.reference, reported, defaults)
    intake.write(store, proposal, BINH, "số mới", shown=proposal.digest)


def mark(store) -> str:
    return mark_of(2018, store.head, store.reference_digest)


def buttons(page) -> list[str]:
    return [button.label for button in page.button if button.label.startswith("Ghi ") and not button.disabled]


def test_to_look_at_kept_motions_writes_nothing_and_shows_before_and_after(store):
    head = store.head
    shown = told(confirm(f"{ONE}~p_GR_P.02_2"))

    assert "Xác nhận 2 kiến nghị mà hội nghị đã giữ lại" in shown.title
    assert "Chưa ghi gì." in shown.text
    assert "của Châu Thành từ 87,1% thành 95%; điểm tiêu chí 36,67 → 40,00" in shown.text
    assert "hạng 3 → hạng 2" in shown.text
    assert (head, 1) == (store.head, len(store.entries()))


def test_a_confirmed_figure_is_previewed_and_written_like_any_other(store):
    page = based(confirm(ONE))
    shown = told(page)

    assert "Châu Thành lên từ hạng 3" in shown.text
    assert number(Decimal("884.14"), 2) in shown.text
    assert 1 == len(store.entries())
    page = press(sign(page, "Biên bản hội nghị ngày 22/02/2019"), "Ghi 1 số liệu")
    entry = store.entries()[-1]
    (figure,) = entry.figures

    assert 2 == len(store.entries())
    assert (AN.name, "Biên bản hội nghị ngày 22/02/2019") == (entry.actor, entry.reason)
    assert ("CT", "N1.07", Decimal(95), Status.OFFICIAL, "SKHDT") == (
        figure.unit, figure.criterion, figure.value, figure.status, figure.agency,
    )  # fmt: skip
    assert ("Biên bản hội nghị", "2019-02-22") == (figure.document, str(figure.document_date))
    assert Decimal("884.14") == cached.board(2018).unit("CT").total
    assert "Số này đang được tính rồi" in told(page).text
    assert "Đã ghi 1 số liệu." in told(page).text


def test_a_motion_about_a_published_year_becomes_a_proposal_that_counts_when_another_person_approves_it(
    store,
):
    store.publish(AN, "công bố", 2018, Document("12/BB", date(2019, 2, 22), "Cụm thi đua số 2"), store.head)
    published = cached.board(2018)
    page = based(confirm(f"{ONE}~p_GR_P.02_3"), agency="SKHDT")
    sent = [button.label for button in page.button if button.label.startswith(("Ghi ", "Đề nghị "))]
    assert ["Đề nghị đính chính 2 số liệu"] == sent

    press(sign(page, "Biên bản hội nghị"), *sent)
    entry = store.entries()[-1]
    assert isinstance(entry.record, Correction)
    assert published == cached.board(2018)

    store.approve_correction(BINH, "đã đối chiếu", entry.seq, store.head)
    corrected = cached.board(2018)
    assert Decimal("884.14") == corrected.unit("CT").total
    assert 3 == sum(row.times for row in corrected.unit("GR").penalties)


def test_an_item_is_written_as_so_many_more_occurrences_as_it_takes(store):
    first = Penalty(2018, "GR", "P.02", 1, Status.OFFICIAL, "own", "Công văn 5")
    proposal = intake.propose(store.snapshot(), store.reference, [], penalties=[first])
    intake.write(store, proposal, BINH, "đã phê bình", shown=proposal.digest)
    page = based(confirm("p_GR_P.02_3~q_TH_B.01_1"), agency="own")
    page = press(sign(page, "theo biên bản"), "Ghi 2 số liệu")

    assert [("GR", "P.02", 2), ("TH", "B.01", 1)] == [
        (row.unit, row.item, row.times) for row in store.entries()[-1].penalties
    ]
    assert (3, 3) == (
        sum(row.times for row in cached.board(2018).unit("GR").penalties),
        cached.board(2018).unit("TH").item_bonus,
    )


def test_an_item_needs_status_agency_and_document_before_anything_can_be_written(store):
    page = confirm("p_GR_P.02_1")

    assert "Hãy chọn trạng thái cho khoản điểm trừ, điểm thưởng." in told(page).text
    assert "phải ghi rõ cơ quan xác nhận" in told(page).text
    assert "phải có văn bản làm căn cứ" in told(page).text
    assert [] == buttons(page)
    assert ["Ghi 1 số liệu"] == buttons(based(page, agency="own"))


def test_a_figure_needs_a_status(store):
    page = confirm(ONE)

    assert [] == buttons(page)
    assert "Trạng thái số liệu" in told(page).text


def test_only_the_motions_that_are_chosen_are_written(store):
    page = confirm(f"{ONE}~a_HD_N1.07__80")
    page.checkbox(key="motion-2").set_value(False)
    page = based(sound(page.run()))
    press(sign(page, "kiến nghị 1"), "Ghi 1 số liệu")

    assert ["CT"] == [figure.unit for figure in store.entries()[-1].figures]


def test_a_figure_that_changed_since_the_conference_is_said(store):
    seen = mark(store)

    assert "đã đổi từ sau hội nghị" not in told(confirm(ONE, dau=seen)).text
    written(store, "CT", "90")
    shown = told(confirm(ONE, dau=seen))

    assert "khi hội nghị xem là 87,1%, nay đang tính là 90%" in shown.text
    assert "Từ lúc hội nghị xem đến nay đã có 1 lần ghi" in shown.text


def test_another_figure_that_changed_is_no_change_of_this_one(store):
    seen = mark(store)
    written(store, "HD", "75")
    shown = told(confirm(ONE, dau=seen))

    assert "đã đổi từ sau hội nghị" not in shown.text
    assert "Từ lúc hội nghị xem đến nay đã có 1 lần ghi" in shown.text


def test_a_mark_that_leads_nowhere_is_said_and_the_motions_are_still_there(store):
    shown = told(confirm(ONE, dau="2018-ffffffff-00000000"))

    assert "Không trở lại được số liệu mà hội nghị đã xem" in shown.text
    assert "từ 87,1% thành 95%" in shown.text


@pytest.mark.parametrize(
    ("kn", "said"),
    [
        (
            "a_XX_N1.07__5",
            "Kiến nghị này không còn áp dụng được cho số liệu hiện nay. Năm này không có đơn vị ấy.",
        ),
        ("a_RG_N1.08__5", "Kiến nghị này không còn áp dụng được"),
        ("a_CT_N1.07__87.1", "Số này đang được tính rồi"),
        ("p_HD_P.01_0", "Muốn bớt số lần đã tính thì hoàn tác lần ghi đã tính nó"),
    ],
)
def test_a_motion_that_does_not_fit_is_said_and_cannot_be_written(store, kn, said):
    page = confirm(kn)

    assert said in told(page).text
    assert "Không có kiến nghị nào được chọn" in told(page).text
    assert [] == buttons(page)


def test_what_was_not_assigned_is_not_called_unreported(store):
    shown = told(confirm("a_RG_N1.08__5"))

    assert "thực hiện không giao → 5" in shown.text
    assert "chưa báo cáo → 5" not in shown.text


def test_the_others_can_be_confirmed_beside_one_that_does_not_fit(store):
    page = based(confirm(f"a_XX_N1.07__5~{ONE}"))

    assert "Kiến nghị 2: số thực hiện" in told(page).text
    assert ["Ghi 1 số liệu"] == buttons(page)


@pytest.mark.parametrize("kn", ["rác", "w_N1.07_50", "a_CT_N1.07__<b>"])
def test_an_address_that_holds_no_motions_is_refused_in_a_sentence(store, kn):
    page = confirm(kn)

    assert "Không đọc được kiến nghị trong đường dẫn" in told(page).text
    assert "Không có kiến nghị nào để xác nhận" in told(page).title
    assert "<b>" not in told(page).text
    assert [] == buttons(page)


def test_if_others_write_meanwhile_it_is_shown_before_anything_is_kept(store):
    page = based(confirm(ONE))
    written(store, "CT", "90")
    page = press(sign(page, "biên bản"), "Ghi 1 số liệu")

    assert 2 == len(store.entries())
    assert "Trong lúc bạn xem, có 1 lần ghi mới. Chưa ghi gì của bạn." in told(page).text
    assert "từ 90% thành 95%" in told(page).text
    page = press(page, "Ghi 1 số liệu")

    assert (3, AN.name) == (len(store.entries()), store.entries()[-1].actor)
    assert Decimal("884.14") == cached.board(2018).unit("CT").total


def test_an_item_written_by_another_meanwhile_is_not_counted_twice(store):
    page = based(confirm("p_GR_P.02_1"), agency="own")
    occurred = Penalty(2018, "GR", "P.02", 1, Status.OFFICIAL, "own", "Công văn 5")
    proposal = intake.propose(store.snapshot(), store.reference, [], penalties=[occurred])
    intake.write(store, proposal, BINH, "đã ghi trước", shown=proposal.digest)
    page = sound(sign(page, "biên bản").run())

    assert "Số này đang được tính rồi" in told(page).text
    assert [] == buttons(page)
    assert 1 == sum(row.times for row in cached.board(2018).unit("GR").penalties)


def test_a_figure_of_an_agency_that_does_not_count_is_said_not_to_give_what_was_shown(store):
    page = based(confirm(ONE), agency="own")

    assert "điểm của Châu Thành không ra như khi thử tại hội nghị" in told(page).text
    assert "không ra như khi thử" not in told(based(confirm(ONE))).text


def test_a_target_is_written_at_the_level_that_counts(store):
    page = based(confirm("t_CT_N1.07__90"))
    page = press(sign(page, "biên bản"), "Ghi 1 số liệu")
    target = cached.board(2018).score("CT", "N1.07").whole.target

    assert (Decimal(90), "T") == (target.figure.value, target.figure.level)
    assert "không ra như khi thử" not in told(page).text


def test_the_state_that_was_discarded_is_the_state_that_was(store):
    head, entries, snapshot = store.head, store.entries(), store.snapshot()
    based(confirm(f"{ONE}~p_GR_P.02_2~q_TH_B.02_1", dau=mark(store)))
    shown = opened("upload", nam="2018")

    assert "Xác nhận" not in told(shown).title
    assert (head, entries) == (store.head, store.entries())
    assert snapshot == store.snapshot()


@pytest.mark.parametrize("name", ["motion_flow.py", "motion_kept.py", "motions.py", "motion_form.py"])
def test_motions_are_written_only_by_the_one_way_of_writing(name):
    tree = ast.parse((PARTS / name).read_text(encoding="utf-8"))
    called = {
        node.func.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    }
    named = {
        each.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module
        for each in node.names
    }

    assert not {"write"} & (called | named)
