"""Work that worker processes can import."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path


def square(context: int, task: int) -> int:
    """Work that depends on its context."""
    return context + task * task


def seldom(context: Path, task: int) -> int:
    """Work whose worker dies over task 3 as long as the file ``context`` is there, and over task 4 always."""
    if task == 3 and context.exists():
        context.unlink()
        os.kill(os.getpid(), signal.SIGKILL)
    if task == 4:
        os.kill(os.getpid(), signal.SIGKILL)
    return task


def refusing(context: object, task: int) -> int:
    """Work that raises."""
    raise ValueError(f"{context}: {task} is refused")


def chatty(context: object, task: int) -> int:
    """Work that prints, which must not get among the answers."""
    print("something", context)  # noqa: T201
    return task


def slow(context: float, task: int) -> int:
    """Work that takes a while."""
    time.sleep(context)
    return task
