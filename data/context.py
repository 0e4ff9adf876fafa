"""Real published figures about the units (public/figures.csv): context on a unit's sheet, never scored."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from scoring.errors import RulebookError

COLUMNS = (
    "unit", "indicator", "year", "period", "value", "measure", "status", "source", "exact_words", "note",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ContextFigure:
    """One published figure; `source` is the address it was read at, `exact_words` what stands there."""

    unit: str
    indicator: str
    year: int
    period: str
    value: Decimal
    measure: str
    status: str
    source: str
    exact_words: str
    note: str


def read_context(folder: Path) -> tuple[ContextFigure, ...]:
    """
    The published figures of a cluster folder; () if it has none.

    Raises:
        RulebookError: With all problems, each naming line and column.
    """
    path = folder / "public" / "figures.csv"
    if not path.is_file():
        return ()
    problems: list[str] = []
    found: list[ContextFigure] = []
    with path.open(encoding="utf-8-sig", newline="") as stream:
        rows = csv.DictReader(stream, strict=True)
        if tuple(rows.fieldnames or ()) != COLUMNS:
            raise RulebookError([f"{path.name}, dòng 1, -: các cột phải là {','.join(COLUMNS)}"])
        for row in rows:
            cells = {column: row[column] or "" for column in COLUMNS}
            for column, shape in (("year", r"[0-9]{4}"), ("value", r"-?[0-9]+(\.[0-9]{1,10})?")):
                if not re.fullmatch(shape, cells[column]):
                    problems.append(
                        f"{path.name}, dòng {rows.line_num}, {column}: “{cells[column]}” không phải số"
                    )
            blank = [column for column in ("unit", "indicator", "source") if not cells[column].strip()]
            problems += [f"{path.name}, dòng {rows.line_num}, {column}: để trống" for column in blank]
            if not problems:
                texts = {column: text for column, text in cells.items() if column not in ("year", "value")}
                found.append(ContextFigure(year=int(cells["year"]), value=Decimal(cells["value"]), **texts))
    if problems:
        raise RulebookError(problems)
    return tuple(found)
