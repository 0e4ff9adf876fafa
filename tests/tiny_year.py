"""Rulebooks and years of a few criteria, built by hand; and figures exchanged in a year."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

from scoring.given import Given
from scoring.model import (
    Criterion,
    Direction,
    Figure,
    Kind,
    LeaderExcess,
    Method,
    Proportional,
    Role,
    Rulebook,
    Section,
    State,
    Status,
    TargetLevel,
)

METHODS: dict[str, Method] = {
    "proportional": Proportional(),
    "leader_half": LeaderExcess(Decimal("0.5")),
}


def tiny_criterion(
    code: str, max_points: Decimal, method: str = "proportional", same_as: str = "", agency: str = "AG"
) -> Criterion:
    """A criterion in percent that is measured against a target."""
    return Criterion(
        code,
        code,
        "S1",
        "%",
        Kind.PERCENT,
        (Decimal(0), Decimal(200)),
        Direction.HIGHER,
        ("T",),
        agency,
        max_points,
        METHODS[method],
        "by hand",
        same_as=same_as,
        not_comparable="" if same_as else "by hand",
    )


def tiny_rulebook(year: int, criteria: Iterable[Criterion]) -> Rulebook:
    """A rulebook of one section, ranked by rate, two decimals."""
    rows = tuple(criteria)
    total = sum((row.max_points for row in rows), Decimal(0))
    return Rulebook(
        year, str(year), "sample", (), total, 2, 5, Decimal(0), "rate", (), "provisional", year - 1,
        (TargetLevel("T", "T"),), (Section("S1", "S1", total, "by hand"),), rows, (), (), "by hand",
    )  # fmt: skip


def tiny_figures(
    rulebook: Rulebook, unit: str, criterion: str, target: Decimal, actual: Decimal
) -> list[Figure]:
    """Target and actual of one cell."""
    agency = rulebook.criterion(criterion).agency
    return [
        Figure(
            rulebook.year, unit, criterion, role, State.REPORTED, Status.OFFICIAL, agency,
            level="T" if role is Role.TARGET else "", value=value,
        )
        for role, value in ((Role.TARGET, target), (Role.ACTUAL, actual))
    ]  # fmt: skip


def with_actual(given: Given, unit: str, criterion: str, part: str, value: Decimal | str) -> Given:
    """The year with one actual exchanged by a later statement of the agency that counts."""
    figure = Figure(
        given.rulebook.year,
        unit,
        criterion,
        Role.ACTUAL,
        State.REPORTED,
        Status.OFFICIAL,
        given.rulebook.criterion(criterion).agency,
        vintage=99,
        sub_criterion=part,
        value=None if isinstance(value, str) else value,
        grade=value if isinstance(value, str) else "",
    )
    kept = tuple(
        row
        for row in given.figures
        if (row.unit, row.criterion, row.sub_criterion, row.role, row.vintage)
        != (unit, criterion, part, Role.ACTUAL, 99)
    )
    return replace(given, figures=(*kept, figure))
