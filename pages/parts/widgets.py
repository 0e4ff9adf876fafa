"""Building blocks of the screens. Each is one Streamlit element, because elements are what costs.

All text that comes in is escaped here, except where a parameter's name ends in
`_html`: that is HTML already made by these functions. Controls are plain links
and lists that change the address bar (`state.link`); `frame.js` turns them into
reruns without a page load.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final, Literal

import streamlit as st

from data.stamps import PublishedStatus
from pages import BEHIND_NAME, SCREENS
from pages.parts import cached, state, theme, who
from pages.parts.stamp_lines import published_text, waiting_text
from pages.parts.theme import html
from pages.parts.words import say

NOTICES: Final = {
    "plain": "",
    "assumed": " td-notice-assumed",
    "missing": " td-notice-missing",
    "wrong": " td-notice-wrong",
}


def page_head(
    screen: str,
    title: str,
    subtitle: str = "",
    chips: Sequence[str] | None = None,
    *,
    years: Sequence[int] = (),
    year: int | None = None,
    kept: Mapping[str, str | int | None] | None = None,
    status: PublishedStatus | None = None,
) -> None:
    """Navigation, breadcrumb, status chips, year switch, and the title that states the finding.

    `screen` is a key of `SCREENS`. `chips` are the marks of what is not official;
    None shows the one for sample figures and rules, () shows none. `kept` are the
    screen's own parameters that go along to the other year; None takes all of them.
    `status` says whether the year was published in the state that is shown; None asks for now.
    """
    here, who_html = html(say(f"{screen}.name")), who.head_html(screen)
    screens = "".join(
        _link(f"td-go-{name}", state.link(name), say(f"{name}.name"), _current(name == screen, "page"))
        for name in SCREENS
        if name not in BEHIND_NAME
    )
    marks = [say("frame.sample")] if chips is None else chips
    chips_html = "".join(f'<span class="td-chip">{html(mark)}</span>' for mark in marks)
    st.html(
        f'<header class="td-bar"><a class="td-brand" href="{html(state.link("overview"))}"><i></i>'
        f"<span>{html(cached.cluster().name)}</span></a>"
        f'<nav aria-label="{html(say("frame.screens"))}">{screens}</nav>{who_html}</header>'
        f'<div class="td-top"><span class="td-crumb">{html(_cluster())} › <b>{here}</b></span>'
        f'<span class="td-chips">{"" if year is None else badge_html(year, status)}{chips_html}</span>'
        f"{year_switch(screen, years, year, kept) if years else ''}</div>"
        f'<h1 id="td-main" tabindex="-1">{html(title)}</h1>'
        + (f'<p class="td-sub">{html(subtitle)}</p>' if subtitle else "")
    )


def year_switch(
    screen: str,
    years: Sequence[int],
    year: int | None,
    kept: Mapping[str, str | int | None] | None = None,
) -> str:
    """HTML of the switch between years; each year is a link to the same view."""
    kept = state.others() if kept is None else kept
    links = "".join(
        _link(
            f"td-year-{each}",
            state.link(screen, **{**kept, "year": str(each)}),
            str(each),
            _current(each == year),
        )
        for each in years
    )
    return f'<span class="td-years" role="group" aria-label="{html(say("frame.year"))}">{links}</span>'


def badge_html(year: int, status: PublishedStatus | None = None) -> str:
    """HTML of whether the year's scores are published, and of corrections that wait; leads to the screen Công bố."""
    known = cached.published(year) if status is None else status
    address = html(state.link("publication", year=str(year)))
    done = " td-badge-done" if known.at else ""
    alone = published_text(replace(known, waiting=0))
    waiting = f'<a class="td-badge td-badge-waiting" href="{address}">{html(waiting_text(known))}</a>'
    return f'<a class="td-badge{done}" href="{address}">{html(alone)}</a>' + waiting * bool(known.waiting)


def page_foot(
    source: str, as_of: str, stamp: str, more_html: str = "", status: PublishedStatus | None = None
) -> None:
    """Where the figures come from, how old they are, whether they are published, and the stamp that reproduces them."""
    known = cached.published(int(stamp[:4])) if status is None else status  # a mark begins with its year
    parts = [
        say("frame.source", source=source),
        f"{say('frame.as_of', date=as_of)} · {published_text(known)}",
        say("frame.stamp", stamp=stamp),
    ]
    told = " · ".join(parts)
    shown = (html(parts[0]), html(parts[1]), anchor("documents", parts[2]))
    tail = f" · {more_html}" if more_html else ""
    st.html(
        f'<footer class="td-foot" data-told="{html(told)}" data-mark="{html(stamp)}">'
        f"{' · '.join(shown)}{tail}</footer>"
    )


def heading(title: str, subtitle: str = "", level: Literal[2, 3] = 2) -> str:
    """HTML of a heading that states the finding, and the line under it: measure, unit, scale."""
    under = f'<p class="td-sub td-small">{html(subtitle)}</p>' if subtitle else ""
    return f"<h{level}>{html(title)}</h{level}>{under}"


def figure(
    fig_dict: Mapping[str, Any],
    alt: str,
    key: str,
    title: str = "",
    subtitle: str = "",
    table_html: str = "",
    picture: str = "",
) -> None:
    """
    A Plotly figure (a plain dict) with its heading, text alternative, table one click away, and itself as a picture.

    `picture` is the title above the picture where the figure has no heading of its own.
    """
    if title:
        st.html(heading(title, subtitle))
    st.plotly_chart(
        with_layout(fig_dict, state.dark()),
        theme=None,
        key=key,
        alt=alt,
        config={"displayModeBar": False, "displaylogo": False, "scrollZoom": False, "doubleClick": False},
    )
    show(
        picture_html(picture or title or alt, subtitle, alt),
        more(say("frame.table"), table_html) if table_html else "",
    )


def picture_html(title: str, subtitle: str, alt: str) -> str:
    """HTML of the buttons that make a picture of the Plotly figure above them, in the viewer's own browser."""
    about = f'data-title="{html(title)}" data-under="{html(subtitle)}" data-alt="{html(alt)}"'
    buttons = "".join(
        f'<button type="button" data-picture="{kind}" {about}>{html(say(f"picture.{kind}"))}'
        f'<span class="td-hidden">: {html(title)}</span></button>'
        for kind in ("png", "svg")
    )
    return f'<p class="td-picture">{buttons}</p>'


def with_layout(fig_dict: Mapping[str, Any], dark: bool) -> dict[str, Any]:
    """`fig_dict` over the common layout; what the figure says itself wins, axis by axis."""
    own: Mapping[str, Any] = fig_dict.get("layout", {})
    common = theme.figure_layout(dark)
    layout = {**common, **own}
    for name in {"xaxis", "yaxis", *(key for key in own if key.startswith(("xaxis", "yaxis")))}:
        layout[name] = {**_mapping(common[name[:5]]), **_mapping(own.get(name, {}))}
    for name in ("font", "margin", "hoverlabel"):
        layout[name] = {**_mapping(common[name]), **_mapping(own.get(name, {}))}
    return {**fig_dict, "layout": layout}


def html_table(
    columns: Sequence[str],
    rows: Iterable[Sequence[str]],
    caption: str,
    *,
    numeric: Iterable[int] = (),
    lit: Iterable[int] = (),
    html_columns: Iterable[int] = (),
    show_caption: bool = True,
) -> str:
    """HTML of a table. The first column heads its row.

    `rows` hold ready text (numbers formatted by `scoring.numbers`). A row of one
    cell is a group heading across the table. `numeric` columns stand right-aligned,
    `lit` rows (0-based, groups counted) are highlighted, `html_columns` hold HTML.
    """
    right, raw, bright = set(numeric), set(html_columns), set(lit)
    head = "".join(
        f'<th scope="col"{_numeric(place in right)}>{html(name)}</th>' for place, name in enumerate(columns)
    )
    body = []
    for number, row in enumerate(rows):
        if len(row) == 1:
            body.append(
                f'<tr class="td-group"><th scope="colgroup" colspan="{len(columns)}">{html(row[0])}</th></tr>'
            )
            continue
        cells = "".join(
            ('<th scope="row"' if place == 0 else "<td")
            + _numeric(place in right)
            + f">{cell if place in raw else html(cell)}"
            + ("</th>" if place == 0 else "</td>")
            for place, cell in enumerate(row)
        )
        body.append(f"<tr{' class=td-lit' if number in bright else ''}>{cells}</tr>")
    title = f"<caption{'' if show_caption else ' class=td-hidden'}>{html(caption)}</caption>"
    return (
        f'<div class="td-scroll" tabindex="0" role="region" aria-label="{html(caption)}">'
        f'<table class="td-table">{title}'
        f"<thead><tr>{head}</tr></thead><tbody>{''.join(body)}</tbody></table></div>"
    )


def more(summary: str, body_html: str, *, opened: bool = False) -> str:
    """HTML of a part that opens with one click or key."""
    state_of_it = " open" if opened else ""
    return f'<details class="td-more"{state_of_it}><summary>{html(summary)}</summary>{body_html}</details>'


def anchor(screen: str, label: str, **params: str | int | None) -> str:
    """HTML of a link to a screen; year, unit and criterion go along unless `params` replace them."""
    return f'<a href="{html(state.link(screen, **params))}">{html(label)}</a>'


def select(screen: str, param: str, label: str, options: Mapping[str, str], chosen: str) -> str:
    """HTML of a list to choose from; the choice goes into the address under `param`."""
    name = state.LASTING.get(param, param)
    items = "".join(
        f'<option value="{html(value)}"{" selected" if value == chosen else ""}>{html(text)}</option>'
        for value, text in options.items()
    )
    identity = f'id="td-{screen}-{html(name)}" name="{html(name)}"'
    return f"<label>{html(label)}<select {identity}>{items}</select></label>"


def segments(screen: str, param: str, label: str, options: Mapping[str, str], chosen: str) -> str:
    """HTML of a few choices side by side, each a link."""
    kept = state.others()
    links = "".join(
        _link(
            f"td-{screen}-{param}-{value}",
            state.link(screen, **(kept | {param: value})),
            text,
            _current(value == chosen),
        )
        for value, text in options.items()
    )
    return (
        f'<span class="td-label"><span>{html(label)}</span>'
        f'<span class="td-years" role="group" aria-label="{html(label)}">{links}</span></span>'
    )


def controls(*controls_html: str) -> str:
    """HTML of a row of `select` and `segments`."""
    return f'<div class="td-controls">{"".join(controls_html)}</div>'


def findings(sentences_html: Iterable[str]) -> str:
    """HTML of the sentences that matter. Each is HTML: use `html()` and `anchor()`."""
    return f'<ul class="td-findings">{"".join(f"<li>{sentence}</li>" for sentence in sentences_html)}</ul>'


def notice(kind: Literal["plain", "assumed", "missing", "wrong"], text: str, more_html: str = "") -> str:
    """HTML of a remark that must be seen: an assumption, something missing, something wrong."""
    tail = f" {more_html}" if more_html else ""
    return f'<p class="td-notice{NOTICES[kind]}" role="note">{html(text)}{tail}</p>'


def show(*blocks_html: str) -> None:
    """Draws pieces of HTML as one element."""
    st.html("".join(blocks_html))


def _cluster() -> str:
    shown = cached.cluster()
    return say("frame.cluster", name=shown.name, province=shown.province)


def _link(identity: str, address: str, label: str, attributes: str = "") -> str:
    return f'<a id="{html(identity)}" href="{html(address)}"{attributes}>{html(label)}</a>'


def _current(is_current: bool, kind: str = "true") -> str:
    return f' aria-current="{kind}"' if is_current else ""


def _numeric(is_numeric: bool) -> str:
    return ' class="td-n"' if is_numeric else ""


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}
