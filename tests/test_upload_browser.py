"""In a real browser: a file brought by mouse and by keyboard, errors on a phone, preview, write, undo."""

from __future__ import annotations

import re
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from clerk_screens import sheet, spending
from conftest import serving
from signed_in import PASSWORD, account

from tests.visiting import Visit, watched

pytestmark = pytest.mark.browser
WRITER = "Nguyễn Thị Ánh"
PHONE = {"width": 360, "height": 740}
DESK = {"width": 1366, "height": 768}


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A server of this module's own: it is written to."""
    with serving(tmp_path_factory.mktemp("clerk")) as started:
        account(started.home, WRITER)
        yield started


@pytest.fixture()
def clerk(own: Any, pages: Any) -> Any:
    with ExitStack() as lent:

        def opening(path: str, size: dict[str, int] = DESK, scheme: str = "light") -> Visit:
            seen = watched(lent.enter_context(pages.lent(**size, scheme=scheme)), own.url)
            sign_in_at(seen.page, f"{own.url}/dang-nhap?den={quote(path, safe='')}")
            assert own.url + path == seen.page.url
            return seen.settled()

        yield opening


def bring(seen: Visit, file: Path) -> None:
    seen.page.set_input_files('[data-testid="stFileUploader"] input[type=file]', str(file))
    seen.page.get_by_text(re.compile(r"\d ?[KM]?B$")).first.wait_for()
    seen.settled()


def read(seen: Visit) -> None:
    seen.page.get_by_role("button", name="Đọc tệp").click()
    seen.page.wait_for_selector("[data-td-focus]", timeout=30_000)
    seen.settled()


def sign_in_at(page: Any, address: str) -> None:
    page.goto(address)
    page.get_by_label("Tên tài khoản").fill(WRITER)
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập").click()
    page.wait_for_selector("h1")


def sign(seen: Visit, reason: str) -> None:
    seen.page.get_by_label("Lý do, căn cứ (bắt buộc)").fill(reason)


def focused(seen: Visit) -> str:
    return str(seen.page.evaluate("() => document.activeElement.innerText"))


def test_a_bad_file_on_a_phone_says_every_error_and_takes_the_focus(clerk, tmp_path):
    file = tmp_path / "xấu <b>.csv"
    file.write_bytes(sheet(spending("705"), spending("khoảng 9", "Huyện Tân Hiệp")))
    seen = clerk("/nhap-so-lieu", PHONE)
    bring(seen, file)
    read(seen)

    assert "Có 2 lỗi phải sửa" in focused(seen)
    assert 0 >= seen.overflow()
    assert ([], [], []) == (seen.english(), seen.serious(), seen.complaints)
    for cell in seen.page.query_selector_all(".td-problems td, .td-problems tbody th"):
        box = cell.bounding_box()
        assert box is None or box["x"] + box["width"] <= 360
    label = "() => document.querySelectorAll('.td-problems td')[1].dataset.label"
    assert "Ghi trong tệp" == seen.page.evaluate(label)


def test_by_mouse_a_file_is_previewed_written_and_undone(clerk, tmp_path):
    file = tmp_path / "so-lieu.csv"
    file.write_bytes(sheet(spending("70,5")))
    seen = clerk("/nhap-so-lieu", scheme="dark")
    bring(seen, file)
    read(seen)
    before = seen.page.inner_text(".td-effect tbody tr:has-text('Hòn Đất')")

    assert [] == seen.serious()
    assert "70,5%" in seen.page.inner_text(".td-changes")

    sign(seen, "Công văn 12")
    seen.page.get_by_role("button", name="Ghi 1 số liệu").click()
    seen.page.get_by_text("Đã ghi 1 số liệu.").wait_for()
    seen.settled()

    assert "Đã ghi 1 số liệu." in focused(seen)

    seen.page.get_by_role("link", name=re.compile("Xem lần ghi")).click()
    seen.page.wait_for_selector("#td-undo")
    seen.settled()

    assert before == seen.page.inner_text(".td-effect tbody tr:has-text('Hòn Đất')")

    seen.click("#td-undo")
    sign(seen, "nhầm tệp")
    seen.page.get_by_text("Tôi đã xem tác động").click()
    seen.page.get_by_role("button", name=re.compile("^Hoàn tác lần ghi")).click()
    seen.page.get_by_text(re.compile("Đã hoàn tác lần ghi")).wait_for()

    assert ([], []) == (seen.complaints, seen.english())


def test_by_keyboard_alone_a_file_is_brought_and_written(clerk, tmp_path):
    file = tmp_path / "ban-phim.csv"
    file.write_bytes(sheet(spending("71,5")))
    seen = clerk("/nhap-so-lieu")
    page = seen.page
    choosers: list = []
    page.on("filechooser", lambda chooser: choosers.append(chooser))
    for _attempt in range(10):  # a key pressed while Streamlit still draws the field is lost on it
        page.get_by_role("button", name="Chọn tệp").press("Enter")
        page.wait_for_timeout(1000)
        if choosers:
            break
    choosers[0].set_files(str(file))
    page.get_by_text(re.compile(r"\d ?[KM]?B$")).first.wait_for()
    seen.settled()
    page.get_by_role("button", name="Đọc tệp").press("Enter")
    page.wait_for_selector("[data-td-focus]", timeout=30_000)
    seen.settled()
    for _ in range(60):  # onwards from the summary to the field
        page.keyboard.press("Tab")
        if (
            page.evaluate("() => document.activeElement.getAttribute('aria-label')")
            == "Lý do, căn cứ (bắt buộc)"
        ):
            break
    page.keyboard.type("báo cáo quý")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.get_by_text("Đã ghi 1 số liệu.").wait_for()

    assert [] == seen.complaints


@pytest.mark.parametrize(
    "path", ["/nhat-ky?lan=1", "/nhat-ky?trangthai=1", "/nhap-so-lieu?cach=tay", "/tien-do"]
)
@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_the_clerks_views_are_accessible_and_fit(clerk, path, size):
    seen = clerk(path, size)

    assert ([], [], []) == (seen.serious(), seen.english(), seen.complaints)
    assert 0 >= seen.overflow()


def test_a_figure_is_typed_into_the_table_and_previewed(clerk):
    seen = clerk("/nhap-so-lieu?cach=tay&donvi=HD", {"width": 1366, "height": 1400})
    page = seen.page
    page.wait_for_selector('[data-testid="stDataFrame"] canvas')
    page.wait_for_timeout(800)
    box = page.query_selector('[data-testid="stDataFrame"]').bounding_box()
    page.mouse.click(box["x"] + 1050, box["y"] + 18 + 35 * 7)
    page.wait_for_timeout(200)
    page.keyboard.press("Enter")
    page.wait_for_timeout(300)
    page.keyboard.press("Control+a")
    page.keyboard.type("72,5", delay=30)
    page.keyboard.press("Enter")
    page.get_by_text("1 số liệu chưa rõ").wait_for()

    assert "Trạng thái số liệu" in page.inner_text(".td-problems")
    assert [] == seen.complaints


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_the_page_to_sign_in_is_accessible_on_a_phone_and_without_scripts(own, chromium, pages, size, scheme):
    context = chromium.new_context(
        viewport=size, color_scheme=scheme, locale="en-US", java_script_enabled=False
    )
    page = context.new_page()
    page.goto(f"{own.url}/dang-nhap?den=%2Fxep-hang")
    page.get_by_label("Tên tài khoản").fill("ai đó")
    page.keyboard.press("Tab")
    page.keyboard.type("mật khẩu sai hẳn")
    page.keyboard.press("Enter")
    told = page.inner_text('[role="alert"]')
    context.close()
    with pages.lent(**size, scheme=scheme) as shown:
        seen = watched(shown, own.url)
        seen.page.goto(f"{own.url}/dang-nhap?den=%2Fxep-hang")
        wide = seen.page.evaluate("() => document.documentElement.scrollWidth - innerWidth")
        found = (seen.serious(), seen.english(), seen.complaints)

    assert "Tên tài khoản hoặc mật khẩu không đúng" in told
    assert (([], [], []), 0) == (found, max(0, wide))


def test_signing_out_by_mouse_ends_the_way_to_write(clerk):
    seen = clerk("/nhap-so-lieu")

    assert WRITER in seen.page.inner_text(".td-who")

    seen.page.get_by_role("link", name="Tài khoản, đăng xuất").click()
    seen.page.get_by_role("button", name="Đăng xuất").click()
    seen.page.get_by_text("Đã đăng xuất").wait_for()
    seen.open("/nhap-so-lieu")

    assert "Chưa ghi được: chưa đăng nhập." in seen.page.inner_text(".stMain")
    assert 0 == len(seen.page.query_selector_all('input[type="file"]'))
    assert [] == seen.complaints
