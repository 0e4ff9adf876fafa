"""How firm the order is: best and worst ranks, the table of chances, and the figures that are still open."""

from __future__ import annotations

from fractions import Fraction

from pages.parts import cached, state, widgets
from pages.parts.firm_words import firmness_sentence
from pages.parts.standing import unit_html
from pages.parts.theme import html
from pages.parts.words import say
from pages.parts.year_words import Telling
from scoring.certainty import RankBound, RankChances
from scoring.intervals import Assumptions, Interval
from scoring.model import Criterion, SubCriterion
from scoring.numbers import measured, number, percent

STEPS = 8  # of the heat scale, as in heat.css
FINEST = Fraction(1, 2000)  # shares below it would be printed as 0,0%


def firmness_html(about: Telling) -> str:
    """HTML of the part “Thứ hạng chắc đến đâu?”."""
    year = about.board.year
    firm, bounds, chances = cached.firmness(year), cached.rank_bounds(year), cached.rank_chances(year)
    intervals = cached.intervals(year)
    notes = [say("firm.how", draws=number(chances.draws), seed=str(chances.seed))]
    if not firm.exact:
        notes.append(say("firm.not_exact"))
    if any(row.rank is None for row in about.board.units):
        notes.append(say("firm.settled"))
    open_html = ""
    if intervals:
        summary = say("firm.open_figures", count=number(len(intervals)))
        open_html = widgets.more(summary, _assumptions_html(intervals) + _open_table(about, intervals))
    return (
        f'<section id="chac">{widgets.heading(say("firm.title"))}'
        f'<p class="td-firm-told"><b>{html(firmness_sentence(about, firm))}</b></p>'
        f"{_chances_table(about, bounds, chances)}"
        f'<p class="td-sub td-small">{html(" ".join(notes))}</p>{open_html}</section>'
    )


def _chances_table(about: Telling, bounds: dict[str, RankBound], chances: RankChances) -> str:
    ranks = range(1, len(chances.units) + 1)
    heads = "".join(f'<th scope="col">{html(say("firm.rank", rank=rank))}</th>' for rank in ranks)
    body = "".join(_row(about, unit, bounds[unit], chances) for unit in chances.units)
    caption = say("firm.caption", year=about.board.year, draws=number(chances.draws))
    return (
        f'<div class="td-scroll" tabindex="0" role="region" aria-label="{html(caption)}">'
        f'<table class="td-chances"><caption class="td-sub td-small">{html(caption)}</caption>'
        f'<thead><tr><th scope="col">{html(say("standing.column_unit"))}</th>{heads}'
        f'<th scope="col">{html(say("firm.bounds"))}</th></tr></thead><tbody>{body}</tbody></table></div>'
    )


def _row(about: Telling, unit: str, bound: RankBound, chances: RankChances) -> str:
    address = state.link("rankings", unit=unit, year=str(about.board.year))
    cells = "".join(_cell(chances.share(unit, rank)) for rank in range(1, len(chances.units) + 1))
    told = (
        say("firm.only", rank=bound.best)
        if bound.firm
        else say("firm.between", best=bound.best, worst=bound.worst)
    )
    name = unit_html(about.cluster.unit(unit), address)
    return f'<tr><th scope="row">{name}</th>{cells}<td class="td-chances-bound">{html(told)}</td></tr>'


def _cell(share: Fraction) -> str:
    if not share:
        return f'<td class="td-chances-none">{percent(share, 0)}</td>'
    return f'<td class="td-h{min(STEPS - 1, int(share * STEPS))}">{html(share_text(share))}</td>'


def share_text(share: Fraction) -> str:
    """
    A share of draws; what is neither nothing nor all is never printed as such.

    >>> share_text(Fraction(1)), share_text(Fraction(1, 10000)), share_text(Fraction(9999, 10000))
    ('100%', '<0,1%', '>99,9%')
    """
    if share in (0, 1):
        return percent(share, 0)
    if share < FINEST:
        return f"<{percent(Fraction(1, 1000))}"
    if 1 - share < FINEST:
        return f">{percent(Fraction(999, 1000))}"
    return percent(share)


def _assumptions_html(intervals: tuple[Interval, ...]) -> str:
    """HTML of what the widths rest on: only the rules that were used."""
    stated = Assumptions()
    used = {(interval.why, interval.by) for interval in intervals}
    rules = [say("firm.official")]
    rules += [
        text
        for key, text in (
            (("missing", "plausible"), say("firm.by_plausible")),
            (("estimate", "share"), say("firm.by_estimate", share=percent(stated.estimate, 0))),
            (("preliminary", "share"), say("firm.by_preliminary", share=percent(stated.preliminary, 0))),
        )
        if key in used
    ]
    rules += [say("firm.by_vintages")] * any(by == "vintages" for _why, by in used)
    rules += [say("firm.by_grades", steps=number(stated.grades))] * any(by == "grades" for _why, by in used)
    items = "".join(f"<li>{html(rule)}</li>" for rule in rules)
    return f'<p class="td-mark">{html(say("firm.assumed"))}</p><ul class="td-small">{items}</ul>'


def _open_table(about: Telling, intervals: tuple[Interval, ...]) -> str:
    rows = []
    for interval in intervals:
        criterion = about.rulebook.criterion(interval.criterion)
        row = _row_of(criterion, interval.part)
        label = criterion.label if row is criterion else f"{criterion.label} – {row.label}"
        link = widgets.anchor(
            "comparison", label, year=str(about.board.year), unit=interval.unit, criterion=interval.criterion
        )
        now, spans = _spans(interval, row)
        rows.append(
            [html(about.unit(interval.unit)), link, html(say(f"firm.why_{interval.why}")), now, spans]
        )
    columns = [say(f"firm.column_{name}") for name in ("unit", "criterion", "why", "now", "spans")]
    return widgets.html_table(
        columns, rows, say("firm.open_caption"), html_columns=range(5), numeric=(3, 4), show_caption=False
    )


def _row_of(criterion: Criterion, part: str) -> Criterion | SubCriterion:
    return next((sub for sub in criterion.sub_criteria if sub.code == part), criterion)


def _spans(interval: Interval, row: Criterion | SubCriterion) -> tuple[str, str]:
    """The present value and the ends, as text for HTML."""
    cell = interval.cell
    if cell is None:
        return html(say("heat.not_reported")), html(say("firm.any_points"))
    unit = row.unit_of_measure
    now = say("heat.not_reported") if cell.now is None else _value(interval, cell.now, unit)
    ends = [_value(interval, place, unit) for place in (interval.low, interval.high)]
    if not cell.labels and cell.value(interval.low) > cell.value(interval.high):
        ends.reverse()
    return html(now), html(say("firm.from_to", low=ends[0], high=ends[1]))


def _value(interval: Interval, place: int, unit: str) -> str:
    assert interval.cell is not None
    return interval.cell.label(place) or measured(interval.cell.value(place), unit)
