"""The methods, bonuses and components of a rulebook row: TOML → the frozen nouns of `scoring.model`."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal

from data.strict import Row
from scoring.model import (
    AllOrNothing,
    Band,
    Bonus,
    Checklist,
    Combine,
    Counting,
    Direction,
    Goalposts,
    Grades,
    Kind,
    LeaderExcess,
    Levels,
    LowerForm,
    Method,
    Proportional,
    Reduction,
    Scaled,
    StepDeduction,
    SubCriterion,
)

PART_CODE = re.compile(r"[a-z][a-z0-9]?")


def _form(row: Row) -> LowerForm | None:
    return row.word("lower_form", LowerForm) if row.has("lower_form") else None


def _proportional(row: Row) -> Method:
    return Proportional(_form(row), row.decimal("floor", required=False))


def _step_deduction(row: Row) -> Method:
    return StepDeduction(row.amount("per_percent"), row.word("counting", Counting), _form(row))


def _levels(row: Row) -> Method:
    of = row.choice("of", ("completion", "value"))
    bands: list[Band] = []
    for band in row.tables("bands"):
        bands.append(
            Band(
                low=band.decimal("low", required=False),
                high=band.decimal("high", required=False),
                low_closed=band.flag("low_closed", default=None if band.has("low") else False),
                high_closed=band.flag("high_closed", default=None if band.has("high") else False),
                points=band.amount("points"),
                article=band.text("article", required=False),
            )
        )
        band.close()
    return Levels(of, tuple(bands), _form(row))


def _goalposts(row: Row) -> Method:
    return Goalposts(row.amount("worst"), row.amount("best"))


def _all_or_nothing(row: Row) -> Method:
    return AllOrNothing(row.amount("threshold"), _form(row))


def _reduction(row: Row) -> Method:
    return Reduction(row.amount("zero_at"), row.amount("full_at"))


def _scaled(row: Row) -> Method:
    return Scaled(row.amount("out_of"))


def _grades(row: Row) -> Method:
    grades: list[tuple[str, Decimal]] = []
    for grade in row.tables("grades", code="label"):
        grades.append((grade.text("label"), grade.amount("points")))
        grade.close()
    return Grades(tuple(grades))


def _checklist(_row: Row) -> Method:
    return Checklist()


def _leader_excess(row: Row) -> Method:
    return LeaderExcess(row.amount("met_share"), _form(row))


READERS: dict[str, Callable[[Row], Method]] = {
    "proportional": _proportional,
    "step_deduction": _step_deduction,
    "levels": _levels,
    "goalposts": _goalposts,
    "all_or_nothing": _all_or_nothing,
    "reduction": _reduction,
    "scaled": _scaled,
    "grades": _grades,
    "checklist": _checklist,
    "leader_excess": _leader_excess,
}

NAMES: dict[type, str] = {
    Proportional: "proportional",
    StepDeduction: "step_deduction",
    Levels: "levels",
    Goalposts: "goalposts",
    AllOrNothing: "all_or_nothing",
    Reduction: "reduction",
    Scaled: "scaled",
    Grades: "grades",
    Checklist: "checklist",
    LeaderExcess: "leader_excess",
}


def read_method(row: Row) -> Method | None:
    """The method of a row; None where it is missing or unknown (and noted)."""
    table = row.table("method")
    if table is None:
        return None
    known = table.peek("name") in READERS
    name = table.choice("name", READERS)
    if not known:  # its parameters cannot be judged
        return None
    method = READERS[name](table)
    table.close()
    return method


def read_bonus(row: Row) -> Bonus | None:
    """The bonus of a row, if it has one."""
    table = row.table("bonus", required=False)
    if table is None:
        return None
    bonus = Bonus(table.amount("per_percent"), table.amount("cap"))
    table.close()
    return bonus


def read_part(row: Row, combine: Combine) -> SubCriterion:
    """A component; which keys it may have depends on how components are combined."""
    belongs = {
        "weight": Combine.MEAN,
        "max_points": Combine.SUM,
        "method": Combine.SUM,
        "points_each": Combine.CHECKLIST,
        "at_most": Combine.CHECKLIST,
    }
    misplaced = [key for key, wanted in belongs.items() if row.has(key) and combine is not wanted]
    for key in misplaced:
        row.take_unread(key)
        if combine is not Combine.NONE:  # without combine the whole list is the mistake
            row.bad(key, "part_key", wanted=belongs[key])
    code = row.text("code")
    if code and not PART_CODE.fullmatch(code):
        row.bad("code", "code_shape", found=code, wanted="a")
    kind = row.word("kind", Kind)
    adds, lists = combine is Combine.SUM, combine is Combine.CHECKLIST
    weight = row.decimal("weight") if combine is Combine.MEAN else None
    part = SubCriterion(
        code=code,
        label=row.text("label"),
        unit_of_measure=row.text("unit_of_measure", blank=kind in (Kind.GRADE, Kind.YES_NO)),
        kind=kind,
        plausible=row.pair("plausible"),
        direction=row.word("direction", Direction),
        weight=Decimal(1) if weight is None else weight,
        max_points=row.amount("max_points") if adds else None,
        method=read_method(row) if adds else None,
        points_each=row.amount("points_each") if lists else None,
        at_most=row.decimal("at_most", required=False) if lists else None,
    )
    row.close()
    return part
