"""`python -m data import FILE --actor A --reason R`: read, show what it would change, write; or only show it."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

from data.cluster import folder
from data.home import home
from data.intake import (
    NAMED,
    Defaults,
    Effect,
    Proposal,
    catalogue_for,
    propose,
    reported_of,
    worth_telling,
    write,
)
from data.proposal import STATUS_WORDS
from data.reading.sandbox import read_apart
from data.rights import operator
from data.store import Store
from data.troubles import notice
from scoring.errors import FiguresError
from scoring.model import Figure, Role, State, Status
from scoring.numbers import MISSING, number

SHOWN = 40  # changes that are listed
ROLES = {
    Role.ACTUAL: "thực hiện", Role.TARGET: "chỉ tiêu", Role.BASELINE: "cùng kỳ", Role.SELF_POINTS: "điểm tự chấm",
}  # fmt: skip


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of `import`."""
    parser.add_argument("file", type=Path, metavar="FILE", help="tệp CSV hoặc XLSX")
    parser.add_argument("--actor", required=True, help="người ghi")
    parser.add_argument("--reason", required=True, help="lý do, căn cứ")
    parser.add_argument("--dry-run", action="store_true", help="chỉ xem trước, không ghi")
    parser.add_argument("--confirmed", action="store_true", help="đã xem các điều cần xác nhận, ghi luôn")
    parser.add_argument(
        "--status",
        choices=[str(status) for status in Status],
        help="trạng thái của dòng không ghi trạng thái",
    )
    parser.add_argument(
        "--agency",
        default="",
        help=f"mã cơ quan của dòng không ghi nguồn; “{NAMED}” = cơ quan do quy chế giao",
    )
    parser.add_argument("--document", default="", help="văn bản kèm theo")
    parser.add_argument(
        "--answer",
        action="append",
        default=[],
        metavar="CÂU=TRẢ LỜI",
        help="trả lời một câu hỏi, ví dụ decimal:F=,",
    )


def run(options: argparse.Namespace) -> int:
    """Import a file; 0 if it is written (or would be), 1 if not, with every reason."""
    try:
        content = options.file.read_bytes()
    except OSError as error:
        raise FiguresError([f"{options.file}: {error.strerror}"]) from error
    answers = dict(answer.partition("=")[::2] for answer in options.answer)
    status = Status(options.status) if options.status else None
    defaults = Defaults(status, options.agency, options.document)
    store = Store.open(home(), folder())
    try:
        state, reference = store.snapshot(), store.reference
        result = read_apart(content, options.file.name, catalogue_for(state, reference), answers)
        proposal = propose(state, reference, reported_of(result, options.file.name), defaults)
        doubts = [told.text for told in worth_telling(result, proposal) if told.severity != "error"]
        wrong = [told.text for told in result.messages if told.severity == "error"]
        wrong += [told.text for told in proposal.problems]
        wrong += [notice("year.published", year=year).text for year in proposal.published]
        doubts += [told.text for told in proposal.notices]
        for text in doubts:
            print(f"- {text}")
        if wrong:
            return _refuse(wrong)
        _show(proposal, {unit.code: unit.short_name for unit in store.cluster.units})
        if proposal.empty:
            print("Không có gì mới: mọi số liệu trong tệp đã được ghi từ trước.")
            return 0
        if options.dry_run:
            print("Chỉ xem trước, chưa ghi gì.")
            return 0
        serious = [told for told in proposal.notices if told.severity == "warn"]
        if (serious or any(told.severity == "warn" for told in worth_telling(result, proposal))) and (
            not options.confirmed
        ):
            return _refuse(["có điều cần xem lại ở trên; nếu đúng thì chạy lại với --confirmed"])
        entry = write(store, proposal, operator(options.actor), options.reason, content)
        print(f"Đã ghi lần {entry.seq}: {number(len(entry.figures))} số liệu. Mã trạng thái: {entry.hash}")
    finally:
        store.close()
    return 0


def _show(proposal: Proposal, names: dict[str, str]) -> None:
    """The changes and, for every unit, points and rank before → after."""
    for change in proposal.changes[:SHOWN]:
        year, unit, criterion, sub_criterion, role = change.cell
        code = f"{criterion}.{sub_criterion}" if sub_criterion else criterion
        said = f"{_said(change.old)} → {_said(change.statement)}"
        status = STATUS_WORDS[change.statement.status]
        print(f"{year} {names.get(unit, unit)} {code}, {ROLES[role]}: {said} ({status}; {change.reason})")
    if len(proposal.changes) > SHOWN:
        print(f"… và {number(len(proposal.changes) - SHOWN)} thay đổi nữa")
    print(f"Mới hoặc đổi: {number(len(proposal.figures))}. Đã có như vậy: {number(proposal.unchanged)}.")
    for effect in proposal.effects:
        _show_effect(effect, names)


def _show_effect(effect: Effect, names: dict[str, str]) -> None:
    print(f"Năm {effect.year}: điểm và hạng trước → sau")
    for row in effect.after.units:
        before = effect.before.unit(row.unit)
        points = f"{_points(before.total)} → {_points(row.total)}"
        print(
            f"  {names.get(row.unit, row.unit):<20} {points:>22}   hạng {_rank(before.rank)} → {_rank(row.rank)}"
        )


def _points(total: Decimal) -> str:
    exponent = total.as_tuple().exponent
    return number(total, max(0, -exponent) if isinstance(exponent, int) else None)


def _rank(rank: int | None) -> str:
    return MISSING if rank is None else str(rank)


def _said(figure: Figure | None) -> str:
    if figure is None or figure.state is State.NOT_REPORTED:
        return "chưa có"
    if figure.state is State.NOT_APPLICABLE:
        return "không giao"
    return figure.grade or number(figure.value)


def _refuse(problems: Sequence[str]) -> int:
    for problem in problems:
        print(problem, file=sys.stderr)
    print(f"Chưa ghi gì: {number(len(problems))} lỗi.", file=sys.stderr)
    return 1
