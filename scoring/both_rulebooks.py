"""The same figures under both years' rulebooks, ranks side by side; what cannot be compared is left out and named."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

from scoring.carried import Carry, Crossing, crossing
from scoring.change import Counterfactuals
from scoring.given import Given
from scoring.model import Rulebook
from scoring.scoreboard import Scoreboard, assembled

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class UnderBoth:
    """
    The figures of one year under either rulebook.

    Attributes:
        year: Of the figures.
        official: That year's own board, every criterion included.
        own: The comparable criteria alone, under the rules of their own year.
        other: The same figures and criteria under the rules of the other year. Criteria in `own` and `other` bear the
            codes of the new rulebook.
    """

    year: int
    official: Scoreboard
    own: Scoreboard
    other: Scoreboard


@dataclass(frozen=True, slots=True)
class BothRulebooks:
    """
    Both years' figures under both rulebooks.

    Attributes:
        rows: Every criterion: whether its figures can be carried and why not.
        old / new: The figures of the old and of the new year.
    """

    rows: tuple[Carry, ...]
    old: UnderBoth
    new: UnderBoth


def both_rulebooks(old: Given, new: Given) -> BothRulebooks:
    """Score the comparable criteria of both years under both rulebooks; items that both have count."""
    crossed = crossing(old, new)
    return BothRulebooks(crossed.rows, _under_both(crossed, 0), _under_both(crossed, 1))


def _under_both(crossed: Crossing, year: int) -> UnderBoth:
    given, official = (crossed.old, crossed.new)[year]
    counterfactuals = Counterfactuals(crossed)
    common = counterfactuals.common_items()
    stated = [penalty for penalty in given.penalties if penalty.item in common]
    boards = []
    for rules in (0, 1):
        book = _comparable_only(crossed, rules, common)
        boards.append(assembled(book, given.units, crossed.scores[year, rules], stated))
    scored = [
        replace(
            board,
            scores={
                key: replace(score, criterion=key[1]) for key, score in crossed.scores[year, rules].items()
            },
        )
        for rules, board in enumerate(boards)
    ]
    return UnderBoth(given.rulebook.year, official, scored[year], scored[1 - year])


def _comparable_only(crossed: Crossing, rules: int, common: frozenset[str]) -> Rulebook:
    book = (crossed.old, crossed.new)[rules][0].rulebook
    criteria = tuple(
        replace(crossed.rule(row, rules), code=row.criterion) for row in crossed.rows if row.possible
    )
    # the sections' own maxima shrink with the criteria that are left out
    sections = tuple(
        replace(
            section,
            max_points=sum((row.max_points for row in criteria if row.section == section.code), ZERO),
        )
        for section in book.sections
    )
    return replace(
        book,
        criteria=criteria,
        sections=sections,
        total=sum((section.max_points for section in sections), book.bonus_cap),
        penalty_items=tuple(item for item in book.penalty_items if item.code in common),
        bonus_items=tuple(item for item in book.bonus_items if item.code in common),
    )
