"""One thing to tell about a file: where, what was found, how grave; and all of them as a table that is safe to open."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass

from data.formulas import neutral
from data.reading.folding import column_letter, shown
from data.reading.problem_texts import ERROR, OK, TEXTS

QUIET = frozenset({"ok", "ok.partial", "import.no_change"})  # nobody need confirm them
PER_KEY = 200  # notices of one sort that are listed; errors are all listed


@dataclass(frozen=True, slots=True)
class Problem:
    """
    One message.

    Attributes:
        key: Its name in the table of texts.
        row / column: As the spreadsheet numbers them, None where it concerns the whole file.
        heading: The column's heading as written in the file.
        found: What stands there, cleaned for showing.
        question: Name under which a person may answer ("decimal:F"), "" where it is none.
        options: The possible answers.
    """

    key: str
    severity: str
    text: str
    row: int | None = None
    column: str | None = None
    heading: str = ""
    found: str = ""
    question: str = ""
    options: tuple[str, ...] = ()


class Problems:
    """Collects everything that is wrong with or worth saying about one file."""

    def __init__(self) -> None:
        self.found: list[Problem] = []
        self._seen: set[tuple[str, int | None, str | None, str]] = set()
        self.wrong_places: set[tuple[int, int]] = set()

    def add(
        self,
        key: str,
        row: int | None = None,
        column: int | None = None,
        *,
        heading: str = "",
        found: str = "",
        question: str = "",
        options: tuple[str, ...] = (),
        **values: object,
    ) -> None:
        """Note one problem; its sentence starts with the place."""
        severity, sentence = TEXTS[key]
        letter = column_letter(column) if column else None
        told = {name: shown(value, 200) for name, value in values.items()}
        for name in ("hint", "last"):  # continue a sentence
            told[name] = " " + told[name] if told.get(name) else ""
        told.setdefault("row", str(row))
        body = sentence.format_map(told)
        if row is not None and column is not None:
            named = f" “{shown(heading, 40)}”" if heading else ""
            body = f"Dòng {row}, cột {letter}{named}: {body}"
        elif row is not None and not body[:1].isupper():
            body = f"Dòng {row}: {body}"
        mark = (key, row, letter, body)
        if mark in self._seen:
            return
        self._seen.add(mark)
        self.found.append(
            Problem(key, severity, body, row, letter, shown(heading, 80), shown(found or values.get("value", "")),
                    question, options)
        )  # fmt: skip

    @property
    def errors(self) -> list[Problem]:
        """Those that forbid writing."""
        return [problem for problem in self.found if problem.severity == ERROR]

    def has(self, key: str) -> bool:
        """Whether such a message was noted."""
        return any(problem.key == key for problem in self.found)

    def outcome(self) -> str:
        """accepted | repaired | rejected."""
        if self.errors:
            return "rejected"
        return "repaired" if any(problem.key not in QUIET for problem in self.found) else "accepted"

    def listed(self) -> tuple[Problem, ...]:
        """Errors first, each sort in the order of the file; many notices of one sort are cut."""
        grave = {ERROR: 0, "warn": 1, "note": 2, OK: 3}
        counted: dict[str, int] = {}
        kept = []
        for problem in sorted(self.found, key=lambda one: (grave[one.severity], one.row or 0)):
            counted[problem.key] = counted.get(problem.key, 0) + 1
            if problem.severity == ERROR or counted[problem.key] <= PER_KEY:
                kept.append(problem)
        return tuple(kept)


def table_csv(problems: Iterable[Problem], file: str) -> bytes:
    """The problems as CSV with BOM: file, row, column, grade, what was found, what to do, key."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n", quoting=csv.QUOTE_ALL)
    writer.writerow(["Tệp", "Dòng", "Cột", "Tên cột", "Mức", "Ghi trong tệp", "Nội dung", "Khóa"])
    grades = {"error": "lỗi", "warn": "cần xem", "note": "thông báo", "ok": "đạt"}
    for one in problems:
        cells = [file, str(one.row or ""), one.column or "", one.heading, grades[one.severity], one.found,
                 one.text, one.key]  # fmt: skip
        writer.writerow([neutral(cell) for cell in cells])
    return out.getvalue().encode("utf-8-sig")
