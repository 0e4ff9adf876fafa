"""The fault classes, their share of the runs, and the homes that they start from."""

from __future__ import annotations

import json
import os
import random
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from data.reference import load_reference
from tests import rules_read_once
from tests.fault_classes import (
    backups,
    browser,
    calls,
    damage,
    disks,
    kills,
    machines,
    network,
    people,
    server,
)
from tests.fault_classes.forks import Child, apart
from tests.fault_classes.history import Slate
from tests.fault_classes.run import keep, opened, write_some
from tests.kept_homes import SMALL


@dataclass(frozen=True)
class Fault:
    """
    A class of faults.

    Attributes:
        runs: Its share of the full matrix.
        template: The home that its runs start from, "" = none.
        alone: Needs a server or a browser: one such run at a time.
    """

    code: str
    what: str
    runs: int
    function: Callable[..., None]
    template: str = ""
    alone: bool = False


CLASSES = {
    fault.code: fault
    for fault in (
        Fault("F1", "kill -9 at a random time of an import", 200, kills.at_a_random_time, "whole"),
        Fault("F2", "kill -9 at every named step of an import and a backup", 60, kills.at_a_step, "whole"),
        Fault("F3", "the n-th write, sync, open, rename fails", 240, calls.a_call_fails, "whole"),
        Fault("F4", "the disk fills up", 20, disks.fills_up),
        Fault("F5", "file, folder, owner that may not be written", 3, disks.may_not_write),
        Fault("F6", "the database file is damaged", 130, damage.the_tables_are_damaged, "whole"),
        Fault("F7", "the write-ahead log is damaged", 205, damage.the_log_is_damaged, "crashed"),
        Fault("F8", "the journal is damaged", 140, damage.the_journal_is_damaged, "whole"),
        Fault("F9", "a backup is damaged or half copied", 20, backups.a_backup_is_damaged, "whole"),
        Fault("F10", "two servers on one home", 4, machines.two_servers),
        Fault(
            "F11",
            "a file is moved, replaced or deleted under a running program",
            6,
            machines.files_move,
            "whole",
        ),
        Fault("F12", "the clock is wrong or steps", 8, machines.the_clock_is_wrong),
        Fault("F13", "two clerks from the same preview", 40, people.two_clerks, "whole"),
        Fault("F14", "twenty clerks and a hundred viewers at once", 3, people.many_at_once),
        Fault("F15", "an upload floods", 6, server.an_upload_floods, alone=True),
        Fault("F16", "clients are slow", 3, server.clients_are_slow, alone=True),
        Fault("F17", "a browser session is torn", 8, browser.a_session_is_torn, alone=True),
        Fault("F18", "the parser is killed, hangs, has no memory", 6, people.the_parser_dies),
        Fault("F20", "the way back on an empty machine", 1, backups.on_an_empty_machine, "whole"),
        Fault("F21", "no network at all", 1, network.without_network, alone=True),
        Fault("F22", "another version of DuckDB and back", 2, machines.another_duckdb),
    )
}


def templates(base: Path) -> dict[str, Path]:
    """Homes made once: whole, and one whose last commit lies in the write-ahead log only."""
    rules_read_once.begin()
    load_reference(SMALL)  # what it imports is there for runs that may not read this machine's Python
    return {"whole": _template(base / "whole", ""), "crashed": _template(base / "crashed", "store.committed")}


def _template(place: Path, step: str) -> Path:
    slate = Slate()
    home = place / "home"
    home.mkdir(parents=True)
    chance = random.Random(2018)
    apart(lambda: write_some(home, slate, 1, 3, chance))

    def dying() -> Any:
        store = opened(home)
        os.environ["THIDUA_FAULT_AT"] = step
        keep(store, slate, 4, chance)

    if step:
        assert Child(dying).ended()
        assert (home / "thidua.duckdb.wal").stat().st_size > 0
    (place / "history.json").write_text(json.dumps(slate.records(), ensure_ascii=False), encoding="utf-8")
    return place
