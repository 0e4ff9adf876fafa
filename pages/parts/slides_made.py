"""The default deck of a review conference, made from a frozen year; see `slides` for the nouns."""

from __future__ import annotations

from pages.parts.finding_words import source
from pages.parts.frozen_year import FrozenYear
from pages.parts.rule_cells import count_cells
from pages.parts.slides import (
    Area,
    Cell,
    Column,
    Deck,
    DeckUnit,
    Lines,
    Row,
    Slide,
    Table,
)
from pages.parts.slides_change import change_slides
from pages.parts.slides_open import discuss_slide, firm_slide
from pages.parts.slides_order import heat_slides, order_slide, sections_slide
from pages.parts.slides_units import unit_slides
from pages.parts.stamp_lines import published_text, sample_mark, stamp_rows, statuses_text
from pages.parts.words import say
from scoring.numbers import day, number


def deck_of(frozen: FrozenYear) -> Deck:
    """The default deck of a year, from cover to closing."""
    about = frozen.about
    line = say(
        "slides.source",
        source=source(about),
        statuses=statuses_text(frozen.stamp.statuses),
        date=day(frozen.stamp.as_of),
        published=published_text(frozen.stamp.published),
    )
    slides = (
        _cover(frozen, line),
        _rules(frozen, line),
        order_slide(frozen, line),
        sections_slide(frozen, line),
        *heat_slides(frozen, line),
        *unit_slides(frozen, line),
        *change_slides(frozen, line),
        firm_slide(frozen, line),
        discuss_slide(frozen, line),
        _closing(frozen, line),
    )
    return Deck(
        title=say("slides.title", year=frozen.year, cluster=about.cluster.name),
        cluster=about.cluster.name,
        year=frozen.year,
        units=tuple(DeckUnit(unit.code, unit.short_name, unit.order - 1) for unit in about.members()),
        slides=slides,
        sample_mark=sample_mark(frozen.stamp),
        stamp=frozen.stamp,
        digest=frozen.digest,
    )


def _cover(frozen: FrozenYear, line: str) -> Slide:
    about, year = frozen.about, frozen.year
    told = [say("slides.cover.members", units=about.units([unit.code for unit in about.members()]))]
    roles = about.cluster.role(year)
    if roles is not None:
        lead, deputy = about.cluster.unit(roles.lead_unit), about.cluster.unit(roles.deputy_lead)
        told.append(say("slides.cover.roles", year=year, lead=lead.short_name, deputy=deputy.short_name))
    events = [event for event in about.cluster.events if event.year == year]
    if events:
        last = max(events, key=lambda event: event.date)
        told.append(say("slides.cover.event", title=last.title, date=day(last.date), place=last.place))
    told.append(say("slides.cover.frozen", date=day(frozen.stamp.as_of), rulebook=about.rulebook.title))
    notes = [say("slides.cover.note", mark=frozen.stamp.mark)]
    if frozen.stamp.is_sample:
        notes.append(say("slides.cover.note_sample"))
    return Slide(
        "cover",
        "cover",
        say("slides.cover.title", year=year),
        say("slides.cover.subtitle", cluster=about.cluster.name, province=about.cluster.province),
        (Area(12, (Lines(tuple(told)),)),),
        line,
        tuple(notes),
    )


def _rules(frozen: FrozenYear, line: str) -> Slide:
    rulebook = frozen.about.rulebook
    rows = [
        Row(
            (
                Cell(section.label),
                Cell(number(count), count),
                Cell(number(section.max_points), section.max_points),
            )
        )
        for section in rulebook.sections
        for count in [len(rulebook.in_section(section.code))]
    ]
    if rulebook.bonus_cap:
        cap = Cell(number(rulebook.bonus_cap), rulebook.bonus_cap)
        rows.append(Row((Cell(say("slides.rules.bonus")), Cell(""), cap)))
    count = len(rulebook.criteria)
    rows.append(
        Row(
            (
                Cell(say("slides.rules.sum")),
                Cell(number(count), count),
                Cell(number(rulebook.total), rulebook.total),
            ),
            is_total=True,
        )
    )
    table = Table(
        (
            Column(say("slides.rules.section"), 0.66),
            Column(say("slides.rules.criteria"), 0.19, is_number=True),
            Column(say("slides.maximum"), 0.15, is_number=True),
        ),
        tuple(rows),
        say("slides.rules.caption"),
    )
    decrees = ", ".join(basis.number for basis in rulebook.legal_basis)
    return Slide(
        "rules",
        "rules",
        say(f"slides.rules.title_{rulebook.ranked_by}", total=number(rulebook.total), count=number(count)),
        say("slides.rules.subtitle", rulebook=rulebook.title, decrees=decrees)
        if decrees
        else say("slides.rules.subtitle_plain", rulebook=rulebook.title),
        (Area(7, (table,)), Area(5, (Lines(_how(frozen), say("slides.rules.heading")),))),
        line,
        (say("slides.rules.note"),),
    )


def _how(frozen: FrozenYear) -> tuple[str, ...]:
    about, rulebook = frozen.about, frozen.about.rulebook
    levels = [level.label for level in rulebook.target_levels]
    told = []
    if len(levels) > 1:
        told.append(
            say("slides.rules.targets", first=levels[0], rest=say("slides.rules.then").join(levels[1:]))
        )
    elif levels:
        told.append(say("slides.rules.targets_one", first=levels[0]))
    told.append(say("slides.rules.rounding", digits=number(rulebook.point_decimals)))
    told.append(say("slides.rules.missing"))
    if rulebook.penalty_items:
        told.append(say("slides.rules.penalty"))
    steps = ", ".join(about.step(step) for step in rulebook.tie_break)
    told.append(say("slides.rules.ties", steps=steps) if steps else say("slides.rules.ties_none"))
    if rulebook.status == "sample":
        count = count_cells(rulebook)
        told.append(
            say(
                "slides.rules.sample",
                assumed=number(count.assumed),
                cells=number(count.verified + count.assumed),
            )
        )
    return tuple(told)


def _closing(frozen: FrozenYear, line: str) -> Slide:
    about = frozen.about
    rows = tuple(Row((Cell(label), Cell(value))) for label, value in stamp_rows(frozen.stamp))
    table = Table(
        (Column(say("slides.closing.what"), 0.26), Column(say("slides.closing.value"), 0.74)),
        rows,
        say("slides.closing.caption"),
    )
    told = [
        say("slides.closing.basis", number=basis.number, date=day(basis.date), title=basis.title)
        for basis in about.rulebook.legal_basis
    ]
    agencies = dict.fromkeys(row.agency for row in about.rulebook.criteria)
    names = ", ".join(about.cluster.agency(code).short_name for code in agencies)
    told.append(say("slides.closing.agencies", agencies=names))
    if frozen.stamp.is_sample:
        told.append(say("slides.closing.sample"))
    return Slide(
        "closing",
        "closing",
        say("slides.closing.title"),
        say("slides.closing.subtitle"),
        (Area(7, (table,)), Area(5, (Lines(tuple(told), say("slides.closing.heading")),))),
        line,
        (say("slides.closing.note", mark=frozen.stamp.mark),),
    )
