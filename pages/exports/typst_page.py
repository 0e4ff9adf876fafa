"""
The page that every PDF shares: fonts of the repository, watermark, foot with the mark, and the way from typst to bytes.

Nothing outside the package is read: no font of the system, no file, no package of typst's universe, no network. The
same input gives the same bytes; the only time in them is `stamp.made`.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Final, Literal

import typst

from data.stamps import Stamp
from pages.parts.stamp_lines import sample_mark, stamp_line
from pages.parts.theme import LIGHT
from pages.parts.words import say

FONTS: Final = Path(__file__).parent / "fonts"
SANS: Final = "Inter"
SERIF: Final = "Tinos"
# Signs that one family lacks are taken from the other, then from the fonts inside the typst package.
FAMILIES: Final = {"sans": (SANS, SERIF, "DejaVu Sans Mono"), "serif": (SERIF, SANS, "DejaVu Sans Mono")}

Paper = Literal["a4", "a4-landscape", "presentation-16-9"]
Typeface = Literal["sans", "serif"]

# Margins of administrative documents (Nghị định 30/2020/NĐ-CP, annex I): top and bottom 20–25 mm, left 30–35,
# right 15–20. A table in landscape is bound at its top edge, so its sides are even.
_MARGINS: Final = {
    "a4": "(top: 20mm, bottom: 22mm, left: 30mm, right: 15mm)",
    "a4-landscape": "(top: 22mm, bottom: 20mm, left: 15mm, right: 15mm)",
    "presentation-16-9": "(top: 10mm, bottom: 12mm, left: 12mm, right: 12mm)",
}
_WATERMARK: Final = {"a4": (46, 52), "a4-landscape": (60, 32), "presentation-16-9": (54, 27)}  # pt, degrees

log = logging.getLogger(__name__)


def text(value: object) -> str:
    """
    `value` as a string literal of typst: an expression that shows exactly these signs, whatever they are.

    In code (`table.cell(…)`, `strong(…)`) it stands as it is; within markup it is written `#{…};`, which `shown` does.
    Signs that cannot be printed (controls, halves of a pair) become U+FFFD; tabs become spaces.

    >>> print(text('#let "x" = 1'))
    "#let \\"x\\" = 1"
    """
    return f'"{"".join(map(_literal, str(value).expandtabs(4)))}"'


def shown(value: object) -> str:
    """
    `value` for use within markup.

    >>> print(shown("*a*"))
    #"*a*";
    """
    return f"#{text(value)};"


def _literal(sign: str) -> str:
    if sign in '"\\':
        return "\\" + sign
    if sign == "\n":
        return "\\n"
    if ord(sign) < 32 or 127 <= ord(sign) < 160 or 0xD800 <= ord(sign) < 0xE000:
        return "\\u{fffd}"
    return sign


def compiled(
    body: str,
    *,
    stamp: Stamp,
    title: str,
    author: str,
    paper: Paper = "a4",
    typeface: Typeface = "serif",
    size: float = 12,
    margin: str = "",
) -> bytes:
    """
    The PDF of `body`.

    Every page carries the watermark where the stamp is of sample figures or rules, and a foot with the mark and the
    number of the page; nothing can switch these off. The file is tagged and promises PDF/UA-1; one that falls short of
    it (a sign that no font has) is made all the same, tagged, and the log says why.

    Args:
        body: Typst markup; whatever is not written here by hand has gone through `text` or `shown`.
        title / author: For the file itself; the author is the cluster.
        size: Of the text, in points.
        margin: Typst margins instead of those of the paper, for slides that fill their page. The foot stands within
            the lower margin and needs 8 mm.

    Raises:
        typst.TypstError: `body` is no valid typst: a fault of the program.
    """
    source = f"{frame(stamp, title, author, paper, typeface, size, margin)}\n{body}\n".encode()
    compiler = typst.Compiler(root=FONTS, font_paths=fonts())
    moment = 0 if stamp.made is None else int(stamp.made.timestamp())
    try:
        return _pdf(compiler, source, moment, "ua-1")
    except typst.TypstError as error:
        if not str(error).startswith("PDF/UA"):
            raise
        log.warning("typst: %s", error)
        return _pdf(compiler, source, moment, "1.7")


def _pdf(compiler: typst.Compiler, source: bytes, moment: int, standard: Literal["ua-1", "1.7"]) -> bytes:
    made, warnings = compiler.compile_with_warnings(
        source, format="pdf", pdf_standards=standard, timestamp=moment
    )
    for warning in warnings:
        log.warning("typst: %s", warning)
    if not isinstance(made, bytes):
        raise TypeError("a PDF is one piece of bytes")
    return made


@cache
def fonts() -> typst.Fonts:
    """The fonts of the repository and those inside the typst package; none of the system."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[FONTS])


def frame(
    stamp: Stamp,
    title: str,
    author: str,
    paper: Paper,
    typeface: Typeface,
    size: float,
    margin: str = "",
) -> str:
    """The rules of typst that stand before the body: document, page, text, table heads."""
    sheet = 'paper: "a4", flipped: true' if paper == "a4-landscape" else f"paper: {text(paper)}"
    date = "none" if stamp.made is None else "auto"
    return "\n".join(
        (
            f"#set document(title: {text(title)}, author: {text(author)}, date: {date})",
            f"#set page({sheet}, margin: {margin or _MARGINS[paper]}, footer-descent: 0mm,",
            f"  header: {_header(paper)}, footer: {_footer(stamp, paper)}, foreground: {_watermark(stamp, paper)})",
            f'#set text(lang: "vi", region: "VN", font: {_array(FAMILIES[typeface])}, size: {size}pt,'
            f' fill: rgb("{LIGHT.ink}"), number-width: "tabular", hyphenate: false)',
            "#set par(leading: 0.55em, spacing: 0.9em)",
            "#show table.cell: set par(leading: 0.45em)",
        )
    )


def _array(items: Sequence[str]) -> str:
    return f"({', '.join(map(text, items))},)"


def _header(paper: Paper) -> str:
    """The number of the page, centred above, not on the first page (Nghị định 30/2020/NĐ-CP); a slide has none."""
    if paper == "presentation-16-9":
        return "none"
    return "context if here().page() > 1 { align(center, std.text(size: 13pt, str(here().page()))) }"


def _footer(stamp: Stamp, paper: Paper) -> str:
    """The sample mark, the stamp in one line, page of pages. A slide has room for the short mark only."""
    slide = paper == "presentation-16-9"
    sample = f'std.text(weight: "bold", fill: rgb("{LIGHT.mark}"), {text(sample_mark(stamp))}) + " · " + '
    short = f"{say('stamp.mark')}: {stamp.mark}"
    before, _, after = (short if slide else stamp_line(stamp)).partition(short)
    return (
        f'context {{ set std.text(size: {11 if slide else 8}pt, fill: rgb("{LIGHT.muted}")); set par(leading: 0.4em)\n'
        f"  v(3mm); grid(columns: (1fr, auto), column-gutter: 4mm,"
        f" {sample if stamp.is_sample else ''}{text(before)} + box({text(short)}) + {text(after)},"
        f' {text(say("print.page"))} + " " + str(here().page()) + "/" + str(counter(page).final().first())) }}'
    )


def _watermark(stamp: Stamp, paper: Paper) -> str:
    """
    Across the page, over the fills of tables, pale enough to read through.

    An artifact, said by name: typst takes a bare foreground for a part of a table that runs over two pages.
    """
    if not stamp.is_sample:
        return "none"
    size, angle = _WATERMARK[paper]
    return (
        f'pdf.artifact(rotate(-{angle}deg, std.text(font: {text(SANS)}, size: {size}pt, weight: "bold",'
        f' fill: rgb("{LIGHT.mark}").transparentize(88%), {text(sample_mark(stamp))})))'
    )
