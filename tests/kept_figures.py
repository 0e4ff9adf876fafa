"""Figures of the small cluster for the tests of journal and store; all invented."""

from __future__ import annotations

import string
from datetime import date
from decimal import Decimal

from hypothesis import strategies as st

from scoring.model import Figure, Penalty, Role, State, Status


def figure(**changes: object) -> Figure:
    """A figure that the small cluster's rulebook of 2021 accepts."""
    cells: dict[str, object] = {
        "year": 2021,
        "unit": "AB",
        "criterion": "A1.01",
        "role": Role.ACTUAL,
        "state": State.REPORTED,
        "status": Status.ILLUSTRATIVE,
        "agency": "STK",
        "value": Decimal("1234.5"),
    }
    return Figure(**{**cells, **changes})  # type: ignore[arg-type]


def penalty(**changes: object) -> Penalty:
    """A penalty that the small cluster's rulebook of 2021 accepts."""
    cells: dict[str, object] = {
        "year": 2021,
        "unit": "AB",
        "item": "TRU.01",
        "times": 1,
        "status": Status.ILLUSTRATIVE,
        "agency": "own",
        "document": "Biên bản 1",
    }
    return Penalty(**{**cells, **changes})  # type: ignore[arg-type]


words = st.text(
    alphabet=st.sampled_from(string.ascii_letters + "ăâđêôơưàảãạ ,;\"'\\<&$[]{}\u200b\ufeffé🙂" + "\u0301"),
    max_size=30,
)
days = st.none() | st.dates(date(1990, 1, 1), date(2150, 12, 31))
amounts = st.decimals(0, 5000, places=10, allow_nan=False)
statuses = st.sampled_from(Status)


@st.composite
def statements(draw: st.DrawFn) -> tuple[Figure, ...]:
    """Figures of one year that may be kept together."""
    count = draw(st.integers(1, 6))
    found: list[Figure] = []
    for vintage in range(1, count + 1):
        state = draw(st.sampled_from(State))
        role = draw(st.sampled_from([Role.ACTUAL, Role.TARGET, Role.BASELINE]))
        status = draw(statuses)
        acts_out = (
            draw(st.none() | st.sampled_from(list(Status)[1:])) if status is Status.ILLUSTRATIVE else None
        )
        found.append(
            figure(
                unit=draw(st.sampled_from(["AB", "CD", "EF"])),
                role=role,
                level=draw(st.sampled_from(["T", "HU"])) if role is Role.TARGET else "",
                state=state,
                value=draw(amounts) if state is State.REPORTED else None,
                status=status,
                stands_for=acts_out,
                agency=draw(st.sampled_from(["STK", "SGT", "own"])),
                vintage=vintage,
                document=draw(words),
                document_date=draw(days),
                as_of=draw(days),
                note=draw(words),
            )
        )
    return tuple(found)
