"""What was measured: each bench has its part of ``bench.json``, and docs/speed.md shows them all.

A part that is measured again takes the place of the one before, so that benches can be run one by one.
"""

from __future__ import annotations

import json
import os
import platform
import sys
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_name("bench.json")
_LIBRARIES = ("safepassage", "mesa", "numpy", "pandas")


@dataclass(frozen=True)
class Line:
    """One measured figure in words, its target and whether that is met; both empty where nothing is asked of it."""

    what: str
    measured: str
    target: str = ""
    met: bool | None = None


class Ledger:
    """The lines of one bench, shown as they come and kept at its end."""

    def __init__(self, part: str, *, quick: bool = False) -> None:
        """Begin a part; the figures of a ``quick`` bench are shown and not kept."""
        self.part, self.quick = part, quick
        self.lines: list[Line] = []

    def add(self, what: str, measured: str, target: str = "", met: bool | None = None) -> bool:
        """Add a line and show it at once; returns whether nothing is missed."""
        self.lines.append(Line(what, measured, target, met))
        verdict = "" if met is None else "  met" if met else "  MISSED"
        sys.stdout.write(f"{what}: {measured}" + (f"  (target {target})" if target else "") + verdict + "\n")
        sys.stdout.flush()
        return met is not False

    def keep(self) -> int:
        """Write the part into ``bench.json``; returns an exit code, 1 where a target is missed."""
        if not self.quick:
            kept = read() if FILE.is_file() else {}
            kept[self.part] = {"machine": machine(), "lines": [asdict(line) for line in self.lines]}
            FILE.write_text(json.dumps(kept, indent=1, ensure_ascii=False, sort_keys=True) + "\n", encoding="utf-8")
        return 1 if any(line.met is False for line in self.lines) else 0


def read() -> dict[str, Any]:
    """All parts that were kept: machine and lines of each."""
    kept: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
    return kept


def machine() -> dict[str, str]:
    """On what it was measured, how busy that was, and with which versions."""
    load = os.getloadavg()[0]
    found = {"python": platform.python_version(), "processors": str(os.cpu_count()), "load": f"{load:.1f}"}
    return found | {name: version(name) for name in _LIBRARIES}
