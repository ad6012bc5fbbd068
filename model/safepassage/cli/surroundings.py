"""What a command finds around it: streams that may be closed or narrow, signals, settings of other programs."""

from __future__ import annotations

import io
import logging
import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from types import FrameType

# A backend that does not exist, or a settings file that is none, would stop matplotlib's import.
_FOR_PICTURES = {"MPLBACKEND": "agg", "MATPLOTLIBRC": os.devnull}
_ENDING = ("SIGTERM", "SIGHUP")  # not every system knows the second


@contextmanager
def prepared() -> Iterator[None]:
    """Make streams hold whatever is written, turn requests to end into interrupts, keep matplotlib's settings out."""
    _open_closed_streams()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # what an encoding lacks is written as an escape
    os.environ.update(_FOR_PICTURES)
    logging.getLogger("matplotlib").setLevel(logging.ERROR)  # a settings file in the working folder, fonts not found
    with ExitStack() as stack:
        if threading.current_thread() is threading.main_thread():
            for name in _ENDING:
                _interrupt_on(name, stack)
        yield


def _open_closed_streams() -> None:
    """Where a stream is closed, let nothing come of what is written; else the next file opened would take its place."""
    if sys.stdout is None or sys.stderr is None or sys.stdin is None:
        while os.open(os.devnull, os.O_RDWR) <= 2:
            pass
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115, PTH123 - open to the end


def _interrupt_on(name: str, stack: ExitStack) -> None:
    number = getattr(signal, name, None)
    # nohup has a program ignore a signal, and so it stays.
    if number is not None and signal.getsignal(number) == signal.SIG_DFL:
        signal.signal(number, _interrupt)
        stack.callback(signal.signal, number, signal.SIG_DFL)


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def forget_output(*, only_if_broken: bool = False) -> None:
    """Nobody reads on, or nothing can be written: keep the interpreter from trying again at its end."""
    with suppress(OSError, ValueError):
        try:
            sys.stdout.flush()
            broken = not only_if_broken
        except OSError:
            broken = True
        if broken:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def write_toml(text: str) -> None:
    """Print a file in TOML, which is UTF-8: where the output has another encoding, the rest of Unicode as escapes."""
    if (sys.stdout.encoding or "").replace("-", "").lower() not in ("utf8", "utf8sig"):
        text = "".join(c if c.isascii() else f"\\U{ord(c):08x}" for c in text)
    sys.stdout.write(text)
