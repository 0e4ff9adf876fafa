"""What changed between two years, in words; `change_parts` says why."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from pages.parts.words import say
from pages.parts.year_words import Telling
from scoring.numbers import number
from scoring.trend import Movement, Reason, UnitChange
from scoring.wording import AgencyName

ZERO = Decimal(0)


def finding(about: Telling, changes: Sequence[UnitChange]) -> str:
    """
    The title: who leads now, and who fell (or else rose) most.

    Plain text, not yet escaped.
    """
    leaders = [change for change in changes if change.new_rank == 1]
    if not leaders:
        return say("trend.title_unranked", year=about.board.year)
    risen = [change for change in leaders if change.old_rank is not None and change.old_rank > 1]
    kept = [change for change in leaders if change.old_rank == 1]
    key, first = (
        ("trend.title_leads", risen)
        if risen
        else ("trend.title_kept", kept)
        if kept
        else ("trend.title_first", leaders)
    )
    told = [say(key, units=about.units([change.unit for change in first]))]
    moved = [change.rank_change for change in changes if change.rank_change]
    fall, rise = min(moved, default=0), max(moved, default=0)
    if fall < 0:
        told.append(_moved(about, changes, fall, "trend.title_fell"))
    elif rise > 0:
        told.append(_moved(about, changes, rise, "trend.title_rose"))
    else:
        told.append(say("trend.title_same"))
    return "; ".join(told)


def _moved(about: Telling, changes: Sequence[UnitChange], places: int, key: str) -> str:
    units = [change.unit for change in changes if change.rank_change == places]
    return say(key, units=about.units(units), places=abs(places))


def direction_words(change: UnitChange) -> str:
    """A change of rank in words."""
    if change.rank_change is None:
        return say("trend.rank_unknown_before" if change.old_rank is None else "trend.rank_unknown")
    if change.rank_change == 0:
        return say("trend.rank_same")
    key = "trend.rank_up" if change.rank_change > 0 else "trend.rank_down"
    return say(key, places=abs(change.rank_change))


def reason_words(reason: Reason, agency_name: AgencyName, old_year: int, new_year: int) -> str:
    """Why a criterion cannot be compared, as part of a sentence."""
    old, new = reason.old, reason.new
    if reason.key == "agency":
        old, new = agency_name(old), agency_name(new)
    elif reason.key == "max_points":
        old, new = number(Decimal(old)), number(Decimal(new))
    return say(f"trend.reason.{reason.key}", old=old, new=new, old_year=old_year, new_year=new_year)


def largest(movements: Sequence[Movement], count: int) -> tuple[list[Movement], list[Movement]]:
    """The largest rises and the largest falls in points, at most `count` each; equal ones in the given order."""
    scored = [movement for movement in movements if movement.points_change]
    rises = sorted((m for m in scored if change_of(m) > 0), key=change_of, reverse=True)
    falls = sorted((m for m in scored if change_of(m) < 0), key=change_of)
    return rises[:count], falls[:count]


def change_of(movement: Movement) -> Decimal:
    """The change in points; 0 where points cannot be compared (such a movement is never drawn)."""
    return movement.points_change or ZERO
