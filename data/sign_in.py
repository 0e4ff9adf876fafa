"""
Signing in and out: sessions that the server knows, and the delay after failed attempts. Both outlive a restart.

A session is a random token of 256 bits in the visitor's cookie; the server keeps its sha-256 only, so that reading
the file lets nobody in. After five failures for one account, or from one address, every further one doubles the time
until the next attempt is looked at: 1 s, 2 s, 4 s … 15 minutes. Unknown names are counted and answered like known
ones, and take as long.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

from data.accounts import Account, Accounts, folded
from data.identities import Identity
from data.kept_json import KeptJson
from data.passwords import matches
from data.rights import UNLINKED_ACCOUNT, VIEWER, Actor, Duty

FREE = 5  # failures without delay
MOST_DELAY = 15 * 60  # seconds
FORGET = timedelta(days=1)  # after that long without a failure, counting starts anew
MOST_COUNTED = 10_000  # names and addresses
LIFE, IDLE = timedelta(days=7), timedelta(days=2)  # of a session, whatever is done; and unused
USED_EVERY = timedelta(minutes=10)  # how exactly the last use is noted


@dataclass(frozen=True, slots=True)
class Outcome:
    """
    What came of an attempt.

    Attributes:
        token: The new session's; "" if the attempt failed.
        wait: Seconds until another attempt is looked at; 0 = none.
    """

    token: str
    wait: int


def _utc() -> datetime:
    return datetime.now(UTC)


class SignIn:
    """Sessions and delays of a home. Safe for several threads and programs."""

    def __init__(self, home: Path, now: Callable[[], datetime] = _utc) -> None:
        self.accounts = Accounts(home)
        self._sessions = KeptJson(home / "sessions.json")
        self._failures = KeptJson(home / "failures.json")
        self._now = now

    def sign_in(self, name: str, password: str, address: str, old: str = "") -> Outcome:
        """
        Check a password and open a new session.

        Args:
            address: Where the visitor comes from.
            old: Token of the visitor's session so far; it ends.

        Raises:
            Trouble: The files cannot be read or kept; nobody is let in then.
        """
        account, wait = self._check(name, password, address)
        if account is None:
            return Outcome("", wait)
        return Outcome(self._open(old, {"account": folded(account.name), "address": address}), 0)

    def enter(self, identity: Identity, address: str, old: str = "") -> str:
        """
        Let in by a verified identity: in the account it is linked to, else as a viewer under its own name.

        A session of the same account goes on, so that what is half done in another tab is not lost.

        Args:
            address, old: As in `sign_in`.

        Returns:
            The session's token; "" if the account is disabled. Raises Trouble as `sign_in`.
        """
        account = self.accounts.identified(identity)
        at = identity.authenticated.isoformat()
        if account is None:
            cells = {"account": "", "name": identity.name, "told": identity.told, "issuer": identity.issuer}
            return self._open(old, {**cells, "signed_in": at, "address": address})
        if account.disabled:
            return ""
        if self.actor(old).account == account.name:
            with self._sessions.change() as content:
                kept = content.get("sessions", {}).get(_digest(old))
                if kept is not None:
                    kept["signed_in"] = max(at, kept["signed_in"])
                    return old
        return self._open(old, {"account": folded(account.name), "signed_in": at, "address": address})

    def unlinked(self, token: str) -> tuple[str, str]:
        """Issuer, and what to tell an administrator, of a session whose identity opens no account; else two ""."""
        session = self._sessions.read().get("sessions", {}).get(_digest(token)) if token else None
        if session is None or session["account"] or self._over(session):
            return "", ""
        return session["issuer"], session["told"]

    def _open(self, old: str, cells: dict[str, str]) -> str:
        token, now = secrets.token_urlsafe(32), self._now().isoformat()
        with self._sessions.change() as content:
            kept = content.setdefault("sessions", {})
            kept.pop(_digest(old), None)
            for digest in [each for each, one in kept.items() if self._over(one)]:
                del kept[digest]
            kept[_digest(token)] = {"created": now, "signed_in": now, "used": now} | cells
        return token

    def renew(self, token: str, password: str, address: str) -> Outcome:
        """The password once more, by somebody whose session is old: the session goes on. Raises as `sign_in`."""
        actor = self.actor(token)
        account, wait = self._check(actor.account, password, address)
        if account is None or not actor.account:
            return Outcome("", wait)
        with self._sessions.change() as content:
            kept = content.get("sessions", {}).get(_digest(token))
            if kept is None:
                return Outcome("", 0)
            kept["signed_in"] = self._now().isoformat()
        return Outcome(token, 0)

    def sign_out(self, token: str) -> None:
        """End a session for good. Raises Trouble if that cannot be kept."""
        if _digest(token) in self._sessions.read().get("sessions", {}):
            with self._sessions.change() as content:
                content.get("sessions", {}).pop(_digest(token), None)

    def actor(self, token: str) -> Actor:
        """Whose session that is; `VIEWER` if it is nobody's (any more). Raises Trouble if the files are damaged."""
        digest = _digest(token)
        session = self._sessions.read().get("sessions", {}).get(digest) if token else None
        if session is None or self._over(session):
            return VIEWER
        signed_in = datetime.fromisoformat(session["signed_in"])
        created = datetime.fromisoformat(session["created"])
        if not session["account"]:
            self._note_use(digest, session)
            return Actor(session["name"], UNLINKED_ACCOUNT, Duty.VIEWER, "", signed_in)
        account = self.accounts.find(session["account"])
        if account is None or account.disabled or created < account.valid_from:
            return VIEWER
        self._note_use(digest, session)
        return Actor(account.name, account.name, account.duty, account.unit, signed_in)

    def _check(self, name: str, password: str, address: str) -> tuple[Account | None, int]:
        """The account if the password is right; else the seconds until the next attempt counts."""
        keys = (f"account:{sha256(folded(name).encode()).hexdigest()}", f"address:{address}")
        # Counted before the password is looked at, so that many attempts at once are no way around the delay.
        wait = self._count(keys)
        if wait:
            return None, wait
        account = self.accounts.find(name)
        usable = account is not None and not account.disabled
        right = matches(account.password if account is not None and usable else "", password)
        if account is None or not right:
            return None, self._wait(keys)
        with self._failures.change() as content:
            kept = content.get("failures", {})
            kept.pop(keys[0], None)
            if (
                keys[1] in kept
            ):  # only this attempt: an account of one's own is no way to try others' for free
                kept[keys[1]]["count"] -= 1
        return account, 0

    def _count(self, keys: tuple[str, str]) -> int:
        now = self._now()
        with self._failures.change() as content:
            kept = content.setdefault("failures", {})
            for key in [each for each, one in kept.items() if now - _time(one["last"]) > FORGET]:
                del kept[key]
            wait = max(_left(kept.get(key), now) for key in keys)
            if not wait:
                for key in keys:
                    count = kept.get(key, {"count": 0})["count"] + 1
                    kept[key] = {"count": count, "last": now.isoformat()}
            if len(kept) > MOST_COUNTED:
                for key in sorted(kept, key=lambda each: str(kept[each]["last"]))[:-MOST_COUNTED]:
                    del kept[key]
        return wait

    def _wait(self, keys: tuple[str, str]) -> int:
        kept = self._failures.read().get("failures", {})
        return max(_left(kept.get(key), self._now()) for key in keys)

    def _over(self, session: dict[str, Any]) -> bool:
        now = self._now()
        return now - _time(session["created"]) > LIFE or now - _time(session["used"]) > IDLE

    def _note_use(self, digest: str, session: dict[str, Any]) -> None:
        if self._now() - _time(session["used"]) < USED_EVERY:
            return
        with self._sessions.change() as content:
            kept = content.get("sessions", {}).get(digest)
            if kept is not None:
                kept["used"] = self._now().isoformat()


def delay(failures: int) -> int:
    """Seconds between that many failures and the next attempt that is looked at."""
    return 0 if failures < FREE else min(MOST_DELAY, 2 ** min(failures - FREE, 30))


def same(one: str, other: str) -> bool:
    """Whether two secrets are equal, in a time that does not tell where they differ."""
    return hmac.compare_digest(one.encode(), other.encode())


def _left(failure: dict[str, Any] | None, now: datetime) -> int:
    if failure is None:
        return 0
    passed = (now - _time(failure["last"])).total_seconds()
    wait = delay(int(failure["count"]))
    # A clock that was put back must not lock anybody out for longer than the delay itself.
    return max(0, min(wait, -int(-(wait - passed) // 1)))


def _time(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _digest(token: str) -> str:
    return sha256(token.encode()).hexdigest()
