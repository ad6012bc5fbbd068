"""How long the verbs take that a planner and a referee wait for: a forecast, and a validation.

``python tests/bench/evidence.py`` on a quiet machine with two processors or more; ``--quick`` takes a tenth of the
draws and scales what it found, start-up included.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from ledger import Ledger


def seconds(*words: str) -> float:
    """Seconds of a command from its start to its end."""
    with tempfile.TemporaryDirectory() as folder:
        line = [sys.executable, "-m", "safepassage", *words, "--out", str(Path(folder) / "out")]
        started = time.perf_counter()
        # A validation whose rows are not all covered ends with 1; what counts here is that it ends.
        subprocess.run(line, check=False, stdout=subprocess.DEVNULL, cwd=folder)
        return time.perf_counter() - started


def main() -> int:
    """Measure both; exit code 1 where a target is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true")
    quick = parser.parse_args().quick
    book, fewer = Ledger("evidence", quick=quick), 10 if quick else 1
    for what, words, draws, most in (
        ("forecast spring-2018, 500 draws, two workers", ("forecast", "spring-2018"), 500, 60),
        ("validate, every reported row with 200 draws, two workers", ("validate",), 200, 120),
    ):
        found = fewer * seconds(*words, "--draws", str(draws // fewer), "--workers", "2")
        book.add(what, f"{found:.0f} s", f"{most} s", found <= most)
    return book.keep()


if __name__ == "__main__":
    sys.exit(main())
