"""
Text that a spreadsheet would run as a formula (OWASP, CSV injection): one rule for every table that is handed out.

A file with semicolons that is opened where the comma separates is split at commas, too; so what begins like a formula
after a separator within a text is made harmless as well.
"""

from __future__ import annotations

import re
from typing import Final

STARTS: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "\x00", "＝", "＋", "－", "＠")
BLANKS: Final = " \u00a0"
# "A, -5" is prose, "A,-5" is a cell of its own; before = and @ a blank makes no difference.
_INSIDE: Final = r"(?=[ \u00a0]*[=@＝＠]|[+\-＋－])"
_MAKE: Final = re.compile(rf'([,;\r\n]"*){_INSIDE}')
_UNDO: Final = re.compile(rf"""([,;\r\n]"*)'{_INSIDE}""")


def neutral(text: str) -> str:
    """
    A cell that no spreadsheet takes for a formula: an apostrophe before what begins like one.

    >>> neutral("=1+1"), neutral("Hòn Đất"), neutral(" @x"), neutral("A,=1+1,B"), neutral("A, -5")
    ("'=1+1", 'Hòn Đất', "' @x", "A,'=1+1,B", 'A, -5')
    """
    made = _MAKE.sub(r"\1'", text)
    return f"'{made}" if text.lstrip(BLANKS).startswith(STARTS) else made


def original(text: str) -> str:
    """
    What `neutral` was given, where it changed something.

    >>> original("'=1+1"), original("'thế này'"), original("A,'=1+1,B")
    ('=1+1', "'thế này'", 'A,=1+1,B')
    """
    begun = text.startswith("'") and text[1:].lstrip(BLANKS).startswith(STARTS)
    return _UNDO.sub(r"\1", text[1:] if begun else text)
