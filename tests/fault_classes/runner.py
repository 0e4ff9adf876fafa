"""The runner: spreads the runs over the classes, runs two at a time, reports; see `tests/faults.py`."""

from __future__ import annotations

import argparse
import json
import os
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests import prepared
from tests.fault_classes import classes
from tests.fault_classes.classes import CLASSES, Fault
from tests.fault_classes.forks import Child, Died
from tests.fault_classes.run import NotRun, Opener, Run

LIMIT = 900  # seconds after which a run counts as hung: a server starts slowly on a machine that is busy


@dataclass
class Outcome:
    """What one run told."""

    code: str
    index: int
    seconds: float
    violations: list[str]
    notes: list[str]
    summary: str
    not_run: str = ""
    lacking: str = ""


def spread(runs: int, chosen: Sequence[Fault]) -> dict[str, int]:
    """Runs per class in proportion to the matrix, at least one each, adding up to `runs` where that is possible."""
    total = sum(fault.runs for fault in chosen)
    exact = {fault.code: runs * fault.runs / total for fault in chosen}
    shares = {code: max(1, int(share)) for code, share in exact.items()}
    left = runs - sum(shares.values())
    for code in sorted(exact, key=lambda code: (int(exact[code]) - exact[code], code)):
        if left <= 0:
            break
        shares[code] += 1
        left -= 1
    while left < 0 and max(shares.values()) > 1:  # those that were lifted to one are paid for by the largest
        largest = max(shares, key=lambda code: shares[code])
        shares[largest] -= 1
        left += 1
    return shares


def perform(fault: Fault, index: int, seed: int, base: Path, templates: Mapping[str, Path]) -> Outcome:
    """One run, here and now."""
    place = base / f"{fault.code}-{index}"
    place.mkdir(parents=True)
    run = Run(fault.code, index, seed, place)
    started = time.monotonic()
    not_run, lacking = "", ""
    try:
        if fault.template:
            fault.function(run, templates[fault.template])
        else:
            fault.function(run)
    except NotRun as why:
        not_run, lacking = str(why), why.lacking
    except (Died, OSError, AssertionError, LookupError, ValueError, TypeError) as error:
        run.violations.append(f"the run broke: {type(error).__name__}: {error}")
    outcome = Outcome(
        fault.code,
        index,
        time.monotonic() - started,
        run.violations,
        run.notes,
        run.summary(),
        not_run,
        lacking,
    )
    if not run.violations:
        shutil.rmtree(place, ignore_errors=True)
    return outcome


class Lanes:
    """Runs side by side, each in a process group of its own; the classes that need a server share one lane."""

    def __init__(self, jobs: int, seed: int, base: Path, templates: Mapping[str, Path]) -> None:
        self.jobs, self.seed, self.base, self.templates = jobs, seed, base, templates

    def go(self, plan: Sequence[tuple[Fault, int]], told: Callable[[Outcome], None]) -> None:
        waiting = list(plan)
        busy: dict[int, tuple[Child, Fault, int, float, Path]] = {}
        while waiting or busy:
            alone = any(fault.alone for _child, fault, *_rest in busy.values())
            while waiting and len(busy) < self.jobs:
                place = next(
                    (at for at, (fault, _i) in enumerate(waiting) if not (alone and fault.alone)), None
                )
                if place is None:
                    break
                fault, index = waiting.pop(place)
                alone = alone or fault.alone
                answer = self.base / f"{fault.code}-{index}.json"
                child = Child(
                    lambda fault=fault, index=index, answer=answer: self._inside(fault, index, answer)
                )
                busy[child.pid] = (child, fault, index, time.monotonic(), answer)
            for pid in list(busy):
                child, fault, index, started, answer = busy[pid]
                late = time.monotonic() - started > LIMIT
                if late:
                    os.killpg(pid, signal.SIGKILL)
                if late or os.waitid(os.P_PID, pid, os.WEXITED | os.WNOHANG | os.WNOWAIT):
                    del busy[pid]
                    told(self._outcome(child, fault, index, started, answer))
            time.sleep(0.01)

    def _inside(self, fault: Fault, index: int, answer: Path) -> None:
        os.setsid()
        outcome = perform(fault, index, self.seed, self.base, self.templates)
        answer.write_text(json.dumps(outcome.__dict__, ensure_ascii=False), encoding="utf-8")

    def _outcome(self, child: Child, fault: Fault, index: int, started: float, answer: Path) -> Outcome:
        try:
            child.result()
            return Outcome(**json.loads(answer.read_bytes()))
        except (Died, OSError) as error:
            took = time.monotonic() - started
            why = f"hung for {LIMIT} s" if took > LIMIT else f"the run broke: {error}"
            return Outcome(fault.code, index, took, [why], [], "-")
        finally:
            answer.unlink(missing_ok=True)


def plan_of(shares: Mapping[str, int], only: int | None) -> list[tuple[Fault, int]]:
    """Every run; the long ones first, so that the lanes end together."""
    found = [
        (fault, index)
        for fault in CLASSES.values()
        if fault.code in shares
        for index in ([only] if only is not None else range(shares[fault.code]))
    ]
    return sorted(found, key=lambda each: not each[0].alone)


def main(arguments: Sequence[str] | None = None) -> int:
    options = argparse.ArgumentParser(description="Faults on purpose; exit code 1 if a promise was broken.")
    options.add_argument("--runs", type=int, default=150)
    options.add_argument("--seed", type=int, default=2018)
    options.add_argument(
        "--class", dest="classes", default="", metavar="F1,F7:20", help="only these; :n = n runs"
    )
    options.add_argument("--run", type=int, help="only this run of the class")
    options.add_argument("--jobs", type=int, default=2)
    options.add_argument("--json", type=Path, help="also write every outcome here")
    options.add_argument("--keep", action="store_true", help="keep the folder of the runs")
    options.add_argument("--break", dest="broken", default="", help="a broken store: the runs must find it")
    asked = options.parse_args(arguments)
    named = dict(each.partition(":")[::2] for each in asked.classes.split(",") if each)
    if unknown := set(named) - set(CLASSES):
        options.error(f"unknown: {', '.join(sorted(unknown))}; there are {', '.join(CLASSES)}")
    chosen = [fault for code, fault in CLASSES.items() if not named or code in named]
    shares = spread(asked.runs, chosen)
    shares |= {code: int(count) for code, count in named.items() if count}
    if asked.broken:
        from tests.fault_classes.broken import BROKEN

        Opener.kind = BROKEN[asked.broken]
    os.environ.pop("THIDUA_FAULT_AT", None)
    base = Path(tempfile.mkdtemp(prefix="thidua-faults-"))
    os.chmod(base, 0o755)
    started = time.monotonic()
    if prepared.POSSIBLE and any(fault.alone and fault.code in shares for fault in chosen):
        prepared.prepare()
    try:
        templates = classes.templates(base / "templates")
        outcomes: list[Outcome] = []

        def told(outcome: Outcome) -> None:
            outcomes.append(outcome)
            if outcome.violations:
                print(_failure(outcome, asked.seed), flush=True)
            if len(outcomes) % 100 == 0:
                broken = sum(bool(each.violations) for each in outcomes)
                print(f"{len(outcomes)} of {len(plan)} runs, {broken} broken", flush=True)

        plan = plan_of(shares, asked.run)
        Lanes(asked.jobs, asked.seed, base, templates).go(plan, told)
    finally:
        prepared.close()
        if not asked.keep:
            shutil.rmtree(base, ignore_errors=True)
    if asked.json:
        asked.json.write_text(
            json.dumps([each.__dict__ for each in outcomes], ensure_ascii=False), encoding="utf-8"
        )
    return _report(outcomes, asked.seed, time.monotonic() - started)


def _failure(outcome: Outcome, seed: int) -> str:
    wrong = "\n".join(f"    - {text}" for text in outcome.violations)
    return (
        f"BROKEN {outcome.code} run {outcome.index} seed {seed} ({'; '.join(outcome.notes)})\n{wrong}\n"
        f"    {outcome.summary}\n"
        f"    again: python tests/faults.py --class {outcome.code} --run {outcome.index} --seed {seed}"
    )


def fails_in_ci(outcome: Outcome) -> bool:
    """Whether a run that this machine could not do counts as a failure: a missing package does, a forbidden call not."""
    return bool(outcome.lacking) and os.environ.get("CI") == "true"


def _report(outcomes: Sequence[Outcome], seed: int, seconds: float) -> int:
    print(f"{'':4}  {'runs':>5} {'not':>4} {'broken':>6} {'seconds':>8}  what")
    bad = False
    for code, fault in CLASSES.items():
        mine = [each for each in outcomes if each.code == code]
        if not mine:
            continue
        left_out = [each for each in mine if each.not_run]
        broken = sum(bool(each.violations) for each in mine)
        bad = bad or broken > 0 or any(map(fails_in_ci, left_out))
        took = sum(each.seconds for each in mine)
        print(
            f"{code:4}  {len(mine) - len(left_out):5} {len(left_out):4} {broken:6} {took:8.1f}  {fault.what}"
        )
        for why in sorted({each.not_run for each in left_out}):
            print(f"      not run: {why}")
    done = sum(not each.not_run for each in outcomes)
    broken = sum(bool(each.violations) for each in outcomes)
    print(f"{done} runs, {len(outcomes) - done} not run, {broken} broken, seed {seed}, {seconds:.0f} s")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
