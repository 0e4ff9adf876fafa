"""The authority's sign-in against a real small provider: who is let in as whom, what is refused, what holds."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import certifi
import pytest
from conftest import Server, free_port, serving
from oidc_provider import Provider, configure, providing
from signed_in import PASSWORD, Client, account
from test_sign_in import visit as stream

from data.accounts import Accounts
from data.cluster import folder, load_cluster
from data.identities import identity_of
from data.rights import Duty, operator
from data.troubles import Trouble
from tests.visiting import watched

MACHINE = operator("kiểm thử")


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    with providing() as started:
        yield started


@pytest.fixture(autouse=True)
def _honest(provider: Provider) -> None:
    provider.lies, provider.signs = {}, "RS256"
    provider.asked.clear()


def started(place: Path, provider: Provider, view: str) -> Iterator[Server]:
    port, patch = free_port(), pytest.MonkeyPatch()
    patch.setenv("HOME", str(configure(place / "operator", provider, port)))
    patch.setenv("THIDUA_VIEW", view)
    patch.setenv("NO_PROXY", "127.0.0.1")
    # The provider here has no certificate; to load all that httpx trusts costs 30 ms with each of its clients.
    trusted, end = Path(certifi.where()).read_text("utf-8"), "-----END CERTIFICATE-----\n"
    (place / "one.pem").write_text(trusted[: trusted.index(end)] + end, "utf-8")
    patch.setenv("SSL_CERT_FILE", str(place / "one.pem"))
    patch.setenv("THIDUA_PROXIES", "127.0.0.1")
    home = place / "home"
    account(home, "Quản", Duty.ADMINISTRATOR)
    Accounts(home).add(
        MACHINE, load_cluster(folder()), "Cúc", Duty.CLERK, "TH", "", (provider.issuer, "cuc@kg.example")
    )
    with serving(home, port=port) as server:
        patch.undo()
        yield server


@pytest.fixture(scope="module")
def closed(tmp_path_factory: pytest.TempPathFactory, provider: Provider) -> Iterator[Server]:
    yield from started(tmp_path_factory.mktemp("closed"), provider, "signed-in")


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory, provider: Provider) -> Iterator[Server]:
    yield from started(tmp_path_factory.mktemp("open"), provider, "open")


def way_out(client: Client, target: str = "/") -> dict[str, str]:
    """From the page to sign in to the provider: what it is asked."""
    first = client.ask("GET", f"/dang-nhap/co-quan?den={target}")
    second = client.ask("GET", first.header("location"))
    return {name: values[0] for name, values in parse_qs(urlsplit(second.header("location")).query).items()}


def enter(client: Client, provider: Provider, who: str, target: str = "/") -> Any:
    """All the way there and back; the last answer."""
    back = urlsplit(provider.pick(way_out(client, target), who))
    return client.ask("GET", f"{back.path}?{back.query}")


def who_is(server: Server, client: Client) -> str:
    """What the head of a screen says of the visitor."""
    text = stream(server.port, client.cookies.get("thidua_phien", ""), "xep-hang")[0]
    return text[text.index('class="td-who"') :][:400]


# --- a cold server behind closed doors ------------------------------------------------------------------------


def test_on_a_cold_server_a_deep_link_still_leads_to_the_page_to_sign_in(closed: Server) -> None:
    answer = Client(closed.port).ask("GET", "/xep-hang?nam=2017")

    assert (303, "/dang-nhap?den=%2Fxep-hang%3Fnam%3D2017") == (answer.status, answer.header("location"))
    assert "Đăng nhập bằng tài khoản cơ quan" in Client(closed.port).ask("GET", "/dang-nhap").body


@pytest.mark.parametrize(
    "path", ["/auth/login", "/auth/login?provider=x", "/oauth2callback", "/oauth2callback?state=x&code=y"]
)
def test_made_up_answers_let_nobody_in(closed: Server, path: str) -> None:
    client = Client(closed.port)
    answer = client.ask("GET", path)

    assert (303, "/dang-nhap?den=%2F&loi=tu-choi") == (answer.status, answer.header("location"))
    assert "thidua_phien" not in client.cookies


def test_the_deep_link_is_where_the_sign_in_ends(closed: Server, provider: Provider) -> None:
    client = Client(closed.port)
    answer = enter(client, provider, "cuc", "%2Fxep-hang%3Fnam%3D2017")

    assert (303, "/xep-hang?nam=2017") == (answer.status, answer.header("location"))
    assert 200 == client.ask("GET", "/xep-hang?nam=2017").status
    assert "Cúc (người nhập số liệu · Tân Hiệp)" in who_is(closed, client)


# --- who is let in as whom --------------------------------------------------------------------------------------


def test_the_provider_is_asked_for_the_password_with_state_nonce_and_pkce(own: Server) -> None:
    asked = way_out(Client(own.port))

    assert ("login", "600", "code", "S256") == (
        asked["prompt"], asked["max_age"], asked["response_type"], asked["code_challenge_method"],
    )  # fmt: skip
    assert min(len(asked[name]) for name in ("state", "nonce", "code_challenge")) >= 20


def test_the_session_is_the_servers_own_and_streamlits_cookies_never_reach_the_browser(
    own: Server, provider: Provider
) -> None:
    client = Client(own.port)
    answer = enter(client, provider, "cuc")
    cookie = next(value for key, value in answer.headers if value.startswith("thidua_phien="))

    assert ["HttpOnly", "Max-Age=604800", "Path=/", "SameSite=lax"] == sorted(cookie.split("; ")[1:])
    assert [] == [value for key, value in answer.headers if value.startswith("_streamlit_user")]
    assert [] == [name for name in client.cookies if name.startswith("_streamlit_user")]


def test_signing_out_holds_on_the_server(own: Server, provider: Provider) -> None:
    client = Client(own.port)
    enter(client, provider, "cuc")
    token = client.cookies["thidua_phien"]
    answer = client.ask("POST", "/dang-xuat", client.form())

    assert (303, "/dang-nhap?ra=1") == (answer.status, answer.header("location"))
    assert "phần mềm luôn đòi nó hỏi lại mật khẩu" in client.ask("GET", "/dang-nhap?ra=1").body
    assert "chưa đăng nhập" in who_is(own, Client(own.port, {"thidua_phien": token}))


def test_an_unknown_identity_may_look_and_is_told_whom_to_ask(closed: Server, provider: Provider) -> None:
    client = Client(closed.port)
    answer = enter(client, provider, "dung", "%2Fxep-hang")

    assert (303, "/dang-nhap?den=%2Fxep-hang") == (answer.status, answer.header("location"))
    page = client.ask("GET", answer.header("location")).body
    told = ["chưa gắn với tài khoản nào", "người quản trị (Quản)", "dung@kg.example", provider.issuer]
    assert [] == [each for each in told if each not in page]
    assert ("Dũng &lt;b&gt;lạ&lt;/b&gt; (chỉ xem)" in page, "<b>lạ" in page) == (True, False)
    assert "Chưa ghi được: tài khoản cơ quan này chưa gắn" in stream(
        closed.port, client.cookies["thidua_phien"], "nhap-so-lieu"
    )[0]  # fmt: skip


def test_an_address_that_the_provider_did_not_verify_opens_nothing(own: Server, provider: Provider) -> None:
    client = Client(own.port)
    enter(client, provider, "gia")

    assert "Người mạo danh (chỉ xem)" in who_is(own, client)


def test_an_address_that_was_given_to_somebody_else_no_longer_opens_the_account(
    own: Server, provider: Provider
) -> None:
    enter(Client(own.port), provider, "cuc")  # pins the subject
    client = Client(own.port)
    enter(client, provider, "khac")

    assert "Người được cấp lại hộp thư (chỉ xem)" in who_is(own, client)


def test_a_disabled_account_is_out_at_once_and_its_identity_is_not_let_in_again(
    own: Server, provider: Provider
) -> None:
    accounts, cluster = Accounts(own.home), load_cluster(folder())
    accounts.add(MACHINE, cluster, "Sẽ khóa", Duty.SECRETARY, "", "", (provider.issuer, "u-2"))
    client = Client(own.port)
    enter(client, provider, "dung")
    before = who_is(own, client)
    accounts.disable(MACHINE, cluster, "Sẽ khóa")
    after, again = who_is(own, client), enter(client, provider, "dung")
    accounts.unlink(MACHINE, cluster, "Sẽ khóa")

    assert ("Sẽ khóa (thư ký cụm)" in before, "chưa đăng nhập" in after) == (True, True)
    assert "/dang-nhap?den=%2F&loi=khoa" == again.header("location")
    assert "đã bị khóa" in client.ask("GET", again.header("location")).body


def test_signing_in_again_keeps_the_session_and_makes_it_fresh(own: Server, provider: Provider) -> None:
    client = Client(own.port)
    enter(client, provider, "cuc")
    token, kept = client.cookies["thidua_phien"], own.home / "sessions.json"
    sessions = json.loads(kept.read_text("utf-8"))
    for one in sessions["sessions"].values():
        one["signed_in"] = (datetime.now(UTC) - timedelta(hours=9)).isoformat()
    kept.write_text(json.dumps(sessions), "utf-8")
    stale = [one["signed_in"] for one in sessions["sessions"].values() if one["account"] == "cúc"]
    enter(client, provider, "cuc")
    fresh = [
        one["signed_in"]
        for one in json.loads(kept.read_text("utf-8"))["sessions"].values()
        if one["account"] == "cúc"
    ]

    assert (token, len(stale)) == (client.cookies["thidua_phien"], len(fresh))
    assert 1 == len([each for each in fresh if each not in stale])


def test_attempts_that_were_given_up_do_not_pile_up(own: Server, provider: Provider) -> None:
    client = Client(own.port)
    for _ in range(12):
        way_out(client)

    assert len(client.cookies["_streamlit_session"]) < 2000
    assert "/" == enter(client, provider, "cuc").header("location")


# --- what is refused ----------------------------------------------------------------------------------------------

LIES: dict[str, tuple[dict[str, Any], str]] = {
    "another issuer": ({"iss": "https://evil.example"}, "tu-choi"),
    "another nonce": ({"nonce": "x" * 20}, "tu-choi"),
    "no nonce": ({"nonce": None}, "tu-choi"),
    "another program": ({"aud": "khac"}, "tu-choi"),
    "another program, in our name": ({"aud": "khac", "azp": "thi-dua"}, "tu-choi"),
    "expired": ({"exp": 1}, "tu-choi"),
    "no subject": ({"sub": None}, "tu-choi"),
    "no time of the password": ({"auth_time": None}, "gio"),
    "a password of this morning": ({"auth_time": int(time.time()) - 3600}, "cu"),
    "a password of tomorrow": ({"auth_time": int(time.time()) + 86_400}, "cu"),
}


@pytest.mark.parametrize("lie", LIES)
def test_a_token_that_is_not_what_was_asked_for_lets_nobody_in(
    own: Server, provider: Provider, lie: str
) -> None:
    provider.lies, failure = LIES[lie]
    client = Client(own.port)
    answer = enter(client, provider, "cuc")

    assert (303, f"/dang-nhap?den=%2F&loi={failure}") == (answer.status, answer.header("location"))
    assert "thidua_phien" not in client.cookies
    assert "Chưa đăng nhập được" in client.ask("GET", answer.header("location")).body


@pytest.mark.parametrize("signs", ["other", "none", "HS256"])
def test_a_token_that_the_provider_did_not_sign_lets_nobody_in(
    own: Server, provider: Provider, signs: str
) -> None:
    provider.signs = signs
    client = Client(own.port)

    assert "loi=tu-choi" in enter(client, provider, "cuc").header("location")
    assert "thidua_phien" not in client.cookies


def test_an_answer_to_somebody_elses_attempt_or_for_the_second_time_lets_nobody_in(
    own: Server, provider: Provider
) -> None:
    mine, theirs = Client(own.port), Client(own.port)
    back = urlsplit(provider.pick(way_out(theirs), "cuc"))
    way_out(mine)

    assert "loi=tu-choi" in mine.ask("GET", f"{back.path}?{back.query}").header("location")
    assert "/" == theirs.ask("GET", f"{back.path}?{back.query}").header("location")
    assert "loi=tu-choi" in theirs.ask("GET", f"{back.path}?{back.query}").header("location")


def test_who_turns_back_at_the_provider_is_told_so(own: Server) -> None:
    client = Client(own.port)
    state = way_out(client)["state"]
    answer = client.ask("GET", f"/oauth2callback?error=access_denied&state={state}")

    assert "chưa đăng nhập" in client.ask("GET", answer.header("location")).body
    assert "loi=huy" in answer.header("location")


@pytest.mark.parametrize("target", ["//evil.example", "https://evil.example", "/%5Cevil.example"])
def test_nobody_is_led_elsewhere_on_the_way_back(own: Server, provider: Provider, target: str) -> None:
    client = Client(own.port)
    way_out(client)
    client.cookies["thidua_den"] = target
    location = enter(client, provider, "cuc", target).header("location")

    assert "evil.example" not in location or location.startswith("/%5C")


def test_over_https_no_cookie_travels_in_the_clear(own: Server, provider: Provider) -> None:
    client = Client(own.port)
    secure = {"X-Forwarded-Proto": "https"}
    answers = [client.ask("GET", "/dang-nhap/co-quan", **secure)]
    answers.append(client.ask("GET", answers[-1].header("location"), **secure))
    asked = parse_qs(urlsplit(answers[-1].header("location")).query)
    back = urlsplit(provider.pick({name: values[0] for name, values in asked.items()}, "cuc"))
    answers.append(client.ask("GET", f"{back.path}?{back.query}", **secure))
    cookies = [value for one in answers for key, value in one.headers if key.lower() == "set-cookie"]

    assert {"thidua_den", "_streamlit_session", "thidua_phien"} == {each.split("=")[0] for each in cookies}
    assert [] == [each for each in cookies if "secure" not in each.lower()]


# --- without a provider, and with half of one -------------------------------------------------------------------


def test_without_a_provider_nothing_of_it_is_there(server: Server) -> None:
    client = Client(server.port)
    paths = ["/dang-nhap/co-quan", "/auth/login", "/oauth2callback", "/auth/logout"]

    assert [404] * 4 == [client.ask("GET", path).status for path in paths]
    assert "cơ quan" not in client.ask("GET", "/dang-nhap?loi=tu-choi").body


def test_streamlits_own_way_out_stays_closed(own: Server) -> None:
    assert 404 == Client(own.port).ask("GET", "/auth/logout").status


def test_authlib_is_imported_only_where_a_provider_is_configured() -> None:
    import subprocess
    import sys

    code = "import sys, app; app.agency.require_sound_settings(); print('authlib' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=Path(__file__).parents[1],
        capture_output=True,
        text=True,
        check=True,
    )

    assert "False" == done.stdout.strip().splitlines()[-1]


SOUND = {
    "redirect_uri": "https://thidua.example/oauth2callback", "cookie_secret": "x" * 32, "client_id": "a",
    "client_secret": "b", "server_metadata_url": "https://sso.example/.well-known/openid-configuration",
}  # fmt: skip


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"client_secret": ""}, "client_secret"),
        ({"redirect_uri": "https://thidua.example/"}, "/oauth2callback"),
        ({"redirect_uri": "http://thidua.example/oauth2callback"}, "https"),
        ({"server_metadata_url": "http://sso.example/x"}, "https"),
        ({"cookie_secret": "ngắn"}, "32"),
    ],
)
def test_half_a_provider_starts_no_server(
    monkeypatch: pytest.MonkeyPatch, change: dict[str, str], told: str
) -> None:
    from pages.parts import agency

    monkeypatch.setattr(agency, "settings", lambda: SOUND)
    agency.require_sound_settings()
    monkeypatch.setattr(agency, "settings", lambda: SOUND | change)
    with pytest.raises(ValueError, match=told):
        agency.require_sound_settings()


@pytest.mark.parametrize(
    ("claims", "key"),
    [
        ({"iss": 1}, "oidc.claims"),
        ({"sub": "a\nb"}, "oidc.claims"),
        ({"sub": "x" * 256}, "oidc.claims"),
        ({"aud": []}, "oidc.audience"),
        ({"auth_time": True}, "oidc.time"),
        ({"auth_time": float("inf")}, "oidc.time"),
        ({"auth_time": "1"}, "oidc.time"),
    ],
)
def test_claims_of_another_shape_are_refused(claims: dict[str, Any], key: str) -> None:
    now = datetime.now(UTC)
    good = {"iss": "https://i", "sub": "s", "aud": ["a", "b"], "auth_time": now.timestamp(), "email": "x@y"}

    assert "" == identity_of(good, "a", now).email  # not said to be verified
    with pytest.raises(Trouble) as caught:
        identity_of(good | claims, "a", now)
    assert key == caught.value.key


# --- in the browser -------------------------------------------------------------------------------------------


@pytest.fixture()
def page(pages: Any) -> Iterator[Any]:
    with pages.lent() as lent:
        lent.set_default_timeout(90_000)  # a busy machine
        yield lent


@pytest.mark.browser
def test_in_the_browser_a_clerk_signs_in_may_write_for_the_own_unit_and_signs_out_for_good(
    own: Server, provider: Provider, page: Any
) -> None:
    context = page.context
    watched(page, own.url)
    page.goto(f"{own.url}/dang-nhap?den=/nhap-so-lieu")
    page.click("text=Đăng nhập bằng tài khoản cơ quan")
    page.click("#cuc")
    page.wait_for_selector("h1#td-main")

    assert f"{own.url}/nhap-so-lieu" == page.url
    assert "Cúc (người nhập số liệu · Tân Hiệp)" in page.inner_text(".td-who")
    assert "Chưa ghi được" not in page.inner_text("body")
    assert ("login", "600") == (provider.asked[-1]["prompt"], provider.asked[-1]["max_age"])

    token = next(one["value"] for one in context.cookies() if one["name"] == "thidua_phien")
    page.goto(f"{own.url}/dang-nhap")
    page.click("button:has-text('Đăng xuất')")
    page.wait_for_selector("text=Đã đăng xuất")
    context.add_cookies([{"name": "thidua_phien", "value": token, "url": own.url}])
    page.goto(f"{own.url}/nhap-so-lieu")
    page.wait_for_selector("h1#td-main")

    assert "Chưa ghi được: chưa đăng nhập." in page.inner_text("body")


def test_a_local_password_still_opens_a_local_account(own: Server) -> None:
    client = Client(own.port)

    assert 303 == client.sign_in("Quản", PASSWORD).status
    assert "Quản (người quản trị)" in who_is(own, client)
    assert 401 == Client(own.port).sign_in("Cúc", "").status


LONG = "Nguyễn Trần Thị Quỳnh Hương Giang"


@pytest.mark.browser
def test_a_long_name_leaves_the_head_one_row_and_is_told_whole(own: Server, page: Any) -> None:
    account(own.home, LONG, Duty.ADMINISTRATOR)
    client = Client(own.port)
    client.sign_in(LONG)
    for width in (1920, 1366, 1280, 1200, 360):
        page.set_viewport_size({"width": width, "height": 768})
        page.context.add_cookies(
            [{"name": "thidua_phien", "value": client.cookies["thidua_phien"], "url": own.url}]
        )
        seen = watched(page, own.url).open("/tai-khoan")
        tops = seen.page.evaluate(
            "[...document.querySelectorAll('.td-bar nav a')].map(each => each.offsetTop)"
        )
        heights = seen.page.evaluate(
            "[...document.querySelectorAll('.td-bar a')].map(each => each.offsetHeight)"
        )
        me = seen.page.locator(".td-me")
        box = "(e => [e.left, e.right])(document.querySelector('{}').getBoundingClientRect())"
        (_, end), (start, _) = (seen.page.evaluate(box.format(part)) for part in (".td-bar nav", ".td-me"))

        assert width < 640 or end <= start  # the name does not run into the screens
        assert me.evaluate("each => each.offsetWidth") >= 80  # and more than a letter of it is seen
        assert (1, True, 0) == (len(set(tops)), min(heights) >= 24, max(0, seen.overflow()))
        assert seen.page.evaluate("document.querySelector('.td-bar').offsetHeight") < (
            60 if width > 640 else 90
        )
        assert me.get_attribute("title").startswith(f"{LONG} (người quản trị)")
        assert ([], [], []) == (seen.complaints, seen.english(), seen.serious())


@pytest.mark.browser
def test_an_old_session_is_made_fresh_in_another_tab_and_what_was_typed_stays(
    own: Server, provider: Provider, page: Any
) -> None:
    client, kept = Client(own.port), own.home / "sessions.json"
    Accounts(own.home).add(
        MACHINE, load_cluster(folder()), "Giữ sổ", Duty.ADMINISTRATOR, "", "", (provider.issuer, "u-4")
    )
    enter(client, provider, "khac")
    sessions = json.loads(kept.read_text("utf-8"))
    for one in sessions["sessions"].values():
        if one["account"] == "giữ sổ":
            one["signed_in"] = (datetime.now(UTC) - timedelta(hours=9)).isoformat()
    kept.write_text(json.dumps(sessions), "utf-8")
    context = page.context
    context.add_cookies([{"name": "thidua_phien", "value": client.cookies["thidua_phien"], "url": own.url}])
    seen = watched(page, own.url).open("/tai-khoan")

    assert "Đã đăng nhập quá 8 giờ" in seen.page.inner_text("body")
    with context.expect_page() as opening:
        seen.page.click("text=Đăng nhập lại bằng tài khoản cơ quan")
    other = opening.value
    other.click("#khac")
    other.wait_for_selector("h1#td-main")
    seen.open("/tai-khoan")

    assert "đang mở" in seen.page.inner_text("h1")
