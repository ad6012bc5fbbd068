"""The run so far as a run folder in one zip file, the same as ``safepassage run`` leaves after so many days."""

from __future__ import annotations

import tempfile
import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

from safepassage.figures import illustrate
from safepassage.results.record import Recorder
from safepassage.scenario import BadInput
from safepassage.simulation import Result
from safepassage.view.run import LiveRun


def zipped(run: LiveRun) -> dict[str, Any]:
    """The file to save: its name, its bytes, and the day, which tells one file from the next.

    Raises BadInput before the first day, when there is nothing to record.
    """
    with run.lock:
        if not run.days:
            raise BadInput("Save run: no day has been run yet; press Step or play first")
        campaign, days = run.campaign, run.days
        name = f"{campaign.scenario.name}-{campaign.seed}"
        command = run.command or ["safepassage", "run", run.name, "--seed", str(campaign.seed)]
        command += ["--days", str(days)]
        recorder = Recorder(campaign.scenario, [campaign.seed], days, command)
        result = Result(campaign)
        recorder.add(result)
        with tempfile.TemporaryDirectory() as parent:
            folder = Path(parent) / name
            folder.mkdir()
            recorder.write(folder)
            illustrate(result, folder)
            return {"name": f"{name}-day-{days}.zip", "bytes": _archive(folder), "day": days}


def _archive(folder: Path) -> bytes:
    """A zip file of a folder, its name included."""
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(folder.iterdir()):
            archive.write(path, f"{folder.name}/{path.name}")
    return buffer.getvalue()
