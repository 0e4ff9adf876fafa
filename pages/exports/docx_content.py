"""What minutes, submission and report have in common: who the cluster is, on what grounds, who signs, the stamp."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from data.cluster import Cluster, Event, Unit
from pages.exports.docx_form import Column, Paper
from pages.exports.docx_styles import TEXT_WIDTH
from pages.exports.docx_text import Blank, Piece, told
from pages.parts.frozen_year import FrozenYear
from pages.parts.stamp_lines import stamp_rows
from pages.parts.words import say
from scoring.model import LegalBasis, Rulebook

REVIEW: Final = "suy tôn"  # in the title of the meeting that reviews the year and nominates


# --- who and when -----------------------------------------------------------------------------------------------


def kind_of(cluster: Cluster) -> str:
    """“Khối” where the catalogue calls itself so, else “Cụm”."""
    return say("docx.block") if cluster.name.casefold().startswith("khối") else say("docx.cluster")


def lead_of(cluster: Cluster) -> str:
    """“Cụm trưởng” or “Khối trưởng”."""
    return say("docx.lead", kind=kind_of(cluster))


def lead_unit(frozen: FrozenYear) -> Piece:
    """Name of the unit that led the cluster that year, a blank where nobody wrote it down."""
    roles = frozen.about.cluster.role(frozen.year)
    if roles is None or not roles.lead_unit:
        return Blank(say("docx.lead_unknown", lead=lead_of(frozen.about.cluster).lower()))
    return frozen.about.cluster.unit(roles.lead_unit).name


def issuer(frozen: FrozenYear) -> Piece:
    """The second line of the head: the unit that led the cluster that year."""
    name = lead_unit(frozen)
    if isinstance(name, Blank):
        return name
    return say("docx.issuer", lead=lead_of(frozen.about.cluster), unit=name).upper()


def role_of(frozen: FrozenYear, unit: Unit) -> str:
    """The role of a unit in the year, in words."""
    roles = frozen.about.cluster.role(frozen.year)
    kind = kind_of(frozen.about.cluster)
    if roles is not None and unit.code in (roles.lead_unit, roles.deputy_lead):
        role = say("docx.lead", kind=kind) if unit.code == roles.lead_unit else say("docx.deputy", kind=kind)
        return role if roles.verified else say("docx.unverified", text=role)
    return say("docx.member")


def review_event(frozen: FrozenYear) -> Event | None:
    """The meeting that nominated, where a verified source tells of it."""
    found = [
        event
        for event in frozen.about.cluster.events
        if event.year == frozen.year and event.verified and REVIEW in event.title.casefold()
    ]
    return max(found, key=lambda event: event.date, default=None)


def long_day(when: date) -> str:
    """
    A date as documents write it; days below 10 and the months 1 and 2 with a zero (annex I, part II, 4).

    >>> long_day(date(2019, 2, 5)), long_day(date(2018, 3, 15))
    ('ngày 05 tháng 02 năm 2019', 'ngày 15 tháng 3 năm 2018')
    """
    month = f"{when.month:02d}" if when.month < 3 else str(when.month)
    return say("docx.long_day", day=f"{when.day:02d}", month=month, year=when.year)


def grounds(frozen: FrozenYear) -> list[tuple[Piece, ...]]:
    """The legal basis line by line, each with what is known of it; the last ends with a full stop."""
    rulebook = frozen.about.rulebook
    lines: list[tuple[Piece, ...]] = [told("docx.ground_law", blank=Blank(say("docx.ground_law_blank")))]
    lines += [(_ground(rulebook, basis),) for basis in rulebook.legal_basis]
    lines.append(
        (say("docx.ground_rulebook", title=rulebook_title(rulebook), cluster=frozen.about.cluster.name),)
    )
    return [(*line, "." if place == len(lines) else ";") for place, line in enumerate(lines, 1)]


def _ground(rulebook: Rulebook, basis: LegalBasis) -> str:
    letters = basis.number.upper()
    kind = next((key for mark, key in KINDS if mark in letters), "docx.kind_other")
    text = say(
        "docx.ground", kind=say(kind), number=basis.number, day=long_day(basis.date), title=basis.title
    )
    return text if "legal_basis" in rulebook.verified else say("docx.unverified", text=text)


KINDS: Final = (("/QĐ", "docx.kind_decision"), ("/NQ", "docx.kind_resolution"), ("/HD", "docx.kind_guide"))


def rulebook_title(rulebook: Rulebook) -> str:
    """The rulebook with its status: a sample, or adopted."""
    return say(f"stamp.rulebook_{rulebook.status}", title=rulebook.title)


def write_grounds(paper: Paper, frozen: FrozenYear) -> None:
    """The legal basis in italics, as the decree has it."""
    for line in grounds(frozen):
        paper.text(*line, italic=True)


# --- the end ------------------------------------------------------------------------------------------------------


def sign_lead(frozen: FrozenYear) -> list[tuple[Piece, str]]:
    """TM. CỤM THI ĐUA … CỤM TRƯỞNG, with blanks for post and name."""
    cluster = frozen.about.cluster
    return [
        (say("docx.on_behalf", cluster=cluster.name.upper()), "title"),
        (lead_of(cluster).upper(), "title"),
        (Blank(say("docx.post")), "small"),
        (say("docx.sign_seal"), "small"),
        (Blank(say("docx.full_name")), "name"),
    ]


def recipients(lines: Sequence[str]) -> list[tuple[Piece, str]]:
    """Nơi nhận in small type."""
    return [(say("docx.recipients"), "recipients"), *((f"- {line}", "recipient") for line in lines)]


def write_stamp(paper: Paper, frozen: FrozenYear) -> None:
    """The whole stamp: which state of which figures and rules this document shows."""
    paper.text(say("docx.stamp_title"), style="Caption")
    columns = (Column(say("docx.stamp_label"), 50), Column(say("docx.stamp_value"), TEXT_WIDTH - 50))
    paper.table(
        say("docx.stamp_title"),
        say("docx.stamp_described"),
        columns,
        stamp_rows(frozen.stamp),
        named=False,
        tight=True,
    )
