"""Page, type and properties of a Word document: Decree 30/2020/NĐ-CP, annex I. Lengths in mm, sizes in points."""

from __future__ import annotations

from typing import Final

from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.section import Section
from docx.shared import Mm, Pt, RGBColor
from docx.styles.style import BaseStyle, ParagraphStyle

from data.stamps import Stamp
from pages.exports.docx_marks import xml_text
from pages.exports.docx_text import ALIGN, TO_FILL, shading

FONT: Final = "Times New Roman"  # annex I, part I, 2
BODY, TABLE, RECIPIENTS = 13, 11, 11  # body 13–14; recipients 11 (annex I, part II)
A4: Final = (210, 297)
TOP, BOTTOM, LEFT, RIGHT = 25, 20, 30, 15  # 20–25, 20–25, 30–35, 15–20
TEXT_WIDTH: Final = A4[0] - LEFT - RIGHT
WIDE_TEXT: Final = A4[1] - LEFT - RIGHT


def page(section: Section, *, wide: bool) -> None:
    """A4 with the decree's margins, upright or across; the first page of a section has its own head."""
    width, height = reversed(A4) if wide else A4
    section.orientation = WD_ORIENT.LANDSCAPE if wide else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Mm(width), Mm(height)
    section.top_margin, section.bottom_margin = Mm(TOP), Mm(BOTTOM)
    section.left_margin, section.right_margin = Mm(LEFT), Mm(RIGHT)
    section.header_distance, section.footer_distance = Mm(8), Mm(8)
    section.different_first_page_header_footer = True


def renumbered(section: Section) -> None:
    """Start at page 1 again; w:pgNumType belongs right after the margins, elsewhere Word refuses the file."""
    numbering = OxmlElement("w:pgNumType")
    numbering.set(qn("w:start"), "1")
    section._sectPr.find(qn("w:pgMar")).addnext(numbering)


def styles(document: Document) -> None:
    """The styles of every paragraph that is written, and the shaded one of blanks."""
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
        "Tight cell": (TABLE, "left", 0, 1, 1),
        "Note": (TABLE, "both", 0, 4, 4),
        "Recipients": (RECIPIENTS, "left", 0, 0, 0),
        "Header": (BODY, "centre", 0, 0, 0),
        "Footer": (9, "centre", 0, 0, 0),
        "Gap": (4, "left", 0, 0, 0),
        "Rule": (1, "centre", 0, 3, 6),
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
    blank.element.get_or_add_rPr().append(shading(TO_FILL))


def _style(document: Document, name: str) -> ParagraphStyle:
    known = name in [style.name for style in document.styles]
    found: ParagraphStyle = (
        document.styles[name] if known else document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    )
    return found


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


def properties(document: Document, stamp: Stamp, title: str, author: str) -> None:
    """Title, author and the one time of the file: when the document was made."""
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
