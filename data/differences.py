"""Two states of what is kept → which figures changed, which of them count, and the scoreboards of both."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from data.cluster import Cluster
from data.projection import Snapshot
from data.proposal import Cell, Change, Effect, PenaltyChange, cell_of
from data.reference import Reference
from data.remarks import NOWHERE, Place, Remark
from scoring.errors import FiguresError
from scoring.figures import book_of, chosen_actual, chosen_target
from scoring.model import Criterion, Figure, Penalty, Role, Rulebook, State
from scoring.scoreboard import Scoreboard, score_year


@dataclass(frozen=True, slots=True)
class Differences:
    """What became of the figures and penalties between two states, and of points and ranks."""

    changes: tuple[Change, ...]
    penalty_changes: tuple[PenaltyChange, ...]
    effects: tuple[Effect, ...]
    problems: tuple[Remark, ...]


class Counting:
    """Which figure counts in each cell of one state; by the same choice as the scoring."""

    def __init__(self, reference: Reference, figures: Mapping[int, Sequence[Figure]]) -> None:
        self._rulebooks = reference.rulebooks
        self._books = {year: book_of(rows) for year, rows in figures.items()}

    def said(self, cell: Cell) -> tuple[Figure, ...]:
        """All figures in force of a cell and role, by vintage."""
        year, unit, criterion, sub_criterion, role = cell
        book = self._books.get(year)
        return () if book is None else book.about(unit, criterion, sub_criterion, role)

    def figure(self, cell: Cell) -> Figure | None:
        """The one that counts; None if none does."""
        year, _unit, code, _sub_criterion, role = cell
        rows = self.said(cell)
        criterion = criterion_in(self._rulebooks.get(year), code)
        if criterion is None or not rows:
            return None
        if role is Role.SELF_POINTS:
            stated = [row for row in rows if row.state is State.REPORTED]
            return stated[-1] if stated else None
        choose = chosen_target if role is Role.TARGET else chosen_actual
        chosen = choose(criterion, rows)
        return None if chosen is None else chosen.figure


def criterion_in(rulebook: Rulebook | None, code: str) -> Criterion | None:
    """The criterion with that code; None if the rulebook is missing or has none."""
    return next((row for row in rulebook.criteria if row.code == code), None) if rulebook else None


def board_of(reference: Reference, snapshot: Snapshot, year: int) -> Scoreboard:
    """The scoreboard of a year in some state, under the rulebook that holds for the year. Raises FiguresError."""
    return score_year(
        reference.rulebooks[year],
        members(reference.cluster_of(year), year),
        snapshot.figures.get(year, ()),
        snapshot.penalties.get(year, ()),
    )


def members(cluster: Cluster, year: int) -> list[str]:
    """Codes of the units that are scored in a year, in official order."""
    return [unit.code for unit in cluster.units_in(year)]


def differences(
    before: Snapshot,
    after: Snapshot,
    reference: Reference,
    *,
    undo: bool = False,
    places: Mapping[Figure, Place] | None = None,
) -> Differences:
    """
    Compare two states.

    Args:
        undo: Whether `after` comes from taking an entry back; its figures are then "returned", not "new".
        places: Where new figures were read.
    """
    were, are = _figures(before), _figures(after)
    counted, counts = Counting(reference, before.figures), Counting(reference, after.figures)
    changes: list[Change] = []
    for figure in [row for row in were if row not in are]:
        cell = cell_of(figure)
        changes.append(Change(figure, counted.figure(cell), counts.figure(cell), "withdrawn"))
    for figure in [row for row in are if row not in were]:
        cell = cell_of(figure)
        old, new = counted.figure(cell), counts.figure(cell)
        kind = "returned" if undo else _kind(figure, old, new)
        changes.append(Change(figure, old, new, kind, (places or {}).get(figure, NOWHERE)))
    punished, punishes = _penalties(before), _penalties(after)
    penalty_changes = [PenaltyChange(row, "withdrawn") for row in punished if row not in punishes]
    penalty_changes += [
        PenaltyChange(row, "returned" if undo else "new") for row in punishes if row not in punished
    ]
    years = {change.statement.year for change in changes} | {row.penalty.year for row in penalty_changes}
    effects, problems = _effects(before, after, reference, sorted(years))
    return Differences(tuple(changes), tuple(penalty_changes), effects, problems)


def _kind(figure: Figure, old: Figure | None, new: Figure | None) -> str:
    """What a new statement is to its cell: a key of `remarks.WHY`."""
    if figure.role is Role.SELF_POINTS:
        return "self"
    if figure == new:
        if old is None:
            return "new"
        same = (old.state, old.value, old.grade) == (figure.state, figure.value, figure.grade)
        return "restated" if same else "changed"
    if figure.role is Role.TARGET:
        return "still_set" if figure.state is State.NOT_APPLICABLE else "lower_level"
    return "waits" if new is None else "statement"


def _effects(
    before: Snapshot, after: Snapshot, reference: Reference, years: Iterable[int]
) -> tuple[tuple[Effect, ...], tuple[Remark, ...]]:
    effects: list[Effect] = []
    problems: list[Remark] = []
    for year in years:
        if year not in reference.rulebooks:
            problems.append(Remark("reported.year", values=(("year", year),)))
            continue
        try:
            was = board_of(reference, before, year)
        except FiguresError as error:
            problems += [
                Remark("scoring.broken", values=(("year", year), ("text", text))) for text in error.problems
            ]
            continue
        try:
            effects.append(Effect(year, was, board_of(reference, after, year)))
        except FiguresError as error:
            problems += [Remark("scoring.refused", values=(("text", text),)) for text in error.problems]
    return tuple(effects), tuple(problems)


def _figures(snapshot: Snapshot) -> dict[Figure, None]:
    return dict.fromkeys(row for year in sorted(snapshot.figures) for row in snapshot.figures[year])


def _penalties(snapshot: Snapshot) -> dict[Penalty, None]:
    return dict.fromkeys(row for year in sorted(snapshot.penalties) for row in snapshot.penalties[year])
