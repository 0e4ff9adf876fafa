"""The journal: appended whole or not at all, chained, and every change to it behind our back is named."""

from __future__ import annotations

import errno
import json
import os
import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

import data.entries
import data.journal
from data.entries import line_of
from data.figures_file import read_figures, write_figures
from data.journal import Draft, Entry, Journal, JournalDamaged, StaleHead
from data.locks import FileLock
from data.troubles import Trouble
from scoring.errors import FiguresError
from scoring.model import Figure
from tests.kept_figures import figure, penalty, statements

ROOT = Path(__file__).resolve().parent.parent


def filled(path: Path, count: int = 5) -> list[Entry]:
    journal = Journal(path)
    entries: list[Entry] = []
    for number in range(1, count + 1):
        draft = Draft("An", f"lần {number}", (figure(vintage=number),), (penalty(document=f"BB {number}"),))
        entries.append(journal.append(draft, journal.head()))
    return entries


def keys(journal: Journal, head: str = "", seq: int = 0) -> set[str]:
    return {fault.key for fault in journal.verify(head, seq)}


def test_what_is_appended_is_read_back_in_order_with_its_chain(tmp_path: Path) -> None:
    entries = filled(tmp_path / "journal.jsonl")

    journal = Journal(tmp_path / "journal.jsonl")

    assert entries == list(journal.read())
    assert entries[2:] == list(journal.read(after=2))
    assert entries[-1].hash == journal.head()
    assert [1, 2, 3, 4, 5] == [entry.seq for entry in entries]
    assert ["", *[entry.hash for entry in entries[:-1]]] == [entry.previous for entry in entries]
    assert () == journal.verify(entries[-1].hash, 5)


def test_an_empty_journal_has_no_head_and_is_sound(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "journal.jsonl")

    assert ("", [], ()) == (journal.head(), list(journal.read()), journal.verify())


def test_a_line_is_canonical_json_that_anybody_can_check(tmp_path: Path) -> None:
    entry = filled(tmp_path / "journal.jsonl", 1)[0]

    line = (tmp_path / "journal.jsonl").read_bytes()

    content = json.loads(line)
    assert line == line_of(entry)
    assert {"value": "1234.5"}.items() <= content["figures"][0].items()
    assert "note" not in content["figures"][0]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(statements())
def test_any_figures_survive_journal_and_csv_unchanged(tmp_path: Path, figures: tuple[Figure, ...]) -> None:
    path = tmp_path / "journal.jsonl"
    path.unlink(missing_ok=True)
    Journal(path).append(Draft("An", "thử", figures), "")
    write_figures(tmp_path / "figures.csv", figures)

    assert figures == next(iter(Journal(path).read())).figures
    assert figures == read_figures(tmp_path / "figures.csv")


def test_an_append_from_an_old_head_is_refused_and_tells_what_was_written_since(tmp_path: Path) -> None:
    entries = filled(tmp_path / "journal.jsonl", 3)
    journal = Journal(tmp_path / "journal.jsonl")

    with pytest.raises(StaleHead) as caught:
        journal.append(Draft("Bình", "muộn", (figure(vintage=9),)), entries[0].hash)

    assert tuple(entries[1:]) == caught.value.entries
    assert entries == list(journal.read())


def test_of_clerks_who_start_from_the_same_head_exactly_one_wins(tmp_path: Path) -> None:
    path = tmp_path / "journal.jsonl"
    head = filled(path, 1)[0].hash
    won: list[Entry] = []
    lost: list[StaleHead] = []

    def write(number: int) -> None:
        try:
            won.append(
                Journal(path).append(Draft(f"người {number}", "cùng lúc", (figure(vintage=number),)), head)
            )
        except StaleHead as error:
            lost.append(error)

    threads = [threading.Thread(target=write, args=(number,)) for number in range(2, 10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (1, 7) == (len(won), len(lost))
    assert all(error.entries == (won[0],) for error in lost)
    assert () == Journal(path).verify(won[0].hash, 2)


def test_a_journal_sees_what_another_process_appended(tmp_path: Path) -> None:
    path = tmp_path / "journal.jsonl"
    first, second = Journal(path), Journal(path)
    entry = first.append(Draft("An", "một", (figure(),)), "")

    assert entry.hash == second.head()
    other = second.append(Draft("Bình", "hai", (figure(vintage=2),)), entry.hash)
    assert [entry, other] == list(first.read())


@pytest.mark.parametrize("cut", [1, 2, 100, 300])
def test_a_torn_last_line_is_set_aside_and_never_counts(tmp_path: Path, cut: int) -> None:
    path = tmp_path / "journal.jsonl"
    entries = filled(path, 3)
    whole = path.read_bytes()
    torn = line_of(entries[0])[:-cut]
    path.write_bytes(whole + torn)

    journal = Journal(path)
    assert entries == list(journal.read())
    assert () == journal.verify()
    aside = journal.set_torn_aside()

    assert aside is not None
    assert (torn, whole) == (aside.read_bytes(), path.read_bytes())
    assert journal.append(Draft("An", "tiếp", (figure(vintage=4),)), journal.head()).seq == 4


def test_an_append_sets_a_torn_line_aside_by_itself(tmp_path: Path) -> None:
    path = tmp_path / "journal.jsonl"
    entries = filled(path, 2)
    with path.open("ab") as stream:
        stream.write(b'{"actor":"A')

    entry = Journal(path).append(Draft("An", "tiếp", (figure(vintage=3),)), entries[-1].hash)

    assert [*entries, entry] == list(Journal(path).read())
    assert 1 == len(list(tmp_path.glob("journal-torn-*")))


def edited(lines: list[bytes]) -> list[bytes]:
    return [lines[0], lines[1].replace(b"1234.5", b"1334.5"), *lines[2:]]


def edited_with_its_hash(lines: list[bytes]) -> list[bytes]:
    """A careful forger: the line is whole in itself, only the chain can tell."""
    content = json.loads(lines[1])
    content["reason"] = "khác"
    content["hash"] = data.entries.hash_of(content)
    return [lines[0], line_of(data.entries.entry_of(content)), *lines[2:]]


DAMAGES = {
    "edit": (edited, {"journal.edited"}),
    "careful edit": (edited_with_its_hash, {"journal.unlinked"}),
    "delete": (lambda lines: lines[:1] + lines[2:], {"journal.deleted"}),
    "delete first": (lambda lines: lines[1:], {"journal.deleted"}),
    "insert": (lambda lines: [*lines[:2], edited_with_its_hash(lines)[1], *lines[2:]], {"journal.inserted"}),
    "reorder": (lambda lines: [lines[0], lines[2], lines[1], *lines[3:]], {"journal.reordered"}),
    "duplicate": (lambda lines: [*lines[:3], *lines[2:]], {"journal.duplicated"}),
    "junk": (lambda lines: [*lines[:2], b"junk\n", *lines[2:]], {"journal.unreadable"}),
    "empty line": (lambda lines: [*lines[:2], b"\n", *lines[2:]], {"journal.unreadable"}),
    "other spacing": (lambda lines: [lines[0].replace(b":", b": ", 1), *lines[1:]], {"journal.edited"}),
}


@pytest.mark.parametrize("kind", DAMAGES)
def test_damage_inside_the_chain_is_found_and_named_and_nothing_is_read_from_it(
    tmp_path: Path, kind: str
) -> None:
    path = tmp_path / "journal.jsonl"
    filled(path)
    damage, told = DAMAGES[kind]
    path.write_bytes(b"".join(damage(path.read_bytes().splitlines(keepends=True))))

    assert told <= keys(Journal(path))
    with pytest.raises(JournalDamaged):
        list(Journal(path).read())
    with pytest.raises(JournalDamaged):
        Journal(path).append(Draft("An", "tiếp", (figure(vintage=9),)), "")


def test_a_cut_or_rewritten_journal_is_found_against_a_head_known_elsewhere(tmp_path: Path) -> None:
    path = tmp_path / "journal.jsonl"
    head = filled(path)[-1].hash
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(lines[:3]))
    cut = keys(Journal(path), head, 5)
    path.unlink()
    for number in range(5):
        Journal(path).append(
            Draft("Ai đó", f"viết lại {number}", (figure(vintage=number + 1),)), Journal(path).head()
        )

    assert {"journal.truncated"} == cut
    assert set() == keys(Journal(path))
    assert {"journal.rewritten"} == keys(Journal(path), head, 5)


@pytest.mark.parametrize("offset", range(3, 1200, 61))
def test_a_flipped_bit_anywhere_is_found(tmp_path: Path, offset: int) -> None:
    path = tmp_path / "journal.jsonl"
    head = filled(path, 2)[-1].hash
    text = bytearray(path.read_bytes())
    text[offset % (len(text) - 1)] ^= 1 << (offset % 8)
    path.write_bytes(text)

    assert keys(Journal(path), head, 2)


def test_a_journal_that_is_replaced_or_deleted_under_a_running_program_is_not_written(tmp_path: Path) -> None:
    path = tmp_path / "journal.jsonl"
    filled(path, 3)
    journal = Journal(path)
    head = journal.head()
    path.rename(tmp_path / "moved.jsonl")

    with pytest.raises(Trouble) as caught:
        journal.append(Draft("An", "tiếp", (figure(vintage=4),)), head)

    assert caught.value.key == "journal.replaced"
    assert not path.exists()


def test_a_clock_that_stepped_back_is_noted_and_does_not_change_the_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "journal.jsonl"
    first = filled(path, 1)[0]

    class Yesterday(datetime):
        @classmethod
        def now(cls, tz: object = None) -> datetime:  # type: ignore[override]
            return first.time - timedelta(days=1)

    monkeypatch.setattr(data.journal, "datetime", Yesterday)
    second = Journal(path).append(Draft("An", "hôm qua", (figure(vintage=2),)), first.hash)

    assert (2, 86_400) == (second.seq, second.clock_back)
    assert second.time < first.time
    assert UTC == second.time.tzinfo
    assert [first, second] == list(Journal(path).read())


@pytest.mark.parametrize(("error", "key"), [("ENOSPC", "disk.full"), ("EIO", "write.failed")])
@pytest.mark.parametrize("step", ["journal.write", "journal.written"])
def test_a_failed_write_leaves_the_journal_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str, error: str, key: str
) -> None:
    path = tmp_path / "journal.jsonl"
    entries = filled(path, 2)
    before = path.read_bytes()
    monkeypatch.setenv("THIDUA_FAULT_AT", f"{step}={error}")
    with pytest.raises(Trouble) as caught:
        Journal(path).append(Draft("An", "hỏng", (figure(vintage=3),)), entries[-1].hash)
    monkeypatch.delenv("THIDUA_FAULT_AT")

    assert (key, before) == (caught.value.key, path.read_bytes())
    assert 3 == Journal(path).append(Draft("An", "lại", (figure(vintage=3),)), entries[-1].hash).seq


def test_a_line_that_the_disk_does_not_give_back_is_told_as_unknown_and_goes_before_anything_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "journal.jsonl"
    head = filled(path, 2)[-1].hash
    before = path.read_bytes()
    journal = Journal(path)
    journal.head()

    def broken(handle: int) -> None:
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(data.journal.os, "fsync", broken)
    with pytest.raises(Trouble) as first:
        journal.append(Draft("An", "lần 3", (figure(vintage=3),)), head)
    with path.open("ab") as stream:  # as if the file had not been cut either
        stream.write(b'{"half":')
    with pytest.raises(Trouble) as second:
        journal.append(Draft("An", "lần 3", (figure(vintage=3),)), head)
    monkeypatch.undo()

    assert ("write.unknown", "write.failed") == (first.value.key, second.value.key)
    assert head == journal.head()
    assert before == path.read_bytes()
    assert 3 == journal.append(Draft("An", "lần 3", (figure(vintage=3),)), head).seq


def test_an_entry_that_is_kept_is_never_told_as_refused_because_it_cannot_be_read_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "journal.jsonl"
    head = filled(path, 2)[-1].hash
    journal = Journal(path)
    synced = data.journal.os.fsync

    def then_unreadable(handle: int) -> None:
        synced(handle)
        monkeypatch.setattr(Journal, "_bytes", lambda self, start: 1 / 0)

    monkeypatch.setattr(data.journal.os, "fsync", then_unreadable)
    entry = journal.append(Draft("An", "lần 3", (figure(vintage=3),)), head)
    told = journal.head()
    monkeypatch.undo()

    assert (3, entry.hash) == (entry.seq, told)
    assert [entry] == list(Journal(path).read(after=2))


def test_a_journal_edited_in_place_under_a_running_program_is_not_written(tmp_path: Path) -> None:
    path = tmp_path / "journal.jsonl"
    filled(path, 3)
    journal = Journal(path)
    head = journal.head()
    with path.open("r+b") as stream:  # the same file, the same length
        stream.seek(path.read_bytes().index(b"1234.5"))
        stream.write(b"4321.5")

    with pytest.raises(JournalDamaged):
        journal.append(Draft("An", "lần 4", (figure(vintage=4),)), head)


def test_a_lock_is_free_again_when_its_holder_dies(tmp_path: Path) -> None:
    path = tmp_path / "server.lock"
    script = (
        "import os; from pathlib import Path; from data.locks import FileLock; "
        f"FileLock(Path({str(path)!r})).take(); os.kill(os.getpid(), 9)"
    )
    holder = subprocess.Popen([sys.executable, "-c", script], cwd=ROOT)
    holder.wait(30)
    lock = FileLock(path)

    assert lock.holder() == holder.pid
    assert lock.take()
    assert not FileLock(path).take()
    assert os.getpid() == FileLock(path).holder()
    lock.release()


def test_a_holder_that_names_itself_late_is_waited_for(tmp_path: Path) -> None:
    path = tmp_path / "server.lock"
    path.touch()
    late = threading.Timer(0.3, path.write_text, ["4711"])
    late.start()

    assert FileLock(path).holder() == 4711
    late.join()


def test_who_gave_a_lock_back_is_not_told_as_its_holder(tmp_path: Path) -> None:
    lock = FileLock(tmp_path / "server.lock")

    assert lock.take()
    assert str(os.getpid()) == lock.path.read_text("ascii")
    lock.release()
    assert "" == lock.path.read_text("ascii")


def test_a_lost_tail_can_be_put_back_only_if_its_hashes_continue_the_chain(tmp_path: Path) -> None:
    path = tmp_path / "journal.jsonl"
    entries = filled(path, 4)
    whole = path.read_bytes()
    path.write_bytes(b"".join(whole.splitlines(keepends=True)[:2]))

    with pytest.raises(Trouble):
        Journal(path).restore(entries[3:])
    Journal(path).restore(entries[2:])

    assert whole == path.read_bytes()


@pytest.mark.parametrize(
    ("column", "wrong"),
    [
        ("value", "1,5"), ("value", "1e5"), ("value", "٣"), ("year", "2021.0"), ("role", "result"), ("vintage", "0"),
        ("as_of", "31/12/2021"), ("as_of", "2021-02-30"), ("status", ""), ("state", "maybe"), ("note", "a\u2028b"),
        ("level", "T"), ("value", ""), ("value", "0.00000000001"), ("agency", ""), ("grade", "tốt"),
        ("stands_for", "illustrative"),
    ],
)  # fmt: skip
def test_a_wrong_cell_of_a_figures_file_is_named_with_file_line_and_column(
    tmp_path: Path, column: str, wrong: str
) -> None:
    path = tmp_path / "figures.csv"
    write_figures(path, [figure(), figure(vintage=2)])
    header, first, second = path.read_text(encoding="utf-8").splitlines()
    cells = dict(zip(header.split(","), second.split(","), strict=True))
    cells[column] = wrong
    changed = ",".join(f'"{cell}"' for cell in cells.values())
    path.write_text("\n".join([header, first, changed]) + "\n", encoding="utf-8")

    with pytest.raises(FiguresError) as caught:
        read_figures(path)

    assert caught.value.problems[0].startswith(f"figures.csv, dòng 3, {column}: ")


def test_a_figures_file_with_a_strange_or_missing_column_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "figures.csv"
    write_figures(path, [figure()])
    path.write_text(path.read_text(encoding="utf-8").replace("value", "gia_tri", 1), encoding="utf-8")

    with pytest.raises(FiguresError) as caught:
        read_figures(path)

    assert {"figures.csv, dòng 1, value", "figures.csv, dòng 1, gia_tri"} == {
        problem.split(": ")[0] for problem in caught.value.problems
    }


def test_a_value_keeps_its_exact_digits_and_zero_is_not_nothing(tmp_path: Path) -> None:
    exact = figure(value=Decimal("123456789012345678.0123456789"))
    zero = figure(vintage=2, value=Decimal("0.00"))
    path = tmp_path / "journal.jsonl"
    Journal(path).append(Draft("An", "số", (exact, zero)), "")

    kept = next(iter(Journal(path).read())).figures

    assert (Decimal("123456789012345678.0123456789"), Decimal(0)) == (kept[0].value, kept[1].value)


def test_a_lock_taken_on_a_full_disk_is_given_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_args: object) -> int:
        raise OSError(errno.ENOSPC, "full")

    lock = FileLock(tmp_path / "journal.lock")
    with monkeypatch.context() as patch:
        patch.setattr(os, "write", full)
        assert lock.take()
        assert not FileLock(tmp_path / "journal.lock").take()
    lock.release()

    again = FileLock(tmp_path / "journal.lock")
    assert again.take()
    again.release()
