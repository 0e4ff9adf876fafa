"""
Motions (kiến nghị): what a conference tries on stage, and what would come of it. Knows nothing of Streamlit.

A motion is a change of `scoring.scenario` to a figure or an itemised bonus or penalty; kept ones live in the address
as the text of `scoring.scenario_link`. Nothing is written here: to discard a motion is to ask without it, and what is
kept stays a line for the minutes until somebody confirms it (`motion_flow`). All text is plain, not yet escaped.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from pages.parts.frozen_year import FrozenYear
from pages.parts.motion_form import motion_choices, motion_typed
from pages.parts.motion_words import (
    headline,
    minutes_line,
    points_text,
    rank_text,
    refusal,
    what_text,
)
from pages.parts.scenario_told import change_text
from pages.parts.scenario_typed import Field
from pages.parts.stamp_lines import sample_mark
from pages.parts.words import say
from pages.parts.year_words import Telling
from scoring.errors import ScenarioError
from scoring.explain import explain
from scoring.given import Given
from scoring.model import Rulebook
from scoring.numbers import number
from scoring.scenario import ITEMS, Change, What, played
from scoring.scenario_link import as_text, changes_of
from scoring.scoreboard import Score, Scoreboard, UnitScore

MOTIONS: Final = (What.ACTUAL, What.GRADE, What.TARGET, *ITEMS)  # the others change the rule of all


@dataclass(frozen=True, slots=True)
class MotionCell:
    """One criterion of one unit: its scores before and after, and the sentence that explains the one after."""

    criterion: str
    label: str
    before: Score
    after: Score
    sentence: str


@dataclass(frozen=True, slots=True)
class MotionUnit:
    """
    One unit before and after.

    Attributes:
        cells: Criteria whose points, bonus or outcome differ, or that a motion speaks of.
    """

    unit: str
    name: str
    before: UnitScore
    after: UnitScore
    cells: tuple[MotionCell, ...]

    @property
    def change(self) -> Decimal:
        """The change of the total, in points."""
        return self.after.total - self.before.total

    @property
    def moved(self) -> bool:
        """Whether the rank differs."""
        return self.before.rank != self.after.rank


@dataclass(frozen=True, slots=True)
class Motion:
    """
    What kept and tried motions would come to, all together.

    Attributes:
        text: The list as it stands in the address; "" where it could not be used.
        changes: In the order of the list.
        told: Each change in words: “Châu Thành · Giải ngân: thực hiện 80% → 95%”.
        minutes: A line for the minutes for each; each is measured on the state after those before it, so that the
            changes of points in the lines add up.
        units: In the official order.
        ranking_before / ranking: Codes of the units, best first.
        headline: Who moves where.
        notes: What has to be said beside it: ranks that may still change.
        problem: Why the list cannot be used, "" if it can. Then nothing is changed: before and after are the same.
        digest_before: Digest of the frozen year, which nothing here alters.
    """

    year: int
    text: str
    changes: tuple[Change, ...]
    told: tuple[str, ...]
    minutes: tuple[str, ...]
    units: tuple[MotionUnit, ...]
    ranking_before: tuple[str, ...]
    ranking: tuple[str, ...]
    headline: str
    notes: tuple[str, ...]
    problem: str
    digest_before: str

    def unit(self, code: str) -> MotionUnit:
        """What becomes of one unit; KeyError if there is no such unit."""
        for row in self.units:
            if row.unit == code:
                return row
        raise KeyError(code)


def motion_answer(frozen: FrozenYear, changes_text: str) -> Motion:
    """
    What the motions in a text would come to; `frozen` stays as it is.

    Args:
        changes_text: As `scoring.scenario_link.as_text` writes it; "" = none.
    """
    about, digest = frozen.about, frozen.digest
    changes, problem = motions_of(changes_text)
    if problem:
        return _refused(frozen, digest, problem)
    try:
        steps = motion_steps(about, frozen.given, changes)
    except ScenarioError as wrong:
        return _refused(frozen, digest, refusal(wrong))
    rules, board = steps[-1]
    official = about.board
    units = _units(about, rules, board, changes)
    return Motion(
        year=frozen.year,
        text=as_text(changes),
        changes=changes,
        told=tuple(change_text(about, change) for change in changes),
        minutes=tuple(
            minutes_line(about, place, change, steps[place - 1][1], steps[place][1])
            for place, change in enumerate(changes, start=1)
        ),
        units=units,
        ranking_before=tuple(row.unit for row in official.units),
        ranking=tuple(row.unit for row in board.units),
        headline=headline(about, board, tuple(dict.fromkeys(change.unit for change in changes))),
        notes=_notes(about, board),
        problem="",
        digest_before=digest,
    )


def motions_of(changes_text: str) -> tuple[tuple[Change, ...], str]:
    """The motions in a text and "", or none and the sentence that says why it holds no motions."""
    try:
        changes = changes_of(changes_text)
    except ScenarioError as problem:
        return (), refusal(problem)
    for place, change in enumerate(changes, start=1):
        if change.what not in MOTIONS:
            return (), say("motion.rule", number=number(place))
    return changes, ""


def motion_steps(
    about: Telling, given: Given, changes: Sequence[Change]
) -> list[tuple[Rulebook, Scoreboard]]:
    """The official board, then the board after the first change, after the first two, … Raises ScenarioError."""
    played(given, about.board, changes)  # whatever is wrong is told of the whole list
    found = [(about.rulebook, about.board)]
    found += [played(given, about.board, changes[: place + 1]) for place in range(len(changes))]
    return found


def _refused(frozen: FrozenYear, digest: str, problem: str) -> Motion:
    about = frozen.about
    ranking = tuple(row.unit for row in about.board.units)
    return Motion(
        frozen.year, "", (), (), (), _units(about, about.rulebook, about.board, ()), ranking, ranking, "",
        _notes(about, about.board), problem, digest,
    )  # fmt: skip


def _units(
    about: Telling, rules: Rulebook, board: Scoreboard, changes: Sequence[Change]
) -> tuple[MotionUnit, ...]:
    named = {(change.unit, change.criterion) for change in changes}

    def agency(code: str) -> str:
        return about.cluster.agency(code).name

    found = []
    for member in about.members():
        cells = []
        for criterion in rules.criteria:
            was = about.board.score(member.code, criterion.code)
            now = board.score(member.code, criterion.code)
            same = (was.outcome, was.points, was.bonus) == (now.outcome, now.points, now.bonus)
            if not same or (member.code, criterion.code) in named:
                told = explain(rules, now, agency).sentence
                cells.append(MotionCell(criterion.code, criterion.label, was, now, told))
        found.append(
            MotionUnit(
                member.code,
                member.short_name,
                about.board.unit(member.code),
                board.unit(member.code),
                tuple(cells),
            )
        )
    return tuple(found)


def _notes(about: Telling, board: Scoreboard) -> tuple[str, ...]:
    if not board.incomplete:
        return ()
    return (say("motion.open", units=about.units(board.incomplete)),)


# --- as data for the stage --------------------------------------------------------------------------------------


def motion_reply(frozen: FrozenYear, query: Mapping[str, str]) -> dict[str, Any]:
    """
    The answer to an address of the stage: `motion_json`, and "question": what is asked back about what was typed.

    Args:
        query: `kn` the kept motions as text. With `gia` (what was typed) also what it is about, as `motion_choices`
            names it: `doi` (what), `donvi` (unit), `tieuchi` (criterion), `phan` (part), `khoan` (item).
            "kn" of the answer is the new list; to discard what was typed is to keep the old one.
    """
    text, question = query.get("kn", ""), ""
    if "gia" in query:
        cells = [query.get(name, "") for name in ("doi", "donvi", "tieuchi", "phan", "khoan")]
        text, question = motion_typed(frozen, text, Field(*cells), query["gia"])
    return motion_json(frozen, motion_answer(frozen, text)) | {"question": question}


def motion_json(frozen: FrozenYear, motion: Motion) -> dict[str, Any]:
    """
    The same for `json.dumps`: every number as the text that a person reads; ranks and directions also as they are.

    "direction" is "up", "down" or "same"; "rank" is null where a unit has none. Texts are plain: show them as text.
    """
    about = frozen.about
    return {
        "year": motion.year,
        "mark": say("motion.mark"),
        "sample": sample_mark(frozen.stamp),
        "stamp": frozen.stamp.mark,
        "kn": motion.text,
        "problem": motion.problem,
        "headline": motion.headline,
        "notes": list(motion.notes),
        "motions": [
            {"kn": as_text([change]), "told": told, "what": what_text(about, change), "minutes": line}
            for change, told, line in zip(motion.changes, motion.told, motion.minutes, strict=True)
        ],
        "ranking_before": list(motion.ranking_before),
        "ranking": list(motion.ranking),
        "units": [_unit_json(about, row) for row in motion.units],
        "digest_before": motion.digest_before,
    }


def _unit_json(about: Telling, row: MotionUnit) -> dict[str, Any]:
    return {
        "unit": row.unit,
        "name": row.name,
        "moved": row.moved,
        "direction": _direction(row),
        "change": about.points(row.change, sign=True) if row.change else number(0),
        "before": _row_json(about, row.before),
        "after": _row_json(about, row.after),
        "cells": [
            {
                "criterion": cell.criterion,
                "label": cell.label,
                "before": points_text(about, cell.before),
                "after": points_text(about, cell.after),
                "sentence": cell.sentence,
            }
            for cell in row.cells
        ],
    }


def _row_json(about: Telling, row: UnitScore) -> dict[str, Any]:
    return {
        "rank": row.rank,
        "rank_text": rank_text(row),
        "total": about.points(row.total),
        "rate": about.rate(row.rate),
        "bonus": about.points(row.bonus),
        "penalty": about.points(row.penalty),
    }


def _direction(row: MotionUnit) -> str:
    old, new = row.before.rank, row.after.rank
    if old == new:
        return "same"
    return "down" if new is None or (old is not None and new > old) else "up"


__all__ = [
    "MOTIONS",
    "Motion",
    "MotionCell",
    "MotionUnit",
    "motion_answer",
    "motion_choices",
    "motion_json",
    "motion_reply",
    "motion_steps",
    "motion_typed",
    "motions_of",
]
