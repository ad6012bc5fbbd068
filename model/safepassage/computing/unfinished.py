"""Where the answers of unfinished work are kept, beside the folder that it will leave."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Iterator
from pathlib import Path

from safepassage.computing import lock
from safepassage.scenario import BadInput

ANSWERS = "draws.jsonl"


@contextlib.contextmanager
def kept(parent: Path, name: str) -> Iterator[Path]:
    """The hidden folder of some work, held by this process alone.

    It goes when the block ends without answers in it, and with it the parents that were made for it.

    Args:
        parent: where the work will leave its folder.
        name: tells the work from all others: its answers depend on nothing else.

    Raises:
        BadInput: where another process is at the same work.
    """
    folder = parent / f".{name}"
    made = [path for path in (parent, *parent.parents) if not path.exists()]
    try:
        with lock.held(folder):
            yield folder
    finally:
        if not (folder / ANSWERS).exists():
            shutil.rmtree(folder, ignore_errors=True)
            for path in made:
                with contextlib.suppress(OSError):
                    path.rmdir()


def answers(folder: Path, *, resume: bool) -> Path:
    """The file of the answers; raises BadInput where an earlier call left some and nobody asked to go on."""
    path = folder / ANSWERS
    if path.is_file() and not resume:
        raise BadInput(f"{path}: draws of the same work are kept there; go on with --resume, or remove {folder}")
    return path


def forget(folder: Path) -> None:
    """The work is done: nothing is left to go on with."""
    (folder / ANSWERS).unlink(missing_ok=True)
