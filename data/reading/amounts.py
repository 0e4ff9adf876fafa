"""One amount: the decimal mark by evidence, the kind of the criterion, its range; what is doubtful is asked."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from statistics import median

from data.reading.catalogue import CriterionName
from data.reading.folding import bare, column_letter
from data.reading.grid import Cell
from data.reading.numbers_in import EN, VN, Reading, Shape, measure_form, read_cell, same_measure
from data.reading.problems import Problems
from data.reading.rows import Entry
from data.reading.table import Table
from scoring.numbers import measured, number

YES = {"dat"}
NO = {"khong dat"}
USUAL_SHARE = 20  # a percentage of 1 or less is doubtful where the others stand above this


@dataclass(slots=True)
class Value:
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


def reading_of(cell: Cell | None, criterion: CriterionName) -> Reading:
    if cell is not None and cell.formula:
        link = external(cell.formula)
        if link:
            return Reading("problem", key="formula.external_link", text=cell.formula, hint=link)
        if cell.raw is None:
            return Reading("problem", key="formula.no_value", text=cell.formula)
    reading = read_cell(cell)
    if (
        criterion.kind not in ("yes_no", "grade")
        or reading.sort == "missing"
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


def style_of(table: Table, values: Sequence[Value], problems: Problems, answers: Mapping[str, str]) -> str:
    """The style of the file's numbers: the one that is proved; both proved is a mixture; "" where nothing is."""
    shaped = [value for value in values if value.reading.shape]
    found: dict[str, Value] = {}
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


def settle_number(
    table: Table, value: Value, style: str, problems: Problems, answers: Mapping[str, str]
) -> None:
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
    value: Value, shape: Shape, style: str, problems: Problems, answers: Mapping[str, str], row: int, column: int,
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


def _say_problem(value: Value, problems: Problems, row: int, column: int, heading: str) -> None:
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


def check_shares(
    table: Table, values: Sequence[Value], problems: Problems, answers: Mapping[str, str]
) -> None:
    """A percentage of 1 or less where the others are large, or where all are: 95,5 % may have been meant."""
    by_criterion: dict[tuple[str, str], list[Value]] = {}
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


def fit_criterion(table: Table, value: Value, problems: Problems) -> None:
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
