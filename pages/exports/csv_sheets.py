"""The tables of one year as rows: ranking, sections, points, figures, reasons, chances, penalties, rulebook."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from pages.parts.figure_cells import WHY_NO_POINTS, Row, measure, method_of, rows_of, value_text
from pages.parts.frozen_year import FrozenYear
from pages.parts.rule_cells import (
    Cell,
    bonus_cells,
    criterion_cells,
    head_cells,
    penalty_cells,
    section_cells,
)
from pages.parts.words import say
from pages.parts.year_words import Telling
from scoring.explain import explain
from scoring.model import Criterion, Figure, Kind, Penalty, Role, State
from scoring.numbers import day
from scoring.rounding import publish
from scoring.scoreboard import Part, Score
from scoring.wording import STATUS_WORDS, status_words

Value = str | Decimal | int

SHARE_DECIMALS = 4  # of a completion in percent; it is a fraction without end


@dataclass(frozen=True, slots=True)
class Sheet:
    """
    One table.

    Attributes:
        name: Of its file, without year and ending; ASCII.
        columns: The head.
    """

    name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]


def columns(*names: str) -> tuple[str, ...]:
    """The head: the words of each name."""
    return tuple(say(f"csv.{name}") for name in names)


def year_sheets(frozen: FrozenYear) -> tuple[Sheet, ...]:
    """The tables of the year itself."""
    about = frozen.about
    return (
        _ranking(frozen),
        _sections(about),
        _points(about),
        _figures(about),
        _reasons(about),
        _chances(frozen),
        _penalties(about),
        _bonus_items(about),
        _rulebook(about),
    )


def nothing(told: str, width: int) -> tuple[tuple[Value, ...], ...]:
    """The only row of a table that has none: it says why."""
    return ((told, *("",) * (width - 1)),)


def percent_of(share: Fraction | Decimal, decimals: int) -> Decimal:
    """A share as the number in percent."""
    return publish(Fraction(share) * 100, decimals)


def _ranking(frozen: FrozenYear) -> Sheet:
    about, rulebook = frozen.about, frozen.about.rulebook
    head = columns("rank", "unit_code", "unit", "total", "maximum", "rate")
    head += tuple(section.label for section in rulebook.sections)
    head += columns(
        "bonus",
        "bonus_uncapped",
        "item_bonus",
        "penalty",
        "tied",
        "state",
        "open_points",
        "grade",
        "best",
        "worst",
    )
    rows = []
    for row in about.board.units:
        bound = frozen.bounds[row.unit]
        rows.append(
            (
                say("csv.unranked") if row.rank is None else row.rank,
                row.unit,
                about.cluster.unit(row.unit).name,
                row.total,
                row.maximum,
                percent_of(row.rate, max(0, rulebook.rate_decimals - 2)),
                *(section.total for section in row.sections),
                row.bonus,
                row.bonus_uncapped,
                row.item_bonus,
                row.penalty,
                ", ".join(about.unit(code) for code in row.tied_with) or say("csv.none"),
                say("csv.state_open", count=len(row.missing)) if row.missing else say("csv.state_complete"),
                row.open_points,
                (row.grade or say("csv.no_grade")) if rulebook.grades else say("csv.grade_unused"),
                bound.best,
                bound.worst,
            )
        )
    return Sheet("xep-hang", head, tuple(rows))


def _sections(about: Telling) -> Sheet:
    head = columns(
        "unit_code",
        "unit",
        "section_code",
        "section",
        "points",
        "penalty_stated",
        "penalty",
        "total",
        "maximum",
    )
    rows = tuple(
        (
            row.unit,
            about.cluster.unit(row.unit).name,
            section.code,
            about.rulebook.section(section.code).label,
            section.points,
            section.penalty,
            section.points - section.total,
            section.total,
            section.maximum,
        )
        for row in about.board.units
        for section in row.sections
    )
    return Sheet("diem-noi-dung", head, rows)


def _points(about: Telling) -> Sheet:
    units = about.members()
    head = columns("code", "criterion", "section_code", "maximum")
    head += tuple(unit.short_name for unit in units)
    head += tuple(say("csv.bonus_of", unit=unit.short_name) for unit in units)
    rows = []
    for criterion in about.rulebook.criteria:
        scores = [about.board.score(unit.code, criterion.code) for unit in units]
        rows.append(
            (
                criterion.code,
                criterion.label,
                criterion.section,
                criterion.max_points,
                *(points_or_why(score) for score in scores),
                *(bonus_or_why(score) for score in scores),
            )
        )
    return Sheet("diem-tieu-chi", head, tuple(rows))


def points_or_why(score: Score) -> Value:
    """The points, or why there are none: not reported, not assigned and nothing occurred are three words."""
    return say(WHY_NO_POINTS[score.outcome]) if score.points is None else score.points


def bonus_or_why(score: Score) -> Value:
    """The bonus, or why there is none."""
    return say(WHY_NO_POINTS[score.outcome]) if score.bonus is None else score.bonus


def _figures(about: Telling) -> Sheet:
    head = columns("unit_code", "unit", "code", "criterion", "part_code", "part", "measure")
    head += columns("target", "target_level", "target_document", "baseline")
    head += columns(
        "actual", "completion", "status", "agency", "vintage", "as_of", "document", "document_date"
    )
    rows = []
    for criterion in about.rulebook.criteria:
        for unit in about.members():
            score = about.board.score(unit.code, criterion.code)
            for row, part in rows_of(criterion, score):
                is_part = row is not criterion
                rows.append(
                    (
                        unit.code,
                        unit.name,
                        criterion.code,
                        criterion.label,
                        row.code if is_part else say("csv.whole"),
                        row.label if is_part else say("csv.whole"),
                        row.unit_of_measure,
                        *_held_against(about, criterion, row, score, part),
                        *_actual(about, criterion, row, score, part),
                    )
                )
    return Sheet("so-lieu-duoc-tinh", head, tuple(rows))


def _plain(figure: Figure, row: Row) -> Value:
    """A figure as a number where it is one; yes, no, a grade and every reason are words."""
    is_number = figure.state is State.REPORTED and not figure.grade and row.kind is not Kind.YES_NO
    return figure.value if is_number and figure.value is not None else value_text(figure, row)


def _held_against(
    about: Telling, criterion: Criterion, row: Row, score: Score, part: Part
) -> tuple[Value, ...]:
    target, baseline = part.target, part.baseline
    missing = {entry.role for entry in score.missing if entry.sub_criterion in ("", part.code)}
    no_target = say("csv.not_reported") if Role.TARGET in missing else say("csv.no_target")
    no_baseline = say("csv.not_reported") if Role.BASELINE in missing else say("csv.no_baseline")
    return (
        no_target if target is None else _plain(target.figure, row),
        no_target if target is None else about.rulebook.level_label(target.figure.level) or say("csv.none"),
        no_target if target is None else target.figure.document or say("csv.none"),
        no_baseline if baseline is None else _plain(baseline.figure, row),
    )


def _actual(about: Telling, criterion: Criterion, row: Row, score: Score, part: Part) -> tuple[Value, ...]:
    completion = part.completion
    reads = measure(method_of(criterion, row), criterion)
    share: Value = say("csv.no_share")
    if part.actual is None or score.points is None:
        share = say(WHY_NO_POINTS[score.outcome]) if score.points is None else say("csv.not_reported")
    elif completion is not None and reads in ("ratio", "change"):
        beyond = completion.share is None
        share = (
            say("criterion.beyond") if beyond else percent_of(completion.share or Fraction(0), SHARE_DECIMALS)
        )
    if part.actual is None:
        why = say(WHY_NO_POINTS[score.outcome]) if score.points is None else say("csv.not_reported")
        owed = about.cluster.agency(criterion.agency).name
        return (why, share, why, owed, why, why, why, why)
    figure = part.actual.figure
    return (
        _plain(figure, row),
        share,
        status_words(figure),
        about.cluster.agency(figure.agency).name,
        figure.vintage,
        day(figure.as_of),
        figure.document or say("csv.none"),
        day(figure.document_date),
    )


def _reasons(about: Telling) -> Sheet:
    head = columns("unit_code", "unit", "code", "criterion", "points", "maximum", "bonus", "self_points")
    head += columns("sentence", "target_note", "actual_note", "citation", "marks")
    rows = []
    for unit in about.members():
        for criterion in about.rulebook.criteria:
            score = about.board.score(unit.code, criterion.code)
            told = explain(about.rulebook, score, lambda code: about.cluster.agency(code).name)
            rows.append(
                (
                    unit.code,
                    unit.name,
                    criterion.code,
                    criterion.label,
                    points_or_why(score),
                    criterion.max_points,
                    bonus_or_why(score),
                    say("csv.not_said") if score.self_points is None else score.self_points,
                    told.sentence,
                    told.target_note or say("csv.none"),
                    told.actual_note or say("csv.none"),
                    told.citation,
                    "; ".join(told.marks) or say("csv.none"),
                )
            )
    return Sheet("giai-trinh", head, tuple(rows))


def _chances(frozen: FrozenYear) -> Sheet:
    about, chances = frozen.about, frozen.chances
    ranks = range(1, len(chances.units) + 1)
    head = columns("unit_code", "unit", "best", "worst")
    head += tuple(say("csv.chance_of", rank=rank) for rank in ranks) + columns("draws", "seed")
    rows: tuple[tuple[Value, ...], ...] = tuple(
        (
            unit,
            about.cluster.unit(unit).name,
            frozen.bounds[unit].best,
            frozen.bounds[unit].worst,
            *(percent_of(chances.share(unit, rank), 3) for rank in ranks),
            chances.draws,
            chances.seed,
        )
        for unit in chances.units
    )
    return Sheet("kha-nang-thu-hang", head, rows)


def _penalties(about: Telling) -> Sheet:
    rulebook = about.rulebook
    entries = [penalty for row in about.board.units for penalty in row.penalties]
    sections = {item.code: item.section for item in rulebook.penalty_items}
    return _occurrences(about, "diem-tru", entries, -1, sections, say("csv.no_penalties"))


def _bonus_items(about: Telling) -> Sheet:
    entries = [entry for row in about.board.units for entry in row.bonuses]
    return _occurrences(about, "diem-thuong-theo-viec", entries, 1, {}, say("csv.no_bonus_items"))


def _occurrences(
    about: Telling, name: str, entries: Sequence[Penalty], sign: int, sections: Mapping[str, str], none: str
) -> Sheet:
    """Everything itemised that was stated, with its evidence."""
    items = {item.code: item for item in about.rulebook.items}
    head = columns("unit_code", "unit", "code", "item", "section_code", "times", "points_each", "points")
    head += columns("status", "agency", "document", "document_date", "note")
    rows: tuple[tuple[Value, ...], ...] = tuple(
        (
            entry.unit,
            about.cluster.unit(entry.unit).name,
            entry.item,
            items[entry.item].label,
            sections.get(entry.item, say("csv.none")),
            entry.times,
            items[entry.item].points,
            sign * items[entry.item].points * entry.times,
            STATUS_WORDS[entry.status],
            about.cluster.agency(entry.agency).name,
            entry.document or say("csv.none"),
            day(entry.document_date),
            entry.note or say("csv.none"),
        )
        for entry in entries
    )
    return Sheet(name, head, rows or nothing(none, len(head)))


def _rulebook(about: Telling) -> Sheet:
    rulebook = about.rulebook
    rows: list[tuple[Value, ...]] = []
    rows += _cells(say("csv.row_head"), "", rulebook.title, head_cells(rulebook))
    for section in rulebook.sections:
        rows += _cells(say("csv.row_section"), section.code, section.label, section_cells(rulebook, section))
    for criterion in rulebook.criteria:
        cells = criterion_cells(rulebook, criterion, lambda code: about.cluster.agency(code).name)
        rows += _cells(say("csv.row_criterion"), criterion.code, criterion.label, cells)
    for item in rulebook.penalty_items:
        rows += _cells(say("csv.row_penalty"), item.code, item.label, penalty_cells(item))
    for bonus in rulebook.bonus_items:
        rows += _cells(say("csv.row_bonus"), bonus.code, bonus.label, bonus_cells(bonus))
    return Sheet("quy-che", columns("row", "code", "label", "cell", "content", "read_where"), tuple(rows))


def _cells(row: str, code: str, label: str, cells: tuple[Cell, ...]) -> Iterator[tuple[Value, ...]]:
    for cell in cells:
        content = "; ".join((cell.text, *cell.lines)) if cell.lines else cell.text
        where = cell.where or say("csv.assumed")
        yield (row, code or say("csv.whole"), label, say(f"rulebook.cell.{cell.name}"), content, where)
