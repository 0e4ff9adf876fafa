"""Against the running server, byte by byte: signing in and out, what is refused, and who gets past the gate."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import websockets
from conftest import Server, serving
from signed_in import PASSWORD, Client, account
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.exceptions import InvalidStatus

from data.accounts import Accounts
from data.cluster import folder, load_cluster
from data.rights import Duty, operator
from pages import SCREENS
from pages.parts.gate import safe_target


async def _visit(port: int, cookie: str, page: str, after: Any) -> list[str]:
    ask = BackMsg()
    ask.rerun_script.page_name = page
    ask.rerun_script.query_string = "nam=2018"
    headers = {"Cookie": f"thidua_phien={cookie}"} if cookie else {}
    shown: list[str] = []
    async with websockets.connect(
        f"ws://127.0.0.1:{port}/_stcore/stream",
        subprotocols=["streamlit"],
        max_size=None,
        additional_headers=headers,
    ) as line:
        for round_ in range(2 if after else 1):
            if round_:
                await asyncio.to_thread(after)
            await line.send(ask.SerializeToString())
            text = ""
            async for raw in line:
                message = ForwardMsg.FromString(raw)
                if message.delta.new_element.WhichOneof("type") == "html":
                    text += message.delta.new_element.html.body
                if message.WhichOneof("type") == "script_finished":
                    break
            shown.append(text)
    return shown


def visit(port: int, cookie: str = "", page: str = "", after: Any = None) -> list[str]:
    """What a screen sends over the stream; with `after`, once more on the same line after that was done."""
    with ThreadPoolExecutor(1) as aside:  # other tests leave an event loop running in this thread
        return aside.submit(asyncio.run, _visit(port, cookie, page, after)).result()


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    patch = pytest.MonkeyPatch()
    patch.setenv("THIDUA_PROXIES", "127.0.0.1")
    with serving(tmp_path_factory.mktemp("people")) as started:
        patch.undo()
        account(started.home, "Ánh")
        account(started.home, "Cúc", Duty.CLERK, "TH")
        yield started


@pytest.fixture(scope="module")
def closed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server that only signed-in people may look at; nobody ever opened a screen of it when the first test comes."""
    patch = pytest.MonkeyPatch()
    patch.setenv("THIDUA_VIEW", "signed-in")
    home = tmp_path_factory.mktemp("closed")
    account(home, "Xuân", Duty.VIEWER)
    with serving(home) as started:
        patch.undo()
        yield started


# --- behind closed doors; first, because the server is still cold ---------------------------------------------


@pytest.mark.parametrize("path", [f"/{path}" for path in SCREENS.values()] + ["/rankings"])
def test_on_a_cold_server_a_deep_link_leads_to_the_page_to_sign_in_and_back(
    closed: Server, path: str
) -> None:
    answer = Client(closed.port).ask("GET", f"{path}?nam=2017&donvi=CT")

    assert (303, "") == (answer.status, answer.body)
    assert answer.header("location").startswith("/dang-nhap?den=%2F")
    assert answer.header("location").endswith("%3Fnam%3D2017%26donvi%3DCT")


@pytest.mark.parametrize(
    "path",
    [
        "/media/abc.csv", "/_stcore/stream", "/_stcore/host-config", "/component/x/y", "/trinh-chieu", "/tai-ve/x.xlsx",
        "/_stcore/upload_file/a/b", "//xep-hang", "/static/../xep-hang", "/_frame/..%2f..%2fxep-hang", "/dang-nhap/x",
        "/%2e%2e/xep-hang", "/_stcore/health/..%2fhost-config", "/_stcore/metrics",
    ],
)  # fmt: skip
@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "DELETE"])
def test_nothing_else_is_given_out_either(closed: Server, path: str, method: str) -> None:
    other_spelling = "//" in path or ".." in path or "%2e" in path

    assert (404 if other_spelling else 401) == Client(closed.port).ask(method, path, Accept="*/*").status


@pytest.mark.security("sessions")
def test_the_stream_is_refused_before_it_opens_whatever_cookie_is_made_up(closed: Server) -> None:
    for cookie in ("", "x", "a" * 43):
        with pytest.raises(InvalidStatus) as refused:
            visit(closed.port, cookie, "xep-hang")
        assert 403 == refused.value.response.status_code


def test_what_is_public_stays_so(closed: Server) -> None:
    client = Client(closed.port)
    paths = ("/dang-nhap", "/_frame/frame.css", "/favicon.png", "/_stcore/health")

    assert [200] * 4 == [client.ask("GET", path, Accept="*/*").status for path in paths]
    assert "chỉ cho người đã đăng nhập xem" in client.ask("GET", "/dang-nhap").body


@pytest.mark.security("sessions")
def test_who_is_signed_in_sees_the_screen_and_no_more_after_signing_out(closed: Server) -> None:
    client = Client(closed.port)
    answer = client.sign_in("Xuân", target="/xep-hang?nam=2017")

    assert (303, "/xep-hang?nam=2017") == (answer.status, answer.header("location"))
    assert 200 == client.ask("GET", "/xep-hang?nam=2017").status

    token = client.cookies["thidua_phien"]
    before, after = visit(
        closed.port, token, "xep-hang", lambda: client.ask("POST", "/dang-xuat", client.form())
    )

    assert "td-go-rankings" in before
    assert "Xuân (chỉ xem)" in before
    assert "chỉ dành cho người đã đăng nhập" in after  # on the very line that was open
    assert "td-go-rankings" not in after
    with pytest.raises(InvalidStatus):
        visit(closed.port, token, "xep-hang")
    assert 303 == Client(closed.port, {"thidua_phien": token}).ask("GET", "/xep-hang").status


# --- with open doors ----------------------------------------------------------------------------------------------


def test_viewing_is_open_and_the_head_says_the_way_in(own: Server) -> None:
    shown = visit(own.port, page="xep-hang")[0]

    assert "Đang xem, chưa đăng nhập." in shown
    assert 'href="/dang-nhap?den=%2Fxep-hang%3Fnam%3D2018"' in shown


@pytest.mark.security("sessions")
def test_the_cookie_is_out_of_reach_of_scripts_and_of_other_sites(own: Server) -> None:
    client = Client(own.port)
    answer = client.sign_in("Ánh")
    cookie = next(value for key, value in answer.headers if value.startswith("thidua_phien="))

    assert 43 == len(client.cookies["thidua_phien"])
    assert ["HttpOnly", "Max-Age=604800", "Path=/", "SameSite=lax"] == sorted(cookie.split("; ")[1:])
    assert "Ánh (thư ký cụm)" in visit(own.port, client.cookies["thidua_phien"], "xep-hang")[0]


@pytest.mark.security("sessions")
def test_over_https_the_cookie_never_travels_in_the_clear(own: Server) -> None:
    answer = Client(own.port).sign_in("Ánh", X_Forwarded_Proto="https")
    cookie = next(value for key, value in answer.headers if value.startswith("thidua_phien="))

    assert "Secure" in cookie


def test_the_page_needs_no_script_and_has_the_headers_of_every_page(own: Server) -> None:
    page = Client(own.port).ask("GET", "/dang-nhap")

    assert "<script" not in page.body
    assert 'lang="vi"' in page.body
    assert [] == [
        part
        for part in (
            'autocomplete="username"',
            'autocomplete="current-password"',
            'for="ten"',
            'for="mat-khau"',
        )
        if part not in page.body
    ]
    assert ("no-store", "nosniff", "DENY") == (
        page.header("cache-control"), page.header("x-content-type-options"), page.header("x-frame-options"),
    )  # fmt: skip
    assert "frame-ancestors 'none'" in page.header("content-security-policy")


def test_what_is_wrong_is_told_above_the_form_alike_for_every_name(own: Server) -> None:
    bodies = []
    for name in ("Ánh", 'ai <b>"đó'):
        answer = Client(own.port).sign_in(name, "mật khẩu sai hẳn")
        assert (401, "") == (answer.status, answer.header("location"))
        assert 'role="alert"' in answer.body
        assert "<b>&quot;" not in answer.body
        assert "mật khẩu sai hẳn" not in answer.body
        bodies.append(answer.body)

    cut = [body[body.index("<main") : body.index("<form")] for body in bodies]

    assert cut[0] == cut[1]
    assert "ai &lt;b&gt;&quot;đó" in bodies[1]


@pytest.mark.security("sessions")
def test_a_new_session_is_made_at_every_sign_in_and_a_planted_one_is_worth_nothing(own: Server) -> None:
    client = Client(own.port, {"thidua_phien": "planted"})
    client.sign_in("Ánh")
    first = client.cookies["thidua_phien"]
    client.sign_in("Ánh")

    assert 3 == len({"planted", first, client.cookies["thidua_phien"]})
    assert "chưa đăng nhập" in visit(own.port, first)[0]


@pytest.mark.security("sessions")
def test_signing_out_takes_the_session_away_on_the_server(own: Server) -> None:
    client = Client(own.port)
    client.sign_in("Ánh")
    token = client.cookies["thidua_phien"]
    answer = client.ask("POST", "/dang-xuat", client.form())

    assert (303, "/dang-nhap?ra=1") == (answer.status, answer.header("location"))
    assert "thidua_phien" not in client.cookies
    assert "Đã đăng xuất" in client.ask("GET", "/dang-nhap?ra=1").body
    assert "chưa đăng nhập" in visit(own.port, token)[0]


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:1"},
        {"Origin": "", "Referer": "https://evil.example/127.0.0.1"},
        {"Origin": "", "Referer": ""},
    ],
)
@pytest.mark.parametrize("path", ["/dang-nhap", "/dang-xuat"])
def test_a_form_from_elsewhere_does_nothing(own: Server, headers: dict[str, str], path: str) -> None:
    client = Client(own.port)
    client.sign_in("Ánh")
    token = client.cookies["thidua_phien"]
    answer = client.ask("POST", path, {**client.form(), "ten": "Ánh", "mat_khau": PASSWORD}, **headers)

    assert (403, token) == (answer.status, client.cookies["thidua_phien"])
    assert "Ánh (thư ký cụm)" in visit(own.port, token)[0]


@pytest.mark.parametrize("change", ["none", "wrong", "others"])
def test_a_form_without_its_own_token_does_nothing(own: Server, change: str) -> None:
    client = Client(own.port)
    fields = client.form()
    fields["mau"] = {"none": "", "wrong": "0" * 64, "others": Client(own.port).form()["mau"]}[change]
    answer = client.ask("POST", "/dang-nhap", {**fields, "ten": "Ánh", "mat_khau": PASSWORD})

    assert (403, False) == (answer.status, "thidua_phien" in client.cookies)


TARGETS = [
    "//evil.example", "https://evil.example", "/\\evil.example", "\\\\evil.example", "javascript:alert(1)", "evil",
    "/%0d%0aSet-Cookie:x=1\r\nX: y", "///evil.example", "/\t/evil.example", " //evil.example", "", "/dang-xuat",
    "http:/evil.example", "/dang-nhap?den=//evil.example",
]  # fmt: skip


@pytest.mark.parametrize("target", TARGETS)
def test_nobody_is_led_elsewhere(target: str) -> None:
    led = safe_target(target)

    assert led == "/" or (led.startswith("/%0d%0a") and "\r" not in led)


def test_a_target_that_was_slipped_into_the_form_is_looked_at_again(own: Server) -> None:
    client = Client(own.port)
    fields = client.form() | {"den": "//evil.example", "ten": "Ánh", "mat_khau": PASSWORD}

    assert (303, "/") == (
        (answer := client.ask("POST", "/dang-nhap", fields)).status,
        answer.header("location"),
    )


def test_a_huge_form_is_refused(own: Server) -> None:
    client = Client(own.port)

    assert 413 == client.ask("POST", "/dang-nhap", client.form() | {"ten": "x" * 20_000}).status


@pytest.mark.parametrize("method", ["PUT", "POST", "DELETE"])
def test_files_are_brought_by_signed_in_people_only(own: Server, method: str) -> None:
    assert 401 == Client(own.port).ask(method, "/_stcore/upload_file/x/y", Accept="*/*").status


@pytest.mark.security("sessions")
def test_a_disabled_account_is_nobody_at_once(own: Server) -> None:
    name = account(own.home, "Người sẽ khóa")
    client = Client(own.port)
    client.sign_in(name)
    token = client.cookies["thidua_phien"]

    def shut() -> None:
        Accounts(own.home).disable(operator("kiểm thử"), load_cluster(folder()), name)

    before, after = visit(own.port, token, after=shut)

    assert ("Người sẽ khóa (thư ký cụm)" in before, "Đang xem, chưa đăng nhập." in after) == (True, True)


def test_a_clerk_of_another_unit_sees_the_way_to_write_and_a_visitor_the_way_in(own: Server) -> None:
    client = Client(own.port)
    client.sign_in("Cúc")

    assert "Chưa ghi được" not in visit(own.port, client.cookies["thidua_phien"], "nhap-so-lieu")[0]
    assert "Chưa ghi được: chưa đăng nhập." in visit(own.port, page="nhap-so-lieu")[0]


def test_after_five_failures_the_page_says_how_long_to_wait_and_the_right_password_waits_too(
    own: Server,
) -> None:
    name = account(own.home, "Hay quên")
    client = Client(own.port)
    answers = [client.sign_in(name, "mật khẩu sai hẳn") for _ in range(5)]

    assert 429 == answers[-1].status
    assert int(answers[-1].header("retry-after")) >= 1

    kept = own.home / "failures.json"
    failures = json.loads(kept.read_text("utf-8"))
    for one in failures["failures"].values():
        one["count"] = 20
    kept.write_text(json.dumps(failures), "utf-8")
    late = client.sign_in(name)

    assert (429, False) == (late.status, "thidua_phien" in client.cookies)
    assert "lần thử sau được xét sau" in late.body


def test_a_setting_that_is_neither_open_nor_closed_starts_no_open_server(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from pages.parts.gate import Gate

    monkeypatch.setenv("THIDUA_VIEW", "signed_in")
    with pytest.raises(ValueError, match="THIDUA_VIEW"):
        Gate(lambda *_: None)  # type: ignore[arg-type, return-value]
