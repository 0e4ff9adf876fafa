"""
The child process that parses one upload: limits first, then the reader, then plain JSON on standard output.

Input: one line of JSON (name, catalogue, answers), then the bytes of the file. Limits on memory and processor time
hold on Linux and macOS; Windows has no such call, there only the parent's wall clock stands.
"""

from __future__ import annotations

import json
import sys
from typing import Any

from data.reading import limits
from data.reading.catalogue import from_json
from data.reading.plain import result_to_json


def restrain() -> None:
    """Set the limits of this process, so that a hostile file can only end itself."""
    try:
        import resource
    except ImportError:  # Windows
        return
    wanted = (
        (resource.RLIMIT_CPU, limits.CPU_SECONDS),
        (resource.RLIMIT_AS, limits.MEMORY_BYTES),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),  # writes nothing
    )
    for limit, most in wanted:
        hard = resource.getrlimit(limit)[1]
        allowed = (
            most if hard == resource.RLIM_INFINITY else min(most, hard)
        )  # root could lift a stricter limit
        resource.setrlimit(limit, (allowed, allowed))


def main() -> int:
    """Read one upload from standard input and say what it holds."""
    restrain()
    sys.modules["numpy"] = None  # type: ignore[assignment]  # openpyxl would load it: slow, and large under the limit
    head: dict[str, Any] = json.loads(sys.stdin.buffer.readline())
    content = sys.stdin.buffer.read(limits.FILE_BYTES + 1)
    from data.reading.reader import read, say_ok

    catalogue = from_json(head["catalogue"])
    result = say_ok(read(content, head["name"], catalogue, head["answers"]), catalogue)
    sys.stdout.buffer.write(json.dumps(result_to_json(result), ensure_ascii=False).encode("utf-8", "replace"))
    sys.stdout.buffer.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
