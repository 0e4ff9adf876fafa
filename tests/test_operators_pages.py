"""The operators' pages are whole: a row for every red banner, files that exist, a unit that systemd accepts."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from conftest import TOP

from data.troubles import SENTENCES

PAGES = TOP / ".docs" / "van-hanh"
# What is told on every screen or at the start: all about how things are kept, and what closes writing.
BANNERS = ("disk", "journal", "clock", "home", "store", "scan", "backup", "published")
ALSO = {"write.failed", "write.read_only", "accounts.damaged"}


def banners() -> set[str]:
    return {key for key in SENTENCES if key.split(".")[0] in BANNERS} | ALSO


def rows() -> dict[str, list[str]]:
    """Cells of the table by key."""
    text = (PAGES / "bang-do.md").read_text("utf-8")
    found = re.findall(r"^\| `([\w.]+)` \| (.+) \| (.+) \| (.+) \|$", text, re.MULTILINE)
    assert len(found) == len({key for key, *_cells in found})
    return {key: cells for key, *cells in found}


def test_every_banner_has_its_row_and_no_row_lacks_its_banner() -> None:
    assert (set(), set()) == (banners() - rows().keys(), rows().keys() - banners())


def test_every_key_that_the_store_tells_is_taken_for_a_banner() -> None:
    told = {
        key
        for name in ("keeper", "archive", "store")
        for key in re.findall(r'\bnotice\(\s*"([\w.]+)"', (TOP / "data" / f"{name}.py").read_text("utf-8"))
    }

    assert len(told) > 8
    assert {"year.published"} == told - banners()  # why one write was refused, not a banner


@pytest.mark.parametrize("key", sorted(banners()))
def test_the_row_shows_the_sentence_that_people_read_and_says_what_to_do(key: str) -> None:
    sentence, meaning, what_to_do = rows()[key]

    assert re.sub(r"\{\w+\}", "…", SENTENCES[key]) == sentence
    assert min(len(meaning), len(what_to_do)) > 15
    referred = re.findall(r"Như `([\w.]+)`", what_to_do)
    assert set() == {each for each in referred if each not in rows() or "Như `" in rows()[each][2]}


@pytest.mark.parametrize("page", ["may-van-phong", "may-chu", "dich-vu", "nhat-ky", "bang-do"])
def test_links_lead_to_files_and_commands_name_modules_that_exist(page: str) -> None:
    text = (PAGES / f"{page}.md").read_text("utf-8")

    for link in re.findall(r"\]\(([^)#:]+)\)", text):
        assert (PAGES / link).exists(), link
    for path in re.findall(r"`(tests/[\w./]+)`", text):
        assert (TOP / path).is_file(), path
    known = re.findall(r'commands\.add_parser\(\s*"(\w+)"', (TOP / "data" / "__main__.py").read_text("utf-8"))
    assert set() == set(re.findall(r"-m data (\w+)", text)) - set(known)


def test_the_log_page_names_every_event_and_no_other() -> None:
    sources = [TOP / "app.py", *(TOP / "data").rglob("*.py"), *(TOP / "pages").rglob("*.py")]
    code = "\n".join(path.read_text("utf-8") for path in sources)
    noted = set(re.findall(r'\bnote(?:_error)?\(\s*"([\w.]+)"', code)) | {"library"}
    table = (PAGES / "nhat-ky.md").read_text("utf-8").split("| `event` |")[1].split("\n\n")[0]
    told = {each for row in table.splitlines()[2:] for each in re.findall(r"`([\w.]+)`", row.split("|")[1])}

    assert noted == told


def test_the_unit_is_one_that_systemd_accepts(tmp_path: Path) -> None:
    program = shutil.which("systemd-analyze")
    if program is None:
        say = pytest.fail if os.environ.get("CI") == "true" else pytest.skip
        say("no systemd-analyze here: install the package `systemd`")
    text = (PAGES / "thidua.service").read_text("utf-8")
    for old in (
        "/opt/thidua/.local/venv/bin/streamlit",
        "WorkingDirectory=/opt/thidua",
        "User=thidua",
        "Group=thidua",
    ):
        assert old in text
    unit = tmp_path / "thidua.service"
    unit.write_text(text.replace("/opt/thidua/.local/venv/bin/streamlit", "/bin/true"), "utf-8")
    checked = subprocess.run([program, "verify", str(unit)], capture_output=True, text=True)

    assert (0, "") == (checked.returncode, "\n".join(
        line for line in checked.stderr.splitlines() if "thidua.service" in line
    ))  # fmt: skip


def test_the_unit_and_the_proxy_agree_with_the_program() -> None:
    unit, proxy = ((PAGES / name).read_text("utf-8") for name in ("thidua.service", "nginx.conf"))
    settings = (TOP / ".streamlit" / "config.toml").read_text("utf-8")

    port = re.search(r"--server\.port=(\d+)", unit)
    assert port is not None
    assert f"server 127.0.0.1:{port[1]};" in proxy
    assert "maxUploadSize = 5\n" in settings
    assert "client_max_body_size 6m;" in proxy  # 5 MB and what wraps it
    assert re.search(r"server_name (\S+);", proxy)[1] in unit  # type: ignore[index]
