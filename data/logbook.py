"""
The server's log: one line of JSON per event in `logs/thidua.jsonl` of the home, in UTC, rotating, for its owner only.

It says what happened, where, for how long and under which account mark. It never says who, from where, what was typed
or which figure: an error is kept with its type and the places it came through, not with its message. Everything is
ASCII with control characters escaped, so no visitor can write a line of their own into it.
"""

from __future__ import annotations

import contextlib
import hmac
import json
import logging
import os
import secrets
import sys
import traceback
from datetime import UTC, datetime
from functools import cache
from hashlib import sha256
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Any, Final

from data.home import Home, home
from data.troubles import Trouble

LOG: Final = logging.getLogger("thidua")
FILE: Final = "thidua.jsonl"
EACH: Final = 5 * 1024 * 1024  # bytes of a file
KEPT: Final = 10  # older files
PLACES: Final = 30  # that an error came through
CAUSES: Final = 4  # errors behind an error
# Libraries whose warnings belong into the log; what they only mention stays where they put it.
LIBRARIES: Final = ("streamlit", "uvicorn", "websockets", "pages", "data", "asyncio")
TOP: Final = Path(__file__).resolve().parent.parent


class Lines(logging.Formatter):
    """A record as one line of JSON. Of a library's record only the fixed text is taken, not what was filled in."""

    def format(self, record: logging.LogRecord) -> str:
        when = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        said: dict[str, Any] = {"time": when.replace("+00:00", "Z"), "level": record.levelname.lower()}
        fields = getattr(record, "fields", None)
        if fields is None:
            said |= {"event": "library", "logger": record.name, "text": str(record.msg)[:200]}
        else:
            said |= {"event": str(record.msg), **fields}
        if record.exc_info and record.exc_info[1] is not None:
            said["errors"] = told(record.exc_info[1])
        return json.dumps(said, ensure_ascii=True, default=str)


class OwnersFile(RotatingFileHandler):
    """A rotating file with mode 0600; what cannot be written (a full disk) goes to standard error, as it is."""

    def _open(self) -> TextIOWrapper:
        handle = os.open(self.baseFilename, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        return TextIOWrapper(os.fdopen(handle, "ab"), encoding="ascii", write_through=True)

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802  the name that logging calls
        with contextlib.suppress(OSError, ValueError):
            sys.stderr.write(self.format(record) + "\n")


def start(folder: Path) -> Path | None:
    """
    From now on events go into the log of that home.

    Returns:
        The file; None if it cannot be made, and standard error gets the lines instead.
    """
    handler: logging.Handler
    path: Path | None = folder / "logs" / FILE
    assert path is not None
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handler = OwnersFile(path, maxBytes=EACH, backupCount=KEPT, encoding="ascii")
    except OSError:
        path, handler = None, logging.StreamHandler()
    handler.setFormatter(Lines())
    LOG.setLevel(logging.INFO)
    LOG.propagate = False
    for old in LOG.handlers[:]:
        LOG.removeHandler(old)
        old.close()
    LOG.addHandler(handler)
    return path


def take_over() -> None:
    """
    From now on warnings and errors of libraries go into the log, once, and nowhere else.

    Called when the server stands: until then whoever starts it reads on the screen why it does not.
    """
    warnings = _Warnings(logging.WARNING)
    for name in dict.fromkeys([*LIBRARIES, *logging.root.manager.loggerDict]):
        if name.split(".")[0] not in LIBRARIES:
            continue
        logger = logging.getLogger(name)
        for each in logger.handlers[:]:
            if isinstance(each, _Warnings):
                logger.removeHandler(each)
            else:
                each.addFilter(_mention)
        # A record climbs to its parents' handlers: one on the way is enough.
        if not logger.propagate or name in LIBRARIES:
            logger.addHandler(warnings)


def note(event: str, **fields: object) -> None:
    """One event with its fields; none of them may be a name, an address or a figure."""
    LOG.info(event, extra={"fields": fields})


def note_error(event: str, problem: BaseException, **fields: object) -> str:
    """
    An error that somebody is told about.

    Returns:
        Its id, eight hexadecimal digits, to be shown with it.
    """
    code = secrets.token_hex(4)
    LOG.error(event, exc_info=problem, extra={"fields": {"error": code, **fields}})
    return code


def mark(account: str, folder: Path | None = None) -> str:
    """
    What stands for an account in the log of a home, "" for nobody.

    Ten digits that whoever keeps the home can look up; who has only the log cannot find a name by trying names out.

    Args:
        folder: The home; that of this program if left out.
    """
    if not account:
        return ""
    key = _key(Home(folder or home()).log_key)
    return hmac.new(key, account.casefold().encode(), sha256).hexdigest()[:10]


@cache
def _key(path: Path) -> bytes:
    """The key of a home, made when first needed; where none can be kept, one that lives as long as this process."""
    made = secrets.token_bytes(32)
    with contextlib.suppress(OSError):
        if path.exists():
            return path.read_bytes() or made
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(made)
    return made


def told(problem: BaseException) -> list[dict[str, object]]:
    """An error and those behind it, newest first: type, the key of a `Trouble`, and the places it came through."""
    found: list[dict[str, object]] = []
    seen: BaseException | None = problem
    while seen is not None and len(found) < CAUSES:
        one: dict[str, object] = {"type": type(seen).__name__}
        if isinstance(seen, Trouble):
            one["key"] = seen.key
        frames = traceback.extract_tb(seen.__traceback__)[-PLACES:]
        one["places"] = [f"{_short(each.filename)}:{each.lineno} {each.name}" for each in frames]
        found.append(one)
        seen = seen.__cause__ or (None if seen.__suppress_context__ else seen.__context__)
    return found


def _short(filename: str) -> str:
    """A path without where this machine keeps it: from the program's folder or from the library's name on."""
    path = Path(filename)
    for place in (TOP, *(Path(each).resolve() for each in sys.path if each)):
        if path.is_relative_to(place):
            return path.relative_to(place).as_posix().split("site-packages/")[-1]
    return path.name


def _mention(record: logging.LogRecord) -> bool:
    """What a library goes on printing itself: all that the log does not take."""
    return record.levelno < logging.WARNING


class _Warnings(logging.Handler):
    """Passes a library's warnings and errors on to the log."""

    def emit(self, record: logging.LogRecord) -> None:
        # Streamlit writes down a failed screen before it asks `tell_failure`, which does so with an id.
        if record.msg != "Uncaught app execution":
            for handler in LOG.handlers:
                handler.handle(record)
