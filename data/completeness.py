"""How far a year is reported: per unit and criterion how firm the figures are, and whose figure is waited for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from data.cluster import Cluster, Deadline
from data.differences import members
from data.projection import Snapshot
from scoring.figures import FIRMNESS
from scoring.model import Criterion, Figure, Missing, Outcome, Role, Rulebook, State, Status
from scoring.scoreboard import Score, score_year

STATES = (
    "official", "preliminary", "estimate", "illustrative", "partly", "missing", "not_assigned", "not_applicable",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class CellState:
    """
    One criterion of one unit.

    Attributes:
        state: One of `STATES`. The least firm of the actuals and baselines that count; "partly" where only some
            of what the criterion needs is there, "missing" where nothing is.
        illustrative: Whether a figure that counts is illustrative; `state` is then what it acts out.
        waits_for: Code of the agency whose figure is lacking; "" if none is.
        missing: What is lacking: role and component.
        stand_in: Whether a stand-in's figure counts until the named agency's comes.
        others: Statements of other agencies that are kept but do not count.
    """

    unit: str
    criterion: str
    state: str
    illustrative: bool
    waits_for: str
    missing: tuple[Missing, ...]
    stand_in: bool
    others: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class Completeness:
    """
    One year.

    Attributes:
        units / criteria: Codes in official order: the board's two sides.
        cells: By (unit, criterion).
        deadline: Until when the figures are due; None where nobody wrote it down.
    """

    year: int
    units: tuple[str, ...]
    criteria: tuple[str, ...]
    cells: Mapping[tuple[str, str], CellState]
    deadline: Deadline | None

    def cell(self, unit: str, criterion: str) -> CellState:
        """One cell; KeyError if there is none."""
        return self.cells[unit, criterion]

    def counts(self, unit: str = "") -> dict[str, int]:
        """How many cells of a unit ("" = of all) are in each state; states without any are left out."""
        states = [cell.state for cell in self.cells.values() if unit in ("", cell.unit)]
        return {state: states.count(state) for state in STATES if state in states}

    def waiting(self) -> dict[str, tuple[CellState, ...]]:
        """The cells that wait, by the agency that they wait for, the agency with most of them first."""
        found: dict[str, list[CellState]] = {}
        for cell in self.cells.values():
            if cell.waits_for:
                found.setdefault(cell.waits_for, []).append(cell)
        ordered = sorted(found.items(), key=lambda item: (-len(item[1]), item[0]))
        return {agency: tuple(cells) for agency, cells in ordered}


def completeness(cluster: Cluster, rulebook: Rulebook, snapshot: Snapshot) -> Completeness:
    """
    The completeness of the rulebook's year.

    Raises:
        FiguresError: What is kept contradicts the rulebook, so that nothing can be scored.
    """
    year = rulebook.year
    units = members(cluster, year)
    board = score_year(rulebook, units, snapshot.figures.get(year, ()), snapshot.penalties.get(year, ()))
    kept: dict[tuple[str, str], list[Figure]] = {}
    for figure in snapshot.figures.get(year, ()):
        kept.setdefault((figure.unit, figure.criterion), []).append(figure)
    cells = {
        (unit, criterion.code): _cell(
            criterion, board.score(unit, criterion.code), kept.get((unit, criterion.code), [])
        )
        for unit in units
        for criterion in rulebook.criteria
    }
    deadline = next((row for row in cluster.deadlines if row.year == year), None)
    return Completeness(
        year, tuple(units), tuple(criterion.code for criterion in rulebook.criteria), cells, deadline
    )


def _cell(criterion: Criterion, score: Score, kept: list[Figure]) -> CellState:
    parts = (score.whole, *score.parts)
    stated = [chosen for part in parts for chosen in (part.actual, part.baseline) if chosen is not None]
    counting = score.figures()
    waits = any(lack.role in (Role.ACTUAL, Role.BASELINE) for lack in score.missing)
    others = tuple(
        row
        for row in kept
        if row.role in (Role.ACTUAL, Role.BASELINE)
        and row.state is not State.NOT_REPORTED
        and row.agency != criterion.agency
        and row not in counting
    )
    return CellState(
        unit=score.unit,
        criterion=score.criterion,
        state=_state(score, [chosen.figure for chosen in stated] or list(counting)),
        illustrative=any(figure.status is Status.ILLUSTRATIVE for figure in counting),
        waits_for=criterion.agency if waits else "",
        missing=score.missing,
        stand_in=any(chosen.reason == "stand_in" for chosen in stated),
        others=others,
    )


def _state(score: Score, counting: list[Figure]) -> str:
    if score.outcome is Outcome.NOT_ASSIGNED:
        return "not_assigned"
    if score.outcome is Outcome.NOT_APPLICABLE:
        return "not_applicable"
    if score.missing or not counting:
        return "partly" if counting else "missing"
    acted = [figure.stands_for or figure.status for figure in counting]
    return str(min(acted, key=FIRMNESS.index))
