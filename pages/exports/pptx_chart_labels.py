"""Words at a chart of PowerPoint: values in and beside bars, totals, ends of lines, and the legend."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from pages.exports.pptx_text import LANGUAGE, SIGNS, Run, printable, properties
from pages.exports.slide_colours import series_colour, text_on
from pages.exports.text_width import width
from pages.parts.slides import Chart, Series
from pages.parts.theme import LIGHT
from scoring.numbers import MINUS

LABEL, LARGE, SMALL = 16.0, 18.0, 14.0  # pt: labels, totals, what stands under a total
_ROOM: Final = {"stacked": 44.0, "bars": 26.0, "slope": 26.0}  # points of a row below which letters shrink
LEAST: Final = 7.0


@dataclass(frozen=True, slots=True)
class Letters:
    """Sizes of a chart's letters in points; smaller than usual where twenty units share a slide."""

    label: float
    large: float
    small: float


def letters(chart: Chart, high: float) -> Letters:
    """The sizes at which the rows of a chart, `high` points in all, do not run into each other."""
    rows = len(chart.series if chart.kind == "slope" else chart.categories)
    share = min(1.0, high / max(1, rows) / _ROOM[chart.kind])
    label, large, small = (max(LEAST, round(size * share, 1)) for size in (LABEL, LARGE, SMALL))
    return Letters(label, large, small)


def number_format(series: Sequence[Series]) -> str:
    """
    The format of the finest number, negative ones with a real minus sign: `#,##0.00;"−"#,##0.00` for two digits.

    Office puts the separators of the reader's own Windows in: 563,46 where that is Vietnamese.
    """
    digits = max((_digits(value) for each in series for value in each.values), default=0)
    plain = "#,##0" + ("." + "0" * digits if digits else "")
    return f'{plain};"{MINUS}"{plain}'


def _digits(value: Decimal | None) -> int:
    return 0 if value is None else max(0, -int(value.as_tuple().exponent))


def label_room(chart: Chart, sizes: Letters) -> float:
    """Points right of the bars for the totals and what stands under them."""
    if not chart.totals:
        return 20.0
    total = max(width(text, sizes.large, True) for text in chart.totals)
    extra = [
        " · ".join(
            _told(each, at)
            for each in chart.series
            if each.values[at] is None or (each.colour in ("bonus", "penalty") and each.values[at])
        )
        for at in range(len(chart.categories))
    ]
    return max(total, *(width(text, sizes.small) for text in extra)) + 20


def legend_runs(chart: Chart) -> tuple[Run, ...]:
    """
    The legend of a stack, as a line of text under it.

    A native legend would also name the unseen sum; LibreOffice takes the wrong entry out of it. Under the other charts
    stands why a value is missing.
    """
    if chart.kind != "stacked":
        told = "; ".join(_missing(chart))
        return (Run(told, SMALL, LIGHT.muted),) if told else ()
    return tuple(
        run
        for each in chart.series
        for run in (
            Run("■ ", LABEL, series_colour(each.colour), face=SIGNS),
            Run(f"{each.name}      ", LABEL, LIGHT.ink),
        )
    )


def _missing(chart: Chart) -> list[str]:
    return [
        f"{each.name}, {name}: {text}"
        for each in chart.series
        for name, value, text in zip(chart.categories, each.values, each.texts, strict=True)
        if value is None and text
    ]


def _told(series: Series, at: int) -> str:
    return f"{series.name} {series.texts[at]}"


def _fits(text: str, value: Decimal | None, scale: float, size: float) -> bool:
    """Whether a text fits within its piece of a bar; `scale` is values per point, 0 = it always does."""
    return value is not None and value != 0 and width(text, size) + 4 <= abs(float(value)) / scale


def value_labels(series: Series, chart: Chart, scale: float, place: str, sizes: Letters) -> str:
    """Labels of one series; in a stack, those that are wider than their piece are told under the total."""
    gone = ""
    if scale:
        gone = "".join(
            f'<c:dLbl><c:idx val="{at}"/><c:delete val="1"/></c:dLbl>'
            for at, (value, text) in enumerate(zip(series.values, series.texts, strict=True))
            if not _fits(text, value, scale, sizes.label)
        )
    colour = text_on(series_colour(series.colour)) if place == "ctr" else LIGHT.ink
    return (
        f"<c:dLbls>{gone}{_format(number_format(chart.series))}"
        f"{look(Run('', sizes.label, colour, bold=place != 'ctr'))}"
        f'<c:dLblPos val="{place}"/>{_shows(value=True)}</c:dLbls>'
    )


def total_labels(chart: Chart, sums: Series, scale: float, sizes: Letters) -> str:
    told = []
    for at, text in enumerate(sums.texts):
        if sums.values[at] is None and not text:
            continue
        under = " · ".join(
            _told(each, at)
            for each in chart.series
            for value in [each.values[at]]
            if value != 0 and not _fits(each.texts[at], value, scale, sizes.label)
        )
        lines = [_line(Run(text, sizes.large, LIGHT.ink, bold=True))]
        if under:
            lines.append(_line(Run(under, sizes.small, LIGHT.muted)))
        told.append(_custom(at, lines, "inBase"))
    return (
        f"<c:dLbls>{''.join(told)}{_format(number_format(chart.series))}"
        f"{look(Run('', sizes.large, LIGHT.ink, bold=True))}"
        f'<c:dLblPos val="inBase"/>{_shows(value=True)}</c:dLbls>'
    )


def end_texts(chart: Chart, at: int) -> list[str]:
    """What stands at one end of each line; of lines that end in one place the first names them all."""
    told: list[str] = []
    seen: set[Decimal] = set()
    for each in chart.series:
        value = each.values[at]
        if value is None or value in seen:
            told.append("")
            continue
        seen.add(value)
        names = [other.name for other in chart.series if other.values[at] == value]
        told.append(f"{', '.join(names)}  {each.texts[at]}")
    return told


def end_labels(chart: Chart, at: int, texts: list[list[str]], sizes: Letters) -> str:
    """Labels of one line: name and rank, which follow the workbook; a shared place is written out."""
    each = chart.series[at]
    told = []
    for end, side in ((0, "l"), (len(chart.categories) - 1, "r")):
        value = each.values[end]
        shared = sum(other.values[end] == value for other in chart.series) > 1
        if not texts[end][at]:
            told.append(f'<c:dLbl><c:idx val="{end}"/><c:delete val="1"/></c:dLbl>')
        elif shared:
            told.append(_custom(end, [_line(Run(texts[end][at], sizes.small, LIGHT.ink, bold=True))], side))
        else:
            told.append(
                f'<c:dLbl><c:idx val="{end}"/>{_format("0")}{look(Run("", sizes.small, LIGHT.ink, bold=True))}'
                f'<c:dLblPos val="{side}"/>{_shows(value=True, name=True)}<c:separator>  </c:separator></c:dLbl>'
            )
    return (
        f"<c:dLbls>{''.join(told)}{_format('0')}{look(Run('', sizes.small, LIGHT.ink, bold=True))}"
        f'<c:dLblPos val="r"/>{_shows(value=True)}</c:dLbls>'
    )


def _custom(at: int, lines: list[str], place: str) -> str:
    rich = f'<c:rich><a:bodyPr wrap="none"/><a:lstStyle/>{"".join(lines)}</c:rich>'
    return (
        f'<c:dLbl><c:idx val="{at}"/><c:tx>{rich}</c:tx><c:spPr><a:noFill/><a:ln><a:noFill/></a:ln></c:spPr>'
        f'<c:dLblPos val="{place}"/>{_shows(value=True)}</c:dLbl>'
    )


def _line(run: Run) -> str:
    return f'<a:p><a:pPr algn="l"/><a:r>{properties("a:rPr", run)}<a:t>{escape(printable(run.text))}</a:t></a:r></a:p>'


def _format(code: str) -> str:
    bare = "<c:spPr><a:noFill/><a:ln><a:noFill/></a:ln></c:spPr>"
    return f'<c:numFmt formatCode={quoteattr(code)} sourceLinked="0"/>{bare}'


def _shows(*, value: bool = False, name: bool = False) -> str:
    return (
        f'<c:showLegendKey val="0"/><c:showVal val="{int(value)}"/><c:showCatName val="0"/>'
        f'<c:showSerName val="{int(name)}"/><c:showPercent val="0"/><c:showBubbleSize val="0"/>'
    )


def look(run: Run) -> str:
    return (
        f"<c:txPr><a:bodyPr/><a:lstStyle/><a:p><a:pPr>{properties('a:defRPr', run)}</a:pPr>"
        f'<a:endParaRPr lang="{LANGUAGE}"/></a:p></c:txPr>'
    )
