"""Made-up figures for any rulebook, as `Figure`s and as arrays; for property tests and the benchmark."""

from __future__ import annotations

import random
from decimal import Decimal

import numpy as np

from scoring.arrays import NOT_ASSIGNED, NOT_REPORTED, SCORED, Column
from scoring.model import (
    Criterion,
    Figure,
    Grades,
    Kind,
    Method,
    Reduction,
    Role,
    Rulebook,
    State,
    Status,
    SubCriterion,
)
from scoring.scoreboard import asks_target

SCALE = 100  # two digits after the comma


def rows_of(criterion: Criterion) -> list[tuple[str, Criterion | SubCriterion, Method]]:
    """What is reported for a criterion: itself, or each of its components, with the method that reads it."""
    if not criterion.sub_criteria:
        return [("", criterion, criterion.method)]
    return [(sub.code, sub, sub.method or criterion.method) for sub in criterion.sub_criteria]


def made_value(row: Criterion | SubCriterion, random_: random.Random) -> Decimal:
    """A value within the plausible range with at most two digits, often a round one so that edges are hit."""
    low, high = row.plausible
    whole = row.kind in (Kind.COUNT, Kind.YES_NO)
    if random_.random() < 0.25:
        value = Decimal(random_.choice([low, high, (low + high) / 2, Decimal(0), Decimal(1), Decimal(100)]))
        value = min(max(value, low), high)
    else:
        value = low + (high - low) * Decimal(random_.randrange(0, 10001)) / 10000
    return value.quantize(Decimal(1) if whole else Decimal("0.01"))


def near(target: Decimal, row: Criterion | SubCriterion, random_: random.Random) -> Decimal:
    """An actual around a target: mostly 80–115 % of it, sometimes exactly on a percent."""
    percent = random_.choice([80, 90, 95, 99, 100, 100, 101, 105, 110]) if random_.random() < 0.5 else None
    share = Decimal(percent if percent is not None else random_.randrange(7000, 12000) / 100) / 100
    low, high = row.plausible
    value = min(max(target * share, low), high)
    return value.quantize(Decimal(1) if row.kind is Kind.COUNT else Decimal("0.01"))


def figure(
    rulebook: Rulebook, unit: str, criterion: Criterion, sub: str, role: Role, value: Decimal | str | None
) -> Figure:
    """One official figure of the agency that the rulebook names."""
    return Figure(
        rulebook.year,
        unit,
        criterion.code,
        role,
        State.REPORTED if value is not None else State.NOT_REPORTED,
        Status.OFFICIAL,
        criterion.agency,
        sub_criterion=sub,
        level=criterion.target_levels[0] if role is Role.TARGET else "",
        value=value if isinstance(value, Decimal) else None,
        grade=value if isinstance(value, str) else "",
    )


def made_year(
    rulebook: Rulebook, units: list[str], seed: int, *, gaps: bool = True
) -> tuple[list[Figure], dict[tuple[str, str], Column]]:
    """
    A year of made-up figures.

    Returns:
        The figures, and the same as columns for `scoring.arrays.score_arrays` (units in the order given).
    """
    random_ = random.Random(seed)
    figures: list[Figure] = []
    columns: dict[tuple[str, str], Column] = {}
    for criterion in rulebook.criteria:
        states = [SCORED] * len(units)
        if gaps:
            for index in range(len(units)):
                if criterion.may_be_unassigned and random_.random() < 0.2:
                    states[index] = NOT_ASSIGNED
                elif random_.random() < 0.03:
                    states[index] = NOT_REPORTED
        for index, unit in enumerate(units):
            if states[index] == NOT_ASSIGNED:
                role = Role.TARGET if criterion.target_levels else Role.ACTUAL
                figures.append(
                    Figure(
                        rulebook.year,
                        unit,
                        criterion.code,
                        role,
                        State.NOT_APPLICABLE,
                        Status.OFFICIAL,
                        criterion.agency,
                        level=criterion.target_levels[0] if role is Role.TARGET else "",
                    )
                )
        for code, row, method in rows_of(criterion):
            actuals, targets, baselines = [], [], []
            for index, unit in enumerate(units):
                target = baseline = None
                if asks_target(method, criterion, row.kind):
                    target = made_value(row, random_)
                if isinstance(method, Reduction):
                    baseline = made_value(row, random_)
                base = target if target is not None else baseline
                actual: Decimal | str
                if isinstance(method, Grades):
                    place = random_.randrange(len(method.grades))
                    actual, number = method.grades[place][0], Decimal(place + 1)
                else:
                    number = made_value(row, random_) if base is None else near(base, row, random_)
                    actual = number
                if states[index] != NOT_ASSIGNED:
                    for role, value in ((Role.TARGET, target), (Role.BASELINE, baseline)):
                        if value is not None:
                            figures.append(figure(rulebook, unit, criterion, code, role, value))
                    if states[index] == SCORED:
                        figures.append(figure(rulebook, unit, criterion, code, Role.ACTUAL, actual))
                actuals.append(number)
                targets.append(target)
                baselines.append(baseline)
            scale = 1 if isinstance(method, Grades) else SCALE
            columns[criterion.code, code] = Column(
                _integers(actuals, scale),
                _integers(targets, scale) if targets[0] is not None else None,
                _integers(baselines, scale) if baselines[0] is not None else None,
                scale,
                np.array(states, dtype=np.int8),
            )
    return figures, columns


def _integers(values: list[Decimal | None], scale: int) -> np.ndarray:
    return np.array([int((value or Decimal(0)) * scale) for value in values], dtype=np.int64)
