"""
The form of an administrative document (thể thức văn bản): Decree 30/2020/NĐ-CP, annex I, drawn with python-docx.

Lengths are millimetres, type sizes points. Nothing here knows what a document is about.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from string import Formatter
from typing import Final
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from docx import Document as new_document
from docx.document import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.section import Section
from docx.shared import Mm, Pt, RGBColor
from docx.styles.style import BaseStyle, ParagraphStyle
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

from data.stamps import Stamp
from pages.exports.docx_marks import dress, repeated, xml_text
from pages.parts.words import say

FONT: Final = "Times New Roman"  # annex I, part I, 2
BODY, TABLE, RECIPIENTS = 13, 11, 11  # body 13–14; recipients 11 (annex I, part II)
A4: Final = (210, 297)
TOP, BOTTOM, LEFT, RIGHT = 25, 20, 30, 15  # 20–25, 20–25, 30–35, 15–20
TEXT_WIDTH: Final = A4[0] - LEFT - RIGHT
WIDE_TEXT: Final = A4[1] - LEFT - RIGHT
MOTTO_LINE, ISSUER_LINE, SUBJECT_LINE = 58, 26, 45  # under the motto as long as it; the others a third to a half
BLANK, HEADING = "FFF2CC", "F2F2F2"  # shades of what is to be filled, and of a table's heading
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


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table: its heading, its width in mm, and how its cells are aligned."""

    head: str
    width: float
    align: str = "left"


class Paper:
    """
    One document as it grows from top to bottom.

    Args:
        title: For the file's properties.
        author: The cluster.
    """

    def __init__(self, stamp: Stamp, title: str, author: str) -> None:
        self.stamp = stamp
        self.document: Document = new_document()
        self._tables = 0
        _styles(self.document)
        _properties(self.document, stamp, title, author)
        _page(self.document.sections[0], wide=False)

    # --- text ---------------------------------------------------------------------------------------------------

    def text(self, *pieces: Piece, style: str = "Body Text", italic: bool = False, bold: bool = False) -> None:
        """A paragraph of the body."""
        write(self.document.add_paragraph(style=style), pieces, italic=italic, bold=bold)

    def listed(self, lines: Sequence[Sequence[Piece]]) -> None:
        """Lines that begin with a dash, as the decree's lists do."""
        for line in lines:
            self.text("- ", *line)

    def numbered(self, lines: Sequence[Sequence[Piece]]) -> None:
        """Lines that begin with 1., 2., …; the numbers are text so that they survive copying."""
        for place, line in enumerate(lines, 1):
            self.text(f"{place}. ", *line)

    def heading(self, level: int, text: str) -> None:
        """A heading of level 1 or 2, numbered by its words."""
        write(self.document.add_paragraph(style=f"Heading {level}"), (text,))

    def small(self, *pieces: Piece) -> None:
        """A note under a table."""
        self.text(*pieces, style="Note", italic=True)

    # --- the fixed parts of the form ------------------------------------------------------------------------------

    def head(self, cluster: str, issuer: Piece, symbol: str, *, place_and_date: bool = True) -> None:
        """
        Issuer on the left, Quốc hiệu and Tiêu ngữ on the right, number and symbol, place and date.

        Args:
            symbol: Letters of the kind of document: BB, TTr, BC.
            place_and_date: Minutes have none in their head (form 1.10 of the decree).
        """
        table = self._frame((66, TEXT_WIDTH - 66))
        left, right = table.rows[0].cells
        write(_only(left, "Head"), (cluster,))
        write(left.add_paragraph(style="Head"), (issuer,), bold=True)
        _rule(left, ISSUER_LINE, 66)
        write(_only(right, "Head"), (say("docx.nation"),), bold=True)
        write(right.add_paragraph(style="Head"), (say("docx.motto"),), bold=True, size=BODY)
        _rule(right, MOTTO_LINE, TEXT_WIDTH - 66)
        left, right = table.add_row().cells
        number_ = told("docx.number", number=Blank(), symbol=symbol, issuer=Blank())
        write(_only(left, "Head"), number_, size=BODY)
        _only(right, "Head")
        if place_and_date:
            date = told("docx.place_date", place=Blank(say("docx.place")), day=Blank(), month=Blank(), year=Blank())
            write(right.paragraphs[0], date, italic=True, size=BODY)

    def subject(self, kind: str, about: str) -> None:
        """Kind of document and what it is about, with the line under it."""
        self.text(kind, style="Title")
        self.text(about, style="Subtitle")
        _rule(self.document, SUBJECT_LINE, TEXT_WIDTH)

    def signatures(
        self, left: Sequence[tuple[str, str]], right: Sequence[tuple[Piece, str]]
    ) -> None:
        """
        The closing block: recipients or a second signature on the left, the signer on the right.

        Args:
            left / right: Texts and what they are: "title" (bold capitals), "recipients", "recipient", "small", "name".
        """
        table = self._frame((TEXT_WIDTH / 2, TEXT_WIDTH / 2))
        repeated(table.rows[0], header=False)
        for cell, lines in zip(table.rows[0].cells, (left, right), strict=True):
            cell._element.remove(cell.paragraphs[0]._element)
            for text, what in lines:
                _signed(cell, text, what)
            if not lines:
                cell.add_paragraph(style="Head")

    def _frame(self, widths: Sequence[float]) -> Table:
        """A table without lines, for text that stands side by side."""
        table = self.document.add_table(rows=1, cols=len(widths))
        _fix(table, widths)
        return table

    # --- tables -------------------------------------------------------------------------------------------------

    def table(
        self,
        title: str,
        description: str,
        columns: Sequence[Column],
        rows: Sequence[Sequence[Piece]],
        *,
        bold: Sequence[int] = (),
        together: bool = True,
        named: bool = True,
    ) -> None:
        """
        A table with its number and title above, repeated heading, and a description for screen readers.

        Args:
            bold: Numbers of the rows in bold, 0-based.
            together: Whether to keep it on one page.
            named: Whether number and title are printed above it.
        """
        if named:
            self._tables += 1
            title = say("docx.table", number=self._tables, title=title)
            self.text(title, style="Caption")
        table = self.document.add_table(rows=1, cols=len(columns), style="Table Grid")
        _fix(table, [column.width for column in columns])
        table.alignment = WD_TABLE_ALIGNMENT.CENTER
        _describe(table, title, description)
        repeated(table.rows[0], header=True)
        for cell, column in zip(table.rows[0].cells, columns, strict=True):
            write(_only(cell, "Cell"), (column.head,), bold=True, align="centre")
            cell._element.get_or_add_tcPr().append(_shading(HEADING))
        for place, row in enumerate(rows):
            added = table.add_row()
            repeated(added, header=False)
            for cell, column, piece in zip(added.cells, columns, row, strict=True):
                cell.width = Mm(column.width)
                paragraph = _only(cell, "Cell")
                write(paragraph, (piece,), bold=place in bold, align=column.align)
                paragraph.paragraph_format.keep_with_next = together and place + 1 < len(rows)
        for cell in table.rows[0].cells:
            cell.paragraphs[0].paragraph_format.keep_with_next = True

    # --- pages --------------------------------------------------------------------------------------------------

    def landscape(self) -> None:
        """A new section on A4 across, for a wide annex; its pages are numbered by themselves (annex I, part IV)."""
        section = self.document.add_section(WD_SECTION.NEW_PAGE)
        _page(section, wide=True)
        numbering = OxmlElement("w:pgNumType")
        numbering.set(qn("w:start"), "1")
        section._sectPr.append(numbering)
        _in_order(section)

    def to_bytes(self) -> bytes:
        """The finished file. Equal documents give equal bytes: the archive holds no time of its own."""
        for section in self.document.sections:
            dress(section, self.stamp)
        for place, control in enumerate(self.document.element.body.iter(qn("w:sdt")), 1):
            control.find(qn("w:sdtPr")).find(qn("w:id")).set(qn("w:val"), str(place))
        written = BytesIO()
        self.document.save(written)
        settled = BytesIO()
        with ZipFile(written) as source, ZipFile(settled, "w", ZIP_DEFLATED) as target:
            for name in source.namelist():
                entry = ZipInfo(name)  # 1980-01-01, the oldest day that an archive can hold
                entry.compress_type = ZIP_DEFLATED
                target.writestr(entry, source.read(name))
        return settled.getvalue()


# --- writing ----------------------------------------------------------------------------------------------------


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
            run.style = paragraph.part.document.styles["Blank"]  # type: ignore[attr-defined]
            run._element.get_or_add_rPr().append(_shading(BLANK))  # LibreOffice reads no shading from the style
            _controlled(run._element, piece)


def _controlled(run: OxmlElement, blank: Blank) -> None:
    """Put a run into a content control (w:sdt)."""
    control, settings, content = (OxmlElement(f"w:{name}") for name in ("sdt", "sdtPr", "sdtContent"))
    for name, value in (
        ("alias", blank.what or say("docx.blank_name")),
        ("tag", "blank"),
        ("id", "0"),
        ("temporary", ""),
        ("showingPlcHdr", ""),
        ("text", ""),
    ):
        child = OxmlElement(f"w:{name}")
        if value:
            child.set(qn("w:val"), value)
        settings.append(child)
    run.addprevious(control)
    control.append(settings)
    control.append(content)
    content.append(run)


def _signed(cell: _Cell, text: Piece, what: str) -> None:
    if what == "recipients":
        write(cell.add_paragraph(style="Recipients"), (text,), bold=True, italic=True, size=12)
    elif what == "recipient":
        write(cell.add_paragraph(style="Recipients"), (text,))
    elif what == "title":
        write(cell.add_paragraph(style="Head"), (text,), bold=True, size=BODY)
    elif what == "small":
        write(cell.add_paragraph(style="Head"), (text,), italic=True)
    else:
        paragraph = cell.add_paragraph(style="Head")
        paragraph.paragraph_format.space_before = Pt(54)
        write(paragraph, (text,), bold=True, size=BODY)
    if what != "name":
        cell.paragraphs[-1].paragraph_format.keep_with_next = True


def _only(cell: _Cell, style: str) -> Paragraph:
    """The one paragraph that a new cell has, in that style."""
    paragraph = cell.paragraphs[0]
    paragraph.style = cell.part.document.styles[style]  # type: ignore[attr-defined]
    return paragraph


def _rule(where: Document | _Cell, length: float, width: float) -> None:
    """A centred line of that length, as the border of an empty paragraph."""
    paragraph = where.add_paragraph(style="Rule")
    for side in ("left_indent", "right_indent"):
        setattr(paragraph.paragraph_format, side, Mm((width - length) / 2))


# --- page, styles, properties -----------------------------------------------------------------------------------


def _page(section: Section, *, wide: bool) -> None:
    width, height = reversed(A4) if wide else A4
    section.orientation = WD_ORIENT.LANDSCAPE if wide else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Mm(width), Mm(height)
    section.top_margin, section.bottom_margin = Mm(TOP), Mm(BOTTOM)
    section.left_margin, section.right_margin = Mm(LEFT), Mm(RIGHT)
    section.header_distance, section.footer_distance = Mm(8), Mm(8)
    section.different_first_page_header_footer = True


def _in_order(section: Section) -> None:
    """w:pgNumType belongs right after the margins; Word refuses the file otherwise."""
    settings = section._sectPr
    numbering = settings.find(qn("w:pgNumType"))
    margins = settings.find(qn("w:pgMar"))
    if numbering is not None and margins is not None:
        margins.addnext(numbering)


def _styles(document: Document) -> None:
    defaults = document.styles.element.find(qn("w:docDefaults"))
    for element in defaults.iter(qn("w:rFonts"), qn("w:lang")):
        element.attrib.clear()
        names = ("ascii", "hAnsi", "eastAsia", "cs") if element.tag == qn("w:rFonts") else ("val", "eastAsia")
        for name in names:
            element.set(qn(f"w:{name}"), FONT if element.tag == qn("w:rFonts") else "vi-VN")
    sizes = {
        # style: size, alignment, first line, before, after
        "Normal": (BODY, "left", 0, 0, 0),
        "Body Text": (BODY, "both", 10, 0, 6),
        "Heading 1": (BODY, "left", 10, 10, 6),
        "Heading 2": (BODY, "left", 10, 6, 6),
        "Title": (14, "centre", 0, 12, 0),
        "Subtitle": (14, "centre", 0, 0, 0),
        "Caption": (BODY, "centre", 0, 6, 4),
        "Head": (12, "centre", 0, 0, 0),
        "Centred": (BODY, "centre", 0, 0, 6),
        "Cell": (TABLE, "left", 0, 2, 2),
        "Note": (TABLE, "both", 0, 4, 4),
        "Recipients": (RECIPIENTS, "left", 0, 0, 0),
        "Header": (BODY, "centre", 0, 0, 0),
        "Footer": (9, "centre", 0, 0, 0),
        "Rule": (1, "centre", 0, 1, 6),
    }
    for name, (size, align, first, before, after) in sizes.items():
        style = _style(document, name)
        _type(style, size, bold=name in {"Heading 1", "Heading 2", "Title", "Subtitle"})
        form = style.paragraph_format
        form.alignment, form.first_line_indent = ALIGN[align], Mm(first)
        form.space_before, form.space_after = Pt(before), Pt(after)
        form.line_spacing = 1.15 if name == "Body Text" else 1
        form.keep_with_next = name in {"Heading 1", "Heading 2", "Title", "Caption"} or None
    _style(document, "Caption").font.italic = True
    _lined(_style(document, "Rule"))
    blank = document.styles.add_style("Blank", WD_STYLE_TYPE.CHARACTER)
    blank.element.get_or_add_rPr().append(_shading(BLANK))


def _style(document: Document, name: str) -> ParagraphStyle:
    if name in [style.name for style in document.styles]:
        return document.styles[name]  # type: ignore[return-value]
    return document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)  # type: ignore[return-value]


def _type(style: ParagraphStyle, size: int, *, bold: bool) -> None:
    """Times New Roman for every script, black, without the template's theme, frames and colours."""
    font = style.font
    font.name, font.size, font.bold, font.italic = FONT, Pt(size), bold, False
    font.color.rgb = RGBColor(0, 0, 0)
    fonts = style.element.rPr.rFonts
    for attribute in list(fonts.attrib):
        del fonts.attrib[attribute]
    for script in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{script}"), FONT)
    for tag in ("w:spacing", "w:kern"):
        for element in style.element.rPr.findall(qn(tag)):
            style.element.rPr.remove(element)
    for border in style.element.get_or_add_pPr().findall(qn("w:pBdr")):
        style.element.pPr.remove(border)


def _lined(style: BaseStyle) -> None:
    settings = style.element.get_or_add_pPr()
    border, line = OxmlElement("w:pBdr"), OxmlElement("w:top")
    for name, value in (("val", "single"), ("sz", "6"), ("space", "0"), ("color", "000000")):
        line.set(qn(f"w:{name}"), value)
    border.append(line)
    settings.insert_element_before(border, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:outlineLvl")


def _properties(document: Document, stamp: Stamp, title: str, author: str) -> None:
    core = document.core_properties
    core.title, core.author, core.last_modified_by = xml_text(title), xml_text(author), xml_text(author)
    core.comments, core.keywords, core.language, core.revision = "", stamp.mark, "vi-VN", 1
    for name in ("created", "modified"):
        for element in core._element.findall(qn(f"dcterms:{name}")):
            core._element.remove(element)
    if stamp.made is not None:
        made = stamp.made.replace(tzinfo=None)
        core.created, core.modified = made, made
    package = document.part.package
    for key, relation in list(package.rels.items()):
        if relation.reltype.endswith("/thumbnail"):  # a picture of the template, not of this document
            del package.rels[key]


def _fix(table: Table, widths: Sequence[float]) -> None:
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
    for cell, width in zip(table.rows[0].cells, widths, strict=True):
        cell.width = Mm(width)


def _describe(table: Table, title: str, description: str) -> None:
    for name, value in (("tblCaption", title), ("tblDescription", description)):
        element = OxmlElement(f"w:{name}")
        element.set(qn("w:val"), xml_text(value))
        table._tblPr.append(element)


def _shading(colour: str) -> OxmlElement:
    shade = OxmlElement("w:shd")
    for name, value in (("val", "clear"), ("color", "auto"), ("fill", colour)):
        shade.set(qn(f"w:{name}"), value)
    return shade
