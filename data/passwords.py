"""
Passwords: argon2id with the parameters of RFC 9106 for machines with little memory (64 MiB, 3 passes).

A password is at least 12 characters, any characters; it is compared in one Unicode form, since the same Vietnamese
letter comes composed from one keyboard and in pieces from another.
"""

from __future__ import annotations

import threading
import unicodedata

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from data.troubles import Trouble

LEAST, MOST = 12, 1024  # characters; the most only keeps a megabyte from being hashed
AT_ONCE = 2  # hashings at the same time: 64 MiB each

_hasher = PasswordHasher()
_slots = threading.BoundedSemaphore(AT_ONCE)


def hash_password(password: str) -> str:
    """The hash to keep. Raises Trouble ("account.short", "account.long")."""
    text = _form(password)
    if len(text) < LEAST:
        raise Trouble("account.short", least=LEAST)
    if len(text) > MOST:
        raise Trouble("account.long", most=MOST)
    with _slots:
        return _hasher.hash(text)


def matches(kept: str, password: str) -> bool:
    """
    Whether the password belongs to the hash.

    Args:
        kept: "" for an account that is not there: as much work is done as for any other, and the answer is no.
    """
    text = _form(password)[:MOST]
    with _slots:
        try:
            _hasher.verify(kept or _nobody(), text)
        except (VerificationError, InvalidHashError):
            return False
    return bool(kept)


def _form(password: str) -> str:
    return unicodedata.normalize("NFC", password)


_nobodys: list[str] = []


def _nobody() -> str:
    """A hash that belongs to no password, made once."""
    if not _nobodys:
        _nobodys.append(_hasher.hash("không của ai"))
    return _nobodys[0]
