"""What stands on every page of a Word document: page number, the mark of sample figures, the foot with the stamp."""

from __future__ import annotations

import re
from itertools import count
from typing import Final

from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.section import Section, _Footer, _Header
from docx.shared import Pt
from docx.table import _Row

from data.stamps import Stamp
from pages.parts.local_time import moment
from pages.parts.stamp_lines import sample_mark
from pages.parts.words import say
from scoring.numbers import MISSING

NUMBER_SIZE: Final = 13  # annex I, part II: 13–14, upright, centred in the top margin, not on the first page
MARK_SIZE: Final = 11
ILLEGAL: Final = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]"
)  # no character data in XML 1.0
# Word's own watermark: WordArt in the header, behind the text. Light grey, so that text over it stays readable.
WATERMARK: Final = """<w:pict xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"
 xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office">
<v:shapetype id="_x0000_t136" coordsize="21600,21600" o:spt="136" adj="10800"
 path="m@7,l@8,m@5,21600l@6,21600e"><v:formulas><v:f eqn="sum #0 0 10800"/><v:f eqn="prod #0 2 1"/>
<v:f eqn="sum 21600 0 @1"/><v:f eqn="sum 0 0 @2"/><v:f eqn="sum 21600 0 @3"/><v:f eqn="if @0 @3 0"/>
<v:f eqn="if @0 21600 @1"/><v:f eqn="if @0 0 @2"/><v:f eqn="if @0 @4 21600"/><v:f eqn="mid @5 @6"/>
<v:f eqn="mid @8 @5"/><v:f eqn="mid @7 @8"/><v:f eqn="mid @6 @7"/><v:f eqn="sum @6 0 @5"/></v:formulas>
<v:path textpathok="t" o:connecttype="custom" o:connectlocs="@9,0;@10,10800;@11,21600;@12,10800"
 o:connectangles="270,180,90,0"/><v:textpath on="t" fitshape="t"/></v:shapetype>
<v:shape id="PowerPlusWaterMarkObject{place}" o:spid="_x0000_s{identity}" type="#_x0000_t136"
 style="position:absolute;margin-left:0;margin-top:0;width:480pt;height:62pt;rotation:315;z-index:-251658752;\
mso-position-horizontal:center;mso-position-horizontal-relative:margin;\
mso-position-vertical:center;mso-position-vertical-relative:margin"
 o:allowincell="f" fillcolor="#d9d9d9" stroked="f"><v:fill opacity=".5"/>
<v:textpath style="font-family:&quot;Times New Roman&quot;;font-size:1pt;font-weight:bold" string=""/>
</v:shape></w:pict>"""


def xml_text(text: str) -> str:
    """`text` without the characters that XML cannot hold.

    >>> xml_text("A" + chr(0) + "<b>&")
    'A<b>&'
    """
    return ILLEGAL.sub("", text)


def dress(section: Section, stamp: Stamp, first: int) -> None:
    """
    Heads and feet of one section; where figures or rules are samples, every page says so, always.

    Args:
        first: Number of its first watermark; no two in a file have the same.
    """
    places = count(first)
    for header, numbered in ((section.first_page_header, False), (section.header, True)):
        _head(header, stamp, next(places), numbered=numbered)
    for footer in (section.first_page_footer, section.footer):
        _foot(footer, stamp)


def _head(header: _Header, stamp: Stamp, place: int, *, numbered: bool) -> None:
    header.is_linked_to_previous = False
    paragraph = header.paragraphs[0]
    mark = sample_mark(stamp)
    if mark:
        run = paragraph.add_run(mark)
        run.bold, run.font.size = True, Pt(MARK_SIZE)
        picture = parse_xml(WATERMARK.format(place=place, identity=2048 + place))
        for drawn in picture.iter("{urn:schemas-microsoft-com:vml}textpath"):
            if drawn.get("string") is not None:
                drawn.set("string", mark)
        holder = paragraph.add_run()
        holder._element.append(picture)
    if numbered:
        number = header.add_paragraph(style="Header") if mark else paragraph
        number.alignment = WD_ALIGN_PARAGRAPH.CENTER
        for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
            run = number.add_run()
            run.font.size = Pt(NUMBER_SIZE)
            run._element.append(_field(kind, text))


def _field(kind: str, text: str) -> BaseOxmlElement:
    """One of the three pieces of a field."""
    if text:
        code = OxmlElement("w:instrText")
        code.text = text
        return code
    mark = OxmlElement("w:fldChar")
    mark.set(qn("w:fldCharType"), kind)
    return mark


def _foot(footer: _Footer, stamp: Stamp) -> None:
    footer.is_linked_to_previous = False
    made = MISSING if stamp.made is None else moment(stamp.made)
    footer.paragraphs[0].add_run(say("docx.foot", mark=stamp.mark, made=made))


def repeated(row: _Row, *, header: bool) -> None:
    """A row that is never split over two pages, and a heading that every page repeats."""
    settings = row._tr.get_or_add_trPr()
    for name in ("w:cantSplit", "w:tblHeader") if header else ("w:cantSplit",):
        settings.append(OxmlElement(name))
