"""Pages of the real browser that tests look at: what stands there, and what it complained about."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from weakref import WeakKeyDictionary

# Words of Streamlit, Plotly and Python that a Vietnamese page never shows.
ENGLISH = re.compile(
    r"\b(Running|Stop|Rerun|Deploy|Settings|Connecting|Connection|error|Error|Page not found|Fullscreen|"
    r"Search|Download|Upload|Browse files|Drag and drop|Close|Show|Hide|Skip to|Choose|options?|Clear|"
    r"Traceback|None|nan|NaN|True|False|undefined|null|Invalid|Loading|Please|Menu|"
    r"Print|Copy|Zoom|Reset axes)\b"
)
# 12.5 or 1,234.5 instead of 12,5 and 1.234,5. Dates, codes and decree numbers have other shapes.
RAW_FLOAT = re.compile(r"(?<![\w./])-?\d+\.\d{1,2}(?![\d./]|\w)")


@dataclass
class Visit:
    """One page, and what it complained about since it was given out."""

    page: Any
    base: str
    complaints: list[str] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)
    documents: int = 0

    def open(self, path: str = "/") -> Visit:
        self.page.goto(self.base + path)
        return self.settled()

    def settled(self) -> Visit:
        """Waits until the script has run and charts, if any, are drawn."""
        self.page.wait_for_selector("h1", timeout=20_000)
        self.page.wait_for_selector(
            '.stApp[data-test-script-state="notRunning"][data-test-connection-state="CONNECTED"]',
            timeout=20_000,
        )
        for chart in self.page.query_selector_all('[data-testid="stPlotlyChart"]'):
            chart.wait_for_selector(".main-svg", timeout=20_000)
        self.page.wait_for_timeout(150)
        return self

    def click(self, selector: str) -> Visit:
        self.page.click(selector)
        self.page.wait_for_timeout(50)
        return self.settled()

    def texts(self) -> str:
        """All that can be read or heard: text, labels, tooltips, placeholders."""
        return str(
            self.page.evaluate(
                """() => [document.title, document.body.innerText, ...[...document.querySelectorAll(
                '[aria-label],[title],[placeholder],[alt]')].filter(e => e.checkVisibility()).flatMap(e =>
                ['aria-label','title','placeholder','alt'].map(a => e.getAttribute(a) || ''))].join('\\n')"""
            )
        )

    def english(self) -> list[str]:
        return sorted({match.group() for match in ENGLISH.finditer(self.texts())})

    def raw_floats(self) -> list[str]:
        return sorted({match.group() for match in RAW_FLOAT.finditer(self.texts())})

    def overflow(self) -> int:
        """Pixels by which the page is wider than the screen."""
        wide = "Math.max(document.documentElement.scrollWidth, document.querySelector('.stMain').scrollWidth)"
        return int(self.page.evaluate(f"() => {wide} - innerWidth"))

    def serious(self) -> list[str]:
        """axe-core's findings that are serious or critical: rule, first place."""
        self.page.evaluate(_axe())
        # Only violations in full, and only they are sent: what passes is most of the answer and a third of the time.
        # Style sheets and media are not loaded once more: no rule that is on by default asks for the first, and there
        # is no sound here.
        found = self.page.evaluate(
            "() => axe.run({ resultTypes: ['violations'], preload: false }).then((found) => found.violations.map((rule) => ({"
            " id: rule.id, impact: rule.impact, count: rule.nodes.length, html: rule.nodes[0].html.slice(0, 160) })))"
        )
        return [
            f"{rule['id']}: {rule['html']} ({rule['count']})"
            for rule in found
            if rule["impact"] in {"serious", "critical"}
        ]


@cache
def _axe() -> str:
    """axe-core, to be run in a page."""
    from axe_playwright_python.sync_playwright import Axe

    return f"{Axe().axe_script}\n;0"  # the last value is sent back


def watched(page: Any, base: str) -> Visit:
    """A `Visit` that notes errors, requests to other machines, and page loads."""
    seen = Visit(page, base)

    def on_console(message: Any) -> None:
        if message.type == "error":
            seen.complaints.append(message.text)

    def on_request(request: Any) -> None:
        if not request.url.startswith((base, base.replace("http", "ws", 1), "data:", "blob:")):
            seen.outside.append(request.url)
        seen.documents += request.is_navigation_request()

    def on_error(error: Any) -> None:
        seen.complaints.append(str(error))

    def on_socket(line: Any) -> None:
        if base[7:] not in line.url:
            seen.outside.append(line.url)

    ears = {"console": on_console, "pageerror": on_error, "request": on_request, "websocket": on_socket}
    for event, hears in ears.items():
        page.on(event, hears)
        _EARS.setdefault(page, []).append((event, hears))
    return seen


_EARS: WeakKeyDictionary[Any, list[tuple[str, Callable[[Any], None]]]] = WeakKeyDictionary()


class Pages:
    """
    Pages that are used again, each in a context of its own that is emptied in between.

    A page that stays with a server keeps its process, and with it Streamlit's and Plotly's compiled scripts: a visit
    takes 0.8-1.8 s of CPU for 2.3-4.7 s in a fresh context (measured).
    """

    def __init__(self, browser: Any) -> None:
        self._browser = browser
        self._free: list[Any] = []

    @contextmanager
    def lent(self, width: int = 1366, height: int = 768, scheme: str = "light") -> Iterator[Any]:
        """A page of that size and scheme, without cookies and without anything that an earlier one left."""
        page = self._free.pop() if self._free else self._new()
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(color_scheme=scheme)
        try:
            yield page
        finally:
            if self._emptied(page):
                self._free.append(page)
            else:
                page.context.close()

    def _new(self) -> Any:
        # An English browser: what must be Vietnamese is so by itself, not by the visitor's settings.
        return self._browser.new_context(locale="en-US").new_page()

    def _emptied(self, page: Any) -> bool:
        """Whether nothing of the visits is left, and the page is still with its server."""
        for event, hears in _EARS.pop(page, []):
            page.remove_listener(event, hears)
        for other in page.context.pages:
            if other is not page:
                other.close()
        at = re.match(r"http://127\.0\.0\.1:\d+/", page.url)
        if page.is_closed() or not at:
            return False
        try:
            # A picture of the same server: ends the session, and the process stays.
            page.goto(f"{at[0]}favicon.png")
            page.evaluate("() => { localStorage.clear(); sessionStorage.clear(); }")
        except Exception:
            return False
        page.mouse.move(-1, -1)
        page.set_default_timeout(30_000)
        page.context.clear_cookies()
        return True
