"""Every text on the screens that is not data: one place, one language beside the other.

`WORDS["vi"]` is complete; another language may lack entries and then shows the
Vietnamese ones. Keys are `screen.what`; values may hold `{placeholders}`.
"""

from __future__ import annotations

from typing import Final

VIETNAMESE: Final = {
    # the frame
    "frame.title": "Thi đua Kiên Giang",
    "frame.brand": "Cụm thi đua số 2",
    "frame.cluster": "Cụm thi đua số 2 · tỉnh Kiên Giang",
    "frame.screens": "Các màn hình",
    "frame.year": "Năm",
    "frame.sample": "SỐ LIỆU MINH HỌA · QUY CHẾ MẪU",
    "frame.source": "Nguồn: {source}",
    "frame.as_of": "Dữ liệu đến {date}",
    "frame.stamp": "Dấu: {stamp}",
    "frame.table": "Bảng số liệu",
    "frame.offline": "Mất kết nối với máy chủ. Trang sẽ tự nối lại.",
    "frame.no_script": "Trang này cần JavaScript. Hãy bật JavaScript trong trình duyệt rồi tải lại trang.",
    "frame.not_found": "Không có trang này",
    "frame.not_found_why": "Địa chỉ “{path}” không thuộc phần mềm thi đua.",
    "frame.to_overview": "Về Tổng quan",
    # the screens, as the navigation names them
    "overview.name": "Tổng quan",
    "rankings.name": "Xếp hạng",
    "comparison.name": "So sánh",
    "unit_sheet.name": "Đơn vị",
    "trend.name": "Xu hướng",
    "rulebook.name": "Quy chế",
    # the heat table of points
    "heat.caption": "Điểm đạt theo tiêu chí và đơn vị; nền đậm dần theo tỷ lệ điểm đạt trên điểm tối đa",
    "heat.criterion": "Tiêu chí / điểm tối đa",
    "heat.group": "{count} tiêu chí · {points} điểm",
    "heat.group_part": "{count}/{all} tiêu chí",
    "heat.cell": "{unit} – {criterion}: {points}/{max_points} điểm ({share})",
    "heat.cell_bonus": ", thưởng {bonus}",
    "heat.cell_unofficial": "; số liệu chưa chính thức",
    "heat.cell_none": "{unit} – {criterion}: {why}",
    "heat.max_points": "tối đa {points} điểm",
    "heat.not_assigned": "không giao",
    "heat.not_reported": "chưa báo cáo",
    "heat.not_applicable": "không phát sinh",
    "heat.key": "Chú giải bảng",
    "heat.key_share": "Điểm đạt/tối đa:",
    "heat.key_first": "dưới {share}",
    "heat.key_from": "từ {share}",
    "heat.key_full": "đủ điểm",
    "heat.key_bonus": "+1,2 là điểm thưởng, ngoài điểm tối đa",
    "heat.key_unofficial": "* số liệu chưa chính thức, còn có thể đổi",
}

WORDS: Final = {"vi": VIETNAMESE}

# What Streamlit itself says in English -> what the visitor reads. frame.js replaces these texts,
# tooltips and labels wherever they appear outside of what the screens write.
CHROME: Final = {
    "Skip to main content": "Đến nội dung chính",
    "Running...": "Đang tính…",
    "RUNNING...": "Đang tính…",
    "Stop": "Dừng",
    "Rerun": "Tính lại",
    "Connecting": "Đang kết nối",
    "CONNECTING": "Đang kết nối",
    "Please wait...": "Xin chờ…",
    "Connection error": "Mất kết nối",
    "Connection lost": "Mất kết nối",
    "Page not found": "Không có trang này",
    "Error": "Lỗi",
    "Close": "Đóng",
    "Fullscreen": "Toàn màn hình",
    "Close fullscreen": "Thu nhỏ",
    "Open fullscreen": "Toàn màn hình",
    "View fullscreen": "Toàn màn hình",
    "Exit fullscreen": "Thu nhỏ",
    "Search": "Tìm",
    "Download as CSV": "Tải CSV",
    "Show/hide columns": "Ẩn, hiện cột",
    "Show data": "Xem số liệu",
    "Main menu": "Trình đơn",
    "Settings": "Cài đặt",
    "Print": "In",
    "Copy to clipboard": "Chép",
    "Copied": "Đã chép",
    "No results": "Không có kết quả",
    "No options to select": "Không có lựa chọn",
    "Choose an option": "Chọn",
    "Choose options": "Chọn",
    "Clear all": "Bỏ hết",
    "Clear value": "Bỏ chọn",
    "Link to heading": "Liên kết tới mục này",
}


def say(key: str, /, language: str = "vi", **values: object) -> str:
    """The text under `key`, placeholders filled.

    >>> say("frame.as_of", date="22/02/2019")
    'Dữ liệu đến 22/02/2019'
    """
    text = WORDS.get(language, VIETNAMESE).get(key) or VIETNAMESE[key]
    return text.format(**values) if values else text
