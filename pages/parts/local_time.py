"""Days and moments as a clerk in Viet Nam reads them. The journal keeps UTC."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Final

from scoring.numbers import day

# Viet Nam has kept UTC+7 without summer time since 1975; no time-zone files are needed (Windows has none).
VIETNAM: Final = timezone(timedelta(hours=7), "Asia/Ho_Chi_Minh")


def moment(time: datetime) -> str:
    """
    A moment as dd/mm/yyyy HH:MM in Viet Nam.

    >>> moment(datetime(2019, 2, 22, 17, 5, tzinfo=UTC))
    '23/02/2019 00:05'
    """
    local = time.astimezone(VIETNAM)
    return f"{day(local.date())} {local:%H:%M}"


def day_of(time: datetime) -> str:
    """
    The day of a moment as dd/mm/yyyy in Viet Nam.

    >>> day_of(datetime(2019, 2, 22, 17, 5, tzinfo=UTC))
    '23/02/2019'
    """
    return day(time.astimezone(VIETNAM).date())


def today() -> date:
    """The day it is in Viet Nam."""
    return datetime.now(UTC).astimezone(VIETNAM).date()


def read_day(text: str) -> date | None:
    """
    The day that was typed as dd/mm/yyyy (also with - or ., one digit for day and month); None for anything else.

    >>> read_day(" 5/3/2018 "), read_day("31.12.2018"), read_day("2018-12-31"), read_day("31/02/2018")
    (datetime.date(2018, 3, 5), datetime.date(2018, 12, 31), None, None)
    """
    parts = text.strip().replace("-", "/").replace(".", "/").split("/")
    if [len(part) for part in parts] not in ([1, 1, 4], [1, 2, 4], [2, 1, 4], [2, 2, 4]):
        return None
    if not all(part.isascii() and part.isdigit() for part in parts):
        return None
    try:
        return date(int(parts[2]), int(parts[1]), int(parts[0]))
    except ValueError:
        return None
