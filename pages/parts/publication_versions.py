"""The versions of a published year: the list, and one of them as it was, beside the version before."""

from __future__ import annotations

from data.entries import Entry
from data.published import Proposed, Version
from data.reference import Reference
from pages.parts import cached, state, widgets
from pages.parts.card_table import card_table_html
from pages.parts.heat import heat_table_html
from pages.parts.local_time import day_of, moment
from pages.parts.people_words import writer_words
from pages.parts.proposal_view import changes_html, effects_html
from pages.parts.publication_cards import document_words, entry_link, facts_html, ranking_html
from pages.parts.theme import html
from pages.parts.words import say
from scoring.errors import FiguresError
from scoring.numbers import number

VERSION = "lan"  # in the address: which version is open


def asked_version(year: int) -> int:
    """The version that the address asks for; 0 = none that exists."""
    offered = [str(each.number) for each in cached.now().versions(year)]
    return int(state.choice(VERSION, ["", *offered]) or 0)


def versions_html(year: int) -> str:
    """HTML of all versions, newest first."""
    made = cached.now().versions(year)
    head = widgets.heading(say("publication.versions"), say("publication.versions_under"))
    if not made:
        return head + f"<p>{html(say('publication.no_versions', year=year))}</p>"
    rows = [_row(year, each, each is made[-1]) for each in reversed(made)]
    names = ("version_column", "at", "people", "reason", "document", "mark")
    columns = [say(f"publication.{name}") for name in names]
    return head + card_table_html(
        columns, rows, say("publication.versions"), html_columns=(0, 5), style="td-versions"
    )


def _row(year: int, version: Version, newest: bool) -> list[str]:
    key = "publication.version_now" if newest else "publication.version"
    address = html(state.link("publication", year=str(year), lan=version.number))
    return [
        f'<a href="{address}">{html(say(key, number=number(version.number)))}</a>',
        moment(version.entry.time),
        people_words(version),
        version.entry.reason
        if proposal_of(version) is None
        else say("publication.why", reason=_why(version)),
        document_words(version.document),
        widgets.anchor("documents", version.mark, year=str(year), dau=version.mark),
    ]


def people_words(version: Version) -> str:
    """Who published; of a correction both people."""
    proposed = proposal_of(version)
    if proposed is None:
        return writer_words(version.entry)
    return say(
        "publication.by_two", approver=writer_words(version.entry), proposer=writer_words(proposed.entry)
    )


def proposal_of(version: Version) -> Proposed | None:
    """The correction that a version comes from; None for the first."""
    return next(
        (each for each in cached.now().corrections(version.year) if each.seq == version.correction), None
    )


def _why(version: Version) -> str:
    proposed = proposal_of(version)
    return version.entry.reason if proposed is None else proposed.entry.reason


def version_title(version: Version) -> str:
    """Which version is shown."""
    return say(
        "publication.version_title",
        year=version.year,
        number=number(version.number),
        date=day_of(version.entry.time),
    )


def version_html(version: Version) -> str:
    """HTML of one version: who and why, the ranking of then, what it changed, the points of then."""
    store, year = cached.store(), version.year
    reference = store.reference_at(year)
    newest = store.versions(year)[-1].number
    old = say("publication.version_old", number=number(newest)) if newest != version.number else ""
    try:
        board = cached.version_board(year, version.number)
    except FiguresError as error:
        told = say("publication.version_lost", text="; ".join(error.problems))
        return _facts_html(version) + widgets.notice("wrong", told)
    rulebook = reference.rulebooks[year]
    return (
        (widgets.notice("assumed", old) if old else "")
        + _facts_html(version)
        + widgets.heading(
            say("publication.ranking", number=number(version.number)),
            say("publication.ranking_under", rulebook=rulebook.title),
        )
        + ranking_html(reference, rulebook, board)
        + (_against_html(reference, version) if version.number > 1 else "")
        + widgets.heading(say("publication.points", number=number(version.number)))
        + heat_table_html(
            rulebook,
            board,
            reference.cluster.units_in(year),
            [row.code for row in rulebook.criteria],
            "history",
            kept={"xem": "o"},
        )
    )


def _facts_html(version: Version) -> str:
    proposed = proposal_of(version)
    facts = {}
    if proposed is not None:
        facts = {
            say("publication.proposed_by"): _signed(proposed.entry),
            say("publication.proposed_why"): html(proposed.entry.reason),
        }
    by = "publication.published_by" if proposed is None else "publication.approved_by"
    why = "publication.reason" if proposed is None else "publication.approved_why"
    facts |= {
        say(by): _signed(version.entry),
        say(why): html(version.entry.reason),
        say("publication.document"): html(document_words(version.document)),
        say("publication.mark"): widgets.anchor(
            "documents", version.mark, year=str(version.year), dau=version.mark
        ),
    }
    return facts_html(facts)


def _signed(entry: Entry) -> str:
    """HTML of who wrote an entry, when, and the way to it."""
    return f"{html(writer_words(entry))}<br>{html(moment(entry.time))}<br>{entry_link(entry.seq)}"


def _against_html(reference: Reference, version: Version) -> str:
    """What a version changed against the one before: points and ranks, then figures."""
    found = cached.version_changes(version.year, version.number)
    before = number(version.number - 1)
    count = number(len(found.changes) + len(found.penalty_changes))
    told = "; ".join(problem.text for problem in found.problems)
    return (
        widgets.heading(say("publication.against", number=before))
        + (widgets.notice("missing", say("publication.correction_broken", text=told)) if told else "")
        + effects_html(reference, found.effects)
        + widgets.heading(say("publication.changed", count=count, number=before), "", 3)
        + changes_html(
            reference,
            found.changes,
            found.penalty_changes,
            heads=("publication.head_before", "publication.head_after"),
        )
    )
