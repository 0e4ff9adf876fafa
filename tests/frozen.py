"""A frozen year without a server, for tests of decks and documents."""

from __future__ import annotations

import os
import tempfile
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from data.cluster import folder
from data.store import Store
from pages.parts.frozen_year import FrozenYear, freeze

MADE = datetime(2019, 2, 22, 1, 30, tzinfo=UTC)
OTHER_CLUSTER = Path(__file__).parent / "other_cluster"


@cache
def frozen_year(year: int = 2018, cluster: Path | None = None) -> FrozenYear:
    """The shipped sample (or another cluster folder) as it is after its first journal entry."""
    home = Path(tempfile.mkdtemp(prefix="thidua-frozen-", dir=os.environ.get("TMPDIR")))
    store = Store.open(home, cluster or folder())
    try:
        return freeze(store.reference, store.snapshot(), year, MADE)
    finally:
        store.close()
