"""Data frames for Streamlit's editable table. The only module of the screens that knows pandas."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any


def text_frame(rows: Sequence[Mapping[str, str]]) -> Any:
    """A frame of texts, rows numbered from 1 as the screen shows them."""
    import pandas as pd

    return pd.DataFrame(list(rows), index=range(1, len(rows) + 1), dtype="str")
