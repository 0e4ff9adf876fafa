"""
The presentation as one HTML document: the hall's screen when the program serves it, and the file for a USB stick.

Style, script, fonts and figures are inside; it asks nothing of any network. Only the live motions need the running
program, and the document knows whether it has one.
"""

from __future__ import annotations

import json
import re
from base64 import b64encode
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from pages.exports.html_slides import GUTTER, INNER, ROOMY, slide_html
from pages.exports.stage_colours import SHADES, colours, properties
from pages.exports.stage_panels import panels_html
from pages.exports.stage_picture import picture
from pages.parts.slides import Deck
from pages.parts.theme import DARK, FONT, html
from pages.parts.words import VIETNAMESE, say

HERE: Final = Path(__file__).parent
SCRIPTS: Final = ("stage.js", "stage_panels.js", "stage_presenter.js", "stage_motion.js", "stage_picture.js")
STYLES: Final = ("stage.css", "stage_panels.css", "stage_chart.css")
FAMILY: Final = f"'Inter', {FONT}"


def stage(deck: Deck, *, motions_address: str = "", choices_json: str = "", back: str = "") -> bytes:
    """
    The whole document.

    Args:
        motions_address: Where the running program answers motions; "" in a file without it.
        choices_json: What can be tried, `motions.motion_choices` as JSON; "" = nothing.
        back: Address of the screen to go back to; "" = none.
    """
    facts = {
        "deck": f"{deck.stamp.mark} {deck.digest}",
        "title": deck.title,
        "year": deck.year,
        "mark": deck.stamp.mark,
        "sample": deck.sample_mark,
        "units": [unit.code for unit in deck.units],
        "motions": motions_address,
        "choices": json.loads(choices_json) if choices_json else None,
        "back": back,
        "pictures": {slide.key: picture(deck, slide) for slide in deck.slides if slide.chart() is not None},
        "words": _words(),
    }
    script, style = _script(), _style()
    slides = "".join(slide_html(deck, at) for at in range(len(deck.slides)))
    return (
        f'<!doctype html>\n<html lang="vi" data-digest="{html(deck.digest)}" data-mark="{html(deck.stamp.mark)}">'
        '<head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{html(_policy(script, style, bool(motions_address)))}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{html(deck.title)}</title><style>{style}</style></head><body>"
        f'<main id="stage" aria-label="{say("stage.name")}">{slides}</main>'
        f'<p id="said" class="unseen" role="status" aria-live="polite"></p>'
        f"{panels_html(deck, back)}"
        f'<script type="application/json" id="facts">{_embedded(facts)}</script>'
        f"<script>{script}</script></body></html>\n"
    ).encode()


def stage_headers(document: bytes) -> dict[str, str]:
    """Headers under which the document is served: its own script and style by their hashes, nothing from elsewhere."""
    found = re.search(rb'http-equiv="Content-Security-Policy" content="([^"]+)"', document)
    policy = "default-src 'none'" if found is None else found[1].decode().replace("&#x27;", "'")
    return {
        "content-type": "text/html; charset=utf-8",
        "content-security-policy": f"{policy}; frame-ancestors 'none'",
        "x-content-type-options": "nosniff",
        "x-frame-options": "DENY",
        "referrer-policy": "same-origin",
        "cross-origin-opener-policy": "same-origin",
        "permissions-policy": "camera=(), microphone=(), geolocation=()",
        "cache-control": "no-cache",
    }


def _policy(script: str, style: str, with_program: bool) -> str:
    connect = "; connect-src 'self'" if with_program else ""
    return (
        f"default-src 'none'; script-src {_hash(script)}; style-src {_hash(style)}; font-src data:; "
        f"img-src data: blob:{connect}; base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


def _embedded(facts: dict[str, Any]) -> str:
    # "<" inside a script element could end it or open a comment.
    return json.dumps(facts, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")


def _words() -> dict[str, str]:
    """The texts of the script, placeholders unfilled."""
    names = [key.removeprefix("stage.") for key in VIETNAMESE if key.startswith("stage.")]
    return {f"stage.{name}": say(f"stage.{name}") for name in names}


@cache
def _script() -> str:
    files = "\n".join((HERE / name).read_text(encoding="utf-8") for name in SCRIPTS)
    return f'"use strict";(() => {{\n{files}\nstart();\n}})();'


@cache
def _style() -> str:
    dark, light = properties(colours(dark=True)), properties(colours(dark=False))
    columns = "".join(
        f".w{wide}{{width:{(INNER + GUTTER) * wide / 12 - GUTTER:.1f}px}}" for wide in range(1, 13)
    )
    files = "\n".join((HERE / name).read_text(encoding="utf-8") for name in STYLES)
    return (
        f"{fonts()}:root{{--font:{FAMILY};{dark}color-scheme:dark}}"
        f":root[data-theme=light]{{{light}color-scheme:light}}"
        f"@media print{{:root,:root[data-theme=light]{{{light}color-scheme:light}}}}\n"
        f"{files}\n{paints()}{columns}"
    )


@cache
def fonts() -> str:
    """The two cuts of the font as the document carries them."""
    found = []
    for name, weight in (("Regular", 400), ("Bold", 700)):
        raw = b64encode((HERE / "fonts" / f"Inter-{name}.ttf").read_bytes()).decode()
        found.append(
            f"@font-face{{font-family:'Inter';font-weight:{weight};font-display:block;"
            f"src:url(data:font/ttf;base64,{raw}) format('truetype')}}"
        )
    return "".join(found)


def paints() -> str:
    """Rules that give drawings and heat cells their colours."""
    series = ["section-1", "section-2", "section-3", "bonus", "penalty", "accent"]
    units = [f"unit-{at}" for at in range(len(DARK.units))]
    return "".join(
        (
            *(f".f-{name}{{fill:var(--{name})}}.s-{name}{{stroke:var(--{name})}}" for name in series + units),
            *(f".chart .t-on-{name}{{fill:var(--on-{name})}}" for name in series[:5]),
            *(f".slide .h{step}{{background:var(--heat-{step})}}" for step in range(SHADES + 1)),
            f".slide .h{SHADES + 1}{{background:var(--full);color:var(--on-full);font-weight:700}}",
            *(f".r{rows}{{max-height:{60 + 118 * rows}px}}" for rows in range(1, ROOMY + 1)),
        )
    )
