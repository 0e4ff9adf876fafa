"""
Commands: python -m data check | read | import | score | rebuild | backup | backups | restore | drill |
published | user.

Exit code 0: done; 1: refused or wrong, every problem on a line of its own; 2: wrong call.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import sys
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from pathlib import Path

from data import backup_command, import_command, published_command, rules, user_command
from data.checks import figure_problems, penalty_problems
from data.cluster import Cluster, folder, load_cluster
from data.figures_file import read_figures, read_penalties
from data.home import Home, home
from data.locks import FileLock
from data.reading import command as reading
from data.reference import load_reference
from data.scores_json import board_json, exact_json
from data.troubles import Trouble
from scoring.errors import FiguresError, RulebookError, ThiduaError
from scoring.model import Figure, Penalty
from scoring.numbers import number, percent
from scoring.scoreboard import Scoreboard, score_year


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a Windows console would lose the Vietnamese marks
            with contextlib.suppress(ValueError):
                stream.reconfigure(encoding="utf-8", errors="replace")
    options = _parser().parse_args(arguments)
    run: Callable[[argparse.Namespace], int] = options.run
    try:
        return run(options)
    except (RulebookError, FiguresError) as error:
        return _refuse(error.problems)
    except ThiduaError as error:
        return _refuse([str(error)])
    except BrokenPipeError:  # whoever read the output has seen enough
        sys.stderr.close()
        return 1


def check(options: argparse.Namespace) -> int:
    """Lint catalogues, every rulebook and the sample of a cluster folder; all problems at once."""
    place: Path = options.folder or folder()
    reference = load_reference(place)
    problems: list[str] = []
    figures: list[Figure] = []
    penalties: list[Penalty] = []
    for path in sorted((place / "sample").glob("figures-*.csv")):
        with _collected(problems):
            rows = read_figures(path)
            names = figure_problems(rows, reference.cluster, reference.rulebooks, figures)
            problems += [f"{path.name}: {name}" for name in names]
            figures += rows
    for path in sorted((place / "sample").glob("penalties-*.csv")):
        with _collected(problems):
            found = read_penalties(path)
            names = penalty_problems(found, reference.cluster, reference.rulebooks, penalties)
            problems += [f"{path.name}: {name}" for name in names]
            penalties += found
    if problems:
        return _refuse(problems)
    for year, rulebook in reference.rulebooks.items():
        units = [unit.code for unit in reference.cluster.units_in(year)]
        score_year(
            rulebook,
            units,
            [row for row in figures if row.year == year],
            [row for row in penalties if row.year == year],
        )
    years = ", ".join(map(str, sorted(reference.rulebooks)))
    print(f"Đạt: {len(reference.rulebooks)} quy chế ({years}), {number(len(figures))} số liệu mẫu, 0 lỗi.")
    return 0


def score(options: argparse.Namespace) -> int:
    """Score the figures of one year and print the scoreboard, as a table or as JSON."""
    cluster = load_cluster(options.cluster or folder())
    strict = cluster if options.cluster else None
    rulebook = rules.load_rulebook(options.rulebook, strict)
    figures = [row for path in options.figures for row in read_figures(path)]
    penalties = [row for path in options.penalties for row in read_penalties(path)]
    problems = figure_problems(figures, strict, {rulebook.year: rulebook})
    problems += penalty_problems(penalties, strict, {rulebook.year: rulebook})
    named = {row.unit for row in figures} | {row.unit for row in penalties}
    units = _units(options.units, cluster, rulebook.year, named)
    problems += [
        f"{rulebook.year} {code}, unit: đơn vị này không nằm trong danh sách được chấm"
        for code in sorted(named - set(units))
    ]
    if problems:
        return _refuse(problems)
    board = score_year(rulebook, units, figures, penalties)
    if options.json:
        print(exact_json(board_json(rulebook, board, _names(cluster))))
    else:
        _print_board(board, cluster)
    return 0


def rebuild(_options: argparse.Namespace) -> int:
    """Set the projection aside and build it anew from the journal."""
    places = Home(home())
    if not places.journal.is_file():
        raise Trouble("home.empty", home=places.folder)
    lock = FileLock(places.lock)
    if not lock.take():
        raise Trouble("home.locked", pid=lock.holder() or "?", home=places.folder)
    try:
        files = [path for path in (places.database, places.wal) if path.exists()]
        aside = places.set_aside(files, move=True) if files else None
    finally:
        lock.release()
    if aside is not None:
        print(f"Kho cũ được cất ở {aside}.")
    return backup_command.open_and_tell("Đã dựng lại kho từ sổ ghi")


def _units(chosen: str | None, cluster: Cluster, year: int, named: set[str]) -> list[str]:
    """The units that are scored: those asked for, else the cluster's, else those that the files name."""
    if chosen:
        return list(dict.fromkeys(code.strip() for code in chosen.split(",") if code.strip()))
    members = [unit.code for unit in cluster.units_in(year)]
    return members if named <= set(members) else sorted(named)


def _names(cluster: Cluster) -> Callable[[str], str]:
    def name(code: str) -> str:
        try:
            return cluster.agency(code).name
        except KeyError:
            return code

    return name


def _print_board(board: Scoreboard, cluster: Cluster) -> None:
    names = {unit.code: unit.short_name for unit in cluster.units}
    print(f"Năm {board.year}")
    for row in board.units:
        rank = "–" if row.rank is None else str(row.rank)
        name = names.get(row.unit, row.unit)
        total, rate = number(row.total, _digits(row.total)), percent(row.rate, max(0, _digits(row.rate) - 2))
        marks = " (tạm tính, còn thiếu số liệu)" if row.provisional else ""
        print(f"{rank:>3}  {name:<20} {total:>10} / {number(row.maximum):<8} {rate:>10}{marks}")


def _digits(value: Decimal) -> int:
    exponent = value.as_tuple().exponent
    return -exponent if isinstance(exponent, int) and exponent < 0 else 0


@contextlib.contextmanager
def _collected(problems: list[str]) -> Iterator[None]:
    """Collect the problems of a file instead of stopping at it."""
    try:
        yield
    except FiguresError as error:
        problems += error.problems


def _refuse(problems: Sequence[str]) -> int:
    for problem in problems:
        print(problem, file=sys.stderr)
    print(f"Không đạt: {number(len(problems))} lỗi.", file=sys.stderr)
    return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m data", description="Kiểm tra, chấm điểm và giữ gìn dữ liệu."
    )
    commands = parser.add_subparsers(required=True, metavar="LỆNH")
    one = commands.add_parser("check", help="soát danh mục, mọi quy chế và số liệu mẫu")
    one.add_argument("folder", type=Path, nargs="?", help="thư mục cụm (mặc định: thư mục đang dùng)")
    one.set_defaults(run=check)
    one = commands.add_parser("import", help="xem trước rồi ghi số liệu của một tệp CSV hoặc XLSX")
    import_command.add_arguments(one)
    one.set_defaults(run=import_command.run)
    one = commands.add_parser("score", help="chấm điểm một năm từ tệp")
    one.add_argument("--rulebook", type=Path, required=True, help="tệp quy chế .toml")
    one.add_argument("--figures", type=Path, nargs="+", required=True, help="tệp số liệu .csv")
    one.add_argument(
        "--penalties", type=Path, nargs="*", default=[], help="tệp điểm trừ, điểm thưởng theo việc .csv"
    )
    one.add_argument("--cluster", type=Path, help="thư mục cụm; có ghi thì đơn vị và cơ quan phải thuộc cụm")
    one.add_argument("--units", help="mã đơn vị, cách nhau bằng dấu phẩy")
    one.add_argument("--json", action="store_true", help="in JSON với số thập phân chính xác")
    one.set_defaults(run=score)
    one = commands.add_parser("read", help="đọc thử một tệp tải lên, không ghi gì")
    reading.add_arguments(one)
    one.set_defaults(run=reading.run)
    one = commands.add_parser("rebuild", help="dựng lại kho DuckDB từ sổ ghi")
    one.set_defaults(run=rebuild)
    one = commands.add_parser("backup", help="sao lưu vào một thư mục mới bên trong DIR")
    backup_command.add_folder(one)
    one.set_defaults(run=backup_command.make)
    one = commands.add_parser("backups", help="liệt kê các bản sao lưu, đọc lại từng bản")
    backup_command.add_folder(one)
    one.set_defaults(run=backup_command.show)
    one = commands.add_parser("restore", help="phục hồi từ một bản sao lưu")
    backup_command.add_choice(one)
    one.set_defaults(run=backup_command.restore)
    one = commands.add_parser("drill", help="diễn tập: phục hồi bản mới nhất vào chỗ trống rồi đối chiếu")
    backup_command.add_folder(one)
    one.set_defaults(run=backup_command.practise)
    one = commands.add_parser(
        "published", help="liệt kê bản công bố, đính chính, phiếu suy tôn, quyết định và dấu"
    )
    one.set_defaults(run=published_command.run)
    user_command.add_arguments(commands.add_parser("user", help="lập, liệt kê, khóa tài khoản, đặt mật khẩu"))
    return parser


if __name__ == "__main__":
    sys.exit(main())
