"""
Figures of one year under the rules of the other.

A criterion's figures can be put under the other year's rules if the rulebook calls it the same (`same_as`), it is
measured in the same unit of measure, kind and direction, it has the same components, and every figure that counts has
a place there: a target of a level the other rule knows, a grade of its list, "không giao" only where it allows that.
Where another agency supplies the figure it is relabelled in the counterfactual only, and `Carry.agencies` says so.
Targets are carried with all their levels, since which level counts first is part of the rule.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from scoring.figures import FigureBook, book_of, chosen_actual, chosen_target
from scoring.given import Given
from scoring.model import Criterion, Figure, Grades, Role, Rulebook, State
from scoring.scoreboard import Score, Scoreboard, score_criterion
from scoring.trend import Comparability, Reason, comparability


@dataclass(frozen=True, slots=True)
class Carry:
    """
    Whether the figures of one criterion can be put under the other year's rules.

    Attributes:
        criterion / before: Codes in the new and the old rulebook; "" where it has none (or no counterpart).
        reasons: Why they cannot; () = they can. Keys of `trend.Reason`, and "grades", "unassigned", "inputs" (the other
            rule asks for a figure that was never collected).
        agencies: Old and new agency where they differ: the figures are relabelled in the counterfactual.
        rule_changed: Whether equal figures may earn other points.
    """

    criterion: str
    before: str
    reasons: tuple[Reason, ...]
    agencies: tuple[str, str] | None
    rule_changed: bool

    @property
    def possible(self) -> bool:
        """Whether the figures of either year can stand under either rulebook."""
        return not self.reasons


@dataclass(frozen=True, slots=True)
class Crossing:
    """
    The criteria of two years and the figures of those that can be carried, by [year of figures][year of rules].

    Attributes:
        rows: New criteria in their order, then those that were dropped.
        old / new: What was given, and its board.
        figures: By (0 or 1 for the figures' year, 0 or 1 for the rules' year), then by criterion code of the new
            rulebook; as the rules' year must see them.
        scores: The same for the scores, by unit and criterion code of the new rulebook.
    """

    rows: tuple[Carry, ...]
    old: tuple[Given, Scoreboard]
    new: tuple[Given, Scoreboard]
    figures: Mapping[tuple[int, int], Mapping[str, tuple[Figure, ...]]]
    scores: Mapping[tuple[int, int], Mapping[tuple[str, str], Score]]

    def rule(self, row: Carry, year: int) -> Criterion:
        """The criterion of a row in the old (0) or new (1) rulebook."""
        return (
            self.new[0].rulebook.criterion(row.criterion)
            if year
            else self.old[0].rulebook.criterion(row.before)
        )


def crossing(old: Given, new: Given) -> Crossing:
    """Put the figures of both years under both rulebooks; the two must have the same units."""
    boards = (old.board(), new.board())
    givens = (old, new)
    books = (book_of(old.figures), book_of(new.figures))
    rows: list[Carry] = []
    figures: dict[tuple[int, int], dict[str, tuple[Figure, ...]]] = {
        (year, rules): {} for year in (0, 1) for rules in (0, 1)
    }
    scores: dict[tuple[int, int], dict[tuple[str, str], Score]] = {key: {} for key in figures}
    for entry in comparability(old.rulebook, new.rulebook):
        reasons = _standing_reasons(entry, old.rulebook, new.rulebook)
        if not reasons:
            pair = (old.rulebook.criterion(entry.before), new.rulebook.criterion(entry.criterion))
            found: dict[tuple[int, int], tuple[tuple[Figure, ...], list[Score]]] = {}
            for year in (0, 1):
                for rules in (0, 1):
                    moved, why = _moved(pair[year], pair[rules], givens[rules], books[year])
                    scored = (
                        [] if why else score_criterion(
                            pair[rules], givens[rules].rulebook, givens[rules].units, book_of(moved)
                        )
                    )  # fmt: skip
                    was = [boards[year].score(unit, pair[year].code).outcome for unit in givens[year].units]
                    if not why and [score.outcome for score in scored] != was:
                        why = (Reason("inputs"),)
                    reasons += tuple(reason for reason in why if reason not in reasons)
                    found[year, rules] = moved, scored
            if not reasons:
                for key, (moved, scored) in found.items():
                    figures[key][entry.criterion] = moved
                    scores[key].update({(score.unit, entry.criterion): score for score in scored})
        rows.append(_carry(entry, reasons, old.rulebook, new.rulebook))
    return Crossing(tuple(rows), (old, boards[0]), (new, boards[1]), figures, scores)


def _carry(entry: Comparability, reasons: tuple[Reason, ...], old: Rulebook, new: Rulebook) -> Carry:
    agencies = None
    if not reasons:
        pair = old.criterion(entry.before).agency, new.criterion(entry.criterion).agency
        agencies = pair if pair[0] != pair[1] else None
    rule_changed = any(reason.key != "agency" for reason in entry.reasons)
    return Carry(entry.criterion, entry.before, reasons, agencies, rule_changed)


def _standing_reasons(entry: Comparability, old: Rulebook, new: Rulebook) -> tuple[Reason, ...]:
    """What the rulebooks alone say against it."""
    refused = {"declared", "new", "dropped", "unit_of_measure", "direction"}
    reasons = tuple(reason for reason in entry.reasons if reason.key in refused)
    if not reasons and _shape(old.criterion(entry.before)) != _shape(new.criterion(entry.criterion)):
        reasons = (Reason("components"),)
    return reasons


def _shape(criterion: Criterion) -> tuple[tuple[str, ...], ...]:
    return tuple((sub.code, sub.unit_of_measure, sub.kind, sub.direction) for sub in criterion.sub_criteria)


def _moved(
    source: Criterion, goal: Criterion, given: Given, book: FigureBook
) -> tuple[tuple[Figure, ...], tuple[Reason, ...]]:
    """The figures of one criterion as the other rule must see them, and what has no place there."""
    found: list[Figure] = []
    reasons: list[Reason] = []
    for unit in given.units:
        for sub in ("", *(part.code for part in source.sub_criteria)):
            targets = book.about(unit, source.code, sub, Role.TARGET)
            found.extend(figure for figure in targets if figure.level in goal.target_levels)
            counts = chosen_target(source, targets)
            if counts is not None and not any(figure.level in goal.target_levels for figure in targets):
                reasons.append(Reason("targets"))
            for role in (Role.ACTUAL, Role.BASELINE):
                chosen = chosen_actual(source, book.about(unit, source.code, sub, role))
                if chosen is not None:
                    found.append(replace(chosen.figure, agency=goal.agency, vintage=1))
    labels = _labels(goal)
    if any(figure.grade and figure.grade not in labels for figure in found):
        reasons.append(Reason("grades"))
    if not goal.may_be_unassigned and any(figure.state is State.NOT_APPLICABLE for figure in found):
        reasons.append(Reason("unassigned"))
    moved = tuple(replace(figure, year=given.rulebook.year, criterion=goal.code) for figure in found)
    return moved, tuple(dict.fromkeys(reasons))


def _labels(criterion: Criterion) -> set[str]:
    methods = [criterion.method, *(sub.method for sub in criterion.sub_criteria)]
    return {label for method in methods if isinstance(method, Grades) for label, _points in method.grades}


def figures_of(figures: Sequence[Figure], unit: str) -> tuple[Figure, ...]:
    """The figures of one unit."""
    return tuple(figure for figure in figures if figure.unit == unit)
