"""What a person is told of figures that are about to be written: a key, values and, once, the Vietnamese sentence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

ERROR, WARNING, NOTE = "error", "warn", "note"

REMARKS: dict[str, tuple[str, str]] = {
    # what forbids writing
    "reported.year": (ERROR, "chưa có quy chế năm {year}"),
    "reported.agency": (
        ERROR,
        "chưa rõ cơ quan cung cấp số liệu; hãy chọn cơ quan cho cả tệp hoặc ghi cột nguồn",
    ),
    "reported.status": (ERROR, "chưa rõ trạng thái số liệu (ước thực hiện, sơ bộ, chính thức)"),
    "reported.level": (ERROR, "chỉ tiêu chưa ghi cấp giao; quy chế nhận: {levels}"),
    "reported.twice": (ERROR, "khác với số đã ghi ở {place} cho cùng một ô ({first} và {second})"),
    "reported.wrong": (ERROR, "{text}"),
    "penalty.wrong": (ERROR, "khoản điểm trừ, điểm thưởng {text}"),
    "scoring.refused": (ERROR, "không chấm điểm được nếu ghi: {text}"),
    "scoring.broken": (ERROR, "năm {year} hiện không chấm được nên không so sánh được: {text}"),
    # what must be seen before writing
    "value.tenfold": (
        WARNING,
        "{value} gấp {ratio} lần {usual} ({against}); có thể đặt nhầm dấu phẩy hoặc đơn vị tính",
    ),
    "value.tenth": (
        WARNING,
        "{value} chỉ bằng 1/{ratio} của {usual} ({against}); có thể đặt nhầm dấu phẩy hoặc đơn vị tính",
    ),
    "value.zero": (WARNING, "ghi số 0 trong khi {against} là {usual}; nếu chưa có số liệu thì để trống"),
    "status.weaker": (WARNING, "trạng thái “{now}” yếu hơn số đang tính (“{before}”)"),
    "as_of.older": (WARNING, "ngày số liệu {now} cũ hơn số đang tính ({before})"),
    "agency.statement": (
        WARNING,
        "{agency} không phải cơ quan được quy chế giao cung cấp ({named}); số này được giữ bên cạnh, không tính điểm",
    ),
    "agency.waits": (
        WARNING,
        "{agency} không phải cơ quan được quy chế giao cung cấp; số này được giữ lại, điểm còn chờ số liệu của {named}",
    ),
    "agency.stand_in": (WARNING, "tạm tính theo {agency} cho đến khi có số liệu của {named}"),
    "target.agency": (WARNING, "chỉ tiêu do {agency} báo, lần trước do {before} báo"),
    "target.lower_level": (NOTE, "đã có chỉ tiêu {level}; số này được giữ lại, không tính điểm"),
    "target.still_set": (
        WARNING,
        "đã có chỉ tiêu được giao nên “không giao” không có hiệu lực; muốn bỏ thì hoàn tác lần ghi chỉ tiêu đó",
    ),
    "kept.blank": (
        NOTE,
        "ghi chưa báo cáo, nhưng đã có số {value}; số đã có vẫn giữ nguyên, muốn bỏ thì hoàn tác",
    ),
    "undo.sample": (WARNING, "lần ghi này là toàn bộ số liệu mẫu nạp khi khởi động lần đầu"),
    # undo
    "undo.unknown": (ERROR, "không có lần ghi {seq}"),
    "undo.done": (ERROR, "lần ghi {seq} đã được hoàn tác ở lần ghi {by}"),
    "undo.nothing": (ERROR, "hoàn tác lần ghi {seq} không làm thay đổi số liệu nào"),
    "undo.record": (
        ERROR,
        "lần ghi {seq} là công bố, đính chính, phiếu suy tôn hoặc quyết định: không hoàn tác được, chỉ ghi tiếp được",
    ),
    "undo.published": (
        ERROR,
        "lần ghi {seq} có số liệu năm {year} đã công bố; muốn sửa thì đề nghị đính chính",
    ),
    "undo.clash": (ERROR, "số liệu được đưa trở lại không còn hợp lệ: {text}"),
}

WHY: dict[str, str] = {
    "new": "số liệu đầu tiên của ô này",
    "changed": "thay số đang tính, số cũ vẫn giữ trong lịch sử",
    "restated": "cùng số, khác trạng thái hoặc nguồn",
    "statement": "của cơ quan khác, giữ bên cạnh số đang tính",
    "waits": "của cơ quan khác, ô này còn chờ cơ quan được quy chế giao",
    "lower_level": "chỉ tiêu của cấp thấp hơn, cấp cao hơn đã giao",
    "still_set": "đã có chỉ tiêu được giao, chữ “không giao” không có hiệu lực",
    "self": "điểm tự chấm, chỉ để đối chiếu",
    "withdrawn": "không còn hiệu lực",
    "returned": "có hiệu lực trở lại",
}


@dataclass(frozen=True, slots=True)
class Place:
    """Where something was read: file, row and column as the spreadsheet numbers them; empty for typed figures."""

    file: str = ""
    row: int | None = None
    column: str = ""

    @property
    def text(self) -> str:
        """E.g. "so-lieu.xlsx, dòng 12, cột D"; "" where there is no place."""
        row = "" if self.row is None else f"dòng {self.row}"
        column = f"cột {self.column}" if self.column else ""
        return ", ".join(part for part in (self.file, row, column) if part)


NOWHERE = Place()


@dataclass(frozen=True, slots=True)
class Remark:
    """
    One thing said of the figures.

    Attributes:
        key: A key of `REMARKS`.
        cell: (year, unit, criterion, sub-criterion, role) that it is about; () if it is about the whole.
        values: What fills the sentence.
    """

    key: str
    place: Place = NOWHERE
    cell: tuple[int, str, str, str, str] | tuple[()] = ()
    values: tuple[tuple[str, Any], ...] = ()

    @property
    def severity(self) -> str:
        """ "error" (nothing can be written), "warn" (to confirm) or "note"."""
        return REMARKS[self.key][0]

    @property
    def text(self) -> str:
        """The Vietnamese sentence with its place, without full stop."""
        said = REMARKS[self.key][1].format(**dict(self.values))
        named = " ".join(str(part) for part in self.cell[:4] if part) if self.cell else ""
        return ": ".join(part for part in (self.place.text, named, said) if part)
