"""The two Vietnamese font encodings of before Unicode, as text that was read as Latin-1/Windows-1252."""

from __future__ import annotations

import re

TCVN3 = {
    0xA1: "Ă", 0xA2: "Â", 0xA3: "Ê", 0xA4: "Ô", 0xA5: "Ơ", 0xA6: "Ư", 0xA7: "Đ", 0xA8: "ă", 0xA9: "â",
    0xAA: "ê", 0xAB: "ô", 0xAC: "ơ", 0xAD: "ư", 0xAE: "đ", 0xB5: "à", 0xB6: "ả", 0xB7: "ã", 0xB8: "á",
    0xB9: "ạ", 0xBB: "ằ", 0xBC: "ẳ", 0xBD: "ẵ", 0xBE: "ắ", 0xC6: "ặ", 0xC7: "ầ", 0xC8: "ẩ", 0xC9: "ẫ",
    0xCA: "ấ", 0xCB: "ậ", 0xCC: "è", 0xCE: "ẻ", 0xCF: "ẽ", 0xD0: "é", 0xD1: "ẹ", 0xD2: "ề", 0xD3: "ể",
    0xD4: "ễ", 0xD5: "ế", 0xD6: "ệ", 0xD7: "ì", 0xD8: "ỉ", 0xDC: "ĩ", 0xDD: "í", 0xDE: "ị", 0xDF: "ò",
    0xE1: "ỏ", 0xE2: "õ", 0xE3: "ó", 0xE4: "ọ", 0xE5: "ồ", 0xE6: "ổ", 0xE7: "ỗ", 0xE8: "ố", 0xE9: "ộ",
    0xEA: "ờ", 0xEB: "ở", 0xEC: "ỡ", 0xED: "ớ", 0xEE: "ợ", 0xEF: "ù", 0xF1: "ủ", 0xF2: "ũ", 0xF3: "ú",
    0xF4: "ụ", 0xF5: "ừ", 0xF6: "ử", 0xF7: "ữ", 0xF8: "ứ", 0xF9: "ự", 0xFA: "ỳ", 0xFB: "ỷ", 0xFC: "ỹ",
    0xFD: "ý", 0xFE: "ỵ",
}  # fmt: skip

# VNI: a letter and a following mark. Rows: letter → the marks ø ù û õ ï, then those of its hatted and breved forms.
_PLAIN = {"a": "àáảãạ", "e": "èéẻẽẹ", "o": "òóỏõọ", "u": "ùúủũụ", "y": "ỳýỷỹ", "ô": "ờớởỡợ", "ö": "ừứửữự"}
_HATTED = {"a": "âầấẩẫậ", "e": "êềếểễệ", "o": "ôồốổỗộ"}  # marks â à á å ã ä
_BREVED = {"a": "ăằắẳẵặ"}  # marks ê è é ú ü ë
_SINGLE = {"ì": "ì", "í": "í", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ", "ñ": "đ", "ô": "ơ", "ö": "ư"}


def _vni_table() -> dict[str, str]:
    table: dict[str, str] = {}
    for marks, rows in (("øùûõï", _PLAIN), ("âàáåãä", _HATTED), ("êèéúüë", _BREVED)):
        for letter, results in rows.items():
            for mark, result in zip(marks, results, strict=False):
                for first, second, to in (
                    (letter, mark, result),
                    (letter.upper(), mark.upper(), result.upper()),
                    (letter.upper(), mark, result.upper()),
                ):
                    table[first + second] = to
    for letter, result in _SINGLE.items():
        table[letter] = result
        table[letter.upper()] = result.upper()
    return table


VNI = _vni_table()
_VNI_PIECE = re.compile("|".join(sorted(map(re.escape, VNI), key=len, reverse=True)))


def from_tcvn3(text: str) -> str:
    """
    TCVN3 (ABC, fonts .VnTime) text to Unicode.

    >>> from_tcvn3("HuyÖn Hßn §Êt")
    'Huyện Hòn Đất'
    """
    return text.translate(TCVN3)


def from_vni(text: str) -> str:
    """
    VNI-Windows text to Unicode.

    >>> from_vni("Huyeän Hoøn Ñaát"), from_vni("Ñôn vò")
    ('Huyện Hòn Đất', 'Đơn vị')
    """
    return _VNI_PIECE.sub(lambda found: VNI[found[0]], text)


def from_mojibake(text: str) -> str:
    """UTF-8 that was read as Windows-1252 (or Latin-1) and kept, back to what it was; the text itself if it was not."""
    pieces = []
    for letter in text:
        try:
            pieces.append(letter.encode("cp1252"))
        except UnicodeEncodeError:
            if ord(letter) > 0xFF:
                return text
            pieces.append(bytes([ord(letter)]))
    try:
        return b"".join(pieces).decode("utf-8")
    except UnicodeDecodeError:
        return text
