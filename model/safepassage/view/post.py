"""What is sent to one page: one message at a time, each of which can be taken in as a whole.

A message names its run, and carries all that the page has not said it has: the scene, the days that are new, the story
from where it differs on, and the answers to the page's last requests. So it does not matter if the browser misses one:
the next has all that was in it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from itertools import count
from typing import Any, NamedTuple

from safepassage.view.history import packed
from safepassage.view.run import LiveRun

Lines = list[tuple[int, str]]

_KEPT = 64  # messages of which a page may still say that it has them
_ANSWERS = 16  # that are told again and again, since a page may have missed them


class _Part(NamedTuple):
    """How much of one run a page has."""

    run: int = 0
    days: int = 0
    story: Lines = []  # noqa: RUF012 - never changed


class _Had(NamedTuple):
    """What a page has: of the run that is shown, of the one beside it, and all else as it was sent."""

    shown: _Part = _Part()
    other: _Part = _Part()
    more: Mapping[str, str] = {}


class Post:
    """The messages to one page."""

    def __init__(self) -> None:
        """Begin with a page that has nothing."""
        self._numbers = count(1)
        self._answers: deque[dict[str, Any]] = deque(maxlen=_ANSWERS)
        self.forget()

    def forget(self) -> None:
        """The page says that it has nothing: it will get everything."""
        self._had, self._sent = _Had(), dict[int, _Had]()

    def have(self, number: int) -> None:
        """The page says that it has taken in a message."""
        if number in self._sent:
            self._had = self._sent[number]
            self._sent = {n: had for n, had in self._sent.items() if n > number}

    def answer(self, request: object, problem: str = "") -> None:
        """Answer a request under the number that the page gave it."""
        self._answers.append({"id": request, "problem": problem})

    def message(self, shown: LiveRun, other: LiveRun | None, **more: Any) -> str:  # noqa: ANN401 - JSON
        """The next message; ``more`` is anything else: sent whole where it differs from what the page has."""
        number, had = next(self._numbers), self._had
        run, shown_now = _told(had.shown, shown)
        beside, other_now = ("null", _Part()) if other is None else _told(had.other, other)
        told = {name: packed(value) for name, value in more.items()}
        self._sent[number] = _Had(shown_now, other_now, told)
        while len(self._sent) > _KEPT:
            del self._sent[min(self._sent)]
        parts = {
            "message": str(number),
            "run": run,
            "other": beside,
            "problem": packed(shown.problem),
            "answers": packed(list(self._answers)),
            **{name: text for name, text in told.items() if had.more.get(name) != text},
        }
        return _object(parts)


def _told(had: _Part, run: LiveRun) -> tuple[str, _Part]:
    """What a page lacks of a run, and what it has once it has taken that in."""
    with run.lock:
        if had.run != run.number:
            had = _Part(run.number)
            parts = {"scene": run.scene}
        else:
            parts = {}
        days, story = run.history.days, run.story
        same = _alike(had.story, story)
        parts |= {
            "number": str(run.number),
            "since": str(had.days),
            "days": f"[{','.join(days[had.days :])}]",
            "told": packed({"from": same, "lines": story[same:]}),
            "end": packed(run.end),
        }
        return _object(parts), _Part(run.number, len(days), story)


def _alike(a: Lines, b: Lines) -> int:
    """How many lines two stories have in common from the start."""
    return next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))


def _object(parts: Mapping[str, str]) -> str:
    """A JSON object of parts that are JSON already: days are packed once, when they end."""
    return "{" + ",".join(f'"{name}":{text}' for name, text in parts.items()) + "}"
