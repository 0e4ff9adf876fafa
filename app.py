"""The server: `streamlit run app.py`.

Streamlit finds `app` here and serves it; the script that runs for each visitor is
`pages/__main__.py`. Before the first visitor is let in, the slow imports are done
and the store has been checked, so that the first wait is no longer than the next.
"""

from __future__ import annotations

import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib import import_module
from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware
from streamlit import file_util

from pages import SCREENS
from pages.parts.serving import Doorway

# pandas takes 2.0-2.6 s to import, plotly and duckdb 0.3 s each: the first visitor would wait for them.
SLOW_IMPORTS = ("pandas", "plotly.graph_objects", "plotly.tools", "duckdb", "pyarrow")


def warm_up() -> None:
    """All that may be slow, once, before the first visitor."""
    for name in SLOW_IMPORTS:
        import_module(name)
    for screen in SCREENS:
        import_module(f"pages.{screen}")


@asynccontextmanager
async def lifespan(_app: st.App) -> AsyncIterator[None]:
    warm_up()
    # What was imported stays for good: out of the collector's sight, which otherwise takes 85 ms after a run.
    gc.collect()
    gc.freeze()
    yield


app = st.App(
    Path(__file__).parent / "pages" / "__main__.py",
    lifespan=lifespan,
    middleware=[Middleware(Doorway, static=Path(file_util.get_static_dir()))],
)
