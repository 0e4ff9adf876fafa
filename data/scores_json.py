"""A scoreboard as JSON whose numbers are the exact published decimals (12.50 stays 12.50, never 12.5 or 12.499…)."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction

from scoring.explain import explain
from scoring.model import Chosen, Figure, Rulebook
from scoring.scoreboard import Part, Score, Scoreboard, UnitScore

Json = None | bool | int | str | Decimal | Sequence["Json"] | Mapping[str, "Json"]


def exact_json(value: Json, indent: int = 0) -> str:
    """
    JSON text; a Decimal is written digit by digit, which `json.dumps` cannot do.

    >>> exact_json({"rate": Decimal("0.86675"), "units": ["RG"]})
    '{\\n "rate": 0.86675,\\n "units": [\\n  "RG"\\n ]\\n}'
    """
    if isinstance(value, Decimal):
        return format(value, "f")
    if value is None or isinstance(value, bool | int | str):
        return json.dumps(value, ensure_ascii=False)
    pad, end = "\n" + " " * (indent + 1), "\n" + " " * indent
    if isinstance(value, Mapping):
        inner = [
            f"{json.dumps(key, ensure_ascii=False)}: {exact_json(row, indent + 1)}"
            for key, row in value.items()
        ]
        return "{" + ",".join(pad + row for row in inner) + end + "}" if inner else "{}"
    rows = [exact_json(row, indent + 1) for row in value]
    return "[" + ",".join(pad + row for row in rows) + end + "]" if rows else "[]"


def board_json(rulebook: Rulebook, board: Scoreboard, agency_name: Callable[[str], str]) -> dict[str, Json]:
    """
    Per unit: sections, total, rate, rank, tie, and each criterion with target, actual, points and its sentence.

    `completion` is an exact fraction as text ("19/20"), because most shares have no finite decimal.
    """
    return {
        "year": board.year,
        "title": rulebook.title,
        "status": rulebook.status,
        "incomplete": list(board.incomplete),
        "units": [_unit(rulebook, board, row, agency_name) for row in board.units],
    }


def _unit(
    rulebook: Rulebook, board: Scoreboard, row: UnitScore, agency_name: Callable[[str], str]
) -> dict[str, Json]:
    note = row.tie_note
    return {
        "unit": row.unit,
        "rank": row.rank,
        "tied_with": list(row.tied_with),
        "tie": None
        if note is None
        else {
            "units": list(note.units),
            "steps": [{"step": step, "values": dict(values)} for step, values in note.steps],
            "separated": note.separated,
        },
        "total": row.total,
        "maximum": row.maximum,
        "rate": row.rate,
        "item_bonus": row.item_bonus,
        "bonus_uncapped": row.bonus_uncapped,
        "bonus": row.bonus,
        "penalty": row.penalty,
        "grade": row.grade,
        "provisional": row.provisional,
        "missing": list(row.missing),
        "sections": [
            {
                "section": section.code,
                "points": section.points,
                "penalty": section.penalty,
                "total": section.total,
                "maximum": section.maximum,
            }
            for section in row.sections
        ],
        "criteria": [
            _score(rulebook, board.score(row.unit, criterion.code), agency_name)
            for criterion in rulebook.criteria
        ],
    }


def _score(rulebook: Rulebook, score: Score, agency_name: Callable[[str], str]) -> dict[str, Json]:
    told = explain(rulebook, score, agency_name)
    parts: list[Json] = [{"sub_criterion": part.code} | _part(part) for part in score.parts]
    return {
        "criterion": score.criterion,
        "label": rulebook.criterion(score.criterion).label,
        "outcome": str(score.outcome),
        "max_points": score.max_points,
        **_part(score.whole),
        "points": score.points,
        "bonus": score.bonus,
        "self_points": score.self_points,
        "parts": parts,
        "missing": [
            {"role": str(missing.role), "sub_criterion": missing.sub_criterion} for missing in score.missing
        ],
        "sentence": told.sentence,
        "target_note": told.target_note,
        "actual_note": told.actual_note,
        "citation": told.citation,
        "marks": list(told.marks),
    }


def _part(part: Part) -> dict[str, Json]:
    share: Fraction | None = None if part.completion is None else part.completion.share
    return {
        "target": _chosen(part.target),
        "actual": _chosen(part.actual),
        "baseline": _chosen(part.baseline),
        "completion": None if share is None else str(share),
    }


def _chosen(chosen: Chosen | None) -> Json:
    if chosen is None:
        return None
    figure: Figure = chosen.figure
    return {
        "value": figure.value,
        "grade": figure.grade,
        "state": str(figure.state),
        "level": figure.level,
        "agency": figure.agency,
        "status": str(figure.status),
        "vintage": figure.vintage,
        "document": figure.document,
        "document_date": _day(figure.document_date),
        "as_of": _day(figure.as_of),
        "reason": chosen.reason,
    }


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
