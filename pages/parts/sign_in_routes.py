"""
The page to sign in and out. Outside Streamlit's script, because only an answer of the server can set a cookie that no
script may read; it needs no script itself.

The cookie is `SameSite=Lax`, not `Strict`: a link in a mail must open the screen for somebody who is signed in, and a
strict cookie does not go along there. Nothing is changed by following a link: sign-in and sign-out take a POST from
this server's own page (Origin, and a token bound to a cookie of the form), and screens write over a stream that
Streamlit opens to its own origin only.
"""

from __future__ import annotations

import hmac
import secrets
from typing import Final
from urllib.parse import parse_qs, quote, urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from data.cluster import folder, load_cluster
from data.rights import UNLINKED_ACCOUNT, Actor, Duty
from data.sign_in import LIFE, same
from data.troubles import Trouble
from pages import SCREENS
from pages.parts import agency, cached
from pages.parts.gate import (
    AGENCY,
    COOKIE,
    SIGN_IN,
    SIGN_OUT,
    actor_of,
    address_of,
    safe_target,
    signing,
    viewing_is_open,
)
from pages.parts.people_words import duty_words
from pages.parts.theme import html
from pages.parts.words import say
from scoring.numbers import number

FORM_COOKIE: Final = "thidua_mau"
MOST: Final = 16 * 1024  # bytes of a form
_KEY: Final = secrets.token_bytes(32)  # binds a form to its cookie, for as long as this process lives


async def sign_in_page(request: Request) -> Response:
    """GET: the form; for somebody who is signed in also the way out."""
    asked = request.query_params
    failed = agency.FAILURES.get(asked.get("loi", ""), "") if agency.settings() else ""
    told = say(failed) if failed else ""
    return await _page(request, safe_target(asked.get("den", "")), out="ra" in asked, failed=told)


async def sign_in(request: Request) -> Response:
    """POST: check and go on to where the visitor wanted to go."""
    form = await _form(request)
    if form is None:
        return await _page(request, "/", 413, say("sign_in.large"))
    target, name = safe_target(form.get("den", "")), form.get("ten", "")
    if not _from_here(request, form.get("mau", "")):
        return await _page(request, target, 403, say("sign_in.stale"), name)
    old = request.cookies.get(COOKIE, "")
    try:
        outcome = await run_in_threadpool(
            signing().sign_in, name, form.get("mat_khau", ""), address_of(request), old
        )
    except Trouble as trouble:
        return await _page(request, target, 503, say("sign_in.trouble", why=str(trouble)), name)
    if not outcome.token:
        told = say("sign_in.wrong")
        if outcome.wait:
            told += " " + say("sign_in.wait", seconds=number(outcome.wait))
        answer = await _page(request, target, 429 if outcome.wait else 401, told, name)
        if outcome.wait:
            answer.headers["retry-after"] = str(outcome.wait)
        return answer
    answer = RedirectResponse(target, 303)
    answer.set_cookie(
        COOKIE,
        outcome.token,
        max_age=int(LIFE.total_seconds()),
        path="/",
        secure=request.url.scheme == "https",
        httponly=True,
        samesite="lax",
    )
    answer.delete_cookie(FORM_COOKIE, path="/")
    return _unkept(answer)


async def sign_out(request: Request) -> Response:
    """POST: end the session on the server, then take the cookie away."""
    form = await _form(request)
    if form is None or not _from_here(request, form.get("mau", "")):
        return await _page(request, "/", 403, say("sign_in.stale"))
    try:
        await run_in_threadpool(signing().sign_out, request.cookies.get(COOKIE, ""))
    except Trouble as trouble:
        return await _page(request, "/", 503, say("sign_in.trouble", why=str(trouble)))
    cached.catch_up()
    answer = RedirectResponse(f"{SIGN_IN}?ra=1", 303)
    answer.delete_cookie(COOKIE, path="/")
    return _unkept(answer)


ROUTES: Final = [
    Route(SIGN_IN, sign_in_page, methods=["GET"]),
    Route(SIGN_IN, sign_in, methods=["POST"]),
    Route(SIGN_OUT, sign_out, methods=["POST"]),
]


async def _page(
    request: Request,
    target: str,
    status: int = 200,
    wrong: str = "",
    name: str = "",
    *,
    out: bool = False,
    failed: str = "",
) -> Response:
    actor = await run_in_threadpool(actor_of, request.cookies.get(COOKIE, ""))
    unlinked = await run_in_threadpool(_unlinked_html, actor, request.cookies.get(COOKIE, ""))
    mark = request.cookies.get(FORM_COOKIE, "") or secrets.token_urlsafe(32)
    body = page_html(actor, target, _bound(mark), wrong, name, out=out, unlinked_html=unlinked, failed=failed)
    answer = HTMLResponse(body, status)
    # The form itself is only ever sent from our own page, so this one can be strict.
    answer.set_cookie(
        FORM_COOKIE, mark, path="/", secure=request.url.scheme == "https", httponly=True, samesite="strict"
    )
    return _unkept(answer)


def page_html(
    actor: Actor,
    target: str,
    token: str,
    wrong: str = "",
    name: str = "",
    *,
    out: bool = False,
    unlinked_html: str = "",
    failed: str = "",
) -> str:
    """The whole document; `wrong` is about the form, `failed` about the authority's sign-in."""
    by_agency = bool(agency.settings())
    cluster = load_cluster(folder())
    known = bool(actor.account)
    title = say("sign_in.title_in" if known else "sign_in.title")
    hidden = (
        f'<input type="hidden" name="mau" value="{html(token)}">'
        f'<input type="hidden" name="den" value="{html(target)}">'
    )
    parts = [f"<h1>{html(title)}</h1>"]
    if wrong or failed:
        field = f' <a href="#ten">{html(say("sign_in.name"))}</a>' if wrong else ""
        parts.append(
            f'<div class="td-notice td-notice-wrong" role="alert" id="loi"><p><b>{html(say("sign_in.wrong_title"))}'
            f"</b></p><p>{html(wrong or failed)}{field}</p></div>"
        )
    if out and not known:
        told = say("sign_in.signed_out") + (" " + say("agency.signed_out") if by_agency else "")
        parts.append(f'<p class="td-notice" role="status">{html(told)}</p>')
    if known:
        told = say("sign_in.as", name=actor.name, duty=duty_words(actor, cluster))
        parts.append(
            f"<p>{html(told)}</p>{unlinked_html}{_accounts_html(actor)}"
            f'<form class="td-sign" method="post" action="{SIGN_OUT}">{hidden}'
            f"<button>{html(say('people.out'))}</button></form>"
            f"<h2>{html(say('sign_in.another'))}</h2>"
        )
    else:
        key = "sign_in.under" if viewing_is_open() else "sign_in.under_closed"
        parts.append(f"<p>{html(say(key))}</p>")
    if by_agency:
        address = f"{AGENCY}?den={quote(target, safe='')}"
        parts.append(
            f'<p><a class="td-agency" href="{html(address)}">{html(say("agency.button"))}</a></p>'
            f"<h2>{html(say('agency.or'))}</h2>"
        )
    bad = ' aria-invalid="true" aria-describedby="loi"' if wrong else ""
    parts.append(
        f'<form class="td-sign" method="post" action="{SIGN_IN}">{hidden}'
        f'<label for="ten">{html(say("sign_in.name"))}</label>'
        f'<input id="ten" name="ten" value="{html(name)}" autocomplete="username" autocapitalize="none" '
        f'spellcheck="false" maxlength="80" required{bad}>'
        f'<label for="mat-khau">{html(say("sign_in.password"))}</label>'
        f'<input id="mat-khau" name="mat_khau" type="password" autocomplete="current-password" maxlength="1024" '
        f"required{bad}><button>{html(say('sign_in.button'))}</button></form>"
    )
    if known or viewing_is_open():
        parts.append(f'<p><a href="{html(target)}">{html(say("sign_in.back"))}</a></p>')
    document = say("sign_in.document", title=title, cluster=cluster.name)
    return (
        f'<!doctype html><html lang="vi"><head><meta charset="utf-8"><title>{html(document)}</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<link rel="icon" href="/_frame/icon.svg" type="image/svg+xml">'
        '<link rel="stylesheet" href="/_frame/frame.css"></head>'
        f'<body class="td-lost"><main class="stHtml">{"".join(parts)}</main></body></html>'
    )


def _unlinked_html(actor: Actor, token: str) -> str:
    """HTML for an identity that opens no account: what to tell whom; "" for everybody else."""
    if actor.account != UNLINKED_ACCOUNT:
        return ""
    try:
        issuer, told = signing().unlinked(token)
        accounts = signing().accounts.all()
    except Trouble:
        return ""  # who may look at all was settled before; whom to ask cannot be read
    asked = [one.name for one in accounts if one.duty is Duty.ADMINISTRATOR and not one.disabled]
    whom = say("agency.whom", names=", ".join(asked)) if asked else say("agency.whom_nobody")
    return (
        f'<div class="td-notice td-notice-missing" role="status"><p><b>{html(say("agency.unlinked"))}</b></p>'
        f"<p>{html(whom)}</p><p>{html(say('agency.identity', told=told, issuer=issuer))}</p></div>"
    )


def _accounts_html(actor: Actor) -> str:
    """HTML of the way to everybody's accounts, for who may change them; the screen asks again."""
    if actor.duty is not Duty.ADMINISTRATOR:
        return ""
    return f'<p><a href="/{SCREENS["accounts"]}">{html(say("accounts.everybodys"))}</a></p>'


async def _form(request: Request) -> dict[str, str] | None:
    """The fields of a form; None if it is larger than any form of ours."""
    content = b""
    async for piece in request.stream():
        content += piece
        if len(content) > MOST:
            return None
    fields = parse_qs(content.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=20)
    return {name: values[0] for name, values in fields.items()}


def _bound(mark: str) -> str:
    return hmac.new(_KEY, mark.encode(), "sha256").hexdigest()


def _from_here(request: Request, token: str) -> bool:
    """Whether a form was sent from this server's own page, to the browser that sends it."""
    sender = request.headers.get("origin") or request.headers.get("referer") or ""
    mark = request.cookies.get(FORM_COOKIE, "")
    host = request.headers.get("host", "")
    return bool(mark and host) and urlsplit(sender).netloc == host and same(token, _bound(mark))


def _unkept(answer: Response) -> Response:
    answer.headers["cache-control"] = "no-store"
    return answer
