"""The presentation as one document: what the deck holds stands in it, as text, and nothing is fetched."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path

import pytest
from frozen import OTHER_CLUSTER, frozen_year
from starlette.datastructures import QueryParams
from starlette.requests import Request

from data.troubles import Trouble
from pages.exports import stage_colours, svg_text
from pages.exports.html import SCRIPTS, stage, stage_headers
from pages.exports.stage_picture import picture
from pages.parts import cached, heat_steps, stage_routes
from pages.parts.asked import asked as year_asked
from pages.parts.deck_choice import DeckChoice, as_text
from pages.parts.slides import Area, Chart, Deck, DeckUnit, KeyNumbers, Lines, Series, Slide, Table
from pages.parts.slides_made import deck_of
from pages.parts.words import VIETNAMESE
from tests.test_theme import contrast

EXPORTS = Path(stage_colours.__file__).parent
VOID = {"meta", "col", "br", "rect", "path", "input"}
CASES = [(2018, None), (2023, OTHER_CLUSTER)]


def deck_for(case: tuple[int, Path | None] = (2018, None)) -> Deck:
    return deck_of(frozen_year(*case))


@dataclass
class Seen:
    """What one slide of a document shows."""

    texts: list[str] = field(default_factory=list)
    classes: list[str] = field(default_factory=list)

    def holds(self, text: str) -> bool:
        return text in self.texts


class Reader(HTMLParser):
    """Reads the slides of a document: texts by slide, attributes, scripts."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.slides: list[Seen] = []
        self.open: list[str] = []
        self.links: list[str] = []
        self.scripts: list[str] = []

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag == "section" and "slide" in (given.get("class") or "").split():
            self.slides.append(Seen())
        if self.slides and "class" in given:
            self.slides[-1].classes.append(given["class"])
        self.links += [given[name] for name in ("src", "href", "data", "action", "poster") if given.get(name)]
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        pass

    def handle_endtag(self, tag):
        if tag in self.open:
            while self.open.pop() != tag:
                pass

    def handle_data(self, data):
        if self.open and self.open[-1] == "script":
            self.scripts.append(data)
        elif self.slides and self.open and self.open[-1] != "style":
            self.slides[-1].texts.append(data.strip())


def read(document: bytes) -> Reader:
    reader = Reader()
    reader.feed(document.decode())
    return reader


def said(slide: Slide) -> Iterator[str]:
    """Every text of a slide's blocks."""
    yield from (slide.title, slide.subtitle, slide.source, *slide.notes)
    for block in slide.blocks():
        if isinstance(block, Table):
            yield block.caption
            yield from (column.label for column in block.columns)
            yield from (cell.text for row in block.rows for cell in row.cells)
        elif isinstance(block, Chart):
            yield block.alt
            yield from block.totals
            for each in block.series:
                yield from each.texts
        elif isinstance(block, KeyNumbers):
            yield from (text for each in block.numbers for text in (each.label, each.text))
        elif isinstance(block, Lines):
            yield from (block.heading, *block.sentences)


@pytest.mark.parametrize("case", CASES)
def test_every_text_and_number_of_the_deck_stands_on_its_slide(case):
    deck = deck_for(case)
    shown = read(stage(deck)).slides

    assert len(deck.slides) == len(shown)
    for slide, seen in zip(deck.slides, shown, strict=True):
        inside = " ".join(seen.texts)
        missing = [text for text in said(slide) if text and not seen.holds(text) and text not in inside]
        assert [] == missing, slide.key


def test_the_total_beside_each_bar_and_each_cell_of_a_heat_page_is_the_deck_s_own():
    deck = deck_for()
    shown = read(stage(deck)).slides
    for key in ("sections", "heat-1"):
        slide = deck.slide(key)
        seen = shown[deck.slides.index(slide)]
        block = slide.blocks()[0]
        wanted = (
            block.totals
            if isinstance(block, Chart)
            else [c.text for row in block.rows for c in row.cells[1:]]
        )
        assert [text for text in wanted if not seen.holds(text)] == []


@pytest.mark.parametrize("case", CASES)
def test_the_sample_mark_and_the_stamp_stand_on_each_slide(case):
    deck = deck_for(case)
    for seen in read(stage(deck)).slides:
        assert "SỐ LIỆU MINH HỌA" in seen.texts
        assert "sample" in seen.classes
        assert f"dấu {deck.stamp.mark}" in seen.texts


def test_a_deck_of_real_figures_carries_no_sample_mark():
    real = replace(deck_for(), sample_mark="")
    assert all("sample" not in seen.classes for seen in read(stage(real)).slides)


def test_names_are_text_wherever_they_stand():
    bad = "<b>x</b>&\"'<script>alert(1)</script>"
    deck = deck_for()
    series = Series(bad, (Decimal(1), None), ("1", bad), "section-1")
    stacked = Chart("stacked", (bad, "B"), (series,), bad, bad, (bad, bad))
    slope = Chart("slope", (bad, bad), (replace(series, values=(Decimal(1), Decimal(2))),), bad, bad)
    bars = Chart("bars", (bad, bad), (series,), bad, bad)
    slides = tuple(
        Slide(f"k{at}", "unit", bad, bad, (Area(12, (chart, Lines((bad,), bad))),), bad, (bad,), unit="U")
        for at, chart in enumerate((stacked, slope, bars))
    )
    named = replace(
        deck, title=bad, units=(*deck.units, DeckUnit("U", bad, 5)), slides=(*deck.slides, *slides)
    )
    document = stage(named).decode()

    assert "<b>x" not in document
    assert "<script>alert" not in document
    assert 2 == document.count("<script")  # the figures and the program
    assert any(text == bad for seen in read(document.encode()).slides for text in seen.texts)


@pytest.mark.parametrize("address", ["", "/trinh-chieu/kien-nghi?nam=2018"])
def test_the_document_loads_nothing(address: str):
    document = stage(deck_for(), motions_address=address)
    text = document.decode()
    reader = read(document)

    assert [] == reader.links
    outside = re.findall(r"https?://[^\s\"'<)\\\\]+", text)
    assert {"http://www.w3.org/2000/svg"} >= set(outside)  # the name of SVG, which nobody fetches
    assert {"data:"} == {found[:5] for found in re.findall(r"url\(([^)]{5})", text)}
    assert "@import" not in text
    assert 'style="' not in text
    assert not re.search(r"<[^>]* on[a-z]+=", text)
    assert not re.search(r"\b(eval|Function|innerHTML|document\.write)\b", "".join(reader.scripts[1:]))


def test_the_policy_lets_only_the_document_s_own_script_run():
    document = stage(deck_for())
    script, style = (
        re.search(rf"<{tag}>(.*?)</{tag}>", document.decode(), re.DOTALL)[1] for tag in ("script", "style")
    )
    policy = stage_headers(document)["content-security-policy"]
    hashes = [
        f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
        for text in (script, style)
    ]

    assert f"script-src {hashes[0]};" in policy
    assert f"style-src {hashes[1]};" in policy
    assert policy.startswith("default-src 'none'")
    assert "connect-src" not in policy
    assert (
        "connect-src 'self'"
        in stage_headers(stage(deck_for(), motions_address="/x"))["content-security-policy"]
    )


def test_the_same_deck_gives_the_same_bytes():
    assert stage(deck_for()) == stage(deck_for())


def test_the_reveal_is_veiled_by_the_document_itself():
    deck = deck_for()
    table = stage(deck).decode().split('data-key="order"')[1].split("</table>")[0]
    rows = re.findall(r'<tr class="veiled" data-step="(\d)">', table)

    assert [str(step) for step in range(deck.slide("order").steps, 0, -1)] == rows
    assert len(rows) == table.count('<span class="veil"')


def test_the_moment_of_freezing_stands_on_the_cover_and_in_the_help():
    document = stage(deck_for()).decode()
    assert 2 == document.count("Số liệu đóng băng lúc 08:30 ngày 22/02/2019")


def test_every_text_of_the_script_is_given_and_every_given_text_is_used():
    scripts = "".join((EXPORTS / name).read_text(encoding="utf-8") for name in SCRIPTS)
    python = "".join(
        path.read_text(encoding="utf-8") for path in [*EXPORTS.glob("*.py"), Path(stage_routes.__file__)]
    )
    asked = set(re.findall(r"""\bsay\((?:\w+\(\) \? )?"([\w]+)\"""", scripts))
    named = set(re.findall(r'"(\w+)"', scripts)) | set(re.findall(r"stage\.(\w+)", python))
    given = {key.removeprefix("stage.") for key in VIETNAMESE if key.startswith("stage.")}

    assert set() == asked - given
    put_together = {key for key in given if key.startswith(("do_", "key_", "tells_", "panel_"))}
    assert set() == given - named - put_together


@pytest.mark.parametrize("dark", [True, False])
def test_every_text_colour_is_seven_to_one_on_its_ground(dark: bool):
    colours = stage_colours.colours(dark)
    for ink in ("ink", "muted", "gold", "better", "worse"):
        for ground in ("paper", "panel"):
            assert contrast(colours[ink], colours[ground]) >= 7, (ink, ground)
    for name in ("section-1", "section-2", "section-3", "bonus", "penalty"):
        assert contrast(colours[f"on-{name}"], colours[name]) >= 7, name
    for step in range(stage_colours.SHADES + 1):
        assert contrast(colours["ink"], colours[f"heat-{step}"]) >= 7, step
    assert contrast(colours["on-full"], colours["full"]) >= 7


def test_heat_pages_have_a_ground_for_each_step_of_the_screens():
    assert len(heat_steps.STEPS) == stage_colours.SHADES + 1


def test_each_picture_says_by_itself_what_it_shows_and_that_it_is_a_sample():
    deck = deck_for()
    for slide in deck.slides:
        chart = slide.chart()
        if chart is None:
            assert "" == picture(deck, slide)
            continue
        drawn = picture(deck, slide)
        texts = " ".join(re.findall(r">([^<>]+)</text>", drawn))
        assert slide.title in texts
        assert "SỐ LIỆU MINH HỌA" in texts
        assert f"dấu {deck.stamp.mark}" in texts
        assert slide.source.split(" · ")[0] in texts
        for each in chart.series:
            assert all(text in texts for text in each.texts)
        assert "var(" not in drawn


def test_a_label_is_measured_with_the_font_that_it_is_drawn_in():
    assert svg_text.width("1.234,5", 40) == pytest.approx(svg_text.width("8.888,8", 40))
    assert svg_text.width("Giồng Riềng", 40, bold=True) > svg_text.width("Giồng Riềng", 40)
    assert ["một hai", "ba"] == svg_text.lines("một hai ba", 20, svg_text.width("một hai", 20) + 1)
    assert all(
        svg_text.width(line, 20) <= 200
        for line in svg_text.balanced("Phát hiện nhân rộng điển hình tiên tiến", 20, 200)
    )


# --- as the program serves it -------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory):
    changed = pytest.MonkeyPatch()
    cached.store().close()  # its home is free again, whoever still holds the object
    changed.setenv("THIDUA_HOME", str(tmp_path_factory.mktemp("home")))
    cached.store.clear()

    def asking(path: str, **query: str):
        from urllib.parse import urlencode

        scope = {
            "type": "http",
            "method": "GET",
            "path": path,
            "headers": [],
            "query_string": urlencode(query).encode(),
        }
        answer = stage_routes._hall if path == stage_routes.STAGE else stage_routes._motion
        return stage_routes._told(Request(scope), answer)

    yield asking
    cached.store().close()
    cached.store.clear()
    changed.undo()


def test_the_hall_s_address_pins_the_state_and_the_moment(asked):
    first = asked(stage_routes.STAGE, nam="2018", kn="")
    query = dict(re.findall(r"(\w+)=([^&]*)", first.headers["location"]))
    assert 307 == first.status_code
    assert query["dau"].startswith("2018-")

    shown = asked(stage_routes.STAGE, **query)
    assert 200 == shown.status_code
    assert shown.body == asked(stage_routes.STAGE, **query).body
    assert f'data-mark="{query["dau"]}"'.encode() in shown.body


@pytest.mark.parametrize("luc", ["19990101T000000Z", "29990101T000000Z", "hôm nay"])
def test_a_moment_that_cannot_be_is_not_believed(asked, luc: str):
    mark = dict(re.findall(r"(\w+)=([^&]*)", asked(stage_routes.STAGE, nam="2018").headers["location"]))[
        "dau"
    ]
    assert 307 == asked(stage_routes.STAGE, nam="2018", dau=mark, luc=luc).status_code


@pytest.mark.parametrize(
    ("query", "status", "told"),
    [
        ({"nam": "1999"}, 404, "1999"),
        ({"nam": "2018", "dau": "2018-aaaaaaaa-bbbbbbbb"}, 404, "aaaaaaaa"),
        ({"nam": "2018", "dau": "<b>"}, 404, "không thấy dấu nào"),
    ],
)
def test_a_state_that_cannot_be_shown_is_refused_with_its_reason(asked, query, status, told):
    for path in (stage_routes.STAGE, stage_routes.MOTIONS):
        answer = asked(path, **query)
        assert status == answer.status_code
        assert told in answer.body.decode()
        assert "<b>" not in answer.body.decode()


def test_a_motion_answers_from_the_state_on_the_screen_and_changes_nothing(asked):
    mark = dict(re.findall(r"(\w+)=([^&]*)", asked(stage_routes.STAGE, nam="2018").headers["location"]))[
        "dau"
    ]
    before = cached.store().head
    reply = json.loads(
        asked(
            stage_routes.MOTIONS,
            nam="2018",
            dau=mark,
            kn="",
            doi="thuc-hien",
            donvi="HD",
            tieuchi="N1.07",
            phan="",
            gia="95",
        ).body
    )
    digest = cached.frozen(2018).digest

    assert "a_HD_N1.07__95" == reply["kn"]
    assert digest == reply["digest_before"]
    assert before == cached.store().head


@pytest.mark.parametrize(
    ("mark", "year"), [("2018-7f3a91c2-91c2ab34", 2018), ("Dấu: 2017-7F3A91C2-91C2AB34", 2017)]
)
def test_the_year_of_an_address_is_that_of_its_mark(mark: str, year: int) -> None:
    assert year == year_asked(QueryParams({"nam": "2016", "dau": mark})).year


@pytest.mark.parametrize("mark", ["2018", "2018-x-y", "20187f3a91c2", "2018-7f3a91c2"])
def test_what_is_no_mark_names_no_year(mark: str) -> None:
    with pytest.raises(Trouble) as caught:
        year_asked(QueryParams({"dau": mark}))

    assert "stamp.none" == caught.value.key


def test_the_way_back_from_the_hall_keeps_the_choice_of_slides(asked):
    choice = as_text(DeckChoice((), frozenset({"method"}), {}, {}))
    for bo in (choice, ""):
        first = asked(stage_routes.STAGE, nam="2018", bo=bo)
        query = dict(re.findall(r"(\w+)=([^&]*)", first.headers["location"]))
        shown = asked(stage_routes.STAGE, **query).body.decode()

        assert f'href="/trinh-chieu?nam=2018{f"&amp;bo={bo}" if bo else ""}"' in shown
    assert choice
