"""`python -m data user add | list | disable | password`: the accounts, by whoever works on the machine itself."""

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


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of `user`."""
    acts = parser.add_subparsers(required=True, metavar="VIỆC")
    one = _act(acts, "add", "lập tài khoản; mật khẩu hỏi ở đây, ít nhất 12 ký tự", add)
    one.add_argument(
        "--role",
        required=True,
        choices=[str(duty) for duty in GIVEN],
        help="; ".join(f"{duty}: {text}" for duty, text in DUTIES.items()),
    )
    one.add_argument("--unit", default="", help="mã đơn vị của người nhập số liệu (clerk)")
    _with_password(one)
    acts.add_parser("list", help="liệt kê tài khoản").set_defaults(run=show)
    _act(acts, "disable", "khóa tài khoản; mọi phiên đang mở của nó hết ngay", disable)
    _with_password(_act(acts, "password", "đặt mật khẩu khác; mở lại tài khoản bị khóa", password))


def add(options: argparse.Namespace) -> int:
    """Make an account."""
    cluster = load_cluster(folder())
    made = Accounts(home()).add(
        operator("user"), cluster, options.name, Duty(options.role), options.unit, _password(options)
    )
    print(f"Đã lập tài khoản {made.name}: {DUTIES[made.duty]}{f' {made.unit}' if made.unit else ''}.")
    return 0


def show(_options: argparse.Namespace) -> int:
    """List the accounts."""
    for one in Accounts(home()).all():
        state = " (đã khóa)" if one.disabled else ""
        print(f"{one.name}: {DUTIES[one.duty]}{f' {one.unit}' if one.unit else ''}{state}")
    return 0


def disable(options: argparse.Namespace) -> int:
    """Shut an account."""
    Accounts(home()).disable(operator("user"), load_cluster(folder()), options.name)
    print(f"Đã khóa tài khoản {options.name}.")
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
