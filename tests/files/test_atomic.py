"""A file is replaced as a whole or not at all, and what went wrong is said in one sentence."""

from __future__ import annotations

import errno
import os
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

import pytest

from sheetqual.errors import OutputError
from sheetqual.files import atomic
from sheetqual.files.atomic import creating, replacing, write_text

posix = pytest.mark.skipif(sys.platform == "win32", reason="Windows has other permissions and links")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Return a file that is there."""
    path = tmp_path / "calls.csv"
    path.write_bytes(b"precious, and longer than what comes")
    return path


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


def refused(path: Path) -> str:
    """Return the sentence with which a file can't be written; nothing else may be left of the try."""
    before = {one: one.read_bytes() for one in path.parent.glob("**/*") if one.is_file()}
    with pytest.raises(OutputError) as caught:
        write_text(path, "new")
    assert {one: one.read_bytes() for one in path.parent.glob("**/*") if one.is_file()} == before
    said = str(caught.value)
    assert said.endswith(".")
    assert "\n" not in said
    return said


def failing(number: int) -> OSError:
    return OSError(number, os.strerror(number))


def test_the_content_is_replaced_as_a_whole(file: Path) -> None:
    write_text(file, "new é")
    assert file.read_bytes() == "new é".encode()
    assert list(file.parent.iterdir()) == [file]


def test_the_old_content_stands_until_the_new_one_is_complete(file: Path) -> None:
    with replacing(file) as stream:
        stream.write(b"new")
        stream.flush()
        assert file.read_bytes().startswith(b"precious")
    assert file.read_bytes() == b"new"


@pytest.mark.parametrize("failure", [RuntimeError, KeyboardInterrupt])
def test_a_failure_midway_leaves_the_old_file_and_nothing_beside_it(file: Path, failure: type[BaseException]) -> None:
    def half() -> None:
        with replacing(file) as stream:
            stream.write(b"half")
            raise failure

    with pytest.raises(failure):
        half()
    assert file.read_bytes().startswith(b"precious")
    assert list(file.parent.iterdir()) == [file]


@posix
@pytest.mark.parametrize("wanted", [0o600, 0o640, 0o664, 0o755])
def test_a_file_keeps_its_permissions(file: Path, wanted: int) -> None:
    file.chmod(wanted)
    write_text(file, "new")
    assert mode(file) == wanted


@posix
def test_what_was_private_is_private_while_it_is_written(file: Path) -> None:
    file.chmod(0o600)
    with replacing(file):
        assert {mode(one) for one in file.parent.iterdir()} == {0o600}


@posix
@pytest.mark.parametrize(("mask", "wanted"), [(0o022, 0o644), (0o077, 0o600), (0o002, 0o664)])
def test_a_new_file_has_the_permissions_that_new_files_have(tmp_path: Path, mask: int, wanted: int) -> None:
    before = os.umask(mask)
    try:
        write_text(tmp_path / "new.csv", "new")
    finally:
        os.umask(before)
    assert mode(tmp_path / "new.csv") == wanted


@posix
def test_writing_changes_the_permissions_of_no_file_that_another_thread_makes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def forbidden(_mask: int) -> NoReturn:
        pytest.fail("the mask belongs to the whole process")

    monkeypatch.setattr(os, "umask", forbidden)
    write_text(tmp_path / "new.csv", "new")


def test_two_threads_write_one_file_and_one_of_them_wins_whole(file: Path) -> None:
    texts = ["a" * 100_000, "b" * 100_000]
    threads = [threading.Thread(target=write_text, args=(file, text)) for text in texts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert file.read_text(encoding="utf-8") in texts
    assert list(file.parent.iterdir()) == [file]


@posix
def test_a_link_is_followed_and_stays_a_link(file: Path) -> None:
    link = file.with_name("link.csv")
    link.symlink_to(file.name)
    write_text(link, "new")
    assert link.is_symlink()
    assert file.read_bytes() == b"new"


@posix
def test_a_link_to_nothing_makes_what_it_points_to(tmp_path: Path) -> None:
    link = tmp_path / "link.csv"
    link.symlink_to("there.csv")
    write_text(link, "new")
    assert (tmp_path / "there.csv").read_bytes() == b"new"


def test_a_name_as_long_as_names_may_be_is_written(tmp_path: Path) -> None:
    path = tmp_path / ("株" * 60 + ".csv")
    write_text(path, "new")
    assert path.read_bytes() == b"new"


def test_a_folder_in_place_of_the_file_is_said(tmp_path: Path) -> None:
    folder = tmp_path / "calls.csv"
    folder.mkdir()
    assert "is a folder; give a file name" in refused(folder)


def test_a_folder_that_is_missing_is_said(tmp_path: Path) -> None:
    assert "does not exist; make it first" in refused(tmp_path / "nowhere" / "calls.csv")


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (errno.ENOSPC, "calls.csv could not be written, because the disk is full"),
        (errno.EIO, "calls.csv could not be written ("),
    ],
)
def test_a_disk_that_fails_is_said(file: Path, monkeypatch: pytest.MonkeyPatch, number: int, said: str) -> None:
    def full(_handle: int) -> NoReturn:
        raise failing(number)

    monkeypatch.setattr(os, "fsync", full)
    assert refused(file).startswith(said)


def test_a_folder_that_may_not_be_written_is_said(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.open

    def closed(path: str | os.PathLike[str], flags: int, mode: int = 0o777) -> int:
        if flags & os.O_CREAT:
            raise failing(errno.EACCES)
        return real(path, flags, mode)

    monkeypatch.setattr(os, "open", closed)
    assert "calls.csv can't be written; close it in other programs" in refused(file)


@posix
@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere")
def test_a_read_only_file_or_folder_is_said(file: Path) -> None:
    file.chmod(0o400)
    assert "is read-only" in refused(file)
    file.chmod(0o600)
    file.parent.chmod(0o500)
    try:
        assert "can't be written" in refused(file)
    finally:
        file.parent.chmod(0o700)


def test_a_file_that_another_program_holds_open_is_said(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def held(_self: Path, _target: Path) -> NoReturn:
        raise failing(errno.EACCES)

    monkeypatch.setattr(Path, "replace", held)
    assert "close it in other programs" in refused(file)


def test_what_windows_refuses_for_a_moment_is_tried_again(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    replace = Path.replace
    refusals = [1, 2, 3]

    def held(self: Path, target: Path) -> Path:
        if refusals:
            refusals.pop()
            raise failing(errno.EACCES)
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", held)
    monkeypatch.setattr(atomic, "_TRIES", 3)
    monkeypatch.setattr(atomic, "_PAUSE", 0)
    write_text(file, "new")
    assert file.read_bytes() == b"new"


@posix
def test_what_is_no_file_is_not_replaced(tmp_path: Path) -> None:
    pipe = tmp_path / "calls.csv"
    os.mkfifo(pipe)
    with pytest.raises(OutputError, match="is no ordinary file; give a file name"):
        write_text(pipe, "new")
    assert pipe.is_fifo()


def without_links(*_: object, **__: object) -> NoReturn:
    raise failing(errno.ENOTSUP)


@pytest.mark.parametrize("link", [os.link, without_links])
def test_a_new_file_has_its_name_only_when_it_is_complete(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, link: Callable[..., object]
) -> None:
    monkeypatch.setattr(os, "link", link)
    path = tmp_path / "calls.csv"
    with creating(path) as stream:
        stream.write(b"new")
        assert not path.exists()
    assert path.read_bytes() == b"new"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("link", [os.link, without_links])
def test_a_file_that_appears_while_a_new_one_is_written_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, link: Callable[..., object]
) -> None:
    monkeypatch.setattr(os, "link", link)
    path = tmp_path / "calls.csv"

    def create() -> None:
        with creating(path) as stream:
            stream.write(b"new")
            path.write_bytes(b"somebody's")

    with pytest.raises(OutputError, match=r"calls\.csv is there already and stays as it is"):
        create()
    assert path.read_bytes() == b"somebody's"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("link", [os.link, without_links])
@pytest.mark.parametrize("failure", [OSError(errno.EIO, "bad"), KeyboardInterrupt()])
def test_a_new_file_that_fails_in_the_last_step_is_gone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, link: Callable[..., object], failure: BaseException
) -> None:
    def fail(_folder: Path) -> NoReturn:
        raise failure

    def create() -> None:
        with creating(tmp_path / "calls.csv") as stream:
            stream.write(b"new")

    monkeypatch.setattr(os, "link", link)
    monkeypatch.setattr(atomic, "_sync_folder", fail)
    with pytest.raises((OutputError, KeyboardInterrupt)):
        create()
    assert list(tmp_path.iterdir()) == []
