"""The nginx configuration of the operators' page, word for word but for names and ports, with Debian's nginx in front."""

from __future__ import annotations

import http.client
import os
import shutil
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from conftest import TOP, Server, free_port, serving
from signed_in import PASSWORD, account
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

NAME = "thidua.example.gov.vn"
FILE = TOP / ".docs" / "van-hanh" / "nginx.conf"
MEGABYTE = 1024 * 1024


@dataclass
class Front:
    """nginx in front of a running server."""

    port: int
    plain_port: int
    server: Server
    certificate: Path

    @property
    def trust(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=str(self.certificate))

    @property
    def host(self) -> str:
        return f"{NAME}:{self.port}"

    def line(self) -> ssl.SSLSocket:
        return self.trust.wrap_socket(
            socket.create_connection(("127.0.0.1", self.port), timeout=30), server_hostname=NAME
        )

    def ask(
        self, method: str, path: str, body: bytes | None = None, **headers: str
    ) -> tuple[int, list[tuple[str, str]], str]:
        line = http.client.HTTPConnection(NAME, self.port, timeout=40)
        line.sock = self.line()
        sent = {"Host": self.host, "Accept": "text/html"} | {
            key.replace("_", "-"): value for key, value in headers.items()
        }
        try:
            line.request(method, path, body, sent)
        except (BrokenPipeError, ConnectionResetError, ssl.SSLError):
            line.__dict__["_HTTPConnection__state"] = "Request-sent"  # refused before all was sent
        got = line.getresponse()
        answer = got.status, got.getheaders(), got.read().decode("utf-8", "replace")
        line.close()
        return answer

    def sign_in(self, name: str, password: str, **headers: str) -> tuple[int, list[tuple[str, str]], str]:
        page = self.ask("GET", "/dang-nhap")
        mark = next(value for key, value in page[1] if key == "set-cookie" and value.startswith("thidua_mau"))
        token = page[2].split('name="mau" value="')[1].split('"')[0]
        body = urlencode({"mau": token, "den": "/xep-hang", "ten": name, "mat_khau": password}).encode()
        return self.ask(
            "POST", "/dang-nhap", body, Cookie=mark.split(";")[0], Origin=f"https://{self.host}",
            Content_Type="application/x-www-form-urlencoded", **headers,
        )  # fmt: skip


@pytest.fixture(scope="module")
def front(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Front]:
    missing = [
        each for each in ("nginx", "openssl") if shutil.which(each, path="/usr/sbin:/usr/bin:/bin") is None
    ]
    if missing:
        say = pytest.fail if os.environ.get("CI") == "true" else pytest.skip
        say(f"no {' and no '.join(missing)} here: install the packages nginx-light and openssl")
    folder = tmp_path_factory.mktemp("nginx")
    key, certificate = folder / "key.pem", folder / "cert.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
         "-subj", f"/CN={NAME}", "-addext", f"subjectAltName=DNS:{NAME}", "-keyout", str(key), "-out", str(certificate)],
        check=True, capture_output=True,
    )  # fmt: skip
    ports = [free_port() for _ in range(3)]
    text = FILE.read_text("utf-8")
    for old, new in (
        ("server 127.0.0.1:8501;", f"server 127.0.0.1:{ports[0]};"),
        ("listen 80;", f"listen 127.0.0.1:{ports[1]};"),
        ("listen 443 ssl http2;", f"listen 127.0.0.1:{ports[2]} ssl http2;"),
        ("/etc/ssl/thidua/fullchain.pem", str(certificate)),
        ("/etc/ssl/thidua/privkey.pem", str(key)),
    ):
        assert 1 == text.count(old), old
        text = text.replace(old, new)
    (folder / "thidua.conf").write_text(text, "utf-8")
    (folder / "nginx.conf").write_text(
        f"{'user root; ' if getattr(os, 'geteuid', int)() == 0 else ''}daemon off; pid {folder}/pid; error_log {folder}/error.log warn; worker_processes 1;\n"
        "events { worker_connections 512; }\n"
        f"http {{ access_log off; client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;\n"
        f"fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;\n"
        f"include {folder}/thidua.conf; }}\n"
    )
    command = [shutil.which("nginx", path="/usr/sbin:/usr/bin") or "nginx", "-c", str(folder / "nginx.conf")]
    tested = subprocess.run([*command, "-t"], capture_output=True, text=True)
    assert 0 == tested.returncode, tested.stderr
    patch = pytest.MonkeyPatch()
    patch.setenv("THIDUA_PROXIES", "127.0.0.1")
    patch.setenv("STREAMLIT_SERVER_ALLOWED_HOSTS", f"{NAME} 127.0.0.1")
    with serving(folder / "home", port=ports[0]) as server:
        patch.undo()
        account(server.home, "Ánh")
        nginx = subprocess.Popen(command, stderr=subprocess.DEVNULL)
        try:
            wait_for(ports[2])
            yield Front(ports[2], ports[1], server, certificate)
        finally:
            nginx.terminate()
            nginx.wait(10)


def wait_for(port: int) -> None:
    for _ in range(100):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    pytest.fail("nginx did not start")


def test_a_screen_comes_over_tls_with_every_header_once(front: Front) -> None:
    status, headers, body = front.ask("GET", "/xep-hang?nam=2017")
    names = [name.lower() for name, _value in headers]

    assert (200, True) == (status, '<html lang="vi">' in body)
    assert sorted(set(names)) == sorted(names)
    assert set() == {
        "strict-transport-security", "content-security-policy", "x-content-type-options", "x-frame-options",
        "referrer-policy", "cross-origin-opener-policy", "permissions-policy", "cache-control",
    } - set(names)  # fmt: skip
    assert "nginx" == dict(headers)["Server" if "Server" in dict(headers) else "server"]


def test_plain_http_leads_to_tls(front: Front) -> None:
    line = http.client.HTTPConnection("127.0.0.1", front.plain_port, timeout=20)
    line.request("GET", "/xep-hang?nam=2017", headers={"Host": "evil.example"})
    got = line.getresponse()

    assert (301, f"https://{NAME}/xep-hang?nam=2017") == (got.status, got.getheader("location"))


def test_another_name_is_refused(front: Front) -> None:
    assert 400 == front.ask("GET", "/", Host="evil.example")[0]


def screen_runs(front: Front, **headers: str) -> bool:
    ask = BackMsg()
    ask.rerun_script.page_name = "xep-hang"
    ask.rerun_script.query_string = "nam=2018"
    with connect(
        f"wss://{front.host}/_stcore/stream", sock=socket.create_connection(("127.0.0.1", front.port)),
        ssl=front.trust, server_hostname=NAME, subprotocols=["streamlit"], max_size=None, additional_headers=headers,
    ) as line:  # fmt: skip
        line.send(ask.SerializeToString())
        while True:
            message = ForwardMsg.FromString(line.recv(timeout=30))
            if message.WhichOneof("type") == "script_finished":
                return True


def test_screens_run_over_the_stream_and_a_strangers_page_opens_none(front: Front) -> None:
    assert screen_runs(front, Origin=f"https://{front.host}")
    with pytest.raises(InvalidStatus) as refused:
        screen_runs(front, Origin="https://evil.example")
    assert 403 == refused.value.response.status_code


def test_signing_in_marks_every_cookie_for_tls(front: Front) -> None:
    status, headers, _body = front.sign_in("Ánh", PASSWORD)
    cookies = [value for key, value in headers if key.lower() == "set-cookie" and "Max-Age=0" not in value]
    cookies += [value for key, value in front.ask("GET", "/_stcore/health")[1] if key.lower() == "set-cookie"]

    assert 303 == status
    assert ["_streamlit_xsrf", "thidua_phien"] == sorted(each.split("=")[0] for each in cookies)
    assert all("Secure" in each for each in cookies)


def test_an_address_that_a_visitor_made_up_does_not_reach_the_count(front: Front) -> None:
    front.sign_in("Ai đó", "mật khẩu sai hẳn", X_Forwarded_For="10.1.2.3", Forwarded="for=10.1.2.4")
    kept = (front.server.home / "failures.json").read_text("utf-8")

    assert ("address:127.0.0.1" in kept, "10.1.2." in kept) == (True, False)


def test_a_large_body_ends_at_the_proxy_and_a_file_of_the_allowed_size_passes(front: Front) -> None:
    path = "/_stcore/upload_file/a/b"

    assert 413 == front.ask("PUT", path, b"x" * (7 * MEGABYTE))[0]
    assert (
        401 == front.ask("PUT", path, b"x" * (5 * MEGABYTE))[0]
    )  # passed on; the program asks who brings it
    assert 413 == front.ask("POST", "/dang-nhap", b"x" * 40_000)[0]


def test_a_slow_client_is_cut_off_while_others_are_served(front: Front) -> None:
    slow = [front.line() for _ in range(30)]
    for line in slow:
        line.sendall(b"GET / HTTP/1.1\r\nHost: ")
    started = time.monotonic()
    assert 200 == front.ask("GET", "/suc-khoe")[0]
    assert time.monotonic() - started < 5
    closed = 0
    for line in slow:
        line.settimeout(20)
        closed += line.recv(200) == b""
        line.close()

    assert (30, True) == (closed, 5 < time.monotonic() - started < 20)


def test_hasty_attempts_to_sign_in_are_held_back_before_the_program_sees_them(front: Front) -> None:
    answers: list[Any] = [front.ask("POST", "/dang-nhap", b"ten=x") for _ in range(25)]

    assert 429 == answers[-1][0]
    assert 200 == front.ask("GET", "/dang-nhap")[0]


def test_while_the_program_is_down_visitors_read_that_it_starts_again(front: Front) -> None:
    front.server.process.terminate()  # the last test of this file
    front.server.process.wait(20)
    status, headers, body = front.ask("GET", "/")

    assert (503, "10") == (status, {key.lower(): value for key, value in headers}["retry-after"])
    assert "Phần mềm đang khởi động lại" in body
