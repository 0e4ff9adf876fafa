"""
The exceptions of the whole program:

* ThiduaError
  x RulebookError     a rulebook file is wrong; its keeper must mend it (names file, row and key)
  x FiguresError      a kept or given figure contradicts the rulebook or itself (names the row)
  x ScenarioError     a list of imagined changes cannot be read or applied (a key and the number of the change)
  x KeptError         the journal or the store cannot be trusted or written (see data/)

A clerk's mistake in an upload is not an exception: it is a value that is shown (see data/reading).
"""

from __future__ import annotations

from collections.abc import Sequence


class ThiduaError(Exception):
    """Anything this program raises on purpose."""


class RulebookError(ThiduaError):
    """
    A rulebook cannot be used. All problems of the file are collected.

    Attributes:
        problems: One sentence each, naming file, row and key.
    """

    def __init__(self, problems: Sequence[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(self.problems))


class FiguresError(ThiduaError):
    """
    Figures cannot be scored as they stand. All problems are collected.

    Attributes:
        problems: One sentence each, naming the row and what was found.
    """

    def __init__(self, problems: Sequence[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(self.problems))


class ScenarioError(ThiduaError):
    """
    A list of imagined changes cannot be read or applied.

    Attributes:
        key: What is wrong; the words are the screen's (see `scoring.scenario`).
        number: Which change, 1 = the first; 0 = the list as a whole.
    """

    def __init__(self, key: str, number: int = 0) -> None:
        self.key = key
        self.number = number
        super().__init__(f"{key} ({number})")


class KeptError(ThiduaError):
    """What is kept cannot be read or written safely."""
