"""
Reading in a child process with limits on memory, processor time and wall clock: no upload stops the server.

The child gets the bytes on its standard input and answers with JSON; nothing it says is executed or unpickled.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from data.reading import limits
from data.reading.catalogue import Catalogue, to_json
from data.reading.plain import result_from_json
from data.reading.problems import Problems
from data.reading.reader import NO_ANSWERS, ReadResult

ROOT = Path(__file__).resolve().parents[2]


def read_apart(
    content: bytes,
    name: str,
    catalogue: Catalogue,
    answers: Mapping[str, str] = NO_ANSWERS,
    wall_seconds: float = limits.WALL_SECONDS,
) -> ReadResult:
    """
    Read one upload in a process of its own. Never raises for what the file holds.

    A child that dies, hangs or answers nonsense gives a rejected result with a message.
    """
    if len(content) > limits.FILE_BYTES:
        return _refused("file.too_big", size=f"{len(content) / limits.MEGABYTE:.1f}".replace(".", ","),
                        max=limits.FILE_BYTES // limits.MEGABYTE)  # fmt: skip
    head = {"name": name, "catalogue": to_json(catalogue), "answers": dict(answers)}
    line = json.dumps(head, ensure_ascii=True).encode("ascii") + b"\n"
    environment = {
        key: value
        for key, value in os.environ.items()
        if key in ("PATH", "SYSTEMROOT", "TEMP", "TMP", "LANG", "HOME")
    }
    environment |= {"PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8", "OPENPYXL_LXML": "False"}
    command = [sys.executable, "-X", "utf8", "-W", "ignore", "-m", "data.reading.child"]
    try:
        done = subprocess.run(  # noqa: S603 – our own module, no shell
            command, input=line + content, capture_output=True, timeout=wall_seconds, env=environment, cwd=ROOT,
            check=False,
        )  # fmt: skip
    except (subprocess.TimeoutExpired, OSError):  # the second: the machine starts no further process
        return _refused("file.too_heavy")
    if done.returncode != 0:
        heavy = done.returncode < 0 or b"MemoryError" in done.stderr
        return _refused("file.too_heavy" if heavy else "file.damaged")
    if len(done.stdout) > limits.ANSWER_BYTES:
        return _refused("file.too_heavy")
    try:
        return result_from_json(json.loads(done.stdout), catalogue)
    except ValueError:
        return _refused("file.damaged")


def _refused(key: str, **values: object) -> ReadResult:
    problems = Problems()
    problems.add(key, **values)  # type: ignore[arg-type]
    return ReadResult("rejected", (), problems.listed())
