"""A frozen year without a server, for tests of decks and documents."""

from __future__ import annotations

import os
import shutil
import tempfile
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path

from data.store import Store
from pages.parts.frozen_year import FrozenYear, freeze
from scoring.model import BonusItem, Penalty, Status
from tests.kept_homes import shipped

MADE = datetime(2019, 2, 22, 1, 30, tzinfo=UTC)
OTHER_CLUSTER = Path(__file__).parent / "other_cluster"


@cache
def frozen_year(year: int = 2018, cluster: Path | None = None) -> FrozenYear:
    """The shipped sample (or another cluster folder) as it is after its first journal entry."""
    home = Path(tempfile.mkdtemp(prefix="thidua-frozen-", dir=os.environ.get("TMPDIR")))
    store = Store.open(home, cluster) if cluster else shipped(home)
    try:
        return freeze(store.reference, store.snapshot(), year, MADE)
    finally:
        store.close()
        shutil.rmtree(home)


def with_bonus_items(frozen: FrozenYear) -> FrozenYear:
    """The same year with one itemised bonus, of the first unit of the board."""
    about = frozen.about
    item = BonusItem(
        "T.01",
        "Sáng kiến cấp tỉnh",
        Decimal("1.5"),
        "giả định trong kiểm thử",
        assumed=frozenset({"label", "points"}),
    )
    first = about.board.units[0]
    entry = Penalty(frozen.year, first.unit, item.code, 2, Status.ILLUSTRATIVE, "own", "Văn bản số 5")
    row = replace(first, item_bonus=item.points * 2, bonuses=(entry,))
    return replace(
        frozen,
        about=replace(
            about,
            rulebook=replace(about.rulebook, bonus_items=(item,)),
            board=replace(about.board, units=(row, *about.board.units[1:])),
        ),
    )
