"""
`GET /suc-khoe`: whether this server serves, for a watchdog. It costs nothing, reads no file and names nobody.

200 while screens can be looked at (`ok`; `degraded`: something was mended and people should read why; `read_only`:
nothing can be written), 503 while they cannot (`down`). Whoever watches over writing reads `status`.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from data import VERSION, backups
from data.home import home
from data.store import Health
from pages.parts import cached

HEALTH: Final = "/suc-khoe"
DIGITS: Final = 8  # of the head: enough to compare two states
# Told at every start after a rulebook was edited: nothing is wrong then.
FINE: Final = frozenset({"store.reference"})


async def health(_request: Request) -> Response:
    """The state in five fields."""
    try:
        store = cached.store()
        said = {"status": word_of(store.health), "head": store.head[:DIGITS]}
    except Exception:  # noqa: BLE001  whatever keeps the store from opening: nothing is served
        return answer({"status": "down", "head": "", "version": VERSION, "newest_backup_seconds": None}, 503)
    return answer({**said, "version": VERSION, "newest_backup_seconds": backup_age()}, 200)


def word_of(state: Health) -> str:
    """`ok`, `degraded` or `read_only`."""
    if state.mode == "read_only":
        return "read_only"
    return "degraded" if any(one.key not in FINE for one in state.notices) else "ok"


def backup_age() -> int | None:
    """Seconds since the newest backup was made; None where there is none."""
    newest = next(iter(backups.kept(backups.place(home()))), None)
    return None if newest is None else max(0, int((datetime.now(UTC) - newest.made).total_seconds()))


def answer(said: dict[str, Any], status: int) -> Response:
    """JSON that nobody keeps."""
    return JSONResponse(said, status, headers={"cache-control": "no-store"})


ROUTES: Final = [Route(HEALTH, health, methods=["GET"])]
