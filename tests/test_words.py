"""Every text that a screen asks for exists, and every text is asked for."""

from __future__ import annotations

import re
from pathlib import Path
from string import Formatter

from pages import SCREENS
from pages.parts import words

PAGES = Path(__file__).parents[1] / "pages"
SOURCES = "\n".join(
    path.read_text(encoding="utf-8")
    for path in [PAGES.parent / "app.py", *PAGES.rglob("*.py")]
    if path.name != "__init__.py" and not path.name.startswith("words")
)
ASKED = set(re.findall(r"""say\(\s*["']([\w.]+)["']""", SOURCES))
# A key may be chosen first and said later: key = "a.x" if … else "a.y".
NAMED = set(re.findall(r"""["']([a-z_]+\.[\w.]+)["']""", SOURCES))
# Keys that are put together at run time, as in say(f"{screen}.name").
PUT_TOGETHER = {f"{screen}.name" for screen in SCREENS} | {
    key
    for start, end in re.findall(r"""f["']([\w.]*)\{[^}]+\}([\w.]*)["']""", SOURCES)
    if "." in start + end
    for key in words.VIETNAMESE
    if key.startswith(start) and key.endswith(end) and len(key) > len(start) + len(end)
}


def test_every_text_that_is_asked_for_exists():
    assert set() == ASKED - words.VIETNAMESE.keys()


def test_every_text_is_asked_for():
    assert set() == words.VIETNAMESE.keys() - ASKED - NAMED - PUT_TOGETHER


def test_another_language_has_no_text_of_its_own_invention():
    for language in words.WORDS.values():
        assert set() == language.keys() - words.VIETNAMESE.keys()


def test_translations_hold_the_same_placeholders():
    for language in words.WORDS.values():
        for key, text in language.items():
            assert placeholders(words.VIETNAMESE[key]) == placeholders(text), key


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}
