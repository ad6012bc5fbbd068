"""One sweep a folder: a lock that a dead process cannot leave behind.

The lock is the operating system's (it goes when its holder does, however that ends); the file beside it says who
holds it. A whole sweep holds the folder alone; shards share it, each alone in its own part.
"""

from __future__ import annotations

import contextlib
import json
import os
import platform
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from safepassage.computing import files
from safepassage.scenario import BadInput

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment] # a name for "no locks", where a module is expected

FOLDER = ".lock"


@contextlib.contextmanager
def held(folder: Path, shard: str | None = None) -> Iterator[None]:
    """Hold ``folder`` for a whole sweep, or for one shard of it (``"3-of-8"``).

    Raises:
        BadInput: where another process that lives holds it.
    """
    (folder / FOLDER).mkdir(parents=True, exist_ok=True)
    with contextlib.ExitStack() as stack:
        whole = folder / FOLDER / "whole"
        _take(stack, whole, alone=shard is None, folder=folder)
        if shard is not None:
            _take(stack, folder / FOLDER / f"shard-{shard}", alone=True, folder=folder)
        yield


def _take(stack: contextlib.ExitStack, path: Path, *, alone: bool, folder: Path) -> None:
    file = stack.enter_context(files.opened(path))
    if not _locked(file, path, alone=alone):
        who = _holder(folder)
        raise BadInput(f"{folder}: another sweep is at work here ({who}); wait for it, or give another --out")
    if alone:
        file.truncate(0)
        json.dump({"pid": os.getpid(), "host": platform.node(), "since": time.strftime("%Y-%m-%d %H:%M:%S")}, file)
        file.flush()
        stack.callback(file.truncate, 0)


def _locked(file: IO[str], path: Path, *, alone: bool) -> bool:
    """Take the lock if it is free; where a file system knows no locks, believe what the file says."""
    if fcntl is None:
        return True
    try:
        fcntl.flock(file, (fcntl.LOCK_EX if alone else fcntl.LOCK_SH) | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        return not _alive(path)
    return True


def _alive(path: Path) -> bool:
    """Whether the process that a lock file names still lives; one on another computer is believed to."""
    try:
        who = json.loads(path.read_text(encoding="utf-8"))
        if who["host"] == platform.node():
            os.kill(who["pid"], 0)
    except (ValueError, KeyError, ProcessLookupError):
        return False
    except PermissionError:
        return True
    return True


def _holder(folder: Path) -> str:
    """Who says to be holding the folder, in words."""
    for path in sorted((folder / FOLDER).iterdir()):
        with contextlib.suppress(OSError, ValueError, KeyError):
            who = json.loads(path.read_text(encoding="utf-8"))
            return f"process {who['pid']} on {who['host']} since {who['since']}"
    return "another process"
