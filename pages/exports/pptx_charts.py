"""
Charts that PowerPoint edits: the numbers lie in a workbook inside the file, exactly as the slide has them.

Each number format shows the separators of the reader's own Windows. Names are written as text, so that one that starts
with "=" is no formula. A value that does not exist is an empty cell.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Final

from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.oxml import parse_xml
from pptx.util import Pt
from xlsxwriter import Workbook

from data.stamps import Stamp
from pages.exports.deck_layout import LEGEND, Placed
from pages.exports.pptx_chart_labels import (
    LABEL,
    end_labels,
    end_texts,
    label_room,
    legend_runs,
    letters,
    look,
    number_format,
    total_labels,
    value_labels,
)
from pages.exports.pptx_text import Run, printable
from pages.exports.slide_colours import series_colour
from pages.exports.text_width import width
from pages.parts.slides import Chart, Series
from pages.parts.theme import LIGHT
from pages.parts.words import say

SHEET: Final = "Sheet1"  # python-pptx's references name it
_KINDS: Final = {
    "stacked": XL_CHART_TYPE.BAR_STACKED,
    "bars": XL_CHART_TYPE.BAR_CLUSTERED,
    "slope": XL_CHART_TYPE.LINE_MARKERS,
}
# PowerPoint's markers in the order of theme.SYMBOLS; it has no hexagon.
_MARKERS: Final = ("circle", "square", "diamond", "triangle", "plus", "x", "star", "dash")
_NAMES: Final = (
    'xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
)
_C: Final = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"


def add_chart(slide: Any, placed: Placed, stamp: Stamp) -> None:
    """Puts a chart on a slide of python-pptx."""
    chart = placed.block
    assert isinstance(chart, Chart)
    series = [*chart.series, _sums(chart)] if chart.totals else list(chart.series)
    new_data: Any = CategoryChartData  # python-pptx types it in part only
    numbers = new_data(number_format=number_format(chart.series))
    numbers.categories = [printable(each) for each in chart.categories]
    for each in series:
        values = [None if value is None else float(value) for value in each.values]
        numbers.add_series(printable(each.name), values)
    box = placed.box
    frame = slide.shapes.add_chart(
        _KINDS[chart.kind], Pt(box.left), Pt(box.top), Pt(box.wide), Pt(box.high), numbers
    )
    properties_ = frame._element.nvGraphicFramePr.cNvPr
    properties_.set("descr", printable(chart.alt))
    properties_.set("name", printable(" · ".join(each.name for each in chart.series[:1]) or chart.kind))
    made = frame.chart
    made.part.chart_workbook.update_from_xlsx_blob(workbook(chart, series, stamp))
    space = made._chartSpace
    _plain(space)
    if chart.kind == "slope":
        _slope(space, chart, box.wide, box.high)
    else:
        _bars(space, chart, series, box.wide, box.high)


def workbook(chart: Chart, series: Sequence[Series], stamp: Stamp) -> bytes:
    """The workbook behind a chart: categories below A1, a series in each further column, its name on top."""
    sink = io.BytesIO()
    with Workbook(sink, {"in_memory": True}) as book:
        if stamp.made is not None:
            book.set_properties({"created": stamp.made.replace(tzinfo=None), "comments": stamp.mark})
        sheet = book.add_worksheet(SHEET)
        sheet.set_column(0, 0, 30)
        style = book.add_format({"num_format": number_format(chart.series)})
        for row, category in enumerate(chart.categories, start=1):
            sheet.write_string(row, 0, printable(category))
        for column, each in enumerate(series, start=1):
            sheet.write_string(0, column, printable(each.name))
            for row, value in enumerate(each.values, start=1):
                if value is not None:
                    sheet.write_number(row, column, float(value), style)
    return sink.getvalue()


def _sums(chart: Chart) -> Series:
    """The sum of each category's parts, exact: the unseen last series that carries the text of the total."""
    columns = zip(*(each.values for each in chart.series), strict=True)
    kept = [[value for value in column if value is not None] for column in columns]
    sums = tuple(sum(values, Decimal(0)) if values else None for values in kept)
    return Series(say("slides.total"), sums, chart.totals, "")


def _plain(space: Any) -> None:
    """What all charts share: no title, the font, gaps where a number is missing."""
    chart = space.chart
    for name in ("title", "autoTitleDeleted", "legend", "plotVisOnly", "dispBlanksAs"):
        for element in chart.findall(f"{_C}{name}"):
            chart.remove(element)
    chart.insert(0, _xml('<c:autoTitleDeleted val="1"/>'))
    for text in ('<c:dispBlanksAs val="gap"/>', '<c:plotVisOnly val="1"/>'):
        chart.find(f"{_C}plotArea").addnext(_xml(text))
    for element in space.findall(f"{_C}txPr"):
        space.remove(element)
    for element in space.iter(f"{_C}axId", f"{_C}crossAx"):  # the schema knows no negative ones
        element.set("val", element.get("val").removeprefix("-"))
    chart.addnext(_xml(look(Run("", LABEL, LIGHT.ink))))


def _bars(space: Any, chart: Chart, series: Sequence[Series], wide: float, high: float) -> None:
    stacked = chart.kind == "stacked"
    plot = space.find(f".//{_C}barChart")
    legend = LEGEND if legend_runs(chart) else 0.0
    sizes = letters(chart, high - legend)
    size = sizes.label if stacked else sizes.small
    names = min(wide * (0.3 if stacked else 0.56), max(width(each, size) for each in chart.categories) + 14)
    room = label_room(chart, sizes) if stacked else width("−1.000,00", sizes.label, True) + 8
    ends = _ends(chart)
    scale = (ends[1] - ends[0]) / max(1.0, wide - names - room)  # of values per point
    low, most = ends[0] * 1.02, ends[1] + room * scale
    _layout(space, names / wide, 0.0, 1 - names / wide, 1 - legend / high)
    for at, (each, element) in enumerate(zip(series, plot.findall(f"{_C}ser"), strict=True)):
        is_sum = stacked and at == len(chart.series)
        _fill(element, None if is_sum else series_colour(each.colour))
        labels = (
            total_labels(chart, each, scale, sizes)
            if is_sum
            else value_labels(each, chart, scale if stacked else 0.0, "ctr" if stacked else "outEnd", sizes)
        )
        element.find(f"{_C}cat").addprevious(_xml(labels))
    for name in ("gapWidth", "overlap"):
        for element in plot.findall(f"{_C}{name}"):
            plot.remove(element)
    gap = 60 if stacked else 55
    plot.find(f"{_C}axId").addprevious(_xml(f'<c:gapWidth val="{gap}"/>'))
    plot.find(f"{_C}axId").addprevious(_xml(f'<c:overlap val="{100 if stacked else 0}"/>'))
    _category_axis(space, size, reverse=True)
    _value_axis(space, low, most)


def _ends(chart: Chart) -> tuple[float, float]:
    """Left and right end of the longest bars."""
    columns = list(zip(*(each.values for each in chart.series), strict=True))
    if chart.kind == "stacked":
        left = min(
            (sum(float(v) for v in column if v is not None and v < 0) for column in columns), default=0
        )
        right = max(
            (sum(float(v) for v in column if v is not None and v > 0) for column in columns), default=0
        )
    else:
        values = [float(v) for column in columns for v in column if v is not None]
        left, right = min(values, default=0.0), max(values, default=0.0)
    return min(left, 0.0), max(right, 0.0) or (0.0 if left < 0 else 1.0)


def _slope(space: Any, chart: Chart, wide: float, high: float) -> None:
    plot = space.find(f".//{_C}lineChart")
    for name in ("marker", "smooth"):  # the schema has them in another order than python-pptx writes
        for element in plot.findall(f"{_C}{name}"):
            plot.remove(element)
    plot.find(f"{_C}axId").addprevious(_xml('<c:marker val="1"/>'))
    sizes = letters(chart, high * 0.84)
    texts = [end_texts(chart, at) for at in range(len(chart.categories))]
    wanted = (
        max((width(text, sizes.small, True) for told in texts for text in told if text), default=0.0) + 18
    )
    room = min(wanted, wide * 0.38) / wide
    _layout(space, room, 0.12, 1 - 2 * room, 0.74 if legend_runs(chart) else 0.84)
    for at, (each, element) in enumerate(zip(chart.series, plot.findall(f"{_C}ser"), strict=True)):
        _line_look(element, each)
        labels = end_labels(chart, at, texts, sizes)
        element.find(f"{_C}cat").addprevious(_xml(labels))
    values = [float(value) for each in chart.series for value in each.values if value is not None]
    _category_axis(space, LABEL, reverse=False)
    _value_axis(space, min(values, default=1) - 0.5, max(values, default=1) + 0.5, reverse=True)


def _line_look(element: Any, series: Series) -> None:
    colour = series_colour(series.colour)[1:]
    place = series.colour.removeprefix("unit-")
    symbol = _MARKERS[int(place) % len(_MARKERS)] if place.isdigit() else "circle"
    for name in ("spPr", "marker", "smooth"):
        for old in element.findall(f"{_C}{name}"):
            element.remove(old)
    fill = f'<a:solidFill><a:srgbClr val="{colour}"/></a:solidFill>'
    line = f'<c:spPr><a:ln w="41275" cap="rnd">{fill}<a:round/></a:ln></c:spPr>'
    edge = f'<a:ln w="22225">{fill}</a:ln>'
    marker = f'<c:marker><c:symbol val="{symbol}"/><c:size val="13"/><c:spPr>{fill}{edge}</c:spPr></c:marker>'
    element.find(f"{_C}tx").addnext(_xml(line))
    element.find(f"{_C}spPr").addnext(_xml(marker))
    element.append(_xml('<c:smooth val="0"/>'))


def _fill(element: Any, colour: str | None) -> None:
    """One series' fill, a thin white edge between pieces; None is unseen."""
    for old in element.findall(f"{_C}spPr"):
        element.remove(old)
    look = (
        "<c:spPr><a:noFill/><a:ln><a:noFill/></a:ln></c:spPr>"
        if colour is None
        else f'<c:spPr><a:solidFill><a:srgbClr val="{colour[1:]}"/></a:solidFill>'
        '<a:ln w="9525"><a:solidFill><a:srgbClr val="FFFFFF"/></a:solidFill></a:ln></c:spPr>'
    )
    element.find(f"{_C}tx").addnext(_xml(look))


def _category_axis(space: Any, size: float, *, reverse: bool) -> None:
    axis = space.find(f".//{_C}catAx")
    for name in ("majorGridlines", "majorTickMark", "minorTickMark", "tickLblPos", "spPr", "txPr"):
        for old in axis.findall(f"{_C}{name}"):
            axis.remove(old)
    axis.find(f"{_C}scaling/{_C}orientation").set("val", "maxMin" if reverse else "minMax")
    axis.find(f"{_C}delete").set("val", "0")
    line = f'<a:ln w="12700"><a:solidFill><a:srgbClr val="{LIGHT.muted[1:]}"/></a:solidFill></a:ln>'
    if not reverse:
        line = "<a:ln><a:noFill/></a:ln>"
    place = "low" if reverse else "nextTo"
    cross = axis.find(f"{_C}crossAx")
    for text in (
        '<c:majorTickMark val="none"/>',
        '<c:minorTickMark val="none"/>',
        f'<c:tickLblPos val="{place}"/>',
        f"<c:spPr>{line}</c:spPr>",
        look(Run("", size, LIGHT.ink, bold=not reverse)),
    ):
        cross.addprevious(_xml(text))
    for old in axis.findall(f"{_C}tickLblSkip"):
        axis.remove(old)
    axis.find(f"{_C}noMultiLvlLbl").addprevious(_xml('<c:tickLblSkip val="1"/>'))  # no name is left out


def _value_axis(space: Any, low: float, most: float, *, reverse: bool = False) -> None:
    """The axis of values, unseen: every number stands at its bar or point."""
    axis = space.find(f".//{_C}valAx")
    for name in ("majorGridlines", "minorGridlines"):
        for old in axis.findall(f"{_C}{name}"):
            axis.remove(old)
    scaling = axis.find(f"{_C}scaling")
    for old in list(scaling):
        scaling.remove(old)
    scaling.append(_xml(f'<c:orientation val="{"maxMin" if reverse else "minMax"}"/>'))
    scaling.append(_xml(f'<c:max val="{most:.6g}"/>'))
    scaling.append(_xml(f'<c:min val="{low:.6g}"/>'))
    axis.find(f"{_C}delete").set("val", "1")
    if reverse:
        for old in axis.findall(f"{_C}crossBetween"):
            axis.remove(old)
        axis.find(f"{_C}crosses").addnext(_xml('<c:crossBetween val="midCat"/>'))


def _layout(space: Any, left: float, top: float, wide: float, high: float) -> None:
    area = space.find(f".//{_C}plotArea")
    for old in area.findall(f"{_C}layout"):
        area.remove(old)
    parts = "".join(f'<c:{name}Mode val="edge"/>' for name in ("x", "y")) + "".join(
        f'<c:{name} val="{value:.4f}"/>'
        for name, value in (("x", left), ("y", top), ("w", wide), ("h", high))
    )
    area.insert(
        0,
        _xml(f'<c:layout><c:manualLayout><c:layoutTarget val="inner"/>{parts}</c:manualLayout></c:layout>'),
    )


def _xml(text: str) -> Any:
    """An element of a chart."""
    at = min(each for each in (text.find(">"), text.find("/>"), text.find(" ")) if each > 0)
    return parse_xml(f"{text[:at]} {_NAMES}{text[at:]}")
