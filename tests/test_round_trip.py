"""Kept → form → reader → reported: the same figures; and what a clerk fills in is what is written."""

from __future__ import annotations

import csv
import io
import random
import shutil
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data.__main__ import main
from data.intake import NAMED, Defaults, catalogue_for, propose, reported_of, worth_telling, write
from data.journal import Journal
from data.proposal import Reported
from data.reading.reader import ReadResult, read
from data.reading.sandbox import read_apart
from data.store import Store
from data.template import HEADINGS, form_csv, form_name, plain
from data.template_xlsx import form_xlsx
from scoring.model import Figure, Role, State, Status
from tests import kept_homes
from tests.kept_figures import figure
from tests.people import AN
from tests.reported_figures import OFFICIAL, files, reported
from tests.test_template import NASTY

HERE = Path(__file__).resolve().parent
SMALL = HERE / "small_cluster"
SHIPPED = HERE.parent / "data"
FORMS: dict[str, Callable[..., bytes]] = {"xlsx": form_xlsx, "csv": form_csv}


@pytest.fixture()
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store.open(tmp_path / "home", SMALL)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """The sample of the shipped cluster, for reading only."""
    opened = kept_homes.shipped(tmp_path_factory.mktemp("shipped"))
    yield opened
    opened.close()


def read_back(store: Store, year: int, kind: str, unit: str = "") -> ReadResult:
    """The form as the reader understands it; a share of 1 % among larger ones is asked about and confirmed."""
    content = FORMS[kind](store.snapshot(), store.reference, year, unit)
    catalogue = catalogue_for(store.snapshot(), store.reference)
    result = read(content, form_name(year, unit, kind), catalogue)
    answers = {told.question: "percent" for told in result.messages if told.question.startswith("percent:")}
    return read(content, form_name(year, unit, kind), catalogue, answers) if answers else result


def errors(result: ReadResult) -> list[str]:
    return [told.text for told in result.messages if told.severity == "error"]


# --- export, read: the same ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", FORMS)
@pytest.mark.parametrize("year", [2017, 2018])
def test_an_untouched_form_of_the_shipped_cluster_changes_nothing(
    shipped: Store, year: int, kind: str
) -> None:
    result = read_back(shipped, year, kind)
    proposal = propose(shipped.snapshot(), shipped.reference, reported_of(result), Defaults())
    counting = sum(row.role in (Role.ACTUAL, Role.TARGET) for row in shipped.figures(year))
    doubts = [told.key for told in worth_telling(result, proposal) if told.key == "check.outlier_warning"]

    assert [] == errors(result) == doubts
    assert (True, (), ()) == (proposal.empty, proposal.problems, proposal.notices)
    assert proposal.unchanged > 0.9 * counting


@settings(max_examples=16, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(files(), st.sampled_from(sorted(FORMS)))
def test_any_kept_figures_come_back_from_their_form(
    tmp_path: Path, rows: tuple[object, ...], kind: str
) -> None:
    home = tmp_path / "home"
    shutil.rmtree(home, ignore_errors=True)
    store = Store.open(home, SMALL)
    proposal = propose(store.snapshot(), store.reference, rows, OFFICIAL)  # type: ignore[arg-type]
    if proposal.figures:
        write(store, proposal, AN, "thử")
    result = read_back(store, 2021, kind)
    again = propose(store.snapshot(), store.reference, reported_of(result), Defaults())
    store.close()

    # a form with no figure at all holds no row to read, and says so
    assert [] == errors(result) or not any(row.role is not Role.BASELINE for row in proposal.figures)
    assert (True, ()) == (again.empty, again.problems)


@pytest.mark.parametrize("kind", FORMS)
def test_an_official_target_stays_official_in_a_row_whose_actual_is_not(store: Store, kind: str) -> None:
    cell = {"year": 2021, "unit": "AB", "criterion": "A1.01", "state": State.REPORTED, "value": Decimal(4)}
    rows = [
        Reported(role=Role.TARGET, level="T", **cell),  # type: ignore[arg-type]
        Reported(role=Role.ACTUAL, status=Status.ILLUSTRATIVE, **cell),  # type: ignore[arg-type]
    ]
    write(store, propose(store.snapshot(), store.reference, rows, OFFICIAL), AN, "thử")
    result = read_back(store, 2021, kind)
    again = propose(store.snapshot(), store.reference, reported_of(result), Defaults())

    assert [Status.OFFICIAL, Status.ILLUSTRATIVE] == [row.status for row in store.figures(2021)]
    assert (True, ()) == (again.empty, again.problems)


@pytest.mark.parametrize("kind", FORMS)
def test_notes_that_look_like_formulas_come_back_as_written(store: Store, kind: str) -> None:
    cells = [(unit, code) for unit in ("AB", "CD", "EF") for code in ("A1.04", "A2.01", "A1.02")]
    rows = [
        figure(unit=unit, criterion=code, value=Decimal(3), note=note)
        for (unit, code), note in zip(cells, NASTY, strict=False)
    ]
    store.write(AN, "thử", rows, (), "")
    proposal = propose(
        store.snapshot(), store.reference, reported_of(read_back(store, 2021, kind)), Defaults()
    )

    assert (True, len(NASTY)) == (proposal.empty, proposal.unchanged)


# --- export, fill in, read, write ---------------------------------------------------------------------------------


def filled_csv(content: bytes, values: dict[tuple[str, str], Decimal]) -> bytes:
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))
    for row in rows[1:]:
        if (row[1], row[2]) in values:
            row[7], row[8] = plain(values[row[1], row[2]]), "chính thức"
    out = io.StringIO()
    csv.writer(out, delimiter=";", lineterminator="\r\n").writerows(rows)
    return out.getvalue().encode("utf-8-sig")


def filled_xlsx(content: bytes, values: dict[tuple[str, str], Decimal]) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(content))
    sheet = book["Số liệu"]
    for row in range(2, sheet.max_row + 1):
        key = str(sheet.cell(row, 2).value), str(sheet.cell(row, 3).value)
        if key in values:
            sheet.cell(row, 8).value, sheet.cell(row, 9).value = values[key], "chính thức"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize("kind", FORMS)
@pytest.mark.parametrize("seed", range(4))
def test_what_a_clerk_fills_in_is_exactly_what_is_written(store: Store, kind: str, seed: int) -> None:
    chance = random.Random(seed)
    units = {"AB": "Thị xã Á, cũ", "CD": "Huyện Bờ", "EF": "Huyện Cát"}
    spans = {"A1.01": 5000, "A1.02": 120, "A1.04": 50, "A1.06.a": 500, "A2.01": 100, "A2.05": 1000}
    whole = {"A1.06.a", "A2.05"}
    wanted: dict[tuple[str, str], Decimal] = {}
    for unit in units:
        for code in chance.sample(sorted(spans), 4):
            digits = 0 if code in whole else chance.choice([0, 1, 2, 4])
            value = Decimal(chance.randint(2 * 10**digits, spans[code] * 10**digits)).scaleb(-digits)
            wanted[unit, code] = value
    fill = filled_csv if kind == "csv" else filled_xlsx
    content = fill(
        FORMS[kind](store.snapshot(), store.reference, 2021),
        {(units[unit], code): value for (unit, code), value in wanted.items()},
    )
    result = read_apart(content, form_name(2021, "", kind), catalogue_for(store.snapshot(), store.reference))
    proposal = propose(store.snapshot(), store.reference, reported_of(result), Defaults(None, NAMED))
    assert [] == errors(result)
    write(store, proposal, AN, "thử", content)
    kept = {
        (row.unit, f"{row.criterion}.{row.sub_criterion}".rstrip(".")): row.value
        for row in store.figures(2021)
    }

    assert wanted == kept
    assert {(Status.OFFICIAL, "STK")} == {(row.status, row.agency) for row in store.figures(2021)}


def test_a_target_beside_a_preliminary_actual_is_official_and_stands_by_itself(store: Store) -> None:
    write(
        store,
        propose(
            store.snapshot(),
            store.reference,
            [reported(status=Status.PRELIMINARY), reported(role=Role.TARGET, level="T", value=Decimal(1300))],
            OFFICIAL,
        ),
        AN,
        "thử",
    )
    result = read_back(store, 2021, "csv", "AB")
    rows = reported_of(result, "mẫu.csv")

    assert [(Role.ACTUAL, Status.PRELIMINARY, "STK"), (Role.TARGET, None, "")] == [
        (row.role, row.status, row.agency) for row in rows
    ]
    assert {"mẫu.csv, dòng 2, cột H", "mẫu.csv, dòng 2, cột F"} == {row.place.text for row in rows}


def test_an_illustrative_target_is_not_made_official_by_an_official_actual_beside_it(store: Store) -> None:
    target = figure(role=Role.TARGET, level="T", value=Decimal(1000), stands_for=Status.OFFICIAL)
    store.write(AN, "thử", [target, figure()], (), "")
    content = filled_csv(
        form_csv(store.snapshot(), store.reference, 2021), {("Thị xã Á, cũ", "A1.01"): Decimal(900)}
    )
    result = read(content, "mau.csv", catalogue_for(store.snapshot(), store.reference))
    proposal = propose(store.snapshot(), store.reference, reported_of(result), OFFICIAL)

    assert [(Role.ACTUAL, Decimal(900), Status.OFFICIAL)] == [
        (row.role, row.value, row.status) for row in proposal.figures
    ]


# --- noise --------------------------------------------------------------------------------------------------------


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.binary(max_size=400) | st.text(alphabet="Năm;ĐơnvịMã2021A.0,\n\"'=- %", max_size=300).map(str.encode)
)
def test_random_noise_never_crashes_and_never_gives_a_figure(store: Store, content: bytes) -> None:
    catalogue = catalogue_for(store.snapshot(), store.reference)
    results = [read(content, name, catalogue) for name in ("a.csv", "a.xlsx")]

    assert {("rejected", ())} == {(result.outcome, reported_of(result)) for result in results}


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.sampled_from(sorted(FORMS)),
    st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 7)), min_size=1, max_size=3),
)
def test_a_form_with_flipped_bytes_never_crashes_and_gives_only_figures_that_it_may(
    store: Store, kind: str, flips: list[tuple[float, int]]
) -> None:
    if not store.entries():
        write(store, propose(store.snapshot(), store.reference, [reported()], OFFICIAL), AN, "thử")
    content = bytearray(FORMS[kind](store.snapshot(), store.reference, 2021))
    for share, bit in flips:
        content[int(share * len(content))] ^= 1 << bit
    result = read(bytes(content), f"a.{kind}", catalogue_for(store.snapshot(), store.reference))
    proposal = propose(store.snapshot(), store.reference, reported_of(result), OFFICIAL)

    assert 1 == len(store.entries())
    assert {row.unit for row in proposal.figures} <= {"AB", "CD", "EF"}


# --- the command --------------------------------------------------------------------------------------------------


@pytest.fixture()
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("THIDUA_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("THIDUA_CLUSTER", str(SMALL))
    return tmp_path


def upload(place: Path, *rows: str) -> str:
    path = place / "so-lieu.csv"
    lines = [";".join(HEADINGS), *rows]
    path.write_text("\r\n".join(lines) + "\r\n", encoding="utf-8-sig", newline="")
    return str(path)


GOOD = "2021;Huyện Bờ;A1.04;Tăng trưởng;%;;;7,5;chính thức;Sở Thống kê thử;31/12/2021;"


def kept_in(place: Path) -> list[Figure]:
    return [row for entry in Journal(place / "home" / "journal.jsonl").read() for row in entry.figures]


def test_the_command_shows_what_it_would_do_and_writes_only_when_asked(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    call = ["import", upload(place, GOOD), "--actor", "An", "--reason", "quý 4"]
    dry = main([*call, "--dry-run"]), kept_in(place)
    shown = capsys.readouterr().out
    done = main(call)
    told = capsys.readouterr().out
    again = main(call)
    repeated = capsys.readouterr().out
    entry = next(Journal(place / "home" / "journal.jsonl").read())

    assert (0, []) == dry
    assert "2021 Bờ A1.04, thực hiện: chưa có → 7,5 (chính thức; số liệu đầu tiên của ô này)" in shown
    assert "0 → 6" in shown
    assert "chưa ghi gì" in shown
    assert (0, 0) == (done, again)
    assert f"Đã ghi lần 1: 1 số liệu. Mã trạng thái: {entry.hash}" in told
    assert "Không có gì mới" in repeated
    assert [Decimal("7.5")] == [row.value for row in kept_in(place)]
    assert ("An", "quý 4") == (entry.actor, entry.reason)
    assert (place / "so-lieu.csv").read_bytes() == (
        place / "home" / "originals" / entry.original
    ).read_bytes()


def test_the_command_refuses_a_bad_file_with_every_reason_and_writes_nothing(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bad = [
        GOOD.replace("7,5", "999"),
        GOOD.replace("Bờ", "Lạ"),
        GOOD.replace("A1.04;Tăng trưởng", "A9.99;Gì đó"),
    ]
    code = main(["import", upload(place, *bad), "--actor", "An", "--reason", "thử"])
    told = capsys.readouterr().err

    assert (1, []) == (code, kept_in(place))
    assert all(f"Dòng {row}" in told for row in (2, 3, 4))
    assert "Chưa ghi gì" in told


def test_the_command_asks_for_confirmation_where_a_person_would_be_asked(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = upload(place, GOOD.replace("Sở Thống kê thử", "Sở Giao thông thử"))
    call = ["import", path, "--actor", "An", "--reason", "thử"]
    asked = main(call), kept_in(place)
    done = main([*call, "--confirmed"])

    assert (1, []) == asked
    assert "không phải cơ quan được quy chế giao" in capsys.readouterr().out
    assert (0, ["SGT"]) == (done, [row.agency for row in kept_in(place)])


@pytest.mark.parametrize(
    ("arguments", "said"),
    [([], "chưa rõ trạng thái"), (["--status", "official"], "chưa rõ cơ quan cung cấp")],
)
def test_the_command_guesses_neither_status_nor_agency(
    place: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], said: str
) -> None:
    path = upload(place, "2021;Huyện Bờ;A1.04;Tăng trưởng;%;;;7,5;;;;")
    call = ["import", path, "--actor", "An", "--reason", "thử"]
    refused = main([*call, *arguments]), kept_in(place)
    told = capsys.readouterr().err
    done = main([*call, "--status", "estimate", "--agency", NAMED])

    assert (1, []) == refused
    assert said in told
    assert (0, [("STK", Status.ESTIMATE)]) == (done, [(row.agency, row.status) for row in kept_in(place)])


def test_the_command_answers_a_question_of_the_reader(place: Path) -> None:
    path = upload(place, "2021;Huyện Bờ;A1.01;Thu ngân sách;tỷ đồng;;;1.234;chính thức;STK;;")
    call = ["import", path, "--actor", "An", "--reason", "thử"]
    asked = main(call), kept_in(place)
    done = main([*call, "--answer", "decimal:H=,"])

    assert (1, []) == asked
    assert (0, [Decimal(1234)]) == (done, [row.value for row in kept_in(place)])


def test_a_file_that_is_not_there_is_told(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = main(["import", str(place / "nowhere.csv"), "--actor", "An", "--reason", "thử"])

    assert 1 == code
    assert "nowhere.csv" in capsys.readouterr().err
