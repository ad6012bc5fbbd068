"""Answers on disk while work goes on, a line each, so that work that was killed goes on where it was."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Generic, TypeVar

from safepassage.computing import files

T = TypeVar("T")
A = TypeVar("A")


class AnswersFile(Generic[T, A]):
    """A file of answers, to be given to :func:`.each.each`; a line that was half written is dropped.

    The file's name must tell all that answers depend on apart from the task.
    """

    def __init__(
        self,
        path: Path | None,
        key: Callable[[T], Sequence[str | int]],
        pack: Callable[[A], Any],
        unpack: Callable[[Any], A],
    ) -> None:
        """Read what is there.

        Args:
            path: the file, which need not be there; None keeps nothing.
            key: what tells one task from another.
            pack: an answer as plain data for JSON.
            unpack: its inverse; it may raise ValueError, KeyError or TypeError where a line is no answer.
        """
        self._path, self._key, self._pack, self._unpack = path, key, pack, unpack
        self._found: dict[tuple[str | int, ...], A] = dict(self._read())

    def _read(self) -> list[tuple[tuple[str | int, ...], A]]:
        if self._path is None or not self._path.is_file():
            return []
        found = []
        for line in self._path.read_text(encoding="utf-8").splitlines():
            with suppress(ValueError, KeyError, TypeError):
                entry = json.loads(line)
                found.append((tuple(entry["key"]), self._unpack(entry["answer"])))
        return found

    def load(self, task: T) -> A | None:
        """The answer that an earlier process left."""
        return self._found.get(tuple(self._key(task)))

    def save(self, task: T, answer: A) -> None:
        """Keep an answer; where nothing can be written the work goes on without."""
        if self._path is None:
            return
        line = json.dumps({"key": list(self._key(task)), "answer": self._pack(answer)})
        with suppress(OSError):
            self._path.parent.mkdir(parents=True, exist_ok=True)
            files.append(self._path, f"\n{line}".encode())

    def remove(self) -> None:
        """All answers are there: nothing is left to go on with."""
        if self._path is not None:
            with suppress(OSError):
                self._path.unlink(missing_ok=True)
