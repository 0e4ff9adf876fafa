"""The tables of a year against the year before as rows: totals and ranks, every line, what cannot be compared."""

from __future__ import annotations

from decimal import Decimal

from pages.exports.csv_sheets import Sheet, Value, columns, nothing, percent_of
from pages.parts.change_words import YearStep, changed_steps, step_label, why_not
from pages.parts.frozen_year import FrozenYear
from pages.parts.not_comparable import label_of, reasons_of
from pages.parts.words import say
from scoring.change import PARTS

PART_COLUMNS = tuple(f"part_{name}" for name in PARTS)


def change_sheets(frozen: FrozenYear) -> tuple[Sheet, ...]:
    """The three tables; their only row says so where there is no year before."""
    return (_changes(frozen), _steps(frozen), _not_comparable(frozen))


def _changes(frozen: FrozenYear) -> Sheet:
    about = frozen.about
    head = columns("unit_code", "unit", "old_total", "new_total", "total_change", *PART_COLUMNS)
    head += columns("rate_change", "old_rank", "new_rank", "rank_change", "complete")
    splits = {split.unit: split for split in frozen.splits}
    digits = max(0, about.rulebook.rate_decimals - 2)
    rows = []
    for change in frozen.changes:
        split = splits.get(change.unit)
        parts: tuple[Value, ...] = (
            (say("csv.not_split"),) * len(PARTS) if split is None else split.total.shown
        )
        rows.append(
            (
                change.unit,
                about.cluster.unit(change.unit).name,
                change.old_total,
                change.new_total,
                change.total_change,
                *parts,
                percent_of(change.rate_change, digits),
                _rank(change.old_rank),
                _rank(change.new_rank),
                say("csv.no_rank_change") if change.rank_change is None else change.rank_change,
                say("csv.state_part_open" if change.open else "csv.state_complete"),
            )
        )
    return Sheet("so-voi-nam-truoc", head, tuple(rows) or nothing(say("csv.no_year_before"), len(head)))


def _rank(value: int | None) -> Value:
    return say("csv.unranked") if value is None else value


def _steps(frozen: FrozenYear) -> Sheet:
    about = frozen.about
    head = columns("unit_code", "unit", "step", "code", "label", "old_points", "new_points", "change")
    head += columns(*PART_COLUMNS, "why")
    if frozen.before is None:
        return Sheet("tung-khoan-thay-doi", head, nothing(say("csv.no_year_before"), len(head)))
    years = YearStep(about, frozen.before.rulebook)
    rows: tuple[tuple[Value, ...], ...] = tuple(
        (
            split.unit,
            about.cluster.unit(split.unit).name,
            say(f"csv.step_{step.kind}"),
            step.code or step.before or say("csv.whole"),
            step_label(years, step),
            _points(step.old),
            _points(step.new),
            step.split.amount,
            *step.split.shown,
            why_not(years, step) or say("csv.comparable"),
        )
        for split in frozen.splits
        for step in changed_steps(split)
    )
    return Sheet("tung-khoan-thay-doi", head, rows)


def _points(points: Decimal | None) -> Value:
    return say("csv.no_points") if points is None else points


def _not_comparable(frozen: FrozenYear) -> Sheet:
    head = columns("code", "old_code", "label", "what", "why")
    rows = tuple(
        (
            entry.criterion or say("csv.dropped"),
            entry.before or say("csv.none"),
            label_of(frozen, entry),
            say("trend.what_points" if entry.figures else "trend.what_all"),
            reasons_of(frozen, entry),
        )
        for entry in frozen.comparable
        if entry.reasons
    )
    if not rows and frozen.before is not None:
        return Sheet("khong-so-sanh-duoc", head, nothing(say("csv.all_comparable"), len(head)))
    return Sheet("khong-so-sanh-duoc", head, rows or nothing(say("csv.no_year_before"), len(head)))
