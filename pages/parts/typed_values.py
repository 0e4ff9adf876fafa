"""What a clerk types into the table → figures as reported, or why not. Knows nothing of Streamlit.

On the screen a comma is the decimal mark and a dot separates thousands. What could be read in another way
("1.234", "95.5") is asked again, never guessed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from data.differences import Counting
from data.projection import Snapshot
from data.proposal import Reported
from data.reading.folding import bare
from data.reading.numbers_in import EN, VN, read_text
from data.reference import Reference
from data.remarks import Place
from data.template import choices_of, csv_text
from pages.parts.words import say
from scoring.model import (
    Combine,
    Criterion,
    Figure,
    Reduction,
    Role,
    Rulebook,
    State,
    SubCriterion,
)

NO_MARKS = ("", "-", "–", "—")
NO_WORDS = ("chua bao cao", "chua co")
NOT_ASSIGNED = "khong giao"
NOT_OCCURRED = "khong phat sinh"


@dataclass(frozen=True, slots=True)
class Line:
    """
    One line of the table: a criterion (or component) of one unit.

    Attributes:
        texts: What counts now, by column ("target", "actual", "baseline"), "" where nothing does.
        part: Label of the component, "" for the criterion itself.
        level: Label of the level that set the target which counts now.
        open: Columns that can be filled in.
    """

    unit: str
    criterion: str
    sub_criterion: str
    label: str
    part: str
    unit_of_measure: str
    choices: tuple[str, ...]
    texts: Mapping[str, str]
    level: str
    open: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Wrong:
    """A typed cell that cannot be taken: line (from 1), column, what was typed, what is wrong and how to mend it."""

    line: int
    column: str
    found: str
    text: str


def lines_of(
    snapshot: Snapshot, reference: Reference, year: int, units: Sequence[str], criteria: Sequence[str]
) -> tuple[Line, ...]:
    """The lines for these units and criteria, components apart, filled with what counts now."""
    rulebook = reference.rulebooks[year]
    counting = Counting(reference, {year: snapshot.figures.get(year, ())})
    return tuple(
        _line(reference, rulebook, counting, unit, rulebook.criterion(code), part)
        for unit in units
        for code in criteria
        for part in (_parts(rulebook.criterion(code)))
    )


def _parts(criterion: Criterion) -> tuple[SubCriterion | None, ...]:
    if criterion.combine is Combine.NONE or not criterion.sub_criteria:
        return (None,)
    return criterion.sub_criteria


def _line(
    reference: Reference,
    rulebook: Rulebook,
    counting: Counting,
    unit: str,
    criterion: Criterion,
    part: SubCriterion | None,
) -> Line:
    code = "" if part is None else part.code
    found = {
        role: counting.figure((rulebook.year, unit, criterion.code, code, role))
        for role in (Role.TARGET, Role.ACTUAL, Role.BASELINE)
    }
    choices = choices_of(criterion, part)
    method = (part.method if part is not None else None) or criterion.method
    target = found[Role.TARGET]
    columns = ["target"] * criterion.needs_target + ["actual"] + ["baseline"] * isinstance(method, Reduction)
    label = criterion.label if part is None else f"{criterion.label} – {part.label}"
    return Line(
        unit,
        criterion.code,
        code,
        label,
        "" if part is None else part.label,
        criterion.unit_of_measure if part is None else part.unit_of_measure,
        choices,
        {role.value: _text(figure, choices) for role, figure in found.items()},
        rulebook.level_label(target.level) if target is not None else "",
        tuple(columns),
    )


def _text(figure: Figure | None, choices: Sequence[str]) -> str:
    if figure is None:
        return ""
    if figure.state is State.NOT_APPLICABLE:
        return say("heat.not_assigned" if figure.role is Role.TARGET else "heat.not_applicable")
    if figure.grade:
        return figure.grade
    if figure.value is not None and len(choices) == 2 and choices[0] == "Đạt":
        return choices[0] if figure.value else choices[1]
    return csv_text(figure.value)


def read_lines(
    year: int,
    lines: Sequence[Line],
    typed: Sequence[Mapping[str, str]],
    levels: Mapping[str, str],
    names: Mapping[str, str],
) -> tuple[tuple[Reported, ...], tuple[Wrong, ...]]:
    """
    Only what was changed is reported; a cell that was emptied takes nothing away.

    Args:
        typed: For each line the texts by column ("target", "actual", "baseline", "level").
        levels: Label → code of the levels that set targets.
        names: Column → its heading on the screen.
    """
    reported: list[Reported] = []
    wrong: list[Wrong] = []
    for place, (line, texts) in enumerate(zip(lines, typed, strict=True), start=1):
        level = texts.get("level", "") or ""
        moved = level != line.level and bool(line.texts["target"])
        for column in ("target", "actual", "baseline"):
            text = (texts.get(column) or "").strip()
            if text == line.texts[column] and not (column == "target" and moved):
                continue
            role = Role(column)
            if column not in line.open:
                if text:
                    wrong.append(Wrong(place, names[column], text, say("typed.not_open")))
                continue
            state, value, grade, problem = read_value(text, line.choices if role is Role.ACTUAL else (), role)
            if problem:
                wrong.append(Wrong(place, names[column], text, problem))
                continue
            reported.append(
                Reported(
                    year,
                    line.unit,
                    line.criterion,
                    role,
                    line.sub_criterion if not (role is Role.TARGET and state is State.NOT_APPLICABLE) else "",
                    level=levels.get(level, "") if role is Role.TARGET else "",
                    state=state,
                    value=value,
                    grade=grade,
                    place=Place("", place, names[column]),
                )
            )
    return tuple(reported), tuple(wrong)


def read_value(text: str, choices: Sequence[str], role: Role) -> tuple[State, Decimal | None, str, str]:
    """
    State, value, grade and problem ("" = none) of one typed text.

    >>> read_value("1.234,5", (), Role.ACTUAL)[1], read_value("95.5", (), Role.ACTUAL)[3][:18]
    (Decimal('1234.5'), '“95.5” viết dấu ch')
    >>> read_value("đạt", ("Đạt", "Không đạt"), Role.ACTUAL)[1]
    Decimal('1')
    """
    flat = bare(text)
    if text in NO_MARKS or flat in NO_WORDS:
        return State.NOT_REPORTED, None, "", ""
    if flat == NOT_ASSIGNED and role is Role.TARGET:
        return State.NOT_APPLICABLE, None, "", ""
    if flat == NOT_OCCURRED and role is not Role.TARGET:
        return State.NOT_APPLICABLE, None, "", ""
    if choices:
        match = [choice for choice in choices if choice.casefold() == text.casefold()]
        if not match:
            return State.REPORTED, None, "", say("typed.choice", found=text, choices=", ".join(choices))
        if tuple(choices) == ("Đạt", "Không đạt"):
            return State.REPORTED, Decimal(match[0] == "Đạt"), "", ""
        return State.REPORTED, None, match[0], ""
    return _number(text)


def _number(text: str) -> tuple[State, Decimal | None, str, str]:
    read = read_text(text)
    shape = read.shape
    if read.sort != "shape" or shape is None or read.suffix:
        return State.REPORTED, None, "", say("typed.no_number", found=text)
    if VN not in shape.styles:
        return (
            State.REPORTED,
            None,
            "",
            say("typed.dot", found=text, meant=text.replace(",", "").replace(".", ",")),
        )
    try:
        value = shape.value(VN)
    except InvalidOperation:
        return State.REPORTED, None, "", say("typed.no_number", found=text)
    if EN in shape.styles and "." in shape.digits:
        plain, comma = shape.digits.replace(".", ""), shape.digits.replace(".", ",", 1)
        return State.REPORTED, None, "", say("typed.ambiguous", found=text, thousand=plain, decimal=comma)
    return State.REPORTED, value, "", ""
