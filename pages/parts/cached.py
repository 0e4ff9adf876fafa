"""
The only module that caches. Everything is keyed by what it is computed from (the figures and rules of its year, or the
journal's head), so nothing is ever invalidated by hand; what is shared is frozen, so nobody can change what another
visitor sees.

An argument with a leading underscore is not part of a key (Streamlit's rule): it carries what the key stands for.
"""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar, copy_context
from datetime import date, datetime
from hashlib import sha256
from typing import Protocol

import streamlit as st

from data import logbook, rules
from data.cluster import Cluster, folder
from data.completeness import Completeness
from data.completeness import completeness as completeness_of
from data.context import ContextFigure
from data.differences import Differences, board_of
from data.entries import Entry
from data.home import home
from data.kept import Kept
from data.projection import Snapshot
from data.published import Version
from data.published_status import published_status, shown_in, told_with
from data.stamps import PublishedStatus, State, mark_of, state_of
from data.store import Health, Store
from data.undo import EntryEffect, compare_states, state_at
from data.undo import entry_effect as effect_of_entry
from pages.parts.frozen_year import FrozenYear, freeze
from pages.parts.slides import Deck
from pages.parts.slides_made import deck_of
from scoring.both_rulebooks import BothRulebooks
from scoring.certainty import Firmness, RankBound, RankChances
from scoring.certainty import firmness as firmness_of
from scoring.certainty import rank_bounds as bounds_of
from scoring.certainty import rank_chances as chances_of
from scoring.change import UnitSplit
from scoring.change_findings import with_parts
from scoring.common_units import common_rulebooks, common_splits
from scoring.compare import Spread, spreads
from scoring.explain import Explanation, explain
from scoring.findings import Finding, year_findings
from scoring.given import Given
from scoring.intervals import Interval, intervals_of
from scoring.model import Rulebook
from scoring.reach import Plan, Safety, Steps, safety, shortest_plan, single_changes, steps
from scoring.scenario import Imagined, imagine
from scoring.scenario_link import changes_of
from scoring.scoreboard import Scoreboard
from scoring.sensitivity import Sensitivity
from scoring.sensitivity import sensitivity as sensitivity_of
from scoring.trend import Comparability, comparability


class Ahead(Protocol):
    """Who computes a new state ahead and says meanwhile what those are shown who need not see the newest."""

    def shown(self, newest: Kept) -> Kept:
        """That, or the state before."""

    def catch_up(self) -> None:
        """From now on the newest state of this moment, or a newer one."""


# The state that the present run of a screen shows; each run has a thread, and `look` begins it.
_LOOK: ContextVar[Kept | None] = ContextVar("look", default=None)
_AHEAD: Ahead | None = None


@st.cache_resource(show_spinner=False)
def store() -> Store:
    """The one store of this server, checked when it is opened."""
    return Store.open(home(), folder())


def look(*, newest: bool = True) -> None:
    """Fix what this run of a screen shows: one state, whole, whatever is written meanwhile; the newest if it must."""
    state = store().state()
    _LOOK.set(state if newest or _AHEAD is None else _AHEAD.shown(state))


def show_through(ahead: Ahead | None) -> None:
    """From now on `ahead` says what those are shown who need not see the newest state; None: they see it, too."""
    global _AHEAD
    _AHEAD = ahead


def catch_up() -> None:
    """Somebody who has seen the newest state goes on as one who only looks: nobody is shown an older one any more."""
    if _AHEAD is not None:
        _AHEAD.catch_up()


def now() -> Kept:
    """What is kept, for reading: as this run of a screen looks at it; elsewhere as it is at this moment."""
    return _LOOK.get() or store()


def drawn(screen: str, seen_by: tuple[object, ...], draw: Callable[[], None]) -> None:
    """
    Draw a screen; a second time its elements are sent as they were drawn.

    Args:
        seen_by: All that the screen depends on beside the state that is kept: address, theme, who is signed in.
        draw: Draws it with elements that hold no input (Streamlit records and replays those).
    """
    _drawn(screen, seen_by, now().reference_digest, now().head, draw)


@st.cache_resource(show_spinner=False, max_entries=256)
def _drawn(
    screen: str, seen_by: tuple[object, ...], reference_digest: str, head: str, _draw: Callable[[], None]
) -> None:
    _draw()


def warm_up() -> None:
    """Open the store and compute all that the screens show, before the first visitor."""
    state = store().state()
    copy_context().run(warm, state)
    copy_context().run(warm_deck, state)


def warm(kept: Kept) -> None:
    """
    Compute all that the screens show of a state before somebody asks for it.

    Raises:
        Exception: Whatever keeps a year from being scored. What fails beside that is logged and keeps nothing else from
            being shown; whoever asks for it is told.
    """
    _LOOK.set(kept)
    for year in reversed(years()):
        units = [row.unit for row in board(year).units]
        for piece in (widths, findings, firmness, rank_chances, sensitivity, safe):
            _tried(piece, year)
        before = rulebook(year).compared_with
        if before in years():
            _tried(under_both, before, year)
        for unit in units:
            _tried(plans, year, unit)
            _tried(reach, year, unit)


def warm_deck(kept: Kept) -> None:
    """Compute the deck of the year that a hall opens first."""
    _LOOK.set(kept)
    _tried(deck, max(years()))


def _tried(compute: Callable[..., object], *about: object) -> None:
    try:
        compute(*about)
    except Exception as problem:  # noqa: BLE001  it is told to whoever asks for it
        logbook.note_error("screens.cold", problem)


def cluster(year: int | None = None) -> Cluster:
    """Units, agencies, roles and events of the cluster that this server shows; of a published year as archived."""
    return now().cluster if year is None else now().reference.cluster_of(year)


def health() -> Health:
    """What the self-check found at start and since."""
    return store().health


def years() -> list[int]:
    """Years that have a rulebook, oldest first."""
    return list(now().years())


def rulebook(year: int) -> Rulebook:
    """The rulebook of one year; of a published year as archived."""
    return now().rulebook(year)


def board(year: int) -> Scoreboard:
    """The scoreboard of one year; of a published year its last published version, as nothing else counts there."""
    return _board(year, _version(year))


@st.cache_resource(show_spinner=False, max_entries=64)
def _board(year: int, version: str) -> Scoreboard:
    return given(year).board()


def _version(year: int) -> str:
    """What the points of one year come from, as a digest: it stays while other years are written."""
    return _digest(year, now().reference_digest, now().head)


@st.cache_resource(show_spinner=False, max_entries=64)
def _digest(year: int, reference_digest: str, head: str) -> str:
    counted = given(year)
    parts = (rules.digest(counted.rulebook), counted.units, counted.figures, counted.penalties)
    return sha256(repr(parts).encode()).hexdigest()


def stamp(year: int) -> str:
    """Short mark of what is shown; pasted on the screen Tài liệu it leads back to this state."""
    return mark(year, shown(year))


def mark(year: int, seq: int) -> str:
    """The mark of a year as it stood after entry `seq`, under the rules that hold for it."""
    entries = now().entries()
    return mark_of(year, entries[seq - 1].hash if seq else "", now().reference_at(year).digest)


def marked(text: str) -> State:
    """The state that a pasted text names. Raises Trouble: why there is no way back (see `data.stamps.state_of`)."""
    reference = now().reference
    archived = {year: each.digest for year, each in reference.archived.items()}
    return state_of(text, now().entries(), years(), reference.digest, archived)


def versions(year: int) -> tuple[Version, ...]:
    """The published versions of a year, oldest first; () if it is not published."""
    return now().versions(year)


def shown(year: int) -> int:
    """Number of the entry whose state decks and documents show: of the last published version, else the newest."""
    return shown_in(now().entries(), year)


def published(year: int) -> PublishedStatus:
    """Whether the year's scores are published, and how many corrections wait."""
    return _published(year, now().head, now().entries())


@st.cache_resource(show_spinner=False, max_entries=64)
def _published(year: int, head: str, _entries: tuple[Entry, ...]) -> PublishedStatus:
    return published_status(_entries, year)


def version_board(year: int, number: int) -> Scoreboard:
    """The scoreboard of version `number` (from 1) of a published year, under the rules of then. Raises FiguresError."""
    return _version_board(year, now().versions(year)[number - 1].seq, now().reference_digest)


@st.cache_resource(show_spinner=False, max_entries=32)
def _version_board(year: int, seq: int, reference_digest: str) -> Scoreboard:
    return board_of(now().reference_at(year), past(seq), year)


def version_changes(year: int, number: int) -> Differences:
    """What version `number` (from 2) changed against the one before, under the rules of then."""
    before, after = (now().versions(year)[place].seq for place in (number - 2, number - 1))
    return _version_changes(year, before, after, now().reference_digest)


@st.cache_resource(show_spinner=False, max_entries=16)
def _version_changes(year: int, before: int, after: int, reference_digest: str) -> Differences:
    return compare_states(past(before), past(after), now().reference_at(year))


def correction_effect(seq: int) -> Differences:
    """What the correction proposed in entry `seq` would do to figures, points and ranks."""
    return _correction_effect(seq, now().reference_digest, now().head)


@st.cache_resource(show_spinner=False, max_entries=16)
def _correction_effect(seq: int, reference_digest: str, head: str) -> Differences:
    return store().effect_of(seq)


def frozen(year: int, seq: int = 0, made: datetime | None = None) -> FrozenYear:
    """
    A year as it stood after entry `seq` (0 = as `shown`), for decks and documents.

    Args:
        made: When the deck or document is made; what was recorded later is not told. None = now.

    Raises:
        KeyError, FiguresError.
    """
    at = seq or shown(year)
    told = told_with(now().entries(), year, at, made)
    return _frozen(year, at, told, past(at).head, now().reference_digest)


@st.cache_resource(show_spinner=False, max_entries=16)
def _frozen(year: int, seq: int, told: int, head: str, reference_digest: str) -> FrozenYear:
    return freeze(now().reference, past(seq), year, entries=now().entries()[:told])


def deck(year: int, seq: int = 0) -> Deck:
    """The default deck of a year as it stood after entry `seq` (0 = as `shown`). Raises as `frozen`."""
    at = seq or shown(year)
    told = told_with(now().entries(), year, at)
    return _deck(year, at, told, past(at).head, now().reference_digest)


@st.cache_resource(show_spinner=False, max_entries=16)
def _deck(year: int, seq: int, told: int, head: str, reference_digest: str) -> Deck:
    return deck_of(frozen(year, seq))


def as_of(year: int) -> date | None:
    """The latest day that any figure of the year speaks for."""
    return now().as_of(year)


def compared(old_year: int, new_year: int) -> tuple[Comparability, ...]:
    """What can be compared between two years' rulebooks, and what not and why."""
    return _compared(old_year, new_year, now().reference_digest)


@st.cache_resource(show_spinner=False, max_entries=32)
def _compared(old_year: int, new_year: int, reference_digest: str) -> tuple[Comparability, ...]:
    return comparability(rulebook(old_year), rulebook(new_year))


def explanation(year: int, unit: str, criterion: str) -> Explanation:
    """Why a unit got what it got for a criterion."""
    return explain(
        rulebook(year), board(year).score(unit, criterion), lambda code: cluster(year).agency(code).name
    )


def widths(year: int) -> tuple[Spread, ...]:
    """How far apart the units are on every criterion."""
    return _widths(year, _version(year))


@st.cache_resource(show_spinner=False, max_entries=64)
def _widths(year: int, version: str) -> tuple[Spread, ...]:
    return spreads(rulebook(year), board(year))


def findings(year: int) -> tuple[Finding, ...]:
    """What is worth saying about a year, most decisive first."""
    before = rulebook(year).compared_with
    return _findings(year, _version(year), _version(before) if before in years() else "")


@st.cache_resource(show_spinner=False, max_entries=64)
def _findings(year: int, version: str, version_before: str) -> tuple[Finding, ...]:
    before = rulebook(year).compared_with
    if not version_before:
        return year_findings(rulebook(year), board(year), None)
    found = year_findings(rulebook(year), board(year), board(before))
    return with_parts(found, change_splits(before, year))


def given(year: int) -> Given:
    """Everything that the points of a year are computed from, as it is now."""
    state = now().snapshot()
    codes = tuple(unit.code for unit in cluster(year).units if unit.valid_in(year))
    return Given(rulebook(year), codes, state.figures.get(year, ()), state.penalties.get(year, ()))


def change_splits(old_year: int, new_year: int) -> tuple[UnitSplit, ...]:
    """Why each unit moved between two years, best of the new year first; see `common_splits`."""
    return _change_splits(old_year, new_year, _version(old_year), _version(new_year))


@st.cache_resource(show_spinner=False, max_entries=16)
def _change_splits(old_year: int, new_year: int, old: str, new: str) -> tuple[UnitSplit, ...]:
    return common_splits(given(old_year), given(new_year), (board(old_year), board(new_year)))


def under_both(old_year: int, new_year: int) -> BothRulebooks | None:
    """Both years' figures under both rulebooks; None where no unit was there in both."""
    return _under_both(old_year, new_year, _version(old_year), _version(new_year))


@st.cache_resource(show_spinner=False, max_entries=16)
def _under_both(old_year: int, new_year: int, old: str, new: str) -> BothRulebooks | None:
    return common_rulebooks(given(old_year), given(new_year))


def reach(year: int, unit: str) -> tuple[Steps, ...]:
    """The next step and the nearest cliff of every reported figure of a unit."""
    return _reach(year, unit, _version(year))


@st.cache_resource(show_spinner=False, max_entries=64)
def _reach(year: int, unit: str, version: str) -> tuple[Steps, ...]:
    return steps(rulebook(year), board(year), unit)


def plans(year: int, unit: str, past: str = "") -> tuple[tuple[Plan, ...], Plan | None]:
    """What lifts a unit up a place or past a named unit: each single change that does, and the fewest changes."""
    return _plans(year, unit, past, _version(year))


@st.cache_resource(show_spinner=False, max_entries=128)
def _plans(year: int, unit: str, past: str, version: str) -> tuple[tuple[Plan, ...], Plan | None]:
    alone = single_changes(rulebook(year), board(year), unit, past)
    return alone, alone[0] if alone else shortest_plan(rulebook(year), board(year), unit, past)


def safe(year: int) -> tuple[Safety, ...]:
    """Which units could be passed by one plausible change of another, and by whom."""
    return _safe(year, _version(year))


@st.cache_resource(show_spinner=False, max_entries=32)
def _safe(year: int, version: str) -> tuple[Safety, ...]:
    return safety(rulebook(year), board(year))


def intervals(year: int) -> tuple[Interval, ...]:
    """Every figure that is not final, and what it may still become under the usual assumptions."""
    return _intervals(year, _version(year))


@st.cache_resource(show_spinner=False, max_entries=32)
def _intervals(year: int, version: str) -> tuple[Interval, ...]:
    return intervals_of(rulebook(year), board(year))


def rank_bounds(year: int) -> dict[str, RankBound]:
    """Best and worst rank of every unit over the intervals."""
    return _rank_bounds(year, _version(year))


@st.cache_resource(show_spinner=False, max_entries=32)
def _rank_bounds(year: int, version: str) -> dict[str, RankBound]:
    return bounds_of(rulebook(year), board(year), intervals(year))


def firmness(year: int) -> Firmness:
    """Which ranks are firm, and which can still change, because of how many figures."""
    return firmness_of(board(year), rank_bounds(year), intervals(year))


def rank_chances(year: int) -> RankChances:
    """How often each unit got each rank in the draws."""
    return _rank_chances(year, _version(year))


@st.cache_resource(show_spinner=False, max_entries=32)
def _rank_chances(year: int, version: str) -> RankChances:
    return chances_of(rulebook(year), board(year), intervals(year))


def sensitivity(year: int) -> Sensitivity:
    """The ranks under every other rule: criteria dropped, sections weighed otherwise, methods exchanged."""
    return _sensitivity(year, _version(year))


@st.cache_resource(show_spinner=False, max_entries=32)
def _sensitivity(year: int, version: str) -> Sensitivity:
    return sensitivity_of(given(year), board(year))


def imagined(year: int, changes: str) -> Imagined:
    """What a list of changes (as `scoring.scenario_link` writes it) would come to. Raises ScenarioError."""
    return _imagined(year, changes, _version(year))


@st.cache_resource(show_spinner=False, max_entries=128)
def _imagined(year: int, changes: str, version: str) -> Imagined:
    return imagine(given(year), board(year), changes_of(changes))


def context_figures(unit: str) -> tuple[ContextFigure, ...]:
    """Real public figures about one unit; never scored."""
    return now().context_figures(unit)


def completeness(year: int) -> Completeness:
    """How far a year is reported: per unit and criterion how firm, and whose figure is waited for."""
    state = now().snapshot()
    return _completeness(year, now().reference_digest, state.head, state)


@st.cache_resource(show_spinner=False, max_entries=32)
def _completeness(year: int, reference_digest: str, head: str, _state: Snapshot) -> Completeness:
    return completeness_of(cluster(year), rulebook(year), _state)


def entry_effect(seq: int) -> EntryEffect:
    """What entry `seq` of the journal changed in figures, points and ranks. KeyError if there is none."""
    return _entry_effect(seq, now().reference_digest, now().head)


@st.cache_resource(show_spinner=False, max_entries=16)
def _entry_effect(seq: int, reference_digest: str, head: str) -> EntryEffect:
    return effect_of_entry(now(), seq)


def past(seq: int) -> Snapshot:
    """What was kept after entry `seq`, for reading only. KeyError if there is none."""
    return _past(seq, now().reference_digest, now().head)


@st.cache_resource(show_spinner=False, max_entries=16)
def _past(seq: int, reference_digest: str, head: str) -> Snapshot:
    return state_at(now(), seq)


def past_board(year: int, seq: int) -> Scoreboard:
    """The scoreboard of a year after entry `seq`, under the rulebook that holds. Raises FiguresError."""
    return _past_board(year, seq, now().reference_digest, now().head)


@st.cache_resource(show_spinner=False, max_entries=16)
def _past_board(year: int, seq: int, reference_digest: str, head: str) -> Scoreboard:
    return board_of(now().reference, past(seq), year)


def since(seq: int) -> Differences:
    """What changed from the state after entry `seq` until now."""
    return _since(seq, now().reference_digest, now().head)


@st.cache_resource(show_spinner=False, max_entries=16)
def _since(seq: int, reference_digest: str, head: str) -> Differences:
    return compare_states(past(seq), now().snapshot(), now().reference)
