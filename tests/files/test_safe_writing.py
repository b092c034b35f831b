"""A person's file is rewritten as a whole or not at all, and never over somebody else's work."""

from __future__ import annotations

import errno
import os
import random
import signal
import subprocess
import sys
import time
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, suppress
from pathlib import Path
from typing import IO, NoReturn

import pytest

from sheetqual.errors import LeadsFileError, OutputError
from sheetqual.files import safe_writing
from sheetqual.files.atomic import replacing
from sheetqual.files.safe_writing import Seen, check_free, is_unchanged, locked, look, rewriting

posix = pytest.mark.skipif(sys.platform == "win32", reason="Windows has other permissions and links")
LONG_AGO = 130


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Return a workbook of somebody."""
    path = tmp_path / "leads.xlsx"
    path.write_bytes(b"precious")
    return path


def rewrite(
    path: Path, content: bytes = b"new", *, backup: bool = True, meanwhile: Callable[[], object] = lambda: None
) -> None:
    with rewriting(look(path), backup=backup) as stream:
        stream.write(content)
        meanwhile()


def folder_of(path: Path) -> dict[str, bytes]:
    return {one.name: one.read_bytes() for one in path.parent.iterdir() if one.is_file()}


def one_sentence(error: BaseException) -> str:
    said = str(error)
    assert said.endswith(".")
    assert "\n" not in said
    return said


def refused(path: Path, seen: Seen | None = None) -> str:
    """Return the sentence with which a file can't be rewritten; nothing else may come of the try."""
    before = folder_of(path)
    seen = seen or look(path)
    with pytest.raises(OutputError) as caught, rewriting(seen) as stream:
        stream.write(b"new")
    assert folder_of(path) == before
    return one_sentence(caught.value)


def left_by_a_killed_process(path: Path) -> Path:
    """Let a process die that holds the lock of a file; return the lock."""
    program = (
        "import os, signal, sys\nfrom sheetqual.files.safe_writing import locked\n"
        "with locked(sys.argv[1]):\n    os.kill(os.getpid(), getattr(signal, 'SIGKILL', signal.SIGTERM))\n"
    )
    subprocess.run([sys.executable, "-c", program, str(path)], check=False)
    lock = path.with_name(f".{path.name}.sheetqual-lock")
    assert lock.exists()
    return lock


def age(path: Path, seconds: int = LONG_AGO) -> None:
    then = path.stat().st_mtime - seconds
    os.utime(path, (then, then))


# Rewriting


def test_the_new_content_takes_the_place_and_the_old_one_is_kept_beside_it(file: Path) -> None:
    rewrite(file, b"second")
    assert folder_of(file) == {"leads.xlsx": b"second", "leads.xlsx.bak": b"precious"}
    rewrite(file, b"third")
    assert folder_of(file) == {"leads.xlsx": b"third", "leads.xlsx.bak": b"second"}


def test_without_a_backup_nothing_is_left_beside_it(file: Path) -> None:
    rewrite(file, backup=False)
    assert folder_of(file) == {"leads.xlsx": b"new"}


def test_the_old_content_stands_until_the_new_one_is_complete(file: Path) -> None:
    with rewriting(look(file)) as stream:
        stream.write(b"new")
        stream.flush()
        assert file.read_bytes() == b"precious"
    assert file.read_bytes() == b"new"


def test_a_backup_is_made_where_files_have_one_name_only(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: object, **__: object) -> NoReturn:
        raise OSError(errno.ENOTSUP, "no links here")

    monkeypatch.setattr(os, "link", unknown)
    file.chmod(0o640)
    rewrite(file)
    assert folder_of(file) == {"leads.xlsx": b"new", "leads.xlsx.bak": b"precious"}
    if sys.platform != "win32":
        assert file.with_name("leads.xlsx.bak").stat().st_mode & 0o777 == 0o640


def test_a_backup_that_is_the_file_itself_already_is_no_trouble(file: Path) -> None:
    os.link(file, file.with_name("leads.xlsx.bak"))
    rewrite(file)
    assert folder_of(file) == {"leads.xlsx": b"new", "leads.xlsx.bak": b"precious"}


def test_a_backup_that_cannot_be_made_is_said_and_nothing_is_written(file: Path) -> None:
    (file.parent / "leads.xlsx.bak").mkdir()
    assert "leads.xlsx.bak" in refused(file)


@posix
@pytest.mark.parametrize("mode", [0o600, 0o640, 0o664])
def test_permissions_stay_and_the_backup_has_them_too(file: Path, mode: int) -> None:
    file.chmod(mode)
    with rewriting(look(file)):
        private = [one.stat().st_mode & 0o777 for one in file.parent.iterdir() if one != file]
        assert private == [0o600]
    assert {one.stat().st_mode & 0o777 for one in file.parent.iterdir()} == {mode}


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root gives files away")
def test_the_owner_and_the_group_stay(file: Path) -> None:
    os.chown(file, 65534, 65533)
    rewrite(file)
    assert (file.stat().st_uid, file.stat().st_gid) == (65534, 65533)


@pytest.mark.skipif(sys.platform != "linux", reason="attributes are read on Linux only")
def test_extended_attributes_stay(file: Path) -> None:
    if sys.platform == "linux":
        try:
            os.setxattr(file, "user.colour", b"red")
        except OSError:
            pytest.skip("this drive has no extended attributes")
        rewrite(file)
        assert os.getxattr(file, "user.colour") == b"red"


def test_the_time_of_the_last_change_is_new(file: Path) -> None:
    age(file)
    before = file.stat().st_mtime_ns
    rewrite(file)
    assert file.stat().st_mtime_ns > before


@posix
def test_a_link_is_followed_and_the_backup_stands_beside_the_file(file: Path, tmp_path: Path) -> None:
    (tmp_path / "desk").mkdir()
    link = tmp_path / "desk" / "link.xlsx"
    link.symlink_to(file)
    assert look(link).path == file.resolve()
    rewrite(link)
    assert link.is_symlink()
    assert folder_of(file) == {"leads.xlsx": b"new", "leads.xlsx.bak": b"precious"}


@pytest.mark.parametrize("length", [48, 49, 200])
def test_long_names_are_written(tmp_path: Path, length: int) -> None:
    path = tmp_path / f"{'n' * length}.xlsx"
    path.write_bytes(b"old")
    rewrite(path)
    assert folder_of(path) == {path.name: b"new", f"{path.name}.bak": b"old"}


@pytest.mark.parametrize("failure", [RuntimeError, KeyboardInterrupt])
def test_a_failure_midway_leaves_the_file_and_nothing_beside_it(file: Path, failure: type[BaseException]) -> None:
    def half() -> None:
        with rewriting(look(file)) as stream:
            stream.write(b"half")
            raise failure

    with pytest.raises(failure):
        half()
    assert folder_of(file) == {"leads.xlsx": b"precious"}


def test_ctrl_c_at_any_moment_of_the_last_steps_leaves_the_file_and_no_lock(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object, **__: object) -> NoReturn:
        raise KeyboardInterrupt

    for place in ("_clear_leftovers", "is_unchanged", "_back_up", "put_in_place"):
        with monkeypatch.context() as patch:
            patch.setattr(safe_writing, place, interrupted)
            with pytest.raises(KeyboardInterrupt):
                rewrite(file, backup=place != "put_in_place")
        assert folder_of(file) == {"leads.xlsx": b"precious"}


# Changed since


@pytest.mark.parametrize("content", [b"precious!", b"PRECIOUS", b""])
def test_what_was_changed_since_it_was_read_is_not_written_over(file: Path, content: bytes) -> None:
    seen = look(file)
    assert is_unchanged(seen)
    file.write_bytes(content)
    assert not is_unchanged(seen)
    assert refused(file, seen) == (
        "leads.xlsx was changed by another program since it was read; nothing was written. Run the command again."
    )


def test_a_change_during_the_work_is_seen(file: Path) -> None:
    with pytest.raises(OutputError, match="was changed by another program"):
        rewrite(file, meanwhile=lambda: file.write_bytes(b"somebody's"))
    assert folder_of(file) == {"leads.xlsx": b"somebody's"}


def test_a_file_that_is_saved_with_the_same_content_is_unchanged(file: Path) -> None:
    seen = look(file)
    file.unlink()
    file.write_bytes(b"precious")
    with rewriting(seen) as stream:
        stream.write(b"new")
    assert file.read_bytes() == b"new"


def test_a_file_that_is_gone_meanwhile_stays_gone(file: Path) -> None:
    with pytest.raises(OutputError, match=r"leads\.xlsx can't be found"):
        rewrite(file, meanwhile=file.unlink)
    assert folder_of(file) == {}


def test_looking_at_what_cannot_be_opened_is_said(tmp_path: Path) -> None:
    (tmp_path / "folder.xlsx").mkdir()
    for name, said in (("none.xlsx", "can't be found"), ("folder.xlsx", "is a folder")):
        with pytest.raises(LeadsFileError, match=said) as caught:
            look(tmp_path / name)
        one_sentence(caught.value)
    assert not is_unchanged(Seen(tmp_path / "none.xlsx", "0" * 64))


# Open in another program


def excel_mark(name: str, codepage: str = "cp1252") -> bytes:
    """Return what Excel writes beside a workbook that somebody has open."""
    narrow = name.encode(codepage, "replace")
    return (
        bytes([len(narrow)]) + narrow.ljust(54) + len(name).to_bytes(2, "little") + name.ljust(54).encode("utf-16-le")
    )


@pytest.mark.parametrize(
    ("mark", "who"),
    [
        (excel_mark("Maria Rossi"), " (Maria Rossi)"),
        (excel_mark("Åse Bjørk"), " (Åse Bjørk)"),
        (excel_mark("Мария", "cp1251"), " (Мария)"),
        (excel_mark("مریم", "cp1256"), " (مریم)"),
        (excel_mark("a\x1b[31mb\n"), " (a[31mb)"),
        (excel_mark("M" * 54), f" ({'M' * 54})"),
        (excel_mark("Maria")[:55], " (Maria)"),
        (excel_mark("Åse")[:55], ""),
        (excel_mark(""), ""),
        (b"\xff" * 165, ""),
        (b"\xff", ""),
        (b"", ""),
    ],
)
def test_a_file_open_in_excel_is_refused_with_the_name_of_who_has_it(file: Path, mark: bytes, who: str) -> None:
    file.with_name("~$leads.xlsx").write_bytes(mark)
    said = refused(file)
    assert said == (
        f"leads.xlsx is open in Excel{who}; close it there, then try again. "
        "If nobody has it open, delete the hidden file ~$leads.xlsx."
    )
    with pytest.raises(OutputError) as caught:
        check_free(file)
    assert str(caught.value) == said


@pytest.mark.parametrize(
    ("mark", "who"),
    [
        ("Maria Rossi,maria,desk,05.10.2026 10:00,file:///home/maria/.config/libreoffice/4;", " (Maria Rossi)"),
        (",maria,desk,05.10.2026 10:00,file:///home/maria/.config/libreoffice/4;", " (maria)"),
        ("Rossi\\, Maria,maria,desk,,;", " (Rossi, Maria)"),
        (",,desk,,;", ""),
        ("", ""),
        ("\udcff", ""),
    ],
)
def test_a_file_open_in_libreoffice_is_refused_with_the_name_of_who_has_it(file: Path, mark: str, who: str) -> None:
    file.with_name(".~lock.leads.xlsx#").write_bytes(mark.encode("utf-8", "surrogateescape"))
    assert refused(file) == (
        f"leads.xlsx is open in LibreOffice{who}; close it there, then try again. "
        "If nobody has it open, delete the hidden file .~lock.leads.xlsx#."
    )


def test_a_file_that_somebody_opened_during_the_work_is_not_written(file: Path) -> None:
    mark = file.with_name("~$leads.xlsx")
    with pytest.raises(OutputError, match=r"is open in Excel \(Maria\)"):
        rewrite(file, meanwhile=lambda: mark.write_bytes(excel_mark("Maria")))
    mark.unlink()
    assert folder_of(file) == {"leads.xlsx": b"precious"}


def test_a_file_that_another_program_holds_is_said(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def held(_self: Path, _target: Path) -> NoReturn:
        raise OSError(errno.EACCES, os.strerror(errno.EACCES))

    seen = look(file)
    monkeypatch.setattr(Path, "replace", held)
    assert "can't be written; close it in other programs" in refused(file, seen)


# Not to be written


def test_a_read_only_file_is_refused_even_for_those_who_may_do_everything(file: Path) -> None:
    file.chmod(0o444)
    try:
        with pytest.raises(OutputError, match=r"leads\.xlsx is read-only; allow changes") as caught:
            check_free(file)
        one_sentence(caught.value)
        assert "read-only" in refused(file)
        with pytest.raises(OutputError, match="is read-only"), replacing(file) as stream:
            stream.write(b"new")
    finally:
        file.chmod(0o644)
    assert folder_of(file) == {"leads.xlsx": b"precious"}


def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    for path, said in ((tmp_path, "is a folder; give a file name"), (tmp_path / "none.xlsx", "can't be found")):
        with pytest.raises(OutputError, match=said) as caught:
            check_free(path)
        one_sentence(caught.value)


@posix
@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_takes_no_new_files_is_refused(file: Path) -> None:
    file.parent.chmod(0o500)
    try:
        assert "takes no new files" in refused(file)
        with pytest.raises(OutputError, match="can't be written"), locked(file):
            pass
    finally:
        file.parent.chmod(0o700)


# Real drives: small ones, and such as can only be read


@pytest.fixture
def drive(tmp_path: Path) -> Iterator[Callable[[str], Path]]:
    """Return what mounts a small drive with the options given, or mounts it again with others."""
    if sys.platform != "linux" or os.geteuid() != 0:
        pytest.skip("only root on Linux mounts a small drive")
    folder = tmp_path / "drive"
    folder.mkdir()

    def mount(options: str) -> Path:
        command = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)]
        try:
            done = subprocess.run(command, capture_output=True, check=False, encoding="utf-8")
        except FileNotFoundError:
            pytest.skip("there is no program to mount a small drive with")
        if done.returncode:
            pytest.skip(f"this container mounts no drives ({done.stderr.strip()})")
        return folder

    yield mount
    while folder.is_mount() and not subprocess.run(["umount", str(folder)], check=False).returncode:
        pass


def test_a_full_disk_leaves_the_file_whole_and_nothing_beside_it(drive: Callable[[str], Path]) -> None:
    file = drive("size=1m") / "leads.xlsx"
    file.write_bytes(b"p" * 600_000)
    ways: list[Callable[[], AbstractContextManager[IO[bytes]]]] = [
        lambda: rewriting(look(file)),
        lambda: replacing(file),
    ]
    for way in ways:
        with pytest.raises(OutputError) as caught, way() as stream:
            stream.write(b"n" * 600_000)
        assert one_sentence(caught.value) == (
            "leads.xlsx could not be written, because the disk is full; make room and try again."
        )
        assert folder_of(file) == {"leads.xlsx": b"p" * 600_000}


def test_a_disk_that_is_full_when_the_backup_is_copied_leaves_the_file_whole(
    drive: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    def unknown(*_: object, **__: object) -> NoReturn:
        raise OSError(errno.ENOTSUP, "no links here")

    file = drive("size=1m") / "leads.xlsx"
    file.write_bytes(b"p" * 400_000)
    monkeypatch.setattr(os, "link", unknown)
    with pytest.raises(OutputError, match="because the disk is full"):
        rewrite(file, b"n" * 400_000)
    assert folder_of(file) == {"leads.xlsx": b"p" * 400_000}


def test_a_disk_without_room_for_a_lock_leaves_the_file_whole(drive: Callable[[str], Path]) -> None:
    file = drive("size=1m") / "leads.xlsx"
    file.write_bytes(b"p" * 4096)
    file.with_name("rest").write_bytes(b"r" * (2**20 - 3 * 4096))
    with pytest.raises(OutputError, match="because the disk is full"):
        rewrite(file, b"n" * 2 * 4096)
    assert sorted(folder_of(file)) == ["leads.xlsx", "rest"]
    file.with_name("rest").unlink()
    rewrite(file)
    assert file.read_bytes() == b"new"


def test_a_drive_that_can_only_be_read_is_refused(drive: Callable[[str], Path]) -> None:
    file = drive("size=1m") / "leads.xlsx"
    file.write_bytes(b"precious")
    drive("size=1m,remount,ro")
    assert "can't be written; close it in other programs, and check that you may change it" in refused(file)
    with pytest.raises(OutputError, match="can't be written"), locked(file):
        pass
    with pytest.raises(OutputError, match="can't be written"), replacing(file):
        pass


# Locks


def test_a_lock_is_gone_afterwards_whatever_happened(file: Path) -> None:
    with locked(file):
        assert ".leads.xlsx.sheetqual-lock" in folder_of(file)
    with suppress(KeyboardInterrupt), locked(file):
        raise KeyboardInterrupt
    with locked(file.with_name("there-is-none.xlsx")):
        pass
    assert folder_of(file) == {"leads.xlsx": b"precious"}


def test_who_waits_too_long_is_told(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = look(file)
    monkeypatch.setattr(safe_writing, "_PATIENCE", 0.1)
    with locked(file):
        assert refused(file, seen) == "Another sheetqual is saving leads.xlsx just now; try again in a moment."


def test_the_lock_of_a_killed_process_is_taken_over(file: Path) -> None:
    left_by_a_killed_process(file)
    rewrite(file, backup=False)
    assert folder_of(file) == {"leads.xlsx": b"new"}


@pytest.mark.parametrize("said", ["nt:elsewhere 12 00", "x", "\0\xff", "posix:x 99999999999999999999999 1"])
def test_a_lock_of_whom_nobody_knows_is_taken_over_once_it_is_old(
    file: Path, monkeypatch: pytest.MonkeyPatch, said: str
) -> None:
    lock = file.with_name(".leads.xlsx.sheetqual-lock")
    lock.write_text(said, encoding="utf-8")
    monkeypatch.setattr(safe_writing, "_PATIENCE", 0.1)
    age(lock, LONG_AGO - 20)
    with pytest.raises(OutputError, match="Another sheetqual is saving"):
        rewrite(file)
    age(lock)
    # What counts is the clock of the drive.
    monkeypatch.setattr(time, "time", lambda: 0.0)
    rewrite(file, backup=False)
    assert folder_of(file) == {"leads.xlsx": b"new"}


def test_a_lock_whose_maker_was_killed_before_it_said_anything_is_taken_over(file: Path) -> None:
    lock = file.with_name(".leads.xlsx.sheetqual-lock")
    lock.touch()
    age(lock, 4)
    rewrite(file, backup=False)
    assert folder_of(file) == {"leads.xlsx": b"new"}


def test_a_claim_to_a_lock_that_was_left_behind_is_taken_over_too(file: Path) -> None:
    lock = left_by_a_killed_process(file)
    left = lock.read_text(encoding="utf-8")
    claim = lock.with_name(f"{lock.name}.{zlib.crc32(left.encode()):08x}.tmp")
    claim.write_text(left, encoding="utf-8")
    rewrite(file, backup=False)
    assert folder_of(file) == {"leads.xlsx": b"new"}


def test_who_is_late_takes_away_no_lock_but_the_one_that_was_left_behind(file: Path) -> None:
    lock = left_by_a_killed_process(file)
    left = lock.read_text(encoding="utf-8")
    with locked(file):
        now = lock.read_text(encoding="utf-8")
        safe_writing._take_away(lock, left)
        assert lock.read_text(encoding="utf-8") == now != left
    assert folder_of(file) == {"leads.xlsx": b"precious"}


def test_what_killed_writers_left_is_removed_and_nothing_else(file: Path) -> None:
    ours = [".leads.xlsx.0a1b2c3d.tmp", ".leads.xlsx.sheetqual-lock.0a1b2c3d.tmp"]
    others = [".leads.xlsx.tmp", "leads.xlsx.0a1b2c3d.tmp", ".leads.xlsx.0a1b2c3.tmp", ".leads2.xlsx.0a1b2c3d.tmp"]
    young = ".leads.xlsx.ffffffff.tmp"
    for name in (*ours, *others, young):
        file.with_name(name).write_bytes(b"")
    for name in (*ours, *others):
        age(file.with_name(name))
    rewrite(file)
    assert sorted(folder_of(file)) == sorted([*others, young, "leads.xlsx", "leads.xlsx.bak"])


KILLED = """
import sys, zipfile
from sheetqual.files.safe_writing import look, rewriting
print("ready", flush=True)
while True:
    seen = look(sys.argv[1])
    with zipfile.ZipFile(seen.path) as old:
        count = int(old.read("count"))
    with rewriting(seen) as stream, zipfile.ZipFile(stream, "w") as new:
        new.writestr("count", str(count + 1))
        new.writestr("rows", str(count + 1) * 20_000)
"""


def whole(path: Path) -> int:
    """Return which of its states a workbook is in; it must be one of them, and whole."""
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        count = archive.read("count").decode()
        assert archive.read("rows").decode() == count * 20_000
    return int(count)


@posix
def test_a_writer_that_is_killed_leaves_the_file_whole_and_the_next_one_cleans_up(tmp_path: Path) -> None:
    path = tmp_path / "leads.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("count", "1")
        archive.writestr("rows", "1" * 20_000)
    chance = random.Random(20_260_801)
    left_something = 0
    for _ in range(44):
        before = whole(path)
        with subprocess.Popen([sys.executable, "-c", KILLED, str(path)], stdout=subprocess.PIPE) as child:
            assert child.stdout is not None
            child.stdout.readline()
            time.sleep(chance.uniform(0, 0.03))
            child.send_signal(signal.SIGKILL)
        assert whole(path) >= before
        backup = path.with_name("leads.xlsx.bak")
        if backup.exists():
            assert whole(backup) in (whole(path) - 1, whole(path))
        left_something += len(list(tmp_path.iterdir())) > 2
    assert left_something
    for one in tmp_path.iterdir():
        age(one)
    last = whole(path)
    rewrite(path)
    assert sorted(one.name for one in tmp_path.iterdir()) == ["leads.xlsx", "leads.xlsx.bak"]
    assert whole(path.with_name("leads.xlsx.bak")) == last
