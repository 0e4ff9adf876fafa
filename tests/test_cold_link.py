"""A deep link opened first after a restart shows the screen inside the frame."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor

import pytest
import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from pages import SCREENS
from pages.parts.words import say
from tests.visiting import watched

from .conftest import running, serving


async def first_visit(port: int, page: str, query: str) -> tuple[str, int, bool]:
    """All HTML sent, the number of screens in the navigation, and whether "page not found" was sent."""
    shown, screens, lost = "", 0, False
    ask = BackMsg()
    ask.rerun_script.page_name = page
    ask.rerun_script.query_string = query
    address = f"ws://127.0.0.1:{port}/_stcore/stream"
    async with websockets.connect(address, subprotocols=["streamlit"], max_size=None) as line:
        await line.send(ask.SerializeToString())
        async for raw in line:
            message = ForwardMsg.FromString(raw)
            kind = message.WhichOneof("type")
            lost |= kind == "page_not_found"
            if kind == "navigation":
                screens = len(message.navigation.app_pages)
            if message.delta.new_element.WhichOneof("type") == "html":
                shown += message.delta.new_element.html.body
            if kind == "script_finished":
                break
    return shown, screens, lost


def test_a_deep_link_on_a_fresh_server_opens_inside_the_frame(tmp_path):
    """Started as the README says, with everything that this includes; most other tests take a prepared server."""
    with running(tmp_path) as server:
        # In a thread of its own: the browser fixture of other tests leaves an event loop running in this one.
        with ThreadPoolExecutor(1) as aside:
            visiting = aside.submit(asyncio.run, first_visit(server.port, "xep-hang", "nam=2017"))
        shown, screens, lost = visiting.result()

    assert (len(SCREENS), False) == (screens, lost)
    assert '<a id="td-go-rankings" href="/xep-hang?nam=2017" aria-current="page">' in shown
    assert 'aria-current="true">2017</a>' in shown


@pytest.mark.browser
@pytest.mark.parametrize("path", ["/xep-hang?nam=2017", "/rankings?nam=2017"])
def test_the_first_browser_on_a_fresh_server_sees_the_screen_and_nothing_else(chromium, tmp_path, path):
    """A link with the name of a file under pages/ leads to the screen too, not to the bare file."""
    with serving(tmp_path) as server:
        context = chromium.new_context(locale="en-US")
        seen = watched(context.new_page(), server.url)
        flashes: list[str] = []
        seen.page.expose_function("noteFlash", lambda text: flashes.append(text))
        seen.page.add_init_script(
            "new MutationObserver(() => document.querySelector('[role=dialog]') && window.noteFlash("
            "document.body.innerText)).observe(document, {subtree: true, childList: true})"
        )
        seen.open(path)
        title, address, complaints = seen.page.inner_text(".td-crumb b"), seen.page.url, seen.complaints
        context.close()

    assert (say("rankings.name"), f"{seen.base}/xep-hang?nam=2017") == (title, address)
    assert ([], []) == (flashes, complaints)
