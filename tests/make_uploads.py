"""
Makes uploads of our own, one habit or fault each, over all classes A–N: `python tests/make_uploads.py FOLDER`.

Another cluster, other criteria, other values and other wording than the examples, so that nothing can be fitted to
them. Every case says what must come of it. The folder has the form that the `score` script reads.
"""

from __future__ import annotations

import csv
import io
import json
import random
import sys
import unicodedata
import zipfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time
from pathlib import Path
from typing import Any

# isort: off
import data  # noqa: F401  before openpyxl: it chooses the parser
from openpyxl import Workbook

# isort: on
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill
from openpyxl.worksheet.worksheet import Worksheet

from data.reading.legacy import TCVN3, VNI

UNITS = [
    ["CL", "Thành phố Cao Lãnh", "TP. Cao Lãnh"],
    ["HN", "Thị xã Hồng Ngự", "TX. Hồng Ngự"],
    ["LV", "Huyện Lấp Vò", "H. Lấp Vò"],
    ["TM", "Huyện Tháp Mười", "H. Tháp Mười"],
    ["TB", "Huyện Thanh Bình", "H. Thanh Bình"],
    ["TN", "Huyện Tam Nông", "H. Tam Nông"],
]
CRITERIA = [
    ["A.1", "A. Kinh tế", "Sản lượng lương thực", "nghìn tấn", "money", 9999],
    ["A.2", "A. Kinh tế", "Giá trị sản xuất công nghiệp", "tỷ đồng", "money", 99999],
    ["A.3", "A. Kinh tế", "Tỷ lệ giải ngân vốn đầu tư", "%", "pct", 120],
    ["A.4", "A. Kinh tế", "Số hợp tác xã thành lập mới", "hợp tác xã", "int", 500],
    ["B.1", "B. Xã hội", "Số hộ thoát nghèo", "hộ", "int", 99999],
    ["B.2", "B. Xã hội", "Tỷ lệ trẻ em được tiêm chủng", "%", "pct", 100],
    ["B.3", "B. Xã hội", "Tỷ lệ hộ gia đình văn hóa", "%", "pct", 100],
    ["B.4", "B. Xã hội", "Hoàn thành xóa mù chữ", "đạt/không đạt", "bool", 1],
    ["C.1", "C. Nội chính", "Công tác dân quân, tự vệ", "điểm", "score", 25],
    ["C.2", "C. Nội chính", "Hoàn thành chỉ tiêu tuyển quân", "đạt/không đạt", "bool", 1],
    ["C.10", "C. Nội chính", "Chất lượng báo cáo, thống kê", "điểm", "score", 20],
]
CATALOGUE: dict[str, Any] = {"year": 2030, "units": UNITS, "criteria": CRITERIA}
HEADER = ["Năm", "Đơn vị", "Mã tiêu chí", "Tiêu chí", "Đơn vị tính", "Giá trị"]
BY_CODE = {row[0]: row for row in CRITERIA}
UNIT_NAME = {row[0]: row[1] for row in UNITS}

Row = list[Any]
Figure = tuple[int, str, str, float]


@dataclass(frozen=True)
class Case:
    """One upload and what must come of it; `keys`: any one of them must be said."""

    file: str
    content: bytes
    outcome: str
    keys: tuple[str, ...]
    figures: tuple[Figure, ...] = ()
    name: str = ""
    what: str = ""


@dataclass
class Book:
    """Collects the cases."""

    cases: list[Case] = field(default_factory=list)

    def add(
        self, file: str, content: bytes, outcome: str, keys: str, figures: Iterable[Figure] = (), name: str = "",
        what: str = "",
    ) -> None:  # fmt: skip
        """Keep one case; `keys` are separated by blanks."""
        self.cases.append(
            Case(file, content, outcome, tuple(keys.split()), tuple(figures), name or file, what)
        )


# --- values -----------------------------------------------------------------------------------------------------------


def all_values(seed: int = 7, year: int = 2021) -> list[Figure]:
    """A figure for every unit and criterion, without outliers and without values that need a question."""
    chance = random.Random(seed)
    found: list[Figure] = []
    for code, _section, _name, _measure, kind, most in CRITERIA:
        for unit in UNITS:
            if kind == "bool":
                value: float = chance.randint(0, 1)
            elif kind == "int":
                value = chance.randint(int(most) // 40, int(most) // 30)
            elif kind == "money":
                value = round(chance.uniform(most / 40, most / 30), chance.choice([0, 1, 2]))
            else:
                value = round(chance.uniform(most * 0.6, most * 0.9), 2)
            found.append((year, unit[0], code, value))
    return found


def vn(value: Any, code: str = "") -> str:
    """A value as Vietnamese text without thousands dots; yes/no as words."""
    if code and BY_CODE[code][4] == "bool":
        return "Đạt" if value else "Không đạt"
    text = f"{value:.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)
    return text.replace(".", ",")


def grouped(value: Any, code: str = "") -> str:
    """A value as Vietnamese text with thousands dots."""
    text = vn(value, code)
    if not text[:1].isdigit():
        return text
    whole, comma, rest = text.partition(",")
    return f"{int(whole):,}".replace(",", ".") + comma + rest


def long_rows(figures: Iterable[Figure], show: Callable[[Any, str], Any] = vn) -> list[Row]:
    """Rows of the long form."""
    return [
        [str(year), UNIT_NAME[unit], code, BY_CODE[code][2], BY_CODE[code][3], show(value, code)]
        for year, unit, code, value in figures
    ]


def typed_rows(figures: Iterable[Figure]) -> list[Row]:
    """Rows of the long form with real numbers, for workbooks."""
    return [
        [year, UNIT_NAME[unit], code, BY_CODE[code][2], BY_CODE[code][3],
         vn(value, code) if BY_CODE[code][4] == "bool" else value]
        for year, unit, code, value in figures
    ]  # fmt: skip


def row(unit: str, code: str, value: Any, year: Any = "2021") -> Row:
    """One row of the long form."""
    return [year, UNIT_NAME.get(unit, unit), code, BY_CODE[code][2], BY_CODE[code][3], value]


# --- files ------------------------------------------------------------------------------------------------------------


def text_of(
    rows: Sequence[Sequence[Any]], delimiter: str = ";", header: Sequence[str] | None = HEADER
) -> str:
    """CSV text with CRLF."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\r\n")
    if header:
        writer.writerow(header)
    writer.writerows(rows)
    return out.getvalue()


def csv_of(
    rows: Sequence[Sequence[Any]], delimiter: str = ";", header: Sequence[str] | None = HEADER
) -> bytes:
    """CSV as Vietnamese Excel saves it."""
    return text_of(rows, delimiter, header).encode("utf-8-sig")


def xlsx_of(
    rows: Sequence[Sequence[Any]], header: Sequence[Any] | None = HEADER,
    change: Callable[[Worksheet], object] | None = None,
) -> bytes:  # fmt: skip
    """A workbook with one sheet, changed before it is saved."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Nhập liệu"
    for cells in ([header] if header else []) + list(rows):
        sheet.append(list(cells))
    if change:
        change(sheet)
    return saved(book)


def saved(book: Workbook) -> bytes:
    """The bytes of a workbook."""
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def repacked(content: bytes, change: Callable[[dict[str, bytes]], object]) -> bytes:
    """A workbook with its parts changed."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    change(parts)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return out.getvalue()


def replaced(content: bytes, part: str, old: str, new: str) -> bytes:
    """A workbook with a text of one part replaced."""

    def change(parts: dict[str, bytes]) -> None:
        assert old.encode() in parts[part], (old, parts[part][:800])
        parts[part] = parts[part].replace(old.encode(), new.encode())

    return repacked(content, change)


def to_tcvn3(text: str) -> str:
    """Unicode as TCVN3 letters (read as Latin-1)."""
    back = {letter: chr(code) for code, letter in TCVN3.items()}
    lower = {letter.upper(): mark for letter, mark in back.items() if letter.islower()}
    return "".join(
        back.get(letter) or lower.get(letter) or letter for letter in unicodedata.normalize("NFC", text)
    )


def to_vni(text: str) -> str:
    """Unicode as VNI letters (read as Latin-1)."""
    back: dict[str, str] = {}
    for written, letter in VNI.items():
        if letter not in back or len(written) < len(back[letter]):
            back[letter] = written
    return "".join(back.get(letter, letter) for letter in unicodedata.normalize("NFC", text))


def to_cp1258(text: str) -> bytes:
    """Unicode as Windows-1258 bytes: letters whole where the code page has them, else letter and tone."""
    out = bytearray()
    for letter in unicodedata.normalize("NFC", text):
        try:
            out += letter.encode("cp1258")
            continue
        except UnicodeEncodeError:
            pass
        pieces = unicodedata.normalize("NFD", letter)
        tones = [mark for mark in pieces if mark in "\u0300\u0301\u0303\u0309\u0323"]
        base = unicodedata.normalize("NFC", "".join(mark for mark in pieces if mark not in tones))
        out += (base + "".join(tones)).encode("cp1258")
    return bytes(out)


# --- the cases --------------------------------------------------------------------------------------------------------


def wide_book(
    figures: Sequence[Figure], show: Callable[[Any, str], Any], *, titles: bool = True, total: bool = False,
    change: Callable[[Worksheet], object] | None = None, year: int = 2021,
) -> bytes:  # fmt: skip
    """The office form: two-row header, units across, group rows, numbering, rank and signatures."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Biểu 01"
    if titles:
        sheet.append(["UBND TỈNH ĐỒNG THÁP", None, None, None, None, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"])
        sheet.append(["CỤM THI ĐUA SỐ 1", None, None, None, None, "Độc lập - Tự do - Hạnh phúc"])
        sheet.append([None, None, None, None, None, f"Đồng Tháp, ngày 04 tháng 01 năm {year + 1}"])
        sheet.append([f"KẾT QUẢ THỰC HIỆN CÁC TIÊU CHÍ THI ĐUA NĂM {year}"])
        sheet.append([])
    top = sheet.max_row + 1 if titles else 1
    head = ["TT", "Nội dung", "ĐVT", "Các đơn vị trong cụm", *[None] * 5, "Ghi chú"]
    for column, text in enumerate(head, start=1):
        sheet.cell(top, column, text)
    for column, unit in enumerate(UNITS, start=4):
        sheet.cell(top + 1, column, unit[2])
    sheet.merge_cells(start_row=top, start_column=4, end_row=top, end_column=9)
    for column in (1, 2, 3, 10):
        sheet.merge_cells(start_row=top, start_column=column, end_row=top + 1, end_column=column)
    sheet.append([f"({number})" for number in range(1, 11)])
    values = {(unit, code): value for _year, unit, code, value in figures}
    section, place = "", 0
    for code, group, name, measure, _kind, _most in CRITERIA:
        if group != section:
            section, place = group, 0
            sheet.append([group[0], group[3:].upper()])
        place += 1
        sheet.append([place, name, measure, *[show(values[unit[0], code], code) for unit in UNITS]])
    if total:
        sums = [round(sum(float(values[unit[0], row[0]]) for row in CRITERIA), 2) for unit in UNITS]
        sheet.append([None, "Tổng cộng", None, *sums])
    sheet.append([None, "Xếp hạng", None, 3, 1, 2, 6, 4, 5])
    sheet.append([])
    sheet.append([None, "Người lập biểu", None, None, None, "TM. CỤM THI ĐUA"])
    sheet.append([None, None, None, None, None, "CỤM TRƯỞNG"])
    sheet.append([None, "Lê Văn Tám", None, None, None, "Phạm Thị Chín"])
    if change:
        change(sheet)
    return saved(book)


def typed(value: Any, code: str) -> Any:
    """A value as a number, yes/no as words."""
    return vn(value, code) if BY_CODE[code][4] == "bool" else value


def cases() -> list[Case]:
    """All cases."""
    book = Book()
    for make in (class_a, class_b, class_c, class_d, class_e, class_e_more, class_f, class_g, class_h, class_i, class_j,
                 class_j_more, class_k, class_l, class_m, class_n):  # fmt: skip
        make(book)
    return book.cases


def some(count: int = 24, seed: int = 7, year: int = 2021) -> list[Figure]:
    """Part of the values, all units of some criteria."""
    return all_values(seed, year)[:count]


def class_a(book: Book) -> None:
    """Nothing is wrong."""
    figures = all_values()
    book.add("A01.csv", csv_of(long_rows(figures)), "accepted", "ok", figures)
    point = long_rows(figures, lambda value, code: vn(value, code).replace(",", "."))
    book.add("A02.csv", text_of(point, ",").encode(), "accepted", "ok", figures)
    book.add("A03.xlsx", xlsx_of(typed_rows(figures)), "accepted", "ok", figures)

    def dressed(sheet: Worksheet) -> None:
        sheet.freeze_panes = "A2"
        for cells in sheet.iter_rows(min_row=2, min_col=6, max_col=6):
            cells[0].number_format = "#,##0.00_);(#,##0.00)"
            cells[0].fill = PatternFill("solid", fgColor="FFFFCC")

    book.add("A04.xlsx", xlsx_of(typed_rows(figures), change=dressed), "accepted", "ok", figures)
    book.add(
        "A05.xlsx", wide_book(figures, typed, total=True), "repaired", "layout.wide_form_recognised", figures
    )
    values = {(unit, code): value for _y, unit, code, value in figures}
    header = ["Năm", "Mã", "Tiêu chí", *[unit[1] for unit in UNITS]]
    rows = [
        [2021, row[0], row[2], *[typed(values[unit[0], row[0]], row[0]) for unit in UNITS]]
        for row in CRITERIA
    ]
    book.add("A06.xlsx", xlsx_of(rows, header), "repaired", "layout.wide_form_recognised", figures)
    text = [
        [2021, row[0], row[2], *[vn(values[unit[0], row[0]], row[0]) for unit in UNITS]] for row in CRITERIA
    ]
    book.add("A07.csv", csv_of(text, header=header), "repaired", "layout.wide_form_recognised", figures)


def class_b(book: Book) -> None:
    """Encodings."""
    figures = some()
    rows = long_rows(figures)
    text = text_of(rows)
    book.add("B01.csv", text_of(rows, "\t").encode("utf-16"), "repaired", "encoding.utf16", figures)
    book.add("B02.csv", b"\xfe\xff" + text.encode("utf-16-be"), "repaired", "encoding.utf16", figures)
    book.add("B03.csv", text.encode("utf-16-be"), "repaired", "encoding.utf16", figures)
    book.add("B04.csv", to_cp1258(text), "repaired", "encoding.cp1258", figures)
    book.add("B05.csv", text.encode("cp1252", "replace"), "rejected", "encoding.lossy_question_marks")
    book.add("B05_utf8.csv", text.encode("cp1252", "replace").decode("cp1252").encode("utf-8-sig"), "rejected",
             "encoding.lossy_question_marks")  # fmt: skip
    book.add("B06.csv", to_tcvn3(text).encode("latin-1"), "repaired", "encoding.tcvn3", figures)
    old = [[cell if isinstance(cell, int | float) else to_tcvn3(str(cell)) for cell in cells]
           for cells in typed_rows(figures)]  # fmt: skip

    def vntime(sheet: Worksheet) -> None:
        for cells in sheet.iter_rows():
            for cell in cells:
                cell.font = Font(name=".VnTime")

    book.add(
        "B07.xlsx",
        xlsx_of(old, [to_tcvn3(name) for name in HEADER], vntime),
        "repaired",
        "encoding.tcvn3",
        figures,
    )
    book.add("B08.csv", to_vni(text).encode("latin-1"), "repaired", "encoding.vni", figures)
    vni = [[cell if isinstance(cell, int | float) else to_vni(str(cell)) for cell in cells]
           for cells in typed_rows(figures)]  # fmt: skip
    book.add("B09.xlsx", xlsx_of(vni, [to_vni(name) for name in HEADER]), "repaired", "encoding.vni", figures)
    book.add("B09_utf8.csv", to_vni(text).encode("utf-8"), "repaired", "encoding.vni", figures)
    book.add("B10.csv", unicodedata.normalize("NFD", text).encode("utf-8-sig"), "repaired", "unicode.normalised_nfc",
             figures)  # fmt: skip
    nfd = [[unicodedata.normalize("NFD", cell) if isinstance(cell, str) else cell for cell in cells]
           for cells in typed_rows(figures)]  # fmt: skip
    book.add("B10.xlsx", xlsx_of(nfd), "repaired", "unicode.normalised_nfc", figures)
    twice = text.encode("utf-8").decode("cp1252", "ignore") if False else _misread(text)
    book.add("B11.csv", twice.encode("utf-8"), "repaired", "encoding.mojibake_undone", figures)
    cut = text.encode("utf-8")
    place = cut.index("Hồng".encode(), len(cut) // 2) + 2
    book.add("B12.csv", cut[:place], "rejected", "encoding.invalid_bytes")
    book.add("B12_giua.csv", cut[:place] + cut[place + 1 :], "rejected", "encoding.invalid_bytes")
    lines = text.split("\r\n")
    mixed = b"\r\n".join(
        line.encode("utf-8") if number % 3 else to_cp1258(line) for number, line in enumerate(lines)
    )
    book.add("B13.csv", mixed, "rejected", "encoding.mixed")
    half = text_of(rows[:12]).encode("utf-8-sig") + text_of(rows[12:]).encode("utf-8-sig")
    book.add("B14.csv", half, "repaired", "layout.repeated_header_skipped", figures)
    book.add("B15.csv", text.encode("utf-8").replace(b"Tam N", b"Tam\x00N"), "rejected", "file.nul_bytes")
    toned = [
        [cell.replace("hóa", "hoá").replace("xóa", "xoá") for cell in cells]
        for cells in long_rows(all_values())
    ]
    book.add("B16.csv", csv_of(toned), "repaired", "name.tone_placement_variant", all_values())


def _misread(text: str) -> str:
    """UTF-8 bytes read as Windows-1252, its five holes as Latin-1."""
    return "".join(
        bytes([byte]).decode("cp1252") if byte not in (0x81, 0x8D, 0x8F, 0x90, 0x9D) else chr(byte)
        for byte in text.encode("utf-8")
    )


def class_c(book: Book) -> None:
    """Structure of CSV files."""
    figures = some()
    rows = long_rows(figures)
    book.add("C01.csv", csv_of(rows, "\t"), "repaired", "csv.delimiter_detected", figures)
    book.add("C02.csv", csv_of(rows, "|"), "repaired", "csv.delimiter_detected", figures)
    book.add(
        "C03.csv", ("sep=,\r\n" + text_of(rows, ",")).encode("utf-8-sig"), "repaired", "csv.sep_line", figures
    )
    bare = "\r\n".join(",".join(map(str, cells)) for cells in [HEADER, *rows])
    book.add("C04.csv", bare.encode(), "rejected", "csv.unquoted_decimal_comma")
    book.add("C05.csv", csv_of(rows, ","), "accepted", "ok", figures)
    unclosed = text_of(rows).replace("Huyện Tam Nông", '"Huyện Tam Nông', 1)
    book.add("C06.csv", unclosed.encode("utf-8-sig"), "rejected", "csv.unclosed_quote")
    noted = [[*cells, "đã rà soát\nlần 2"] for cells in rows]
    book.add("C07.csv", csv_of(noted, header=[*HEADER, "Ghi chú"]), "accepted", "ok", figures)
    more = [list(cells) for cells in rows]
    more[5] = [*more[5], "thừa", "nữa"]
    book.add("C08.csv", csv_of(more), "rejected", "csv.row_width")
    less = [list(cells) for cells in rows]
    less[7] = less[7][:4]
    book.add("C09.csv", csv_of(less), "rejected", "csv.row_width")
    blank = text_of(rows).replace("\r\n", "\r\n\r\n")
    book.add("C10.csv", blank.encode("utf-8-sig"), "repaired", "row.blank_skipped", figures)
    book.add(
        "C11.csv",
        text_of(rows).replace("\r\n", "\r").encode("utf-8-sig"),
        "repaired",
        "csv.line_ends",
        figures,
    )
    book.add("C12.csv", csv_of(rows, header=None), "rejected", "header.missing")
    other = (
        text_of(rows)
        + "\r\n"
        + text_of([["Nguyễn A", "0909", "x@y.vn"]], header=["Họ tên", "Điện thoại", "Thư"])
    )
    book.add("C13.csv", other.encode("utf-8-sig"), "rejected", "layout.two_tables csv.row_width unit.unknown")
    second = (
        text_of(rows[:12])
        + ";;;;;\r\n"
        + text_of(
            [["A.1", "Huyện Tam Nông", "12,5", "2021", "", ""]],
            header=["Mã tiêu chí", "Đơn vị", "Giá trị", "Năm", "", ""],
        )
    )
    book.add("C13_hai_bang.csv", second.encode("utf-8-sig"), "rejected", "layout.two_tables")
    spaced = "\r\n".join("   ".join(map(str, cells)) for cells in [HEADER, *rows])
    book.add("C14.csv", spaced.encode("utf-8-sig"), "rejected", "header.missing_columns")


def class_d(book: Book) -> None:
    """What the file is."""
    figures = some()
    good, sheet = csv_of(long_rows(figures)), xlsx_of(typed_rows(figures))
    book.add("D01.xlsx", b"", "rejected", "file.empty")
    book.add("D02.csv", csv_of([]), "rejected", "file.no_rows")
    book.add("D02.xlsx", xlsx_of([]), "rejected", "file.no_rows")
    book.add("D03.csv", b"\xef\xbb\xbf \r\n\t\r\n", "rejected", "file.empty")
    book.add("D04.csv", random.Random(3).randbytes(3000), "rejected", "file.not_text")
    book.add("D05.csv", b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n1 0 obj", "rejected", "file.type_mismatch")
    docx = io.BytesIO()
    with zipfile.ZipFile(docx, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", "<w:document/>")
    book.add("D06.xlsx", docx.getvalue(), "rejected", "file.type_mismatch")
    book.add("D07.csv", b"\xff\xd8\xff\xe0\x00\x10JFIF" + bytes(500), "rejected", "file.type_mismatch")
    book.add("D08.xlsx", good, "rejected", "file.type_mismatch")
    book.add("D09.csv", sheet, "rejected", "file.type_mismatch")
    book.add("D10.xlsx", sheet[: len(sheet) // 2], "rejected", "file.damaged")
    damaged = bytearray(sheet)
    place = sheet.index(b"sheet1.xml") + 60
    damaged[place : place + 20] = bytes(20)
    book.add("D11.xlsx", bytes(damaged), "rejected", "file.damaged")
    book.add("D13.csv", good, "accepted", "ok", figures, "BÁO CÁO.CSV")
    book.add("D14.csv", good, "rejected", "file.extension", name="so_lieu.csv.js")
    book.add("D15.csv", good, "accepted", "ok", figures, "../../../etc/cron.d/x.csv")
    book.add(
        "D16.csv",
        good,
        "accepted",
        "ok",
        figures,
        unicodedata.normalize("NFD", "Số liệu thi đua " * 15) + ".csv",
    )
    book.add("D17.csv", good, "accepted", "ok", figures, "<img src=x onerror=alert(1)>.csv")
    book.add("D18.csv", good, "rejected", "file.extension", name="khong_duoi")
    book.add("D19.xlsx", random.Random(5).randbytes(900), "rejected", "file.type_mismatch file.damaged")
    book.add("D20.csv", good, "rejected", "file.extension", name="so_lieu.pdf")


def one(code: str, *values: Any) -> list[Row]:
    """Rows of one criterion for the first units."""
    return [row(unit[0], code, value) for unit, value in zip(UNITS, values, strict=False)]


def got(code: str, *values: Any, year: int = 2021) -> list[Figure]:
    """Figures of one criterion for the first units; None leaves one out."""
    return [
        (year, unit[0], code, value) for unit, value in zip(UNITS, values, strict=False) if value is not None
    ]


def class_e(book: Book) -> None:
    """Numbers as text."""

    def case(name: str, rows: list[Row], outcome: str, keys: str, figures: Iterable[Figure] = ()) -> None:
        book.add(name, csv_of(rows), outcome, keys, figures)

    case("E01.csv", [*one("A.2", "1.250,75", "2.100,5"), *one("B.1", "2.345", "2.600")], "accepted", "ok.partial",
         [*got("A.2", 1250.75, 2100.5), *got("B.1", 2345, 2600)])  # fmt: skip
    case("E01_trieu.csv", one("B.1", "12.345", "1.234"), "rejected", "number.ambiguous_separator")
    case("E02.csv", one("A.2", "1,250.75", "2,100.5", "12,000"), "repaired", "number.english_style",
         got("A.2", 1250.75, 2100.5, 12000))  # fmt: skip
    case("E03.csv", one("A.2", "3.125", "4.750"), "rejected", "number.ambiguous_separator")
    case("E03_phay.csv", one("A.1", "3,125", "4,750"), "rejected", "number.ambiguous_separator")
    case("E04.csv", one("A.3", "95.5", "88,2"), "rejected", "number.mixed_styles")
    case("E04_b.csv", one("A.2", "1.234,5", "2,345.6"), "rejected", "number.mixed_styles")
    case("E05.csv", one("A.3", "95,5%", "88 %"), "repaired", "number.percent_sign", got("A.3", 95.5, 88))
    case("E05_sai.csv", one("A.2", "95,5%"), "rejected", "number.unit_mismatch")
    case("E07.csv", one("A.3", "0,87", "91", "95,2"), "rejected", "number.percent_or_fraction")
    case("E07_tat_ca.csv", one("A.3", "0,87", "0,91", "0,952"), "rejected", "number.percent_or_fraction")
    case("E08.csv", one("A.2", "1\u00a0250,5", "2\u202f100"), "repaired", "number.space_thousands",
         got("A.2", 1250.5, 2100))  # fmt: skip
    case(
        "E08_b.csv",
        one("A.2", "1 250,5", "12 100"),
        "repaired",
        "number.space_thousands",
        got("A.2", 1250.5, 12100),
    )
    case("E08_sai.csv", one("A.2", "12 50"), "rejected", "number.not_a_number")
    case(
        "E09.csv",
        one("A.3", "'91,5", " 88\u00a0", "'77"),
        "repaired",
        "number.trimmed",
        got("A.3", 91.5, 88, 77),
    )
    case("E10.csv", one("A.2", "1.250,5 tỷ đồng", "987 tỷ", "900,5 tỉ đồng"), "repaired", "number.unit_suffix",
         got("A.2", 1250.5, 987, 900.5))  # fmt: skip
    case("E10_b.csv", one("B.1", "2300 hộ", "2400"), "repaired", "number.unit_suffix", got("B.1", 2300, 2400))
    case("E11.csv", one("A.2", "1.250.500 triệu đồng"), "rejected", "number.unit_mismatch")
    case("E11_b.csv", [["2021", "Huyện Tam Nông", "A.2", BY_CODE["A.2"][2], "triệu đồng", "1250,5"]], "rejected",
         "number.unit_mismatch")  # fmt: skip
    case("E12.csv", one("C.1", "23/25", "20,5/25"), "rejected", "number.fraction_text")
    for number, text in enumerate(
        ("khoảng 95", "~ 95", ">90", "trên 90", "95-97", "gần 80", "ước 77,5"), start=1
    ):
        case(f"E13_{number}.csv", one("A.3", text, "88,1"), "rejected", "number.not_exact")
    case("E14.csv", one("A.4", "-3"), "rejected", "value.out_of_range")
    case("E15.csv", one("A.3", "(5,2)"), "rejected", "value.out_of_range")
    case("E16.csv", one("C.1", "26"), "rejected", "value.out_of_range")
    for number, text in enumerate(("NaN", "inf", "-Infinity", "∞", "1e400"), start=1):
        case(f"E17_{number}.csv", one("A.2", text), "rejected", "number.not_finite")
    case("E18.csv", one("A.2", "1,25E+03"), "rejected", "number.not_exact")
    case("E19.csv", one("A.2", "1" * 60), "rejected", "number.too_long")
    for number, text in enumerate(
        ("I2,5", "2O", "12,5b", "mười hai", "95²", "①②", "1 2 3", "--5", "5-", "12,"), start=1
    ):
        case(f"E20_{number}.csv", one("A.3", text), "rejected", "number.not_a_number number.not_exact")
    case(
        "E21.csv",
        one("A.3", "７７,５", "𝟖𝟖", "٩١"),
        "repaired",
        "number.digits_normalised",
        got("A.3", 77.5, 88, 91),
    )
    for number, text in enumerate(("x", "✓", "1", "0", "Có", "TRUE", "đ"), start=1):
        case(f"E23_{number}.csv", one("B.4", text, "Đạt"), "rejected", "bool.unclear_mark")
    case("E24.csv", one("A.3", "Không đạt"), "rejected", "number.not_a_number")
    case("E25.csv", one("B.4", "ĐẠT", "không đạt", "Đạt"), "accepted", "ok.partial", got("B.4", 1, 0, 1))


def class_e_more(book: Book) -> None:
    """Missing marks, rounding, and what Excel does to numbers."""
    marks = ["", "-", "–", "...", "n/a", "chưa có"]
    rows = [*one("A.3", *marks), *one("B.2", "77,5", "0", "66", "88", "90", "71,25")]
    book.add(
        "E27.csv",
        csv_of(rows),
        "repaired",
        "value.missing_kept_empty",
        got("B.2", 77.5, 0, 66, 88, 90, 71.25),
    )
    rows = [*one("B.4", *marks[:5]), *one("B.1", "0", "2500", "2600")]
    book.add("E27_b.csv", csv_of(rows), "repaired", "value.missing_kept_empty", got("B.1", 0, 2500, 2600))
    book.add("E26.csv", csv_of(one("A.3", "88,125", "77,5", "91")), "repaired", "number.rounded",
             got("A.3", 88.13, 77.5, 91))  # fmt: skip
    book.add("E29.csv", csv_of(one("A.4", "12,5")), "rejected", "value.not_integer")
    book.add("E29_b.csv", csv_of(one("A.4", "12,0", "13")), "accepted", "ok.partial", got("A.4", 12, 13))
    book.add("E32.csv", csv_of(one("A.3", "955‰")), "rejected", "number.unit_mismatch")
    book.add("E33.csv", csv_of(one("A.3", "77,,5", "1.2.3", "12,34,5")), "rejected", "number.not_a_number")

    def percent(sheet: Worksheet) -> None:
        for cells in sheet["F2:F4"]:
            cells[0].number_format = "0.00%"

    book.add("E06.xlsx", xlsx_of(one("A.3", 0.875, 0.9, 1.05), change=percent), "repaired", "number.percent_format",
             got("A.3", 87.5, 90, 105))  # fmt: skip
    book.add("E06_sai.xlsx", xlsx_of(one("A.2", 0.875), change=percent), "rejected", "number.unit_mismatch")

    def literal(sheet: Worksheet) -> None:
        for cells in sheet["F2:F4"]:
            cells[0].number_format = '0.0"%"'

    book.add("E06_chu.xlsx", xlsx_of(one("A.3", 87.5, 90, 81.5), change=literal), "repaired",
             "number.unit_suffix number.percent_sign", got("A.3", 87.5, 90, 81.5))  # fmt: skip

    def thousands(sheet: Worksheet) -> None:
        for cells in sheet["F2:F3"]:
            cells[0].number_format = "#,##0,"

    book.add("E06_nghin.xlsx", xlsx_of(one("A.2", 1250000, 980000), change=thousands), "rejected",
             "number.unit_mismatch value.out_of_range")  # fmt: skip
    book.add(
        "E28.xlsx",
        xlsx_of(one("C.1", datetime(2021, 5, 19), datetime(2021, 8, 20))),
        "rejected",
        "number.is_a_date",
    )
    book.add("E28_chu.csv", csv_of(one("C.1", "19/05/2021", "20-Thg8")), "rejected", "number.is_a_date")
    book.add("E31.xlsx", xlsx_of(one("A.2", True, time(9, 30))), "rejected", "number.not_a_number")
    book.add("E31_b.xlsx", xlsx_of(one("B.4", True, False)), "rejected", "bool.unclear_mark")
    book.add("E34.xlsx", xlsx_of(one("A.3", 77.4999999999999, 66.25)), "repaired", "number.rounded",
             got("A.3", 77.5, 66.25))  # fmt: skip
    book.add(
        "E34_nhieu.xlsx",
        xlsx_of(one("A.3", 0.1 + 77.2, 66.25)),
        "accepted",
        "ok.partial",
        got("A.3", 77.3, 66.25),
    )
    book.add("E35.xlsx", xlsx_of(one("A.2", "1.250,5", "980")), "repaired", "number.text_in_excel",
             got("A.2", 1250.5, 980))  # fmt: skip


def class_f(book: Book) -> None:
    """Years."""

    def case(
        name: str, year: Any, outcome: str, keys: str, figures: Iterable[Figure] = (), upload: str = ""
    ) -> None:
        book.add(name, csv_of([row("CL", "A.3", "77,5", year)]), outcome, keys, figures, upload)

    fine = [(2021, "CL", "A.3", 77.5)]
    case("F01.csv", "NĂM 2021", "repaired", "year.text_cleaned", fine)
    case("F02.csv", "21", "rejected", "year.invalid")
    case("F03.csv", "2020-2021", "rejected", "year.invalid")
    case("F03_b.csv", "2020/2021", "rejected", "year.invalid")
    case("F04.csv", "31/12/2021", "rejected", "year.invalid")
    case("F05.csv", "2121", "rejected", "year.out_of_range")
    case("F06.csv", "6 tháng đầu năm 2021", "rejected", "year.part_period")
    case("F06_b.csv", "Quý III/2021", "rejected", "year.part_period")
    case("F07.csv", "1921", "rejected", "year.out_of_range")
    case("F11.csv", "Tân Sửu", "rejected", "year.invalid")
    case("F12.csv", "2021", "rejected", "year.conflict", upload="so lieu nam 2019.csv")
    without = HEADER[1:]
    rows = [cells[1:] for cells in long_rows(some())]
    book.add("F09.csv", csv_of(rows, header=without), "rejected", "year.missing")
    book.add(
        "F09_ten.csv",
        csv_of(rows, header=without),
        "accepted",
        "ok.partial",
        some(),
        "Số liệu thi đua 2021.csv",
    )
    titled = (
        ";".join(["BÁO CÁO SỐ LIỆU NĂM 2021"] + [""] * 4) + "\r\n;;;;\r\n" + text_of(rows, header=without)
    )
    book.add("F08.csv", titled.encode("utf-8-sig"), "rejected", "year.conflict", name="bao_cao_2020.csv")
    book.add(
        "F08_hop.csv",
        titled.encode("utf-8-sig"),
        "repaired",
        "layout.header_found",
        some(),
        "bao_cao_2021.csv",
    )
    part = titled.replace("BÁO CÁO SỐ LIỆU NĂM 2021", "SỐ LIỆU 6 THÁNG ĐẦU NĂM 2021")
    book.add("F06_td.csv", part.encode("utf-8-sig"), "rejected", "year.part_period")
    signed = titled.replace("BÁO CÁO SỐ LIỆU NĂM 2021", "Kèm theo Báo cáo ngày 12 tháng 01 năm 2022")
    book.add("F10.csv", signed.encode("utf-8-sig"), "rejected", "year.missing")


def class_g(book: Book) -> None:
    """Units."""

    def names(name: str, written: Sequence[str], outcome: str, keys: str, units: Sequence[str] = ()) -> None:
        rows = [
            ["2021", said, "A.3", BY_CODE["A.3"][2], "%", f"{70 + place},5"]
            for place, said in enumerate(written)
        ]
        figures = [(2021, unit, "A.3", 70.5 + place) for place, unit in enumerate(units)]
        book.add(name, csv_of(rows), outcome, keys, figures)

    names(
        "G01.csv", ["Cao Lãnh", "Hồng Ngự", "Tam Nông"], "repaired", "unit.alias_matched", ["CL", "HN", "TN"]
    )
    names("G02.csv", ["TP Cao Lãnh", "TX.Hồng Ngự", "H.Lấp Vò", "T.P Cao Lãnh"][:3], "repaired", "unit.alias_matched",
          ["CL", "HN", "LV"])  # fmt: skip
    names("G03.csv", ["thanh pho cao lanh", "thi xa hong ngu", "huyen lap vo"], "repaired", "unit.alias_matched",
          ["CL", "HN", "LV"])  # fmt: skip
    names("G04.csv", ["Huyện\u00a0Lấp Vò", "Huyện  Tam Nông ", "\u200bHuyện Thanh Bình"], "repaired",
          "unit.whitespace_cleaned", ["LV", "TN", "TB"])  # fmt: skip
    names("G05.csv", ["UBND TP. Cao Lãnh", "Ủy ban nhân dân thị xã Hồng Ngự", "UBND huyện Tháp Mười"], "repaired",
          "unit.alias_matched", ["CL", "HN", "TM"])  # fmt: skip
    names("G06.csv", ["CL", "TM", "tn"], "repaired", "unit.alias_matched", ["CL", "TM", "TN"])
    names("G07.csv", ["Thành phố Cao Lãnh", "Huyện Châu Phú"], "rejected", "unit.unknown")
    names("G08.csv", ["Huyện Láp Vò", "Huyện Tháp Mưới"], "rejected", "unit.unknown_suggest")
    names("G08_cap.csv", ["Huyện Hồng Ngự"], "rejected", "unit.unknown_suggest")
    names("G09.csv", ["Huyện"], "rejected", "unit.ambiguous")
    names("G09_b.csv", ["Thành phố", "Lãnh"], "rejected", "unit.unknown unit.unknown_suggest unit.ambiguous")
    names("G10.csv", ["Huyện Tháp Muời"], "rejected", "unit.unknown_suggest")
    names("G14.csv", ["<i>Huyện Lấp Vò</i>", "[Huyện Lấp Vò](http://x)"], "rejected", "unit.unknown")
    figures = [figure for figure in all_values() if figure[1] in ("CL", "LV")]
    figures.sort(key=lambda figure: figure[1])
    rows = typed_rows(figures)
    many = len(CRITERIA)
    for place, cells in enumerate(rows):
        if place % many:
            cells[1] = None

    def merge(sheet: Worksheet) -> None:
        sheet.merge_cells(start_row=2, end_row=many + 1, start_column=2, end_column=2)
        sheet.merge_cells(start_row=many + 2, end_row=2 * many + 1, start_column=2, end_column=2)

    book.add("G11.xlsx", xlsx_of(rows, change=merge), "repaired", "layout.merged_filled", figures)
    book.add("G12.xlsx", xlsx_of(rows), "rejected", "unit.blank")


def class_h(book: Book) -> None:
    """Criteria."""

    def case(
        name: str, code: str, said: str, outcome: str, keys: str, figures: Iterable[Figure] = ()
    ) -> None:
        book.add(name, csv_of([["2021", "Huyện Lấp Vò", code, said, "", "20"]]), outcome, keys, figures)

    case("H01.csv", "D.4", "Một tiêu chí khác hẳn", "rejected", "criterion.unknown")
    case("H02.csv", "A.4", "Số hộ thoát nghèo", "rejected", "criterion.code_name_conflict")
    case("H02_gan.csv", "B.2", "Tỷ lệ hộ gia đình văn hoá", "rejected", "criterion.code_name_conflict")
    case(
        "H05.csv",
        "a. 4",
        "Số hợp tác xã thành lập mới",
        "repaired",
        "criterion.code_normalised",
        [(2021, "LV", "A.4", 20)],
    )
    case(
        "H06.csv",
        "A.4",
        "Số HTX mới thành lập",
        "repaired",
        "criterion.name_differs",
        [(2021, "LV", "A.4", 20)],
    )
    case(
        "H06_dau.csv",
        "A.4",
        "So hop tac xa thanh lap moi",
        "repaired",
        "criterion.name_differs",
        [(2021, "LV", "A.4", 20)],
    )
    case(
        "H08.csv",
        "",
        "Số hợp tác xã thành lập mới",
        "repaired",
        "criterion.matched_by_name",
        [(2021, "LV", "A.4", 20)],
    )
    case("H09.csv", "", "Số hợp tác xã mới", "rejected", "criterion.unknown_suggest criterion.unknown")
    figures = some()
    rows = [
        [*cells[:2], f"{place}. {cells[3]}", *cells[4:]]
        for place, cells in enumerate(long_rows(figures), start=1)
    ]
    book.add(
        "H03.csv",
        csv_of(rows, header=[*HEADER[:2], *HEADER[3:]]),
        "repaired",
        "criterion.matched_by_name",
        figures,
    )
    book.add("H04.xlsx", xlsx_of([["2021", "Huyện Lấp Vò", 1.1, "Sản lượng lương thực", "nghìn tấn", 300]]), "rejected",
             "criterion.unknown_suggest")  # fmt: skip
    book.add("H10.csv", csv_of([row("LV", "C.10", "15"), row("LV", "C.1", "16")]), "accepted", "ok.partial",
             [(2021, "LV", "C.10", 15), (2021, "LV", "C.1", 16)])  # fmt: skip


def class_i(book: Book) -> None:
    """Doubles, totals, outliers."""
    fine = [(2021, "CL", "A.3", 77.5)]
    book.add("I01.csv", csv_of([row("CL", "A.3", "77,5"), row("CL", "A.3", "77,50")]), "repaired",
             "row.duplicate_identical", fine)  # fmt: skip
    book.add(
        "I02.csv",
        csv_of([row("CL", "A.3", "77,5"), row("CL", "A.3", "77,6")]),
        "rejected",
        "row.duplicate_conflict",
    )
    rows = [row("CL", "A.3", "77,5"), ["2021", "TP Cao Lãnh", "A.3", "", "", "78"]]
    book.add("I03.csv", csv_of(rows), "rejected", "row.duplicate_conflict")
    double = [[*cells, cells[-1]] for cells in long_rows(some())]
    book.add("I04.csv", csv_of(double, header=[*HEADER, "Giá trị"]), "rejected", "header.duplicate")
    part = [figure for figure in all_values() if figure[1] != "TB"]
    book.add("I05.csv", csv_of(long_rows(part)), "accepted", "ok.partial", part)
    rows = [*one("B.1", "2300", "2400", "2500"), ["2021", "Tổng cộng", "B.1", "", "", "7300"]]
    book.add("I06.csv", csv_of(rows), "rejected", "check.total_mismatch")
    rows[-1][-1] = "7200"
    book.add("I06_dung.csv", csv_of(rows), "repaired", "row.total_skipped", got("B.1", 2300, 2400, 2500))
    rows = one("B.1", "2300", "24000", "2500", "2200", "2600", "2450")
    book.add(
        "I07.csv",
        csv_of(rows),
        "repaired",
        "check.outlier_warning",
        got("B.1", 2300, 24000, 2500, 2200, 2600, 2450),
    )
    wrong = wide_book(all_values(), typed, total=True, change=lambda sheet: _spoil_total(sheet))
    book.add("I06_bieu.xlsx", wrong, "rejected", "check.total_mismatch")


def _spoil_total(sheet: Worksheet) -> None:
    for cells in sheet.iter_rows():
        if cells[1].value == "Tổng cộng":
            cells[5].value = cells[5].value + 90  # type: ignore[operator]


def class_j(book: Book) -> None:
    """Layouts."""
    figures = some()
    rows = typed_rows(figures)
    titled = [["PHÒNG NỘI VỤ"], ["Bảng kê số liệu"], [], HEADER, *rows]
    book.add("J01.xlsx", xlsx_of(titled, None), "repaired", "layout.header_found", figures)
    cover = Workbook()
    first = cover.active
    assert first is not None
    first.title = "Bìa"
    first.append(["Báo cáo của cụm"])
    second = cover.create_sheet("Số liệu")
    for cells in [HEADER, *rows]:
        second.append(cells)
    book.add("J02.xlsx", saved(cover), "repaired", "sheet.chosen", figures)
    book.add("J03.csv", csv_of([cells[:5] for cells in long_rows(figures)], header=HEADER[:5]), "rejected",
             "header.missing_columns")  # fmt: skip
    no_unit = [[cells[0], *cells[2:]] for cells in long_rows(figures)]
    book.add(
        "J03_dv.csv", csv_of(no_unit, header=[HEADER[0], *HEADER[2:]]), "rejected", "header.missing_columns"
    )
    more = [[*cells, "0911", "ghi"] for cells in long_rows(figures)]
    book.add(
        "J04.csv",
        csv_of(more, header=[*HEADER, "SĐT", "Người gửi"]),
        "repaired",
        "header.extra_ignored",
        figures,
    )
    turned = [[cells[5], cells[0], cells[2], cells[1]] for cells in long_rows(figures)]
    book.add(
        "J05.csv",
        csv_of(turned, header=["Giá trị", "Năm", "Mã tiêu chí", "Đơn vị"]),
        "accepted",
        "ok.partial",
        figures,
    )
    said = ["Năm báo cáo", "Tên đơn vị", "Mã số", "Nội dung tiêu chí", "ĐVT", "Kết quả thực hiện"]
    book.add("J06.csv", csv_of(long_rows(figures), header=said), "repaired", "header.alias_matched", figures)
    named = ["Năm", "Địa phương", "Mã", "Chỉ tiêu", "ĐVT", "Kết quả"]
    book.add(
        "J06_chi_tieu.csv",
        csv_of(long_rows(figures), header=named),
        "repaired",
        "header.alias_matched",
        figures,
    )
    noted = (
        text_of(long_rows(figures))
        + ";;;;;\r\nNguồn: báo cáo của các phòng;;;;;\r\n;Người lập biểu;;;Chủ tịch;\r\n;Lê A;;;Trần B;\r\n"
    )
    book.add("J07.csv", noted.encode("utf-8-sig"), "repaired", "row.footer_skipped", figures)
    short = text_of(long_rows(figures)) + "\r\nGhi chú: số sơ bộ\r\n"
    book.add("J07_b.csv", short.encode("utf-8-sig"), "repaired", "row.footer_skipped", figures)
    again = [HEADER, *rows[:12], HEADER, *rows[12:]]
    book.add("J08.xlsx", xlsx_of(again, None), "repaired", "layout.repeated_header_skipped", figures)
    two = Workbook()
    for number, part in enumerate((rows[:12], rows[12:])):
        sheet = two.active if not number else two.create_sheet(f"Phần {number}")
        assert sheet is not None
        for cells in [HEADER, *part]:
            sheet.append(cells)
    book.add("J09.xlsx", saved(two), "rejected", "sheet.ambiguous")

    def hide_sheet(sheet: Worksheet) -> None:
        other = sheet.parent.create_sheet("Năm trước")
        for cells in [HEADER, *typed_rows(all_values(11, 2020)[:6])]:
            other.append(cells)
        other.sheet_state = "hidden"

    book.add("J10.xlsx", xlsx_of(rows, change=hide_sheet), "repaired", "sheet.hidden_ignored", figures)

    def hide_rows(sheet: Worksheet) -> None:
        for number in (3, 5, 6):
            sheet.row_dimensions[number].hidden = True

    book.add("J11.xlsx", xlsx_of(rows, change=hide_rows), "repaired", "row.hidden_included", figures)

    def hide_column(sheet: Worksheet) -> None:
        sheet.column_dimensions["F"].hidden = True

    book.add("J12.xlsx", xlsx_of(rows, change=hide_column), "rejected", "column.hidden_value")
    book.add(
        "J12_bieu.xlsx", wide_book(all_values(), typed, change=hide_column), "rejected", "column.hidden_value"
    )

    def strike(sheet: Worksheet) -> None:
        sheet["F4"].font = Font(strike=True)

    book.add("J13.xlsx", xlsx_of(rows, change=strike), "repaired", "cell.struck_or_commented", figures)

    def remark(sheet: Worksheet) -> None:
        sheet["F3"].comment = Comment("chờ kiểm tra lại", "A")

    book.add("J13_b.xlsx", xlsx_of(rows, change=remark), "repaired", "cell.struck_or_commented", figures)


def class_j_more(book: Book) -> None:
    """Tables the other way round, several columns of values, stray cells."""
    figures = all_values()
    values = {(unit, code): value for _year, unit, code, value in figures}
    header = ["Năm", "Đơn vị", *[row[0] for row in CRITERIA]]
    rows = [[2021, unit[1], *[typed(values[unit[0], row[0]], row[0]) for row in CRITERIA]] for unit in UNITS]
    book.add("J14.xlsx", xlsx_of(rows, header), "repaired", "layout.wide_form_recognised", figures)
    header = ["Đơn vị", *[f"{row[2]} ({row[3]})" for row in CRITERIA]]
    text = [[unit[1], *[vn(values[unit[0], row[0]], row[0]) for row in CRITERIA]] for unit in UNITS]
    book.add("J14_ten.csv", csv_of(text, header=header), "repaired", "layout.wide_form_recognised", figures,
             "cum 2021.csv")  # fmt: skip
    double = [[*cells[:5], "20", cells[5]] for cells in long_rows(some())]
    book.add("J15.csv", csv_of(double, header=[*HEADER[:5], "Điểm tự chấm", "Điểm thẩm định"]), "rejected",
             "layout.two_value_columns")  # fmt: skip
    sheet = Workbook()
    page = sheet.active
    assert page is not None
    page.append(["Mã", "Tiêu chí", *[name for unit in UNITS for name in (unit[1], None)]])
    page.append([None, None, *["Tự chấm", "Thẩm định"] * len(UNITS)])
    for place in range(len(UNITS)):
        page.merge_cells(start_row=1, end_row=1, start_column=3 + 2 * place, end_column=4 + 2 * place)
    for line in CRITERIA:
        page.append(
            [line[0], line[2], *[typed(values[unit[0], line[0]], line[0]) for unit in UNITS for _ in (1, 2)]]
        )
    book.add("J15_bieu.xlsx", saved(sheet), "rejected", "layout.two_value_columns", name="cụm 2021.xlsx")
    empty = Workbook()
    empty.create_chartsheet("Biểu đồ")
    book.add("J16.xlsx", saved(empty), "rejected", "file.no_rows")

    def stray(page: Worksheet) -> None:
        page["ZZ900000"] = "lạc"

    book.add("J17.xlsx", xlsx_of(typed_rows(some()), change=stray), "repaired", "cell.stray_ignored", some())
    lone = [["Đơn vị: Huyện Lấp Vò"], ["Năm 2021"], ["TT", "Tiêu chí", "ĐVT", "Thực hiện"],
            *[[place, row[2], row[3], typed(values["LV", row[0]], row[0])] for place, row in enumerate(CRITERIA, 1)]]  # fmt: skip
    book.add("J18.xlsx", xlsx_of(lone, None), "repaired", "criterion.matched_by_name",
             [figure for figure in figures if figure[1] == "LV"])  # fmt: skip
    foreign = wide_book(figures, typed, change=lambda sheet: _rename(sheet, "H. Tam Nông", "H. Châu Phú"))
    book.add("J19.xlsx", foreign, "rejected", "unit.unknown")
    misspelt = wide_book(figures, typed, change=lambda sheet: _rename(sheet, "H. Tam Nông", "Tam Nóng"))
    book.add("J19_b.xlsx", misspelt, "rejected", "unit.unknown_suggest")
    renamed = wide_book(
        figures, typed, change=lambda sheet: _rename(sheet, "Số hộ thoát nghèo", "Số hộ nghèo")
    )
    book.add("J20.xlsx", renamed, "rejected", "criterion.unknown criterion.unknown_suggest")


def _rename(sheet: Worksheet, old: str, new: str) -> None:
    for cells in sheet.iter_rows():
        for cell in cells:
            if cell.value == old:
                cell.value = new


def class_k(book: Book) -> None:
    """Formulas."""
    book.add("K01.xlsx", xlsx_of(one("A.3", "=70+7.5", 80)), "rejected", "formula.no_value")
    cached = replaced(xlsx_of(one("A.3", "=70+7.5", 80)), "xl/worksheets/sheet1.xml", "<f>70+7.5</f><v />",
                      "<f>70+7.5</f><v>77.5</v>")  # fmt: skip
    book.add("K02.xlsx", cached, "accepted", "ok.partial", got("A.3", 77.5, 80))
    error = xlsx_of(one("A.3", "=1/0", 80))
    error = replaced(error, "xl/worksheets/sheet1.xml", "<f>1/0</f><v />", "<f>1/0</f><v>#DIV/0!</v>")
    error = replaced(error, "xl/worksheets/sheet1.xml", '<c r="F2">', '<c r="F2" t="e">')
    book.add("K03.xlsx", error, "rejected", "formula.error_value")
    book.add("K04.csv", csv_of(one("A.3", "#N/A", "80")), "rejected", "formula.error_value")
    outside = xlsx_of(one("A.3", "='[So lieu.xlsx]Sheet1'!B4", 80))
    outside = replaced(outside, "xl/worksheets/sheet1.xml", "!B4</f><v />", "!B4</f><v>77.5</v>")
    book.add("K05.xlsx", outside, "rejected", "formula.external_link")
    index = replaced(cached, "xl/worksheets/sheet1.xml", "<f>70+7.5</f>", "<f>[1]Sheet1!$B$4</f>")
    book.add("K05_b.xlsx", index, "rejected", "formula.external_link")
    evil = [[*cells, "@SUM(A1:A9)"] for cells in one("A.3", "77,5")]
    book.add("K06.csv", csv_of(evil, header=[*HEADER, "Ghi chú"]), "repaired", "cell.formula_text_neutralised",
             got("A.3", 77.5))  # fmt: skip
    names = ["=1+1", "+84", "-5", "@x", "\t=2", '=HYPERLINK("http://a")']
    book.add(
        "K07.csv", csv_of([["2021", name, "A.3", "", "", "77"] for name in names]), "rejected", "unit.unknown"
    )
    book.add(
        "K08.csv",
        csv_of(one("A.3", "=cmd|' /C calc'!A0")),
        "rejected",
        "number.not_a_number formula.external_link",
    )
    book.add("K08_b.csv", csv_of([[*one("A.3", "77,5")[0], "=cmd|' /C calc'!A0"]], header=[*HEADER, "Ghi chú"]),
             "repaired", "cell.formula_text_neutralised", got("A.3", 77.5))  # fmt: skip
    book.add("K09.xlsm", xlsx_of(one("A.3", 77)), "rejected", "file.macro")

    def macro(parts: dict[str, bytes]) -> None:
        parts["xl/vbaProject.bin"] = b"\xd0\xcf\x11\xe0" + bytes(100)

    book.add("K10.xlsx", repacked(xlsx_of(one("A.3", 77)), macro), "rejected", "file.macro")


def class_l(book: Book) -> None:
    """Other containers."""
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
    book.add("L01.xls", ole + "Workbook".encode("utf-16-le"), "rejected", "file.legacy_xls")
    book.add("L02.xlsx", ole + "Workbook".encode("utf-16-le"), "rejected", "file.legacy_xls")
    html = "<html><body><table><tr><td>Năm</td></tr></table></body></html>".encode()
    book.add("L03.xls", html, "rejected", "file.html_as_xls")
    book.add("L04.xlsx", html, "rejected", "file.html_as_xls")
    xml = b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>'
    book.add("L05.xls", xml, "rejected", "file.legacy_xls")
    book.add("L06.xlsx", ole + "EncryptedPackage".encode("utf-16-le"), "rejected", "file.password")

    def protect(sheet: Worksheet) -> None:
        sheet.protection.sheet = True
        sheet.protection.password = "abc"

    book.add("L07.xlsx", xlsx_of(typed_rows(some()), change=protect), "accepted", "ok.partial", some())
    book.add("L08.xls", xlsx_of(typed_rows(some())), "rejected", "file.type_mismatch")


def class_m(book: Book) -> None:
    """Hostile files."""
    good = xlsx_of(typed_rows(some()))

    def bomb(parts: dict[str, bytes]) -> None:
        sheet = parts["xl/worksheets/sheet1.xml"]
        parts["xl/worksheets/sheet1.xml"] = sheet.replace(b"<sheetData>", b"<sheetData>" + b" " * 60_000_000)

    book.add("M01.xlsx", repacked(good, bomb), "rejected", "file.unpacked_too_big")

    def dense(parts: dict[str, bytes]) -> None:
        parts["xl/media/image1.png"] = bytes(30_000_000)

    book.add("M01_b.xlsx", repacked(good, dense), "rejected", "file.unpacked_too_big")
    many = [[2021, "Huyện Lấp Vò", "A.3", "", "", 77] for _ in range(6000)]
    book.add("M02.xlsx", xlsx_of(many), "rejected", "file.too_many_rows")

    def laughs(parts: dict[str, bytes]) -> None:
        parts["xl/styles.xml"] = (
            b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]>' + parts["xl/styles.xml"]
        )

    book.add("M03.xlsx", repacked(good, laughs), "rejected", "file.xml_entities")

    def outside(parts: dict[str, bytes]) -> None:
        flat = b'<!DOCTYPE x [<!ENTITY y SYSTEM "file:///etc/passwd">]>'
        parts["xl/workbook.xml"] = ('<?xml version="1.0" encoding="utf-16"?>' + flat.decode()).encode(
            "utf-16"
        )

    book.add("M04.xlsx", repacked(good, outside), "rejected", "file.xml_entities")

    def slip(parts: dict[str, bytes]) -> None:
        parts["..\\..\\start.bat"] = b"x"

    book.add("M05.xlsx", repacked(good, slip), "rejected", "file.bad_archive")
    link = io.BytesIO(good)
    with zipfile.ZipFile(link, "a") as archive:
        entry = zipfile.ZipInfo("xl/link")
        entry.external_attr = 0o120777 << 16
        archive.writestr(entry, "/etc/passwd")
    book.add("M06.xlsx", link.getvalue(), "rejected", "file.bad_archive")
    twin = io.BytesIO(good)
    with zipfile.ZipFile(twin, "a") as archive:
        archive.writestr("xl/worksheets/SHEET1.xml", "<worksheet/>")
    book.add("M07.xlsx", twin.getvalue(), "rejected", "file.bad_archive")

    def crowd(parts: dict[str, bytes]) -> None:
        for number in range(300):
            parts[f"xl/x{number}.xml"] = b"<a/>"

    book.add("M08.xlsx", repacked(good, crowd), "rejected", "file.bad_archive")
    book.add("M09.csv", csv_of([[*one("A.3", "77")[0], "x" * 50_000]], header=[*HEADER, "Ghi chú"]), "rejected",
             "cell.too_long")  # fmt: skip
    book.add("M09.xlsx", xlsx_of([[*one("A.3", 77)[0], "x" * 5_000]], header=[*HEADER, "Ghi chú"]), "rejected",
             "cell.too_long")  # fmt: skip
    book.add(
        "M10.csv", csv_of([[str(cell) for cell in cells] for cells in many]), "rejected", "file.too_many_rows"
    )
    book.add("M11.xlsx", xlsx_of([list(range(300))], header=[*HEADER, *[f"c{n}" for n in range(294)]]), "rejected",
             "file.too_many_columns")  # fmt: skip
    names = ["\u202eòV pấL nệyuH", "Huyện\x1b[31m Lấp Vò", "\u2066Huyện Lấp Vò\u2069"]
    book.add(
        "M12.csv", csv_of([["2021", name, "A.3", "", "", "77"] for name in names]), "rejected", "unit.unknown"
    )
    book.add(
        "M13.csv",
        csv_of([["2021", "Huyện Lấp Vò' OR '1'='1", "A.3", "", "", "77"]]),
        "rejected",
        "unit.unknown",
    )
    forged = "Huyện Lấp Vò\n2021-01-01 INFO import ok"
    book.add(
        "M14.csv",
        csv_of([["2021", forged, "A.3", "", "", "77"]]),
        "rejected",
        "unit.unknown unit.unknown_suggest",
    )
    book.add("M15.csv", csv_of(one("A.3", "1" + " " * 1_900 + "x")), "rejected", "number.not_a_number")
    book.add("M16.csv", csv_of(one("A.2", "1" + ".111" * 450)), "rejected", "number.too_long")


def class_n(book: Book) -> None:
    """Several habits at once."""
    figures = all_values()
    book.add("N01.xlsx", wide_book(figures, grouped), "repaired", "layout.wide_form_recognised", figures)
    shifted = [[None, None], [None, None, "BANG KE SO LIEU"], [None, None, *HEADER],
               *[[None, None, *cells] for cells in typed_rows(figures)]]  # fmt: skip
    plain = [
        [_unmarked(cell) if isinstance(cell, str) and not cell.endswith("ạt") else cell for cell in cells]
        for cells in shifted
    ]
    book.add("N02.xlsx", xlsx_of(plain, None), "repaired", "unit.alias_matched layout.header_found", figures)
    old = [[cells[0], cells[1].replace("Huyện ", "H. "), *cells[2:]] for cells in long_rows(some(), grouped)]
    text = text_of(old).replace("\r\n", "\r\n;;;;;\r\n")
    book.add("N03.csv", to_tcvn3(text).encode("latin-1"), "repaired", "encoding.tcvn3", some())
    wrong = [["2021", "Huyện Lắp Vò", "A.1", "", "", "1"], ["21", "Huyện Lấp Vò", "A.1", "", "", "1"],
             ["2021", "Huyện Lấp Vò", "Z.9", "", "", "1"], ["2021", "Huyện Lấp Vò", "A.3", "", "", "mười"],
             ["2021", "", "A.3", "", "", "5"], ["2021", "Huyện Lấp Vò", "B.4", "", "", "v"],
             ["2021", "Huyện Lấp Vò", "B.2", "", "", "101"]]  # fmt: skip
    book.add("N04.csv", csv_of(wrong), "rejected", "report.many_errors")
    rows = long_rows(figures)
    rows[40][5] = "12,5 ?"
    book.add("N05.csv", csv_of(rows), "rejected", "number.not_a_number number.not_exact")


def _unmarked(text: str) -> str:
    pieces = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(letter for letter in pieces if not unicodedata.combining(letter))


def main() -> None:
    """Write the folder in the form that the `score` script reads."""
    folder = Path(sys.argv[1])
    (folder / "files").mkdir(parents=True)
    (folder / "expected").mkdir()
    (folder / "catalog.json").write_text(json.dumps(CATALOGUE, ensure_ascii=False), encoding="utf-8")
    columns = ["file", "upload_as", "expected_outcome", "message_key", "expected_file", "also_ok_file"]
    with (folder / "manifest.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(columns)
        for case in cases():
            (folder / "files" / case.file).write_bytes(case.content)
            expected = ""
            if case.figures:
                expected = f"expected/{case.file}.json"
                (folder / expected).write_text(json.dumps([list(figure) for figure in case.figures]))
            writer.writerow([case.file, case.name, case.outcome, case.keys[0], expected, ""])


if __name__ == "__main__":
    main()
