"""Bytes of a CSV file → text: BOM, UTF-8, UTF-16, then the old encodings, told apart by the catalogue's own words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from data.reading.catalogue import Catalogue
from data.reading.folding import composed, syllable
from data.reading.legacy import from_mojibake, from_tcvn3, from_vni
from data.reading.problems import Problems

COMMON = (
    "năm đơn vị mã tiêu chí nội dung chỉ tiêu tính giá trị thực hiện kết quả số liệu ghi chú trạng thái nguồn ngày cấp giao "
    "tổng cộng bình quân xếp hạng thành phố thị xã huyện quận ủy ban nhân dân tỉnh đạt không tỷ đồng triệu người xã điểm "
    "biểu bảng tổng hợp thi đua cụm cộng hòa xã hội chủ nghĩa việt nam độc lập tự do hạnh phúc người lập kỳ báo cáo "
    "sản phẩm doanh nghiệp hộ tỷ lệ chưa có nghìn tấn tự chấm thẩm định chính thức sơ bộ ước"
)
CLEAR = 0.5  # share of words that must be known before an old encoding is believed
MARGIN = 0.15  # and by how much it must lead the next one


class Vocabulary:
    """The words that a file about this catalogue is likely to hold."""

    def __init__(self, catalogue: Catalogue) -> None:
        texts = [COMMON, catalogue.province, *catalogue.levels.values()]
        texts += [name for unit in catalogue.units for name in (unit.name, *unit.aliases)]
        texts += [f"{row.name} {row.section} {row.unit_of_measure}" for row in catalogue.criteria]
        self.known = {
            syllable(word) for text in texts for word in re.findall(r"[^\W\d_]+", composed(text).lower())
        }
        self._patterns = {re.sub(r"[^\x00-\x7f]", "?", word) for text in texts
                          for word in re.findall(r"[^\W\d_]+", composed(text).lower())
                          if not word.isascii()}  # fmt: skip

    def share(self, text: str) -> tuple[float, int]:
        """Share of the words with marks that are known, and how many such words there are."""
        known = total = 0
        for word in re.findall(r"[^\W\d_]+|[\u00a1-\u00bf\u00d7\u00f7]+", composed(text[:200_000]).lower()):
            if word.isascii():
                continue
            total += 1
            known += syllable(word) in self.known
        return (known / total if total else 0.0, total)

    def lost(self, word: str) -> bool:
        """Whether a word looks like a known one whose marked letters became question marks."""
        return word.lower() in self._patterns or _one_lost(word.lower(), self._patterns)


def _one_lost(word: str, patterns: set[str]) -> bool:
    """Windows-1252 keeps some marked letters (ô, à): compare with every non-ASCII letter as a question mark."""
    return "?" in word and re.sub(r"[^\x00-\x7f]", "?", word) in patterns


@dataclass(frozen=True, slots=True)
class Decoded:
    """The text of a file and the encoding that was found ("" where it was refused)."""

    text: str
    encoding: str


def decode(content: bytes, vocabulary: Vocabulary, problems: Problems) -> Decoded:
    """The text of a CSV file; refused with a reason where the encoding is not clear."""
    if not content.strip(b"\x00 \t\r\n\xef\xbb\xbf"):
        problems.add("file.empty")
        return Decoded("", "")
    if content.startswith((b"\xff\xfe\x00\x00", b"\x00\x00\xfe\xff")):
        problems.add("file.not_text")
        return Decoded("", "")
    wide = _utf16(content)
    if wide:
        try:
            text = content.decode(wide)
        except UnicodeDecodeError as error:
            problems.add("encoding.invalid_bytes", content[: error.start].count(b"\n") + 1)
            return Decoded("", "")
        problems.add("encoding.utf16")
        return _mended(text, wide, vocabulary, problems)
    if b"\x00" in content:
        binary = content.count(b"\x00") > 0.05 * len(content) or _binary(content.replace(b"\x00", b""))
        row = content[: content.index(b"\x00")].count(b"\n") + 1
        problems.add("file.not_text") if binary else problems.add("file.nul_bytes", row)
        return Decoded("", "")
    if _binary(content):
        problems.add("file.not_text")
        return Decoded("", "")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return _old(content, vocabulary, problems)
    return _mended(text, "utf-8", vocabulary, problems)


def _binary(content: bytes) -> bool:
    head = content[:65536]
    strange = sum(byte < 9 or (13 < byte < 32 and byte != 27) or byte == 127 for byte in head)
    return strange > max(2, 0.01 * len(head))


def _utf16(content: bytes) -> str:
    """The UTF-16 form, by BOM or by where the zero bytes of ASCII letters lie; "" if it is not UTF-16."""
    if content.startswith(b"\xff\xfe"):
        return "utf-16"
    if content.startswith(b"\xfe\xff"):
        return "utf-16"
    head = content[:4000]
    if len(content) % 2 or len(head) < 8:
        return ""
    even, odd = head[0::2].count(0), head[1::2].count(0)
    half = len(head) // 2
    if odd > 0.4 * half and even < 0.05 * half:
        return "utf-16-le"
    if even > 0.4 * half and odd < 0.05 * half:
        return "utf-16-be"
    return ""


def _mended(text: str, encoding: str, vocabulary: Vocabulary, problems: Problems) -> Decoded:
    """Unicode text with what happened to it before undone: read in a wrong encoding, or letters lost."""
    mended, key = undone(text, vocabulary)
    if key:
        problems.add(key)
    elif _lost(mended.splitlines(), vocabulary, problems):
        return Decoded("", "")
    return Decoded(_composed(mended, problems), key.removeprefix("encoding.") or encoding)


def _composed(text: str, problems: Problems) -> str:
    whole = unicodedata.normalize("NFC", text)
    if whole != text:
        problems.add("unicode.normalised_nfc")
    return whole


def undone(text: str, vocabulary: Vocabulary) -> tuple[str, str]:
    """Text that was kept in the wrong letters (TCVN3, VNI or UTF-8 read as Western) as it was meant, and which it was."""
    if text.isascii():
        return text, ""
    now, count = vocabulary.share(text)
    if count == 0 or now >= 0.75:
        return text, ""
    best, key = "", ""
    ways: tuple[tuple[str, Callable[[str], str]], ...] = (
        ("encoding.mojibake_undone", _lines_undone),
        ("encoding.tcvn3", from_tcvn3),
        ("encoding.vni", from_vni),
    )
    lead = now
    for name, way in ways:
        changed = way(text)
        if changed == text:
            continue
        share, found = vocabulary.share(changed)
        if found and share >= CLEAR and share > lead + MARGIN:
            best, key, lead = changed, name, share
    return (best, key) if key else (text, "")


def _lines_undone(text: str) -> str:
    return "".join(from_mojibake(line) for line in text.splitlines(keepends=True))


def lost_word(texts: Iterable[str], vocabulary: Vocabulary) -> tuple[int, str] | None:
    """(index, word) of the first of several words whose letters became “?”; None where there are not that many."""
    first: tuple[int, str] | None = None
    many = 0
    for index, text in enumerate(texts):
        if "?" not in text and "\ufffd" not in text:
            continue
        for word in re.findall(r"[^\W\d_?]*[?\ufffd][^\W\d_]*(?:[?\ufffd][^\W\d_]*)*", text):
            flat = word.replace("\ufffd", "?")
            if len(flat) > 1 and vocabulary.lost(flat):
                many += 1
                first = first or (index, flat)
                if many >= 2:
                    return first
        if "\ufffd" in text:
            return (index, text)
    return None


def _lost(lines: list[str], vocabulary: Vocabulary, problems: Problems) -> bool:
    found = lost_word(lines, vocabulary)
    if found:
        problems.add("encoding.lossy_question_marks", found[0] + 1, value=found[1])
    return found is not None


def _old(content: bytes, vocabulary: Vocabulary, problems: Problems) -> Decoded:
    """Bytes that are not UTF-8: damaged UTF-8, a mixture, or one of the old encodings."""
    whole: list[int] = []
    broken: list[int] = []
    lines = content.split(b"\n")
    for number, line in enumerate(lines, start=1):
        if line.isascii():
            continue
        try:
            line.decode("utf-8")
            whole.append(number)
        except UnicodeDecodeError:
            broken.append(number)
    if len(whole) >= max(1, len(broken) // 10):
        meant = [row for row in broken if _best(lines[row - 1], vocabulary)[1]]
        if meant:
            problems.add("encoding.mixed", meant[0])
        else:
            problems.add("encoding.invalid_bytes", broken[0])
        return Decoded("", "")
    text, key = _best(content, vocabulary)
    if _lost((text or content.decode("latin-1")).splitlines(), vocabulary, problems):
        return Decoded("", "")
    if not key:
        if _plain_western(content):
            return Decoded(_composed(content.decode("cp1258", errors="replace"), Problems()), "cp1252")
        problems.add("encoding.invalid_bytes", broken[0] if broken else 1)
        return Decoded("", "")
    problems.add(key)
    return Decoded(unicodedata.normalize("NFC", text), key.removeprefix("encoding."))


def _plain_western(content: bytes) -> bool:
    """Whether the only bytes above ASCII are spaces, quotes and dashes that all Windows code pages share."""
    return all(byte < 128 or byte in (0x85, 0x91, 0x92, 0x93, 0x94, 0x96, 0x97, 0xA0) for byte in content)


def _best(content: bytes, vocabulary: Vocabulary) -> tuple[str, str]:
    """The old encoding that gives the most known words, and by how clear a margin; ("", "") where none does."""
    western = content.decode("latin-1")
    candidates = [
        ("encoding.cp1258", _cp1258(content)),
        ("encoding.tcvn3", from_tcvn3(western)),
        ("encoding.vni", from_vni(western)),
    ]
    scored = sorted(
        ((vocabulary.share(text)[0], name, text) for name, text in candidates if text), reverse=True
    )
    share, name, text = scored[0]
    if share < CLEAR or (len(scored) > 1 and share - scored[1][0] < MARGIN):
        return "", ""
    return text, name


def _cp1258(content: bytes) -> str:
    try:
        return unicodedata.normalize("NFC", content.decode("cp1258"))
    except UnicodeDecodeError:
        return ""
