"""Many people at once: `python tests/load.py` starts the server, lets them in and prints what was promised and reached.

75 viewers who click every 5 seconds, beside the same crowd on a bare page with one chart (`floor_app.py`); 100 viewers
while figures are imported; 20 clerks who write at the same moment; 1,000 visits, for the memory. Ends with 1 if a
limit is broken. Everybody is a client of Streamlit's own protocol (`stream.py`), so every screen is really computed;
what the browser does afterwards is measured by `bench.py`.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import re
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Coroutine, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, AsyncExitStack
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeVar

from conftest import Server, running  # first: it makes the program's own folders known

# isort: split
from clerk_screens import sheet, spending
from signed_in import Client, account
from stream import CLICKED, Visitor, connected

from data.cluster import folder
from data.entries import Entry
from data.rights import Duty
from data.rules import rulebook
from data.stamps import mark_of
from data.store import Store
from data.undo import state_at
from pages.parts.words import say
from scoring.numbers import number
from scoring.scoreboard import score_year

YEAR = 2018
PATHS = ("", "xep-hang", "so-sanh", "don-vi", "xu-huong", "quy-che")
UNITS = ("RG", "CT", "GR", "TH", "HD")
NAMES = (
    "TP Rạch Giá",
    "Huyện Châu Thành",
    "Huyện Giồng Riềng",
    "Huyện Tân Hiệp",
    "Huyện Hòn Đất",
)  # as UNITS
CRITERIA = {year: [row.code for row in rulebook(folder(), year).criteria] for year in (2017, 2018)}
MARK = re.compile(r'data-mark="([^"]+)"')
TOTAL = re.compile(r'id="td-standing-(\w+)".*?<td class="td-s-total">([^<]+)', re.DOTALL)


@dataclass(frozen=True)
class Size:
    """How many, how long."""

    viewers: int
    seconds: float
    lookers: int
    imports: int
    clerks: int
    visits: int
    think: float = 5.0  # seconds between two clicks of one viewer, on average


FULL = Size(viewers=75, seconds=60, lookers=100, imports=6, clerks=20, visits=1000)
QUICK = Size(viewers=15, seconds=10, lookers=20, imports=3, clerks=6, visits=200)
FIRST_VISITS = 50
AT_LAST = 60.0  # seconds in which somebody must have seen what was imported


@dataclass(frozen=True)
class Line:
    """One line of the table; a limit of None is only told."""

    what: str
    reached: float
    limit: float | None = None

    @property
    def holds(self) -> bool:
        return self.limit is None or self.reached <= self.limit


Found = TypeVar("Found")
Start = Callable[[Path], AbstractContextManager[Server]]


def aside(work: Coroutine[Any, Any, Found]) -> Found:
    """What `work` returns, run in a thread of its own: a browser test leaves an event loop running in this one."""
    with ThreadPoolExecutor(1) as one:
        return one.submit(asyncio.run, work).result()


# --- waits ------------------------------------------------------------------------------------------------------


async def visitors(port: int, count: int, stack: AsyncExitStack) -> list[Visitor]:
    """`count` open connections, each with its first screen."""
    found = await connected(port, count, stack)
    await asyncio.gather(*(visitor.ask("", f"nam={YEAR}") for visitor in found))
    return found


def address(chance: random.Random) -> str:
    """Where a click leads: every other one to a year alone, the rest to one unit, half of these to one criterion."""
    year = chance.choice((2017, 2018))
    unit = f"&donvi={chance.choice(UNITS)}" if chance.random() < 0.5 else ""
    criterion = f"&tieuchi={chance.choice(CRITERIA[year])}" if unit and chance.random() < 0.5 else ""
    return f"nam={year}{unit}{criterion}"


async def clicking(
    visitor: Visitor, until: float, think: float, chance: random.Random, paths: tuple[str, ...]
) -> list[float]:
    waits = []
    await asyncio.sleep(chance.uniform(0, think))
    while time.perf_counter() < until:
        waits.append(await visitor.ask(chance.choice(paths), address(chance)))
        await asyncio.sleep(chance.expovariate(1 / think))
    return waits


async def load(
    port: int, count: int, seconds: float, think: float, paths: tuple[str, ...] = PATHS
) -> dict[str, float]:
    """Waits in milliseconds of `count` visitors who pause `think` seconds on average between clicks."""
    chance = random.Random(2018)
    async with AsyncExitStack() as stack:
        found = await visitors(port, count, stack)
        until = time.perf_counter() + seconds
        rounds = await asyncio.gather(
            *(clicking(visitor, until, think, random.Random(chance.random()), paths) for visitor in found)
        )
    waits = sorted(wait * 1000 for waits in rounds for wait in waits)
    return {"visitors": count, "clicks": len(waits), **quantiles(waits)}


def quantiles(waits: list[float]) -> dict[str, float]:
    """Of rising milliseconds."""
    return {
        "p50_ms": round(statistics.median(waits), 1),
        "p95_ms": round(waits[int(len(waits) * 0.95)], 1),
        "max_ms": round(waits[-1], 1),
    }


def waiting(size: Size) -> list[Line]:
    """Ours, then the bare page: the same people, the same pauses, the same seconds."""
    found = {}
    for script, paths in (("app.py", PATHS), ("tests/floor_app.py", ("",))):
        with tempfile.TemporaryDirectory() as home, running(Path(home), script) as server:
            found[script] = aside(load(server.port, size.viewers, size.seconds, size.think, paths))
    ours, bare = found.values()
    who = f"{size.viewers} viewers"
    return [
        Line(f"{who}: p50 ms", ours["p50_ms"]),
        Line(f"{who}: p95 ms ({ours['clicks']} clicks)", ours["p95_ms"], 1000),
        Line(f"{who}: slowest ms", ours["max_ms"]),
        Line(f"{who}: p95 ms of the bare page", bare["p95_ms"]),
        Line(f"{who}: p95 / that of the bare page", round(ours["p95_ms"] / bare["p95_ms"], 2)),
    ]


# --- old or new, never half -------------------------------------------------------------------------------------


@dataclass
class Seen:
    """What one viewer was shown."""

    path: str
    marks: tuple[str, ...]
    digest: str
    totals: dict[str, str]
    broken: bool


def seen(path: str, visitor: Visitor) -> Seen:
    """The page as it lies there now."""
    page = visitor.html()
    everything = sha256()
    for place in sorted(visitor.page):
        everything.update(repr(place).encode() + visitor.page[place].SerializeToString(deterministic=True))
    totals = TOTAL.findall(page) if path == "" else []
    marks = tuple(set(MARK.findall(page)))
    return Seen(path, marks, everything.hexdigest(), dict(totals), say("frame.failed") in page)


async def looking(
    visitor: Visitor, stop: asyncio.Event, chance: random.Random, think: float, shown: list[Seen]
) -> list[float]:
    """One viewer, until all imports are done: what was shown goes into `shown`, the waits come back."""
    waits = []
    while not stop.is_set():
        path = chance.choice(PATHS)
        waits.append(await visitor.ask(path, f"nam={YEAR}") * 1000)
        shown.append(seen(path, visitor))
        await asyncio.sleep(chance.expovariate(1 / think))
    return waits


def people(server: Server, count: int, duty: Duty) -> list[Client]:
    """So many signed in, clerks of the units in turn."""
    found = []
    for place in range(count):
        name = f"Người nhập {place + 1}"
        account(server.home, name, duty, UNITS[place % len(UNITS)] if duty is Duty.CLERK else "")
        client = Client(server.port)
        client.sign_in(name)
        found.append(client)
    return found


async def writer(port: int, stack: AsyncExitStack, client: Client) -> Visitor:
    """The screen for figures, open for somebody who is signed in."""
    visitor = (await connected(port, 1, stack, client.cookies))[0]
    await visitor.ask("nhap-so-lieu", f"nam={YEAR}")
    return visitor


async def bring(visitor: Visitor, *rows: str) -> None:
    """A file with these rows, read and previewed, the form filled in."""
    files = await visitor.bring("so-lieu.csv", sheet(*rows))
    visitor.fill("file_uploader", "", "file_uploader_state_value", files)
    await visitor.run()
    visitor.fill("button", say("upload.read"), CLICKED, True)
    await visitor.run()


async def write(visitor: Visitor, reason: str, count: int) -> tuple[int, int]:
    """Press the button until the figures are acknowledged: the number of the entry, how often it was pressed."""
    for turn in range(1, 200):
        visitor.fill("text_input", say("write.reason"), "string_value", reason)
        for box in visitor.widgets("checkbox"):
            visitor.fill("checkbox", box.label, "bool_value", True)
        visitor.fill("button", say("preview.write", count=number(count)), CLICKED, True)
        await visitor.run()
        page = visitor.html()
        if say("write.done", count=number(count)) in page:
            return int(re.search(r"td-notice-done.*?[?&;]lan=(\d+)", page)[1]), turn  # type: ignore[index]
        if 'role="alert"' in page and say("write.again") not in page:
            raise AssertionError(re.findall(r'role="alert".*?</p>', page))
    raise AssertionError("never acknowledged")


def states(home: Path) -> tuple[dict[str, tuple[int, dict[str, str]]], tuple[Entry, ...], list[str]]:
    """From the journal alone: number of the state and totals by mark, all entries, and what the check complains of."""
    store = Store.open(home, folder())
    found = {}
    for entry in store.entries():
        state = state_at(store, entry.seq)
        codes = [unit.code for unit in store.cluster.units if unit.valid_in(YEAR)]
        board = score_year(
            store.rulebook(YEAR), codes, state.figures.get(YEAR, ()), state.penalties.get(YEAR, ())
        )
        totals = {row.unit: number(row.total, 2) for row in board.units}
        found[mark_of(YEAR, state.head, store.reference_digest)] = entry.seq, totals
    told = [each.text for each in (*store.health.notices, *store.verify())]
    entries = store.entries()
    store.close()
    return found, entries, told


def importing(size: Size, start: Start = running) -> list[Line]:
    """Everybody looks while somebody brings figures for all units, again and again."""

    async def all_of_it(server: Server) -> tuple[list[list[Seen]], list[float]]:
        stop = asyncio.Event()
        chance = random.Random(14)
        shown: list[list[Seen]] = [[] for _ in range(size.lookers)]
        async with AsyncExitStack() as stack:
            lookers = await visitors(server.port, size.lookers, stack)
            secretary = await writer(server.port, stack, people(server, 1, Duty.SECRETARY)[0])
            tasks = [
                asyncio.create_task(looking(each, stop, random.Random(chance.random()), size.think, mine))
                for each, mine in zip(lookers, shown, strict=True)
            ]
            await asyncio.sleep(size.think)
            for turn in range(size.imports):
                rows = [spending(f"{50 + turn * 7 + place},5", name) for place, name in enumerate(NAMES)]
                await bring(secretary, *rows)
                await write(secretary, f"lần {turn + 1}", len(rows))
                await asyncio.sleep(size.think / 2)
            # On a busy machine the new figures are computed late; until then everybody is shown the old ones.
            late = time.monotonic() + AT_LAST
            while len({page.marks for viewer in shown for page in viewer}) < 2 and time.monotonic() < late:
                await asyncio.sleep(size.think / 2)
            stop.set()
            found = await asyncio.gather(*tasks)
        return shown, sorted(wait for waits in found for wait in waits)

    with tempfile.TemporaryDirectory() as home:
        with start(Path(home)) as server:
            shown, waits = aside(all_of_it(server))
        known, _entries, told = states(Path(home))
    pages = [page for viewer in shown for page in viewer]
    who = f"{size.lookers} viewers, {size.imports} imports"
    return [
        Line(f"{who}: p95 ms ({len(pages)} pages)", quantiles(waits)["p95_ms"], 2000),
        Line(f"{who}: states seen", len({page.marks for page in pages})),
        Line(f"{who}: pages with an error", sum(page.broken for page in pages), 0),
        Line(f"{who}: pages half old, half new", half(pages, known), 0),
        Line(f"{who}: viewers who went back in time", sum(went_back(viewer, known) for viewer in shown), 0),
        Line(f"{who}: complaints of the self-check", len(told), 0),
    ]


def half(pages: list[Seen], known: Mapping[str, tuple[int, Mapping[str, str]]]) -> int:
    """
    Pages that are not one state whole: not exactly one mark, totals that are not those of the mark as the journal
    gives them, or anything else than what others saw at the same address under the same mark.
    """
    usual: dict[tuple[str, tuple[str, ...]], Counter[str]] = {}
    for page in pages:
        usual.setdefault((page.path, page.marks), Counter())[page.digest] += 1
    wrong = 0
    for page in pages:
        whole = len(page.marks) == 1 and page.marks[0] in known
        if whole and page.path == "":
            whole = page.totals == known[page.marks[0]][1]
        if whole:
            whole = usual[page.path, page.marks].most_common(1)[0][0] == page.digest
        wrong += not whole
    return wrong


def went_back(viewer: list[Seen], known: Mapping[str, tuple[int, Mapping[str, str]]]) -> bool:
    """Whether a later page showed an older state."""
    seqs = [known[page.marks[0]][0] for page in viewer if page.marks and page.marks[0] in known]
    return seqs != sorted(seqs)


# --- 20 clerks at once ------------------------------------------------------------------------------------------


def writing(size: Size, start: Start = running) -> list[Line]:
    """All clerks bring a file, then all press the button at the same moment, until each is told that it is kept."""

    async def all_of_it(server: Server) -> tuple[list[tuple[int, int]], float]:
        clients = people(server, size.clerks, Duty.CLERK)
        async with AsyncExitStack() as stack:
            clerks = [await writer(server.port, stack, client) for client in clients]
            rows = [spending(f"{40 + place},25", NAMES[place % len(NAMES)]) for place in range(size.clerks)]
            await asyncio.gather(*(bring(clerk, row) for clerk, row in zip(clerks, rows, strict=True)))
            started = time.perf_counter()
            told = await asyncio.gather(
                *(write(clerk, f"việc {place}", 1) for place, clerk in enumerate(clerks))
            )
            return list(told), time.perf_counter() - started

    with tempfile.TemporaryDirectory() as home:
        with start(Path(home)) as server:
            told, spent = aside(all_of_it(server))
        _known, entries, complaints = states(Path(home))
    kept = {
        (
            entry.seq,
            entry.actor,
            entry.reason,
            [(row.unit, str(row.value)) for row in entry.figures].__repr__(),
        )
        for entry in entries[1:]
    }
    wanted = {
        (
            seq, f"Người nhập {place + 1}", f"việc {place}",
            [(UNITS[place % len(UNITS)], f"{40 + place}.25")].__repr__(),
        )
        for place, (seq, _turns) in enumerate(told)
    }  # fmt: skip
    who = f"{size.clerks} clerks at once"
    return [
        Line(f"{who}: acknowledged entries that are not there as told", len(wanted - kept), 0),
        Line(f"{who}: entries that nobody was told of", len(kept - wanted), 0),
        Line(f"{who}: complaints of the self-check", len(complaints), 0),
        Line(f"{who}: seconds until all were acknowledged", round(spent, 1)),
        Line(
            f"{who}: most presses of one clerk (others had written first)", max(turns for _s, turns in told)
        ),
    ]


# --- memory -----------------------------------------------------------------------------------------------------


def remembering(size: Size) -> list[Line]:
    """Visit after visit on fresh connections; what the server holds after the first and after all of them."""

    async def all_of_it(server: Server) -> tuple[float, float]:
        chance = random.Random(1000)
        early = 0.0
        for number_ in range(1, size.visits + 1):
            async with AsyncExitStack() as stack:
                visitor = (await connected(server.port, 1, stack))[0]
                await visitor.ask(chance.choice(PATHS), address(chance))
            if number_ == FIRST_VISITS:
                early = resident_mib(server)
        return early, resident_mib(server)

    with tempfile.TemporaryDirectory() as home, running(Path(home)) as server:
        early, late = aside(all_of_it(server))
    return [
        Line(f"memory MiB after {FIRST_VISITS} visits", round(early, 1)),
        Line(f"memory MiB after {size.visits} visits", round(late, 1)),
        Line(f"memory after {size.visits} / {FIRST_VISITS} visits", round(late / early, 3), 1.2),
    ]


def resident_mib(server: Server) -> float:
    """Resident memory of the server; OSError where /proc is missing."""
    lines = Path(f"/proc/{server.process.pid}/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS"))


PARTS = {"waits": waiting, "imports": importing, "clerks": writing, "memory": remembering}


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--quick", action="store_true", help="few people, half a minute")
    options.add_argument("--only", choices=PARTS, action="append", help="one part (may be repeated)")
    asked = options.parse_args()
    size = QUICK if asked.quick else FULL
    print(f"{os.cpu_count()} cores, load average {os.getloadavg()[0]:.1f} before")
    held = True
    for part in asked.only or PARTS:
        for line in PARTS[part](size):
            held = held and line.holds
            verdict = (
                "" if line.limit is None else f"<= {line.limit:g}  {'holds' if line.holds else 'BROKEN'}"
            )
            print(f"{line.what:<72} {line.reached:>10g}  {verdict}", flush=True)
    print(f"load average {os.getloadavg()[0]:.1f} after")
    sys.exit(0 if held else 1)


if __name__ == "__main__":
    main()
