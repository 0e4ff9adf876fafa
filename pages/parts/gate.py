"""
Who gets in at all, before any screen, file or stream is touched: ASGI middleware in front of the `Doorway`.

Viewing is open (`THIDUA_VIEW=open`, as it is by default) or only for people who are signed in
(`THIDUA_VIEW=signed-in`): then screens, deep links on a server that has just started, slides, downloads, media and
the stream over which screens run lead to the page to sign in. Files can be brought by signed-in people only, always.
"""

from __future__ import annotations

import os
from collections.abc import Awaitable, Callable, MutableMapping
from functools import cache
from http.cookies import CookieError, SimpleCookie
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote, urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request

from data.home import home
from data.rights import VIEWER, Actor
from data.sign_in import SignIn
from data.troubles import Trouble

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]

COOKIE: Final = "thidua_phien"
SIGN_IN, SIGN_OUT = "/dang-nhap", "/dang-xuat"
# To the authority's sign-in and back (agency.py); the two paths are Streamlit's. Not found where none is configured.
AGENCY: Final = "/dang-nhap/co-quan"
AGENCY_PATHS: Final = ("/auth/login", "/oauth2callback")
VIEWS: Final = ("open", "signed-in")
UPLOADS: Final = "/_stcore/upload_file"
# What holds nothing of the cluster: the page to sign in, its style, the program's own files, the sign of life.
PUBLIC: Final = (SIGN_IN, SIGN_OUT, AGENCY, *AGENCY_PATHS, "/favicon.png", "/_stcore/health", "/suc-khoe")
PUBLIC_FOLDERS: Final = ("/_frame/", "/static/")


def viewing_is_open() -> bool:
    """Whether everybody may look. ValueError for a setting that is neither: better no server than an open one."""
    chosen = os.environ.get("THIDUA_VIEW", VIEWS[0])
    if chosen not in VIEWS:
        raise ValueError(f"THIDUA_VIEW={chosen!r}: {' | '.join(VIEWS)}")
    return chosen == VIEWS[0]


def signing() -> SignIn:
    """Accounts and sessions of the home that this server serves."""
    return _signing(home())


@cache
def _signing(place: Path) -> SignIn:
    return SignIn(place)


def actor_of(token: str) -> Actor:
    """Whose session that is; nobody's if the accounts cannot be read."""
    try:
        return signing().actor(token)
    except Trouble:
        return VIEWER


class Gate:
    """ASGI middleware: lets pass what may pass."""

    def __init__(self, app: Application) -> None:
        self.app = app
        self.open = viewing_is_open()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in {"http", "websocket"} or self._passes(scope):
            await self.app(scope, receive, send)
            return
        actor = await run_in_threadpool(actor_of, cookie_of(scope, COOKIE))
        if actor.account:
            await self.app(scope, receive, send)
        elif scope["type"] == "websocket":
            await receive()  # its opening
            await send({"type": "websocket.close", "code": 1008, "reason": "sign in"})
        elif scope["method"] in {"GET", "HEAD"} and "text/html" in header_of(scope, b"accept"):
            query = scope.get("query_string", b"").decode("latin-1")
            target = quote(scope["path"]) + (f"?{query}" if query else "")
            await _answer(send, 303, f"{SIGN_IN}?den={quote(target, safe='')}")
        else:
            await _answer(send, 401)

    def _passes(self, scope: Scope) -> bool:
        path: str = scope["path"]
        if path == UPLOADS or path.startswith(f"{UPLOADS}/"):
            return False
        if self.open:
            return True
        if scope["type"] == "websocket" or ".." in path or "\\" in path or "//" in path:
            return False
        return path in PUBLIC or path.startswith(PUBLIC_FOLDERS)


def safe_target(wanted: str) -> str:
    """`wanted` if it is an address on this server, else "/": nobody is led elsewhere after signing in."""
    if not wanted.startswith("/") or wanted.startswith(("//", f"{SIGN_IN}", f"{SIGN_OUT}")):
        return "/"
    if "\\" in wanted or any(ord(char) < 33 or ord(char) == 127 for char in wanted):
        return "/"
    try:
        parts = urlsplit(wanted)
    except ValueError:
        return "/"
    return "/" if parts.scheme or parts.netloc else quote(wanted, safe="/?&=%#+,;:@!$'()*~-._")


def address_of(request: Request) -> str:
    """
    Where the visitor comes from. Behind a proxy the server (uvicorn) puts the real address here, but only for proxies
    named in THIDUA_PROXIES (none by default; `app.believe_proxies`).
    """
    return request.client.host if request.client else ""


def header_of(scope: Scope, name: bytes) -> str:
    """A header of a request, "" if it has none."""
    return next((value.decode("latin-1") for key, value in scope["headers"] if key == name), "")


def cookie_of(scope: Scope, name: str) -> str:
    """A cookie of a request, "" if it has none."""
    try:
        found = SimpleCookie(header_of(scope, b"cookie")).get(name)
    except CookieError:
        return ""
    return found.value if found else ""


async def _answer(send: Send, status: int, location: str = "") -> None:
    headers = [(b"content-length", b"0"), (b"cache-control", b"no-store")]
    if location:
        headers.append((b"location", location.encode("latin-1")))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": b""})
