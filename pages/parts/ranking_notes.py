"""What stands behind the ranking: neighbours, ties, open points, own maxima, itemised points, self-set targets."""

from __future__ import annotations

from pages.parts import widgets
from pages.parts.standing import own_maximum_html, turned_html
from pages.parts.telling import fate, tie_break
from pages.parts.theme import html
from pages.parts.words import say
from pages.parts.year_words import Telling, section_name
from scoring.certainty import rank_ranges
from scoring.compare import Step, difference
from scoring.findings import Finding, self_set_share, unofficial
from scoring.model import Penalty
from scoring.numbers import day, number, percent
from scoring.reach import points_to_reach
from scoring.scoreboard import UnitScore
from scoring.trend import UnitChange
from scoring.wording import STATUS_WORDS

LARGEST = 3  # differences named for each neighbour


def neighbours_html(about: Telling, unit: str, change: UnitChange | None) -> str:
    """HTML of one unit's place: result, change, and what separates it from the units above and below."""
    row = about.board.unit(unit)
    ranked = [each for each in about.board.units if each.rank is not None]
    name = about.cluster.unit(unit).name
    if row.rank is None:
        return widgets.heading(name) + f"<p>{html(say('telling.fate_unranked'))}</p>"
    told = [widgets.heading(say("rankings.place", unit=name, rank=row.rank), _result(about, row, change))]
    place = ranked.index(row)
    if place:
        told.append(_neighbour(about, row, ranked[place - 1], "above"))
    if place + 1 < len(ranked):
        told.append(_neighbour(about, row, ranked[place + 1], "below"))
    sheet = widgets.anchor(
        "unit_sheet",
        say("why.to_unit", unit=about.unit(unit)),
        year=str(about.board.year),
        unit=unit,
        criterion=None,
        other=None,
    )
    return f'<section aria-live="polite">{"".join(told)}<p>{sheet}</p></section>'


def _result(about: Telling, row: UnitScore, change: UnitChange | None) -> str:
    told = say(
        "rankings.result",
        total=about.points(row.total),
        maximum=number(row.maximum),
        rate=about.rate(row.rate),
    )
    if change is None or change.old_rank is None:
        return told
    total = about.points(change.total_change, sign=True)
    year = about.rulebook.compared_with
    before = say("rankings.result_before", year=year, rank=change.old_rank, change=total)
    return f"{told} · {before}{say('telling.so_far') if change.open else ''}"


def _neighbour(about: Telling, row: UnitScore, other: UnitScore, side: str) -> str:
    """How far, on which criteria most, and the link to the whole difference."""
    lower, upper = (row, other) if side == "above" else (other, row)
    lacking = points_to_reach(about.rulebook, lower, upper)
    key = f"rankings.{side}" if lacking else f"rankings.{side}_equal"
    told = say(key, other=about.unit(other.unit), rank=number(other.rank), points=about.points(lacking))
    apart = difference(about.rulebook, about.board, row.unit, other.unit)
    # What was not assigned to one of them, or is not reported yet, is no weakness.
    scored = [step for step in apart.steps if step.first is not None and step.second is not None]
    wanted = [step for step in scored if (step.amount < 0) == (side == "above")]
    wanted.sort(key=lambda step: -abs(step.amount))
    most = "; ".join(_step(about, step) for step in wanted[:LARGEST])
    where = say(f"rankings.{side}_most", steps=most) if most else ""
    if len(scored) < len(apart.steps):
        where += " " + say("rankings.apart_from")
    link = widgets.anchor(
        "comparison",
        say("rankings.compare", first=about.unit(row.unit), second=about.unit(other.unit)),
        year=str(about.board.year),
        unit=row.unit,
        other=other.unit,
        criterion=None,
    )
    return f"<p><b>{html(told)}</b> {html(where)} {link}</p>"


def _step(about: Telling, step: Step) -> str:
    is_criterion = step.kind == "criterion"
    label = about.rulebook.criterion(step.code).label if is_criterion else say(f"standing.key_{step.kind}")
    return f"{label} {about.points(step.amount, sign=True)}"


def ties_html(about: Telling, findings: tuple[Finding, ...]) -> str:
    """HTML of the ties and how they were separated; the order of the steps where there is none."""
    steps = ", ".join(about.step(step) for step in about.rulebook.tie_break)
    told = []
    for finding in findings:
        units = finding.facts.get("units", ())
        if finding.key not in {"tie_separated", "tie_open"} or not isinstance(units, tuple):
            continue
        first = say("rankings.tie", units=about.units(units), equal=about.equal(units))
        rank = number(about.board.unit(units[0]).rank)
        separated = finding.key == "tie_separated"
        rest = tie_break(about, finding) if separated else say("rankings.shared", rank=rank)
        told.append(f"<p><b>{html(first)}</b>{html(rest)}</p>")
    rule = say("rankings.tie_rule" if told else "rankings.no_tie", steps=steps)
    return _section("dong-diem", "rankings.ties", "".join(told) + f'<p class="td-sub">{html(rule)}</p>')


def provisional_html(about: Telling) -> str:
    """HTML of what is still open, for whom, and what it can still do to the ranks; "" in a complete year."""
    if not about.board.incomplete:
        return ""
    ranges = rank_ranges(about.rulebook, about.board)
    rows = []
    for row in about.board.units:
        if row.missing:
            what = ", ".join(about.rulebook.criterion(code).label for code in row.missing)
            rows.append(
                say(
                    "rankings.open",
                    unit=about.unit(row.unit),
                    points=number(row.open_points),
                    what=what,
                    highest=about.points(ranges[row.unit].highest),
                    fate=fate(about, row, ranges[row.unit]),
                )
            )
    firm = [row.unit for row in about.board.units if ranges[row.unit].firm]
    if len(firm) == len(about.board.units):
        rows.append(say("rankings.all_firm"))
    elif firm:
        rows.append(say("rankings.firm", units=about.units(firm)))
    rule = say(f"rankings.incomplete_{about.rulebook.incomplete}")
    pending = sum(unofficial(score) for score in about.board.scores.values())
    if pending:
        rule += " " + say("rankings.pending", count=pending)
    return _section(
        "tam-thoi",
        "rankings.provisional",
        "".join(f"<p>{html(row)}</p>" for row in rows) + f'<p class="td-sub">{html(rule)}</p>',
    )


def rate_html(about: Telling) -> str:
    """HTML of why the rate ranks and not the total, with the units where that makes a difference."""
    if about.rulebook.ranked_by != "rate":
        return ""
    body = f"<p>{html(say('rankings.rate_rule'))}</p>" + own_maximum_html(about) + turned_html(about)
    return _section("ty-le", "rankings.rate", body)


def penalties_html(about: Telling) -> str:
    """HTML of every penalty: item, times, points, evidence; one sentence where there is none."""
    rows = [(row, penalty) for row in about.board.units for penalty in row.penalties]
    if not rows:
        return _section("diem-tru", "rankings.penalties", f"<p>{html(say('rankings.no_penalty'))}</p>")
    told = "".join(_penalty(about, row, penalty) for row, penalty in rows)
    return _section("diem-tru", "rankings.penalties", told)


def bonuses_html(about: Telling) -> str:
    """HTML of every itemised bonus: item, times, points, evidence; "" where the rulebook has no such items."""
    if not about.rulebook.bonus_items:
        return ""
    rows = [(row, entry) for row in about.board.units for entry in row.bonuses]
    if not rows:
        return _section("diem-thuong", "rankings.bonuses", f"<p>{html(say('rankings.no_bonuses'))}</p>")
    told = "".join(_bonus(about, row, entry) for row, entry in rows)
    return _section("diem-thuong", "rankings.bonuses", told)


def _bonus(about: Telling, row: UnitScore, entry: Penalty) -> str:
    item = next(each for each in about.rulebook.bonus_items if each.code == entry.item)
    first = say(
        "rankings.penalty",
        unit=about.unit(row.unit),
        points=about.points(item.points * entry.times, sign=True),
        item=item.label,
        times=number(entry.times),
    )
    where = say("rankings.bonus_where", cap=number(about.rulebook.bonus_cap), source=item.source)
    return _told(about, entry, first, where)


def _penalty(about: Telling, row: UnitScore, penalty: Penalty) -> str:
    item = next(each for each in about.rulebook.penalty_items if each.code == penalty.item)
    first = say(
        "rankings.penalty",
        unit=about.unit(row.unit),
        points=about.points(-item.points * penalty.times),
        item=item.label,
        times=number(penalty.times),
    )
    section = section_name(about.rulebook.section(item.section).label)
    return _told(about, penalty, first, say("rankings.penalty_where", section=section, source=item.source))


def _told(about: Telling, entry: Penalty, first: str, where: str) -> str:
    """HTML of one occurrence: what it did, its evidence, where it goes."""
    dated = say("rankings.penalty_dated", date=day(entry.document_date)) if entry.document_date else ""
    evidence = say(
        "rankings.penalty_evidence",
        document=entry.document + dated,
        agency=about.cluster.agency(entry.agency).name,
        status=STATUS_WORDS[entry.status],
    )
    note = f" {entry.note}." if entry.note else ""
    return (
        f"<p><b>{html(first)}</b></p><p>{html(evidence + note)}</p>"
        f'<p class="td-sub td-small">{html(where)}</p>'
    )


def self_set_html(about: Telling) -> str:
    """HTML of the share of points that rests on targets which the first level did not set, by unit."""
    if not about.rulebook.target_levels:
        return ""
    level = about.rulebook.target_levels[0].label
    rows = []
    for unit in about.members():
        share = self_set_share(about.rulebook, about.board, [unit.code])
        width = "" if share is None else f'<i style="width:{float(share) * 100:.1f}%"></i>'
        rows.append([unit.short_name, percent(share), f'<span class="td-meter">{width}</span>'])
    rule = say("rankings.self_set_rule", level=level)
    columns = [say("standing.column_unit"), say("rankings.self_set_share"), ""]
    table = widgets.html_table(columns, rows, rule, numeric=(1,), html_columns=(2,), show_caption=False)
    return _section("chi-tieu-tu-dat", "rankings.self_set", f'<p class="td-sub">{html(rule)}</p>' + table)


def _section(identity: str, key: str, body_html: str) -> str:
    return f'<section id="{identity}">{widgets.heading(say(key))}{body_html}</section>'
