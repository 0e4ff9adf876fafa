"""No secret in what was ever committed, no network while it runs, and packages that are pinned and have no known hole."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from functools import cache
from importlib.metadata import requires, version
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from pages import SCREENS
from pages.parts.downloads import DOWNLOADS

TOP = Path(__file__).resolve().parents[1]
SECRET = re.compile(
    rb"""\$argon2id?\$v=\d+\$m=\d+,t=\d+,p=\d+\$[A-Za-z0-9+/]{8,}|-----BEGIN [A-Z ]*PRIVATE KEY|"""
    rb"""(?i:client_secret|cookie_?secret|api_key|secret_key)\s*[=:]\s*["'](?!\{)[^"']{8,}|"""
    rb"""\b(?:ghp|gho|github_pat|glpat|xox[bp]|AKIA)[-_A-Za-z0-9]{16,}|"""
    rb"""\b[a-z][a-z0-9+.-]*://[^\s/:@"'{}<>]+:[^\s/:@"'{}<>]{6,}@[a-z0-9]"""
)
NEVER = re.compile(
    r"(?:^|/)(?:secrets\.toml|\.env|accounts\.json|sessions\.json|id_(?:rsa|ed25519)|[^/]+\.(?:pem|key|p12|pfx))$"
)

MADE_UP = "chỉ dùng cho kiểm thử".encode()  # says of itself that it is only for tests


def secret_in(content: bytes, first: int = 0, last: int = sys.maxsize) -> bytes:
    """The beginning of a secret between two places, b"" if there is none."""
    for found in SECRET.finditer(content, first, last):
        if MADE_UP not in content[found.start() : found.start() + 100]:
            return found[0][:20]
    return b""


def git(*arguments: str, given: bytes = b"") -> bytes:
    if not (TOP / ".git").exists():
        pytest.skip("an unpacked program has no history")
    return subprocess.run(["git", *arguments], cwd=TOP, input=given, capture_output=True, check=True).stdout


@pytest.mark.security("secrets")
def test_there_is_no_secret_in_the_files() -> None:
    names = [TOP / name for name in git("ls-files", "-z").decode().split("\0") if name]
    assert len(names) > 100

    assert [] == [str(file) for file in names if file.is_file() and secret_in(file.read_bytes())]
    assert [] == [str(file) for file in names if NEVER.search(file.as_posix())]


@pytest.mark.security("secrets")
def test_there_is_no_secret_in_anything_that_was_ever_committed() -> None:
    listed = [line.partition(" ") for line in git("rev-list", "--objects", "--all").decode().splitlines()]
    paths = {digest: path for digest, _, path in listed if path}
    assert [] == [path for path in paths.values() if NEVER.search(path)]

    found, seen, packed = [], 0, git("cat-file", "--batch", given="\n".join(paths).encode())
    at = 0
    while at < len(packed):
        head = packed[at : packed.index(b"\n", at)]
        digest, kind, size = head.decode().split(" ")
        start = at + len(head) + 1
        if kind == "blob":
            seen += 1
            hit = secret_in(packed, start, start + int(size))
            found += [f"{paths[digest]} {digest[:8]}: {hit!r}"] if hit else []
        at = start + int(size) + 1
    texts = git("log", "--all", "--format=%B")

    assert [] == found
    assert b"" == secret_in(texts)
    assert seen > 100


@pytest.mark.security("secrets")
def test_a_secret_would_be_seen_and_its_usual_places_are_kept_out() -> None:
    x, y = "x" * 20, "=" + " "
    secrets = [
        f'cookie_secret {y}"{x}"', f'cookieSecret{y}"{x}"', "ghp" + "_" + x, f"-----BEGIN RSA PRIVATE{' '}KEY-----",
        f"postgres://someone:{x}{'@'}db", "$argon2id" + f"$v=19$m=65536,t=3,p=4${x}",
    ]  # fmt: skip

    assert [] == [one for one in secrets if not secret_in(one.encode())]
    for place in (".streamlit/secrets.toml", ".local/accounts.json", ".local/sessions.json"):
        assert place == git("check-ignore", place).decode().strip()
    assert "cookieSecret" not in (TOP / ".streamlit" / "config.toml").read_text("utf-8")


@pytest.mark.slow
@pytest.mark.security("no_network")
def test_everything_works_without_a_network_and_nothing_asks_for_one(tmp_path: Path) -> None:
    unshare = shutil.which("unshare")
    if not unshare or subprocess.run([unshare, "-rn", "true"], capture_output=True, check=False).returncode:
        pytest.skip("this machine gives no network namespaces")
    done = subprocess.run(
        [unshare, "-rn", sys.executable, "tests/no_network.py", str(tmp_path)],
        cwd=TOP, capture_output=True, text=True, timeout=400, check=False,
    )  # fmt: skip
    assert 0 == done.returncode, done.stderr[-2000:]
    told = json.loads(done.stdout.splitlines()[-1])

    assert {"screens": len(SCREENS), "files": len(DOWNLOADS), "figures": 1} == told["did"]
    assert [] == told["wanted"]
    assert told["heard"] > 0  # the hook hears


# --- packages -----------------------------------------------------------------------------------------------------

# reliability of what others wrote: the first version in which the known holes are closed
SAFE = {
    "streamlit": "1.54.0",  # CVE-2022-35918, CVE-2024-42474, CVE-2026-33682
    "python-multipart": "0.0.31",  # CVE-2026-24486 and after
    "starlette": "1.3.1",
    "duckdb": "1.1.0",  # CVE-2024-22682, sniff_csv
    "openpyxl": "2.4.2",  # XXE
    "defusedxml": "0.7.1",
    "plotly": "6.0.0",  # plotly.js 2.2.1: href
    "pyarrow": "14.0.1",  # CVE-2023-47248
    "pillow": "12.2.0",  # CVE-2026-40192
}


@cache
def pins() -> dict[str, str]:
    """Package → the one version, over all requirement files; two different ones are an error."""
    found: dict[str, str] = {}
    for name in ("requirements.txt", "tests/requirements.txt", ".constraints.txt"):
        for line in (TOP / name).read_text("utf-8").splitlines():
            text = line.partition("#")[0].strip()
            if text and not text.startswith("-"):
                package, _, exact = text.partition("==")
                assert exact == found.setdefault(canonicalize_name(package), exact), line
    return found


def needed() -> dict[str, str]:
    """Everything that the requirements bring along on this machine, as installed."""
    found: dict[str, str] = {}
    waiting = []
    for name in ("requirements.txt", "tests/requirements.txt"):
        lines = (line.partition("#")[0].strip() for line in (TOP / name).read_text("utf-8").splitlines())
        waiting += [Requirement(line) for line in lines if line and not line.startswith("-")]
    while waiting:
        package = waiting.pop()
        name = canonicalize_name(package.name)
        if name in found:
            continue
        found[name] = version(package.name)
        for line in requires(package.name) or []:
            other = Requirement(line)
            if other.marker is None or any(
                other.marker.evaluate({"extra": extra}) for extra in ("", *package.extras)
            ):
                waiting.append(other)
    return found


@pytest.mark.security("dependencies")
def test_whatever_is_installed_for_the_program_is_the_pinned_version() -> None:
    installed = needed()
    assert len(installed) > 40

    assert [] == sorted(f"{name}=={each}" for name, each in installed.items() if pins().get(name) != each)


@pytest.mark.security("dependencies")
def test_the_requirements_are_held_by_the_constraints() -> None:
    assert "-c .constraints.txt" in (TOP / "requirements.txt").read_text("utf-8").splitlines()
    assert "-r ../requirements.txt" in (TOP / "tests" / "requirements.txt").read_text("utf-8").splitlines()
    assert set() == {name for name, exact in pins().items() if not re.fullmatch(r"\d[\w.]*", exact)}


@pytest.mark.security("dependencies")
@pytest.mark.parametrize("package", SAFE)
def test_a_package_has_no_known_hole(package: str) -> None:
    assert Version(version(package)) >= Version(SAFE[package])
    assert Version(pins()[package]) >= Version(SAFE[package])
