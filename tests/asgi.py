"""One request to an ASGI application without a server: for what no visitor of a running one can bring about."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

Message = MutableMapping[str, Any]


@dataclass
class Answered:
    """What the application sent."""

    sent: list[Message] = field(default_factory=list)

    @property
    def status(self) -> int:
        return int(self.sent[0]["status"])

    @property
    def headers(self) -> dict[str, str]:
        return {key.decode(): value.decode() for key, value in self.sent[0]["headers"]}

    @property
    def text(self) -> str:
        return b"".join(each.get("body", b"") for each in self.sent[1:]).decode()


def scope_of(
    method: str = "GET", path: str = "/", headers: Iterable[tuple[str, str]] = (), **more: Any
) -> Message:
    """A request's scope."""
    named = {"host": "127.0.0.1", **dict(headers)}
    return {
        "type": "http",
        "method": method,
        "path": path,
        "query_string": b"",
        "headers": [(key.encode(), value.encode()) for key, value in named.items()],
        "client": ("127.0.0.1", 1),
        "scheme": "http",
        **more,
    }


def answered(app: Callable[..., Awaitable[None]], scope: Message, body: bytes = b"") -> Answered:
    """What `app` answers to one request."""
    answer = Answered()

    async def receive() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: Message) -> None:
        answer.sent.append(message)

    async def asking() -> None:
        await app(scope, receive, send)

    with ThreadPoolExecutor(1) as aside:  # other tests leave an event loop running in this thread
        aside.submit(asyncio.run, asking()).result()
    return answer
