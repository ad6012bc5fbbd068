"""The program of a local worker: reads calls from its standard input, does them, writes the answers.

Started as ``python -m safepassage.computing.worker``, so that no main guard is needed and the module that started
the sweep is not imported again. A frame is its length (8 bytes) and a pickle. The worker ends when its input does:
also when the process that started it was killed.
"""

from __future__ import annotations

import gc
import os
import pickle
import signal
import struct
import sys
from collections.abc import Callable
from importlib import import_module
from typing import IO, Any

_LENGTH = struct.Struct("<Q")


def send(pipe: IO[bytes], message: object) -> None:
    """Write one frame."""
    body = pickle.dumps(message, protocol=pickle.HIGHEST_PROTOCOL)
    pipe.write(_LENGTH.pack(len(body)))
    pipe.write(body)
    pipe.flush()


def receive(pipe: IO[bytes]) -> Any:  # noqa: ANN401 - whatever was sent
    """Read one frame; raises EOFError at the end, also in the midst of a frame."""
    (length,) = _LENGTH.unpack(_exactly(pipe, _LENGTH.size))
    return pickle.loads(_exactly(pipe, length))  # noqa: S301 - both ends of the pipe are this program


def _exactly(pipe: IO[bytes], n: int) -> bytes:
    data = pipe.read(n)
    if len(data) < n:
        raise EOFError
    return data


def main() -> None:
    """Answer calls until the input ends."""
    # A key press in the terminal reaches the whole group; the process that started the sweep decides what it means.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    calls, answers = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever the model prints must not get among the answers
    try:
        sys.path[:], warm = receive(calls)
        for module in warm:
            import_module(module)
        gc.freeze()  # what was imported stays: the collector need not look at it after every run
        work: Callable[[Any, Any], Any] | None = None
        context: Any = None
        while True:
            what, *rest = receive(calls)
            if what == "context":
                work, context = rest
            else:
                send(answers, _answer(work, context, rest[0]))
    except (EOFError, BrokenPipeError):
        os._exit(0)


def _answer(
    work: Callable[[Any, Any], Any] | None, context: Any, task: Any  # noqa: ANN401 - whatever `work` takes
) -> tuple[bool, Any]:  # fmt: skip
    try:
        if work is None:
            raise RuntimeError("a task came before its context")
        return True, work(context, task)
    except Exception as error:
        return False, _portable(error)


def _portable(error: Exception) -> Exception:
    """The exception itself if it can travel, else one with the same words."""
    try:
        pickle.loads(pickle.dumps(error))  # noqa: S301 - made a moment ago
    except Exception:
        return RuntimeError(f"{type(error).__name__}: {error}")
    return error


if __name__ == "__main__":
    main()
