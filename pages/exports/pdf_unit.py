"""The score sheet of one unit (Phiếu điểm) in print: where it stands, every criterion with its reason, what is open."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Final

from data.cluster import Unit
from pages.exports.pdf_criteria import criteria_table
from pages.exports.pdf_summary import missing_sentence, rank_content
from pages.exports.typst_page import compiled, text
from pages.exports.typst_parts import (
    Cell,
    bar,
    decided_text,
    ending,
    heading,
    heads,
    notes,
    paragraph,
    quiet,
    reason,
    strong,
    table,
    title,
)
from pages.parts.change_words import YearStep, split_text
from pages.parts.figure_cells import document_text
from pages.parts.finding_words import sentence_text, source
from pages.parts.frozen_year import FrozenYear
from pages.parts.not_comparable import label_of, reasons_of
from pages.parts.stamp_lines import statuses_text
from pages.parts.theme import unit_colour
from pages.parts.words import say
from pages.parts.year_words import Telling, section_name
from scoring.compare import losses
from scoring.findings import unofficial
from scoring.model import Outcome, Penalty, Role
from scoring.numbers import MINUS, day, number, percent
from scoring.scoreboard import UnitScore
from scoring.wording import STATUS_WORDS, status_words

TIE_KEYS: Final = ("tie_separated", "tie_open")


def unit_pdf(frozen: FrozenYear, unit: str) -> bytes:
    """
    The PDF of one unit's sheet; the same frozen year gives the same bytes.

    Raises:
        KeyError: The unit is not on the board of the year.
    """
    about = frozen.about
    row, member = about.board.unit(unit), about.cluster.unit(unit)
    told = say("print.unit_title", year=frozen.year)
    parts = [
        f"#std.text(size: 12pt, {strong(about.cluster.name.upper())})\n",
        title(told, ""),
        f"#align(center, std.text(size: 14pt, {strong(member.name)}))\n",
        f"#align(center, {text(_status_line(frozen))})\n",
        _results(about, row),
        _sections(about, row, unit_colour(member.order - 1)),
        _change(frozen, unit),
        _ties(frozen, unit),
        heading(say("print.criteria")),
        criteria_table(about, member),
        _losses(about, member),
        _penalties(about, row),
        _bonuses(about, row),
        _open(frozen, unit),
        _not_comparable(frozen),
        heading(say("print.notes")),
        notes([say("print.only_score"), decided_text(frozen)]),
        ending(frozen.stamp),
    ]
    return compiled(
        "".join(parts),
        stamp=frozen.stamp,
        title=f"{told} – {member.name}",
        author=about.cluster.name,
    )


def _status_line(frozen: FrozenYear) -> str:
    stamp = frozen.stamp
    return say(
        "print.status_line",
        source=source(frozen.about),
        statuses=statuses_text(stamp.statuses),
        as_of=day(stamp.as_of),
    )


def _results(about: Telling, row: UnitScore) -> str:
    """The results of the unit as a small table of one row."""
    count = len(about.board.units)
    cells = [
        Cell(f"{rank_content(row)}" + (f" + {text('/' + str(count))}" if row.rank is not None else "")),
        Cell(strong(about.points(row.total))),
        Cell(text(number(row.maximum))),
        Cell(strong(about.rate(row.rate))),
        Cell(text(f"{number(row.bonus, sign=True)} / {MINUS if row.penalty else ''}{number(row.penalty)}")),
    ]
    labels = [say(f"print.unit_{name}") for name in ("rank", "total", "maximum", "rate", "bonus_penalty")]
    if about.rulebook.grades:
        labels.append(say("print.grade"))
        cells.append(Cell(text(row.grade or say("print.no_grade"))))
    width = len(cells)
    return "#v(2mm)\n" + table(["1fr"] * width, ["center"] * width, heads(labels), [cells])


def _sections(about: Telling, row: UnitScore, colour: str) -> str:
    """Every section against its maximum, with what penalties took."""
    rows = []
    for own in row.sections:
        label = about.rulebook.section(own.code).label
        share = Fraction(own.total) / Fraction(own.maximum) if own.maximum else None
        taken = own.points - own.total
        told = say("print.taken", points=about.points(taken)) if taken else ""
        rows.append(
            [
                Cell(text(label) + (f" + linebreak() + {quiet(told)}" if told else "")),
                Cell(strong(about.points(own.total)) + " + " + text(f"/{number(own.maximum)}")),
                Cell(text(percent(share) if share is not None else say("heat.not_assigned"))),
                Cell(bar(share or Fraction(0), colour)),
            ]
        )
    labels = [say(f"print.{name}") for name in ("section", "points", "share", "level")]
    return "#v(1mm)\n" + table(
        ["1fr", "30mm", "18mm", "35mm"], ["left", "right", "right", "left"], heads(labels), rows
    )


def _change(frozen: FrozenYear, unit: str) -> str:
    """What changed since the year before, and why."""
    change = next((each for each in frozen.changes if each.unit == unit), None)
    if frozen.before is None or change is None:
        return heading(say("print.change_none_title")) + paragraph(text(say("print.change_none")))
    about, before = frozen.about, frozen.before
    split = next((each for each in frozen.splits if each.unit == unit), None)
    key = "print.change_unranked" if change.old_rank is None else "print.change"
    told = [say(key, year=before.board.year, total=before.points(change.old_total), rank=change.old_rank)]
    if split is None:
        mark = "▲ " if change.total_change > 0 else "▼ " if change.total_change < 0 else ""
        told.append(say("print.change_amount", change=mark + about.points(change.total_change, sign=True)))
    else:
        told.append(split_text(YearStep(about, before.rulebook), split))
    return heading(say("print.change_title", year=before.board.year)) + paragraph(text(" ".join(told)))


def _ties(frozen: FrozenYear, unit: str) -> str:
    """How the unit was separated from others with the same result."""
    told = []
    for finding in frozen.findings:
        units = finding.facts.get("units", ())
        if finding.key in TIE_KEYS and isinstance(units, tuple) and unit in units:
            told.append(sentence_text(frozen.about, finding))
    return "".join(paragraph(text(each)) for each in told)


def _losses(about: Telling, unit: Unit) -> str:
    """Where points were lost, most first, with the share of all lost points up to there."""
    found = losses(about.rulebook, about.board, unit.code)
    if not found:
        scored = any(
            about.board.score(unit.code, row.code).points is not None for row in about.rulebook.criteria
        )
        return heading(
            say("unit_sheet.no_losses", unit=unit.short_name) if scored else say("print.nothing_scored")
        )
    colour = unit_colour(unit.order - 1)
    rows = [
        [
            Cell(text(f"{loss.criterion} {about.rulebook.criterion(loss.criterion).label}")),
            Cell(text(about.points(loss.lost))),
            Cell(text(percent(loss.cumulated))),
            Cell(bar(Fraction(loss.lost) / Fraction(found[0].lost), colour)),
        ]
        for loss in found
    ]
    labels = [say(f"print.{name}") for name in ("criterion", "lost", "cumulated", "level")]
    return (
        heading(
            say(
                "print.losses",
                points=about.points(sum((loss.lost for loss in found), start=found[0].lost * 0)),
            )
        )
        + paragraph(quiet(say("unit_sheet.losses_measure") + "."))
        + table(["1fr", "22mm", "22mm", "35mm"], ["left", "right", "right", "left"], heads(labels), rows)
    )


def _penalties(about: Telling, row: UnitScore) -> str:
    """Every penalty with its document; one sentence where there is none."""
    if not row.penalties:
        return heading(say("print.penalties")) + paragraph(text(say("print.no_penalties")))
    sections = {
        item.code: section_name(about.rulebook.section(item.section).label)
        for item in about.rulebook.penalty_items
    }
    told = say("print.penalties_taken", points=about.points(row.penalty))
    return heading(told) + _occurrences(about, row.penalties, -1, sections)


def _bonuses(about: Telling, row: UnitScore) -> str:
    """The same of itemised bonus; "" where the rulebook has none."""
    if not about.rulebook.bonus_items:
        return ""
    if not row.bonuses:
        return heading(say("print.bonuses")) + paragraph(text(say("print.no_bonuses")))
    told = say("print.bonuses_given", points=about.points(row.item_bonus))
    return heading(told) + _occurrences(about, row.bonuses, 1, {})


def _occurrences(about: Telling, entries: Sequence[Penalty], sign: int, sections: Mapping[str, str]) -> str:
    """A table of what was stated, how often and on what evidence."""
    items = {item.code: item for item in about.rulebook.items}
    rows = []
    for entry in entries:
        item = items[entry.item]
        evidence = [
            document_text(entry) or say("print.no_document"),
            about.cluster.agency(entry.agency).name,
            STATUS_WORDS[entry.status],
            entry.note,
        ]
        small = quiet(" · ".join(each for each in evidence if each))
        rows.append(
            [
                Cell(f"{text(item.label)} + linebreak() + {small}"),
                Cell(text(sections[entry.item])) if sections else Cell(reason(say("print.total_bonus"))),
                Cell(text(f"{number(entry.times)} × {number(item.points)}")),
                Cell(strong(about.points(sign * item.points * entry.times, sign=True))),
            ]
        )
    labels = [say(f"print.{name}") for name in ("item", "section", "times", "points")]
    return table(["1fr", "26mm", "24mm", "22mm"], ["left", "left", "right", "right"], heads(labels), rows)


def _open(frozen: FrozenYear, unit: str) -> str:
    """What is missing, and what is not official yet."""
    about = frozen.about
    scores = [about.board.score(unit, row.code) for row in about.rulebook.criteria]
    told = [missing_sentence(about, score) for score in scores if score.outcome is Outcome.NOT_REPORTED]
    if not told:
        told.append(say("print.nothing_missing"))
    for score in scores:
        if unofficial(score):
            row = about.rulebook.criterion(score.criterion)
            found = dict.fromkeys(
                status_words(figure) for figure in score.figures() if figure.role is Role.ACTUAL
            )
            told.append(
                say("print.unofficial", criterion=f"{row.code} {row.label}", statuses=", ".join(found))
            )
    bound = frozen.bounds[unit]
    told.append(
        say("print.bound_firm", rank=bound.best)
        if bound.firm
        else say("print.bound_open", best=bound.best, worst=bound.worst)
    )
    return heading(say("print.open")) + notes(told)


def _not_comparable(frozen: FrozenYear) -> str:
    """Which criteria cannot be held against the year before, and why."""
    if frozen.before is None:
        return ""
    entries = [entry for entry in frozen.comparable if entry.reasons]
    if not entries:
        return heading(say("print.all_comparable", year=frozen.before.board.year))
    rows = [
        [
            Cell(text(label_of(frozen, entry))),
            Cell(text(say("trend.what_points" if entry.figures else "trend.what_all"))),
            Cell(text(reasons_of(frozen, entry))),
        ]
        for entry in entries
    ]
    labels = [say(f"print.{name}") for name in ("criterion", "what", "why")]
    year = frozen.before.board.year
    return heading(say("print.not_comparable", year=year, count=len(entries))) + table(
        ["55mm", "30mm", "1fr"], ["left", "left", "left"], heads(labels), rows
    )
