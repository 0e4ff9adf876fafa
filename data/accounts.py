"""
Local accounts: who may sign in, in which role. They lie in `accounts.json` of the home, readable by its owner only.

An account is never deleted, so that a name in the journal stays one person's; it is disabled.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from data.checks import CONTROL
from data.cluster import Cluster
from data.kept_json import KeptJson
from data.passwords import hash_password
from data.rights import Act, Actor, Duty, NotAllowed, refusals
from data.troubles import Trouble

GIVEN = (Duty.VIEWER, Duty.CLERK, Duty.SECRETARY, Duty.ADMINISTRATOR)


@dataclass(frozen=True, slots=True)
class Account:
    """
    One account.

    Attributes:
        name: What its owner types in and what the journal names; compared without regard to case.
        unit: Code of a clerk's unit, "" for the others.
        valid_from: Sessions that are older do not count: when the password was set or the account disabled, UTC.
        password: argon2id hash; never shown.
    """

    name: str
    duty: Duty
    unit: str
    disabled: bool
    created: datetime
    valid_from: datetime
    password: str


def folded(name: str) -> str:
    """The form in which names of accounts are compared."""
    return unicodedata.normalize("NFC", name).strip().casefold()


class Accounts:
    """The accounts of a home. Every change takes the actor and is refused to who may not make it."""

    def __init__(self, home: Path) -> None:
        self._file = KeptJson(home / "accounts.json")

    def all(self) -> tuple[Account, ...]:
        """Every account, by name. Raises Trouble ("accounts.damaged")."""
        return tuple(_account(kept) for _key, kept in sorted(self._kept().items()))

    def find(self, name: str) -> Account | None:
        """The account of that name, also a disabled one; None if there is none. Raises as `all`."""
        kept = self._kept().get(folded(name))
        return None if kept is None else _account(kept)

    def add(self, actor: Actor, cluster: Cluster, name: str, duty: Duty, unit: str, password: str) -> Account:
        """
        Make an account.

        Raises:
            NotAllowed: The actor is no administrator.
            Trouble: "account.name", "account.taken", "account.unit", "account.short", "account.long", or not kept.
        """
        _allow(actor, cluster)
        name = unicodedata.normalize("NFC", name).strip()
        if not 2 <= len(name) <= 80 or CONTROL.search(name) or name.startswith("#"):
            raise Trouble("account.name")
        codes = [one.code for one in cluster.units]
        if duty not in GIVEN or (unit in codes) != (duty is Duty.CLERK) or (unit and unit not in codes):
            raise Trouble("account.unit", units=", ".join(codes))
        hashed, now = hash_password(password), datetime.now(UTC).isoformat()
        with self._file.change() as content:
            kept = content.setdefault("accounts", {})
            if folded(name) in kept:
                raise Trouble("account.taken")
            kept[folded(name)] = {
                "name": name, "duty": str(duty), "unit": unit, "disabled": False, "created": now,
                "valid_from": now, "password": hashed,
            }  # fmt: skip
        return _account(kept[folded(name)])

    def disable(self, actor: Actor, cluster: Cluster, name: str) -> None:
        """Shut an account: its sessions end at once. Raises NotAllowed, Trouble ("account.unknown")."""
        _allow(actor, cluster)
        self._set(name, {"disabled": True})

    def set_password(self, actor: Actor, cluster: Cluster, name: str, password: str) -> None:
        """Another password; it opens a disabled account again, and older sessions end. Raises as `add`."""
        _allow(actor, cluster)
        self._set(name, {"disabled": False, "password": hash_password(password)})

    def _set(self, name: str, cells: dict[str, Any]) -> None:
        with self._file.change() as content:
            kept = content.get("accounts", {}).get(folded(name))
            if kept is None:
                raise Trouble("account.unknown")
            kept.update(cells, valid_from=datetime.now(UTC).isoformat())

    def _kept(self) -> dict[str, Any]:
        found: dict[str, Any] = self._file.read().get("accounts", {})
        return found


def _allow(actor: Actor, cluster: Cluster) -> None:
    refused = refusals(actor, cluster, (), datetime.now(UTC), Act.ACCOUNTS)
    if refused:
        raise NotAllowed(refused)


def _account(kept: dict[str, Any]) -> Account:
    return Account(
        str(kept["name"]),
        Duty(kept["duty"]),
        str(kept["unit"]),
        bool(kept["disabled"]),
        datetime.fromisoformat(kept["created"]),
        datetime.fromisoformat(kept["valid_from"]),
        str(kept["password"]),
    )
