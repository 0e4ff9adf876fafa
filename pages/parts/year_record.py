"""What happened in a year of the cluster: events, roles, occasion and campaigns, each with its source and mark."""

from __future__ import annotations

from data.cluster import Cluster, Event
from pages.parts import widgets
from pages.parts.rule_document import linked
from pages.parts.theme import html
from pages.parts.words import say
from scoring.numbers import day


def year_record(cluster: Cluster, year: int) -> str:
    """HTML of the year's events in order of date, who led the cluster, what was commemorated, the campaigns."""
    events = sorted((event for event in cluster.events if event.year == year), key=lambda event: event.date)
    told = "".join(_event(event) for event in events)
    return (
        widgets.heading(say("rulebook.year_of", year=year), say("rulebook.events_under"))
        + (f'<ol class="td-events">{told}</ol>' if told else _none("rulebook.no_events", year))
        + _roles(cluster, year)
        + _occasion(cluster, year)
        + _campaigns(cluster)
    )


def _event(event: Event) -> str:
    place = say("rulebook.event_place", place=event.place)
    return (
        f'<li><time datetime="{event.date.isoformat()}">{day(event.date)}</time>'
        f"<div><b>{html(event.title)}</b>, {html(place)}. {_source(event.source, event.verified)}</div></li>"
    )


def _roles(cluster: Cluster, year: int) -> str:
    title = f"<h3>{html(say('rulebook.roles'))}</h3>"
    roles = cluster.role(year)
    if roles is None:
        return title + _none("rulebook.no_roles", year)
    pairs = (("rulebook.lead_unit", roles.lead_unit), ("rulebook.deputy_lead", roles.deputy_lead))
    told = " · ".join(f"{html(say(key))} <b>{html(cluster.unit(code).name)}</b>" for key, code in pairs)
    return f"{title}<p>{told}. {_source(roles.source, roles.verified)}</p>"


def _occasion(cluster: Cluster, year: int) -> str:
    occasion = cluster.occasion
    if occasion is None or occasion.year != year:
        return ""
    told = say("rulebook.occasion_day", title=occasion.title, date=day(occasion.date))
    mark = _source(occasion.source, occasion.verified)
    return f"<h3>{html(say('rulebook.occasion'))}</h3><p>{html(told)} {mark}</p>"


def _campaigns(cluster: Cluster) -> str:
    if not cluster.campaigns:
        return ""
    sources = dict.fromkeys((campaign.source, campaign.verified) for campaign in cluster.campaigns)
    told = "".join(f"<li>“{html(campaign.title)}”</li>" for campaign in cluster.campaigns)
    below = "".join(f"<p>{_source(source, verified)}</p>" for source, verified in sources)
    return f"<h3>{html(say('rulebook.campaigns'))}</h3><ul>{told}</ul>{below}"


def _source(source: str, verified: bool) -> str:
    style, word = ("td-read", "rulebook.verified") if verified else ("td-guess", "rulebook.assumed")
    return (
        f'<span class="td-small td-muted">{html(say("rulebook.source"))}{linked(source)}</span> '
        f'<span class="{style}">{html(say(word))}</span>'
    )


def _none(key: str, year: int) -> str:
    return f'<p class="td-none">{html(say(key, year=year))}</p>'
