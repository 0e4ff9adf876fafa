"""F21: no network at all."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from conftest import free_port

from tests.fault_classes.forks import dies_with_its_parent, wait_for
from tests.fault_classes.run import TOP, NotRun, Run
from tests.fault_classes.server import healthy, kept_once


def without_network(run: Run) -> None:
    """F21: in a network namespace with nothing but itself, from the start to a PDF; nobody else is even called."""
    if not shutil.which("unshare") or not shutil.which("ip"):
        raise NotRun("there is no unshare or ip", "iproute2 util-linux")
    able = subprocess.run(
        ["unshare", "-n", "ip", "link", "set", "lo", "up"], capture_output=True, check=False
    )
    if able.returncode:
        raise NotRun("a network namespace is not allowed here")
    run.home.mkdir(parents=True)
    log = run.place / "calls.log"
    words = [sys.executable, "-c", ALONE, str(run.home), str(log)]
    done = subprocess.run(
        ["unshare", "-n", "sh", "-c", 'ip link set lo up && exec "$@"', "sh", *words],
        cwd=TOP, capture_output=True, text=True, timeout=200, check=False,
    )  # fmt: skip
    run.must(done.returncode == 0, f"it broke: {(done.stdout + done.stderr)[-600:]}")
    said = json.loads(done.stdout.splitlines()[-1]) if done.returncode == 0 else {}
    run.notes.append(f"{said}")
    run.must(said.get("documents") == [200, 200, 200], f"screens: {said}")
    run.must(said.get("screen", 99) < 60, f"a screen: {said}")
    run.must(said.get("pdf") == "%PDF" and said.get("size", 0) > 10_000, f"no PDF: {said}")
    if log.exists():
        calls = log.read_text(errors="replace")
        outside = [
            line
            for line in re.findall(r"connect\(.*AF_INET6?.*", calls)
            if '"127.' not in line and '"::1"' not in line and "htons(0)" not in line
        ]
        run.must(not outside, f"calls to other machines: {outside[:3]}")
        run.must("htons(53)" not in calls, "a DNS look-up")
    else:
        run.notes.append("calls not counted: no strace")
    kept_once(run, 0)


@contextmanager
def started(home: Path, *before: str) -> Iterator[int]:
    """The server as the README says, with these words before its command: its port."""
    port = free_port()
    environment = {**os.environ, "THIDUA_HOME": str(home), "PYTHONIOENCODING": "utf-8"}
    environment.pop("THIDUA_CLUSTER", None)
    with (home / "server.log").open("wb") as log:
        process = subprocess.Popen(
            [*before, sys.executable, "-m", "streamlit", "run", "app.py", f"--server.port={port}"],
            cwd=TOP, env=environment, stdout=log, stderr=subprocess.STDOUT,
            preexec_fn=dies_with_its_parent, start_new_session=True,
        )  # fmt: skip
        try:
            answers = wait_for(lambda: process.poll() is not None or healthy(port, 5), 400)
            if not answers or process.poll() is not None:
                raise AssertionError(f"the server did not start: {(home / 'server.log').read_text()[-600:]}")
            yield port
        finally:
            # The whole group: a tracer in front does not pass the signal on.
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGTERM)
                if not wait_for(lambda: process.poll() is not None and not _runs(process.pid), 15):
                    os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _runs(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


ALONE = """
import asyncio, json, shutil, sys
from pathlib import Path
sys.path[:0] = [".", "tests"]
from tests.fault_classes.network import started
from tests.fault_classes.server import first_screen, request
home, log = Path(sys.argv[1]), sys.argv[2]
traced = ("strace", "-f", "-qq", "--seccomp-bpf", "-e", "trace=connect", "-o", log) if shutil.which("strace") else ()
with started(home, *traced) as port:
    def get(path):
        text = f"GET {path} HTTP/1.1\\r\\nHost: 127.0.0.1\\r\\nConnection: close\\r\\n\\r\\n"
        return request(port, text.encode(), 120)
    documents = [get(path)[0] for path in ("/", "/xep-hang", "/so-sanh")]
    screen = asyncio.run(first_screen(port))
    status, answer = get("/tai-ve/bang-tong-hop.pdf?nam=2018")
    body = answer.partition(b"\\r\\n\\r\\n")[2]
    if body[:4] != b"%PDF":  # sent in chunks
        body = body.partition(b"\\r\\n")[2]
print(json.dumps({"documents": documents, "screen": round(screen, 1), "pdf": body[:4].decode("latin-1"), "size": len(body)}))
"""
