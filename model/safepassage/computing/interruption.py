"""Ctrl-C during long work: the first one asks to stop after what is under way, the second stops at once."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable
from types import FrameType
from typing import Any, Self


class Interrupted(KeyboardInterrupt):
    """Work was stopped on request; all that was finished is kept."""


class Stop:
    """Watches for an interrupt or a request to terminate while it is entered; ``asked`` says whether one came."""

    def __init__(self, on_request: Callable[[], None] | None = None) -> None:
        """``on_request`` is called once, when the first request comes (to tell the user)."""
        self.asked = False
        self._tell = on_request
        self._before: dict[int, Any] = {}

    def __enter__(self) -> Self:
        if threading.current_thread() is threading.main_thread():
            for number in (signal.SIGINT, signal.SIGTERM):
                self._before[number] = signal.signal(number, self._request)
        return self

    def __exit__(self, *_: object) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)

    def _request(self, _number: int, _frame: FrameType | None) -> None:
        if self.asked:
            raise KeyboardInterrupt
        self.asked = True
        if self._tell:
            self._tell()
