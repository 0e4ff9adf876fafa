"""What a store keeps besides figures: publications, corrections, votes and decisions. `data.store` is the door."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

from data import archive, published
from data.differences import Differences, board_of
from data.entries import Entry
from data.journal import Draft
from data.kept_store import KeptStore
from data.publishing import (
    board_digest,
    corrected,
    correction_problems,
    document_problems,
    effect_of,
    fact_problems,
    publication_problems,
    worth_knowing,
)
from data.records import (
    Correction,
    CorrectionEnd,
    Decision,
    Document,
    Outcome,
    Publication,
    Record,
    Vote,
)
from data.rights import Act, Actor, Touch, refusals, touched_by
from data.troubles import Notice, Trouble, notice
from scoring.errors import FiguresError
from scoring.model import Figure, Penalty

HERE = timedelta(hours=7)  # Asia/Ho_Chi_Minh: which day it is for a document's date


class NotRecorded(FiguresError):
    """A publication, correction, vote or decision cannot be recorded; `problems` are all reasons. Nothing was kept."""


class RecordingStore(KeptStore):
    """The part of the store that publishes and records."""

    # --- reading --------------------------------------------------------------------------------------------

    def versions(self, year: int) -> tuple[published.Version, ...]:
        """The published versions of a year, oldest first; () if it is not published."""
        return published.versions(self.entries(), year)

    def corrections(self, year: int) -> tuple[published.Proposed, ...]:
        """The corrections ever proposed for a year, oldest first."""
        return published.corrections(self.entries(), year)

    def votes(self, year: int) -> tuple[published.RecordedVote, ...]:
        """The votes recorded for a year, oldest first; the last one counts."""
        return published.votes(self.entries(), year)

    def decisions(self, year: int) -> tuple[published.RecordedDecision, ...]:
        """The decisions recorded for a year, oldest first; the last one counts."""
        return published.decisions(self.entries(), year)

    def mark(self, year: int) -> str:
        """The stamp of the newest published version of a year; "" if it is not published."""
        found = self.versions(year)
        return found[-1].mark if found else ""

    def effect_of(self, seq: int) -> Differences:
        """
        What the correction proposed by entry `seq` does to figures, points and ranks of the version that it corrects.

        Raises:
            KeyError: The entry proposes no correction.
        """
        correction = self._proposed(seq).correction
        return effect_of(self.entries(), self.reference_at(correction.year), correction)

    def worth_knowing(self, year: int) -> tuple[Notice, ...]:
        """What whoever publishes a year should know first. Raises KeyError (no rulebook), FiguresError (no board)."""
        state = self.snapshot()
        return worth_knowing(state.entries, state, self.reference, year)

    def record_refusals(self, actor: Actor, act: Act, year: int) -> tuple[Notice, ...]:
        """Why the actor may not publish (`Act.PUBLISH`) or record (`Act.RECORD`) for a year; () = may."""
        return refusals(actor, self.cluster, [Touch(act, year, "")], datetime.now(UTC))

    def correction_refusals(
        self, actor: Actor, figures: Sequence[Figure], penalties: Sequence[Penalty]
    ) -> tuple[Notice, ...]:
        """Why the actor may not propose these as a correction; () = may."""
        return refusals(actor, self.cluster, touched_by(figures, penalties), datetime.now(UTC))

    def end_refusals(self, actor: Actor, seq: int, outcome: Outcome) -> tuple[Notice, ...]:
        """Why the actor may not end the correction of entry `seq` so; () = may. Raises KeyError."""
        proposed = self._proposed(seq)
        own = bool(actor.account) and actor.account == proposed.entry.account
        if outcome is Outcome.WITHDRAWN and own:
            return refusals(actor, self.cluster, (), datetime.now(UTC))
        refused = self.record_refusals(actor, Act.PUBLISH, proposed.correction.year)
        if own and outcome is not Outcome.WITHDRAWN:
            refused += (notice("rights.own_proposal"),)
        return refused

    # --- writing --------------------------------------------------------------------------------------------

    def publish(
        self, actor: Actor, reason: str, year: int, document: Document | None, expected_head: str
    ) -> Entry:
        """
        Publish the scores of a year: version 1. From then on only an approved correction changes its figures.

        Args:
            document: By which it is published; None where nothing was issued yet.
            expected_head: The head that the publisher saw.

        Raises:
            NotRecorded: Every reason why the year cannot be published.
            NotAllowed, StaleHead, Trouble: As `Store.write`.
        """
        with self._turn(actor, reason, expected_head, lambda: self.record_refusals(actor, Act.PUBLISH, year)):
            state, today = self.snapshot(), self.reference
            problems = document_problems(document, year, _today())
            _refuse(problems + publication_problems(state.entries, state, today, year))
            record = Publication(year, today.digest, board_digest(board_of(today, state, year)), document)
            entry = self._append(
                _draft(actor, reason, record),
                expected_head,
                prepare=lambda: archive.keep(self._home, self._folder, record.reference),
            )
            self._align(today)
            return entry

    def record(self, actor: Actor, reason: str, record: Vote | Decision, expected_head: str) -> Entry:
        """
        Record a vote or the province's decision; a later record of the same year stands beside the earlier one.

        Raises:
            NotRecorded: Every reason not to record it.
            NotAllowed, StaleHead, Trouble: As `Store.write`.
        """
        with self._turn(
            actor, reason, expected_head, lambda: self.record_refusals(actor, Act.RECORD, record.year)
        ):
            problems = document_problems(record.document, record.year, _today())
            _refuse(problems + fact_problems(record, self.reference))
            return self._append(_draft(actor, reason, record), expected_head)

    def propose_correction(
        self,
        actor: Actor,
        reason: str,
        year: int,
        figures: Sequence[Figure],
        penalties: Sequence[Penalty],
        expected_head: str,
        original: bytes | None = None,
        *,
        withdrawn: Sequence[Penalty] = (),
    ) -> Entry:
        """
        Propose a correction of a published year. Nothing of it counts until another person approves it.

        Args:
            withdrawn: Penalties and itemised bonuses that shall no longer count.
            original: Bytes of the uploaded file, kept under their hash.

        Raises:
            NotRecorded: Every reason not to propose it.
            NotAllowed: The actor may not write figures or penalties of what it touches.
            StaleHead, Trouble: As `Store.write`.
        """
        with self._turn(
            actor,
            reason,
            expected_head,
            lambda: self.correction_refusals(actor, figures, [*penalties, *withdrawn]),
        ):
            self._require_archive(year)
            standing = self.versions(year)
            correction = Correction(
                year, standing[-1].seq if standing else 0, tuple(figures), tuple(penalties), tuple(withdrawn)
            )
            self._check_correction(correction)
            return self._append(_draft(actor, reason, correction), expected_head, original)

    def approve_correction(
        self, actor: Actor, reason: str, seq: int, expected_head: str, document: Document | None = None
    ) -> Entry:
        """
        Approve the correction of entry `seq`: its figures count, and the year has its next version.

        It must still correct the newest version, and still be sound; what was proposed against an older version must
        be proposed anew, because its effect is no longer the one that was shown.

        Raises:
            KeyError: The entry proposes no correction.
            NotRecorded: Every reason why it cannot be approved: ended already, outdated, not sound any more.
            NotAllowed: No right to publish, or the actor proposed it.
            StaleHead, Trouble: As `Store.write`.
        """
        return self._end(actor, reason, seq, Outcome.APPROVED, expected_head, document)

    def end_correction(
        self, actor: Actor, reason: str, seq: int, outcome: Outcome, expected_head: str
    ) -> Entry:
        """
        Reject (somebody else who may publish) or withdraw (the proposer, or who may publish) a correction.

        Raises:
            KeyError, NotRecorded, NotAllowed, StaleHead, Trouble: As `approve_correction`.
        """
        if outcome is Outcome.APPROVED:
            raise ValueError(outcome)
        return self._end(actor, reason, seq, outcome, expected_head, None)

    def _end(
        self,
        actor: Actor,
        reason: str,
        seq: int,
        outcome: Outcome,
        expected_head: str,
        document: Document | None,
    ) -> Entry:
        self._proposed(seq)
        with self._turn(actor, reason, expected_head, lambda: self.end_refusals(actor, seq, outcome)):
            proposed = self._proposed(seq)
            correction, year = proposed.correction, proposed.correction.year
            if proposed.end is not None:
                _refuse([notice("correction.ended", seq=seq, by=proposed.end.seq).text])
            if outcome is not Outcome.APPROVED:
                return self._append(_draft(actor, reason, CorrectionEnd(year, seq, outcome)), expected_head)
            self._require_archive(year)
            _refuse(document_problems(document, year, _today()))
            self._check_correction(correction)
            board = board_of(self.reference_at(year), corrected(self.snapshot(), correction), year)
            record = CorrectionEnd(year, seq, outcome, board_digest(board), correction.withdrawn, document)
            draft = _draft(actor, reason, record, correction.figures, correction.penalties)
            return self._append(draft, expected_head)

    def _proposed(self, seq: int) -> published.Proposed:
        entries = self.entries()
        record = entries[seq - 1].record if 1 <= seq <= len(entries) else None
        if not isinstance(record, Correction):
            raise KeyError(seq)
        return next(each for each in published.corrections(entries, record.year) if each.seq == seq)

    def _check_correction(self, correction: Correction) -> None:
        state = self.snapshot()
        reference = self.reference_at(correction.year)
        _refuse(correction_problems(state.entries, state, reference, correction))

    def _require_archive(self, year: int) -> None:
        """A published year whose rules are lost must not be scored anew under other ones."""
        if year in published.published_years(self.entries()) and year not in self.reference.archived:
            raise Trouble("published.no_rules", year=year)


def _draft(
    actor: Actor,
    reason: str,
    record: Record,
    figures: tuple[Figure, ...] = (),
    penalties: tuple[Penalty, ...] = (),
) -> Draft:
    duty = str(actor.duty) if actor.account else ""
    return Draft(actor.name, reason, figures, penalties, "", 0, actor.account, duty, record)


def _refuse(problems: Sequence[str]) -> None:
    if problems:
        raise NotRecorded(problems)


def _today() -> date:
    return (datetime.now(UTC) + HERE).date()
