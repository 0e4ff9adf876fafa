"""Whether a year's scores are published, as every screen, slide and document says it."""

from __future__ import annotations

from collections.abc import Sequence

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
