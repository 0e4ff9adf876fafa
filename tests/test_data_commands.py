"""python -m data: check, score, rebuild, backup, restore – exit codes, sentences, exact numbers."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest

from data import backup
from data.__main__ import main
from data.cluster import load_cluster
from data.figures_file import read_figures, read_penalties, write_figures
from data.home import Home
from data.rules import load_rulebook
from data.scores_json import exact_json
from data.store import Store
from data.troubles import Trouble
from scoring.scoreboard import score_year
from tests.kept_figures import figure, penalty
from tests.people import AN

HERE = Path(__file__).resolve().parent
SMALL = HERE / "small_cluster"
SHIPPED = HERE.parent / "data"


@pytest.fixture()
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("THIDUA_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("THIDUA_CLUSTER", str(SMALL))
    return tmp_path / "home"


def filled(home: Path) -> tuple[str, dict[str, str]]:
    store = Store.open(home, SMALL)
    store.write(AN, "một", [figure()], [penalty()], store.head, b"tep mot")
    store.write(AN, "hai", [figure(vintage=2)], [], store.head, b"tep hai")
    store.close()
    return store.head, store.table_hashes()


def reopened(home: Path) -> tuple[str, dict[str, str]]:
    store = Store.open(home, SMALL)
    store.close()
    return store.head, store.table_hashes()


# --- check -----------------------------------------------------------------------------------------------------


def test_check_passes_what_is_shipped(capsys: pytest.CaptureFixture[str]) -> None:
    assert 0 == main(["check", str(SHIPPED)])
    assert capsys.readouterr().out.startswith("Đạt: 2 quy chế (2017, 2018), ")


def test_check_tells_all_problems_of_all_files_and_exits_with_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = shutil.copytree(SMALL, tmp_path / "cluster")
    for name, year in (("share--floor", "2031"), ("band_gap", "2032"), ("total", "mới")):
        shutil.copy(HERE / "bad_rulebooks" / f"{name}.toml", folder / "rulebooks" / f"{year}.toml")
    (folder / "rulebooks" / "2020.toml").write_text("year = 2020\nyear = 2020\n", encoding="utf-8")

    assert 1 == main(["check", str(folder)])
    told = capsys.readouterr().err
    assert "2020.toml, đầu tệp, year: dòng 2 ghi một khóa" in told
    assert "mới.toml, đầu tệp, -: tên tệp quy chế phải là bốn chữ số" in told
    assert "method.floor" in told
    assert "method.bands #2.low: hở giữa" in told


def test_check_tells_sample_figures_that_the_rulebook_does_not_know(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = shutil.copytree(SMALL, tmp_path / "cluster")
    (folder / "sample").mkdir()
    write_figures(
        folder / "sample" / "figures-2021.csv", [figure(criterion="A9.99"), figure(value=Decimal(9999))]
    )

    assert 1 == main(["check", str(folder)])
    told = capsys.readouterr().err
    assert "figures-2021.csv: 2021 AB A9.99 actual, criterion: " in told
    assert (
        "figures-2021.csv: 2021 AB A1.01 actual, value: giá trị 9.999 nằm ngoài khoảng hợp lý 0 đến 5.000"
        in told
    )
    assert "Không đạt: 2 lỗi." in told


# --- score -----------------------------------------------------------------------------------------------------


def score(*options: str) -> list[str]:
    return [
        "score",
        "--rulebook", str(SHIPPED / "rulebooks" / "2018.toml"),
        "--figures", str(SHIPPED / "sample" / "figures-2018.csv"),
        "--penalties", str(SHIPPED / "sample" / "penalties-2018.csv"),
        *options,
    ]  # fmt: skip


def test_the_json_of_score_is_the_scoreboard_digit_for_digit(capsys: pytest.CaptureFixture[str]) -> None:
    assert 0 == main(score("--cluster", str(SHIPPED), "--json"))
    told = json.loads(capsys.readouterr().out, parse_float=Decimal, parse_int=Decimal)

    rulebook = load_rulebook(SHIPPED / "rulebooks" / "2018.toml")
    board = score_year(
        rulebook,
        [unit.code for unit in load_cluster(SHIPPED).units_in(2018)],
        read_figures(SHIPPED / "sample" / "figures-2018.csv"),
        read_penalties(SHIPPED / "sample" / "penalties-2018.csv"),
    )
    assert [row.unit for row in board.units] == [row["unit"] for row in told["units"]]
    for row, unit in zip(board.units, told["units"], strict=True):
        expected = (str(row.total), str(row.maximum), str(row.rate), row.rank, row.tied_with, row.missing)
        said = (str(unit["total"]), str(unit["maximum"]), str(unit["rate"]), unit["rank"])
        assert expected == (*said, tuple(unit["tied_with"]), tuple(unit["missing"]))
        assert [str(part.total) for part in row.sections] == [str(part["total"]) for part in unit["sections"]]
        assert len(rulebook.criteria) == len(unit["criteria"])
        for one in unit["criteria"]:
            kept = board.score(row.unit, one["criterion"])
            assert (str(kept.points), str(kept.bonus)) == (str(one["points"]), str(one["bonus"]))
            assert one["sentence"]
            assert one["citation"]
            assert kept.outcome == one["outcome"]


def test_score_without_json_prints_the_order_in_vietnamese(capsys: pytest.CaptureFixture[str]) -> None:
    assert 0 == main(score())
    lines = capsys.readouterr().out.splitlines()

    assert "Năm 2018" == lines[0]
    assert 6 == len(lines)
    assert "%" in lines[1]


def test_score_takes_only_the_units_asked_for_and_refuses_figures_of_others(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert 1 == main(score("--units", "RG,CT"))
    assert "2018 GR, unit: " in capsys.readouterr().err


def test_score_of_a_wrong_rulebook_or_figures_exits_with_one_and_names_them(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    figures = tmp_path / "f.csv"
    figures.write_text("year\n", encoding="utf-8")
    bad = str(HERE / "bad_rulebooks" / "total.toml")

    assert 1 == main(["score", "--rulebook", bad, "--figures", str(figures)])
    assert "total.toml, đầu tệp, total: " in capsys.readouterr().err
    assert 1 == main(
        ["score", "--rulebook", str(SMALL / "rulebooks" / "2021.toml"), "--figures", str(figures)]
    )
    assert "f.csv, dòng 1, unit: thiếu cột này" in capsys.readouterr().err


def test_another_cluster_is_scored_from_its_files_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_figures(
        tmp_path / "f.csv",
        [figure(year=2020, value=Decimal(150)), figure(year=2020, criterion="A1.02", value=Decimal(80))],
    )
    rulebook = str(SMALL / "rulebooks" / "2020.toml")

    assert 0 == main(["score", "--rulebook", rulebook, "--figures", str(tmp_path / "f.csv"), "--json"])
    told = json.loads(capsys.readouterr().out)
    assert ["AB"] == [row["unit"] for row in told["units"]]
    assert ["A1.01", "A1.02"] == told["units"][0]["missing"]  # no target was given


def test_a_decimal_is_written_digit_by_digit() -> None:
    exact = {
        "a": Decimal("12.50"),
        "b": Decimal("0.1000000000000000000000000001"),
        "c": None,
        "d": ["ă", True, 3],
    }

    text = exact_json(exact)

    assert exact == json.loads(text, parse_float=Decimal)
    assert '"a": 12.50,' in text


def test_the_output_is_utf8_even_where_the_console_is_not() -> None:
    run = subprocess.run(
        [sys.executable, "-m", "data", "check", str(SHIPPED)],
        cwd=HERE.parent,
        capture_output=True,
        timeout=60,
        env=os.environ | {"PYTHONIOENCODING": "cp1252", "PYTHONUTF8": "0"},
        check=True,
    )

    assert run.stdout.decode("utf-8").startswith("Đạt: ")


# --- rebuild, backup, restore ----------------------------------------------------------------------------------


def test_rebuild_gives_the_same_tables_and_keeps_the_former_file(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = filled(home)

    assert 0 == main(["rebuild"])
    assert before[0] in capsys.readouterr().out
    assert before == reopened(home)
    assert 1 == len(list((home / "quarantine").rglob("thidua.duckdb")))


def test_rebuild_is_refused_while_a_server_runs_and_where_nothing_is_kept(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert 1 == main(["rebuild"])
    assert "chưa có sổ ghi" in capsys.readouterr().err
    store = Store.open(home, SMALL)
    store.write(AN, "một", [figure()], [], "")
    assert 1 == main(["rebuild"])
    assert f"tiến trình {os.getpid()}" in capsys.readouterr().err
    store.close()


def test_a_backup_restores_the_very_same_state_on_an_empty_machine(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = filled(home)
    assert 0 == main(["backup", str(tmp_path / "copies")])
    (made,) = (tmp_path / "copies").iterdir()
    monkeypatch.setenv("THIDUA_HOME", str(tmp_path / "elsewhere"))

    assert 0 == main(["restore", str(made)])
    assert before == reopened(tmp_path / "elsewhere")
    store = Store.open(tmp_path / "elsewhere", SMALL)
    assert [b"tep mot", b"tep hai"] == [store.original(entry) for entry in store.entries()]
    store.close()
    assert (made / "reference" / "rulebooks" / "2021.toml").is_file()


def test_a_backup_can_be_made_while_the_server_runs(home: Path, tmp_path: Path) -> None:
    store = Store.open(home, SMALL)
    store.write(AN, "một", [figure()], [], "")

    made = store.backup(tmp_path / "copies")
    assert 0 == main(["backup", str(tmp_path / "others")])
    store.close()

    assert (store.head, 1) == backup.check(made)


def test_restore_sets_the_former_state_aside_and_deletes_nothing(home: Path, tmp_path: Path) -> None:
    before = filled(home)
    assert 0 == main(["backup", str(tmp_path / "copies")])
    (made,) = (tmp_path / "copies").iterdir()
    store = Store.open(home, SMALL)
    store.write(AN, "ba", [figure(vintage=3)], [], store.head)
    store.close()
    later = (home / "journal.jsonl").read_bytes()

    assert 0 == main(["restore", str(made)])
    assert before == reopened(home)
    assert [later] == [path.read_bytes() for path in (home / "quarantine").rglob("journal.jsonl")]


def damage(made: Path, kind: str) -> None:
    journal = made / "journal.jsonl"
    match kind:
        case "flip":
            text = bytearray(journal.read_bytes())
            text[len(text) // 2] ^= 1
            journal.write_bytes(text)
        case "cut":
            journal.write_bytes(journal.read_bytes()[:-200])
        case "half copied":
            next((made / "originals").iterdir()).unlink()
        case "no manifest":
            (made / "manifest.json").unlink()
        case "junk manifest":
            (made / "manifest.json").write_text("[]")
        case "rulebook":
            (made / "reference" / "units.csv").write_text("x")


@pytest.mark.parametrize("kind", ["flip", "cut", "half copied", "no manifest", "junk manifest", "rulebook"])
def test_a_damaged_backup_is_refused_and_nothing_is_touched(
    home: Path, tmp_path: Path, kind: str, capsys: pytest.CaptureFixture[str]
) -> None:
    before = filled(home)
    assert 0 == main(["backup", str(tmp_path / "copies")])
    (made,) = (tmp_path / "copies").iterdir()
    damage(made, kind)

    assert 1 == main(["restore", str(made)])
    assert "bản sao lưu" in capsys.readouterr().err
    assert before == reopened(home)
    assert not (home / "quarantine").exists()


def test_nothing_kept_gives_no_backup(home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert 1 == main(["backup", str(tmp_path / "copies")])
    assert "chưa có gì để sao lưu" in capsys.readouterr().err
    assert not (tmp_path / "copies").exists()


def test_a_backup_of_a_damaged_journal_is_refused(home: Path, tmp_path: Path) -> None:
    filled(home)
    path = home / "journal.jsonl"
    path.write_bytes(path.read_bytes().replace(b"1234.5", b"1234.6", 1))

    with pytest.raises(Trouble):
        backup.make(Home(home), SMALL, tmp_path / "copies")
    assert not (tmp_path / "copies").exists()
