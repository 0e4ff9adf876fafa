"""Bringing a file: choose, read in the child process, answer what is unclear, look, write."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256

import streamlit as st

from data.intake import propose
from data.proposal import Defaults, Proposal, Reported
from data.reading.problems import Problem
from data.reported import catalogue_for, reported_of, worth_telling
from pages.parts import cached, state, widgets
from pages.parts.default_fields import default_fields
from pages.parts.intake_preview import preview, problems_of
from pages.parts.read_files import (
    MOST_FILES,
    Upload,
    answered,
    original_of,
    read_all,
)
from pages.parts.remark_rows import gathered
from pages.parts.theme import html
from pages.parts.upload_view import as_read_html, problems_html, summary_html, understood_html
from pages.parts.words import say
from pages.parts.write_flow import called
from pages.parts.year_words import Telling
from scoring.numbers import number

NAME = "upload"


def upload_flow(about: Telling) -> None:
    """The part of the screen for files."""
    widgets.show(widgets.heading(say("upload.choose"), say("upload.choose_under", most=MOST_FILES)))
    turn = int(state.kept("upload-turn") or 0)
    files = st.file_uploader(
        say("upload.files"),
        accept_multiple_files=True,
        key=f"upload-files-{turn}",
        label_visibility="collapsed",
    )
    widgets.show(widgets.heading(say("upload.defaults"), say("upload.defaults_under"), 3))
    defaults, wrong_days = default_fields("upload", about.cluster, about.rulebook.year, by_row=True)
    uploads: tuple[Upload, ...] = state.kept("uploads") or ()
    row = st.container(horizontal=True, gap="small")
    # Always there, so that what follows keeps its place: a field that moves would lose what is being typed.
    waiting = st.container()
    if row.button(say("upload.read"), key="upload-read", type="primary"):
        if not files:
            widgets.show(called("wrong", say("upload.no_file")))
            return
        if len(files) > MOST_FILES:
            widgets.show(called("wrong", say("upload.too_many", most=MOST_FILES)))
            return
        with waiting:
            uploads = _read([(one.name, one.getvalue()) for one in files], uploads)
    if uploads and row.button(say("upload.drop"), key="upload-drop"):
        clear()
        st.rerun()
    if uploads:
        _preview(about, uploads, defaults, wrong_days)


def clear() -> None:
    """Forget the files that were read, and empty the field for files."""
    state.keep("uploads", None)
    state.keep(f"proposal-{NAME}", None)
    state.keep("upload-turn", int(state.kept("upload-turn") or 0) + 1)


def _read(files: list[tuple[str, bytes]], known: tuple[Upload, ...]) -> tuple[Upload, ...]:
    place = st.empty()
    bar = st.progress(0)

    def told(now: int, of: int) -> None:
        place.html(f'<p role="status">{html(say("upload.reading", now=number(now), of=number(of)))}</p>')
        bar.progress((now - 1) / of)

    store = cached.store()
    uploads = read_all(files, known, catalogue_for(store.snapshot(), store.reference), told)
    place.empty()
    bar.empty()
    state.keep("uploads", uploads)
    return uploads


def _preview(
    about: Telling, uploads: tuple[Upload, ...], defaults: Defaults, wrong_days: tuple[str, ...]
) -> None:
    key = (tuple(one.key for one in uploads), defaults)
    proposal = _proposal(key, [row for one in uploads for row in reported_of(one.result, one.name)], defaults)
    problems = [problem for one in uploads for problem in one.errors]
    problems += [Problem("defaults.day", "error", text) for text in wrong_days]
    problems += gathered(cached.store().reference, proposal.problems)
    warnings = {
        one.digest: [told for told in worth_telling(one.result, proposal) if told.severity == "warn"]
        for one in uploads
    }
    warned = sum(map(len, warnings.values()))
    token = sha256(repr((key[0], len(problems))).encode()).hexdigest()[:12]
    to_see = sum(one.severity == "warn" for one in proposal.notices)
    asked = sum(len(one.questions) for one in uploads)
    plain = [problem for problem in problems if not problem.question]
    widgets.show(summary_html(uploads, asked, len(plain), warned + to_see, token))
    for place, one in enumerate(uploads):
        _questions(uploads, place, one)
    if plain:
        problems_of(NAME, plain, ", ".join(one.name for one in uploads))
    names = about.cluster, about.rulebook
    for one in uploads:
        widgets.show(
            widgets.more(
                say("upload.as_read", name=one.name),
                as_read_html(one),
                opened=bool(one.errors) and len(uploads) == 1,
            ),
            widgets.more(
                say("upload.as_understood", name=one.name),
                understood_html(one, lambda code: names[0].unit(code).name, _criterion_name),
                opened=not one.errors and len(uploads) == 1,
            ),
            _warnings(one.name, warnings[one.digest]),
        )
    if not any(one.result.figures for one in uploads):
        return
    if preview(NAME, key, proposal, original_of(uploads), warned, len(problems)):
        clear()
        st.rerun()


def _proposal(key: object, reported: list[Reported], defaults: Defaults) -> Proposal:
    kept = state.kept(f"proposal-{NAME}")
    if kept is not None and kept[0] == key:
        return kept[1]  # type: ignore[no-any-return]
    store = cached.store()
    proposal = propose(store.snapshot(), store.reference, reported, defaults)
    state.keep(f"proposal-{NAME}", (key, proposal))
    return proposal


def _questions(uploads: tuple[Upload, ...], place: int, upload: Upload) -> None:
    """Each open question once, with its possible answers; the file is then read again."""
    if not upload.questions:
        return
    widgets.show(widgets.heading(say("upload.questions"), upload.name, 3))
    answers: dict[str, str] = {}
    for question, places in upload.questions.items():
        options = places[0].options or tuple(map(str, cached.years()))
        more = say("upload.same_question", count=number(len(places))) if len(places) > 1 else ""
        widgets.show(f"<p>{html(places[0].text)} {html(more)}</p>")
        chosen = st.selectbox(
            say("upload.answer"),
            options,
            index=None,
            placeholder=say("upload.answer_choose"),
            format_func=_option_words(question),
            width=480,
            key=f"answer-{upload.digest[:12]}-{question}",
        )
        if chosen is not None:
            answers[question] = str(chosen)
    if st.button(say("upload.read_again"), key=f"again-{upload.digest[:12]}"):
        if not answers:
            widgets.show(called("wrong", say("upload.no_answer")))
            return
        store = cached.store()
        fresh = answered(upload, answers, catalogue_for(store.snapshot(), store.reference))
        state.keep("uploads", (*uploads[:place], fresh, *uploads[place + 1 :]))
        st.rerun()


def _option_words(question: str) -> Callable[[str], str]:
    kind = question.partition(":")[0]
    words = {
        ("decimal", ","): say("upload.decimal_comma"),
        ("decimal", "."): say("upload.decimal_dot"),
        ("percent", "percent"): say("upload.percent_percent"),
        ("percent", "fraction"): say("upload.percent_fraction"),
        ("fill_down", "above"): say("upload.fill_above"),
    }
    return lambda option: words.get((kind, option), option)


def _warnings(name: str, warnings: list[Problem]) -> str:
    if not warnings:
        return ""
    caption = say("upload.warnings", count=number(len(warnings)), name=name)
    return widgets.heading(caption, "", 3) + problems_html(warnings, caption)


def _criterion_name(code: str) -> str:
    for year in reversed(cached.years()):
        for row in cached.rulebook(year).criteria:
            if code == row.code or code.startswith(f"{row.code}."):
                return f"{code} {row.label}"
    return code
