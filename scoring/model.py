"""
The nouns. All are frozen; amounts are Decimal, results before the one rounding are Fraction, shares are 0–1.

`unit` is a member of the cluster (đơn vị), never a unit of measure. A rulebook is complete for one year.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction


class Kind(StrEnum):
    """What sort of value a figure is."""

    PERCENT = "percent"  # 87.4 means 87,4 %
    AMOUNT = "amount"  # tỷ đồng, tấn, km …
    COUNT = "count"  # whole things
    SCORE = "score"  # an index given by an agency
    GRADE = "grade"  # xuất sắc, tốt, …: a word
    YES_NO = "yes_no"  # đạt = 1, không đạt = 0


class Direction(StrEnum):
    """Which way is better."""

    HIGHER = "higher"
    LOWER = "lower"


class LowerForm(StrEnum):
    """How a lower-is-better figure becomes a completion; the rulebook says which (domain.md §6.2)."""

    COMPLEMENT = "complement"  # 2 − A/T
    INVERSE = "inverse"  # T/A


class Counting(StrEnum):
    """How the percents that are short are counted."""

    EXACT = "exact"  # 1,5 % short counts 1,5
    FULL = "full"  # counts 1: only full percents
    STARTED = "started"  # counts 2: every percent begun


class Combine(StrEnum):
    """How sub-criteria (tiêu chí thành phần) make up their criterion."""

    NONE = "none"
    MEAN = "mean"  # weighted mean of the completions, then one curve
    SUM = "sum"  # each has its own maximum and method; points are added
    CHECKLIST = "checklist"  # each adds or takes points; the sum is clipped to the maximum


class Role(StrEnum):
    """What a figure is to its criterion."""

    ACTUAL = "actual"  # thực hiện
    TARGET = "target"  # chỉ tiêu; `level` says who set it
    BASELINE = "baseline"  # cùng kỳ: previous actual
    SELF_POINTS = "self_points"  # điểm tự chấm


class State(StrEnum):
    """Zero is a reported figure; the other two are not numbers at all."""

    REPORTED = "reported"
    NOT_REPORTED = "not_reported"  # chưa báo cáo: a debt
    NOT_APPLICABLE = "not_applicable"  # không giao / không phát sinh: an answer


class Status(StrEnum):
    """How firm a figure is."""

    ILLUSTRATIVE = "illustrative"  # minh họa
    ESTIMATE = "estimate"  # ước thực hiện
    PRELIMINARY = "preliminary"  # sơ bộ
    OFFICIAL = "official"  # chính thức


class Outcome(StrEnum):
    """What became of one criterion of one unit."""

    SCORED = "scored"
    NOT_REPORTED = "not_reported"
    NOT_ASSIGNED = "not_assigned"  # no target was assigned: leaves the maximum
    NOT_APPLICABLE = "not_applicable"  # nothing occurred: leaves the maximum


# --- the rulebook -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Band:
    """One level of a `Levels` method: a stretch of the measured value and the points it earns."""

    low: Decimal | None  # None: no lower end
    high: Decimal | None  # None: no upper end
    low_closed: bool
    high_closed: bool
    points: Decimal
    article: str = ""  # "" = the criterion's own citation


@dataclass(frozen=True, slots=True)
class Proportional:
    """M × completion, nothing below `floor` (share), at most M."""

    lower_form: LowerForm | None = None
    floor: Decimal | None = None


@dataclass(frozen=True, slots=True)
class StepDeduction:
    """M less `per_percent` points for each percent of the target that is short, never below 0."""

    per_percent: Decimal
    counting: Counting
    lower_form: LowerForm | None = None


@dataclass(frozen=True, slots=True)
class Levels:
    """Bands of the completion (`of="completion"`) or of the value itself (`of="value"`)."""

    of: str
    bands: tuple[Band, ...]
    lower_form: LowerForm | None = None


@dataclass(frozen=True, slots=True)
class Goalposts:
    """Linear from 0 at `worst` to M at `best` of the value itself, clipped; worst > best when lower is better."""

    worst: Decimal
    best: Decimal


@dataclass(frozen=True, slots=True)
class AllOrNothing:
    """M when the completion (or a yes/no value) reaches `threshold`, else 0."""

    threshold: Decimal
    lower_form: LowerForm | None = None


@dataclass(frozen=True, slots=True)
class Reduction:
    """Linear in the reduction (B − A)/B against the previous actual B: 0 at `zero_at`, M at `full_at` (shares)."""

    zero_at: Decimal
    full_at: Decimal


@dataclass(frozen=True, slots=True)
class Scaled:
    """An external index scaled: M × value ÷ `out_of`, clipped to [0, M]."""

    out_of: Decimal


@dataclass(frozen=True, slots=True)
class Grades:
    """An external grade (xếp loại) and its points, from worst to best."""

    grades: tuple[tuple[str, Decimal], ...]


@dataclass(frozen=True, slots=True)
class Checklist:
    """The points that the sub-criteria add and take, clipped to [0, M]."""


@dataclass(frozen=True, slots=True)
class LeaderExcess:
    """
    Missed: M × `met_share` × A/T. Met: M × `met_share`. Above: the rest of M in the share x ÷ x of the leader.

    Source: domain.md §3.2 (verified for another province's police rule, not for this cluster).
    """

    met_share: Decimal
    lower_form: LowerForm | None = None


Method = (
    Proportional
    | StepDeduction
    | Levels
    | Goalposts
    | AllOrNothing
    | Reduction
    | Scaled
    | Grades
    | Checklist
    | LeaderExcess
)


@dataclass(frozen=True, slots=True)
class Bonus:
    """`per_percent` of M for each full 1 % above the target, at most `cap` of M (both shares of M)."""

    per_percent: Decimal
    cap: Decimal


@dataclass(frozen=True, slots=True)
class SubCriterion:
    """
    One component of a criterion (tiêu chí thành phần).

    Attributes:
        code: Unique within its criterion, e.g. "a".
        weight: Weight in a mean; 1 elsewhere.
        max_points: Its own maximum when components are added, else None.
        method: Its own method when components are added, else None.
        points_each: Checklist only: points for each one counted; negative takes points.
        at_most: Checklist only: how many count at the most; None = all.
    """

    code: str
    label: str
    unit_of_measure: str
    kind: Kind
    plausible: tuple[Decimal, Decimal]
    direction: Direction
    weight: Decimal = Decimal(1)
    max_points: Decimal | None = None
    method: Method | None = None
    points_each: Decimal | None = None
    at_most: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Criterion:
    """
    One criterion (tiêu chí) of one year.

    Attributes:
        code: Safe from spreadsheets, e.g. "N1.07"; unique within a year only.
        label: Vietnamese name.
        section: Code of its section (nội dung).
        unit_of_measure: Of target and actual, e.g. "%" or "tỷ đồng".
        plausible: Lowest and highest value that a figure can have, in the unit of measure.
        target_levels: Codes of the levels whose target counts, the first present wins; () = no target is used.
        agency: Code of the agency that alone may supply the actual.
        stand_ins: Agencies whose figure scores only while the agency's own is missing ("own" = the unit itself).
        max_points: Most points before bonus (điểm chuẩn).
        may_be_unassigned: Whether a unit may have no such task (không giao).
        combine: How the sub-criteria make up the criterion.
        source: Where the row is printed, or on what the sample bases it.
        verified: Cell name → where that cell was read. Every other cell is in `assumed`.
        assumed: Names of the cells that are assumptions.
        same_as: Code of the same criterion in the year before, "" if none.
        not_comparable: Why it cannot be compared with the year before, "" if it can.
    """

    code: str
    label: str
    section: str
    unit_of_measure: str
    kind: Kind
    plausible: tuple[Decimal, Decimal]
    direction: Direction
    target_levels: tuple[str, ...]
    agency: str
    max_points: Decimal
    method: Method
    source: str
    stand_ins: tuple[str, ...] = ()
    may_be_unassigned: bool = False
    bonus: Bonus | None = None
    combine: Combine = Combine.NONE
    sub_criteria: tuple[SubCriterion, ...] = ()
    verified: Mapping[str, str] = field(default_factory=dict)
    assumed: frozenset[str] = frozenset()
    same_as: str = ""
    not_comparable: str = ""

    @property
    def needs_target(self) -> bool:
        """Whether points depend on a target."""
        return bool(self.target_levels)


@dataclass(frozen=True, slots=True)
class Section:
    """One content (nội dung) of the covenant and its most points."""

    code: str
    label: str
    max_points: Decimal
    source: str
    verified: Mapping[str, str] = field(default_factory=dict)
    assumed: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class TargetLevel:
    """Who may set a target, in the rulebook's order of precedence."""

    code: str
    label: str


@dataclass(frozen=True, slots=True)
class PenaltyItem:
    """An itemised deduction (điểm trừ): `points` is positive and taken once for each occurrence."""

    code: str
    label: str
    section: str
    points: Decimal
    source: str
    verified: Mapping[str, str] = field(default_factory=dict)
    assumed: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class BonusItem:
    """An itemised bonus (điểm thưởng theo việc): `points` once for each occurrence, before the cap over all bonus."""

    code: str
    label: str
    points: Decimal
    source: str
    verified: Mapping[str, str] = field(default_factory=dict)
    assumed: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class LegalBasis:
    """A decree or minutes on which the rulebook stands."""

    number: str
    date: date
    title: str
    address: str


@dataclass(frozen=True, slots=True)
class Grade:
    """A grade (xếp loại) from a rate on, if no criterion is below `min_share` of its maximum."""

    label: str
    from_rate: Decimal
    min_share: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class Rulebook:
    """
    The complete rules of one year. Nothing is inherited from another year.

    Attributes:
        status: "sample" or "adopted".
        total: Most points of all, bonus cap included.
        point_decimals / rate_decimals: Digits kept when points / the rate (share) are published, halves up.
        bonus_cap: Most bonus points over all criteria and bonus items.
        bonus_items: () in a rulebook where bonus comes from targets alone; no code is also a penalty item's.
        ranked_by: "rate" or "total".
        tie_break: In order: "section:CODE", "exceeded" (number of criteria above target), "vote".
        incomplete: "provisional" (a marked rank on the points so far) or "unranked".
        compared_with: The year that `same_as` speaks of; 0 = none.
        source: What the head as a whole is based on.
        verified / assumed: The head's own cells, as for a criterion.
    """

    year: int
    title: str
    status: str
    legal_basis: tuple[LegalBasis, ...]
    total: Decimal
    point_decimals: int
    rate_decimals: int
    bonus_cap: Decimal
    ranked_by: str
    tie_break: tuple[str, ...]
    incomplete: str
    compared_with: int
    target_levels: tuple[TargetLevel, ...]
    sections: tuple[Section, ...]
    criteria: tuple[Criterion, ...]
    penalty_items: tuple[PenaltyItem, ...]
    grades: tuple[Grade, ...]
    source: str
    verified: Mapping[str, str] = field(default_factory=dict)
    assumed: frozenset[str] = frozenset()
    bonus_items: tuple[BonusItem, ...] = ()

    @property
    def items(self) -> tuple[PenaltyItem | BonusItem, ...]:
        """Penalty items, then bonus items: whatever an occurrence can be of."""
        return (*self.penalty_items, *self.bonus_items)

    def criterion(self, code: str) -> Criterion:
        """The criterion with that code; KeyError if there is none."""
        for row in self.criteria:
            if row.code == code:
                return row
        raise KeyError(code)

    def section(self, code: str) -> Section:
        """The section with that code; KeyError if there is none."""
        for row in self.sections:
            if row.code == code:
                return row
        raise KeyError(code)

    def in_section(self, code: str) -> tuple[Criterion, ...]:
        """The criteria of one section, in the order of the rulebook."""
        return tuple(row for row in self.criteria if row.section == code)

    def level_label(self, code: str) -> str:
        """Vietnamese name of a target level, the code itself if unknown."""
        return next((level.label for level in self.target_levels if level.code == code), code)


# --- what is kept -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Figure:
    """
    One figure as somebody reported it. A later vintage stands beside the earlier one, never over it.

    Attributes:
        value: In the criterion's unit of measure; None for a grade and where nothing was reported.
        grade: The word, for criteria of kind grade.
        status: Illustrative figures say in `stands_for` which firmness they act out.
        agency: Code of the agency that states it; "own" = the unit itself.
        as_of: The day up to which the figure counts.
        vintage: 1 for the first statement of that agency, then 2, …
    """

    year: int
    unit: str
    criterion: str
    role: Role
    state: State
    status: Status
    agency: str
    vintage: int = 1
    sub_criterion: str = ""
    level: str = ""
    value: Decimal | None = None
    grade: str = ""
    stands_for: Status | None = None
    document: str = ""
    document_date: date | None = None
    as_of: date | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Penalty:
    """
    An occurrence of a penalty item: which unit, how often, on what evidence, stated by whom.

    An occurrence of a bonus item is kept as the same record; the rulebook knows from the item's code which it is.
    """

    year: int
    unit: str
    item: str
    times: int
    status: Status
    agency: str
    document: str
    document_date: date | None = None
    note: str = ""


# --- what is computed -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Completion:
    """
    The share that is talked about (tỷ lệ hoàn thành), or the plain value where the method uses that.

    Attributes:
        share: Exact; None where it has no finite value, then `end` says at which end of the curve it stands.
        end: "" | "top" | "bottom".
        note: Key of the special case that applied ("" = none), e.g. "target_zero".
    """

    share: Fraction | None
    end: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Chosen:
    """
    The figure that counts among several, and why.

    Attributes:
        reason: Key of the reason, e.g. "first_level", "latest_vintage", "stand_in".
        others: The figures that were passed over, for showing beside it.
    """

    figure: Figure
    reason: str
    others: tuple[Figure, ...] = ()


@dataclass(frozen=True, slots=True)
class Missing:
    """What keeps a criterion from being scored: the role, and the sub-criterion where there is one."""

    role: Role
    sub_criterion: str = ""
