"""A home of the small cluster with some entries in it, for the tests of the store."""

from __future__ import annotations

import shutil
from decimal import Decimal
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from data.store import Store
from scoring.model import Figure
from tests.kept_figures import figure
from tests.people import AN

SMALL = Path(__file__).resolve().parent / "small_cluster"
SHIPPED = Path(__file__).resolve().parent.parent / "data"


def write(store: Store, *figures: Figure) -> str:
    return store.write(AN, "thử", figures, (), store.head).hash


def shipped(home: Path) -> Store:
    """The shipped cluster in a new home. To load its sample takes 0.4 s, which a copy of a loaded one saves."""
    shutil.copytree(_started().name, home, dirs_exist_ok=True)
    return Store.open(home, SHIPPED)


@cache  # made once for each process
def _started() -> TemporaryDirectory[str]:
    made = TemporaryDirectory(prefix="thidua-shipped-")
    Store.open(Path(made.name), SHIPPED).close()
    return made


def keys(store: Store) -> list[str]:
    return [told.key for told in store.health.notices]


def filled(home: Path, count: int = 3) -> tuple[str, dict[str, str]]:
    """A home with some entries, closed again: its head and table hashes."""
    made, head, hashes = _filled(count)
    shutil.copytree(made.name, home)
    return head, dict(hashes)


@cache  # made once for each process: a copy costs a fiftieth of it
def _filled(count: int) -> tuple[TemporaryDirectory[str], str, dict[str, str]]:
    made = TemporaryDirectory(prefix="thidua-filled-")
    store = Store.open(Path(made.name), SMALL)
    for number in range(1, count + 1):
        write(store, figure(vintage=number), figure(unit="CD", vintage=number, value=Decimal(number)))
    hashes = store.table_hashes()
    head = store.head
    store.close()
    return made, head, hashes
