"""
The one deck (bộ trang chiếu): a pure list of slides from a frozen year. Knows nothing of Streamlit, HTML or files.

The hall's screen, the offline file, PowerPoint and PDF are drawn from these slides and cannot differ. Every number is
a `Cell` or a value of a chart with the exact amount beside its text, so that what a file holds can be read back.
`slides_made` makes the slides; `deck_choice` picks, reorders and rewords them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Literal, TypeVar

from data.stamps import Stamp

MOST_ROWS = 12  # of a table on one slide: as many as one look takes in (ux.md §5)

Thing = TypeVar("Thing")
Tone = Literal["", "better", "worse", "missing", "absent", "strong", "muted"]


@dataclass(frozen=True, slots=True)
class Cell:
    """
    One cell of a table.

    Attributes:
        text: As it is read; "" is empty.
        amount: The exact number that the text shows, None where it is words.
        tone: "better" / "worse" (a change), "missing" (chưa báo cáo), "absent" (không giao, không phát sinh),
            "strong", "muted".
        shade: Of a heat table, points as a share of the maximum, 0–1; None elsewhere.
        unit: Code of the unit whose mark and colour stand before the text; "" = none.
    """

    text: str
    amount: Decimal | Fraction | int | None = None
    tone: Tone = ""
    shade: Fraction | None = None
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table; `width` is its share of the whole, `is_number` stands right-aligned."""

    label: str
    width: float
    is_number: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """
    A row of a table.

    Attributes:
        step: The reveal step from which it is shown; 0 = from the start. Before that its first cell alone is seen.
        is_total: Whether it sums up the rows above.
    """

    cells: tuple[Cell, ...]
    step: int = 0
    is_total: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table; `caption` says what it holds, for those who hear it."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    caption: str


@dataclass(frozen=True, slots=True)
class Series:
    """
    One series of a chart.

    Attributes:
        name: As it stands in the legend.
        values: One for each category, exact; None where there is none.
        texts: The same as text; where a value is None, why.
        colour: "section-1" … "section-3", "bonus", "penalty", "unit-0" … (place in the catalogue), "accent".
    """

    name: str
    values: tuple[Decimal | None, ...]
    texts: tuple[str, ...]
    colour: str


@dataclass(frozen=True, slots=True)
class Chart:
    """
    A chart as numbers.

    Attributes:
        kind: "stacked" (lying bars, one for each category, penalties left of zero), "bars" (lying bars of one
            series) or "slope" (two categories, a line for each series, lowest value on top: ranks).
        categories: Labels along the axis.
        totals: Text at the end of each category's bar; () = none.
        unit_of_measure: Of the values.
        alt: What the chart shows, in words, with its numbers.
    """

    kind: Literal["stacked", "bars", "slope"]
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    unit_of_measure: str
    alt: str
    totals: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class KeyNumber:
    """A number that matters, large, and what it is."""

    label: str
    text: str
    amount: Decimal | Fraction | int | None


@dataclass(frozen=True, slots=True)
class KeyNumbers:
    """Up to four large numbers side by side."""

    numbers: tuple[KeyNumber, ...]


@dataclass(frozen=True, slots=True)
class Lines:
    """Sentences, one under the other; `heading` stands above them, "" = none."""

    sentences: tuple[str, ...]
    heading: str = ""


Block = Table | Chart | KeyNumbers | Lines


@dataclass(frozen=True, slots=True)
class Area:
    """A column of a slide; `width` is its share of the twelve columns that a slide has."""

    width: int
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Slide:
    """
    One slide.

    Attributes:
        key: Stable name, e.g. "order", "heat-1", "unit-RG".
        kind: "cover", "rules", "order", "sections", "heat", "unit", "trend", "reasons", "not_comparable", "firm",
            "discuss" or "closing".
        title: States the finding.
        subtitle: What is measured, its unit, its scale.
        areas: What stands below, left to right; their widths add up to 12.
        source: Source and status line.
        notes: What the presenter may say, one paragraph each.
        steps: How often the next key reveals something before it leaves the slide.
        unit: The unit that the slide is about, "" = none.
    """

    key: str
    kind: str
    title: str
    subtitle: str
    areas: tuple[Area, ...]
    source: str
    notes: tuple[str, ...]
    steps: int = 0
    unit: str = ""

    def blocks(self) -> tuple[Block, ...]:
        """Everything that stands on it, left to right and top to bottom."""
        return tuple(block for area in self.areas for block in area.blocks)

    def chart(self) -> Chart | None:
        """Its chart; None where it has none."""
        return next((block for block in self.blocks() if isinstance(block, Chart)), None)


@dataclass(frozen=True, slots=True)
class DeckUnit:
    """A unit as the deck names it; `order` is its place in the catalogue, 0-based: colour, mark and number key."""

    code: str
    name: str
    order: int


@dataclass(frozen=True, slots=True)
class Deck:
    """
    All slides and what they have in common.

    Attributes:
        title: Of the whole, e.g. for the window and the file.
        cluster: Name of the cluster.
        units: In the official order.
        sample_mark: Stands on every slide; "" where figures and rules are the real ones.
        digest: Hash of every published number behind the deck.
    """

    title: str
    cluster: str
    year: int
    units: tuple[DeckUnit, ...]
    slides: tuple[Slide, ...]
    sample_mark: str
    stamp: Stamp
    digest: str

    def slide(self, key: str) -> Slide:
        """The slide of that key; KeyError if there is none."""
        for each in self.slides:
            if each.key == key:
                return each
        raise KeyError(key)

    def unit(self, code: str) -> DeckUnit:
        """The unit with that code; KeyError if there is none."""
        for each in self.units:
            if each.code == code:
                return each
        raise KeyError(code)


def pages_of(things: Sequence[Thing], most: int = MOST_ROWS) -> list[Sequence[Thing]]:
    """
    Things in as few pages as can be, each about as long as the others.

    >>> [len(page) for page in pages_of(list(range(22)), 12)], pages_of([], 12)
    ([11, 11], [])
    """
    if not things:
        return []
    count = -(-len(things) // most)
    size, rest = divmod(len(things), count)
    found, at = [], 0
    for place in range(count):
        length = size + (place < rest)
        found.append(things[at : at + length])
        at += length
    return found
