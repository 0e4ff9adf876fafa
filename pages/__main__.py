"""The script that runs for each visitor: the frame around every screen.

It does not lie beside a folder called `pages`, so Streamlit's old multipage
system never starts: a deep link that is opened first after a restart shows its
screen inside this frame (`tests/test_cold_link.py`).
"""

from __future__ import annotations

from importlib import import_module

import streamlit as st

from pages import SCREENS
from pages.parts.words import say


def main() -> None:
    st.set_page_config(layout="wide")
    st.navigation(
        [
            st.Page(
                import_module(f"pages.{name}").render,
                title=f"{say(f'{name}.name')} · {say('frame.title')}",
                url_path=path or name,
                default=path == "",
            )
            for name, path in SCREENS.items()
        ],
        position="hidden",
    ).run()


if __name__ == "__main__":
    main()
