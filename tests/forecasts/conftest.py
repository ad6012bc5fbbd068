"""Fixtures of the tests of forecasts."""

from __future__ import annotations

from pathlib import Path

import pytest

from safepassage import Scenario
from safepassage.computing.engines import Serial
from safepassage.forecasts.drawing import Drawn
from safepassage.forecasts.forecast import Forecast, Order, draw_all, weigh
from safepassage.forecasts.plan import Draw, Family
from safepassage.forecasts.sample import Sample
from safepassage.forecasts.subject import Given

REPORTED = """
[reported.agreements.guard-town]
name = "Town"
agreement_date = 2030-04-14
first_convoy_date = 2030-04-16
last_convoy_date = 2030-04-18
evacuated = 300
buses = 7
[reported.totals]
full_control_day = 2030-04-18
"""


@pytest.fixture
def town(tmp_path: Path, small: str) -> Scenario:
    """A small scenario with something reported."""
    path = tmp_path / "town.toml"
    path.write_text(small + REPORTED, encoding="utf-8")
    return Scenario.load(path)


@pytest.fixture
def forecast(town: Scenario, tmp_path: Path) -> Forecast:
    """A forecast of it."""
    order = Order(Given(town), 24, 3)
    return weigh(order, draw_all(order, Serial(), tmp_path / "kept", resume=False), None)


def made_up(days: list[int | None], evacuated: list[int]) -> Sample:
    """Draws of one enclave that signed on these days, and of which so many left."""
    drawn = []
    for number, (day, people) in enumerate(zip(days, evacuated, strict=True)):
        enclave = {"outcome": "holding" if day is None else "evacuated", "agreement_day": day, "evacuated": people}
        drawn.append(Drawn(number, "2030-04-01", 40, {"guard-town": enclave}, {}, {}, {}, {}, 10, 0, None))
    families = [Family(n, {}, (Draw(n, n, n, 0),)) for n in range(len(days))]
    return Sample(families, drawn)
