"""The sentences of the documents, as an office writes: what the score says, why it changed, what to discuss."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from pages.parts.frozen_year import FrozenYear
from pages.parts.rule_note_words import note_values
from pages.parts.words import say
from pages.parts.year_words import Telling
from scoring.certainty import rank_ranges
from scoring.change import PARTS, UnitSplit
from scoring.compare import Spread
from scoring.findings import Finding
from scoring.model import Rulebook
from scoring.numbers import number
from scoring.rule_notes import Note
from scoring.scoreboard import UnitScore


def full_names(about: Telling, codes: Sequence[str]) -> str:
    """Names of units as a list in words."""
    names = [about.cluster.unit(code).name for code in codes]
    if len(names) < 2:
        return "".join(names)
    return say("telling.and", first=", ".join(names[:-1]), last=names[-1])


def score_sentences(frozen: FrozenYear) -> list[str]:
    """
    Who has the best score, how ties were separated, who is close, what may still change.

    They speak of the score alone: “dẫn đầu” is what the conference votes on.
    """
    about = frozen.about
    told = [_best(about)]
    for finding in frozen.findings:
        if finding.key in ("tie_separated", "tie_open"):
            told.append(_tie(about, finding))
        elif (
            finding.key == "close" and finding.facts["rank"] != 1
        ):  # the best already says how far ahead it is
            upper, lower = about.board.unit(finding.unit), about.board.unit(finding.other)
            told.append(
                say(
                    "docx.close",
                    upper=about.cluster.unit(upper.unit).name,
                    lower=about.cluster.unit(lower.unit).name,
                    lead=about.lead(upper, lower),
                )
            )
    ranges = rank_ranges(about.rulebook, about.board)
    for row in about.board.units:
        if row.missing:
            fate = ranges[row.unit]
            key = (
                "docx.open_unranked"
                if row.rank is None
                else "docx.open_firm"
                if fate.firm
                else "docx.open_range"
            )
            told.append(
                say(
                    key,
                    unit=about.cluster.unit(row.unit).name,
                    points=number(row.open_points),
                    rank=number(row.rank),
                    best=number(fate.best),
                    worst=number(fate.worst),
                )
            )
    return told


def _tie(about: Telling, finding: Finding) -> str:
    """Units with the same result, and how the rulebook separated them, with the values that did."""
    units, first, second = (finding.facts.get(name, ()) for name in ("units", "first", "second"))
    codes = units if isinstance(units, tuple) else ()
    told = say("docx.tie", units=full_names(about, codes), equal=about.equal(codes))
    if finding.key == "tie_open":
        key = "docx.tie_vote" if "vote" in about.rulebook.tie_break else "docx.tie_shared"
        return told + say(key, rank=number(about.board.unit(codes[0]).rank))
    step = str(finding.facts["step"])
    amounts = [amount for amount in (first, second) if isinstance(amount, int | Decimal | Fraction)]
    if len(codes) > 2 or len(amounts) < 2 or amounts[0] <= amounts[1]:
        order = ", ".join(about.cluster.unit(code).name for code in codes)
        return told + say("docx.tie_by_many", step=about.step(step), order=order)
    digits = about.rulebook.point_decimals if step.startswith("section:") else None
    values = {name: number(amount, digits) for name, amount in zip(("first", "second"), amounts, strict=True)}
    winner = about.cluster.unit(codes[0]).name
    return told + say("docx.tie_by", step=about.step(step), winner=winner, **values)


def _best(about: Telling) -> str:
    first = [row for row in about.board.units if row.rank == 1]
    if not first:
        return say("docx.best_none")
    names = full_names(about, [row.unit for row in first])
    if len(first) > 1:
        return say("docx.best_shared", units=names, equal=about.equal([row.unit for row in first]))
    told = say("docx.best", unit=names, total=about.points(first[0].total), rate=about.rate(first[0].rate))
    after = next((row for row in about.board.units if row.rank is not None and row.rank > 1), None)
    return told + _ahead(about, first[0], after)


def _ahead(about: Telling, first: UnitScore, after: UnitScore | None) -> str:
    if after is None:
        return "."
    return say("docx.best_ahead", other=about.cluster.unit(after.unit).name, lead=about.lead(first, after))


def spread_sentence(about: Telling, spread: Spread) -> str:
    """Who has most and who least on one criterion."""
    criterion = about.rulebook.criterion(spread.criterion)
    values = {}
    for name, units in (("high", spread.best), ("low", spread.worst)):
        points = sorted({about.board.score(unit, criterion.code).points or Decimal(0) for unit in units})
        values[name] = " – ".join(about.points(amount) for amount in points)
        values[f"{name}_units"] = full_names(about, units)
    return say("docx.spread", criterion=criterion.label, maximum=number(criterion.max_points), **values)


def split_sentence(about: Telling, split: UnitSplit, digits: int) -> str:
    """How the total of one unit changed, and the parts that add up to the change, largest first."""
    amount = split.total.amount
    key = "docx.rose" if amount > 0 else "docx.fell" if amount < 0 else "docx.same"
    first = say(
        key,
        unit=about.cluster.unit(split.unit).name,
        amount=number(abs(amount), digits),
        old=number(split.old.total, digits),
        new=number(split.new.total, digits),
    )
    parts = sorted(((name, split.total.part(name)) for name in PARTS), key=lambda part: -abs(part[1]))
    named = "; ".join(
        say("change.part", what=say(f"change.{name}"), amount=number(points, digits, sign=True))
        for name, points in parts
        if points
    )
    told = first + (say("docx.of_which", parts=named) if named else ".")
    return told + (say("docx.change_open") if split.open else "")


def note_sentence(rulebook: Rulebook, note: Note) -> str:
    """What the conference should look at in the rulebook."""
    return say(f"docx.note_{note.key}", **note_values(rulebook, note))
