"""Stores that break a promise on purpose: the runs must find each of them, or they prove nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from data.journal import Entry
from data.store import Store
from data.troubles import Trouble
from scoring.model import Figure


class AcknowledgesBeforeWriting(Store):
    """Every second write is told as done and never reaches the disk."""

    _told = 0

    def write(self, actor: Any, reason: str, figures: Sequence[Figure], *more: Any, **also: Any) -> Entry:
        self._told += 1
        last = self.entries()[-1] if self.entries() else None
        if self._told % 2 == 0 and last is not None:
            return replace(last, hash="0" * 64, reason=reason, figures=tuple(figures))
        return super().write(actor, reason, figures, *more, **also)


class KeepsHalf(Store):
    """The last figure of every write is left out."""

    def write(self, actor: Any, reason: str, figures: Sequence[Figure], *more: Any, **also: Any) -> Entry:
        return super().write(actor, reason, figures[:-1] or figures, *more, **also)


class RefusesWhatItKept(Store):
    """Written, and then told as refused."""

    def write(self, *words: Any, **also: Any) -> Entry:
        super().write(*words, **also)
        raise Trouble("write.failed", found="giả")


class ShowsAnotherFigure(Store):
    """What is shown is not what is kept."""

    def figures(self, year: int) -> tuple[Figure, ...]:
        found = super().figures(year)
        return (
            (*found[:-1], replace(found[-1], note="", value=(found[-1].value or 0) + 1)) if found else found
        )


class HidesTheDamage(Store):
    """Never tells that anything was wrong."""

    @property
    def health(self) -> Any:
        return replace(super().health, mode="normal", notices=())


BROKEN: dict[str, type[Store]] = {
    "acknowledges-before-writing": AcknowledgesBeforeWriting,
    "keeps-half": KeepsHalf,
    "refuses-what-it-kept": RefusesWhatItKept,
    "shows-another-figure": ShowsAnotherFigure,
    "hides-the-damage": HidesTheDamage,
}
