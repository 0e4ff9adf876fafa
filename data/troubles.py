"""What can go wrong with what is kept: a key, values and, once, the Vietnamese sentence of each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from scoring.errors import KeptError

SENTENCES: dict[str, str] = {
    # writing
    "head.moved": "dữ liệu đã thay đổi từ khi bạn xem ({count} lần ghi mới); hãy xem lại rồi ghi lại",
    "preview.changed": "nội dung sắp ghi khác với bản xem trước; hãy xem lại rồi ghi lại",
    "reference.moved": "danh mục hoặc quy chế đã đổi từ khi bạn xem; hãy xem lại rồi ghi lại",
    "disk.full": "ổ đĩa đầy: chưa ghi gì; dữ liệu cũ còn nguyên, vẫn xem được",
    "write.failed": "không ghi được ({found}); dữ liệu cũ còn nguyên, vẫn xem được",
    "write.unknown": "ổ đĩa lỗi ({found}) khi đang ghi và khi lấy lại dòng ghi dở: chưa chắc đã ghi hay chưa; sau khi "
    "chạy lại, hãy xem Nhật ký trước khi ghi lần nữa",
    "write.read_only": "đang ở chế độ chỉ xem: {found}",
    "write.empty": "không có số liệu nào để ghi",
    "reference.unreadable": "không đọc được danh mục hoặc quy chế {path} ({found})",
    "actor.blank": "phải ghi rõ người ghi và lý do",
    "original.unknown": "tệp gốc không khớp với mã băm của nó",
    # rights and accounts
    "rights.refused": "bạn không có quyền ghi: {found}",
    "rights.nobody": "chưa đăng nhập",
    "rights.viewer": "tài khoản này chỉ được xem",
    "rights.unlinked": "tài khoản cơ quan này chưa gắn với tài khoản nào của phần mềm nên chỉ được xem; "
    "hãy hỏi người quản trị",
    "rights.stale": "đã đăng nhập quá {hours} giờ; hãy nhập lại mật khẩu rồi ghi",
    "rights.accounts": "chỉ người quản trị được xem và đổi các tài khoản",
    "rights.penalties": "điểm trừ, điểm thưởng năm {year} do thư ký cụm hoặc người của cụm trưởng, cụm "
    "phó năm ấy ghi",
    "rights.unit": "năm {year}: tài khoản của {own} không được ghi số liệu của {unit}",
    "rights.publish": "công bố điểm và duyệt đính chính năm {year} do thư ký cụm, người quản trị hoặc "
    "người của cụm trưởng, cụm phó năm ấy làm",
    "rights.record": "phiếu suy tôn và quyết định năm {year} do thư ký cụm, người quản trị hoặc người "
    "của cụm trưởng, cụm phó năm ấy ghi",
    "rights.by_account": "công bố, duyệt đính chính, ghi phiếu suy tôn và quyết định phải do người "
    "đăng nhập bằng tài khoản làm trên màn hình, không làm từ dòng lệnh",
    "rights.own_proposal": "đính chính phải qua hai người: người đề nghị không được tự duyệt hay tự bác",
    "account.taken": "đã có tài khoản tên này",
    "account.unknown": "không có tài khoản tên này",
    "account.name": "tên tài khoản dài từ 2 đến 80 ký tự, không bắt đầu bằng dấu #, không có ký tự điều khiển",
    "account.short": "mật khẩu phải dài ít nhất {least} ký tự",
    "account.long": "mật khẩu dài quá {most} ký tự",
    "account.unit": "người nhập số liệu phải thuộc một đơn vị của cụm ({units}); vai trò khác không ghi đơn vị",
    "account.own": "không tự khóa hay đổi vai trò của chính mình được; hãy nhờ một người quản trị khác",
    "account.issuer": "nơi cấp danh tính phải là một địa chỉ https:// đúng như hệ thống tài khoản cơ quan khai",
    "account.identity": "danh tính là thư điện tử hoặc mã định danh (sub), dài từ 1 đến 255 ký tự",
    "account.linked": "danh tính này đã gắn với tài khoản {name}",
    "oidc.claims": "hệ thống tài khoản cơ quan không cho biết ai đăng nhập",
    "oidc.audience": "câu trả lời của hệ thống tài khoản cơ quan dành cho một phần mềm khác",
    "oidc.time": "hệ thống tài khoản cơ quan không cho biết mật khẩu được nhập lúc nào (auth_time)",
    "oidc.old": "hệ thống tài khoản cơ quan không hỏi lại mật khẩu, hoặc đồng hồ hai máy lệch nhau",
    "accounts.damaged": "tệp tài khoản {path} không đọc được; không ai đăng nhập được cho đến khi phục hồi tệp ấy",
    # journal
    "journal.torn": "lần ghi dở khi máy dừng đột ngột (chưa xác nhận với ai) đã được cất riêng: {path}",
    "journal.damaged": "sổ ghi bị hỏng: {found}",
    "journal.unreadable": "dòng {line} không đọc được",
    "journal.newer": "dòng {line} do một bản phần mềm mới hơn ghi; hãy chạy bản ấy, đừng sửa sổ",
    "journal.edited": "lần ghi {seq} (dòng {line}) đã bị sửa sau khi ghi",
    "journal.deleted": "mất lần ghi {seq}",
    "journal.inserted": "dòng {line} (lần ghi {seq}) bị chèn thêm",
    "journal.unlinked": "lần ghi {seq} (dòng {line}) không nối với lần ghi trước: một trong hai đã bị thay",
    "journal.duplicated": "lần ghi {seq} có hai dòng",
    "journal.reordered": "lần ghi {seq} nằm sai thứ tự",
    "journal.truncated": "sổ ghi chỉ còn {found} lần ghi, trong khi kho đã có {wanted}",
    "journal.rewritten": "sổ ghi không chứa trạng thái mà kho đang giữ",
    "journal.replaced": "tệp sổ ghi đã bị thay, đổi tên hoặc xóa khi chương trình đang chạy",
    "journal.locked": "một chương trình khác đang giữ sổ ghi quá lâu",
    "clock.back": "đồng hồ máy đang chạy lùi {seconds} giây so với lần ghi cuối",
    # store
    "home.locked": "chương trình đang chạy ở tiến trình {pid} trên cùng thư mục {home}; chỉ chạy một nơi",
    "home.empty": "thư mục {home} chưa có sổ ghi",
    "home.unwritable": "không ghi được vào thư mục {home} ({found})",
    "store.unclean": "lần chạy trước dừng đột ngột; bản sao của kho đã được cất ở {path}",
    "journal.healed": "sổ ghi bị mất {count} lần ghi cuối; đã chép lại nguyên vẹn từ kho (khớp mã băm)",
    "store.missing": "không thấy tệp kho, đã dựng lại từ sổ ghi",
    "store.behind": "kho thiếu {count} lần ghi, đã ghi bù từ sổ ghi",
    "store.rebuilt": "kho cũ không dùng được ({found}), đã cất ở {path} và dựng lại từ sổ ghi",
    "store.reference": "danh mục hoặc quy chế đã đổi, các bảng danh mục đã được nạp lại",
    "store.memory": "không mở được kho ({found}); đang phục vụ thẳng từ sổ ghi",
    "store.orphan": "{count} số liệu năm {year} không còn khớp với quy chế hiện nay",
    "store.closed": "kho đang đóng, chỉ có sổ ghi phục vụ",
    "scan.unreadable": "không đọc được ({found})",
    "scan.version": "khác phiên bản cấu trúc",
    "scan.table": "bảng {table} không khớp mã băm",
    # published years
    "year.published": "năm {year} đã công bố; muốn sửa số liệu năm ấy thì đề nghị đính chính",
    "publish.no_rulebook": "chưa có quy chế năm {year}",
    "publish.already": "năm {year} đã công bố; chỉ còn đính chính được",
    "publish.nothing": "năm {year} chưa có số liệu nào",
    "document.blank": "văn bản phải có số và cơ quan ban hành, mỗi ô không quá {most} ký tự",
    "document.day": "ngày văn bản phải từ năm {year} và không sau hôm nay",
    "fact.empty": "chưa ghi đơn vị nào",
    "fact.unit": "{unit} không phải thành viên của cụm năm {year}",
    "fact.twice": "{unit} được ghi hai lần",
    "fact.title": "danh hiệu của {unit} để trống, có ký tự lạ hoặc dài quá {most} ký tự",
    "vote.present": "số người bỏ phiếu phải từ 1 trở lên",
    "vote.count": "số phiếu của {unit} phải từ 0 đến số người bỏ phiếu ({present})",
    "correction.unpublished": "năm {year} chưa công bố nên không có gì để đính chính; hãy ghi số liệu như thường",
    "correction.outdated": "năm {year} đã có lần công bố mới hơn (lần {number}) từ khi đề nghị; hãy đề "
    "nghị lại theo lần ấy",
    "correction.empty": "đề nghị đính chính không đổi gì",
    "correction.other_year": "đề nghị đính chính chỉ được chứa số liệu năm {year}",
    "correction.one_year": "mỗi đề nghị đính chính chỉ sửa một năm đã công bố; lần này đụng đến: {years}",
    "correction.no_penalty": "{unit} không có khoản {item} như thế để bỏ",
    "correction.ended": "đề nghị đính chính {seq} đã kết thúc ở lần ghi {by}",
    "knowing.rulebook": "quy chế năm {year} là bộ mẫu, chưa phải văn bản của cụm",
    "knowing.illustrative": "{count} số đang tính là số minh họa",
    "knowing.estimate": "{count} số đang tính là ước thực hiện",
    "knowing.preliminary": "{count} số đang tính là số sơ bộ",
    "knowing.missing": "còn {count} tiêu chí chưa có số, của {units}; hạng của họ là tạm thời",
    "knowing.tied": "đồng hạng {rank}: {units}",
    "knowing.before": "năm {year}, dùng để so sánh, chưa công bố nên còn có thể đổi",
    "published.changed": "thư mục {path} không còn đúng mã băm của nó",
    "published.healed": "bản lưu quy chế của năm đã công bố {year} bị mất hoặc bị đổi; đã chép lại từ "
    "quy chế hiện nay, trùng mã băm",
    "published.lost": "mất bản lưu quy chế của năm đã công bố {year} (mã {digest}, {found}); năm ấy "
    "đang được chấm theo quy chế hiện nay: hãy phục hồi bản sao lưu",
    "published.no_rules": "mất bản lưu quy chế của năm đã công bố {year} nên chưa đính chính được; hãy "
    "phục hồi bản sao lưu",
    "published.differs": "chấm lại lần công bố {number} của năm {year} (dấu {mark}) ra kết quả khác "
    "với lúc công bố; đừng dùng số đang hiện của năm ấy cho đến khi rõ nguyên nhân",
    # stamps
    "stamp.none": "không thấy dấu nào dạng 2018-7f3a91c2-91c2ab34 trong đoạn đã dán",
    "stamp.year": "dấu thuộc năm {year}, mà phần mềm không có quy chế của năm ấy",
    "stamp.state": "sổ ghi ở máy này không có trạng thái {head}: dấu của máy khác, hoặc sổ đã khôi phục về trước đó",
    "stamp.many": "có {count} trạng thái bắt đầu bằng {head}; hãy dán dấu dài hơn",
    "stamp.reference": "danh mục hoặc quy chế đã đổi từ khi làm tài liệu (khi ấy {then}, nay {now}), nên không dựng "
    "lại đúng y trạng thái ấy được",
    # backup
    "backup.damaged": "bản sao lưu hỏng: {found}",
    "backup.head": "sau khi phục hồi, trạng thái không trùng với bản sao lưu",
    "backup.empty": "chưa có gì để sao lưu",
    "backup.missing": "bản sao lưu thiếu tệp {path}",
    "restore.which": "hãy ghi thư mục của bản sao lưu, hoặc --newest để lấy bản mới nhất còn đọc lại được",
    "backup.busy": "một lần sao lưu khác đang chạy quá lâu",
    "backup.none": "trong {path} không có bản sao lưu nào đọc lại được trọn vẹn ({count} bản hỏng)",
    "backup.failed": "lần sao lưu gần nhất không thành ({found}); dữ liệu đang dùng còn nguyên, sẽ tự thử lại",
    "backup.overdue": "đã {hours} giờ chưa có bản sao lưu mới, trong khi đã có lần ghi mới",
    "drill.head": "mã trạng thái sau khi phục hồi khác mã ghi trong bản sao lưu",
    "drill.table": "bảng {table} sau khi phục hồi khác khi sao lưu",
    "drill.board": "bảng điểm năm {year} sau khi phục hồi khác khi sao lưu",
    "drill.slow": "diễn tập mất {seconds} giây, quá {most} giây",
    "backup.lost": "bản sao lưu mới nhất thiếu {count} tệp gốc, vì trong kho các tệp ấy đã mất hoặc hỏng",
}


@dataclass(frozen=True, slots=True)
class Notice:
    """
    Something that people must be told about what is kept.

    Attributes:
        key: A key of `SENTENCES`.
        values: What fills the sentence.
    """

    key: str
    values: tuple[tuple[str, Any], ...] = ()

    @property
    def text(self) -> str:
        """The Vietnamese sentence, lower case, without full stop."""
        return SENTENCES[self.key].format(**dict(self.values))


def notice(key: str, **values: object) -> Notice:
    """A notice with its values."""
    return Notice(key, tuple(values.items()))


class Trouble(KeptError):
    """
    What is kept cannot be read or written safely.

    Attributes:
        notice: Key and values; `str()` of the error is its sentence.
    """

    def __init__(self, key: str, **values: object) -> None:
        self.notice = notice(key, **values)
        super().__init__(self.notice.text)

    @property
    def key(self) -> str:
        """The key of the notice, e.g. "disk.full"."""
        return self.notice.key
