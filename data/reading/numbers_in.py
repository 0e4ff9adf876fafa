"""What a cell of figures says: a number, nothing, or a problem. Which mark is the decimal one is decided by evidence."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from data.reading.folding import HIDDEN, bare
from data.reading.grid import Cell

MISSING_WORDS = frozenset(
    ["n a", "na", "null", "none", "chua co", "chua co so lieu", "khong co so lieu", "chua bao cao", "chua tong hop", "chua cong bo", "cho so lieu", "dang tong hop", "chua cap nhat", "cap nhat sau", "bo sung sau", "chua nop", "khong phat sinh", "khong giao", "kps", "chua danh gia", "chua cham", "chua xac dinh", "ko co so lieu", "chua thu thap", "de trong", "chua ro", "khong bao cao", "chua co ket qua"]
)  # fmt: skip
NOT_ASSIGNED_WORDS = frozenset({"khong giao", "khong phat sinh", "kps", "khong ap dung"})
MISSING_MARKS = re.compile(r"[-‐‑‒–—―−_]+|\.{2,}|…+|/{1,2}|\?+|\(-\)|\[-\]")
ERRORS = re.compile(r"#(?:REF!|DIV/0!|N/A|VALUE!|NAME\?|NUM!|NULL!|SPILL!|CALC!|GETTING_DATA|#+)")
NOT_FINITE = re.compile(r"[+-]?(?:nan|inf|infinity|∞|1\.#inf|1\.#qnan)", re.IGNORECASE)
EXPONENT = re.compile(r"[+-]?[\d.,]+e[+-]?\d+", re.IGNORECASE)
FRACTION = re.compile(r"[\d.,]+\s*/\s*[\d.,]+.*")
DATE_TEXT = re.compile(
    r"\d{1,2}[/-]\d{1,2}[/-]\d{2,4}|\d{4}-\d{2}-\d{2}.*|\d{1,2}[-/ ](?:thg|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\w*"
    r"(?:[-/ ]\d{2,4})?|(?:thg ?\d{1,2}|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\w*[-/ ]\d{1,4}",
    re.IGNORECASE,
)
ABOUT_WORDS = ("khoang", "gan", "tren", "duoi", "hon", "uoc", "xap xi", "tu", "it nhat", "toi da", "toi thieu", "chung",
               "khong duoi", "khong qua", "dat khoang", "uoc dat", "uoc khoang", "tam", "vuot", "tren duoi")  # fmt: skip
ABOUT_MARKS = re.compile(r"^[~≈><≥≤±]|[±~]|\d\s*\+$|\d\s*[-–—]\s*\d|\bđến\b|\bden\b")
GROUPED_SPACES = re.compile(r"[+-]?\d{1,3}(?: \d{3})+(?:[.,]\d+)?")
QUOTED = re.compile(r'"([^"]*)"|\\(.)|\[[^\]]*\]')
MOST_DIGITS = 20

VN, EN = "vn", "en"  # 1.234,5 and 1,234.5


@dataclass(frozen=True, slots=True)
class Shape:
    """
    A number as written, before it is known which mark is the decimal one.

    Attributes:
        digits: Sign, digits and marks only.
        styles: The styles under which it can be read.
        proves: The style that it proves, "" if none.
        grouped: Whether thousands are marked.
    """

    digits: str
    styles: frozenset[str]
    proves: str
    grouped: bool

    def value(self, style: str) -> Decimal:
        """The number under a style."""
        if style == VN:
            return Decimal(self.digits.replace(".", "").replace(",", "."))
        return Decimal(self.digits.replace(",", ""))


@dataclass(frozen=True, slots=True)
class Reading:
    """
    A cell understood as far as it can be alone.

    Attributes:
        sort: number (typed) | shape (written) | missing | word | problem.
        key: Key of the problem, or of the missing mark's sort ("not_assigned").
        notes: Keys of what was done to the text.
        percent: Whether it carries a percent sign or format.
        suffix: The words after the number.
    """

    sort: str
    number: Decimal | None = None
    shape: Shape | None = None
    key: str = ""
    text: str = ""
    notes: tuple[str, ...] = ()
    percent: bool = False
    suffix: str = ""
    hint: str = ""


def read_cell(cell: Cell | None) -> Reading:
    """What a cell says, without regard to its column."""
    if cell is None:
        return Reading("missing")
    if cell.error:
        return Reading("problem", key="formula.error_value", text=cell.error)
    raw = cell.raw
    if isinstance(raw, bool):
        return Reading("problem", key="number.not_a_number", text="TRUE" if raw else "FALSE")
    if isinstance(raw, datetime | date):
        return Reading("problem", key="number.is_a_date", text=cell.text, hint=date_guess(raw))
    if isinstance(raw, time | timedelta):
        return Reading("problem", key="number.not_a_number", text=cell.text, hint=" mà là giờ")
    if isinstance(raw, Decimal):
        return _typed(raw, cell.number_format)
    return read_text(cell.text)


def date_guess(day: date) -> str:
    """The number that Vietnamese Excel most likely turned into that date: 9.5 typed became 9 May."""
    if day.day == 1 and day.month > 1:
        return f"{day.month},{day.year % 100} hoặc 1,{day.month}"
    return f"{day.day},{day.month}"


def _typed(value: Decimal, number_format: str) -> Reading:
    if not value.is_finite():
        return Reading("problem", key="number.not_finite", text=str(value))
    literal = "".join(first or second for first, second in QUOTED.findall(number_format))
    active = QUOTED.sub("", number_format)
    section = active.split(";")[0]
    if re.search(r"[#0?],+(?=\D*$)", section):
        return Reading(
            "problem",
            key="number.unit_mismatch",
            text=format(value, "f"),
            suffix="hiển thị theo nghìn hoặc triệu",
        )
    if "%" in section:
        return Reading(
            "number",
            number=value * 100,
            percent=True,
            text=format(value, "f"),
            notes=("number.percent_format",),
        )
    suffix = re.sub(r"[\s()\-+*_]+", " ", literal).strip()
    return Reading("number", number=value, text=format(value, "f"), suffix=suffix)


def read_text(text: str) -> Reading:
    """What a text says: missing marks, numbers in any of the usual spellings, or why it is none."""
    seen = HIDDEN.sub("", text)
    stripped = seen.strip(" \t\r\n\u00a0\u202f\u2009'’‘`\"“”")
    if not stripped:
        return Reading("missing", text=text.strip())
    if MISSING_MARKS.fullmatch(stripped):
        return Reading("missing", text=stripped)
    if ERRORS.fullmatch(stripped.upper()):
        return Reading("problem", key="formula.error_value", text=stripped)
    flat = bare(stripped)
    if flat in MISSING_WORDS:
        return Reading("missing", key="not_assigned" if flat in NOT_ASSIGNED_WORDS else "", text=stripped)
    if NOT_FINITE.fullmatch(stripped):
        return Reading("problem", key="number.not_finite", text=stripped)
    notes: list[str] = []
    if stripped != seen:
        notes.append("number.trimmed")
    plain = plain_digits(stripped)
    if plain != stripped:
        notes.append("number.digits_normalised")
    return _number(plain, stripped, tuple(notes))


def plain_digits(text: str) -> str:
    """Decimal digits of any script and full-width marks as ASCII; superscripts and circled digits stay what they are."""
    if text.isascii():
        return text
    kept = []
    for letter in text:
        if letter.isdecimal() and not letter.isascii():
            kept.append(str(unicodedata.decimal(letter)))
        elif letter in "，．－＋％":
            kept.append(unicodedata.normalize("NFKC", letter))
        elif letter == "٫":
            kept.append(",")
        else:
            kept.append(letter)
    return "".join(kept)


def _number(plain: str, original: str, notes: tuple[str, ...]) -> Reading:
    def problem(key: str, hint: str = "") -> Reading:
        return Reading("problem", key=key, text=original, hint=hint)

    flat = bare(plain)
    if not any(character.isdecimal() for character in plain):
        return Reading("word", text=original)
    if EXPONENT.fullmatch(plain):
        power = plain.lower().partition("e")[2]
        return problem("number.not_finite" if abs(int(power[:6])) > 300 else "number.not_exact")
    if DATE_TEXT.fullmatch(plain):
        parts = re.findall(r"\d+", plain)
        return Reading(
            "problem",
            key="number.is_a_date",
            text=original,
            hint=",".join(str(int(one)) for one in parts[:2]),
        )
    if FRACTION.fullmatch(plain):
        return problem("number.fraction_text")
    if any(character.isdigit() for character in plain):
        if ABOUT_MARKS.search(plain) or flat.startswith(tuple(word + " " for word in ABOUT_WORDS)):
            return problem("number.not_exact")
        if re.fullmatch(r"\(\s*[\d.,]+\s*%?\s*\)", plain):
            inside = plain.strip("()% ")
            return Reading("problem", key="number.not_a_number", text=original,
                           hint=f" rõ ràng (trong ngoặc thường là số âm −{inside})", suffix="negative")  # fmt: skip
    body, suffix, percent = _parted(plain)
    spaced = re.sub(r"[\u00a0\u202f\u2009 ]", " ", body)
    if " " in spaced:
        if not GROUPED_SPACES.fullmatch(spaced):
            return problem("number.not_a_number")
        notes = (*notes, "number.space_thousands")
        fraction = re.search(r"[.,]\d+$", spaced)
        style = VN if fraction and fraction[0][0] == "," else EN if fraction else ""
        digits = spaced.replace(" ", "")
        shape = Shape(digits, frozenset({style} if style else {VN, EN}), style, True)
        return Reading("shape", shape=shape, text=original, notes=notes, percent=percent, suffix=suffix)
    found = shape_of(spaced)
    if found is None:
        return problem("number.not_a_number")
    if sum(map(str.isdigit, found.digits)) > MOST_DIGITS:
        return problem("number.too_long")
    if percent:
        notes = (*notes, "number.percent_sign")
    return Reading("shape", shape=found, text=original, notes=notes, percent=percent, suffix=suffix)


def _parted(plain: str) -> tuple[str, str, bool]:
    """The number, the words after it, and whether a percent sign follows."""
    found = re.match(r"[+\-−–]?\s?[\d.,][\d.,\u00a0\u202f\u2009 ]*", plain)
    if not found:
        return plain, "", False
    body = found[0].rstrip(" \u00a0\u202f\u2009")
    rest = plain[found.end() :].strip()
    percent = rest in ("%", "phần trăm", "phan tram")
    if percent or not rest:
        return body, "", percent
    if found[0] == body and not rest.startswith(("đ", "%", "‰")):
        return plain, "", False  # letters glued to the digits: 9,5a, 1O,5
    return body, rest, False


def shape_of(text: str) -> Shape | None:
    """
    The number that a text of digits and marks is, None if it is none.

    >>> sorted(shape_of("1.234").styles), shape_of("1.234,5").proves, shape_of("95.5").proves, shape_of("1.2.3")
    (['en', 'vn'], 'vn', 'en', None)
    """
    body = re.sub(r"^([+\-−–])\s?", lambda sign: "-" if sign[1] in "-−–" else "", text)
    core = body.removeprefix("-")
    if not re.fullmatch(r"\d[\d.,]*\d|\d", core):
        return None
    dots, commas = core.count("."), core.count(",")
    both = frozenset({VN, EN})
    if not dots and not commas:
        return Shape(body, both, "", False)
    if dots and commas:
        for style, group, mark in ((VN, r"\.", ","), (EN, ",", r"\.")):
            if re.fullmatch(rf"\d{{1,3}}(?:{group}\d{{3}})+{mark}\d+", core):
                return Shape(body, frozenset({style}), style, True)
        return None
    mark, many = (".", dots) if dots else (",", commas)
    grouping, decimal = (VN, EN) if mark == "." else (EN, VN)
    groups = re.fullmatch(rf"[1-9]\d{{0,2}}(?:\{mark}\d{{3}})+", core) is not None
    if many > 1:
        return Shape(body, frozenset({grouping}), grouping, True) if groups else None
    if groups:
        return Shape(body, both, "", False)
    return Shape(body, frozenset({decimal}), decimal, False)


# --- units of measure ---------------------------------------------------------------------------------------------

_MONEY = (
    (re.compile(r"^(?:ty|ti|ty d|ti d|t d|ty dong|ti dong|ty vnd)$"), "ty dong"),
    (re.compile(r"^(?:tr|trd|tr d|trieu|trieu d|tr dong|trieu dong|trieu vnd)$"), "trieu dong"),
    (
        re.compile(r"^(?:nghin|ngan|nghin d|ngan d|nghin dong|ngan dong|1000d|1000 d|1 000 d|1000 dong)$"),
        "nghin dong",
    ),
    (re.compile(r"^(?:d|dong|vnd|vn d)$"), "dong"),
)
_SHORT = {
    "sp": "san pham",
    "dn": "doanh nghiep",
    "phan tram": "%",
    "ty le": "%",
    "ng": "nguoi",
    "lao dong": "nguoi",
}


def measure_form(measure: str) -> str:
    """
    A unit of measure in one spelling.

    >>> measure_form("Tỉ đ"), measure_form("trđ/người/năm"), measure_form("Tỷ lệ (%)")
    ('ty dong', 'trieu dong/nguoi/nam', '%')
    """
    text = measure.strip().lower()
    if "‰" in text:
        return "‰"
    if "%" in text and not re.search(r"[a-zà-ỹ]{3,}", re.sub(r"t[ỷỉyi]\s*lệ|phần trăm|ty le", "", text)):
        return "%"
    pieces = [bare(piece) for piece in re.split(r"[/,]", text)]
    head = next(
        (form for pattern, form in _MONEY if pattern.match(pieces[0])), _SHORT.get(pieces[0], pieces[0])
    )
    return "/".join([head, *pieces[1:]])


def same_measure(written: str, meant: str) -> bool:
    """Whether a written unit of measure is the meant one; a shortened one (triệu đồng for triệu đồng/người) is."""
    one, two = measure_form(written), measure_form(meant)
    if one == two or bare(written) == bare(meant) != "":
        return True
    first, second = one.split("/"), two.split("/")
    return len(first) < len(second) and second[: len(first)] == first and " dong" in one
