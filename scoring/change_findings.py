"""Findings about a change of rank, with the parts that it is made of."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from scoring.change import PARTS, UnitSplit
from scoring.findings import Finding


def with_parts(findings: Sequence[Finding], splits: Iterable[UnitSplit]) -> tuple[Finding, ...]:
    """
    The same findings in the same order.

    Those that a unit rose or fell gain the shown parts of the change of its total, under the names of `PARTS`.
    """
    by_unit = {split.unit: split for split in splits}
    found = []
    for finding in findings:
        split = by_unit.get(finding.unit) if finding.key in ("risen", "fallen") else None
        parts = dict(zip(PARTS, split.total.shown, strict=True)) if split is not None else {}
        found.append(replace(finding, facts={**finding.facts, **parts}))
    return tuple(found)
