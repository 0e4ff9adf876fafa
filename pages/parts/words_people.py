"""Texts about people: who is signed in, the page to sign in, what somebody may not write and why."""

from __future__ import annotations

from typing import Final

PEOPLE: Final[dict[str, str]] = {
    # roles
    "people.viewer": "chỉ xem",
    "people.clerk": "người nhập số liệu",
    "people.secretary": "thư ký cụm",
    "people.administrator": "người quản trị",
    "people.system": "người vận hành, dòng lệnh",
    "people.of_unit": "{duty} · {unit}",
    # the head of every screen
    "people.here": "{name} ({duty})",
    "people.nobody": "Đang xem, chưa đăng nhập.",
    "people.in": "Đăng nhập",
    "people.out": "Đăng xuất",
    "people.way_out": "Tài khoản, đăng xuất",
    # who may write
    "people.may_not": "Chưa ghi được: {why}.",
    "people.sign_in_first": "Muốn ghi số liệu thì đăng nhập bằng tài khoản được cấp.",
    "people.first": "Máy này chưa có tài khoản nào. Người giữ máy lập tài khoản đầu tiên bằng lệnh: "
    "python -m data user add TÊN --role administrator",
    "people.writes_as": "Lần ghi này mang tên {name} ({duty}).",
    "people.password_again": "Mật khẩu (bắt buộc, vì đã đăng nhập quá {hours} giờ)",
    "people.needs_password": "Hãy nhập lại mật khẩu.",
    "people.wrong_again": "Mật khẩu không đúng.",
    "people.closed": "Trang này chỉ dành cho người đã đăng nhập.",
    "people.account": "{name} · tài khoản {account} ({duty})",
    # the page to sign in
    "sign_in.title": "Đăng nhập",
    "sign_in.title_in": "Tài khoản",
    "sign_in.document": "{title} · {cluster}",
    "sign_in.under": "Xem thì không cần đăng nhập; ghi số liệu thì cần.",
    "sign_in.under_closed": "Máy chủ này chỉ cho người đã đăng nhập xem.",
    "sign_in.name": "Tên tài khoản",
    "sign_in.password": "Mật khẩu",
    "sign_in.button": "Đăng nhập",
    "sign_in.as": "Đang đăng nhập: {name} ({duty}).",
    "sign_in.another": "Đăng nhập lại, hoặc bằng tài khoản khác",
    "sign_in.back": "Quay lại",
    "sign_in.wrong_title": "Chưa đăng nhập được",
    "sign_in.wrong": "Tên tài khoản hoặc mật khẩu không đúng, hoặc tài khoản đã bị khóa.",
    "sign_in.wait": "Sai nhiều lần; lần thử sau được xét sau {seconds} giây.",
    "sign_in.stale": "Trang đăng nhập đã cũ hoặc không mở từ máy chủ này. Hãy nhập lại.",
    "sign_in.large": "Nội dung gửi lên quá lớn.",
    "sign_in.trouble": "Máy chủ chưa đăng nhập được cho ai: {why}.",
    "sign_in.signed_out": "Đã đăng xuất; phiên cũ không còn dùng được ở đâu nữa.",
    # the authority's sign-in
    "accounts.title": "Các tài khoản",
    "agency.button": "Đăng nhập bằng tài khoản cơ quan",
    "agency.or": "Hoặc bằng tài khoản của phần mềm",
    "agency.again": "Đăng nhập lại bằng tài khoản cơ quan (mở thẻ mới)",
    "agency.again_why": "Đã đăng nhập quá {hours} giờ. Đăng nhập lại ở thẻ mới rồi quay về đây bấm nút ghi; "
    "nội dung đang xem vẫn còn.",
    "agency.again_first": "Hãy đăng nhập lại bằng tài khoản cơ quan trước.",
    "agency.signed_out": "Hệ thống tài khoản cơ quan có thể vẫn mở trên trình duyệt này, nhưng phần mềm luôn đòi nó "
    "hỏi lại mật khẩu.",
    "agency.unlinked": "Danh tính này chưa gắn với tài khoản nào của phần mềm, nên chỉ được xem.",
    "agency.whom": "Muốn ghi số liệu, hãy nhờ người quản trị ({names}) gắn; gắn xong thì đăng nhập lại.",
    "agency.whom_nobody": "Phần mềm chưa có người quản trị nào; hãy hỏi người giữ máy chủ.",
    "agency.identity": "Cho họ biết: {told}, nơi cấp {issuer}",
    "agency.cancelled": "Đã dừng ở hệ thống tài khoản cơ quan; chưa đăng nhập.",
    "agency.refused": "Hệ thống tài khoản cơ quan từ chối, không trả lời, hoặc câu trả lời không hợp lệ. Hãy thử lại; "
    "vẫn vậy thì báo người giữ máy chủ.",
    "agency.no_time": "Hệ thống tài khoản cơ quan không cho biết mật khẩu được nhập lúc nào (auth_time) nên không cho "
    "vào. Hãy báo người giữ máy chủ.",
    "agency.old": "Hệ thống tài khoản cơ quan không hỏi lại mật khẩu, hoặc đồng hồ hai máy lệch nhau. Hãy thử lại; "
    "vẫn vậy thì báo người giữ máy chủ.",
    "agency.disabled": "Tài khoản gắn với danh tính này đã bị khóa.",
    "agency.not_kept": "Máy chủ chưa đăng nhập được cho ai. Hãy báo người giữ máy chủ.",
}
