"""The picture of a slide with a chart: one SVG that says by itself what it shows, whence, and that it is a sample."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Final

from pages.exports.stage_colours import colours
from pages.exports.svg_charts import chart_svg
from pages.exports.svg_text import balanced, label, lines, paint, width
from pages.parts.slides import Deck, Slide
from pages.parts.theme import DARK, FONT, html
from pages.parts.words import say

WIDE, EDGE = 1920, 104
INNER: Final = WIDE - 2 * EDGE
FOOT: Final = 24  # font size


def picture(deck: Deck, slide: Slide) -> str:
    """The slide's chart with its title, measure, source, mark and sample mark, light, for a document or a printer."""
    chart = slide.chart()
    if chart is None:
        return ""
    drawn, y = _head(deck, slide)
    svg = chart_svg(chart, deck, slide.title, INNER, 640)
    tall = float(re.search(r'height="(\d+)"', svg)[1])  # type: ignore[index]  # chart_svg always writes it
    drawn.append(svg.replace("<svg ", f'<svg x="{EDGE}" y="{y:.0f}" ', 1))
    y += tall + 56
    foot = f"{slide.source} · {say('stage.mark', mark=deck.stamp.mark)}"
    for line in lines(foot, FOOT, INNER):
        drawn.append(label(EDGE, y, line, FOOT, "muted"))
        y += 34
    high = round(y + 28)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDE}" height="{high}" viewBox="0 0 {WIDE} {high}" '
        f'class="chart"><style>{picture_style()}</style><rect class="paper" width="{WIDE}" height="{high}"/>'
        f"{''.join(drawn)}</svg>"
    )


def _head(deck: Deck, slide: Slide) -> tuple[list[str], float]:
    drawn, room = [], float(INNER)
    if deck.sample_mark:
        wide = width(deck.sample_mark, 28, bold=True) + 48
        x = WIDE - EDGE - wide
        drawn.append(f'<rect class="chip" x="{x:.1f}" y="66" width="{wide:.1f}" height="56"/>')
        drawn.append(label(x + 24, 104, deck.sample_mark, 28, "gold", bold=True))
        room -= wide + 56
    y = 112.0
    for line in balanced(slide.title, 54, room, bold=True):
        drawn.append(label(EDGE, y, line, 54, bold=True))
        y += 66
    y -= 8
    for line in lines(slide.subtitle, 30, INNER):
        drawn.append(label(EDGE, y, line, 30, "muted"))
        y += 40
    return drawn, y + 16


@cache
def picture_style() -> str:
    """Rules with plain colours: office programs do not read custom properties."""
    light = colours(dark=False)
    rules = (Path(__file__).parent / "stage_chart.css").read_text(encoding="utf-8")
    rules = rules.replace("var(--font)", f"Inter, {FONT}")
    rules = re.sub(r"var\(--([\w-]+)\)", lambda found: light[found[1]], rules)
    names = ["section-1", "section-2", "section-3", "bonus", "penalty", "accent"]
    names += [paint(f"unit-{at}") for at in range(len(DARK.units))]
    paints = "".join(f".f-{name}{{fill:{light[name]}}}.s-{name}{{stroke:{light[name]}}}" for name in names)
    inks = "".join(f".chart .t-on-{name}{{fill:{light[f'on-{name}']}}}" for name in names[:5])
    own = (
        f".paper{{fill:{light['paper']}}}"
        f".chip{{fill:none;stroke:{light['gold']};stroke-width:3;stroke-dasharray:10 6}}"
    )
    return html(" ".join(rules.split()) + paints + inks + own).replace("&#x27;", "'").replace("&quot;", '"')
