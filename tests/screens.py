"""Screens without a browser: what `render()` sends, as HTML and as the text in it."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from functools import cache
from html import unescape
from tempfile import mkdtemp
from typing import Any

from streamlit.components.v2 import manifest_scanner
from streamlit.testing.v1 import AppTest

# Each page of a test reads what every installed package brings along (0.3 s, the longest part of most); the server
# does so once. It stays the same while a process lives.
manifest_scanner.scan_component_manifests = cache(manifest_scanner.scan_component_manifests)

TAG = re.compile(r"<[^>]+>")


@dataclass(frozen=True)
class Shown:
    """One run of a screen."""

    page: Any

    @property
    def html(self) -> str:
        """All pieces of HTML in their order."""
        return "\n".join(element.proto.body for element in self.page.get("html"))

    @property
    def text(self) -> str:
        """The text in them, spaces made one."""
        return " ".join(unescape(TAG.sub(" ", self.html)).split())

    @property
    def title(self) -> str:
        """The finding in the title."""
        return unescape(TAG.sub("", re.search(r"<h1.*?</h1>", self.html, re.DOTALL)[0]))

    def links(self) -> list[str]:
        """Every address that a link leads to."""
        return [unescape(found) for found in re.findall(r'<a [^>]*href="([^"]+)"', self.html)]

    def figures(self) -> list[Any]:
        """The Plotly figures, as they are sent."""
        return [element.proto for element in self.page.get("plotly_chart")]


def show(screen: str, **address: str) -> Shown:
    """
    Runs one screen.

    Args:
        screen: Name of its module.
        address: What stands in the address bar, e.g. nam="2017".
    """
    # One store for the whole run: the screens keep it in a cache of the process.
    if "THIDUA_HOME" not in os.environ:
        os.environ["THIDUA_HOME"] = mkdtemp(prefix="thidua-screens-")
    page = AppTest.from_string(f"from pages import {screen}\n{screen}.render()\n", default_timeout=60)
    for name, value in address.items():
        page.query_params[name] = value
    page.run()
    assert [] == [error.value for error in page.exception], page.exception
    return Shown(page)
