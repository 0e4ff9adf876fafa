"""What the visitor looks at. The only module that touches the address bar or the session.

Everything lives in the address bar, so every view is a link, the back button
works, and a reload shows the same: `/so-sanh?nam=2018&donvi=RG&tieuchi=N1.07&voi=CT`.
A link made by `link()` that stands in our own HTML changes the view without
loading the page again (`frame.js`), so screens need no Streamlit widget to
choose what is shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

import streamlit as st

from pages import SCREENS

# English in the program, Vietnamese in the address bar. These four go along from screen to screen.
LASTING: Final = {"year": "nam", "unit": "donvi", "criterion": "tieuchi", "other": "voi"}

# What the address bar says in this run; each run has a thread, and `begin` begins it.
_ADDRESS: ContextVar[dict[str, str] | None] = ContextVar("address", default=None)


@dataclass(frozen=True, slots=True)
class Selection:
    """The four choices that every screen shares.

    `year` is one of the years on offer. `unit`, `criterion` and `other` (a second
    unit, to compare with) are codes, or "" where nothing was on offer.
    """

    year: int
    unit: str
    criterion: str
    other: str


def selection(years: Sequence[int], units: Sequence[str], criteria: Sequence[str]) -> Selection:
    """What the address bar asks for, within what is on offer.

    Anything unknown falls back: the newest year, the first unit, the first
    criterion, and as `other` the first unit that is not `unit`.
    """
    unit = choice("unit", units)
    return Selection(
        year=int(choice("year", [str(year) for year in years], str(max(years)))),
        unit=unit,
        criterion=choice("criterion", criteria),
        other=choice("other", [code for code in units if code != unit]),
    )


def begin() -> None:
    """Read the address bar once for this run: each question to Streamlit costs, and a screen has hundreds of links."""
    _ADDRESS.set(st.query_params.to_dict())


def _address() -> dict[str, str]:
    return _ADDRESS.get() or st.query_params.to_dict()


def whole() -> tuple[tuple[str, str], ...]:
    """Everything that the address bar asks for, in one order."""
    return tuple(sorted(_address().items()))


def asked(param: str) -> str:
    """The value of `param` in the address bar as it stands there, "" if absent."""
    return _address().get(LASTING.get(param, param), "")


def choice(param: str, options: Iterable[str], default: str = "") -> str:
    """The option that the address bar names under `param`; else `default`, else the first option, else ""."""
    offered = list(options)
    wanted = asked(param)
    if wanted in offered:
        return wanted
    return default or (offered[0] if offered else "")


def link(screen: str, **params: str | int | None) -> str:
    """Address of `screen` (a key of `SCREENS`) with the present year, unit and criterion.

    `params` replace or add to them: the names of `LASTING` or a screen's own
    parameter; None leaves one out. A screen's own parameters do not go along to
    another screen. The result still has to be escaped for HTML (`&`).
    """
    address = _address()
    kept: dict[str, str | int | None] = {name: address.get(param) for name, param in LASTING.items()}
    merged = kept | params
    query = {LASTING.get(name, name): value for name, value in merged.items() if value not in (None, "")}
    return f"/{SCREENS[screen]}" + (f"?{urlencode(query)}" if query else "")


def dark() -> bool:
    """Whether the visitor sees the dark theme now."""
    return st.context.theme.type == "dark"


def cookie(name: str) -> str:
    """A cookie that the visitor's browser brought when it opened the screen, "" if absent."""
    found = st.context.cookies.get(name)
    return found if isinstance(found, str) else ""


def address() -> str:
    """Where the visitor comes from, "" if unknown (this machine)."""
    found = st.context.ip_address
    return found if isinstance(found, str) else ""


def here(screen: str) -> str:
    """Address of what the visitor looks at on `screen`, to come back to."""
    return link(screen, **others())


def others() -> dict[str, str | int | None]:
    """The screen's own parameters as they stand in the address, to keep them while one thing changes."""
    known = set(LASTING.values())
    return {name: value for name, value in _address().items() if name not in known}


# What is longer than an address may be lives in the visitor's session: the files that were read, the preview that
# was shown. It is gone with the session; nothing of it counts before it is in the journal.


def kept(name: str) -> Any:
    """What this visitor's session holds under `name`; None if nothing."""
    return st.session_state.get(_PRIVATE + name)


def keep(name: str, value: object) -> None:
    """Hold `value` for this visitor until the session ends; None lets go of it."""
    if value is None:
        st.session_state.pop(_PRIVATE + name, None)
    else:
        st.session_state[_PRIVATE + name] = value


def forget(*keys: str) -> None:
    """Let go of what was typed into the widgets with these keys; the next form needs other keys to be empty."""
    for key in keys:
        st.session_state.pop(key, None)


_PRIVATE: Final = "td:"  # apart from the keys of widgets
