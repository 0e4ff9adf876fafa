"""What moved and what cannot be compared: largest changes, level against change, the list of reasons."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Final

from pages.parts import state, widgets
from pages.parts.changes import change_of, largest, reason_words
from pages.parts.theme import html, unit_glyph
from pages.parts.words import say
from pages.parts.year_pair import YearPair
from scoring.numbers import number, percent
from scoring.trend import HIGH_LEVEL, LOW_LEVEL, MOVED, Comparability, Movement, grid_place

LEVELS: Final = ("high", "middle", "low")
MOVES: Final = ("down", "same", "up")
NAMED: Final = {("high", "up"): "trend.place_bright", ("low", "down"): "trend.place_dark"}
LISTED: Final = 5  # rises and falls
CHIPS: Final = 4  # in a place of the grid before the rest folds up; one unit's own are all shown


def movers(pair: YearPair) -> tuple[str, str]:
    """HTML of the largest rises and of the largest falls in points."""
    rises, falls = largest(pair.movements, LISTED)
    return _movers(pair, rises, "trend.rises"), _movers(pair, falls, "trend.falls")


def _movers(pair: YearPair, found: Sequence[Movement], key: str) -> str:
    title = widgets.heading(say(key), say("trend.movers_under", old=pair.old.year, new=pair.new.year))
    if not found:
        return title + f'<p class="td-none">{html(say(f"{key}_none"))}</p>'
    most = max(abs(change_of(movement)) for movement in found)
    items = "".join(_mover(pair, movement, abs(change_of(movement)) / most) for movement in found)
    return f'{title}<ol class="td-movers">{items}</ol>'


def _mover(pair: YearPair, movement: Movement, share: Decimal) -> str:
    change = change_of(movement)
    label = pair.new_book.criterion(movement.criterion).label
    address = widgets.anchor(
        "comparison", label, criterion=movement.criterion, unit=movement.unit, year=str(pair.new.year)
    )
    told = say(
        "trend.mover",
        old=pair.points(movement.old.points),
        new=pair.points(movement.new.points),
        most=number(movement.new.max_points),
    )
    order = pair.order(movement.unit)
    style = "td-gain" if change > 0 else "td-loss"
    width = percent(share, 0)
    return (
        f'<li><span class="td-who"><i style="--own:var(--unit-{order % 5 + 1})" aria-hidden="true">'
        f"{unit_glyph(order)}</i> {html(pair.name(movement.unit))} · {address}</span>"
        f'<b class="{style}">{html(say("trend.points_change", change=pair.points(change, sign=True)))}</b>'
        f'<span class="td-small td-muted">{html(told)}</span>'
        f'<i class="td-length {style}" style="width:{width}" aria-hidden="true"></i></li>'
    )


# --- level and change -------------------------------------------------------------------------------------------


def grid(pair: YearPair, unit: str) -> str:
    """
    HTML of level × change.

    Args:
        unit: Code of the one unit that is shown; "" = all.
    """
    places: dict[tuple[str, str], list[Movement]] = {}
    for movement in pair.movements:
        place = grid_place(movement)
        if place is not None and unit in ("", movement.unit):
            places.setdefault(place, []).append(movement)
    heads = "".join(
        f'<th scope="col">{html(say(f"trend.moved_{move}", moved=_points_of(MOVED)))}</th>' for move in MOVES
    )
    cuts = {"high": percent(HIGH_LEVEL, 0), "low": percent(LOW_LEVEL, 0)}
    rows = "".join(
        f'<tr><th scope="row">{html(say(f"trend.level_{level}", **cuts))}</th>'
        + "".join(_grid_cell(pair, level, move, places.get((level, move), []), unit) for move in MOVES)
        + "</tr>"
        for level in LEVELS
    )
    caption = say("trend.grid_caption", old=pair.old.year, new=pair.new.year)
    return (
        f'<table class="td-grid"><caption class="td-hidden">{html(caption)}</caption>'
        f"<thead><tr><td></td>{heads}</tr></thead><tbody>{rows}</tbody></table>"
    )


def grid_title(pair: YearPair, unit: str) -> str:
    """The finding of the grid: bright spots and what needs attention."""
    found = [grid_place(movement) for movement in pair.movements if unit in ("", movement.unit)]
    return say(
        "trend.grid_title",
        unit=pair.name(unit) if unit else say("trend.whole_cluster"),
        bright=found.count(("high", "up")),
        dark=found.count(("low", "down")),
    )


def _points_of(share: Fraction) -> str:
    return percent(share, 0).removesuffix("%")


def _grid_cell(pair: YearPair, level: str, move: str, found: list[Movement], unit: str) -> str:
    name = say(NAMED[level, move]) if (level, move) in NAMED else ""
    chips = [_chip(pair, movement, unit) for movement in sorted(found, key=_distance, reverse=True)]
    most = len(chips) if unit else CHIPS
    shown, folded = "".join(chips[:most]), chips[most:]
    more = (
        widgets.more(
            say("trend.more_chips", count=len(folded)), f'<ul class="td-chips-list">{"".join(folded)}</ul>'
        )
        if folded
        else ""
    )
    listed = f'<ul class="td-chips-list">{shown}</ul>{more}' if found else ""
    head = html(
        say("trend.place_count", name=name, count=len(found))
        if name
        else say("trend.count", count=len(found))
    )
    where = say("trend.where", level=say(f"trend.level_name_{level}"), move=say(f"trend.move_name_{move}"))
    return (
        f'<td class="td-place td-{level}-{move}"><span class="td-where">{html(where)}</span>'
        f'<span class="td-small td-muted">{head}</span>{listed}</td>'
    )


def _distance(movement: Movement) -> Fraction:
    return abs(movement.share_change or Fraction(0))


def _chip(pair: YearPair, movement: Movement, unit: str) -> str:
    """One unit and criterion: the label, the share reached, the change."""
    order = pair.order(movement.unit)
    label = pair.new_book.criterion(movement.criterion).label
    who = "" if unit else f"{pair.name(movement.unit)} · "
    change = say(
        "trend.chip", share=percent(movement.new.share, 0), change=pair.points(change_of(movement), sign=True)
    )
    address = state.link(
        "comparison", criterion=movement.criterion, unit=movement.unit, year=str(pair.new.year)
    )
    return (
        f'<li><a class="td-chip-link" href="{html(address)}">'
        f'<i style="--own:var(--unit-{order % 5 + 1})" aria-hidden="true">{unit_glyph(order)}</i> '
        f'{html(who + label)} <span class="td-muted">{html(change)}</span></a></li>'
    )


# --- what cannot be compared ------------------------------------------------------------------------------------


def not_comparable(pair: YearPair, otherwise: Callable[[Comparability], str] | None = None) -> str:
    """
    HTML of every criterion that cannot be compared, what of it not, and all reasons.

    Args:
        otherwise: What the same figures would earn under the other rulebook, as plain text; None = not known.
    """
    rows = [
        (*_reasons(pair, entry), *(() if otherwise is None else (otherwise(entry),)))
        for entry in pair.compared
        if entry.reasons
    ]
    title = say("trend.not_comparable", count=len(rows), all=len(pair.compared))
    head = widgets.heading(title, say("trend.not_comparable_under"))
    if not rows:
        return head
    columns = [say("trend.column_criterion"), say("trend.column_what"), say("trend.column_why")]
    if otherwise is not None:
        columns.append(say("trend.column_otherwise", old=pair.old.year, new=pair.new.year))
    return head + widgets.html_table(columns, rows, title, show_caption=False, html_columns=[0])


def _reasons(pair: YearPair, entry: Comparability) -> tuple[str, str, str]:
    return (label_of(pair, entry), say(what_key(entry)), why_not(pair, entry))


def label_of(pair: YearPair, entry: Comparability) -> str:
    """HTML of the criterion's name, a link to its rule where it still has one."""
    if not entry.criterion:
        row = pair.old_book.criterion(entry.before)
        return html(f"{row.code} {row.label}")
    row = pair.new_book.criterion(entry.criterion)
    return widgets.anchor("rulebook", f"{row.code} {row.label}", criterion=row.code, year=str(pair.new.year))


def what_key(entry: Comparability) -> str:
    """Which of figures and points cannot be compared."""
    return "trend.what_points" if entry.figures else "trend.what_all"


def why_not(pair: YearPair, entry: Comparability) -> str:
    """All reasons against comparing, as one sentence."""
    if pair.new_book.compared_with != pair.old.year:
        return say("trend.undeclared", old=pair.old.year, new=pair.new.year)
    told = "; ".join(
        reason_words(reason, lambda code: pair.cluster.agency(code).name, pair.old.year, pair.new.year)
        for reason in entry.reasons
    )
    return told[:1].upper() + told[1:] + "."
