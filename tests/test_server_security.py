"""The server against hostile requests: the rows headers, host/origin, XSRF, uploads, brute force of the security matrix."""

from __future__ import annotations

import http.client
import json
import re
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from asgi import answered, scope_of
from conftest import Server, serving
from signed_in import Answer, Client, account
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from data.sign_in import SignIn
from pages.parts.upload_quota import UploadQuota
from pages.parts.wall import Headed, Wall, host_is_ours
from pages.parts.watch import Watch

HEADERS = {
    "content-security-policy", "x-content-type-options", "x-frame-options", "referrer-policy",
    "cross-origin-opener-policy", "cross-origin-resource-policy", "permissions-policy", "cache-control",
}  # fmt: skip
MEGABYTE = 1024 * 1024


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """As it is started on one PC: no proxy is believed."""
    with serving(tmp_path_factory.mktemp("plain")) as started:
        account(started.home, "Ánh")
        yield started


@pytest.fixture(scope="module")
def proxied(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Behind a proxy on this machine, under a name."""
    patch = pytest.MonkeyPatch()
    patch.setenv("THIDUA_PROXIES", "127.0.0.1")
    patch.setenv("STREAMLIT_SERVER_ALLOWED_HOSTS", "thidua.example.vn 127.0.0.1")
    with serving(tmp_path_factory.mktemp("proxied")) as started:
        patch.undo()
        account(started.home, "Ánh")
        yield started


# --- headers: every kind of answer --------------------------------------------------------------------------------

ANSWERS = {
    "a screen": ("GET", "/xep-hang", {}, 200),
    "the screen of a deep link": ("GET", "/so-sanh?nam=2017&donvi=CT", {}, 200),
    "our own file": ("GET", "/_frame/frame.css", {}, 200),
    "the page to sign in": ("GET", "/dang-nhap", {}, 200),
    "a file to take away": ("GET", "/tai-ve/bang-so-lieu.zip?nam=2018", {}, 200),
    "the hall's screen": ("GET", "/trinh-chieu/san-khau?nam=2018", {}, 307),
    "the health": ("GET", "/suc-khoe", {}, 200),
    "no such address": ("GET", "/khong-co", {}, 404),
    "no such file of Streamlit's": ("GET", "/static/js/khong-co.js", {}, 404),
    "a refused upload": ("PUT", "/_stcore/upload_file/a/b", {}, 401),
    "a refused method": ("POST", "/xep-hang", {}, 405),
    "a refused name of the server": ("GET", "/", {"Host": "evil.example"}, 400),
}


@pytest.mark.security("headers")
@pytest.mark.parametrize("kind", ANSWERS)
def test_every_kind_of_answer_carries_every_header_once(plain: Server, kind: str) -> None:
    method, path, headers, status = ANSWERS[kind]
    answer = Client(plain.port).ask(method, path, **headers)
    names = [name.lower() for name, _value in answer.headers]

    assert status == answer.status
    assert [] == sorted(HEADERS - set(names))
    assert sorted(set(names)) == sorted(names)
    assert ("nosniff", "DENY", "same-origin") == (
        answer.header("x-content-type-options"), answer.header("x-frame-options"), answer.header("referrer-policy"),
    )  # fmt: skip
    policy = answer.header("content-security-policy")
    assert "default-src 'self'" in policy or "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe-eval" not in policy
    assert "'unsafe-inline'" not in re.sub(r"style-src[^;]*;", "", policy)
    assert [] == [name for name in names if name.startswith("access-control-")]
    if path.startswith(("/tai-ve", "/dang-nhap", "/suc-khoe")):
        assert "no-store" == answer.header("cache-control")


def test_a_failure_inside_is_dressed_like_any_other_answer() -> None:
    async def failing(*_: object) -> None:
        raise ValueError("Giồng Riềng 95,5")

    answer = answered(Headed(Watch(failing), [(b"x-content-type-options", b"nosniff")]), scope_of())

    assert (500, "nosniff", "no-store") == (
        answer.status, answer.headers["x-content-type-options"], answer.headers["cache-control"],
    )  # fmt: skip
    assert re.search("mã lỗi [0-9a-f]{8}", answer.text)
    assert "Giồng Riềng" not in answer.text
    assert "ValueError" not in answer.text


def test_streamlits_cookie_is_marked_for_tls_where_the_proxy_speaks_tls(
    proxied: Server, plain: Server
) -> None:
    cookies = [
        Client(server.port).ask("GET", "/_stcore/health", X_Forwarded_Proto="https").header("set-cookie")
        for server in (proxied, plain)
    ]

    assert ["Path=/; SameSite=Strict; Secure", "Path=/; SameSite=Strict"] == [
        cookie.partition("; ")[2] for cookie in cookies
    ]


@pytest.mark.parametrize(
    "path",
    [
        "/_stcore/metrics", "/_stcore//metrics", "/_stcore/./metrics", "//_stcore/metrics", "/_stcore/metrics/",
        "/_stcore/x/../metrics", "/%5fstcore/metrics", "/_stcore%2fmetrics", "/_stcore/agent", "/_stcore/agent/mcp",
        "/_stcore/agent/openapi.json", "/_stcore/script-health-check", "/_stcore/bidi-components/x", "/_stcore",
        "/_stcore/", "/_stcore/health/x", "/_stcore/upload_file/a/b/c", "/component/x/y", "/trinh-chieu/x", "/tai-ve/a/b", "/app/static/x", "/openapi.json", "/mcp", "/..%2f..%2fetc/passwd", "/a%00b",
    ],
)  # fmt: skip
@pytest.mark.parametrize("method", ["GET", "POST", "OPTIONS"])
def test_doors_that_no_screen_needs_are_shut_in_every_spelling(plain: Server, path: str, method: str) -> None:
    answer = Client(plain.port).ask(method, path, Accept="*/*")

    assert answer.status in ({401, 404} if method == "GET" else {401, 404, 405})
    assert "# TYPE" not in answer.body
    assert '"openapi"' not in answer.body
    assert 'lang="en"' not in answer.body  # Streamlit's own page, which it gives for any address


@pytest.mark.parametrize("method", ["TRACE", "CONNECT", "PATCH", "PROPFIND", "get", "ABCDEF"])
def test_only_known_methods_are_looked_at(plain: Server, method: str) -> None:
    assert Client(plain.port).ask(method, "/").status in {400, 405}


# --- Host and Origin --------------------------------------------------------------------------------------------


@pytest.mark.security("host_origin")
@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "evil@127.0.0.1", "localhost:x"])
def test_a_name_that_is_not_the_servers_gets_no_page(plain: Server, host: str) -> None:
    answers = [Client(plain.port).ask("GET", path, Host=host) for path in ("/", "/tai-ve/bang-tong-hop.xlsx")]

    assert [400, 400] == [answer.status for answer in answers]
    assert "Máy chủ không mang tên này" in answers[0].body


@pytest.mark.security("host_origin")
@pytest.mark.parametrize(
    ("host", "origin"),
    [
        ("evil.example", "http://evil.example"),
        ("", "http://evil.example"),
        ("", "http://localhost:3000"),
        ("", "null"),
    ],
)
def test_a_stream_is_opened_for_this_servers_own_pages_only(plain: Server, host: str, origin: str) -> None:
    headers = {"Origin": origin} | ({"Host": host} if host else {})
    with pytest.raises(InvalidStatus) as refused:
        stream(plain.port, **headers)

    assert 403 == refused.value.response.status_code


def test_the_servers_own_names_are_let_in(plain: Server, proxied: Server) -> None:
    own = ["127.0.0.1", f"127.0.0.1:{plain.port}", f"LOCALHOST:{plain.port}", f"[::1]:{plain.port}"]

    assert [200] * 4 == [Client(plain.port).ask("GET", "/", Host=host).status for host in own]
    assert [200, 400] == [
        Client(proxied.port).ask("GET", "/", Host=host).status for host in ("thidua.example.vn", "localhost")
    ]
    with stream(plain.port, Origin=f"http://127.0.0.1:{plain.port}") as line:
        assert "streamlit" == line.subprotocol


def test_without_a_list_of_names_only_this_machines_are_the_servers() -> None:
    wall = Wall(lambda *_: None)  # type: ignore[arg-type, return-value]

    assert [True, True, False] == [
        host_is_ours(each, wall.hosts) for each in ("localhost", "[::1]:1", "x.vn")
    ]
    assert [True, False, False] == [
        host_is_ours(each, ["*.kiengiang.gov.vn"])
        for each in ("thidua.kiengiang.gov.vn", "kiengiang.gov.vn", "xkiengiang.gov.vn")
    ]


def test_a_foreign_origin_is_refused_before_streamlit_asks_the_internet_for_this_machines_address() -> None:
    reached: list[str] = []

    async def streamlits(scope, _receive, _send) -> None:  # type: ignore[no-untyped-def]
        reached.append(scope["path"])

    scope = scope_of(type="websocket", path="/_stcore/stream", headers=[("origin", "http://evil.example")])
    answer = answered(Wall(streamlits), scope)

    assert (["websocket.close"], []) == ([each["type"] for each in answer.sent], reached)


# --- uploads --------------------------------------------------------------------------------------------------------


def stream(port: int, cookie: str = "", **headers: str):
    """The line over which screens run."""
    sent = {**headers, **({"Cookie": cookie} if cookie else {})}
    host = sent.pop("Host", "")
    address = f"ws://{host or '127.0.0.1'}:{port}/_stcore/stream"
    line = socket.create_connection(("127.0.0.1", port))
    return connect(address, sock=line, subprotocols=["streamlit"], max_size=None, additional_headers=sent)


@dataclass
class Desk:
    """Somebody who is signed in, a session that runs, and the token that goes with its uploads."""

    client: Client
    session: str
    token: str

    def send(self, body: bytes | Iterator[bytes], path: str = "", **headers: str) -> Answer:
        """PUT as the screen does it; `headers` with _ for -, "" takes one away."""
        cookies = {**self.client.cookies, "_streamlit_xsrf": self.token}
        sent = {
            "Content-Type": "multipart/form-data; boundary=B",
            "X-Xsrftoken": self.token,
            "Origin": f"http://127.0.0.1:{self.client.port}",
            "Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items()),
        } | {name.replace("_", "-"): value for name, value in headers.items()}
        line = http.client.HTTPConnection("127.0.0.1", self.client.port, timeout=30)
        try:
            line.request(
                "PUT",
                path or f"/_stcore/upload_file/{self.session}/tep",
                body,
                {name: value for name, value in sent.items() if value},
                encode_chunked=not isinstance(body, bytes),
            )
            return read(line)
        except (BrokenPipeError, ConnectionResetError):  # refused before all was sent: the answer lies there
            if line.sock is None and isinstance(
                body, bytes
            ):  # unless it was dropped with the line: once more
                return self.send(body, path, **headers)
            return read(line)


def read(line: http.client.HTTPConnection) -> Answer:
    """The answer on a line."""
    line.__dict__["_HTTPConnection__state"] = "Request-sent"
    got = line.getresponse()
    return Answer(got.status, got.getheaders(), got.read().decode("utf-8", "replace"))


def one_file(content: bytes, name: str = "so-lieu.csv") -> bytes:
    head = f'--B\r\nContent-Disposition: form-data; name="f"; filename="{name}"\r\n\r\n'
    return head.encode() + content + b"\r\n--B--\r\n"


@contextmanager
def desk(server: Server) -> Iterator[Desk]:
    client = Client(server.port)
    client.sign_in("Ánh")
    token = client.ask("GET", "/_stcore/health").header("set-cookie").split("=", 1)[1].split(";")[0]
    client.cookies.pop("_streamlit_xsrf", None)
    cookie = f"thidua_phien={client.cookies['thidua_phien']}"
    with stream(server.port, cookie) as line:
        ask = BackMsg()
        ask.rerun_script.page_name = "nhap-so-lieu"
        line.send(ask.SerializeToString())
        session = ""
        while not session:
            session = ForwardMsg.FromString(line.recv()).new_session.initialize.session_id
        yield Desk(client, session, token)


@pytest.fixture(scope="module")
def clerk(plain: Server) -> Iterator[Desk]:
    with desk(plain) as sitting:
        yield sitting


def memory(server: Server) -> int:
    """Bytes that the server keeps in memory; 0 where the system does not say."""
    pages = Path(f"/proc/{server.process.pid}/statm")
    return int(pages.read_text().split()[1]) * 4096 if pages.exists() else 0


def files_of(server: Server) -> set[str]:
    """What lies in the home, but for the log and what sign-in keeps."""
    return {str(path.relative_to(server.home)) for path in server.home.rglob("*")}


@pytest.mark.security("upload_endpoint")
@pytest.mark.parametrize("method", ["PUT", "POST", "DELETE"])
def test_who_is_not_signed_in_brings_and_takes_no_file(plain: Server, clerk: Desk, method: str) -> None:
    path = f"/_stcore/upload_file/{clerk.session}/tep"

    assert 401 == Client(plain.port).ask(method, path).status


@pytest.mark.security("upload_endpoint")
def test_what_was_brought_cannot_be_read_back(clerk: Desk) -> None:
    assert 204 == clerk.send(one_file(b"a;b")).status
    assert 404 == clerk.client.ask("GET", f"/_stcore/upload_file/{clerk.session}/tep").status


@pytest.mark.security("upload_endpoint")
@pytest.mark.parametrize("session", ["khong-co", "..%2f..%2fetc", "%00"])
def test_a_file_for_no_running_session_is_refused(clerk: Desk, session: str) -> None:
    assert clerk.send(one_file(b"x"), f"/_stcore/upload_file/{session}/tep").status in {400, 404}


@pytest.mark.security("upload_endpoint")
def test_a_file_above_the_limit_is_refused(clerk: Desk) -> None:
    assert 413 == clerk.send(one_file(b"x" * (5 * MEGABYTE + 1))).status


@pytest.mark.security("upload_endpoint")
def test_a_body_without_length_is_cut_at_the_limit(plain: Server, clerk: Desk) -> None:
    sent = 0

    def endless() -> Iterator[bytes]:
        nonlocal sent
        yield one_file(b"")[:-9]
        while sent < 100 * MEGABYTE:
            sent += MEGABYTE
            yield b"x" * MEGABYTE

    before = memory(plain)

    assert 413 == clerk.send(endless(), Transfer_Encoding="chunked").status
    assert memory(plain) - before < 30 * MEGABYTE


@pytest.mark.security("upload_endpoint")
@pytest.mark.parametrize("length", ["-1", "abc"])
def test_a_length_that_is_none_is_refused(clerk: Desk, length: str) -> None:
    assert 400 == clerk.send(b"x", Content_Length=length).status


@pytest.mark.security("upload_endpoint")
def test_a_length_that_lies_makes_half_a_file_and_no_second_request(plain: Server, clerk: Desk) -> None:
    body = one_file(b"GET /tai-ve/bang-tong-hop.xlsx HTTP/1.1\r\n\r\n")

    assert 400 == clerk.send(body, Content_Length="90").status
    assert 200 == Client(plain.port).ask("GET", "/suc-khoe").status


@pytest.mark.security("upload_endpoint")
@pytest.mark.parametrize("name", ["../../../app.py", "C:\\\\Windows\\\\x.exe"])
def test_a_name_never_becomes_a_path(plain: Server, clerk: Desk, name: str) -> None:
    before = files_of(plain)

    assert 204 == clerk.send(one_file(b"MZ", name)).status
    assert before == files_of(plain)


def test_one_account_brings_a_limited_amount_in_an_hour() -> None:
    now, status = [0.0], {}

    async def taking(_scope, receive, send) -> None:  # type: ignore[no-untyped-def]
        await receive()
        await send({"type": "http.response.start", "status": 204, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    quota = UploadQuota(taking, most=250_000, clock=lambda: now[0])
    scope = scope_of("PUT", "/_stcore/upload_file/a/b")
    for minute in (0, 1, 2, 3, 59, 60, 61):
        now[0] = minute * 60.0
        answer = answered(quota, scope, b"x" * (100_000 if minute else 0))
        status[minute] = answer.status

    # 64 KiB for the empty one, then 100,000 each: full at minute 2; the first is an hour old at minute 60.
    assert {0: 204, 1: 204, 2: 204, 3: 429, 59: 429, 60: 204, 61: 204} == status
    now[0] = 61.5 * 60
    assert "30" == answered(quota, scope).headers["retry-after"]


# --- XSRF --------------------------------------------------------------------------------------------------------------


@pytest.mark.security("xsrf")
@pytest.mark.parametrize(
    "change",
    [
        {"X_Xsrftoken": ""},
        {"X_Xsrftoken": "2|00000000|00000000000000000000000000000000|1"},
        {"X_Xsrftoken": "x"},
        {"Cookie": "_streamlit_xsrf="},
        {"Origin": "http://evil.example"},
        {"Origin": "http://localhost:3000"},
    ],
)
def test_a_file_that_the_screen_did_not_send_is_refused(clerk: Desk, change: dict[str, str]) -> None:
    if "Cookie" in change:
        change = {"Cookie": f"thidua_phien={clerk.client.cookies['thidua_phien']}"}

    assert 403 == clerk.send(one_file(b"x"), **change).status


# --- brute force ---------------------------------------------------------------------------------------------------


def attempts(client: Client, names: list[str], **headers: str) -> list[int]:
    return [client.sign_in(name, "mật khẩu sai hẳn", **headers).status for name in names]


def counted(server: Server) -> dict[str, int]:
    """Failures by address."""
    kept = json.loads((server.home / "failures.json").read_text("utf-8"))["failures"]
    return {key.partition(":")[2]: one["count"] for key, one in kept.items() if key.startswith("address:")}


@pytest.fixture()
def forgotten(plain: Server, proxied: Server) -> Iterator[None]:
    yield
    for server in (plain, proxied):
        (server.home / "failures.json").unlink(missing_ok=True)


def failed_often(server: Server, address: str) -> None:
    """As after many attempts: so that the wait outlasts the test."""
    kept = server.home / "failures.json"
    failures = json.loads(kept.read_text("utf-8"))
    failures["failures"][f"address:{address}"]["count"] = 20
    kept.write_text(json.dumps(failures), "utf-8")


@pytest.mark.security("brute_force")
def test_many_names_from_one_address_are_slowed_down_like_one(plain: Server, forgotten: None) -> None:
    client = Client(plain.port)

    assert [401] * 4 == attempts(client, [f"tên {each}" for each in range(4)])
    assert {"127.0.0.1": 4} == counted(plain)
    failed_often(plain, "127.0.0.1")
    assert [429] == attempts(client, ["tên khác"])
    late = client.sign_in("Ánh")  # the right password, from the same address
    assert (429, False) == (late.status, "thidua_phien" in client.cookies)


@pytest.mark.security("brute_force")
def test_an_address_that_a_visitor_makes_up_is_not_believed(plain: Server, forgotten: None) -> None:
    client = Client(plain.port)
    for each in range(4):
        attempts(client, [f"người {each}"], X_Forwarded_For=f"10.0.0.{each}", Forwarded=f"for=10.0.0.{each}")

    assert {"127.0.0.1": 4} == counted(plain)


@pytest.mark.security("brute_force")
def test_behind_a_proxy_each_visitor_is_counted_for_himself(proxied: Server, forgotten: None) -> None:
    client = Client(proxied.port)
    attempts(client, ["a"], X_Forwarded_For="10.0.0.1")
    failed_often(proxied, "10.0.0.1")

    assert [429] == attempts(client, ["b"], X_Forwarded_For="10.0.0.1")
    assert [401] == attempts(client, ["c"], X_Forwarded_For="10.0.0.2")
    assert {"10.0.0.1", "10.0.0.2"} == set(counted(proxied))


@pytest.mark.security("brute_force")
def test_behind_a_proxy_only_what_the_proxy_added_is_believed(proxied: Server, forgotten: None) -> None:
    client = Client(proxied.port)
    for each in range(4):
        attempts(client, [f"c {each}"], X_Forwarded_For=f"1.2.3.{each}, 10.0.0.9")

    assert {"10.0.0.9": 4} == counted(proxied)


@pytest.mark.security("brute_force")
def test_the_delay_is_still_there_after_a_restart(tmp_path: Path) -> None:
    now = datetime(2026, 11, 27, tzinfo=UTC)
    before = SignIn(tmp_path, lambda: now)
    waits = [before.sign_in(f"d {each}", "mật khẩu sai hẳn", "10.0.0.1").wait for each in range(8)]
    again = SignIn(tmp_path, lambda: now)  # as a server that starts reads it

    assert ([0, 0, 0, 0, 1], True) == (waits[:5], all(waits[5:]))
    assert again.sign_in("khác", "mật khẩu sai hẳn", "10.0.0.1").wait >= waits[-1]
    assert 0 == again.sign_in("khác nữa", "mật khẩu sai hẳn", "10.0.0.2").wait
