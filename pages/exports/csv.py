"""
Every table of a year as CSV, as a Vietnamese Excel opens it with a double click.

UTF-8 with a byte order mark, semicolons, CRLF. Numbers have a decimal comma, no thousands dots and an ASCII minus, so
that they stay numbers; text that a spreadsheet could take for a formula gets a leading apostrophe. The stamp, and the
mark of sample figures, stand below the table after an empty row, so that the first row is the head.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from data.formulas import neutral
from data.stamps import Stamp
from pages.exports.csv_changes import change_sheets
from pages.exports.csv_sheets import Value, year_sheets
from pages.parts.frozen_year import FrozenYear
from pages.parts.stamp_lines import sample_mark, stamp_rows
from scoring.numbers import MINUS, number

BOM: Final = "\ufeff"


def tables(frozen: FrozenYear) -> dict[str, bytes]:
    """Every table of the year: file name → bytes. The same frozen year gives the same bytes."""
    sheets = (*year_sheets(frozen), *change_sheets(frozen))
    return {
        f"{frozen.year}-{place:02d}-{sheet.name}.csv": _file(sheet.columns, sheet.rows, frozen.stamp)
        for place, sheet in enumerate(sheets, start=1)
    }


def csv_zip(frozen: FrozenYear) -> bytes:
    """All of them in one ZIP; its entries carry no time, so that the same frozen year gives the same bytes."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, content in tables(frozen).items():
            entry = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 0
            entry.external_attr = 0
            archive.writestr(entry, content)
    return made.getvalue()


def cell_text(value: Value) -> str:
    """
    One cell.

    Args:
        value: A number as it is published (its digits are kept), or text.

    >>> cell_text(Decimal("1234.50")), cell_text(Decimal("-5.2")), cell_text(7), cell_text("=1+1"), cell_text("a")
    ('1234,50', '-5,2', '7', "'=1+1", 'a')
    """
    if isinstance(value, str):
        return neutral(value)
    digits = max(0, -int(value.as_tuple().exponent)) if isinstance(value, Decimal) else 0
    return number(value, digits).replace(".", "").replace(MINUS, "-")


def _file(columns: Sequence[str], rows: Sequence[Sequence[Value]], stamp: Stamp) -> bytes:
    written = io.StringIO()
    writer = csv.writer(written, delimiter=";", lineterminator="\r\n")
    writer.writerow([cell_text(column) for column in columns])
    writer.writerows([cell_text(value) for value in row] for row in rows)
    writer.writerow([])
    if stamp.is_sample:
        writer.writerow([sample_mark(stamp)])
    writer.writerows([cell_text(label), cell_text(value)] for label, value in stamp_rows(stamp))
    return (BOM + written.getvalue()).encode()
