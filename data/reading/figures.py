"""Entries → figures: the year, the decimal mark by evidence, the criterion's kind and range, doubles, outliers, totals."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from statistics import median

from data.reading import headings as h
from data.reading.catalogue import Catalogue, CriterionName, UnitName
from data.reading.folding import bare, column_letter, tidy
from data.reading.grid import Cell
from data.reading.layout import Table
from data.reading.matching import bracketed
from data.reading.numbers_in import EN, VN, Reading, Shape, measure_form, read_cell, same_measure
from data.reading.problems import Problems
from data.reading.rows import Entry, Total, is_sum, say_year
from data.reading.years import year_of
from scoring.numbers import measured, number

YES = {"dat"}
NO = {"khong dat"}
STATUSES = {
    "estimate": "uoc|uoc thuc hien|uoc tinh|estimate|uoc dat", "preliminary": "so bo|preliminary|tam tinh",
    "official": "chinh thuc|official|da cong bo", "illustrative": "minh hoa|illustrative|so mau",
}  # fmt: skip
STATUS_OF = {name: status for status, names in STATUSES.items() for name in names.split("|")}
LEVEL_WORDS = {"tinh giao": "T", "tinh": "T", "cap tinh": "T", "ubnd tinh": "T"}
USUAL_SHARE = 20  # a percentage of 1 or less is doubtful where the others stand above this


@dataclass(frozen=True, slots=True)
class ReadFigure:
    """
    One figure as the file states it.

    Attributes:
        role: actual | target.
        state: reported | not_reported | not_applicable.
        value: In the criterion's unit of measure, None for a grade and where nothing was reported.
        original: As written, where that differs from the value kept.
    """

    year: int
    unit: str
    criterion: str
    sub_criterion: str
    role: str
    state: str
    value: Decimal | None
    grade: str = ""
    level: str = ""
    status: str = ""
    agency: str = ""
    as_of: date | None = None
    note: str = ""
    original: str = ""
    row: int = 0
    column: str = ""


@dataclass(slots=True)
class _Value:
    """A value on its way: where it stands, what it is, and what was said about it."""

    entry: Entry
    cell: Cell | None
    criterion: CriterionName
    year: int
    role: str
    reading: Reading
    exact: Decimal | None = None
    kept: Decimal | None = None
    grade: str = ""
    missing: bool = False
    last: Decimal | None = None  # last year's

    @property
    def last_said(self) -> str:
        """Last year's value for a question, "" if it is not known."""
        if self.last is None:
            return ""
        return f" Năm trước: {measured(self.last, self.criterion.unit_of_measure)}."


@dataclass(slots=True)
class Figures:
    """The figures of a file and how their numbers were read."""

    figures: list[ReadFigure] = field(default_factory=list)
    missing: int = 0
    style: str = ""
    present: int = 0


def settle(
    table: Table, entries: Sequence[Entry], totals: Sequence[Total], year: int | None, catalogue: Catalogue,
    problems: Problems, answers: Mapping[str, str],
) -> Figures:  # fmt: skip
    """All figures of a table; whatever is wrong is noted, and a figure that is wrong is not among them."""
    values = []
    for entry in entries:
        values += _values(table, entry, year, catalogue, problems)
    done = Figures()
    done.style = _decide(table, values, problems, answers)
    for value in values:
        _number(table, value, done.style, problems, answers)
    _fractions(table, values, problems, answers)
    for value in values:
        if value.exact is not None:
            _fit(table, value, problems)
    _notes(table, values, problems)
    _totals(table, values, totals, done.style, problems)
    _outliers(table, values, catalogue, problems)
    kept = _unique(values, problems, catalogue)
    done.missing = sum(value.missing for value in values)
    done.present = len(kept)
    done.figures = [_figure(value, catalogue, problems) for value in kept]
    done.figures += [
        _figure(value, catalogue, problems) for value in values if _is_not_assigned(value, catalogue)
    ]
    return done


def _is_not_assigned(value: _Value, catalogue: Catalogue) -> bool:
    return value.missing and value.reading.key == "not_assigned" and bool(catalogue.levels)


# --- year, criterion, measure -----------------------------------------------------------------------------------------


def _values(
    table: Table, entry: Entry, year: int | None, catalogue: Catalogue, problems: Problems
) -> list[_Value]:
    found_year = _year(table, entry, year, problems)
    criteria = entry.criteria
    if found_year is not None:
        fitting = [row for row in criteria if not row.years or found_year in row.years]
        if not fitting:
            problems.add(
                "criterion.not_valid_for_year", entry.row, entry.column, code=criteria[0].key, year=found_year
            )
            return []
        criteria = tuple(fitting)
    if len({(row.key, row.unit_of_measure, row.kind) for row in criteria}) > 1:
        problems.add("criterion.unknown_suggest", entry.row, value=criteria[0].name,
                     suggest=" hoặc ".join(row.key for row in criteria))  # fmt: skip
        return []
    criterion = criteria[0]
    target = entry.extras.get(h.TARGET) if catalogue.levels else None
    if (
        criterion.divided
        and target
        and read_cell(target).key == "not_assigned"
        and read_cell(entry.cell).sort == "missing"
    ):
        return [_Value(entry, target, criterion, found_year or 0, "target", read_cell(target))]
    if criterion.divided and _is_filled(entry):
        parts = ", ".join(
            row.key for row in catalogue.criteria if row.code == criterion.code and row.sub_criterion
        )
        problems.add(
            "criterion.divided",
            entry.row,
            entry.column,
            code=criterion.code,
            name=criterion.name,
            parts=parts,
        )
        return []
    measure = entry.measure or _heading_measure(table, entry) or _common_measure(table, entry)
    if measure and not same_measure(measure, criterion.unit_of_measure):
        column = table.columns.get(h.MEASURE, entry.column)
        problems.add("number.unit_mismatch", entry.row, column, heading=h.OFFICIAL[h.MEASURE], raw_unit=measure,
                     unit=criterion.unit_of_measure)  # fmt: skip
        return []
    if criterion.divided:
        return []
    found = [_Value(entry, entry.cell, criterion, found_year or 0, "actual", _reading(entry.cell, criterion))]
    if target:
        reading = _reading(target, criterion)
        if reading.sort != "missing" or reading.key == "not_assigned":
            found.append(_Value(entry, target, criterion, found_year or 0, "target", reading))
    for value in found:
        value.last = catalogue.usual.get((entry.unit.code, criterion.key)) if value.role == "actual" else None
    return found


def _is_filled(entry: Entry) -> bool:
    return read_cell(entry.cell).sort != "missing" or h.TARGET in entry.extras


def _heading_measure(table: Table, entry: Entry) -> str:
    """A unit of measure in brackets after the criterion's name, where it is known as one."""
    name = (
        table.headings.get(entry.column, "")
        if table.form == "crossed"
        else table.text(entry.row, h.CRITERION)
    )
    remark = bracketed(tidy(name))
    if not remark or bare(tidy(name)) == bare(entry.criteria[0].name):
        return ""
    known = {
        "%",
        "‰",
        "ty dong",
        "trieu dong",
        "nghin dong",
        "dong",
        measure_form(entry.criteria[0].unit_of_measure),
    }
    return remark if measure_form(remark) in known else ""


def _common_measure(table: Table, entry: Entry) -> str:
    """A unit of money said once for the whole table: Giá trị (triệu đồng), or “ĐVT: triệu đồng” above it."""
    if " dong" not in f" {measure_form(entry.criteria[0].unit_of_measure)}":
        return ""
    said = [bracketed(tidy(table.headings.get(entry.column, "")))]
    for title in table.titles:
        found = re.search(r"(?:đơn vị tính|đvt|đv tính)\s*:\s*([^;.)]+)", title, re.IGNORECASE)
        said += [found[1].strip()] if found else []
    return next((text for text in said if text and measure_form(text).split("/")[0].endswith("dong")), "")


def _year(table: Table, entry: Entry, year: int | None, problems: Problems) -> int | None:
    if h.YEAR not in table.columns:
        return year
    cell = entry.year_cell
    if cell is None or not cell.text.strip():
        if entry.cell is not None or table.form == "long":
            problems.add(
                "year.missing", entry.row, table.columns[h.YEAR], heading=h.OFFICIAL[h.YEAR], where="ô trống,"
            )
        return None
    said = year_of(cell)
    if said.year is None:
        say_year(problems, said.key, cell)
    elif said.key == "cleaned":
        problems.add(
            "year.text_cleaned",
            entry.row,
            cell.column,
            heading=h.OFFICIAL[h.YEAR],
            raw=cell.text,
            year=said.year,
        )
    return said.year


# --- numbers ----------------------------------------------------------------------------------------------------------


def _reading(cell: Cell | None, criterion: CriterionName) -> Reading:
    if cell is not None and cell.formula:
        link = external(cell.formula)
        if link:
            return Reading("problem", key="formula.external_link", text=cell.formula, hint=link)
        if cell.raw is None:
            return Reading("problem", key="formula.no_value", text=cell.formula)
    reading = read_cell(cell)
    if (
        criterion.kind not in ("yes_no", "grade")
        or reading.sort in ("missing",)
        or reading.key == "formula.error_value"
    ):
        return reading
    return Reading("word", text=cell.text if cell else "")


def external(formula: str) -> str:
    """The other file or program that a formula takes its value from, "" if it takes none."""
    found = re.search(
        r"\[\d+\]|\[[^\[\]]*\.xl\w+\]|\[[^\[\]]*\.csv\]|https?://|\bcmd\s*\||\bDDE\b|WEBSERVICE\s*\(|\w+\|'",
        formula,
        re.IGNORECASE,
    )
    return formula[:60] if found else ""


def _decide(table: Table, values: Sequence[_Value], problems: Problems, answers: Mapping[str, str]) -> str:
    """The style of the file's numbers: the one that is proved; both proved is a mixture; "" where nothing is."""
    shaped = [value for value in values if value.reading.shape]
    found: dict[str, _Value] = {}
    for value in shaped:
        shape = value.reading.shape
        if shape and shape.proves:
            found.setdefault(shape.proves, value)
    if VN in found and EN in found:
        one, two = found[VN], found[EN]
        problems.add("number.mixed_styles", two.entry.row, two.cell.column if two.cell else None, a=one.reading.text,
                     row_a=one.entry.row, b=two.reading.text, row_b=two.entry.row)  # fmt: skip
        return "mixed"
    if EN in found:
        grouped = [value for value in shaped if value.reading.shape and value.reading.shape.proves == EN
                   and value.reading.shape.grouped]  # fmt: skip
        if grouped:
            problems.add("number.english_style")
        return EN
    return VN if VN in found else ""


def _number(table: Table, value: _Value, style: str, problems: Problems, answers: Mapping[str, str]) -> None:
    reading, criterion = value.reading, value.criterion
    cell = value.cell
    row, column = value.entry.row, cell.column if cell else value.entry.column
    heading = table.headings.get(column, "")
    if reading.sort == "missing":
        value.missing = True
        return
    if reading.sort == "problem":
        _say_problem(value, problems, row, column, heading)
        return
    if criterion.kind == "yes_no":
        flat = bare(reading.text)
        answer = Decimal(1) if flat in YES else Decimal(0) if flat in NO else None
        if answer is None or (cell is not None and not cell.is_text):
            problems.add("bool.unclear_mark", row, column, heading=heading, value=reading.text)
        else:
            value.exact = answer
        return
    if criterion.kind == "grade":
        fitting = [grade for grade in criterion.grades if bare(grade) == bare(reading.text)]
        if len(fitting) == 1:
            value.grade = fitting[0]
        else:
            problems.add("figure.grade_unknown", row, column, heading=heading, value=reading.text,
                         grades=", ".join(criterion.grades))  # fmt: skip
        return
    if reading.sort == "word":
        problems.add("number.not_a_number", row, column, heading=heading, value=reading.text, hint="")
        return
    if not _measure_fits(reading, criterion, problems, row, column, heading):
        return
    if reading.sort == "number":
        value.exact = reading.number
        return
    shape = reading.shape
    if shape is None or style == "mixed":
        return
    chosen = _style_for(value, shape, style, problems, answers, row, column, heading)
    if chosen:
        value.exact = shape.value(chosen)


def _style_for(
    value: _Value, shape: Shape, style: str, problems: Problems, answers: Mapping[str, str], row: int, column: int,
    heading: str,
) -> str:  # fmt: skip
    if len(shape.styles) == 1:
        return next(iter(shape.styles))
    if shape.value(VN) == shape.value(EN):
        return VN
    answer = answers.get(f"decimal:{column_letter(column)}")
    chosen = {",": VN, ".": EN}.get(answer or "") or style
    criterion = value.criterion
    if chosen and not _possible(shape.value(chosen), criterion) and not answer:
        other = EN if chosen == VN else VN
        chosen = "" if _possible(shape.value(other), criterion) else chosen
    if chosen:
        return chosen
    mark = "." if "." in shape.digits else ","
    problems.add(
        "number.ambiguous_separator", row, column, heading=heading, value=value.reading.text,
        a=number(shape.value(VN)), b=number(shape.value(EN)), unit=criterion.unit_of_measure, mark=mark,
        last=value.last_said,
        question=f"decimal:{column_letter(column)}", options=(",", "."),
    )  # fmt: skip
    return ""


def _possible(amount: Decimal, criterion: CriterionName) -> bool:
    whole = amount == amount.to_integral_value()
    return criterion.lowest <= amount <= criterion.highest and (whole or criterion.kind != "count")


def _say_problem(value: _Value, problems: Problems, row: int, column: int, heading: str) -> None:
    reading = value.reading
    key = reading.key
    if key == "number.unit_mismatch":
        problems.add(
            key, row, column, heading=heading, raw_unit=reading.suffix, unit=value.criterion.unit_of_measure
        )
        return
    cell = value.cell
    if value.criterion.kind == "yes_no" and key.startswith("number."):
        key = "bool.unclear_mark"
    problems.add(key, row, column, heading=heading, value=reading.text, hint=reading.hint, date=cell.text if cell else "",
                 guess=reading.hint, link=reading.hint, n=sum(map(str.isdigit, reading.text)), found=reading.text)  # fmt: skip
    if reading.suffix == "negative" and value.criterion.lowest >= 0:
        problems.add("value.out_of_range", row, column, heading=heading, criterion=value.criterion.name,
                     value=reading.text, min=number(value.criterion.lowest), max=number(value.criterion.highest))  # fmt: skip


def _measure_fits(
    reading: Reading, criterion: CriterionName, problems: Problems, row: int, column: int, heading: str
) -> bool:
    """Whether the percent sign or the words after a number fit the criterion's unit of measure."""
    own = measure_form(criterion.unit_of_measure)
    said = "%" if reading.percent else reading.suffix
    if not said:
        return True
    form = measure_form(said)
    if form == own or same_measure(said, criterion.unit_of_measure):
        return True
    if reading.percent or "dong" in form or form in ("‰", "%") or bare(said).split()[:1] in (
        ["nghin"], ["ngan"], ["trieu"], ["ty"], ["ti"], ["chuc"], ["tram"], ["tr"], ["k"], ["m"],
    ) or (len(said) > 1 and re.fullmatch(r"[^\W\d_ ]+(?: [^\W\d_ ]+){0,3}", said)):  # fmt: skip
        problems.add("number.unit_mismatch", row, column, heading=heading, raw_unit=said, unit=criterion.unit_of_measure,
                     found=reading.text)  # fmt: skip
    else:
        problems.add("number.not_a_number", row, column, heading=heading, value=reading.text,
                     hint=f" với đơn vị tính “{criterion.unit_of_measure}”")  # fmt: skip
    return False


def _fractions(
    table: Table, values: Sequence[_Value], problems: Problems, answers: Mapping[str, str]
) -> None:
    """A percentage of 1 or less where the others are large, or where all are: 95,5 % may have been meant."""
    by_criterion: dict[tuple[str, str], list[_Value]] = {}
    for value in values:
        if value.criterion.kind == "percent" and value.exact is not None and value.criterion.highest > 1:
            by_criterion.setdefault((value.criterion.key, value.role), []).append(value)
    for (key, _role), group in by_criterion.items():
        for value in group:
            exact = value.exact
            if exact is None or not 0 < exact <= 1 or value.reading.percent:
                continue
            others = [
                other.exact
                for other in group
                if other is not value and other.exact is not None and other.exact > 1
            ]
            typical = median(others) if others else None
            if typical is not None and typical <= USUAL_SHARE:
                continue
            if typical is None and exact == 1:
                continue
            answer = answers.get(f"percent:{key}")
            if answer == "percent":
                continue
            if answer == "fraction":
                value.exact = exact * 100
                continue
            cell = value.cell
            said = f"Các đơn vị khác ghi khoảng {number(Decimal(typical), 1)}%." if typical is not None else (
                "Hãy ghi thêm dấu % hoặc ghi số phần trăm đầy đủ."
            )  # fmt: skip
            problems.add(
                "number.percent_or_fraction", value.entry.row, cell.column if cell else None,
                heading=table.headings.get(cell.column if cell else 0, ""), value=number(exact),
                value100=number(exact * 100), typical=said + value.last_said, question=f"percent:{key}", options=("percent", "fraction"),
            )  # fmt: skip
            value.exact = None


def _fit(table: Table, value: _Value, problems: Problems) -> None:
    """Whole numbers, digits kept, range."""
    exact, criterion, cell = value.exact, value.criterion, value.cell
    if exact is None:
        return
    row, column = value.entry.row, cell.column if cell else value.entry.column
    heading = table.headings.get(column, "")
    if len(exact.as_tuple().digits) > 40 or exact.adjusted() > 20:
        problems.add("number.too_long", row, column, heading=heading, n=len(exact.as_tuple().digits))
        return
    if not criterion.lowest <= exact <= criterion.highest:
        problems.add("value.out_of_range", row, column, heading=heading, criterion=criterion.name,
                     value=measured(exact, criterion.unit_of_measure), min=number(criterion.lowest),
                     max=number(criterion.highest))  # fmt: skip
        return
    if criterion.kind in ("count", "yes_no") and exact != exact.to_integral_value():
        problems.add(
            "value.not_integer", row, column, heading=heading, criterion=criterion.name, value=number(exact)
        )
        return
    value.kept = exact.quantize(Decimal(1).scaleb(-criterion.decimals), ROUND_HALF_UP)
    if value.kept != exact:
        problems.add(
            "number.rounded", row, column, heading=heading, raw=number(exact), value=number(value.kept)
        )


def _notes(table: Table, values: Sequence[_Value], problems: Problems) -> None:
    """What was done to texts, said once per cell; counts for the whole."""
    as_text = 0
    marks: dict[str, int] = {}
    for value in values:
        cell, reading = value.cell, value.reading
        if value.missing and value.role == "actual":
            mark = f"“{reading.text}”" if reading.text else "để trống"
            marks[mark] = marks.get(mark, 0) + 1
        if cell is None or value.missing:
            continue
        if value.kept is not None or value.grade:
            column, heading = cell.column, table.headings.get(cell.column, "")
            shown = number(value.kept) if value.kept is not None else value.grade
            for key in reading.notes:
                problems.add(key, value.entry.row, column, heading=heading, raw=reading.text, value=shown)
            if reading.suffix:
                problems.add("number.unit_suffix", value.entry.row, column, heading=heading, raw=cell.text, value=shown,
                             unit=value.criterion.unit_of_measure)  # fmt: skip
            as_text += table.grid.is_workbook and reading.sort == "shape"
        if cell.struck or cell.comment:
            why = "bị gạch ngang" if cell.struck else f"có ghi chú “{cell.comment}”"
            problems.add("cell.struck_or_commented", value.entry.row, cell.column,
                         heading=table.headings.get(cell.column, ""), value=cell.text, why=why)  # fmt: skip
    if as_text:
        problems.add("number.text_in_excel", n=as_text)
    if marks:
        problems.add("value.missing_kept_empty", n=sum(marks.values()), marks=", ".join(marks))


# --- the table as a whole ---------------------------------------------------------------------------------------------


def _totals(
    table: Table, values: Sequence[_Value], totals: Iterable[Total], style: str, problems: Problems
) -> None:
    """Rows of sums against what was read; a sum may be of everything above or of its own group."""
    since: dict[int, int] = {}
    for total in totals:
        if not is_sum(total):
            continue
        for column, cell in total.cells.items():
            claimed = _claimed(cell, style)
            if claimed is None:
                continue
            above = [value for value in values if value.role == "actual" and value.exact is not None
                     and value.entry.column == column]  # fmt: skip
            if total.criteria:
                keys = {row.key for row in total.criteria}
                sums = [_sum(value for value in above if value.criterion.key in keys)]
                count = sum(value.criterion.key in keys for value in above)
                if count and total.criteria[0].kind in ("percent", "score"):
                    sums.append(sums[0] / count)  # a “total” of percentages is often their mean
            else:
                before = [value for value in above if value.entry.row < total.row]
                sums = [
                    _sum(before),
                    _sum(value for value in before if value.entry.row > since.get(column, 0)),
                    _sum(above),
                ]
            since[column] = total.row
            if not above:
                continue
            if not any(_near(claimed, amount) for amount in sums):
                problems.add("check.total_mismatch", total.row, column, heading=table.headings.get(column, ""),
                             label=total.label, file_total=number(claimed), computed=number(sums[0]),
                             diff=number(claimed - sums[0]))  # fmt: skip


def _claimed(cell: Cell, style: str) -> Decimal | None:
    reading = read_cell(cell)
    if reading.sort == "number":
        return reading.number
    if reading.shape is None or style == "mixed":
        return None
    if len(reading.shape.styles) == 1:
        return reading.shape.value(next(iter(reading.shape.styles)))
    if style or reading.shape.value(VN) == reading.shape.value(EN):
        return reading.shape.value(style or VN)
    return None


def _sum(values: Iterable[_Value]) -> Decimal:
    return sum((value.exact for value in values if value.exact is not None), Decimal(0))


def _near(claimed: Decimal, computed: Decimal) -> bool:
    digits = max(0, -int(claimed.normalize().as_tuple().exponent))
    return abs(claimed - computed) <= Decimal("0.51").scaleb(-min(digits, 2))


def _outliers(table: Table, values: Sequence[_Value], catalogue: Catalogue, problems: Problems) -> None:
    """A figure far above the others of its criterion, or ten times (or a tenth of) last year's: to be confirmed."""
    groups: dict[tuple[str, int, str], list[_Value]] = {}
    for value in values:
        if value.kept is not None and value.criterion.kind != "yes_no":
            groups.setdefault((value.criterion.key, value.year, value.role), []).append(value)
    for group in groups.values():
        for value in group:
            amount = value.kept or Decimal(0)
            others = [
                other.kept for other in group if other.entry.unit is not value.entry.unit and other.kept
            ]
            usual: Decimal | None = None
            if len(others) >= 3 and amount >= 3 * max(others) and amount >= 4 * median(others):
                usual = Decimal(median(others))
            last = value.last
            if last and amount and (amount >= 10 * last or amount * 10 <= last):
                usual = last
            if usual:
                ratio = amount / usual
                problems.add(
                    "check.outlier_warning", value.entry.row, value.entry.column,
                    heading=table.headings.get(value.entry.column, ""), unit=value.entry.unit.name,
                    criterion=value.criterion.name, value=number(amount), ratio=number(ratio, 1), usual=number(usual),
                )  # fmt: skip


def _unique(values: Sequence[_Value], problems: Problems, catalogue: Catalogue) -> list[_Value]:
    """One value for each figure: identical rows once, different ones refused."""
    kept: dict[tuple[object, ...], _Value] = {}
    same: set[int] = set()
    for value in values:
        if value.kept is None and not value.grade:
            continue
        level = (
            value.entry.extras[h.LEVEL].text
            if value.role == "target" and h.LEVEL in value.entry.extras
            else ""
        )
        agency = (
            value.entry.extras[h.AGENCY].text if h.AGENCY in value.entry.extras and catalogue.levels else ""
        )
        key = (value.year, value.entry.unit.code, value.criterion.key, value.role, bare(level), bare(agency))
        first = kept.setdefault(key, value)
        if first is value:
            continue
        if (first.kept, first.grade) == (value.kept, value.grade):
            same.add(value.entry.row)
            continue
        problems.add(
            "row.duplicate_conflict", value.entry.row, value.entry.column, row1=first.entry.row, row2=value.entry.row,
            unit=value.entry.unit.name, criterion=value.criterion.name, year=value.year or "?",
            a=first.grade or number(first.kept), b=value.grade or number(value.kept),
        )  # fmt: skip
    if same:
        problems.add("row.duplicate_identical", min(same), n=len(same))
    return list(kept.values())


# --- the official columns ---------------------------------------------------------------------------------------------


def _figure(value: _Value, catalogue: Catalogue, problems: Problems) -> ReadFigure:
    entry, cell = value.entry, value.cell
    figure = ReadFigure(
        value.year, entry.unit.code, value.criterion.code, value.criterion.sub_criterion, value.role,
        "not_applicable" if value.missing else "reported", value.kept, value.grade, row=entry.row,
        column=column_letter(cell.column if cell else entry.column),
        original=value.reading.text if value.kept is not None and value.kept != value.exact else "",
    )  # fmt: skip
    if not catalogue.levels:
        return figure
    return replace(
        figure,
        level=_level(entry, catalogue, problems) if value.role == "target" else "",
        status=_status(entry, problems),
        agency=_agency(entry, catalogue, problems),
        as_of=_as_of(entry, problems),
        note=tidy(entry.extras[h.NOTE].text) if h.NOTE in entry.extras else "",
    )


def _level(entry: Entry, catalogue: Catalogue, problems: Problems) -> str:
    cell = entry.extras.get(h.LEVEL)
    written = tidy(cell.text) if cell else ""
    flat = bare(written)
    for code, label in catalogue.levels.items():
        if flat and flat in (bare(code), bare(label)):
            return code
    known = LEVEL_WORDS.get(flat, "")
    if known in catalogue.levels:
        return known
    column = cell.column if cell else None
    problems.add("figure.level_unknown", entry.row, column, heading=h.OFFICIAL[h.LEVEL], value=written or "để trống",
                 levels=", ".join(catalogue.levels.values()))  # fmt: skip
    return ""


def _status(entry: Entry, problems: Problems) -> str:
    cell = entry.extras.get(h.STATUS)
    if cell is None or not tidy(cell.text):
        return ""
    status = STATUS_OF.get(bare(cell.text), "")
    if not status:
        problems.add(
            "figure.status_unknown", entry.row, cell.column, heading=h.OFFICIAL[h.STATUS], value=cell.text
        )
    return status


def _agency(entry: Entry, catalogue: Catalogue, problems: Problems) -> str:
    cell = entry.extras.get(h.AGENCY)
    if cell is None or not tidy(cell.text):
        return ""
    flat = bare(cell.text)
    fitting = {
        code
        for code, names in catalogue.agencies.items()
        if flat in (bare(code), *(bare(name) for name in names))
    }
    if len(fitting) == 1:
        return fitting.pop()
    problems.add(
        "figure.agency_unknown", entry.row, cell.column, heading=h.OFFICIAL[h.AGENCY], value=cell.text
    )
    return ""


def _as_of(entry: Entry, problems: Problems) -> date | None:
    cell = entry.extras.get(h.AS_OF)
    if cell is None or not tidy(cell.text):
        return None
    if isinstance(cell.raw, datetime):
        return cell.raw.date()
    if isinstance(cell.raw, date):
        return cell.raw
    text = tidy(cell.text)
    vietnamese = re.fullmatch(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})", text)
    iso = re.fullmatch(r"(\d{4})-(\d{2})-(\d{2})", text)
    try:
        if vietnamese:
            return date(int(vietnamese[3]), int(vietnamese[2]), int(vietnamese[1]))
        if iso:
            return date(int(iso[1]), int(iso[2]), int(iso[3]))
    except ValueError:
        pass
    problems.add("figure.date_invalid", entry.row, cell.column, heading=h.OFFICIAL[h.AS_OF], value=cell.text)
    return None


def named_units(
    figures: Iterable[ReadFigure], units: Sequence[UnitName]
) -> tuple[list[UnitName], list[UnitName]]:
    """The units that have a figure, and those that have none."""
    codes = {figure.unit for figure in figures}
    return [unit for unit in units if unit.code in codes], [unit for unit in units if unit.code not in codes]
