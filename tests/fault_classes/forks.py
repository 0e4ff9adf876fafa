"""Running a piece of a test in a process of its own, forked, so that nothing need be imported again."""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import signal
import time
import traceback
from collections.abc import Callable
from typing import Any


class Died(Exception):
    """The child raised, or was killed; the text says how."""


class Child:
    """
    A forked process that runs `function` and answers with what it returns, as JSON.

    The forking process must not have opened DuckDB: its threads do not survive a fork.
    """

    def __init__(self, function: Callable[[], Any]) -> None:
        self._reading, writing = os.pipe()
        self.pid = os.fork()
        if self.pid == 0:
            status = 0
            dies_with_its_parent()
            try:
                os.close(self._reading)
                _send(writing, {"value": function()})
            except BaseException as error:
                status = 1
                told = "".join(traceback.format_exception_only(error)).strip()
                _send(writing, {"error": told, "trace": traceback.format_exc()[-1500:]})
            finally:
                os._exit(status)
        os.close(writing)
        self.signal: int | None = None

    def kill(self) -> None:
        """SIGKILL, as a power cut would."""
        os.kill(self.pid, signal.SIGKILL)

    def result(self) -> Any:
        """What the function returned. Raises Died."""
        with os.fdopen(self._reading, "rb") as stream:
            said = stream.read()
        _pid, status = os.waitpid(self.pid, 0)
        self.signal = os.WTERMSIG(status) if os.WIFSIGNALED(status) else None
        if not said:
            raise Died(f"ended by signal {self.signal}" if self.signal else f"ended with status {status}")
        answer = json.loads(said)
        if "error" in answer:
            raise Died(f"{answer['error']}\n{answer['trace']}")
        return answer["value"]

    def ended(self) -> bool:
        """Wait for its end, whatever it was; True if it was killed by SIGKILL."""
        try:
            self.result()
        except Died:
            return self.signal == signal.SIGKILL
        return False


def dies_with_its_parent() -> None:
    """So that a runner that is killed leaves no server behind (Linux only; elsewhere nothing happens)."""
    with contextlib.suppress(AttributeError, OSError):
        ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG


def apart(function: Callable[[], Any]) -> Any:
    """What `function` returns, run in a process of its own. Raises Died."""
    return Child(function).result()


def wait_for(condition: Callable[[], object], seconds: float = 20.0) -> bool:
    """Whether the condition came true in time."""
    until = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > until:
            return False
        time.sleep(0.005)
    return True


def _send(handle: int, answer: dict[str, Any]) -> None:
    text = json.dumps(answer, ensure_ascii=False, default=str).encode()
    while text:
        text = text[os.write(handle, text) :]
    os.close(handle)
