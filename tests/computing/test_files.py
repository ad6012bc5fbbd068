"""One way to write a file: whole or not at all, through nothing that lies in its way, for whom the mask allows."""

from __future__ import annotations

import errno
import os
import threading
from pathlib import Path
from typing import IO

import pytest

from safepassage.computing import files


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.mark.parametrize("content", [b"\x00\r\n\xff", "Ḥarastā\n", ""])
def test_a_file_holds_what_was_written_and_nothing_lies_beside_it(tmp_path: Path, content: bytes | str) -> None:
    files.write(tmp_path / "a.txt", content)
    wanted = content if isinstance(content, bytes) else content.encode()
    assert (tmp_path / "a.txt").read_bytes() == wanted
    assert names(tmp_path) == ["a.txt"]


def test_a_file_is_not_there_before_it_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_text("before", encoding="utf-8")
    with files.whole(path) as file:
        file.write(b"after")
        file.flush()
        assert path.read_text(encoding="utf-8") == "before"
    assert path.read_text(encoding="utf-8") == "after"


@pytest.mark.parametrize("error", [KeyboardInterrupt(), RuntimeError("bug"), OSError(errno.ENOSPC, "disk full")])
def test_what_fails_leaves_the_folder_as_it_was(tmp_path: Path, error: BaseException) -> None:
    path = tmp_path / "a"
    path.write_text("before", encoding="utf-8")

    def fail() -> None:
        with files.whole(path) as file:
            file.write(b"half")
            raise error

    with pytest.raises(type(error)):
        fail()
    assert names(tmp_path) == ["a"]
    assert path.read_text(encoding="utf-8") == "before"


def test_an_error_names_the_file_that_was_meant(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError) as missing:
        files.write(tmp_path / "nowhere" / "a", "x")
    assert missing.value.filename == str(tmp_path / "nowhere" / "a")
    (tmp_path / "folder").mkdir()
    with pytest.raises(IsADirectoryError) as taken:
        files.write(tmp_path / "folder", "x")
    assert taken.value.filename == str(tmp_path / "folder")
    assert ".tmp" not in str(taken.value)
    assert names(tmp_path) == ["folder"]


def test_a_link_is_replaced_and_what_it_points_to_stays(tmp_path: Path) -> None:
    (tmp_path / "precious").write_text("precious", encoding="utf-8")
    (tmp_path / "a").symlink_to(tmp_path / "precious")
    files.write(tmp_path / "a", "new")
    assert (tmp_path / "precious").read_text(encoding="utf-8") == "precious"
    assert not (tmp_path / "a").is_symlink()


@pytest.mark.parametrize("make", [Path.touch, lambda path: path.symlink_to(path.with_name("precious"))])
def test_a_temporary_name_that_is_taken_is_refused_and_left_alone(
    tmp_path: Path, make: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert callable(make)
    monkeypatch.setattr(files.secrets, "token_hex", lambda _: "guessed")
    make(tmp_path / ".a.guessed.tmp")
    with pytest.raises(FileExistsError):
        files.write(tmp_path / "a", "new")
    assert names(tmp_path) == [".a.guessed.tmp"]


def test_adding_to_a_file_follows_no_link_either(tmp_path: Path) -> None:
    files.append(tmp_path / "a", b"one")
    files.append(tmp_path / "a", b"two")
    assert (tmp_path / "a").read_bytes() == b"onetwo"
    (tmp_path / "link").symlink_to(tmp_path / "a")
    with pytest.raises(OSError, match="link"):
        files.append(tmp_path / "link", b"three")
    assert (tmp_path / "a").read_bytes() == b"onetwo"


@pytest.mark.parametrize("mask", [0o022, 0o077, 0o002])
def test_the_mask_is_honoured(tmp_path: Path, mask: int) -> None:
    before = os.umask(mask)
    try:
        files.write(tmp_path / "a", "x")
    finally:
        os.umask(before)
    assert (tmp_path / "a").stat().st_mode & 0o777 == 0o666 & ~mask


def test_many_writers_of_one_file_leave_one_whole(tmp_path: Path) -> None:
    texts = [letter * 100_000 for letter in "abcdefgh"]
    threads = [threading.Thread(target=files.write, args=(tmp_path / "a", text)) for text in texts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (tmp_path / "a").read_text(encoding="utf-8") in texts
    assert names(tmp_path) == ["a"]


def test_what_a_killed_process_left_is_cleared_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def killed(_: Path) -> IO[bytes]:
        (tmp_path / ".b.1.tmp").touch()
        raise SystemExit

    monkeypatch.setattr(files, "_opened", killed)
    with pytest.raises(SystemExit):
        files.write(tmp_path / "b", "x")
    (tmp_path / ".c.1.tmp").touch()
    (tmp_path / "b.tmp").touch()
    files.remove_leftovers(tmp_path, "b")
    assert names(tmp_path) == [".c.1.tmp", "b.tmp"]
    files.remove_leftovers(tmp_path)
    assert names(tmp_path) == ["b.tmp"]
