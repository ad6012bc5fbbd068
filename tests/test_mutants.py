"""The mutants of ``tests/mutants`` keep up with the code: each still finds the text that it breaks, and its test."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path


def test_every_mutant_can_still_be_made() -> None:
    script = Path(__file__).with_name("mutants.py")
    done = subprocess.run([sys.executable, str(script), "--check"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "each found once" in done.stdout
