"""What the self-check found is said on every screen, and nothing is said when nothing was found."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from conftest import TOP, serving
from test_sign_in import visit


def shown(home: Path, **environment: str) -> str:
    """The HTML of the first screen of a server that starts on `home`."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in environment.items():
            patch.setenv(name, value)
        with serving(home) as server:
            return visit(server.port)[0]


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
