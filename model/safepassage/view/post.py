"""What is sent to one page: one message at a time, each of which can be taken in as a whole.

A message names its run, and carries the scene where the page does not have it yet, the days that are new, the story
from where it differs on, and the answer to the page's last request. What the page missed it asks for again.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import count
from typing import Any

from safepassage.view.history import packed
from safepassage.view.run import LiveRun
from safepassage.view.scene import scene

Lines = list[tuple[int, str]]


@dataclass(slots=True)
class _Sent:
    """How much of one run a page has."""

    run: int = 0
    days: int = 0
    story: Lines = field(default_factory=list)


class Post:
    """The messages to one page, and what it has by now: of the run that is shown, and of the one beside it."""

    def __init__(self) -> None:
        """Begin with a page that has nothing."""
        self._numbers = count(1)
        self._shown, self._other = _Sent(), _Sent()
        self._more: dict[str, str] = {}

    def forget(self) -> None:
        """The page has missed something: it will get everything again."""
        self._shown, self._other, self._more = _Sent(), _Sent(), {}

    def message(self, shown: LiveRun, other: LiveRun | None, answer: dict[str, Any] | None, **more: Any) -> str:  # noqa: ANN401
        """The next message; ``more`` is anything else: sent whole where it differs from what was sent before."""
        told = {name: packed(value) for name, value in more.items()}
        fresh = {name: text for name, text in told.items() if self._more.get(name) != text}
        self._more = told
        parts = {
            "message": str(next(self._numbers)),
            "run": _told(self._shown, shown),
            "other": "null" if other is None else _told(self._other, other),
            "problem": packed(shown.problem),
            "answer": packed(answer),
            **fresh,
        }
        return _object(parts)


def _told(sent: _Sent, run: LiveRun) -> str:
    """What a page lacks of a run, after which it lacks nothing."""
    with run.lock:
        whole = sent.run != run.number
        if whole:
            sent.run, sent.days, sent.story = run.number, 0, []
        days, since, story = run.history.days, sent.days, run.story
        same = _alike(sent.story, story)
        sent.days, sent.story = len(days), story
        parts = {
            "number": str(run.number),
            "since": str(since),
            "days": f"[{','.join(days[since:])}]",
            "told": packed({"from": same, "lines": story[same:]}),
            "end": packed(run.end),
        }
        if whole:
            parts["scene"] = packed(scene(run))
        return _object(parts)


def _alike(a: Lines, b: Lines) -> int:
    """How many lines two stories have in common from the start."""
    return next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))


def _object(parts: dict[str, str]) -> str:
    """A JSON object of parts that are JSON already: days are packed once, when they end."""
    return "{" + ",".join(f'"{name}":{text}' for name, text in parts.items()) + "}"
