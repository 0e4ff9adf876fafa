"""Text of a Word document: runs of paragraphs, and the marked blanks that people fill."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from string import Formatter
from typing import Final

from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Pt
from docx.table import _Cell
from docx.text.paragraph import Paragraph

from pages.exports.docx_marks import xml_text
from pages.parts.words import say

TO_FILL, HEADING = "FFF2CC", "F2F2F2"  # shades of what is to be filled, and of a table's heading
ALIGN: Final = {
    "left": WD_ALIGN_PARAGRAPH.LEFT,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
    "centre": WD_ALIGN_PARAGRAPH.CENTER,
    "both": WD_ALIGN_PARAGRAPH.JUSTIFY,
}


@dataclass(frozen=True, slots=True)
class Blank:
    """A place that people fill: what belongs there, "" where the heading above says it."""

    what: str = ""

    @property
    def text(self) -> str:
        """What stands there until it is filled."""
        return say("docx.blank", what=self.what) if self.what else say("docx.blank_short")


Piece = str | Blank


def told(key: str, /, **values: Piece) -> tuple[Piece, ...]:
    """The text under `key` with its placeholders filled, blanks kept apart from text."""
    pieces: list[Piece] = []
    for literal, name, _spec, _conversion in Formatter().parse(say(key)):
        if literal:
            pieces.append(literal)
        if name is not None:
            pieces.append(values[name])
    return tuple(pieces)


def write(
    paragraph: Paragraph,
    pieces: Sequence[Piece],
    *,
    bold: bool | None = None,
    italic: bool | None = None,
    size: int = 0,
    align: str = "",
) -> None:
    """Fill a paragraph; a blank becomes a content control that vanishes when somebody types in it."""
    if align:
        paragraph.alignment = ALIGN[align]
    for piece in pieces:
        run = paragraph.add_run(xml_text(piece.text if isinstance(piece, Blank) else piece))
        run.bold, run.italic = bold or None, italic or None
        if size:
            run.font.size = Pt(size)
        if isinstance(piece, Blank):
            run._r.style = "Blank"
            run._element.get_or_add_rPr().append(
                shading(TO_FILL)
            )  # LibreOffice reads no shading from the style
            _controlled(run._element, piece)


def _controlled(run: BaseOxmlElement, blank: Blank) -> None:
    """Put a run into a content control (w:sdt)."""
    control, settings, content = (OxmlElement(f"w:{name}") for name in ("sdt", "sdtPr", "sdtContent"))
    for name, value in (
        ("alias", blank.what or say("docx.blank_name")),
        ("tag", "blank"),
        ("id", "0"),
        ("temporary", ""),
        ("showingPlcHdr", ""),
    ):
        child = OxmlElement(f"w:{name}")
        if value:
            child.set(qn("w:val"), value)
        settings.append(child)
    run.addprevious(control)
    control.append(settings)
    control.append(content)
    content.append(run)


def only(cell: _Cell, style: str) -> Paragraph:
    """The one paragraph that a new cell has, in that style."""
    return styled(cell.paragraphs[0], style)


def styled(paragraph: Paragraph, style: str) -> Paragraph:
    """The paragraph in that style, set by its identifier: python-docx reads all styles each time it is given a name."""
    paragraph._p.style = style.replace(" ", "")
    return paragraph


def shading(colour: str) -> BaseOxmlElement:
    """A plain background."""
    shade = OxmlElement("w:shd")
    for name, value in (("val", "clear"), ("color", "auto"), ("fill", colour)):
        shade.set(qn(f"w:{name}"), value)
    return shade
