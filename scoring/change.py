"""
Why a unit's total and rank changed from one year to the next: own results, the others' results, the rules, and what
cannot be compared.

Each of the four is a switch between the old and the new year. The year is scored anew for every position of the
switches (counterfactuals), and each switch gets its average effect over all orders in which they can be thrown
(Shapley): no order is preferred, and the parts add up exactly to the change. A criterion that cannot be compared
changes as a whole, rule and figures at once, in a part of its own. The total is a sum of criteria, bonus and
penalties, so the same averages give the parts of every criterion, and these add up too.

Everything is a fraction until it is rounded once; parts are then reconciled to the shown change by the largest
remainder, and every part says by how much that moved it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction
from math import factorial

from scoring.carried import Carry, Crossing, crossing, figures_of
from scoring.figures import book_of
from scoring.given import Given
from scoring.model import Criterion, LeaderExcess, Penalty, Rulebook
from scoring.rounding import publish, reconcile
from scoring.scoreboard import Score, Scoreboard, UnitScore, assembled, score_criterion

ZERO = Decimal(0)
PARTS = ("own", "others", "rules", "not_comparable")
RANK_DECIMALS = 1  # parts of a rank change are averages of whole places

Switches = tuple[int, int, int, int]  # one for each of PARTS, 0 = old year, 1 = new year


@dataclass(frozen=True, slots=True)
class Split:
    """
    One change in its parts, in the order of `PARTS`.

    Attributes:
        amount: The change; what the shown parts add up to.
        exact: The parts before rounding.
        shown: Rounded and reconciled.
        adjusted: What reconciling added to each rounded part; mostly 0.
    """

    amount: Decimal
    exact: tuple[Fraction, ...]
    shown: tuple[Decimal, ...]
    adjusted: tuple[Decimal, ...]

    def part(self, name: str) -> Decimal:
        """The shown part of that name (one of `PARTS`)."""
        return self.shown[PARTS.index(name)]


@dataclass(frozen=True, slots=True)
class ChangeStep:
    """
    One line of the change of a total.

    Attributes:
        kind: "criterion", "bonus" (after the cap over all criteria) or "penalty".
        code / before: Of the criterion in the new and old rulebook ("" = not there), of the section for a penalty.
        old / new: Points of either year; None where nothing was scored (it counts as 0).
        carry: For a criterion, whether and why not its figures can stand under the other rules.
    """

    kind: str
    code: str
    before: str
    old: Decimal | None
    new: Decimal | None
    split: Split
    carry: Carry | None = None


@dataclass(frozen=True, slots=True)
class UnitSplit:
    """
    Why one unit moved.

    Attributes:
        total / rate: Change of the published total and rate.
        rank: Places gained (positive) or lost; None where a rank is missing.
        steps: Lines whose parts add up to those of the total: criteria, bonus, penalties by section.
        open: Whether one of the two results still lacks figures.
    """

    unit: str
    old: UnitScore
    new: UnitScore
    total: Split
    rate: Split
    rank: Split | None
    steps: tuple[ChangeStep, ...]
    open: bool


def change_split(old: Given, new: Given) -> tuple[UnitSplit, ...]:
    """The split of every unit, best of the new year first; both years must have the same units in the same order."""
    if old.units != new.units:
        raise ValueError("both years need the same units")
    counterfactuals = Counterfactuals(crossing(old, new))
    return tuple(_unit_split(counterfactuals, row.unit) for row in counterfactuals.crossed.new[1].units)


def shapley(game: Callable[[Switches], Fraction]) -> tuple[Fraction, ...]:
    """
    The average effect of each switch over all orders of throwing them.

    >>> shapley(lambda on: Fraction(6 * on[0] * on[1] + on[2]))
    (Fraction(3, 1), Fraction(3, 1), Fraction(1, 1), Fraction(0, 1))
    """
    count = len(PARTS)
    worth = {on: game(on) for on in _positions()}
    found = []
    for player in range(count):
        effect = Fraction(0)
        for on, before in worth.items():
            if on[player]:
                continue
            thrown = (*on[:player], 1, *on[player + 1 :])
            orders = factorial(sum(on)) * factorial(count - sum(on) - 1)
            effect += Fraction(orders, factorial(count)) * (worth[thrown] - before)  # type: ignore[index]
        found.append(effect)
    return tuple(found)


def _positions() -> tuple[Switches, ...]:
    return tuple(
        (own, others, rules, rest)
        for own in (0, 1)
        for others in (0, 1)
        for rules in (0, 1)
        for rest in (0, 1)
    )


def split_of(exact: tuple[Fraction, ...], decimals: int) -> Split:
    """Round the parts of one change."""
    shown = reconcile(exact, decimals)
    adjusted = tuple(after - publish(part, decimals) for part, after in zip(exact, shown, strict=True))
    return Split(publish(sum(exact, Fraction(0)), decimals), exact, shown, adjusted)


@dataclass(slots=True)
class Counterfactuals:
    """The boards of every position of the switches, as far as they are asked for."""

    crossed: Crossing
    _boards: dict[tuple[str, Switches], Scoreboard] = field(default_factory=dict)
    _mixed: dict[tuple[str, str, int, int, int], dict[str, Score]] = field(default_factory=dict)
    _hybrids: dict[tuple[int, int], Rulebook] = field(default_factory=dict)

    def board(self, unit: str, on: Switches) -> Scoreboard:
        """
        The board that one unit would see.

        Criteria bear the codes of `hybrid`. Boards in which the unit and the others stand in the same year are shared.
        """
        key = ("" if on[0] == on[1] else unit, on)
        if key not in self._boards:
            self._boards[key] = self._assemble(unit, on)
        return self._boards[key]

    def hybrid(self, rules: int, rest: int) -> Rulebook:
        """
        The rulebook with comparable criteria (coded "=CODE" by the new code) of one year and the rest ("0CODE" or
        "1CODE") of another; head and common items (penalties, bonuses) are those of the year of `rules`.
        """
        if (rules, rest) not in self._hybrids:
            books = (self.crossed.old[0].rulebook, self.crossed.new[0].rulebook)
            criteria = [
                replace(self.crossed.rule(row, rules), code=f"={row.criterion}")
                for row in self.crossed.rows
                if row.possible
            ]
            criteria += [replace(row, code=f"{rest}{row.code}") for row in self.rest(rest)]
            base, other = books[rules], books[1 - rules]
            known = {section.code for section in base.sections}
            sections = (*base.sections, *(row for row in other.sections if row.code not in known))
            common = self.common_items()
            takes = [item for item in base.penalty_items if item.code in common]
            takes += [item for item in books[rest].penalty_items if item.code not in common]
            adds = [item for item in base.bonus_items if item.code in common]
            adds += [item for item in books[rest].bonus_items if item.code not in common]
            self._hybrids[rules, rest] = replace(
                base,
                criteria=tuple(criteria),
                sections=sections,
                penalty_items=tuple(takes),
                bonus_items=tuple(adds),
            )
        return self._hybrids[rules, rest]

    def rest(self, year: int) -> tuple[Criterion, ...]:
        """The criteria of one year that cannot be compared."""
        carried = {(row.before, row.criterion)[year] for row in self.crossed.rows if row.possible}
        book = (self.crossed.old, self.crossed.new)[year][0].rulebook
        return tuple(row for row in book.criteria if row.code not in carried)

    def common_items(self) -> frozenset[str]:
        """Items that both rulebooks have: as a penalty in both, or as a bonus in both."""
        old, new = self.crossed.old[0].rulebook, self.crossed.new[0].rulebook
        takes = {item.code for item in old.penalty_items} & {item.code for item in new.penalty_items}
        adds = {item.code for item in old.bonus_items} & {item.code for item in new.bonus_items}
        return frozenset(takes | adds)

    def _assemble(self, unit: str, on: Switches) -> Scoreboard:
        own, others, rules, rest = on
        crossed = self.crossed
        units = crossed.new[0].units
        year_of = {other: own if other == unit else others for other in units}
        scores: dict[tuple[str, str], Score] = {}
        for row in crossed.rows:
            if not row.possible:
                continue
            code = f"={row.criterion}"
            alone = own == others or not _depends_on_others(crossed.rule(row, rules))
            for other in units:
                score = (
                    crossed.scores[year_of[other], rules][other, row.criterion]
                    if alone
                    else self._mixed_scores(unit, row, own, others, rules)[other]
                )
                scores[other, code] = replace(score, criterion=code)
        board = (crossed.old, crossed.new)[rest][1]
        for criterion in self.rest(rest):
            code = f"{rest}{criterion.code}"
            for other in units:
                scores[other, code] = replace(board.score(other, criterion.code), criterion=code)
        return assembled(self.hybrid(rules, rest), units, scores, self._penalties(year_of, rest))

    def _mixed_scores(self, unit: str, row: Carry, own: int, others: int, rules: int) -> dict[str, Score]:
        key = (unit, row.criterion, own, others, rules)
        if key not in self._mixed:
            crossed = self.crossed
            given = (crossed.old, crossed.new)[rules][0]
            figures = [
                figure
                for other in given.units
                for figure in figures_of(
                    crossed.figures[own if other == unit else others, rules][row.criterion], other
                )
            ]
            scored = score_criterion(crossed.rule(row, rules), given.rulebook, given.units, book_of(figures))
            self._mixed[key] = {score.unit: score for score in scored}
        return self._mixed[key]

    def _penalties(self, year_of: Mapping[str, int], rest: int) -> list[Penalty]:
        stated = (self.crossed.old[0].penalties, self.crossed.new[0].penalties)
        common = self.common_items()
        return [
            penalty
            for year in (0, 1)
            for penalty in stated[year]
            if year == (year_of[penalty.unit] if penalty.item in common else rest)
        ]


def _depends_on_others(criterion: Criterion) -> bool:
    return any(
        isinstance(method, LeaderExcess)
        for method in (criterion.method, *(sub.method for sub in criterion.sub_criteria))
    )


def _unit_split(counterfactuals: Counterfactuals, unit: str) -> UnitSplit:
    crossed = counterfactuals.crossed
    old, new = crossed.old[1].unit(unit), crossed.new[1].unit(unit)
    book = crossed.new[0].rulebook
    rows = {on: counterfactuals.board(unit, on).unit(unit) for on in _positions()}

    def game(measure: Callable[[UnitScore], Decimal | int | None]) -> tuple[Fraction, ...]:
        return shapley(lambda on: Fraction(measure(rows[on]) or 0))

    rank = None
    if all(row.rank is not None for row in rows.values()):
        rank = split_of(game(lambda row: -(row.rank or 0)), RANK_DECIMALS)
    decimals = max(book.point_decimals, crossed.old[0].rulebook.point_decimals)
    return UnitSplit(
        unit,
        old,
        new,
        split_of(game(lambda row: row.total), decimals),
        split_of(game(lambda row: row.rate), max(book.rate_decimals, crossed.old[0].rulebook.rate_decimals)),
        rank,
        tuple(_steps(counterfactuals, unit, rows, decimals)),
        bool(old.missing or new.missing),
    )


def _steps(
    counterfactuals: Counterfactuals, unit: str, rows: Mapping[Switches, UnitScore], decimals: int
) -> list[ChangeStep]:
    crossed = counterfactuals.crossed
    boards = (crossed.old[1], crossed.new[1])
    steps = []
    for carry in crossed.rows:
        # a criterion declared not comparable under its own code changes in one line, not as a loss and a gain
        before = carry.before or (carry.criterion if ("", carry.criterion) in _declared(crossed) else "")
        first = boards[0].scores.get((unit, before)) if before else None
        second = boards[1].scores.get((unit, carry.criterion)) if carry.criterion else None
        old, new = first.points if first else None, second.points if second else None
        if carry.possible:
            code = f"={carry.criterion}"
            exact = shapley(
                lambda on, code=code: Fraction(  # type: ignore[misc]
                    counterfactuals.board(unit, on).score(unit, code).points or 0
                )
            )
        else:
            exact = (Fraction(0),) * 3 + (Fraction(new or 0) - Fraction(old or 0),)
        if any(exact) or old or new:
            steps.append(
                ChangeStep("criterion", carry.criterion, before, old, new, split_of(exact, decimals), carry)
            )
    for kind, code, measure in _other_lines(crossed):
        exact = shapley(lambda on, measure=measure: Fraction(measure(rows[on])))  # type: ignore[misc]
        old, new = (measure(board.unit(unit)) for board in boards)
        if any(exact) or old or new:
            steps.append(ChangeStep(kind, code, code, old, new, split_of(exact, decimals)))
    return steps


def _declared(crossed: Crossing) -> set[tuple[str, str]]:
    """Criteria without counterpart that stand under the same code in both rulebooks, declared not comparable."""
    old = {row.code for row in crossed.old[0].rulebook.criteria} - {row.before for row in crossed.rows}
    return {
        ("", row.code) for row in crossed.new[0].rulebook.criteria if row.not_comparable and row.code in old
    }


def _other_lines(crossed: Crossing) -> list[tuple[str, str, Callable[[UnitScore], Decimal]]]:
    codes = dict.fromkeys(
        section.code for given in (crossed.new[0], crossed.old[0]) for section in given.rulebook.sections
    )

    def taken(code: str) -> Callable[[UnitScore], Decimal]:
        return lambda row: sum(
            (section.total - section.points for section in row.sections if section.code == code), ZERO
        )

    lines: list[tuple[str, str, Callable[[UnitScore], Decimal]]] = [("bonus", "", lambda row: row.bonus)]
    return lines + [("penalty", code, taken(code)) for code in codes]
