"""Who may write what: every write function × every role, head and deputy in their year and in another; by the store."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import count
from pathlib import Path

import pytest

from data.accounts import Accounts
from data.entries import scan
from data.intake import propose, write
from data.journal import Journal
from data.records import Award, Ballot, Decision, Outcome, Vote
from data.rights import VIEWER, Act, Actor, Duty, NotAllowed, Touch, leads, operator, refusals
from data.store import PROGRAM, Store
from data.undo import propose_undo
from scoring.model import Figure, Penalty
from tests import published_homes
from tests.kept_figures import figure, penalty
from tests.people import ADMINISTRATOR, AN, LOOKER, NOW, clerk, secretary
from tests.reported_figures import OFFICIAL, reported

SMALL = Path(__file__).resolve().parent / "small_cluster"

# In the small cluster AB leads in 2021, CD is deputy, EF is neither; nobody wrote down who leads in 2022.
PEOPLE: dict[str, Actor] = {
    "nobody": VIEWER,
    "viewer": LOOKER,
    "clerk of EF": clerk("EF"),
    "head (AB)": clerk("AB"),
    "deputy (CD)": clerk("CD"),
    "secretary": AN,
    "administrator": ADMINISTRATOR,
    "command line": operator("Máy"),
    "the program": PROGRAM,
}
WRITERS = {"secretary", "administrator", "command line", "the program"}
LEADING = {"head (AB)", "deputy (CD)"}

# What is written in 2021 -> who may. Everybody else may not.
WRITES = {
    "own figure of EF": WRITERS | LEADING | {"clerk of EF"},
    "figure of AB": WRITERS | LEADING,
    "figures of AB and EF": WRITERS | LEADING,
    "penalty of EF": WRITERS | LEADING,
}
NEW = count(100)  # a vintage is never used twice


def rows_of(what: str) -> tuple[list[Figure], list[Penalty]]:
    """Rows that can be kept, and that nobody kept before."""
    vintage = next(NEW)
    units = {"own figure of EF": "EF", "figure of AB": "AB", "figures of AB and EF": "AB EF"}
    figures = [figure(unit=unit, vintage=vintage) for unit in units.get(what, "").split()]
    return figures, [] if figures else [penalty(unit="EF", document=f"BB {vintage}")]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    opened = Store.open(tmp_path_factory.mktemp("rights"), SMALL)
    yield opened
    opened.close()


def kept_whole(store: Store, before: tuple[str, dict[str, str]]) -> bool:
    return before == (store.head, store.table_hashes())


@pytest.mark.parametrize("what", WRITES)
@pytest.mark.parametrize("person", PEOPLE)
def test_store_write_and_its_undo_are_for_whom_the_table_says(store: Store, person: str, what: str) -> None:
    figures, penalties = rows_of(what)
    may = person in WRITES[what]
    before = store.head, store.table_hashes()

    if may:
        entry = store.write(PEOPLE[person], "thử", figures, penalties, store.head)
    else:
        with pytest.raises(NotAllowed):
            store.write(PEOPLE[person], "thử", figures, penalties, store.head)
        assert kept_whole(store, before)
        entry = store.write(AN, "thử", figures, penalties, store.head)

    # The undo of an entry needs the rights over all that it holds: the same table.
    standing = store.head, store.table_hashes()
    if may:
        store.write(PEOPLE[person], "hoàn tác", (), (), store.head, reverses=entry.seq)
    else:
        with pytest.raises(NotAllowed):
            store.write(PEOPLE[person], "hoàn tác", (), (), store.head, reverses=entry.seq)
        assert kept_whole(store, standing)
        store.write(AN, "hoàn tác", (), (), store.head, reverses=entry.seq)


@pytest.mark.parametrize("person", PEOPLE)
def test_intake_write_and_the_undo_of_an_undo_ask_the_same_rights(store: Store, person: str) -> None:
    rows = [reported(unit="AB", value=figure().value + len(store.entries()))]
    proposal = propose(store.snapshot(), store.reference, rows, OFFICIAL)
    if person in WRITES["figure of AB"]:
        write(store, proposal, PEOPLE[person], "thử")
    else:
        with pytest.raises(NotAllowed):
            write(store, proposal, PEOPLE[person], "thử")
        write(store, proposal, AN, "thử")
    seq = len(store.entries())
    write(store, propose_undo(store.snapshot(), store.reference, seq), AN, "hoàn tác")
    back = propose_undo(store.snapshot(), store.reference, seq + 1)
    if person in WRITES["figure of AB"]:
        assert seq + 1 == write(store, back, PEOPLE[person], "lấy lại").reverses
    else:  # the reversal itself holds no figure, but it would bring some back
        with pytest.raises(NotAllowed):
            write(store, back, PEOPLE[person], "lấy lại")


# What is done to a published 2021 -> who may. Everybody else may not, the command line and the program neither.
RESPONSIBLE = {"secretary", "administrator"} | LEADING
RECORDS = {
    "publish": RESPONSIBLE,
    "propose for EF": WRITERS | LEADING | {"clerk of EF"},
    "propose for AB": WRITERS | LEADING,
    "propose a penalty of EF": WRITERS | LEADING,
    "withdraw a penalty of EF": WRITERS | LEADING,
    "approve": RESPONSIBLE,
    "reject": RESPONSIBLE,
    "withdraw another's": RESPONSIBLE,
    "vote": RESPONSIBLE,
    "decision": RESPONSIBLE,
}
OTHER = secretary("Đào")  # proposes what the person approves, rejects or withdraws


@pytest.fixture(scope="module")
def frozen(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """2021 published, 2022 not; one store for the table, to which each allowed act adds an entry."""
    opened = published_homes.opened(tmp_path_factory.mktemp("frozen"))
    published_homes.publish(opened)
    yield opened
    opened.close()


def acts_of(store: Store, actor: Actor, what: str) -> Callable[[], object]:
    """The act, on what somebody else prepared."""
    document, figures, rows = published_homes.DOCUMENT, [], store.penalties(2021)
    if what.startswith("propose for"):
        figures = [published_homes.newer(store, what[-2:], "9")]
    added = [penalty(unit="EF", document="BB mới")] if what.startswith("propose a penalty") else []
    if what in {"approve", "reject", "withdraw another's"}:
        rows_of_ab = [published_homes.newer(store, "AB", str(len(store.entries()) % 9 + 1))]
        seq = store.propose_correction(OTHER, "đo lại", 2021, rows_of_ab, [], store.head).seq
        outcome = Outcome.REJECTED if what == "reject" else Outcome.WITHDRAWN
        if what == "approve":
            return lambda: store.approve_correction(actor, "đúng", seq, store.head)
        return lambda: store.end_correction(actor, "không", seq, outcome, store.head)
    if what == "vote":
        vote = Vote(2021, (Ballot("AB", 1),), 3, document)
        return lambda: store.record(actor, "ghi", vote, store.head)
    if what == "decision":
        decision = Decision(2021, (Award("AB", "Cờ"),), document)
        return lambda: store.record(actor, "ghi", decision, store.head)
    gone = list(rows) if what.startswith("withdraw a penalty") else []
    return lambda: store.propose_correction(actor, "sửa", 2021, figures, added, store.head, withdrawn=gone)


@pytest.mark.parametrize("what", [what for what in RECORDS if what != "publish"])
@pytest.mark.parametrize("person", PEOPLE)
def test_corrections_votes_and_decisions_are_for_whom_the_table_says(
    frozen: Store, person: str, what: str
) -> None:
    act = acts_of(frozen, PEOPLE[person], what)
    before = frozen.head, frozen.table_hashes()
    if person in RECORDS[what]:
        act()
        assert before[0] != frozen.head
    else:
        with pytest.raises(NotAllowed):
            act()
        assert kept_whole(frozen, before)


@pytest.mark.parametrize("person", PEOPLE)
def test_a_year_is_published_by_whom_the_table_says(tmp_path: Path, person: str) -> None:
    opened = published_homes.opened(tmp_path)
    before = opened.head, opened.table_hashes()
    may = person in RECORDS["publish"]
    refused = opened.record_refusals(PEOPLE[person], Act.PUBLISH, 2021)

    assert may is (refused == ())
    if may:
        assert (
            opened.publish(PEOPLE[person], "công bố", 2021, None, opened.head).account
            == PEOPLE[person].account
        )
    else:
        with pytest.raises(NotAllowed):
            opened.publish(PEOPLE[person], "công bố", 2021, None, opened.head)
        assert kept_whole(opened, before)
    opened.close()


def test_head_and_deputy_publish_and_record_in_their_year_and_in_no_other(store: Store) -> None:
    for actor in (PEOPLE["head (AB)"], PEOPLE["deputy (CD)"]):
        for act, key in ((Act.PUBLISH, "rights.publish"), (Act.RECORD, "rights.record")):
            assert () == store.record_refusals(actor, act, 2021)
            assert [key] == [each.key for each in store.record_refusals(actor, act, 2020)]


def test_publishing_needs_a_password_of_the_last_eight_hours_too(store: Store) -> None:
    late = replace(AN, signed_in=NOW - timedelta(hours=9))
    for act in (Act.PUBLISH, Act.RECORD):
        assert ["rights.stale"] == [each.key for each in store.record_refusals(late, act, 2021)]


@pytest.mark.parametrize("person", PEOPLE)
def test_accounts_are_made_shut_and_changed_by_administrators_only(
    tmp_path: Path, store: Store, person: str
) -> None:
    accounts = Accounts(tmp_path)
    accounts.add(operator("Máy"), store.cluster, "có sẵn", Duty.CLERK, "AB", "mật khẩu dài đủ")
    acts = [
        lambda: accounts.add(PEOPLE[person], store.cluster, "mới", Duty.VIEWER, "", "mật khẩu dài đủ"),
        lambda: accounts.set_password(PEOPLE[person], store.cluster, "có sẵn", "mật khẩu khác hẳn"),
        lambda: accounts.disable(PEOPLE[person], store.cluster, "có sẵn"),
    ]
    before = accounts.all()
    for act in acts:
        if person in {"administrator", "command line", "the program"}:
            act()
        else:
            with pytest.raises(NotAllowed):
                act()

    assert (before == accounts.all()) is (person not in {"administrator", "command line", "the program"})


def test_head_and_deputy_have_the_secretarys_rights_in_their_year_and_in_no_other() -> None:
    from data.cluster import load_cluster

    cluster = load_cluster(Path(__file__).resolve().parent.parent / "data")
    before, now = cluster.role(2017), cluster.role(2018)
    assert before is not None
    assert now is not None
    units = [unit.code for unit in cluster.units]
    for actor_unit in units:
        for year, roles in ((2017, before), (2018, now)):
            leading = actor_unit in (roles.lead_unit, roles.deputy_lead)
            for unit in units:
                for act in (Act.FIGURES, Act.PENALTIES):
                    may = not refusals(clerk(actor_unit), cluster, [Touch(act, year, unit)], NOW)
                    own = unit == actor_unit and act is Act.FIGURES
                    assert may is (leading or own), (actor_unit, year, unit, act)
    # Last year's head is a clerk again: a file with both years is refused as a whole, naming the year that is not theirs.
    head = clerk(before.lead_unit)
    both = [Touch(Act.FIGURES, year, now.lead_unit) for year in (2017, 2018)]
    assert [2018] == [dict(one.values)["year"] for one in refusals(head, cluster, both, NOW)]
    assert not leads(replace(AN, unit=before.lead_unit), cluster, 2018)


def test_a_mixed_import_is_refused_whole_with_every_reason(store: Store) -> None:
    rows = [figure(unit="EF", vintage=20), figure(unit="AB", vintage=20), figure(unit="CD", vintage=20)]
    before = store.head, store.table_hashes()
    with pytest.raises(NotAllowed) as caught:
        store.write(clerk("EF"), "thử", rows, [penalty(unit="EF", document="BB 20")], store.head)

    assert ["rights.unit", "rights.unit", "rights.penalties"] == sorted(
        (one.key for one in caught.value.notices), reverse=True
    )
    assert kept_whole(store, before)


@pytest.mark.parametrize(("hours", "may"), [(0, True), (7.9, True), (8.1, False), (24, False), (-1, False)])
@pytest.mark.parametrize("person", ["clerk of EF", "head (AB)", "secretary", "administrator"])
def test_a_write_needs_a_password_of_the_last_eight_hours(
    store: Store, person: str, hours: float, may: bool
) -> None:
    actor = PEOPLE[person]
    refused = refusals(actor, store.cluster, [Touch(Act.FIGURES, 2021, "EF")], NOW + timedelta(hours=hours))

    assert may is (refused == ())
    assert may or ["rights.stale"] == [one.key for one in refused]


def test_who_was_never_signed_in_writes_nothing(store: Store) -> None:
    touched = [Touch(Act.FIGURES, 2021, "EF")]

    assert ["rights.stale"] == [
        one.key for one in refusals(replace(AN, signed_in=None), store.cluster, touched, NOW)
    ]


def test_the_journal_names_account_and_role_and_finds_a_change_to_them(tmp_path: Path) -> None:
    opened = Store.open(tmp_path, SMALL)
    opened.write(clerk("AB", "Cúc"), "quý 4", [figure()], [], "")
    entry = opened.entries()[0]
    opened.close()
    lines = (tmp_path / "journal.jsonl").read_text("utf-8")

    assert ("Cúc", "Cúc", "clerk") == (entry.actor, entry.account, entry.duty)
    assert '"duty":"clerk"' in lines

    path = tmp_path / "other.jsonl"
    path.write_text(lines.replace('"duty":"clerk"', '"duty":"secretary"'), "utf-8")

    assert ["journal.edited"] == [fault.key for fault in Journal(path).verify()]

    (tmp_path / "thidua.duckdb").unlink()
    again = Store.open(tmp_path, SMALL)
    again.close()
    once_more = Store.open(tmp_path, SMALL)  # this time from the tables

    assert [entry] == list(again.entries()) == list(once_more.entries())

    once_more.close()


def test_an_entry_from_before_there_were_accounts_is_read_with_the_same_hash() -> None:
    old = (
        b'{"actor":"An","base":"","clock_back":0,"figures":[],"format":1,'
        b'"hash":"HASH","original":"","penalties":[],"previous":"","reason":"c\xc5\xa9","reverses":0,"seq":1,'
        b'"time":"2026-01-02T03:04:05+00:00"}\n'
    )
    from hashlib import sha256

    digest = sha256(old.replace(b'"hash":"HASH",', b"").rstrip(b"\n")).hexdigest()
    entries, faults, _size = scan(old.replace(b"HASH", digest.encode()), 0, "")

    assert ((), digest, "", "") == (faults, entries[0].hash, entries[0].account, entries[0].duty)
