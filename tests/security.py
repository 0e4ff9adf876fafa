"""
The security matrix, counted: `python tests/security.py [--json] [KIND …]`.

Collects and runs every test that is marked `security(kind)`, wherever it stands, and prints for each kind what was
planned, run and passed. Exit 1 where one fails or where a kind ran fewer checks than planned; a skipped check did not run.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest

TOP = Path(__file__).resolve().parents[1]
# Six functions write: the store, its undo, an import, and an account made, changed, shut. Four roles: viewer, clerk,
# secretary, administrator.
ROLES, WRITES = 4, 6
PLANNED = {
    "headers": 12,
    "host_origin": 8,
    "xsrf": 6,
    "upload_endpoint": 14,
    "uploads": 42,
    "markup": 20 * 6,
    "neutralising": 9 * 3,
    "rights": ROLES * WRITES,
    "brute_force": 5,
    "log_injection": 3,
    "duckdb": 33,
    "secrets": 3,
    "no_network": 1,
}
# Beyond the matrix; each has to be there.
MORE = {"sessions": 15, "dependencies": 11}
WANTED = PLANNED | MORE


@dataclass
class Counting:
    """A plugin of pytest: keeps the marked tests of the wanted kinds and counts how they end."""

    kinds: frozenset[str]
    kind_of: dict[str, str] = field(default_factory=dict)
    failed: set[str] = field(default_factory=set)
    run: set[str] = field(default_factory=set)

    def pytest_collection_modifyitems(self, config: pytest.Config, items: list[pytest.Item]) -> None:
        kept, left = [], []
        for item in items:
            mark = item.get_closest_marker("security")
            kind = "" if mark is None else mark.args[0]
            if mark is not None and kind not in WANTED:
                raise pytest.UsageError(f"{item.nodeid}: no kind {kind!r}")
            if kind in self.kinds:
                self.kind_of[item.nodeid] = kind
                kept.append(item)
            else:
                left.append(item)
        config.hook.pytest_deselected(items=left)
        items[:] = kept

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            self.failed.add(report.nodeid)
        if report.when == "call" and not report.skipped:
            self.run.add(report.nodeid)

    def table(self) -> dict[str, dict[str, int]]:
        """Kind → planned, run, passed."""
        run = Counter(self.kind_of[name] for name in self.run)
        passed = Counter(self.kind_of[name] for name in self.run - self.failed)
        return {
            kind: {"planned": WANTED[kind], "run": run[kind], "passed": passed[kind]}
            for kind in WANTED
            if kind in self.kinds
        }


def lacking(table: dict[str, dict[str, int]]) -> list[str]:
    """The kinds that are not as they must be."""
    return [kind for kind, row in table.items() if row["run"] < row["planned"] or row["passed"] < row["run"]]


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(description="The checks of the security matrix, counted.")
    parser.add_argument("kinds", nargs="*", metavar="KIND", help=" ".join(WANTED))
    parser.add_argument("--json", action="store_true", help="the table as JSON")
    options = parser.parse_args(arguments)
    unknown = sorted(set(options.kinds) - set(WANTED))
    if unknown:
        parser.error(f"no such kind: {' '.join(unknown)}")
    os.chdir(TOP)
    counting = Counting(frozenset(options.kinds or WANTED))
    # Doctests are no checks of the matrix: only tests/ is collected.
    ended = pytest.main(["-q", "-p", "no:cacheprovider", "-m", "security", "tests"], plugins=[counting])
    table = counting.table()
    wrong = lacking(table)
    if options.json:
        print(json.dumps({"kinds": table, "wrong": wrong}, ensure_ascii=False))
    else:
        print(f"\n{'kind':<18}{'planned':>9}{'run':>7}{'passed':>8}")
        for kind, row in table.items():
            print(
                f"{kind:<18}{row['planned']:>9}{row['run']:>7}{row['passed']:>8}{'  <-' if kind in wrong else ''}"
            )
        total = [sum(row[column] for row in table.values()) for column in ("planned", "run", "passed")]
        print(f"{'all':<18}{total[0]:>9}{total[1]:>7}{total[2]:>8}")
    return 1 if wrong or counting.failed or ended != pytest.ExitCode.OK else 0


if __name__ == "__main__":
    sys.path[:0] = [str(TOP), str(TOP / "tests")]
    sys.exit(main(sys.argv[1:]))
