"""
The shipped cluster with six members whose names, and the criteria and agencies whose names, are attacks.

Six payloads, each a way out of being text in some place: HTML, a script's or an attribute's end, Markdown, LaTeX,
markup and templates of documents, a formula.
"""

from __future__ import annotations

import csv
import json
import re
import shutil
from collections.abc import Sequence
from pathlib import Path

SHIPPED = Path(__file__).resolve().parents[1] / "data"
EVIL = "http://evil.invalid"
PAYLOADS = {
    "html": f'<img src="{EVIL}/1" onerror="window.pwned=1">',
    "script": "\"'></title></script><script>window.pwned=2</script>",
    "markdown": f"[b](javascript:window.pwned=3) ![i]({EVIL}/3) **d** :red[x]",
    "latex": r"$\href{javascript:window.pwned=4}{x}$ $$\unicode{x41}$$",
    "template": f'#link("{EVIL}/5")[x] {{unit}} {{{{7*7}}}} ${{7*7}} %(a)s &lt;b&gt;',
    "formula": f'=HYPERLINK("{EVIL}/6";"x")+1 ]]>',
}
UNITS = ("RG", "CT", "HD", "GR", "TH", "XX")  # the last is new; its figures are those of the first
NAMES = dict(zip(UNITS, PAYLOADS.values(), strict=True))


def hostile_folder(made: Path, texts: Sequence[str] = tuple(PAYLOADS.values())) -> Path:
    """A cluster folder in `made`; names take the texts in turn."""
    for name in ("rulebooks", "sample", "public"):
        shutil.copytree(SHIPPED / name, made / name)
    shutil.copy(SHIPPED / "cluster.toml", made)
    units = _rows(SHIPPED / "units.csv")
    units.append([*["6", "XX"], *units[1][2:]])
    for place, row in enumerate(units[1:]):
        row[2] = row[3] = texts[place % len(texts)]
    _keep(made / "units.csv", units)
    agencies = _rows(SHIPPED / "agencies.csv")
    for place, row in enumerate(agencies[1:]):
        row[1] = row[2] = f"{texts[place % len(texts)]} {row[0]}"
    _keep(made / "agencies.csv", agencies)
    for path in sorted((made / "sample").glob("figures-*.csv")):
        rows = _rows(path)
        _keep(path, rows + [[row[0], "XX", *row[2:]] for row in rows if row[1] == "RG"])
    for path in sorted((made / "rulebooks").glob("*.toml")):
        path.write_text(_relabelled(path.read_text("utf-8"), texts), "utf-8")
    return made


def _relabelled(rulebook: str, texts: Sequence[str]) -> str:
    """Its criteria and sections under other names, each followed by its code: names stay different."""
    place = -1
    code = ""
    lines = []
    for line in rulebook.split("\n"):
        if found := re.match(r'code = "([^"]+)"', line):
            code = found[1]
        if re.match(r'label = "', line) and re.match(r"N\d", code):
            place += 1
            line = f"label = {json.dumps(f'{texts[place % len(texts)]} {code}', ensure_ascii=False)}"
        lines.append(line)
    return "\n".join(lines)


def _rows(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return [row for row in csv.reader(stream) if row]


def _keep(path: Path, rows: Sequence[Sequence[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows(rows)
