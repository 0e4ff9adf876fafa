"""Uploaded files of one visitor: read once each, in the child process, and kept by the hash of their bytes."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256

from data.reading.catalogue import Catalogue
from data.reading.problems import Problem
from data.reading.reader import ReadResult
from data.reading.sandbox import read_apart

MOST_FILES = 10
ZIP_TIME = (1980, 1, 1, 0, 0, 0)  # the same files make the same bytes


@dataclass(frozen=True, slots=True)
class Upload:
    """
    One file and what was understood of it.

    Attributes:
        answers: To questions of an earlier reading; they hold for the whole column.
    """

    name: str
    content: bytes = field(repr=False)
    digest: str
    result: ReadResult
    answers: Mapping[str, str] = field(default_factory=dict)

    @property
    def errors(self) -> tuple[Problem, ...]:
        """What forbids writing."""
        return tuple(one for one in self.result.messages if one.severity == "error")

    @property
    def questions(self) -> dict[str, tuple[Problem, ...]]:
        """Open questions by their name, each with the places that it concerns."""
        found: dict[str, list[Problem]] = {}
        for one in self.errors:
            if one.question:
                found.setdefault(one.question, []).append(one)
        return {question: tuple(places) for question, places in found.items()}

    @property
    def key(self) -> tuple[object, ...]:
        """What this reading depends on."""
        return self.digest, self.name, tuple(sorted(self.answers.items()))


def read_all(
    files: Sequence[tuple[str, bytes]],
    known: Sequence[Upload],
    catalogue: Catalogue,
    told: Callable[[int, int], None],
) -> tuple[Upload, ...]:
    """The files in their order; one that is known by name and bytes is not read again; equal bytes count once."""
    before = {(one.name, one.digest): one for one in known}
    found: dict[str, Upload] = {}
    for place, (name, content) in enumerate(files, start=1):
        told(place, len(files))
        digest = sha256(content).hexdigest()
        if digest in found:
            continue
        found[digest] = before.get((name, digest)) or Upload(
            name, content, digest, read_apart(content, name, catalogue)
        )
    return tuple(found.values())


def answered(upload: Upload, answers: Mapping[str, str], catalogue: Catalogue) -> Upload:
    """The same file read again with these answers besides the earlier ones."""
    all_answers = dict(upload.answers) | dict(answers)
    return replace(
        upload,
        answers=all_answers,
        result=read_apart(upload.content, upload.name, catalogue, all_answers),
    )


def original_of(uploads: Sequence[Upload]) -> bytes | None:
    """The bytes that the journal keeps: the file itself, several as one zip."""
    if not uploads:
        return None
    if len(uploads) == 1:
        return uploads[0].content
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for place, one in enumerate(uploads, start=1):
            name = re.sub(r"[^\w.\- ()]", "_", re.split(r"[\\/]", one.name)[-1])[-120:]
            archive.writestr(zipfile.ZipInfo(f"{place:02d}-{name}", ZIP_TIME), one.content)
    return out.getvalue()
