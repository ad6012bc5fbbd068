"""One draw: nothing is lost by ending early, fragments are summed, the fleet without a limit is larger."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from safepassage import Result, Scenario, simulate
from safepassage.computing import posterior
from safepassage.forecasts import drawing, plan
from safepassage.forecasts.drawing import Asked, packed, simulate_family, unpacked
from safepassage.forecasts.fleet import UNLIMITED
from safepassage.forecasts.forecast import Forecast, Order
from safepassage.forecasts.parts import enclave_rows
from safepassage.forecasts.plan import Draw, Family
from safepassage.forecasts.subject import Besieged, Given, besieged


@pytest.mark.parametrize("seed", range(4))
def test_ending_when_all_is_over_changes_nothing(two_towns: Scenario, seed: int) -> None:
    early, fleet = drawing.run(two_towns, seed)
    whole = simulate(two_towns, seed)
    assert early.days < whole.days
    assert drawing._totals(early) == drawing._totals(whole)
    for name in drawing.SERIES:
        values = whole.campaign.datacollector.model_vars[name]
        assert drawing._whole(early, name).tolist() == list(values)
    assert max(whole.daily["buses_out"]) <= fleet.peak <= two_towns.tables.convoys.buses


def test_a_seizure_to_come_keeps_a_run_going(town: Scenario) -> None:
    event = {"date": town.start.replace(month=5), "kind": "seizure", "districts": ["ground"], "faction": "guard",
             "fighters": 30}  # fmt: skip
    later = Scenario("town", {**town.tree, "events": [event]})
    assert drawing.run(town, 2)[0].days < drawing.run(later, 2)[0].days


def test_the_peak_is_higher_where_buses_are_not_the_limit(two_towns: Scenario) -> None:
    few = two_towns.with_overrides({"convoys.buses": 3})
    peaks = [(drawing.run(few, seed)[1], drawing.run(few, seed, UNLIMITED)[1]) for seed in range(3)]
    for fleet, unlimited in peaks:
        assert fleet.short
        assert fleet.peak <= 3 < unlimited.peak
        assert not unlimited.short


def test_a_fleet_that_was_never_short_drives_as_one_without_a_limit(two_towns: Scenario) -> None:
    many = two_towns.with_overrides({"convoys.buses": 500})
    result, fleet = drawing.run(many, 1)
    without, unlimited = drawing.run(many, 1, UNLIMITED)
    assert not fleet.short
    assert fleet.peak == unlimited.peak
    assert result.summary == without.summary


def test_draws_of_a_family_share_parameters_and_differ_in_chance(forecast: Forecast) -> None:
    seeds = {draw.seed for draw in forecast.sample.draws}
    assert len(seeds) == 24
    assert len(forecast.order.families) == 12
    values = [tuple(family.values.items()) for family in forecast.order.families]
    assert len(set(values)) == 12
    twins = [drawn.series["inside"].tolist() for drawn in forecast.sample.drawn[:2]]
    assert twins[0] != twins[1]


def test_what_a_scenario_says_of_a_parameter_holds_in_every_draw(two_towns: Scenario) -> None:
    drawn = "parameters.households.board"
    fixed = two_towns.with_overrides({drawn: -5.5})
    free = Order(Given(two_towns), 4, 1).families[0].values
    kept = Order(Given(fixed), 4, 1).families[0].values
    assert "households.board" in free
    assert set(free) - set(kept) == {"households.board"}


def test_draws_come_back_from_disk_as_they_were(forecast: Forecast) -> None:
    before = forecast.sample.drawn[:3]
    after = unpacked(json.loads(json.dumps(packed(list(before)))))
    for a, b in zip(before, after, strict=True):
        assert packed([a]) == packed([b])
        assert all(np.array_equal(a.series[name], b.series[name]) for name in drawing.SERIES)


def test_fragments_are_summed_into_the_enclave_that_they_were() -> None:
    # Misraba and Mudayra fall: Douma, Harasta and the central sector come apart, and parts of each.
    scenario = Scenario.load("spring-2018")
    known = besieged(scenario)
    result = _with_fragments(scenario, known)
    rows = enclave_rows(result, known)
    assert set(rows) == {enclave.name for enclave in known}
    parts = result.summary["agreements"]
    assert len(parts) > len(rows)
    for quantity in ("evacuated", "buses", "convoys", "civilians_killed", "crossed", "stayed"):
        assert sum(row[quantity] for row in rows.values()) == sum(row[quantity] for row in parts)
    for enclave in known:
        own = [row for row in parts if row["faction"] == enclave.faction]
        assert rows[enclave.name]["evacuated"] == sum(row["evacuated"] for row in own)
        most = max(own, key=lambda row: row["evacuated"])
        assert rows[enclave.name]["outcome"] == most["outcome"]
        assert rows[enclave.name]["agreement_day"] == most["agreement_day"]


def _with_fragments(scenario: Scenario, known: tuple[Besieged, ...]) -> Result:
    for seed in range(1, 9):
        result = simulate(scenario, seed, days=60)
        if len(result.summary["agreements"]) > len(known):
            return result
    raise AssertionError("no run in which an enclave came apart")


def test_the_first_draw_of_a_family_tells_the_peak_without_a_limit(two_towns: Scenario) -> None:
    asked = Asked(Given(two_towns), besieged(two_towns))
    first, second = simulate_family(asked, Family(0, {}, (Draw(0, 0, 1, 0), Draw(1, 0, 2, 0))))
    assert first.peak_unlimited is not None
    assert first.peak_unlimited >= first.peak
    assert second.peak_unlimited is None
    (late,) = simulate_family(asked, Family(drawing.WITHOUT_LIMIT, {}, (Draw(200, 100, 1, 0),)))
    assert late.peak_unlimited is None


def test_parameters_come_from_the_posterior_where_there_is_one(
    two_towns: Scenario, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "posterior.csv"
    path.write_text("bargaining.sigma,households.board,weight\n0.1,-5,0.5\n0.2,-6,0.5\n0.3,-7,0\n", encoding="utf-8")
    monkeypatch.setattr(posterior, "source", lambda leave_out=None: None if leave_out else path)
    order = Order(Given(two_towns), 40, 1)
    assert plan.source(order.subject) == "posterior"
    drawn = sorted((family.values["bargaining.sigma"], family.values["households.board"]) for family in order.families)
    assert drawn == [(0.1, -5.0)] * 10 + [(0.2, -6.0)] * 10
    monkeypatch.setattr(posterior, "source", lambda _leave_out=None: None)
    assert plan.source(order.subject) == "priors"
    assert len(Order(Given(two_towns), 40, 1).families[0].values) > 20
