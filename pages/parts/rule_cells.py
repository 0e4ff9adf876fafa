"""
A rulebook cell by cell: what stands in it, and whether it was read somewhere or is an assumption.

A cell is the smallest thing that can be verified. The loader has made sure that every cell of a rulebook is
either verified (with the place where it was read) or assumed, so the two can be counted.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pages.parts.rule_text import (
    agency_text,
    bonus_text,
    direction_text,
    method_text,
    phrase,
    target_text,
)
from scoring.model import BonusItem, Criterion, PenaltyItem, Rulebook, Section
from scoring.numbers import measured, number
from scoring.wording import AgencyName


@dataclass(frozen=True, slots=True)
class Cell:
    """
    One cell of a rulebook.

    Attributes:
        name: As the rulebook file calls it, e.g. "max_points"; its words are `rulebook.cell.<name>`.
        text: What stands in it.
        lines: Bands, grades, tasks or components that belong to it.
        where: Where it was read; "" = assumed.
    """

    name: str
    text: str
    where: str
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Count:
    """How many cells were read somewhere and how many are assumed."""

    verified: int
    assumed: int

    def __add__(self, other: Count) -> Count:
        return Count(self.verified + other.verified, self.assumed + other.assumed)


def head_cells(rulebook: Rulebook) -> tuple[Cell, ...]:
    """The cells of the head, the title first."""
    texts = {
        "title": rulebook.title,
        "legal_basis": "; ".join(f"{basis.number} ({basis.title})" for basis in rulebook.legal_basis),
        "total": total_text(rulebook),
        "bonus_cap": phrase("bonus_cap", cap=number(rulebook.bonus_cap)),
        "rounding": rounding_text(rulebook),
        "ranked_by": phrase(f"by_{rulebook.ranked_by}"),
        "tie_break": tie_break_text(rulebook),
        "incomplete": phrase(rulebook.incomplete),
        "target_levels": target_levels_text(rulebook),
    }
    return _cells(texts, rulebook.verified)


def section_cells(rulebook: Rulebook, section: Section) -> tuple[Cell, ...]:
    """Name, most points and number of criteria of one section."""
    texts = {
        "label": section.label,
        "max_points": phrase("points", points=number(section.max_points)),
        "count": phrase("count", count=str(len(rulebook.in_section(section.code)))),
    }
    return _cells(texts, section.verified)


def penalty_cells(item: PenaltyItem) -> tuple[Cell, ...]:
    """What is punished, and by how much each time."""
    texts = {"label": item.label, "points": phrase("penalty", points=number(item.points))}
    return _cells(texts, item.verified)


def bonus_cells(item: BonusItem) -> tuple[Cell, ...]:
    """What is rewarded, and by how much each time."""
    texts = {"label": item.label, "points": phrase("bonus_item", points=number(item.points))}
    return _cells(texts, item.verified)


def criterion_cells(rulebook: Rulebook, criterion: Criterion, agency_name: AgencyName) -> tuple[Cell, ...]:
    """Every cell of one criterion, in the order in which people ask for them."""
    rule = method_text(criterion)
    lines = {"method": rule.lines, "sub_criteria": rule.parts}
    texts = {
        "label": criterion.label,
        "membership": rulebook.section(criterion.section).label,
        "max_points": phrase("points", points=number(criterion.max_points)),
        "unit_of_measure": unit_text(criterion),
        "direction": direction_text(criterion),
        "method": rule.sentence,
    }
    if criterion.sub_criteria:
        texts["sub_criteria"] = phrase("components", count=str(len(criterion.sub_criteria)))
    if criterion.bonus is not None:
        texts["bonus"] = bonus_text(criterion)
    texts["target_levels"] = target_text(rulebook, criterion)
    texts["agency"] = agency_text(criterion, agency_name)
    return _cells(texts, criterion.verified, lines)


def _cells(
    texts: Mapping[str, str],
    verified: Mapping[str, str],
    lines: Mapping[str, tuple[str, ...]] | None = None,
) -> tuple[Cell, ...]:
    return tuple(
        Cell(name, text, verified.get(name, ""), () if lines is None else lines.get(name, ()))
        for name, text in texts.items()
    )


def count_cells(rulebook: Rulebook) -> Count:
    """
    All cells of a rulebook: head, sections, criteria, penalties, bonus items.

    They are counted where the rulebook says so itself, not where a screen shows them.
    """
    count = Count(len(rulebook.verified), len(rulebook.assumed))
    for rows in (rulebook.sections, rulebook.criteria, rulebook.items):
        for row in rows:
            count += Count(len(row.verified), len(row.assumed))
    return count


# --- the texts of the head ---------------------------------------------------------------------------------


def unit_text(criterion: Criterion) -> str:
    """The unit of measure and what values can occur, where the rulebook limits them."""
    low, high = criterion.plausible
    if criterion.sub_criteria or low == high:
        return criterion.unit_of_measure
    return phrase(
        "unit_of_measure",
        unit=criterion.unit_of_measure,
        low=number(low),
        high=measured(high, criterion.unit_of_measure),
    )


def target_levels_text(rulebook: Rulebook) -> str:
    """Whose target comes first."""
    return phrase("levels", levels=" → ".join(level.label for level in rulebook.target_levels))


def section_name(rulebook: Rulebook, code: str) -> str:
    """The section's name up to its colon: “Nội dung 1”."""
    return rulebook.section(code).label.split(":")[0].strip()


def total_text(rulebook: Rulebook) -> str:
    """The total and what it is made of."""
    return phrase(
        "total",
        total=number(rulebook.total),
        sections=" + ".join(number(section.max_points) for section in rulebook.sections),
        bonus=number(rulebook.bonus_cap),
    )


def rounding_text(rulebook: Rulebook) -> str:
    """What is kept of points and of the rate, of which the rulebook counts the digits of a share."""
    return phrase(
        "rounding", points=str(rulebook.point_decimals), rate=str(max(0, rulebook.rate_decimals - 2))
    )


def tie_break_text(rulebook: Rulebook) -> str:
    """How equal results are separated."""
    steps = [
        phrase("tie_section", section=section_name(rulebook, step.removeprefix("section:")))
        if step.startswith("section:")
        else phrase(f"tie_{step}")
        for step in rulebook.tie_break
    ]
    return phrase("tie_break", steps="; ".join(steps)) if steps else phrase("tie_none")
