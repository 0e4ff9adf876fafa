"""What the reader understood of a file → reported figures, and what the reader may match a file against."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from data.differences import Counting
from data.projection import Snapshot
from data.proposal import Proposal, Reported
from data.reading.catalogue import Catalogue, CriterionName, catalogue_of, merged
from data.reading.official import ReadFigure
from data.reading.problems import Problem
from data.reading.reader import ReadResult
from data.reference import Reference
from data.remarks import Place
from data.template import RUNS, choices_of
from scoring.model import Kind, Role, Rulebook, State, Status


def catalogue_for(snapshot: Snapshot, reference: Reference) -> Catalogue:
    """Units, criteria, levels and agencies of every year that has a rulebook, with the usual value of each cell."""
    counting = Counting(reference, snapshot.figures)
    found = []
    for _year, rulebook in sorted(reference.rulebooks.items()):
        usual = usual_values(counting, reference, rulebook)
        one = catalogue_of(reference.cluster_of(rulebook.year), rulebook, usual)
        found.append(replace(one, criteria=tuple(_with_grades(row, rulebook) for row in one.criteria)))
    return merged(found)


def worth_telling(result: ReadResult, proposal: Proposal) -> tuple[Problem, ...]:
    """The reader's messages without its doubts about figures that stand already."""
    written = {(change.place.row, change.place.column) for change in proposal.changes}
    return tuple(
        told
        for told in result.messages
        if told.key != "check.outlier_warning" or (told.row, told.column) in written
    )


def _with_grades(row: CriterionName, rulebook: Rulebook) -> CriterionName:
    """A graded component with the words of its own method."""
    if row.kind != Kind.GRADE or row.grades:
        return row
    criterion = rulebook.criterion(row.code)
    part = next((part for part in criterion.sub_criteria if part.code == row.sub_criterion), None)
    return replace(row, grades=choices_of(criterion, part))


def reported_of(result: ReadResult, file: str = "") -> tuple[Reported, ...]:
    """
    What a reading understood, as reported figures with their places in the file; () for a rejected file.

    Status, source, day and note of a row are those of its actual. A target beside it takes from them only that the
    row is illustrative; a row without actual speaks of its target.
    """
    beside = {(figure.row, *_cell(figure)) for figure in result.figures if figure.role == "actual"}
    return tuple(
        _reported(figure, file, alone=figure.role == "actual" or (figure.row, *_cell(figure)) not in beside)
        for figure in result.figures
    )


def _cell(figure: ReadFigure) -> tuple[int, str, str, str]:
    return figure.year, figure.unit, figure.criterion, figure.sub_criterion


def _reported(figure: ReadFigure, file: str, *, alone: bool) -> Reported:
    status = Status(figure.status) if figure.status else None
    return Reported(
        year=figure.year,
        unit=figure.unit,
        criterion=figure.criterion,
        role=Role(figure.role),
        sub_criterion=figure.sub_criterion,
        level=figure.level,
        state=State(figure.state),
        value=figure.value,
        grade=figure.grade,
        status=status if alone or status is Status.ILLUSTRATIVE else None,
        agency=figure.agency if alone else "",
        as_of=figure.as_of if alone else None,
        note=_unquoted(figure.note) if alone else "",
        place=Place(file, figure.row or None, figure.column),
    )


def _unquoted(note: str) -> str:
    """A note without the apostrophe that our own form puts before what looks like a formula."""
    return note[1:] if note.startswith("'") and note[1:].startswith(RUNS) else note


def usual_values(
    counting: Counting, reference: Reference, rulebook: Rulebook
) -> dict[tuple[str, str], Decimal]:
    """(unit, criterion with component) → last year's actual where the rulebooks compare, else this year's."""
    found: dict[tuple[str, str], Decimal] = {}
    for unit in reference.cluster_of(rulebook.year).units_in(rulebook.year):
        for criterion in rulebook.criteria:
            for part in ("", *(row.code for row in criterion.sub_criteria)):
                now = counting.figure((rulebook.year, unit.code, criterion.code, part, Role.ACTUAL))
                last = counting.figure(
                    (rulebook.compared_with, unit.code, criterion.same_as, part, Role.ACTUAL)
                )
                value = next((row.value for row in (last, now) if row is not None and row.value), None)
                if value is not None:
                    found[unit.code, f"{criterion.code}.{part}" if part else criterion.code] = value
    return found
