"""
Names and codes of a file → units and criteria of the catalogue. Never by a guess: the nearest is suggested, not taken.

A word counts as the same with old or new tone placement, or typed without any mark; a wrong mark makes it another word.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property

from data.reading.catalogue import Catalogue, CriterionName, UnitName
from data.reading.folding import HIDDEN, HOSTILE, bare, likeness, same_words, tidy, unmarked, words

LEVELS = {
    "thành phố": "city", "thanh pho": "city", "tp": "city", "t p": "city", "huyện": "district", "huyen": "district",
    "h": "district", "thị xã": "town", "thi xa": "town", "tx": "town", "t x": "town", "quận": "ward", "quan": "ward",
    "q": "ward", "tỉnh": "province", "tinh": "province", "xã": "commune", "xa": "commune", "phường": "commune",
    "phuong": "commune", "thị trấn": "township", "thi tran": "township", "tt": "township",
}  # fmt: skip
OFFICES = (
    "ủy ban nhân dân",
    "uỷ ban nhân dân",
    "uy ban nhan dan",
    "ubnd",
    "ub nd",
    "hđnd và ubnd",
    "hđnd ubnd",
)
NUMBERED = re.compile(
    r"^\s*(?:\d{1,3}(?:\.\d{1,3})*\s*[.)/:-]\s*|\d{1,3}\s+|[-+•*–]\s+|[ivxIVX]{1,5}\s*[.)]\s+|[a-zđA-ZĐ]\s*[.)]\s+)"
)
IN_BRACKETS = re.compile(r"\s*[(\[]([^()\[\]]*)[)\]]\s*[*]*\s*$")
ROMAN = ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
NEAR = 0.5  # likeness from which a name is suggested


@dataclass(frozen=True, slots=True)
class UnitMatch:
    """
    What a written name stands for.

    Attributes:
        how: exact | alias | whitespace | tone | ambiguous | suggest | unknown | blank.
        nearest: Names to show where nothing was taken.
    """

    unit: UnitName | None
    how: str
    nearest: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CriterionMatch:
    """
    What a code and a name stand for.

    Attributes:
        how: exact | code (normalised) | name | name_tone | ambiguous | suggest | unknown | blank.
        name: same | tone | differs | blank, where a name stood beside a code; conflict where it is another's.
    """

    criteria: tuple[CriterionName, ...]
    how: str
    name: str = "blank"
    nearest: tuple[str, ...] = ()


class Matcher:
    """Matches against one catalogue; answers are remembered, files repeat names."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self._units: dict[str, UnitMatch] = {}
        self._criteria: dict[tuple[str, str], CriterionMatch] = {}

    # --- units ----------------------------------------------------------------------------------------------------

    def unit(self, written: str) -> UnitMatch:
        """The unit that a name or code stands for."""
        if written not in self._units:
            self._units[written] = self._unit(written)
        return self._units[written]

    def _unit(self, written: str) -> UnitMatch:
        if not tidy(written):
            return UnitMatch(None, "blank")
        if HOSTILE.search(written.replace("\t", " ").replace("\n", " ").replace("\r", " ")):
            return UnitMatch(None, "unknown")
        for unit in self.catalogue.units:
            if written == unit.name:
                return UnitMatch(unit, "exact")
        clean = tidy(written)
        for unit in self.catalogue.units:
            if clean == unit.name:
                return UnitMatch(unit, "whitespace")
        said = words(clean)
        hits = {unit.code: unit for unit in self.catalogue.units if words(unit.name) == said}
        if not hits:
            hits = {unit.code: unit for unit in self.catalogue.units if self._same_unit(clean, unit)}
        if len(hits) == 1 and not re.search(r"[<>{}=&$`\\|@#%^*_+\"'?!;]", clean):
            unit = next(iter(hits.values()))
            if HIDDEN.search(written) or "\u00a0" in written or clean != written.strip():
                return UnitMatch(unit, "whitespace")
            alike = len(said) == len(words(unit.name)) and not clean.isascii()
            tone = alike and same_words(said, words(unit.name)) and unmarked(clean) == unmarked(unit.name)
            return UnitMatch(unit, "tone" if tone else "alias")
        if len(hits) > 1:
            return UnitMatch(None, "ambiguous", tuple(unit.name for unit in hits.values()))
        return self._unmatched_unit(clean)

    def _same_unit(self, clean: str, unit: UnitName) -> bool:
        if clean.upper() == unit.code.upper() and unmarked(clean) == clean:
            return True
        level, core = self._parted(clean)
        for name in (unit.name, *unit.aliases):
            if same_words(words(clean), words(name)):
                return True
            own_level, own_core = self._parted(name)
            if own_core and same_words(core, own_core):
                official = self._parted(unit.name)[0]
                if not level or level in (own_level or official, official):
                    return True
        return False

    def _parted(self, name: str) -> tuple[str, tuple[str, ...]]:
        """Level (city, district …) and the name proper of a unit, without office, number and province."""
        text = NUMBERED.sub("", tidy(name).lower()) or tidy(name).lower()
        said = list(words(text))
        for office in OFFICES:
            if said[: len(office.split())] == office.split():
                said = said[len(office.split()) :]
                break
        level = ""
        for length in (2, 1):
            prefix = " ".join(said[:length])
            if prefix in LEVELS and len(said) > length:
                level, said = LEVELS[prefix], said[length:]
                break
        province = words(self.catalogue.province)
        if province and len(said) > len(province) and same_words(tuple(said[-len(province) :]), province):
            said = said[: -len(province)]
            if said[-1:] in (["tỉnh"], ["tinh"]) and len(said) > 1:
                said = said[:-1]
        return level, tuple(said)

    def _unmatched_unit(self, clean: str) -> UnitMatch:
        said = bare(clean).split()
        if said:
            around = [
                unit.name
                for unit in self.catalogue.units
                if any(_inside(said, bare(name).split()) for name in (unit.name, *unit.aliases))
            ]
            if len(around) > 1:
                return UnitMatch(None, "ambiguous", tuple(around))
        if re.search(r"[<>{}=&$`\\|;()\"]", clean):
            return UnitMatch(None, "unknown")  # markup, formulas, SQL: nothing to suggest
        core = " ".join(self._parted(clean)[1])
        scored = sorted(
            (
                (likeness(core, " ".join(self._parted(unit.name)[1])), unit.name)
                for unit in self.catalogue.units
            ),
            reverse=True,
        )
        if scored and scored[0][0] >= NEAR:
            return UnitMatch(
                None, "suggest", tuple(name for score, name in scored if score >= scored[0][0] - 0.05)
            )
        return UnitMatch(None, "unknown")

    # --- criteria -------------------------------------------------------------------------------------------------

    def criterion(self, code: str, name: str) -> CriterionMatch:
        """The criteria (several only where years tell them apart) that a code, a name, or both stand for."""
        key = (code, name)
        if key not in self._criteria:
            self._criteria[key] = self._criterion(code, name)
        return self._criteria[key]

    @cached_property
    def _by_code(self) -> dict[str, list[CriterionName]]:
        found: dict[str, list[CriterionName]] = {}
        for row in self.catalogue.criteria:
            found.setdefault(row.key, []).append(row)
        return found

    @cached_property
    def _by_normal(self) -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}
        for code in self._by_code:
            found.setdefault(normal_code(code), set()).add(code)
        return found

    def is_code(self, written: str) -> bool:
        """Whether a text is a code of the catalogue (perhaps written a little differently)."""
        return written in self._by_code or len(self._by_normal.get(normal_code(written), ())) == 1

    def _criterion(self, code: str, name: str) -> CriterionMatch:
        if not tidy(code):
            return self.by_name(name) if tidy(name) else CriterionMatch((), "blank")
        how = "exact"
        rows = self._by_code.get(code)
        if rows is None:
            normal = self._by_normal.get(normal_code(code), set())
            rows = (
                self._by_code[next(iter(normal))] if len(normal) == 1 and not HOSTILE.search(code) else None
            )
            how = "code"
        if rows is None:
            return self._unmatched_code(code, name)
        if not tidy(name):
            return CriterionMatch(tuple(rows), how)
        return self._checked_name(tuple(rows), how, name)

    def _checked_name(self, rows: tuple[CriterionName, ...], how: str, name: str) -> CriterionMatch:
        agreed = [row for row in rows if words(row.name) == words(stripped(name))]
        if agreed:
            return CriterionMatch(tuple(agreed), how, "same")
        other = self.by_name(name)
        if other.how in ("exact", "name", "name_tone"):
            same = [row for row in other.criteria if row in rows]
            if not same:
                return CriterionMatch(rows, how, "conflict", tuple(row.key for row in other.criteria))
            toned = other.how == "name_tone"
            return CriterionMatch(tuple(same), how, "tone" if toned else "differs")
        own = max(likeness(name, row.name) for row in rows)
        rest = [row for row in self.catalogue.criteria if row not in rows]
        best = max(((likeness(name, row.name), row.key) for row in rest), default=(0.0, ""))
        if best[0] >= 0.6 and best[0] > own + 0.2:
            return CriterionMatch(rows, how, "conflict", (best[1],))
        return CriterionMatch(rows, how, "differs")

    def by_name(self, name: str) -> CriterionMatch:
        """The criterion that a name alone stands for."""
        tidied = tidy(name)
        for candidate in dict.fromkeys((tidied, stripped(tidied), without_brackets(stripped(tidied)))):
            said = words(candidate)
            if not said:
                continue
            hits = [row for row in self.catalogue.criteria if words(row.name) == said]
            how = "name"
            if not hits:
                hits = [row for row in self.catalogue.criteria if same_words(said, words(row.name))]
                how = "name" if all(word.isascii() for word in said) else "name_tone"
            if hits and len({row.key for row in hits}) == 1:
                return CriterionMatch(tuple(hits), how)
            if hits and any(row.years for row in hits):
                return CriterionMatch(tuple(hits), how)
            if hits:
                return CriterionMatch(
                    (), "ambiguous", nearest=tuple(f"{row.key} – {row.name}" for row in hits)
                )
        near = self._near(tidied)
        return CriterionMatch((), "suggest" if near else "unknown", nearest=near)

    def _near(self, name: str) -> tuple[str, ...]:
        scored = sorted(
            ((likeness(name, row.name), row.key, row.name) for row in self.catalogue.criteria), reverse=True
        )
        if not scored or scored[0][0] < NEAR + 0.1:
            return ()
        return (f"{scored[0][1]} – {scored[0][2]}",)

    def _unmatched_code(self, code: str, name: str) -> CriterionMatch:
        named = self.by_name(name) if tidy(name) else None
        if named and named.criteria:
            return CriterionMatch(
                (), "suggest", nearest=tuple(f"{row.key} – {row.name}" for row in named.criteria[:1])
            )
        numeric = re.fullmatch(r"(\d{1,2})[.,](\d{1,2})", tidy(code))
        if numeric and int(numeric[1]) < len(ROMAN):
            meant = f"{ROMAN[int(numeric[1])]}.{numeric[2]}"
            if meant in self._by_code:
                return CriterionMatch((), "suggest", nearest=(f"{meant} – {self._by_code[meant][0].name}",))
        return CriterionMatch((), "unknown")


def normal_code(code: str) -> str:
    """
    A code without spaces, case and look-alike forms.

    >>> normal_code(" i. 1 "), normal_code("Ⅱ.3"), normal_code("n1.22a") == normal_code("N1.22.a")
    ('I.1', 'II.3', True)
    """
    text = unicodedata.normalize("NFKC", HIDDEN.sub("", code)).upper()
    text = re.sub(r"\s+", "", text).strip(".,;:()[]")
    text = re.sub(r"[-_/–]", ".", text)
    return re.sub(r"(\d)\.?([A-Z])$", r"\1.\2", text)


def stripped(name: str) -> str:
    """A name without the number, letter or bullet before it."""
    return NUMBERED.sub("", tidy(name)).strip(" *:;.")


def without_brackets(name: str) -> str:
    """A name without a remark in brackets after it."""
    return IN_BRACKETS.sub("", name)


def bracketed(name: str) -> str:
    """The remark in brackets after a name (often its unit of measure), "" if there is none."""
    found = IN_BRACKETS.search(name)
    return found[1].strip() if found else ""


def _inside(part: list[str], whole: list[str]) -> bool:
    """Whether the words stand one after another in the name, but are not all of it."""
    return len(part) < len(whole) and any(
        whole[place : place + len(part)] == part for place in range(len(whole) - len(part) + 1)
    )
