"""The frame around the screens: headers, language, navigation, and what a visitor never sees."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from streamlit.testing.v1 import AppTest

from pages import SCREENS
from pages.parts import words
from pages.parts.serving import PLOTLY_SCREENS
from tests.visiting import watched

from .conftest import serving

PAGES = Path(__file__).parents[1] / "pages"
pytestmark = pytest.mark.browser


def ask(url: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
    try:
        with urlopen(Request(url, headers=headers), timeout=10) as answer:
            return (
                answer.status,
                {name.lower(): value for name, value in answer.headers.items()},
                answer.read(),
            )
    except HTTPError as refused:
        return refused.code, {name.lower(): value for name, value in refused.headers.items()}, refused.read()


def test_the_document_is_vietnamese_and_carries_strict_headers(server):
    status, headers, body = ask(server.url + "/")

    assert 200 == status
    assert b'<html lang="vi">' in body
    assert b"unsafe" not in headers["content-security-policy"].split("style-src")[0].encode()
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert ("nosniff", "DENY", "same-origin") == tuple(
        headers[name] for name in ("x-content-type-options", "x-frame-options", "referrer-policy")
    )


@pytest.mark.parametrize("path", ["/_stcore/metrics", "/_stcore/agent/openapi.json", "/_stcore/agent/mcp"])
def test_operators_doors_are_closed(server, path):
    status, _, body = ask(server.url + path)

    assert (404, b"") == (status, body)


def test_an_unknown_address_is_answered_in_vietnamese_and_escaped(server):
    status, _, body = ask(server.url + "/%3Cscript%3Ealert(1)%3C/script%3E")

    assert 404 == status
    assert "Không có trang này" in body.decode()
    assert b"<script>" not in body


def test_static_files_are_compressed_and_kept_by_the_browser(server):
    document = ask(server.url + "/")[2].decode()
    script = re.search(r'src="\./(static/js/[^"]+)"', document).group(1)
    status, headers, body = ask(f"{server.url}/{script}", **{"Accept-Encoding": "gzip"})

    assert (200, "gzip", "public, immutable, max-age=31536000") == (
        status,
        headers["content-encoding"],
        headers["cache-control"],
    )
    assert b"\x1f\x8b" == body[:2]


def test_a_static_path_cannot_leave_its_folder(server):
    status, _, body = ask(server.url + "/static/..%2f..%2f..%2f__init__.py", **{"Accept-Encoding": "gzip"})

    assert status in {400, 404}
    assert b"import" not in body


@pytest.mark.parametrize(("scheme", "width"), [("light", 1366), ("dark", 360)])
@pytest.mark.parametrize(("screen", "path"), SCREENS.items())
def test_a_screen_is_quiet_vietnamese_accessible_and_fits(visit, screen, path, scheme, width):
    seen = visit(f"/{path}", width=width, height=768, scheme=scheme)

    assert 0 >= seen.overflow()
    assert ([], []) == (seen.complaints, seen.outside)
    assert [] == seen.english()
    assert [] == seen.raw_floats()
    assert [] == seen.serious()
    assert words.say(f"{screen}.name") == seen.page.inner_text(".td-bar [aria-current]")
    assert words.say(f"{screen}.name") in seen.page.title()
    assert scheme == seen.page.get_attribute("html", "data-theme")
    # Its document loads Plotly early if, and only if, the screen draws with it.
    assert (screen in PLOTLY_SCREENS) == bool(seen.page.query_selector(".js-plotly-plot"))


def test_links_keep_the_view_without_loading_the_page_again(visit):
    seen = visit("/?nam=2017&donvi=HD")
    loads = seen.documents
    seen.click("#td-go-rankings").click("#td-year-2018")

    assert f"{seen.base}/xep-hang?nam=2018&donvi=HD" == seen.page.url
    assert "2018" == seen.page.inner_text(".td-years [aria-current]")
    assert loads == seen.documents
    assert "td-year-2018" == seen.page.evaluate("() => document.activeElement.id")


def test_back_forward_and_reload_show_what_the_address_says(visit):
    seen = visit("/?nam=2017")
    seen.click("#td-go-unit_sheet").click("#td-year-2018")

    seen.page.go_back()
    seen.page.wait_for_selector("#td-year-2017[aria-current]")
    seen.page.go_back()
    seen.page.wait_for_selector("#td-go-overview[aria-current]")
    seen.page.go_forward()
    seen.page.wait_for_selector("#td-go-unit_sheet[aria-current]")
    seen.page.reload()
    seen.settled()

    assert f"{seen.base}/don-vi?nam=2017" == seen.page.url
    assert "2017" == seen.page.inner_text(".td-years [aria-current]")


def test_nonsense_in_the_address_falls_back_to_the_newest_year(visit):
    seen = visit("/xep-hang?nam=<b>1066</b>&donvi=%00&tieuchi=N9.99")

    assert "2018" == seen.page.inner_text(".td-years [aria-current]")
    assert [] == seen.complaints


def test_the_keyboard_alone_reaches_year_and_screen(visit):
    seen = visit("/")
    seen.page.focus("#td-go-overview")
    seen.page.keyboard.press("Tab")
    seen.page.keyboard.press("Enter")
    seen.page.wait_for_selector("#td-go-rankings[aria-current]")
    seen.settled()
    seen.page.focus("#td-year-2017")
    seen.page.keyboard.press("Enter")
    seen.page.wait_for_selector("#td-year-2017[aria-current]")

    assert f"{seen.base}/xep-hang?nam=2017" == seen.page.url


def test_a_lost_server_leaves_the_last_view_and_says_so_until_it_is_back(chromium, tmp_path):
    foot = "() => { const line = getComputedStyle(document.querySelector('.stApp'), '::after');"
    with serving(tmp_path) as gone:
        context = chromium.new_context(locale="en-US")
        seen = watched(context.new_page(), gone.url).open("/?nam=2017")
        before = seen.page.inner_text("body")
        gone.process.kill()
        seen.page.wait_for_timeout(4000)

        assert before == seen.page.inner_text("body")
        assert f'"{words.say("frame.offline")}" visible' == seen.page.evaluate(
            foot + " return `${line.content} ${line.visibility}`; }"
        )
        with serving(tmp_path / "again", port=gone.port):
            seen.page.wait_for_selector('.stApp[data-test-connection-state="CONNECTED"]', timeout=30_000)
            seen.settled().click("#td-year-2018")

            assert "none" == seen.page.evaluate(foot + " return line.content; }")
            assert f"{gone.url}/?nam=2018" == seen.page.url
        context.close()


def test_a_failing_screen_is_told_in_vietnamese_without_details():
    def failing() -> None:
        from app import tell_failure

        tell_failure(ValueError("secret"))

    shown = AppTest.from_function(failing, default_timeout=30).run()
    told = "".join(element.proto.body for element in shown.get("html"))

    assert re.search(words.say("frame.failed", code="[0-9a-f]{8}"), told)
    assert "secret" not in told
