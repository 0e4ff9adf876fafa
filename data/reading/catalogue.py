"""What a file is matched against: units and criteria, frozen. From the test form, or from our cluster and rulebooks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # the child process must not load them
    from data.cluster import Cluster
    from scoring.model import Rulebook

KINDS = ("percent", "amount", "count", "score", "grade", "yes_no")
TEST_KINDS = {"pct": "percent", "money": "amount", "int": "count", "bool": "yes_no", "score": "score"}
STORED_DECIMALS = 10  # what the store keeps


@dataclass(frozen=True, slots=True)
class UnitName:
    """A unit under all its names; the first is the official one."""

    code: str
    name: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CriterionName:
    """
    A criterion (or a component of one) as a figure must fit it.

    Attributes:
        code: Of the whole criterion.
        sub_criterion: Code of the component, "" for the criterion itself.
        lowest / highest: Ends of the possible range, in the unit of measure.
        decimals: Digits after the comma that are kept.
        grades: The words of a graded criterion.
        years: Years in which it applies; () = all.
        divided: Whether figures belong to its components only.
    """

    code: str
    name: str
    section: str
    unit_of_measure: str
    kind: str
    lowest: Decimal
    highest: Decimal
    decimals: int
    sub_criterion: str = ""
    grades: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    divided: bool = False

    @property
    def key(self) -> str:
        """Code with component: N1.22.a."""
        return f"{self.code}.{self.sub_criterion}" if self.sub_criterion else self.code


@dataclass(frozen=True, slots=True)
class Catalogue:
    """
    Units and criteria that a file may speak of.

    Attributes:
        levels: Levels that set targets, code → label; empty = targets are not read.
        agencies: Agencies, code → name and short name.
        usual: (unit, criterion key) → last year's value, for the warning about a figure ten times the usual.
        province: Name of the province, which may follow a unit's name.
    """

    units: tuple[UnitName, ...]
    criteria: tuple[CriterionName, ...]
    levels: Mapping[str, str] = field(default_factory=dict)
    agencies: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    usual: Mapping[tuple[str, str], Decimal] = field(default_factory=dict)
    province: str = ""

    def unit(self, code: str) -> UnitName:
        """The unit with that code; KeyError if there is none."""
        for unit in self.units:
            if unit.code == code:
                return unit
        raise KeyError(code)


def from_test_form(content: Mapping[str, Any]) -> Catalogue:
    """
    The catalogue from catalog.json: units (code, name, short name), criteria (code, section, name, measure, kind, highest).

    The year in that file is not used: a figure's year comes from the upload only. Raises ValueError.
    """
    try:
        units = tuple(
            UnitName(str(row[0]), str(row[1]), tuple(str(more) for more in row[2:] if isinstance(more, str)))
            for row in content["units"]
        )
        criteria = tuple(
            CriterionName(
                str(row[0]), str(row[2]), str(row[1]), str(row[3]), TEST_KINDS[row[4]],
                Decimal(0), Decimal(str(row[5])), 0 if row[4] in ("int", "bool") else 2,
            )
            for row in content["criteria"]
        )  # fmt: skip
    except (KeyError, IndexError, TypeError, ArithmeticError) as error:
        raise ValueError(f"catalogue: {error!r}") from error
    return Catalogue(units, criteria)


def catalogue_of(
    cluster: Cluster,
    rulebook: Rulebook,
    usual: Mapping[tuple[str, str], Decimal] | None = None,
) -> Catalogue:
    """The catalogue of one year: the units of that year, its criteria and their components, levels, agencies."""
    from scoring.model import Combine, Grades

    units = tuple(
        UnitName(unit.code, unit.name, (unit.short_name,))
        for unit in cluster.units
        if unit.valid_in(rulebook.year)
    )
    section = {row.code: row.label for row in rulebook.sections}
    criteria: list[CriterionName] = []
    for row in rulebook.criteria:
        method = row.method
        grades = tuple(label for label, _ in method.grades) if isinstance(method, Grades) else ()
        criteria.append(
            CriterionName(
                row.code, row.label, section[row.section], row.unit_of_measure, str(row.kind.value),
                row.plausible[0], row.plausible[1], 0 if row.kind.value in ("count", "yes_no") else STORED_DECIMALS,
                grades=grades, years=(rulebook.year,), divided=row.combine is not Combine.NONE,
            )
        )  # fmt: skip
        criteria += [
            CriterionName(
                row.code, part.label, section[row.section], part.unit_of_measure, str(part.kind.value),
                part.plausible[0], part.plausible[1],
                0 if part.kind.value in ("count", "yes_no") else STORED_DECIMALS,
                sub_criterion=part.code, years=(rulebook.year,),
            )
            for part in row.sub_criteria
        ]  # fmt: skip
    agencies = {row.code: (row.name, row.short_name) for row in cluster.agencies}
    agencies["own"] = ("Đơn vị tự báo cáo", "Đơn vị")
    levels = {row.code: row.label for row in rulebook.target_levels}
    return Catalogue(units, tuple(criteria), levels, agencies, dict(usual or {}), cluster.province)


def merged(catalogues: Iterable[Catalogue]) -> Catalogue:
    """
    One catalogue of several years, for a file that holds more than one.

    A criterion that is the same row in several years gets all these years; the rest stay apart and are told
    from one another by year.
    """
    parts = list(catalogues)
    if len(parts) == 1:
        return parts[0]
    units: dict[str, UnitName] = {}
    criteria: dict[tuple[object, ...], CriterionName] = {}
    levels: dict[str, str] = {}
    agencies: dict[str, tuple[str, ...]] = {}
    usual: dict[tuple[str, str], Decimal] = {}
    for part in parts:
        for unit in part.units:
            units.setdefault(unit.code, unit)
        for row in part.criteria:
            key = (row.key, row.name, row.unit_of_measure, row.kind, row.lowest, row.highest, row.grades)
            known = criteria.get(key)
            years = row.years if known is None else tuple(sorted({*known.years, *row.years}))
            criteria[key] = CriterionName(
                row.code, row.name, row.section, row.unit_of_measure, row.kind, row.lowest, row.highest,
                row.decimals, row.sub_criterion, row.grades, years, row.divided,
            )  # fmt: skip
        levels.update(part.levels)
        agencies.update(part.agencies)
        usual.update(part.usual)
    return Catalogue(
        tuple(units.values()), tuple(criteria.values()), levels, agencies, usual, parts[0].province
    )


def to_json(catalogue: Catalogue) -> dict[str, Any]:
    """The catalogue as plain JSON, for the child process."""
    return {
        "units": [[unit.code, unit.name, list(unit.aliases)] for unit in catalogue.units],
        "criteria": [
            [row.code, row.name, row.section, row.unit_of_measure, row.kind, str(row.lowest), str(row.highest),
             row.decimals, row.sub_criterion, list(row.grades), list(row.years), row.divided]
            for row in catalogue.criteria
        ],
        "levels": dict(catalogue.levels),
        "agencies": {code: list(names) for code, names in catalogue.agencies.items()},
        "usual": [[unit, key, str(value)] for (unit, key), value in catalogue.usual.items()],
        "province": catalogue.province,
    }  # fmt: skip


def from_json(content: Mapping[str, Any]) -> Catalogue:
    """The catalogue that `to_json` wrote."""
    return Catalogue(
        tuple(UnitName(code, name, tuple(aliases)) for code, name, aliases in content["units"]),
        tuple(
            CriterionName(
                row[0], row[1], row[2], row[3], row[4], Decimal(row[5]), Decimal(row[6]), row[7], row[8],
                tuple(row[9]), tuple(row[10]), row[11],
            )
            for row in content["criteria"]
        ),
        content["levels"],
        {code: tuple(names) for code, names in content["agencies"].items()},
        {(unit, key): Decimal(value) for unit, key, value in content["usual"]},
        content["province"],
    )  # fmt: skip
