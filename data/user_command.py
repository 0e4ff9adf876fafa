"""`python -m data user …`: the accounts, by whoever works on the machine itself."""

from __future__ import annotations

import argparse
import getpass
import sys
from collections.abc import Callable

from data.accounts import GIVEN, Accounts
from data.cluster import folder, load_cluster
from data.home import home
from data.rights import Duty, operator
from scoring.errors import FiguresError

DUTIES = {
    Duty.VIEWER: "chỉ xem",
    Duty.CLERK: "người nhập số liệu của một đơn vị",
    Duty.SECRETARY: "thư ký cụm",
    Duty.ADMINISTRATOR: "người quản trị",
}

ISSUER = "nơi cấp (issuer), đúng như hệ thống tài khoản cơ quan khai"
LINKED = "thư điện tử mà nơi ấy đã xác thực, hoặc mã định danh (sub)"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of `user`."""
    acts = parser.add_subparsers(required=True, metavar="VIỆC")
    one = _act(acts, "add", "lập tài khoản; mật khẩu hỏi ở đây, ít nhất 12 ký tự", add)
    _with_role(one)
    _with_password(one)
    one.add_argument(
        "--oidc",
        nargs=2,
        metavar=("NƠI_CẤP", "AI"),
        help=f"gắn luôn với danh tính: {ISSUER}, {LINKED}; không hỏi mật khẩu, trừ khi có --password-stdin",
    )
    acts.add_parser("list", help="liệt kê tài khoản").set_defaults(run=show)
    _act(acts, "disable", "khóa tài khoản; mọi phiên đang mở của nó hết ngay", disable)
    _act(acts, "enable", "mở lại tài khoản bị khóa, mật khẩu như cũ", enable)
    _with_password(_act(acts, "password", "đặt mật khẩu khác; mở lại tài khoản bị khóa", password))
    _with_role(_act(acts, "role", "đổi vai trò, đơn vị; có hiệu lực ngay", role))
    one = _act(acts, "link", "gắn với danh tính của hệ thống tài khoản cơ quan", link)
    one.add_argument("issuer", metavar="NƠI_CẤP", help=ISSUER)
    one.add_argument("linked", metavar="AI", help=LINKED)
    _act(acts, "unlink", "bỏ danh tính đã gắn; các phiên đang mở hết ngay", unlink)


def add(options: argparse.Namespace) -> int:
    """Make an account."""
    cluster = load_cluster(folder())
    made = Accounts(home()).add(
        operator("user"),
        cluster,
        options.name,
        Duty(options.role),
        options.unit,
        "" if options.oidc and not options.password_stdin else _password(options),
        tuple(options.oidc) if options.oidc else None,
    )
    print(f"Đã lập tài khoản {made.name}: {DUTIES[made.duty]}{f' {made.unit}' if made.unit else ''}.")
    return 0


def show(_options: argparse.Namespace) -> int:
    """List the accounts."""
    for one in Accounts(home()).all():
        state = " (đã khóa)" if one.disabled else ""
        identity = f"; {one.linked} tại {one.issuer}" if one.linked else ""
        print(f"{one.name}: {DUTIES[one.duty]}{f' {one.unit}' if one.unit else ''}{state}{identity}")
    return 0


def disable(options: argparse.Namespace) -> int:
    """Shut an account."""
    Accounts(home()).disable(operator("user"), load_cluster(folder()), options.name)
    print(f"Đã khóa tài khoản {options.name}.")
    return 0


def enable(options: argparse.Namespace) -> int:
    """Open a disabled account again."""
    Accounts(home()).enable(operator("user"), load_cluster(folder()), options.name)
    print(f"Đã mở lại tài khoản {options.name}.")
    return 0


def role(options: argparse.Namespace) -> int:
    """Another role or unit."""
    duty = Duty(options.role)
    Accounts(home()).set_duty(operator("user"), load_cluster(folder()), options.name, duty, options.unit)
    print(f"{options.name}: {DUTIES[duty]}{f' {options.unit}' if options.unit else ''}.")
    return 0


def link(options: argparse.Namespace) -> int:
    """Let an identity open the account."""
    Accounts(home()).link(
        operator("user"), load_cluster(folder()), options.name, options.issuer, options.linked
    )
    print(f"Đã gắn {options.name} với {options.linked} tại {options.issuer}; các phiên cũ hết hiệu lực.")
    return 0


def unlink(options: argparse.Namespace) -> int:
    """No identity opens the account any more."""
    Accounts(home()).unlink(operator("user"), load_cluster(folder()), options.name)
    print(f"Đã bỏ danh tính gắn với {options.name}; các phiên cũ hết hiệu lực.")
    return 0


def password(options: argparse.Namespace) -> int:
    """Set another password."""
    Accounts(home()).set_password(operator("user"), load_cluster(folder()), options.name, _password(options))
    print(f"Đã đặt mật khẩu khác cho {options.name}; các phiên cũ hết hiệu lực.")
    return 0


def _act(
    acts: argparse._SubParsersAction[argparse.ArgumentParser],
    name: str,
    told: str,
    run: Callable[[argparse.Namespace], int],
) -> argparse.ArgumentParser:
    one = acts.add_parser(name, help=told)
    one.add_argument("name", metavar="TÊN", help="tên đăng nhập, cũng là tên ghi trong sổ")
    one.set_defaults(run=run)
    return one


def _with_role(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--role",
        required=True,
        choices=[str(duty) for duty in GIVEN],
        help="; ".join(f"{duty}: {text}" for duty, text in DUTIES.items()),
    )
    parser.add_argument("--unit", default="", help="mã đơn vị của người nhập số liệu (clerk)")


def _with_password(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--password-stdin", action="store_true", help="đọc mật khẩu từ dòng đầu của stdin")


def _password(options: argparse.Namespace) -> str:
    """Never an argument: those stand in the list of processes and in the shell's history."""
    if options.password_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    first = getpass.getpass("Mật khẩu: ")
    if first != getpass.getpass("Nhập lại mật khẩu: "):
        raise FiguresError(["hai lần nhập mật khẩu không giống nhau"])
    return first
