"""F17: a browser in which everything goes wrong between the upload and “Đã ghi”."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.fault_classes.forks import apart
from tests.fault_classes.history import journal_lines
from tests.fault_classes.run import NotRun, Run
from tests.fault_classes.server import WRITER, account, healthy, kept_once, serving

PASSWORD = "một mật khẩu dài"
PATIENCE = 150_000  # milliseconds: a screen comes late on a machine that is busy with other things
# The one without windows first: it is the same engine at a third of the cost.
BROWSERS = (
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
)
TORN = (
    "double click on Ghi", "reload after the upload", "connection cut after the upload", "the back button after writing",
    "reload in the moment of writing", "the same file again", "two tabs, the same file", "the browser closed while writing",
)  # fmt: skip


def a_session_is_torn(run: Run) -> None:
    """F17: whatever the browser does, the figures are kept once or not at all."""
    what = TORN[run.index % len(TORN)]
    run.notes.append(what)
    run.home.mkdir(parents=True)
    apart(lambda: account(run.home))
    file = run.place / "so-lieu.csv"
    file.write_bytes(_sheet("70,5"))
    with serving(run.home) as (port, _pid):
        told = apart(lambda: _in_the_browser(port, file, what))
        run.must(healthy(port, 5), "the server does not answer afterwards")
    run.notes.append(str(told))
    if what in ("connection cut after the upload", "reload after the upload"):
        kept_once(run, 0)
    elif what in ("reload in the moment of writing", "the browser closed while writing"):
        lines, _wrong = journal_lines(run.home / "journal.jsonl")
        kept_once(run, 1 if len(lines) == 2 else 0)
    else:
        run.must(told, "never told that it was written")
        kept_once(run, 1)


def _sheet(value: str) -> bytes:
    headings = (
        "Năm;Đơn vị;Mã;Tiêu chí;Đơn vị tính;Chỉ tiêu;Cấp giao;Thực hiện;Trạng thái;Nguồn;Ngày số liệu;Ghi chú"
    )
    row = f"2018;Huyện Hòn Đất;N1.07;Giải ngân vốn đầu tư xây dựng cơ bản;%;;;{value};chính thức;Sở Kế hoạch và Đầu tư;31/01/2019;"
    return b"\xef\xbb\xbf" + "\r\n".join([headings, row, ""]).encode()


@contextmanager
def browsing(port: int) -> Iterator[Any]:
    """A page of a signed-in clerk."""
    found = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    if not found:
        raise NotRun("there is no Chromium", "chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_context(locale="en-US", viewport={"width": 1366, "height": 768}).new_page()
        page.set_default_timeout(PATIENCE)
        page.goto(f"http://127.0.0.1:{port}/dang-nhap?den=%2Fnhap-so-lieu")
        page.get_by_label("Tên tài khoản").fill(WRITER)
        page.get_by_label("Mật khẩu").fill(PASSWORD)
        page.get_by_role("button", name="Đăng nhập").click()
        page.wait_for_selector("h1")
        yield page
        browser.close()


def _brought(page: Any, file: Path) -> None:
    page.wait_for_selector('[data-testid="stFileUploader"] input[type=file]', state="attached")
    page.set_input_files('[data-testid="stFileUploader"] input[type=file]', str(file))
    page.get_by_text(re.compile(r"\d ?[KM]?B$")).first.wait_for()
    page.wait_for_timeout(300)


def _previewed(page: Any, file: Path) -> Any:
    """The file read and signed; the button that writes."""
    _brought(page, file)
    page.get_by_role("button", name="Đọc tệp").click()
    page.wait_for_selector("[data-td-focus]")
    page.get_by_label("Lý do, căn cứ (bắt buộc)").fill("lần 1")
    page.wait_for_timeout(300)
    return page.get_by_role("button", name="Ghi 1 số liệu")


def _in_the_browser(port: int, file: Path, what: str) -> bool:
    done = "Đã ghi 1 số liệu."
    address = f"http://127.0.0.1:{port}/nhap-so-lieu"
    with browsing(port) as page:
        if what == "connection cut after the upload":
            _brought(page, file)
            page.context.set_offline(True)
            page.wait_for_timeout(1500)
            page.context.set_offline(False)
            page.goto(address)
            page.wait_for_selector("h1")
            return False
        if what == "reload after the upload":
            _previewed(page, file)
            page.reload()
            page.wait_for_selector('[data-testid="stFileUploader"] input[type=file]', state="attached")
            return bool(page.get_by_role("button", name="Ghi 1 số liệu").count())
        other = page.context.new_page() if what == "two tabs, the same file" else None
        button = _previewed(page, file)
        if other is not None:
            other.set_default_timeout(PATIENCE)
            other.goto(address)
            second = _previewed(other, file)
        if what == "double click on Ghi":
            button.dblclick()
            page.evaluate(
                "() => [...document.querySelectorAll('button')].filter(b => b.innerText.includes('Ghi 1')).forEach(b => { b.click(); b.click(); })"
            )
        elif what == "reload in the moment of writing":
            button.click(no_wait_after=True)
            page.reload()
            page.wait_for_selector("h1")
            page.wait_for_timeout(1500)
            return True
        elif what == "the browser closed while writing":
            button.click(no_wait_after=True)
            return True
        else:
            button.click()
        try:
            page.get_by_text(done).wait_for(timeout=PATIENCE / 2)
        except Exception as error:
            shown = " | ".join(each.inner_text() for each in page.query_selector_all(".td-notice"))
            raise AssertionError(f"“{done}” is not shown but: {shown}") from error
        if what == "the back button after writing":
            page.get_by_role("link", name=re.compile("Xem lần ghi")).click()
            page.wait_for_selector("#td-undo")
            page.go_back()
            page.wait_for_selector('[data-testid="stFileUploader"] input[type=file]', state="attached")
            page.wait_for_timeout(1000)
        if what == "the same file again":
            page.goto(address)
            _brought(page, file)
            page.get_by_role("button", name="Đọc tệp").click()
            page.wait_for_selector("[data-td-focus]")
            page.wait_for_timeout(1000)
            for each in page.get_by_role("button", name=re.compile("^Ghi")).all():
                if each.is_enabled():
                    return False
        if other is not None:
            second.click()
            other.wait_for_timeout(3000)
            # The same person, reason and figures: told of the entry that there is, or shown that nothing is left.
            if other.get_by_text(done).count():
                link = other.get_by_role("link", name=re.compile("Xem lần ghi")).get_attribute("href")
                return "lan=2" in re.split("[?&]", link)
        return True
