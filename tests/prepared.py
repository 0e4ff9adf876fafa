"""
Servers that start in a tenth of the time: one process has imported and computed everything once, each server is a fork.

What a server does after that is the same as after `streamlit run app.py`: the same command line is read, the store
opened and checked, `app.warm_up` run; only the modules are there and the figures of the sample are already computed.
Without `fork` (Windows) there are none; `conftest.running` starts a server as the README says.
"""

from __future__ import annotations

import gc
import json
import os
import pickle
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from contextvars import copy_context
from pathlib import Path
from typing import Any

TOP = Path(__file__).parents[1]
POSSIBLE = hasattr(os, "fork") and hasattr(os, "pidfd_open") and sys.platform == "linux"
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
    """The process that forks; it ends, and its servers with it, when this one does."""

    def __init__(self) -> None:
        self._line, theirs = socket.socketpair()
        self._process = subprocess.Popen(
            [sys.executable, str(Path(__file__)), str(theirs.fileno())],
            cwd=TOP, pass_fds=[theirs.fileno()],
            env={**os.environ, "OPENBLAS_NUM_THREADS": "1"},
        )  # fmt: skip
        theirs.close()
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
        self._process.wait(20)


_PREPARED: list[Prepared] = []


def prepared() -> Prepared:
    """This test process's own, made when the first server is asked for."""
    if not _PREPARED:
        _PREPARED.append(Prepared())
    return _PREPARED[0]


def close() -> None:
    while _PREPARED:
        _PREPARED.pop().close()


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
    line = socket.socket(fileno=int(sys.argv[1]))
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
        del sys.modules["app"]  # its body reads the settings: each server's own
        threads = [each.read_text().strip() for each in Path("/proc/self/task").glob("*/comm")]
        others = [each for each in threads if each != "jemalloc_bg_thd"]  # which sees to forks itself
        if len(others) > 1:
            raise RuntimeError(f"{others}: a fork has one thread")
        gc.collect()
        gc.freeze()
        line.sendall(place.encode() + b"\n")
        _fork_for(line)
    finally:
        if os.getpid() == _FIRST:
            shutil.rmtree(place, ignore_errors=True)


_FIRST = os.getpid()


def _fork_for(line: socket.socket) -> None:
    running: list[tuple[int, int]] = []
    for asked in line.makefile(encoding="utf-8"):
        order = json.loads(asked)
        pid = os.fork()
        if not pid:
            line.detach()
            serve(Path(order["home"]), order["arguments"], order["environment"])
            os._exit(0)
        # Nobody waits for them: a number is not given away while its descriptor is on the way.
        held = os.pidfd_open(pid)
        running.append((pid, held))
        socket.send_fds(line, [str(pid).encode()], [held])
    for _pid, held in running:
        if not select.select([held], [], [], 0)[0]:
            signal.pidfd_send_signal(held, signal.SIGKILL)


if __name__ == "__main__":
    main()
