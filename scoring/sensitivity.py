"""
What the order depends on: each criterion dropped, the sections weighed otherwise, the method exchanged.

The honest answer while the rule is a sample: the points stay what they are, the rule is varied, and every variant is
rounded and ranked like the board itself.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from scoring.altered import PRESETS, reads_ratio, with_criterion, with_method
from scoring.certainty import settled
from scoring.given import Given
from scoring.model import Rulebook
from scoring.ranking import Standing, ranked
from scoring.rounding import publish
from scoring.scoreboard import Score, Scoreboard, exceeds

ZERO = Decimal(0)
SHIFT = Fraction(
    1, 10
)  # a section's share of the points is moved by 10 percentage points either way; our own choice


@dataclass(frozen=True, slots=True)
class Variant:
    """
    The ranks under one other rule.

    Attributes:
        kind: "drop" (a criterion left out), "split" (sections weighed otherwise) or "preset" (method exchanged).
        code: The criterion; the section with "+10" or "-10", or "equal"; the preset.
        shares: For a split, the share of the points of each section.
        results: What each unit is ranked by, published.
        moved: Units whose rank is another than on the board, in its order.
        first: Units with rank 1.
    """

    kind: str
    code: str
    shares: tuple[tuple[str, Fraction], ...]
    ranks: Mapping[str, int]
    results: Mapping[str, Decimal]
    moved: tuple[str, ...]
    first: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """
    Every variant.

    Attributes:
        ranks: On the board itself.
        variants: Drops in the order of the rulebook, then splits, then presets.
    """

    ranks: Mapping[str, int]
    variants: tuple[Variant, ...]

    def of(self, kind: str) -> tuple[Variant, ...]:
        """The variants of one kind."""
        return tuple(variant for variant in self.variants if variant.kind == kind)

    @property
    def deciders(self) -> tuple[str, ...]:
        """Criteria that alone decide the order: without any one of them it would be another."""
        return tuple(variant.code for variant in self.of("drop") if variant.moved)

    @property
    def first_stays(self) -> int:
        """In how many variants the same units come first."""
        first = tuple(unit for unit, rank in self.ranks.items() if rank == 1)
        return sum(sorted(variant.first) == sorted(first) for variant in self.variants)

    def span(self, unit: str) -> tuple[int, int]:
        """The best and worst rank of a unit over the board and all variants."""
        ranks = [self.ranks[unit], *(variant.ranks[unit] for variant in self.variants)]
        return min(ranks), max(ranks)


def sensitivity(
    given: Given, board: Scoreboard, splits: Mapping[str, Mapping[str, Fraction]] | None = None
) -> Sensitivity:
    """
    Ranks under every variant.

    Args:
        splits: By name: the share of the points (bonus aside) of each section, adding up to 1; None = `usual_splits`.
    """
    rulebook, board = settled(given.rulebook, board)
    ranks = {row.unit: row.rank or 0 for row in board.units}
    variants = [
        _weighed(rulebook, board, "drop", row.code, {row.code: Fraction(0)}) for row in rulebook.criteria
    ]
    for name, shares in (usual_splits(rulebook) if splits is None else splits).items():
        factors = _factors(rulebook, shares)
        variants.append(_weighed(rulebook, board, "split", name, factors, tuple(shares.items())))
    every = replace(given, rulebook=rulebook)
    variants.extend(_preset(every, board, name) for name in PRESETS)
    return Sensitivity(ranks, tuple(variants))


def usual_splits(rulebook: Rulebook) -> dict[str, dict[str, Fraction]]:
    """Each section 10 percentage points up and down (the others in proportion), and all equal."""
    most = {section.code: Fraction(section.max_points) for section in rulebook.sections}
    total = sum(most.values(), Fraction(0))
    if not total or len(most) < 2:
        return {}
    found = {}
    for code, points in most.items():
        for sign, name in ((1, f"{code}+10"), (-1, f"{code}-10")):
            share = points / total + sign * SHIFT
            if 0 < share < 1:
                rest = (1 - share) / (1 - points / total)
                found[name] = {
                    other: share if other == code else rest * amount / total for other, amount in most.items()
                }
    found["equal"] = {code: Fraction(1, len(most)) for code in most}
    return found


def _factors(rulebook: Rulebook, shares: Mapping[str, Fraction]) -> dict[str, Fraction]:
    """By which each criterion's points grow so that its section has its new share."""
    total = sum((Fraction(section.max_points) for section in rulebook.sections), Fraction(0))
    return {
        row.code: shares[row.section] * total / Fraction(rulebook.section(row.section).max_points)
        for row in rulebook.criteria
    }


def _weighed(
    rulebook: Rulebook,
    board: Scoreboard,
    kind: str,
    code: str,
    factors: Mapping[str, Fraction],
    shares: Sequence[tuple[str, Fraction]] = (),
) -> Variant:
    """Points, bonus and maxima of each criterion times its factor (1 where none is given), rounded and ranked."""
    standings = []
    for row in board.units:
        sections = {}
        # an item is of no criterion, so no weight touches it
        bonus, exceeded, maximum = row.item_bonus, 0, Fraction(rulebook.bonus_cap)
        for section in rulebook.sections:
            points = ZERO
            for criterion in rulebook.in_section(section.code):
                score, factor = (
                    board.score(row.unit, criterion.code),
                    factors.get(criterion.code, Fraction(1)),
                )
                exact, extra = _exact(score)
                points += publish(exact * factor, rulebook.point_decimals)
                bonus += publish(extra * factor, rulebook.point_decimals)
                exceeded += bool(factor) and exceeds(score)
                maximum += Fraction(score.max_points) * factor
            here = row.section(section.code)
            # what the penalties state, not what they could take from fewer points
            stated = sum(
                (
                    item.points * penalty.times
                    for penalty in row.penalties
                    for item in rulebook.penalty_items
                    if item.code == penalty.item and item.section == here.code
                ),
                ZERO,
            )
            sections[section.code] = max(ZERO, points - stated)
        total = sum(sections.values(), ZERO) + min(bonus, rulebook.bonus_cap)
        result = total
        if rulebook.ranked_by == "rate":
            result = publish(Fraction(total) / maximum, rulebook.rate_decimals) if maximum else ZERO
        measures = {f"section:{name}": amount for name, amount in sections.items()}
        standings.append(Standing(row.unit, result, {**measures, "exceeded": Decimal(exceeded)}))
    places = {place.unit: place.rank for place in ranked(standings, rulebook.tie_break)}
    return _variant(kind, code, shares, board, places, {row.unit: row.result for row in standings})


def _exact(score: Score) -> tuple[Fraction, Fraction]:
    """Points and bonus before rounding; 0 where nothing is scored."""
    if score.points is None:
        return Fraction(0), Fraction(0)
    if score.whole.points is not None:
        return score.whole.points, score.whole.bonus or Fraction(0)
    return sum((part.points for part in score.parts if part.points is not None), Fraction(0)), Fraction(0)


def _preset(given: Given, board: Scoreboard, name: str) -> Variant:
    rulebook = given.rulebook
    for criterion in rulebook.criteria:
        if reads_ratio(criterion):
            rulebook = with_criterion(rulebook, with_method(criterion, name))
    other = replace(given, rulebook=rulebook).board()
    ranks = {row.unit: row.rank or 0 for row in other.units}
    by_rate = rulebook.ranked_by == "rate"
    results = {row.unit: row.rate if by_rate else row.total for row in other.units}
    return _variant("preset", name, (), board, ranks, results)


def _variant(
    kind: str,
    code: str,
    shares: Sequence[tuple[str, Fraction]],
    board: Scoreboard,
    ranks: Mapping[str, int],
    results: Mapping[str, Decimal],
) -> Variant:
    moved = tuple(row.unit for row in board.units if ranks[row.unit] != row.rank)
    first = tuple(row.unit for row in board.units if ranks[row.unit] == 1)
    return Variant(kind, code, tuple(shares), ranks, results, moved, first)


@dataclass(frozen=True, slots=True)
class Discrimination:
    """
    Whether a criterion tells the units apart.

    Attributes:
        key: "all_full" (everybody has all points), "all_equal" (everybody has the same share), "" (it does), or "none"
            (fewer than two units are scored).
        share: The common share of the maximum, where there is one.
    """

    criterion: str
    key: str
    share: Fraction | None


def discrimination(rulebook: Rulebook, board: Scoreboard) -> tuple[Discrimination, ...]:
    """Every criterion, in the order of the rulebook."""
    found = []
    for criterion in rulebook.criteria:
        scores = [board.score(row.unit, criterion.code) for row in board.units]
        shares = [(score.share, score.bonus) for score in scores if score.share is not None]
        if len(shares) < 2:
            found.append(Discrimination(criterion.code, "none", None))
        elif len(set(shares)) > 1:
            found.append(Discrimination(criterion.code, "", None))
        else:
            key = "all_full" if shares[0][0] == 1 else "all_equal"
            found.append(Discrimination(criterion.code, key, shares[0][0]))
    return tuple(found)
