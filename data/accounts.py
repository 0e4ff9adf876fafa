"""
Local accounts: who may sign in, in which role. They lie in `accounts.json` of the home, readable by its owner only.

An account is never deleted, so that a name in the journal stays one person's; it is disabled.

An account may be linked to an identity of the authority's sign-in (OpenID Connect): by its subject, or by an e-mail
that the issuer verified. An e-mail counts until the first sign-in only; from then on it is the subject, since an
address may be given to somebody else one day.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from data.checks import CONTROL
from data.cluster import Cluster
from data.identities import LONGEST, Identity
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
        password: argon2id hash; never shown; "" for an account that only its identity opens.
        issuer: Who vouches for the linked identity; "" without one.
        linked: Subject or e-mail that the account was linked to.
        subject: Of the first identity that opened it by that link; "" before.
    """

    name: str
    duty: Duty
    unit: str
    disabled: bool
    created: datetime
    valid_from: datetime
    password: str
    issuer: str = ""
    linked: str = ""
    subject: str = ""


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

    def listed(self, actor: Actor, cluster: Cluster) -> tuple[Account, ...]:
        """Every account, for who may change them. Raises NotAllowed, and as `all`."""
        _allow(actor, cluster)
        return self.all()

    def find(self, name: str) -> Account | None:
        """The account of that name, also a disabled one; None if there is none. Raises as `all`."""
        kept = self._kept().get(folded(name))
        return None if kept is None else _account(kept)

    def identified(self, identity: Identity) -> Account | None:
        """
        The account that the identity opens, also a disabled one; None if there is none, or it is not the only one.

        Raises Trouble ("accounts.damaged", or the subject cannot be kept).
        """
        found = [key for key, one in self._kept().items() if _opens(one, identity)]
        if len(found) != 1:
            return None
        if not self._kept()[found[0]].get("subject"):
            with self._file.change() as content:
                kept = content["accounts"][found[0]]
                if not _opens(kept, identity):  # changed meanwhile
                    return None
                kept["subject"] = identity.subject
        return _account(self._kept()[found[0]])

    def add(
        self,
        actor: Actor,
        cluster: Cluster,
        name: str,
        duty: Duty,
        unit: str,
        password: str,
        linked: tuple[str, str] | None = None,
    ) -> Account:
        """
        Make an account.

        Args:
            password: May be "" for an account that is linked: only its identity opens it then.
            linked: Issuer, and subject or e-mail.

        Raises:
            NotAllowed: The actor is no administrator.
            Trouble: "account.name", "account.taken", "account.unit", "account.short", "account.long", "account.issuer",
                "account.identity", "account.linked", or not kept.
        """
        _allow(actor, cluster)
        name = unicodedata.normalize("NFC", name).strip()
        if not 2 <= len(name) <= 80 or CONTROL.search(name) or name.startswith("#"):
            raise Trouble("account.name")
        _require_unit(cluster, duty, unit)
        cells = _link(*linked) if linked else {}
        hashed = "" if linked and not password else hash_password(password)
        now = datetime.now(UTC).isoformat()
        with self._file.change() as content:
            kept = content.setdefault("accounts", {})
            if folded(name) in kept:
                raise Trouble("account.taken")
            _require_free(kept, "", cells)
            kept[folded(name)] = cells | {
                "name": name, "duty": str(duty), "unit": unit, "disabled": False, "created": now,
                "valid_from": now, "password": hashed,
            }  # fmt: skip
        return _account(kept[folded(name)])

    def disable(self, actor: Actor, cluster: Cluster, name: str) -> None:
        """Shut an account: its sessions end at once. Raises NotAllowed, Trouble ("account.unknown", "account.own")."""
        _allow(actor, cluster)
        _require_other(actor, name)
        self._set(name, {"disabled": True}, ends=True)

    def enable(self, actor: Actor, cluster: Cluster, name: str) -> None:
        """Open a disabled account again, with the password it had. Raises NotAllowed, Trouble ("account.unknown")."""
        _allow(actor, cluster)
        self._set(name, {"disabled": False}, ends=True)

    def set_password(self, actor: Actor, cluster: Cluster, name: str, password: str) -> None:
        """Another password; it opens a disabled account again, and older sessions end. Raises as `add`."""
        _allow(actor, cluster)
        self._set(name, {"disabled": False, "password": hash_password(password)}, ends=True)

    def set_duty(self, actor: Actor, cluster: Cluster, name: str, duty: Duty, unit: str) -> None:
        """Another role or unit, from now on and in open sessions too. Raises as `disable`, and "account.unit"."""
        _allow(actor, cluster)
        _require_other(actor, name)
        _require_unit(cluster, duty, unit)
        self._set(name, {"duty": str(duty), "unit": unit})

    def link(self, actor: Actor, cluster: Cluster, name: str, issuer: str, linked: str) -> None:
        """
        Let an identity open the account, in place of the one that did; older sessions end.

        Raises NotAllowed, Trouble ("account.unknown", "account.issuer", "account.identity", "account.linked").
        """
        _allow(actor, cluster)
        self._set(name, _link(issuer, linked), ends=True)

    def unlink(self, actor: Actor, cluster: Cluster, name: str) -> None:
        """No identity opens it any more; older sessions end. Raises NotAllowed, Trouble ("account.unknown")."""
        _allow(actor, cluster)
        self._set(name, {"issuer": "", "linked": "", "subject": ""}, ends=True)

    def _set(self, name: str, cells: dict[str, Any], *, ends: bool = False) -> None:
        with self._file.change() as content:
            kept = content.get("accounts", {}).get(folded(name))
            if kept is None:
                raise Trouble("account.unknown")
            _require_free(content["accounts"], folded(name), cells)
            kept.update(cells)
            if ends:
                kept["valid_from"] = datetime.now(UTC).isoformat()

    def _kept(self) -> dict[str, Any]:
        found: dict[str, Any] = self._file.read().get("accounts", {})
        return found


def _allow(actor: Actor, cluster: Cluster) -> None:
    refused = refusals(actor, cluster, (), datetime.now(UTC), Act.ACCOUNTS)
    if refused:
        raise NotAllowed(refused)


def _require_other(actor: Actor, name: str) -> None:
    """Nobody shuts themselves out: the last administrator would find no way back from a screen."""
    if folded(actor.account) == folded(name):
        raise Trouble("account.own")


def _require_unit(cluster: Cluster, duty: Duty, unit: str) -> None:
    codes = [one.code for one in cluster.units]
    if duty not in GIVEN or (unit in codes) != (duty is Duty.CLERK) or (unit and unit not in codes):
        raise Trouble("account.unit", units=", ".join(codes))


def _link(issuer: str, linked: str) -> dict[str, Any]:
    issuer, linked = issuer.strip(), unicodedata.normalize("NFC", linked).strip()
    if not issuer.startswith(("https://", "http://")) or len(issuer) > LONGEST or CONTROL.search(issuer):
        raise Trouble("account.issuer")
    if not linked or len(linked) > LONGEST or CONTROL.search(linked):
        raise Trouble("account.identity")
    return {"issuer": issuer, "linked": linked, "subject": ""}


def _require_free(accounts: dict[str, Any], key: str, cells: dict[str, Any]) -> None:
    """One identity opens one account. Raises Trouble ("account.linked")."""
    wanted = cells.get("linked", "")
    for other, one in accounts.items():
        taken = {folded(str(one.get("linked", ""))), folded(str(one.get("subject", "")))} - {""}
        if other != key and wanted and one.get("issuer") == cells["issuer"] and folded(wanted) in taken:
            raise Trouble("account.linked", name=one["name"])


def _opens(kept: dict[str, Any], identity: Identity) -> bool:
    if not identity.subject or kept.get("issuer") != identity.issuer:
        return False
    subject, linked = kept.get("subject", ""), kept.get("linked", "")
    if subject:
        return bool(subject == identity.subject)
    return linked == identity.subject or bool(identity.email and folded(linked) == folded(identity.email))


def _account(kept: dict[str, Any]) -> Account:
    return Account(
        str(kept["name"]),
        Duty(kept["duty"]),
        str(kept["unit"]),
        bool(kept["disabled"]),
        datetime.fromisoformat(kept["created"]),
        datetime.fromisoformat(kept["valid_from"]),
        str(kept["password"]),
        str(kept.get("issuer", "")),
        str(kept.get("linked", "")),
        str(kept.get("subject", "")),
    )
