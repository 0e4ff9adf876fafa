"""
How much one account may bring in an hour.

Streamlit keeps in memory whatever is sent to it, also what no screen asked for; each file is limited by
`server.maxUploadSize`, their number by nothing.
"""

from __future__ import annotations

import math
from collections import defaultdict, deque
from collections.abc import Callable, MutableMapping
from time import monotonic
from typing import Any, Final

from starlette.concurrency import run_in_threadpool

from pages.parts.gate import COOKIE, UPLOADS, Application, Receive, Scope, Send, actor_of, cookie_of
from pages.parts.serving import lost
from pages.parts.words import say

HOUR: Final = 3600.0  # seconds
MOST: Final = 100 * 1024 * 1024  # bytes in an hour: twenty files of the largest size
LEAST: Final = 64 * 1024  # bytes that a file counts at least, so that many empty ones are no way around


class UploadQuota:
    """ASGI middleware: counts what each account brings, and refuses more until the hour is over."""

    def __init__(self, app: Application, most: int = MOST, clock: Callable[[], float] = monotonic) -> None:
        self.app = app
        self.most = most
        self.clock = clock
        self.brought: dict[str, deque[tuple[float, int]]] = defaultdict(deque)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "PUT" or not scope["path"].startswith(UPLOADS):
            await self.app(scope, receive, send)
            return
        actor = await run_in_threadpool(actor_of, cookie_of(scope, COOKIE))
        wait = self.wait(actor.account)
        if wait:
            await _refuse(send, wait)
            return
        came = 0

        async def receiving() -> MutableMapping[str, Any]:
            nonlocal came
            message = await receive()
            came += len(message.get("body", b""))
            return message

        try:
            await self.app(scope, receiving, send)
        finally:
            self.brought[actor.account].append((self.clock(), max(came, LEAST)))

    def wait(self, account: str) -> int:
        """Seconds until that account may bring another file; 0 = now."""
        kept = self.brought[account]
        while kept and kept[0][0] <= self.clock() - HOUR:
            kept.popleft()
        if sum(size for _when, size in kept) < self.most:
            return 0
        return math.ceil(kept[0][0] + HOUR - self.clock())


async def _refuse(send: Send, wait: int) -> None:
    body = lost(say("server.uploads"), say("server.uploads_why"))
    headers = [
        (b"content-type", b"text/html; charset=utf-8"),
        (b"content-length", str(len(body)).encode()),
        (b"retry-after", str(wait).encode()),
    ]
    await send({"type": "http.response.start", "status": 429, "headers": headers})
    await send({"type": "http.response.body", "body": body})
