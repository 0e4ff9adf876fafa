"""How the lead of one unit over another changed between two years, and from whom a unit can learn."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from pages.parts import cached, state, widgets
from pages.parts.change_words import YearStep, step_label
from pages.parts.difference import unit_colour
from pages.parts.fall import FallBar, FallEnd, fall_html
from pages.parts.figure_cells import completion_text, rows_of, value_text
from pages.parts.theme import html
from pages.parts.words import say
from pages.parts.year_words import Telling
from scoring.compare import Exemplar, LeadChange, LeadStep, exemplars, lead_change
from scoring.model import Combine, Criterion
from scoring.numbers import number
from scoring.scoreboard import Score

LARGEST: Final = 6  # steps of the waterfall; the rest is one step
LESSONS: Final = 6  # criteria at one look


def over_years_html(about: Telling, first: str, second: str) -> str:
    """HTML of how the lead changed since the year that the rulebook compares with; "" where there is no such year."""
    before = about.rulebook.compared_with
    if before not in cached.years():
        return ""
    old, old_book = cached.board(before), cached.rulebook(before)
    if not {first, second} <= {row.unit for row in old.units}:
        return ""
    found = lead_change(old_book, old, about.rulebook, about.board, first, second)
    return lead_html(YearStep(about, old_book), found)


def lead_html(years: YearStep, found: LeadChange) -> str:
    """HTML of the whole part: the finding, the waterfall from the old lead to the new one, the table behind."""
    about, old, new = years.about, years.old_book.year, years.about.rulebook.year
    first, second = about.unit(found.first), about.unit(found.second)
    measure = say("lead.measure", first=first, second=second, old=old, new=new)
    table = widgets.more(say("difference.all", count=len(found.steps)), _table(years, found))
    return (
        f'<h2 id="qua-hai-nam">{html(lead_title(years, found))}</h2>'
        f'<p class="td-sub td-small">{html(measure)}</p>{_fall(years, found)}{table}'
    )


def lead_title(years: YearStep, found: LeadChange) -> str:
    """Who was ahead, who is, and what turned it most. Plain text."""
    about = years.about
    told = say(
        "lead.title",
        old=years.old_book.year,
        new=about.rulebook.year,
        was=_ahead(years, found, found.old.amount),
        now=_ahead(years, found, found.new.amount),
    )
    sign = 1 if found.amount > 0 else -1
    helping = [step for step in found.steps if step.amount * sign > 0]
    if not helping:
        return told
    most = max(helping, key=lambda step: abs(step.amount))
    return told + say("lead.most", what=step_label(years, most), amount=years.points(most.amount, sign=True))


def _ahead(years: YearStep, found: LeadChange, amount: Decimal) -> str:
    first, second = years.about.unit(found.first), years.about.unit(found.second)
    if amount == 0:
        return say("difference.equal", first=first, second=second)
    key = "difference.more" if amount > 0 else "difference.less"
    return say(key, first=first, second=second, amount=years.points(abs(amount)))


def _fall(years: YearStep, found: LeadChange) -> str:
    about = years.about
    ordered = sorted(found.steps, key=lambda step: -abs(step.amount))
    rest = sum((step.amount for step in ordered[LARGEST:]), Decimal(0))
    bars = [_bar(years, found, step) for step in ordered[:LARGEST]]
    if ordered[LARGEST:]:
        name = html(say("difference.rest", count=len(ordered) - LARGEST))
        bars.append(FallBar(name, "", rest, _side(years, found, rest)))
    names = {"first": about.unit(found.first), "second": about.unit(found.second)}
    ends = [
        FallEnd(
            say("lead.end", year=year),
            amount,
            unit_colour(about, found.first if amount >= 0 else found.second),
        )
        for year, amount in (
            (years.old_book.year, found.old.amount),
            (about.rulebook.year, found.new.amount),
        )
    ]
    caption = say("lead.caption", old=years.old_book.year, new=about.rulebook.year, **names)
    return fall_html(ends[0], bars, ends[1], caption, years.points)


def _bar(years: YearStep, found: LeadChange, step: LeadStep) -> FallBar:
    name = html(step_label(years, step))
    if step.kind == "criterion" and step.code:
        address = html(state.link("comparison", criterion=step.code, **state.others()) + "#tieu-chi")
        name = f'<a href="{address}">{name}</a>'
    note = say("lead.step", old=years.points(step.old, sign=True), new=years.points(step.new, sign=True))
    if not step.comparable:
        note += say("lead.other_rule")
    return FallBar(name, note, step.amount, _side(years, found, step.amount))


def _side(years: YearStep, found: LeadChange, amount: Decimal) -> str:
    return unit_colour(years.about, found.first if amount > 0 else found.second)


def _table(years: YearStep, found: LeadChange) -> str:
    old, new = years.old_book.year, years.about.rulebook.year
    rows: list[tuple[str, ...]] = [
        (
            step_label(years, step),
            years.points(step.old, sign=True),
            years.points(step.new, sign=True),
            years.points(step.amount, sign=True),
            "" if step.comparable else say("lead.other_rule_cell"),
        )
        for step in sorted(found.steps, key=lambda step: -abs(step.amount))
    ]
    amounts = (found.old.amount, found.new.amount, found.amount)
    rows.append((say("difference.total"), *(years.points(amount, sign=True) for amount in amounts), ""))
    columns = [
        say("difference.step"), str(old), str(new), say("trend.column_change"), say("lead.column_rule"),
    ]  # fmt: skip
    caption = say(
        "lead.caption",
        old=old,
        new=new,
        first=years.about.unit(found.first),
        second=years.about.unit(found.second),
    )
    return widgets.html_table(columns, rows, caption, numeric=(1, 2, 3), lit=(len(rows) - 1,))


# --- from whom to learn -----------------------------------------------------------------------------------------


def lessons_html(about: Telling, unit: str) -> str:
    """HTML of who did better on which criterion, with their figure beside the unit's own; largest lead first."""
    name, found = about.unit(unit), exemplars(about.rulebook, about.board, unit)
    if not found:
        return widgets.heading(say("lead.no_lessons", unit=name))
    counts: dict[str, int] = {}
    for each in found:
        for other in each.units:
            counts[other] = counts.get(other, 0) + 1
    most = max(counts.values())
    teachers = [row.unit for row in about.board.units if counts.get(row.unit) == most]
    columns = [
        say("trend.column_criterion"), say("lead.column_best"), say("lead.column_theirs"),
        say("lead.column_own", unit=name), say("lead.column_ahead"),
    ]  # fmt: skip
    rows = [_lesson(about, each) for each in found]
    caption = say("lead.lessons_caption", unit=name)
    title = say("lead.lessons", unit=name, count=len(found), teachers=about.units(teachers), most=most)

    def table(part: Sequence[tuple[str, ...]]) -> str:
        return widgets.html_table(columns, part, caption, numeric=(4,), html_columns=(0,), show_caption=False)

    rest = rows[LESSONS:]
    return (
        f'<h2 id="hoc-ai">{html(title)}</h2><p class="td-sub td-small">{html(say("lead.lessons_measure"))}</p>'
        + table(rows[:LESSONS])
        + (widgets.more(say("unit_sheet.strengths_more", count=len(rest)), table(rest)) if rest else "")
    )


def _lesson(about: Telling, each: Exemplar) -> tuple[str, ...]:
    criterion = about.rulebook.criterion(each.criterion)
    address = html(state.link("comparison", criterion=each.criterion, **state.others()) + "#tieu-chi")
    return (
        f'<a href="{address}">{html(criterion.label)}</a>',
        about.units(each.units),
        result_text(criterion, each.best),
        result_text(criterion, each.own),
        about.points(each.ahead, sign=True),
    )


def result_text(criterion: Criterion, score: Score) -> str:
    """The figure of one unit: as reported, or its completion, or its components. Plain text."""
    if criterion.combine is Combine.NONE and score.whole.actual is not None:
        figure = value_text(score.whole.actual.figure, criterion)
        share = completion_text(criterion, score.whole, criterion.method, criterion)
        return say("lead.figure", figure=figure, share=share) if share else figure
    share = completion_text(criterion, score.whole, criterion.method, criterion)
    if share:
        return share
    return "; ".join(
        f"{row.label}: {value_text(part.actual.figure, row)}"
        for row, part in rows_of(criterion, score)
        if part.actual is not None
    ) or number(score.points)
