"""“Vì sao?” beside a rank and a score: links to the place that answers."""

from __future__ import annotations

from typing import Final

from pages.parts import state
from pages.parts.theme import html
from pages.parts.words import say
from pages.parts.year_words import Telling
from scoring.scoreboard import UnitScore

LOSSES: Final = "mat-diem"  # where a unit's sheet shows what cost it points


def rank_why_html(about: Telling, row: UnitScore) -> str:
    """HTML of the link from a rank to the comparison with the unit above, for the first with the one below."""
    order = [other.unit for other in about.board.units]
    if len(order) < 2 or row.rank is None:
        return ""
    place = order.index(row.unit)
    other = order[place - 1] if place else order[1]
    where = {"year": str(about.board.year), "unit": row.unit, "other": other}
    address = state.link("comparison", **where) + "#hai-don-vi"
    return _link(address, say("why.heard_rank", unit=about.unit(row.unit)))


def score_why_html(about: Telling, row: UnitScore) -> str:
    """HTML of the link from a total to what cost the unit points."""
    address = state.link("unit_sheet", year=str(about.board.year), unit=row.unit) + f"#{LOSSES}"
    return _link(address, say("why.heard_score", unit=about.unit(row.unit)))


def _link(address: str, heard: str) -> str:
    hidden = f'<span class="td-hidden">: {html(heard)}</span>'
    return f'<a class="td-whylink" href="{html(address)}">{html(say("telling.why"))}{hidden}</a>'
