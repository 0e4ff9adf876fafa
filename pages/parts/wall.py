"""
Around everything that this server answers: the headers of every answer, and what is refused before anybody looks at it.

- A name of the server (`Host`) that is not its own: a page elsewhere could let its own name lead here (DNS rebinding)
  and read, as if it were ours. Streamlit asks for it at the stream only.
- Another origin's stream or form. Streamlit lets in `http://localhost:3000`, and asks the internet for this machine's
  own address before it refuses a stranger.
- A path in two spellings (`//`, `..`, a backslash, a control character), which a later door could read in another way.
"""

from __future__ import annotations

from collections.abc import Iterable, MutableMapping, Sequence
from typing import Any, Final
from urllib.parse import urlsplit

from pages.parts.gate import Application, Receive, Scope, Send, header_of
from pages.parts.serving import lost
from pages.parts.words import say

LOOPBACK: Final = ("localhost", "127.0.0.1", "::1")
HARMLESS: Final = frozenset({"GET", "HEAD", "OPTIONS"})
METHODS: Final = HARMLESS | {"POST", "PUT", "DELETE"}
# Streamlit's own cookie is not marked for TLS when a proxy ends it.
TLS_COOKIE: Final = b"_streamlit_xsrf="


class Headed:
    """
    ASGI middleware, the outermost: every answer has each of our headers once, nobody else's origin is let in, and what
    says nothing about keeping is not kept.
    """

    def __init__(self, app: Application, headers: Sequence[tuple[bytes, bytes]]) -> None:
        self.app = app
        self.headers = headers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def sending(message: MutableMapping[str, Any]) -> None:
            if message["type"] == "http.response.start":
                secure = scope.get("scheme") == "https"
                message["headers"] = self.dressed(message.get("headers", ()), secure=secure)
            await send(message)

        await self.app(scope, receive, sending if scope["type"] == "http" else send)

    def dressed(
        self, given: Iterable[tuple[bytes, bytes]], *, secure: bool = False
    ) -> list[tuple[bytes, bytes]]:
        """The headers of an answer as they leave. A document may have its own policy (the hall's screen has)."""
        kept = [
            (name, value + b"; Secure" if secure and _unmarked(name, value) else value)
            for name, value in given
            if not name.lower().startswith(b"access-control-")
        ]
        names = {name.lower() for name, _value in kept}
        usual = (*self.headers, (b"cache-control", b"no-store"))
        return kept + [each for each in usual if each[0] not in names]


class Wall:
    """
    ASGI middleware: lets pass what is addressed to this server and comes from its own pages.

    `hosts` are the names of this server as `server.allowedHosts` has them ("*.x": every name under x; "*": any); none
    means this machine alone.
    """

    def __init__(self, app: Application, hosts: Sequence[str] = ()) -> None:
        self.app = app
        self.hosts = [each.strip().lower().rstrip(".") for each in hosts] or list(LOOPBACK)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in {"http", "websocket"}:
            await self.app(scope, receive, send)
            return
        host = header_of(scope, b"host")
        if not host_is_ours(host, self.hosts):
            await refuse(scope, receive, send, 400, say("server.host"), say("server.host_why"))
        elif two_spellings(scope["path"]):
            await refuse(scope, receive, send, 404, say("frame.not_found"), say("server.spelling_why"))
        elif scope["type"] == "http" and scope["method"] not in METHODS:
            await refuse(scope, receive, send, 405, say("server.method"), say("server.method_why"))
        elif (scope["type"] == "websocket" or scope["method"] not in HARMLESS) and not from_ours(scope, host):
            await refuse(scope, receive, send, 403, say("server.origin"), say("server.origin_why"))
        else:
            await self.app(scope, receive, send)


def host_is_ours(host: str, hosts: Iterable[str]) -> bool:
    """Whether a `Host` header names this server."""
    try:
        parts = urlsplit(f"//{host}")
        name = (parts.hostname or "").rstrip(".")
        _port = parts.port  # ValueError if it is none
    except ValueError:
        return False
    if not name or parts.netloc != host or "@" in host:
        return False
    return any(
        each in ("*", name) or (each.startswith("*.") and name.endswith(each[1:]) and name != each[1:])
        for each in hosts
    )


def from_ours(scope: Scope, host: str) -> bool:
    """Whether a request that may change something comes from this server's own page, or from no browser at all."""
    origins = [value.decode("latin-1") for key, value in scope["headers"] if key == b"origin"]
    if not origins:
        return True
    parts = urlsplit(origins[0])
    return len(origins) == 1 and parts.scheme in ("http", "https") and parts.netloc.lower() == host.lower()


def two_spellings(path: str) -> bool:
    """Whether a path could be read in more than one way."""
    return (
        not path.startswith("/")
        or "//" in path
        or "\\" in path
        or any(part in (".", "..") for part in path.split("/"))
        or any(ord(char) < 32 or ord(char) == 127 for char in path)
    )


async def refuse(scope: Scope, receive: Receive, send: Send, status: int, title: str, why: str) -> None:
    """The page that says why not; a stream is just not opened."""
    if scope["type"] == "websocket":
        await receive()  # its opening
        await send({"type": "websocket.close", "code": 1008, "reason": "refused"})
        return
    body = lost(title, why)
    headers = [
        (b"content-type", b"text/html; charset=utf-8"),
        (b"content-length", str(len(body)).encode()),
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def _unmarked(name: bytes, value: bytes) -> bool:
    return name.lower() == b"set-cookie" and value.startswith(TLS_COOKIE) and b"; secure" not in value.lower()
