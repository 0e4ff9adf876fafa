"""
The hall's screen as the running program serves it, and its answers to motions. Nothing here writes.

The address pins everything: the mark of a state (`dau`), the moment of freezing (`luc`), the choice of slides (`bo`).
Opened again, after an import or a restart of the server, it gives the same document.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Final
from urllib.parse import urlencode

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from data.troubles import Trouble
from pages.exports.html import stage, stage_headers
from pages.parts import cached
from pages.parts.asked import Asked, asked
from pages.parts.deck_choice import choice_of, chosen
from pages.parts.frozen_year import FrozenYear
from pages.parts.motions import motion_choices, motion_reply
from pages.parts.slides_made import deck_of
from pages.parts.theme import html
from pages.parts.words import say
from scoring.errors import FiguresError

STAGE: Final = "/trinh-chieu/san-khau"
MOTIONS: Final = "/trinh-chieu/kien-nghi"
BACK: Final = "/trinh-chieu"
COMPACT: Final = "%Y%m%dT%H%M%SZ"
# The clock of the machine that made the address may run a little ahead.
AHEAD: Final = timedelta(minutes=2)


async def hall(request: Request) -> Response:
    """`GET /trinh-chieu/san-khau?nam=…`: freezes, then shows what the address pins."""
    return await run_in_threadpool(_told, request, _hall)


async def motion(request: Request) -> Response:
    """`GET /trinh-chieu/kien-nghi?nam&dau&kn[&doi&donvi&tieuchi&phan&khoan&gia]`: JSON, see `motions.motion_reply`."""
    return await run_in_threadpool(_told, request, _motion)


ROUTES: Final = [
    Route(STAGE, hall, methods=["GET", "HEAD"]),
    Route(MOTIONS, motion, methods=["GET", "HEAD"]),
]


def _told(request: Request, answer: Callable[[Request, Asked], Response]) -> Response:
    try:
        return answer(request, asked(request.query_params))
    except Trouble as problem:
        status = 409 if problem.key == "stamp.reference" else 404
        return _refused(str(problem), status)
    except FiguresError as problem:
        return _refused("; ".join(problem.problems), 409)


def _hall(request: Request, wanted: Asked) -> Response:
    made = _moment(wanted, request.query_params.get("luc", ""))
    if made is None:
        pinned = {
            **request.query_params,
            "nam": str(wanted.year),
            "dau": wanted.mark or cached.stamp(wanted.year),
            "luc": datetime.now(UTC).strftime(COMPACT),
        }
        wanted.frozen()  # a state that cannot be shown is told now, not after the redirect
        return RedirectResponse(f"{STAGE}?{urlencode(pinned)}", 307, {"cache-control": "no-store"})
    frozen = wanted.frozen()
    document, packed = _document(Pinned(frozen, made), wanted.choice)
    headers = stage_headers(document)
    if "gzip" in request.headers.get("accept-encoding", ""):
        return Response(packed, headers=headers | {"content-encoding": "gzip", "vary": "accept-encoding"})
    return Response(document, headers=headers)


def _moment(wanted: Asked, text: str) -> datetime | None:
    """When the state was frozen; None where the address does not say, or says what cannot be."""
    try:
        made = datetime.strptime(text, COMPACT).replace(tzinfo=UTC)
    except ValueError:
        return None
    if not wanted.mark:
        return None
    state = cached.marked(wanted.mark)
    written = cached.store().entries()[state.seq - 1].time
    earliest = written.replace(microsecond=0)
    return made if earliest <= made <= datetime.now(UTC) + AHEAD else None


class Pinned:
    """A frozen year and when it was frozen, as a key: equal where the documents are."""

    __slots__ = ("frozen", "key", "made")

    def __init__(self, frozen: FrozenYear, made: datetime) -> None:
        self.frozen, self.made = frozen, made
        self.key = (frozen.year, frozen.digest, made)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Pinned) and self.key == other.key

    def __hash__(self) -> int:
        return hash(self.key)


@lru_cache(maxsize=8)
def _document(pinned: Pinned, choice: str) -> tuple[bytes, bytes]:
    """The document, and the same compressed."""
    frozen = replace(pinned.frozen, stamp=replace(pinned.frozen.stamp, made=pinned.made))
    deck = chosen(deck_of(frozen), choice_of(choice))
    address = f"{MOTIONS}?{urlencode({'nam': frozen.year, 'dau': frozen.stamp.mark})}"
    choices = json.dumps(motion_choices(frozen), ensure_ascii=False)
    back = f"{BACK}?{urlencode({'nam': frozen.year})}"
    document = stage(deck, motions_address=address, choices_json=choices, back=back)
    return document, gzip.compress(document, 6, mtime=0)


def _motion(request: Request, wanted: Asked) -> Response:
    reply = motion_reply(wanted.frozen(), request.query_params)
    return JSONResponse(reply, headers={"cache-control": "no-store"})


def _refused(why: str, status: int) -> Response:
    title = say("stage.refused")
    page = (
        f'<!doctype html><html lang="vi"><head><meta charset="utf-8"><title>{title}</title>'
        '<meta name="viewport" content="width=device-width"><link rel="stylesheet" href="/_frame/frame.css"></head>'
        f'<body class="td-lost"><main class="stHtml"><h1>{title}</h1>'
        f"<p>{html(say('stage.refused_why', why=why))}</p>"
        f'<p><a href="/">{say("frame.to_overview")}</a></p></main></body></html>'
    )
    return Response(page, status, {"cache-control": "no-store"}, "text/html")
