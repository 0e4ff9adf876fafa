"""A published year is frozen: it changes by a correction of two people only, and every version stays what it was."""

from __future__ import annotations

import json
import os
import shutil
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data import archive
from data.__main__ import main
from data.entries import line_of, scan
from data.faults import ARCHIVE_STEPS, STEPS
from data.intake import propose, propose_correction, write
from data.journal import Journal, StaleHead
from data.publishing import board_digest
from data.records import (
    Award,
    Ballot,
    Correction,
    CorrectionEnd,
    Decision,
    Document,
    Outcome,
    Publication,
    Vote,
    record_from,
    record_json,
    record_of,
    record_text,
)
from data.rights import NotAllowed, operator
from data.stamps import State, mark_of, state_of
from data.store import NotRecorded, Store
from data.troubles import Trouble
from data.undo import compare_states, propose_undo, state_at
from pages.parts.frozen_year import freeze
from scoring.errors import FiguresError
from tests.kept_figures import figure, penalty
from tests.kept_homes import keys
from tests.people import ADMINISTRATOR, AN, BINH, clerk
from tests.published_homes import (
    DOCUMENT,
    board,
    change_rules,
    growth,
    newer,
    opened,
    points,
    publish,
)
from tests.reported_figures import OFFICIAL, reported


@pytest.fixture()
def store(tmp_path):
    made = opened(tmp_path)
    yield made
    made.close()


def whole(store):
    """Everything that a refused act must leave as it was."""
    return store.head, store.table_hashes(), store.figures(2021), store.penalties(2021)


def refused(store, act, *, error=NotRecorded):
    """The reasons why an act was refused, nothing being kept."""
    before = whole(store)
    with pytest.raises(error) as caught:
        act()
    assert before == whole(store)
    return caught.value


def proposal_of(store, unit="AB", value="10", actor=AN):
    return store.propose_correction(actor, "đo lại", 2021, [newer(store, unit, value)], [], store.head)


# --- publishing -----------------------------------------------------------------------------------------------------


def test_a_publication_is_version_one_with_its_stamp_its_document_and_its_rules(store, tmp_path):
    entry = publish(store)
    (version,) = store.versions(2021)

    assert (1, entry, DOCUMENT) == (version.number, version.entry, version.document)
    assert board_digest(board(store)) == version.board
    assert mark_of(2021, entry.hash, version.reference) == version.mark == store.mark(2021)
    kept = tmp_path / "home" / "published" / version.reference
    assert sorted(path.name for path in kept.rglob("*") if path.is_file()) == [
        "2020.toml",
        "2021.toml",
        "agencies.csv",
        "cluster.toml",
        "units.csv",
    ]
    assert ("", ()) == (store.mark(2020), store.versions(2020))
    assert () == store.verify()


def test_figures_and_penalties_of_a_published_year_are_refused_and_those_of_another_year_are_not(store):
    publish(store)
    for figures, penalties in (
        ([newer(store, "AB", "10")], []),
        ([], [penalty(unit="AB", document="BB 2")]),
        ([newer(store, "AB", "10"), figure(year=2020)], []),  # a mixed file: refused as a whole
    ):
        error = refused(
            store,
            lambda rows=figures, out=penalties: store.write(AN, "sửa", rows, out, store.head),
            error=FiguresError,
        )
        assert "năm 2021 đã công bố; muốn sửa số liệu năm ấy thì đề nghị đính chính" in error.problems

    store.write(AN, "năm trước", [figure(year=2020)], [], store.head)

    assert 1 == len(store.figures(2020))


def test_neither_what_a_published_year_stands_on_nor_a_record_can_be_undone(store):
    store.write(AN, "hai năm", [figure(year=2020), growth("AB", "6", 2)], [], store.head)
    publish(store)
    proposed = proposal_of(store)
    approved = store.approve_correction(BINH, "đúng", proposed.seq, store.head)
    for seq, key in ((1, "undo.published"), (2, "undo.published"), (3, "undo.record"), (proposed.seq, "undo.record"),
                     (approved.seq, "undo.record")):  # fmt: skip
        undo = propose_undo(store.snapshot(), store.reference, seq)
        assert [key] == [each.key for each in undo.problems]
        refused(
            store,
            lambda seq=seq: store.write(AN, "hoàn tác", [], [], store.head, reverses=seq),
            error=FiguresError,
        )


@pytest.mark.parametrize(
    ("document", "said"),
    [
        (Document(" ", date(2022, 1, 10), "UBND tỉnh"), "văn bản phải có số"),
        (Document("12/QĐ", date(2022, 1, 10), ""), "văn bản phải có số"),
        (Document("12/QĐ\n", date(2022, 1, 10), "UBND"), "văn bản phải có số"),
        (Document("12/QĐ", date(2020, 12, 31), "UBND"), "ngày văn bản phải từ năm 2021"),
        (Document("12/QĐ", date.today() + timedelta(days=2), "UBND"), "không sau hôm nay"),
    ],
)
def test_a_document_without_number_issuer_or_possible_day_is_refused(store, document, said):
    error = refused(store, lambda: store.publish(AN, "công bố", 2021, document, store.head))

    assert said in error.problems[0]


def test_a_year_without_rules_or_figures_or_published_already_is_not_published(store):
    unknown = refused(store, lambda: publish(store, 1999), error=(NotRecorded, NotAllowed))
    empty = refused(store, lambda: publish(store, 2020))
    publish(store)
    again = refused(store, lambda: publish(store))

    assert ("chưa có quy chế năm 1999",) == unknown.problems
    assert ("năm 2020 chưa có số liệu nào",) == empty.problems
    assert ("năm 2021 đã công bố; chỉ còn đính chính được",) == again.problems


def test_who_publishes_is_told_what_is_not_firm(store):
    rows = [growth("AB", "7.5", 2), figure(unit="CD", criterion="A1.05", value=Decimal(1))]
    store.write(AN, "thêm", rows, [], store.head)
    told = {each.key: dict(each.values) for each in store.worth_knowing(2021)}

    assert {"knowing.rulebook", "knowing.illustrative", "knowing.missing", "knowing.before"} <= set(told)
    assert 1 == told["knowing.illustrative"]["count"]
    assert 2020 == told["knowing.before"]["year"]
    missing = sum(len(unit.missing) for unit in board(store).units)
    assert missing == told["knowing.missing"]["count"] > 0

    with pytest.raises(KeyError):
        store.worth_knowing(1999)


def test_the_ranks_that_are_shared_are_named_before_publishing(store):
    store.write(AN, "bằng nhau", [growth("AB", "7.5", 2)], [], store.head)
    tied = [unit for unit in board(store).units if unit.tied_with]
    told = [dict(each.values) for each in store.worth_knowing(2021) if each.key == "knowing.tied"]

    assert {unit.rank for unit in tied} == {each["rank"] for each in told} != set()


# --- corrections ----------------------------------------------------------------------------------------------------


def test_what_is_proposed_counts_nowhere_until_another_person_approves_it(store):
    publish(store)
    before, figures, hashes = board(store), store.figures(2021), store.table_hashes()
    proposed = proposal_of(store)

    assert (before, figures) == (board(store), store.figures(2021))
    assert hashes["figures"] == store.table_hashes()["figures"]
    assert () == proposed.figures
    assert 1 == len(store.versions(2021))

    approved = store.approve_correction(BINH, "đúng", proposed.seq, store.head)
    (correction,) = store.corrections(2021)

    assert {"AB": Decimal("8.00"), "CD": Decimal("6.00"), "EF": Decimal("8.00")} == points(board(store))
    assert [1, 2] == [version.number for version in store.versions(2021)]
    assert (Outcome.APPROVED, approved, False) == (correction.outcome, correction.end, correction.outdated)
    assert proposed.seq == store.versions(2021)[1].correction
    assert board_digest(board(store)) == store.versions(2021)[1].board


def test_the_effect_that_is_shown_is_what_the_differences_of_both_versions_say(store):
    publish(store)
    proposed = proposal_of(store)
    effect = store.effect_of(proposed.seq)
    before = state_at(store, store.versions(2021)[0].seq)
    store.approve_correction(BINH, "đúng", proposed.seq, store.head)
    after = state_at(store, store.versions(2021)[1].seq)

    assert compare_states(before, after, store.reference) == effect
    assert (board(store, before.seq), board(store)) == (effect.effects[0].before, effect.effects[0].after)
    assert ["changed"] == [change.kind for change in effect.changes]
    assert effect == store.effect_of(proposed.seq)  # it stays what was shown


def test_the_proposer_can_neither_approve_nor_reject_but_withdraw(store):
    publish(store)
    proposed = proposal_of(store)
    for act in (
        lambda: store.approve_correction(AN, "đúng", proposed.seq, store.head),
        lambda: store.end_correction(AN, "thôi", proposed.seq, Outcome.REJECTED, store.head),
    ):
        error = refused(store, act, error=NotAllowed)
        assert ["rights.own_proposal"] == [each.key for each in error.notices]

    store.end_correction(AN, "thôi", proposed.seq, Outcome.WITHDRAWN, store.head)

    assert [Outcome.WITHDRAWN] == [each.outcome for each in store.corrections(2021)]
    assert 1 == len(store.versions(2021))


def test_a_clerk_proposes_for_the_own_unit_only_and_withdraws_only_the_own_proposal(store):
    publish(store)
    error = refused(store, lambda: proposal_of(store, "AB", actor=clerk("EF")), error=NotAllowed)
    assert ["rights.unit"] == [each.key for each in error.notices]
    own = proposal_of(store, "EF", "12", actor=clerk("EF"))
    others = proposal_of(store, "AB", "12")
    for seq, outcome in (
        (own.seq, Outcome.APPROVED),
        (own.seq, Outcome.REJECTED),
        (others.seq, Outcome.WITHDRAWN),
    ):
        assert store.end_refusals(clerk("EF"), seq, outcome)
    refused(
        store, lambda: store.approve_correction(clerk("EF"), "đúng", own.seq, store.head), error=NotAllowed
    )

    store.end_correction(clerk("EF"), "nhầm", own.seq, Outcome.WITHDRAWN, store.head)

    assert [Outcome.WITHDRAWN, None] == [each.outcome for each in store.corrections(2021)]


def test_the_command_line_may_propose_but_neither_publish_nor_approve(store):
    machine = operator("Máy")
    error = refused(
        store, lambda: store.publish(machine, "công bố", 2021, DOCUMENT, store.head), error=NotAllowed
    )
    assert ["rights.by_account"] == [each.key for each in error.notices]
    publish(store)
    proposed = proposal_of(store, actor=machine)
    refused(
        store, lambda: store.approve_correction(machine, "đúng", proposed.seq, store.head), error=NotAllowed
    )

    store.approve_correction(AN, "đúng", proposed.seq, store.head)

    assert 2 == len(store.versions(2021))


def test_a_correction_that_ended_cannot_end_again(store):
    publish(store)
    for outcome in Outcome:
        proposed = proposal_of(store, value=str(6 + len(store.entries())))
        if outcome is Outcome.APPROVED:
            store.approve_correction(BINH, "đúng", proposed.seq, store.head)
        else:
            store.end_correction(BINH, "không", proposed.seq, outcome, store.head)
        error = refused(
            store, lambda seq=proposed.seq: store.approve_correction(BINH, "đúng", seq, store.head)
        )

        assert (
            f"đề nghị đính chính {proposed.seq} đã kết thúc ở lần ghi {proposed.seq + 1}",
        ) == error.problems


def test_what_was_proposed_against_an_older_version_must_be_proposed_anew(store):
    publish(store)
    first, second = proposal_of(store, "AB", "10"), proposal_of(store, "CD", "12")
    store.approve_correction(BINH, "đúng", first.seq, store.head)
    error = refused(store, lambda: store.approve_correction(BINH, "đúng", second.seq, store.head))

    assert (
        "năm 2021 đã có lần công bố mới hơn (lần 2) từ khi đề nghị; hãy đề nghị lại theo lần ấy",
    ) == error.problems
    assert [False, True] == [each.outdated for each in store.corrections(2021)]

    store.end_correction(BINH, "cũ rồi", second.seq, Outcome.REJECTED, store.head)
    again = proposal_of(store, "CD", "12")
    store.approve_correction(BINH, "đúng", again.seq, store.head)

    assert [1, 2, 3] == [version.number for version in store.versions(2021)]


def test_a_penalty_is_taken_out_and_one_is_added_by_a_correction(store):
    publish(store)
    (wrong,) = store.penalties(2021)
    right = penalty(unit="CD", document="BB 9")
    proposed = store.propose_correction(AN, "nhầm đơn vị", 2021, [], [right], store.head, withdrawn=[wrong])
    effect = store.effect_of(proposed.seq)

    assert {"withdrawn", "new"} == {change.kind for change in effect.penalty_changes}
    assert (wrong,) == store.penalties(2021)

    store.approve_correction(BINH, "đúng", proposed.seq, store.head)

    assert (right,) == store.penalties(2021)
    assert (wrong,) == state_at(store, store.versions(2021)[0].seq).penalties[2021]
    assert board(store) == effect.effects[0].after
    assert () == store.verify()


def test_a_correction_that_says_nothing_or_what_cannot_be_is_refused_with_every_reason(store):
    def attempt(figures=(), penalties=(), withdrawn=(), year=2021):
        return refused(
            store,
            lambda: store.propose_correction(
                AN, "sửa", year, figures, penalties, store.head, withdrawn=withdrawn
            ),
        ).problems

    assert ("năm 2021 chưa công bố nên không có gì để đính chính; hãy ghi số liệu như thường",) == attempt(
        [newer(store, "AB", "10")]
    )
    publish(store)
    assert ("đề nghị đính chính không đổi gì",) == attempt()
    assert ("đề nghị đính chính chỉ được chứa số liệu năm 2021",) == attempt([figure(year=2020)])
    assert ("AB không có khoản TRU.01 như thế để bỏ",) == attempt(withdrawn=[penalty(unit="AB")])
    several = attempt([growth("AB", "10"), newer(store, "CD", "70")], [penalty(unit="EF")])
    assert 3 == len(several)  # the same statement again, a value that cannot be, the same penalty again


def test_the_file_behind_a_proposal_is_kept(store):
    publish(store)
    proposed = store.propose_correction(
        AN, "đo lại", 2021, [newer(store, "AB", "10")], [], store.head, b"to trinh"
    )

    assert b"to trinh" == store.original(proposed)


def test_an_intake_of_a_published_year_cannot_be_written_but_proposed(store):
    publish(store)
    rows = [reported(unit="AB", criterion="A1.04", value=Decimal(10))]
    shown = propose(store.snapshot(), store.reference, rows, OFFICIAL)

    assert ((2021,), False, True) == (shown.published, shown.writable, shown.correctable)
    refused(store, lambda: write(store, shown, AN, "sửa"), error=FiguresError)

    entry = propose_correction(store, shown, AN, "sửa")

    assert shown.figures == entry.record.figures
    assert shown.effects == store.effect_of(entry.seq).effects

    mixed = propose(
        store.snapshot(), store.reference, [*rows, reported(year=2020, value=Decimal(9))], OFFICIAL
    )
    assert (False, False) == (mixed.writable, mixed.correctable)
    refused(store, lambda: propose_correction(store, mixed, AN, "sửa"), error=FiguresError)


def test_every_act_on_a_published_year_needs_the_head_that_was_seen_a_name_and_a_reason(store):
    publish(store)
    proposed = proposal_of(store)
    figures = [newer(store, "CD", "9")]
    acts = {
        "publish": lambda actor, why, head: store.publish(actor, why, 2020, DOCUMENT, head),
        "propose": lambda actor, why, head: store.propose_correction(actor, why, 2021, figures, [], head),
        "approve": lambda actor, why, head: store.approve_correction(actor, why, proposed.seq, head),
        "end": lambda actor, why, head: store.end_correction(
            actor, why, proposed.seq, Outcome.WITHDRAWN, head
        ),
        "vote": lambda actor, why, head: store.record(
            actor, why, Vote(2021, (Ballot("AB", 1),), 3, DOCUMENT), head
        ),
        "decision": lambda actor, why, head: store.record(
            actor, why, Decision(2021, (Award("AB", "Cờ"),), DOCUMENT), head
        ),
    }
    for act in acts.values():
        refused(store, lambda act=act: act(ADMINISTRATOR, "lý do", store.entries()[0].hash), error=StaleHead)
        error = refused(store, lambda act=act: act(ADMINISTRATOR, "  ", store.head), error=Trouble)
        assert "actor.blank" == error.key


# --- vote and decision ----------------------------------------------------------------------------------------------


def test_score_vote_and_decision_are_three_facts_and_none_changes_another(store):
    publish(store)
    vote = Vote(2021, (Ballot("CD", 5), Ballot("AB", 3)), 9, DOCUMENT)
    decision = Decision(
        2021, (Award("AB", "Cờ thi đua của UBND tỉnh"),), Document("3/QĐ", date(2022, 2, 1), "UBND")
    )
    score, mark = board(store), store.mark(2021)
    for what, read in ((vote, store.votes), (decision, store.decisions)):
        others = store.votes(2021), store.decisions(2021)
        entry = store.record(BINH, "biên bản", what, store.head)

        assert (entry, "Bình", what) == (read(2021)[-1].entry, entry.account, entry.record)
        assert (score, mark, 1) == (board(store), store.mark(2021), len(store.versions(2021)))
        kept = store.votes(2021), store.decisions(2021)
        assert others[read == store.votes] == kept[read == store.votes]  # the other fact is as it was

    again = Vote(2021, (Ballot("CD", 6),), 9, DOCUMENT)
    store.record(BINH, "kiểm phiếu lại", again, store.head)

    assert [vote, again] == [each.vote for each in store.votes(2021)]
    assert () == store.votes(2020)


@pytest.mark.parametrize(
    ("fact", "said"),
    [
        (Vote(2021, (), 9, DOCUMENT), "chưa ghi đơn vị nào"),
        (Vote(2021, (Ballot("XX", 1),), 9, DOCUMENT), "XX không phải thành viên của cụm năm 2021"),
        (Vote(2021, (Ballot("AB", 1), Ballot("AB", 2)), 9, DOCUMENT), "AB được ghi hai lần"),
        (Vote(2021, (Ballot("AB", 10),), 9, DOCUMENT), "số phiếu của AB phải từ 0 đến số người bỏ phiếu (9)"),
        (Vote(2021, (Ballot("AB", -1),), 9, DOCUMENT), "số phiếu của AB phải từ 0 đến số người bỏ phiếu (9)"),
        (Vote(2021, (Ballot("AB", 0),), 0, DOCUMENT), "số người bỏ phiếu phải từ 1 trở lên"),
        (Vote(1999, (Ballot("AB", 0),), 1, DOCUMENT), "chưa có quy chế năm 1999"),
        (Decision(2021, (), DOCUMENT), "chưa ghi đơn vị nào"),
        (Decision(2021, (Award("XX", "Cờ"),), DOCUMENT), "XX không phải thành viên của cụm năm 2021"),
        (Decision(2021, (Award("AB", " "),), DOCUMENT), "danh hiệu của AB để trống, có ký tự lạ hoặc dài quá 300 ký tự"),
        (Decision(2021, (Award("AB", "Cờ"), Award("AB", "Cờ")), DOCUMENT), "AB được ghi hai lần"),
        (
            Decision(2021, (Award("AB", "Cờ"),), Document("", date(2022, 1, 1), "UBND")),
            "văn bản phải có số và cơ quan ban hành, mỗi ô không quá 300 ký tự",
        ),
    ],
)  # fmt: skip
def test_a_vote_or_decision_that_cannot_be_is_refused(store, fact, said):
    assert said in refused(store, lambda: store.record(AN, "ghi", fact, store.head)).problems


def test_a_unit_may_get_two_titles_in_one_decision(store):
    awards = (Award("AB", "Cờ thi đua"), Award("AB", "Bằng khen"))
    store.record(AN, "ghi", Decision(2021, awards, DOCUMENT), store.head)

    assert awards == store.decisions(2021)[-1].decision.awards


# --- rules edited after publication ---------------------------------------------------------------------------------


def test_a_rulebook_that_is_edited_later_changes_no_published_version_and_every_unpublished_year(tmp_path):
    store = opened(tmp_path)
    publish(store)
    then, mark, frozen = board(store), store.mark(2021), freeze(store.reference, store.snapshot(), 2021)
    proposed = proposal_of(store, "AB", "10")
    effect = store.effect_of(proposed.seq)
    change_rules(tmp_path)
    token = store.reference_digest

    assert store.reload_reference()
    assert token != store.reference_digest
    assert then == board(store, store.versions(2021)[0].seq) == board(store)
    assert effect.effects == store.effect_of(proposed.seq).effects

    store.approve_correction(BINH, "đúng", proposed.seq, store.head)
    store.close()
    again = opened(tmp_path)

    assert effect.effects[0].after == board(again)  # version 2 by the rules of version 1
    assert then == board(again, again.versions(2021)[0].seq)
    assert again.versions(2021)[0].reference == again.versions(2021)[1].reference
    assert ("normal", ()) == (again.health.mode, again.verify())
    assert keys(again) == []
    old = freeze(again.reference, state_at(again, 2), 2021)
    assert (mark, frozen.digest, 1) == (old.stamp.mark, old.digest, old.version)
    assert 2 == freeze(again.reference, again.snapshot(), 2021).version
    again.close()


def test_until_it_is_published_a_year_follows_its_rulebook(tmp_path):
    store = opened(tmp_path)
    before = points(board(store))
    change_rules(tmp_path)
    store.reload_reference()

    assert {"AB": Decimal("4.00"), "CD": Decimal("6.00"), "EF": Decimal("8.00")} == before
    assert {"AB": Decimal("5.00"), "CD": Decimal("7.50"), "EF": Decimal("10.00")} == points(board(store))

    publish(store)
    change_rules(tmp_path, "12.5")
    store.reload_reference()

    assert {"AB": Decimal("5.00"), "CD": Decimal("7.50"), "EF": Decimal("10.00")} == points(board(store))
    store.close()


def test_a_unit_that_is_renamed_later_keeps_its_name_in_the_published_year(tmp_path):
    store = opened(tmp_path)
    publish(store)
    name = store.cluster.unit("AB").short_name
    path = tmp_path / "cluster" / "units.csv"
    path.write_text(path.read_text("utf-8").replace(name, "Tên Mới"), "utf-8")
    store.reload_reference()

    assert (name, "Tên Mới") == (
        store.reference.cluster_of(2021).unit("AB").short_name,
        store.reference.cluster_of(2020).unit("AB").short_name,
    )
    assert name == freeze(store.reference, store.snapshot(), 2021).about.unit("AB")
    store.close()


def test_the_mark_of_every_version_leads_back_to_it_after_the_rules_changed(tmp_path):
    store = opened(tmp_path)
    publish(store)
    proposed = proposal_of(store)
    store.approve_correction(BINH, "đúng", proposed.seq, store.head)
    change_rules(tmp_path)
    store.reload_reference()
    reference = store.reference
    archived = {year: each.digest for year, each in reference.archived.items()}
    for version in store.versions(2021):
        found = state_of(version.mark, store.entries(), store.years(), reference.digest, archived)
        assert State(2021, version.seq) == found
    with pytest.raises(Trouble) as caught:  # the files of today say nothing about a published year
        state_of(
            mark_of(2021, store.head, reference.digest),
            store.entries(),
            store.years(),
            reference.digest,
            archived,
        )
    assert "stamp.reference" == caught.value.key
    assert (
        2020
        == state_of(
            mark_of(2020, store.head, reference.digest),
            store.entries(),
            store.years(),
            reference.digest,
            archived,
        ).year
    )
    store.close()


# --- the archive ----------------------------------------------------------------------------------------------------


def archived(tmp_path):
    (folder,) = (tmp_path / "home" / "published").iterdir()
    return folder


@pytest.mark.parametrize("harm", ["lost", "a byte changed", "a file gone"])
def test_an_archive_that_is_damaged_is_made_again_from_rules_that_are_the_same(tmp_path, harm):
    store = opened(tmp_path)
    publish(store)
    then = board(store)
    store.close()
    damage(archived(tmp_path), harm)
    again = opened(tmp_path)

    assert ["published.healed"] == keys(again)
    assert (then, ()) == (board(again), again.verify())

    again.close()
    third = opened(tmp_path)

    assert [] == keys(third)
    third.close()


@pytest.mark.parametrize("harm", ["lost", "a byte changed", "a file gone"])
def test_an_archive_that_is_lost_while_the_rules_changed_is_told_in_red_and_nothing_is_corrected(
    tmp_path, harm
):
    store = opened(tmp_path)
    publish(store)
    then, proposed = board(store), proposal_of(store)
    store.close()
    saved = shutil.copytree(archived(tmp_path), tmp_path / "saved")
    damage(archived(tmp_path), harm)
    change_rules(tmp_path)
    again = opened(tmp_path)

    assert {"published.lost", "published.differs"} <= set(keys(again))
    assert {"published.lost", "published.differs"} == {fault.key for fault in again.verify()}
    for act in (
        lambda: proposal_of(again, "CD"),
        lambda: again.approve_correction(BINH, "đúng", proposed.seq, again.head),
    ):
        assert "published.no_rules" == refused(again, act, error=Trouble).key
    again.close()
    shutil.rmtree(tmp_path / "home" / "published")
    shutil.copytree(saved, tmp_path / "home" / "published" / again.versions(2021)[0].reference)
    third = opened(tmp_path)

    assert (then, ()) == (board(third), third.verify())
    assert not {"published.lost", "published.differs"} & set(keys(third))
    third.close()


def damage(folder, harm):
    if harm == "lost":
        shutil.rmtree(folder)
    elif harm == "a file gone":
        (folder / "units.csv").unlink()
    else:
        path = folder / "rulebooks" / "2021.toml"
        path.write_bytes(path.read_bytes().replace(b"best = 12.5", b"best = 12.4"))


def test_a_version_that_scores_otherwise_than_it_was_published_is_told(tmp_path, monkeypatch):
    store = opened(tmp_path)
    publish(store)
    mark = store.mark(2021)
    store.close()
    monkeypatch.setattr("data.publishing.score_year", lambda *given: board(store, year=2021, seq=0))
    sound = opened(tmp_path)
    assert [] == keys(sound)
    sound.close()
    empty = opened(tmp_path)  # a later program that computes wrongly
    wrong = board(empty, 0)
    wrong = type(wrong)(
        **{**{name: getattr(wrong, name) for name in wrong.__slots__}, "units": wrong.units[:-1]}
    )
    empty.close()
    monkeypatch.setattr("data.publishing.score_year", lambda *given: wrong)
    again = opened(tmp_path)
    (told,) = again.health.notices

    assert ("published.differs", mark) == (told.key, dict(told.values)["mark"])
    again.close()


def test_rules_that_change_while_they_are_archived_stop_the_publication(store, tmp_path, monkeypatch):
    monkeypatch.setattr(archive, "all_files", lambda folder: [folder / "cluster.toml"])
    error = refused(store, lambda: publish(store), error=Trouble)

    assert "reference.moved" == error.key
    assert [] == list((tmp_path / "home" / "published").iterdir())
    assert () == store.versions(2021)


def test_two_years_published_under_two_editions_of_the_rules_keep_each_its_own(tmp_path):
    store = opened(tmp_path)
    store.write(AN, "năm trước", [figure(year=2020)], [], store.head)
    publish(store, 2020)
    change_rules(tmp_path)
    store.reload_reference()
    publish(store)
    change_rules(tmp_path, "11")
    store.reload_reference()
    before = (store.versions(2020)[0], store.versions(2021)[0])

    assert before[0].reference != before[1].reference
    assert 2 == len(list((tmp_path / "home" / "published").iterdir()))
    assert Decimal("5.00") == points(board(store))["AB"]
    assert before[1].reference == store.reference_at(2021).digest
    assert before[0].reference == store.reference_at(2021).at(2020).digest
    assert () == store.verify()
    store.close()


# --- journal, tables, backup ----------------------------------------------------------------------------------------


def everything(store):
    """One of each record."""
    publish(store)
    proposed = proposal_of(store)
    store.approve_correction(BINH, "đúng", proposed.seq, store.head, DOCUMENT)
    (wrong,) = store.penalties(2021)
    again = store.propose_correction(AN, "bỏ", 2021, [], [], store.head, withdrawn=[wrong])
    store.end_correction(BINH, "không", again.seq, Outcome.REJECTED, store.head)
    store.record(AN, "biên bản", Vote(2021, (Ballot("AB", 3),), 5, DOCUMENT), store.head)
    store.record(AN, "quyết định", Decision(2021, (Award("AB", "Cờ “đỏ”"),), DOCUMENT), store.head)


def test_a_line_with_a_record_has_the_third_format_and_the_lines_before_it_the_old_ones(store, tmp_path):
    everything(store)
    lines = (tmp_path / "home" / "journal.jsonl").read_bytes().splitlines(keepends=True)

    assert [2, 3, 3, 3, 3, 3, 3, 3] == [json.loads(line)["format"] for line in lines]
    assert "record" not in json.loads(lines[0])
    assert lines == [line_of(entry) for entry in store.entries()]
    assert [] == list(Journal(tmp_path / "home" / "journal.jsonl").verify())


def test_a_line_of_a_later_format_is_refused_as_that_and_not_as_damage(store, tmp_path):
    publish(store)
    store.close()
    path = tmp_path / "home" / "journal.jsonl"
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(lines[0] + lines[1].replace(b'"format":3', b'"format":4'))
    _entries, faults, _size = scan(path.read_bytes(), 0, "")

    assert ["journal.newer"] == [fault.key for fault in faults]
    assert ["journal.unreadable"] == [fault.key for fault in scan(b'{"format":"x"}\n', 0, "")[1]]


def test_a_record_that_was_edited_in_the_journal_is_found(store, tmp_path):
    everything(store)
    store.close()
    path = tmp_path / "home" / "journal.jsonl"
    path.write_bytes(path.read_bytes().replace(b'"votes":3', b'"votes":4'))

    assert ["journal.edited"] == [fault.key for fault in Journal(path).verify()]


@pytest.mark.parametrize("lost", range(1, 8))
def test_a_journal_that_lost_its_end_is_healed_from_the_tables_to_the_same_bytes(tmp_path, lost):
    store = opened(tmp_path)
    everything(store)
    head, versions = store.head, store.versions(2021)
    store.close()
    path = tmp_path / "home" / "journal.jsonl"
    text = path.read_bytes()
    path.write_bytes(b"".join(text.splitlines(keepends=True)[:-lost]))
    again = opened(tmp_path)

    assert ["journal.healed"] == keys(again)
    assert (text, head, versions, ()) == (path.read_bytes(), again.head, again.versions(2021), again.verify())
    again.close()


def test_tables_that_are_built_anew_hold_the_same_records(tmp_path):
    store = opened(tmp_path)
    everything(store)
    before = whole(store), store.entries()
    store.close()
    (tmp_path / "home" / "thidua.duckdb").unlink()
    again = opened(tmp_path)

    assert ["store.missing"] == keys(again)
    assert before == (whole(again), again.entries())
    again.close()


def test_the_tables_show_publications_corrections_votes_and_decisions_to_whoever_looks_into_them(store):
    everything(store)
    tables = store._keeper.projection

    assert [(2021, 2, "An", "12/QĐ-UBND")] == [
        (row[0], row[1], row[3], row[8]) for row in tables.select("publications")
    ]
    assert [(3, "approved", "Bình"), (5, "rejected", "Bình")] == sorted(
        (row[1], row[7], row[9]) for row in tables.select("corrections")
    )
    assert [("AB", 3)] == [row[6:8] for row in tables.select("votes")]
    assert [("AB", "Cờ “đỏ”")] == [row[5:7] for row in tables.select("decisions")]


def test_a_store_that_serves_from_the_journal_alone_shows_the_same_versions(tmp_path):
    store = opened(tmp_path)
    everything(store)
    versions, then = store.versions(2021), board(store)
    store.close()
    path = tmp_path / "home" / "journal.jsonl"
    path.write_bytes(path.read_bytes() + b"{}\n")  # damaged behind its end: read-only
    (tmp_path / "home" / "thidua.duckdb").unlink()
    again = opened(tmp_path)

    assert "read_only" == again.health.mode
    assert (versions, then) == (again.versions(2021), board(again))
    with pytest.raises(Trouble):
        again.record(AN, "ghi", Vote(2021, (Ballot("AB", 3),), 5, DOCUMENT), again.head)
    again.close()


def test_the_command_lists_versions_corrections_and_marks_and_tells_a_lost_archive(
    tmp_path, monkeypatch, capsys
):
    store = opened(tmp_path)
    everything(store)
    marks = [version.mark for version in store.versions(2021)]
    store.close()
    monkeypatch.setenv("THIDUA_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("THIDUA_CLUSTER", str(tmp_path / "cluster"))

    assert 0 == main(["published"])
    said = capsys.readouterr().out
    assert "Năm 2021: đã công bố, bản 2" in said
    assert all(mark in said for mark in marks)
    assert "đã bác" in said

    shutil.rmtree(archived(tmp_path))
    before = sorted((tmp_path / "home").rglob("*"))

    assert 1 == main(["published"])
    assert "mất bản lưu quy chế của năm đã công bố 2021" in capsys.readouterr().err
    assert before == sorted((tmp_path / "home").rglob("*"))  # it looks, and mends nothing


RECORDS = (
    Publication(2021, "a" * 64, "b" * 64, DOCUMENT),
    Publication(2021, "a" * 64, "b" * 64),
    Correction(2021, 7, (growth("AB", "1.50"),), (penalty(),), (penalty(unit="CD"),)),
    CorrectionEnd(2021, 8, Outcome.APPROVED, "c" * 64, (penalty(),), DOCUMENT),
    CorrectionEnd(2021, 8, Outcome.WITHDRAWN),
    Vote(2021, (Ballot("AB", 3),), 5, DOCUMENT),
    Decision(2021, (Award("AB", "Cờ thi đua 🙂"),), DOCUMENT),
)


@pytest.mark.parametrize("record", RECORDS)
def test_a_record_reads_back_as_it_was_and_nothing_else_is_taken_for_one(record):
    assert record_json(record) == record_json(record_from(record_text(record)))
    content = json.loads(record_text(record))
    for key in content:
        for wrong in ({**content, key: [None]}, {name: content[name] for name in content if name != key}):
            with pytest.raises((KeyError, TypeError, ValueError, FiguresError)):
                record_of(wrong)
    for wrong in (
        {**content, "more": 1},
        {**content, "year": "2021"},
        {**content, "year": 2021.0},
        {**content, "year": True},
        [],
        None,
    ):
        with pytest.raises((KeyError, TypeError, ValueError)):
            record_of(wrong)


# --- power cuts -----------------------------------------------------------------------------------------------------

SURE = STEPS[STEPS.index("journal.synced") :]
PATH = ("store.checked", *ARCHIVE_STEPS, *STEPS[STEPS.index("journal.locked") :])


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork and SIGKILL")
@pytest.mark.parametrize(
    ("act", "step"),
    [
        *(("publish", step) for step in PATH),
        *(("approve", step) for step in PATH if step not in ARCHIVE_STEPS),
    ],
)
def test_a_power_cut_at_any_step_leaves_the_year_as_it_was_or_published_whole(tmp_path, act, step):
    store = opened(tmp_path)
    if act == "approve":
        publish(store)
        proposed = proposal_of(store)
    before, old = len(store.entries()), board(store)
    store.close()
    child = os.fork()
    if child == 0:
        try:
            dying = opened(tmp_path)
            os.environ["THIDUA_FAULT_AT"] = step
            if act == "publish":
                publish(dying)
            else:
                dying.approve_correction(BINH, "đúng", proposed.seq, dying.head)
        finally:
            os._exit(4)
    _pid, status = os.waitpid(child, 0)
    again = opened(tmp_path)
    kept = len(again.entries()) - before

    assert 9 == os.WTERMSIG(status)
    assert ("normal", ()) == (again.health.mode, again.verify())
    assert kept == (step in SURE) or (step == "journal.written" and kept in (0, 1))
    if act == "publish":
        assert (kept, old) == (len(again.versions(2021)), board(again))
    else:
        assert 1 + kept == len(again.versions(2021))
        assert old == board(again, again.versions(2021)[0].seq)
    if not kept:  # nothing stands in the way of doing it again
        if act == "publish":
            publish(again)
        else:
            again.approve_correction(BINH, "đúng", proposed.seq, again.head)
    assert () == again.verify()
    folders = [path.name for path in (tmp_path / "home" / "published").iterdir()]
    assert [again.versions(2021)[0].reference] == folders
    again.close()


@pytest.mark.parametrize("step", [*ARCHIVE_STEPS, "journal.written"])
def test_a_full_disk_refuses_the_publication_and_keeps_nothing_of_it(store, monkeypatch, step):
    monkeypatch.setenv("THIDUA_FAULT_AT", f"{step}=ENOSPC")
    error = refused(store, lambda: publish(store), error=Trouble)
    monkeypatch.delenv("THIDUA_FAULT_AT")

    assert ("disk.full", ()) == (error.key, store.versions(2021))

    publish(store)

    assert () == store.verify()


# --- any sequence ---------------------------------------------------------------------------------------------------

ACTS = st.lists(
    st.tuples(
        st.sampled_from(
            ["publish", "propose", "approve", "reject", "withdraw", "write", "undo", "rules", "reopen"]
        ),
        st.integers(0, 30),
    ),
    min_size=3,
    max_size=12,
)


@settings(max_examples=9, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=ACTS)
def test_no_sequence_of_acts_changes_a_version_that_was_published(tmp_path_factory, acts):
    folder = tmp_path_factory.mktemp("sequence")
    store = opened(folder)
    seen = {}
    for act, number in [("propose", 5), ("publish", 0), *acts]:
        store = attempt(folder, store, act, number)
        for version in store.versions(2021):
            scored = board(store, version.seq)
            assert seen.setdefault((version.number, version.mark, version.board), scored) == scored
        if seen:
            assert list(seen.values())[-1] == board(store)  # what is shown is the last version
    assert len(seen) == len(store.versions(2021)) >= 1
    assert () == store.verify()
    head, hashes, versions = store.head, store.table_hashes(), store.versions(2021)
    store.close()
    restored = folder / "restored"
    restored.mkdir()
    shutil.copy(folder / "home" / "journal.jsonl", restored)
    shutil.copytree(folder / "home" / "published", restored / "published")
    again = Store.open(restored, folder / "cluster")

    assert (head, hashes, versions) == (again.head, again.table_hashes(), again.versions(2021))
    assert list(seen.values()) == [board(again, version.seq) for version in versions]
    again.close()


def attempt(folder, store, act, number):
    """One act, whether it is allowed or not."""
    standing = store.corrections(2021)
    chosen = standing[number % len(standing)].seq if standing else 0
    unit, value = ("AB", "CD", "EF")[number % 3], str(number % 20 + 1)
    try:
        if act == "publish":
            publish(store)
        elif act == "propose":
            proposal_of(store, unit, value)
        elif act == "approve":
            store.approve_correction(BINH, "đúng", chosen, store.head)
        elif act == "reject":
            store.end_correction(BINH, "không", chosen, Outcome.REJECTED, store.head)
        elif act == "withdraw":
            store.end_correction(AN, "thôi", chosen, Outcome.WITHDRAWN, store.head)
        elif act == "write":
            year = (2020, 2021)[number % 2]
            row = (
                newer(store, unit, value) if year == 2021 else figure(year=2020, vintage=len(store.entries()))
            )
            store.write(AN, "ghi", [row], [], store.head)
        elif act == "undo":
            store.write(AN, "hoàn tác", [], [], store.head, reverses=number % len(store.entries()) + 1)
        elif act == "rules":
            change_rules(folder, str(number % 10 + 8))
            store.reload_reference()
        else:
            store.close()
            return opened(folder)
    except (FiguresError, NotAllowed, KeyError):
        pass
    return store
