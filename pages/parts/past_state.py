"""A past state, read-only, beside today: ranks and totals then and now, and the points of that day."""

from __future__ import annotations

from data.proposal import Effect
from pages.parts import cached, widgets
from pages.parts.heat import heat_table_html
from pages.parts.local_time import moment
from pages.parts.proposal_view import changes_html, effect_sentence, totals_html
from pages.parts.words import say
from pages.parts.year_words import Telling
from scoring.numbers import number


def past_title(seq: int) -> str:
    """Which state is shown."""
    entry = cached.now().entries()[seq - 1]
    return say("past.title", seq=number(seq), when=moment(entry.time))


def past_html(about: Telling, seq: int, back_html: str) -> str:
    """HTML of the year as it stood after entry `seq`. Raises FiguresError where it cannot be scored."""
    reference = cached.now().reference
    year = about.board.year
    before = cached.past_board(year, seq)
    since = cached.since(seq)
    later = len(cached.now().entries()) - seq
    changes = tuple(change for change in since.changes if change.statement.year == year)
    penalties = tuple(row for row in since.penalty_changes if row.penalty.year == year)
    sentence = effect_sentence(reference, Effect(year, before, about.board)) if later else say("past.newest")
    return (
        f'<p class="td-links">{back_html}</p>'
        + widgets.notice(
            "assumed", say("past.readonly", stamp=cached.past(seq).head[:8], later=number(later))
        )
        + widgets.heading(sentence, say("past.under", year=year))
        + totals_html(reference, about.rulebook, before, about.board, past=True)
        + widgets.heading(say("past.changes", count=number(len(changes)), year=year))
        + (
            changes_html(reference, changes, penalties, heads=("past.then", "past.now"))
            or f"<p>{say('past.same')}</p>"
        )
        + widgets.heading(say("past.points", year=year), say("past.points_under"))
        + heat_table_html(
            about.rulebook,
            before,
            about.members(),
            [row.code for row in about.rulebook.criteria],
            "history",
            kept={"xem": "o"},
        )
    )
