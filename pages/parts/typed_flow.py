"""Typing figures in: an editable table of one unit or one criterion, with the same checks, preview and journal."""

from __future__ import annotations

from typing import Any

import streamlit as st

from data.intake import propose
from data.proposal import Defaults, Proposal, Reported
from data.reading.problems import Problem
from pages.parts import cached, state, widgets
from pages.parts.default_fields import default_fields
from pages.parts.intake_preview import preview, problems_of
from pages.parts.remark_rows import gathered
from pages.parts.tables import text_frame
from pages.parts.typed_values import Line, Wrong, lines_of, read_lines
from pages.parts.words import say
from pages.parts.year_words import Telling

NAME = "typed"
COLUMNS = ("target", "level", "actual", "baseline")


def typed_flow(about: Telling) -> None:
    """The part of the screen for typing."""
    by = state.choice("theo", ["donvi", "tieuchi"])
    units = {member.code: member.short_name for member in about.members()}
    criteria = {row.code: f"{row.code} {row.label}" for row in about.rulebook.criteria}
    unit, code = state.choice("unit", list(units)), state.choice("criterion", list(criteria))
    by_unit = by == "donvi"
    widgets.show(
        widgets.heading(say("typed.title"), say("typed.under")),
        widgets.controls(
            widgets.segments(
                "upload", "theo", say("typed.by"),
                {"donvi": say("typed.by_unit"), "tieuchi": say("typed.by_criterion")}, by,
            ),
            widgets.select("upload", "unit", say("typed.unit"), units, unit)
            if by_unit
            else widgets.select("upload", "criterion", say("typed.criterion"), criteria, code),
        ),
    )  # fmt: skip
    view = (about.rulebook.year, by, unit if by_unit else code)
    lines = _lines(view, [unit] if by_unit else list(units), list(criteria) if by_unit else [code])
    typed = _table(about, lines, view, by_unit)
    defaults, wrong_days = default_fields("typed", about.cluster, about.rulebook.year, by_row=False)
    levels = {level.label: level.code for level in about.rulebook.target_levels}
    names = {column: say(f"typed.{column}") for column in COLUMNS}
    reported, wrong = read_lines(about.rulebook.year, lines, typed, levels, names)
    if not reported and not wrong:
        widgets.show(widgets.notice("plain", say("typed.nothing")))
        return
    key = (view, reported, defaults)
    proposal = _proposal(key, reported, defaults)
    problems = [_problem(one) for one in wrong]
    problems += [Problem("defaults.day", "error", text) for text in wrong_days]
    problems += gathered(cached.now().reference, proposal.problems)
    if problems:
        problems_of(NAME, problems, say("typed.title"), typed=True)
    if reported and preview(NAME, key, proposal, None, 0, len(problems)):
        state.keep("typed-lines", None)
        state.keep("typed-turn", int(state.kept("typed-turn") or 0) + 1)
        st.rerun()


def _lines(view: object, units: list[str], criteria: list[str]) -> tuple[Line, ...]:
    """What stood when the table was opened: it does not move under the clerk's hands while others write."""
    kept = state.kept("typed-lines")
    if kept is not None and kept[0] == view:
        return kept[1]  # type: ignore[no-any-return]
    store = cached.now()
    year = view[0]  # type: ignore[index]
    lines = lines_of(store.snapshot(), store.reference, year, units, criteria)
    state.keep("typed-lines", (view, lines))
    return lines


def _table(about: Telling, lines: tuple[Line, ...], view: object, by_unit: bool) -> list[dict[str, str]]:
    used = [column for column in COLUMNS if any(_used(line, column) for line in lines)]
    first = say("typed.column_criterion" if by_unit else "typed.column_unit")
    rows = []
    for line in lines:
        key = f"{line.criterion}.{line.sub_criterion}" if line.sub_criterion else line.criterion
        head = (
            f"{key} {line.label}"
            if by_unit
            else about.unit(line.unit) + (f" – {line.part}" if line.sub_criterion else "")
        )
        row = {first: head, say("typed.measure"): line.unit_of_measure}
        for column in used:
            row[say(f"typed.{column}")] = line.level if column == "level" else line.texts[column]
        rows.append(row)
    fixed = [first, say("typed.measure")]
    levels = [level.label for level in about.rulebook.target_levels]
    config: dict[str, Any] = {
        first: st.column_config.TextColumn(width="large" if by_unit else "medium"),
        say("typed.measure"): st.column_config.TextColumn(width="small"),
        say("typed.level"): st.column_config.SelectboxColumn(options=["", *levels], width="medium"),
    }
    turn = int(state.kept("typed-turn") or 0)
    edited = st.data_editor(
        text_frame(rows),
        key=f"typed-{view}-{turn}",
        disabled=fixed,
        column_config=config,
        height=min(38 + 35 * len(rows), 620),
        alt=say("typed.alt"),
    )
    back = {say(f"typed.{column}"): column for column in used}
    return [
        {back[name]: str(value or "") for name, value in row.items() if name in back}
        for row in edited.to_dict("records")
    ]


def _used(line: Line, column: str) -> bool:
    return ("target" if column == "level" else column) in line.open


def _proposal(key: object, reported: tuple[Reported, ...], defaults: Defaults) -> Proposal:
    kept = state.kept(f"proposal-{NAME}")
    if kept is not None and kept[0] == key:
        return kept[1]  # type: ignore[no-any-return]
    store = cached.now()
    proposal = propose(store.snapshot(), store.reference, reported, defaults)
    state.keep(f"proposal-{NAME}", (key, proposal))
    return proposal


def _problem(wrong: Wrong) -> Problem:
    return Problem("typed.wrong", "error", wrong.text, wrong.line, wrong.column, "", wrong.found)
