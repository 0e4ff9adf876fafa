"""Rulebooks and catalogues are read strictly: each mistake is named with file, row and key."""

from __future__ import annotations

import shutil
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data import rules
from data.cluster import load_cluster
from data.reasons import REASONS
from data.rules_methods import NAMES, READERS
from scoring.errors import RulebookError
from scoring.methods import compile_for
from scoring.model import Combine, Direction, Levels, LowerForm, Proportional

HERE = Path(__file__).resolve().parent
SMALL = HERE / "small_cluster"
GOOD = SMALL / "rulebooks" / "2021.toml"
BAD = sorted((HERE / "bad_rulebooks").glob("*.toml"))
SHIPPED = HERE.parent / "data"

# mistakes of a file's name or bytes, and of catalogues: they have tests of their own below
ELSEWHERE = {
    "unreadable", "not_utf8", "file_year", "file_name", "csv_syntax", "csv_width", "validity_order", "unknown_unit",
}  # fmt: skip


def reason_of(path: Path) -> str:
    return path.stem.split("--")[0]


@pytest.mark.parametrize("path", BAD, ids=lambda path: path.stem)
def test_a_bad_rulebook_is_refused_with_exactly_its_mistake_naming_file_row_and_key(path: Path) -> None:
    row, key = path.read_text(encoding="utf-8").splitlines()[0].removeprefix("# ").split(" | ")

    found, problems = rules.inspect(path, load_cluster(SMALL))

    assert found is None
    assert [(row, key, reason_of(path))] == [
        (problem.row, problem.key, problem.reason) for problem in problems
    ]
    assert str(problems[0]).startswith(f"{path.name}, {row}, {key}: ")


def test_every_reason_has_a_bad_file_or_a_test_of_its_own() -> None:
    assert set(REASONS) == {reason_of(path) for path in BAD} | ELSEWHERE
    assert not ELSEWHERE & {reason_of(path) for path in BAD}


def test_all_problems_of_a_file_are_told_at_once(tmp_path: Path) -> None:
    text = GOOD.read_text(encoding="utf-8")
    text = text.replace("floor = 0.5", "floor = 5").replace("out_of = 100", "out_of = 0")
    text = text.replace('status = "sample"', 'status = "draft"')
    path = tmp_path / "2021.toml"
    path.write_text(text, encoding="utf-8")

    with pytest.raises(RulebookError) as caught:
        rules.load_rulebook(path)

    told = [problem.rsplit(": ", 1)[0].split(":")[0] for problem in caught.value.problems]
    assert told == [
        "2021.toml, đầu tệp, status",
        "2021.toml, criteria A1.01, method.floor",
        "2021.toml, criteria A2.01, method.out_of",
    ]


def test_a_rulebook_with_every_method_loads_and_its_numbers_are_exact() -> None:
    rulebook = rules.load_rulebook(GOOD, load_cluster(SMALL))

    used = {NAMES[type(row.method)] for row in rulebook.criteria}
    assert used | {"reduction"} == set(READERS)
    assert rulebook.criterion("A1.01").method == Proportional(None, Decimal("0.5"))
    bands = rulebook.criterion("A1.03").method
    assert isinstance(bands, Levels)
    assert Decimal("0.8") == bands.bands[0].high
    assert (LowerForm.COMPLEMENT, Direction.LOWER) == (
        bands.lower_form,
        rulebook.criterion("A1.03").direction,
    )
    assert sum(row.max_points for row in rulebook.criteria) + rulebook.bonus_cap == rulebook.total
    for row in rulebook.criteria:
        if row.combine is not Combine.SUM:
            assert Decimal(compile_for(row).max_points.numerator) == row.max_points


def test_whole_numbers_and_decimals_of_a_file_are_both_decimal() -> None:
    row = rules.load_rulebook(GOOD).criterion("A1.04")

    assert [Decimal, Decimal, Decimal] == [
        type(row.max_points),
        type(row.plausible[0]),
        type(row.plausible[1]),
    ]


def test_the_name_of_a_year_file_must_be_its_year(tmp_path: Path) -> None:
    path = tmp_path / "2019.toml"
    shutil.copy(GOOD, path)

    _found, problems = rules.inspect(path)

    assert [("đầu tệp", "year", "file_year")] == [(one.row, one.key, one.reason) for one in problems]


def test_a_file_that_is_missing_or_not_utf8_is_a_problem_and_not_a_crash(tmp_path: Path) -> None:
    path = tmp_path / "latin.toml"
    path.write_bytes('title = "Quy chế"'.encode("utf-16"))

    assert ["not_utf8"] == [one.reason for one in rules.inspect(path)[1]]
    assert ["unreadable"] == [one.reason for one in rules.inspect(tmp_path / "absent.toml")[1]]


def test_agencies_are_checked_only_where_a_catalogue_is_given() -> None:
    path = HERE / "bad_rulebooks" / "unknown_agency.toml"

    assert rules.load_rulebook(path).criterion("A1.02").agency == "SXD"
    with pytest.raises(RulebookError, match="SXD"):
        rules.load_rulebook(path, load_cluster(SMALL))


def test_the_digest_of_a_file_changes_with_any_byte_and_that_of_a_rulebook_with_any_rule(
    tmp_path: Path,
) -> None:
    path = tmp_path / "2021.toml"
    text = GOOD.read_text(encoding="utf-8")
    path.write_text("# a remark\n" + text, encoding="utf-8")
    changed = tmp_path / "changed.toml"
    changed.write_text(text.replace("floor = 0.5", "floor = 0.6"), encoding="utf-8")

    same, remarked, other = (rules.load_rulebook(one) for one in (GOOD, path, changed))

    assert rules.digest(GOOD) != rules.digest(path)
    assert rules.digest(same) == rules.digest(remarked)
    assert rules.digest(same) != rules.digest(other)


@pytest.mark.parametrize("year", rules.years(SHIPPED))
def test_a_shipped_rulebook_is_sound_and_marked_as_a_sample(year: int) -> None:
    rulebook = rules.rulebook(SHIPPED, year, load_cluster(SHIPPED))

    assert (year, "sample") == (rulebook.year, rulebook.status)
    for row in rulebook.criteria:
        assert row.assumed.isdisjoint(row.verified)


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_no_mutation_of_a_rulebook_crashes_the_loader(tmp_path_factory: pytest.TempPathFactory, data) -> None:  # type: ignore[no-untyped-def]
    """A line lost, doubled or changed gives a rulebook or problems, never another exception."""
    lines = GOOD.read_text(encoding="utf-8").splitlines()
    index = data.draw(st.integers(0, len(lines) - 1))
    kind = data.draw(st.sampled_from(["drop", "double", "value", "cut"]))
    if kind == "drop":
        del lines[index]
    elif kind == "double":
        lines.insert(index, lines[index])
    elif kind == "cut":
        lines = lines[:index]
    elif "=" in lines[index]:
        wrong = data.draw(
            st.sampled_from(['""', "-1", "0", "nan", "[]", "{}", "true", '"x"', "2018-01-01", "[[1]]"])
        )
        lines[index] = lines[index].split("=")[0] + "= " + wrong
    path = tmp_path_factory.mktemp("mutated") / "2021.toml"
    path.write_text("\n".join(lines), encoding="utf-8")

    found, problems = rules.inspect(path, load_cluster(SMALL))

    assert (found is None) == bool(problems)


# --- the catalogues --------------------------------------------------------------------------------------------


def test_a_cluster_is_read_in_its_official_order_with_years_of_validity() -> None:
    cluster = load_cluster(SMALL)

    assert ["AB", "CD", "EF"] == [unit.code for unit in cluster.units]
    assert ["AB", "CD"] == [unit.code for unit in cluster.units_in(2020)]
    assert ["CD", "EF"] == [unit.code for unit in cluster.units_in(2026)]
    assert ("Huyện Á", "Huyện Á cũ") == cluster.unit("AB").former_names
    assert cluster.agency("own").name == "Đơn vị tự báo cáo"
    roles = cluster.role(2021)
    assert roles is not None
    assert ("AB", "CD") == (roles.lead_unit, roles.deputy_lead)
    assert cluster.role(1999) is None


def test_the_shipped_cluster_has_its_five_members_and_the_verified_roles() -> None:
    cluster = load_cluster(SHIPPED)

    assert ["RG", "CT", "HD", "GR", "TH"] == [unit.code for unit in cluster.units]
    roles = {roles.year: (roles.lead_unit, roles.deputy_lead) for roles in cluster.roles}
    assert {2017: ("TH", "GR"), 2018: ("CT", "HD")} == roles


@pytest.mark.parametrize(
    ("file", "old", "new", "told"),
    [
        ("units.csv", "2,CD,", "1,CD,", "units.csv, đầu tệp, order: "),
        ("units.csv", "2,CD,", "2,AB,", "units.csv, dòng 3, code: "),
        ("units.csv", "2,CD,", "2,cd,", "units.csv, dòng 2, code: "),
        ("units.csv", "2,CD,Huyện Bờ", "2,CD,", "units.csv, dòng 2, name: "),
        ("units.csv", "2004-01-01", "01/01/2004", "units.csv, dòng 3, valid_from: "),
        (
            "units.csv",
            "2004-01-01,2025-06-30",
            "2025-06-30,2004-01-01",
            "units.csv, dòng 3, valid_to: ngày hết",
        ),
        ("units.csv", "2,CD,", "CD,", "units.csv, dòng 2, -: dòng có 9 ô, cần 10"),
        ("units.csv", "order,", "thứ tự,", "units.csv, đầu tệp, order: "),
        ("units.csv", '"Thị xã Á, cũ"', '"Thị xã Á, cũ', "units.csv, đầu tệp, -: sai cú pháp CSV"),
        ("agencies.csv", ",false", ",no", "agencies.csv, dòng 2, verified: "),
        (
            "cluster.toml",
            'lead_unit = "AB"',
            'lead_unit = "XY"',
            "cluster.toml, roles 2021, lead_unit: không có",
        ),
        ("cluster.toml", "verified = false", "sure = false", "cluster.toml, roles 2021, verified: "),
        ("cluster.toml", "province", "tinh", "cluster.toml, đầu tệp, province: "),
    ],
)
def test_a_mistake_in_a_catalogue_names_file_row_and_key(
    tmp_path: Path, file: str, old: str, new: str, told: str
) -> None:
    folder = shutil.copytree(SMALL, tmp_path / "cluster")
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")

    with pytest.raises(RulebookError) as caught:
        load_cluster(folder)

    assert caught.value.problems[0].startswith(told)


def test_problems_of_all_catalogues_are_told_at_once(tmp_path: Path) -> None:
    folder = shutil.copytree(SMALL, tmp_path / "cluster")
    (folder / "units.csv").unlink()
    (folder / "agencies.csv").write_text("code\n", encoding="utf-8")
    (folder / "cluster.toml").write_text('code = "X"\n', encoding="utf-8")

    with pytest.raises(RulebookError) as caught:
        load_cluster(folder)

    assert {"units.csv", "agencies.csv", "cluster.toml"} == {
        one.split(",")[0] for one in caught.value.problems
    }
