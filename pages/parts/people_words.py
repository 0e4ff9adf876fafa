"""How people are named: their role, and a clerk's unit."""

from __future__ import annotations

from data.cluster import Cluster
from data.entries import Entry
from data.rights import OPERATOR_ACCOUNT, Actor, Duty
from pages.parts.words import say


def duty_words(actor: Actor, cluster: Cluster) -> str:
    """The role, with the unit of a clerk."""
    unit = next((one.short_name for one in cluster.units if one.code == actor.unit), "")
    told = say(f"people.{actor.duty}")
    return say("people.of_unit", duty=told, unit=unit) if unit else told


def writer_words(entry: Entry) -> str:
    """Who wrote an entry: the name, and the account and role where the journal has them."""
    if not entry.account:
        return entry.actor
    known = entry.duty in {str(duty) for duty in Duty}
    duty = say(f"people.{entry.duty}") if known else entry.duty
    if entry.account == OPERATOR_ACCOUNT or entry.account == entry.actor:
        return say("people.here", name=entry.actor, duty=duty)
    return say("people.account", name=entry.actor, account=entry.account, duty=duty)
