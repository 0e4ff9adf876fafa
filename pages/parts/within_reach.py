"""Trong tầm tay: what lifts a unit, and how far the next step and the nearest cliff of every criterion are."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Final

from pages.parts import state, widgets
from pages.parts.reach_words import (
    distance_words,
    goal_words,
    move_label,
    move_words,
    plan_title,
    points_of,
    safety_words,
    value_words,
)
from pages.parts.theme import html
from pages.parts.words import say
from pages.parts.year_words import Telling
from scoring.numbers import MISSING, percent
from scoring.reach import Move, Plan, Safety, Steps
from scoring.rounding import publish

SCREEN: Final = "unit_sheet"
PLACE: Final = "trong-tam-tay"
SHOWN: Final = 10  # steps at one look; the table holds all
SINGLES: Final = 4
SHADES: Final = 6  # of the heat table's steps, by points at stake


def better_units(about: Telling, unit: str) -> list[str]:
    """The units with a better rank, nearest first: whom one may want to pass."""
    rank = about.board.unit(unit).rank
    if rank is None:
        return []
    return [row.unit for row in reversed(about.board.units) if row.rank is not None and row.rank < rank]


def within_reach_html(
    about: Telling,
    unit: str,
    past: str,
    plans: tuple[tuple[Plan, ...], Plan | None],
    found: Sequence[Steps],
    safety: Safety | None,
) -> str:
    """
    HTML of the whole part.

    Args:
        past: The unit to be passed; "" = up one place.
        plans: Single changes that do it, and the fewest changes.
    """
    singles, shortest = plans
    others = better_units(about, unit)
    choose = ""
    if len(others) > 1:
        options = {"": say("reach.choose_up")} | {
            code: say("reach.choose_past", unit=about.unit(code)) for code in others
        }
        choose = widgets.controls(widgets.select(SCREEN, "other", say("reach.choose"), options, past))
    safe = f"<p>{html(safety_words(about, safety))}</p>" if safety is not None else ""
    return (
        f'<h2 id="{PLACE}">{html(plan_title(about, unit, past, shortest))}</h2>'
        f'<p class="td-sub td-small">{html(say("reach.measure"))}</p>{choose}'
        f"{_plans_html(about, singles, shortest)}{safe}{_steps_html(about, found)}"
    )


def _plans_html(about: Telling, singles: Sequence[Plan], shortest: Plan | None) -> str:
    if shortest is None:
        return ""
    if singles:
        items = [_linked(about, plan.moves[0]) for plan in singles]
        rest = items[SINGLES:]
        told = say("reach.singles", count=len(singles), goal=goal_words(about, singles[0]))
        more = (
            widgets.more(say("reach.singles_more", count=len(rest)), widgets.findings(rest)) if rest else ""
        )
        return f"<p>{html(told)}</p>{widgets.findings(items[:SINGLES])}{more}"
    key = "reach.together" if shortest.shortest else "reach.together_open"
    told = say(
        key,
        count=len(shortest.moves),
        goal=goal_words(about, shortest),
        points=about.points(points_of(shortest), sign=True),
    )
    return f"<p>{html(told)}</p>{widgets.findings(_linked(about, move) for move in shortest.moves)}"


def _linked(about: Telling, move: Move) -> str:
    why = html(say("telling.why"))
    hidden = f'<span class="td-hidden">: {html(move_label(about, move))}</span>'
    return f'{html(move_words(about, move))} <a class="td-nowrap" href="{_address(about, move)}">{why}{hidden}</a>'


def _address(about: Telling, move: Move) -> str:
    where = {"year": str(about.board.year), "unit": move.unit, "criterion": move.criterion}
    return html(state.link("comparison", **where) + "#tieu-chi")


# --- the next steps, drawn --------------------------------------------------------------------------------------


def next_moves(found: Sequence[Steps]) -> list[Steps]:
    """What can still rise, most points for the distance first."""
    rising = [steps for steps in found if steps.up is not None and steps.up.effort]
    return sorted(rising, key=lambda steps: -_worth(steps.up))


def _worth(move: Move | None) -> Fraction:
    return Fraction(move.points) / move.effort if move is not None and move.effort else Fraction(0)


def _steps_html(about: Telling, found: Sequence[Steps]) -> str:
    rising = next_moves(found)
    if not rising:
        return ""
    shown = rising[:SHOWN]
    farthest = max(steps.up.effort for steps in shown if steps.up and steps.up.effort)
    most = max(steps.up.points for steps in shown if steps.up)
    rows = "".join(_lollipop(about, steps, farthest, Fraction(most)) for steps in shown)
    heads = "".join(
        f'<th scope="col"{" class=td-n" if name == "points" else ""}>{html(say(f"reach.column_{name}"))}</th>'
        for name in ("criterion", "distance", "points", "cliff")
    )
    first = shown[0].up
    title = (
        say(
            "reach.steps_title",
            what=move_label(about, first),
            distance=distance_words(about, first),
            points=about.points(first.points, sign=True),
        )
        if first is not None
        else ""
    )
    measure = say("reach.steps_measure", shown=len(shown), all=len(rising), top=len(found) - len(rising))
    return (
        widgets.heading(title, measure, level=3)
        + f'<table class="td-reach"><caption class="td-hidden">{html(say("reach.steps_caption"))}</caption>'
        f"<colgroup><col><col><col><col></colgroup><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"
        + widgets.more(say("reach.table", count=len(found)), _table(about, found))
    )


def _lollipop(about: Telling, steps: Steps, farthest: Fraction, most: Fraction) -> str:
    up = steps.up
    if up is None or not up.effort:
        return ""
    place = publish(up.effort / farthest * 100, 1)
    shade = min(SHADES, 1 + int(Fraction(up.points) / most * SHADES))
    label = html(move_label(about, up))
    small = html(
        say("reach.arrow", old=value_words(about, up, new=False), new=value_words(about, up, new=True))
    )
    return (
        f'<tr><th scope="row"><a href="{_address(about, up)}">{label}</a><small>{small}</small></th>'
        f'<td class="td-pop"><span><i style="width:{place}%"></i><b class="td-h{shade}" style="left:{place}%"></b>'
        f"</span><small>{html(distance_words(about, up))} ({percent(up.effort)})</small></td>"
        f'<td class="td-n"><span class="td-pop-points td-h{shade}">{about.points(up.points, sign=True)}</span></td>'
        f'<td data-label="{html(say("reach.column_cliff"))}">{html(_cliff(about, steps))}</td></tr>'
    )


def _cliff(about: Telling, steps: Steps) -> str:
    move = steps.cliff
    if move is None:
        return say("reach.no_cliff")
    return say(
        "reach.cliff",
        distance=distance_words(about, move),
        points=about.points(move.points, sign=True),
    )


def _table(about: Telling, found: Sequence[Steps]) -> str:
    columns = [say(f"reach.column_{name}") for name in ("criterion", "now", "nudge", "step", "slip", "cliff")]
    rows = []
    for steps in found:
        some = steps.up or steps.slip
        if some is None:
            continue  # the rule gives the same whatever is reported
        rows.append(
            (
                move_label(about, some),
                value_words(about, some, new=False),
                *(_move_cell(about, move) for move in (steps.nudge, steps.up, steps.slip, steps.cliff)),
            )
        )
    return widgets.html_table(columns, rows, say("reach.table_caption"))


def _move_cell(about: Telling, move: Move | None) -> str:
    if move is None:
        return MISSING
    return say(
        "reach.cell",
        distance=distance_words(about, move),
        points=about.points(move.points, sign=True),
    )
