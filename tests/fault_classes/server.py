"""F15 and F16: floods of uploads and slow clients, against the running server."""

from __future__ import annotations

import asyncio
import re
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import conftest

from tests.fault_classes.forks import apart
from tests.fault_classes.history import journal_lines
from tests.fault_classes.run import Run

WRITER = "Nguyễn Thị Ánh"
MEGABYTE = 1 << 20


@contextmanager
def serving(home: Path) -> Iterator[tuple[int, int]]:
    """The program's own server on a free port: port, process."""
    with conftest.serving(home) as server:
        yield server.port, server.process.pid


def healthy(port: int, patience: float = 2.0) -> bool:
    """Whether a screen's document comes within that time."""
    try:
        return (
            request(
                port, b"GET /xep-hang HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n", patience
            )[0]
            == 200
        )
    except OSError:
        return False


def request(port: int, text: bytes, patience: float) -> tuple[int, bytes]:
    with socket.create_connection(("127.0.0.1", port), patience) as line:
        line.settimeout(patience)
        line.sendall(text)
        answer = b""
        while part := line.recv(65536):
            answer += part
    return (int(answer.split()[1]) if answer.startswith(b"HTTP/") else 0), answer


def account(home: Path) -> None:
    from signed_in import account as made

    made(home, WRITER)


def memory_of(pid: int) -> int:
    """Resident megabytes."""
    text = Path(f"/proc/{pid}/status").read_text()
    return int(re.search(r"VmRSS:\s+(\d+)", text)[1]) >> 10  # type: ignore[index]


def kept_once(run: Run, count: int) -> None:
    """The sample and `count` entries of one figure with the value that was brought, and the store opens whole."""
    lines, wrong = journal_lines(run.home / "journal.jsonl")
    run.violations += wrong
    mine = [line for line in lines if line["reason"] == "lần 1"]
    run.must(len(mine) == count, f"{len(mine)} entries instead of {count}")
    run.must(len(lines) == 1 + len(mine), f"{len(lines)} entries in all")
    for line in mine:
        rows = [(row["unit"], row["criterion"], row.get("value")) for row in line["figures"]]
        run.must(rows == [("HD", "N1.07", "70.5")], f"kept {rows}")
    told = apart(lambda: _opened(run.home))
    run.must(told["mode"] == "normal" and not told["faults"], f"afterwards: {told}")
    run.must(
        told["entries"] == [line["hash"] for line in lines], "the store shows other entries than the journal"
    )


def _opened(home: Path) -> dict[str, Any]:
    from data.cluster import folder
    from data.store import Store

    store = Store.open(home, folder())
    told = {
        "mode": store.health.mode,
        "faults": [fault.text for fault in store.verify()],
        "entries": [entry.hash for entry in store.entries()],
    }
    store.close()
    return told


# --- F15 ----------------------------------------------------------------------------------------------------------

FLOODS = ("100 MB", "201 MB", "a length that lies", "chunks without end", "201 MB to nobody", "many at once")


def an_upload_floods(run: Run) -> None:
    """F15: refused as too large before it fills the memory, whatever length is told; the server answers meanwhile."""
    what = FLOODS[run.index % len(FLOODS)]
    run.notes.append(what)
    run.home.mkdir(parents=True)
    apart(lambda: account(run.home))
    with serving(run.home) as (port, pid):
        before = memory_of(pid)

        async def flood() -> list[tuple[int, int, float]]:
            async with connected(port) as line:
                session = await _visited(line)
                cookie, xsrf = await asyncio.to_thread(_signed_in, port)
                count = 10 if what == "many at once" else 1
                return await asyncio.gather(
                    *(asyncio.to_thread(_flood, port, session, cookie, xsrf, what) for _each in range(count))
                )

        told = asyncio.run(flood())
        status = {each[0] for each in told}
        most = max(each[1] for each in told)
        grown = memory_of(pid) - before
        run.notes.append(
            f"{status}, {most / MEGABYTE:.1f} MB taken, {max(each[2] for each in told):.1f} s, +{grown} MB"
        )
        wanted = {"201 MB to nobody": {401, 413}, "a length that lies": {400, 413}}.get(what, {413})
        run.must(status <= wanted, f"answered {status}")
        run.must(grown < 120, f"the server's memory grew by {grown} MB")
        run.must(healthy(port, 5), "the server does not answer afterwards")
    kept_once(run, 0)


async def _visited(line: Any) -> str:
    """Ask for the first screen and wait until it was made; the number of the session."""
    from streamlit.proto.BackMsg_pb2 import BackMsg
    from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

    ask = BackMsg()
    ask.rerun_script.query_string = "nam=2018"
    await line.send(ask.SerializeToString())
    session = ""
    while True:
        message = ForwardMsg.FromString(await line.recv())
        if message.WhichOneof("type") == "new_session":
            session = message.new_session.initialize.session_id
        if message.WhichOneof("type") == "script_finished":
            return session


def connected(port: int) -> Any:
    """A connection as the browser keeps one."""
    import websockets

    address = f"ws://127.0.0.1:{port}/_stcore/stream"
    return websockets.connect(address, subprotocols=["streamlit"], max_size=None)


def _signed_in(port: int) -> tuple[str, str]:
    """Cookies and the token of a clerk's browser."""
    from signed_in import Client

    client = Client(port)
    client.sign_in(WRITER)
    answer = client.ask("GET", "/_stcore/health", Accept="*/*")
    client.ask("GET", "/_stcore/host-config", Accept="*/*")
    token = client.cookies.get("_streamlit_xsrf", "")
    assert answer.status == 200
    return "; ".join(f"{name}={value}" for name, value in client.cookies.items()), token


def _flood(port: int, session: str, cookie: str, xsrf: str, what: str) -> tuple[int, int, float]:
    """Send until the server says no: status, bytes that it took, seconds."""
    size = {"100 MB": 100, "many at once": 100}.get(what, 201) * MEGABYTE
    length = {
        "a length that lies": "Content-Length: 1000",
        "chunks without end": "Transfer-Encoding: chunked",
    }.get(what, f"Content-Length: {size}")
    signed = "" if what == "201 MB to nobody" else f"Cookie: {cookie}\r\nX-Xsrftoken: {xsrf}\r\n"
    head = (
        f"PUT /_stcore/upload_file/{session}/tep-1 HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n{signed}{length}\r\n"
        "Content-Type: multipart/form-data; boundary=x\r\n\r\n"
    )
    part = b'--x\r\nContent-Disposition: form-data; name="f"; filename="a.csv"\r\n\r\n'
    block = b"a" * 65536
    started, sent = time.monotonic(), 0
    with socket.create_connection(("127.0.0.1", port), 20) as line:
        line.settimeout(20)
        try:
            line.sendall(head.encode("latin-1"))
            for body in _bodies(part, block, what):
                line.sendall(body)
                sent += len(body)
                if sent > size or _answered(line):
                    break
        except OSError:
            pass  # closed in our face: the answer is there to be read
        answer = b""
        with suppress(OSError):
            while b"\r\n\r\n" not in answer and (got := line.recv(4096)):
                answer += got
    status = int(answer.split()[1]) if answer.startswith(b"HTTP/") else 0
    return status, sent, time.monotonic() - started


def _bodies(part: bytes, block: bytes, what: str) -> Iterator[bytes]:
    def framed(text: bytes) -> bytes:
        return b"%x\r\n%s\r\n" % (len(text), text) if what == "chunks without end" else text

    yield framed(part)
    while True:
        yield framed(block)


def _answered(line: socket.socket) -> bool:
    line.setblocking(False)
    try:
        return bool(line.recv(1, socket.MSG_PEEK))
    except BlockingIOError:
        return False
    finally:
        line.settimeout(20)


# --- F16 ----------------------------------------------------------------------------------------------------------

SLOW = ("300 slow headers", "400 slow bodies", "a reader that never drains")


def clients_are_slow(run: Run) -> None:
    """F16: while they hang on, everybody else is answered."""
    what = SLOW[run.index % len(SLOW)]
    run.notes.append(what)
    run.home.mkdir(parents=True)
    with serving(run.home) as (port, pid):
        lines: list[socket.socket] = []
        alone = asyncio.run(first_screen(port))
        try:
            count = {"300 slow headers": 300, "400 slow bodies": 400}.get(what, 20)
            for _each in range(count):
                line = socket.socket()
                if what.startswith("a reader"):
                    line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
                line.settimeout(10)
                line.connect(("127.0.0.1", port))
                if what == "300 slow headers":
                    line.sendall(b"GET /xep-hang HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: ")
                elif what == "400 slow bodies":
                    line.sendall(
                        b"POST /dang-nhap HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/x-www-form-urlencoded\r\n"
                        b"Content-Length: 100000\r\n\r\nten="
                    )
                else:
                    line.sendall(
                        b"GET /tai-ve/bang-diem.xlsx?nam=2018 HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n" * 20
                    )
                lines.append(line)
            slowest = 0.0
            for turn in range(10):
                for line in lines:
                    with suppress(OSError):
                        if not what.startswith("a reader"):
                            line.send(b"a")
                started = time.monotonic()
                run.must(healthy(port, 10), f"no answer in turn {turn}")
                slowest = max(slowest, time.monotonic() - started)
                time.sleep(0.2)
            run.notes.append(f"slowest answer {slowest:.2f} s")
            run.must(slowest < 5, f"an answer took {slowest:.1f} s")
            took = asyncio.run(first_screen(port))
            run.notes.append(f"a screen {took:.2f} s, before them {alone:.2f} s")
            # beside what it takes on this machine now, which other programs may keep busy
            run.must(took < max(10.0, 4 * alone), f"a screen took {took:.1f} s, before them {alone:.1f} s")
            run.must(memory_of(pid) < 2048, f"the server takes {memory_of(pid)} MB")
        finally:
            for line in lines:
                line.close()
        run.must(healthy(port, 5), "the server does not answer afterwards")
    kept_once(run, 0)


async def first_screen(port: int) -> float:
    """Seconds until a new visitor's first screen was made."""
    started = time.monotonic()
    async with connected(port) as line:
        await asyncio.wait_for(_visited(line), 60)
    return time.monotonic() - started
