"""Publishing and correcting a year: what a scoreboard's digest is, what is refused, what should be known before."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from data.checks import CONTROL, figure_problems, penalty_problems
from data.differences import Differences, board_of, differences, members
from data.entries import Entry
from data.projection import Snapshot, counting, snapshot_from
from data.published import published_years, versions
from data.records import Ballot, Correction, Decision, Document, Vote
from data.reference import Reference
from data.reversals import in_force
from data.troubles import Notice, notice
from scoring.errors import FiguresError
from scoring.model import Status
from scoring.scoreboard import Scoreboard, score_year

LONGEST = 300  # characters of a document's number, an issuer, a title


def board_digest(board: Scoreboard) -> str:
    """
    sha-256 of every published number of a scoreboard.

    Sentences are left out: another wording of a later program is no other result.
    """
    rows: list[Sequence[object]] = [(board.year, *board.incomplete)]
    for unit in board.units:
        rows.append((
            unit.unit, unit.rank, *unit.tied_with, unit.total, unit.maximum, unit.rate, unit.item_bonus,
            unit.bonus_uncapped, unit.bonus, unit.penalty, unit.grade, unit.provisional, *unit.missing,
        ))  # fmt: skip
        rows += [(row.code, row.points, row.penalty, row.total, row.maximum) for row in unit.sections]
    for (code, criterion), score in sorted(board.scores.items()):
        rows.append((
            code, criterion, score.outcome, score.max_points, score.points, score.bonus, score.self_points,
        ))  # fmt: skip
    text = "\n".join("\x1f".join(map(_cell, row)) for row in rows)
    return hashlib.sha256(text.encode()).hexdigest()


def _cell(value: object) -> str:
    return format(value, "f") if isinstance(value, Decimal) else str(value)


def corrected(snapshot: Snapshot, correction: Correction) -> Snapshot:
    """The state as it would be with a correction approved; its head stays."""
    year = correction.year
    standing = [row for row in snapshot.penalties.get(year, ()) if row not in correction.withdrawn]
    return replace(
        snapshot,
        figures={**snapshot.figures, year: (*snapshot.figures.get(year, ()), *correction.figures)},
        penalties={**snapshot.penalties, year: (*standing, *correction.penalties)},
    )


def effect_of(entries: Sequence[Entry], reference: Reference, correction: Correction) -> Differences:
    """What a correction does to figures, points and ranks of the version that it corrects."""
    before = snapshot_from(entries[: correction.base], reference.token)
    return differences(before, corrected(before, correction), reference)


def correction_problems(
    entries: Sequence[Entry], snapshot: Snapshot, reference: Reference, correction: Correction
) -> list[str]:
    """
    Every reason not to keep or not to approve a correction.

    Args:
        reference: What holds for its year.
    """
    year = correction.year
    standing = versions(entries, year)
    if not standing:
        return [notice("correction.unpublished", year=year).text]
    if standing[-1].seq != correction.base:
        return [notice("correction.outdated", year=year, number=standing[-1].number).text]
    if not correction.figures and not correction.penalties and not correction.withdrawn:
        return [notice("correction.empty").text]
    years = {row.year for row in correction.figures}
    years |= {row.year for row in (*correction.penalties, *correction.withdrawn)}
    if years != {year}:
        return [notice("correction.other_year", year=year).text]
    kept = [row for entry in entries for row in entry.figures if row.year == year]
    punished = snapshot.penalties.get(year, ())
    stay = [row for row in punished if row not in correction.withdrawn]
    rulebooks, cluster = reference.rulebooks, reference.cluster
    problems = figure_problems(correction.figures, cluster, rulebooks, kept)
    problems += penalty_problems(correction.penalties, cluster, rulebooks, stay)
    problems += [
        notice("correction.no_penalty", unit=row.unit, item=row.item).text
        for row in dict.fromkeys(correction.withdrawn)
        if row not in punished
    ]
    return problems or _unscorable(reference, corrected(snapshot, correction), year)


def publication_problems(
    entries: Sequence[Entry], snapshot: Snapshot, reference: Reference, year: int
) -> list[str]:
    """Every reason why a year cannot be published."""
    if year not in reference.rulebooks:
        return [notice("publish.no_rulebook", year=year).text]
    if versions(entries, year):
        return [notice("publish.already", year=year).text]
    if not snapshot.figures.get(year):
        return [notice("publish.nothing", year=year).text]
    return _unscorable(reference, snapshot, year)


def fact_problems(fact: Vote | Decision, reference: Reference) -> list[str]:
    """Every reason not to record a vote or a decision."""
    if fact.year not in reference.rulebooks:
        return [notice("publish.no_rulebook", year=fact.year).text]
    rows = fact.ballots if isinstance(fact, Vote) else fact.awards
    units = members(reference.cluster_of(fact.year), fact.year)
    problems = [] if rows else [notice("fact.empty").text]
    problems += [
        notice("fact.unit", unit=code, year=fact.year).text
        for code in dict.fromkeys(row.unit for row in rows)
        if code not in units
    ]
    if isinstance(fact, Vote):
        return problems + _vote_problems(fact.ballots, fact.present)
    named = [(row.unit, row.title) for row in fact.awards]
    problems += [
        notice("fact.title", unit=unit, most=LONGEST).text for unit, title in named if not _sound(title)
    ]
    problems += [
        notice("fact.twice", unit=unit).text for unit, title in dict.fromkeys(named) if named.count((unit, title)) > 1
    ]  # fmt: skip
    return problems


def document_problems(document: Document | None, year: int, today: date) -> list[str]:
    """What is wrong with a document: a blank cell, or a day that cannot be."""
    if document is None:
        return []
    problems = []
    if not _sound(document.number) or not _sound(document.issuer):
        problems.append(notice("document.blank", most=LONGEST).text)
    if not year <= document.date.year or document.date > today:
        problems.append(notice("document.day", year=year).text)
    return problems


def worth_knowing(
    entries: Sequence[Entry], snapshot: Snapshot, reference: Reference, year: int
) -> tuple[Notice, ...]:
    """
    What whoever publishes a year should know first; none of it forbids it.

    Raises:
        FiguresError: The year cannot be scored, and so cannot be published.
    """
    rulebook, board = reference.rulebooks[year], board_of(reference, snapshot, year)
    names = {unit.code: unit.short_name for unit in reference.cluster_of(year).units}
    counting = [figure for score in board.scores.values() for figure in score.figures()]
    told: list[Notice] = []
    if rulebook.status == "sample":
        told.append(notice("knowing.rulebook", year=year))
    for status, key in (
        (Status.ILLUSTRATIVE, "knowing.illustrative"),
        (Status.ESTIMATE, "knowing.estimate"),
        (Status.PRELIMINARY, "knowing.preliminary"),
    ):
        if count := sum(figure.status is status for figure in counting):
            told.append(notice(key, count=count))
    if lacking := sum(len(unit.missing) for unit in board.units):
        units = ", ".join(names.get(unit.unit, unit.unit) for unit in board.units if unit.missing)
        told.append(notice("knowing.missing", count=lacking, units=units))
    told += [
        notice("knowing.tied", rank=rank, units=", ".join(names.get(code, code) for code in codes))
        for rank, codes in _ties(board)
    ]
    earlier = rulebook.compared_with
    if earlier in reference.rulebooks and not versions(entries, earlier):
        told.append(notice("knowing.before", year=earlier))
    return tuple(told)


def differing(entries: Sequence[Entry], reference: Reference) -> list[Notice]:
    """The published versions whose scoreboard, scored anew, is not the one that was published."""
    told = []
    for year in published_years(entries):
        for version in versions(entries, year):
            figures, penalties = counting(in_force(entries[: version.seq]))
            try:
                board = score_year(
                    reference.rulebooks[year],
                    members(reference.cluster_of(year), year),
                    figures.get(year, ()),
                    penalties.get(year, ()),
                )
            except (FiguresError, KeyError):
                board = None
            if board is None or board_digest(board) != version.board:
                told.append(notice("published.differs", year=year, number=version.number, mark=version.mark))
    return told


def _ties(board: Scoreboard) -> list[tuple[int, list[str]]]:
    ranks: dict[int, list[str]] = {}
    for unit in board.units:
        if unit.rank is not None:
            ranks.setdefault(unit.rank, []).append(unit.unit)
    return [(rank, codes) for rank, codes in sorted(ranks.items()) if len(codes) > 1]


def _vote_problems(ballots: Iterable[Ballot], present: int) -> list[str]:
    codes = [row.unit for row in ballots]
    problems = [
        notice("fact.twice", unit=code).text for code in dict.fromkeys(codes) if codes.count(code) > 1
    ]
    if present < 1:
        problems.append(notice("vote.present").text)
    problems += [
        notice("vote.count", unit=row.unit, present=present).text
        for row in ballots
        if not 0 <= row.votes <= max(present, 0)
    ]
    return problems


def _sound(text: str) -> bool:
    return bool(text.strip()) and len(text) <= LONGEST and not CONTROL.search(text)


def _unscorable(reference: Reference, snapshot: Snapshot, year: int) -> list[str]:
    try:
        board_of(reference, snapshot, year)
    except FiguresError as error:
        return list(error.problems)
    return []
