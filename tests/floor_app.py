"""The floor: a bare page with one chart, behind the same server, settings and doorway as our screens.

`tests/bench.py` measures our screens against it. Start it as `streamlit run tests/floor_app.py`.
"""

from __future__ import annotations

import sys
from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware
from streamlit import file_util

TOP = Path(__file__).parents[1]
sys.path.insert(0, str(TOP))

from app import lifespan  # noqa: E402
from pages.parts.serving import Doorway  # noqa: E402

app = st.App(
    TOP / "tests" / "floor_page.py",
    lifespan=lifespan,
    # Its one page draws with Plotly, so it loads Plotly early as our screens with Plotly do.
    middleware=[Middleware(Doorway, static=Path(file_util.get_static_dir()), plotly_screens=("overview",))],
)
