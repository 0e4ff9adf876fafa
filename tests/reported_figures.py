"""Reported figures of the small cluster, as a file or a typed table may bring them; all invented."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import strategies as st

from data.intake import Defaults, Reported
from scoring.model import Role, State, Status

OFFICIAL = Defaults(Status.OFFICIAL, "STK")
UNITS = ("AB", "CD", "EF")
# criterion, component, highest whole number that is plausible, whether targets are set
MEASURED = (
    ("A1.01", "", 5000, True), ("A1.02", "", 120, True), ("A1.03", "", 100, True), ("A1.04", "", 50, False),
    ("A1.05", "", 1, False), ("A1.06", "a", 500, False), ("A1.06", "b", 500, False), ("A2.01", "", 100, False),
    ("A2.03", "a", 12, False), ("A2.03", "b", 12, False), ("A2.04", "a", 500, True), ("A2.05", "", 1000, True),
)  # fmt: skip


def reported(**changes: object) -> Reported:
    """The revenue of AB in 2021 as the agency that the rulebook names states it."""
    cells: dict[str, object] = {"year": 2021, "unit": "AB", "criterion": "A1.01", "value": Decimal("1234.5")}
    return Reported(**{**cells, **changes})  # type: ignore[arg-type]


@st.composite
def files(draw: st.DrawFn) -> tuple[Reported, ...]:
    """What one file of 2021 may say: at most once per cell, role, level and agency."""
    rows: dict[tuple[object, ...], Reported] = {}
    for _row in range(draw(st.integers(1, 12))):
        criterion, part, highest, targeted = draw(st.sampled_from(MEASURED))
        roles = [Role.ACTUAL, Role.BASELINE, *([Role.TARGET] if targeted else [])]
        role = draw(st.sampled_from(roles))
        row = reported(
            unit=draw(st.sampled_from(UNITS)),
            criterion=criterion,
            sub_criterion=part,
            role=role,
            level=draw(st.sampled_from(["T", "HU"] if criterion != "A2.05" else ["T"]))
            if role is Role.TARGET
            else "",
            value=Decimal(draw(st.integers(0, highest))),
            status=draw(st.none() | st.sampled_from(Status)),
            agency=draw(st.sampled_from(["", "STK", "SGT", "own"])),
        )
        if draw(st.integers(0, 9)) == 0:
            row = reported(unit=row.unit, criterion="A1.01", state=State.NOT_REPORTED, value=None)
        rows[row.cell, row.level, "" if row.role is Role.TARGET else row.agency or "STK"] = row
    return tuple(rows.values())
