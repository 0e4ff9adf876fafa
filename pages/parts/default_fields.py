"""What a clerk says once for all figures: status, agency, day, document. Plain inputs; days as dd/mm/yyyy."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import streamlit as st

from data.cluster import Cluster
from data.intake import NAMED, Defaults
from pages.parts.local_time import read_day
from pages.parts.words import say
from scoring.figures import OWN
from scoring.model import Status

CHOICES = (Status.ESTIMATE, Status.PRELIMINARY, Status.OFFICIAL, Status.ILLUSTRATIVE)


def default_fields(
    name: str, cluster: Cluster, year: int, *, by_row: bool
) -> tuple[Defaults, tuple[str, ...]]:
    """
    The fields, and what they say; with the days that are none.

    Args:
        name: Tells one set of fields from another.
        by_row: Whether rows may say status and agency themselves (a file), or not (a typed table).
    """
    first, second, third = st.columns(3, gap="small")
    fourth, fifth, sixth = st.columns(3, gap="small")
    each = say("defaults.by_row" if by_row else "defaults.choose")
    statuses = {"": each} | {status.value: say(f"defaults.{status.value}") for status in CHOICES}
    status = first.selectbox(
        say("defaults.status"),
        list(statuses),
        format_func=_name_of(statuses),
        key=f"{name}-status",
        persist_state="session",
    )
    agencies = (
        {NAMED: say("defaults.named")}
        | {row.code: row.name for row in cluster.agencies if row.valid_in(year)}
        | {OWN: say("defaults.own")}
    )
    if by_row:
        agencies = {"": each} | agencies
    agency = second.selectbox(
        say("defaults.agency"),
        list(agencies),
        format_func=_name_of(agencies),
        key=f"{name}-agency",
        persist_state="session",
    )
    wrong: list[str] = []
    as_of = _day(third.text_input(say("defaults.as_of"), key=f"{name}-as-of", persist_state="session",
                                  placeholder=say("defaults.day_form")), "defaults.as_of", wrong)  # fmt: skip
    document = fourth.text_input(
        say("defaults.document"), key=f"{name}-document", max_chars=200, persist_state="session"
    )
    document_date = _day(
        fifth.text_input(say("defaults.document_date"), key=f"{name}-document-date", persist_state="session",
                         placeholder=say("defaults.day_form")), "defaults.document_date", wrong)  # fmt: skip
    note = sixth.text_input(say("defaults.note"), key=f"{name}-note", max_chars=200, persist_state="session")
    return Defaults(
        Status(status) if status else None, agency or "", document.strip(), document_date, as_of, note.strip()
    ), tuple(wrong)


def _day(text: str, label: str, wrong: list[str]) -> date | None:
    if not text.strip():
        return None
    found = read_day(text)
    if found is None:
        wrong.append(say("defaults.no_day", label=say(label), found=text.strip()))
    return found


def _name_of(names: dict[str, str]) -> Callable[[str], str]:
    return lambda code: names.get(code, code)
