"""One slide for each unit: where it is strong, where it lost points, what changed since the year before."""

from __future__ import annotations

from decimal import Decimal

from pages.parts.frozen_year import FrozenYear
from pages.parts.slides import Area, Block, Chart, KeyNumber, KeyNumbers, Lines, Series, Slide
from pages.parts.split_words import largest_parts, parts_told
from pages.parts.words import say
from scoring.compare import Loss, losses, strengths
from scoring.model import Outcome
from scoring.numbers import MISSING, number
from scoring.scoreboard import UnitScore

MOST_LOSSES, MOST_STRENGTHS = 6, 3


def unit_slides(frozen: FrozenYear, line: str) -> tuple[Slide, ...]:
    """The units in the official order, so that the number keys lead to them."""
    return tuple(_unit_slide(frozen, line, unit.code) for unit in frozen.about.members())


def _unit_slide(frozen: FrozenYear, line: str, unit: str) -> Slide:
    about = frozen.about
    row = about.board.unit(unit)
    lost = losses(about.rulebook, about.board, unit)
    left: list[Block] = [_key_numbers(frozen, row), Lines(_strong(frozen, unit), say("slides.unit.strong"))]
    right: list[Block] = [_lost_chart(frozen, unit, lost[:MOST_LOSSES])] if lost else []
    changed = _changed(frozen, row)
    if changed and frozen.before is not None:
        right.append(Lines(changed, say("slides.unit.changed", year=frozen.before.board.year)))
    notes = [
        say(
            "slides.unit.note",
            unit=about.unit(unit),
            rank=number(row.rank) if row.rank is not None else say("slides.unranked"),
            total=about.points(row.total),
            rate=about.rate(row.rate),
        )
    ]
    if lost:
        notes.append(
            say("slides.unit.note_lost", what="; ".join(_lost_words(frozen, each) for each in lost[:3]))
        )
    return Slide(
        f"unit-{unit}",
        "unit",
        _title(frozen, row, lost),
        say("slides.unit.subtitle", year=frozen.year),
        (Area(5, tuple(left)), Area(7, tuple(right))),
        line,
        tuple(notes),
        unit=unit,
    )


def _title(frozen: FrozenYear, row: UnitScore, lost: tuple[Loss, ...]) -> str:
    about = frozen.about
    name = about.unit(row.unit)
    if row.rank is None:
        return say("slides.unit.title_unranked", unit=name, points=number(row.open_points))
    if not lost:
        return say("slides.unit.title_full", unit=name, rank=number(row.rank))
    return say(
        "slides.unit.title",
        unit=name,
        rank=number(row.rank),
        criterion=about.rulebook.criterion(lost[0].criterion).label,
        lost=about.points(lost[0].lost),
    )


def _key_numbers(frozen: FrozenYear, row: UnitScore) -> KeyNumbers:
    about = frozen.about
    rank = (
        MISSING
        if row.rank is None
        else say("slides.unit_rank", rank=number(row.rank), count=number(len(about.board.units)))
    )
    found = [
        KeyNumber(say("slides.rank"), rank, row.rank),
        KeyNumber(say("slides.total"), about.points(row.total), row.total),
        KeyNumber(say("slides.rate"), about.rate(row.rate), row.rate),
    ]
    change = next((each for each in frozen.changes if each.unit == row.unit), None)
    if change is not None and frozen.before is not None:
        label = say("slides.unit.change", year=frozen.before.board.year)
        found.append(KeyNumber(label, about.points(change.total_change, sign=True), change.total_change))
    return KeyNumbers(tuple(found))


def _strong(frozen: FrozenYear, unit: str) -> tuple[str, ...]:
    about = frozen.about
    told = [
        say(
            "slides.unit.ahead",
            criterion=criterion.label,
            points=about.points(each.points),
            maximum=number(criterion.max_points),
            ahead=about.points(each.ahead),
        )
        for each in strengths(about.rulebook, about.board, unit)[:MOST_STRENGTHS]
        for criterion in [about.rulebook.criterion(each.criterion)]
    ] or [say("slides.unit.no_lead")]
    scores = [about.board.score(unit, row.code) for row in about.rulebook.criteria]
    full = sum(score.points is not None and score.points == score.max_points for score in scores)
    told.append(say("slides.unit.full", count=number(full), all=number(len(scores))))
    return (*told, *_apart(frozen, unit))


def _apart(frozen: FrozenYear, unit: str) -> list[str]:
    """Penalties, itemised bonus, what is not reported, and what leaves the maximum."""
    about = frozen.about
    row = about.board.unit(unit)
    told = []
    if row.penalty:
        items = {item.code: item.label for item in about.rulebook.penalty_items}
        what = "; ".join(items[each.item] for each in row.penalties)
        told.append(say("slides.unit.penalties", points=about.points(row.penalty), what=what))
    if row.bonuses:
        added = {item.code: item.label for item in about.rulebook.bonus_items}
        what = "; ".join(added[each.item] for each in row.bonuses)
        told.append(say("slides.unit.bonus_items", points=about.points(row.item_bonus, sign=True), what=what))
    if row.missing:
        what = "; ".join(about.rulebook.criterion(code).label for code in row.missing)
        told.append(say("slides.unit.missing", what=what, points=number(row.open_points)))
    out = [
        criterion.label
        for criterion in about.rulebook.criteria
        if about.board.score(unit, criterion.code).outcome in (Outcome.NOT_ASSIGNED, Outcome.NOT_APPLICABLE)
    ]
    if out:
        told.append(say("slides.unit.left_out", what="; ".join(out), maximum=number(row.maximum)))
    return told


def _lost_words(frozen: FrozenYear, loss: Loss) -> str:
    criterion = frozen.about.rulebook.criterion(loss.criterion)
    return say(
        "slides.unit.note_lost_one",
        criterion=criterion.label,
        lost=frozen.about.points(loss.lost),
        maximum=number(criterion.max_points),
    )


def _lost_chart(frozen: FrozenYear, unit: str, lost: tuple[Loss, ...]) -> Chart:
    about = frozen.about
    series = Series(
        say("slides.unit.lost"),
        tuple(each.lost for each in lost),
        tuple(say("slides.unit.lost_text", lost=about.points(each.lost)) for each in lost),
        f"unit-{about.cluster.unit(unit).order - 1}",
    )
    alt = say(
        "slides.unit.lost_alt",
        unit=about.unit(unit),
        parts="; ".join(_lost_words(frozen, each) for each in lost),
    )
    labels = tuple(about.rulebook.criterion(each.criterion).label for each in lost)
    return Chart("bars", labels, (series,), say("slides.points"), alt)


def _changed(frozen: FrozenYear, row: UnitScore) -> tuple[str, ...]:
    about = frozen.about
    split = next((each for each in frozen.splits if each.unit == row.unit), None)
    if split is None or frozen.before is None:
        return ()
    amount = about.points(split.total.amount, sign=True)
    parts = [(name, about.points(each, sign=True)) for name, each in largest_parts(split.total)]
    told = [
        say("slides.unit.parts", amount=amount, parts=parts_told(parts))
        if parts
        else say("slides.unit.parts_plain", amount=amount)
    ]
    steps = [
        (step.split.amount, about.rulebook.criterion(step.code).label)
        for step in split.steps
        if step.kind == "criterion" and step.code and not _is_open(step.old, step.new)
    ]
    most = max(steps, default=None, key=lambda step: step[0])
    least = min(steps, default=None, key=lambda step: step[0])
    if most is not None and most[0] > 0:
        told.append(say("slides.unit.most_up", criterion=most[1], amount=about.points(most[0], sign=True)))
    if least is not None and least[0] < 0:
        told.append(
            say("slides.unit.most_down", criterion=least[1], amount=about.points(least[0], sign=True))
        )
    return tuple(told)


def _is_open(old: Decimal | None, new: Decimal | None) -> bool:
    return old is None or new is None
