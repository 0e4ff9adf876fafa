"""LibreOffice as a calculator: workbooks in, recalculated values out. Every cached value is taken away first."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import zipfile
from collections.abc import Mapping
from html import escape, unescape
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

Edits = Mapping[tuple[str, str], object]


def program() -> str | None:
    """Where LibreOffice is; None if it is not installed."""
    return shutil.which("soffice") or shutil.which("libreoffice")


def stripped(book: bytes, edits: Edits | None = None) -> bytes:
    """
    A workbook without any cached value: what it shows afterwards was computed by who opened it.

    Args:
        edits: New constants by sheet and cell; None empties the cell.
    """
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        titles = re.findall(r'<sheet name="([^"]*)"', old.read("xl/workbook.xml").decode())
        for name in old.namelist():
            content = old.read(name)
            found = re.fullmatch(r"xl/worksheets/sheet(\d+)\.xml", name)
            if found:
                text = re.sub(r"(</f>)<v>[^<]*</v>", r"\1", content.decode())
                for (sheet, cell), typed in (edits or {}).items():
                    if sheet == unescape(titles[int(found[1]) - 1]):
                        text = _typed(text, cell, typed)
                content = text.encode()
            new.writestr(name, content)
    return out.getvalue()


def _typed(text: str, cell: str, typed: object) -> str:
    """A sheet's XML with one constant exchanged."""
    changed, count = re.subn(
        rf'<c r="{cell}"( s="\d+")?[^>]*?(?:/>|>.*?</c>)',
        lambda found: _cell(cell, found[1] or "", typed),
        text,
    )
    assert 1 == count, cell
    return changed


def _cell(cell: str, style: str, typed: object) -> str:
    if typed is None:
        return f'<c r="{cell}"{style}/>'
    if isinstance(typed, str):
        return f'<c r="{cell}"{style} t="inlineStr"><is><t>{escape(typed)}</t></is></c>'
    return f'<c r="{cell}"{style}><v>{typed}</v></c>'


def values(book: bytes) -> dict[tuple[str, str], Any]:
    """Every cell's value (of a formula: the cached one) by sheet and cell."""
    opened = load_workbook(io.BytesIO(book), data_only=True, read_only=True)
    return {
        (sheet.title, cell.coordinate): cell.value
        for sheet in opened.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    }


def recalculated(
    soffice: str, folder: Path, books: Mapping[str, bytes]
) -> dict[str, dict[tuple[str, str], Any]]:
    """All cells of all workbooks as LibreOffice computes them; one start for all of them."""
    given, made = folder / "given", folder / "made"
    for path in (given, made):
        path.mkdir(parents=True, exist_ok=True)
    for name, book in books.items():
        (given / f"{name}.xlsx").write_bytes(book)
    convert(soffice, folder, made, "xlsx", [given / f"{name}.xlsx" for name in books])
    return {name: values((made / f"{name}.xlsx").read_bytes()) for name in books}


def convert(soffice: str, profile: Path, into: Path, form: str, files: list[Path]) -> None:
    """Run LibreOffice's converter with a profile of its own."""
    command = [
        soffice, f"-env:UserInstallation=file://{profile / 'profile'}", "--headless", "--norestore",
        "--convert-to", form, "--outdir", str(into), *map(str, files),
    ]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    missing = [file.stem for file in files if not (into / f"{file.stem}.{form}").exists()]
    assert not missing, f"{missing}: {done.stdout}{done.stderr}"
