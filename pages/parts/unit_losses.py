"""Where a unit leads, and where its points were lost: a list and a Pareto chart as a table with bars."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Final

from data.cluster import Unit
from pages.parts import state, widgets
from pages.parts.theme import html
from pages.parts.unit_head import unit_colour
from pages.parts.why_links import LOSSES
from pages.parts.words import say
from pages.parts.year_words import Telling
from scoring.compare import Loss, Strength, losses, strengths
from scoring.numbers import number, percent
from scoring.rounding import publish

LARGEST: Final = 10  # bars of the Pareto chart; the rest is one bar
FIRST: Final = 5  # strengths shown at once
HALF: Final = Fraction(1, 2)


def strengths_html(about: Telling, unit: Unit) -> str:
    """HTML of the criteria on which the unit alone leads, largest lead first."""
    found = strengths(about.rulebook, about.board, unit.code)
    if not found:
        return widgets.heading(say("unit_sheet.no_strengths", unit=unit.short_name))
    items = [_strength(about, unit, strength) for strength in found]
    rest = items[FIRST:]
    return (
        widgets.heading(
            say("unit_sheet.strengths", unit=unit.short_name, count=len(found)),
            say("unit_sheet.strengths_measure"),
        )
        + widgets.findings(items[:FIRST])
        + (
            widgets.more(say("unit_sheet.strengths_more", count=len(rest)), widgets.findings(rest))
            if rest
            else ""
        )
    )


def _strength(about: Telling, unit: Unit, strength: Strength) -> str:
    criterion = about.rulebook.criterion(strength.criterion)
    result = f"{about.points(strength.points)}/{number(criterion.max_points)}"
    if strength.bonus:
        result = say("criterion.with_bonus", result=result, bonus=number(strength.bonus))
    told = say("unit_sheet.strength", result=result, ahead=about.points(strength.ahead))
    return f"{_criterion_link(about, unit, strength.criterion)}{html(told)}"


def losses_html(about: Telling, unit: Unit) -> str:
    """HTML of the Pareto chart: bars of lost points, and the running share of all of them in print."""
    found = losses(about.rulebook, about.board, unit.code)
    if not found:
        return widgets.heading(say("unit_sheet.no_losses", unit=unit.short_name))
    total = sum((loss.lost for loss in found), Decimal(0))
    half = next(count for count, loss in enumerate(found, start=1) if loss.cumulated >= HALF)
    shown, rest = found[:LARGEST], found[LARGEST:]
    left = sum((loss.lost for loss in rest), Decimal(0))
    longest = shown[0].lost
    colour = unit_colour(unit.order - 1)
    rows = [_loss_row(about, unit, loss, longest, colour) for loss in shown]
    if rest:
        # without a bar: the sum of the rest would dwarf the ten that matter
        name = html(say("unit_sheet.losses_rest", count=len(rest)))
        rows.append(_row(name, "", about.points(left), percent(Fraction(1))))
    head = "".join(
        f'<th scope="col"{" class=td-n" if place > 1 else ""}>{html(say(f"unit_sheet.loss_{name}"))}</th>'
        for place, name in enumerate(("criterion", "bar", "points", "cumulated"))
    )
    title = say("unit_sheet.losses", unit=unit.short_name, lost=about.points(total), count=half)
    caption = html(say("unit_sheet.losses_caption", unit=unit.name))
    return (
        f'<div id="{LOSSES}">{widgets.heading(title, say("unit_sheet.losses_measure"))}</div>'
        + f'<table class="td-pareto"><caption class="td-hidden">{caption}</caption>'
        f"<colgroup><col><col><col><col></colgroup><thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table>"
    )


def _loss_row(about: Telling, unit: Unit, loss: Loss, longest: Decimal, colour: str) -> str:
    width = publish(Fraction(loss.lost) * 100 / Fraction(longest), 1)
    bar = f'<i style="width:{width}%;background:{colour}"></i>'
    name = _criterion_link(about, unit, loss.criterion)
    return _row(name, bar, about.points(loss.lost), percent(loss.cumulated))


def _row(name_html: str, bar_html: str, points: str, cumulated: str) -> str:
    return (
        f'<tr><th scope="row">{name_html}</th><td>{bar_html}</td>'
        f'<td class="td-n">{html(points)}</td><td class="td-n">{html(cumulated)}</td></tr>'
    )


def _criterion_link(about: Telling, unit: Unit, code: str) -> str:
    address = html(state.link("comparison", unit=unit.code, criterion=code) + "#tieu-chi")
    return f'<a href="{address}">{html(about.rulebook.criterion(code).label)}</a>'
