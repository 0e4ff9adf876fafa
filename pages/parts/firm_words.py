"""How firm the order is, in one sentence. Knows nothing of Streamlit."""

from __future__ import annotations

from pages.parts.words import say
from pages.parts.year_words import Telling
from scoring.certainty import Firmness, OpenRanks
from scoring.numbers import number


def firmness_sentence(about: Telling, firm: Firmness) -> str:
    """“Hạng 1 vững; hạng 2–3 còn có thể đổi vì 4 ô chưa chính thức.” Plain text."""
    size = len(about.board.units)
    if not firm.open:
        if not firm.cells:
            return say("firm.all_official", count=number(size))
        return say("firm.all", count=number(size), cells=number(firm.cells))
    told = [_open(about, group, firm) for group in firm.open]
    if firm.firm:
        ranks = sorted({rank for rank, _unit in firm.firm})
        told.insert(0, say("firm.firm", ranks=_ranks(ranks)))
    sentence = "; ".join(told)
    return f"{sentence[:1].upper()}{sentence[1:]}."


def _ranks(ranks: list[int]) -> str:
    texts = [number(rank) for rank in ranks]
    if len(texts) < 2:
        return "".join(texts)
    return say("telling.and", first=", ".join(texts[:-1]), last=texts[-1])


def _open(about: Telling, group: OpenRanks, firm: Firmness) -> str:
    ranks = f"{group.first}–{group.last}" if group.last > group.first else str(group.first)
    missing = group.reasons.get("missing", 0)
    reasons = [
        say(key, count=number(count))
        for key, count in (("firm.missing", missing), ("firm.unofficial", group.cells - missing))
        if count
    ]
    # figures of others alone can move a unit where a leader sets the curve
    why = say("firm.plus", first=reasons[0], second=reasons[1]) if len(reasons) > 1 else "".join(reasons)
    why = why or say("firm.unofficial", count=number(firm.cells))
    return say("firm.open", ranks=ranks, units=about.units(group.units), why=why)
