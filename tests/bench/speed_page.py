"""Renders the tables of docs/speed.md from ``bench.json``; what stands around them is written by hand.

``python tests/bench/speed_page.py`` writes the page; ``--check`` only says whether it is up to date.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import ledger

PAGE = Path(__file__).parents[2] / "docs" / "speed.md"
PARTS = {
    "run": "One run",
    "sweeps": "Many runs",
    "evidence": "Forecasts and validations",
    "page": "The page",
}
_TABLES = re.compile(r"(<!-- bench.json -->\n).*?(<!-- end of bench.json -->)", re.DOTALL)


def rendered(page: str, kept: dict[str, Any]) -> str:
    """The page with its tables anew."""
    tables = "\n".join(line for part, title in PARTS.items() if part in kept for line in _table(title, kept[part]))
    return _TABLES.sub(lambda found: f"{found[1]}{tables}\n{found[2]}", page)


def _table(title: str, part: dict[str, Any]) -> Iterator[str]:
    of = part["machine"]
    yield f"**{title}** (Python {of['python']}, NumPy {of['numpy']}, Mesa {of['mesa']}, {of['processors']} processors, "
    yield f"load of the machine {of['load']})\n"
    yield "| measured | figure | target | |"
    yield "|---|---|---|---|"
    for line in part["lines"]:
        met = {None: "", True: "met", False: "**missed**"}[line["met"]]
        yield f"| {line['what']} | {line['measured']} | {line['target']} | {met} |"
    yield ""


def main() -> int:
    """Write or check the page; exit code 1 where a check finds it stale."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 where the page is stale")
    page = PAGE.read_text(encoding="utf-8")
    fresh = rendered(page, ledger.read())
    if parser.parse_args().check:
        return int(fresh != page)
    PAGE.write_text(fresh, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
