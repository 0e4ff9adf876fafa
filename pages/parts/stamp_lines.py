"""The stamp of a document as text: one line for a foot, all of it as rows for a sheet."""

from __future__ import annotations

from data.stamps import PublishedStatus, Stamp
from pages.parts.local_time import day_of, moment
from pages.parts.words import say
from scoring.model import Status
from scoring.numbers import MISSING, day, number
from scoring.wording import STATUS_WORDS


def sample_mark(stamp: Stamp) -> str:
    """What stands across every page that is made of sample figures or rules; "" where all is real."""
    return say("stamp.sample") if stamp.is_sample else ""


def stamp_rows(stamp: Stamp) -> tuple[tuple[str, str], ...]:
    """Label and value of everything that the stamp says."""
    return (
        (say("stamp.mark"), stamp.mark),
        (say("stamp.data"), stamp.head),
        (say("stamp.reference"), stamp.reference),
        (say("stamp.rulebook"), say(f"stamp.rulebook_{stamp.rulebook_status}", title=stamp.rulebook_title)),
        (say("stamp.statuses"), statuses_text(stamp.statuses)),
        (say("stamp.published"), published_text(stamp.published)),
        (say("stamp.as_of"), day(stamp.as_of)),
        (say("stamp.made"), MISSING if stamp.made is None else moment(stamp.made)),
        (say("stamp.version"), stamp.version),
    )


def stamp_line(stamp: Stamp) -> str:
    """The stamp in one line, for the foot of a page."""
    rows = dict(stamp_rows(stamp))
    return " · ".join(
        f"{label}: {rows[label]}"
        for label in (
            say("stamp.rulebook"),
            say("stamp.statuses"),
            say("stamp.published"),
            say("stamp.as_of"),
            say("stamp.made"),
            say("stamp.version"),
            say("stamp.mark"),
        )
    )


def statuses_text(statuses: tuple[Status, ...]) -> str:
    """Statuses as words: “minh họa, ước”."""
    return ", ".join(STATUS_WORDS[status].removeprefix("số liệu ") for status in statuses) or MISSING


def published_text(status: PublishedStatus) -> str:
    """
    The status of a year as text, with what waits: “Đã công bố lần 1 · 05/03/2019”.

    >>> published_text(PublishedStatus())
    'Chưa công bố'
    """
    if status.at is None:
        return say("published.open")
    told = say("published.done", number=number(status.number), date=day_of(status.at))
    return say("published.both", status=told, waiting=waiting_text(status)) if status.waiting else told


def waiting_text(status: PublishedStatus) -> str:
    """How many corrections wait: “1 đề nghị đính chính đang chờ duyệt”."""
    return say("published.waiting", count=number(status.waiting))
