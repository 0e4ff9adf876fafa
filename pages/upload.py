"""Nhập số liệu: the form to fill in, a file, typed figures or kept motions, what they would do, and the button."""

from __future__ import annotations

import streamlit as st

from data.template import form_csv, form_name
from data.template_xlsx import form_xlsx
from pages.parts import cached, motion_flow, state, who, widgets
from pages.parts.rights_shown import refused_html
from pages.parts.telling import chips, source
from pages.parts.typed_flow import typed_flow
from pages.parts.upload_flow import upload_flow
from pages.parts.words import say
from pages.parts.write_flow import called, written_html
from pages.parts.year_words import Telling
from scoring.errors import ThiduaError
from scoring.numbers import day, number

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def render() -> None:
    years = cached.years()
    year = state.selection(years, (), ()).year
    about = Telling(cached.cluster(year), cached.rulebook(year), cached.board(year))
    way = state.choice("cach", ["tep", "tay"])
    confirms = motion_flow.is_asked()
    if confirms:
        widgets.page_head("upload", motion_flow.title(), say("confirm.subtitle", year=year), chips(about))
    else:
        widgets.page_head(
            "upload", _title(about), say("upload.subtitle"), chips(about), years=years, year=year
        )
    written = state.kept("written")
    state.keep("written", None)
    widgets.show(
        written_html(written, fresh=True) if written is not None else "",
        motion_flow.away_html() if confirms else _ways(way),
    )
    try:
        if way == "tep" and not confirms:
            _forms(about)
        refused = cached.store().refusals(who.actor(), (), ())
        if refused and refused[0].key != "rights.stale":
            widgets.show(refused_html(refused[0].text, state.here("upload")))
        elif confirms:
            motion_flow.motion_flow(about)
        elif way == "tep":
            upload_flow(about)
        else:
            typed_flow(about)
    except ThiduaError as error:
        widgets.show(called("wrong", say("write.refused", text=str(error))))
    widgets.page_foot(
        source(about),
        day(cached.as_of(year)),
        cached.stamp(year),
        widgets.anchor("history", say("upload.to_history")),
    )


def _ways(way: str) -> str:
    ways = {"tep": say("upload.by_file"), "tay": say("upload.by_hand")}
    return widgets.controls(widgets.segments("upload", "cach", say("upload.way"), ways, way))


def _title(about: Telling) -> str:
    """How much of the year is still owed."""
    done = cached.completeness(about.rulebook.year)
    cells = [cell for waiting in done.waiting().values() for cell in waiting]
    if not cells:
        return say("upload.title_full", year=about.rulebook.year)
    units = list(dict.fromkeys(cell.unit for cell in cells))
    return say(
        "upload.title_open", year=about.rulebook.year, count=number(len(cells)), units=about.units(units)
    )


def _forms(about: Telling) -> None:
    """The form of the year to download: made only when asked for."""
    year, store = about.rulebook.year, cached.store()
    units = {"": say("upload.form_all")} | {member.code: member.short_name for member in about.members()}
    unit = state.choice("mau", list(units))
    widgets.show(
        widgets.heading(say("upload.form", year=year), say("upload.form_under")),
        widgets.controls(widgets.select("upload", "mau", say("upload.form_for"), units, unit)),
    )
    row = st.container(horizontal=True, gap="small")
    row.download_button(
        say("upload.form_xlsx"),
        data=lambda: form_xlsx(store.snapshot(), store.reference, year, unit),
        file_name=form_name(year, unit, "xlsx"),
        mime=XLSX,
        on_click="ignore",
        key="form-xlsx",
    )
    row.download_button(
        say("upload.form_csv"),
        data=lambda: form_csv(store.snapshot(), store.reference, year, unit),
        file_name=form_name(year, unit, "csv"),
        mime="text/csv",
        on_click="ignore",
        key="form-csv",
    )
