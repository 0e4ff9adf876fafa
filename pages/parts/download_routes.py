"""
The doors through which files leave: `GET /tai-ve/{name}?nam=…&dau=…&bo=…&kn=…&donvi=…&trang=…`.

Who asks for what does not exist reads why, in Vietnamese. Making a file takes seconds of one processor: two are made at
once, the others wait, so that the screens keep answering.
"""

from __future__ import annotations

import asyncio
from typing import Final
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute, Route

from data.logbook import note_error
from data.troubles import Trouble
from pages.parts.asked import asked
from pages.parts.downloads import DOWNLOADS, AskedInVain, Made, made
from pages.parts.serving import lost, not_found
from pages.parts.words import say
from scoring.errors import FiguresError

AT_ONCE: Final = 2
# A state that exists but cannot be had as it was; any other that is asked for in vain does not exist.
CONFLICTS: Final = {"stamp.many", "stamp.reference"}
_turn: Final = asyncio.Semaphore(AT_ONCE)


async def download(request: Request) -> Response:
    """One file, made now; or the page that says why not."""
    name = request.path_params["name"]
    if name not in DOWNLOADS:
        return HTMLResponse(not_found(request.url.path), 404)
    try:
        async with _turn:
            return sent(await run_in_threadpool(lambda: made(name, asked(request.query_params))))
    except Trouble as trouble:
        return _refused(trouble.notice.text, 409 if trouble.key in CONFLICTS else 404)
    except AskedInVain as reason:
        return _refused(str(reason), 409 if reason.is_there else 404)
    except FiguresError as error:
        return _refused("; ".join(error.problems), 409)
    except Exception as problem:  # noqa: BLE001  a page that says so, instead of a broken file
        code = note_error("download.failed", problem, file=name)
        return HTMLResponse(lost(say("download.failed"), say("download.failed_why", code=code)), 500)


def sent(file: Made) -> Response:
    """The answer that a browser keeps as a file: its name in ASCII for old ones, in UTF-8 for the others."""
    named = f"attachment; filename=\"{file.plain_name}\"; filename*=UTF-8''{quote(file.name)}"
    return Response(
        file.content,
        media_type=file.kind,
        headers={"content-disposition": named, "cache-control": "no-store"},
    )


def _refused(why: str, status: int) -> HTMLResponse:
    return HTMLResponse(lost(say("download.refused"), say("download.refused_why", why=why)), status)


ROUTES: Final[list[BaseRoute]] = [Route("/tai-ve/{name}", download)]
