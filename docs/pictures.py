"""Draw the README's pictures of a run anew: ``docs/timeline.png`` and ``docs/map.png`` (``make figures``)."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

SCENARIO, SEED = "spring-2018", 1


def main() -> None:
    """Run the scenario once and keep its two pictures."""
    docs = Path(__file__).parent
    with tempfile.TemporaryDirectory() as folder:
        run = Path(folder) / "run"
        command = [sys.executable, "-m", "safepassage", "run", SCENARIO, "--seed", str(SEED), "--out", str(run)]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)  # noqa: S603 - our own command line
        for name in ("timeline.png", "map.png"):
            shutil.copy(run / name, docs / name)
            print(f"docs/{name}: {SCENARIO}, seed {SEED}")


if __name__ == "__main__":
    main()
