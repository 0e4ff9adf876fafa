"""Text of PowerPoint as XML: every run carries its language, every sign that XML cannot hold is replaced."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from pages.exports.deck_layout import LEADING

FACE: Final = "Arial"  # on every Windows and Mac, with every Vietnamese letter
SIGNS: Final = "Segoe UI Symbol"  # the marks of the units, which Arial lacks in part
LANGUAGE: Final = "vi-VN"
EMU: Final = 12700  # per point
NAMES: Final = (
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text in one look; colours are `#rrggbb`."""

    text: str
    size: float
    colour: str
    bold: bool = False
    italic: bool = False
    face: str = FACE
    alpha: float = 1.0


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph; `before` is the gap above it and `indent` that of its bullet, in points (0 = no bullet)."""

    runs: tuple[Run, ...]
    align: str = "l"
    before: float = 0.0
    indent: float = 0.0


def printable(text: str) -> str:
    """
    `text` without the signs that XML forbids; U+FFFD stands in their place.

    >>> printable("a\\x0bb")
    'a\ufffdb'
    """
    return "".join(sign if _allowed(ord(sign)) else "\ufffd" for sign in text)


def _allowed(code: int) -> bool:
    return code in (9, 10, 13) or 32 <= code < 0xD800 or 0xE000 <= code < 0xFFFE or code >= 0x10000


def attribute(text: str) -> str:
    """`text` as a quoted attribute of XML."""
    return quoteattr(printable(text))


def body(
    paragraphs: Sequence[Paragraph],
    *,
    tag: str = "p:txBody",
    anchor: str = "t",
    inset: tuple[float, float, float, float] = (0, 0, 0, 0),
    wrap: bool = True,
) -> str:
    """A text body; `inset` is left, top, right, bottom in points. Cells (`a:txBody`) have theirs elsewhere."""
    if tag == "a:txBody":
        properties = "<a:bodyPr/>"
    else:
        left, top, right, bottom = (round(each * EMU) for each in inset)
        square = "square" if wrap else "none"
        properties = (
            f'<a:bodyPr wrap="{square}" lIns="{left}" tIns="{top}" rIns="{right}" bIns="{bottom}" '
            f'anchor="{anchor}" rtlCol="0"><a:noAutofit/></a:bodyPr>'
        )
    told = "".join(map(_paragraph, paragraphs))
    return f"<{tag} {NAMES}>{properties}<a:lstStyle/>{told}</{tag}>"


def _paragraph(paragraph: Paragraph) -> str:
    size = max((run.size for run in paragraph.runs), default=14)
    margin = ""
    bullet = "<a:buNone/>"
    if paragraph.indent:
        margin = f' marL="{round(paragraph.indent * EMU)}" indent="{round(-paragraph.indent * EMU)}"'
        bullet = f'<a:buFont typeface="{FACE}"/><a:buChar char="•"/>'
    else:
        margin = ' marL="0" indent="0"'
    spacing = (
        f'<a:lnSpc><a:spcPts val="{round(size * LEADING * 100)}"/></a:lnSpc>'
        f'<a:spcBef><a:spcPts val="{round(paragraph.before * 100)}"/></a:spcBef>'
        '<a:spcAft><a:spcPts val="0"/></a:spcAft>'
    )
    runs = "".join(map(_run, paragraph.runs))
    end = f'<a:endParaRPr lang="{LANGUAGE}" sz="{round(size * 100)}"/>'
    return f'<a:p><a:pPr algn="{paragraph.align}"{margin}>{spacing}{bullet}</a:pPr>{runs}{end}</a:p>'


def _run(run: Run) -> str:
    return f"<a:r>{properties('a:rPr', run)}<a:t>{escape(printable(run.text))}</a:t></a:r>"


def properties(tag: str, run: Run) -> str:
    """The look of a run, for `a:rPr` and `a:defRPr`."""
    alpha = "" if run.alpha >= 1 else f'<a:alpha val="{round(run.alpha * 100000)}"/>'
    return (
        f'<{tag} lang="{LANGUAGE}" sz="{round(run.size * 100)}" b="{int(run.bold)}" i="{int(run.italic)}">'
        f'<a:solidFill><a:srgbClr val="{run.colour[1:]}">{alpha}</a:srgbClr></a:solidFill>'
        f'<a:latin typeface="{run.face}"/><a:ea typeface="{run.face}"/><a:cs typeface="{run.face}"/></{tag}>'
    )


def shape(
    number: int,
    name: str,
    box: tuple[float, float, float, float],
    text: str,
    *,
    placeholder: str = "",
    look: str = "<a:noFill/><a:ln><a:noFill/></a:ln>",
    turn: float = 0.0,
    locks: str = "",
    extension: str = "",
    description: str = "",
) -> str:
    """
    A shape (`p:sp`).

    Args:
        number: Its id, unique on the slide.
        box: Left, top, width, height in points.
        text: A body made by `body`.
        placeholder: Attributes of `p:ph` where it fills one, e.g. `type="title"`.
        look: Fill and line.
        turn: Degrees, clockwise.
        locks / extension: Attributes of `a:spLocks`; XML within `p:cNvPr`.
    """
    left, top, wide, high = (round(each * EMU) for each in box)
    kind = "" if placeholder else ' txBox="1"'
    locked = f"<a:spLocks {locks}/>" if locks else '<a:spLocks noGrp="1"/>' if placeholder else ""
    fills = f"<p:ph {placeholder}/>" if placeholder else ""
    rotation = f' rot="{round(turn % 360 * 60000)}"' if turn else ""
    told = f" descr={attribute(description)}" if description else ""
    return (
        f'<p:sp {NAMES}><p:nvSpPr><p:cNvPr id="{number}" name={attribute(name)}{told}>{extension}</p:cNvPr>'
        f"<p:cNvSpPr{kind}>{locked}</p:cNvSpPr><p:nvPr>{fills}</p:nvPr></p:nvSpPr>"
        f'<p:spPr><a:xfrm{rotation}><a:off x="{left}" y="{top}"/><a:ext cx="{wide}" cy="{high}"/></a:xfrm>'
        f'<a:prstGeom prst="rect"><a:avLst/></a:prstGeom>{look}</p:spPr>{text}</p:sp>'
    )
