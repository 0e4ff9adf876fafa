"""What an entry of the journal says besides figures, in a plain sentence: publications, corrections, vote, decision."""

from __future__ import annotations

from typing import Final

from data.entries import Entry
from data.records import Correction, CorrectionEnd, Decision, Outcome, Publication, Record, Vote
from pages.parts import cached, state, widgets
from pages.parts.local_time import moment
from pages.parts.theme import html
from pages.parts.words import say
from scoring.numbers import number

ENDS: Final = {
    Outcome.APPROVED: "record.approved",
    Outcome.REJECTED: "record.rejected",
    Outcome.WITHDRAWN: "record.withdrawn",
}
ENDED: Final = {
    Outcome.APPROVED: "publication.approved",
    Outcome.REJECTED: "publication.rejected",
    Outcome.WITHDRAWN: "publication.withdrawn",
}


def record_words(entry: Entry) -> str:
    """The sentence, without full stop; "" for an entry of figures alone."""
    record = entry.record
    match record:
        case Publication():
            told = say("record.publication", year=record.year, number=number(1))
        case Correction():
            told = say("record.correction", year=record.year, content=_content(record))
        case CorrectionEnd():
            told = say(
                ENDS[record.outcome],
                year=record.year,
                seq=number(record.correction),
                number=number(_version(entry, record.year)),
            )
        case Vote():
            told = say("record.vote", year=record.year, present=number(record.present))
        case Decision():
            told = say("record.decision", year=record.year, count=number(len(record.awards)))
        case _:
            return ""
    document = None if isinstance(record, Correction) else record.document
    return told if document is None else say("record.by_document", told=told, number=document.number)


def is_approval(record: Record) -> bool:
    """Whether an entry with this record changed what counts."""
    return isinstance(record, CorrectionEnd) and record.outcome is Outcome.APPROVED


def fate_words(entry: Entry) -> str:
    """Whether a record still counts, or what became of it."""
    record, store = entry.record, cached.store()
    if isinstance(record, Correction):
        proposed = next(each for each in store.corrections(record.year) if each.seq == entry.seq)
        if proposed.end is None or proposed.outcome is None:
            return say("record.open")
        return say("record.ended", outcome=say(ENDED[proposed.outcome]), seq=number(proposed.end.seq))
    if isinstance(record, Vote | Decision):
        rows = store.votes(record.year) if isinstance(record, Vote) else store.decisions(record.year)
        return say("record.newest" if rows[-1].entry.seq == entry.seq else "record.replaced")
    return say("record.stands")


def way_html(entry: Entry) -> str:
    """HTML of the link from a record to where it is shown."""
    record = entry.record
    if record is None:
        return ""
    version = _version(entry, record.year)
    return widgets.anchor(
        "publication", say("record.see"), year=str(record.year), lan=str(version) if version else None
    )


def written_html(entry: Entry) -> str:
    """HTML of what was just recorded: the sentence, and that it is on the disk."""
    told = say(
        "publication.written", what=f"{record_words(entry)}.", when=moment(entry.time), hash=entry.hash[:8]
    )
    label = say("write.to_entry", seq=number(entry.seq))
    link = f'<a href="{html(state.link("history", lan=entry.seq))}">{html(label)}</a>'
    return (
        f'<p class="td-notice td-notice-done" role="status" tabindex="-1" data-td-focus="entry-{entry.seq}">'
        f"<b>{html(told)}</b> {link}</p>"
    )


def _version(entry: Entry, year: int) -> int:
    """The number of the version that an entry made; 0 if it made none."""
    return next((each.number for each in cached.now().versions(year) if each.seq == entry.seq), 0)


def _content(correction: Correction) -> str:
    """How much a correction would change."""
    parts = [say("history.figures", count=number(len(correction.figures)))] * bool(correction.figures)
    parts += [say("record.items", count=number(len(correction.penalties)))] * bool(correction.penalties)
    parts += [say("record.items_gone", count=number(len(correction.withdrawn)))] * bool(correction.withdrawn)
    return ", ".join(parts)
