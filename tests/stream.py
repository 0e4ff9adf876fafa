"""A bare client of Streamlit's own protocol: one connection, as a browser's, that runs screens and reads what came."""

from __future__ import annotations

import asyncio
import http.client
import time
from collections.abc import Mapping
from contextlib import AsyncExitStack
from http.cookies import SimpleCookie
from typing import Any

import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Common_pb2 import FileUploaderState
from streamlit.proto.Element_pb2 import Element
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState

CLICKED = "trigger_value"  # of a button: pressed in this run, and not in the next
XSRF = "_streamlit_xsrf"
EDGE = "----thidua"  # between the parts of an upload
WAIT = 60.0  # seconds after which a run that has not finished counts as lost


class Visitor:
    """
    One connection.

    Attributes:
        page: What the last run sent, by its place in the page.
    """

    def __init__(self, line: websockets.ClientConnection, port: int, cookies: Mapping[str, str]) -> None:
        self.line, self.port, self.cookies = line, port, dict(cookies)
        self.page: dict[tuple[int, ...], Element] = {}
        self._screens: dict[str, str] = {}
        self._session = ""
        self._asked = ("", "")
        self._states: dict[str, WidgetState] = {}

    async def ask(self, path: str, query: str) -> float:
        """Go to a screen; returns the seconds until its script had finished."""
        self._asked = path, query
        self._states = {}
        return await self._run(new=True)

    def fill(self, kind: str, label: str, field: str, value: Any) -> None:
        """Fill a widget in, or click it (`CLICKED`): its kind and label, and what field of `WidgetState` it sets."""
        state = WidgetState(id=self.widget(kind, label).id)
        if isinstance(value, bool | str):
            setattr(state, field, value)
        else:
            getattr(state, field).CopyFrom(value)
        self._states[state.id] = state

    async def run(self) -> float:
        """Let the screen run with what was filled in; returns the seconds until its script had finished."""
        spent = await self._run(new=False)
        self._states = {key: each for key, each in self._states.items() if not each.HasField(CLICKED)}
        return spent

    def widget(self, kind: str, label: str = "") -> Any:
        """The widget of the page with that label; LookupError with what stands there instead."""
        named = [each for each in self.widgets(kind) if label in ("", each.label)]
        if not named:
            raise LookupError(f"no {kind} {label!r} here: {self.html()[-600:]}")
        return named[0]

    def widgets(self, kind: str) -> list[Any]:
        """All widgets of a kind."""
        return [getattr(each, kind) for each in self.page.values() if each.WhichOneof("type") == kind]

    def html(self) -> str:
        """All HTML of the page, in its order."""
        places = sorted(self.page)
        return "\n".join(self.page[at].html.body for at in places if self.page[at].HasField("html"))

    async def bring(self, name: str, content: bytes) -> Any:
        """Upload a file for the page's file field, as the browser does: returns the state of that field."""
        message = BackMsg()
        message.file_urls_request.request_id = name
        message.file_urls_request.file_names.append(name)
        message.file_urls_request.session_id = self._session
        await self.line.send(message.SerializeToString())
        while (answer := await self._next()).WhichOneof("type") != "file_urls_response":
            pass
        urls = answer.file_urls_response.file_urls[0]
        await asyncio.to_thread(self._put, f"/{urls.upload_url.lstrip('/')}", name, content)
        state = FileUploaderState()
        info = state.uploaded_file_info.add(name=name, size=len(content), file_id=urls.file_id)
        info.file_urls.CopyFrom(urls)
        return state

    def _put(self, address: str, name: str, content: bytes) -> None:
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=WAIT)
        cookies = "; ".join(f"{key}={value}" for key, value in self.cookies.items())
        line.request("GET", "/_stcore/health", headers={"Cookie": cookies})
        answer = line.getresponse()
        answer.read()
        found = SimpleCookie(answer.getheader("Set-Cookie") or "")
        token = found[XSRF].value if XSRF in found else self.cookies.get(XSRF, "")
        head = f'--{EDGE}\r\nContent-Disposition: form-data; name="{name}"; filename="{name}"\r\n\r\n'
        headers = {
            "Cookie": f"{cookies}; {XSRF}={token}",
            "X-Xsrftoken": token,
            "Content-Type": f"multipart/form-data; boundary={EDGE}",
        }
        line.request("PUT", address, head.encode() + content + f"\r\n--{EDGE}--\r\n".encode(), headers)
        answer = line.getresponse()
        assert 204 == answer.status, answer.read()
        line.close()

    async def _run(self, *, new: bool) -> float:
        path, query = self._asked
        message = BackMsg()
        run = message.rerun_script
        run.query_string = query
        run.page_name = "" if self._screens else path
        run.page_script_hash = self._screens.get(path, "")
        run.is_history_navigation = new and bool(self._screens)
        run.widget_states.widgets.extend(self._states.values())
        asked = time.perf_counter()
        await self.line.send(message.SerializeToString())
        self.page = {}
        while True:
            answer = await self._next()
            kind = answer.WhichOneof("type")
            if kind == "new_session":  # a run begins; `st.rerun` begins another
                self._session = answer.new_session.initialize.session_id or self._session
                self.page = {}
            elif kind == "navigation":
                self._screens = {
                    page.url_pathname: page.page_script_hash for page in answer.navigation.app_pages
                }
            elif kind == "delta" and answer.delta.WhichOneof("type") == "new_element":
                self.page[tuple(answer.metadata.delta_path)] = answer.delta.new_element
            elif kind == "script_finished" and answer.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY:
                return time.perf_counter() - asked

    async def _next(self) -> ForwardMsg:
        async with asyncio.timeout(WAIT):
            return ForwardMsg.FromString(await self.line.recv())


async def connected(
    port: int, count: int, stack: AsyncExitStack, cookies: Mapping[str, str] | None = None
) -> list[Visitor]:
    """`count` open connections that have asked for nothing yet."""
    found = []
    headers = {"Cookie": "; ".join(f"{key}={value}" for key, value in (cookies or {}).items())}
    for _ in range(count):
        line = await stack.enter_async_context(
            websockets.connect(
                f"ws://127.0.0.1:{port}/_stcore/stream",
                subprotocols=["streamlit"],  # type: ignore[list-item]
                additional_headers=headers if cookies else {},
                max_size=None,
                ping_interval=None,
            )
        )
        found.append(Visitor(line, port, cookies or {}))
    return found
