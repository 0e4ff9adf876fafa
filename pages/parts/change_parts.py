"""Why a unit moved between two years: sentence, waterfall of the parts, tables that add up, and the reconciliation."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from pages.parts import state, widgets
from pages.parts.change_words import (
    YearStep,
    capital,
    changed_steps,
    split_sentence,
    step_label,
    why_not,
)
from pages.parts.difference import unit_colour
from pages.parts.fall import FallBar, FallEnd, fall_html
from pages.parts.split_words import parts_told, splits_title
from pages.parts.theme import html
from pages.parts.words import say
from pages.parts.year_words import Telling
from scoring.change import PARTS, UnitSplit
from scoring.numbers import MISSING, number

PLACE: Final = "vi-sao-doi"  # on the page


def changes_html(years: YearStep, splits: Sequence[UnitSplit], asked: str) -> str:
    """
    HTML of the whole part: the finding, one sentence per unit, the waterfall of one of them, the tables behind.

    Args:
        asked: Code of the unit whose waterfall is drawn; any other text = the one whose total changed most.
    """
    if not splits:
        return widgets.heading(say("change.cannot"), say("change.cannot_why"))
    most = max(splits, key=lambda split: abs(split.total.amount))
    chosen = next((split for split in splits if split.unit == asked), most)
    old, new = years.old_book.year, years.about.rulebook.year
    items = [f"{split_sentence(years, split)} {_link_html(years, split, chosen)}" for split in splits]
    return (
        f'<h2 id="{PLACE}">{html(splits_title(splits))}</h2>'
        f'<p class="td-sub td-small">{html(say("change.measure", old=old, new=new))}</p>'
        f'<div class="td-halves"><section>{widgets.findings(items)}</section><section>'
        + widgets.heading(say("change.fall_title", unit=years.about.unit(chosen.unit)), level=3)
        + split_fall(years, chosen)
        + "</section></div>"
        + widgets.more(say("change.table"), splits_table(years, splits))
        + steps_more(years, chosen)
    )


def unit_change_html(years: YearStep, split: UnitSplit) -> str:
    """HTML of the same for one unit alone."""
    old, new = years.old_book.year, years.about.rulebook.year
    return (
        f'<h2 id="{PLACE}">{html(say("change.unit_title", unit=years.about.unit(split.unit), old=old))}</h2>'
        f'<p class="td-sub td-small">{html(say("change.measure", old=old, new=new))}</p>'
        f"<p>{split_sentence(years, split)}</p>{split_fall(years, split)}{method_note(years, [split])}"
        + steps_more(years, split)
    )


def steps_more(years: YearStep, split: UnitSplit) -> str:
    """HTML of the table by criterion, one click away."""
    return widgets.more(
        say("change.steps", unit=years.about.unit(split.unit), count=len(changed_steps(split))),
        steps_table(years, split),
    )


def _link_html(years: YearStep, split: UnitSplit, chosen: UnitSplit) -> str:
    address = html(state.link("trend", **(state.others() | {"unit": split.unit})) + f"#{PLACE}")
    hidden = f'<span class="td-hidden">: {html(years.about.unit(split.unit))}</span>'
    here = ' aria-current="true"' if split is chosen else ""
    return f'<a class="td-nowrap" href="{address}"{here}>{html(say("change.show"))}{hidden}</a>'


def split_fall(years: YearStep, split: UnitSplit) -> str:
    """HTML of the waterfall from the old total to the new one in four bars."""
    about = years.about
    colour = unit_colour(about, split.unit)
    bars = [
        FallBar(html(capital(say(f"change.{name}"))), say(f"change.{name}_note"), amount, _way(amount))
        for name, amount in zip(PARTS, split.total.shown, strict=True)
    ]
    old, new = years.old_book.year, about.rulebook.year
    return fall_html(
        FallEnd(say("change.year_total", year=old), split.old.total, colour),
        bars,
        FallEnd(say("change.year_total", year=new), split.new.total, colour),
        say("change.fall_caption", unit=about.unit(split.unit), old=old, new=new),
        years.points,
    )


def _way(amount: Decimal) -> str:
    return "var(--better)" if amount > 0 else "var(--worse)"


def splits_table(years: YearStep, splits: Sequence[UnitSplit]) -> str:
    """HTML of the parts of every unit's total and rank, and what reconciling changed."""
    about, old, new = years.about, years.old_book.year, years.about.rulebook.year
    columns = [say("trend.column_unit"), str(old), str(new), say("trend.column_change")]
    columns += [capital(say(f"change.{name}")) for name in PARTS]
    rows: list[tuple[str, ...]] = [(say("change.group_points"),)]
    rows += [
        (
            about.unit(split.unit),
            years.points(split.old.total),
            years.points(split.new.total),
            *(years.points(amount, sign=True) for amount in (split.total.amount, *split.total.shown)),
        )
        for split in splits
    ]
    rows.append((say("change.group_rank"),))
    rows += [_rank_row(about, split) for split in splits]
    caption = say("change.table_caption", old=old, new=new)
    return widgets.html_table(columns, rows, caption, numeric=range(1, 8)) + method_note(years, splits)


def _rank_row(about: Telling, split: UnitSplit) -> tuple[str, ...]:
    ranks = (number(split.old.rank), number(split.new.rank))
    if split.rank is None:
        return (about.unit(split.unit), *ranks, *(MISSING,) * 5)
    parts = (number(amount, 1, sign=True) for amount in split.rank.shown)
    return (about.unit(split.unit), *ranks, number(split.rank.amount, 0, sign=True), *parts)


def method_note(years: YearStep, splits: Sequence[UnitSplit]) -> str:
    """HTML of how the parts are computed, and where rounding was reconciled."""
    mended = [
        say(
            "change.mended_unit",
            unit=years.about.unit(split.unit),
            parts=parts_told(
                [
                    (name, years.points(amount, sign=True))
                    for name, amount in zip(PARTS, split.total.adjusted, strict=True)
                    if amount
                ]
            ),
        )
        for split in splits
        if any(split.total.adjusted)
    ]
    told = say("change.method") + (say("change.mended", units=" · ".join(mended)) if mended else "")
    return f'<p class="td-sub td-small">{html(told)}</p>'


def steps_table(years: YearStep, split: UnitSplit) -> str:
    """HTML of every criterion, bonus and penalty of one unit in the four parts, with the reasons against comparing."""
    about, old, new = years.about, years.old_book.year, years.about.rulebook.year
    columns = [say("difference.step"), str(old), str(new), say("trend.column_change")]
    columns += [capital(say(f"change.{name}")) for name in PARTS]
    columns.append(say("change.column_why"))
    ordered = sorted(changed_steps(split), key=lambda step: -abs(step.split.amount))
    rows = [
        (
            step_label(years, step),
            MISSING if step.old is None else years.points(step.old),
            MISSING if step.new is None else years.points(step.new),
            *(years.points(amount, sign=True) for amount in (step.split.amount, *step.split.shown)),
            why_not(years, step),
        )
        for step in ordered
    ]
    sums = [sum((step.split.shown[place] for step in ordered), Decimal(0)) for place in range(len(PARTS))]
    rows.append(
        (
            say("difference.total"),
            years.points(split.old.total),
            years.points(split.new.total),
            *(years.points(amount, sign=True) for amount in (split.total.amount, *sums)),
            "",
        )
    )
    caption = say("change.steps_caption", unit=about.unit(split.unit), old=old, new=new)
    table = widgets.html_table(columns, rows, caption, numeric=range(1, 8), lit=(len(rows) - 1,))
    differs = tuple(sums) != split.total.shown
    return table + (f'<p class="td-sub td-small">{html(say("change.steps_rounding"))}</p>' if differs else "")
