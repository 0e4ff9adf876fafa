"""The workbook that is handed out: what its cells say, and what they compute once a figure is changed."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import zipfile
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from functools import cache
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from pages.exports.xlsx import workbook
from pages.exports.xlsx_book import LONGEST_NAME, SIZE, sheet_name
from pages.parts.frozen_year import FrozenYear
from scoring.given import Given
from scoring.model import Outcome, Penalty, Role, State, Status
from scoring.scoreboard import Score
from tests.frozen import MADE
from tests.made_figures import made_year
from tests.office import program, recalculated, stripped, values
from tests.tiny_year import with_actual
from tests.workbook_cells import (
    Cells,
    book_of,
    cells_of,
    differences,
    exact,
    frozen_of,
    part_row,
    row_of,
    sheet_of,
    with_given,
)

YEARS = ("2017", "2018", "other-2021", "other-2022", "other-2023", "small-2020", "small-2021")


@pytest.fixture(scope="session")
def soffice() -> str:
    """LibreOffice; without it the test is skipped, in CI it fails."""
    found = program()
    if found is None:
        say = pytest.fail if os.environ.get("CI") == "true" else pytest.skip
        say("no LibreOffice here: install the package `libreoffice-calc`")
    return str(found)


# --- years with figures that the samples do not have -----------------------------------------------------


@cache
def made(seed: int, name: str = "small-2021") -> FrozenYear:
    """A year of made-up figures with gaps under a rulebook that has every method."""
    frozen = frozen_of(name)
    figures, _columns = made_year(frozen.given.rulebook, list(frozen.given.units), seed)
    penalties = tuple(
        Penalty(frozen.year, frozen.given.units[0], item.code, 2, Status.OFFICIAL, "own", "BB 01")
        for item in frozen.given.rulebook.penalty_items[:1]
    )
    return with_given(frozen, replace(frozen.given, figures=tuple(figures), penalties=penalties))


@cache
def made_cells(seed: int) -> Cells:
    return values(workbook(made(seed)))


def without_actual(given: Given, unit: str, criterion: str) -> Given:
    kept = tuple(
        row for row in given.figures if (row.unit, row.criterion, row.role) != (unit, criterion, Role.ACTUAL)
    )
    return replace(given, figures=kept)


def not_assigned(given: Given, unit: str, criterion: str) -> Given:
    changed = tuple(
        replace(row, state=State.NOT_APPLICABLE, value=None)
        if (row.unit, row.criterion, row.role) == (unit, criterion, Role.TARGET)
        else row
        for row in given.figures
    )
    return replace(given, figures=changed)


class Edit:
    """Constants typed into a workbook, and the same change made to the figures that scoring gets."""

    def __init__(self, name: str) -> None:
        self.frozen = frozen_of(name)
        self.book, self.cells = book_of(name), cells_of(name)
        self.given = self.frozen.given
        self.typed: dict[tuple[str, str], object] = {}

    def actual(
        self, unit: str, criterion: str, value: Decimal | str, part: str = "", typed: Any = None
    ) -> None:
        sheet = sheet_of(self.frozen, unit)
        row = part_row(self.cells, sheet, criterion, part) if part else row_of(self.cells, sheet, criterion)
        shown = float(value) if isinstance(value, Decimal) else value
        self.typed[sheet, f"E{row}"] = shown if typed is None else typed
        self.given = with_actual(self.given, unit, criterion, part, value)

    def blank(self, unit: str, criterion: str) -> None:
        sheet = sheet_of(self.frozen, unit)
        self.typed[sheet, f"E{row_of(self.cells, sheet, criterion)}"] = None
        self.given = without_actual(self.given, unit, criterion)

    def unassigned(self, unit: str, criterion: str) -> None:
        sheet = sheet_of(self.frozen, unit)
        self.typed[sheet, f"D{row_of(self.cells, sheet, criterion)}"] = "không giao"
        self.given = not_assigned(self.given, unit, criterion)

    def penalty(self, unit: str, item: str, times: int) -> None:
        sheet = sheet_of(self.frozen, unit)
        self.typed[sheet, f"E{row_of(self.cells, sheet, item)}"] = times
        kept = tuple(row for row in self.given.penalties if (row.unit, row.item) != (unit, item))
        stated = Penalty(self.frozen.year, unit, item, times, Status.OFFICIAL, "own", "BB 01")
        self.given = replace(self.given, penalties=(*kept, stated))

    @property
    def expected(self) -> FrozenYear:
        return with_given(self.frozen, self.given)


@cache
def edits() -> dict[str, Edit]:
    """One changed workbook for each thing that a change can do."""
    lower = Edit("2018")  # the leader falls behind; a tie is broken
    lower.actual("GR", "N1.06", Decimal("12.5"))
    lower.actual("GR", "N1.22", Decimal(90), part="a")
    lower.actual("CT", "N1.01", Decimal(0))  # zero is a result
    states = Edit("2018")
    states.blank("GR", "N1.06")  # blank is owed
    states.actual("RG", "N1.17", Decimal("10.5"))  # what was owed is there
    states.unassigned("CT", "N1.08")
    states.penalty("HD", "P.01", 3)
    states.penalty("TH", "P.02", 1)
    other = Edit("other-2022")  # another leader sets everybody's curve; the last figure makes a unit ranked
    other.actual("DINH", "A.01", Decimal(180))
    other.actual("BINH", "A.03", Decimal("66.6"))
    words = Edit("other-2023")
    words.actual("AT", "A.04", Decimal(1), typed="đạt")
    words.actual("GIAP", "A.04", Decimal(0), typed="không đạt")
    words.actual("BINH", "A.02", Decimal(0))  # T/A of nothing: better than any share
    return {"lower": lower, "states": states, "other": other, "words": words}


@pytest.fixture(scope="session")
def computed(soffice: str, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Cells]:
    """Every workbook as LibreOffice computes it from figures alone."""
    books = {name: stripped(book_of(name)) for name in YEARS}
    books |= {f"made-{seed}": stripped(workbook(made(seed))) for seed in (1, 2)}
    books |= {f"edit-{name}": stripped(edit.book, edit.typed) for name, edit in edits().items()}
    return recalculated(soffice, tmp_path_factory.mktemp("office"), books)


# --- what the cells say ----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", YEARS)
def test_every_exported_number_equals_the_snapshot(name: str) -> None:
    assert [] == differences(cells_of(name), frozen_of(name))


def test_what_reads_the_workbook_notices_another_number() -> None:
    cells = dict(cells_of("2018"))
    sheet = sheet_of(frozen_of("2018"), "TH")
    cells[sheet, f"G{row_of(cells, sheet, 'N1.01')}"] += 0.01
    cells["Bảng tổng hợp", f"D{row_of(cells, 'Bảng tổng hợp', 'THỨ HẠNG', 'B')}"] = 1
    assert 2 == len(differences(cells, frozen_of("2018")))


def test_what_libreoffice_gets_holds_no_number_of_a_formula() -> None:
    bare, formulas = values(stripped(book_of("2018"))), load_workbook(io.BytesIO(book_of("2018")))
    found = [
        (sheet.title, cell.coordinate)
        for sheet in formulas.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
    ]
    assert len(found) > 1500
    assert [] == [where for where in found if where in bare]


# --- what the cells compute ------------------------------------------------------------------------------


@pytest.mark.parametrize("name", YEARS)
def test_libreoffice_computes_the_published_numbers(name: str, computed: dict[str, Cells]) -> None:
    assert [] == differences(computed[name], frozen_of(name))


@pytest.mark.parametrize("seed", [1, 2])
def test_libreoffice_computes_made_up_years_of_every_method(seed: int, computed: dict[str, Cells]) -> None:
    assert [] == differences(computed[f"made-{seed}"], made(seed))
    assert [] == differences(made_cells(seed), made(seed))


@pytest.mark.parametrize("name", [*YEARS, "made-1", "made-2"])
def test_no_computed_cell_differs_from_the_cached_one(name: str, computed: dict[str, Cells]) -> None:
    cached = cells_of(name) if name in YEARS else made_cells(int(name[-1]))
    wrong = {
        where: (shown, computed[name].get(where))
        for where, shown in cached.items()
        if not close(shown, computed[name].get(where))
    }
    assert {} == wrong


def close(cached: Any, shown: Any) -> bool:
    if isinstance(cached, int | float) and isinstance(shown, int | float):
        return abs(cached - shown) <= 1e-9 * max(1.0, abs(cached))
    return bool(cached == shown)


@pytest.mark.parametrize("name", ["lower", "states", "other", "words"])
def test_a_changed_figure_gives_what_scoring_gives_for_it(name: str, computed: dict[str, Cells]) -> None:
    edit = edits()[name]
    assert [] == differences(computed[f"edit-{name}"], edit.expected)
    before = {row.unit: (row.total, row.rank) for row in edit.frozen.about.board.units}
    after = {row.unit: (row.total, row.rank) for row in edit.expected.about.board.units}
    assert before != after
    assert [rank for _total, rank in before.values()] != [
        after[unit][1] for unit in before
    ] or name == "words"


def test_a_changed_figure_is_told_on_the_sheet(computed: dict[str, Cells]) -> None:
    frozen = frozen_of("2018")
    checks = {unit: computed["edit-lower"][sheet_of(frozen, unit), "A4"] for unit in ("GR", "TH")}
    assert checks["GR"].startswith("ĐÃ SỬA SỐ LIỆU")
    # TH's own figures are as they were, but its rank rose
    assert checks["TH"].startswith("ĐÃ SỬA SỐ LIỆU")
    assert "Mọi ô điểm bằng điểm khi lập bảng." == computed["2018"][sheet_of(frozen, "GR"), "A4"]


# --- zero, not reported, not assigned --------------------------------------------------------------------


def test_zero_not_reported_and_not_assigned_are_three_things(computed: dict[str, Cells]) -> None:
    frozen = frozen_of("2018")
    rg = sheet_of(frozen, "RG")
    cells = cells_of("2018")

    def shown(criterion: str) -> tuple[Any, ...]:
        row = row_of(cells, rg, criterion)
        return tuple(cells.get((rg, f"{column}{row}")) for column in "EGO")

    assert (0, 0, 20) == shown("N1.09")  # a result of zero
    assert ("chưa báo cáo", "chưa báo cáo", 15) == shown("N1.17")  # owed: keeps its maximum
    assert ("–", "không giao", 0) == shown("N1.08")  # nothing is owed; leaves the maximum
    edited = computed["edit-states"]
    gr = sheet_of(frozen, "GR")
    row = row_of(cells, gr, "N1.06")
    assert ("chưa báo cáo", 50) == (edited[gr, f"G{row}"], edited[gr, f"O{row}"])
    lower = computed["edit-lower"]
    ct = sheet_of(frozen, "CT")
    assert 0 == lower[ct, f"G{row_of(cells, ct, 'N1.01')}"]


# --- text stays text, and the file is what it says -------------------------------------------------------

EVIL = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "{=1}", "a\x00b\x1f", "https://x.org", "<b>&amp;</b>")


@cache
def evil_book() -> bytes:
    return workbook(evil_year())


def evil_year() -> FrozenYear:
    """A year in which every name begins like a formula."""
    frozen = frozen_of("2018")
    rulebook = frozen.given.rulebook
    criteria = tuple(
        replace(row, label=EVIL[index % len(EVIL)], source=EVIL[(index + 1) % len(EVIL)])
        for index, row in enumerate(rulebook.criteria)
    )
    units = tuple(
        replace(row, name=EVIL[index], short_name=EVIL[index] + "[]:*?/\\'" + "x" * 40)
        for index, row in enumerate(frozen.about.cluster.units)
    )
    figures = tuple(
        replace(row, document=EVIL[index % len(EVIL)], note=EVIL[index % len(EVIL)])
        for index, row in enumerate(frozen.given.figures)
    )
    given = replace(
        frozen.given, rulebook=replace(rulebook, criteria=criteria, title="=2&2"), figures=figures
    )
    cluster = replace(frozen.about.cluster, units=units, name="=cmd|'/c calc'!A1")
    found = with_given(frozen, given)
    return replace(found, about=replace(found.about, cluster=cluster))


def test_names_that_look_like_formulas_stay_text() -> None:
    book = evil_book()
    begun = tuple(text.replace("\x00", " ").replace("\x1f", " ") for text in EVIL)
    kinds = {
        (cell.data_type, cell.hyperlink)
        for sheet in load_workbook(io.BytesIO(book)).worksheets
        for row in sheet.iter_rows()
        for cell in row
        if isinstance(cell.value, str) and (cell.value.startswith(begun) or "cmd|" in cell.value)
    }
    assert {("s", None)} == kinds
    texts = {cell for cell in values(book).values() if isinstance(cell, str)}
    assert {"=1+1", "@SUM(A1)", "https://x.org", "<b>&amp;</b>"} <= texts


def test_sheet_names_are_short_unique_and_without_forbidden_signs() -> None:
    names = load_workbook(io.BytesIO(evil_book())).sheetnames
    assert len(names) == len({name.casefold() for name in names})
    for name in names:
        assert len(name) <= LONGEST_NAME
        assert not set(name) & set("[]:*?/\\")
    taken: list[str] = []
    for _ in range(12):
        taken.append(sheet_name("Bảng chấm điểm " + "x" * 40, taken))
    assert 12 == len(set(taken))
    assert LONGEST_NAME >= max(map(len, taken))


def test_the_same_year_gives_the_same_bytes_and_no_other_time() -> None:
    frozen = frozen_of("2018")
    assert workbook(frozen) == book_of("2018")
    properties = load_workbook(io.BytesIO(book_of("2018"))).properties
    assert MADE.replace(tzinfo=None) == properties.created == properties.modified
    without = replace(frozen, stamp=replace(frozen.stamp, made=None))
    assert datetime(2018, 12, 31) == load_workbook(io.BytesIO(workbook(without))).properties.created
    with zipfile.ZipFile(io.BytesIO(book_of("2018"))) as archive:
        assert {(1980, 1, 1, 0, 0, 0)} == {entry.date_time for entry in archive.infolist()}
        assert frozen.about.cluster.name in archive.read("docProps/app.xml").decode()


def test_the_mark_of_sample_figures_and_the_stamp_are_on_every_sheet() -> None:
    frozen = frozen_of("2018")
    for sheet in load_workbook(io.BytesIO(book_of("2018"))).worksheets:
        assert "SỐ LIỆU MINH HỌA" == sheet["A1"].value
        assert "SỐ LIỆU MINH HỌA" in sheet.oddHeader.center.text
        assert frozen.stamp.mark in sheet.oddFooter.left.text
    real = replace(
        frozen, stamp=replace(frozen.stamp, rulebook_status="adopted", statuses=(Status.OFFICIAL,))
    )
    for sheet in load_workbook(io.BytesIO(workbook(real))).worksheets:
        assert "SỐ LIỆU MINH HỌA" != sheet["A1"].value
        assert sheet.oddHeader.center.text is None


def test_sheets_print_on_a4_landscape_one_page_wide_at_eleven_points() -> None:
    for sheet in load_workbook(io.BytesIO(book_of("2018"))).worksheets:
        assert ("landscape", 9, 1, 0) == (
            sheet.page_setup.orientation,
            sheet.page_setup.paperSize,
            sheet.page_setup.fitToWidth or 1,
            sheet.page_setup.fitToHeight,
        )
        last = sheet.print_area.rpartition("$")[0].rpartition("$")[2]
        columns = [get_column_letter(index) for index in range(1, 30)]
        printed = columns[: columns.index(last) + 1]
        pixels = sum(
            sheet.column_dimensions[name].width * 7 for name in printed
        )  # the width holds its 5 of padding
        inches = 11.69 - sheet.page_margins.left - sheet.page_margins.right
        assert SIZE * min(1, inches * 96 / pixels) >= 11, sheet.title
        if sheet.title != "Dấu":
            assert sheet.print_title_rows
            assert sheet.freeze_panes


# --- what the sheets of facts say ------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["2018", "other-2022"])
def test_every_figure_that_counts_stands_on_the_sheet_of_sources(name: str) -> None:
    frozen = frozen_of(name)
    cells = cells_of(name)
    sheet = "Nguồn và trạng thái"
    rows = {int(cell[1:]) for (title, cell) in cells if title == sheet and cell[0] == "L"}
    shown = sorted(
        (cells[sheet, f"A{row}"], cells[sheet, f"B{row}"], plain(exact(cells.get((sheet, f"E{row}")))))
        for row in rows
        if isinstance(cells[sheet, f"L{row}"], int)
    )
    wanted = sorted(
        (frozen.about.unit(score.unit), score.criterion, said(score, figure))
        for score in frozen.about.board.scores.values()
        for figure in score.figures()
    )
    assert wanted == shown


def plain(shown: Any) -> str:
    return f"{shown.normalize():f}" if isinstance(shown, Decimal) else str(shown)


def said(score: Score, figure: Any) -> str:
    if figure.state is State.NOT_APPLICABLE:
        return "không giao" if figure.role is Role.TARGET else "không phát sinh"
    if figure.grade:
        return str(figure.grade)
    if (
        score.criterion == "A.04"
        or figure.criterion in YES_NO
        or (figure.criterion, figure.sub_criterion) in YES_NO
    ):
        return "đạt" if figure.value else "không đạt"
    return plain(figure.value)


YES_NO = {
    (criterion.code, part.code) if part else criterion.code
    for name in ("2018", "other-2022")
    for criterion in frozen_of(name).about.rulebook.criteria
    for part in (criterion.sub_criteria or (None,))
    if (part or criterion).kind == "yes_no"
}


def test_every_criterion_of_the_rulebook_is_told_with_its_rule_and_source() -> None:
    cells = cells_of("2018")
    for criterion in frozen_of("2018").about.rulebook.criteria:
        row = row_of(cells, "Quy chế", criterion.code)
        assert float(criterion.max_points) == cells["Quy chế", f"C{row}"]
        assert criterion.source in cells["Quy chế", f"H{row}"]
        assert cells["Quy chế", f"D{row}"]
    for item in frozen_of("2018").about.rulebook.items:
        row = row_of(cells, "Quy chế", item.code)
        adds = item in frozen_of("2018").about.rulebook.bonus_items
        assert float(item.points if adds else -item.points) == cells["Quy chế", f"C{row}"]
        assert cells["Quy chế", f"D{row}"].startswith("Cộng cho mỗi lần" if adds else "Trừ cho mỗi lần")
        assert item.source in cells["Quy chế", f"H{row}"]


def test_the_explanation_is_the_exact_sentence_of_the_board() -> None:
    from scoring.explain import explain

    frozen = frozen_of("2018")
    cells = cells_of("2018")
    for (unit, code), score in frozen.about.board.scores.items():
        sheet = sheet_of(frozen, unit)
        sentence = explain(
            frozen.about.rulebook, score, lambda agency: frozen.about.cluster.agency(agency).name
        ).sentence
        assert sentence == cells[sheet, f"I{row_of(cells, sheet, code)}"]


def test_a_figure_that_a_spreadsheet_cannot_hold_gives_a_value_and_a_word_for_it() -> None:
    frozen = frozen_of("2018")
    long = Decimal("623.12345678901234")
    changed = with_given(frozen, with_actual(frozen.given, "RG", "N1.06", "", long))
    cells = values(workbook(changed))
    sheet = sheet_of(frozen, "RG")
    row = row_of(cells, sheet, "N1.06")
    assert [] == differences(cells, changed)
    assert "[Điểm ghi bằng giá trị, không có công thức: " in cells[sheet, f"I{row}"]
    assert "f" != load_workbook(io.BytesIO(workbook(changed)))[sheet][f"G{row}"].data_type
    assert any(
        isinstance(shown, str) and shown.startswith("Rạch Giá, N1.06: điểm ghi bằng giá trị")
        for (title, _cell), shown in cells.items()
        if title == "Nguồn và trạng thái"
    )


def test_the_workbook_is_made_without_streamlit() -> None:
    told = "import sys, pages.exports.xlsx; print('streamlit' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)
    assert "False" == done.stdout.strip()


def test_a_year_without_any_figure_is_owed_everywhere_and_not_zero() -> None:
    frozen = frozen_of("small-2021")
    assert {Outcome.NOT_REPORTED} == {score.outcome for score in frozen.about.board.scores.values()}
    cells = values(book_of("small-2021"))
    for unit in frozen.given.units:
        sheet = sheet_of(frozen, unit)
        for criterion in frozen.about.rulebook.criteria:
            assert "chưa báo cáo" == cells[sheet, f"G{row_of(cells, sheet, criterion.code)}"]
