"""Texts of the review conference: slides, the hall's screen, the presenter's window, motions."""

from __future__ import annotations

from typing import Final

SLIDES: Final[dict[str, str]] = {
    # slides
    # the hall's screen and the presenter's window (their script gets them as data)
    # motions on stage
    "motion.mark": "KIẾN NGHỊ THỬ · CHƯA CHÍNH THỨC",
    "motion.none": "Chưa có kiến nghị nào",
    "motion.nothing_moves": "Nếu chấp nhận: tổng điểm và thứ hạng không đổi",
    "motion.headline": "Nếu chấp nhận: {told}",
    "motion.others": "{count} đơn vị khác đổi hạng",
    "motion.place_up": "{unit} lên {rank}",
    "motion.place_down": "{unit} xuống {rank}",
    "motion.place_stays": "{unit} giữ {rank}",
    "motion.place_loses": "{unit} {rank}",
    "motion.total": ", tổng {total} ({change})",
    "motion.rate": ", tỷ lệ {rate}",
    "motion.rank": "hạng {rank}",
    "motion.shared_rank": "đồng hạng {rank}",
    "motion.unranked": "chưa xếp hạng",
    "motion.unchanged": "không đổi",
    "motion.minutes": "Kiến nghị {number}: {told}.",
    "motion.after_others": "Điểm và hạng tính sau khi đã chấp nhận {count} kiến nghị đứng trước.",
    "motion.kept": "Hội nghị giữ lại để xác nhận.",
    "motion.moved": "{old} → {new}",
    "motion.unmoved": "{value} (không đổi)",
    "motion.points": "điểm tiêu chí {move}",
    "motion.with_bonus": "{points} và thưởng {bonus}",
    "motion.totals": "tổng điểm {move}",
    "motion.other": "{unit}: {move}",
    "motion.same": "Giá trị này đang được tính rồi, nên không có gì để thử.",
    "motion.what_actual": "số thực hiện tiêu chí “{criterion}” của {unit} từ {old} thành {new}",
    "motion.what_target": "chỉ tiêu của tiêu chí “{criterion}” giao cho {unit} từ {old} thành {new}",
    "motion.what_penalty": "điểm trừ “{item}” của {unit} từ {old} thành {new} lần (mỗi lần trừ {points} điểm)",
    "motion.refused": "Kiến nghị {number}: {why}",
    "motion.rule": "Kiến nghị {number} đổi quy tắc chấm điểm của mọi đơn vị. Tại hội nghị chỉ thử được "
    "số thực hiện, chỉ tiêu và điểm trừ; đổi quy tắc thì thử ở màn hình Kịch bản.",
    "motion.open": "{units} còn thiếu số liệu nên mọi thứ hạng là tạm thời.",
    # PowerPoint
    # the screen Trình chiếu
}
