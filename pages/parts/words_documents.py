"""Texts of what is handed out: workbook, minutes, printed pages, CSV, and the screen that offers them."""

from __future__ import annotations

from typing import Final

DOCUMENTS: Final[dict[str, str]] = {
    # the mark of everything that is made
    "stamp.sample": "SỐ LIỆU MINH HỌA",
    "stamp.data": "Mã dữ liệu",
    "stamp.reference": "Mã danh mục và quy chế",
    "stamp.rulebook": "Quy chế",
    "stamp.rulebook_sample": "{title} (quy chế mẫu, chưa đối chiếu phụ lục)",
    "stamp.rulebook_adopted": "{title} (đã thông qua)",
    "stamp.statuses": "Trạng thái số liệu",
    "stamp.as_of": "Dữ liệu đến",
    "stamp.made": "Lập lúc",
    "stamp.version": "Phiên bản phần mềm",
    "stamp.mark": "Dấu",
    # workbook (xlsx)
    # minutes, submission, report (docx)
    # printed pages (pdf)
    "print.page": "Trang",
    # tables (csv)
    # the screen Tài liệu
}
