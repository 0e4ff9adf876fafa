"""F4 and F5: a disk that fills up, and files and folders that may not be written."""

from __future__ import annotations

import ctypes
import os
import shutil
import threading
from pathlib import Path

import data.home
from data.faults import STEPS
from tests.fault_classes.forks import Died, apart
from tests.fault_classes.history import journal_lines
from tests.fault_classes.run import NotRun, Run, keep, looked, odd_answers, opened, write_some

NEW_MOUNTS, NEW_USERS = 0x00020000, 0x10000000  # CLONE_NEWNS, CLONE_NEWUSER
PRIVATE = 1 << 18 | 1 << 14  # MS_PRIVATE | MS_REC
LEFT = (0, 1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 16, 24, 32, 48, 64, 96, 128, 300, 600)  # pages of 4 KiB
NOBODY = 65534


def small_disk(place: Path, megabytes: int = 24) -> bool:
    """Mount a tmpfs that only this process sees and that goes with it; False where that is not allowed."""
    libc = ctypes.CDLL(None, use_errno=True)
    user, group = os.getuid(), os.getgid()
    if libc.unshare(NEW_MOUNTS | (NEW_USERS if user else 0)):
        return False
    if user:
        Path("/proc/self/setgroups").write_text("deny")
        Path("/proc/self/uid_map").write_text(f"0 {user} 1")
        Path("/proc/self/gid_map").write_text(f"0 {group} 1")
    libc.mount(b"none", b"/", None, PRIVATE, None)
    place.mkdir(parents=True, exist_ok=True)
    return not libc.mount(b"tmpfs", str(place).encode(), b"tmpfs", 0, f"size={megabytes}m".encode())


def fills_up(run: Run) -> None:
    """F4: a write is kept whole or refused as `disk.full`; readers go on; freed, it works without a restart."""
    left = LEFT[run.index * 7 % len(LEFT)]

    def work() -> list[str]:
        if not small_disk(run.place):
            return ["not mounted"]
        return _on_a_full_disk(run, left)

    said = apart(work)
    if said == ["not mounted"]:
        said = apart(lambda: _with_the_hook(run))
        run.notes.append("mounting is not allowed here: ENOSPC at named steps instead")
    else:
        run.notes.append(f"{left} pages left")
    run.violations += said
    run.must(not odd_answers(run.slate), f"{odd_answers(run.slate)} instead of a sentence")
    keys = {one.said for one in run.asked if one.outcome == "fail"}
    run.must(keys <= {"disk.full"}, f"refused as {keys}")


def _on_a_full_disk(run: Run, left: int) -> list[str]:
    data.home.FREE_FLOOR = 0  # else no write would ever meet the end of the disk
    wrong: list[str] = []
    store = opened(run.home)
    keep(store, run.slate, 1, run.chance)
    stop = threading.Event()

    def reading() -> None:
        while not stop.is_set():
            state = store.snapshot()
            rows = sum(map(len, state.figures.values()))
            if rows != 3 * len(state.entries) or state.head != state.entries[-1].hash:
                wrong.append(f"a reader saw {rows} rows of {len(state.entries)} entries")
                return
            stop.wait(0.0005)

    reader = threading.Thread(target=reading)
    reader.start()
    free = shutil.disk_usage(run.place).free // 4096 - left
    (run.place / "filler").write_bytes(b"\0" * 4096 * free)
    for number in (2, 3, 4):
        keep(store, run.slate, number, run.chance)
    if left == 0 and any(one.outcome == "ok" for one in run.asked[1:]):
        wrong.append("a write was acknowledged on a disk without a free page")
    shown = len(store.figures(2021))
    (run.place / "filler").unlink()
    if keep(store, run.slate, 5, run.chance) != "ok":
        wrong.append("no write after space was made")
    stop.set()
    reader.join()
    wrong += [fault.text for fault in store.verify()]
    acknowledged = sum(one.outcome == "ok" for one in run.asked)
    if shown != 3 * (acknowledged - 1):
        wrong.append(f"{shown} rows shown while full, {acknowledged - 1} writes acknowledged")
    if store.health.mode != "normal":
        wrong.append(f"mode {store.health.mode} after space was made")
    store.close()
    return wrong + _checked(run)


def _with_the_hook(run: Run) -> list[str]:
    store = opened(run.home)
    keep(store, run.slate, 1, run.chance)
    os.environ["THIDUA_FAULT_AT"] = f"{STEPS[1 + run.index % (len(STEPS) - 1)]}=ENOSPC"
    keep(store, run.slate, 2, run.chance)
    del os.environ["THIDUA_FAULT_AT"]
    keep(store, run.slate, 3, run.chance)
    store.close()
    return _checked(run)


def _checked(run: Run) -> list[str]:
    """The check of a run inside the process that sees the disk (a fork sees it, too)."""
    inside = Run(run.code, run.index, run.seed, run.place, run.slate)
    inside.check()
    return inside.violations


# --- F5 -----------------------------------------------------------------------------------------------------------


READ_ONLY = ("database", "folder", "journal", "owner", "originals", "folder while running")


def may_not_write(run: Run) -> None:
    """F5: seen whole, written not at all or properly, and people are told why; as somebody without root's rights."""
    what = READ_ONLY[run.index % len(READ_ONLY)]
    run.notes.append(what)
    os.chmod(run.place, 0o755)
    run.home.mkdir()
    user = NOBODY if os.getuid() == 0 else os.getuid()
    if user == NOBODY:
        os.chown(run.home, NOBODY, NOBODY)
    try:
        apart(lambda: _as(user) or write_some(run.home, run.slate, 1, 3, run.chance))
    except Died as error:
        raise NotRun(f"another user cannot read the program here: {error}") from error
    before = _files(run.home)
    if what == "owner" and user != NOBODY:
        raise NotRun("only root can give files to another owner")

    def forbid() -> None:
        match what:
            case "database":
                os.chmod(run.home / "thidua.duckdb", 0o444)
            case "journal":
                os.chmod(run.home / "journal.jsonl", 0o444)
            case "originals":
                os.chmod(run.home / "originals", 0o555)
            case "owner":
                for path in [run.home, *run.home.rglob("*")]:
                    os.chown(path, 0, 0)
            case _:
                os.chmod(run.home, 0o555)

    if what != "folder while running":
        forbid()

    def work() -> dict[str, object]:
        _as(user)
        store = opened(run.home)
        if what == "folder while running":
            forbid()
        for number in (4, 5):
            keep(store, run.slate, number, run.chance)
        told = {
            "mode": store.health.mode,
            "notices": [each.key for each in store.health.notices],
            "figures": len(store.figures(2021)),
            "entries": len(store.entries()),
        }
        store.close()
        return told

    told = apart(work)
    outcomes = [one.outcome for one in run.asked[3:]]
    run.must(not odd_answers(run.slate), f"{odd_answers(run.slate)} instead of a sentence")
    if what in ("folder", "folder while running") and "ok" in outcomes:
        # the journal's own file may still be written: that counts, and that the tables do not follow is told
        run.must("store.memory" in told["notices"], f"nobody is told: {told['notices']}")
    if what == "owner":
        run.must(outcomes == ["fail", "fail"], f"acknowledged in a home that cannot be written: {outcomes}")
        run.must(told["mode"] == "read_only", f"mode {told['mode']}")
        run.must("home.unwritable" in told["notices"], f"nobody is told: {told['notices']}")
        for path, content in before.items():
            run.must((run.home / path).read_bytes() == content, f"{path} changed")
    if what in ("journal", "originals"):
        run.must(outcomes == ["fail", "fail"], f"acknowledged without {what}: {outcomes}")
    lines, _wrong = journal_lines(run.home / "journal.jsonl")
    run.must(told["entries"] == len(lines), f"{told['entries']} entries shown, {len(lines)} kept")
    for path in [run.home, *run.home.rglob("*")]:
        os.chmod(path, 0o755 if path.is_dir() else 0o644)
        if user == NOBODY:
            os.chown(path, NOBODY, NOBODY)
    after = apart(lambda: _as(user) or looked(run.home))
    run.must(after["mode"] in ("normal", "rebuilt"), f"given back its rights, it opens as {after['mode']}")
    run.check()


def _as(user: int) -> None:
    """From here on somebody without root's rights."""
    if os.getuid() == 0 != user:
        os.setgroups([])
        os.setgid(NOBODY)
        os.setuid(NOBODY)


def _files(home: Path) -> dict[Path, bytes]:
    kept = (home / "journal.jsonl", *(home / "originals").iterdir())
    return {path.relative_to(home): path.read_bytes() for path in kept if path.is_file()}
