"""The summary of the year (Bảng tổng hợp) in print: A4 landscape, criteria in rows, units in columns, sums, ranks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Final

from data.cluster import Unit
from pages.exports.typst_page import compiled, text
from pages.exports.typst_parts import (
    Cell,
    Content,
    decided_text,
    ending,
    heading,
    heads,
    notes,
    reason,
    strong,
    table,
    title,
)
from pages.parts.figure_cells import WHY_NO_POINTS
from pages.parts.finding_words import sentence_text, source
from pages.parts.firm_words import firmness_sentence
from pages.parts.frozen_year import FrozenYear
from pages.parts.stamp_lines import statuses_text
from pages.parts.theme import LIGHT
from pages.parts.words import say
from pages.parts.year_words import Telling, section_name
from scoring.findings import unofficial
from scoring.model import Criterion, Outcome, Section
from scoring.numbers import day, number
from scoring.scoreboard import Score, UnitScore

Points = Callable[[Content, str], Content]  # points and what stands beside them

UNITS: Final = 8  # columns beside the names before they become too narrow; more units are a further table


def summary_pdf(frozen: FrozenYear) -> bytes:
    """The PDF of the summary; the same frozen year gives the same bytes."""
    about = frozen.about
    units = about.members()
    told = say("print.summary_title", year=frozen.year)
    parts = [
        f"#std.text(size: 12pt, {strong(about.cluster.name.upper())})\n",
        title(told, say("print.attached")),
        f"#align(center, {text(_status_line(frozen))})\n#v(1mm)\n",
    ]
    for start in range(0, len(units), UNITS):
        block = units[start : start + UNITS]
        if start:
            parts.append("#pagebreak()\n")
        if len(units) > UNITS:
            last = start + len(block)
            parts.append(heading(say("print.units_part", first=start + 1, last=last, count=len(units))))
        parts.append(_scores(about, block))
    parts += [heading(say("print.notes")), notes(_notes(frozen)), ending(frozen.stamp)]
    return compiled(
        "".join(parts),
        stamp=frozen.stamp,
        title=f"{told} – {about.cluster.name}",
        author=about.cluster.name,
        paper="a4-landscape",
    )


def _status_line(frozen: FrozenYear) -> str:
    stamp = frozen.stamp
    return say(
        "print.status_line",
        source=source(frozen.about),
        statuses=statuses_text(stamp.statuses),
        as_of=day(stamp.as_of),
    )


def _scores(about: Telling, units: Sequence[Unit]) -> str:
    rulebook = about.rulebook
    scores = [about.board.score(unit.code, row.code) for unit in units for row in rulebook.criteria]
    points = _with_aside if any(map(_aside, scores)) else _alone
    rows: list[list[Cell]] = []
    for section in rulebook.sections:
        rows.append(
            [
                Cell(
                    strong(section.label),
                    span=3 + len(units),
                    align="left",
                    fill=LIGHT.panel,
                    is_heading=True,
                )
            ]
        )
        rows += [_criterion_row(about, units, row, points) for row in rulebook.in_section(section.code)]
        rows += _section_rows(about, units, section, points)
    results = [about.board.unit(unit.code) for unit in units]
    bonus = [points(text(about.points(row.bonus)), "") for row in results]
    foot = [_sum_row(say("print.bonus"), rulebook.bonus_cap, bonus)]
    for label, align, cell in _result_rows(about, points):
        foot.append(_sum_row(label, None, [cell(row) for row in results], lit=True, align=align))
    labels = [say("print.code"), say("print.criterion"), say("print.most")]
    return table(
        ["14mm", "1fr", "15mm", *["29mm" if points is _with_aside else "24mm"] * len(units)],
        ["left", "left", *["right"] * (1 + len(units))],
        heads([*labels, *(unit.short_name for unit in units)]),
        rows,
        foot,
    )


def _criterion_row(about: Telling, units: Sequence[Unit], row: Criterion, points: Points) -> list[Cell]:
    cells = [Cell(text(row.code)), Cell(text(row.label)), Cell(text(number(row.max_points)))]
    for unit in units:
        score = about.board.score(unit.code, row.code)
        if score.points is None:
            cells.append(Cell(reason(say(WHY_NO_POINTS[score.outcome])), align="center"))
        else:
            cells.append(Cell(points(text(about.points(score.points)), _aside(score))))
    return cells


def _aside(score: Score) -> str:
    """What stands beside the points: a star for a figure that is not official, the bonus."""
    if score.points is None:
        return ""
    return "*" * unofficial(score) + (number(score.bonus, sign=True) if score.bonus else "")


def _with_aside(points: Content, aside: str) -> Content:
    """Points that stay under each other whatever stands to their right."""
    return f"{points} + box(width: 11mm, align(left, {text(' ' + aside)}))"


def _alone(points: Content, _aside: str) -> Content:
    """Points in a table in which nothing stands beside any."""
    return points


def _section_rows(
    about: Telling, units: Sequence[Unit], section: Section, points: Points
) -> list[list[Cell]]:
    """What penalties took off, where any was stated, and the section's sum."""
    own = [about.board.unit(unit.code).section(section.code) for unit in units]
    name = section_name(section.label)
    rows = []
    if any(row.penalty for row in own):
        taken = [points(text(about.points(row.total - row.points)), "") for row in own]
        rows.append(_sum_row(say("print.penalty", section=name), None, taken))
    sums = [points(strong(about.points(row.total)), "") for row in own]
    rows.append(_sum_row(say("print.section_sum", section=name), section.max_points, sums))
    return rows


def _sum_row(
    label: str, most: Decimal | None, contents: Sequence[Content], *, lit: bool = False, align: str = ""
) -> list[Cell]:
    fill = LIGHT.panel if lit else ""
    first = [Cell(strong(label), span=2 if most is not None else 3, align="left", fill=fill)]
    if most is not None:
        first.append(Cell(strong(number(most)), fill=fill))
    return first + [Cell(content, align=align, fill=fill) for content in contents]


def _result_rows(about: Telling, points: Points) -> list[tuple[str, str, Callable[[UnitScore], Content]]]:
    rows: list[tuple[str, str, Callable[[UnitScore], Content]]] = [
        (say("print.total"), "", lambda row: points(strong(about.points(row.total)), "")),
        (say("print.maximum"), "", lambda row: points(text(number(row.maximum)), "")),
        (say("print.rate"), "center", lambda row: strong(about.rate(row.rate))),
        (say("print.rank"), "center", rank_content),
    ]
    if about.rulebook.grades:
        rows.append(
            (
                say("print.grade"),
                "center",
                lambda row: text(row.grade) if row.grade else reason(say("print.no_grade")),
            )
        )
    return rows


def rank_content(row: UnitScore) -> Content:
    """The rank in words that say when it is shared, provisional, or not given."""
    if row.rank is None:
        return reason(say("print.unranked"))
    if row.provisional:
        return strong(say("print.rank_provisional", rank=row.rank))
    return strong(say("print.rank_tied", rank=row.rank) if row.tied_with else row.rank)


def _notes(frozen: FrozenYear) -> list[str]:
    """Everything that a number of the table does not say by itself."""
    about, rulebook = frozen.about, frozen.about.rulebook
    scores = [about.board.score(unit.code, row.code) for row in rulebook.criteria for unit in about.members()]
    told = [say("print.only_score"), decided_text(frozen)]
    told += [
        sentence_text(about, each) for each in frozen.findings if each.key in ("tie_separated", "tie_open")
    ]
    told.append(firmness_sentence(about, frozen.firmness))
    for row in about.board.units:
        if len(row.missing) == 1:
            told.append(missing_sentence(about, about.board.score(row.unit, row.missing[0])))
        elif row.missing:
            told.append(
                say(
                    "print.missing_many",
                    unit=about.unit(row.unit),
                    count=len(row.missing),
                    points=number(row.open_points),
                    criteria=", ".join(row.missing),
                )
            )
    left_out = [score for score in scores if score.outcome in (Outcome.NOT_ASSIGNED, Outcome.NOT_APPLICABLE)]
    told += [
        say(
            "print.left_out",
            unit=about.unit(score.unit),
            criterion=rulebook.criterion(score.criterion).label,
            why=say(WHY_NO_POINTS[score.outcome]),
            points=number(rulebook.criterion(score.criterion).max_points),
        )
        for score in left_out
    ]
    for row in about.board.units:
        if row.bonuses:
            labels = {item.code: item.label for item in rulebook.bonus_items}
            what = "; ".join(f"{labels[entry.item]} ({number(entry.times)})" for entry in row.bonuses)
            points = about.points(row.item_bonus)
            told.append(say("print.item_bonus", unit=about.unit(row.unit), points=points, what=what))
        if row.bonus_uncapped != row.bonus:
            told.append(
                say(
                    "print.bonus_capped",
                    unit=about.unit(row.unit),
                    uncapped=about.points(row.bonus_uncapped),
                    bonus=about.points(row.bonus),
                )
            )
        told += [
            say(
                "print.penalty_floor",
                unit=about.unit(row.unit),
                section=section_name(rulebook.section(section.code).label),
                stated=about.points(section.penalty),
                taken=about.points(section.points - section.total),
            )
            for section in row.sections
            if section.points - section.total != section.penalty
        ]
    marks = [say("print.bonus_mark")] if any(score.bonus for score in scores) else []
    marks += [say("print.unofficial_mark")] if any(unofficial(score) for score in scores) else []
    told += [" ".join(marks)] if marks else []
    return told


def missing_sentence(about: Telling, score: Score) -> str:
    """Which cell is owed, by whom, and that it is no 0."""
    row = about.rulebook.criterion(score.criterion)
    return say(
        "print.missing",
        unit=about.unit(score.unit),
        criterion=f"{row.code} {row.label}",
        points=number(row.max_points),
        agency=about.cluster.agency(row.agency).name,
    )
