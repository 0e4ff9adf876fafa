"""Công bố: the score, the vote and the decision of a year as three facts; its versions, corrections, and the forms."""

from __future__ import annotations

from pages.parts import cached, state, widgets
from pages.parts.local_time import day_of
from pages.parts.publication_cards import cards_html, refusals_html
from pages.parts.publication_forms import FORMS, TASK
from pages.parts.publication_versions import asked_version, version_html, version_title, versions_html
from pages.parts.publication_waiting import closed_html, waiting
from pages.parts.record_words import written_html
from pages.parts.signed_form import WRITTEN
from pages.parts.stamp_lines import waiting_text
from pages.parts.telling import chips, source
from pages.parts.theme import html
from pages.parts.words import say
from pages.parts.year_words import Telling
from scoring.numbers import day, number

SCREEN = "publication"


def render() -> None:
    years = cached.years()
    year = state.selection(years, (), ()).year
    about = Telling(cached.cluster(year), cached.rulebook(year), cached.board(year))
    written = state.kept(WRITTEN)
    state.keep(WRITTEN, None)
    # what was written is told on the screen itself, whatever form the address still names
    task = "" if written else state.choice(TASK, ["", *FORMS])
    version = 0 if written or task else asked_version(year)

    def head(title: str, subtitle: str) -> None:
        widgets.page_head(SCREEN, title, subtitle, chips(about), years=years, year=year, kept={})

    back = f'<p class="td-links">{widgets.anchor(SCREEN, say("publication.to_main"), year=str(year))}</p>'
    if task:
        form, title, under = FORMS[task]
        head(say(title, year=year), say(under))
        widgets.show(back)
        form(year)
    elif version:
        shown = cached.now().versions(year)[version - 1]
        head(version_title(shown), say("publication.version_under"))
        widgets.show(back, version_html(shown))
    else:
        head(_title(year), say("publication.subtitle"))
        settled = f'<i hidden data-address="{html(state.link(SCREEN, year=str(year)))}"></i>'
        widgets.show(
            settled + written_html(written) if written else "",
            cards_html(year),
            refusals_html(year),
        )
        waiting(year)
        widgets.show(versions_html(year), closed_html(year))
    widgets.page_foot(
        source(about),
        day(cached.as_of(year)),
        cached.stamp(year),
        widgets.anchor("history", say("upload.to_history")),
    )


def _title(year: int) -> str:
    """Whether the scores are published, and what waits."""
    status = cached.published(year)
    if status.at is None:
        return say("publication.title_open", year=year)
    if status.waiting:
        return say(
            "publication.title_waiting", year=year, number=number(status.number), waiting=waiting_text(status)
        )
    return say("publication.title_done", year=year, number=number(status.number), date=day_of(status.at))
