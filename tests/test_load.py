"""Few people at once in every run; `python tests/load.py` lets in as many as are promised. Waits are judged there."""

from __future__ import annotations

import pytest
from conftest import serving
from load import Line, Seen, Size, half, importing, went_back, writing

FEW = Size(viewers=0, seconds=0, lookers=4, imports=2, clerks=5, visits=0, think=1.0)
KNOWN = {"a": (1, {"RG": "1,00"}), "b": (2, {"RG": "2,00"})}


def page(mark: str, total: str, digest: str = "same", path: str = "") -> Seen:
    return Seen(path, (mark,), digest, {"RG": total}, False)


def broken(lines: list[Line]) -> list[str]:
    return [line.what for line in lines if line.limit == 0 and not line.holds]


@pytest.mark.slow
def test_who_looks_while_figures_are_imported_sees_old_or_new_and_never_half() -> None:
    lines = importing(FEW, serving)

    assert [] == broken(lines)
    assert 2 <= next(line.reached for line in lines if line.what.endswith("states seen"))


@pytest.mark.slow
def test_of_clerks_who_write_at_once_everyone_is_told_the_truth() -> None:
    assert [] == broken(writing(FEW, serving))


@pytest.mark.parametrize(
    "pages",
    [
        [page("a", "2,00")],
        [page("c", "1,00")],
        [Seen("", ("a", "b"), "same", {"RG": "1,00"}, False)],
        [Seen("", (), "same", {"RG": "1,00"}, False)],
        [page("a", "1,00"), page("a", "1,00"), page("a", "1,00", "other")],
    ],
    ids=["totals of another state", "unknown state", "two marks", "no mark", "unlike what others saw"],
)
def test_a_page_that_is_not_one_state_counts_as_half(pages: list[Seen]) -> None:
    assert 1 == half(pages, KNOWN)


def test_whole_pages_of_two_states_are_not_half() -> None:
    pages = [page("a", "1,00"), page("b", "2,00", "new"), page("b", "", "other screen", "xep-hang")]

    assert 0 == half(pages, KNOWN)
    assert not went_back(pages, KNOWN)
    assert went_back(pages[::-1], KNOWN)
