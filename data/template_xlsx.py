"""The form as an Excel workbook: the table, its drop-downs, and a sheet that says how to fill it in."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from data.cluster import OWN_REPORT
from data.projection import Snapshot
from data.proposal import STATUS_WORDS
from data.reference import Reference
from data.template import HEADINGS, NOT_ASSIGNED, RUNS, FormRow, Value, form_rows, plain
from scoring.model import Kind, Rulebook, Status
from scoring.numbers import number

TABLE, GUIDE = "Số liệu", "Hướng dẫn"
LISTS_FROM = 4  # column of the guide sheet from which the drop-downs take their words
WIDTHS = (7, 24, 10, 52, 14, 13, 22, 15, 15, 34, 14, 34)
EXACT_DIGITS = 15  # what a spreadsheet's number keeps
COLUMN = {heading: get_column_letter(place) for place, heading in enumerate(HEADINGS, start=1)}
HEAD = PatternFill("solid", fgColor="FFE3ECF5")
GROUP = PatternFill("solid", fgColor="FFF3F3F3")


def form_xlsx(snapshot: Snapshot, reference: Reference, year: int, unit: str = "") -> bytes:
    """The form of a year, all units or one, as XLSX. Raises KeyError for an unknown year or unit."""
    reference = reference.at(year)
    rows = form_rows(snapshot, reference, year, unit)
    book = Workbook()
    book.properties.creator = reference.cluster.name
    book.properties.created = book.properties.modified = datetime(year, 12, 31)  # noqa: DTZ001 - the form's own
    sheet = book.active
    sheet.title = TABLE
    _head(sheet)
    for place, row in enumerate(rows, start=2):
        _fill(sheet, place, row)
    for width, heading in zip(WIDTHS, HEADINGS, strict=True):
        sheet.column_dimensions[COLUMN[heading]].width = width
    sheet.freeze_panes = "E2"
    sheet.auto_filter.ref = f"A1:{COLUMN[HEADINGS[-1]]}{len(rows) + 1}"
    sheet.print_title_rows = "1:1"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
    sheet.page_setup.fitToHeight, sheet.sheet_properties.pageSetUpPr.fitToPage = 0, True
    guide = book.create_sheet(GUIDE)
    _guide(guide, reference, reference.rulebooks[year])
    _drop_downs(guide, sheet, reference, reference.rulebooks[year], rows)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def put(sheet: Any, row: int, column: int, value: Value) -> Any:
    """Write one cell; text stays text, whatever it begins with."""
    cell = sheet.cell(row, column)
    if value is None:
        return cell
    if isinstance(value, Decimal):
        if len(value.normalize().as_tuple().digits) > EXACT_DIGITS:
            value = plain(value)
        else:
            exponent = value.normalize().as_tuple().exponent
            digits = -exponent if isinstance(exponent, int) and exponent < 0 else 0
            cell.value = value
            cell.number_format = "#,##0" + ("." + "0" * digits if digits else "")
            return cell
    cell.value = value
    if isinstance(value, date):
        cell.number_format = "dd/mm/yyyy"
    elif isinstance(value, str):
        cell.data_type = "s"
        if value.startswith(RUNS):
            cell.quotePrefix = True
    return cell


def _head(sheet: Any) -> None:
    for column, heading in enumerate(HEADINGS, start=1):
        cell = put(sheet, 1, column, heading)
        cell.font, cell.fill = Font(bold=True), HEAD
        cell.alignment = Alignment(wrap_text=True, vertical="center", horizontal="center")
    sheet.row_dimensions[1].height = 30


def _fill(sheet: Any, place: int, row: FormRow) -> None:
    for column, value in enumerate(row.cells, start=1):
        cell = put(sheet, place, column, value)
        if row.heading:
            cell.fill, cell.font = GROUP, Font(bold=True)
    sheet.cell(place, HEADINGS.index("Tiêu chí") + 1).alignment = Alignment(wrap_text=True, vertical="top")


def _drop_downs(
    guide: Any, sheet: Any, reference: Reference, rulebook: Rulebook, rows: Sequence[FormRow]
) -> None:
    agencies = [
        OWN_REPORT.name,
        *(row.name for row in reference.cluster.agencies if row.valid_in(rulebook.year)),
    ]
    firm = [STATUS_WORDS[status] for status in (Status.ESTIMATE, Status.PRELIMINARY, Status.OFFICIAL)]
    listed: dict[tuple[str, ...], DataValidation] = {}

    def choose(words: Sequence[str], column: str, first: int, last: int) -> None:
        key = tuple(words)
        if key not in listed:
            column_of = LISTS_FROM + len(listed)
            for place, word in enumerate(key, start=1):
                put(guide, place, column_of, word)
            letter = get_column_letter(column_of)
            guide.column_dimensions[letter].width = 28
            rule = DataValidation(
                type="list", formula1=f"'{GUIDE}'!${letter}$1:${letter}${len(key)}", allow_blank=True
            )
            rule.showErrorMessage, rule.errorStyle = True, "warning"
            rule.errorTitle, rule.error = "Chưa có trong danh mục", "Hãy chọn một mục trong danh sách."
            listed[key] = rule
            sheet.add_data_validation(rule)
        listed[key].add(f"{column}{first}:{column}{last}")

    last = max(2, len(rows) + 1)
    choose([level.label for level in rulebook.target_levels], COLUMN["Cấp giao"], 2, last)
    choose(firm, COLUMN["Trạng thái"], 2, last)
    choose(agencies, COLUMN["Nguồn"], 2, last)
    for place, row in enumerate(rows, start=2):
        if row.choices:
            choose(row.choices, COLUMN["Thực hiện"], place, place)


def _guide(sheet: Any, reference: Reference, rulebook: Rulebook) -> None:
    agency = {row.code: row.name for row in (*reference.cluster.agencies, OWN_REPORT)}
    lines = [
        f"Cách điền mẫu số liệu năm {rulebook.year} – {reference.cluster.name}, {reference.cluster.province}",
        "1. Điền vào trang tính “" + TABLE + "”. Không đổi tên cột, không xóa cột, không gộp ô.",
        "2. Cột Thực hiện: ghi số theo đúng đơn vị tính của dòng; đạt/không đạt và xếp loại thì chọn trong danh sách.",
        "3. Chưa có số liệu thì để trống. Số 0 là một kết quả, không phải “chưa có”. Ô trống không xóa số đã có.",
        f"4. Chỉ tiêu không được giao thì ghi “{NOT_ASSIGNED}” ở cột Chỉ tiêu.",
        "5. Cột Nguồn: cơ quan thật sự cung cấp con số. Số của cơ quan khác quy chế được giữ lại, không tính điểm.",
        "6. Cột Trạng thái: ước thực hiện, sơ bộ hoặc chính thức. Ngày số liệu: ngày mà con số tính đến (dd/mm/yyyy).",
        "7. Dòng in đậm nền xám là tiêu chí có nhiều thành phần: điền ở các dòng thành phần bên dưới.",
        "8. Dòng đang có “minh họa” là số liệu mẫu, không phải số thật: thay bằng số thật rồi đổi trạng thái.",
    ]
    for place, line in enumerate(lines, start=1):
        put(sheet, place, 1, line).alignment = Alignment(wrap_text=True, vertical="top")
    sheet.cell(1, 1).font = Font(bold=True, size=13)
    start = len(lines) + 2
    put(sheet, start, 1, "Cơ quan được quy chế giao cung cấp số liệu").font = Font(bold=True)
    for place, criterion in enumerate(rulebook.criteria, start=start + 1):
        low, high = criterion.plausible
        span = f", từ {number(low)} đến {number(high)} {criterion.unit_of_measure}"
        span = "" if criterion.kind in (Kind.GRADE, Kind.YES_NO) or criterion.sub_criteria else span
        named = agency.get(criterion.agency, criterion.agency)
        put(sheet, place, 1, f"{criterion.code} {criterion.label}: {named}{span}")
    sheet.column_dimensions["A"].width = 120
