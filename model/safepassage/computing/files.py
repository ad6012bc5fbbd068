"""Files that are there whole or not at all.

A file is written under a random name beside its own and renamed when all is written. The name is opened exclusively
and follows no link, so that nothing that lies there already, or that somebody puts there, is written through; a link
under the file's own name is replaced, not followed. Permissions are those that the user's mask leaves.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

_PLAIN = os.O_CREAT | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)  # two that not every system knows
_NEW = _PLAIN | os.O_RDWR | os.O_EXCL
_MORE = _PLAIN | os.O_WRONLY | os.O_APPEND
_MODE = 0o666  # less what the mask takes away
_SUFFIX = ".tmp"


@contextmanager
def whole(path: Path, *, durable: bool = False) -> Iterator[IO[bytes]]:
    """A file to be filled, which gets its name when the block ends well and is removed when it does not.

    Args:
        path: its name; the folder must be there.
        durable: wait until the disk holds it, for a file whose presence alone says that others may be removed.

    Raises:
        OSError: where it cannot be written or renamed; its ``filename`` is that of ``path``.
    """
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(8)}{_SUFFIX}")
    made = False
    try:
        with _named(path, temporary):
            with _opened(temporary) as file:
                made = True
                yield file
                file.flush()
                if durable:
                    os.fsync(file.fileno())
            temporary.replace(path)
    except BaseException:
        if made:
            with suppress(OSError):
                temporary.unlink(missing_ok=True)
        raise


def _opened(path: Path) -> IO[bytes]:
    return os.fdopen(os.open(path, _NEW, _MODE), "w+b")


@contextmanager
def _named(path: Path, temporary: Path) -> Iterator[None]:
    """Let errors speak of the file that was meant; its temporary name says nothing to anybody."""
    try:
        yield
    except OSError as error:
        if error.errno is None or error.filename not in (None, temporary, str(temporary)):
            raise
        raise OSError(error.errno, error.strerror, str(path)) from error


def write(path: Path, content: bytes | str, *, durable: bool = False) -> None:
    """Write a file whole; text is written as UTF-8, its line ends as they are."""
    with whole(path, durable=durable) as file:
        file.write(content.encode() if isinstance(content, str) else content)


def append(path: Path, content: bytes) -> None:
    """Add to a file, which need not be there, and wait until the disk holds it; a link is not followed."""
    with os.fdopen(os.open(path, _MORE, _MODE), "ab") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def opened(path: Path) -> IO[str]:
    """A file of text to be read and changed in place (a lock), made if it is not there; a link is not followed."""
    return os.fdopen(os.open(path, _PLAIN | os.O_RDWR, _MODE), "r+", encoding="utf-8")


def remove_leftovers(folder: Path, prefix: str = "") -> None:
    """Remove files that a process which was killed left unfinished; ``prefix`` begins their names."""
    for path in folder.glob(f".{prefix}*{_SUFFIX}"):
        path.unlink(missing_ok=True)
