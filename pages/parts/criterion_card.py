"""One criterion in words and tables: the finding, the rule, every unit's figures and the reason of its points."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from data.cluster import Cluster, Unit
from pages.parts import state, theme
from pages.parts.figure_cells import (
    WHY_NO_POINTS,
    actual_html,
    completion_text,
    held_against,
    labelled_html,
    measure,
    method_of,
    points_html,
    short_text,
    target_html,
    unused_html,
    value_text,
)
from pages.parts.theme import html
from pages.parts.words import say
from pages.parts.year_words import Telling, section_name
from scoring.explain import Explanation
from scoring.model import Combine, Criterion, Direction, Outcome, Rulebook, SubCriterion
from scoring.numbers import number
from scoring.scoreboard import Part, Score
from scoring.wording import method_name

NAMED: Final = 3  # as many names as a title can hold


def finding(about: Telling, criterion: Criterion) -> str:
    """Who is highest and who is lowest on a criterion, and who has no points and why, as one sentence."""
    told = [say("criterion.finding", criterion=criterion.label, result=extremes(about, criterion))]
    for outcome, why in WHY_NO_POINTS.items():
        without = [
            unit
            for unit in about.members()
            if about.board.score(unit.code, criterion.code).outcome is outcome
        ]
        if without:
            told.append(say("criterion.without", units=_names(about, without), why=say(why)))
    return "; ".join(told)


def extremes(about: Telling, criterion: Criterion) -> str:
    """Who is highest and who is lowest on a criterion, with their points; by points and bonus together."""
    units = about.members()
    found = {unit.code: about.board.score(unit.code, criterion.code) for unit in units}
    results = {
        code: score.points + (score.bonus or 0) for code, score in found.items() if score.points is not None
    }
    if not results:
        return say("criterion.nobody")
    high, low = max(results.values()), min(results.values())
    best = [unit for unit in units if results.get(unit.code) == high]
    worst = [unit for unit in units if results.get(unit.code) == low]
    if high == low:
        return say("criterion.equal", best=_names(about, best), high=_result(about, found[best[0].code]))
    rest = len(worst) > 1 and len(best) + len(worst) == len(results)
    return say(
        "criterion.best_rest" if rest else "criterion.best_worst",
        best=_names(about, best),
        high=_result(about, found[best[0].code]),
        worst=_names(about, worst),
        low=about.points(low),
    )


def _result(about: Telling, score: Score) -> str:
    told = f"{number(score.points, about.rulebook.point_decimals)}/{number(score.max_points)}"
    return say("criterion.with_bonus", result=told, bonus=number(score.bonus)) if score.bonus else told


def rule_line(about: Telling, criterion: Criterion) -> str:
    """Code, section, maximum, direction, method and agency in one line."""
    section = about.rulebook.section(criterion.section)
    parts = [
        criterion.code,
        section_name(section.label),
        say("heat.max_points", points=number(criterion.max_points)),
        say("criterion.lower" if criterion.direction is Direction.LOWER else "criterion.higher"),
        say("criterion.method", method=method_name(criterion)),
        say("criterion.agency", agency=about.cluster.agency(criterion.agency).name),
    ]
    return " · ".join(parts)


def units_table_html(
    about: Telling, criterion: Criterion, explanations: Mapping[str, Explanation], chosen: str = ""
) -> str:
    """
    HTML of the table of units: figures (where the criterion has no components), completion, points, the sentence.

    Args:
        explanations: By unit.
        chosen: The unit that is looked at; its row is lit.
    """
    rulebook, cluster = about.rulebook, about.cluster
    plain_figures = criterion.combine is Combine.NONE
    has_share = measure(criterion.method, criterion) in ("ratio", "change") and criterion.combine in (
        Combine.NONE,
        Combine.MEAN,
    )
    columns = [say("criterion.unit")]
    columns += [say("criterion.target"), say("criterion.actual")] if plain_figures else []
    columns += [say("criterion.completion")] if has_share else []
    columns += [say("criterion.points")]
    body = []
    for unit in about.members():
        score = about.board.score(unit.code, criterion.code)
        lit = ' class="td-lit"' if unit.code == chosen else ""
        cells = [f'<th scope="row">{unit_name_html(unit, rulebook.year)}</th>']
        if plain_figures:
            cells.append(
                labelled_html(say("criterion.target"), target_html(rulebook, criterion, score.whole))
            )
            cells.append(labelled_html(say("criterion.actual"), actual_html(cluster, criterion, score.whole)))
        if has_share:
            text = completion_text(criterion, score.whole, criterion.method, criterion)
            cells.append(labelled_html(say("criterion.completion"), html(text), "td-n"))
        cells.append(
            labelled_html(say("criterion.points"), points_html(score, rulebook.point_decimals), "td-n")
        )
        body.append(f"<tr{lit}>{''.join(cells)}</tr>")
        why = why_html(rulebook, cluster, criterion, score, explanations[unit.code])
        body.append(f'<tr class="td-why"><td colspan="{len(columns)}">{why}</td></tr>')
    head = "".join(
        f'<th scope="col"{_right(place >= len(columns) - 1 - has_share)}>{html(name)}</th>'
        for place, name in enumerate(columns)
    )
    caption = html(say("criterion.table", criterion=criterion.label))
    return (
        f'<div class="td-scroll" tabindex="0" role="region" aria-label="{caption}">'
        f'<table class="td-table td-units"><caption class="td-hidden">{caption}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{''.join(body)}</tbody></table></div>"
    )


def why_html(
    rulebook: Rulebook, cluster: Cluster, criterion: Criterion, score: Score, explanation: Explanation
) -> str:
    """HTML of the sentence, and one click away: which figures count, which do not, the citation, the marks."""
    notes = [explanation.target_note, explanation.actual_note]
    lines = [f"<p>{html(note)}</p>" for note in notes if note]
    unused = unused_html(rulebook, cluster, criterion, score)
    if unused:
        lines.append(f"<p>{html(say('figure.unused'))}</p>{unused}")
    lines.append(f"<p>{html(say('criterion.citation', citation=explanation.citation))}</p>")
    if explanation.marks:
        lines.append(f'<p class="td-mark">{html("; ".join(explanation.marks))}</p>')
    cell = {"year": str(rulebook.year), "unit": score.unit, "criterion": criterion.code}
    past = state.link("history", xem="o", **cell)
    lines.append(f'<p><a href="{html(past)}">{html(say("figure_past.link"))}</a></p>')
    return (
        f'<details><summary>{html(explanation.sentence)} <span class="td-link">{html(say("criterion.basis"))}'
        f"</span></summary>{''.join(lines)}</details>"
    )


def parts_table_html(about: Telling, criterion: Criterion) -> str:
    """HTML of the components: one row each, one column per unit; "" where the criterion has none."""
    if criterion.combine is Combine.NONE:
        return ""
    rulebook, board, units = about.rulebook, about.board, about.members()
    head = "".join(
        f'<th scope="col" class="td-n">{unit_name_html(unit, rulebook.year)}</th>' for unit in units
    )
    body = []
    for place, sub in enumerate(criterion.sub_criteria):
        cells = []
        for unit in units:
            score = board.score(unit.code, criterion.code)
            cells.append(f'<td class="td-n">{_part_html(rulebook, criterion, sub, score, place)}</td>')
        worth = f"<small>{html(_sub_rule(criterion, sub))}</small>"
        body.append(f'<tr><th scope="row">{html(sub.label)}{worth}</th>{"".join(cells)}</tr>')
    totals = "".join(
        f'<td class="td-n">{points_html(board.score(unit.code, criterion.code), rulebook.point_decimals)}</td>'
        for unit in units
    )
    body.append(f'<tr class="td-lit"><th scope="row">{html(say("criterion.points"))}</th>{totals}</tr>')
    caption = say("criterion.parts", criterion=criterion.label)
    about_parts = say(f"criterion.parts_{criterion.combine.value}")
    return (
        f'<div class="td-scroll" tabindex="0" role="region" aria-label="{html(caption)}">'
        f'<table class="td-table td-components"><caption>{html(about_parts)}</caption>'
        f'<thead><tr><th scope="col">{html(say("criterion.part"))}</th>{head}</tr></thead>'
        f"<tbody>{''.join(body)}</tbody></table></div>"
    )


def unit_name_html(unit: Unit, year: int) -> str:
    """HTML of a unit's mark and short name, leading to its sheet."""
    place = unit.order - 1
    colour = f"var(--unit-{place % len(theme.LIGHT.units) + 1})"
    address = html(state.link("unit_sheet", year=str(year), unit=unit.code))
    return (
        f'<a class="td-unit" href="{address}"><span aria-hidden="true" style="color:{colour}">'
        f"{theme.unit_glyph(place)}</span> {html(unit.short_name)}</a>"
    )


def _part_html(rulebook: Rulebook, criterion: Criterion, sub: SubCriterion, score: Score, place: int) -> str:
    if score.outcome in (Outcome.NOT_ASSIGNED, Outcome.NOT_APPLICABLE) or not score.parts:
        return f'<span class="td-none">{html(say(WHY_NO_POINTS[score.outcome]))}</span>'
    part = score.parts[place]
    if part.actual is None:
        return f'<span class="td-none">{html(say("heat.not_reported"))}</span>'
    figure = part.actual.figure
    if criterion.combine is Combine.CHECKLIST:
        counted = (
            figure.value if sub.at_most is None or figure.value is None else min(figure.value, sub.at_most)
        )
        if counted is None or sub.points_each is None:
            return html(value_text(figure, sub))
        sum_text = f"{number(counted)} × {number(sub.points_each)}"
        return f"<b>{number(counted * sub.points_each)}</b><small>{html(sum_text)}</small>"
    main = (
        number(part.points, rulebook.point_decimals)
        if criterion.combine is Combine.SUM
        else completion_text(sub, part, method_of(criterion, sub), criterion)
    )
    return f"<b>{html(main)}</b><small>{html(_against(sub, part))}</small>"


def _against(sub: SubCriterion, part: Part) -> str:
    """The actual beside what it is held against."""
    if part.actual is None:
        return ""
    held = held_against(sub, part)
    actual = short_text(part.actual.figure, sub)
    return f"{actual} / {held}" if held else actual


def _sub_rule(criterion: Criterion, sub: SubCriterion) -> str:
    if sub.max_points is not None:
        return f"{say('heat.max_points', points=number(sub.max_points))} · {sub.unit_of_measure}"
    if sub.points_each is not None:
        each = number(sub.points_each, sign=True)
        most = say("criterion.at_most", count=number(sub.at_most)) if sub.at_most is not None else ""
        return say("criterion.each", points=each, measure=sub.unit_of_measure) + most
    if criterion.combine is Combine.MEAN:
        return f"{say('criterion.weight', weight=number(sub.weight))} · {sub.unit_of_measure}"
    return sub.unit_of_measure


def _names(about: Telling, units: Sequence[Unit]) -> str:
    """Names as one phrase; more than three are counted, the drawing names them all."""
    if len(units) > NAMED:
        return say("criterion.units", count=len(units))
    return about.units([unit.code for unit in units])


def _right(is_numeric: bool) -> str:
    return ' class="td-n"' if is_numeric else ""
