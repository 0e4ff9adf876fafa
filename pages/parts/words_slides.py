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
    "motion.what_bonus": "điểm thưởng “{item}” của {unit} từ {old} thành {new} lần (mỗi lần thưởng {points} điểm)",
    "motion.refused": "Kiến nghị {number}: {why}",
    "motion.rule": "Kiến nghị {number} đổi quy tắc chấm điểm của mọi đơn vị. Tại hội nghị chỉ thử được "
    "số thực hiện, chỉ tiêu, điểm trừ và điểm thưởng theo việc; đổi quy tắc thì thử ở màn hình Kịch bản.",
    "motion.open": "{units} còn thiếu số liệu nên mọi thứ hạng là tạm thời.",
    # confirming afterwards what was kept
    "confirm.title": "Xác nhận {count} kiến nghị mà hội nghị đã giữ lại",
    "confirm.title_none": "Không có kiến nghị nào để xác nhận",
    "confirm.subtitle": "Năm {year}; chỉ khi có người xác nhận và ghi ở cuối trang thì kiến nghị mới thành số liệu",
    "confirm.unreadable": "Không đọc được kiến nghị trong đường dẫn: {why}",
    "confirm.nothing_yet": "Chưa ghi gì. Điểm và hạng chính thức vẫn như cũ cho đến khi bấm ghi ở cuối trang.",
    "confirm.list": "Các kiến nghị",
    "confirm.list_under": "Điểm và hạng trước → sau, tính trên số liệu hiện nay",
    "confirm.number": "Kiến nghị {number}",
    "confirm.this": "Xác nhận kiến nghị {number}",
    "confirm.none": "Không có kiến nghị nào được chọn để xác nhận.",
    "confirm.away": "Bỏ các kiến nghị này, về Nhập số liệu",
    "confirm.defaults": "Xác nhận theo căn cứ nào?",
    "confirm.defaults_under": "Áp dụng cho các kiến nghị đang chọn; kiến nghị có căn cứ khác thì ghi thành lần riêng",
    "confirm.unfit": "Kiến nghị này không còn áp dụng được cho số liệu hiện nay. {why}",
    "confirm.stands": "Số này đang được tính rồi, nên không còn gì để ghi.",
    "confirm.fewer": "Muốn bớt số lần đã tính thì hoàn tác lần ghi đã tính nó, ở màn hình Nhật ký; không ghi đè ở đây.",
    "confirm.moved": "Số này đã đổi từ sau hội nghị: khi hội nghị xem là {old}, nay đang tính là {new}. "
    "Hãy hỏi lại trước khi xác nhận.",
    "confirm.later": "Từ lúc hội nghị xem đến nay đã có {count} lần ghi; điểm và hạng dưới đây tính theo hiện nay.",
    "confirm.no_mark": "Không trở lại được số liệu mà hội nghị đã xem ({why}), nên không biết số nào đã đổi từ đó.",
    "confirm.other_year": "Dấu trong đường dẫn là của năm {year}, nên không biết số nào đã đổi từ sau hội nghị.",
    "confirm.needs_status": "Hãy chọn trạng thái cho khoản điểm trừ, điểm thưởng.",
    "confirm.needs_agency": "Điểm trừ, điểm thưởng phải ghi rõ cơ quan xác nhận; hãy chọn cơ quan.",
    "confirm.needs_document": "Điểm trừ, điểm thưởng phải có văn bản làm căn cứ, ví dụ biên bản hội nghị.",
    "confirm.otherwise": "Nếu ghi như đã chọn thì điểm của {units} không ra như khi thử tại hội nghị, "
    "vì số của cơ quan đã chọn được giữ bên cạnh chứ không được tính. Xem bảng ở dưới.",
    # itemised bonus, wherever penalties are shown too
    "rulebook.bonuses": "Điểm thưởng theo việc",
    "rulebook.bonuses_under": "Cộng vào điểm thưởng của đơn vị trước khi áp trần {cap} điểm",
    "rankings.bonuses": "Điểm thưởng theo việc",
    "rankings.no_bonuses": "Không đơn vị nào được thưởng theo việc.",
    "rankings.bonus_where": "Cộng vào điểm thưởng, trần chung {cap} điểm. {source}.",
    "unit_sheet.bonuses": "{unit} được thưởng theo việc {points} điểm",
    "unit_sheet.bonus_capped": "Cộng cả thưởng vượt chỉ tiêu là {uncapped}, quá trần nên điểm thưởng chỉ tính {bonus}",
    "unit_sheet.bonus": "{what}: {times} lần × {each} = {points} điểm",
    "proposal.bonuses": "Điểm thưởng theo việc",
    "scenario.what_diem-thuong": "Điểm thưởng theo việc",
    "scenario.value_diem-thuong": "Tổng số lần",
    "scenario.wrong_bonus_item": "Quy chế năm này không có khoản thưởng ấy.",
    "scenario.choose_bonus_item": "Khoản thưởng",
    "scenario.bonus_item_points": "mỗi lần thưởng {points} điểm; ghi tổng số lần",
    "history.bonuses": "{count} điểm thưởng",
    # PowerPoint
    # the screen Trình chiếu
}
