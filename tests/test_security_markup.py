"""
Names from data are text wherever they come out: 22 places × 6 payloads, each place drawn by what really draws it.

One server of a cluster whose every name is an attack, one Chromium. Each place is visited once; a check asks whether
its payload stands there letter for letter, and whether anything at all was run, loaded, linked or built from names.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

import pytest
from clerk_screens import opened, read, sheet, spending, told
from conftest import Server, serving
from docx import Document
from frozen import frozen_year
from hostile import EVIL, NAMES, PAYLOADS, SHIPPED, UNITS, hostile_folder
from openpyxl import load_workbook
from pptx import Presentation
from pypdf import PdfReader
from signed_in import Client

from data.store import Store
from pages.exports.csv import tables
from pages.exports.docx import minutes, report, submission
from pages.exports.html import stage
from pages.exports.pdf import summary_pdf, unit_pdf
from pages.exports.pdf_deck import deck_pdf
from pages.exports.pptx import presentation
from pages.exports.xlsx import workbook
from pages.parts import cached, who
from pages.parts.deck_choice import DeckChoice, as_text
from pages.parts.frozen_year import FrozenYear
from pages.parts.slides_made import deck_of
from pages.parts.theme import plain
from scoring.model import Figure, Role, State, Status
from tests.people import AN, secretary

pytestmark = [pytest.mark.browser, pytest.mark.slow]
# Everything that markup in a name could have become.
FAULTS = """() => {
  const found = [];
  if (window.pwned) found.push(`ran: ${window.pwned}`);
  for (const element of document.querySelectorAll('*')) {
    for (const { name, value } of element.attributes) {
      if (/^(xlink:)?href$|^src|action$|^data$/.test(name) && /^\\s*(javascript:|https?:\\/\\/evil|\\/\\/evil|data:text)/i.test(value)) found.push(`${element.tagName} ${name}=${value}`);
      if (name.startsWith('on') && value.includes('pwned')) found.push(`${element.tagName} ${name}`);
    }
    if (element.localName === 'script' && !/json/.test(element.type) && element.text.includes('window.pwned=')) found.push('script');
    if (element.shadowRoot) found.push('shadow');
  }
  return found;
}"""
# To another screen as a link leads there: the scripts, a second of CPU, are not loaded again.
MOVE = """(to) => { history.pushState({}, "", to); dispatchEvent(new PopStateEvent("popstate", { state: {} })); }"""
ATTRIBUTES = """() => [...document.querySelectorAll('.stMain *')].flatMap(e => [...e.attributes].filter(a =>
  /^(aria-|data-|title|alt|value|placeholder)/.test(a.name)).map(a => a.value)).join('\\n')"""


@dataclass
class Harvest:
    """What a place shows, and what is wrong there."""

    text: str
    faults: list[str]


def squeezed(text: str) -> str:
    """Without blanks: lines are broken differently everywhere."""
    return re.sub(r"\s+", "", text)


@dataclass
class World:
    """The server, a page that stays with it, one for what comes without a server, the documents of the cluster."""

    server: Server
    served: Any
    apart: Any
    frozen: FrozenYear
    folder: Path
    seen: dict[str, Harvest] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        for page in (self.served, self.apart):
            page.route(
                f"{EVIL}/**", lambda route: (self.wrong.append(f"asked: {route.request.url}"), route.abort())
            )
            page.on("dialog", lambda dialog: (self.wrong.append("dialog"), dialog.dismiss()))
            page.set_default_timeout(180_000)

    @cached_property
    def deck(self) -> Any:
        return deck_of(self.frozen)

    def at(self, place: str) -> Harvest:
        """What stands at a place; visited once."""
        if place not in self.seen:
            self.seen[place] = PLACES[place](self)
        return self.seen[place]

    def page(
        self, *addresses: str, get: str = "() => document.body.innerText", html: str = "", do: Any = None
    ) -> Harvest:
        """Open addresses (or a piece of HTML) in the browser and take what `get` gives."""
        texts: list[str] = []
        self.wrong.clear()
        for address in addresses or [""]:
            page = self.served if address.startswith("/") else self.apart
            screen = address.startswith("/") and "/san-khau" not in address
            if screen and page.query_selector(".stApp"):
                page.evaluate(MOVE, address)
                page.wait_for_timeout(50)
            else:
                page.goto(self.server.url + address if address.startswith("/") else address or "about:blank")
            if html:
                page.set_content(html)  # in an empty document: no policy of the server's stops anything
            elif screen:
                page.wait_for_selector("h1")
                page.wait_for_selector(
                    '.stApp[data-test-script-state="notRunning"][data-test-connection-state="CONNECTED"]'
                )
            if do:
                do(page)
            page.wait_for_timeout(300)
            texts.append(str(page.evaluate(get)))
            self.wrong += page.evaluate(FAULTS)
        return Harvest("\n".join(texts), list(self.wrong))


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory, chromium: Any) -> Iterator[World]:
    cluster, home = hostile_folder(tmp_path_factory.mktemp("cluster")), tmp_path_factory.mktemp("home")
    store = Store.open(home, cluster)
    for place, payload in enumerate(PAYLOADS.values()):
        row = Figure(
            2018, "RG", "N1.07", Role.ACTUAL, State.REPORTED, Status.OFFICIAL, "SKHDT", vintage=5 + place,
            value=Decimal(70 + place), document=payload, note=payload,
        )  # fmt: skip
        store.write(secretary(payload), payload, [row], [], store.head)
    store.close()
    patch = pytest.MonkeyPatch()
    patch.setenv("THIDUA_CLUSTER", str(cluster))
    with serving(home) as server:
        patch.undo()
        context = chromium.new_context(viewport={"width": 1366, "height": 900}, locale="en-US")
        yield World(server, context.new_page(), context.new_page(), frozen_year(2018, cluster), cluster)
        context.close()


# --- the places -------------------------------------------------------------------------------------------------------


def hall_dialogs(page: Any) -> None:
    page.wait_for_selector("html[data-ready]", state="attached")
    page.keyboard.press("k")
    page.get_by_role("button", name="Vẫn mở").click()  # though the order is not shown yet
    page.wait_for_selector("#motion option", state="attached")


def refused(world: World) -> Harvest:
    """Pages that say what does not exist, with what was asked for."""
    addresses = [f"/tai-ve/phieu-diem.pdf?nam=2018&donvi={quote(text)}" for text in PAYLOADS.values()]
    addresses += [f"/trinh-chieu/san-khau?nam={quote(text)}" for text in PAYLOADS.values()]
    bodies = [Client(world.server.port).ask("GET", address).body for address in addresses]
    made = [world.page(html=body) for body in bodies]
    assert 12 == len(made)
    return Harvest("\n".join(one.text for one in made), [fault for one in made for fault in one.faults])


def signing_in(world: World) -> Harvest:
    """The name that was typed wrongly stands in the form again."""
    made = []
    for text in PAYLOADS.values():
        body = Client(world.server.port).sign_in(text, "sai mật khẩu rồi").body
        made.append(world.page(html=body, get="() => document.querySelector('[name=ten]').value"))
    return Harvest("\n".join(one.text for one in made), [fault for one in made for fault in one.faults])


def preview(world: World) -> Harvest:
    """Unknown names in an uploaded file, and the file's own name, in the screen that says what is wrong."""
    patch = pytest.MonkeyPatch()
    rows = [spending(unit='"' + text.replace('"', '""') + '"') for text in PAYLOADS.values()]
    try:
        store = Store.open(world.folder / "preview", SHIPPED)
        patch.setattr(cached, "store", lambda: store)
        patch.setattr(who, "actor", lambda: AN)
        made = told(read(opened("upload"), (f"{PAYLOADS['html']}.csv".replace("/", ""), sheet(*rows))))
        store.close()
    finally:
        patch.undo()
    return world.page(html=made.html)


def reworded(world: World) -> Harvest:
    """A link to the hall's screen whose titles and notes somebody else wrote."""
    keys = [slide.key for slide in world.deck.slides][: len(PAYLOADS)]
    words = dict(zip(keys, PAYLOADS.values(), strict=True))
    choice = quote(as_text(DeckChoice(titles=words, notes=words)))
    return world.page(f"/trinh-chieu/san-khau?nam=2018&bo={choice}", get="() => document.body.textContent")


def package(contents: list[bytes], texts: list[str]) -> Harvest:
    """Office files: their texts, and no relation that leads out of them."""
    faults = []
    for content in contents:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for name in archive.namelist():
                part = archive.read(name).decode("utf-8", "replace")
                if name.endswith(".rels") and ("evil" in part or "javascript" in part):
                    faults.append(name)
                if re.search(
                    r"<(?:w:|a:)?(?:hlinkClick|hyperlink|instrText|fldSimple)\b[^>]*(?:evil|HYPERLINK)", part
                ):
                    faults.append(f"{name}: link")
    return Harvest("\n".join(texts), faults)


def docx(world: World) -> Harvest:
    made = [minutes(world.frozen, ()), submission(world.frozen), report(world.frozen)]
    texts = [
        "\n".join(
            each.text or ""
            for each in Document(io.BytesIO(one)).element.body.iter()
            if each.tag.endswith("}t")
        )
        for one in made
    ]
    return package(made, texts)


def pptx(world: World) -> Harvest:
    made = presentation(world.deck, "")
    slides = Presentation(io.BytesIO(made)).slides
    texts = [each.text or "" for slide in slides for each in slide.element.iter() if each.tag.endswith("}t")]
    return package([made], texts)


def xlsx(world: World) -> Harvest:
    made = workbook(world.frozen)
    book = load_workbook(io.BytesIO(made))
    cells = [cell for page in book.worksheets for row in page.iter_rows() for cell in row]
    harvest = package([made], [cell.value for cell in cells if cell.data_type == "s"])
    formulas = [re.sub(r"'(?:[^']|'')*'!", "", str(cell.value)) for cell in cells if cell.data_type == "f"]
    harvest.faults += [told for told in formulas if "evil" in told or "HYPERLINK" in told]
    harvest.faults += [cell.coordinate for cell in cells if cell.hyperlink]
    return harvest


def csv(world: World) -> Harvest:
    import csv as reader

    rows = [
        cell
        for made in tables(world.frozen).values()
        for row in reader.reader(io.StringIO(made.decode("utf-8-sig"), newline=""), delimiter=";")
        for cell in row
    ]
    return Harvest("\n".join(rows), [cell for cell in rows if cell.lstrip().startswith(("=", "@"))])


def pdf(world: World) -> Harvest:
    made = [
        summary_pdf(world.frozen),
        deck_pdf(world.deck),
        *(unit_pdf(world.frozen, code) for code in UNITS),
    ]
    texts, faults = [], []
    for one in made:
        for page in PdfReader(io.BytesIO(one)).pages:
            texts.append(page.extract_text())
            for note in page.get("/Annots") or []:
                target = str((note.get_object().get("/A") or {}).get("/URI", ""))
                faults += [target] if "evil" in target or "javascript" in target else []
        faults += [key for key in (b"/JavaScript", b"/Launch") if key in one]  # type: ignore[misc]
    return Harvest("\n".join(texts), faults)


def file_names(world: World) -> Harvest:
    """The name under which a file is to be kept: a header."""
    texts, faults = [], []
    for code in UNITS:
        answer = Client(world.server.port).ask(
            "GET", f"/tai-ve/phieu-diem.pdf?nam=2018&donvi={code}", Accept="*/*"
        )
        found = re.fullmatch(
            r"attachment; filename=\"([a-zA-Z0-9_.-]+)\"; filename\*=UTF-8''([A-Za-z0-9%_.~-]+)",
            answer.header("content-disposition"),
        )
        faults += [] if found else [answer.header("content-disposition")]
        name = unquote(found[2]) if found else ""
        faults += [name] if set(name) & set('\\/:*?"<>|\r\n') else []
        texts.append(name)
    return Harvest("\n".join(texts), faults)


def offline(world: World) -> Harvest:
    path = world.folder / "trinh-chieu.html"
    path.write_bytes(stage(world.deck))
    return world.page(path.as_uri(), get="() => document.body.textContent", do=hall_ready)


def hall_ready(page: Any) -> None:
    page.wait_for_selector("html[data-ready]", state="attached")


HALL = "/trinh-chieu/san-khau?nam=2018"
PLACES: dict[str, Callable[[World], Harvest]] = {
    "text of a screen": lambda it: it.page("/xep-hang?nam=2018"),
    "attributes of elements": lambda it: it.page("/xep-hang?nam=2018", "/so-sanh?nam=2018", get=ATTRIBUTES),
    "lists to choose from": lambda it: it.page(
        "/kich-ban?nam=2018",
        get="() => [...document.querySelectorAll('option')].map(o => o.label).join('\\n')",
    ),
    "titles of a screen": lambda it: it.page(
        *(f"/don-vi?nam=2018&donvi={code}" for code in UNITS),
        get="() => document.querySelector('h1').innerText",
    ),
    "criteria in tables": lambda it: it.page("/so-sanh?nam=2018"),
    "labels of a Plotly figure": lambda it: it.page(
        "/xep-hang?nam=2018",
        get="() => document.querySelector('.stPlotlyChart').textContent",
        do=lambda page: page.wait_for_selector(".main-svg .annotation-text", state="attached"),
    ),
    "titles of Plotly figures": lambda it: it.page(
        *(f"/so-sanh?nam=2018&tieuchi=N1.0{n}" for n in range(1, 7)),
        get="() => document.querySelector('.stPlotlyChart').textContent",
        do=lambda page: page.wait_for_selector(".main-svg .annotation-text", state="attached"),
    ),
    "the rulebook": lambda it: it.page("/quy-che?nam=2018", get="() => document.body.textContent"),
    "the journal": lambda it: it.page("/nhat-ky"),
    "one entry of the journal": lambda it: it.page(*(f"/nhat-ky?lan={seq}" for seq in range(2, 8))),
    "words in an address": lambda it: it.page(
        *(f"/kich-ban?nam=2018&kb=a_CT_N1.07__95&ten={quote(text)}" for text in PAYLOADS.values())
    ),
    "what is wrong with a file": preview,
    "pages that refuse": refused,
    "the form to sign in": signing_in,
    "the hall's screen": lambda it: it.page(HALL, get="() => document.body.textContent", do=hall_ready),
    "the hall's dialogs": lambda it: it.page(
        HALL, get="() => document.querySelector('#motion').textContent", do=hall_dialogs
    ),
    "the hall's reworded slides": reworded,
    "the file without a server": offline,
    "Word": docx,
    "PowerPoint": pptx,
    "Excel": xlsx,
    "CSV": csv,
    "PDF": pdf,
    "names of files": file_names,
}


def expected(place: str, payload: str) -> str:
    """The payload as it stands there: Plotly and file systems get look-alikes of what they would read as signs."""
    if "Plotly" in place:
        return squeezed(plain(payload))
    if place == "names of files":
        return squeezed("".join("-" if sign in '\\/:*?"<>|' else sign for sign in payload))
    return squeezed(payload)


@pytest.mark.security("markup")
@pytest.mark.parametrize("payload", PAYLOADS)
@pytest.mark.parametrize("place", PLACES)
def test_a_name_is_text(world: World, place: str, payload: str) -> None:
    harvest = world.at(place)

    assert expected(place, PAYLOADS[payload]) in squeezed(harvest.text)
    assert [] == harvest.faults


def test_the_check_would_see_a_name_that_is_not_text(world: World) -> None:
    found = {
        name: bool(world.page(html=f"<title>x</title><p>{PAYLOADS[name]}</p>").faults)
        for name in ("html", "script")
    }

    assert {"html": True, "script": True} == found
    assert NAMES["RG"] == PAYLOADS["html"]
