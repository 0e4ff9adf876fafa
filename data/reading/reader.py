"""The whole: bytes and a name → what the file says, everything that is wrong with it, and what was decided on the way."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from data.reading import headings as h
from data.reading import limits
from data.reading.catalogue import Catalogue
from data.reading.csv_cells import read_csv
from data.reading.decode import Vocabulary, decode, lost_word, undone
from data.reading.figures import settle
from data.reading.folding import bare, column_letter, composed
from data.reading.grid import Grid
from data.reading.guard import kind_of
from data.reading.layout import find_table
from data.reading.matching import Matcher
from data.reading.official import ReadFigure, named_units
from data.reading.problems import Problem, Problems
from data.reading.rows import read_rows
from data.reading.table import Table
from data.reading.years import is_part, stem, years_in, years_in_name

SAMPLE_ROWS, SAMPLE_COLUMNS = 40, 20
MANY = 5  # errors from which a summary is given
NO_ANSWERS: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
class ReadResult:
    """
    What came of a file.

    Attributes:
        outcome: accepted | repaired | rejected; rejected has no figures.
        figures: In the order of the file.
        messages: Errors first.
        decisions: What was decided, by name: encoding, delimiter, layout, year, number style, matched units …
        sample: The first cells as read, row number first.
    """

    outcome: str
    figures: tuple[ReadFigure, ...]
    messages: tuple[Problem, ...]
    decisions: Mapping[str, object] = field(default_factory=dict)
    sample: tuple[tuple[str, ...], ...] = ()


def read(
    content: bytes, name: str, catalogue: Catalogue, answers: Mapping[str, str] = NO_ANSWERS
) -> ReadResult:
    """
    Read one upload.

    Args:
        content: The bytes.
        name: The name under which it was uploaded (its extension and a year in it count, nothing else).
        catalogue: Units and criteria to match against.
        answers: Answers to questions of an earlier reading, by `Problem.question`: decimal:F → "," or ".",
            year → "2018", sheet → its name, value_column → its heading, fill_down:B → "above",
            percent:I.3 → "percent" or "fraction".
    """
    problems = Problems()
    decisions: dict[str, object] = {}
    name = composed(name)
    kind = kind_of(content, name, problems)
    matcher = Matcher(catalogue)
    grids: list[Grid] = []
    vocabulary = Vocabulary(catalogue)
    if kind == "csv":
        grids = _csv(content, vocabulary, matcher, problems, decisions)
    elif kind == "xlsx":
        grids = _xlsx(content, vocabulary, problems, decisions)
    if problems.errors or not grids:
        return _result(problems, (), decisions, grids[:1])
    table = _chosen_table(grids, matcher, problems, answers, decisions)
    if table is None:
        return _result(problems, (), decisions, grids[:1])
    figures = _figures_of(table, name, catalogue, matcher, problems, answers, decisions)
    return _result(problems, figures, decisions, [table.grid])


def _csv(
    content: bytes, vocabulary: Vocabulary, matcher: Matcher, problems: Problems, decisions: dict[str, object]
) -> list[Grid]:
    decoded = decode(content, vocabulary, problems)
    decisions["encoding"] = decoded.encoding
    if problems.errors:
        return []

    def known(row: list[str]) -> int:
        units = sum(matcher.unit(text).unit is not None for text in row if 1 < len(text) < 80)
        return max(h.required(row), units if units > 1 else 0)

    grid = read_csv(decoded.text, known, problems)
    if grid is None:
        return []
    decisions["delimiter"] = grid.delimiter
    return [grid]


def _xlsx(
    content: bytes, vocabulary: Vocabulary, problems: Problems, decisions: dict[str, object]
) -> list[Grid]:
    from data.reading.xlsx_cells import read_xlsx

    book = read_xlsx(content, problems)
    if book is None:
        return []
    if book.hidden:
        problems.add("sheet.hidden_ignored", sheets=", ".join(f"“{name}”" for name in book.hidden))
    filled = [grid for grid in book.sheets if grid.rows]
    if not filled:
        problems.add("file.no_rows")
        return []
    decisions["encoding"] = "unicode"
    for grid in filled:
        _old_fonts(grid, vocabulary, problems, decisions)
    return filled


def _old_fonts(grid: Grid, vocabulary: Vocabulary, problems: Problems, decisions: dict[str, object]) -> None:
    """Text typed with .VnTime or VNI fonts in a workbook, restored; letters lost for good, refused."""
    cells = [
        cell
        for row in grid.rows.values()
        for cell in row.values()
        if cell.is_text and not cell.text.isascii()
    ]
    whole = "\n".join(cell.text for cell in cells)
    _text, key = undone(whole, vocabulary)
    if key:
        problems.add(key)
        decisions["encoding"] = key.removeprefix("encoding.")
        for cell in cells:
            now = vocabulary.share(cell.text)[0]
            changed = composed(undone_as(cell.text, key))
            if vocabulary.share(changed)[0] > now or (now == 0 and changed != cell.text):
                cell.text = changed
                cell.raw = changed
    texts = [cell for row in grid.rows.values() for cell in row.values() if cell.is_text]
    lost = lost_word((cell.text for cell in texts), vocabulary)
    if lost:
        problems.add("encoding.lossy_question_marks", texts[lost[0]].row, value=lost[1])
    if grid.decomposed:
        problems.add("unicode.normalised_nfc")


def undone_as(text: str, key: str) -> str:
    """The text restored in the way that was found for the whole sheet."""
    from data.reading.legacy import from_mojibake, from_tcvn3, from_vni

    ways = {
        "encoding.tcvn3": from_tcvn3, "encoding.vni": from_vni, "encoding.mojibake_undone": from_mojibake,
    }  # fmt: skip
    return ways[key](text)


def _chosen_table(
    grids: list[Grid],
    matcher: Matcher,
    problems: Problems,
    answers: Mapping[str, str],
    decisions: dict[str, object],
) -> Table | None:
    """The one table with rows of figures; several sheets with figures are a question."""
    found: list[tuple[Grid, Table | None, Problems]] = []
    for grid in grids:
        said = Problems()
        found.append((grid, find_table(grid, matcher, said, answers), said))
    usable = [one for one in found if one[1] is not None and _has_rows(one[1])]
    wrong = [one for one in found if one[1] is None and not _only_missing(one[2])]
    if "sheet" in answers:
        usable = [one for one in usable if one[0].name == answers["sheet"]]
        wrong = [one for one in wrong if one[0].name == answers["sheet"]] if not usable else []
    candidates = usable + wrong
    if len(candidates) > 1:
        names = tuple(grid.name for grid, _table, _said in candidates)
        problems.add(
            "sheet.ambiguous",
            sheets=", ".join(f"“{name}”" for name in names),
            question="sheet",
            options=names,
        )
        return None
    grid, table, said = (
        candidates[0] if candidates else next((one for one in found if one[1] is not None), found[0])
    )
    problems.found += said.found
    if len(grids) > 1 and candidates:
        problems.add("sheet.chosen", sheet=grid.name)
    if table is not None:
        decisions["sheet"] = grid.name
        decisions["layout"] = table.form
        decisions["header_row"] = table.header[0]
        decisions["columns"] = {role: column_letter(column) for role, column in table.columns.items()}
        if not _has_rows(table):
            problems.add("file.no_rows")
            return None
    return table


def _has_rows(table: Table) -> bool:
    return bool(table.data_rows)


def _only_missing(said: Problems) -> bool:
    return all(problem.key in ("header.missing", "header.missing_columns") for problem in said.errors)


def _figures_of(
    table: Table, name: str, catalogue: Catalogue, matcher: Matcher, problems: Problems, answers: Mapping[str, str],
    decisions: dict[str, object],
) -> tuple[ReadFigure, ...]:  # fmt: skip
    if not _widths(table, matcher, problems):
        return ()
    _part_period(table, name, problems)
    year = _year(table, name, problems, answers, decisions)
    body = read_rows(table, matcher, problems, answers)
    if body.rows > limits.ROWS:
        problems.add("file.too_many_rows", n=body.rows, max=limits.ROWS)
        return ()
    if not body.rows and not problems.errors:
        problems.add("file.no_rows")
        return ()
    done = settle(table, body.entries, body.totals, year, catalogue, problems, answers)
    _year_against_column(table, name, {figure.year for figure in done.figures}, problems, answers)
    decisions["number_style"] = {"vn": "1.234,5", "en": "1,234.5"}.get(done.style, "")
    decisions["matched_units"] = dict(sorted(body.matched_units.items()))
    decisions["matched_criteria"] = dict(sorted(body.matched_criteria.items()))
    decisions["years"] = sorted({figure.year for figure in done.figures})
    return tuple(done.figures)


def _widths(table: Table, matcher: Matcher, problems: Problems) -> bool:
    """CSV only: rows with more or fewer cells than the header; a comma that splits columns and numbers alike."""
    grid = table.grid
    if grid.is_workbook:
        return True
    wide = grid.widths.get(table.header[1], 0)
    optional = (h.NOTE, h.AS_OF, h.AGENCY, h.STATUS)  # Excel drops empty cells at the end of lines
    columns = [column for role, column in table.columns.items() if role not in optional]
    needed = max([*columns, *table.units, *table.criteria])
    over, under = [], []
    for row in table.data_rows:
        width = grid.widths.get(row, 0)
        cells = grid.rows[row]
        if width > wide and max(cells) > wide:
            over.append(row)
        elif width < wide and width < needed and len(cells) > 2:
            under.append(row)
    if over and grid.delimiter == ",":
        split = [row for row in over if _split_number(grid, row, wide)]
        if split and (len(split) == len(over) or len(split) >= 3):
            problems.add("csv.unquoted_decimal_comma", split[0])
            return False
    last = [row for row in over + under if row - 1 in grid.blank_lines]
    if last and len(over + under) > 1:
        problems.add("layout.two_tables", last[0])
    for row in over + under:
        problems.add("csv.row_width", row, n=grid.widths[row], m=wide)
    return not over and not under


def _split_number(grid: Grid, row: int, wide: int) -> bool:
    """Whether joining two neighbouring cells of digits gives the row its proper width."""
    cells = grid.rows[row]
    joined = sum(
        1 for column in cells
        if column + 1 in cells and re.fullmatch(r"[+-]?\d{1,9}(?:\.\d{3})*", cells[column].text.strip())
        and re.fullmatch(r"\d{1,9}%?", cells[column + 1].text.strip())
    )  # fmt: skip
    return joined >= max(cells) - wide


def _value_headings(table: Table) -> list[str]:
    columns = [table.columns[h.VALUE]] if h.VALUE in table.columns else [*table.units, *table.criteria]
    texts = [table.headings.get(column, "") for column in columns]
    if table.form == "wide":
        top, bottom = table.header
        texts += [
            cell.text for row in range(top, bottom + 1) for cell in table.grid.rows.get(row, {}).values()
        ]
    return texts


def _part_period(table: Table, name: str, problems: Problems) -> None:
    places = [*table.titles, stem(name), *(_value_headings(table) if table.form == "long" else [])]
    if table.grid.is_workbook:
        places.append(table.grid.name)
    for text in places:
        if is_part(bare(text)):
            problems.add("year.part_period", value=text)
            return


def _year(
    table: Table, name: str, problems: Problems, answers: Mapping[str, str], decisions: dict[str, object]
) -> int | None:
    """The year of a table without a column of years."""
    if h.YEAR in table.columns:
        return None
    if answers.get("year", "").isdigit():
        decisions["year_from"] = "answer"
        return int(answers["year"])
    sources = [
        ("tiêu đề cột", years_in(_value_headings(table))),
        ("tiêu đề", years_in(table.titles)),
        ("tên trang tính", years_in([table.grid.name]) if table.grid.is_workbook else set()),
        ("tên tệp", years_in_name(name)),
    ]
    said = [(where, years) for where, years in sources if years]
    single = [(where, next(iter(years))) for where, years in said if len(years) == 1]
    for where, years in said:
        agreed = [year for _other, year in single if year in years]
        if single and not agreed:
            problems.add("year.conflict", where_a=where.capitalize(), a="/".join(map(str, sorted(years))),
                         where_b=single[0][0], b=single[0][1], question="year",
                         options=tuple(map(str, sorted({*years, single[0][1]}))))  # fmt: skip
            return None
    values = {year for _where, year in single}
    if len(values) > 1:
        (where_a, a), (where_b, b) = single[0], next(one for one in single if one[1] != single[0][1])
        problems.add("year.conflict", where_a=where_a.capitalize(), a=a, where_b=where_b, b=b, question="year",
                     options=(str(a), str(b)))  # fmt: skip
        return None
    if not values:
        problems.add("year.missing", where="Tệp", question="year")
        return None
    year = values.pop()
    if not limits.FIRST_YEAR <= year <= limits.LAST_YEAR:
        problems.add("year.out_of_range", value=year, min=limits.FIRST_YEAR, max=limits.LAST_YEAR)
        return None
    decisions["year_from"] = single[0][0]
    return year


def _year_against_column(
    table: Table, name: str, years: set[int], problems: Problems, answers: Mapping[str, str]
) -> None:
    """Titles and the upload's name must not speak of another year than the column does."""
    if h.YEAR not in table.columns or not years or "year" in answers or 0 in years:
        return
    places = (
        ("Tiêu đề cột", years_in(_value_headings(table))), ("Tiêu đề", years_in(table.titles)),
        ("Tên tệp", years_in_name(name)),
    )  # fmt: skip
    for where, said in places:
        if said and not said & years:
            problems.add("year.conflict", where_a=where, a="/".join(map(str, sorted(said))), where_b="cột năm",
                         b="/".join(map(str, sorted(years))), question="year",
                         options=tuple(map(str, sorted(said | years))))  # fmt: skip


def _result(
    problems: Problems, figures: tuple[ReadFigure, ...], decisions: dict[str, object], grids: list[Grid]
) -> ReadResult:
    errors = problems.errors
    if len(errors) >= MANY:
        rows = {problem.row for problem in errors if problem.row}
        problems.add("report.many_errors", n=len(errors), m=len(rows))
    outcome = problems.outcome()
    kept = () if outcome == "rejected" else figures
    return ReadResult(outcome, kept, problems.listed(), decisions, _sample(grids))


def say_ok(result: ReadResult, catalogue: Catalogue) -> ReadResult:
    """The same with the closing message: how many figures, of which units."""
    if result.outcome == "rejected":
        return result
    problems = Problems()
    problems.found = list(result.messages)
    present, absent = named_units(result.figures, catalogue.units)
    if absent and present:
        problems.add("ok.partial", k=len(present), all=len(catalogue.units),
                     units=", ".join(unit.name for unit in absent))  # fmt: skip
    if result.outcome == "accepted":
        problems.add("ok", n=len(result.figures))
    return ReadResult(result.outcome, result.figures, problems.listed(), result.decisions, result.sample)


def _sample(grids: list[Grid]) -> tuple[tuple[str, ...], ...]:
    if not grids:
        return ()
    grid = grids[0]
    wide = min(SAMPLE_COLUMNS, max((max(cells) for cells in grid.rows.values() if cells), default=0))
    return tuple(
        (str(row), *(grid.text(row, column)[:120] for column in range(1, wide + 1)))
        for row in sorted(grid.rows)[:SAMPLE_ROWS]
    )
