"""The reader on uploads of our own: every class A–N, another cluster, other criteria, other wording (make_uploads.py)."""

from __future__ import annotations

import pytest
from make_uploads import CATALOGUE, Case, cases

from data.reading.catalogue import from_test_form
from data.reading.plain import command_json
from data.reading.reader import ReadResult, read, say_ok
from data.reading.sandbox import read_apart

CASES = cases()
CATALOGUE_READ = from_test_form(CATALOGUE)
APART = ("A03.xlsx", "B06.csv", "J17.xlsx", "N04.csv")
HOSTILE = frozenset(
    "DKM"
)  # what the file is, formulas, attacks: these always go the whole way through the child


def figures_of(result: ReadResult) -> set[tuple[object, ...]]:
    found = command_json(result, CATALOGUE_READ)["figures"]
    return {(year, unit, criterion, round(float(value), 9)) for year, unit, criterion, value in found}


def meant(case: Case) -> set[tuple[object, ...]]:
    return {(year, unit, code, round(float(value), 9)) for year, unit, code, value in case.figures}


def judge(case: Case, result: ReadResult) -> None:
    keys = {message.key for message in result.messages}

    assert (case.outcome, meant(case)) == (result.outcome, figures_of(result)), sorted(keys)
    if case.outcome != "accepted":
        assert keys & set(case.keys), sorted(keys)


def test_there_are_at_least_sixty_files_over_all_classes() -> None:
    assert len(CASES) >= 60
    assert set("ABCDEFGHIJKLMN") == {case.file[0] for case in CASES}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.file)
def test_every_upload_gives_exactly_its_figures_or_is_refused_with_its_cause(case: Case) -> None:
    result = say_ok(read(case.content, case.name, CATALOGUE_READ), CATALOGUE_READ)

    judge(case, result)


@pytest.mark.parametrize(
    "case",
    [
        pytest.param(
            case, id=case.file, marks=[pytest.mark.security("uploads")] if case.file[0] in HOSTILE else []
        )
        for case in CASES
        if case.file in APART or case.file[0] in HOSTILE
    ],
)
def test_the_child_process_says_the_same(case: Case) -> None:
    judge(case, read_apart(case.content, case.name, CATALOGUE_READ))
