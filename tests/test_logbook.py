"""The server's log: one line per event, nothing about people or figures, nobody writes into it, nothing twice."""

from __future__ import annotations

import io
import json
import os
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from asgi import answered, scope_of
from conftest import TOP, Server, serving
from signed_in import PASSWORD, Client, account

from data import logbook
from data.troubles import Trouble
from pages.parts.wall import Headed
from pages.parts.watch import Watch

NAME = "Nguyễn Thị Kín"


@pytest.fixture()
def book(tmp_path: Path) -> Iterator[Path]:
    """The log of an empty home; the test's own process writes it."""
    path = logbook.start(tmp_path)
    assert path is not None
    yield path
    for handler in logbook.LOG.handlers[:]:
        logbook.LOG.removeHandler(handler)
        handler.close()
    logbook.LOG.propagate = True


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(tmp_path_factory.mktemp("logged")) as started:
        account(started.home, NAME)
        yield started


def lines(path: Path) -> list[dict[str, Any]]:
    """Every line, each of which must be one object."""
    text = path.read_bytes()
    assert text.endswith(b"\n")
    found = [json.loads(line) for line in text.decode("ascii").splitlines()]
    assert text.count(b"\n") == len(found)
    return found


def own_handler() -> logbook.OwnersFile:
    """The log's handler; pytest has its own beside it."""
    return next(each for each in logbook.LOG.handlers if isinstance(each, logbook.OwnersFile))


def of(server: Server, more_than: int = 0) -> list[dict[str, Any]]:
    """The log of a running server, once it has that many lines and one more: each is written after its answer."""
    for _ in range(100):
        kept = lines(server.home / "logs" / "thidua.jsonl")
        if len(kept) > more_than:
            return kept
        time.sleep(0.1)
    return pytest.fail(f"only {len(kept)} lines")


# --- nobody writes into it ---------------------------------------------------------------------------------------

FORGED = '\r\n{"time": "2026-01-01T00:00:00Z", "level": "info", "event": "forged"}\n\x1b[31m\u2028\u202e\x85'


@pytest.mark.security("log_injection")
def test_an_address_with_line_breaks_forges_no_line(served: Server) -> None:
    client, before = Client(served.port), len(of(served))
    path = "/xep-hang%0d%0a%7b%22event%22:%22forged%22%7d%0a%1b[31m"

    assert (
        404
        == client.ask("GET", path, User_Agent='x"} {"event": "forged"}', Cookie="thidua_phien=forged").status
    )
    assert "other" == of(served, before)[-1]["route"]
    assert "forged" not in (served.home / "logs" / "thidua.jsonl").read_text("ascii")


@pytest.mark.security("log_injection")
def test_a_name_with_line_breaks_forges_no_line(served: Server) -> None:
    before = len(of(served))
    answer = Client(served.port).sign_in(FORGED, FORGED, target=f"/?nam={FORGED}")

    assert answer.status in {401, 429}
    noted = {(each["event"], each["method"], each["route"]) for each in of(served, before + 1)[before:]}
    assert ("request", "POST", "/dang-nhap") in noted
    assert "forged" not in (served.home / "logs" / "thidua.jsonl").read_text("ascii")


@pytest.mark.security("log_injection")
def test_an_error_and_a_field_with_line_breaks_forge_no_line(book: Path) -> None:
    logbook.note_error("request.failed", ValueError(FORGED), route=FORGED)
    logbook.note(FORGED)

    assert 2 == len(lines(book))
    assert not [char for char in book.read_text("ascii").replace("\n", "") if not 32 <= ord(char) < 127]


# --- nothing about people or figures ----------------------------------------------------------------------------


def test_signing_in_and_looking_around_leaves_no_name_password_address_or_parameter(served: Server) -> None:
    client, before = Client(served.port), len(of(served))
    client.sign_in(NAME, "mật khẩu sai hẳn 123")
    client.sign_in(NAME, target="/don-vi?nam=2018&donvi=GR")
    client.ask("GET", "/don-vi?nam=2018&donvi=GR")
    client.ask("GET", "/tai-ve/bang-so-lieu.zip?nam=2018", Accept="*/*")
    kept, session = of(served, before + 5), client.cookies["thidua_phien"]
    text = json.dumps(kept, ensure_ascii=False)

    assert [] == [
        word
        for word in (NAME, "Kín", PASSWORD, "mật khẩu", "127.0.0.1", "donvi", "GR", "nam=", session)
        if word in text
    ]
    assert {
        ("GET", "/dang-nhap", 200, None),
        ("POST", "/dang-nhap", 401, None),
        ("POST", "/dang-nhap", 303, None),
        ("GET", "/don-vi", 200, logbook.mark(NAME, served.home)),
        ("GET", "/tai-ve/", 200, logbook.mark(NAME, served.home)),
    } == {(each["method"], each["route"], each["status"], each["account"]) for each in kept[before:]}
    assert all(each["ms"] > 0 for each in kept[before:])
    assert all(each["time"].endswith("Z") for each in kept)


def test_the_first_line_says_what_was_started_and_each_event_stands_there_once(served: Server) -> None:
    kept = of(served)
    before = len(kept)
    Client(served.port).ask("GET", "/xep-hang")
    for path in ("/_frame/frame.css", "/suc-khoe", "/_stcore/health"):
        Client(served.port).ask("GET", path)

    assert ("server.started", "normal") == (kept[0]["event"], kept[0]["mode"])
    assert ["/xep-hang"] == [each["route"] for each in of(served, before)[before:]]
    # What the program says at its start is all that the console gets.
    console = (served.home / "server.log").read_text()
    assert [] == [word for word in ("Traceback", "request", "xep-hang") if word in console]


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
def test_only_its_owner_reads_the_log(served: Server) -> None:
    Client(served.port).sign_in(NAME)
    logbook.mark(NAME, served.home)
    folder = served.home / "logs"

    assert (0o700, 0o600, 0o600) == tuple(
        stat.S_IMODE(path.stat().st_mode)
        for path in (folder, folder / "thidua.jsonl", served.home / "log.key")
    )


def test_an_account_has_one_mark_in_a_home_and_another_elsewhere(tmp_path: Path) -> None:
    first, second = tmp_path / "one", tmp_path / "two"
    first.mkdir()
    second.mkdir()
    marks = [logbook.mark("Nguyễn Văn An", home) for home in (first, second)]
    logbook._key.cache_clear()  # another process

    assert marks == [logbook.mark("NGUYỄN VĂN AN", home) for home in (first, second)]
    assert 2 == len(set(marks))
    assert "" == logbook.mark("", first)
    assert sha256("nguyễn văn an".encode()).hexdigest()[:10] not in marks


@pytest.mark.parametrize("unreadable", [False, True])
def test_where_no_key_can_be_kept_an_account_still_has_one_mark(tmp_path: Path, unreadable: bool) -> None:
    nowhere = tmp_path / "none"
    if unreadable:
        (nowhere / "log.key").mkdir(parents=True)

    assert logbook.mark("An", nowhere) == logbook.mark("An", nowhere) != logbook.mark("Bình", nowhere)


# --- errors -----------------------------------------------------------------------------------------------------


def failing(problem: Exception) -> Any:
    async def inner(*_: object) -> None:
        raise problem

    return inner


def test_the_error_on_the_screen_and_in_the_log_have_one_id_and_the_message_stays_out(book: Path) -> None:
    answer = answered(Headed(Watch(failing(KeyError("Giồng Riềng 95,5"))), []), scope_of(path="/xep-hang"))
    failed, asked = lines(book)

    assert f"mã lỗi {failed['error']}" in answer.text
    assert ("request.failed", "/xep-hang", "KeyError") == (
        failed["event"], failed["route"], failed["errors"][0]["type"],
    )  # fmt: skip
    assert "tests/test_logbook.py" in failed["errors"][0]["places"][-1]
    assert (500, failed["error"]) == (asked["status"], asked["error"])
    assert "Ri" not in book.read_text("ascii")


def test_an_error_names_what_is_behind_it_and_the_key_of_a_trouble(book: Path) -> None:
    try:
        try:
            raise OSError("/home/an/so-lieu.csv")
        except OSError as error:
            raise Trouble("disk.full") from error
    except Trouble as trouble:
        logbook.note_error("screen.failed", trouble)

    (failed,) = lines(book)
    assert [("Trouble", "disk.full"), ("OSError", None)] == [
        (each["type"], each.get("key")) for each in failed["errors"]
    ]
    assert "so-lieu" not in book.read_text("ascii")


def test_a_failed_screen_is_logged_once_although_streamlit_logs_it_too(tmp_path: Path) -> None:
    script = (
        "import sys, logging; sys.path.insert(0, '.')\n"
        "from pathlib import Path\n"
        "from data import logbook\n"
        "import streamlit.error_util as theirs\n"
        "from app import tell_failure\n"
        "from pages.parts import widgets\n"
        "widgets.show = lambda *_: None\n"
        f"logbook.start(Path({str(tmp_path)!r})); logbook.take_over(); logbook.take_over()\n"
        "try:\n    {}['bí mật']\n"
        "except KeyError as error: theirs.handle_user_script_exception(error, tell_failure)\n"
        "logging.getLogger('uvicorn.error').warning('sent by %s', 'bí mật')\n"
        "logging.getLogger('pages.exports.typst_page').warning('typst: %s', 'bí mật')\n"
    )
    ran = subprocess.run(
        [sys.executable, "-c", script],
        cwd=TOP,
        env={**os.environ, "THIDUA_HOME": str(tmp_path)},
        capture_output=True,
        text=True,
    )

    assert (0, "", "") == (ran.returncode, ran.stdout, ran.stderr)
    assert [("screen.failed", None), ("library", "sent by %s"), ("library", "typst: %s")] == [
        (each["event"], each.get("text"))
        for each in lines(tmp_path / "logs" / "thidua.jsonl")
        if "ScriptRunContext" not in each.get("text", "")  # what Streamlit says without a server
        and "Session state" not in each.get("text", "")
    ]
    assert "b\\u00ed m" not in (tmp_path / "logs" / "thidua.jsonl").read_text("ascii")


# --- the file ------------------------------------------------------------------------------------------------------


def test_the_log_rotates_and_keeps_ten_older_files(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    handler = own_handler()
    monkeypatch.setattr(handler, "maxBytes", 2_000)
    for number in range(500):
        logbook.note("request", route="/", ms=number)
    files = sorted(book.parent.iterdir())

    assert 11 == len(files)
    assert all(path.stat().st_size <= 2_000 for path in files)
    assert [0o600] * 11 == [stat.S_IMODE(path.stat().st_mode) for path in files] or os.name == "nt"
    numbers = [one["ms"] for path in reversed(files[1:]) for one in lines(path)]
    assert list(range(min(numbers), max(numbers) + 1)) == sorted(numbers)


def test_a_log_that_cannot_be_written_stops_nothing(book: Path, capsys: pytest.CaptureFixture[str]) -> None:
    handler = own_handler()
    handler.stream = io.StringIO()
    handler.stream.close()  # as on a full disk: every write fails
    logbook.note("request", route="/")

    assert '"route": "/"' in capsys.readouterr().err


def test_without_a_folder_for_it_the_lines_go_to_standard_error(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "logs").write_text("no folder")
    try:
        assert logbook.start(tmp_path) is None
        logbook.note("request", route="/")
    finally:
        for handler in logbook.LOG.handlers[:]:
            logbook.LOG.removeHandler(handler)
        logbook.LOG.propagate = True

    assert '"event": "request"' in capsys.readouterr().err
