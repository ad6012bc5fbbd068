"""Bounds that several doors check: the command line, the page, designs and scenario files."""

from __future__ import annotations

MOST_DAYS = 3_650
MOST_REPLICATES = 100_000
MOST_SEED = 2**53 - 1  # seeds are written as JSON, whose numbers are exact up to here
MOST_ROOT_SEED = 2**31 - 1  # of work that counts the seeds of many runs from one
MOST_RUNS = 2_000_000  # of a design
