"""Another cluster (other units, criteria, number of years) is shown by the same screens with no change of code."""

from __future__ import annotations

from pathlib import Path

import pytest
import streamlit as st
from screens import show

from pages import SCREENS

OTHER = Path(__file__).parent / "other_cluster"


@pytest.fixture(scope="module", autouse=True)
def other_cluster(tmp_path_factory: pytest.TempPathFactory):
    """The screens' one store, opened on the other cluster; the default comes back afterwards."""
    from pages.parts import cached

    show("overview")  # the default store is open now, wherever this module stands in the run
    cached.store().close()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("THIDUA_CLUSTER", str(OTHER))
        patch.setenv("THIDUA_HOME", str(tmp_path_factory.mktemp("home")))
        st.cache_resource.clear()
        yield
        cached.store().close()
        st.cache_resource.clear()


@pytest.mark.parametrize("unit", ["GIAP", "DINH"])  # DINH joined in 2022
@pytest.mark.parametrize("year", ["2021", "2022", "2023"])
@pytest.mark.parametrize("screen", SCREENS)
def test_every_screen_shows_every_year_and_unit(screen: str, year: str, unit: str) -> None:
    shown = show(screen, nam=year, donvi=unit)

    assert shown.title
    assert "Rạch Giá" not in shown.text
    assert "Khối thi đua" in shown.text


def test_a_unit_that_joined_later_is_not_ranked_in_the_years_before() -> None:
    assert "Đinh" not in show("rankings", nam="2021").text
    assert "Đinh" in show("rankings", nam="2022").text
