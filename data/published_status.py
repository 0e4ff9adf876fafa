"""Whether a year's scores are published, as every screen, slide and document says it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from data.entries import Entry
from data.published import corrections, versions
from data.stamps import PublishedStatus


def published_status(entries: Sequence[Entry], year: int) -> PublishedStatus:
    """
    The status of a year after these entries.

    Args:
        entries: The journal up to the state that is shown, oldest first.
    """
    made = versions(entries, year)
    if not made:
        return PublishedStatus()
    waiting = sum(each.end is None for each in corrections(entries, year))
    return PublishedStatus(made[-1].number, made[-1].entry.time, waiting)


def shown_in(entries: Sequence[Entry], year: int) -> int:
    """Number of the entry whose state decks and documents show: of the last published version, else the newest."""
    made = versions(entries, year)
    return made[-1].seq if made else len(entries)


def told_with(entries: Sequence[Entry], year: int, seq: int, made: datetime | None = None) -> int:
    """
    How many entries tell of publication, vote and decision in a document of the state after entry `seq`.

    Votes and decisions are recorded after the version that is shown, and change nothing of it; of an older state only
    what was recorded by then is told.

    Args:
        made: When the document is made, whole seconds or finer; None = now.
    """
    known = len(entries)
    if made is not None:
        known = next(
            (place for place, entry in enumerate(entries) if entry.time.replace(microsecond=0) > made), known
        )
    known = max(known, seq)
    return known if seq == shown_in(entries[:known], year) else seq
