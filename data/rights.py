"""
Who may write what. One pure function, asked by every function that writes; screens only hide what it would refuse.

A clerk writes figures of the own unit. The secretary writes for all units and years, penalties and bonuses too. The
people of the unit that leads the cluster in a year, or is its deputy, have the secretary's rights for that year and
for no other: last year's head is a clerk like any other in all other years. Publishing needs the secretary's rights
and an account: the command line, which may write, may not publish.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from data.cluster import Cluster
from data.troubles import Notice, Trouble, notice
from scoring.model import Figure, Penalty

FRESH = timedelta(hours=8)  # after that long a password is asked again before anything is written


class Duty(StrEnum):
    """
    What an account is there for.

    SYSTEM is no account: the program itself (the sample of the first start) and whoever works on the command line,
    who has the files in hand anyway.
    """

    VIEWER = "viewer"
    CLERK = "clerk"
    SECRETARY = "secretary"
    ADMINISTRATOR = "administrator"
    SYSTEM = "system"


class Act(StrEnum):
    """What somebody wants to do to what is touched."""

    FIGURES = "figures"  # targets, actuals, components …
    PENALTIES = "penalties"  # penalties and bonuses that are granted item by item
    ACCOUNTS = "accounts"  # make, disable, set a password
    PUBLISH = "publish"  # publish a year's scores, approve or reject a correction
    RECORD = "record"  # record a year's vote or the province's decision


BY_ACCOUNT = (
    Act.PUBLISH,
    Act.RECORD,
)  # only somebody who is known by name: neither the program nor the command line


@dataclass(frozen=True, slots=True)
class Actor:
    """
    Somebody who acts, as the server knows them.

    Attributes:
        name: As the journal shows it.
        account: Name of the account, "" for the program itself.
        unit: Code of a clerk's unit, "" for the others.
        signed_in: When the password was last given, UTC; None for the program itself and for who is not signed in.
    """

    name: str
    account: str
    duty: Duty
    unit: str = ""
    signed_in: datetime | None = None


@dataclass(frozen=True, slots=True)
class Touch:
    """One unit in one year that a change touches, and how; unit "" = the year as a whole."""

    act: Act
    year: int
    unit: str


def touched_by(figures: Iterable[Figure], penalties: Iterable[Penalty]) -> set[Touch]:
    """The units and years that these touch."""
    return {Touch(Act.FIGURES, row.year, row.unit) for row in figures} | {
        Touch(Act.PENALTIES, row.year, row.unit) for row in penalties
    }


VIEWER = Actor("", "", Duty.VIEWER)
OPERATOR_ACCOUNT = "#dòng-lệnh"  # no account can be called so


def operator(name: str) -> Actor:
    """Whoever works on the command line of the machine itself (người vận hành)."""
    return Actor(name, OPERATOR_ACCOUNT, Duty.SYSTEM)


def leads(actor: Actor, cluster: Cluster, year: int) -> bool:
    """Whether the actor's unit is head (cụm trưởng) or deputy (cụm phó) of the cluster in that year."""
    roles = cluster.role(year)
    return (
        actor.duty is Duty.CLERK
        and bool(actor.unit)
        and roles is not None
        and actor.unit in (roles.lead_unit, roles.deputy_lead)
    )


def refusals(
    actor: Actor, cluster: Cluster, touched: Iterable[Touch], now: datetime, act: Act = Act.FIGURES
) -> tuple[Notice, ...]:
    """
    Every reason why the actor may not do this; () = may.

    Args:
        touched: All units and years that the change touches; may be empty for `Act.ACCOUNTS`, or to ask whether the
            actor may write anything at all.
        now: The time of the act, UTC.
        act: What is asked for where nothing is touched.
    """
    touched = set(touched)
    if actor.duty is Duty.SYSTEM:
        return (notice("rights.by_account"),) if any(one.act in BY_ACCOUNT for one in touched) else ()
    if not actor.account or actor.duty is Duty.VIEWER:
        return (notice("rights.viewer" if actor.account else "rights.nobody"),)
    age = None if actor.signed_in is None else now - actor.signed_in
    if age is None or age > FRESH or age < -timedelta(minutes=5):  # a clock that was put back renews nothing
        return (notice("rights.stale", hours=int(FRESH.total_seconds() // 3600)),)
    if act is Act.ACCOUNTS:
        return () if actor.duty is Duty.ADMINISTRATOR else (notice("rights.accounts"),)
    if actor.duty in (Duty.SECRETARY, Duty.ADMINISTRATOR):
        return ()
    found: dict[Notice, None] = {}
    for one in sorted(touched, key=lambda each: (each.year, each.unit, each.act)):
        if leads(actor, cluster, one.year):
            continue
        if one.act is not Act.FIGURES:
            keys = {Act.PUBLISH: "rights.publish", Act.RECORD: "rights.record"}
            found[notice(keys.get(one.act, "rights.penalties"), year=one.year)] = None
        elif one.unit != actor.unit:
            names = {unit.code: unit.short_name for unit in cluster.units}
            found[
                notice(
                    "rights.unit",
                    year=one.year,
                    unit=names.get(one.unit, one.unit),
                    own=names.get(actor.unit, actor.unit) or "–",
                )
            ] = None
    return tuple(found)


class NotAllowed(Trouble):
    """The actor may not do this; nothing was kept. `notices` are all reasons, `str()` says them together."""

    def __init__(self, notices: tuple[Notice, ...]) -> None:
        self.notices = notices
        super().__init__("rights.refused", found="; ".join(each.text for each in notices))

    @property
    def stale(self) -> bool:
        """Whether it is only that the password must be given again."""
        return all(each.key == "rights.stale" for each in self.notices)
