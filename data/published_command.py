"""
`python -m data published`: what is published, corrected, voted and decided, with its marks.

It reads the journal and the archives and writes nothing, so it runs beside a server. Every version is scored anew.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence

from data import archive, published
from data.cluster import folder
from data.entries import Entry
from data.home import Home, home
from data.journal import Journal
from data.publishing import differing
from data.recording_store import HERE
from data.records import Document, Outcome
from data.reference import load_reference
from data.troubles import Trouble
from scoring.numbers import day, number

OUTCOMES = {
    None: "đang chờ duyệt",
    Outcome.APPROVED: "đã duyệt",
    Outcome.REJECTED: "đã bác",
    Outcome.WITHDRAWN: "đã rút",
}


def run(_options: argparse.Namespace) -> int:
    """List it; 1 if an archive is lost or a version does not score as it was published."""
    places = Home(home())
    if not places.journal.is_file():
        raise Trouble("home.empty", home=places.folder)
    entries = tuple(Journal(places.journal).read())
    years = published.published_years(entries)
    for line in _lines(entries):
        print(line)
    wrong = archive.faults(places, years)
    if not wrong:
        reference, _told = archive.effective(places, folder(), load_reference(folder()), years, heal=False)
        wrong = tuple(differing(entries, reference))
    for told in wrong:
        print(told.text, file=sys.stderr)
    return 1 if wrong else 0


def _lines(entries: Sequence[Entry]) -> Iterator[str]:
    seen = sorted({entry.record.year for entry in entries if entry.record is not None})
    if not seen:
        yield "Chưa công bố năm nào."
    for year in seen:
        found = published.versions(entries, year)
        yield f"Năm {year}: " + (f"đã công bố, bản {len(found)}" if found else "chưa công bố")
        for version in found:
            by = f", đính chính {version.correction}" if version.correction else ""
            yield f"  Bản {version.number}{by}: {_who(version.entry)}{_by(version.document)}. Dấu: {version.mark}"
        for each in published.corrections(entries, year):
            rows = (
                len(each.correction.figures) + len(each.correction.penalties) + len(each.correction.withdrawn)
            )
            state = "phải đề nghị lại" if each.outdated else OUTCOMES[each.outcome]
            end = "" if each.end is None else f" ({_who(each.end)})"
            yield f"  Đề nghị đính chính {each.seq}, {number(rows)} thay đổi: {_who(each.entry)}; {state}{end}"
        for vote in published.votes(entries, year):
            told = ", ".join(f"{row.unit} {number(row.votes)}" for row in vote.vote.ballots)
            present = number(vote.vote.present)
            yield f"  Phiếu suy tôn: {told} ({present} người bỏ phiếu){_by(vote.vote.document)}. {_who(vote.entry)}"
        for decision in published.decisions(entries, year):
            told = "; ".join(f"{row.unit}: {row.title}" for row in decision.decision.awards)
            yield f"  Quyết định: {told}{_by(decision.decision.document)}. {_who(decision.entry)}"


def _who(entry: Entry) -> str:
    local = entry.time + HERE
    return f"{entry.actor}, {day(local.date())} {local:%H:%M}, lần ghi {entry.seq}, lý do: {entry.reason}"


def _by(document: Document | None) -> str:
    if document is None:
        return ""
    return f", văn bản {document.number} ngày {day(document.date)} của {document.issuer}"
