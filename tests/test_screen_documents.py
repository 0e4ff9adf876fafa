"""Tài liệu: everything that can be taken away, what is blank in it, its stamp, and the way back from one."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from clerk_screens import opened, store, told
from screens import Shown, show
from test_screen_history import keep

from pages.parts import cached
from pages.parts.downloads import DOWNLOADS
from pages.parts.stamp_lines import stamp_rows
from tests.visiting import ENGLISH, RAW_FLOAT

__all__ = ["store"]


def screen(**address: str) -> Shown:
    return show("documents", **{"nam": "2018", **address})


def files(shown: Shown) -> list[tuple[str, dict[str, str]]]:
    found = [urlsplit(link) for link in shown.links() if link.startswith("/tai-ve/")]
    return [
        (link.path.rpartition("/")[2], {name: values[0] for name, values in parse_qs(link.query).items()})
        for link in found
    ]


def test_every_file_is_offered_and_the_score_sheet_for_each_unit() -> None:
    found = files(screen())
    units = {unit.code for unit in cached.cluster().units if unit.valid_in(2018)}

    assert set(DOWNLOADS) == {name for name, _ in found}
    assert units == {query["donvi"] for name, query in found if name == "phieu-diem.pdf"}
    assert {"2018"} == {query["nam"] for _, query in found}


def test_the_title_counts_the_files_and_names_the_mark() -> None:
    shown = screen()

    assert f"{len(files(shown))} tệp" in shown.title
    assert cached.stamp(2018) in shown.title


def test_it_says_that_every_page_is_marked_and_what_people_fill_in() -> None:
    shown = screen()

    assert "mọi trang của mọi tệp mang chữ SỐ LIỆU MINH HỌA, không tắt được" in shown.text
    assert "phiếu suy tôn" in shown.text


def test_the_whole_stamp_stands_on_the_screen() -> None:
    rows = dict(stamp_rows(cached.frozen(2018).stamp))

    assert [] == [value for value in rows.values() if value != "–" and value not in screen().text]


def test_the_foot_of_every_screen_leads_here() -> None:
    for name in ("overview", "rankings", "history", "documents"):
        foot = re.search(r"<footer.*?</footer>", show(name, nam="2018").html, re.DOTALL)[0]

        assert f'href="/tai-lieu?nam=2018">Dấu: {cached.stamp(2018)}' in foot


def test_choice_and_motions_go_along_to_what_they_are_about() -> None:
    found = dict(files(screen(bo="eyJoIjpbImZpcm0iXX0", kn="a_CT_N1.07__95")))

    assert {name for name, query in found.items() if "bo" in query} == {
        name for name, row in DOWNLOADS.items() if row.of == "deck"
    }
    assert {"bien-ban.docx"} == {name for name, query in found.items() if "kn" in query}
    assert "không phải như kết quả" in screen(kn="a_CT_N1.07__95").text


@pytest.mark.parametrize(
    ("pasted", "why"),
    [
        ("không có gì", "không thấy dấu nào"),
        ("1999-7f3a91c2-91c2ab34", "1999"),
        ("2018-00000000-00000000", "không có trạng thái 00000000"),
        ("<b>2018</b>", "không thấy dấu nào"),
    ],
)
def test_a_text_without_a_way_back_is_told_why_and_stays_to_be_mended(pasted: str, why: str) -> None:
    shown = screen(dau=pasted)

    assert why in shown.text
    assert "Dưới đây là trạng thái hiện nay" in shown.text
    assert pasted == unescape(re.search(r'id="td-paste"[^>]*value="([^"]*)"', shown.html)[1])
    assert 'aria-invalid="true"' in shown.html
    assert [] == [query for _, query in files(shown) if "dau" in query]


def test_other_rules_than_those_of_the_document_are_told() -> None:
    assert "quy chế đã đổi" in screen(dau=cached.stamp(2018)[:-8] + "00000000").text


def test_a_pasted_foot_leads_back_to_the_state_before_later_entries(store) -> None:
    mark, before = cached.stamp(2018), cached.frozen(2018).digest
    keep(store)
    shown = told(opened("documents", dau=f"Dữ liệu đến 31/01/2019 · Dấu: {mark} · trang 3"))
    links = [query for _, query in files(shown)]

    assert mark != cached.stamp(2018)
    assert before == cached.frozen(2018, 1).digest != cached.frozen(2018).digest
    assert f"Đang xem trạng thái cũ {mark}: sau lần ghi 1" in shown.text
    assert "có thêm 1 lần ghi" in shown.text
    assert {mark} == {query["dau"] for query in links}
    assert [] == [query for query in links if "nam" in query]
    assert any("/nhat-ky" in link and "trangthai=1" in link for link in shown.links())
    assert any(link.startswith("/trinh-chieu?") and f"dau={mark}" in link for link in shown.links())
    assert f"dau={mark}" in unescape(re.search(r'data-address="([^"]+)"', shown.html)[1])


def test_the_mark_of_the_present_is_said_to_be_the_present(store) -> None:
    assert "là trạng thái hiện nay" in told(opened("documents", dau=cached.stamp(2018))).text


def test_there_is_no_english_and_no_raw_float() -> None:
    for shown in (screen(), screen(dau="x"), screen(dau=cached.stamp(2017)), screen(kn="rác")):
        assert [] == ENGLISH.findall(shown.text.replace("SVG", ""))
        assert [] == RAW_FLOAT.findall(shown.text)


@pytest.mark.browser
def test_a_stamp_is_pasted_and_a_file_is_taken_without_leaving_the_screen(visit) -> None:
    seen = visit("/tai-lieu?nam=2018")
    page = seen.page
    mark = page.get_attribute(".td-foot", "data-mark")
    page.fill("#td-paste", f"Chân trang · Dấu: {mark} · 5")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**dau={mark}")
    page.wait_for_selector("#td-state-now")
    with page.expect_download() as taken:
        page.click("#td-take-bang_so_lieu_zip")

    assert taken.value.suggested_filename.endswith(f"{mark}.zip")
    assert f"dau={mark}" in page.url
    assert [] == seen.serious()
    assert [] == seen.complaints
    assert 0 >= visit(f"/tai-lieu?dau={mark}", width=360, height=740).overflow()
