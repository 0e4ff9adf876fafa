"""Công bố: three facts, versions, corrections by two people, the forms; what publishing changes on other screens."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from clerk_screens import opened, press, read, sheet, sign, sound, spending, store, told
from conftest import serving
from docx import Document as Word
from signed_in import PASSWORD, account

from data.intake import Reported, propose
from data.published_status import published_status, told_with
from data.records import Award, Ballot, Correction, CorrectionEnd, Decision, Document, Outcome, Vote
from data.rights import VIEWER, Duty
from data.troubles import Trouble
from pages import BEHIND_NAME, SCREENS
from pages.exports.docx_minutes import minutes
from pages.exports.docx_submission import submission
from pages.parts import cached, who
from pages.parts.local_time import day_of
from pages.parts.slides_made import deck_of
from pages.parts.stamp_lines import stamp_line
from scoring.model import Status
from scoring.numbers import number
from tests.kept_homes import shipped
from tests.people import AN, BINH, LOOKER, clerk
from tests.visiting import Visit, watched

__all__ = ["store"]
TODAY = day_of(datetime.now(UTC))
MINUTES = Document("12/BB-CTĐ", date(2019, 2, 22), "Cụm <b>thi đua</b> số 2")
REASON = "Lý do, căn cứ (bắt buộc)"


def publish(store, actor=AN, year=2018):
    return store.publish(actor, "Hội nghị <i>thống nhất</i>", year, MINUTES, store.head)


def newer(store, value, unit="HD"):
    row = Reported(2018, unit, "N1.07", value=Decimal(value), status=Status.OFFICIAL, agency="SKHDT")
    return propose(store.snapshot(), store.reference, [row]).figures


def correct(store, value="70.5", actor=AN):
    return store.propose_correction(
        actor, f"Sở <b>đính chính</b> {value}", 2018, newer(store, value), (), store.head
    )


def approve(store, seq, actor=BINH):
    return store.approve_correction(actor, "Đã đối chiếu", seq, store.head)


def vote(store, present=25, first=20):
    units = [unit.code for unit in store.cluster.units_in(2018)]
    ballots = tuple(Ballot(code, first if place == 0 else 10 + place) for place, code in enumerate(units))
    record = Vote(2018, ballots, present, Document("13/BB-KP", date(2019, 2, 22), "Ban kiểm phiếu"))
    return store.record(BINH, "Theo biên bản", record, store.head)


def decide(store, title="Cờ <u>thi đua</u>"):
    document = Document("600/QĐ-UBND", date(2019, 3, 15), "UBND tỉnh")
    return store.record(BINH, "Theo quyết định", Decision(2018, (Award("CT", title),), document), store.head)


def foot(shown):
    return re.search(r"<footer.*?</footer>", shown.html, re.DOTALL)[0]


def labels(page):
    return [button.label for button in page.button]


def fill(page, **typed):
    """Type into fields by the beginning of their labels."""
    for start, text in typed.items():
        next(field for field in page.text_input if field.label.startswith(start.replace("_", " "))).set_value(
            text
        )
    return page


def signed(page, reason="Nghị quyết 1"):
    next(field for field in page.text_input if field.label in (REASON, "Ý kiến, lý do (bắt buộc)")).set_value(
        reason
    )
    page.checkbox[0].check()
    return page


def looks(monkeypatch, actor):
    monkeypatch.setattr(who, "actor", lambda: actor)


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A store that no test writes to: published, with a correction that waits, a vote and a decision."""
    own = shipped(tmp_path_factory.mktemp("kept"))
    publish(own)
    correct(own)
    vote(own)
    decide(own)
    yield own
    own.close()


@pytest.fixture()
def published(kept, monkeypatch):
    """The screens show that store, to An."""
    monkeypatch.setattr(cached, "store", lambda: kept)
    looks(monkeypatch, AN)
    return kept


# --- the status of a year, wherever it is named -----------------------------------------------------------------


def test_before_a_publication_head_and_foot_say_that_there_is_none(store):
    shown = told(opened("publication", nam="2018"))

    assert re.search(r'<a class="td-badge"[^>]*>Chưa công bố</a>', shown.html)
    assert "· Chưa công bố ·" in foot(shown)
    assert "Công bố điểm số: Chưa công bố" in stamp_line(cached.frozen(2018).stamp)


@pytest.mark.parametrize("screen", [name for name in SCREENS if name not in BEHIND_NAME])
def test_every_screen_of_a_year_says_at_its_head_and_foot_that_the_year_is_published_and_what_waits(
    published, screen
):
    shown = told(opened(screen, nam="2018"))
    status, waiting = f"Đã công bố lần 1 · {TODAY}", "1 đề nghị đính chính đang chờ duyệt"

    assert re.search(
        rf'<a class="td-badge td-badge-done" href="/cong-bo\?nam=2018[^>]*>{status}</a>', shown.html
    )
    assert re.search(rf'td-badge-waiting" href="/cong-bo\?nam=2018[^>]*>{waiting}</a>', shown.html)
    assert f"· {status} · {waiting} ·" in foot(shown)


def test_stamps_and_slides_say_that_the_year_is_published(published):
    frozen = cached.frozen(2018)
    status = f"Đã công bố lần 1 · {TODAY}"

    assert f"Công bố điểm số: {status} · 1 đề nghị" in stamp_line(frozen.stamp)
    assert {True} == {status in slide.source for slide in deck_of(frozen).slides}


def test_a_document_tells_what_was_recorded_when_it_was_made_and_no_more(store):
    seq = publish(store).seq
    made = store.entries()[-1].time
    late = correct(store).seq
    entries = store.entries()
    another = replace(entries[-1], time=made + timedelta(seconds=5))

    assert late == told_with(entries, 2018, seq)
    assert 1 == published_status(entries[:late], 2018).waiting
    assert seq == told_with([*entries[:-1], another], 2018, seq, made + timedelta(seconds=2))
    # a state that is no longer the one that is shown keeps to itself
    approve(store, late)
    assert (seq, 1) == (told_with(store.entries(), 2018, seq), told_with(store.entries(), 2018, 1))


# --- three facts ---------------------------------------------------------------------------------------------------


def test_score_vote_and_decision_are_three_facts_each_with_who_when_and_document(store):
    shown = told(opened("publication", nam="2018"))
    assert (1, 2) == (shown.text.count("Chưa công bố Điểm và hạng"), shown.text.count("Chưa ghi"))

    publish(store)
    shown = told(opened("publication", nam="2018"))
    assert 2 == shown.text.count("Chưa ghi")  # a publication records neither vote nor decision
    assert "Số 12/BB-CTĐ, ngày 22/02/2019, Cụm <b>thi đua</b> số 2" in shown.text

    vote(store)
    decide(store)
    shown = told(opened("publication", nam="2018"))
    assert "Chưa ghi" not in shown.text
    for text in (
        "Số 13/BB-KP, ngày 22/02/2019, Ban kiểm phiếu",
        "80,0%",
        "Số 600/QĐ-UBND",
        "Cờ <u>thi đua</u>",
    ):
        assert text in shown.text
    assert 1 == len(store.versions(2018))


def test_a_vote_that_is_recorded_again_is_used_and_the_former_stays_readable(store):
    vote(store, first=20)
    vote(store, first=25)
    shown = told(opened("publication", nam="2018"))

    assert shown.text.index("25 100,0%") < shown.text.index("1 lần ghi trước") < shown.text.index("20 80,0%")


def test_what_people_typed_is_text_everywhere(published):
    pages = [opened("publication", nam="2018"), opened("publication", nam="2018", lan="1"), opened("history")]
    for html in [told(page).html for page in pages]:
        assert [] == re.findall(r"<[biu]>(?:thống|thi đua|đính)", html)
    assert "&lt;u&gt;thi đua" in told(pages[0]).html


# --- publishing ----------------------------------------------------------------------------------------------------


def test_publishing_tells_first_what_should_be_known_and_what_will_be_kept(store):
    shown = told(opened("publication", nam="2018", viec="congbo"))

    assert [each.text for each in store.worth_knowing(2018)]
    for each in store.worth_knowing(2018):
        assert each.text[1:] in shown.text
    assert shown.text.index("điều cần biết") < shown.text.index("Những gì được giữ nguyên")
    assert number(cached.board(2018).units[0].total, 2) in shown.text


def test_a_form_that_is_not_ready_tells_all_its_problems_at_once_and_loses_nothing(store):
    page = opened("publication", nam="2018", viec="congbo")
    page = press(fill(page, Số_văn_bản="12/BB", Ngày_văn_bản="31-2-2019"), "Công bố điểm số năm 2018")
    shown = told(page)

    assert "Có 4 điều phải sửa" in shown.text
    for problem in ("ghi đủ số, ngày", "không phải ngày", "Hãy ghi lý do.", "Hãy đánh dấu xác nhận"):
        assert problem in shown.text
    assert ["12/BB", "31-2-2019"] == [field.value for field in page.text_input][:2]
    assert 1 == len(store.entries())


def test_publishing_makes_version_one_and_says_so(store):
    page = opened("publication", nam="2018", viec="congbo")
    fill(page, Số_văn_bản="12/BB", Ngày_văn_bản="22/02/2019", Cơ_quan="Cụm")
    page = press(signed(page), "Công bố điểm số năm 2018")
    (version,) = store.versions(2018)

    assert ("12/BB", date(2019, 2, 22), "Cụm") == (
        version.document.number,
        version.document.date,
        version.document.issuer,
    )
    assert "Công bố điểm số năm 2018, lần 1, theo văn bản số 12/BB." in told(page).text
    assert "đã công bố lần 1" in told(page).title
    assert "Điểm số năm 2018 đã công bố" in told(opened("publication", nam="2018", viec="congbo")).text


def test_who_publishes_sees_what_others_wrote_meanwhile_before_anything_is_kept(store):
    page = opened("publication", nam="2018", viec="congbo")
    vote(store)
    page = press(signed(page), "Công bố điểm số năm 2018")

    assert "có 1 lần ghi mới. Chưa ghi gì của bạn" in told(page).text
    assert () == store.versions(2018)

    page = press(page, "Công bố điểm số năm 2018")
    assert 1 == len(store.versions(2018))


def test_nobody_publishes_under_rules_that_the_screen_did_not_show(store):
    with pytest.raises(Trouble) as trouble:
        store.publish(AN, "Nghị quyết 1", 2018, MINUTES, store.head, expected_reference="0" * 64)

    assert ("reference.moved", ()) == (trouble.value.key, store.versions(2018))
    assert store.publish(
        AN, "Nghị quyết 1", 2018, MINUTES, store.head, expected_reference=store.reference_digest
    )


@pytest.mark.parametrize("task", ["phieu", "quyetdinh", "thoitinh"])
def test_an_address_of_a_form_gives_a_viewer_no_field_and_no_button(published, monkeypatch, task):
    looks(monkeypatch, LOOKER)
    page = opened("publication", nam="2018", viec=task)

    assert ([], []) == (labels(page), list(page.text_input))


@pytest.mark.parametrize("actor", [LOOKER, clerk("TH"), VIEWER], ids=["viewer", "clerk of no head", "nobody"])
def test_who_may_not_sees_everything_and_why_not_and_no_button(published, monkeypatch, actor):
    looks(monkeypatch, actor)
    page = opened("publication", nam="2018")
    shown = told(page)

    assert ([], []) == (labels(page), list(page.text_input))
    assert "td-button" not in shown.html
    for text in (
        "Sở <b>đính chính</b> 70.5",
        "70,5%",
        "Cờ <u>thi đua</u>",
        "Lần 1 (hiện hành)",
        "Chưa ghi được: ",
    ):
        assert text in shown.text


def test_the_head_of_the_year_may_publish_and_record_for_that_year_only(store, monkeypatch):
    looks(monkeypatch, clerk(store.cluster.role(2018).lead_unit))

    assert "td-do-congbo" in told(opened("publication", nam="2018")).html
    assert "td-do-congbo" not in told(opened("publication", nam="2017")).html


# --- corrections ---------------------------------------------------------------------------------------------------


def test_a_file_for_a_published_year_becomes_a_proposal_that_does_not_count(store):
    publish(store)
    board = cached.board(2018)
    page = read(opened("upload", nam="2018"), ("a.csv", sheet(spending("70,5"))))
    assert ("Đề nghị đính chính 1 số liệu", False) == (labels(page)[-1], "Ghi 1 số liệu" in labels(page))
    assert "một người khác, có quyền công bố, duyệt" in told(page).text

    page = press(sign(page, "Công văn 12"), "Đề nghị đính chính 1 số liệu")
    entry = store.entries()[-1]

    assert isinstance(entry.record, Correction)
    assert entry.original
    assert "Đã gửi đề nghị đính chính 1 số liệu năm 2018" in told(page).text
    assert board == cached.board(2018)


def test_typing_into_a_published_year_says_that_it_is_a_proposal(store):
    publish(store)
    shown = told(opened("upload", nam="2018", cach="tay"))

    assert shown.title.endswith("thay đổi là đề nghị đính chính")
    assert "ghi rồi vẫn hoàn tác được" not in shown.text


def test_a_file_of_a_published_and_of_another_year_must_be_taken_apart(store):
    publish(store)
    both = sheet(spending("70,5"), spending("71").replace("2018;", "2017;", 1))
    page = read(opened("upload", nam="2018"), ("a.csv", both))

    assert "chạm tới cả năm đã công bố (2018) và năm khác (2017)" in told(page).text
    assert not [label for label in labels(page) if label.startswith(("Ghi", "Đề nghị"))]


def test_who_proposed_a_correction_may_withdraw_but_not_approve_it(store):
    publish(store)
    correct(store)
    page = opened("publication", nam="2018")

    assert ["Rút đề nghị"] == labels(page)
    assert "người đề nghị không được tự duyệt" in told(page).text

    page = press(signed(page), "Rút đề nghị")
    assert Outcome.WITHDRAWN is store.corrections(2018)[0].outcome
    assert "Đã công bố lần 1" in told(page).text
    assert "1 đề nghị đính chính đã khép" in told(page).text


def test_another_person_sees_the_effect_and_approves_and_both_versions_stay_readable(store, monkeypatch):
    publish(store)
    old = cached.board(2018).unit("HD").total
    seq = correct(store).seq
    looks(monkeypatch, BINH)
    page = opened("publication", nam="2018")
    new = cached.correction_effect(seq).effects[0].after.unit("HD").total
    assert ["Duyệt", "Không duyệt", "Rút đề nghị"] == labels(page)
    assert old != new
    assert f"{number(old, 2)} {number(new, 2)}" in told(page).text

    page = press(page, "Duyệt")
    assert "Có 2 điều phải sửa" in told(page).text
    fill(page, Số_văn_bản="15/CV", Ngày_văn_bản="01/03/2019", Cơ_quan="Cụm")
    page = press(signed(page, "Đã đối chiếu công văn"), "Duyệt")

    assert "thành lần công bố 2, theo văn bản số 15/CV." in told(page).text
    assert (new, 2) == (cached.board(2018).unit("HD").total, len(store.versions(2018)))
    second, first = (told(opened("publication", nam="2018", lan=place)) for place in ("2", "1"))
    for text in (
        f"{number(old, 2)} {number(new, 2)}",
        "69,6%",
        "70,5%",
        "Bình (thư ký cụm)",
        "An (thư ký cụm)",
        "Đã đối chiếu công văn",
        "Sở <b>đính chính</b> 70.5",
    ):
        assert text in second.text
    assert f"Hòn Đất {number(old, 2)}" in first.text
    assert number(new, 2) not in first.text
    assert "sau đó đã có lần 2" in first.text


def test_a_correction_that_is_not_approved_changes_nothing_and_is_told(store, monkeypatch):
    publish(store)
    board = cached.board(2018)
    correct(store)
    looks(monkeypatch, BINH)
    press(signed(opened("publication", nam="2018"), "Không có căn cứ"), "Không duyệt")
    shown = told(opened("publication", nam="2018"))

    assert board == cached.board(2018)
    assert "không duyệt, Bình (thư ký cụm)" in shown.text
    assert "Không có căn cứ" in shown.text
    assert "đang chờ duyệt" not in shown.text


def test_a_correction_of_a_former_version_says_that_it_must_be_proposed_anew(store, monkeypatch):
    publish(store)
    outdated = correct(store, "60").seq
    approve(store, correct(store, "70.5").seq)
    looks(monkeypatch, BINH)
    page = opened("publication", nam="2018")
    assert "không duyệt được nữa" in told(page).text

    press(signed(page), "Duyệt")
    assert store.corrections(2018)[0].end is None
    assert outdated == store.corrections(2018)[0].seq


def test_a_penalty_of_a_published_year_is_taken_out_by_a_correction(store, monkeypatch):
    (penalty,) = store.penalties(2018)
    before = cached.board(2018).unit(penalty.unit).total
    publish(store)
    page = opened("publication", nam="2018", viec="thoitinh")
    assert "Chưa đánh dấu khoản nào" in told(page).text

    page = sound(page.checkbox[0].check().run())
    assert "thôi tính" in told(page).text
    next(field for field in page.text_input if field.label == REASON).set_value("ghi nhầm")
    page.checkbox[1].check()
    press(page, "Đề nghị thôi tính")
    assert before == cached.board(2018).unit(penalty.unit).total

    approve(store, store.corrections(2018)[0].seq)
    assert before < cached.board(2018).unit(penalty.unit).total
    assert () == store.penalties(2018)


# --- undo and the journal --------------------------------------------------------------------------------------------


def test_undo_of_a_published_year_is_replaced_by_its_explanation(store):
    assert "Hoàn tác lần ghi này" in told(opened("history", lan="1")).text
    publish(store)
    shown = told(opened("history", lan="1"))
    page = opened("history", lan="1", viec="hoantac")

    assert "Hoàn tác lần ghi này…" not in shown.text
    assert "thuộc năm 2018 đã công bố" in shown.text
    assert "thuộc năm 2018 đã công bố" in told(page).text
    assert [] == labels(page)
    assert "được giữ mãi" in told(opened("history", lan="2")).text


def test_the_journal_tells_publications_corrections_votes_and_decisions_in_plain_sentences(store):
    publish(store)
    seq = correct(store).seq
    approve(store, seq)
    rejected = correct(store, "60").seq
    store.end_correction(BINH, "Không có căn cứ", rejected, Outcome.REJECTED, store.head)
    vote(store)
    decide(store)
    correct(store, "61")
    shown = told(opened("history")).text

    for sentence in (
        "Công bố điểm số năm 2018, lần 1, theo văn bản số 12/BB-CTĐ",
        "Đề nghị đính chính năm 2018: 1 số liệu",
        f"Duyệt đính chính năm 2018 đề nghị ở lần ghi {seq}; thành lần công bố 2",
        f"Không duyệt đính chính năm 2018 đề nghị ở lần ghi {rejected}",
        "Ghi phiếu suy tôn năm 2018: 25 người bỏ phiếu, theo văn bản số 13/BB-KP",
        "Ghi quyết định của UBND tỉnh năm 2018: 1 khen thưởng, theo văn bản số 600/QĐ-UBND",
        f"đã duyệt ở lần ghi {seq + 1}",
        "đang chờ duyệt",
    ):
        assert sentence in shown
    approved = told(opened("history", lan=str(seq + 1)))
    assert isinstance(store.entries()[seq].record, CorrectionEnd)
    assert "70,5%" in approved.text
    assert "không làm đổi số liệu" in told(opened("history", lan="2")).text


# --- vote and decision -----------------------------------------------------------------------------------------------


def test_the_vote_form_tells_every_wrong_number_and_keeps_what_was_typed(store):
    page = opened("publication", nam="2018", viec="phieu")
    fill(page, Số_người="25", Phiếu_cho_Rạch="mười", Phiếu_cho_Châu="26")
    page = press(signed(page), "Ghi phiếu suy tôn")
    shown = told(page)

    assert "Phiếu cho Rạch Giá: “mười” không phải số nguyên" in shown.text
    assert "Phiếu cho Hòn Đất: chưa ghi." in shown.text
    assert "Số văn bản: chưa ghi." in shown.text
    assert () == store.votes(2018)

    fill(page, Phiếu_cho_Rạch="20", Phiếu_cho_Hòn="3", Phiếu_cho_Giồng="4", Phiếu_cho_Tân="5")
    fill(page, Số_văn_bản="13/BB", Ngày_văn_bản="22/02/2019", Cơ_quan="Ban kiểm phiếu")
    page = press(page, "Ghi phiếu suy tôn")
    assert "Có 1 điều phải sửa" in told(page).text  # 26 of 25

    page = press(fill(page, Phiếu_cho_Châu="25"), "Ghi phiếu suy tôn")
    assert [20, 25, 3, 4, 5] == [row.votes for row in store.votes(2018)[0].vote.ballots]
    assert () == store.versions(2018)  # a vote publishes nothing


def test_the_decision_form_keeps_the_titles_as_they_stand_in_the_decision(store):
    page = opened("publication", nam="2018", viec="quyetdinh")
    assert "Chưa ghi đơn vị nào được khen" in told(press(signed(page), "Ghi quyết định")).text

    fill(
        page,
        TP_Rạch="Cờ thi đua của Chính phủ; Bằng khen",
        Số_văn_bản="6/QĐ",
        Ngày_văn_bản="15/03/2019",
        Cơ_quan="UBND",
    )
    press(page, "Ghi quyết định")
    assert (Award("RG", "Cờ thi đua của Chính phủ"), Award("RG", "Bằng khen")) == store.decisions(2018)[
        0
    ].decision.awards


@pytest.mark.parametrize("document", [minutes, submission])
def test_word_documents_hold_the_recorded_vote_and_decision_and_blanks_before(published, document):
    def tables(frozen):
        made = Word(io.BytesIO(document(frozen)))
        rows = [[cell.text for cell in row.cells] for table in made.tables for row in table.rows]
        return rows, "\n".join(paragraph.text for paragraph in made.paragraphs)

    frozen = cached.frozen(2018)
    rows, text = tables(replace(frozen, vote=None, decision=None))
    assert [] == [row for row in rows if "600/QĐ-UBND ngày 15/03/2019" in row or "80,0%" in row]
    assert "Các ô đánh dấu do ban kiểm phiếu điền" in text

    rows, text = tables(frozen)
    assert ["TP Rạch Giá", "20", "80,0%"] in [row[1:4] for row in rows]
    assert ["Huyện Châu Thành", "Cờ <u>thi đua</u>", "600/QĐ-UBND ngày 15/03/2019"] in [
        row[1:4] for row in rows
    ]
    assert "Số người bỏ phiếu: 25. Theo văn bản số 13/BB-KP ngày 22/02/2019 của Ban kiểm phiếu" in text


# --- a real browser ---------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A server of this module's own: it is written to."""
    with serving(tmp_path_factory.mktemp("publishing")) as started:
        account(started.home, "Nguyễn Văn An")
        account(started.home, "Trần Thị Bình")
        account(started.home, "Người Xem", Duty.VIEWER)
        yield started


def visitor(own: Any, page: Any, name: str, path: str) -> Visit:
    seen = watched(page, own.url)
    seen.page.goto(f"{own.url}/dang-nhap?den={quote(path, safe='')}")
    seen.page.get_by_label("Tên tài khoản").fill(name)
    seen.page.get_by_label("Mật khẩu").fill(PASSWORD)
    seen.page.get_by_role("button", name="Đăng nhập").click()
    seen.page.wait_for_selector("h1")
    assert own.url + path == seen.page.url
    return seen.settled()


def quiet(seen: Visit) -> None:
    assert ([], [], [], []) == (seen.complaints, seen.english(), seen.raw_floats(), seen.serious())
    assert 0 >= seen.overflow()


@pytest.mark.browser
def test_in_a_browser_a_year_is_published_corrected_by_two_people_and_read_by_all(own, pages, tmp_path: Path):
    with pages.lent() as an, pages.lent(390, 768, "dark") as binh, pages.lent() as looker:
        published_corrected_and_read(own, tmp_path, an, binh, looker)


def published_corrected_and_read(own: Any, tmp_path: Path, *pages: Any) -> None:
    an = visitor(own, pages[0], "Nguyễn Văn An", "/cong-bo?nam=2018")
    quiet(an)
    an.click("#td-do-congbo")
    quiet(an)
    an.page.get_by_label(REASON).fill("Hội nghị <b>thống nhất</b>")
    an.page.get_by_text("Tôi đã xem").click()
    an.page.get_by_role("button", name="Công bố điểm số năm 2018").click()
    an.page.get_by_text("Công bố điểm số năm 2018, lần 1.").wait_for()
    an.settled()
    assert an.page.url.endswith("/cong-bo?nam=2018")  # a reload shows what stands, not the form

    file = tmp_path / "dinh-chinh.csv"
    file.write_bytes(sheet(spending("70,5")))
    an.open("/nhap-so-lieu?nam=2018")
    an.page.set_input_files('[data-testid="stFileUploader"] input[type=file]', str(file))
    an.page.get_by_text(re.compile(r"\d ?[KM]?B$")).first.wait_for()
    an.settled()
    an.page.get_by_role("button", name="Đọc tệp").click()
    an.page.wait_for_selector("[data-td-focus]", timeout=30_000)
    an.settled()
    an.page.get_by_label(REASON).fill("Sở <b>đính chính</b>")
    an.page.get_by_role("button", name="Đề nghị đính chính 1 số liệu").click()
    an.page.get_by_text("Đã gửi đề nghị đính chính").wait_for()
    an.open("/cong-bo?nam=2018")
    assert 0 == an.page.get_by_role("button", name="Duyệt", exact=True).count()

    binh = visitor(own, pages[1], "Trần Thị Bình", "/cong-bo?nam=2018")
    quiet(binh)
    binh.page.get_by_label("Ý kiến, lý do (bắt buộc)").fill("Đã đối chiếu")
    binh.page.get_by_text("Tôi đã xem đề nghị").click()
    binh.page.get_by_role("button", name="Duyệt", exact=True).click()
    binh.page.get_by_text("thành lần công bố 2").wait_for()
    quiet(binh.settled())

    looker = visitor(own, pages[2], "Người Xem", "/cong-bo?nam=2018")
    quiet(looker)
    assert 0 == looker.page.locator(".stButton, .stFormSubmitButton, a.td-button").count()
    looker.page.get_by_role("link", name="Lần 2 (hiện hành)").click()
    looker.page.get_by_role("heading", name="So với lần công bố 1", exact=True).wait_for()
    quiet(looker.settled())
    row = looker.page.inner_text(".td-changes tbody tr:has-text('Hòn Đất')")
    assert row.index("69,6%") < row.index("70,5%")
    assert "Sở <b>đính chính</b>" in looker.page.inner_text(".td-facts")
    assert 0 == looker.page.locator(".td-facts b").count()


@pytest.mark.browser
@pytest.mark.parametrize("width", [1366, 1920])
def test_the_menu_stays_in_one_line(visit, width):
    seen = visit("/cong-bo", width=width)
    tops = "() => [...document.querySelectorAll('.td-bar nav a, .td-who')].map(e => e.getBoundingClientRect().bottom)"
    bottoms = seen.page.evaluate(tops)

    assert 14 == len(bottoms)
    assert 20 > max(bottoms) - min(bottoms)


@pytest.mark.parametrize("has_password", [True, False])
def test_after_eight_hours_the_password_is_asked_of_who_has_one_and_others_are_led_to_the_authority(
    published, monkeypatch, has_password
):
    looks(monkeypatch, replace(BINH, signed_in=datetime.now(UTC) - timedelta(hours=9)))
    monkeypatch.setattr(who, "has_password", lambda: has_password)
    monkeypatch.setattr(who, "again_by_agency", lambda: not has_password)
    shown = opened("publication", nam="2018")

    asked = [field.label for field in shown.text_input if "mật khẩu" in field.label.lower()]
    assert has_password is bool(asked)
    assert has_password is ('href="/dang-nhap/co-quan"' not in told(shown).html)
