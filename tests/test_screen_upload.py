"""Nhập số liệu: nothing is kept that was not shown, nothing is shown that is not text, errors say where."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from clerk_screens import opened, press, read, sheet, sign, spending, store, told

from data.intake import Defaults, Reported, propose
from data.rights import VIEWER
from data.sign_in import Outcome
from data.template import form_csv
from pages.parts import cached, read_files, who, write_flow
from pages.parts.local_time import read_day
from pages.parts.typed_values import Line, read_lines, read_value
from scoring.model import Role, State, Status
from scoring.numbers import number
from tests.people import AN, BINH, clerk

__all__ = ["store"]


def test_a_file_is_shown_before_it_is_written_and_the_result_is_what_was_shown(store):
    page = read(opened("upload"), ("tot.csv", sheet(spending())))
    shown = told(page)
    reported = [Reported(2018, "HD", "N1.07", value=Decimal("70.5"), status=Status.OFFICIAL, agency="SKHDT")]
    effect = propose(store.snapshot(), store.reference, reported, Defaults()).effects[0]

    assert 1 == len(store.entries())
    assert "Đọc được, không có lỗi. Chưa ghi gì." in shown.text
    assert number(effect.after.unit("HD").total, 2) in shown.text

    page = press(sign(page, "Công văn 12"), "Ghi 1 số liệu")

    assert "Đã ghi 1 số liệu." in told(page).text
    assert ("An", "Công văn 12", sheet(spending())) == (
        store.entries()[-1].actor,
        store.entries()[-1].reason,
        store.original(store.entries()[-1]),
    )
    assert effect.after.unit("HD").total == cached.board(2018).unit("HD").total


def test_without_a_reason_nothing_is_written(store):
    page = press(sign(read(opened("upload"), ("a.csv", sheet(spending()))), ""), "Ghi 1 số liệu")

    assert "Hãy ghi lý do." in told(page).text
    assert 1 == len(store.entries())


def test_while_an_error_stands_there_is_nothing_to_write(store):
    page = read(opened("upload"), ("xau.csv", sheet(spending("705"), spending("khoảng 9", "Huyện Tân Hiệp"))))

    assert "Có 2 lỗi phải sửa. Chưa ghi gì." in told(page).text
    assert "Dòng 2" in told(page).text
    assert "Dòng 3" in told(page).text
    assert [] == [b for b in page.button if b.label.startswith("Ghi ") and not b.disabled]


def test_the_summary_of_errors_calls_for_the_focus(store):
    page = read(opened("upload"), ("xau.csv", sheet(spending("705"))))

    assert 'role="alert" tabindex="-1" data-td-focus=' in told(page).html


def test_names_and_contents_are_text(store):
    name, evil = "<img src=x onerror=alert(1)>.csv", "<script>alert(2)</script>"
    page = read(opened("upload"), (name, sheet(spending(note=evil), spending("<b>9</b>", "Huyện Tân Hiệp"))))
    html = told(page).html

    assert "&lt;img src=x" in html
    assert [] == [raw for raw in ("<img", "<script", "<b>9") if raw in html]


def test_the_same_file_again_changes_nothing(store):
    form = form_csv(store.snapshot(), store.reference, 2018, "TH")
    page = read(opened("upload"), ("mau.csv", form))

    assert "Không có gì thay đổi." in told(page).text
    assert [] == [b.label for b in page.button if b.label.startswith("Ghi ")]


def test_a_file_is_read_once_however_often_the_screen_runs(store, monkeypatch):
    reads = []
    really = read_files.read_apart
    monkeypatch.setattr(read_files, "read_apart", lambda *args: (reads.append(args[1]), really(*args))[1])
    page = read(opened("upload"), ("a.csv", sheet(spending())))
    page.run()
    press(page, "Đọc tệp")

    assert ["a.csv"] == reads


def test_two_files_are_one_entry_and_both_originals_are_kept(store):
    page = read(
        opened("upload"),
        ("a.csv", sheet(spending())),
        ("b.csv", sheet(spending("88", "Huyện Tân Hiệp"))),
    )
    press(sign(page, "hai tệp"), "Ghi 2 số liệu")
    original = store.original(store.entries()[-1])

    assert 2 == len(store.entries()[-1].figures)
    assert original is not None
    assert b"01-a.csv" in original
    assert b"02-b.csv" in original


def test_a_figure_of_another_agency_is_marked_as_not_counting(store):
    page = read(opened("upload"), ("a.csv", sheet(spending("90", agency="Sở Tài chính"))))

    assert "giữ bên cạnh" in told(page).text
    assert "điểm và hạng không đổi" in told(page).text


def test_what_must_be_seen_is_confirmed_before_it_is_written(store):
    page = read(opened("upload"), ("a.csv", sheet(spending("90", agency="Sở Tài chính"))))
    refused = press(sign(page, "thử"), "Ghi 1 số liệu")

    assert "Hãy đánh dấu xác nhận ở trên." in told(refused).text
    assert 1 == len(store.entries())

    refused.checkbox[0].check()
    press(sign(refused, "thử"), "Ghi 1 số liệu")

    assert 2 == len(store.entries())


def test_what_others_wrote_meanwhile_is_shown_and_asked_again(store):
    page = read(opened("upload"), ("a.csv", sheet(spending())))
    other = propose(
        store.snapshot(),
        store.reference,
        [Reported(2018, "HD", "N1.07", value=Decimal(60), status=Status.OFFICIAL, agency="SKHDT")],
    )
    store.write(BINH, "ghi trước", other.figures, (), store.head)
    page = press(sign(page, "ghi sau"), "Ghi 1 số liệu")

    assert 2 == len(store.entries())
    assert "có 1 lần ghi mới" in told(page).text
    assert "ghi trước" in told(page).text
    assert "60%" in told(page).text

    press(sign(page, "ghi sau"), "Ghi 1 số liệu")

    assert ["Bình", "An"] == [entry.actor for entry in store.entries()[1:]]


@pytest.mark.parametrize(("first", "told_as"), [(AN, "Đã ghi 1 số liệu."), (BINH, "Chưa ghi gì của bạn.")])
def test_a_double_click_shows_ones_own_entry_and_the_same_by_somebody_else_is_somebody_elses(
    store, monkeypatch, first, told_as
):
    page = read(opened("upload"), ("a.csv", sheet(spending())))
    once = write_flow.intake.write

    def twice(store, proposal, actor, *more, **also):
        once(store, proposal, first, *more, **also)  # the first click's run, interrupted before it could tell
        return once(store, proposal, actor, *more, **also)

    monkeypatch.setattr(write_flow.intake, "write", twice)
    page = press(sign(page, "thử"), "Ghi 1 số liệu")

    assert 2 == len(store.entries())
    assert told_as in told(page).text


def test_a_day_that_is_none_is_told(store):
    page = read(opened("upload"), ("a.csv", sheet(spending())))
    next(field for field in page.text_input if field.label == "Ngày văn bản").set_value("31/02/2018")

    assert "“31/02/2018” không phải ngày" in told(page.run()).text
    assert read_day("31/02/2018") is None


def test_whoever_writes_is_told_in_whose_name(store):
    page = read(opened("upload"), ("a.csv", sheet(spending())))

    assert "Lần ghi này mang tên An (thư ký cụm)." in told(page).text


@pytest.mark.parametrize("way", ["tep", "tay"])
def test_a_visitor_who_is_not_signed_in_gets_the_reason_and_the_way_in_instead_of_the_form(
    store, monkeypatch, tmp_path, way
):
    monkeypatch.setenv("THIDUA_HOME", str(tmp_path / "empty"))
    monkeypatch.setattr(who, "actor", lambda: VIEWER)
    page = opened("upload", cach=way)

    assert "Chưa ghi được: chưa đăng nhập. Máy này chưa có tài khoản nào." in told(page).text
    assert any(link.startswith("/dang-nhap?den=%2Fnhap-so-lieu") for link in told(page).links())
    assert (0, 0) == (len(page.file_uploader), len(page.text_input))


def test_a_clerk_sees_before_the_button_that_another_units_figure_is_not_theirs(store, monkeypatch):
    monkeypatch.setattr(who, "actor", lambda: clerk("TH"))
    page = read(opened("upload"), ("a.csv", sheet(spending())))

    assert [] == [button.label for button in page.button if button.label.startswith("Ghi ")]
    assert "tài khoản của Tân Hiệp không được ghi số liệu của Hòn Đất" in told(page).text


def test_after_eight_hours_the_password_is_asked_in_the_form_and_nothing_is_lost(store, monkeypatch):
    late = replace(AN, signed_in=datetime.now(UTC) - timedelta(hours=9))
    people, asked = [late], []

    def renew(password):
        asked.append(password)
        people[0] = AN if password == "đúng mật khẩu này" else late
        return Outcome("x" if people[0] is AN else "", 0)

    monkeypatch.setattr(who, "actor", lambda: people[0])
    monkeypatch.setattr(who, "renew", renew)
    monkeypatch.setattr(who, "has_password", lambda: True)
    page = read(opened("upload"), ("a.csv", sheet(spending())))
    page = press(sign(page, "thử"), "Ghi 1 số liệu")

    assert ("Hãy nhập lại mật khẩu." in told(page).text, 1) == (True, len(store.entries()))

    field = next(one for one in page.text_input if one.label.startswith("Mật khẩu"))
    field.set_value("sai mật khẩu")
    page = press(sign(page, "thử"), "Ghi 1 số liệu")

    assert ("Mật khẩu không đúng." in told(page).text, 1) == (True, len(store.entries()))

    next(one for one in page.text_input if one.label.startswith("Mật khẩu")).set_value("đúng mật khẩu này")
    press(sign(page, "thử"), "Ghi 1 số liệu")

    assert (["sai mật khẩu", "đúng mật khẩu này"], 2) == (asked, len(store.entries()))


@pytest.mark.parametrize(
    ("typed", "value"), [("1234,5", "1234.5"), ("1.234,5", "1234.5"), ("0,955", "0.955"), ("1,234", "1.234")]
)
def test_a_typed_comma_is_the_decimal_mark(typed, value):
    assert (State.REPORTED, Decimal(value), "", "") == read_value(typed, (), Role.ACTUAL)


@pytest.mark.parametrize("typed", ["1.234", "95.5", "khoảng 9", "9,5a", "!!!", "=1+1"])
def test_what_can_be_read_in_two_ways_or_none_is_asked(typed):
    _state, value, _grade, problem = read_value(typed, (), Role.ACTUAL)

    assert (None, True) == (value, bool(problem))


def test_only_what_was_changed_in_the_table_is_reported():
    stood = Line(
        "AB", "A1.01", "", "Thu", "", "tỷ đồng", (),
        {"target": "100", "actual": "90", "baseline": ""}, "tỉnh giao", ("target", "actual"),
    )  # fmt: skip
    typed = [{"target": "100", "actual": "95,5", "level": "tỉnh giao", "baseline": ""}]
    names = {"target": "Chỉ tiêu", "actual": "Thực hiện", "baseline": "Cùng kỳ", "level": "Cấp giao"}
    reported, wrong = read_lines(2021, [stood], typed, {"tỉnh giao": "T"}, names)

    assert ([("actual", Decimal("95.5"))], ()) == ([(row.role, row.value) for row in reported], wrong)


def test_the_table_to_type_in_holds_what_counts(store):
    page = opened("upload", cach="tay", donvi="HD")
    frame = page.dataframe[0].value if page.dataframe else page.get("arrow_data_frame")[0].value

    assert 33 <= len(frame)
    assert "Chưa sửa ô nào" in told(page).text
