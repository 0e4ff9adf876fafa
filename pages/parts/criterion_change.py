"""One criterion over two years: a row for every unit, or the reason why there is nothing to compare."""

from __future__ import annotations

from pages.parts import state, widgets
from pages.parts.change_lists import label_of, why_not
from pages.parts.changes import largest
from pages.parts.charts.trend import Dumbbell, Mark, dumbbells
from pages.parts.measures import COMPLETION, Measure, Value, change_text, measures, value_of
from pages.parts.words import say
from pages.parts.year_pair import YearPair
from scoring.model import Direction
from scoring.numbers import MISSING
from scoring.trend import Comparability


def criterion_html(pair: YearPair) -> str:
    """HTML of one criterion, chosen in the address; else the one behind the largest fall or rise."""
    rows = {row.code: row for row in pair.new_book.criteria}
    rises, falls = largest(pair.movements, 1)
    default = next((movement.criterion for movement in (*falls, *rises)), "")
    code = state.choice("criterion", rows, default)
    options = {
        row.code: f"{row.code} {row.label}"
        + ("" if pair.comparable(row.code).figures else f" ({say('trend.option_not')})")
        for row in rows.values()
    }
    choose = widgets.select("trend", "criterion", say("trend.choose_criterion"), options, code)
    entry = pair.comparable(code)
    if not entry.figures:
        title = say("trend.criterion_not", criterion=rows[code].label)
        missing = widgets.notice("assumed", why_not(pair, entry), label_of(pair, entry))
        return widgets.heading(title) + widgets.controls(choose) + missing
    offered = {measure.key: measure for measure in measures(rows[code])}
    measure = offered[state.choice("do", offered)]
    labels = {key: each.label for key, each in offered.items()}
    choose_measure = widgets.select("trend", "do", say("trend.choose_measure"), labels, measure.key)
    subtitle = bells_subtitle(pair, measure, has_target(pair, entry, measure))
    points = (
        "" if entry.points else widgets.notice("plain", say("trend.points_not", why=why_not(pair, entry)))
    )
    return (
        widgets.heading(bells_title(pair, entry, measure), subtitle)
        + widgets.controls(choose, choose_measure if len(offered) > 1 else "")
        + bells(pair, entry, measure)
        + points
    )


def bells(pair: YearPair, comparable: Comparability, measure: Measure) -> str:
    """HTML of one measure of one criterion: a row for every unit, and the table of it."""
    rows = [_bell(pair, comparable, measure, unit) for unit in pair.units]
    label = pair.new_book.criterion(comparable.criterion).label
    alt = say("trend.bell_alt", criterion=label, measure=measure.label, old=pair.old.year, new=pair.new.year)
    columns = [
        say("trend.column_unit"), str(pair.old.year), say("trend.column_target", year=pair.old.year),
        str(pair.new.year), say("trend.column_target", year=pair.new.year), say("trend.column_change"),
    ]  # fmt: skip
    table = [_bell_row(pair, comparable, measure, unit) for unit in pair.units]
    return dumbbells(rows, alt) + widgets.more(
        say("frame.table"), widgets.html_table(columns, table, alt, numeric=range(1, 5))
    )


def bell_values(
    pair: YearPair, comparable: Comparability, measure: Measure, unit: str
) -> tuple[Value, Value]:
    """A unit's values of both years."""
    earlier, later = pair.old.score(unit, comparable.before), pair.new.score(unit, comparable.criterion)
    return value_of(earlier, measure), value_of(later, measure)


def _bell(pair: YearPair, comparable: Comparability, measure: Measure, unit: str) -> Dumbbell:
    old, new = bell_values(pair, comparable, measure, unit)
    change, is_better = change_text(old, new, measure)
    instead = "; ".join(
        say("trend.instead", year=year, why=value.text)
        for year, value in ((pair.old.year, old), (pair.new.year, new))
        if value.value is None
    )
    return Dumbbell(
        pair.order(unit),
        pair.name(unit),
        _mark(old),
        _mark(new),
        # a completion's target is 100 % in both years: one tick
        None if old.target is None or measure.key == COMPLETION else Mark(old.target, old.target_text),
        None if new.target is None else Mark(new.target, new.target_text),
        change,
        is_better,
        instead,
    )


def _mark(value: Value) -> Mark | None:
    return None if value.value is None else Mark(value.value, value.text)


def _bell_row(pair: YearPair, comparable: Comparability, measure: Measure, unit: str) -> tuple[str, ...]:
    old, new = bell_values(pair, comparable, measure, unit)
    change, _is_better = change_text(old, new, measure)
    targets = (old.target_text or MISSING, new.target_text or MISSING)
    return (pair.name(unit), old.text, targets[0], new.text, targets[1], change or MISSING)


def bells_title(pair: YearPair, comparable: Comparability, measure: Measure) -> str:
    """The finding of one criterion: how many units are better and worse off."""
    better = worse = 0
    for unit in pair.units:
        _told, is_better = change_text(*bell_values(pair, comparable, measure, unit), measure)
        better += is_better is True
        worse += is_better is False
    return say(
        "trend.bell_title",
        criterion=pair.new_book.criterion(comparable.criterion).label,
        better=better,
        worse=worse,
    )


def bells_subtitle(pair: YearPair, measure: Measure, has_target: bool) -> str:
    """What is drawn, in which unit, which way is better."""
    way = say("trend.lower_better" if measure.direction is Direction.LOWER else "trend.higher_better")
    unit_of_measure = f" ({measure.unit_of_measure})" if measure.unit_of_measure else ""
    told = say(
        "trend.bell_subtitle",
        measure=measure.label + unit_of_measure,
        way=way,
        old=pair.old.year,
        new=pair.new.year,
    )
    if not has_target:
        return told
    key = "trend.bell_target_share" if measure.key == COMPLETION else "trend.bell_target"
    return told + say(key, old=pair.old.year, new=pair.new.year)


def has_target(pair: YearPair, comparable: Comparability, measure: Measure) -> bool:
    """Whether any unit has a target to be drawn."""
    return any(
        value.target is not None
        for unit in pair.units
        for value in bell_values(pair, comparable, measure, unit)
    )
