"""Every file that can be taken away opens, is what it says it is, and carries the mark of its state."""

from __future__ import annotations

import io
import re
import zipfile
from urllib.error import HTTPError
from urllib.parse import quote, unquote, urlencode
from urllib.request import urlopen

import pytest
from docx import Document
from openpyxl import load_workbook
from pptx import Presentation

from pages.parts.deck_choice import DeckChoice, as_text
from pages.parts.documents_list import GROUPS
from pages.parts.downloads import DOWNLOADS
from pages.parts.words import say

MARK = re.compile(r"2018-[0-9a-f]{8}-[0-9a-f]{8}")
SAMPLE = say("stamp.sample")


class Answer:
    def __init__(self, server, name: str, **address: str) -> None:
        url = f"{server.url}/tai-ve/{quote(name)}?{urlencode(address)}"
        try:
            with urlopen(url, timeout=120) as answer:
                self.status, self.headers, self.content = answer.status, answer.headers, answer.read()
        except HTTPError as refused:
            self.status, self.headers, self.content = refused.code, refused.headers, refused.read()

    @property
    def named(self) -> str:
        return self.headers["content-disposition"]

    @property
    def mark(self) -> str:
        return MARK.search(self.named)[0]


def docx_text(content: bytes) -> str:
    Document(io.BytesIO(content))
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        xml = "".join(
            parts.read(name).decode()
            for name in parts.namelist()
            if name.startswith("word/") and name.endswith(".xml")
        )
    return " ".join(re.sub(r"<[^>]+>", "", xml).split())


def pptx_slides(content: bytes) -> list[str]:
    return [
        "\n".join(shape.text_frame.text for shape in slide.shapes if shape.has_text_frame)
        for slide in Presentation(io.BytesIO(content)).slides
    ]


def pdf_pages(content: bytes) -> list[str]:
    from pypdf import PdfReader

    return [page.extract_text() for page in PdfReader(io.BytesIO(content)).pages]


def test_every_file_stands_on_the_screen_once():
    assert sorted(DOWNLOADS) == sorted(name for names in GROUPS.values() for name in names)


@pytest.mark.parametrize("name", DOWNLOADS)
def test_a_file_is_handed_out_as_what_it_is_under_a_name_that_any_system_keeps(server, name):
    answer = Answer(server, name, nam="2018", donvi="RG")
    plain = re.search(r'filename="([^"]+)"', answer.named)[1]
    long_name = unquote(re.search(r"filename\*=UTF-8''(\S+)$", answer.named)[1])
    stem, _, ending = name.rpartition(".")

    assert (200, DOWNLOADS[name].kind) == (answer.status, answer.headers["content-type"])
    assert ("no-store", "nosniff") == (
        answer.headers["cache-control"],
        answer.headers["x-content-type-options"],
    )
    assert 1 == len(answer.headers.get_all("x-content-type-options"))
    assert plain.isascii()
    assert plain.startswith(stem + "-")
    assert plain.endswith(f"-{answer.mark}.{ending}")
    assert long_name.endswith(f" - {answer.mark}.{ending}")
    assert {"pptx": b"PK", "xlsx": b"PK", "docx": b"PK", "zip": b"PK", "pdf": b"%P", "html": b"<!"}[
        ending
    ] == answer.content[:2]


@pytest.mark.parametrize("name", [name for name in DOWNLOADS if name.endswith(".docx")])
def test_a_text_opens_and_carries_the_mark(server, name):
    answer = Answer(server, name, nam="2018")
    text = docx_text(answer.content)

    assert answer.mark in text
    assert SAMPLE in text


def test_the_presentation_opens_and_every_slide_carries_the_mark(server):
    answer = Answer(server, "trinh-chieu.pptx", nam="2018")

    assert [] == [text for text in pptx_slides(answer.content) if answer.mark not in text]


def test_the_workbook_opens_and_carries_the_mark(server):
    answer = Answer(server, "bang-tong-hop.xlsx", nam="2018")
    book = load_workbook(io.BytesIO(answer.content))
    cells = {str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value}

    assert answer.mark in cells
    assert any(SAMPLE in cell for cell in cells)


@pytest.mark.parametrize("name", [name for name in DOWNLOADS if name.endswith(".pdf")])
def test_a_printed_file_opens_and_every_page_carries_the_mark(server, name):
    pytest.importorskip("pypdf")
    answer = Answer(server, name, nam="2018", donvi="GR")

    assert [] == [text for text in pdf_pages(answer.content) if answer.mark not in text]


def test_the_offline_stage_and_the_tables_carry_the_mark(server):
    page, tables = (
        Answer(server, "trinh-chieu.html", nam="2018"),
        Answer(server, "bang-so-lieu.zip", nam="2018"),
    )
    with zipfile.ZipFile(io.BytesIO(tables.content)) as files:
        texts = [files.read(name).decode("utf-8-sig") for name in files.namelist()]

    assert page.mark in page.content.decode()
    assert SAMPLE in page.content.decode()
    assert any(tables.mark in text for text in texts)


def test_the_choice_of_slides_goes_along_and_one_slide_can_be_had_alone(server):
    whole = pptx_slides(Answer(server, "trinh-chieu.pptx", nam="2018").content)
    choice = as_text(
        DeckChoice(hidden=frozenset({"firm", "discuss"}), titles={"cover": "Chào <b>hội</b> nghị & khách"})
    )
    shorter = pptx_slides(Answer(server, "trinh-chieu.pptx", nam="2018", bo=choice).content)
    one = pptx_slides(Answer(server, "trinh-chieu.pptx", nam="2018", bo=choice, trang="cover").content)

    assert len(whole) - 2 == len(shorter)
    assert "Chào <b>hội</b> nghị & khách" in shorter[0]
    assert 1 == len(one)
    assert "Chào <b>hội</b> nghị & khách" in one[0]


def test_kept_motions_stand_in_the_minutes(server):
    without = docx_text(Answer(server, "bien-ban.docx", nam="2018").content)
    with_one = docx_text(Answer(server, "bien-ban.docx", nam="2018", kn="a_CT_N1.07__95").content)

    assert "80% → 95%" not in without
    assert "80% → 95%" in with_one or "95%" in with_one.replace(without, "")


def test_a_mark_in_the_address_gives_that_state(server):
    now = Answer(server, "bang-so-lieu.zip", nam="2018")
    same = Answer(server, "bang-so-lieu.zip", dau=now.mark)

    assert now.mark == same.mark


@pytest.mark.parametrize(
    ("name", "address", "status", "told"),
    [
        ("khong-co.pdf", {}, 404, "Không có trang này"),
        ("bang-tong-hop.pdf", {"nam": "1999"}, 404, "1999"),
        ("bang-tong-hop.pdf", {"nam": "<b>"}, 404, "&lt;b&gt;"),
        ("bang-tong-hop.pdf", {"dau": "2018-00000000-00000000"}, 404, "00000000"),
        ("bang-tong-hop.pdf", {"dau": "rác"}, 404, "Không có tài liệu ấy"),
        ("phieu-diem.pdf", {"nam": "2018"}, 404, "không có đơn vị"),
        ("phieu-diem.pdf", {"nam": "2018", "donvi": "<i>"}, 404, "&lt;i&gt;"),
        ("trinh-chieu.pptx", {"nam": "2018", "trang": "khong"}, 404, "không có trang"),
        ("bien-ban.docx", {"nam": "2018", "kn": "rác"}, 409, "kiến nghị"),
    ],
)  # fmt: skip
def test_what_does_not_exist_is_refused_in_words(server, name, address, status, told):
    answer = Answer(server, name, **address)

    assert status == answer.status
    assert told in answer.content.decode()
    assert "text/html" in answer.headers["content-type"]
    assert b"Traceback" not in answer.content


def test_a_state_under_other_rules_is_a_conflict(server):
    mark = Answer(server, "bang-so-lieu.zip", nam="2018").mark
    moved = mark[:-8] + ("0" * 8 if not mark.endswith("0" * 8) else "1" * 8)
    answer = Answer(server, "bang-so-lieu.zip", dau=moved)

    assert 409 == answer.status
    assert "quy chế đã đổi" in answer.content.decode()
