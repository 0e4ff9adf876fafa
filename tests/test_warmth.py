"""A new state is computed before viewers see it, and a screen that all see alike is drawn once."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import AsyncExitStack
from contextvars import copy_context
from dataclasses import dataclass, field

import pytest
from clerk_screens import store  # noqa: F401  the fixture
from conftest import serving
from load import aside
from screens import Shown
from signed_in import Client, account
from starlette.requests import Request
from stream import connected
from streamlit.testing.v1 import AppTest
from test_one_state import WHOLE, marks, write

from data.kept import Kept
from data.rights import Duty
from pages import SHARED, overview
from pages.parts import cached, sign_in_routes, state
from pages.parts.gate import SIGN_OUT
from pages.parts.warmth import LATEST, Warmth
from pages.parts.words import say


@dataclass
class State(Kept):
    """As much of a state as matters here: what it is called, and how many entries it has."""

    name: str
    count: int = 1

    @property
    def head(self) -> str:
        return self.name

    @property
    def reference_digest(self) -> str:
        return "rules"

    def entries(self) -> tuple[object, ...]:
        return (None,) * self.count


@dataclass
class World:
    """A store, a clock, and what was computed."""

    newest: State = field(default_factory=lambda: State("a", 1))
    clock: float = 100.0
    computed: list[str] = field(default_factory=list)
    further: list[State] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.warm: Callable[[State], None] = self.compute

    def compute(self, state: State) -> None:
        self.computed.append(state.name)
        if state.name == "broken":
            raise ValueError(state.name)


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def warmth(world: World) -> Warmth:
    return Warmth(
        lambda: world.newest, lambda state: world.warm(state), world.further.append, lambda: world.clock
    )


def seen(warmth: Warmth, world: World) -> str:
    return warmth.shown(world.newest).head


def test_viewers_see_the_state_before_until_the_new_one_is_computed(warmth: Warmth, world: World) -> None:
    first = seen(warmth, world)
    world.newest = State("b", 2)
    meanwhile = seen(warmth, world)
    warmth.look()

    assert ("a", "a", "b", ["b"]) == (first, meanwhile, seen(warmth, world), world.computed)


def test_a_state_is_computed_once(warmth: Warmth, world: World) -> None:
    assert [False, False] == [warmth.look(), warmth.look()]
    assert [] == world.computed


def test_what_few_ask_for_comes_after_everybody_sees_the_new_state(warmth: Warmth, world: World) -> None:
    world.newest = State("b", 2)
    warmth._then = lambda state: world.computed.append(f"{seen(warmth, world)} seen")
    warmth.look()

    assert ["b", "b seen"] == world.computed


def test_what_few_ask_for_is_left_out_while_something_newer_waits(warmth: Warmth, world: World) -> None:
    def overtaken(_state: State) -> None:
        world.newest = State("c", 3)

    world.newest, world.warm = State("b", 2), overtaken
    warmth.look()

    assert [] == world.further


def test_however_long_computing_takes_nobody_waits_longer_than_promised(warmth: Warmth, world: World) -> None:
    world.newest = State("b", 2)
    told = [seen(warmth, world)]
    for seconds in (LATEST, 0.1):
        world.clock += seconds
        told.append(seen(warmth, world))

    assert ["a", "a", "b"] == told


def test_the_promise_counts_from_the_first_change_however_often_it_changes(
    warmth: Warmth, world: World
) -> None:
    told = []
    for number in range(2, 6):
        world.newest = State(f"state {number}", number)
        told.append(seen(warmth, world))
        world.clock += LATEST / 2.5

    assert ["a", "a", "a", "state 5"] == told


def test_who_has_seen_the_newest_is_not_shown_an_older_one_that_is_ready_only_now(
    warmth: Warmth, world: World
) -> None:
    world.newest = State("b", 2)
    assert "a" == seen(warmth, world)
    world.clock += LATEST + 1

    def meanwhile(_state: State) -> None:
        world.newest = State("c", 3)
        assert "c" == seen(warmth, world)

    world.warm = meanwhile
    warmth.look()

    assert "c" == seen(warmth, world)


def test_what_cannot_be_computed_is_shown_nevertheless(warmth: Warmth, world: World) -> None:
    world.newest = State("broken", 2)
    warmth.look()

    assert ("broken", False) == (seen(warmth, world), warmth.look())


def looked(*, newest: bool) -> str:
    """What a run of a screen would look at."""

    def run() -> str:
        cached.look(newest=newest)
        return cached.now().head

    return copy_context().run(run)


@pytest.mark.parametrize("piece", ["safe", "reach", "deck"])
def test_the_server_starts_although_a_piece_cannot_be_computed_and_says_so_in_the_log(
    piece: str,
    store,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def failing(year: int, unit: str = "") -> None:
        raise ZeroDivisionError(piece)

    monkeypatch.setattr(cached, piece, failing)
    with caplog.at_level("ERROR"):
        cached.warm_up()

    logged = [record for record in caplog.records if record.message == "screens.cold"]
    assert {piece} == {str(record.exc_info[1]) for record in logged}


def test_the_server_does_not_start_where_no_year_can_be_scored(
    store,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def failing(year: int) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(cached, "board", failing)
    with pytest.raises(ZeroDivisionError):
        cached.warm_up()


def test_where_nothing_computes_ahead_everybody_sees_the_newest(store) -> None:  # noqa: F811
    write(store)

    assert store.head == looked(newest=False)


def test_who_only_looks_is_shown_what_is_ready_and_who_must_see_the_newest_that(store) -> None:  # noqa: F811
    before = store.head
    cached.show_through(Warmth(store.state))
    try:
        write(store)
        shown = [looked(newest=newest) for newest in (False, True)]
    finally:
        cached.show_through(None)

    assert [before, store.head] == shown


def test_who_signs_out_after_writing_is_not_shown_the_state_before(store, monkeypatch) -> None:  # noqa: F811
    before = store.head
    form = Request({"type": "http", "method": "POST", "headers": [], "path": SIGN_OUT}, nothing)
    monkeypatch.setattr(sign_in_routes, "_from_here", lambda *sent: True)
    cached.show_through(Warmth(store.state))
    try:
        write(store)
        shown = [looked(newest=False)]
        answer = asyncio.run(sign_in_routes.sign_out(form))
        shown.append(looked(newest=False))
    finally:
        cached.show_through(None)

    assert 303 == answer.status_code
    assert [before, store.head] == shown


async def nothing() -> dict[str, object]:
    """An empty body."""
    return {"type": "http.request", "body": b"", "more_body": False}


# --- drawn once -------------------------------------------------------------------------------------------------


@pytest.fixture
def drawings(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """How often Tổng quan was drawn: one mark each time."""
    cached._drawn.clear()  # the same state may have been drawn for another test
    found, render = [], overview.render

    def counted() -> None:
        found.append(cached.stamp(2018))
        render()

    monkeypatch.setattr(overview, "render", counted)
    return found


def opened(**address: str) -> Shown:
    page = AppTest.from_string(WHOLE, default_timeout=60)
    for name, value in address.items():
        page.query_params[name] = value
    page.run()
    return Shown(page)


def test_the_second_who_looks_is_sent_what_was_drawn_for_the_first(store, drawings: list[str]) -> None:  # noqa: F811
    first, second = opened(nam="2018"), opened(nam="2018")

    assert first.html == second.html
    assert [cached.stamp(2018)] == marks(second) == drawings


def test_another_address_theme_or_state_is_drawn_anew(
    store,  # noqa: F811
    drawings: list[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    light = opened(nam="2018")
    unit = opened(nam="2018", donvi="HD")
    monkeypatch.setattr(state, "dark", lambda: True)
    opened(nam="2018")
    write(store)
    later = opened(nam="2018")

    assert 4 == len(drawings)
    assert light.html != unit.html
    assert [cached.stamp(2018)] == marks(later)
    assert marks(light) != marks(later)


@pytest.mark.slow
def test_no_screen_that_is_drawn_once_shows_one_visitor_the_name_of_another(tmp_path) -> None:
    async def look_in_turn(port: int, signed_in: Client) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        async with AsyncExitStack() as stack:
            people = [(await connected(port, 1, stack, cookies))[0] for cookies in ({}, signed_in.cookies)]
            for screen in SHARED:
                for visitor in (*people, people[0]):
                    await visitor.ask(screen, "nam=2018")
                    found.setdefault(screen, []).append(visitor.html())
        return found

    with serving(tmp_path) as server:
        account(tmp_path, "Nguyễn Thị Riêng", Duty.SECRETARY)
        client = Client(server.port)
        client.sign_in("Nguyễn Thị Riêng")
        found = aside(look_in_turn(server.port, client))

    for nobody, named, again in found.values():
        assert nobody == again
        assert say("people.in") in nobody
        assert ("Nguyễn Thị Riêng" not in nobody, "Nguyễn Thị Riêng" in named) == (True, True)
