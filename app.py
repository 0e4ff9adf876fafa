"""The server: `streamlit run app.py`.

Streamlit finds `app` here and serves it; the script that runs for each visitor is
`pages/__main__.py`. Before the first visitor is let in, the slow imports are done
and the store has been checked, so that the first wait is no longer than the next.
"""

from __future__ import annotations

import gc
import logging
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib import import_module
from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware
from streamlit import file_util

from pages import SCREENS
from pages.parts import agency, cached, widgets
from pages.parts.download_routes import ROUTES as DOWNLOAD_ROUTES
from pages.parts.gate import Gate
from pages.parts.serving import Doorway
from pages.parts.sign_in_routes import ROUTES as SIGN_IN_ROUTES
from pages.parts.stage_routes import ROUTES as STAGE_ROUTES
from pages.parts.words import say

LOG = logging.getLogger("thidua")

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


@asynccontextmanager
async def lifespan(_app: st.App) -> AsyncIterator[None]:
    warm_up()
    answer_at_once()
    # What was imported stays for good: out of the collector's sight, which otherwise takes 85 ms after a run.
    gc.collect()
    gc.freeze()
    yield


def tell_failure(problem: Exception) -> bool:
    """Logs an error of a screen and tells the visitor in Vietnamese, without its details.

    Returns True, which keeps Streamlit from showing its own English notice.
    """
    LOG.error("A screen failed", exc_info=problem)
    widgets.show(
        widgets.notice("wrong", say("frame.failed"), widgets.anchor("overview", say("frame.to_overview")))
    )
    return True


app = st.App(
    Path(__file__).parent / "pages" / "__main__.py",
    lifespan=lifespan,
    on_script_error=tell_failure,
    routes=[*DOWNLOAD_ROUTES, *STAGE_ROUTES, *SIGN_IN_ROUTES, *agency.ROUTES],
    middleware=[
        Middleware(Gate),
        Middleware(Doorway, static=Path(file_util.get_static_dir())),
        Middleware(agency.Bridge),
    ],
)
