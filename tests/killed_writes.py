"""
A program for the tests: writes many small intakes into one home and dies at named steps, run after run.

Each run is a fork of this process, so that nothing need be loaded again. It opens the home (which mends what the
kill before left behind), writes one or two entries, and is killed by its own hook in the last one. This process
then tells, one JSON object per line, at which step it died and what was acknowledged before.
"""

from __future__ import annotations

import json
import os
import random
import sys
from decimal import Decimal
from pathlib import Path

from data.intake import propose, write
from data.reference import load_reference
from data.store import Store
from data.undo import propose_undo
from tests import rules_read_once
from tests.kept_homes import SMALL
from tests.people import AN
from tests.reported_figures import OFFICIAL, reported


def run(home: Path, step: str, chance: random.Random, out: int) -> None:
    """Write until the hook kills this process."""
    store = Store.open(home, SMALL)
    told = {"mode": store.health.mode, "faults": [fault.text for fault in store.verify()]}
    os.write(out, json.dumps(told).encode() + b"\n")
    last = chance.randint(0, 1)
    for number in range(last + 1):
        if chance.random() < 0.3 and store.entries():
            proposal = propose_undo(
                store.snapshot(), store.reference, chance.randint(1, len(store.entries()))
            )
        else:
            value = Decimal(chance.randint(1000, 4000)) / 8
            rows = [reported(unit=unit, value=value) for unit in ("AB", "CD", "EF")]
            proposal = propose(store.snapshot(), store.reference, rows, OFFICIAL)
        if not proposal.writable:
            value = Decimal(len(store.entries()) + 1)
            rows = [reported(unit=unit, criterion="A2.05", value=value) for unit in ("AB", "CD", "EF")]
            proposal = propose(store.snapshot(), store.reference, rows, OFFICIAL)
        if number == last:
            os.environ["THIDUA_FAULT_AT"] = step
        entry = write(store, proposal, AN, "thử", f"tệp {chance.random()}".encode())
        os.write(out, json.dumps({"hash": entry.hash}).encode() + b"\n")
    os._exit(3)  # the step was never reached


def main() -> None:
    rules_read_once.begin()
    load_reference(SMALL)
    home, seed, steps = Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3].split(",")
    for number, step in enumerate(steps):
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(reading)
            try:
                run(home, step, random.Random(f"{seed} {number}"), writing)
            finally:
                os._exit(4)
        os.close(writing)
        with os.fdopen(reading, "rb") as stream:
            lines = [json.loads(line) for line in stream]
        _pid, status = os.waitpid(child, 0)
        killed = os.WTERMSIG(status) if os.WIFSIGNALED(status) else -os.WEXITSTATUS(status)
        print(json.dumps({"step": step, "killed": killed, "said": lines}), flush=True)


if __name__ == "__main__":
    main()
