"""150 faults on purpose, spread over all classes as the matrix has them; `python tests/faults.py` runs more of them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

if not hasattr(os, "fork"):
    pytest.skip("needs fork and SIGKILL", allow_module_level=True)

from tests.fault_classes.classes import CLASSES
from tests.fault_classes.runner import spread

TOP = Path(__file__).resolve().parents[1]
SHARES = spread(150, list(CLASSES.values()))
PROMISES = {
    "F1": "a kill at a random time loses nothing acknowledged",
    "F2": "a kill at any named step leaves the old or the new state, and the same file again changes nothing",
    "F3": "a failing write, sync, open or rename is never told as a success",
    "F4": "a full disk refuses whole writes, and works again once there is space",
    "F5": "what may not be written is shown, and people are told why",
    "F6": "a damaged database never shows a wrong number",
    "F7": "a commit lost with the write-ahead log comes back from the journal",
    "F8": "a changed journal is found, by itself or against a printed head",
    "F9": "a damaged backup is refused, and the one before restores",
    "F10": "a second server is told which process serves, and changes nothing",
    "F11": "a file moved under a running program loses nothing acknowledged",
    "F12": "a wrong clock changes neither order nor time kept",
    "F13": "of two clerks with the same preview one is kept and the other looks again",
    "F14": "twenty clerks all get through and viewers see whole states only",
    "F15": "a flood of an upload is refused before it fills the memory",
    "F16": "slow clients do not keep others waiting",
    "F17": "a torn browser session writes once or not at all",
    "F18": "a parser that dies is a sentence to the clerk and nothing to the server",
    "F20": "an empty machine gets the same state back from a backup",
    "F21": "without any network it runs from the start to a PDF",
    "F22": "another version of DuckDB reads and writes the same home",
}


def run(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "tests/faults.py", *words], cwd=TOP, capture_output=True, text=True, check=False
    )


@pytest.fixture(scope="module")
def outcomes(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> list[dict[str, Any]]:
    """What the runs of the classes that are asked for told, two at a time."""
    asked = [item.callspec.params["code"] for item in request.session.items if "code" in _params(item)]
    told = tmp_path_factory.mktemp("faults") / "outcomes.json"
    classes = ",".join(f"{code}:{SHARES[code]}" for code in CLASSES if code in asked)
    done = run("--class", classes, "--seed", "2018", "--json", str(told))
    print(done.stdout[-4000:])
    assert told.exists(), done.stderr[-2000:]
    found: list[dict[str, Any]] = json.loads(told.read_bytes())
    return found


def _params(item: pytest.Item) -> dict[str, Any]:
    call = getattr(item, "callspec", None)
    return call.params if call is not None and item.path == Path(__file__) else {}


@pytest.mark.slow
@pytest.mark.parametrize("code", CLASSES, ids=[f"{code}: {PROMISES[code]}" for code in CLASSES])
def test_under_faults(outcomes: list[dict[str, Any]], code: str) -> None:
    mine = [each for each in outcomes if each["code"] == code]
    broken = [
        f"{code} run {each['index']}: {'; '.join(each['violations'])} {each['summary']} – again: python tests/faults.py "
        f"--class {code} --run {each['index']} --seed 2018"
        for each in mine
        if each["violations"]
    ]
    left_out = sorted({each["not_run"] for each in mine if each["not_run"]})
    lacking = sorted({each["lacking"] for each in mine if each["lacking"]})

    assert [] == broken
    assert SHARES[code] == len(mine)
    if left_out:
        say = pytest.fail if lacking and os.environ.get("CI") == "true" else pytest.skip
        say(f"{code} not run: {'; '.join(left_out)} {', '.join(lacking)}")


def test_the_runs_are_spread_over_all_classes_as_in_the_matrix() -> None:
    full = spread(1250, list(CLASSES.values()))

    assert (150, 1250) == (sum(SHARES.values()), sum(full.values()))
    assert set(PROMISES) == set(CLASSES) == set(SHARES)
    assert min(SHARES.values()) == 1
    assert all(full[code] >= fault.runs for code, fault in CLASSES.items())
    assert SHARES["F3"] > SHARES["F7"] > SHARES["F1"] - 1 > SHARES["F2"]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("broken", "code"),
    [
        ("acknowledges-before-writing", "F4"), ("acknowledges-before-writing", "F13"), ("keeps-half", "F1"),
        ("refuses-what-it-kept", "F4"), ("shows-another-figure", "F6"), ("hides-the-damage", "F7"),
        ("hides-the-damage", "F8"),
    ],
)  # fmt: skip
def test_a_store_that_breaks_its_promise_is_found(broken: str, code: str) -> None:
    done = run("--break", broken, "--class", f"{code}:2", "--seed", "2018")

    assert 1 == done.returncode, done.stdout + done.stderr
    assert f"BROKEN {code} run" in done.stdout
    assert f"again: python tests/faults.py --class {code} --run " in done.stdout
