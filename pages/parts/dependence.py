"""What the order depends on: the ranks with a criterion left out, sections weighed otherwise, the method exchanged."""

from __future__ import annotations

from pages.parts import cached, widgets
from pages.parts.theme import html
from pages.parts.words import say
from pages.parts.year_words import Telling, section_name
from scoring.numbers import number, percent
from scoring.sensitivity import Sensitivity, Variant

KINDS = ("drop", "split", "preset")


def dependence_sentence(about: Telling, found: Sensitivity) -> str:
    """Who stays first in how many cases, and which units change places in how many. Plain text."""
    size = len(found.variants)
    first = [unit for unit, rank in found.ranks.items() if rank == 1]
    told = say("depends.first", units=about.units(first), stays=number(found.first_stays), all=number(size))
    changed = [variant for variant in found.variants if variant.moved]
    if not changed:
        return f"{told} {say('depends.never')}"
    moving = [row.unit for row in about.board.units if any(row.unit in each.moved for each in changed)]
    return f"{told} {say('depends.moves', units=about.units(moving), count=number(len(changed)))}"


def dependence_html(about: Telling) -> str:
    """HTML of the part “Thứ tự phụ thuộc vào điều gì?”; a rulebook without criteria has none."""
    found = cached.sensitivity(about.board.year)
    if not found.variants:
        return ""
    honest = say("depends.sample") if about.rulebook.status == "sample" else ""
    items = "".join(f"<li>{html(_summary(about, found, kind))}</li>" for kind in KINDS if found.of(kind))
    summary = say("depends.table", count=number(len(found.variants)))
    return (
        f'<section id="phu-thuoc">{widgets.heading(say("depends.title"))}'
        f"<p><b>{html(dependence_sentence(about, found))}</b></p><ul>{items}</ul>"
        f'<p class="td-sub td-small">{html(" ".join(filter(None, (honest, say("depends.how")))))}</p>'
        f"{widgets.more(summary, _table(about, found))}</section>"
    )


def _summary(about: Telling, found: Sensitivity, kind: str) -> str:
    variants = found.of(kind)
    changed = [variant for variant in variants if variant.moved]
    key = "depends.summary" if changed else "depends.summary_none"
    return say(key, what=say(f"depends.kind_{kind}"), count=number(len(changed)), all=number(len(variants)))


def _table(about: Telling, found: Sensitivity) -> str:
    units = [row.unit for row in about.board.units]
    rows = [[html(say("depends.board")), *(f"<b>{number(found.ranks[unit])}</b>" for unit in units)]]
    for kind in KINDS:
        variants = found.of(kind)
        if not variants:
            continue
        rows.append([say(f"depends.group_{kind}")])
        # what changes the order first; within it the order of the rulebook
        rows.extend(
            [_named(about, variant), *(_rank(found.ranks[unit], variant.ranks[unit]) for unit in units)]
            for variant in sorted(variants, key=lambda each: not each.moved)
        )
    spans = [found.span(unit) for unit in units]
    rows.append(
        [
            html(say("depends.all")),
            *(number(best) if best == worst else f"{number(best)}–{number(worst)}" for best, worst in spans),
        ]
    )
    columns = [say("depends.case"), *(about.unit(unit) for unit in units)]
    return widgets.html_table(
        columns,
        rows,
        say("depends.caption", year=about.board.year),
        numeric=range(1, len(columns)),
        html_columns=range(len(columns)),
        lit=(0,),
    )


def _rank(old: int, new: int) -> str:
    if new == old:
        return number(new)
    key, sign = ("better", "▲") if new < old else ("worse", "▼")
    return f'<b class="td-{key}">{number(new)} {sign}</b>'


def _named(about: Telling, variant: Variant) -> str:
    """HTML of what was varied."""
    if variant.kind == "drop":
        row = about.rulebook.criterion(variant.code)
        link = widgets.anchor(
            "comparison", row.label, year=str(about.board.year), criterion=row.code, unit=None, other=None
        )
        return f"{link} <small>({html(say('telling.points', amount=number(row.max_points)))})</small>"
    if variant.kind == "preset":
        return html(say(f"scenario.preset_{variant.code}"))
    shares = ", ".join(
        f"{section_name(about.rulebook.section(code).label)} {percent(share)}"
        for code, share in variant.shares
    )
    code, sign = variant.code[:-3], variant.code[-3:]
    if variant.code == "equal":
        name = say("depends.split_equal")
    elif sign in ("+10", "-10"):
        key = "depends.split_more" if sign[0] == "+" else "depends.split_less"
        name = say(key, section=section_name(about.rulebook.section(code).label))
    else:
        name = variant.code
    return f"{html(name)} <small>({html(shares)})</small>"
