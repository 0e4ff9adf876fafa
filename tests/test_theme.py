"""The colours are measured, not believed."""

from __future__ import annotations

import tomllib
from itertools import combinations
from pathlib import Path

import pytest

from pages.parts import theme
from pages.parts.theme import DARK, LIGHT, Palette

CONFIG = tomllib.loads((Path(__file__).parents[1] / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
# Machado, Oliveira and Fernandes 2009, severity 1.0, for linear RGB.
SIGHTS = {
    "normal": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protanopia": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritanopia": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}


def linear(colour: str) -> tuple[float, ...]:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    return tuple(part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)


def contrast(one: str, other: str) -> float:
    """WCAG contrast ratio, 1 to 21."""
    bright, dim = sorted(
        (
            sum(w * part for w, part in zip((0.2126, 0.7152, 0.0722), linear(c), strict=True))
            for c in (one, other)
        ),
        reverse=True,
    )
    return (bright + 0.05) / (dim + 0.05)


def oklab(rgb: tuple[float, ...]) -> tuple[float, ...]:
    red, green, blue = (min(1.0, max(0.0, part)) for part in rgb)
    l_ = (0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue) ** (1 / 3)
    m_ = (0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue) ** (1 / 3)
    s_ = (0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue) ** (1 / 3)
    return (
        0.2104542553 * l_ + 0.7936177850 * m_ - 0.0040720468 * s_,
        1.9779984951 * l_ - 2.4285922050 * m_ + 0.4505937099 * s_,
        0.0259040371 * l_ + 0.7827717662 * m_ - 0.8086757660 * s_,
    )


def distance(one: str, other: str, sight: str) -> float:
    """Distance in OKLab x 100 as that sight sees the two colours."""
    seen = [
        oklab(tuple(sum(w * part for w, part in zip(row, linear(c), strict=True)) for row in SIGHTS[sight]))
        for c in (one, other)
    ]
    return 100 * sum((a - b) ** 2 for a, b in zip(*seen, strict=True)) ** 0.5


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_text_stands_out_from_the_page(colours: Palette):
    for name in ("ink", "muted", "link", "mark", "better", "worse", "penalty", "accent"):
        for ground in (colours.paper, colours.panel):
            assert contrast(getattr(colours, name), ground) >= 4.5, (name, ground)


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_text_on_the_marks_can_be_read(colours: Palette):
    for mark, text in zip(colours.sections, colours.on_sections, strict=True):
        assert contrast(mark, text) >= 4.5, (mark, text)


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_units_stand_out_from_the_page(colours: Palette):
    for colour in colours.units:
        assert contrast(colour, colours.paper) >= 2.99, colour


@pytest.mark.parametrize("sight", SIGHTS)
@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_five_units_stay_apart_for_every_sight(colours: Palette, sight: str):
    nearest = min(distance(one, other, sight) for one, other in combinations(colours.units, 2))

    assert nearest >= 10.9


@pytest.mark.parametrize("sight", SIGHTS)
@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_better_and_worse_are_no_red_and_green(colours: Palette, sight: str):
    assert distance(colours.better, colours.worse, sight) >= 15


@pytest.mark.parametrize(("name", "colours"), [("light", LIGHT), ("dark", DARK)])
def test_streamlit_has_the_same_colours(name: str, colours: Palette):
    told = CONFIG["theme"][name]
    pairs = {
        "primaryColor": colours.accent,
        "backgroundColor": colours.paper,
        "secondaryBackgroundColor": colours.panel,
        "textColor": colours.ink,
        "borderColor": colours.line,
        "linkColor": colours.link,
    }

    assert pairs == {key: told[key].lower() for key in pairs}
    assert theme.FONT == CONFIG["theme"]["font"]


def test_more_units_than_colours_are_told_apart_by_their_mark():
    marks = {(theme.unit_colour(order), theme.unit_symbol(order)) for order in range(40)}

    assert 40 == len(marks)
