"""Quy chế shows the year's record and every cell of the rulebook with its mark."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from html import unescape

import pytest
from screens import Shown, show

from data.cluster import folder
from data.rules import load_rulebook
from pages.parts import cached
from pages.parts.rule_cells import count_cells
from pages.parts.rule_document import entry, linked, mark
from pages.parts.rule_text import method_text
from pages.parts.theme import LIGHT
from pages.parts.year_record import year_record
from scoring.model import Grade
from scoring.numbers import day, number
from tests.visiting import ENGLISH, RAW_FLOAT

CODES = [row.code for row in load_rulebook(folder() / "rulebooks" / "2018.toml").criteria]  # opens no store


@pytest.fixture(scope="module")
def now() -> Shown:
    return show("rulebook")


def entries(shown: Shown) -> dict[str, str]:
    """HTML of every entry by its code."""
    found = re.findall(r'<details class="td-entry".*?</details>', shown.html, re.DOTALL)
    return {re.search(r'td-code">([^<]+)', html)[1]: html for html in found}


def text_of(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


# --- what is verified and what is assumed -----------------------------------------------------------------------


def test_title_and_banner_count_the_cells(now):
    count = count_cells(cached.rulebook(2018))
    cells = count.verified + count.assumed

    assert f"Quy chế mẫu năm 2018: 33 tiêu chí, {count.verified}/{cells} ô đã đối chiếu" == now.title
    assert (
        "Bộ quy tắc mẫu – chưa đối chiếu phụ lục Quyết định 489/QĐ-UBND. "
        f"Trong {cells} ô của quy chế, {count.verified} ô đã đối chiếu với nguồn công khai (có ghi nơi đọc), "
        f"{count.assumed} ô là giả định"
    ) in now.text


@pytest.mark.parametrize("year", [2017, 2018])
def test_every_cell_carries_its_mark(year):
    shown = show("rulebook", nam=str(year))
    count = count_cells(cached.rulebook(year))
    marks = re.findall(r'<dd>(?:(?!</dd>).)*?<span class="td-(guess|read)">', shown.html, re.DOTALL)

    assert {"guess": count.assumed, "read": count.verified} == {
        kind: marks.count(kind) for kind in ("guess", "read")
    }
    assert count.verified + count.assumed == len(re.findall(r"<dt>", shown.html))


def test_a_verified_cell_says_where_it_was_read(now):
    row = cached.rulebook(2018).criterion("N1.07")
    told = text_of(entries(now)["N1.07"])

    assert "Cơ quan cung cấp Sở Kế hoạch và Đầu tư đã đối chiếu [3]" in told
    assert f"đã đối chiếu: {row.verified['agency']}" in told
    assert "Cách tính điểm" in told
    assert "không dưới 0. giả định" in told


def test_an_adopted_rulebook_has_no_sample_banner(monkeypatch):
    adopted = replace(cached.rulebook(2018), status="adopted")
    monkeypatch.setattr(cached, "rulebook", lambda year: replace(adopted, year=year))
    text = show("rulebook").text

    assert "chưa đối chiếu phụ lục Quyết định" not in text.split("Năm thi đua")[0]
    assert "QUY CHẾ ĐÃ THÔNG QUA" in text


# --- the year ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("year", [2017, 2018])
def test_events_roles_and_sources_of_the_year_are_shown(year):
    shown = show("rulebook", nam=str(year))
    cluster = cached.cluster()
    for event in cluster.events:
        told = f"{day(event.date)} {event.title} , tại {event.place}."

        assert (event.year == year) == (told in shown.text)
        if event.year == year and event.source.startswith("http"):
            assert event.source in shown.links()
    roles = cluster.role(year)

    assert (
        f"Cụm trưởng {cluster.unit(roles.lead_unit).name} · Cụm phó {cluster.unit(roles.deputy_lead).name}"
        in shown.text
    )


def test_occasion_and_campaigns_are_named(now):
    assert "70 năm Ngày Chủ tịch Hồ Chí Minh ra Lời kêu gọi thi đua ái quốc" in now.text
    assert "11/06/1948" in now.text
    for campaign in cached.cluster().campaigns:
        assert f"“{campaign.title}”" in now.text
    assert "Lời kêu gọi thi đua ái quốc" not in show("rulebook", nam="2017").text.split("Khung chấm")[0]


def test_a_year_without_a_record_says_so(now):
    text = text_of(year_record(cached.cluster(), 1990))

    assert "Chưa ghi sự kiện nào của năm 1990." in text
    assert "Chưa ghi cụm trưởng, cụm phó của năm 1990." in text


# --- the document -----------------------------------------------------------------------------------------------


def test_the_head_names_decrees_with_date_and_link(now):
    for basis in cached.rulebook(2018).legal_basis:
        assert f"Quyết định {basis.number} ngày {day(basis.date)} : {basis.title}" in now.text
        assert basis.address in now.links()


def test_the_head_tells_scale_rounding_ranking_and_precedence(now):
    for sentence in (
        "1.000 điểm = 600 + 200 + 150 và điểm thưởng tối đa 50.",
        "Điểm giữ 2 chữ số sau dấu phẩy, tỷ lệ phần trăm giữ 3 chữ số",
        "Theo tỷ lệ tổng điểm trên mức tối đa của chính đơn vị.",
        "Lần lượt xét: điểm Nội dung 1 cao hơn; nhiều tiêu chí vượt chỉ tiêu hơn; kết quả bỏ phiếu",
        "Đơn vị còn thiếu số liệu vẫn được xếp hạng, ghi rõ “tạm tính”.",
        "tỉnh giao → Nghị quyết huyện ủy, thành ủy → Nghị quyết HĐND → Kế hoạch của UBND.",
    ):
        assert sentence in now.text


def test_grades_are_listed_where_there_are_some(monkeypatch):
    graded = replace(cached.rulebook(2018), grades=(Grade("Xuất sắc <i>", Decimal("0.9"), Decimal("0.5")),))
    monkeypatch.setattr(cached, "rulebook", lambda year: replace(graded, year=year))
    shown = show("rulebook")

    assert "Xuất sắc <i> : Từ 90% tổng điểm trở lên, không tiêu chí nào dưới 50% điểm tối đa" in shown.text
    assert "Xuất sắc <i>" not in shown.html


@pytest.mark.parametrize("code", CODES)
def test_every_criterion_is_an_entry_with_rule_curve_citation_and_link(now, code):
    row = cached.rulebook(2018).criterion(code)
    html = entries(now)[code]
    told = text_of(html)
    rule = method_text(row)

    assert f"{code} {row.label}" in told
    assert f"Điểm tối đa {number(row.max_points)} điểm" in told
    for line in (rule.sentence, *rule.lines, *rule.parts):
        assert " ".join(line.split()) in told
    assert row.source.split("http")[0] in told
    assert ("Thấp hơn" if row.direction == "lower" else "Cao hơn") + " là tốt hơn" in told
    assert f"tieuchi={code}" in re.search(r'href="(/so-sanh[^"]*)"', html)[1]
    drawings = re.findall(r"<img [^>]*>", html)

    assert drawings
    assert all('src="data:image/svg+xml,' in drawing and "điểm" in drawing for drawing in drawings)


def test_the_contents_lead_to_every_criterion(now):
    places = set(re.findall(r'id="([^"]+)"', now.html))
    wanted = re.findall(r'href="#([^"]+)"', now.html)

    assert set(wanted) <= places
    assert {f"tieuchi-{row.code}" for row in cached.rulebook(2018).criteria} <= set(wanted)
    assert {"N1", "N2", "N3", "diem-tru", "thay-doi"} <= set(wanted)


def test_the_criterion_in_the_address_is_open_and_only_that(now):
    shown = show("rulebook", tieuchi="N2.03")
    opened = [
        code for code, html in entries(shown).items() if html.startswith('<details class="td-entry" open')
    ]

    assert ["N2.03"] == opened
    assert "Đang chọn: N2.03 Cải cách hành chính" in shown.text
    assert "Đang chọn" not in now.text


def test_penalties_are_listed_with_points_and_section(now):
    for item in cached.rulebook(2018).penalty_items:
        told = text_of(entries(now)[item.code])

        assert f"{item.code} {item.label} −{number(item.points)} điểm" in told
        assert f"Trừ vào {cached.rulebook(2018).section(item.section).label}" in told


def test_a_name_with_markup_stays_text():
    book = cached.rulebook(2018)
    row = replace(book.criterion("N1.07"), label="<script>x</script>", source='"><img src=x onerror=a()>')
    drawn = entry(book, row, cached.cluster(), LIGHT, is_open=False)

    assert "<script" not in drawn
    assert "<img src=x" not in drawn
    assert "&lt;script&gt;" in drawn


def test_addresses_in_a_source_become_links_and_nothing_else():
    told = linked("Xem http://a.vn/x?y=1&z=2, rồi <b>đọc</b> (https://b.vn/c)")

    assert '<a href="http://a.vn/x?y=1&amp;z=2" target="_blank">a.vn</a>, rồi &lt;b&gt;' in told
    assert '(<a href="https://b.vn/c" target="_blank">b.vn</a>)' in told
    assert "javascript" not in linked("javascript:alert(1)").replace("javascript:alert(1)", "")
    assert "<a" not in linked("javascript:alert(1)")


def test_marks_are_words(now):
    assert "giả định" in mark("")
    assert "đã đối chiếu" in mark("Bản tin 25/03/2018")
    assert "Bản tin 25/03/2018" in mark("Bản tin 25/03/2018")


# --- two years --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("year", ["2017", "2018"])
def test_both_years_stand_beside_each_other(year):
    text = show("rulebook", nam=year).text.split("Năm 2018 so với năm 2017: ", 1)[1]

    assert text.startswith("8 tiêu chí thay đổi, 25 giữ nguyên")
    assert "N1.06 Thu ngân sách trên địa bàn Điểm tối đa 45 điểm 50 điểm được số liệu, không so điểm" in text
    assert (
        "N1.07 Giải ngân vốn đầu tư xây dựng cơ bản Cơ quan cung cấp Đơn vị tự báo cáo "
        "Sở Kế hoạch và Đầu tư không so được"
    ) in text
    assert "Căn cứ 489/QĐ-UBND" in text
    assert "Giữ nguyên: N1.01 Tổng giá trị sản xuất" in text


def test_a_rulebook_alone_has_nothing_beside_it(monkeypatch):
    monkeypatch.setattr(cached, "years", lambda: [2017])

    assert "Không có quy chế năm khác để đặt cạnh." in show("rulebook").text


# --- the page ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("year", ["2017", "2018"])
def test_there_is_no_english_and_no_raw_number(year):
    shown = show("rulebook", nam=year)
    heard = " ".join(unescape(alt) for alt in re.findall(r'alt="([^"]*)"', shown.html))

    assert set() == {found.group() for found in ENGLISH.finditer(f"{shown.text} {heard}")}
    assert set() == {found.group() for found in RAW_FLOAT.finditer(f"{shown.text} {heard}")}


@pytest.mark.browser
@pytest.mark.parametrize(("width", "scheme"), [(1920, "dark"), (1366, "light"), (360, "dark")])
def test_in_a_browser_it_fits_and_everybody_can_use_it(visit, width, scheme):
    page = visit("/quy-che?tieuchi=N1.21", width=width, scheme=scheme)

    assert page.overflow() <= 0
    assert [] == page.serious()
    assert [] == page.english() + page.raw_floats() + page.complaints + page.outside


@pytest.mark.browser
def test_the_pictures_are_really_painted(visit):
    page = visit("/quy-che?tieuchi=N1.21")
    sizes = page.page.evaluate(
        "() => [...document.querySelectorAll('.td-entry[open] img')].map(i => [i.naturalWidth, i.complete])"
    )

    assert 2 == len(sizes)
    assert all(width > 0 and complete for width, complete in sizes)


@pytest.mark.browser
def test_the_contents_open_the_entry_they_lead_to(visit):
    page = visit("/quy-che")
    page.page.click("summary:has-text('Mục lục các tiêu chí')")
    page.page.click(".td-contents a:has-text('N1.18')")
    page.page.wait_for_selector(".td-entry[open]")

    assert "N1.18" in page.page.inner_text(".td-entry[open] summary")
    assert page.page.evaluate("document.querySelector('.stMain').scrollTop") > 500
