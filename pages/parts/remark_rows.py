"""What the intake says of figures, in the form of the reader's messages, so that one table and one file hold both."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from data.reading.problems import Problem
from data.reference import Reference
from data.remarks import NOWHERE, Remark
from pages.parts.statement_words import unit_name
from pages.parts.words import say
from scoring.numbers import number

# What one field of the screen would mend for all figures at once is said once.
FIELDS: Final = {"reported.status": "defaults.status", "reported.agency": "defaults.agency"}


def as_problem(reference: Reference, remark: Remark) -> Problem:
    """A remark with its place in columns of its own, and unit and criterion by name."""
    said = replace(remark, place=NOWHERE, cell=()).text
    if remark.cell:
        _year, unit, criterion, part, _role = remark.cell
        said = f"{unit_name(reference, unit)}, {criterion}{'.' + part if part else ''}: {said}"
    return Problem(remark.key, remark.severity, said, remark.place.row, remark.place.column or None)


def gathered(reference: Reference, remarks: Sequence[Remark]) -> list[Problem]:
    """All of them; those that a single field would mend stand together."""
    found = []
    for key, field in FIELDS.items():
        alike = [remark for remark in remarks if remark.key == key]
        if alike:
            text = say("upload.fill_field", count=number(len(alike)), field=say(field))
            found.append(Problem(key, "error", text))
    return found + [as_problem(reference, remark) for remark in remarks if remark.key not in FIELDS]
