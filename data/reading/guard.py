"""Before anything is opened: name, size, magic bytes, and the zip directory of a workbook."""

from __future__ import annotations

import io
import re
import stat
import zipfile
import zlib

from data.reading import limits
from data.reading.problems import Problems

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MAGIC = (
    (b"%PDF", "tệp PDF"),
    (b"\x89PNG", "ảnh PNG"),
    (b"\xff\xd8\xff", "ảnh JPEG"),
    (b"GIF8", "ảnh GIF"),
    (b"BM", "ảnh BMP"),
    (b"II*\x00", "ảnh TIFF"),
    (b"MM\x00*", "ảnh TIFF"),
    (b"Rar!", "tệp nén RAR"),
    (b"7z\xbc\xaf", "tệp nén 7z"),
    (b"\x1f\x8b", "tệp nén gzip"),
    (b"{\\rtf", "văn bản RTF"),
    (b"MZ", "chương trình"),
    (b"\x7fELF", "chương trình"),
    (b"SQLite format 3", "cơ sở dữ liệu"),
)
HTML = re.compile(rb"<(?:!doctype\s+html|html|head|body|table|meta)\b", re.IGNORECASE)
XML_2003 = re.compile(rb"urn:schemas-microsoft-com:office:spreadsheet|progid=.Excel\.Sheet", re.IGNORECASE)
DTD = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
XML_NAME = re.compile(r"\.(?:xml|rels|vml)$", re.IGNORECASE)
MACRO_TYPE = re.compile(rb"macroEnabled|vbaProject|ms-office\.activeX", re.IGNORECASE)
MACRO_NAME = re.compile(r"(?:vbaProject|vbaData|macrosheets/|activeX/|\.bin$)", re.IGNORECASE)
DIMENSION = re.compile(rb"<dimension\s+ref=\"[A-Z]+[0-9]+:[A-Z]+([0-9]+)\"")


def extension(name: str) -> str:
    """The lower-case extension of an upload's name, "" if it has none; folders in the name are ignored."""
    last = re.split(r"[\\/]", name.strip().rstrip(". "))[-1]
    _stem, dot, ending = last.rpartition(".")
    return f".{ending.lower()}" if dot else ""


def kind_of(content: bytes, name: str, problems: Problems) -> str:
    """
    "csv" or "xlsx" where the file may be opened as such, else "" with the reason noted.

    Args:
        content: The upload.
        name: The name under which it was uploaded; only its extension counts here.
    """
    ending = extension(name)
    if len(content) > limits.FILE_BYTES:
        size, most = (
            f"{len(content) / limits.MEGABYTE:.1f}".replace(".", ","),
            limits.FILE_BYTES // limits.MEGABYTE,
        )
        problems.add("file.too_big", size=size, max=most)
        return ""
    if ending not in (".csv", ".xlsx"):
        _refuse_ending(content, ending, problems)
        return ""
    if not content:
        problems.add("file.empty")
        return ""
    if ending == ".xlsx":
        return _workbook(content, ending, problems)
    real = _real(content)
    if real:
        problems.add("file.type_mismatch", ext=ending, real=real)
        return ""
    return "csv"


def _refuse_ending(content: bytes, ending: str, problems: Problems) -> None:
    head = content[:4096]
    if ending in (".xlsm", ".xltm", ".xlam"):
        problems.add("file.macro")
        problems.add("file.extension", ext=ending)
    elif ending in (".xls", ".xlt"):
        if content.startswith(b"PK"):
            problems.add("file.type_mismatch", ext=ending, real="Excel .xlsx")
        elif XML_2003.search(head):
            problems.add("file.legacy_xls")
        elif HTML.search(head) or HTML.search(head.replace(b"\x00", b"")):
            problems.add("file.html_as_xls")
        elif content.startswith(OLE) and "EncryptedPackage".encode("utf-16-le") in content:
            problems.add("file.password")
        elif content.startswith(OLE) or content[:2] in (b"\x09\x00", b"\x09\x02", b"\x09\x04", b"\x09\x08"):
            problems.add("file.legacy_xls")
        elif not content:
            problems.add("file.empty")
        else:
            problems.add("file.type_mismatch", ext=ending, real=_real(content) or "văn bản hoặc dữ liệu khác")
    else:
        problems.add("file.extension", ext=ending or "không có đuôi tệp")


def _real(content: bytes) -> str:
    """What the bytes are, where that is certainly not text; "" otherwise."""
    if content.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return "tệp nén (Excel .xlsx hoặc .docx, .zip)"
    if content.startswith(OLE):
        return "tệp Office cũ (.xls, .doc) hoặc tệp có mật khẩu"
    for magic, name in MAGIC:
        if content.startswith(magic) and (len(magic) > 2 or b"\x00" in content[:64]):
            return name
    head = content[:2048].lstrip(b"\xef\xbb\xbf \t\r\n")
    if head.startswith(b"<"):
        if XML_2003.search(head):
            return "bảng tính XML 2003"
        if HTML.search(head):
            return "trang web (HTML)"
        if head.startswith(b"<?xml"):
            return "tệp XML"
    return ""


def _workbook(content: bytes, ending: str, problems: Problems) -> str:
    if content.startswith(OLE):
        if "EncryptedPackage".encode("utf-16-le") in content:
            problems.add("file.password")
        else:
            problems.add("file.type_mismatch", ext=ending, real="Excel cũ (.xls) hoặc tệp Office cũ")
            problems.add("file.legacy_xls")
        return ""
    if not content.startswith(b"PK"):
        real = _real(content)
        if "HTML" in real:
            problems.add("file.html_as_xls")
        if "XML 2003" in real:
            problems.add("file.legacy_xls")
        if not real and _is_text(content):
            real = "văn bản (có thể là .csv)"
        problems.add("file.type_mismatch", ext=ending, real=real or "dữ liệu không rõ loại")
        if not real:
            problems.add("file.damaged")
        return ""
    return "xlsx" if check_archive(content, problems) else ""


def _is_text(content: bytes) -> bool:
    head = content[:4096]
    return not any(byte < 9 or 13 < byte < 32 for byte in head.replace(b"\x00", b""))


def check_archive(content: bytes, problems: Problems) -> bool:
    """Whether a zip file is a workbook that may be opened. Every member is unpacked once, in bounds, into nothing."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
        members = archive.infolist()
    except (zipfile.BadZipFile, zipfile.LargeZipFile, ValueError, NotImplementedError, OSError, EOFError):
        problems.add("file.damaged")
        return False
    with archive:
        return _directory_sound(members, problems) and _members_sound(archive, members, problems)


def _directory_sound(members: list[zipfile.ZipInfo], problems: Problems) -> bool:
    names = [member.filename.replace("\\", "/").lower() for member in members]
    why = ""
    if len(members) > limits.MEMBERS:
        why = f"{len(members)} tệp con, tối đa {limits.MEMBERS}"
    elif len(set(names)) < len(names):
        why = "hai tệp con cùng tên"
    elif any(name.startswith("/") or ".." in name.split("/") or ":" in name for name in names):
        why = "đường dẫn vượt ra ngoài tệp"
    elif any("\x00" in member.orig_filename or not name for member, name in zip(members, names, strict=True)):
        why = "tên tệp con không hợp lệ"
    elif any(stat.S_ISLNK(member.external_attr >> 16) for member in members):
        why = "có liên kết ra ngoài"
    if why:
        problems.add("file.bad_archive", why=why)
        return False
    if any(member.flag_bits & 0x1 for member in members):
        problems.add("file.password")
        return False
    if any(MACRO_NAME.search(name) and "printersettings" not in name for name in names):
        problems.add("file.macro")
        return False
    if "[content_types].xml" not in names or not any(name.endswith("workbook.xml") for name in names):
        real = "tệp nén"
        for folder, said in (
            ("word/", "Word (.docx)"),
            ("ppt/", "PowerPoint (.pptx)"),
            ("xl/", "Excel khác"),
        ):
            if any(name.startswith(folder) for name in names):
                real = said
        if "content.xml" in names:
            real = "LibreOffice (.ods, .odt)"
        problems.add("file.type_mismatch", ext=".xlsx", real=real)
        return False
    return True


def _members_sound(archive: zipfile.ZipFile, members: list[zipfile.ZipInfo], problems: Problems) -> bool:
    total = sum(member.file_size for member in members)
    dense = any(
        member.file_size > limits.RATIO_FROM
        and member.file_size > limits.RATIO * max(1, member.compress_size)
        for member in members
    )
    if total > limits.UNPACKED_BYTES or dense:
        size, most = total // limits.MEGABYTE, limits.UNPACKED_BYTES // limits.MEGABYTE
        problems.add("file.unpacked_too_big", size=size, max=most)
        rows = _rows_promised(archive, members)
        if rows > limits.ROWS:
            problems.add("file.too_many_rows", n=rows, max=limits.ROWS)
        return False
    left = limits.UNPACKED_BYTES
    for member in members:
        try:
            with archive.open(member) as stream:
                unpacked = stream.read(left + 1)  # a directory may lie about sizes; reading checks the CRC
        except (
            zipfile.BadZipFile,
            zlib.error,
            EOFError,
            OSError,
            ValueError,
            NotImplementedError,
            RuntimeError,
        ):
            problems.add("file.damaged")
            return False
        left -= len(unpacked)
        if left < 0:
            problems.add("file.unpacked_too_big", size=">50", max=limits.UNPACKED_BYTES // limits.MEGABYTE)
            return False
        if XML_NAME.search(member.filename) or unpacked[:200].lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<"):
            flat = unpacked.replace(b"\x00", b"") if b"\x00" in unpacked[:400] else unpacked
            if DTD.search(flat):
                problems.add("file.xml_entities")
                return False
            if member.filename == "[Content_Types].xml" and MACRO_TYPE.search(flat):
                problems.add("file.macro")
                return False
    return True


def _rows_promised(archive: zipfile.ZipFile, members: list[zipfile.ZipInfo]) -> int:
    """The largest row number that a sheet's own dimension names, from its first 4 KB."""
    most = 0
    for member in members:
        if "worksheets/" in member.filename:
            try:
                with archive.open(member) as stream:
                    found = DIMENSION.search(stream.read(4096))
            except (zipfile.BadZipFile, zlib.error, OSError, ValueError, NotImplementedError, RuntimeError):
                continue
            most = max(most, int(found[1]) if found else 0)
    return most
