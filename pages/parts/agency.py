"""
The authority's own sign-in (OpenID Connect) through Streamlit's `st.login`, where `[auth]` is configured.

Streamlit speaks the protocol: `/auth/login` is where `st.login()` leads, `/oauth2callback` checks state, nonce,
signature and issuer. Its own answer would be a signed cookie of 30 days that nobody can take back; it never reaches
the browser: `Bridge` takes the identity out of it and opens a session of ours instead, which the server knows and
ends. So `st.user` is nobody here, and rights come from the local account that the identity is linked to.

The password is asked at every sign-in (`prompt=login`), since people share machines and the journal names the writer;
`max_age` makes `auth_time` a required claim, which counts for the eight hours after which it is asked again.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from datetime import UTC, datetime
from http.cookies import CookieError, SimpleCookie
from importlib.util import find_spec
from typing import Any, Final
from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route
from streamlit.auth_util import encode_provider_token, get_cookie_with_chunks, get_secrets_auth_section
from streamlit.web.server.starlette.starlette_app_utils import decode_signed_value
from streamlit.web.server.starlette.starlette_server_config import SESSION_COOKIE_NAME, USER_COOKIE_NAME

from data.identities import RECENT, identity_of
from data.sign_in import LIFE
from data.troubles import Trouble
from pages.parts.gate import (
    AGENCY,
    AGENCY_PATHS,
    COOKIE,
    SIGN_IN,
    Application,
    Receive,
    Scope,
    Send,
    address_of,
    safe_target,
    signing,
)
from pages.parts.serving import not_found

LOG: Final = logging.getLogger("thidua")
LOGIN, CALLBACK = AGENCY_PATHS
TARGET_COOKIE: Final = "thidua_den"  # where to go after the way to the issuer and back
NEEDED: Final = ("redirect_uri", "cookie_secret", "client_id", "client_secret", "server_metadata_url")
SHORTEST_SECRET: Final = 32  # characters
THIS_MACHINE: Final = ("127.0.0.1", "localhost", "::1")
# What came to nothing, as the address of the page to sign in says it, and the text there.
FAILURES: Final = {
    "huy": "agency.cancelled",
    "tu-choi": "agency.refused",
    "gio": "agency.no_time",
    "cu": "agency.old",
    "khoa": "agency.disabled",
    "giu": "agency.not_kept",
}
BY_TROUBLE: Final = {
    "oidc.claims": "tu-choi",
    "oidc.audience": "tu-choi",
    "oidc.time": "gio",
    "oidc.old": "cu",
}


def settings() -> Mapping[str, Any]:
    """The `[auth]` section of the secrets; {} if there is none."""
    return get_secrets_auth_section() or {}


def require_sound_settings() -> None:
    """ValueError if `[auth]` is there but cannot work or is not safe: better no server than half a door."""
    found = settings()
    if not found:
        return
    lacking = [name for name in NEEDED if not found.get(name)]
    if lacking:
        raise ValueError(f"[auth] lacks {', '.join(lacking)}")
    back, provider = urlsplit(str(found["redirect_uri"])), urlsplit(str(found["server_metadata_url"]))
    if back.path != CALLBACK:
        raise ValueError(f"[auth] redirect_uri must end with {CALLBACK}")
    for name, address in (("redirect_uri", back), ("server_metadata_url", provider)):
        if address.scheme != "https" and address.hostname not in THIS_MACHINE:
            raise ValueError(f"[auth] {name} must be https")
    if len(str(found["cookie_secret"])) < SHORTEST_SECRET:
        raise ValueError(f"[auth] cookie_secret must have at least {SHORTEST_SECRET} characters")
    if not find_spec("authlib") or not find_spec("httpx"):
        raise ValueError("[auth] needs Authlib and httpx: pip install -r requirements.txt")


async def to_agency(request: Request) -> Response:
    """GET: off to the authority's sign-in, as `st.login()` goes; the way back is remembered."""
    if not settings():
        return HTMLResponse(not_found(AGENCY), 404)
    answer = RedirectResponse(f"{LOGIN}?{urlencode({'provider': encode_provider_token('default')})}", 303)
    _set(answer, request, TARGET_COOKIE, safe_target(request.query_params.get("den", "")), CALLBACK)
    return answer


ROUTES: Final = [Route(AGENCY, to_agency, methods=["GET"])]


class Bridge:
    """ASGI middleware around Streamlit's two routes: asks for the password, and exchanges what they answer."""

    def __init__(self, app: Application) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] not in AGENCY_PATHS:
            await self.app(scope, receive, send)
            return
        request = Request(scope)
        if not settings():
            answer: Response = HTMLResponse(not_found(scope["path"]), 404)
        elif scope["path"] == LOGIN:
            answer = self._off(await self._asked(_with_no_older_attempt(scope), receive), request)
        else:
            answer = await self._back(await self._asked(scope, receive), request)
        await answer(scope, receive, send)

    async def _asked(self, scope: Scope, receive: Receive) -> list[tuple[str, str]]:
        """Headers of Streamlit's answer; [] if it failed."""
        headers: list[tuple[str, str]] = []

        async def hold(message: Any) -> None:
            if message["type"] == "http.response.start":
                pairs = message.get("headers", ())
                headers.extend((name.decode().lower(), value.decode("latin-1")) for name, value in pairs)

        try:
            await self.app(scope, receive, hold)
        except Exception:
            LOG.exception("The authority's sign-in failed")
            return []
        return headers

    def _off(self, headers: list[tuple[str, str]], request: Request) -> Response:
        address = urlsplit(next((value for name, value in headers if name == "location"), ""))
        query = dict(parse_qsl(address.query))
        if not address.netloc or "state" not in query:
            return _told("tu-choi", "/")
        query |= {"prompt": "login", "max_age": str(int(RECENT.total_seconds()))}
        answer = RedirectResponse(urlunsplit(address._replace(query=urlencode(query))), 302)
        return _with_attempt(answer, headers, request)

    async def _back(self, headers: list[tuple[str, str]], request: Request) -> Response:
        target = safe_target(request.cookies.get(TARGET_COOKIE, ""))
        claims = _claims(headers)
        if claims is None:
            cancelled = request.query_params.get("error") == "access_denied"
            return _with_attempt(_told("huy" if cancelled else "tu-choi", target), headers, request)
        try:
            identity = identity_of(claims, str(settings()["client_id"]), datetime.now(UTC))
            old = request.cookies.get(COOKIE, "")
            token = await run_in_threadpool(signing().enter, identity, address_of(request), old)
        except Trouble as trouble:
            LOG.warning("The authority's sign-in was refused: %s", trouble)
            return _with_attempt(_told(BY_TROUBLE.get(trouble.key, "giu"), target), headers, request)
        if not token:
            return _with_attempt(_told("khoa", target), headers, request)
        linked = not (await run_in_threadpool(signing().unlinked, token))[0]
        answer = RedirectResponse(target if linked else f"{SIGN_IN}?den={quote(target, safe='')}", 303)
        _set(answer, request, COOKIE, token, "/", int(LIFE.total_seconds()))
        return _with_attempt(answer, headers, request)


def _told(failure: str, target: str) -> RedirectResponse:
    return RedirectResponse(f"{SIGN_IN}?{urlencode({'den': target, 'loi': failure})}", 303)


def _claims(headers: list[tuple[str, str]]) -> dict[str, Any] | None:
    """The verified claims that Streamlit signed into its cookie for `st.user`; None if it verified none."""
    found = {name: value for name, value in _cookies(headers) if name.startswith(USER_COOKIE_NAME)}

    def signed(name: str) -> bytes | None:
        return (
            decode_signed_value(str(settings()["cookie_secret"]), name, found[name])
            if name in found
            else None
        )

    packed = get_cookie_with_chunks(signed, USER_COOKIE_NAME)
    claims = json.loads(packed) if packed else None
    return claims if isinstance(claims, dict) and claims.get("is_logged_in") is True else None


def _cookies(headers: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Names and values that the answer sets; what it deletes is left out."""
    jar: list[tuple[str, str]] = []
    for name, value in headers:
        if name != "set-cookie":
            continue
        try:
            jar.extend((key, one.value) for key, one in SimpleCookie(value).items() if one["max-age"] != "0")
        except CookieError:
            continue
    return jar


def _with_attempt(answer: Response, headers: list[tuple[str, str]], request: Request) -> Response:
    """The answer with Streamlit's cookie of the attempt (state, nonce), and none of its others."""
    for name, value in headers:
        if name == "set-cookie" and value.startswith(f"{SESSION_COOKIE_NAME}="):
            secure = "; secure" if request.url.scheme == "https" and "secure" not in value.lower() else ""
            answer.headers.append("set-cookie", value + secure)
    answer.headers["cache-control"] = "no-store"
    return answer


def _with_no_older_attempt(scope: Scope) -> Scope:
    """Attempts that were given up would pile up in that cookie until it is too large for the browser to keep."""
    kept = [
        (name, _without(value.decode("latin-1")).encode("latin-1") if name == b"cookie" else value)
        for name, value in scope["headers"]
    ]
    return {**scope, "headers": kept}


def _without(cookies: str) -> str:
    pairs = (each.strip() for each in cookies.split(";"))
    return "; ".join(each for each in pairs if not each.startswith(f"{SESSION_COOKIE_NAME}="))


def _set(
    answer: Response,
    request: Request,
    name: str,
    value: str,
    path: str,
    life: int = int(RECENT.total_seconds()),
) -> None:
    """A cookie that no script may read. Lax: the way back comes from another site."""
    secure = request.url.scheme == "https"
    answer.set_cookie(name, value, max_age=life, path=path, secure=secure, httponly=True, samesite="lax")
    answer.headers["cache-control"] = "no-store"
