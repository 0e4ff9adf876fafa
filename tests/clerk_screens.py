"""The clerk's screens without a browser, on a store of their own, so that writing does not move other tests."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from screens import Shown
from streamlit.testing.v1 import AppTest

from data.store import Store
from pages.parts import cached, who
from tests.kept_homes import shipped
from tests.people import AN

HEADINGS = (
    "Năm;Đơn vị;Mã;Tiêu chí;Đơn vị tính;Chỉ tiêu;Cấp giao;Thực hiện;Trạng thái;Nguồn;Ngày số liệu;Ghi chú"
)
DEBT = "Sở Kế hoạch và Đầu tư"


def sheet(*rows: str) -> bytes:
    """A CSV file as the form has it."""
    return b"\xef\xbb\xbf" + "\r\n".join([HEADINGS, *rows, ""]).encode()


def spending(value: str = "70,5", unit: str = "Huyện Hòn Đất", agency: str = DEBT, note: str = "") -> str:
    """A row of the disbursement criterion (N1.07) for 2018."""
    return f"2018;{unit};N1.07;Giải ngân vốn đầu tư xây dựng cơ bản;%;;;{value};chính thức;{agency};31/01/2019;{note}"


@pytest.fixture()
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """A store of this test only; the screens use it, and An, who may write everything, is signed in."""
    own = shipped(tmp_path / "home")
    monkeypatch.setattr(cached, "store", lambda: own)
    monkeypatch.setattr(who, "actor", lambda: AN)
    yield own
    own.close()


def opened(screen: str, **address: str) -> Any:
    """A running screen that can be filled in and clicked."""
    page = AppTest.from_string(f"from pages import {screen}\n{screen}.render()\n", default_timeout=60)
    for name, value in address.items():
        page.query_params[name] = value
    return sound(page.run())


def sound(page: Any) -> Any:
    """The page, if it did not fail."""
    assert [] == [error.value for error in page.exception]
    return page


def press(page: Any, label: str) -> Any:
    """Click the button that says `label`."""
    return sound(next(button for button in page.button if button.label == label).click().run())


def read(page: Any, *files: tuple[str, bytes]) -> Any:
    """Bring files and have them read."""
    for name, content in files:
        page.file_uploader[0].upload(name, content)
    return press(page.run(), "Đọc tệp")


def sign(page: Any, reason: str) -> Any:
    """Fill in why; who it is, the server knows."""
    fields = {field.label: field for field in page.text_input}
    fields["Lý do, căn cứ (bắt buộc)"].set_value(reason)
    return page


def told(page: Any) -> Shown:
    """What the page shows."""
    return Shown(page)
