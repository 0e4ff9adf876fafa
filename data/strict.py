"""
Strict reading of TOML tables: nothing is guessed, nothing is skipped, every problem of a file is collected.

A problem names file, row and key verbatim and says in Vietnamese what is wrong (the secretariat reads it).
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from data.reasons import REASONS

Word = TypeVar("Word", bound=StrEnum)
HEAD = "đầu tệp"


@dataclass(frozen=True, slots=True)
class Problem:
    """
    One mistake in a reference file.

    Attributes:
        file: Name of the file.
        row: Which row, e.g. "criteria N1.07"; `HEAD` for keys outside any row.
        key: The key as written, e.g. "method.floor".
        reason: A key of `REASONS`.
        text: The Vietnamese sentence.
    """

    file: str
    row: str
    key: str
    reason: str
    text: str

    def __str__(self) -> str:
        return f"{self.file}, {self.row}, {self.key}: {self.text}"


@dataclass(slots=True)
class Report:
    """The problems of one file, in the order found."""

    file: str
    problems: list[Problem] = field(default_factory=list)

    def add(self, row: str, key: str, reason: str, **values: object) -> None:
        """Note a problem; `values` fill the sentence of `REASONS[reason]`."""
        self.problems.append(Problem(self.file, row, key, reason, REASONS[reason].format(**values)))


class Row:
    """
    One TOML table that is being read: each key is taken once, `close` reports what nobody asked for.

    A method that finds a problem notes it and returns a harmless value, so that reading goes on and all are
    found; whoever builds an object from the row looks at `sound` first.
    """

    def __init__(
        self,
        table: Mapping[str, object],
        name: str,
        report: Report,
        prefix: str = "",
        above: Row | None = None,
    ) -> None:
        self.name = name
        self.report = report
        self.sound = True  # no problem noted here or in a table inside
        self._table = table
        self._prefix = prefix
        self._above = above
        self._taken: set[str] = set()

    def bad(self, key: str, reason: str, **values: object) -> None:
        """Note a problem at a key of this row."""
        self.report.add(self.name, self._prefix + key, reason, **values)
        row: Row | None = self
        while row is not None:
            row.sound = False
            row = row._above

    def has(self, key: str) -> bool:
        """Whether the key is written."""
        return key in self._table

    def peek(self, key: str) -> object:
        """The raw value without taking it; None if it is not written."""
        return self._table.get(key)

    def close(self) -> None:
        """Report every key that was not asked for."""
        for key in self._table:
            if key not in self._taken:
                self.bad(key, "unknown_key")

    def take_unread(self, key: str) -> None:
        """Count a key as seen without judging its value (the key itself is the mistake)."""
        self._taken.add(key)

    def _take(self, key: str, required: bool) -> object:
        self._taken.add(key)
        if key not in self._table:
            if required:
                self.bad(key, "missing_key")
            return None
        return self._table[key]

    def text(self, key: str, *, required: bool = True, blank: bool = False) -> str:
        """A text, not blank unless `blank`; "" where an optional one is absent."""
        value = self._take(key, required)
        if value is None:
            return ""
        if not isinstance(value, str):
            self.bad(key, "wrong_type", wanted="chuỗi trong ngoặc kép")
            return ""
        if not blank and not value.strip():
            self.bad(key, "blank_text")
        return value

    def decimal(self, key: str, *, required: bool = True) -> Decimal | None:
        """A finite number, exact; None where it is absent or wrong."""
        value = self._take(key, required)
        if value is None:
            return None
        number = as_decimal(value)
        if number is None:
            self.bad(key, "wrong_type", wanted="số")
        return number

    def amount(self, key: str) -> Decimal:
        """A required number; 0 stands in where it is absent or wrong (and noted)."""
        return self.decimal(key) or Decimal(0)

    def whole(self, key: str, lowest: int, highest: int) -> int:
        """A required whole number from `lowest` to `highest`; `lowest` where it is wrong."""
        value = self._take(key, True)
        if value is None:
            return lowest
        if not isinstance(value, int) or isinstance(value, bool):
            self.bad(key, "wrong_type", wanted="số nguyên")
            return lowest
        if not lowest <= value <= highest:
            self.bad(key, "out_of_range", low=lowest, high=highest)
            return lowest
        return value

    def flag(self, key: str, *, default: bool | None = None) -> bool:
        """true or false; required where there is no default."""
        value = self._take(key, default is None)
        if value is None:
            return bool(default)
        if not isinstance(value, bool):
            self.bad(key, "wrong_type", wanted="true hoặc false")
            return bool(default)
        return value

    def day(self, key: str) -> date:
        """A required date without time, written as a TOML date (2018-03-25)."""
        value = self._take(key, True)
        if isinstance(value, date) and not isinstance(value, datetime):
            return value
        if value is not None:
            self.bad(key, "wrong_type", wanted="ngày dạng 2018-03-25, không ngoặc kép")
        return date.min

    def choice(self, key: str, allowed: Iterable[str], *, default: str | None = None) -> str:
        """One of the allowed words; required where there is no default."""
        value = self._take(key, default is None)
        words = list(allowed)
        if value is None:
            return default or words[0]
        if value not in words:
            self.bad(key, "unknown_word", found=value, allowed=", ".join(words))
            return default or words[0]
        return str(value)

    def word(self, key: str, words: type[Word]) -> Word:
        """A required member of an enumeration."""
        return words(self.choice(key, [member.value for member in words]))

    def texts(self, key: str, *, required: bool = True) -> tuple[str, ...]:
        """A list of texts without repetition, possibly empty."""
        value = self._take(key, required)
        if value is None:
            return ()
        if not isinstance(value, list) or not all(isinstance(item, str) and item.strip() for item in value):
            self.bad(key, "wrong_type", wanted="danh sách chuỗi")
            return ()
        for item in sorted({item for item in value if value.count(item) > 1}):
            self.bad(key, "listed_twice", found=item)
        return tuple(value)

    def pair(self, key: str) -> tuple[Decimal, Decimal]:
        """A required list of exactly two numbers."""
        value = self._take(key, True)
        numbers = [as_decimal(item) for item in value] if isinstance(value, list) else []
        if len(numbers) == 2 and numbers[0] is not None and numbers[1] is not None:
            return numbers[0], numbers[1]
        if value is not None:
            self.bad(key, "wrong_type", wanted="hai số [thấp nhất, cao nhất]")
        return Decimal(0), Decimal(0)

    def table(self, key: str, *, required: bool = True) -> Row | None:
        """A table inside this row; its problems are named `key.…`."""
        value = self._take(key, required)
        if value is None:
            return None
        if not isinstance(value, dict):
            self.bad(key, "wrong_type", wanted="bảng { … }")
            return None
        return Row(value, self.name, self.report, f"{self._prefix}{key}.", self)

    def tables(self, key: str, *, required: bool = True, code: str = "code") -> list[Row]:
        """
        The rows of a list of tables: on top level named "key CODE", inside a row with the prefix "key CODE.".

        Args:
            code: The key that names a row; where it is missing the row is called #1, #2 …
        """
        value = self._take(key, required)
        if value is None:
            return []
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            self.bad(key, "wrong_type", wanted=f"các bảng [[{key}]]")
            return []
        if required and not value:
            self.bad(key, "missing_key")
        rows: list[Row] = []
        for index, item in enumerate(value, start=1):
            named = item.get(code)
            called = f"{key} {named}" if isinstance(named, str | int | date) else f"{key} #{index}"
            if self.name == HEAD:
                rows.append(Row(item, called, self.report, above=self))
            else:
                rows.append(Row(item, self.name, self.report, f"{self._prefix}{called}.", self))
        return rows

    def mapping(self, key: str) -> dict[str, str]:
        """An optional table of texts, none of them blank."""
        row = self.table(key, required=False)
        if row is None:
            return {}
        found = {name: row.text(name) for name in row._table}
        row.close()
        return found


def as_decimal(value: object) -> Decimal | None:
    """A TOML number as a finite Decimal; None for anything else."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return Decimal(value)
    if isinstance(value, Decimal) and value.is_finite():
        return value
    return None


def parse(path: Path, report: Report) -> dict[str, object] | None:
    """The tables of a TOML file; None where it cannot be parsed (then the report names the line)."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        report.add(HEAD, "-", "unreadable", found=error.strerror or type(error).__name__)
        return None
    except UnicodeDecodeError as error:
        report.add(HEAD, "-", "not_utf8", found=error.start)
        return None
    try:
        return tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        said = str(error)
        place = re.search(r"at line (\d+)", said)
        lines = text.splitlines()
        number = int(place[1]) if place else len(lines)
        written = lines[number - 1] if 0 < number <= len(lines) else ""
        twice = re.search(r"overwrite|twice|Duplicate", said) is not None
        quoted = re.search(r"key '?\"?([\w.]+)", said)
        key = quoted[1] if quoted else written.split("=")[0].strip().strip("[]") or "-"
        reason = "duplicate_key" if twice else "toml_syntax"
        report.add(_row_above(lines, number), key, reason, line=number, found=said)
        return None


def _row_above(lines: list[str], number: int) -> str:
    """Name of the row that a line belongs to, read backwards from its text (the file cannot be parsed)."""
    code = ""
    for line in reversed(lines[:number]):
        named = re.match(r"\s*code\s*=\s*\"([^\"]+)\"", line)
        if named and not code:
            code = named[1]
        opened = re.match(r"\s*\[\[(\w+)\]\]", line)
        if opened:
            return f"{opened[1]} {code}".strip()
    return HEAD
