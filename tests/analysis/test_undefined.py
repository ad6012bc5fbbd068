"""Values that a run does not have are counted in words wherever a mean is shown."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd

from safepassage.analysis.summary import _point_means
from safepassage.figures.designs import _write, lacking

NAN = float("nan")
DAYS = np.array([[20.0, 22.0], [NAN, 30.0], [NAN, NAN], [40.0, 41.0]])


def sweep() -> Any:  # noqa: ANN401 - as much of a finished sweep as a mean needs
    points = pd.DataFrame({"convoys.buses": [10, 10, 40, 40], "brokers.elders.guarantee": [0.0, 1.0, 0.0, 1.0]})
    return SimpleNamespace(
        factors=tuple(points.columns), points=points, numbers=("mean_agreement_day",), record={"points": 4},
        by_point=lambda _name: DAYS,
    )  # fmt: skip


def test_a_heat_map_says_in_how_many_runs_of_a_cell_there_is_no_value() -> None:
    assert lacking(sweep(), "mean_agreement_day") == [["", "no value in 1 of 2"], ["no value in 2 of 2", ""]]
    said: list[str] = []
    axes: Any = SimpleNamespace(text=lambda _x, _y, text, **_: said.append(text))
    _write(axes, np.array([[21.0, 30.0], [NAN, 40.5]]), lacking(sweep(), "mean_agreement_day"))
    assert said == ["21", "30\nno value in 1 of 2", "no value in 2 of 2", "40.5"]


def test_the_page_of_a_sweep_says_it_beside_each_mean() -> None:
    page = "\n".join(_point_means(sweep()))
    assert "| 21 |" in page
    assert "| 30 (no value in 1 of 2 runs) |" in page
    assert "| no value in 2 of 2 runs |" in page
    assert "nan" not in page
