"""The people who write in the tests, signed in just now, each in one role."""

from __future__ import annotations

from datetime import UTC, datetime

from data.rights import Actor, Duty

NOW = datetime.now(UTC)


def secretary(name: str) -> Actor:
    """Somebody who may write everything."""
    return Actor(name, name, Duty.SECRETARY, "", NOW)


def clerk(unit: str, name: str = "Cúc") -> Actor:
    """Somebody who writes for one unit."""
    return Actor(name, name, Duty.CLERK, unit, NOW)


AN, BINH = secretary("An"), secretary("Bình")
ADMINISTRATOR = Actor("Quản", "Quản", Duty.ADMINISTRATOR, "", NOW)
LOOKER = Actor("Xem", "Xem", Duty.VIEWER, "", NOW)
