"""
Servers that start in a tenth of the time: one process has imported and computed everything once, each server is a fork.

What a server does after that is the same as after `streamlit run app.py`: the same command line is read, the store
opened and checked, `app.warm_up` run; only the modules are there and the figures of the sample are already computed.
Without `fork` (Windows) there are none; `conftest.running` starts a server as the README says.
"""

from __future__ import annotations

import gc
import gzip
import json
import os
import pickle
import secrets
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from contextlib import suppress
from contextvars import copy_context
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

TOP = Path(__file__).parents[1]
POSSIBLE = hasattr(os, "fork") and hasattr(os, "pidfd_open") and sys.platform == "linux"
ADDRESS = "THIDUA_PREPARED"  # where in the environment the name of its socket stands
SAMPLE = ("journal.jsonl", "thidua.duckdb")  # a home with nothing but the sample in it


class Forked:
    """A forked server, as far as tests use `Popen`. It is held by a descriptor: its number may be given away again."""

    def __init__(self, pid: int, held: int) -> None:
        self.pid = pid
        self._held = held

    def poll(self) -> int | None:
        """0 if it has ended, however."""
        return 0 if select.select([self._held], [], [], 0)[0] else None

    def wait(self, timeout: float | None = None) -> int:
        if not select.select([self._held], [], [], timeout)[0]:
            raise subprocess.TimeoutExpired("server", timeout or 0)
        return 0

    def terminate(self) -> None:
        self._send(signal.SIGTERM)

    def kill(self) -> None:
        self._send(signal.SIGKILL)

    def _send(self, sign: signal.Signals) -> None:
        if self.poll() is None:
            signal.pidfd_send_signal(self._held, sign)


class Prepared:
    """A line to the process that forks. The servers asked for on it end with it."""

    def __init__(self, address: str) -> None:
        self._line = socket.socket(socket.AF_UNIX)
        self._line.connect(_abstract(address))
        told = self._line.makefile(encoding="utf-8").readline().strip()
        if not told:
            raise RuntimeError("the process that forks servers ended; it said why on standard error")
        self._sample = Path(told)

    def start(self, home: Path, arguments: list[str], environment: dict[str, str]) -> Forked:
        """A server on `home` that writes what it says into `server.log` there."""
        if "THIDUA_CLUSTER" not in environment and not (home / SAMPLE[0]).exists():
            for name in SAMPLE:
                shutil.copyfile(self._sample / name, home / name)
        asked = {"home": str(home), "arguments": arguments, "environment": environment}
        self._line.sendall(json.dumps(asked).encode() + b"\n")
        answer, held, _flags, _address = socket.recv_fds(self._line, 20, 1)
        return Forked(int(answer), held[0])

    def close(self) -> None:
        self._line.close()


_LINES: dict[int, Prepared] = {}  # by process: what it forks needs a line of its own
_STARTED: list[tuple[socket.socket, subprocess.Popen[bytes]]] = []


def prepared() -> Prepared:
    """This process's line; without a process that forks, which whoever started this one may have, it is started."""
    prepare()
    if os.getpid() not in _LINES:
        _LINES[os.getpid()] = Prepared(os.environ[ADDRESS])
    return _LINES[os.getpid()]


def prepare() -> None:
    """Starts the process that forks, unless there is one, for this process and those that it starts."""
    if ADDRESS in os.environ:
        return
    address = f"thidua-{os.getpid()}-{secrets.token_hex(4)}"
    held, theirs = socket.socketpair()
    with socket.socket(socket.AF_UNIX) as door, theirs:
        door.bind(_abstract(address))
        door.listen(64)
        handed = [door.fileno(), theirs.fileno()]
        process = subprocess.Popen(
            [sys.executable, str(Path(__file__)), *map(str, handed)],
            cwd=TOP, pass_fds=handed, env={**os.environ, "OPENBLAS_NUM_THREADS": "1"},
        )  # fmt: skip
    _STARTED.append((held, process))
    os.environ[ADDRESS] = address


def close() -> None:
    """Ends what this process has asked for, and the process that forks if this one started it."""
    if line := _LINES.pop(os.getpid(), None):
        line.close()
    while _STARTED:
        held, process = _STARTED.pop()
        held.close()
        process.wait(20)
        os.environ.pop(ADDRESS, None)


def _abstract(address: str) -> str:
    """A name in no folder: there is nothing to clean up, and no limit to how deep the homes lie."""
    return f"\0{address}"


# --- the process that forks -----------------------------------------------------------------------------------------


def sample(home: Path) -> Any:
    """The state of the sample, made and read in a process of its own: DuckDB's threads would not survive a fork."""
    reading, writing = os.pipe()
    if not os.fork():
        from data.cluster import folder
        from data.store import Store

        store = Store.open(home, folder())
        content = pickle.dumps(store.state())
        store.close()
        with open(writing, "wb") as pipe:
            pipe.write(content)
        os._exit(0)
    os.close(writing)
    with open(reading, "rb") as pipe:
        return pickle.loads(pipe.read())


def pack_once(static: Path) -> None:
    """Streamlit's scripts stay packed for all servers: 0.3 s of each start."""
    from pages.parts import serving

    serving.gzip = SimpleNamespace(compress=cache(gzip.compress))
    serving.Doorway(nobody, static)


async def nobody(*_asked: Any) -> None:
    """Nothing stands behind this doorway."""


def serve(home: Path, arguments: list[str], environment: dict[str, str]) -> None:
    """In the fork: become what `python -m streamlit run app.py` is."""
    log = os.open(home / "server.log", os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
    os.dup2(log, 1)
    os.dup2(log, 2)
    os.environ.clear()
    os.environ.update(environment)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    from streamlit.web.cli import main as streamlit

    sys.argv = ["streamlit", *arguments]
    streamlit(prog_name="streamlit")


def main() -> None:
    sys.path[0] = str(TOP)  # as `python -m` has it
    door, starter = (socket.socket(fileno=int(each)) for each in sys.argv[1:])
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever stops the tests closes the line
    os.environ.pop("THIDUA_CLUSTER", None)
    place = tempfile.mkdtemp(prefix="thidua-sample-")
    try:
        import app

        for name in (*app.SLOW_IMPORTS, *(f"pages.{screen}" for screen in app.SCREENS)):
            __import__(name)
        state = sample(Path(place))
        for compute in (app.cached.warm, app.cached.warm_deck):
            copy_context().run(compute, state)
        pack_once(app.STATIC)
        del sys.modules["app"]  # its body reads the settings: each server's own
        threads = [each.read_text().strip() for each in Path("/proc/self/task").glob("*/comm")]
        others = [each for each in threads if each != "jemalloc_bg_thd"]  # which sees to forks itself
        if len(others) > 1:
            raise RuntimeError(f"{others}: a fork has one thread")
        gc.collect()
        gc.freeze()
        _fork_for(door, starter, place)
    finally:
        if os.getpid() == _FIRST:
            shutil.rmtree(place, ignore_errors=True)


_FIRST = os.getpid()


def _fork_for(door: socket.socket, starter: socket.socket, place: str) -> None:
    """Until the starter is gone; the servers of a line that is gone are killed."""
    lines: dict[socket.socket, list[int]] = {}
    while starter not in (ready := select.select([door, starter, *lines], [], [])[0]):
        for each in ready:
            if each is door:
                line, _address = door.accept()
                lines[line] = []
                line.sendall(place.encode() + b"\n")
            elif asked := _read_line(each):
                lines[each].append(_forked(each, json.loads(asked), [door, starter, *lines]))
            else:
                _kill(lines.pop(each))
                each.close()
    for held in lines.values():
        _kill(held)


def _read_line(line: socket.socket) -> bytes:
    """Up to the next end of a line; nothing if the other side is gone."""
    text = b""
    while not text.endswith(b"\n"):
        try:
            part = line.recv(65536)
        except ConnectionError:
            return b""
        if not part:
            return b""
        text += part
    return text


def _forked(line: socket.socket, order: dict[str, Any], mine: list[socket.socket]) -> int:
    pid = os.fork()
    if not pid:
        for each in mine:
            each.close()
        serve(Path(order["home"]), order["arguments"], order["environment"])
        os._exit(0)
    # Nobody waits for them: a number is not given away while its descriptor is on the way.
    held = os.pidfd_open(pid)
    with suppress(ConnectionError):  # killed while it waited: the server goes with the line
        socket.send_fds(line, [str(pid).encode()], [held])
    return held


def _kill(servers: list[int]) -> None:
    for held in servers:
        if not select.select([held], [], [], 0)[0]:
            signal.pidfd_send_signal(held, signal.SIGKILL)
        os.close(held)


if __name__ == "__main__":
    main()
