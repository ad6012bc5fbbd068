"""Targets are what was reported, on scales that can be undone; the simulator answers for each of them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from safepassage.evidence.building import build_scenario, start_day
from safepassage.evidence.calibration import targets as t
from safepassage.evidence.calibration.priors import FITTED, Choice, declared_prior
from safepassage.evidence.calibration.simulator import AgreementsSimulator, order
from safepassage.evidence.facts import Outcomes
from safepassage.evidence.forecasting import forecast
from safepassage.evidence.simulated import simulated_outcomes
from safepassage.evidence.tables import reported
from safepassage.parameters import declarations
from safepassage.simulation import simulate


@pytest.fixture(scope="module")
def targets() -> t.TargetSet:
    return t.reported_targets(reported())


def test_every_agreement_and_the_campaign_have_targets(targets: t.TargetSet) -> None:
    assert set(targets.agreements) == {row.id for row in reported().agreements}
    assert len(set(targets.names)) == len(targets)
    assert np.isfinite(targets.reported).all()
    assert (targets.tolerance > 0).all()


def test_reported_figures_are_those_of_the_table(targets: t.TargetSet) -> None:
    by_name = dict(zip(targets.names, targets.targets, strict=True))
    assert np.expm1(by_name["HARASTA_2018/days_to_agreement"].reported) == pytest.approx(31)
    assert np.expm1(by_name["ARBIN_2018/evacuees"].reported) == pytest.approx(41_126)
    assert np.expm1(by_name["campaign/largest_60_days"].reported) == pytest.approx(110_000)
    assert "QADAM_2018/days_to_first_bus" not in by_name  # its deal is known to the month only
    assert "QADAM_2018/days_to_agreement" not in by_name  # it had no offensive


def test_a_wide_range_of_published_figures_is_a_large_error() -> None:
    narrow, wide = t.target("x", "evacuees", 1600, 1500, 1600), t.target("x", "evacuees", 1600, 1000, 2500)
    assert narrow.report == pytest.approx(0.1)
    assert wide.report == pytest.approx((np.log1p(2500) - np.log1p(1000)) / 3.29)


@pytest.mark.parametrize("quantity", list(t.KINDS))
def test_scales_can_be_undone(quantity: str) -> None:
    assert t.from_scale(quantity, np.array(t.to_scale(quantity, 0.7))) == pytest.approx(0.7)


def test_without_an_agreement_nothing_tells_of_it(targets: t.TargetSet) -> None:
    kept = [targets.targets[i] for i in targets.without("DOUMA_2018")]
    assert kept
    assert not {"DOUMA_2018", t.CAMPAIGN} & {target.agreement for target in kept}


def test_the_campaign_speaks_of_its_own_rows_alone(targets: t.TargetSet) -> None:
    assert targets.of_campaign is not None
    assert {"QADAM_2018", "HARASTA_2018", "SDAMASCUS_IS_2018", "HAMOURIYA_2018"} < targets.of_campaign
    assert not {"SDAMASCUS_IS_2015", "BEITJINN_2017", "IDLIB_IS_2018"} & targets.of_campaign
    kept = {targets.targets[i].agreement for i in targets.without("BEITJINN_2017", "TABQA_IS_2017")}
    assert t.CAMPAIGN in kept
    assert not {"BEITJINN_2017", "TABQA_IS_2017"} & kept


def test_a_run_in_which_nobody_left_misses_only_the_deal_and_says_nothing_else() -> None:
    row = reported().agreement("SDAMASCUS_IS_2018")
    scenario = build_scenario(row, reported(), 1)
    quiet = simulate(scenario, 1, days=2)
    nothing = simulated_outcomes(quiet, quiet.campaign.world.roll.enclaves[0].name, start_day(scenario))
    told = Outcomes(ending="evacuated", signed=True, destination="Badia")
    assert t.simulated_value(nothing, "signed", told) == 0.0
    assert t.simulated_value(nothing, "ended_so", told) == 0.0
    assert np.isnan(t.simulated_value(nothing, "evacuees", told))
    assert np.isnan(t.simulated_value(nothing, "days_to_agreement", told))
    assert t.simulated_value(nothing, "killed_gov", told) >= 0.0
    held = replace(told, ending="holding", signed=False)
    assert t.simulated_value(nothing, "ended_so", held) == 1.0


def test_rows_without_a_deal_are_targets_too(targets: t.TargetSet) -> None:
    by_name = dict(zip(targets.names, targets.targets, strict=True))
    assert by_name["YABROUD_2014/signed"].reported == 0.0
    assert by_name["YABROUD_2014/ended_so"].reported == 1.0
    assert by_name["SANAMAYN_2020/signed"].reported == 1.0
    assert "YABROUD_2014/days_to_agreement" not in by_name


def test_the_enclaves_of_the_campaign_are_targets_by_their_day_and_their_people(targets: t.TargetSet) -> None:
    by_name = dict(zip(targets.names, targets.targets, strict=True))
    assert np.expm1(by_name["campaign/signing_day@jaysh-al-islam-douma"].reported) == pytest.approx(49)
    assert np.expm1(by_name["campaign/evacuees@ahrar-al-sham-harasta"].reported) == pytest.approx(4_614)
    assert sum("evacuees@" in name for name in by_name) == 11


@pytest.mark.parametrize("seed", [1, 2])
def test_a_forecast_that_ends_early_says_what_the_whole_run_says(seed: int) -> None:
    for id_ in ("HARASTA_2018", "DUMAYR_2018", "SDAMASCUS_IS_2018"):
        scenario = build_scenario(reported().agreement(id_), reported(), seed)
        whole = simulate(scenario, seed)
        enclave = whole.campaign.world.roll.enclaves[0].name
        assert forecast(scenario, seed) == simulated_outcomes(whole, enclave, start_day(scenario))


def test_simulator_answers_in_the_order_of_the_targets_and_repeats_itself(targets: t.TargetSet) -> None:
    prior = declared_prior()
    few = t.TargetSet(tuple(x for x in targets.targets if x.agreement in ("DUMAYR_2018", t.CAMPAIGN))[::-1])
    simulator = AgreementsSimulator(prior, reported(), few)
    point = np.full(prior.dimensions, 0.4)
    once = simulator(point, 3)
    assert once.shape == (len(few),)
    assert once.tobytes() == simulator(point, 3).tobytes()
    assert once.tobytes() != simulator(point, 4).tobytes()
    straight = AgreementsSimulator(prior, reported(), t.TargetSet(few.targets[::-1]))(point, 3)
    assert straight[::-1].tobytes() == once.tobytes()


def test_order_compares_days_with_dates() -> None:
    from datetime import date

    from safepassage.scenario.reported import ReportedAgreement

    told = {name: ReportedAgreement(agreement_date=date(2018, 3, day)) for name, day in (("a", 1), ("b", 2), ("c", 9))}
    rows = {"a": {"agreement_day": 5}, "b": {"agreement_day": 6}, "c": {"agreement_day": None}}
    assert order(rows, told, days=100) == pytest.approx(1.0)
    assert order({**rows, "a": {"agreement_day": None}, "c": {"agreement_day": 1}}, told, days=100) == -1.0
    assert order({}, told, days=100) == 0.0


def test_what_is_fitted_is_declared_with_a_range_that_holds_its_start() -> None:
    prior = declared_prior()
    starts = {d.name: d.start for d in declarations()}
    points = prior.points(np.array([[starts[name] for name in prior.names]]))
    assert ((points >= 0) & (points <= 1)).all()
    assert prior.values(points)[0] == pytest.approx([starts[name] for name in prior.names])
    assert len(set(prior.names)) == len(FITTED)
    assert all(choice.reason for choice in FITTED)


def test_classes_are_pooled_around_the_others() -> None:
    prior = declared_prior([Choice("beliefs.stall_garrison", "pooled", ""), Choice("war.advance", "log", "")])
    middle = prior.values(np.full((1, 2), 0.5))[0]
    assert middle == pytest.approx([1.5, 0.0206], rel=0.03)
    spread = prior.values(np.column_stack([np.linspace(0.01, 0.99, 99), np.full(99, 0.5)]))[:, 0]
    assert np.log(spread).std() == pytest.approx(0.35, rel=0.1)
    assert (np.diff(spread) > 0).all()
    assert 0.6 < spread.min() < 0.75 < 3.0 < spread.max() < 4.0
    points = np.array([[0.2, 0.3], [0.7, 0.9]])
    assert prior.points(prior.values(points)) == pytest.approx(points)


def test_a_prior_is_likeliest_at_the_declared_start_and_ends_at_its_bounds() -> None:
    prior = declared_prior([Choice("war.advance", "log", ""), Choice("households.board", "linear", "")])
    grid = np.linspace(0.0, 1.0, 2001)
    for column, (low, high), start in zip(
        prior.values(np.column_stack([grid, grid])).T, [(0.008, 0.06), (-8.0, -3.0)], [0.0206, -5.65], strict=True
    ):
        scaled = np.log(column) if low > 0 else column
        assert (column[0], column[-1]) == (pytest.approx(low), pytest.approx(high))
        densest = np.diff(scaled).argmin()
        assert column[densest] == pytest.approx(start, rel=0.05)


def test_what_is_declared_as_fixed_cannot_be_fitted() -> None:
    with pytest.raises(ValueError, match="fixed"):
        declared_prior([Choice("bargaining.discount", "linear", "")])
    with pytest.raises(KeyError):
        declared_prior([Choice("bargaining.nothing", "linear", "")])
