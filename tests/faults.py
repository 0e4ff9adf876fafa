"""
The faults of a machine, on purpose: `python tests/faults.py --runs 1250 --seed 2018` (or `--class F1,F7`).

Each run breaks one thing (a kill, a full disk, a flipped bit, a second server …), keeps its own history of what was
asked and what was answered, and compares it with what is there afterwards. Exit code 1 if any promise was broken.
"""

from __future__ import annotations

import sys
from pathlib import Path

if __name__ == "__main__":
    here = Path(__file__).resolve().parent
    sys.path[:0] = [str(here.parent), str(here)]
    from tests.fault_classes.runner import main

    sys.exit(main())
