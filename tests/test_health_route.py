"""`/suc-khoe`: what a watchdog reads, that it names nobody, and which methods it takes."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from asgi import answered, scope_of
from conftest import Server
from signed_in import Client
from starlette.applications import Starlette

from data import VERSION, backups
from data.store import Health
from data.troubles import Trouble, notice
from pages.parts import cached
from pages.parts.health_route import ROUTES, backup_age, word_of


def asked(monkeypatch: pytest.MonkeyPatch, health: Health) -> tuple[int, dict[str, object]]:
    class Kept:
        head = "0123456789abcdef" * 4

    kept = Kept()
    kept.health = health  # type: ignore[attr-defined]
    monkeypatch.setattr(cached, "store", lambda: kept)
    answer = answered(Starlette(routes=ROUTES), scope_of(path="/suc-khoe"))
    return answer.status, json.loads(answer.text)


def test_a_running_server_says_that_it_is_well_and_nothing_else(server: Server) -> None:
    answer = Client(server.port).ask("GET", "/suc-khoe", Accept="*/*")
    said = json.loads(answer.body)

    assert (200, "application/json", "no-store") == (
        answer.status, answer.header("content-type"), answer.header("cache-control"),
    )  # fmt: skip
    assert ["status", "head", "version", "newest_backup_seconds"] == list(said)
    assert ("ok", VERSION, 8) == (said["status"], said["version"], len(said["head"]))
    assert "" == answer.header("set-cookie")


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "PATCH"])
def test_it_can_only_be_read(server: Server, method: str) -> None:
    assert 405 == Client(server.port).ask(method, "/suc-khoe").status


def test_head_gives_the_status_without_a_body(server: Server) -> None:
    answer = Client(server.port).ask("HEAD", "/suc-khoe")

    assert (200, "") == (answer.status, answer.body)


@pytest.mark.parametrize(
    ("mode", "keys", "word"),
    [
        ("normal", [], "ok"),
        ("normal", ["store.reference"], "ok"),
        ("normal", ["journal.torn"], "degraded"),
        ("rebuilt", ["store.rebuilt"], "degraded"),
        ("read_only", ["disk.full"], "read_only"),
    ],
)
def test_the_word_follows_the_self_check_and_viewing_stays_200(
    monkeypatch: pytest.MonkeyPatch, mode: str, keys: list[str], word: str
) -> None:
    health = Health(mode, tuple(notice(key) for key in keys))

    assert word == word_of(health)
    status, said = asked(monkeypatch, health)
    assert (200, word, "01234567") == (status, said["status"], said["head"])


def test_a_store_that_does_not_open_is_503_and_tells_no_path(monkeypatch: pytest.MonkeyPatch) -> None:
    def shut() -> None:
        raise Trouble("home.locked", pid=1, home="/home/an")

    monkeypatch.setattr(cached, "store", shut)
    answer = answered(Starlette(routes=ROUTES), scope_of(path="/suc-khoe"))

    assert (503, "down") == (answer.status, json.loads(answer.text)["status"])
    assert "/home" not in answer.text


def test_the_age_of_the_newest_backup_is_told_where_there_is_one(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("THIDUA_BACKUPS", str(tmp_path))
    assert backup_age() is None

    made = datetime.now(UTC) - timedelta(hours=1)
    (tmp_path / f"thidua-{made:{backups.STAMP}}").mkdir()

    assert 3600 <= (backup_age() or 0) <= 3602
