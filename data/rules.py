"""
A rulebook file (TOML, one complete file per year) → `Rulebook`, strictly.

`inspect` collects every problem, `load_rulebook` raises them together. What a single value may be is checked
here, what values say together in `data.rules_lint`.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import fields, is_dataclass
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from data import rules_lint
from data.rules_methods import read_bonus, read_method, read_part
from data.strict import HEAD, Problem, Report, Row, parse
from scoring.errors import RulebookError
from scoring.figures import OWN
from scoring.model import (
    BonusItem,
    Checklist,
    Combine,
    Criterion,
    Direction,
    Grade,
    Kind,
    LegalBasis,
    Method,
    PenaltyItem,
    Rulebook,
    Section,
    TargetLevel,
)

if TYPE_CHECKING:
    from data.cluster import Cluster

HEAD_CELLS = (
    "title", "legal_basis", "total", "bonus_cap", "rounding", "ranked_by", "tie_break", "incomplete",
    "target_levels",
)  # fmt: skip
SECTION_CELLS = ("label", "max_points", "count")
PENALTY_CELLS = BONUS_CELLS = ("label", "points")
CRITERION_CELLS = (
    "label", "membership", "unit_of_measure", "direction", "target_levels", "agency", "max_points", "method",
)  # fmt: skip

MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
CRITERION_CODE = re.compile(r"[A-Z]{1,2}[0-9]?\.[0-9]{2,3}")
SHORT_CODE = re.compile(r"[A-Z][A-Z0-9_]{0,7}(\.[0-9]{2,3})?")


def load_rulebook(path: Path, cluster: Cluster | None = None) -> Rulebook:
    """
    The rulebook in a file.

    Args:
        path: A TOML file in the format of the package's rulebooks.
        cluster: Whose catalogue of agencies the rulebook must agree with; None = agencies are not checked.

    Raises:
        RulebookError: With all problems of the file, each naming file, row and key.
    """
    rulebook, problems = inspect(path, cluster)
    if rulebook is None:
        raise RulebookError([str(problem) for problem in problems])
    return rulebook


def inspect(path: Path, cluster: Cluster | None = None) -> tuple[Rulebook | None, tuple[Problem, ...]]:
    """The rulebook in a file, or None and every problem that keeps it from being one."""
    report = Report(path.name)
    tables = parse(path, report)
    if tables is None:
        return None, tuple(report.problems)
    head = Row(tables, HEAD, report)
    rulebook = _read_head(head, path, cluster)
    if report.problems:
        return None, tuple(report.problems)
    return rulebook, ()


def years(folder: Path) -> list[int]:
    """The years that have a rulebook in a cluster folder, rising."""
    return sorted(int(path.stem) for path in (folder / "rulebooks").glob("[0-9][0-9][0-9][0-9].toml"))


def path_of(folder: Path, year: int) -> Path:
    """Where the rulebook of a year is kept in a cluster folder."""
    return folder / "rulebooks" / f"{year:04d}.toml"


def rulebook(folder: Path, year: int, cluster: Cluster | None = None) -> Rulebook:
    """The rulebook of a year in a cluster folder. Raises RulebookError."""
    return load_rulebook(path_of(folder, year), cluster)


def digest(what: Path | Rulebook) -> str:
    """
    What a stamp or a cache key names: sha-256 in hexadecimal of a file's bytes.

    For a rulebook in memory it is taken over its content instead (comments and layout do not count).
    """
    if isinstance(what, Path):
        return hashlib.sha256(what.read_bytes()).hexdigest()
    return hashlib.sha256(_canonical(what).encode()).hexdigest()


def _canonical(value: object) -> str:
    if is_dataclass(value):
        inner = ",".join(f"{field.name}={_canonical(getattr(value, field.name))}" for field in fields(value))
        return f"{type(value).__name__}({inner})"
    if isinstance(value, tuple):
        return "[" + ",".join(map(_canonical, value)) + "]"
    if isinstance(value, frozenset):
        return "{" + ",".join(sorted(map(_canonical, value))) + "}"
    if isinstance(value, dict):
        pairs = sorted(f"{_canonical(key)}:{_canonical(item)}" for key, item in value.items())
        return "{" + ",".join(pairs) + "}"
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    return repr(str(value))


def _read_head(head: Row, path: Path, cluster: Cluster | None) -> Rulebook:
    year = head.whole("year", 1990, 2200)
    if re.fullmatch(r"[0-9]{4}", path.stem) and path.stem != f"{year:04d}":
        head.bad("year", "file_year", found=year)
    levels = tuple(_read_level(row) for row in head.tables("target_levels", required=False))
    _once(head, "target_levels", [level.code for level in levels])
    sections = [_read_section(row) for row in head.tables("sections")]
    _once(head, "sections", [section.code for _row, section in sections])
    compared_with = head.whole("compared_with", 0, 2200)
    if compared_with >= year:
        head.bad("compared_with", "compared_year", year=year)
    level_codes = [level.code for level in levels]
    section_codes = [section.code for _row, section in sections]
    criteria: list[tuple[Row, Criterion]] = []
    for row in head.tables("criteria"):
        criterion = _read_criterion(row, bool(compared_with))
        _refer(row, criterion, section_codes, level_codes, cluster)
        criteria.append((row, criterion))
    _once(head, "criteria", [criterion.code for _row, criterion in criteria])
    _once(head, "criteria", [criterion.same_as for _row, criterion in criteria], "same_as")
    penalties = [_read_penalty(row, section_codes) for row in head.tables("penalties", required=False)]
    _once(head, "penalties", [item.code for item in penalties])
    bonuses = [_read_bonus_item(row) for row in head.tables("bonuses", required=False)]
    # one record keeps an occurrence of either, so no code may be both
    _once(head, "bonuses", [*(item.code for item in penalties), *(item.code for item in bonuses)])
    tie_break = head.texts("tie_break")
    for step in tie_break:
        if step not in ("exceeded", "vote") and step.removeprefix("section:") not in section_codes:
            head.bad("tie_break", "unknown_tie_break", found=step)
    verified, assumed = _cells(head, HEAD_CELLS)
    found = Rulebook(
        year=year,
        title=head.text("title"),
        status=head.choice("status", ("sample", "adopted")),
        legal_basis=tuple(_read_basis(row) for row in head.tables("legal_basis", code="number")),
        total=head.amount("total"),
        point_decimals=head.whole("point_decimals", 0, 6),
        rate_decimals=head.whole("rate_decimals", 0, 8),
        bonus_cap=head.amount("bonus_cap"),
        ranked_by=head.choice("ranked_by", ("rate", "total")),
        tie_break=tie_break,
        incomplete=head.choice("incomplete", ("provisional", "unranked")),
        compared_with=compared_with,
        target_levels=levels,
        sections=tuple(section for _row, section in sections),
        criteria=tuple(criterion for _row, criterion in criteria),
        penalty_items=tuple(penalties),
        bonus_items=tuple(bonuses),
        grades=tuple(_read_grade(row) for row in head.tables("grades", required=False, code="label")),
        source=head.text("source"),
        verified=verified,
        assumed=assumed,
    )
    head.close()
    for key, items in (("penalties", penalties), ("bonuses", bonuses)):
        rules_lint.lint_items(head, key, items, found.point_decimals)
    for row, criterion in criteria:
        if row.sound:
            rules_lint.lint_criterion(row, criterion)
    rules_lint.lint_sums(head, found, sections, sound=all(row.sound for row, _criterion in criteria))
    return found


def _once(head: Row, key: str, codes: Iterable[str], inner: str = "code") -> None:
    seen: set[str] = set()
    for code in codes:
        if code and code in seen:
            head.report.add(f"{key} {code}" if inner == "code" else key, inner, "duplicate_code", found=code)
            head.sound = False
        seen.add(code)


def _cells(row: Row, cells: Iterable[str]) -> tuple[dict[str, str], frozenset[str]]:
    """The verified and assumed cells; together they must name each of `cells` exactly once."""
    verified = row.mapping("verified")
    assumed = row.texts("assumed", required=False)
    expected = tuple(cells)
    for key, named in (("verified", tuple(verified)), ("assumed", assumed)):
        for cell in named:
            if cell not in expected:
                row.bad(key, "cell_unknown", found=cell)
    for cell in expected:
        if cell in verified and cell in assumed:
            row.bad("assumed", "cell_twice", found=cell)
        elif cell not in verified and cell not in assumed:
            row.bad("assumed", "cell_unaccounted", found=cell)
    return verified, frozenset(assumed)


def _code(row: Row, shape: re.Pattern[str], wanted: str) -> str:
    """A code that no spreadsheet turns into a number or a date (MAR1 would become 1 March)."""
    code = row.text("code")
    if code and (not shape.fullmatch(code) or code[:3] in MONTHS):
        row.bad("code", "code_shape", found=code, wanted=wanted)
    return code


def _read_level(row: Row) -> TargetLevel:
    level = TargetLevel(_code(row, SHORT_CODE, "HDND"), row.text("label"))
    row.close()
    return level


def _read_basis(row: Row) -> LegalBasis:
    basis = LegalBasis(row.text("number"), row.day("date"), row.text("title"), row.text("address"))
    row.close()
    return basis


def _read_section(row: Row) -> tuple[Row, Section]:
    verified, assumed = _cells(row, SECTION_CELLS)
    section = Section(
        _code(row, SHORT_CODE, "N1"), row.text("label"), row.amount("max_points"), row.text("source"),
        verified, assumed,
    )  # fmt: skip
    row.close()
    return row, section


def _read_grade(row: Row) -> Grade:
    lowest = row.decimal("min_share", required=False)
    grade = Grade(row.text("label"), row.amount("from_rate"), Decimal(0) if lowest is None else lowest)
    for key, share in (("from_rate", grade.from_rate), ("min_share", grade.min_share)):
        if not 0 <= share <= 1:
            row.bad(key, "out_of_range", low=0, high=1)
    row.close()
    return grade


def _read_penalty(row: Row, sections: list[str]) -> PenaltyItem:
    verified, assumed = _cells(row, PENALTY_CELLS)
    item = PenaltyItem(
        _code(row, SHORT_CODE, "TRU.01"), row.text("label"), row.text("section"), row.amount("points"),
        row.text("source"), verified, assumed,
    )  # fmt: skip
    if item.section and item.section not in sections:
        row.bad("section", "unknown_section", found=item.section)
    if row.sound and item.points <= 0:
        row.bad("points", "not_positive")
    row.close()
    return item


def _read_bonus_item(row: Row) -> BonusItem:
    verified, assumed = _cells(row, BONUS_CELLS)
    item = BonusItem(
        _code(row, SHORT_CODE, "THUONG.01"), row.text("label"), row.amount("points"), row.text("source"),
        verified, assumed,
    )  # fmt: skip
    if row.sound and item.points <= 0:
        row.bad("points", "not_positive")
    row.close()
    return item


def _read_criterion(row: Row, compared: bool) -> Criterion:
    combine = Combine(row.choice("combine", [member.value for member in Combine], default="none"))
    parts = tuple(read_part(part, combine) for part in row.tables("sub_criteria", required=False))
    seen: set[str] = set()
    for part in parts:
        if part.code in seen:
            row.bad(f"sub_criteria {part.code}.code", "duplicate_code", found=part.code)
        seen.add(part.code)
    method: Method = Checklist()  # stands in where the components have their own (contract, rulebooks)
    if combine is not Combine.SUM:
        method = read_method(row) or Checklist()
    elif row.has("method"):
        row.table("method")
        row.bad("method", "method_in_sum")
    bonus = read_bonus(row)
    cells = [*CRITERION_CELLS]
    if bonus is not None:
        cells.append("bonus")
    if parts:
        cells.append("sub_criteria")
    verified, assumed = _cells(row, cells)
    kind = row.word("kind", Kind)
    criterion = Criterion(
        code=_code(row, CRITERION_CODE, "N1.07"),
        label=row.text("label"),
        section=row.text("section"),
        unit_of_measure=row.text("unit_of_measure", blank=kind in (Kind.GRADE, Kind.YES_NO)),
        kind=kind,
        plausible=row.pair("plausible"),
        direction=row.word("direction", Direction),
        target_levels=row.texts("target_levels"),
        agency=row.text("agency"),
        max_points=row.amount("max_points"),
        method=method,
        source=row.text("source"),
        stand_ins=row.texts("stand_ins", required=False),
        may_be_unassigned=row.flag("may_be_unassigned", default=False),
        bonus=bonus,
        combine=combine,
        sub_criteria=parts,
        verified=verified,
        assumed=assumed,
        same_as=row.text("same_as", required=False),
        not_comparable=row.text("not_comparable", required=False),
    )
    given = [key for key in ("same_as", "not_comparable") if row.has(key)]
    if compared and len(given) != 1:
        row.bad("same_as", "comparison", wanted="phải có đúng một trong hai: same_as hoặc not_comparable")
    if not compared and given:
        row.bad(given[0], "comparison", wanted="compared_with = 0 thì không ghi khóa này")
    row.close()
    return criterion


def _refer(
    row: Row, criterion: Criterion, sections: list[str], levels: list[str], cluster: Cluster | None
) -> None:
    """Whether everything that the row names exists."""
    if criterion.section and criterion.section not in sections:
        row.bad("section", "unknown_section", found=criterion.section)
    for level in criterion.target_levels:
        if level not in levels:
            row.bad("target_levels", "unknown_level", found=level)
    if criterion.agency and criterion.agency in criterion.stand_ins:
        row.bad("stand_ins", "listed_twice", found=criterion.agency)
    if cluster is None:
        return
    known = {OWN, *(agency.code for agency in cluster.agencies)}
    for key, agencies in (("agency", (criterion.agency,)), ("stand_ins", criterion.stand_ins)):
        for agency in agencies:
            if agency and agency not in known:
                row.bad(key, "unknown_agency", found=agency)
