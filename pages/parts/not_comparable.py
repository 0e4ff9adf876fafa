"""What cannot be compared with the year before, in words of a frozen year. Knows nothing of Streamlit."""

from __future__ import annotations

from pages.parts.change_words import capital
from pages.parts.changes import reason_words
from pages.parts.frozen_year import FrozenYear
from scoring.trend import Comparability


def label_of(frozen: FrozenYear, entry: Comparability) -> str:
    """Code and label of a criterion, the old one where it was dropped."""
    if entry.criterion or frozen.before is None:
        row = frozen.about.rulebook.criterion(entry.criterion)
    else:
        row = frozen.before.rulebook.criterion(entry.before)
    return f"{row.code} {row.label}"


def reasons_of(frozen: FrozenYear, entry: Comparability) -> str:
    """All reasons against comparing, as one sentence."""
    old = frozen.about.rulebook.compared_with
    told = "; ".join(
        reason_words(reason, lambda code: frozen.about.cluster.agency(code).name, old, frozen.year)
        for reason in entry.reasons
    )
    return capital(told) + "."
