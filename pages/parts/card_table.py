"""A table whose rows become cards on a phone: each cell then carries the name of its column."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pages.parts.theme import html


def card_table_html(
    columns: Sequence[str],
    rows: Iterable[Sequence[str]],
    caption: str,
    *,
    html_columns: Iterable[int] = (),
    numeric: Iterable[int] = (),
    lit: Iterable[int] = (),
    style: str = "",
) -> str:
    """
    HTML of the table.

    Args:
        rows: Ready text; the cell of the first column heads its row.
        html_columns: Columns that hold HTML already made; all others are escaped here.
        numeric: Columns that stand right-aligned.
        lit: Rows (0-based) that are marked.
        style: A class of its own.
    """
    raw, right, bright = set(html_columns), set(numeric), set(lit)
    head = "".join(
        f'<th scope="col"{_class(place in right)}>{html(name)}</th>' for place, name in enumerate(columns)
    )
    body = []
    for number, row in enumerate(rows):
        cells = "".join(
            ('<th scope="row"' if place == 0 else "<td")
            + _class(place in right)
            + f' data-label="{html(columns[place])}">{cell if place in raw else html(cell)}'
            + ("</th>" if place == 0 else "</td>")
            for place, cell in enumerate(row)
        )
        body.append(f"<tr{' class=td-lit' if number in bright else ''}>{cells}</tr>")
    return (
        f'<div class="td-scroll" tabindex="0" role="region" aria-label="{html(caption)}">'
        f'<table class="td-table td-cards{" " + html(style) if style else ""}">'
        f"<caption class=td-hidden>{html(caption)}</caption>"
        f"<thead><tr>{head}</tr></thead><tbody>{''.join(body)}</tbody></table></div>"
    )


def _class(is_numeric: bool) -> str:
    return ' class="td-n"' if is_numeric else ""
