"""The README is true: its commands are the ones that run, its names are the ones in use."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

import pytest

from pages import SCREENS
from pages.parts.words import say
from scoring.model import Criterion
from scoring.wording import METHOD_WORDS

TOP = Path(__file__).parents[1]
README = (TOP / "README.md").read_text(encoding="utf-8")


def command(name: str) -> str:
    """The command in the block after a marker."""
    found = re.search(rf"<!-- {name} -->\n```\w+\n(.+?)\n```", README, re.DOTALL)
    assert found is not None, name

    return found.group(1)


def pinned(path: str) -> set[str]:
    lines = (TOP / path).read_text(encoding="utf-8").splitlines()
    return {line.split("==")[0] for line in lines if "==" in line and not line.startswith("#")}


def test_ci_runs_the_second_command_of_the_readme() -> None:
    assert "test-linux" in (TOP / ".ci" / "run").read_text(encoding="utf-8")


@pytest.mark.parametrize("which", ["run", "test"])
def test_windows_and_linux_run_the_same_thing(which: str) -> None:
    linux, windows = command(f"{which}-linux"), command(f"{which}-windows")

    assert linux == windows.replace("py -3.11", "python3.11").replace("\\Scripts\\", "/bin/").replace(
        "\\", "/"
    )


def test_every_pinned_package_is_named_with_its_reason() -> None:
    needed = pinned("requirements.txt") | pinned("tests/requirements.txt")

    assert set() == {name for name in needed if f"`{name}`" not in README}


def test_every_requirement_is_pinned_exactly() -> None:
    for path in ("requirements.txt", "tests/requirements.txt"):
        lines = (TOP / path).read_text(encoding="utf-8").splitlines()
        assert [] == [
            line
            for line in lines
            if line
            and not line.startswith(("#", "-r ", "-c "))
            and not re.match(r"[\w-]+==[\d.]+$", line.split("  #")[0].strip())
        ]


@pytest.mark.parametrize("name", [field.name for field in fields(Criterion) if field.name != "section"])
def test_every_cell_of_a_criterion_is_in_the_glossary(name: str) -> None:
    assert f"`{name}`" in README


@pytest.mark.parametrize("screen", SCREENS)
def test_every_screen_is_named_with_its_address(screen: str) -> None:
    assert say(f"{screen}.name") in README
    assert f"`/{SCREENS[screen]}`" in README


def test_every_method_is_described() -> None:
    methods = {re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower() for name in METHOD_WORDS if name[0].isupper()}

    assert set() == {name for name in methods if f"`{name}`" not in README}


def test_every_picture_is_there() -> None:
    for path in re.findall(r"!\[[^\]]*\]\(([^)]+)\)", README):
        assert (TOP / path).is_file(), path


def test_every_path_that_is_named_exists() -> None:
    for path in re.findall(r"`((?:data|scoring|pages|tests)/[\w./*-]+)`", README):
        assert list(TOP.glob(path.rstrip("/"))), path


def test_only_the_agreed_names_are_visible_at_the_top() -> None:
    agreed = {"app.py", "pages", "data", "scoring", "requirements.txt", "tests", "README.md"}

    assert agreed == {path.name for path in TOP.iterdir() if not path.name.startswith((".", "__pycache__"))}
