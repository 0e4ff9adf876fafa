"""
From figures as understood (a file, a typed table) to what would be written, and then to the journal.

Nothing is written here that `propose` did not show: figures, which of them count, and the whole scoreboard
before and after, from the same scoring as everywhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from data.checks import figure_problems, penalty_problems
from data.differences import Counting, criterion_in, differences
from data.doubts import doubts
from data.entries import Entry
from data.projection import Snapshot
from data.proposal import (
    NAMED,
    Cell,
    Change,
    Defaults,
    Effect,
    Moved,
    PenaltyChange,
    Proposal,
    Reported,
)
from data.published import published_years
from data.reading.folding import tidy
from data.records import Correction
from data.reference import Reference
from data.remarks import Place, Remark
from data.reported import catalogue_for, reported_of, worth_telling
from data.rights import Actor
from data.store import Store
from data.troubles import Trouble, notice
from scoring.errors import FiguresError
from scoring.figures import OWN
from scoring.model import Criterion, Figure, Penalty, Role, State, Status
from scoring.numbers import number

Statement = tuple[Cell, str, str]  # cell, level, agency ("" for a target: its level says who set it)


def propose(
    snapshot: Snapshot,
    reference: Reference,
    reported: Sequence[Reported],
    defaults: Defaults | None = None,
    penalties: Sequence[Penalty] = (),
) -> Proposal:
    """
    What a write of these figures would do; nothing is written.

    A figure that says what the same agency's latest one says is left out, so the same file again changes nothing.
    A figure that differs becomes the next vintage. "Not reported" is no figure: it never takes one away.

    Args:
        reported: Any number of files together; the same cell said twice must say the same.
        defaults: What holds for rows that do not say it themselves.
        penalties: Penalties and itemised bonuses to keep; those that stand already are left out.
    """
    chosen = defaults or Defaults()
    desk = _Desk(snapshot, reference, chosen)
    for row in reported:
        desk.take(row)
    figures = tuple(desk.figures)
    kept = {row for rows in snapshot.penalties.values() for row in rows}
    new_penalties = tuple(row for row in dict.fromkeys(penalties) if row not in kept)
    problems = desk.problems + [
        Remark("penalty.wrong", values=(("text", text),))
        for text in penalty_problems(
            new_penalties, reference.cluster, reference.rulebooks,
            [row for rows in snapshot.penalties.values() for row in rows],
        )
    ]  # fmt: skip
    found = differences(snapshot, with_added(snapshot, figures, new_penalties), reference, places=desk.places)
    problems += found.problems
    touched = {row.year for row in figures} | {row.year for row in new_penalties}
    counting = Counting(reference, snapshot.figures)
    notices = desk.notices + [
        remark for change in found.changes for remark in doubts(change, reference, counting)
    ]
    return Proposal(
        base_head=snapshot.head,
        reference=reference.token,
        reported=tuple(reported),
        defaults=chosen,
        penalties_asked=tuple(penalties),
        figures=figures,
        penalties=new_penalties,
        changes=found.changes,
        penalty_changes=found.penalty_changes,
        unchanged=desk.unchanged + len(set(penalties)) - len(new_penalties),
        published=tuple(sorted(touched & published_years(snapshot.entries).keys())),
        notices=tuple(dict.fromkeys(notices)),
        problems=tuple(dict.fromkeys(problems)),
        effects=() if problems else found.effects,
    )


def write(
    store: Store,
    proposal: Proposal,
    actor: Actor,
    reason: str,
    original: bytes | None = None,
    *,
    shown: str = "",
) -> Entry:
    """
    Write what a proposal shows, whole or not at all. When this returns, it is on the disk.

    Args:
        original: Bytes of the uploaded file, kept under their hash.
        shown: Digest of the preview that the person saw; "" = this one.

    Raises:
        FiguresError: The proposal has problems; all of them.
        NotAllowed: The actor may not write all of it.
        StaleHead: Somebody wrote since; make it anew with `repropose` and show what moved.
        Trouble: "preview.changed" (another preview than the one shown), "reference.moved" (catalogue or rulebook
            changed since), "write.empty", "disk.full" …; nothing was written.
    """
    _require_shown(proposal, shown)
    if proposal.published:
        raise FiguresError([notice("year.published", year=year).text for year in proposal.published])
    return store.write(
        actor,
        reason,
        proposal.figures,
        proposal.penalties,
        proposal.base_head,
        original,
        reverses=proposal.reverses,
        expected_reference=proposal.reference,
    )


def propose_correction(
    store: Store,
    proposal: Proposal,
    actor: Actor,
    reason: str,
    original: bytes | None = None,
    *,
    shown: str = "",
) -> Entry:
    """
    Propose what a proposal shows as the correction of its one published year; nothing of it counts yet.

    Args and Raises: As `write`; FiguresError also where it is not the correction of one published year.
    """
    _require_shown(proposal, shown)
    if not proposal.correctable:
        years = ", ".join(map(str, proposal.years)) or "-"
        raise FiguresError([notice("correction.one_year", years=years).text])
    return store.propose_correction(
        actor,
        reason,
        proposal.published[0],
        proposal.figures,
        proposal.penalties,
        proposal.base_head,
        original,
    )


def _require_shown(proposal: Proposal, shown: str) -> None:
    """Only a proposal without problems, and the very one that the person saw, is written."""
    if proposal.problems:
        raise FiguresError([problem.text for problem in proposal.problems])
    if shown not in ("", proposal.digest):
        raise Trouble("preview.changed")


def wrote(unseen: Sequence[Entry], proposal: Proposal, actor: Actor, reason: str) -> bool:
    """Whether the first entry not seen by the writer is this very write, by the same person for the same reason."""
    done = proposal.base_head, proposal.figures, proposal.penalties, proposal.reverses, reason, actor.account
    for entry in unseen[:1]:
        rows = entry.record if isinstance(entry.record, Correction) else entry
        said = entry.base, rows.figures, rows.penalties, entry.reverses, entry.reason, entry.account
        return said == done
    return False


def repropose(snapshot: Snapshot, reference: Reference, proposal: Proposal) -> Proposal:
    """The same intake against a newer state; `moved` tells what others wrote and which cells it concerns."""
    if proposal.reverses:
        from data.undo import propose_undo  # undo stands above intake

        fresh = propose_undo(snapshot, reference, proposal.reverses)
    else:
        fresh = propose(snapshot, reference, proposal.reported, proposal.defaults, proposal.penalties_asked)
    known = [entry.hash for entry in snapshot.entries]
    seen = known.index(proposal.base_head) + 1 if proposal.base_head in known else 0
    counting = Counting(reference, snapshot.figures)
    conflicts = tuple(change for change in proposal.changes if counting.figure(change.cell) != change.old)
    return replace(fresh, moved=Moved(snapshot.entries[seen:], conflicts))


def with_added(snapshot: Snapshot, figures: Iterable[Figure], penalties: Iterable[Penalty]) -> Snapshot:
    """The state as it would be with these figures and penalties behind the others; its head stays."""
    rows = {year: list(found) for year, found in snapshot.figures.items()}
    punished = {year: list(found) for year, found in snapshot.penalties.items()}
    for figure in figures:
        rows.setdefault(figure.year, []).append(figure)
    for penalty in penalties:
        punished.setdefault(penalty.year, []).append(penalty)
    return replace(
        snapshot,
        figures={year: tuple(found) for year, found in rows.items()},
        penalties={year: tuple(found) for year, found in punished.items()},
    )


@dataclass(slots=True)
class _Desk:
    """The figures of one intake, taken one by one."""

    snapshot: Snapshot
    reference: Reference
    defaults: Defaults
    figures: list[Figure] = field(default_factory=list)
    places: dict[Figure, Place] = field(default_factory=dict)
    problems: list[Remark] = field(default_factory=list)
    notices: list[Remark] = field(default_factory=list)
    unchanged: int = 0
    _standing: dict[Statement, Figure] = field(default_factory=dict)  # latest in force that says something
    _vintages: dict[Statement, int] = field(default_factory=dict)  # highest ever used
    _level_agency: dict[tuple[int, str], set[str]] = field(default_factory=dict)
    _taken: dict[Statement, tuple[Figure, Place]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for entry in self.snapshot.entries:
            for figure in entry.figures:
                key = _statement(figure)
                self._vintages[key] = max(self._vintages.get(key, 0), figure.vintage)
        for rows in self.snapshot.figures.values():
            for figure in sorted(rows, key=lambda row: row.vintage):
                self._standing_from(figure)

    def _standing_from(self, figure: Figure) -> None:
        if figure.state is not State.NOT_REPORTED:
            self._standing[_statement(figure)] = figure
        if figure.role is Role.TARGET:
            self._level_agency.setdefault((figure.year, figure.level), set()).add(figure.agency)

    def take(self, row: Reported) -> None:
        """Turn one reported figure into a new one, or note why there is none."""
        criterion = criterion_in(self.reference.rulebooks.get(row.year), row.criterion)
        figure = self._figure(row, criterion)
        if figure is None:
            return
        key = _statement(figure)
        if key in self._taken:
            first, place = self._taken[key]
            if _said(first) != _said(figure):
                both = (("first", _shown(first)), ("second", _shown(figure)))
                self._refuse(row, "reported.twice", place=place.text or "dòng khác", **dict(both))
            else:
                self.unchanged += 1
            return
        self._taken[key] = figure, row.place
        standing = self._standing.get(key)
        if figure.state is State.NOT_REPORTED:
            self.unchanged += 1
            if standing is not None:
                self._note(row, "kept.blank", value=_shown(standing))
            return
        if standing is not None and self._stands(figure, row, standing):
            self.unchanged += 1
            return
        if standing is not None and figure.status is standing.status is Status.ILLUSTRATIVE:
            figure = replace(figure, stands_for=standing.stands_for)
        figure = replace(figure, vintage=self._vintages.get(key, 0) + 1)
        self.figures.append(figure)
        self.places[figure] = row.place

    def _figure(self, row: Reported, criterion: Criterion | None) -> Figure | None:
        """The figure with every default filled in, of vintage 1; None with all its problems noted."""
        before = len(self.problems)
        level = self._level(row, criterion)
        status, agency = self._status(row, level), self._agency(row, criterion, level)
        figure = Figure(
            year=row.year,
            unit=row.unit,
            criterion=row.criterion,
            role=row.role,
            state=row.state,
            status=status,
            agency=agency,
            sub_criterion=row.sub_criterion,
            level=level,
            value=row.value,
            grade=row.grade,
            document=row.document or self.defaults.document,
            document_date=row.document_date or self.defaults.document_date,
            as_of=row.as_of or self.defaults.as_of,
            note=row.note or self.defaults.note,
        )
        if len(self.problems) > before:
            return None
        for text in figure_problems([figure], self.reference.cluster_of(row.year), self.reference.rulebooks):
            column, _colon, said = text.partition(", ")[2].partition(": ")
            named = _COLUMNS.get(column, column)
            self._refuse(row, "reported.wrong", text=said if said.startswith(named) else f"{named}: {said}")
        return figure if len(self.problems) == before else None

    def _status(self, row: Reported, level: str) -> Status:
        """How firm: what the row says, else the clerk; a target that stands already stays as firm as it is."""
        if row.role is Role.TARGET:
            standing = self._standing.get((row.cell, level, ""))
            said = (row.state, row.value, row.grade)
            again = standing is not None and said == (standing.state, standing.value, standing.grade)
            # a row of the form has one status, the actual's: it does not make a target less firm that it repeats
            if standing is not None and again and (row.status is None or standing.status is Status.OFFICIAL):
                return standing.status
            status = row.status or self.defaults.status
            return status if status is Status.ILLUSTRATIVE else Status.OFFICIAL
        found = row.status or self.defaults.status
        if found is None and row.state is not State.NOT_REPORTED:
            self._refuse(row, "reported.status")
        return found or Status.ESTIMATE

    def _level(self, row: Reported, criterion: Criterion | None) -> str:
        if row.role is not Role.TARGET or row.level or criterion is None:
            return row.level
        if len(criterion.target_levels) == 1 or (
            row.state is State.NOT_APPLICABLE and criterion.target_levels
        ):
            return criterion.target_levels[0]
        if criterion.target_levels:
            labels = self.reference.rulebooks[row.year].level_label
            self._refuse(row, "reported.level", levels=", ".join(map(labels, criterion.target_levels)))
        return ""

    def _agency(self, row: Reported, criterion: Criterion | None, level: str) -> str:
        """Who states it: the row, else (a target) who reported that level before, else what the clerk said."""
        if row.role is Role.SELF_POINTS:
            return OWN
        if row.agency:
            return row.agency
        said = self.defaults.agency
        if row.role is Role.TARGET:
            before = self._standing.get((row.cell, level, ""))
            if before is not None:
                return before.agency
            alone = self._level_agency.get((row.year, level), set())
            if len(alone) == 1:
                return next(iter(alone))
            return OWN if said in ("", NAMED) else said
        if said == NAMED:
            return criterion.agency if criterion is not None else OWN
        if not said and row.state is not State.NOT_REPORTED:
            self._refuse(row, "reported.agency")
        return said or OWN

    def _stands(self, figure: Figure, row: Reported, standing: Figure) -> bool:
        """Whether the standing statement says it already; only what the row itself says can differ from it."""
        if _said(figure) != _said(standing):
            return False
        days = ((row.document_date, standing.document_date), (row.as_of, standing.as_of))
        texts = ((row.document, standing.document), (row.note, standing.note))
        return all(new in (None, old) for new, old in days) and all(
            tidy(new) in ("", tidy(old)) for new, old in texts
        )

    def _refuse(self, row: Reported, key: str, **values: object) -> None:
        self.problems.append(remark(row, key, **values))

    def _note(self, row: Reported, key: str, **values: object) -> None:
        self.notices.append(remark(row, key, **values))


_COLUMNS = {
    "unit": "đơn vị",
    "criterion": "tiêu chí",
    "sub_criterion": "tiêu chí thành phần",
    "agency": "nguồn",
    "value": "giá trị",
    "grade": "xếp loại",
    "state": "tình trạng",
    "level": "cấp giao",
    "year": "năm",
    "role": "chỉ tiêu",
    "document": "văn bản",
    "note": "ghi chú",
}


def remark(row: Reported, key: str, **values: object) -> Remark:
    """A remark about a reported figure."""
    year, unit, criterion, sub_criterion, role = row.cell
    return Remark(key, row.place, (year, unit, criterion, sub_criterion, str(role)), tuple(values.items()))


def _statement(figure: Figure) -> Statement:
    cell = (figure.year, figure.unit, figure.criterion, figure.sub_criterion, figure.role)
    return cell, figure.level, "" if figure.role is Role.TARGET else figure.agency


def _said(figure: Figure) -> tuple[object, ...]:
    return figure.state, figure.value, figure.grade, figure.status


def _shown(figure: Figure) -> str:
    if figure.state is not State.REPORTED:
        return {State.NOT_REPORTED: "chưa báo cáo", State.NOT_APPLICABLE: "không giao"}[figure.state]
    return figure.grade or number(figure.value)


__all__ = [
    "NAMED",
    "Change",
    "Defaults",
    "Effect",
    "Moved",
    "PenaltyChange",
    "Proposal",
    "Reported",
    "catalogue_for",
    "propose",
    "propose_correction",
    "remark",
    "reported_of",
    "repropose",
    "with_added",
    "worth_telling",
    "write",
    "wrote",
]
