"""Number, date and issuer of a document, typed; what is wrong with them is told with everything else."""

from __future__ import annotations

import streamlit as st

from data.records import Document
from pages.parts.local_time import read_day
from pages.parts.words import say

LONGEST = 300


def document_fields(name: str, *, required: bool) -> tuple[Document | None, list[str]]:
    """
    The three fields, side by side, and what they say; None with what is wrong or where all are blank.

    Args:
        required: Whether a document must be there; else all three may stay blank together.
    """
    keys = ("document_number", "document_date", "document_issuer")
    labels = [say(f"publication.{key}") for key in keys]
    typed = [
        place.text_input(
            say("publication.required", label=label) if required else label,
            key=f"{name}-{key}",
            max_chars=LONGEST,
            persist_state="page",
            placeholder=say("publication.day_form") if key == "document_date" else None,
        ).strip()
        for place, key, label in zip(st.columns(3, gap="small"), keys, labels, strict=True)
    ]
    number, date, issuer = typed
    if not any(typed) and not required:
        return None, []
    wrong = [
        say("publication.empty", label=label) for label, text in zip(labels, typed, strict=True) if not text
    ]
    if wrong and not required:
        wrong = [say("publication.half_document")]
    day = read_day(date)
    if date and day is None:
        wrong.append(say("publication.no_day", label=labels[1], found=date))
    return (None, wrong) if wrong or day is None else (Document(number, day, issuer), [])
