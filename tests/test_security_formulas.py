"""Names that begin like formulas, in every table that is handed out, opened by a real spreadsheet program."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from frozen import frozen_year
from hostile import SHIPPED, hostile_folder
from openpyxl import load_workbook

from data.cluster import load_cluster
from data.reading.catalogue import catalogue_of
from data.reading.problems import table_csv
from data.reading.reader import read
from data.rules import rulebook
from data.store import Store
from data.template import form_csv
from data.template_xlsx import form_xlsx
from pages.exports.csv import cell_text, tables
from pages.exports.xlsx import workbook
from tests.office import program

STARTS = {
    "equals": '=HYPERLINK("http://evil.invalid","x")',
    "dde": "=cmd|' /C calc'!A0",
    "plus": "+1+1",
    "minus": "-2+3",
    "at": "@SUM(1,1)",
    "tab": "\t=1+1",
    "return": "\r=1+1",
    "full-width": "＝1+1",
    "separator": "Huyện A,=1+1,B",
}
KINDS = ("csv", "xlsx", "report")
Cells = list[Any]


def report() -> bytes:
    """What is wrong with a file in which these are the names of units."""
    heads = (
        "Năm;Đơn vị;Mã;Tiêu chí;Đơn vị tính;Chỉ tiêu;Cấp giao;Thực hiện;Trạng thái;Nguồn;Ngày số liệu;Ghi chú"
    )
    rows = [
        f"2018;{name};N1.01;;;1;;2;;;;"
        for name in ('"' + text.replace('"', '""') + '"' for text in STARTS.values())
    ]
    catalogue = catalogue_of(load_cluster(SHIPPED), rulebook(SHIPPED, 2018))
    found = read("\r\n".join([heads, *rows]).encode(), "x.csv", catalogue)
    return table_csv(found.messages, "@tệp.csv")


@pytest.fixture(scope="module")
def soffice() -> str:
    found = program()
    if not found:
        say = pytest.fail if os.environ.get("CI") == "true" else pytest.skip
        say("no LibreOffice here: install the package `libreoffice-calc`")
    return str(found)


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Mapping[str, bytes]]:
    """Everything tabular that the program hands out about a cluster of such names, by kind."""
    cluster = hostile_folder(tmp_path_factory.mktemp("cluster"), tuple(STARTS.values()))
    frozen = frozen_year(2018, cluster)
    store = Store.open(tmp_path_factory.mktemp("home"), cluster)
    try:
        reference, snapshot = store.reference, store.snapshot()
        return {
            "csv": tables(frozen) | {"form.csv": form_csv(snapshot, reference, 2018)},
            "xlsx": {"book.xlsx": workbook(frozen), "form.xlsx": form_xlsx(snapshot, reference, 2018)},
            "report": {"report.csv": report()},
        }
    finally:
        store.close()


@pytest.fixture(scope="module")
def opened(soffice: str, tmp_path_factory: pytest.TempPathFactory) -> Callable[..., None]:
    """Lets LibreOffice open files and write them as XLSX; a start makes a profile only if there is none yet."""
    profile = tmp_path_factory.mktemp("office") / "profile"

    def convert(into: Path, files: Iterable[Path], form: str = "") -> None:
        command = [
            soffice, f"-env:UserInstallation=file://{profile}", "--headless", "--norestore",
            *([f"--infilter={form}"] if form else []), "--convert-to", "xlsx", "--outdir", str(into), *map(str, files),
        ]  # fmt: skip
        subprocess.run(command, capture_output=True, timeout=600, check=True)

    return convert


@pytest.fixture(scope="module")
def cells(
    opened: Callable[..., None],
    files: Mapping[str, Mapping[str, bytes]],
    tmp_path_factory: pytest.TempPathFactory,
) -> Mapping[str, Cells]:
    """Every cell as LibreOffice has it after opening the file; CSV also as where commas separate."""
    place = tmp_path_factory.mktemp("opened")
    made: dict[str, Cells] = {kind: [] for kind in files}
    # Separator, quote, UTF-8, from row 1, no formats, Vietnamese; one start for all files that are opened alike
    forms = {
        "CSV:59,34,76,1,,1066": ("csv", "report"),
        "CSV:44,34,76,1,,1033": ("csv", "report"),
        "": ("xlsx",),
    }
    for number, (form, kinds) in enumerate(forms.items()):
        given, into = place / f"given{number}", place / f"made{number}"
        given.mkdir()
        paths = {given / f"{kind}-{name}": kind for kind in kinds for name in files[kind]}
        for path, kind in paths.items():
            path.write_bytes(files[kind][path.name.removeprefix(f"{kind}-")])
        opened(into, paths, form)
        for path, kind in paths.items():
            made[kind] += [
                cell
                for sheet in load_workbook(into / f"{path.stem}.xlsx").worksheets
                for row in sheet.iter_rows()
                for cell in row
                if cell.value
            ]
        assert len(paths) == len(list(into.iterdir()))
    return made


def computed(cell: Any) -> str:
    """What is in a cell; of a formula all but the names of its own book's sheets, which are names of units."""
    text = str(cell.value)
    if cell.data_type == "f":
        for name in cell.parent.parent.sheetnames:
            text = text.replace("'" + name.replace("'", "''") + "'!", "")
    return text


@pytest.mark.slow
@pytest.mark.security("neutralising")
@pytest.mark.parametrize("start", STARTS)
@pytest.mark.parametrize("kind", KINDS)
def test_a_name_that_begins_like_a_formula_is_text_in_a_spreadsheet(
    cells: Mapping[str, Cells], kind: str, start: str
) -> None:
    text = STARTS[start].strip()
    holding = [cell for cell in cells[kind] if text.partition(",")[0] in computed(cell)]

    assert holding, [cell.value for cell in cells[kind]][:60]
    assert {"s"} == {cell.data_type for cell in holding}
    ours = [cell for cell in cells[kind] if cell.data_type == "f"]
    assert (kind == "xlsx") is bool(ours)  # the workbook's own formulas, and no others anywhere
    made = [computed(cell) for cell in ours]
    assert [] == [told for told in made if any(part in told for part in ("evil", "HYPERLINK", "cmd|"))]


@pytest.mark.slow
def test_numbers_below_zero_stay_numbers(opened: Callable[..., None], tmp_path: Path) -> None:
    assert "-5,2" == cell_text(Decimal("-5.2"))
    (tmp_path / "x.csv").write_text(
        f"{cell_text(Decimal('-5.2'))};{cell_text('-5,2')};{cell_text(-7)}\r\n", "utf-8"
    )
    opened(tmp_path, [tmp_path / "x.csv"], "CSV:59,34,76,1,,1066")
    row = next(load_workbook(tmp_path / "x.xlsx").active.iter_rows())

    assert [("n", -5.2), ("s", "'-5,2"), ("n", -7)] == [(cell.data_type, cell.value) for cell in row]
