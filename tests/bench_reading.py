"""The clerk's side of `bench.py`: how long a large upload takes to be read, and a year to be looked up."""

from __future__ import annotations

import io
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from kept_homes import SHIPPED
from make_uploads import CATALOGUE, CRITERIA, UNITS, xlsx_of
from openpyxl import load_workbook

ROWS = 5000


def large_workbook() -> bytes:
    """A sheet of 5,000 figures: five units, all criteria, as many years as that takes."""
    rows = [
        [year, unit[1], line[0], line[2], line[3], "Đạt" if line[4] == "bool" else 10 + year % 7]
        for year in range(2001, 2077) for unit in UNITS for line in CRITERIA
    ]  # fmt: skip
    return xlsx_of(rows[:ROWS])


def reading() -> dict[str, Any]:
    """Seconds for the upload, with openpyxl alone beside it; milliseconds for the figures of a year."""
    from data.reading.catalogue import from_test_form
    from data.reading.sandbox import read_apart
    from data.store import Store

    content, catalogue = large_workbook(), from_test_form(CATALOGUE)

    def upload() -> None:
        assert len(read_apart(content, "x.xlsx", catalogue).figures) == ROWS

    def floor() -> None:
        cells = [list(row) for row in load_workbook(io.BytesIO(content), read_only=True).active.values]
        assert len(cells) > ROWS

    ours, bare = _turns(upload, floor, rounds=3)
    with tempfile.TemporaryDirectory() as home:
        store = Store.open(Path(home), SHIPPED)
        (year,) = _turns(lambda: store.figures(2018), rounds=50)
        store.close()
    return {
        "5,000 rows s": round(ours, 2),
        "openpyxl alone s": round(bare, 2),
        "a year of figures ms": round(year * 1000, 3),
    }


def _turns(*pieces: Callable[[], object], rounds: int) -> list[float]:
    """Median seconds of each, measured in turns."""
    times: list[list[float]] = [[] for _piece in pieces]
    for _round in range(rounds):
        for piece, taken in zip(pieces, times, strict=True):
            started = time.perf_counter()
            piece()
            taken.append(time.perf_counter() - started)
    return [statistics.median(taken) for taken in times]
