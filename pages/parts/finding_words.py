"""Findings as Vietnamese sentences: which words, which numbers. Knows nothing of Streamlit.

`scoring.findings` says what is worth saying, as keys and exact numbers; here stand the words. Every number
goes through `scoring.numbers`, every name is escaped.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from decimal import Decimal
from fractions import Fraction
from html import unescape

from pages.parts.theme import html
from pages.parts.words import say
from pages.parts.year_words import Telling
from scoring.certainty import RankRange, rank_ranges
from scoring.change import PARTS
from scoring.findings import Finding
from scoring.model import Status
from scoring.numbers import number, percent
from scoring.scoreboard import UnitScore


def bold(key: str, /, **values: object) -> str:
    """HTML of the text under `key`, escaped, with what stands between asterisks in bold."""
    parts = html(say(key, **values)).split("*")
    return "".join(f"<b>{part}</b>" if place % 2 else part for place, part in enumerate(parts))


def sentence_html(about: Telling, finding: Finding) -> str:
    """HTML of one finding, without links."""
    return SENTENCES[finding.key](about, finding)


def sentence_text(about: Telling, finding: Finding) -> str:
    """One finding as plain text, for slides and documents."""
    return unescape(re.sub(r"<[^>]*>", "", sentence_html(about, finding)))


def illustrative(about: Telling) -> bool:
    """Whether a figure on the board is an illustration."""
    return any(
        figure.status is Status.ILLUSTRATIVE
        for score in about.board.scores.values()
        for figure in score.figures()
    )


def source(about: Telling) -> str:
    """Where the figures and the rules come from, for the foot of a screen. Plain text."""
    key = "telling.source_sample" if illustrative(about) else "telling.source"
    return say(key, rulebook=about.rulebook.title)


def chips(about: Telling) -> list[str]:
    """Marks for the head of a screen: sample figures, sample rules, ranks that may still change."""
    sample = about.rulebook.status == "sample"
    told = [say("telling.chip_figures")] * illustrative(about) + [say("telling.chip_rules")] * sample
    found = [" · ".join(told)] if told else []
    if about.board.incomplete:
        found.append(say("telling.chip_open"))
    return found


def headline(about: Telling, findings: Sequence[Finding]) -> str:
    """The year in one line: who leads, and the next most decisive thing. Plain text, not yet escaped."""
    rows = [row for row in about.board.units if row.rank == 1]
    if not rows:
        return say("telling.head_unranked", year=about.board.year)
    if len(rows) > 1:
        first = say("telling.head_shared", units=about.units([row.unit for row in rows]))
    else:
        first = say("telling.head_leader", unit=about.unit(rows[0].unit))
    second = next(
        (HEADLINES[finding.key](about, finding) for finding in findings if finding.key in HEADLINES), ""
    )
    return first + second


def fate(about: Telling, row: UnitScore, ranges: RankRange) -> str:
    """What the open points of a unit can still do to its rank. Plain text."""
    if row.rank is None:
        return say("telling.fate_unranked")
    if ranges.firm:
        return say("telling.fate_firm", rank=ranges.best)
    return say("telling.fate_open", best=ranges.best, worst=ranges.worst)


# --- one sentence for each key of scoring.findings.year_findings ----------------------------------------


def _leader(about: Telling, finding: Finding) -> str:
    row = about.board.unit(finding.unit)
    told = bold("telling.leader", unit=about.unit(row.unit), result=_both(about, row))
    if not finding.other:
        return f"{told}."
    other = about.board.unit(finding.other)
    return told + html(say("telling.leader_by", other=about.unit(other.unit), lead=about.lead(row, other)))


def _both(about: Telling, row: UnitScore) -> str:
    """Total and rate, since the rate ranks and the total is what people add up."""
    total = say("telling.points", amount=about.points(row.total))
    return f"{total} ({about.rate(row.rate)})" if about.rulebook.ranked_by == "rate" else total


def _tie_separated(about: Telling, finding: Finding) -> str:
    units = _codes(finding, "units")
    told = bold("telling.tie", units=about.units(units), equal=about.equal(units))
    return told + html(tie_break(about, finding))


def tie_break(about: Telling, finding: Finding) -> str:
    """How a tie was separated, with both values: “; xét Nội dung 1: 538,45 > 536,10”. Plain text."""
    units, step = _codes(finding, "units"), str(finding.facts["step"])
    first, second = _amount(finding, "first"), _amount(finding, "second")
    decimals = about.rulebook.point_decimals if step.startswith("section:") else None
    if len(units) > 2 or first <= second:
        return say("telling.tie_by_many", step=about.step(step), order=", ".join(map(about.unit, units)))
    return say(
        "telling.tie_by",
        step=about.step(step),
        first=number(first, decimals),
        second=number(second, decimals),
        winner=about.unit(units[0]),
    )


def _tie_open(about: Telling, finding: Finding) -> str:
    units = _codes(finding, "units")
    told = bold("telling.tie", units=about.units(units), equal=about.equal(units))
    rank = about.board.unit(units[0]).rank or 0
    key = "telling.tie_vote" if "vote" in about.rulebook.tie_break else "telling.tie_shared"
    return told + html(say(key, rank=rank))


def _incomplete(about: Telling, finding: Finding) -> str:
    row = about.board.unit(finding.unit)
    told = bold("telling.incomplete", unit=about.unit(row.unit), open=number(row.open_points))
    what = (
        say("telling.quoted", text=about.rulebook.criterion(row.missing[0]).label)
        if len(row.missing) == 1
        else say("telling.incomplete_many", count=len(row.missing))
    )
    ranges = rank_ranges(about.rulebook, about.board)[row.unit]
    return told + html(say("telling.incomplete_by", what=what, fate=fate(about, row, ranges)))


def _close(about: Telling, finding: Finding) -> str:
    upper, lower = about.board.unit(finding.unit), about.board.unit(finding.other)
    return bold(
        "telling.close",
        upper=about.unit(upper.unit),
        rank=finding.facts["rank"],
        lower=about.unit(lower.unit),
        lead=about.lead(upper, lower),
    )


def _moved(about: Telling, finding: Finding) -> str:
    old, new = int(_amount(finding, "old_rank")), int(_amount(finding, "new_rank"))
    told = bold(f"telling.{finding.key}", unit=about.unit(finding.unit), places=abs(new - old))
    change = about.points(_amount(finding, "change"), sign=True)
    if about.board.unit(finding.unit).provisional:
        change += say("telling.so_far")
    return told + html(
        say(
            "telling.moved_by",
            year=about.rulebook.compared_with,
            old=old,
            new=new,
            change=change,
            because=_because(about, finding),
        )
    )


def _because(about: Telling, finding: Finding) -> str:
    """The largest of the four parts of a change, where the change was taken apart. Plain text."""
    parts = {name: _amount(finding, name) for name in PARTS if name in finding.facts}
    if not any(parts.values()):
        return ""
    most = max(parts, key=lambda name: abs(Fraction(parts[name])))
    return say(
        "telling.moved_because",
        what=say(f"change.{most}"),
        amount=about.points(parts[most], sign=True),
    )


def _unofficial(_about: Telling, finding: Finding) -> str:
    return bold("telling.unofficial", count=finding.facts["count"])


def _penalised(about: Telling, finding: Finding) -> str:
    row = about.board.unit(finding.unit)
    told = bold("telling.penalised", unit=about.unit(row.unit), points=about.points(row.penalty))
    items = {item.code: item.label for item in about.rulebook.penalty_items}
    return told + html(
        say("telling.penalised_for", what="; ".join(items[penalty.item] for penalty in row.penalties))
    )


def _widest(about: Telling, finding: Finding) -> str:
    most = number(_amount(finding, "max_points"))
    told = bold("telling.widest", criterion=about.rulebook.criterion(finding.criterion).label)
    return told + html(
        say(
            "telling.widest_by",
            best=about.unit(finding.unit),
            high=f"{about.points(_amount(finding, 'high'))}/{most}",
            worst=about.unit(finding.other),
            low=f"{about.points(_amount(finding, 'low'))}/{most}",
        )
    )


def _self_set(about: Telling, finding: Finding) -> str:
    level = about.rulebook.target_levels[0].label
    return bold("telling.self_set", share=percent(_amount(finding, "share")), level=level)


def _amount(finding: Finding, name: str) -> Decimal | Fraction:
    value = finding.facts[name]
    if isinstance(value, str | tuple):
        raise TypeError(f"{finding.key}: {name} is no number")
    return Decimal(value) if isinstance(value, int) else value


def _codes(finding: Finding, name: str) -> tuple[str, ...]:
    value = finding.facts[name]
    if not isinstance(value, tuple):
        raise TypeError(f"{finding.key}: {name} is no list of codes")
    return value


SENTENCES: dict[str, Callable[[Telling, Finding], str]] = {
    "leader": _leader,
    "tie_separated": _tie_separated,
    "tie_open": _tie_open,
    "incomplete": _incomplete,
    "close": _close,
    "risen": _moved,
    "fallen": _moved,
    "unofficial": _unofficial,
    "penalised": _penalised,
    "widest": _widest,
    "self_set": _self_set,
}
# The second half of the title, for the first finding that has one.
HEADLINES: dict[str, Callable[[Telling, Finding], str]] = {
    "tie_separated": lambda about, finding: say(
        "telling.head_tie", units=about.units(_codes(finding, "units"))
    ),
    "tie_open": lambda about, finding: say("telling.head_tie", units=about.units(_codes(finding, "units"))),
    "close": lambda about, finding: say(
        "telling.head_close_first" if finding.facts["rank"] == 1 else "telling.head_close",
        upper=about.unit(finding.unit),
        lower=about.unit(finding.other),
        lead=about.lead(about.board.unit(finding.unit), about.board.unit(finding.other)),
    ),
    "fallen": lambda about, finding: say(
        "telling.head_fallen",
        unit=about.unit(finding.unit),
        places=int(_amount(finding, "new_rank")) - int(_amount(finding, "old_rank")),
    ),
}
