"""Trình chiếu: the deck as a list to arrange; all of it in the address, no number in reach."""

from __future__ import annotations

import re
from html import unescape
from random import Random
from urllib.parse import parse_qs, urlsplit

import pytest
from screens import Shown, show

from pages.parts import cached
from pages.parts.deck_choice import MOST_LETTERS, DeckChoice, as_text, choice_of, ordered
from tests.visiting import ENGLISH, RAW_FLOAT

HIDDEN = as_text(DeckChoice(hidden=frozenset({"firm"})))


def screen(**address: str) -> Shown:
    return show("presentation", **{"nam": "2018", **address})


def keys(shown: Shown) -> list[str]:
    return re.findall(r'<li id="td-slide-([^"]+)"', shown.html)


def row(shown: Shown, key: str) -> str:
    return next(part for part in shown.html.split("<li ") if part.startswith(f'id="td-slide-{key}"'))


def settled(shown: Shown) -> DeckChoice:
    """The choice of the address that the browser takes over after an edit."""
    address = unescape(re.search(r'data-address="([^"]+)"', shown.html)[1])
    query = parse_qs(urlsplit(address).query)
    assert "lam" not in query
    return choice_of(query.get("bo", [""])[0])


def asked(link: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(link).query).items()}


def test_every_slide_is_listed_with_its_title_and_what_it_shows() -> None:
    shown, deck = screen(), cached.deck(2018)

    assert [slide.key for slide in deck.slides] == keys(shown)
    assert [] == [slide.key for slide in deck.slides if " ".join(slide.title.split()) not in shown.text]
    assert f"chiếu {len(deck.slides)}/{len(deck.slides)} trang" in shown.title
    assert "data-address" not in shown.html


def test_each_edit_gives_the_address_that_holds_its_outcome() -> None:
    order = keys(screen())

    assert (order[1], order[0], *order[2:]) == settled(screen(lam="xuong.cover")).order
    assert (order[1], order[0], *order[2:]) == settled(screen(lam=f"len.{order[1]}")).order
    assert {"firm", "order"} == settled(screen(lam="an.order", bo=HIDDEN)).hidden
    assert DeckChoice() == settled(screen(lam="an.firm", bo=HIDDEN))


def test_an_edit_that_comes_back_to_the_default_leaves_nothing_in_the_address() -> None:
    down = as_text(settled(screen(lam="xuong.cover")))

    assert DeckChoice() == settled(screen(lam="len.cover", bo=down))
    assert DeckChoice() == settled(screen(lam="len.cover"))  # it is the first already


def test_words_are_text_and_can_be_given_back() -> None:
    shown = screen(lam="ghi.cover", tieude="Chào <b>hội</b> nghị", loi="Một.\n\n Hai. \n")
    choice = settled(shown)

    assert ({"cover": "Chào <b>hội</b> nghị"}, {"cover": "Một.\nHai."}) == (choice.titles, choice.notes)
    assert "<b>hội</b>" not in shown.html
    assert "đã sửa tiêu đề · đã sửa lời nói" in shown.text
    assert DeckChoice() == settled(screen(lam="goc.cover", bo=as_text(choice)))


def test_the_decks_own_words_are_no_change() -> None:
    cover = cached.deck(2018).slide("cover")

    assert DeckChoice() == settled(screen(lam="ghi.cover", tieude=cover.title, loi="\r\n".join(cover.notes)))


def test_words_that_would_not_fit_into_an_address_are_refused_and_nothing_is_lost() -> None:
    chance = Random(2018)

    def talk(letters: int) -> str:
        """Words that no packing makes much shorter."""
        return "".join(chr(chance.randint(0x4E00, 0x9FFF)) for _ in range(letters))

    full = DeckChoice()
    for slide in cached.deck(2018).slides:
        fuller = full.worded(slide.key, "", talk(1_200))
        if len(as_text(fuller)) >= MOST_LETTERS:
            break
        full = fuller
    shown = screen(lam="ghi.closing", tieude="", loi=talk(2_000), bo=as_text(full))

    assert full == settled(shown)
    assert "dài quá mức gửi được" in shown.text


def test_the_form_holds_the_words_and_their_limits() -> None:
    shown = row(screen(sua="cover"), "cover")

    assert 'name="tieude"' in shown
    assert 'maxlength="160"' in shown
    assert 'maxlength="2000"' in shown
    assert "Trả về mặc định" in shown


def test_all_links_carry_the_outcome_of_the_edit_and_not_the_edit() -> None:
    shown = screen(lam="an.order", bo=HIDDEN)
    links = [asked(link) for link in shown.links() if "bo=" in link]

    assert len(links) > 20
    assert {frozenset({"firm", "order"})} == {choice_of(link["bo"]).hidden for link in links}
    assert [] == [link for link in shown.links() if "lam=" in link or "tieude=" in link]


def test_a_hidden_slide_stays_in_the_list_without_a_file_of_its_own() -> None:
    shown = screen(bo=HIDDEN)

    assert "Hiện" in row(shown, "firm")
    assert "trang=firm" not in shown.html
    assert "trang=order" in shown.html
    count = len(cached.deck(2018).slides)
    assert f"chiếu {count - 1}/{count} trang" in shown.title


def test_start_and_files_carry_year_choice_and_kept_motions() -> None:
    shown = screen(bo=HIDDEN, kn="a_CT_N1.07__95")
    links = [link for link in shown.links() if "/tai-ve/" in link or "/san-khau" in link]
    whole = [asked(link) for link in links if "trang=" not in link]

    assert 4 == len(whole)
    assert {("2018", HIDDEN, "a_CT_N1.07__95")} == {(one["nam"], one["bo"], one["kn"]) for one in whole}
    assert "1 kiến nghị đang giữ" in shown.text
    assert re.search(r'href="/trinh-chieu/san-khau[^"]*" target="_blank" rel="noopener"', shown.html)


def test_motions_that_cannot_be_used_are_told() -> None:
    assert "Không dùng được các kiến nghị" in screen(kn="rác").text


def test_a_mark_shows_that_state_and_goes_along() -> None:
    mark = cached.stamp(2017)
    shown = screen(dau=f"Dấu: {mark}.")
    links = [asked(link) for link in shown.links() if "/tai-ve/" in link or "/san-khau" in link]

    assert "năm 2017" in shown.title
    assert {mark} == {link["dau"] for link in links}
    assert mark in unescape(re.search(r'data-address="([^"]+)"', shown.html)[1])


def test_a_mark_without_a_way_back_is_told_and_the_present_shown() -> None:
    shown = screen(dau="2018-00000000-00000000")

    assert "Không mở lại được trạng thái" in shown.text
    assert "dau=" not in "".join(link for link in shown.links() if "/tai-ve/" in link)


@pytest.mark.parametrize(
    "address", [{"bo": "<b>"}, {"lam": "len.<i>"}, {"lam": "x"}, {"sua": "%00"}, {"lam": "x.cover"}]
)
def test_nonsense_in_the_address_changes_nothing(address: dict[str, str]) -> None:
    assert keys(screen()) == keys(screen(**address))


def test_the_other_cluster_and_the_other_year_have_their_own_slides() -> None:
    assert [slide.key for slide in ordered(cached.deck(2017), choice_of(HIDDEN)).slides] == keys(
        screen(nam="2017", bo=HIDDEN)
    )


def test_there_is_no_english_and_no_raw_float() -> None:
    for shown in (screen(), screen(sua="cover"), screen(bo=HIDDEN, kn="a_CT_N1.07__95"), screen(dau="x")):
        assert [] == ENGLISH.findall(shown.text)
        assert [] == RAW_FLOAT.findall(shown.text)


@pytest.mark.browser
def test_a_deck_is_arranged_by_keyboard_found_again_and_taken_away(visit) -> None:
    seen = visit("/trinh-chieu?nam=2018")
    page = seen.page
    page.focus("#td-xuong-cover")
    page.keyboard.press("Enter")
    page.wait_for_url("**bo=*")
    seen.settled()
    assert "td-xuong-cover" == page.evaluate("() => document.activeElement.id")
    page.click("#td-an-firm")
    page.wait_for_selector(".td-deck-off")
    seen.settled().click("#td-word-order")
    page.fill("input[name=tieude]", "Thứ tự")
    page.keyboard.press("Enter")
    page.locator("#td-slide-order h3", has_text="Thứ tự").wait_for()
    page.wait_for_selector("#td-word-order:not(input)")
    seen.settled()
    choice = choice_of(parse_qs(urlsplit(page.url).query)["bo"][0])
    assert ("rules", {"firm"}, {"order": "Thứ tự"}) == (choice.order[0], choice.hidden, choice.titles)
    assert "td-word-order" == page.evaluate("() => document.activeElement.id")
    address = page.url

    page.click("#td-deck-default")
    page.wait_for_selector("#td-deck-reopen")
    assert "bo=" not in page.url
    page.click("#td-deck-reopen")
    page.wait_for_selector(".td-deck-off")
    assert address == page.url
    assert page.url == page.input_value("#td-share-list")
    with page.expect_download() as taken:
        page.click("#td-deck-html")

    assert taken.value.suggested_filename.endswith(".html")
    assert address == page.url
    assert [] == seen.complaints


@pytest.mark.browser
@pytest.mark.parametrize("width", [360, 1366, 1920])
def test_it_fits_every_screen_and_every_target_is_large_enough(visit, width: int) -> None:
    seen = visit(f"/trinh-chieu?nam=2018&bo={HIDDEN}&sua=cover", width=width)
    small = seen.page.evaluate(
        """() => [...document.querySelectorAll('.stMain .td-deck button, .stMain .td-deck a, .td-take a, .td-share button')]
        .filter(e => e.getBoundingClientRect().height < 24).map(e => e.textContent)"""
    )

    assert [] == small
    assert 0 >= seen.overflow()
    assert [] == seen.serious()


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_chart_is_taken_away_as_a_picture_with_its_source_and_mark(visit, scheme: str, tmp_path) -> None:
    seen = visit("/xep-hang?nam=2018", scheme=scheme)
    mark = seen.page.get_attribute(".td-foot", "data-mark")
    with seen.page.expect_download() as drawn:
        seen.page.click("[data-picture=svg]")
    with seen.page.expect_download() as painted:
        seen.page.click("[data-picture=png]")
    text = drawn.value.path().read_text(encoding="utf-8")
    title = seen.page.get_attribute("[data-picture=svg]", "data-title")

    assert (f"{mark}.svg", f"{mark}.png") == (
        drawn.value.suggested_filename[-len(f"{mark}.svg") :],
        painted.value.suggested_filename[-len(f"{mark}.png") :],
    )
    assert text.count("SỐ LIỆU MINH HỌA") >= 2  # above and across
    assert [] == [part for part in (title, mark, "Nguồn:") if part not in text]
    assert b"\x89PNG" == painted.value.path().read_bytes()[:4]
    assert [] == seen.complaints
