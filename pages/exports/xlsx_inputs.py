"""Input cells of the workbook: what may stand in them, and the note that is shown when one is chosen."""

from __future__ import annotations

from typing import Any

from pages.exports.xlsx_book import Sheet
from pages.exports.xlsx_rows import needs_of, why_word
from pages.parts.words import say
from scoring.model import Criterion, Grades, Kind, Outcome, Role, SubCriterion
from scoring.numbers import measured, number

LONGEST_MESSAGE, LONGEST_LIST = 250, 250  # Excel takes 255 characters each


def ask(
    sheet: Sheet,
    row: int,
    column: int,
    criterion: Criterion,
    about: Criterion | SubCriterion,
    role: Role,
    *,
    own: bool,
) -> None:
    """
    Give one input cell its list or range and its note.

    Args:
        own: Whether the row has figures of its own (a criterion with components only says here that it is left out).
    """
    left_out = criterion.may_be_unassigned and isinstance(about, Criterion)
    out_word = why_word(Outcome.NOT_ASSIGNED if role is Role.TARGET else Outcome.NOT_APPLICABLE)
    choices = _choices(criterion, about, role) if own else [out_word]
    if own and choices and left_out:
        choices.append(out_word)
    told = [say(f"xlsx.role_{role.value}"), _range(about)] if own else []
    if own:
        told.append(say("xlsx.input_blank"))
    if left_out and role is not Role.BASELINE:
        told.append(say("xlsx.input_left_out", word=out_word))
    rule: dict[str, Any] = {
        "validate": "any",
        "input_title": say("xlsx.input"),
        "input_message": ". ".join(text for text in told if text)[:LONGEST_MESSAGE],
        "error_type": "warning",
        "error_title": say("xlsx.input"),
        "error_message": say("xlsx.input_error"),
    }
    if choices and "," not in "".join(choices) and len(",".join(choices)) <= LONGEST_LIST:
        rule |= {"validate": "list", "source": choices}
    elif own and not choices and not left_out:
        low, high = about.plausible
        rule |= {"validate": "decimal", "criteria": "between", "minimum": float(low), "maximum": float(high)}
    sheet.raw.data_validation(row, column, row, column, rule)


def _choices(criterion: Criterion, about: Criterion | SubCriterion, role: Role) -> list[str]:
    if role is not Role.ACTUAL:
        return []
    method = needs_of(criterion, about).method
    if isinstance(method, Grades):
        return [label for label, _points in method.grades]
    return [say("figure.done"), say("figure.not_done")] if about.kind is Kind.YES_NO else []


def _range(about: Criterion | SubCriterion) -> str:
    if about.kind in (Kind.GRADE, Kind.YES_NO):
        return ""
    low, high = about.plausible
    return say("xlsx.input_range", low=number(low), high=measured(high, about.unit_of_measure))
