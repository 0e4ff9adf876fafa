"""Why a unit moved between two years, as sentences. Knows nothing of Streamlit; `change_parts` draws it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from html import unescape

from pages.parts.changes import reason_words
from pages.parts.finding_words import bold
from pages.parts.split_words import largest_parts, parts_told
from pages.parts.theme import html
from pages.parts.words import say
from pages.parts.year_words import Telling, section_name
from scoring.change import ChangeStep, UnitSplit
from scoring.compare import LeadStep
from scoring.model import Rulebook
from scoring.numbers import number


@dataclass(frozen=True, slots=True)
class YearStep:
    """
    Two years that changes are told between.

    Attributes:
        about: The new year.
        old_book: The rulebook of the old one.
    """

    about: Telling
    old_book: Rulebook

    def points(self, amount: Decimal, /, *, sign: bool = False) -> str:
        """Points with the digits in which the change was split."""
        digits = max(self.about.rulebook.point_decimals, self.old_book.point_decimals)
        return number(amount, digits, sign=sign)


def split_sentence(years: YearStep, split: UnitSplit) -> str:
    """HTML of one sentence per unit: the change of the total and of the rank in their parts, largest first."""
    unit = years.about.unit(split.unit)
    total = bold("change.told", unit=unit, amount=years.points(split.total.amount, sign=True))
    parts = parts_told(
        [(name, years.points(amount, sign=True)) for name, amount in largest_parts(split.total)]
    )
    told = total + html(say("change.by", parts=parts) if parts else say("change.by_none"))
    told += html(say("change.still_open")) * split.open
    return told + " " + html(rank_sentence(split))


def rank_sentence(split: UnitSplit) -> str:
    """How the rank moved and by which parts. Plain text."""
    if split.rank is None:
        key = "change.rank_unknown" if None in (split.old.rank, split.new.rank) else "change.rank_others"
        return say(key)
    places = int(split.rank.amount)
    key = "change.rank_up" if places > 0 else "change.rank_down" if places < 0 else "change.rank_same"
    told = say(key, places=abs(places), old=split.old.rank, new=split.new.rank)
    parts = parts_told([(name, number(amount, 1, sign=True)) for name, amount in largest_parts(split.rank)])
    return told + (say("change.by", parts=parts) if parts else ".")


def split_text(years: YearStep, split: UnitSplit) -> str:
    """The same sentence as plain text, for documents."""
    return unescape(re.sub(r"<[^>]*>", "", split_sentence(years, split)))


def capital(text: str) -> str:
    """The first letter in capitals."""
    return text[:1].upper() + text[1:]


def changed_steps(split: UnitSplit) -> list[ChangeStep]:
    """The lines in which anything changed."""
    return [step for step in split.steps if any(step.split.exact)]


def step_label(years: YearStep, step: ChangeStep | LeadStep) -> str:
    """What a line of the change is about. Plain text."""
    if step.kind == "bonus":
        return say("difference.bonus")
    if step.kind == "penalty":
        books = (years.about.rulebook, years.old_book)
        label = next(row.label for book in books for row in book.sections if row.code == step.code)
        return say("difference.penalty", section=section_name(label))
    if step.code:
        return years.about.rulebook.criterion(step.code).label
    return years.old_book.criterion(step.before).label


def why_not(years: YearStep, step: ChangeStep) -> str:
    """Why a criterion cannot be compared; "" where it can. Plain text."""
    if step.carry is None or step.carry.possible:
        return ""
    about = years.about
    if about.rulebook.compared_with != years.old_book.year:
        return say("trend.undeclared", old=years.old_book.year, new=about.rulebook.year)
    told = "; ".join(
        reason_words(
            reason, lambda code: about.cluster.agency(code).name, years.old_book.year, about.rulebook.year
        )
        for reason in step.carry.reasons
    )
    return capital(told) + "."
