"""Results of reading as plain JSON and back: what passes between the child process and its parent."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from data.reading.catalogue import Catalogue
from data.reading.official import ReadFigure
from data.reading.problems import Problem
from data.reading.reader import ReadResult

OUTCOMES = ("accepted", "repaired", "rejected")


def result_to_json(result: ReadResult) -> dict[str, Any]:
    """The whole result; numbers as exact text."""
    return {
        "outcome": result.outcome,
        "figures": [
            [row.year, row.unit, row.criterion, row.sub_criterion, row.role, row.state,
             None if row.value is None else format(row.value, "f"), row.grade, row.level, row.status, row.agency,
             row.as_of.isoformat() if row.as_of else None, row.note, row.original, row.row, row.column]
            for row in result.figures
        ],
        "messages": [
            [one.key, one.severity, one.text, one.row, one.column, one.heading, one.found, one.question,
             list(one.options)]
            for one in result.messages
        ],
        "decisions": dict(result.decisions),
        "sample": [list(row) for row in result.sample],
    }  # fmt: skip


def result_from_json(content: Mapping[str, Any], catalogue: Catalogue) -> ReadResult:
    """
    The result that the child said, checked again: the child read a stranger's file.

    Raises:
        ValueError: When it is not what a reader says.
    """
    try:
        figures = tuple(
            ReadFigure(
                int(row[0]), str(row[1]), str(row[2]), str(row[3]), str(row[4]), str(row[5]),
                None if row[6] is None else Decimal(row[6]), str(row[7]), str(row[8]), str(row[9]), str(row[10]),
                date.fromisoformat(row[11]) if row[11] else None, str(row[12]), str(row[13]), int(row[14]), str(row[15]),
            )
            for row in content["figures"]
        )  # fmt: skip
        messages = tuple(
            Problem(str(one[0]), str(one[1]), str(one[2]), one[3], one[4], str(one[5]), str(one[6]), str(one[7]),
                    tuple(map(str, one[8])))
            for one in content["messages"]
        )  # fmt: skip
        outcome = str(content["outcome"])
        sample = tuple(tuple(map(str, row)) for row in content["sample"])
        decisions = dict(content["decisions"])
    except (KeyError, TypeError, IndexError, ArithmeticError, ValueError) as error:
        raise ValueError(f"answer of the reader: {error!r}") from error
    units = {unit.code for unit in catalogue.units}
    criteria = {(row.code, row.sub_criterion) for row in catalogue.criteria}
    sound = outcome in OUTCOMES and all(
        figure.unit in units
        and (figure.criterion, figure.sub_criterion) in criteria
        and 2000 <= figure.year <= 2099
        and (figure.value is None or figure.value.is_finite())
        for figure in figures
    )
    if not sound or (outcome == "rejected" and figures):
        raise ValueError("answer of the reader: figures that cannot be")
    return ReadResult(outcome, figures, messages, decisions, sample)


def command_json(result: ReadResult, catalogue: Catalogue) -> dict[str, Any]:
    """The form that `python -m data read --json` prints: actual figures only, without components."""
    whole = {row.code for row in catalogue.criteria if row.kind in ("count", "yes_no")}
    figures = [
        [row.year, row.unit, row.criterion if not row.sub_criterion else f"{row.criterion}.{row.sub_criterion}",
         int(row.value) if row.criterion in whole and row.value == int(row.value) else float(row.value)]
        for row in result.figures
        if row.role == "actual" and row.value is not None
    ]  # fmt: skip
    messages = [
        {"key": one.key, "severity": one.severity, "row": one.row, "column": one.column, "text": one.text}
        for one in result.messages
    ]
    return {"outcome": result.outcome, "figures": figures, "messages": messages}
