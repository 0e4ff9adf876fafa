"""A running server, a real browser, and what a page may not show."""

from __future__ import annotations

import gc
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

TOP = Path(__file__).parents[1]
sys.path.insert(0, str(TOP))  # for `python tests/bench.py` and the like; pytest has it already

import data  # noqa: E402, F401  before openpyxl: it chooses the parser
from tests import prepared, rules_read_once  # noqa: E402
from tests.visiting import Pages, Visit, watched  # noqa: E402

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# The same engine without windows: a visit costs a third (0.6 s for 2.0 s on 2 busy cores).
WINDOWLESS = ("chromium-headless-shell", *BROWSERS)
PATIENCE = 180  # seconds for a start; the machine may be busy with other things
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


MEMORY = Path("/dev/shm")


def pytest_configure(config: pytest.Config) -> None:
    """Gives every test process a home of its own: several run at once, and none may find a real one."""
    # Homes in memory where there is plenty: the program syncs every write, and on a disk that several test processes
    # share the tests mostly wait for that. What kills leave behind is the same: they take no written page away.
    if "TMPDIR" not in os.environ and MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > 4 << 30:
        os.environ["TMPDIR"] = tempfile.tempdir = str(MEMORY)
    os.environ["THIDUA_HOME"] = tempfile.mkdtemp(prefix="thidua-tests-")
    rules_read_once.begin()
    # One process that forks servers for all test processes, made while they collect.
    if prepared.POSSIBLE and getattr(config.option, "numprocesses", None):
        prepared.prepare()
    # xdist would begin with the files of most tests; those that take longest have few.
    if hasattr(config.option, "loadscopereorder"):
        config.option.loadscopereorder = False


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Long files first, so that no process is left with one at the end: with slow tests, with a browser, all others."""
    place: dict[Path, int] = {}
    for item in items:
        mine = 0 if item.get_closest_marker("slow") else 1 if item.get_closest_marker("browser") else 2
        place[item.path] = min(mine, place.get(item.path, mine))
    items.sort(key=lambda item: place[item.path])


def pytest_collection_finish() -> None:
    """What is loaded by now stays: the collector need not look through it again and again (3 % of the CPU)."""
    gc.collect()
    gc.freeze()


def pytest_unconfigure() -> None:
    """Takes it away again."""
    prepared.close()
    shutil.rmtree(os.environ["THIDUA_HOME"], ignore_errors=True)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Server:
    """A running `streamlit run app.py`."""

    port: int
    home: Path
    process: subprocess.Popen[bytes] | prepared.Forked
    seconds_to_first_answer: float = 0.0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


@contextmanager
def running(home: Path, script: str = "app.py", port: int = 0) -> Iterator[Server]:
    """Starts the server as the README says, on a free port, keeping its files in `home`."""

    def start(arguments: list[str], environment: dict[str, str]) -> subprocess.Popen[bytes]:
        with (home / "server.log").open("wb") as log:
            command = [sys.executable, "-m", "streamlit", *arguments]
            return subprocess.Popen(command, cwd=TOP, env=environment, stdout=log, stderr=subprocess.STDOUT)

    with _answering(start, home, script, port) as server:
        yield server


@contextmanager
def serving(home: Path, port: int = 0) -> Iterator[Server]:
    """The same server where its start is not what is tested: a fork of one that has everything ready."""
    if not prepared.POSSIBLE:
        with running(home, port=port) as server:
            yield server
        return
    with _answering(partial(prepared.prepared().start, home), home, "app.py", port) as server:
        yield server


@contextmanager
def _answering(
    start: Callable[[list[str], dict[str, str]], Any], home: Path, script: str, port: int
) -> Iterator[Server]:
    port = port or free_port()
    home.mkdir(parents=True, exist_ok=True)
    started = time.monotonic()
    process = start(["run", script, f"--server.port={port}"], {**os.environ, "THIDUA_HOME": str(home)})
    server = Server(port, home, process)
    try:
        while True:
            try:
                with urlopen(f"{server.url}/", timeout=5) as answer:
                    answer.read()
                break
            except HTTPError:  # it stands, and lets nobody in without a cookie
                break
            except OSError:
                if process.poll() is not None or time.monotonic() - started > PATIENCE:
                    pytest.fail(f"the server did not start:\n{(home / 'server.log').read_text()}")
                time.sleep(0.05)
        server.seconds_to_first_answer = time.monotonic() - started
        yield server
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One server for the whole run. Tests of a cold start make their own with `running`."""
    with serving(tmp_path_factory.mktemp("home")) as started:
        yield started


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """Debian's Chromium, driven by Playwright; without one the test is skipped, in CI it fails."""
    found = next((path for name in WINDOWLESS if (path := shutil.which(name))), None)
    if not found:
        say = pytest.fail if os.environ.get("CI") == "true" else pytest.skip
        say("no Chromium here: install the package `chromium-headless-shell` (or `chromium`)")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def pages(chromium: Any) -> Pages:
    """Where tests take their pages from."""
    return Pages(chromium)


@pytest.fixture()
def visit(server: Server, pages: Pages) -> Iterator[Any]:
    """Opens pages: `visit("/xep-hang", width=360, height=740, scheme="dark")` gives a `Visit`."""
    with ExitStack() as lent:

        def opening(path: str = "/", width: int = 1366, height: int = 768, scheme: str = "light") -> Visit:
            page = lent.enter_context(pages.lent(width, height, scheme))
            return watched(page, server.url).open(path)

        yield opening
