"""Motions on stage: what they would come to, in numbers that add up and sentences; nothing is altered, nothing kept."""

from __future__ import annotations

import ast
import json
from dataclasses import replace
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest
from frozen import OTHER_CLUSTER, frozen_year
from hypothesis import given, settings
from hypothesis import strategies as st

from pages.parts.frozen_year import FrozenYear, freeze
from pages.parts.motions import (
    MOTIONS,
    Motion,
    motion_answer,
    motion_choices,
    motion_json,
    motion_reply,
    motion_typed,
)
from pages.parts.scenario_typed import Field
from scoring.model import Grades, Kind, Outcome
from scoring.numbers import number
from scoring.scenario import Change, What
from scoring.scenario_link import as_text, changes_of
from tests.kept_homes import shipped

PARTS = Path(__file__).parents[1] / "pages" / "parts"
ONE = "a_CT_N1.07__95"
TWO = f"{ONE}~p_GR_P.02_2"


@cache
def offered(year: int, cluster: Path | None) -> tuple[Change, ...]:
    """Motions that the year allows, several for every cell."""
    frozen = frozen_year(year, cluster)
    rules, board = frozen.about.rulebook, frozen.about.board
    found = []
    for unit in frozen.given.units:
        for item in rules.penalty_items:
            found += [Change(What.PENALTY, unit, item.code, amount=Decimal(times)) for times in (0, 1, 3)]
        for criterion in rules.criteria:
            if board.score(unit, criterion.code).outcome not in (Outcome.SCORED, Outcome.NOT_REPORTED):
                continue
            for row in criterion.sub_criteria or (criterion,):
                part = "" if row is criterion else row.code
                method = criterion.method if row.method is None else row.method
                if isinstance(method, Grades):
                    found += [
                        Change(What.GRADE, unit, criterion.code, part, word=word) for word, _ in method.grades
                    ]
                else:
                    low, high = row.plausible
                    middle = (low + high) / 2 if row.kind not in (Kind.COUNT, Kind.YES_NO) else high
                    found += [
                        Change(What.ACTUAL, unit, criterion.code, part, amount=amount)
                        for amount in {low, middle.quantize(Decimal("0.01")).normalize() + 0, high}
                    ]
    return tuple(found)


def place(change: Change) -> tuple[str, str, str, str]:
    kind = "a" if change.what is What.GRADE else change.what.value
    return kind, change.unit, change.criterion, change.part


def answers(year: int, cluster: Path | None = None):
    """Texts of some motions that the year allows."""
    return st.lists(st.sampled_from(offered(year, cluster)), max_size=4, unique_by=place).map(as_text)


def check_whole(frozen: FrozenYear, motion: Motion) -> None:
    """What holds of every answer: the changes add up, and what is not in it did not move."""
    assert "" == motion.problem
    assert frozen.given.units == tuple(row.unit for row in motion.units)
    for row in motion.units:
        official = frozen.about.board.unit(row.unit)
        assert official == row.before
        cells = sum(
            (
                (cell.after.points or 0) + (cell.after.bonus or 0)
                - (cell.before.points or 0) - (cell.before.bonus or 0)
                for cell in row.cells
            ),
            Decimal(0),
        )  # fmt: skip
        capped = row.after.bonus_uncapped - row.after.bonus - row.before.bonus_uncapped + row.before.bonus
        assert row.change == cells - capped - (row.after.penalty - row.before.penalty)
    assert len(motion.changes) == len(motion.minutes) == len(motion.told)
    assert sorted(motion.ranking) == sorted(motion.ranking_before)


@settings(max_examples=12, deadline=None)
@given(answers(2018))
def test_discarding_gives_back_the_identical_year(text: str) -> None:
    frozen = frozen_year()
    before = frozen.digest
    tried = motion_answer(frozen, text)
    check_whole(frozen, tried)

    assert before == tried.digest_before == frozen.digest == motion_answer(frozen, "").digest_before
    assert motion_answer(frozen, "") == motion_answer(frozen, "")


@settings(max_examples=12, deadline=None)
@given(answers(2023, OTHER_CLUSTER))
def test_another_cluster_can_try_as_well(text: str) -> None:
    frozen = frozen_year(2023, OTHER_CLUSTER)
    before = frozen.digest
    check_whole(frozen, motion_answer(frozen, text))

    assert before == frozen.digest


@settings(max_examples=15, deadline=None)
@given(st.data())
def test_the_lines_of_the_minutes_lead_from_the_board_of_today_to_the_board_of_the_headline(drawn) -> None:
    frozen = frozen_year()
    text = drawn.draw(answers(2018))
    motion = motion_answer(frozen, text)
    now = {row.unit: row.before.total for row in motion.units}
    for change, line in zip(motion.changes, motion.minutes, strict=True):
        alone = motion_answer(frozen, as_text(motion.changes[: motion.changes.index(change) + 1]))
        after = alone.unit(change.unit).after.total
        told = number(now[change.unit], 2)
        assert (f"tổng điểm {told} → {number(after, 2)}" in line) or f"tổng điểm {told} (không đổi)" in line
        now = {row.unit: row.after.total for row in alone.units}

    assert {row.unit: row.after.total for row in motion.units} == now


def test_the_journal_and_what_is_kept_stay_as_they_are(tmp_path: Path) -> None:
    store = shipped(tmp_path)
    try:
        journal = {path: path.read_bytes() for path in sorted(tmp_path.rglob("*.jsonl"))}
        head, entries, snapshot = store.head, store.entries(), store.snapshot()
        frozen = freeze(store.reference, snapshot, 2018)
        kept = {year: tuple(rows) for year, rows in snapshot.figures.items()}
        motion_reply(frozen, {"kn": TWO})
        motion_reply(frozen, {"kn": TWO, "doi": "thuc-hien", "donvi": "HD", "tieuchi": "N1.07", "gia": "90"})
        motion_choices(frozen)

        assert (head, entries) == (store.head, store.entries())
        assert kept == dict(store.snapshot().figures)
        assert journal == {path: path.read_bytes() for path in sorted(tmp_path.rglob("*.jsonl"))}
        assert journal
        assert frozen.digest == freeze(store.reference, store.snapshot(), 2018).digest
    finally:
        store.close()


def test_the_headline_names_who_moves_and_the_total() -> None:
    # N1.07 has 40 points in proportion to the target of 95: 87,1 earns 36,67 and 95 earns all
    motion = motion_answer(frozen_year(), ONE)

    assert (
        "Nếu chấp nhận: Châu Thành lên hạng 2, tổng 884,14 (+3,33), tỷ lệ 88,414%; Tân Hiệp xuống hạng 3"
        == motion.headline
    )
    assert ["N1.07"] == [cell.criterion for cell in motion.unit("CT").cells]
    assert "đạt 100,0% chỉ tiêu" in motion.unit("CT").cells[0].sentence
    assert ("GR", "CT", "TH", "RG", "HD") == motion.ranking


def test_a_line_for_the_minutes_says_all_that_was_decided_and_that_it_waits_for_confirmation() -> None:
    line = motion_answer(frozen_year(), ONE).minutes[0]

    assert (
        "Kiến nghị 1: số thực hiện tiêu chí “Giải ngân vốn đầu tư xây dựng cơ bản” của Châu Thành từ 87,1% thành "
        "95%; điểm tiêu chí 36,67 → 40,00; tổng điểm 880,81 → 884,14 (+3,33); hạng 3 → hạng 2; Tân Hiệp: hạng 2 → "
        "hạng 3. Rạch Giá còn thiếu số liệu nên mọi thứ hạng là tạm thời. Hội nghị giữ lại để xác nhận."
    ) == line


def test_a_penalty_says_how_often_and_what_it_takes() -> None:
    motion = motion_answer(frozen_year(), "p_GR_P.02_2")

    assert Decimal("-6.00") == motion.unit("GR").change
    assert "của Giồng Riềng từ 0 thành 2 lần (mỗi lần trừ 3 điểm)" in motion.minutes[0]


def test_a_motion_that_moves_nothing_says_so() -> None:
    assert (
        "Nếu chấp nhận: tổng điểm và thứ hạng không đổi"
        == motion_answer(frozen_year(), "a_CT_N1.07__87.1").headline
    )


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("w_N1.07_50", "Kiến nghị 1 đổi quy tắc chấm điểm của mọi đơn vị."),
        (f"{ONE}~m_N1.07_step", "Kiến nghị 2 đổi quy tắc chấm điểm của mọi đơn vị."),
        ("b_N1.07__", "Kiến nghị 1 đổi quy tắc chấm điểm của mọi đơn vị."),
        (f"{ONE}~a_XX_N1.07__5", "Kiến nghị 2: Năm này không có đơn vị ấy."),
        ("a_CT_N9.99__5", "Kiến nghị 1: Quy chế năm này không có tiêu chí ấy."),
        ("a_CT_N1.07__950", "Kiến nghị 1: Giá trị nằm ngoài khoảng hợp lý"),
        ("p_GR_P.99_1", "Kiến nghị 1: Quy chế năm này không có khoản trừ ấy."),
        ("a_RG_N1.08__5", "Kiến nghị 1: Tiêu chí này không giao cho đơn vị"),
        ("rác", "Đường dẫn bị sửa hoặc bị cắt."),
        ("a" * 2001, "quá dài"),
    ],
)
def test_what_is_no_motion_is_refused_in_a_sentence_and_changes_nothing(text: str, told: str) -> None:
    frozen = frozen_year()
    motion = motion_answer(frozen, text)

    assert told in motion.problem
    assert ((), "", ()) == (motion.changes, motion.text, motion.minutes)
    assert all(row.before == row.after for row in motion.units)
    assert told in motion_json(frozen, motion)["problem"]


@settings(max_examples=60, deadline=None)
@given(st.text(st.sampled_from("agtwmbpq_~.-%0159NTHGRCP "), max_size=24) | st.text(max_size=24))
def test_any_text_of_an_address_gets_an_answer(text: str) -> None:
    motion = motion_answer(frozen_year(), text)

    assert motion.problem or text == motion.text


def typed(value: str, kept: str = "", **cells: str) -> tuple[str, str]:
    """The new list and the question."""
    about = {"doi": "thuc-hien", "donvi": "CT", "tieuchi": "N1.07"} | cells
    found = motion_reply(frozen_year(), {"kn": kept, "gia": value} | about)
    return found["kn"], found["question"]


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ("1.234", "“1.234” đọc được hai cách. Hãy ghi 1234 nếu là hàng nghìn, hoặc 1,234"),
        ("95.5", "dùng dấu chấm cho phần thập phân. Hãy ghi 95,5"),
        ("nhiều", "không phải là số"),
        ("", "Chưa ghi giá trị mới."),
        ("950", "Giá trị nằm ngoài khoảng hợp lý"),
        ("87,1", "Giá trị này đang được tính rồi"),
    ],
)
def test_what_was_typed_is_asked_back_and_never_guessed(value: str, told: str) -> None:
    kept, question = typed(value, "p_GR_P.02_2")

    assert "p_GR_P.02_2" == kept
    assert told in question


@pytest.mark.parametrize(
    "cells",
    [
        {"doi": "diem-toi-da"},
        {"doi": ""},
        {"tieuchi": "N9.99"},
        {"tieuchi": ""},
        {"donvi": "XX"},
        {"phan": "z"},
        {"doi": "diem-tru", "khoan": "P.99"},
        {"doi": "chi-tieu", "tieuchi": "N2.03"},
    ],
)
def test_a_form_that_was_bent_is_answered_in_a_sentence(cells: dict[str, str]) -> None:
    kept, question = typed("1", ONE, **cells)

    assert ONE == kept
    assert question.endswith(".")


def test_what_was_typed_joins_the_list_and_takes_the_place_of_the_same() -> None:
    assert (ONE, "") == typed("95")
    assert ("a_CT_N1.07__90", "") == typed("90", ONE)
    assert (TWO, "") == typed("2", ONE, doi="diem-tru", donvi="GR", khoan="P.02")
    assert (f"{ONE}~t_CT_N1.07__90.5", "") == typed("90,5", ONE, doi="chi-tieu")
    assert ("g_GR_N2.02__Kh%C3%A1", "") == typed("Khá", donvi="GR", tieuchi="N2.02")


def test_the_form_offers_every_cell_with_what_counts_today() -> None:
    frozen = frozen_year()
    choices = motion_choices(frozen)
    rows = {row["code"]: row for row in choices["criteria"]}

    assert [row.code for row in frozen.about.rulebook.criteria] == list(rows)
    assert ("87,1%", "95%") == (
        rows["N1.07"]["parts"][0]["actual"]["CT"],
        rows["N1.07"]["parts"][0]["target"]["CT"],
    )
    assert {"RG": "không giao"} == rows["N1.08"]["closed"]
    assert "chưa báo cáo" in {
        text for row in rows.values() for part in row["parts"] for text in part["actual"].values()
    }
    assert ["P.01", "P.02", "P.03"] == [item["code"] for item in choices["penalties"]]
    assert ["Xuất sắc", "Tốt"] == [choice["value"] for choice in rows["N2.02"]["parts"][0]["choices"]][:2]


@pytest.mark.parametrize(("year", "cluster"), [(2018, None), (2017, None), (2023, OTHER_CLUSTER)])
def test_whatever_the_form_offers_can_be_tried(year: int, cluster: Path | None) -> None:
    frozen = frozen_year(year, cluster)
    choices = motion_choices(frozen)
    for criterion in choices["criteria"]:
        for part in criterion["parts"]:
            for unit in part["actual"]:
                value = part["choices"][-1]["value"] if part["choices"] else "1"
                field = Field("thuc-hien", unit, criterion["code"], part["part"], "")
                text, question = motion_typed(frozen, "", field, value)

                assert text or "khoảng hợp lý" in question or "đang được" in question
                assert not text or [change.unit for change in changes_of(text)] == [unit]


def test_the_answer_is_data_for_the_browser_and_marked() -> None:
    frozen = frozen_year()
    answer = json.loads(json.dumps(motion_reply(frozen, {"kn": TWO}), ensure_ascii=False))
    rows = {row["unit"]: row for row in answer["units"]}

    assert ("KIẾN NGHỊ THỬ · CHƯA CHÍNH THỨC", "SỐ LIỆU MINH HỌA") == (answer["mark"], answer["sample"])
    assert [ONE, "p_GR_P.02_2"] == [motion["kn"] for motion in answer["motions"]]
    assert ("up", "down", "same") == tuple(rows[unit]["direction"] for unit in ("CT", "TH", "GR"))
    assert ("880,81", "884,14", "+3,33") == (
        rows["CT"]["before"]["total"], rows["CT"]["after"]["total"], rows["CT"]["change"],
    )  # fmt: skip
    assert (3, "hạng 3", 2, "hạng 2") == (
        rows["CT"]["before"]["rank"], rows["CT"]["before"]["rank_text"],
        rows["CT"]["after"]["rank"], rows["CT"]["after"]["rank_text"],
    )  # fmt: skip


def test_a_name_from_the_files_stays_text() -> None:
    frozen = frozen_year()
    cluster = frozen.about.cluster
    units = tuple(replace(unit, short_name=f"<b>{unit.short_name}</b>") for unit in cluster.units)
    bent = replace(frozen, about=replace(frozen.about, cluster=replace(cluster, units=units)))

    assert "<b>Châu Thành</b> lên hạng 2" in motion_answer(bent, ONE).headline


@pytest.mark.parametrize("name", ["motions.py", "motion_form.py", "motion_words.py"])
def test_the_stage_knows_nothing_that_writes_and_no_streamlit(name: str) -> None:
    tree = ast.parse((PARTS / name).read_text(encoding="utf-8"))
    named = {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    named |= {each.name for node in ast.walk(tree) if isinstance(node, ast.Import) for each in node.names}
    writers = {
        "data.intake",
        "data.journal",
        "data.store",
        "data.undo",
        "pages.parts.write_flow",
        "streamlit",
    }

    assert set() == named & writers


def test_only_figures_and_itemised_points_are_motions() -> None:
    assert {What.MAX_POINTS, What.METHOD, What.BONUS} == set(What) - set(MOTIONS)
