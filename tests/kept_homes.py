"""A home of the small cluster with some entries in it, for the tests of the store."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from data.store import Store
from scoring.model import Figure
from tests.kept_figures import figure
from tests.people import AN

SMALL = Path(__file__).resolve().parent / "small_cluster"
SHIPPED = Path(__file__).resolve().parent.parent / "data"


def write(store: Store, *figures: Figure) -> str:
    return store.write(AN, "thử", figures, (), store.head).hash


def keys(store: Store) -> list[str]:
    return [told.key for told in store.health.notices]


def filled(home: Path, count: int = 3) -> tuple[str, dict[str, str]]:
    """A home with some entries, closed again: its head and table hashes."""
    store = Store.open(home, SMALL)
    for number in range(1, count + 1):
        write(store, figure(vintage=number), figure(unit="CD", vintage=number, value=Decimal(number)))
    hashes = store.table_hashes()
    head = store.head
    store.close()
    return head, hashes
