"""Which of several kept figures counts, and why: by level of target, by agency, by vintage."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from scoring.model import Chosen, Criterion, Figure, Role, State, Status

Key = tuple[str, str, str, Role]  # unit, criterion, sub-criterion, role

FIRMNESS = (Status.ILLUSTRATIVE, Status.ESTIMATE, Status.PRELIMINARY, Status.OFFICIAL)
OWN = "own"  # the unit's own report


@dataclass(frozen=True, slots=True)
class FigureBook:
    """The figures of one year by unit, criterion, sub-criterion and role, each list in the order given."""

    by_key: Mapping[Key, tuple[Figure, ...]] = field(default_factory=dict)

    def about(self, unit: str, criterion: str, sub_criterion: str, role: Role) -> tuple[Figure, ...]:
        """All figures of one cell in one role, earliest first; () if nobody reported anything."""
        return self.by_key.get((unit, criterion, sub_criterion, role), ())


def book_of(figures: Iterable[Figure]) -> FigureBook:
    """Sort figures into a book; within a cell by vintage."""
    sorted_in: dict[Key, list[Figure]] = {}
    for figure in figures:
        sorted_in.setdefault((figure.unit, figure.criterion, figure.sub_criterion, figure.role), []).append(
            figure
        )
    return FigureBook(
        {key: tuple(sorted(rows, key=lambda figure: figure.vintage)) for key, rows in sorted_in.items()}
    )


def chosen_target(criterion: Criterion, candidates: tuple[Figure, ...]) -> Chosen | None:
    """
    The target that counts: the first level of the rulebook that set one, its latest vintage.

    Source of the precedence (verified): tỉnh giao, else Nghị quyết của huyện/thành ủy, HĐND, Kế hoạch của UBND
    (facts/signing-conference-2018.txt). A level that says "not applicable" counts only where no level set a target.
    """
    for wanted in (State.REPORTED, State.NOT_APPLICABLE):
        for level in criterion.target_levels:
            found = [figure for figure in candidates if figure.level == level and figure.state is wanted]
            if found:
                latest = found[-1]
                others = tuple(figure for figure in candidates if figure is not latest)
                reason = "first_level" if level == criterion.target_levels[0] else "lower_level"
                return Chosen(latest, reason, others)
    return None


def chosen_actual(criterion: Criterion, candidates: tuple[Figure, ...]) -> Chosen | None:
    """
    The actual (or baseline) that counts: the latest vintage of the agency that alone may supply it.

    An agency of `stand_ins` counts only while the named agency has said nothing; any other agency's statement
    never counts and stands in `others`.
    """
    for agency in (criterion.agency, *criterion.stand_ins):
        found = [figure for figure in candidates if figure.agency == agency]
        said = [figure for figure in found if figure.state is not State.NOT_REPORTED]
        if said:
            latest = said[-1]
            others = tuple(figure for figure in candidates if figure is not latest)
            if agency != criterion.agency:
                return Chosen(latest, "stand_in", others)
            return Chosen(latest, "latest_vintage" if len(said) > 1 else "only_statement", others)
    return None


def weakest(figures: Iterable[Figure]) -> Status | None:
    """The least firm status among figures; None if there are none."""
    found = [figure.status for figure in figures]
    return min(found, key=FIRMNESS.index) if found else None
