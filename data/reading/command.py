"""`python -m data read FILE --name UPLOAD_AS --catalog CATALOG.json --json`: what a file would give; writes nothing."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TextIO

from data.reading.catalogue import Catalogue, catalogue_of, from_test_form, merged
from data.reading.plain import command_json
from data.reading.problems import table_csv
from data.reading.reader import ReadResult
from data.reading.sandbox import read_apart


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of `read`."""
    parser.add_argument("file", type=Path, help="the upload")
    parser.add_argument("--name", help="the name under which it was uploaded (default: the file's own)")
    parser.add_argument(
        "--catalog", type=Path, help="units and criteria as JSON (default: the cluster's rulebooks)"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--problems", type=Path, help="write the problems as CSV to this new file")


def run(options: argparse.Namespace, out: TextIO = sys.stdout) -> int:
    """Read the file and print what came of it; 0 whatever the outcome, 2 where there is nothing to read with."""
    try:
        content = options.file.read_bytes()
        catalogue = _catalogue(options.catalog)
    except (OSError, ValueError) as error:
        print(error, file=sys.stderr)
        return 2
    name = options.name or options.file.name
    result = read_apart(content, name, catalogue)
    if options.problems:
        options.problems.write_bytes(table_csv(result.messages, name))
    if options.json:
        out.write(json.dumps(command_json(result, catalogue), ensure_ascii=False) + "\n")
    else:
        _print(result, out)
    return 0


def _catalogue(path: Path | None) -> Catalogue:
    if path is not None:
        return from_test_form(json.loads(path.read_text(encoding="utf-8")))
    from data.cluster import folder, load_cluster
    from data.rules import rulebook, years

    place = folder()
    cluster = load_cluster(place)
    return merged(catalogue_of(cluster, rulebook(place, year)) for year in years(place))


def _print(result: ReadResult, out: TextIO) -> None:
    outcomes = {"accepted": "nhận", "repaired": "nhận sau khi xác nhận", "rejected": "không nhận"}
    out.write(f"{outcomes[result.outcome]}: {len(result.figures)} số liệu\n")
    out.writelines(f"  [{one.severity}] {one.text} ({one.key})\n" for one in result.messages)


def main() -> int:
    """Entry of `python -m data.reading`."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
    parser = argparse.ArgumentParser(description=__doc__)
    add_arguments(parser)
    return run(parser.parse_args())
