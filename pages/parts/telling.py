"""Findings on the screens: the sentence, its numbers as links to their trace, and where “Vì sao?” leads.

The sentences themselves stand in `finding_words`.
"""

from __future__ import annotations

import re

from pages.parts import state
from pages.parts.finding_words import chips, fate, headline, illustrative, sentence_html, source, tie_break
from pages.parts.theme import html
from pages.parts.words import say
from pages.parts.year_words import Telling, section_name
from scoring.findings import Finding

__all__ = [
    "Telling", "chips", "fate", "headline", "illustrative", "section_name", "source", "tell", "tie_break", "why",
]  # fmt: skip

# A number as scoring.numbers writes it; not the digits of an escaped sign such as &#x27;
NUMBERS = re.compile(r"(?<![\w&#.,])[+\u2212]?\d+(?:\.\d{3})*(?:,\d+)?%?(?![\w]|[.,]\d)")


def tell(about: Telling, finding: Finding) -> str:
    """HTML of one finding: the sentence and, where there is more to see, the link “Vì sao?”."""
    sentence = sentence_html(about, finding)
    return f"{traced(sentence, _address(about, finding))} {why(about, finding)}"


def traced(sentence_html: str, address: str) -> str:
    """
    HTML of a sentence in which every number leads to its trace.

    The links are left out of the order of the tab key: “Vì sao?” behind the sentence leads to the same place.

    >>> traced("hơn <b>0,27</b> điểm", "/x?a=1&b=2")
    'hơn <b><a class="td-trace" tabindex="-1" href="/x?a=1&amp;b=2">0,27</a></b> điểm'
    """
    start = f'<a class="td-trace" tabindex="-1" href="{html(address)}">'
    pieces = re.split(r"(<[^>]*>)", sentence_html)
    return "".join(
        piece if piece.startswith("<") else NUMBERS.sub(lambda found: f"{start}{found[0]}</a>", piece)
        for piece in pieces
    )


def why(about: Telling, finding: Finding) -> str:
    """HTML of the link to the screen that shows the reason; a hidden part tells one link from another."""
    address = _address(about, finding)
    subject = " · ".join(
        part
        for part in (
            about.unit(finding.unit) if finding.unit else "",
            about.rulebook.criterion(finding.criterion).label if finding.criterion else "",
        )
        if part
    )
    hidden = f'<span class="td-hidden">: {html(subject)}</span>' if subject else ""
    return f'<a class="td-nowrap" href="{html(address)}">{html(say("telling.why"))}{hidden}</a>'


def _address(about: Telling, finding: Finding) -> str:
    params: dict[str, str | int | None] = {"year": str(about.board.year)}
    if finding.unit:
        params["unit"] = finding.unit
    if finding.criterion:
        params["criterion"] = finding.criterion
    if finding.other:
        params["other"] = finding.other
    return state.link(WHERE[finding.key], **params) + FRAGMENTS.get(finding.key, "")


# The screen that answers “Vì sao?”, and the place on it.
WHERE = {
    "leader": "comparison",
    "tie_separated": "rankings",
    "tie_open": "rankings",
    "incomplete": "unit_sheet",
    "close": "comparison",
    "risen": "trend",
    "fallen": "trend",
    "unofficial": "unit_sheet",
    "penalised": "rankings",
    "widest": "comparison",
    "self_set": "rankings",
}
FRAGMENTS = {
    "risen": "#vi-sao-doi",
    "fallen": "#vi-sao-doi",
    "leader": "#hai-don-vi",
    "close": "#hai-don-vi",
    "tie_separated": "#dong-diem",
    "tie_open": "#dong-diem",
    "penalised": "#diem-tru",
    "self_set": "#chi-tieu-tu-dat",
}
