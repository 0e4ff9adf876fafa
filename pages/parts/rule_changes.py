"""Two rulebooks side by side: which cells differ, criterion by criterion."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from pages.parts import widgets
from pages.parts.rule_cells import Cell, criterion_cells, head_cells, section_cells
from pages.parts.theme import html
from pages.parts.words import say
from scoring.model import Criterion, Rulebook
from scoring.trend import Comparability
from scoring.wording import AgencyName

CHANGES: Final = "thay-doi"  # the place of the changes on the page
ABSENT: Final = say("rulebook.absent")


@dataclass(frozen=True, slots=True)
class Changed:
    """
    One cell that is not the same in both years.

    Attributes:
        name: Of the cell, e.g. "max_points"; "whole" where the whole criterion is new or was dropped.
        old / new: What stood and stands in it; "" where there was or is no such cell.
    """

    name: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class RowChange:
    """
    One criterion over two years.

    Attributes:
        code / label: Of the new rulebook; of the old one where the criterion was dropped.
        cells: What changed; () = nothing.
        comparable: What can be compared, and why not what cannot.
    """

    code: str
    label: str
    cells: tuple[Changed, ...]
    comparable: Comparability


def row_changes(
    old: Rulebook, new: Rulebook, compared: Sequence[Comparability], agency_name: AgencyName
) -> tuple[RowChange, ...]:
    """Every criterion of both rulebooks, in the order of the comparison."""
    before = {row.code: row for row in old.criteria}
    found = []
    for entry in compared:
        if not entry.criterion:
            gone = before[entry.before]
            cells: tuple[Changed, ...] = (Changed("whole", gone.label, ""),)
            found.append(RowChange(gone.code, gone.label, cells, entry))
            continue
        criterion = new.criterion(entry.criterion)
        # one that was declared not comparable still stands under its code beside what it was
        earlier = before.get(entry.before or (criterion.code if criterion.not_comparable else ""))
        if earlier is None:
            cells = (Changed("whole", "", criterion.label),)
        else:
            cells = tuple(_criterion_changes(old, earlier, new, criterion, agency_name))
        found.append(RowChange(criterion.code, criterion.label, cells, entry))
    return tuple(found)


def _criterion_changes(
    old: Rulebook, earlier: Criterion, new: Rulebook, later: Criterion, agency_name: AgencyName
) -> list[Changed]:
    if _read(old, earlier) == _read(new, later):
        return []  # most criteria: no need to write out every cell of both
    unchanged = set()
    # their sentences name the maximum: they differ with it although the rule is the same
    if earlier.method == later.method and earlier.combine == later.combine:
        unchanged.add("method")
    if earlier.sub_criteria == later.sub_criteria:
        unchanged.add("sub_criteria")
    if earlier.bonus == later.bonus:
        unchanged.add("bonus")
    found = _differing(criterion_cells(old, earlier, agency_name), criterion_cells(new, later, agency_name))
    return [change for change in found if change.name not in unchanged]


def _read(rulebook: Rulebook, row: Criterion) -> tuple[object, ...]:
    """All of a criterion that its cells are written from."""
    return (
        row.label, rulebook.section(row.section).label, row.max_points, row.unit_of_measure, row.plausible,
        row.direction, row.method, row.combine, row.sub_criteria, row.bonus, row.may_be_unassigned, row.agency,
        row.stand_ins, tuple(rulebook.level_label(code) for code in row.target_levels),
    )  # fmt: skip


def head_changes(old: Rulebook, new: Rulebook) -> tuple[Changed, ...]:
    """What differs in the head (but for the title, which names the year) and in the sections."""
    found = [change for change in _differing(head_cells(old), head_cells(new)) if change.name != "title"]
    sections = {section.code: section for section in old.sections}
    for section in new.sections:
        earlier = sections.pop(section.code, None)
        if earlier is None:
            found.append(Changed("section", "", section.label))
        else:
            found += _differing(section_cells(old, earlier), section_cells(new, section))
    found += [Changed("section", gone.label, "") for gone in sections.values()]
    return tuple(found)


def _differing(old: Sequence[Cell], new: Sequence[Cell]) -> list[Changed]:
    before = {cell.name: _whole(cell) for cell in old}
    after = {cell.name: _whole(cell) for cell in new}
    return [
        Changed(name, before.get(name, ""), after.get(name, ""))
        for name in dict.fromkeys((*before, *after))
        if before.get(name) != after.get(name)
    ]


def _whole(cell: Cell) -> str:
    return " ".join((cell.text, "; ".join(cell.lines))).strip()


# --- on the screen ----------------------------------------------------------------------------------------------


def changes_table(
    old: Rulebook, new: Rulebook, compared: Sequence[Comparability], agency_name: AgencyName
) -> str:
    """HTML of what changed between two rulebooks, and the names of what stayed."""
    rows = row_changes(old, new, compared, agency_name)
    changed, kept = [row for row in rows if row.cells], [row for row in rows if not row.cells]
    table: list[tuple[str, ...]] = []
    head = head_changes(old, new)
    if head:
        table.append((say("rulebook.group_head"),))
        table += [("", _name(cell), cell.old or ABSENT, cell.new or ABSENT, "") for cell in head]
    if changed:
        table.append((say("rulebook.criteria"),))
    for row in changed:
        for place, cell in enumerate(row.cells):
            first = f"{row.code} {row.label}" if place == 0 else ""
            verdict = comparable_words(row.comparable) if place == 0 else ""
            table.append((first, _name(cell), cell.old or ABSENT, cell.new or ABSENT, verdict))
    finding = (
        say("rulebook.changes_count", changed=len(changed), same=len(kept))
        if changed
        else say("rulebook.changes_none")
    )
    columns = [
        say("rulebook.column_row"), say("rulebook.column_cell"), str(old.year), str(new.year),
        say("rulebook.column_comparable"),
    ]  # fmt: skip
    caption = say("rulebook.changes", new=new.year, old=old.year, finding=finding)
    shown = widgets.html_table(columns, table, caption, show_caption=False) if table else ""
    names = ", ".join(f"{row.code} {row.label}" for row in kept)
    below = f'<p class="td-small">{html(say("rulebook.same", names=names))}</p>' if kept else ""
    title = widgets.heading(caption, say("rulebook.changes_under"))
    return f'<div id="{CHANGES}">{title}</div>{shown}{below}'


def comparable_words(comparable: Comparability) -> str:
    """What of a criterion can be compared over the two years."""
    if comparable.points:
        return say("rulebook.comparable.all")
    return say("rulebook.comparable.figures" if comparable.figures else "rulebook.comparable.none")


def _name(cell: Changed) -> str:
    return say(f"rulebook.cell.{cell.name}")
