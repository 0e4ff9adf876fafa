"""What the self-check found is said on every screen, and nothing is said when nothing was found."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

TOP = Path(__file__).parents[1]

ASK = """
import json
from streamlit.testing.v1 import AppTest
page = AppTest.from_file("pages/__main__.py", default_timeout=60).run()
print(json.dumps([element.proto.body for element in page.get("html")]))
"""


def shown(home: Path, **environment: str) -> str:
    """The HTML of the first screen of a server that starts on `home`."""
    environ = {**os.environ, "THIDUA_HOME": str(home), "PYTHONIOENCODING": "utf-8", **environment}
    said = subprocess.run(
        [sys.executable, "-c", ASK], cwd=TOP, env=environ, capture_output=True, text=True, check=True
    )
    return "".join(json.loads(said.stdout.strip().splitlines()[-1]))


def test_a_damaged_store_is_said_on_the_screen_and_a_sound_one_is_not(tmp_path: Path) -> None:
    sound = shown(tmp_path)
    database = next(tmp_path.glob("*.duckdb"))
    database.write_bytes(b"no database" * 100)
    mended = shown(tmp_path)
    again = shown(tmp_path)

    assert ("Khi khởi động" in sound, "dựng lại từ sổ ghi" in mended, "Khi khởi động" in again) == (
        False,
        True,
        False,
    )
    assert "Giồng Riềng dẫn đầu" in mended


def test_another_cluster_is_another_folder_and_no_other_program(tmp_path: Path) -> None:
    home = tmp_path / "home"
    page = shown(home, THIDUA_CLUSTER=str(TOP / "tests" / "other_cluster"))

    assert "Cụm thi đua số 2" not in page
    assert "Khối thi đua" in page
    shutil.rmtree(home)
