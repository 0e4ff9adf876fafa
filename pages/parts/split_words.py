"""Why totals changed between two years, in words. Knows nothing of Streamlit."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from pages.parts.words import say
from scoring.change import PARTS, Split, UnitSplit


def largest_parts(split: Split) -> list[tuple[str, Decimal]]:
    """The parts of a change that are not zero, largest first, signs left aside."""
    found = [(name, amount) for name, amount in zip(PARTS, split.shown, strict=True) if amount]
    return sorted(found, key=lambda part: -abs(part[1]))


def parts_told(parts: Sequence[tuple[str, str]]) -> str:
    """Parts with their amounts as a list in words. Plain text."""
    return "; ".join(say("change.part", what=say(f"change.{name}"), amount=amount) for name, amount in parts)


def splits_title(splits: Sequence[UnitSplit]) -> str:
    """The finding: which part is the largest for how many units. Plain text."""
    moved = [largest_parts(split.total)[0][0] for split in splits if any(split.total.shown)]
    if not moved:
        return say("change.title_none")
    most = max(PARTS, key=moved.count)
    return say("change.title", count=moved.count(most), all=len(splits), what=say(f"change.{most}"))
