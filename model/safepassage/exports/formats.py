"""A folder in the format of another tool: which module writes it follows from the format and the folder.

A run folder with several replicates gives quantiles over them, one of a single seed, or of which one is asked for, that
run; Flee, which simulates one course of things, always gets one.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from safepassage.exports import csvtables, flee, geojson, geojson_quantiles, hxl, hxl_forecast, hxl_quantiles
from safepassage.exports.forecasts import is_forecast, read_forecast
from safepassage.results.runfolder import read_manifest, recorded
from safepassage.scenario import BadInput

Format = Literal["csv", "hxl", "geojson", "flee"]
BOM = "\ufeff"  # tells some spreadsheets that what follows is UTF-8


def exported(folder: Path, as_: Format, seed: int | None = None) -> dict[str, str]:
    """The files of a format by name; raises BadInput where the folder has no such thing."""
    if as_ == "csv":
        return csvtables.files(folder, seed)
    if is_forecast(folder):
        return _of_forecast(folder, as_, seed)
    if as_ == "flee" or seed is not None or len(read_manifest(folder)["seeds"]) == 1:
        return {"hxl": hxl.files, "geojson": geojson.files, "flee": flee.files}[as_](recorded(folder, seed))
    return {"hxl": hxl_quantiles.files, "geojson": geojson_quantiles.of_replicates}[as_](folder)


def _of_forecast(folder: Path, as_: Format, seed: int | None) -> dict[str, str]:
    if seed is not None:
        raise BadInput(f"{folder}: is a forecast, of which --seed {seed} cannot be shown alone")
    if as_ == "flee":
        raise BadInput(f"{folder}: is a forecast; flee takes one run: allowed: csv, geojson, hxl")
    forecast = read_forecast(folder)
    return hxl_forecast.files(forecast) if as_ == "hxl" else geojson_quantiles.of_forecast(forecast)
