"""The hall's screen in a real browser: keys, reveal, presenter, motions, sizes, contrast, and the file without a server."""

from __future__ import annotations

import re
import urllib.request
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from conftest import free_port, running, serving
from frozen import OTHER_CLUSTER, frozen_year

from data import VERSION
from data.cluster import folder
from data.store import Store
from pages.exports.html import stage
from pages.parts.slides_made import deck_of
from scoring.model import Role
from tests.people import AN
from tests.visiting import ENGLISH, RAW_FLOAT, watched

pytestmark = pytest.mark.browser
STAGE = "/trinh-chieu/san-khau?nam=2018"
SIZES = [(1920, 1080), (1366, 768), (1024, 768), (390, 844)]
# What is wrong with the slide that is shown: too small, cut off, outside the stage, too faint. Each at most once.
FAULTS = """() => {
  const slide = document.querySelector('#stage > .slide.now'), found = new Set();
  const k = Math.min(innerWidth / 1920, innerHeight / 1080), stage = slide.getBoundingClientRect();
  const level = (c) => { c /= 255; return c <= .04045 ? c / 12.92 : ((c + .055) / 1.055) ** 2.4; };
  const light = (rgb) => .2126 * level(rgb[0]) + .7152 * level(rgb[1]) + .0722 * level(rgb[2]);
  const numbers = (colour) => colour.match(/[\\d.]+/g).map(Number);
  const ground = (element) => {
    if (element instanceof SVGElement) {
      const box = element.getBoundingClientRect(), x = box.x + box.width / 2, y = box.y + box.height / 2;
      const under = [...element.ownerSVGElement.querySelectorAll('rect')].filter((rect) => {
        const r = rect.getBoundingClientRect();
        return r.left <= x && x <= r.right && r.top <= y && y <= r.bottom;
      }).pop();
      if (under) return numbers(getComputedStyle(under).fill);
      return ground(element.ownerSVGElement.parentElement);
    }
    for (let at = element; at; at = at.parentElement) {
      const colour = numbers(getComputedStyle(at).backgroundColor);
      if (colour.length < 4 || colour[3] > .99) return colour;
    }
  };
  if (document.documentElement.scrollHeight > innerHeight || document.documentElement.scrollWidth > innerWidth) found.add('scroll');
  if (stage.left < -1 || stage.top < -1 || stage.right > innerWidth + 1 || stage.bottom > innerHeight + 1) found.add('stage');
  if ('small' in slide.dataset) found.add('small');
  const texts = document.createTreeWalker(slide, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const element = texts.currentNode.parentElement, told = texts.currentNode.textContent.trim();
    if (!told || element.closest('.unseen, .notes, title, desc') || !element.getClientRects().length) continue;
    const style = getComputedStyle(element), size = parseFloat(style.fontSize), label = told.slice(0, 40);
    const drawn = element.ownerSVGElement ? element.getScreenCTM().a / k : 1;
    if (size * drawn < 23.99) found.add(`font ${size * drawn}: ${label}`);
    if (element.closest('h1') && size < 44) found.add(`title ${size}`);
    if (element.closest('dd, .of-order td.strong, .of-order td.number') && size < 40) found.add(`number ${size}: ${label}`);
    const range = document.createRange(); range.selectNodeContents(texts.currentNode);
    for (const r of range.getClientRects())
      if (r.left < stage.left - 1 || r.right > stage.right + 1 || r.top < stage.top - 1 || r.bottom > stage.bottom + 1) found.add(`outside: ${label}`);
    const ink = light(numbers(element.ownerSVGElement ? style.fill : style.color)), paper = light(ground(element));
    const ratio = (Math.max(ink, paper) + .05) / (Math.min(ink, paper) + .05);
    if (ratio < 7) found.add(`contrast ${ratio.toFixed(1)}: ${label}`);
  }
  for (const each of slide.querySelectorAll('*')) {
    if (each.closest('svg, .unseen, .notes') || !each.clientWidth) continue;
    if (each.scrollWidth > each.clientWidth + 1) found.add(`wide ${each.tagName}.${each.className}: ${each.textContent.slice(0, 40)}`);
    // letters may reach a little over a close line of their own
    if (each.scrollHeight > each.clientHeight + .4 * parseFloat(getComputedStyle(each.querySelector('h1, dd') || each).fontSize)) found.add(`high ${each.tagName}.${each.className}`);
  }
  const foot = slide.querySelector('footer').getBoundingClientRect().top + 1;
  for (const each of slide.querySelectorAll('.area > *')) if (each.getBoundingClientRect().bottom > foot) found.add(`over the foot: ${each.tagName}`);
  return [...found];
}"""


class Hall:
    """One page that shows the stage."""

    def __init__(self, page: Any, base: str) -> None:
        self.page = page
        self.seen = watched(page, base)

    def open(self, address: str) -> Hall:
        self.page.goto(address)
        self.page.wait_for_selector("html[data-ready]", state="attached")
        return self

    def press(self, *keys: str) -> Hall:
        for key in keys:
            self.page.keyboard.press(key)
        return self

    @property
    def place(self) -> str:
        return str(self.page.evaluate("() => location.hash.slice(1)"))

    def shown(self) -> str:
        return str(self.page.inner_text("#stage > .slide.now"))

    def waits_for(self, place: str) -> None:
        self.page.wait_for_function("place => location.hash === '#' + place", arg=place, timeout=3000)

    def faults(self) -> list[str]:
        return [f"{self.place} {fault}" for fault in self.page.evaluate(FAULTS)]

    def every_slide(self) -> Iterator[str]:
        self.press("Home")
        for at in range(1, 1 + self.page.locator("#stage > .slide").count()):
            self.page.evaluate("place => { location.hash = place; }", f"#{at}.99")
            self.page.wait_for_function(
                "at => document.querySelectorAll('#stage > .slide')[at].matches('.now')", arg=at - 1
            )
            yield str(at)


@pytest.fixture()
def hall(server: Any, pages: Any) -> Iterator[Hall]:
    with pages.lent() as page:
        yield Hall(page, server.url).open(server.url + STAGE)


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("usb") / "trình chiếu.html"
    path.write_bytes(stage(deck_of(frozen_year())))
    return path


def test_keys_lead_through_the_slides_and_the_title_follows(hall: Hall):
    count = hall.page.locator("#stage > .slide").count()
    assert "1" == hall.place
    assert "2" == hall.press("PageDown").place
    assert "1" == hall.press("ArrowLeft").place
    assert str(count) == hall.press("End").place
    assert str(count) == hall.press(" ").place
    assert "1" == hall.press("Home").place
    hall.press("3")
    assert "Hòn Đất" in hall.shown()
    assert hall.page.title().startswith(f"{hall.place}/{count} · ")
    assert hall.page.inner_text("#stage > .now h1") in hall.page.text_content("#said")

    hall.press("b")
    assert hall.page.is_visible("#black")
    hall.press("Escape")
    assert not hall.page.is_visible("#black")
    hall.press("?")
    assert "Số liệu đóng băng lúc" in hall.page.inner_text("#help")
    hall.press("Escape", "g", "Home", "Enter")
    hall.waits_for("1")
    hall.press("s")
    assert "light" == hall.page.get_attribute("html", "data-theme")
    assert [] == hall.seen.complaints + hall.seen.outside


def test_ranks_are_revealed_from_the_last_to_the_first_and_hidden_again_for_the_next_time(hall: Hall):
    names = [row.unit for row in frozen_year().about.board.units]
    names = [frozen_year().about.unit(code) for code in reversed(names)]
    hall.press("PageDown", "PageDown")
    assert "3" == hall.place
    assert not any(name in hall.shown() for name in names)
    hall.press("g")
    thumbs = hall.page.locator("#grid .thumbs button").all_inner_texts()[
        2:
    ]  # the cover names the units, unordered
    assert not any(name in thumb for name in names for thumb in thumbs)
    hall.press("Escape", "k")
    assert "chưa công bố xong" in hall.page.inner_text("#motion")
    hall.press("Escape")
    for at, name in enumerate(names, start=1):
        assert f"3.{at}" == hall.press("PageDown").place
        visible = hall.shown()
        assert name in visible.split(" ") or name in visible
        rows = hall.page.locator("#stage > .now tr:not(.veiled)[data-step]")
        assert at == rows.count()
        assert name in rows.first.inner_text()
    assert "4" == hall.press("PageDown").place
    assert f"3.{len(names)}" == hall.press("PageUp").place
    hall.press("Home", "PageDown", "PageDown")
    assert not any(name in hall.shown() for name in names)


def test_a_reload_returns_to_the_slide_and_the_step(hall: Hall):
    hall.press("PageDown", "PageDown", "PageDown", "PageDown")
    before = hall.shown()
    hall.page.reload()
    hall.page.wait_for_selector("html[data-ready]", state="attached")
    assert "3.2" == hall.place
    assert before == hall.shown()


def in_step(hall: Hall) -> None:
    with hall.page.context.expect_page() as opened:
        hall.press("PageDown", "PageDown", "PageDown", "n")
    presenter = Hall(opened.value, "http")
    presenter.page.wait_for_selector("html[data-ready]", state="attached")
    presenter.waits_for("trinh-bay/3.1")
    assert "Hạng 1:" in presenter.page.inner_text("#presenter .notes-box")
    assert re.fullmatch(r"\d\d:\d\d", presenter.page.inner_text("#clock"))
    presenter.press("PageDown")
    hall.waits_for("3.2")
    hall.press("End")
    count = hall.page.locator("#stage > .slide").count()
    presenter.waits_for(f"trinh-bay/{count}")
    presenter.press("b")
    hall.page.wait_for_selector("#black", state="visible")
    presenter.press("b", "Home")
    hall.waits_for("1")
    presenter.page.reload()
    presenter.page.wait_for_selector("html[data-ready]", state="attached")
    hall.press("PageDown")
    presenter.waits_for("trinh-bay/2")
    assert [] == hall.seen.complaints + presenter.seen.complaints


def test_the_presenter_s_window_moves_with_the_hall_and_moves_it(hall: Hall):
    in_step(hall)


def test_the_file_works_without_any_network(chromium: Any, file: Path):
    context = chromium.new_context(viewport={"width": 1920, "height": 1080}, offline=True)
    hall = Hall(context.new_page(), "file:")
    requests: list[str] = []
    hall.page.on("request", lambda request: requests.append(request.url))
    hall.open(file.as_uri())
    assert "2" == hall.press("PageDown").place
    hall.press("k")
    assert "không nối với phần mềm" in hall.page.inner_text("#motion")
    hall.press("Escape", "Home")
    in_step(hall)
    assert {"file", "data"} >= {url.partition(":")[0] for url in requests}
    assert {file.as_uri()} == {url.partition("#")[0] for url in requests if url.startswith("file")}
    context.close()


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_every_slide_is_readable_and_whole(chromium: Any, file: Path, size: tuple[int, int]):
    context = chromium.new_context(viewport={"width": size[0], "height": size[1]})
    hall = Hall(context.new_page(), "file:").open(file.as_uri())
    faults = [fault for _ in hall.every_slide() for fault in hall.faults()]
    if size == SIZES[0]:
        hall.press("s")
        faults += [fault for _ in hall.every_slide() for fault in hall.faults()]
    assert [] == faults
    context.close()


@pytest.mark.parametrize("year", [2021, 2023])
def test_every_slide_of_another_cluster_is_readable_and_whole(chromium: Any, tmp_path: Path, year: int):
    path = tmp_path / "other.html"
    path.write_bytes(stage(deck_of(frozen_year(year, OTHER_CLUSTER))))
    context = chromium.new_context(viewport={"width": 1920, "height": 1080})
    hall = Hall(context.new_page(), "file:").open(path.as_uri())
    assert [] == [fault for _ in hall.every_slide() for fault in hall.faults()]
    context.close()


def test_the_stage_is_vietnamese_and_open_to_all(hall: Hall):
    english, floats, serious = set(), set(), set()
    for at, keys in ((3, ""), (4, "?"), (8, "g"), (5, "k")):
        hall.page.evaluate("place => { location.hash = place; }", f"#{at}.9")
        if keys:
            hall.press(keys)
        texts = hall.seen.texts()
        english |= set(ENGLISH.findall(texts)) - {"Home"}
        floats |= set(RAW_FLOAT.findall(texts))
        serious |= set(hall.seen.serious())
        hall.press("Escape")
    assert set() == english
    assert {VERSION} >= floats
    assert set() == serious


def try_motion(hall: Hall, value: str) -> None:
    hall.press("End", "k")
    hall.page.locator("#motion select").nth(0).select_option("HD")
    hall.page.locator("#motion select").nth(2).select_option("N1.07")
    hall.page.fill("#motion [name=gia]", value)
    hall.press("Enter")


def test_a_motion_is_tried_dropped_or_kept_and_the_deck_stays_as_it_is(hall: Hall):
    page = hall.page
    hall.press("End")
    digest, before = page.get_attribute("html", "data-digest"), page.inner_html("#stage")
    asked: list[str] = []
    page.on("response", lambda answer: asked.append(answer.text()) if "kien-nghi" in answer.url else None)

    try_motion(hall, "rất cao")
    page.locator("#motion .wrong", has_text="rất cao").wait_for()
    page.fill("#motion [name=gia]", "95")
    hall.press("Enter")
    page.wait_for_selector("#motion .moves")
    assert "chưa phải kết quả" in page.inner_text("#motion .banner")
    assert "→" in page.inner_text("#motion tr[data-unit=HD]")
    page.get_by_role("button", name="Bỏ", exact=True).click()
    assert "không đổi" in page.inner_text("#note")
    assert "kn=" not in page.url
    assert all(f'"digest_before":"{digest}"' in answer for answer in asked)

    try_motion(hall, "95")
    page.wait_for_selector("#motion .moves")
    page.get_by_role("button", name="Giữ", exact=True).click()
    page.wait_for_selector("#motion .kept li")
    assert "kn=a_HD_N1.07__95" in page.url
    assert "bien-ban.docx" in page.get_attribute("#motion a.go", "href")
    page.reload()
    page.wait_for_selector("html[data-ready]", state="attached")
    assert "(1)" in page.text_content('#tools [data-do="motion"]')
    hall.press("k")
    page.get_by_role("button", name="Kiến nghị đã giữ: 1").click()
    page.get_by_role("button", name="Bỏ khỏi danh sách").click()
    page.wait_for_function("() => !location.search.includes('kn=')")
    assert digest == page.get_attribute("html", "data-digest")
    assert before == page.inner_html("#stage")
    assert [] == hall.seen.complaints


def test_a_chart_is_saved_as_a_picture_by_the_browser(hall: Hall, tmp_path: Path):
    hall.press("PageDown", *["PageDown"] * 7)
    assert "4" == hall.place
    starts = {"SVG": b"<svg", "PNG": b"\x89PNG"}
    for kind, start in starts.items():
        hall.press("i")
        with hall.page.expect_download() as caught:
            hall.page.get_by_role("button", name=kind).click()
        target = tmp_path / kind
        caught.value.save_as(target)
        assert target.read_bytes().startswith(start)
        assert caught.value.suggested_filename.startswith("bieu-do-sections-2018-")
    assert 3840 == int.from_bytes((tmp_path / "PNG").read_bytes()[16:20], "big")


def test_a_restart_and_an_import_change_nothing_on_the_screen(chromium: Any, tmp_path: Path):
    home, port = tmp_path / "home", free_port()
    context = chromium.new_context()
    with serving(home, port=port) as server:
        hall = Hall(context.new_page(), server.url).open(server.url + STAGE)
        hall.press("PageDown", "PageDown", "PageDown", "PageDown")
        hall.waits_for("3.2")
        pinned, shown = hall.page.url, hall.page.inner_html("#stage")
        document = urllib.request.urlopen(pinned).read()
    store = Store.open(home, folder())
    figure = max(
        (
            each
            for each in store.snapshot().figures[2018]
            if (each.unit, each.criterion, each.role, each.agency) == ("HD", "N1.07", Role.ACTUAL, "SKHDT")
        ),
        key=lambda each: each.vintage,
    )
    store.write(AN, "sửa", [replace(figure, vintage=figure.vintage + 1, value=Decimal(95))], (), store.head)
    store.close()
    with running(home, port=port):  # a process of its own: with another order of sets
        assert document == urllib.request.urlopen(pinned).read()
        hall.open(pinned)
        assert "3.2" == hall.place
        assert shown == hall.page.inner_html("#stage")
        now = urllib.request.urlopen(server.url + STAGE)
        assert re.search(r"dau=([^&]*)", now.url)[1] not in pinned
    context.close()
