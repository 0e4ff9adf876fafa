"""
A scenario as a short text that is safe in an address and is read strictly: what `as_text` writes, nothing else.

One change after another, parted by "~", its cells parted by "_":

    a_UNIT_CRITERION_PART_VALUE     actual              g_UNIT_CRITERION_PART_GRADE   actual of kind grade
    t_UNIT_CRITERION_PART_VALUE     target              p_UNIT_ITEM_TIMES             penalty
    w_CRITERION_MAX                 weight              m_CRITERION_PRESET            method
    b_CRITERION_PERPERCENT_CAP      bonus               b_CRITERION__                 no bonus
    q_UNIT_ITEM_TIMES               bonus item

Keys of `ScenarioError`: "too_long", "too_many", "shape", "kind", "number", "repeated".
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from urllib.parse import quote, unquote

from scoring.errors import ScenarioError
from scoring.scenario import MOST_CHANGES, Change, What, refuse_repeated

MOST_LETTERS = 2000
NUMBER = re.compile(r"-?(0|[1-9][0-9]{0,14})(\.[0-9]{1,6})?", re.ASCII)

_CELLS: Mapping[What, tuple[str, ...]] = {
    What.ACTUAL: ("unit", "criterion", "part", "amount"),
    What.GRADE: ("unit", "criterion", "part", "word"),
    What.TARGET: ("unit", "criterion", "part", "amount"),
    What.MAX_POINTS: ("criterion", "amount"),
    What.METHOD: ("criterion", "word"),
    What.BONUS: ("criterion", "amount", "cap"),
    What.PENALTY: ("unit", "criterion", "amount"),
    What.BONUS_ITEM: ("unit", "criterion", "amount"),
}
_NUMBERS = {"amount", "cap"}
_OPTIONAL = {"part"}


def as_text(changes: Sequence[Change]) -> str:
    """
    The list as text for an address.

    >>> as_text([Change(What.ACTUAL, "GR", "N1.07", amount=Decimal("87.50"))])
    'a_GR_N1.07__87.5'
    """
    return "~".join(
        "_".join((change.what.value, *(_cell(getattr(change, name)) for name in _CELLS[change.what])))
        for change in changes
    )


def _cell(value: str | Decimal | None) -> str:
    if value is None:
        return ""
    if isinstance(value, Decimal):
        plain = f"{value:f}"
        plain = plain.rstrip("0").rstrip(".") if "." in plain else plain
        return "0" if plain in ("-0", "") else plain
    return quote(value, safe="").replace("_", "%5F").replace("~", "%7E")


def changes_of(text: str) -> tuple[Change, ...]:
    """
    Read a list back; exactly what `as_text` writes, nothing else.

    Raises:
        ScenarioError: The text is not such a list.
    """
    if len(text) > MOST_LETTERS:
        raise ScenarioError("too_long")
    if not text:
        return ()
    written = text.split("~")
    if len(written) > MOST_CHANGES:
        raise ScenarioError("too_many")
    changes = tuple(_change(cells, number) for number, cells in enumerate(written, start=1))
    if as_text(changes) != text:
        raise ScenarioError("shape")
    refuse_repeated(changes)
    return changes


def _change(text: str, number: int) -> Change:
    letter, *cells = text.split("_")
    if letter not in set(What):
        raise ScenarioError("kind", number)
    what = What(letter)
    names = _CELLS[what]
    if len(cells) != len(names):
        raise ScenarioError("shape", number)
    empty_bonus = what is What.BONUS and cells[1:] == ["", ""]
    found: dict[str, str | Decimal] = {}
    for name, cell in zip(names, cells, strict=True):
        if name in _NUMBERS:
            if empty_bonus:
                continue
            if not NUMBER.fullmatch(cell):
                raise ScenarioError("number", number)
            found[name] = Decimal(cell)
        else:
            if not cell and name not in _OPTIONAL:
                raise ScenarioError("shape", number)
            try:
                found[name] = unquote(cell, errors="strict")
            except UnicodeDecodeError:
                raise ScenarioError("shape", number) from None
    return Change(what, **found)  # type: ignore[arg-type]
