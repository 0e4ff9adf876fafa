"""What a scenario would come to: points and ranks of all units before → after, and the share of each change."""

from __future__ import annotations

from decimal import Decimal

from pages.parts import state, widgets
from pages.parts.scenario_form import name_html
from pages.parts.scenario_sandbox import Sandbox, address
from pages.parts.scenario_told import change_text
from pages.parts.scenario_typed import Field
from pages.parts.standing import unit_html
from pages.parts.theme import html
from pages.parts.words import say
from pages.parts.year_words import Telling
from scoring.numbers import number
from scoring.scenario import Effect, UnitEffect


def banner_html(about: Telling) -> str:
    """HTML of the mark that stands over the whole screen, and the way back to what counts."""
    link = widgets.anchor("rankings", say("scenario.to_rankings"), year=str(about.board.year))
    return (
        f'<p class="td-trial" role="note"><b>{html(say("scenario.banner_mark"))}</b> '
        f"{html(say('scenario.banner'))} {link}</p>"
    )


def board_html(about: Telling, box: Sandbox) -> str:
    """HTML of the table of all units, best of the scenario first."""
    by_rate = about.rulebook.ranked_by == "rate"
    names = ["unit", "rank", "total", "change", *(["rate"] if by_rate else [])]
    rows = [_row(about, box, row.unit, by_rate) for row in box.done.board.units]
    moved = [
        place
        for place, row in enumerate(box.done.board.units)
        if box.done.joint.unit(row.unit).old_rank != row.rank
    ]
    caption = say("scenario.board_caption", year=about.board.year)
    table = widgets.html_table(
        [say(f"scenario.column_{name}") for name in names],
        rows,
        caption,
        numeric=range(1, len(names)),
        html_columns=range(len(names)),
        lit=moved,
        show_caption=False,
    )
    scale = ""
    if box.done.rulebook.total != about.rulebook.total:
        told = say("scenario.scale", new=number(box.done.rulebook.total), old=number(about.rulebook.total))
        scale = f'<p class="td-sub td-small">{html(told)}</p>'
    title = widgets.heading(say("scenario.board"), say("scenario.board_measure"))
    return f'<section class="td-trial-board" aria-live="polite">{title}{table}{scale}</section>'


def _row(about: Telling, box: Sandbox, unit: str, by_rate: bool) -> list[str]:
    before, after = about.board.unit(unit), box.done.board.unit(unit)
    effect = box.done.joint.unit(unit)
    link = state.link("unit_sheet", year=str(about.board.year), unit=unit, criterion=None, other=None)
    cells = [
        unit_html(about.cluster.unit(unit), link),
        _before_after(number(before.rank), number(after.rank)) + _arrow(effect),
        _before_after(about.points(before.total), about.points(after.total)),
        about.points(effect.total, sign=True) if effect.total else number(0),
    ]
    if by_rate:
        cells.append(_before_after(about.rate(before.rate), about.rate(after.rate)))
    return cells


def _before_after(before: str, after: str) -> str:
    if before == after:
        return html(after)
    return f'<span class="td-was">{html(before)} →</span> <b>{html(after)}</b>'


def _arrow(effect: UnitEffect) -> str:
    old, new = effect.old_rank, effect.new_rank
    if old is None or new is None or old == new:
        return ""
    key, sign = ("better", "▲") if new < old else ("worse", "▼")
    return f' <span class="td-{key}" aria-hidden="true">{sign}</span>'


def changes_html(about: Telling, field: Field, box: Sandbox) -> str:
    """HTML of the list: every change with what it does alone, all together, and the way to take one out."""
    if not box.changes:
        return (
            f"<section>{widgets.heading(say('scenario.changes'))}"
            f"<p>{html(say('scenario.no_changes'))}</p></section>"
        )
    units = [unit.code for unit in about.members()]
    rows = []
    for place, effect in enumerate(box.done.effects):
        rest = (*box.changes[:place], *box.changes[place + 1 :])
        told = change_text(about, box.changes[place])
        away = (
            f'<a class="td-trial-out" id="td-out-{place}" href="{html(address(box, field, about.board.year, rest))}">'
            f'{html(say("scenario.take_out"))}<span class="td-hidden"> {html(told)}</span></a>'
        )
        rows.append([f"{place + 1}. {html(told)} {away}", *_effects(about, effect, units)])
    if len(box.changes) > 1:
        rows.append([f"<b>{html(say('scenario.joint'))}</b>", *_effects(about, box.done.joint, units)])
        if any(box.done.interplay.values()):
            rows.append(
                [
                    html(say("scenario.interplay")),
                    *(_signed(about, box.done.interplay[unit]) for unit in units),
                ]
            )
    columns = [say("scenario.change"), *(about.unit(unit) for unit in units)]
    table = widgets.html_table(
        columns,
        rows,
        say("scenario.changes_caption"),
        numeric=range(1, len(columns)),
        html_columns=range(len(columns)),
        show_caption=False,
    )
    title = widgets.heading(
        say("scenario.changes_count", count=number(len(box.changes))), say("scenario.changes_measure")
    )
    return f'<section class="td-trial-changes">{title}{table}</section>'


def _effects(about: Telling, effect: Effect, units: list[str]) -> list[str]:
    cells = []
    for unit in units:
        row = effect.unit(unit)
        rank = ""
        if row.old_rank != row.new_rank:
            told = say("scenario.rank_to", rank=number(row.new_rank))
            rank = f"<br><small><b>{html(told)}</b>{_arrow(row)}</small>"
        cells.append(_signed(about, row.total) + rank)
    return cells


def _signed(about: Telling, amount: Decimal) -> str:
    return about.points(amount, sign=True) if amount else number(0)


def share_html(about: Telling, box: Sandbox) -> str:
    """HTML of how a scenario is named, kept, passed on and thrown away; "" while there is nothing in it."""
    if not box.changes:
        return ""
    year = about.board.year
    passed_on = html(address(box, None, year))
    name = box.name or say("scenario.unnamed")
    thrown = html(state.link("scenario", year=str(year)))
    return (
        f'<section class="td-trial-share">{widgets.heading(say("scenario.share"))}{name_html(box)}'
        f'<p><a id="td-scenario-link" href="{passed_on}">{html(say("scenario.link", name=name))}</a></p>'
        f'<p class="td-sub td-small">{html(say("scenario.stored_nowhere"))}</p>'
        f'<p><a id="td-scenario-discard" href="{thrown}">{html(say("scenario.discard"))}</a></p></section>'
    )
