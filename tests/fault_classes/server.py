"""F14 to F17 and F21 against the running server: floods of uploads, slow clients, torn sessions, no network."""

from __future__ import annotations

import asyncio
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AsyncExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any

from tests.fault_classes.forks import apart, dies_with_its_parent, wait_for
from tests.fault_classes.history import journal_lines
from tests.fault_classes.run import TOP, NotRun, Run

PASSWORD = "một mật khẩu dài"
WRITER = "Nguyễn Thị Ánh"
MEGABYTE = 1 << 20
PATIENCE = (
    150_000  # milliseconds that a browser waits: a screen comes late on a machine that is busy otherwise
)
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


@contextmanager
def serving(home: Path, *before: str) -> Iterator[tuple[int, int]]:
    """The program's own server on a free port, with one account that may write: port, process."""
    home.mkdir(parents=True, exist_ok=True)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {**os.environ, "THIDUA_HOME": str(home), "PYTHONIOENCODING": "utf-8"}
    environment.pop("THIDUA_CLUSTER", None)
    with (home / "server.log").open("wb") as log:
        process = subprocess.Popen(
            [*before, sys.executable, "-m", "streamlit", "run", "app.py", f"--server.port={port}"],
            cwd=TOP, env=environment, stdout=log, stderr=subprocess.STDOUT,
            preexec_fn=dies_with_its_parent,
        )  # fmt: skip
        try:
            if (
                not wait_for(lambda: process.poll() is not None or healthy(port, 5), 400)
                or process.poll() is not None
            ):
                raise AssertionError(f"the server did not start: {(home / 'server.log').read_text()[-600:]}")
            yield port, process.pid
        finally:
            process.terminate()
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


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


# --- F14: viewers during an import ------------------------------------------------------------------------------


def visitors_and_an_import(run: Run) -> None:
    """A hundred open screens click on while a clerk writes in a browser: no error, and p95 stays below two seconds."""
    from load import Visitor, visitors

    home = run.home
    home.mkdir(parents=True)
    apart(lambda: account(home))
    file = run.place / "so-lieu.csv"
    file.write_bytes(_sheet("70,5"))
    waits: list[float] = []
    quiet: list[float] = []
    with serving(home) as (port, _pid):

        async def everything() -> None:
            async with AsyncExitStack() as stack:
                found: list[Visitor] = await visitors(port, 100, stack)
                over = asyncio.Event()

                async def clicking(visitor: Any, place: int) -> None:
                    await asyncio.sleep(5 * place / 100)
                    while not over.is_set():
                        waits.append(await visitor.ask(("", "xep-hang", "don-vi")[place % 3], "nam=2018"))
                        with suppress(TimeoutError):
                            await asyncio.wait_for(over.wait(), 5)

                async def clerk() -> None:
                    await asyncio.sleep(10)
                    quiet.extend(waits)
                    waits.clear()
                    try:
                        await asyncio.to_thread(_write_by_browser, run, port, file)
                        await asyncio.sleep(3)
                    finally:
                        over.set()

                await asyncio.gather(clerk(), *(clicking(each, place) for place, each in enumerate(found)))

        asyncio.run(everything())
        log = (home / "server.log").read_text(errors="replace")
    before, during = _p95(quiet), _p95(waits)
    run.notes.append(
        f"{len(waits)} clicks, p95 {1000 * during:.0f} ms, before the import {1000 * before:.0f} ms"
    )
    # on a machine that is busy with other things, the import must not make it worse
    run.must(
        during < max(2.0, 2 * before), f"p95 {1000 * during:.0f} ms, before the import {1000 * before:.0f} ms"
    )
    run.must("Traceback" not in log, f"the server logged an error: {log[-400:]}")
    _once(run, 1)


def _p95(waits: list[float]) -> float:
    return sorted(waits)[int(len(waits) * 0.95)] if waits else 0.0


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
            import websockets

            async with websockets.connect(
                f"ws://127.0.0.1:{port}/_stcore/stream", subprotocols=["streamlit"], max_size=None
            ) as line:
                session = await _session_of(line)
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
    _once(run, 0)


async def _session_of(line: Any) -> str:
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
            took = asyncio.run(_a_visit(port))
            run.notes.append(f"a screen {took:.2f} s")
            run.must(took < 10, f"a screen took {took:.1f} s")
            run.must(memory_of(pid) < 2048, f"the server takes {memory_of(pid)} MB")
        finally:
            for line in lines:
                line.close()
        run.must(healthy(port, 5), "the server does not answer afterwards")
    _once(run, 0)


async def _a_visit(port: int) -> float:
    from load import visitors

    async with AsyncExitStack() as stack:
        visitor = (await visitors(port, 1, stack))[0]
        return float(await asyncio.wait_for(visitor.ask("xep-hang", "nam=2018"), 30))


# --- F17 ----------------------------------------------------------------------------------------------------------

TORN = (
    "double click on Ghi", "reload after the upload", "connection cut after the upload", "the back button after writing",
    "reload in the moment of writing", "the same file again", "two tabs, the same file", "the browser closed while writing",
)  # fmt: skip


def a_session_is_torn(run: Run) -> None:
    """F17: whatever the browser does, the figures are kept once or not at all."""
    what = TORN[run.index % len(TORN)]
    run.notes.append(what)
    run.home.mkdir(parents=True)
    apart(lambda: account(run.home))
    file = run.place / "so-lieu.csv"
    file.write_bytes(_sheet("70,5"))
    with serving(run.home) as (port, _pid):
        told = apart(lambda: _in_the_browser(port, file, what))
        run.must(healthy(port, 5), "the server does not answer afterwards")
    run.notes.append(str(told))
    if what in ("connection cut after the upload", "reload after the upload"):
        _once(run, 0)
    elif what in ("reload in the moment of writing", "the browser closed while writing"):
        lines, _wrong = journal_lines(run.home / "journal.jsonl")
        _once(run, 1 if len(lines) == 2 else 0)
    else:
        run.must(told, "never told that it was written")
        _once(run, 1)


def _sheet(value: str) -> bytes:
    headings = (
        "Năm;Đơn vị;Mã;Tiêu chí;Đơn vị tính;Chỉ tiêu;Cấp giao;Thực hiện;Trạng thái;Nguồn;Ngày số liệu;Ghi chú"
    )
    row = f"2018;Huyện Hòn Đất;N1.07;Giải ngân vốn đầu tư xây dựng cơ bản;%;;;{value};chính thức;Sở Kế hoạch và Đầu tư;31/01/2019;"
    return b"\xef\xbb\xbf" + "\r\n".join([headings, row, ""]).encode()


@contextmanager
def browsing(port: int) -> Iterator[Any]:
    """A page of a signed-in clerk."""
    found = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    if not found:
        raise NotRun("there is no Chromium", "chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_context(locale="en-US", viewport={"width": 1366, "height": 768}).new_page()
        page.set_default_timeout(PATIENCE)
        page.goto(f"http://127.0.0.1:{port}/dang-nhap?den=%2Fnhap-so-lieu")
        page.get_by_label("Tên tài khoản").fill(WRITER)
        page.get_by_label("Mật khẩu").fill(PASSWORD)
        page.get_by_role("button", name="Đăng nhập").click()
        page.wait_for_selector("h1")
        yield page
        browser.close()


def _brought(page: Any, file: Path) -> None:
    page.wait_for_selector('[data-testid="stFileUploader"] input[type=file]', state="attached")
    page.set_input_files('[data-testid="stFileUploader"] input[type=file]', str(file))
    page.get_by_text(re.compile(r"\d ?[KM]?B$")).first.wait_for()
    page.wait_for_timeout(300)


def _previewed(page: Any, file: Path) -> Any:
    """The file read and signed; the button that writes."""
    _brought(page, file)
    page.get_by_role("button", name="Đọc tệp").click()
    page.wait_for_selector("[data-td-focus]")
    page.get_by_label("Lý do, căn cứ (bắt buộc)").fill("lần 1")
    page.wait_for_timeout(300)
    return page.get_by_role("button", name="Ghi 1 số liệu")


def _write_by_browser(run: Run, port: int, file: Path) -> None:
    with browsing(port) as page:
        _previewed(page, file).click()
        page.get_by_text("Đã ghi 1 số liệu.").wait_for()


def _in_the_browser(port: int, file: Path, what: str) -> bool:
    done = "Đã ghi 1 số liệu."
    address = f"http://127.0.0.1:{port}/nhap-so-lieu"
    with browsing(port) as page:
        if what == "connection cut after the upload":
            _brought(page, file)
            page.context.set_offline(True)
            page.wait_for_timeout(1500)
            page.context.set_offline(False)
            page.goto(address)
            page.wait_for_selector("h1")
            return False
        if what == "reload after the upload":
            _previewed(page, file)
            page.reload()
            page.wait_for_selector('[data-testid="stFileUploader"] input[type=file]', state="attached")
            return bool(page.get_by_role("button", name="Ghi 1 số liệu").count())
        other = page.context.new_page() if what == "two tabs, the same file" else None
        button = _previewed(page, file)
        if other is not None:
            other.set_default_timeout(PATIENCE)
            other.goto(address)
            second = _previewed(other, file)
        if what == "double click on Ghi":
            button.dblclick()
            page.evaluate(
                "() => [...document.querySelectorAll('button')].filter(b => b.innerText.includes('Ghi 1')).forEach(b => { b.click(); b.click(); })"
            )
        elif what == "reload in the moment of writing":
            button.click(no_wait_after=True)
            page.reload()
            page.wait_for_selector("h1")
            page.wait_for_timeout(1500)
            return True
        elif what == "the browser closed while writing":
            button.click(no_wait_after=True)
            return True
        else:
            button.click()
        try:
            page.get_by_text(done).wait_for(timeout=PATIENCE / 2)
        except Exception as error:
            shown = " | ".join(each.inner_text() for each in page.query_selector_all(".td-notice"))
            raise AssertionError(f"“{done}” is not shown but: {shown}") from error
        if what == "the back button after writing":
            page.get_by_role("link", name=re.compile("Xem lần ghi")).click()
            page.wait_for_selector("#td-undo")
            page.go_back()
            page.wait_for_selector('[data-testid="stFileUploader"] input[type=file]', state="attached")
            page.wait_for_timeout(1000)
        if what == "the same file again":
            page.goto(address)
            _brought(page, file)
            page.get_by_role("button", name="Đọc tệp").click()
            page.wait_for_selector("[data-td-focus]")
            page.wait_for_timeout(1000)
            for each in page.get_by_role("button", name=re.compile("^Ghi")).all():
                if each.is_enabled():
                    return False
        if other is not None:
            second.click()
            other.wait_for_timeout(3000)
            if other.get_by_text(done).count():
                return False
        return True


def _once(run: Run, count: int) -> None:
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


# --- F21 ----------------------------------------------------------------------------------------------------------


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
    _once(run, 0)


ALONE = """
import asyncio, json, shutil, sys
from pathlib import Path
sys.path[:0] = [".", "tests"]
from tests.fault_classes.server import _a_visit, request, serving
home, log = Path(sys.argv[1]), sys.argv[2]
traced = ("strace", "-f", "-qq", "--seccomp-bpf", "-e", "trace=connect", "-o", log) if shutil.which("strace") else ()
with serving(home, *traced) as (port, pid):
    def get(path):
        text = f"GET {path} HTTP/1.1\\r\\nHost: 127.0.0.1\\r\\nConnection: close\\r\\n\\r\\n"
        return request(port, text.encode(), 120)
    documents = [get(path)[0] for path in ("/", "/xep-hang", "/so-sanh")]
    screen = asyncio.run(_a_visit(port))
    status, answer = get("/tai-ve/bang-tong-hop.pdf?nam=2018")
    body = answer.partition(b"\\r\\n\\r\\n")[2]
    if body[:4] != b"%PDF":  # sent in chunks
        body = body.partition(b"\\r\\n")[2]
print(json.dumps({"documents": documents, "screen": round(screen, 1), "pdf": body[:4].decode("latin-1"), "size": len(body)}))
"""


def around(function: Callable[[Run], None], other: Callable[[Run], None]) -> Callable[[Run], None]:
    """Run 0, 3, 6 … by one, the others by the other."""
    return lambda run: function(run) if run.index % 3 == 0 else other(run)
