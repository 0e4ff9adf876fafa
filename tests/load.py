"""Many visitors at once: `python tests/load.py` starts the server and lets 30 of them click every 5 seconds.

A visitor is a bare client of Streamlit's own protocol: it keeps one connection, asks for a
screen and a year, and waits until the script has finished. What the browser does afterwards
is measured by `bench.py`.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import statistics
import tempfile
import time
from contextlib import AsyncExitStack
from pathlib import Path

import websockets
from conftest import running
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

PATHS = ("", "xep-hang", "so-sanh", "don-vi", "xu-huong", "quy-che")


class Visitor:
    """One connection; `ask` returns the seconds until the script had finished."""

    def __init__(self, line: websockets.ClientConnection) -> None:
        self.line = line
        self.screens: dict[str, str] = {}
        self.screen = ""

    async def ask(self, path: str, query: str) -> float:
        message = BackMsg()
        message.rerun_script.query_string = query
        message.rerun_script.page_name = "" if self.screens else path
        message.rerun_script.page_script_hash = self.screens.get(path, "")
        message.rerun_script.is_history_navigation = bool(self.screens)
        asked = time.perf_counter()
        await self.line.send(message.SerializeToString())
        while True:
            answer = ForwardMsg.FromString(await self.line.recv())
            kind = answer.WhichOneof("type")
            if kind == "navigation":
                self.screens = {
                    page.url_pathname: page.page_script_hash for page in answer.navigation.app_pages
                }
            elif kind == "script_finished":
                return time.perf_counter() - asked


async def visitors(port: int, count: int, stack: AsyncExitStack) -> list[Visitor]:
    """`count` open connections, each with its first screen."""
    address = f"ws://127.0.0.1:{port}/_stcore/stream"
    found = []
    for _ in range(count):
        line = await stack.enter_async_context(
            websockets.connect(address, subprotocols=["streamlit"], max_size=None, ping_interval=None)
        )
        found.append(Visitor(line))
    await asyncio.gather(*(visitor.ask("", "nam=2018") for visitor in found))
    return found


async def clicking(visitor: Visitor, until: float, think: float, chance: random.Random) -> list[float]:
    waits = []
    await asyncio.sleep(chance.uniform(0, think))
    while time.perf_counter() < until:
        query = f"nam={chance.choice((2017, 2018))}"
        waits.append(await visitor.ask(chance.choice(PATHS), query))
        await asyncio.sleep(chance.expovariate(1 / think))
    return waits


async def load(port: int, count: int, seconds: float, think: float) -> dict[str, float]:
    """Waits in milliseconds of `count` visitors who pause `think` seconds on average between clicks."""
    chance = random.Random(2018)
    async with AsyncExitStack() as stack:
        found = await visitors(port, count, stack)
        until = time.perf_counter() + seconds
        rounds = await asyncio.gather(
            *(clicking(visitor, until, think, random.Random(chance.random())) for visitor in found)
        )
    waits = sorted(wait * 1000 for waits in rounds for wait in waits)
    return {
        "visitors": count,
        "clicks": len(waits),
        "p50_ms": round(statistics.median(waits), 1),
        "p95_ms": round(waits[int(len(waits) * 0.95)], 1),
        "max_ms": round(waits[-1], 1),
    }


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--visitors", type=int, default=30)
    options.add_argument("--seconds", type=float, default=60)
    options.add_argument("--think", type=float, default=5)
    asked = options.parse_args()
    with tempfile.TemporaryDirectory() as home, running(Path(home)) as server:
        print(json.dumps(asyncio.run(load(server.port, asked.visitors, asked.seconds, asked.think))))


if __name__ == "__main__":
    main()
