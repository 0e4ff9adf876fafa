"""What a write or an undo does: figures old → new, and points and ranks of all units before → after. HTML."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from data.proposal import Change, Effect, PenaltyChange
from data.reference import Reference
from pages.parts import widgets
from pages.parts.card_table import card_table_html
from pages.parts.figure_cells import WHY_NO_POINTS
from pages.parts.statement_words import (
    is_bonus,
    origin,
    penalty_words,
    role_of,
    subject,
    unit_name,
    value_of,
)
from pages.parts.theme import html
from pages.parts.words import say
from scoring.model import Rulebook
from scoring.numbers import number, percent
from scoring.scoreboard import Score, Scoreboard, UnitScore

SHOWN = 40  # changes in sight; the rest one click away
MARKS: Final = {
    "new": "td-kind-in",
    "changed": "td-kind-in",
    "restated": "td-kind-in",
    "returned": "td-kind-in",
}


def effects_html(reference: Reference, effects: Sequence[Effect]) -> str:
    """For each year that is touched: a sentence, the table of all units, and which cells' points move."""
    return "".join(_effect(reference, effect) for effect in effects)


def _effect(reference: Reference, effect: Effect) -> str:
    rulebook = reference.rulebooks[effect.year]
    cells = moved_cells(effect)
    parts = [
        widgets.heading(
            effect_sentence(reference, effect),
            say("proposal.effect_under", rulebook=rulebook.title),
            3,
        ),
        totals_html(reference, rulebook, effect.before, effect.after),
    ]
    if cells:
        parts.append(
            widgets.more(
                say("proposal.cells", count=len(cells)),
                _cells_html(reference, rulebook, effect, cells),
                opened=len(cells) <= 8,
            )
        )
    return "".join(parts)


def effect_sentence(reference: Reference, effect: Effect) -> str:
    """The year's effect in one line: who moves up or down, else how many totals move, else that nothing does."""
    if unscored(effect.before) or unscored(effect.after):
        key = "nothing_moves" if unscored(effect.before) and unscored(effect.after) else "first"
        key = "emptied" if not unscored(effect.before) else key
        return say(f"proposal.{key}", year=effect.year)
    told = []
    totals = 0
    for row in effect.after.units:
        before = effect.before.unit(row.unit)
        totals += before.total != row.total
        if before.rank != row.rank:
            key = "rank_up" if _rank(row) < _rank(before) else "rank_down"
            told.append(
                say(
                    f"proposal.{key}",
                    unit=unit_name(reference, row.unit),
                    before=rank_words(before),
                    after=rank_words(row),
                )
            )
    if told:
        return say("proposal.ranks_move", year=effect.year, moves="; ".join(told))
    if totals:
        return say("proposal.totals_move", year=effect.year, count=totals)
    return say("proposal.nothing_moves", year=effect.year)


def totals_html(
    reference: Reference, rulebook: Rulebook, before: Scoreboard, after: Scoreboard, *, past: bool = False
) -> str:
    """HTML of the table of totals, rates and ranks on two boards of one year, in the order of the second."""
    old, new = ("proposal.then", "proposal.now") if past else ("proposal.before", "proposal.after")
    columns = [
        say("proposal.unit"),
        say("proposal.rank_of", when=say(old)),
        say("proposal.rank_of", when=say(new)),
        say("proposal.total_of", when=say(old)),
        say("proposal.total_of", when=say(new)),
        say("proposal.change"),
        say("proposal.rate_of", when=say(old)),
        say("proposal.rate_of", when=say(new)),
        *([say("proposal.open")] if any(row.open_points for row in after.units) else []),
    ]
    nothing, cleared = unscored(before), unscored(after)
    rows: list[list[str]] = []
    lit: list[int] = []
    digits = rulebook.point_decimals
    for row in after.units:
        earlier = before.unit(row.unit)
        if (earlier.rank, earlier.total, earlier.rate) != (row.rank, row.total, row.rate):
            lit.append(len(rows))
        rows.append(
            [
                unit_name(reference, row.unit),
                number(None) if nothing else rank_words(earlier),
                number(None) if cleared else rank_words(row) if nothing else _arrow(earlier, row),
                number(earlier.total, digits),
                number(row.total, digits),
                number(row.total - earlier.total, digits, sign=True),
                percent(earlier.rate, max(0, rulebook.rate_decimals - 2)),
                percent(row.rate, max(0, rulebook.rate_decimals - 2)),
                *([number(row.open_points, digits) if row.open_points else ""] if len(columns) > 8 else []),
            ]
        )
    return card_table_html(
        columns,
        rows,
        say("proposal.effect_caption", year=rulebook.year),
        numeric=range(1, len(columns)),
        lit=lit,
        style="td-effect",
    )


def unscored(board: Scoreboard) -> bool:
    """Whether nothing on a board has points, so that its ranks say nothing."""
    return all(score.points is None for score in board.scores.values())


def moved_cells(effect: Effect) -> list[tuple[str, str]]:
    """(unit, criterion) whose points, bonus or outcome differ on the two boards."""
    return [
        place
        for place, score in effect.after.scores.items()
        if (was := effect.before.scores[place]).points != score.points
        or was.bonus != score.bonus
        or was.outcome != score.outcome
    ]


def _cells_html(
    reference: Reference, rulebook: Rulebook, effect: Effect, cells: Sequence[tuple[str, str]]
) -> str:
    rows = []
    digits = rulebook.point_decimals
    for unit, code in cells:
        was, now = effect.before.score(unit, code), effect.after.score(unit, code)
        rows.append(
            [
                unit_name(reference, unit),
                f"{code} {rulebook.criterion(code).label}",
                _points(was, digits),
                _points(now, digits),
                number(_earned(now) - _earned(was), digits, sign=True),
            ]
        )
    columns = [
        say(f"proposal.{name}") for name in ("unit", "criterion", "points_before", "points_after", "change")
    ]
    return card_table_html(columns, rows, say("proposal.cells_caption"), numeric=(2, 3, 4))


def changes_html(
    reference: Reference,
    changes: Sequence[Change],
    penalty_changes: Sequence[PenaltyChange],
    *,
    heads: tuple[str, str] = ("proposal.old", "proposal.new"),
    with_place: bool = False,
) -> str:
    """
    HTML of the difference to what is kept: a row per statement, first those that change what counts.

    Args:
        heads: Keys of what the two columns of figures are called.
    """
    ordered = sorted(changes, key=lambda change: (not change.matters, not change.counts))
    rows = [_change_row(reference, change, with_place) for change in ordered]
    columns = [say(f"proposal.{name}") for name in ("unit", "criterion", "role", "origin", "fate")]
    columns[3:3] = [say(head) for head in heads]
    table = ""
    if rows:
        table = card_table_html(
            columns, rows[:SHOWN], say("proposal.changes_caption"), html_columns=(3, 4, 6), style="td-changes"
        )
    if len(rows) > SHOWN:
        rest = card_table_html(
            columns,
            rows[SHOWN:],
            say("proposal.changes_caption_rest"),
            html_columns=(3, 4, 6),
            style="td-changes",
        )
        table += widgets.more(say("proposal.changes_rest", count=len(rows) - SHOWN), rest)
    adds = [row for row in penalty_changes if is_bonus(reference, row.penalty)]
    takes = [row for row in penalty_changes if row not in adds]
    table += _items_html(reference, say("proposal.penalties"), takes)
    return table + _items_html(reference, say("proposal.bonuses"), adds)


def _items_html(reference: Reference, title: str, rows: Sequence[PenaltyChange]) -> str:
    lines = "".join(
        f"<li>{html(penalty_words(reference, row.penalty))}: {html(say(f'proposal.penalty_{row.kind}'))}</li>"
        for row in rows
    )
    return f"<h3>{html(title)}</h3><ul>{lines}</ul>" if lines else ""


def _change_row(reference: Reference, change: Change, with_place: bool) -> list[str]:
    figure = change.statement
    gone = change.kind == "withdrawn"
    # what is withdrawn has its origin in a column of its own
    told = change.old is not None and change.old != figure
    old = f"<small>{html(origin(reference, change.old))}</small>" if told and change.old else ""
    shown = change.new if gone else figure
    new = html(value_of(reference, shown))
    if gone and shown is not None:
        new += f"<small>{html(origin(reference, shown))}</small>"
    mark = MARKS.get(change.kind, "td-kind-out")
    fate = say("proposal.counts" if change.counts and not gone else "proposal.counts_not")
    place = f"<small>{html(change.place.text)}</small>" if with_place and change.place.text else ""
    return [
        unit_name(reference, figure.unit),
        subject(reference, figure),
        role_of(reference, figure),
        html(value_of(reference, change.old)) + old,
        f"<b>{new}</b>" if not gone else new,
        origin(reference, figure),
        f'<span class="{mark}">{html(say("proposal.withdrawn") if gone else fate)}</span>'
        f"<small>{html(change.reason)}</small>{place}",
    ]


def rank_words(row: UnitScore) -> str:
    """The rank as text, provisional ones marked; a dash where there is none."""
    return number(row.rank) + (
        say("proposal.provisional") if row.rank is not None and row.provisional else ""
    )


def _rank(row: UnitScore) -> int:
    return row.rank if row.rank is not None else 1_000_000


def _arrow(before: UnitScore, after: UnitScore) -> str:
    sign = "" if before.rank == after.rank else "▲ " if _rank(after) < _rank(before) else "▼ "
    return sign + rank_words(after)


def _earned(score: Score) -> Decimal:
    return (score.points or Decimal(0)) + (score.bonus or Decimal(0))


def _points(score: Score, digits: int) -> str:
    """Points with bonus; in words where there are none."""
    return say(WHY_NO_POINTS[score.outcome]) if score.points is None else number(_earned(score), digits)
