"""
The form of an administrative document (thể thức văn bản): Decree 30/2020/NĐ-CP, annex I, drawn with python-docx.

Lengths are millimetres, type sizes points. Nothing here knows what a document is about.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Final
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import docx
from docx.document import Document
from docx.enum.section import WD_SECTION
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

from data.stamps import Stamp
from pages.exports.docx_marks import dress, repeated, xml_text
from pages.exports.docx_styles import BODY, TEXT_WIDTH, page, properties, renumbered, styles
from pages.exports.docx_text import HEADING, Blank, Piece, only, shading, styled, told, write
from pages.parts.words import say

MOTTO_LINE, ISSUER_LINE, SUBJECT_LINE = (
    58,
    26,
    45,
)  # under the motto as long as it; the others a third to a half
PADDING: Final = 1.2  # left and right in a cell


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
        self.document: Document = docx.Document()
        self._tables = 0
        self._last: Paragraph | None = None  # the paragraph that stands right before whatever comes next
        styles(self.document)
        properties(self.document, stamp, title, author)
        page(self.document.sections[0], wide=False)

    # --- text ---------------------------------------------------------------------------------------------------

    def text(
        self, *pieces: Piece, style: str = "Body Text", italic: bool = False, bold: bool = False
    ) -> None:
        """A paragraph of the body."""
        self._last = styled(self.document.add_paragraph(), style)
        write(self._last, pieces, italic=italic, bold=bold)

    def listed(self, lines: Sequence[str]) -> None:
        """Lines that begin with a dash and end with a semicolon, the last with a full stop."""
        self._keep(lines)
        for place, line in enumerate(lines, 1):
            end = "" if line.endswith(".") else "." if place == len(lines) else ";"
            self.text("- ", line, end)

    def numbered(self, lines: Sequence[str]) -> None:
        """Lines that begin with 1., 2., …; the numbers are text so that they survive copying."""
        self._keep(lines)
        for place, line in enumerate(lines, 1):
            self.text(f"{place}. ", line)

    def _keep(self, lines: Sequence[str]) -> None:
        """The sentence that announces a list stays with its first line."""
        if lines and self._last is not None:
            self._last.paragraph_format.keep_with_next = True

    def heading(self, level: int, text: str) -> None:
        """A heading of level 1 or 2, numbered by its words."""
        self.text(text, style=f"Heading {level}")

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
        write(only(left, "Head"), (cluster,))
        write(styled(left.add_paragraph(), "Head"), (issuer,), bold=True)
        _rule(left, ISSUER_LINE, 66)
        write(only(right, "Head"), (say("docx.nation"),), bold=True)
        write(styled(right.add_paragraph(), "Head"), (say("docx.motto"),), bold=True, size=BODY)
        _rule(right, MOTTO_LINE, TEXT_WIDTH - 66)
        left, right = table.add_row().cells  # type: ignore[no-untyped-call]
        number_ = told("docx.number", number=Blank(), symbol=symbol, issuer=Blank())
        write(only(left, "Head"), number_, size=BODY)
        only(right, "Head")
        if place_and_date:
            date = told(
                "docx.place_date", place=Blank(say("docx.place")), day=Blank(), month=Blank(), year=Blank()
            )
            write(right.paragraphs[0], date, italic=True, size=BODY)

    def subject(self, kind: str, about: str) -> None:
        """Kind of document and what it is about, with the line under it."""
        self.text(kind, style="Title")
        self.text(about, style="Subtitle")
        _rule(self.document, SUBJECT_LINE, TEXT_WIDTH)

    def signatures(self, left: Sequence[tuple[Piece, str]], right: Sequence[tuple[Piece, str]]) -> None:
        """
        The closing block: recipients or a second signature on the left, the signer on the right.

        Args:
            left / right: Texts and what they are: "title" (bold capitals), "recipients", "recipient", "small", "name".
        """
        if self._last is not None:
            self._last.paragraph_format.keep_with_next = True  # a signature does not stand on a page alone
        table = self._frame((TEXT_WIDTH / 2, TEXT_WIDTH / 2))
        repeated(table.rows[0], header=False)
        for cell, lines in zip(table.rows[0].cells, (left, right), strict=True):
            cell._element.remove(cell.paragraphs[0]._element)
            for text, what in lines:
                _signed(cell, text, what)
            if not lines:
                styled(cell.add_paragraph(), "Head")

    def _frame(self, widths: Sequence[float]) -> Table:
        """A table without lines, for text that stands side by side."""
        if self._last is None and len(self.document.element.body) > 1:
            self.gap()  # Word draws tables that touch as one
        self._last = None
        table: Table = self.document.add_table(rows=1, cols=len(widths))
        _fix(table, widths)
        return table

    def gap(self) -> None:
        """A little room between two tables, or after the last."""
        styled(self.document.add_paragraph(), "Gap")

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
        tight: bool = False,
    ) -> None:
        """
        A table with its number and title above, repeated heading, and a description for screen readers.

        Args:
            bold: Numbers of the rows in bold, 0-based.
            together: Whether to keep it on one page.
            named: Whether number and title are printed above it.
            tight: Whether its many rows are set closer.
        """
        if named:
            self._tables += 1
            title = say("docx.table", number=self._tables, title=title)
            self.text(title, style="Caption")
        self._last = None
        table = self.document.add_table(rows=1, cols=len(columns), style="Table Grid")
        _fix(table, [column.width for column in columns])
        table.alignment = WD_TABLE_ALIGNMENT.CENTER
        _describe(table, title, description)
        repeated(table.rows[0], header=True)
        for cell, column in zip(table.rows[0].cells, columns, strict=True):
            write(only(cell, "Cell"), (column.head,), bold=True, align="centre")
            cell._element.get_or_add_tcPr().append(shading(HEADING))
        for place, row in enumerate(rows):
            added = table.add_row()
            repeated(added, header=False)
            for cell, column, piece in zip(added.cells, columns, row, strict=True):
                cell.width = Mm(column.width)
                paragraph = only(cell, "Tight cell" if tight else "Cell")
                write(paragraph, (piece,), bold=place in bold, align=column.align)
                paragraph.paragraph_format.keep_with_next = together and place + 1 < len(rows)
        for cell in table.rows[0].cells:
            cell.paragraphs[0].paragraph_format.keep_with_next = True

    # --- pages --------------------------------------------------------------------------------------------------

    def landscape(self) -> None:
        """A new section on A4 across, for a wide annex; its pages are numbered by themselves (annex I, part IV)."""
        section = self.document.add_section(WD_SECTION.NEW_PAGE)
        page(section, wide=True)
        renumbered(section)

    def to_bytes(self) -> bytes:
        """The finished file. Equal documents give equal bytes: the archive holds no time of its own."""
        if self._last is None:
            self.gap()
        for place, section in enumerate(self.document.sections):
            dress(section, self.stamp, 2 * place + 1)
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


def _signed(cell: _Cell, text: Piece, what: str) -> None:
    if what == "recipients":
        write(styled(cell.add_paragraph(), "Recipients"), (text,), bold=True, italic=True, size=12)
    elif what == "recipient":
        write(styled(cell.add_paragraph(), "Recipients"), (text,))
    elif what == "title":
        write(styled(cell.add_paragraph(), "Head"), (text,), bold=True, size=BODY)
    elif what == "small":
        write(styled(cell.add_paragraph(), "Head"), (text,), italic=True)
    else:
        paragraph = styled(cell.add_paragraph(), "Head")
        paragraph.paragraph_format.space_before = Pt(54)
        write(paragraph, (text,), bold=True, size=BODY)
    if what != "name":
        cell.paragraphs[-1].paragraph_format.keep_with_next = True


def _rule(where: Document | _Cell, length: float, width: float) -> None:
    """A centred line of that length, as the border of an empty paragraph."""
    paragraph = styled(where.add_paragraph(), "Rule")
    for side in ("left_indent", "right_indent"):
        setattr(paragraph.paragraph_format, side, Mm((width - length) / 2))


def _fix(table: Table, widths: Sequence[float]) -> None:
    table.autofit = False
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), str(Mm(PADDING).twips))
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    table._tblPr.find(qn("w:tblLayout")).addnext(margins)
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
    for cell, width in zip(table.rows[0].cells, widths, strict=True):
        cell.width = Mm(width)


def _describe(table: Table, title: str, description: str) -> None:
    for name, value in (("tblCaption", title), ("tblDescription", description)):
        element = OxmlElement(f"w:{name}")
        element.set(qn("w:val"), xml_text(value))
        table._tblPr.append(element)
