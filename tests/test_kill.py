"""kill -9 at every step of a write, full and read-only disks: what was acknowledged is there, nothing is half."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

import data.home
from data.faults import STEPS
from data.intake import propose, write
from data.journal import Journal
from data.store import Store
from data.troubles import Trouble
from tests.kept_homes import SMALL
from tests.people import AN
from tests.reported_figures import OFFICIAL, reported

HERE = Path(__file__).resolve().parent
ROUNDS = 10
SYNCED = STEPS[STEPS.index("journal.synced") :]


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork and SIGKILL")
def test_a_hundred_kills_at_named_steps_lose_nothing_acknowledged_and_leave_nothing_half(
    tmp_path: Path,
) -> None:
    home = tmp_path / "home"
    steps = [step for _round in range(ROUNDS) for step in STEPS]
    done = subprocess.run(
        [sys.executable, "-m", "tests.killed_writes", str(home), "2018", ",".join(steps)],
        cwd=HERE.parent,
        capture_output=True,
        timeout=240,
        check=True,
    )
    runs = [json.loads(line) for line in done.stdout.splitlines()]
    acknowledged = [line["hash"] for run in runs for line in run["said"] if "hash" in line]
    store = Store.open(home, SMALL)
    entries, faults, mode = store.entries(), store.verify(), store.health.mode
    figures = store.figures(2021)
    originals = [store.original(entry) for entry in entries]
    store.close()
    hashes = [entry.hash for entry in entries]

    assert steps == [run["step"] for run in runs]
    assert len(runs) >= 100
    assert {9} == {run["killed"] for run in runs}
    assert [] == [fault for run in runs for line in run["said"] for fault in line.get("faults", ())]
    assert ({"normal"}, "normal", ()) == ({run["said"][0]["mode"] for run in runs}, mode, faults)
    assert acknowledged == [one for one in hashes if one in set(acknowledged)]  # all of them, in their order
    assert {0, 3} == {
        len(entry.figures) for entry in entries
    }  # undone entries write none, the others all three
    assert not any(original is None for original in originals)
    # an entry that nobody was told of is kept exactly where the line was on its way to the disk
    sure = sum(step in SYNCED for step in steps)
    perhaps = sum(step == "journal.written" for step in steps)
    assert sure <= len(entries) - len(acknowledged) <= sure + perhaps
    keys = [(row.unit, row.criterion, row.agency, row.vintage) for row in figures]
    assert len(keys) == len(set(keys))


# --- a small disk -------------------------------------------------------------------------------------------------


@pytest.fixture()
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 24 MB; skipped where mounting is not allowed."""
    place = tmp_path / "disk"
    place.mkdir()
    mount = shutil.which("mount")
    command = [mount or "mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", str(place)]
    if not mount or subprocess.run(command, capture_output=True).returncode:
        pytest.skip("mounting a tmpfs is not allowed here")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


def kept(store: Store, value: int, original: bytes | None = None) -> str:
    rows = [reported(unit=unit, value=Decimal(value)) for unit in ("AB", "CD", "EF")]
    proposal = propose(store.snapshot(), store.reference, rows, OFFICIAL)
    return write(store, proposal, AN, "thử", original).hash


def test_a_disk_that_is_nearly_full_refuses_the_write_and_shows_everything(small_disk: Path) -> None:
    store = Store.open(small_disk / "home", SMALL)
    head = kept(store, 100)
    (small_disk / "filler").write_bytes(b"\0" * (9 << 20))
    with pytest.raises(Trouble) as raised:
        kept(store, 200)
    shown = [row.value for row in store.figures(2021)]
    (small_disk / "filler").unlink()
    later = kept(store, 200)
    store.close()

    assert ("disk.full", [Decimal(100)] * 3) == (raised.value.key, shown)
    assert [head, later] == [entry.hash for entry in store.entries()]


@pytest.mark.parametrize("left", [0, 1, 4, 5, 6, 7, 8, 16, 64, 600])
def test_a_disk_that_fills_up_in_the_middle_of_a_write_keeps_all_or_nothing(
    small_disk: Path, monkeypatch: pytest.MonkeyPatch, left: int
) -> None:
    """`left` pages of 4 KiB are free: the upload, the journal or the tables meet the end of the disk."""
    monkeypatch.setattr(data.home, "FREE_FLOOR", 0)
    home = small_disk / "home"
    store = Store.open(home, SMALL)
    acknowledged = [kept(store, 100)]
    free = shutil.disk_usage(small_disk).free // 4096 - left
    (small_disk / "filler").write_bytes(b"\0" * 4096 * free)
    refused = []
    for value in (200, 300, 400):
        try:
            acknowledged.append(kept(store, value, os.urandom(15_000)))
        except Trouble as error:
            refused.append(error.key)
    shown = [row.value for row in store.figures(2021)][-3:]
    in_journal = [entry.hash for entry in Journal(home / "journal.jsonl").read()]
    (small_disk / "filler").unlink()
    acknowledged.append(kept(store, 500))
    store.close()
    again = Store.open(home, SMALL)
    entries, faults, mode = again.entries(), again.verify(), again.health.mode
    again.close()

    assert set(refused) <= {"disk.full"}
    assert {0: 3, 600: 0}.get(left, len(refused)) == len(refused)
    assert in_journal == acknowledged[:-1]
    assert acknowledged == [entry.hash for entry in entries]
    assert [Decimal([100, 200, 300, 400][len(acknowledged) - 2])] * 3 == shown
    assert ({3}, (), "normal") == ({len(entry.figures) for entry in entries}, faults, mode)


def test_a_home_on_a_read_only_disk_is_shown_and_says_why_nothing_can_be_written(small_disk: Path) -> None:
    home = small_disk / "home"
    store = Store.open(home, SMALL)
    head = kept(store, 100)
    store.close()
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    store = Store.open(home, SMALL)
    with pytest.raises(Trouble) as raised:
        kept(store, 200)
    shown, health = [row.value for row in store.figures(2021)], store.health
    store.close()
    subprocess.run(["mount", "-o", "remount,rw", str(small_disk)], check=True)
    again = Store.open(home, SMALL)
    later = kept(again, 200)
    again.close()

    assert ("write.read_only", "read_only") == (raised.value.key, health.mode)
    assert "home.unwritable" == health.notices[0].key
    assert [Decimal(100)] * 3 == shown
    assert [head, later] == [entry.hash for entry in again.entries()]
