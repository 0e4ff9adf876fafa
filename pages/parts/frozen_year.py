"""One year of the cluster, frozen at one state of the journal: what decks and documents are made of. No Streamlit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from data.differences import members
from data.projection import Snapshot
from data.published import versions
from data.reference import Reference
from data.scores_json import board_json, exact_json
from data.stamps import Stamp
from pages.parts.year_words import Telling
from scoring.certainty import Firmness, RankBound, RankChances, firmness, rank_bounds, rank_chances
from scoring.change import UnitSplit
from scoring.change_findings import with_parts
from scoring.common_units import common_splits
from scoring.compare import Spread, spreads
from scoring.findings import Finding, year_findings
from scoring.given import Given
from scoring.intervals import Interval, intervals_of
from scoring.model import Status
from scoring.scoreboard import Scoreboard
from scoring.sensitivity import Sensitivity, sensitivity
from scoring.trend import Comparability, UnitChange, comparability, unit_changes


@dataclass(frozen=True, slots=True)
class FrozenYear:
    """
    A year as it stood at one moment; nothing in it changes when somebody writes.

    Attributes:
        about: Cluster, rulebook and board.
        before: The same of the year that the rulebook compares itself with; None where there is none.
        given / given_before: Rulebook, units, figures and penalties that the boards were computed from.
        changes: Rank and total against the year before, () without one.
        splits: Why each unit moved, best of this year first.
        comparable: What can be compared with the year before, and what not and why.
        widths: How far apart the units are on every criterion.
        version: Number of the published version that it is; 0 = the year was not published then.
        digest: Hash of every published number of the year and the year before: equal states have equal digests.
    """

    about: Telling
    before: Telling | None
    given: Given
    given_before: Given | None
    findings: tuple[Finding, ...]
    changes: tuple[UnitChange, ...]
    splits: tuple[UnitSplit, ...]
    comparable: tuple[Comparability, ...]
    widths: tuple[Spread, ...]
    intervals: tuple[Interval, ...]
    bounds: Mapping[str, RankBound]
    firmness: Firmness
    chances: RankChances
    sensitivity: Sensitivity
    stamp: Stamp
    version: int
    digest: str

    @property
    def year(self) -> int:
        """The year."""
        return self.about.board.year


def freeze(reference: Reference, snapshot: Snapshot, year: int, made: datetime | None = None) -> FrozenYear:
    """
    The year as it stands in `snapshot`; a published year under its archived rules.

    Args:
        made: When the deck or document is made, UTC; None where it is only looked at.

    Raises:
        FiguresError: The state cannot be scored under the rulebooks that hold.
    """
    reference = reference.at(year)
    given = _given(reference, snapshot, year)
    board = given.board()
    about = Telling(reference.cluster, given.rulebook, board)
    earlier = given.rulebook.compared_with
    given_before = _given(reference, snapshot, earlier) if earlier in reference.rulebooks else None
    before = (
        None
        if given_before is None
        else Telling(reference.cluster_of(earlier), given_before.rulebook, given_before.board())
    )
    found = year_findings(given.rulebook, board, None if before is None else before.board)
    splits: tuple[UnitSplit, ...] = ()
    if before is not None and given_before is not None:
        splits = common_splits(given_before, given, (before.board, board))
        found = with_parts(found, splits)
    open_figures = intervals_of(given.rulebook, board)
    bounds = rank_bounds(given.rulebook, board, open_figures)
    return FrozenYear(
        about=about,
        before=before,
        given=given,
        given_before=given_before,
        findings=found,
        changes=() if before is None else tuple(unit_changes(before.board, board)),
        splits=splits,
        comparable=() if before is None else comparability(before.rulebook, given.rulebook),
        widths=spreads(given.rulebook, board),
        intervals=open_figures,
        bounds=bounds,
        firmness=firmness(board, bounds, open_figures),
        chances=rank_chances(given.rulebook, board, open_figures),
        sensitivity=sensitivity(given, board),
        stamp=Stamp(
            year,
            snapshot.head,
            reference.digest,
            given.rulebook.title,
            given.rulebook.status,
            statuses_of(board),
            max((figure.as_of for figure in given.figures if figure.as_of is not None), default=None),
            made,
        ),
        version=len(versions(snapshot.entries, year)),
        digest=digest_of(snapshot.head, reference.digest, about, before),
    )


def digest_of(head: str, reference: str, about: Telling, before: Telling | None) -> str:
    """The digest of a state: of what it is called, and of every published number of both years."""
    total = sha256(f"{head}\n{reference}\n".encode())
    for each in (about, before):
        if each is not None:
            board = board_json(each.rulebook, each.board, lambda code: about.cluster.agency(code).name)
            total.update(exact_json(board).encode())
    return total.hexdigest()


def statuses_of(board: Scoreboard) -> tuple[Status, ...]:
    """The statuses that occur among the figures that count, least firm first."""
    occurring = {figure.status for score in board.scores.values() for figure in score.figures()}
    return tuple(status for status in Status if status in occurring)


def _given(reference: Reference, snapshot: Snapshot, year: int) -> Given:
    return Given(
        reference.rulebooks[year],
        tuple(members(reference.cluster_of(year), year)),
        snapshot.figures.get(year, ()),
        snapshot.penalties.get(year, ()),
    )
