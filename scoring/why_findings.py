"""
What is worth saying about why the order is what it is, as facts: the answers of change, certainty, sensitivity and
reach in the same form as `scoring.findings`, most decisive first. The words are the screen's.
"""

from __future__ import annotations

from scoring.certainty import Firmness
from scoring.change import PARTS, UnitSplit
from scoring.findings import Finding, Value
from scoring.reach import Plan
from scoring.sensitivity import Sensitivity


def moved_finding(split: UnitSplit) -> Finding:
    """
    Key "moved": why a unit's total changed.

    Facts: old_total, new_total, change; own, others, rules, not_comparable (points, adding up to change); largest (the
    name of the part with the largest size); old_rank, new_rank where there are ranks; open (1 = still incomplete).
    """
    sizes = {name: abs(split.total.part(name)) for name in PARTS}
    facts: dict[str, Value] = {
        "old_total": split.old.total,
        "new_total": split.new.total,
        "change": split.total.amount,
        **{name: split.total.part(name) for name in PARTS},
        "largest": max(PARTS, key=lambda name: sizes[name]),
        "open": int(split.open),
    }
    if split.old.rank is not None and split.new.rank is not None:
        facts |= {"old_rank": split.old.rank, "new_rank": split.new.rank}
    largest = max(split.steps, key=lambda step: abs(step.split.amount), default=None)
    code = largest.code if largest is not None and largest.kind == "criterion" else ""
    return Finding("moved", facts, split.unit, code)


def firm_findings(firmness: Firmness) -> tuple[Finding, ...]:
    """
    Keys "all_firm" (cells), "firm" (rank; one for each firm unit), "open_ranks" (first, last, units, cells, and the
    number of cells for each reason: missing, estimate, preliminary, rounded).
    """
    if not firmness.open:
        return (Finding("all_firm", {"cells": firmness.cells}),)
    found = [Finding("firm", {"rank": rank}, unit) for rank, unit in firmness.firm]
    for group in firmness.open:
        facts: dict[str, Value] = {
            "first": group.first, "last": group.last, "units": group.units, "cells": group.cells,
            **group.reasons,
        }  # fmt: skip
        found.append(Finding("open_ranks", facts, group.units[0], other=group.units[-1]))
    return tuple(found)


def depends_finding(sensitivity: Sensitivity) -> Finding:
    """
    Key "depends": variants (how many), first_stays (in how many the same units come first), unchanged (in how many
    nobody moves), deciders (codes of the criteria that alone decide the order).
    """
    unchanged = sum(not variant.moved for variant in sensitivity.variants)
    facts: dict[str, Value] = {
        "variants": len(sensitivity.variants),
        "first_stays": sensitivity.first_stays,
        "unchanged": unchanged,
        "deciders": sensitivity.deciders,
    }
    first = next((unit for unit, rank in sensitivity.ranks.items() if rank == 1), "")
    return Finding("depends", facts, first)


def reach_finding(plan: Plan | None, unit: str, past: str = "") -> Finding:
    """
    Keys "within_reach" (one change: old, new or old_grade, new_grade, change, points, unit_of_measure, rank),
    "takes_several" (count, rank, proven 1 or 0, criteria) and "out_of_reach".
    """
    if plan is None:
        return Finding("out_of_reach", {}, unit, other=past)
    if len(plan.moves) > 1:
        codes = tuple(dict.fromkeys(move.criterion for move in plan.moves))
        facts: dict[str, Value] = {
            "count": len(plan.moves), "rank": plan.rank, "proven": int(plan.shortest), "criteria": codes,
        }  # fmt: skip
        return Finding("takes_several", facts, unit, codes[0], past)
    (move,) = plan.moves
    known = {
        "old": move.old, "new": move.new, "change": move.change, "old_grade": move.old_grade or None,
        "new_grade": move.new_grade or None,
    }  # fmt: skip
    facts = {name: value for name, value in known.items() if value is not None}
    facts |= {"points": move.points, "unit_of_measure": move.unit_of_measure, "rank": plan.rank}
    return Finding("within_reach", facts, unit, move.criterion, past)
