"""
The empty presentation: 16:9, colours and font of the app, two layouts; and what every slide carries.

Title, subtitle, foot and number fill placeholders, so that the outline, screen readers and a later change of the layout
have them. The sample mark stands on every slide twice, as a chip and across it; nothing switches it off.
"""

from __future__ import annotations

import re
from typing import Any, Final

from pptx import Presentation
from pptx.opc.constants import RELATIONSHIP_TYPE as RT
from pptx.oxml import parse_xml
from pptx.util import Emu

from pages.exports.deck_layout import (
    FOOT_HIGH,
    FOOT_SIZE,
    FOOT_TOP,
    HIGH,
    LEADING,
    NUMBER_WIDE,
    SIDE,
    STRIP_HIGH,
    STRIP_TOP,
    TITLE_TOP,
    WIDE,
    Box,
    Plan,
    chip_width,
    mark_of,
)
from pages.exports.pptx_text import EMU, FACE, LANGUAGE, NAMES, Paragraph, Run, body, printable, shape
from pages.exports.text_width import width
from pages.parts.slides import Deck, Slide
from pages.parts.theme import LIGHT
from pages.parts.words import say

COVER, CONTENT = 0, 1  # places of the layouts
WATERMARK = 0.10  # how much of its colour is left, so that everything under it can be read
_FOOT: Final = (SIDE, FOOT_TOP, WIDE - 2 * SIDE - NUMBER_WIDE - 12, FOOT_HIGH)
_NUMBER: Final = (WIDE - SIDE - NUMBER_WIDE, FOOT_TOP, NUMBER_WIDE, FOOT_HIGH / 2)
_MARK: Final = (WIDE - SIDE - NUMBER_WIDE, FOOT_TOP + FOOT_HIGH / 2, NUMBER_WIDE, FOOT_HIGH / 2)
_KEPT: Final = {"Title Slide": "pptx.layout_cover", "Title Only": "pptx.layout_content"}
_DECORATIVE: Final = (
    '<a:extLst><a:ext uri="{C183D7F6-B498-43B3-948B-1728B52AA6E4}"><adec:decorative '
    'xmlns:adec="http://schemas.microsoft.com/office/drawing/2017/decorative" val="1"/></a:ext></a:extLst>'
)
_LOCKED: Final = (
    'noGrp="1" noSelect="1" noRot="1" noMove="1" noResize="1" noTextEdit="1" noChangeShapeType="1"'
)


def empty(deck: Deck) -> Any:
    """A presentation of python-pptx without slides."""
    made = Presentation()
    made.slide_width, made.slide_height = Emu(round(WIDE * EMU)), Emu(round(HIGH * EMU))
    root = made.part._element
    root.sldSz.attrib.pop("type", None)
    for part, kind in ((made.part, RT.PRINTER_SETTINGS), (made.part.package, RT.THUMBNAIL)):
        _without(part, kind)
    _without(made.part.package, RT.EXTENDED_PROPERTIES)
    master = made.slide_master
    for layout in list(made.slide_layouts):
        if layout.name not in _KEPT:
            made.slide_layouts.remove(layout)
    _theme(master.part.part_related_by(RT.THEME))
    _spoken(root)
    _fill_master(master)
    for layout in made.slide_layouts:
        _fill_layout(layout, is_cover=layout.name == "Title Slide")
    _notes_master(made)
    _about(made, deck)
    return made


def _without(part: Any, kind: str) -> None:
    """Takes a part that the template brings along out of the package."""
    relations = part._rels
    for key in [key for key, relation in relations.items() if relation.reltype == kind]:
        relations.pop(key)


def _theme(part: Any) -> None:
    """Colours and font of the theme, so that what a user adds looks like the rest."""
    text = part.blob.decode("utf-8")
    text = re.sub(r'(<a:(?:major|minor)Font><a:latin typeface=")[^"]*', rf"\g<1>{FACE}", text)
    colours = {
        "dk1": LIGHT.ink,
        "lt1": LIGHT.paper,
        "dk2": LIGHT.sections[0],
        "lt2": LIGHT.panel,
        "hlink": LIGHT.link,
        "folHlink": LIGHT.muted,
        **{f"accent{at}": colour for at, colour in enumerate((*LIGHT.units[:5], LIGHT.accent), start=1)},
    }
    for name, colour in colours.items():
        text = re.sub(
            rf"(<a:{name}>).*?(</a:{name}>)", rf'\g<1><a:srgbClr val="{colour[1:]}"/>\g<2>', text, count=1
        )
    part._blob = text.encode("utf-8")


def _spoken(element: Any) -> None:
    """Every text below speaks Vietnamese."""
    for each in element.iter():
        if "lang" in each.attrib:
            each.set("lang", LANGUAGE)


def _fill_master(master: Any) -> None:
    tree = master.shapes._spTree
    _emptied(tree)
    title = Run(say("pptx.edit_title"), 28, LIGHT.ink, bold=True)
    text = Run(say("pptx.edit_text"), 18, LIGHT.ink)
    wide = WIDE - 2 * SIDE
    for xml in (
        shape(2, "Title", (SIDE, TITLE_TOP, wide, 40), _prompt(title), placeholder='type="title"'),
        shape(3, "Text", (SIDE, 120, wide, 360), _prompt(text), placeholder='type="body" idx="1"'),
        _foot(4, "", 'type="ftr" sz="quarter" idx="3"'),
        _number(5, "", 'type="sldNum" sz="quarter" idx="4"'),
    ):
        tree.append(parse_xml(xml))
    styles = master._element.find(f"{{{_P}}}txStyles")
    for level in styles.find(f"{{{_P}}}titleStyle"):
        level.set("algn", "l")
        for look in level.iter(f"{{{_A}}}defRPr"):
            look.set("sz", "2800")
            look.set("b", "1")
    _spoken(master._element)


def _fill_layout(layout: Any, *, is_cover: bool) -> None:
    tree = layout.shapes._spTree
    _emptied(tree)
    root = layout._element
    root.attrib.pop("type", None)
    root.set("userDrawn", "1")
    root.cSld.set("name", say(_KEPT["Title Slide" if is_cover else "Title Only"]))
    wide = WIDE - 2 * SIDE
    title = Run(say("pptx.edit_title"), 44 if is_cover else 28, LIGHT.ink, bold=True)
    under = Run(say("pptx.edit_subtitle"), 26 if is_cover else 17, LIGHT.muted)
    boxes = ((SIDE, TITLE_TOP, wide, 40), (SIDE, 82, wide, 24))
    if is_cover:
        boxes = ((SIDE, 118, wide, 60), (SIDE, 184, wide, 34))
    for xml in (
        shape(2, "Title", boxes[0], _prompt(title), placeholder=title_place(is_cover)),
        shape(3, "Subtitle", boxes[1], _prompt(under), placeholder=subtitle_place(is_cover)),
        _foot(4, "", FOOT_PLACE),
        _number(5, "", NUMBER_PLACE),
        *_lines(is_cover),
    ):
        tree.append(parse_xml(xml))


def _lines(is_cover: bool) -> list[str]:
    """What only decorates: a line over the foot, a band at the left edge of the cover."""
    found = [_bar(8, (SIDE, FOOT_TOP - 4, WIDE - 2 * SIDE, 0.75), LIGHT.line)]
    if is_cover:
        found.append(_bar(9, (0, 0, 16, HIGH), LIGHT.sections[0]))
    else:
        found.append(_bar(9, (0, 0, WIDE, 5), LIGHT.sections[0]))
    return found


def _bar(number: int, box: tuple[float, float, float, float], colour: str) -> str:
    look = f'<a:solidFill><a:srgbClr val="{colour[1:]}"/></a:solidFill><a:ln><a:noFill/></a:ln>'
    return shape(number, f"Line {number}", box, body([Paragraph(())]), look=look, extension=_DECORATIVE)


def _emptied(tree: Any) -> None:
    for each in list(tree)[2:]:  # the first two are the tree's own properties
        tree.remove(each)


def _prompt(run: Run) -> str:
    return body([Paragraph((run,))])


_A: Final = "http://schemas.openxmlformats.org/drawingml/2006/main"
_P: Final = "http://schemas.openxmlformats.org/presentationml/2006/main"
FOOT_PLACE: Final = 'type="ftr" sz="quarter" idx="11"'
NUMBER_PLACE: Final = 'type="sldNum" sz="quarter" idx="12"'


def title_place(is_cover: bool) -> str:
    """The placeholder of the title."""
    return 'type="ctrTitle"' if is_cover else 'type="title"'


def subtitle_place(is_cover: bool) -> str:
    """The placeholder of the subtitle."""
    return 'type="subTitle" idx="1"' if is_cover else 'type="body" sz="quarter" idx="13"'


def _foot(number: int, text: str, place: str) -> str:
    told = body([Paragraph((Run(text, FOOT_SIZE, LIGHT.muted),))])
    return shape(number, f"Foot {number}", _FOOT, told, placeholder=place)


def _number(number: int, text: str, place: str) -> str:
    told = body([Paragraph((Run(text, FOOT_SIZE, LIGHT.ink, bold=True),), "r")])
    return shape(number, f"Number {number}", _NUMBER, told, placeholder=place)


def _notes_master(made: Any) -> None:
    """The master of the notes, in Vietnamese."""
    prompts = {"Click to edit Master text styles": say("pptx.edit_text")}
    root = made.notes_master._element
    _spoken(root)
    for each in root.iter(f"{{{_A}}}t"):
        if each.text in prompts:
            each.text = prompts[each.text]
        elif (each.text or "").endswith("level"):
            each.text = say("pptx.edit_text")


def _about(made: Any, deck: Deck) -> None:
    about = made.core_properties
    about.title = printable(deck.title)[:255]
    about.author = about.last_modified_by = printable(deck.cluster)[:255]
    about.subject = printable(mark_of(deck))
    about.keywords = deck.stamp.mark
    about.language = LANGUAGE
    about.revision = 1


def add_frame(page: Any, deck: Deck, slide: Slide, laid: Plan, number: str) -> None:
    """
    Everything around what a slide shows, into an empty slide of python-pptx.

    Args:
        laid: Where title and subtitle stand.
        number: Of the slide in the deck, “7 / 18”.
    """
    tree = page.shapes._spTree
    _emptied(tree)
    is_cover = slide.kind == "cover"
    for xml in (
        _titled("Title", 2, laid.title, slide.title, laid.title_size, title_place(is_cover), LIGHT.ink),
        _titled(
            "Subtitle",
            3,
            laid.subtitle,
            slide.subtitle,
            laid.subtitle_size,
            subtitle_place(is_cover),
            LIGHT.muted,
        ),
        _foot(4, slide.source, FOOT_PLACE),
        _number(5, number, NUMBER_PLACE),
    ):
        tree.append(parse_xml(xml))
    mark = Run(f"{say('stamp.mark')}: {deck.stamp.mark}", FOOT_SIZE, LIGHT.muted)
    told = body([Paragraph((mark,), "r")], wrap=False)
    tree.append(parse_xml(shape(7, "Mark", _MARK, told)))
    if not is_cover:
        room = WIDE - 2 * SIDE - chip_width(deck) - 20
        size = 13.0 if width(deck.title, 13) <= room else 12.0
        told = body([Paragraph((Run(deck.title, size, LIGHT.muted),))], anchor="ctr")
        tree.append(parse_xml(shape(6, "Deck", (SIDE, STRIP_TOP, room, STRIP_HIGH), told)))


def add_marks(page: Any, deck: Deck) -> None:
    """The sample mark, last so that it lies over everything: a chip, and pale across the slide."""
    mark = mark_of(deck)
    if not mark:
        return
    tree = page.shapes._spTree
    wide = chip_width(deck)
    dashed = (
        f'<a:noFill/><a:ln w="19050"><a:solidFill><a:srgbClr val="{LIGHT.mark[1:]}"/></a:solidFill>'
        '<a:prstDash val="dash"/></a:ln>'
    )
    chip = body([Paragraph((Run(mark, 14, LIGHT.mark, bold=True),), "ctr")], anchor="ctr", wrap=False)
    box = (WIDE - SIDE - wide, STRIP_TOP, wide, STRIP_HIGH)
    number = max(int(each.get("id")) for each in tree.iter(f"{{{_P}}}cNvPr")) + 1
    tree.append(parse_xml(shape(number, "Sample", box, chip, look=dashed)))
    size = min(76.0, 76.0 * 800 / max(1.0, width(mark, 76, True)))
    across = body(
        [Paragraph((Run(mark, size, LIGHT.mark, bold=True, alpha=WATERMARK),), "ctr")],
        anchor="ctr",
        wrap=False,
    )
    high = size * LEADING + 20
    place = (40.0, (HIGH - high) / 2, WIDE - 80, high)
    tree.append(
        parse_xml(
            shape(number + 1, "Watermark", place, across, turn=-27, locks=_LOCKED, extension=_DECORATIVE)
        )
    )


def add_notes(page: Any, notes: tuple[str, ...]) -> None:
    """The speaker's notes, one paragraph each."""
    frame = page.notes_slide.notes_text_frame
    paragraphs = "".join(
        f'<a:p><a:r><a:rPr lang="{LANGUAGE}"/><a:t/></a:r></a:p>' for _each in notes or ("",)
    )
    text = frame._txBody
    for old in list(text.findall(f"{{{_A}}}p")):
        text.remove(old)
    root = parse_xml(f"<p:txBody {NAMES}><a:bodyPr/>{paragraphs}</p:txBody>")
    for paragraph, note in zip(list(root)[1:], notes or ("",), strict=True):
        paragraph.find(f".//{{{_A}}}t").text = printable(note)
        text.append(paragraph)


def _titled(name: str, number: int, box: Box, text: str, size: float, place: str, colour: str) -> str:
    told = body([Paragraph((Run(text, size, colour, bold=name == "Title"),))])
    return shape(number, name, (box.left, box.top, box.wide, box.high), told, placeholder=place)
