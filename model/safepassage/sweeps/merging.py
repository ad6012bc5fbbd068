"""The parts of all shards made one table: the final ones where every run is there, else what is there, marked so."""

from __future__ import annotations

from pathlib import Path

from safepassage.computing import lock
from safepassage.sweeps.design import Design
from safepassage.sweeps.store import Store
from safepassage.sweeps.sweep import Report, report_of
from safepassage.sweeps.sweepfolder import check_same

_SHOWN = 5  # runs that are named


def merge(design: Design, folder: Path) -> tuple[Report, str]:
    """Write the final tables, or ``partial.parquet`` where runs are missing; all parts are kept then.

    Returns:
        What the folder holds; which runs are missing, in words, empty where none is.

    Raises:
        BadInput: where the folder is in use, or holds no sweep or another one.
    """
    check_same(folder, design)
    with lock.held(folder):
        store = Store(folder, design)
        missing = store.missing()
        if missing:
            store.write_partial()
        else:
            store.finish()
        return report_of(store, 0, 0.0), _told(missing, design)


def _told(missing: list[int], design: Design) -> str:
    if not missing:
        return ""
    first = ", ".join(map(str, missing[:_SHOWN])) + (", …" if len(missing) > _SHOWN else "")
    return (
        f"{len(missing):,} of {design.runs:,} runs are missing (run {first}); "
        "run their shards again, or the whole sweep with --resume"
    )
