"""The way back: a pasted stamp leads to exactly the state that a document was made from, or it is said why not."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from data.intake import Reported, propose, write
from data.stamps import DIGITS, State, mark_of, state_of
from data.troubles import Trouble
from data.undo import state_at
from pages.parts.frozen_year import freeze
from scoring.model import Status
from tests.kept_homes import shipped
from tests.people import AN


@pytest.fixture()
def store(tmp_path):
    opened = shipped(tmp_path)
    yield opened
    opened.close()


def keep(store, value):
    row = Reported(2018, "HD", "N1.07", value=Decimal(value), status=Status.OFFICIAL, agency="SKHDT")
    return write(store, propose(store.snapshot(), store.reference, [row]), AN, "Công văn 12", None)


def found(store, text):
    return state_of(text, store.entries(), store.years(), store.reference_digest)


def refused(store, text, **changed):
    with pytest.raises(Trouble) as trouble:
        state_of(
            **{
                "text": text,
                "entries": store.entries(),
                "years": store.years(),
                "reference": store.reference_digest,
                **changed,
            }
        )
    return trouble.value.key


def test_a_mark_is_found_in_whatever_stands_around_it(store):
    mark = mark_of(2018, store.head, store.reference_digest)

    for text in (mark, f"  {mark}\n", mark.upper(), f"Dấu: {mark} · Phiên bản 5.0", f"(“{mark}”), trang 3/9"):
        assert State(2018, 1) == found(store, text)


def test_a_mark_with_the_whole_hashes_leads_back_too(store):
    assert State(2017, 1) == found(store, f"2017-{store.head}-{store.reference_digest}")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "không có gì",
        "2018-7f3a91c2",
        "12018-7f3a91c2-91c2ab34",
        "2018-xyz91c2-91c2ab34",
        "٢٠١٨-7f3a91c2-91c2ab34",
    ],
)
def test_a_text_without_a_mark_is_told_so(store, text):
    assert "stamp.none" == refused(store, text)


def test_why_there_is_no_way_back_is_told(store):
    head, rules = store.head[:DIGITS], store.reference_digest[:DIGITS]
    turned = head[::-1] if head != head[::-1] else "0" * DIGITS

    assert "stamp.year" == refused(store, f"1999-{head}-{rules}")
    assert "stamp.state" == refused(store, f"2018-{turned}-{rules}")
    assert "stamp.reference" == refused(store, f"2018-{head}-{rules}", reference="0" * 64)


def test_two_states_that_begin_alike_are_told_apart_only_by_a_longer_mark(store):
    first = store.entries()[0]
    twin = replace(first, seq=2, hash=first.hash[:DIGITS] + "0" * (64 - DIGITS))
    rules = store.reference_digest

    assert "stamp.many" == refused(store, mark_of(2018, first.hash, rules), entries=[first, twin])
    assert State(2018, 2) == state_of(f"2018-{twin.hash}-{rules}", [first, twin], [2018], rules)


def test_the_exact_state_is_reproduced_after_later_entries(store):
    before = freeze(store.reference, store.snapshot(), 2018)
    keep(store, "70.5")
    keep(store, "71")
    now = freeze(store.reference, store.snapshot(), 2018)
    state = found(store, f"Dấu: {before.stamp.mark}")
    again = freeze(store.reference, state_at(store, state.seq), state.year)

    assert 1 == state.seq
    assert before.digest == again.digest
    assert before.stamp == again.stamp
    assert before.digest != now.digest
    assert before.about.board.unit("HD").total != now.about.board.unit("HD").total
    assert State(2018, 3) == found(store, now.stamp.mark)


def test_every_entry_has_its_own_way_back(store):
    for value in ("70.5", "71", "72"):
        keep(store, value)
    marks = [mark_of(2018, entry.hash, store.reference_digest) for entry in store.entries()]

    assert [1, 2, 3, 4] == [found(store, mark).seq for mark in marks]
