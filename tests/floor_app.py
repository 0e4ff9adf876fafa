"""The floor: a bare page with one chart, behind the same server, settings and doorway as our screens.

`tests/bench.py` measures our screens against it. Start it as `streamlit run tests/floor_app.py`.
"""

from __future__ import annotations

import sys
from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware

TOP = Path(__file__).parents[1]
sys.path.insert(0, str(TOP))

from app import STATIC, lifespan  # noqa: E402
from pages.parts.serving import Doorway, document, security_headers  # noqa: E402
from pages.parts.wall import Headed  # noqa: E402

app = st.App(
    TOP / "tests" / "floor_page.py",
    lifespan=lifespan,
    # Its one page draws with Plotly, so it loads Plotly early as our screens with Plotly do.
    middleware=[
        Middleware(Headed, headers=security_headers(document(STATIC, with_plotly=True))),
        Middleware(Doorway, static=STATIC, plotly_screens=("overview",)),
    ],
)
