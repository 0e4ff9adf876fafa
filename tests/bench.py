"""How fast it is, side by side with the floor: `python tests/bench.py --json`.

The floor is a bare Streamlit page with one chart, behind the same launcher, settings and doorway
(`floor_app.py`). Ours and the floor take turns in one run, because the machine is never equally
quick twice. A chart counts as painted when its drawing is in the document and visible; a click
counts as repainted when nothing inside the page changes any more.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import AsyncExitStack, contextmanager
from pathlib import Path
from typing import Any

from bench_conference import DECKS, downloads, slide_changes
from bench_reading import reading
from conftest import BROWSERS, FLAGS, TOP, Server, running
from load import load, visitors

OURS, FLOOR = "app.py", "tests/floor_app.py"
# Our first chart is drawn in HTML (pages/parts/standing.py).
PLOTLY = ".js-plotly-plot .main-svg"
CHART = f"{PLOTLY}, .td-standing"
# A screen of ours whose figures Plotly draws, for the comparison of like with like.
PLOTLY_SCREEN = "/so-sanh"
LIMITS = {
    "first visitor / tenth": 1.15,
    "first chart / floor": 1.25,
    "click p95 / floor": 1.3,
    "30 visitors p95 ms": 1000.0,
    "10,000 x 33 x 5 s": 5.0,
    "10,000 x 33 x 5 MiB": 1024.0,
    "deck export s": 5.0,
    "slide change p95 ms": 150.0,
    "5,000 rows s": 5.0,
    "a year of figures ms": 20.0,
}
# Notes in the page when the chart first stands there, and when anything last changed after a click.
NOTES = """
(selector => {
  const seen = () => {
    const chart = document.querySelector(selector);
    if (!chart || !chart.getBoundingClientRect().height) return;
    first.disconnect();
    requestAnimationFrame(() => { window.paintedAt = performance.now(); });
  };
  const first = new MutationObserver(seen);
  first.observe(document, {subtree: true, childList: true, attributes: true});
  document.addEventListener('click', () => { window.clickedAt = performance.now(); }, true);
  new MutationObserver(changes => {
    if (changes.every(change => change.target.classList?.contains('stApp'))) return;
    window.changedAt = performance.now();
  }).observe(document, {subtree: true, childList: true, attributes: true, characterData: true});
})(%s)
"""


@contextmanager
def browser() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    path = next((found for name in BROWSERS if (found := shutil.which(name))), None)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield started
        started.close()


def first_chart(chromium: Any, url: str, chart: str = CHART) -> float:
    """Milliseconds until a visitor with an empty cache sees the first chart."""
    context = chromium.new_context(viewport={"width": 1366, "height": 768})
    page = context.new_page()
    page.add_init_script(NOTES % json.dumps(chart))
    page.goto(url)
    until = time.monotonic() + 30
    while not (painted := page.evaluate("() => window.paintedAt")):
        if time.monotonic() > until:
            raise TimeoutError(f"no chart at {url}")
        page.wait_for_timeout(20)
    context.close()
    return float(painted)


def clicks(chromium: Any, url: str, count: int) -> list[float]:
    """Milliseconds from a click on the other year until the page rests again."""
    context = chromium.new_context(viewport={"width": 1366, "height": 768})
    page = context.new_page()
    page.add_init_script(NOTES % json.dumps(CHART))
    page.goto(url)
    page.wait_for_selector(CHART)
    page.wait_for_timeout(4000)  # what is read when nothing else is to do has been read
    waits = []
    for number in range(count + 2):
        page.click(f"#td-year-{2017 + number % 2}")
        page.wait_for_timeout(700)
        waits.append(float(page.evaluate("() => window.changedAt - window.clickedAt")))
    context.close()
    return sorted(waits[2:])  # the first two meet cold caches


def resident_mib(server: Server) -> float | None:
    """Resident memory of the server; None where /proc is missing."""
    try:
        lines = Path(f"/proc/{server.process.pid}/status").read_text(encoding="ascii").splitlines()
    except OSError:
        return None
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS"))


async def memory(server: Server, counts: tuple[int, ...]) -> dict[str, float | None]:
    """Resident MiB with so many visitors connected."""
    found = {}
    for count in counts:
        async with AsyncExitStack() as stack:
            await visitors(server.port, count, stack)
            await asyncio.sleep(0.5)
            rest = resident_mib(server)
            found[f"{count} visitors"] = None if rest is None else round(rest, 1)
    return found


def side(script: str, measure: Callable[[Server], dict[str, Any]]) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as home, running(Path(home), script) as server:
        return {"first answer s": round(server.seconds_to_first_answer, 2), **measure(server)}


def screens(rounds: int, click_count: int) -> dict[str, dict[str, Any]]:
    """Start, first chart and clicks of ours and of the floor, in turns; medians over the rounds."""
    taken: dict[str, list[dict[str, Any]]] = {OURS: [], FLOOR: []}
    with browser() as chromium:

        def measure(server: Server) -> dict[str, Any]:
            waits = [first_chart(chromium, server.url) for _ in range(10)]
            return {
                "first visitor ms": waits[0],
                "tenth visitor ms": waits[9],
                "second to tenth ms": statistics.median(waits[1:]),
                "clicks": clicks(chromium, server.url, click_count),
            }

        def measure_ours(server: Server) -> dict[str, Any]:
            found = measure(server)  # first, because it holds the first visitor
            like = [first_chart(chromium, server.url + PLOTLY_SCREEN, PLOTLY) for _ in range(5)]
            return found | {"first Plotly figure of So sánh ms": statistics.median(like)}

        # A browser just started is slow itself; it warms up on a server that is not measured.
        side(FLOOR, lambda server: {"warm": [first_chart(chromium, server.url) for _ in range(3)]})
        for number in range(rounds):
            for script in (OURS, FLOOR) if number % 2 == 0 else (FLOOR, OURS):
                taken[script].append(side(script, measure_ours if script == OURS else measure))
    found = {}
    for script, results in taken.items():
        waits = sorted(wait for result in results for wait in result.pop("clicks"))
        found[script] = {
            name: round(statistics.median(result[name] for result in results), 2) for name in results[0]
        }
        found[script] |= {
            "click p50 ms": round(statistics.median(waits), 1),
            "click p95 ms": round(waits[int(len(waits) * 0.95)], 1),
        }
    return found


def crowd(seconds: float) -> dict[str, Any]:
    """Memory and waits of ours with many visitors."""

    def measure(server: Server) -> dict[str, Any]:
        return {
            "memory MiB": asyncio.run(memory(server, (1, 20))),
            "load": asyncio.run(load(server.port, 30, seconds, 5.0)),
        }

    return side(OURS, measure)


def conference() -> dict[str, Any]:
    """Every file that is handed out, and the change of slides on the hall's screen."""

    def measure(server: Server) -> dict[str, Any]:
        with browser() as chromium:
            return {"files": downloads(server), "slides": slide_changes(chromium, server)}

    return side(OURS, measure)


def one_cluster(seconds: float = 2.0) -> dict[str, float]:
    """The shipped cluster-year on the exact scoreboard, over and over."""
    from data import rules
    from data.cluster import folder, load_cluster
    from data.figures_file import read_figures, read_penalties
    from scoring.scoreboard import score_year

    rulebook = rules.rulebook(folder(), 2018)
    units = [unit.code for unit in load_cluster(folder()).units]
    figures = read_figures(folder() / "sample" / "figures-2018.csv")
    penalties = read_penalties(folder() / "sample" / "penalties-2018.csv")
    times, until = [], time.perf_counter() + seconds
    while time.perf_counter() < until:
        started = time.perf_counter()
        score_year(rulebook, units, figures, penalties)
        times.append(time.perf_counter() - started)
    cells = len(units) * len(rulebook.criteria)
    median = statistics.median(times)
    return {"ms": round(median * 1000, 2), "points": cells, "points per second": round(cells / median)}


def country(units: int, years: int) -> dict[str, float]:
    """Totals and ranks of so many units for so many years, one year in memory at a time. Runs in its own process.

    Figures are made outside of the clock: a thousand units at random, repeated in another order per criterion.
    """
    import resource

    import numpy as np
    from made_figures import made_year

    from data import rules
    from data.cluster import folder
    from scoring.arrays import Column, score_arrays

    rulebook = rules.rulebook(folder(), 2018)
    seeds = made_year(rulebook, [f"U{number}" for number in range(1000)], 2018, gaps=False)[1]
    chance = np.random.default_rng(2018)
    spent, ranked = 0.0, 0
    for _ in range(years):
        orders = {
            criterion.code: np.concatenate([chance.permutation(1000) for _ in range(-(-units // 1000))])[
                :units
            ]
            for criterion in rulebook.criteria
        }
        columns = {}
        for key, seed in seeds.items():
            order = orders[key[0]]  # the components of a criterion stay together
            columns[key] = Column(
                seed.actual[order],
                None if seed.target is None else seed.target[order],
                None if seed.baseline is None else seed.baseline[order],
                seed.scale,
                None if seed.state is None else seed.state[order],
            )
        started = time.perf_counter()
        board = score_arrays(rulebook, columns)
        spent += time.perf_counter() - started
        ranked += int((board.ranks > 0).sum())
    points = units * len(rulebook.criteria) * years
    return {
        "units": units,
        "criteria": len(rulebook.criteria),
        "years": years,
        "ranked": ranked,
        "s": round(spent, 3),
        "points per second": round(points / spent),
        "peak MiB": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1),
    }


def points() -> dict[str, Any]:
    """Points per second, for one cluster and for about the communes of the country before 2025."""
    command = [sys.executable, __file__, "--country"]
    country_wide = json.loads(subprocess.run(command, cwd=TOP, check=True, capture_output=True).stdout)
    return {"one cluster-year": one_cluster(), "10,000 units, 5 years": country_wide}


def judged(result: dict[str, Any]) -> dict[str, Any]:
    """The ratios that are promised, each with its limit and whether it holds."""
    ours, floor = result["screens"][OURS], result["screens"][FLOOR]
    reached = {
        "first visitor / tenth": ours["first visitor ms"] / ours["second to tenth ms"],
        "first chart / floor": ours["second to tenth ms"] / floor["second to tenth ms"],
        "click p95 / floor": ours["click p95 ms"] / floor["click p95 ms"],
        "30 visitors p95 ms": result["crowd"]["load"]["p95_ms"],
        "10,000 x 33 x 5 s": result["points"]["10,000 units, 5 years"]["s"],
        "10,000 x 33 x 5 MiB": result["points"]["10,000 units, 5 years"]["peak MiB"],
        "deck export s": max(result["conference"]["files"][name]["first s"] for name in DECKS),
        "slide change p95 ms": result["conference"]["slides"]["p95 ms"],
        "5,000 rows s": result["reading"]["5,000 rows s"],
        "a year of figures ms": result["reading"]["a year of figures ms"],
    }
    return {
        name: {"reached": round(value, 3), "limit": LIMITS[name], "holds": value <= LIMITS[name]}
        for name, value in reached.items()
    }


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--json", action="store_true", help="print JSON only")
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--clicks", type=int, default=20)
    options.add_argument("--seconds", type=float, default=60, help="how long the 30 visitors click")
    options.add_argument("--country", action="store_true", help=argparse.SUPPRESS)
    asked = options.parse_args()
    if asked.country:
        print(json.dumps(country(10_000, 5)))
        return
    result: dict[str, Any] = {
        "machine": {
            "cores": os.cpu_count(),
            "python": platform.python_version(),
            "system": platform.system(),
        },
        "screens": screens(asked.rounds, asked.clicks),
        "crowd": crowd(asked.seconds),
        "points": points(),
        "conference": conference(),
        "reading": reading(),
    }
    result["promises"] = judged(result)
    print(json.dumps(result, indent=None if asked.json else 2, ensure_ascii=False))


if __name__ == "__main__":
    main()
