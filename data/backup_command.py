"""`python -m data backup | backups | restore | drill`: make, list, put back and try out backups."""

from __future__ import annotations

import argparse
import sys
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path

from data import backup, backups
from data.cluster import folder
from data.drill import drill
from data.home import Home, home
from data.store import Store
from data.troubles import Trouble
from scoring.numbers import number

VIETNAM = timezone(timedelta(hours=7))
STANDARD = "mặc định: $THIDUA_BACKUPS, không có thì thư mục backups trong $THIDUA_HOME"


def add_folder(parser: argparse.ArgumentParser) -> None:
    """The folder of backups."""
    parser.add_argument("folder", type=Path, metavar="DIR", nargs="?", help=STANDARD)


def add_choice(parser: argparse.ArgumentParser) -> None:
    """Which backup is restored."""
    parser.add_argument("folder", type=Path, metavar="DIR", nargs="?", help="thư mục của một bản sao lưu")
    parser.add_argument(
        "--newest", action="store_true", help=f"bản mới nhất còn đọc lại được trong DIR ({STANDARD})"
    )


def make(options: argparse.Namespace) -> int:
    """Write a backup into a new folder; it is read back whole before it gets its name."""
    made = backup.make(Home(home()), folder(), _place(options))
    head, count = backup.check(made)
    print(f"Đã sao lưu và đọc lại {number(count)} lần ghi vào {made}.")
    print(f"Mã trạng thái: {head}")
    return 0


def show(options: argparse.Namespace) -> int:
    """List the backups, newest first; each is read back whole now. 1 if one of them is damaged, or there is none."""
    found = backups.kept(_place(options))
    damaged = 0
    for one in found:
        try:
            head, count = backup.check(one.path)
        except Trouble as error:
            damaged += 1
            print(f"{_local(one.made)}  HỎNG: {error}  {one.path}")
            continue
        published = len(one.manifest.published) if one.manifest else 0
        told = f"  có {published} lần công bố" if published else ""
        print(f"{_local(one.made)}  đọc lại được  {number(count)} lần ghi  {head[:12]}{told}  {one.path}")
    print(f"{len(found)} bản sao lưu, {damaged} bản hỏng.", file=sys.stderr)
    return 0 if found and not damaged else 1


def restore(options: argparse.Namespace) -> int:
    """Make the home hold what a backup holds; a damaged backup is refused and nothing is touched."""
    if options.newest:
        chosen, damaged = backup.newest_sound(_place(options))
        for path, why in damaged:
            print(f"Bỏ qua bản hỏng {path}: {why.text}")
    elif options.folder is None:
        raise Trouble("restore.which")
    else:
        chosen = options.folder
    _head, aside = backup.restore(chosen, Home(home()))
    if aside is not None:
        print(f"Trạng thái trước khi phục hồi được cất ở {aside}.")
    return open_and_tell(f"Đã phục hồi từ {chosen}")


def practise(options: argparse.Namespace) -> int:
    """The restore drill, with what was compared and how long it took."""
    done = drill(_place(options))
    for path, why in done.damaged:
        print(f"Bỏ qua bản hỏng {path}: {why.text}")
    manifest = done.manifest
    print(f"Bản sao lưu: {done.backup} ({_local(manifest.made)})")
    print(f"Mã trạng thái: {manifest.head}")
    print(
        f"Đã phục hồi vào chỗ trống: {number(manifest.entries)} lần ghi, {number(done.accounts)} tài khoản; "
        f"đối chiếu {len(manifest.tables)} bảng và bảng điểm của {len(manifest.boards)} năm."
    )
    for fault in done.faults:
        print(fault.text, file=sys.stderr)
    took = number(Decimal(f"{done.seconds:.1f}"), 1)
    print(f"{'SAI KHÁC' if done.faults else 'Trùng khớp'}, {took} giây.")
    return 1 if done.faults else 0


def open_and_tell(done: str) -> int:
    """Open the home, check it, and say how it stands."""
    store = Store.open(home(), folder())
    try:
        faults = store.verify()
        for told in store.health.notices:
            print(f"- {told.text}")
        if faults or store.health.mode == "read_only":
            for fault in faults:
                print(fault.text, file=sys.stderr)
            print(f"Không đạt: {number(len(faults))} lỗi.", file=sys.stderr)
            return 1
        print(f"{done}: {number(len(store.entries()))} lần ghi. Mã trạng thái: {store.head}")
    finally:
        store.close()
    return 0


def _place(options: argparse.Namespace) -> Path:
    chosen: Path | None = options.folder
    return chosen or backups.place(home())


def _local(time: datetime) -> str:
    return f"{time.astimezone(VIETNAM):%d/%m/%Y %H:%M:%S}"
