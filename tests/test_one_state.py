"""A screen shows one state whole, old or new and never half, whatever is written while it is made."""

from __future__ import annotations

import re
import threading
from dataclasses import replace
from decimal import Decimal

from clerk_screens import store  # noqa: F401  the fixture
from screens import Shown
from streamlit.testing.v1 import AppTest

from data.store import Store
from pages.parts import cached
from scoring.model import Figure, Role
from scoring.numbers import number
from tests.people import AN

# The frame around every screen, as `app.py` runs it for each visitor.
WHOLE = "from pages.__main__ import main\nmain()\n"


def other(kept: Store) -> Figure:
    """A figure that moves the total of Rạch Giá."""
    found = [row for row in kept.figures(2018) if (row.unit, row.criterion) == ("RG", "N1.07")]
    last = [row for row in found if row.role is Role.ACTUAL][-1]
    return replace(last, vintage=last.vintage + 1, value=Decimal("41.5"))


def write(kept: Store) -> None:
    kept.write(AN, "giữa chừng", [other(kept)], (), kept.head)


def opened() -> Shown:
    page = AppTest.from_string(WHOLE, default_timeout=60)
    page.run()
    assert [] == [error.value for error in page.exception]
    return Shown(page)


def totals(shown: Shown) -> dict[str, str]:
    return dict(re.findall(r'id="td-standing-(\w+)".*?<td class="td-s-total">([^<]+)', shown.html, re.DOTALL))


def marks(shown: Shown) -> list[str]:
    return re.findall(r'data-mark="([^"]+)"', shown.html)


def test_figures_written_while_a_screen_is_made_wait_for_the_next_run(store, monkeypatch):  # noqa: F811
    before, mark = cached.board(2018), cached.stamp(2018)
    findings = cached.findings

    def written_first(year: int) -> object:
        if not store.entries()[1:]:
            write(store)
        return findings(year)

    monkeypatch.setattr(cached, "findings", written_first)
    shown, again = opened(), opened()

    assert [mark] == marks(shown)
    assert {row.unit: number(row.total, 2) for row in before.units} == totals(shown)
    assert cached.stamp(2018) != mark
    assert [cached.stamp(2018)] == marks(again)
    assert {row.unit: number(row.total, 2) for row in cached.board(2018).units} == totals(again)
    assert totals(shown)["RG"] != totals(again)["RG"]


def test_who_looks_sees_one_state_until_they_look_again(store):  # noqa: F811
    told = []

    def one_run() -> None:
        cached.look()
        told.append((cached.stamp(2018), cached.board(2018).unit("RG").total, len(cached.now().entries())))
        write(store)
        told.append((cached.stamp(2018), cached.board(2018).unit("RG").total, len(cached.now().entries())))
        cached.look()
        told.append((cached.stamp(2018), cached.board(2018).unit("RG").total, len(cached.now().entries())))

    run = threading.Thread(target=one_run)
    run.start()
    run.join()

    assert told[0] == told[1]
    assert (1, 2) == (told[1][2], told[2][2])
    assert told[1][1] != told[2][1]
    assert told[2] == (cached.stamp(2018), cached.board(2018).unit("RG").total, 2)
