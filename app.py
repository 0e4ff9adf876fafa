"""The server: `streamlit run app.py`.

Streamlit finds `app` here and serves it; the script that runs for each visitor is
`pages/__main__.py`. Before the first visitor is let in, the slow imports are done
and the store has been checked, so that the first wait is no longer than the next.
"""

from __future__ import annotations

import gc
import os
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib import import_module
from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware
from starlette.routing import BaseRoute, Route
from streamlit import file_util
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from data import VERSION, backups, logbook
from data.backup_watch import BackupWatch
from data.home import home
from pages import SCREENS
from pages.parts import agency, cached, widgets
from pages.parts.download_routes import ROUTES as DOWNLOAD_ROUTES
from pages.parts.gate import Gate
from pages.parts.health_route import ROUTES as HEALTH_ROUTES
from pages.parts.serving import Doorway, document, security_headers
from pages.parts.sign_in_routes import ROUTES as SIGN_IN_ROUTES
from pages.parts.stage_routes import ROUTES as STAGE_ROUTES
from pages.parts.upload_quota import UploadQuota
from pages.parts.wall import Headed, Wall
from pages.parts.warmth import Warmth
from pages.parts.watch import Watch
from pages.parts.words import say

# pandas takes 2.0-2.6 s to import, plotly and duckdb 0.3 s each: the first visitor would wait for them.
SLOW_IMPORTS = ("pandas", "plotly.graph_objects", "plotly.tools", "duckdb", "pyarrow")


def warm_up() -> None:
    """All that may be slow, once, before the first visitor; first of all, whether the settings are safe."""
    agency.require_sound_settings()
    for name in SLOW_IMPORTS:
        import_module(name)
    for screen in SCREENS:
        import_module(f"pages.{screen}")
    cached.warm_up()


def answer_at_once() -> None:
    """Switches Nagle's algorithm off for every connection to come.

    Streamlit makes its listening socket without naming TCP, so asyncio does not recognise it and leaves the
    algorithm on: the second small message of each answer then waits 40 ms for the browser's delayed
    acknowledgement (measured: click to last message 48 ms, without it 6 ms). Accepted connections inherit
    the option from the listening socket, which nothing hands out; so it is looked for.
    """
    internet = {socket.AF_INET, socket.AF_INET6}
    for each in gc.get_objects():
        if not isinstance(each, socket.socket) or each.fileno() < 0:
            continue
        if each.family in internet and each.type == socket.SOCK_STREAM:
            each.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)


def share_out() -> None:
    """
    Lets threads take turns ten times as often as Python usually does.

    An answer takes turns with whatever is computed meanwhile at each of its small steps; while figures were imported,
    100 viewers waited 4.0 s (95th percentile) at the usual 5 ms a turn, 2.1-2.8 s at a tenth of it (measured).
    """
    sys.setswitchinterval(0.0005)


def believe_proxies() -> None:
    """
    Lets nobody but `THIDUA_PROXIES` (addresses, commas between) say whom a request comes from and whether it is HTTPS.

    uvicorn believes every program of this machine unless FORWARDED_ALLOW_IPS says otherwise, and has read that before
    this file is: a proxy that passes on what a visitor made up would let him choose his own address, by which failed
    sign-ins are counted.
    """
    proxies = [each.strip() for each in os.environ.get("THIDUA_PROXIES", "").split(",") if each.strip()]
    for each in gc.get_objects():
        if isinstance(each, ProxyHeadersMiddleware):
            each.trusted_hosts = ProxyHeadersMiddleware(each.app, proxies).trusted_hosts


@asynccontextmanager
async def lifespan(_app: st.App) -> AsyncIterator[None]:
    believe_proxies()
    logbook.start(home())
    try:
        warm_up()
    except Exception as problem:
        logbook.note_error("server.failed", problem, version=VERSION)
        raise
    answer_at_once()
    share_out()
    # What was imported stays for good: out of the collector's sight, which otherwise takes 85 ms after a run.
    gc.collect()
    gc.freeze()
    watch = BackupWatch(cached.store(), backups.place(home()))
    watch.start()
    warmth = Warmth(cached.store().state)
    warmth.start()
    logbook.take_over()
    told = [each.key for each in cached.health().notices]
    logbook.note("server.started", version=VERSION, mode=cached.health().mode, notices=told)
    yield
    logbook.note("server.stopped")
    warmth.stop()
    watch.stop()


def tell_failure(problem: Exception) -> bool:
    """Logs an error of a screen and tells the visitor in Vietnamese, without its details.

    Returns True, which keeps Streamlit from showing its own English notice.
    """
    code = logbook.note_error("screen.failed", problem)
    widgets.show(
        widgets.notice(
            "wrong", say("frame.failed", code=code), widgets.anchor("overview", say("frame.to_overview"))
        )
    )
    return True


ROUTES: list[BaseRoute] = [*DOWNLOAD_ROUTES, *STAGE_ROUTES, *SIGN_IN_ROUTES, *HEALTH_ROUTES, *agency.ROUTES]
OWN = [each for each in ROUTES if isinstance(each, Route)]
STATIC = Path(file_util.get_static_dir())

app = st.App(
    Path(__file__).parent / "pages" / "__main__.py",
    lifespan=lifespan,
    on_script_error=tell_failure,
    routes=ROUTES,
    middleware=[
        Middleware(Headed, headers=security_headers(document(STATIC, with_plotly=False))),
        Middleware(Watch, routes=[each.path for each in OWN]),
        Middleware(Wall, hosts=st.get_option("server.allowedHosts")),
        Middleware(Gate),
        Middleware(UploadQuota),
        Middleware(Doorway, static=STATIC, routes=[each.path_regex for each in OWN]),
        Middleware(agency.Bridge),
    ],
)
