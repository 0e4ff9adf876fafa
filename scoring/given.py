"""Everything that the points of one year are computed from, in one value."""

from __future__ import annotations

from dataclasses import dataclass, replace

from scoring.model import Figure, Penalty, Rulebook
from scoring.scoreboard import Scoreboard, score_year


@dataclass(frozen=True, slots=True)
class Given:
    """
    One year as it was given.

    Attributes:
        units: In official order.
        figures / penalties: Of the rulebook's year; occurrences of bonus items stand among the penalties.
    """

    rulebook: Rulebook
    units: tuple[str, ...]
    figures: tuple[Figure, ...]
    penalties: tuple[Penalty, ...] = ()

    def board(self) -> Scoreboard:
        """The scoreboard; FiguresError where figures and rulebook contradict each other."""
        return score_year(self.rulebook, self.units, self.figures, self.penalties)

    def only(self, units: tuple[str, ...]) -> Given:
        """The year of some of its units, in the order given; where a leader sets the curve, one of these leads."""
        return replace(
            self,
            units=units,
            figures=tuple(figure for figure in self.figures if figure.unit in units),
            penalties=tuple(penalty for penalty in self.penalties if penalty.unit in units),
        )
