"""Slides of one year's order: the reveal, the sections, the heat table in pages."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from pages.parts.finding_words import tie_break
from pages.parts.frozen_year import FrozenYear
from pages.parts.slides import MOST_ROWS, Area, Cell, Chart, Column, Row, Series, Slide, Table, pages_of
from pages.parts.words import say
from pages.parts.year_words import section_name
from scoring.findings import unofficial
from scoring.model import Criterion, Outcome
from scoring.numbers import MISSING, number
from scoring.scoreboard import UnitScore

ZERO = Decimal(0)


def order_slide(frozen: FrozenYear, line: str) -> Slide:
    """The order, revealed from the last rank to the first; equal ranks appear together."""
    about, rulebook = frozen.about, frozen.about.rulebook
    ranks = sorted({row.rank for row in about.board.units if row.rank is not None}, reverse=True)
    step = {rank: place for place, rank in enumerate(ranks, start=1)}
    by_rate = rulebook.ranked_by == "rate"
    columns = [
        Column(say("slides.rank"), 0.06),
        Column(say("slides.unit"), 0.26),
        Column(say("slides.total"), 0.15, is_number=True),
        *([Column(say("slides.rate"), 0.18, is_number=True)] if by_rate else []),
        Column(_change_head(frozen), 0.35 if by_rate else 0.53),
    ]
    rows, notes = [], [say("slides.order.note")]
    for row in about.board.units:
        remark = order_remark(frozen, row)
        cells = [
            Cell(number(row.rank) if row.rank is not None else MISSING, row.rank, "strong"),
            Cell(about.unit(row.unit), unit=row.unit),
            # what ranks is what stands out: a total of a larger maximum can be above that of a better rank
            Cell(about.points(row.total), row.total, "" if by_rate else "strong"),
            *([Cell(about.rate(row.rate), row.rate, "strong")] if by_rate else []),
            Cell(remark),
        ]
        rows.append(Row(tuple(cells), 0 if row.rank is None else step[row.rank]))
    for row in reversed(about.board.units):
        if row.rank is None:
            notes.append(say("slides.order.note_unranked", unit=about.unit(row.unit)))
            continue
        notes.append(
            say(
                "slides.order.note_row",
                rank=number(row.rank),
                unit=about.unit(row.unit),
                total=about.points(row.total),
                rate=about.rate(row.rate),
                remark=order_remark(frozen, row),
            )
        )
    table = Table(tuple(columns), tuple(rows), say("slides.order.caption", year=frozen.year))
    return Slide(
        "order",
        "order",
        say("slides.order.title", year=frozen.year),
        say(f"slides.order.subtitle_{rulebook.ranked_by}", total=number(rulebook.total)),
        (Area(12, (table,)),),
        line,
        tuple(notes),
        steps=len(ranks),
    )


def _change_head(frozen: FrozenYear) -> str:
    if frozen.before is None:
        return say("slides.order.remark")
    return say("slides.order.change", year=frozen.before.board.year)


def order_remark(frozen: FrozenYear, row: UnitScore) -> str:
    """What is worth knowing beside a rank: places moved, how a tie was separated, penalty, what is open. Plain text."""
    about = frozen.about
    told = []
    if frozen.before is not None:
        change = next((each for each in frozen.changes if each.unit == row.unit), None)
        places = None if change is None else change.rank_change
        if places is None:
            told.append(say("slides.order.new"))
        elif places == 0:
            told.append(say("slides.order.same"))
        else:
            key = "slides.order.up" if places > 0 else "slides.order.down"
            told.append(say(key, places=number(abs(places))))
    if row.tied_with:
        told.append(say("slides.order.tied", units=about.units(row.tied_with)))
    elif row.tie_note is not None:
        # ranks and no names: the slide reveals one rank after the other
        equal = [about.board.unit(unit).rank for unit in row.tie_note.units if unit != row.unit]
        ranks = ", ".join(number(rank) for rank in equal if rank is not None)
        decided = next(
            (step for step, values in row.tie_note.steps if len({value for _unit, value in values}) > 1), ""
        )
        if decided and ranks:
            told.append(say("slides.order.tie", ranks=ranks, step=about.step(decided)))
    if row.penalty:
        told.append(say("slides.order.penalty", points=about.points(row.penalty)))
    if row.open_points:
        told.append(say("slides.order.open", points=number(row.open_points)))
    return " · ".join(told)


def sections_slide(frozen: FrozenYear, line: str) -> Slide:
    """Stacked rows: the sections, bonus, and penalties left of zero, best unit on top."""
    about, rulebook = frozen.about, frozen.about.rulebook
    rows = about.board.units
    series = [
        Series(
            section_name(section.label),
            tuple(row.section(section.code).points for row in rows),
            tuple(about.points(row.section(section.code).points) for row in rows),
            f"section-{place % 3 + 1}",
        )
        for place, section in enumerate(rulebook.sections)
    ]
    if any(row.bonus for row in rows):
        series.append(
            Series(
                say("slides.sections.bonus"),
                tuple(row.bonus for row in rows),
                tuple(about.points(row.bonus, sign=True) for row in rows),
                "bonus",
            )
        )
    if any(row.penalty for row in rows):
        series.append(
            Series(
                say("slides.sections.penalty"),
                tuple(-row.penalty for row in rows),
                tuple(about.points(-row.penalty) for row in rows),
                "penalty",
            )
        )
    alt = " ".join(
        say(
            "slides.sections.alt",
            unit=about.unit(row.unit),
            parts=", ".join(
                say("slides.sections.part", name=each.name, points=each.texts[at]) for each in series
            ),
            total=about.points(row.total),
        )
        for at, row in enumerate(rows)
    )
    chart = Chart(
        "stacked",
        tuple(about.unit(row.unit) for row in rows),
        tuple(series),
        say("slides.points"),
        alt,
        tuple(_total(frozen, row) for row in rows),
    )
    ties = [
        f"{about.units(each.facts['units'])}{tie_break(about, each)}"  # type: ignore[arg-type]
        for each in frozen.findings
        if each.key == "tie_separated"
    ]
    return Slide(
        "sections",
        "sections",
        _sections_title(frozen),
        say("slides.sections.subtitle"),
        (Area(12, (chart,)),),
        line,
        (say("slides.sections.note"), *ties),
    )


def _total(frozen: FrozenYear, row: UnitScore) -> str:
    total = frozen.about.points(row.total)
    if row.rank is None:
        return say("slides.sections.total_unranked", total=total)
    return say("slides.sections.total", total=total, rank=number(row.rank))


def _sections_title(frozen: FrozenYear) -> str:
    about = frozen.about
    rows = [row for row in about.board.units if row.rank is not None]
    if len(rows) > 1 and not rows[0].tied_with:
        first, second = rows[0], rows[1]
        gaps = [
            (section.total - second.section(section.code).total, section.code) for section in first.sections
        ]
        most, code = max(gaps, key=lambda gap: gap[0])
        if most > 0:
            return say(
                "slides.sections.title",
                first=about.unit(first.unit),
                second=about.unit(second.unit),
                section=section_name(about.rulebook.section(code).label),
                points=about.points(most),
            )
    return say("slides.sections.title_plain", count=number(len(about.board.units)))


def heat_slides(frozen: FrozenYear, line: str) -> tuple[Slide, ...]:
    """Criteria × units in pages of at most `MOST_ROWS`; small sections share a page."""
    pages = _heat_pages(frozen)
    return tuple(_heat_slide(frozen, line, page, at, len(pages)) for at, page in enumerate(pages, start=1))


def _heat_pages(frozen: FrozenYear) -> list[Sequence[Criterion]]:
    found: list[list[Criterion]] = []
    for section in frozen.about.rulebook.sections:
        for page in pages_of(frozen.about.rulebook.in_section(section.code)):
            if found and len(found[-1]) + len(page) <= MOST_ROWS:
                found[-1].extend(page)
            else:
                found.append(list(page))
    return [tuple(page) for page in found]


def _heat_slide(frozen: FrozenYear, line: str, page: Sequence[Criterion], at: int, pages: int) -> Slide:
    about = frozen.about
    members = about.members()
    share = min(0.11, 0.5 / max(len(members), 1))
    columns = (
        Column(say("slides.criterion"), 0.9 - share * len(members)),
        Column(say("slides.maximum"), 0.1, is_number=True),
        *(Column(unit.short_name, share, is_number=True) for unit in members),
    )
    rows = tuple(
        Row(
            (
                Cell(criterion.label),
                Cell(number(criterion.max_points), criterion.max_points, "muted"),
                *(heat_cell(frozen, unit.code, criterion) for unit in members),
            )
        )
        for criterion in page
    )
    sections = ", ".join(
        dict.fromkeys(section_name(about.rulebook.section(row.section).label) for row in page)
    )
    told = say("slides.heat.subtitle", sections=sections, page=number(at), pages=number(pages))
    if any(cell.text.endswith("*") for row in rows for cell in row.cells):
        told = say("slides.heat.subtitle_unofficial", told=told)
    return Slide(
        f"heat-{at}",
        "heat",
        _heat_title(frozen, page),
        told,
        (Area(12, (Table(columns, rows, say("slides.heat.caption", page=at, pages=pages)),)),),
        line,
        (say("slides.heat.note"), *_heat_notes(frozen, page)),
    )


def heat_cell(frozen: FrozenYear, unit: str, criterion: Criterion) -> Cell:
    """Points of one unit for one criterion, or why there are none."""
    score = frozen.about.board.score(unit, criterion.code)
    if score.outcome is Outcome.SCORED and score.points is not None:
        text = frozen.about.points(score.points)
        if unofficial(score):
            text = say("slides.unofficial", points=text)
        return Cell(text, score.points, shade=score.share)
    tone = "missing" if score.outcome is Outcome.NOT_REPORTED else "absent"
    return Cell(say(f"slides.{score.outcome.value}"), None, tone)  # type: ignore[arg-type]


def _spread_words(frozen: FrozenYear, code: str) -> tuple[str, str, str, str] | None:
    """Best and worst unit of a criterion with their points; None where all are equal."""
    about = frozen.about
    spread = next((each for each in frozen.widths if each.criterion == code), None)
    if spread is None or not spread.best or not spread.worst:
        return None
    best, worst = (about.board.score(each[0], code).points or ZERO for each in (spread.best, spread.worst))
    return (
        about.units(spread.best),
        about.points(best),
        about.units(spread.worst),
        about.points(worst),
    )


def _heat_title(frozen: FrozenYear, page: Sequence[Criterion]) -> str:
    codes = {row.code for row in page}
    widest = max(
        (each for each in frozen.widths if each.criterion in codes), key=lambda each: each.width, default=None
    )
    words = None if widest is None else _spread_words(frozen, widest.criterion)
    if widest is None or words is None:
        return say("slides.heat.title_equal", count=number(len(page)))
    label = frozen.about.rulebook.criterion(widest.criterion).label
    return say(
        "slides.heat.title", criterion=label, best=words[0], high=words[1], worst=words[2], low=words[3]
    )


def _heat_notes(frozen: FrozenYear, page: Sequence[Criterion]) -> list[str]:
    codes = {row.code for row in page}
    widest = sorted((each for each in frozen.widths if each.criterion in codes), key=lambda each: -each.width)
    told = []
    for each in widest[:3]:
        words = _spread_words(frozen, each.criterion)
        if words is None:
            continue
        criterion = frozen.about.rulebook.criterion(each.criterion)
        told.append(
            say(
                "slides.heat.note_row",
                criterion=criterion.label,
                maximum=number(criterion.max_points),
                best=f"{words[0]} {words[1]}",
                worst=f"{words[2]} {words[3]}",
            )
        )
    return told
