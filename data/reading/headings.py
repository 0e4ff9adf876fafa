"""The columns of an upload under their official names and usual synonyms."""

from __future__ import annotations

import re

from data.reading.folding import bare

YEAR, UNIT, UNIT_CODE, CODE, CRITERION, MEASURE = "year", "unit", "unit_code", "code", "criterion", "measure"
TARGET, LEVEL, VALUE, STATUS, AGENCY, AS_OF, NOTE = (
    "target",
    "level",
    "value",
    "status",
    "agency",
    "as_of",
    "note",
)
SELF, REVIEWED, ORDINAL, TOTAL = "self", "reviewed", "ordinal", "total"

OFFICIAL = {
    YEAR: "Năm", UNIT: "Đơn vị", UNIT_CODE: "Mã đơn vị", CODE: "Mã tiêu chí", CRITERION: "Tiêu chí",
    MEASURE: "Đơn vị tính", TARGET: "Chỉ tiêu", LEVEL: "Cấp giao", VALUE: "Giá trị", STATUS: "Trạng thái",
    AGENCY: "Nguồn", AS_OF: "Ngày số liệu", NOTE: "Ghi chú", SELF: "Tự chấm", REVIEWED: "Thẩm định",
}  # fmt: skip
ALSO_OFFICIAL = {("value", "thuc hien"), ("code", "ma")}

_NAMES = {
    YEAR: "nam|nam bao cao|nam so lieu|nam danh gia|nam thi dua|nam thuc hien|ky bao cao|year|nien do|nam cham diem",
    UNIT: "don vi|ten don vi|dia phuong|huyen|huyen thanh pho|don vi bao cao|ten huyen|dia ban|huyen thi xa thanh pho|"
    "unit|don vi thi dua|ten don vi thi dua|don vi thanh vien|ten dia phuong|don vi thuc hien|thanh vien cum|huyen tp|"
    "don vi hanh chinh|cac don vi|don vi trong cum",
    UNIT_CODE: "ma don vi|ma dv|ma huyen|ma dia phuong|unit code|ma so don vi",
    CODE: "ma tieu chi|ma|ma so|ma tc|ma chi tieu|ma so tieu chi|ma hieu|ma noi dung|code|ky hieu|ma so chi tieu|so hieu",
    CRITERION: "tieu chi|ten tieu chi|noi dung|noi dung tieu chi|ten chi tieu|noi dung tieu chi thi dua|tieu chi thi dua|"
    "chi tieu thi dua|noi dung thi dua|noi dung chi tieu|criterion|tieu chi danh gia|ten noi dung|cac tieu chi|"
    "noi dung cac tieu chi|noi dung danh gia|tieu chi cham diem|danh muc tieu chi",
    MEASURE: "don vi tinh|dvt|dv tinh|don vi do|d v t|unit of measure|donvitinh",
    TARGET: "chi tieu|chi tieu giao|ke hoach|ke hoach giao|kh|chi tieu nam|muc tieu|chi tieu duoc giao|ke hoach nam|target|"
    "chi tieu ke hoach|so ke hoach",
    LEVEL: "cap giao|cap giao chi tieu|level|cap giao ke hoach",
    VALUE: "gia tri|thuc hien|ket qua|so lieu|ket qua thuc hien|gia tri thuc hien|thuc hien nam|so thuc hien|dat duoc|"
    "value|ket qua dat duoc|thuc te|th|so lieu thuc hien|ket qua nam|so lieu bao cao|gia tri bao cao|ket qua thuc te|"
    "diem|diem so|so lieu thuc te|kq|ket qua bao cao|gia tri so|diem dat|diem dat duoc|uoc thuc hien|gia tri hien thi",
    SELF: "tu cham|diem tu cham|don vi tu cham|tu danh gia|diem tu danh gia|diem don vi tu cham|tu cham diem",
    REVIEWED: "tham dinh|diem tham dinh|ket qua tham dinh|hoi dong cham|diem hoi dong|cum cham|diem cum cham|hoi dong tham dinh|"
    "diem cham|diem duyet|diem thuong truc cham|diem phuc tra|cham lai|diem chinh thuc|gia tri tham dinh",
    STATUS: "trang thai|tinh trang|loai so lieu|trang thai so lieu|status|muc do",
    AGENCY: "nguon|nguon so lieu|co quan cung cap|co quan|nguon cung cap|source|don vi cung cap|don vi cung cap so lieu",
    AS_OF: "ngay so lieu|ngay|ngay bao cao|ngay chot so lieu|ngay chot|tinh den ngay|as of|thoi diem so lieu|den ngay",
    NOTE: "ghi chu|chu thich|note|ghi chu khac|chu giai",
    ORDINAL: "stt|so tt|tt|so thu tu|s tt|no",
    TOTAL: "tong|tong cong|cong|binh quan|trung binh|toan cum|tong so|tong diem|xep hang|thu hang|hang|xep loai|binh quan cum|"
    "trung binh cum|diem chuan|diem toi da|thang diem|ty le|ty le hoan thanh|so sanh|tang giam|so voi cung ky|"
    "so voi ke hoach|tong cum",
}  # fmt: skip
ROLES = {name: role for role, names in _NAMES.items() for name in names.split("|")}
_TRAIL = re.compile(r"\((?:[^()]*)\)|\[[^\[\]]*\]|[*:]")
_YEAR = re.compile(r"\b(?:nam )?20\d\d\b")


def role_of(heading: str) -> str:
    """The role of a heading, "" if it is none. Remarks in brackets, stars and a year in it do not matter."""
    if not heading or len(heading) > 120:
        return ""
    flat = bare(heading)
    found = ROLES.get(flat)
    if found:
        return found
    shorter = bare(_TRAIL.sub(" ", heading))
    found = ROLES.get(shorter) or ROLES.get(_YEAR.sub(" ", shorter).strip())
    if found or not shorter:
        return found or ""
    return ""


def is_official(heading: str, role: str) -> bool:
    """Whether the heading is the official one, so that nothing need be said."""
    flat = bare(heading)
    return flat == bare(OFFICIAL.get(role, "")) or (role, flat) in ALSO_OFFICIAL


def year_in(heading: str) -> int | None:
    """A year that a value heading names (Thực hiện năm 2018); None where it names none or a part of a year."""
    years = re.findall(r"\b(20\d\d)\b", bare(heading))
    return int(years[0]) if len(set(years)) == 1 else None


def required(cells: list[str]) -> int:
    """How many different roles the cells of a row name."""
    return len({role for role in map(role_of, cells) if role and role != TOTAL})
