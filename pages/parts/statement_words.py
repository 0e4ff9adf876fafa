"""One kept or reported figure in words: what it is about, what it says, who says so. Plain text, not yet escaped."""

from __future__ import annotations

from typing import Final

from data.reference import Reference
from pages.parts.figure_cells import Row, document_text, origin_texts, value_text
from pages.parts.words import say
from scoring.model import Figure, Penalty, Role
from scoring.numbers import number

ROLE_KEYS: Final = {
    Role.TARGET: "statement.target",
    Role.ACTUAL: "statement.actual",
    Role.BASELINE: "statement.baseline",
    Role.SELF_POINTS: "statement.self_points",
}


def row_of(reference: Reference, figure: Figure) -> Row | None:
    """The criterion or component that a figure is about; None where the year's rulebook has none."""
    rulebook = reference.rulebooks.get(figure.year)
    criterion = (
        next((row for row in rulebook.criteria if row.code == figure.criterion), None) if rulebook else None
    )
    if criterion is None or not figure.sub_criterion:
        return criterion
    return next((part for part in criterion.sub_criteria if part.code == figure.sub_criterion), criterion)


def unit_name(reference: Reference, code: str) -> str:
    """Short name of a unit; the code where the catalogue has none."""
    try:
        return reference.cluster.unit(code).short_name
    except KeyError:
        return code


def subject(reference: Reference, figure: Figure) -> str:
    """Code and label of the criterion, with the component: “N1.22 Tai nạn giao thông – Số vụ”."""
    rulebook = reference.rulebooks.get(figure.year)
    criterion = (
        next((row for row in rulebook.criteria if row.code == figure.criterion), None) if rulebook else None
    )
    if criterion is None:
        return figure.criterion
    part = row_of(reference, figure)
    tail = f" – {part.label}" if figure.sub_criterion and part is not None and part is not criterion else ""
    return f"{criterion.code} {criterion.label}{tail}"


def value_of(reference: Reference, figure: Figure | None) -> str:
    """What a figure says, with its unit of measure; a dash for none."""
    if figure is None:
        return number(None)
    row = row_of(reference, figure)
    if row is None or figure.role is Role.SELF_POINTS:
        return figure.grade or (
            say("telling.points", amount=number(figure.value)) if figure.value is not None else number(None)
        )
    return value_text(figure, row)


def role_of(reference: Reference, figure: Figure) -> str:
    """What the figure is to its criterion; a target with the level that set it."""
    told = say(ROLE_KEYS[figure.role])
    rulebook = reference.rulebooks.get(figure.year)
    if figure.role is Role.TARGET and figure.level and rulebook is not None:
        known = [level.label for level in rulebook.target_levels if level.code == figure.level]
        return say("statement.target_of", level=known[0] if known else figure.level)
    return told


def origin(reference: Reference, figure: Figure) -> str:
    """Agency, status, day, vintage and document in one line."""
    try:
        told = list(origin_texts(reference.cluster_of(figure.year), figure))
    except KeyError:
        told = [figure.agency]
    return " · ".join(text for text in (*told, document_text(figure), figure.note) if text)


def is_bonus(reference: Reference, penalty: Penalty) -> bool:
    """Whether an occurrence is of a bonus item of its year's rulebook as it is today."""
    rulebook = reference.rulebooks.get(penalty.year)
    return rulebook is not None and penalty.item in {item.code for item in rulebook.bonus_items}


def penalty_words(reference: Reference, penalty: Penalty) -> str:
    """A penalty or an itemised bonus in one line: the unit, what for, how often."""
    rulebook = reference.rulebooks.get(penalty.year)
    items = {item.code: item.label for item in rulebook.items} if rulebook else {}
    return say(
        "statement.penalty",
        unit=unit_name(reference, penalty.unit),
        item=items.get(penalty.item, penalty.item),
        times=number(penalty.times),
        year=penalty.year,
    )
