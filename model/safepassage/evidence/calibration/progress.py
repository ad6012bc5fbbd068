"""How far a calibration is: a bar a stage on a terminal, a line a stage elsewhere."""

from __future__ import annotations

import sys
from typing import Any


class Progress:
    """Shows stages as they are simulated; its ``done`` is called as :data:`.pool.Done` says."""

    def __init__(self) -> None:
        """Nothing is shown before it is entered."""
        self._bars: Any = None
        self._tasks: dict[str, Any] = {}

    def __enter__(self) -> Progress:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
        from rich.progress import Progress as Bars

        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        console = Console(stderr=True)
        self._bars = Bars(*columns, console=console) if console.is_terminal else None
        if self._bars is not None:
            self._bars.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._bars is not None:
            self._bars.stop()

    def done(self, stage: str, runs: int, total: int) -> None:
        """So many runs of a stage are done."""
        if self._bars is None:
            if runs == total:
                self.say(f"{stage}: {total} runs")
            return
        if stage not in self._tasks:
            self._tasks[stage] = self._bars.add_task(stage, total=total)
        self._bars.update(self._tasks[stage], completed=runs)

    def say(self, line: str) -> None:
        """A finding in between."""
        if self._bars is not None:
            self._bars.console.print(line, highlight=False)
        else:
            sys.stderr.write(f"{line}\n")
