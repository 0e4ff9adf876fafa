"""The conference side of `bench.py`: how long every file takes, a slide's change, a motion's answer."""

from __future__ import annotations

import statistics
import time
from typing import Any
from urllib.request import urlopen

from conftest import Server

STAGE = "/trinh-chieu/san-khau?nam=2018"
FILES = (
    "trinh-chieu.pptx",
    "trinh-chieu.html",
    "trinh-chieu.pdf",
    "bang-tong-hop.xlsx",
    "bang-tong-hop.pdf",
    "phieu-diem.pdf",
    "bien-ban.docx",
    "to-trinh.docx",
    "bao-cao.docx",
    "bang-so-lieu.zip",
)
DECKS = FILES[:3]
# Notes when a key went down and when the frame after it was painted.
NOTES = """() => {
  window.changes = [];
  addEventListener('keydown', () => {
    const pressed = performance.now();
    requestAnimationFrame(() => requestAnimationFrame(() => window.changes.push(performance.now() - pressed)));
  }, true);
}"""


def downloads(server: Server, rounds: int = 3) -> dict[str, dict[str, float]]:
    """Seconds until a whole file is there: the first time after the start, and the median of the next."""
    found = {}
    for name in FILES:
        times = []
        for _ in range(rounds + 1):
            started = time.perf_counter()
            with urlopen(f"{server.url}/tai-ve/{name}?nam=2018&donvi=RG", timeout=60) as answer:
                size = len(answer.read())
            times.append(time.perf_counter() - started)
        found[name] = {
            "first s": round(times[0], 2),
            "next s": round(statistics.median(times[1:]), 2),
            "KiB": round(size / 1024),
        }
    return found


def slide_changes(chromium: Any, server: Server, rounds: int = 3) -> dict[str, float]:
    """Milliseconds from a key to the painted next slide, forth through the deck and back."""
    context = chromium.new_context(viewport={"width": 1920, "height": 1080})
    page = context.new_page()
    started = time.perf_counter()
    page.goto(server.url + STAGE)
    page.wait_for_selector("h1")
    opened = time.perf_counter() - started
    page.evaluate(NOTES)
    for _ in range(rounds):
        for key, count in (("PageDown", 24), ("PageUp", 24)):
            for _ in range(count):
                page.keyboard.press(key)
                page.wait_for_timeout(60)
    waits = sorted(float(wait) for wait in page.evaluate("() => window.changes"))
    context.close()
    return {
        "opened s": round(opened, 2),
        "changes": len(waits),
        "p50 ms": round(statistics.median(waits), 1),
        "p95 ms": round(waits[int(len(waits) * 0.95)], 1),
    }
