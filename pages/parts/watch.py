"""
What is asked of this server, noted in its log: which route, what came of it, how long it took, under which account.

An error that nothing further in has dealt with ends here: the log gets its traces, the visitor a page in Vietnamese
with the same id.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, MutableMapping
from time import perf_counter
from typing import Any, Final

from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect

from data import logbook
from pages import SCREENS
from pages.parts.gate import COOKIE, Application, Receive, Scope, Send, actor_of, cookie_of
from pages.parts.wall import refuse
from pages.parts.words import say

# Asked for by every page and every minute: noted only when something is wrong.
QUIET: Final = (
    "/static/",
    "/_frame/",
    "/favicon.png",
    "/_stcore/health",
    "/_stcore/host-config",
    "/suc-khoe",
)
STREAMLITS: Final = ("/_stcore/stream", "/_stcore/upload_file/", "/media/", *QUIET)
METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS"})
GONE: Final = 499  # nginx's number for a visitor who left before the answer


class Watch:
    """ASGI middleware: notes each answer and each stream. `routes` are the paths of our own, as in `/tai-ve/{name}`."""

    def __init__(self, app: Application, routes: Iterable[str] = ()) -> None:
        self.app = app
        self.exact = {f"/{path}" for path in SCREENS.values()} | {f"/{name}" for name in SCREENS}
        self.exact |= {each for each in (*routes, *STREAMLITS) if "{" not in each and not each.endswith("/")}
        self.folders = tuple(each.split("{")[0] for each in routes if "{" in each)
        self.folders += tuple(each for each in STREAMLITS if each.endswith("/"))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in {"http", "websocket"}:
            await self.app(scope, receive, send)
            return
        started, status = perf_counter(), 0

        async def sending(message: MutableMapping[str, Any]) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            elif message["type"] == "websocket.accept":
                status = 101
            elif message["type"] == "websocket.close" and not status:
                status = 403
            await send(message)

        route = self.route(scope["path"])
        code = ""
        try:
            await self.app(scope, receive, sending)
        except ClientDisconnect:
            status = status or GONE
        except Exception as problem:  # noqa: BLE001  whatever it is, the visitor gets an answer and the log its traces
            code = logbook.note_error("request.failed", problem, route=route)
            with contextlib.suppress(RuntimeError):  # the line may be gone, too
                await self.tell(scope, receive, sending, code, begun=bool(status))
        if status < 400 and route.startswith(QUIET):
            return
        took = round((perf_counter() - started) * 1000, 1)
        account = await run_in_threadpool(_account, scope)
        fields: dict[str, object] = {
            "route": route,
            "status": status or 500,
            "ms": took,
            "account": account or None,
        }
        if scope["type"] == "websocket":
            logbook.note("stream", **fields)
        else:
            method = scope["method"] if scope["method"] in METHODS else "other"
            logbook.note("request", method=method, **fields, **({"error": code} if code else {}))

    def route(self, path: str) -> str:
        """The route that a path belongs to, by its name and without what a visitor put into it; "other" for none."""
        if path in self.exact:
            return path
        return next((each for each in self.folders if path.startswith(each)), "other")

    async def tell(self, scope: Scope, receive: Receive, send: Send, code: str, *, begun: bool) -> None:
        """The page in place of the answer, if that has not begun."""
        if scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1011, "reason": "error"})
        elif not begun:
            await refuse(scope, receive, send, 500, say("server.failed"), say("server.failed_why", code=code))


def _account(scope: Scope) -> str:
    return logbook.mark(actor_of(cookie_of(scope, COOKIE)).account)
