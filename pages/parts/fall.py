"""A waterfall as HTML: from one amount to another in steps, each bar beginning where the last one ended."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Protocol

from pages.parts.theme import html
from pages.parts.words import say
from scoring.rounding import publish


class Points(Protocol):
    """Points as text, with a plus sign where it is asked for."""

    def __call__(self, amount: Decimal, /, *, sign: bool = False) -> str: ...


@dataclass(frozen=True, slots=True)
class FallEnd:
    """Where a waterfall begins or ends: its name (plain text), its amount, the colour of its mark."""

    name: str
    amount: Decimal
    colour: str


@dataclass(frozen=True, slots=True)
class FallBar:
    """
    One step.

    Attributes:
        name_html: What it is; HTML.
        note: The line under the name; plain text, "" = none.
    """

    name_html: str
    note: str
    amount: Decimal
    colour: str


def fall_html(first: FallEnd, bars: Sequence[FallBar], last: FallEnd, caption: str, points: Points) -> str:
    """HTML of the waterfall; the bars must add up from the first end to the last."""
    ends = [first.amount]
    for bar in bars:
        ends.append(ends[-1] + bar.amount)
    low, high = min(ends), max(ends)
    pad = (high - low) / 20 or Decimal(1)
    scale = _Scale(low - pad, high + pad)
    rows = [_total_row(first, scale, points, side="bottom")]
    rows += [_bar_row(bar, ends[place], ends[place + 1], scale, points) for place, bar in enumerate(bars)]
    rows.append(_total_row(last, scale, points, side="top"))
    return (
        f'<table class="td-fall"><caption class="td-hidden">{html(caption)}</caption>'
        '<colgroup><col><col><col></colgroup><thead class="td-hidden"><tr>'
        f'<th scope="col">{html(say("difference.step"))}</th><td></td><th scope="col">'
        f"{html(say('difference.amount'))}</th></tr></thead><tbody>{''.join(rows)}</tbody></table>"
    )


class _Scale:
    """Places along the waterfall, in percent of its width."""

    def __init__(self, low: Decimal, high: Decimal) -> None:
        self.low, self.width = low, high - low

    def at(self, amount: Decimal) -> str:
        return f"{publish(Fraction(amount - self.low) / Fraction(self.width) * 100, 2)}%"

    def length(self, amount: Decimal) -> str:
        return self.at(self.low + abs(amount))


def _total_row(end: FallEnd, scale: _Scale, points: Points, *, side: str) -> str:
    return (
        f'<tr class="td-fall-total"><th scope="row">{html(end.name)}</th><td><u class="td-{side}" '
        f'style="left:{scale.at(end.amount)}"></u><s style="left:{scale.at(end.amount)};'
        f'background:{end.colour}"></s></td><td class="td-n">{points(end.amount)}</td></tr>'
    )


def _bar_row(bar: FallBar, before: Decimal, after: Decimal, scale: _Scale, points: Points) -> str:
    small = f"<small>{html(bar.note)}</small>" if bar.note else ""
    left, width = scale.at(min(before, after)), scale.length(bar.amount)
    return (
        f'<tr><th scope="row">{bar.name_html}{small}</th><td>'
        f'<u class="td-top" style="left:{scale.at(before)}"></u>'
        f'<u class="td-bottom" style="left:{scale.at(after)}"></u>'
        f'<i style="left:{left};width:{width};background:{bar.colour}"></i></td>'
        f'<td class="td-n">{points(bar.amount, sign=True)}</td></tr>'
    )
